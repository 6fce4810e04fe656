"""The papers of a case: its follow-up sheet, and the files that belong to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from alo183_desktop.cases import service, timeline
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.gui.cases.act_dialogs import CHANGES
from alo183_desktop.gui.cases.sheet import sheet_of
from alo183_desktop.gui.kit.anchors import audit_anchor
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.paper import Paper, PaperActs
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.cases.rows import CaseFileRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.follow_up_sheet import FollowUpSheet

_JOB: Final = "Vaka izleme formu"
"""Printers show and keep it, so it names nobody."""
_FILE_JOB: Final = "Vaka dosyası"


class CasePapers(PaperActs):
    """Shows, prints and keeps papers of one case.

    Signals:
        attached: The number of the case that got a file.
    """

    attached = Signal(int)

    def show_sheet(self, case_id: int, *, is_masked: bool) -> None:
        """Show the follow-up sheet of a case on the whole screen."""

        def read(work: Work) -> FollowUpSheet:
            open_it = service.open_case if is_masked else service.open_sheet
            sheet = sheet_of(
                open_it(work, case_id),
                heading=get_directorate(work.session).heading,
                printed_by=work.actor.name,
                now=work.now,
                is_masked=is_masked,
            )
            return replace(sheet, audit_words=audit_anchor(work))

        self._background.run(
            read,
            parent=self,
            success=lambda sheet: self._draw(case_id, sheet),
        )

    def show_file(self, file_id: int) -> None:
        """Show a file of a case on the whole screen; it is written down."""
        self._background.run(
            lambda work: timeline.open_file(work, file_id),
            parent=self,
            success=lambda found: self._show_file(*found),
        )

    def attach(self, case_id: int) -> None:
        """Ask for a file and keep it with a case."""
        path = ask_source(self._page.window(), "Vakaya eklenecek dosyayı seç", SCANS)
        if path is not None:
            self.attach_file(case_id, path)

    def attach_file(self, case_id: int, path: Path) -> None:
        """Keep a file with a case."""

        def keep(file: CheckedFile) -> None:
            self._background.run(
                lambda work: timeline.attach_file(work, case_id, file),
                parent=self,
                success=lambda _file_id: self._on_attached(case_id),
                changes=CHANGES,
            )

        self.take_in(path, keep)

    def _on_attached(self, case_id: int) -> None:
        tell(self._page, "Dosya vakaya eklendi.")
        self.attached.emit(case_id)

    def _draw(self, case_id: int, sheet: FollowUpSheet) -> None:
        def pages() -> bytes:
            # reportlab is slow to load
            from alo183_desktop.documents.follow_up_sheet import follow_up_sheet_pdf

            return follow_up_sheet_pdf(sheet)

        name = file_name("İzleme formu", sheet.case_number, ending=".pdf")
        self._background.run_pure(
            pages,
            parent=self,
            success=lambda pdf: self.show(
                Paper(
                    title=f"İzleme formu, vaka {sheet.case_number}",
                    name=name,
                    data=pdf,
                    job=_JOB,
                    printing=lambda work: service.record_sheet(work, case_id),
                    saving=lambda work: service.record_export(work, 1, "sheet"),
                )
            ),
        )

    def _show_file(self, file: CaseFileRow, data: bytes) -> None:
        case_id = file.case_id
        self.show(
            Paper(
                title=file.name,
                name=file.name,
                data=data,
                job=_FILE_JOB,
                printing=lambda work: service.record_sheet(work, case_id),
                saving=lambda work: service.record_export(work, 1, "file"),
            )
        )
