"""Facts of the rules of duty: which ones each duty breaks, and what changed since its paper."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from tests.truth.facts_of_counts import night_minutes
from tests.truth.facts_of_duties import begun, is_begun, month_row, number_on_duty, people, why_none
from tests.truth.facts_of_phones import COMING, holder_of, last_days
from tests.truth.looks import Looks
from tests.truth.net import Fact, Surface
from tests.truth.readers import figure

if TYPE_CHECKING:
    from tests.truth.looks import Row

_LONG: Final = dt.timedelta(hours=12)
_MOMENT: Final = dt.timedelta(microseconds=1)
_EXEMPT: Final = ("night_exempt", "duty_exempt")

Breach = tuple[int, str, bool]
"""Id of a duty, the rule that it breaks, and whether a reason overrules it."""


def _broken(looks: Looks) -> Counter[Breach]:
    """Return which rules the duties of the month break; of everybody employed as officials."""
    found = Counter[Breach]()
    for duty in looks.rows.duties:
        if duty.month == looks.month:
            overruled = duty.overruled.split()
            for rule in (*_by_holder(looks, duty), *_by_vehicle(looks, duty)):
                found[duty.id, rule, rule in overruled] += 1
    return found


def _by_holder(looks: Looks, duty: Row) -> Iterator[str]:
    if duty.person_id is None:
        return
    person, _name = people(looks)[duty.person_id]
    if not getattr(person, f"does_{duty.kind.value}"):
        yield "kind"
    begins, ends = looks.day_of(duty.starts_at), looks.day_of(duty.ends_at)
    left = min([*last_days(looks, person), dt.date.max])
    if begins < person.starts_on or ends > left or begins >= left:
        yield "not_current"
    if duty.kind.value == "driver":
        yield from _by_licence(looks, duty, person)
    elif _lacks_number(looks, duty, person):
        yield "no_phone"
    for one in looks.rows.absences:
        since, until = max(one.starts_at, duty.starts_at), min(one.ends_at, duty.ends_at)
        if one.person_id == person.id and since < until:
            kind = one.kind.value
            if kind != "night_exempt" or night_minutes(looks, since, until):
                yield kind if kind in _EXEMPT else "absent"
    yield from _by_others(looks, duty)


def _lacks_number(looks: Looks, duty: Row, person: Row) -> bool:
    at = min(looks.now, duty.ends_at - _MOMENT)
    if number_on_duty(looks, person, at):
        return False
    return looks.now >= duty.starts_at or why_none(looks, person, at) != COMING


def _by_licence(looks: Looks, duty: Row, person: Row) -> Iterator[str]:
    drivers = {one.id: one for one in looks.rows.drivers}
    if not drivers:
        return
    driver = drivers.get(person.driver_id)
    first, last = looks.day_of(duty.starts_at), looks.day_of(duty.ends_at - _MOMENT)
    wrong = (
        [True]
        if driver is None
        else [
            driver.ends_on is not None and last >= driver.ends_on,
            driver.licence_until is None or driver.licence_until < last,
            driver.approved_on is None or driver.approved_on > first,
            not driver.has_consent,
        ]
    )
    yield from ("licence" for one in wrong if one)


def _by_others(looks: Looks, duty: Row) -> Iterator[str]:
    (limits,) = looks.rows.rota_limits
    whole = duty.part_of or duty.id
    others = [
        one
        for one in looks.rows.duties
        if one.person_id == duty.person_id and (one.part_of or one.id) != whole
    ]
    for other in others:
        first, second = sorted((duty, other), key=lambda one: one.starts_at)
        rest = dt.timedelta(minutes=first.rest_minutes)
        if other.starts_at < duty.ends_at and duty.starts_at < other.ends_at:
            yield "overlap"
        if (
            first.is_active
            and first.ends_at <= second.starts_at < _relieved_at(looks, first) + rest
        ):
            yield "rest"
        days = abs((looks.day_of(other.starts_at) - looks.day_of(duty.starts_at)).days)
        if _is_long(duty) and _is_long(other) and 0 < days < limits.spacing_days:
            yield "spacing"
    if limits.month_most and duty.kind.value != "stand_in":
        begins = {one.id: one.starts_at for one in looks.rows.duties}
        months = {
            one.part_of or one.id: f"{looks.day_of(begins[one.part_of or one.id]):%Y-%m}"
            for one in (duty, *others)
            if one.kind.value != "stand_in"
        }
        if list(months.values()).count(months[whole]) > limits.month_most:
            yield "month_most"


def _is_long(duty: Row) -> bool:
    return bool(duty.is_active) and duty.ends_at - duty.starts_at > _LONG


def _relieved_at(looks: Looks, duty: Row) -> dt.datetime:
    """Return when the holder of a duty could go: later than its end where it ran over."""
    over = [
        one.ends_at
        for one in looks.rows.worked
        if one.person_id == duty.person_id and one.starts_at == duty.ends_at
    ]
    left: dt.datetime = max([duty.ends_at, *over])
    return left


def _by_vehicle(looks: Looks, duty: Row) -> Iterator[str]:
    for one in looks.rows.vehicles:
        if one.id != duty.vehicle_id:
            continue
        first, last = looks.day_of(duty.starts_at), looks.day_of(duty.ends_at - _MOMENT)
        wrong = [first < one.starts_on, one.ends_on is not None and last >= one.ends_on]
        wrong += [
            state.starts_at < duty.ends_at and (not state.ends_at or duty.starts_at < state.ends_at)
            for state in looks.rows.vehicle_states
            if state.vehicle_id == one.id
        ]
        yield from ("vehicle_away" for found in wrong if found)


def _told_broken(looks: Looks) -> Counter[Breach]:
    return Counter(
        (one["duty"]["duty_id"], one["rule"], one["reason"] is not None)
        for one in looks.answer("rota", "check")
    )


def _told_rests(looks: Looks) -> dict[int, int]:
    return {
        one["duty"]["duty_id"]: one["duty"]["rest_minutes"] for one in looks.answer("rota", "check")
    }


# What changed since a version was published

Slot = tuple[str, str, str]
"""Kind, beginning and end of a duty, as a published version writes them."""
Holders = dict[Slot, Counter[tuple[int | None, str]]]
"""Who has the duties of each slot: the ids of the people, and the plates of their vehicles."""


def _holders(duties: Any) -> Holders:
    found: Holders = {}
    for kind, begins, ends, person_id, _name, *plate in duties:
        key = (kind, begins, ends)
        found.setdefault(key, Counter())[person_id, "".join(plate)] += 1
    return found


def _as_cut(own: Holders, other: Holders) -> Holders:
    """Return duties cut as on the other side, where the parts there make up the whole."""
    found: Holders = {}
    for slot, holders in own.items():
        kind, begins, ends = slot
        parts = sorted(
            one
            for one in other.keys() - own.keys()
            if slot not in other and one[0] == kind and begins <= one[1] and one[2] <= ends
        )
        edges = [begins, *(one[2] for one in parts)]
        is_whole = bool(parts) and edges[-1] == ends and edges[:-1] == [one[1] for one in parts]
        for one in parts if is_whole else [slot]:
            found.setdefault(one, Counter()).update(holders)
    return found


def _differ(before: Any, after: Any) -> int:
    """Return how many duties of two versions differ."""
    old, new = _holders(before), _holders(after)
    old, new = _as_cut(old, new), _as_cut(new, old)
    none = Counter[tuple[int | None, str]]()
    return sum(
        max(
            (old.get(slot, none) - new.get(slot, none)).total(),
            (new.get(slot, none) - old.get(slot, none)).total(),
        )
        for slot in {*old, *new}
    )


def _versions(looks: Looks) -> list[Any]:
    """Return what each published version of the month has, the oldest first."""
    month = month_row(looks)
    files = (
        one
        for one in looks.rows.rota_files
        if month and one.month_id == month.id and one.kind.value == "rota"
    )
    return [one.content for one in sorted(files, key=lambda one: one.number)]


def _now(looks: Looks) -> list[Any]:
    plates = {one.id: one.plate for one in looks.rows.vehicles}
    return [
        (
            one.kind.value,
            one.starts_at.isoformat(),
            one.ends_at.isoformat(),
            holder_of(looks, one),
            "",
            plates.get(one.vehicle_id, ""),
        )
        for one in looks.rows.duties
        if one.month == looks.month
    ]


def _changed(looks: Looks) -> tuple[int, int] | None:
    """Return how many duties, and numbers of people with duties ahead, differ from the paper."""
    if not is_begun(looks):
        return None
    versions = _versions(looks)
    if not versions:
        return 0, 0
    printed = versions[-1].get("numbers", {})
    first = looks.today.replace(day=1)
    month_ends = looks.begin_of((first + dt.timedelta(days=32)).replace(day=1))
    ahead = {
        holder
        for one in looks.rows.duties
        if one.month == looks.month
        and one.ends_at > looks.now
        and (holder := holder_of(looks, one)) is not None
    }
    known = people(looks)
    at = min(looks.now, month_ends - _MOMENT)
    renumbered = sum(
        number_on_duty(looks, known[one][0], at) != printed[str(one)]
        for one in ahead
        if str(one) in printed
    )
    return _differ(versions[-1]["duties"], _now(looks)), renumbered


def _told_changed(looks: Looks) -> tuple[int, int] | None:
    state = looks.answer("rota")["state"]
    return state and (state["changed"], state["renumbered"])


def _changed_since(_counted: Any, looks: Looks) -> int | None:
    """Return how many duties changed from version to version, and since the last one."""
    versions = [one["duties"] for one in _versions(looks)]
    if not is_begun(looks) or not versions:
        return None
    return sum(_differ(*pair) for pair in pairwise([*versions, _now(looks)]))


def _unspoken(looks: Looks) -> list[str]:
    """Return the words of broken rules in the `--json` that the command itself does not write."""
    said = looks.command("rota", "check")
    return [one["words"] for one in looks.answer("rota", "check") if one["words"] not in said]


FACTS: Final = (
    Fact(
        "which rules the duties of the month break",
        "alo183_desktop.rota.rules:check_all",
        lambda looks: _broken(looks) if is_begun(looks) else None,
        (
            Surface("alo183 rota check --json", begun(_told_broken)),
            Surface(
                "alo183 rota check: words",
                begun(_unspoken),
                lambda _counted, looks: [] if is_begun(looks) else None,
            ),
            Surface(
                "alo183 rota check --json: rests",
                begun(_told_rests),
                lambda counted, looks: (
                    {
                        one.id: one.rest_minutes
                        for one in looks.rows.duties
                        if one.id in {duty_id for duty_id, *_rest in counted}
                    }
                    if is_begun(looks)
                    else None
                ),
                covers=("rota check:*",),
            ),
        ),
    ),
    Fact(
        "what of the month changed since it was published",
        "alo183_desktop.rota.rules:differences",
        _changed,
        (
            Surface(
                "alo183 rota --json: state",
                begun(_told_changed),
                covers=("rota:state.changed", "rota:state.renumbered"),
            ),
            figure("Yayımlandıktan sonra değişen nöbet", _changed_since),
        ),
    ),
)
