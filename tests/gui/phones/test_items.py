"""Lines and handsets: listed, narrowed, typed in, changed, and brought from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.phones.dialogs import LineDialog, StateDialog
from alo183_desktop.gui.phones.items_part import ItemsPart
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.phones import service
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import ItemKind
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.phones.conftest import show
from tests.gui.phones.directorate import imei, phone_of

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def items(page: PhonesPage, qtbot: QtBot) -> ItemsPart:
    return cast("ItemsPart", show(page, PhonesPart.ITEMS, qtbot))


def choose(items: ItemsPart, kind: ItemKind) -> None:
    items.lists.choose(kind.value)
    items.lists.chosen.emit(kind.value)


def test_that_lines_stand_with_their_state_and_holder(items: ItemsPart) -> None:
    headings, rows = items.line_view.table_texts()
    assert headings == ["Hat", "Durumu", "Zimmetlisi", "Operatör", "Tutanak"]
    by_phone = {row[0]: row for row in rows}
    assert by_phone["0500 000 41 01"][1:3] == ["zimmette", "Zeynep GÜNDOĞDU"]
    assert by_phone["0500 000 41 12"][1:3] == ["depoda", ""]


def test_that_a_lost_handset_keeps_its_last_holder(items: ItemsPart) -> None:
    choose(items, ItemKind.HANDSET)
    lost = next(row for row in items.handsets.rows() if row.state is ItemState.LOST)
    assert lost.holder_name == "Mehmet Ali KARAİSMAİLOĞLU"
    assert lost.held_since is not None


def test_that_the_card_of_a_lost_handset_does_not_take_the_day_of_its_issue_for_that_of_its_loss(
    items: ItemsPart, qtbot: QtBot
) -> None:
    choose(items, ItemKind.HANDSET)
    lost = next(row for row in items.handsets.rows() if row.state is ItemState.LOST)
    items.handset_view.select_row(lost.handset_id)

    def shown() -> list[str]:
        return [one.text() for one in items.findChildren(QLabel) if one.text().startswith("Kayıp")]

    qtbot.waitUntil(lambda: "Kayıp ya da çalıntı" in shown())
    assert not [one for one in shown() if "gününden beri" in one]


def test_that_state_holder_and_missing_signatures_narrow_the_list(items: ItemsPart) -> None:
    items.state.choose(ItemState.IN_STORE)
    items.state.filtered.emit()
    assert [row.phone for row in items.lines.rows()] == [phone_of(12)]
    items.state.choose(None)
    items.holder.setCurrentText("Çağrı ÖZGÜN")
    assert [row.phone for row in items.lines.rows()] == [phone_of(4), phone_of(5)]
    items.holder.setCurrentIndex(0)
    items.waiting.click()
    assert len(items.lines.rows()) == 11
    items.line_view.show_all_requested.emit()
    assert len(items.lines.rows()) == 12


@pytest.mark.parametrize("typed", ["kurumsal 41 07", "0500 000 41 07", "celikkol"])
def test_that_the_search_finds_what_the_list_does_not_show(
    page: PhonesPage, items: ItemsPart, qtbot: QtBot, typed: str
) -> None:
    page.search.setText(typed)
    qtbot.waitUntil(lambda: [row.phone for row in items.lines.rows()] == [phone_of(7)])


def test_that_a_line_that_was_just_added_is_taken_back_by_a_key(
    page: PhonesPage, items: ItemsPart, qtbot: QtBot, settle: Callable[[], None], answers: Answers
) -> None:
    def phones() -> set[str]:
        return {row.phone for row in items.lines.all_rows()}

    def add() -> None:
        page.opener.add_line()
        settle()
        dialog = page.opener.dialog()
        assert isinstance(dialog, LineDialog)
        dialog.fields["phone"].set_text("0500 000 41 99")
        dialog.fields["operator"].set_text("Türk Telekom")
        dialog.submit()
        qtbot.waitUntil(lambda: page.opener.dialog() is None)
        settle()
        assert phones() == before | {"+905000004199"}

    before = phones()
    add()
    page.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page.window())
    items.line_view.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is items.line_view)
    QTest.keyClick(items.line_view, Qt.Key.Key_Z, CONTROL)
    settle()
    assert (phones(), page.toast.text()) == (before, "Geri alındı; eklenen silindi.")
    add()
    # The new row is the current one; Del removes it after a question, also later.
    answers.replies = [1]
    page.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page.window())
    items.line_view.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is items.line_view)
    assert items.line_view.current_row().phone == "+905000004199"
    QTest.keyClick(items.line_view, Qt.Key.Key_Delete)
    settle()
    assert answers.asked == ["Hat silinsin mi?"]
    assert phones() == before


def test_that_pin_and_puk_are_shown_on_request_and_written_down(
    items: ItemsPart, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    items.line_view.select_row(1)
    qtbot.waitUntil(lambda: items.card.pin is not None)
    assert "1234" not in [label.text() for label in items.card.findChildren(QLabel)]
    assert items.card.pin is not None
    link = items.card.pin.findChild(LinkButton)
    assert link is not None
    link.click()
    settle()
    shown = [label.text() for label in items.card.findChildren(QLabel)]
    assert "1234" in shown
    assert "12345678" in shown
    assert acts(desk, "line.pin_shown") == 1


def test_that_a_line_is_added_by_keyboard(
    page: PhonesPage, items: ItemsPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    items.line_view.setFocus()
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(items.line_view, Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    dialog = page.opener.dialog()
    assert isinstance(dialog, LineDialog)
    qtbot.waitUntil(dialog.isActiveWindow)  # a shortcut is for the window that has the keys
    pin = dialog.form.field("pin")
    assert not pin.isVisible()
    QTest.keyClicks(dialog.form.field("phone").control(), "0(500) 000-41 77")
    operator = dialog.form.field("operator")
    operator.set_text("Tur")
    QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    assert "“Turkcell” ya da “Türk Telekom”" in operator.shown_message()
    operator.take_focus()
    operator.set_text("voda")
    QTest.keyClick(operator.control(), Qt.Key.Key_Tab)
    assert operator.text() == "Vodafone"
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    row = items.line_view.current_row()
    assert row.phone == "+905000004177"
    assert row.state is ItemState.IN_STORE


@pytest.mark.parametrize("pin", ["", "1234"])
def test_that_a_line_is_taken_back_unless_its_pin_was_typed_anew(
    pin: str,
    page: PhonesPage,
    items: ItemsPart,
    desk: Desk,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    row = items.lines.rows()[0]
    with qtbot.waitSignal(page.opener.opened):
        page.opener.change_item(ItemKind.LINE, row.line_id)
    dialog = cast("LineDialog", page.opener.dialog())
    dialog.form.field("note").set_text("Yedek")
    dialog.form.field("pin").set_text(pin)
    assert dialog.form.field("iccid").isVisible() is bool(row.iccid or pin)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert page.toast.take_back.isVisible() is not bool(pin)
    if not pin:
        QTest.mouseClick(page.toast.take_back, Qt.MouseButton.LeftButton)
        settle()
        with desk.work() as work:
            assert not service.LINES.open(work, row.line_id)[0].note


def test_that_a_state_is_changed_with_its_reason(
    page: PhonesPage, items: ItemsPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    items.line_view.setFocus()
    items.line_view.select_row(1)
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(items.line_view, Qt.Key.Key_F4)
    dialog = page.opener.dialog()
    assert isinstance(dialog, StateDialog)
    dialog.form.field("state").set_text(ItemState.LOST.value)
    dialog.save_button.click()
    assert dialog.form.field("reason").shown_message()
    dialog.form.field("reason").set_text("minibüste unutuldu")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    settle()
    row = items.line_view.current_row()
    assert row.state is ItemState.LOST
    assert row.holder_name == "Zeynep GÜNDOĞDU"


def test_that_a_register_is_brought_from_a_file_after_a_preview(
    page: PhonesPage, items: ItemsPart, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    path = tmp_path / "Hatlar ğüşİı.csv"
    path.write_text(
        "Hat No;Operatör;Marka;Model;IMEI;Zimmetli\n"
        f"0500 000 42 01;Örnek Telekom;Samsung;A15;{imei(61)};Zeynep GÜNDOĞDU\n",
        encoding="utf-8",
    )
    page.opener.import_register(path)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.preview_view.model.rowCount() == 1)
    assert dialog.apply_button.isEnabled()
    with qtbot.waitSignal(dialog.applied):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    assert "+905000004201" in [row.phone for row in items.lines.rows()]
    dialog.done(0)


def test_that_another_day_shows_who_held_what_then(
    items: ItemsPart, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    items.line_view.setFocus()
    QTest.keyClick(items.line_view, Qt.Key.Key_D, CONTROL)
    assert items.as_of.field.line.hasFocus()
    with qtbot.waitSignal(items.loaded):
        items.as_of.field.line.setText("14.03.2026")
    held = {row.phone: row.holder_name for row in items.lines.rows()}
    assert held[phone_of(4)] == "Ayşe YILDIRIM"
    assert items.as_of.banner.text().startswith("14.03.2026 günü sonundaki durum")
    with qtbot.waitSignal(items.loaded):
        items.as_of.banner.action_chosen.emit()
    settle()
    held = {row.phone: row.holder_name for row in items.lines.rows()}
    assert held[phone_of(4)] == "Çağrı ÖZGÜN"
    assert items.as_of.banner.isHidden()
