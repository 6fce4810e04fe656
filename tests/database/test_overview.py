"""Every number of the overview against the list that it opens, and the papers that carry it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from sqlalchemy import event, select

from alo183_desktop.cases import progress, unexplained
from alo183_desktop.cases import service as case_service
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import FileFilter
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.documents.papers.monthly_report import (
    monthly_report_pdf,
    monthly_report_workbook,
)
from alo183_desktop.documents.papers.today_sheet import today_sheet_pdf
from alo183_desktop.gui.officers.queries import RosterQuery, read
from alo183_desktop.gui.officers.words import OfficerView
from alo183_desktop.guidance import service as guidance_service
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters import service as letter_service
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers import queries
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.officers.service import open_assignments
from alo183_desktop.officers.subjects import install_required_subjects
from alo183_desktop.overview import reports, service
from alo183_desktop.overview.rows import ClauseTile, Overview, PageMark, Query
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones import service as phone_service
from alo183_desktop.phones.custody import circular, papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import CircularStanding
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import CircularFilter, FormFilter
from alo183_desktop.rota import duty_checks, hand_overs, substitute_service, swap_service, unreached
from alo183_desktop.rota import service as rota_service
from alo183_desktop.rota.coverage import Leg
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import (
    GapFilter,
    HandOverFilter,
    SubstitutionFilter,
    UnreachedFilter,
)
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles import service as vehicle_service
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind
from alo183_desktop.vehicles.record import DriverValues, OrderValues, StateValues, VehicleValues
from alo183_desktop.vehicles.rows import TaskOrderFilter, VehicleFilter
from tests.clocks import START
from tests.database import cases
from tests.database.cases import HOUR, VIOLENCE
from tests.database.databases import Database, FillOnce
from tests.database.desks import Furnished, furnish, sent_on, visit
from tests.database.kept_rotas import NOVEMBER as THIS_MONTH
from tests.database.kept_rotas import give, keep, publish, take_over, take_turns
from tests.database.phones import checked_picture, line_item, line_values
from tests.database.usages import add_summary

TODAY: Final = dt.date(2026, 11, 24)
MOST_QUESTIONS: Final = 60
"""Of one look at the overview of a directorate where something fails in every clause."""
NOVEMBER: Final = ("2026-11-01", "2026-12-01")


@dataclass(frozen=True, slots=True)
class Busy:
    """Numbers of what stands in a directorate where something fails in every clause."""

    people: Furnished
    late_case: int
    line_over: int


def fill(work: Work) -> Busy:
    """Let something fail in every clause."""
    people = furnish(work)
    late = cases.add(work, people, "1", routed_at=START - 30 * HOUR, officer_id=people.zeynep)
    cases.add(work, people, "2", routed_at=START - 21 * HOUR, kind_id=VIOLENCE, is_urgent=True)
    entered = cases.add(work, people, "3", routed_at=START - 40 * HOUR)
    progress.enter(work, entered, at=START - 20 * HOUR, record="2026/77")
    over = phone_service.LINES.save(work, None, line_values(1))
    near = phone_service.LINES.save(work, None, line_values(2))
    for line_id in (over, near):
        custody.issue(work, [line_item(line_id)], officer_id=people.zeynep, at=START - 300 * HOUR)
    # One of both forms is signed: the tile must not count it.
    form = phone_queries.list_forms(work.session, FormFilter(unsigned_only=True))[0]
    papers.attach_signed(work, form.form_id, checked_picture(), version=form.version)
    add_summary(work, over, ("2026-11-01", "2026-11-24"), minutes=310)
    add_summary(work, near, ("2026-11-01", "2026-11-24"), minutes=260)
    for hours in (70, 60, 50):
        reachability_service.log_check(
            work,
            CheckValues(line_id=near, at=START - hours * HOUR, is_answered=False),
        )
    for values in (visit, sent_on):
        guidance_service.VISITS.save(work, None, values(people.child, START - HOUR))
    return Busy(people, late, over)


@pytest.fixture
def busy(fill_once: FillOnce) -> Busy:
    return fill_once(fill)


def seen(database: Database, role: str = "director") -> Overview:
    with database.open_work(role) as work:
        return service.look(work)


def assert_that_marks_open_what_they_count(database: Database, overview: Overview) -> None:
    with database.open_work("director") as work:
        for page, mark in overview.marks.items():
            assert mark.opens is not None
            assert mark.count == rows_behind(work, mark.opens), page


def tile(overview: Overview, clause: int) -> ClauseTile:
    return next(one for one in overview.tiles if one.clause == clause)


def rows_behind(work: Work, query: Query) -> int:  # noqa: C901, PLR0911, PLR0912 - one for each kind of list
    """Return how many rows the page shows for a query, by the very service that fills its list."""
    match query:
        case CaseFilter():
            return len(case_service.find_ids(work, query))
        case UnexplainedCallFilter():
            return len(unexplained.find_calls(work, query))
        case LetterFilter():
            return len(letter_service.find_letters(work, query))
        case FileFilter():
            return sum(query.takes(row.file) for row in change_files.find_changes(work))
        case VacancyFilter():
            return len(read(work, RosterQuery(TODAY, TODAY, view=OfficerView.VACANT)).lines)
        case QuotaFilter():
            page = quota_service.quota_page(work, None, today=TODAY)
            return sum(map(query.takes, page))
        case MissingFilter():
            return len(duty_checks.missing_lines(work))
        case FormFilter():
            return len(phone_queries.list_forms(work.session, query))
        case CircularFilter():
            return sum(
                row.standing is not CircularStanding.NOTIFIED
                for row in circular.find_circular(work)
            )
        case GuidanceFilter():
            return len(guidance_service.find_guidance(work, query))
        case GapFilter():
            return len(rota_service.find_gaps(work, query))
        case TaskOrderFilter():
            return len(vehicle_service.list_orders(work, query))
        case VehicleFilter():
            return len(vehicle_service.list_vehicles(work, query))
        case HandOverFilter():
            return len(hand_overs.find_hand_overs(work, query))
        case SwapFilter():
            return len(swap_service.find_swaps(work, query))
        case UnreachedFilter():
            return len(unreached.find_unreached(work, query))
        case SubstitutionFilter():
            return len(substitute_service.find_substitutions(work, query))
    raise AssertionError(query)


@pytest.mark.both_backends
def test_that_every_number_is_the_number_of_rows_of_the_list_that_it_opens(
    database: Database, busy: Busy
) -> None:
    assert busy.line_over
    overview = seen(database)
    matters = [matter for one in overview.tiles for matter in one.matters]
    with database.open_work("director") as work:
        behind = {matter.query: rows_behind(work, matter.query) for matter in matters}
    assert {matter.query: matter.count for matter in matters} == behind
    assert sum(count > 0 for count in behind.values()) >= 9


@pytest.mark.both_backends
@pytest.mark.usefixtures("busy")
def test_that_the_overview_asks_nothing_twice(database: Database) -> None:
    asked = list[str]()
    with database.open_work("director") as work:

        @event.listens_for(work.session.connection(), "before_cursor_execute")
        def _note(*given: Any) -> None:
            asked.append(f"{given[2]} {given[3]}")

        service.look(work)
    repeated = [one for one, times in Counter(asked).items() if times > 1]
    # Who stands in for whom is asked by coverage and duties, which do not know each other.
    assert all("FROM substitutions" in one for one in repeated)
    assert len(repeated) <= 1
    assert len(asked) <= MOST_QUESTIONS


@pytest.mark.both_backends
def test_that_what_fails_is_reported_clause_by_clause(database: Database, busy: Busy) -> None:
    assert busy.late_case
    overview = seen(database)
    reported = {one.clause: (one.state, one.figure) for one in overview.tiles}
    assert reported == {
        1: ("late", "1 hat"),
        2: ("late", "1 hat"),
        3: ("late", "2 görev"),
        4: ("late", "3 vaka"),
        5: ("late", "1 vaka"),
        6: ("unknown", "0 yazı"),
        7: ("near", "1 kişi"),
    }
    assert tile(overview, 5).words == "24 saati geçti; 1 vaka için 4 saatten az kaldı"
    assert tile(overview, 2).state_word == "aşıldı"


def test_that_the_mark_of_a_page_counts_a_case_of_two_faults_once_and_opens_that_list(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        urgent = {"kind_id": VIOLENCE, "is_urgent": True}
        for number, values in enumerate(({"officer_id": people.zeynep}, {}, urgent), 1):
            cases.add(work, people, f"{number}", routed_at=START - 6 * HOUR, **values)
    overview = seen(database)
    words = (
        "3 vaka: 1 acil vaka sorumlusuz, 3 vaka için işleme geç kalındı, "
        "1 acil vaka kolluğa bildirilmedi"
    )
    assert overview.mark("cases") == PageMark(
        "late",
        3,
        (words,),
        CaseFilter(CaseView.OVERDUE),
    )
    assert_that_marks_open_what_they_count(database, overview)


@pytest.mark.usefixtures("busy")
def test_that_every_mark_opens_a_list_of_as_many_rows_as_it_counts(database: Database) -> None:
    overview = seen(database)
    assert {"cases", "phones", "officers", "guidance"} <= set(overview.marks)
    assert_that_marks_open_what_they_count(database, overview)


def test_that_a_mark_does_not_fall_when_something_else_becomes_due(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        line = phone_service.LINES.save(work, None, line_values(1))
    before = seen(database).mark("phones")
    assert before is not None
    assert (before.state, before.words) == (
        "near",
        (f"{before.count} sorumluya genelge tebliğ edilmedi",),
    )
    assert before.count > 1
    with database.open_work("administrator") as work:
        custody.issue(work, [line_item(line)], officer_id=people.zeynep, at=work.now)
    overview = seen(database)
    assert overview.mark("phones") == replace(
        before, words=(*before.words, "Ayrıca: 1 tutanak imzasız")
    )
    assert_that_marks_open_what_they_count(database, overview)


def test_that_a_line_counts_as_over_once_and_lines_without_a_record_are_named(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        over, silent = (phone_service.LINES.save(work, None, line_values(one)) for one in (1, 2))
        for days in (("2026-10-01", "2026-11-01"), ("2026-11-01", "2026-11-24")):
            add_summary(work, over, days, minutes=310)
        add_summary(work, silent, ("2026-10-01", "2026-11-01"), minutes=20)
    overview = seen(database)
    quotas = tile(overview, 2)
    assert (quotas.figure, quotas.words) == (
        "1 hat",
        "kotayı aştı; 1 hattın bu dönem kullanımı bilinmiyor",
    )
    mark = overview.mark("phones")
    assert mark == PageMark("late", 1, ("1 hat kotayı aştı",), tile(overview, 2).worst.query)
    with database.open_work("director") as work:
        sheet = reports.today_sheet(work)
    assert sheet.tiles[1].words == quotas.words


def test_that_overruns_of_the_last_known_month_are_reported_until_this_one_is_known(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        lines = [phone_service.LINES.save(work, None, line_values(number)) for number in (1, 2)]
        add_summary(work, lines[0], ("2026-09-01", "2026-10-01"), minutes=310)
        add_summary(work, lines[0], ("2026-10-01", "2026-11-01"), minutes=310)
    quotas = tile(seen(database), 2)
    assert (quotas.state, quotas.figure) == ("late", "1 hat")
    words = "son bilinen döneminde kotayı aştı"
    assert quotas.words == f"{words}; 2 hattın bu dönem kullanımı bilinmiyor"
    assert quotas.worst.query == QuotaFilter(Status.UNKNOWN, was_over=True)
    with database.open_work("administrator") as work:
        add_summary(work, lines[0], ("2026-11-01", "2026-11-24"), minutes=20)
    quotas = tile(seen(database), 2)
    assert (quotas.state, quotas.figure) == ("unknown", "1 hattın")
    with database.open_work("administrator") as work:
        add_summary(work, lines[1], ("2026-11-01", "2026-11-24"), minutes=20)
    quotas = tile(seen(database), 2)
    assert (quotas.state, quotas.figure, quotas.words) == ("good", "2 hat", "kotasının içinde")


@pytest.mark.parametrize(("is_urgent", "state"), [(True, "late"), (False, "near")])
def test_that_a_running_case_without_an_officer_is_marked(
    database: Database, *, is_urgent: bool, state: str
) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        for subject in queries.list_subjects(work.session)[3:]:
            open_assignments(work, people.spare, [subject.subject_id], starts_on=TODAY)
        cases.add(work, people, is_urgent=is_urgent)
    overview = seen(database)
    assert (tile(overview, 3).state, tile(overview, 3).state_word) == (state, "sorumlusuz")
    assert [item.who for item in overview.due] == ["sorumlusu yok"]
    with database.open_work("director") as work:
        sheet = reports.today_sheet(work)
    assert "1 vaka sorumlusuz" in f"{sheet.tiles[2].figure} {sheet.tiles[2].words}"
    assert sheet.due[0].who == "sorumlusu yok"


def test_that_what_is_due_first_stands_first(database: Database, busy: Busy) -> None:
    overview = seen(database)
    assert overview.due[0].item_id == busy.late_case
    assert overview.due[0].left_words == "6 sa 00 dk gecikti"
    assert overview.due[0].state == "late"
    assert overview.due[1].left_words == "3 sa 00 dk kaldı"
    assert overview.due[1].state == "near"
    assert [item.due_at for item in overview.due] == sorted(item.due_at for item in overview.due)
    assert overview.due_count == len(overview.due)
    assert all("Müjgân" not in item.matter for item in overview.due)


def test_that_an_empty_directorate_lacks_who_covers_subjects_and_signs_for_the_circular(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
    overview = seen(database)
    states = {one.clause: one.state for one in overview.tiles}
    assert states == {
        1: "near",
        2: "unknown",
        3: "late",
        4: "unknown",
        5: "unknown",
        6: "unknown",
        7: "unknown",
    }
    assert overview.due == ()
    assert all(chart.is_empty for chart in overview.charts)


def test_that_subjects_without_anybody_are_listed_while_the_roster_is_empty(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        install_required_subjects(work)
        count = tile(service.look(work), 3).matters[0].count
        answer = read(work, RosterQuery(TODAY, TODAY, view=OfficerView.VACANT))
    assert count == len(answer.lines) > 0


def test_that_charts_have_the_numbers_of_the_cases(database: Database, busy: Busy) -> None:
    assert busy.line_over
    weeks, shares, times, usage = seen(database).charts
    assert sum(value or 0 for series in weeks.series for value in series.values) == 3
    # One of the two whose 24 hours are over was entered in time, the other never.
    assert shares.series[0].values[-1] == 0.5
    assert times.is_empty
    assert usage.is_over(0)
    assert usage.labels[0] == "11 01"


def test_that_the_sheet_of_the_morning_carries_the_same_numbers_and_the_end_of_the_trail(
    database: Database, busy: Busy
) -> None:
    assert busy.line_over
    overview = seen(database)
    with database.open_work("director") as work:
        sheet = reports.today_sheet(work)
    assert [(one.state, one.figure, one.words) for one in sheet.tiles] == [
        (one.state, one.figure, one.words) for one in overview.tiles
    ]
    assert len(sheet.audit_head.digest) == 64
    assert today_sheet_pdf(sheet).startswith(b"%PDF")


def test_that_the_report_of_a_month_has_the_same_figures_on_paper_and_as_a_workbook(
    database: Database, busy: Busy
) -> None:
    assert busy.line_over
    with database.open_work("director") as work:
        report = reports.monthly_report(work, "2026-11")
    figures = {figure.label: figure.value for figure in report.figures}
    assert figures["Yönlendirilen vaka"] == 3
    assert figures["Süresinde girilen vaka"] == 1
    assert figures["24 saati geçmiş, girilmemiş vaka"] == 1
    assert figures["24 saati süren vaka"] == 1
    assert figures["İşleme geç başlanan ya da başlanmayan vaka"] == 3
    faults = {figure.label for figure in report.figures if figure.note == "aksama"}
    assert {"Kotasını aşan hat", "24 saati geçmiş, girilmemiş vaka"} <= faults
    assert "Süresinde girilen vaka" not in faults
    assert "Geç girilen vaka" not in faults
    assert figures["Kotasını aşan hat"] == 1
    assert figures["Ulaşılabilirlik yoklaması"] == 3
    assert figures["Yanıtlanan yoklama"] == 0
    assert figures["Yerinde bilgilendirilen kişi"] == 1
    assert figures["183’e yönlendirilen kişi"] == 1
    assert report.month_words == "Kasım 2026"
    assert monthly_report_pdf(report).startswith(b"%PDF")
    assert monthly_report_workbook(report).startswith(b"PK")


def test_that_the_report_of_a_month_to_come_is_refused(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
    with database.open_work() as work, pytest.raises(KnownError) as refused:
        reports.monthly_report(work, "2026-12")
    assert refused.value.code == "overview.month_future"


def test_that_papers_are_written_down(database: Database, busy: Busy) -> None:
    assert busy.line_over
    with database.open_work("director") as work:
        reports.today_sheet(work)
        reports.monthly_report(work, "2026-11")
    with database.open_work() as work:
        written = set(work.session.scalars(select(AuditEntry.action)))
    assert {"overview.printed", "report.made"} <= written


def test_that_a_gap_of_now_is_late_and_one_within_seven_days_is_near(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        for subject in queries.list_subjects(work.session):
            open_assignments(work, kept.desk.spare, [subject.subject_id], starts_on=TODAY)
        take_turns(work, kept, THIS_MONTH)
        take_turns(work, kept, "2026-12")
    helped, begun = seen(database).tiles[2:4]
    assert (helped.state, helped.words) == ("good", "boş görev yok; nöbette: Ayşe DEMİR")
    assert begun.state == "unknown"

    with database.open_work("administrator") as work:
        give(work, THIS_MONTH, 30, DutyKind.STAND_IN, None)
        give(work, THIS_MONTH, 27, DutyKind.DRIVER, None)
        give(work, "2026-12", 2, DutyKind.MAIN, None)
    overview = seen(database)
    helped, begun = overview.tiles[2:4]
    assert (helped.state, helped.figure, helped.state_word) == (
        "near",
        "1 nöbet boşluğu",
        "boşluk var",
    )
    assert (begun.state, begun.figure) == ("near", "1 şoför, araç boşluğu")
    mark = overview.mark("rota")
    assert mark is not None
    assert (mark.state, mark.count) == ("near", 2)
    assert mark.words == (
        "2 nöbet boşluğu: 1 nöbet boşluğu yedi gün içinde, 1 şoför, araç boşluğu yedi gün içinde",
    )
    assert_that_marks_open_what_they_count(database, overview)

    with database.open_work("administrator") as work:
        give(work, THIS_MONTH, 24, DutyKind.MAIN, None)
    overview = seen(database)
    helped = tile(overview, 3)
    assert (helped.state, helped.figure, helped.state_word) == ("late", "1 nöbet", "nöbetçi yok")
    assert "1 nöbet boşluğu yedi gün içinde" in helped.words
    matters = [matter for one in overview.tiles for matter in one.matters]
    with database.open_work("director") as work:
        assert {one.query: one.count for one in matters} == {
            one.query: rows_behind(work, one.query) for one in matters
        }


def test_that_a_week_without_a_vehicle_a_late_inspection_and_an_unsigned_order_are_near(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, THIS_MONTH)
        take_turns(work, kept, "2026-12")
        due = VehicleValues(
            "06 ABC 123",
            "",
            5,
            has_child_seat=False,
            starts_on=TODAY,
            inspected_until=TODAY,
        )
        vehicle_id = vehicle_service.VEHICLES.save(work, None, due)
        gone = StateValues(vehicle_id, VehicleStateKind.BROKEN, work.now + dt.timedelta(days=2))
        vehicle_service.STATES.save(work, None, gone)
        driver = DriverValues(None, "Kadir GÖKÇE", LicenceClass.B)
        driver_id = vehicle_service.DRIVERS.save(work, None, driver)
        order = OrderValues(vehicle_id, driver_id, "", "Mamak", "İnceleme", "", work.now)
        vehicle_service.ORDERS.save(work, None, order)
        (gap,) = rota_service.find_gaps(work, GapFilter(frozenset({DutyKind.DRIVER})))
    assert (gap.starts_at, gap.missing, gap.subjects) == (
        gone.starts_at,
        frozenset({Leg.VEHICLE}),
        (),
    )
    begun = tile(seen(database), 4)
    assert (begun.state, begun.figure) == ("near", "1 şoför, araç boşluğu")
    assert "1 görev emri imzasız" in begun.words
    assert "1 aracın muayene, sigorta, bakımı yedi gün içinde" in begun.words
    assert seen(database).mark("vehicles") == PageMark(
        "near",
        1,
        ("1 görev emri imzasız", "Ayrıca: 1 aracın muayene, sigorta, bakımı yedi gün içinde"),
        TaskOrderFilter(is_signed=False),
    )
    database.clock.advance(days=1)
    over = tile(seen(database), 4)
    assert (over.state, over.figure, over.state_word) == ("late", "1 aracın", "günü geçti")
    database.clock.advance(days=-1)
    with database.open_work("administrator") as work:
        report = reports.monthly_report(work, THIS_MONTH)
    figures = {one.label: one.value for one in report.figures}
    assert (figures["Taşıt görev emri"], figures["İmzasız görev emri"]) == (1, 1)
    # Until it came, on the 24th, and from the 26th at 12.30 on.
    assert figures["Araçsız ya da şoförsüz saat"] == 23 * 24 + 4 * 24 + 12


_BEFORE_THE_FIRST_DUTY = 8
"""Hours of the month before the first duty of it begins, which no month before it covers."""


@pytest.mark.parametrize("keeps_drivers", [True, False])
def test_that_hours_without_a_driver_are_counted_though_no_vehicle_is_registered(
    database: Database, *, keeps_drivers: bool
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        if not keeps_drivers:
            for pattern in rota_service.read_settings(work)[1]:
                if pattern.kind is DutyKind.DRIVER:
                    number, version = pattern.pattern_id, pattern.version
                    rota_service.PATTERNS.remove(work, number, version=version)
        take_turns(work, kept, THIS_MONTH)
        if keeps_drivers:
            give(work, THIS_MONTH, 9, DutyKind.DRIVER, None)
        report = reports.monthly_report(work, THIS_MONTH)
    figures = {one.label: one.value for one in report.figures}
    hours = 24 + _BEFORE_THE_FIRST_DUTY if keeps_drivers else None
    assert figures["Araçsız ya da şoförsüz saat"] == hours


def test_that_a_month_that_nobody_began_is_a_gap_ahead_of_it(database: Database) -> None:
    with database.open_work("administrator") as work:
        take_turns(work, keep(work), THIS_MONTH)
    database.clock.advance(days=-1)
    with database.open_work() as work:
        assert rota_service.find_gaps(work, GapFilter()) == ()
    database.clock.advance(days=1)
    with database.open_work() as work:
        gaps = rota_service.find_gaps(work, GapFilter())
    assert [(one.duty_id, one.kind) for one in gaps] == [
        (None, DutyKind.DRIVER),
        (None, DutyKind.MAIN),
    ]
    assert {one.starts_at for one in gaps} == {dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC)}


def test_that_whose_number_nobody_knows_is_not_reported_as_good(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        for subject in queries.list_subjects(work.session):
            open_assignments(work, kept.desk.spare, [subject.subject_id], starts_on=TODAY)
        take_turns(work, kept, THIS_MONTH)
        take_turns(work, kept, "2026-12")
        values, version = rota_service.PEOPLE.open(work, kept.people[DutyKind.MAIN][0])
        unknown = replace(values, phone="")
        rota_service.PEOPLE.save(work, kept.people[DutyKind.MAIN][0], unknown, version=version)
    helped = tile(seen(database), 3)
    assert (helped.state, helped.state_word) == ("unknown", "hattı yok")


def test_that_sheet_and_report_show_of_the_duties(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        assert reports.today_sheet(work).on_duty == ""
        take_turns(work, kept, THIS_MONTH, empty=[11])
        publish(work, THIS_MONTH)
        give(work, THIS_MONTH, 28, DutyKind.MAIN, None)
        publish(work, THIS_MONTH)
        give(work, THIS_MONTH, 28, DutyKind.MAIN, kept.people[DutyKind.MAIN][0])
        sheet = reports.today_sheet(work)
        report = reports.monthly_report(work, "2026-11")
        before = reports.monthly_report(work, "2026-10")
    assert sheet.on_duty.startswith("Nöbette: asıl nöbet Ayşe DEMİR (0500 000 41 01); icap Şükrü")
    assert today_sheet_pdf(sheet).startswith(b"%PDF")
    figures = {figure.label: figure for figure in report.figures}
    assert (figures["Boş nöbet"].value, figures["Boş nöbet"].note) == (1, "aksama")
    assert figures["Yayımlandıktan sonra değişen nöbet"].value == 2
    unknown = {figure.label: figure for figure in before.figures}
    assert unknown["Boş nöbet"].value_text == "bilinmiyor"
    assert unknown["Yayımlandıktan sonra değişen nöbet"].value is None


def test_that_half_a_duty_that_changed_hands_counts_the_same_once_it_is_published(
    database: Database,
) -> None:
    def changed(work: Work) -> float | None:
        report = reports.monthly_report(work, THIS_MONTH)
        label = "Yayımlandıktan sonra değişen nöbet"
        return next(figure.value for figure in report.figures if figure.label == label)

    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, THIS_MONTH)
        publish(work, THIS_MONTH)
        duty = max(
            (
                one
                for one in rota_service.month_sheet(work, THIS_MONTH).duties
                if one.kind is DutyKind.MAIN
            ),
            key=lambda one: one.starts_at,
        )
        taker = next(one for one in kept.people[DutyKind.MAIN] if one != duty.person_id)
        middle = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
        take_over(work, duty, taker, since=middle)
        assert changed(work) == 1
        publish(work, THIS_MONTH)
        assert changed(work) == 1
