"""The custody form: what it says, how it is made, and what happens when it is long."""

import datetime as dt
import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.papers.custody_form import (
    CustodyFormContent,
    HandsetItem,
    LineItem,
    Party,
    custody_form_pdf,
    terms_hash,
)
from alo183_desktop.shared.plain import from_plain, to_plain
from tests.documents.letters import HEADING
from tests.documents.printed_pages import assert_inside_margins, assert_is_made_well, texts_of
from tests.examples import at_most

TERMS = (
    "Telefon 24 saat açık ve ulaşılabilir tutulur.",
    "Telefon yalnız yönlendirilen vakalar için kullanılır; özel görüşme yapılmaz.",
    "Hat gereksiz yere meşgul tutulmaz; aylık 300 dakika ve 1 GB aşılmaz.",
)
FORM = CustodyFormContent(
    number_text="2026/17",
    kind="issue",
    at=dt.datetime(2026, 11, 24, 11, 5, tzinfo=dt.UTC),
    directorate_heading=HEADING,
    giver=Party("Selin AKTAŞ", "Veri Hazırlama ve Kontrol İşletmeni", "İl Müdürlüğü"),
    receiver=Party("Nurşen BÜYÜKÖZTÜRK", "Sosyal Çalışmacı", "Şehit Yakınları Birimi"),
    line=LineItem(
        "+905000004102", "Türk Telekom", "8990012345678901234", "Kamu 300", "300 dk, 1 GB"
    ),
    handset=HandsetItem("Samsung", "Galaxy A15", "356938035643809", "R58N123ABCD"),
    condition="Sağlam, ekranda ince çizik",
    accessories="Şarj aleti, kablo, kılıf",
    terms=TERMS,
    place="Ankara",
)
TITLE = "Zimmet tutanağı 2026/17"
SIDE = 20 * POINTS_PER_MM
EDGE = 15 * POINTS_PER_MM
WORDS = st.text(st.sampled_from("abcçğıiöşüABCÇĞIİÖŞÜ 019-/"), max_size=60)


def test_that_the_form_says_everything_in_exact_turkish_on_one_page() -> None:
    pdf = custody_form_pdf(FORM)
    (text,) = texts_of(pdf)
    for part in (
        "T.C. ANKARA VALİLİĞİ Aile ve Sosyal Hizmetler İl Müdürlüğü ZİMMET TESLİM TUTANAĞI",
        "Tutanak no 2026/17 Tarih ve saat 24.11.2026 14:05",
        "Taraflar TESLİM EDEN TESLİM ALAN Adı soyadı Selin AKTAŞ Nurşen BÜYÜKÖZTÜRK",
        "Unvanı Veri Hazırlama ve Kontrol İşletmeni Sosyal Çalışmacı",
        "Samsung Galaxy A15 356938035643809 R58N123ABCD",
        "0500 000 41 02 Türk Telekom 8990012345678901234 Kamu 300 300 dk, 1 GB",
        "Aksesuarlar Şarj aleti, kablo, kılıf Durumu Sağlam, ekranda ince çizik",
        *(f"{number}. {term}" for number, term in enumerate(TERMS, start=1)),
        "1 / 1",
    ):
        assert part in text
    assert_is_made_well(pdf, title=TITLE)
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


def test_that_the_same_content_gives_the_same_bytes() -> None:
    assert custody_form_pdf(FORM) == custody_form_pdf(
        from_plain(CustodyFormContent, to_plain(FORM))
    )


def test_that_a_return_names_who_gives_back() -> None:
    (text,) = texts_of(custody_form_pdf(replace(FORM, kind="return", giver=FORM.receiver)))
    assert "ZİMMET İADE TUTANAĞI" in text
    assert "İADE EDEN" in text
    assert "TESLİM EDEN" not in text
    assert "iade edilmiş ve teslim alınmıştır" in text
    assert "geçerliydi; yükümlülükler bu iade ile sona ermiştir:" in text


