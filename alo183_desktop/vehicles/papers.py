"""The papers of vehicles: task orders, and the log of a month as paper and as workbook."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.access.sheet_seals import code_of
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.canvas import PAGE_HEIGHT, PAGE_WIDTH, POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD
from alo183_desktop.documents.papers.blocks import Block, Frame, letterhead, paragraph
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.report_parts import section_blocks
from alo183_desktop.documents.sheet_codes import CodedKind, stamped
from alo183_desktop.documents.workbooks import WorkbookSheet, make_table, write_tables
from alo183_desktop.shared.calendar import day_start, month_after, month_start, month_words
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.errors import demand
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import upper_tr
from alo183_desktop.vehicles import queries
from alo183_desktop.vehicles.rows import TaskOrderFilter, VehicleFilter
from alo183_desktop.vehicles.rules import gap_words, km_gaps, number_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.papers.blocks import Align
    from alo183_desktop.documents.papers.grid import Cell
    from alo183_desktop.documents.workbooks import Value
    from alo183_desktop.vehicles.rows import TaskOrderRow, VehicleRow

_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
_WIDE: Final = Frame(
    width=PAGE_HEIGHT,
    height=PAGE_WIDTH,
    side=12 * POINTS_PER_MM,
    top=12 * POINTS_PER_MM,
    bottom=10 * POINTS_PER_MM,
)
_TITLE: Final = "TAŞIT GÖREV EMRİ"
_LOG_TITLE: Final = "ARAÇ SEYİR DEFTERİ"
_BASIS: Final = "237 sayılı Taşıt Kanunu"
_URGENT: Final = "Acil görev: sonradan düzenlenmiştir."
_CANCELLED: Final = "İPTAL EDİLMİŞTİR:"
_BLANK: Final = "." * 24
"""To be written by hand."""
_LOG_HEADINGS: Final = (
    "No",
    "Çıkış",
    "Dönüş",
    "Sürücü",
    "Görevliler",
    "Gidilen yer",
    "Konu",
    "Çıkış km",
    "Dönüş km",
    "Yol",
    "İmza",
)
_LOG_SHARES: Final = (15, 21, 21, 28, 38, 30, 44, 15, 15, 11, 15)


class LogRow(NamedTuple):
    """A trip in the log of its vehicle."""

    order: TaskOrderRow
    gap: int | None
    """The km between this trip and the one before it; None where there are none."""

    @property
    def distance(self) -> int | None:
        """The distance; None while it is not known, and for a cancelled trip."""
        out_km, in_km = self.order.out_km, self.order.in_km
        if out_km is None or in_km is None or self.order.is_cancelled:
            return None
        return in_km - out_km


class VehicleLog(NamedTuple):
    """The trips of one vehicle in a month, in order of departure."""

    vehicle: VehicleRow
    rows: Sequence[LogRow]


_WORKBOOK_COLUMNS: Final[Mapping[str, str | Callable[[LogRow], Value]]] = {
    "Plaka": "order.plate",
    "No": lambda row: number_words(row.order.year, row.order.number),
    "Çıkış": "order.out_at",
    "Dönüş": "order.in_at",
    "Sürücü": "order.driver_name",
    "Görevliler": "order.people",
    "Gidilen yer": "order.place",
    "Konu": "order.purpose",
    "Vaka": "order.case_number",
    "Çıkış km": "order.out_km",
    "Dönüş km": "order.in_km",
    "Yol (km)": "distance",
    "Önceki dönüşten fark (km)": "gap",
    "Acil": lambda row: "evet" if row.order.is_urgent else "",
    "İmzalandığı gün": "order.signed_on",
    "İptal gerekçesi": "order.cancel_reason",
    "Düzenleyen": "order.made_by",
}


def read_order(work: Work, order_id: int, *, director: str) -> Callable[[], bytes]:
    """Read a task order, and return a function that makes its paper with its code.

    The function does not use the database.

    Args:
        order_id: Which.
        director: Who approves it; empty while not recorded.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`.
    """
    require(work, Right.SEE_ROTA)
    row = demand(queries.order_of(work.session, order_id), "vehicles.gone")
    vehicles = queries.list_vehicles(work.session, VehicleFilter(), now=work.now)
    make = next(one.make for one in vehicles if one.vehicle_id == row.vehicle_id)
    heading = get_directorate(work.session).heading
    paper = partial(task_order_pdf, row, heading=heading, make=make, director=director)
    return stamped(paper, code_of(work.session, CodedKind.ORDER, order_id))


def record_order_print(work: Work, order_id: int) -> None:
    """Record which task order is printed, by its number and vehicle.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`.
    """
    require(work, Right.PRINT)
    work.record("task_order.printed", "task_order", order_id, **_named(work, order_id))


def record_order_export(work: Work, order_id: int) -> None:
    """Record which task order is exported as a file; as `record_order_print`."""
    require(work, Right.EXPORT)
    work.record("task_order.exported", "task_order", order_id, **_named(work, order_id))


def _named(work: Work, order_id: int) -> dict[str, str]:
    require(work, Right.SEE_ROTA)
    row = demand(queries.order_of(work.session, order_id), "vehicles.gone")
    return {"order": number_words(row.year, row.number), "plate": row.plate}


def read_log(work: Work, month: str) -> Callable[[], bytes]:
    """Read the trips of a month such as `2026-11`, and return a function that makes their log.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_ROTA)
    return partial(
        vehicle_log_pdf,
        list(_logs(work, month)),
        heading=get_directorate(work.session).heading,
        month=month,
        printed_at=work.now,
        printed_by=work.actor.name,
    )


