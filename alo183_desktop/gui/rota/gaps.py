"""What the coming days lack, as a list: duties that nobody holds, and what cases need besides.

Bugün counts its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec, ListPane
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.rota import service
from alo183_desktop.rota.coverage import leg_words
from alo183_desktop.rota.kinds import DUTY_WORDS
from alo183_desktop.rota.rows import GapFilter, GapRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


def _state_words(row: GapRow) -> str:
    if row.missing:
        of = f": {', '.join(row.subjects)}" if row.subjects else ""
        return f"{leg_words(row.missing)}{of}"
    if row.away:
        return f"{row.away} o gün yok"
    return "planlanmamış" if row.duty_id is None else "kimse yazılmamış"


GAPS: Final = FilteredListSpec[GapRow, GapFilter](
    key="rota-gaps",
    title="Boş nöbetler ve eksikler",
    trail=service,
    what="gaps",
    topics=frozenset({Topic.ROTA, Topic.VEHICLES, Topic.PHONES, Topic.ASSIGNMENT, Topic.CHECKS}),
    find=service.find_gaps,
    is_paged=False,
    row_key=lambda row: (row.duty_id, row.kind, row.starts_at, row.missing, row.subjects),
    everything=GapFilter(),
    columns=(
        Column("Nöbet", lambda row: DUTY_WORDS[row.kind], kind=CellKind.STRONG, width_chars=16),
        Column("Başlangıcı", lambda row: row.starts_at, width_chars=16),
        Column("Bitişi", lambda row: row.ends_at, width_chars=16),
        Column(
            "Durumu",
            _state_words,
            state=lambda row: State.NEAR if row.missing else State.LATE,
            width_chars=40,
            stretch=True,
        ),
    ),
    empty=(
        "Eksik yok",
        "Önümüzdeki yedi günde boş nöbet, nöbetçisiz konu, araçsız ya da şoförsüz saat yok.",
    ),
)


class GapList(ListPane[GapRow, GapFilter]):
    """What is missing within seven days; opening a row leads to its place in the sheet."""

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(GAPS, background, clock=clock, parent=parent)
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
