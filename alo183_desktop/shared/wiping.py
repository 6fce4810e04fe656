"""Overwrite secrets in memory, as far as Python lets us.

Not here: what SQLCipher, OpenSSL and Argon2 hold; each of them clears its own.

Python's bytes and texts cannot be changed, only let go, and what was let go stays readable until
something else comes to lie there. CPython keeps their content right behind their head, where it can
be overwritten. Only what this program made for itself may be, such as the copy of a field's text
that Qt hands out: a text that somebody else holds would change under their hands.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Final

_SHORTEST: Final = 8
"""Shorter ones may be shared by the whole interpreter."""
_BYTES_HEAD: Final = bytes.__basicsize__ - 1
_TEXT_HEAD: Final = sys.getsizeof("") - 1
"""Of a text of ASCII signs alone; both end with a zero that is counted in."""
_WIDE_HEAD: Final = sys.getsizeof(chr(0x11F) * 2) - 3 * 2
"""Of any other text; it ends with a zero that is as wide as its signs."""
_WIDTHS: Final = ((0x100, 1), (0x10000, 2), (0x110000, 4))
"""Bytes for each sign of a text whose largest sign lies below a limit."""

_BLOCK_STEP: Final = 16
_LARGEST_BLOCK: Final = 512
"""Python hands out blocks of its own up to this size, in steps."""
_FILLED: Final = 1024 * 1024
"""Bytes for each of these sizes."""
_TAKEN: Final = (
    (range(24, 1032, 16), 64),
    (range(1032, 64 * 1024, 512), 8),
    (range(64 * 1024, 1024 * 1024, 16 * 1024), 4),
)
"""Sizes of blocks of the C library, and how many of each."""


def wipe(*secrets: bytearray | bytes | str) -> None:
    """Overwrite with zeros what nobody else uses; elsewhere than on CPython only byte arrays.

    Args:
        secrets: Keys, and texts that hold a key or a password; made by the caller.
    """
    is_cpython = sys.implementation.name == "cpython"
    for secret in secrets:
        if isinstance(secret, bytearray):
            secret[:] = bytes(len(secret))
            continue
        if len(secret) < _SHORTEST or not is_cpython:
            continue
        import ctypes  # not before the first paint

        if isinstance(secret, bytes):
            ctypes.memset(id(secret) + _BYTES_HEAD, 0, len(secret))
        elif secret.isascii():
            ctypes.memset(id(secret) + _TEXT_HEAD, 0, len(secret))
        else:
            largest = ord(max(secret))
            width = next(width for limit, width in _WIDTHS if largest < limit)
            ctypes.memset(id(secret) + _WIDE_HEAD, 0, len(secret) * width)


def overwrite_freed() -> None:
    """Overwrite what was let go, by taking as much of it once more as zeros and letting that go.

    For moments at which much was let go: the lock, a new password. It takes some 50 ms. Python's
    own blocks are those of the whole process; those of the system's allocator, which Qt takes, are
    those of the calling thread. What lies between blocks in use and is not handed out again stays.
    """
    if sys.implementation.name != "cpython":
        return
    for size in range(_BLOCK_STEP, _LARGEST_BLOCK + 1, _BLOCK_STEP):
        if size > bytes.__basicsize__:
            held = [bytes(size - bytes.__basicsize__) for _ in range(_FILLED // size)]
            held.clear()
    with contextlib.suppress(OSError, AttributeError):
        _overwrite_freed_by_system()


def _overwrite_freed_by_system() -> None:
    """Do so with the blocks of the C library.

    Raises:
        OSError, AttributeError: This system has it under another name.
    """
    import ctypes  # not before the first paint

    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    library.calloc.restype = ctypes.c_void_p
    library.calloc.argtypes = (ctypes.c_size_t, ctypes.c_size_t)
    library.free.argtypes = (ctypes.c_void_p,)
    blocks = [
        library.calloc(1, size) for sizes, count in _TAKEN for size in sizes for _ in range(count)
    ]
    for block in blocks:
        library.free(block)
    if sys.platform == "linux":
        # Whole pages that nobody uses go back to the system, of all threads.
        library.malloc_trim(0)
