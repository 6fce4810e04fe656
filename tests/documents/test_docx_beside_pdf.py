"""A DOCX looks like its PDF: Writer, which breaks lines as Word does, lays both out alike."""

import datetime as dt
import html
import random
import re
import subprocess
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import pytest

from alo183_desktop.changes import wording
from alo183_desktop.documents.letter.content import (
    Contact,
    Distribution,
    LetterContent,
    LetterStyle,
    Preparation,
    Secrecy,
    Signature,
    Verification,
)
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.layout import with_annex
from alo183_desktop.documents.letter.pdf import lay_out
from tests.documents import letters
from tests.platforms import ON_LINUX

_PAGE: Final = re.compile(r"<page .*?</page>", re.DOTALL)
_WORD: Final = re.compile(r'<word xMin="(.*?)" yMin=".*?" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
_LONG_ANNEX: Final = (
    "Personel Bilgi Formu, görevlendirme onayı, adayın özgeçmişi ile birlikte sunulan diğer "
    "belgelerin tamamı ve bunların listesi (12 sayfa)"
)
_SAME_LINE: Final = 2.5
_NEAR: Final = 1.5
"""Points by which a line may stand elsewhere."""


class Printed(NamedTuple):
    """One line of a page; lengths are points from the page's upper left corner."""

    bottom: float
    left: float
    right: float
    text: str


Pages: TypeAlias = list[list[Printed]]


def printed_lines(path: Path) -> Pages:
    """Return the lines of each page; what stands side by side is one line."""
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True)
    pages = []
    for page in _PAGE.findall(done.stdout.decode()):
        rows: dict[float, list[tuple[float, float, str]]] = {}
        for left, right, bottom, word in _WORD.findall(page):
            height = float(bottom)
            row = next((one for one in rows if abs(one - height) < _SAME_LINE), height)
            rows.setdefault(row, []).append((float(left), float(right), html.unescape(word)))
        lines = []
        for bottom, words in sorted(rows.items()):
            words.sort()
            text = " ".join(word for _left, _right, word in words)
            lines.append(Printed(bottom, words[0][0], words[-1][1], text))
        pages.append(lines)
    return pages


