"""The follow-up sheet of a case: everything on it, and nothing private where it is masked."""

import datetime as dt
from dataclasses import replace
from typing import Final

from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.papers import follow_up_sheet_pdf
from alo183_desktop.cases.rows import CaseCard, CaseFileRow, CaseRow, TimelineRow
from alo183_desktop.cases.rules import NOT_TOLD, police_words
from alo183_desktop.documents.canvas import POINTS_PER_MM
from tests.documents.letters import HEADING
from tests.documents.printed_pages import assert_inside_margins, assert_is_made_well, texts_of

ROUTED: Final = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
NOW: Final = ROUTED + dt.timedelta(days=1, hours=2, minutes=5)
HOUR: Final = dt.timedelta(hours=1)


def line(number: int, kind: ActionKind, words: str, by: str, corrects: int | None) -> TimelineRow:
    return TimelineRow(number + 40, kind, ROUTED, words, by, ROUTED, corrects, None)


def file(number: int, name: str) -> CaseFileRow:
    by = "Selin AKTAŞ"
    return CaseFileRow(number, 7, False, name, "application/pdf", "", 1, ROUTED, by)  # noqa: FBT003


CARD: Final = CaseCard(
    row=CaseRow(
        case_id=7,
        number="2026-0418",
        routed_stored=ROUTED,
        action_due_stored=ROUTED + 2 * HOUR,
        first_action_stored=ROUTED + HOUR,
        entered_stored=None,
        subject_id=1,
        subject_name="Kadın",
        kind_id=1,
        kind_name="Şiddet",
        is_urgent=True,
        district="",
        officer_id=3,
        officer_name="Zeynep GÜNDOĞDU",
        is_police_informed=True,
        is_closed=False,
        order_key=0,
        version=1,
    ),
    due_at=ROUTED + 24 * HOUR,
    operator_name="183-27",
    caller_phone="+905321234567",
    caller_name="Müjgân IŞIK",
    summary="Eşinden şiddet gördüğünü bildirmiştir.",
    acknowledged_at=ROUTED + HOUR / 3,
    police_unit="Örnek Polis Merkezi",
    police_at=None,
    police_by="Komiser ÖZ",
    entry_record="",
    closed_at=None,
    outcome="Kuruluşa yerleşti.",
    recorded_at=ROUTED,
    recorded_by="Selin AKTAŞ",
    timeline=(
        line(1, ActionKind.ACTION, "Gizli ayrıntı", "Zeynep GÜNDOĞDU", None),
        line(2, ActionKind.NOTE, "Başka ayrıntı", "Şükrü IŞIK", 41),
    ),
    responsibilities=(),
    waivers=(),
    files=(file(1, "Görüşme tutanağı.pdf"), file(2, "Kolluk yazısı.pdf")),
    same_caller=(),
)
PRIVATE: Final = (
    "0532 123 45 67",
    "Müjgân",
    "Komiser",
    "Eşinden",
    "Kuruluşa",
    "Gizli ayrıntı",
    "Başka ayrıntı",
    "Kolluk yazısı",
)
SIDE = 20 * POINTS_PER_MM
EDGE = 15 * POINTS_PER_MM


def sheet(card: CaseCard = CARD, *, is_masked: bool = False) -> bytes:
    return follow_up_sheet_pdf(
        card,
        heading=HEADING,
        printed_by="Selin AKTAŞ",
        now=NOW,
        is_masked=is_masked,
        audit_words="",
    )


def test_that_the_sheet_keeps_the_instants_apart_and_lists_what_was_done() -> None:
    pdf = sheet()
    (text,) = texts_of(pdf)
    for part in (
        "VAKA İZLEME FORMU Çağrı merkezi no 2026-0418 24 saat 2 sa 05 dk gecikti",
        "Şiddet, acil",
        "Yönlendirildi 23.11.2026 12:00",
        "Sorumluya bildirildi 23.11.2026 12:20 20 dk sonra",
        "İlk işlem 23.11.2026 13:00 1 sa 00 dk sonra",
        "Sisteme giriş — 2 sa 05 dk gecikti",
        "Kapanış —",
        "İşlem: Gizli ayrıntı",
        "Not (1 no’lu kaydı düzeltir): Başka ayrıntı Şükrü IŞIK",
        "1- Görüşme tutanağı.pdf 2- Kolluk yazısı.pdf",
        "SORUMLU",
        "yazdıran: Selin AKTAŞ, 24.11.2026 14:05",
        *PRIVATE,
    ):
        assert part in text
    assert "İlçe" not in text
    assert_is_made_well(pdf, title="Vaka izleme formu 2026-0418")
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


def test_that_a_masked_sheet_hides_everything_private() -> None:
    (text,) = texts_of(sheet(is_masked=True))
    assert not [part for part in PRIVATE if part in text]
    for part in (
        "Arayan (gizlendi)",
        "Arayanın telefonu (gizlendi)",
        "Sonuç (gizlendi)",
        "İşlem: (gizlendi)",
        "2 ek (gizlendi)",
        "Bu çıktıda kişisel veriler gizlenmiştir.",
    ):
        assert part in text


def test_that_a_long_case_goes_on_over_pages_and_loses_nothing() -> None:
    lines = [
        line(number, ActionKind.ACTION, f"{number}. söz {'ayrıntı ' * 60}", "Z. GÜNDOĞDU", None)
        for number in range(1, 41)
    ]
    endless = replace(lines[0], words=" ".join(f"söz{place}" for place in range(2000)))
    pdf = sheet(replace(CARD, timeline=(*lines, endless)))
    pages = texts_of(pdf)
    text = " ".join(pages)
    assert all(f"İşlem: {number}. söz" in text for number in range(1, 41))
    assert all(f"söz{place}" in text for place in range(2000))
    assert "Kolluk yazısı.pdf" in pages[-1]
    assert pages[-1].count("(imza)") == 2
    assert_inside_margins(pdf, side=SIDE, top=EDGE, bottom=EDGE)


def test_that_a_new_case_says_that_nothing_is_there_yet() -> None:
    (text,) = texts_of(sheet(replace(CARD, timeline=(), files=(), summary="")))
    assert "Kayıtlı işlem yok." in text
    assert "Kayıtlı ek yok." in text
    assert "Özet" not in text


def test_that_the_police_are_named_in_the_words_of_the_rule() -> None:
    silent = replace(CARD, row=CARD.row._replace(is_police_informed=False), police_unit="")
    assert police_words(silent) == NOT_TOLD
    told = police_words(CARD)
    assert told == "Örnek Polis Merkezi; saati yazılmadı; Komiser ÖZ bildirdi"
    assert told in " ".join(texts_of(sheet()))
