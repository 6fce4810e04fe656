"""Read the tables of workbooks and text files that came from somewhere else.

Not here: what the columns mean (imports). The reading itself happens in a child process with limits
on memory and time (foreign_child.py): a small forged workbook can take any amount of memory or end
the process that reads it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from alo183_desktop.documents import foreign_child
from alo183_desktop.documents.limited_child import ChildEndedError, Ending, ask_child, command_of
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.regular_files import open_regular

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

Cell: TypeAlias = str | float | int | bool | dt.date | dt.datetime | None
"""None is an empty cell. Instants are naive, as the workbook has them."""
_REFUSED_ROWS: Final = {"sign": "documents.foreign_sign", "cell": "documents.foreign_cell"}
_REFUSED_FILES: Final = {
    "kind": "documents.foreign_kind",
    "empty": "documents.foreign_empty",
    "encrypted": "documents.foreign_encrypted",
    "too_big": "documents.foreign_too_big",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a foreign file may cost."""

    file_bytes: int = 30_000_000
    unpacked_bytes: int = 300_000_000
    """Of all parts of a workbook together."""
    answer_bytes: int = 200_000_000
    memory_mib: int = 512
    seconds: float = 30.0
    cells: int = 3_000_000
    """Of all sheets together, empty ones counted."""
    columns: int = 1_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """One sheet, or the whole of a text file."""

    sheet: str
    """Empty for a text file."""
    rows: tuple[tuple[Cell, ...], ...]
    """From the first row on, empty rows included: the number of a row is its place plus one."""


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """What was read out of one file."""

    name: str
    sha256: str
    tables: tuple[ForeignTable, ...]
    """Visible sheets that hold anything, in their order; at least one."""


def read_tables(path: Path, *, limits: Limits = LIMITS) -> tuple[ForeignTable, ...]:
    """Return the tables of an `.xlsx`, `.xls`, `.ods`, `.csv` or tab-separated file.

    What the file is, its content says. Encoding and separator of a text file are recognised.

    Raises:
        KnownError: `documents.foreign_missing`, `foreign_kind`, `foreign_empty`,
            `foreign_unreadable`, `foreign_sign`, `foreign_cell`, `foreign_encrypted`,
            `foreign_too_big` or `foreign_timeout`.
    """
    return read_file(path, limits=limits).tables


def read_file(
    path: Path, *, limits: Limits = LIMITS, is_cancelled: Callable[[], bool] = lambda: False
) -> ForeignFile:
    """Return the tables of a file with its SHA-256.

    Args:
        path: The file.
        limits: What it may cost.
        is_cancelled: Asked ten times a second, on a thread of its own; the child ends on True.

    Raises:
        KnownError: As `read_tables`, and `documents.foreign_cancelled`.
    """
    try:
        with open_regular(path) as source:
            if os.fstat(source.fileno()).st_size > limits.file_bytes:
                raise KnownError("documents.foreign_too_big")
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            source.seek(0)
            answer = _ask_child(source, limits, is_cancelled)
    except OSError as error:
        raise KnownError("documents.foreign_missing") from error
    return ForeignFile(path.name, sha256, _tables(answer))


def child_command() -> list[str]:
    """Return how the child is started, without its limits.

    As a script it imports nothing of this package, and needs no search path.
    """
    return command_of(foreign_child.OPTION, foreign_child.__file__)


def _ask_child(source: BinaryIO, limits: Limits, is_cancelled: Callable[[], bool]) -> bytes:
    figures = (limits.memory_mib, limits.unpacked_bytes, limits.cells, limits.columns)
    try:
        return ask_child(
            [*child_command(), *map(str, figures)],
            source,
            seconds=limits.seconds,
            answer_bytes=limits.answer_bytes,
            is_cancelled=is_cancelled,
        )
    except ChildEndedError as error:
        match error.ending:
            case Ending.CANCELLED:
                raise KnownError("documents.foreign_cancelled") from error
            case Ending.TIMEOUT:
                seconds = round(limits.seconds)
                raise KnownError("documents.foreign_timeout", seconds=seconds) from error
            case Ending.TOO_BIG:
                raise KnownError("documents.foreign_too_big") from error


def _tables(answer: bytes) -> tuple[ForeignTable, ...]:
    lines = answer.splitlines()
    last = _parsed(lines[-1]) if answer.endswith(b"\n") else None
    if isinstance(last, dict) and "error" in last:
        raise _refusal(str(last["error"]), int(last.get("row", 0)))
    if not isinstance(last, dict) or "end" not in last:
        # Without a last word the child was ended: by the limit on memory, or by an abort of the
        # library, which is what cells far outside cause.
        raise KnownError("documents.foreign_too_big")
    tables: list[tuple[str, list[tuple[Cell, ...]]]] = []
    for line in lines[:-1]:
        value = _parsed(line)
        if isinstance(value, dict):
            tables.append((str(value["table"]), []))
        else:
            tables[-1][1].append(tuple([_cell(cell) for cell in value]))
    found = [
        ForeignTable(sheet, tuple(rows))
        for sheet, rows in tables
        if any(cell is not None for row in rows for cell in row)
    ]
    if not found:
        raise KnownError("documents.foreign_empty")
    return tuple(found)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise KnownError("documents.foreign_unreadable") from error


def _cell(told: Any) -> Cell:
    if isinstance(told, list):
        kind, text = told
        return dt.date.fromisoformat(text) if kind == "d" else dt.datetime.fromisoformat(text)
    return told if told is None or isinstance(told, str | int | float) else str(told)


def _refusal(code: str, row: int) -> KnownError:
    if code in _REFUSED_ROWS:
        return KnownError(_REFUSED_ROWS[code], row=row)
    return KnownError(_REFUSED_FILES.get(code, "documents.foreign_unreadable"))
