"""Vehicles with their trips, and twelve months of duties: planned, published and signed for."""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.demo.calendar import FIRST_DAY
from alo183_desktop.demo.people import officer_ids
from alo183_desktop.demo.phones import e164
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.record import PartnerValues
from alo183_desktop.directorate.service import PARTNERS
from alo183_desktop.officers.queries import subject_names
from alo183_desktop.overview.hand_overs import write
from alo183_desktop.rota import papers, queries, swap_service, unreached, worked
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.hand_overs import confirm_hand_over
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DutyKind,
    Employment,
    SwapManner,
    WishDegree,
    WishKind,
)
from alo183_desktop.rota.record import (
    PATTERN,
    AbsenceValues,
    PersonValues,
    SubstitutionValues,
    UnreachedValues,
    WishValues,
)
from alo183_desktop.rota.rows import Cell
from alo183_desktop.rota.rules import absence_span, wishes_close_on
from alo183_desktop.rota.service import on_duty
from alo183_desktop.rota.substitute_service import SUBSTITUTIONS
from alo183_desktop.rota.swap_service import SwapWanted
from alo183_desktop.shared.calendar import month_after, month_key, month_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind
from alo183_desktop.vehicles.record import DriverValues, OrderValues, StateValues, VehicleValues
from alo183_desktop.vehicles.service import list_drivers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.referrals import Referral
    from alo183_desktop.demo.story import Story
    from alo183_desktop.rota.rows import AbsenceRow, Candidate, DutyRow


_EARLY: Final = dt.time(9, 20)
"""Before the chapter of the rota begins, which uses its drivers."""
_EVENING: Final = dt.time(16, 50)
_TRIPS: Final = range(-360, 0, 12)
_SKIPPED: Final = -132
"""After this trip there was one without a task order: the log shows the km."""
_UNSIGNED: Final = max(_TRIPS)
_FIRST_KM: Final = 61_400
_LONG_AGO: Final = dt.timedelta(days=900)
_YEAR: Final = dt.timedelta(days=365)


class Vehicles:
    """The chapter of vehicles."""

    def __init__(
        self,
        story: Story,
        referrals: Sequence[Referral],
        calendar: Calendar,
        schedule: Schedule,
    ) -> None:
        self._entries = story.rota
        self._referrals = referrals
        self._calendar = calendar
        self._schedule = schedule
        self._vehicles: list[int] = []
        self._drivers: list[int] = []
        self._km = _FIRST_KM

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
        self._schedule.add(self._calendar.at(FIRST_DAY + 2, _EARLY), self._begin)
        for index, offset in enumerate(_TRIPS):
            at = self._calendar.at(offset, _EVENING)
            self._schedule.add(at, partial(self._travel, index, offset))
        self._schedule.add(self._calendar.at(-1, _EARLY), self._bring_away)

    def _begin(self, desk: Desk) -> None:
        with desk.work() as work:
            today = local_day(work.now)
            for entry in self._entries["vehicles"]:
                values = VehicleValues(
                    plate=entry["plate"],
                    make=entry["make"],
                    seats=entry["seats"],
                    has_child_seat=entry["has_child_seat"],
                    starts_on=today - _LONG_AGO,
                    inspected_until=self._calendar.day(entry["inspected_until"]),
                    insured_until=self._calendar.day(entry["insured_until"]),
                )
                self._vehicles.append(vehicles.VEHICLES.save(work, None, values))
            for entry in self._entries["drivers"]:
                driver = DriverValues(
                    officer_id=None,
                    name=entry["name"],
                    licence_class=LicenceClass.B,
                    licence_until=self._calendar.today + 3 * _YEAR,
                    approved_on=today - _YEAR,
                    has_consent=True,
                )
                self._drivers.append(vehicles.DRIVERS.save(work, None, driver))
            for pattern in rota.read_settings(work)[1]:
                if pattern.kind is DutyKind.DRIVER:
                    hours = replace(PATTERN.stored(pattern), vehicle_id=self._vehicles[0])
                    rota.PATTERNS.save(work, pattern.pattern_id, hours, version=pattern.version)

    def _travel(self, number: int, offset: int, desk: Desk) -> None:
        """Make the task order for the newest case of the days before, after the trip."""
        with desk.work() as work:
            case = [one for one in self._referrals if one.routed_at < work.now][-1]
            distance = 14 + number * 7 % 31
            out_at = work.now - dt.timedelta(hours=3)
            order = OrderValues(
                vehicle_id=self._vehicles[0],
                driver_id=self._drivers[number % len(self._drivers)],
                people=", ".join(one.name for one in on_duty(work).of(DutyKind.MAIN)),
                place=case.district,
                purpose="Vakanın yerinde incelenmesi",
                case_number=case.number,
                out_at=out_at,
                in_at=work.now - dt.timedelta(minutes=40 + number % 3 * 10),
                out_km=self._km,
                in_km=self._km + distance,
                is_urgent=number % 5 == 0,
                signed_on=None if offset == _UNSIGNED else local_day(work.now),
            )
            vehicles.ORDERS.save(work, None, order)
        self._km += distance + (37 if offset == _SKIPPED else 0)

    def _bring_away(self, desk: Desk) -> None:
        """Bring the second vehicle to the garage, where it still is."""
        with desk.work() as work:
            until = self._calendar.at(2, _EVENING)
            state = StateValues(self._vehicles[1], VehicleStateKind.IN_SERVICE, work.now, until)
            vehicles.STATES.save(work, None, state)


