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
from alo183_desktop.phones.quotas import service as quotas
from alo183_desktop.phones.reachability import service as reachability
from alo183_desktop.phones.rows import FormFilter, ItemKind, PhoneFilter
from alo183_desktop.rota import duty_checks, unreached
from alo183_desktop.rota.rows import UnreachedFilter
from tests.truth.looks import Looks, instant
from tests.truth.net import Fact, Surface
from tests.truth.readers import figure, many, ready, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

_KEPT: Final = frozenset({"lost", "in_repair"})
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
    lines = {one.phone: one for one in looks.rows.lines}
    theirs = [
        (held.from_at, held.id, phone)
        for phone, line in lines.items()
        if (held := custody_of(looks, at, line.id)) and held.officer_id == officer_id
    ]
    held_first = [max(theirs)[2]] if theirs and officer_id is not None else []
    for number in (*held_first, *filter(None, others)):
        if number not in lines or _is_answered(looks, at, lines[number].id, officer_id):
            return str(number)
    return ""


NO_NUMBER: Final = "hattı yok"
WHY_NONE: Final = (NO_NUMBER, "hattı kayıp", "hattı tamirde", "hattı henüz teslim edilmedi")


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
            else state not in _KEPT and _has_last_day(looks, holder.officer_id)
        )
        if is_coming and not had:
            return "hattı henüz teslim edilmedi"
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
    begins, ends = looks.day_of(duty.starts_at), looks.day_of(duty.ends_at)
    return on_leave or any(begins >= day or ends > day for day in last_days(looks, person))


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
        return held.officer_id == officer_id and state not in _KEPT
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
            state = state if state in _KEPT else "issued"
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


def _missing(looks: Looks) -> list[str]:
    """Return the held lines that did not answer three times running, or once on duty."""
    found = []
    for line in looks.rows.lines:
        held = custody_of(looks, looks.now, line.id)
        if held is None:
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


def _calls_on_list(looks: Looks) -> int:
    """Return how many calls wait for an explanation, on the page and for the whole time."""
    with looks.work() as work:
        since = unexplained.review_since(work.session, now=work.now)
        begins = looks.begin_of(looks.day_of(since))
        return len(
            unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=False, since=begins))
        )


# Quotas


def setting_of(looks: Looks, line_id: int, key: tuple[int, int]) -> Row | None:
    """Return what was set for the period of a line that begins in a month: its own, or for all."""
    for owner in (line_id, None):
        known = [one for one in looks.rows.quotas if one.line_id == owner]
        for one in sorted(known, key=lambda one: one.starts_on, reverse=True):
            if one.starts_on <= dt.date(*key, one.period_day):
                return one
    return None


def _begin(looks: Looks, line_id: int, key: tuple[int, int]) -> dt.date:
    setting = setting_of(looks, line_id, key)
    return dt.date(*key, setting.period_day if setting else 1)


def _month_beside(key: tuple[int, int], by: int) -> tuple[int, int]:
    months = key[0] * 12 + key[1] - 1 + by
    return months // 12, months % 12 + 1


def _period(looks: Looks, line_id: int, key: tuple[int, int]) -> dict[str, Any]:
    """Return what a line may use in the period that begins in a month, and what it used."""
    setting = setting_of(looks, line_id, key)
    begins = _begin(looks, line_id, key)
    ends = _begin(looks, line_id, _month_beside(key, 1))
    return {
        "first_day": begins.isoformat(),
        "last_day": (ends - dt.timedelta(days=1)).isoformat(),
        "quota_seconds": setting.seconds if setting else 300 * 60,
        "quota_bytes": setting.bytes if setting else 1024**3,
        **_used(looks, line_id, begins, ends),
    }


def _used(looks: Looks, line_id: int, begins: dt.date, ends: dt.date) -> dict[str, Any]:
    """Return what a line used on the days of a period; None where no file has any of it."""
    known = [
        one
        for one in looks.rows.usages
        if one.line_id == line_id
        and one.superseded_by_import_id is None
        and one.starts_on < ends
        and one.ends_on > begins
    ]
    return {name: _amount(looks, known, name, begins, ends) for name in ("seconds", "bytes")}


def _amount(
    looks: Looks, known: list[Row], name: str, begins: dt.date, ends: dt.date
) -> int | None:
    """Return the sum of a measure over the files that have it; None where none has."""
    ids = {one.id for one in known if getattr(one, name) is not None}
    if not ids:
        return None
    days = [one for one in looks.rows.usage_days if begins <= one.day < ends]
    return sum(getattr(one, name) or 0 for one in days if one.usage_id in ids)


_QUOTA: Final = ("first_day", "last_day", "quota_seconds", "quota_bytes", "seconds", "bytes")


def _key(words: str) -> tuple[int, int]:
    year, month = words.split("-")
    return int(year), int(month)


def _told_quota(looks: Looks) -> dict[str, dict[str, Any]]:
    return {one["line"]: {name: one[name] for name in _QUOTA} for one in looks.answer("quota")}


