"""Count present faults, after a check of the rights, and record what is printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries as case_queries
from alo183_desktop.cases import summaries, unexplained
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.cases.rules import NEAR, left_words, short_number, time_left
from alo183_desktop.changes.dossier.lines import DossierPart, FileFilter
from alo183_desktop.changes.dossier.service import list_changes
from alo183_desktop.changes.vacancies import vacant_duties
from alo183_desktop.directorate.model import Directorate
from alo183_desktop.guidance import queries as guidance_queries
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters import queries as letter_queries
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers.model import Officer, Substitution
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.overview import charts, rules
from alo183_desktop.overview.rows import OPTIONAL, DueItem, FirstStep, Overview, PageKey
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones.custody.circular import count_unnotified
from alo183_desktop.phones.holders import Holders
from alo183_desktop.phones.model import PhoneLine, Usage
from alo183_desktop.phones.quotas import queries as quota_queries
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.reachability import queries as reachability_queries
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import CircularFilter, FormFilter
from alo183_desktop.rota import queries as rota_queries
from alo183_desktop.rota.hand_overs import list_hand_overs
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import Absence, DutyPerson, RotaMonth, UnreachedReport
from alo183_desktop.rota.printed_card import is_card_old
from alo183_desktop.rota.rows import (
    GapFilter,
    HandOverFilter,
    SubstitutionFilter,
    UnreachedFilter,
)
from alo183_desktop.rota.substitute_service import judge_substitutions
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.rota.unreached import count_unreached
from alo183_desktop.shared.calendar import day_end, day_start, month_key
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import lower_first
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles.model import TaskOrder, Vehicle
from alo183_desktop.vehicles.rows import TaskOrderFilter, VehicleFilter
from alo183_desktop.vehicles.rules import due_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.rows import ChangeRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.charts.data import Chart
    from alo183_desktop.documents.states import MarkState
    from alo183_desktop.letters.rows import LetterRow
    from alo183_desktop.officers.rows import CoverageRow
    from alo183_desktop.overview.rows import Query
    from alo183_desktop.phones.quotas.rows import QuotaRow
    from alo183_desktop.phones.reachability.rows import MissingLine
    from alo183_desktop.rota.rows import DutyNow, GapRow
    from alo183_desktop.vehicles.rows import VehicleRow

DUE_SHOWN: Final = 11
_CLOSES_ACCOUNTS: Final = "yönetici"
_EVER: Final = CaseFilter()
_RUNNING: Final = CaseFilter(view=CaseView.RUNNING)
_BEGUN: Final[dict[PageKey | FirstStep, tuple[Any, ...]]] = {
    PageKey.ROTA: (DutyPerson.id, RotaMonth.id, Absence.id, Substitution.id, UnreachedReport.id),
    PageKey.VEHICLES: (Vehicle.id, TaskOrder.id),
    PageKey.GUIDANCE: (Guidance.id,),
    PageKey.PHONES: (Usage.id,),
    FirstStep.ROSTER: (Officer.id,),
    FirstStep.LINES: (PhoneLine.id,),
    FirstStep.OFFICE_FAX: (func.nullif(Directorate.recipient_fax, ""),),
}
"""What is kept where a page is used, or where a first step was taken."""
_IS_BEGUN: Final = select(
    *(or_(*(exists().where(one.is_not(None)) for one in kept)) for kept in _BEGUN.values())
)
_RIGHTS: Final = (
    Right.SEE_OFFICERS,
    Right.SEE_LETTERS,
    Right.SEE_PHONES,
    Right.SEE_CASES,
    Right.SEE_GUIDANCE,
    Right.SEE_ROTA,
)


def look(work: Work) -> Overview:
    """Return the content of the page "Bugün".

    Raises:
        KnownError: `access.not_allowed`.
    """
    demand_sight(work)
    closes_accounts = may(work.actor.role, Right.MANAGE_USERS)
    return OverviewQuery(work.session, now=work.now, closes_accounts=closes_accounts).overview()


def count(work: Work, query: Query) -> int:
    """Return how many rows the list behind a query has now.

    Raises:
        KnownError: `access.not_allowed`.
    """
    demand_sight(work)
    return OverviewQuery(work.session, now=work.now).count(query)


def demand_sight(work: Work) -> None:
    """Refuse users who may not see everything on the overview.

    Raises:
        KnownError: `access.not_allowed`.
    """
    for right in _RIGHTS:
        require(work, right)


class OverviewQuery:
    """One evaluation of the whole data; values needed several times are read once.

    Attributes:
        session: Only read.
        now: Of the evaluation, UTC.
        today: Its day in Istanbul.
        closes_accounts: Whether the user may close accounts: others are not shown those that wait.
    """

    def __init__(
        self, session: Session, *, now: dt.datetime, closes_accounts: bool = False
    ) -> None:
        self.session = session
        self.now = now
        self.closes_accounts = closes_accounts
        self.today = local_day(now)
        self._counted: dict[Query, int] = {}

    def overview(self) -> Overview:
        """Return tiles, deadlines and charts."""
        asked = rules.questions(
            month_starts_at=self.month_starts_at,
            calls_since=self._calls_since,
        )
        of_cases = (
            *(one.query for one in asked if isinstance(one.query, CaseFilter)),
            _EVER,
            _RUNNING,
        )
        counts = case_queries.count_each(self.session, of_cases, now=self.now)
        self._counted |= zip(of_cases, counts, strict=True)
        counted = [(question, self.count(question.query)) for question in asked]
        duty = rota_queries.on_duty(self.session, self.now)
        due = sorted(self._due(), key=lambda item: item.due_at)
        tiles = rules.judge(counted, self.background(duty))
        return Overview(
            at=self.now,
            tiles=tiles,
            due=tuple(due[:DUE_SHOWN]),
            due_count=self.count(_RUNNING) + len(due) - len(self._next_cases),
            running=self.count(_RUNNING),
            charts=self.charts(),
            duty=duty,
            marks=rules.marks(tiles, self.count),
            is_card_old=is_card_old(self.session, duty),
            kept=frozenset(page for page in OPTIONAL if self._begun[page]),
            keeps_usage=self._begun[PageKey.PHONES],
            first_steps=frozenset(step for step in FirstStep if not self._begun[step]),
        )

    def count(self, query: Query) -> int:
        """Return how many rows the list behind a query has, which is counted once."""
        if query not in self._counted:
            self._counted[query] = self._count(query)
        return self._counted[query]

    def _count(self, query: Query) -> int:  # noqa: C901, PLR0911, PLR0912 - one for each kind of list
        match query:
            case CaseFilter():
                return case_queries.count_cases(self.session, query, now=self.now)
            case UnexplainedCallFilter():
                return unexplained.count_unexplained(self.session, query)
            case LetterFilter():
                return sum(letter.state == query.state for letter in self._open_letters)
            case FileFilter():
                return sum(query.takes(row.file) for row in self._changes)
            case VacancyFilter():
                return len(vacant_duties(self.session, self._coverage, as_of=self.today))
            case QuotaFilter():
                return sum(map(query.takes, self.quotas))
            case MissingFilter():
                return len(self._missing)
            case FormFilter():
                return phone_queries.count_unsigned(self.session)
            case CircularFilter():
                return count_unnotified(self.session, today=self.today)
            case GuidanceFilter():
                return guidance_queries.count_guidance(self.session, query)
            case GapFilter():
                return sum(map(query.takes, self._gaps))
            case TaskOrderFilter():
                return vehicle_queries.count_orders(self.session, query)
            case VehicleFilter():
                return sum(due_of(one, self.today) is query.due for one in self._vehicles)
            case SwapFilter():
                return len(rota_queries.list_swaps(self.session, query))
            case HandOverFilter():
                return len(list_hand_overs(self.session, query, now=self.now))
            case UnreachedFilter():
                return count_unreached(self.session, query)
            case SubstitutionFilter():
                # Only the count: the reason of an absence is not read here.
                return len(judge_substitutions(self.session, query, now=self.now, shows_kind=False))

    def background(self, duty: DutyNow) -> rules.TileFacts:
        """Return the texts of tiles where nothing fails."""
        month = month_key(self.today)
        rates = reachability_queries.rates(self.session, month, now=self.now, holders=self._holders)
        visits = GuidanceFilter(is_sent_on=False, since=self.month_starts_at)
        unreached = count_unreached(self.session, UnreachedFilter(since=self.month_starts_at))
        on_main = duty.of(DutyKind.MAIN)
        vehicles = [one for one in self._vehicles if one.is_used(self.today)]
        return rules.TileFacts(
            at=self.now,
            answered=sum(row.counts.answered for row in rates),
            tried=sum(row.counts.tried for row in rates),
            unreached=unreached,
            lines=len(self.quotas),
            subjects=len(self._coverage),
            running=self.count(_RUNNING),
            cases_ever=self.count(_EVER),
            letters=letter_queries.count_letters(self.session),
            visits=guidance_queries.count_guidance(self.session, visits),
            visits_ever=guidance_queries.count_guidance(self.session, GuidanceFilter()),
            on_duty=tuple(one.name for one in on_main) if duty.is_kept else None,
            reachable=sum(bool(one.phone) for one in on_main),
            lack=duty.lack,
            vehicles=tuple(one.plate for one in vehicles if one.state is None)
            if vehicles
            else None,
        )

    def charts(self) -> tuple[Chart, ...]:
        """Return the charts, in the order of display."""
        weeks = charts.week_starts(self.today)
        months = charts.month_starts(self.today)
        after = self.today + dt.timedelta(days=1)
        by_week = summaries.list_weeks(self.session, since=weeks[0], until=after)
        by_month = summaries.list_months(self.session, since=months[0], until=after, now=self.now)
        return (
            charts.cases_by_week(by_week, today=self.today),
            charts.share_in_time(by_month, today=self.today),
            charts.time_to_action(by_month, today=self.today),
            charts.usage_against_quota(self.quotas),
        )

    @property
    def month_starts_at(self) -> dt.datetime:
        """When the present month began in Istanbul, UTC."""
        return day_start(self.today.replace(day=1))

    @cached_property
    def _calls_since(self) -> dt.datetime:
        """From when on numbers of calls may wait for a review, from a midnight on, UTC."""
        return day_start(local_day(unexplained.review_since(self.session, now=self.now)))

    @cached_property
    def quotas(self) -> tuple[QuotaRow, ...]:
        """Every line in its period that runs now."""
        return quota_queries.quota_page(self.session, None, today=self.today, holders=self._holders)

    @cached_property
    def _holders(self) -> Holders:
        return Holders(self.session)

    @cached_property
    def _coverage(self) -> tuple[CoverageRow, ...]:
        return officer_queries.coverage(self.session, as_of=self.today)

    @cached_property
    def _vehicles(self) -> tuple[VehicleRow, ...]:
        return vehicle_queries.list_vehicles(self.session, VehicleFilter(), now=self.now)

    @cached_property
    def _gaps(self) -> tuple[GapRow, ...]:
        return rota_queries.find_gaps(self.session, GapFilter(), now=self.now)

    @cached_property
    def _missing(self) -> tuple[MissingLine, ...]:
        return rota_queries.list_missing(self.session, now=self.now)

    @cached_property
    def _changes(self) -> tuple[ChangeRow, ...]:
        return list_changes(self.session, now=self.now)

    @property
    def _open_letters(self) -> tuple[LetterRow, ...]:
        """The letters of clause 6 that lack a proof, in the order of their list."""
        return tuple(row for row in self._changes if row.is_open and row.is_change)

    @cached_property
    def _begun(self) -> dict[PageKey | FirstStep, bool]:
        """Whether anything is kept of each kind."""
        return dict(zip(_BEGUN, self.session.execute(_IS_BEGUN).one(), strict=True))

    @cached_property
    def _next_cases(self) -> tuple[CaseRow, ...]:
        return case_queries.list_cases(self.session, _RUNNING, now=self.now, limit=DUE_SHOWN)

    def _due(self) -> Iterator[DueItem]:
        """Yield the deadlines: the next cases, letters on their way, lines that will run out."""
        for row in self._next_cases:
            yield self._item(
                row.due_at,
                f"Vaka {short_number(row.number)}, {lower_first(row.subject_name)}",
                row.officer_name if row.officer_id else "sorumlusu yok",
                kind="case",
                item_id=row.case_id,
            )
        for letter in self._open_letters:
            name = letter.name
            yield replace(
                self._item(
                    day_end(letter.due_on),
                    f"{name}: {letter.state_and_basis}",
                    letter.finished_by,
                    kind="letter",
                    item_id=letter.letter_id,
                ),
                state=letter.state,
            )
        for change in self._changes:
            planned_on = change.file.planned_on
            if planned_on is not None:
                when = "Bugün devredilecek"
                if planned_on < self.today:
                    when = f"{format_day(planned_on)} günü devredilecekti"
                yield self._item(
                    day_end(planned_on),
                    f"{when}: {change.summary}",
                    change.finished_by,
                    kind="change_file",
                    item_id=change.letter_id,
                )
            for line in change.file.lacking if self.closes_accounts else ():
                if line.part is DossierPart.ACCOUNT and line.thing and line.due_on:
                    yield self._item(
                        day_end(line.due_on),
                        f"Ayrılanın hesabı kapatılacak: {line.who}",
                        _CLOSES_ACCOUNTS,
                        kind="change_file",
                        item_id=change.letter_id,
                    )
        for quota in self.quotas:
            if quota.runs_out_on is not None and quota.status is Status.NEAR:
                yield self._item(
                    day_start(quota.runs_out_on),
                    f"Hat {format_phone(quota.phone)}: {quota.forecast_words[0]}",
                    quota.holder_name,
                    kind="line",
                    item_id=quota.line_id,
                )

    def _item(
        self, due_at: dt.datetime, matter: str, who: str, *, kind: str, item_id: int
    ) -> DueItem:
        left = time_left(due_at, self.now)
        state: MarkState | None = None
        if left < dt.timedelta():
            state = "late"
        elif left < NEAR:
            state = "near"
        return DueItem(left_words(left), state, matter, who, due_at, kind=kind, item_id=item_id)
