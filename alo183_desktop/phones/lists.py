"""The lists of lines and of handsets, as of an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from alo183_desktop.access.lists import FilteredListSpec
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.phones import service
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import HandsetRow, LineRow, PhoneFilter
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.states import State
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Item: TypeAlias = LineRow | HandsetRow


def line_holder(row: LineRow) -> str:
    """Return the holder of a line, or the last holder of a lost one."""
    if row.holder_name:
        return row.holder_name
    return f"son: {row.last_holder_name}" if row.last_holder_name else ""


def unsigned_words(row: Item) -> str:
    """Return that a form of an item is not signed yet; empty when all are."""
    return "imzasız" if row.has_unsigned_form else ""


def state_mark(state: ItemState) -> State | None:
    """Return the mark of a state; None for the usual ones."""
    return {ItemState.LOST: State.LATE, ItemState.IN_REPAIR: State.NEAR}.get(state)


def _unsigned_mark(row: Item) -> State | None:
    return State.NEAR if row.has_unsigned_form else None


def _state(row: Item) -> str:
    return row.state.words


def _state_mark(row: Item) -> State | None:
    return state_mark(row.state)


def _state_order(row: Item) -> int:
    return list(ItemState).index(row.state)


def _line_as_json(row: LineRow) -> Mapping[str, Any]:
    return {
        "kind": "line",
        "line": row.phone,
        **fields_of(row, "operator", "package", "iccid"),
        **_custody_as_json(row),
        "last_holder": row.last_holder_name or None,
        "has_unsigned_form": row.has_unsigned_form,
    }


def _handset_as_json(row: HandsetRow) -> Mapping[str, Any]:
    return {
        "kind": "handset",
        **fields_of(row, "make", "model", "imei", "serial", "condition", "accessories"),
        **_custody_as_json(row),
        "has_unsigned_form": row.has_unsigned_form,
    }


def _custody_as_json(row: Item) -> Mapping[str, Any]:
    held = fields_of(row, "state", "holder_id", "held_since")
    return {**held, "holder": row.holder_name or None}


LINES: Final = FilteredListSpec[LineRow, PhoneFilter](
    key="lines",
    title="Hatlar",
    trail=service.TRAIL,
    what="lines",
    find=service.find_lines,
    row_key=lambda row: row.line_id,
    everything=PhoneFilter(),
    columns=(
        Column("Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=14),
        Column(
            "Durumu",
            _state,
            state=_state_mark,
            keeps_mark_room=True,
            sort_key=_state_order,
            width_chars=20,
        ),
        Column("Zimmetlisi", line_holder, width_chars=24, stretch=True),
        Column("Operatör", lambda row: row.operator, width_chars=14),
        Column("Tutanak", unsigned_words, state=_unsigned_mark, width_chars=11),
        Column("Zimmetlendiği an", lambda row: row.held_since, width_chars=15),
    ),
    shown=5,
    empty=(
        "Henüz hat kayıtlı değil",
        (
            "Bakanlığın sorumlular için gönderdiği hatlar burada durur. Elinizdeki listeyi "
            "dosyadan aktarabilir ya da hatları tek tek ekleyebilirsiniz."
        ),
    ),
    as_json=_line_as_json,
)
HANDSETS: Final = FilteredListSpec[HandsetRow, PhoneFilter](
    key="handsets",
    title="Cihazlar",
    trail=service.TRAIL,
    what="handsets",
    find=service.find_handsets,
    row_key=lambda row: row.handset_id,
    everything=PhoneFilter(),
    columns=(
        Column(
            "Cihaz",
            lambda row: f"{row.make} {row.model}".strip(),
            kind=CellKind.STRONG,
            width_chars=18,
            stretch=True,
        ),
        Column(
            "Durumu",
            _state,
            state=_state_mark,
            keeps_mark_room=True,
            sort_key=_state_order,
            width_chars=20,
        ),
        Column("Zimmetlisi", lambda row: row.holder_name, width_chars=24, stretch=True),
        Column("IMEI", lambda row: row.imei or "", width_chars=19),
        Column("Tutanak", unsigned_words, state=_unsigned_mark, width_chars=11),
        Column("Seri no", lambda row: row.serial, width_chars=16),
        Column("Zimmetlendiği an", lambda row: row.held_since, width_chars=15),
    ),
    shown=5,  # the serial number, for handsets without an IMEI, is in files and on the card
    empty=(
        "Henüz cihaz kayıtlı değil",
        (
            "Bakanlığın sorumlular için gönderdiği telefonlar burada durur. Elinizdeki "
            "listeyi dosyadan aktarabilir ya da cihazları tek tek ekleyebilirsiniz."
        ),
    ),
    as_json=_handset_as_json,
)
