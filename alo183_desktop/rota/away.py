"""Absences, substitutions and wishes as one list, each to those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.officers.rows import SubstitutionRow
from alo183_desktop.rota.kinds import AbsenceKind, AwayKind, WishKind
from alo183_desktop.rota.rows import (
    AbsenceFilter,
    AbsenceRow,
    SubstitutionFilter,
    WishFilter,
    WishRow,
)
from alo183_desktop.rota.service import list_absences, list_wishes
from alo183_desktop.rota.substitute_service import find_substitutions
from alo183_desktop.shared.calendar import day_start

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.kinds import SubstitutionStage

AwayRow: TypeAlias = AbsenceRow | SubstitutionRow | WishRow


@dataclass(frozen=True, slots=True)
class AwayFilter:
    """What is wanted; empty and None mean: all."""

    search: str = ""
    kind: AwayKind | AbsenceKind | WishKind | None = None
    stage: SubstitutionStage | None = None
    """Only substitutions have one."""
    is_barred: bool | None = None
    """As `SubstitutionFilter`; only of substitutions."""
    since: dt.datetime | None = None
    """What touches `[since, until)`, UTC."""
    until: dt.datetime | None = None


def find_away(work: Work, wanted: AwayFilter) -> tuple[AwayRow, ...]:
    """Return what is wanted, the latest first.

    Wishes are left out for users who do not enter them (`service.list_wishes`).

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_ROTA)
    kind, span = wanted.kind, (wanted.since, wanted.until)
    of_substitute = wanted.stage is not None or wanted.is_barred is not None
    found = list[AwayRow]()
    if not of_substitute and (kind in {None, AwayKind.ABSENCE} or isinstance(kind, AbsenceKind)):
        only = kind if isinstance(kind, AbsenceKind) else None
        found += list_absences(work, AbsenceFilter(wanted.search, only, *span))
    if kind in {None, AwayKind.SUBSTITUTION}:
        asked = SubstitutionFilter(wanted.search, wanted.stage, wanted.is_barred)
        found += (one for one in find_substitutions(work, asked) if _touches(one, *span))
    is_wish = kind in {None, AwayKind.WISH} or isinstance(kind, WishKind)
    if is_wish and not of_substitute and may(work.actor.role, Right.EDIT_ROTA):
        only_wish = kind if isinstance(kind, WishKind) else None
        found += list_wishes(work, WishFilter(wanted.search, only_wish, *span))
    return tuple(sorted(found, key=begins_at, reverse=True))


def begins_at(row: AwayRow) -> dt.datetime:
    """Return when an absence, a substitution or the day of a wish begins, UTC."""
    if isinstance(row, AbsenceRow):
        return row.starts_at
    return day_start(row.starts_on if isinstance(row, SubstitutionRow) else row.day)


def _touches(row: SubstitutionRow, since: dt.datetime | None, until: dt.datetime | None) -> bool:
    return (since is None or day_start(row.ends_on) > since) and (
        until is None or day_start(row.starts_on) < until
    )
