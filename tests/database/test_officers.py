"""Officers, subjects and assignments in the database, as of any day."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

import pytest
from sqlalchemy import event, select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.officers import queries, service
from alo183_desktop.officers.record import SubjectValues
from alo183_desktop.officers.rows import OfficerFilter, OfficerRow, OfficerState
from alo183_desktop.officers.subjects import SUBJECTS, install_required_subjects, retire_subject
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.database.databases import Database
from tests.database.rosters import set_up, values

TODAY: Final = dt.date(2026, 11, 24)
DAY: Final = dt.timedelta(days=1)
ISIK: Final = values(
    "Ayşe IŞIK",
    tckn="10000003048",
    corporate_email="ayse.isik@aile.gov.tr",
    corporate_mobile="0532 123 45 67",
    personal_mobile="0500 000 10 04",
)


@pytest.fixture
def subjects(database: Database) -> Mapping[str, int]:
    return set_up(database)


def listed(
    database: Database,
    wanted: OfficerFilter | None = None,
    *,
    as_of: dt.date = TODAY,
    sort: str = "name",
) -> tuple[OfficerRow, ...]:
    with database.open_work() as work:
        return queries.list_officers(
            work.session, wanted or OfficerFilter(), as_of=as_of, sort=sort
        )


def names(
    database: Database, wanted: OfficerFilter | None = None, *, as_of: dt.date = TODAY
) -> list[str]:
    return [row.name for row in listed(database, wanted, as_of=as_of)]


def actions(database: Database) -> list[str]:
    with database.open_work() as work:
        return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def add(
    database: Database, name: str, *subject_ids: int, starts_on: dt.date = TODAY, **typed: object
) -> int:
    with database.open_work() as work:
        return service.add_officer(
            work, values(name, **typed), subject_ids=subject_ids, starts_on=starts_on
        )


@pytest.mark.both_backends
def test_that_search_ignores_case_accents_and_phone_marks(
    database: Database, subjects: Mapping[str, int]
) -> None:
    one = (
        "isik",
        "IŞIK",
        "ışık ayşe",
        "AYSE isik",
        "0 532",
        "+90532",
        "0(532) 123-45",
        "532 1234567",
        "ayse.isik@aile",
        "sosyo isik",
        "çocuk",
        "cocuk ayşe 0532",
    )
    nobody = ("%", "10000003048", "yok", "123456789", "5000001004")
    both = "ankara aile"
    found = {
        **{search: ["Ayşe IŞIK"] for search in one},
        **{search: [] for search in nobody},
        both: ["Ayşe IŞIK", "Uğur KAYA"],
    }
    with database.open_work() as work:
        service.add_officer(work, ISIK, subject_ids=[subjects["Çocuk"]], starts_on=TODAY)
        service.add_officer(
            work, values("Uğur KAYA"), subject_ids=[subjects["Kadın"]], starts_on=TODAY
        )
    wanted = {search: OfficerFilter(search=search) for search in found}
    assert {search: names(database, wanted[search]) for search in found} == found
    with database.open_work() as work:
        counted = {
            search: queries.count_officers(work.session, wanted[search], as_of=TODAY)
            for search in found
        }
    assert counted == {search: len(rows) for search, rows in found.items()}


@pytest.mark.both_backends
def test_that_the_list_stands_in_turkish_order(
    database: Database, subjects: Mapping[str, int]
) -> None:
    full_names = [
        "Çağrı ÖZ",
        "Iraz ÖZ",
        "İbrahim ÖZ",
        "Cem ÖZ",
        "Ümit AK",
        "Şule ÖZ",
        "Umut ZOR",
        "Ceren AY",
    ]
    for name in full_names:
        add(database, name, subjects["Çocuk"])
    assert names(database) == [
        "Cem ÖZ",
        "Ceren AY",
        "Çağrı ÖZ",
        "Iraz ÖZ",
        "İbrahim ÖZ",
        "Şule ÖZ",
        "Umut ZOR",
        "Ümit AK",
    ]
    by_surname = [row.surname for row in listed(database, sort="surname")]
    assert by_surname == ["AK", "AY", "ÖZ", "ÖZ", "ÖZ", "ÖZ", "ÖZ", "ZOR"]


@pytest.mark.both_backends
def test_that_every_heading_sorts_and_leaves_the_unknown_last(
    database: Database, subjects: Mapping[str, int]
) -> None:
    with database.open_work() as work:
        service.add_officer(work, ISIK, subject_ids=[subjects["Çocuk"]], starts_on=TODAY)
        service.add_officer(work, values("Uğur KAYA", title=""))
        for sort in queries.SORTS:
            rows = queries.list_officers(
                work.session, OfficerFilter(), as_of=TODAY, sort=sort, descending=True
            )
            assert len(rows) == 2, sort
            if sort in {"title", "since", "subjects", "email", "mobile"}:
                assert rows[1].name == "Uğur KAYA", sort


@pytest.mark.both_backends
def test_that_a_day_shows_who_serves_who_left_and_who_comes(
    database: Database, subjects: Mapping[str, int]
) -> None:
    leaver = add(database, "Zeynep GÜNDOĞDU", subjects["Kadın"], starts_on=TODAY - 300 * DAY)
    add(database, "Gülşah ÇETİN", subjects["Kadın"], starts_on=TODAY)
    add(database, "Cem ÖZ", subjects["Çocuk"], starts_on=TODAY + DAY)
    add(database, "Ece ÖZ")
    with database.open_work() as work:
        service.close_assignments(work, leaver, None, ends_on=TODAY)
    yesterday = TODAY - DAY
    assert names(database) == ["Ece ÖZ", "Gülşah ÇETİN"]
    assert names(database, as_of=yesterday) == ["Zeynep GÜNDOĞDU"]
    assert names(database, OfficerFilter(state=OfficerState.LEFT)) == ["Zeynep GÜNDOĞDU"]
    assert names(database, OfficerFilter(state=OfficerState.COMING)) == ["Cem ÖZ"]
    assert len(names(database, OfficerFilter(state=OfficerState.ALL))) == 4
    assert names(database, OfficerFilter(subject_id=subjects["Kadın"])) == ["Gülşah ÇETİN"]
    assert names(database, OfficerFilter(unit_id=2)) == []
    assert names(database, OfficerFilter(officer_ids=())) == []
    (left,) = listed(database, OfficerFilter(state=OfficerState.LEFT))
    assert (left.left_on, left.since, left.is_active) == (TODAY, None, False)


@pytest.mark.both_backends
def test_that_the_counts_are_those_of_the_lists_and_are_one_question(
    database: Database, subjects: Mapping[str, int]
) -> None:
    leaver = add(database, "Can ÖZ", subjects["Kadın"], starts_on=TODAY - 10 * DAY)
    add(database, "Cem ÖZ", subjects["Kadın"], starts_on=TODAY + DAY)
    add(database, "Ece ÖZ", subjects["Kadın"], subjects["Çocuk"])
    add(database, "Ada ÖZ", subjects["Kadın"])
    with database.open_work() as work:
        service.close_assignments(work, leaver, [subjects["Kadın"]], ends_on=TODAY)
    asked: list[str] = []
    for day in (TODAY, TODAY + DAY, TODAY - DAY):
        lists = {
            state: len(listed(database, OfficerFilter(state=state), as_of=day))
            for state in OfficerState
        }
        with database.open_work() as work:
            event.listen(
                work.session.connection(),
                "before_cursor_execute",
                lambda *event_args: asked.append(event_args[2]),
            )
            assert queries.count_states(work.session, as_of=day) == lists
    assert len(asked) == 3


def test_that_a_list_is_asked_for_with_a_few_questions(
    database: Database, subjects: Mapping[str, int]
) -> None:
    for place in range(20):
        add(database, f"Ece ÖZ{'A' * place}", subjects["Kadın"], subjects["Çocuk"])
    asked = database.listen()
    assert len(listed(database, OfficerFilter(search="oz"))) == 20
    assert sum(statement.startswith("SELECT") for statement in asked) == 4


def test_that_the_card_has_the_history_and_masks_what_is_personal(
    database: Database, subjects: Mapping[str, int]
) -> None:
    with database.open_work() as work:
        officer_id = service.add_officer(
            work, ISIK, subject_ids=[subjects["Çocuk"]], starts_on=TODAY - 10 * DAY
        )
        service.close_assignments(work, officer_id, [subjects["Çocuk"]], ends_on=TODAY)
        service.open_assignments(work, officer_id, [subjects["Kadın"]], starts_on=TODAY)
        card = queries.get_card(work.session, officer_id, as_of=TODAY)
    assert [(row.subject_name, row.ends_on) for row in card.history] == [
        ("Kadın", None),
        ("Çocuk", TODAY),
    ]
    assert card.subjects == ("Kadın",)
    assert card.masked_tckn == "100••••••48"
    assert card.masked_personal_mobile == "0500 ••• •• ••"
    assert "+905000001004" not in str(card)
    assert "10000003048" not in str(card)


@pytest.mark.both_backends
def test_that_coverage_states_since_when_nobody_answers(
    database: Database, subjects: Mapping[str, int]
) -> None:
    leaver = add(
        database,
        "Zeynep GÜNDOĞDU",
        subjects["Engelli"],
        subjects["Kadın"],
        starts_on=TODAY - 300 * DAY,
    )
    add(database, "Cem ÖZ", subjects["Yaşlı"], starts_on=TODAY + DAY)
    with database.open_work() as work:
        service.close_assignments(work, leaver, [subjects["Engelli"]], ends_on=TODAY - 12 * DAY)
        rows = {row.subject_name: row for row in queries.coverage(work.session, as_of=TODAY)}
        before = {
            row.subject_name: row for row in queries.coverage(work.session, as_of=TODAY - 13 * DAY)
        }
    assert rows["Engelli"].uncovered_since == TODAY - 12 * DAY
    assert rows["Kadın"].is_covered
    assert rows["Kadın"].officers[0].name == "Zeynep GÜNDOĞDU"
    # Somebody who begins tomorrow does not answer today.
    assert not rows["Yaşlı"].is_covered
    assert (rows["Yaşlı"].uncovered_since, rows["Yaşlı"].covered_from) == (None, TODAY + DAY)
    assert before["Engelli"].is_covered


def test_that_an_assignment_cancelled_before_it_began_never_was(
    database: Database, subjects: Mapping[str, int]
) -> None:
    officer_id = add(database, "Cem ÖZ", subjects["Yaşlı"], starts_on=TODAY + 5 * DAY)
    with database.open_work() as work:
        service.close_assignments(work, officer_id, None, ends_on=TODAY)
        service.open_assignments(work, officer_id, [subjects["Yaşlı"]], starts_on=TODAY + 2 * DAY)
        (row,) = [
            row
            for row in queries.coverage(work.session, as_of=TODAY)
            if row.subject_name == "Yaşlı"
        ]
    assert row.uncovered_since is None
    assert not row.is_covered
    assert row.covered_from == TODAY + 2 * DAY
    assert names(database, OfficerFilter(state=OfficerState.LEFT), as_of=TODAY + 6 * DAY) == []


@pytest.mark.both_backends
def test_that_a_second_owner_of_a_tckn_is_refused(
    database: Database, subjects: Mapping[str, int]
) -> None:
    assert subjects
    with database.open_work() as work:
        service.add_officer(work, ISIK)
        other = service.add_officer(work, values("Uğur KAYA"))
    with pytest.raises(KnownError, match="duplicate_tckn") as caught, database.open_work() as work:
        service.add_officer(work, values("Başka BİRİ", tckn="10000003048"))
    assert caught.value.parameters == {}
    with pytest.raises(KnownError, match="duplicate_tckn"), database.open_work() as work:
        service.change_officer(work, other, values("Uğur KAYA", tckn="10000003048"), version=1)


@pytest.mark.both_backends
def test_that_a_whole_tckn_finds_its_owner_for_who_may_see_it(
    database: Database, subjects: Mapping[str, int]
) -> None:
    assert subjects
    with database.open_work() as work:
        service.add_officer(work, ISIK)
    wanted = OfficerFilter(search="100 0000 3048")
    for role, found in (("clerk", 1), ("auditor", 0)):
        with database.open_work(role) as work:
            assert len(service.search_officers(work, wanted, as_of=TODAY)) == found
    assert actions(database)[-1] == "officer.tckn_searched"


@pytest.mark.both_backends
def test_that_a_private_number_is_read_by_no_search_of_who_may_not_see_it(
    database: Database, subjects: Mapping[str, int]
) -> None:
    assert subjects
    with database.open_work() as work:
        service.add_officer(work, ISIK)
    for role, found in (("clerk", 1), ("administrator", 1), ("director", 0), ("auditor", 0)):
        with database.open_work(role) as work:
            for searched in ("0500 000 10 04", "500000", "10 04", "isik 5000001"):
                wanted = OfficerFilter(search=searched)
                rows = service.search_officers(work, wanted, as_of=TODAY)
                assert len(rows) == found, (role, searched)


def test_that_showing_a_personal_number_is_written_down(
    database: Database, subjects: Mapping[str, int]
) -> None:
    assert subjects
    with database.open_work() as work:
        officer_id = service.add_officer(work, ISIK)
        empty = service.add_officer(work, values("Uğur KAYA"))
        assert service.show_tckn(work, officer_id) == "10000003048"
        assert service.show_personal_mobile(work, officer_id) == "+905000001004"
        with pytest.raises(KnownError, match="no_tckn"):
            service.show_tckn(work, empty)
        with pytest.raises(KnownError, match="no_personal_mobile"):
            service.show_personal_mobile(work, empty)
    assert actions(database)[-2:] == ["officer.tckn_shown", "officer.personal_mobile_shown"]


@pytest.mark.both_backends
def test_that_nobody_holds_a_subject_twice(database: Database, subjects: Mapping[str, int]) -> None:
    officer_id = add(database, "Cem ÖZ", subjects["Yaşlı"])
    with database.open_work() as work:
        with pytest.raises(KnownError, match="already_responsible"):
            service.open_assignments(work, officer_id, [subjects["Yaşlı"]], starts_on=TODAY + DAY)
        with pytest.raises(KnownError, match="not_responsible"):
            service.close_assignments(work, officer_id, [subjects["Kadın"]], ends_on=TODAY)
        service.close_assignments(work, officer_id, None, ends_on=TODAY + DAY)
        service.open_assignments(work, officer_id, [subjects["Yaşlı"]], starts_on=TODAY + DAY)


def test_that_the_circulars_subjects_stay_and_others_come_and_go(
    database: Database, subjects: Mapping[str, int]
) -> None:
    with database.open_work() as work:
        assert install_required_subjects(work) == tuple(subjects.values())
        own = SUBJECTS.save(work, None, SubjectValues("  Göç ve  uyum "))
        row = next(one for one in queries.list_subjects(work.session) if one.subject_id == own)
        assert row.name == "Göç ve uyum"
        with pytest.raises(KnownError, match="duplicate_subject"):
            SUBJECTS.save(work, None, SubjectValues("GOC VE UYUM"))
        for name, code in ((" ", "officers.subject_name"), ("Göç 漢", "records.character")):
            with pytest.raises(KnownError, match=r"records\.wrong") as caught:
                SUBJECTS.save(work, None, SubjectValues(name))
            assert [problem.code for problem in caught.value.problems] == [code]
        with pytest.raises(KnownError, match="subject_required"):
            retire_subject(work, subjects["Çocuk"], version=1)
        with pytest.raises(KnownError, match="duplicate_subject"):
            SUBJECTS.save(work, own, SubjectValues("çocuk"), version=1)
        SUBJECTS.save(work, own, SubjectValues("Göç"), version=1)
        with pytest.raises(ConflictError):
            retire_subject(work, own, version=1)
        officer_id = service.add_officer(work, values("Cem ÖZ"), subject_ids=[own], starts_on=TODAY)
        with pytest.raises(KnownError, match="subject_held"):
            retire_subject(work, own, version=2)
        service.close_assignments(work, officer_id, None, ends_on=TODAY)
        retire_subject(work, own, version=2)
        assert len(queries.list_subjects(work.session)) == 5
        with pytest.raises(KnownError, match="subject_retired"):
            service.open_assignments(work, officer_id, [own], starts_on=TODAY)
        assert SUBJECTS.save(work, None, SubjectValues("göç")) == own


def test_that_names_and_values_are_read_for_letters(
    database: Database, subjects: Mapping[str, int]
) -> None:
    assert subjects
    with database.open_work() as work:
        officer_id = service.add_officer(work, ISIK)
        assert queries.names(work.session, [officer_id]) == {officer_id: "Ayşe IŞIK"}
        assert service.values_of(work, officer_id) == ISIK
