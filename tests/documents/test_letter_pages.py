"""What stands at the edges of a letter's pages: rules, the closing sentence, the file's version."""

import io
import random
from dataclasses import replace
from itertools import pairwise
from typing import Final

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alo183_desktop.documents.canvas import PAGE_WIDTH
from alo183_desktop.documents.flow import Placed, table_rules
from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.content import (
    Annex,
    Contact,
    ContactBlock,
    Distribution,
    FieldTable,
    LetterContent,
    LetterField,
    LetterStyle,
    ListTable,
    Paragraph,
    Preparation,
    Verification,
)
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.layout import lay_out_pages, with_annex
from alo183_desktop.documents.letter.pdf import lay_out, lay_out_kept_copy
from alo183_desktop.documents.letter.wording import addressee_lines, letter_text, receivers
from alo183_desktop.shared.turkish import fold
from tests.documents import letters
from tests.documents.places import sheets
from tests.documents.printed_pages import texts_of
from tests.examples import at_most


@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_the_rules_of_a_table_stay_out_of_the_margins(style: LetterStyle) -> None:
    layout = lay_out_pages(letters.letter(style=style), fax_copy=False)
    width, margin = layout.style.rule, layout.style.margin
    rules = [rule for page in layout.pages for rule in table_rules(page, width=width)]
    upright = [rule for rule in rules if rule.left == rule.right]
    level = [rule for rule in rules if rule.top == rule.bottom]
    assert min(rule.left for rule in upright) - width / 2 == pytest.approx(margin)
    assert min(rule.left for rule in level) == pytest.approx(margin)
    assert max(rule.right for rule in upright) + width / 2 == pytest.approx(PAGE_WIDTH - margin)
    assert max(rule.right for rule in level) == pytest.approx(PAGE_WIDTH - margin)


def test_that_the_closing_sentence_never_stands_alone_with_the_signature() -> None:
    chance = random.Random(16)
    for changes in (1, 2, 3):
        for _ in range(20):
            letter = letters.random_letter(chance, changes=changes)
            last = lay_out_pages(letter, fax_copy=False).pages[-1]
            if any(placed.piece.marks for placed in last):
                texts = [run.text for placed in last for run in placed.piece.runs]
                closing = texts.index("Bilgilerinizi arz ederim.")
                assert closing > 0, letter


@pytest.mark.parametrize("names", [8, 16, 25])
def test_that_a_list_goes_to_a_page_of_its_own_before_a_table_is_parted(names: int) -> None:
    letter = letters.letter(
        annexes=tuple(f"Tutanak {number}" for number in range(1, 7)),
        distribution=Distribution(
            action=("Çankaya Kaymakamlığına",),
            information=tuple(f"{number}. Kaymakamlığa" for number in range(1, names + 1)),
        ),
    )
    pages = lay_out_pages(letter, fax_copy=False).pages
    assert sorted(sum(bool(placed.piece.columns) for placed in page) for page in pages)[:-1] == [0]
    texts = [[run.text for placed in page for run in placed.piece.runs] for page in pages]
    (signed,) = (page for page in texts if "Hasan KÖKSAL" in page)
    assert [text for text in ("Ek:", "6- Tutanak 6") if text not in signed] == []
    assert ("Dağıtım: Dağıtım Listesi" in signed) is (texts[-1][0] == "DAĞITIM LİSTESİ")
    assert f"{names}. Kaymakamlığa" in texts[-1]


def test_that_the_first_page_is_never_without_a_word_of_the_text() -> None:
    letter = letters.letter(
        annexes=tuple(f"Personel Bilgi Formu {number} (1 sayfa)" for number in range(12)),
        distribution=Distribution(("Çankaya Kaymakamlığına",), ("Ankara Valiliğine",) * 4),
    )
    pages = lay_out_pages(letter, fax_copy=False).pages
    rows = [sum(bool(placed.piece.columns) for placed in page) for page in pages]
    assert rows == [7, 0]
    assert pages[1][0].piece.runs[0].text == "EK LİSTESİ"


