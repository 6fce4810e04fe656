"""`alo183 duty` and `alo183 rota`: who is on duty, and the duties of months."""

from __future__ import annotations

import contextlib
import sys
from argparse import ArgumentTypeError
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cli.context import write_columns, write_json, write_table
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.rota import rules, service
from alo183_desktop.rota.kinds import EXEMPTIONS, SOURCES, DutyKind, Employment
from alo183_desktop.rota.numbers import NumberState
from alo183_desktop.rota.rows import PersonFilter
from alo183_desktop.rota.rules import (
    LONG_MINUTES,
    OVERRULABLE,
    count_text,
    duty_words,
    person_named,
)
from alo183_desktop.shared.calendar import is_month_key, month_key, month_words
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.shared.values import fields_of
from alo183_desktop.shared.written_files import write_file

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.ledger import Figures, LedgerRow
    from alo183_desktop.rota.numbers import DutyNumber
    from alo183_desktop.rota.planning.explanation import Explanation
    from alo183_desktop.rota.planning.problem import MonthProblem
    from alo183_desktop.rota.planning.proposal import Proposal, Tally
    from alo183_desktop.rota.rows import (
        Breach,
        DutyNow,
        DutyRow,
        MonthSheet,
        PersonRow,
    )

_EXPORT: Final = "command_line"


