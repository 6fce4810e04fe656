"""What the papers and the workbook of vehicles say, put together from their rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.papers import task_order as layout
from alo183_desktop.documents.workbooks import Sheet, Table, write_tables
from alo183_desktop.shared.calendar import day_start, month_after, month_start, month_words
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.values import made_of
from alo183_desktop.vehicles import queries
from alo183_desktop.vehicles.rows import TaskOrderFilter, VehicleFilter
from alo183_desktop.vehicles.rules import gap_words, km_gaps, number_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alo183_desktop.db.work import Work
    from alo183_desktop.vehicles.rows import TaskOrderRow, VehicleRow

_HEADINGS: Final = (
    "Plaka",
    "No",
    "Çıkış",
    "Dönüş",
    "Sürücü",
    "Görevliler",
    "Gidilen yer",
    "Konu",
    "Vaka",
    "Çıkış km",
    "Dönüş km",
    "Yol (km)",
    "Önceki dönüşten fark (km)",
    "Acil",
    "İmzalandığı gün",
    "İptal gerekçesi",
    "Düzenleyen",
)


def read_order(work: Work, order_id: int, *, director: str) -> Callable[[], bytes]:
    """Read a task order, and return what makes its paper, off the database.

    Args:
        work: The unit of work.
        order_id: Which.
        director: Who approves it; empty while nobody wrote it down.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`.
    """
    require(work, Right.SEE_ROTA)
    row = queries.order_of(work.session, order_id)
    if row is None:
        raise KnownError("vehicles.gone")
    vehicles = queries.list_vehicles(work.session, VehicleFilter(), now=work.now)
    make = next(one.make for one in vehicles if one.vehicle_id == row.vehicle_id)
    paper = made_of(
        layout.TaskOrderPaper,
        row,
        heading=get_directorate(work.session).heading,
        number=number_words(row.year, row.number),
        make=make,
        driver=row.driver_name,
        out_km=_km(row.out_km),
        in_km=_km(row.in_km),
        cancelled_for=row.cancel_reason if row.is_cancelled else None,
        director=director,
    )
    return partial(layout.task_order_pdf, paper)


def read_log(work: Work, month: str) -> Callable[[], bytes]:
    """Read the trips of a month such as `2026-11`, and return what makes their log.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_ROTA)
    log = layout.VehicleLog(
        heading=get_directorate(work.session).heading,
        month_words=month_words(month),
        vehicles=tuple(
            layout.LogVehicle(
                vehicle.plate, vehicle.make, tuple(_trip(row, gap) for row, gap in trips)
            )
            for vehicle, trips in _trips(work, month)
        ),
        printed_at=work.now,
        printed_by=work.actor.name,
    )
    return partial(layout.vehicle_log_pdf, log)


def read_log_workbook(work: Work, month: str) -> Callable[[], bytes]:
    """Read the trips of a month, and return what makes their workbook; errors as `read_log`."""
    require(work, Right.SEE_ROTA)
    table = Table(
        _HEADINGS,
        [
            (
                vehicle.plate,
                number_words(row.year, row.number),
                row.out_at,
                row.in_at,
                row.driver_name,
                row.people,
                row.place,
                row.purpose,
                row.case_number,
                row.out_km,
                row.in_km,
                _distance(row),
                gap,
                "evet" if row.is_urgent else "",
                row.signed_on,
                row.cancel_reason,
                row.made_by,
            )
            for vehicle, trips in _trips(work, month)
            for row, gap in trips
        ],
    )
    title = f"Araç seyir defteri, {month_words(month)}"
    return partial(write_tables, title, [Sheet("Seyir defteri", table)])


def _trips(
    work: Work, month: str
) -> Iterator[tuple[VehicleRow, list[tuple[TaskOrderRow, int | None]]]]:
    """Yield each vehicle that was in use or has trips, with these and the km that lie before."""
    first, end = month_start(month), month_start(month_after(month))
    until = day_start(end)
    for vehicle in queries.list_vehicles(work.session, VehicleFilter(), now=work.now):
        # The trips before the month, too: km may lie between the last of them and the first one.
        wanted = TaskOrderFilter(vehicle_id=vehicle.vehicle_id, until=until)
        rows = queries.list_orders(work.session, wanted)
        own = [row for row in rows if row.out_at >= day_start(first)]
        gaps = km_gaps(rows)
        is_current = vehicle.starts_on < end and (
            vehicle.ends_on is None or vehicle.ends_on > first
        )
        if own or is_current:
            yield vehicle, [(row, gaps.get(row.order_id)) for row in reversed(own)]


def _trip(row: TaskOrderRow, gap: int | None) -> layout.LogTrip:
    distance = _distance(row)
    case = f" ({row.case_number})" if row.case_number else ""
    return layout.LogTrip(
        number_words(row.year, row.number),
        row.out_at,
        row.in_at,
        row.driver_name,
        row.people,
        row.place,
        f"İPTAL: {row.cancel_reason}" if row.is_cancelled else f"{row.purpose}{case}",
        _km(row.out_km),
        _km(row.in_km),
        "" if distance is None else number_text(distance),
        "iptal"
        if row.is_cancelled
        else "imzasız"
        if row.signed_on is None
        else format_day(row.signed_on),
        "" if gap is None else gap_words(gap),
    )


def _distance(row: TaskOrderRow) -> int | None:
    if row.out_km is None or row.in_km is None or row.is_cancelled:
        return None
    return row.in_km - row.out_km


def _km(km: int | None) -> str:
    return "" if km is None else number_text(km)
