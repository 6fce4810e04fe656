"""The papers of the rota: what they say, on how many pages, and how they are made."""

import ctypes
import datetime as dt
import io
from dataclasses import replace
from typing import Final

import pikepdf
import pypdfium2
import pytest

from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.rows import PartnerRow
from alo183_desktop.documents.papers.rota import RotaPaper, change_sheet_pdf
from alo183_desktop.documents.pixels import rendering
from alo183_desktop.rota import papers, rules
from alo183_desktop.rota.kinds import DutyKind, PatternDays, RotaFileKind
from alo183_desktop.rota.rows import DutyNow, NoticeRow, OnDuty, PatternRow
from alo183_desktop.rota.rules import count_text
from tests.clocks import START
from tests.documents.letters import HEADING
from tests.documents.printed_pages import assert_inside_margins, assert_is_made_well, texts_of
from tests.unit.rota.duties import number_of
from tests.unit.rota.sheets import NAMES, PATTERNS, PEOPLE, moved, sheet_of, version_of

SIDE: Final = 42.5
MONTHS: Final = tuple(f"2026-{month:02}" for month in range(1, 13))
SPLIT: Final = (
    PatternRow(1, DutyKind.MAIN, PatternDays.EVERY, 480, 540, 0, is_active=True, version=1),
    PatternRow(4, DutyKind.MAIN, PatternDays.EVERY, 1020, 900, 1440, is_active=True, version=1),
    *PATTERNS[1:],
)
NOW: Final = DutyNow(
    at=START,
    people=(
        OnDuty(
            DutyKind.MAIN, 6, NAMES[5], number_of("+905000004106"), START, START, is_published=True
        ),
        OnDuty(DutyKind.STAND_IN, 4, NAMES[3], number_of(""), START, START, is_published=True),
        OnDuty(
            DutyKind.DRIVER,
            5,
            NAMES[4],
            number_of("+905000004105"),
            START,
            START,
            is_published=True,
        ),
    ),
    next_at=START + dt.timedelta(hours=19, minutes=30),
    director_name="Hasan KÖKSAL",
    director_phone="+905000004100",
    is_kept=True,
)


def texts_drawn(pdf: bytes) -> list[tuple[str, str, float]]:
    """Return each text of the first page with the name and the size of its font."""
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            return [
                (item.extract().strip(), item.get_font().get_base_name(), item.get_font_size())
                for item in page.get_objects(
                    filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage()
                )
            ]
        finally:
            document.close()


def reds(pdf: bytes) -> set[str]:
    """Return the texts of the first page that are drawn in red."""
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            found = set()
            for item in page.get_objects(
                filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage()
            ):
                parts = [ctypes.c_uint() for _part in range(4)]
                pypdfium2.raw.FPDFPageObj_GetFillColor(item.raw, *map(ctypes.byref, parts))
                if parts[0].value > 2 * parts[1].value:
                    found.add(item.extract().strip())
            return found
        finally:
            document.close()


@pytest.mark.parametrize("month", MONTHS)
def test_that_a_month_with_long_names_fits_on_one_page_and_its_counts_on_the_next(
    month: str,
) -> None:
    made = papers.make_papers(version_of(sheet_of(month)), HEADING)
    name, pdf = made[RotaFileKind.ROTA]
    assert name == f"nobet-cizelgesi-{month}-surum-1.pdf"
    days, counts = texts_of(pdf)
    assert all(words in days for words in ("HAZIRLAYAN", "TEKLİF EDEN", "OLUR", "Dayanak"))
    assert "Kişi başına nöbet sayıları" in counts
    assert_inside_margins(pdf, side=SIDE, top=34, bottom=28)


def test_that_the_month_says_who_is_on_duty_under_which_number_and_on_what_it_rests() -> None:
    sheet = sheet_of("2026-10", empty=(8,))
    pdf = papers.make_papers(version_of(sheet), HEADING)[RotaFileKind.ROTA][1]
    # A month stays on one sheet, for which long names may need smaller ones.
    title = "EKİM 2026 AYI ACİL MÜDAHALE EKİBİ NÖBET ÇİZELGESİ"
    assert_is_made_well(pdf, title=title, least=7.5)
    text = texts_of(pdf)[0]
    for words in (
        "T.C. ANKARA VALİLİĞİ Aile ve Sosyal Hizmetler İl Müdürlüğü EKİM 2026 AYI ACİL MÜDAHALE",
        "Sürüm 1 Tarih Gün Asıl nöbet İcap Şoför Telefon",
        f"01.10.2026 Perşembe {NAMES[1]} {NAMES[2]} {NAMES[3]} 0500 000 41 02",
        f"03.10.2026 Cumartesi {NAMES[1]} BOŞ {NAMES[3]}",
        "28.10.2026 Çarşamba Cumhuriyet Bayramı",
        "asıl nöbet 08.00-08.00 (24 saat); icap 08.00-08.00 (24 saat)",
        "Dayanak: Genelge 2014/05, madde 3 ve 4",
        "Hasan KÖKSAL İl Müdürü",
    ):
        assert words in text, words


