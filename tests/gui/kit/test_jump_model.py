"""The list in which somebody can jump: keys in memory, rows as somebody looks at them."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit.table.jump_model import PAGE, JumpModel
from alo183_desktop.gui.kit.table.view import TableView


class Row(NamedTuple):
    row_id: int


COLUMNS = (Column[Row]("No", lambda row: str(row.row_id)),)


class Asked:
    """Keeps what was asked for, and answers on request.

    Attributes:
        keys: The keys of each question.
    """

    def __init__(self) -> None:
        self.keys: list[list[int]] = []

    def __call__(self, keys: Sequence[int]) -> None:
        self.keys.append(list(keys))


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def model(asked: Asked, host: QWidget) -> JumpModel[Row]:
    return JumpModel[Row](COLUMNS, asked, key=lambda row: row.row_id, parent=host)


def rows(first: int, count: int) -> list[Row]:
    return [Row(place) for place in range(first, first + count)]


def keys(count: int) -> "array[int]":
    return array("q", range(count))


def text(model: JumpModel[Row], place: int) -> str:
    return str(model.data(model.index(place, 0)))


def answer(model: JumpModel[Row], asked: Asked) -> None:
    wanted = asked.keys.pop()
    model.add_rows(wanted, [Row(key) for key in wanted])


def test_that_the_first_rows_are_shown_before_the_other_keys_are_known(
    model: JumpModel[Row],
) -> None:
    model.show_rows(rows(0, 2 * PAGE))
    assert model.rowCount() == 2 * PAGE
    assert model.extend(keys(100_000))
    assert model.rowCount() == 100_000
    assert text(model, 2 * PAGE - 1) == "255"


def test_that_a_jump_asks_for_one_page_and_shows_it_when_it_has_come(
    model: JumpModel[Row], asked: Asked, qtbot: QtBot
) -> None:
    model.show_rows(rows(0, 2 * PAGE), keys(1_000_000))
    assert text(model, 700_000) == ""
    qtbot.waitUntil(lambda: bool(asked.keys))
    assert len(asked.keys) == 1
    assert 700_000 in asked.keys[0]
    assert len(asked.keys[0]) == PAGE
    with qtbot.waitSignal(model.page_added):
        answer(model, asked)
    assert text(model, 700_000) == "700000"


def test_that_pages_passed_over_on_the_way_are_not_asked_for(
    model: JumpModel[Row], asked: Asked, qtbot: QtBot
) -> None:
    model.show_rows(rows(0, 2 * PAGE), keys(1_000_000))
    for place in range(1_000, 900_000, 10_000):
        text(model, place)
    qtbot.waitUntil(lambda: bool(asked.keys))
    assert len(asked.keys) == 2


def test_that_pages_looked_at_long_ago_are_forgotten(
    model: JumpModel[Row], asked: Asked, qtbot: QtBot
) -> None:
    model.show_rows(rows(0, 2 * PAGE), keys(1_000_000))
    for page in range(2, 80):
        text(model, page * PAGE)
        qtbot.waitUntil(lambda: bool(asked.keys))
        answer(model, asked)
    assert text(model, 0) == ""
    assert text(model, 79 * PAGE) == "10112"


def test_that_an_answer_to_an_earlier_list_is_dropped(
    model: JumpModel[Row], asked: Asked, qtbot: QtBot
) -> None:
    model.show_rows(rows(0, 2 * PAGE), keys(1_000_000))
    text(model, 700_000)
    qtbot.waitUntil(lambda: bool(asked.keys))
    model.show_rows(rows(5_000_000, 3))
    answer(model, asked)
    assert [text(model, place) for place in range(3)] == ["5000000", "5000001", "5000002"]


def test_that_keys_that_do_not_go_on_from_what_is_shown_are_refused(
    model: JumpModel[Row],
) -> None:
    model.show_rows(rows(0, 2 * PAGE))
    assert not model.extend(array("q", range(1, 1000)))
    assert model.rowCount() == 2 * PAGE


def test_that_the_same_list_is_renewed_without_a_reset(model: JumpModel[Row], qtbot: QtBot) -> None:
    model.show_rows(rows(0, 2 * PAGE), keys(1000))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        assert model.renew(rows(0, 2 * PAGE), keys(1000))
    assert not model.renew(rows(0, 2 * PAGE), keys(1001))


def test_that_a_key_is_found_wherever_it_stands(model: JumpModel[Row], host: QWidget) -> None:
    view = TableView("jump", name="Satırlar", parent=host)
    view.setModel(model)
    view.set_row_key(lambda row: row.row_id)
    model.show_rows(rows(0, 2 * PAGE), keys(500_000))
    assert view.select_row(400_000)
    assert view.currentIndex().row() == 400_000
    assert not view.select_row(500_000)


def test_that_sorting_is_asked_for_and_not_done(model: JumpModel[Row], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.sort_requested) as heard:
        model.sort(0, Qt.SortOrder.DescendingOrder)
    assert heard.args == [0, Qt.SortOrder.DescendingOrder]


@pytest.mark.parametrize("count", [0, 1, PAGE, 2 * PAGE, 1000])
def test_that_the_model_keeps_qts_rules(
    model: JumpModel[Row], qtmodeltester: ModelTester, count: int
) -> None:
    model.show_rows(rows(0, min(count, 2 * PAGE)))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.extend(keys(count))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
