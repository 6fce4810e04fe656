"""A roster out of a file: previewed, accepted or refused, reported, and undone."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.documents.foreign import tables
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.imports import dialogs as import_dialogs
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog, ImportHistoryDialog
from alo183_desktop.gui.kit.imports.preview import place_after
from alo183_desktop.gui.kit.page import IMPORT, IMPORT_FILE
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.officers.words import OfficerView
from alo183_desktop.imports.editing import Edit
from alo183_desktop.imports.rows import NO_ANSWERS, Answer, RowVerdict
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.shared.errors import KnownError
from tests.clocks import PATIENCE_S
from tests.gui.conftest import Answers
from tests.gui.officers.directorate import tckn

TCKN = "T.C. Kimlik No"
HEADINGS = f"Adı Soyadı;Unvanı;{TCKN};Müracaat Konusu;Kurumsal Cep"
GOOD = (
    f"Şükrü AĞAOĞLU;Psikolog;{tckn(71)};Engelli;0505 000 42 01",
    f"İlknur ÇIĞ;Öğretmen;{tckn(72)};Yaşlı, Çocuk;0505 000 42 02",
)
WRONG = "Ayşe İNCİ;Psikolog;10000000147;Çocuk;0505 000 42 03"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "Kadro ğüşİı.csv"
    path.write_text("\n".join(("KADRO;;;;", HEADINGS, *rows)), encoding="utf-8")
    return path


def open_import(page: OfficersPage, qtbot: QtBot, path: Path) -> ImportDialog:
    page.show_query(IMPORT)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(path)
    return dialog


def names(page: OfficersPage) -> list[str]:
    return [line.officer.name for line in page.view.lines() if line.officer is not None]


def notes(dialog: ImportDialog) -> str:
    return " ".join(one.text() for one in dialog.preview_view.notes.findChildren(StateText))


def test_that_an_empty_roster_offers_the_import_first(
    empty_page: OfficersPage, qtbot: QtBot
) -> None:
    assert empty_page.view.lines() == []
    assert empty_page.seen().reading == ""
    with qtbot.waitSignal(empty_page.opener.opened):
        empty_page.view.empty_action.emit()
    dialog = empty_page.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    assert dialog.chapter == "Kadro dosyadan gelecek"
    empty_page.opener.close_all()


def test_that_nothing_is_stored_before_somebody_agrees(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD))
    rows = dialog.preview_view.model.all_rows()
    assert [row.verdict for row in rows] == [RowVerdict.CREATE, RowVerdict.CREATE]
    assert [row.row_number for row in rows] == [3, 4]
    settle()
    assert names(empty_page) == []
    assert dialog.apply_button.isEnabled()
    assert "2 kişi" in dialog.apply_button.text()
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert names(empty_page) == ["İlknur ÇIĞ", "Şükrü AĞAOĞLU"]
    assert dialog.done_place.title() == "Aktarım tamamlandı"
    dialog.done(0)


def test_that_a_preview_that_a_lock_closes_is_named_after_it(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD))
    assert empty_page.seen().reading == dialog.windowTitle() == "Kadroyu dosyadan aktar"
    dialog.reject()
    assert empty_page.seen().reading == ""


def correct(dialog: ImportDialog, qtbot: QtBot, **texts: str) -> None:
    """Correct cells of the current row, by the headings of their columns."""
    dialog.preview_view.view.opened.emit()
    form = dialog.row_dialog
    assert form is not None
    fields = {field.name(): field for field in form.fields.values()}
    for heading, text in texts.items():
        fields[heading].set_text(text)
    with qtbot.waitSignal(dialog.read):
        form.apply_button.click()


def test_that_a_correction_leaves_the_clerk_where_the_row_was(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    surnames = ("İNCİ", "ÖZ", "UĞUR")
    wrong = [f"Ayşe {one};Psikolog;1;Çocuk;0505 000 42 1{n}" for n, one in enumerate(surnames)]
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD, *wrong))
    preview = dialog.preview_view

    def place() -> tuple[str, int]:
        return preview.segments.chosen_key(), preview.view.current_row().row_number

    assert place() == ("wrong", 5)
    preview.show_all()
    preview.view.selectRow(1)
    correct(dialog, qtbot, Unvanı="Sosyolog")
    assert place() == ("all", 4)
    preview.segments.choose("wrong")
    preview.segments.chosen.emit("wrong")
    preview.view.selectRow(1)
    assert place() == ("wrong", 6)
    correct(dialog, qtbot, **{TCKN: tckn(73)})
    assert place() == ("wrong", 7), "the next one, not the first one again"
    correct(dialog, qtbot, **{TCKN: tckn(74)})
    assert place() == ("wrong", 5)
    correct(dialog, qtbot, **{TCKN: tckn(75)})
    assert place() == ("all", 5), "nothing is wrong any more"
    dialog.done(0)


def test_that_answers_columns_and_corrections_come_back_with_the_same_file_after_an_undo(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path, *GOOD, WRONG)
    path.write_text(path.read_text("utf-8").replace("Kurumsal Cep", "Cep"), encoding="utf-8")
    dialog = open_import(empty_page, qtbot, path)
    with qtbot.waitSignal(dialog.read):
        dialog.set_options(columns={"Cep": "corporate_mobile"})
    with qtbot.waitSignal(dialog.read):
        dialog.set_options(edits=(Edit("", 5, 2, "10000000147", tckn(73)),))
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.apply_button.click()
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.done_place.action_chosen.emit()
    # At once, from where it was undone,
    with qtbot.waitSignal(dialog.read):
        dialog.done_place.action_chosen.emit()
    assert dialog.apply_button.text() == "3 kişi &aktar"
    dialog.done(0)
    # and whenever the file is opened again.
    dialog = open_import(empty_page, qtbot, path)
    assert "yerine kondu" in notes(dialog)
    assert dialog.apply_button.text() == "3 kişi &aktar"
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.apply_button.click()
    dialog.done(0)
    # Imported, the same file brings nothing and has nothing wrong.
    dialog = open_import(empty_page, qtbot, path)
    assert [row.verdict for row in dialog.preview_view.model.all_rows()] == [
        RowVerdict.UNCHANGED
    ] * 3
    dialog.done(0)


def test_that_answers_and_corrections_come_back_with_the_same_file(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path, *GOOD, WRONG, WRONG.replace("Ayşe", "Yedek"))
    dialog = open_import(empty_page, qtbot, path)
    wrong, other = (row for row in dialog.preview_view.model.rows() if row.problems)
    with qtbot.waitSignal(dialog.read):
        answers = NO_ANSWERS.with_answers([(wrong, None)], Answer.SKIP)
        dialog.preview_view.answered.emit(answers)
    edit = Edit("", other.row_number, 2, "10000000147", tckn(73))
    with qtbot.waitSignal(dialog.read):
        dialog.set_options(edits=(edit,))
    dialog.done(0)
    dialog = open_import(empty_page, qtbot, path)
    assert "yerine kondu" in notes(dialog)
    assert dialog.apply_button.text() == "3 kişi &aktar"
    dialog.reject()


def test_that_a_fresh_import_is_taken_back_from_where_it_was_shown(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD))
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.apply_button.click()
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.done_place.action_chosen.emit()
    assert names(empty_page) == []
    assert dialog.done_place.title() == "Aktarım geri alındı"
    dialog.done(0)


def test_that_a_wrong_row_forbids_the_import_unless_it_is_left_out_knowingly(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD, WRONG))
    assert not dialog.apply_button.isEnabled()
    assert "1 satır yanlış" in dialog.reason.text()
    (shown,) = dialog.preview_view.model.rows()
    assert (shown.row_number, shown.verdict) == (5, RowVerdict.WRONG)
    headings, cells = dialog.preview_view.view.table_texts()
    assert headings[3] == "Ne yapılacak"
    assert cells[0][3].startswith("T.C. kimlik no: ")
    assert "2 kişi" in dialog.skip_button.text()
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.skip_button.click()
    assert names(empty_page) == ["İlknur ÇIĞ", "Şükrü AĞAOĞLU"]
    dialog.done(0)


def test_that_a_wrong_row_is_put_right_in_the_preview_and_stays_so_when_the_file_is_read_anew(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path, *GOOD, WRONG)
    dialog = open_import(empty_page, qtbot, path)
    QTest.keyClick(dialog.preview_view.view, Qt.Key.Key_F2)
    form = dialog.row_dialog
    assert form is not None
    assert [field.name() for field in form.fields.values()] == HEADINGS.split(";")
    assert [field.name() for field in form.fields.values() if field.shown_message()] == [
        "T.C. Kimlik No"
    ]
    form.fields[2].set_text(tckn(73))
    with qtbot.waitSignal(dialog.read):
        form.apply_button.click()
    assert dialog.apply_button.isEnabled()
    rows = dialog.preview_view.model.all_rows()
    assert [row.verdict for row in rows] == [RowVerdict.CREATE] * 3
    assert "1 hücre burada düzeltildi" in notes(dialog)
    # Somebody puts the title right in Excel; what was put right here stays.
    write(tmp_path, *GOOD, WRONG.replace("Psikolog", "Sosyolog"))
    with qtbot.waitSignal(dialog.read):
        dialog.again_button.click()
    assert [row.verdict for row in dialog.preview_view.model.all_rows()] == [RowVerdict.CREATE] * 3
    # The number is put right there, too: then the file's own counts.
    write(tmp_path, *GOOD, WRONG.replace("10000000147", tckn(74)))
    with qtbot.waitSignal(dialog.read):
        dialog.again_button.click()
    assert "artık başka bir değer" in notes(dialog)
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.apply_button.click()
    assert "Ayşe İNCİ" in names(empty_page)
    dialog.done(0)


def test_that_a_row_goes_back_to_what_the_file_says(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD))
    dialog.preview_view.view.opened.emit()
    form = dialog.row_dialog
    assert form is not None
    assert form.back_button.isHidden()
    form.fields[0].set_text("")
    with qtbot.waitSignal(dialog.read):
        form.apply_button.click()
    shown = dialog.preview_view.view.current_row()
    assert (shown.row_number, shown.verdict) == (3, RowVerdict.WRONG)
    dialog.preview_view.view.opened.emit()
    form = dialog.row_dialog
    assert form is not None
    form.back_button.click()
    assert form.edits() == ()
    with qtbot.waitSignal(dialog.read):
        form.apply_button.click()
    assert [row.verdict for row in dialog.preview_view.model.rows()] == [RowVerdict.CREATE] * 2
    dialog.done(0)


def test_that_a_question_is_answered_in_the_preview_and_stays_when_the_file_is_read_anew(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    def write_states(*rows: str) -> Path:
        path = tmp_path / "durumlu.csv"
        lines = (f"{row};{state}" for row, state in zip((*GOOD, WRONG), rows, strict=False))
        path.write_text("\n".join((f"{HEADINGS};Durumu", *lines)), encoding="utf-8")
        return path

    dialog = open_import(empty_page, qtbot, write_states("Yedek", "Yedek", "Görevde"))
    preview = dialog.preview_view
    offers = [button for button in preview.findChildren(LinkButton) if button.isVisible()]
    named = {button.text(): button for button in offers}
    assert {"Görevde", "Ayrıldı", "Satırı atla", "Görevde (aynı 2 satırda)"} <= named.keys()
    with qtbot.waitSignal(dialog.read):
        named["Görevde (aynı 2 satırda)"].click()
    verdicts = [row.verdict for row in preview.model.all_rows()]
    assert verdicts == [RowVerdict.CREATE, RowVerdict.CREATE, RowVerdict.WRONG]
    write_states("Yedek", "Görevde")
    with qtbot.waitSignal(dialog.read):
        dialog.again_button.click()
    assert [row.verdict for row in preview.model.all_rows()] == [
        RowVerdict.CREATE,
        RowVerdict.CREATE,
    ]
    assert dialog.apply_button.isEnabled()
    preview.view.selectRow(0)
    back = next(one for one in preview.findChildren(LinkButton) if one.text() == "Yanıtı geri al")
    with qtbot.waitSignal(dialog.read):
        back.click()
    assert [row.verdict for row in preview.model.all_rows()] == [
        RowVerdict.WRONG,
        RowVerdict.CREATE,
    ]
    dialog.done(0)


def test_that_tab_goes_from_the_rows_to_what_is_offered_about_one(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD, WRONG))
    preview = dialog.preview_view
    preview.segments.choose("all")
    preview.segments.chosen.emit("all")
    reached = []
    for row in range(3):
        preview.view.selectRow(row)
        preview.view.setFocus()
        QTest.keyClick(preview.view, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    # Nothing is offered about those that are right: the text is what is read and scrolled.
    kinds = (QScrollArea, QScrollArea, LinkButton)
    assert all(isinstance(one, kind) for one, kind in zip(reached, kinds, strict=True))
    assert [one.text() for one in reached if isinstance(one, LinkButton)] == ["Satırı düzelt… (F2)"]
    dialog.done(0)


@pytest.mark.usefixtures("painted")
def test_that_two_questions_and_leaving_the_row_out_are_in_sight_on_a_small_screen(
    page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.window().resize(1366, 768)
    path = tmp_path / "durumlu.csv"
    headings = f"{HEADINGS};Durumu;Açıklama"
    path.write_text(f"{headings}\n{GOOD[0]};Yedek;ilişiği kesildi\n", encoding="utf-8")
    dialog = open_import(page, qtbot, path)
    (detail,) = [
        one
        for one in dialog.findChildren(QScrollArea)
        if one.accessibleName() == "Seçili satırın ayrıntısı"
    ]
    links = detail.findChildren(LinkButton)
    assert [one.text() for one in links][:2] == ["Satırı düzelt… (F2)", "Satırı atla"]
    assert len(links) == 6
    for link in links:
        assert not link.visibleRegion().isEmpty()
        assert link.visibleRegion().boundingRect() == link.rect()
    dialog.done(0)


def test_that_the_wrong_row_stays_in_sight_among_all_rows(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    many = [
        f"Ali {'AB'[place // 30]}{chr(ord('A') + place % 30 % 25)}{'OU'[place % 30 // 25]}ĞLU;"
        f"Psikolog;{tckn(200 + place)};Engelli;0505 000 43 {place:02}"
        for place in range(60)
    ]
    dialog = open_import(empty_page, qtbot, write(tmp_path, *many, WRONG))
    preview = dialog.preview_view
    preview.segments.choose("all")
    preview.segments.chosen.emit("all")
    assert preview.model.rowCount() == len(many) + 1
    assert preview.view.current_row().verdict is RowVerdict.WRONG
    shown = preview.view.visualRect(preview.view.currentIndex())
    assert preview.view.viewport().rect().contains(shown.center())


def test_that_the_same_file_twice_brings_nothing(
    page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path, *GOOD)
    dialog = open_import(page, qtbot, path)
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    dialog.done(0)
    again = open_import(page, qtbot, path)
    assert {row.verdict for row in again.preview_view.model.all_rows()} == {RowVerdict.UNCHANGED}
    assert not again.apply_button.isEnabled()
    assert "zaten kayıtlı" in again.reason.text()
    again.done(0)


def test_that_a_file_without_headings_says_what_to_do(
    page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("bir;iki\nüç;dört\n", encoding="utf-8")
    dialog = open_import(page, qtbot, path)
    assert "başlık satırı bulunamadı" in dialog.trouble.text()
    assert not dialog.apply_button.isVisible()
    dialog.done(0)


def test_that_reading_can_be_stopped(
    page: OfficersPage, tmp_path: Path, settle: Callable[[], None]
) -> None:
    page.opener.import_roster(write(tmp_path, *GOOD))
    dialog = page.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert dialog.isVisible()
    assert dialog.preview_view.model.all_rows() == []
    assert not dialog.apply_button.isVisible()
    dialog.done(0)


def test_that_leaving_the_page_ends_the_reading_of_a_file(
    page: OfficersPage,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[bool] = []
    began, turn = threading.Event(), threading.Event()

    def read_columns(_path: Path, *, is_cancelled: Callable[[], bool], **_limits: object) -> None:
        """Read a file that takes longer than anybody waits."""
        began.set()
        for _tenth in range(int(PATIENCE_S * 10)):
            if is_cancelled():
                break
            turn.wait(0.1)
        ended.append(is_cancelled())
        raise KnownError("documents.foreign_cancelled")

    monkeypatch.setattr(tables, "read_columns", read_columns)
    page.opener.import_roster(write(tmp_path, *GOOD))
    qtbot.waitUntil(began.is_set)
    page.prepare_lock()  # as locking does, and closing the window
    settle()
    assert ended == [True]


PLACES = st.tuples(st.integers(1, 20), st.integers(1, 3))


@given(place=PLACES, shown=st.lists(PLACES, min_size=1, unique=True))
def test_that_the_place_after_a_correction_is_its_row_or_the_next_one_shown(
    place: tuple[int, int], shown: list[tuple[int, int]]
) -> None:
    found = shown[place_after(place, shown)]
    assert found == place or place not in shown
    # None between them is passed over; before it only where none comes after it.
    assert not any(min(place, found) < one < max(place, found) for one in shown)
    assert found >= place or max(shown) == found


def test_that_the_preview_keeps_qts_rules_and_narrows(
    page: OfficersPage, qtbot: QtBot, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    dialog = open_import(page, qtbot, write(tmp_path, *GOOD, WRONG, GOOD[0]))
    preview = dialog.preview_view
    qtmodeltester.check(preview.model)  # type: ignore[no-untyped-call]
    for key, count in (("all", 4), ("create", 2), ("skipped", 1), ("wrong", 1)):
        preview.segments.choose(key)
        preview.segments.chosen.emit(key)
        assert preview.model.rowCount() == count
    dialog.done(0)


def test_that_the_first_step_opens_the_window_for_the_file_in_one_click(
    page: OfficersPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_parent: QWidget, title: str, _kinds: str) -> None:
        asked.append(title)

    monkeypatch.setattr(import_dialogs, "ask_source", ask)
    page.show_query(IMPORT_FILE)
    qtbot.waitUntil(lambda: bool(asked))
    dialog = page.opener.dialog()
    assert dialog is not None
    dialog.reject()


def test_that_a_dropped_file_opens_the_import(
    page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write(tmp_path, *GOOD)))])
    with qtbot.waitSignal(page.opener.opened):
        page.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
    dialog = page.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: len(dialog.preview_view.model.all_rows()) == 2)
    dialog.done(0)


def test_that_a_stale_preview_is_compared_anew(
    page: OfficersPage, desk: Desk, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    path = write(tmp_path, *GOOD)
    dialog = open_import(page, qtbot, path)
    with desk.work() as work:
        preview = ROSTER.preview(work, ROSTER.open(path, now=work.now))
        ROSTER.apply(work, preview)
    with qtbot.waitSignal(dialog.read):
        dialog.apply_button.click()
    assert answers.asked
    assert {row.verdict for row in dialog.preview_view.model.all_rows()} == {RowVerdict.UNCHANGED}
    dialog.done(0)


def test_that_a_past_import_is_undone_only_after_a_question(
    page: OfficersPage, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    dialog = open_import(page, qtbot, write(tmp_path, *GOOD))
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    dialog.done(0)
    page.opener.show_imports()
    history = page.opener.dialog()
    assert isinstance(history, ImportHistoryDialog)
    qtbot.waitUntil(lambda: history.model.rowCount() == 1)
    assert history.undo_button.isEnabled()
    history.undo_button.click()
    assert len(answers.asked) == 1
    answers.replies = [1]
    with qtbot.waitSignals([history.undone, page.loaded]):
        history.undo_button.click()
    assert "Şükrü AĞAOĞLU" not in names(page)
    qtbot.waitUntil(lambda: not history.undo_button.isEnabled())
    history.done(0)


@pytest.mark.parametrize(
    ("view", "vacant"),
    [
        (OfficerView.SERVING, 0),
        (OfficerView.LEFT, 0),
        (OfficerView.COVERAGE, 0),
        (OfficerView.VACANT, 5),
    ],
)
def test_that_an_empty_roster_says_how_many_subjects_nobody_answers_for(
    empty_page: OfficersPage, qtbot: QtBot, view: OfficerView, vacant: int
) -> None:
    with qtbot.waitSignal(empty_page.loaded):
        empty_page.filters.choose_view(view)
        empty_page.filters.changed.emit()
    words = [button.text() for button in empty_page.filters.views.findChildren(QAbstractButton)]
    assert "Boş 5" in words
    # The list of who serves offers the import instead.
    assert len(empty_page.view.lines()) == vacant


def test_that_the_faults_of_a_file_are_copied_as_a_table(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    formula = WRONG.replace("Ayşe", "=Ayşe")
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD, WRONG, formula))
    view = dialog.preview_view
    QTest.mouseClick(view.copy_faults_button, Qt.MouseButton.LeftButton)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert lines[0] == ["Satır", "Adı soyadı", "Alan", "Yanlış"]
    assert lines[1][:2] == ["5", "Ayşe İNCİ"]
    # What a foreign file says must not be computed by the spreadsheet into which it is pasted.
    assert {line[1][0] for line in lines[2:]} == {"'"}
    assert all(len(line) == 4 for line in lines)
    dialog.done(0)


def test_that_another_sheet_of_the_file_is_chosen_and_imported(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    path = tmp_path / "kadro.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, row in zip(("Merkez", "Huzurevi"), GOOD, strict=True):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADINGS.split(";"))
            sheet.write_row(1, 0, row.split(";"))
    dialog = open_import(empty_page, qtbot, path)
    chooser = dialog.preview_view.sheet
    assert chooser.isVisible()
    assert [chooser.itemText(place) for place in range(2)] == ["Merkez", "Huzurevi"]
    chooser.setFocus()
    with qtbot.waitSignal(dialog.read):
        QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert chooser.currentText() == "Huzurevi"
    with qtbot.waitSignals([dialog.applied, empty_page.loaded]):
        dialog.apply_button.click()
    settle()
    assert names(empty_page) == ["İlknur ÇIĞ"]
    dialog.reject()


def test_that_a_file_with_one_list_offers_no_sheets(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(empty_page, qtbot, write(tmp_path, *GOOD))
    assert not dialog.preview_view.sheet.isVisible()
    dialog.reject()


def test_that_all_columns_to_choose_are_named_at_once(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "kadro.csv"
    headings = "Adı Soyadı;T.C. Kimlik No;Cep 1;Cep 2;E-Posta 1;E-Posta 2"
    row = f"Ayşe İNCİ;{tckn(71)};0505 000 42 01;;ayse@ornek.gov.tr;"
    path.write_text(f"{headings}\n{row}", encoding="utf-8")
    dialog = open_import(empty_page, qtbot, path)
    for column in ("“Cep 1”, “Cep 2”", "“E-Posta 1”, “E-Posta 2”"):
        assert column in dialog.reason.text()
    dialog.reject()


def test_that_a_column_is_looked_at_and_said_to_be_another_one(
    empty_page: OfficersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "kadro.csv"
    headings = "Adı Soyadı;T.C. Kimlik No;Cep 1;Cep 2;Konusu"
    rows = (headings, f"Ayşe İNCİ;{tckn(71)};0505 000 42 01;;Çocuk")
    path.write_text("\n".join(rows), encoding="utf-8")
    dialog = open_import(empty_page, qtbot, path)

    def reported() -> dict[str, str]:
        (row,) = dialog.preview_view.model.all_rows()
        return {change.field: change.after for change in row.changes}

    assert reported()["corporate_mobile"] == "0505 000 42 01"
    assert not dialog.apply_button.isEnabled()
    assert "Kurumsal cep: Bu bilginin sütunu olabilecek" in dialog.reason.text()
    assert "“Sütunlar…”" in dialog.reason.text()
    dialog.columns_button.setFocus()
    QTest.keyClick(dialog.columns_button, Qt.Key.Key_Space)
    columns = dialog.column_dialog
    assert columns is not None
    samples = [column.samples for column in columns.columns]
    assert samples[0] == ("Ayşe İNCİ",)
    assert tckn(71) not in samples[1]
    assert "“Sütunlar" not in columns.why.text(), "it is here"
    first, second = columns.meanings[2:4]
    # What is in doubt stands there as chosen by nobody.
    assert [first.currentText(), second.currentText()] == ["", ""]
    assert not columns.apply_button.isEnabled()
    assert "Anlamı seçilecek: Cep 1, Cep 2" in columns.why.text()
    assert columns.focusWidget() is first
    # Typed at once, a name is looked for in the list that its first letter opens.
    QTest.keyClicks(first, "k")
    QTest.keyClicks(first.view(), "i")
    assert first.view().currentIndex().data() == "Kişisel e-posta"
    QTest.keyClick(first.view(), Qt.Key.Key_Escape)
    assert first.is_open
    second.setCurrentText("Kişisel cep")
    assert not columns.apply_button.isEnabled()
    first.setCurrentText("Kişisel cep")
    assert not columns.apply_button.isEnabled()
    assert "Cep 1, Cep 2" in columns.why.text()
    second.setCurrentText("Kurumsal cep")
    with qtbot.waitSignal(dialog.read):
        columns.apply_button.click()
    assert reported()["personal_mobile"] == "0505 000 42 01"
    assert "corporate_mobile" not in reported()
    assert dialog.apply_button.isEnabled()
    dialog.correct_columns()
    assert dialog.column_dialog is not None
    for meaning in dialog.column_dialog.meanings:
        meaning.setCurrentIndex(0)
    with qtbot.waitSignal(dialog.read):
        dialog.column_dialog.apply_button.click()
    assert "başlık satırı bulunamadı" in dialog.trouble.text()
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(path)
    assert reported()["corporate_mobile"] == "0505 000 42 01"
    dialog.done(0)
