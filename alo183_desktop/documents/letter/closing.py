"""The end of an official letter: signature, annexes, distribution, and the foot of its pages.

A list that is too long for the page of the signature is under a heading of its own on a page of its
own, and the letter names it: signature, `Ek:` and `Dağıtım:` are then still on one page.
Source: Yönetmelik 2020/31151, madde 16/5, 18 and 19.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH, POINTS_PER_MM
from alo183_desktop.documents.flow import Piece, Rule, Run, ValuePlace, stack_height
from alo183_desktop.documents.fonts import ASCENT, LINE_HEIGHT, widths
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.content import is_e_signed
from alo183_desktop.documents.lines import Face, TextLine, break_lines
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.letter.content import LetterContent
    from alo183_desktop.documents.letter.style import PageStyle

COLUMN_GAP: Final = 12.0
"""Between the columns of the distribution, in points."""
DISTRIBUTION_HANG: Final = 8.0
"""Indent of the second line of a name in the distribution: it does not look like another name."""
_SIGNATURE_SHARE: Final = 0.45


class Apart(NamedTuple):
    """Which lists are on pages of their own, after the letter."""

    annexes: bool = False
    distribution: bool = False


class TailComposer:
    """Makes the pieces of the end of one letter."""

    def __init__(self, letter: LetterContent, style: PageStyle, face: Face) -> None:
        """Take the letter's measures and the font of its text."""
        self._letter = letter
        self._style = style
        self._face = face
        self._left = style.margin
        self._annex_texts = wording.annex_lines(letter.annexes)
        self._columns = wording.distribution_columns(wording.receivers(letter))

    def choices(self) -> list[Apart]:
        """Return which lists may be apart where not everything fits, the preferred first."""
        annexes, distribution = bool(self._annex_texts), bool(self._columns)
        return self._choices(annexes=annexes, distribution=distribution)

    def choices_of_several(self) -> list[Apart]:
        """Return what may be apart so that a table stays whole: no list of a single name."""
        receivers = [name for _heading, names in self._columns for name in names]
        annexes, distribution = len(self._letter.annexes) > 1, len(receivers) > 1
        if not (annexes or distribution):
            return []
        return self._choices(annexes=annexes, distribution=distribution)

    def _choices(self, *, annexes: bool, distribution: bool) -> list[Apart]:
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
        """Return what closes the letter itself, with so many blank lines above the signature."""
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
        """Return the lists that are apart, each on a page of its own."""
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

    def signature_lines(self) -> tuple[list[TextLine], float]:
        """Return the lines of the signature block and its width."""
        signature = self._letter.signature
        texts = [signature.name, signature.on_behalf_of or "", signature.title]
        most = self._style.width * _SIGNATURE_SHARE
        lines = [line for text in texts for line in break_lines(text, self._face, most)]
        widest = max((line.width for line in lines), default=0.0)
        return lines, max(widest, self._style.signature_width)

    def annex_hang(self, apart: Apart) -> float:
        """Return the width before an annex: of `Ek: `, or of the widest number."""
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
        piece.marks.append(ValuePlace("letter.signature", left, 0, width, piece.height))
        return piece

    def _annexes(self) -> list[Piece]:
        hang = self.annex_hang(Apart())
        return [piece for text in self._annex_texts for piece in self._hanging(text, hang)]

    def _hanging(self, text: str, hang: float) -> list[Piece]:
        """Return the lines of `text`; all but the first are indented by `hang` points."""
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
        """Return the names side by side; a page may start where no name is split."""
        columns = [self._column_lines(heading, names) for heading, names in self._columns]
        rows = []
        for number in range(max(map(len, columns))):
            row = Piece(self._style.leading, may_start_page=number > 1)
            for index, lines in enumerate(columns):
                if number < len(lines):
                    text, is_first = lines[number]
                    left = self._left + index * (self.column_width + COLUMN_GAP)
                    row.runs.append(self._run(left + (0 if is_first else DISTRIBUTION_HANG), text))
                    row.may_start_page &= is_first
            rows.append(row)
        return rows

    def _column_lines(self, heading: str, names: Sequence[str]) -> list[tuple[str, bool]]:
        """Return the lines of a column, each with whether a name begins with it."""
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


RULE_GAP: Final = 3.0
VERIFICATION_GAP: Final = 3.0
CODE_ROOM: Final = 17 * POINTS_PER_MM
"""Side of the square that an e-document system fills with a letter's square code.

It is on the lower margin, at the right end of the contact block and of the page number's line.
"""
_COLUMN_GAP: Final = 14.0
_PART_GAP: Final = "   "
_PERSON_SHARE: Final = 0.4
_MOST_OF_PAGE: Final = 0.35
"""A taller contact block leaves no room for a letter."""


