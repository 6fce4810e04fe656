"""The dialogs of every import: one for a file, one for the list of past imports."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.background import Cancellation
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.chosen_files import ask_source, dropped_file
from alo183_desktop.gui.kit.containers import Card, make_row
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.imports.correcting import ColumnDialog, RowDialog
from alo183_desktop.gui.kit.imports.preview import ImportPreview
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import EmptyState
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import topics_of_tables
from alo183_desktop.imports.rows import NO_ANSWERS, ImportRow, RowVerdict
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import Cancelled, KnownError, Problem
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.foreign.tables import PastedTable
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.imports.headings import KnownShape
    from alo183_desktop.imports.recipe import Reading, Recipe
    from alo183_desktop.imports.rows import Preview, PreviewRow
    from alo183_desktop.shared.clock import Clock

    AnyReading: TypeAlias = Reading[Any, Any, Any]
    AnyRecipe: TypeAlias = Recipe[Any, Any, Any]


WIDTH: Final = 980
_HEIGHT: Final = 660
_KEY: Final = "import"
_BAR_PX: Final = 200


class ReadingDialog(TaskDialog):
    """Reads one file at a time and compares it with the stored data; subclasses act on the result.

    Attributes:
        preview_view: The rows, after a file was read.
        trouble: Why a file could not be read.
        reason: Why the rows can be stored, or why not.
        apply_button: Stores them.
        columns_button: Opens the recognised meanings of the columns.
        again_button: Reads the file again, after it was corrected elsewhere.
        column_dialog: The meanings of the columns, once opened.
        row_dialog: The cells of a row, once opened.

    Signals:
        read: A file was read and its preview is shown, or it was refused.
    """

    read = Signal()
    preview_class: type[ImportPreview] = ImportPreview

    def __init__(
        self, background: Background, *, reading: AnyReading, clock: Clock, parent: QWidget
    ) -> None:
        """Make the dialog with nothing chosen.

        Args:
            background: Reads files beside the database thread, and compares on it.
            reading: How the file is read.
            clock: All times in a file lie before its time.
        """
        words = reading.words
        super().__init__(
            title=words.title, explanation=words.explanation, width=WIDTH, parent=parent
        )
        self.chapter = words.chapter
        self._background = background
        self._reading = reading
        self._clock = clock
        self._options: Any = reading.options
        self._shapes: Sequence[KnownShape] | None = None
        """The chosen columns of earlier files; None: not read yet."""
        self.column_dialog: ColumnDialog | None = None
        self.row_dialog: RowDialog | None = None
        self._cancellation: Cancellation | None = None
        self._path: Path | PastedTable | None = None
        self._content: Any = None
        self._preview: Preview | None = None
        self._is_first = True
        """Whether the options kept for the file have not been read yet."""
        self._keeps_place = False
        """Whether rows of the same sheet were shown before it is read again."""
        self._again: tuple[Problem, ...] = ()
        """That it was put back, where it was."""
        self.setAcceptDrops(True)
        self.preview_view = self.preview_class(words, parent=self)
        self.trouble = StateText(State.LATE, parent=self)
        self._stack = QStackedWidget(self)
        self._choose_place = self._make_choose_place()
        self._wait_place = self._make_wait_place()
        for place in (self._choose_place, self._wait_place, self.preview_view):
            self._stack.addWidget(place)
        self.content.addWidget(self._stack, 1)
        self.reason = StateText(State.LATE, parent=self)
        self.content.addWidget(self.reason)
        self.columns_button = SecondaryButton("Sü&tunlar…", icon="edit", parent=self)
        self.again_button = SecondaryButton("Yeniden ok&u", parent=self)
        self.again_button.setToolTip(
            "Excel’de düzelttiğinizi okur; yanıtlarınız ve düzeltmeleriniz kalır"
        )
        for button in (self.columns_button, self.again_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self.add_left(button)
        self.other_button = self.add_button("&Başka dosya seç…", icon="folder")
        self.leave_button = self.add_button("Vazgeç")
        self._connect()

    @override
    def has_read(self) -> bool:
        return self.preview_view.isVisible()

    def read_file(self, path: Path | PastedTable) -> None:
        """Read a file in the background and preview its import."""
        if path != self._path:
            self._options, self._is_first, self._again = self._reading.options, True, ()
            self._keeps_place = False
        self._path = path
        self._read()

    def set_options(self, **changes: Any) -> None:
        """Read the file again with other options: fields of its `Options`."""
        self._options = options = replace(self._options, **changes)
        content, reading = self._content, self._reading
        if content is not None:
            # At once: after a lock they are found again with the same file.
            self._background.run(
                lambda work: reading.keep_options(work, content, options),
                parent=self,
            )
        self._read()

    def open_columns_words(self) -> str:
        """Return for which fields a column has to be chosen, and where; empty: for none."""
        problems = self._content.problems
        whole = " ".join(map(self._reading.words.problem_text, problems))
        if any(problem.code != "imports.sheets_alike" for problem in problems):
            return f"{whole} “Sütunlar…” açar; seçince yeniden okunur."
        return whole

    @Slot()
    def correct_columns(self) -> None:
        """Open the recognised meanings of the file's columns."""
        if self._content is None:
            return
        why = list(map(self._reading.words.problem_text, self._content.problems))
        dialog = self._make_column_dialog(why)
        dialog.corrected.connect(partial(self._take_columns, dialog))
        self.column_dialog = dialog
        dialog.open()

    def _make_column_dialog(self, why: Sequence[str]) -> ColumnDialog:
        words = self._reading.words.fields
        return ColumnDialog(
            self._content.sheet_columns,
            fields={one.key: words[one.key] for one in self._reading.wanted},
            several=frozenset(one.key for one in self._reading.wanted if one.several),
            explanation="Programın tanıdığı sütunlar seçili durur; düzelttiğiniz gibi okunur.",
            why=why,
            parent=self,
        )

    def _take_columns(self, dialog: ColumnDialog) -> None:
        self.set_options(columns={**self._content.chosen, **dialog.chosen()})

    def cancel_reading(self) -> None:
        """Stop reading the file; what was read is discarded."""
        if self._cancellation is not None:
            self._cancellation.cancel()
            self._cancellation = None
        self._show(self._choose_place)

    @Slot()
    def _read(self) -> None:
        """Read the chosen file with its options, once the choices for earlier files are known."""
        path = self._path
        if path is None:
            return
        cancellation = Cancellation()
        self._cancellation = cancellation
        self._preview = None  # a preview that is no longer shown cannot be accepted
        self.trouble.set_text(State.LATE, "")
        self._wait_words.setText(f"{path.name} okunuyor…")
        self._show(self._wait_place)
        if self._shapes is not None:
            self._read_now(path, cancellation)
            return

        def read_on(shapes: Sequence[KnownShape]) -> None:
            self._shapes = shapes
            if not cancellation.is_cancelled():
                self._read_now(path, cancellation)

        self._background.run(
            self._reading.shapes,
            parent=self,
            success=read_on,
            failure=lambda error: self._on_not_read(error, cancellation),
        )

    def _read_now(self, path: Path | PastedTable, cancellation: Cancellation) -> None:
        options = replace(self._options, shapes=self._shapes)

        def read() -> Any:
            content = self._reading.open(
                path, options, now=self._clock(), is_cancelled=cancellation.is_cancelled
            )
            cancellation.check()
            return content

        self._background.run_pure(
            read,
            parent=self,
            success=lambda content: self._on_file_read(content, cancellation),
            failure=lambda error: self._on_not_read(error, cancellation),
            key=_KEY,
        )

    def _connect(self) -> None:
        self.other_button.clicked.connect(self.choose_file)
        self.leave_button.clicked.connect(self.reject)
        self.again_button.clicked.connect(self._read)
        self.preview_view.sheet_chosen.connect(self._on_sheet_chosen)
        self.preview_view.answered.connect(lambda answers: self.set_options(answers=answers))
        self.preview_view.edit_requested.connect(self._on_edit_requested)
        self.columns_button.clicked.connect(self.correct_columns)
        choose = QShortcut(QKeySequence("Ctrl+O"), self)
        choose.activated.connect(self.choose_file)

    def _offer(self, words: str, act: Callable[[], object]) -> None:
        """Add the main button, after all others; no file is chosen yet."""
        self.apply_button = self.add_button(words, primary=True)
        self.apply_button.clicked.connect(act)
        save = QShortcut(QKeySequence("Ctrl+S"), self)
        save.activated.connect(partial(self.apply_button.click))
        self._show(self._choose_place)

    @Slot()
    def choose_file(self) -> None:
        """Choose a file in the system's dialog."""
        path = ask_source(self, "Dosya seç", self._reading.words.files)
        if path is not None:
            self.read_file(path)

    def _make_choose_place(self) -> Card:
        place = Card(quiet=True, parent=self)
        button = SecondaryButton("&Dosya seç…", icon="folder", parent=place)
        button.clicked.connect(self.choose_file)
        drop = make_label("ya da dosyayı buraya bırakınız", role=theme.MUTED, parent=place)
        promise = make_label(
            self._reading.words.promise,
            role=theme.MUTED,
            wrap=True,
            parent=place,
        )
        promise.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        promise.setMaximumWidth(theme.px(520))
        promise.setMinimumWidth(theme.px(420))
        place.content.addStretch(1)
        place.content.addWidget(self.trouble, 0)
        for widget in (button, drop):
            place.content.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        place.content.addSpacing(theme.px(16))
        place.content.addWidget(promise, 0, Qt.AlignmentFlag.AlignHCenter)
        place.content.addStretch(2)
        self._choose_button = button
        return place

    def _make_wait_place(self) -> QWidget:
        place = QWidget(self)
        self._wait_words = make_label("", parent=place)
        bar = QProgressBar(place)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(theme.px(240))
        bar.setAccessibleName("Dosya okunuyor")
        stop = SecondaryButton("Okumayı &durdur", parent=place)
        stop.clicked.connect(self.cancel_reading)
        box = QVBoxLayout(place)
        box.setSpacing(theme.px(12))
        box.addStretch(1)
        for widget in (self._wait_words, bar, stop):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        self._stop_button = stop
        return place

    def _show(self, place: QWidget) -> None:
        self._stack.setCurrentWidget(place)
        previewing = place is self.preview_view
        self.other_button.setVisible(previewing)
        self.again_button.setVisible(previewing)
        self.columns_button.setVisible(previewing)
        self.apply_button.setVisible(previewing)
        if not previewing:
            self.reason.set_text(State.LATE, "")
        focus = {self._choose_place: self._choose_button, self._wait_place: self._stop_button}
        focus.get(place, self.preview_view.view).setFocus()

    def _on_file_read(self, content: Any, cancellation: Cancellation) -> None:
        if cancellation.is_cancelled():
            return
        self._content = replace(content, notes=(*self._again, *content.notes))
        self._compare(cancellation)

    def _compare(self, cancellation: Cancellation) -> None:
        content, options = self._content, self._options
        is_first = self._is_first
        self._preview = None  # it is about to be replaced

        def compare(work: Work) -> Preview | dict[str, Any]:
            cancellation.check()
            found = self._reading.find_options(work, content) if is_first else {}
            return found or self._look(work, content, options)

        self._background.run(
            compare,
            parent=self,
            success=lambda found: self._on_compared(found, cancellation),
            failure=lambda error: self._on_not_read(error, cancellation),
        )

    def _look(self, work: Work, content: Any, options: Any) -> Preview:
        """Return the preview of the file; on the database thread."""
        return self._reading.preview(work, content, options)

    def _on_compared(self, found: Preview | dict[str, Any], cancellation: Cancellation) -> None:
        if cancellation.is_cancelled():
            return
        self._is_first = False
        if isinstance(found, dict):
            self._again = (Problem("", "imports.said_again"),)
            self.set_options(**found)
        else:
            self._on_preview(found)

    def _on_preview(self, preview: Preview) -> None:
        self._cancellation = None
        self._preview = preview
        # At its full width before it gets its texts, which ask for as many lines as they need.
        self._show(self.preview_view)
        self.preview_view.resize(self._stack.size())
        self.preview_view.fit()
        self.preview_view.show_preview(preview, keeps_place=self._keeps_place)
        self._keeps_place = not preview.file.problems  # without columns its rows say nothing
        self._show_verdict(preview)
        self.read.emit()

    def _on_not_read(self, error: Exception, cancellation: Cancellation) -> None:
        if cancellation.is_cancelled() or isinstance(error, Cancelled):
            return
        self._cancellation = None
        if not isinstance(error, KnownError):
            log_bug(error)
        # The chosen columns may be the cause; the file can be chosen again, and answers and
        # corrections for its rows remain valid.
        former = self._options
        self._options = replace(self._reading.options, answers=former.answers, edits=former.edits)
        self.trouble.set_text(State.LATE, str(text_of(error)))
        self._show(self._choose_place)
        self.read.emit()

    def _show_verdict(self, preview: Preview) -> None:
        """Enable the actions allowed for the rows, and give the reason where one is not."""
        raise NotImplementedError

    @Slot(str)
    def _on_sheet_chosen(self, sheet: str) -> None:
        # The chosen columns were those of another sheet.
        self._keeps_place = False
        self.set_options(sheet=sheet, columns={}, answers=NO_ANSWERS)

    @Slot(object)
    def _on_edit_requested(self, row: PreviewRow) -> None:
        if self._content is None:
            return
        words = self._reading.words.fields
        dialog = RowDialog(self._content, row, words=words, parent=self)
        dialog.accepted.connect(lambda: self.set_options(edits=dialog.edits()))
        self.row_dialog = dialog
        dialog.open()

    @override
    def reject(self) -> None:
        if self._cancellation is not None:
            self.cancel_reading()
        else:
            super().reject()

    @override
    def done(self, result: int) -> None:
        # Closing the window waits for what is running: nobody needs the file any more.
        if self._cancellation is not None:
            self._cancellation.cancel()
        super().done(result)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None and self._stack.currentWidget() is not self._wait_place:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self.read_file(path)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_size(WIDTH, _HEIGHT)


