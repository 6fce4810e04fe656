"""The typed values of a case, checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.cases.rules import number_key
from alo183_desktop.shared.calendar import parse_day, parse_time
from alo183_desktop.shared.characters import one_line, tidy_lines
from alo183_desktop.shared.clock import CLOCK_TOLERANCE, ISTANBUL, format_day, local, local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import (
    format_phone,
    parse_phone,
    refuse_contact,
    tidy_given_names,
)
from alo183_desktop.shared.values import made_of, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import CaseKindRow


@dataclass(frozen=True, slots=True)
class ReadTime:
    """A time that was read."""

    at: dt.datetime
    """UTC."""
    is_ambiguous: bool = False
    """Whether that local time occurred twice that night; `at` is the earlier one, from which the 24
    hours end sooner."""


def parse_moment(day_text: str, time_text: str) -> ReadTime:
    """Return the time, UTC, of a day and a time of day in Istanbul.

    Raises:
        KnownError: `forms.date`, `forms.time`, `cases.time_skipped`, `cases.day`.
    """
    return moment_of(dt.datetime.combine(parse_day(day_text), parse_time(time_text)))


def moment_of(written: dt.datetime) -> ReadTime:
    """Return the time at which the clocks of Istanbul showed `written`, which has no time zone.

    Until 2016 they were changed twice a year: in spring an hour is missing, in autumn one is
    repeated.

    Raises:
        KnownError: `cases.time_skipped`: they never showed it; `cases.day`: too near the ends of
            the calendar.
    """
    try:
        earlier = written.replace(tzinfo=ISTANBUL, fold=0).astimezone(dt.UTC)
        later = written.replace(tzinfo=ISTANBUL, fold=1).astimezone(dt.UTC)
        # There must be room for a night and a day after it.
        later + dt.timedelta(days=2)
        shown = local(earlier).replace(tzinfo=None, fold=0)
    except OverflowError as error:
        raise KnownError("cases.day") from error
    if shown != written.replace(fold=0):
        raise KnownError("cases.time_skipped", time=f"{written:%d.%m.%Y %H:%M}")
    return ReadTime(earlier, is_ambiguous=earlier != later)


LENGTHS: Final = {
    "number": 64,
    "operator_name": 200,
    "district": 100,
    "caller_name": 200,
    "summary": 4000,
    "police_unit": 200,
    "police_by": 200,
}
"""Most characters of each text."""
_ONE_LINE: Final = frozenset({"operator_name", "caller_name", "police_by"})
LONGEST_ACTION: Final = 24 * 60
"""The most minutes within which a case must be acted on."""
LAST_HOUR: Final = 72
"""Of ladders set in the past; no reminder of a case is later."""
LAST_STEP: Final = 24
"""Source: Genelge 2014/05, madde 5: later there is nothing to remind of."""
MOST_STEPS: Final = 12
LONGEST_REVIEW: Final = 365
"""The most days for which a call's number waits for the officer's explanation."""
_LONG_AGO: Final = dt.timedelta(days=1)
"""An older referral causes a warning, because its 24 hours are over already."""


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A referral as typed."""

    number: str = ""
    routed_day: str = ""
    """In Istanbul; the same for the other days and times."""
    routed_time: str = ""
    operator_name: str = ""
    subject_id: int | None = None
    kind_id: int | None = None
    is_urgent: bool = False
    """Makes the case urgent whatever its kind; an urgent kind stays urgent without it."""
    district: str = ""
    caller_phone: str = ""
    caller_name: str = ""
    summary: str = ""
    is_police_informed: bool = False
    police_unit: str = ""
    police_day: str = ""
    """Empty together with `police_time`: the time is unknown."""
    police_time: str = ""
    police_by: str = ""


@dataclass(frozen=True, slots=True)
class CaseValues:
    """A referral as checked; times are UTC."""

    number: str
    routed_at: dt.datetime
    subject_id: int
    kind_id: int
    is_urgent: bool
    operator_name: str = ""
    district: str = ""
    caller_phone: str = ""
    """E.164; empty when it was not given."""
    caller_name: str = ""
    summary: str = ""
    is_police_informed: bool = False
    police_unit: str = ""
    police_at: dt.datetime | None = None
    police_by: str = ""


