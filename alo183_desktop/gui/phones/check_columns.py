"""The columns of whom to call today, of the rates of a month, and of the calls that were made."""

from __future__ import annotations

from typing import Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column
from alo183_desktop.phones.reachability import MISSES_TOLD, Reason, Slot
from alo183_desktop.phones.reachability_rows import CheckRow, ProposedCheck, ReachRow
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import percent_text

SLOT_WORDS: Final = {Slot.DAY: "gündüz", Slot.NIGHT: "gece"}


def due_words(row: ProposedCheck) -> str:
    """Return when somebody shall be called: `14:20 gündüz`."""
    return f"{local(row.at):%H:%M} {SLOT_WORDS[row.slot]}"


def _due_mark(row: ProposedCheck) -> State | None:
    return State.NEAR if row.reason is Reason.MISSED else None


def answered_words(row: CheckRow) -> str:
    """Return what came of a call: `8 sn sonra yanıtladı`."""
    if not row.is_answered:
        return "yanıt vermedi"
    return "yanıtladı" if row.ring_seconds is None else f"{row.ring_seconds} sn sonra yanıtladı"


def _misses(row: ReachRow) -> str:
    return f"{row.misses_in_a_row} kez" if row.misses_in_a_row else ""


def _misses_mark(row: ReachRow) -> State | None:
    return State.LATE if row.misses_in_a_row >= MISSES_TOLD else None


def _of(answered: int, tried: int) -> str:
    return f"{answered}/{tried}" if tried else "–"


DUE: Final = (
    Column[ProposedCheck](
        "Aranacağı saat",
        due_words,
        value=lambda row: local(row.at).time(),
        kind=CellKind.STATE,
        state=_due_mark,
        keeps_mark_room=True,
        sort_key=lambda row: row.at,
        width_chars=13,
    ),
    Column[ProposedCheck](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=13
    ),
    Column[ProposedCheck]("Zimmetlisi", lambda row: row.holder_name, width_chars=20, stretch=True),
)
RATES: Final = (
    Column[ReachRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=13
    ),
    Column[ReachRow]("Zimmetlisi", lambda row: row.holder_name, width_chars=24, stretch=True),
    Column[ReachRow](
        "Gündüz",
        lambda row: _of(row.day_answered, row.day_tried),
        sort_key=lambda row: (row.day_tried, row.day_answered),
        align_right=True,
        width_chars=6,
    ),
    Column[ReachRow](
        "Gece",
        lambda row: _of(row.night_answered, row.night_tried),
        sort_key=lambda row: (row.night_tried, row.night_answered),
        align_right=True,
        width_chars=4,
    ),
    Column[ReachRow](
        "Oran",
        lambda row: "kayıt yok" if row.rate is None else percent_text(row.rate),
        value=lambda row: row.rate,
        align_right=True,
        width_chars=7,
    ),
    Column[ReachRow](
        "Yanıtsız",
        _misses,
        kind=CellKind.STATE,
        state=_misses_mark,
        keeps_mark_room=True,
        value=lambda row: row.misses_in_a_row,
        width_chars=7,
    ),
)
CALLS: Final = (
    Column[CheckRow](
        "Zamanı",
        lambda row: row.at,
        width_chars=15,
    ),
    Column[CheckRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=14
    ),
    Column[CheckRow]("Zimmetlisi", lambda row: row.officer_name, width_chars=18, stretch=True),
    Column[CheckRow](
        "Sonuç",
        answered_words,
        kind=CellKind.STATE,
        state=lambda row: State.GOOD if row.is_answered else State.LATE,
        width_chars=22,
    ),
    Column[CheckRow]("Yanıtlayan", lambda row: row.answered_by, width_chars=16),
    Column[CheckRow]("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=14),
)
