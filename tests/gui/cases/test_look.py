"""The page "Vakalar" in each look and each window: cases, calls, empty, and its dialogs."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import TextField
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat

pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize("is_full", [True, False])
def test_that_nothing_on_the_page_is_cut_or_covered(
    request: pytest.FixtureRequest,
    open_page: Callable[..., CasesPage],
    background: Background,
    host: QWidget,
    qtbot: QtBot,
    *,
    is_full: bool,
) -> None:
    desk: Desk = request.getfixturevalue("desk" if is_full else "empty_desk")
    page = open_page(desk)
    for wanted in (None, UnexplainedCallFilter()):
        if wanted is not None:
            page.show_query(wanted)
        for room in ROOMS:
            seat(page, room)
            qtbot.waitUntil(background.is_idle)
            assert faults(host) == [], (wanted, room)


def test_that_each_dialog_fits_right_or_wrong(
    page: CasesPage, host: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> None:
    enlarge(host, SMALL)
    opener = page.opener
    for begin in (opener.take_in, opener.import_cases, opener.show_imports):
        begin()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        settle()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        assert faults(dialog) == [], dialog.windowTitle()
        if isinstance(dialog, FormDialog):
            for field in dialog.form.fields():
                if isinstance(field, TextField):
                    field.set_text("?")
            dialog.form.validate()
            settle()
            assert faults(dialog) == [], dialog.windowTitle()
        assert dialog.width() <= host.width(), dialog.windowTitle()
        assert dialog.height() <= host.height(), dialog.windowTitle()
        dialog.done(0)
