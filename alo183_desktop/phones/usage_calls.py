"""Calls out of the sheets of a usage file, summed by line and by day in one pass.

Not here: which rows tell of calls at all (usage_sheet.py), and files with one row for each line
(usage_lines.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import words_of
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.usage_columns import MEASURES, Field
from alo183_desktop.phones.usage_numbers import number_of
from alo183_desktop.phones.usage_rows import Calls, DayTotal, LineUsage
from alo183_desktop.phones.usage_times import (
    Moment,
    Period,
    instants,
    is_month_first,
    moment_of,
    period_in_titles,
    time_of,
)
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from alo183_desktop.phones.usage_sheet import Body, Taken

_KINDS: Final = (
    (CallKind.MESSAGE, ("sms", "mms", "mesaj", "message", "kisa mesaj")),
    (CallKind.DATA, ("veri", "internet", "data", "gprs", "wap", "mobil veri")),
    (CallKind.VOICE, ("konusma", "ses", "sesli", "arama", "gorusme", "voice", "call", "cagri")),
)
_MESSAGE: Final[str] = CallKind.MESSAGE.value
_VOICE: Final[str] = CallKind.VOICE.value
_DATA: Final[str] = CallKind.DATA.value
_OTHER: Final[str] = CallKind.OTHER.value
_INCOMING: Final = frozenset({"gelen", "incoming"})
_WORD_LENGTH: Final = 4
_LARGEST_SPAN: Final = 4000
"""Days between the first and the last row of a file; more than ten years are a mistake."""


class CallCollector:
    """Gathers the calls of several sheets: Excel ends after a million rows, and people split."""

    def __init__(self) -> None:
        self.notes: list[Problem] = []
        self._lines: dict[str, int] = {}
        self._first: list[tuple[int, str]] = []
        self._days: dict[dt.date, int] = {}
        self._titles: list[Period] = []
        self._line: list[int] = []
        self._day: list[int] = []
        self._at: list[str] = []
        self._kinds: list[str] = []
        self._numbers: list[str] = []
        self._seconds: list[int] = []
        self._bytes: list[int] = []
        self._headings: dict[Field, str] = {}
        self._told: set[Field] = set()

    def add(self, body: Body) -> None:
        """Take the calls of one sheet; what is wrong is left with it."""
        dates = _Dates(body)
        kinds = body.take(Field.KIND, _kind_of)
        numbers = body.take(Field.NUMBER, number_of)
        body.settle(_lacking(body, dates.days, kinds))
        titles = period_in_titles(body.sheet.rows(0, body.layout.heading_row))
        if titles is not None:
            self._titles.append(titles)
        if dates.has_no_times:
            self.notes.append(Problem(Field.TIME, "phones.usage_no_times"))
        if kinds is not None and _has_incoming(body):
            self.notes.append(Problem(Field.KIND, "phones.usage_incoming"))
        self._take_lines(body)
        measured = (body.good(body.seconds), body.good(body.bytes))
        told = body.good(kinds.rows()) if kinds else [None] * len(measured[0])
        self._take_measures(body, told, measured)
        seconds, amounts = ([amount or 0 for amount in column] for column in measured)
        self._kinds += [
            kind
            or (_VOICE if talked and not amount else _DATA if amount and not talked else _OTHER)
            for kind, talked, amount in zip(told, seconds, amounts, strict=True)
        ]
        if _MESSAGE in told:
            # What stands beside a message counts messages, not seconds.
            seconds = [
                0 if kind == _MESSAGE else talked
                for kind, talked in zip(told, seconds, strict=True)
            ]
        self._seconds += seconds
        self._bytes += amounts
        self._numbers += body.good(numbers.rows()) if numbers else [""] * len(seconds)
        days = [self._days.setdefault(day, len(self._days)) for day in dates.days_told]
        # Where no row tells a day at all, none is good, and there is no day to look up.
        of_day = body.good(map(days.__getitem__, dates.day_codes)) if days else []
        self._day += of_day
        make = instants(list(self._days), dates.times_told)
        self._at += make(of_day, body.good(dates.time_codes))

    def _take_lines(self, body: Body) -> None:
        phones = body.phones
        known: list[int] = []
        left: set[int] = set()
        for phone in phones.told:
            if phone is None:
                known.append(-1)
                continue
            if phone not in self._lines:
                self._lines[phone] = len(self._lines)
                self._first.append((0, body.sheet.sheet))
                left.add(self._lines[phone])
            known.append(self._lines[phone])
        lines = body.good(map(known.__getitem__, phones.codes))
        self._line += lines
        for place, line in zip(body.good(range(body.height)), lines, strict=True):
            if not left:
                break
            if line in left:
                self._first[line] = (body.number_of(place), body.sheet.sheet)
                left.discard(line)

    def _take_measures(
        self, body: Body, kinds: Sequence[str | None], measured: Sequence[Sequence[int | None]]
    ) -> None:
        """Note which measures the file has columns of, and which of them tell anything."""
        for field, amounts in zip(MEASURES, measured, strict=True):
            columns = body.layout.columns.of(field)
            if columns:
                self._headings.setdefault(field, body.layout.columns.columns[columns[0]].heading)
            if field not in self._told and any(
                amount is not None and kind != _MESSAGE
                for kind, amount in zip(kinds, amounts, strict=True)
            ):
                self._told.add(field)

    def _tells(self) -> frozenset[Field]:
        """Return the measures that the file tells, as a whole: a line without data used none.

        A column that is empty from top to bottom tells nothing: some operators send voice and data
        in two files of one form. Where nothing is measured at all, as in a file of messages, what
        has a column is told.
        """
        told = frozenset(self._told or self._headings)
        for field, heading in self._headings.items():
            if field not in told:
                self.notes.append(Problem(field, "phones.usage_column_empty", {"heading": heading}))
        return told

    def lines(self) -> tuple[tuple[LineUsage, ...], Calls]:
        """Return the calls, ordered by line and time, and what each line used.

        Raises:
            KnownError: `phones.usage_span`: its days are too far apart.
        """
        if not self._line:
            return (), Calls((), (), (), (), ())
        days = list(self._days)
        told = [days[place] for place in set(self._day)]
        begin, end = min(told), max(told)
        if (end - begin).days > _LARGEST_SPAN:
            raise KnownError("phones.usage_span", first=f"{begin:%d.%m.%Y}", last=f"{end:%d.%m.%Y}")
        order, stops = self._order()
        calls = Calls(
            at=list(map(self._at.__getitem__, order)),
            kinds=list(map(self._kinds.__getitem__, order)),
            numbers=list(map(self._numbers.__getitem__, order)),
            seconds=list(map(self._seconds.__getitem__, order)),
            bytes=list(map(self._bytes.__getitem__, order)),
        )
        of_day = list(map(self._day.__getitem__, order))
        period = self._period(begin, end)
        tells = self._tells()
        lines: list[LineUsage] = []
        start = 0
        for (phone, line), stop in zip(self._lines.items(), stops, strict=True):
            if stop > start:
                totals = _totals(calls, days, of_day, slice(start, stop), tells)
                number, sheet = self._first[line]
                lines.append(
                    LineUsage(
                        phone=phone,
                        row_number=number,
                        rows=stop - start,
                        period=period,
                        seconds=_sum(day.seconds for day in totals),
                        bytes=_sum(day.bytes for day in totals),
                        days=totals,
                        hints=_repeated(calls, slice(start, stop)),
                        start=start,
                        stop=stop,
                        sheet=sheet,
                    )
                )
            start = stop
        return tuple(lines), calls

    def _order(self) -> tuple[list[int], list[int]]:
        """Return the places of the calls by line and time, and where each line ends."""
        by_line: list[list[int]] = [[] for _ in self._lines]
        put = [places.append for places in by_line]
        for place, line in enumerate(self._line):
            put[line](place)
        stops: list[int] = []
        for places in by_line:
            places.sort(key=self._at.__getitem__)
            stops.append((stops[-1] if stops else 0) + len(places))
        return list(chain.from_iterable(by_line)), stops

    def _period(self, begin: dt.date, end: dt.date) -> Period:
        """Return the days that the file speaks of: those that it names, if all its rows fit."""
        after = end + dt.timedelta(days=1)
        for told in self._titles:
            if told.starts_on and told.ends_on and told.starts_on <= begin < after <= told.ends_on:
                return told
        month = next((told.month for told in self._titles if told.month), "")
        return Period(month, begin, after)


class _Dates:
    """The days and times of a sheet, each different one once."""

    def __init__(self, body: Body) -> None:
        place = body.layout.columns.of(Field.DATE)[0]
        cells = body.sheet.columns[place].values
        month_first = is_month_first(cells)
        taken = body.take(Field.DATE, lambda cell: moment_of(cell, month_first=month_first))
        assert taken is not None  # noqa: S101 - a sheet of calls has days
        self.days = taken
        nothing = Moment(dt.date.min, None)
        moments = [told or nothing for told in taken.told]
        used = {code for code in set(taken.codes) if taken.told[code] is not None}
        places: dict[dt.date, int] = {}
        told = [
            places.setdefault(moment.day, len(places)) if code in used else 0
            for code, moment in enumerate(moments)
        ]
        self.days_told: list[dt.date] = list(places)
        self.day_codes: list[int] = list(map(told.__getitem__, taken.codes))
        times = body.take(Field.TIME, time_of)
        if times is None:
            self.times_told = [moment.time for moment in moments]
            self.time_codes: Sequence[int] = taken.codes
        else:
            self.times_told = list(times.told)
            self.time_codes = times.codes
        self.has_no_times = all(time is None for time in self.times_told)


def _totals(
    calls: Calls,
    days: Sequence[dt.date],
    of_day: Sequence[int],
    part: slice,
    tells: Collection[Field],
) -> tuple[DayTotal, ...]:
    """Return what one line used on each of its days; its calls stand in their order of time."""
    totals = []
    start: int = part.start
    for day, count in Counter(of_day[part]).items():
        stop = start + count
        totals.append(
            DayTotal(
                days[day],
                sum(calls.seconds[start:stop]) if Field.DURATION in tells else None,
                sum(calls.bytes[start:stop]) if Field.DATA in tells else None,
            )
        )
        start = stop
    return tuple(totals)


def _sum(parts: Iterable[int | None]) -> int | None:
    """Return a sum; None when its parts are not told."""
    told = [part for part in parts if part is not None]
    return sum(told) if told else None


def _repeated(calls: Calls, part: slice) -> tuple[Problem, ...]:
    """Return a hint when a line has the same call twice: it may be so, or a copied row."""
    at = calls.at[part]
    if len(set(at)) == len(at):
        return ()
    columns = (calls.kinds[part], calls.numbers[part], calls.seconds[part], calls.bytes[part])
    count = len(at) - len(set(zip(at, *columns, strict=True)))
    return (Problem("", "phones.usage_repeated_calls", {"count": count}),) if count else ()


def _lacking(body: Body, days: Taken, kinds: Taken | None) -> dict[int, Problem]:
    """Return which rows lack what a call needs: a day, and seconds or bytes as its kind has them.

    A message needs neither; a call that nobody took has 0 seconds, not none. A measure that the
    sheet has no column of is needed nowhere, as long as the row tells the other one.
    """
    lacking = {
        place: Problem(Field.DATE, "phones.usage_no_day")
        for place in days.places_of(lambda day: day is None)
    }
    told = kinds.rows() if kinds else [None] * body.height
    for place, (kind, seconds, amount) in enumerate(
        zip(told, body.seconds, body.bytes, strict=True)
    ):
        if seconds is not None and amount is not None:
            continue
        if kind == _VOICE:
            if seconds is None and body.tells(Field.DURATION):
                lacking.setdefault(place, Problem(Field.DURATION, "phones.usage_no_duration"))
        elif kind == _DATA:
            if amount is None and body.tells(Field.DATA):
                lacking.setdefault(place, Problem(Field.DATA, "phones.usage_no_data"))
        elif kind != _MESSAGE and seconds is None and amount is None:
            lacking.setdefault(place, Problem("", "phones.usage_nothing"))
    return lacking


def _has_incoming(body: Body) -> bool:
    """Return whether some calls came in; a quota is of those that go out."""
    cells = body.sheet.columns[body.layout.columns.of(Field.KIND)[0]].values
    return any(not _INCOMING.isdisjoint(words_of(str(cell))) for cell in cells)


def _kind_of(cell: object) -> str | None:
    """Return the kind that a cell names; None when its word is not known."""
    words = words_of(str(cell or ""))
    for kind, stems in _KINDS:
        if any(
            word == stem or (len(stem) >= _WORD_LENGTH and word.startswith(stem))
            for word in words
            for stem in stems
        ):
            return kind.value
    return None
