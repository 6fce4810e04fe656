"""Calls out of the sheets of a usage file, summed by line and by day in one pass."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from functools import partial
from itertools import chain, islice, pairwise
from operator import add, gt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.documents.foreign.columns import CODES
from alo183_desktop.imports.headings import words_of
from alo183_desktop.imports.moments import Moment, moment_of, time_of
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.usage.columns import MEASURES, Field
from alo183_desktop.phones.usage.rows import NO_CALLS, Calls, LineUsage, sum_of
from alo183_desktop.phones.usage.totals import DayTotal
from alo183_desktop.phones.usage.values import (
    Period,
    instants,
    number_of,
    period_in_titles,
)
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from alo183_desktop.phones.usage.sheet import Body, Taken

_KINDS: Final = (
    (CallKind.MESSAGE, ("sms", "mms", "mesaj", "message", "kisa mesaj")),
    (CallKind.DATA, ("veri", "internet", "data", "gprs", "wap", "mobil veri")),
    (CallKind.VOICE, ("konusma", "ses", "sesli", "arama", "gorusme", "voice", "call", "cagri")),
)
_MESSAGE: Final[str] = CallKind.MESSAGE.value
_VOICE: Final[str] = CallKind.VOICE.value
_DATA: Final[str] = CallKind.DATA.value
_OTHER: Final[str] = CallKind.OTHER.value
_UNTALKED: Final = frozenset({_MESSAGE, _DATA})
"""What stands in the column of talk beside such a row counts messages, or how long data flowed."""
_INCOMING: Final = frozenset({"gelen", "incoming", "inbound"})
_INCOMING_ALONE: Final = _INCOMING | {"in", "alinan", "mt"}
"""In a column that tells nothing but the direction."""
_WORD_LENGTH: Final = 4
_LARGEST_SPAN: Final = 1100
"""Days between the first and the last row of a file; more than three years are a mistake."""
_LONG_SPAN: Final = 100
"""More days than that are told: a year that was typed wrongly looks like it."""
_LONGEST_CALL: Final = 86_400
"""Seconds: no call, and nothing that a line did on one day, is longer than a day."""


class CallCollector:
    """Gathers the calls of several sheets: Excel ends after a million rows, and people split."""

    def __init__(self, *, today: dt.date, trusts_end: bool = False) -> None:
        """Begin with nothing.

        Args:
            today: In Istanbul: no call is of a later day.
            trusts_end: Whether somebody said that a file without a last line end is whole.
        """
        self._today = today
        self._trusts_end = trusts_end
        self._is_timed = True
        self.notes: list[Problem] = []
        self._lines: dict[str, int] = {}
        self._first: list[tuple[int, str]] = []
        self._days: dict[dt.date, int] = {}
        self._titles: list[Period] = []
        self._line: list[int] = []
        self._day: list[int] = []
        self._at: list[str] = []
        # A million numbers of their own would take thirty megabytes more in a list.
        self._starts = array("q")
        """Seconds since some day, by which calls are compared."""
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
        told = kinds.rows() if kinds else [None] * body.height
        incoming = _incoming(body, told)
        body.settle(
            _lacking(body, dates.days, told, today=self._today),
            left_out=incoming,
            uncounted={Field.DURATION: partial(_untalked, told)},
            trusts_end=self._trusts_end,
        )
        titles = period_in_titles(body.sheet.rows(0, body.layout.heading_row))
        if titles is not None:
            self._titles.append(titles)
        if dates.has_no_times:
            self.notes.append(Problem(Field.TIME, "phones.usage_no_times"))
            self._is_timed = False
        if incoming:
            count = {"count": len(incoming)}
            self.notes.append(Problem(Field.KIND, "phones.usage_incoming", count))
        self._take_lines(body)
        measured = (body.good(body.seconds), body.good(body.bytes))
        told = body.good(told)
        self._take_measures(body, told, measured)
        seconds, amounts = ([amount or 0 for amount in column] for column in measured)
        self._kinds += [
            kind
            or (_VOICE if talked and not amount else _DATA if amount and not talked else _OTHER)
            for kind, talked, amount in zip(told, seconds, amounts, strict=True)
        ]
        self._seconds += [
            0 if kind in _UNTALKED else talked for kind, talked in zip(told, seconds, strict=True)
        ]
        self._bytes += amounts
        self._numbers += body.good(numbers.rows()) if numbers else [""] * len(seconds)
        days = [self._days.setdefault(day, len(self._days)) for day in dates.days_told]
        # Where no row tells a day at all, none is good, and there is no day to look up.
        of_day = body.good(map(days.__getitem__, dates.day_codes)) if days else []
        self._day += of_day
        make = instants(list(self._days), dates.times_told)
        of_time = array(CODES, body.good(dates.time_codes))
        self._at += make(of_day, of_time)
        midnights = [day.toordinal() * _LONGEST_CALL for day in self._days]
        clocks = [_clock(time) for time in dates.times_told]
        self._starts.extend(
            map(add, map(midnights.__getitem__, of_day), map(clocks.__getitem__, of_time))
        )

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
            other = _UNTALKED if field is Field.DURATION else {_MESSAGE}
            columns = body.layout.columns.of(field)
            if columns:
                self._headings.setdefault(field, body.layout.columns.columns[columns[0]].heading)
            if field not in self._told and any(
                amount is not None and kind not in other
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
            return (), NO_CALLS
        days = list(self._days)
        told = [days[place] for place in set(self._day)]
        begin, end = min(told), max(told)
        if (end - begin).days > _LARGEST_SPAN:
            raise KnownError("phones.usage_span", first=f"{begin:%d.%m.%Y}", last=f"{end:%d.%m.%Y}")
        if (end - begin).days > _LONG_SPAN:
            words = {"first": f"{begin:%d.%m.%Y}", "last": f"{end:%d.%m.%Y}"}
            self.notes.append(Problem(Field.DATE, "phones.usage_long_span", words))
        order, stops, repeated = self._order()
        calls = Calls(*(list(map(column.__getitem__, order)) for column in self._columns))
        of_day = list(map(self._day.__getitem__, order))
        starts = array("q", map(self._starts.__getitem__, order))
        period = self._period(begin, end)
        tells = self._tells()
        lines: list[LineUsage] = []
        start = 0
        for (phone, line), stop, again in zip(self._lines.items(), stops, repeated, strict=True):
            if stop > start:
                totals = _totals(calls, days, of_day, slice(start, stop), tells)
                number, sheet = self._first[line]
                lines.append(
                    LineUsage(
                        phone=phone,
                        row_number=number,
                        rows=stop - start,
                        period=period,
                        seconds=sum_of(day.seconds for day in totals),
                        bytes=sum_of(day.bytes for day in totals),
                        days=totals,
                        hints=self._hints(calls, slice(start, stop), starts[start:stop], again),
                        start=start,
                        stop=stop,
                        sheet=sheet,
                    )
                )
            start = stop
        return tuple(lines), calls

    def _order(self) -> tuple[list[int], list[int], list[int]]:
        """Return the places of the calls by line and time, where each line ends, what it repeats.

        A line makes one call at a time: rows that are alike in all that is read are one call that a
        file tells twice. Where no times are told, they may be two.
        """
        by_line: list[list[int]] = [[] for _ in self._lines]
        put = [places.append for places in by_line]
        for place, line in enumerate(self._line):
            put[line](place)
        stops: list[int] = []
        repeated: list[int] = []
        for line, places in enumerate(by_line):
            places.sort(key=self._starts.__getitem__)
            count = len(places)
            if len(set(map(self._starts.__getitem__, places))) < count:
                told = {tuple(one[place] for one in self._columns): place for place in places[::-1]}
                once = list(told.values())[::-1]
                count -= len(once)
                if self._is_timed:
                    by_line[line] = once
            else:
                count = 0
            repeated.append(count)
            stops.append((stops[-1] if stops else 0) + len(by_line[line]))
        return list(chain.from_iterable(by_line)), stops, repeated

    @property
    def _columns(self) -> tuple[Sequence[Any], ...]:
        """All that is read of calls, apart from their lines; as `Calls` has it."""
        return (self._at, self._kinds, self._numbers, self._seconds, self._bytes)

    def _hints(
        self, calls: Calls, part: slice, starts: Sequence[int], repeated: int
    ) -> tuple[Problem, ...]:
        """Return what is odd about the calls of a line."""
        hints = []
        if repeated:
            code = "phones.usage_repeated_calls" if self._is_timed else "phones.usage_repeated_days"
            hints.append(Problem("", code, {"count": repeated}))
        if self._is_timed and (overlapping := _overlapping(starts, calls.seconds[part])):
            hints.append(Problem("", "phones.usage_overlapping", {"count": overlapping}))
        return tuple(hints)

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
        month_first = body.month_first
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


def _overlapping(starts: Sequence[int], seconds: Sequence[int]) -> int:
    """Return how many talks of one line begin before the one before has ended."""
    ends = list(map(add, starts, seconds))
    if not any(map(gt, ends, islice(starts, 1, None))):
        return 0
    # What lies within a talk may be data, which flows beside it.
    talks = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    return sum(end > after for (_, end), (after, _) in pairwise(talks))


def _clock(time: dt.time | None) -> int:
    """Return the seconds since midnight."""
    return 0 if time is None else time.hour * 3600 + time.minute * 60 + time.second


def _lacking(
    body: Body, days: Taken, kinds: Sequence[str | None], *, today: dt.date
) -> dict[int, Problem]:
    """Return which rows lack what a call needs: a day, and seconds or bytes as its kind has them.

    A message needs neither; a call that nobody took has 0 seconds, not none. A measure that the
    sheet has no column of is needed nowhere, as long as the row tells the other one. A call of a
    day that is still to come, and one that is longer than a day, lack sense.
    """
    lacking = dict(_wrong_days(days, today))
    if max(filter(None, body.seconds), default=0) > _LONGEST_CALL:
        lacking = dict(_too_long(body, kinds)) | lacking
    for index, (kind, seconds, amount) in enumerate(
        zip(kinds, body.seconds, body.bytes, strict=True)
    ):
        if seconds is not None and amount is not None:
            continue
        if kind == _VOICE:
            if seconds is None and body.tells(Field.DURATION):
                lacking.setdefault(index, Problem(Field.DURATION, "phones.usage_no_duration"))
        elif kind == _DATA:
            if amount is None and body.tells(Field.DATA):
                lacking.setdefault(index, Problem(Field.DATA, "phones.usage_no_data"))
        elif kind != _MESSAGE and seconds is None and amount is None:
            lacking.setdefault(index, Problem("", "phones.usage_nothing"))
    return lacking


def _wrong_days(days: Taken, today: dt.date) -> Iterator[tuple[int, Problem]]:
    """Yield the rows without a day, and those of a day that is still to come."""
    for place in days.places_of(lambda told: told is None or told.day > today):
        told = days.told[days.codes[place]]
        if told is None:
            yield place, Problem(Field.DATE, "phones.usage_no_day")
        else:
            words = {"day": f"{told.day:%d.%m.%Y}"}
            yield place, Problem(Field.DATE, "phones.usage_future", words)


def _too_long(body: Body, kinds: Sequence[str | None]) -> Iterator[tuple[int, Problem]]:
    for index, (kind, seconds) in enumerate(zip(kinds, body.seconds, strict=True)):
        if (seconds or 0) > _LONGEST_CALL and kind not in _UNTALKED:
            yield index, Problem(Field.DURATION, "phones.usage_call_too_long")


def _untalked(kinds: Sequence[str | None]) -> frozenset[int]:
    """Return the rows whose seconds are none."""
    return frozenset(index for index, kind in enumerate(kinds) if kind in _UNTALKED)


def _incoming(body: Body, kinds: Sequence[str | None]) -> frozenset[int]:
    """Return the places of calls that came in; a quota is of those that go out.

    What came in as data was used all the same.
    """
    places: set[int] = set()
    for field, words in ((Field.KIND, _INCOMING), (Field.DIRECTION, _INCOMING_ALONE)):
        taken = body.take(field, partial(_has_word, words))
        if taken is not None:
            places.update(taken.places_of(bool))
    return frozenset(place for place in places if kinds[place] != _DATA and not body.bytes[place])


def _has_word(words: frozenset[str], cell: object) -> bool:
    return not words.isdisjoint(words_of(str(cell or "")))


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
