"""Who wishes for a duty on a day, or for none: the list, and its dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.table.filters import Choice, Period
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec, ListPane
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import DEGREE_WORDS, WISH_WORDS
from alo183_desktop.rota.record import WISH
from alo183_desktop.rota.rows import WishFilter, WishRow
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.rota.record import WishValues
    from alo183_desktop.shared.clock import Clock

_REMOVE: Final = 1

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
            tuple((kind, upper_tr(words[:1]) + words[1:]) for kind, words in WISH_WORDS.items()),
        ),
        Period("İsteğin günü"),
    ),
    columns=(
        Column[WishRow](
            "Kişi",
            lambda row: row.person_name,
            kind=CellKind.STRONG,
            width_chars=24,
            stretch=True,
        ),
        Column[WishRow]("Gün", lambda row: row.day, width_chars=13),
        Column[WishRow]("İsteği", lambda row: WISH_WORDS[row.kind], width_chars=18),
        Column[WishRow]("Ne kadar", lambda row: DEGREE_WORDS[row.degree], width_chars=10),
        Column[WishRow]("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
    ),
    empty=(
        "Henüz istek yok",
        "Kim hangi gün nöbet istiyor ya da istemiyor, buraya yazılır; ayın önerisi gözetir.",
    ),
)


def wish_dialog(
    wish_id: int | None,
    opened: tuple[WishValues | None, int],
    people: Sequence[tuple[int, str]],
    *,
    background: Background,
    clock: Clock,
    parent: QWidget,
) -> RecordDialog[WishValues]:
    """Return the dialog of a wish; None adds one.

    Args:
        wish_id: Which one it changes.
        opened: As `RecordDialog`.
        people: Who can wish, by number, with their names.
        background: Stores.
        clock: For today; UTC.
        parent: The window that waits.
    """

    def save(work: Work, values: WishValues, version: int, base: WishValues | None) -> int:
        return service.save_wish(work, wish_id, values, version=version, base=base)

    return RecordDialog(
        WISH,
        opened,
        save=save,
        title="İstek ekle" if wish_id is None else "İsteği düzelt",
        draft=f"rota.wish.{wish_id or 'new'}",
        options={"person_id": people},
        reopen=None if wish_id is None else lambda work: service.open_wish(work, wish_id),
        changes=CHANGES,
        background=background,
        clock=clock,
        parent=parent,
    )


class WishList(ListPane[WishRow, WishFilter]):
    """Who wishes for what."""

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the list.

        Args:
            background: Reads and stores.
            actor: Who may enter, print and export.
            opener: Opens the dialog.
            clock: For today; UTC.
            parent: The page.
        """
        super().__init__(WISHES, background, clock=clock, parent=parent)
        self._opener = opener
        self._clock = clock
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
        if may(actor.role, Right.EDIT_ROTA):
            view = self.view
            view.set_empty_texts(*WISHES.empty, "İstek ekle")
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self._on_change)
            view.add_row_action("Si&l…", shortcut="Del").triggered.connect(self._on_remove)
            view.opened.connect(self._on_change)
            view.empty_action.connect(self.add_wish)

    @Slot()
    def add_wish(self) -> None:
        """Enter a wish."""
        self._opener.prepare(_people, lambda people: self._show(None, (None, 0), people))

    @Slot()
    def _on_change(self) -> None:
        row = self.current()
        if row is not None:
            number = row.wish_id
            self._opener.prepare(
                lambda work: (service.open_wish(work, number), _people(work)),
                lambda read: self._show(number, *read),
            )

    def _show(
        self,
        wish_id: int | None,
        opened: tuple[WishValues | None, int],
        people: Sequence[tuple[int, str]],
    ) -> None:
        dialog = wish_dialog(
            *(wish_id, opened, people),
            background=self.background,
            clock=self._clock,
            parent=self.window(),
        )
        dialog.saved.connect(lambda _number: tell(self, "İstek kaydedildi."))
        self._opener.show_dialog(dialog)

    @Slot()
    def _on_remove(self) -> None:
        row = self.current()
        if row is None:
            return
        answer = dialogs.ask(
            self.window(),
            title="İstek silinsin mi?",
            text=f"{row.person_name}, {format_day(row.day)}: kayıt silinir; silindiği denetim "
            "izine yazılır.",
            verbs=("Vazgeç", "İsteği sil"),
        )
        if answer == _REMOVE:
            self.background.run(
                lambda work: service.remove_wish(work, row.wish_id, version=row.version),
                parent=self,
                success=lambda _nothing: tell(self, "İstek silindi."),
                failure=self.fail,
                changes=CHANGES,
            )


def _people(work: Work) -> tuple[tuple[int, str], ...]:
    return tuple((one.person_id, one.name) for one in service.list_people(work))
