"""Each part of a letter stands where the regulation puts it, in millimetres, points and lines.

Every number here is the regulation's, none is the program's own.
"""

import io
from dataclasses import replace
from itertools import pairwise

import docx
import pytest

from alo183_desktop.documents.letter.content import (
    Distribution,
    EnvelopeSize,
    LetterContent,
    LetterStyle,
    Paragraph,
    Preparation,
    Signature,
    Verification,
)
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.papers.covers import envelope_pdf
from tests.documents import letters
from tests.documents.places import Row, Sheet, sheets

MARGIN = {LetterStyle.EDITION_2020: 15.0, LetterStyle.EDITION_2004: 25.0}
URGENCY = {LetterStyle.EDITION_2020: "ACELE", LetterStyle.EDITION_2004: "İVEDİ"}
DATE = {LetterStyle.EDITION_2020: "24.11.2026", LetterStyle.EDITION_2004: "24/11/2026"}
BOTH = pytest.mark.parametrize("style", list(LetterStyle))
BOTH_COPIES = pytest.mark.parametrize("fax_copy", [False, True])
PAPER_WIDTH = 210.0
PAPER_HEIGHT = 297.0
LINE = 13.8
"""Points from a line of 12 pt Times New Roman to the next, spacing 1.0."""
TWO_BLANKS = 3 * LINE
ONE_BLANK = 2 * LINE
LONG = (
    "Bu paragraf birkaç satır tutar ki iki yana yaslandığı, ilk satırının içeriden başladığı ve "
    "paragraflar arasında boş satır bırakılmadığı görülsün; başka bir şey söylemez, yalnız uzar. "
)
CONTACT = ("Örnek Mahallesi", "Telefon: 0500 000 00 10", "e-Posta:", "İnternet Adresi:")


def pages_of(letter: LetterContent, *, fax_copy: bool = False) -> list[Sheet]:
    return sheets(lay_out(letter, fax_copy=fax_copy).pdf)


def page_of(letter: LetterContent, *, fax_copy: bool = False) -> Sheet:
    (page,) = pages_of(letter, fax_copy=fax_copy)
    return page


def plain(style: LetterStyle, **parts: object) -> LetterContent:
    body = (Paragraph(LONG), Paragraph(LONG), letters.CLOSING)
    letter = letters.letter(style=style, body=body)
    return replace(letter, **parts)  # type: ignore[arg-type]


def near(value: float, *, by: float = 0.1) -> object:
    return pytest.approx(value, abs=by)


def middle(row: Row) -> float:
    return (row.left + row.right) / 2


def step(page: Sheet, upper: str, lower: str) -> float:
    return page.row(lower).baseline - page.row(upper).baseline


@BOTH
@BOTH_COPIES
@pytest.mark.parametrize("changes", [1, 12])
def test_that_paper_and_margins_are_those_of_the_regulation(
    style: LetterStyle, changes: int, *, fax_copy: bool
) -> None:
    margin = MARGIN[style]
    pages = pages_of(letters.letter(style=style, changes=changes), fax_copy=fax_copy)
    assert (len(pages) > 1) == (changes > 1)
    for page in pages:
        assert (page.width, page.height) == (near(PAPER_WIDTH), near(PAPER_HEIGHT))
        assert min(row.left for row in page.rows) == near(margin)
        assert margin <= page.rows[0].top <= margin + 3
        rights = [row.right for row in page.rows] + [rule.right for rule in page.rules]
        assert max(rights) == near(PAPER_WIDTH - margin)
        assert min(rule.left for rule in page.rules) == near(margin)
        lowest = max(row.bottom for row in page.rows)
        assert lowest <= PAPER_HEIGHT - margin
        if changes > 1:
            assert lowest >= PAPER_HEIGHT - margin - 1


@BOTH
@BOTH_COPIES
def test_that_the_text_has_twelve_points(style: LetterStyle, *, fax_copy: bool) -> None:
    page = page_of(plain(style), fax_copy=fax_copy)
    text = page.rows[: page.place(CONTACT[0])]
    assert {round(char.size, 2) for row in text for char in row.chars} == {12.0}


