"""`alo183` without a command: the window.

Not here: the window itself (gui/application.py).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.cli.context import Context


def run(_arguments: Namespace, context: Context) -> int:
    """Open the window and return its exit code.

    Raises:
        KnownError: `cli.no_display`.
    """
    if not has_display():
        raise KnownError("cli.no_display")
    from alo183_desktop.gui import application

    return application.run(context.data_folder)


def has_display() -> bool:
    """Return whether a window can be opened here."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"] not in {"offscreen", "minimal"}
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
