"""Leave out of somebody's list: days become instants, what it is for becomes a class."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pytest

from alo183_desktop.documents.foreign.tables import Cell, ForeignFile, ForeignTable
from alo183_desktop.imports.recipe import DEFAULT_OPTIONS
from alo183_desktop.rota.kinds import AbsenceKind
from alo183_desktop.rota.leave.file import LeaveEntry, read_leave
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.errors import KnownError

HEADINGS: Final = ("Sıra No", "Adı Soyadı", "İzin Türü", "İlk Gün", "Son Gün", "Göreve Başlama")
FIRST, LAST = dt.date(2026, 12, 12), dt.date(2026, 12, 14)
MIDNIGHTS: Final = [dt.datetime.combine(day, dt.time()) for day in (FIRST, LAST)]
"""As Excel has days."""
WEEK: Final = absence_span(FIRST, LAST)


def entries(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS) -> tuple[LeaveEntry, ...]:
    table = ForeignTable("İzin", (tuple(headings), *map(tuple, rows)))
    return read_leave(ForeignFile("izin.xlsx", "", (table,)), DEFAULT_OPTIONS).entries


@pytest.mark.parametrize(
    "days",
    [
        ("12.12.2026", "14.12.2026", None),
        (FIRST, LAST, dt.date(2026, 12, 15)),
        ("12.12.2026", None, "15.12.2026"),
        (*MIDNIGHTS, None),
        ("12.12.2026 08:00", "15.12.2026 08:00", None),
    ],
)
def test_that_leave_lasts_from_when_offices_open_to_when_they_open_after_it(
    days: Sequence[Cell],
) -> None:
    (entry,) = entries((1, "Ayşe DEMİR", "Yıllık izin", *days))
    assert (entry.problems, entry.kind, entry.span) == ((), AbsenceKind.ANNUAL, WEEK)


def test_that_hours_of_leave_are_instants() -> None:
    (entry,) = entries((1, "Ayşe DEMİR", "Mazeret", "12.12.2026 13:00", "12.12.2026 17:30", None))
    assert entry.span == (instant_of(FIRST, dt.time(13)), instant_of(FIRST, dt.time(17, 30)))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *((kind.words.upper(), kind) for kind in AbsenceKind if "I" not in kind.words.upper()),
        ("Senelik İzin", AbsenceKind.ANNUAL),
        ("RAPORLU", AbsenceKind.REPORT),
        ("Babalık izni", AbsenceKind.EXCUSE),
        ("Hizmet içi eğitim", AbsenceKind.TRAINING),
        ("Gece nöbetinden muaf", AbsenceKind.NIGHT_EXEMPT),
    ],
)
def test_that_what_people_write_becomes_a_class(written: str, kind: AbsenceKind) -> None:
    (entry,) = entries((1, "Ayşe DEMİR", written, FIRST, LAST, None))
    assert (entry.problems, entry.kind) == ((), kind)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("Ayşe DEMİR", "Grip", FIRST, LAST, None), "rota.leave_kind"),
        (("Ayşe DEMİR", "Rapor?", FIRST, LAST, None), "rota.leave_kind"),
        (("Ayşe DEMİR", None, FIRST, LAST, None), "rota.absence_missing"),
        (("Ayşe DEMİR", "Rapor", LAST, FIRST, None), "rota.leave_turned"),
        (("Ayşe DEMİR", "Rapor", FIRST, LAST, LAST), "rota.leave_returns"),
        (("Ayşe DEMİR", "Rapor", FIRST, None, None), "rota.until_missing"),
        (("Ayşe DEMİR", "Rapor", None, LAST, None), "rota.from_missing"),
        (("Ayşe DEMİR", "Rapor", "31.02.2026", LAST, None), "imports.date"),
        (("Ayşe DEMİR", "Rapor", "11.12.2026 25:70", LAST, None), "imports.time"),
        ((None, "Rapor", FIRST, LAST, None), "rota.person_missing"),
    ],
)
def test_that_what_is_wrong_with_a_row_is_reported(row: Sequence[Cell], code: str) -> None:
    (entry,) = entries((1, *row))
    assert [one.code for one in entry.problems] == [code]


def test_that_leave_that_was_cancelled_is_asked_about() -> None:
    headings = (*HEADINGS, "Açıklama")
    (entry,) = entries((1, "Ayşe DEMİR", "Rapor", FIRST, LAST, None, "iptal"), headings=headings)
    assert [one.code for one in entry.problems] == ["imports.row_unclear"]


def test_that_a_list_of_something_else_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        entries(("06 ABC 1", "x", "y"), headings=("Plaka", "Marka", "Model"))
    assert caught.value.code == "rota.leave_headings"
