"""Cases in the database: taken in once, found, counted and listed alike, on both backends."""

import datetime as dt
import gc
import weakref
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alo183_desktop.access.rules import Role
from alo183_desktop.access.service import add_user
from alo183_desktop.cases import cards, intake, progress, queries, service
from alo183_desktop.cases.filters import FEW_HITS, SMALL_VIEWS
from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.rows import Caller, CaseFilter, KnownCases
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.db.migrate import upgrade
from alo183_desktop.db.work import Work
from alo183_desktop.officers.service import close_assignments
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import START
from tests.database.cases import HOUR, VIOLENCE, add, values
from tests.database.databases import Database
from tests.database.desks import furnish


def numbers(work: Work, **wanted: object) -> list[str]:
    found = service.find_cases(work, CaseFilter(**wanted))  # type: ignore[arg-type]
    return [row.number for row in found]


@pytest.mark.both_backends
def test_that_a_case_is_stored_with_all_its_values(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, officer_id=furnished.zeynep)
    with database.open_work("director") as work:
        card = cards.get_card(work.session, case_id)
    assert card.row.number == "183-2026-100000"
    assert card.row.routed_at == START - 2 * HOUR
    assert card.due_at == card.row.due_at == START + 22 * HOUR
    assert card.row.officer_name == "Zeynep GÜNDOĞDU"
    assert card.row.subject_name == "Çocuk"
    assert card.row.kind_name == "Sosyal yardım"
    assert not card.row.is_urgent
    assert card.row.entered_at is None
    assert card.caller_name == "Müjgân IŞIK"
    assert [row.officer_id for row in card.responsibilities] == [furnished.zeynep]
    assert card.responsibilities[0].from_at == card.row.routed_at


def test_that_the_caller_is_shown_only_when_asked_for_and_that_is_written_down(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work), caller_phone="+905321112233")
    with database.open_work("director") as work:
        card = service.open_case(work, case_id)
        assert (card.caller_name, card.caller_phone) == ("M••• I•••", "0532 ••• •• ••")
        assert "case.caller_shown" not in acts(work)
        assert service.show_caller(work, case_id) == Caller("Müjgân IŞIK", "+905321112233")
    with database.open_work("auditor") as work:
        assert acts(work).count("case.caller_shown") == 1
        assert service.open_sheet(work, case_id).caller_name == "Müjgân IŞIK"
    with database.open_work("auditor") as work:
        assert acts(work).count("case.caller_shown") == 2


def acts(work: Work) -> list[str]:
    return [
        entry.action for entry in find_entries(work.session, AuditFilter(), before=None, limit=50)
    ]


@pytest.mark.both_backends
@pytest.mark.parametrize("number", ["183 2026 100000", "183/2026/100000", "183-2026-100000 "])
def test_that_a_second_entry_of_a_number_is_refused_with_the_first(
    database: Database, number: str
) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        first = add(work, furnished)
        with pytest.raises(KnownError) as caught:
            add(work, furnished, number)
    assert caught.value.code == "cases.duplicate"
    assert caught.value.parameters["case_id"] == first


