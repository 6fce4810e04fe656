"""Overwrite secrets in memory, as far as Python lets us.

Not here: what SQLCipher, OpenSSL and Argon2 hold; each of them clears its own.

Python's bytes and texts cannot be changed, only let go, and what was let go stays readable until
something else comes to lie there. CPython keeps their content right behind their head, where it can
be overwritten. Only what this program made for itself may be: a text that somebody else holds, such
as one typed into a field, would change under their hands.
"""

from __future__ import annotations

import sys
from typing import Final

_SHORTEST: Final = 8
"""Shorter ones may be shared by the whole interpreter."""
_BYTES_HEAD: Final = bytes.__basicsize__ - 1
_TEXT_HEAD: Final = sys.getsizeof("") - 1
"""Of a text of ASCII signs alone; both end with a zero that is counted in."""


def wipe(*secrets: bytes | str) -> None:
    """Overwrite with zeros what nobody else uses; elsewhere than on CPython nothing happens.

    Args:
        secrets: Random keys, and texts of ASCII signs that hold one; made by the caller.
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
