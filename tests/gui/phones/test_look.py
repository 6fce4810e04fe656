"""Each part stands in light and dark, at 100 % and 150 %: nothing is wider than the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.phones.custody_part import FORMS, CustodyPart
from alo183_desktop.gui.phones.page import PhonesPage, View
from alo183_desktop.gui.phones.tour import tour
from alo183_desktop.shared.turkish import upper_tr
from tests.gui.phones.conftest import open_page, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from tests.clocks import FixedClock

WIDTH, HEIGHT = 1088, 752
"""What the navigation and the foot leave of a window of 1280 × 800."""


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
        part = show(page, view, qtbot)
        letters = mnemonics(page)
        assert len(letters) == len(set(letters)), (view, sorted(letters))
        if isinstance(part, CustodyPart):
            part.choose_list(FORMS)
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
