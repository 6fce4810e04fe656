"""Four invented officers, of whom some can be replaced by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.gui.officers.directorate import add_people, begin

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.shared.clock import Clock

NAMES: Final = (
    ("Zeynep", "GÜNDOĞDU", "Sosyal Çalışmacı", (0, 1)),
    ("Şükrü", "AĞAOĞLU", "Sosyal Çalışmacı", (2, 3)),
    ("İlknur Iraz", "ÇIĞ", "Psikolog", (4,)),
    ("Ümit", "ÜNLÜSOY", "Çocuk Gelişimci", ()),
)
"""Given names, surname, title, places of the subjects."""


def make(folder: Path, clock: Clock) -> None:
    """Set up a directorate with these officers."""
    desk = begin(folder, clock)
    with desk.work() as work:
        add_people(work, NAMES)
    desk.close()
