"""Every list goes to a workbook as it is shown."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, cast

import pytest
from python_calamine import CalamineWorkbook

from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit.export import ListActions, list_actions
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


class Trail:
    """Takes the place of a service that writes down what leaves.

    Attributes:
        written: What left, as what, and whether the file was there already.
    """

    def __init__(self, target: Path) -> None:
        self.written: list[tuple[int, str, bool]] = []
        self._target = target
        self.refuses = False

    def record_export(self, _work: Work, count: int, what: str) -> None:
        """Write a file down."""
        if self.refuses:
            raise KnownError("access.not_allowed")
        self.written.append((count, what, self._target.exists()))

    def record_print(self, work: Work, count: int, what: str) -> None:
        """Write a print down."""
        self.record_export(work, count, what)


@pytest.fixture
def trail(tmp_path: Path) -> Trail:
    return Trail(tmp_path / "Kadro.xlsx")


@pytest.fixture
def actions(host: QWidget, background: Background, trail: Trail) -> ListActions:
    background.attach(lambda: nullcontext(cast("Work", None)))
    return list_actions(
        view_of(host), background, title="Kadro", note=str, records=trail, what="kadro", parent=host
    )


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
    qtbot: QtBot, actions: ListActions, trail: Trail, answers: Answers, tmp_path: Path
) -> None:
    target = tmp_path / "Kadro.xlsx"
    with qtbot.waitSignal(actions.exported):
        actions.write_file(target)
    assert trail.written == [(2, "kadro", False)]
    target.unlink()
    trail.refuses = True
    actions.write_file(target)
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert not target.exists()


def test_that_a_list_of_which_a_part_is_loaded_leaves_whole_as_it_was_asked_for_then(
    qtbot: QtBot, host: QWidget, background: Background, trail: Trail, tmp_path: Path
) -> None:
    background.attach(lambda: nullcontext(cast("Work", None)))
    asked = ["Iraz"]

    def reading() -> Callable[[Work], Table]:
        wanted = asked[0]
        return lambda _work: Table(("Aranan",), [(wanted,)] * 3)

    made = list_actions(
        view_of(host),
        background,
        title="Kadro",
        note=str,
        records=trail,
        what="kadro",
        whole=reading,
        parent=host,
    )
    with qtbot.waitSignal(made.exported) as heard:
        made.write_file(tmp_path / "Kadro.xlsx")
        asked[0] = "Çağrı"
    assert heard.args == [3]
    assert trail.written == [(3, "kadro", False)]
    with (tmp_path / "Kadro.xlsx").open("rb") as file:
        cells = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert cells[1] == ["Iraz"]


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
