"""The columns of the lists of lines and of handsets."""

from __future__ import annotations

from typing import Final, TypeAlias

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column
from alo183_desktop.gui.phones.words import state_mark
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import HandsetRow, LineRow
from alo183_desktop.phones.rules import STATE_WORDS
from alo183_desktop.shared.identity import format_phone

Item: TypeAlias = LineRow | HandsetRow

UNSIGNED: Final = "imzasız"


def line_holder(row: LineRow) -> str:
    """Return who holds a line, or whom a lost one was with."""
    if row.holder_name:
        return row.holder_name
    return f"son: {row.last_holder_name}" if row.last_holder_name else ""


def line_words(row: LineRow) -> str:
    """Return the text in which a line is searched."""
    parts = (row.phone, row.operator, row.package, row.iccid or "", line_holder(row), _state(row))
    return " ".join((*parts, _unsigned(row)))


def handset_words(row: HandsetRow) -> str:
    """Return the text in which a handset is searched."""
    parts = (row.label, row.serial, row.imei or "", row.holder_name, _state(row), _unsigned(row))
    return " ".join(parts)


def _unsigned(row: Item) -> str:
    return UNSIGNED if row.has_unsigned_form else ""


def _unsigned_mark(row: Item) -> State | None:
    return State.NEAR if row.has_unsigned_form else None


def _state(row: Item) -> str:
    return STATE_WORDS[row.state]


def _state_mark(row: Item) -> State | None:
    return state_mark(row.state)


def _state_order(row: Item) -> int:
    return list(ItemState).index(row.state)


LINES: Final = (
    Column[LineRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=14
    ),
    Column[LineRow](
        "Durumu",
        _state,
        kind=CellKind.STATE,
        state=_state_mark,
        keeps_mark_room=True,
        sort_key=_state_order,
        width_chars=20,
    ),
    Column[LineRow]("Zimmetlisi", line_holder, width_chars=24, stretch=True),
    Column[LineRow]("Operatör", lambda row: row.operator, width_chars=14),
    Column[LineRow](
        "Tutanak", _unsigned, kind=CellKind.STATE, state=_unsigned_mark, width_chars=11
    ),
)
HANDSETS: Final = (
    Column[HandsetRow](
        "Cihaz",
        lambda row: f"{row.make} {row.model}".strip(),
        kind=CellKind.STRONG,
        width_chars=18,
        stretch=True,
    ),
    Column[HandsetRow](
        "Durumu",
        _state,
        kind=CellKind.STATE,
        state=_state_mark,
        keeps_mark_room=True,
        sort_key=_state_order,
        width_chars=20,
    ),
    Column[HandsetRow]("Zimmetlisi", lambda row: row.holder_name, width_chars=24, stretch=True),
    Column[HandsetRow]("IMEI", lambda row: row.imei or "", width_chars=19),
    Column[HandsetRow](
        "Tutanak", _unsigned, kind=CellKind.STATE, state=_unsigned_mark, width_chars=11
    ),
)
