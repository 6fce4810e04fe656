"""The forms of what is done on a case: each refusal beside its field."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import service, timeline
from alo183_desktop.cases.kinds import ActionKind, CaseView
from alo183_desktop.cases.model import Case, CaseAction
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.record import PartnerValues
from alo183_desktop.directorate.service import PARTNERS
from alo183_desktop.gui.cases import dialogs
from alo183_desktop.gui.cases.dialogs import EntryDialog
from alo183_desktop.gui.cases.intake_dialog import CaseDialog
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.cases.words import CaseStep, next_step, offered
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.vehicles.rows import OrderWanted
from tests.gui.cases.directorate import RUNNING
from tests.gui.cases.steps_taken import (
    LATE,
    NEAR,
    UNTOUCHED,
    card,
    open_step,
    refuse,
    save,
    stored,
    texts,
)


def test_that_usual_words_are_written_by_two_keys(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    said = "Haneye gidildi; aile & komşular dinlendi."
    with desk.work() as work:
        for case_id in work.session.scalars(select(Case.id).order_by(Case.id).limit(3)).all():
            timeline.add_action(work, case_id, at=work.now, words=said)
    card(page, qtbot, UNTOUCHED)
    action = open_step(page, qtbot, CaseStep.ACT, dialogs.ActionDialog)
    action.words.set_text("İlk:")
    action.words.edit.moveCursor(QTextCursor.MoveOperation.End)
    menu = action.usual.menu()
    offered = [one.text() for one in menu.actions()]
    (place,) = (str(at) for at, one in enumerate(offered, 1) if "aile && komşular" in one)
    assert offered[int(place) - 1] == f"&{place} Haneye gidildi; aile && komşular dinlendi."
    QTimer.singleShot(0, menu, lambda: QTest.keyClicks(menu, place))
    QTest.keyClick(action.words.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: action.words.text() == f"İlk: {said}")
    save(action, qtbot)
    settle()
    with desk.work() as work:
        assert f"İlk: {said}" in set(work.session.scalars(select(CaseAction.words)))


def test_that_a_case_goes_from_known_to_closed_by_its_next_steps(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.loaded):
        page.show_view(CaseView.ALL)  # an entered case leaves the view of the running ones
    card(page, qtbot, UNTOUCHED)
    dialog: FormDialog = open_step(page, qtbot, CaseStep.ACKNOWLEDGE, dialogs.AcknowledgeDialog)
    save(dialog, qtbot)
    assert next_step(stored(page, desk)) is CaseStep.ACT
    action = open_step(page, qtbot, CaseStep.ACT, dialogs.ActionDialog)
    action.words.set_text("Telefonla görüşüldü.")
    save(action, qtbot)
    assert next_step(stored(page, desk)) is CaseStep.ENTER
    entry = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    entry.record.set_text("SYS-77")
    save(entry, qtbot)
    assert next_step(stored(page, desk)) is CaseStep.CLOSE
    close = open_step(page, qtbot, CaseStep.CLOSE, dialogs.CloseDialog)
    close.words.set_text("Sosyal yardım bağlandı.")
    save(close, qtbot)
    settle()
    after = stored(page, desk)
    assert next_step(after) is None
    assert [line.kind for line in after.timeline] == [
        ActionKind.ACKNOWLEDGED,
        ActionKind.ACTION,
        ActionKind.ENTERED,
        ActionKind.CLOSED,
    ]


def test_that_the_case_worked_on_stays_on_the_card_when_it_leaves_the_list(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """The next key is meant for it, and not for another citizen's case that comes next."""
    number, case_id = card(page, qtbot, NEAR).row.number, page.cases.current_case()
    count = page.cases.model.rowCount()
    entry = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    entry.record.set_text("SYS-78")
    entry.reason.set_text("Aile telefonla aranıp sonra yazıldı.")
    save(entry, qtbot)
    qtbot.waitUntil(lambda: page.cases.model.rowCount() == count - 1)
    settle()
    assert page.cases.current_id() is None, "no other case is taken for it"
    assert page.cases.current_case() == case_id
    shown = page.card.card()
    assert shown is not None
    assert shown.row.number == number
    page.window().activateWindow()
    page.cases.view.setFocus()
    qtbot.waitUntil(page.cases.view.hasFocus)
    with qtbot.waitSignal(page.opener.opened, timeout=9000):
        QTest.keyClick(page.cases.view, Qt.Key.Key_F7)
    action = page.opener.dialog()
    assert isinstance(action, dialogs.ActionDialog)
    assert action.case_id == case_id
    action.words.set_text("Eve gidildi.")
    save(action, qtbot)
    settle()
    with desk.work() as work:
        lines = service.open_case(work, case_id or 0).timeline
    assert "Eve gidildi." in {line.words for line in lines}
    # Another row is worked on as soon as somebody goes there.
    page.cases.view.selectRow(0)
    assert page.cases.current_case() == page.cases.current_id() != case_id