@BOTH
def test_that_the_heading_is_three_centred_lines(style: LetterStyle) -> None:
    page = page_of(plain(style, urgent=False))
    assert [row.text for row in page.rows[:3]] == list(letters.HEADING)
    assert [middle(row) for row in page.rows[:3]] == [near(105)] * 3
    urgent = page_of(plain(style))
    assert middle(urgent.rows[0].part("T.C.")) == near(105)


@BOTH
def test_that_the_urgency_is_red_over_the_date_on_the_first_page_only(style: LetterStyle) -> None:
    first, *others = pages_of(letters.letter(style=style, changes=12))
    word = first.rows[0].part(URGENCY[style])
    assert word.right == near(PAPER_WIDTH - MARGIN[style])
    assert word.baseline < first.row("Sayı").baseline
    assert all(char.is_red for char in word.chars)
    red = [char for page in (first, *others) for row in page.rows for char in row.chars]
    assert sum(char.is_red for char in red) == len(URGENCY[style])
    assert all(URGENCY[style] not in row.text for page in others for row in page.rows)


@BOTH
def test_that_the_urgency_is_black_and_bold_on_a_fax_copy(style: LetterStyle) -> None:
    page = page_of(letters.letter(style=style), fax_copy=True)
    word = page.rows[0].part(URGENCY[style])
    assert all("Bold" in char.font for char in word.chars)
    assert not any(char.is_red for row in page.rows for char in row.chars)


@BOTH
def test_that_no_urgency_stands_on_a_letter_that_can_wait(style: LetterStyle) -> None:
    page = page_of(plain(style, urgent=False))
    assert all(URGENCY[style] not in row.text for row in page.rows)
    assert not any(char.is_red for row in page.rows for char in row.chars)


@BOTH
def test_that_the_date_stands_at_the_right_margin_on_the_line_of_the_number(
    style: LetterStyle,
) -> None:
    row = page_of(plain(style)).row("Sayı")
    assert row.part(DATE[style]).right == near(PAPER_WIDTH - MARGIN[style])
    assert row.part("12345678-903.07-4752").right < 105


@BOTH
def test_that_the_colons_stand_under_one_another(style: LetterStyle) -> None:
    page = page_of(plain(style))
    rows = [page.row(label) for label in ("Sayı", "Konu", "İlgi")]
    assert [row.left for row in rows] == [near(MARGIN[style])] * 3
    colons = [row.part(":").left for row in rows]
    assert colons == [near(colons[0], by=0.01)] * 3
    values = [row.part(": ").right for row in rows]
    assert values == [near(values[0], by=0.01)] * 3


@BOTH
def test_that_a_long_topic_hangs_and_stays_left_of_the_middle(style: LetterStyle) -> None:
    topic = "Acil Müdahale Ekip Sorumlusu Görevlendirmesi ve Değişikliği ile İlgili Düzeltme"
    page = page_of(plain(style, topic=topic))
    start, end = page.place("Konu"), page.place("AİLE VE SOSYAL")
    first, *others = page.rows[start:end]
    assert len(others) >= 1
    assert all(row.right <= 105 for row in (first, *others))
    assert [row.left for row in others] == [near(first.part("Acil").left)] * len(others)
    joined = " ".join(row.text for row in (first, *others))
    assert joined.endswith(topic)