class ImportDialog(ReadingDialog):
    """One file at a time; nothing is stored before the user accepts, then everything or nothing.

    Attributes:
        skip_button: Stores all but the wrong rows.
        done_place: Shows what was done.

    Signals:
        applied: The accepted rows are stored.
        rows_stored: How many rows are stored so far, during the import.
    """

    applied = Signal()
    rows_stored = Signal(int)

    def __init__(
        self, background: Background, *, recipe: AnyRecipe, clock: Clock, parent: QWidget
    ) -> None:
        """Make the dialog with nothing chosen; arguments as of `ReadingDialog`."""
        super().__init__(background, reading=recipe, clock=clock, parent=parent)
        self._recipe = recipe
        self._topics = topics_of_tables(recipe.tables)
        self._storing: Cancellation | None = None
        self._made: ImportRow | None = None
        self.done_place = EmptyState("", "", parent=self)
        self._stack.addWidget(self.done_place)
        self._progress = self._make_progress()
        self.content.insertWidget(self.content.indexOf(self.reason), self._progress)
        self.skip_button = self.add_button("")
        self.skip_button.clicked.connect(lambda: self._apply(skip_wrong=True))
        self.done_place.action_chosen.connect(self._on_undo_chosen)
        self.rows_stored.connect(self._show_progress)
        self._offer("Aktar", lambda: self._apply(skip_wrong=False))

    def _make_progress(self) -> QWidget:
        place = QWidget(self)
        self._bar = QProgressBar(place)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(_BAR_PX))
        self._bar.setAccessibleName("Kaydedilen satırlar")
        self._bar_words = make_label("", parent=place)
        stop = SecondaryButton("Kaydetmeyi &durdur", parent=place)
        stop.clicked.connect(self._on_stop)
        make_row(place, self._bar, self._bar_words, 1, stop, gap=12)
        place.hide()
        return place

    @override
    def _show(self, place: QWidget) -> None:
        super()._show(place)
        preview = self._preview
        self.skip_button.setVisible(
            place is self.preview_view
            and preview is not None
            and preview.has_wrong_rows
            and preview.changes_anything
        )
        self.leave_button.setText("Kapat" if place is self.done_place else "Vazgeç")
        if place is self.done_place:
            self.leave_button.setFocus()

    @override
    def _show_verdict(self, preview: Preview) -> None:
        counts = preview.counts
        good = counts[RowVerdict.CREATE] + counts[RowVerdict.UPDATE]
        wrong = counts[RowVerdict.WRONG]
        thing = self._recipe.words.thing
        self.apply_button.setText(f"{number_text(good)} {thing} &aktar" if good else "&Aktar")
        self.apply_button.setEnabled(bool(good) and not wrong and not self._content.problems)
        self.skip_button.setText(f"&Yanlış satırları atlayıp {number_text(good)} {thing} aktar")
        self.skip_button.setEnabled(bool(good))
        if why := self.open_columns_words():
            self.skip_button.hide()
            self.reason.set_text(State.LATE, why)
        elif wrong:
            way_out = " ya da bu satırları bilerek atlayınız" if good else ""
            self.reason.set_text(
                State.LATE,
                f"{number_text(wrong)} satır yanlış; böyle aktarılamaz. Yanıtlayınız, satırı "
                f"burada (F2) ya da dosyada düzeltiniz{way_out}.",
            )
        elif not good:
            left_out = " ya da atlanıyor" if counts[RowVerdict.SKIPPED] else ""
            self.reason.set_text(
                State.NONE, f"Okunanların hepsi zaten kayıtlı{left_out}; aktarılacak yok."
            )
        else:
            self.reason.set_text(
                State.GOOD,
                "Hepsi birlikte kaydedilir ya da hiçbiri; sonra "
                f"{self._recipe.words.way_to_history} ile geri alınabilir.",
            )

    @override
    def _on_edit_requested(self, row: PreviewRow) -> None:
        if self._storing is None:
            super()._on_edit_requested(row)

    def _apply(self, *, skip_wrong: bool) -> None:
        preview = self._preview
        if preview is None:
            return
        self._storing = Cancellation()
        count = self._recipe.steps(self._content)
        self._bar.setRange(0, max(1, count))
        self._bar.setValue(0)
        self._bar_words.setText("")
        self._progress.setVisible(bool(count))
        for button in (
            self.apply_button,
            self.skip_button,
            self.other_button,
            self.again_button,
            self.columns_button,
        ):
            button.setEnabled(False)
        self.reason.set_text(State.NONE, "Önce yedek alınıyor…")
        self._background.prepare_import(
            parent=self,
            success=lambda: self._store(preview, skip_wrong=skip_wrong),
            failure=self._on_not_applied,
        )

    def _store(self, preview: Preview, *, skip_wrong: bool) -> None:
        self.reason.set_text(State.NONE, "Kaydediliyor…")
        cancellation, options = self._storing or Cancellation(), self._options

        def rows_done(count: int) -> None:
            """Report progress to the window, on the database thread; stop when requested."""
            cancellation.check()
            self.rows_stored.emit(count)

        def apply(work: Work) -> ImportRow:
            cancellation.check()
            # What the user chose for the file stays: the import may be undone.
            return self._recipe.apply(
                work, preview, options=options, skip_wrong=skip_wrong, rows_done=rows_done
            )

        self._background.run(
            apply,
            parent=self,
            success=self._on_applied,
            failure=self._on_not_applied,
            changes=self._topics,
        )

    @Slot(int)
    def _show_progress(self, count: int) -> None:
        self._bar.setValue(count)
        self._bar_words.setText(f"{number_text(count)} / {number_text(self._bar.maximum())} satır")

    @Slot()
    def _on_stop(self) -> None:
        if self._storing is not None:
            self._storing.cancel()

    def _end_storing(self) -> None:
        self._storing = None
        self._progress.hide()
        for button in (self.other_button, self.again_button, self.columns_button):
            button.setEnabled(True)

    def import_id(self) -> int | None:
        """Return the id of the applied import unless it was undone; None: there is none."""
        return None if self._made is None else self._made.import_id

    def _on_applied(self, made: ImportRow) -> None:
        self._end_storing()
        self._made = made
        words = self._recipe.words
        counts = {} if self._preview is None else self._preview.counts
        parts = [
            f"{number_text(count)} {words.of_rows or words.thing} {verb}"
            for count, verb in (
                (made.created, "eklendi"),
                (made.updated, "güncellendi"),
                (made.unchanged, "zaten kayıtlıydı"),
            )
            if count
        ]
        left_out = counts.get(RowVerdict.WRONG, 0)
        if left_out:
            parts.append(f"{number_text(left_out)} yanlış satır atlandı")
        parts = [*self._done_besides(), *parts]
        if made.import_id is None:
            self.done_place.set_texts(
                "Dosyada yeni bir şey yoktu", "Hiçbir şey kaydedilmedi ve değişmedi."
            )
        else:
            later = (
                " Sonradan sayfadaki aktarım geçmişinden de geri alınır." if words.history else ""
            )
            self.done_place.set_texts(words.done, f"{', '.join(parts)}.{later}", "Aktarımı geri al")
        self._show(self.done_place)
        self.applied.emit()

    def _done_besides(self) -> Sequence[str]:
        """Return what else the import did besides its rows."""
        return ()

    @Slot()
    def _on_undo_chosen(self) -> None:
        made = self._made
        if made is None or made.import_id is None:
            self._read()  # it is undone
            return
        import_id = made.import_id
        self._background.run(
            lambda work: self._recipe.undo(work, import_id),
            parent=self,
            success=self._on_undone,
            changes=self._topics,
        )

    def _on_undone(self, _nothing: None) -> None:
        self._made = None
        self.done_place.set_texts(
            "Aktarım geri alındı",
            "Kayıtlar aktarımdan önceki durumuna döndü. Yanıtlarınız, seçtiğiniz sütunlar ve "
            "düzeltmeleriniz bu dosya için durur.",
            "Dosyaya dön",
        )
        self.leave_button.setFocus()
        self.applied.emit()

    def _on_not_applied(self, error: Exception) -> None:
        self._end_storing()
        if isinstance(error, KnownError) and error.code == "imports.stale":
            # The data has changed: the same file is compared again, and must be accepted again.
            self._compare(Cancellation())
            self._show(self.preview_view)
            show_failure(self, error)
            return
        if self._preview is not None:
            self._show_verdict(self._preview)
        if isinstance(error, Cancelled):
            self.reason.set_text(State.NONE, "Kaydetme durduruldu; hiçbir şey kaydedilmedi.")
        elif isinstance(error, KnownError):
            self.reason.set_text(State.LATE, str(message_of(error)))
        else:
            show_failure(self, error)

    @override
    def reject(self) -> None:
        if self._storing is not None:
            self._storing.cancel()
        else:
            super().reject()


