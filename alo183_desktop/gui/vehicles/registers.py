"""Vehicles, their unavailable times, and their drivers: three lists and their dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit.table.list_pane import RecordActs
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.kinds import Due
from alo183_desktop.vehicles.rows import (
    DriverFilter,
    DriverRow,
    StateFilter,
    VehicleFilter,
    VehicleRow,
    VehicleStateRow,
)
from alo183_desktop.vehicles.rules import against_driver, due_dates, due_of

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.table.list_pane import Options
    from alo183_desktop.shared.clock import Clock


CHANGES: Final = frozenset({Topic.VEHICLES})


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


_SHOWN: Final = 6
"""Of the columns of vehicles: exact days are in files, what is due soon in the list."""


def vehicles_spec(clock: Clock) -> FilteredListSpec[VehicleRow, VehicleFilter]:
    """Return the list of vehicles, whose due days depend on a clock, UTC."""
    return FilteredListSpec[VehicleRow, VehicleFilter](
        key="vehicles",
        title="Araçlar",
        trail=service.TRAIL,
        what="vehicles",
        find=service.list_vehicles,
        is_paged=False,
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
        shown=_SHOWN,
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
    is_paged=False,
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
        is_paged=False,
        row_key=lambda row: row.driver_id,
        everything=DriverFilter(),
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


VEHICLE_ACTS: Final = RecordActs(
    changes=CHANGES,
    register=service.VEHICLES,
    row_id=lambda row: row.vehicle_id,
    called=lambda row: row.plate,
    titles=("Araç ekle", "Aracı düzelt"),
    messages=("Araç kaydedildi.", "Araç silindi."),
    removing=(
        "Araç silinsin mi?",
        (
            "yanlışlıkla eklenen araç silinir. Artık kullanılmayanın kaydı silinmez, ayrıldığı gün "
            "yazılır."
        ),
        "Aracı sil",
    ),
    refused={"vehicles.plate_taken": "plate"},
    columns=6,
)
STATE_ACTS: Final = RecordActs(
    changes=CHANGES,
    register=service.STATES,
    row_id=lambda row: row.state_id,
    called=lambda row: f"{row.plate}, {format_day(local_day(row.starts_at))}",
    titles=("Durum yaz", "Durumu düzelt"),
    messages=("Aracın durumu kaydedildi.", "Aracın durumu silindi."),
    removing=(
        "Durum silinsin mi?",
        "yanlışlıkla yazılan durum silinir; silindiği denetim izine yazılır.",
        "Durumu sil",
    ),
    options=lambda work, _row: {
        "vehicle_id": [(one.vehicle_id, one.plate) for one in service.list_vehicles(work)]
    },
    refused={"vehicles.states_overlap": "starts_at"},
)


def _officers(work: Work, row: DriverRow | None) -> Options:
    own = [(row.officer_id, row.name)] if row is not None and row.officer_id is not None else []
    return {"officer_id": [*own, *service.officers_to_add(work)]}


DRIVER_ACTS: Final = RecordActs(
    changes=CHANGES,
    register=service.DRIVERS,
    row_id=lambda row: row.driver_id,
    called=lambda row: row.name,
    titles=("Sürücü ekle", "Sürücüyü düzelt"),
    messages=("Sürücü kaydedildi.", "Sürücü silindi."),
    removing=(
        "Sürücü silinsin mi?",
        (
            "yanlışlıkla eklenen sürücü silinir. Artık araç kullanmayanın kaydı silinmez, "
            "bıraktığı gün yazılır."
        ),
        "Sürücüyü sil",
    ),
    options=_officers,
    refused={
        "vehicles.officer_drives": "officer_id",
        "vehicles.other_officer": "officer_id",
    },
)