@pytest.mark.both_backends
def test_that_the_list_begins_with_what_is_late_and_then_due_next(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for number, hours in (("A", 2), ("B", 30), ("C", 21), ("D", 26)):
            add(work, furnished, number, routed_at=START - hours * HOUR)
        assert numbers(work) == ["B", "D", "C", "A"]
        assert numbers(work, descending=True) == ["A", "C", "D", "B"]
        assert numbers(work, view=CaseView.LATE) == ["B", "D"]
        assert numbers(work, view=CaseView.DUE_SOON) == ["C"]
        assert numbers(work, sort=CaseSort.NUMBER) == ["A", "B", "C", "D"]
        assert numbers(work, sort=CaseSort.ROUTED) == ["B", "D", "C", "A"]


@pytest.mark.both_backends
def test_that_the_last_minute_of_the_24_hours_is_not_late(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, routed_at=START - 24 * HOUR)
        typed = add(work, furnished, "183-2026-100001", routed_at=START - 24 * HOUR)
    for seconds in (0, 24):
        database.clock.set(START + dt.timedelta(seconds=seconds))
        with database.open_work() as work:
            assert numbers(work, view=CaseView.LATE) == []
            assert "183-2026-100000" in numbers(work, view=CaseView.DUE_SOON)
    with database.open_work() as work:
        # Typed in the minute of the referral, a day later, and saved within it.
        progress.enter(work, typed, at=work.now, record="SYS-1")
        assert numbers(work, view=CaseView.ENTERED_LATE) == []
        assert service.open_case(work, typed).row.entered_at == START
    database.clock.set(START + dt.timedelta(minutes=1))
    with database.open_work() as work:
        assert numbers(work, view=CaseView.LATE) == ["183-2026-100000"]
        assert numbers(work, view=CaseView.DUE_SOON) == []


@pytest.mark.both_backends
def test_that_first_rows_keys_and_rows_by_key_come_in_one_order(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for place in range(13):
            add(
                work,
                furnished,
                f"183-{place:03}",
                routed_at=START - (place % 3) * HOUR,
                district=("Gölbaşı", "İncek")[place % 2],
            )
        for sort, descending in product(CaseSort, (False, True)):
            wanted = CaseFilter(sort=sort, descending=descending)
            whole = service.find_cases(work, wanted)
            assert service.find_cases(work, wanted, limit=4) == whole[:4]
            found = service.find_ids(work, wanted)
            assert list(found) == [row.case_id for row in whole], wanted
            assert service.find_by_ids(work, found) == whole
            assert len(set(found)) == 13


@pytest.mark.both_backends
def test_that_an_order_is_the_same_walked_along_or_gathered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {
        CaseSort.DUE: lambda row: row.order_key,
        CaseSort.ROUTED: lambda row: row.routed_at,
        CaseSort.NUMBER: lambda row: row.number,
        CaseSort.DISTRICT: lambda row: row.order_key,
    }
    views = {CaseView.ALL: 4, CaseView.CLOSED: 4, CaseView.ENTERED_LATE: 2}
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for place in range(12):
            at = START - (30 + place % 4) * HOUR
            case_id = add(
                work,
                furnished,
                f"183-{99 - place:03}",
                routed_at=at,
                is_urgent=bool(place % 2),
                district=("Gölbaşı", "İncek", "Gölbaşı")[place % 3],
            )
            progress.enter(work, case_id, at=at + (23 + place % 3) * HOUR, record="SYS")
            progress.close_case(work, case_id, at=START, outcome="Tamam")
        for few, view, sort in product((0, 1000), views, CaseSort):
            monkeypatch.setattr(queries, "_FEW_SORTED", few)
            wanted = CaseFilter(view=view, sort=sort, district="gölbaşı", is_urgent=True)
            rows = service.find_cases(work, wanted)
            ordered = sorted((keys[sort](row), row.case_id) for row in rows)
            assert [row.case_id for row in rows] == [case_id for _key, case_id in ordered], wanted
            assert len(rows) == views[view]
            assert list(service.find_ids(work, wanted)) == [row.case_id for row in rows]
            assert service.find_cases(work, wanted, limit=1) == rows[:1]


@pytest.mark.both_backends
def test_that_a_tile_counts_what_its_list_shows(database: Database) -> None:
    with database.open_work("administrator", name="Zeynep GÜNDOĞDU") as work:
        furnished = furnish(work)
        for place in range(8):
            add(
                work,
                furnished,
                f"183-{place}",
                officer_id=furnished.zeynep if place % 2 else None,
                routed_at=START - (1 + 7 * place) * HOUR,
                kind_id=VIOLENCE if place % 3 else 5,
                is_urgent=bool(place % 3),
            )
        for view in CaseView:
            wanted = CaseFilter(view=view)
            rows = service.find_cases(work, wanted)
            assert service.count(work, wanted) == len(rows), view
            assert len(service.find_ids(work, wanted)) == len(rows), view
            if view in queries.TILES:
                assert service.count_views(work)[view] == len(rows)


def test_that_a_filter_with_values_of_its_own_is_not_counted_with_others(
    database: Database,
) -> None:
    with database.open_work() as work:
        for wanted in (
            CaseFilter(subject_id=1),
            CaseFilter(CaseView.LATE, search="kadın"),
            CaseFilter(routed_from=START),
        ):
            with pytest.raises(ValueError, match="only counted alone"):
                queries.count_each(work.session, (CaseFilter(), wanted), now=work.now)


@pytest.mark.parametrize("backend", ["sqlcipher"], indirect=True)
def test_that_no_view_of_open_work_is_counted_by_a_look_at_every_case(database: Database) -> None:
    with database.open_work() as work:
        connection = work.session.connection()
        asked = list[tuple[str, tuple[Any, ...]]]()
        event.listen(
            connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3]))
        )
        for view in SMALL_VIEWS - {CaseView.MINE}:
            queries.count_cases(work.session, CaseFilter(view=view), now=work.now)
        for statement, given in asked[:]:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            steps = [str(step) for *_, step in plan]
            assert any("cases USING" in step for step in steps), statement
            assert not [step for step in steps if step.startswith("SCAN cases")], statement


