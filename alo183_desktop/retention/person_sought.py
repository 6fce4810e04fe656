"""What a person is looked for by, and whether a text holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_

from alo183_desktop.retention.person_rows import Needle
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    needle: Needle
    text: str
    """Eleven digits, E.164, or the name as typed."""
    words: tuple[str, ...]
    """Folded, all of which a name must hold; the ways of writing a number, one of which must be."""

    def in_text(self, *columns: Any) -> ColumnElement[bool]:
        """Return that one of the columns holds it; folded ones for names."""
        if self.needle is Needle.NAME:
            return or_(
                *(
                    and_(*(column.contains(word, autoescape=True) for word in self.words))
                    for column in columns
                )
            )
        return or_(
            *(column.contains(word, autoescape=True) for column in columns for word in self.words)
        )

    def is_in(self, text: str) -> bool:
        """Return whether a text holds it, for the few rows that no index knows."""
        folded = fold(text)
        hits = [word in folded for word in self.words]
        return all(hits) if self.needle is Needle.NAME else any(hits)


def facts(*pairs: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Return labels and values, without empty ones."""
    return tuple((label, str(value)) for label, value in pairs if value not in (None, ""))
