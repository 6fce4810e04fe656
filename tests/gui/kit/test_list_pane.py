"""Rows of a filter that are read page by page."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.table.list_pane import PAGE, FoundModel

COUNT = 3 * PAGE + 7


class Later:
    """Answers on request."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self, ask: Callable[[Any], Any], *, parent: QWidget, success: Callable[[Any], object]
    ) -> None:
        assert parent is not None
        self.waiting.append(lambda: cast("None", success(ask(None))))

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()


def find(
    _work: object, wanted: int, *, after: int | None = None, limit: int | None
) -> Sequence[int]:
    begin = wanted if after is None else after + 1
    return range(begin, COUNT)[:limit]


def made(later: Later, host: QWidget) -> FoundModel[int]:
    columns = (Column[int]("Sayı", lambda row: row),)
    return FoundModel(columns, find, cast("Background", later), wanted=0, parent=host)


def test_that_every_row_comes_once_as_somebody_scrolls(host: QWidget) -> None:
    later = Later()
    model = made(later, host)
    model.show_found(0, find(None, 0, limit=PAGE))
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))
        later.answer()
    assert list(model.rows()) == list(range(COUNT))
    assert model.note() == ""


def test_that_a_page_that_comes_after_a_reload_is_not_put_below_the_new_rows(
    host: QWidget,
) -> None:
    later = Later()
    model = made(later, host)
    model.show_found(0, find(None, 0, limit=PAGE))
    model.fetchMore(model.index(-1, -1))
    later.answer()
    model.fetchMore(model.index(-1, -1))
    model.show_found(0, find(None, 0, limit=PAGE))  # somebody else has changed a row
    later.answer()
    assert list(model.rows()) == list(range(PAGE))
    assert model.canFetchMore(model.index(-1, -1))
