"""What a clause of the circular says, and a matter whose time runs, as plain values.

Not here: how they are drawn (report_parts.py, today_sheet.py; gui/overview), and what they come
from (overview).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.documents.states import MarkState


@dataclass(frozen=True, slots=True)
class Tile:
    """What one clause of the circular says of the directorate."""

    clause: int
    """1 to 7."""
    title: str
    state: MarkState
    figure: str
    """Such as `1 vaka` or `%96`; the worst that fails, or what is good about it."""
    words: str
    """Such as `24 saati geçti; 3 vakanın süresi işliyor`."""
    state_word: str = ""
    """Where `gecikti`, `yaklaşıyor`, `tamam` or `kayıt yok` is wrong, such as `aşıldı`."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A matter whose time runs."""

    left_words: str
    """Such as `3 sa 12 dk kaldı` or `2 sa 05 dk gecikti`."""
    state: MarkState | None
    """None for what is far from its end."""
    matter: str
    """Such as `Vaka 418, kadın: sisteme giriş`; a paper for a meeting names no applicant."""
    who: str
    due_at: dt.datetime
    """UTC; printed as Istanbul shows it."""
