"""The papers of vehicles: the task order of a trip, and the log of a month's trips."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.letter.style import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    POINTS_PER_MM,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
)
from alo183_desktop.documents.papers.blocks import Block, Frame, letterhead, paragraph
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.report_parts import section_blocks
from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.documents.papers.blocks import Align
    from alo183_desktop.documents.papers.grid import Cell

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


@dataclass(frozen=True, slots=True)
class TaskOrderPaper:
    """All that a task order says; of a case its number alone."""

    heading: tuple[str, ...]
    """The lines of the letterhead."""
    number: str
    """Such as `2026/41`."""
    plate: str
    make: str
    driver: str
    people: str
    place: str
    purpose: str
    case_number: str
    out_at: dt.datetime
    """UTC."""
    in_at: dt.datetime | None
    """None: to be written by hand, and so are km."""
    out_km: str
    in_km: str
    is_urgent: bool
    cancelled_for: str | None
    """Why it was cancelled; None: it was not."""
    made_at: dt.datetime
    made_by: str
    director: str
    """Who approves; empty while nobody wrote it down."""


class LogTrip(NamedTuple):
    """A trip as the log tells it."""

    number: str
    out_at: dt.datetime
    in_at: dt.datetime | None
    driver: str
    people: str
    place: str
    purpose: str
    out_km: str
    in_km: str
    distance: str
    signed: str
    gap: str
    """What lies between it and the trip before: `arada 12 km var`; or empty."""


class LogVehicle(NamedTuple):
    """The trips of one vehicle in a month, in the order in which they began."""

    plate: str
    make: str
    trips: tuple[LogTrip, ...]


@dataclass(frozen=True, slots=True)
class VehicleLog:
    """All that the log of a month says."""

    heading: tuple[str, ...]
    month_words: str
    """Such as `Kasım 2026`."""
    vehicles: tuple[LogVehicle, ...]
    printed_at: dt.datetime
    printed_by: str


def task_order_pdf(order: TaskOrderPaper) -> bytes:
    """Return a task order as PDF/A, one A4 page."""
    width = _FRAME.text_width
    body, strong = face_of(SERIF, 11), face_of(SERIF_BOLD, 11)
    blocks = letterhead(order.heading, face_of(SERIF, 11.5), width)
    blocks += paragraph(_TITLE, face_of(SERIF_BOLD, 13), width, align="centre", gap=14.0)
    blocks += paragraph(f"No: {order.number}", strong, width, align="centre", gap=2.0)
    if order.is_urgent:
        blocks += paragraph(_URGENT, strong, width, align="centre", gap=4.0)
    if order.cancelled_for is not None:
        said = f"{_CANCELLED} {order.cancelled_for}"
        blocks += paragraph(said, strong, width, align="centre", gap=4.0)
    grid = Grid(in_shares(width, (52, 118)), body, room=4.0)
    facts: list[tuple[str, Cell]] = [
        ("Aracın plakası", ", ".join(part for part in (order.plate, order.make) if part)),
        ("Sürücü", order.driver),
        ("Görevliler", order.people or "—"),
        ("Gidilecek yer", order.place),
        ("Görevin konusu", order.purpose),
        ("Vaka numarası", order.case_number or "—"),
        ("Çıkış", format_instant(order.out_at)),
        ("Çıkış km", order.out_km or _BLANK),
        ("Dönüş", _BLANK if order.in_at is None else format_instant(order.in_at)),
        ("Dönüş km", order.in_km or _BLANK),
    ]
    blocks += grid.facts(facts, strong, gap=12.0)
    if order.cancelled_for is None:
        words = f"Yukarıda belirtilen görev için aracın kullanılması uygundur. Dayanak: {_BASIS}."
        blocks += paragraph(words, body, width, align="justify", gap=12.0)
    signers = (
        Signer("DÜZENLEYEN", order.made_by),
        Signer("SÜRÜCÜ", order.driver),
        Signer("ONAYLAYAN", order.director, "İl Müdürü"),
    )
    blocks[-1] = replace(blocks[-1], keeps_next=True)
    blocks.append(signatures(signers, width, gap=20.0))
    return paper_pdf(
        blocks,
        title=f"Taşıt görev emri {order.number}",
        heading=order.heading,
        subject=_TITLE,
        frame=_FRAME,
        foot=(f"Düzenlendiği an: {format_instant(order.made_at)}",),
        is_archived=True,
    )


def vehicle_log_pdf(log: VehicleLog) -> bytes:
    """Return the log of a month as PDF/A, A4 across; each vehicle begins a page."""
    width = _WIDE.text_width
    body, strong = face_of(SANS, 9), face_of(SANS_BOLD, 9)
    aligns: tuple[Align, ...] = (*("left",) * 7, *("right",) * 3, "left")
    grid = Grid(in_shares(width, _LOG_SHARES), body, padding=3.0, room=2.5, aligns=aligns)
    blocks: list[Block] = []
    for place, vehicle in enumerate(log.vehicles):
        head = [
            *letterhead(log.heading, face_of(SERIF, 10), width),
            *paragraph(
                f"{log.month_words} {_LOG_TITLE}",
                face_of(SERIF_BOLD, 11.5),
                width,
                align="centre",
                gap=8.0,
            ),
            *section_blocks(f"{vehicle.plate} {vehicle.make}".strip(), width),
        ]
        headings = grid.row(_LOG_HEADINGS, faces=strong, shaded=True)
        rows: list[Block] = []
        for trip in vehicle.trips:
            if trip.gap:
                said = grid.row(
                    (f"Önceki dönüşe göre {trip.gap}",),
                    faces=strong,
                    spans=(len(_LOG_SHARES),),
                    head=headings,
                )
                rows.append(replace(said, keeps_next=True))
            rows.append(grid.row(_cells(trip), head=headings))
        if not rows:
            rows = paragraph("Bu ay görev emri yok.", body, width, gap=4.0)
        # No page holds so much room: it begins the next one.
        first = replace(head[0], gap=_WIDE.text_height if place else 0.0)
        blocks += [first, *head[1:], replace(headings, gap=4.0, keeps_next=True), *rows]
    if not blocks:
        blocks = letterhead(log.heading, face_of(SERIF, 10), width)
        blocks += paragraph("Kayıtlı araç yok.", body, width, gap=8.0)
    return paper_pdf(
        blocks,
        title=f"Araç seyir defteri, {log.month_words}",
        heading=log.heading,
        subject=_LOG_TITLE,
        frame=_WIDE,
        foot=(f"Yazdıran: {log.printed_by}, {format_instant(log.printed_at)}",),
        is_archived=True,
    )


def _cells(trip: LogTrip) -> tuple[str, ...]:
    return (
        trip.number,
        format_instant(trip.out_at),
        "" if trip.in_at is None else format_instant(trip.in_at),
        trip.driver,
        trip.people,
        trip.place,
        trip.purpose,
        trip.out_km,
        trip.in_km,
        trip.distance,
        trip.signed,
    )
