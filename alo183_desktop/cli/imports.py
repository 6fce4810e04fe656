"""What the commands that import one table have in common: their options, and their way."""

from __future__ import annotations

import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_json
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.imports.rows import VERDICT_WORDS, Verdict
from alo183_desktop.imports.sheets import row_words
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.foreign.tables import ForeignFile
    from alo183_desktop.imports.applying import Importer
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.shared.errors import Problem

_NO_WORDS: Final = MappingProxyType[str, str]({})


def refuse_wrong(preview: Preview, words: Mapping[str, str] = _NO_WORDS) -> int:
    """Tell which rows are wrong and that nothing was stored; return the exit code.

    Args:
        preview: What the import would do.
        words: How fields are called that have no column in the file.
    """
    refusal = KnownError("imports.wrong_rows", count=preview.counts[Verdict.WRONG])
    sys.stderr.write(f"{message_of(refusal)}\n")
    for row in preview.rows:
        if row.verdict is Verdict.WRONG:
            for problem in row.problems:
                whose = f"{row.row_number}. satır" + (f", {row.label}" if row.label else "")
                sys.stderr.write(f"  {whose}: {told(problem, preview, words)}\n")
    return EXIT_INPUT


def told(problem: Problem, preview: Preview, words: Mapping[str, str] = _NO_WORDS) -> str:
    """Return a problem under the heading of its column, or the name of what has none."""
    heading = preview.columns.get(problem.key) or words.get(problem.key, "")
    return f"{heading}: {message_of(problem)}" if heading else str(message_of(problem))


def write_preview(
    preview: Preview, made: ImportRow | None, words: Mapping[str, str] = _NO_WORDS
) -> None:
    """Write what an import would do, or did, for a person at a terminal.

    Args:
        preview: What it would do.
        made: What it did; None when nothing was stored.
        words: How fields are called that have no column in the file.
    """
    write = sys.stdout.write
    sheet = f", sayfa {preview.sheet}" if preview.sheet else ""
    write(f"{preview.file_name}{sheet}, başlıklar {preview.heading_row}. satırda\n")
    for note in preview.notes:
        write(f"  {message_of(note)}\n")
    if passed := [row for row in preview.passed_over if row > preview.heading_row]:
        write(f"  Geçilen satırlar (toplam, başlık, not): {row_words(passed)}\n")
    for row in preview.rows:
        write(f"{row.row_number:>5}  {VERDICT_WORDS[row.verdict]:<13} {row.label}\n")
        if row.verdict is Verdict.UPDATE:
            for change in row.changes:
                field = words.get(change.field) or preview.columns.get(change.field, change.field)
                write(f"{'':21}→ {field}: {change.before or '(boş)'} → {change.after or '(boş)'}\n")
        for problem in row.problems:
            write(f"{'':21}● {told(problem, preview, words)}\n")
        for hint in row.hints:
            write(f"{'':21}○ {told(hint, preview, words)}\n")
    counted = (f"{count} {VERDICT_WORDS[verdict]}" for verdict, count in preview.counts.items())
    write(f"{', '.join(counted)}.\n")
    if made is None:
        write("Hiçbir şey kaydedilmedi.\n")
    elif made.import_id is None:
        write("Dosyada yeni bir bilgi yok; hiçbir şey değişmedi.\n")
    else:
        write(f"Kaydedildi; aktarım no {made.import_id}.\n")


def as_json(preview: Preview, made: ImportRow | None, *, label: str = "name") -> dict[str, Any]:
    """Return what an import would do, or did, for another program.

    Args:
        preview: What it would do.
        made: What it did; None when nothing was stored.
        label: What the label of a row is.
    """
    return {
        "file": preview.file_name,
        "sha256": preview.sha256,
        "sheet": preview.sheet,
        "heading_row": preview.heading_row,
        "columns": dict(preview.columns),
        "stored": made is not None and made.import_id is not None,
        "import_id": made.import_id if made else None,
        "counts": {verdict.value: count for verdict, count in preview.counts.items()},
        "passed_over": list(preview.passed_over),
        "notes": [_problem_as_json(note) for note in preview.notes],
        "rows": [
            {
                "row": row.row_number,
                "verdict": row.verdict.value,
                label: row.label,
                "problems": [_problem_as_json(problem) for problem in row.problems],
                "hints": [_problem_as_json(hint) for hint in row.hints],
                "changes": [
                    {"field": change.field, "before": change.before, "after": change.after}
                    for change in row.changes
                ],
            }
            for row in preview.rows
        ],
    }


def _problem_as_json(problem: Problem) -> dict[str, str]:
    text = message_of(problem)
    return {"key": problem.key, "code": problem.code, "what": text.what, "do": text.do}


def add_table_options(parser: Any) -> None:
    """Add the file and the usual options to the parser of a kind of import."""
    parser.add_argument(
        "file", type=Path, metavar="DOSYA", help=".xlsx, .xls, .ods, .csv ya da .txt"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="yalnız önizler, hiçbir şey kaydetmez"
    )
    parser.add_argument(
        "--skip-wrong", action="store_true", help="yanlış satırları bilerek atlar, kalanı kaydeder"
    )
    parser.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")


def import_table(
    arguments: Namespace,
    desk: Desk,
    *,
    read: Callable[[ForeignFile], Any],
    preview: Callable[[Work, Any], Preview],
    importer: Importer,
    words: Mapping[str, str],
    label: str,
) -> int:
    """Import a table, or only show what an import would do; return the exit code.

    Args:
        arguments: Of `add_table_options`.
        desk: The open data.
        read: Finds the rows of a file.
        preview: Compares with the database what `read` returned.
        importer: Stores it.
        words: How fields are called that have no column in the file.
        label: What names a row for another program, such as `number`.
    """
    from alo183_desktop.access.rules import Right
    from alo183_desktop.access.service import require
    from alo183_desktop.documents.foreign.tables import read_file

    with desk.work() as work:
        require(work, Right.IMPORT)
    # The file is read before the transaction begins: it may take its time.
    table = read(read_file(arguments.file))
    if not arguments.dry_run:
        desk.backups.take_before_import()
    made: ImportRow | None = None
    with desk.work() as work:
        found = preview(work, table)
        work.record("import.previewed", "import", kind_of_rows=found.kind, rows=len(found.rows))
        if not arguments.dry_run and (arguments.skip_wrong or not found.has_wrong_rows):
            made = importer.apply(work, found, skip_wrong=arguments.skip_wrong)
    if arguments.json:
        write_json(as_json(found, made, label=label))
    else:
        write_preview(found, made, words)
    if found.has_wrong_rows and not arguments.skip_wrong:
        return refuse_wrong(found, words)
    return 0
