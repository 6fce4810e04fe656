"""The code of a sheet: read from its scan, whichever way it lies; never misread."""

import io
from collections.abc import Sequence
from itertools import product
from typing import Final

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from alo183_desktop.documents.fax.scanned_sheets import scanned_sheets
from alo183_desktop.documents.fax.scans import read_sheets
from alo183_desktop.documents.fax.sheets import RASTERS
from alo183_desktop.documents.letter.content import Resolution
from alo183_desktop.documents.papers.foreign import as_pdf, upright
from alo183_desktop.documents.papers.lists import table_pdf
from alo183_desktop.documents.pdf_a import text_of
from alo183_desktop.documents.sheet_codes import (
    LENGTH,
    MOST_PAGES,
    ReadCodes,
    SheetCode,
    parse,
    read_codes,
    stamp,
)
from tests.examples import some_of

CODE: Final = SheetCode(1, 17, 4711, 0, 0)
CODES: Final = st.builds(
    SheetCode,
    st.integers(0, 99),
    st.integers(0, 99_999_999),
    st.integers(0, 9_999),
    st.integers(1, 99),
    st.integers(1, 99),
)


def paper(columns: int = 2) -> bytes:
    rows = [[f"Ilgın ŞİMŞEK {row}", *("1" * (columns - 1))] for row in range(60)]
    headings = [f"Sütun {place}" for place in range(columns)]
    return table_pdf(title="Zimmet", subtitle="", headings=headings, rows=rows, note="")


STAMPED: Final = stamp(paper(), CODE)


@pytest.mark.parametrize("count", [MOST_PAGES, MOST_PAGES + 1])
def test_that_a_paper_with_more_pages_than_a_code_can_number_gets_none(count: int) -> None:
    book = pypdfium2.PdfDocument.new()
    for _page in range(count):
        book.new_page(595, 842)
    target = io.BytesIO()
    book.save(target)
    book.close()
    assert (stamp(target.getvalue(), CODE) != target.getvalue()) == (count == MOST_PAGES)


def page(pdf: bytes, place: int, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[place].render(scale=dpi / 72).to_pil().convert("L")
        return picture
    finally:
        document.close()


def scan(sheets: Sequence[Image.Image], dpi: int, kind: str = "TIFF") -> bytes:
    target = io.BytesIO()
    first, *others = sheets
    more = {"save_all": True, "append_images": others} if kind == "TIFF" else {"quality": 50}
    first.save(target, kind, dpi=(dpi, dpi), **more)
    return target.getvalue()


def read(scanned: bytes) -> list[tuple[str, ...]]:
    sheets = scanned_sheets(scanned, RASTERS[Resolution.FINE])
    return [read_codes(sheet).digits for sheet in sheets]


@given(code=CODES)
def test_that_a_code_says_what_was_put_in(code: SheetCode) -> None:
    assert len(code.digits) == LENGTH
    assert parse(code.digits) == code


def test_that_each_sheet_says_which_it_is_and_how_many_there_are() -> None:
    count = len(pypdfium2.PdfDocument(STAMPED))
    assert count > 1
    found = read(STAMPED)
    wanted = [CODE._replace(page=place, pages=count).digits for place in range(1, count + 1)]
    assert found == [(digits,) for digits in wanted]


def test_that_the_text_of_a_paper_stays_and_the_same_one_gives_the_same_bytes() -> None:
    before, after = text_of(paper()), text_of(STAMPED)
    assert before is not None
    assert after is not None
    assert before.pages == after.pages
    assert read(stamp(paper(), CODE)) == read(STAMPED)


@pytest.mark.parametrize(
    ("dpi", "angle"), some_of(list(product([150, 200, 300], [0, 2, -4, 90, 180, 183, 270])))
)
def test_that_a_scan_is_read_whichever_way_it_lies(dpi: int, angle: int) -> None:
    sheet = page(STAMPED, 0, dpi)
    turned = sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    (found,) = read(scan([turned], dpi, "JPEG"))
    assert [parse(one)[:3] for one in found] == [CODE[:3]]


@pytest.mark.parametrize(
    ("columns", "angle"), some_of(list(product([None, 12], [0, 3, 90, 180, 270])))
)
def test_that_a_page_that_lies_otherwise_is_turned_upright(columns: int | None, angle: int) -> None:
    stamped = STAMPED if columns is None else stamp(paper(columns=columns), CODE)
    sheet = page(stamped, 0, 150)
    scanned = scan([sheet.rotate(angle, expand=True, fillcolor=255)], 150)
    (read_sheet,) = read_sheets(scanned)
    straight = page(upright(as_pdf(scanned), [read_sheet.lies]), 0, 150)
    assert (straight.width > straight.height) == (sheet.width > sheet.height)
    top = straight.crop((0, 0, straight.width, straight.height // 4))
    assert read_codes(top.convert("L")) == ReadCodes(read_sheet.codes, 0)


def test_that_a_page_without_a_code_stays_as_it_lies() -> None:
    sheet = page(paper(), 0, 150).rotate(180)
    scanned = as_pdf(scan([sheet], 150))
    assert page(upright(scanned, [None]), 0, 150) == page(scanned, 0, 150)


def test_that_a_grey_blurred_scan_with_specks_is_read() -> None:
    sheet = page(STAMPED, 0, 200).filter(ImageFilter.GaussianBlur(0.8))
    specks = Image.effect_noise(sheet.size, 40).point(lambda value: min(255, value + 100))
    dirty = ImageChops.multiply(sheet.point(lambda value: 40 + value * 0.7), specks)
    (found,) = read(scan([dirty], 200, "JPEG"))
    assert [parse(one)[:3] for one in found] == [CODE[:3]]


def test_that_a_sheet_across_on_an_upright_scan_is_read() -> None:
    across = stamp(paper(columns=12), CODE)
    sheet = page(across, 0, 200)
    assert sheet.width > sheet.height
    (found,) = read(scan([sheet.rotate(90, expand=True)], 200))
    assert [parse(one)[:3] for one in found] == [CODE[:3]]


def test_that_a_code_that_is_half_covered_is_not_read_at_all() -> None:
    sheet = page(STAMPED, 0, 200)
    sheet.paste(255, (300, 0, 420, 120))
    assert read(scan([sheet], 200)) == [()]


def test_that_a_paper_without_a_code_has_none() -> None:
    assert read(paper()) == [()] * len(pypdfium2.PdfDocument(paper()))


def test_that_the_child_returns_codes_and_blank_sheets() -> None:
    sheet = page(STAMPED, 0, 200)
    blank = Image.new("L", sheet.size, 250)
    signed = blank.copy()
    signed.paste(20, (600, 900, 700, 908))
    first, back, drawn = read_sheets(scan([sheet, blank, signed], 200))
    assert [parse(one)[:3] for one in first.codes] == [CODE[:3]]
    assert not first.is_blank
    assert (back.codes, back.is_blank) == ((), True)
    assert (drawn.codes, drawn.is_blank) == ((), False)
