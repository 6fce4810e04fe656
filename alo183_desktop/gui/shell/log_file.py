"""The log beside the data, and other files that only this user reads."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

_LOG_BYTES: Final = 512 * 1024


def keep_private(path: Path) -> None:
    """Let only this user read a file beside the data; it is made when it is missing."""
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:  # nothing of the data stands in it
        logger.info("a file beside the data could not be kept private")


def _rotate(source: str, target: str) -> None:
    """Put a full log aside and begin a new one that only this user can read."""
    Path(source).replace(target)
    keep_private(Path(source))


def log_to(path: Path) -> None:
    """Keep what went wrong beside the data; no line of it holds a name or a number."""
    from logging.handlers import RotatingFileHandler  # brings sockets and pickle

    root = logging.getLogger("alo183_desktop")
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return
    handler = RotatingFileHandler(
        path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.rotator = _rotate
    keep_private(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
