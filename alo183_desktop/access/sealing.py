"""Seals the key of the data to a public key, and proves whose public key it is.

Not here: how the private key is wrapped (keys.py).

A sealed box: X25519 with a key pair for this one box, HKDF-SHA256, AES-256-GCM. Source: RFC 7748,
RFC 5869; the shape is that of HPKE's base mode, RFC 9180.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from alo183_desktop.db.key import KEY_BYTES

PUBLIC_BYTES: Final = 32
PROOF_BYTES: Final = 32
SEALED_BYTES: Final = PUBLIC_BYTES + KEY_BYTES + 16
"""The box's own public key, the sealed key, the tag."""
_NONCE_BYTES: Final = 12
_BOX: Final = b"alo183 sealed key"
_OWNER: Final = b"alo183 owner of a public key"


def new_pair() -> tuple[bytes, bytes]:
    """Return a private and its public key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal(key: bytes, public: bytes, *, bound: bytes) -> bytes:
    """Seal `key` so that only the private key of `public` opens it, and only beside `bound`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    own = once.public_key().public_bytes_raw()
    box, nonce = _box(shared, own, public)
    return own + AESGCM(box).encrypt(nonce, key, bound)


def unseal(sealed: bytes, private: bytes, public: bytes, *, bound: bytes) -> bytes | None:
    """Return the sealed key; None when it was sealed to another one, or beside something else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    own, rest = sealed[:PUBLIC_BYTES], sealed[PUBLIC_BYTES:]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(own)
        )
        box, nonce = _box(shared, own, public)
        return AESGCM(box).decrypt(nonce, rest, bound)
    except (InvalidTag, ValueError):  # the latter for a point of small order
        return None


def prove(key: bytes, owned: bytes) -> bytes:
    """Return what only who has the key of the data can make of a login and its public key."""
    return hmac.digest(_proving_key(key), owned, hashlib.sha256)


def is_proven(proof: bytes, key: bytes, owned: bytes) -> bool:
    """Return whether `proof` was made with `key` for `owned`."""
    return hmac.compare_digest(proof, prove(key, owned))


def _box(shared: bytes, own: bytes, public: bytes) -> tuple[bytes, bytes]:
    """Return key and nonce of a box; each box has a pair of its own, so that none comes twice."""
    derived = _derive(shared, _BOX + own + public, KEY_BYTES + _NONCE_BYTES)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]


def _proving_key(key: bytes) -> bytes:
    return _derive(key, _OWNER, KEY_BYTES)


def _derive(secret: bytes, info: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=length, salt=None, info=info).derive(secret)
