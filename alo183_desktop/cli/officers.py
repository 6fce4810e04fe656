"""`alo183 import officers` and `alo183 officers`: a roster in, and the list of it out.

Not here: what a row of a file comes to (officers).
"""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alo183_desktop.cli.context import write_json, write_table
from alo183_desktop.cli.parser import EXIT_INPUT
from alo183_desktop.imports.rows import Verdict
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cli.context import Context
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.officers.rows import OfficerRow
    from alo183_desktop.shared.errors import Problem

_VERDICTS = {
    Verdict.CREATE: "eklenecek",
    Verdict.UPDATE: "güncellenecek",
    Verdict.UNCHANGED: "değişmeyecek",
    Verdict.SKIPPED: "atlanacak",
    Verdict.WRONG: "YANLIŞ",
}


def add_parsers(commands: Any) -> None:
    """Add both commands to the parser of all commands."""
    importing = commands.add_parser("import", help="bir dosyadan kayıt aktarır")
    kinds = importing.add_subparsers(title="Neler", metavar="TÜR", required=True)
    roster = kinds.add_parser(
        "officers",
        help="kadroyu Excel ya da CSV dosyasından aktarır",
        description="Başlıkları anlamından bulur, her satırı denetler; ya hepsini kaydeder ya "
        "hiçbirini. Aynı dosya ikinci kez hiçbir şeyi değiştirmez. Yanlış satır varsa hiçbir şey "
        "kaydedilmez, çıkış kodu 2 olur.",
    )
    roster.add_argument(
        "file", type=Path, metavar="DOSYA", help=".xlsx, .xls, .ods, .csv ya da .txt"
    )
    roster.add_argument(
        "--dry-run", action="store_true", help="yalnız önizler, hiçbir şey kaydetmez"
    )
    roster.add_argument(
        "--skip-wrong", action="store_true", help="yanlış satırları bilerek atlar, kalanı kaydeder"
    )
    roster.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")
    roster.set_defaults(run=_run_import)

    listing = commands.add_parser(
        "officers",
        help="kadroyu listeler",
        description="Bir gün görevde olan sorumluları konularıyla listeler. T.C. kimlik numaraları "
        "maskelidir; listeleme denetim izine yazılır.",
    )
    listing.add_argument(
        "--as-of", type=_day, metavar="GÜN", help="2026-11-24 ya da 24.11.2026 (verilmezse bugün)"
    )
    listing.add_argument(
        "--state",
        choices=("serving", "left", "coming", "all"),
        default="serving",
        help="görevde olanlar (serving), ayrılanlar (left), başlayacaklar (coming), hepsi (all)",
    )
    listing.add_argument(
        "--json", action="store_true", help="JSON olarak yazar, kişi başına bir nesne"
    )
    listing.set_defaults(run=_run_list)


def run_import(arguments: Namespace, desk: Desk) -> int:
    """Import a roster, or only show what an import would do; return the exit code."""
    from alo183_desktop.access.rules import Right
    from alo183_desktop.access.service import require
    from alo183_desktop.documents.foreign_tables import read_file
    from alo183_desktop.officers.roster_file import read_roster
    from alo183_desktop.officers.roster_import import apply_roster, preview_of

    with desk.work() as work:
        require(work, Right.IMPORT)
    # The file is read before the transaction begins: it may take its time.
    roster = read_roster(read_file(arguments.file))
    made: ImportRow | None = None
    refusal: KnownError | None = None
    with desk.work() as work:
        preview = preview_of(work, roster, today=local_day(work.now))
        work.record("import.previewed", "import", kind_of_rows=preview.kind, rows=len(preview.rows))
        if not arguments.dry_run and (arguments.skip_wrong or not preview.has_wrong_rows):
            made = apply_roster(work, preview, skip_wrong=arguments.skip_wrong)
    if preview.has_wrong_rows and not arguments.skip_wrong:
        refusal = KnownError("imports.wrong_rows", count=preview.counts[Verdict.WRONG])
    if arguments.json:
        write_json(_as_json(preview, made))
    else:
        _write_preview(preview, made)
    if refusal is not None:
        sys.stderr.write(f"{message_of(refusal)}\n")
        for row in preview.rows:
            if row.verdict is Verdict.WRONG:
                for problem in row.problems:
                    sys.stderr.write(
                        f"  {row.row_number}. satır, {row.label}: {_told(problem, preview)}\n"
                    )
        return EXIT_INPUT
    return 0


