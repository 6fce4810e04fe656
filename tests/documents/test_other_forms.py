"""PDF/A, DOCX, plain text, envelope, fax cover and pixels of a letter."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pikepdf
import pytest
import time_machine
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT
from docx.shared import Pt

from alo183_desktop.documents.letter.content import (
    EnvelopeSize,
    LetterStyle,
    Preparation,
    Verification,
)
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.letter.wording import (
    letter_metadata,
    letter_text,
    receivers,
    reference_mark,
)
from alo183_desktop.documents.papers.covers import envelope_pdf, fax_cover_pdf
from alo183_desktop.documents.pdf_a import to_pdf_a
from alo183_desktop.documents.pixels import page_pixels
from alo183_desktop.shared.errors import KnownError
from tests.documents import letters
from tests.documents.places import sheets
from tests.documents.printed_pages import assert_is_made_well, texts_of
from tests.platforms import ON_LINUX

JARS = Path("/usr/share/java")


@ON_LINUX
@pytest.mark.extra
@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_preflight_finds_pdf_a_1b(style: LetterStyle, tmp_path: Path) -> None:
    letter = letters.rich_letter(style)
    path = tmp_path / "letter-a.pdf"
    path.write_bytes(to_pdf_a(lay_out(letter).pdf, title=letter.topic))
    checked = subprocess.run(
        ["java", "-cp", f"{JARS}/*", "org.apache.pdfbox.preflight.Validator_A1b", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "is a valid PDF/A-1b file" in checked.stdout + checked.stderr


def test_that_pdf_a_keeps_the_text_and_is_the_same_each_time() -> None:
    pdf = lay_out(letters.rich_letter()).pdf
    archived = to_pdf_a(pdf, title="Konu & “Başlık”")
    assert archived == to_pdf_a(pdf, title="Konu & “Başlık”")
    assert texts_of(archived) == texts_of(pdf)
    with pikepdf.open(io.BytesIO(archived)) as document:
        assert document.docinfo["/Title"] == "Konu & “Başlık”"
        assert document.Root.Lang == "tr-TR"
        # A symbolic font may have no encoding (ISO 19005-1:2005, 6.3.7); preflight looks past it.
        for page in document.pages:
            assert all("/Encoding" not in font for font in page.resources.Font.values())
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Konu & “Başlık”"
            assert metadata["dc:language"] == {"tr-TR"}
            assert metadata.pdfa_status == "1B"


@pytest.mark.parametrize("seconds", [0.0, 8e9], ids=["1970", "2223"])
def test_that_a_letter_is_the_same_whatever_the_computer_s_clock_says(
    seconds: float,
) -> None:
    letter = letters.rich_letter()
    before = letter_docx(letter), to_pdf_a(lay_out(letter).pdf, title="Konu")
    with time_machine.travel(seconds, tick=False):
        assert (letter_docx(letter), to_pdf_a(lay_out(letter).pdf, title="Konu")) == before


def test_that_the_docx_says_what_the_letter_says() -> None:
    letter = letters.rich_letter()
    content = letter_docx(letter)
    assert content == letter_docx(letter)
    document = docx.Document(io.BytesIO(content))
    assert document.core_properties.title == letter.topic
    assert document.core_properties.language == "tr-TR"
    # In which Word proofs it: of the text, and not only of the file.
    languages = document.styles.element.xpath("w:docDefaults//w:lang/@w:val")
    assert languages == ["tr-TR"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("Sayı\t:\tZ-12345678-903.07-4752\t24.11.2026", "Bilgilerinizi arz ederim.", "Ek:"):
        assert part in text
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells[1::2] == list(letters.NEWCOMER)


@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_the_docx_has_every_part_in_its_place(style: LetterStyle) -> None:
    letter = letters.rich_letter(style)
    document = docx.Document(io.BytesIO(letter_docx(letter)))
    paragraphs = {paragraph.text.strip(): paragraph for paragraph in document.paragraphs}
    margin = 15 if style is LetterStyle.EDITION_2020 else 25
    section = document.sections[0]
    for side in (section.left_margin, section.right_margin, section.top_margin):
        assert side is not None
        assert side.mm == pytest.approx(margin, abs=0.1)
    urgency = "ACELE" if style is LetterStyle.EDITION_2020 else "İVEDİ"
    first = paragraphs[f"T.C.\t{urgency}"]
    word = next(run for run in first.runs if run.text == urgency)
    assert (word.bold, str(word.font.color.rgb)) == (True, "BF0000")
    stops = [(stop.alignment, stop.position.mm) for stop in first.paragraph_format.tab_stops]
    width = 210 - 2 * margin
    assert stops == [
        (WD_TAB_ALIGNMENT.CENTER, pytest.approx(width / 2, abs=0.1)),
        (WD_TAB_ALIGNMENT.RIGHT, pytest.approx(width, abs=0.1)),
    ]
    centred = (*letters.HEADING[1:], "DAĞITIM YERLERİNE")
    for text in (*centred, "Hasan KÖKSAL", "Vali a.", "İl Müdürü"):
        assert paragraphs[text].alignment == WD_PARAGRAPH_ALIGNMENT.CENTER, text
    indent = paragraphs["Hasan KÖKSAL"].paragraph_format.left_indent
    assert indent is not None
    assert indent.mm > width / 2
    marks = ("İlgi\t:\ta)", "b)", "c)")
    for mark, reference in zip(marks, letter.references, strict=True):
        assert f"{mark}\t{reference}" in paragraphs
    assert "1- Personel Bilgi Formu (1 sayfa)" in paragraphs
    texts = [paragraph.text.strip() for paragraph in document.paragraphs]
    listed = next(index for index, text in enumerate(texts) if text.startswith("Dağıtım:"))
    assert texts.index("İl Müdürü") < texts.index("Ek:") < listed
    action, information = document.tables[-1].rows[0].cells
    assert action.text.split("\n") == ["Gereği:", *receivers(letter).action]
    assert information.text.split("\n") == ["Bilgi:", *letter.distribution.information]
    opening = paragraphs[letters.opening().text]
    assert opening.alignment == WD_PARAGRAPH_ALIGNMENT.JUSTIFY
    first_line = opening.paragraph_format.first_line_indent
    assert first_line is not None
    assert first_line.mm == pytest.approx(12.5, abs=0.1)
    assert {run.font.size for run in opening.runs} == {Pt(12)}


def test_that_the_docx_brings_nothing_of_the_template_that_no_letter_has() -> None:
    made = letter_docx(letters.letter())
    document = docx.Document(io.BytesIO(made))
    assert {style.name for style in document.styles} == {
        "Normal",
        "Header",
        "Header Char",
        "Footer",
        "Footer Char",
        "Default Paragraph Font",
        "Normal Table",
        "No List",
    }
    kinds = {relation.reltype.rpartition("/")[2] for relation in document.part.rels.values()}
    assert not {"customXml", "stylesWithEffects"} & kinds
    assert len(made) < 16_000
    # A letter leaves the next one the template as it was.
    letter_docx(replace(letters.letter(), topic="Başka bir konu"))
    assert letter_docx(letters.letter()) == made


def test_that_the_docx_has_the_foot_with_contact_block_and_verification() -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    verification = Verification("1A2B-3C", "ornek.gov.tr/d")
    letter = letters.letter(number=number, verification=verification, changes=12)
    foot = docx.Document(io.BytesIO(letter_docx(letter))).sections[0].footer
    note, line, number_line = (paragraph.text for paragraph in foot.paragraphs)
    assert note == "Bu belge, güvenli elektronik imza ile imzalanmıştır."
    assert line == "Belge Doğrulama Kodu: 1A2B-3C Belge Doğrulama Adresi: ornek.gov.tr/d"
    assert number_line == "1/1"  # the fields' last values; Word counts anew
    office, person, code = foot.tables[0].rows[0].cells
    assert code.text == ""
    for part in ("Örnek Mahallesi 183. Sokak No: 5", "ankara@ornek.kep.tr", "ornek.gov.tr"):
        assert part in office.text
    assert person.text.split("\n") == [
        "Bilgi için: Selin AKTAŞ",
        "Memur",
        "Telefon: 0500 000 00 12",
    ]


def test_that_every_form_of_an_unsigned_e_letter_is_marked_as_a_draft() -> None:
    number = replace(letters.NUMBER, preparation=Preparation.E_SIGNED)
    draft = letters.letter(number=number)
    section = docx.Document(io.BytesIO(letter_docx(draft))).sections[0]
    (mark,) = section.header.paragraphs
    assert mark.text.startswith("TASLAK – güvenli elektronik imza ile henüz imzalanmamıştır")
    assert [run.bold for run in mark.runs if run.text] == [True]
    assert not any("imza" in paragraph.text for paragraph in section.footer.paragraphs)
    assert letter_text(draft).startswith("TASLAK")
    signed = replace(draft, verification=Verification("1A2B-3C"))
    for whole in (signed, letters.letter()):
        section = docx.Document(io.BytesIO(letter_docx(whole))).sections[0]
        assert "".join(paragraph.text for paragraph in section.header.paragraphs) == ""
        assert "TASLAK" not in letter_text(whole)


def test_that_a_fax_cover_without_a_number_shows_no_part_of_one() -> None:
    cover = letters.fax_cover()
    bare = replace(cover, number=replace(cover.number, register_number=None))
    assert "903.07" in texts_of(fax_cover_pdf(cover))[0]
    text = texts_of(fax_cover_pdf(bare))[0]
    assert "903.07" not in text
    assert "Sayı" not in text


def test_that_the_text_can_be_pasted() -> None:
    text = letter_text(letters.rich_letter())
    assert "Sayı : Z-12345678-903.07-4752\nTarih : 24.11.2026\nKonu : Acil" in text
    assert f"İlgi : a) {letters.CIRCULAR}\nb) " in text
    assert "\n\nDAĞITIM YERLERİNE\n\n" in text
    assert "\n\n" + "\n".join(letters.ADDRESSEE) + "\n\n" in letter_text(letters.letter())
    assert text.startswith("ACELE\nT.C.\nANKARA VALİLİĞİ\nAile ve Sosyal Hizmetler İl Müdürlüğü\n")
    assert "\n\nBilgilerinizi arz ederim.\n\nHasan KÖKSAL\nVali a.\nİl Müdürü\n\nEk:" in text
    assert "\n\nDağıtım:\nGereği:\n" in text
    assert "\nBilgi:\nAlo 183 Çağrı Merkezi\n" in text
    assert "T.C. Kimlik Numarası: 10000000146" in text
    assert "Ek:\n1- Personel Bilgi Formu (1 sayfa)\n2- " in text
    assert "\nTelefon: 0500 000 00 10   Faks: 0500 000 00 11\n" in text
    assert text.endswith("\nBilgi için: Selin AKTAŞ\nMemur\nTelefon: 0500 000 00 12\n")
    metadata = letter_metadata(letters.rich_letter())
    assert metadata.number == "Z-12345678-903.07-4752"
    assert metadata.urgency == "ACELE"
    assert metadata.information == ("Alo 183 Çağrı Merkezi",)


def test_that_references_go_through_all_turkish_letters() -> None:
    marks = [reference_mark(place) for place in range(31)]
    assert marks[:5] == ["a)", "b)", "c)", "ç)", "d)"]
    assert marks[28:] == ["z)", "aa)", "ab)"]
    assert len(set(marks)) == 31


@pytest.mark.parametrize("size", list(EnvelopeSize))
def test_that_the_envelope_abbreviates_nothing(size: EnvelopeSize) -> None:
    envelope = letters.envelope()
    pdf = envelope_pdf(envelope, size)
    paper = {EnvelopeSize.DL: (623.62, 311.81), EnvelopeSize.C5: (649.13, 459.21)}[size]
    assert_is_made_well(pdf, title=f"Zarf: {' '.join(envelope.addressee)}", size=paper)
    (text,) = texts_of(pdf)
    for part in (*envelope.heading, *envelope.addressee, envelope.address, "ACELE", "24.11.2026"):
        assert part in text
    long_address = replace(envelope, address="Uzun Mahalle Adı " * 500)
    with pytest.raises(KnownError):
        envelope_pdf(long_address, size)


def test_that_envelope_and_cover_of_a_letter_without_a_day_have_no_empty_date() -> None:
    for size in EnvelopeSize:
        (text,) = texts_of(envelope_pdf(replace(letters.envelope(), date=None), size))
        assert "Tarih" not in text
    (text,) = texts_of(fax_cover_pdf(replace(letters.fax_cover(), date=None)))
    assert "Tarih" not in text


def test_that_the_fax_cover_counts_its_pages() -> None:
    cover = letters.fax_cover()
    pdf = fax_cover_pdf(cover)
    assert_is_made_well(pdf, title=f"Faks kapağı: {cover.topic}")
    (text,) = texts_of(pdf)
    assert "Sayfa (kapakla) 2" in text
    # To whom, from whom, and what to do with a sheet that went astray.
    assert f"Faks {cover.recipient_fax} Kimden {' '.join(cover.heading[1:])}" in text
    assert f"Gönderen faks {cover.sender_fax} Telefon {cover.sender_telephone}" in text
    assert "FAKS ACELE" in text
    assert "Bu faks kişisel veri içerir." in text
    # A fax machine swallows what is thinner.
    (sheet,) = sheets(pdf)
    assert len(sheet.rules) > 10
    assert all(rule.thickness >= 0.75 for rule in sheet.rules)
    (calm,) = texts_of(fax_cover_pdf(replace(cover, urgent=False)))
    assert "ACELE" not in calm


def test_that_pixels_stand_for_points() -> None:
    pdf = lay_out(letters.letter()).pdf
    pixels = page_pixels(pdf, 0, scale=2.0)
    assert (pixels.width, pixels.height) == (1191, 1684)
    assert len(pixels.data) == pixels.stride * pixels.height
