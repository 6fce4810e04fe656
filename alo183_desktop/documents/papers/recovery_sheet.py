"""The recovery sheet: one page to be printed once and kept in the safe."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import draw_rules, draw_runs, new_canvas
from alo183_desktop.documents.flow import Rule, Run
from alo183_desktop.documents.fonts import drawing, text_width
from alo183_desktop.documents.letter.style import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    POINTS_PER_MM,
    SANS,
    SANS_BOLD,
)
from alo183_desktop.documents.papers.form_layout import Column, face_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARGIN: Final = 25 * POINTS_PER_MM
_WIDTH: Final = PAGE_WIDTH - 2 * _MARGIN
_TITLE: Final = "Alo 183 İl Masası: kurtarma kâğıdı"
_COLUMNS: Final = 2
_CELL_HEIGHT: Final = 17 * POINTS_PER_MM
_CODE_SIZE: Final = 30.0
_SIGN_ADVANCE: Final = 28.0
"""From one sign to the next: far enough apart to be read out one by one."""
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
        made_at_text: When it was made, as people write it.
    """
    head = Column(_MARGIN, _WIDTH, _MARGIN)
    head.add(["Kurtarma kâğıdı"], face_of(SANS_BOLD, 24))
    head.skip(4)
    head.add([directorate], face_of(SANS, 13))
    head.add([f"Düzenlendiği gün ve saat: {made_at_text}"], face_of(SANS, 11))
    head.skip(14)
    head.add([_WHAT], face_of(SANS, 12))
    head.skip(18)
    runs, rules, bottom = _code(groups, head.top)
    foot = Column(_MARGIN, _WIDTH, bottom + 22)
    for title, *texts in (_KEEPING, _USE):
        foot.add([title], face_of(SANS_BOLD, 13))
        foot.skip(4)
        for text in texts:
            foot.add([text], face_of(SANS, 12))
            foot.skip(3)
        foot.skip(12)
    foot.skip(6)
    line = foot.top + 26
    foot.top = line + 6
    foot.add(["Teslim alan: adı soyadı, tarih, imza"], face_of(SANS, 10))
    target = io.BytesIO()
    with drawing:
        canvas = new_canvas(target, title=_TITLE, author=directorate, subject="Kurtarma kâğıdı")
        draw_runs(canvas, [*head.runs, *runs, *foot.runs], urgent_is_red=False)
        draw_rules(canvas, [*rules, Rule(_MARGIN, line, PAGE_WIDTH - _MARGIN, line)], _RULE)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _code(groups: Sequence[str], top: float) -> tuple[list[Run], list[Rule], float]:
    """Return the ruled table of the groups, numbered line by line, and where it ends."""
    width = _WIDTH / _COLUMNS
    lines = -(-len(groups) // _COLUMNS)
    bottom = top + lines * _CELL_HEIGHT
    runs = []
    for place, group in enumerate(groups):
        left = _MARGIN + (place % _COLUMNS) * width
        baseline = top + (place // _COLUMNS) * _CELL_HEIGHT + _CELL_HEIGHT / 2 + _CODE_SIZE * 0.36
        runs.append(Run(left + 10, baseline, f"{place + 1}.", SANS, _NUMBER_SIZE))
        for number, sign in enumerate(group):
            centre = left + 52 + number * _SIGN_ADVANCE
            start = centre - text_width(sign, SANS_BOLD, _CODE_SIZE) / 2
            runs.append(Run(start, baseline, sign, SANS_BOLD, _CODE_SIZE))
    right = PAGE_WIDTH - _MARGIN
    rules = [
        Rule(_MARGIN, top + line * _CELL_HEIGHT, right, top + line * _CELL_HEIGHT)
        for line in range(lines + 1)
    ]
    rules += [
        Rule(_MARGIN + column * width, top, _MARGIN + column * width, bottom)
        for column in range(_COLUMNS + 1)
    ]
    if bottom > PAGE_HEIGHT - _MARGIN:
        raise ValueError("the code does not fit on one page")
    return runs, rules, bottom
