"""A rota out of somebody's table: who is certain is taken, everybody else is asked about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.foreign.tables import (
    Cell,
    ForeignFile,
    ForeignTable,
    MergedCells,
    SheetLayout,
)
from alo183_desktop.imports.recipe import Judgement
from alo183_desktop.imports.rows import Answer, Answers, RowVerdict
from alo183_desktop.rota.importing import RotaOptions, judge_rota, read_rota
from alo183_desktop.rota.kinds import DutyKind, SwapManner
from alo183_desktop.rota.rows import Cell as RotaCell
from alo183_desktop.rota.rows import MonthSheet, PersonRow
from alo183_desktop.rota.swap_rules import SwapRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.texts import message_of
from tests.unit.rota.foreign_rotas import DAYS, FIRST, HEADINGS, MONTH, ROTAS
from tests.unit.rota.sheets import NAMES, PEOPLE, person, sheet_of

SHEET: Final = sheet_of(MONTH)
BEFORE: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
TITLE: Final = ("ARALIK 2026 NÖBET ÇİZELGESİ", None, None, None, None)


def file_of(*rows: Sequence[Cell], layout: SheetLayout = SheetLayout()) -> ForeignFile:  # noqa: B008 - frozen
    width = max(map(len, rows))
    even = tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)
    return ForeignFile("aralik.xlsx", "", (ForeignTable("Sayfa1", even, layout),))


def judge(
    file: ForeignFile,
    *,
    kind: DutyKind | None = None,
    people: Sequence[PersonRow],
    **said_besides: Any,
) -> Judgement[RotaCell]:
    names = tuple(one.name for one in people)
    kinds = {"": kind} if kind else {}
    said = RotaOptions(**{"month": MONTH, "kinds": kinds, "people": names, **said_besides})
    sheet = replace(SHEET, people=tuple(people))
    return judge_rota(sheet, read_rota(file, said), said, now=BEFORE)


def named(names: Sequence[str]) -> list[PersonRow]:
    return [person(number, name) for number, name in enumerate(names, start=1)]


def read(file: ForeignFile, **how: Any) -> list[tuple[int, DutyKind, str]]:
    """Return day, kind and name of each duty that gets somebody."""
    known = named(how.pop("people", NAMES))
    duties = {one.duty_id: one for one in SHEET.duties}
    names = {one.person_id: one.name for one in known}
    judgement = judge(file, people=known, **how)
    assert not any(row.verdict is RowVerdict.WRONG for row in judgement.rows)
    return [
        (
            local_day(duties[cell.duty_id].starts_at).day,
            duties[cell.duty_id].kind,
            names[cell.person_id or 0],
        )
        for cell in judgement.plans
    ]


def refusal_of(file: ForeignFile, **said: Any) -> str:
    """Return why nothing of a file can be taken before somebody says more, or at all."""
    people = named(NAMES)
    try:
        read_file = read_rota(file, RotaOptions(month=MONTH, people=NAMES, **said))
    except KnownError as error:
        return error.code
    assert judge(file, people=people, **said).plans == ()
    (problem,) = read_file.problems
    return problem.code


def problems_of(file: ForeignFile, **how: Any) -> list[tuple[int, str, str]]:
    """Return row, label and code of all that is asked."""
    rows = judge(file, people=named(how.pop("people", NAMES)), **how).rows
    wrong = [row for row in rows if row.verdict is RowVerdict.WRONG]
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
    merged = SheetLayout(merged=(MergedCells(1, 2, 2),))
    assert read(file_of(*rows, layout=merged)) == [
        (1, DutyKind.MAIN, NAMES[0]),
        (2, DutyKind.MAIN, NAMES[0]),
        (3, DutyKind.MAIN, NAMES[1]),
    ]
    struck = SheetLayout(struck=frozenset({(3, 2)}))
    assert problems_of(file_of(*rows, layout=struck)) == [(4, "Asıl Nöbetçi", "rota.file_struck")]


def test_that_a_day_merged_over_two_rows_counts_for_both_names() -> None:
    rows = (HEADINGS, (1, "", NAMES[0]), (None, "", NAMES[1]))
    merged = SheetLayout(merged=(MergedCells(1, 0, 2),))
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


@pytest.mark.parametrize(("rows", "said"), ROTAS)
def test_that_rotas_of_other_shapes_are_right_refused_or_asked_about(
    rows: list[Sequence[Cell]], said: object
) -> None:
    file = file_of(*rows)
    if isinstance(said, str):
        assert refusal_of(file) == said
    elif isinstance(said, int):
        assert len(read(file)) == said
    elif isinstance(said, list) and isinstance(said[0], str):
        assert sorted(code for *_place, code in problems_of(file)) == sorted(said)
    else:
        assert sorted(read(file)) == said


def test_that_of_a_year_of_sheets_the_one_of_the_month_is_read() -> None:
    tables = [
        ForeignTable(name, file_of(HEADINGS, (1, "", who)).tables[0].rows, SheetLayout())
        for name, who in (("Kasım", NAMES[2]), ("Aralık", NAMES[0]), ("Ocak", NAMES[1]))
    ]
    assert read(ForeignFile("2026.xlsx", "", tuple(tables))) == [FIRST]


def test_that_a_merged_mark_counts_for_each_of_its_days_below_each_other() -> None:
    marks: list[Sequence[Cell]] = [(day, "A" if day == 1 else None, None) for day in DAYS[:24]]
    rows: list[Sequence[Cell]] = [("Tarih", *NAMES[:2]), *marks]
    assert read(file_of(*rows, layout=SheetLayout(merged=(MergedCells(1, 1, 2),)))) == [
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


def test_that_columns_nobody_knows_are_said_by_name_and_two_can_have_one_kind() -> None:
    rows = (("Tarih", "1. Nöbetçi", "2. Nöbetçi"), (1, NAMES[0], NAMES[1]))
    said = {"1. Nöbetçi": "main", "2. Nöbetçi": "stand_in"}
    wanted = [(1, DutyKind.MAIN, NAMES[0]), (1, DutyKind.STAND_IN, NAMES[1])]
    assert read(file_of(*rows), columns=said) == wanted
    assert read(file_of(*rows), columns={"B": "main", "C": ""}) == wanted[:1]
    both = dict.fromkeys(said, "main")
    assert problems_of(file_of(*rows), columns=both) == [(2, "2. Nöbetçi", "rota.file_more")]


def test_that_a_column_in_doubt_is_answered_or_left_out() -> None:
    file = file_of((*HEADINGS[:3], "Yedek Nöbetçi"), (1, "", NAMES[0], NAMES[1]))
    assert problems_of(file) == [(1, "Yedek Nöbetçi", "rota.file_heading")]
    assert read(file, columns={"Yedek Nöbetçi": ""}) == [FIRST]
    answered = read(file, columns={"Yedek Nöbetçi": "stand_in"})
    assert answered == [FIRST, (1, DutyKind.STAND_IN, NAMES[1])]


@pytest.mark.parametrize(
    "rows",
    [
        [("ARALIK 2026 İCAP LİSTESİ",), ("Tarih", "Nöbetçi"), (1, NAMES[0])],
        [("ARALIK 2026 ŞOFÖR NÖBETİ",), ("Tarih", "Personel"), (1, NAMES[0])],
    ],
)
def test_that_a_list_of_stand_ins_or_drivers_is_not_taken_for_main_duties(
    rows: list[Sequence[Cell]],
) -> None:
    assert refusal_of(file_of(*rows)) == "rota.file_columns"
    said = {str(rows[1][1]): "main"}
    assert read(file_of(*rows), columns=said) == [FIRST]


def test_that_an_x_in_a_list_of_stand_ins_is_asked_where_somebody_does_main_duties_only() -> None:
    file = file_of(("ARALIK İCAP ÇİZELGESİ",), ("Adı Soyadı", *DAYS), (NAMES[0], "x"))
    mains = [replace(one, kinds=frozenset({DutyKind.MAIN})) for one in named(NAMES)]
    (row,) = judge(file, people=mains).rows
    assert [one.code for one in row.problems] == ["rota.file_kind"]
    (cell,) = judge(file, people=mains, kinds={NAMES[0]: DutyKind.STAND_IN}).plans
    duty = next(one for one in SHEET.duties if one.duty_id == cell.duty_id)
    assert duty.kind is DutyKind.STAND_IN


def test_that_a_mark_or_a_name_is_said_to_be_something_or_nothing() -> None:
    marks = file_of(("Adı Soyadı", *DAYS), (NAMES[2], "G", "R", "x"))
    kinds = {NAMES[2]: DutyKind.STAND_IN}
    asked = {code for *_place, code in problems_of(marks, kinds=kinds)}
    assert asked == {"rota.file_mark"}
    answered = read(marks, kinds=kinds, meant={"g": "main", "r": ""})
    assert answered == [(1, DutyKind.MAIN, NAMES[2]), (3, DutyKind.STAND_IN, NAMES[2])]
    stranger = file_of(HEADINGS, (1, "", NAMES[0]), (2, "", "Stajyer"), (3, "", "STAJYER"))
    judgement = judge(stranger, people=named(NAMES), meant={"stajyer": ""})
    skipped = [row.row_number for row in judgement.rows if row.verdict is RowVerdict.SKIPPED]
    assert (skipped, len(judgement.plans)) == ([3, 4], 1)


def test_that_who_was_said_to_be_meant_is_reported_beside_the_name_that_was_written() -> None:
    file = file_of(HEADINGS, (1, "", "G. Ş."))
    (row,) = judge(file, people=named(NAMES), meant={"G. Ş.": NAMES[3]}).rows
    assert [(one.code, dict(one.parameters)) for one in row.hints] == [
        ("rota.file_meant", {"name": "G. Ş.", "person": NAMES[3]})
    ]


def test_that_two_initials_are_two_words_of_a_name() -> None:
    people = ("Gülsüm ŞİMŞEK", "Gülgün GÜNEŞ", "Şule AYDIN")
    for written, known in (
        ("G. Ş.", [people[0]]),
        ("G.G.", [people[1]]),
        ("Ş.", [people[0], people[2]]),
    ):
        rows = judge(file_of(HEADINGS, (1, "", written)), people=named(people)).rows
        (problem,) = rows[0].problems
        assert problem.parameters["names"] == ", ".join(known), written


def test_that_a_row_is_skipped_and_a_struck_name_is_said_to_hold() -> None:
    rows = (HEADINGS, (1, "", f"{NAMES[0]} / {NAMES[1]}"), (2, "", NAMES[2]))
    struck = SheetLayout(struck=frozenset({(2, 2)}))
    file = file_of(*rows, layout=struck)
    assert {code for *_place, code in problems_of(file)} == {"rota.file_more", "rota.file_struck"}
    said = Answers(frozenset({("2", Answer.SKIP), ("3", Answer.HOLDS)}))
    judgement = judge(file, people=named(NAMES), answers=said)
    assert [row.verdict for row in judgement.rows] == [RowVerdict.SKIPPED, RowVerdict.UPDATE]
    assert [cell.person_id for cell in judgement.plans] == [3]


def left_alone(sheet: MonthSheet, name: str, *, now: dt.datetime = BEFORE) -> list[tuple[int, str]]:
    """Return by row why the first two duties stay as they are, though a file names others."""
    said = RotaOptions(month=MONTH)
    file = read_rota(file_of(HEADINGS, (1, "", name), (2, "", name)), said)
    found = judge_rota(sheet, file, said, now=now)
    assert all(row.verdict is not RowVerdict.WRONG for row in found.rows), "nothing to answer"
    left = [row for row in found.rows if row.verdict is RowVerdict.SKIPPED]
    assert not {row.item_id for row in left} & {cell.duty_id for cell in found.plans}
    return [(row.row_number, problem.code) for row in left for problem in row.problems]


def test_that_a_duty_that_was_cut_is_left_to_the_sheet() -> None:
    whole = SHEET.duties[0]
    half = whole.starts_at + (whole.ends_at - whole.starts_at) / 2
    parts = (
        replace(whole, ends_at=half),
        replace(whole, duty_id=999, starts_at=half, part_of=whole.duty_id),
    )
    cut = replace(SHEET, duties=(*parts, *SHEET.duties[1:]))
    assert left_alone(cut, whole.person_name) == []
    assert left_alone(cut, NAMES[0]) == [(2, "rota.file_cut")]


def test_that_a_duty_that_has_begun_and_one_that_was_swapped_stay_as_they_are() -> None:
    first, second = (
        next(one for one in SHEET.duties if local_day(one.starts_at).day == day) for day in (1, 2)
    )
    other = next(one for one in NAMES if one not in {first.person_name, second.person_name})
    assert left_alone(SHEET, other) == []
    assert left_alone(SHEET, other, now=first.starts_at) == [(2, "rota.file_begun")]
    assert left_alone(SHEET, other, now=second.starts_at) == [
        (2, "rota.file_begun"),
        (3, "rota.file_begun"),
    ]
    nobody = replace(first, person_id=None, person_name="")
    empty = replace(SHEET, duties=(nobody, *(one for one in SHEET.duties if one is not first)))
    assert left_alone(empty, other, now=first.starts_at) == [], "what nobody held is written down"
    swap = SwapRow(
        1,
        second.duty_id,
        second.kind,
        second.starts_at,
        second.ends_at,
        second.starts_at,
        second.ends_at,
        from_person_id=1,
        from_name=NAMES[0],
        person_id=second.person_id or 0,
        person_name=second.person_name,
        manner=SwapManner.CONSENT,
        recorded_at=BEFORE,
        by_name="",
        approved_at=BEFORE,
        approved_by="",
        undone_at=None,
        version=1,
    )
    assert left_alone(replace(SHEET, swaps=(swap,)), other) == [(3, "rota.file_swapped")]


def test_that_each_answer_is_reported_where_it_counts() -> None:
    marks = file_of(("Adı Soyadı", *DAYS), (NAMES[2], "G", "R", "x"))
    kinds = {NAMES[2]: DutyKind.STAND_IN}
    rows = judge(marks, people=named(NAMES), kinds=kinds, meant={"G": "main", "r": ""}).rows
    reported = {(row.label, one.code) for row in rows for one in (*row.problems, *row.hints)}
    assert reported == {
        ("01.12.2026 Asıl nöbet", "rota.file_mark_meant"),
        ("2", "rota.file_mark_none"),
        ("03.12.2026 İcap", "rota.file_kind_meant"),
    }
    both = file_of(("Adı Soyadı", *DAYS), (NAMES[2], "x"), (NAMES[3], "x"))
    kinds |= {NAMES[3]: DutyKind.STAND_IN}
    (row,) = judge(both, people=named(NAMES), kinds=kinds).rows
    assert [one.code for one in row.problems] == ["rota.file_more"]
    assert [one.parameters["name"] for one in row.hints] == [NAMES[2], NAMES[3]]


def test_that_of_several_rotas_of_a_month_the_sheet_is_asked() -> None:
    tables = [
        ForeignTable(name, file_of(HEADINGS, (1, "", who)).tables[0].rows, SheetLayout())
        for name, who in (("Aralık asıl", NAMES[0]), ("Aralık yeni", NAMES[2]))
    ]
    file = ForeignFile("2026.xlsx", "", tuple(tables))
    shown = read_rota(file, RotaOptions(month=MONTH))
    assert [one.code for one in shown.problems] == ["rota.file_sheets"]
    assert shown.sheets == ("Aralık asıl", "Aralık yeni")
    assert read(file, sheet="Aralık yeni") == [(1, DutyKind.MAIN, NAMES[2])]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([HEADINGS, ("01.11.2026", "", NAMES[0])], "Kasım 2026"),
        ([HEADINGS, (dt.date(2027, 1, 1), "", NAMES[0])], "Ocak 2027"),
        ([("KASIM 2025 NÖBET ÇİZELGESİ",), HEADINGS, (1, "", NAMES[0])], "Kasım 2025"),
        ([("2025 NÖBET ÇİZELGESİ",), HEADINGS, (1, "", NAMES[0])], "başka bir ayın"),
    ],
)
def test_that_a_file_of_another_month_is_reported_with_its_month(
    rows: list[Sequence[Cell]], found: str
) -> None:
    with pytest.raises(KnownError) as caught:
        read(file_of(*rows))
    assert (caught.value.code, caught.value.parameters["found"]) == ("rota.file_month", found)
