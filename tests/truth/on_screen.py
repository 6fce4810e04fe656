"""Words of the window that lists and cards have in common, and how their figures are read."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.truth.looks import Looks

STATES: Final = {
    "in_store": "depoda",
    "issued": "zimmette",
    "in_repair": "tamirde",
    "lost": "kayıp ya da çalıntı",
    "returned": "iade edildi",
    "retired": "kullanımdan kalktı",
}
STATUSES: Final = {"over": "aşıldı", "near": "yaklaşıyor", "good": "tamam"}
_NUMBERS: Final = re.compile(r"[\d.]+(?:,\d+)?")


def numbers_in(words: str) -> list[float]:
    """Return the figures in a text."""
    return [float(one.replace(".", "").replace(",", ".")) for one in _NUMBERS.findall(words)]


def at_words(looks: Looks, at: dt.datetime | None) -> str:
    """Return an instant as it is shown; empty for none."""
    return f"{looks.local(at):%d.%m.%Y %H:%M}" if at else ""


def since_words(looks: Looks, at: dt.datetime) -> str:
    """Return since when something is held: from the first instant of a day, the day alone."""
    return at_words(looks, at).removesuffix(" 00:00")


def tenth(value: float) -> float:
    """Return a figure as it is shown: to a tenth."""
    return round(value + 1e-9, 1)


def signed(words: str) -> float:
    """Return a figure with its sign."""
    return (-1 if words.startswith("−") else 1) * sum(numbers_in(words)[:1])


TENTH: Final = 0.0501
"""What a figure that is shown to a tenth may differ by."""


def is_left(words: str, due: dt.datetime, at: dt.datetime) -> bool:
    """Return whether words such as `2 sa 05 dk gecikti` are about what is left at an instant.

    Both count minutes, those of several days in hours; which way is rounded, is no matter here.
    """
    spans = {unit: int(count) for count, unit in _SPANS.findall(words)}
    minutes = sum(spans.get(unit, 0) * each for unit, each in _UNITS.items())
    left = (due - at) / _MINUTE
    said = -minutes if words.endswith(("gecikti", "geç", "geç girildi")) else minutes
    return abs(said - left) <= (_UNITS["sa"] if "gün" in spans else 1)


_MINUTE: Final = dt.timedelta(minutes=1)
_UNITS: Final = {"gün": 1440, "sa": 60, "dk": 1}
_SPANS: Final = re.compile(r"(\d+) (gün|sa|dk)\b")
