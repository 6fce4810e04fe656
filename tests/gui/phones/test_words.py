"""What the page says of forms and states."""

from __future__ import annotations

from alo183_desktop.gui.phones.words import (
    CALL_WORDS,
    FORM_STATES,
    FORM_WORDS,
    STATE_CHOICES,
    state_mark,
)
from alo183_desktop.phones.kinds import CallKind, FormKind, FormState, ItemState


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
