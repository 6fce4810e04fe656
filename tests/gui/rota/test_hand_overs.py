"""The part "Devir": a note is written with what is open, shown on paper, and confirmed."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.rota.hand_overs import HandOverDialog
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.rota import hand_overs, service
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell, HandOverFilter
from tests.clocks import FixedClock
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.rota.directorate import LONG, MONTH, ZEYNEP


@pytest.fixture
def changing(page: RotaPage, desk: Desk, clock: FixedClock) -> RotaPage:
    """Return the part an hour after a main duty changed hands."""
    with desk.work() as work:
        people = {one.name: one.person_id for one in service.list_people(work)}
        mains = [
            one for one in service.month_sheet(work, MONTH).duties if one.kind is DutyKind.MAIN
        ]
        service.fill(
            work,
            [
                Cell(one.duty_id, one.version, people[name])
                for one, name in zip(mains, (LONG, ZEYNEP), strict=False)
            ],
        )
    clock.set(dt.datetime(2026, 12, 2, 6, tzinfo=dt.UTC))
    page.show_view(RotaPart.HAND_OVERS)
    return page


@pytest.mark.usefixtures("look")
def test_that_a_note_is_written_confirmed_and_fits(
    changing: RotaPage, desk: Desk, host: QWidget, settle: Callable[[], None]
) -> None:
    settle()
    changing.primary_action()
    settle()
    dialog = changing.opener.dialog()
    assert isinstance(dialog, HandOverDialog)
    enlarge(host, SMALL)
    assert faults(dialog) == []
    dialog.note.set_text("Kapı kodu değişti.")
    dialog.submit()
    settle()
    assert changing.opener.dialog() is None, dialog.trouble.text()
    row = changing.hand_overs.current()
    assert row is not None
    assert (row.from_name, row.to_name, row.note) == (LONG, ZEYNEP, "Kapı kodu değişti.")
    for room in ROOMS:
        seat(changing, room)
        settle()
        assert [one for one in faults(host) if "Toast" not in one] == [], room
    (confirm,) = (
        one for one in changing.hand_overs.view.actions() if one.text().startswith("Okundu")
    )
    confirm.trigger()
    settle()
    with desk.work() as work:
        (after,) = hand_overs.find_hand_overs(work, HandOverFilter())
    assert after.confirmed_by == desk.actor.name
    changing.show_query(HandOverFilter(is_late=True))
    settle()
    assert changing.hand_overs.model.rowCount() == 0
