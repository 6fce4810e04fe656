"""The page: what each letter lacks, dispatches, forms, roles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from python_calamine import CalamineWorkbook

from alo183_desktop.access.rules import Role
from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.db.audit import AuditFilter, find_entries
from alo183_desktop.gui.changes import letter_actions
from alo183_desktop.gui.changes.dispatch_dialog import DispatchDialog
from alo183_desktop.gui.changes.form_dialogs import EnvelopeDialog, FaxDialog
from alo183_desktop.gui.changes.letter_columns import DRAFT_COLUMNS, LETTER_COLUMNS
from alo183_desktop.gui.changes.letter_view import LetterView
from alo183_desktop.gui.changes.number_dialog import NumberDialog
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.kit import paper, theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.file_window import FileWindow
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.tables import RowsModel
from alo183_desktop.letters import queries
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.forms import NAMES
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import Channel, DispatchValues, Result
from alo183_desktop.officers.queries import names
from alo183_desktop.shared.clock import format_instant
from tests.database.desks import finish
from tests.gui.changes.directorate import tckn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.rows import LetterCard
    from tests.clocks import FixedClock
    from tests.gui.changes.conftest import Hands

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489".replace(" ", "")
    + "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def letter_id(desk: Desk) -> int:
    """Return a finished letter without number and day."""
    return _finish(desk, leaver_id=1, subject_ids=(1, 2), serial=77)


def _finish(desk: Desk, *, leaver_id: int, subject_ids: tuple[int, ...], serial: int) -> int:
    entry = ChangeEntry(
        leaver_id=leaver_id,
        given_names="Gülşah",
        surname="ÇETİNKAYA",
        title="Psikolog",
        tckn=tckn(serial),
        corporate_email="gulsah.cetinkaya@ornek.gov.tr",
        personal_mobile=f"0500 000 27 {serial}",
        corporate_mobile=f"0500 000 42 {serial}",
        subject_ids=subject_ids,
        effective_on="25.11.2026",
    )
    with desk.work() as work:
        form: ChangeForm = service.new_form(service.context(work))
        return finish(work, replace(form, entries=(entry,)))


def _record(desk: Desk, letter_id: int, channel: Channel, result: Result = Result.SENT) -> None:
    values = DispatchValues(
        channel=channel,
        target="+903120000099" if channel is Channel.FAX else "Örnek Bulvarı No: 1",
        at=desk.clock(),
        pages=1,
        result=result,
        item_number="RR473124829TR" if channel is Channel.POST else "",
        note="OK" if channel is Channel.FAX and result is Result.SENT else "",
    )
    with desk.work() as work:
        letters.record_dispatch(work, letter_id, values)


def _card(desk: Desk, letter_id: int) -> LetterCard:
    with desk.work() as work:
        return queries.get_letter(work.session, letter_id, now=work.now)


def _choose(page: ChangesPage, words: str) -> None:
    """Press the view whose words begin so."""
    for button in page.segments.findChildren(QPushButton):
        if button.text().startswith(words):
            button.click()


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


def test_that_the_models_keep_the_rules_of_qt(desk: Desk, qtmodeltester: ModelTester) -> None:
    _finish(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    with desk.work() as work:
        service.save_draft(work, service.new_form(service.context(work)))
        rows = queries.list_letters(work.session, LetterFilter(state="all"), now=work.now)
    model = RowsModel(LETTER_COLUMNS)
    model.set_rows(rows)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    qtmodeltester.check(RowsModel(DRAFT_COLUMNS))  # type: ignore[no-untyped-call]


def test_that_each_letter_says_what_it_lacks_and_the_worst_comes_first(
    page: ChangesPage, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    waits = _finish(desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    half = _finish(desk, leaver_id=2, subject_ids=(3, 4), serial=78)
    done = _finish(desk, leaver_id=3, subject_ids=(5,), serial=79)
    _record(desk, half, Channel.FAX)
    _record(desk, done, Channel.FAX)
    _record(desk, done, Channel.POST)
    with qtbot.waitSignal(page.badge_changed) as badge:
        page.load()
    settle()
    # As many as the overview counts: one lacks both, the other one of them.
    assert badge.args == ["late", 2]
    assert [row.letter_id for row in page.letters.rows()] == [waits, half]
    words = [page.letters.index(row, 0).data() for row in range(2)]
    assert words == ["faks da posta da bekliyor", "faks gitti, posta bekliyor"]
    _choose(page, "Tamam ")
    assert [row.letter_id for row in page.letters.rows()] == [done]
    _choose(page, "Tümü ")
    assert page.letters.rowCount() == 3


@pytest.mark.parametrize(
    ("width", "headings"),
    [
        (720, {"Eksik", "Geçen süre", "Değişiklik", "Sayı"}),
        (1400, {column.heading for column in LETTER_COLUMNS}),
    ],
)
def test_that_a_narrow_list_leaves_out_only_on_the_screen_what_it_tells_twice(
    width: int, headings: set[str], window: QWidget
) -> None:
    view = LetterView(parent=window)
    view.resize(theme.px(width), theme.px(400))
    view.show()
    assert {LETTER_COLUMNS[place].heading for place in view.columns_shown()} == headings
    assert view.table_texts()[0] == [column.heading for column in LETTER_COLUMNS]


def test_that_a_draft_says_who_changes_when_it_was_saved_and_by_whom(
    page: ChangesPage, desk: Desk, settle: Callable[[], None]
) -> None:
    with desk.work() as work:
        form = service.new_form(service.context(work))
        entry = ChangeEntry(leaver_id=1, given_names="Gülşah", surname="ÇETİNKAYA")
        service.save_draft(work, replace(form, entries=(entry,), corrects_letter_id=7))
        (officer,) = names(work.session, {1}).values()
        now = work.now
    page.load()
    settle()
    _choose(page, "Taslaklar ")
    told = [page.drafts.index(0, place).data() for place in range(len(DRAFT_COLUMNS))]
    assert told == [
        f"{officer} → Gülşah ÇETİNKAYA",
        "Düzeltme yazısı",
        format_instant(now),
        desk.actor.name,
    ]


def test_that_the_sheets_of_a_fax_are_proposed_with_the_cover(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot
) -> None:
    shown.acts.record_fax()
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    assert dialog.form.field("pages").text() == str(_card(desk, letter_id).row.fax_pages + 1)
    # No room is left for lines that the texts do not need.
    assert dialog.height() == dialog.sizeHint().height()
    dialog.reject()


def test_that_an_empty_page_offers_the_first_change(
    page: ChangesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.letter_view.empty_action.emit()
    qtbot.waitUntil(lambda: page.dialog() is not None)
    settle()


def test_that_the_roster_begins_a_change_with_its_officer(
    page: ChangesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.show_item("new_change", 2)
    qtbot.waitUntil(lambda: page.dialog() is not None)
    dialog = page.dialog()
    assert dialog is not None
    assert dialog.form().entries[0].leaver_id == 2
    settle()


def test_that_a_failed_fax_and_its_repeat_both_stay(
    shown: ChangesPage, desk: Desk, letter_id: int, settle: Callable[[], None], clock: FixedClock
) -> None:
    _record(desk, letter_id, Channel.FAX, Result.FAILED)
    clock.advance(minutes=10)
    _record(desk, letter_id, Channel.FAX)
    shown.background.changed.emit(frozenset({Kind.DISPATCH}))
    settle()
    texts = shown.panel.timeline_texts()
    assert [text.split(",")[0] for text in texts] == ["Faks gitmedi", "Faks gitti"]


def test_that_a_posting_with_a_wrong_check_digit_is_refused_beside_the_field(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    shown.acts.record_post()
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    item = dialog.form.field("item_number")
    item.set_text("RR473124828TR")
    assert not dialog.form.submit()
    assert "denetim hanesi" in item.shown_message()
    item.set_text("RR473124829TR")
    assert dialog.form.submit()
    settle()
    assert [one.item_number for one in _card(desk, letter_id).dispatches] == ["RR473124829TR"]


def test_that_evidence_is_kept_and_can_be_opened(
    shown: ChangesPage, desk: Desk, letter_id: int, tmp_path: Path, qtbot: QtBot
) -> None:
    report = tmp_path / "rapor.png"
    report.write_bytes(PNG)
    shown.acts.record_fax()
    dialog = _opened(qtbot, DispatchDialog)
    assert isinstance(dialog, DispatchDialog)
    # Nothing is complained of before anything is typed.
    assert not dialog.doubt()
    # Without report or note the program says then that nothing proves the fax.
    dialog.form.field("target").set_text("0312 000 00 21")
    assert dialog.doubt()
    dialog.form.field("evidence").set_text(str(report))
    assert not dialog.doubt()
    with qtbot.waitSignal(dialog.recorded):
        dialog.form.submit()
    (attempt,) = _card(desk, letter_id).dispatches
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
    _record(desk, letter_id, Channel.FAX)
    shown.background.changed.emit(frozenset({Kind.DISPATCH}))

    def offers() -> list[LinkButton]:
        links = shown.panel.findChildren(LinkButton)
        return [link for link in links if link.text() == "Raporu ekle…" and link.isVisible()]

    qtbot.waitUntil(lambda: len(offers()) == 1)
    with qtbot.waitSignal(shown.acts.done):
        offers()[0].click()
    (attempt,) = _card(desk, letter_id).dispatches
    assert attempt.evidence_file_id is not None


def test_that_the_number_is_noted_after_the_letter_was_stamped(
    shown: ChangesPage, desk: Desk, letter_id: int, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    shown.acts.note_number()
    dialog = _opened(qtbot, NumberDialog)
    assert isinstance(dialog, NumberDialog)
    dialog.form.set_texts({"register_number": "4752", "dated_on": "24.11.2026"})
    dialog.form.submit()
    settle()
    row = _card(desk, letter_id).row
    assert row.register_number == "4752"
    # A letter with number and day can be corrected.
    shown.acts.start_correction()
    qtbot.waitUntil(lambda: shown.dialog() is not None)
    correction = shown.dialog()
    assert correction is not None
    assert correction.form().corrects_letter_id == letter_id
    settle()


def test_that_all_forms_are_exported_into_a_folder_of_their_own(
    shown: ChangesPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(letter_actions, "ask_folder", lambda *_: tmp_path)
    with qtbot.waitSignal(shown.acts.done):
        shown.acts.export_forms()
    (folder,) = tmp_path.glob("Yazı *")
    assert {path.name for path in folder.iterdir()} == set(NAMES)


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


def test_that_a_fax_image_is_saved_as_chosen(
    shown: ChangesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "faks.tiff"
    monkeypatch.setattr(letter_actions, "ask_target", lambda *_: path)
    shown.acts.save_fax_image()
    dialog = _opened(qtbot, FaxDialog)
    assert isinstance(dialog, FaxDialog)
    with qtbot.waitSignal(shown.acts.done):
        dialog.accept()
        dialog.chosen.emit()
    assert path.read_bytes()[:2] in {b"II", b"MM"}


def test_that_fax_and_envelope_reach_the_printer(
    shown: ChangesPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    printed: list[bytes] = []

    def keep(_parent: QWidget, pdf: bytes, *, title: str, **_more: object) -> None:
        assert "Zeynep" not in title
        printed.append(pdf)

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
    assert all(pdf.startswith(b"%PDF-") for pdf in printed)


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
    with qtbot.waitSignal(shown.acts.done):
        window.save_requested.emit()
    window.accept()
    shown.acts.make_envelope()
    envelope = cast("EnvelopeDialog", _opened(qtbot, EnvelopeDialog))
    envelope.accept()
    with qtbot.waitSignal(shown.acts.done):
        envelope.save_chosen.emit("dl")
    assert {"yazi.pdf", "zarf.pdf"} < {path.name for path in tmp_path.iterdir()}
    wanted = AuditFilter(actions=("letter.exported",))
    with desk.work() as work:
        found = find_entries(work.session, wanted, before=None, limit=9)
    assert [entry.details["form"] for entry in found] == ["envelope-dl", "pdf"]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR])
def test_that_who_may_only_look_is_offered_nothing_else(
    role: Role, desk: Desk, data: Background, window: QWidget, settle: Callable[[], None]
) -> None:
    actor = replace(desk.actor, role=role.value)
    page = ChangesPage(data, actor=actor, clock=desk.clock, parent=window)
    settle()
    menu = page.panel.fill_menu(QMenu(page))
    words = {action.text().replace("&", "") for action in menu.actions()}
    assert "Yazıyı aç" in words
    assert words.isdisjoint(
        {"Faks gönderimini kaydet…", "Düzeltme yazısı başlat…", "İmzalı taramayı ekle…"}
    )
    page.primary_action()
    settle()
    assert page.dialog() is None


def test_that_enter_opens_the_letter_large(shown: ChangesPage, qtbot: QtBot, hands: Hands) -> None:
    shown.letter_view.setFocus()
    hands.press(Qt.Key.Key_Return)
    window = _opened(qtbot, FileWindow)
    assert isinstance(window, FileWindow)
    qtbot.waitUntil(window.is_shown)
    window.accept()