def _counted_quota(looks: Looks) -> dict[str, dict[str, Any]]:
    """Return the period of each line that runs today; a line that is gone has one with usage."""
    found = {}
    for line in looks.rows.lines:
        key = (looks.today.year, looks.today.month)
        if _begin(looks, line.id, key) > looks.today:
            key = _month_beside(key, -1)
        period = _period(looks, line.id, key)
        if period["seconds"] is not None or line.state.value not in {"returned", "retired"}:
            found[line.phone] = period
    return found


def _shares(counted: dict[str, dict[str, Any]], _looks: Looks) -> dict[str, list[float | None]]:
    """Return of each line the share of its minutes and data, and the larger."""
    found: dict[str, list[float | None]] = {}
    for phone, one in counted.items():
        shares = [
            None if one[name] is None else one[name] / one[f"quota_{name}"]
            for name in ("seconds", "bytes")
        ]
        known = [share for share in shares if share is not None]
        each = [*shares, max(known, default=None)]
        found[phone] = [None if share is None else round(share, 4) for share in each]
    return found


def _told_shares(looks: Looks) -> dict[str, list[float | None]]:
    return {
        one["line"]: [one["share_seconds"], one["share_bytes"], one["share"]]
        for one in looks.answer("quota")
    }


def _talked_minutes(counted: dict[str, dict[str, Any]], _looks: Looks) -> int | None:
    known = [one["seconds"] for one in counted.values() if one["seconds"] is not None]
    return sum(known) // 60 if known else None


def _known(looks: Looks) -> list[str]:
    counted = _counted_quota(looks)
    return sorted(set(counted) - set(_unknown(looks)))


def _over(counted: dict[str, dict[str, Any]]) -> list[str]:
    return sorted(
        phone
        for phone, one in counted.items()
        if (one["seconds"] or 0) >= one["quota_seconds"]
        or (one["bytes"] or 0) >= one["quota_bytes"]
    )


def _unknown(looks: Looks) -> list[str]:
    """Return the lines of which a measure is in no file, and the other shows no fault."""
    counted = _counted_quota(looks)
    faults = {*_over(counted), *_listed_statuses(looks, "near")}
    return sorted(
        phone
        for phone, one in counted.items()
        if None in {one["seconds"], one["bytes"]} and phone not in faults
    )


def _told_statuses(looks: Looks, status: str) -> list[str]:
    return sorted(one["line"] for one in looks.answer("quota") if one["status"] == status)


def _listed_statuses(looks: Looks, status: str) -> list[str]:
    with looks.work() as work:
        rows = quotas.quota_page(work, None, today=looks.today)
    return sorted(row.phone for row in rows if row.status.value == status)


FACTS: Final = (
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
        _missing,
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
        "how many calls wait for an explanation",
        "alo183_desktop.cases.unexplained:count_unexplained",
        _calls_on_list,
        (tile(1, "açıklama bekliyor"),),
    ),
    Fact(
        "what each line used in the period that runs",
        "alo183_desktop.phones.quotas.queries:quota_page",
        _counted_quota,
        (
            Surface(
                "alo183 quota --json",
                _told_quota,
                covers=tuple(f"quota:{name}" for name in _QUOTA),
            ),
            Surface(
                "alo183 quota --json: the quota of each line",
                lambda looks: {one["line"]: one["quota"] for one in looks.answer("quota")},
                lambda counted, _looks: {
                    phone: {"seconds": one["quota_seconds"], "bytes": one["quota_bytes"]}
                    for phone, one in counted.items()
                },
                covers=("quota:quota.*",),
            ),
            Surface(
                "alo183 quota --json: the share that is used",
                _told_shares,
                _shares,
                covers=("quota:share*",),
            ),
            figure("Konuşulan süre (dakika)", _talked_minutes),
        ),
    ),
    Fact(
        "which lines are over their quota",
        "alo183_desktop.phones.quotas.queries:quota_page",
        lambda looks: _over(_counted_quota(looks)),
        (
            Surface("alo183 quota --json", lambda looks: _told_statuses(looks, "over")),
            Surface("Telefonlar, Kotalar", lambda looks: _listed_statuses(looks, "over")),
            tile(2, "kotayı aştı", many),
            figure(
                "Kotasını aşan hat",
                lambda counted, looks: len(counted) if len(_known(looks)) else None,
            ),
        ),
    ),
    Fact(
        "of which lines nothing is known in the period that runs",
        "alo183_desktop.phones.quotas.queries:quota_page",
        _unknown,
        (
            Surface("alo183 quota --json", lambda looks: _told_statuses(looks, "unknown")),
            Surface("Telefonlar, Kotalar", lambda looks: _listed_statuses(looks, "unknown")),
            tile(2, "bu dönem kullanımı bilinmiyor", many),
            figure("Kullanımı bilinmeyen hat", many),
        ),
    ),
    Fact(
        "which lines come near to their quota",
        "alo183_desktop.phones.quotas.queries:quota_page",
        lambda looks: _listed_statuses(looks, "near"),
        (
            Surface("alo183 quota --json", lambda looks: _told_statuses(looks, "near")),
            tile(2, "kotaya yaklaşıyor", many),
        ),
    ),
)
