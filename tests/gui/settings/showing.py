"""Show a section of the settings, and find the dialog that it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from typing import TypeVar

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.gui.settings.page import SettingsPage
    from alo183_desktop.gui.settings.section import Section

    SectionT = TypeVar("SectionT", bound=Section)
    DialogT = TypeVar("DialogT", bound=QWidget)


def show(page: SettingsPage, name: str, kind: type[SectionT], qtbot: QtBot) -> SectionT:
    """Show a section and wait until it has loaded."""
    section = page.show_section(name)
    qtbot.waitUntil(page.background.is_idle)
    assert isinstance(section, kind)
    return section


def dialog_of(kind: type[DialogT]) -> DialogT:
    """Return the dialog that is open."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return next(one for one in found if one.isVisible())
