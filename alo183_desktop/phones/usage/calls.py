"""Read calls from the sheets of a usage file, summed by line and by day in one pass."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from functools import partial
from itertools import chain, islice, pairwise
from operator import add, gt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.documents.foreign.columns import CODES
from alo183_desktop.imports.cells import with_day_in_front
from alo183_desktop.imports.headings import words_of
from alo183_desktop.imports.moments import Moment, moment_of, time_of
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.quotas.usage_totals import DayTotal
from alo183_desktop.phones.usage.columns import MEASURES, UsageField
from alo183_desktop.phones.usage.rows import NO_CALLS, Calls, LineUsage, sum_of
from alo183_desktop.phones.usage.values import (
    StatedPeriod,
    instants,
    number_of,
    period_in_titles,
)
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from alo183_desktop.phones.usage.sheet import Body, ParsedColumn

_KINDS: Final = (
    (CallKind.DATA, ("veri", "internet", "data", "gprs", "wap")),
    (CallKind.VOICE, ("konusma", "ses", "sesli", "arama", "gorusme", "voice", "call", "cagri")),
    (CallKind.MESSAGE, ("sms", "mms", "mesaj", "message")),
)
"""The first that is named: `Sesli Mesaj` is talked."""
_MESSAGE: Final[str] = CallKind.MESSAGE.value
_VOICE: Final[str] = CallKind.VOICE.value
_DATA: Final[str] = CallKind.DATA.value
_OTHER: Final[str] = CallKind.OTHER.value
_UNTALKED: Final = frozenset({_MESSAGE, _DATA})
"""In such rows the column of talk counts messages, or how long a data session lasted."""
_INCOMING: Final = frozenset({"gelen", "incoming", "inbound"})
_INCOMING_ALONE: Final = _INCOMING | {"in", "alinan", "mt"}
"""In a column that contains nothing but the direction."""
_WORD_LENGTH: Final = 4
_LARGEST_SPAN: Final = 1100
"""Days between the first and the last row of a file; more than three years are a mistake."""
_LONG_SPAN: Final = 100
"""A longer span is reported: it may be a mistyped year."""
_LONGEST_CALL: Final = 86_400
"""Seconds: no call, and no usage of a line on one day, is longer than a day."""


class CallCollector:
    """Collects the calls of several sheets: Excel ends after a million rows, and people split."""

    def __init__(self, *, today: dt.date, trusts_end: bool = False) -> None:
        """Begin with nothing.

        Args:
            today: In Istanbul: no call is of a later day.
            trusts_end: Whether the user said that a file without a last line end is complete.
        """
        self._today = today
        self._trusts_end = trusts_end
        self._is_timed = True
        self.notes: list[Problem] = []
        self._lines: dict[str, int] = {}
        self._first: list[tuple[int, str]] = []
        self._days: dict[dt.date, int] = {}
        self._titles: list[StatedPeriod] = []
        self._line: list[int] = []
        self._day: list[int] = []
        self._at: list[str] = []
        # A million numbers of their own would take thirty megabytes more in a list.
        self._starts = array("q")
        """Seconds since a fixed day, by which calls are compared."""
        self._kinds: list[str] = []
        self._numbers: list[str] = []
        self._seconds: list[int] = []
        self._bytes: list[int] = []
        self._headings: dict[UsageField, str] = {}
        self._filled: set[UsageField] = set()

    def add(self, body: Body) -> None:
        """Take the calls of one sheet; its problems are recorded in `body`."""
        dates = _Dates(body)
        kinds = body.take(UsageField.KIND, _kind_of)
        numbers = body.take(UsageField.NUMBER, number_of)
        row_kinds = kinds.rows() if kinds else [None] * body.height
        incoming = _incoming(body, row_kinds)
        body.settle(
            _lacking(body, dates.days, row_kinds, today=self._today),
            left_out=incoming,
            uncounted={UsageField.DURATION: partial(_untalked, row_kinds)},
            trusts_end=self._trusts_end,
        )
        titles = period_in_titles(body.sheet.rows(0, body.layout.heading_row))
        if titles is not None:
            self._titles.append(titles)
        if dates.has_no_times:
            self.notes.append(Problem(UsageField.TIME, "phones.usage_no_times"))
            self._is_timed = False
        if incoming:
            count = {"count": len(incoming)}
            self.notes.append(Problem(UsageField.KIND, "phones.usage_incoming", count))
        self._take_lines(body)
        measured = (body.good(body.seconds), body.good(body.bytes))
        row_kinds = body.good(row_kinds)
        self._take_measures(body, row_kinds, measured)
        seconds, amounts = ([amount or 0 for amount in column] for column in measured)
        self._kinds += [
            kind
            or (_VOICE if talked and not amount else _DATA if amount and not talked else _OTHER)
            for kind, talked, amount in zip(row_kinds, seconds, amounts, strict=True)
        ]
        self._seconds += [
            0 if kind in _UNTALKED else talked
            for kind, talked in zip(row_kinds, seconds, strict=True)
        ]
        self._bytes += amounts
        self._numbers += body.good(numbers.rows()) if numbers else [""] * len(seconds)
        days = [self._days.setdefault(day, len(self._days)) for day in dates.distinct_days]
        # Where no row has a day, no row is good, and there is no day to look up.
        of_day = body.good(map(days.__getitem__, dates.day_codes)) if days else []
        self._day += of_day
        make = instants(list(self._days), dates.distinct_times)
        of_time = array(CODES, body.good(dates.time_codes))
        self._at += make(of_day, of_time)
        midnights = [day.toordinal() * _LONGEST_CALL for day in self._days]
        clocks = [_clock(time) for time in dates.distinct_times]
        self._starts.extend(
            map(add, map(midnights.__getitem__, of_day), map(clocks.__getitem__, of_time))
        )

    def _take_lines(self, body: Body) -> None:
        phones = body.phones
        known: list[int] = []
        left: set[int] = set()
        for phone in phones.values:
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
        """Note the measures that the file has columns of, and those with a value in any row."""
        for field, amounts in zip(MEASURES, measured, strict=True):
            other = _UNTALKED if field is UsageField.DURATION else {_MESSAGE}
            columns = body.layout.columns.of(field)
            if columns:
                self._headings.setdefault(field, body.layout.columns.columns[columns[0]].heading)
            if field not in self._filled and any(
                amount is not None and kind not in other
                for kind, amount in zip(kinds, amounts, strict=True)
            ):
                self._filled.add(field)

    def _contained(self) -> frozenset[UsageField]:
        """Return the measures of the file as a whole: a line without data used none.

        An empty column does not count: some operators send voice and data
        in two files of one form. Where nothing is measured at all, as in a file of messages, the
        measures with a column count.
        """
        fields = frozenset(self._filled or self._headings)
        for field, heading in self._headings.items():
            if field not in fields:
                self.notes.append(Problem(field, "phones.usage_column_empty", {"heading": heading}))
        return fields

    def lines(self) -> tuple[tuple[LineUsage, ...], Calls]:
        """Return the calls, ordered by line and time, and what each line used.

        Raises:
            KnownError: `phones.usage_span`: its days are too far apart.
        """
        if not self._line:
            return (), NO_CALLS
        days = list(self._days)
        used_days = [days[place] for place in set(self._day)]
        begin, end = min(used_days), max(used_days)
        if (end - begin).days > _LARGEST_SPAN:
            raise KnownError("phones.usage_span", first=f"{begin:%d.%m.%Y}", last=f"{end:%d.%m.%Y}")
        if (end - begin).days > _LONG_SPAN:
            words = {"first": f"{begin:%d.%m.%Y}", "last": f"{end:%d.%m.%Y}"}
            self.notes.append(Problem(UsageField.DATE, "phones.usage_long_span", words))
        order, stops, repeated = self._order()
        calls = Calls(*(list(map(column.__getitem__, order)) for column in self._columns))
        of_day = list(map(self._day.__getitem__, order))
        starts = array("q", map(self._starts.__getitem__, order))
        period = self._period(begin, end)
        measures = self._contained()
        lines: list[LineUsage] = []
        start = 0
        for (phone, line), stop, again in zip(self._lines.items(), stops, repeated, strict=True):
            if stop > start:
                totals = _totals(calls, days, of_day, slice(start, stop), measures)
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
        """Return the indexes of calls by line and time, where each line ends, and its repetitions.

        A line makes one call at a time: rows that are alike in all values read are one call that is
        in the file twice. Without times, they may be two.
        """
        by_line: list[list[int]] = [[] for _ in self._lines]
        put = [indexes.append for indexes in by_line]
        for index, line in enumerate(self._line):
            put[line](index)
        stops: list[int] = []
        repeated: list[int] = []
        for line, indexes in enumerate(by_line):
            indexes.sort(key=self._starts.__getitem__)
            count = len(indexes)
            starts = list(map(self._starts.__getitem__, indexes))
            if len(set(starts)) < count:
                once = list(self._once(indexes, starts))
                count -= len(once)
                if self._is_timed:
                    by_line[line] = once
            else:
                count = 0
            repeated.append(count)
            stops.append((stops[-1] if stops else 0) + len(by_line[line]))
        return list(chain.from_iterable(by_line)), stops, repeated

    def _once(self, indexes: Sequence[int], starts: Sequence[int]) -> Iterator[int]:
        """Yield the calls of a line, of those that are alike only the first."""
        again = {start for start, after in pairwise(starts) if start == after}
        seen = set[tuple[Any, ...]]()
        for index, start in zip(indexes, starts, strict=True):
            if start in again:
                call = tuple(one[index] for one in self._columns)
                if call in seen:
                    continue
                seen.add(call)
            yield index

    @property
    def _columns(self) -> tuple[Sequence[Any], ...]:
        """All values read of calls, apart from their lines; as in `Calls`."""
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

    def _period(self, begin: dt.date, end: dt.date) -> StatedPeriod:
        """Return the days of the file: those that it names, if all its rows fit."""
        after = end + dt.timedelta(days=1)
        for title in self._titles:
            if (
                title.starts_on
                and title.ends_on
                and title.starts_on <= begin < after <= title.ends_on
            ):
                return title
        month = next((title.month for title in self._titles if title.month), "")
        return StatedPeriod(month, begin, after)


class _Dates:
    """The days and times of a sheet, each distinct one once."""

    def __init__(self, body: Body) -> None:
        taken = body.take(UsageField.DATE, _month_first_moment if body.month_first else moment_of)
        assert taken is not None  # noqa: S101 - a sheet of calls has days
        self.days = taken
        nothing = Moment(dt.date.min, None)
        moments = [position or nothing for position in taken.values]
        used = {code for code in set(taken.codes) if taken.values[code] is not None}
        days: dict[dt.date, int] = {}
        position = [
            days.setdefault(moment.day, len(days)) if code in used else 0
            for code, moment in enumerate(moments)
        ]
        self.distinct_days: list[dt.date] = list(days)
        self.day_codes: list[int] = list(map(position.__getitem__, taken.codes))
        times = body.take(UsageField.TIME, time_of)
        if times is None:
            self.distinct_times = [moment.time for moment in moments]
            self.time_codes: Sequence[int] = taken.codes
        else:
            self.distinct_times = list(times.values)
            self.time_codes = times.codes
        self.has_no_times = all(time is None for time in self.distinct_times)


def _month_first_moment(cell: object) -> Moment | None:
    return moment_of(with_day_in_front(cell))


def _totals(
    calls: Calls,
    days: Sequence[dt.date],
    of_day: Sequence[int],
    part: slice,
    measures: Collection[UsageField],
) -> tuple[DayTotal, ...]:
    """Return the usage of one line on each of its days; its calls are ordered by time."""
    totals = []
    start: int = part.start
    for day, count in Counter(of_day[part]).items():
        stop = start + count
        totals.append(
            DayTotal(
                days[day],
                sum(calls.seconds[start:stop]) if UsageField.DURATION in measures else None,
                sum(calls.bytes[start:stop]) if UsageField.DATA in measures else None,
            )
        )
        start = stop
    return tuple(totals)


def _overlapping(starts: Sequence[int], seconds: Sequence[int]) -> int:
    """Return how many calls of one line begin before the previous one has ended."""
    ends = list(map(add, starts, seconds))
    if not any(map(gt, ends, islice(starts, 1, None))):
        return 0
    # A call within a call may be data, which flows at the same time.
    talks = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    return sum(end > after for (_, end), (after, _) in pairwise(talks))


def _clock(time: dt.time | None) -> int:
    """Return the seconds since midnight."""
    return 0 if time is None else time.hour * 3600 + time.minute * 60 + time.second


def _lacking(
    body: Body, days: ParsedColumn, kinds: Sequence[str | None], *, today: dt.date
) -> dict[int, Problem]:
    """Return the rows without what a call needs: a day, and seconds or bytes depending on its kind.

    A message needs neither; an unanswered call has 0 seconds, not none. A measure without a column
    in the sheet is not needed, as long as the row has the other one. A call of a
    future day, and one longer than a day, is wrong.
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
            if seconds is None and body.has_measure(UsageField.DURATION):
                lacking.setdefault(index, Problem(UsageField.DURATION, "phones.usage_no_duration"))
        elif kind == _DATA:
            if amount is None and body.has_measure(UsageField.DATA):
                lacking.setdefault(index, Problem(UsageField.DATA, "phones.usage_no_data"))
        elif kind != _MESSAGE and seconds is None and amount is None:
            lacking.setdefault(index, Problem("", "phones.usage_nothing"))
    return lacking