def read_whole(text: str) -> int:
    """Return a whole number as typed.

    Raises:
        ArgumentTypeError: It is not a whole number.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 9:  # noqa: PLR2004 - of 32 bits
        raise ArgumentTypeError("0 ile 999999999 arasında bir sayı yazınız")
    return int(text)


def read_seconds(text: str) -> float:
    """Return typed seconds, with a comma or a point.

    Raises:
        ArgumentTypeError: It is not a number.
    """
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise ArgumentTypeError("saniye olarak, en çok 3600")
    return seconds


def read_year(text: str) -> str:
    """Return a year as typed.

    Raises:
        ArgumentTypeError: It is not a year.
    """
    if not (text.isdecimal() and is_month_key(f"{text}-12")):
        raise ArgumentTypeError("yılı 2026 biçiminde yazınız")
    return text


class _LeaveError(Exception):
    """Leaves a unit of work without storing anything."""


def show_duty(arguments: Namespace, desk: Desk) -> None:
    """Write who is on duty at an instant."""
    with desk.work() as work:
        now = service.on_duty(work, arguments.at)
        service.TRAIL.record_export(work, len(now.people), _EXPORT)
    if arguments.json:
        write_json(_now_as_json(now))
    else:
        for line in _now_lines(now):
            sys.stdout.write(f"{line}\n")


def show_rota(arguments: Namespace, desk: Desk) -> None:
    """Write the rota of a month, or its file."""
    from alo183_desktop.rota import papers

    path = arguments.ics or arguments.pdf or arguments.xlsx
    if path is not None:
        with desk.work() as work:
            made = _file(work, arguments)
        write_file(path, made())
        return
    with desk.work() as work:
        sheet = _exported(work, arguments)
    if arguments.json:
        write_json(_month_as_json(sheet))
    else:
        write_table(
            ("Tarih", "Gün", "Asıl nöbet", "İcap", "Şoför"),
            [
                (format_day(day), weekday, *(", ".join(names) for names in held.values()))
                for day, weekday, held in papers.days_of(sheet)
            ],
        )


def check_rota(arguments: Namespace, desk: Desk) -> int:
    """Write every rule that duties of a month break; return the exit code."""
    with desk.work() as work:
        sheet = _exported(work, arguments)
    found = [*((breach, "") for breach in sheet.breaches), *_overruled(sheet)]
    if arguments.json:
        write_json([_breach_as_json(breach, reason, sheet) for breach, reason in found])
    else:
        _write_breaches(found, sheet)
    return EXIT_INPUT if sheet.breaches else 0


def plan_rota(arguments: Namespace, desk: Desk) -> None:
    """Propose a month and store the proposal, or only show it."""
    from alo183_desktop.rota.planning import service as planning
    from alo183_desktop.rota.planning.explanation import explain_all
    from alo183_desktop.rota.planning.proposal import SOLVER_LIMITS, propose

    problem = None
    is_new = False
    with contextlib.suppress(_LeaveError), desk.work() as work:
        require(work, Right.EXPORT)
        month = _month(work, arguments)
        is_new = service.month_sheet(work, month).state is None
        service.begin_month(work, month)
        problem = planning.read_problem(work, month, seed=arguments.seed, anew=arguments.anew)
        # A month is begun for good only together with its proposal.
        raise _LeaveError
    assert problem is not None  # noqa: S101 - it was read
    limits = SOLVER_LIMITS
    if arguments.time is not None:
        limits = replace(limits, seconds=arguments.time)
    proposal = propose(problem, limits=limits)
    with desk.work() as work:
        if not arguments.dry_run:
            if is_new:
                service.begin_month(work, problem.month)
                proposal = planning.renumbered(work, proposal)
            planning.accept(work, proposal)
        service.TRAIL.record_export(work, len(problem.duties), _EXPORT)
    explained = explain_all(proposal.problem, proposal.duties)
    if arguments.json:
        answer = _plan_as_json(proposal, explained, stored=not arguments.dry_run)
        write_json(answer)
    else:
        for line in _plan_lines(proposal, explained, stored=not arguments.dry_run):
            sys.stdout.write(f"{line}\n")


def show_ledger(arguments: Namespace, desk: Desk) -> None:
    """Write the share of work of each person, or its file."""
    from alo183_desktop.rota import papers, service, worked
    from alo183_desktop.rota.ledger import LedgerFilter, difference_text

    with desk.work() as work:
        is_year = bool(arguments.year)
        month = f"{arguments.year}-12" if is_year else _month(work, arguments)
        rows = worked.find_ledger(work, LedgerFilter(month))
        service.TRAIL.record_export(work, len(rows), "ledger")
        if arguments.pdf is not None:
            made = papers.read_ledger(work, month, is_year=is_year)
        else:
            made = partial(papers.ledger_workbook, rows, "Denge cetveli", is_year=is_year)
    if arguments.pdf is not None or arguments.xlsx is not None:
        write_file(arguments.pdf or arguments.xlsx, made())
    elif arguments.json:
        write_json([_balance_as_json(row, month, is_year=is_year) for row in rows])
    else:
        write_columns(
            rows,
            {
                "Adı soyadı": lambda row: row.name,
                "Bu ay": lambda row: count_text(row.total.month),
                "Bu yıl": lambda row: count_text(row.total.year),
                "Beklenen": lambda row: count_text(row.total.expected),
                "Devreden": lambda row: difference_text(row.total.carried),
                "Fark": lambda row: difference_text(row.total.difference),
            },
        )


def _balance_as_json(row: LedgerRow, month: str, *, is_year: bool) -> dict[str, Any]:
    def as_fields(one: Figures) -> dict[str, float]:
        figures = asdict(one) | {"difference": one.difference}
        if is_year:
            del figures["month"]
        return figures

    return {
        "until": month,
        **fields_of(row, "person_id", "name", "granted_days"),
        "days": {kind: as_fields(one) for kind, one in row.days.items()},
        "total": as_fields(row.total),
        "minutes": {"month": row.month_minutes, "year": row.year_minutes},
        "night_minutes": {"month": row.month_night_minutes, "year": row.year_night_minutes},
    }


def _month(work: Work, arguments: Namespace) -> str:
    return str(arguments.month or month_key(local_day(work.now)))


def _exported(work: Work, arguments: Namespace) -> MonthSheet:
    """Return the requested month, and record its export."""
    sheet = _begun(service.month_sheet(work, _month(work, arguments)))
    service.TRAIL.record_export(work, len(sheet.duties), _EXPORT)
    return sheet


def _file(work: Work, arguments: Namespace) -> Callable[[], bytes]:
    """Return a function that makes the requested file, and record its export."""
    from alo183_desktop.rota import papers, service

    month = _month(work, arguments)
    if arguments.ics is not None:
        person = _person(work, arguments.person) if arguments.person else None
        made = papers.read_calendar(work, month, person_id=person.person_id if person else None)
        service.TRAIL.record_export(work, 1, "calendar")
        return made
    _exported(work, arguments)
    if arguments.pdf is not None:
        return papers.read_paper(work, month)
    return papers.read_workbook(work, month, is_year=arguments.year)


def _begun(sheet: MonthSheet) -> MonthSheet:
    if sheet.state is None:
        raise KnownError("rota.not_begun", month=month_words(sheet.month))
    return sheet


def _person(work: Work, name: str) -> PersonRow:
    """Return the person with a name; nobody is guessed.

    Raises:
        KnownError: `rota.person_unknown`, `rota.person_unsure`.
    """
    found = service.list_people(work, PersonFilter(search=name))
    exact = person_named(name, found)
    chosen = found if exact is None else (exact,)
    if not chosen:
        raise KnownError("rota.person_unknown", name=name)
    if len(chosen) > 1:
        names = ", ".join(one.name for one in chosen)
        raise KnownError("rota.person_unsure", name=name, names=names)
    return chosen[0]


def _overruled(sheet: MonthSheet) -> Iterator[tuple[Breach, str]]:
    """Yield the breaches that a reason overrules."""
    duties = (*sheet.duties, *sheet.neighbours)
    known = rules.facts(sheet.people, duties, sheet.absences, sheet.limits, numbers=sheet.numbers)
    for duty in sheet.duties:
        if duty.overruled and duty.person_id is not None:
            for breach in rules.check(duty, duty.person_id, known):
                if breach.rule in duty.overruled:
                    yield breach, duty.reason


def _write_breaches(found: list[tuple[Breach, str]], sheet: MonthSheet) -> None:
    empty = sum(not duty.is_held for duty in sheet.duties)
    if empty:
        every = number_text(len(sheet.duties))
        sys.stdout.write(
            f"{month_words(sheet.month)}: {every} nöbetin {number_text(empty)} tanesi boş.\n"
        )
    if not found:
        which = "tutulan" if empty else "bütün"
        sys.stdout.write(f"{month_words(sheet.month)}: {which} nöbetler kurallara uyuyor.\n")
    for breach, reason in found:
        mark = "!" if reason else "✗"
        why = f"; gerekçe: {reason}" if reason else ""
        sys.stdout.write(f"{mark} {_breach_words(breach, sheet.duties)}{why}\n")


def _breach_words(breach: Breach, duties: Iterable[DutyRow]) -> str:
    """Return which duty breaks a rule, the breach, and its source."""
    duty = next(one for one in duties if one.duty_id == breach.duty_id)
    return f"{upper_first(duty_words(duty))}: {breach.words} ({SOURCES[breach.rule]})"


def _now_lines(now: DutyNow) -> Iterator[str]:

    yield format_instant(now.at)
    if not now.is_kept:
        yield "Nöbet tutulmuyor."
    for one in now.people:
        who = one.name if one.is_held else "BOŞ"
        phone = one.number.words if one.is_held else ""
        away = f"{one.name} yok" if one.is_away else ""
        acting = one.acting if one.is_held else ()
        parts = ", ".join(part for part in (who, away, phone, one.plate, *acting) if part)
        yield f"{one.kind.words}: {parts} ({format_instant(one.ends_at)} anına kadar)"
    if now.is_kept and not now.holds:
        yield "Asıl nöbette kimse yok."
    if now.director_name or now.director_phone:
        phone = format_phone(now.director_phone) if now.director_phone else ""
        yield f"İl müdürü: {', '.join(part for part in (now.director_name, phone) if part)}"


def _now_as_json(now: DutyNow) -> dict[str, Any]:
    return {
        **fields_of(now, "at", "is_kept", "next_at"),
        "on_duty": [
            {
                **fields_of(one, "kind", "starts_at", "ends_at", "is_published"),
                "person_id": one.person_id if one.is_held else None,
                "name": one.name if one.is_held else None,
                **(_number_as_json(one.number) if one.is_held else _NO_NUMBER),
                "away": one.name if one.is_away else None,
                "vehicle": one.plate or None,
                "acting": list(one.acting) if one.is_held else [],
            }
            for one in now.people
        ],
        "director": {"name": now.director_name or None, "phone": now.director_phone or None},
    }


_STATE: Final = (
    *("basis", "published", "published_at", "changed", "renumbered", "unsigned"),
    "has_approval",
)
_CLOSURE: Final = ("starts_at", "ends_at", "name")
_DUTY: Final = (
    "kind",
    "starts_at",
    "ends_at",
    "ran_until",
    "is_active",
    "rest_minutes",
    "part_of",
)
_PERSON: Final = ("name", "employment", "starts_on", "ends_on")


def _month_as_json(sheet: MonthSheet) -> dict[str, Any]:
    return {
        "month": sheet.month,
        "state": sheet.state and fields_of(sheet.state, *_STATE),
        "duties": [
            {
                **_duty_as_json(one),
                **(_NO_NUMBER if number is None else _number_as_json(number)),
            }
            for one, number in zip(sheet.duties, map(sheet.numbers.of, sheet.duties), strict=True)
        ],
        "people": [
            {
                **fields_of(one, "person_id", *_PERSON, "holds_line"),
                "kinds": sorted(one.kinds),
                **_number_as_json(one.number),
            }
            for one in sheet.people
        ],
        "counts": [
            {
                "person_id": person_id,
                "kinds": found.by_kind,
                **fields_of(found, "days", "minutes", "night_minutes"),
            }
            for person_id, found in sheet.counts.items()
        ],
        "closures": [fields_of(one, *_CLOSURE, "is_estimated") for one in sheet.closures],
    }


def _number_as_json(number: DutyNumber) -> dict[str, Any]:
    """Return the number to call somebody, or why there is none."""
    return {"phone": number.phone or None, "phone_state": number.state}


_NO_NUMBER: Final[Mapping[str, Any]] = {"phone": None, "phone_state": None}
"""Of a duty without a holder."""


def _duty_as_json(duty: DutyRow) -> dict[str, Any]:
    return {
        **fields_of(duty, "duty_id", *_DUTY),
        "person_id": duty.person_id if duty.is_held else None,
        "person": duty.holder_name or None,
        "reason": duty.reason or None,
        "vehicle": duty.plate or None,
    }


def _rule_as_json(breach: Breach) -> dict[str, Any]:
    return {**fields_of(breach, "rule", "words"), "source": SOURCES[breach.rule]}


def _breach_as_json(breach: Breach, reason: str, sheet: MonthSheet) -> dict[str, Any]:
    duty = next(one for one in sheet.duties if one.duty_id == breach.duty_id)
    return {
        **_rule_as_json(breach),
        "duty": _duty_as_json(duty),
        "person_id": breach.person_id,
        "person": duty.person_name or None,
        "final": breach.is_final,
        "reason": reason or None,
    }


def _plan_lines(
    proposal: Proposal, explained: tuple[Explanation, ...], *, stored: bool
) -> Iterator[str]:
    from alo183_desktop.rota.planning.explanation import NOT_FOUND

    done = "kaydedildi" if stored else "hiçbir şey kaydedilmedi"
    yield f"{month_words(proposal.problem.month)}: {len(proposal.plan)} nöbet önerildi; {done}."
    for kind, (before, after) in proposal.empty_counts().items():
        yield f"{kind.words}: önce {before} boş, öneriyle {after} boş"
    if not proposal.is_fullest:
        yield "Daha az boş nöbetli bir öneri olabilir: süre ya da bellek yetmedi."
    elif not proposal.is_best:
        beside = "öteki nöbetler yerinde kalırsa " if proposal.problem.keeps_duties else ""
        least = upper_first(f"{beside}asıl, şoför, icap sırasıyla en az boş budur")
        yield f"{least}; daha dengeli bir öneri olabilir: süre ya da bellek yetmedi."
    for breach in proposal.breaches:
        around = (*proposal.duties, *proposal.problem.neighbours)
        yield f"! {_breach_words(breach, around)}; gerekçe ister"
    for one in explained:
        yield f"BOŞ: {duty_words(one.duty)}"
        if one.proof is not None:
            yield f"  {one.proof.words}."
        for who in one.considered:
            yield from (f"  - {breach.words}" for breach in who.breaches)
        if not one.considered:
            yield f"  {one.duty.kind.words} tutan kimse kayıtlı değil."
        yield from (f"  + {words}" for words in one.what_fills)
        if not one.what_fills and not one.is_searched:
            yield f"  {NOT_FOUND}."


def _plan_as_json(
    proposal: Proposal, explained: tuple[Explanation, ...], *, stored: bool
) -> dict[str, Any]:
    """Return a plan with everything needed to check it without this program."""
    problem = proposal.problem
    tallies = proposal.tallies()
    return {
        **fields_of(problem, "month", "seed"),
        "stored": stored,
        **fields_of(proposal, "is_best", "is_fullest"),
        "proven": dict(proposal.proven),
        "shortage": proposal.shortage.name.lower() if proposal.shortage else None,
        "people": [_planned_person(problem, one, tallies[one.person_id]) for one in problem.people],
        "rules": _rules_as_json(problem),
        "closures": [fields_of(one, *_CLOSURE) for one in problem.closures],
        "duties": [_planned_duty(problem, one) for one in proposal.duties],
        "neighbours": [_planned_duty(problem, one) for one in problem.neighbours],
        "empty_counts": {
            kind: {"before": before, "after": after}
            for kind, (before, after) in proposal.empty_counts().items()
        },
        "counts": [
            {
                "person_id": number,
                "person": problem.names[number],
                **fields_of(tally, "before", "after"),
                "expected": {kind: round(share, 3) for kind, share in tally.expected.items()},
            }
            for number, tally in tallies.items()
        ],
        "asks_reason": [
            {"id": one.duty_id, "person_id": one.person_id, **_rule_as_json(one)}
            for one in proposal.breaches
        ],
        "wishes": [
            {
                **fields_of(one, "person_id", "day", "degree"),
                "person": one.person_name,
                "wish": one.kind,
                "is_met": is_met,
            }
            for one, is_met in proposal.wishes()
        ],
        "empty": [_explanation_as_json(one) for one in explained],
    }


def _planned_duty(problem: MonthProblem, duty: DutyRow) -> dict[str, Any]:
    return {
        "id": duty.duty_id,
        **fields_of(duty, *_DUTY, "person_id"),
        "person": duty.person_name or None,
        "locked": duty.is_locked,
        "is_proposed": duty.duty_id in problem.open_ids,
    }


def _planned_person(problem: MonthProblem, person: PersonRow, tally: Tally) -> dict[str, Any]:
    """Return a person with their limits: `absences` without a class where it is not shown."""
    limits, number = problem.limits, person.person_id
    driver = None if person.driver_id is None else problem.fleet.drivers.get(person.driver_id)
    carried = problem.deviations.get(number, {})
    is_for_all = person.officer_id is None or not limits.own_subjects_only
    of_worker = {
        "day_minutes": limits.worker_day_minutes,
        "night_minutes": limits.worker_night_minutes,
        "rest_minutes": limits.worker_rest_minutes,
        "week_minutes": limits.worker_week_minutes,
    }
    return {
        "id": number,
        **fields_of(person, *_PERSON),
        "kinds": sorted(person.kinds),
        "has_phone": bool(person.phone) or person.number.state is NumberState.EXPECTED,
        "subjects": None
        if is_for_all
        else [
            fields_of(one, "subject_id", "starts_on", "ends_on")
            for one in problem.tasks
            if one.officer_id == person.officer_id
        ],
        "licence": driver
        and {
            "until": driver.licence_until,
            **fields_of(driver, "approved_on", "has_consent", "ends_on"),
        },
        "absences": [
            {
                "id": one.absence_id,
                "kind": one.kind if problem.shows_kind or one.kind in EXEMPTIONS else None,
                **fields_of(one, "starts_at", "ends_at"),
            }
            for one in problem.absences
            if one.person_id == number
        ],
        "limits": {
            "month_most": limits.month_most or None,
            **(of_worker if person.employment is Employment.WORKER else {}),
        },
        "turns": {
            kind: list(problem.turns[number, kind])
            for kind in DutyKind
            if (number, kind) in problem.turns
        },
        "ledger": {
            kind: {
                "carried": carried.get(kind, 0.0),
                "share": tally.share[kind],
                "before": tally.before[kind],
                "after": count,
            }
            for kind, count in tally.after.items()
        },
    }


def _rules_as_json(problem: MonthProblem) -> dict[str, Any]:
    """Return each setting of the rules, and which of them a reason can overrule."""
    settings = asdict(problem.limits)
    for private in ("director_name", "director_phone", "director_approves"):
        del settings[private]
    return {
        **settings,
        "long_minutes": LONG_MINUTES,
        "asks_licence": bool(problem.fleet.drivers),
        "overrulable": sorted(OVERRULABLE),
        "sources": dict(SOURCES),
    }


def _explanation_as_json(one: Explanation) -> dict[str, Any]:
    return {
        "duty_id": one.duty.duty_id,
        "considered": [
            {
                **fields_of(who.person, "person_id"),
                "person": who.person.name,
                "stops": [
                    {**_rule_as_json(breach), "final": breach.is_final} for breach in who.breaches
                ],
            }
            for who in one.considered
        ],
        "proof": one.proof
        and {
            **fields_of(one.proof, "words", "needed", "most", "least_empty"),
            "duties": sorted(one.proof.duty_ids),
            "shares": [
                {"person_id": share.person.person_id, "most": share.most}
                for share in one.proof.shares
            ],
        },
        "reliefs": [
            {
                **fields_of(relief, "words", "person_id"),
                "facts": [
                    fields_of(
                        lift,
                        "kind",
                        "person_id",
                        "absence_id",
                        "starts_at",
                        "ends_at",
                        "most",
                        "duty_kind",
                    )
                    for lift in relief.lifts
                ],
                "moves": [
                    {"id": move.duty_id, **fields_of(move, "before", "after")}
                    for move in relief.moves
                ],
            }
            for relief in one.reliefs
        ],
    }
