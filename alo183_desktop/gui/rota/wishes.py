"""Who wishes for a duty on a day, or for none: what the list shows, and what is done in it."""

from __future__ import annotations

from typing import Final

from alo183_desktop.access.rules import Right
from alo183_desktop.gui.kit.table.filters import Choice, Period
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.table.record_pane import RecordActs
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import DEGREE_WORDS, WISH_WORDS
from alo183_desktop.rota.record import WISH
from alo183_desktop.rota.rows import WishFilter, WishRow
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.turkish import upper_first

WISHES: Final = FilteredListSpec[WishRow, WishFilter](
    key="rota-wishes",
    title="Nöbet istekleri",
    trail=service,
    what="wishes",
    topics=frozenset({Topic.ROTA}),
    find=service.list_wishes,
    is_paged=False,
    row_key=lambda row: row.wish_id,
    everything=WishFilter(),
    searched="Kişi",
    filters=(
        Choice(
            "kind",
            "İsteği",
            "Bütün istekler",
            tuple((kind, upper_first(words)) for kind, words in WISH_WORDS.items()),
        ),
        Period("İsteğin günü"),
    ),
    columns=(
        Column(
            "Kişi", lambda row: row.person_name, kind=CellKind.STRONG, width_chars=24, stretch=True
        ),
        Column("Gün", lambda row: row.day, width_chars=13),
        Column("İsteği", lambda row: WISH_WORDS[row.kind], width_chars=18),
        Column("Ne kadar", lambda row: DEGREE_WORDS[row.degree], width_chars=10),
        Column("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
    ),
    empty=(
        "Henüz istek yok",
        "Kim hangi gün nöbet istiyor ya da istemiyor, buraya yazılır; ayın önerisi gözetir.",
    ),
)


WISH_ACTS: Final = RecordActs(
    record=WISH,
    rights=(Right.EDIT_ROTA,),
    changes=CHANGES,
    number=lambda row: row.wish_id,
    called=lambda row: f"{row.person_name}, {format_day(row.day)}",
    titles=("İstek ekle", "İsteği düzelt"),
    said=("İstek kaydedildi.", "İstek silindi."),
    removing=(
        "İstek silinsin mi?",
        "kayıt silinir; silindiği denetim izine yazılır.",
        "İsteği sil",
    ),
    save=service.save_wish,
    open=service.open_wish,
    remove=service.remove_wish,
    options=lambda work, _row: {
        "person_id": [(one.person_id, one.name) for one in service.list_people(work)]
    },
)
