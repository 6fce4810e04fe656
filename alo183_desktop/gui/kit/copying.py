"""Copy to the clipboard, and clear it when the data is locked."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NOT_KEPT: Final = (
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'
)
"""Windows then neither keeps it in the clipboard history nor sends it to other computers.

Source: Clipboard Formats, learn.microsoft.com.
"""

BRIEFLY_S: Final = 60
"""How long a text that names a person stays: enough to switch windows and paste."""
_NAME: Final = re.compile(r"0\d[\d ]*|[\d ]{10,}|\+[\d ]+")
"""Digits that are no amount."""
_NUMBER: Final = re.compile(r"[+-][\d\s().,/:%+-]*")


class _Last:
    """What was copied last."""

    mark: int | None = None
    """Its hash, where the window system does not report the owner of the clipboard."""
    turn = 0
    """Counts copies: the same text copied again stays as long as the first time."""


def copy_text(text: str, *, html: str = "", seconds: int | None = None) -> None:
    """Put a text into the clipboard, hidden from clipboard histories.

    Args:
        text: Plain.
        html: The same for programs that accept it, such as Word.
        seconds: Then it is removed, if it is still there; None leaves it until the data is
            locked.
    """
    turn = _Last.turn = _Last.turn + 1
    content = QMimeData()
    content.setText(text)
    if html:
        content.setHtml(html)
    if sys.platform == "win32":
        content.setData(_NOT_KEPT, bytes(4))
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(content)
    _Last.mark = None if clipboard.ownsClipboard() else hash(text)

    def forget() -> None:
        if _Last.turn == turn:
            forget_copied()

    if seconds is not None:
        QTimer.singleShot(seconds * 1000, clipboard, forget)


def copy_table(lines: Iterable[Sequence[str]]) -> None:
    """Put rows into the clipboard as a spreadsheet reads them, and as a table for Word and Outlook.

    A spreadsheet reads the table, too: digits that are a name here (a T.C. number, a phone, a
    consignment) are marked as text there, and keep their zeros.
    """
    from html import escape  # half a MiB, with the first copy

    rows = [[cell_text(cell) for cell in line] for line in lines]
    cells = ("".join(f"<td{_look(cell)}>{escape(cell)}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    copy_text("\n".join("\t".join(row) for row in rows), html=f'<table border="1">{table}</table>')


def _look(cell: str) -> str:
    is_name = _NAME.fullmatch(cell) is not None
    return " style=\"mso-number-format:'\\@'\"" if is_name else ""


def forget_copied() -> None:
    """Clear the clipboard if its content came from here; on Linux also what was selected last.

    It reads nothing of another program where the window system reports the owner: Windows would
    wait for that program, as long as it hangs.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsSelection():  # a click of the middle button would paste it anywhere
        clipboard.clear(QClipboard.Mode.Selection)
    if clipboard.ownsClipboard() or (
        _Last.mark is not None and _Last.mark == hash(clipboard.text())
    ):
        clipboard.clear()
    _Last.mark = None


def cell_text(text: str) -> str:
    """Return a cell without line breaks, column breaks and formulas.

    A spreadsheet takes a text that begins with one of four characters for a formula; phones and
    negative numbers begin with two of them, and are left as they are.
    """
    line = " ".join(text.split())
    begins_formula = line.startswith(("=", "@")) or (
        line.startswith(("+", "-")) and not _NUMBER.fullmatch(line)
    )
    return f"'{line}" if begins_formula and len(line) > 1 else line
