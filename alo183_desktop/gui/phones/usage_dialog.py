"""The import of usage files: the dialog of all imports, and what is special about these files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.errors import Cancellation, Cancelled, show_failure
from alo183_desktop.gui.kit.imports.dialogs import WIDTH, ImportAdapter, ImportDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.usage_options import FIELD_WORDS as COLUMN_WORDS
from alo183_desktop.gui.phones.usage_options import REGISTER, ColumnDialog, UsageOptions
from alo183_desktop.imports.rows import Verdict
from alo183_desktop.phones import service
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.phones.usage import importing as usage_import
from alo183_desktop.phones.usage.columns import ColumnMap
from alo183_desktop.phones.usage.file import read_usage_file
from alo183_desktop.phones.usage.match import MAYBE_CUT, REGISTERS, UNKNOWN
from alo183_desktop.phones.usage.values import Period
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.phones.usage.file import RememberedMap
    from alo183_desktop.phones.usage.rows import UsageFile

_REPLACE: Final = 1
_HEIGHT: Final = 776
_BAR_PX: Final = 200
_LAYERS: Final = 6
"""Texts, preview, stack, content, what scrolls it, dialog."""


class UsageDialog(ImportDialog):
    """One usage file at a time, with its operator, its month and its columns to be corrected.

    Attributes:
        options: What can be said about the file.
        column_dialog: The map of the columns while it is open.

    Signals:
        known: The operators and their maps have been read.
        rows_stored: How many calls are stored so far, while they are.
    """

    known = Signal()
    rows_stored = Signal(int)

    def __init__(self, background: Background, *, adapter: UsageAdapter, parent: QWidget) -> None:
        """Make the dialog with nothing chosen.

        Args:
            background: Reads files beside the database thread, and compares and stores on it.
            adapter: Reads and stores usage; months up to its day can be chosen.
            parent: The window that waits.
        """
        self.column_dialog: ColumnDialog | None = None
        self._usage = adapter
        self._path: Path | None = None
        self._is_known = False
        self._storing: Cancellation | None = None
        super().__init__(background, adapter=adapter, parent=parent)
        self.options = UsageOptions(today=adapter.today, parent=self)
        self.options.hide()
        self._progress = self._make_progress()
        self.content.insertWidget(0, self.options)
        self.content.addWidget(self._progress)
        self._connect_options()
        background.run(_read_known, parent=self, success=self._on_known, failure=self._on_not_known)

    def file(self) -> UsageFile | None:
        """Return the file that was read last, None before any was."""
        content: UsageFile | None = self._content
        return content

    def month(self) -> str:
        """Return the newest month of the file, such as `2026-09`; empty before one was read."""
        file = self.file()
        return "" if file is None else file.newest_month

    @override
    def read_file(self, path: Path) -> None:
        """Read a file once the operators and their maps are known."""
        if path != self._path:
            self._usage.begin()
        self._path = path
        if self._is_known:
            super().read_file(path)

    @Slot()
    def correct_columns(self) -> None:
        """Open the map of the columns."""
        file = self.file()
        if file is None:
            return
        why = [str(message_of(problem)) for problem in file.problems]
        dialog = ColumnDialog(file.columns, why=why, parent=self)
        dialog.corrected.connect(self._on_corrected)
        self.column_dialog = dialog
        dialog.open()

    def _connect_options(self) -> None:
        self.options.operator_chosen.connect(self._on_operator_chosen)
        self.options.month_chosen.connect(self._on_month_chosen)
        self.options.end_trusted.connect(self._on_end_trusted)
        self.options.register_chosen.connect(self._on_register_chosen)
        self.options.columns_requested.connect(self.correct_columns)
        self.rows_stored.connect(self._show_progress)

    def _make_progress(self) -> QWidget:
        place = QWidget(self)
        self._bar = QProgressBar(place)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(_BAR_PX))
        self._bar.setAccessibleName("Kaydedilen satırlar")
        self._bar_words = make_label("", parent=place)
        stop = SecondaryButton("Kaydetmeyi &durdur", parent=place)
        stop.clicked.connect(self._on_stop)
        row = make_row(place, gap=12)
        row.addWidget(self._bar)
        row.addWidget(self._bar_words)
        row.addStretch(1)
        row.addWidget(stop)
        place.hide()
        return place

    def _on_known(self, known: tuple[tuple[RememberedMap, ...], tuple[str, ...]]) -> None:
        self._usage.remembered, operators = known
        named = {one.operator for one in self._usage.remembered if one.operator}
        self.options.set_operators(sorted({*named, *operators}, key=collation_key))
        self._is_known = True
        if self._path is not None:
            super().read_file(self._path)
        self.known.emit()

    def _on_not_known(self, error: Exception) -> None:
        self._is_known = True
        show_failure(self, error)

    @override
    def _show(self, place: QWidget) -> None:
        super()._show(place)
        if self._is_known:  # not while the frame is being made
            self.options.setVisible(place is self.preview_view)

    @override
    def _on_preview(self, preview: Preview, cancellation: Cancellation) -> None:
        file = self.file()
        if file is not None and not cancellation.is_cancelled():
            self.options.show_file(
                file,
                is_doubted=any(note.code == MAYBE_CUT for note in preview.notes),
                operator=self._usage.operator or file.operator,
                has_unknown=bool(_rows_with(preview, UNKNOWN)),
                registers=self._usage.register_new,
                trusts_end=self._usage.trusts_end,
            )
        size = self.size()
        super()._on_preview(preview, cancellation)
        # The texts asked for more lines before they knew how wide they are.
        QTimer.singleShot(0, self, partial(self._resize_back, size, _LAYERS))

    @override
    def _say_verdict(self, preview: Preview) -> None:
        super()._say_verdict(preview)
        counts = preview.counts
        good = counts[Verdict.CREATE] + counts[Verdict.UPDATE]
        if good:
            self.apply_button.setText(f"{good} hattın kullanımını &al")
            self.skip_button.setText(f"&Yanlış satırları atlayıp {good} hattın kullanımını al")
        file = self.file()
        if file is not None and file.problems:
            self.skip_button.hide()
            self.reason.set_text(
                State.LATE,
                "Sütunların anlamı tam değil; “Sütunlar”ı açıp düzeltiniz, dosya yeniden okunur.",
            )
        elif good and self._is_doubted(preview):
            self.apply_button.setEnabled(False)
            self.skip_button.setEnabled(False)
            self.reason.set_text(
                State.LATE,
                "Dosya kesilmiş olabilir: önceki dosyada olan hatlardan bir bölümü yok. Eksiksiz "
                "olduğunu biliyorsanız yukarıda işaretleyiniz.",
            )
        elif unknown := _rows_with(preview, UNKNOWN):
            skipping = " ya da yanlış satırları bilerek atlayınız" if good else ""
            self.reason.set_text(
                State.LATE,
                f"{number_text(counts[Verdict.WRONG])} satır yanlış, {number_text(unknown)} tanesi "
                f"kayıtsız hat. Hatlar sizinse “{REGISTER.replace('&', '')}” deyiniz{skipping}.",
            )
        elif counts[Verdict.UPDATE] and not counts[Verdict.WRONG]:
            self.reason.set_text(
                State.NEAR,
                f"{counts[Verdict.UPDATE]} hattın aynı günlere ait kayıtlı kullanımı var; "
                "onaylarsanız yenisi onun yerine geçer, ikisi toplanmaz.",
            )
        elif (registered := _rows_with(preview, REGISTERS)) and not counts[Verdict.WRONG]:
            operator = self._usage.operator or ("" if file is None else file.operator)
            whose = f"{operator} hattı olarak" if operator else "operatörü boş bırakılarak"
            self.reason.set_text(
                State.NEAR,
                f"{number_text(registered)} satırın hattı da {whose} kaydedilir; aktarım geri "
                "alınırsa silinir.",
            )

    @override
    def _apply(self, *, skip_wrong: bool) -> None:
        # Another operator means another preview, which nobody has seen yet.
        self.options.take_operator()
        preview, file = self._preview, self.file()
        if preview is None or file is None:
            return
        replaced = preview.counts[Verdict.UPDATE]
        if replaced and not self._agrees_to_replace(replaced):
            return
        self._usage.replace = bool(replaced)
        cancellation = Cancellation()
        self._storing = cancellation
        self._usage.rows_done = lambda count: self._tell_stored(count, cancellation)
        self._bar.setRange(0, max(1, len(file.calls)))
        self._bar.setValue(0)
        self._bar_words.setText("")
        self._progress.setVisible(bool(len(file.calls)))
        super()._apply(skip_wrong=skip_wrong)

    def _is_doubted(self, preview: Preview) -> bool:
        """Return whether the file may have been cut, and nobody said that it is whole."""
        return not self._usage.trusts_end and any(note.code == MAYBE_CUT for note in preview.notes)

    def _resize_back(self, size: QSize, layers: int) -> None:
        """Take the room back, one layer of layouts at a turn of the event loop."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.resize(size)
        if layers and self.height() > size.height():
            QTimer.singleShot(0, self, partial(self._resize_back, size, layers - 1))

    def _agrees_to_replace(self, count: int) -> bool:
        answer = dialogs.ask(
            self,
            title="Kayıtlı kullanımın yerine geçsin mi?",
            text=f"{count} hattın aynı günlere ait kullanımı daha önce alınmış. Onaylarsanız bu "
            "dosyadaki onun yerine geçer; aktarım geri alınırsa eskisi geri gelir.",
            verbs=("Vazgeç", "Yerine geçir"),
            state=State.NEAR,
        )
        return answer == _REPLACE

    def _tell_stored(self, count: int, cancellation: Cancellation) -> None:
        """Tell the window how far it is, on the database thread; stop when somebody wants it."""
        cancellation.check()
        self.rows_stored.emit(count)

    @override
    def _on_applied(self, made: ImportRow) -> None:
        self._end_storing()
        super()._on_applied(made)
        if made.import_id is not None:
            registered = 0 if self._preview is None else _registered(self._preview)
            told = [f"{registered} yeni hat kaydedildi"] if registered else []
            told += [
                f"{count} hattın kullanımı {verb}"
                for count, verb in (
                    (made.created, "eklendi"),
                    (made.updated, "güncellendi"),
                    (made.unchanged, "zaten kayıtlıydı"),
                )
                if count
            ]
            self.done_place.set_texts(
                "Kullanım dosyası alındı", f"{', '.join(told)}.", "Aktarımı geri al"
            )

    @override
    def _on_not_applied(self, error: Exception) -> None:
        self._end_storing()
        if not isinstance(error, Cancelled):
            super()._on_not_applied(error)
            return
        self.other_button.setEnabled(True)
        if self._preview is not None:
            self._say_verdict(self._preview)
        self.reason.set_text(State.NONE, "Kaydetme durduruldu; hiçbir şey kaydedilmedi.")

    def _end_storing(self) -> None:
        self._storing = None
        self._progress.hide()

    def _read_again(self) -> None:
        if self._path is not None:
            self.read_file(self._path)

    @Slot(int)
    def _show_progress(self, count: int) -> None:
        self._bar.setValue(count)
        self._bar_words.setText(f"{number_text(count)} / {number_text(self._bar.maximum())} satır")

    @Slot()
    def _on_stop(self) -> None:
        if self._storing is not None:
            self._storing.cancel()

    @Slot(ColumnMap)
    def _on_corrected(self, columns: ColumnMap) -> None:
        self._usage.columns = columns
        self._read_again()

    @Slot(str)
    def _on_operator_chosen(self, name: str) -> None:
        self._usage.operator = name
        file = self.file()
        has_map = any(fold(one.operator) == fold(name) for one in self._usage.remembered if name)
        # One that was read by another operator's map is read anew without it.
        is_read_by_map = file is not None and bool(file.operator)
        if (has_map or is_read_by_map) and (file is None or fold(file.operator) != fold(name)):
            self._read_again()
        elif file is not None:
            self._compare(Cancellation())

    @Slot(str)
    def _on_month_chosen(self, month: str) -> None:
        self._usage.month = month
        self._read_again()

    @Slot(bool)
    def _on_end_trusted(self, trusts: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._usage.trusts_end = trusts
        self._read_again()

    @Slot()
    def _on_register_chosen(self) -> None:
        self._usage.register_new = not self._usage.register_new
        self._compare(Cancellation())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What can be said about the file takes room of its own.
        self.take_size(WIDTH, _HEIGHT)

    @override
    def reject(self) -> None:
        if self._storing is not None:
            self._storing.cancel()
        else:
            super().reject()


def _rows_with(preview: Preview, code: str) -> int:
    """Return of how many rows something is said."""
    return sum(any(one.code == code for one in (*row.problems, *row.hints)) for row in preview.rows)


def _registered(preview: Preview) -> int:
    """Return how many lines come to be by an import; a line may stand in several rows."""
    news = [row for row in preview.rows if any(one.code == REGISTERS for one in row.hints)]
    return len({row.label for row in news})


def _read_known(work: Work) -> tuple[tuple[RememberedMap, ...], tuple[str, ...]]:
    """Return the maps of operators, and the operators of the lines."""
    lines = service.find_lines(work, PhoneFilter(), at=work.now)
    operators = {line.operator for line in lines if line.operator}
    return usage_import.remembered_maps(work), tuple(operators)


FIELD_WORDS: Final[Mapping[str, str]] = {
    **{field.value: words for field, words in COLUMN_WORDS.items()},
}


class UsageAdapter(ImportAdapter):
    """An operator's usage file as a kind of import.

    Attributes:
        columns: The map that somebody corrected; None: as it is recognised or remembered.
        remembered: How clerks corrected the files of operators before.
        operator: Whose file it is; empty: as it is recognised.
        month: The month that a file of sums speaks of, such as `2026-09`; empty: it says so itself.
        trusts_end: Whether a file that may have been cut is knowingly taken as whole.
        register_new: Whether numbers that are no lines yet are registered with it.
        replace: Whether earlier usage of the same days is knowingly replaced.
        rows_done: Told how many rows are stored so far, on the database thread.
    """

    title = "Kullanım dosyası al"
    explanation = (
        "Operatörün gönderdiği CSV, TXT ya da Excel dosyası; arama arama ya da hat başına bir "
        "satır olabilir. Siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title = "Alınan kullanım dosyaları"
    file_kinds = "Kullanım dosyası (*.csv *.txt *.tsv *.xlsx *.xls *.ods)"
    thing = "hat"
    label_heading = "Hat"
    field_words = FIELD_WORDS
    changes = frozenset({Topic.USAGE, Topic.PHONES})
    importer = usage_import.IMPORTER

    def __init__(self, *, today: dt.date) -> None:
        """Begin with nothing said.

        Args:
            today: In Istanbul: nothing was used after it.
        """
        self.today = today
        self.columns: ColumnMap | None = None
        self.remembered: tuple[RememberedMap, ...] = ()
        self.operator = ""
        self.month = ""
        self.trusts_end = False
        self.register_new = False
        self.replace = False
        self.rows_done: Callable[[int], object] = _tell_nobody

    def begin(self) -> None:
        """Forget what was said about the file before."""
        self.columns = None
        self.operator = self.month = ""
        self.trusts_end = self.register_new = self.replace = False

    @override
    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> UsageFile:
        """Read a file without the database; raises as `usage_files.read_usage_file`."""
        return read_usage_file(
            path,
            columns=self.columns,
            remembered=self.remembered,
            operator=self.operator,
            period=Period(month=self.month) if self.month else None,
            today=self.today,
            trusts_end=self.trusts_end,
            is_cancelled=is_cancelled,
        )

    @override
    def preview(self, work: Work, read: UsageFile) -> Preview:
        """Compare what was read with the database; raises as `usage_import.preview_usage`."""
        return usage_import.preview_usage(
            work, read, operator=self.operator, register_new=self.register_new
        )

    @override
    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool) -> ImportRow:
        """Store what a preview shows; raises as `usage_import.apply_usage`."""
        return usage_import.apply_usage(
            work,
            preview,
            replace=self.replace,
            skip_wrong=skip_wrong,
            trusts_end=self.trusts_end,
            rows_done=self.rows_done,
        )


def _tell_nobody(_count: int) -> None:
    """Take a count that nobody waits for."""