@BOTH
def test_that_blank_lines_are_those_of_the_regulation(style: LetterStyle) -> None:
    page = page_of(plain(style, topic="Değişiklik"))
    assert step(page, letters.HEADING[2], "Sayı") == near(TWO_BLANKS)
    assert step(page, "Sayı", "Konu") == near(LINE)
    assert step(page, "Konu", letters.ADDRESSEE[0]) == near(TWO_BLANKS)
    assert step(page, letters.ADDRESSEE[0], letters.ADDRESSEE[1]) == near(LINE)
    assert step(page, letters.ADDRESSEE[1], "İlgi") == near(TWO_BLANKS)
    assert step(page, "İlgi", "Bu paragraf") == near(ONE_BLANK)
    closing = page.place("Bilgilerinizi")
    text = page.rows[page.place("Bu paragraf") : closing + 1]
    steps = [lower.baseline - upper.baseline for upper, lower in pairwise(text)]
    assert steps == [near(LINE)] * (len(text) - 1)
    assert 3 * LINE - 0.1 <= step(page, "Bilgilerinizi", "Hasan KÖKSAL") <= 5 * LINE + 0.1
    assert step(page, "Hasan KÖKSAL", "Vali a.") == near(LINE)
    bare = page_of(plain(style, topic="Değişiklik", references=()))
    assert step(bare, letters.ADDRESSEE[1], "Bu paragraf") == near(TWO_BLANKS)


@pytest.mark.parametrize("percent", [115, 150])
def test_that_the_lines_of_the_text_stand_as_far_apart_as_was_chosen(percent: int) -> None:
    letter = plain(LetterStyle.EDITION_2020, line_spacing_percent=percent)
    page = page_of(letter)
    text = page.rows[page.place("Bu paragraf") : page.place("Bilgilerinizi") + 1]
    steps = [lower.baseline - upper.baseline for upper, lower in pairwise(text)]
    assert steps == [near(LINE * percent / 100)] * (len(text) - 1)
    document = docx.Document(io.BytesIO(letter_docx(letter)))
    spacings = {
        paragraph.paragraph_format.line_spacing
        for paragraph in document.paragraphs
        if "paragraf" in paragraph.text
    }
    assert [spacing.pt for spacing in spacings] == [near(LINE * percent / 100)]


@BOTH
def test_that_the_addressee_is_centred(style: LetterStyle) -> None:
    page = page_of(plain(style))
    assert [middle(page.row(line)) for line in letters.ADDRESSEE] == [near(105)] * 2


@BOTH
def test_that_several_references_stand_under_one_another_with_their_marks(
    style: LetterStyle,
) -> None:
    references = tuple(f"0{day}.01.2020 tarihli ve {day} sayılı yazı." for day in range(1, 5))
    page = page_of(plain(style, references=references))
    rows = page.rows[page.place("İlgi") : page.place("Bu paragraf")]
    marks = ["a)", "b)", "c)", "ç)"]
    assert [row.text.removeprefix("İlgi").strip(" :") for row in rows] == [
        f"{mark} {reference}" for mark, reference in zip(marks, references, strict=True)
    ]
    lefts = [row.part(mark).left for row, mark in zip(rows, marks, strict=True)]
    assert lefts == [near(lefts[0], by=0.01)] * 4
    texts = [row.part(one[:10]).left for row, one in zip(rows, references, strict=True)]
    assert texts == [near(texts[0], by=0.01)] * 4
    assert [low.baseline - up.baseline for up, low in pairwise(rows)] == [near(LINE)] * 3


@BOTH
def test_that_paragraphs_are_indented_and_justified(style: LetterStyle) -> None:
    page = page_of(plain(style))
    text = page.rows[page.place("Bu paragraf") : page.place("Bilgilerinizi")]
    half = len(text) // 2
    for lines in (text[:half], text[half:]):
        assert len(lines) >= 2
        assert lines[0].left == near(MARGIN[style] + 12.5)
        assert [line.left for line in lines[1:]] == [near(MARGIN[style])] * (half - 1)
        full = [line.right for line in lines[:-1]]
        assert full == [near(PAPER_WIDTH - MARGIN[style], by=0.3)] * len(full)
        assert lines[-1].right < PAPER_WIDTH - MARGIN[style] - 2
    assert page.row("Bilgilerinizi").left == near(MARGIN[style] + 12.5)


