"""What every import does, whatever it imports: a new recipe gets a file here."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import pytest
from sqlalchemy import select

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.capabilities import IMPORTS, load
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.model import Case
from alo183_desktop.cli.imports import import_files
from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.model import Unit
from alo183_desktop.imports.editing import Edit, cells_at
from alo183_desktop.imports.model import Import
from alo183_desktop.imports.recipe import Options, Recipe, StoredImport
from alo183_desktop.imports.rows import ImportRow, Preview, RowVerdict
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.service import LINES
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.worded import Worded
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.kept_rotas import add
from tests.database.signed_in import SignedIn


class Example(NamedTuple):
    """A file of one kind."""

    headings: str
    right: tuple[str, str]
    wrong: str
    """A row that cannot be right, in a column that the headings name."""
    personal: tuple[str, ...]
    """Values that the trail must not contain."""


FILES: Final = {
    "officers": Example(
        "Adı Soyadı;T.C. Kimlik No;Unvanı;Müracaat Konusu;Birimi",
        (
            "Ayşe IŞIK;10000003048;Sosyolog;Çocuk;Mamak Huzurevi",
            "Uğur KAYA;10000001686;Müdür;Kadın;",
        ),
        "Okan ŞENTÜRK;10000000147;Müdür;Kadın;",
        ("10000003048", "IŞIK"),
    ),
    "phones": Example(
        "Hat No;Operatör;PIN;Marka;IMEI;Zimmetli",
        ("0500 000 11 01;Vodafone;1234;Nokia;352099001761481;İlknur ÇIĞ", "0500 000 11 02;;;;;"),
        "0500 000 11;Vodafone;;;;",
        ("0000011", "1234"),
    ),
    "usage": Example(
        "HAT NO;DÖNEM;KONUŞMA SÜRESİ (SN);VERİ (MB)",
        ("0500 000 99 01;202610;60;1", "0500 000 99 02;202610;61;2"),
        "0500 000 99 03;202610;-62;3",
        ("0000099",),
    ),
    "cases": Example(
        "Başvuru No;Yönlendirme Tarihi;Müracaat Konusu;Vaka Türü;Arayan Adı;Ekip Sorumlusu",
        (
            "183-2026-1;01.11.2026 10:00;Çocuk;Sosyal Yardım;Müjgân AY;zeynep gündoğdu",
            "183-2026-2;02.11.2026 11:00;Kadın;İhmal;;",
        ),
        "183-2026-3;02.11.2026 11:00;Kadın;Gürültü;;",
        ("Müjgân",),
    ),
    "absences": Example(
        "Adı Soyadı;İzin Türü;Başlangıç Tarihi;Bitiş Tarihi",
        (
            "Bekir ÇAVUŞOĞLU;Yıllık İzin;07.12.2026;11.12.2026",
            "DÜZGÜNSOY Rıza;Rapor;08.12.2026;08.12.2026",
        ),
        "Rıza DÜZGÜNSOY;Grip;08.12.2026;08.12.2026",
        ("ÇAVUŞOĞLU", "Rıza"),
    ),
}
_NOT_COMPARED: Final = {
    "audit_entries",
    "audit_heads",
    "audit_keys",
    "imports",
    "import_changes",
    "import_shapes",
} | {
    # They count; a month without cases is as good as none.
    "case_months",
    "case_weeks",
}


def recipe_of(kind: str) -> Recipe[Any, Any, Any]:
    recipe: Recipe[Any, Any, Any] = load(IMPORTS[kind])
    return recipe


OF_PLAIN_COLUMNS: Final = [kind for kind in sorted(IMPORTS) if not recipe_of(kind).by_columns]
"""What is said of the others' columns has units besides (`phones/usage/columns.py`)."""


@pytest.fixture(params=sorted(IMPORTS))
def kind(request: pytest.FixtureRequest, database: Database) -> str:
    """Return a kind of import, for a directorate that has two lines."""
    with database.open_work("administrator") as work:
        furnish(work)
        for number in (1, 2, 3):
            LINES.save(work, None, LineValues(phone=f"+90500000990{number}"))
        for index, name in enumerate(("Bekir ÇAVUŞOĞLU", "Rıza DÜZGÜNSOY")):
            add(work, name, index, driver=True)
    return str(request.param)


def write(folder: Path, kind: str, *rows: str, headings: str = "") -> Path:
    path = folder / f"{kind}.csv"
    lines = (headings or FILES[kind].headings, *rows)
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding="utf-8", newline="")
    return path


