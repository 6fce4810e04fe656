"""Headings that stand once more among the rows of a roster: the same list goes on, or another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.imports.headings import Found

_OF_NAMES: Final = re.compile(r"(?:\w+ )?(?:adi?|isim)(?: ve|/|-|,)? *(?:soyadi?|soyisim)")


class HeadingsAgain:
    """Tells rows of people from headings, and from the rows of another table.

    Attributes:
        others: The first row of each other table, as Excel counts.
    """

    def __init__(self, rows: Sequence[Sequence[object]], found: Found) -> None:
        """Keep the headings of the list.

        Args:
            rows: The whole table.
            found: Its columns.
        """
        self.others: list[int] = []
        self._rows = [_folded(row) for row in rows[found.heading_row : found.first_row]]
        self._is_elsewhere = False

    def passes(self, number: int, row: Sequence[object]) -> bool:
        """Return whether a row is a heading, or stands in another table.

        Args:
            number: As Excel counts.
            row: Its cells.
        """
        folded = _folded(row)
        if folded in self._rows:
            self._is_elsewhere = False
            return True
        texts = [text for text in folded if text]
        if len(texts) > 1 and any(map(_OF_NAMES.fullmatch, texts)):
            # The same headings, some of them written otherwise, are still those of this list.
            same = sum(
                any(column < len(upper) and upper[column] == text for upper in self._rows)
                for column, text in enumerate(folded)
                if text
            )
            self._is_elsewhere = 2 * same <= len(texts)
            if self._is_elsewhere:
                self.others.append(number)
            return True
        return self._is_elsewhere


def _folded(row: Sequence[object]) -> list[str]:
    folded = ["" if cell is None else fold(str(cell)) for cell in row]
    while folded and not folded[-1]:
        folded.pop()
    return folded