def test_that_weekends_and_feasts_are_bold_for_a_copier_that_drops_their_shade() -> None:
    pdf = papers.make_papers(version_of(sheet_of("2026-10")), HEADING)[RotaFileKind.ROTA][1]
    bold = {text for text, font, _ in texts_drawn(pdf) if "Bold" in font}
    dates = {text[:2] for text in bold if text[2:] == ".10.2026"}
    feasts = {"28", "29"}
    assert dates == feasts | {f"{day:02}" for day in (3, 4, 10, 11, 17, 18, 24, 25, 31)}


def test_that_duties_of_several_hours_say_them_beside_each_name_with_its_number() -> None:
    pdf = papers.draft_pdf(sheet_of("2026-05", SPLIT, PEOPLE), HEADING)
    pages = texts_of(pdf)
    assert "TASLAK: yayımlanmadı" in pages[0]
    assert "08.00-17.00 Gülsüm ŞİMŞEK 17.00-08.00 Iraz ILGIN" in " ".join(pages)
    assert "HAZIRLAYAN" in pages[-2]
    assert_inside_margins(pdf, side=SIDE, top=34, bottom=28)


def test_that_the_counts_of_the_paper_are_those_of_the_rules() -> None:
    sheet = sheet_of("2026-12")
    counts = texts_of(papers.make_papers(version_of(sheet), HEADING)[RotaFileKind.ROTA][1])[1]
    for person in sheet.people:
        found = sheet.counts[person.person_id]
        hours = f"{found.minutes // 60} {found.night_minutes // 60}"
        assert f"{count_text(sum(found.by_kind.values()))} {hours}" in counts
    assert "Bölünen nöbet süresiyle paylaşılır" in counts


def test_that_no_heading_of_the_counts_is_broken_within_a_word() -> None:
    counts = texts_of(papers.draft_pdf(sheet_of("2026-12"), HEADING))[1].split()
    assert {"Cuma", "Bayram,", "Toplam", "Şoför"} <= {*counts}


def test_that_two_changed_duties_print_two_lines_and_nothing_else() -> None:
    first = sheet_of("2026-10")
    second = moved(moved(first, 5, PEOPLE[0]), 20, None)
    made = papers.make_papers(version_of(second, 2, first), HEADING)
    name, pdf = made[RotaFileKind.CHANGES]
    assert name == "nobet-degisikligi-2026-10-surum-2.pdf"
    (text,) = texts_of(pdf)
    assert "Sürüm 1 yerine sürüm 2" in text
    assert f"02.10.2026 Cuma İcap 08.00-08.00 {NAMES[5]} {NAMES[0]}" in text
    basis = "Dayanak: Genelge 2014/05, madde 3 ve 4"
    assert f"07.10.2026 Çarşamba İcap 08.00-08.00 {NAMES[2]} BOŞ {basis}" in text
    assert text.count(".10.2026") == 2


def test_that_a_first_version_has_no_change_sheet() -> None:
    made = papers.make_papers(version_of(sheet_of("2026-12")), HEADING)
    assert set(made) == {RotaFileKind.ROTA}


def test_that_the_same_version_always_gives_the_same_bytes_as_pdf_a() -> None:
    version = version_of(sheet_of("2026-12"))
    made = papers.make_papers(version, HEADING)
    assert made == papers.make_papers(version, HEADING)
    with pikepdf.open(io.BytesIO(made[RotaFileKind.ROTA][1])) as document:
        assert b"<pdfaid:part>1</pdfaid:part>" in document.Root.Metadata.read_bytes()


def test_that_who_was_notified_signs_on_a_list_of_any_length() -> None:
    people = [
        NoticeRow(number, number, f"{name} {number}", START.date() if number % 2 else None, 1)
        for number, name in enumerate(NAMES * 8)
    ]
    pdf = papers.notice_list_pdf(sheet_of("2026-12", published=3), people, HEADING)
    pages = texts_of(pdf)
    assert "ARALIK 2026 AYI NÖBET ÇİZELGESİ TEBLİĞ-TEBELLÜĞ LİSTESİ Sürüm 3" in pages[0]
    assert "nöbet çizelgesi (Sürüm 3) aşağıda adı yazılı personele tebliğ edilmiştir" in pages[0]
    assert all("S. no Adı soyadı Tebliğ tarihi İmza" in page for page in pages)
    assert f"2 {NAMES[1]} 1 24.11.2026" in pages[0]
    assert "TEBLİĞ EDEN" in pages[-1]
    assert_inside_margins(pdf, side=SIDE, top=34, bottom=28)


