"""The lists of vehicles, of when they are unavailable, of drivers and of task orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.shared.values import fields_of
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.kinds import Due
from alo183_desktop.vehicles.rows import (
    DriverFilter,
    DriverRow,
    StateFilter,
    TaskOrderFilter,
    TaskOrderRow,
    VehicleFilter,
    VehicleRow,
    VehicleStateRow,
)
from alo183_desktop.vehicles.rules import (
    against_driver,
    due_dates,
    due_of,
    gap_words,
    number_words,
)

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.shared.clock import Clock


def _vehicle_columns(clock: Clock) -> tuple[Column[VehicleRow], ...]:
    def state_words(row: VehicleRow) -> str:
        if not row.is_used(local_day(clock())):
            return "kullanılmıyor"
        if row.state is None:
            return "burada"
        until = (
            "" if row.state_until is None else f", {format_instant(row.state_until)} anına kadar"
        )
        return f"{row.state.words}{until}"

    def state(row: VehicleRow) -> State:
        if not row.is_used(local_day(clock())):
            return State.NONE
        return State.GOOD if row.state is None else State.NEAR

    def due_words(row: VehicleRow) -> str:
        return ", ".join(one.words() for one in due_dates(row, local_day(clock())))

    def due_state(row: VehicleRow) -> State | None:
        due = due_of(row, local_day(clock()))
        if due is None:
            return None
        return State.LATE if due is Due.OVER else State.NEAR

    return (
        Column("Plaka", lambda row: row.plate, kind=CellKind.STRONG, width_chars=13),
        Column("Marka ve modeli", lambda row: row.make, width_chars=20, stretch=True),
        Column("Şimdi", state_words, state=state, width_chars=24),
        Column("Yaklaşan günler", due_words, state=due_state, width_chars=30, stretch=True),
        Column("Koltuk", lambda row: row.seats, align_right=True, width_chars=7),
        Column("Çocuk koltuğu", lambda row: "var" if row.has_child_seat else "", width_chars=13),
        Column("Muayene", lambda row: row.inspected_until, width_chars=11),
        Column("Sigorta", lambda row: row.insured_until, width_chars=11),
        Column("Bakım", lambda row: row.serviced_until, width_chars=11),
        Column("Ayrıldığı gün", lambda row: row.ends_on, width_chars=12),
    )


def _vehicle_as_json(row: VehicleRow, today: dt.date) -> dict[str, Any]:
    due = due_dates(row, today)
    return {
        **fields_of(row, "vehicle_id", "plate", "make", "seats", "has_child_seat"),
        **fields_of(row, "state", "state_until"),
        "due": [fields_of(one, "what", "day", "days_left") for one in due],
    }


def vehicles_spec(clock: Clock) -> FilteredListSpec[VehicleRow, VehicleFilter]:
    """Return the list of vehicles, whose due days depend on a clock, UTC."""
    return FilteredListSpec[VehicleRow, VehicleFilter](
        key="vehicles",
        title="Araçlar",
        trail=service.TRAIL,
        what="vehicles",
        find=service.list_vehicles,
        row_key=lambda row: row.vehicle_id,
        everything=VehicleFilter(),
        searched="Plaka, marka",
        filters=(
            Choice(
                "is_current",
                "Kullanım",
                "Bütün araçlar",
                ((True, "Kullanılanlar"), (False, "Ayrılanlar")),
            ),
            Choice(
                "due",
                "Muayene, sigorta, bakım",
                "Bütün günler",
                tuple((one, upper_first(one.words)) for one in Due),
            ),
        ),
        columns=_vehicle_columns(clock),
        as_json=lambda row: _vehicle_as_json(row, local_day(clock())),
        shown=6,  # exact days are in files, what is due soon in the list
        empty=(
            "Henüz araç kaydı yok",
            (
                "Alo 183 için kullanılan araçlar buraya yazılır; nöbetlere ve görev emirlerine "
                "buradan seçilir."
            ),
        ),
    )


STATES: Final = FilteredListSpec[VehicleStateRow, StateFilter](
    key="vehicle-states",
    title="Araç durumları",
    trail=service.TRAIL,
    what="vehicle_states",
    find=service.list_states,
    row_key=lambda row: row.state_id,
    everything=StateFilter(),
    searched="Plaka",
    filters=(PeriodFilter("Zamanı"),),
    columns=(
        Column("Araç", lambda row: row.plate, kind=CellKind.STRONG, width_chars=14, stretch=True),
        Column("Durumu", lambda row: row.kind.words, width_chars=16),
        Column("Başlangıcı", lambda row: row.starts_at, width_chars=16),
        Column("Bitişi", lambda row: row.ends_at or "ne zaman döneceği bilinmiyor", width_chars=28),
    ),
    empty=(
        "Araçların hepsi burada",
        (
            "Servise giden, arızalanan ya da başka göreve verilen araç buraya yazılır; o "
            "saatlerdeki nöbetleri çizelgede işaretlenir."
        ),
    ),
)


def drivers_spec(clock: Clock) -> FilteredListSpec[DriverRow, DriverFilter]:
    """Return the list of drivers, whose permission on a day depends on a clock, UTC."""

    def against(row: DriverRow) -> str:
        today = local_day(clock())
        if row.ends_on is not None and row.ends_on <= today:
            return "bıraktı"
        return ", ".join(against_driver(row, today, today)) or "araç kullanabilir"

    def mark(row: DriverRow) -> State | None:
        today = local_day(clock())
        if row.ends_on is not None and row.ends_on <= today:
            return None
        return State.LATE if any(against_driver(row, today, today)) else State.GOOD

    return FilteredListSpec[DriverRow, DriverFilter](
        key="drivers",
        title="Sürücüler",
        trail=service.TRAIL,
        what="drivers",
        find=service.list_drivers,
        row_key=lambda row: row.driver_id,
        everything=DriverFilter(),
        as_json=lambda row: {
            **fields_of(row, "driver_id", "name", "licence_class", "licence_until"),
            "against": list(against_driver(row, local_day(clock()), local_day(clock()))),
        },
        searched="Ad",
        filters=(
            Choice(
                "is_current",
                "Sürücülük",
                "Bütün sürücüler",
                ((True, "Araç kullananlar"), (False, "Bırakanlar")),
            ),
        ),
        columns=(
            Column(
                "Adı soyadı",
                lambda row: row.name,
                kind=CellKind.STRONG,
                width_chars=24,
                stretch=True,
            ),
            Column("Bugün", against, state=mark, width_chars=34, stretch=True),
            Column("Ehliyeti", lambda row: row.licence_class.value, width_chars=8),
            Column("Son günü", lambda row: row.licence_until, width_chars=11),
            Column("Onay günü", lambda row: row.approved_on, width_chars=11),
            Column("Rızası", lambda row: "var" if row.has_consent else "yok", width_chars=8),
        ),
        empty=(
            "Henüz sürücü kaydı yok",
            (
                "Ehliyeti, görevlendirme onayı ve rızası olan herkes buraya yazılır. Kayıt varken "
                "çizelge, belgesi olmayanı şoför nöbetine bırakmaz."
            ),
        ),
    )


def _signed_words(row: TaskOrderRow) -> str:
    if row.is_cancelled:
        return "iptal edildi"
    return "imzalandı" if row.signed_on is not None else "imzasız"


def _signed_state(row: TaskOrderRow) -> State:
    if row.is_cancelled:
        return State.NONE
    return State.NEAR if row.signed_on is None else State.GOOD


ORDERS: Final = FilteredListSpec[TaskOrderRow, TaskOrderFilter](
    key="task-orders",
    title="Taşıt görev emirleri",
    trail=service.TRAIL,
    what="task_orders",
    find=service.list_orders,
    row_key=lambda row: row.order_id,
    everything=TaskOrderFilter(),
    searched="No, yer, konu, vaka",
    filters=(
        Choice("vehicle_id", "Araç", "Bütün araçlar"),
        Choice(
            "is_signed",
            "İmza",
            "Bütün emirler",
            ((False, "İmzasızlar"), (True, "İmzalılar")),
        ),
        Choice(
            "is_cancelled",
            "Geçerlilik",
            "Bütün durumlar",
            ((False, "Geçerliler"), (True, "İptaller")),
        ),
        PeriodFilter("Çıkış zamanı"),
    ),
    columns=(
        Column(
            "No",
            lambda row: number_words(row.year, row.number),
            sort_key=lambda row: (row.year, row.number),
            kind=CellKind.STRONG,
            struck=lambda row: row.is_cancelled,
            width_chars=9,
        ),
        Column("Çıkış", lambda row: row.out_at, width_chars=15),
        Column("Araç", lambda row: row.plate, width_chars=12),
        Column("Sürücü", lambda row: row.driver_name, width_chars=18, stretch=True),
        Column("Gidilen yer", lambda row: row.place, width_chars=18, stretch=True),
        Column("İmza", _signed_words, state=_signed_state, width_chars=12),
        Column(
            "Km",
            lambda row: "" if row.gap_km is None else gap_words(row.gap_km),
            sort_key=lambda row: (row.gap_km is not None, row.gap_km or 0),
            state=lambda row: None if row.gap_km is None else State.NEAR,
            width_chars=18,
        ),
        Column("Vaka", lambda row: row.case_number, width_chars=14),
        Column("Konu", lambda row: row.purpose, width_chars=24),
        Column("Görevliler", lambda row: row.people, width_chars=24),
        Column("Dönüş", lambda row: row.in_at, width_chars=15),
        Column("Çıkış km", lambda row: row.out_km, align_right=True),
        Column("Dönüş km", lambda row: row.in_km, align_right=True),
        Column(
            "Acil",
            lambda row: "sonradan düzenlendi" if row.is_urgent else "",
            width_chars=16,
        ),
        Column("İptal gerekçesi", lambda row: row.cancel_reason, width_chars=24),
        Column("Düzenleyen", lambda row: row.made_by, kind=CellKind.MUTED, width_chars=16),
    ),
    shown=7,  # fields written by hand on the paper are in files only
    empty=(
        "Henüz görev emri yok",
        (
            "Her yolculuk için bir görev emri düzenlenir; acil çıkışta dönünce yazılır. "
            "Vakalar sayfasında F8 seçili vaka için düzenler."
        ),
    ),
)
