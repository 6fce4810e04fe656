"""The foot of a letter's pages: verification lines, contact block and page number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents import wording
from alo183_desktop.documents.flow import Rule, Run
from alo183_desktop.documents.fonts import widths
from alo183_desktop.documents.lines import Face, break_lines
from alo183_desktop.documents.style import ASCENT, LINE_HEIGHT, PAGE_HEIGHT, PAGE_WIDTH, PageStyle
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.documents.content import Letter

RULE_GAP: Final = 3.0
VERIFICATION_GAP: Final = 3.0
_COLUMN_GAP: Final = 14.0
_PART_GAP: Final = "   "
_PERSON_SHARE: Final = 0.4
_MOST_OF_PAGE: Final = 0.35
"""A contact block that takes more leaves no room for a letter."""


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands at the foot of every page; lengths are points from the top of the page."""

    office: list[str]
    """Lines of the left side."""
    person: list[str]
    """Lines of the right side."""
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

    def number_run(self, page: int, pages: int) -> Run:
        """Return the page number `1/2` of `page`, from 1."""
        text = f"{page}/{pages}"
        width = self.face.width_of(text)
        left = (self.left + self.right - width) / 2 if self.is_centred else self.right - width
        return Run(left, self.number_baseline, text, self.face.name, self.face.size)


def lay_out_footer(letter: Letter, style: PageStyle) -> Footer:
    """Place the foot at the bottom margin.

    The line of the page number stays free on a single page, so that the block always stands alike.

    Raises:
        KnownError: `documents.contact_block_too_long`.
    """
    face = Face(style.contact_face, style.contact_size, widths(style.contact_face))
    leading = face.size * LINE_HEIGHT
    left, right = style.margin, PAGE_WIDTH - style.margin
    person = [
        line.text
        for text in wording.contact_person_lines(letter.contact)
        for line in break_lines(text, face, style.width * _PERSON_SHARE)
    ]
    person_width = max(map(face.width_of, person), default=0.0)
    office_width = style.width - (person_width + _COLUMN_GAP if person else 0.0)
    office = _office_lines(letter, face, office_width)
    rows = max(len(office), len(person))
    bottom = PAGE_HEIGHT - style.margin
    number_top = bottom - leading
    top = number_top - rows * leading
    rule_top = top - RULE_GAP
    runs = [
        Run(x, top + number * leading + ASCENT * face.size, text, face.name, face.size)
        for x, texts in ((left, office), (right - person_width, person))
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
    )


def _office_lines(letter: Letter, face: Face, width: float) -> list[str]:
    """Return the left side; a part goes whole to the next line where it does not fit."""
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
