"""Handsets and lines: the register, hand-overs since then, and the usage of the lines."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.cases.unexplained import explain_call, find_calls
from alo183_desktop.demo.calendar import FIRST_DAY, chance
from alo183_desktop.demo.people import officer_ids
from alo183_desktop.demo.story import spare_line
from alo183_desktop.demo.tables import column_file, table_file
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.phones import queries
from alo183_desktop.phones.custody import circular
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.custody.papers import attach_signed, mark_printed, open_form_pdf
from alo183_desktop.phones.inventory.file import read_inventory
from alo183_desktop.phones.inventory.recipe import INVENTORY
from alo183_desktop.phones.kinds import CircularStanding, ItemState
from alo183_desktop.phones.quotas.rules import (
    DEFAULT_BYTES,
    DEFAULT_SECONDS,
    LAST_PERIOD_DAY,
    QuotaPeriod,
    Setting,
    Settings,
)
from alo183_desktop.phones.quotas.service import (
    list_notices,
    mark_seen,
    note_notices,
    set_default_quota,
)
from alo183_desktop.phones.rows import FormFilter, ItemKind, PhoneFilter
from alo183_desktop.phones.service import set_state
from alo183_desktop.phones.usage.file import UsageOptions
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.calendar import month_after
from alo183_desktop.shared.clock import ISTANBUL, format_day, local, local_day
from alo183_desktop.shared.identity import parse_phone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.referrals import Referral
    from alo183_desktop.demo.story import Story, Tenure
    from alo183_desktop.documents.foreign.tables import ForeignColumns

_TEST_TAC: Final = "00100205"
"""IMEIs that begin with 00 belong to test devices. Source: GSMA TS.06."""
_NOBODYS_SIM: Final = "8990999"
"""No operator has the country code 990 or the network 99."""
_SIGNED_DAYS: Final = 1
_UNSIGNED_SINCE: Final = -1
"""The forms of this day and later ones wait for their signatures."""
_NOON: Final = dt.time(11, 30)
_AFTERNOON: Final = dt.time(15, 10)


class Phones:
    """The chapter of handsets and lines."""

    def __init__(
        self,
        story: Story,
        calendar: Calendar,
        schedule: Schedule,
        papers: Mapping[int, tuple[int, ...]],
    ) -> None:
        """Take what the chapter needs.

        Args:
            story: The story.
            calendar: The clock.
            schedule: Receives the acts.
            papers: Custody forms that each change of officers made, by its day; filled meanwhile.
        """
        self._story = story
        self._calendar = calendar
        self._schedule = schedule
        self._papers = papers

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
        at = self._calendar.at(FIRST_DAY + 1, _NOON)
        self._schedule.add(at, self._register)
        for event in self._story.phones["events"]:
            at = self._calendar.at(event["day"], _NOON)
            self._schedule.add(at, partial(self._happen, event))
        for change in self._story.directorate["changes"]:
            at = self._calendar.at(change["day"], _AFTERNOON)
            self._schedule.add(at, partial(self._file_papers, change["day"]))

    def _register(self, desk: Desk) -> None:
        register = read_inventory(table_file("hat-ve-cihazlar.xlsx", "Hatlar", self._rows()))
        with desk.work() as work:
            INVENTORY.apply(work, INVENTORY.preview(work, register))

    def _rows(self) -> list[tuple[str, ...]]:
        register, dice = self._story.phones["register"], chance("register")
        rows: list[tuple[str, ...]] = [tuple(register["headings"])]
        roster = self._story.directorate["roster"]
        for index, person in enumerate(roster):
            held_from = format_day(self._calendar.day(person["first_day"] + 2))
            is_other = person["name"] == register["other_holder"]
            operator = register["other_operator" if is_other else "operator"]
            rows.append(
                (
                    self._story.tenures[index].phone,
                    operator,
                    with_luhn(f"{_NOBODYS_SIM}{index + 1:011}"),
                    register["package"],
                    f"{dice.randrange(10_000):04}",
                    f"{dice.randrange(100_000_000):08}",
                    *self._handset(index),
                    "Zimmetli",
                    person["name"],
                    held_from,
                )
            )
        for index in range(register["spare_lines"]):
            sim = with_luhn(f"{_NOBODYS_SIM}{500 + index:011}")
            line = (spare_line(index), register["operator"], sim, register["package"])
            rows.append((*line, *("",) * 8, "Depoda", "", ""))
        spare = range(len(roster), len(roster) + register["spare_handsets"])
        rows.extend((*("",) * 6, *self._handset(index), "Depoda", "", "") for index in spare)
        return rows

    def _handset(self, index: int) -> tuple[str, ...]:
        register = self._story.phones["register"]
        make, model = register["models"][index % len(register["models"])]
        conditions = register["conditions"]
        condition = conditions[index % len(conditions)]
        imei, serial = with_luhn(f"{_TEST_TAC}{183001 + index * 17}"), f"ORNEK{7000 + index * 13}"
        return (make, model, imei, serial, condition, register["accessories"])

    def _happen(self, event: dict[str, Any], desk: Desk) -> None:
        with desk.work() as work:
            officer_id = officer_ids(work)[event["who"]]
            stored = PhoneFilter(state=ItemState.IN_STORE)
            if event["act"] in {"lost", "repair"}:
                held = queries.held_by(work.session, officer_id, at=work.now)
                handset = next(one for one in held if one.item_kind is ItemKind.HANDSET)
                state = ItemState.LOST if event["act"] == "lost" else ItemState.IN_REPAIR
                item = (handset.item_kind, handset.item_id)
                set_state(work, item, state=state, at=work.now, reason=event["reason"])
                return
            items = [queries.list_handsets(work.session, stored, at=work.now)[0].item]
            if event["act"] == "issue_both":
                lines = queries.list_lines(work.session, stored, at=work.now)
                items = [*(line.item for line in lines[:1]), *items]
            form_id = custody.issue(work, items, officer_id=officer_id, at=work.now)
        self._sign_later(event["day"], (form_id,))

    def _file_papers(self, day: int, desk: Desk) -> None:
        papers = self._papers.get(day, ())
        if day < _UNSIGNED_SINCE:
            self._sign_later(day, (*papers, *_notify_of_circular(desk)))
        elif papers:
            from alo183_desktop.phones.custody.papers import mark_printed

            with desk.work() as work:
                # The leaver has their form to sign; the newcomer's is still to be printed.
                mark_printed(work, papers[0])

    def _sign_later(self, day: int, papers: Sequence[int]) -> None:
        at = self._calendar.at(day + _SIGNED_DAYS, _AFTERNOON)
        for form_id in papers:
            self._schedule.add(at, partial(_sign, form_id))


def e164(phone: str) -> str:
    """Return a phone of the story in the form that the program stores."""
    return parse_phone(phone)


def with_luhn(digits: str) -> str:
    """Return digits with the check digit at the end of IMEI and ICCID."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if index % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - Luhn: its digit sum
    return f"{digits}{-total % 10}"


