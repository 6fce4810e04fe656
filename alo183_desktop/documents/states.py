"""The four states of a matter on paper, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

MarkState: TypeAlias = Literal["late", "near", "good", "unknown"]
"""Broken or over; close to it; in order; nothing is recorded."""

WORDS: Final[Mapping[MarkState, str]] = {
    "late": "gecikti",
    "near": "yaklaşıyor",
    "good": "tamam",
    "unknown": "kayıt yok",
}
"""The word where a matter has no more specific one (aşıldı, boş)."""

SIGNS: Final[Mapping[MarkState, str]] = {"late": "●", "near": "▲", "good": "✓", "unknown": "○"}
"""Their shapes where there is only text."""