def read_log_workbook(work: Work, month: str) -> Callable[[], bytes]:
    """Like `read_log`, for the workbook of the trips."""
    require(work, Right.SEE_ROTA)
    rows = [row for log in _logs(work, month) for row in log.rows]
    table = make_table(_WORKBOOK_COLUMNS, rows)
    title = f"Araç seyir defteri, {month_words(month)}"
    return partial(write_tables, title, [WorkbookSheet("Seyir defteri", table)])


def _logs(work: Work, month: str) -> Iterator[VehicleLog]:
    """Yield the log of each vehicle that was in use in a month or has trips in it."""
    first, end = month_start(month), month_start(month_after(month))
    until = day_start(end)
    for vehicle in queries.list_vehicles(work.session, VehicleFilter(), now=work.now):
        # Earlier trips as well: km may lie between the last of them and the first of the month.
        wanted = TaskOrderFilter(vehicle_id=vehicle.vehicle_id, until=until)
        rows = queries.list_orders(work.session, wanted)
        own = [row for row in rows if row.out_at >= day_start(first)]
        gaps = km_gaps(rows)
        is_current = vehicle.starts_on < end and (
            vehicle.ends_on is None or vehicle.ends_on > first
        )
        if own or is_current:
            trips = [LogRow(row, gaps.get(row.order_id)) for row in reversed(own)]
            yield VehicleLog(vehicle, trips)


def task_order_pdf(
    order: TaskOrderRow, *, heading: tuple[str, ...], make: str, director: str
) -> bytes:
    """Return a task order as PDF/A, one A4 page; of a case it names only the number.

    Args:
        order: Its content.
        heading: The lines of the letterhead.
        make: Of the vehicle; may be empty.
        director: Who approves it; empty while not recorded.
    """
    number = number_words(order.year, order.number)
    width = _FRAME.text_width
    body, strong = face_of(SERIF, 11), face_of(SERIF_BOLD, 11)
    blocks = letterhead(heading, face_of(SERIF, 11.5), width)
    blocks += paragraph(_TITLE, face_of(SERIF_BOLD, 13), width, align="centre", gap=14.0)
    blocks += paragraph(f"No: {number}", strong, width, align="centre", gap=2.0)
    if order.is_urgent:
        blocks += paragraph(_URGENT, strong, width, align="centre", gap=4.0)
    if order.is_cancelled:
        row = f"{_CANCELLED} {order.cancel_reason}"
        blocks += paragraph(row, strong, width, align="centre", gap=4.0)
    grid = Grid(in_shares(width, (52, 118)), body, room=4.0)
    facts: list[tuple[str, Cell]] = [
        ("Aracın plakası", ", ".join(part for part in (order.plate, make) if part)),
        ("Sürücü", order.driver_name),
        ("Görevliler", order.people or "—"),
        ("Gidilecek yer", order.place),
        ("Görevin konusu", order.purpose),
        ("Vaka numarası", order.case_number or "—"),
        ("Çıkış", format_instant(order.out_at)),
        ("Çıkış km", _km(order.out_km) or _BLANK),
        ("Dönüş", _BLANK if order.in_at is None else format_instant(order.in_at)),
        ("Dönüş km", _km(order.in_km) or _BLANK),
    ]
    blocks += grid.facts(facts, strong, gap=12.0)
    if not order.is_cancelled:
        words = f"Yukarıda belirtilen görev için aracın kullanılması uygundur. Dayanak: {_BASIS}."
        blocks += paragraph(words, body, width, align="justify", gap=12.0)
    signers = (
        Signer("DÜZENLEYEN", order.made_by),
        Signer("SÜRÜCÜ", order.driver_name),
        Signer("ONAYLAYAN", director, "İl Müdürü"),
    )
    blocks[-1] = replace(blocks[-1], keeps_next=True)
    blocks.append(signatures(signers, width, gap=20.0))
    return paper_pdf(
        blocks,
        title=f"Taşıt görev emri {number}",
        heading=heading,
        subject=_TITLE,
        frame=_FRAME,
        foot=(f"Düzenlendiği an: {format_instant(order.made_at)}",),
        is_archived=True,
    )


