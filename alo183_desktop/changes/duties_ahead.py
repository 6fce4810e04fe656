"""What becomes of a leaver's future duties: who takes each, or that it stays empty.

Source: Genelge 2014/05, madde 3 (an officer is available at any hour) and madde 6.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.changes.form import DutyHandOver
from alo183_desktop.changes.hand_overs import leaves_on, leaving
from alo183_desktop.rota import rules
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.rota.rows import Candidate, DutyRow

EMPTY: Final = "empty"
"""The decision to leave a duty without anybody: it shows as a gap until a person takes it."""
_PERSON: Final = "person:"


class AheadDuty(NamedTuple):
    """One duty of a leaver after they have left."""

    position: int
    """Of the first change in which they leave, from 0."""
    duty: DutyRow
    decision: str
    """The decision about it so far; empty: none."""


def to_person(person_id: int) -> str:
    """Return the decision that a person of duty takes a duty."""
    return f"{_PERSON}{person_id}"


def person_of(decision: str) -> int | None:
    """Return the person who takes a duty; None for nobody."""
    number = decision.removeprefix(_PERSON)
    return int(number) if decision.startswith(_PERSON) and number.isdecimal() else None


def duties_ahead(form: ChangeForm, context: ChangeContext) -> tuple[AheadDuty, ...]:
    """Return the duties to be decided about, by leaver and beginning.

    Those that begin after now and reach into the first day after the leaver's last; earlier ones
    stay as they are. Empty while that day cannot be read.
    """
    decided = {one.duty_id: one.decision for one in form.duty_hand_overs}
    return tuple(
        AheadDuty(position, duty, decided.get(duty.duty_id, ""))
        for position, duty in _left_behind(form, context)
        if duty.starts_at > context.now
    )


def warn_running(form: ChangeForm, context: ChangeContext) -> Iterator[Problem]:
    """Yield the duties that run now, and have nobody once their holder has left.

    Who has been there so far stays recorded: only the hours that are left can be given to somebody,
    in the rota.
    """
    for position, duty in _left_behind(form, context):
        if duty.starts_at <= context.now < duty.ends_at:
            words = {"name": duty.person_name, "duty": rules.duty_words(duty)}
            yield Problem(f"entries.{position}.effective", "changes.duty_running", words)


def _left_behind(form: ChangeForm, context: ChangeContext) -> Iterator[tuple[int, DutyRow]]:
    """Yield the duties that reach beyond a leaver's last day, each with its change."""
    for leaver_id, position in leaving(form).items():
        person_id, day = _person_id(context, leaver_id), leaves_on(form, leaver_id)
        if person_id is None or day is None:
            continue
        for duty in context.rota.duties:
            until = rules.held_until(duty.starts_at, duty.ends_at, day)
            if duty.person_id == person_id and until < duty.ends_at:
                yield position, duty


def takers(form: ChangeForm, context: ChangeContext, duty: DutyRow) -> tuple[Candidate, ...]:
    """Return who could take a duty: the letter's newcomers first, then in the order of the rota.

    Decisions about other duties count already; leavers and people with a final breach are left out.
    """
    known, leavers = _known(form, context), _leavers(form, context)
    coming = {entry.from_roster for entry in form.entries if entry.from_roster is not None}
    found = rules.candidates(
        duty, known, context.rota.closures, month=month_key(local_day(duty.starts_at))
    )
    able = [
        one
        for one in found
        if one.person.person_id not in leavers and not any(each.is_final for each in one.breaches)
    ]
    return tuple(
        sorted(able, key=lambda one: (bool(one.breaches), one.person.officer_id not in coming))
    )


def with_proposals(form: ChangeForm, context: ChangeContext) -> ChangeForm:
    """Return a form with a decision about every duty.

    The first person without a breach takes it; without such a person it stays empty.
    """
    for item in duties_ahead(form, context):
        if item.decision:
            continue
        free = [one for one in takers(form, context, item.duty) if not one.breaches]
        decision = to_person(free[0].person.person_id) if free else EMPTY
        own = DutyHandOver(item.duty.duty_id, decision)
        form = replace(form, duty_hand_overs=(*form.duty_hand_overs, own))
    return form


def check_duties(form: ChangeForm, context: ChangeContext) -> Iterator[Problem]:
    """Yield the duties without a decision, or whose chosen person cannot take them."""
    items = duties_ahead(form, context)
    if not items:
        return
    known, leavers = _known(form, context), _leavers(form, context)
    for item in items:
        key = f"entries.{item.position}.{duty_key(item.duty)}"
        words = {"duty": rules.duty_words(item.duty)}
        if not item.decision:
            yield Problem(key, "changes.duty_missing", words)
        elif item.decision == EMPTY:
            if item.duty.duty_id in context.rota.approved:
                yield Problem(key, "changes.duty_approved", words)
        else:
            person_id = person_of(item.decision)
            if person_id is None or person_id not in known.people or person_id in leavers:
                yield Problem(key, "changes.duty_nobody", words)
            elif any(one.is_final for one in rules.check(item.duty, person_id, known)):
                yield Problem(key, "changes.duty_refused", words)


def duty_key(duty: DutyRow) -> str:
    """Return the key of a decision, without its change: `duty.12`."""
    return f"duty.{duty.duty_id}"


def _person_id(context: ChangeContext, officer_id: int) -> int | None:
    people = (one for one in context.rota.people if one.officer_id == officer_id)
    return next((one.person_id for one in people), None)


def _leavers(form: ChangeForm, context: ChangeContext) -> set[int | None]:
    return {_person_id(context, leaver_id) for leaver_id in leaving(form)}


def _known(form: ChangeForm, context: ChangeContext) -> rules.Facts:
    """Return the facts for the rules, with the duties as they will be after finishing."""
    rota = context.rota
    decided = {item.duty.duty_id: person_of(item.decision) for item in duties_ahead(form, context)}
    duties = (
        replace(duty, person_id=decided[duty.duty_id], held_until=None)
        if duty.duty_id in decided
        else duty
        for duty in rota.duties
    )
    return rules.facts(
        rota.people,
        duties,
        rota.absences,
        rota.limits,
        shows_kind=rota.shows_kind,
        fleet=rota.fleet,
    )
