"""Rosters out of files: what a preview says, what an import stores, and how it is taken back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from alo183_desktop.directorate.model import Unit
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import Answer, Answers, Preview, question_of
from alo183_desktop.officers import queries, service
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.officers.storing import id_of_tckn
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import fold
from tests.database.databases import Database
from tests.database.rosters import (
    CIG,
    SEN,
    contents,
    roster,
    tckn,
    values,
    workbook,
)

pytestmark = pytest.mark.usefixtures("five")
TODAY: Final = dt.date(2026, 11, 24)
EDITED: Final = "imports.edited_since"


def preview(database: Database, path: Path) -> Preview:
    with database.open_work() as work:
        return ROSTER.preview(work, ROSTER.open(path, now=work.now))


def import_(database: Database, path: Path, *, skip_wrong: bool = False) -> int | None:
    made = preview(database, path)
    with database.open_work() as work:
        return ROSTER.apply(work, made, skip_wrong=skip_wrong).import_id


def verdicts(made: Preview) -> list[str]:
    return [row.verdict.value for row in made.rows]


def codes(made: Preview, place: int = 0) -> list[tuple[str, str]]:
    return [(problem.key, problem.code) for problem in made.rows[place].problems]


def hints(made: Preview, place: int = 0) -> set[str]:
    return {hint.code for hint in made.rows[place].hints}


@pytest.mark.both_backends
def test_that_a_roster_is_stored_as_its_preview_says(
    database: Database, five: Mapping[str, int], tmp_path: Path
) -> None:
    made = preview(database, roster(tmp_path, CIG, SEN))
    assert verdicts(made) == ["create", "create"]
    with database.open_work() as work:
        row = ROSTER.apply(work, made)
        assert (row.created, row.updated, row.can_undo) == (2, 0, True)
        found = queries.list_officers(work.session, OfficerFilter(), as_of=TODAY)
    assert [officer.name for officer in found] == ["İlknur ÇIĞ", "İsmail ŞEN"]
    assert found[1].subject_ids == (five["Engelli"], five["Yaşlı"])
    assert found[1].since == dt.date(2023, 1, 31)
    assert found[1].corporate_mobile == "+905000011002"
    assert found[1].masked_tckn == "100••••••86"


WRONG_CELLS: Final = (
    (1, "", "name", "imports.name_missing"),
    (1, "İlknur", "name", "officers.surname_missing"),
    (1, "İlknur ÇIĞ 2", "name", "officers.name_signs"),
    (1, "ilknur.cig@aile.gov.tr", "name", "imports.columns_swapped"),
    (3, "10000000147", "tckn", "identity.tckn_digits"),
    (3, "1000000083", "tckn", "imports.tckn_lost_digits"),
    (3, "1,00E+10", "tckn", "imports.tckn_lost_digits"),
    (3, "İlknur ÇIĞ", "tckn", "imports.columns_swapped"),
    (3, "#YOK", "tckn", "imports.cell_error"),
    (4, "Çocuk ve Gençlik Hakları Masası", "subjects", "imports.subject_unknown"),
    (5, "ilknur.cig(at)aile.gov.tr", "corporate_email", "identity.email"),
    (5, "0500 000 10 01", "corporate_email", "imports.columns_swapped"),
    (6, "0500 000 10", "personal_mobile", "identity.phone"),
    (6, "0312 123 45 67", "personal_mobile", "identity.mobile"),
    (7, "5,00E+09", "corporate_mobile", "imports.phone_lost_digits"),
    (8, "31.02.2023", "starts_on", "imports.date"),
    (8, "gelecek ay", "starts_on", "imports.date"),
)


def test_that_a_wrong_cell_is_named_with_what_to_do(database: Database, tmp_path: Path) -> None:
    for column, cell, key, code in WRONG_CELLS:
        made = preview(database, roster(tmp_path, (*CIG[:column], cell, *CIG[column + 1 :]), SEN))
        assert (verdicts(made), codes(made)) == (["wrong", "create"], [(key, code)]), cell
        assert made.rows[0].row_number == 2
        text = message_of(made.rows[0].problems[0])
        assert text.what
        assert text.do


@pytest.mark.parametrize(
    "cell",
    [
        10000000832,
        " 100 000 008 32 ",
        "'10000000832",
        "10000000832.0",
        "100-0000-0832",
    ],
)
def test_that_a_tckn_is_read_however_excel_left_it(
    database: Database, tmp_path: Path, cell: object
) -> None:
    import_(database, roster(tmp_path, (*CIG[:3], cell, *CIG[4:])))
    with database.open_work() as work:
        assert id_of_tckn(work.session, "10000000832") is not None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31.01.2023", dt.date(2023, 1, 31)),
        ("31/1/2023", dt.date(2023, 1, 31)),
        ("2023-01-31", dt.date(2023, 1, 31)),
        ("2023-01-31 00:00:00", dt.date(2023, 1, 31)),
        ("31 Ocak 2023", dt.date(2023, 1, 31)),
        ("31 Ocak 2023 Salı", dt.date(2023, 1, 31)),
        (44957, dt.date(2023, 1, 31)),
        ("44957", dt.date(2023, 1, 31)),
        (dt.date(2023, 1, 31), dt.date(2023, 1, 31)),
        (dt.datetime(2023, 1, 31, 8), dt.date(2023, 1, 31)),  # noqa: DTZ001 - as a workbook has it
        (None, TODAY),
    ],
)
def test_that_an_assignment_begins_on_the_day_of_the_file_or_of_the_import(
    database: Database, tmp_path: Path, cell: object, day: dt.date
) -> None:
    import_(database, roster(tmp_path, (*CIG[:8], cell)))
    with database.open_work() as work:
        assert work.session.scalars(select(Assignment.starts_on)).all() == [day]


def test_that_the_same_row_twice_is_skipped_once(database: Database, tmp_path: Path) -> None:
    made = preview(database, roster(tmp_path, CIG, SEN, CIG))
    assert verdicts(made) == ["create", "create", "skipped"]
    assert codes(made, 2) == [("", "imports.repeated")]


def test_that_two_rows_that_contradict_each_other_are_both_wrong(
    database: Database, tmp_path: Path
) -> None:
    made = preview(database, roster(tmp_path, CIG, SEN, (*CIG[:2], "Psikolog", *CIG[3:])))
    assert verdicts(made) == ["wrong", "create", "wrong"]
    assert "unvan" in message_of(made.rows[2].problems[0]).what


def test_that_one_number_at_two_names_is_reported_at_the_number(
    database: Database, tmp_path: Path
) -> None:
    made = preview(database, roster(tmp_path, CIG, (*SEN[:3], CIG[3], *SEN[4:])))
    assert codes(made) == codes(made, 1) == [("tckn", "imports.one_number")]
    words = message_of(made.rows[1].problems[0]).what
    assert "İlknur ÇIĞ" in words


def test_that_a_person_without_a_number_in_a_second_row_is_reported(
    database: Database, tmp_path: Path
) -> None:
    made = preview(database, roster(tmp_path, CIG, (*CIG[:3], None, *CIG[4:])))
    assert verdicts(made) == ["wrong", "wrong"]


def test_that_a_known_person_is_found_by_name_and_corporate_mobile(
    database: Database, tmp_path: Path
) -> None:
    import_(database, roster(tmp_path, (*CIG[:3], None, *CIG[4:])))
    made = preview(database, roster(tmp_path, (*CIG[:1], "ILKNUR ÇIĞ", *CIG[2:])))
    assert verdicts(made) == ["update"]
    assert [(change.field, change.after) for change in made.rows[0].changes][-1] == (
        "tckn",
        "100••••••32",
    )


def test_that_an_ambiguous_person_is_refused(database: Database, tmp_path: Path) -> None:
    with database.open_work() as work:
        service.add_officer(work, values("Ayşe IŞIK"))
        service.add_officer(work, values("Ayşe IŞIK", tckn="10000003048"))
    row = (1, "Ayşe Işık", "Müdür", None, None, None, None, "0500 001 10 04", None)
    made = preview(database, roster(tmp_path, row, SEN))
    assert codes(made) == [("name", "imports.ambiguous")]


def test_that_another_number_at_the_same_name_and_mobile_is_refused(
    database: Database, tmp_path: Path
) -> None:
    import_(database, roster(tmp_path, CIG))
    made = preview(database, roster(tmp_path, (*CIG[:3], "10000001686", *CIG[4:])))
    assert codes(made) == [("tckn", "imports.tckn_differs")]


def answered(database: Database, path: Path, *answers: tuple[str, Answer]) -> Preview:
    said = Options(answers=Answers(frozenset(answers)))
    with database.open_work() as work:
        return ROSTER.preview(work, ROSTER.open(path, said, now=work.now), said)


def test_that_a_number_of_another_name_is_wrong_until_somebody_says_that_the_name_changed(
    database: Database, tmp_path: Path
) -> None:
    import_(database, roster(tmp_path, CIG))
    path = roster(tmp_path, (1, "İlknur ŞEN", *CIG[2:]))
    made = preview(database, path)
    assert verdicts(made) == ["wrong"]
    assert codes(made) == [("tckn", "imports.name_differs")]
    (row,) = made.rows
    question = question_of(row.row_number, row.label, row.problems[0])
    made = answered(database, path, (question, Answer.SAME_PERSON))
    assert [(change.field, change.before, change.after) for change in made.rows[0].changes] == [
        ("surname", "ÇIĞ", "ŞEN")
    ]
    made = answered(database, path, (str(row.row_number), Answer.SKIP))
    assert verdicts(made) == ["skipped"]
    # The answer is about this name only.
    other = roster(tmp_path, (1, "Aylin ŞEN", *CIG[2:]))
    assert verdicts(answered(database, other, (question, Answer.SAME_PERSON))) == ["wrong"]


def test_that_an_older_file_takes_back_nothing_that_was_put_right_by_hand(
    database: Database, tmp_path: Path
) -> None:
    path = roster(tmp_path, CIG)
    import_(database, path)
    with database.open_work() as work:
        (officer,) = work.session.scalars(select(Officer))
        known, version = service.open_form(work, officer.id)
        mended = replace(known, corporate_mobile="0505 000 42 77")
        service.change_officer(work, officer.id, mended, version=version)
    made = preview(database, path)
    assert verdicts(made) == ["unchanged"]
    (hint,) = [one for one in made.rows[0].hints if one.code == "imports.edited_since"]
    assert hint.key == "corporate_mobile"
    row = made.rows[0]
    question = question_of(row.row_number, row.label, hint)
    made = answered(database, path, (question, Answer.TAKE_FILE))
    assert [change.field for change in made.rows[0].changes] == ["corporate_mobile"]
    with database.open_work() as work:
        ROSTER.apply(work, made)
    assert hints(preview(database, path)).isdisjoint({"imports.edited_since"})


@pytest.mark.both_backends
@pytest.mark.parametrize(
    ("field", "value"), [("personal_mobile", "0505 000 42 77"), ("unit_id", "Huzurevi")]
)
def test_that_what_was_typed_since_the_first_import_stays_though_none_had_brought_it(
    database: Database, tmp_path: Path, field: str, value: str
) -> None:
    headings = ("Adı Soyadı", "TC", "Konusu", "Kişisel Cep", "Kurumu")
    person = ("Ayşe IŞIK", tckn(31), "Kadın")
    import_(database, workbook(tmp_path, [headings[:3], person]))
    with database.open_work() as work:
        (officer,) = work.session.scalars(select(Officer))
        known, version = service.open_form(work, officer.id)
        typed: Any = value
        if field == "unit_id":
            unit = Unit(name=value, key=fold(value))
            work.session.add(unit)
            work.session.flush()
            typed = unit.id
        mended = replace(known, **{field: typed})
        service.change_officer(work, officer.id, mended, version=version)
    path = workbook(tmp_path, [headings, (*person, "0505 000 11 22", "Yeni Merkez")])
    made = preview(database, path)
    edited = {hint.key: hint.parameters for hint in made.rows[0].hints if hint.code == EDITED}
    assert list(edited) == [field]
    assert "unit_id" not in edited or edited["unit_id"] == {"value": "Yeni Merkez"}
    assert field not in {change.field for change in made.rows[0].changes}
    with database.open_work() as work:
        ROSTER.apply(work, made)
        (officer,) = work.session.scalars(select(Officer))
        names = set(work.session.scalars(select(Unit.name)))
    assert ("Yeni Merkez" in names) is (field != "unit_id")


def test_that_one_number_of_two_people_is_reported(database: Database, tmp_path: Path) -> None:
    made = preview(database, roster(tmp_path, CIG, (*SEN[:6], CIG[6], *SEN[7:])))
    assert all("imports.phone_shared" in hints(made, place) for place in (0, 1)), made


def test_that_empty_cells_and_lost_accents_take_nothing_away(
    database: Database, tmp_path: Path
) -> None:
    import_(database, roster(tmp_path, CIG))
    made = preview(
        database, roster(tmp_path, (1, "ILKNUR CIG", None, CIG[3], "cocuk", "", "-", "yok", None))
    )
    assert verdicts(made) == ["unchanged"]


def test_that_an_import_opens_and_never_closes_assignments(
    database: Database, five: Mapping[str, int], tmp_path: Path
) -> None:
    import_(database, roster(tmp_path, SEN))
    made = preview(
        database, roster(tmp_path, (*SEN[:4], "Engelli, Kadın", *SEN[5:8], "01.11.2026"))
    )
    assert verdicts(made) == ["update"]
    assert {"imports.subject_absent", "imports.start_differs"} <= hints(made)
    with database.open_work() as work:
        ROSTER.apply(work, made)
        (officer,) = queries.list_officers(work.session, OfficerFilter(), as_of=TODAY)
    assert officer.subject_ids == tuple(five[name] for name in ("Kadın", "Engelli", "Yaşlı"))


@pytest.mark.parametrize("starts_on", ["31.01.2023", None])
def test_that_an_old_list_does_not_bring_back_an_ended_assignment(
    database: Database, tmp_path: Path, starts_on: str | None
) -> None:
    path = roster(tmp_path, (*SEN[:8], starts_on))
    import_(database, path)
    with database.open_work() as work:
        officer_id = work.session.scalars(select(Officer.id)).one()
        service.close_assignments(work, officer_id, None, ends_on=TODAY + dt.timedelta(days=3))
    made = preview(database, path)
    assert verdicts(made) == ["unchanged"]
    assert "imports.subject_closed" in hints(made)


def test_that_units_come_with_the_import_and_go_with_it(database: Database, tmp_path: Path) -> None:
    headings = ("Ad Soyad", "TCKN", "Birim/Kuruluş", "Kurumsal Cep")
    people = [
        ("İlknur ÇIĞ", "10000000832", "Ankara Huzurevi", ""),
        ("İsmail ŞEN", "10000001686", "ANKARA HUZUREVİ", ""),
        ("Ümmühan ŞEN", "10000002362", "İl Müdürlüğü", ""),
    ]
    path = workbook(tmp_path, [headings, *people])
    made = preview(database, path)
    assert [note.parameters["unit"] for note in made.notes] == ["Ankara Huzurevi"]
    import_id = import_(database, path)
    assert import_id is not None
    with database.open_work() as work:
        found = queries.list_officers(work.session, OfficerFilter(), as_of=TODAY)
        assert [officer.unit_name for officer in found[:2]] == ["Ankara Huzurevi"] * 2
        assert found[2].unit_id == 1
    assert verdicts(preview(database, path)) == ["unchanged"] * 3
    with database.open_work() as work:
        ROSTER.undo(work, import_id)
        assert work.session.scalar(select(func.count()).select_from(Unit)) == 1


@pytest.mark.both_backends
def test_that_an_import_is_undone_as_one_step(database: Database, tmp_path: Path) -> None:
    import_(database, roster(tmp_path, CIG))
    before = contents(database)[:3]
    import_id = import_(database, roster(tmp_path, (*CIG[:2], "Psikolog", *CIG[3:]), SEN))
    assert import_id is not None
    with database.open_work() as work:
        ROSTER.undo(work, import_id)
        newest, oldest = ROSTER.history(work)
        assert (newest.can_undo, newest.why_not) == (False, "imports.undone")
        # The version of the officer moved on, so the first import is built upon.
        assert oldest.why_not == "imports.built_on"
        with pytest.raises(KnownError, match=r"imports\.undone"):
            ROSTER.undo(work, import_id)
    after = contents(database)[:3]
    assert [[row[:-1] for row in table] for table in after] == [
        [row[:-1] for row in table] for table in before
    ]


@pytest.mark.parametrize("what", ["officer", "assignment", "closed"])
def test_that_an_import_stays_once_something_was_built_on_it(
    database: Database, five: Mapping[str, int], tmp_path: Path, what: str
) -> None:
    import_id = import_(database, roster(tmp_path, CIG))
    assert import_id is not None
    with database.open_work() as work:
        officer_id = work.session.scalars(select(Officer.id)).one()
        if what == "officer":
            changed = service.values_of(work, officer_id)
            form, version = service.open_form(work, officer_id)
            assert form.given_names == changed.given_names
            new = values("İlknur ÇIĞ", tckn="10000000832", title="Müdür")
            service.change_officer(work, officer_id, new, version=version)
        elif what == "assignment":
            service.open_assignments(work, officer_id, [five["Kadın"]], starts_on=TODAY)
        else:
            service.close_assignments(work, officer_id, None, ends_on=TODAY)
    before = contents(database)
    with pytest.raises(KnownError, match=r"imports\.built_on"), database.open_work() as work:
        ROSTER.undo(work, import_id)
    assert contents(database) == before


def test_that_two_thousand_people_are_imported_with_few_questions(
    database: Database, tmp_path: Path
) -> None:
    people = [
        (
            place,
            f"Ayşe Kişi{'x' * (place % 7)}",
            "Müdür",
            tckn(place),
            "Çocuk",
            None,
            None,
            None,
            "01.01.2024",
        )
        for place in range(2000)
    ]
    made = preview(database, roster(tmp_path, *people))
    asked = database.listen()
    with database.open_work() as work:
        ROSTER.apply(work, made)
        assert sum(statement.startswith("SELECT") for statement in asked) < 40
