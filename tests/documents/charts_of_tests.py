"""Made-up charts, tiles and figures for the tests of papers and of the window."""

import datetime as dt
from dataclasses import replace
from typing import Final

from alo183_desktop.documents.charts.data import Chart, ChartKind, ChartLimit, ChartSeries
from alo183_desktop.documents.figures import Tile
from alo183_desktop.documents.papers.report_parts import PrintedHead
from alo183_desktop.documents.states import Open, shown_by

WEEKS: Final = ("28.09", "05.10", "12.10", "19.10", "26.10", "02.11", "09.11", "16.11")
MONTHS: Final = (
    "Ara",
    "Oca",
    "Şub",
    "Mar",
    "Nis",
    "May",
    "Haz",
    "Tem",
    "Ağu",
    "Eyl",
    "Eki",
    "Kas",
)
ENTRIES: Final = Chart(
    "Sisteme giriş, son 8 hafta",
    WEEKS,
    (
        ChartSeries("süresinde", (11, 12, 9, 14, 12, 13, 11, 9)),
        ChartSeries("geç", (1, 0, 0, 2, 0, 1, 0, 1), is_fault=True),
    ),
    unit="vaka",
    has_totals=True,
    heading="Hafta",
    spoken=tuple(f"{week}.2026 haftası" for week in WEEKS),
)
MINUTES: Final = Chart(
    "Dakika, son 12 ay",
    MONTHS,
    (ChartSeries("kullanılan", (120, 180, 250, 312, 280, None, 150, 90, 299, 300, 301, 268)),),
    unit="dk",
    limit=ChartLimit(300, "kota 300 dk"),
    heading="Ay",
)
SHARE: Final = Chart(
    "24 saatte giriş oranı",
    MONTHS,
    (
        ChartSeries(
            "süresinde",
            (0.92, 0.95, 0.9, 0.88, 0.97, 1, 1, None, 0.93, 0.91, 0.96, 0.98),
        ),
    ),
    kind=ChartKind.LINES,
    is_share=True,
    heading="Ay",
)
FIRST_ACTION: Final = Chart(
    "İlk işleme kadar süre",
    MONTHS,
    (
        ChartSeries("ortanca", (1.2, 1.1, 0.9, 1.5, 1.4, 1, 0.8, 0.7, 1.1, 1.3, 1, 0.9)),
        ChartSeries("%90’ı", (4.2, 5.1, 3.9, 6.5, 4.4, 4, 3.8, 3.7, 5.1, 4.3, 4, 3.9)),
    ),
    kind=ChartKind.LINES,
    unit="saat",
    decimals=1,
    heading="Ay",
)
SUBJECTS: Final = Chart(
    "Konuya göre haftalık vakalar",
    WEEKS,
    (
        ChartSeries("kadın", (4, 5, 3, 5, 4, 5, 4, 3)),
        ChartSeries("çocuk", (3, 3, 2, 5, 4, 3, 3, 3)),
        ChartSeries("engelli", (2, 1, 2, 2, 1, 2, 1, 1)),
        ChartSeries("yaşlı", (2, 2, 1, 2, 2, 2, 2, 1)),
        ChartSeries("şehit yakını ve gazi", (1, 1, 1, 2, 1, 2, 1, 2)),
    ),
    unit="vaka",
    has_totals=True,
    heading="Hafta",
)
CHANGED_QUOTA: Final = replace(
    MINUTES,
    title="Kotası değişen hat",
    limit=ChartLimit(500, "kota 500 dk", by_label=(300.0,) * 6 + (500.0,) * 6),
)
EMPTY: Final = Chart("Boş grafik", (), ())
CHARTS: Final = (ENTRIES, MINUTES, SHARE, FIRST_ACTION, SUBJECTS, CHANGED_QUOTA, EMPTY)

_SHOWN: Final = shown_by("kayıt", dt.date(2026, 11, 24))
TILES: Final = (
    Tile(
        1,
        "Ulaşılabilirlik",
        _SHOWN,
        "%96",
        "25 yoklamanın 24’ü yanıtlandı (Kasım)",
    ),
    Tile(2, "Hat kotaları", Open("late"), "1 hat", "kotayı aştı; 2 hat yaklaşıyor", "aşıldı"),
    Tile(
        3,
        "Operatöre yardım",
        _SHOWN,
        "2 kişi",
        "nöbette; ikisi de ulaşılabilir",
    ),
    Tile(4, "İlk işlem", _SHOWN, "0 vaka", "ilk işlemi bekliyor"),
    Tile(5, "24 saatte giriş", Open("late"), "1 vaka", "24 saati geçti; 3 vakanın süresi işliyor"),
    Tile(6, "Değişiklik yazıları", Open("near"), "1 yazı", "faksı gitti, postası kaydedilmedi"),
    Tile(7, "Yerinde rehberlik", Open("unknown"), "0 kayıt", "bugün başvuru kaydı girilmedi"),
)
AUDIT_HEAD: Final = PrintedHead(12345, "9f86d081884c7d659a2feaa0c55ad015")
AT: Final = dt.datetime(2026, 11, 24, 5, 30, tzinfo=dt.UTC)
