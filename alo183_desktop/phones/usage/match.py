"""Compare a usage file with stored usage: new, the same again, or a replacement.

Each measure is compared by itself, because some operators send voice and data apart. Usage of the
same days meets stored usage when both contain the same measure. It is the same once more when
all of it is stored already; it replaces the stored usage when it contains every
measure of that; and otherwise it is wrong, for known usage would be lost. Of usage
stored call by call, days that the file does not contain are kept.

The operator need not be named: the previous file is the newest one of earlier days that contains
most lines of this one. So a file that was cut exactly after a row, which nothing inside it shows,
is noticed as well as forgotten lines: where no total proves it complete, the user has to confirm.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import func, select

from alo183_desktop.db.bulk import parts_of
from alo183_desktop.imports import recipe
from alo183_desktop.imports.rows import FieldChange, PreviewRow, RowVerdict
from alo183_desktop.officers.queries import list_named
from alo183_desktop.phones.calls.marks import list_marked, meet, written
from alo183_desktop.phones.kinds import ItemState, Measure
from alo183_desktop.phones.model import CallRecord, PhoneLine, Usage, UsageDay
from alo183_desktop.phones.queries import line_ids
from alo183_desktop.phones.quotas.queries import read_settings
from alo183_desktop.phones.quotas.words import data_words
from alo183_desktop.phones.usage.rows import measures_of, sum_of
from alo183_desktop.phones.usage.values import line_of
from alo183_desktop.shared.calendar import day_start, month_words
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.phones.quotas.rules import Settings
    from alo183_desktop.phones.usage.rows import LineUsage, UsageFile

_USAGES: Final = Usage.__table__.c
_DAYS: Final = UsageDay.__table__.c
_CALLS: Final = CallRecord.__table__.c
_DAY: Final = dt.timedelta(days=1)


class KeptDays(NamedTuple):
    """Days `[starts_on, ends_on)` of a usage that came call by call."""

    usage_id: int
    starts_on: dt.date
    ends_on: dt.date

    def within(self) -> tuple[Any, ...]:
        """Return the conditions on `UsageDay` that select its days."""
        return (
            _DAYS.usage_id == self.usage_id,
            _DAYS.day >= self.starts_on,
            _DAYS.day < self.ends_on,
        )


def kept_of(
    usage_id: int, old: tuple[dt.date, dt.date], new: tuple[dt.date, dt.date]
) -> tuple[KeptDays, ...]:
    """Return the days of `old` before and after those of `new`; days are half open."""
    parts = (KeptDays(usage_id, old[0], new[0]), KeptDays(usage_id, new[1], old[1]))
    return tuple(part for part in parts if part.starts_on < part.ends_on)


def amounts_of(session: Session, parts: Iterable[KeptDays]) -> tuple[int, int]:
    """Return the total seconds and bytes of kept days."""
    seconds = amount = 0
    for part in parts:
        query = select(
            func.coalesce(func.sum(_DAYS.seconds), 0), func.coalesce(func.sum(_DAYS.bytes), 0)
        ).where(*part.within())
        talked, used = session.execute(query).one()
        seconds, amount = seconds + int(talked), amount + int(used)
    return seconds, amount


UNKNOWN: Final = "phones.usage_unknown_line"
REGISTERS: Final = "phones.usage_registers"
_DAY_SECONDS: Final = 86_400


class StoredUsage(NamedTuple):
    """The stored usage of a line that counts so far."""

    usage_id: int
    line_id: int
    starts_on: dt.date
    ends_on: dt.date
    seconds: int | None
    bytes: int | None
    has_calls: bool

    @property
    def measures(self) -> frozenset[Measure]:
        """The measures that it contains."""
        return measures_of(self.seconds, self.bytes)


class LinePlan(NamedTuple):
    """What to store for one line."""

    position: int
    """Index among the lines of the file."""
    line_id: int | None
    """None: the line is registered first."""
    starts_on: dt.date
    ends_on: dt.date
    keeps: tuple[KeptDays, ...] = ()
    """Their days that the file does not contain, as far as they are known call by call."""


@dataclass(frozen=True, slots=True)
class UsageJudgement(recipe.Judgement[LinePlan]):
    """The result of comparing a file."""

    replaced: tuple[StoredUsage, ...]
    """The usage that no longer counts afterwards."""


def judge(
    session: Session, file: UsageFile, *, register_new: bool, today: dt.date
) -> UsageJudgement:
    """Return the result of comparing a file with the stored usage.

    Args:
        file: As it was read.
        register_new: Whether to register lines for unknown numbers.
        today: In Istanbul.
    """
    match = _Match(session, file, register_new=register_new, today=today)
    judged = [match.row(index, line) for index, line in enumerate(file.lines)]
    rows = [row for row, _ in judged]
    rows += (row._replace(label=_sheet_label(_shown(row.label), row.sheet)) for row in file.wrong)
    if file.problems:
        rows.append(PreviewRow(file.heading_row, RowVerdict.WRONG, "Sütunlar", file.problems))
    rows.sort(key=lambda row: row.row_number)
    return UsageJudgement(
        tuple(rows),
        tuple(plan for _, plan in judged if plan is not None),
        tuple(match.replaced.values()),
        notes=tuple(_notes(session, file, match)),
    )


class _Match:
    """Compares each line of a file with the database, which is read once."""

    def __init__(
        self, session: Session, file: UsageFile, *, register_new: bool, today: dt.date
    ) -> None:
        self.replaced: dict[int, StoredUsage] = {}
        self.met_lines: set[int] = set()
        self.starts: set[dt.date] = set()
        self._session = session
        self._file = file
        self._register_new = register_new
        self._today = today
        self._line_ids = line_ids(session)
        self._settings = read_settings(session)
        has_unknown = any(line.phone not in self._line_ids for line in file.lines)
        people = list_named(session) if has_unknown else []
        self._officers = {person.mobile: person.name for person in people}
        known = [self._line_ids[line.phone] for line in file.lines if line.phone in self._line_ids]
        self._stored: dict[int, list[StoredUsage]] = defaultdict(list)
        for stored in _stored(session, known):
            self._stored[stored.line_id].append(stored)
        self._planned: dict[str, list[tuple[dt.date, dt.date, LineUsage]]] = defaultdict(list)

    def row(self, position: int, line: LineUsage) -> tuple[PreviewRow, LinePlan | None]:
        """Return the result for one line of the file, and what to store for it."""
        line_id = self._line_ids.get(line.phone)
        hints = list(line.hints)
        if line_id is not None:
            self.met_lines.add(line_id)
        else:
            unknown = self._unknown(line)
            if not self._register_new:
                return _wrong(line, unknown), None
            hints.append(unknown)
        starts_on, ends_on = _span(line, self._settings.of(line_id))
        self.starts.add(starts_on)
        if line.period.starts_on is None and starts_on.day != 1:
            words = {"month": month_words(line.period.month), "days": _days(starts_on, ends_on)}
            hints.append(Problem("line", "phones.usage_own_period", words))
        met = [
            stored
            for stored in self._stored.get(line_id or 0, ())
            if stored.starts_on < ends_on
            and starts_on < stored.ends_on
            and stored.measures & line.measures
        ]
        wrong = _too_long(line, starts_on, ends_on) or self._twice(line, starts_on, ends_on)
        if wrong:
            return _wrong(line, wrong), None
        if met and self._is_known(line, met, starts_on, ends_on):
            return _row(line, RowVerdict.UNCHANGED, hints=tuple(hints)), None
        if lost := _lost(line, met):
            return _wrong(line, lost), None
        keeps = tuple(
            part
            for old in met
            if old.has_calls
            for part in kept_of(old.usage_id, (old.starts_on, old.ends_on), (starts_on, ends_on))
        )
        plan = LinePlan(position, line_id, starts_on, ends_on, keeps)
        if not met:
            changes = (*_changes(line, ()), FieldChange("period", "", _days(starts_on, ends_on)))
            return _row(line, RowVerdict.CREATE, hints=tuple(hints), changes=changes), plan
        self.replaced.update((old.usage_id, old) for old in met)
        hints += _losses(met, starts_on, ends_on)
        hints += _stays(keeps)
        kept = amounts_of(self._session, keeps)
        before = _days(min(old.starts_on for old in met), max(old.ends_on for old in met))
        days = FieldChange("period", before, _days(starts_on, ends_on))
        changes = (*_changes(line, met, kept), days)
        return _row(line, RowVerdict.UPDATE, hints=tuple(hints), changes=changes), plan

    def _unknown(self, line: LineUsage) -> Problem:
        """Return the problem of a number that is not registered."""
        name = self._officers.get(line.phone)
        of_whom = "" if name is None else f"; {name} adlı sorumlunun kurumsal cep numarası"
        return Problem("line", REGISTERS if self._register_new else UNKNOWN, {"of_whom": of_whom})

    def _twice(self, line: LineUsage, starts_on: dt.date, ends_on: dt.date) -> Problem | None:
        """Return the problem that the file contained the line before; None when it did not."""
        for begin, end, other in self._planned[line.phone]:
            if begin < ends_on and starts_on < end and other.measures & line.measures:
                return Problem("line", "phones.usage_line_twice", {"row": other.row_number})
        self._planned[line.phone].append((starts_on, ends_on, line))
        return None

    def _is_known(
        self, line: LineUsage, met: Sequence[StoredUsage], begin: dt.date, end: dt.date
    ) -> bool:
        """Return whether everything about a line of the file is stored for these days.

        Calls are known when usage stored call by call covers all these days, with exactly the same
        calls. Sums are known when they are of exactly these days, or when the stored usage of
        parts of them adds up to the same and, once the period is over, leaves out no day.
        """
        if line.has_calls:
            return (
                all(old.has_calls for old in met)
                and all(_covers(met, measure, begin, end) for measure in line.measures)
                and self._has_calls(line, met, begin, end)
            )
        if any(old.starts_on < begin or old.ends_on > end for old in met):
            return False
        # An export of the program for a month that still runs contains what is known by now.
        if end <= self._today and not all(
            _covers(met, measure, begin, end) for measure in line.measures
        ):
            return False
        return all(
            amount is None or amount == known
            for amount, known in (
                (line.seconds, sum_of(old.seconds for old in met)),
                (line.bytes, sum_of(old.bytes for old in met)),
            )
        )

    def _has_calls(
        self, line: LineUsage, met: Sequence[StoredUsage], begin: dt.date, end: dt.date
    ) -> bool:
        calls, part = self._file.calls, slice(line.start, line.stop)
        marked = list_marked(self._session, [old.usage_id for old in met])
        numbers = list(calls.numbers[part])
        for index, one in meet(self._session, calls, part, marked).items():
            numbers[index - line.start] = one.number
        fresh = zip(
            calls.at[part],
            calls.kinds[part],
            numbers,
            calls.seconds[part],
            calls.bytes[part],
            strict=True,
        )
        query = select(_CALLS.at, _CALLS.kind, _CALLS.number, _CALLS.seconds, _CALLS.bytes)
        known = (
            (written(at), kind.value, number, seconds, amount)
            for at, kind, number, seconds, amount in self._session.execute(
                query.where(
                    _CALLS.usage_id.in_([old.usage_id for old in met]),
                    _CALLS.at >= day_start(begin),
                    _CALLS.at < day_start(end),
                )
            )
        )
        if all(old.measures <= line.measures for old in met):
            return sorted(fresh) == sorted(known)
        # The stored usage contains the other measure as well, with its calls.
        return Counter(fresh) <= Counter(known)


def _span(line: LineUsage, settings: Settings) -> tuple[dt.date, dt.date]:
    """Return the days of a line's usage.

    A month means the line's own period that begins in it; calls have days of their own, and the
    month counts only when all of them lie in it.
    """
    starts_on, ends_on, month = line.period.starts_on, line.period.ends_on, line.period.month
    if month:
        period = settings.period(month)
        if starts_on is None or ends_on is None:
            return period.starts_on, period.ends_on
        if period.starts_on <= starts_on and ends_on <= period.ends_on:
            return period.starts_on, period.ends_on
    assert starts_on is not None and ends_on is not None  # noqa: S101, PT018 - a period has either
    return starts_on, ends_on


def _too_long(line: LineUsage, starts_on: dt.date, ends_on: dt.date) -> Problem | None:
    """Return the problem of more talk than the days have seconds; None when there is none."""
    days = (ends_on - starts_on).days
    if line.seconds is None or line.seconds <= days * _DAY_SECONDS:
        return None
    return Problem("duration", "phones.usage_longer_than_days", {"days": days})


def _losses(
    met: Collection[StoredUsage], starts_on: dt.date, ends_on: dt.date
) -> Iterator[Problem]:
    """Yield the days that are known now and will not be afterwards."""
    for old in met:
        if not old.has_calls and (old.starts_on < starts_on or ends_on < old.ends_on):
            yield Problem(
                "line",
                "phones.usage_narrower",
                {"old": _days(old.starts_on, old.ends_on), "new": _days(starts_on, ends_on)},
            )


def _stays(keeps: Collection[KeptDays]) -> Iterator[Problem]:
    """Yield the days whose calls are kept beside those of the file."""
    for part in sorted({(part.starts_on, part.ends_on) for part in keeps}):
        yield Problem("line", "phones.usage_days_stay", {"old": _days(*part)})


def _covers(met: Collection[StoredUsage], measure: Measure, begin: dt.date, end: dt.date) -> bool:
    """Return whether stored usage of a measure covers each of the days `[begin, end)`."""
    for starts_on, ends_on in sorted(
        (old.starts_on, old.ends_on) for old in met if measure in old.measures
    ):
        if starts_on > begin:
            return False
        begin = max(begin, ends_on)
    return begin >= end


def _lost(line: LineUsage, met: Collection[StoredUsage]) -> Problem | None:
    """Return the problem that known usage would be lost; None: nothing."""
    for old in met:
        lost = old.measures - line.measures
        if lost:
            words = " ve ".join(one.words for one in Measure if one in lost)
            days = _days(old.starts_on, old.ends_on)
            return Problem("line", "phones.usage_less_told", {"old": days, "measures": words})
    return None


def _changes(
    line: LineUsage, met: Collection[StoredUsage], kept: tuple[int, int] = (0, 0)
) -> tuple[FieldChange, ...]:
    """Return the amounts before and after, with the days that are kept."""
    changes = []
    if line.seconds is not None:
        talked = sum_of(old.seconds for old in met)
        after = line.seconds + kept[0]
        changes.append(FieldChange("duration", _time_words(talked), _time_words(after)))
    if line.bytes is not None:
        amount, after = sum_of(old.bytes for old in met), line.bytes + kept[1]
        words = _amount_words(amount, after), _amount_words(after, amount)
        changes.append(FieldChange("data", *words))
    return tuple(changes)


def _row(line: LineUsage, verdict: RowVerdict, **more: Any) -> PreviewRow:
    """Return what becomes of a line; `more` are further values of the row."""
    label = format_phone(line.phone)
    return PreviewRow(line.row_number, verdict, label, sheet=line.sheet, **more)


def _wrong(line: LineUsage, problem: Problem) -> PreviewRow:
    return _row(line, RowVerdict.WRONG, problems=(problem,))


def _shown(label: str) -> str:
    """Return the label of a wrong row: its number in the usual format, else its text."""
    phone = _phone_in(label)
    return label if phone is None else format_phone(phone)


def _phone_in(label: str) -> str | None:
    try:
        return line_of(label)
    except KnownError:
        return None


def _sheet_label(label: str, sheet: str) -> str:
    return f"{sheet}: {label}" if sheet and label else label or sheet


def _time_words(seconds: int | None) -> str:
    if seconds is None:
        return ""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours} sa {minutes} dk {rest} sn" if hours else f"{minutes} dk {rest} sn"


def _amount_words(amount: int | None, other: int | None) -> str:
    """Return bytes in words, exactly when the words of another amount would be the same."""
    if amount is None:
        return ""
    words = data_words(amount)
    return (
        f"{amount} bayt"
        if other not in {None, amount} and words == data_words(other or 0)
        else words
    )


def _days(starts_on: dt.date, ends_on: dt.date) -> str:
    last = ends_on.fromordinal(ends_on.toordinal() - 1)
    return f"{format_day(starts_on)}–{format_day(last)}"


def _stored(session: Session, of_lines: Collection[int]) -> Iterator[StoredUsage]:
    columns = (_USAGES[name] for name in StoredUsage._fields[1:])
    query = select(_USAGES.id, *columns).where(_USAGES.superseded_by_import_id.is_(None))
    for part in parts_of(sorted(set(of_lines))):
        found = query.where(_USAGES.line_id.in_(part)).order_by(_USAGES.id)
        yield from map(StoredUsage._make, session.execute(found))


_LOOKED_BACK: Final = dt.timedelta(days=100)
"""An older file is no evidence of the lines of today."""
_MOST_NAMED: Final = 5
MAYBE_CUT: Final = "phones.usage_maybe_cut"
"""Lines are missing, and nothing in the file shows that it is complete."""
_NO_TOTAL: Final = "phones.usage_no_total"
_GONE: Final = (ItemState.RETURNED, ItemState.RETIRED)
_LINES: Final = PhoneLine.__table__.c


def _notes(session: Session, file: UsageFile, match: _Match) -> Iterator[Problem]:
    """Yield how many wrong rows are not listed, and which lines of the previous file are missing.

    That one is the newest file of earlier days that has lines of this one.
    """
    if file.wrong_count > len(file.wrong):
        count = file.wrong_count - len(file.wrong)
        yield Problem("", "phones.usage_more_wrong", {"count": count})
    line_ids = match.met_lines
    before = _file_before(session, file, line_ids, min(match.starts)) if line_ids else []
    if not before:
        return
    query = select(_LINES.phone).where(
        _LINES.id.in_({row.line_id for row in before} - line_ids),
        _LINES.state.not_in(_GONE),
    )
    # The preview lists the lines of wrong rows already.
    refused = {_phone_in(row.label) for row in file.wrong}
    missing = sorted(phone for phone in session.scalars(query) if phone not in refused)
    if missing:
        is_unproven = any(note.code == _NO_TOTAL for note in file.notes)
        named = ", ".join(map(format_phone, missing[:_MOST_NAMED]))
        yield Problem(
            "",
            MAYBE_CUT if is_unproven else "phones.usage_lines_missing",
            {
                "first": format_day(min(row.starts_on for row in before)),
                "last": format_day(max(row.ends_on for row in before) - _DAY),
                "count": len(missing),
                "lines": named if len(missing) <= _MOST_NAMED else f"{named}, …",
            },
        )


def _file_before(
    session: Session, file: UsageFile, line_ids: Collection[int], day: dt.date
) -> list[Any]:
    """Return the usages of that file; empty when there is none."""
    measures = {measure for line in file.lines for measure in line.measures}
    query = select(
        _USAGES.import_id,
        _USAGES.line_id,
        _USAGES.starts_on,
        _USAGES.ends_on,
        _USAGES.seconds,
        _USAGES.bytes,
    ).where(
        _USAGES.superseded_by_import_id.is_(None),
        _USAGES.starts_on < day,
        _USAGES.starts_on >= day - _LOOKED_BACK,
    )
    imports: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        if not measures.isdisjoint(measures_of(row.seconds, row.bytes)):
            imports[row.import_id].append(row)
    # A file of two months with a gap is as old as its newer one.
    ranked = [
        (max(row.ends_on for row in rows), common, import_id)
        for import_id, rows in imports.items()
        if 2 * (common := len({row.line_id for row in rows}.intersection(line_ids)))
        >= len(line_ids)
    ]
    return imports[max(ranked)[2]] if ranked else []
