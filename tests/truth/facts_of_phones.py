"""Facts of clauses 1 and 2: who holds what, papers, test calls, usage and quotas."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cases import unexplained
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.phones import queries
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import circular
from alo183_desktop.phones.kinds import CircularStanding
from alo183_desktop.phones.reachability import service as reachability
from alo183_desktop.phones.rows import FormFilter, ItemKind, PhoneFilter
from alo183_desktop.rota import duty_checks, unreached
from alo183_desktop.rota.rows import UnreachedFilter
from tests.truth.looks import Looks, instant
from tests.truth.net import Fact, Surface
from tests.truth.readers import figure, many, ready, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

KEPT: Final = frozenset({"lost", "in_repair"})
"""States in which somebody may still hold an item."""
_EXEMPT: Final = frozenset({"night_exempt", "duty_exempt"})
"""Who is exempt is there."""


def custody_of(looks: Looks, at: dt.datetime, line_id: int) -> Row | None:
    """Return the custody of a line that runs at an instant."""
    running = [
        one
        for one in looks.rows.custodies
        if one.line_id == line_id and one.from_at <= at and (one.to_at is None or one.to_at > at)
    ]
    return running[0] if running else None


def stored_state(looks: Looks, at: dt.datetime, **item: int) -> str | None:
    """Return the state of an item that was stored last for an instant."""
    ((name, item_id),) = item.items()
    known = [
        one for one in looks.rows.item_states if getattr(one, name) == item_id and one.at <= at
    ]
    return str(max(known, key=lambda one: one.id).state.value) if known else None


def number_of(looks: Looks, at: dt.datetime, officer_id: int | None, *others: str) -> str:
    """Return the number that somebody answers: their line, or else one that nobody else answers.

    A line of the register that was taken back, given to somebody else or lost is nobody's number.

    Args:
        looks: With the rows.
        at: The instant.
        officer_id: None for who is no officer.
        others: The numbers that are written for them, in the order in which they are tried.
    """
    if (held := newest_line(looks, at, officer_id)) is not None:
        return held
    lines = {one.phone: one for one in looks.rows.lines}
    for number in filter(None, others):
        if number not in lines or _is_answered(looks, at, lines[number].id, officer_id):
            return str(number)
    return ""


def newest_line(looks: Looks, at: dt.datetime, officer_id: int | None) -> str | None:
    """Return the number of the line that an officer got last of those that they can answer."""
    theirs = [
        (held.from_at, held.id, str(line.phone))
        for line in looks.rows.lines
        if (held := custody_of(looks, at, line.id))
        and officer_id is not None
        and held.officer_id == officer_id
        and stored_state(looks, at, line_id=line.id) not in KEPT
    ]
    return max(theirs)[2] if theirs else None


NO_NUMBER: Final = "hattı yok"
COMING: Final = "hattı henüz teslim edilmedi"
WHY_NONE: Final = (NO_NUMBER, "hattı kayıp", "hattı tamirde", COMING)


def why_no_number(looks: Looks, at: dt.datetime, officer_id: int | None, *others: str) -> str:
    """Return why somebody answers no number, in words: what became of the line that they hold.

    One whose written number is a line that was never theirs, and is in the store or with somebody
    who leaves, waits for it.
    """
    if officer_id is None:
        return NO_NUMBER
    lines = {one.phone: one for one in looks.rows.lines}
    held = {phone: custody_of(looks, at, line.id) for phone, line in lines.items()}
    theirs = [
        (one.from_at, one.id, phone)
        for phone, one in held.items()
        if one and one.officer_id == officer_id
    ]
    if theirs:
        state = stored_state(looks, at, line_id=lines[max(theirs)[2]].id)
        return "hattı kayıp" if state == "lost" else "hattı tamirde"
    for phone in (one for one in others if one in lines):
        state = stored_state(looks, at, line_id=lines[phone].id)
        had = any(one.officer_id == officer_id for one in _issued(looks, at, lines[phone].id))
        holder = held[phone]
        is_coming = (
            state in {None, "in_store", "issued"}
            if holder is None
            else state not in KEPT and _has_last_day(looks, holder.officer_id)
        )
        if is_coming and not had:
            return COMING
    return NO_NUMBER


def _issued(looks: Looks, at: dt.datetime, line_id: int) -> list[Row]:
    """Return the custodies of a line by an instant; what was cancelled was never issued."""
    cancelled = {one.id for one in looks.rows.custody_forms if one.state.value == "cancelled"}
    return [
        one
        for one in looks.rows.custodies
        if one.line_id == line_id and one.from_at <= at and one.issue_form_id not in cancelled
    ]


def _has_last_day(looks: Looks, officer_id: int) -> bool:
    """Return whether all subjects of an officer end, now or later."""
    held = [
        one
        for one in looks.rows.assignments
        if one.officer_id == officer_id and (one.ends_on is None or one.ends_on > one.starts_on)
    ]
    return bool(held) and all(one.ends_on for one in held)


def last_days(looks: Looks, person: Row) -> list[dt.date]:
    """Return the first days on which somebody has no duty any more, for any reason."""
    days = [person.ends_on] if person.ends_on else []
    held = [
        one
        for one in looks.rows.assignments
        if one.officer_id == person.officer_id
        and (one.ends_on is None or one.ends_on > one.starts_on)
    ]
    if held and all(one.ends_on for one in held):
        days.append(max(one.ends_on for one in held))
    return days


def is_away(looks: Looks, duty: Row, person: Row, at: dt.datetime) -> bool:
    """Return whether the holder of a duty is away at an instant, or leaves before its end."""
    on_leave = any(
        one.person_id == person.id
        and one.kind.value not in _EXEMPT
        and one.starts_at <= at < one.ends_at
        for one in looks.rows.absences
    )
    return on_leave or leaves(looks, duty, person)


def leaves(looks: Looks, duty: Row, person: Row) -> bool:
    """Return whether somebody has left before the end of a duty: the last night is theirs.

    No duty of these offices is longer than a day, so that it is then theirs at no time.
    """
    begins, ends = looks.day_of(duty.starts_at), looks.day_of(duty.ends_at)
    return any(begins >= day or ends > day for day in last_days(looks, person))


def holder_of(looks: Looks, duty: Row) -> int | None:
    """Return who holds a duty: nobody once its person has left."""
    person = next((one for one in looks.rows.duty_people if one.id == duty.person_id), None)
    return None if person is None or leaves(looks, duty, person) else person.id


def was_on_duty(looks: Looks, officer_id: int, at: dt.datetime) -> bool:
    """Return whether an officer was on main duty or stood in at an instant, and was there."""
    known = {one.id: one for one in looks.rows.duty_people if one.officer_id == officer_id}
    return any(
        one.person_id in known
        and one.kind.value != "driver"
        and one.starts_at <= at < one.ends_at
        and not is_away(looks, one, known[one.person_id], at)
        for one in looks.rows.duties
    )


def _is_answered(looks: Looks, at: dt.datetime, line_id: int, officer_id: int | None) -> bool:
    held, state = custody_of(looks, at, line_id), stored_state(looks, at, line_id=line_id)
    if held is not None:
        return held.officer_id == officer_id and state not in KEPT
    # A line that was never issued may be in use since before there was a register.
    return not _issued(looks, at, line_id) and state in {None, "in_store"}


def _lines(looks: Looks, at: dt.datetime) -> dict[str, dict[str, Any]]:
    """Return what a `--json` of each line says as of an instant: its state and who holds it."""
    names = {one.id: looks.name_of(one) for one in looks.rows.officers}
    found = {}
    for line in looks.rows.lines:
        if line.created_at > at and not _is_known(looks, at, line.id):
            continue
        held, state = custody_of(looks, at, line.id), stored_state(looks, at, line_id=line.id)
        if held is not None:
            state = state if state in KEPT else "issued"
        elif state in {None, "issued"}:
            state = "in_store"
        found[line.phone] = {
            "state": state,
            "holder_id": held.officer_id if held else None,
            "holder": names[held.officer_id] if held else None,
            "held_since": held.from_at if held else None,
        }
    return found


def _is_known(looks: Looks, at: dt.datetime, line_id: int) -> bool:
    return any(
        one.line_id == line_id and moment <= at
        for one, moment in [
            *((one, one.from_at) for one in looks.rows.custodies),
            *((one, one.at) for one in looks.rows.item_states),
        ]
    )


_LINE: Final = ("state", "holder_id", "holder", "held_since")


def _told_lines(looks: Looks, *as_of: str) -> dict[str, dict[str, Any]]:
    return {
        one["line"]: {
            name: instant(one[name]) if name == "held_since" and one[name] else one[name]
            for name in _LINE
        }
        for one in looks.answer("phones", *as_of)
        if one["kind"] == "line"
    }


def _earlier(looks: Looks) -> dt.datetime:
    """Return the minute of an evening some days before."""
    return looks.begin_of(looks.today - dt.timedelta(days=3)) + dt.timedelta(hours=18)


def _told_earlier(looks: Looks) -> dict[str, dict[str, Any]]:
    return _told_lines(looks, "--as-of", f"{looks.local(_earlier(looks)):%Y-%m-%dT%H:%M}")


def _listed_lines(looks: Looks) -> dict[str, tuple[str, str]]:
    with looks.work() as work:
        rows = phones.find_lines(work, PhoneFilter(), at=work.now)
    return {row.phone: (row.state.value, row.holder_name) for row in rows}


def _held_by_each(looks: Looks) -> dict[str, list[str]]:
    """Return the lines on the card of each officer."""
    found = {}
    with looks.work() as work:
        officers = list_officers(
            work.session, OfficerFilter(state=OfficerState.ALL), as_of=looks.today
        )
        for officer in officers:
            held = queries.held_by(work.session, officer.officer_id, at=work.now)
            labels = sorted(one.label for one in held if one.item_kind is ItemKind.LINE)
            if labels:
                found[officer.name] = labels
    return found


def _as_held(counted: dict[str, dict[str, Any]], looks: Looks) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phone, line in counted.items():
        if line["holder"]:
            found[line["holder"]].append(looks.phone_words(phone))
    return {name: sorted(numbers) for name, numbers in found.items()}


# Papers, calls


def _unsigned(looks: Looks) -> list[int]:
    """Return the forms to be signed; what notifies of the circular is one, too."""
    waiting = {"draft", "printed"}
    return sorted(one.id for one in looks.rows.custody_forms if one.state.value in waiting)


def _listed_unsigned(looks: Looks) -> list[int]:
    with looks.work() as work:
        found = queries.list_forms(work.session, FormFilter(unsigned_only=True))
    return sorted(one.form_id for one in found)


def _of_month(looks: Looks, rows: list[Row]) -> list[Row]:
    """Return what happened in the present month until the end of the day."""
    ends = looks.begin_of(looks.today + dt.timedelta(days=1))
    return [one for one in rows if looks.month_begins <= one.at < ends]


def _ready_forms(_counted: Any, looks: Looks) -> tuple[int, int]:
    made = _of_month(looks, looks.rows.custody_forms)
    made = [one for one in made if one.kind.value != "circular" and one.state.value != "cancelled"]
    signed = sum(one.signed_at is not None for one in made)
    return signed, len(made) - signed


def _untold(looks: Looks) -> list[str]:
    """Return who serves today and was not notified of the circular within a year."""
    found = set()
    for one in looks.running_assignments(looks.today):
        signed = [
            looks.day_of(form.signed_at)
            for form in looks.rows.custody_forms
            if form.officer_id == one.officer_id
            and form.kind.value == "circular"
            and form.state.value == "signed"
        ]
        if not signed or _year_after(max(signed)) <= looks.today:
            found.add(one.officer_id)
    names = {one.id: looks.name_of(one) for one in looks.rows.officers}
    return sorted(names[one] for one in found)


def _year_after(day: dt.date) -> dt.date:
    last = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _listed_untold(looks: Looks) -> list[str]:
    with looks.work() as work:
        rows = circular.find_circular(work)
    return sorted(one.officer_name for one in rows if one.standing is not CircularStanding.NOTIFIED)


def _ready_circular(counted: list[str], looks: Looks) -> tuple[int, int]:
    serving = {one.officer_id for one in looks.running_assignments(looks.today)}
    return len(serving) - len(counted), len(counted)


def missing_lines(looks: Looks) -> list[str]:
    """Return the held lines that did not answer three times running, or once on duty.

    Of a line that is lost or in repair nobody expects an answer.
    """
    found = []
    for line in looks.rows.lines:
        held = custody_of(looks, looks.now, line.id)
        if held is None or stored_state(looks, looks.now, line_id=line.id) in KEPT:
            continue
        calls = [
            one
            for one in looks.rows.reachability_checks
            if one.line_id == line.id and one.at <= looks.now
        ]
        answered = [one.at for one in calls if one.is_answered]
        missed = [
            one.at
            for one in calls
            if not one.is_answered and (not answered or one.at > max(answered))
        ]
        on_duty = any(was_on_duty(looks, held.officer_id, at) for at in missed)
        if len(missed) >= _MISSES or on_duty:
            found.append(line.phone)
    return sorted(found)


_MISSES: Final = 3


def _listed_missing(looks: Looks) -> list[str]:
    with looks.work() as work:
        return sorted(one.phone for one in duty_checks.missing_lines(work))


def _waiting_reports(looks: Looks) -> list[int]:
    return sorted(one.id for one in looks.rows.unreached_reports if not one.answer)


def _listed_waiting(looks: Looks) -> list[int]:
    with looks.work() as work:
        found = unreached.find_unreached(work, UnreachedFilter(is_answered=False))
    return sorted(one.unreached_id for one in found)


def _reports(looks: Looks) -> list[Row]:
    return _of_month(looks, looks.rows.unreached_reports)


def _checks(looks: Looks) -> tuple[int, int]:
    """Return how many test calls of this month were made, and answered."""
    made = [
        one for one in looks.rows.reachability_checks if looks.month_begins <= one.at <= looks.now
    ]
    return len(made), sum(one.is_answered for one in made)


def _told_rates(looks: Looks) -> tuple[int, int]:
    with looks.work() as work:
        rows = reachability.rates(work, looks.month)
    return sum(one.counts.tried for one in rows), sum(one.counts.answered for one in rows)


# Calls that nobody explained

_SHORT: Final = ("183", "112", "155", "156")
"""Numbers of three digits that belong to somebody: the call centre, emergency and the police."""
_MARK: Final = "#"
"""With which a number begins that was hidden since."""


def _short_numbers() -> set[str]:
    return {*_SHORT, *(f"+90{one}" for one in _SHORT)}


def _calls(looks: Looks, since: dt.datetime, until: dt.datetime | None = None) -> list[Row]:
    """Return the calls with people, and with short numbers, of the files that count."""
    valid = {one.id for one in looks.rows.usages if one.superseded_by_import_id is None}
    return [
        one
        for one in looks.rows.call_records
        if one.usage_id in valid
        and one.kind.value in {"voice", "message"}
        and (one.number[:1] in {"+", _MARK} or one.number in _short_numbers())
        and since <= one.at
        and (until is None or one.at < until)
    ]


def _reviewed(looks: Looks) -> set[int]:
    return {one.call_id for one in looks.rows.call_reviews}


def _known_to_the_office(looks: Looks) -> set[str]:
    """Return the numbers of the directorate, its people, its lines, its partners and its cases."""
    (own,) = looks.rows.directorates
    found = {own.telephone, own.fax, own.contact_telephone, own.recipient_fax}
    for one in looks.rows.officers:
        found |= {one.corporate_mobile, one.personal_mobile, one.desk_phone}
    for one in looks.rows.partners:
        found |= {one.phone, one.other_phone}
    found |= {one.phone for one in [*looks.rows.lines, *looks.rows.duty_people]}
    return found | {one.caller_phone for one in looks.rows.cases}


def _unexplained(looks: Looks, calls: list[Row]) -> list[int]:
    known = _short_numbers() | _known_to_the_office(looks)
    reviewed = _reviewed(looks)
    return sorted(one.id for one in calls if one.id not in reviewed and one.number not in known)


def _calls_since(looks: Looks) -> dt.datetime:
    """Return from when on calls wait for an explanation: the terms of today say how long."""
    terms = sorted(looks.rows.case_terms, key=lambda one: one.starts_on)
    (*_older, now) = [terms[0], *(one for one in terms if one.starts_on <= looks.today)]
    return looks.begin_of(looks.day_of(looks.now - dt.timedelta(days=now.call_review_days)))


def _waiting_calls(looks: Looks) -> list[int]:
    return _unexplained(looks, _calls(looks, _calls_since(looks)))


def _listed_calls(looks: Looks) -> list[int]:
    """Return the calls that wait, as the page lists them for the same time."""
    with looks.work() as work:
        found = unexplained.find_calls(
            work, UnexplainedCallFilter(is_reviewed=False, since=_calls_since(looks))
        )
    return sorted(one.call_id for one in found)


def _ready_calls(_counted: Any, looks: Looks) -> tuple[int, int]:
    ends = looks.begin_of(looks.today + dt.timedelta(days=1))
    calls = _calls(looks, looks.month_begins, ends)
    reviewed = _reviewed(looks)
    return sum(one.id in reviewed for one in calls), len(_unexplained(looks, calls))


def _serving(looks: Looks) -> dict[int, tuple[list[str], str]]:
    """Return the subjects that each officer answers for today, and the mobile written for them."""
    subjects = {one.id: one.name for one in looks.rows.subjects}
    mobiles = {one.id: one.corporate_mobile for one in looks.rows.officers}
    held: defaultdict[int, list[str]] = defaultdict(list)
    for one in looks.running_assignments(looks.today):
        held[one.officer_id].append(subjects[one.subject_id])
    return {key: (sorted(names), mobiles[key]) for key, names in held.items()}


def _told_serving(looks: Looks) -> dict[int, tuple[list[str], str]]:
    return {
        one["officer_id"]: (sorted(one["subjects"]), one["corporate_mobile"])
        for one in looks.answer("officers")
        if one["subjects"]
    }


FACTS: Final = (
    Fact(
        "who answers for which subject today",
        "alo183_desktop.officers.queries:list_officers",
        _serving,
        (Surface("alo183 officers --json", _told_serving),),
    ),
    Fact(
        "who holds each line",
        "alo183_desktop.phones.queries:list_lines",
        lambda looks: _lines(looks, looks.now),
        (
            Surface("alo183 phones --json", _told_lines, covers=("phones:*",)),
            Surface(
                "Telefonlar, list",
                _listed_lines,
                lambda counted, _looks: {
                    phone: (one["state"], one["holder"] or "") for phone, one in counted.items()
                },
            ),
            Surface("Sorumlular, card: what they hold", _held_by_each, _as_held),
        ),
    ),
    Fact(
        "who held each line some days ago",
        "alo183_desktop.phones.queries:list_lines",
        lambda looks: _lines(looks, _earlier(looks)),
        (Surface("alo183 phones --as-of --json", _told_earlier),),
    ),
    Fact(
        "which custody forms lack a signature",
        "alo183_desktop.phones.queries:count_unsigned",
        _unsigned,
        (
            Surface("Telefonlar, Tutanaklar", _listed_unsigned),
            tile(1, "imzasız", many),
            ready("İmzalı zimmet tutanağı", _ready_forms),
        ),
    ),
    Fact(
        "who was not notified of the circular",
        "alo183_desktop.phones.custody.circular:list_circular",
        _untold,
        (
            Surface("Telefonlar, Genelge tebliği", _listed_untold),
            tile(1, "genelge tebliğ edilmedi", many),
            ready("İmzalı genelge tebliği", _ready_circular),
        ),
    ),
    Fact(
        "which lines do not answer test calls",
        "alo183_desktop.rota.queries:list_missing",
        missing_lines,
        (
            Surface("Telefonlar, Ulaşılamayanlar", _listed_missing),
            tile(1, "yoklamaya yanıt vermedi", many),
        ),
    ),
    Fact(
        "how many test calls of the month were answered",
        "alo183_desktop.phones.reachability.queries:rates",
        _checks,
        (
            Surface("Telefonlar, Oranlar", _told_rates),
            figure("Ulaşılabilirlik yoklaması", lambda counted, _looks: counted[0]),
            figure("Yanıtlanan yoklama", lambda counted, _looks: counted[1]),
            ready(
                "Yanıtlanan ulaşılabilirlik yoklaması",
                lambda counted, _looks: (counted[1], counted[0] - counted[1]),
            ),
        ),
    ),
    Fact(
        "which reports of the call centre wait for an answer",
        "alo183_desktop.rota.unreached:count_unreached",
        _waiting_reports,
        (
            Surface("Nöbet, Ulaşılamadı", _listed_waiting),
            tile(1, "yanıt bekliyor", many),
            figure(
                "Çağrı merkezinin ulaşılamadı bildirimi",
                lambda _counted, looks: len(_reports(looks)),
            ),
            ready(
                "Yanıtlanan ulaşılamadı bildirimi",
                lambda _counted, looks: (
                    sum(bool(one.answer) for one in _reports(looks)),
                    sum(not one.answer for one in _reports(looks)),
                ),
            ),
        ),
    ),
    Fact(
        "which calls wait for an explanation",
        "alo183_desktop.cases.unexplained:count_unexplained",
        _waiting_calls,
        (
            Surface("Telefonlar, Açıklanmayan aramalar", _listed_calls),
            tile(1, "açıklama bekliyor", many),
            ready("Açıklanan arama", _ready_calls),
        ),
    ),
)
