"""Pages of papers from outside: drawn, cut and read by a child, whatever it answers."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.documents import foreign_pages
from alo183_desktop.documents.foreign_pages import ForeignPages, OnePage
from alo183_desktop.documents.joining import join
from alo183_desktop.documents.own_pages import OwnPages
from alo183_desktop.documents.papers.foreign import as_pdf
from alo183_desktop.documents.pdf_a import text_of
from alo183_desktop.documents.pixels import Size, page_count, page_pixels, page_sizes
from alo183_desktop.shared.errors import KnownError
from tests.documents.pictures import picture
from tests.documents.test_foreign_scans import page_with, pages_of
from tests.examples import at_most

LEAST: Final = 1_000_000
"""Pixels that a small page has."""


def drawn(paper: ForeignPages, *wanted: int, most_pixels: int = LEAST) -> Sequence[int]:
    return list(paper.draw(wanted, scale=1.0, most_pixels=most_pixels))


def test_that_a_child_draws_what_we_would_draw() -> None:
    pdf = page_with(b"100 100 300 300 re f")
    assert list(ForeignPages(pdf).sizes()) == list(OwnPages(pdf).sizes())
    theirs = ForeignPages(pdf).draw([0], scale=2.0, most_pixels=10 * LEAST)
    assert theirs == OwnPages(pdf).draw([0], scale=2.0, most_pixels=10 * LEAST)
    assert theirs[0] == page_pixels(pdf, 0, scale=2.0)


def test_that_each_page_of_a_picture_is_drawn() -> None:
    paper = ForeignPages(picture("TIFF", pages=3))
    assert drawn(paper, 0, 2, 7) == [0, 2]
    assert len(paper.sizes()) == 3
    assert page_count(paper.pdf()) == 3
    assert page_count(paper.pdf([1, 2])) == 2
    assert ForeignPages(picture("TIFF")).text() is None


def test_that_one_page_of_a_paper_is_a_paper() -> None:
    whole = ForeignPages(picture("TIFF", pages=3))
    one = OnePage(whole, 2)
    assert len(one.sizes()) == 1
    assert list(one.draw(range(2), scale=1.0, most_pixels=LEAST)) == [0]
    assert page_count(one.pdf()) == 1


def test_that_a_cover_comes_before_a_paper_and_pages_are_turned() -> None:
    paper = ForeignPages(as_pdf(picture("TIFF", pages=2))).after(page_with(b""))
    assert page_sizes(paper.pdf())[0] == Size(595, 842)
    turned = paper.upright([90, None, 0])
    assert turned.sizes()[0] == Size(842, 595)
    assert turned.sizes()[1:] == paper.sizes()[1:]


def test_that_the_text_of_a_paper_is_read() -> None:
    from tests.documents.test_sheet_codes import paper

    assert ForeignPages(paper()).text() == text_of(paper())
    assert ForeignPages(b"%PDF-1.4 broken").text() is None


@pytest.mark.parametrize(("count", "side"), [(1, 4000), (200, 8000)])
def test_that_a_page_of_any_size_takes_no_more_pixels_than_allowed(count: int, side: int) -> None:
    paper = ForeignPages(pages_of(count, side))
    found = paper.draw([0, count - 1], scale=3.0, most_pixels=LEAST)
    assert all(0.9 * LEAST < one.width * one.height <= LEAST for one in found.values())
    assert len(paper.sizes()) == count


@given(
    width=st.floats(1, 20_000),
    height=st.floats(1, 20_000),
    scale=st.floats(0.1, 5),
    most=st.integers(10_000, 10**7),
)
@settings(max_examples=at_most(100))
def test_that_no_page_is_drawn_with_more_pixels_or_finer_than_asked_for(
    width: float, height: float, scale: float, most: int
) -> None:
    import math

    from alo183_desktop.documents.pixels import _fitting

    fits = _fitting(Size(width, height), scale, most)
    assert 0 < fits <= scale
    assert math.ceil(width * fits) * math.ceil(height * fits) <= most


@pytest.mark.parametrize("data", [b"", b"no paper", b"%PDF-junk", picture("PNG")[:60]])
def test_that_what_is_no_paper_is_refused(data: bytes) -> None:
    for use in (ForeignPages(data).sizes, lambda: ForeignPages(data).pdf([0])):
        with pytest.raises(KnownError) as caught:
            use()
        assert caught.value.code == "documents.unreadable_scan"


SIZES: Final = b'{"begin": true}\n{"sizes": [[9, 9]]}\n'
END: Final = b'{"end": true}\n'


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]\n",
        b"[" * 100_000 + b"\n",
        END,
        b'{"sizes": 7}\n' + END,
        b'{"sizes": []}\n' + END,
        b'{"sizes": [[1]]}\n' + END,
        b'{"sizes": [["9", 9]]}\n' + END,
        b'{"sizes": [[1e999, 9]]}\n' + END,
        b'{"sizes": [[NaN, 9]]}\n' + END,
        b'{"sizes": [[0, 9]]}\n' + END,
        SIZES + END,  # The page that was asked for is missing.
        SIZES + b'{"page": 0, "width": 1, "height": 1, "bytes": 4}\nab',
        SIZES + b'{"page": 0, "width": 2, "height": 1, "bytes": 4}\nabcd' + END,
        SIZES + b'{"page": 0, "width": -1, "height": -1, "bytes": 4}\nabcd' + END,
        SIZES + b'{"page": 0, "width": 1e999, "height": 1, "bytes": 4}\nabcd' + END,
        SIZES + b'{"page": 1, "width": 1, "height": 1, "bytes": 4}\nabcd' + END,
        SIZES + b'{"page": 0, "width": 1, "height": 1, "bytes": -30}\nabcd' + END,
        SIZES + b'{"page": 0, "width": 1, "height": 1, "bytes": 99999999999}\nabcd' + END,
        SIZES + b'{"page": 0, "width": 50, "height": 50, "bytes": 10000}\n' + b"a" * 10000 + END,
        SIZES + b'{"error": "db.unreadable"}\n',
        SIZES + b'{"error": [1]}\n',
    ],
    ids=range(22),
)
def test_that_a_child_that_was_taken_over_is_not_believed(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({said!r})"
    monkeypatch.setattr(foreign_pages, "child_command", lambda: [sys.executable, "-I", "-c", code])
    paper = ForeignPages(b"%PDF-1.4")
    with pytest.raises(KnownError) as caught:
        paper.draw([0], scale=1.0, most_pixels=100)
    assert caught.value.code == "documents.unreadable_scan"
    with pytest.raises(KnownError) as caught:
        paper.pdf([0])
    assert caught.value.code == "documents.unreadable_scan"


def test_that_a_child_that_says_too_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys\nwhile True: sys.stdout.buffer.write(b'a' * 1000000)"
    monkeypatch.setattr(foreign_pages, "child_command", lambda: [sys.executable, "-I", "-c", code])
    with pytest.raises(KnownError) as caught:
        ForeignPages(b"%PDF-1.4").sizes()
    assert caught.value.code == "documents.scan_too_large"


_USES: Final = """
import sys
from pathlib import Path
from alo183_desktop.documents.checked_files import read_checked
from alo183_desktop.documents.fax.scans import coded_strips, read_sheets
from alo183_desktop.documents.foreign_pages import ForeignPages, OnePage
from alo183_desktop.documents.letter.content import Compression, Resolution

