"""What the page says of lengths and forms."""

from __future__ import annotations

import pytest

from alo183_desktop.gui.phones.words import (
    CALL_WORDS,
    FORM_STATES,
    FORM_WORDS,
    STATE_CHOICES,
    length_words,
    state_mark,
)
from alo183_desktop.phones.kinds import CallKind, FormKind, FormState, ItemState


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 sn"), (59, "59 sn"), (60, "1 dk 00 sn"), (3888, "1 sa 04 dk 48 sn")],
)
def test_that_a_length_is_told_in_its_own_units(seconds: int, words: str) -> None:
    assert length_words(seconds) == words


def test_that_every_kind_and_state_has_its_word() -> None:
    assert set(STATE_CHOICES) == set(ItemState)
    assert set(FORM_WORDS) == set(FormKind)
    assert set(FORM_STATES) == set(FormState)
    assert set(CALL_WORDS) == set(CallKind)


def test_that_only_what_is_lost_or_away_has_a_mark() -> None:
    assert {state for state in ItemState if state_mark(state) is not None} == {
        ItemState.LOST,
        ItemState.IN_REPAIR,
    }
