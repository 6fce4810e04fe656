"""The log of guidance as a list."""

from __future__ import annotations

from typing import Final

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.guidance import service
from alo183_desktop.guidance.rows import GuidanceFilter, GuidanceRow
from alo183_desktop.shared.states import State

OUTCOMES: Final = {False: "yerinde bilgilendirildi", True: "183’e yönlendirildi"}


def outcome_words(row: GuidanceRow) -> str:
    """Return the outcome of a visit."""
    return OUTCOMES[row.is_sent_on]


def outcome_mark(row: GuidanceRow) -> State:
    """Return its mark; sending on violates the circular (madde 7)."""
    return State.NEAR if row.is_sent_on else State.GOOD


COLUMNS: Final = (
    Column[GuidanceRow]("Zamanı", lambda row: row.at, width_chars=15),
    Column[GuidanceRow]("Konu", lambda row: row.subject_name, width_chars=17),
    Column[GuidanceRow]("Ne soruldu?", lambda row: row.asked, width_chars=30, stretch=True),
    Column[GuidanceRow]("Ne yapıldı?", lambda row: row.done, width_chars=30, stretch=True),
    Column[GuidanceRow](
        "Sonuç",
        outcome_words,
        state=outcome_mark,
        width_chars=21,
    ),
    Column[GuidanceRow]("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=15),
)
LOG: Final = FilteredListSpec[GuidanceRow, GuidanceFilter](
    key="guidance",
    title="Rehberlik",
    name="Rehberlik kayıtları",
    trail=service.TRAIL,
    what="list",
    find=service.find_guidance,
    row_key=lambda row: row.guidance_id,
    everything=GuidanceFilter(),
    searched="Soru, yapılan, kişi",
    filters=(
        Choice("subject_id", "Müracaat konusu", "Bütün konular"),
        Choice(
            "is_sent_on",
            "Sonuç",
            "Bütün sonuçlar",
            ((False, "Yerinde bilgilendirilenler"), (True, "183’e yönlendirilenler")),
            widest="Yerinde bilgilendirilenler",
        ),
        PeriodFilter("Başvuru zamanı"),
    ),
    columns=COLUMNS,
    shown=5,  # in a narrow list the recording user is shown on the card only
    empty=(
        "Henüz rehberlik kaydı yok",
        "Müdürlüğe gelip bilgi alan her vatandaş, yukarıdaki satırla on saniyede yazılır.",
    ),
)
