"""How wide the columns of a list are: by their nature, by the room, and by what stands in them."""

from __future__ import annotations

import math
from functools import partial
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.table_models import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QFontMetrics

    from alo183_desktop.gui.kit.table_models import Column, TableModel

_NARROWEST_CHARS: Final = 5
_NARROWEST_SHARE: Final = 0.6
_LONG_TEXT_SHARE: Final = 0.75
_NUMBERS_CHARS: Final = 15
"""Columns up to here hold dates and numbers: digits are wider, and half a date says nothing."""
_TYPICAL: Final = "Şükrü AĞAOĞLU, 0500 000 41 07 sosyal çalışmacı"
"""What a character of a column is wide, on the average of names, titles and numbers."""
_MOST_LEANT: Final = 0.5
"""Of its own width, what a column takes from one that is cut itself."""
_PADDING: Final = 18
"""Of a cell, both sides, in pixels of the drawings."""
_SORT_MARK: Final = 16
_MEASURED_ROWS: Final = 60
"""About as many as a high screen shows: never all of a long list."""
_LONGEST: Final = 4
"""So many texts of a column are measured."""


def preferred_width(metrics: QFontMetrics, chars: int) -> int:
    """Return how wide a column of so many characters is."""
    advance = metrics.horizontalAdvance(_TYPICAL) / len(_TYPICAL)
    if chars <= _NUMBERS_CHARS:
        advance = max(advance, metrics.horizontalAdvance("0"))
    return round(max(chars, _NARROWEST_CHARS) * advance) + theme.px(_PADDING)


def needed_widths(
    model: TableModel[Any],
    needed_width: Callable[[Column[Any], Any], int],
    *,
    spans: Callable[[Any], int] | None,
    metrics: QFontMetrics,
) -> dict[int, int]:
    """Return how wide each column must be for its heading and the widest text of the first rows.

    Not each text is measured, which takes as long as to paint them all: the widest is among those
    with most letters.

    Args:
        model: The list.
        needed_width: Measures one cell.
        spans: How many columns the first cell of a row fills; None: one in each. Others than one
            are passed over.
        metrics: Of the headings.

    Returns:
        Widths by place; empty where there is no row yet.
    """
    rows = [
        row
        for row in islice(model.rows(), _MEASURED_ROWS)
        if row is not None and (spans is None or spans(row) == 1)
    ]
    needed = {}
    for place, column in enumerate(model.columns if rows else ()):
        longest = nlargest(_LONGEST, rows, key=partial(_length, column))
        widest = max(needed_width(column, row) for row in longest)
        needed[place] = max(widest, _heading_width(metrics, column))
    return needed


def _heading_width(metrics: QFontMetrics, column: Column[Any]) -> int:
    mark = theme.px(_SORT_MARK) if column.sortable else 0
    return metrics.horizontalAdvance(column.heading) + theme.px(_PADDING) + mark


def _length(column: Column[Any], row: Any) -> int:
    return len(column.text(row))


def fit_widths(
    columns: Sequence[Column[Any]],
    widths: Mapping[int, int],
    *,
    room: int,
    needed: Mapping[int, int] | None,
) -> dict[int, int]:
    """Return the widths of the columns that are shown, in the room that there is.

    Args:
        columns: All columns of the list.
        widths: Of those that are shown, by place: preferred or chosen by somebody.
        room: Of the list, in pixels.
        needed: What headings and texts need, by place; empty before there are rows. None where
            somebody chose the widths: nothing but the room that is left over is given then.
    """
    stretching = [place for place in widths if columns[place].stretch] or list(widths)[-1:]
    wanted = dict(widths)
    left = room - sum(wanted.values())
    for place in stretching:
        # Narrow windows take room from these columns first, but leave them readable.
        least = round(widths[place] * _NARROWEST_SHARE)
        wanted[place] = max(wanted[place] + left // len(stretching), least)
    if needed is None:
        return wanted
    long_texts = [
        place
        for place in widths
        if place not in stretching
        and columns[place].width_chars > _NUMBERS_CHARS
        # A state without its word says nothing.
        and columns[place].kind is not CellKind.STATE
    ]
    _take_room(wanted, long_texts, sum(wanted.values()) - room)
    floors = {
        # Rows that nobody has measured may hold longer texts.
        place: max(needed.get(place, width), round(width * _NARROWEST_SHARE))
        for place, width in widths.items()
    }
    _share_out(wanted, needed, floors)
    for place in stretching:
        floors[place] = widths[place]
    _lean(wanted, needed, floors, stretching, names=long_texts)
    return wanted


def _take_room(wanted: dict[int, int], places: Sequence[int], missing: int) -> None:
    """Narrow columns of long text in equal parts, each to three quarters at most."""
    spare = {place: round(wanted[place] * (1 - _LONG_TEXT_SHARE)) for place in places}
    total = sum(spare.values())
    if missing > 0 and total:
        part = min(1.0, missing / total)
        for place, room in spare.items():
            wanted[place] -= math.ceil(room * part)


def _share_out(wanted: dict[int, int], needed: Mapping[int, int], least: Mapping[int, int]) -> None:
    """Let columns that have more room than their texts need give it to those that cut theirs.

    What lacks least is helped first, so that as many columns as can be are read as a whole.
    """
    lacking = {
        place: needed[place] - width
        for place, width in wanted.items()
        if needed.get(place, 0) > width
    }
    spare = {place: width - least[place] for place, width in wanted.items() if least[place] < width}
    total = sum(spare.values())
    given = 0
    for place in sorted(lacking, key=lacking.__getitem__):
        part = min(lacking[place], total - given)
        wanted[place] += part
        given += part
    still = given
    for place, room in sorted(spare.items(), key=lambda one: -one[1]):
        part = min(room, still, math.ceil(given * room / total))
        wanted[place] -= part
        still -= part


def _lean(
    wanted: dict[int, int],
    needed: Mapping[int, int],
    floors: Mapping[int, int],
    stretching: Sequence[int],
    *,
    names: Sequence[int],
) -> None:
    """Let short texts, such as names, take some room of sentences that are cut all the same.

    A sentence is understood without its end; of a name the end is what tells people apart.
    """
    for place in names:
        lack = min(needed.get(place, 0) - wanted[place], round(wanted[place] * _MOST_LEANT))
        for other in stretching:
            part = min(max(lack, 0), max(wanted[other] - floors[other], 0))
            wanted[place] += part
            wanted[other] -= part
            lack -= part
