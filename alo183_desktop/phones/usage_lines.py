"""What each line used, out of a file that has one row for each line and period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.phones.usage_columns import MEASURES, Field
from alo183_desktop.phones.usage_rows import LineUsage
from alo183_desktop.phones.usage_times import Period, period_in_titles, period_of
from alo183_desktop.shared.calendar import month_start
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from alo183_desktop.phones.kinds import Measure
    from alo183_desktop.phones.usage_sheet import Body

_EMPTY = {Field.DURATION: "phones.usage_empty_duration", Field.DATA: "phones.usage_empty_data"}


def lines_of(
    body: Body,
    *,
    file_name: str,
    period: Period | None,
    of_calls: Period | None,
    today: dt.date,
    trusts_end: bool = False,
) -> list[LineUsage]:
    """Return what the rows of one sheet say; what is wrong is left with it.

    Args:
        body: The sheet.
        file_name: Names the period when nothing inside does.
        period: What a person said it is; goes before all that the file says.
        of_calls: That of the calls in the same file; counts when nothing else tells.
        today: In Istanbul: a period that begins later was not used yet.
        trusts_end: Whether somebody said that a file without a last line end is whole.
    """
    column = body.take(Field.PERIOD, _period_in_cell)
    body.settle(
        {
            place: Problem("", "phones.usage_nothing")
            for place, row in enumerate(zip(body.seconds, body.bytes, strict=True))
            if row == (None, None)
        },
        trusts_end=trusts_end,
    )
    around = period or _period_around(body, file_name, is_needed=column is None) or of_calls
    if around is None and column is None:
        body.problems.append(Problem(Field.PERIOD, "phones.usage_no_period"))
        return []
    told = column.rows() if column is not None else [None] * body.height
    lines: list[LineUsage] = []
    phones = body.phones.rows()
    for place in body.good(range(body.height)):
        of_row = period or told[place] or around
        if of_row is None:
            body.refuse(place, Problem(Field.PERIOD, "phones.usage_no_period"))
            continue
        if (begin := _first_day(of_row)) > today:
            told_day = {"day": f"{begin:%d.%m.%Y}"}
            body.refuse(place, Problem(Field.PERIOD, "phones.usage_future", told_day))
            continue
        seconds, amount = body.seconds[place], body.bytes[place]
        empty = [
            Problem(field, _EMPTY[field])
            for field, value in zip(MEASURES, (seconds, amount), strict=True)
            if value is None and body.tells(field)
        ]
        lines.append(
            LineUsage(
                phone=phones[place],
                row_number=body.number_of(place),
                rows=1,
                period=of_row,
                seconds=seconds,
                bytes=amount,
                hints=tuple(empty),
                sheet=body.sheet.sheet,
            )
        )
    return list(_once(body, lines))


def _once(body: Body, lines: list[LineUsage]) -> Iterator[LineUsage]:
    """Yield the lines without those that come again; they may be halves or copies: nobody knows.

    A row of the minutes and one of the data of the same line are both good.
    """
    first: dict[tuple[str, Period, Measure], LineUsage] = {}
    for line in lines:
        keys = [(line.phone, line.period, measure) for measure in line.measures]
        known = next((first[key] for key in keys if key in first), None)
        if known is None:
            first.update(dict.fromkeys(keys, line))
            yield line
            continue
        code = "phones.usage_line_twice"
        place = line.row_number - body.layout.first_row - 1
        body.refuse(place, Problem(Field.LINE, code, {"row": known.row_number}))


def _first_day(period: Period) -> dt.date:
    """Return the first day that a period can begin on."""
    return period.starts_on or month_start(period.month)


def _period_in_cell(cell: object) -> Period | None:
    if cell is None or not str(cell).strip():
        return None
    period = period_of(cell)
    if period is None:
        raise KnownError("phones.usage_period", value=str(cell).strip()[:40])
    return period


def _period_around(body: Body, file_name: str, *, is_needed: bool) -> Period | None:
    titles = period_in_titles(body.sheet.rows(0, body.layout.heading_row))
    if titles is not None:
        return titles
    for text, code in (
        (body.sheet.sheet, "phones.usage_period_by_sheet"),
        (file_name.rpartition(".")[0], "phones.usage_period_by_name"),
    ):
        named = period_of(text) if text else None
        if named is not None:
            if is_needed:
                words = named.month or f"{named.starts_on:%d.%m.%Y}"
                body.notes.append(Problem(Field.PERIOD, code, {"period": words}))
            return named
    return None
