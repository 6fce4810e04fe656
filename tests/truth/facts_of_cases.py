"""Facts of clauses 4, 5 and 7: cases and their clocks, and citizens at the counter."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cases import service as cases
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.rows import GuidanceFilter
from tests.truth.looks import Looks, instant
from tests.truth.net import Cost, Fact, Surface
from tests.truth.readers import figure, many, ready, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

DAY: Final = dt.timedelta(hours=24)
_SOON: Final = dt.timedelta(hours=4)
_QUERIES: Final = "alo183_desktop.cases.queries:count_cases"


def action_due_at(looks: Looks, case: Row) -> dt.datetime:
    """Return by when a case must be acted on: by the terms of the day of its referral."""
    day = looks.day_of(case.routed_at)
    terms = sorted(looks.rows.case_terms, key=lambda one: one.starts_on)
    (*_older, now) = [terms[0], *(one for one in terms if one.starts_on <= day)]
    minutes = now.urgent_action_minutes if case.is_urgent else now.other_action_minutes
    due: dt.datetime = case.routed_at + dt.timedelta(minutes=minutes)
    return due


def _has_left(looks: Looks, officer_id: int) -> bool:
    """Return whether an officer answered for a subject and does no more, or never came at all."""
    known = [one for one in looks.rows.assignments if one.officer_id == officer_id]
    real = [one for one in known if one.ends_on is None or one.ends_on > one.starts_on]
    begun = [one for one in real if one.starts_on <= looks.today]
    runs = any(one.ends_on is None or one.ends_on > looks.today for one in begun)
    return not runs and (bool(begun) or (not real and _never_came(looks, officer_id)))


def _never_came(looks: Looks, officer_id: int) -> bool:
    """Return whether only a letter that was cancelled since put an officer into the roster."""
    (made_at,) = (one.created_at for one in looks.rows.officers if one.id == officer_id)
    return any(one.cancelled_at and one.finished_at == made_at for one in looks.rows.letters)


def _minute(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)


def is_over(due: dt.datetime, at: dt.datetime) -> bool:
    """Return whether something came late: the minute in which it is due is in time."""
    return _minute(at) > _minute(due)


def _is_late(looks: Looks, case: Row) -> bool:
    return case.entered_at is None and is_over(case.routed_at + DAY, looks.now)


def _is_due_soon(looks: Looks, case: Row) -> bool:
    due = case.routed_at + DAY
    return case.entered_at is None and not is_over(due, looks.now) and due - looks.now < _SOON


def _waits(_looks: Looks, case: Row) -> bool:
    return case.first_action_at is None


def _acts_late(looks: Looks, case: Row) -> bool:
    return case.first_action_at is None and is_over(action_due_at(looks, case), looks.now)


def _police_lacks(_looks: Looks, case: Row) -> bool:
    return bool(case.is_urgent and not case.is_police_informed)


def _unit_lacks(_looks: Looks, case: Row) -> bool:
    return bool(case.is_urgent and case.is_police_informed and not case.police_unit)


def _is_running(_looks: Looks, case: Row) -> bool:
    return case.entered_at is None


def _has_nobody(looks: Looks, case: Row) -> bool:
    """Return whether nobody answers for a case that is not done with."""
    if case.officer_id is None:
        return not case.officer_text and not (case.is_closed and case.entered_at)
    return case.entered_at is None and _has_left(looks, case.officer_id)


def _was_entered_late(_looks: Looks, case: Row) -> bool:
    return case.entered_at is not None and is_over(case.routed_at + DAY, case.entered_at)


def _was_acted_late(looks: Looks, case: Row) -> bool:
    acted = case.first_action_at
    return acted is not None and is_over(action_due_at(looks, case), acted)


Test = Callable[[Looks, "Row"], bool]


def _numbers(test: Test) -> Callable[[Looks], list[str]]:
    """Return what counts the numbers of the cases of which something is true."""
    return lambda looks: sorted(one.number for one in looks.rows.cases if test(looks, one))


def _view(name: str, view: CaseView, test: Test, *surfaces: Surface) -> Fact:
    """Return the fact which cases a view of the list has."""

    def of_command(looks: Looks) -> list[str]:
        return sorted(one["number"] for one in looks.answer("cases", "--view", view.value))

    def of_list(looks: Looks) -> list[str]:
        with looks.work() as work:
            found = cases.find_ids(work, CaseFilter(view=view))
            return sorted(one.number for one in cases.find_by_ids(work, found))

    def counted(looks: Looks) -> int:
        with looks.work() as work:
            return cases.count(work, CaseFilter(view=view))

    return Fact(
        name,
        _QUERIES,
        _numbers(test),
        (
            Surface(f"alo183 cases --view {view.value} --json", of_command),
            Surface("Vakalar, list", of_list),
            Surface("Vakalar, count of the list", counted, many),
            *surfaces,
        ),
    )


def _clock(looks: Looks, case: Row) -> str:
    if case.entered_at is not None:
        return "entered_late" if _was_entered_late(looks, case) else "entered"
    if _is_late(looks, case):
        return "late"
    return "near" if _is_due_soon(looks, case) else "running"


def _each(looks: Looks) -> dict[str, dict[str, Any]]:
    """Return what a `--json` of each case has to say."""
    names = {one.id: looks.name_of(one) for one in looks.rows.officers}
    subjects = {one.id: one.name for one in looks.rows.subjects}
    kinds = {one.id: one.name for one in looks.rows.case_kinds}
    found = {}
    for one in looks.rows.cases:
        due, acted = one.routed_at + DAY, one.first_action_at
        left = due - looks.now
        if left < dt.timedelta():
            left = _minute(due) - _minute(looks.now)
        found[one.number] = {
            "case_id": one.id,
            "routed_at": one.routed_at,
            "due_at": due,
            "minutes_left": None if one.entered_at else int(left.total_seconds() // 60),
            "clock": _clock(looks, one),
            "is_entry_late": is_over(due, one.entered_at or looks.now),
            "first_action_at": acted,
            "action_due_at": action_due_at(looks, one),
            "is_action_late": is_over(action_due_at(looks, one), acted or looks.now),
            "entered_at": one.entered_at,
            "subject": subjects[one.subject_id],
            "kind": kinds[one.kind_id],
            "district": one.district,
            "officer": names.get(one.officer_id, one.officer_text),
            "is_urgent": one.is_urgent,
            "is_police_informed": one.is_police_informed,
            "is_closed": one.is_closed,
        }
    return found


_INSTANTS: Final = ("routed_at", "due_at", "first_action_at", "action_due_at", "entered_at")


def _told(looks: Looks) -> dict[str, dict[str, Any]]:
    return {
        one["number"]: {
            name: instant(value) if name in _INSTANTS and value else value
            for name, value in one.items()
            if name != "number"
        }
        for one in looks.answer("cases")
    }


def _first_actions(looks: Looks) -> dict[str, dt.datetime]:
    """Return when each case was first acted on, from the lines of its timeline."""
    corrected = {one.corrects_action_id for one in looks.rows.case_actions}
    found: dict[int, dt.datetime] = {}
    for one in looks.rows.case_actions:
        if one.kind == "action" and one.id not in corrected:
            found[one.case_id] = min(one.at, found.get(one.case_id, one.at))
    numbers = {one.id: one.number for one in looks.rows.cases}
    return {numbers[case_id]: at for case_id, at in found.items()}


def cases_of_month(looks: Looks) -> list[Row]:
    """Return the cases that were routed in the present month, and until now."""
    return [
        one
        for one in looks.rows.cases
        if looks.day_of(one.routed_at).replace(day=1) == looks.today.replace(day=1)
    ]


def _action_time(share: Fraction) -> Callable[[Any, Looks], int | None]:
    """Return the minutes to the first action that a share of the month's cases do not exceed."""

    def found(_all: Any, looks: Looks) -> int | None:
        times = sorted(
            _step_of(one.first_action_at - one.routed_at)
            for one in cases_of_month(looks)
            if one.first_action_at is not None
        )
        return times[math.ceil(share * len(times)) - 1] if times else None

    return found


