"""Charts, quota table, sheet of the day and monthly report: what they say and how they look."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.charts.data import ChartKind, ChartSeries
from alo183_desktop.documents.figures import DeadlineRow
from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.documents.papers.charts import charts_pdf
from alo183_desktop.documents.papers.monthly_report import (
    MonthlyReport,
    ReportFigure,
    ReportTable,
    monthly_report_pdf,
    monthly_report_workbook,
)
from alo183_desktop.documents.papers.today_sheet import BackupNote, TodaySheet, today_sheet_pdf
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.documents.states import Open
from alo183_desktop.phones.quotas.papers import quota_table_pdf
from alo183_desktop.phones.quotas.rows import QuotaRow
from alo183_desktop.phones.quotas.rules import QuotaJudgement, QuotaPeriod, Status
from alo183_desktop.shared.clock import local
from tests.documents.charts_of_tests import (
    AT,
    AUDIT_HEAD,
    CHARTS,
    EMPTY,
    ENTRIES,
    MINUTES,
    MONTHS,
    SHARE,
    TILES,
)
from tests.documents.letters import HEADING
from tests.documents.pictures import page_picture
from tests.documents.printed_pages import assert_inside_margins, assert_is_made_well, texts_of

NARROW = 15 * POINTS_PER_MM
DUE = tuple(
    DeadlineRow(
        f"{hours} sa 12 dk kaldı", "near" if hours < 4 else None, f"Vaka {hours}", "IŞIK", AT
    )
    for hours in range(1, 31)
)
SHEET = TodaySheet(
    directorate_heading=HEADING,
    at=AT,
    tiles=TILES,
    due=DUE,
    due_count=34,
    charts=CHARTS[:4],
    audit_head=AUDIT_HEAD,
    made_by="Selin AKTAŞ",
)
NOVEMBER = QuotaPeriod("2026-11", dt.date(2026, 11, 1), dt.date(2026, 12, 1))
GB = 1024**3


def quota_row(
    phone: str,
    holder: str,
    minutes: int | None,
    data: int | None,
    status: Status,
    *forecast: str,
) -> QuotaRow:
    """Return a line with what it has used; None: nothing is known."""
    seconds = None if minutes is None else minutes * 60
    of_time = QuotaJudgement(
        seconds, 18000, status, share=None if seconds is None else seconds / 18000
    )
    of_data = QuotaJudgement(
        data,
        GB,
        Status.UNKNOWN if data is None else Status.GOOD,
        share=None if data is None else data / GB,
    )
    return QuotaRow(
        line_id=1,
        phone=phone,
        operator="Turkcell",
        holder_id=None,
        holder_name=holder,
        period=NOVEMBER,
        seconds=seconds,
        bytes=data,
        quota_seconds=18000,
        quota_bytes=GB,
        seconds_judgement=of_time,
        bytes_judgement=of_data,
        status=status,
        forecast_words=(forecast[0], "".join(forecast[1:])),
        assumptions=(),
        known_until=None if seconds is None else dt.date(2026, 11, 25),
        gap_words="",
    )


ROWS = (
    quota_row(
        "+905000004105",
        "Zeynep GÜNDOĞDU",
        312,
        GB,
        Status.OVER,
        "Doldu: dakika 22.11, veri 23.11",
        "Aşılan: 12 dk, 20 MB",
    ),
    quota_row(
        "+905000004107",
        "Mehmet Ali KARAİSMAİLOĞLU ŞİMŞEKOĞULLARI",
        268,
        GB // 2,
        Status.NEAR,
        "27 Kasım’da dakika dolabilir",
    ),
    quota_row("+905000004111", "", None, None, Status.UNKNOWN, "Kasım dosyası alınmadı"),
)
REPORT = MonthlyReport(
    directorate_heading=HEADING,
    month="2026-09",
    month_words="Eylül 2026",
    made_at=AT,
    tiles=TILES,
    figures=(
        ReportFigure(5, "Süresinde girilen vaka", "91", 91),
        ReportFigure(1, "Ulaşılabilirlik", "bilinmiyor", None, "yoklama yapılmadı"),
        ReportFigure(None, "Kolluğa bildirilen vaka", "12", 12),
    ),
    charts=CHARTS,
    tables=(
        ReportTable(
            "Geç girilen vakalar",
            ("Vaka", "Gecikme"),
            tuple((f"2026/{number}", "2 sa 05 dk") for number in range(60)),
        ),
        ReportTable(
            "Hatlar",
            ("Hat", "Dakika"),
            (("0500 000 41 05", "1.044"),),
            values=(("0500 000 41 05", 1044),),
            number_columns=(1,),
        ),
        ReportTable("Boş liste", ("Hat",), ()),
    ),
    audit_head=AUDIT_HEAD,
    made_by="Selin AKTAŞ",
    approver=("Hasan KÖKSAL", "İl Müdürü"),
    notes=("Geç giriş: 24 saatten sonra yapılan giriş.",),
)


def test_that_charts_print_with_their_numbers_as_tables() -> None:
    pdf = charts_pdf(CHARTS, title="Kullanım, Şükrü AĞAOĞLU", note="24.11.2026")
    text = " ".join(texts_of(pdf))
    for part in (
        "süresinde 91",
        "geç 5",
        "14+2",
        "kota 300 dk",
        "%88",
        "ortanca",
        "vaka",
        "19.10.2026 haftası 14 2 16",
        "May bilinmiyor",
        "Bu dönem için kayıt yok",
    ):
        assert part in text
    assert_is_made_well(pdf, title="Kullanım, Şükrü AĞAOĞLU")
    side = 20 * POINTS_PER_MM
    assert_inside_margins(pdf, side=side, top=NARROW, bottom=NARROW)


def test_that_late_and_timely_bars_differ_in_black_and_white() -> None:
    timely = replace(
        ENTRIES, series=(ChartSeries("süresinde", (5,) * 8), ChartSeries("geç", (0,) * 8))
    )
    late = replace(timely, series=(ChartSeries("geç", (5,) * 8, is_fault=True),))
    dark = [
        sum(page_picture(charts_pdf([chart], title="Grafik"), 0, scale=2.0).histogram()[:128])
        for chart in (timely, late)
    ]
    assert dark[1] > 2 * dark[0]


def test_that_many_labels_and_large_numbers_do_not_touch() -> None:
    months = tuple(f"{month} {year}" for year in range(2020, 2026) for month in MONTHS)
    values = tuple(1_000_000.0 * (place + 1) for place in range(len(months)))
    chart = replace(MINUTES, labels=months, series=(ChartSeries("kullanılan", values),))
    pdf = charts_pdf([chart], title="Uzun")
    first = texts_of(pdf)[0].partition("Ay Kullanılan")[0]
    assert "72.000.000" in first
    assert "71.000.000" not in first


def test_that_the_quota_table_shows_words_signs_and_forecasts() -> None:
    note = "Selin AKTAŞ, 24.11.2026 14:05"
    pdf = quota_table_pdf(ROWS, "2026-11", heading=HEADING, note=note)
    (text,) = texts_of(pdf)
    for part in (
        "ANKARA VALİLİĞİ Aile ve Sosyal Hizmetler İl Müdürlüğü Hat kotaları, Kasım 2026",
        "312 / 300 dk",
        "%104",
        "aşıldı",
        "yaklaşıyor",
        "bilinmiyor",
        "27 Kasım’da dakika dolabilir",
        "1 hat kotayı aştı, 1 hat yaklaşıyor",
        "30 günün 24 günü, %80",
        "zimmetlisi yok",
        "Selin AKTAŞ, 24.11.2026 14:05",
    ):
        assert part in text
    assert_is_made_well(pdf, title="Hat kotaları, Kasım 2026")
    assert_inside_margins(pdf, side=NARROW, top=NARROW, bottom=NARROW)


def test_that_a_long_quota_table_repeats_its_headings() -> None:
    pdf = quota_table_pdf(ROWS * 30, "2026-11", heading=HEADING)
    pages = texts_of(pdf)
    assert len(pages) > 2
    assert all("Durum Hat ve zimmetlisi Dakika Veri Tahmin" in page for page in pages)


def test_that_the_sheet_of_the_day_is_one_page_with_all_that_a_meeting_needs() -> None:
    pdf = today_sheet_pdf(SHEET)
    (text,) = texts_of(pdf)
    for part in (
        "Bugün, 24.11.2026 Salı Saat 08:30 durumu",
        *(tile.title for tile in TILES),
        *(tile.figure for tile in TILES),
        "2 maddede aksama",
        "1 sa 12 dk kaldı Vaka 1 IŞIK 24.11.2026 08:30",
        "iş daha",
        "Denetim izi: 12.345. kayıt, 9f86d081 884c7d65 9a2feaa0 c55ad015",
        "1 / 1",
    ):
        assert part in text
    assert_is_made_well(pdf, title="Bugün, 24.11.2026 Salı")
    assert_inside_margins(pdf, side=NARROW, top=12 * POINTS_PER_MM, bottom=10 * POINTS_PER_MM)


@pytest.mark.parametrize(
    "sheet",
    [
        replace(SHEET, due=(), due_count=0, charts=()),
        replace(SHEET, tiles=tuple(replace(tile, words="uzun sözler " * 20) for tile in TILES)),
        replace(SHEET, due=DUE * 40, due_count=1200),
        replace(SHEET, charts=(EMPTY, ENTRIES, EMPTY)),
        replace(
            SHEET,
            due=tuple(replace(row, matter="Çok uzun bir iş adı " * 12) for row in DUE),
        ),
    ],
    ids=["empty", "long words", "much due", "empty charts", "long matters"],
)
def test_that_the_sheet_of_the_day_is_always_one_page(sheet: TodaySheet) -> None:
    assert page_count(today_sheet_pdf(sheet)) == 1


def test_that_charts_give_way_to_what_is_due() -> None:
    tiles = tuple(replace(tile, words="uzun sözler " * 4) for tile in TILES)
    sheet = replace(SHEET, tiles=tiles, due=DUE[:12], due_count=12)
    (text,) = texts_of(today_sheet_pdf(sheet))
    assert all(f"Vaka {number} IŞIK" in text for number in range(1, 13))
    assert "iş daha" not in text
    assert all(chart.title in text for chart in sheet.charts)


def test_that_a_long_state_leaves_room_for_the_number_of_its_clause() -> None:
    tiles = (*TILES[:6], replace(TILES[6], verdict=Open("near"), state_word="183’e yönlendirildi"))
    (text,) = texts_of(today_sheet_pdf(replace(SHEET, tiles=tiles)))
    assert "6. madde" in text
    assert "7. madde" not in text
    assert re.search(r"7\.\s+183’e yönlendirildi|183’e yönlendirildi\s+7\.", text)


def test_that_every_bar_with_a_name_has_it_under_it() -> None:
    names = tuple(f"41 {number:02d}" for number in range(1, 11))
    chart = replace(
        SHARE, kind=ChartKind.BARS, labels=names, series=(ChartSeries("", (0.5,) * 10),)
    )
    charts = (*CHARTS[:3], replace(chart, title="Kullanım ve kota"))
    (text,) = texts_of(today_sheet_pdf(replace(SHEET, charts=charts)))
    below = text.partition("Kullanım ve kota")[2].split()
    assert [below.count("41"), *(below.count(name[3:]) for name in names)] == [10, *[1] * 10]


def test_that_the_sheet_counts_what_it_does_not_show() -> None:
    (text,) = texts_of(today_sheet_pdf(SHEET))
    shown = sum(f"Vaka {number} IŞIK" in text for number in range(1, 31))
    assert 5 < shown < 30
    assert f"ve {34 - shown} iş daha" in text
    (empty,) = texts_of(today_sheet_pdf(replace(SHEET, due=(), due_count=0)))
    assert "Süresi işleyen iş yok." in empty


@pytest.mark.parametrize(
    "note",
    [
        BackupNote("good", "Son yedek: bugün 08:12 (2 dk önce)", ""),
        BackupNote("late", "Yedek: alınmadı", "Henüz yedek alınmadı."),
        BackupNote(
            "near",
            "Son yedek: dün 16:30",
            r"İkinci yedek klasörüne ulaşılamıyor: \\sunucu\İl Müdürlüğü Ortak Alanı\Alo 183. "
            "Orada bilinen son yedek: 21.11.2026 12:30 (3 gün önce).",
        ),
    ],
)
def test_that_the_sheet_says_how_old_the_newest_backup_is_and_warns(note: BackupNote) -> None:
    pdf = today_sheet_pdf(replace(SHEET, backups=note))
    (text,) = texts_of(pdf)
    words = " ".join(text.split())
    assert note.words in words
    assert note.worry in words
    assert_inside_margins(pdf, side=NARROW, top=10 * POINTS_PER_MM, bottom=8 * POINTS_PER_MM)


def test_that_the_report_has_figures_charts_tables_and_the_head_of_the_trail() -> None:
    pdf = monthly_report_pdf(REPORT)
    pages = texts_of(pdf)
    text = " ".join(pages)
    for part in (
        "Aylık rapor, Eylül 2026",
        "Süresinde girilen vaka 91",
        "Ulaşılabilirlik bilinmiyor yoklama yapılmadı",
        "2026/59 2 sa 05 dk",
        "0500 000 41 05 1.044",
        "Bu ay için kayıt yok.",
        "Geç giriş: 24 saatten sonra yapılan giriş.",
        "Düzenleyen: Selin AKTAŞ",
        "Hasan KÖKSAL",
        "24.11.2026",
    ):
        assert part in text
    assert all("Denetim izi: 12.345. kayıt" in page for page in pages)
    assert_is_made_well(pdf, title="Aylık rapor, Eylül 2026")
    assert_inside_margins(pdf, side=NARROW, top=NARROW, bottom=12 * POINTS_PER_MM)
    assert pdf == monthly_report_pdf(REPORT)


def test_that_the_workbook_of_the_report_has_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "rapor.xlsx"
    path.write_bytes(monthly_report_workbook(REPORT))
    tables = {table.sheet: table.rows for table in read_file(path).tables}
    assert tables["Ayın sayıları"][1][1:3] == ("Süresinde girilen vaka", 91)
    assert tables["Ayın sayıları"][2][2] == "bilinmiyor"
    assert tables["Sisteme giriş, son 8 hafta"][4] == ("19.10.2026 haftası", 14, 2, 16)
    assert tables["Hatlar"][1] == ("0500 000 41 05", 1044)
    assert tables["Düzenlendiği andaki durum"][2][:5] == (2, "Hat kotaları", "aşıldı", 1, "hat")
    assert tables["Düzenlendiği andaki durum"][1][3:5] == (96, "%")
    made: dict[object, object] = {row[0]: row[1] for row in tables["Rapor"]}
    assert made["Denetim izi, özet"] == AUDIT_HEAD.digest
    assert made["Düzenlenme"] == local(AT).replace(tzinfo=None)


def test_that_charts_of_the_same_title_get_sheets_of_their_own() -> None:
    report = replace(REPORT, charts=(ENTRIES, ENTRIES))
    with zipfile.ZipFile(io.BytesIO(monthly_report_workbook(report))) as archive:
        book = archive.read("xl/workbook.xml").decode()
    assert 'name="Sisteme giriş, son 8 hafta"' in book
    assert 'name="Sisteme giriş, son 8 hafta 2"' in book
