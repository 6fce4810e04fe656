"""The directorate that the demo makes: whole, and with something on every page."""

import datetime as dt
import errno
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stdnum.tr import tckimlik

from alo183_desktop import demo
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.model import Case, CaseAction, CaseResponsibility
from alo183_desktop.cases.queries import count_cases
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.cli.main import run
from alo183_desktop.gui import pictures
from alo183_desktop.guidance.queries import count_guidance
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters.queries import get_letter, list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import coverage
from alo183_desktop.overview import service as overview
from alo183_desktop.phones.custody.circular import find_circular
from alo183_desktop.phones.kinds import CircularStanding, FormState, ItemState, NoticeKind
from alo183_desktop.phones.model import CallRecord, ReachabilityCheck, Usage
from alo183_desktop.phones.queries import list_forms, list_handsets, list_lines
from alo183_desktop.phones.quotas import queries as quota_queries
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.rows import FormFilter, PhoneFilter
from alo183_desktop.rota import (
    duty_checks,
    hand_overs,
    queries,
    substitute_service,
    swap_service,
    worked,
)
from alo183_desktop.rota import service as rota_service
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, SubstitutionStage
from alo183_desktop.rota.ledger import LedgerFilter
from alo183_desktop.rota.rows import AbsenceFilter, GapFilter, HandOverFilter, WishFilter
from alo183_desktop.rota.substitute_rules import stage_of
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles import service as vehicle_service
from alo183_desktop.vehicles.kinds import VehicleStateKind
from alo183_desktop.vehicles.rules import km_gaps
from tests.clocks import NEW_YEAR
from tests.unit.bootstrap.people import PASSWORD


@pytest.fixture
def desk(demo_year: tuple[Path, demo.Filled]) -> Iterator[Desk]:
    desk = Program(demo_year[0], clock=lambda: NEW_YEAR).unlock(demo.LOGIN, PASSWORD)
    yield desk
    desk.close()


def column(desk: Desk, what: Any) -> list[Any]:
    with desk.work() as work:
        return list(work.session.scalars(select(what)))


def test_that_the_audit_chain_of_the_whole_story_is_whole(desk: Desk) -> None:
    assert desk.verdict.is_whole
    assert desk.verify_audit().is_whole


def test_that_the_tiles_of_the_overview_are_broken_and_near(desk: Desk) -> None:
    with desk.work() as work:
        look = overview.look(work)
        for tile in look.tiles:
            for matter in tile.matters:
                assert matter.count == overview.count(work, matter.query)
    counts = {
        f"{tile.clause} {matter.words}": matter.count
        for tile in look.tiles
        for matter in tile.matters
    }
    # A directorate that does its work: not everything fails.
    empty = [name for name, count in counts.items() if not count]
    assert empty == [
        "2 son bilinen döneminde kotayı aştı",
        "3 vekili artık bakamıyor",
        "3 şu an boş: asıl nöbetçi yok",
        "3 şu an boş",
        "4 için işleme geç kalındı",
        "4 kolluğa bildirilmedi",
        "4 bildirildi, kolluk birimi yazılmadı",
        "4 muayene, sigorta, bakımı geçti",
        "4 yedi gün içinde",
        "4 muayene, sigorta, bakımı yedi gün içinde",
        "6 gönderim bekliyor",
        "6 eksik",
    ]
    states = [tile.state for tile in look.tiles]
    assert states == ["late", "late", "late", "near", "late", "late", "near"]
    assert len(look.due) > 8
    for chart in look.charts:
        assert any(value for series in chart.series for value in series.values), chart.title


def test_that_each_view_of_what_is_open_has_cases(desk: Desk) -> None:
    with desk.work() as work:
        counts = {
            view: count_cases(work.session, CaseFilter(view=view), now=work.now)
            for view in CaseView
            if view is not CaseView.MINE
        }
    assert counts[CaseView.LATE] == 1
    assert counts[CaseView.DUE_SOON] == 2
    assert counts[CaseView.NO_FIRST_ACTION] == 1
    assert counts[CaseView.POLICE_NOT_INFORMED] == 0
    assert counts[CaseView.NO_OFFICER] == 1
    assert counts[CaseView.RUNNING] == 8
    assert counts[CaseView.ENTERED_LATE] > 20
    assert counts[CaseView.ACTED_LATE] > 20
    assert counts[CaseView.CLOSED] > 700


def test_that_cases_changed_hands_and_have_a_timeline(desk: Desk) -> None:
    reasons = [reason for reason in column(desk, CaseResponsibility.reason) if reason]
    assert len(set(reasons)) > 1
    kinds = Counter(column(desk, CaseAction.kind))
    assert all(count >= 1 for count in kinds.values())
    assert {kind.value for kind in kinds} >= {"action", "acknowledged", "police", "entered"}


