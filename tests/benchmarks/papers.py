"""Letters and fax pages beside the bare library, and beside Writer where it is there.

Not here: how much of a fax is read back (ocr_readback.py).
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from alo183_desktop.documents.content import EnvelopeSize, Letter, Resolution
from alo183_desktop.documents.envelope import envelope_pdf
from alo183_desktop.documents.fax_image import fax_image
from alo183_desktop.documents.letter_docx import letter_docx
from alo183_desktop.documents.letter_layout import lay_out_pages
from alo183_desktop.documents.letter_pdf import lay_out, lay_out_many
from alo183_desktop.documents.letter_text import letter_text
from alo183_desktop.documents.pdf_a import to_pdf_a
from alo183_desktop.documents.style import PAGE_HEIGHT, PAGE_WIDTH, SERIF
from tests.benchmarks.measure import Figure, compare
from tests.documents import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

_DPI: Final = 204
_POINTS: Final = 72
_WRITER_LETTERS: Final = 20
_MANY: Final = 100
_RATE_GOAL: Final = 400


def measure() -> list[Figure]:
    """Return the figures of letters and fax pages."""
    letter = letters.letter()
    strings = _strings(letter)
    pdf = lay_out(letter).pdf
    fax = lay_out(letter, fax_copy=True).pdf
    hundred = [replace(letter, topic=f"{letter.topic} {place}") for place in range(_MANY)]
    figures = [
        compare(
            "one letter / bare canvas with the same strings",
            lambda: lay_out(letter),
            lambda: _bare(strings),
            goal=1.1,
            rounds=41,
        ),
        compare(
            "one of 100 letters in one file / bare canvas",
            lambda: lay_out_many(hundred),
            lambda: _bare(strings),
            goal=1.1,
            work_ours=_MANY,
        ),
        compare(
            "one fax page, fine, T.6 / its rendering alone",
            lambda: fax_image([fax], resolution=Resolution.FINE),
            lambda: _render(fax),
            goal=3.0,
            rounds=21,
        ),
        compare(
            "all forms of a letter / bare canvas",
            lambda: _all_forms(letter, pdf),
            lambda: _bare(strings),
            goal=100.0,
        ),
        _rate(hundred),
    ]
    if shutil.which("soffice"):
        figures.append(_writer(letter))
    return figures


def _strings(letter: Letter) -> list[tuple[float, float, float, str]]:
    layout = lay_out_pages(letter, fax_copy=False)
    top = layout.style.margin
    placed = [
        (run.left, PAGE_HEIGHT - run.baseline - piece.top - top, run.size, run.text)
        for page in layout.pages
        for piece in page
        for run in piece.piece.runs
    ]
    foot = [(r.left, PAGE_HEIGHT - r.baseline, r.size, r.text) for r in layout.footer.runs]
    return placed + foot


def _bare(strings: Sequence[tuple[float, float, float, str]]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), initialFontName=SERIF)
    for left, height, size, text in strings:
        canvas.setFont(SERIF, size)
        canvas.drawString(left, height, text)
    canvas.save()
    return target.getvalue()


def _render(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    # The bare library at the fax's dots across; fine lines are as near to that as makes no odds.
    document[0].render(scale=_DPI / _POINTS, grayscale=True)
    document.close()


def _all_forms(letter: Letter, pdf: bytes) -> None:
    lay_out(letter)
    to_pdf_a(pdf, title=letter.topic)
    letter_docx(letter)
    letter_text(letter)
    for size in EnvelopeSize:
        envelope_pdf(letters.envelope(), size)
    copy = lay_out(letter, fax_copy=True).pdf
    for resolution in Resolution:
        fax_image([copy], resolution=resolution)


def _rate(hundred: Sequence[Letter]) -> Figure:
    many = [letter for _ in range(10) for letter in hundred]
    lay_out_many(hundred)
    start = time.perf_counter()
    lay_out_many(many)
    seconds = time.perf_counter() - start
    return Figure(
        name="1,000 letters in one file, letters a second",
        ours=len(many) / seconds,
        baseline=_RATE_GOAL,
        ratio=len(many) / seconds / _RATE_GOAL,
        goal=1.0,
        wants_less=False,
        unit="/s",
    )


def _writer(letter: Letter) -> Figure:
    """Return how much faster a letter is than one more document in a running Writer."""
    docx = letter_docx(letter)
    few, many = (_seconds_of_writer(docx, count) for count in (1, 1 + _WRITER_LETTERS))
    writer = (many - few) / _WRITER_LETTERS * 1000
    start = time.perf_counter()
    for _ in range(_WRITER_LETTERS):
        lay_out(letter)
    ours = (time.perf_counter() - start) / _WRITER_LETTERS * 1000
    return Figure(
        name="Writer, one more document to PDF / one letter",
        ours=ours,
        baseline=writer,
        ratio=writer / ours,
        goal=4.0,
        wants_less=False,
    )


def _seconds_of_writer(docx: bytes, count: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{place}.docx" for place in range(count)]
        for file in files:
            file.write_bytes(docx)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        start = time.perf_counter()
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
        return time.perf_counter() - start
