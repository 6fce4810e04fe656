"""Draw runs and rules on a page of a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.fonts import SERIF, SERIF_BOLD, widths

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable

    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.flow import Rule, Run

POINTS_PER_MM: Final = 72 / 25.4
PAGE_WIDTH: Final = 210 * POINTS_PER_MM
PAGE_HEIGHT: Final = 297 * POINTS_PER_MM
_RED: Final = (0.75, 0.0, 0.0)
_PRODUCER: Final = "Alo 183 İl Masası"


def new_canvas(
    target: io.BytesIO,
    *,
    title: str,
    author: str,
    subject: str,
    page_size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT),
) -> Canvas:
    """Return an empty PDF whose bytes depend only on what is drawn on it."""
    from reportlab.pdfgen.canvas import Canvas  # slow to load

    widths(SERIF)
    canvas = Canvas(
        target,
        pagesize=page_size,
        invariant=1,
        # The language and the viewer's preferences came with 1.4.
        pdfVersion=(1, 4),
        pageCompression=1,
        # Without it each page references Helvetica, which is not embedded.
        initialFontName=SERIF,  # type: ignore[arg-type]  # no number, as its stubs say
        lang="tr-TR",
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def draw_runs(
    canvas: Canvas, runs: Iterable[Run], *, urgent_is_red: bool, page_height: float = PAGE_HEIGHT
) -> None:
    """Draw runs in their order; an urgent one is bold, and red where the paper may show it."""
    draw_stacks(canvas, [(page_height, runs)], urgent_is_red=urgent_is_red)


def draw_stacks(
    canvas: Canvas, stacks: Iterable[tuple[float, Iterable[Run]]], *, urgent_is_red: bool
) -> None:
    """Draw runs like `draw_runs`, each stack from its own height above the page's lower edge."""
    text = canvas.beginText()
    font, stretch, spacing, breadth = ("", 0.0), 0.0, 0.0, 1.0
    for height, runs in stacks:
        for run in runs:
            run_font = SERIF_BOLD if run.urgent else run.face, run.size
            if run_font != font:
                font = run_font
                text.setFont(*font)
            if run.stretch != stretch:
                stretch = run.stretch
                text.setWordSpace(stretch)
            if run.spacing != spacing:
                spacing = run.spacing
                text.setCharSpace(spacing)
            if run.breadth != breadth:
                breadth = run.breadth
                text.setHorizScale(100 * breadth)
            text.setTextOrigin(run.left, height - run.baseline)
            # Not textOut, which measures the text to find its end.
            if run.urgent and urgent_is_red:
                text.setFillColorRGB(*_RED)
                text.textLine(run.text)
                text.setFillColorRGB(0, 0, 0)
            else:
                text.textLine(run.text)
    canvas.drawText(text)


def draw_rules(
    canvas: Canvas, rules: Iterable[Rule], width: float, *, page_height: float = PAGE_HEIGHT
) -> None:
    """Draw rules `width` points thick; their lengths are from `page_height` downwards."""
    canvas.setLineWidth(width)
    canvas.lines(
        [
            (rule.left, page_height - rule.top, rule.right, page_height - rule.bottom)
            for rule in rules
        ]
    )
