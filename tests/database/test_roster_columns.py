"""Rosters whose columns tell only together, or only by a guess, what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.officers import queries
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.rows import OfficerFilter
from tests.database.rosters import CIG, SEN, roster, set_up, tckn, workbook
from tests.database.test_roster_import import TODAY, codes, import_, preview, verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.database.conftest import Database


def test_that_marks_under_the_names_of_subjects_give_the_subjects(
    database: Database, tmp_path: Path
) -> None:
    subjects = set_up(database)
    headings = ("Adı Soyadı", "T.C. Kimlik No", "Kadın", "Çocuklar", "Aktif")
    people = [("Ayşe IŞIK", tckn(31), "X", None, "X"), ("Uğur KAYA", tckn(32), None, "x", "X")]
    made = preview(database, workbook(tmp_path, [headings, *people]))
    assert [(note.code, note.parameters) for note in made.notes] == [
        ("imports.subject_columns", {"headings": "Kadın, Çocuklar"}),
        ("imports.unread_columns", {"headings": "Aktif"}),
    ]
    with database.open_work() as work:
        ROSTER.apply(work, made)
        found = queries.list_officers(work.session, OfficerFilter(), as_of=TODAY)
    assert {one.name: one.subject_ids for one in found} == {
        "Ayşe IŞIK": (subjects["Kadın"],),
        "Uğur KAYA": (subjects["Çocuk"],),
    }


def test_that_a_guessed_column_changes_no_stored_number(database: Database, tmp_path: Path) -> None:
    set_up(database)
    named = ("Adı Soyadı", "TC", "Müracaat Konusu", "Kurumsal Cep", "Kişisel Cep")
    guessed = ("Adı Soyadı", "TC", "Müracaat Konusu", "Telefon 1", "Telefon 2")
    person, own, corporate = ("Ayşe IŞIK", tckn(31), "Kadın"), "05000011013", "05000011014"
    import_(database, workbook(tmp_path, [named, (*person, corporate, own)]))
    made = preview(database, workbook(tmp_path, [guessed, (*person, own, corporate)]))
    assert verdicts(made) == ["unchanged"]
    assert [hint.code for hint in made.rows[0].hints].count("imports.guess_not_stored") == 2


def test_that_a_missing_first_day_is_told_once_for_all_subjects(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    headings = ("Adı Soyadı", "TC", "Müracaat Konusu")
    path = workbook(tmp_path, [headings, ("Ayşe IŞIK", tckn(31), "Kadın, Çocuk")])
    told = [hint.code for hint in preview(database, path).rows[0].hints]
    assert told.count("imports.starts_today") == 1


def test_that_a_list_with_a_row_for_each_subject_gives_one_person(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
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
