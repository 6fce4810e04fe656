"""Check what somebody types as the quota of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.phones.quotas import LAST_PERIOD_DAY, Setting
from alo183_desktop.shared.calendar import is_month_key, month_key
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt

_MINUTE: Final = 60
_LARGEST_SECONDS: Final = 31 * 24 * 60 * _MINUTE
"""A month has no more."""
_UNITS: Final = {"": 1024**3, "gb": 1024**3, "mb": 1024**2}
_LARGEST_BYTES: Final = 1024**5
_MINUTES: Final = re.compile(r"([0-9]{1,6})(?: ?(?:dk|dakika))?")
_DATA: Final = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,2})?) ?(gb|mb)?")


@dataclass(frozen=True, slots=True)
class QuotaForm:
    """A quota as typed, right or wrong."""

    starts_on: dt.date | None = None
    minutes: str = "300"
    data: str = "1 GB"
    """GB where no unit is typed."""
    period_day: int = 1


class CheckedQuota(NamedTuple):
    """What the check of a form found."""

    setting: Setting | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Keys are names of fields of `QuotaForm`."""


def check_quota(form: QuotaForm) -> CheckedQuota:
    """Check each field of `form` for itself."""
    problems: list[Problem] = []
    seconds, amount = parse_minutes(form.minutes), parse_data(form.data)
    if seconds is None:
        problems.append(Problem("minutes", "phones.quota_minutes"))
    if amount is None:
        problems.append(Problem("data", "phones.quota_data"))
    if not 1 <= form.period_day <= LAST_PERIOD_DAY:
        problems.append(Problem("period_day", "phones.period_day", {"last": LAST_PERIOD_DAY}))
    if form.starts_on is None or not is_month_key(month_key(form.starts_on)):
        problems.append(Problem("starts_on", "phones.quota_start"))
    if problems or form.starts_on is None or seconds is None or amount is None:
        return CheckedQuota(None, tuple(problems))
    return CheckedQuota(Setting(form.starts_on, seconds, amount, form.period_day), ())


def parse_minutes(text: str) -> int | None:
    """Return typed minutes, `300` or `300 dk`, as seconds; None when they are no quota."""
    found = _MINUTES.fullmatch(fold(text))
    seconds = int(found[1]) * _MINUTE if found else 0
    return seconds if 0 < seconds <= _LARGEST_SECONDS else None


def parse_data(text: str) -> int | None:
    """Return typed data, `1`, `1,5 GB` or `512 MB`, as bytes; None when it is no quota.

    Without a unit it is GB. More than two digits after comma or point are refused: `1.024` may be
    a thousand and more, or hardly one.
    """
    found = _DATA.fullmatch(fold(text))
    if not found:
        return None
    amount = int(Fraction(found[1].replace(",", ".")) * _UNITS[found[2] or ""])
    return amount if 0 < amount <= _LARGEST_BYTES else None
