"""People, duties and absences of tests."""

import datetime as dt
from typing import Any, Final

from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, Employment
from alo183_desktop.rota.numbers import NO_NUMBER, DutyNumber, NumberState
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PersonRow
from alo183_desktop.rota.rules import Facts, facts
from alo183_desktop.shared.calendar import instant_of

AYSE: Final = 1
MURAT: Final = 2
LIMITS: Final = Limits()


def at(text: str) -> dt.datetime:
    """Return an instant of Istanbul such as `2026-03-04 08:00`, UTC."""
    moment = dt.datetime.fromisoformat(text)
    return instant_of(moment.date(), moment.time())


def number_of(phone: str) -> DutyNumber:
    """Return a number that its person answers; empty: they have none."""
    return DutyNumber(phone, NumberState.HELD) if phone else NO_NUMBER


def person(person_id: int = AYSE, **other: Any) -> PersonRow:
    """Return an official who can be on every duty."""
    values: dict[str, Any] = {
        "person_id": person_id,
        "officer_id": None,
        "name": "Ayşe DEMİR" if person_id == AYSE else "Murat KILIÇ",
        "employment": Employment.OFFICIAL,
        "kinds": frozenset(DutyKind),
        "starts_on": dt.date(2020, 1, 1),
        "ends_on": None,
        "phone": "+905320000000",
        "version": 1,
    }
    values |= other
    return PersonRow(number=number_of(values.pop("phone")), **values)


def duty(begins: str, ends: str, person_id: int | None = None, **other: Any) -> DutyRow:
    """Return a main duty with a day's rest after it; its number follows from its begin."""
    starts_at = at(begins)
    values: dict[str, Any] = {
        "duty_id": int(starts_at.timestamp()) // 60,
        "kind": DutyKind.MAIN,
        "starts_at": starts_at,
        "ends_at": at(ends),
        "rest_minutes": 24 * 60,
        "is_active": True,
        "person_id": person_id,
        "person_name": "" if person_id is None else person(person_id).name,
        "reason": "",
        "version": 1,
    }
    return DutyRow(**{**values, **other})


def absence(begins: str, ends: str, kind: AbsenceKind = AbsenceKind.ANNUAL) -> AbsenceRow:
    """Return an absence of Ayşe."""
    return AbsenceRow(1, AYSE, "Ayşe DEMİR", kind, at(begins), at(ends), "Selin AKTAŞ", 1)


def known(
    *duties: DutyRow,
    people: tuple[PersonRow, ...] = (person(),),
    absences: tuple[AbsenceRow, ...] = (),
    limits: Limits = LIMITS,
) -> Facts:
    """Return what is known around some duties."""
    return facts(people, duties, absences, limits)
