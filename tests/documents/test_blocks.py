"""Blocks and tables are poured into pages without losing anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import Block, PageFoot, paragraph, pour, write_pdf
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.grid import Grid
from tests.documents.printed_pages import assert_is_made_well, texts_of

HEIGHT = 100.0


def drawn_nowhere(*_place: object) -> None:
    """Draw nothing."""


BLOCKS = st.lists(
    st.builds(
        Block,
        height=st.floats(1, 60),
        draw=st.just(drawn_nowhere),
        gap=st.floats(0, 10),
        keeps_next=st.booleans(),
    ),
    max_size=30,
)


@given(BLOCKS)
def test_that_every_block_stands_once_in_order_and_inside_its_page(blocks: list[Block]) -> None:
    pages = pour(blocks, HEIGHT)
    assert [block for page in pages for _top, block in page] == blocks
    for page in pages:
        end = 0.0
        for top, block in page:
            assert top >= end - 1e-6
            end = top + block.height
        assert end <= HEIGHT + 1e-6


@given(BLOCKS)
def test_that_no_page_ends_between_blocks_that_fit_together(blocks: list[Block]) -> None:
    pages = pour(blocks, HEIGHT)
    for page in pages[:-1]:
        last = page[-1].block
        if last.keeps_next:
            place = next(number for number, block in enumerate(blocks) if block is last)
            first = place
            while first and blocks[first - 1].keeps_next:
                first -= 1
            chain = [blocks[first]]
            while chain[-1].keeps_next and first + len(chain) < len(blocks):
                chain.append(blocks[first + len(chain)])
            assert sum(block.gap + block.height for block in chain) - chain[0].gap > HEIGHT - 1e-6


def test_that_headings_stand_on_each_page_of_a_table() -> None:
    grid = Grid((200.0, 200.0), face_of(SANS, 9))
    rows = [(f"Satır {place}", "Değer") for place in range(150)]
    blocks = grid.table(("Ad", "Başlık"), rows, head_face=face_of(SANS_BOLD, 9))
    pdf = write_pdf(blocks, title="Liste", foot=PageFoot(face_of(SANS, 9), ("Not",)))
    pages = texts_of(pdf)
    assert len(pages) > 2
    assert all("Ad Başlık" in page for page in pages)
    text = " ".join(pages)
    assert all(f"Satır {place} Değer" in text for place in range(150))
    assert_is_made_well(pdf, title="Liste")


def test_that_a_cell_longer_than_a_page_loses_no_word() -> None:
    grid = Grid((60.0, 150.0), face_of(SANS, 9))
    words = [f"söz{place}" for place in range(2000)]
    blocks = grid.table(("No", "İşlem"), [("1", " ".join(words))], head_face=face_of(SANS, 9))
    text = " ".join(texts_of(write_pdf(blocks, title="Uzun")))
    assert all(word in text for word in words)


def test_that_cells_must_fill_the_columns() -> None:
    grid = Grid((60.0, 150.0), face_of(SANS, 9))
    with pytest.raises(ValueError, match="do not fill"):
        grid.row(("bir",))


def test_that_an_empty_text_has_no_block() -> None:
    assert paragraph("  ", face_of(SANS, 9), 100.0) == []
