"""Numbers as Turkish papers write them."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_TO_TURKISH: Final = str.maketrans(",.", ".,")
_PERCENT: Final = 100
_MINUTE: Final = 60
_ONE: Final = Decimal(1)


def number_text(value: float, *, decimals: int = 0, least: int | None = None) -> str:
    """Return a number with full stops between thousands and a comma: `1.234,5`.

    Args:
        value: The number; half is rounded away from zero.
        decimals: Greatest number of decimals.
        least: Least number of decimals; None for as many as `decimals`.
    """
    rounded = Decimal(str(value)).quantize(_ONE.scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,.{decimals}f}"
    if text.strip("-0.,") == "":
        text = text.removeprefix("-")
    if least is not None and decimals > least:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0").ljust(least, "0")
        text = f"{whole}.{fraction}" if fraction else whole
    return text.translate(_TO_TURKISH)


def whole_minutes(seconds: float) -> int:
    """Return seconds in the minutes that every screen and paper shows; half a minute is one more.

    So what is used and what is left of a quota of whole minutes add up to it.
    """
    return math.floor(seconds / _MINUTE + 0.5)


def percent_text(share: float) -> str:
    """Return a share as `%89`; what is less than the whole never gives `%100`.

    Args:
        share: 1.0 is the whole; not negative.
    """
    return f"%{number_text(whole_percent(share))}"


def whole_percent(share: float) -> int:
    """Return the percentage that `percent_text` shows, as a number."""
    percent = math.floor(share * _PERCENT + 0.5)
    return min(percent, _PERCENT - 1) if share < 1 else percent
