"""The Office's list beside ours in the window: pasted, shown, exported, corrected by one letter."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.changes.page import RECONCILIATION, ChangesPage
from alo183_desktop.gui.changes.reconciliation import ReconciliationDialog
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.imports.rows import Answer, RowVerdict
from alo183_desktop.letters.queries import get_letter
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.roster.reconciliation import Outcome
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.shared.clock import local_day
from tests.gui.conftest import Answers
from tests.gui.look import SMALL, enlarge, faults

HEADINGS = ("Adı Soyadı", "Unvanı", "Müracaat Konusu", "Kurumsal Cep")


@pytest.fixture
def dialog(page: ChangesPage, settle: Callable[[], None]) -> ReconciliationDialog:
    page.show_query(RECONCILIATION)  # as the search everywhere asks it to
    settle()
    shown = page.dialogs.dialog()
    assert isinstance(shown, ReconciliationDialog)
    return shown


def lines_of(desk: Desk) -> list[list[str]]:
    """Return what a list says of all our officers."""
    with desk.work() as work:
        rows = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    return [
        [row.name, row.title, ", ".join(row.subjects), row.corporate_mobile]
        for row in rows
        if row.subjects
    ]


def paste(dialog: ReconciliationDialog, lines: list[list[str]], qtbot: QtBot) -> None:
    text = "\n".join("\t".join(line) for line in ([*HEADINGS], *lines))
    QGuiApplication.clipboard().setText(text)
    with qtbot.waitSignal(dialog.read):
        dialog.paste_button.click()


def comparisons(desk: Desk) -> int:
    """Return how many comparisons the trail records."""
    with desk.work() as work:
        wanted = select(AuditEntry.sequence).where(AuditEntry.action == "officers.reconciled")
        return len(list(work.session.scalars(wanted)))


def verdicts(dialog: ReconciliationDialog) -> list[str]:
    return sorted(row.verdict.value for row in dialog.preview_view.model.all_rows())


def test_that_a_list_alike_is_said_to_be_so_and_needs_no_letter(
    dialog: ReconciliationDialog, desk: Desk, qtbot: QtBot
) -> None:
    paste(dialog, lines_of(desk), qtbot)
    assert set(verdicts(dialog)) == {Outcome.SAME}
    assert dialog.reason.text() == "Karşılaştırılan bilgilerde iki liste aynı."
    assert not dialog.apply_button.isEnabled()
    assert comparisons(desk) == 1
    dialog.done(0)


def test_that_a_list_of_nobody_of_ours_makes_no_letter(
    dialog: ReconciliationDialog, qtbot: QtBot
) -> None:
    paste(dialog, [["Nuriye KÖKSAL", "Hemşire", "Kadın", ""]], qtbot)
    assert set(verdicts(dialog)) == {Outcome.ONLY_HERE, Outcome.ONLY_THERE}
    assert dialog.reason.text().endswith("başka bir liste olmalı.")
    assert not dialog.apply_button.isEnabled()
    dialog.done(0)


@pytest.mark.usefixtures("look")
def test_that_differences_are_shown_side_by_side_and_one_letter_corrects_them(
    page: ChangesPage,
    dialog: ReconciliationDialog,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    enlarge(host, SMALL)
    settle()
    assert faults(dialog) == []
    first, second, *others = lines_of(desk)
    paste(
        dialog,
        [
            [first[0], "Daire Başkanı", *first[2:]],
            ["Nuriye KÖKSAL", "Hemşire", "Kadın", ""],
            *others,
        ],
        qtbot,
    )
    settle()
    assert faults(dialog) == []
    found = {row.label: row.verdict for row in dialog.preview_view.model.all_rows()}
    assert (found[first[0]], found[second[0]]) == (Outcome.DIFFERS, Outcome.ONLY_HERE)
    assert found["Nuriye KÖKSAL"] is Outcome.ONLY_THERE
    _headings, cells = dialog.preview_view.view.table_texts()
    (reported,) = (cell[3] for cell in cells if cell[2] == first[0])
    assert reported == f"Unvanı: onlarda Daire Başkanı, bizde {first[1]}"
    dialog.preview_view.segments.choose(Outcome.ONLY_THERE.value)
    dialog.preview_view.segments.chosen.emit(Outcome.ONLY_THERE.value)
    assert [row.label for row in dialog.preview_view.model.rows()] == ["Nuriye KÖKSAL"]
    dialog.apply_button.click()
    settle()
    (letter,) = dialog.findChildren(OtherLetterDialog)
    assert "Listenin buna göre düzeltilmesini" in letter.content_text.text()
    assert faults(letter) == []
    answers.replies = [1]
    letter.save_button.click()
    settle()
    assert page.dialogs.dialog() is None, letter.trouble.text()
    row = page.letters.all_rows()[0]
    assert row.summary == "Liste düzeltmesi: 3 kişi"
    with desk.work() as work:
        content = get_letter(work.session, row.letter_id, now=work.now).content
    assert content.annex is not None
    assert content.annexes[0].startswith("Acil Müdahale Ekip Sorumluları Listesi (")


def test_that_a_question_is_answered_before_a_letter_is_written(
    dialog: ReconciliationDialog, desk: Desk, qtbot: QtBot
) -> None:
    lines = lines_of(desk)
    paste(dialog, [*lines, [*lines[0][:1], "Daire Başkanı", *lines[0][2:]]], qtbot)
    assert verdicts(dialog).count(RowVerdict.WRONG) == 2
    assert not dialog.apply_button.isEnabled()
    assert dialog.reason.text().startswith("2 satırda")
    QTest.keyClick(dialog.preview_view.view, Qt.Key.Key_F2)
    assert dialog.row_dialog is None, "what they have written is not put right here"
    assert dialog.preview_view.view.select_row((2 + len(lines), None))
    (skip,) = (
        one
        for one in dialog.preview_view.findChildren(LinkButton)
        if one.isVisible() and one.text() == Answer.SKIP.words
    )
    with qtbot.waitSignal(dialog.read):
        skip.click()
    assert set(verdicts(dialog)) == {Outcome.SAME, RowVerdict.SKIPPED}
    assert dialog.reason.text() == "Karşılaştırılan satırlarda fark yok; 1 satır atlandı."
    assert comparisons(desk) == 1, "an answer makes it no other list"
    paste(dialog, lines, qtbot)
    assert comparisons(desk) == 2
    dialog.done(0)


def test_that_the_list_leaves_as_a_workbook_that_is_written_down(
    dialog: ReconciliationDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    paste(dialog, lines_of(desk)[1:], qtbot)
    assert dialog.list_button is not None
    with qtbot.waitSignal(dialog.list_actions.exported):
        dialog.list_actions.write_file(tmp_path / "fark.xlsx")
    with desk.work() as work:
        wanted = select(AuditEntry.details).where(AuditEntry.action.endswith("exported"))
        assert [one["what"] for one in work.session.scalars(wanted)] == ["reconciliation"]
    dialog.done(0)
