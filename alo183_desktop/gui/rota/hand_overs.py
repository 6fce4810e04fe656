"""The part "Devir": notes from one duty to the next, with open matters, and their confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import LongTextField
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.table.list_pane import ListPane, RowAct
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.overview import hand_overs as writing
from alo183_desktop.rota import hand_overs, service
from alo183_desktop.rota.lists import HAND_OVERS
from alo183_desktop.rota.rows import HandOverFilter, HandOverRow
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.overview.hand_overs import HandOverDraft

_MOST_CASES: Final = 6
_NOTE_TITLE: Final = "Nöbet devir notu"


_CONFIRM: Final = RowAct(
    words="Okundu, &onayla",
    key="F4",
    do=lambda work, row: hand_overs.confirm_hand_over(work, row.hand_over_id, version=row.version),
    message=lambda _row: "Devir notu onaylandı.",
    changes=CHANGES,
)


class HandOverList(ListPane[HandOverRow, HandOverFilter]):
    """The newest notes; Enter shows the paper, F4 confirms that it was read."""

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `ListPane`."""
        super().__init__(HAND_OVERS, background, topics=frozenset({Topic.ROTA}), **context)
        actor = context["actor"]
        self.may_edit = may(actor.role, Right.EDIT_ROTA)
        self.filters.row.addStretch(1)
        self.papers = PaperActs(background, actor=actor, parent=self)
        self.view.opened.connect(self._on_open)
        self.view.add_row_action("Kâğıdını &göster…").triggered.connect(self._on_open)
        if self.may_edit:
            self.add_act(_CONFIRM)
            self.view.set_empty_texts(*HAND_OVERS.empty, "Devir notu yaz")
            self.view.empty_action.connect(self.add)

    @override
    @Slot()
    def add(self) -> None:
        """Write the note for the nearest change of duty."""

        def show(draft: HandOverDraft) -> None:
            dialog = HandOverDialog(self.background, draft, parent=self.window())
            self.show_new(dialog, "Devir notu kaydedildi.")

        self.opener.prepare(writing.prepare, show)

    @Slot()
    def _on_open(self) -> None:
        row = self.current()
        if row is None:
            return
        name = file_name(_NOTE_TITLE, f"{row.hand_over_id}", ending=".pdf")
        self.papers.make(
            lambda work: writing.read_paper(work, row.hand_over_id),
            lambda data: self.papers.show(
                Paper.of("hand_overs", data, trail=service.TRAIL, title=_NOTE_TITLE, name=name)
            ),
        )


class HandOverDialog(FormDialog):
    """Shows what is handed over, with a field for additions.

    Attributes:
        note: What the next on duty must know besides.
    """

    def __init__(self, background: Background, draft: HandOverDraft, *, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            draft: What is filled in; it is read again when it is saved.
        """
        super().__init__(
            title="Nöbeti devret",
            explanation=f"{format_instant(draft.at)}: {draft.from_name} devreder, {draft.to_name} "
            f"devralır. Aşağıdakiler {format_instant(draft.noted_at)} itibarıyladır; kaydederken o "
            "andaki hâliyle saklanır, sonra değişmez.",
            verb="Devir notunu &kaydet",
            width=640,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"rota.hand_over.{draft.at:%Y%m%d%H%M}",
            parent=parent,
        )
        cases, checks = draft.facts["cases"], draft.facts["checks"]
        lines = [f"Sisteme girilmemiş vaka: {number_text(len(cases))}"]
        lines += [f"{number}, {officer or 'sorumlusu yok'}" for number, _s, officer, *_ in cases][
            :_MOST_CASES
        ]
        if len(cases) > _MOST_CASES:
            lines.append(f"ve {number_text(len(cases) - _MOST_CASES)} vaka daha")
        lines.append(f"Bu ay yanıtlanmayan yoklama: {number_text(len(checks))}")
        vehicles = map(writing.vehicle_words, draft.facts["vehicles"])
        lines += [f"Araç: {plate}, {driver}, km: {km}" for plate, driver, km in vehicles]
        self.form.add_row(make_label("\n".join(lines), wrap=True, parent=self.form))
        self.note = LongTextField(
            "&Eklenecek not",
            key="note",
            lines=5,
            note="Vatandaşın adı ve hastalık yazılmaz; vaka numarası yeter.",
            parent=self.form,
        )
        self.form.add_row(self.note)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        note = self.note.text()
        return lambda work: writing.write(work, note)
