"""The key file: slots that each lead to the one key of the data.

Not here: the data that the key opens (db), and how often a password may be tried (attempts.py).

A slot is AES-256-GCM under a key that Argon2id makes from a password or a recovery code. What a
password opens is a private key of its own, to which the key of the data is sealed: so that a new
one can be sealed to everybody without their passwords (sealing.py). The file holds no name of a
case, an officer or a line: only logins and what the directorate calls itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access import sealing
from alo183_desktop.access.files import read_small, write_atomically
from alo183_desktop.db.key import KEY_BYTES
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.wiping import wipe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FORMAT: Final = 2
_FORMATS: Final = frozenset({1, _FORMAT})
"""Those that are read; in the first one a password's slot wraps the key of the data itself."""
_BOUND_AS: Final = 1
"""What slots without a private key of their own bind as their format."""
_NONCE_BYTES: Final = 12
_SALT_BYTES: Final = 16
_TAG_BYTES: Final = 16
PASSWORD: Final = "password"  # noqa: S105 - a kind of slot
RECOVERY: Final = "recovery"
_KINDS: Final = frozenset({PASSWORD, RECOVERY})
_MOST_PASSES: Final = 64
_MOST_LANES: Final = 64
_MOST_MEMORY_KIB: Final = 1024 * 1024
_LEAST_MEMORY_A_LANE_KIB: Final = 8
_HIGHEST_GENERATION: Final = 2**31 - 1
"""What a slot may ask for: a damaged file must neither stop the program nor eat the machine."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs. Source: RFC 9106, section 4, second recommended option."""

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
    """Of a login's slots the newest has the highest; the data tells which is too old."""
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    """The private key of a password's slot; the key of the data in all others."""
    public: bytes = b""
    """To which the key of the data is sealed; empty where `wrapped` is that key."""
    sealed: bytes = b""
    """The key of the data."""
    proof: bytes = b""
    """By the key of the data that `public` belongs to this login: nobody slips in one of theirs."""

    @property
    def can_be_resealed(self) -> bool:
        """Whether a new key of the data can be given to it without its password."""
        return bool(self.public)


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of a key file under a new key of the data."""

    slots: KeyFile
    dropped: tuple[str, ...]
    """Logins that need a new password now, in their order."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All slots of one directorate's data."""

    label: str
    """What the directorate calls itself; shown before unlocking."""
    slots: tuple[Slot, ...] = ()

    def logins(self) -> tuple[str, ...]:
        """Return who can sign in, in the order in which they were added."""
        return tuple(slot.login for slot in self.slots if slot.kind == PASSWORD)

    def with_password(
        self, login: str, password: str, key: bytes, *, cost: Cost, after: int = 0
    ) -> KeyFile:
        """Return a file in which `password` opens `key` for `login`; their older slot goes.

        The new slot's generation is above that of the older one, and above `after`.
        """
        kept = self.without(login).slots
        generation = max(after, self.generation(login)) + 1
        made = _password_slot(login, password, key, cost=cost, generation=generation)
        return replace(self, slots=(*kept, made))

    def can_be_resealed(self, login: str) -> bool:
        """Return whether the slot of `login` takes a new key of the data without its password."""
        sought = fold(login)
        return any(
            slot.can_be_resealed
            for slot in self.slots
            if slot.kind == PASSWORD and fold(slot.login) == sought
        )

    def with_own_pair(self, login: str, password: str, key: bytes, *, cost: Cost) -> KeyFile:
        """Return a file in which the slot of `login` has a private key of its own.

        Its generation stays: that an older key file is refused does not depend on it.
        """
        made = _password_slot(login, password, key, cost=cost, generation=self.generation(login))
        return replace(self, slots=(*self.without(login).slots, made))

    def under(self, key: bytes, *, before: bytes, generations: Mapping[str, int]) -> Resealed:
        """Return a file whose passwords open `key` from now on; without a recovery sheet.

        Args:
            key: The new key of the data.
            before: The present one; it proves whose public key each is.
            generations: Of the newest slots of who may sign in, by login. Others' slots go, and
                older ones, which somebody brought back with an older file.
        """
        known = {fold(login): generation for login, generation in generations.items()}
        kept, dropped = [], []
        for slot in self.slots:
            if slot.kind != PASSWORD or fold(slot.login) not in known:
                continue
            if (
                slot.can_be_resealed
                and slot.generation >= known[fold(slot.login)]
                and sealing.is_proven(slot.proof, before, _owned(slot))
            ):
                kept.append(_sealed(slot, key))
            else:
                dropped.append(slot.login)
        return Resealed(replace(self, slots=tuple(kept)), tuple(dropped))

    def generation(self, login: str) -> int:
        """Return the generation of the slot of `login`; 0 when there is none."""
        sought = fold(login)
        return max(
            (s.generation for s in self.slots if s.kind == PASSWORD and fold(s.login) == sought),
            default=0,
        )

    def with_recovery(self, code: str, key: bytes, *, cost: Cost) -> KeyFile:
        """Return a file in which only the sheet with `code` recovers `key`; older sheets go."""
        kept = tuple(slot for slot in self.slots if slot.kind != RECOVERY)
        return replace(self, slots=(*kept, _wrap(RECOVERY, "", code, key, cost=cost)))

    def without(self, login: str) -> KeyFile:
        """Return a file that `login` can no longer open."""
        gone = fold(login)
        kept = (s for s in self.slots if s.kind != PASSWORD or fold(s.login) != gone)
        return replace(self, slots=tuple(kept))

    def unwrap(self, login: str, password: str) -> bytes | None:
        """Return the key, or None when login or password is wrong; both cost the same time."""
        sought = fold(login)
        found = [s for s in self.slots if s.kind == PASSWORD and fold(s.login) == sought]
        if not found:
            _derive(password, salt=bytes(_SALT_BYTES), cost=self._usual_cost())
            return None
        return _unwrap(found[0], password)

    def recover(self, code: str) -> bytes | None:
        """Return the key, or None when the code is another one."""
        for slot in self.slots:
            if slot.kind == RECOVERY:
                return _unwrap(slot, code)
        return None

    def save(self, path: Path) -> None:
        """Write the file aside, flush it, and put it in its place."""
        slots = [
            {
                **asdict(slot),
                "salt": _text(slot.salt),
                "nonce": _text(slot.nonce),
                "wrapped": _text(slot.wrapped),
                "public": _text(slot.public),
                "sealed": _text(slot.sealed),
                "proof": _text(slot.proof),
            }
            for slot in self.slots
        ]
        content: dict[str, Any] = {"format": _FORMAT, "label": self.label, "slots": slots}
        content["sum"] = _sum(content)
        write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def _usual_cost(self) -> Cost:
        return self.slots[0].cost if self.slots else Cost()