def test_that_the_paper_of_the_circular_bears_the_hash_of_all_its_clauses() -> None:
    circular = replace(FORM, kind="circular")
    (text,) = texts_of(custody_form_pdf(circular))
    assert f"Hükümlerin SHA-256 özeti: {sha256(chr(10).join(TERMS).encode()).hexdigest()}" in text
    assert "TEBELLÜĞ EDEN" in text
    for other in (TERMS[:-1], (*TERMS[:-1], TERMS[-1] + " Elden verilmez.")):
        assert terms_hash(replace(circular, terms=other)) not in text
    (of_phone,) = texts_of(custody_form_pdf(FORM))
    assert "SHA-256" not in of_phone


@pytest.mark.parametrize(
    ("form", "said", "unsaid"),
    [
        (replace(FORM, handset=None), "yazılı hat, Alo 183", "IMEI"),
        (replace(FORM, line=None), "yazılı cihaz, Alo 183", "ICCID"),
        (FORM, "yazılı cihaz ve hat, Alo 183", "Kapanış"),
    ],
)
def test_that_only_what_is_handed_over_is_named(
    form: CustodyFormContent, said: str, unsaid: str
) -> None:
    (text,) = texts_of(custody_form_pdf(form))
    assert said in text
    assert unsaid not in text


def test_that_an_empty_cell_cannot_be_filled_in_later() -> None:
    form = replace(FORM, accessories="", handset=HandsetItem("Samsung"))
    (text,) = texts_of(custody_form_pdf(form))
    assert "Samsung — — —" in text
    assert "Aksesuarlar —" in text


def test_that_one_form_carries_several_lines_and_handsets() -> None:
    form = replace(
        FORM, more_lines=(LineItem("+905000004107"),), more_handsets=(HandsetItem("Xiaomi"),)
    )
    (text,) = texts_of(custody_form_pdf(form))
    assert text.index("0500 000 41 02") < text.index("0500 000 41 07")
    assert text.index("Samsung") < text.index("Xiaomi")
    assert from_plain(CustodyFormContent, to_plain(form)) == form


def test_that_long_names_wrap_inside_the_margins() -> None:
    name = "ĞÜŞİÖÇ" * 12 + " KARAİSMAİLOĞLU"
    form = replace(FORM, receiver=Party(name, "Ğ" * 60, "Uzun birim adı " * 10))
    pdf = custody_form_pdf(form)
    text = "".join(texts_of(pdf)).replace(" ", "")
    assert text.count(name.replace(" ", "")) == 2
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


@pytest.mark.parametrize("times", range(4, 16))
def test_that_long_terms_go_on_over_pages_and_signatures_stay_together(times: int) -> None:
    terms = TERMS * times
    pdf = custody_form_pdf(replace(FORM, terms=terms))
    pages = texts_of(pdf)
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
    last = pages[-1]
    assert f"{len(terms)}. {terms[-1]}" in last
    assert "İşbu tutanak iki nüsha" in last
    assert last.count("(imza)") == 2
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


def test_that_a_term_longer_than_a_page_loses_no_word() -> None:
    words = [f"söz{place}" for place in range(1500)]
    pages = texts_of(custody_form_pdf(replace(FORM, terms=(" ".join(words),))))
    text = " ".join(pages)
    assert len(pages) > 1
    assert all(word in text for word in words)


@settings(max_examples=at_most(20))
@given(
    st.sampled_from(["issue", "return"]),
    st.lists(WORDS, min_size=6, max_size=6),
    st.lists(WORDS, max_size=8),
)
def test_that_content_survives_the_database(kind: str, texts: list[str], terms: list[str]) -> None:
    form = replace(
        FORM,
        kind=kind,
        giver=Party(texts[0], texts[1], texts[2]),
        line=LineItem(texts[3], texts[4]) if texts[3] else None,
        condition=texts[5],
        terms=tuple(terms),
    )
    assert from_plain(CustodyFormContent, json.loads(json.dumps(to_plain(form)))) == form
    assert custody_form_pdf(form).startswith(b"%PDF-")
