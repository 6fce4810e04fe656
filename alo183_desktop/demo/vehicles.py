"""Vehicles of a year: who drives them, one in service, and the task orders of some cases."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Final

from alo183_desktop.demo.calendar import FIRST_DAY
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.referrals import Referral
    from alo183_desktop.demo.story import Story

_EARLY: Final = dt.time(9, 20)
"""Before the chapter of the rota begins, which takes its drivers from here."""
_EVENING: Final = dt.time(16, 50)
_TRIPS: Final = range(-360, 0, 12)
_SKIPPED: Final = -132
"""After this trip somebody drove without a task order: the log shows the km."""
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
        self._told = story.rota
        self._referrals = referrals
        self._calendar = calendar
        self._schedule = schedule
        self._vehicles: list[int] = []
        self._drivers: list[int] = []
        self._km = _FIRST_KM

    def plan(self) -> None:
        """Put the chapter on the schedule."""
        self._schedule.add(self._calendar.at(FIRST_DAY + 2, _EARLY), self._begin)
        for place, offset in enumerate(_TRIPS):
            at = self._calendar.at(offset, _EVENING)
            self._schedule.add(at, partial(self._travel, place, offset))
        self._schedule.add(self._calendar.at(-1, _EARLY), self._bring_away)

    def _begin(self, desk: Desk) -> None:
        from dataclasses import replace

        from alo183_desktop.rota import service as rota
        from alo183_desktop.vehicles import service
        from alo183_desktop.vehicles.record import DriverValues, VehicleValues

        with desk.work() as work:
            today = local_day(work.now)
            for told in self._told["vehicles"]:
                values = VehicleValues(
                    plate=told["plate"],
                    make=told["make"],
                    seats=told["seats"],
                    has_child_seat=told["has_child_seat"],
                    starts_on=today - _LONG_AGO,
                    inspected_until=self._calendar.day(told["inspected_until"]),
                    insured_until=self._calendar.day(told["insured_until"]),
                )
                self._vehicles.append(service.save_vehicle(work, None, values))
            for told in self._told["drivers"]:
                driver = DriverValues(
                    officer_id=None,
                    name=told["name"],
                    licence_class=LicenceClass.B,
                    licence_until=self._calendar.today + 3 * _YEAR,
                    approved_on=today - _YEAR,
                    has_consent=True,
                )
                self._drivers.append(service.save_driver(work, None, driver))
            for pattern in rota.read_settings(work)[1]:
                if pattern.kind is DutyKind.DRIVER:
                    rota.save_pattern(work, replace(pattern, vehicle_id=self._vehicles[0]))

    def _travel(self, place: int, offset: int, desk: Desk) -> None:
        """Write the task order for the newest case of the days before, after the trip."""
        from alo183_desktop.rota.service import on_duty
        from alo183_desktop.vehicles import service
        from alo183_desktop.vehicles.record import OrderValues

        with desk.work() as work:
            case = [one for one in self._referrals if one.routed_at < work.now][-1]
            distance = 14 + place * 7 % 31
            out_at = work.now - dt.timedelta(hours=3)
            order = OrderValues(
                vehicle_id=self._vehicles[0],
                driver_id=self._drivers[place % len(self._drivers)],
                people=", ".join(one.name for one in on_duty(work).of(DutyKind.MAIN)),
                place=case.district,
                purpose="Vakanın yerinde incelenmesi",
                case_number=case.number,
                out_at=out_at,
                in_at=work.now - dt.timedelta(minutes=40 + place % 3 * 10),
                out_km=self._km,
                in_km=self._km + distance,
                is_urgent=place % 5 == 0,
                signed_on=None if offset == _UNSIGNED else local_day(work.now),
            )
            service.make_order(work, order)
        self._km += distance + (37 if offset == _SKIPPED else 0)

    def _bring_away(self, desk: Desk) -> None:
        """Bring the second vehicle to the garage, from which it is not back yet."""
        from alo183_desktop.vehicles import service
        from alo183_desktop.vehicles.record import StateValues

        with desk.work() as work:
            until = self._calendar.at(2, _EVENING)
            state = StateValues(self._vehicles[1], VehicleStateKind.IN_SERVICE, work.now, until)
            service.save_state(work, None, state)