def test_that_the_instant_of_knowing_is_put_right_and_the_wrong_one_stays_to_be_seen(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    before = card(page, qtbot, LATE).acknowledged_at
    assert before is not None
    dialog = open_step(page, qtbot, CaseStep.CORRECT_ACKNOWLEDGE, dialogs.AcknowledgeDialog)
    assert dialog.at is not None
    assert dialog.at.instant() == before.replace(second=0, microsecond=0)
    dialog.at.set_instant(before + dt.timedelta(minutes=10))
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.acknowledged_at == (before + dt.timedelta(minutes=10)).replace(
        second=0, microsecond=0
    )
    known = [line for line in after.timeline if line.kind is ActionKind.ACKNOWLEDGED]
    assert [line.corrected_by_action_id is not None for line in known] == [True, False]


def test_that_a_first_action_that_a_file_contained_is_set_aside_with_a_reason(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    number = RUNNING[UNTOUCHED][0]
    assert CaseStep.DROP_IMPORTED not in offered(card(page, qtbot, UNTOUCHED))
    with desk.work() as work:
        shown = work.session.scalars(select(Case).where(Case.number == number)).one()
        shown.first_action_at = shown.routed_at + dt.timedelta(minutes=5)
    with qtbot.waitSignal(page.card_shown):
        page.cases.ask_again()
    assert CaseStep.DROP_IMPORTED in offered(card(page, qtbot, UNTOUCHED))
    dialog = open_step(page, qtbot, CaseStep.DROP_IMPORTED, dialogs.CaseReasonDialog)
    dialog.save_button.click()
    assert dialog.words.shown_message()
    dialog.words.set_text("Listede yanlış yazılmış.")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.row.first_action_at is None
    assert CaseStep.DROP_IMPORTED not in offered(after)
    assert after.timeline[-1].words == "Listede yanlış yazılmış."


def test_that_a_note_ends_no_wait(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    card(page, qtbot, UNTOUCHED)
    dialog = open_step(page, qtbot, CaseStep.ACT, dialogs.ActionDialog)
    dialog.words.set_text("Aile evde bulunamadı.")
    dialog.kind.set_value(ActionKind.NOTE.value)
    save(dialog, qtbot)
    assert stored(page, desk).row.first_action_at is None


def test_that_an_entry_without_a_proof_is_refused_beside_its_field(
    page: CasesPage, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    refuse(dialog, qtbot, "record", "Girişi gösteren bir şey yok")
    assert dialog.isVisible()


def test_that_an_entry_before_the_referral_or_in_the_future_is_refused(
    page: CasesPage, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    dialog.record.set_text("SYS-1")
    assert dialog.at is not None
    dialog.reason.set_text("Önce sisteme yazıldı.")
    dialog.at.day.set_text("22.11.2026")
    refuse(dialog, qtbot, "at", "yönlendirmeden")
    dialog.at.day.set_text("25.11.2026")
    refuse(dialog, qtbot, "at", "ileride")


def is_marked_required(field: QWidget) -> bool:
    return "zorunlu" in {label.text() for label in field.findChildren(QLabel)}


def test_that_an_entry_before_the_first_action_asks_why_and_the_reason_is_kept(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.loaded):
        page.show_view(CaseView.ALL)
    card(page, qtbot, UNTOUCHED)
    entry = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    entry.record.set_text("SYS-79")
    assert is_marked_required(entry.reason)
    refuse(entry, qtbot, "reason", "boş bırakılamaz")
    entry.reason.set_text("Görevli yoldaydı.")
    save(entry, qtbot)
    lines = [line.words for line in stored(page, desk).timeline]
    assert "Sisteme ilk işlemden önce girildi: Görevli yoldaydı." in lines


def test_that_an_entry_after_the_first_action_asks_for_no_reason(
    page: CasesPage, qtbot: QtBot
) -> None:
    found = card(page, qtbot, LATE)
    entry = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    assert found.row.first_action_at is not None
    assert entry.reason.isHidden()
    assert entry.at is not None
    entry.at.set_instant(found.row.routed_at)
    entry.form.changed.emit()
    assert not entry.reason.isHidden()


def test_that_an_entry_is_proven_by_a_file(
    page: CasesPage, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "ekran görüntüsü.png"
    page.grab().save(str(path))
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    dialog.file.set_text(str(path))
    save(dialog, qtbot)
    (file,) = stored(page, desk).files
    assert file.is_entry_proof
    assert file.name == path.name


def test_that_a_file_that_is_no_picture_is_refused_beside_its_field(
    page: CasesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "not.png"
    path.write_text("resim değil", encoding="utf-8")
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    dialog.file.set_text(str(path))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.file.shown_message()))
    assert dialog.save_button.isEnabled()


def test_that_an_entry_is_withdrawn_with_a_reason(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.loaded):
        page.show_view(CaseView.ALL)
    card(page, qtbot, LATE)
    entry = open_step(page, qtbot, CaseStep.ENTER, EntryDialog)
    entry.record.set_text("SYS-1")
    save(entry, qtbot)
    dialog = open_step(page, qtbot, CaseStep.WITHDRAW, dialogs.CaseReasonDialog)
    dialog.save_button.click()
    assert dialog.words.shown_message()
    dialog.words.set_text("Başka bir vakaya girilmiş.")
    save(dialog, qtbot)
    assert stored(page, desk).row.entered_at is None


def test_that_a_line_is_put_right_by_a_new_one_and_stays_to_be_seen(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    found = card(page, qtbot, LATE)
    line = next(one for one in found.timeline if one.kind is ActionKind.ACTION)
    with qtbot.waitSignal(page.opener.opened):
        page.card.correction_requested.emit(line.action_id)
    dialog = page.opener.dialog()
    assert isinstance(dialog, dialogs.ActionDialog)
    assert dialog.words.text() == line.words
    dialog.words.set_text("Eve gidildi; anne konukevine alındı.")
    save(dialog, qtbot)
    lines = {one.action_id: one for one in stored(page, desk).timeline}
    assert lines[line.action_id].corrected_by_action_id is not None
    with qtbot.waitSignal(page.card_shown):
        page.cases.ask_again()
    settle()
    assert "İşlem (düzeltildi, geçersiz)" in texts(page)


def test_that_a_case_is_handed_on_with_a_reason(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    before = card(page, qtbot, LATE).row.officer_id
    dialog = open_step(page, qtbot, CaseStep.REASSIGN, dialogs.ReassignDialog)
    assert dialog.officer.value() is not None
    dialog.save_button.click()
    assert dialog.words.shown_message()
    dialog.words.set_text("Yıllık izinde.")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.row.officer_id != before
    assert after.responsibilities[0].reason == "Yıllık izinde."


def test_that_the_police_may_have_been_informed_at_an_unknown_time(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    card(page, qtbot, NEAR)
    with desk.work() as work:
        force = PartnerValues(PartnerKind.GENDARMERIE, "Gölbaşı İlçe Jandarma", "+903124445566")
        PARTNERS.save(work, None, force)
        PARTNERS.save(work, None, replace(force, kind=PartnerKind.HOSPITAL, name="Hastane"))
    dialog = open_step(page, qtbot, CaseStep.POLICE, dialogs.PoliceDialog)
    assert [dialog.unit.combo.itemText(place) for place in range(dialog.unit.combo.count())] == [
        "Gölbaşı İlçe Jandarma"
    ]
    dialog.unit.set_text("Gölbaşı İlçe Jandarma")
    dialog.day.set_text("")
    dialog.save_button.click()
    assert "Tarih yazılmamış" in dialog.day.shown_message()
    dialog.time.set_text("")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.police_unit == "Gölbaşı İlçe Jandarma"
    assert after.police_at is None
    assert after.police_by == "Selin AKTAŞ"


def test_that_a_wrong_referral_is_put_right(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    card(page, qtbot, UNTOUCHED)
    with qtbot.waitSignal(page.opener.opened):
        page.card.step_requested.emit(CaseStep.CHANGE.value)
    dialog = page.opener.dialog()
    assert isinstance(dialog, CaseDialog)
    assert dialog.fields.caller_name.text() == "Müjgân IŞIK"
    dialog.fields.number.set_text("183-2026-100421")
    refuse(dialog, qtbot, "number", "zaten var")
    dialog.fields.number.set_text("183-2026-100999")
    dialog.fields.district.set_text("Haymana")
    save(dialog, qtbot)
    assert stored(page, desk).row.district == "Haymana"


def test_that_another_instant_of_the_referral_needs_a_reason(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    routed = card(page, qtbot, UNTOUCHED).row.routed_at
    with qtbot.waitSignal(page.opener.opened):
        page.card.step_requested.emit(CaseStep.CHANGE.value)
    dialog = page.opener.dialog()
    assert isinstance(dialog, CaseDialog)
    assert dialog.reason.isHidden()
    dialog.fields.day.set_text("20.11.2026")
    assert not dialog.reason.isHidden()
    assert is_marked_required(dialog.reason)
    refuse(dialog, qtbot, "routed_reason", "boş bırakılamaz")
    dialog.reason.set_text("Merkez yanlış bildirmiş")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.row.routed_at < routed
    assert after.timeline[-1].words.endswith("Gerekçe: Merkez yanlış bildirmiş")


def test_that_one_key_asks_for_the_task_order_of_a_case_by_its_number_alone(
    page: CasesPage, qtbot: QtBot
) -> None:
    row = card(page, qtbot, UNTOUCHED).row
    page.cases.view.setFocus()
    with qtbot.waitSignal(page.list_requested) as asked:
        QTest.keyClick(page.cases.view, Qt.Key.Key_F8)
    assert asked.args == ["vehicles", OrderWanted(row.number, row.district)]
