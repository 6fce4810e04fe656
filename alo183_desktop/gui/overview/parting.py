"""A scan of many signed papers: which sheet belongs to which paper, asked where uncertain."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access import drafts
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.overview import pile
from alo183_desktop.overview.parting import LEFT_OUT, ScannedSheet, lacking, part, positions_of
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.fax.scans import ReadSheet
    from alo183_desktop.documents.foreign_pages import ForeignPages
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.overview.pile import PilePaper

_CHANGES: Final = frozenset({Topic.LETTER, Topic.PHONES, Topic.ROTA, Topic.TYPING})
_TYPING: Final = frozenset({Topic.TYPING})
_NONE: Final = "Hiçbiri, eklenmeyecek"
_ASKED: Final = "belgesini seçiniz"


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A scan after reading."""

    pages: ForeignPages
    """Its pages, turned upright where a page's code shows its orientation."""
    sheets: tuple[ReadSheet, ...]
    sha256: str
    """Of the file: choices for its sheets are found by it again."""


def read_scan(path: Path) -> ReadScan:
    """Read a scan and the codes of its sheets; slow.

    Raises:
        KnownError: As `documents.checked_files.read_checked`.
    """
    from alo183_desktop.documents.checked_files import read_checked  # slow to load
    from alo183_desktop.documents.fax.scans import read_sheets  # as above
    from alo183_desktop.documents.foreign_pages import ForeignPages  # as above

    data = read_checked(path).data
    sheets = tuple(read_sheets(data))
    return ReadScan(
        ForeignPages(data).upright([one.lies if one.codes else None for one in sheets]),
        sheets,
        hashlib.sha256(data).hexdigest(),
    )


