"""The letter's PDF: its text, its pages, its fonts."""

import io
import random
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH
from alo183_desktop.documents.flow import Placed
from alo183_desktop.documents.fonts import text_width
from alo183_desktop.documents.letter.content import (
    Block,
    Distribution,
    LetterContent,
    LetterStyle,
    Paragraph,
    Preparation,
    Signature,
    Verification,
)
from alo183_desktop.documents.letter.layout import lay_out_pages
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.letter.style import page_style
from alo183_desktop.documents.pixels import rendering
from alo183_desktop.shared.errors import KnownError
from tests.documents import letters
from tests.documents.printed_pages import texts_of
from tests.examples import at_most
from tests.platforms import ON_LINUX

BOTH = pytest.mark.parametrize("style", list(LetterStyle))
TURKISH = "abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ0123456789"
WORD = st.text(st.sampled_from(TURKISH), min_size=1, max_size=14)
TEXT = st.lists(WORD, min_size=1, max_size=40).map(" ".join)
LONG_WORD = st.text(st.sampled_from(TURKISH + "@.-"), min_size=60, max_size=160)


def assert_inside_margins(pdf: bytes, style: LetterStyle) -> None:
    margin = page_style(style).margin
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                text = page.get_textpage()
                for place in range(text.count_rects()):
                    left, bottom, right, top = text.get_rect(place)
                    assert left >= margin - 1
                    assert right <= PAGE_WIDTH - margin + 1
                    assert bottom >= margin - 1
                    assert top <= PAGE_HEIGHT - margin + 1
        finally:
            document.close()


def printed_numbers(pdf: bytes) -> list[str]:
    """Return the page numbers as printed, in order."""
    pages = texts_of(pdf)
    return [
        match.group()
        for text in pages
        if (match := re.search(rf"\b\d+/{len(pages)}(?= ?$)", text.strip()))
    ]


@BOTH
def test_that_the_text_extracts_as_exact_turkish(style: LetterStyle) -> None:
    (text,) = texts_of(lay_out(letters.letter(style=style)).pdf)
    for part in (
        "T.C.",
        "ANKARA VALİLİĞİ",
        "Aile ve Sosyal Hizmetler İl Müdürlüğü",
        "Konu : Acil Müdahale Ekip Sorumlusu Değişikliği",
        "AİLE VE SOSYAL HİZMETLER BAKANLIĞINA (Basın ve Halkla İlişkiler Müşavirliği)",
        f"İlgi : {letters.CIRCULAR}",
        letters.opening().text,
        *letters.NEWCOMER,
        "Bilgilerinizi arz ederim. Hasan KÖKSAL Vali a. İl Müdürü",
    ):
        assert part in text


def test_that_the_two_styles_differ_as_their_regulations_do() -> None:
    (new,) = texts_of(lay_out(letters.letter()).pdf)
    (old,) = texts_of(lay_out(letters.letter(style=LetterStyle.EDITION_2004)).pdf)
    assert "Sayı : Z-12345678-903.07-4752 24.11.2026" in new
    assert "ACELE" in new
    assert "Sayı : 12345678-903.07-4752 24/11/2026" in old
    assert "İVEDİ" in old


def test_that_number_and_date_leave_room_for_a_stamp() -> None:
    number = replace(letters.NUMBER, register_number=None)
    laid_out = lay_out(letters.letter(number=number, date=None))
    (text,) = texts_of(laid_out.pdf)
    assert "Sayı : Z-12345678-903.07- Konu" in text
    boxes = {box.key: box for box in laid_out.boxes}
    assert boxes["letter.number"].width > 200
    assert boxes["letter.date"].width > 40


@BOTH
def test_that_twelve_changes_are_numbered_and_stay_inside_the_margins(style: LetterStyle) -> None:
    letter = letters.letter(style=style, changes=12)
    laid_out = lay_out(letter)
    assert laid_out.pages > 1
    expected = [f"{page}/{laid_out.pages}" for page in range(1, laid_out.pages + 1)]
    assert printed_numbers(laid_out.pdf) == expected
    assert_inside_margins(laid_out.pdf, style)
    tables: dict[str, set[int]] = {}
    for box in laid_out.boxes:
        if box.key.startswith("changes."):
            tables.setdefault(box.key.split(".")[1], set()).add(box.page)
    assert len(tables) == 12
    assert all(len(pages) == 1 for pages in tables.values())
    first, *others = texts_of(laid_out.pdf)
    for part in ("Sayı :", "Konu :", "İlgi :"):
        assert part in first
        assert all(part not in other for other in others)
    assert "Hasan KÖKSAL" in others[-1]