@pytest.mark.both_backends
def test_that_a_search_knows_no_case_accents_or_punctuation(database: Database) -> None:
    found = (
        "183-2026-100000",
        "1832026 100",
        "100000",
        "2026-1000",
        "0500 002 36 53",
        "+90 500 002 3653",
        "3653",
        "mujgan ısık",
        "IŞIK müj",
        "GOLBASI küçük",
        "unluoglu",
        "gündoğdu",
        "k",
    )
    missed = ("komşu yok", "olbaşı", "999")
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, officer_id=furnished.zeynep)
        for search, view in product((*found, *missed), (CaseView.ALL, CaseView.RUNNING)):
            wanted = CaseFilter(search=search, view=view)
            counts = (
                len(service.find_cases(work, wanted)),
                service.count(work, wanted),
                len(service.find_ids(work, wanted)),
            )
            assert counts == ((1, 1, 1) if search in found else (0, 0, 0)), wanted


@pytest.mark.both_backends
def test_that_a_search_with_many_hits_comes_in_one_order_too(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for place in range(FEW_HITS + 5):
            add(work, furnished, f"183-{place:04}", routed_at=START - place * HOUR / 60)
        for view in (CaseView.ALL, CaseView.RUNNING):
            wanted = CaseFilter(search="komşu ihbar", view=view)
            found = service.find_ids(work, wanted)
            assert len(set(found)) == len(found) == FEW_HITS + 5
            for limit in (100, FEW_HITS + 5):
                first = service.find_cases(work, wanted, limit=limit)
                assert [row.case_id for row in first] == list(found[:limit])
            assert service.count(work, wanted) == len(found)


@pytest.mark.both_backends
def test_that_the_list_is_narrowed_by_every_filter(database: Database) -> None:
    with database.open_work("administrator", user_id=None) as work:
        furnished = furnish(work)
        add(work, furnished, "A", subject_id=furnished.woman, district="İNCEK")
        add(work, furnished, "B", officer_id=furnished.ilknur, routed_at=START - 50 * HOUR)
        add(work, furnished, "C", kind_id=VIOLENCE, is_urgent=True)
        assert numbers(work, subject_id=furnished.woman) == ["A"]
        assert numbers(work, district="incek") == ["A"]
        assert numbers(work, officer_id=furnished.ilknur) == ["B"]
        assert numbers(work, is_urgent=True) == ["C"]
        assert numbers(work, is_urgent=False) == ["B", "A"]
        assert numbers(work, routed_until=START - 24 * HOUR) == ["B"]
        assert numbers(work, routed_from=START - 24 * HOUR) == ["A", "C"]
        assert numbers(work, routed_from=START - 2 * HOUR, routed_until=START - 2 * HOUR) == []
        progress.enter(work, add(work, furnished, "D"), at=START, record="1")
        lately = {"routed_from": START - 3 * HOUR, "routed_until": START}
        assert numbers(work, **lately) == ["A", "C", "D"]
        assert numbers(work, **lately, descending=True) == ["D", "C", "A"]
        assert numbers(work, **lately, search="komşu") == ["A", "C", "D"]
        wanted = CaseFilter(**lately)  # type: ignore[arg-type]
        for limit, first in ((2, ["A", "C"]), (3, ["A", "C", "D"])):
            found = service.find_cases(work, wanted, limit=limit)
            assert [row.number for row in found] == first
        assert service.count(work, wanted) == len(service.find_ids(work, wanted)) == 3
        assert queries.list_districts(work.session) == ("Gölbaşı", "İNCEK")


@pytest.mark.both_backends
def test_that_a_case_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = service.open_form(work, case_id)
        changed = values(furnished, district="Çankaya")
        service.change_case(work, case_id, changed, version=version)
        with pytest.raises(ConflictError) as caught:
            service.change_case(work, case_id, replace(changed, district="Mamak"), version=version)
        assert numbers(work, search="çankaya") == ["183-2026-100000"]
        assert numbers(work, search="gölbaşı") == []
    assert caught.value.code == "db.both_changed"


def test_that_a_referral_moved_in_time_moves_its_clock(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, officer_id=furnished.zeynep)
        earlier = values(furnished, routed_at=START - dt.timedelta(hours=30))
        version = service.open_form(work, case_id)[1]
        service.change_case(work, case_id, earlier, version=version, routed_reason="Yanlış gün")
        card = service.open_case(work, case_id)
        assert numbers(work, view=CaseView.LATE) == ["183-2026-100000"]
    assert card.due_at == START - 6 * HOUR
    assert card.responsibilities[0].from_at == card.row.routed_at


def test_that_a_running_case_of_somebody_who_left_has_no_officer(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        add(work, people, "A", officer_id=people.zeynep)
        add(work, people, "B", officer_id=people.ilknur)
        add(work, people, "C")
        entered = add(work, people, "D", officer_id=people.zeynep)
        progress.enter(work, entered, at=START - HOUR, record="2026/77")
        assert numbers(work, view=CaseView.NO_OFFICER) == ["C"]
        tomorrow = local_day(START) + dt.timedelta(days=1)
        close_assignments(work, people.zeynep, None, ends_on=tomorrow)
        assert numbers(work, view=CaseView.NO_OFFICER) == ["C"]
    database.clock.advance(hours=12)
    with database.open_work() as work:
        assert sorted(numbers(work, view=CaseView.NO_OFFICER)) == ["A", "C"]
        wanted = CaseFilter(view=CaseView.NO_OFFICER)
        assert service.count(work, wanted) == len(service.find_ids(work, wanted)) == 2


def test_that_mine_are_the_cases_of_the_officer_of_that_name(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, "A", officer_id=furnished.zeynep)
        add(work, furnished, "B", officer_id=furnished.ilknur)
    with database.open_work(name="İlknur ÇIĞ") as work:
        assert numbers(work, view=CaseView.MINE) == ["B"]
    with database.open_work(name="ilknur çığ") as work:
        assert numbers(work, view=CaseView.MINE) == ["B"]


def test_that_who_is_not_in_the_roster_answers_for_nothing_that_they_took_in(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        user_id = add_user(work, login="yeni", name="Kimse DEĞİL", role=Role.CLERK)
        furnished = furnish(work)
        add(work, furnished, "A", officer_id=furnished.zeynep)
    with database.open_work("administrator", name="Kimse DEĞİL", user_id=user_id) as work:
        add(work, furnished, "B", officer_id=furnished.zeynep)
        assert numbers(work, view=CaseView.MINE) == []
        assert service.count(work, CaseFilter(view=CaseView.MINE)) == 0


def test_that_mine_are_open_until_they_are_entered_and_closed(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished, "A", officer_id=furnished.ilknur)
        add(work, furnished, "B", officer_id=furnished.ilknur)
    with database.open_work("administrator", name="İlknur ÇIĞ") as work:
        progress.close_case(work, case_id, at=work.now, outcome="Sonuçlandı")
        assert numbers(work, view=CaseView.MINE) == ["A", "B"]
        progress.enter(work, case_id, at=work.now, record="K-1")
        assert numbers(work, view=CaseView.MINE) == ["B"]


def test_that_what_is_known_of_a_caller_is_shown_before_a_case_is_taken_in(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        first = add(work, furnished, "183-2026-1000", officer_id=furnished.zeynep)
        second = add(work, furnished, "183-2026-10001", caller_phone="+905321112233")
        known = intake.search_known(work, "183 2026 1000")
        assert known.is_number_taken
        assert [case.case_id for case in known.by_number] == [first, second]
        known = intake.search_known(work, "0(532) 111-22 33")
        assert [case.case_id for case in known.by_phone] == [second]
        assert (known.by_number, known.by_words, known.is_number_taken) == ((), (), False)
        known = intake.search_known(work, "zeynep gundogdu")
        assert [case.case_id for case in known.by_words] == [first]
        assert intake.search_known(work, "-") == KnownCases((), (), (), (), is_number_taken=False)


@pytest.mark.parametrize(
    ("typed", "is_named"),
    [("mujgan isik", True), ("IŞIK, Müjgân", True), ("müjgan", False), ("mujgan is", False)],
)
def test_that_a_caller_is_found_only_by_their_full_name(
    database: Database, typed: str, *, is_named: bool
) -> None:
    with database.open_work("administrator") as work:
        case_id = add(work, furnish(work))
        known = intake.search_known(work, typed)
        by_name, by_words = ([one.case_id for one in x] for x in (known.by_name, known.by_words))
        assert (by_name, by_words) == (([case_id], []) if is_named else ([], [case_id]))
        # Whoever types a part of a name must not read the rest of it.
        assert "IŞIK" not in repr(known)
        assert "+90500" not in repr(known)


@pytest.mark.both_backends
def test_that_what_the_driver_refuses_is_raised_as_elsewhere(database: Database) -> None:
    with database.open_work("owner") as work:
        work.session.execute(text("ALTER TABLE case_kinds RENAME TO other_kinds"))
    with pytest.raises(DBAPIError), database.open_work("administrator") as work:
        service.find_cases(work, CaseFilter())
    with database.open_work("owner") as work:
        work.session.execute(text("ALTER TABLE other_kinds RENAME TO case_kinds"))
    with database.open_work("administrator") as work:
        assert service.find_cases(work, CaseFilter()) == ()


@pytest.mark.usefixtures("own_statements")
def test_that_nothing_of_an_engine_is_kept_with_the_words_of_its_statements(tmp_path: Path) -> None:
    """Each unlocking has an engine of its own."""
    engine = sqlcipher_engine(tmp_path / "alo183.db", key=bytes(32))
    upgrade(engine)
    with Session(engine) as session:
        queries.list_cases(session, CaseFilter(), now=START)
    dialect = weakref.ref(engine.dialect)
    engine.dispose()
    del engine, session
    gc.collect()
    assert dialect() is None


def test_that_a_day_of_ever_other_filters_leaves_few_statements_in_memory(
    database: Database,
) -> None:
    wanted = [
        CaseFilter(
            view=view, sort=sort, descending=descending, subject_id=subject, officer_id=officer
        )
        for view, sort, descending, subject, officer in product(
            sorted(SMALL_VIEWS), CaseSort, (False, True), (None, 1), (None, 1)
        )
    ]

    def kept() -> int:
        gc.collect()
        return sum(type(one) is Select for one in gc.get_objects())

    with database.open_work("administrator") as work:
        begun = kept()
        for one in wanted:
            queries.list_cases(work.session, one, now=START)
    assert len(wanted) > 200
    assert kept() - begun < len(wanted) / 2
