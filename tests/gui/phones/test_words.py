"""What the page says of states."""

from alo183_desktop.gui.phones.words import STATE_CHOICES
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.lists import state_mark


def test_that_every_state_has_its_word() -> None:
    assert set(STATE_CHOICES) == set(ItemState)


def test_that_only_what_is_lost_or_away_has_a_mark() -> None:
    assert {state for state in ItemState if state_mark(state) is not None} == {
        ItemState.LOST,
        ItemState.IN_REPAIR,
    }