def test_that_a_single_page_has_no_number() -> None:
    assert printed_numbers(lay_out(letters.letter()).pdf) == []


@given(
    style=st.sampled_from(LetterStyle),
    paragraphs=st.lists(TEXT, min_size=1, max_size=6),
    title=st.one_of(TEXT, LONG_WORD),
    references=st.lists(TEXT, max_size=14),
    names=st.lists(TEXT, max_size=6),
)
@settings(max_examples=at_most(8), phases=(Phase.explicit, Phase.generate))
def test_that_every_word_is_printed_once_and_in_order(
    style: LetterStyle,
    paragraphs: list[str],
    title: str,
    references: list[str],
    names: list[str],
) -> None:
    values = ("", title, *letters.NEWCOMER[2:])
    letter = letters.letter(
        style=style,
        references=tuple(references),
        body=(*map(Paragraph, paragraphs), letters.table(values), letters.CLOSING),
        annexes=tuple(names),
        distribution=Distribution(action=tuple(names), information=tuple(names[:3])),
    )
    laid_out = lay_out(letter)
    assert_inside_margins(laid_out.pdf, style)
    pages = texts_of(laid_out.pdf)
    if laid_out.pages > 1:
        numbers = printed_numbers(laid_out.pdf)
        assert numbers == [f"{page}/{laid_out.pages}" for page in range(1, laid_out.pages + 1)]
    foot = letters.CONTACT.address
    body = "".join(page.partition(foot)[0] for page in pages).replace(" ", "")
    place = 0
    for text in (
        *references,
        *paragraphs,
        title,
        *letters.NEWCOMER[2:],
        "Bilgilerinizi arz ederim.",
    ):
        place = body.index(text.replace(" ", ""), place)


@BOTH
@pytest.mark.parametrize("count", range(20, 40, 3))
def test_that_the_signature_never_stands_without_two_lines_of_text(
    style: LetterStyle, count: int
) -> None:
    sentence = "Son satırlar imzayla birlikte durur ve yazı ikinci sayfaya geçer. " * 2
    letter = letters.letter(
        style=style, body=(*(Paragraph(sentence) for _ in range(count)), letters.CLOSING)
    )
    laid_out = lay_out(letter)
    last = texts_of(laid_out.pdf)[-1]
    text = last.partition("Hasan KÖKSAL")[0]
    assert text.endswith("Bilgilerinizi arz ederim. ")
    assert "birlikte" in text or "geçer." in text


def test_that_very_long_parts_wrap_and_lose_nothing() -> None:
    words = " ".join(f"Uzun{place}" for place in range(60))
    letter = letters.rich_letter()
    contact = replace(
        letters.CONTACT,
        address=f"{words} Mahallesi",
        email=f"{'uzun.' * 20}adres@ornek.gov.tr",
        contact=replace(letters.CONTACT.contact, title=f"{words[:120]} Uzmanı"),
    )
    letter = replace(
        letter,
        heading=("T.C.", f"{words} VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü"),
        topic=words,
        addressee=(words, f"({words})"),
        contact=contact,
        signature=Signature(words[:90], "Vali a.", words[:200]),
        number=replace(letters.NUMBER, register_number="4" * 90),
    )
    laid_out = lay_out(letter)
    assert_inside_margins(laid_out.pdf, letter.style)
    text = "".join(texts_of(laid_out.pdf)).replace(" ", "")
    for part in (contact.address, contact.email, contact.contact.title, words):
        assert part.replace(" ", "") in text


def test_that_a_contact_block_that_leaves_no_room_is_refused() -> None:
    contact = replace(letters.CONTACT, address="Uzun bir adres " * 400)
    with pytest.raises(KnownError) as caught:
        lay_out(letters.letter(contact=contact))
    assert caught.value.code == "documents.contact_block_too_long"