def test_that_lines_are_over_near_good_and_unknown(desk: Desk) -> None:
    today = local_day(NEW_YEAR)
    with desk.work() as work:
        key = quota_queries.list_periods(work.session, today=today)[0].key
        rows = quota_queries.quota_page(work.session, key, today=today)
        notices = quota_service.list_notices(work, today=today)
        months = quota_queries.months_of(work.session, rows[0].line_id, until=key)
    held = Counter(row.status for row in rows if row.holder_name)
    assert held[Status.OVER] == 1
    assert held[Status.NEAR] == 2
    assert held[Status.UNKNOWN] == 1
    assert held[Status.GOOD] > 8
    assert {row.known_until for row in rows if row.status is Status.GOOD} == {today}
    assert {row.kind for row in notices} == set(NoticeKind)
    assert all(month.seconds and month.bytes for month in months)


def test_that_phones_are_held_stored_lost_and_in_repair(desk: Desk) -> None:
    with desk.work() as work:
        handsets = list_handsets(work.session, PhoneFilter(), at=work.now)
        lines = list_lines(work.session, PhoneFilter(), at=work.now)
        forms = list_forms(work.session, FormFilter())
        missing = duty_checks.missing_lines(work)
    states = Counter(row.state for row in handsets)
    assert states[ItemState.LOST] == states[ItemState.IN_REPAIR] == 1
    assert states[ItemState.IN_STORE] >= 1
    assert sum(row.state is ItemState.ISSUED for row in lines) >= 15
    signed = Counter(row.state for row in forms)
    assert (signed[FormState.DRAFT], signed[FormState.PRINTED]) == (1, 1)
    assert signed[FormState.SIGNED] > 8
    assert [line.holder_name for line in missing] == ["İbrahim IŞIK"]


def test_that_all_but_the_last_newcomer_were_notified_of_the_circular(desk: Desk) -> None:
    with desk.work() as work:
        rows = find_circular(work)
    assert [row.standing for row in rows if row.standing is not CircularStanding.NOTIFIED] == [
        CircularStanding.MISSING
    ]


def test_that_its_changes_have_the_degree_of_secrecy_that_a_new_one_proposes(desk: Desk) -> None:
    with desk.work() as work:
        proposed = changes.new_form(changes.context(work)).secrecy
        drafts = work.session.scalars(select(ChangeDraft.id)).all()
        rows = list_letters(work.session, LetterFilter(state="all"), now=work.now)
        letters = [get_letter(work.session, row.letter_id, now=work.now) for row in rows]
        degrees = {changes.load_draft(work, draft_id)[0].secrecy for draft_id in drafts}
    assert drafts
    assert degrees | {one.content.secrecy for one in letters if one.row.is_change} == {proposed}


def test_that_a_year_of_guidance_has_some_who_were_sent_on(desk: Desk) -> None:
    with desk.work() as work:
        everybody = count_guidance(work.session, GuidanceFilter())
        sent_on = count_guidance(work.session, GuidanceFilter(is_sent_on=True))
    assert everybody > 200
    assert 1 < sent_on < everybody // 10


def test_that_twelve_months_of_duties_are_published_with_one_change_and_one_gap(
    desk: Desk,
) -> None:
    with desk.work() as work:
        months = sorted({one.month for one in rota_service.list_versions(work)}, reverse=True)
        sheets = [rota_service.month_sheet(work, month) for month in months]
        (gap,) = [one for one in rota_service.find_gaps(work, GapFilter()) if not one.missing]
        now = rota_service.on_duty(work)
        versions = Counter(one.month for one in rota_service.list_versions(work))
        absences = rota_service.list_absences(work, AbsenceFilter())
        wishes = rota_service.list_wishes(work, WishFilter())
    assert {(one.day.year, one.day.month) for one in wishes} == {(2027, 2)}
    assert len(months) == 12
    assert [sheet.breaches for sheet in sheets] == [()] * 12
    empty = [duty for sheet in sheets for duty in sheet.duties if duty.person_id is None]
    assert [duty.duty_id for duty in empty] == [gap.duty_id]
    assert local_day(gap.starts_at) == dt.date(2027, 1, 4)
    assert now.holds
    assert all(one.phone for one in now.people)
    # The last day of the year was changed, and published anew; the gap and what was urgent were not
    # published yet.
    assert {month: count for month, count in versions.items() if count > 1} == {"2026-12": 2}
    assert [sheet.state.changed for sheet in sheets if sheet.state and sheet.state.changed] == [2]
    kinds = Counter(one.kind for one in absences)
    assert kinds[AbsenceKind.NIGHT_EXEMPT] == kinds[AbsenceKind.REPORT] == 1
    assert kinds[AbsenceKind.ANNUAL] == 3
    for sheet in sheets:
        assert max(sum(one.by_kind.values()) for one in sheet.counts.values()) <= 10


