"""The log of what went wrong: places and kinds, beside the data; no name, no number, no text."""

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
    """Let only this user read a file beside the data; it is made when it is missing."""
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:  # nothing of the data stands in it
        logger.info("a file beside the data could not be kept private")


def log_to(path: Path) -> None:
    """Keep what goes wrong from now on; where there is no folder for it, nothing is kept."""
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
    """Return whether a folder is there; who opens the data says why it cannot be seen."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _rotate(source: str, target: str) -> None:
    """Put a full log aside and begin a new one that only this user can read."""
    Path(source).replace(target)
    keep_private(Path(source))


def note_crashes(path: Path) -> None:
    """Write beside the data where each thread is when the process dies; names of functions alone.

    Nothing is written where no directorate was set up yet (ask once more when it is), where the
    folder may not be written, or where it is noted elsewhere already.
    """
    import faulthandler  # not before the first paint

    if faulthandler.is_enabled() or not _is_folder(path.parent):
        return
    try:
        if path.exists() and path.stat().st_size > _BYTES:
            path.unlink()
        # Open as long as the process lives: a process that dies opens nothing any more.
        file = path.open("ab")
    except OSError:
        logger.info("crashes are not noted")
        return
    keep_private(path)
    faulthandler.enable(file)
