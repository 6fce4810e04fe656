"""Facts of what is due next, and of handsets: rows that single lists show."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from tests.truth.facts_of_letters import due_at
from tests.truth.facts_of_phones import KEPT, stored_state
from tests.truth.facts_of_quotas import each as each_line
from tests.truth.looks import Looks, instant
from tests.truth.net import Cost, Fact, Surface

_DAY: Final = dt.timedelta(days=1)


def _ends(looks: Looks) -> dict[tuple[str, int], dt.datetime]:
    """Return when each case, letter and line is due, by its kind and id."""
    found = {("case", one.id): one.routed_at + _DAY for one in looks.rows.cases}
    for one in looks.rows.letters:
        found["letter", one.id] = due_at(looks, one)
    for line in each_line(looks).values():
        out = [stood.runs_out_on for stood in line.each if stood.runs_out_on]
        if out:
            found["line", line.line.id] = looks.begin_of(min(out))
    return found


def _told(looks: Looks) -> dict[tuple[str, int], dt.datetime]:
    return {
        (one["kind"], one["id"]): instant(one["due_at"])
        for one in looks.answer("today")["due"]
        if one["kind"] != "change_file"
    }


def _printed(looks: Looks) -> list[str]:
    """Return when what the morning sheet lists is due, in its order; its foot says when it was."""
    _tiles, _title, listed = looks.morning_sheet.partition("Süresi en önce dolacaklar")
    *found, _foot = _AT.findall(listed)
    return found


def _as_printed(_counted: dict[Any, dt.datetime], looks: Looks) -> list[str]:
    due = [instant(one["due_at"]) for one in looks.answer("today")["due"]]
    return [f"{looks.local(at):%d.%m.%Y %H:%M}" for at in due][: len(_printed(looks))]


_AT: Final = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d")


def _next_cases(looks: Looks) -> list[int]:
    """Return the running cases that end first, as many as are shown among all that is due."""
    running = sorted((one.routed_at, one.id) for one in looks.rows.cases if one.entered_at is None)
    return [number for _at, number in running]


def _told_cases(looks: Looks) -> list[int]:
    return [one["id"] for one in looks.answer("today")["due"] if one["kind"] == "case"]


def _handsets(looks: Looks) -> dict[str, tuple[str, str]]:
    """Return the state of each handset, and who holds it."""
    names = {one.id: looks.name_of(one) for one in looks.rows.officers}
    found = {}
    for one in looks.rows.handsets:
        state = stored_state(looks, looks.now, handset_id=one.id)
        held = [
            custody
            for custody in looks.rows.custodies
            if custody.handset_id == one.id
            and custody.from_at <= looks.now
            and (custody.to_at is None or looks.now < custody.to_at)
        ]
        if held:
            state = state if state in KEPT else "issued"
        elif state in {None, "issued"}:
            state = "in_store"
        found[one.imei] = (str(state), names[held[0].officer_id] if held else "")
    return found


def _told_handsets(looks: Looks) -> dict[str, tuple[str, str]]:
    return {
        one["imei"]: (one["state"], one["holder"] or "")
        for one in looks.answer("phones")
        if one["kind"] == "handset"
    }


def _first(counted: list[int], looks: Looks) -> list[int]:
    return counted[: len(_told_cases(looks))]


def _of_those(counted: dict[Any, Any], looks: Looks) -> dict[Any, Any]:
    return {key: counted.get(key) for key in _told(looks)}


FACTS: Final = (
    Fact(
        "what is due next",
        "alo183_desktop.overview.service:look",
        _ends,
        (
            Surface("alo183 today --json: due", _told, _of_those),
            Surface("morning sheet: due", _printed, _as_printed, cost=Cost.PAPER),
        ),
    ),
    Fact(
        "which running cases end first",
        "alo183_desktop.cases.queries:list_cases",
        _next_cases,
        (Surface("alo183 today --json: cases", _told_cases, _first),),
    ),
    Fact(
        "who holds each handset",
        "alo183_desktop.phones.queries:list_handsets",
        _handsets,
        (Surface("alo183 phones --json: handsets", _told_handsets),),
    ),
)
