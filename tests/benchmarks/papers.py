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
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from alo183_desktop.documents import wording
from alo183_desktop.documents.content import EnvelopeSize, Letter, Paragraph, Resolution
from alo183_desktop.documents.envelope import envelope_pdf
from alo183_desktop.documents.fax_image import fax_image
from alo183_desktop.documents.letter_docx import letter_docx
from alo183_desktop.documents.letter_layout import columns_of, lay_out_pages
from alo183_desktop.documents.letter_pdf import lay_out, lay_out_many
from alo183_desktop.documents.letter_text import letter_text
from alo183_desktop.documents.pdf_a import to_pdf_a
from alo183_desktop.documents.style import PAGE_HEIGHT, PAGE_WIDTH, SERIF, SERIF_BOLD
from tests.benchmarks.measure import Figure, compare
from tests.documents import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

_DPI: Final = 204
_RED: Final = (0.75, 0.0, 0.0)
_POINTS: Final = 72
_WRITER_LETTERS: Final = 20
_MANY: Final = 100
_RATE_GOAL: Final = 400


def measure() -> list[Figure]:
    """Return the figures of letters and fax pages."""
    letter = letters.letter()
    bare = _BareLetter(letter)
    pdf = lay_out(letter).pdf
    fax = lay_out(letter, fax_copy=True).pdf
    hundred = [replace(letter, topic=f"{letter.topic} {place}") for place in range(_MANY)]
    figures = [
        compare(
            "one letter / the same page by a bare canvas",
            lambda: lay_out(letter),
            bare.draw,
            goal=1.1,
            rounds=41,
        ),
        compare(
            "one of 100 letters in one file / bare canvas",
            lambda: lay_out_many(hundred),
            bare.draw,
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
            bare.draw,
            goal=100.0,
        ),
        _rate(hundred),
    ]
    if shutil.which("soffice"):
        figures.append(_writer(letter))
    return figures


class _BareLetter:
    """The page of a letter as a developer writes it with a bare canvas.

    It knows beforehand where each string and rule of the page stands; only the paragraphs are
    wrapped, by the library's `simpleSplit`, and justified. Face, size and colour are set where
    they change. The faces are those the program registered, which keep their subsets: what
    is compared is the laying out and drawing, not the cutting of fonts.
    """

    def __init__(self, letter: Letter) -> None:
        layout = lay_out_pages(letter, fax_copy=False)
        (page,) = layout.pages
        style, footer = layout.style, layout.footer
        self._title = letter.topic
        self._author = wording.sender_of(letter.heading)
        self._subject = f"{wording.number_text(letter.number, letter.style)} sayılı yazı"
        self._left, self._width = style.margin, style.width
        self._indent, self._leading, self._size = style.first_line_indent, style.leading, style.size
        self._rule = style.rule
        paragraphs = [block.text for block in letter.body if isinstance(block, Paragraph)]
        words = " ".join(paragraphs)
        self._paragraphs: list[tuple[float, str]] = []
        self._strings: list[tuple[float, float, str, float, str]] = []
        for placed in page:
            top = PAGE_HEIGHT - style.margin - placed.top
            for run in placed.piece.runs:
                if paragraphs and paragraphs[0].startswith(run.text):
                    self._paragraphs.append((top - run.baseline, paragraphs.pop(0)))
                elif run.text not in words:
                    face = SERIF_BOLD if run.urgent else run.face
                    self._strings.append((run.left, top - run.baseline, face, run.size, run.text))
        self._strings += [
            (run.left, PAGE_HEIGHT - run.baseline, run.face, run.size, run.text)
            for run in footer.runs
        ]
        tops = {
            PAGE_HEIGHT - style.margin - placed.top - rule.top
            for placed in page
            for rule in placed.piece.rules
        }
        middle = columns_of(letter, layout).table_value
        self._columns = [style.margin, middle, style.margin + style.width]
        bottoms = {
            PAGE_HEIGHT - style.margin - placed.top - rule.bottom
            for placed in page
            for rule in placed.piece.rules
        }
        self._rows = sorted({round(height, 3) for height in tops | bottoms}, reverse=True)
        foot = PAGE_HEIGHT - footer.rule.top
        self._foot = (footer.rule.left, foot, footer.rule.right, foot)

    def draw(self) -> bytes:
        """Draw the page and return the PDF."""
        target = io.BytesIO()
        canvas = Canvas(
            target,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            initialFontName=SERIF,
            lang="tr-TR",
        )
        canvas.setTitle(self._title)
        canvas.setAuthor(self._author)
        canvas.setSubject(self._subject)
        font: tuple[str, float] = ("", 0.0)
        for left, height, face, size, text in self._strings:
            if font != (face, size):
                font = (face, size)
                canvas.setFont(face, size)
            if face == SERIF_BOLD:
                canvas.setFillColorRGB(*_RED)
            canvas.drawString(left, height, text)
            if face == SERIF_BOLD:
                canvas.setFillColorRGB(0, 0, 0)
        for height, text in self._paragraphs:
            self._draw_justified(canvas, height, text)
        canvas.setLineWidth(self._rule)
        canvas.grid(self._columns, self._rows)
        canvas.line(*self._foot)
        canvas.showPage()
        canvas.save()
        return target.getvalue()

    def _draw_justified(self, canvas: Canvas, height: float, text: str) -> None:
        # An indent for simpleSplit: so many blanks before the first word as it is wide.
        blank = canvas.stringWidth(" ", SERIF, self._size)
        indent = "\u00a0" * round(self._indent / blank)
        lines = simpleSplit(indent + text, SERIF, self._size, self._width)
        drawn = canvas.beginText(self._left, height)
        drawn.setFont(SERIF, self._size, self._leading)
        for line in lines[:-1]:
            room = self._width - canvas.stringWidth(line, SERIF, self._size)
            drawn.setWordSpace(room / max(line.count(" "), 1))
            drawn.textLine(line)
        drawn.setWordSpace(0)
        drawn.textLine(lines[-1])
        canvas.drawText(drawn)


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
