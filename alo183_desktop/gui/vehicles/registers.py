"""Acts on vehicles, their unavailable times, and their drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.table.list_pane import RecordActs
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.vehicles import service

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.table.list_pane import Options
    from alo183_desktop.vehicles.rows import (
        DriverRow,
    )


CHANGES: Final = frozenset({Topic.VEHICLES})


VEHICLE_ACTS: Final = RecordActs(
    changes=CHANGES,
    access=service.VEHICLES,
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
    access=service.STATES,
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
    access=service.DRIVERS,
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
