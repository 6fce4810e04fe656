"""What stands at the edges of a letter's pages: rules, the closing sentence, the file's version."""

from __future__ import annotations

import io
import random

import docx
import pytest

from alo183_desktop.documents.content import Distribution, LetterStyle
from alo183_desktop.documents.flow import table_rules
from alo183_desktop.documents.letter_docx import letter_docx
from alo183_desktop.documents.letter_layout import lay_out_pages
from alo183_desktop.documents.letter_pdf import lay_out
from alo183_desktop.documents.style import PAGE_WIDTH
from tests.documents import letters


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
def test_that_a_long_tail_stays_together_though_a_table_is_parted_for_it(names: int) -> None:
    letter = letters.letter(
        annexes=tuple(f"Tutanak {number}" for number in range(1, 7)),
        distribution=Distribution(
            action=("Çankaya Kaymakamlığına",),
            information=tuple(f"{number}. Kaymakamlığa" for number in range(1, names + 1)),
        ),
    )
    first, last = lay_out_pages(letter, fax_copy=False).pages
    texts = [run.text for placed in last for run in placed.piece.runs]
    told = ["Hasan KÖKSAL", "Ek:", "6- Tutanak 6", "Dağıtım:", f"{names}. Kaymakamlığa"]
    assert [text for text in told if text not in texts] == []
    # At least two rows of the table stand on either page, or all of them on the last.
    rows = [sum(bool(placed.piece.columns) for placed in page) for page in (first, last)]
    assert rows in ([0, 7], [5, 2])


def test_that_the_first_page_is_never_without_a_word_of_the_text() -> None:
    letter = letters.letter(
        annexes=tuple(f"Personel Bilgi Formu {number} (1 sayfa)" for number in range(12)),
        distribution=Distribution(("Çankaya Kaymakamlığına",), ("Ankara Valiliğine",) * 4),
    )
    pages = lay_out_pages(letter, fax_copy=False).pages
    rows = [sum(bool(placed.piece.columns) for placed in page) for page in pages]
    assert rows[0] >= 2
    assert rows[-1] >= 2
    assert len(pages) == 2


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