def preview(database: Database, kind: str, path: Path, **options: Any) -> Preview:
    recipe = recipe_of(kind)
    with database.open_work() as work:
        said = Options(**options) if options else recipe.options
        return recipe.preview(work, recipe.open(path, said, now=work.now), said)


def take_in(database: Database, kind: str, path: Path, *, skip_wrong: bool = False) -> ImportRow:
    made = preview(database, kind, path)
    with database.open_work() as work:
        return recipe_of(kind).apply(work, made, skip_wrong=skip_wrong)


def verdicts(made: Preview) -> list[Worded]:
    return [row.verdict for row in made.rows]


def contents(database: Database) -> dict[str, list[str]]:
    """Return every row of every table that an import may fill, apart from versions."""
    with database.open_work() as work:
        return {
            name: sorted(
                str([value for key, value in row.items() if key != "version"])
                for row in work.session.execute(select(table)).mappings()
            )
            for name, table in whole_metadata().tables.items()
            if name not in _NOT_COMPARED
        }


def run(database: Database, kind: str, *words: str, role: str = "clerk") -> int:
    arguments = build_parser().parse_args(["import", kind, *words])
    return import_files(arguments, cast("Desk", SignedIn(database, role)))


def actions(database: Database) -> list[str]:
    with database.open_work() as work:
        return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def test_that_every_recipe_has_a_file_here() -> None:
    assert FILES.keys() == IMPORTS.keys() == {recipe_of(kind).kind for kind in IMPORTS}


@pytest.mark.both_backends
def test_that_a_file_comes_in_once_and_goes_without_a_trace(
    database: Database, tmp_path: Path, kind: str
) -> None:
    path, before = write(tmp_path, kind, *FILES[kind].right), contents(database)
    made = take_in(database, kind, path)
    assert (made.created, made.updated, made.can_undo) == (2, 0, True)
    after = contents(database)
    assert after != before
    again = preview(database, kind, path)
    assert verdicts(again) == [RowVerdict.UNCHANGED] * 2
    assert take_in(database, kind, path).import_id is None
    assert contents(database) == after
    recipe, import_id = recipe_of(kind), made.import_id
    assert import_id is not None
    with database.open_work() as work:
        assert [row.can_undo for row in recipe.history(work)] == [True]
        recipe.undo(work, import_id)
    assert contents(database) == before
    with database.open_work() as work:
        assert [row.why_not for row in recipe.history(work)] == ["imports.undone"]
    with pytest.raises(KnownError, match=r"imports\.undone"), database.open_work() as work:
        recipe.undo(work, import_id)


def test_that_a_wrong_row_is_named_and_keeps_all_out_until_it_is_left_out_knowingly(
    database: Database, tmp_path: Path, kind: str
) -> None:
    example = FILES[kind]
    path, before = write(tmp_path, kind, *example.right, example.wrong), contents(database)
    made = preview(database, kind, path)
    assert sorted(verdicts(made)) == ["create", "create", "wrong"]
    (problem,) = next(row.problems for row in made.rows if row.verdict is RowVerdict.WRONG)
    assert problem.key in made.file.headings
    assert message_of(problem).do
    with pytest.raises(KnownError) as caught:
        take_in(database, kind, path)
    assert caught.value.code == "imports.wrong_rows"
    assert [problem.key for problem in caught.value.problems] == [f"4.{problem.key}"]
    assert contents(database) == before
    assert take_in(database, kind, path, skip_wrong=True).created == 2


def test_that_nothing_is_stored_once_the_data_is_not_what_the_preview_showed(
    database: Database, tmp_path: Path, kind: str
) -> None:
    agreed = preview(database, kind, write(tmp_path, kind, *FILES[kind].right))
    take_in(database, kind, write(tmp_path, kind, FILES[kind].right[0]))
    before = contents(database)
    with pytest.raises(KnownError, match=r"imports\.stale"), database.open_work() as work:
        recipe_of(kind).apply(work, agreed)
    assert contents(database) == before


@pytest.mark.both_backends
@pytest.mark.parametrize("kind", ["officers"], indirect=True)
def test_that_nothing_is_stored_when_somebody_comes_first_after_the_last_look(
    database: Database, tmp_path: Path, kind: str
) -> None:
    def meet_another(work: Work, *_given: object) -> StoredImport:
        work.session.add_all(Unit(name="Huzurevi", key="huzurevi") for _desk in range(2))
        return StoredImport(())

    agreed = preview(database, kind, write(tmp_path, kind, *FILES[kind].right))
    before = contents(database)
    met = replace(recipe_of(kind), store=meet_another)
    with pytest.raises(KnownError, match=r"imports\.stale"), database.open_work() as work:
        met.apply(work, agreed)
    assert contents(database) == before


