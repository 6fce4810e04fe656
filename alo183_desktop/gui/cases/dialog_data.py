"""The choices of filters and dialogs of the page, read on the database thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries, service, settings
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.cases.unexplained import count_unexplained
from alo183_desktop.directorate.kinds import FORCES
from alo183_desktop.directorate.provinces import districts_of
from alo183_desktop.directorate.queries import get_directorate, list_partners
from alo183_desktop.officers.queries import list_officers, list_subjects
from alo183_desktop.officers.rows import OfficerFilter, OfficerState, choices_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.cases.fields import CaseForm
    from alo183_desktop.cases.rows import CaseKindRow
    from alo183_desktop.db.work import Work

Choices = tuple[tuple[int, str], ...]
"""Ids with their texts."""


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """The choices of the list's filters."""

    subjects: Choices
    officers: Choices
    """Everybody who was ever in the roster: old cases are theirs."""
    districts: tuple[str, ...]

    def names(self) -> Mapping[str, Mapping[int, str]]:
        """Return the texts by id, for each kind of choice."""
        return {
            "subject": dict(self.subjects),
            "officer": dict(self.officers),
        }


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """How many cases each view of the page has, and how many calls await a review."""

    views: Mapping[CaseView, int]
    calls: int


@dataclass(frozen=True, slots=True)
class IntakeChoices:
    """The choices of the intake."""

    subjects: Choices
    kinds: tuple[CaseKindRow, ...]
    officers: Choices
    """Officers serving today."""
    districts: tuple[str, ...]
    """Those of the province, and any others ever recorded."""
    forces: tuple[str, ...]
    """The police and gendarmerie of the partner book."""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The initial data of the form of an existing case."""

    form: CaseForm
    version: int
    choices: IntakeChoices = field(repr=False)


def read_filters(work: Work) -> FilterChoices:
    """Return the choices of the list's filters.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    session = work.session
    return FilterChoices(
        subjects=tuple(
            (one.subject_id, one.name) for one in list_subjects(session, active_only=False)
        ),
        officers=_officers(work, OfficerState.ALL),
        districts=queries.list_districts(session),
    )


def read_counts(work: Work) -> ViewCounts:
    """Return the current number of cases of each view.

    Raises:
        KnownError: `access.not_allowed`.
    """
    counted = service.count_views(work)
    views = dict(counted.counts)
    for view in (CaseView.MINE, CaseView.CLOSED, CaseView.ALL):
        views[view] = service.count(work, CaseFilter(view=view))
    require(work, Right.SEE_PHONES)
    return ViewCounts(views, count_unexplained(work.session, UnexplainedCallFilter()))


def read_intake(work: Work) -> IntakeChoices:
    """Return the choices of the intake.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    return IntakeChoices(
        subjects=tuple((one.subject_id, one.name) for one in list_subjects(work.session)),
        kinds=settings.list_kinds(work),
        officers=_officers(work, OfficerState.SERVING),
        districts=_districts(work),
        forces=read_forces(work),
    )


def open_case_form(work: Work, case_id: int) -> CaseOpened:
    """Return the initial data of the form of a case; the reading is recorded.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`.
    """
    form, version = service.open_form(work, case_id)
    return CaseOpened(form, version, read_intake(work))


def read_officers(work: Work) -> Choices:
    """Return the officers serving today.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    return _officers(work, OfficerState.SERVING)


def read_forces(work: Work) -> tuple[str, ...]:
    """Return the police and gendarmerie units of the partner book, for recording one.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    rows = list_partners(work.session, today=local_day(work.now))
    return tuple(dict.fromkeys(row.name for row in rows if row.kind in FORCES))


def _districts(work: Work) -> tuple[str, ...]:
    """Return the possible districts, each spelled once: the official spelling where known."""
    official = districts_of(get_directorate(work.session).province)
    known = {fold(name) for name in official}
    others = (name for name in queries.list_districts(work.session) if fold(name) not in known)
    return tuple(sorted((*official, *others), key=collation_key))


def _officers(work: Work, state: OfficerState) -> Choices:
    rows = list_officers(work.session, OfficerFilter(state=state), as_of=local_day(work.now))
    return choices_of(rows)