_UNREADABLE: Final = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError),
    *(OverflowError, RecursionError),
)
"""What reading a file of arbitrary bytes may bring about."""


def load(path: Path) -> KeyFile:
    """Read a key file.

    Raises:
        KnownError: `access.key_file_missing`, `access.key_file_broken` or
            `access.key_file_newer`.
    """
    try:
        content = json.loads(read_small(path))
        # First: damage is told from a wrong password, and from a newer program, by the sum.
        if content.pop("sum") != _sum(content):
            raise KnownError("access.key_file_broken")
        if content["format"] not in _FORMATS:
            raise KnownError("access.key_file_newer")
        return KeyFile(
            label=str(content["label"]), slots=tuple(_slot(entry) for entry in content["slots"])
        )
    except FileNotFoundError as error:
        raise KnownError("access.key_file_missing") from error
    except _UNREADABLE as error:
        raise KnownError("access.key_file_broken") from error


def checked(slot: Slot) -> Slot:
    """Return a slot that was read from somewhere else, once it is a possible one.

    Raises:
        KnownError: `access.key_file_broken`.
    """
    if not _is_possible(slot):
        raise KnownError("access.key_file_broken")
    return slot


def audit_key(key: bytes) -> bytes:
    """Return the key of the audit chain, which tells nothing of the key of the data."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=b"alo183 audit chain").derive(key)


def _sum(content: dict[str, Any]) -> str:
    """Return the checksum of all that stands in the file but the sum itself, in any format."""
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _slot(entry: dict[str, Any]) -> Slot:
    slot = Slot(
        slot_id=str(entry["slot_id"]),
        kind=str(entry["kind"]),
        login=str(entry["login"]),
        generation=int(entry["generation"]),
        cost=Cost(**{name: int(value) for name, value in entry["cost"].items()}),
        salt=_bytes(entry["salt"]),
        nonce=_bytes(entry["nonce"]),
        wrapped=_bytes(entry["wrapped"]),
        **{name: _bytes(entry.get(name, "")) for name in ("public", "sealed", "proof")},
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
        and len(slot.salt) == _SALT_BYTES
        and len(slot.nonce) == _NONCE_BYTES
        and len(slot.wrapped) == KEY_BYTES + _TAG_BYTES
        and (len(slot.public), len(slot.sealed), len(slot.proof)) in _sizes(slot.kind)
    )


def _sizes(kind: str) -> tuple[tuple[int, int, int], ...]:
    """Return how long public key, sealed key and proof of a slot may be."""
    none = (0, 0, 0)
    own = (sealing.PUBLIC_BYTES, sealing.SEALED_BYTES, sealing.PROOF_BYTES)
    return (none, own) if kind == PASSWORD else (none,)


def _password_slot(login: str, password: str, key: bytes, *, cost: Cost, generation: int) -> Slot:
    """Make a slot with a private key of its own, to which the key of the data is sealed."""
    private, public = sealing.new_pair()
    slot = _wrap(
        PASSWORD, login, password, private, cost=cost, generation=generation, public=public
    )
    wipe(private)
    return _sealed(slot, key)


def _sealed(slot: Slot, key: bytes) -> Slot:
    bound = _owned(slot)
    return replace(
        slot,
        sealed=sealing.seal(key, slot.public, bound=bound),
        proof=sealing.prove(key, bound),
    )


def _wrap(
    kind: str,
    login: str,
    secret: str,
    wanted: bytes,
    *,
    cost: Cost,
    generation: int = 0,
    public: bytes = b"",
) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    slot = Slot(
        slot_id=secrets.token_hex(8),
        kind=kind,
        login=login,
        generation=generation,
        cost=cost,
        salt=os.urandom(_SALT_BYTES),
        nonce=os.urandom(_NONCE_BYTES),
        wrapped=b"",
        public=public,
    )
    derived = _derive(secret, salt=slot.salt, cost=cost)
    wrapped = AESGCM(derived).encrypt(slot.nonce, wanted, _bound(slot))
    wipe(derived)
    return replace(slot, wrapped=wrapped)


def _unwrap(slot: Slot, secret: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    derived = _derive(secret, salt=slot.salt, cost=slot.cost)
    try:
        opened = AESGCM(derived).decrypt(slot.nonce, slot.wrapped, _bound(slot))
    except InvalidTag:
        return None
    finally:
        wipe(derived)
    if not slot.public:
        return opened
    key = sealing.unseal(slot.sealed, opened, slot.public, bound=_owned(slot))
    wipe(opened)
    return key


def _bound(slot: Slot) -> bytes:
    """Return what the cipher binds the key to, so that no slot can be passed off as another."""
    parts: list[Any] = [
        *(_BOUND_AS, slot.slot_id, slot.kind, slot.login, slot.generation),
        asdict(slot.cost),
    ]
    if slot.public:
        parts.append(_text(slot.public))
    return json.dumps(parts).encode()


def _owned(slot: Slot) -> bytes:
    """Return what says whose public key it is."""
    parts = [slot.slot_id, slot.kind, slot.login, slot.generation, _text(slot.public)]
    return json.dumps(parts).encode()


def _derive(secret: str, *, salt: bytes, cost: Cost) -> bytes:
    import unicodedata

    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    # The same password typed on another keyboard must give the same bytes.
    # An environment may bring bytes that are no text; they are only another wrong password.
    normal = unicodedata.normalize("NFC", secret)
    encoded = normal.encode("utf-8", "surrogatepass")
    if normal is not secret:
        wipe(normal)
    try:
        return hash_secret_raw(
            encoded,
            salt,
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=cost.parallelism,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except (HashingError, MemoryError) as error:
        # Only possible values come here: what can be lacking is memory, or threads that need it.
        raise KnownError("access.no_memory", megabytes=-(-cost.memory_kib // 1024)) from error
    finally:
        wipe(encoded)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