def test_that_an_import_is_written_down_without_personal_values(
    database: Database, tmp_path: Path, kind: str
) -> None:
    with database.open_work() as work:
        earlier = work.session.scalars(select(AuditEntry.sequence)).all()
    take_in(database, kind, write(tmp_path, kind, *FILES[kind].right))
    query = select(AuditEntry).where(AuditEntry.sequence > max(earlier))
    with database.open_work() as work:
        entries = work.session.scalars(query.order_by(AuditEntry.sequence)).all()
    assert entries[-1].action == "import.applied"
    assert entries[-1].details["kind_of_rows"] == kind
    for personal in FILES[kind].personal:
        assert not any(personal in str(entry.details) for entry in entries)


def test_that_a_file_without_rows_or_of_something_else_is_refused_in_words(
    database: Database, tmp_path: Path, kind: str
) -> None:
    for headings in (FILES[kind].headings, "Plaka;Marka ve Tip;Kilometre"):
        with pytest.raises(KnownError) as caught:
            preview(database, kind, write(tmp_path, kind, headings=headings))
        assert message_of(caught.value).do


def test_that_a_list_of_another_kind_is_refused_with_the_way_to_its_own_import(
    database: Database, tmp_path: Path, kind: str
) -> None:
    for other, example in FILES.items():
        if other == kind:
            continue
        path = write(tmp_path, kind, *example.right, headings=example.headings)
        with pytest.raises(KnownError) as caught:
            preview(database, kind, path)
        assert caught.value.code == f"imports.list_of_{other}", kind
        assert message_of(caught.value).do


@pytest.mark.both_backends
def test_that_the_list_of_imports_asks_as_little_for_many_as_for_few(
    database: Database, tmp_path: Path, kind: str
) -> None:
    asked = database.listen()

    def count() -> int:
        with database.open_work() as work:
            asked.clear()
            assert all(row.can_undo for row in recipe_of(kind).history(work))
            return len(asked)

    take_in(database, kind, write(tmp_path, kind, *FILES[kind].right))
    few = count()
    with database.open_work() as work:
        made = work.session.scalars(select(Import)).one()
        reported = {"kind": kind, "file_name": "x", "sha256": "", "at": made.at}
        counts = {"created": 0, "updated": 0, "unchanged": 0}
        work.session.add_all(Import(**reported, **counts) for _ in range(20))
    assert count() == few


