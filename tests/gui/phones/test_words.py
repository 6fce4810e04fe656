"""What the page says of states."""

from alo183_desktop.gui.phones.words import STATE_CHOICES
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.lists import state_mark
from alo183_desktop.phones.rows import HandsetRow


def handset_row() -> HandsetRow:
    return HandsetRow(
        handset_id=1,
        make="Samsung",
        model="A15",
        imei=None,
        serial="",
        condition="",
        accessories="",
        state=ItemState.ISSUED,
        holder_id=1,
        holder_name="İlknur ÇIĞ",
        held_since=None,
        has_unsigned_form=False,
        version=1,
    )


def test_that_every_state_has_its_word() -> None:
    assert set(STATE_CHOICES) == set(ItemState)


def test_that_only_what_is_lost_or_away_has_a_mark() -> None:
    made = handset_row()
    marked = {state for state in ItemState if state_mark(made._replace(state=state)) is not None}
    assert marked == {ItemState.LOST, ItemState.IN_REPAIR}
