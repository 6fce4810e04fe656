"""Facts of retention: of which records the period is over, and what was decided on them."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from tests.truth.facts_of_phones import last_days
from tests.truth.looks import Looks
from tests.truth.net import Fact, Surface

if TYPE_CHECKING:
    from tests.truth.looks import Row

_FINAL: Final = frozenset({"returned", "retired"})
_DESTROYED: Final = "(imha edildi)"
_BETWEEN: Final = 6
"""Months between two destructions at most. Source: Yönetmelik 28.10.2017/30224, madde 11."""

Moment = dt.date | dt.datetime | None
"""A day or an instant; None: it has not come."""


class _NotYetError(Exception):
    """A record still runs."""


def _end(at: Moment) -> Moment:
    """Return when something ended; it must have."""
    if at is None:
        raise _NotYetError
    return at


# When the period of a record begins: the latest of what is yielded


def _case(looks: Looks, one: Row) -> Iterator[Moment]:
    if not one.is_closed:
        yield _end(one.entered_at)
    yield from (one.routed_at, one.entered_at, one.closed_at)
    yield from (act.recorded_at for act in looks.rows.case_actions if act.case_id == one.id)


def _calls(looks: Looks, one: Row) -> Iterator[Moment]:
    if all(call.usage_id != one.id for call in looks.rows.call_records):
        raise _NotYetError
    yield one.ends_on - dt.timedelta(days=1)


def _check(_looks: Looks, one: Row) -> Iterator[Moment]:
    if one.officer_id is None and not (one.answered_by or one.note or one.by_name):
        raise _NotYetError
    yield one.at


def _visit(_looks: Looks, one: Row) -> Iterator[Moment]:
    if one.asked == _DESTROYED:
        raise _NotYetError
    yield one.at


def _form(looks: Looks, one: Row) -> Iterator[Moment]:
    yield one.at
    for held in looks.rows.custodies:
        if one.id in {held.issue_form_id, held.return_form_id}:
            yield _end(held.to_at)


def _custody(_looks: Looks, one: Row) -> Iterator[Moment]:
    if one.issue_form_id is not None or one.return_form_id is not None:
        raise _NotYetError  # the paper names it
    yield _end(one.to_at)


def _note(kind: str) -> Callable[[Looks, Row], Iterator[Moment]]:
    def found(looks: Looks, one: Row) -> Iterator[Moment]:
        kept = [
            change.before.get("note")
            for change in looks.rows.import_changes
            if change.item_kind == kind and change.item_id == one.id and change.before
        ]
        if not (one.note or any(kept)):
            raise _NotYetError
        yield _changed(looks, kind, one)

    return found


def _changed(looks: Looks, kind: str, one: Row) -> Moment:
    """Return when a row was changed last, as the audit trail has it."""
    acts = {f"{kind}.added", f"{kind}.changed"}
    at: list[dt.datetime] = [
        entry.at
        for entry in looks.entries
        if entry.kind == kind and entry.item_id == one.id and entry.action in acts
    ]
    return max(at, default=one.created_at)


def _state(looks: Looks, one: Row) -> Iterator[Moment]:
    if not (one.reason or one.by_name):
        raise _NotYetError
    yield one.at
    later = [
        other.at
        for other in looks.rows.item_states
        if other.id > one.id and (other.line_id, other.handset_id) == (one.line_id, one.handset_id)
    ]
    if one.state.value not in _FINAL or later:
        yield _end(min(later, default=None))


def _letter(looks: Looks, one: Row) -> Iterator[Moment]:
    yield from (one.finished_at, one.completed_at, one.cancelled_at, one.last_effective_on)
    for assignment in looks.rows.assignments:
        if assignment.opened_by_letter_id == one.id:
            yield _end(assignment.ends_on)
    for other in looks.rows.letters:
        if other.corrects_letter_id == one.id:
            yield other.finished_at


def _absence(_looks: Looks, one: Row) -> Iterator[Moment]:
    yield one.ends_at


def _at(_looks: Looks, one: Row) -> Iterator[Moment]:
    yield one.at


def _month(looks: Looks, one: Row) -> Iterator[Moment]:
    yield _end(
        max((duty.ends_at for duty in looks.rows.duties if duty.month == one.month), default=None)
    )


def _person(looks: Looks, one: Row) -> Iterator[Moment]:
    """Yield when somebody left duties; what was written of them goes before the roster."""
    yield _end(one.ends_on or max(last_days(looks, one), default=None))


def _order(_looks: Looks, one: Row) -> Iterator[Moment]:
    yield one.in_at or one.out_at


def _officer(looks: Looks, one: Row) -> Iterator[Moment]:
    own = [each for each in looks.rows.assignments if each.officer_id == one.id]
    if not own:
        raise _NotYetError  # who never had a subject may be a newcomer
    yield one.created_at
    yield from (_end(each.ends_on) for each in own)
    yield from (_end(each.to_at) for each in looks.rows.custodies if each.officer_id == one.id)
    yield from (each.ends_on for each in looks.rows.substitutions if each.substitute_id == one.id)


def _account(looks: Looks, one: Row) -> Iterator[Moment]:
    if one.is_active or one.login.startswith("("):
        raise _NotYetError
    yield _changed(looks, "user", one)


_KINDS: Final[dict[str, tuple[str, Callable[[Looks, Any], Iterable[Moment]]]]] = {
    "cases": ("cases", _case),
    "calls": ("usages", _calls),
    "checks": ("reachability_checks", _check),
    "guidance": ("guidances", _visit),
    "drafts": ("change_drafts", lambda _looks, one: [one.saved_at]),
    "custody_forms": ("custody_forms", _form),
    "custodies": ("custodies", _custody),
    "line_notes": ("lines", _note("line")),
    "handset_notes": ("handsets", _note("handset")),
    "state_reasons": ("item_states", _state),
    "letters": ("letters", _letter),
    "wishes": ("wishes", lambda _looks, one: [one.day]),
    "absences": ("absences", _absence),
    "hand_overs": ("hand_overs", _at),
    "unreached": ("unreached_reports", _at),
    "rotas": ("rota_months", _month),
    "granted_leaves": ("granted_leaves", lambda _looks, one: [one.granted_on]),
    "duty_people": ("duty_people", _person),
    "task_orders": ("task_orders", _order),
    "drivers": ("drivers", _person),
    "officers": ("officers", _officer),
    "accounts": ("users", _account),
}


def _anchors(looks: Looks, kind: str) -> dict[int, dt.date]:
    """Return from which day the period of each record runs, by its id."""
    table, begins = _KINDS[kind]
    found = {}
    for one in getattr(looks.rows, table):
        try:
            moments = [at for at in begins(looks, one) if at is not None]
        except _NotYetError:
            continue
        found[one.id] = max(
            looks.day_of(at) if isinstance(at, dt.datetime) else at for at in moments
        )
    return found


def _later(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later, or the last of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months(looks: Looks, kind: str) -> int:
    """Return how long records of a kind are kept as of today; the first rule holds before it."""
    rules = [one for one in looks.rows.retention_periods if one.kind.value == kind]
    begun = [one for one in rules if one.starts_on <= looks.today]
    rule = (
        max(begun, key=lambda one: one.starts_on)
        if begun
        else min(rules, key=lambda one: one.starts_on)
    )
    return int(rule.months)


def _kind(looks: Looks, kind: str) -> dict[str, Any]:
    """Return what is told of a kind: how much is due, and what was decided since it is."""
    months = _months(looks, kind)
    due = {
        item: day
        for item, anchor in _anchors(looks, kind).items()
        if (day := _later(anchor, months)) <= looks.today
    }
    decided = {
        one.item_id: one.decision.value
        for one in looks.rows.retention_reviews
        if one.kind.value == kind
        and one.item_id in due
        and looks.day_of(one.at) >= due[one.item_id]
        and (one.until is None or one.until > looks.today)
    }
    waiting = [day for item, day in due.items() if decided.get(item) != "postponed"]
    oldest = min(waiting, default=None)
    return {
        "due": len(due),
        "agreed": sum(one == "agreed" for one in decided.values()),
        "postponed": sum(one == "postponed" for one in decided.values()),
        "oldest_due_on": oldest and oldest.isoformat(),
        "destroy_by": oldest and _later(oldest, _BETWEEN).isoformat(),
        "months": months,
    }


_FIELDS: Final = ("due", "agreed", "postponed", "oldest_due_on", "destroy_by", "months")


def _told(looks: Looks) -> dict[str, dict[str, Any]]:
    return {
        one["kind"]: {name: one[name] for name in _FIELDS}
        for one in looks.answer("retention")["kinds"]
    }


def _destructions(looks: Looks) -> list[tuple[int, str, int, int, bool]]:
    return sorted(
        (one.id, one.kind.value, one.items, one.months, one.erased_at is not None)
        for one in looks.rows.destructions
    )


def _told_destructions(looks: Looks) -> list[tuple[int, str, int, int, bool]]:
    return sorted(
        (one["destruction_id"], one["kind"], one["items"], one["months"], bool(one["erased_at"]))
        for one in looks.answer("retention")["destructions"]
    )


FACTS: Final = (
    Fact(
        "of which records the period is over",
        "alo183_desktop.retention.queries:look_at_kind",
        lambda looks: {kind: _kind(looks, kind) for kind in _KINDS},
        (Surface("alo183 retention --json", _told, covers=("retention:kinds*",)),),
    ),
    Fact(
        "what was destroyed, and is still in the file",
        "alo183_desktop.retention.queries:list_destructions",
        _destructions,
        (
            Surface(
                "alo183 retention --json: destructions",
                _told_destructions,
                covers=("retention:destructions*",),
            ),
            Surface(
                "alo183 retention --json: what is still in the file",
                lambda looks: looks.answer("retention")["unerased"],
                lambda counted, _looks: sum(not erased for *_rest, erased in counted),
                covers=("retention:unerased",),
            ),
        ),
    ),
)
