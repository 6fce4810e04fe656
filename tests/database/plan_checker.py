"""A plan checked by hand: brute force of the hard rules and the ledger, out of its JSON alone.

Nothing of the program is imported: whoever has the JSON can do the same.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

_ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
_STEP: Final = dt.timedelta(minutes=30)
_DAY: Final = dt.timedelta(days=1)
_ROUNDED: Final = 1e-3


def faults(plan: dict[str, Any]) -> list[str]:
    """Return all that is wrong with a plan; a rule that stood against what stays is none."""
    return [*_broken(plan), *_miscounted(plan), *_misexplained(plan)]


def against(plan: dict[str, Any], duty: dict[str, Any], person: dict[str, Any]) -> set[str]:
    """Return the rules that stand against somebody on a duty beside all others that they have."""
    every = [*plan["duties"], *plan["neighbours"]]
    theirs = [
        one for one in every if one["person_id"] == person["id"] and _whole(one) != _whole(duty)
    ]
    return {*_alone(plan, duty, person), *_beside(plan, duty, person, theirs)}


def _broken(plan: dict[str, Any]) -> Iterator[str]:
    people = {one["id"]: one for one in plan["people"]}
    asked = {(one["id"], one["rule"]) for one in plan["asks_reason"]}
    for duty in plan["duties"]:
        if duty["person_id"] is None or not duty["is_proposed"]:
            continue
        for rule in against(plan, duty, people[duty["person_id"]]):
            if rule != "spacing":
                yield f"{duty['id']}: {rule}"
            elif (duty["id"], rule) not in asked:
                yield f"{duty['id']}: nobody says that {rule} asks for a reason"


def _alone(plan: dict[str, Any], duty: dict[str, Any], person: dict[str, Any]) -> Iterator[str]:
    begins, ends = _span(duty)
    first, last = _day(begins), _day(ends)
    if duty["kind"] not in person["kinds"]:
        yield "kind"
    left = person["ends_on"] and dt.date.fromisoformat(person["ends_on"])
    if first < dt.date.fromisoformat(person["starts_on"]) or (left and last > left):
        yield "not_current"
    if duty["kind"] != "driver" and not person["has_phone"]:
        yield "no_phone"
    if duty["kind"] == "driver" and plan["rules"]["asks_licence"] and not _drives(person, duty):
        yield "licence"
    for one in person["absences"]:
        since, until = max(begins, _at(one["starts_at"])), min(ends, _at(one["ends_at"]))
        if since < until and (one["kind"] != "night_exempt" or _night(plan, since, until)):
            yield one["kind"] if one["kind"] in {"night_exempt", "duty_exempt"} else "absent"
    limits = person["limits"]
    if person["employment"] == "worker" and duty["is_active"]:
        if _minutes(duty) > limits["day_minutes"]:
            yield "worker_day"
        if _night(plan, begins, ends) > limits["night_minutes"]:
            yield "worker_night"


def _drives(person: dict[str, Any], duty: dict[str, Any]) -> bool:
    licence = person["licence"]
    first, last = (at.astimezone(_ISTANBUL).date().isoformat() for at in _span(duty))
    return bool(
        licence
        and licence["has_consent"]
        and (licence["until"] or "") >= last
        and (licence["approved_on"] or "9") <= first
        and (licence["ends_on"] or "9") > last
    )


def _beside(
    plan: dict[str, Any],
    duty: dict[str, Any],
    person: dict[str, Any],
    others: list[dict[str, Any]],
) -> Iterator[str]:
    rules, limits = plan["rules"], person["limits"]
    is_worker = person["employment"] == "worker"
    for other in others:
        first, second = sorted((duty, other), key=lambda one: str(one["starts_at"]))
        gap = _span(second)[0] - _span(first)[1]
        left = _at(first["ran_until"] or first["ends_at"])
        rested = _span(second)[0] - left
        if gap < dt.timedelta(0):
            yield "overlap"
        elif first["is_active"] and rested < dt.timedelta(minutes=first["rest_minutes"]):
            yield "rest"
        both = duty["is_active"] and other["is_active"]
        if is_worker and both and rested < dt.timedelta(minutes=limits["rest_minutes"]):
            yield "worker_rest"
        apart = abs((_day(_span(duty)[0]) - _day(_span(other)[0])).days)
        long = min(_minutes(one) if one["is_active"] else 0 for one in (duty, other))
        if long > rules["long_minutes"] and 0 < apart < rules["spacing_days"]:
            yield "spacing"
    if is_worker and duty["is_active"]:
        week = [one for one in others if one["is_active"] and _week(one) == _week(duty)]
        if _minutes(duty) + sum(map(_minutes, week)) > limits["week_minutes"]:
            yield "worker_week"
    if limits["month_most"] and duty["kind"] != "stand_in":
        month = _first(plan, duty).strftime("%Y-%m")
        counted = {
            _whole(one)
            for one in others
            if one["kind"] != "stand_in" and _first(plan, one).strftime("%Y-%m") == month
        }
        if 1 + len(counted) > limits["month_most"]:
            yield "month_most"


def _miscounted(plan: dict[str, Any]) -> Iterator[str]:
    """Yield where counts, shares and the ledger are not what adding up by hand comes to."""
    after, share = _added_up(plan)
    reported = {one["person_id"]: one for one in plan["counts"]}
    for person in plan["people"]:
        number = person["id"]
        for kind, ledger in person["ledger"].items():
            by_hand = round(after[number][kind], 6), round(share[number][kind], 6)
            if by_hand != (round(ledger["after"], 6), round(ledger["share"], 6)):
                yield f"{person['name']}: {kind}: {by_hand} by hand"
            expected = ledger["share"] - ledger["carried"]
            counts = reported[number]
            if counts["after"][kind] != ledger["after"] or (
                abs(counts["expected"][kind] - expected) > _ROUNDED
            ):
                yield f"{person['name']}: {kind}: {expected} expected"
    empty = Counter(one["kind"] for one in plan["duties"] if one["person_id"] is None)
    for kind, counted in plan["empty_counts"].items():
        if counted["after"] != empty[kind]:
            yield f"{kind}: {empty[kind]} empty"


def _added_up(
    plan: dict[str, Any],
) -> tuple[dict[int, defaultdict[str, float]], dict[int, defaultdict[str, float]]]:
    """Return by person and class of day the duties that they have, and their share of all."""
    after, share = (
        {one["id"]: defaultdict[str, float](float) for one in plan["people"]} for _each in range(2)
    )
    wholes: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for duty in plan["duties"]:
        wholes[_whole(duty)].append(duty)
    for parts in wholes.values():
        day = _first(plan, parts[0])
        kind = _class(plan, day)
        whole = sum(map(_minutes, parts))
        held = 0.0
        for one in parts:
            if one["person_id"] is not None:
                after[one["person_id"]][kind] += _minutes(one) / whole
                held += _minutes(one) / whole
        could = {
            person["id"]
            for person in plan["people"]
            if _does(plan, person, parts[0]["kind"], day)
            and person["starts_on"] <= day.isoformat()
            and day.isoformat() < (person["ends_on"] or "9")
            and not _is_away(plan, person, parts)
        } or {one["person_id"] for one in parts} - {None}
        for person_id in could:
            share[person_id][kind] += held / len(could)
    return after, share


def _does(plan: dict[str, Any], person: dict[str, Any], kind: str, day: dt.date) -> bool:
    """Return whether somebody does a kind of duty by then: before, and in the month as planned.

    Of a kind that is new to them all days of the month count in which they begin with it.
    """
    days: defaultdict[str, list[str]] = defaultdict(list)
    for of, turn in person["turns"].items():
        days[of] += turn
    for one in plan["duties"]:
        if one["person_id"] == person["id"]:
            days[one["kind"]].append(_first(plan, one).isoformat())
    first = min((min(every) for every in days.values()), default="9")
    own = days.get(kind)
    if not own:
        return kind in person["kinds"] and not days
    has_begun = f"{min(own)[:7]}-01" <= max(day.isoformat(), first)
    return has_begun and (kind in person["kinds"] or day.isoformat() <= max(own))


def _is_away(plan: dict[str, Any], person: dict[str, Any], parts: list[dict[str, Any]]) -> bool:
    begins, ends = min(_span(one)[0] for one in parts), max(_span(one)[1] for one in parts)
    for one in person["absences"]:
        since, until = max(_at(one["starts_at"]), begins), min(_at(one["ends_at"]), ends)
        if since < until and (one["kind"] != "night_exempt" or _night(plan, since, until)):
            return True
    return False


def _misexplained(plan: dict[str, Any]) -> Iterator[str]:
    """Yield empty duties that are not explained, and reasons that do not hold."""
    duties = {one["id"]: one for one in plan["duties"]}
    people = {one["id"]: one for one in plan["people"]}
    empty = {number for number, one in duties.items() if one["person_id"] is None}
    reported = {one["duty_id"]: one for one in plan["empty"]}
    if reported.keys() != empty:
        yield f"explained: {sorted(reported)}, empty: {sorted(empty)}"
    for number, one in reported.items():
        duty = duties[number]
        could = {who for who, person in people.items() if duty["kind"] in person["kinds"]}
        if {who["person_id"] for who in one["considered"]} != could:
            yield f"{number}: not everybody was considered"
        for who in one["considered"]:
            stops = {stop["rule"] for stop in who["stops"]}
            if stops != against(plan, duty, people[who["person_id"]]):
                yield f"{number}: {who['person']}: {sorted(stops)}"
        proof = one["proof"]
        if proof and proof["needed"] - proof["most"] != proof["least_empty"]:
            yield f"{number}: a proof that does not add up"


def _class(plan: dict[str, Any], day: dt.date) -> str:
    """Return what kind of day it is; half a feast makes a feast of the day."""
    begins = dt.datetime.combine(day, dt.time(), _ISTANBUL)
    touched = [
        one
        for one in plan["closures"]
        if _at(one["starts_at"]) < begins + _DAY and begins < _at(one["ends_at"])
    ]
    if touched:
        return "feast"
    return [*["weekday"] * 4, "friday", "weekend", "weekend"][day.weekday()]


def _first(plan: dict[str, Any], duty: dict[str, Any]) -> dt.date:
    """Return the day on which the whole of a duty begins."""
    every: Iterable[dict[str, Any]] = (*plan["duties"], *plan["neighbours"])
    return _day(min(_span(one)[0] for one in every if _whole(one) == _whole(duty)))


def _night(plan: dict[str, Any], since: dt.datetime, until: dt.datetime) -> int:
    """Return the minutes at night, half hour by half hour."""
    begins = plan["rules"]["night_starts_minute"]
    ends = plan["rules"]["night_ends_minute"]
    count, at = 0, since
    while at < until:
        shown = at.astimezone(_ISTANBUL)
        minute = shown.hour * 60 + shown.minute
        count += minute >= begins or minute < ends
        at += _STEP
    return count * 30


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _span(duty: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    return _at(duty["starts_at"]), _at(duty["ends_at"])


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(_ISTANBUL).date()


def _minutes(duty: dict[str, Any]) -> int:
    begins, ends = _span(duty)
    return int((ends - begins).total_seconds()) // 60


def _week(duty: dict[str, Any]) -> tuple[int, int]:
    found = _day(_span(duty)[0]).isocalendar()
    return found.year, found.week


def _whole(duty: dict[str, Any]) -> int:
    return int(duty["part_of"] or duty["id"])
