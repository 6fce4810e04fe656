"""Keep this program's memory out of crash files and away from the user's other programs."""

from __future__ import annotations

import contextlib
import sys
from typing import Final

_NOT_DUMPABLE: Final = 4
"""PR_SET_DUMPABLE. Source: prctl(2)."""
_NO_ERROR_BOXES: Final = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX. Source: SetErrorMode, learn.microsoft.com."""
_NO_HEAP_IN_REPORTS: Final = 1
"""WER_FAULT_REPORTING_FLAG_NOHEAP. Source: WerSetFlags, learn.microsoft.com."""


def forbid_core_dumps() -> None:
    """Keep the system from dumping memory of this program and its children; costs nothing."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def seal_process() -> None:
    """Forbid crash files by every means of the system, before a secret comes into memory.

    On Linux a limit does not stop a system that pipes crashes into a program, as systemd does; a
    process that is not dumpable stops that as well, and keeps other programs of the same user from
    reading its memory. On Windows crash reports come without the heap. What a system refuses is
    left as it was: nobody is locked out for it.
    """
    forbid_core_dumps()
    import ctypes  # not before the first paint

    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            kernel = ctypes.windll.kernel32
            kernel.SetErrorMode(_NO_ERROR_BOXES)
            kernel.WerSetFlags(_NO_HEAP_IN_REPORTS)