@pytest.mark.parametrize(("is_small", "size"), [(False, (595.28, 841.89)), (True, (419.5, 595.3))])
def test_that_the_card_says_whom_to_call_in_letters_that_are_read_from_afar(
    *, is_small: bool, size: tuple[float, float]
) -> None:
    pdf = papers.duty_card_pdf(
        NOW, HEADING, printed_at=START, printed_by="Selin AKTAŞ", is_small=is_small
    )
    assert_is_made_well(pdf, title="Nöbetçi kartı", size=size)
    (text,) = texts_of(pdf)
    for words in (
        f"ARAYIN 1. Asıl nöbetçi {NAMES[5]} 0500 000 41 06 2. İcap nöbetçisi {NAMES[3]}",
        "hattı yok 3. İl Müdürü Hasan KÖKSAL 0500 000 41 00",
        "geçerlilik sonu: 25.11.2026 08:00",
        "Basıldığı an: 24.11.2026 12:30, Selin AKTAŞ",
    ):
        assert words in text, words
    assert NAMES[4] not in text
    sizes = {size for text, _, size in texts_drawn(pdf) if "KÖKSAL" in text or "0500" in text}
    assert min(sizes) >= 28


def test_that_what_stands_in_place_of_a_number_is_red() -> None:
    sheet = sheet_of("2026-12", people=[replace(one, number=number_of("")) for one in PEOPLE])
    for pdf in (
        papers.duty_card_pdf(NOW, HEADING, printed_at=START),
        papers.draft_pdf(sheet, HEADING),
    ):
        red = reds(pdf)
        assert "hattı yok" in red
        assert not any(word.startswith("0500") for word in red)


def test_that_the_large_card_also_names_whom_who_is_on_duty_calls() -> None:
    partners = [
        PartnerRow(PartnerKind.PROSECUTOR, f"Çankırı Adliyesi {place}", "+903761112233", "112")
        for place in range(12)
    ]
    partners[0] = replace(partners[0], note="dahili 12")
    pdf = papers.duty_card_pdf(NOW, HEADING, printed_at=START, partners=partners)
    assert_is_made_well(pdf, title="Nöbetçi kartı", size=(595.28, 841.89))
    text = " ".join(texts_of(pdf))
    assert "Nöbetçi savcı Çankırı Adliyesi 0 (dahili 12) 0376 111 22 33 · 112" in text
    assert "Çankırı Adliyesi 11" in text
    assert_inside_margins(pdf, side=SIDE, top=34, bottom=28)
    small = papers.duty_card_pdf(NOW, HEADING, printed_at=START, partners=partners, is_small=True)
    assert "Adliyesi" not in " ".join(texts_of(small))


def test_that_a_month_with_vehicles_has_a_column_of_them_on_its_one_page() -> None:
    bare = sheet_of("2026-12")
    duties = tuple(
        replace(one, vehicle_id=1, plate="06 ABC 123") if one.kind is DutyKind.DRIVER else one
        for one in bare.duties
    )
    with_them = texts_of(papers.draft_pdf(replace(bare, duties=duties), HEADING))
    without = texts_of(papers.draft_pdf(bare, HEADING))
    assert len(with_them) == len(without) == 2
    assert "Araç" not in without[0]
    assert with_them[0].count("06 ABC 123") == 31
    changes = rules.differences(rules.content_of(bare.duties), duties)
    assert [one.after for one in changes][:1] == [f"{changes[0].before}, 06 ABC 123"]
    assert {one.kind for one in changes} == {DutyKind.DRIVER}


def test_that_the_card_shows_the_vehicle_on_duty_and_its_driver() -> None:
    drives = replace(NOW.people[0], kind=DutyKind.DRIVER, plate="06 ABC 123")
    now = replace(NOW, people=(*NOW.people, drives))
    (text,) = texts_of(papers.duty_card_pdf(now, HEADING, printed_at=START, is_small=True))
    assert f"Araç: 06 ABC 123, şoför {drives.name}" in text


def test_that_the_card_of_an_hour_without_anybody_says_so() -> None:
    nobody = replace(NOW, people=(), director_name="", director_phone="", next_at=None)
    (text,) = texts_of(papers.duty_card_pdf(nobody, HEADING, printed_at=START))
    assert "ARAYIN Nöbetçi bilinmiyor" in text
    assert "geçerlilik sonu: bilinmiyor" in text


def test_that_long_names_stay_on_the_one_page_of_a_small_card() -> None:
    long = tuple(
        replace(
            one,
            name="Mehmet Alişan Nurettin KARAİSMAİLOĞULLARINDAN",
            number=number_of("+905000004106"),
        )
        for one in NOW.people
    )
    pdf = papers.duty_card_pdf(replace(NOW, people=long), HEADING, printed_at=START, is_small=True)
    (text,) = texts_of(pdf)
    assert "Basıldığı an" in text
    assert_inside_margins(pdf, side=34, top=28, bottom=28)


def test_that_papers_without_rows_are_made_all_the_same() -> None:
    paper = RotaPaper(HEADING, "2026-12", "Sürüm 1")
    assert len(texts_of(change_sheet_pdf(paper, []))) == 1
    assert len(texts_of(papers.notice_list_pdf(sheet_of("2026-12", published=1), [], HEADING))) == 1
    nobody = replace(NOW, people=(), director_name="", director_phone="")
    assert len(texts_of(papers.duty_card_pdf(nobody, HEADING, printed_at=START))) == 1
