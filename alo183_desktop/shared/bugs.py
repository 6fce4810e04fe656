"""Write where a bug happened, and nothing of what it happened to.

Python and its libraries tell on the standard error what they could not do, with the words that they
could not do it to. A desktop keeps that output: in the journal, or in a file of the session.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any, Final

logger = logging.getLogger(__name__)

_OURS: Final = "alo183_desktop"


def log_bug(error: BaseException) -> None:
    """Write where a bug happened; never its text or values, which may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{frame.name}:{frame.lineno} ({_short(frame.filename)})" for frame in reversed(frames)
    )
    logger.error("bug: %s at %s", type(error).__name__, where)


def keep_quiet() -> None:
    """Let nothing reach the standard error that names a person, whoever says it.

    What ends a thread, what a destructor raises and what libraries warn of is told by its place;
    what libraries log is left out.
    """
    threading.excepthook = _on_thread
    sys.unraisablehook = _on_unraisable
    warnings.showwarning = _on_warning
    # A line that cannot be put together would be printed with all that it was made of.
    logging.raiseExceptions = False
    if logging.lastResort is not None:
        logging.lastResort.addFilter(logging.Filter(_OURS))


def _on_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        log_bug(told.exc_value)


def _on_unraisable(told: Any) -> None:
    if told.exc_value is not None:
        log_bug(told.exc_value)


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
    """Return the path within the program or its library: the whole one names whose home it is."""
    path = Path(filename)
    if _OURS in path.parts:
        return filename.rpartition(_OURS)[2]
    return "/".join(path.parts[-2:])
