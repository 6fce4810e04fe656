"""Papers from outside as PDF."""

import pytest

from alo183_desktop.documents.joining import join
from alo183_desktop.documents.papers.foreign import as_pdf
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.shared.errors import KnownError
from tests.documents.pictures import picture


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("TIFF", "1"), ("TIFF", "L")]
)
def test_that_a_picture_becomes_a_page(kind: str, mode: str) -> None:
    assert page_count(as_pdf(picture(kind, mode))) == 1


def test_that_every_sheet_of_a_fax_image_becomes_a_page() -> None:
    pdf = as_pdf(picture("TIFF", "1", pages=3))
    assert page_count(pdf) == 3
    assert as_pdf(pdf) == pdf


def test_that_papers_are_joined_in_their_order() -> None:
    one, two = as_pdf(picture("PNG", "L")), as_pdf(picture("TIFF", "1", pages=2))
    assert page_count(join([one, two])) == 3


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_that_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(KnownError, match=r"documents\.unreadable_scan"):
        as_pdf(data)
