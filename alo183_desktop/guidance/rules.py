"""What is typed about a citizen who came, checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.signs import without_hidden
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.values import value_words

LENGTHS: Final = {"asked": 1000, "done": 1000, "sent_reason": 500}
_TOLERANCE: Final = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class GuidanceForm:
    """One visit as typed; `at` is filled in with now, so that ten seconds are enough."""

    at: dt.datetime
    """UTC."""
    subject_id: int | None = None
    asked: str = ""
    done: str = ""
    is_sent_on: bool = False
    sent_reason: str = ""


@dataclass(frozen=True, slots=True)
class GuidanceValues:
    """One visit as checked."""

    at: dt.datetime
    subject_id: int
    asked: str
    done: str
    is_sent_on: bool
    sent_reason: str


TOGETHER: Final = (("is_sent_on", "sent_reason", "done"),)
"""Fields that are checked against each other: two people do not change them apart."""


class Checked(NamedTuple):
    """What the check of a form found."""

    values: GuidanceValues | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Keys are names of fields of the form."""
    warnings: tuple[Problem, ...]
    """What may be stored, but should be looked at."""


def check_guidance(form: GuidanceForm, *, now: dt.datetime) -> Checked:
    """Check a form.

    A citizen is helped on the spot, or it is told why they were sent on. Source: Genelge 2014/05,
    madde 7.

    Args:
        form: As typed.
        now: UTC; nobody came later.
    """
    problems: list[Problem] = []
    texts = {name: _tidy(getattr(form, name)) for name in LENGTHS}
    for name, longest in LENGTHS.items():
        if len(texts[name]) > longest:
            problems.append(Problem(name, "guidance.too_long", {"limit": longest}))
    if form.at > now + _TOLERANCE:
        problems.append(Problem("at", "guidance.in_future"))
    if form.subject_id is None:
        problems.append(Problem("subject_id", "guidance.subject_missing"))
    if not texts["asked"]:
        problems.append(Problem("asked", "guidance.asked_missing"))
    if form.is_sent_on and not texts["sent_reason"]:
        problems.append(Problem("sent_reason", "guidance.reason_missing"))
    if not form.is_sent_on and not texts["done"]:
        problems.append(Problem("done", "guidance.done_missing"))
    if problems or form.subject_id is None:
        return Checked(None, tuple(problems), ())
    warnings = (Problem("is_sent_on", "guidance.sent_on"),) if form.is_sent_on else ()
    reason = texts["sent_reason"] if form.is_sent_on else ""
    values = GuidanceValues(
        at=form.at,
        subject_id=form.subject_id,
        asked=texts["asked"],
        done=texts["done"],
        is_sent_on=form.is_sent_on,
        sent_reason=reason,
    )
    return Checked(values, (), warnings)


def form_of(values: GuidanceValues) -> GuidanceForm:
    """Return the form in which values stand that were stored before."""
    return GuidanceForm(
        **{name: getattr(values, name) for name in GuidanceValues.__dataclass_fields__}
    )


def shown_value(field: str, value: Any) -> str:
    """Return one value as people read it beside another one; ids of other things stay numbers."""
    return format_instant(value) if field == "at" else value_words(field, value)


def search_key(values: GuidanceValues, *, by_name: str) -> str:
    """Return what a search finds a visit by."""
    return fold(f"{values.asked} {values.done} {values.sent_reason} {by_name}")


def _tidy(text: str) -> str:
    lines = (without_hidden(line.replace("\t", " ")) for line in text.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines).strip()