@BOTH
def test_that_the_signature_is_a_centred_block_at_the_right_end(style: LetterStyle) -> None:
    right = PAPER_WIDTH - MARGIN[style]
    page = page_of(plain(style))
    rows = [page.row(text) for text in ("Hasan KÖKSAL", "Vali a.", "İl Müdürü")]
    assert [middle(row) for row in rows] == [near(middle(rows[0]))] * 3
    assert all(right - 50 <= row.left and row.right <= right for row in rows)
    title = "Aile ve Sosyal Hizmetler İl Müdürü V."
    broad = page_of(plain(style, signature=Signature("Hasan KÖKSAL", None, title)))
    name, below = broad.row("Hasan KÖKSAL"), broad.row(title)
    assert below.right == near(right)
    assert middle(name) == near(middle(below))
    assert all(row.text != "Vali a." for row in broad.rows)


@BOTH
def test_that_annexes_and_distribution_stand_at_the_left_after_the_signature(
    style: LetterStyle,
) -> None:
    parts = {
        "annexes": ("Personel Bilgi Formu (1 sayfa)", "Zimmet Tutanağı (2 sayfa)"),
        "distribution": Distribution(("Çankaya Kaymakamlığına",), ("Ankara Valiliğine",)),
    }
    page = page_of(plain(style, **parts))
    order = ["İl Müdürü", "Ek:", "1- Personel", "2- Zimmet", "Dağıtım:", "Gereği:", "Çankaya Ka"]
    places = [page.place(text) for text in order]
    assert places == sorted(places)
    assert [page.row(text).left for text in order[1:6]] == [near(MARGIN[style])] * 5
    headings = page.row("Gereği:")
    names = page.rows[page.place("Gereği:") + 1]
    assert headings.part("Bilgi:").left > headings.part("Gereği:").right + 5
    assert headings.part("Bilgi:").left == near(names.part("Ankara").left)
    assert names.part("Ankara").left > names.part("Sosyal").right
    single = page_of(plain(style, annexes=("Form (1 sayfa)",)))
    assert single.row("Ek:").text == "Ek: Form (1 sayfa)"
    assert all("Dağıtım" not in row.text for row in single.rows)


@BOTH
@BOTH_COPIES
def test_that_the_contact_block_is_legible_under_its_rule_on_every_page(
    style: LetterStyle, *, fax_copy: bool
) -> None:
    right = PAPER_WIDTH - MARGIN[style]
    for page in pages_of(letters.letter(style=style, changes=12), fax_copy=fax_copy):
        rule = max(page.rules, key=lambda rule: rule.top)
        assert (rule.left, rule.right) == (near(MARGIN[style]), near(right))
        assert all(one.thickness >= 0.75 for one in page.rules)
        start = page.place(CONTACT[0])
        block = page.rows[start:]
        assert [page.place(text) for text in CONTACT] == list(range(start, start + 4))
        assert page.rows[start - 1].bottom < rule.top < block[0].top
        assert [page.row(text).left for text in CONTACT] == [near(MARGIN[style])] * 4
        least = 9.0 if fax_copy else 8.0
        assert min(char.size for row in block for char in row.chars) >= least
        assert block[0].part("Bilgi için: Selin AKTAŞ").left > 105
        assert "Memur" in block[1].text
        assert block[2].part("Telefon: 0500 000 00 12").right == near(right, by=0.2)


@BOTH
@BOTH_COPIES
def test_that_the_page_number_stands_under_the_contact_block(
    style: LetterStyle, *, fax_copy: bool
) -> None:
    pages = pages_of(letters.letter(style=style, changes=12), fax_copy=fax_copy)
    for index, page in enumerate(pages, start=1):
        row = page.rows[-1]
        assert row.text == f"{index}/{len(pages)}"
        assert row.baseline > page.row(CONTACT[-1]).baseline
        if style is LetterStyle.EDITION_2020:
            assert middle(row) == near(105)
        else:
            assert row.right == near(185)
    (single,) = pages_of(letters.letter(style=style))
    assert "/" not in single.rows[-1].text


