"""The sample letter shows what is typed, right or wrong, and can always be laid out."""

import datetime as dt
from dataclasses import replace

from alo183_desktop.directorate.record import DirectorateValues, SignatoryValues, propose
from alo183_desktop.directorate.sample import sample_letter
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.letter.wording import letter_text


def test_that_an_empty_form_can_be_laid_out() -> None:
    assert lay_out(sample_letter(DirectorateValues(), None)).pages == 1


def test_that_what_is_typed_stands_in_the_sample() -> None:
    form = replace(propose("Iğdır"), detsis="12345678", telephone="+905000000010")
    deputy = SignatoryValues("Işıl IĞDIR", "İl Müdürü", "Vali a.", True, dt.date(2026, 1, 1))  # noqa: FBT003
    text = letter_text(sample_letter(form, deputy))
    for words in ("IĞDIR VALİLİĞİ", "Işıl IĞDIR", "Vali a.", "İl Müdürü V.", "0500 000 00 10"):
        assert words in text


def test_that_a_wrong_phone_never_enters_the_sample() -> None:
    assert sample_letter(replace(propose("Iğdır"), fax="yok"), None).contact.fax == ""
