"""The task order and the vehicle log, read back from their PDFs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from alo183_desktop.documents.papers.task_order import (
    LogTrip,
    LogVehicle,
    TaskOrderPaper,
    VehicleLog,
    task_order_pdf,
    vehicle_log_pdf,
)
from tests.documents.printed_pages import assert_is_made_well, texts_of

LEFT: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
HEADING: Final = ("T.C.", "ANKARA VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü")
LONG: Final = "Şükriye Gülçiçek KARAİSMAİLOĞLU BÜYÜKÖZTÜRK"
ORDER: Final = TaskOrderPaper(
    heading=HEADING,
    number="2026/41",
    plate="06 ABC 123",
    make="Fiat Doblo",
    driver="Veli KAYA",
    people=", ".join((LONG,) * 6),
    place="Mamak",
    purpose="Vakanın yerinde incelenmesi",
    case_number="183-2026-77",
    out_at=LEFT,
    in_at=None,
    out_km="84.210",
    in_km="",
    cancelled_for=None,
    is_urgent=True,
    made_at=LEFT,
    made_by="Selin AKTAŞ",
    director="Hasan KÖKSAL",
)


def trip(number: int, gap: str = "") -> LogTrip:
    return LogTrip(
        f"2026/{number}",
        LEFT,
        LEFT + dt.timedelta(hours=2),
        "Veli KAYA",
        LONG,
        "Mamak",
        "Vakanın yerinde incelenmesi (183-2026-77)",
        "84.210",
        "84.260",
        "50",
        "imzasız",
        gap,
    )


def test_that_a_task_order_says_all_of_a_trip_and_leaves_room_for_what_comes_later() -> None:
    assert_is_made_well(task_order_pdf(ORDER), title="Taşıt görev emri 2026/41")
    pages = texts_of(task_order_pdf(ORDER))
    assert len(pages) == 1
    for words in (
        "TAŞIT GÖREV EMRİ",
        "No: 2026/41",
        "sonradan düzenlenmiştir",
        "06 ABC 123, Fiat Doblo",
        "183-2026-77",
        "24.11.2026 12:30",
        "84.210",
        "Hasan KÖKSAL",
        "237 sayılı",
        ".....",
    ):
        assert words in pages[0], words
    calm = texts_of(task_order_pdf(replace(ORDER, is_urgent=False, in_at=LEFT)))[0]
    assert "sonradan" not in calm
    cancelled = texts_of(task_order_pdf(replace(ORDER, cancelled_for="Göreve gidilmedi")))[0]
    assert "İPTAL EDİLMİŞTİR: Göreve gidilmedi" in cancelled
    assert "uygundur" not in cancelled
    assert task_order_pdf(ORDER) == task_order_pdf(ORDER)


def test_that_each_vehicle_begins_a_page_of_the_log_and_missing_km_are_said() -> None:
    trips = tuple(trip(number, "arada 12 km var" if number == 2 else "") for number in range(1, 40))
    log = VehicleLog(
        HEADING,
        "Kasım 2026",
        (LogVehicle("06 ABC 123", "Fiat Doblo", trips), LogVehicle("06 DEF 456", "", ())),
        LEFT,
        "Selin AKTAŞ",
    )
    pages = texts_of(vehicle_log_pdf(log))
    assert "Kasım 2026 ARAÇ SEYİR DEFTERİ" in pages[0]
    assert "Önceki dönüşe göre arada 12 km var" in pages[0]
    assert all("Dönüş km" in page for page in pages)
    assert "06 DEF 456" in pages[-1]
    assert "Bu ay görev emri yok." in pages[-1]
    assert "06 ABC 123" not in pages[-1]
    assert "Kayıtlı araç yok." in texts_of(vehicle_log_pdf(replace(log, vehicles=())))[0]