def test_that_only_an_e_signed_letter_of_2020_carries_the_verification_lines() -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    seal = Verification("1A2B-3C", "ornek.gov.tr/d")
    note = "Bu belge, güvenli elektronik imza ile imzalanmıştır."
    assert note in texts_of(lay_out(letters.letter(number=number, verification=seal)).pdf)[0]
    assert note not in texts_of(lay_out(letters.letter()).pdf)[0]
    old = letters.letter(style=LetterStyle.EDITION_2004, number=number, verification=seal)
    assert note not in texts_of(lay_out(old).pdf)[0]


@pytest.mark.parametrize("fax_copy", [False, True])
def test_that_an_e_letter_without_its_code_is_a_draft_on_every_page(*, fax_copy: bool) -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    draft = letters.letter(number=number, changes=12)
    pages = texts_of(lay_out(draft, fax_copy=fax_copy).pdf)
    assert len(pages) > 1
    for page in pages:
        assert page.count("TASLAK") == 1
        assert "imzalanmıştır" not in page
        assert "Belge Doğrulama" not in page
    for whole in (
        letters.letter(changes=12),
        letters.letter(number=number, verification=Verification("1A2B"), changes=12),
        letters.letter(style=LetterStyle.EDITION_2004, number=number, changes=12),
    ):
        assert "TASLAK" not in "".join(texts_of(lay_out(whole, fax_copy=fax_copy).pdf))


def test_that_every_field_has_a_box_on_the_page() -> None:
    letter = letters.letter(changes=3)
    laid_out = lay_out(letter)
    keys = {box.key for box in laid_out.boxes}
    assert {f"changes.{change}.newcomer.tckn" for change in range(3)} <= keys
    assert {"letter.number", "letter.date", "letter.topic", "letter.signature"} <= keys
    for box in laid_out.boxes:
        assert 0 <= box.page < laid_out.pages
        assert 0 < box.top < box.top + box.height < PAGE_HEIGHT
        assert 0 < box.left < box.left + box.width < PAGE_WIDTH


def test_that_an_empty_value_keeps_the_height_of_one_line() -> None:
    full = {box.key: box.height for box in lay_out(letters.letter()).boxes}
    blank = letters.letter(body=(letters.table(("",) * 7), letters.CLOSING))
    empty = {box.key: box.height for box in lay_out(blank).boxes}
    assert empty["changes.0.newcomer.tckn"] == full["changes.0.newcomer.tckn"]


@ON_LINUX
@pytest.mark.parametrize("fax_copy", [False, True])
def test_that_all_fonts_are_embedded_and_the_document_names_itself(
    *, fax_copy: bool, tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(lay_out(letters.letter(), fax_copy=fax_copy).pdf)
    with pikepdf.open(path) as document:
        assert document.Root.Lang == "tr-TR"
        assert document.docinfo["/Title"] == "Acil Müdahale Ekip Sorumlusu Değişikliği"
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
    assert checked.returncode == 0


def test_that_a_fax_copy_has_no_colour() -> None:
    plain, copy = (lay_out(letters.letter(), fax_copy=fax_copy).pdf for fax_copy in (False, True))
    assert _colours(plain)
    assert not _colours(copy)


def _colours(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            str(step.operands)
            for page in document.pages
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) in {"rg", "RG"} and any(map(float, step.operands))
        ]


@BOTH
@pytest.mark.parametrize("fax_copy", [False, True])
@pytest.mark.parametrize("length", [30, 45, 60, 80])
def test_that_a_long_address_stays_on_one_line_and_legible(
    style: LetterStyle, length: int, *, fax_copy: bool
) -> None:
    host = "@afyonkarahisar.ornek.gov.tr"
    address = f"{'gulsah.cetinkaya-'}{'kirciceklioglu.' * 4}"[: length - len(host)] + host
    values = (*letters.NEWCOMER[:4], address, *letters.NEWCOMER[5:])
    body = (letters.opening(), letters.table(values), letters.CLOSING)
    layout = lay_out_pages(letters.letter(style=style, body=body), fax_copy=fax_copy)
    (run,) = (
        run
        for page in layout.pages
        for placed in page
        for run in placed.piece.runs
        if "@" in run.text
    )
    assert run.text == address
    assert run.size >= 9
    width = text_width(address, run.face, run.size) + run.spacing * len(address)
    assert run.left + width <= PAGE_WIDTH - layout.style.margin


