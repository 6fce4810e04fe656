"""Usage files of another shape than a row for each line: a service in each row, a line above."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop.phones.usage.rows import UsageFile
from alo183_desktop.phones.usage.values import StatedPeriod
from tests.unit.phones.usage_sheets import FIRST, MB, SECOND, TITLE, read_rows, read_text

LONG = ("Hat No", "Hizmet", "Miktar", "Birim")
CALLS = ("Tarih", "Saat", "Aranan Numara", "Tür", "Süre (sn)", "Veri (KB)")
CALL = ("15.09.2026", "10:00:00", "05000020957", "Konuşma", "104", "")
OTHER = ("16.09.2026", "11:00:00", "internet", "Veri", "", "2048")
ONE, TWO = "0500 001 10 01", "0500 001 10 02"


def used(file: UsageFile) -> dict[str, tuple[int, int]]:
    """Return the seconds and bytes of each line."""
    found: dict[str, tuple[int, int]] = {}
    for line in file.lines:
        seconds, amount = found.get(line.phone, (0, 0))
        found[line.phone] = (seconds + (line.seconds or 0), amount + (line.bytes or 0))
    return found


def wrong(file: UsageFile) -> list[tuple[int, str]]:
    return [(row.row_number, row.problems[0].code) for row in file.wrong]


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        (
            [
                (ONE, "Konuşma", "167,4", "dk"),
                (ONE, "Mobil İnternet", "1,5", "GB"),
                (ONE, "SMS", "12", "adet"),
                (TWO, "Konuşma", "2", "Saat"),
                (TWO, "Veri", "512", "MB"),
                (TWO, "Kalan Konuşma", "98", "dk"),
            ],
            {FIRST: (10044, 1536 * MB), SECOND: (7200, 512 * MB)},
        ),
        # Numbers of Excel's have no mark.
        (
            [(ONE, "Ses", 120.125, "dakika"), (ONE, "İnternet", 3, "MB")],
            {FIRST: (7208, 3 * MB)},
        ),
        (
            [(ONE, "Konuşma", "1:02:03", "dk"), (TWO, "Veri", 0, "KB")],
            {FIRST: (3723, 0), SECOND: (0, 0)},
        ),
    ],
)
def test_that_a_service_in_each_row_is_read_to_the_second_and_byte(
    rows: list[tuple[Any, ...]], right: dict[str, tuple[int, int]]
) -> None:
    file = read_rows(TITLE, LONG, *rows)
    assert (file.problems, wrong(file)) == ((), [])
    assert used(file) == right
    assert "phones.usage_long_form" in [note.code for note in file.notes]
    assert not [hint for line in file.lines for hint in line.hints if len(rows) > 2]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((ONE, "Konuşma", "12", "MB"), "phones.usage_number"),
        ((ONE, "Veri", "12", "dk"), "phones.usage_number"),
        ((ONE, "Yurt dışı", "12", "dk"), "phones.usage_number"),
        ((ONE, "Konuşma", "12", "kontör"), "phones.usage_number"),
        ((ONE, "Konuşma", "5", "dk"), "phones.usage_line_twice"),
        (("", "Konuşma", "5", "dk"), "phones.usage_no_line"),
    ],
)
def test_that_a_service_that_nobody_can_count_is_wrong_with_its_row(
    row: Sequence[Any], code: str
) -> None:
    right = [(ONE, "Konuşma", "120", "dk"), (TWO, "Veri", "1", "GB")]
    file = read_rows(TITLE, LONG, *right, row)
    assert wrong(file) == [(5, code)]
    assert used(file) == {FIRST: (7200, 0), SECOND: (0, 1024 * MB)}


def test_that_an_amount_may_name_its_unit_itself() -> None:
    rows = [(ONE, "Konuşma", "120 dk"), (ONE, "Veri", "1,5 GB")]
    file = read_rows(TITLE, LONG[:3], *rows)
    assert used(file) == {FIRST: (7200, 1536 * MB)}


def test_that_a_mark_that_nothing_decides_is_asked_about_in_the_long_form_too() -> None:
    file = read_rows(TITLE, LONG, (ONE, "Veri", "1.234", "MB"))
    assert [problem.code for problem in file.problems] == ["phones.usage_mark"]


def test_that_a_unit_of_the_directorate_makes_no_long_form() -> None:
    headings = ("Hat No", "Birim", "Konuşma (dk)", "Veri (MB)")
    file = read_rows(TITLE, headings, (ONE, "Mamak Huzurevi", "2", "3"))
    assert used(file) == {FIRST: (120, 3 * MB)}


@pytest.mark.parametrize(
    "heads",
    [
        ((ONE,), (TWO,)),
        (("Hat No:", ONE), ("Hat No:", TWO)),
        ((f"GSM No: {ONE} (Zeynep GÜNDOĞDU)",), (f"GSM No: {TWO}",)),
    ],
)
@pytest.mark.parametrize("again", [(), (CALLS,)])
def test_that_a_line_above_its_rows_is_the_line_of_each(
    heads: Sequence[Sequence[str]], again: Sequence[Sequence[str]]
) -> None:
    first, second = heads
    total = ("Toplam", "", "", "", "104", "2048")
    file = read_rows(TITLE, CALLS, first, CALL, OTHER, total, *again, second, CALL, OTHER, total)
    assert (file.problems, wrong(file)) == ((), [])
    assert used(file) == {FIRST: (104, 2 * MB), SECOND: (104, 2 * MB)}
    assert "phones.usage_lines_above" in [note.code for note in file.notes]


def test_that_a_line_may_stand_above_the_headings_or_alone_in_its_own_column(
    tmp_path: Path,
) -> None:
    file = read_rows(("Hat No:", ONE), TITLE, CALLS, CALL, OTHER)
    assert used(file) == {FIRST: (104, 2 * MB)}
    headings = ("Hat No", *CALLS)
    file = read_rows(TITLE, headings, (ONE,), ("", *CALL), (TWO,), ("", *CALL))
    assert used(file) == {FIRST: (104, 0), SECOND: (104, 0)}
    file = read_text(tmp_path, CALLS, (ONE,), CALL, OTHER, (TWO,), CALL)
    assert used(file) == {FIRST: (104, 2 * MB), SECOND: (104, 0)}


def test_that_rows_above_the_first_line_and_a_number_of_somebody_else_are_no_ones() -> None:
    file = read_rows(TITLE, CALLS, CALL, (ONE,), OTHER)
    assert wrong(file) == [(3, "phones.usage_no_line")]
    for title in (f"Bilgi için: {ONE}", f"Hat sorumlusu: Ahmet {ONE}", "Müşteri hizmetleri 0542"):
        file = read_rows((title,), TITLE, CALLS, CALL)
        assert [problem.code for problem in file.problems] == ["phones.usage_missing_column"], title


LISTED = ("Hat No", "Ad", "Konuşma (dk)", "Veri (MB)")
ALI, IDLE = (ONE, "Ali", "120", "500"), (TWO, "Veli", "", "")


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([LISTED, ALI, IDLE, ("", "", "120", "500")], [3, 4]),
        ([LISTED, ALI, IDLE, ("", "Ayşe", "77", "300")], [3, 4]),
        ([("Hat No: 0532 999 99 99",), LISTED, ALI, ("", "", "120", "500")], [4]),
        ([LISTED, ALI, IDLE, ("", "TOPLAM", "120", "500")], [3]),
    ],
)
def test_that_a_row_without_a_number_in_a_list_with_numbers_is_nobody_s(
    rows: Sequence[Sequence[str]], refused: list[int]
) -> None:
    file = read_rows(*rows, period=StatedPeriod("2026-09"))
    assert [row.row_number for row in file.wrong] == refused
    assert used(file) == {FIRST: (7200, 500 * MB)}


@pytest.mark.parametrize(
    "message",
    [
        ("05330000002", "15.09.2026", "11:00:00", "SMS", "", ""),
        ("05330000002", "15.09.2026", "", "", "", ""),
        ("05330000002", "", "", "SMS", "", ""),
    ],
)
def test_that_the_number_that_a_message_went_to_is_no_line_above_rows(
    message: Sequence[str],
) -> None:
    headings = ("Aranan Numara", "Tarih", "Saat", "Tür", "Süre (sn)", "Veri (KB)")
    call = ("05000020957", "15.09.2026", "10:00:00", "Konuşma", "104", "")
    later = (*call[:2], "12:00:00", *call[3:])
    file = read_rows((f"Hat No: {ONE}",), TITLE, headings, call, message, later)
    assert used(file) == {FIRST: (208, 0)}


@pytest.mark.parametrize("kind", ["Yurt içi", "Giden Arama", "Konuşma"])
def test_that_what_a_call_is_in_a_list_with_units_its_unit_says(kind: str) -> None:
    headings = ("Hat No", "Tarih", "Saat", "Aranan Numara", "Tür", "Kullanım", "Birim")
    when = ("15.09.2026", "10:00:00", "05000020957")
    rows = [(ONE, *when, kind, "104", "sn"), (ONE, *when, "GPRS", "2048", "KB")]
    file = read_rows(TITLE, headings, *rows)
    assert (file.is_calls, wrong(file), used(file)) == (True, [], {FIRST: (104, 2 * MB)})


def test_that_a_kind_that_is_no_service_makes_no_service_of_each_row() -> None:
    file = read_rows(TITLE, ("Hat No", "Tür", "Kullanım", "Birim"), (ONE, "Yurt içi", "104", "sn"))
    assert "phones.usage_long_form" not in [note.code for note in file.notes]
    assert not file.lines
