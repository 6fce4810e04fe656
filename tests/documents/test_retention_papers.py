"""The form of a destruction and what a person gets, read back from the PDF."""

import datetime as dt
import io
from dataclasses import replace

import pikepdf
import pytest

from alo183_desktop.documents.papers.lists import table_pdf
from alo183_desktop.documents.pdf_a import text_of
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.papers import destruction_form_pdf, person_report_pdf
from alo183_desktop.retention.persons import PersonEntry, PersonSource
from alo183_desktop.retention.rows import DestructionForm, DestructionRow
from tests.clocks import START
from tests.documents.pictures import picture
from tests.documents.printed_pages import assert_is_legible

FORM = DestructionForm(
    row=DestructionRow(
        destruction_id=7,
        kind=RecordKind.CASES,
        at=START,
        items=1234,
        months=120,
        basis="Kurumun saklama planı; 6098 s. Kanun m. 146, on yıllık genel zamanaşımı",
        oldest_on=dt.date(2014, 4, 18),
        newest_on=dt.date(2016, 11, 24),
        reason="Saklama süresi doldu",
        ids_sha256="ab" * 32,
        removed={"cases": 1234, "case_actions": 5120},
        by_name="Müjgân Nurşen ÇETİNKAYAOĞLU",
        kept_until=dt.date(2029, 11, 24),
        erased_at=START,
    ),
    heading=("T.C.", "KAHRAMANMARAŞ VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü"),
    approver=("Hasan KÖKSAL", "İl Müdürü"),
    printed_by="Derya DENETÇİ",
    printed_at=START,
    trail_head="1123 · 0123456789abcdef",
)


def said(pdf: bytes) -> str:
    text = text_of(pdf)
    assert text is not None
    return " ".join(" ".join(text.pages).split())


def test_that_the_form_says_what_went_and_by_whom() -> None:
    pdf = destruction_form_pdf(FORM)
    assert_is_legible(pdf)
    text = said(pdf)
    for words in (
        "KİŞİSEL VERİ İMHA TUTANAĞI",
        "1234",
        "10 yıl",
        "18.04.2014 – 24.11.2016",
        "Saklama süresi doldu",
        "Müjgân Nurşen ÇETİNKAYAOĞLU",
        "24.11.2029",
        "24.11.2026 12:30",
        "1234 vaka, 5120 vakada yapılan işlem",
        "1123 · 0123456789abcdef",
        "HAZIRLAYAN",
        "ONAYLAYAN",
        "Hasan KÖKSAL İl Müdürü",
    ):
        assert words in text, words
    assert "ab" * 32 in text.replace(" ", "")
    assert destruction_form_pdf(FORM) == pdf


def test_that_a_form_states_that_the_file_was_not_rewritten() -> None:
    form = replace(FORM, row=replace(FORM.row, erased_at=None))
    assert "henüz yeniden yazılmadı" in said(destruction_form_pdf(form))


def test_that_a_person_gets_every_fact_whatever_its_length() -> None:
    long = " ".join(f"sözcük{number}" for number in range(900))
    facts = (("Arayan", "Müjgân IŞIK"), ("Özet", long))
    number = (("T.C. kimlik no", "10000000528"),)
    pdf = person_report_pdf(
        (
            PersonEntry(PersonSource.CASES, 1, "183-2026-100000", facts),
            PersonEntry(PersonSource.OFFICERS, 2, "Zeynep GÜNDOĞDU", number),
        ),
        directorate="Kahramanmaraş Aile ve Sosyal Hizmetler İl Müdürlüğü",
        printed_by="Selin AKTAŞ",
        printed_at=START,
        audit_words="Denetim izi: 41. kayıt, özeti a3f0…",
    )
    assert_is_legible(pdf)
    text = said(pdf)
    assert "Denetim izi: 41. kayıt" in text
    for words in ("1. Vaka: 183-2026-100000", "2. Kadro: Zeynep GÜNDOĞDU", "10000000528"):
        assert words in text
    assert "sözcük0 " in text
    assert "sözcük899" in text


@pytest.mark.parametrize("more", ["file", "note", "link"])
def test_that_words_in_a_file_or_a_note_within_a_paper_are_not_taken_for_its_text(
    more: str,
) -> None:
    """As the receipts of registered mail, which contain what was sent."""
    target = io.BytesIO()
    plain = table_pdf(title="Alındı", subtitle="", headings=["A"], rows=[["1"]])
    with pikepdf.open(io.BytesIO(plain)) as paper:
        if more == "file":
            paper.attachments["ileti.xml"] = b"<tckn>10000000146</tckn>"
        else:
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.FreeText if more == "note" else pikepdf.Name.Link,
                Rect=pikepdf.Array([50, 50, 200, 80]),
            )
            if more == "note":
                note.Contents = pikepdf.String("10000000146")
            paper.pages[0].Annots = pikepdf.Array([paper.make_indirect(note)])
        paper.save(target)
    text = text_of(target.getvalue())
    assert text is not None
    assert text.is_all_text == (more == "link")


def test_that_a_paper_is_all_text_only_without_pictures() -> None:
    plain = text_of(table_pdf(title="Rapor", subtitle="", headings=["A"], rows=[["1"]]))
    assert plain is not None
    assert plain.is_all_text
    from alo183_desktop.documents.papers.foreign import as_pdf

    drawn = text_of(as_pdf(picture("PNG")))
    assert drawn is not None
    assert drawn.has_pictures
    assert not drawn.is_all_text
    assert text_of(b"%PDF-1.4 broken") is None
