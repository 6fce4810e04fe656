"""`alo183` without a command: the window, and a box for errors that keep it from opening."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.shared import collector, laid_down
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.system_libraries import library_error
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from alo183_desktop.cli.context import Context


TRAY: Final = "--tray"
"""Begin locked in the tray, when the desktop starts it at sign-in."""
_NAME: Final = "Alo 183 İl Masası"
_ERROR: Final = 0x0000_0010 | 0x0001_0000
"""MB_ICONERROR, MB_SETFOREGROUND. Source: MessageBoxW, learn.microsoft.com."""


def run(arguments: Namespace, context: Context) -> int:
    """Open the window and return its exit code; raises as `open_window`."""
    return open_window(context.data_folder, in_tray=arguments.tray)


def open_window(data_folder: Path, *, in_tray: bool = False) -> int:
    """Open the window on a data folder and return its exit code.

    Raises:
        KnownError: `cli.no_display`, or `cli.library_missing`: the system lacks one that Qt needs.
    """
    if not has_display():
        raise KnownError("cli.no_display")
    # The window collects garbage itself, once everything is loaded (gui/kit/background.py).
    collector.pause_collector()
    try:
        from alo183_desktop.gui import application
    except ImportError as error:
        if known := library_error(error):
            raise known from error
        raise
    from alo183_desktop.gui.kit.errors import keep_qt_quiet

    keep_qt_quiet(refused=_end_refused)
    return application.run(data_folder, in_tray=in_tray)


def _end_refused(error: KnownError) -> None:
    """End the process with the reason why there is no window: Qt would end it without one."""
    show_box(str(message_of(error)))
    sys.stderr.flush()
    os._exit(EXIT_INPUT)


def window_without_command(argv: Sequence[str]) -> tuple[Path, bool] | None:
    """Return the window requested by a command line that requests nothing else.

    It is the data folder, and whether the window begins in the tray. The parser of all
    commands and its imports take as long as half of Qt: opening the window must not wait
    for them. None leaves the command line to the parser.
    """
    match argv:
        case [*words, option] if option == TRAY:
            asked = window_without_command(words)
            return None if asked is None else (asked[0], True)
        case []:
            return laid_down.default_data_folder(), False
        case ["--data", folder] if folder and not folder.startswith("-"):
            return Path(folder), False
        case _:
            return None


def has_display() -> bool:
    """Return whether a window can be opened here."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"] not in {"offscreen", "minimal"}
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class ErrorBox(io.StringIO):
    """Replaces a standard error that nobody reads, and shows its content on request.

    Not with each flush: log output of libraries comes here, too.
    """

    def show(self) -> None:
        """Show everything that was written since the last time, if anything was."""
        text = self.getvalue().strip()
        self.seek(0)
        self.truncate()
        if text:
            show_box(text)


if sys.platform == "win32":
    HAS_BOXES: Final = True

    def show_box(text: str) -> None:
        """Show a box of the system, and wait until it is closed."""
        import ctypes  # not before the first paint

        ctypes.windll.user32.MessageBoxW(None, text, _NAME, _ERROR)

else:
    HAS_BOXES: Final = False

    def show_box(text: str) -> None:
        """Write to the standard error, if there is one."""
        sys.stderr.write(f"{text}\n")
