"""Write hand-over notes: the facts at a change of main duty, filled in.

A layer above the rota because it reads cases and test calls, with the filters of their pages.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries as case_queries
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.cases.rules import left_words, time_left
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.papers.rota import hand_over_pdf
from alo183_desktop.phones.reachability import queries as reachability_queries
from alo183_desktop.phones.reachability.rows import CheckFilter
from alo183_desktop.rota import queries, rules
from alo183_desktop.rota.hand_overs import open_hand_over
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import HandOver
from alo183_desktop.rota.numbers import DutyNumber, NumberState
from alo183_desktop.rota.rows import PersonFilter
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import lower_first
from alo183_desktop.vehicles.queries import last_km

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.rows import DutyRow

NOT_ENTERED: Final = CaseFilter(view=CaseView.RUNNING)
"""The cases to hand over: those whose 24 hours run, or are over."""
_MOST: Final = 5000
"""Cases in one note; nobody reads more."""


@dataclass(frozen=True, slots=True)
class HandOverDraft:
    """A change of duty, and the facts at this time."""

    at: dt.datetime
    noted_at: dt.datetime
    """The instant of the facts, UTC: before or after the change."""
    from_person_id: int
    from_name: str
    to_person_id: int
    to_name: str
    facts: dict[str, Any]
    """`cases`: number, subject, officer, end of the 24 hours and urgency of each; `checks`: line,
    holder and time of each unanswered test call of the month; `numbers`: of both people, E.164
    (empty: none) and why there is none;
    `vehicles`: plate, driver and km (None: not recorded) of each vehicle on duty then."""


def prepare(work: Work) -> HandOverDraft:
    """Return the nearest change of main duty, with the facts known now.

    Raises:
        KnownError: `access.not_allowed`; `rota.no_change`: one of the two people is not known.
    """
    for right in (Right.EDIT_ROTA, Right.SEE_CASES, Right.SEE_PHONES):
        require(work, right)
    around = queries.list_duties(
        work.session, since=work.now - queries.LONGEST, until=work.now + queries.LONGEST
    )
    pair = demand(rules.change_of_duty(around, at=work.now), "rota.no_change")
    ending, beginning = pair
    people = {
        one.person_id: one
        for one in queries.list_people(work.session, PersonFilter(), now=work.now)
    }
    assert ending.person_id is not None  # noqa: S101 - `change_of_duty` takes no other
    assert beginning.person_id is not None  # noqa: S101 - likewise
    giver, taker = people[ending.person_id], people[beginning.person_id]
    cases = case_queries.list_cases(work.session, NOT_ENTERED, now=work.now, limit=_MOST)
    missed = CheckFilter(month=month_key(local_day(work.now)), missed_only=True)
    facts = {
        "cases": [
            [one.number, one.subject_name, one.officer_name, one.due_at.isoformat(), one.is_urgent]
            for one in cases
        ],
        "checks": [
            [one.phone, one.officer_name, one.at.isoformat()]
            for one in reachability_queries.list_checks(work.session, missed)
        ],
        "numbers": [giver.number, taker.number],
        "vehicles": _vehicles(work, around, at=beginning.starts_at),
    }
    return HandOverDraft(
        beginning.starts_at,
        work.now,
        giver.person_id,
        giver.name,
        taker.person_id,
        taker.name,
        facts,
    )


def _vehicles(work: Work, duties: Sequence[DutyRow], *, at: dt.datetime) -> list[list[Any]]:
    """Return the vehicles of the duties around a change, with the driver of each from then on."""
    found: dict[int, list[Any]] = {}
    for duty in duties:
        if duty.vehicle_id is not None and duty.starts_at <= at <= duty.ends_at:
            km = last_km(work.session, duty.vehicle_id, before=work.now)
            driver = duty.holder_name if duty.kind is DutyKind.DRIVER else ""
            found[duty.vehicle_id] = [duty.plate, driver, km]
    return sorted(found.values(), key=lambda one: str(one[0]))


def vehicle_words(vehicle: Sequence[Any]) -> tuple[str, str, str]:
    """Return a vehicle of `facts` as texts: plate, driver, km."""
    plate, driver, km = vehicle
    return plate, driver or "şoförü yazılmamış", "yazılmamış" if km is None else number_text(km)


def write(work: Work, note: str) -> int:
    """Write the note of the nearest change of main duty, and return its id.

    The facts are those known at this time; they never change afterwards.

    Raises:
        KnownError: `access.not_allowed`, `rota.no_change`; `rota.handed_over`: it exists already.
    """
    for right in (Right.EDIT_ROTA, Right.SEE_CASES, Right.SEE_PHONES):
        require(work, right)
    take_write_lock(work.session)
    draft = prepare(work)
    known = select(HandOver.id).where(
        HandOver.at == draft.at, HandOver.from_person_id == draft.from_person_id
    )
    if work.session.scalar(known) is not None:
        raise KnownError("rota.handed_over")
    row = HandOver(
        at=draft.at,
        from_person_id=draft.from_person_id,
        to_person_id=draft.to_person_id,
        facts=draft.facts,
        note=note.strip(),
        recorded_at=work.now,
        by_name=work.actor.name,
        confirmed_at=None,
    )
    work.session.add(row)
    work.session.flush()
    work.record("hand_over.written", "hand_over", row.id)
    return row.id


def read_paper(work: Work, hand_over_id: int) -> Callable[[], bytes]:
    """Read a note, and return a function that makes its paper without the database.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`.
    """
    row = open_hand_over(work, hand_over_id)
    giving, taking = (
        DutyNumber(phone, NumberState(state)).words for phone, state in row.facts["numbers"]
    )
    confirmed = "onaylanmadı"
    if row.confirmed_at is not None:
        confirmed = f"{format_instant(row.confirmed_at)} anında {row.confirmed_by} onayladı"
    facts, wrote = row.facts, format_instant(row.recorded_at)
    tables = (
        [case_words(one, row.recorded_at) for one in facts["cases"]],
        [
            (format_phone(phone), name, format_instant(dt.datetime.fromisoformat(at)))
            for phone, name, at in facts["checks"]
        ],
        [vehicle_words(one) for one in facts["vehicles"]],
    )
    return partial(
        hand_over_pdf,
        get_directorate(work.session).heading,
        ((row.from_name, giving), (row.to_name, taking)),
        tables,
        at_words=format_instant(row.at),
        noted_words=wrote,
        note=row.note,
        status=f"{wrote} anındaki bilgiler; yazan {row.by_name}; {confirmed}.",
    )


def case_words(case: Sequence[Any], at: dt.datetime) -> tuple[str, ...]:
    """Return a case of `facts` as texts, with what was left of its 24 hours at an instant."""
    number, subject, officer, due, is_urgent = case
    due_at = dt.datetime.fromisoformat(due)
    urgent = "acil, " if is_urgent else ""
    return (
        number,
        f"{urgent}{lower_first(subject)}",
        officer or "sorumlusu yok",
        format_instant(due_at),
        left_words(time_left(due_at, at)),
    )
