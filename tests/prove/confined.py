"""A process that can change files in one folder only."""

import ctypes
import os
import sys
from typing import Final

_CREATE: Final = 444
_ADD: Final = 445
_RESTRICT: Final = 446
"""Numbers of the calls of Landlock. Source: landlock(7), as the constants below."""
_NO_NEW_PRIVILEGES: Final = 38
_BENEATH: Final = 1
_CHANGES: Final = 0x7FF2
"""Write, remove, make, move and cut files of every kind: all but reading and executing."""
_WRITE_ONE: Final = 0x4002
"""What of that a file can be given that is no folder."""
_VERSION: Final = 1
_LEAST_VERSION: Final = 3
"""The first one that hinders cutting files."""


def can_confine() -> bool:
    """Return whether this system can do it."""
    if sys.platform != "linux":
        return False
    version: int = ctypes.CDLL(None).syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)
    return version >= _LEAST_VERSION


def confine(folder: str) -> None:
    """Let this process and its children change nothing outside a folder, by the system's means.

    Raises:
        OSError: The system cannot.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def call(*arguments: object) -> int:
        result: int = libc.syscall(*arguments)
        if result < 0:
            raise OSError(ctypes.get_errno(), "landlock")
        return result

    changes = ctypes.c_uint64(_CHANGES)
    rules = call(_CREATE, ctypes.byref(changes), ctypes.c_size_t(8), 0)
    for path, allowed in ((folder, _CHANGES), (os.devnull, _WRITE_ONE)):
        place = os.open(path, os.O_PATH)
        rule = ctypes.create_string_buffer(
            allowed.to_bytes(8, sys.byteorder) + place.to_bytes(4, sys.byteorder), 12
        )
        call(_ADD, rules, _BENEATH, rule, 0)
        os.close(place)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    call(_RESTRICT, rules, 0)
    os.close(rules)
