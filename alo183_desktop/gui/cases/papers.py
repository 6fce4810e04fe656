"""The papers of a case: its follow-up sheet, and the files that belong to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from alo183_desktop.cases import service, timeline
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.rules import left_words, span_words
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.papers.follow_up_sheet import (
    CaseFact,
    CaseInstant,
    FollowUpSheet,
    TimelineEntry,
)
from alo183_desktop.documents.papers.form_layout import Signer
from alo183_desktop.gui.cases.card import instants_of
from alo183_desktop.gui.cases.words import LINE_WORDS, Countdown
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.copying import BRIEFLY_S, copy_text
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs, audit_anchor
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alo183_desktop.cases.rows import CaseCard, CaseFileRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.states import MarkState

_MARKS: Final[Mapping[State, MarkState]] = {
    State.LATE: "late",
    State.NEAR: "near",
    State.GOOD: "good",
    State.NONE: "unknown",
}
_HIDDEN: Final = "(gizlendi)"
_ENTERED: Final = frozenset({ActionKind.ACTION, ActionKind.ACKNOWLEDGED, ActionKind.POLICE})
_NOTHING: Final = dt.timedelta()


def sheet_of(
    card: CaseCard,
    *,
    heading: tuple[str, ...],
    printed_by: str,
    now: dt.datetime,
    is_masked: bool = False,
) -> FollowUpSheet:
    """Return the sheet of a case as it stands now.

    Args:
        card: The case with all that belongs to it.
        heading: Lines of the directorate's letterhead.
        printed_by: Who asks for it.
        now: UTC.
        is_masked: Whether personal data stays out.
    """
    state, words = _clock(card, now)
    numbers = {line.action_id: place for place, line in enumerate(card.timeline, start=1)}
    return FollowUpSheet(
        directorate_heading=heading,
        case_number=card.row.number,
        state=state,
        time_words=words,
        facts=_facts(card),
        summary=card.summary,
        instants=tuple(
            CaseInstant(
                one.label,
                one.at,
                one.words,
                None if one.state is None else _MARKS[one.state],
            )
            for one in instants_of(card, now=now)
        ),
        timeline=tuple(
            TimelineEntry(
                number=numbers[line.action_id],
                at=line.at,
                what=LINE_WORDS[line.kind],
                detail=line.words,
                by=line.by_name,
                corrects=(
                    None
                    if line.corrects_action_id is None
                    else numbers.get(line.corrects_action_id)
                ),
            )
            for line in card.timeline
        ),
        attachments=tuple(file.name for file in card.files),
        signers=(Signer("SORUMLU", card.row.officer_name), Signer("DÜZENLEYEN", printed_by)),
        printed_at=now,
        printed_by=printed_by,
        is_masked=is_masked,
    )


def entry_text(card: CaseCard) -> str:
    """Return what was done in a case, line by line: when, what, with whom, with what result.

    For the call centre's own system. Lines that were corrected, and steps of this program, are
    left out; so is the caller, whom that system knows.
    """
    done = [
        f"{format_instant(line.at)} {LINE_WORDS[line.kind]}: {line.words}".rstrip(": ")
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
    """Return what reminds the officer of a case in a message; it names nobody.

    Args:
        card: The case.
        now: UTC.
    """
    acted = "ilk işlem yapıldı" if card.row.first_action_at else "ilk işlem henüz yok"
    if card.row.entered_at is not None:
        standing = "sisteme girildi"
    else:
        left = left_words(card.due_at - now)
        standing = f"sisteme giriş: {left} (son an {format_instant(card.due_at)})"
    routed = format_instant(card.row.routed_at)
    return f"Alo 183, başvuru {card.row.number}: {routed} yönlendirildi, {acted}, {standing}."


def _clock(card: CaseCard, now: dt.datetime) -> tuple[MarkState | None, str]:
    entered = card.row.entered_at
    if entered is None:
        mark = Countdown(now).entry_mark(card.row)
        return (None if mark is None else _MARKS[mark]), left_words(card.due_at - now)
    over = entered - card.due_at
    if over > _NOTHING:
        return "late", f"{span_words(over)} geç girildi"
    return "good", "süresinde girildi"


def _facts(card: CaseCard) -> tuple[CaseFact, ...]:
    row = card.row
    police = "bildirilmedi"
    if row.is_police_informed:
        when = "" if card.police_at is None else format_instant(card.police_at)
        parts = (card.police_unit or "bildirildi", when, card.police_by)
        police = ", ".join(part for part in parts if part)
    phone = format_phone(card.caller_phone) if card.caller_phone else ""
    return (
        CaseFact("Müracaat konusu", row.subject_name),
        CaseFact("Vaka türü", f"{row.kind_name}{', acil' if row.is_urgent else ''}"),
        CaseFact("İlçe", row.district),
        CaseFact("Operatör", card.operator_name),
        CaseFact("Arayan", card.caller_name, _HIDDEN),
        CaseFact("Arayanın telefonu", phone, _HIDDEN),
        CaseFact("Sorumlu", row.officer_name or "yok"),
        CaseFact("Kolluk", police, police if not card.police_by else _HIDDEN),
        CaseFact("Sistem kayıt no", card.entry_record),
        CaseFact("Sonuç", card.outcome, _HIDDEN),
    )


_CHANGES: Final = frozenset({Topic.CASES})
_JOB: Final = "Vaka izleme formu"
"""Printers show and keep it, so it names nobody."""
_FILE_JOB: Final = "Vaka dosyası"


class CasePapers(PaperActs):
    """Shows, prints and keeps papers of one case.

    Signals:
        attached: The number of the case that got a file.
    """

    attached = Signal(int)

    def show_sheet(self, case_id: int, is_masked: bool) -> None:  # noqa: FBT001 - a signal
        """Show the follow-up sheet of a case on the whole screen; masked, without personal data."""

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

    def copy_timeline(self, case_id: int) -> None:
        """Put what was done in a case into the clipboard for a minute; it is written down."""

        def copy(card: CaseCard) -> None:
            copy_text(entry_text(card), seconds=BRIEFLY_S)
            tell(self._page, "Yapılanlar kopyalandı; panoda bir dakika durur.")

        self._background.run(
            lambda work: service.copy_timeline(work, case_id), parent=self, success=copy
        )

    def copy_reminder(self, card: CaseCard, *, now: dt.datetime) -> None:
        """Put a text into the clipboard that reminds the officer of a case."""
        copy_text(reminder_text(card, now=now))
        tell(self._page, "Hatırlatma metni kopyalandı; kimsenin adı yazmaz.")

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
                changes=_CHANGES,
            )

        self.take_in(path, keep)

    def _on_attached(self, case_id: int) -> None:
        tell(self._page, "Dosya vakaya eklendi.")
        self.attached.emit(case_id)

    def _draw(self, case_id: int, sheet: FollowUpSheet) -> None:
        def pages() -> bytes:
            # reportlab is slow to load
            from alo183_desktop.documents.papers.follow_up_sheet import follow_up_sheet_pdf

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
                    saving=lambda work: service.TRAIL.record_export(work, 1, "sheet"),
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
                saving=lambda work: service.TRAIL.record_export(work, 1, "file"),
            )
        )
