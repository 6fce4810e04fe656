"""The follow-up sheet of a case: everything on it, and nothing private where it is masked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from alo183_desktop.documents.letter.style import POINTS_PER_MM
from alo183_desktop.documents.papers.follow_up_sheet import (
    CaseFact,
    CaseInstant,
    FollowUpSheet,
    TimelineEntry,
    follow_up_sheet_pdf,
)
from alo183_desktop.documents.papers.form_layout import Signer
from tests.documents.letters import HEADING
from tests.documents.printed_pages import assert_inside_margins, assert_is_made_well, texts_of

ROUTED = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SHEET = FollowUpSheet(
    directorate_heading=HEADING,
    case_number="2026-0418",
    state="late",
    time_words="2 sa 05 dk gecikti",
    facts=(
        CaseFact("Konu", "Kadın"),
        CaseFact("Arayan telefonu", "0532 123 45 67", "0532 ••• •• 67"),
        CaseFact("Sorumlu", "Zeynep GÜNDOĞDU"),
        CaseFact("Mahalle", ""),
    ),
    summary="Eşinden şiddet gördüğünü bildirmiştir.",
    instants=(
        CaseInstant("Yönlendirme", ROUTED),
        CaseInstant("Görüldü", ROUTED + dt.timedelta(minutes=20), "20 dk sonra", "good"),
        CaseInstant("İlk işlem", ROUTED + dt.timedelta(hours=1), "1 sa 00 dk sonra", "good"),
        CaseInstant("Sisteme giriş", None, "2 sa 05 dk gecikti", "late"),
        CaseInstant("Kapanış", None),
    ),
    timeline=(
        TimelineEntry(1, ROUTED, "Telefonla görüşüldü", "Gizli ayrıntı", "Zeynep GÜNDOĞDU"),
        TimelineEntry(2, ROUTED, "Düzeltme", "Başka ayrıntı", "Şükrü IŞIK", corrects=1),
    ),
    attachments=("Görüşme tutanağı.pdf", "Kolluk yazısı.pdf"),
    signers=(
        Signer("İZLEYEN", "Zeynep GÜNDOĞDU", "Sosyal Çalışmacı"),
        Signer("ONAYLAYAN", "Hasan KÖKSAL", "İl Müdürü"),
    ),
    printed_at=ROUTED + dt.timedelta(days=1, hours=2),
    printed_by="Selin AKTAŞ",
)
PRIVATE = ("0532 123 45 67", "Eşinden", "Gizli ayrıntı", "Başka ayrıntı", "Kolluk yazısı")
SIDE = 20 * POINTS_PER_MM
EDGE = 15 * POINTS_PER_MM


def test_that_the_sheet_keeps_the_instants_apart_and_lists_what_was_done() -> None:
    pdf = follow_up_sheet_pdf(SHEET)
    (text,) = texts_of(pdf)
    for part in (
        "VAKA İZLEME FORMU Çağrı merkezi no 2026-0418 24 saat 2 sa 05 dk gecikti",
        "Yönlendirme 23.11.2026 12:00",
        "Görüldü 23.11.2026 12:20 20 dk sonra",
        "İlk işlem 23.11.2026 13:00 1 sa 00 dk sonra",
        "Sisteme giriş — 2 sa 05 dk gecikti",
        "Kapanış —",
        "Telefonla görüşüldü: Gizli ayrıntı",
        "Düzeltme (1 no’lu kaydı düzeltir): Başka ayrıntı Şükrü IŞIK",
        "1- Görüşme tutanağı.pdf 2- Kolluk yazısı.pdf",
        "İZLEYEN",
        "Hasan KÖKSAL",
        "yazdıran: Selin AKTAŞ, 24.11.2026 14:00",
        *PRIVATE,
    ):
        assert part in text
    assert "Mahalle" not in text
    assert_is_made_well(pdf, title="Vaka izleme formu 2026-0418")
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


def test_that_a_masked_sheet_hides_everything_private() -> None:
    pdf = follow_up_sheet_pdf(replace(SHEET, is_masked=True))
    (text,) = texts_of(pdf)
    assert not [part for part in PRIVATE if part in text]
    for part in (
        "0532 ••• •• 67",
        "Telefonla görüşüldü: (gizlendi)",
        "2 ek (gizlendi)",
        "Bu çıktıda kişisel veriler gizlenmiştir.",
    ):
        assert part in text


def test_that_a_long_case_goes_on_over_pages_and_loses_nothing() -> None:
    entries = tuple(
        TimelineEntry(number, ROUTED, f"İşlem {number}.", "ayrıntı " * 60, "Zeynep GÜNDOĞDU")
        for number in range(1, 41)
    )
    endless = replace(entries[0], detail=" ".join(f"söz{place}" for place in range(2000)))
    pdf = follow_up_sheet_pdf(replace(SHEET, timeline=(*entries[1:], endless)))
    pages = texts_of(pdf)
    told = " ".join(pages)
    assert all(f"İşlem {number}." in told for number in range(1, 41))
    assert all(f"söz{place}" in told for place in range(2000))
    assert "Kolluk yazısı.pdf" in pages[-1]
    assert pages[-1].count("(imza)") == 2
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


def test_that_a_new_case_says_that_nothing_is_there_yet() -> None:
    (text,) = texts_of(
        follow_up_sheet_pdf(replace(SHEET, timeline=(), attachments=(), summary="", signers=()))
    )
    assert "Kayıtlı işlem yok." in text
    assert "Kayıtlı ek yok." in text
    assert "Özet" not in text