@BOTH
def test_that_first_and_last_page_carry_what_belongs_to_them(style: LetterStyle) -> None:
    rich = letters.rich_letter(style)
    body = letters.letter(style=style, changes=12).body
    pages = pages_of(replace(rich, body=body))
    first = ("Sayı", "Konu", "DAĞITIM YERLERİNE", "İlgi")
    last = ("Hasan KÖKSAL", "Vali a.", "Ek:", "Dağıtım:", "Gereği:")
    for index, page in enumerate(pages):
        starts = [row.text for row in page.rows]
        for words, wanted in ((first, index == 0), (last, index == len(pages) - 1)):
            found = [any(text.startswith(word) for text in starts) for word in words]
            assert found == [wanted] * len(words)


@BOTH_COPIES
def test_that_the_verification_lines_leave_room_above_the_contact_block(*, fax_copy: bool) -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    signed = letters.letter(number=number, verification=Verification("1A2B-3C"))
    page = page_of(signed, fax_copy=fax_copy)
    row = page.row("Belge Doğrulama Kodu: 1A2B-3C ")
    assert page.rows[page.place("Belge Doğrulama Kodu") - 1].text.startswith("Bu belge, güvenli")
    dots = [char for char in row.chars if char.text == "."]
    assert dots[-1].right - dots[0].left >= 40
    rule = max(page.rules, key=lambda rule: rule.top)
    assert row.bottom < rule.top
    assert middle(row) == near(105, by=0.5)
    filled = page_of(
        letters.letter(number=number, verification=Verification("1A2B-3C", "ornek.gov.tr/d"))
    )
    assert filled.row("Belge Doğrulama Kodu").text == (
        "Belge Doğrulama Kodu: 1A2B-3C Belge Doğrulama Adresi: ornek.gov.tr/d"
    )


@BOTH_COPIES
def test_that_the_mark_of_a_draft_stands_in_the_margin_and_moves_nothing(*, fax_copy: bool) -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    page = page_of(letters.letter(number=number), fax_copy=fax_copy)
    mark, *rest = page.rows
    assert mark.text.startswith("TASLAK – güvenli elektronik imza ile henüz")
    assert middle(mark) == near(105, by=0.5)
    assert 5 < mark.top < mark.bottom < 15
    plain = page_of(letters.letter(), fax_copy=fax_copy)
    assert [row.top for row in rest] == [row.top for row in plain.rows]


@pytest.mark.parametrize("size", list(EnvelopeSize))
def test_that_an_envelope_without_its_number_shows_no_part_of_one(size: EnvelopeSize) -> None:
    number = replace(letters.NUMBER, register_number=None)
    (page,) = sheets(envelope_pdf(replace(letters.envelope(), number=number), size))
    text = "\n".join(row.text for row in page.rows)
    assert "Tarih : 24.11.2026" in text
    assert "Sayı" not in text
    assert "903.07" not in text


@BOTH
@pytest.mark.parametrize(
    ("size", "width", "height"), [(EnvelopeSize.DL, 220, 110), (EnvelopeSize.C5, 229, 162)]
)
def test_that_the_parts_of_an_envelope_stand_in_their_corners(
    style: LetterStyle, size: EnvelopeSize, width: float, height: float
) -> None:
    (page,) = sheets(envelope_pdf(letters.envelope(style), size))
    assert (page.width, page.height) == (near(width), near(height))
    urgency = next(row for row in page.rows if URGENCY[style] in row.text).part(URGENCY[style])
    assert all(char.is_red for char in urgency.chars)
    assert urgency.left > width * 3 / 4
    assert urgency.bottom < height / 4
    red = [char for row in page.rows for char in row.chars if char.is_red]
    assert len(red) == len(URGENCY[style])
    for text in (*letters.HEADING, "Örnek Mahallesi 183.", "Tarih", "Sayı"):
        assert page.row(text).left == near(10)
        assert page.row(text).bottom < height / 2
        assert page.row(text).part(text).right < width / 2
    assert page.row("Tarih").text == f"Tarih : {DATE[style]}"
    for text in (*letters.ADDRESSEE, "Örnek Mahallesi Söğütözü"):
        row = page.row(text)
        assert middle(row) == near(width / 2)
        assert height / 3 < row.top < row.bottom < height * 5 / 6
