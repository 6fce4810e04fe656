"""`alo183 today` and `alo183 report`: present faults, and the report of a month."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cli.context import write_json
from alo183_desktop.documents.papers.monthly_report import monthly_report_files
from alo183_desktop.documents.papers.today_sheet import today_sheet_pdf
from alo183_desktop.documents.states import SIGNS, evidence_of
from alo183_desktop.overview.reports import monthly_report, today_sheet
from alo183_desktop.overview.service import look
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.values import fields_of
from alo183_desktop.shared.written_files import write_file, write_together

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.access.backup_rules import BackupHealth
    from alo183_desktop.cli.context import Context
    from alo183_desktop.overview.rows import ClauseTile, Overview


def run_today(arguments: Namespace, context: Context) -> None:
    """Write the present faults."""
    sheet = None
    with context.open_desk() as desk:
        backups = desk.backups.standing()
        with desk.work() as work:
            seen = look(work)
            if arguments.pdf is not None:
                require(work, Right.EXPORT)  # a file counts as an export
                sheet = today_sheet(work, backups=backups)
    if sheet is not None:
        write_file(arguments.pdf, today_sheet_pdf(sheet))
    if arguments.json:
        write_json(_as_json(seen, backups))
    else:
        _write(seen, backups)


def run_report(arguments: Namespace, context: Context) -> None:
    """Write the report of a month."""
    with context.open_desk() as desk, desk.work() as work:
        report = monthly_report(work, arguments.month)
    files = monthly_report_files(report)
    write_together(arguments.out, files)
    for file in files:
        sys.stdout.write(f"{arguments.out / file}\n")


def _write(seen: Overview, backups: BackupHealth) -> None:
    for tile in seen.tiles:
        word = f" ({tile.state_word})" if tile.state_word else ""
        # What fails continues its number; where nothing does, the words stand for themselves.
        parted = "" if any(one.count for one in tile.matters) else ","
        sys.stdout.write(
            f"{SIGNS[tile.state]} {tile.clause}. madde, {tile.title}: "
            f"{tile.figure}{parted} {tile.words}{word}\n"
        )
    sys.stdout.write(f"{SIGNS[backups.state]} {backups.text}\n")
    if backups.worry is not None:
        sys.stdout.write(f"  {message_of(backups.worry)}\n")
    if seen.due:
        sys.stdout.write(f"\nSüresi en önce dolacaklar ({seen.due_count}):\n")
    for item in seen.due:
        sign = SIGNS[item.state] if item.state else " "
        who = f", {item.who}" if item.who else ""
        sys.stdout.write(f"{sign} {item.left_words}: {item.matter}{who}\n")


def _as_json(seen: Overview, backups: BackupHealth) -> dict[str, Any]:
    worry = backups.worry
    return {
        "at": seen.at,
        "clauses": [_tile_as_json(tile) for tile in seen.tiles],
        "backups": {
            "newest_at": backups.newest,
            "state": backups.state,
            "told": backups.text,
            "acts_since": backups.acts_since,
            "worry": worry and {"code": worry.code, **message_of(worry)._asdict()},
        },
        "due": [
            {
                **fields_of(item, "due_at", "state", "matter", "who", "kind"),
                "left": item.left_words,
                "id": item.item_id,
            }
            for item in seen.due
        ],
        "due_count": seen.due_count,
    }


def _tile_as_json(tile: ClauseTile) -> dict[str, Any]:
    return {
        **fields_of(tile, "clause", "title", "state", "figure", "words"),
        "rests_on": [fields_of(one, "register", "records") for one in evidence_of(tile.verdict)],
        "matters": [
            {"list": matter.page, **fields_of(matter, "count", "figure", "words")}
            for matter in tile.matters
        ],
    }
