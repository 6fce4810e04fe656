"""The key of an encrypted file: its size, and keys that are derived from it.

A module of its own, so that the key file can be read without SQLAlchemy.
"""

from __future__ import annotations

from typing import Final

KEY_BYTES: Final = 32


def derive(secret: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose, which tells nothing of `secret` nor of another one.

    Args:
        secret: As random as a key; nothing here makes guesses slow. Source: RFC 5869.
        purpose: Told apart by it.
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)
