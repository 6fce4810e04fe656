"""What closes an official letter: signature, annexes and distribution.

A list that is too long for the page of the signature stands under a heading of its own on a page of
its own, and the letter names it: signature, `Ek:` and `Dağıtım:` are then still on one page.
Source: Yönetmelik 2020/31151, madde 16/5, 18 and 19.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents import wording
from alo183_desktop.documents.flow import Mark, Piece, Run, stack_height
from alo183_desktop.documents.lines import Face, Line, break_lines
from alo183_desktop.documents.style import ASCENT, PAGE_WIDTH, PageStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.content import Letter

COLUMN_GAP: Final = 12.0
"""Between the columns of the distribution, in points."""
DISTRIBUTION_HANG: Final = 8.0
"""How much further in the second line of a name of the distribution stands: it is no other name."""
_SIGNATURE_SHARE: Final = 0.45


class Apart(NamedTuple):
    """Which lists stand on pages of their own, after the letter."""

    annexes: bool = False
    distribution: bool = False


class TailComposer:
    """Makes the pieces of the tail of one letter."""

    def __init__(self, letter: Letter, style: PageStyle, face: Face) -> None:
        """Take the letter's measures and the font of its text."""
        self._letter = letter
        self._style = style
        self._face = face
        self._left = style.margin
        self._annex_texts = wording.annex_lines(letter.annexes)
        self._columns = wording.distribution_columns(letter.distribution)

    def choices(self) -> list[Apart]:
        """Return what may stand apart where not everything fits, the wanted first."""
        annexes, distribution = bool(self._annex_texts), bool(self._columns)
        if not (annexes and distribution):
            return [Apart(annexes, distribution)]
        # Of two lists the longer one goes before both do.
        taller = stack_height(self._annexes()) > stack_height(self._distribution())
        return [
            Apart(annexes=taller, distribution=not taller),
            Apart(annexes=not taller, distribution=taller),
            Apart(annexes=True, distribution=True),
        ]

    def on_letter(self, signature_blanks: int, apart: Apart) -> list[Piece]:
        """Return what closes the letter itself, with so many blank lines over the signature."""
        signature = self._signature()
        signature.gap = self._blank(signature_blanks)
        annexes = self._annexes()
        if apart.annexes:
            annexes = [self._line(f"{wording.ANNEX} {wording.ANNEX_LIST}")]
        distribution = self._distribution()
        if apart.distribution:
            distribution = [self._line(f"{wording.DISTRIBUTION} {wording.DISTRIBUTION_LIST}")]
        if annexes:
            annexes[0].gap = self._blank(2)
        if distribution:
            distribution[0].gap = self._blank(1 if annexes else 2)
        return [signature, *annexes, *distribution]

    def on_own_pages(self, apart: Apart) -> list[Piece]:
        """Return the lists that stand apart, each on a page of its own."""
        pieces: list[Piece] = []
        if apart.annexes:
            lines = wording.listed_annexes(self._letter.annexes)
            hang = self.annex_hang(apart)
            entries = [self._hanging(text, hang) for text in lines]
            for entry in entries[1:]:
                entry[0].may_start_page = True
            rows = [piece for entry in entries for piece in entry]
            pieces += self._under_heading(wording.ANNEX_LIST_HEADING, rows)
        if apart.distribution:
            pieces += self._under_heading(wording.DISTRIBUTION_LIST_HEADING, self._column_rows())
        return pieces

    def signature_lines(self) -> tuple[list[Line], float]:
        """Return the lines of the signature block and its width."""
        signature = self._letter.signature
        texts = [signature.name, signature.on_behalf_of or "", signature.title]
        most = self._style.width * _SIGNATURE_SHARE
        lines = [line for text in texts for line in break_lines(text, self._face, most)]
        widest = max((line.width for line in lines), default=0.0)
        return lines, max(widest, self._style.signature_width)

    def annex_hang(self, apart: Apart) -> float:
        """Return the width of what stands before an annex: of `Ek: `, or of the widest number."""
        count = len(self._letter.annexes)
        if not count:
            return 0.0
        is_alone = count == 1 and not apart.annexes
        return self._face.width_of(f"{wording.ANNEX} " if is_alone else f"{count}- ")

    @property
    def column_width(self) -> float:
        """Width of a column of the distribution, in points."""
        count = len(self._columns)
        return (self._style.width - (count - 1) * COLUMN_GAP) / count if count else 0.0

    def _signature(self) -> Piece:
        lines, width = self.signature_lines()
        left = PAGE_WIDTH - self._style.margin - width
        leading = self._style.leading
        piece = Piece(max(len(lines), 1) * leading)
        for number, line in enumerate(lines):
            centred = left + (width - line.width) / 2
            piece.runs.append(self._run(centred, line.text, top=number * leading))
        piece.marks.append(Mark("letter.signature", left, 0, width, piece.height))
        return piece

    def _annexes(self) -> list[Piece]:
        hang = self.annex_hang(Apart())
        return [piece for text in self._annex_texts for piece in self._hanging(text, hang)]

    def _hanging(self, text: str, hang: float) -> list[Piece]:
        """Return the lines of `text`; all but the first stand `hang` points further in."""
        width = self._style.width
        lines = break_lines(text, self._face, width - hang, first_width=width)
        return [
            self._line(line.text, left=self._left + (hang if number else 0.0))
            for number, line in enumerate(lines)
        ]

    def _distribution(self) -> list[Piece]:
        if not self._columns:
            return []
        rows = self._column_rows()
        for row in rows:
            row.may_start_page = False
        return [self._line(wording.DISTRIBUTION), *rows]

    def _column_rows(self) -> list[Piece]:
        """Return the names side by side; a page may start where no name is parted by it."""
        columns = [self._column_lines(heading, names) for heading, names in self._columns]
        rows = []
        for number in range(max(map(len, columns))):
            row = Piece(self._style.leading, may_start_page=number > 1)
            for place, lines in enumerate(columns):
                if number < len(lines):
                    text, is_first = lines[number]
                    left = self._left + place * (self.column_width + COLUMN_GAP)
                    row.runs.append(self._run(left + (0 if is_first else DISTRIBUTION_HANG), text))
                    row.may_start_page &= is_first
            rows.append(row)
        return rows

    def _column_lines(self, heading: str, names: Sequence[str]) -> list[tuple[str, bool]]:
        """Return the lines of a column, and of each whether a name begins with it."""
        width = self.column_width
        return [
            (line.text, not number)
            for text in (heading, *names)
            for number, line in enumerate(
                break_lines(text, self._face, width - DISTRIBUTION_HANG, first_width=width)
            )
        ]

    def _under_heading(self, heading: str, rows: list[Piece]) -> list[Piece]:
        left = (PAGE_WIDTH - self._face.width_of(heading)) / 2
        top = self._line(heading, left=left)
        top.starts_page = True
        rows[0].gap = self._blank(1)
        return [top, *rows]

    def _line(self, text: str, *, left: float | None = None) -> Piece:
        run = self._run(self._left if left is None else left, text)
        return Piece(self._style.leading, runs=[run])

    def _blank(self, lines: int) -> float:
        return lines * self._style.leading

    def _run(self, left: float, text: str, *, top: float = 0.0) -> Run:
        size = self._style.size
        return Run(left, top + ASCENT * size, text, self._face.name, size)
