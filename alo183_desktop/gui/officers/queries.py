"""Queries of the page: lists, counts, one officer with the letters about them.

Everything here runs on the database thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.vacancies import vacant_duties
from alo183_desktop.directorate.queries import get_directorate, list_units
from alo183_desktop.gui.officers.words import OfficerView, RosterLine, vacancy_line
from alo183_desktop.letters.queries import register_numbers
from alo183_desktop.officers import queries, service
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import UnitRow
    from alo183_desktop.officers.rows import CoverageRow, OfficerCard, SubjectRow

STATES: Final = {
    OfficerView.SERVING: OfficerState.SERVING,
    OfficerView.COMING: OfficerState.COMING,
    OfficerView.LEFT: OfficerState.LEFT,
}


@dataclass(frozen=True, slots=True)
class RosterQuery:
    """The query of the list."""

    as_of: dt.date
    today: dt.date
    view: OfficerView = OfficerView.SERVING
    search: str = ""
    subject_id: int | None = None
    unit_id: int | None = None
    sort: str = "name"
    descending: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether a filter leaves out officers of this view."""
        return bool(self.search.strip()) or self.subject_id is not None or self.unit_id is not None


@dataclass(frozen=True, slots=True)
class RosterResult:
    """The result that the page shows."""

    query: RosterQuery
    lines: tuple[RosterLine, ...]
    coverage: tuple[CoverageRow, ...]
    """As of the day of the query."""
    counts: Mapping[OfficerView, int]
    """Without search and filters, as of the day of the query."""
    without_subject: int
    """Of those in service."""
    subjects: tuple[SubjectRow, ...]
    units: tuple[UnitRow, ...]
    has_officers: bool
    """Whether the roster ever had an officer."""


@dataclass(frozen=True, slots=True)
class ShownOfficer:
    """One officer for the card beside the list."""

    card: OfficerCard
    letters: Mapping[int, str]
    """Register numbers of the letters that opened or closed assignments."""
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class OfficerChoices:
    """The choices in the form of an officer."""

    units: tuple[UnitRow, ...]
    subjects: tuple[SubjectRow, ...]
    email_domains: tuple[str, ...]
    titles: tuple[str, ...]
    """Those in use."""


def read(work: Work, query: RosterQuery) -> RosterResult:
    """Run a query; a whole T.C. number in the search is recorded.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_OFFICERS)
    session = work.session
    coverage = queries.coverage(session, as_of=query.as_of)
    vacant = vacant_duties(session, coverage, as_of=query.as_of)
    states = queries.count_states(session, as_of=query.as_of)
    counts = {view: states[state] for view, state in STATES.items()}
    has_officers = bool(states[OfficerState.ALL])
    # Without any officer the empty list explains what to do first; vacancies would hide it.
    listed = vacant if has_officers or query.view is OfficerView.VACANT else ()
    return RosterResult(
        query=query,
        lines=tuple(_lines(work, query, listed)),
        coverage=coverage,
        counts={**counts, OfficerView.VACANT: len(vacant)},
        without_subject=queries.count_without_subject(session, as_of=query.as_of),
        subjects=queries.list_subjects(session),
        units=list_units(session),
        has_officers=has_officers,
    )


def read_card(work: Work, officer_id: int, *, as_of: dt.date) -> ShownOfficer:
    """Return one officer for the card beside the list, masked as in the list.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_OFFICERS)
    card = queries.get_card(work.session, officer_id, as_of=as_of)
    wanted = {
        letter_id
        for row in card.history
        for letter_id in (row.opened_by_letter_id, row.closed_by_letter_id)
        if letter_id is not None
    }
    return ShownOfficer(card, register_numbers(work.session, wanted) if wanted else {}, as_of)


def view_of(work: Work, officer_id: int, *, as_of: dt.date) -> OfficerView | None:
    """Return the list that contains an officer on a day; None: none, they came later.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_OFFICERS)
    for view, state in STATES.items():
        wanted = OfficerFilter(state=state, officer_ids=(officer_id,))
        if queries.count_officers(work.session, wanted, as_of=as_of):
            return view
    return None


def read_choices(work: Work, *, unit_id: int | None = None) -> OfficerChoices:
    """Return the choices in the form of an officer, with the titles in use.

    Args:
        unit_id: The officer's unit: it is offered even if retired.
    """
    session = work.session
    units = list_units(session, active_only=False)
    return OfficerChoices(
        units=tuple(one for one in units if one.is_active or one.unit_id == unit_id),
        subjects=queries.list_subjects(session),
        email_domains=get_directorate(session).email_domains,
        titles=queries.list_titles(session),
    )


def _lines(work: Work, query: RosterQuery, vacant: tuple[CoverageRow, ...]) -> Iterator[RosterLine]:
    if query.view in {OfficerView.SERVING, OfficerView.VACANT}:
        # The longest vacant first; a subject that was never covered before all others.
        fitting = sorted(
            (row for row in vacant if _fits(row, query)),
            key=lambda row: (row.uncovered_since is not None, row.uncovered_since),
        )
        for row in fitting:
            yield vacancy_line(row, as_of=query.as_of, today=query.today)
    state = STATES.get(query.view)
    if state is None:
        return
    wanted = OfficerFilter(
        search=query.search,
        state=state,
        subject_id=query.subject_id,
        unit_id=query.unit_id,
    )
    for officer in service.search_officers(
        work,
        wanted,
        as_of=query.as_of,
        sort=query.sort,
        descending=query.descending,
    ):
        yield RosterLine(officer=officer)


def _fits(row: CoverageRow, query: RosterQuery) -> bool:
    """Return whether a vacant subject matches the query."""
    if query.subject_id not in {None, row.subject_id}:
        return False
    if query.view is OfficerView.SERVING and query.unit_id is not None:
        return False  # a vacancy belongs to no unit
    sought = fold(query.search)
    text = fold(f"boş görev {row.subject_name}")
    return all(word in text for word in sought.split())
