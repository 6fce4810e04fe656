"""Which officers a filter means, as conditions of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import Date, and_, bindparam, false, not_, or_, select

from alo183_desktop.directorate.model import Unit
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rows import OfficerFilter, State, SubjectRow
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.searching import search_words as typed_words
from alo183_desktop.shared.turkish import fold, fold_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, ColumnElement, Select

Day: TypeAlias = "dt.date | BindParameter[dt.date]"
"""In Istanbul, or the parameter of a query that is given one."""
_OFFICERS: Final = Officer.__table__.c
_UNITS: Final = Unit.__table__.c
_ASSIGNMENTS: Final = Assignment.__table__.c


def restricted(
    query: Select[*tuple[Any, ...]],
    wanted: OfficerFilter,
    subjects: Sequence[SubjectRow],
    as_of: dt.date,
) -> Select[*tuple[Any, ...]]:
    """Return a query on officers and their units that finds the wanted ones only.

    Args:
        query: Selects from officers, joined with units.
        wanted: Which ones.
        subjects: All subjects, retired ones too.
        as_of: The day, in Istanbul, on which subjects are held or not.
    """
    conditions: list[ColumnElement[bool]] = [
        _has_word(word, subjects, as_of) for word in search_words(wanted.search)
    ]
    if wanted.subject_id is not None:
        conditions.append(_holds(as_of, [wanted.subject_id]))
    if wanted.unit_id is not None:
        conditions.append(_OFFICERS.unit_id == wanted.unit_id)
    if wanted.officer_ids is not None:
        conditions.append(_OFFICERS.id.in_(wanted.officer_ids))
    conditions.extend(in_state(State(wanted.state), as_of))
    return query.where(*conditions)


def search_words(search: str) -> tuple[tuple[str, bool], ...]:
    """Return what has to be found: folded words, and whether each is part of a phone number.

    Neighbours that are written in digits and phone marks belong to one number: `0 (532) 123` is
    `532123`.
    """
    words: list[tuple[str, bool]] = []
    number: list[str] = []

    def end_number() -> None:
        digits = fold_phone(" ".join(number)) if number else None
        if digits:
            words.append((digits, True))
        else:
            words.extend((fold(part), False) for part in number)
        number.clear()

    for part in typed_words(search):
        if any(sign.isalpha() or sign in "@_" for sign in part):
            end_number()
            words.append((fold(part), False))
        else:
            number.append(part)
    end_number()
    return tuple(words)


def _has_word(
    word: tuple[str, bool], subjects: Sequence[SubjectRow], as_of: dt.date
) -> ColumnElement[bool]:
    text, is_phone = word
    found = _OFFICERS.search_key.contains(text, autoescape=True)
    if is_phone:
        return found
    matching = [subject.subject_id for subject in subjects if text in fold(subject.name)]
    choices = [found, _UNITS.key.contains(text, autoescape=True)]
    if matching:
        choices.append(_holds(as_of, matching))
    return or_(*choices)


def left_by(day: str) -> Select[int]:
    """Return the numbers of the officers who have left by a day, in the parameter of that name."""
    return select(_OFFICERS.id).where(*_have_left(bindparam(day, type_=Date)))


def in_state(state: State, as_of: dt.date) -> list[ColumnElement[bool]]:
    """Return what holds for the officers who stand so on a day; nothing for all of them."""
    if state is State.ALL:
        return []
    if state is State.LEFT:
        return _have_left(as_of)
    has_any = _OFFICERS.id.in_(select(_ASSIGNMENTS.officer_id).where(is_real()))
    if state is State.COMING:
        return [has_any, not_(_has_begun(as_of))]
    is_new = and_(not_(has_any), _OFFICERS.created_at < day_end(as_of))
    return [or_(_holds(as_of, None), is_new)]


def _have_left(as_of: Day) -> list[ColumnElement[bool]]:
    return [_has_begun(as_of), not_(_holds(as_of, None))]


def _has_begun(as_of: Day) -> ColumnElement[bool]:
    return _OFFICERS.id.in_(
        select(_ASSIGNMENTS.officer_id).where(_ASSIGNMENTS.starts_on <= as_of, is_real())
    )


def _holds(as_of: Day, subject_ids: Sequence[int] | None) -> ColumnElement[bool]:
    query = select(_ASSIGNMENTS.officer_id).where(is_running(as_of))
    if subject_ids is not None:
        query = query.where(_ASSIGNMENTS.subject_id.in_(subject_ids) if subject_ids else false())
    return _OFFICERS.id.in_(query)


def is_running(as_of: Day) -> ColumnElement[bool]:
    """Return whether an assignment covers a day."""
    return and_(
        _ASSIGNMENTS.starts_on <= as_of,
        or_(_ASSIGNMENTS.ends_on.is_(None), _ASSIGNMENTS.ends_on > as_of),
    )


def is_real() -> ColumnElement[bool]:
    """Leave out what was cancelled before it began."""
    return or_(_ASSIGNMENTS.ends_on.is_(None), _ASSIGNMENTS.ends_on > _ASSIGNMENTS.starts_on)
