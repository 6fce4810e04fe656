"""The key file: slots that each lead to the one key of the data.

A password or a recovery code gives a key by Argon2id. It opens the private key of the slot
(AES-256-GCM), to which the key of the data is sealed (HPKE): so that a new one can be sealed to
everybody without their passwords. The file holds no name of a case, an officer or a line: only
logins and what the directorate calls itself. Source: RFC 9106, RFC 9180.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from alo183_desktop.access.files import read_small, write_atomically
from alo183_desktop.db.key import KEY_BYTES, derive
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_FORMAT: Final = 1
_NONCE_BYTES: Final = 12
_SALT_BYTES: Final = 16
_TAG_BYTES: Final = 16
_PUBLIC_BYTES: Final = 32
_SIZES: Final = {
    "salt": _SALT_BYTES,
    "nonce": _NONCE_BYTES,
    "wrapped": KEY_BYTES + _TAG_BYTES,
    "public": _PUBLIC_BYTES,
    "sealed": _PUBLIC_BYTES + KEY_BYTES + _TAG_BYTES,
    "proof": hashlib.sha256().digest_size,
}
"""Bytes of the content of a slot; HPKE adds a public key of its own to what it seals."""
PASSWORD: Final = "password"  # noqa: S105 - a kind of slot
RECOVERY: Final = "recovery"
_KINDS: Final = frozenset({PASSWORD, RECOVERY})
_MOST_PASSES: Final = 64
_MOST_LANES: Final = 64
_MOST_MEMORY_KIB: Final = 1024 * 1024
_LEAST_MEMORY_A_LANE_KIB: Final = 8
_HIGHEST_GENERATION: Final = 2**31 - 1
"""Limits of a slot: a damaged file must neither stop the program nor exhaust the machine."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one guess. Source: RFC 9106, section 4, second recommended option."""

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the key."""

    slot_id: str
    kind: str
    login: str
    """Empty for the recovery sheet."""
    generation: int
    """The newest slot of a login has the highest; the data records the lowest one still valid."""
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    """The private key, encrypted by the password or the code."""
    public: bytes
    sealed: bytes
    """The key of the data, sealed to `public`."""
    proof: bytes
    """Made with the key of the data: proves that `public` belongs to this login."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """A key file under a new key of the data."""

    slots: KeyFile
    dropped: tuple[str, ...]
    """Logins that need a new password now, in their order."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All slots of one directorate's data."""

    label: str
    """The name of the directorate; shown before unlocking."""
    slots: tuple[Slot, ...] = ()

    def logins(self) -> tuple[str, ...]:
        """Return the logins, in the order in which they were added."""
        return tuple(slot.login for slot in self.slots if slot.kind == PASSWORD)

    def with_password(
        self, login: str, password: str, key: bytes, *, cost: Cost, after: int = 0
    ) -> KeyFile:
        """Return a file in which `password` opens `key` for `login`; their older slot is removed.

        The new slot's generation is above that of the older one, and above `after`.
        """
        kept = self.without(login)
        generation = max(after, self.generation(login)) + 1
        made = _make(PASSWORD, login, password, key, cost=cost, generation=generation)
        return replace(kept, slots=(*kept.slots, made))

    def under(self, key: bytes, *, before: bytes, generations: Mapping[str, int]) -> Resealed:
        """Return a file whose passwords open `key` from now on; without a recovery sheet.

        Args:
            key: The new key of the data.
            before: The present one; it proves to whom each public key belongs.
            generations: Of the newest slots of active users, by login. Other slots are removed, and
                older ones, which came back with an older file.
        """
        known = {fold(login): generation for login, generation in generations.items()}
        kept, dropped = [], []
        for slot in self.slots:
            if slot.kind != PASSWORD or fold(slot.login) not in known:
                continue
            is_newest = slot.generation >= known[fold(slot.login)]
            if is_newest and hmac.compare_digest(slot.proof, _prove(slot, before)):
                kept.append(_seal(slot, key))
            else:
                dropped.append(slot.login)
        return Resealed(KeyFile(self.label, tuple(kept)), tuple(dropped))

    def generation(self, login: str) -> int:
        """Return the generation of the slot of `login`; 0 when there is none."""
        return max((slot.generation for slot in self._slots_of(login)), default=0)

    def with_recovery(self, code: str, key: bytes, *, cost: Cost) -> KeyFile:
        """Return a file in which only the sheet with `code` recovers `key`; older sheets expire."""
        kept = tuple(slot for slot in self.slots if slot.kind != RECOVERY)
        return replace(self, slots=(*kept, _make(RECOVERY, "", code, key, cost=cost)))

    def without(self, login: str) -> KeyFile:
        """Return a file that `login` can no longer open."""
        gone = self._slots_of(login)
        kept = tuple(slot for slot in self.slots if slot not in gone)
        return replace(self, slots=kept)

    def unwrap(self, login: str, password: str) -> bytes | None:
        """Return the key, or None when login or password is wrong; both cost the same time."""
        found = self._slots_of(login)
        if not found:
            _stretch(password, salt=bytes(_SALT_BYTES), cost=self._usual_cost())
            return None
        return _unwrap(found[0], password)

    def recover(self, code: str) -> bytes | None:
        """Return the key, or None when the code does not match."""
        for slot in self.slots:
            if slot.kind == RECOVERY:
                return _unwrap(slot, code)
        return None

    def save(self, path: Path) -> None:
        """Write the file to a temporary one, flush it, and rename it."""
        content: dict[str, Any] = {"format": _FORMAT, "label": self.label}
        content["slots"] = [
            {
                name: _text(value) if isinstance(value, bytes) else value
                for name, value in asdict(slot).items()
            }
            for slot in self.slots
        ]
        content["sum"] = _sum(content)
        write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def _slots_of(self, login: str) -> tuple[Slot, ...]:
        sought = fold(login)
        return tuple(s for s in self.slots if s.kind == PASSWORD and fold(s.login) == sought)

    def _usual_cost(self) -> Cost:
        return self.slots[0].cost if self.slots else Cost()


