"""A rota out of somebody's table: who is certain is taken, everybody else is asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable, Layout, Merged
from alo183_desktop.imports.rows import Verdict
from alo183_desktop.rota.importing import RotaOptions, judge_rota, read_rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.texts import message_of
from tests.unit.rota.sheets import NAMES, PEOPLE, person, sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.foreign.tables import Cell
    from alo183_desktop.imports.recipe import Judgement
    from alo183_desktop.rota.rows import Cell as RotaCell
    from alo183_desktop.rota.rows import PersonRow

MONTH: Final = "2026-12"
SHEET: Final = sheet_of(MONTH)
TITLE: Final = ("ARALIK 2026 NÖBET ÇİZELGESİ", None, None, None, None)
HEADINGS: Final = ("Tarih", "Gün", "Asıl Nöbetçi", "İcap", "Şoför")
DAYS: Final = tuple(range(1, 32))


def file_of(*rows: Sequence[Cell], layout: Layout = Layout()) -> ForeignFile:  # noqa: B008 - frozen
    width = max(map(len, rows))
    even = tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)
    return ForeignFile("aralik.xlsx", "", (ForeignTable("Sayfa1", even, layout),))


def judge(
    file: ForeignFile,
    *,
    kind: DutyKind | None = None,
    meant: dict[str, str] | None = None,
    people: Sequence[PersonRow],
) -> Judgement[RotaCell]:
    names = tuple(one.name for one in people)
    said = RotaOptions(month=MONTH, kind=kind, meant=meant or {}, people=names)
    return judge_rota(replace(SHEET, people=tuple(people)), read_rota(file, said), said)


def named(names: Sequence[str]) -> list[PersonRow]:
    return [person(number, name) for number, name in enumerate(names, start=1)]


def read(file: ForeignFile, **how: Any) -> list[tuple[int, DutyKind, str]]:
    """Return day, kind and name of each duty that gets somebody."""
    known = named(how.pop("people", NAMES))
    duties = {one.duty_id: one for one in SHEET.duties}
    names = {one.person_id: one.name for one in known}
    judgement = judge(file, people=known, **how)
    assert not any(row.problems for row in judgement.rows)
    return [
        (
            local_day(duties[cell.duty_id].starts_at).day,
            duties[cell.duty_id].kind,
            names[cell.person_id or 0],
        )
        for cell in judgement.plans
    ]


def problems_of(file: ForeignFile, **how: Any) -> list[tuple[int, str, str]]:
    """Return row, label and code of all that is asked."""
    rows = judge(file, people=named(how.pop("people", NAMES)), **how).rows
    wrong = [row for row in rows if row.verdict is Verdict.WRONG]
    assert wrong
    return [(row.row_number, row.label, one.code) for row in wrong for one in row.problems]


@pytest.mark.parametrize(
    "day",
    [4, 4.0, "04", "04.12.2026", "4.12.2026 Cuma", dt.date(2026, 12, 4), "2026-12-04"],
)
def test_that_names_per_day_are_read_whatever_way_the_day_is_written(day: Cell) -> None:
    file = file_of(TITLE, HEADINGS, (day, "Cuma", NAMES[0], f" {NAMES[1]} ", "BOŞ"))
    assert read(file) == [(4, DutyKind.MAIN, NAMES[0]), (4, DutyKind.STAND_IN, NAMES[1])]


@pytest.mark.parametrize(
    "written", ["GÜLSÜM ŞİMŞEK", "Şimşek Gülsüm", "gulsum simsek", "Gülsüm  Şimşek"]
)
def test_that_a_full_name_is_known_in_any_case_and_order(written: str) -> None:
    assert read(file_of(HEADINGS, (1, "", written))) == [(1, DutyKind.MAIN, NAMES[3])]


@pytest.mark.parametrize("written", ["G. ŞİMŞEK", "ŞİMŞEK", "Gülsüm", "Gülsüm ŞİMŞ"])
def test_that_a_part_of_a_name_is_asked_about_even_where_one_person_alone_fits(
    written: str,
) -> None:
    file = file_of(HEADINGS, (1, "", written), (5, "", written))
    assert problems_of(file) == [(2, "Asıl Nöbetçi", "rota.person_unsure")]
    answered = read(file, meant={written: "Gülsüm Şimşek"})
    assert answered == [(1, DutyKind.MAIN, NAMES[3]), (5, DutyKind.MAIN, NAMES[3])]


def test_that_two_people_of_one_name_and_an_unknown_one_are_asked_about() -> None:
    twice = (*NAMES, "gülsüm şimşek")
    file = file_of(HEADINGS, (1, "", NAMES[3], "Veli YABANCI"))
    assert problems_of(file, people=twice) == [
        (2, "Asıl Nöbetçi", "rota.person_unsure"),
        (2, "İcap", "rota.person_unknown"),
    ]


def test_that_more_names_than_places_are_not_dropped_silently() -> None:
    file = file_of(HEADINGS, (1, "", f"{NAMES[0]} / {NAMES[1]}"))
    assert problems_of(file) == [(2, "Asıl Nöbetçi", "rota.file_more")]


def test_that_a_merged_cell_counts_for_each_of_its_days_and_a_struck_one_is_asked_about() -> None:
    rows = (HEADINGS, (1, "", NAMES[0]), (2, "", None), (3, "", NAMES[1]))
    merged = Layout(merged=(Merged(1, 2, 2),))
    assert read(file_of(*rows, layout=merged)) == [
        (1, DutyKind.MAIN, NAMES[0]),
        (2, DutyKind.MAIN, NAMES[0]),
        (3, DutyKind.MAIN, NAMES[1]),
    ]
    struck = Layout(struck=frozenset({(3, 2)}))
    assert problems_of(file_of(*rows, layout=struck)) == [(4, "Asıl Nöbetçi", "rota.file_struck")]


def test_that_a_day_merged_over_two_rows_counts_for_both_names() -> None:
    rows = (HEADINGS, (1, "", NAMES[0]), (None, "", NAMES[1]))
    merged = Layout(merged=(Merged(1, 0, 2),))
    assert problems_of(file_of(*rows, layout=merged)) == [(3, "Asıl Nöbetçi", "rota.file_more")]


def test_that_a_column_that_counts_the_rows_is_not_taken_for_the_days() -> None:
    headings = ("S. No", "Nöbet Tarihi", "Asıl Nöbetçi")
    whole = file_of(headings, (1, "11.12.2026", NAMES[0]), (2, "12.12.2026", NAMES[1]))
    assert [day for day, _, _ in read(whole)] == [11, 12]
    short = file_of(headings, (1, 11, NAMES[0]), (2, 12, NAMES[1]))
    assert [day for day, _, _ in read(short)] == [11, 12]


def test_that_a_matrix_of_marks_is_read_with_the_kinds_that_they_say() -> None:
    row: list[Cell] = [None] * 31
    row[0], row[9], row[30] = "A", "İ", "ş"
    file = file_of(TITLE, ("Sıra", "Adı Soyadı", *DAYS), (1, NAMES[2], *row))
    assert read(file) == [
        (1, DutyKind.MAIN, NAMES[2]),
        (10, DutyKind.STAND_IN, NAMES[2]),
        (31, DutyKind.DRIVER, NAMES[2]),
    ]


def test_that_an_x_of_somebody_with_several_kinds_is_asked_about() -> None:
    row = ["x", *[None] * 30]
    file = file_of(("Adı Soyadı", *DAYS), (NAMES[2], *row))
    assert problems_of(file) == [(2, "1", "rota.file_kind")]
    assert read(file, kind=DutyKind.STAND_IN) == [(1, DutyKind.STAND_IN, NAMES[2])]
    row[0] = "izin"
    assert problems_of(file_of(("Adı Soyadı", *DAYS), (NAMES[2], *row))) == [
        (2, "1", "rota.file_mark")
    ]


def test_that_an_x_of_a_driver_is_a_driver_s_duty() -> None:
    drives = replace(PEOPLE[0], kinds=frozenset({DutyKind.DRIVER}))
    file = file_of(("Adı Soyadı", *DAYS), (NAMES[0], "X", *[None] * 30))
    (cell,) = judge(file, people=(drives,)).plans
    duty = next(one for one in SHEET.duties if one.duty_id == cell.duty_id)
    assert duty.kind is DutyKind.DRIVER


@pytest.mark.parametrize(
    "rows",
    [
        [("Ad", "Telefon"), (NAMES[0], "0500")],
        [HEADINGS, ("01.11.2026", "", NAMES[0])],
        [HEADINGS, (1, "", None)],
    ],
)
def test_that_what_is_no_rota_of_the_month_is_refused(rows: list[Sequence[Cell]]) -> None:
    with pytest.raises(KnownError) as caught:
        read(file_of(*rows))
    assert caught.value.code == "rota.file_shape"


@given(st.lists(st.sampled_from([None, *NAMES]), min_size=31, max_size=31))
def test_that_both_shapes_of_one_month_say_the_same(names: list[str | None]) -> None:
    if not any(names):
        return
    per_day = file_of(HEADINGS, *((day, "", name) for day, name in zip(DAYS, names, strict=True)))
    matrix = file_of(
        ("Adı Soyadı", *DAYS),
        *((who, *("A" if name == who else None for name in names)) for who in NAMES),
    )
    wanted = [(day, DutyKind.MAIN, name) for day, name in zip(DAYS, names, strict=True) if name]
    assert read(per_day) == wanted
    assert sorted(read(matrix)) == sorted(wanted)


FIRST: Final = (1, DutyKind.MAIN, NAMES[0])
SECOND: Final = (2, DutyKind.MAIN, NAMES[1])
PER_DAY: Final = (HEADINGS, (1, "Salı", NAMES[0]), (2, "Çarşamba", NAMES[1]))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
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
        # A day of another month is no day of this one, and is told.
        ([HEADINGS, ("30 Kasım", "", NAMES[2]), *PER_DAY[1:]], ["rota.file_day_month"]),
        ([*PER_DAY[:2], ("2 Aralık 2025", "", NAMES[1])], ["rota.file_day_month"]),
        ([*PER_DAY[:2], (dt.date(2027, 1, 1), "", NAMES[1])], ["rota.file_day_month"]),
        # Names across, days below each other.
        (
            [
                ("Tarih", NAMES[0], NAMES[1]),
                *((day, *((("A", None), (None, "A"))[day % 2 == 0])) for day in DAYS[:24]),
            ],
            [(day, DutyKind.MAIN, NAMES[day % 2 == 0]) for day in DAYS[:24]],
        ),
        # İ may be leave, S the morning, where nobody writes A.
        ([("Adı Soyadı", *DAYS), (NAMES[2], "N", "İ")], ["rota.file_kind", "rota.file_mark"]),
        ([("Adı Soyadı", *DAYS), (NAMES[2], "A", "İ")], 2),
        ([("Adı Soyadı", *DAYS), (NAMES[2], "G", "N")], ["rota.file_mark", "rota.file_kind"]),
        # A substitute and a manager are none of the three, beside them or alone.
        ([("Tarih", "Yedek Nöbetçi", "Şoför"), (1, NAMES[0], NAMES[1])], ["rota.file_heading"]),
        ([(*HEADINGS, "Nöbetçi Müdür"), (1, "", NAMES[0], "", "", "A")], ["rota.file_heading"]),
        ([(*HEADINGS[:3], "Yedek İcap"), (1, "", NAMES[0], NAMES[1])], ["rota.file_heading"]),
        ([("Tarih", "Yedek Nöbetçi"), (1, NAMES[0])], "rota.file_shape"),
        ([(*HEADINGS[:3], "Nöbetçi Telefonu"), (1, "", NAMES[0], "0500")], [FIRST]),
        # Initials, titles and two people in a cell.
        ([HEADINGS, (1, "", "Ş.A.")], ["rota.person_unsure"]),
        ([HEADINGS, (1, "", f"Uzm. {NAMES[0]}")], ["rota.person_unknown"]),
        ([HEADINGS, (1, "", f"{NAMES[0]}\n{NAMES[1]}")], ["rota.file_more"]),
        # Two blocks beside each other, two mains, a calendar of weeks: none is guessed.
        ([(*HEADINGS[:3], *HEADINGS[:3]), (1, "", NAMES[0], 16, "", NAMES[1])], "rota.file_shape"),
        ([("Tarih", "1. Nöbetçi", "2. Nöbetçi"), (1, *NAMES[:2])], "rota.file_shape"),
        ([("Pazartesi", "Salı"), (None, 1), (None, NAMES[0])], "rota.file_shape"),
    ],
)
def test_that_rotas_of_other_shapes_are_right_refused_or_asked_about(
    rows: list[Sequence[Cell]], said: object
) -> None:
    file = file_of(*rows)
    if isinstance(said, str):
        with pytest.raises(KnownError) as caught:
            read(file)
        assert caught.value.code == said
    elif isinstance(said, int):
        assert len(read(file)) == said
    elif isinstance(said, list) and isinstance(said[0], str):
        assert sorted(code for *_place, code in problems_of(file)) == sorted(said)
    else:
        assert sorted(read(file)) == said


def test_that_of_a_year_of_sheets_the_one_of_the_month_is_read() -> None:
    tables = [
        ForeignTable(name, file_of(HEADINGS, (1, "", who)).tables[0].rows, Layout())
        for name, who in (("Kasım", NAMES[2]), ("Aralık", NAMES[0]), ("Ocak", NAMES[1]))
    ]
    assert read(ForeignFile("2026.xlsx", "", tuple(tables))) == [FIRST]


def test_that_a_merged_mark_counts_for_each_of_its_days_below_each_other() -> None:
    marks: list[Sequence[Cell]] = [(day, "A" if day == 1 else None, None) for day in DAYS[:24]]
    rows: list[Sequence[Cell]] = [("Tarih", *NAMES[:2]), *marks]
    assert read(file_of(*rows, layout=Layout(merged=(Merged(1, 1, 2),)))) == [
        (1, DutyKind.MAIN, NAMES[0]),
        (2, DutyKind.MAIN, NAMES[0]),
    ]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("İcap", DutyKind.STAND_IN), ("Şoför", DutyKind.DRIVER), ("A", DutyKind.MAIN)],
)
def test_that_what_is_advised_of_a_mark_is_understood(mark: str, kind: DutyKind) -> None:
    assert mark in message_of(Problem("", "rota.file_mark", {"mark": "?"})).do
    assert read(file_of(("Adı Soyadı", *DAYS), (NAMES[2], mark))) == [(1, kind, NAMES[2])]


def test_that_what_is_asked_of_a_turned_matrix_names_row_and_person() -> None:
    marks: list[Sequence[Cell]] = [(day, "A", "?") for day in DAYS[:24]]
    rows: list[Sequence[Cell]] = [("Tarih", NAMES[0], NAMES[1]), *marks]
    assert problems_of(file_of(*rows))[0] == (2, NAMES[1], "rota.file_mark")
