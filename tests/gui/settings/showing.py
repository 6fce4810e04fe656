"""Show a section of the settings, and find the dialog that it opened."""

from typing import TypeVar

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.directorate.record import DirectorateValues
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.gui.settings.security_section import SecuritySection

SectionT = TypeVar("SectionT", bound=Section)
DialogT = TypeVar("DialogT", bound=QWidget)


def show(page: SettingsPage, name: str, kind: type[SectionT], qtbot: QtBot) -> SectionT:
    """Show a section and wait until it has loaded."""
    section = page.show_section(name)
    qtbot.waitUntil(page.background.is_idle)
    assert isinstance(section, kind)
    return section


def lock_dialog(section: SecuritySection, qtbot: QtBot) -> RecordDialog[DirectorateValues]:
    """Open the dialog that sets after how many minutes the program locks."""
    section.change_lock.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordDialog))
    return dialog_of(RecordDialog)


def dialog_of(kind: type[DialogT]) -> DialogT:
    """Return the dialog that is open."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return next(one for one in found if one.isVisible())
