"""What happens to a case: its instants, its timeline, and what is counted of it."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alo183_desktop.cases import (
    progress,
    queries,
    rules,
    service,
    settings,
    summaries,
    timeline,
)
from alo183_desktop.cases.kinds import ActionKind, CaseView, ClockState
from alo183_desktop.cases.model import Case, CaseAction, CaseActionTime, CaseFile, CaseMonth
from alo183_desktop.cases.record import CaseKindValues
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.cases.rules import percentile
from alo183_desktop.documents.checked_files import CheckedFile
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database.cases import HOUR, NEGLECT, add, values
from tests.database.databases import Database
from tests.database.desks import furnish

_DATA = b"%PDF-1.7 giris"
PROOF = CheckedFile(
    name="ekran.pdf",
    media_type="application/pdf",
    data=_DATA,
    sheets=1,
)


def test_that_only_the_entry_stops_the_24_hours(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), routed_at=START - 20 * HOUR)
        progress.acknowledge(work, case_id, at=START - 19 * HOUR)
        timeline.add_action(work, case_id, at=START - 18 * HOUR, words="Haneye gidildi.")
        progress.close_case(work, case_id, at=START - 17 * HOUR, outcome="Destek verildi.")
    database.clock.advance(hours=5)
    with database.open_work() as work:
        row = service.open_case(work, case_id).row
        assert row.clock_state(work.now) is ClockState.LATE
        assert service.count(work, CaseFilter(view=CaseView.LATE)) == 1
        progress.enter(work, case_id, at=work.now, record="K-77")
        card = service.open_case(work, case_id)
        assert service.count(work, CaseFilter(view=CaseView.LATE)) == 0
        assert service.count(work, CaseFilter(view=CaseView.ENTERED_LATE)) == 1
    assert card.row.clock_state(START) is ClockState.ENTERED_LATE
    assert card.entry_record == "K-77"
    assert card.acknowledged_at == START - 19 * HOUR
    assert card.row.first_action_at == START - 18 * HOUR
    assert card.closed_at == START - 17 * HOUR


def test_that_an_entry_before_the_referral_is_refused_with_the_reason(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        with pytest.raises(KnownError) as caught:
            progress.enter(work, case_id, at=START - 3 * HOUR, record="K-77")
    assert caught.value.code == "cases.before_referral"
    assert caught.value.parameters == {"routed": "24.11.2026 10:30"}


def test_that_an_entry_in_the_minute_of_the_referral_is_not_before_it(database: Database) -> None:
    with database.open_work("administrator") as work:
        routed = START - HOUR + dt.timedelta(seconds=41)
        case_id = add(work, furnish(work), routed_at=routed)
        progress.enter(work, case_id, at=START - HOUR, record="K-77")
        assert service.open_case(work, case_id).row.entered_at == routed


@pytest.mark.parametrize("hours", [1, 24 * 365])
def test_that_nothing_is_entered_in_the_future(database: Database, hours: int) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        with pytest.raises(KnownError) as caught:
            progress.enter(work, case_id, at=START + hours * HOUR, record="K-77")
    assert caught.value.code == "cases.in_future"


def test_that_an_entry_needs_its_record_or_a_file(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        with pytest.raises(KnownError) as caught:
            progress.enter(work, case_id, at=START, record=" ")
        assert caught.value.code == "cases.entry_unproven"
        progress.enter(work, case_id, at=START, proof=PROOF)
        (file,) = service.open_case(work, case_id).files
        assert file.is_entry_proof
        assert timeline.open_file(work, file.file_id)[1] == _DATA
        with pytest.raises(KnownError) as caught:
            progress.enter(work, case_id, at=START, record="K-78")
        assert caught.value.code == "cases.entered_already"


def test_that_an_entry_can_be_put_right_and_withdrawn(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), routed_at=START - 10 * HOUR)
        progress.enter(work, case_id, at=START - 5 * HOUR, record="K-7")
        progress.correct_entry(work, case_id, at=START - 4 * HOUR, record="K-77")
        first, second = service.open_case(work, case_id).timeline
        assert (first.words, second.words) == ("K-7", "K-77")
        assert first.corrected_by_action_id == second.action_id
        assert second.corrects_action_id == first.action_id
        progress.withdraw_entry(work, case_id, reason="Başka vakaya girilmiş.")
        card = service.open_case(work, case_id)
        assert card.row.entered_at is None
        assert card.row.clock_state(work.now) is ClockState.RUNNING
        assert len(card.timeline) == 3


def test_that_the_first_action_is_the_earliest_whenever_it_was_written(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), routed_at=START - 10 * HOUR)
        timeline.add_action(work, case_id, at=START - HOUR, words="Ziyaret")
        early = timeline.add_action(work, case_id, at=START - 9 * HOUR, words="Arandı")
        timeline.add_action(work, case_id, at=START - 10 * HOUR, words="Not", kind=ActionKind.NOTE)
        assert service.open_case(work, case_id).row.first_action_at == START - 9 * HOUR
        timeline.correct_action(work, early, at=START - 2 * HOUR, words="Arandı")
        assert service.open_case(work, case_id).row.first_action_at == START - 2 * HOUR
        with pytest.raises(KnownError) as caught:
            timeline.correct_action(work, early, at=START, words="Yine")
    assert caught.value.code == "cases.line_corrected"


def test_that_words_for_three_callers_are_usual_and_those_for_one_are_not(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        subjects, at = furnish(work), START - 19 * HOUR
        for place in range(4):
            case_id = add(
                work,
                subjects,
                f"U-{place}",
                routed_at=START - 20 * HOUR,
                caller_phone=f"+9053200000{place:02}",
            )
            said = ["Haneye gidildi.", f"{place} numaralı çocukla görüşüldü."]
            if place:
                said.append("Ailesine ulaşıldı.")
            if not place:
                said.extend(["Kurum aracıyla alındı."] * 5)
            for words in said:
                timeline.add_action(work, case_id, at=at, words=words)
            timeline.add_action(work, case_id, at=at, words="Not düşüldü.", kind=ActionKind.NOTE)
        for place in range(3):
            again = add(work, subjects, f"T-{place}", routed_at=START - 20 * HOUR)
            timeline.add_action(work, again, at=at, words="Ayşe Hanım'ın annesi arandı.")
        assert timeline.usual_words(work) == ("Haneye gidildi.", "Ailesine ulaşıldı.")


def test_that_a_late_action_and_a_late_entry_are_two_faults(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        late: dict[str, Any] = {
            "kind_id": NEGLECT,
            "is_urgent": True,
            "routed_at": START - 30 * HOUR,
        }
        acted_late = add(work, furnished, "A", **late)
        timeline.add_action(work, acted_late, at=START - 28 * HOUR, words="Gidildi")
        progress.enter(work, acted_late, at=START - 27 * HOUR, record="1")
        entered_late = add(work, furnished, "B", **late)
        timeline.add_action(work, entered_late, at=START - 29.5 * HOUR, words="Gidildi")
        progress.enter(work, entered_late, at=START, record="2")
        (month,) = summaries.list_months(
            work.session, since=dt.date(2026, 11, 1), until=dt.date(2026, 12, 1), now=work.now
        )
        for view, case_id in (
            (CaseView.ACTED_LATE, acted_late),
            (CaseView.ENTERED_LATE, entered_late),
        ):
            (listed,) = service.find_cases(work, CaseFilter(view=view))
            assert listed.case_id == case_id
            assert list(service.find_ids(work, CaseFilter(view=view))) == [case_id]
    assert (month.late, month.acted_late, month.in_time) == (1, 1, 1)
    assert (month.action_median, month.action_p90) == (30, 120)
    assert month.share_in_time == 0.5


def test_that_what_was_never_entered_or_acted_on_counts_as_late(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        ids = [add(work, furnished, f"{n}", routed_at=START - 50 * HOUR) for n in range(10)]
        case_id = ids[-1]
        progress.enter(work, case_id, at=START - 48 * HOUR, record="1")
        timeline.add_action(work, case_id, at=START - 49 * HOUR, words="Gidildi")
        add(work, furnished, "new", routed_at=START - HOUR)
        (month,) = summaries.list_months(
            work.session, since=dt.date(2026, 11, 1), until=dt.date(2026, 12, 1), now=work.now
        )
    assert month.share_in_time == 0.1
    assert (month.overdue, month.running, month.not_entered) == (9, 1, 10)
    assert (month.action_faults, month.waiting) == (9, 1)


def test_that_closing_a_case_erases_no_fault(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, routed_at=START - 30 * HOUR, kind_id=NEGLECT, is_urgent=True)
        progress.close_case(work, case_id, at=START - HOUR, outcome="Bitti")
        for view in (
            CaseView.LATE,
            CaseView.NO_FIRST_ACTION,
            CaseView.LATE_ACTION,
            CaseView.POLICE_NOT_INFORMED,
        ):
            assert service.count(work, CaseFilter(view=view)) == 1, view
        (month,) = summaries.list_months(
            work.session, since=dt.date(2026, 11, 1), until=dt.date(2026, 12, 1), now=work.now
        )
        assert (month.overdue, month.action_faults) == (1, 1)
        timeline.add_action(work, case_id, at=START, words="Gidildi")
        assert service.count(work, CaseFilter(view=CaseView.ACTED_LATE)) == 1


def test_that_an_empty_tick_for_the_police_stays_counted_until_somebody_names_the_unit(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), kind_id=NEGLECT, is_urgent=True, is_police_informed=True)

        def counts() -> list[int]:
            views = (CaseView.POLICE_NOT_INFORMED, CaseView.POLICE_UNIT_MISSING)
            return [service.count(work, CaseFilter(view=view)) for view in views]

        assert counts() == [0, 1]
        assert rules.police_lack(service.open_case(work, case_id)) == "birimi ve saati yazılmadı"
        progress.inform_police(work, case_id, unit="Gölbaşı Karakolu", by="", at=None)
        assert counts() == [0, 0], "when it was may be unknown"
        assert rules.police_lack(service.open_case(work, case_id)) == "saati yazılmadı"
        progress.inform_police(work, case_id, unit="Gölbaşı Karakolu", by="", at=START)
        assert rules.police_lack(service.open_case(work, case_id)) == ""


def test_that_the_police_count_as_informed_once_somebody_says_so(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), kind_id=NEGLECT, is_urgent=True)
        wanted = CaseFilter(view=CaseView.POLICE_NOT_INFORMED)
        assert service.count(work, wanted) == 1
        # Nothing else that is done on it informs them.
        timeline.add_action(work, case_id, at=START, words="Gidildi")
        progress.enter(work, case_id, at=START, record="1")
        progress.close_case(work, case_id, at=START, outcome="Bitti")
        assert service.count(work, wanted) == 1
        progress.inform_police(work, case_id, unit="Gölbaşı Karakolu", by="", at=None)
        progress.inform_police(work, case_id, unit="Gölbaşı Jandarma", by="Selin", at=START)
        assert service.count(work, wanted) == 0
        card = service.open_case(work, case_id)
    assert (card.police_unit, card.police_by, card.police_at) == (
        "Gölbaşı Jandarma",
        "Selin",
        START,
    )
    # The word before stays to be seen, and counts no more.
    *_done, first, second = card.timeline
    assert first.corrected_by_action_id == second.action_id


def test_that_a_case_can_be_opened_again(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        progress.close_case(work, case_id, at=START, outcome="Bitti")
        assert service.count(work, CaseFilter(view=CaseView.CLOSED)) == 1
        progress.reopen_case(work, case_id, reason="Yeni ihbar")
        assert service.count(work, CaseFilter(view=CaseView.CLOSED)) == 0
        assert service.count(work, CaseFilter(view=CaseView.NO_FIRST_ACTION)) == 1


@pytest.mark.both_backends
@pytest.mark.parametrize("entity", [CaseAction, CaseFile])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_that_what_is_frozen_cannot_be_changed(
    database: Database, entity: type[CaseAction | CaseFile], act: str
) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        timeline.add_action(work, case_id, at=START, words="Gidildi")
        timeline.attach_file(work, case_id, PROOF)
    name = {"words": "Başka"} if entity is CaseAction else {"name": "baska.pdf"}
    statement = update(entity).values(**name) if act == "update" else delete(entity)
    with (
        pytest.raises(DBAPIError, match=r"append-only|frozen"),
        database.open_work("owner") as work,
    ):
        work.session.execute(statement)


def test_that_new_terms_measure_cases_from_their_day_on(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        urgent: dict[str, Any] = {"kind_id": NEGLECT, "is_urgent": True}
        old = add(work, furnished, "A", routed_at=START - 48 * HOUR, **urgent)
        new = add(work, furnished, "B", routed_at=START - 0.5 * HOUR, **urgent)
        settings.set_terms(
            work,
            starts_on=dt.date(2026, 11, 24),
            urgent_action_minutes=15,
            other_action_minutes=60,
            reminder_hours=[20, 6],
        )
        rows = {row.case_id: row for row in service.find_by_ids(work, [old, new])}
        work.session.expire_all()
        assert queries.list_terms(work.session)[0].reminder_hours == (6, 20)
        assert service.count(work, CaseFilter(view=CaseView.LATE_ACTION)) == 2
    assert rows[old].action_due_at == START - 47 * HOUR
    assert rows[new].action_due_at == START - dt.timedelta(minutes=15)


def test_that_new_terms_are_no_conflict_for_whoever_edits_a_case(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), routed_at=START - HOUR)
        version = service.open_form(work, case_id)[1]
        reminded_at = work.session.get_one(Case, case_id).next_reminder_at
    assert reminded_at == START + 5 * HOUR
    with database.open_work("administrator") as work:
        settings.set_terms(
            work,
            starts_on=dt.date(2026, 11, 24),
            urgent_action_minutes=15,
            other_action_minutes=30,
            reminder_hours=[20, 9],
        )
    with database.open_work("administrator") as work:
        case = work.session.get_one(Case, case_id)
        assert case.version == version
        assert case.next_reminder_at == START + 8 * HOUR
        assert case.action_due_at == START - HOUR / 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": dt.date(2026, 11, 23)}, "cases.terms_past"),
        ({"reminder_hours": []}, "forms.required"),
        ({"reminder_hours": [6, 48]}, "cases.terms_hours"),
        ({"urgent_action_minutes": 0}, "cases.terms_minutes"),
        ({"call_review_days": 0}, "cases.terms_review"),
    ],
)
def test_that_terms_that_cannot_hold_are_refused(
    database: Database, changes: dict[str, Any], code: str
) -> None:
    usual: dict[str, Any] = {
        "starts_on": dt.date(2026, 11, 24),
        "urgent_action_minutes": 60,
        "other_action_minutes": 240,
        "reminder_hours": [6, 24],
    }
    with database.open_work("administrator") as work, pytest.raises(KnownError) as caught:
        settings.set_terms(work, **(usual | changes))
    codes = [problem.code for problem in caught.value.problems] or [caught.value.code]
    assert codes == [code]


def test_that_a_directorate_adds_kinds_and_retires_them(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        missing = CaseKindValues("Kayıp çocuk", is_urgent=True, ends_on=None)
        kind_id = settings.KINDS.save(work, None, missing)
        with pytest.raises(KnownError) as caught:
            settings.KINDS.save(work, None, replace(missing, name="KAYIP  ÇOCUK"))
        assert caught.value.code == "cases.duplicate_kind"
        add(work, furnished, kind_id=kind_id, is_urgent=True)
        today = local_day(work.now)
        with pytest.raises(KnownError) as caught:
            settings.KINDS.save(
                work, kind_id, replace(missing, ends_on=today - dt.timedelta(days=1)), version=1
            )
        assert caught.value.code == "cases.kind_dates"
        settings.KINDS.save(work, kind_id, replace(missing, ends_on=today), version=1)
        names = [kind.name for kind in queries.list_kinds(work.session, on=today)]
    assert names[:4] == ["İhmal", "İstismar", "Şiddet", "Töre/namus ihbarı"]
    assert "Kayıp çocuk" not in names


@pytest.mark.both_backends
def test_that_the_kept_counts_are_those_of_the_cases(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        ids = [
            add(work, furnished, f"{place}", routed_at=START - 40 * place * HOUR)
            for place in range(1, 9)
        ]
        for place, case_id in enumerate(ids[:6]):
            start = START - 40 * (place + 1) * HOUR
            timeline.add_action(work, case_id, at=start + place * HOUR / 3, words="Gidildi")
            if place % 2:
                at = min(start + 15 * place * HOUR, START)
                progress.enter(work, case_id, at=at, record="1")
            if place % 3 == 0:
                progress.close_case(work, case_id, at=START, outcome="Bitti")
        version = service.open_form(work, ids[7])[1]
        moved = values(furnished, "8", routed_at=START - 900 * HOUR, subject_id=furnished.woman)
        service.change_case(work, ids[7], moved, version=version, routed_reason="Yanlış gün")
        progress.withdraw_entry(work, ids[1], reason="Yanlış")
        _assert_counted(work.session)
    with database.open_work() as work:
        work.session.execute(delete(Case).where(Case.id == ids[6]))
        _assert_counted(work.session)


def _assert_counted(session: Session) -> None:
    session.flush()
    months: defaultdict[dt.date, Counter[str]] = defaultdict(Counter)
    times: Counter[tuple[dt.date, int]] = Counter()
    for case in session.scalars(select(Case)).all():
        counted = months[case.routed_month]
        counted["cases"] += 1
        if case.entered_at is not None:
            counted["late" if case.entered_at > case.due_at else "in_time"] += 1
        if case.first_action_at is not None:
            counted["acted"] += 1
            counted["acted_late"] += case.first_action_at > case.action_due_at
            assert case.action_minutes is not None
            times[case.routed_month, case.action_minutes] += 1
        counted["closed"] += case.is_closed
    session.expire_all()
    names = ("cases", "in_time", "late", "acted", "acted_late", "closed")
    kept = {
        row.month: {name: getattr(row, name) for name in names}
        for row in session.scalars(select(CaseMonth))
        if row.cases
    }
    assert kept == {month: {name: sums[name] for name in names} for month, sums in months.items()}
    rows = session.scalars(select(CaseActionTime)).all()
    assert {(row.month, row.minutes): row.cases for row in rows if row.cases} == dict(times)
    weeks = summaries.list_weeks(session, since=dt.date.min, until=dt.date.max)
    assert sum(row.cases for row in weeks) == sum(counted["cases"] for counted in months.values())


def test_that_the_minutes_of_a_month_give_its_percentiles() -> None:
    assert percentile([(5, 1), (10, 8), (90, 1)], 0.5) == 10
    assert percentile([(5, 1), (10, 8), (90, 1)], 0.9) == 10
    assert percentile([(5, 1), (10, 7), (90, 2)], 0.9) == 90


def test_that_a_line_of_an_act_is_not_put_right_as_an_action(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        progress.acknowledge(work, case_id, at=START)
        (line,) = service.open_case(work, case_id).timeline
        with pytest.raises(KnownError) as caught:
            timeline.correct_action(work, line.action_id, at=START, words="Başka")
    assert caught.value.code == "cases.line_has_form"


def test_that_a_referral_is_not_moved_behind_what_was_done(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, routed_at=START - 10 * HOUR)
        progress.acknowledge(work, case_id, at=START - 9 * HOUR)
        later = replace(values(furnished), routed_at=START - 8 * HOUR)
        version = service.open_form(work, case_id)[1]
        with pytest.raises(KnownError) as caught:
            service.change_case(work, case_id, later, version=version)
    assert caught.value.code == "cases.instants_before"


def test_that_the_instant_of_knowing_can_be_put_right(database: Database) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        progress.acknowledge(work, case_id, at=START)
        with pytest.raises(KnownError) as caught:
            progress.acknowledge(work, case_id, at=START - HOUR)
        assert caught.value.code == "cases.acknowledged_already"
        progress.acknowledge(work, case_id, at=START - HOUR, is_correction=True)
        card = service.open_case(work, case_id)
    assert card.acknowledged_at == START - HOUR
    # The newer line stands first: it records the earlier time.
    assert card.timeline[0].corrects_action_id == card.timeline[1].action_id
