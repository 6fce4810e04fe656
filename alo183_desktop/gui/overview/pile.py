"""The pile: papers to be printed or signed are ticked, and printed together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.containers import group
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.choices import CheckList
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.overview.parting import PartingDialog, read_scan
from alo183_desktop.overview import pile
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.overview.parting import ReadScan
    from alo183_desktop.overview.pile import PilePaper
    from alo183_desktop.shared.clock import Clock

TITLE: Final = "Yazdırılacaklar"
_ON_SHEETS: Final = "pile/on-sheets"
_YES: Final = "on"
_SHOWN: Final = frozenset({Topic.DISPATCH, Topic.LETTER, Topic.PHONES, Topic.ROTA, Topic.VEHICLES})


class PileDialog(TaskDialog):
    """All waiting papers, each with a tick; the ticked ones are shown or printed as one.

    Attributes:
        papers: The ticks.
        sheets: Whether both sides of a sheet are printed.
    """

    chapter = "Yazdırılacaklar"

    def __init__(
        self,
        found: Sequence[PilePaper],
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog; papers not yet printed are ticked.

        Args:
            found: As `overview.pile.list_papers` returned it.
            background: Makes the pages.
            actor: Determines whether files can be exported.
            clock: Gives the date in file names; UTC.
        """
        super().__init__(
            title=TITLE,
            explanation="Basılmayı ya da imzayı bekleyen bütün belgeler. İşaretlenenler bu sırayla "
            "tek seferde basılır; yazının ardından paraflı nüshası gelir.",
            width=680,
            parent=parent,
        )
        self._background = background
        self._clock = clock
        self._actor = actor
        self._found: dict[str, PilePaper] = {}
        self._acts = PaperActs(background, actor=actor, parent=self)
        self.papers = CheckList("Belge&ler", key="papers", columns=1, parent=self)
        self.sheets = CheckList(
            "",
            ((_YES, "&Arkalı önlü basılacak: her belge yeni yaprakta başlasın"),),
            key="sheets",
            columns=1,
            parent=self,
        )
        self.sheets.set_value((_YES,) if Remembered.value(_ON_SHEETS) != "0" else ())
        self._count = muted_label("", parent=self)
        self._all = SecondaryButton("&Hepsi", parent=self)
        self._none = SecondaryButton("Hiç&biri", parent=self)
        marks = group((self._count, self._all, self._none), shares=(1, 0, 0), parent=self)
        # Above the list, which may be long.
        self.content.addWidget(self.sheets)
        self.content.addWidget(marks)
        self.content.addWidget(self.papers)
        self.content.addStretch(1)
        self.add_button("&Kapat").clicked.connect(self.reject)
        self._scan = self.add_button("&Taramayı dağıt…")
        self._scan.setVisible(may(actor.role, Right.EDIT_PHONES))
        self._show = self.add_button("&Göster…")
        self._print = self.add_button("&Yazdır…", icon="print", primary=True)
        self._connect()
        self._take(found)
        self.papers.take_focus()

    def chosen(self) -> tuple[PilePaper, ...]:
        """Return the ticked papers, in order."""
        return tuple(self._found[key] for key in self.papers.value())

    def part_scan(self, path: Path) -> None:
        """Read a scan of signed papers, and ask which paper each sheet belongs to."""
        self._scan.setEnabled(False)
        self._count.setText("Tarama okunuyor…")
        self._background.run_pure(
            partial(read_scan, path),
            parent=self,
            success=self._on_read,
            failure=self._on_not_read,
        )

    def _take(self, found: Sequence[PilePaper]) -> None:
        """Show the waiting papers; ticks stay, and new papers not yet printed are ticked."""
        before, ticked = self._found, self.papers.value()
        self._found = {one.key: one for one in found}
        if list(found) != list(before.values()):  # else keyboard focus would be lost while ticking
            self.papers.set_options([(one.key, one.words.replace("&", "&&")) for one in found])
        self.papers.set_value(
            one.key
            for one in found
            if (one.key in ticked if before.get(one.key) == one else one.printed_on is None)
        )
        for widget in (self.papers, self.sheets, self._all, self._none):
            widget.setVisible(bool(found))
        self._on_ticked()

    def _connect(self) -> None:
        self._scan.clicked.connect(self._on_scan)
        self.papers.changed.connect(self._on_ticked)
        self.sheets.changed.connect(self._on_sheets)
        self._all.clicked.connect(self._on_all)
        self._none.clicked.connect(self._on_none)
        self._show.clicked.connect(lambda: self._make(self._acts.show))
        self._print.clicked.connect(lambda: self._make(self._acts.print_paper))
        self._background.changed.connect(self._on_changed)

    def _make(self, use: Callable[[Paper], object]) -> None:
        """Make one paper of the ticked ones, and pass it to `use`."""
        papers, on_sheets = self.chosen(), bool(self.sheets.value())
        name = file_name(TITLE, local_day(self._clock()), ending=".pdf")

        def go_on(data: bytes) -> None:
            use(
                Paper(
                    TITLE,
                    name,
                    data,
                    TITLE,
                    printing=partial(pile.record_print, papers=papers),
                    saving=partial(pile.record_export, papers=papers),
                    changes=frozenset({Topic.PHONES}),
                )
            )

        self._acts.make(partial(pile.read_papers, papers=papers, on_sheets=on_sheets), go_on)

    @Slot()
    def _on_scan(self) -> None:
        path = ask_source(self, "İmzalı taramayı seç", SCANS)
        if path is not None:
            self.part_scan(path)

    def _on_read(self, scan: ReadScan) -> None:
        self._background.run(
            pile.list_papers,
            parent=self,
            success=partial(self._part, scan),
            failure=self._on_not_read,
        )

    def _part(self, scan: ReadScan, found: Sequence[PilePaper]) -> None:
        self._scan.setEnabled(True)
        self._take(found)
        dialog = PartingDialog(scan, found, self._background, actor=self._actor, parent=self)
        dialog.attached.connect(self._on_attached)
        dialog.open()

    def _on_not_read(self, error: Exception) -> None:
        self._scan.setEnabled(True)
        self._on_ticked()
        show_failure(self, error)

    @Slot(int)
    def _on_attached(self, count: int) -> None:
        show_message(self, f"{number_text(count)} belgenin imzalı taraması eklendi.")

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[object]) -> None:
        if topics & _SHOWN:
            self._background.run(pile.list_papers, parent=self, success=self._take)

    @Slot()
    def _on_ticked(self) -> None:
        count = len(self.papers.value())
        every = number_text(len(self._found))
        words = f"{every} belgeden {number_text(count)} işaretli"
        self._count.setText(words if self._found else "Basılmayı ya da imzayı bekleyen belge yok.")
        for button in (self._show, self._print):
            button.setEnabled(bool(count))

    @Slot()
    def _on_sheets(self) -> None:
        Remembered.keep(_ON_SHEETS, "1" if self.sheets.value() else "0")

    @Slot()
    def _on_all(self) -> None:
        self.papers.set_value(self._found)
        self._on_ticked()

    @Slot()
    def _on_none(self) -> None:
        self.papers.set_value(())
        self._on_ticked()
