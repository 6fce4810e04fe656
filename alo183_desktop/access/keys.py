"""The key file: slots that each wrap the one random key of the data.

Not here: the data that the key opens (db), and how often a password may be tried (attempts.py).

A slot is AES-256-GCM under a key that Argon2id makes from a password or a recovery code. The file
holds no name of a case, an officer or a line: only logins and what the directorate calls itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.files import write_atomically
from alo183_desktop.db.key import KEY_BYTES
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT: Final = 1
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
        made = _wrap(PASSWORD, login, password, key, cost=cost, generation=generation)
        return replace(self, slots=(*kept, made))

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
        content = json.loads(path.read_bytes())
        # First: damage is told from a wrong password, and from a newer program, by the sum.
        if content.pop("sum") != _sum(content):
            raise KnownError("access.key_file_broken")
        if content["format"] != _FORMAT:
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


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


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
    )


def _wrap(
    kind: str, login: str, secret: str, key: bytes, *, cost: Cost, generation: int = 0
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
    )
    cipher = AESGCM(_derive(secret, salt=slot.salt, cost=cost))
    return replace(slot, wrapped=cipher.encrypt(slot.nonce, key, _bound(slot)))


def _unwrap(slot: Slot, secret: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_derive(secret, salt=slot.salt, cost=slot.cost))
    try:
        return cipher.decrypt(slot.nonce, slot.wrapped, _bound(slot))
    except InvalidTag:
        return None


def _bound(slot: Slot) -> bytes:
    """Return what the cipher binds the key to, so that no slot can be passed off as another."""
    parts = [_FORMAT, slot.slot_id, slot.kind, slot.login, slot.generation, asdict(slot.cost)]
    return json.dumps(parts).encode()


def _derive(secret: str, *, salt: bytes, cost: Cost) -> bytes:
    import unicodedata

    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        # The same password typed on another keyboard must give the same bytes.
        # An environment may bring bytes that are no text; they are only another wrong password.
        unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.time_cost,
        memory_cost=cost.memory_kib,
        parallelism=cost.parallelism,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