def _step_of(time: dt.timedelta) -> int:
    """Return a time in minutes, after four hours in steps of five, after two days of an hour."""
    minutes = Fraction(time // dt.timedelta(microseconds=1), 60_000_000)
    step = 1 if minutes < 241 else 5 if minutes < 2881 else 60
    return math.floor(minutes / step + Fraction(1, 2)) * step


def _visits(looks: Looks, *, is_sent_on: bool) -> list[int]:
    """Return the citizens of the present month who were helped, or sent on."""
    begins = looks.month_begins
    return [
        one.id for one in looks.rows.guidances if one.is_sent_on is is_sent_on and one.at >= begins
    ]


def _bare(looks: Looks) -> int:
    """Return how many citizens of the present month were sent on without a reason."""
    sent_on = _visits(looks, is_sent_on=True)
    return sum(one.id in sent_on and not one.sent_reason for one in looks.rows.guidances)


def _visits_listed(looks: Looks, *, is_sent_on: bool) -> int:
    with looks.work() as work:
        wanted = GuidanceFilter(is_sent_on=is_sent_on, since=looks.month_begins)
        return len(guidance.find_guidance(work, wanted))


def _in_month(test: Test) -> Callable[[list[str], Looks], int | None]:
    """Return how many cases of the month are so; None while there is no case in it."""

    def counted(_all: list[str], looks: Looks) -> int | None:
        found = cases_of_month(looks)
        return sum(test(looks, one) for one in found) if found else None

    return counted


def _ready_cases(
    good: Callable[[Looks, Row], bool], counts: Callable[[Looks, Row], bool]
) -> Callable[[Any, Looks], tuple[int, int]]:
    """Return how many cases of the days of a readiness are as they should be, and how many not."""

    def counted(_all: Any, looks: Looks) -> tuple[int, int]:
        routed = [one for one in cases_of_month(looks) if counts(looks, one)]
        there = sum(good(looks, one) for one in routed)
        return there, len(routed) - there

    return counted


FACTS: Final = (
    _view(
        "which cases are late",
        CaseView.LATE,
        _is_late,
        tile(5, "24 saati geçti", many),
        Surface(
            "alo183 cases --late --json",
            lambda looks: sorted(one["number"] for one in looks.answer("cases", "--late")),
        ),
        figure("24 saati geçmiş, girilmemiş vaka", _in_month(_is_late)),
        ready(
            "24 saatte sisteme girilen vaka",
            _ready_cases(
                lambda looks, one: one.entered_at is not None and not _was_entered_late(looks, one),
                lambda looks, one: one.entered_at is not None or _is_late(looks, one),
            ),
        ),
    ),
    _view(
        "which cases are due within four hours",
        CaseView.DUE_SOON,
        _is_due_soon,
        tile(5, "için 4 saatten az kaldı", many),
    ),
    _view(
        "which cases are not entered yet",
        CaseView.RUNNING,
        _is_running,
        Surface(
            "Bugün, count of the running",
            lambda looks: looks.overview.running,
            many,
            cost=Cost.PAPER,
        ),
        figure(
            "24 saati süren vaka",
            _in_month(lambda looks, one: _is_running(looks, one) and not _is_late(looks, one)),
        ),
    ),
    _view(
        "which cases wait for their first action",
        CaseView.NO_FIRST_ACTION,
        _waits,
        tile(4, "ilk işlemi bekliyor", many),
    ),
    _view(
        "which cases were not acted on in time",
        CaseView.LATE_ACTION,
        _acts_late,
        tile(4, "için işleme geç kalındı", many),
    ),
    _view(
        "of which urgent cases the police do not know",
        CaseView.POLICE_NOT_INFORMED,
        _police_lacks,
        tile(4, "kolluğa bildirilmedi", many),
        ready(
            "Kolluğa bildirilen acil vaka",
            _ready_cases(
                lambda _looks, one: one.is_police_informed and one.police_unit != "",
                lambda _looks, one: one.is_urgent,
            ),
        ),
    ),
    _view(
        "of which urgent cases nobody named the unit of the police",
        CaseView.POLICE_UNIT_MISSING,
        _unit_lacks,
        tile(4, "bildirildi, kolluk birimi yazılmadı", many),
    ),
    _view(
        "for which cases nobody answers",
        CaseView.NO_OFFICER,
        _has_nobody,
        Surface(
            "Bugün, 3. madde: sorumlusuz",
            lambda looks: looks.matter(3, "sorumlusuz"),
            # Urgent ones are counted by themselves, and among all.
            lambda counted, looks: (
                len(counted)
                + sum(one.is_urgent for one in looks.rows.cases if one.number in counted)
            ),
            covers=("today:3:sorumlusuz",),
        ),
        ready(
            "Sorumlusu belli vaka",
            _ready_cases(
                lambda _looks, one: one.officer_id is not None or one.officer_text != "",
                lambda _looks, _one: True,
            ),
        ),
    ),
    _view(
        "which cases were entered late",
        CaseView.ENTERED_LATE,
        _was_entered_late,
        figure("Geç girilen vaka", _in_month(_was_entered_late)),
        figure(
            "Süresinde girilen vaka",
            _in_month(
                lambda looks, one: one.entered_at is not None and not _was_entered_late(looks, one)
            ),
        ),
    ),
    _view(
        "which cases were acted on late",
        CaseView.ACTED_LATE,
        _was_acted_late,
        figure(
            "İşleme geç başlanan ya da başlanmayan vaka",
            _in_month(lambda looks, one: _was_acted_late(looks, one) or _acts_late(looks, one)),
        ),
        ready(
            "Süresinde işleme başlanan vaka",
            _ready_cases(
                lambda looks, one: (
                    one.first_action_at is not None and not _was_acted_late(looks, one)
                ),
                lambda looks, one: one.first_action_at is not None or _acts_late(looks, one),
            ),
        ),
    ),
    Fact(
        "what is known of each case",
        "alo183_desktop.cases.queries:list_cases",
        _each,
        (
            Surface("alo183 cases --json", _told, covers=("cases:*",)),
            figure("Yönlendirilen vaka", _in_month(lambda _looks, _one: True)),
        ),
    ),
    Fact(
        "when each case was first acted on",
        "alo183_desktop.cases.storing:first_action",
        _first_actions,
        (
            figure("İlk işleme kadar ortanca süre (dakika)", _action_time(Fraction(1, 2))),
            figure("On vakanın dokuzunda süre (dakika)", _action_time(Fraction(9, 10))),
            Surface(
                "alo183 cases --json",
                lambda looks: {
                    number: one["first_action_at"]
                    for number, one in _told(looks).items()
                    if one["first_action_at"]
                },
            ),
        ),
    ),
    Fact(
        "who was helped at the counter this month",
        "alo183_desktop.guidance.queries:count_guidance",
        lambda looks: len(_visits(looks, is_sent_on=False)),
        (
            Surface("Rehberlik, list", lambda looks: _visits_listed(looks, is_sent_on=False)),
            figure("Yerinde bilgilendirilen kişi"),
            ready("Yerinde bilgilendirilen kişi", lambda helped, looks: (helped, _bare(looks))),
        ),
    ),
    Fact(
        "who was sent on to 183 this month",
        "alo183_desktop.guidance.queries:count_guidance",
        lambda looks: len(_visits(looks, is_sent_on=True)),
        (
            Surface("Rehberlik, list", lambda looks: _visits_listed(looks, is_sent_on=True)),
            tile(7, "bu ay 183’e yönlendirildi"),
            figure("183’e yönlendirilen kişi"),
        ),
    ),
)
