"""The recovery sheet: one page to print once and keep in the safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import (
    Block,
    Frame,
    draw_text,
    paragraph,
    pour,
    write_pdf,
)
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.grid import Grid, in_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

_FRAME: Final = Frame(
    side=25 * POINTS_PER_MM, top=25 * POINTS_PER_MM, bottom=25 * POINTS_PER_MM, foot=0.0
)
_TITLE: Final = "Alo 183 İl Masası: kurtarma kâğıdı"
_COLUMNS: Final = 2
_CELL_HEIGHT: Final = 17 * POINTS_PER_MM
_CODE_SIZE: Final = 30.0
_SIGN_ADVANCE: Final = 28.0
"""From one character to the next: far enough apart to be read out one by one."""
_NUMBER_SIZE: Final = 12.0
_RULE: Final = 1.0
_WHAT: Final = (
    "Bu kod, müdürlüğün şifrelenmiş verisini parola olmadan açar. Bütün yöneticiler parolasını "
    "unutursa veriye yalnız bu kâğıtla ulaşılabilir; kâğıt yoksa veri kimse tarafından açılamaz."
)
_KEEPING: Final = (
    "Nerede saklanır",
    "• Müdürlüğün kasasında, kapalı ve mühürlü bir zarfta.",
    "• Bilgisayardan ayrı bir yerde; fotoğrafı çekilmez, e-postayla gönderilmez.",
    (
        "• Kâğıdı eline geçiren herkes veriyi açabilir: kaybolursa Ayarlar, Güvenlik bölümünden "
        "hemen yenisi yapılır; o zaman bu kâğıt geçersiz olur."
    ),
)
_USE: Final = (
    "Nasıl kullanılır",
    (
        "Kilit ekranında “Kurtarma kâğıdıyla aç” seçilir ve sekiz grup sırayla yazılır. Temiz bir "
        "bilgisayarda veri dosyası (alo183.db) ve bu kâğıt yeter. Altı ayda bir denenir. Boşluk ve "
        "büyük-küçük harf önemli değildir. Kodda I, L, O ve U harfleri yoktur: bunlara benzeyen "
        "işaretler 1, 0 ve V’dir."
    ),
)


def recovery_sheet_pdf(groups: Sequence[str], *, directorate: str, made_at_text: str) -> bytes:
    """Return the sheet as PDF of one page.

    Args:
        groups: The code, in the groups in which it is typed.
        directorate: Whose data the code opens.
        made_at_text: When it was made, in words.
    """
    width = _FRAME.text_width
    blocks = [
        *paragraph("Kurtarma kâğıdı", face_of(SANS_BOLD, 24), width),
        *paragraph(directorate, face_of(SANS, 13), width, gap=4.0),
        *paragraph(f"Düzenlendiği gün ve saat: {made_at_text}", face_of(SANS, 11), width),
        *paragraph(_WHAT, face_of(SANS, 12), width, gap=14.0),
        *_code(groups, width),
    ]
    for index, (title, *texts) in enumerate((_KEEPING, _USE)):
        blocks += paragraph(title, face_of(SANS_BOLD, 13), width, gap=15.0 if index else 22.0)
        for number, text in enumerate(texts):
            blocks += paragraph(text, face_of(SANS, 12), width, gap=3.0 if number else 4.0)
    blocks.append(Block(0.0, _draw_line, gap=47.0))
    blocks += paragraph("Teslim alan: adı soyadı, tarih, imza", face_of(SANS, 10), width, gap=6.0)
    if len(pour(blocks, _FRAME.text_height)) > 1:
        raise ValueError("the code does not fit on one page")
    return write_pdf(
        blocks, title=_TITLE, author=directorate, subject="Kurtarma kâğıdı", frame=_FRAME
    )


def _code(groups: Sequence[str], width: float) -> list[Block]:
    """Return the ruled table of the groups, numbered line by line."""
    cells = [
        Block(_CELL_HEIGHT, _Group(index, group)) for index, group in enumerate(groups, start=1)
    ]
    cells += [Block(_CELL_HEIGHT, _Group(0, ""))] * (-len(cells) % _COLUMNS)
    grid = Grid(
        in_shares(width, (1,) * _COLUMNS), face_of(SANS, _NUMBER_SIZE), 0.0, 0.0, rule=_RULE
    )
    lines = [cells[start : start + _COLUMNS] for start in range(0, len(cells), _COLUMNS)]
    return [grid.row(line, gap=0.0 if index else 18.0) for index, line in enumerate(lines)]


@dataclass(frozen=True, slots=True)
class _Group:
    """Draws a group of the code beside its number, its characters apart."""

    place: int
    """From 1; 0: an empty cell."""
    chars: str

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        baseline = top - _CELL_HEIGHT / 2 - _CODE_SIZE * 0.36
        if self.place:
            draw_text(canvas, left + 10, baseline, f"{self.place}.", face_of(SANS, _NUMBER_SIZE))
        face = face_of(SANS_BOLD, _CODE_SIZE)
        for number, char in enumerate(self.chars):
            start = left + 52 + (number - 0.5) * _SIGN_ADVANCE
            draw_text(canvas, start, baseline, char, face, align="centre", width=_SIGN_ADVANCE)


def _draw_line(canvas: Canvas, left: float, top: float) -> None:
    canvas.setLineWidth(_RULE)
    canvas.line(left, top, left + _FRAME.text_width, top)