def _notify_of_circular(desk: Desk) -> tuple[int, ...]:
    """Make the forms of all officers still to be notified of the circular, and return their ids."""
    with desk.work() as work:
        rows = circular.find_circular(work)
        untold = [row.officer_id for row in rows if row.standing is not CircularStanding.NOTIFIED]
        return circular.notify(work, untold)


def _sign(form_id: int, desk: Desk) -> None:
    """Attach the signed form: the form itself is used as its scan."""
    with desk.work() as work:
        paper = open_form_pdf(work, form_id)
        mark_printed(work, form_id)
        found = queries.list_forms(work.session, FormFilter())
        form = next(one for one in found if one.form_id == form_id)
    scan = check_file(f"tutanak-{form.number_text.replace('/', '-')}-imzali.pdf", paper)
    with desk.work() as work:
        attach_signed(work, form_id, scan, version=form.version)


_SECONDS_A_CALL: Final = 145
_SHORTEST: Final = 6
_WEEKEND: Final = 5
_WEEKEND_WEIGHT: Final = 0.45
_SERVICES: Final = (("183", 30), ("155", 6), ("112", 5), ("156", 2))
_COLLEAGUES: Final = 18
_OFFICE: Final = 9
_CALLERS: Final = 30
_CALLER_DAYS: Final = 4
_UNEXPLAINED_SECONDS: Final = (70, 520)


@dataclass(frozen=True, slots=True)
class Goal:
    """The usage of a line on the days `[starts_on, ends_on)`."""

    starts_on: dt.date
    ends_on: dt.date
    seconds: int
    bytes: int


