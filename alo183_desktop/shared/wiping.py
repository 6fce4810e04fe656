"""Overwrite secrets in memory, as far as Python lets us.

Not here: what SQLCipher, OpenSSL and Argon2 hold; each of them clears its own.

Python's bytes and texts cannot be changed, only let go, and what was let go stays readable until
something else comes to lie there. CPython keeps their content right behind their head, where it can
be overwritten. Only what this program made for itself may be, such as the copy of a field's text
that Qt hands out: a text that somebody else holds would change under their hands.
"""

from __future__ import annotations

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


def wipe(*secrets: bytes | str) -> None:
    """Overwrite with zeros what nobody else uses; elsewhere than on CPython nothing happens.

    Args:
        secrets: Keys, and texts that hold a key or a password; made by the caller.
    """
    if sys.implementation.name != "cpython":
        return
    import ctypes  # not before the first paint

    for secret in secrets:
        if len(secret) < _SHORTEST:
            continue
        if isinstance(secret, bytes):
            ctypes.memset(id(secret) + _BYTES_HEAD, 0, len(secret))
        elif secret.isascii():
            ctypes.memset(id(secret) + _TEXT_HEAD, 0, len(secret))
        else:
            largest = ord(max(secret))
            width = next(width for limit, width in _WIDTHS if largest < limit)
            ctypes.memset(id(secret) + _WIDE_HEAD, 0, len(secret) * width)