FIELDS: Final = tuple(CaseValues.__dataclass_fields__)
TOGETHER: Final = (
    ("kind_id", "is_urgent"),
    ("is_police_informed", "police_unit", "police_at", "police_by", "routed_at"),
)
"""Fields that are checked against each other: two people may not change them apart."""


class CheckedCase(NamedTuple):
    """The result of checking a form."""

    values: CaseValues | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Keys are names of fields of the form."""
    warnings: tuple[Problem, ...]
    """Allowed, but worth a look."""


def check_case(form: CaseForm, *, kinds: Sequence[CaseKindRow], now: dt.datetime) -> CheckedCase:
    """Check a form.

    Args:
        form: As typed.
        kinds: All kinds of cases.
        now: UTC; a referral cannot be later, except for a few minutes between two clocks.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    texts = dict.fromkeys(LENGTHS, "")
    for name in LENGTHS:
        try:
            texts[name] = read_text(name, getattr(form, name))
        except KnownError as error:
            problems.append(Problem(name, error.code, error.parameters))
    if not number_key(form.number):
        problems.append(Problem("number", "cases.number_missing"))
    routed_at = _moment(form, "routed", problems, warnings)
    if routed_at is not None and routed_at > now + CLOCK_TOLERANCE:
        problems.append(Problem("routed_day", "cases.in_future"))
    elif routed_at is not None and now - routed_at > _LONG_AGO:
        warnings.append(Problem("routed_day", "cases.late_already"))
    if form.subject_id is None:
        problems.append(Problem("subject_id", "cases.subject_missing"))
    kind = _kind(form, kinds, routed_at, problems)
    phone = _phone(form.caller_phone, problems)
    police_at = _police(form, routed_at, now, problems, warnings)
    is_urgent = form.is_urgent or (kind is not None and kind.is_urgent)
    if is_urgent and not form.is_police_informed:
        warnings.append(Problem("is_police_informed", "cases.police_should_know"))
    if problems or routed_at is None or kind is None or form.subject_id is None:
        return CheckedCase(None, tuple(problems), tuple(warnings))
    values = CaseValues(
        **texts,
        routed_at=routed_at,
        subject_id=form.subject_id,
        kind_id=kind.kind_id,
        is_urgent=is_urgent,
        caller_phone=phone,
        is_police_informed=form.is_police_informed,
        police_at=police_at,
    )
    return CheckedCase(values, (), tuple(warnings))


def form_of(values: CaseValues) -> CaseForm:
    """Return the form filled with stored values."""
    routed, police = local(values.routed_at), values.police_at
    return made_of(
        CaseForm,
        values,
        routed_day=format_day(routed.date()),
        routed_time=_time(routed),
        caller_phone=format_phone(values.caller_phone),
        police_day="" if police is None else format_day(local(police).date()),
        police_time="" if police is None else _time(local(police)),
    )


FIELD_KEYS: Final = {"routed_at": "routed_day", "police_at": "police_day"}
"""Fields of the form whose names differ from those of the values."""


def shown_value(field: str, value: Any) -> str:
    """Return one value as people read it in a comparison; ids stay numbers."""
    if isinstance(value, dt.datetime):
        moment = local(value)
        return f"{format_day(moment.date())} {_time(moment)}"
    return value_words(field, format_phone(value) if field == "caller_phone" else value)


def differences(one: CaseValues, other: CaseValues) -> tuple[str, ...]:
    """Return the names of the fields in which two referrals differ."""
    return tuple(name for name in FIELDS if getattr(one, name) != getattr(other, name))


def tidy_value(field: str, text: str) -> str:
    """Return the text of a field as it is stored: as it was typed, with single blanks.

    Who called may be “Ahmet Bey”, “komşusu” or “112 ekibi”: nothing says that it is a name.
    """
    if field in _ONE_LINE:
        return one_line(text)
    words = tidy_lines(text)
    return tidy_given_names(words) if field == "district" else words


def read_text(field: str, text: str) -> str:
    """Return the text of a field as it is stored, typed or from a list.

    Raises:
        KnownError: `records.too_long`; `identity.other_field`: a number or an address as a caller.
    """
    words = tidy_value(field, text)
    if len(words) > LENGTHS[field]:
        raise KnownError("records.too_long", limit=LENGTHS[field])
    return refuse_contact(words) if field == "caller_name" else words