_MONTHS: Final = 12
_PLANNING_DAY: Final = 22
"""Of the month before: rotas are planned between the 20th and the 25th."""
_AFTERNOON: Final = dt.time(15, 40)
_MORNING: Final = dt.time(9, 50)
_APART: Final = 3
"""Days between two duties of a person; rest and spacing need no more."""
_CHANGED_DAY: Final = -1
_GAP_DAY: Final = 3
_WORKED_DAY: Final = -4
_PART_DAY: Final = -2
_URGENT_DAY: Final = 1
_NOTES: Final = 4
"""Days with hand-over notes, up to yesterday."""
_WISHED_DAY: Final = -2
_UNREAD: Final = 1
"""The age in days of the note that is not confirmed."""
_HANDED_AT: Final = dt.time(8, 10)
_FAR: Final = dt.timedelta(days=60)


class Duties:
    """The chapter of the rota."""

    def __init__(self, story: Story, calendar: Calendar, schedule: Schedule) -> None:
        self._entries = story.rota
        self._serving = [
            one.name for one in story.tenures if one.first_day <= FIRST_DAY and one.last_day is None
        ]
        self._calendar = calendar
        self._schedule = schedule
        self._turns: dict[DutyKind, deque[int]] = {}

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
        self._schedule.add(self._calendar.at(FIRST_DAY + 2, _MORNING), self._begin)
        self._schedule.add(self._calendar.at(-1, _MORNING), self._write_partners)
        self._schedule.add(self._calendar.at(_WISHED_DAY, _MORNING), self._wish)
        for month in self._months():
            planned_on = month_start(month_after(month, -1)).replace(day=_PLANNING_DAY)
            offset = (planned_on - self._calendar.today).days
            at = self._calendar.at(offset, _AFTERNOON)
            self._schedule.add(at, partial(self._plan_month, month))
        self._schedule.add(self._calendar.at(_CHANGED_DAY - 1, _MORNING), self._change)
        self._schedule.add(self._calendar.at(-1, _AFTERNOON), self._fall_ill)
        for day, is_urgent in ((_PART_DAY, False), (_URGENT_DAY, True)):
            at = self._calendar.at(min(day, 0) - 1, _AFTERNOON)
            self._schedule.add(at, partial(self._swap, day, is_urgent=is_urgent))
        self._schedule.add(self._calendar.at(_WORKED_DAY + 1, _MORNING), self._note_worked)
        for entry in self._entries["substitutions"]:
            at = self._calendar.at(-entry["written"], _AFTERNOON)
            self._schedule.add(at, partial(self._substitute, entry))
        for entry in self._entries["unreached"]:
            at = self._calendar.at(-entry["days_ago"] + 1, _MORNING)
            self._schedule.add(at, partial(self._report, entry))
        for days in range(1, _NOTES + 1):
            note = partial(self._hand_over, is_read=days != _UNREAD)
            self._schedule.add(self._calendar.at(-days, _HANDED_AT), note)

    def _months(self) -> Iterator[str]:
        """Yield the months up to the present one, and the next one if it is planned by now."""
        present = month_key(self._calendar.today)
        yield from (month_after(present, -months) for months in range(_MONTHS - 1, -1, -1))
        if self._calendar.today.day >= _PLANNING_DAY:
            yield month_after(present)

    def _begin(self, desk: Desk) -> None:
        with desk.work() as work:
            limits, version = rota.LIMITS.open(work, 1)
            director = self._entries["director"]
            limits = replace(
                limits, director_name=director["name"], director_phone=e164(director["phone"])
            )
            rota.LIMITS.save(work, 1, limits, version=version)
            known = officer_ids(work)
            values = PersonValues(
                officer_id=None,
                name="",
                phone="",
                employment=Employment.OFFICIAL,
                does_main=True,
                does_stand_in=True,
                does_driver=False,
                starts_on=local_day(work.now),
            )
            people = {
                name: rota.PEOPLE.save(work, None, replace(values, officer_id=known[name]))
                for name in self._serving
            }
            licences = {one.name: one.driver_id for one in list_drivers(work)}
            for driver in self._entries["drivers"]:
                drives = replace(
                    values,
                    name=driver["name"],
                    phone=e164(driver["phone"]),
                    does_main=False,
                    does_stand_in=False,
                    does_driver=True,
                    driver_id=licences[driver["name"]],
                )
                people[driver["name"]] = rota.PEOPLE.save(work, None, drives)
            exempt = self._entries["exempt"]
            begins, _ = absence_span(local_day(work.now), local_day(work.now))
            kind = AbsenceKind.NIGHT_EXEMPT
            rota.ABSENCES.save(
                work, None, AbsenceValues(people[exempt], kind, begins, self._calendar.now + _FAR)
            )
            for entry in self._entries["absences"]:
                days = (self._calendar.day(entry[day]) for day in ("first_day", "last_day"))
                away = AbsenceValues(
                    people[entry["name"]], AbsenceKind(entry["kind"]), *absence_span(*days)
                )
                rota.ABSENCES.save(work, None, away)
        # Half of them are ahead of the others, so that nobody has both duties of a day.
        officers = [people[name] for name in self._serving if name != exempt]
        self._turns = {
            DutyKind.MAIN: deque(officers),
            DutyKind.STAND_IN: deque(
                officers[len(officers) // 2 :] + officers[: len(officers) // 2]
            ),
            DutyKind.DRIVER: deque(people[driver["name"]] for driver in self._entries["drivers"]),
        }

    def _substitute(self, entry: dict[str, Any], desk: Desk) -> None:
        with desk.work() as work:
            known = officer_ids(work)
            (subject_id,) = (
                number
                for number, name in subject_names(work.session).items()
                if name == entry["subject"]
            )
            values = SubstitutionValues(
                officer_id=known[entry["name"]],
                subject_id=subject_id,
                substitute_id=known[entry["substitute"]],
                starts_on=self._calendar.day(entry["first_day"]),
                ends_on=self._calendar.day(entry["last_day"] + 1),
            )
            SUBSTITUTIONS.save(work, None, values)

    def _write_partners(self, desk: Desk) -> None:
        with desk.work() as work:
            for entry in self._entries["partners"]:
                confirmed = entry.get("confirmed")
                values = PartnerValues(
                    PartnerKind(entry["kind"]),
                    entry["name"],
                    # A short number such as 112 is stored as it is.
                    e164(entry["phone"]) if entry["phone"].startswith("0") else entry["phone"],
                    e164(entry["other_phone"]) if "other_phone" in entry else "",
                    entry.get("note", ""),
                    None if confirmed is None else self._calendar.day(-confirmed),
                )
                PARTNERS.save(work, None, values)

    def _plan_month(self, month: str, desk: Desk) -> None:
        with desk.work() as work:
            rota.begin_month(work, month)
            sheet = rota.month_sheet(work, month)
            cells = []
            taken: dict[int, list[dt.date]] = {}
            for duty in (*sheet.neighbours, *sheet.duties):
                if duty.person_id is not None:
                    taken.setdefault(duty.person_id, []).append(local_day(duty.starts_at))
            for duty in sheet.duties:
                person_id = self._next(duty, sheet.absences, taken)
                cells.append(Cell(duty.duty_id, duty.version, person_id))
            rota.fill(work, cells)
            if sheet.state is not None and not sheet.state.basis:
                state = rota.month_sheet(work, month).state
                if state is not None:
                    rota.set_basis(work, month, self._entries["basis"], version=state.version)
        self._publish(month, desk)
        self._sign(month, desk)

    def _next(
        self, duty: DutyRow, absences: Sequence[AbsenceRow], taken: dict[int, list[dt.date]]
    ) -> int:
        """Return whose turn it is: the first who is present and rested; they go to the end."""
        day = local_day(duty.starts_at)
        turns = self._turns[duty.kind]
        away = {
            one.person_id
            for one in absences
            if one.starts_at < duty.ends_at and duty.starts_at < one.ends_at
        }
        person_id = next(
            one
            for one in turns
            if one not in away
            and all(abs((day - other).days) >= _APART for other in taken.get(one, ()))
        )
        turns.remove(person_id)
        turns.append(person_id)
        taken.setdefault(person_id, []).append(day)
        return person_id

    def _wish(self, desk: Desk) -> None:
        """Store people's wishes for the next month that is not planned yet."""
        today = self._calendar.today
        first = month_start(month_after(month_key(today)))
        with desk.work() as work:
            closes_on = rota.read_settings(work)[0].wishes_close_day
            if wishes_close_on(first, closes_on) < today:
                first = month_start(month_after(month_key(first)))
            people = {one.name: one.person_id for one in rota.list_people(work)}
            for entry in self._entries["wishes"]:
                wish = WishValues(
                    people[entry["name"]],
                    first.replace(day=entry["day"]),
                    WishKind(entry["kind"]),
                    WishDegree(entry["degree"]),
                )
                rota.WISHES.save(work, None, wish)

    def _publish(self, month: str, desk: Desk) -> None:
        with desk.work() as work:
            version = rota.prepare_version(work, month)
            letterhead = get_directorate(work.session).heading
        made = papers.make_papers(version, letterhead)
        with desk.work() as work:
            rota.publish(work, version, made)

    def _sign(self, month: str, desk: Desk) -> None:
        with desk.work() as work:
            for notice in rota.list_notices(work, month):
                rota.sign_notice(
                    work, notice.notice_id, local_day(work.now), version=notice.version
                )

    def _change(self, desk: Desk) -> None:
        """Let two stand-ins change places after publishing, and publish the change."""
        month = month_key(self._calendar.day(_CHANGED_DAY))
        with desk.work() as work:
            duty = self._duty(work, DutyKind.STAND_IN, _CHANGED_DAY)
            others = rota.find_candidates(work, duty.duty_id)
            other = next(one for one in others if one.person.person_id != duty.person_id)
            rota.fill(work, [Cell(duty.duty_id, duty.version, other.person.person_id)])
        self._publish(month, desk)

    def _fall_ill(self, desk: Desk) -> None:
        """Let a person fall ill, so that a duty of the coming days is empty."""
        day = self._calendar.day(_GAP_DAY)
        with desk.work() as work:
            duty = self._duty(work, DutyKind.MAIN, _GAP_DAY)
            if duty.person_id is None:
                return
            values = AbsenceValues(duty.person_id, AbsenceKind.REPORT, *absence_span(day, day))
            rota.ABSENCES.save(work, None, values)
            rota.fill(work, [Cell(duty.duty_id, duty.version, None)])

    def _swap(self, offset: int, desk: Desk, *, is_urgent: bool) -> None:
        """Let a person take over the night of a main duty, or all of it if urgent."""
        with desk.work() as work:
            duty = self._duty(work, DutyKind.MAIN, offset)
            starts_at = duty.starts_at
            if not is_urgent:
                starts_at += (duty.ends_at - duty.starts_at) / 2
            if duty.person_id is None:
                return
            taker = _takers(work, duty)[0]
            swap_service.swap(
                work,
                SwapWanted(
                    duty.duty_id,
                    duty.version,
                    starts_at,
                    duty.ends_at,
                    taker.person.person_id,
                    SwapManner.HINDERED if is_urgent else SwapManner.CONSENT,
                    is_urgent=is_urgent,
                    reason=self._entries["swap_reason"],
                ),
            )

    def _note_worked(self, desk: Desk) -> None:
        """Record that the stand-in came for the last hours of a main duty."""
        with desk.work() as work:
            duty = self._duty(work, DutyKind.MAIN, _WORKED_DAY)
            since = duty.ends_at - dt.timedelta(hours=2)
            came = next(one.person for one in _takers(work, duty) if not one.breaches)
            worked.note_worked(
                work,
                duty.duty_id,
                came.person_id,
                starts_at=since,
                ends_at=duty.ends_at,
                version=duty.version,
            )

    def _hand_over(self, desk: Desk, *, is_read: bool) -> None:
        """Write a hand-over note between two duties; one note is not confirmed."""
        with desk.work() as work:
            number = write(work, self._entries["hand_over"])
            if is_read:
                confirm_hand_over(work, number, version=1)

    def _report(self, entry: Mapping[str, Any], desk: Desk) -> None:
        """Record that the call centre did not reach the person on main duty."""
        at = self._calendar.at(-entry["days_ago"], dt.time.fromisoformat(entry["at"]))
        with desk.work() as work:
            phone = next(one.phone for one in queries.on_duty(work.session, at).people if one.phone)
            values = UnreachedValues(at, entry["operator"], phone, entry["answer"])
            unreached.REPORTS.save(work, None, values)

    def _duty(self, work: Work, kind: DutyKind, offset: int) -> DutyRow:
        day = self._calendar.day(offset)
        return next(
            one
            for one in rota.month_sheet(work, month_key(day)).duties
            if one.kind is kind and local_day(one.starts_at) == day
        )


def _takers(work: Work, duty: DutyRow) -> list[Candidate]:
    """Return who could take over a duty, without its holder."""
    found = rota.find_candidates(work, duty.duty_id)
    return [one for one in found if one.person.person_id != duty.person_id]
