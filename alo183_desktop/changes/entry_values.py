"""The values of one entry of a change: typed ones override the roster's, and each is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.officers.rules import display_name
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.characters import one_line, plain, strange_character
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import split_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from alo183_desktop.changes.context import ChangeContext, RosterOfficer
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.officers.rows import SubjectRow

_LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 500
"""Of a reason, and of each text of the letter."""
_FIRST_YEAR: Final = 2014
"""Of the circular: no change can be older than the obligation to report it."""
_YEARS_AHEAD: Final = 1


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The newcomer; a missing or wrong value is an empty text."""

    officer: RosterOfficer | None
    """None when they are not in the roster."""
    given_names: str
    surname: str
    title: str
    tckn: str
    corporate_email: str
    personal_mobile: str
    """E.164; the same for the corporate one."""
    corporate_mobile: str

    @property
    def name(self) -> str:
        """As letters print it."""
        return display_name(self.given_names, self.surname)


@dataclass(frozen=True, slots=True)
class EntryValues:
    """The values of one entry, as far as they are valid."""

    leaver: RosterOfficer | None
    leaver_name: str
    """Empty while it is missing, and for a first appointment."""
    newcomer: Newcomer | None
    """None without a newcomer yet."""
    subjects: tuple[SubjectRow, ...]
    """In the order of the directorate's subjects."""
    effective_on: dt.date | None
    problems: tuple[Problem, ...]
    """Keys are relative to the entry: `newcomer.tckn`."""


class ReadChange(NamedTuple):
    """A change as typed, what it is looked up in, and what was read from both.

    Read once for a typed form: rules, letter, steps and finishing take it.
    """

    form: ChangeForm
    context: ChangeContext
    entries: tuple[EntryValues, ...]
    """Of the form's entries, one by one."""


def read_change(form: ChangeForm, context: ChangeContext) -> ReadChange:
    """Return a change with the values of its entries."""
    return ReadChange(form, context, tuple(read_entry(entry, context) for entry in form.entries))


def read_entry(entry: ChangeEntry, context: ChangeContext) -> EntryValues:
    """Return the values of an entry with what is wrong in them."""
    problems: list[Problem] = []
    leaver, leaver_name = _leaver(entry, context, problems)
    newcomer = _newcomer(entry, context, problems)
    return EntryValues(
        leaver=leaver,
        leaver_name=leaver_name,
        newcomer=newcomer,
        subjects=_subjects(entry, context, problems),
        effective_on=_effective(entry, context, problems),
        problems=tuple(problems),
    )


def text_problems(key: str, text: str, *, missing: str = "") -> Iterator[Problem]:
    """Yield what is wrong with a text of several words.

    Args:
        key: Of the problem.
        text: As typed.
        missing: The code for an empty one; empty: it may be empty.
    """
    typed = text.strip()
    if not typed:
        if missing:
            yield Problem(key, missing)
    elif len(typed) > LONGEST_TEXT:
        yield _too_long(key, LONGEST_TEXT)
    elif strange := strange_character(plain(typed)):
        yield Problem(key, "changes.character", {"character": strange})


def _leaver(
    entry: ChangeEntry, context: ChangeContext, problems: list[Problem]
) -> tuple[RosterOfficer | None, str]:
    if entry.is_first_appointment:
        return None, ""
    if entry.leaver_id is not None:
        officer = context.officers.get(entry.leaver_id)
        if officer is None:
            problems.append(Problem("leaver", "changes.leaver_unknown"))
            return None, ""
        return officer, officer.name
    return None, _typed_leaver(entry, problems)


def _typed_leaver(entry: ChangeEntry, problems: list[Problem]) -> str:
    name = one_line(entry.leaver_name)
    given_names, surname = split_name(name)
    if not name:
        problems.append(Problem("leaver", "changes.leaver_missing"))
    elif not (given_names and surname):
        problems.append(Problem("leaver", "changes.leaver_surname"))
    elif len(name) > _LONGEST_NAME:
        problems.append(_too_long("leaver", _LONGEST_NAME))
    elif strange := strange_character(name):
        problems.append(Problem("leaver", "changes.character", {"character": strange}))
    else:
        return display_name(given_names, surname)
    return ""


def _newcomer(
    entry: ChangeEntry, context: ChangeContext, problems: list[Problem]
) -> Newcomer | None:
    if entry.newcomer_kind == NewcomerKind.NOBODY:
        problems.extend(_vacancy_problems(entry))
        return None
    officer = None
    if entry.newcomer_kind == NewcomerKind.ROSTER:
        officer = context.officers.get(entry.from_roster or 0)
        if officer is None:
            problems.append(Problem("newcomer", "changes.newcomer_missing"))
            return _EMPTY
    values = {key: _value(key, entry, officer) for key in _OF_ROSTER}
    # The roster's own check, so that finishing never refuses what this accepted.
    checked = OFFICER.check(values | {"unit_id": 1})
    found = {problem.key: problem for problem in checked.problems}
    for key in _OF_ROSTER:
        problem = found.get(key)
        if problem is not None and not problem.code.endswith("_missing"):
            problems.append(problem._replace(key=f"newcomer.{key}"))
        elif not checked.read[key]:
            problems.append(Problem(f"newcomer.{key}", f"changes.{key}_missing"))
    newcomer = Newcomer(officer, **{key: checked.read[key] or "" for key in _OF_ROSTER})
    if entry.unit_id is not None and all(unit.unit_id != entry.unit_id for unit in context.units):
        problems.append(Problem("newcomer.unit", "changes.unit_unknown"))
    return newcomer


def _vacancy_problems(entry: ChangeEntry) -> Iterator[Problem]:
    if entry.is_first_appointment:
        yield Problem("newcomer", "changes.nobody_at_all")
    yield from text_problems(
        "vacancy_reason", entry.vacancy_reason, missing="changes.vacancy_reason_missing"
    )


_OF_ROSTER: Final = (
    "given_names",
    "surname",
    "title",
    "tckn",
    "corporate_email",
    "personal_mobile",
    "corporate_mobile",
)
"""The fields of a newcomer that the roster keeps, too, in the order in which they are checked."""
_EMPTY: Final = Newcomer(None, *("" for _key in _OF_ROSTER))


def _value(key: str, entry: ChangeEntry, officer: RosterOfficer | None) -> str:
    """Return what was typed; for an officer of the roster whose field is empty, what is stored."""
    typed = str(getattr(entry, key))
    return typed if typed.strip() or officer is None else str(getattr(officer, key))


def _subjects(
    entry: ChangeEntry, context: ChangeContext, problems: list[Problem]
) -> tuple[SubjectRow, ...]:
    wanted = set(entry.subject_ids)
    found = tuple(subject for subject in context.subjects if subject.subject_id in wanted)
    if not wanted:
        problems.append(Problem("subjects", "changes.subjects_missing"))
    elif len(found) < len(wanted):
        problems.append(Problem("subjects", "changes.subject_unknown"))
    return found


def _effective(
    entry: ChangeEntry, context: ChangeContext, problems: list[Problem]
) -> dt.date | None:
    if not entry.effective_on.strip():
        problems.append(Problem("effective", "changes.effective_missing"))
        return None
    try:
        day = parse_day(entry.effective_on)
    except KnownError as error:
        problems.append(Problem("effective", error.code))
        return None
    if not _FIRST_YEAR <= day.year <= context.today.year + _YEARS_AHEAD:
        problems.append(Problem("effective", "changes.day_absurd"))
        return None
    return day


def _too_long(key: str, count: int) -> Problem:
    return Problem(key, "changes.too_long", {"count": count})
