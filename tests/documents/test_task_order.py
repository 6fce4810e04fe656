"""The task order and the vehicle log, read back from their PDFs."""

import datetime as dt
from dataclasses import replace
from typing import Final

from alo183_desktop.vehicles.papers import LogRow, VehicleLog, task_order_pdf, vehicle_log_pdf
from alo183_desktop.vehicles.rows import TaskOrderRow, VehicleRow
from tests.documents.printed_pages import assert_is_made_well, texts_of

LEFT: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
HEADING: Final = ("T.C.", "ANKARA VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü")
LONG: Final = "Şükriye Gülçiçek KARAİSMAİLOĞLU BÜYÜKÖZTÜRK"
ORDER: Final = TaskOrderRow(
    order_id=1,
    year=2026,
    number=41,
    vehicle_id=1,
    plate="06 ABC 123",
    driver_id=1,
    driver_name="Veli KAYA",
    people=", ".join((LONG,) * 6),
    place="Mamak",
    purpose="Vakanın yerinde incelenmesi",
    case_number="183-2026-77",
    out_at=LEFT,
    in_at=None,
    out_km=84_210,
    in_km=None,
    is_urgent=True,
    signed_on=None,
    made_at=LEFT,
    made_by="Selin AKTAŞ",
    version=1,
)
VEHICLE: Final = VehicleRow(
    vehicle_id=1,
    plate="06 ABC 123",
    make="Fiat Doblo",
    seats=5,
    has_child_seat=False,
    starts_on=LEFT.date(),
    ends_on=None,
    inspected_until=None,
    insured_until=None,
    serviced_until=None,
    version=1,
)


def order_pdf(order: TaskOrderRow) -> bytes:
    return task_order_pdf(order, heading=HEADING, make="Fiat Doblo", director="Hasan KÖKSAL")


def log_pdf(*logs: VehicleLog) -> bytes:
    return vehicle_log_pdf(
        logs, heading=HEADING, month="2026-11", printed_at=LEFT, printed_by="Selin AKTAŞ"
    )


def trip(number: int, gap: int | None) -> LogRow:
    back = LEFT + dt.timedelta(hours=2)
    return LogRow(replace(ORDER, number=number, people=LONG, in_at=back, in_km=84_260), gap)


def test_that_a_task_order_says_all_of_a_trip_and_leaves_room_for_what_comes_later() -> None:
    assert_is_made_well(order_pdf(ORDER), title="Taşıt görev emri 2026/41")
    pages = texts_of(order_pdf(ORDER))
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
    calm = texts_of(order_pdf(replace(ORDER, is_urgent=False, in_at=LEFT)))[0]
    assert "sonradan" not in calm
    off = replace(ORDER, is_cancelled=True, cancel_reason="Göreve gidilmedi")
    cancelled = texts_of(order_pdf(off))[0]
    assert "İPTAL EDİLMİŞTİR: Göreve gidilmedi" in cancelled
    assert "uygundur" not in cancelled
    assert order_pdf(ORDER) == order_pdf(ORDER)


def test_that_each_vehicle_begins_a_page_of_the_log_and_missing_km_are_said() -> None:
    trips = [trip(number, 12 if number == 2 else None) for number in range(1, 40)]
    other = replace(VEHICLE, plate="06 DEF 456", make="")
    pages = texts_of(log_pdf(VehicleLog(VEHICLE, trips), VehicleLog(other, ())))
    assert "KASIM 2026 ARAÇ SEYİR DEFTERİ" in pages[0]
    assert "Önceki dönüşe göre arada 12 km var" in pages[0]
    assert all("Dönüş km" in page for page in pages)
    assert "06 DEF 456" in pages[-1]
    assert "Bu ay görev emri yok." in pages[-1]
    assert "06 ABC 123" not in pages[-1]
    assert "Kayıtlı araç yok." in texts_of(log_pdf())[0]
