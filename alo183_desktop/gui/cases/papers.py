"""The papers of a case: its follow-up sheet, and the files that belong to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from alo183_desktop.cases import service, timeline
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.papers import follow_up_sheet_pdf
from alo183_desktop.cases.rules import left_words, time_left
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.copying import BRIEFLY_S, copy_text
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs, audit_anchor
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from alo183_desktop.cases.rows import CaseCard, CaseFileRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile

_ENTERED: Final = frozenset({ActionKind.ACTION, ActionKind.ACKNOWLEDGED, ActionKind.POLICE})


def entry_text(card: CaseCard) -> str:
    """Return the actions in a case, line by line: when, what, with whom, with what result.

    For the call centre's own system. Corrected lines, and steps of this program, are
    left out; so is the caller, whom that system knows.
    """
    done = [
        f"{format_instant(line.at)} {line.kind.words}: {line.words}".rstrip(": ")
        for line in card.timeline
        if line.kind in _ENTERED and line.corrected_by_action_id is None
    ]
    lines = [
        f"Başvuru no: {card.row.number}",
        f"Yönlendirme: {format_instant(card.row.routed_at)}",
        f"Sorumlu: {card.row.officer_name or 'yok'}",
        *(done or ["Kaydedilmiş işlem yok."]),
    ]
    if card.outcome:
        lines.append(f"Sonuç: {card.outcome}")
    return "\n".join(lines)


def reminder_text(card: CaseCard, *, now: dt.datetime) -> str:
    """Return a message that reminds the officer of a case; it names nobody.

    Args:
        card: The case.
        now: UTC.
    """
    acted = "ilk işlem yapıldı" if card.row.first_action_at else "ilk işlem henüz yok"
    if card.row.entered_at is not None:
        standing = "sisteme girildi"
    else:
        left = left_words(time_left(card.due_at, now))
        standing = f"sisteme giriş: {left} (son an {format_instant(card.due_at)})"
    routed = format_instant(card.row.routed_at)
    return f"Alo 183, başvuru {card.row.number}: {routed} yönlendirildi, {acted}, {standing}."


_CHANGES: Final = frozenset({Topic.CASES})
_JOB: Final = "Vaka izleme formu"
"""Shown and kept by printers, so it names nobody."""
_FILE_JOB: Final = "Vaka dosyası"


class CasePapers(PaperActs):
    """Shows, prints and keeps papers of one case.

    Signals:
        attached: The id of the case that got a file.
    """

    attached = Signal(int)

    def show_sheet(self, case_id: int, is_masked: bool) -> None:  # noqa: FBT001 - a signal
        """Show the follow-up sheet of a case full screen; masked, without personal data."""

        def read(work: Work) -> Callable[[], Paper]:
            card = (service.open_case if is_masked else service.open_sheet)(work, case_id)
            make = partial(
                follow_up_sheet_pdf,
                card,
                heading=get_directorate(work.session).heading,
                printed_by=work.actor.name,
                now=work.now,
                is_masked=is_masked,
                audit_words=audit_anchor(work),
            )
            return lambda: Paper(
                title=f"İzleme formu, vaka {card.row.number}",
                name=file_name("İzleme formu", card.row.number, ending=".pdf"),
                data=make(),
                job=_JOB,
                printing=lambda work: service.record_sheet(work, case_id),
                saving=lambda work: service.TRAIL.record_export(work, 1, "sheet"),
            )

        self.make(read, self.show)

    def copy_timeline(self, case_id: int) -> None:
        """Copy the actions in a case to the clipboard for a minute; the copy is recorded."""

        def copy(card: CaseCard) -> None:
            copy_text(entry_text(card), seconds=BRIEFLY_S)
            show_message(
                self._page,
                f"{card.row.number}: yapılanlar kopyalandı; panoda bir dakika durur.",
            )

        self._background.run(
            lambda work: service.copy_timeline(work, case_id), parent=self, success=copy
        )

    def copy_reminder(self, card: CaseCard, *, now: dt.datetime) -> None:
        """Copy a reminder for the officer of a case to the clipboard."""
        copy_text(reminder_text(card, now=now))
        show_message(
            self._page, f"{card.row.number}: hatırlatma metni kopyalandı; kimsenin adı yazmaz."
        )

    def show_file(self, file_id: int) -> None:
        """Show a file of a case full screen; it is recorded."""
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
                changes=_CHANGES,
            )

        self.take_in(path, keep)

    def _on_attached(self, case_id: int) -> None:
        show_message(self._page, "Dosya vakaya eklendi.")
        self.attached.emit(case_id)

    def _show_file(self, file: CaseFileRow, data: bytes) -> None:
        case_id = file.case_id
        self.show(
            Paper(
                title=file.name,
                name=file.name,
                data=data,
                job=_FILE_JOB,
                printing=lambda work: service.record_sheet(work, case_id),
                saving=lambda work: service.TRAIL.record_export(work, 1, "file"),
            )
        )
