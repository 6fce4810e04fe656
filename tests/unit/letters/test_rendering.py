"""Envelope and cover carry what the letter does not."""

from dataclasses import replace

import pytest

from alo183_desktop.changes.toml_letter import example_text, read_toml_letter
from alo183_desktop.documents.papers.covers import fax_cover_pdf
from alo183_desktop.letters.rendering import envelope_of, fax_cover_of, render
from alo183_desktop.letters.rules import FileKind
from tests.documents.printed_pages import texts_of

FOUND = read_toml_letter(example_text().encode())


def test_that_the_envelope_names_sender_and_recipient() -> None:
    envelope = envelope_of(FOUND.letter, FOUND.recipient)
    assert envelope.sender_address.endswith(" 06000\u00a0Altındağ/ANKARA")
    assert envelope.address == FOUND.recipient.address
    contact = replace(FOUND.letter.contact, address="Sokak 1, 06000 ANKARA")
    letter = replace(FOUND.letter, contact=contact)
    assert envelope_of(letter, FOUND.recipient).sender_address == "Sokak 1, 06000 ANKARA"
    bare = replace(FOUND.letter, contact=replace(contact, address="Sokak 1", postal_code=""))
    assert envelope_of(bare, FOUND.recipient).sender_address == "Sokak 1"


def test_that_the_cover_writes_urgency_number_and_date_as_its_letter_does() -> None:
    text = example_text().replace('style = "2020"', 'style = "2004"')
    old = read_toml_letter(text.encode())
    rendered = render(old.letter)
    cover = fax_cover_of(old.letter, old.recipient, fax_pages=rendered.fax_pages)
    (words,) = texts_of(fax_cover_pdf(cover))
    (letter_words,) = texts_of(rendered.data(FileKind.PDF))
    for part in ("İVEDİ", "12345678-903.07-4752", "24/11/2026"):
        assert part in words
        assert part in letter_words
    for part in ("ACELE", "Z-12345678", "24.11.2026"):
        assert part not in words


def test_that_the_cover_counts_itself() -> None:
    rendered = render(FOUND.letter)
    cover = fax_cover_of(FOUND.letter, FOUND.recipient, fax_pages=rendered.fax_pages)
    assert cover.pages == rendered.fax_pages + 1
    assert cover.recipient_fax == "0312 000 00 20"
    assert rendered.data(FileKind.TEXT).decode().count("10000000146") == 1


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        (
            "Atatürk Caddesi No: 183/A, Haliliye/ŞANLIURFA",
            "A 63300\u00a0Haliliye/ŞANLIURFA",
        ),
        ("Atatürk Caddesi No: 183/A", "Atatürk Caddesi No: 183/A 63300"),
        ("Atatürk Caddesi 63300 Haliliye/ŞANLIURFA", "Caddesi 63300 Haliliye/ŞANLIURFA"),
    ],
)
def test_that_the_post_code_stands_before_the_place(address: str, printed: str) -> None:
    contact = replace(FOUND.letter.contact, address=address, postal_code="63300")
    envelope = envelope_of(replace(FOUND.letter, contact=contact), FOUND.recipient)
    assert envelope.sender_address.endswith(printed)
