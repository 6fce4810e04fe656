"""Several lists in one place: what is taken of them is what is shown."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QStackedWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.phones.checks_part import CALLS, RATES
from alo183_desktop.gui.phones.custody_part import FORMS, HELD, NOTICE_WORDS
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.phones.rows import ItemKind
from tests.gui.phones.conftest import show
from tests.gui.several import check_several

LISTS = [
    (PhonesPart.ITEMS, ItemKind.LINE),
    (PhonesPart.ITEMS, ItemKind.HANDSET),
    (PhonesPart.CUSTODY, HELD),
    (PhonesPart.CUSTODY, FORMS),
    (PhonesPart.CHECKS, RATES),
    (PhonesPart.CHECKS, CALLS),
]


def test_that_the_button_beside_two_lists_takes_the_one_that_is_shown(
    page: PhonesPage, qtbot: QtBot
) -> None:
    for view, key in LISTS:
        part = show(page, view, qtbot)
        switch = part.findChildren(Segmented)[0]
        switch.choose(key)
        switch.chosen.emit(key)
        place = part.findChildren(QStackedWidget)[0].currentWidget()
        assert place is not None
        (shown,) = place.findChildren(TableView)
        buttons = [one for one in page.findChildren(QPushButton) if one.text() == "&Liste"]
        (button,) = [one for one in buttons if one.isVisible()]
        button.menu().actions()[0].trigger()  # copy
        taken = QGuiApplication.clipboard().text()
        QGuiApplication.clipboard().clear()
        shown.copy_rows()
        assert taken
        assert taken == QGuiApplication.clipboard().text(), key


def test_that_no_act_is_for_one_of_several_rows(page: PhonesPage, qtbot: QtBot) -> None:
    for listed in [one for view in PhonesPart for one in show(page, view, qtbot).views()]:
        model = listed.model()
        if model is not None and model.rowCount() > 1:
            several = {"&Geri al…", "&Devret…", NOTICE_WORDS} & {
                one.text() for one in listed.actions()
            }
            check_several(listed, for_several=several)