_UNREADABLE: Final = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""Errors that reading a file of arbitrary bytes may raise."""


def load(path: Path) -> KeyFile:
    """Read a key file.

    Raises:
        KnownError: `access.key_file_missing`, `access.key_file_broken` or
            `access.key_file_newer`.
    """
    try:
        content = json.loads(read_small(path))
        # First: the sum tells damage from a wrong password, and from a newer program.
        if content.pop("sum") != _sum(content):
            raise KnownError("access.key_file_broken")
        if content["format"] != _FORMAT:
            raise KnownError("access.key_file_newer")
        return KeyFile(
            label=str(content["label"]),
            slots=tuple(_slot(entry) for entry in content["slots"]),
        )
    except FileNotFoundError as error:
        raise KnownError("access.key_file_missing") from error
    except _UNREADABLE as error:
        raise KnownError("access.key_file_broken") from error


def checked(slot: Slot) -> Slot:
    """Return a slot that was read from elsewhere, if it is a possible one.

    Raises:
        KnownError: `access.key_file_broken`.
    """
    if not _is_possible(slot):
        raise KnownError("access.key_file_broken")
    return slot


def audit_key(key: bytes) -> bytes:
    """Return the key of the audit chain, which reveals nothing about the key of the data."""
    return derive(key, b"alo183 audit chain")


def _sum(content: dict[str, Any]) -> str:
    """Return the checksum of the file's content without the sum itself, in any format."""
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _slot(entry: dict[str, Any]) -> Slot:
    slot = Slot(
        slot_id=str(entry["slot_id"]),
        kind=str(entry["kind"]),
        login=str(entry["login"]),
        generation=int(entry["generation"]),
        cost=Cost(**{name: int(value) for name, value in entry["cost"].items()}),
        **{name: _bytes(entry[name]) for name in _SIZES},
    )
    if not _is_possible(slot):
        raise ValueError("no slot of this program")
    return slot


