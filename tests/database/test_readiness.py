"""What an inspection would find, clause by clause, and the rota that goes along with it."""

import datetime as dt
from dataclasses import replace
from typing import Final, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from alo183_desktop.cases import service as cases
from alo183_desktop.cases import timeline
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.cases.unexplained import explain_call, find_calls
from alo183_desktop.changes import service as changes
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.guidance import service as guidance
from alo183_desktop.overview import reports
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.custody.circular import count_unnotified
from alo183_desktop.retention import inspection, inspection_files, readiness
from alo183_desktop.retention.inspection import InspectionScope
from alo183_desktop.retention.readiness import ReadyRow, find_readiness
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import Duty
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.record import ORDER
from tests.clocks import START, FixedClock
from tests.database.cases import HOUR, add
from tests.database.databases import Database
from tests.database.desks import finish, furnish, sent_on, visit
from tests.database.kept_rotas import NOVEMBER, give, keep, publish, take_over, take_turns
from tests.database.phones import line_item, stock
from tests.database.test_cases_unexplained import line_with_calls
from tests.database.test_changes import form_of, new_entry
from tests.database.test_vehicles import DOBLO, VELI, order_of
from tests.rules_of_desk import RulesOfDesk

FIRST: Final = dt.date(2026, 11, 1)
LAST: Final = dt.date(2026, 11, 30)


def rows(database: Database, first: dt.date = FIRST, last: dt.date = LAST) -> dict[str, ReadyRow]:
    with database.open_work("administrator") as work:
        return {row.what: row for row in find_readiness(work, first, last)}


def test_that_an_empty_directorate_is_not_shown_as_ready(database: Database) -> None:
    with database.open_work("administrator") as work:
        stock(work)
    found = rows(database, LAST, LAST)
    assert {row.clause for row in found.values()} == {1, 2, 3, 4, 5, 6, 7}
    assert not any(row.state == "good" for row in found.values())
    assert found["Yayımlanan nöbet çizelgesi"].state_words == "1 ay yayımlanmadı"
    # The period runs still: its usage file may come, but nothing is known.
    usage = found["Kullanımı bilinen hat ve dönem"]
    assert (usage.state, usage.state_words) == (
        "unknown",
        "1 hattın süren dönem kullanımı bilinmiyor",
    )