def test_that_somebody_stands_in_today_and_somebody_is_about_to(desk: Desk) -> None:
    with desk.work() as work:
        rows = substitute_service.find_substitutions(work)
        covering = [
            (subject.subject_name, one.name, one.for_name)
            for subject in coverage(work.session, as_of=local_day(work.now))
            for one in subject.officers
            if one.for_name
        ]
        today = local_day(work.now)
    assert [stage_of(row, today) for row in rows] == [
        SubstitutionStage.COMING,
        SubstitutionStage.RUNNING,
    ]
    assert not any(row.objections for row in rows)
    assert covering == [("Kadın", "Mehmet Ali KARAİSMAİLOĞLU", "Şükrü AĞAOĞLU")]


def test_that_two_vehicles_drive_all_year_one_is_in_service_and_one_order_is_unsigned(
    desk: Desk,
) -> None:
    with desk.work() as work:
        first, second = vehicle_service.list_vehicles(work)
        orders = vehicle_service.list_orders(work)
        sheet = rota_service.month_sheet(work, "2026-12")
        numbers = set(work.session.scalars(select(Case.number)))
    assert (first.state, second.state) == (None, VehicleStateKind.IN_SERVICE)
    assert len(orders) == 30
    assert [one.signed_on is None for one in orders] == [True, *(False,) * 29]
    assert {one.case_number for one in orders} <= numbers
    assert len({one.case_number for one in orders}) > 20
    assert list(km_gaps(orders).values()) == [37]
    by_year = Counter(one.year for one in orders)
    assert all(
        sorted(one.number for one in orders if one.year == year) == list(range(1, count + 1))
        for year, count in by_year.items()
    )
    drives = [one for one in sheet.duties if one.kind is DutyKind.DRIVER]
    assert {one.plate for one in drives} == {first.plate}


def test_that_duties_changed_hands_and_were_handed_over_with_notes(desk: Desk) -> None:
    with desk.work() as work:
        swaps = swap_service.find_swaps(work, SwapFilter())
        notes = hand_overs.find_hand_overs(work, HandOverFilter())
        since = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        otherwise = queries.list_worked(work.session, since=since, until=NEW_YEAR)
        rows = worked.find_ledger(work, LedgerFilter())
    assert [one.approved_at is None for one in swaps] == [False, True]
    # The first is a part of a duty, the second a whole one.
    assert [
        (one.starts_at, one.ends_at) == (one.duty_starts_at, one.duty_ends_at) for one in swaps
    ] == [False, True]
    assert len(otherwise) == 1
    assert [one.confirmed_at is None for one in notes] == [True, False, False, False]
    assert any(one.facts["cases"] for one in notes)
    assert abs(sum(one.total.difference for one in rows)) < 0.001


def test_that_nobody_real_stands_in_the_data(desk: Desk) -> None:
    phones = {
        *column(desk, Case.caller_phone),
        *column(desk, Officer.corporate_mobile),
        *column(desk, Officer.personal_mobile),
        *(number for number in column(desk, CallRecord.number) if number.startswith("+")),
    }
    assert all(re.fullmatch(r"(\+90(500|312)000\d{4})?", phone) for phone in phones)
    assert all(
        address.endswith("@ornek.gov.tr") for address in column(desk, Officer.corporate_email)
    )
    numbers = column(desk, Officer.tckn)
    # Of the first numbers that ever could be given, which nobody has.
    assert all(tckimlik.is_valid(number) and number.startswith("1000") for number in numbers)


def test_that_nothing_lies_in_the_future(desk: Desk) -> None:
    instants = [*column(desk, ReachabilityCheck.at), *column(desk, CallRecord.at)]
    assert max(instants) <= NEW_YEAR
    assert max(column(desk, Case.recorded_at)) <= NEW_YEAR
    assert len(column(desk, Usage.id)) > 12 * 12


def test_that_an_older_demo_was_replaced(demo_year: tuple[Path, demo.Filled], desk: Desk) -> None:
    assert Program(demo_year[0]).logins() == (demo.LOGIN,)
    assert desk.directorate_name.startswith("Ankara")


def test_that_an_output_folder_that_cannot_be_written_is_reported(
    demo_year: tuple[Path, demo.Filled],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder, filled = demo_year
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    monkeypatch.setattr(demo, "fill", lambda *_arguments, **_options: filled)
    monkeypatch.setattr(pictures, "save_pictures", fail)
    assert run(["--data", str(folder), "demo", "--no-window", "--out", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert f"{filled.cases} vaka" in said.out
    assert "Çıktı klasörüne yazılamadı" in said.err
