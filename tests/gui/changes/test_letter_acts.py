"""What is done with a finished letter: dispatches, its number, its forms, files and the printer."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from PIL.TiffImagePlugin import TiffImageFile
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.cancelling import ChangedRecord, Traces
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.directorate.queries import DIRECTORATE_ID
from alo183_desktop.directorate.service import DIRECTORATES
from alo183_desktop.documents.letter.wording import body_text
from alo183_desktop.documents.own_pages import Pages
from alo183_desktop.gui.changes import letter_actions, letter_dialogs
from alo183_desktop.gui.changes.letter_dialogs import (
    CancelDialog,
    DispatchDialog,
    EbysDialog,
    EnvelopeDialog,
    FaxDialog,
    NumberDialog,
)
from alo183_desktop.gui.changes.page import OPEN, ChangesPage
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from alo183_desktop.gui.kit.copying import forget_copied
from alo183_desktop.gui.kit.form.choices import RadioChoice
from alo183_desktop.gui.kit.paper import papers as paper
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.gui.kit.paper.preview import pages_of
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters import service
from alo183_desktop.letters.rendering import file_names
from alo183_desktop.letters.rules import ProofState, Result
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.states import State
from tests.database.desks import finish
from tests.database.test_letters import scan_of
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import finish_letter, record_dispatch, stored_letter
from tests.gui.conftest import Answers
from tests.gui.officers.directorate import tckn
from tests.platforms import WITH_CLIPBOARD_AT_ONCE
from tests.unit.rota.duties import duty

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489".replace(" ", "")
    + "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def letter_id(desk: Desk) -> int:
    """Return a finished letter without number and day."""
    return finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=77)


def _opened(qtbot: QtBot, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


@pytest.fixture
def shown(
    page: ChangesPage, letter_id: int, settle: Callable[[], None], qtbot: QtBot
) -> ChangesPage:
    """Return the page with the letter chosen."""
    page.show_item("letter", letter_id)
    settle()
    qtbot.waitUntil(lambda: page.acts.card() is not None)
    settle()
    return page


def test_that_the_other_acts_are_few_and_repeat_no_button(
    shown: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None]
) -> None:
    (more,) = [one for one in shown.panel.findChildren(QPushButton) if one.menu() is not None]

    def offered() -> list[str]:
        return [one.text().replace("&", "") for one in more.menu().actions() if one.isVisible()]

    buttons = {
        one.text().replace("&", "")
        for one in shown.panel.findChildren(QAbstractButton)
        if one.isVisible()
    }
    assert len(offered()) <= 8
    assert not buttons & set(offered())
    assert "Sayı ve tarihi işle…" in buttons
    for channel in (Channel.FAX, Channel.POST):
        record_dispatch(desk, letter_id, channel)
    shown.background.changed.emit(frozenset({Topic.DISPATCH}))
    settle()
    assert len(offered()) <= 8
    # Two things, in one line: the letter has gone, its change is not finished.
    said = shown.panel.state_words()[0]
    assert said.startswith("Yazı gitti")
    assert "Değişiklik dosyası: eksik" in said


def test_that_no_number_of_sheets_is_guessed_for_a_fax(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot
) -> None:
    shown.acts.record(Channel.FAX)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    pages = stored_letter(desk, letter_id).row.fax_pages
    assert dialog.form.field("pages").text() == ""
    assert f"Yazı {pages}, kapakla {pages + 1} sayfa." in [
        one.text() for one in dialog.findChildren(QLabel)
    ]
    # No room is left for lines that the texts do not need.
    assert dialog.height() == dialog.sizeHint().height()
    dialog.reject()


def test_that_one_key_records_the_dispatch_that_a_letter_lacks_first(
    shown: ChangesPage, qtbot: QtBot
) -> None:
    shown.letter_view.setFocus()
    QTest.keyClick(shown.letter_view, Qt.Key.Key_F4)
    dialog = _opened(qtbot, DispatchDialog)
    assert dialog.windowTitle() == "Faks gönderimini kaydet"
    dialog.reject()


def test_that_the_letter_whose_last_dispatch_was_recorded_stays_and_the_next_is_not_taken_for_it(
    shown: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None], qtbot: QtBot
) -> None:
    with desk.work() as work:
        service.note_register_number(work, letter_id, "4711", local_day(work.now), version=1)
    record_dispatch(desk, letter_id, Channel.FAX)
    other = finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    shown.segments.choose(OPEN)
    shown.segments.chosen.emit(OPEN)
    shown.background.changed.emit(frozenset({Topic.LETTER}))
    settle()
    shown.letter_view.select_row(letter_id)
    qtbot.waitUntil(lambda: shown.acts.card() is not None)
    settle()
    shown.letter_view.setFocus()

    shown.acts.record(Channel.POST)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    dialog.form.field("result").set_text("sent")
    dialog.form.field("item_number").set_text("RR473124829TR")
    with qtbot.waitSignal(dialog.recorded):
        dialog.form.submit()
    settle()
    assert [row.letter_id for row in shown.letters.rows()] == [other]
    card = shown.acts.card()
    assert card is not None
    assert card.row.letter_id == letter_id
    assert not card.row.lacks
    assert shown.toast.text() == "Yazı 4711: posta gönderimi kaydedildi."

    shown.letter_view.select_row(other)
    qtbot.waitUntil(lambda: shown.acts.card() is not None)
    settle()
    card = shown.acts.card()
    assert card is not None
    assert card.row.letter_id == other


def test_that_a_dispatch_begins_at_the_first_field_that_is_empty(
    shown: ChangesPage, qtbot: QtBot
) -> None:
    shown.acts.record(Channel.FAX)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    target, result = dialog.form.field("target"), dialog.form.field("result")
    assert result.value() == "", "how it ended is never assumed"
    assert dialog.first_field() is result
    dialog.form.submit()
    assert result.shown_message()
    result.set_text("sent")
    assert dialog.first_field() is dialog.form.field("note")
    above = dialog.form.fields()[: dialog.form.fields().index(dialog.form.field("note"))]
    assert [one.key for one in above if not one.text()] == ["pages"]
    target.set_text("")
    assert dialog.first_field() is target
    dialog.form.mark_clean()
    dialog.reject()


@WITH_CLIPBOARD_AT_ONCE
def test_that_a_part_of_a_letter_leaves_the_clipboard_by_itself(
    shown: ChangesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_dialogs, "BRIEFLY_S", 0)
    shown.acts.open_for_ebys()
    dialog = _opened(qtbot, EbysDialog)
    clipboard, copied = QApplication.clipboard(), list[str]()
    clipboard.dataChanged.connect(lambda: copied.append(clipboard.text()))
    dialog.findChildren(LinkButton)[0].click()
    qtbot.waitUntil(lambda: bool(copied) and clipboard.text() == "")
    assert copied[0].startswith("Acil Müdahale")
    dialog.reject()


def drop(page: ChangesPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, modifier))


def test_that_what_is_dropped_on_a_letter_is_kept_as_its_scan_or_as_the_proof_of_a_dispatch(
    shown: ChangesPage,
    desk: Desk,
    letter_id: int,
    tmp_path: Path,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    assert shown.acceptDrops()
    path, table = tmp_path / "tarama.png", tmp_path / "liste.xlsx"
    path.write_bytes(PNG)
    table.write_bytes(b"x")
    drop(shown, path)
    assert (answers.offered, stored_letter(desk, letter_id).is_signed) == (
        ["İmzalı taraması"],
        False,
    )
    answers.replies = [0]
    drop(shown, path)
    settle()
    assert stored_letter(desk, letter_id).is_signed
    record_dispatch(desk, letter_id, Channel.FAX)
    record_dispatch(desk, letter_id, Channel.POST, item_number="")
    shown.background.changed.emit(frozenset({Topic.LETTER}))
    settle()
    # In the order of the attempts; what has its proof is asked about no more.
    for answer, channel in ((1, Channel.FAX), (1, Channel.POST)):
        answers.replies = [answer]
        drop(shown, path)
        settle()
        proofs = {
            one.channel: one.evidence_file_id for one in stored_letter(desk, letter_id).dispatches
        }
        assert proofs[channel] is not None
    asked = len(answers.asked)
    drop(shown, table)
    assert (len(answers.asked), "PDF ya da resim" in shown.toast.text()) == (asked, True)
    shown.acts.set_card(None)
    drop(shown, path)
    assert (len(answers.asked), "satırını seçiniz" in shown.toast.text()) == (asked, True)


def lay_down(desk: Desk, **changed: Any) -> None:
    """Change the directorate, such as which channels make a letter complete."""
    with desk.work() as work:
        values, version = DIRECTORATES.open(work, DIRECTORATE_ID)
        DIRECTORATES.save(work, DIRECTORATE_ID, replace(values, **changed), version=version)


def test_that_a_letter_by_ebys_goes_to_the_number_of_the_settings_and_completes_nothing(
    shown: ChangesPage, desk: Desk, letter_id: int, tmp_path: Path, qtbot: QtBot
) -> None:
    lay_down(desk, recipient_detsis="87654321", recipient_kep="kurum@ornek.kep.tr")
    receipt = tmp_path / "alındı.png"
    receipt.write_bytes(PNG)
    for channel, target in (
        (Channel.EBYS, "87654321"),
        (Channel.KEP, "kurum@ornek.kep.tr"),
    ):
        shown.acts.record(channel)
        dialog = _opened(qtbot, DispatchDialog)
        assert isinstance(dialog, DispatchDialog)
        assert dialog.form.field("target").text() == target
        item = dialog.form.field("item_number")
        dialog.form.field("result").set_text("sent")
        dialog.form.submit()
        assert item.shown_message().startswith("Numara eksik.")
        item.set_text("2026/17")
        assert "bekler" in dialog.doubt()
        dialog.form.field("evidence").set_text(str(receipt))
        with qtbot.waitSignal(dialog.recorded) as said:
            dialog.form.submit()
        words = f"{channel.words} gönderimi kaydedildi; yazıyı tamamlamaz."
        assert said.args == [State.NONE, words]
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    card = stored_letter(desk, letter_id)
    assert [one.is_proven for one in card.dispatches] == [True, True]
    assert card.row.lacks == (Channel.FAX, Channel.POST)
    qtbot.waitUntil(lambda: len(shown.panel.timeline_texts()) == 2)
    assert shown.panel.timeline_texts()[0].startswith("EBYS ile gitti, ")


def test_that_the_letter_beside_the_list_offers_what_its_rule_demands(
    shown: ChangesPage, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    def offered() -> list[str]:
        buttons = shown.panel.findChildren(QPushButton)
        return [one.text() for one in buttons if one.isVisible() and "kaydet" in one.text()]

    assert offered() == ["&Faks gönderimini kaydet", "&Posta gönderimini kaydet"]
    basis = "12.03.2027 tarihli ve E-17 sayılı yazı"
    lay_down(desk, needs_fax=False, needs_post=False, needs_ebys=True, rule_basis=basis)
    later = finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    shown.background.changed.emit(frozenset({Topic.LETTER}))
    settle()
    shown.show_item("letter", later)
    qtbot.waitUntil(lambda: shown.panel.state_words()[0] == "EBYS bekliyor")
    assert offered() == ["&EBYS gönderimini kaydet"]
    texts = {label.text() for label in shown.panel.findChildren(QLabel)}
    assert f"Tamamlanma kuralı: EBYS ({basis})" in texts


def _says(dialog: EbysDialog, reported: str) -> bool:
    return dialog.toast.text() == reported


def test_that_each_part_of_a_letter_is_copied_by_keyboard_and_written_down(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot
) -> None:
    shown.acts.open_for_ebys()
    dialog = _opened(qtbot, EbysDialog)
    assert isinstance(dialog, EbysDialog)
    clipboard, copied = QApplication.clipboard(), {}
    buttons = [one for one in dialog.findChildren(QPushButton) if one.text() == "Kopyala"]
    reached = set()
    for _step in range(2 * len(buttons)):
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused in buttons and focused not in reached:
            reached.add(focused)
            dialog.toast.report("")
            QTest.keyClick(focused, Qt.Key.Key_Space)
            label = focused.accessibleName().removesuffix(": kopyala")
            reported = f"{label} kopyalandı; panoda bir dakika durur."
            qtbot.waitUntil(partial(_says, dialog, reported))
            copied[label] = (clipboard.text(), clipboard.mimeData().html())
    assert {one for one in buttons if one.isEnabled()} == reached
    letter = stored_letter(desk, letter_id).content
    assert copied["Konu"] == (letter.topic, "")
    assert copied["Muhatap"][0] == "\n".join(letter.addressee)
    text, html = copied["Metin"]
    assert text == body_text(letter.body)
    assert "<table" in html
    assert f"<td>{tckn(77)}</td>" in html
    forget_copied()
    assert clipboard.text() == ""
    with desk.work() as work:
        newest = find_entries(work.session, AuditFilter(), before=None, limit=len(copied))
    assert {one.action for one in newest} == {"letter.copied"}
    assert {"topic", "body"} <= {one.details["form"] for one in newest}
    dialog.accept()


def test_that_a_posting_with_a_wrong_check_digit_is_refused_beside_the_field(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    shown.acts.record(Channel.POST)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    item = dialog.form.field("item_number")
    dialog.form.field("result").set_text("sent")
    item.set_text("RR473124828TR")
    assert not dialog.form.submit()
    assert "denetim hanesi" in item.shown_message()
    item.set_text("RR473124829TR")
    assert dialog.form.submit()
    settle()
    assert [one.item_number for one in stored_letter(desk, letter_id).dispatches] == [
        "RR473124829TR"
    ]


def test_that_an_item_number_of_another_letter_is_asked_about(
    shown: ChangesPage,
    desk: Desk,
    letter_id: int,
    qtbot: QtBot,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    other = finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    record_dispatch(desk, other, Channel.POST, item_number="RR473124829TR")
    shown.acts.record(Channel.POST)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    item = dialog.form.field("item_number")
    control = item.control()
    assert isinstance(control, QLineEdit)
    dialog.form.field("result").set_text("sent")
    QTest.keyClicks(control, "rr 473124829 tr")
    QTest.keyClick(control, Qt.Key.Key_Return)
    settle()
    assert answers.asked == ["Bu numara başka bir kayıtta da var; yine de kaydedilsin mi?"]
    assert answers.offered == ["Vazgeç"]
    assert control.hasFocus()
    assert stored_letter(desk, letter_id).dispatches == ()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(control, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    [dispatch] = stored_letter(desk, letter_id).dispatches
    assert dispatch.item_number == "RR473124829TR"


def test_that_a_fax_to_another_number_proves_nothing_unless_somebody_says_whose_it_is(
    shown: ChangesPage,
    desk: Desk,
    letter_id: int,
    qtbot: QtBot,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    shown.acts.record(Channel.FAX)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    dialog.form.field("result").set_text("sent")
    dialog.form.field("target").set_text("0312 000 00 98")
    dialog.form.field("note").set_text("OK")
    dialog.form.submit()
    settle()
    assert answers.asked == ["Gönderilen yer yazının muhatabına mı ait?"]
    assert stored_letter(desk, letter_id).dispatches == ()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.saved):
        dialog.form.submit()
    assert stored_letter(desk, letter_id).row.proofs[Channel.FAX].state is ProofState.PROVEN
    settle()
    answers.asked.clear()
    for number, result in (("0312 000 00 98", "sent"), ("0312 000 00 97", "failed")):
        shown.acts.record(Channel.FAX)
        dialog = _opened(qtbot, DispatchDialog)
        assert isinstance(dialog, DispatchDialog)
        dialog.form.field("target").set_text(number)
        choice = dialog.form.field("result")
        assert isinstance(choice, RadioChoice)
        choice.set_value(result)
        with qtbot.waitSignal(dialog.saved):
            dialog.form.submit()
        settle()
    assert answers.asked == []


def test_that_a_wrong_fax_number_is_put_right_with_a_reason_and_the_old_record_stays_struck(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, answers: Answers
) -> None:
    record_dispatch(desk, letter_id, Channel.FAX)
    shown.background.changed.emit(frozenset({Topic.DISPATCH}))

    def links() -> list[LinkButton]:
        found = shown.panel.findChildren(LinkButton)
        return [one for one in found if one.text() == "Kaydı düzelt…" and one.isVisible()]

    qtbot.waitUntil(lambda: len(links()) == 1)
    links()[0].setFocus()
    links()[0].click()
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    target, reason = dialog.form.field("target"), dialog.form.field("reason")
    qtbot.waitUntil(target.control().hasFocus)
    [recorded] = stored_letter(desk, letter_id).dispatches
    assert dialog.form.field("note").text() == "OK"
    target.set_text("0312 000 00 77")
    assert not dialog.form.submit()
    assert reason.shown_message()
    reason.set_text("Numara yanlış yazıldı")
    answers.replies = [1]
    with qtbot.waitSignal(dialog.saved):
        dialog.form.submit()
    right, wrong = stored_letter(desk, letter_id).dispatches
    assert (right.target, right.note, right.is_proven) == ("+903120000077", "OK", True)
    assert wrong.is_corrected
    assert wrong.target == recorded.target
    qtbot.waitUntil(lambda: len(shown.panel.timeline_texts()) == 2)
    reported, old = shown.panel.timeline_texts()
    assert "Nedeni: Numara yanlış yazıldı" in reported
    assert old.startswith("Faks: düzeltilen kayıt")
    struck = [one.text() for one in shown.panel.findChildren(QLabel) if one.font().strikeOut()]
    assert any(format_phone(recorded.target) in one for one in struck)
    assert not any("0077" in one.replace(" ", "") for one in struck)
    qtbot.waitUntil(lambda: len(links()) == 1)  # only the record that counts is put right
    focused = shown.window().focusWidget()
    assert focused is not None
    assert shown.panel.isAncestorOf(focused)


def test_that_a_record_of_what_never_went_is_withdrawn_with_a_reason(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot
) -> None:
    record_dispatch(desk, letter_id, Channel.FAX)
    shown.acts.set_card(stored_letter(desk, letter_id))
    [mistaken] = stored_letter(desk, letter_id).dispatches
    shown.acts.correct(mistaken)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    dialog.form.field("result").set_text("withdrawn")
    assert not dialog.form.submit()
    assert dialog.form.field("reason").shown_message()
    dialog.form.field("reason").set_text("Başka yazının faksıydı")
    with qtbot.waitSignal(dialog.recorded) as said:
        dialog.form.submit()
    assert said.args == [State.GOOD, "Gönderim kaydı geri alındı; önceki kayıt üstü çizili durur."]
    assert stored_letter(desk, letter_id).row.proofs[Channel.FAX].state is ProofState.NONE
    qtbot.waitUntil(lambda: len(shown.panel.timeline_texts()) == 2)
    withdrawn, old = shown.panel.timeline_texts()
    assert withdrawn.startswith("Faks: geri alınan kayıt")
    assert "Nedeni: Başka yazının faksıydı" in withdrawn
    assert old.startswith("Faks: düzeltilen kayıt")


def test_that_an_item_number_put_right_is_asked_about_when_another_letter_has_it(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, answers: Answers
) -> None:
    other = finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    record_dispatch(desk, other, Channel.POST, item_number="RR473124829TR")
    record_dispatch(desk, letter_id, Channel.POST, item_number="RR123456785TR")
    shown.acts.set_card(stored_letter(desk, letter_id))
    [wrong] = stored_letter(desk, letter_id).dispatches
    shown.acts.correct(wrong)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    dialog.form.field("item_number").set_text("RR473124829TR")
    dialog.form.field("reason").set_text("Alındıdan yanlış okundu")
    dialog.form.submit()
    qtbot.waitUntil(lambda: len(answers.asked) == 1)
    answers.replies = [1]
    with qtbot.waitSignal(dialog.saved):
        dialog.form.submit()
    right, _old = stored_letter(desk, letter_id).dispatches
    assert right.item_number == "RR473124829TR"


def test_that_who_cancels_a_letter_sees_what_stays_and_chooses_what_is_given_back(
    shown: ChangesPage, desk: Desk, qtbot: QtBot
) -> None:
    traces = Traces(
        (ChangedRecord(2, "İlknur ÇIĞ", {"title": "Psikolog"}, ("personal_mobile",)),),
        ("Gülşah ÇETİNKAYA",),
        (duty("2026-03-04 08:00", "2026-03-05 08:00"),),
    )
    card = shown.acts.card()
    assert card is not None
    dialog = CancelDialog(
        card.row, traces, background=shown.background, clock=desk.clock, parent=shown
    )
    qtbot.addWidget(dialog)
    dialog.show()
    said = " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
    assert (
        "Kadroya eklenen Gülşah ÇETİNKAYA göreve başlamamış olarak “Ayrılanlar” altında kalır."
        in said
    )
    assert "İlknur ÇIĞ: unvanı." in said
    assert "asıl nöbet, 4 Mart 08.00-5 Mart 08.00: boş" in said
    assert "Sonradan değiştirildiği için kalır: İlknur ÇIĞ, kişisel cep." in said
    record = dialog.form.field("record")
    assert record.text() == "back"
    dialog.close()


def test_that_a_letter_finished_by_mistake_is_cancelled_and_waits_no_more(
    shown: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None], qtbot: QtBot
) -> None:
    record_dispatch(desk, letter_id, Channel.FAX, Result.FAILED)
    shown.acts.cancel()
    dialog = _opened(qtbot, CancelDialog)
    assert isinstance(dialog, CancelDialog)
    reason = dialog.form.field("reason").control()
    QTest.keyClicks(reason, "Iki kez tamamlandi")
    with qtbot.waitSignal(dialog.saved):
        dialog.form.submit()
    settle()
    assert stored_letter(desk, letter_id).row.cancel_reason == "Iki kez tamamlandi"
    assert [row for row in shown.letters.all_rows() if row.is_open] == []
    shown.show_item("letter", letter_id)
    qtbot.waitUntil(lambda: shown.panel.state_words()[0] == "iptal edildi")
    offered = [
        one.text()
        for one in shown.panel.findChildren(QPushButton)
        if one.isVisible() and ("kaydet" in one.text() or "işle…" in one.text())
    ]
    assert offered == [], "nothing is written down of it any more"
    [row] = shown.letters.all_rows()
    assert (row.elapsed, row.file.words, row.file.state) == ("", "iptal edildi", "unknown")
    assert shown.panel.state_words() == ["iptal edildi"], "a number is not waited for"
    barred = {
        one.text().replace("&", "")
        for one in shown.panel.fill_menu(QMenu(shown), row).actions()
        if not one.isEnabled()
    }
    assert {"Düzeltme yazısı başlat…", "Yazıyı iptal et…", "Sayı ve tarihi işle…"} < barred
    assert not {"Yazıyı aç", "Yazdır…"} & barred


def test_that_a_letter_that_was_sent_is_not_cancelled(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, answers: Answers
) -> None:
    record_dispatch(desk, letter_id, Channel.FAX)
    shown.background.changed.emit(frozenset({Topic.DISPATCH}))
    qtbot.waitUntil(lambda: len(shown.panel.timeline_texts()) == 1)
    shown.acts.cancel()
    assert QApplication.activeModalWidget() is None
    assert "imzalanmış" in answers.asked[0]
    assert stored_letter(desk, letter_id).row.is_valid


def test_that_evidence_is_kept_and_can_be_opened(
    shown: ChangesPage, desk: Desk, letter_id: int, tmp_path: Path, qtbot: QtBot
) -> None:
    report = tmp_path / "rapor.png"
    report.write_bytes(PNG)
    shown.acts.record(Channel.FAX)
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    # Nothing is complained of before anything is typed.
    assert not dialog.doubt()
    dialog.form.field("result").set_text("sent")
    # A number unlike the one in the letter; and without report or note nothing proves the fax.
    dialog.form.field("target").set_text("0312 000 00 21")
    assert "0312 000 00 99" in dialog.doubt()
    dialog.form.field("target").set_text("0312 000 00 99")
    assert "0312 000 00 99" not in dialog.doubt()
    assert dialog.doubt()
    dialog.form.field("evidence").set_text(str(report))
    assert not dialog.doubt()
    with qtbot.waitSignal(dialog.recorded):
        dialog.form.submit()
    (attempt,) = stored_letter(desk, letter_id).dispatches
    assert attempt.is_proven
    assert attempt.evidence_file_id is not None
    shown.acts.open_file(attempt.evidence_file_id)
    window = _opened(qtbot, FileWindow)
    assert isinstance(window, FileWindow)
    qtbot.waitUntil(window.is_shown)
    window.accept()


def test_that_a_report_that_comes_later_is_put_to_its_attempt(
    shown: ChangesPage,
    desk: Desk,
    letter_id: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    report = tmp_path / "rapor.png"
    report.write_bytes(PNG)
    monkeypatch.setattr(letter_actions, "ask_source", lambda *_: report)
    record_dispatch(desk, letter_id, Channel.FAX)
    shown.background.changed.emit(frozenset({Topic.DISPATCH}))

    def offers() -> list[LinkButton]:
        links = shown.panel.findChildren(LinkButton)
        return [link for link in links if link.text() == "Raporu ekle…" and link.isVisible()]

    qtbot.waitUntil(lambda: len(offers()) == 1)
    offers()[0].click()
    qtbot.waitUntil(lambda: shown.toast.text() == "Kanıt gönderime eklendi.")
    (attempt,) = stored_letter(desk, letter_id).dispatches
    assert attempt.evidence_file_id is not None


def test_that_the_second_on_a_number_sees_both_and_an_old_one_typed_back_is_meant(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot
) -> None:
    shown.acts.note_number()
    dialog = _opened(qtbot, NumberDialog)
    assert isinstance(dialog, NumberDialog)
    day = dt.date(2026, 11, 20)
    with desk.work() as work:
        row = service.open_letter(work, letter_id).row
        service.note_register_number(work, letter_id, "1111", day, version=row.version)
    dialog.form.set_texts({"register_number": "4752", "dated_on": "24.11.2026"})
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert "“1111”" in dialog.form.field("register_number").shown_message()
    assert "20.11.2026" in dialog.form.field("dated_on").shown_message()
    with desk.work() as work:
        row = service.open_letter(work, letter_id).row
        service.note_register_number(
            work, letter_id, "2222", day, version=row.version, reason="Sıra atlanmış"
        )
    # To save over what was first is to correct it: why is asked.
    dialog.save_button.click()
    assert dialog.form.field("reason").shown_message()
    dialog.form.set_texts({"reason": "Defterde 4752"})
    # Somebody was first once more: that is shown as well.
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "2222" in dialog.form.field("register_number").shown_message())
    dialog.form.set_texts({"register_number": "1111"})
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert stored_letter(desk, letter_id).row.register_number == "1111"


def test_that_a_day_that_cannot_be_is_refused_at_its_field_and_a_recorded_one_needs_a_reason(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot
) -> None:
    shown.acts.note_number()
    dialog = _opened(qtbot, NumberDialog)
    assert isinstance(dialog, NumberDialog)
    reason = dialog.form.field("reason")
    dialog.form.set_texts({"register_number": "4752", "dated_on": "25.12.2026"})
    dialog.save_button.click()
    assert "25.12.2026) ileride" in dialog.form.field("dated_on").shown_message()
    assert reason.isHidden()
    dialog.form.set_texts({"dated_on": "23.11.2026"})
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    shown.acts.set_card(stored_letter(desk, letter_id))
    shown.acts.note_number()
    qtbot.waitUntil(lambda: len(shown.findChildren(NumberDialog)) == 1)
    (dialog,) = shown.findChildren(NumberDialog)
    reason = dialog.form.field("reason")
    assert reason.isHidden()
    # First what cannot be, then why.
    dialog.form.set_texts({"dated_on": "25.12.2026"})
    assert reason.isHidden()
    dialog.save_button.click()
    assert "25.12.2026) ileride" in dialog.form.field("dated_on").shown_message()
    dialog.form.set_texts({"dated_on": "24.11.2026"})
    assert not reason.isHidden()
    dialog.save_button.click()
    assert reason.shown_message()
    dialog.form.set_texts({"reason": "Defterde 24.11."})
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    card = stored_letter(desk, letter_id)
    assert (card.row.dated_on, card.number_reason) == (dt.date(2026, 11, 24), "Defterde 24.11.")


def test_that_the_focus_stays_at_the_letter_when_its_number_is_noted(
    shown: ChangesPage, qtbot: QtBot
) -> None:
    links = shown.panel.findChildren(LinkButton)
    link = next(one for one in links if one.text() == "Sayı ve tarihi işle…")
    link.setFocus()
    link.click()
    dialog = _opened(qtbot, NumberDialog)
    assert isinstance(dialog, NumberDialog)
    dialog.form.set_texts({"register_number": "4752", "dated_on": "24.11.2026"})
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    qtbot.waitUntil(lambda: not link.isVisible())
    focused = shown.window().focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "&Diğer işlemler"


def test_that_the_number_is_noted_after_the_letter_was_stamped(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    shown.acts.note_number()
    dialog = _opened(qtbot, NumberDialog)
    assert isinstance(dialog, NumberDialog)
    dialog.form.set_texts({"register_number": "4752", "dated_on": "24.11.2026"})
    dialog.form.submit()
    settle()
    row = stored_letter(desk, letter_id).row
    assert row.register_number == "4752"
    # A letter with number and day can be corrected.
    shown.acts.start_correction()
    qtbot.waitUntil(lambda: shown.dialog() is not None)
    correction = shown.dialog()
    assert correction is not None
    assert correction.form().corrects_letter_id == letter_id
    settle()


def test_that_a_number_that_another_letter_has_is_asked_about_before_it_is_noted(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, answers: Answers
) -> None:
    other = finish_letter(desk, leaver_id=2, subject_ids=(3,), serial=78)
    day = dt.date(2026, 11, 24)
    with desk.work() as work:
        service.note_register_number(work, other, "4752", day, version=1)
    shown.acts.note_number()
    dialog = _opened(qtbot, NumberDialog)
    assert isinstance(dialog, NumberDialog)
    number = dialog.form.field("register_number")
    dialog.form.set_texts({"register_number": "4752", "dated_on": "24.11.2026"})
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert answers.asked == ["Bu sayı başka bir yazıda da var; yine de işlensin mi?"]
    assert answers.offered == ["Vazgeç"]
    assert number.control().hasFocus()
    assert stored_letter(desk, letter_id).row.register_number is None
    answers.replies = [1]
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert stored_letter(desk, letter_id).row.register_number == "4752"


def test_that_a_letter_and_the_one_that_took_its_place_lead_to_each_other(
    page: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None], qtbot: QtBot
) -> None:
    with desk.work() as work:
        service.note_register_number(work, letter_id, "4752", local_day(work.now), version=1)
        form, _context = changes.correction_form(work, letter_id)
        entry = replace(form.entries[0], corporate_mobile="0500 000 41 09")
        wrong_number = replace(form, entries=(entry,), correction_reason="kurumsal cep telefonu")
        correction_id = finish(work, wrong_number)

    def shows(wanted: int) -> bool:
        card = page.acts.card()
        return card is not None and card.row.letter_id == wanted

    def texts() -> set[str]:
        buttons = page.panel.findChildren(QPushButton)
        return {one.text() for one in buttons if one.isVisible()}

    page.show_item("letter", letter_id)
    qtbot.waitUntil(lambda: shows(letter_id))
    settle()
    # Nobody is led to send what need not be sent any more.
    assert not any("gönderimini kaydet" in text for text in texts())
    _link(page, "Yerine geçen yazıyı göster").click()
    qtbot.waitUntil(lambda: shows(correction_id))
    settle()
    assert any("gönderimini kaydet" in text for text in texts())
    _link(page, "Düzelttiği yazıyı göster").click()
    qtbot.waitUntil(lambda: shows(letter_id))


def _link(page: ChangesPage, words: str) -> LinkButton:
    links = page.panel.findChildren(LinkButton)
    return next(one for one in links if one.isVisible() and one.text() == words)


def test_that_all_forms_are_exported_into_a_folder_of_their_own(
    shown: ChangesPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(letter_actions, "ask_folder", lambda *_asked, **_kind: tmp_path)
    shown.acts.export_forms()
    qtbot.waitUntil(lambda: shown.toast.text().startswith("Yazının biçimleri kaydedildi"))
    (folder,) = tmp_path.glob("degisiklik-yazisi-*")
    assert not shown.toast.open_file.isVisible()
    assert shown.toast.show_folder.isVisible()
    assert {path.name for path in folder.iterdir()} == set(file_names())


def test_that_the_list_goes_to_a_workbook_as_one_row_a_change(
    shown: ChangesPage, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "Yazılar.xlsx"
    with qtbot.waitSignal(shown.list_actions.exported):
        shown.list_actions.write_file(target)
    with target.open("rb") as file:
        cells = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    row = dict(zip(cells[0], cells[1], strict=True))
    assert row["Göreve gelen"] == "Gülşah ÇETİNKAYA"
    assert row["Yürürlük"] == dt.date(2026, 11, 25)
    with desk.work() as work:
        (newest,) = find_entries(work.session, AuditFilter(), before=None, limit=1)
    assert newest.action == "letters.exported"


def test_that_a_fax_image_of_letter_or_scan_is_saved_as_chosen(
    shown: ChangesPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    path, scan = tmp_path / "faks.tiff", tmp_path / "imzalı.tif"
    scan.write_bytes(scan_of(3))
    monkeypatch.setattr(letter_actions, "ask_target", lambda *_: path)
    monkeypatch.setattr(letter_actions, "ask_source", lambda *_: scan)

    def saved(**chosen: str) -> tuple[int, int, tuple[int, int]]:
        """Return sheets, coding and resolution of what the dialog makes."""
        shown.acts.save_fax_image()
        dialog = _opened(qtbot, FaxDialog)
        for choice in dialog.findChildren(RadioChoice):
            if choice.key in chosen:
                choice.set_value(chosen[choice.key])
        shown.toast.report("")
        dialog.accept()
        cast("FaxDialog", dialog).chosen.emit()
        qtbot.waitUntil(lambda: shown.toast.text() == "Kaydedildi: faks.tiff")
        with TiffImageFile(io.BytesIO(path.read_bytes())) as image:
            tags = image.tag_v2
            return image.n_frames, tags[259], (int(tags[282]), int(tags[283]))

    assert saved() == (2, 3, (204, 196))
    shown.acts.attach_scan()
    qtbot.waitUntil(lambda: shown.toast.text() == "İmzalı tarama yazıya eklendi.")
    settle()
    # What was signed goes first.
    assert saved() == (4, 3, (204, 196))
    assert saved(cover="without", resolution="standard", compression="group4") == (3, 4, (204, 98))
    assert saved(source="letter") == (2, 3, (204, 196))


def test_that_fax_and_envelope_reach_the_printer_and_are_written_down_when_it_is_chosen(
    shown: ChangesPage, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    printed: list[bytes] = []
    records: list[Callable[[Work], object]] = []

    def keep(
        _parent: QWidget,
        pdf: bytes | Pages,
        *,
        title: str,
        record: Callable[[Work], object],
        **_more: object,
    ) -> None:
        assert "Zeynep" not in title
        printed.append(pages_of(pdf).pdf())
        records.append(record)

    wanted = AuditFilter(actions=("letter.printed",))

    def printings() -> list[object]:
        with desk.work() as work:
            found = find_entries(work.session, wanted, before=None, limit=9)
        return [entry.details["form"] for entry in found]

    monkeypatch.setattr(letter_actions, "print_pdf", keep)
    monkeypatch.setattr(paper, "print_pdf", keep)
    shown.acts.print_letter()
    qtbot.waitUntil(lambda: len(printed) == 1)
    shown.acts.print_to_fax()
    fax = _opened(qtbot, FaxDialog)
    assert isinstance(fax, FaxDialog)
    fax.accept()
    fax.chosen.emit()
    qtbot.waitUntil(lambda: len(printed) == 2)
    shown.acts.make_envelope()
    envelope = _opened(qtbot, EnvelopeDialog)
    assert isinstance(envelope, EnvelopeDialog)
    envelope.accept()
    envelope.print_chosen.emit("dl")
    qtbot.waitUntil(lambda: len(printed) == 3)
    shown.acts.print_kept_copy()
    qtbot.waitUntil(lambda: len(printed) == 4)
    assert all(pdf.startswith(b"%PDF-") for pdf in printed)
    assert printings() == []
    with desk.work() as work:
        for record in records:
            record(work)
    assert sorted(map(str, printings())) == ["envelope-dl", "fax", "initialled", "pdf"]


def test_that_a_letter_and_its_envelope_are_written_down_before_they_become_files(
    shown: ChangesPage,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(paper, "ask_target", lambda *_asked: tmp_path / "yazi.pdf")
    monkeypatch.setattr(letter_actions, "ask_target", lambda *_asked: tmp_path / "zarf.pdf")
    shown.acts.open_pdf()
    window = cast("FileWindow", _opened(qtbot, FileWindow))
    window.save_requested.emit()
    qtbot.waitUntil(lambda: window.toast.text() == "Kaydedildi: yazi.pdf")
    window.accept()
    shown.acts.make_envelope()
    envelope = cast("EnvelopeDialog", _opened(qtbot, EnvelopeDialog))
    envelope.accept()
    envelope.save_chosen.emit("dl")
    qtbot.waitUntil(lambda: shown.toast.text() == "Kaydedildi: zarf.pdf")
    assert {"yazi.pdf", "zarf.pdf"} < {path.name for path in tmp_path.iterdir()}
    wanted = AuditFilter(actions=("letter.exported",))
    with desk.work() as work:
        found = find_entries(work.session, wanted, before=None, limit=9)
    assert [entry.details["form"] for entry in found] == ["envelope-dl", "pdf"]


def test_that_enter_opens_the_letter_large(shown: ChangesPage, qtbot: QtBot, hands: Hands) -> None:
    shown.letter_view.setFocus()
    hands.press(Qt.Key.Key_Return)
    window = _opened(qtbot, FileWindow)
    assert isinstance(window, FileWindow)
    qtbot.waitUntil(window.is_shown)
    window.accept()
