"""`alo183 audit`: the trail from one entry on, for a program that collects events of others."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access import trail
from alo183_desktop.cli.context import write_columns, write_json
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit_queries import ChainedRow

_MOST: Final = 10_000
"""Entries of one answer."""
_LARGEST: Final = 2**63 - 1
"""The largest number that both databases compare with."""


def list_entries(arguments: Namespace, desk: Desk) -> None:
    """Write the entries after one, oldest first; the last one's number asks for the next page."""
    with desk.work() as work:
        found = trail.read_on(work, after=arguments.after, limit=arguments.limit)
        trail.TRAIL.record_export(work, len(found), "command_line", after=arguments.after)
    if arguments.json:
        write_json([_entry_as_json(one) for one in found])
        return
    write_columns(
        [one.row for one in found],
        {
            "Sıra no": lambda row: str(row.sequence),
            "Zaman": lambda row: f"{local(row.at):%d.%m.%Y %H:%M:%S}",
            "Kim": lambda row: row.actor_login or "program",
            "İşlem": lambda row: trail.word("actions", row.action),
            "Neyle ilgili": lambda row: " ".join(
                filter(None, (trail.word("kinds", row.kind), str(row.item_id or "")))
            ),
        },
    )


def _entry_as_json(one: ChainedRow) -> dict[str, Any]:
    row = one.row
    return {
        **fields_of(row, "sequence", "at", "actor_login", "actor_name", "actor_role"),
        **fields_of(row, "action", "kind", "item_id"),
        "details": dict(row.details),
        "mac": one.mac,
    }


def read_sequence(text: str) -> int:
    """Return the number of an entry as typed; 0 stands before the first one.

    Raises:
        ArgumentTypeError: It is not one.
    """
    return _read_number(text, 0, _LARGEST)


def read_limit(text: str) -> int:
    """Return the most entries of an answer, as typed.

    Raises:
        ArgumentTypeError: It is none, or too large.
    """
    return _read_number(text, 1, _MOST)


def _read_number(text: str, least: int, most: int) -> int:
    digits = text.strip()
    # Only as many digits as a number in these bounds has: Python refuses to read thousands of them.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))):
        raise ArgumentTypeError("sayı okunamadı; yalnız rakam yazınız")
    number = int(digits)
    if not least <= number <= most:
        raise ArgumentTypeError(f"sayı {least} ile {most} arasında olmalı")
    return number
