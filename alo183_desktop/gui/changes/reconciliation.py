"""The dialog that compares the Office's list of our officers with ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.imports.dialogs import ReadingDialog
from alo183_desktop.gui.kit.imports.preview import ImportPreview
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.imports.recipe import SKIPPED_BY_USER
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.officers import service
from alo183_desktop.officers.roster.reconciliation import (
    OFFICE_LIST,
    Outcome,
    corrections_of,
    record_comparison,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.values import EMPTY

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.other_letters.service import LetterContext
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.imports.rows import FieldChange, Preview, PreviewRow
    from alo183_desktop.shared.clock import Clock

_FOUND: Final = (Outcome.DIFFERS, Outcome.SPELLING, Outcome.ONLY_THERE, Outcome.ONLY_HERE)


class ReconciliationPreview(ImportPreview):
    """The people of both lists, and below them the current one with both values."""

    kinds = {  # noqa: RUF012 - as its base has it, which says that nobody changes it
        RowVerdict.WRONG: (State.LATE, "Yanlış"),
        Outcome.DIFFERS: (State.LATE, "Farklı"),
        Outcome.SPELLING: (State.NEAR, "Yazımı"),
        Outcome.ONLY_THERE: (State.LATE, "Onlarda"),
        Outcome.ONLY_HERE: (State.LATE, "Bizde"),
        Outcome.SAME: (State.GOOD, "Aynı"),
        RowVerdict.SKIPPED: (State.NONE, "Atlanan"),
    }
    done = "Fark"
    unchanged = "Her iki listede aynı."
    list_name = "Karşılaştırılan kişiler"
    may_edit_rows = False

    @override
    def change_words(self, row: PreviewRow, change: FieldChange) -> str:
        word = self._word(change.field)
        if row.verdict in {Outcome.ONLY_THERE, Outcome.ONLY_HERE}:
            return f"{word}: {change.before or change.after}"
        return f"{word}: onlarda {change.before or EMPTY}, bizde {change.after or EMPTY}"


class ReconciliationDialog(ReadingDialog):
    """One list at a time; nothing of it is stored, and one letter corrects all of it.

    Attributes:
        list_actions: Copy, workbook and print.
        list_button: Offers them while there is a list.
        paste_button: Takes a copied table.

    Signals:
        letter_finished: The id of the letter.
    """

    letter_finished = Signal(int)
    preview_class = ReconciliationPreview
    _shown_sha256 = ""

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        """Make the dialog with nothing chosen; arguments as of `ReadingDialog`."""
        super().__init__(background, reading=OFFICE_LIST, clock=clock, parent=parent)
        self.list_actions = ListActions(
            self.preview_view.view,
            background,
            title="Müşavirlik listesiyle karşılaştırma",
            clock=clock,
            note=self.preview_view.file_words,
            trail=service.TRAIL,
            what="reconciliation",
            parent=self.preview_view,
        )
        self.list_button = self.list_actions.make_button(parent=self)
        self.add_left(self.list_button)
        self.paste_button = SecondaryButton("Panodan &yapıştır", icon="copy", parent=self)
        self.paste_button.clicked.connect(self.paste)
        box = self._choose_place.content
        box.insertWidget(3, self.paste_button, 0, Qt.AlignmentFlag.AlignHCenter)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self.paste)
        self._offer("&Düzeltme yazısı…", self._write)

    @Slot()
    def paste(self) -> None:
        """Read the table in the clipboard."""
        from alo183_desktop.documents.foreign.tables import PastedTable  # 20 ms, on the first list

        self.read_file(PastedTable(QGuiApplication.clipboard().text().encode()))

    @override
    def _look(self, work: Work, content: Any, options: Any) -> Preview:
        preview = super()._look(work, content, options)
        if content.sha256 != self._shown_sha256:
            record_comparison(work, preview)
        return preview

    @override
    def _on_preview(self, preview: Preview) -> None:
        # An answered question compares the same file again; that is no new comparison.
        self._shown_sha256 = preview.file.sha256
        super()._on_preview(preview)

    @override
    def _show(self, place: QWidget) -> None:
        super()._show(place)
        self.list_button.setVisible(place is self.preview_view)

    @override
    def _show_verdict(self, preview: Preview) -> None:
        counts = preview.counts
        found = [f"{number_text(counts[one])} {one.words}" for one in _FOUND if counts.get(one)]
        wrong = counts[RowVerdict.WRONG]
        is_open = bool(preview.file.problems or wrong)
        known = {Outcome.SAME, Outcome.SPELLING, Outcome.DIFFERS}
        is_other = not any(row.verdict in known for row in preview.rows)
        can_write = bool(corrections_of(preview.rows)) and not is_open and not is_other
        self.apply_button.setEnabled(can_write)
        if why := self.open_columns_words():
            self.reason.set_text(State.LATE, why)
        elif wrong:
            self.reason.set_text(
                State.LATE,
                f"{number_text(wrong)} satırda kimin söylendiği kesin değil. Yanıtlayınız ya da "
                "atlayınız.",
            )
        elif is_other:
            self.reason.set_text(
                State.LATE, "Listede bizim sorumlularımızdan hiçbiri yok: başka bir liste olmalı."
            )
        elif found:
            self.reason.set_text(State.NEAR, f"{', '.join(found)}.")
        elif left_out := sum(SKIPPED_BY_USER in row.problems for row in preview.rows):
            self.reason.set_text(
                State.NEAR,
                f"Karşılaştırılan satırlarda fark yok; {number_text(left_out)} satır atlandı.",
            )
        else:
            self.reason.set_text(State.GOOD, "Karşılaştırılan bilgilerde iki liste aynı.")

    @Slot()
    def _write(self) -> None:
        corrections = corrections_of(self.preview_view.model.all_rows())
        self.apply_button.setEnabled(False)
        self._background.run(
            lambda work: other_letters.read_letter(
                work, LetterMatter.OFFICER_LIST, corrections=corrections
            ),
            parent=self,
            success=self._write_letter,
            failure=self._refuse_letter,
        )

    def _write_letter(self, context: LetterContext) -> None:
        self.apply_button.setEnabled(True)
        dialog = OtherLetterDialog(
            {LetterMatter.OFFICER_LIST: None},
            context,
            background=self._background,
            clock=self._clock,
            parent=self,
        )
        dialog.saved.connect(self._on_letter_finished)
        dialog.open()

    def _refuse_letter(self, error: Exception) -> None:
        self.apply_button.setEnabled(True)
        if isinstance(error, KnownError):
            self.reason.set_text(State.LATE, str(message_of(error)))
        else:
            show_failure(self, error)

    @Slot(int)
    def _on_letter_finished(self, letter_id: int) -> None:
        self.accept()
        self.letter_finished.emit(letter_id)