class PartingDialog(TaskDialog):
    """The sheets with their papers, and the current sheet beside them.

    Attributes:
        sheets: The paper of each sheet.
        paper: The paper of the current sheet.

    Signals:
        attached: How many scans were stored.
    """

    chapter = "Yazdırılacaklar"
    attached = Signal(int)

    def __init__(
        self,
        scan: ReadScan,
        papers: Sequence[PilePaper],
        background: Background,
        *,
        actor: Actor,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            scan: As it was read.
            papers: The papers that wait.
            background: Draws and stores the sheets.
            actor: The user who stores them.
        """
        super().__init__(
            title="Taramayı belgelere dağıt",
            explanation="Her sayfa, üst kenarındaki çizgili numaradan hangi belgenin olduğuyla "
            "gösterilir. Numarası okunmayan sayfa sorulur; resmî yazılar numara taşımaz.",
            width=960,
            parent=parent,
        )
        self._background = background
        self._waiting = parent
        self._scan = scan
        self._papers = {one.key: one for one in papers if pile.may_attach(one, actor)}
        found = part(scan.sheets, papers, may_attach=lambda one: one.key in self._papers)
        self._read = found
        self.model = RowsModel[ScannedSheet](self._columns(), parent=self)
        self.sheets = TableView("parting", name="Taranan sayfalar", parent=self)
        self.sheets.setModel(self.model)
        self.sheets.set_row_key(lambda row: row.position)
        self.paper = ChoiceField(
            "Seçili sayfanın &belgesi",
            [
                *((key, one.named) for key, one in self._papers.items()),
                (LEFT_OUT, _NONE),
            ],
            key="paper",
            placeholder="Belgesini seçiniz",
            parent=self,
        )
        self._state = StateText(State.NEAR, parent=self)
        self._preview = PdfPreview(background, title="Seçili sayfa", parent=self)
        self._keep = self._lay_out()
        room = parent.window().size()
        self.resize(max(room.width(), theme.px(960)), max(room.height(), theme.px(600)))
        self._connect()
        self.model.set_rows(found)
        self.sheets.select_first()
        self._draft = f"today.parting.{scan.sha256[:32]}"
        background.run(
            lambda work: drafts.list_drafts(work, self._draft), parent=self, success=self._take_back
        )
        first = next((one for one in found if not one.key), None)
        if first is not None:
            self.sheets.select_row(first.position)
        self._show_state()
        self.sheets.setFocus()

    def _columns(self) -> tuple[Column[ScannedSheet], ...]:
        return (
            Column[ScannedSheet](
                "Sayfa", lambda row: row.position + 1, align_right=True, width_chars=6
            ),
            Column[ScannedSheet](
                "Belge", self._words, state=_state, width_chars=36, stretch=True, sortable=False
            ),
        )

    def _words(self, row: ScannedSheet) -> str:
        if not row.key:
            return f"{row.words}: {_ASKED}"
        if row.key == LEFT_OUT:
            return row.words or "eklenmeyecek"
        named = self._papers[row.key].named
        return f"{named} ({row.page}/{row.pages})" if row.page else named

    def _lay_out(self) -> QWidget:
        left = QWidget(self)
        make_column(left, (self.sheets, 1), self.paper, self._state, gap=12)
        self.content.addWidget(
            Splitter("parting", left, self._preview, sizes=(480, 400), parent=self), 1
        )
        self.add_button("&Vazgeç").clicked.connect(self.reject)
        keep = self.add_button("&Ekle", primary=True)
        keep.setDefault(False)  # Enter, which chooses a paper, must not store them all
        keep.clicked.connect(self._on_keep)
        return keep

    def _connect(self) -> None:
        self.sheets.row_changed.connect(self._on_row)
        self.sheets.opened.connect(self.paper.take_focus)
        self.paper.changed.connect(self._on_paper)

    def _show_state(self) -> None:
        """Show the open questions, and what is missing; only certain sheets can be stored."""
        rows = self.model.rows()
        asked = sum(not one.key for one in rows)
        kept = positions_of(rows)
        missing = lacking(rows, read=self._read)
        if asked:
            words = f"{number_text(asked)} sayfanın belgesi seçilmedi."
            self._state.set_text(State.NEAR, words)
        elif missing:
            self._state.set_text(State.NEAR, self._missing_words(missing))
        else:
            words = f"{number_text(len(kept))} belgenin imzalı taraması eklenecek."
            self._state.set_text(State.GOOD if kept else State.NONE, words)
        self._keep.setEnabled(not asked and bool(kept))

    def _missing_words(self, missing: dict[str, int]) -> str:
        text = ", ".join(
            f"{self._papers[key].named}: {number_text(count)} sayfası eksik"
            for key, count in missing.items()
        )
        return f"{text}."

    @Slot()
    def _on_row(self) -> None:
        row: ScannedSheet | None = self.sheets.current_row()
        self.paper.setEnabled(row is not None)
        if row is None:
            return
        self.paper.blockSignals(True)
        self.paper.set_value(row.key or None)
        self.paper.blockSignals(False)
        from alo183_desktop.documents.foreign_pages import OnePage  # not before one is shown

        self._preview.set_pdf(OnePage(self._scan.pages, row.position))

    @Slot()
    def _on_paper(self) -> None:
        row: ScannedSheet | None = self.sheets.current_row()
        chosen = self.paper.value()
        if row is None or (chosen != LEFT_OUT and chosen not in self._papers):
            return
        if chosen == row.key:
            return
        self._choose({row.position: str(chosen)})
        self.sheets.select_row(row.position)
        choices = {str(one.position): one.key for one in self._chosen()}
        # At once: after a lock the choices for this scan are found again.
        self._background.run(
            lambda work: drafts.keep_draft(
                work,
                drafts.key_of_file(work, self._draft),
                self._draft,
                self.windowTitle(),
                choices,
            ),
            parent=self,
        )

    def _drop_choices(self, work: Work) -> None:
        drafts.drop_drafts(work, [drafts.key_of_file(work, self._draft)])

    def _chosen(self) -> list[ScannedSheet]:
        """Return the sheets whose paper the user chose."""
        return [one for one in self.model.rows() if one != self._read[one.position]]

    def _choose(self, chosen: Mapping[int, str]) -> None:
        """Assign sheets to papers, or leave them out."""

        def other(row: ScannedSheet) -> ScannedSheet:
            # For a paper other than its code's, its page number is unknown.
            own, key = self._read[row.position], chosen.get(row.position, row.key)
            if key == row.key:
                return row
            return own if own.key == key else ScannedSheet(row.position, key, "")

        self.model.set_rows([other(one) for one in self.model.rows()])
        self._show_state()

    def _take_back(self, kept: Sequence[Draft]) -> None:
        """Restore the choices for this scan made before a lock."""
        known = {*self._papers, LEFT_OUT}
        found = {
            int(position): key
            for one in kept[:1]
            for position, key in one.texts.items()
            if key in known
        }
        if found:
            current = self.sheets.current_row()
            self._choose(found)
            if current is not None:
                self.sheets.select_row(current.position)
            show_message(self, "Bu tarama için önceki seçimleriniz geri geldi.")

    @Slot()
    def _on_keep(self) -> None:
        rows = self.model.rows()
        missing = lacking(rows, read=self._read)
        if missing and not dialogs.confirm(
            self,
            title="Eksik sayfayla eklensin mi?",
            text=f"{self._missing_words(missing)} Belge imzalı sayılacak.",
            verb="Eksik ekle",
        ):
            return
        found = [(self._papers[key], places) for key, places in positions_of(rows).items()]
        self._keep.setEnabled(False)
        self._background.run_pure(
            partial(_cut, self._scan.pages, found),
            parent=self,
            success=self._store,
            failure=self._on_failed,
        )

    def _store(self, scans: Sequence[tuple[PilePaper, CheckedFile]]) -> None:
        def keep(work: Work) -> None:
            pile.attach(work, scans)
            self._drop_choices(work)

        self._background.run(
            keep,
            parent=self,
            success=lambda _nothing: self._on_stored(len(scans)),
            failure=self._on_failed,
            changes=_CHANGES,
        )

    def _on_stored(self, count: int) -> None:
        self.accept()
        self.attached.emit(count)

    @override
    def reject(self) -> None:
        """Close for good: the choices are discarded."""
        self._background.run(
            self._drop_choices,
            parent=self._waiting,
            changes=_TYPING,
        )
        super().reject()

    def _on_failed(self, error: Exception) -> None:
        self._show_state()
        show_failure(self, error)


def _state(row: ScannedSheet) -> State:
    if not row.key:
        return State.NEAR
    return State.NONE if row.key == LEFT_OUT else State.GOOD


def _cut(
    scan: ForeignPages, found: Sequence[tuple[PilePaper, Sequence[int]]]
) -> list[tuple[PilePaper, CheckedFile]]:
    """Return the sheets of each paper as a file of its own; slow."""
    from alo183_desktop.documents.checked_files import check_file  # slow to load

    return [
        (
            paper,
            check_file(
                file_name(paper.kind.words, paper.called, ending=".pdf"),
                scan.pdf(places),
            ),
        )
        for paper, places in found
    ]
