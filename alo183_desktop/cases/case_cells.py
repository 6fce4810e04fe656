"""Values out of the cells of the call centre's list, and out of its pasted screen.

Not here: which cell is what (cases_file.py, intake.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.instants import moment_of, parse_time
from alo183_desktop.cases.rules import number_key
from alo183_desktop.imports import cells
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import CaseKindRow

_YES: Final = frozenset({"evet", "e", "var", "yapildi", "bildirildi", "true", "1", "x", "dogru"})
_NO: Final = frozenset(
    {"", "hayir", "h", "yok", "yapilmadi", "bildirilmedi", "false", "0", "yanlis"}
)
_URGENT: Final = frozenset({"acil", "cok acil", "yuksek", "acil vaka", "ivedi", "1"})
_ORDINARY: Final = frozenset({"normal", "rutin", "dusuk", "orta", "acil degil", "2", "3"})


@dataclass(frozen=True, slots=True)
class CellMoment:
    """An instant out of a cell."""

    at: dt.datetime
    """UTC."""
    has_no_time: bool
    """Whether only a day stands there, for which midnight was taken."""
    is_ambiguous: bool


class KindReader:
    """Recognises kinds of cases in what people write: `Töre / Namus İhbarı`."""

    def __init__(self, kinds: Sequence[CaseKindRow]) -> None:
        self._kinds = {number_key(kind.name): kind for kind in kinds}

    def read(self, text: str) -> CaseKindRow:
        """Return the kind that a text names.

        Raises:
            KnownError: `cases.kind_unknown`, `cases.kind_missing`.
        """
        key = number_key(text)
        if not key:
            raise KnownError("cases.kind_missing")
        if (kind := self._kinds.get(key)) is not None:
            return kind
        # `Töre ihbarı`, `Namus`, `Rehberlik`: one part of one name only.
        parts = [kind for name, kind in self._kinds.items() if key in name or name in key]
        if len(parts) != 1:
            raise KnownError("cases.kind_unknown", kind=text[:80])
        return parts[0]


def moment_of_cell(cell: object, time_cell: object = None) -> CellMoment | None:
    """Return the instant that a cell shows in Istanbul; None when it is empty.

    Instants and days of Excel, its serial numbers, `06.09.2026 08:10`, `2026-09-06 8:10:30`,
    `6 Eylül 2026 08.10` and days alone are understood. A workbook keeps midnight as a day without
    a time, so for that midnight is taken, and told.

    Args:
        cell: The day, with or without a time.
        time_cell: The time, when it has a column of its own.

    Raises:
        KnownError: `cases.moment`, `cases.time_skipped`, `imports.date`, `imports.cell_error`.
    """
    time = _time_of_cell(time_cell)
    if isinstance(cell, dt.datetime):
        # Excel keeps parts of days: 13:34 comes as 13:33:59.999997.
        return _cell_moment(_whole_second(cell), has_no_time=False)
    if isinstance(cell, float) and not cell.is_integer():
        return _cell_moment(_of_serial(cell), has_no_time=False)
    text = cells.text_of(cell)
    if not text:
        return None
    day_text, said_time = _parted(text)
    if time is None and said_time:
        try:
            time = parse_time(said_time)
        except KnownError as error:
            raise KnownError("cases.moment", value=text[:40]) from error
    day = cells.day_of(cell if isinstance(cell, dt.date) else day_text)
    if day is None:
        raise KnownError("cases.moment", value=text[:40])
    whole = dt.datetime.combine(day, time or dt.time())
    return _cell_moment(whole, has_no_time=time is None)


def is_yes(text: str, key: str) -> bool:
    """Return whether a cell of `urgency` or `police` says yes; an empty one says no.

    Raises:
        KnownError: `cases.yes_or_no`.
    """
    said = fold(text)
    if said in _YES or (key == "urgency" and said in _URGENT):
        return True
    if said in _NO or (key == "urgency" and said in _ORDINARY):
        return False
    raise KnownError("cases.yes_or_no", value=text[:40])


def _time_of_cell(cell: object) -> dt.time | None:
    if isinstance(cell, dt.datetime):
        return _whole_second(cell).time()
    if isinstance(cell, float) and 0 <= cell < 1:
        return _of_serial(cell).time()
    text = cells.text_of(cell)
    return parse_time(text) if text else None


def _of_serial(serial: float) -> dt.datetime:
    """Return the instant of one of Excel's serial numbers, to the second."""
    try:
        days = dt.timedelta(seconds=round(serial * 86_400))
        return dt.datetime(1899, 12, 30) + days  # noqa: DTZ001 - as the workbook has it
    except OverflowError as error:
        raise KnownError("cases.moment", value=str(serial)[:40]) from error


def _whole_second(written: dt.datetime) -> dt.datetime:
    half = dt.timedelta(milliseconds=500)
    return (written + half).replace(microsecond=0, tzinfo=None)


def _cell_moment(written: dt.datetime, *, has_no_time: bool) -> CellMoment:
    moment = moment_of(written)
    return CellMoment(moment.at, has_no_time, moment.is_ambiguous)


def _parted(text: str) -> tuple[str, str]:
    """Return the day and the time of a text; the time is empty when there is none."""
    plain = text.replace("T", " ").replace(" - ", " ").replace("saat", " ").strip()
    day, _, time = plain.rpartition(" ")
    has_time = ":" in time or (time.count(".") == 1 and time.replace(".", "").isdigit())
    return (day.strip(), time.strip()) if day and has_time else (plain, "")
