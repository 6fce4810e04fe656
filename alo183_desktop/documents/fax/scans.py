"""Scanned papers of unknown origin as coded fax sheets, drawn in a child process with limits."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.documents.fax import scan_child
from alo183_desktop.documents.foreign.limited_child import (
    NONSENSE,
    ChildEndedError,
    Ending,
    ask_child,
    command_of,
)
from alo183_desktop.documents.letter.content import Resolution
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.documents.letter.content import Compression

_CODES: Final = frozenset(
    {
        "documents.page_too_large",
        "documents.scan_too_large",
        "documents.unreadable_scan",
    }
)


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """Limits for reading a scanned paper."""

    memory_mib: int = 2048
    """A colour page of 80 million pixels takes half of it while it is converted to grey."""
    answer_bytes: int = 200_000_000
    seconds: float = 120.0
    silence_s: float = 60.0
    """Per page; the start of the process is not counted, which waits for a busy disk."""


SCAN_LIMITS: Final = ScanLimits()


def count_sheets(scan: bytes, resolution: Resolution, *, limits: ScanLimits = SCAN_LIMITS) -> int:
    """Return how many fax sheets a scanned paper fills; each of them has been drawn.

    Raises:
        KnownError: As `coded_strips`.
    """
    return len(_answers(scan, limits, resolution.value, ""))


def coded_strips(scan: bytes, resolution: Resolution, compression: Compression) -> list[bytes]:
    """Return each sheet of a scanned paper, a PDF, PNG, JPEG or TIFF, coded by T.4 or T.6.

    Raises:
        KnownError: `documents.unreadable_scan`, `documents.scan_too_large`, or
            `documents.scan_too_slow`: a page took longer than any real one does.
    """
    answers = _answers(scan, SCAN_LIMITS, resolution.value, compression.value)
    try:
        return [base64.b64decode(answer["strip"], validate=True) for answer in answers]
    except NONSENSE as error:
        raise KnownError("documents.unreadable_scan") from error


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What was read on one sheet of a scan."""

    codes: tuple[str, ...]
    """The digits of every code on it (`documents.sheet_codes`)."""
    is_blank: bool
    """Whether it is empty, like the back of a sheet."""
    lies: int = 0
    """How far it is turned clockwise according to its code, as it is drawn (a landscape page is
    drawn rotated clockwise); in degrees: 0, 90, 180 or 270."""


def read_sheets(scan: bytes, *, limits: ScanLimits = SCAN_LIMITS) -> list[ReadSheet]:
    """Return what was read on each sheet of a scanned paper.

    Raises:
        KnownError: As `coded_strips`.
    """
    answers = _answers(scan, limits, Resolution.FINE.value, scan_child.CODES)
    try:
        return [
            ReadSheet(tuple(map(str, one["codes"])), bool(one["is_blank"]), int(one["lies"]))
            for one in answers
        ]
    except NONSENSE as error:
        raise KnownError("documents.unreadable_scan") from error


def child_command() -> list[str]:
    """Return the command that starts the child, without its limits."""
    return command_of(scan_child.OPTION, scan_child.__file__)


def refusal(last: object) -> KnownError:
    """Return what a child's last line says of a paper; it may say anything."""
    code = last.get("error") if isinstance(last, dict) else None
    known = isinstance(code, str) and code in _CODES
    return KnownError(str(code) if known else "documents.unreadable_scan")


def _answers(scan: bytes, limits: ScanLimits, *wanted: str) -> list[dict[str, Any]]:
    """Return the child's answer for each sheet."""
    try:
        answer = ask_child(
            [*child_command(), str(limits.memory_mib), *wanted],
            scan,
            seconds=limits.seconds,
            answer_bytes=limits.answer_bytes,
            silence_s=limits.silence_s,
        )
    except ChildEndedError as error:
        slow = error.ending is Ending.TIMEOUT
        raise KnownError(
            "documents.scan_too_slow" if slow else "documents.scan_too_large"
        ) from error
    try:
        _begin, *sheets, last = [json.loads(line) for line in answer.splitlines()]
    except NONSENSE as error:
        # Nothing at all, or a truncated line: the library ended the child.
        raise KnownError("documents.unreadable_scan") from error
    if not sheets or last != {"end": len(sheets)}:
        raise refusal(last)
    return sheets
