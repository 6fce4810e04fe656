"""Cells of the call centre's list, as people and Excel write them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest

from alo183_desktop.cases.case_cells import KindReader, is_yes, moment_of_cell
from alo183_desktop.cases.cases_file import read_cases
from alo183_desktop.documents.foreign_tables import ForeignFile, ForeignTable
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.unit.cases.kinds import kind

WHOLE: Final = dt.datetime(2026, 9, 6, 5, 10, tzinfo=dt.UTC)
KINDS: Final = tuple(
    kind(place, name, is_urgent=True)
    for place, name in enumerate(
        ("İhmal", "İstismar", "Töre/namus ihbarı", "Bilgi/rehberlik"), start=1
    )
)


@pytest.mark.parametrize(
    "cell",
    [
        "06.09.2026 08:10",
        "6.9.2026 8:10",
        "06/09/2026 08.10",
        "2026-09-06 08:10:00",
        "2026-09-06T08:10",
        "6 Eylül 2026 08:10",
        "06.09.2026 - 08:10",
        "06.09.2026 saat 08:10",
        dt.datetime(2026, 9, 6, 8, 10),  # noqa: DTZ001 - as a workbook has it
        dt.datetime(2026, 9, 6, 8, 9, 59, 999_998),  # noqa: DTZ001
        46271.340277777781,
    ],
)
def test_that_instants_are_read_however_they_are_written(cell: object) -> None:
    moment = moment_of_cell(cell)
    assert moment is not None
    assert (moment.at, moment.has_no_time) == (WHOLE, False)


@pytest.mark.parametrize("time", ["08:10", dt.datetime(1899, 12, 31, 8, 10), 8.1666666667 / 24])  # noqa: DTZ001
def test_that_a_time_may_have_a_column_of_its_own(time: object) -> None:
    moment = moment_of_cell("06.09.2026", time)
    assert moment is not None
    assert (moment.at, moment.has_no_time) == (WHOLE, False)


@pytest.mark.parametrize("cell", [dt.date(2026, 9, 6), "06.09.2026"])
def test_that_a_day_alone_is_its_midnight_and_told(cell: object) -> None:
    moment = moment_of_cell(cell)
    assert moment is not None
    assert moment.at == dt.datetime(2026, 9, 5, 21, tzinfo=dt.UTC)
    assert moment.has_no_time


@pytest.mark.parametrize("cell", [None, "", " - ", "yok"])
def test_that_nothing_is_nothing(cell: object) -> None:
    assert moment_of_cell(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("06.09.2026 25:10", "cases.moment"),
        ("dün akşam", "imports.date"),
        ("#DEĞER!", "imports.cell_error"),
        ("31.03.2014 03:30", "cases.time_skipped"),
        (1e300, "cases.moment"),
        (0.5e9 + 0.5, "cases.moment"),
    ],
)
def test_that_what_is_no_instant_is_refused(cell: object, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        moment_of_cell(cell)
    assert caught.value.code in {code, "imports.date"}


@pytest.mark.parametrize(
    ("text", "kind_id"),
    [
        ("Töre/Namus İhbarı", 3),
        ("TÖRE - NAMUS", 3),
        ("Bilgi / Rehberlik", 4),
        ("rehberlik", 4),
        ("ISTISMAR", 2),
    ],
)
def test_that_a_kind_is_recognised(text: str, kind_id: int) -> None:
    assert KindReader(KINDS).read(text).kind_id == kind_id


def test_that_yes_and_no_have_many_words() -> None:
    assert [is_yes(text, "urgency") for text in ("ACİL", "Normal", "", "Evet")] == [
        True,
        False,
        False,
        True,
    ]
    with pytest.raises(KnownError):
        is_yes("Acil", "police")


def test_that_titles_totals_and_repeated_headings_are_no_cases() -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Vaka Türü")
    rows: tuple[tuple[Any, ...], ...] = (
        ("Eylül ayı vakaları", None, None),
        headings,
        ("183-1", "06.09.2026 08:10", "İhmal"),
        headings,
        ("183-2", "06.09.2026 08:10", "İhmal"),
        ("Toplam", None, "2"),
        (None, None, None),
    )
    sheet = read_cases(ForeignFile("a.xlsx", "0", (ForeignTable("A", rows),)), now=START)
    assert [entry.number for entry in sheet.entries] == ["183-1", "183-2"]
    assert [entry.row_number for entry in sheet.entries] == [3, 5]
    assert sheet.passed_over == (1, 4, 6)


def test_that_a_file_without_the_headings_is_refused() -> None:
    table = ForeignTable("A", (("Adı Soyadı", "Unvanı"), ("A B", "C")))
    with pytest.raises(KnownError) as caught:
        read_cases(ForeignFile("a.xlsx", "0", (table,)), now=START)
    assert caught.value.code == "cases.no_headings"
