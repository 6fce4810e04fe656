"""The page "Nöbet" in each look and each window: full, empty, wrong, and its dialogs."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.rota.away import ABSENCE_ACTS, WISH_ACTS
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.sheet_view import FIRST
from alo183_desktop.gui.rota.substitutions import SUBSTITUTION_ACTS
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import AbsenceKind
from alo183_desktop.rota.record import AbsenceValues
from tests.gui.changes.conftest import Hands
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.rota.directorate import LONG, MONTH, ZEYNEP

KINDS: Final = (ABSENCE_ACTS, SUBSTITUTION_ACTS, WISH_ACTS)
pytestmark = pytest.mark.usefixtures("look")


@pytest.fixture
def busy(sheet: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]) -> RotaPage:
    """Return the page with marks of both kinds, a long name, and somebody away."""
    with desk.work() as work:
        people = {one.name: one.person_id for one in service.list_people(work)}
        noon = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
        values = AbsenceValues(
            people[ZEYNEP], AbsenceKind.ANNUAL, noon, noon + dt.timedelta(days=2)
        )
        service.ABSENCES.save(work, None, values)
    sheet.sheet.refresh()
    settle()
    for typed in ("ze", "ib", "ib", "şü", "ir"):
        hands.write(typed)
        hands.press(Qt.Key.Key_Return)
    settle()
    return sheet


def test_that_nothing_on_the_page_is_cut_or_covered(
    busy: RotaPage, host: QWidget, settle: Callable[[], None]
) -> None:
    for room in ROOMS:
        seat(busy, room)
        for row in (0, 2, 3, 8):
            busy.sheet.view.setCurrentIndex(busy.sheet.view.sheet.index(row, FIRST))
            settle()
            assert faults(host) == [], (room, row)
        for view in (RotaPart.PEOPLE, RotaPart.AWAY, RotaPart.SHEET):
            busy.show_view(view)
            settle()
            assert faults(host) == [], (room, view)


def test_that_nothing_covers_what_an_empty_page_says(
    empty_desk: Desk,
    open_page: Callable[..., RotaPage],
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    page = open_page(empty_desk)
    for room, view in product(ROOMS, RotaPart):
        seat(page, room)
        page.show_view(view)
        settle()
        assert faults(host) == [], (room, view)


def test_that_the_dialogs_fit_a_small_window(
    busy: RotaPage, host: QWidget, settle: Callable[[], None]
) -> None:
    enlarge(host, SMALL)
    dialogs: tuple[tuple[RotaPart, Callable[[], object]], ...] = (
        (RotaPart.PEOPLE, busy.people.add),
        (RotaPart.PEOPLE, busy.people.add_officers),
        *((RotaPart.AWAY, partial(busy.away.add, acts)) for acts in KINDS),
        (RotaPart.SHEET, busy.show_papers),
    )
    for view, begin in dialogs:
        busy.show_view(view)
        begin()
        settle()
        dialog = busy.opener.dialog()
        if dialog is None:  # nobody is left to add
            assert begin == busy.people.add_officers
            continue
        assert faults(dialog) == [], view
        assert dialog.width() <= host.width()
        assert dialog.height() <= host.height()
        dialog.done(0)


def test_that_a_long_name_is_read_in_the_tooltip_or_the_card(
    busy: RotaPage, settle: Callable[[], None]
) -> None:
    busy.sheet.view.setCurrentIndex(busy.sheet.view.sheet.index(3, FIRST))
    settle()
    duty = busy.sheet.view.current_duty()
    assert duty is not None
    assert duty.person_name == LONG
    assert busy.sheet.month.key() == MONTH
