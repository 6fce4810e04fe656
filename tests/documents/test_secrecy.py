"""The degree of secrecy: on every page, on the envelope, on the cover, in the EBYS form."""

import io
from dataclasses import replace

import docx
import pytest

from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH
from alo183_desktop.documents.letter.content import (
    EnvelopeSize,
    LetterContent,
    LetterStyle,
    Preparation,
    Secrecy,
)
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.layout import lay_out_pages, with_annex
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.letter.wording import letter_metadata, letter_parts, letter_text
from alo183_desktop.documents.papers.covers import envelope_pdf, fax_cover_pdf
from tests.documents import letters
from tests.documents.printed_pages import texts_of

WORD = "HİZMETE ÖZEL"


def marked(letter: LetterContent) -> LetterContent:
    return replace(letter, secrecy=Secrecy.RESTRICTED)


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize("fax_copy", [False, True])
def test_that_every_page_has_its_degree_in_the_middle_of_both_margins(
    style: LetterStyle, *, fax_copy: bool
) -> None:
    letter = marked(with_annex(letters.letter(style=style), letters.table_of_officers(12)))
    pages = texts_of(lay_out(letter, fax_copy=fax_copy).pdf)
    assert len(pages) > 2
    assert [page.count(WORD) for page in pages] == [2] * len(pages)
    layout = lay_out_pages(letter, fax_copy=fax_copy)
    margin = layout.style.margin
    above, below = layout.secrecy
    assert above.left == below.left < PAGE_WIDTH / 2
    assert 0 < above.baseline < margin
    assert PAGE_HEIGHT - margin < below.baseline < PAGE_HEIGHT - 20
    plain = lay_out_pages(replace(letter, secrecy=Secrecy.NONE), fax_copy=fax_copy)
    assert plain.pages == layout.pages, "the text stays where it is"


def test_that_a_draft_with_a_degree_has_both_marks_and_none_covers_the_other() -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    layout = lay_out_pages(marked(letters.letter(number=number)), fax_copy=False)
    draft, degree = layout.draft_mark, layout.secrecy[0]
    assert draft is not None
    assert degree.baseline - draft.baseline >= degree.size
    assert draft.baseline > draft.size


def test_that_a_letter_without_a_degree_has_no_mark_anywhere() -> None:
    letter = letters.letter()
    assert not any(WORD in page for page in texts_of(lay_out(letter).pdf))
    assert WORD not in letter_text(letter)
    assert letter_metadata(letter).secrecy is None


def test_that_the_other_forms_of_a_letter_have_its_degree() -> None:
    letter = marked(letters.letter())
    lines = letter_text(letter).splitlines()
    assert lines[0] == lines[-1] == WORD
    assert letter_metadata(letter).secrecy == WORD
    parts = {one.code: one.text for one in letter_parts(letter, detsis="", kep="")}
    assert parts["secrecy"] == WORD
    section = docx.Document(io.BytesIO(letter_docx(letter))).sections[0]
    for part in (section.header, section.footer):
        assert [one.text for one in part.paragraphs if one.text] == [WORD]


def test_that_envelope_and_cover_have_the_degree() -> None:
    envelope = replace(letters.envelope(), secrecy=Secrecy.RESTRICTED)
    for size in EnvelopeSize:
        (printed,) = texts_of(envelope_pdf(envelope, size))
        assert printed.count(WORD) == 2
    (printed,) = texts_of(fax_cover_pdf(replace(letters.fax_cover(), secrecy=Secrecy.RESTRICTED)))
    assert WORD in printed
