"""What is handed to an inspector: records as they were read, before they are made into files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.documents.workbooks import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days an inspection is about, and how much of it is shown."""

    first: dt.date
    """In Istanbul, so with the next; both are in."""
    last: dt.date
    is_masked: bool = True
    """Whether T.C. numbers are hidden."""
    with_scans: bool = False
    """Whether papers from outside go along although nobody can hide a number in a picture."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A frozen file of a letter or a custody form."""

    folder: str
    name: str
    sha256: str
    """That it was frozen with."""
    data: bytes
    is_own: bool
    """Whether the program made it: its content is known, and it can be made anew, masked."""
    content: Mapping[str, Any]
    """Of what the program made: the letter or the custody form as it was stored."""
    is_letter: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """All that was read for an inspection, in one transaction."""

    wanted: Wanted
    directorate: str
    taken_at: dt.datetime
    """UTC."""
    taken_by: str
    trail_head: str
    """The end of the audit chain, as an anchor."""
    files: tuple[TakenFile, ...]
    tables: Mapping[str, tuple[tuple[str, Table], ...]]
    """Sheets with their titles, by the name of their workbook."""
    counts: Mapping[str, int]
    """Letters, dispatches, forms, cases and visits, by name."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that does not go along."""

    name: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Package:
    """What goes into the archive."""

    files: Mapping[str, bytes]
    """Bytes by name, the manifest among them."""
    left_out: tuple[LeftOut, ...]