@BOTH
@pytest.mark.parametrize("changes", range(2, 12, 3))
@pytest.mark.parametrize("lines", range(4))
def test_that_a_sentence_stands_on_the_page_where_its_table_begins(
    style: LetterStyle, changes: int, lines: int
) -> None:
    body: list[Block] = [Paragraph("Değişiklikler aşağıdadır.")] * (lines + 1)
    for change in range(changes):
        body.append(Paragraph(f"Sıra{change} {letters.opening().text}"))
        body.append(letters.table(change=change, caption=f"{change}. personel"))
    letter = letters.letter(style=style, body=(*body, letters.CLOSING))
    laid_out = lay_out(letter)
    pages = texts_of(laid_out.pdf)
    page_of = {box.key: box.page for box in laid_out.boxes}
    for change in range(changes):
        page = page_of[f"changes.{change}.newcomer.name"]
        assert f"Sıra{change} " in pages[page]
        assert page_of[f"changes.{change}.newcomer.title"] == page


@BOTH
@pytest.mark.parametrize("lines", range(8))
def test_that_a_tall_table_is_parted_between_rows_where_a_third_of_a_page_would_stay_empty(
    style: LetterStyle, lines: int
) -> None:
    values = ("Uzun bir değer, sonra bir tane daha. " * 6,) * len(letters.LABELS)
    table = letters.table(values, caption="1. personel")
    body = (*[letters.opening()] * lines, table, letters.CLOSING)
    layout = lay_out_pages(letters.letter(style=style, body=body), fax_copy=False)
    height = layout.footer.text_bottom - layout.style.margin
    rows = []
    for page in layout.pages:
        rows.append([placed for placed in page if placed.piece.columns])
        blank = height - page[-1].top - page[-1].piece.height
        assert page is layout.pages[-1] or blank < height / 3
    assert all(len(some) != 1 for some in rows)
    assert sum(map(len, rows)) == len(letters.LABELS)


@BOTH
@pytest.mark.parametrize("fax_copy", [False, True])
@pytest.mark.parametrize("changes", [3, 5, 12])
def test_that_no_page_but_the_last_has_more_than_a_third_blank(
    style: LetterStyle, changes: int, *, fax_copy: bool
) -> None:
    chance = random.Random(changes)
    for _ in range(6):
        letter = letters.random_letter(chance, style=style, changes=changes)
        layout = lay_out_pages(letter, fax_copy=fax_copy)
        height = layout.footer.text_bottom - layout.style.margin
        for place, page in enumerate(layout.pages[:-1], start=2):
            # The last table goes whole to the page of the signature.
            most = height / 2 if place == len(layout.pages) else height / 3
            assert height - page[-1].top - page[-1].piece.height < most
        # One sentence and its table for each change, on one page.
        starts = [
            [(place, number) for number, page in enumerate(layout.pages) if place in words(page)]
            for place in (f"{change + 1})" for change in range(changes))
        ]
        for change, found in enumerate(starts):
            keys = {
                number
                for number, page in enumerate(layout.pages)
                for placed in page
                for mark in placed.piece.marks
                if mark.key == f"entries.{change}.newcomer.name"
            }
            assert {number for _place, number in found} == keys
            assert len(keys) == 1


@BOTH
@pytest.mark.parametrize("count", range(1, 14))
def test_that_the_table_of_the_last_change_is_not_parted_for_the_signature(
    style: LetterStyle, count: int
) -> None:
    body: list[Block] = []
    for change in range(count):
        body += [letters.opening(), letters.table(change=change)]
    boxes = lay_out(letters.letter(style=style, body=(*body, letters.CLOSING))).boxes
    for change in range(count):
        pages = {box.page for box in boxes if box.key.startswith(f"changes.{change}.")}
        assert len(pages) == 1


def words(page: list[Placed]) -> set[str]:
    return {run.text.partition(" ")[0] for placed in page for run in placed.piece.runs}


def test_that_the_same_letter_gives_the_same_bytes() -> None:
    letter: LetterContent = letters.rich_letter()
    assert lay_out(letter).pdf == lay_out(letter).pdf
