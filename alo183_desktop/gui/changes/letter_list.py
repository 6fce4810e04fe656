"""The columns of the lists of letters and of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.changes.rows import ChangeRow
from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.changes.words import channel_mark, lack_mark
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.rows import DraftRow

_ORDER: Final = {State.LATE: 0, State.NEAR: 1, State.NONE: 2, State.GOOD: 3}


def draft_kind(row: DraftRow) -> str:
    """Return what kind of letter a draft will be: `Düzeltme yazısı`."""
    return "Düzeltme yazısı" if row.is_correction else "Değişiklik yazısı"


def _channel_column(channel: Channel) -> Column[ChangeRow]:
    def state(row: ChangeRow) -> State | None:
        mark, words = channel_mark(row, channel)
        return mark if words else None

    return Column(
        channel.words, lambda row: channel_mark(row, channel)[1], state=state, width_chars=9
    )


LETTER_COLUMNS: Final[tuple[Column[ChangeRow], ...]] = (
    Column(
        "Eksik",
        lambda row: row.state_and_basis,
        sort_key=lambda row: (_ORDER[lack_mark(row)[0]], not row.is_urgent, row.effective_on),
        state=lambda row: lack_mark(row)[0],
        width_chars=28,
        stretch=True,
    ),
    Column(
        "Geçen süre",
        lambda row: row.elapsed,
        sort_key=lambda row: row.finished_at,
        width_chars=14,
    ),
    Column(
        "Dosya",
        lambda row: row.file.words,
        sort_key=lambda row: (-len(row.file.late), -len(row.file.lacking)),
        state=lambda row: OF_MARK[row.file.state],
        width_chars=10,
    ),
    Column("Değişiklik", lambda row: row.summary, width_chars=28, stretch=True),
    Column("Sayı", lambda row: row.register_number or "", width_chars=6, align_right=True),
    Column("Tarih", lambda row: row.dated_on, width_chars=10),
    Column(
        "Yürürlük",
        lambda row: row.effective_words,
        sort_key=lambda row: (row.effective_on, row.last_effective_on),
        width_chars=10,
        kind=CellKind.MUTED,
    ),
    *map(_channel_column, Channel),
)
"""What is missing comes first: the letters are worked on in that order."""

GIVE_WAY: Final = (
    ("Yürürlük",),
    tuple(one.words for one in Channel),
    ("Tarih",),
    ("Sayı",),
    ("Geçen süre",),
)
"""Headings that a narrow window hides, in this order.

The letter beside the list shows them all, and "Eksik" shows the state of its channels.
"""

DRAFT_COLUMNS: Final[tuple[Column[DraftRow], ...]] = (
    Column(
        "Değişiklik",
        lambda row: row.title or "Henüz kimse yazılmamış",
        width_chars=40,
        stretch=True,
    ),
    Column("Yazı", draft_kind, width_chars=16),
    Column("Son kayıt", lambda row: row.saved_at, width_chars=19),
    Column("Kaydeden", lambda row: row.saved_by, width_chars=20),
)


class LetterView(TableView):
    """Letters in working order: those that lack most come first.

    Attributes:
        letters: The rows.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__("letters", name="Değişiklik yazıları", parent=parent)
        self.letters = RowsModel[ChangeRow](LETTER_COLUMNS, parent=self)
        self.set_row_key(lambda row: row.letter_id)
        self.setModel(self.letters)
        self.let_sort()
        self.letters.modelReset.connect(self._fit_columns)

    @override
    def table_texts(self, rows: Sequence[Any] | None = None) -> tuple[list[str], list[list[str]]]:
        # A narrow window hides columns on the screen only, never in a copy, a file or a print.
        shown = self.letters.rows() if rows is None else rows
        return (
            [column.heading for column in LETTER_COLUMNS],
            [[column.text(row) for column in LETTER_COLUMNS] for row in shown],
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show as many columns as fit."""
        rows = self.letters.all_rows()
        unused = {
            one.words
            for one in set(Channel) - set(CIRCULAR_CHANNELS)
            if not any(channel_mark(row, one)[1] for row in rows)
        }
        widths = {
            column.heading: self._preferred_width(column.width_chars)
            for column in LETTER_COLUMNS
            if column.heading not in unused
        }
        for headings in GIVE_WAY:
            if sum(widths.values()) <= self.viewport().width():
                break
            for heading in headings:
                widths.pop(heading, None)
        wanted = [index for index, column in enumerate(LETTER_COLUMNS) if column.heading in widths]
        self.show_columns(wanted)
