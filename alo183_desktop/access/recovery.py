"""The recovery sheet: a code that people can print, read aloud and type.

The code has 160 random bits in eight groups of five characters. The fifth character of a group
checks the other four and the group's position, so that a typing error is named by its group. The
key of the data is derived from the code: sheet and data file are enough
(docs/adr/0010-new-keys.md).
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from alo183_desktop.db.key import derive
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are read as 1, 1, 0 and V."""
_GROUPS: Final = 8
_DATA_LENGTH: Final = 4
_GROUP_LENGTH: Final = _DATA_LENGTH + 1
_FIELD: Final = 0b100101
"""x^5 + x^2 + 1, a field of 32 elements: any single error and any swap of two is found."""
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "İ": "1", "ı": "1"})


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """A sheet that is printed once and kept in the safe."""

    groups: tuple[str, ...]
    """Eight groups of five characters."""
    made_at: dt.datetime

    @property
    def code(self) -> str:
        """The whole code, as it opens the slot."""
        return "".join(self.groups)


def new_sheet(*, now: dt.datetime) -> RecoverySheet:
    """Make a sheet with a random code."""
    groups = []
    for place in range(_GROUPS):
        data = "".join(secrets.choice(_ALPHABET) for _ in range(_DATA_LENGTH))
        groups.append(data + _check_character(data, place))
    return RecoverySheet(tuple(groups), now)


def key_of(code: str) -> bytes:
    """Return the key of the data derived from a code, which is random enough for a fast derivation.

    Args:
        code: In its normal form (`read_code`, `RecoverySheet.code`).
    """
    return derive(code.encode(), b"alo183 key of a recovery sheet")


def read_code(text: str) -> str:
    """Return the typed code in its normal form.

    Blanks, hyphens and case are ignored; characters that look alike are read as meant.

    Raises:
        KnownError: `access.recovery_length`, or `access.recovery_group` with the number of the
            first mistyped group.
    """
    code = tidy(text)
    if len(code) != _GROUPS * _GROUP_LENGTH:
        raise KnownError(
            "access.recovery_length", expected=_GROUPS * _GROUP_LENGTH, count=len(code)
        )
    for place in range(_GROUPS):
        group = code[place * _GROUP_LENGTH : (place + 1) * _GROUP_LENGTH]
        if _check_character(group[:_DATA_LENGTH], place) != group[_DATA_LENGTH]:
            raise KnownError("access.recovery_group", group=place + 1)
    return code


def tidy(text: str) -> str:
    """Return the characters that were meant, without separators."""
    chars = text.translate(_READ_AS).upper().translate(_READ_AS)
    return "".join(char for char in chars if char.isascii() and char.isalnum())


def _check_character(data: str, place: int) -> str:
    total, weight = 0, 1
    for value in (*(_ALPHABET.index(char) for char in data), place):
        weight = _times(weight, 2)
        total ^= _times(value, weight)
    return _ALPHABET[total]


def _times(left: int, right: int) -> int:
    """Multiply in the field of 32 elements."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= _FIELD
        right >>= 1
    return product


TESTED_EVERY: Final = dt.timedelta(days=183)
"""Half a year."""


def is_overdue(looked_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Return whether the sheet has to be tested.

    Args:
        looked_at: When it was made or last tested, UTC; None for never.
        now: UTC.
    """
    return looked_at is None or now - looked_at >= TESTED_EVERY


def looked_at_words(looked_at: dt.datetime | None, *, now: dt.datetime) -> str:
    """Return when the sheet was made or last tested, and whether that is too long ago."""
    if looked_at is None:
        return "Kurtarma kâğıdı yapılmadı: kurulumda denetlenmeden bırakıldı. Yenisini yapınız."
    day = format_day(local_day(looked_at))
    if is_overdue(looked_at, now=now):
        return f"En son {day} günü ele alındı: altı ay geçti, kâğıdı deneyiniz."
    return f"En son {day} günü yapıldı ya da denendi."
