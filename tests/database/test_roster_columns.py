"""Rosters whose columns are recognised only together, or only by a guess."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cli.imports import import_files
from alo183_desktop.cli.main import build_parser
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import Answer, Answers
from alo183_desktop.officers import queries
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database
from tests.database.rosters import CIG, SEN, roster, tckn, workbook
from tests.database.signed_in import SignedIn
from tests.database.test_roster_import import TODAY, codes, import_, preview, verdicts

pytestmark = pytest.mark.usefixtures("five")


def test_that_marks_under_the_names_of_subjects_give_the_subjects(
    database: Database, five: Mapping[str, int], tmp_path: Path
) -> None:
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Kadın", "Çocuklar", "Eğitimli")
    people = [("Ayşe IŞIK", tckn(31), "X", None, "X"), ("Uğur KAYA", tckn(32), None, "x", "X")]
    made = preview(database, workbook(tmp_path, [headings, *people]))
    assert [(note.code, note.parameters) for note in made.notes] == [
        ("imports.subject_columns", {"headings": "Kadın, Çocuklar"}),
        ("imports.unread_columns", {"headings": "Eğitimli"}),
    ]
    with database.open_work() as work:
        ROSTER.apply(work, made)
        found = queries.list_officers(work.session, OfficerFilter(), as_of=TODAY)
    assert {one.name: one.subject_ids for one in found} == {
        "Ayşe IŞIK": (five["Kadın"],),
        "Uğur KAYA": (five["Çocuk"],),
    }


@pytest.mark.both_backends
def test_that_a_guessed_column_is_stored_only_once_somebody_chose(
    database: Database, tmp_path: Path
) -> None:
    headings = ("Adı Soyadı", "TC", "Müracaat Konusu", "Telefon", "Telefon")
    person, own, corporate = ("Ayşe IŞIK", tckn(31), "Kadın"), "05000011013", "05000011014"
    path = workbook(tmp_path, [headings, (*person, own, corporate)])
    with pytest.raises(KnownError, match=r"imports\.columns"):
        import_(database, path)
    with database.open_work() as work, pytest.raises(KnownError, match="column_twice"):
        ROSTER.open(path, Options(columns={"Telefon": "personal_mobile"}), now=work.now)
    said = Options(columns={"D": "personal_mobile", "Telefon (E sütunu)": "corporate_mobile"})
    with database.open_work() as work:
        made = ROSTER.apply(work, ROSTER.preview(work, ROSTER.open(path, said, now=work.now), said))
        (officer,) = work.session.scalars(select(Officer))
        assert (officer.personal_mobile, officer.corporate_mobile) == (
            "+905000011013",
            "+905000011014",
        )
    other = workbook(
        tmp_path, [headings, ("Uğur KAYA", tckn(32), "Kadın", "05000011015", "05000011016")]
    )
    with database.open_work() as work:
        known = Options(shapes=ROSTER.shapes(work))
        file = ROSTER.open(other, known, now=work.now)
        assert file.problems == ()
        assert "imports.choice_remembered" in {note.code for note in file.notes}
    with database.open_work() as work:
        again = ROSTER.preview(work, ROSTER.open(other, said, now=work.now), said)
        later = ROSTER.apply(work, again)
    with database.open_work() as work:
        assert later.import_id is not None
        ROSTER.undo(work, later.import_id)
        # The first one said the same.
        assert len(ROSTER.shapes(work)) == 1
        assert made.import_id is not None
        ROSTER.undo(work, made.import_id)
        assert ROSTER.shapes(work) == ()


def test_that_a_missing_first_day_is_reported_once_for_all_subjects(
    database: Database, tmp_path: Path
) -> None:
    headings = ("Adı Soyadı", "TC", "Müracaat Konusu")
    path = workbook(tmp_path, [headings, ("Ayşe IŞIK", tckn(31), "Kadın, Çocuk")])
    codes = [hint.code for hint in preview(database, path).rows[0].hints]
    assert codes.count("imports.starts_today") == 1


def test_that_a_list_with_a_row_for_each_subject_gives_one_person(
    database: Database, tmp_path: Path
) -> None:
    place = CIG.index("Çocuk")
    again = (*CIG[:place], "Engelli", *CIG[place + 1 :])
    path = roster(tmp_path, CIG, SEN, again)
    made = preview(database, path)
    assert verdicts(made) == ["create", "create", "skipped"]
    assert codes(made, 2) == [("subjects", "imports.subjects_joined")]
    taken = [change.after for change in made.rows[0].changes if change.field == "subjects"]
    assert [subject.partition(" (")[0] for subject in taken] == ["Çocuk", "Engelli"]
    import_(database, path)
    assert verdicts(preview(database, path)) == ["unchanged", "unchanged", "skipped"]


def test_that_a_cell_among_marks_that_says_neither_yes_nor_no_is_asked_about(
    database: Database, five: Mapping[str, int], tmp_path: Path
) -> None:
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Kadın", "Çocuk")
    people = [("Ayşe IŞIK", tckn(31), "X", None), ("Uğur KAYA", tckn(32), None, "X")]
    path = workbook(tmp_path, [headings, *people, ("Ali TAŞ", tckn(33), "yedek", "X")])
    made = preview(database, path)
    # One odd cell drops the column for nobody.
    assert verdicts(made) == ["create", "create", "wrong"]
    assert codes(made, 2) == [("subjects", "imports.mark_unclear")]
    shown = {column.name: column.field for column in made.file.sheet_columns}
    assert (shown["Kadın"], shown["Çocuk"]) == ("mark", "mark")
    for answer, names in (
        (Answer.MARKED, {"Kadın", "Çocuk"}),
        (Answer.NOT_MARKED, {"Çocuk"}),
    ):
        said = Options(answers=Answers(frozenset({("4", answer)})))
        with database.open_work() as work:
            made = ROSTER.preview(work, ROSTER.open(path, said, now=work.now), said)
        assert verdicts(made) == ["create"] * 3
        opened = {subject_id for subject_id, _ in made.judgement.plans[2].opens}
        assert opened == {five[name] for name in names}


def test_that_the_command_line_answers_rows_and_names_the_option(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Müracaat Konusu", "Durumu")
    rows = [(f"Ayşe {name}", tckn(31 + index), "Kadın", "Yedek") for index, name in enumerate("AB")]
    path = str(workbook(tmp_path, [headings, *rows]))

    def run(*words: str) -> int:
        arguments = build_parser().parse_args(["import", "officers", path, *words])
        return import_files(arguments, cast("Desk", SignedIn(database)))

    assert run() == 2
    assert "--answer 2=in-service  (Görevde)" in capsys.readouterr().err
    assert run("--answer", "2=in-service", "--answer", "3=left") == 0
    with database.open_work() as work:
        assert list(work.session.scalars(select(Officer.surname))) == ["A"]
    with pytest.raises(SystemExit):
        run("--answer", "2=belki")