def test_that_the_command_stores_all_or_nothing_after_a_backup_and_writes_it_down(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    example, before = FILES[kind], contents(database)
    path = str(write(tmp_path, kind, *example.right))
    assert run(database, kind, path, "--dry-run") == 0
    reported = capsys.readouterr().out
    assert "2 yeni, " in reported
    assert "Hiçbir şey kaydedilmedi." in reported
    assert actions(database)[-1] == "import.previewed"
    wrong = str(write(tmp_path, kind, *example.right, example.wrong))
    assert run(database, kind, wrong) == 2
    out, err = capsys.readouterr()
    assert "Kaydedildi" not in out
    assert "4. satır" in err
    assert contents(database) == before
    assert run(database, kind, wrong, "--skip-wrong", "--json") == 0
    stored = json.loads(capsys.readouterr().out)
    (one,) = stored if isinstance(stored, list) else [stored]
    assert (one["stored"], one["counts"]["create"], one["counts"]["wrong"]) == (True, 2, 1)
    assert run(database, kind, wrong, "--skip-wrong") == 0
    assert "Dosyada yeni bir bilgi yok" in capsys.readouterr().out


@pytest.mark.parametrize("kind", OF_PLAIN_COLUMNS, indirect=True)
def test_that_the_meaning_of_a_column_is_said_whatever_its_heading_is(
    database: Database, tmp_path: Path, kind: str
) -> None:
    headings = FILES[kind].headings
    usual = preview(database, kind, write(tmp_path, kind, *FILES[kind].right))
    key, heading = next(iter(usual.file.headings.items()))
    path = write(tmp_path, kind, *FILES[kind].right, headings=headings.replace(heading, "Q 7"))
    made = preview(database, kind, path, columns={"q  7": key})
    assert made.rows == usual.rows
    assert [column.name for column in made.file.sheet_columns if column.field == key] == ["Q 7"]
    left = list(usual.file.headings.values())[-1]
    made = preview(database, kind, path, columns={"Q 7": key, left: ""})
    assert left not in made.file.headings.values()
    for said, code in (
        ({"Q 7": "q"}, "field_unknown"),
        ({"Q 7": key, "Q 8": ""}, "column_missing"),
    ):
        with pytest.raises(KnownError, match=f"imports.{code}"):
            preview(database, kind, path, columns=said)
    assert run(database, kind, str(path), "--column", f"Q 7={key}") == 0


def test_that_the_24_hours_never_run_from_a_column_that_is_only_like_the_routing(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
    headings = "Başvuru No;Başvuru Tarihi;Sevk Tarihi;Müracaat Konusu;Vaka Türü"
    row = "183-2026-1;01.11.2026 10:00;01.11.2026 15:00;Çocuk;İhmal"
    path = str(write(tmp_path, "cases", row, headings=headings))
    before = contents(database)
    assert run(database, "cases", path) == 2
    _, err = capsys.readouterr()
    assert "Yönlendirme: Bu bilginin sütunu olabilecek birden çok sütun var" in err
    assert '--column "Başvuru Tarihi=routed_at"' in err
    assert '--column "Sevk Tarihi=routed_at"' in err
    assert contents(database) == before
    assert run(database, "cases", path, "--column", "Sevk Tarihi=routed_at") == 0
    with database.open_work() as work:
        (routed,) = work.session.scalars(select(Case.routed_at))
    assert f"{routed:%H:%M}" == "12:00"
    again = row.replace("2026-1;", "2026-2;")
    assert run(database, "cases", str(write(tmp_path, "cases", again, headings=headings))) == 0
    assert "önceki dosyada seçildiği gibi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "row", "heading"),
    [
        ("officers", "Ayşe IŞIK;10000003048;Sosyolog;Çocuk;;01.02.2062", ";Göreve Başlama"),
        ("absences", "Bekir ÇAVUŞOĞLU;Yıllık İzin;07.12.2026;11.12.2062", ""),
    ],
    indirect=["kind"],
)
def test_that_a_day_far_ahead_is_asked_about(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    row: str,
    heading: str,
) -> None:
    path = str(write(tmp_path, kind, row, headings=f"{FILES[kind].headings}{heading}"))
    before = contents(database)
    assert run(database, kind, path) == 2
    assert "--answer 2=holds" in capsys.readouterr().err
    assert contents(database) == before
    assert run(database, kind, path, "--answer", "2=holds") == 0


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR])
def test_that_who_may_not_import_may_not_look_either(
    database: Database, tmp_path: Path, kind: str, role: Role
) -> None:
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        run(database, kind, str(tmp_path / "yok.csv"), "--dry-run", role=role)


def test_that_a_wrong_cell_is_put_right_as_long_as_the_file_has_the_same_there(
    database: Database, tmp_path: Path, kind: str
) -> None:
    example, recipe = FILES[kind], recipe_of(kind)
    path = write(tmp_path, kind, *example.right, example.wrong)
    with database.open_work() as work:
        file = recipe.open(path, now=work.now)
    wrong, right = (line.split(";") for line in (example.wrong, example.right[1]))
    assert list(cells_at(file.source, "", 4)) == wrong
    # All but the id that distinguishes the row from the one whose values it takes.
    edits = tuple(
        Edit("", 4, column, wrong[column], right[column])
        for column in range(len(wrong))
        if wrong[column] != right[column] and kind != "usage"
    ) or (Edit("", 4, 2, "-62", "62"),)
    said = replace(recipe.options, edits=edits)

    def look() -> Preview:
        with database.open_work() as work:
            return recipe.preview(work, recipe.open(path, said, now=work.now), said)

    made = look()
    assert RowVerdict.WRONG not in verdicts(made)
    assert "imports.edits" in [note.code for note in made.notes]
    with database.open_work() as work:
        assert recipe.apply(work, made).import_id is not None
    query = select(AuditEntry).where(AuditEntry.action == "import.applied")
    with database.open_work() as work:
        assert work.session.scalars(query).one().details["edited"] == len(edits)
    # Another row stands there now: nobody put that one right.
    write(tmp_path, kind, *example.right, "", example.wrong)
    made = look()
    assert [note.code for note in made.notes if "edits" in note.code] == ["imports.edits_lost"]
    assert [row.row_number for row in made.rows if row.verdict is RowVerdict.WRONG] == [5]
