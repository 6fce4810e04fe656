"""The Office's list beside ours: files out of a sample, the command, the trail, and the letter."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import pytest
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter, LetterPaper
from alo183_desktop.cli.imports import import_files, reconcile
from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.directorate.service import SIGNATORIES
from alo183_desktop.documents.foreign.tables import PastedTable, read_file
from alo183_desktop.documents.letter.wording import letter_text
from alo183_desktop.imports.rows import Preview
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.roster.reconciliation import OFFICE_LIST, Outcome, corrections_of
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import upper_tr
from tests.database.databases import Database
from tests.database.rosters import contents, set_up, tckn, workbook
from tests.database.signed_in import SignedIn
from tests.database.test_directorate import CHIEF
from tests.database.test_samples import SAMPLES, output_of

Table = list[list[Any]]

NAME, TITLE, TCKN, SUBJECTS, EMAIL, PERSONAL, CORPORATE = range(1, 8)
FIRST: Final = 4
"""Above them stand titles and headings."""


def cell(column: int, value: object) -> Callable[[Table, int], None]:
    def plant(rows: Table, row: int) -> None:
        rows[row][column] = value

    return plant


def spell(rows: Table, row: int) -> None:
    rows[row][NAME] = upper_tr(rows[row][NAME])


def digit(column: int) -> Callable[[Table, int], None]:
    def plant(rows: Table, row: int) -> None:
        value = rows[row][column]
        text = str(int(value) if isinstance(value, float) else value)
        rows[row][column] = text[:-1] + str((int(text[-1]) + 1) % 10)

    return plant


def remove(rows: Table, row: int) -> None:
    del rows[row]


def double(rows: Table, row: int) -> None:
    rows.insert(row + 3, list(rows[row]))


def add(rows: Table, row: int) -> None:
    rows.insert(row, [None, "Nuriye KÖKSAL", "Hemşire", tckn(7001), "Kadın", *[None] * 4])


def swap(rows: Table, row: int) -> None:
    rows[row][SUBJECTS] = "Kadın" if rows[row][SUBJECTS] != "Kadın" else "Çocuk"


PLANTED: Final[tuple[tuple[Callable[[Table, int], None], str, set[str] | None], ...]] = (
    (spell, "spelling", {"name"}),
    (cell(NAME, "Şükran KARAHASANOĞLU"), "differs", {"name"}),
    (cell(NAME, None), "differs", {"name"}),
    (cell(TITLE, "Daire Başkanı"), "differs", {"title"}),
    (cell(TITLE, None), "differs", {"title"}),
    (digit(TCKN), "differs", {"tckn"}),
    (cell(TCKN, "1,00E+10"), "differs", {"tckn"}),
    (cell(TCKN, "100••••••46"), "differs", {"tckn"}),
    (cell(TCKN, None), "differs", {"tckn"}),
    (swap, "differs", {"subjects"}),
    (cell(SUBJECTS, None), "differs", {"subjects"}),
    (cell(SUBJECTS, "Balıkçılık"), "differs", {"subjects"}),
    (cell(EMAIL, "baska@aile.gov.tr"), "differs", {"corporate_email"}),
    (cell(EMAIL, "aile.gov.tr"), "differs", {"corporate_email"}),
    (digit(PERSONAL), "differs", {"personal_mobile"}),
    (digit(CORPORATE), "differs", {"corporate_mobile"}),
    (cell(CORPORATE, None), "differs", {"corporate_mobile"}),
    (remove, "only_here", None),
    (add, "only_there", None),
    (double, "wrong", set()),
)


@pytest.fixture
def ours(database: Database, capsys: pytest.CaptureFixture[str]) -> Database:
    """Return the directorate whose roster is the sample."""
    set_up(database)
    words = ("import", "officers", str(SAMPLES / "kadro.xlsx"))
    assert output_of(import_files, database, capsys, *words)["stored"]
    return database


def look(database: Database, path: Path | PastedTable) -> Preview:
    with database.open_work("clerk") as work:
        file = OFFICE_LIST.open(path, now=work.now)
        return OFFICE_LIST.preview(work, file)


def shown(database: Database) -> list[tuple[str, int | None]]:
    """Return whose numbers are audited as shown."""
    with database.open_work() as work:
        rows = work.session.execute(
            select(AuditEntry.action, AuditEntry.item_id)
            .where(AuditEntry.action.endswith("_shown"))
            .order_by(AuditEntry.action)
        )
        return [(action, number) for action, number in rows]


def test_that_in_twenty_lists_made_of_a_sample_every_planted_fault_is_found(
    ours: Database, tmp_path: Path
) -> None:
    (table,) = read_file(SAMPLES / "kadro.xlsx").tables
    before = contents(ours)
    for number, (plant, verdict, fields) in enumerate(PLANTED):
        rows = [list(row) for row in table.rows]
        plant(rows, FIRST + number)
        found = look(ours, workbook(tmp_path, rows))
        others = [row for row in found.rows if row.verdict is not Outcome.SAME]
        assert {row.verdict.value for row in others} == {verdict}, (number, others)
        assert len(others) == (2 if verdict == "wrong" else 1), (number, others)
        assert len(found.rows) == len(table.rows) - FIRST - 2 + (verdict in {"wrong", "only_there"})
        if fields is not None:
            assert {change.field for change in others[0].changes} == fields, (number, others)
    assert contents(ours) == before, "nothing is stored"


def test_that_the_command_shows_by_its_exit_code_whether_the_lists_are_alike(
    ours: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = output_of(reconcile, ours, capsys, "reconcile", str(SAMPLES / "kadro.xlsx"))
    assert same["counts"]["same"] == 24
    (table,) = read_file(SAMPLES / "kadro.xlsx").tables
    rows = [list(row) for row in table.rows]
    rows[FIRST][TITLE] = "Psikolog"
    path = str(workbook(tmp_path, rows))
    other = output_of(reconcile, ours, capsys, "reconcile", path, code=3)
    (row,) = [row for row in other["rows"] if row["verdict"] == "differs"]
    assert row["changes"] == [{"field": "title", "before": "Psikolog", "after": "Sosyolog"}]
    arguments = build_parser().parse_args(["reconcile", path])
    assert reconcile(arguments, cast("Desk", SignedIn(ours))) == 3
    out = capsys.readouterr().out
    assert "→ Unvanı: onlarda Psikolog, bizde Sosyolog" in out
    assert "23 aynı" in out
    double(rows, FIRST)
    path = str(workbook(tmp_path, rows))
    asked = output_of(reconcile, ours, capsys, "reconcile", path, code=2)
    assert asked["refused"] == "imports.wrong_rows"
    skipped = output_of(reconcile, ours, capsys, "reconcile", path, "--answer", "8=skip", code=3)
    assert skipped["counts"]["skipped"] == 1
    rows = [list(row) for row in table.rows]
    double(rows, FIRST)
    path = str(workbook(tmp_path, rows))
    alike = output_of(reconcile, ours, capsys, "reconcile", path, "--answer", "8=skip", code=3)
    assert alike["counts"] | {"same": 24, "skipped": 1} == alike["counts"]
    with ours.open_work() as work:
        entries = select(AuditEntry.details).where(AuditEntry.action == "officers.reconciled")
        assert next(iter(work.session.scalars(entries))) == {"same": 24}


def test_that_a_pasted_list_is_compared_like_a_file(ours: Database) -> None:
    (table,) = read_file(SAMPLES / "kadro.xlsx").tables
    lines = ("\t".join("" if one is None else str(one) for one in row[:8]) for row in table.rows)
    found = look(ours, PastedTable("\n".join(lines).encode()))
    assert {row.verdict for row in found.rows} == {Outcome.SAME}
    with pytest.raises(KnownError, match=r"documents\.foreign_empty"):
        look(ours, PastedTable(b""))


@pytest.mark.parametrize("role", ["director", "auditor"])
def test_that_who_may_not_import_compares_nothing(ours: Database, role: str) -> None:
    with ours.open_work(role) as work:
        file = OFFICE_LIST.open(SAMPLES / "kadro.xlsx", now=work.now)
        with pytest.raises(KnownError, match=r"access\.not_allowed"):
            OFFICE_LIST.preview(work, file)


def test_that_one_letter_corrects_all_faults_with_the_whole_list_as_its_annex(
    ours: Database, tmp_path: Path
) -> None:
    (table,) = read_file(SAMPLES / "kadro.xlsx").tables
    rows = [list(row) for row in table.rows]
    digit(CORPORATE)(rows, FIRST)
    remove(rows, FIRST + 1)
    add(rows, FIRST + 1)
    found = look(ours, workbook(tmp_path, rows))
    with ours.open_work("administrator") as work:
        signatory_id = SIGNATORIES.save(work, None, CHIEF)
    with ours.open_work("clerk") as work:
        context = other_letters.read_letter(
            work, LetterMatter.OFFICER_LIST, corrections=corrections_of(found.rows)
        )
        (added_id,) = work.session.scalars(select(Officer.id).where(Officer.tckn == "10000001686"))
    numbers = [("officer.personal_mobile_shown", added_id), ("officer.tckn_shown", added_id)]
    assert shown(ours) == numbers, "of the other one only the corporate number is shown"
    letter = other_letters.compose(context, LetterPaper(signatory_id, context.receiver))
    text = letter_text(letter)
    corrected, added, annex = (
        text.index(one) for one in ("İlknur ÇIĞ: düz", "İsmail ŞEN: lis", "\nEK\n")
    )
    assert corrected < added < annex
    body = text[corrected:annex]
    assert "Kurumsal Cep Telefonu: 0500 001 10 01" in body
    assert "10000000832" not in body, "of hers only the number is wrong"
    assert "T.C. Kimlik Numarası: 10000001686" in body
    assert "Adı ve Soyadı: Nuriye KÖKSAL" in body
    assert tckn(7001) not in text, "of who is not ours the name is enough"
    assert letter.annexes[0].endswith(" sayfa)")
    rendered = other_letters.render_letter(context, LetterPaper(signatory_id, context.receiver))
    with ours.open_work("clerk") as work:
        number = other_letters.finish(
            work, context, LetterPaper(signatory_id, context.receiver), rendered
        )
        assert number
    assert shown(ours) == numbers, "who finishes it sees nothing more"
    with ours.open_work("clerk") as work:
        officer = work.session.scalars(select(Officer).where(Officer.tckn == "10000000832")).one()
        officer.corporate_mobile = "+905000000009"
        work.session.flush()
        with pytest.raises(KnownError, match=r"letters\.rendered_other"):
            other_letters.finish(
                work, context, LetterPaper(signatory_id, context.receiver), rendered
            )
        officer.corporate_mobile = ""
        work.session.flush()
        with pytest.raises(KnownError, match=r"changes\.letter_officer"):
            other_letters.read_letter(
                work, LetterMatter.OFFICER_LIST, corrections=context.corrections
            )
