"""The four states of a matter, and what a good one rests on."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

MarkState: TypeAlias = Literal["late", "near", "good", "unknown"]
"""Broken or over; close to it; in order; nothing is recorded."""
OpenState: TypeAlias = Literal["late", "near", "unknown"]
"""What may be said of a matter without evidence."""


WORDS: Final[Mapping[MarkState, str]] = {
    "late": "gecikti",
    "near": "yaklaşıyor",
    "good": "tamam",
    "unknown": "kayıt yok",
}
"""The word where a matter has no more specific one (aşıldı, boş)."""

SIGNS: Final[Mapping[MarkState, str]] = {"late": "●", "near": "▲", "good": "✓", "unknown": "○"}
"""Their shapes where there is only text."""
OF_MARK: Final[Mapping[MarkState, State]] = MappingProxyType(
    {"late": State.LATE, "near": State.NEAR, "good": State.GOOD, "unknown": State.NONE}
)
"""The states for `MarkState`, which does not depend on the window."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records that were looked at before a matter is called good."""

    register: str
    """Of which kind, such as `vaka`."""
    records: int
    """How many of them there are."""
    as_of: dt.datetime | dt.date
    """When they stood so: UTC, or a day in Istanbul."""


@dataclass(frozen=True, slots=True)
class Open:
    """A matter that is not in order, or of which nothing is known."""

    state: OpenState


@dataclass(frozen=True, slots=True)
class Good:
    """A matter in order, which cannot be made without the records that it rests on.

    Raises:
        ValueError: There is no evidence, or a kind of record of which there is none.
    """

    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        """Refuse what rests on nothing."""
        if not self.evidence or any(one.records < 1 for one in self.evidence):
            raise ValueError(self.evidence)

    @property
    def state(self) -> Literal["good"]:
        """How it is marked."""
        return "good"


Verdict: TypeAlias = Good | Open
"""What is said of a matter. None is good by default: see `settle`."""
UNKNOWN: Final = Open("unknown")


def settle(*evidence: Evidence) -> Verdict:
    """Return that a matter without a fault is good, or unknown where a kind has no record."""
    rests = bool(evidence) and all(one.records > 0 for one in evidence)
    return Good(evidence) if rests else UNKNOWN


def shown_by(register: str, as_of: dt.datetime | dt.date, *, records: int = 1) -> Good:
    """Return a good verdict on what some records themselves are, such as an entry in time.

    Raises:
        ValueError: There are none.
    """
    return Good((Evidence(register, records, as_of),))


def evidence_of(verdict: Verdict) -> tuple[Evidence, ...]:
    """Return what a verdict rests on; empty unless it is good."""
    return verdict.evidence if isinstance(verdict, Good) else ()