def many_letters(style: LetterStyle) -> dict[str, LetterContent]:
    """Return letters in which each part is long or missing in one of them."""
    long_heading = (
        "Aile ve Sosyal Hizmetler İl Müdürlüğü Çocuk Evleri Koordinasyon Merkezi Müdürlüğü ve "
        "İlk Kabul Birimi"
    )
    names = tuple(f"{number}. İlçe Kaymakamlığına" for number in range(1, 61))
    foot = replace(
        letters.letter(style=style).contact,
        address="Yenimahalle Mahallesi Şehit Öğretmen Necmettin Yılmaz Caddesi No: 183/B-12",
        email="sanliurfa.ilmudurlugu.basinvehalklailiskiler@aile.gov.tr",
        contact=Contact("Ayşe Nur KÜÇÜKÇAKIROĞLU", "V.H.K.İ.", "0414 000 00 12"),
    )
    rich, listed = letters.rich_letter(style), letters.list_of_officers(3)
    double = replace(
        rich,
        body=wording.body(
            [
                wording.ChangeFacts(
                    leaver,
                    wording.NewcomerFacts(
                        "Şükrüye Ümmügülsüm KÜÇÜKÇAKIROĞULLARI-DAĞDEVİREN",
                        "Öğretmen",
                        "10000000146",
                        ("Çocuk",),
                        "sukruye-ummugulsum.kucukcakirogullari@ornek.gov.tr",
                        "+905000002761",
                        "+905000004107",
                    ),
                    dt.date(2026, 11, 25),
                )
                for leaver in ("Ayşe IŞIK", "Ümmühan ĞÖKÇE-IŞIK")
            ],
            style=style,
            references=rich.references,
        ),
    )
    several = {
        f"changes-{count}": letters.random_letter(
            random.Random(7 * count), style=style, changes=count
        )
        for count in (1, 3, 5, 12)
    }
    return {
        **several,
        "rich": rich,
        "double": double,
        "foot": letters.letter(style=style, contact=foot),
        "restricted": replace(
            letters.random_letter(random.Random(62), style=style, changes=2),
            secrecy=Secrecy.RESTRICTED,
        ),
        "stamp": replace(
            rich, date=None, number=replace(letters.NUMBER, register_number=None), urgent=False
        ),
        "heading": letters.letter(
            style=style, heading=("T.C.", "ŞANLIURFA VALİLİĞİ", long_heading)
        ),
        "draft": letters.letter(
            style=style,
            changes=5,
            number=replace(letters.NUMBER, preparation=Preparation.E_SIGNED),
        ),
        "signed": letters.letter(
            style=style,
            number=replace(letters.NUMBER, preparation=Preparation.E_SIGNED),
            verification=Verification("1A2B3C4D-5E6F", "https://www.ornek.gov.tr/dogrula"),
            signature=Signature(
                "Prof. Dr. Mehmet Kâzım İSKENDEROĞULLARI", "Vali a.", "İl Müdürü V."
            ),
            references=(),
        ),
        "annexes": letters.letter(
            style=style,
            topic="Acil Müdahale Ekip Sorumlusu Değişikliği ve Yeni Görevlendirmeler (Düzeltme)",
            annexes=(_LONG_ANNEX, "Zimmet Tutanağı (2 sayfa)"),
            distribution=Distribution(("Basın ve Halkla İlişkiler Müşavirliğine",), ()),
        ),
        "parted": letters.letter(
            style=style,
            signature=Signature(
                "Öğr. Gör. Abdülkadir KÜÇÜKÇAKIROĞULLARI",
                None,
                "Aile ve Sosyal Hizmetler İl Müdür Yardımcısı ve İl Müdürü V. (Görevlendirme ile)",
            ),
            distribution=Distribution(names[:20], names[:20]),
        ),
        "annex": with_annex(
            letters.letter(style=style, annexes=("Zimmet Tutanağı (2 sayfa)",)),
            replace(listed, blocks=listed.blocks[:3]),
        ),
        "table": with_annex(letters.letter(style=style), letters.table_of_officers(9)),
        "lists": letters.letter(
            style=style, annexes=(_LONG_ANNEX,) * 20, distribution=Distribution(names, names[:25])
        ),
    }


@pytest.mark.extra
@ON_LINUX
@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_writer_sets_every_line_of_the_docx_where_the_pdf_has_it(
    style: LetterStyle, tmp_path: Path
) -> None:
    cases = many_letters(style)
    lay_out_by_writer(cases, tmp_path)
    for name, letter in cases.items():
        expected, found = both(name, letter, tmp_path)
        assert [text_of(page) for page in found] == [text_of(page) for page in expected], name
        for wanted, line in zip(chain(*expected), chain(*found), strict=True):
            for place in ("bottom", "left", "right"):
                apart = abs(getattr(wanted, place) - getattr(line, place))
                assert apart < _NEAR, (name, wanted, line)


@pytest.mark.extra
@ON_LINUX
def test_that_writer_parts_lines_that_stand_further_apart_as_the_pdf_does(tmp_path: Path) -> None:
    cases = {
        style.value: replace(letters.rich_letter(style), line_spacing_percent=150)
        for style in LetterStyle
    }
    lay_out_by_writer(cases, tmp_path)
    for name, letter in cases.items():
        expected, found = both(name, letter, tmp_path)
        assert [text_of(page) for page in found] == [text_of(page) for page in expected], name


def both(name: str, letter: LetterContent, folder: Path) -> tuple[Pages, Pages]:
    """Return the lines of the letter's own PDF, and of the one that Writer made of its DOCX."""
    own = folder / f"{name}-own.pdf"
    own.write_bytes(lay_out(letter).pdf)
    return printed_lines(own), printed_lines(folder / f"{name}.pdf")


def text_of(page: list[Printed]) -> list[str]:
    return [line.text for line in page]


def lay_out_by_writer(cases: dict[str, LetterContent], folder: Path) -> None:
    """Write the DOCX of each letter, and beside it the PDF that Writer makes of it."""
    for name, letter in cases.items():
        (folder / f"{name}.docx").write_bytes(letter_docx(letter))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            *(folder / f"{name}.docx" for name in cases),
        ],
        capture_output=True,
        check=True,
    )
