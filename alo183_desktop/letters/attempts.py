"""An attempt to send a letter, as it is typed and checked."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.letters.chain import check_days
from alo183_desktop.letters.rules import CHANNELS, ELECTRONIC, DispatchAttempt, Result, is_proven
from alo183_desktop.shared.calendar import instant_of, parse_day, parse_time
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.letters.chain import LetterDays

_Kind = TypeVar("_Kind", bound=enum.StrEnum)
_MOST_PAGES: Final = 999
_LONGEST_TARGET: Final = 300
_LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class DispatchForm:
    """One attempt as typed."""

    channel: str = Channel.FAX
    target: str = ""
    """A fax number, a postal address, a DETSİS number or a KEP address."""
    day: str = ""
    """`24.11.2026`, Istanbul; the same for `time`."""
    time: str = ""
    """`14:05`."""
    pages: str = ""
    result: str = ""
    """How it ended; nothing is assumed."""
    item_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DispatchValues:
    """One attempt, checked."""

    channel: Channel
    target: str
    """E.164 for a fax, else the address or the DETSİS number."""
    at: dt.datetime
    """UTC."""
    pages: int | None
    result: Result
    item_number: str
    note: str


@dataclass(frozen=True, slots=True)
class DispatchCheck:
    """The result of checking a form."""

    values: DispatchValues | None
    """None while there is a problem."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    """Allowed, but worth a look."""


def check_dispatch(
    form: DispatchForm,
    *,
    now: dt.datetime,
    letter_pages: int,
    recipient: str,
    has_evidence: bool,
    days: LetterDays,
) -> DispatchCheck:
    """Check one attempt.

    Args:
        form: As typed; the keys of the problems are its field names.
        now: UTC.
        letter_pages: Pages of the fax copy without a cover.
        recipient: Whom the letter itself states for the channel, as `DispatchValues.target`; empty
            for nobody.
        has_evidence: Whether a report or a receipt comes with it.
        days: Of the letter without this attempt.
    """
    problems: list[Problem] = []
    channel, result = _member(Channel, form.channel), _member(Result, form.result)
    if channel is None:
        problems.append(Problem("channel", "letters.channel"))
    if result is None:
        problems.append(Problem("result", "letters.result"))
    target = _target(form, channel, problems)
    at = _instant(form, problems)
    pages = _pages(form, problems)
    item_number = _item_number(form, channel, problems)
    if channel in ELECTRONIC and result is Result.SENT and not form.item_number.strip():
        problems.append(Problem("item_number", "letters.tracking_number_missing"))
    note = " ".join(form.note.split())
    if len(note) > _LONGEST_NOTE:
        problems.append(Problem("note", "letters.note_length", {"count": _LONGEST_NOTE}))
    values = None
    if channel is not None and result is not None and at is not None:
        values = DispatchValues(channel, target, at, pages, result, item_number, note)
        attempt = made_of(DispatchAttempt, values, has_evidence=has_evidence)
        wrong = check_days(days.sent_by(attempt), now=now, key="day")
        problems.extend((wrong,) if wrong else ())
    if problems or values is None or channel is None:
        return DispatchCheck(None, tuple(problems), ())
    warnings = _warnings(values, letter_pages=letter_pages, has_evidence=has_evidence)
    # A wrong digit matters all the more where the fax did not go through.
    if (
        values.result is not Result.WITHDRAWN
        and recipient
        and target != " ".join(recipient.split())
    ):
        named = CHANNELS[channel].shown_target(recipient)
        warnings = (Problem("target", "letters.target_differs", {"named": named}), *warnings)
    return DispatchCheck(values, (), warnings)


def _member(kind: type[_Kind], value: str) -> _Kind | None:
    return kind(value) if value in set(kind) else None


def _target(form: DispatchForm, channel: Channel | None, problems: list[Problem]) -> str:
    target = " ".join(form.target.split())
    if not target:
        problems.append(Problem("target", "letters.target_missing"))
    elif len(target) > _LONGEST_TARGET:
        problems.append(Problem("target", "letters.target_length", {"count": _LONGEST_TARGET}))
    elif channel is not None:
        try:
            return CHANNELS[channel].parse_target(target)
        except KnownError as error:
            problems.append(Problem("target", error.code))
    return target


def _instant(form: DispatchForm, problems: list[Problem]) -> dt.datetime | None:
    day = time = None
    try:
        day = parse_day(form.day)
    except KnownError as error:
        problems.append(Problem("day", error.code))
    try:
        time = parse_time(form.time)
    except KnownError as error:
        problems.append(Problem("time", error.code))
    return None if day is None or time is None else instant_of(day, time)


def _pages(form: DispatchForm, problems: list[Problem]) -> int | None:
    text = form.pages.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= _MOST_PAGES:
        problems.append(Problem("pages", "letters.pages", {"count": _MOST_PAGES}))
        return None
    return int(text)


def _item_number(form: DispatchForm, channel: Channel | None, problems: list[Problem]) -> str:
    parse = None if channel is None else CHANNELS[channel].parse_item
    if parse is None or not form.item_number.strip():
        return ""
    try:
        return parse(form.item_number)
    except KnownError as error:
        problems.append(Problem("item_number", error.code, dict(error.parameters)))
        return ""


def _warnings(
    values: DispatchValues, *, letter_pages: int, has_evidence: bool
) -> tuple[Problem, ...]:
    if values.result is not Result.SENT:
        return ()
    warnings: list[Problem] = []
    attempt = made_of(DispatchAttempt, values, has_evidence=has_evidence)
    is_fax = values.channel is Channel.FAX
    if not is_proven(attempt):
        warnings.append(CHANNELS[values.channel].unproven)
    # A fax goes with its cover or without it.
    if is_fax and values.pages not in {None, letter_pages, letter_pages + 1}:
        expected = {"pages": letter_pages, "with_cover": letter_pages + 1}
        warnings.append(Problem("pages", "letters.pages_differ", expected))
    return tuple(warnings)
