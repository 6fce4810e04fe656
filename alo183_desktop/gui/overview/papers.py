"""The sheet for the morning meeting to the printer, and the report of a month into files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.gui.kit.chosen_files import ask_folder
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.notices import tell_saved
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.written_files import file_name, write_together

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.papers.monthly_report import MonthlyReport
    from alo183_desktop.documents.papers.today_sheet import TodaySheet
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.topics import BackupNews
    from alo183_desktop.shared.clock import Clock


class Papers(QObject):
    """Makes papers beside the database, each written down before it is made."""

    def __init__(
        self, background: Background, *, clock: Clock, backups: BackupNews, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._backups = backups
        self._window = parent
        self._dialogs = OneDialog(background, parent=parent)

    @Slot()
    def print_today(self) -> None:
        """Print the sheet for the morning meeting."""
        backups = self._backups.standing()

        def read(work: Work) -> TodaySheet:
            from alo183_desktop.overview import reports  # brings the layout of papers

            return reports.today_sheet(work, backups=backups)

        self._background.run(read, parent=self, success=self._draw_today)

    @Slot()
    def open_report(self) -> None:
        """Ask for the month of a report."""
        dialog = ReportDialog(local_day(self._clock()), parent=self._window)
        dialog.chosen.connect(self._on_month_chosen)
        self._dialogs.show_dialog(dialog)

    def write_report(self, month: str, folder: Path) -> None:
        """Write the report of a month into a folder, as PDF and as workbook."""

        def read(work: Work) -> MonthlyReport:
            from alo183_desktop.overview import reports  # brings the layout of papers

            return reports.monthly_report(work, month)

        self._background.run(
            read,
            parent=self,
            success=lambda report: self._make_report(report, folder),
        )

    def close_all(self) -> None:
        """Close what is open; the window locks."""
        self._dialogs.close_all()

    def _draw_today(self, sheet: TodaySheet) -> None:
        def draw() -> bytes:
            from alo183_desktop.documents.papers.today_sheet import today_sheet_pdf

            return today_sheet_pdf(sheet)

        self._background.run_pure(draw, parent=self, success=self._print_today)

    def _print_today(self, pdf: bytes) -> None:
        print_pdf(
            self._window,
            pdf,
            title="Bugün sayfası",
            name=file_name("Bugün sayfası", local_day(self._clock()), ending=".pdf"),
            background=self._background,
        )

    def _make_report(self, report: MonthlyReport, folder: Path) -> None:
        def make() -> Path:
            from alo183_desktop.documents.papers.monthly_report import monthly_report_files

            files = monthly_report_files(report)
            write_together(folder, files)
            return folder / next(iter(files))

        self._background.run_pure(
            make,
            parent=self,
            success=lambda path: tell_saved(self._window, path, "PDF ve Excel olarak kaydedildi"),
        )

    @Slot(str)
    def _on_month_chosen(self, month: str) -> None:
        folder = ask_folder(self._window, "Raporun yazılacağı klasör", for_papers=True)
        if folder is not None:
            self.write_report(month, folder)


class ReportDialog(TaskDialog):
    """Asks for a month.

    Signals:
        chosen: The month, such as `2026-09`.
    """

    chosen = Signal(str)

    def __init__(self, today: dt.date, *, parent: QWidget) -> None:
        super().__init__(
            title="Aylık rapor",
            explanation="Ayın sayıları, grafikleri ve listeleri PDF ve Excel olarak yazılır; ikisi "
            "de aynı sayıları ve denetim izinin ucunu taşır.",
            width=440,
            parent=parent,
        )
        self.month = ChoiceField("&Ay", key="month", parent=self)
        months = months_to_choose(today)
        self.month.set_options(months)
        # The month before is the one that is over.
        self.month.set_value(months[1][0])
        self.content.addWidget(self.month)
        self.add_button("&Vazgeç").clicked.connect(self.reject)
        self.go = self.add_button("&Klasör seç ve yaz…", primary=True)
        self.go.clicked.connect(self._on_go)
        self.month.take_focus()

    @Slot()
    def _on_go(self) -> None:
        month = str(self.month.value())
        self.accept()
        self.chosen.emit(month)