class Called(NamedTuple):
    """One row of an operator's file."""

    phone: str
    at: dt.datetime
    """In the time of Istanbul."""
    number: str
    seconds: int
    kilobytes: int
    """Positive for a data session."""


class DemoCalls:
    """Draws calls."""

    def __init__(self, story: Story, calendar: Calendar, referrals: Sequence[Referral]) -> None:
        self._story = story
        self._calendar = calendar
        self._dice = chance("calls")
        self._hours = story.phones["usage"]["hours"]
        self._office = story.directorate["directorate"]["telephone"]
        self._colleagues = list(dict.fromkeys(tenure.phone for tenure in story.tenures))
        called = [(one.routed_at, one.caller_phone) for one in referrals if one.caller_phone]
        self._routed = [routed_at for routed_at, _ in called]
        self._callers = [phone for _, phone in called]

    def calls(self, tenure: Tenure, goal: Goal) -> Iterator[Called]:
        """Yield the calls and data sessions of a line in the order of days."""
        days = [
            goal.starts_on + dt.timedelta(days=place)
            for place in range((goal.ends_on - goal.starts_on).days)
        ]
        if not days:
            return
        yield from self._unexplained(tenure, goal)
        dice = self._dice
        weights = [_WEEKEND_WEIGHT if day.weekday() >= _WEEKEND else 1.0 for day in days]
        count = max(goal.seconds // _SECONDS_A_CALL, 1)
        drawn = sorted(dice.choices(days, weights, k=count))
        for day, seconds in zip(drawn, self._parts(goal.seconds, count), strict=True):
            hour = dice.choices(range(24), self._hours)[0]
            at = _instant(day, dt.time(hour, dice.randrange(60), dice.randrange(60)))
            yield Called(tenure.phone, at, self._number(tenure, at), max(seconds, _SHORTEST), 0)
        # A phone uses some data each day, so the file covers each day.
        for day, amount in zip(days, self._parts(goal.bytes // 1024, len(days)), strict=True):
            time = dt.time(dice.randint(7, 22), dice.randrange(60), dice.randrange(60))
            yield Called(tenure.phone, _instant(day, time), "internet", 0, max(amount, 1))

    def _parts(self, whole: int, count: int) -> list[int]:
        """Return `whole` in `count` parts of different sizes."""
        sizes = [self._dice.uniform(0.2, 1.8) for _ in range(count)]
        parts = [int(whole * size / sum(sizes)) for size in sizes]
        parts[-1] += whole - sum(parts)
        return parts

    def _number(self, tenure: Tenure, at: dt.datetime) -> str:
        callers = self._callers_before(at)
        weights = dict(_SERVICES) | {
            "colleague": _COLLEAGUES,
            "office": _OFFICE,
            "caller": _CALLERS if callers else 0,
        }
        drawn: str = self._dice.choices(list(weights), list(weights.values()))[0]
        match drawn:
            case "colleague":
                others = [phone for phone in self._colleagues if phone != tenure.phone]
                return self._dice.choice(others)
            case "office":
                return str(self._office)
            case "caller":
                return self._dice.choice(callers)
            case _:
                return drawn

    def _callers_before(self, at: dt.datetime) -> list[str]:
        first = bisect_left(self._routed, at - dt.timedelta(days=_CALLER_DAYS))
        return self._callers[first : bisect_right(self._routed, at)]

    def _unexplained(self, tenure: Tenure, goal: Goal) -> Iterator[Called]:
        entries: list[dict[str, Any]] = self._story.phones["usage"]["unexplained"]
        for entry in entries:
            for day in entry["days"] if entry["who"] == tenure.name else ():
                date = self._calendar.day(day)
                if goal.starts_on <= date < goal.ends_on:
                    minute = (7 * -day) % 60
                    at = _instant(date, dt.time(entry["hour"], minute, 11))
                    seconds = self._dice.randint(*_UNEXPLAINED_SECONDS)
                    yield Called(tenure.phone, at, entry["number"], seconds, 0)


def _instant(day: dt.date, time: dt.time) -> dt.datetime:
    return local(dt.datetime.combine(day, time, ISTANBUL))


_PERIODS: Final = 12
_FIRST_DAYS: Final = 11
"""Fewer days of a month are too few: then periods begin on another day."""
_BEGUN_DAYS: Final = 18
"""Number of days since the beginning, in that case."""
_SENT_AFTER_DAYS: Final = 3
"""Days between a period and its file."""
_MORNING: Final = dt.time(9, 45)
_LAST_FILE_HOURS: Final = 0.5
_EXPLAINED_DAY: Final = -6
_EXPLAINED_AT: Final = dt.time(12, 5)
_TALKER: Final = 0.9
"""The share of the minutes that the line over its quota used in other periods."""
_OVER: Final = 1.07
_NEAR: Final = 0.88
_PACE: Final = 1.28
"""The factor by which the line that runs out of data is faster than the days."""
_EARLY: Final = 0.78
"""Then the forecast warns: less than four fifths are used."""
_QUIET_PACE: Final = 0.66
_MEBIBYTE: Final = 1024**2
_KIBIBYTE: Final = 1024


class UsageFiles:
    """The chapter of usage and quotas."""

    def __init__(
        self,
        story: Story,
        calendar: Calendar,
        schedule: Schedule,
        referrals: Sequence[Referral],
    ) -> None:
        self._story = story
        self._entries = story.phones["usage"]
        self._calendar = calendar
        self._schedule = schedule
        self._dice = chance("usage")
        self._caller = DemoCalls(story, calendar, referrals)
        self._setting = Setting(calendar.day(FIRST_DAY), period_day=_period_day(calendar.today))
        settings = Settings(defaults=[self._setting])
        self._present = settings.period_on(calendar.today)
        first = month_after(self._present.key, 1 - _PERIODS)
        self._periods = [settings.period(month_after(first, place)) for place in range(_PERIODS)]
        self._tastes = {
            phone: (self._dice.uniform(0.25, 0.72), self._dice.uniform(0.2, 0.7))
            for phone in dict.fromkeys(tenure.phone for tenure in story.tenures)
        }
        """The usual share of minutes and data that a line uses in a period."""
        talker = story.phone_of(self._entries["over"])
        self._tastes[talker] = (_TALKER, self._tastes[talker][1])

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
        self._schedule.add(self._calendar.at(FIRST_DAY + 1, _MORNING), self._set_quota)
        *older, before, present = self._periods
        for period in older:
            self._schedule.add(self._sent_at(period), partial(self._import_sums, period))
        self._schedule.add(self._sent_at(before), partial(self._import_calls, before))
        self._schedule.add(self._calendar.at(_EXPLAINED_DAY, _EXPLAINED_AT), self._explain)
        at = self._calendar.ago(_LAST_FILE_HOURS)
        self._schedule.add(at, partial(self._import_calls, present))

    def _sent_at(self, period: QuotaPeriod) -> dt.datetime:
        day = period.ends_on + dt.timedelta(days=_SENT_AFTER_DAYS)
        return dt.datetime.combine(day, _MORNING, ISTANBUL).astimezone(dt.UTC)

    def _set_quota(self, desk: Desk) -> None:
        with desk.work() as work:
            set_default_quota(work, self._setting)

    def _import_sums(self, period: QuotaPeriod, desk: Desk) -> None:
        month = f"{period.key[5:]}/{period.key[:4]}"
        rows: list[tuple[str, ...]] = [
            ("KURUMSAL HAT KULLANIM ÖZETİ", "", ""),
            (f"Dönem: {month}", "", ""),
            tuple(self._entries["sum_headings"]),
        ]
        for tenure, goal in self._goals(period):
            minutes = f"{goal.seconds / 60:.1f}".replace(".", ",")
            amount = f"{goal.bytes / _MEBIBYTE:.1f}".replace(".", ",")
            rows.append((tenure.phone, minutes, amount))
        self._import(desk, column_file(f"hat-ozet-{period.key}.csv", rows), period)

    def _import_calls(self, period: QuotaPeriod, desk: Desk) -> None:
        rows: list[tuple[str, ...]] = [tuple(self._entries["call_headings"])]
        for tenure, goal in self._goals(period):
            rows.extend(map(_call_row, self._caller.calls(tenure, goal)))
        self._import(desk, column_file(f"hat-ayrinti-{period.key}.csv", rows), period)

    def _import(self, desk: Desk, file: ForeignColumns, period: QuotaPeriod) -> None:
        # The file was made up, so it is complete.
        operator = self._story.phones["register"]["operator"]
        options = UsageOptions(operator=operator, trusts_end=True)
        with desk.work() as work:
            usage = USAGE.read(file, options, work.now)
            USAGE.apply(work, USAGE.preview(work, usage, options))
        with desk.work() as work:
            today = local_day(work.now)
            note_notices(work, today=today)
            if period != self._present:
                mark_seen(work, [row.notice_id for row in list_notices(work, today=today)])

    def _goals(self, period: QuotaPeriod) -> Iterator[tuple[Tenure, Goal]]:
        """Yield the usage of each line in a period, as far as it is known by now."""
        until = min(period.ends_on, self._calendar.today)
        known = (until - period.starts_on).days / period.days
        season = self._entries["seasons"][period.starts_on.month - 1]
        other = self._story.phone_of(self._story.phones["register"]["other_holder"])
        for phone, (minutes, data) in self._tastes.items():
            tenure = self._last_holder(phone, period, until)
            if tenure is None or (phone == other and period == self._present):
                continue
            talked = minutes * season * self._dice.uniform(0.8, 1.2) * known
            moved = data * season * self._dice.uniform(0.8, 1.2) * known
            if period == self._present:
                talked, moved = self._shares_of_present(phone, known, (talked, moved))
            first = max(period.starts_on, self._calendar.day(tenure.first_day))
            last = tenure.last_day
            yield (
                tenure,
                Goal(
                    starts_on=first if _is_new(tenure, self._story) else period.starts_on,
                    ends_on=until if last is None else min(until, self._calendar.day(last)),
                    seconds=round(talked * DEFAULT_SECONDS),
                    bytes=round(moved * DEFAULT_BYTES / _KIBIBYTE) * _KIBIBYTE,
                ),
            )

    def _shares_of_present(
        self, phone: str, known: float, shares: tuple[float, float]
    ) -> tuple[float, float]:
        """Return the shares of the present period: some lines cause notices, the others do not."""
        talked, moved = (min(share, _QUIET_PACE * known) for share in shares)
        story = self._story
        if phone == story.phone_of(self._entries["over"]):
            return _OVER, moved
        if phone == story.phone_of(self._entries["near"]):
            return _NEAR, moved
        if phone == story.phone_of(self._entries["near_data"]):
            return talked, min(_PACE * known, _EARLY)
        return talked, moved

    def _last_holder(self, phone: str, period: QuotaPeriod, until: dt.date) -> Tenure | None:
        """Return the last holder of a line in a period; None when there was none."""
        calendar = self._calendar
        held = [
            tenure
            for tenure in self._story.tenures
            if tenure.phone == phone
            and calendar.day(tenure.first_day) < until
            and (tenure.last_day is None or calendar.day(tenure.last_day) > period.starts_on)
        ]
        return held[-1] if held else None

    def _explain(self, desk: Desk) -> None:
        """Store officers' explanations of the calls of the period before."""
        said = {
            e164(entry["number"]): (entry["said"], entry.get("is_private", False))
            for entry in self._entries["unexplained"]
            if "said" in entry
        }
        with desk.work() as work:
            done: set[tuple[int, str]] = set()
            for call in find_calls(work, UnexplainedCallFilter()):
                # All calls of a line with the same number get one explanation.
                if call.number in said and (call.line_id, call.number) not in done:
                    done.add((call.line_id, call.number))
                    words, is_private = said[call.number]
                    explain_call(work, call.call_id, explanation=words, is_private=is_private)


def _is_new(tenure: Tenure, story: Story) -> bool:
    """Return whether the line had no holder before."""
    return next(one for one in story.tenures if one.phone == tenure.phone) is tenure


def _period_day(today: dt.date) -> int:
    """Return the day of the month on which periods begin: the first, as in files of operators."""
    if today.day > _FIRST_DAYS:
        return 1
    return min((today - dt.timedelta(days=_BEGUN_DAYS)).day, LAST_PERIOD_DAY)


def _call_row(call: Called) -> tuple[str, ...]:
    is_data = call.kilobytes > 0
    return (
        call.phone.replace(" ", ""),
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        call.number.replace(" ", ""),
        "İnternet" if is_data else "Konuşma",
        "" if is_data else str(call.seconds),
        str(call.kilobytes) if is_data else "",
    )