for name in sys.argv[1:]:
    data = read_checked(Path(name)).data
    read_sheets(data)
    coded_strips(data, Resolution.STANDARD, Compression.T6)
    paper = ForeignPages(data)
    assert paper.draw(range(2), scale=1.0, most_pixels=10**6)
    OnePage(paper, 0).draw([0], scale=1.0, most_pixels=10**6)
    paper.pdf([0])
    paper.upright([0]).after(paper.pdf()).text()
loaded = {one.partition(".")[0] for one in sys.modules}
print(sorted(loaded & {"pypdfium2", "PIL", "pikepdf", "zxingcpp"}))
"""


def test_that_what_holds_the_key_loads_no_library_for_a_paper_from_outside(
    tmp_path: Path,
) -> None:
    names = []
    for name, data in (("a.pdf", page_with(b"0 0 m 9 9 l S")), ("a.tif", picture("TIFF", pages=2))):
        path = tmp_path / name
        path.write_bytes(data)
        names.append(str(path))
    ended = subprocess.run(
        [sys.executable, "-c", _USES, *names], capture_output=True, check=True, text=True
    )
    assert ended.stdout.strip() == "[]"


def test_that_the_frozen_program_starts_itself_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert foreign_pages.child_command() == [sys.executable, "--draw-pages"]


def test_that_own_pages_are_drawn_and_taken() -> None:
    own = OwnPages(join([as_pdf(picture("PNG")), page_with(b"")]))
    assert list(own.draw([0, 1, 2], scale=1.0, most_pixels=LEAST)) == [0, 1]
    assert page_sizes(own.pdf([1])) == [Size(595, 842)]
    assert page_count(own.pdf()) == 2
