"""Letters and fax pages beside the bare library, and beside Writer where it is there."""

import contextlib
import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pypdfium2
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from alo183_desktop.changes.toml_letter import example_text
from alo183_desktop.cli import main
from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH, new_canvas
from alo183_desktop.documents.fax.image import fax_image
from alo183_desktop.documents.flow import table_rules
from alo183_desktop.documents.fonts import SERIF, SERIF_BOLD, drawing
from alo183_desktop.documents.letter.content import (
    EnvelopeSize,
    LetterContent,
    Paragraph,
    Resolution,
)
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.layout import columns_of, lay_out_pages
from alo183_desktop.documents.letter.pdf import draw_pages, lay_out
from alo183_desktop.documents.letter.wording import letter_text
from alo183_desktop.documents.papers.covers import envelope_pdf
from alo183_desktop.documents.pdf_a import to_pdf_a
from tests.benchmarks.measure import Figure, compare, figure_of
from tests.documents import letters

_DPI: Final = 204
_RED: Final = (0.75, 0.0, 0.0)
_BLACK: Final = (0.0, 0.0, 0.0)
_POINTS: Final = 72
_WRITER_LETTERS: Final = 20
_MANY: Final = 100
_FEW: Final = 3
"""Rounds of what takes seconds."""
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
            lambda: _in_one_file(hundred),
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
        _by_command(bare),
        _rate(hundred),
    ]
    if shutil.which("soffice"):
        figures.append(_writer(letter))
    return figures


class _BareLetter:
    """The page of a letter as a developer writes it with a bare canvas.

    Every string and rule has its fixed place, and face, size and colour are set where they change;
    only the paragraphs are wrapped, by the library's `simpleSplit`, and justified. The faces are
    the registered ones, which keep the subsets they have cut: both sides save that work alike.
    """

    def __init__(self, letter: LetterContent) -> None:
        # The places that a developer would write as numbers are read off the program's own page.
        layout = lay_out_pages(letter, fax_copy=False)
        (page,) = layout.pages
        style, footer = layout.style, layout.footer
        text_top = PAGE_HEIGHT - style.margin
        self._letter = letter
        self._style = style
        self._strings = [
            (run.left, PAGE_HEIGHT - run.baseline, run.face, run.size, run.text)
            for run in footer.runs
        ]
        self._paragraphs: list[tuple[float, str]] = []
        body = [block.text for block in letter.body if isinstance(block, Paragraph)]
        for top, piece in page:
            origin = text_top - top
            for run in piece.runs:
                height = origin - run.baseline
                if any(text.startswith(run.text) and " " in run.text.strip() for text in body):
                    self._paragraphs.append((height, body.pop(0)))
                elif not any(run.text in text for _, text in self._paragraphs):
                    face = SERIF_BOLD if run.urgent else run.face
                    self._strings.append((run.left, height, face, run.size, run.text))
        self._rows = sorted(
            {text_top - height for rule in table_rules(page) for height in (rule.top, rule.bottom)}
        )
        self._columns = (style.margin, columns_of(letter, layout).table_value, footer.rule.right)
        self._foot = PAGE_HEIGHT - footer.rule.top

    def draw(self) -> bytes:
        """Draw the page and return the PDF."""
        letter, style = self._letter, self._style
        target = io.BytesIO()
        canvas = Canvas(
            target,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            initialFontName=SERIF,  # type: ignore[arg-type]  # no number, as its stubs say
            lang="tr-TR",
        )
        canvas.setTitle(letter.topic)
        canvas.setAuthor(" ".join(letter.heading[1:]))
        canvas.setSubject(f"{letter.number.register_number} sayılı yazı")
        canvas.setCreator("Bare canvas")
        canvas.setProducer("Bare canvas")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        font: tuple[str, float] = ("", 0.0)
        for left, height, face, size, text in self._strings:
            if font != (face, size):
                font = (face, size)
                canvas.setFont(face, size)
                canvas.setFillColorRGB(*(_RED if face == SERIF_BOLD else _BLACK))
            canvas.drawString(left, height, text)
        for height, text in self._paragraphs:
            self._draw_justified(canvas, height, text)
        canvas.setLineWidth(style.rule)
        canvas.grid(self._columns, self._rows)
        canvas.line(self._columns[0], self._foot, self._columns[-1], self._foot)
        canvas.showPage()
        canvas.save()
        return target.getvalue()

    def _draw_justified(self, canvas: Canvas, height: float, text: str) -> None:
        style = self._style
        left, width = style.margin + style.first_line_indent, style.width - style.first_line_indent
        first = simpleSplit(text, SERIF, style.size, width)[0]
        others = simpleSplit(text[len(first) :], SERIF, style.size, style.width)
        drawn = canvas.beginText()
        drawn.setFont(SERIF, style.size)
        for number, line in enumerate((first, *others)):
            if number == len(others):
                drawn.setWordSpace(0)
            else:
                room = width - canvas.stringWidth(line, SERIF, style.size)
                drawn.setWordSpace(room / line.count(" "))
            drawn.setTextOrigin(left, height - number * style.leading)
            drawn.textOut(line)
            left, width = style.margin, style.width
        canvas.drawText(drawn)


