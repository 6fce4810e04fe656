"""What the commands that import one table have in common: their options, and their way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alo183_desktop.cli.context import write_json
from alo183_desktop.cli.previews import as_json, refuse_wrong, write_preview

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.foreign.tables import ForeignFile
    from alo183_desktop.imports.applying import Importer
    from alo183_desktop.imports.rows import ImportRow, Preview


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