ANNEXES = tuple(f"Görevlendirme Onayı {number} (2 sayfa)" for number in range(1, 31))
LONG_ANNEXES = tuple(
    f"{number}. ilgilinin özgeçmişi, diploma sureti, görevlendirme onayı ve hizmet içi eğitim "
    "belgelerinin onaylı örnekleri (14 sayfa)"
    for number in range(1, 31)
)
NAMES = tuple(f"{number}. İlçe Kaymakamlığına" for number in range(1, 46))


def texts_of_pages(letter: LetterContent) -> list[list[str]]:
    """Return the texts of each page, from top to bottom, without the contact block."""
    pages = lay_out_pages(letter, fax_copy=False).pages
    return [[run.text for placed in page for run in placed.piece.runs] for page in pages]


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize(
    ("annexes", "distribution", "named", "headings"),
    [
        (LONG_ANNEXES, Distribution(), ["Ek: Ek Listesi"], ["EK LİSTESİ"]),
        ((), Distribution(NAMES, NAMES), ["Dağıtım: Dağıtım Listesi"], ["DAĞITIM LİSTESİ"]),
        (
            ANNEXES,
            Distribution(NAMES[:30], NAMES[:40]),
            ["Ek: Ek Listesi", "Dağıtım: Dağıtım Listesi"],
            ["EK LİSTESİ", "DAĞITIM LİSTESİ"],
        ),
    ],
)
def test_that_lists_longer_than_a_page_leave_the_signature_on_the_last_page_of_the_letter(
    style: LetterStyle,
    annexes: tuple[str, ...],
    distribution: Distribution,
    named: list[str],
    headings: list[str],
) -> None:
    letter = letters.letter(style=style, annexes=annexes, distribution=distribution)
    pages = texts_of_pages(letter)
    tops = [page[0] for page in pages]
    assert [top for top in tops if top.endswith("LİSTESİ")] == headings
    last = pages[tops.index(headings[0]) - 1]
    assert last[last.index("Bilgilerinizi arz ederim.") + 1 :] == [
        "Hasan KÖKSAL",
        "Vali a.",
        "İl Müdürü",
        *named,
    ]
    listed = [text for page in pages[tops.index(headings[0]) :] for text in page]
    assert sum(text in NAMES for text in listed) == sum(
        len(names) for names in (distribution.action, distribution.information)
    )
    numbered = [text for text in listed if text.partition("- ")[0].isdigit()]
    assert len(numbered) == len(annexes)


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize(("people", "others"), [(1, ()), (12, ANNEXES[:2])])
def test_that_an_annex_of_the_letter_stands_on_pages_of_its_own_that_the_letter_counts(
    style: LetterStyle, people: int, others: tuple[str, ...]
) -> None:
    plain = letters.letter(style=style, annexes=others)
    letter = with_annex(plain, letters.list_of_officers(people))
    before, pages = texts_of_pages(plain), texts_of_pages(letter)
    annex = pages[len(before) :]
    count = len(annex)
    assert (count == 1) == (people == 1)
    assert letter.annexes[0] == f"Acil Müdahale Ekip Sorumluları Listesi ({count} sayfa)"
    assert annex[0][0] == ("EK-1" if others else "EK")
    assert annex[0][1:3] == ["Acil Müdahale Ekip Sorumluları Listesi", "Çocuk"]
    assert plain.signature.name in pages[len(before) - 1]
    assert not any(plain.signature.name in page for page in annex)
    texts = letter_text(letter)
    assert texts.index("\nEk:") < texts.index("\nEK") < texts.index("Şehit yakını ve gazi")


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize("fax_copy", [False, True])
def test_that_a_table_that_goes_on_on_the_next_page_has_its_heading_there_too(
    style: LetterStyle, *, fax_copy: bool
) -> None:
    letter = with_annex(letters.letter(style=style), letters.list_of_officers(12))
    annex = [
        page
        for page in lay_out_pages(letter, fax_copy=fax_copy).pages
        if any(mark.key.startswith("list.") for placed in page for mark in placed.piece.marks)
    ]
    assert len(annex) > 2
    going_on = 0
    for before, page in pairwise(annex):
        first, second = (_tables(one) for one in (before, page))
        assert page[0].piece.runs
        assert not page[0].piece.columns, "a caption, and no row without one"
        if first[-1] == second[0]:
            going_on += 1
            (subject,) = (run.text for run in page[0].piece.runs)
            captions = "Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi"
            assert subject == captions[second[0]]
    assert going_on
    rows = [placed.piece for page in annex for placed in page if placed.piece.columns]
    assert {len(row.columns) for row in rows} == {3}, "no value takes the whole width"
    keys = [mark.key for row in rows for mark in row.marks]
    assert len(keys) == len(set(keys)) == 60, "each row once"