_HISTORY_WIDTH: Final = 860
_HISTORY_HEIGHT: Final = 460
_UNDO: Final = 1


def _words(row: ImportRow) -> str:
    if row.undone_at is not None:
        return f"geri alındı, {format_instant(row.undone_at)}"
    return "geri alınabilir" if row.can_undo else "üzerine işlem yapıldı"


_COLUMNS: Final = (
    Column[ImportRow](
        "Zaman", lambda row: format_instant(row.at), sort_key=lambda row: row.at, width_chars=18
    ),
    Column[ImportRow]("Dosya", lambda row: row.file_name, width_chars=24, stretch=True),
    Column[ImportRow]("Kim", lambda row: row.by_name, width_chars=18),
    Column[ImportRow](
        "Eklenen",
        lambda row: row.created,
        align_right=True,
        width_chars=9,
    ),
    Column[ImportRow](
        "Güncellenen",
        lambda row: row.updated,
        align_right=True,
        width_chars=12,
    ),
    Column[ImportRow](
        "Durumu",
        _words,
        state=lambda row: State.NONE if row.undone_at is not None or not row.can_undo else None,
        keeps_mark_room=True,
        width_chars=28,
    ),
)


class ImportHistoryDialog(TaskDialog):
    """The newest imports; one that nothing depends on can be undone as a whole.

    Attributes:
        model: The imports.
        view: The list.

    Signals:
        loaded: The list shows the stored imports.
        undone: An import was undone.
    """

    loaded = Signal()
    undone = Signal()

    def __init__(self, background: Background, *, recipe: AnyRecipe, parent: QWidget) -> None:
        """Make the dialog and load the list.

        Args:
            background: Reads and undoes.
            recipe: Which kind of import it is.
        """
        super().__init__(
            title=recipe.words.history,
            explanation="Bir aktarım, getirdikleri sonradan değişmediyse ve bir yazıda "
            "kullanılmadıysa tek adımda geri alınır.",
            width=_HISTORY_WIDTH,
            parent=parent,
        )
        self._background = background
        self._recipe = recipe
        self.model = RowsModel[ImportRow](_COLUMNS, parent=self)
        self.view = TableView("imports", name=recipe.words.history, parent=self)
        self.view.set_row_key(lambda row: row.import_id)
        self.view.set_empty_texts(
            "Henüz aktarım yapılmadı", "Dosyadan aktarılanlar burada, en yenisi üstte durur."
        )
        self.view.setModel(self.model)
        self.content.addWidget(self.view, 1)
        self.reason = StateText(State.NONE, parent=self)
        self.add_left(self.reason)
        self.leave_button = self.add_button("Kapat")
        self.undo_button = self.add_button("&Geri al…", icon="undo")
        self.leave_button.clicked.connect(self.reject)
        self.undo_button.clicked.connect(self._on_undo_clicked)
        self.view.row_changed.connect(self._show_reason)
        self._show_reason()
        self._load()

    def _load(self) -> None:
        self.view.set_loading(True)
        self._background.run(
            self._recipe.history, parent=self, success=self._on_loaded, failure=self._fail
        )

    def _on_loaded(self, rows: tuple[ImportRow, ...]) -> None:
        self.view.set_loading(False)
        self.model.set_rows(rows)
        self.view.select_first()
        self._show_reason()
        self.loaded.emit()

    @Slot()
    def _show_reason(self) -> None:
        row = self.view.current_row()
        self.undo_button.setEnabled(row is not None and row.can_undo)
        if row is None or row.can_undo:
            self.reason.set_text(State.NONE, "")
        else:
            self.reason.set_text(State.NONE, str(message_of(KnownError(row.why_not))))

    @Slot()
    def _on_undo_clicked(self) -> None:
        row = self.view.current_row()
        if row is None or row.import_id is None or not row.can_undo:
            return
        thing = self._recipe.words.thing
        answer = dialogs.ask(
            self,
            title="Aktarım geri alınsın mı?",
            text=f"{row.file_name}: eklenen {number_text(row.created)} {thing} silinir, "
            f"güncellenen {number_text(row.updated)} {thing} eski durumuna döner.",
            verbs=("Vazgeç", "Aktarımı geri al"),
        )
        if answer != _UNDO:
            return
        import_id = row.import_id
        self.undo_button.setEnabled(False)
        self._background.run(
            lambda work: self._recipe.undo(work, import_id),
            parent=self,
            success=self._on_undone,
            failure=self._fail,
            changes=topics_of_tables(self._recipe.tables),
        )

    def _on_undone(self, _nothing: None) -> None:
        self.undone.emit()
        self._load()

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)
        self._show_reason()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_size(_HISTORY_WIDTH, _HISTORY_HEIGHT)
        self.view.setFocus()
