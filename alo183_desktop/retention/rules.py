"""When a period ends, when the next destruction is due, and how T.C. numbers are hidden."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.calendar import add_months
from alo183_desktop.shared.characters import without_hidden
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import mask_tckn, parse_tckn

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_MONTHS: Final = 1200
"""A hundred years: longer retention is not a matter of periods."""
PERIODIC_MONTHS: Final = 6
"""The longest time between two destructions. Source: Yönetmelik 28.10.2017/30224, madde 11."""
RECORD_YEARS: Final = 3
"""How long the record of a destruction is kept at least. Source: same, madde 7."""
LONGEST_REASON: Final = 500
LONGEST_BASIS: Final = 300
_LONGEST_POSTPONING: Final = 120
"""Months; a longer need calls for a longer period."""
_YEAR: Final = 12
_LAST: Final = dt.date.max
_TCKN: Final = re.compile(
    # Eleven digits that do not begin with 0, together or with blanks, not within a longer number.
    r"(?<![\d+])[1-9](?:[ \u00a0\u202f]?\d){10}(?!\d)"
)
_SPREAD: Final = re.compile(
    # The same with other signs between them; looked for at every digit, because those of a date
    # before it must not take its first ones.
    r"(?<![\d+])(?=([1-9](?:[./–-]?\d){10})(?!\d))"
)


def due_on(anchor: dt.date, months: int) -> dt.date:
    """Return the first day on which a record may be destroyed.

    Args:
        anchor: The day from which its period runs, in Istanbul.
        months: Of the period.
    """
    return add_months(anchor, months)


def cutoff(today: dt.date, months: int) -> dt.date:
    """Return the last day from which a period that ran is over today.

    So `anchor <= cutoff(today, months)` holds exactly when `due_on(anchor, months) <= today`: a
    database compares with one day, and needs no calendar. (The first day of the calendar itself is
    always over: nothing is that old.)
    """
    day = add_months(today, -months)
    # The last days of a month all map to the end of a shorter month.
    while day < _LAST and due_on(day + dt.timedelta(days=1), months) <= today:
        day += dt.timedelta(days=1)
    return day


def next_destruction_by(oldest_due: dt.date) -> dt.date:
    """Return when a record that has been due since `oldest_due` must be destroyed.

    Source: Yönetmelik 28.10.2017/30224, madde 11: in the first periodic destruction after the
    duty arose, and these are at most six months apart.
    """
    return add_months(oldest_due, PERIODIC_MONTHS)


def kept_until(made_on: dt.date) -> dt.date:
    """Return until when the record of a destruction is kept at least; see `RECORD_YEARS`."""
    return add_months(made_on, RECORD_YEARS * _YEAR)


def hash_of_ids(kind: str, ids: Iterable[int]) -> str:
    """Return the SHA-256 over the ids of destroyed records, in any order.

    With the audit trail, which names each of them, it proves which ones were destroyed.
    """
    text = f"{kind}:{','.join(str(item_id) for item_id in sorted(set(ids)))}"
    return hashlib.sha256(text.encode()).hexdigest()


def check_months(months: int) -> int:
    """Return a period.

    Raises:
        KnownError: `retention.months`.
    """
    if not 0 < months <= LONGEST_MONTHS:
        raise KnownError("retention.months", limit=LONGEST_MONTHS)
    return months


def check_reason(text: str) -> str:
    """Return the reason of a destruction or postponement, tidied.

    Raises:
        KnownError: `retention.reason_missing` or `retention.reason_long`.
    """
    words = " ".join(without_hidden(text).split())
    if not words:
        raise KnownError("retention.reason_missing")
    if len(words) > LONGEST_REASON:
        raise KnownError("retention.reason_long", limit=LONGEST_REASON)
    return words


def check_basis(text: str) -> str:
    """Return the basis of a period, tidied.

    Raises:
        KnownError: `retention.basis_missing` or `retention.basis_long`.
    """
    words = " ".join(without_hidden(text).split())
    if not words:
        raise KnownError("retention.basis_missing")
    if len(words) > LONGEST_BASIS:
        raise KnownError("retention.basis_long", limit=LONGEST_BASIS)
    return words


def check_until(until: dt.date, *, today: dt.date) -> dt.date:
    """Return the day to which a destruction is postponed.

    Raises:
        KnownError: `retention.until_past`, `retention.until_far`.
    """
    if until <= today:
        raise KnownError("retention.until_past")
    if until > add_months(today, _LONGEST_POSTPONING):
        raise KnownError("retention.until_far", years=_LONGEST_POSTPONING // _YEAR)
    return until


def period_words(months: int) -> str:
    """Return a period in words: `10 yıl`, `2 yıl 6 ay`, `6 ay`."""
    years, rest = divmod(months, _YEAR)
    parts = [f"{years} yıl"] if years else []
    if rest or not years:
        parts.append(f"{rest} ay")
    return " ".join(parts)


def hide_tckns(text: str) -> str:
    """Return a text in which only the ends of each T.C. number can be read.

    Any eleven digits that do not begin with 0 count as one, also with wrong check
    digits: they may be mistyped. Phones begin with 0 or a plus, or have ten or twelve.
    With dots, hyphens or slashes between them, as in dates, they must be right.
    """
    hidden = _TCKN.sub(lambda found: mask_tckn(digits_of(found[0])), text)
    while (spread := _spread_tckn(hidden)) is not None:
        hidden = hidden.replace(spread, mask_tckn(digits_of(spread)))
    return hidden


def holds_tckn(text: str) -> bool:
    """Return whether `hide_tckns` would hide something."""
    return _TCKN.search(text) is not None or _spread_tckn(text) is not None


def _spread_tckn(text: str) -> str | None:
    """Return the first right T.C. number whose digits are apart, as it is written."""
    for found in _SPREAD.finditer(text):
        with suppress(KnownError):
            parse_tckn(digits_of(found[1]))
            return found[1]
    return None


def digits_of(text: str) -> str:
    """Return the digits of a text."""
    return "".join(char for char in text if char.isascii() and char.isdigit())