def run_list(arguments: Namespace, desk: Desk) -> int:
    """Write the officers as of a day; return the exit code."""
    from alo183_desktop.officers import service
    from alo183_desktop.officers.rows import OfficerFilter

    with desk.work() as work:
        as_of = arguments.as_of or local_day(work.now)
        rows = service.search_officers(work, OfficerFilter(state=arguments.state), as_of=as_of)
        service.record_export(work, len(rows), "command_line")
    if arguments.json:
        write_json([_officer_as_json(row) for row in rows])
    else:
        write_table(
            ("Adı soyadı", "Unvanı", "T.C. kimlik no", "Konuları", "Kurumsal cep", "Görevde"),
            [
                (
                    row.name,
                    row.title,
                    row.masked_tckn,
                    ", ".join(row.subjects),
                    format_phone(row.corporate_mobile),
                    format_day(row.since) if row.since else "",
                )
                for row in rows
            ],
        )
    return 0


def _run_import(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_import(arguments, desk)


def _run_list(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_list(arguments, desk)


def _day(text: str) -> dt.date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - only the day is taken
        except ValueError:
            continue
    raise ArgumentTypeError("gün okunamadı; 2026-11-24 ya da 24.11.2026 biçiminde yazınız")


def _told(problem: Problem, preview: Preview) -> str:
    """Return a problem under the heading of its column, as the file has it."""
    heading = preview.columns.get(problem.key, "")
    return f"{heading}: {message_of(problem)}" if heading else str(message_of(problem))


def _write_preview(preview: Preview, made: ImportRow | None) -> None:
    write = sys.stdout.write
    sheet = f", sayfa {preview.sheet}" if preview.sheet else ""
    write(f"{preview.file_name}{sheet}, başlıklar {preview.heading_row}. satırda\n")
    for note in preview.notes:
        write(f"  {message_of(note)}\n")
    for row in preview.rows:
        write(f"{row.row_number:>5}  {_VERDICTS[row.verdict]:<13} {row.label}\n")
        for problem in row.problems:
            write(f"{'':21}● {_told(problem, preview)}\n")
        for hint in row.hints:
            write(f"{'':21}○ {_told(hint, preview)}\n")
    counted = (f"{count} {_VERDICTS[verdict]}" for verdict, count in preview.counts.items())
    write(f"{', '.join(counted)}.\n")
    if made is None:
        write("Hiçbir şey kaydedilmedi.\n")
    elif made.import_id is None:
        write("Dosyada yeni bir bilgi yok; hiçbir şey değişmedi.\n")
    else:
        write(f"Kaydedildi; aktarım no {made.import_id}.\n")


def _as_json(preview: Preview, made: ImportRow | None) -> dict[str, Any]:
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
                "name": row.label,
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


def _officer_as_json(row: OfficerRow) -> dict[str, Any]:
    return {
        "officer_id": row.officer_id,
        "name": row.name,
        "given_names": row.given_names,
        "surname": row.surname,
        "title": row.title,
        "unit": row.unit_name,
        "tckn": row.masked_tckn,
        "subjects": list(row.subjects),
        "corporate_email": row.corporate_email,
        "corporate_mobile": row.corporate_mobile,
        "since": row.since.isoformat() if row.since else None,
        "left_on": row.left_on.isoformat() if row.left_on else None,
        "is_active": row.is_active,
    }
