"""The page "Rehberlik" in each look and each window: right, wrong, and the dialog."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.guidance.page import GuidancePage
from alo183_desktop.gui.kit.form.form import TextField
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat

LONG = "Şükriye Gülçiçek KARAİSMAİLOĞLU-BÜYÜKÖZTÜRK’ün engelli aylığı ve evde bakım yardımı"
pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_that_nothing_on_the_page_is_cut_or_covered(
    page: GuidancePage, host: QWidget, settle: Callable[[], None], room: tuple[int, int]
) -> None:
    seat(page, room)
    settle()
    assert faults(host) == []
    form = page.log_form
    form.fields["is_sent_on"].set_value(("yes",))
    form.fields["is_sent_on"].changed.emit()
    for field in form.form.fields():
        if isinstance(field, TextField):
            field.set_text(LONG)
    form.form.validate()
    settle()
    assert faults(host) == []


def test_that_nothing_covers_what_an_empty_page_says(
    empty_desk: Desk,
    open_page: Callable[..., GuidancePage],
    host: QWidget,
) -> None:
    page = open_page(empty_desk)
    assert page.list.view.model().rowCount() == 0
    for room in ROOMS:
        seat(page, room)
        assert faults(host) == [], room


def test_that_the_dialog_fits_a_small_window(
    page: GuidancePage, host: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> None:
    enlarge(host, SMALL)
    page.list.view.selectRow(0)
    page.list.view.opened.emit()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    settle()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert faults(dialog) == []
    assert dialog.width() <= host.width()
    assert dialog.height() <= host.height()
    dialog.done(0)  # type: ignore[attr-defined]
