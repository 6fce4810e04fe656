"""The view of a finished letter: it fits the screen and lists the next steps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.gui.changes import letter_actions
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.finishing import FinishedView
from alo183_desktop.gui.changes.letter_dialogs import DispatchDialog, NumberDialog
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.changes.words import dispatch_mark, proof_words, recorded_words
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.letters.rows import DispatchRow
from alo183_desktop.letters.rules import NO_NUMBER, DispatchAttempt, Proof, ProofState, Result
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.states import State
from tests.clocks import FixedClock
from tests.database.desks import finish as finish_in
from tests.gui.changes.conftest import Hands
from tests.gui.changes.test_letter_acts import lay_down
from tests.gui.conftest import Answers
from tests.gui.officers.directorate import tckn
from tests.gui.printers import print_to

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

SAID = DispatchAttempt(
    channel=Channel.FAX, at=FixedClock()(), result=Result.SENT, has_evidence=False, note="OK"
)


def _entry(place: int) -> ChangeEntry:
    return ChangeEntry(
        leaver_id=place + 1,
        given_names=f"Muhteşem Gülbahar Nur {'ABC'[place]}",
        surname="KARAMUSTAFAOĞULLARI ÖZDEMİROĞLU",
        title="Aile ve Sosyal Destek Programı Uzmanı",
        tckn=tckn(70 + place),
        corporate_email=f"muhtesem.karamustafaogullari{place}@ornek.gov.tr",
        personal_mobile=f"0500 000 27 6{place}",
        corporate_mobile=f"0500 000 41 7{place}",
        subject_ids=((1, 2), (3, 4), (5,))[place],
        effective_on="25.11.2026",
    )


@pytest.fixture
def form(desk: Desk) -> ChangeForm:
    """Return a form of three changes of long names."""
    with desk.work() as work:
        new = service.new_form(service.context(work))
    return replace(new, entries=tuple(_entry(place) for place in range(3)))


@pytest.fixture
def finish(
    open_dialog: OpenDialog, form: ChangeForm, hands: Hands, answers: Answers, qtbot: QtBot
) -> Callable[[], tuple[ChangeDialog, FinishedView]]:
    """Return what finishes the letter in the dialog."""

    def make() -> tuple[ChangeDialog, FinishedView]:
        dialog = open_dialog(form)
        assert dialog.foot.can_finish(), dialog.foot.words()
        # Nobody has had their title yet.
        answers.replies.insert(0, 1)
        with qtbot.waitSignal(dialog.letter_finished):
            hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        hands.rest()
        assert answers.asked.pop(0) == "Yazı bu hâliyle tamamlansın mı?"
        answers.offered.pop(0)
        view = dialog.finished_view()
        assert view is not None
        return dialog, view

    return make


def test_that_three_long_changes_leave_the_way_back_on_the_screen(
    finish: Callable[[], tuple[ChangeDialog, FinishedView]], window: QWidget
) -> None:
    window.resize(1280, 720)
    dialog, view = finish()
    assert dialog.minimumSizeHint().height() <= 720
    for words in ("Faks görüntüsü kaydedildi.", "Faks gitmedi olarak kaydedildi; " * 3):
        show_message(view, words)
        QApplication.processEvents()
        close = next(one for one in view.findChildren(QPushButton) if one.text() == "Listeye &dön")
        foot = close.mapTo(dialog, QPoint(0, close.height())).y()
        assert close.isVisible()
        assert foot <= dialog.height() <= 720


def test_that_an_unsigned_e_letter_goes_to_the_e_document_system_first(
    open_dialog: OpenDialog, form: ChangeForm, hands: Hands, answers: Answers, qtbot: QtBot
) -> None:
    dialog = open_dialog(replace(form, preparation="E"))
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    view = dialog.finished_view()
    assert view is not None
    texts = {label.text() for label in view.findChildren(QLabel)}
    assert "EBYS’de imzalatın" in texts
    assert "Yazdırın ve imzalatın" not in texts
    buttons = {button.text() for button in view.findChildren(QPushButton) if button.isVisible()}
    assert {"&EBYS’ye aktar…", "İmzalı &taramayı ekle…"} <= buttons
    assert "Ya&zdır…" not in buttons


def test_that_the_rule_of_the_letter_is_shown_and_not_that_of_when_the_form_was_opened(
    open_dialog: OpenDialog,
    form: ChangeForm,
    desk: Desk,
    hands: Hands,
    qtbot: QtBot,
    answers: Answers,
) -> None:
    dialog, basis = open_dialog(form), "12.03.2027 tarihli ve E-17 sayılı yazı"
    lay_down(desk, needs_fax=False, needs_post=False, needs_ebys=True, rule_basis=basis)
    answers.replies.insert(0, 1)
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    view = dialog.finished_view()
    assert view is not None
    texts = [label.text() for label in view.findChildren(QLabel)]
    assert any(f"Tamamlanma kuralı: EBYS ({basis})." in text for text in texts)
    assert "Fakslayın" not in texts
    answers.asked.clear()
    answers.offered.clear()


def test_that_a_fax_that_failed_is_shown_as_such(
    finish: Callable[[], tuple[ChangeDialog, FinishedView]], hands: Hands, qtbot: QtBot
) -> None:
    _dialog, view = finish()
    hands.alt("F")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DispatchDialog))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, DispatchDialog)
    result = next(one for one in shown.form.fields() if one.key == "result")
    result.set_text(Result.FAILED.value)
    with qtbot.waitSignal(shown.recorded):
        shown.form.submit()
    hands.rest()
    assert view.toast.text().endswith(": faks gitmedi olarak kaydedildi; yinelenmesi gerekir.")
    assert view.scan_words() == "eklenmedi"
    assert view.complete_words() == ""


def test_that_a_failed_fax_is_no_alarm_any_more_once_a_later_one_is_proven() -> None:
    row = DispatchRow(
        dispatch_id=1,
        channel=Channel.FAX,
        target="+903120000000",
        at=SAID.at,
        by_name="x",
        pages=1,
        result=Result.FAILED,
        item_number="",
        note="",
        correction_reason="",
        is_corrected=False,
        evidence_file_id=None,
        is_proven=False,
        recorded_at=SAID.at,
    )
    assert dispatch_mark(row, is_settled=False) == (State.LATE, "Faks gitmedi")
    assert dispatch_mark(row, is_settled=True) == (State.NONE, "Faks gitmedi")


def test_that_what_was_recorded_is_shown_with_the_state_it_leaves() -> None:
    failed = replace(SAID, result=Result.FAILED)
    assert recorded_words(SAID, was_proven=False)[0] is State.GOOD
    assert recorded_words(replace(SAID, note=""), was_proven=False)[0] is State.NEAR
    assert recorded_words(failed, was_proven=False)[0] is State.LATE
    assert "önceki gönderim" in recorded_words(failed, was_proven=True)[1]


def test_that_the_next_steps_show_when_something_was_proven_to_the_minute() -> None:
    proven = Proof(ProofState.PROVEN, FixedClock()(), 1)
    assert proof_words(proven) == (State.GOOD, f"kanıtlandı: {format_instant(FixedClock()())}")
    assert proof_words(Proof(ProofState.NONE, None, 0)) == (State.NONE, "bekliyor")


def test_that_a_correction_first_asks_for_the_number_of_the_old_letter(
    page: ChangesPage,
    form: ChangeForm,
    desk: Desk,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    with desk.work() as work:
        letter_id = finish_in(work, form)
    page.show_item("letter", letter_id)
    qtbot.waitUntil(lambda: page.acts.card() is not None)
    assert NO_NUMBER in page.panel.state_words()
    answers.replies = [1]
    page.acts.start_correction()
    assert answers.asked == ["Önce yazının sayısı ve tarihi işlenmeli"]
    assert answers.offered == ["Sayı ve tarihi işle…"]
    assert page.findChild(NumberDialog) is not None
    assert page.dialog() is None


def test_that_a_file_that_was_saved_is_offered_with_its_folder(
    finish: Callable[[], tuple[ChangeDialog, FinishedView]],
    hands: Hands,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    _dialog, view = finish()
    monkeypatch.setattr(letter_actions, "ask_folder", lambda *_asked, **_kind: tmp_path)
    view.acts.export_forms()
    hands.rest()
    assert "Yazının biçimleri kaydedildi: " in view.toast.text()
    assert view.toast.show_folder.isVisible()
    close = next(one for one in view.findChildren(QPushButton) if one.text() == "Listeye &dön")
    over = QRect(view.toast.mapTo(view, QPoint()), view.toast.size())
    assert not over.intersects(QRect(close.mapTo(view, QPoint()), close.size()))
    name = print_to(tmp_path / "baski.pdf", view.acts.print_letter, qtbot)
    assert name.startswith("degisiklik-yazisi-")
    qtbot.waitUntil(lambda: view.toast.text() == "Kaydedildi: baski.pdf")
