"""`alo183 import officers` and `alo183 officers`: a roster in, and the list of it out."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from alo183_desktop.cli import cases, usage
from alo183_desktop.cli.context import write_json, write_table
from alo183_desktop.cli.imports import add_table_options, import_table
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cli.context import Context
    from alo183_desktop.officers.rows import OfficerRow


def add_parsers(commands: Any) -> None:
    """Add both commands to the parser of all commands, and the other kinds of `import`."""
    importing = commands.add_parser("import", help="bir dosyadan kayıt aktarır")
    kinds = importing.add_subparsers(title="Neler", metavar="TÜR", required=True)
    roster = kinds.add_parser(
        "officers",
        help="kadroyu Excel ya da CSV dosyasından aktarır",
        description="Başlıkları anlamından bulur, her satırı denetler; ya hepsini kaydeder ya "
        "hiçbirini. Aynı dosya ikinci kez hiçbir şeyi değiştirmez. Yanlış satır varsa hiçbir şey "
        "kaydedilmez, çıkış kodu 2 olur.",
    )
    add_table_options(roster)
    roster.add_argument(
        "--sheet",
        default="",
        metavar="SAYFA",
        help="okunacak sayfa (verilmezse başlıkları en çok tanınan)",
    )
    roster.set_defaults(run=_run_import)
    usage.add_parser(kinds)
    cases.add_parser(kinds)

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
    from alo183_desktop.officers.record import FIELD_WORDS
    from alo183_desktop.officers.roster.file import read_roster
    from alo183_desktop.officers.roster.importing import IMPORTER, preview_of

    return import_table(
        arguments,
        desk,
        read=lambda file: read_roster(file, sheet=arguments.sheet),
        preview=lambda work, roster: preview_of(work, roster, today=local_day(work.now)),
        importer=IMPORTER,
        words=FIELD_WORDS,
        label="name",
    )


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
    try:
        return parse_day(text)
    except KnownError as error:
        told = "gün okunamadı; 2026-11-24 ya da 24.11.2026 biçiminde yazınız"
        raise ArgumentTypeError(told) from error


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
