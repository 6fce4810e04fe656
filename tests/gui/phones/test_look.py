"""Each part in each look and each window, full and empty; nothing jumps, no letter leads twice."""

from collections.abc import Callable
from itertools import product
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.phones import part
from alo183_desktop.gui.phones.checks_part import ChecksPart
from alo183_desktop.gui.phones.custody_part import CIRCULAR, FORMS, CustodyPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.gui.pictures import tour_of_phones
from alo183_desktop.shared.override import override
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.phones.conftest import show

WIDTH, HEIGHT = ROOMS[0]


@pytest.mark.usefixtures("look")
@pytest.mark.parametrize("is_full", [True, False])
def test_that_nothing_on_any_part_is_cut_or_covered(
    request: pytest.FixtureRequest,
    open_page: Callable[..., PhonesPage],
    background: Background,
    host: QWidget,
    qtbot: QtBot,
    *,
    is_full: bool,
) -> None:
    desk: Desk = request.getfixturevalue("desk" if is_full else "empty_desk")
    page = open_page(desk)
    for room, view in product(ROOMS, PhonesPart):
        seat(page, room)
        shown = show(page, view, qtbot)
        qtbot.waitUntil(shown.updatesEnabled)
        assert faults(host) == [], (room, view)
        if isinstance(shown, CustodyPart):
            for key in (FORMS, CIRCULAR):
                shown.choose_list(key)
                qtbot.waitUntil(background.is_idle)
                assert faults(host) == [], (room, key)


def test_that_the_tools_of_custody_have_the_width_of_the_card_too(
    page: PhonesPage, qtbot: QtBot
) -> None:
    seat(page, ROOMS[0])
    shown = cast("CustodyPart", show(page, PhonesPart.CUSTODY, qtbot))

    def right_of(widget: QWidget) -> int:
        return widget.mapTo(shown, widget.rect().topRight()).x()

    qtbot.waitUntil(lambda: right_of(shown.more_button) == right_of(shown.card))


@pytest.mark.usefixtures("look")
def test_that_enter_brings_the_call_into_sight_in_a_small_window(
    page: PhonesPage, qtbot: QtBot
) -> None:
    seat(page, ROOMS[1])
    part = cast("ChecksPart", show(page, PhonesPart.CHECKS, qtbot))
    qtbot.waitUntil(part.updatesEnabled)
    assert faults(page.window()) == []
    part.due_view.opened.emit()
    line = part.panel.ring.line
    qtbot.waitUntil(line.hasFocus)
    assert line.visibleRegion().boundingRect() == line.rect()


@pytest.mark.usefixtures("look")
def test_that_the_names_of_who_answers_are_not_cut(page: PhonesPage, qtbot: QtBot) -> None:
    seat(page, ROOMS[0])
    view = cast("ChecksPart", show(page, PhonesPart.CHECKS, qtbot)).rate_view
    room = view.columnWidth(1) - theme.px(18)
    assert room >= view.fontMetrics().horizontalAdvance("Hatice Nur BÜYÜKÖZTÜRK")


class _FirstPainting(QObject):
    """Keeps where everything stood when a widget was painted for the first time."""

    def __init__(self, page: PhonesPage) -> None:
        super().__init__(page)
        self._page = page
        self.places: dict[QWidget, QRect] = {}

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.places:
            self.places = places(self._page)
        return False


def places(page: PhonesPage) -> dict[QWidget, QRect]:
    """Return where on the page each list, label and button stands."""
    kinds = (QLabel, QAbstractButton, QComboBox, TableView)
    return {
        one: QRect(one.mapTo(page, QPoint(0, 0)), one.size())
        for one in page.part().findChildren(QWidget)
        if one.isVisible() and isinstance(one, kinds)
    }


@pytest.mark.usefixtures("painted")
@pytest.mark.parametrize(
    "view", [PhonesPart.ITEMS, PhonesPart.CUSTODY, PhonesPart.CHECKS, PhonesPart.CALLS]
)
def test_that_nothing_jumps_aside_while_a_part_opens(
    page: PhonesPage,
    host: QWidget,
    qtbot: QtBot,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    view: PhonesPart,
) -> None:
    # However slow the machine is: who waits longer sees that it waits, which is another matter.
    monkeypatch.setattr(part, "_BLANK_MS", 600_000)
    host.resize(theme.px(WIDTH), theme.px(HEIGHT))
    settle()
    painting = _FirstPainting(page)
    with qtbot.waitSignal(page.loaded):
        page.show_view(view)
        page.part().installEventFilter(painting)
    qtbot.waitUntil(lambda: bool(painting.places))
    settle()
    QApplication.sendPostedEvents()
    after = places(page)
    moved = {
        one: (was, after[one])
        for one, was in painting.places.items()
        if one in after and after[one] != was
    }
    assert moved == {}


@pytest.mark.usefixtures("look")
def test_that_each_part_and_each_dialog_of_the_tour_fits(
    page: PhonesPage, settle: Callable[[], None], host: QWidget
) -> None:
    enlarge(host, SMALL)
    names = []
    for name in tour_of_phones(page):
        settle()
        names.append(name)
        window = QApplication.activeModalWidget()
        if window is not None:
            assert faults(window) == [], name
            assert window.width() <= host.width(), name
            assert window.height() <= host.height(), name
            window.done(0)  # type: ignore[attr-defined]
    page.opener.close_all()
    assert len(names) == len(set(names)) == 22