def _render(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    # The bare library at the fax's dots across; fine lines are as near to that as makes no odds.
    document[0].render(scale=_DPI / _POINTS, grayscale=True)
    document.close()


def _all_forms(letter: LetterContent, pdf: bytes) -> None:
    lay_out(letter)
    to_pdf_a(pdf, title=letter.topic)
    letter_docx(letter)
    letter_text(letter)
    for size in EnvelopeSize:
        envelope_pdf(letters.envelope(), size)
    copy = lay_out(letter, fax_copy=True).pdf
    for resolution in Resolution:
        fax_image([copy], resolution=resolution)


def _by_command(bare: _BareLetter) -> Figure:
    """Return what all forms of a letter take of 100 that one command makes of a folder.

    The goal is ten seconds of a processor on which the bare page takes 4.2 ms.
    """
    with tempfile.TemporaryDirectory() as place:
        given = Path(place, "change-files")
        given.mkdir()
        for number in range(_MANY):
            text = example_text().replace('"4752"', f'"{5000 + number}"')
            (given / f"{number}.toml").write_text(text, encoding="utf-8")
        words = ["letter", str(given), "--out", str(Path(place, "out")), "--json"]

        def make() -> None:
            with contextlib.redirect_stdout(io.StringIO()):
                main.run(words)

        # Of the processor: what the disk takes to keep a thousand files safe is not asked here.
        rounds = [
            (_processor_ms(make), _processor_ms(lambda: [bare.draw() for _ in range(_MANY)]))
            for _round in range(_FEW)
        ]
    return figure_of(
        "one of 100 letters by one command / bare canvas, processor",
        [(ours / _MANY, floor / _MANY) for ours, floor in rounds],
        goal=24.0,
    )


def _processor_ms(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _in_one_file(many: Sequence[LetterContent]) -> None:
    """Draw letters one after another, as a mail merge does; the program writes each on its own."""
    with drawing:
        canvas = new_canvas(io.BytesIO(), title="", author="", subject="")
        for letter in many:
            draw_pages(canvas, lay_out_pages(letter, fax_copy=False))
        canvas.save()


def _rate(hundred: Sequence[LetterContent]) -> Figure:
    many = [letter for _ in range(10) for letter in hundred]
    _in_one_file(hundred)
    rates = []
    for _round in range(_FEW):
        start = time.perf_counter()
        _in_one_file(many)
        rates.append(len(many) / (time.perf_counter() - start))
    return figure_of(
        "1,000 letters in one file, letters a second",
        [(rate, _RATE_GOAL) for rate in rates],
        goal=1.0,
        wants_less=False,
        unit="/s",
    )


def _writer(letter: LetterContent) -> Figure:
    """Return how much faster a letter is than one more document in a running Writer.

    It is no mail merge (mail_merge.py): each letter is loaded, laid out and exported.
    """
    docx = letter_docx(letter)
    rounds = []
    for _round in range(_FEW):
        few, many = (_seconds_of_writer(docx, count) for count in (1, 1 + _WRITER_LETTERS))
        start = time.perf_counter()
        for _letter in range(_WRITER_LETTERS):
            lay_out(letter)
        ours = time.perf_counter() - start
        rounds.append(
            ((many - few) / _WRITER_LETTERS * 1000, ours / _WRITER_LETTERS * 1000),
        )
    name = "Writer, one more document to PDF / one letter"
    return figure_of(name, rounds, goal=4.0, wants_less=False)


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
