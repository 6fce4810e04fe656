"""The month as a workbook: its totals are those of the rules."""

from __future__ import annotations

import io
from typing import Any

import python_calamine

from alo183_desktop.rota import papers
from alo183_desktop.rota.kinds import DayClass, DutyKind
from tests.unit.rota.sheets import sheet_of


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_that_the_workbook_has_a_row_for_each_day_duty_and_person() -> None:
    sheet = sheet_of("2026-10", empty=(8,))
    found = sheets_of(papers.month_workbook(sheet))
    days, duties, people = found["Çizelge"], found["Nöbetler"], found["Kişi başına"]
    assert days[0] == ["Tarih", "Gün", "Gün türü", "Asıl nöbet", "İcap", "Şoför"]
    assert len(days) == 32
    assert days[3][4] == "BOŞ"
    assert days[28][2] == "bayram, tatil"
    assert len(duties) == len(sheet.duties) + 1
    assert len(people) == len(sheet.counts) + 1


def test_that_its_totals_are_the_counts_of_the_rules() -> None:
    sheet = sheet_of("2026-12")
    found = sheets_of(papers.month_workbook(sheet))
    for row in found["Kişi başına"][1:]:
        person = next(one for one in sheet.people if one.name == row[0])
        counts = sheet.counts[person.person_id]
        assert row[1:4] == [counts.by_kind.get(kind, 0) for kind in DutyKind]
        assert row[4:8] == [counts.days.get(kind, 0) for kind in DayClass]
        assert row[9:] == [counts.minutes / 60, counts.night_minutes / 60]
        own = [one for one in found["Nöbetler"][1:] if one[4] == row[0]]
        assert len(own) == row[8]
        assert sum(one[7] for one in own) == row[9]
        assert sum(one[8] for one in own) == row[10]
