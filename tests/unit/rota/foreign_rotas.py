"""Rotas as offices write them, and what has to become of each: the names, or what is asked."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from alo183_desktop.documents.foreign.tables import Cell
from alo183_desktop.rota.kinds import DutyKind
from tests.unit.rota.sheets import NAMES

MONTH: Final = "2026-12"
HEADINGS: Final = ("Tarih", "Gün", "Asıl Nöbetçi", "İcap", "Şoför")
DAYS: Final = tuple(range(1, 32))
FIRST: Final = (1, DutyKind.MAIN, NAMES[0])
SECOND: Final = (2, DutyKind.MAIN, NAMES[1])
WEEK: Final = ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar")
WEEKS: Final = (
    (None, 1, 2, 3, 4, 5, 6),
    (None, NAMES[0], NAMES[1], None, "-", None, None),
    *((first, *range(first + 1, first + 7)) for first in (7, 14, 21)),
    (28, 29, 30, 31, None, None, None),
)
LABELLED: Final = (
    (None, None, 1, 2, 3, 4, 5, 6),
    ("Asıl", None, NAMES[0], NAMES[1], None, None, None, None),
    ("İcap", None, NAMES[2], None, None, None, None, None),
    (None, 7, 8, 9, 10, 11, 12, 13),
)
PER_DAY: Final = (HEADINGS, (1, "Salı", NAMES[0]), (2, "Çarşamba", NAMES[1]))
ROTAS: Final[Sequence[tuple[Sequence[Sequence[Cell]], object]]] = [
    # Days with their Turkish names, in any order, with or without the year.
    ([HEADINGS, ("1 Aralık Salı", "", NAMES[0])], [FIRST]),
    ([HEADINGS, ("Salı, 1 Aralık 2026", "", NAMES[0])], [FIRST]),
    ([HEADINGS, ("1 Aralık", "", NAMES[0]), ("2 ARALIK", "", NAMES[1])], [FIRST, SECOND]),
    ([HEADINGS, ("01.12.2026 (Salı)", "", NAMES[0])], [FIRST]),
    # A month in the title alone.
    ([("2026 YILI ARALIK AYI NÖBETİ",), *PER_DAY], [FIRST, SECOND]),
    ([("KASIM 2026 NÖBET ÇİZELGESİ",), *PER_DAY], "rota.file_month"),
    ([("ARALIK 2025 NÖBET ÇİZELGESİ",), *PER_DAY], "rota.file_month"),
    # Blocks of days are asked about, and a foot is not.
    ([HEADINGS, ("1-15 Aralık", "", NAMES[0]), (16, "", NAMES[1])], ["rota.file_day"]),
    ([*PER_DAY, ("Hazırlayan", "", NAMES[2])], [FIRST, SECOND]),
    ([*PER_DAY, ("Toplam", "", "31")], [FIRST, SECOND]),
    ([*PER_DAY[:2], ("16-31 Aralık", "", NAMES[1])], ["rota.file_day"]),
    ([*PER_DAY[:2], ("31 Arlk", "", NAMES[1])], ["rota.file_day"]),
    ([*PER_DAY[:2], ("16-31 Aralık", "", "BOŞ")], [FIRST]),
    # A day of another month is no day of this one, and is reported.
    ([HEADINGS, ("30 Kasım", "", NAMES[2]), *PER_DAY[1:]], ["rota.file_day_month"]),
    ([*PER_DAY[:2], ("2 Aralık 2025", "", NAMES[1])], ["rota.file_day_month"]),
    ([*PER_DAY[:2], (dt.date(2027, 1, 1), "", NAMES[1])], ["rota.file_day_month"]),
    # A name beside the duties is asked about, whatever is above it; a feast or a signature is not.
    ([("Tarih", "Nöbetçi", "Tatil"), (1, NAMES[0]), (2, "", NAMES[1])], ["rota.file_heading"]),
    ([("Tarih", "Nöbetçi", "Gece"), (1, NAMES[0], f"x, {NAMES[1]}")], ["rota.file_heading"]),
    ([("Tarih", "Hafta İçi", "Tatil"), (1, NAMES[0]), (2, "", NAMES[1])], "rota.file_columns"),
    ([("Tarih", "Nöbetçi", "Tatil"), (1, NAMES[0], "Yılbaşı"), (2, NAMES[1])], [FIRST, SECOND]),
    ([*PER_DAY, ("Hazırlayan", NAMES[2])], [FIRST, SECOND]),
    # Names across, days below each other.
    (
        [
            ("Tarih", NAMES[0], NAMES[1]),
            *((day, *((("A", None), (None, "A"))[day % 2 == 0])) for day in DAYS[:24]),
        ],
        [(day, DutyKind.MAIN, NAMES[day % 2 == 0]) for day in DAYS[:24]],
    ),
    (
        [
            ("KASIM 2026 NÖBET ÇİZELGESİ",),
            ("Tarih", NAMES[0], NAMES[1]),
            *((day, *((("A", None), (None, "A"))[day % 2 == 0])) for day in DAYS[:24]),
        ],
        "rota.file_month",
    ),
    # A calendar laid out by weeks: whoever does several kinds of duty is asked about, its feet and
    # whoever signs below it are not read, and a month whose weekdays are others is another one.
    ([("ARALIK 2026 NÖBET LİSTESİ",), WEEK, *WEEKS], ["rota.file_kind", "rota.file_kind"]),
    ([(None, *WEEK), *LABELLED], [FIRST, (1, DutyKind.STAND_IN, NAMES[2]), SECOND]),
    ([(None, *WEEK), *LABELLED, (None, "Hazırlayan"), (None, *NAMES[:2])], 3),
    ([WEEK, ("1\n" + NAMES[0], 2, 3, 4, 5, 6, 7), (8, 9, 10, 11, 12, 13, 14)], "rota.file_month"),
    (
        [WEEK, (None, f"1 - {NAMES[0]}", 2, 3, 4, 5, 6), (7, 8, 9, 10, 11, 12, 13)],
        ["rota.file_kind"],
    ),
    # İ may be leave, S the morning, where nobody writes A.
    ([("Adı Soyadı", *DAYS), (NAMES[2], "N", "İ")], ["rota.file_kind", "rota.file_mark"]),
    ([("Adı Soyadı", *DAYS), (NAMES[2], "A", "İ")], 2),
    ([("Adı Soyadı", *DAYS), (NAMES[2], "G", "N")], ["rota.file_mark", "rota.file_kind"]),
    # A substitute and a manager are none of the three, beside them or alone.
    ([("Tarih", "Yedek Nöbetçi", "Şoför"), (1, NAMES[0], NAMES[1])], ["rota.file_heading"]),
    ([(*HEADINGS, "Nöbetçi Müdür"), (1, "", NAMES[0], "", "", "A")], ["rota.file_heading"]),
    ([(*HEADINGS[:3], "Yedek İcap"), (1, "", NAMES[0], NAMES[1])], ["rota.file_heading"]),
    ([("Tarih", "Yedek Nöbetçi"), (1, NAMES[0])], "rota.file_columns"),
    ([(*HEADINGS[:3], "Nöbetçi Telefonu"), (1, "", NAMES[0], "0500")], [FIRST]),
    # Initials, titles and two people in a cell.
    ([HEADINGS, (1, "", "Ş.A.")], ["rota.person_unsure"]),
    ([HEADINGS, (1, "", f"Uzm. {NAMES[0]}")], ["rota.person_unsure"]),
    ([HEADINGS, (1, "", f"{NAMES[0]}\n{NAMES[1]}")], ["rota.file_more"]),
    # Two blocks beside each other, two mains, two days of a week: none is guessed.
    (
        [(*HEADINGS[:3], *HEADINGS[:3]), (1, "", NAMES[0], 16, "", NAMES[1])],
        "rota.file_columns",
    ),
    ([("Tarih", "1. Nöbetçi", "2. Nöbetçi"), (1, *NAMES[:2])], "rota.file_columns"),
    ([("Pazartesi", "Salı"), (None, 1), (None, NAMES[0])], "rota.file_shape"),
]
"""Rows, and what they say: day, kind and name of each duty, or how many duties (a number), or which
questions are asked (codes), or why nothing can be taken before more is said (one code)."""
