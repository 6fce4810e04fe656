"""What the program puts into the clipboard, and takes out of it when the data is locked."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NOT_KEPT: Final = (
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'
)
"""Windows then neither keeps it in the history of the clipboard nor sends it to other computers.

Source: Clipboard Formats, learn.microsoft.com.
"""

_NUMBER: Final = re.compile(r"[+-][\d\s().,/:%+-]*")


class _Last:
    """What was copied last, as a mark: the text itself is not kept."""

    mark: int | None = None


def copy_text(text: str) -> None:
    """Put a text into the clipboard, where nobody but the next paste gets it."""
    _Last.mark = hash(text)
    content = QMimeData()
    content.setText(text)
    if sys.platform == "win32":
        content.setData(_NOT_KEPT, bytes(4))
    QGuiApplication.clipboard().setMimeData(content)


def copy_table(lines: Iterable[Sequence[str]]) -> None:
    """Put rows into the clipboard as a spreadsheet takes them: one line each, cells by tabs."""
    copy_text("\n".join("\t".join(cell_text(cell) for cell in line) for line in lines))


def forget_copied() -> None:
    """Empty the clipboard if what is in it came from here."""
    clipboard = QGuiApplication.clipboard()
    # Not every window system tells whose it is.
    if clipboard.ownsClipboard() or _Last.mark == hash(clipboard.text()):
        clipboard.clear()
    _Last.mark = None


def cell_text(text: str) -> str:
    """Return a cell that breaks no line, starts no other column and computes nothing.

    A spreadsheet takes what begins with one of four signs for a formula; phones and negative
    numbers begin with two of them, and stay as they are.
    """
    line = " ".join(text.split())
    begins_formula = line.startswith(("=", "@")) or (
        line.startswith(("+", "-")) and not _NUMBER.fullmatch(line)
    )
    return f"'{line}" if begins_formula and len(line) > 1 else line
