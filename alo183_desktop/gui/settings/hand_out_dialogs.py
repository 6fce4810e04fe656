"""Data to hand out: a person's records, an inspection package, and the readiness for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSplitter, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.form.choices import CheckList
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.notices import report_saved
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs, audit_anchor
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.retention import inspection, persons, readiness
from alo183_desktop.retention.inspection import InspectionScope
from alo183_desktop.retention.persons import PersonEntry
from alo183_desktop.retention.readiness import ReadyRow
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QShowEvent

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.retention.inspection import InspectionData, Package
    from alo183_desktop.retention.persons import PersonFound

_WIDTH: Final = 980
_ROWS: Final = 12
_HEADINGS: Final = ("Kayıt türü", "Kayıt", "Bilgi", "Değer")
_COLUMNS: Final[Sequence[Column[PersonEntry]]] = (
    Column("Kayıt türü", lambda row: row.source.words, width_chars=18),
    Column("Kayıt", lambda row: row.title, kind=CellKind.STRONG, width_chars=28, stretch=True),
)


class PersonDialog(TaskDialog):
    """Searches for a person, and hands out the selected records.

    Attributes:
        needle: The search text.
        model: The records found.
        view: Their list; selected rows are handed out.
        facts: The content of the current record.

    Signals:
        found: The result is shown.
        handed_out: The number of records in the file.
    """

    found = Signal()
    handed_out = Signal(int)

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            title="Bir kişinin verisi",
            explanation="Başvuran kişinin T.C. kimlik numarasını, telefonunu ya da adını yazınız "
            "(6698 sayılı Kanun, madde 11). Adaş olabilir: yalnız ona ait kayıtları seçip "
            "veriniz. Arama denetim izine yazılır, aranan yazılmaz.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        self._desk = desk
        self.needle = SearchField(
            "T.C. kimlik no, telefon ya da ad soyad", icon="search", shortcut="", parent=self
        )
        self.look = PrimaryButton("&Ara", icon="search", parent=self)
        self.look.setAutoDefault(False)
        row = make_row(None, (self.needle, 1), self.look, gap=8)
        self.content.addLayout(row)
        self.trouble = StateText(State.LATE, parent=self)
        self.content.addWidget(self.trouble)
        self.model = RowsModel[PersonEntry](_COLUMNS, parent=self)
        self.view = TableView("retention-person", name="Bulunan kayıtlar", parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(lambda entry: (entry.source, entry.item_id))
        self.view.set_empty_texts("Henüz aranmadı", "Yukarıya yazıp Enter’a basınız.")
        self.view.setMinimumHeight(theme.row_height() * _ROWS)
        self.facts = QPlainTextEdit(self)
        self.facts.setReadOnly(True)
        self.facts.setFont(theme.body())
        self.facts.setFrameShape(QFrame.Shape.NoFrame)
        self.facts.setAccessibleName("Kayıttaki bilgiler")
        self.facts.setTabChangesFocus(True)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.view)
        splitter.addWidget(self.facts)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([theme.px(520), theme.px(420)])
        self.content.addWidget(splitter, 1)
        self.note = muted_label("", parent=self)
        self.add_left(self.note)
        self.close_button = self.add_button("Kapat")
        self.workbook = self.add_button("E&xcel olarak ver…", icon="export")
        self.pdf = self.add_button("&PDF olarak ver…", icon="export")
        for button in (self.close_button, self.workbook, self.pdf):
            button.setAutoDefault(False)
        self._export = Export(background, title="Kişisel veri dökümü", clock=desk.clock, page=self)
        self._connect()
        self._show_buttons()

    def write_workbook(self, path: Path) -> None:
        """Hand the selected records out as a workbook."""
        chosen = self._chosen()

        def take(work: Work) -> Table:
            persons.record_export(work, len(chosen), "workbook")
            return Table(_HEADINGS, list(persons.table_of(chosen)))

        self._export.write(path, take)

    def write_pdf(self, path: Path) -> None:
        """Hand the selected records out as a PDF."""
        chosen, desk = self._chosen(), self._desk

        def record(work: Work) -> tuple[str, str]:
            persons.record_export(work, len(chosen), "pdf")
            return work.actor.name, audit_anchor(work)

        def make(recorded: tuple[str, str]) -> None:
            def write() -> Path:
                from alo183_desktop.retention.papers import person_report_pdf  # reportlab

                name, audit_words = recorded
                pdf = person_report_pdf(
                    chosen,
                    directorate=desk.directorate_name,
                    printed_by=name,
                    printed_at=desk.clock(),
                    audit_words=audit_words,
                )
                return write_file(path, pdf)

            def written(kept: Path) -> None:
                report_saved(self, kept, f"{number_text(len(chosen))} kayıt kaydedildi")
                self._on_written()

            self._background.run_pure(write, parent=self, success=written)

        self._background.run(record, parent=self, success=make)

    def _connect(self) -> None:
        self.look.clicked.connect(self._on_look)
        self.needle.returnPressed.connect(self._on_look)
        self.view.row_changed.connect(self._show_facts)
        self.view.selectionModel().selectionChanged.connect(self._show_buttons)
        self.close_button.clicked.connect(self.reject)
        self.workbook.clicked.connect(self._on_workbook)
        self.pdf.clicked.connect(self._on_pdf)
        self._export.exported.connect(self._on_written)

    @Slot()
    def _on_look(self) -> None:
        typed = self.needle.text()
        self.trouble.set_text(State.LATE, "")
        self.view.set_loading(True)
        self._background.run(
            lambda work: persons.find_person(work, typed),
            parent=self,
            success=self._show,
            failure=self._refuse,
        )

    def _show(self, answer: PersonFound) -> None:
        self.view.set_empty_texts(
            "Bu kişiye ait kayıt yok", "Başka bir yazılışla ya da numarayla yeniden arayınız."
        )
        self.model.set_rows(answer.entries)
        self.view.set_loading(False)
        if answer.entries:
            self.view.selectAll()
            self.view.setFocus()
        if answer.cut:
            words = ", ".join(source.words for source in answer.cut)
            self.trouble.set_text(
                State.NEAR, f"Çok kayıt var, ilkleri gösteriliyor: {words}. Daha dar arayınız."
            )
        self._show_facts()
        self._show_buttons()
        self.found.emit()

    def _chosen(self) -> list[PersonEntry]:
        return self.view.selected_rows()

    @Slot()
    def _show_facts(self) -> None:
        # All of them are selected at first: it shows the row that has the focus.
        rows, position = self.model.rows(), self.view.currentIndex().row()
        row = rows[max(0, position)] if rows else None
        lines = [] if row is None else [f"{label}: {value}" for label, value in row.facts]
        self.facts.setPlainText("\n".join(lines))

    @Slot()
    def _show_buttons(self) -> None:
        chosen = self._chosen()
        count = len(chosen)
        for button in (self.workbook, self.pdf):
            button.setEnabled(bool(count))
        total = len(self.model.rows())
        self.note.setText(f"{total} kayıttan {count} seçili" if total else "")

    @Slot()
    def _on_workbook(self) -> None:
        path = self._export.ask()
        if path is not None:
            self.write_workbook(path)

    @Slot()
    def _on_pdf(self) -> None:
        name = file_name("Kişisel veri dökümü", local_day(self._desk.clock()), ending=".pdf")
        path = ask_target(self, "Kişisel veri dökümünü kaydet", name, "PDF (*.pdf)")
        if path is not None:
            self.write_pdf(path)

    @Slot()
    def _on_written(self) -> None:
        self.handed_out.emit(len(self._chosen()))

    def _refuse(self, error: Exception) -> None:
        self.view.set_loading(False)
        if isinstance(error, KnownError):
            self.trouble.set_text(State.LATE, str(text_of(error)))
            self.needle.setFocus()
        else:
            show_failure(self, error)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the list must not confirm the dialog.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.needle.setFocus()


_UNMASKED: Final = "unmasked"
_SCANS: Final = "scans"
_INSPECTION_WIDTH: Final = 600


class InspectionDialog(TaskDialog):
    """Asks for the days, and writes one encrypted file.

    Attributes:
        form: The fields.
        password: Of the package: proposed, and can be overwritten.
        outcome: What was left out, or why there is no package.

    Signals:
        written: The number of files in the package.
    """

    written = Signal(int)

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        from alo183_desktop.retention.inspection_files import new_password

        super().__init__(
            title="Denetim paketi",
            explanation="Seçilen günlerin yazıları, faks raporları, zimmet tutanakları, "
            "vakaları, rehberlik kayıtları, yoklamaları, kotaları, açıklanamayan aramaları, "
            "nöbetleri ve görev emirleri, özetleriyle birlikte tek bir şifreli ZIP dosyasına "
            "konur (AES-256; 7-Zip ve WinRAR açar). Denetim izine yazılır.",
            width=_INSPECTION_WIDTH,
            parent=parent,
        )
        self._background = background
        today = local_day(desk.clock())
        self.form = Form(columns=2, parent=self)
        self.first = DateField(
            "İ&lk gün", today=today, key="first", required=True, parent=self.form
        )
        self.last = DateField("&Son gün", today=today, key="last", required=True, parent=self.form)
        self.options = CheckList(
            "İçeriği",
            [
                (_UNMASKED, "T.C. kimlik numaraları açık olsun"),
                (_SCANS, "Taramaları da koy: resimdeki numara gizlenemez"),
            ],
            key="options",
            columns=1,
            note="İşaretlenmezse numaralar gizlenir (100••••••46); dışarıdan gelen ve "
            "içinde numara bulunmadığı denetlenemeyen belgeler pakete konmaz, listede özetiyle "
            "yazılır.",
            parent=self.form,
        )
        self.password = TextField(
            "Paketin &parolası",
            key="password",
            required=True,
            check=_checked,
            note="Bir yere yazınız: bir daha gösterilmez. Paketle aynı yoldan göndermeyiniz.",
            parent=self.form,
        )
        self.form.add_row(self.first, self.last)
        self.form.add_row(self.options)
        self.form.add_row(self.password)
        self.content.addWidget(self.form)
        self.outcome = StateText(State.GOOD, parent=self)
        self.content.addWidget(self.outcome)
        self.content.addStretch(1)
        self.first.set_value(today.replace(day=1))
        self.last.set_value(today)
        self.password.set_value(new_password())
        self.form.mark_clean()
        self.close_button = self.add_button("Kapat")
        self.make_button = self.add_button("Paketi &hazırla…", primary=True, icon="export")
        self.close_button.clicked.connect(self.reject)
        self.make_button.clicked.connect(self._on_make)
        self.form.save_from_anywhere(self._on_make)
        self.form.save_requested.connect(self._on_ready)
        self.form.left.connect(self.reject)

    def make(self, path: Path) -> None:
        """Read the data, and write the package; it is recorded first."""
        ticked = self.options.value()
        wanted = InspectionScope(
            first=self.first.value(),
            last=self.last.value(),
            is_masked=_UNMASKED not in ticked,
            with_scans=_SCANS in ticked,
        )
        password = self.password.text()
        self.make_button.setEnabled(False)
        self.outcome.set_text(State.NONE, "Paket hazırlanıyor…")

        def write(taken: InspectionData) -> None:
            def archive() -> Package:
                from alo183_desktop.retention.inspection_files import make_archive

                made, package = make_archive(taken, password=password)
                write_file(path, made)
                return package

            self._background.run_pure(archive, parent=self, success=written, failure=self._refuse)

        def written(package: Package) -> None:
            self.make_button.setEnabled(True)
            left = len(package.left_out)
            words = f"{left} belge konmadı; listesi BENIOKU.txt dosyasında." if left else ""
            self.outcome.set_text(State.NEAR, words)
            report_saved(self, path, f"{len(package.files)} belgeyle kaydedildi")
            self.written.emit(len(package.files))

        self._background.run(
            lambda work: inspection.take(work, wanted),
            parent=self,
            success=write,
            failure=self._refuse,
        )

    @Slot()
    def _on_make(self) -> None:
        self.form.submit()

    @Slot()
    def _on_ready(self) -> None:
        name = file_name("Denetim paketi", self.first.value(), self.last.value(), ending=".zip")
        path = ask_target(self, "Denetim paketini kaydet", name, "Şifreli ZIP (*.zip)")
        if path is not None:
            self.make(path)

    def _refuse(self, error: Exception) -> None:
        self.make_button.setEnabled(True)
        if isinstance(error, KnownError):
            self.outcome.set_text(State.LATE, str(text_of(error)))
        else:
            self.outcome.set_text(State.NONE, "")
            show_failure(self, error)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now do the texts know their width; before, they asked for more lines.
        self.adjustSize()
        self.first.take_focus()


def _checked(text: str) -> str:
    from alo183_desktop.retention.inspection_files import check_password

    return check_password(text)


_READY_COLUMNS: Final[Sequence[Column[ReadyRow]]] = (
    Column("Madde", lambda row: f"{row.clause}. madde", width_chars=9),
    Column(
        "Belge ya da kayıt",
        lambda row: row.what,
        kind=CellKind.STRONG,
        width_chars=34,
        stretch=True,
    ),
    Column("Var", lambda row: row.there, align_right=True, width_chars=8),
    Column("Eksik", lambda row: row.lacks, align_right=True, width_chars=8),
    Column(
        "Durum",
        lambda row: row.state_words,
        state=lambda row: OF_MARK[row.state],
        width_chars=30,
    ),
)


class ReadinessDialog(TaskDialog):
    """Shows by clause what an inspection of some days would find and what is missing.

    Attributes:
        form: The days.
        model: The result.
        view: Its list.
        outcome: Why there is none.
        note: The days that the list shows, whatever is typed meanwhile.

    Signals:
        found: The result is shown.
    """

    found = Signal()

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            title="Denetime hazırlık",
            explanation="Genelge 2014/05’in maddelerine göre seçilen günlerde neyin bulunduğunu ve "
            "neyin eksik olduğunu gösterir. Sayılar şu anki kayıtlardandır.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        self._desk = desk
        today = local_day(desk.clock())
        self.form = Form(columns=2, parent=self)
        self.first = DateField(
            "İ&lk gün", today=today, key="first", required=True, parent=self.form
        )
        self.last = DateField("&Son gün", today=today, key="last", required=True, parent=self.form)
        self.form.add_row(self.first, self.last)
        self.content.addWidget(self.form)
        self.outcome = StateText(State.LATE, parent=self)
        self.content.addWidget(self.outcome)
        self.note = muted_label("", parent=self)
        self.content.addWidget(self.note)
        self.model = RowsModel[ReadyRow](_READY_COLUMNS, parent=self)
        self.view = TableView("retention-readiness", name="Denetime hazırlık", parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(lambda row: row.what)
        self.view.setMinimumHeight(theme.row_height() * (_ROWS - 1))
        self.content.addWidget(self.view, 1)
        self._shown = (today.replace(day=1), today)
        self.first.set_value(self._shown[0])
        self.last.set_value(self._shown[1])
        self.form.mark_clean()
        self.close_button = self.add_button("Kapat")
        self.pdf = self.add_button("&PDF kaydet…", icon="export")
        self.paper = self.add_button("Ya&zdır…", icon="print")
        self.look = self.add_button("&Göster", primary=True, icon="search")
        self.paper.setVisible(may(desk.actor.role, Right.PRINT))
        self.pdf.setVisible(may(desk.actor.role, Right.EXPORT))
        self._acts = PaperActs(background, actor=desk.actor, parent=self)
        self.close_button.clicked.connect(self.reject)
        self.look.clicked.connect(self.form.submit)
        self.form.save_requested.connect(self._on_look)
        self.form.left.connect(self.reject)
        self.pdf.clicked.connect(lambda: self._leave(self._acts.save))
        self.paper.clicked.connect(lambda: self._leave(self._acts.print_paper))
        self._on_look()

    @Slot()
    def _on_look(self) -> None:
        first, last = self.first.value(), self.last.value()
        self.outcome.set_text(State.LATE, "")
        self.form.mark_clean()

        def show(rows: tuple[ReadyRow, ...]) -> None:
            self._shown = first, last
            self.note.setText(f"Listelenen günler: {self._days()}")
            self.model.set_rows(rows)
            self.found.emit()

        self._background.run(
            lambda work: readiness.find_readiness(work, first, last),
            parent=self,
            success=show,
            failure=self._refuse,
        )

    def _days(self) -> str:
        first, last = self._shown
        return f"{format_day(first)} – {format_day(last)}"

    def _leave(self, act: Callable[[Paper], object]) -> None:
        """Print the list shown, or save it as a paper; it is recorded first."""
        (first, last), rows = self._shown, self.model.rows()
        directorate, days = self._desk.directorate_name, self._days()

        def make(anchor: str) -> bytes:
            from alo183_desktop.documents.papers.lists import table_pdf  # reportlab is slow to load

            return table_pdf(
                title="Denetime hazırlık",
                subtitle=f"{directorate}; {days}",
                headings=readiness.HEADINGS,
                rows=[readiness.cells_of(row) for row in rows],
                note=anchor,
            )

        def leave(data: bytes) -> None:
            act(
                Paper(
                    title="Denetime hazırlık",
                    name=file_name("Denetime hazırlık", first, last, ending=".pdf"),
                    data=data,
                    job="Denetime hazırlık",
                    printing=lambda work: readiness.record_export(work, first, last, "print"),
                    saving=lambda work: readiness.record_export(work, first, last, "pdf"),
                )
            )

        self._background.run(
            audit_anchor,
            parent=self,
            success=lambda anchor: self._background.run_pure(
                lambda: make(anchor), parent=self, success=leave
            ),
        )

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.outcome.set_text(State.LATE, str(text_of(error)))
        else:
            show_failure(self, error)
