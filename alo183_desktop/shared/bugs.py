"""Log where a bug happened, without any of the values involved.

Python and its libraries print what went wrong to standard error, together with the values involved.
A desktop keeps that output: in the journal, or in a file of the session.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any, Final

from alo183_desktop.shared.errors import Cancelled, KnownError

logger = logging.getLogger(__name__)

_OURS: Final = "alo183_desktop"
_AWAY: Final = "db.server_away"


def log_bug(error: BaseException) -> None:
    """Log where a bug happened; never its text or values, which may hold personal data.

    A server that is away is no bug of the caller, nor is cancelled work: neither is logged.
    """
    if isinstance(error, Cancelled) or (isinstance(error, KnownError) and error.code == _AWAY):
        return
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{frame.name}:{frame.lineno} ({_short(frame.filename)})" for frame in reversed(frames)
    )
    logger.error("bug: %s at %s", type(error).__name__, where)


def keep_quiet() -> None:
    """Keep everything that may name a person off the standard error, whatever printed it.

    Of an exception that ends a thread or is raised in a destructor, and of a library's warning,
    only the location is logged; what libraries log is dropped.
    """
    threading.excepthook = _on_thread
    sys.unraisablehook = _on_unraisable
    warnings.showwarning = _on_warning
    # A log record that cannot be formatted would be printed with all its arguments.
    logging.raiseExceptions = False
    if logging.lastResort is not None:
        logging.lastResort.addFilter(logging.Filter(_OURS))


def _on_thread(hook_args: threading.ExceptHookArgs) -> None:
    if hook_args.exc_value is not None:
        log_bug(hook_args.exc_value)


def _on_unraisable(hook_args: Any) -> None:
    if hook_args.exc_value is not None:
        log_bug(hook_args.exc_value)


def _on_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    *_to: Any,
    **_as: Any,
) -> None:
    del message  # it may name a person
    logger.warning("%s at %s:%d", category.__name__, _short(filename), lineno)


def _short(filename: str) -> str:
    """Return the path within the program or its library: the full one names the home's owner."""
    path = Path(filename)
    if _OURS in path.parts:
        return filename.rpartition(_OURS)[2]
    return "/".join(path.parts[-2:])
