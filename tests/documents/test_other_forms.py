"""PDF/A, DOCX, plain text, envelope, fax cover and pixels of a letter."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pikepdf
import pytest

from alo183_desktop.documents.content import EnvelopeSize, LetterStyle
from alo183_desktop.documents.envelope import envelope_pdf
from alo183_desktop.documents.fax_cover import fax_cover_pdf
from alo183_desktop.documents.letter_docx import letter_docx
from alo183_desktop.documents.letter_pdf import lay_out
from alo183_desktop.documents.letter_text import letter_metadata, letter_text
from alo183_desktop.documents.pdf_a import to_pdf_a
from alo183_desktop.documents.pixels import page_count, page_pixels, page_png
from alo183_desktop.documents.wording import reference_mark
from alo183_desktop.shared.errors import KnownError
from tests.documents import letters
from tests.documents.test_letter_pdf import texts_of

JARS = Path("/usr/share/java")
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="dev.py installs the tool on Debian")


@ON_LINUX
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
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Konu & “Başlık”"
            assert metadata.pdfa_status == "1B"


def test_that_the_docx_says_what_the_letter_says() -> None:
    letter = letters.rich_letter()
    content = letter_docx(letter)
    assert content == letter_docx(letter)
    document = docx.Document(io.BytesIO(content))
    assert document.core_properties.title == letter.topic
    assert document.core_properties.language == "tr-TR"
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("Sayı\t:\tZ-12345678-903.07-4752\t24.11.2026", "Bilgilerinizi arz ederim.", "Ek:"):
        assert part in text
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells[1::2] == list(letters.NEWCOMER)


@ON_LINUX
@pytest.mark.timeout(120)
def test_that_writer_lays_the_docx_out_on_as_many_pages_as_the_pdf(tmp_path: Path) -> None:
    cases = {
        f"{style}-{changes}": letters.letter(style=style, changes=changes)
        for style in LetterStyle
        for changes in (1, 12)
    }
    for name, letter in cases.items():
        (tmp_path / f"{name}.docx").write_bytes(letter_docx(letter))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path),
            *(tmp_path / f"{name}.docx" for name in cases),
        ],
        capture_output=True,
        check=True,
    )
    for name, letter in cases.items():
        assert page_count((tmp_path / f"{name}.pdf").read_bytes()) == lay_out(letter).pages


def test_that_the_text_can_be_pasted() -> None:
    text = letter_text(letters.rich_letter())
    assert "Sayı : Z-12345678-903.07-4752\nTarih : 24.11.2026\nKonu : Acil" in text
    assert f"İlgi : a) {letters.CIRCULAR}\nb) " in text
    assert "T.C. Kimlik Numarası: 10000000146" in text
    assert "Ek:\n1- Personel Bilgi Formu (1 sayfa)\n2- " in text
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
    (text,) = texts_of(envelope_pdf(envelope, size))
    for part in (*envelope.heading, *envelope.addressee, envelope.address, "ACELE", "24.11.2026"):
        assert part in text
    long_address = replace(envelope, address="Uzun Mahalle Adı " * 500)
    with pytest.raises(KnownError):
        envelope_pdf(long_address, size)


def test_that_the_fax_cover_counts_its_pages() -> None:
    (text,) = texts_of(fax_cover_pdf(letters.fax_cover()))
    assert "Sayfa (kapakla) 2" in text
    assert "0500 000 00 99" in text


def test_that_pixels_stand_for_points() -> None:
    pdf = lay_out(letters.letter()).pdf
    pixels = page_pixels(pdf, 0, scale=2.0)
    assert (pixels.width, pixels.height) == (1191, 1684)
    assert len(pixels.data) == pixels.stride * pixels.height
    assert page_png(pdf, 0, scale=1.0).startswith(b"\x89PNG")
