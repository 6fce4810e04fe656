"""Tell somebody who has no terminal what kept the window from opening, without Qt."""

from __future__ import annotations

import io
import sys
from typing import Final

NAME: Final = "Alo 183 İl Masası"
_ERROR: Final = 0x0000_0010 | 0x0001_0000
"""MB_ICONERROR, MB_SETFOREGROUND. Source: MessageBoxW, learn.microsoft.com."""


class Told(io.StringIO):
    """Stands in for a standard error that nobody reads, and shows what it holds when asked to.

    Not with each flush: what libraries log comes that way, too.
    """

    def show(self) -> None:
        """Show everything that was written since the last time, if anything was."""
        text = self.getvalue().strip()
        self.seek(0)
        self.truncate()
        if text:
            show(text)


if sys.platform == "win32":
    HAS_BOXES: Final = True

    def show(text: str) -> None:
        """Show a box of the system, and wait until it is closed."""
        import ctypes  # not before the first paint

        ctypes.windll.user32.MessageBoxW(None, text, NAME, _ERROR)

else:
    HAS_BOXES: Final = False

    def show(text: str) -> None:
        """Write to the standard error, where it is one."""
        sys.stderr.write(f"{text}\n")
