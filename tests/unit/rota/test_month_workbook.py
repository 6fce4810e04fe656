"""Months as a workbook: its totals are those of the ledger."""

import io
from dataclasses import replace
from typing import Any

import pytest
import python_calamine

from alo183_desktop.rota import ledger, papers
from alo183_desktop.rota.kinds import DayClass, DutyKind
from alo183_desktop.rota.ledger import WorkedRow
from alo183_desktop.rota.rows import MonthSheet
from alo183_desktop.rota.worked import WorkedPeriod
from alo183_desktop.shared.calendar import month_after, month_start
from tests.unit.rota.sheets import counted, sheet_of


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def period_of(sheet: MonthSheet, *worked: WorkedRow) -> WorkedPeriod:
    found = ledger.entries(
        sheet.duties, worked, sheet.people, sheet.absences, sheet.closures, sheet.limits
    )
    since, before = month_start(sheet.month), month_start(month_after(sheet.month))
    reported = ledger.totals(found, since=since, before=before)
    return WorkedPeriod((sheet,), worked, reported, sheet.people)


def test_that_the_workbook_has_a_row_for_each_day_duty_and_person() -> None:
    sheet = sheet_of("2026-10", empty=(8,))
    with_car = replace(sheet.duties[2], plate="06 ABC 123")
    sheet = replace(sheet, duties=(*sheet.duties[:2], with_car, *sheet.duties[3:]))
    found = sheets_of(papers.workbook(period_of(sheet), "Ekim 2026"))
    days, duties, people = found["Çizelge"], found["Nöbetler"], found["Kişi başına"]
    assert days[0] == ["Tarih", "Gün", "Gün türü", "Asıl nöbet", "İcap", "Şoför"]
    assert len(days) == 32
    assert days[3][4] == "BOŞ"
    assert days[28][2] == "bayram, tatil"
    assert len(duties) == len(sheet.duties) + 1
    assert [row[-1] for row in duties[:4]] == ["Araç", "", "", "06 ABC 123"]
    assert len(people) == len(sheet.counts) + 1


def test_that_its_totals_are_what_was_worked() -> None:
    sheet = sheet_of("2026-12")
    duty = next(one for one in sheet.duties if one.person_id is not None)
    other = next(one for one in sheet.people if one.person_id != duty.person_id)
    half = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
    took = WorkedRow(duty.duty_id, other.person_id, other.name, duty.starts_at, half)
    period = period_of(sheet, took)
    found = sheets_of(papers.workbook(period, "Aralık 2026"))
    (changed,) = (one for one in found["Nöbetler"][1:] if one[10])
    assert (changed[4], changed[10]) == (other.name, duty.person_name)
    for row in found["Kişi başına"][1:]:
        person = next(one for one in sheet.people if one.name == row[0])
        counts = period.totals[person.person_id]
        assert row[1:4] == [counts.by_kind.get(kind, 0) for kind in DutyKind]
        assert row[4:8] == [counts.days.get(kind, 0) for kind in DayClass]
        assert row[9:] == [counts.minutes / 60, counts.night_minutes / 60]
        own = [one for one in found["Nöbetler"][1:] if one[4] == row[0]]
        assert sum(one[7] for one in own) == row[9]
        assert sum(one[8] for one in own) == row[10]
    planned = sheet.counts[other.person_id]
    reported = period.totals[other.person_id]
    assert reported.minutes == planned.minutes + (half - duty.starts_at).total_seconds() / 60
    assert sum(reported.days.values()) == pytest.approx(sum(planned.days.values()) + 0.5)


def test_that_the_parts_of_a_duty_stand_on_the_day_on_which_it_begins() -> None:
    sheet = sheet_of("2026-12")
    last = max(
        (one for one in sheet.duties if one.kind is DutyKind.MAIN), key=lambda one: one.starts_at
    )
    other = next(one for one in sheet.people if one.person_id != last.person_id)
    seam = last.starts_at + 18 * (last.ends_at - last.starts_at) / 24
    first = replace(last, ends_at=seam)
    second = replace(
        last,
        duty_id=1000,
        part_of=last.duty_id,
        starts_at=seam,
        person_id=other.person_id,
        person_name=other.name,
    )
    stay = [one for one in sheet.duties if one.duty_id != last.duty_id]
    cut = counted(replace(sheet, duties=(*stay, first, second)))
    *_before, (day, _weekday, planned) = papers.days_of(cut)
    assert day.day == 31
    assert planned[DutyKind.MAIN] == (
        f"08.00-02.00 {last.person_name}",
        f"02.00-08.00 {other.name}",
    )
    # Each of both has their share in the duty of the last day of the month, which is a Thursday.
    before, after = (one.counts[other.person_id] for one in (sheet, cut))
    assert after.days[DayClass.WEEKDAY] == before.days[DayClass.WEEKDAY] + 0.25
    assert sum(after.days.values()) == sum(before.days.values()) + 0.25
