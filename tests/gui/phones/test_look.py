"""Each part stands in light and dark, at 100 % and 150 %: nothing is wider than the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.tables import TableView
from alo183_desktop.gui.phones import part
from alo183_desktop.gui.phones.custody_part import FORMS, CustodyPart
from alo183_desktop.gui.phones.page import PhonesPage, View
from alo183_desktop.gui.phones.tour import tour
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_tr
from tests.gui.phones.conftest import open_page, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.phones.checks_part import ChecksPart
    from tests.clocks import FixedClock

WIDTH, HEIGHT = 1088, 752
"""What the navigation and the foot leave of a window of 1280 × 800."""
NARROW = 720
"""What is left for the page when all letters are half as large again on a screen of 1366."""


@pytest.fixture(params=["light", "dark", "150 %"])
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    font = qapp.font()
    if request.param == "150 %":
        larger = qapp.font()
        larger.setPixelSize(round(font.pixelSize() * 1.5))
        qapp.setFont(larger)
    dark = request.param == "dark"
    theme.apply(qapp, scheme=Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    yield request.param
    qapp.setFont(font)
    theme.apply(qapp, scheme=Qt.ColorScheme.Light)


@pytest.mark.usefixtures("look")
@pytest.mark.parametrize("is_full", [True, False])
def test_that_each_part_fits_the_window_full_and_empty(
    request: pytest.FixtureRequest,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
    *,
    is_full: bool,
) -> None:
    desk: Desk = request.getfixturevalue("desk" if is_full else "empty_desk")
    page = open_page(desk, background, clock, host, qtbot)
    page.resize(theme.px(WIDTH), theme.px(HEIGHT))
    for view in View:
        show(page, view, qtbot)
        hint = page.minimumSizeHint()
        assert hint.width() <= theme.px(WIDTH), view
        assert hint.height() <= theme.px(HEIGHT), view
        picture = page.grab().toImage()
        assert picture.width() >= theme.px(WIDTH)


@pytest.mark.usefixtures("look")
def test_that_the_names_of_who_answers_are_not_cut(
    request: pytest.FixtureRequest,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
) -> None:
    page = open_page(request.getfixturevalue("desk"), background, clock, host, qtbot)
    page.resize(theme.px(WIDTH), theme.px(HEIGHT))
    view = cast("ChecksPart", show(page, View.CHECKS, qtbot)).rate_view
    room = view.columnWidth(1) - theme.px(18)
    assert room >= view.fontMetrics().horizontalAdvance("Hatice Nur BÜYÜKÖZTÜRK")


@pytest.mark.usefixtures("look")
@pytest.mark.parametrize("view", [View.ITEMS, View.CUSTODY])
def test_that_no_button_above_a_list_is_cut_where_the_window_is_narrow(
    request: pytest.FixtureRequest,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
    settle: Callable[[], None],
    view: View,
) -> None:
    page = open_page(request.getfixturevalue("desk"), background, clock, host, qtbot)
    shown = show(page, view, qtbot)
    for width in (NARROW, WIDTH, NARROW):
        host.resize(theme.px(width), theme.px(HEIGHT))
        settle()
        qtbot.waitUntil(lambda: not cut_buttons(shown))


def cut_buttons(part: QWidget) -> list[str]:
    """Return the words of buttons that have less room than they need."""
    buttons = [one for one in part.findChildren(QAbstractButton) if one.isVisible()]
    return [one.text() for one in buttons if one.width() < one.minimumSizeHint().width()]


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


@pytest.mark.parametrize("view", [View.ITEMS, View.CUSTODY, View.CHECKS, View.CALLS])
def test_that_nothing_jumps_aside_while_a_part_opens(
    page: PhonesPage,
    host: QWidget,
    qtbot: QtBot,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    view: View,
) -> None:
    # However slow the machine is: who waits longer sees that it waits, which is another matter.
    monkeypatch.setattr(part, "_BLANK_MS", 600_000)
    host.resize(theme.px(WIDTH), theme.px(HEIGHT))
    settle()
    painting = _FirstPainting(page)
    with qtbot.waitSignal(page.loaded):
        page.show_view(view).installEventFilter(painting)
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


def mnemonics(page: PhonesPage) -> list[str]:
    """Return the letters of all that can be reached with Alt just now."""
    buttons = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
    labels = [
        one
        for one in page.findChildren(QLabel)
        if one.isVisible() and isinstance(one.buddy(), QWidget)
    ]
    texts = [one.text() for one in buttons] + [one.text() for one in labels]
    return [upper_tr(text[text.index("&") + 1]) for text in texts if "&" in text]


def test_that_no_letter_leads_to_two_places(page: PhonesPage, qtbot: QtBot) -> None:
    for view in View:
        shown = show(page, view, qtbot)
        letters = mnemonics(page)
        assert len(letters) == len(set(letters)), (view, sorted(letters))
        if isinstance(shown, CustodyPart):
            shown.choose_list(FORMS)
            letters = mnemonics(page)
            assert len(letters) == len(set(letters)), sorted(letters)


def test_that_the_tour_shows_each_part_and_each_dialog(
    page: PhonesPage, settle: Callable[[], None], host: QWidget
) -> None:
    names = []
    for name in tour(page):
        settle()
        names.append(name)
        window = QApplication.activeModalWidget()
        if window is not None:
            assert window.width() <= max(host.width(), window.minimumSizeHint().width())
            window.done(0)  # type: ignore[attr-defined]
    page.opener.close_all()
    assert len(names) == len(set(names)) == 21
