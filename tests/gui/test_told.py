"""Whoever printed or saved something hears of it once, where it was done, and in the same words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut

from alo183_desktop.gui.pages import UserContext, entries
from alo183_desktop.gui.phones.page import PhonesPage, View
from alo183_desktop.shared.written_files import file_name
from tests.clocks import FixedClock
from tests.gui.phones import directorate
from tests.gui.printers import print_to

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import Page

PRINTING = {
    "today": 1,
    "cases": 2,
    "officers": 2,
    "changes": 1,
    "phones": 8,
    "guidance": 1,
    "audit": 1,
}
"""Pages with how many lists and sheets each prints by Ctrl+P."""


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("yazdirma")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.mark.parametrize("key", PRINTING)
def test_that_what_was_printed_is_told_in_the_same_words_on_every_page(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot, tmp_path: Path, key: str
) -> None:
    background.attach(desk.work)
    pages = {entry.key: entry for entry in entries(background, UserContext.at(desk))}
    page: Page = pages[key].factory(host)
    page.resize(host.size())
    with qtbot.waitExposed(host):
        host.show()
    page.show()
    qtbot.waitUntil(background.is_idle)
    if isinstance(page, PhonesPage):
        for view in View:
            page.show_view(view)
            qtbot.waitUntil(background.is_idle)
    keys = QKeySequence("Ctrl+P")
    printing = [one.trigger for one in page.findChildren(QAction) if one.shortcut() == keys]
    printing += [one.activated.emit for one in page.findChildren(QShortcut) if one.key() == keys]
    assert len(printing) == PRINTING[key]
    for place, act in enumerate(printing):
        name = print_to(tmp_path / f"{place}.pdf", act, qtbot)
        assert name == file_name(Path(name).stem, ending=".pdf")
        qtbot.waitUntil(partial(_is_told, page, f"Kaydedildi: {place}.pdf"))
        assert page.toast.open_file.isVisible()
        assert page.toast.show_folder.isVisible()


def _is_told(page: Page, told: str) -> bool:
    return page.toast.text() == told
