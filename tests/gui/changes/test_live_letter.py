"""The frame around the field that is being typed, on the letter beside the form."""

import pypdfium2
import pytest

from alo183_desktop.documents.canvas import PAGE_HEIGHT
from alo183_desktop.documents.letter.content import LetterStyle
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.gui.changes.live_letter import framed
from tests.documents import letters


def lines_touched(pdf: bytes, *, left: float, top: float, width: float, height: float) -> str:
    """Return what a search of the page finds within a rectangle, even in part."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[0].get_textpage()
        bottom = PAGE_HEIGHT - top - height
        found: str = text.get_text_bounded(left, bottom, left + width, PAGE_HEIGHT - top)
        return found
    finally:
        document.close()


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize("key", ["letter.number", "letter.topic", "letter.date"])
def test_that_the_frame_of_a_field_covers_no_other_line(style: LetterStyle, key: str) -> None:
    laid_out = lay_out(letters.letter(style=style))
    boxes = {box.key: box for box in laid_out.boxes}
    frame = framed(boxes[key], boxes.values())
    # The frame is drawn with a pen, half of which lies outside.
    pen = 1.0
    above = lines_touched(
        laid_out.pdf, left=frame.left, top=frame.top - pen, width=frame.width, height=2 * pen
    )
    below = lines_touched(
        laid_out.pdf,
        left=frame.left,
        top=frame.top + frame.height - pen,
        width=frame.width,
        height=2 * pen,
    )
    assert (above.strip(), below.strip()) == ("", "")


def test_that_a_frame_on_free_paper_has_air_on_all_sides() -> None:
    boxes = {box.key: box for box in lay_out(letters.letter()).boxes}
    box = boxes["letter.signature"]
    frame = framed(box, boxes.values())
    assert frame.top < box.top
    assert frame.top + frame.height > box.top + box.height
    assert frame.left < box.left


def test_that_a_row_of_a_table_is_its_own_frame() -> None:
    boxes = {box.key: box for box in lay_out(letters.letter()).boxes}
    box = boxes["changes.0.newcomer.tckn"]
    assert framed(box, boxes.values()) == box
