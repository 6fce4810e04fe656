"""The log of failures, beside the data: locations and kinds; no name, number or text."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

LOG_FILE: Final = "alo183.log"
CRASH_FILE: Final = "alo183.crash"
"""Where each thread was when the process died."""
_BYTES: Final = 512 * 1024


def keep_private(path: Path) -> None:
    """Make a file beside the data readable to this user only; create it when it is missing."""
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:  # it holds none of the data
        logger.info("a file beside the data could not be kept private")


def log_to(path: Path) -> None:
    """Log failures from now on; where there is no folder for the log, nothing is logged."""
    from logging.handlers import RotatingFileHandler  # brings sockets and pickle

    root = logging.getLogger("alo183_desktop")
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return
    if not _is_folder(path.parent):  # nothing was set up here, and nobody has asked to
        return
    handler = RotatingFileHandler(
        path, maxBytes=_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.rotator = _rotate
    keep_private(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)


def _is_folder(path: Path) -> bool:
    """Return whether a folder exists; opening the data reports why it cannot be accessed."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _rotate(source: str, target: str) -> None:
    """Set a full log aside and begin a new one that only this user can read."""
    Path(source).replace(target)
    keep_private(Path(source))


def note_crashes(path: Path) -> None:
    """Write beside the data where each thread is when the process dies; only function names.

    Nothing is written before a directorate is set up (call again afterwards), where the folder is
    not writable, or where crashes are logged elsewhere already.
    """
    import faulthandler  # not before the first paint

    if faulthandler.is_enabled() or not _is_folder(path.parent):
        return
    try:
        if path.exists() and path.stat().st_size > _BYTES:
            path.unlink()
        # Kept open as long as the process lives: a dying process cannot open files.
        file = path.open("ab")
    except OSError:
        logger.info("crashes are not noted")
        return
    keep_private(path)
    faulthandler.enable(file)