def _tables(page: list[Placed]) -> list[int]:
    """Return the numbers of the tables of an annex, as their rows stand on a page."""
    keys = [mark.key for placed in page for mark in placed.piece.marks]
    return [int(key.split(".")[1]) for key in keys if key.startswith("list.")]


def test_that_only_the_list_that_does_not_fit_stands_apart() -> None:
    letter = letters.letter(
        annexes=("Personel Bilgi Formu (1 sayfa)",), distribution=Distribution(NAMES[1:], NAMES)
    )
    pages = texts_of_pages(letter)
    assert [page[0] for page in pages if "Gereği:" in page] == ["DAĞITIM LİSTESİ"]
    assert pages[0][-2:] == ["Ek: Personel Bilgi Formu (1 sayfa)", "Dağıtım: Dağıtım Listesi"]


def test_that_no_page_end_parts_an_annex_or_a_name() -> None:
    long_names = tuple(
        f"{number} No.lu Kadın Konukevi ve Sosyal Hizmet Merkezi Müdürlüğüne"
        for number in range(1, 71)
    )
    for shift in range(2):
        annexes = (*ANNEXES[:shift], *LONG_ANNEXES, *LONG_ANNEXES)
        letter = letters.letter(annexes=annexes, distribution=Distribution(NAMES, long_names))
        pages = texts_of_pages(letter)
        assert len(pages) > 4
        for page in pages:
            assert page[0][0].isdigit() or page[0] in {"T.C.", "EK LİSTESİ", "DAĞITIM LİSTESİ"}


def test_that_names_stand_right_under_distribution_where_nobody_is_only_informed() -> None:
    district = ("ÇANKAYA KAYMAKAMLIĞINA",)
    alone = Distribution(("Çankaya Kaymakamlığına",), ())
    one = letters.letter(addressee=district, distribution=alone)
    assert texts_of_pages(one)[-1][-2:] == ["Dağıtım:", "Çankaya Kaymakamlığına"]
    assert "\n\nDağıtım:\nÇankaya Kaymakamlığına\n" in letter_text(one)
    document = docx.Document(io.BytesIO(letter_docx(one)))
    assert document.tables[-1].rows[0].cells[0].text == "Çankaya Kaymakamlığına"
    both = letters.letter(addressee=("A",), distribution=Distribution(("A",), ("B",)))
    assert texts_of_pages(both)[-1][-5:] == ["Dağıtım:", "Gereği:", "Bilgi:", "A", "B"]


def test_that_the_second_line_of_a_name_hangs_so_that_it_is_not_taken_for_another() -> None:
    name = "Aile ve Sosyal Hizmetler Bakanlığına (Basın ve Halkla İlişkiler Müşavirliği)"
    letter = letters.letter(distribution=Distribution((name, "A"), ("B",)))
    layout = lay_out_pages(letter, fax_copy=False)
    rows = [placed.piece.runs[0] for placed in layout.pages[-1]][-3:]
    assert " ".join(row.text for row in rows[:2]) == name
    assert rows[0].left == rows[2].left == layout.style.margin
    assert rows[1].left > layout.style.margin


@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_the_lines_of_the_docx_are_as_wide_as_those_of_the_pdf(style: LetterStyle) -> None:
    letter = letters.letter(style=style)
    section = docx.Document(io.BytesIO(letter_docx(letter))).sections[0]
    lengths = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (round(length.pt * 20) for length in lengths if length is not None)
    width = lay_out_pages(letter, fax_copy=False).style.width
    assert page - left - right == pytest.approx(width * 20, abs=0.5)


