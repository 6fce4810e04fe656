"""Every list goes to a workbook as it is shown."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, cast

import pytest
from python_calamine import CalamineWorkbook

from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit.export import ListActions
from alo183_desktop.gui.kit.tables import Column, RowsModel, TableView
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from tests.gui.conftest import Answers

ROWS = [("Iraz ILGIN", "0500 000 41 11"), ("Çağrı ÖZGÜN", "0500 000 41 08")]


def view_of(host: QWidget) -> TableView:
    model = RowsModel[tuple[str, str]](
        [Column("Adı soyadı", lambda row: row[0]), Column("Telefon", lambda row: row[1])],
        parent=host,
    )
    model.set_rows(ROWS)
    model.sort(0)
    view = TableView("export", name="Kadro", parent=host)
    view.setModel(model)
    return view


@pytest.fixture
def actions(host: QWidget, background: Background) -> ListActions:
    return ListActions(view_of(host), background, title="Kadro", parent=host)


def test_that_the_workbook_holds_what_is_shown_in_its_order(
    qtbot: QtBot, actions: ListActions, tmp_path: Path
) -> None:
    target = tmp_path / "Kadro ğüş.xlsx"
    with qtbot.waitSignal(actions.exported) as heard:
        actions.write_file(target)
    assert heard.args == [2]
    with target.open("rb") as file:
        cells = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert cells[0] == ["Adı soyadı", "Telefon"]
    assert [row[0] for row in cells[1:]] == ["Çağrı ÖZGÜN", "Iraz ILGIN"]
    assert cells[1][1] == "0500 000 41 08"


def test_that_a_list_is_written_down_before_it_leaves(
    qtbot: QtBot, host: QWidget, background: Background, answers: Answers, tmp_path: Path
) -> None:
    target = tmp_path / "Kadro.xlsx"
    written: list[bool] = []

    def exporting(shown: Table) -> Callable[[Work], Table]:
        def take(_work: Work) -> Table:
            written.append(target.exists())
            if len(written) > 1:
                raise KnownError("access.not_allowed")
            return Table(("Bütün",), [("satır",)] * len(shown.rows))

        return take

    background.attach(lambda: nullcontext(cast("Work", None)))
    made = ListActions(view_of(host), background, title="Kadro", exporting=exporting, parent=host)
    with qtbot.waitSignal(made.exported):
        made.write_file(target)
    assert written == [False]
    target.unlink()
    made.write_file(target)
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert not target.exists()


def test_that_a_file_that_cannot_be_written_is_told(
    qtbot: QtBot, actions: ListActions, answers: Answers, tmp_path: Path
) -> None:
    with qtbot.assertNotEmitted(actions.exported):
        actions.write_file(tmp_path / "yok" / "Kadro.xlsx")
        qtbot.waitUntil(lambda: bool(answers.asked))
    assert answers.asked == ["Klasöre yazılamıyor; hiçbir dosya yazılmadı."]


def test_that_a_role_without_the_right_sees_no_export(actions: ListActions) -> None:
    actions.set_allowed(export=False, printing=True)
    assert not actions.export_action.isVisible()
    assert actions.print_action.isEnabled()
