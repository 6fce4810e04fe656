"""Long lists: first rows at once, all others where somebody looks."""

import datetime as dt
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.lists import FIRST, KeyedRows, ListSpec
from alo183_desktop.access.rules import Right
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.table.listing import LongListing

COUNT = 3 * FIRST + 7
Rows = LongListing[int, "Wanted"]


@dataclass(frozen=True)
class Wanted:
    """The filter of the tests: rows from a number on."""

    begin: int = 0


class Later:
    """Answers on request."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self, ask: Callable[[Any], Any], *, success: Callable[[Any], object], **_context: object
    ) -> None:
        self.waiting.append(lambda: cast("None", success(ask(None))))

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()


def keys(_work: object, wanted: Wanted) -> "array[int]":
    return array("q", range(wanted.begin, COUNT))


def rows(_work: object, wanted: Sequence[int]) -> Sequence[int]:
    return tuple(wanted)


def first(_work: object, wanted: Wanted, limit: int) -> Sequence[int]:
    return range(wanted.begin, COUNT)[:limit]


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def made(later: Later, host: QWidget) -> Rows:
    spec = ListSpec(
        key="test",
        title="Sayılar",
        trail=ListTrail("test", "test", Right.SEE_CASES),
        what="list",
        row_key=lambda row: row,
    )
    return LongListing(
        spec,
        KeyedRows(keys=keys, rows=rows, first=first),
        (Column[int]("Sayı", str),),
        cast("Background", later),
        wanted=Wanted(),
        clock=lambda: dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
        note=str,
        parent=host,
    )


def show(made: Rows, later: Later, wanted: Wanted) -> None:
    made.begin(wanted)
    made.ask_first(made.show_first)
    later.answer()


def test_that_the_first_rows_are_shown_before_all_are_counted(
    made: Rows, later: Later, qtbot: QtBot
) -> None:
    show(made, later, Wanted())
    assert made.model.rowCount() == FIRST
    assert not made.is_complete()
    qtbot.waitUntil(lambda: bool(later.waiting))
    with qtbot.waitSignal(made.completed):
        later.answer()
    assert made.model.rowCount() == COUNT


def test_that_a_short_list_is_whole_at_once(made: Rows, later: Later) -> None:
    show(made, later, Wanted(COUNT - 3))
    assert made.is_complete()
    assert list(made.model.rows()) == [COUNT - 3, COUNT - 2, COUNT - 1]


def test_that_an_answer_about_a_list_that_was_left_is_dropped(made: Rows, later: Later) -> None:
    made.begin(Wanted())
    made.ask_first(made.show_first)
    made.begin(Wanted(COUNT - 1))
    made.ask_first(made.show_first)
    later.answer()
    assert list(made.model.rows()) == [COUNT - 1]


def test_that_the_same_filter_asked_again_moves_nothing(
    made: Rows, later: Later, qtbot: QtBot
) -> None:
    show(made, later, Wanted())
    qtbot.waitUntil(lambda: bool(later.waiting))
    later.answer()
    made.view.selectRow(2 * FIRST)
    with qtbot.assertNotEmitted(made.model.modelReset):
        made.show_result(Wanted(), KeyedRows(keys=keys, rows=rows).begin(None, Wanted()))  # type: ignore[arg-type]
    assert made.view.current_key() == 2 * FIRST


def test_that_rows_that_nobody_has_looked_at_are_read_to_be_copied(
    made: Rows, later: Later, qtbot: QtBot
) -> None:
    show(made, later, Wanted())
    qtbot.waitUntil(lambda: bool(later.waiting))
    later.answer()
    made.view.selectAll()
    made.view.copy_rows()
    later.answer()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == ["Sayı", *map(str, range(COUNT))]


def test_that_a_row_that_became_current_before_it_came_is_announced_once_it_is_there(
    made: Rows, later: Later, qtbot: QtBot
) -> None:
    show(made, later, Wanted())
    qtbot.waitUntil(lambda: bool(later.waiting))
    later.answer()
    made.view.selectRow(COUNT - 1)
    assert made.view.current_row() is None  # which asks for it
    qtbot.waitUntil(lambda: bool(later.waiting))
    with qtbot.waitSignal(made.current_loaded):
        later.answer()
    assert made.view.current_row() == COUNT - 1


def test_that_all_rows_are_copied_though_only_the_first_are_known(made: Rows, later: Later) -> None:
    show(made, later, Wanted())
    made.view.selectionModel().clearSelection()
    made.view.copy_rows()
    later.answer()  # the keys
    later.answer()  # the rows
    assert len(QGuiApplication.clipboard().text().splitlines()) == COUNT + 1
