"""The differences between the two styles of letters and a fax copy, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal, TypeAlias

from alo183_desktop.documents.canvas import PAGE_WIDTH, POINTS_PER_MM
from alo183_desktop.documents.fonts import LINE_HEIGHT, SANS_BOLD, SERIF, SERIF_BOLD, CellFont
from alo183_desktop.documents.letter.content import LetterStyle

UprightRules: TypeAlias = Literal["all", "inner"]
"""Whether tables have rules at both sides, or only between labels and values."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Measures of a letter's pages; lengths are points."""

    margin: float
    """On all four sides. Source: Yönetmelik 2020/31151, madde 8."""
    foot_clearance: float
    """Least space between the text and the rule of the contact block."""
    size: float
    """Font size of the text. Source: Yönetmelik 2020/31151, madde 7."""
    label: CellFont
    """Of the labels in tables."""
    value: CellFont
    """Of the values in tables."""
    number: CellFont
    """Of the values that are numbers."""
    address: CellFont
    """Of the values that are e-mail addresses."""
    address_beside_size: float
    """Minimum size of an address beside its label; a longer one is below it, over the whole
    width."""
    address_least_size: float
    """Minimum size there, before it is split over two lines. Source: Yönetmelik 2020/31151, madde
    7."""
    contact_face: str
    contact_size: float
    urgency_is_red: bool
    rule: float
    """Width of every rule; a fax loses thinner ones than 0.75."""
    page_number_is_centred: bool
    """Under the contact block; otherwise at the right. Source: Yönetmelik 2020/31151, madde 27."""
    first_line_indent: float = 12.5 * POINTS_PER_MM
    """Source: Yönetmelik 2020/31151, madde 16."""
    cell_padding: float = 4.0
    cell_leading: float = 2.5
    """Space above and below the lines of a cell."""
    label_share: tuple[float, float] = (0.3, 0.45)
    """Least and greatest share of the width for the labels of a table."""
    table_gap: float = 7.0
    """Space before and after a table."""
    name: CellFont | None = None
    """Of persons' names within the text; None for the font of the text."""
    upright_rules: UprightRules = "all"
    """Of the tables."""
    signature_width: float = 140.0
    """Minimum width in which the signature block is centred."""
    spacing: float = 1.0
    """Factor on the line height of the text; not in tables."""

    @property
    def leading(self) -> float:
        """Height of a line of the text."""
        return self.size * LINE_HEIGHT * self.spacing

    @property
    def width(self) -> float:
        """Width of the text."""
        return PAGE_WIDTH - 2 * self.margin


_EDITION_2020: Final = PageStyle(
    margin=15 * POINTS_PER_MM,
    foot_clearance=15 * POINTS_PER_MM,
    size=12,
    label=CellFont(SERIF, 12),
    value=CellFont(SERIF, 12),
    number=CellFont(SERIF, 12),
    address=CellFont(SERIF, 12),
    address_beside_size=12,
    address_least_size=9,
    contact_face=SERIF,
    contact_size=8,
    urgency_is_red=True,
    rule=0.75,
    page_number_is_centred=True,
)
_EDITION_2004: Final = replace(
    _EDITION_2020,
    margin=25 * POINTS_PER_MM,
    foot_clearance=10 * POINTS_PER_MM,
    page_number_is_centred=False,
)
_STYLES: Final = {
    LetterStyle.EDITION_2020: _EDITION_2020,
    LetterStyle.EDITION_2004: _EDITION_2004,
}


@cache
def page_style(style: LetterStyle, *, spacing_percent: int = 100) -> PageStyle:
    """Return the measures of a style."""
    page = _STYLES[style]
    if spacing_percent != 100:  # noqa: PLR2004 - nothing to change
        page = replace(page, spacing=spacing_percent / 100)
    return page


def fax_styles(page: PageStyle) -> tuple[PageStyle, ...]:
    """Return the measures of a copy for a fax machine, the most legible first.

    Each one takes less space than the one before it; the last takes that of the paper.
    """
    # Measured by tests/benchmarks/ocr_readback.py: digits and names are recognised best in the bold
    # of the text's own font, slightly spaced, so that the full stops of `V.H.K.İ.` stay; addresses
    # without serifs, larger, where the @ is clear of its neighbours. A closed table is taken for a
    # picture by a reader that expects one block of text (Tesseract's mode 6): half of the values
    # were lost, and none are since the sides are open. Digits have less spacing than letters: with
    # more, a bold 4 was taken for 41. And they are narrower than the font's: readers of a standard
    # image that do not correct its oblong pixels see them twice as wide, and lost 1 number in 20,
    # to letters (B for 8, O for 0) or to an extra digit (41 for 4). Much narrower, those that do
    # correct the pixels lost as many. Nor are they larger than the labels, which Tesseract measures
    # them against.
    # The paper's own regular weight was measured too, on standard images as they are: unchanged, 87
    # of 138 numbers were lost (none of the bold ones). Spaced by 0.12 and narrowed to 0.8, about
    # the advance of the paper, it comes closest: none of 246 in one sample, but 1 of 180 in another
    # (a first 9 taken for 2); at a breadth of 0.85, 6 of 126. With a threshold of 185 none of
    # those 180, but 1 of them where the lines were doubled. Addresses with serifs lost rn to m.
    strong = CellFont(SERIF_BOLD, 12, 0.06)
    plain = replace(page, urgency_is_red=False, contact_size=9, rule=1.0, upright_rules="inner")
    legible = replace(
        plain,
        value=strong,
        number=strong._replace(spacing=0.08, breadth=0.85),
        name=strong,
        address=CellFont(SANS_BOLD, 14, 0.08),
        address_beside_size=11,
    )
    # An address as large as the other values makes its row no taller.
    level = replace(legible, address=CellFont(SANS_BOLD, 12, 0.08), address_beside_size=9)
    return legible, level, replace(level, cell_leading=1.0, table_gap=5.0), plain
