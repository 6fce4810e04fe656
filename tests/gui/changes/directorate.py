"""Four invented officers, of whom some can be replaced by another."""

from pathlib import Path
from typing import Final

from alo183_desktop.shared.clock import Clock
from tests.gui.officers.directorate import add_people, begin

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