def short_text(text: str, *, longest: int, missing: str) -> str:
    """Return a text that must not be empty.

    Raises:
        KnownError: With the code `missing`, or `records.too_long`.
    """
    words = tidy_lines(text)
    if not words:
        raise KnownError(missing)
    if len(words) > longest:
        raise KnownError("records.too_long", limit=longest)
    return words


def parse_minutes(text: str) -> int:
    """Return the minutes within which a case must be acted on.

    Raises:
        KnownError: `cases.terms_minutes`.
    """
    minutes = _number(text)
    if not 0 < minutes <= LONGEST_ACTION:
        raise KnownError("cases.terms_minutes", limit=LONGEST_ACTION)
    return minutes


def parse_review_days(text: str) -> int:
    """Return how many days a call's number may wait for the officer's explanation.

    Raises:
        KnownError: `cases.terms_review`.
    """
    days = _number(text)
    if not 0 < days <= LONGEST_REVIEW:
        raise KnownError("cases.terms_review", limit=LONGEST_REVIEW)
    return days


def parse_hours(text: str) -> tuple[int, ...]:
    """Return the steps of a ladder, ascending and unique: numbers separated by commas or blanks.

    Raises:
        KnownError: `cases.terms_hours`.
    """
    steps = tuple(sorted(set(map(_number, text.replace(",", " ").replace(";", " ").split()))))
    if not 0 < len(steps) <= MOST_STEPS or not all(0 < hour <= LAST_STEP for hour in steps):
        raise KnownError("cases.terms_hours", limit=LAST_STEP, count=MOST_STEPS)
    return steps


def _number(text: str) -> int:
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() else 0


def _time(instant: dt.datetime) -> str:
    return f"{instant:%H:%M:%S}" if instant.second else f"{instant:%H:%M}"


def _moment(
    form: CaseForm, name: str, problems: list[Problem], warnings: list[Problem]
) -> dt.datetime | None:
    """Return the time given by a day and a time of the form; None when both are empty."""
    day, time = getattr(form, f"{name}_day"), getattr(form, f"{name}_time")
    for text, part in ((day, "day"), (time, "time")):
        if not text.strip():
            problems.append(Problem(f"{name}_{part}", f"cases.{part}_missing"))
    if not day.strip() or not time.strip():
        return None
    try:
        moment = parse_moment(day, time)
    except KnownError as error:
        part = "day" if error.code in {"forms.date", "cases.day"} else "time"
        problems.append(Problem(f"{name}_{part}", error.code, error.parameters))
        return None
    if moment.is_ambiguous:
        warnings.append(Problem(f"{name}_time", "cases.time_twice"))
    return moment.at


def _kind(
    form: CaseForm,
    kinds: Sequence[CaseKindRow],
    routed_at: dt.datetime | None,
    problems: list[Problem],
) -> CaseKindRow | None:
    kind = next((kind for kind in kinds if kind.kind_id == form.kind_id), None)
    if kind is None:
        problems.append(Problem("kind_id", "cases.kind_missing"))
    elif routed_at is not None and not kind.holds_on(local_day(routed_at)):
        problems.append(Problem("kind_id", "cases.kind_retired", {"kind": kind.name}))
    return kind


def _phone(text: str, problems: list[Problem]) -> str:
    if not text.strip():
        return ""
    try:
        return parse_phone(text)
    except KnownError as error:
        problems.append(Problem("caller_phone", error.code, error.parameters))
        return ""


def _police(
    form: CaseForm,
    routed_at: dt.datetime | None,
    now: dt.datetime,
    problems: list[Problem],
    warnings: list[Problem],
) -> dt.datetime | None:
    has_details = any(
        text.strip()
        for text in (form.police_unit, form.police_day, form.police_time, form.police_by)
    )
    if not form.is_police_informed:
        if has_details:
            problems.append(Problem("is_police_informed", "cases.police_contradiction"))
        return None
    if not form.police_unit.strip():
        warnings.append(Problem("police_unit", "cases.police_unit_unknown"))
    if not form.police_day.strip() and not form.police_time.strip():
        warnings.append(Problem("police_day", "cases.police_time_unknown"))
        return None
    at = _moment(form, "police", problems, warnings)
    if at is not None and at > now + CLOCK_TOLERANCE:
        problems.append(Problem("police_day", "cases.in_future"))
    elif at is not None and routed_at is not None and at < routed_at.replace(second=0):
        warnings.append(Problem("police_day", "cases.police_before_referral"))
    return at