def _wrong_days(days: ParsedColumn, today: dt.date) -> Iterator[tuple[int, Problem]]:
    """Yield the rows without a day, and those of a future day."""
    for index in days.indexes_of(lambda moment: moment is None or moment.day > today):
        moment = days.values[days.codes[index]]
        if moment is None:
            yield index, Problem(UsageField.DATE, "phones.usage_no_day")
        else:
            words = {"day": f"{moment.day:%d.%m.%Y}"}
            yield index, Problem(UsageField.DATE, "phones.usage_future", words)


def _too_long(body: Body, kinds: Sequence[str | None]) -> Iterator[tuple[int, Problem]]:
    for index, (kind, seconds) in enumerate(zip(kinds, body.seconds, strict=True)):
        if (seconds or 0) > _LONGEST_CALL and kind not in _UNTALKED:
            yield index, Problem(UsageField.DURATION, "phones.usage_call_too_long")


def _untalked(kinds: Sequence[str | None]) -> frozenset[int]:
    """Return the rows without seconds."""
    return frozenset(index for index, kind in enumerate(kinds) if kind in _UNTALKED)


def _incoming(body: Body, kinds: Sequence[str | None]) -> frozenset[int]:
    """Return the indexes of incoming calls; a quota counts outgoing ones.

    Incoming data is used all the same.
    """
    places: set[int] = set()
    for field, words in ((UsageField.KIND, _INCOMING), (UsageField.DIRECTION, _INCOMING_ALONE)):
        taken = body.take(field, partial(_has_word, words))
        if taken is not None:
            places.update(taken.indexes_of(bool))
    return frozenset(place for place in places if kinds[place] != _DATA and not body.bytes[place])


def _has_word(words: frozenset[str], cell: object) -> bool:
    return not words.isdisjoint(words_of(str(cell or "")))


def _kind_of(cell: object) -> str | None:
    """Return the kind that a cell names; None when the word is unknown."""
    words = words_of(str(cell or ""))
    for kind, stems in _KINDS:
        if any(
            word == stem or (len(stem) >= _WORD_LENGTH and word.startswith(stem))
            for word in words
            for stem in stems
        ):
            return kind.value
    return None
