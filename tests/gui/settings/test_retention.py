"""Retention in the window: periods, review, destruction, one person's data, and a package."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import pyzipper
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import RIGHTS, Right, Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.progress import close_case
from alo183_desktop.cases.service import add_case
from alo183_desktop.documents.pdf_a import text_of
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.paper import papers
from alo183_desktop.gui.kit.table import export
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings import hand_out_dialogs as inspection_dialog
from alo183_desktop.gui.settings import hand_out_dialogs as person_dialog
from alo183_desktop.gui.settings.due_dialog import (
    DestroyDialog,
    DueDialog,
    PeriodDialog,
    PostponeDialog,
)
from alo183_desktop.gui.settings.hand_out_dialogs import (
    InspectionDialog,
    PersonDialog,
    ReadinessDialog,
)
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.retention_section import RetentionSection
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import Decision, RecordKind
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import open_desk
from tests.gui.printers import print_to
from tests.gui.settings.showing import dialog_of

DialogT = TypeVar("DialogT", bound=QWidget)

LATER = dt.datetime(2037, 6, 1, 9, tzinfo=dt.UTC)
LONG = "Müjgân Nurşen ÇETİNKAYAOĞLU KARAOSMANOĞULLARI"


@pytest.fixture
def role() -> Role:
    """Return who is signed in; a test asks for another one by parametrizing it."""
    return Role.ADMINISTRATOR


@pytest.fixture
def desk(data_folder: Path, clock: FixedClock, role: Role) -> Iterator[Desk]:
    """Return the desk of a directorate whose three cases were closed long ago."""
    made = open_desk(data_folder, clock, role=role)
    if role is Role.ADMINISTRATOR:
        with made.work() as work:
            subject = list_subjects(work.session)[0].subject_id
            for number in range(3):
                case = add_case(
                    work,
                    CaseValues(
                        number=f"183-2026-10000{number}",
                        routed_at=work.now,
                        subject_id=subject,
                        kind_id=5,
                        is_urgent=False,
                        caller_name=LONG if number == 0 else "Ali VELİ",
                        caller_phone="+905329990000",
                        summary="10000000146 numaralı çocuk",
                    ),
                    officer_id=None,
                )
                close_case(work, case, at=work.now, outcome="Görüşüldü")
    clock.set(LATER)
    yield made
    made.close()


@pytest.fixture
def section(
    desk: Desk, background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot
) -> RetentionSection:
    """Return the section in a window that is shown, loaded."""
    background.attach(desk.work)
    page = SettingsPage(background, actor=desk.actor, clock=clock, desk=desk, parent=host)
    page.resize(1240, 760)
    with qtbot.waitExposed(host):
        host.show()
    made = page.show_section("Saklama ve imha")
    qtbot.waitUntil(background.is_idle)
    assert isinstance(made, RetentionSection)
    return made


def any_visible(kind: type[QWidget]) -> bool:
    return any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets())


def open_due(section: RetentionSection, kind: RecordKind, qtbot: QtBot) -> DueDialog:
    assert section.view.select_row(kind)
    section.review.click()
    dialog = dialog_of(DueDialog)
    qtbot.waitUntil(section.background.is_idle)
    return dialog


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


@pytest.mark.parametrize("role", list(Role))
def test_that_only_those_who_may_see_retention_find_it(
    desk: Desk, background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot, role: Role
) -> None:
    background.attach(desk.work)
    page = SettingsPage(background, actor=desk.actor, clock=clock, desk=desk, parent=host)
    qtbot.waitUntil(background.is_idle)
    may_see = role in RIGHTS[Right.SEE_RETENTION]
    assert ("Saklama ve imha" in page.section_names()) == may_see
    if may_see:
        section = page.show_section("Saklama ve imha")
        assert isinstance(section, RetentionSection)
        qtbot.waitUntil(background.is_idle)
        may_manage = role in RIGHTS[Right.MANAGE_RETENTION]
        assert section.set_period.isVisibleTo(section) == may_manage
        assert section.person.isVisibleTo(section) == (role in RIGHTS[Right.SHOW_PERSON])
        assert section.inspection.isVisibleTo(section) == may_manage


def test_that_the_lists_keep_the_rules_of_models(section: RetentionSection, qtbot: QtBot) -> None:
    for model in (section.model, section.records):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dialog = open_due(section, RecordKind.CASES, qtbot)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dialog.search.setText("nurşen")
    assert dialog.model.rowCount() == 1
    dialog.reject()


def test_that_every_kind_shows_what_is_due_and_by_when(section: RetentionSection) -> None:
    headings, texts = section.view.table_texts()
    assert headings[:3] == ["Kayıt türü", "Süre", "Dolan"]
    shown = {row[0]: row for row in texts}
    assert shown["Vakalar"][1:6] == ["10 yıl", "3", "0", "0", "24.05.2037 aşıldı"]
    assert shown["Yazılar"][1:6] == ["10 yıl", "0", "0", "0", ""]


def test_that_a_record_is_reviewed_and_destroyed_by_keyboard(
    section: RetentionSection, desk: Desk, background: Background, qtbot: QtBot
) -> None:
    changed: list[frozenset[Topic]] = []
    background.changed.connect(changed.append)
    section.view.select_row(RecordKind.CASES)
    section.view.setFocus()
    press(section.view, Qt.Key.Key_Return)  # opens what is current
    dialog = dialog_of(DueDialog)
    qtbot.waitUntil(background.is_idle)
    qtbot.waitUntil(dialog.view.hasFocus)
    assert not dialog.destroy_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(dialog.destroy_button.isEnabled)
    assert [row.decision for row in dialog.model.rows()] == [Decision.AGREED, None, None]
    QTest.keyClick(dialog, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: any_visible(DestroyDialog))
    ask = dialog_of(DestroyDialog)
    assert "periyodik imha" in ask.reason.text()
    with qtbot.waitSignal(dialog.destroyed):
        ask.save_button.click()
    qtbot.waitUntil(background.is_idle)
    assert dialog.model.rowCount() == 2
    dialog.reject()
    assert any(Topic.CASES in kinds for kinds in changed)
    with desk.work() as work:
        standing = service.look(work)
    assert (standing.unerased, len(standing.destructions)) == (0, 1)
    assert section.records.rowCount() == 1
    assert [row[5] for row in section.records_view.table_texts()[1]] == ["temizlendi"]


def test_that_enter_in_the_search_decides_nothing(section: RetentionSection, qtbot: QtBot) -> None:
    dialog = open_due(section, RecordKind.CASES, qtbot)
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "ali")
    press(dialog.search, Qt.Key.Key_Return)
    qtbot.waitUntil(section.background.is_idle)
    assert dialog.isVisible()
    assert [row.decision for row in dialog.model.all_rows()] == [None] * 3
    dialog.reject()


def test_that_a_destruction_is_postponed_with_its_reason(
    section: RetentionSection, qtbot: QtBot
) -> None:
    dialog = open_due(section, RecordKind.CASES, qtbot)
    dialog.view.selectAll()
    dialog.postpone.click()
    ask = dialog_of(PostponeDialog)
    ask.save_button.click()
    assert ask.isVisible()  # without a reason nothing is postponed
    ask.reason.set_text("Dava sürüyor")
    with qtbot.waitSignal(ask.saved):
        ask.save_button.click()
    qtbot.waitUntil(section.background.is_idle)
    texts = dialog.view.table_texts()[1]
    assert {row[3] for row in texts} == {"ertelendi: 01.06.2038"}
    assert {row[4] for row in texts} == {"Dava sürüyor"}
    dialog.view.selectAll()
    dialog.withdraw.click()
    qtbot.waitUntil(lambda: dialog.model.rows()[0].decision is None)
    dialog.reject()


def test_that_a_period_is_set_from_a_day_on(
    section: RetentionSection, desk: Desk, qtbot: QtBot
) -> None:
    section.view.select_row(RecordKind.CASES)
    section.set_period.click()
    qtbot.waitUntil(lambda: any_visible(PeriodDialog))
    dialog = dialog_of(PeriodDialog)
    assert "07.04.2016 gününden beri 10 yıl" in dialog.history.text()
    dialog.months.set_text("abc")
    dialog.save_button.click()
    assert dialog.isVisible()
    dialog.months.set_text("180")
    assert dialog.months.note() == "15 yıl"
    dialog.basis.set_text("Saklama planı 2037/1")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    qtbot.waitUntil(section.background.is_idle)
    assert section.view.table_texts()[1][0][1:3] == ["15 yıl", "0"]
    with desk.work() as work:
        newest = service.list_periods(work, RecordKind.CASES)[0]
    assert (newest.months, newest.starts_on) == (180, LATER.date())
    # The one of the same day is replaced.
    section.view.select_row(RecordKind.CASES)
    section.set_period.click()
    qtbot.waitUntil(lambda: any_visible(PeriodDialog))
    again = dialog_of(PeriodDialog)
    again.months.set_text("144")
    with qtbot.waitSignal(again.saved):
        again.save_button.click()
    qtbot.waitUntil(section.background.is_idle)
    assert section.view.table_texts()[1][0][1] == "12 yıl"


def test_that_old_backups_go_only_after_a_question(
    section: RetentionSection, desk: Desk, clock: FixedClock, answers: Answers, qtbot: QtBot
) -> None:
    desk.backups.take()
    clock.advance(minutes=5)
    with desk.work() as work:
        ids = [row.item_id for row in service.open_due(work, RecordKind.CASES)]
        service.agree(work, RecordKind.CASES, ids)
        service.destroy(work, RecordKind.CASES, ids, reason="Süresi doldu")
    section.load()
    qtbot.waitUntil(section.background.is_idle)
    assert "henüz silinmedi" in section.notice.text()
    section.notice.action_chosen.emit()
    qtbot.waitUntil(lambda: section.notice.text().startswith("1 yedek"))
    clock.advance(minutes=5)
    answers.replies = [dialogs.STAYED]
    section.notice.action_chosen.emit()
    assert len(desk.backups.before(clock())) == 1
    answers.replies = [0]
    with qtbot.waitSignal(section.reported):
        section.notice.action_chosen.emit()
    qtbot.waitUntil(section.background.is_idle)
    assert answers.asked == ["İmhadan önceki yedekler silinsin mi?"] * 2
    assert section.notice.text() == ""


def test_that_the_form_of_a_destruction_is_kept_as_a_file(
    section: RetentionSection,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    with desk.work() as work:
        ids = [row.item_id for row in service.open_due(work, RecordKind.CASES)]
        service.agree(work, RecordKind.CASES, ids)
        service.destroy(work, RecordKind.CASES, ids, reason="Süresi doldu")
    section.load()
    qtbot.waitUntil(section.background.is_idle)
    target = tmp_path / "tutanak.pdf"
    monkeypatch.setattr(
        "alo183_desktop.gui.settings.retention_section.ask_target", lambda *_words: target
    )
    section.save_form.click()
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(section.background.is_idle)
    (page,) = section.window().findChildren(SettingsPage)
    assert page.toast.text() == f"Kaydedildi: {target.name}"
    assert page.toast.open_file.isVisible()
    name = print_to(tmp_path / "baski.pdf", section.print_form.click, qtbot)
    assert name.startswith("imha-tutanagi-")
    qtbot.waitUntil(lambda: page.toast.text() == "Kaydedildi: baski.pdf")
    text = text_of(target.read_bytes())
    assert text is not None
    assert "KİŞİSEL VERİ İMHA TUTANAĞI" in text.pages[0]


def test_that_one_persons_records_are_found_chosen_and_handed_out(
    section: RetentionSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    section.person.click()
    dialog = dialog_of(PersonDialog)
    qtbot.waitUntil(dialog.needle.hasFocus)
    QTest.keyClicks(dialog.needle, "x")
    press(dialog.needle, Qt.Key.Key_Return)
    qtbot.waitUntil(section.background.is_idle)
    assert "yetmiyor" in dialog.trouble.text()
    dialog.needle.setText("ali veli")
    with qtbot.waitSignal(dialog.found):
        press(dialog.needle, Qt.Key.Key_Return)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog.isVisible()
    assert dialog.model.rowCount() == 2
    dialog.view.selectRow(1)
    assert "Arayan: Ali VELİ" in dialog.facts.toPlainText()
    target = tmp_path / "kisi.pdf"
    monkeypatch.setattr(person_dialog, "ask_target", lambda *_words: target)
    with qtbot.waitSignal(dialog.handed_out) as stated:
        dialog.pdf.click()
    assert stated.args == [1]
    assert dialog.toast.text() == "1 kayıt kaydedildi: kisi.pdf"
    assert dialog.toast.open_file.isVisible()
    # Shown once: only the selection is below the list.
    assert dialog.note.text() == "2 kayıttan 1 seçili"
    text = text_of(target.read_bytes())
    assert text is not None
    assert "Ali VELİ" in text.pages[0]
    book = tmp_path / "kisi.xlsx"
    monkeypatch.setattr(export, "ask_target", lambda *_words: book)
    dialog.view.selectAll()
    with qtbot.waitSignal(dialog.handed_out) as stated:
        dialog.workbook.click()
    assert stated.args == [2]
    assert dialog.toast.text() == "16 satır kaydedildi: kisi.xlsx"
    assert book.exists()
    dialog.reject()


def test_that_a_package_is_made_with_the_password_that_is_shown(
    section: RetentionSection,
    clock: FixedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    clock.set(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC))
    section.inspection.click()
    dialog = dialog_of(InspectionDialog)
    target = tmp_path / "paket.zip"
    monkeypatch.setattr(inspection_dialog, "ask_target", lambda *_words: target)
    password = dialog.password.text()
    qtbot.waitUntil(dialog.first.control().hasFocus)
    with qtbot.waitSignal(dialog.written):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert dialog.toast.text().endswith("belgeyle kaydedildi: paket.zip")
    assert dialog.toast.show_folder.isVisible()
    assert not dialog.outcome.text()
    with pyzipper.AESZipFile(io.BytesIO(target.read_bytes())) as archive:
        archive.setpassword(password.encode())
        manifest = json.loads(archive.read("MANIFEST.json"))
    assert (manifest["counts"]["cases"], manifest["tckn_masked"]) == (3, True)
    dialog.password.set_text("kisa")
    dialog.make_button.click()
    assert dialog.password.shown_message()
    dialog.first.set_text("01.01.2020")
    dialog.last.set_text("02.01.2020")
    dialog.password.set_text(password)
    dialog.make_button.click()
    qtbot.waitUntil(lambda: "paket hazırlanmadı" in dialog.outcome.text())
    dialog.reject()


def test_that_readiness_for_an_inspection_is_shown_by_clause_and_saved_as_a_paper(
    section: RetentionSection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    section.focus_field("readiness")  # as Bugün leads there
    qtbot.waitUntil(
        lambda: any(isinstance(one, ReadinessDialog) for one in QApplication.topLevelWidgets())
    )
    dialog = dialog_of(ReadinessDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows()))
    assert {row.clause for row in dialog.model.rows()} == {1, 2, 3, 4, 5, 6, 7}
    first_shown = dialog.note.text()
    dialog.first.set_text("30.11.2026")
    dialog.last.set_text("01.11.2026")
    dialog.look.click()
    qtbot.waitUntil(lambda: bool(dialog.outcome.text()))
    dialog.first.set_text("01.11.2026")
    dialog.last.set_text("30.11.2026")
    assert dialog.note.text() == first_shown
    with qtbot.waitSignal(dialog.found):
        dialog.look.click()
    assert not dialog.outcome.text()
    assert dialog.note.text() == "Listelenen günler: 01.11.2026 – 30.11.2026"
    target = tmp_path / "hazirlik.pdf"
    monkeypatch.setattr(papers, "ask_target", lambda *_words: target)
    dialog.pdf.click()
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: dialog.toast.text().endswith("hazirlik.pdf"))
    text = text_of(target.read_bytes())
    assert text is not None
    assert "01.11.2026 – 30.11.2026" in " ".join(text.pages)
    dialog.reject()
