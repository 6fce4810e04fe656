"""Which sheet of a scan is of which paper: what is not certain is asked."""

import datetime as dt
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.fax.scans import ReadSheet
from alo183_desktop.overview.parting import LEFT_OUT, ScannedSheet, lacking, part, positions_of
from alo183_desktop.overview.pile import PaperKind, PilePaper

DAY: Final = dt.date(2026, 11, 24)
FORM: Final = PilePaper(
    PaperKind.ISSUE_FORM, 7, "2026/7", "Zeynep GÜNDOĞDU", DAY, sheet=7, seal=1234
)
ROTA: Final = PilePaper(PaperKind.ROTA, 3, "Kasım 2026", "onay bekliyor", DAY, sheet=19, seal=99)
LETTER: Final = PilePaper(PaperKind.LETTER, 1, "4752", "Şükrü IŞIK", DAY)
PAPERS: Final = (LETTER, FORM, ROTA)
BLANK: Final = ReadSheet((), is_blank=True)
BARE: Final = ReadSheet((), is_blank=False)


def sheet(paper: PilePaper, page: int = 1, pages: int = 1, **other: int) -> ReadSheet:
    assert paper.code is not None
    return ReadSheet((paper.code._replace(page=page, pages=pages, **other).digits,), is_blank=False)


def parted(*read: ReadSheet, papers: tuple[PilePaper, ...] = PAPERS) -> list[str]:
    return [one.key for one in part(read, papers, may_attach=lambda _paper: True)]


def test_that_a_letter_carries_no_code_and_is_asked() -> None:
    assert LETTER.code is None
    assert parted(BARE) == [""]


def test_that_sheets_go_to_the_papers_that_their_codes_name() -> None:
    read = (sheet(FORM, 1, 2), sheet(FORM, 2, 2), sheet(ROTA))
    found = part(read, PAPERS, may_attach=lambda _paper: True)
    assert [one.key for one in found] == [FORM.key, FORM.key, ROTA.key]
    assert positions_of(found) == {FORM.key: (0, 1), ROTA.key: (2,)}
    assert lacking(found, read=found) == {}


def test_that_pages_out_of_order_are_put_in_order() -> None:
    read = (sheet(FORM, 2, 2), BLANK, sheet(FORM, 1, 2))
    found = part(read, PAPERS, may_attach=lambda _paper: True)
    assert [one.key for one in found] == [FORM.key, LEFT_OUT, FORM.key]
    assert positions_of(found) == {FORM.key: (2, 0)}


def test_that_what_is_uncertain_is_asked() -> None:
    assert parted(sheet(FORM, seal=1235)) == [""], "of other data"
    assert parted(sheet(FORM), papers=(ROTA,)) == [""], "it waits no more"
    assert parted(sheet(FORM, 3, 2)) == [""]
    assert parted(sheet(FORM, 0, 2)) == [""]
    two = ReadSheet((*sheet(FORM).codes, *sheet(ROTA).codes), is_blank=False)
    assert parted(two) == [""]
    assert parted(sheet(FORM, 1, 2), sheet(FORM, 1, 2)) == ["", ""], "the same page twice"
    assert parted(sheet(FORM), BARE) == [FORM.key, ""]
    two_printings = (sheet(FORM, 1, 3), sheet(ROTA), sheet(FORM, 2, 2))
    assert parted(*two_printings) == ["", ROTA.key, ""], "they would look complete"


def test_that_a_page_that_was_not_scanned_is_reported() -> None:
    found = part((sheet(FORM, 1, 3),), PAPERS, may_attach=lambda _paper: True)
    assert lacking(found, read=found) == {FORM.key: 2}


def test_that_a_paper_whose_scan_is_not_kept_is_named_and_left_out() -> None:
    (found,) = part((sheet(ROTA),), PAPERS, may_attach=lambda paper: paper is not ROTA)
    assert (found.key, found.words) == (
        LEFT_OUT,
        "taraması buradan eklenmez: Nöbet çizelgesi Kasım 2026, onay bekliyor",
    )


@given(
    st.lists(
        st.sampled_from(
            (BLANK, BARE, sheet(FORM, 1, 2), sheet(FORM, 2, 2), sheet(ROTA), sheet(FORM, seal=1))
        ),
        max_size=12,
    )
)
def test_that_no_sheet_is_lost_and_none_goes_where_its_code_does_not_say(
    read: list[ReadSheet],
) -> None:
    found = part(read, PAPERS, may_attach=lambda _paper: True)
    assert [one.position for one in found] == list(range(len(read)))
    given_out = [position for sheets in positions_of(found).values() for position in sheets]
    assert len(given_out) == len(set(given_out))
    for one in found:
        paper = {FORM.key: FORM, ROTA.key: ROTA}.get(one.key)
        if paper is not None:
            assert read[one.position] == sheet(paper, one.page, one.pages)


def test_that_what_somebody_says_of_a_sheet_stands_in_the_order_of_the_scan() -> None:
    said = (ScannedSheet(0, FORM.key, "", 1, 2), ScannedSheet(1, FORM.key, ""))
    assert positions_of(said) == {FORM.key: (0, 1)}
    assert lacking(said, read=said) == {}


def test_that_a_page_given_to_no_paper_is_lacking_beside_one_that_somebody_named() -> None:
    read = part((BARE, sheet(FORM, 2, 2)), PAPERS, may_attach=lambda _paper: True)
    said = (ScannedSheet(0, FORM.key, ""), ScannedSheet(1, LEFT_OUT, ""))
    assert lacking(said, read=read) == {FORM.key: 1}
