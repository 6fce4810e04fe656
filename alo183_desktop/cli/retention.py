"""`alo183 retention` and `alo183 inspection`: what is due, and the package for an inspector.

Nothing is destroyed from here: each record is first looked at by a user.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from alo183_desktop.cli.context import read_secret, write_columns, write_json
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace
    from pathlib import Path

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.retention.rows import DestructionRow, KindRow


def run_due(arguments: Namespace, desk: Desk) -> None:
    """Write the retention state of each kind of records."""
    from alo183_desktop.retention import service
    from alo183_desktop.retention.rules import period_words

    with desk.work() as work:
        standing = service.look(work)
    if arguments.json:
        write_json(
            {
                "kinds": [_kind_as_json(row) for row in standing.kinds],
                "destructions": [_destruction_as_json(row) for row in standing.destructions],
                "unerased": standing.unerased,
            }
        )
        return
    write_columns(
        standing.kinds,
        {
            "Kayıt türü": lambda row: row.kind.words,
            "Saklama süresi": lambda row: period_words(row.period.months),
            "Süresi dolan": lambda row: str(row.due),
            "Uygun": lambda row: str(row.agreed),
            "Ertelenen": lambda row: str(row.postponed),
            "En geç imha": lambda row: format_day(day) if (day := _destroy_by(row)) else "",
        },
    )
    if standing.destructions:
        sys.stdout.write("\n")
        write_columns(
            standing.destructions,
            {
                "İmha": lambda row: str(row.destruction_id),
                "Tarih": lambda row: format_instant(row.at),
                "Kayıt türü": lambda row: row.kind.words,
                "Kayıt": lambda row: str(row.items),
                "Yapan": lambda row: row.by_name,
                "Dosyadan silindi": lambda row: (
                    format_instant(row.erased_at) if row.erased_at else "bekliyor"
                ),
            },
        )


def run_package(arguments: Namespace, desk: Desk) -> None:
    """Write the package of an inspection."""
    from alo183_desktop.retention import inspection, inspection_files
    from alo183_desktop.retention.inspection import InspectionScope
    from alo183_desktop.shared.written_files import write_file

    given = _given_password(arguments.package_password_file)
    password = given or inspection_files.new_password()
    wanted = InspectionScope(
        first=arguments.first,
        last=arguments.last,
        is_masked=not arguments.unmasked,
        with_scans=arguments.with_scans,
    )
    with desk.work() as work:
        taken = inspection.take(work, wanted)
    # Recorded by now: nothing is written before.
    archive, package = inspection_files.make_archive(taken, password=password)
    write_file(arguments.out, archive)
    sys.stdout.write(f"Paket yazıldı: {arguments.out} ({len(package.files)} dosya)\n")
    for left in package.left_out:
        sys.stdout.write(f"Pakete konmadı: {left.name}: {left.reason}.\n")
    if not given:
        sys.stdout.write(f"Parola (bir daha gösterilmez): {password}\n")


def _given_password(path: Path | None) -> str:
    """Return the password in a file; empty when none was named.

    Raises:
        KnownError: `cli.password_file`, or as `inspection_files.check_password`.
    """
    from alo183_desktop.retention.inspection_files import check_password

    return check_password(read_secret(path)) if path is not None else ""


def _kind_as_json(row: KindRow) -> dict[str, Any]:
    return {
        **fields_of(row, "kind", "due", "agreed", "postponed", "oldest_due_on"),
        **fields_of(row.period, "months", "basis"),
        "destroy_by": _destroy_by(row),
    }


def _destroy_by(row: KindRow) -> dt.date | None:
    from alo183_desktop.retention.rules import next_destruction_by

    return row.oldest_due_on and next_destruction_by(row.oldest_due_on)


def _destruction_as_json(row: DestructionRow) -> dict[str, Any]:
    return {
        **fields_of(row, "destruction_id", "kind", "at", "items", "months", "basis", "reason"),
        "by": row.by_name,
        **fields_of(row, "ids_sha256", "kept_until", "erased_at"),
    }