def test_that_the_docx_sets_a_long_address_under_its_label_as_the_pdf_does() -> None:
    address = "abdurrahmangazi.kucukomeroglu-buyuksahinogullari@ailevesosyalhizmetler.gov.tr"
    newcomer = tuple(address if "@" in value else value for value in letters.NEWCOMER)
    letter = letters.letter(body=(letters.opening(), letters.table(newcomer), letters.CLOSING))
    document = docx.Document(io.BytesIO(letter_docx(letter)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    label = f"Kurumsal e-Posta Adresi\n{address}"
    assert [row for row in rows if address in row[0]] == [[label, label]]
    assert [len(row) for row in rows] == [2] * len(newcomer)


def test_that_the_file_says_the_version_that_knows_its_language() -> None:
    assert lay_out(letters.letter()).pdf.startswith(b"%PDF-1.4")


@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_several_receivers_are_addressed_through_the_distribution_alone(
    style: LetterStyle,
) -> None:
    letter = letters.letter(
        style=style, distribution=Distribution(("Çankaya Kaymakamlığına",), ("Çağrı Merkezine",))
    )
    pages = texts_of(lay_out(letter).pdf)
    assert "DAĞITIM YERLERİNE" in pages[0]
    assert "BAKANLIĞINA" not in pages[0]
    listed = " ".join(pages).partition("Dağıtım:")[2]
    ministry = "Aile ve Sosyal Hizmetler Bakanlığına (Basın ve Halkla İlişkiler Müşavirliği)"
    # The two columns stand beside one another: their words come in turns.
    assert set(ministry.split()) < set(listed.split())
    assert f"Gereği:\n{ministry}\nÇankaya Kaymakamlığına\nBilgi:" in letter_text(letter)
    assert "DAĞITIM YERLERİNE" in docx_text(letter)
    only = letters.letter(style=style, distribution=Distribution((ministry,)))
    assert "DAĞITIM YERLERİNE" not in letter_text(only)


OFFICE: Final = "Basın ve Halkla İlişkiler Müşavirliği"
MINISTRY: Final = ("AİLE VE SOSYAL HİZMETLER BAKANLIĞINA", f"({OFFICE})")
SUB_PREFECTURE: Final = ("ÇANKAYA KAYMAKAMLIĞINA",)


@pytest.mark.parametrize(
    ("addressee", "name", "is_named"),
    [
        (MINISTRY, "Aile ve Sosyal Hizmetler Bakanlığına (Çocuk Hizmetleri Müdürlüğü)", False),
        (MINISTRY, "Aile ve Sosyal Hizmetler Bakanlığına", False),
        (MINISTRY, f"Sağlık Bakanlığına ({OFFICE})", False),
        (MINISTRY, f"{OFFICE}ne", True),
        (MINISTRY, f"Aile ve Sosyal Hizmetler Bakanlığı {OFFICE}", True),
        (SUB_PREFECTURE, "Çankaya Kaymakamlığı", True),
        (SUB_PREFECTURE, "Keçiören Kaymakamlığına", False),
    ],
)
def test_that_the_addressee_stands_once_beside_whoever_else_is_named(
    addressee: tuple[str, ...], name: str, *, is_named: bool
) -> None:
    distribution = Distribution((name, "Çağrı Merkezine"))
    found = receivers(letters.letter(addressee=addressee, distribution=distribution)).action
    assert len(found) == (2 if is_named else 3)
    assert fold(addressee[-1]).strip("()").removesuffix("na") in fold(" ".join(found))


def test_that_to_the_places_of_the_distribution_is_no_place_of_the_distribution() -> None:
    for addressee in (("DAĞITIM YERLERİNE",), ("DAĞITIM YERLERİNE", "(Gereği için)")):
        listed = Distribution(("Çankaya Kaymakamlığına", "Altındağ Kaymakamlığına"))
        letter = letters.letter(addressee=addressee, distribution=listed)
        assert receivers(letter) == listed
        assert addressee_lines(letter) == ("DAĞITIM YERLERİNE",)


def docx_text(letter: LetterContent) -> str:
    document = docx.Document(io.BytesIO(letter_docx(letter)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@given(
    seed=st.integers(0, 10_000),
    changes=st.integers(1, 9),
    style=st.sampled_from(LetterStyle),
    preparation=st.sampled_from(Preparation),
)
@settings(max_examples=at_most(25))
def test_that_the_fax_copy_has_as_many_pages_as_the_paper(
    seed: int, changes: int, style: LetterStyle, preparation: Preparation
) -> None:
    letter = letters.random_letter(random.Random(seed), style=style, changes=changes)
    letter = replace(letter, number=replace(letter.number, preparation=preparation))
    assert lay_out(letter, fax_copy=True).pages == lay_out(letter).pages


@pytest.mark.parametrize("fax_copy", [False, True])
@pytest.mark.parametrize("code", ["", "1A2B-3C"])
@pytest.mark.parametrize("is_short", [False, True], ids=["long contact", "short contact"])
def test_that_an_e_letter_leaves_a_square_free_for_its_code(
    code: str, *, fax_copy: bool, is_short: bool
) -> None:
    letter = letters.letter(
        number=replace(letters.NUMBER, preparation=Preparation.E_SIGNED),
        verification=Verification(code, "ornek.gov.tr/belge-dogrulama" * 3),
    )
    if is_short:
        nobody = Contact("", "", "")
        letter = replace(letter, contact=ContactBlock("Ankara", "", "", "", "", "", "", nobody))
    (sheet,) = sheets(lay_out(letter, fax_copy=fax_copy).pdf)
    # The lower right corner of what is printed on, 17 mm each way.
    inside = [
        char
        for row in sheet.rows
        for char in row.chars
        if char.right > 210 - 15 - 17 and char.bottom > 297 - 15 - 17
    ]
    assert inside == []
    assert [rule for rule in sheet.rules if rule.top > 297 - 15 - 17 and rule.right > 178] == []


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize(("preparation", "is_kept"), [("Z", True), ("O", True), ("E", False)])
@pytest.mark.parametrize("changes", [1, 2, 3, 9])
def test_that_a_letter_signed_by_hand_has_a_second_copy_for_initials(
    style: LetterStyle, preparation: str, changes: int, *, is_kept: bool
) -> None:
    initials = ("Memur Selin AKTAŞ", "Şube Müdürü Müjgân KIRÇİÇEĞİOĞLU", "İl Müdür Yrd. Ağah ÇIĞ")
    letter = letters.random_letter(random.Random(changes), style=style, changes=changes)
    number = replace(letters.NUMBER, preparation=Preparation(preparation))
    letter = replace(letter, number=number, initials=initials)
    assert wording.has_initials(letter) is (is_kept or style is LetterStyle.EDITION_2004)
    copy = sheets(lay_out_kept_copy(letter).pdf)
    assert len(copy) == lay_out(letter).pages or style is LetterStyle.EDITION_2004
    *before, last = copy
    for one in initials:
        assert all(one not in row.text for sheet in before for row in sheet.rows)
        assert [one in row.text for row in last.rows].count(True) == 1
    places = [next(n for n, row in enumerate(last.rows) if one in row.text) for one in initials]
    foot = last.place("Örnek Mahallesi")
    first = min(places)
    assert set(places) == set(range(first, foot))
    assert last.rows[first - 1].bottom < last.rows[first].top
    assert max(rule.top for rule in last.rules) > last.rows[foot - 1].bottom
    # The paper that leaves says nothing of it, and both say the same otherwise.
    paper = [row.text for sheet in sheets(lay_out(letter).pdf) for row in sheet.rows]
    assert not any(one in text for one in initials for text in paper)
    texts = [row.text for sheet in copy for row in sheet.rows]
    assert set(texts) >= {text for text in paper if not text[0].isdigit()}


def test_that_who_drew_the_letter_up_initials_it_where_nobody_is_named() -> None:
    (line,) = wording.initials_lines(letters.letter())
    assert line.endswith("  Memur Selin AKTAŞ")


@pytest.mark.parametrize("style", list(LetterStyle))
@pytest.mark.parametrize("fax_copy", [False, True])
def test_that_a_list_has_its_headings_on_each_page_and_parts_no_number(
    style: LetterStyle, *, fax_copy: bool
) -> None:
    letter = with_annex(letters.letter(style=style), letters.table_of_officers(12))
    layout = lay_out_pages(letter, fax_copy=fax_copy)
    annex = layout.pages[-layout.annex_pages :]
    assert layout.annex_pages > 1
    cells = [placed.piece for page in annex for placed in page if placed.piece.columns]
    for page in annex:
        lines = [run.text for placed in page for run in placed.piece.runs]
        assert lines.count("Kurumsal cep") == 1
    numbers = [run.text for row in cells for run in row.runs if any(map(str.isdigit, run.text))]
    assert numbers == [letters.NEWCOMER[6].replace(" ", "\u00a0")] * 60
    assert len({row.columns for row in cells}) == 1, "the columns are alike on all pages"


@pytest.mark.parametrize("fax_copy", [False, True])
def test_that_a_list_parts_no_address_that_has_room_on_its_line(*, fax_copy: bool) -> None:
    address = "mehmetali.karaismailoglu@ornek.gov.tr"
    row = (
        "Şehit yakını ve gazi",
        "Mehmet Ali KARAİSMAİLOĞLU",
        "Çocuk Gelişimci",
        address,
        "0500 000 41 07",
    )
    headings = ("Konu", "Adı ve Soyadı", "Unvanı", "Kurumsal e-posta", "Kurumsal cep")
    letter = with_annex(letters.letter(), Annex("Liste", (ListTable(headings, (row,)),)))
    layout = lay_out_pages(letter, fax_copy=fax_copy)
    assert address in [run.text for placed in layout.pages[-1] for run in placed.piece.runs]


def test_that_an_annex_is_counted_by_itself_as_is_the_letter_before_it() -> None:
    letter = with_annex(letters.letter(changes=4), letters.table_of_officers(12))
    layout = lay_out_pages(letter, fax_copy=False)
    annex, own = layout.annex_pages, len(layout.pages) - layout.annex_pages
    assert own > 1
    counted = [f"{number}/{own}" for number in range(1, own + 1)]
    counted += [f"{number}/{annex}" for number in range(1, annex + 1)]
    printed = texts_of(lay_out(letter).pdf)
    assert [page.split()[-1] for page in printed] == counted
    assert letter.annexes[0].endswith(f"({annex} sayfa)")
    for page in texts_of(lay_out(with_annex(letters.letter(), letters.table_of_officers(1))).pdf):
        assert "1/" not in page.split()[-1]


@settings(max_examples=at_most(30))
@given(st.lists(st.text(alphabet="abcçĞ ", max_size=12), max_size=4))
def test_that_no_line_of_a_text_ends_within_a_number(words: list[str]) -> None:
    text = " ".join([*words, "ve 0500 000 41 07"] * 9)
    letter = replace(letters.letter(), body=(Paragraph(text),))
    (page,) = lay_out_pages(letter, fax_copy=False).pages
    lines = [run.text for placed in page for run in placed.piece.runs]
    assert sum(line.count("0500\u00a0000\u00a041\u00a007") for line in lines) == 9


@settings(max_examples=at_most(40))
@given(
    style=st.sampled_from(LetterStyle),
    spacing=st.sampled_from((100, 150)),
    rows=st.integers(1, 60),
    receivers=st.sampled_from((0, 6, 14)),
    sentences=st.sampled_from((3, 9)),
    fax_copy=st.booleans(),
)
@example(
    style=LetterStyle.EDITION_2004, spacing=100, rows=3, receivers=14, sentences=3, fax_copy=False
)
@example(
    style=LetterStyle.EDITION_2020, spacing=100, rows=12, receivers=14, sentences=9, fax_copy=False
)
@example(
    style=LetterStyle.EDITION_2004, spacing=150, rows=3, receivers=6, sentences=3, fax_copy=True
)
def test_that_the_first_of_several_pages_is_never_half_empty(
    style: LetterStyle, spacing: int, rows: int, receivers: int, sentences: int, *, fax_copy: bool
) -> None:
    fields = tuple(
        LetterField(f"officer.{row}", f"İlknur ÇIĞ {row}", "Çocuk: hat ve telefon")
        for row in range(rows)
    )
    said = "İlgi Genelge uyarınca bildirilen sorumlular aşağıdadır. " * sentences
    letter = replace(
        letters.letter(style=style),
        body=(Paragraph(said), FieldTable(fields), Paragraph("Gereğini arz ederim.")),
        distribution=Distribution(tuple(f"{number}. Müdürlüğe" for number in range(receivers))),
        line_spacing_percent=spacing,
    )
    layout = lay_out_pages(letter, fax_copy=fax_copy)
    last = layout.pages[0][-1]
    height = layout.footer.text_bottom - layout.style.margin
    assert len(layout.pages) == 1 or last.top + last.piece.height >= height / 2