def _is_possible(slot: Slot) -> bool:
    cost = slot.cost
    return (
        slot.kind in _KINDS
        and 0 <= slot.generation <= _HIGHEST_GENERATION
        and 1 <= cost.time_cost <= _MOST_PASSES
        and 1 <= cost.parallelism <= _MOST_LANES
        and cost.parallelism * _LEAST_MEMORY_A_LANE_KIB <= cost.memory_kib <= _MOST_MEMORY_KIB
        and all(len(getattr(slot, name)) == size for name, size in _SIZES.items())
    )


def _make(
    kind: str, login: str, secret: str, key: bytes, *, cost: Cost, generation: int = 0
) -> Slot:
    own = X25519PrivateKey.generate()
    slot = Slot(
        slot_id=secrets.token_hex(8),
        kind=kind,
        login=login,
        generation=generation,
        cost=cost,
        salt=os.urandom(_SALT_BYTES),
        nonce=os.urandom(_NONCE_BYTES),
        wrapped=b"",
        public=own.public_key().public_bytes_raw(),
        sealed=b"",
        proof=b"",
    )
    stretched = _stretch(secret, salt=slot.salt, cost=cost)
    wrapped = AESGCM(stretched).encrypt(slot.nonce, own.private_bytes_raw(), _bound(slot))
    _zero(stretched)
    return _seal(replace(slot, wrapped=wrapped), key)


def _seal(slot: Slot, key: bytes) -> Slot:
    """Return the slot with `key` as the key of the data."""
    public = X25519PublicKey.from_public_bytes(slot.public)
    sealed = _suite().encrypt(key, public, info=_bound(slot))
    return replace(slot, sealed=sealed, proof=_prove(slot, key))


def _prove(slot: Slot, key: bytes) -> bytes:
    """Return a proof for a login and its public key that needs the key of the data."""
    return hmac.digest(derive(key, b"alo183 owner of a public key"), _bound(slot), hashlib.sha256)


def _unwrap(slot: Slot, secret: str) -> bytes | None:
    bound, private = _bound(slot), bytearray(KEY_BYTES)
    stretched = _stretch(secret, salt=slot.salt, cost=slot.cost)
    try:
        AESGCM(stretched).decrypt_into(slot.nonce, slot.wrapped, bound, private)
        own = X25519PrivateKey.from_private_bytes(private)
        return _suite().decrypt(slot.sealed, own, info=bound)
    except InvalidTag:
        return None
    finally:
        _zero(stretched)
        _zero(private)


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _bound(slot: Slot) -> bytes:
    """Return the data its secrets are bound to, so that no slot can be passed off as another."""
    parts = [slot.slot_id, slot.kind, slot.login, slot.generation, asdict(slot.cost)]
    return json.dumps([*parts, _text(slot.public)]).encode()


def _stretch(secret: str, *, salt: bytes, cost: Cost) -> bytearray:
    """Return the key derived from a password or a code, at the cost of a guess."""
    # The same password typed on another keyboard must give the same bytes.
    # An environment may contain bytes that are no text; they are just a wrong password.
    encoded = unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass")
    argon = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.time_cost,
        lanes=cost.parallelism,
        memory_cost=cost.memory_kib,
    )
    stretched = bytearray(KEY_BYTES)
    try:
        argon.derive_into(encoded, stretched)
    except MemoryError as error:  # also raised when threads cannot be started
        raise KnownError("access.no_memory", megabytes=-(-cost.memory_kib // 1024)) from error
    return stretched


def _zero(secret: bytearray) -> None:
    # What Python cannot change (bytes, texts) is released; Qt and SQLite keep copies anyway.
    secret[:] = bytes(len(secret))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