@dataclass(frozen=True, slots=True)
class Footer:
    """The foot of every page; lengths are points from the top of the page."""

    office: list[str]
    """Lines on the left."""
    person: list[str]
    """Lines on the right."""
    person_width: float
    verification: list[str]
    """Lines above the rule, on an e-signed letter."""
    runs: list[Run]
    rule: Rule
    text_bottom: float
    """Where the text above must end."""
    number_baseline: float
    face: Face
    left: float
    right: float
    is_centred: bool
    code_room: float
    """Width reserved at the right end, for the square code; 0 for none."""

    def number_run(self, page: int, pages: int) -> Run:
        """Return the page number `1/2` of `page`, from 1."""
        text = f"{page}/{pages}"
        width = self.face.width_of(text)
        left = (self.left + self.right - width) / 2 if self.is_centred else self.right - width
        return Run(left, self.number_baseline, text, self.face.name, self.face.size)


def lay_out_footer(letter: LetterContent, style: PageStyle) -> Footer:
    """Place the foot at the bottom margin.

    The line of the page number stays free on a single page, so that the block never moves.
    A letter that is signed electronically leaves room for the code beside the block: the
    e-document system prints it. Source: Yönetmelik 2020/31151, madde 23.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    face = Face(style.contact_face, style.contact_size, widths(style.contact_face))
    leading = face.size * LINE_HEIGHT
    left, right = style.margin, PAGE_WIDTH - style.margin
    code_room = 0.0
    if is_e_signed(letter.style, letter.number.preparation):
        code_room = CODE_ROOM + _COLUMN_GAP
    person_right = right - code_room
    person = [
        line.text
        for text in wording.contact_person_lines(letter.contact)
        for line in break_lines(text, face, style.width * _PERSON_SHARE)
    ]
    person_width = max(map(face.width_of, person), default=0.0)
    office_width = style.width - code_room - (person_width + _COLUMN_GAP if person else 0.0)
    office = _office_lines(letter, face, office_width)
    code_rows = ceil((CODE_ROOM - RULE_GAP) / leading) - 1 if code_room else 0
    rows = max(len(office), len(person), code_rows)
    bottom = PAGE_HEIGHT - style.margin
    number_top = bottom - leading
    top = number_top - rows * leading
    rule_top = top - RULE_GAP
    runs = [
        Run(x, top + number * leading + ASCENT * face.size, text, face.name, face.size)
        for x, texts in ((left, office), (person_right - person_width, person))
        for number, text in enumerate(texts)
    ]
    text_bottom = rule_top - style.foot_clearance
    verification: list[str] = []
    if wording.has_verification(letter):
        lines = [wording.E_SIGNED_NOTE, wording.verification_line(letter.verification)]
        broken = [line for text in lines for line in break_lines(text, face, style.width)]
        verification = [line.text for line in broken]
        verification_top = rule_top - VERIFICATION_GAP - len(broken) * leading
        for number, line in enumerate(broken):
            baseline = verification_top + number * leading + ASCENT * face.size
            centred = (PAGE_WIDTH - line.width) / 2
            runs.append(Run(centred, baseline, line.text, face.name, face.size))
        text_bottom = min(text_bottom, verification_top - style.leading)
    if PAGE_HEIGHT - text_bottom > _MOST_OF_PAGE * PAGE_HEIGHT:
        raise KnownError("documents.contact_block_too_long")
    return Footer(
        office=office,
        person=person,
        person_width=person_width,
        verification=verification,
        runs=runs,
        rule=Rule(left, rule_top, right, rule_top),
        text_bottom=text_bottom,
        number_baseline=number_top + ASCENT * face.size,
        face=face,
        left=left,
        right=right,
        is_centred=style.page_number_is_centred,
        code_room=code_room,
    )


def _office_lines(letter: LetterContent, face: Face, width: float) -> list[str]:
    """Return the left side; a part moves whole to the next line where it does not fit."""
    lines: list[str] = []
    for parts in wording.contact_lines(letter.contact):
        current = ""
        for part in parts:
            joined = f"{current}{_PART_GAP}{part}" if current else part
            if face.width_of(joined) <= width:
                current = joined
                continue
            if current:
                lines.append(current)
            broken = break_lines(part, face, width)
            lines += [line.text for line in broken[:-1]]
            current = broken[-1].text if broken else ""
        if current:
            lines.append(current)
    return lines
