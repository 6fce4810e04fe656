"""The key of an encrypted file: its size, keys derived from it, and short texts that it seals.

A module of its own, so that the key file can be read without SQLAlchemy.
"""

from __future__ import annotations

import base64
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def derive(secret: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose, which reveals neither `secret` nor another one.

    Args:
        secret: As random as a key; nothing here makes guesses slow. Source: RFC 5869.
        purpose: Distinguishes the keys.
    """
    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)


def seal(text: str, secret: bytes, purpose: bytes) -> str:
    """Return a short text sealed so that only `secret` opens it, for the same purpose."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(derive(secret, purpose)).encrypt(nonce, text.encode(), purpose)
    return base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str, secret: bytes, purpose: bytes) -> str:
    """Return the sealed text; empty where `secret` is empty, or not the one that sealed it.

    Raises:
        ValueError: The text does not have the form of a sealed one.
    """
    if not secret:
        return ""
    data = base64.b64decode(sealed)
    nonce, inner = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    try:
        return (
            AESGCM(derive(secret, purpose)).decrypt(nonce, inner, purpose).decode(errors="replace")
        )
    except InvalidTag:
        return ""