@pytest.mark.both_backends
def test_that_each_record_counts_where_it_is_whole_and_where_it_is_not(database: Database) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=START - HOUR)
        add(work, here.people)
        finish(work, form_of(here.people, new_entry(here.people)))
    found = rows(database)
    reported = {
        what: (row.there, row.lacks) for what, row in found.items() if (row.there or row.lacks)
    }
    assert reported["İmzalı zimmet tutanağı"] == (0, 1)
    assert sum(reported["Sorumlusu belli vaka"]) == 1
    with database.open_work("administrator") as work:
        unnotified = count_unnotified(work.session, today=local_day(START))
    assert unnotified
    assert reported["İmzalı genelge tebliği"] == (0, unnotified)
    assert reported["Gönderimi kanıtlı yazı"] == (0, 1)
    assert reported["İmzalı taraması olan yazı"] == (0, 1)
    assert found["Gönderimi kanıtlı yazı"].state_words == "1 eksik gönderim"
    # Its 24 hours run: it is neither in time nor late.
    assert "24 saatte sisteme girilen vaka" not in reported
    # Other days hold nothing of it.
    before = rows(database, dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert before["Kullanımı bilinen hat ve dönem"].state_words == "kayıt yok", "nobody held it"
    assert {what for what, row in before.items() if row.there} == set()


def test_that_a_first_action_that_came_late_is_no_good_sign(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        terms = [
            cases.open_case(
                work, add(work, people, f"183-2026-10000{one}", routed_at=START - 48 * HOUR)
            ).row
            for one in range(2)
        ]
        for case, over in zip(terms, (0, 1), strict=True):
            at = case.action_due_at + dt.timedelta(minutes=over)
            timeline.add_action(work, case.case_id, at=at, words="Haneye gidildi.")
        late = cases.count(work, CaseFilter(view=CaseView.ACTED_LATE))
        report = reports.monthly_report(work, "2026-11")
    (told,) = (one.value for one in report.figures if one.label.startswith("İşleme geç başlanan"))
    row = rows(database)["Süresinde işleme başlanan vaka"]
    assert (row.there, row.lacks, row.state) == (1, 1, "late")
    assert row.lacks == late == told
    assert row.state_words == "1 geç başlandı ya da başlanmadı"


def test_that_the_usage_of_one_month_is_no_file_of_the_next(database: Database) -> None:
    with database.open_work("administrator") as work:
        line_with_calls(work, "+905000023653")  # all of November
    december = rows(database, dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    assert december["Kullanımı bilinen hat ve dönem"].there == 0
    known = rows(database)["Kullanımı bilinen hat ve dönem"]
    assert (known.there, known.state, known.state_words) == (1, "good", "tamam")


def test_that_lines_without_a_record_are_no_good_sign_beside_known_ones(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        line_with_calls(work, "+905000023653")
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=START - HOUR)
    usage = rows(database)["Kullanımı bilinen hat ve dönem"]
    assert (usage.there, usage.lacks, usage.state) == (1, 0, "unknown")
    assert usage.state_words == "1 hattın süren dönem kullanımı bilinmiyor"
    clock.advance(days=10)
    usage = rows(database)["Kullanımı bilinen hat ve dönem"]
    assert (usage.there, usage.lacks, usage.state) == (1, 1, "late")
    assert usage.state_words == "1 hattın bitmiş dönem kullanımı bilinmiyor"


def test_that_a_person_sent_on_to_183_is_named_and_never_all_right(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        guidance.VISITS.save(work, None, visit(people.child, START - HOUR))
    row = rows(database)["Yerinde bilgilendirilen kişi"]
    assert (row.there, row.state) == (1, "good")
    with database.open_work("administrator") as work:
        guidance.VISITS.save(work, None, sent_on(people.child, START - HOUR))
    row = rows(database)["Yerinde bilgilendirilen kişi"]
    assert (row.there, row.lacks, row.state) == (1, 0, "near")
    assert row.state_words == "1 kişi nedeniyle 183’e yönlendirildi"


@given(
    *(st.integers(min_value=0, max_value=3) for _count in range(3)),
    st.sampled_from(("near", "unknown")),
)
def test_that_a_row_is_good_only_by_records_without_a_fault(
    there: int, lacks: int, noted: int, noted_as: Literal["near", "unknown"]
) -> None:
    row = ReadyRow(
        7, "Kayıt", there, lacks, "eksik", LAST, noted=noted, noted_as=noted_as, noted_words="var"
    )
    assert (row.state == "good") == (there > 0 and not lacks and not noted)
    assert (row.state_words == "tamam") == (row.state == "good")
    for count, words in ((lacks, "eksik"), (noted, "var")):
        assert (f"{count} {words}" in row.state_words) == bool(count)


@pytest.mark.both_backends
def test_that_the_rota_is_counted_and_goes_along_with_the_package(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        publish(work, NOVEMBER)
        give(work, NOVEMBER, 28, DutyKind.MAIN, None)
        # Those of the version before need no signature any more.
        publish(work, NOVEMBER)
    found = rows(database)
    assert found["Yayımlanan nöbet çizelgesi"].state == "good"
    main = found["Görevlisi olan asıl nöbet"]
    assert (main.there, main.lacks) == (29, 1)
    with database.open_work("administrator") as work:
        mains = [
            one
            for one in rota.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.MAIN and one.person_id is not None
        ]
        half = mains[-1].starts_at + (mains[-1].ends_at - mains[-1].starts_at) / 2
        take_over(work, mains[-1], mains[-2].person_id or 0, half)
    main = rows(database)["Görevlisi olan asıl nöbet"]
    assert (main.there, main.lacks) == (29, 1), "a duty that two share is one"
    notice = found["İmzalı çizelge tebliği"]
    assert (notice.there, notice.lacks > 0) == (0, True)
    with database.open_work("administrator") as work:
        taken = inspection.take(work, InspectionScope(FIRST, LAST))
    sheets = dict(taken.tables["nobet.xlsx"])
    people = {row[3] for row in sheets["Nöbetler"].rows}
    assert {"Ayşe DEMİR", "Kadir GÖKÇE", "BOŞ"} <= people
    assert len(sheets["Tebliğ"].rows) == notice.lacks
    names = inspection_files.make_package(taken).files
    assert any(name.startswith("nobet/2026-11/") for name in names)


def test_that_the_package_holds_duties_on_call_too(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        work.session.execute(update(Duty).values(is_active=False))
    found = rows(database)
    assert found["Görevlisi olan asıl nöbet"].there == 30
    with database.open_work("administrator") as work:
        sheets = dict(inspection.take(work, InspectionScope(FIRST, LAST)).tables["nobet.xlsx"])
    assert len(sheets["Nöbetler"].rows) == 30 * len(kept.people)


def test_that_nothing_lacks_of_what_was_called_off_or_replaced(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        order = order_of(
            work, vehicles.VEHICLES.save(work, None, DOBLO), vehicles.DRIVERS.save(work, None, VELI)
        )
        made = vehicles.ORDERS.save(work, None, order)
        values, version = vehicles.ORDERS.open(work, made)
        off = replace(values, is_cancelled=True, cancel_reason="Göreve gidilmedi")
        vehicles.ORDERS.save(work, made, ORDER.demand(off), version=version, base=values)
        old = finish(
            work, form_of(people, new_entry(people), register_number="1", date="24.11.2026")
        )
        correction, _ = changes.correction_form(work, old)
        entry = replace(correction.entries[0], effective_on="01.12.2026")
        finish(work, replace(correction, entries=(entry,), correction_reason="tarih"))
    found = rows(database)
    for what, lacks in (
        ("İmzalı taşıt görev emri", 0),
        ("Gönderimi kanıtlı yazı", 1),
        ("İmzalı taraması olan yazı", 1),
    ):
        assert (found[what].there, found[what].lacks) == (0, lacks)
    with database.open_work("administrator") as work:
        tables = inspection.take(work, InspectionScope(FIRST, LAST)).tables
    (orders,) = (
        table for sheets in tables.values() for _title, table in sheets if "İptal" in table.headings
    )
    assert [row[-2:] for row in orders.rows] == [(True, "Göreve gidilmedi")]


def test_that_explained_calls_count_on_the_day_of_the_call(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, "+905329990000", "+905329990001")
        clock.set(START + dt.timedelta(days=14))
        call_id = find_calls(work, UnexplainedCallFilter())[0].call_id
        explain_call(work, call_id, explanation="Komşu", is_private=False)
    row = rows(database)["Açıklanan arama"]
    assert (row.there, row.lacks) == (1, 1)
    later = rows(database, dt.date(2026, 12, 1), dt.date(2026, 12, 31))["Açıklanan arama"]
    assert (later.there, later.lacks) == (0, 0)


def test_that_days_are_refused_as_those_of_the_package(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        stock(work)
    with pytest.raises(KnownError, match=r"retention\.days_turned"):
        rows(database, LAST, FIRST)


def test_that_it_is_written_down_before_the_list_leaves(database: Database) -> None:
    with database.open_work("administrator") as work:
        stock(work)
        readiness.record_export(work, FIRST, LAST, "pdf")
    with database.open_work("auditor") as work:
        wanted = AuditFilter(actions=("inspection.listed",))
        [entry] = find_entries(work.session, wanted, before=None, limit=9)
    assert (entry.details["starts_on"], entry.details["what"]) == ("2026-11-01", "pdf")


@pytest.mark.parametrize(("what", "rule"), [("print", "may_print"), ("pdf", "may_export")])
def test_that_the_list_leaves_only_as_is_allowed_at_the_computer(
    what: str, rule: str, database: Database, rules_of_desk: RulesOfDesk
) -> None:
    rules_of_desk.write(f"{rule} = false")
    with database.open_work("administrator") as work, pytest.raises(KnownError) as caught:
        readiness.record_export(work, FIRST, LAST, what)
    assert caught.value.code == "desk.forbidden"