def vehicle_log_pdf(
    logs: Sequence[VehicleLog],
    *,
    heading: tuple[str, ...],
    month: str,
    printed_by: str,
    printed_at: dt.datetime,
) -> bytes:
    """Return the log of a month as PDF/A, A4 landscape; each vehicle begins a page."""
    words, width = month_words(month), _WIDE.text_width
    body, strong = face_of(SANS, 9), face_of(SANS_BOLD, 9)
    aligns: tuple[Align, ...] = (*("left",) * 7, *("right",) * 3, "left")
    grid = Grid(in_shares(width, _LOG_SHARES), body, padding=3.0, room=2.5, aligns=aligns)
    blocks: list[Block] = []
    for index, (vehicle, trips) in enumerate(logs):
        head = [
            *letterhead(heading, face_of(SERIF, 10), width),
            *paragraph(
                f"{upper_tr(words)} {_LOG_TITLE}",
                face_of(SERIF_BOLD, 11.5),
                width,
                align="centre",
                gap=8.0,
            ),
            *section_blocks(f"{vehicle.plate} {vehicle.make}".strip(), width),
        ]
        headings = grid.row(_LOG_HEADINGS, faces=strong, shaded=True)
        rows: list[Block] = []
        for trip in trips:
            if trip.gap is not None:
                row = grid.row(
                    (f"Önceki dönüşe göre {gap_words(trip.gap)}",),
                    faces=strong,
                    spans=(len(_LOG_SHARES),),
                    head=headings,
                )
                rows.append(replace(row, keeps_next=True))
            rows.append(grid.row(_cells(trip), head=headings))
        if not rows:
            rows = paragraph("Bu ay görev emri yok.", body, width, gap=4.0)
        # No page has so much room: the vehicle begins the next one.
        first = replace(head[0], gap=_WIDE.text_height if index else 0.0)
        blocks += [first, *head[1:], replace(headings, gap=4.0, keeps_next=True), *rows]
    if not blocks:
        blocks = letterhead(heading, face_of(SERIF, 10), width)
        blocks += paragraph("Kayıtlı araç yok.", body, width, gap=8.0)
    return paper_pdf(
        blocks,
        title=f"Araç seyir defteri, {words}",
        heading=heading,
        subject=_LOG_TITLE,
        frame=_WIDE,
        foot=(f"Yazdıran: {printed_by}, {format_instant(printed_at)}",),
        is_archived=True,
    )


def _cells(row: LogRow) -> tuple[str, ...]:
    order = row.order
    case = f" ({order.case_number})" if order.case_number else ""
    signed = "imzasız" if order.signed_on is None else format_day(order.signed_on)
    return (
        number_words(order.year, order.number),
        format_instant(order.out_at),
        "" if order.in_at is None else format_instant(order.in_at),
        order.driver_name,
        order.people,
        order.place,
        f"İPTAL: {order.cancel_reason}" if order.is_cancelled else f"{order.purpose}{case}",
        _km(order.out_km),
        _km(order.in_km),
        _km(row.distance),
        "iptal" if order.is_cancelled else signed,
    )


def _km(km: int | None) -> str:
    return "" if km is None else number_text(km)
