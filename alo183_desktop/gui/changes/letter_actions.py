"""Actions on a finished letter: open, print, fax, envelope, export, record, correct."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.changes import cancelling
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.checked_files import CheckedFile, read_checked
from alo183_desktop.documents.letter.content import EnvelopeSize
from alo183_desktop.gui.changes.letter_dialogs import (
    CancelDialog,
    DispatchDialog,
    EbysDialog,
    EnvelopeDialog,
    FaxDialog,
    NumberDialog,
)
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_folder, ask_source, ask_target
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.notices import report_saved, show_message
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters import outgoing, rendering, service
from alo183_desktop.letters.rules import CHANNELS, FileKind, Result
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import lower_first, upper_first
from alo183_desktop.shared.written_files import file_name, write_file, write_new_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.cancelling import Traces
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.kinds import Channel
    from alo183_desktop.documents.letter.content import Envelope
    from alo183_desktop.documents.own_pages import Pages
    from alo183_desktop.gui.changes.letter_dialogs import FaxChoice
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.letters.rows import DispatchRow, LetterCard, LetterFileRow, LetterRow
    from alo183_desktop.shared.clock import Clock

ResultT = TypeVar("ResultT")

_LETTER_CHANGED: Final = frozenset({Topic.LETTER})
_CANCELLED: Final = "letters.cancelled"
_TIFF: Final = "Faks görüntüsü (*.tiff)"
_SHOWN: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/tiff"})
_FROM_OUTSIDE: Final = frozenset({FileKind.SCAN, *(one.evidence for one in CHANNELS.values())})
"""Their own names are those of a scanner."""


class LetterActions(QObject):
    """Acts on the letter shown last; every action is recorded by the services.

    Signals:
        correction_requested: The letter that a new one is to correct.
        file_requested: The letter whose change file the user wants to see.
        letter_requested: Another letter that the user wants to see.
    """

    correction_requested = Signal(int)
    file_requested = Signal(int)
    letter_requested = Signal(int)

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._actor = actor
        self._clock = clock
        self._window = parent
        self._card: LetterCard | None = None
        self._acts = PaperActs(background, actor=actor, parent=parent)

    def set_card(self, card: LetterCard | None) -> None:
        """Set the letter that actions apply to."""
        self._card = card

    def card(self) -> LetterCard | None:
        """Return the letter that actions apply to."""
        return self._card

    def may(self, right: Right) -> bool:
        """Return whether the signed-in user has a right."""
        return may(self._actor.role, right)

    def may_record(self) -> bool:
        """Return whether they may record dispatches; nobody may for a cancelled letter."""
        is_cancelled = self._card is not None and self._card.row.cancelled_at is not None
        return self.may(Right.RECORD_DISPATCHES) and not is_cancelled

    @Slot()
    def open_pdf(self) -> None:
        """Show the letter as it was frozen."""
        file = self._file(FileKind.PDF)
        if file is not None:
            self.open_file(file.file_id)

    @Slot(int)
    def open_file(self, file_id: int) -> None:
        """Show a file, or save it where the program cannot show it."""
        self._run(
            lambda work: service.open_file(work, file_id),
            lambda opened: self._show_file(*opened),
        )

    @Slot()
    def print_letter(self) -> None:
        """Print the letter through the system's dialog."""
        file = self._file(FileKind.PDF)
        if file is not None:
            self._run(
                lambda work: service.open_file(work, file.file_id),
                lambda opened: self._acts.print_paper(self._paper(*opened)),
            )

    @Slot()
    def print_kept_copy(self) -> None:
        """Print the copy that remains here and is initialled."""
        card = self._card
        if card is None:
            return
        letter_id = card.row.letter_id

        def record(work: Work) -> None:
            service.record_print(work, letter_id, "initialled")

        self._run(
            lambda work: outgoing.open_kept_copy(work, letter_id),
            lambda letter: self._make(
                lambda: rendering.kept_copy_pdf(letter),
                lambda pdf: self._print(pdf, "Paraflı nüsha", record),
            ),
        )

    @Slot()
    def print_to_fax(self) -> None:
        """Print the copy for a fax machine, with its cover, to a fax printer."""
        self._ask_fax(to_printer=True)

    @Slot()
    def save_fax_image(self) -> None:
        """Save the sheets of the fax as TIFF."""
        self._ask_fax(to_printer=False)

    @Slot()
    def make_envelope(self) -> None:
        """Print an envelope, or save it."""
        card = self._card
        if card is None:
            return
        dialog = EnvelopeDialog(parent=self._window)
        dialog.print_chosen.connect(self._on_envelope_print_chosen)
        dialog.save_chosen.connect(self._on_envelope_save_chosen)
        dialog.open()

    @Slot()
    def export_forms(self) -> None:
        """Write all forms into a new folder."""
        card = self._card
        folder = ask_folder(self._window, "Biçimler hangi klasöre aktarılsın?", for_papers=True)
        if card is None or folder is None:
            return
        name = self._file_name(
            Path(next(file.name for file in card.files if file.kind is FileKind.PDF)).stem
        )
        self._run(
            lambda work: outgoing.export_letter(work, card.row.letter_id),
            lambda parts: self._make(
                lambda: write_new_folder(folder, name, rendering.whole_set(parts)),
                lambda made: report_saved(self._window, made, "Yazının biçimleri kaydedildi"),
            ),
        )

    @Slot()
    def attach_scan(self) -> None:
        """Ask for the scan of the signed letter and attach it."""
        if self._card is None:
            return
        path = ask_source(self._window, "İmzalı taramayı seç", SCANS)
        if path is not None:
            self._attach_scan(path)

    @Slot(int)
    def attach_evidence(self, dispatch_id: int) -> None:
        """Ask for evidence of an attempt that arrived after it was recorded, and attach it."""
        path = ask_source(self._window, "Kanıtı seç", SCANS)
        if path is not None:
            self._attach_evidence(dispatch_id, path)

    def lacks_evidence(self, dispatch: DispatchRow) -> bool:
        """Return whether evidence of an attempt can still be attached."""
        is_sent = dispatch.result is Result.SENT and not dispatch.is_corrected
        return is_sent and dispatch.evidence_file_id is None and self.may_record()

    def take_scan(self, path: Path) -> None:
        """Attach a dropped scan to the letter, or to an attempt to send it, as the user answers."""
        card = self._card
        if card is None or not self.may_record():
            words = "Önce geçerli bir yazının satırını seçiniz, sonra taramayı bırakınız."
            show_message(self._window, words, State.NEAR)
            return
        # Of several attempts by one channel the last one.
        open_by = {one.channel: one for one in card.dispatches if self.lacks_evidence(one)}
        kinds = [upper_first(CHANNELS[channel].evidence.words) for channel in open_by]
        answer = dialogs.ask(
            self._window,
            title=f"{path.name} yazının nesi olarak eklensin?",
            text=f"{card.row.summary}: seçili yazıya eklenir; denetim izine yazılır.",
            verbs=("İmzalı taraması", *kinds, "Vazgeç"),
            primary=-1 if kinds else 0,
        )
        if answer == 0:
            self._attach_scan(path)
        elif 0 < answer <= len(kinds):
            self._attach_evidence(list(open_by.values())[answer - 1].dispatch_id, path)

    def _attach_scan(self, path: Path) -> None:
        if self._card is not None:
            letter_id = self._card.row.letter_id
            self._attach(
                path,
                lambda work, scan: service.attach_scan(work, letter_id, scan),
                "İmzalı tarama yazıya eklendi.",
            )

    def _attach_evidence(self, dispatch_id: int, path: Path) -> None:
        self._attach(
            path,
            lambda work, evidence: service.attach_evidence(work, dispatch_id, evidence),
            "Kanıt gönderime eklendi.",
        )

    def _attach(
        self, path: Path, keep: Callable[[Work, CheckedFile], object], message: str
    ) -> None:
        self._make(
            lambda: read_checked(path),
            lambda scan: self._run(
                lambda work: keep(work, scan),
                lambda _file_id: show_message(self._window, message),
                changes=_LETTER_CHANGED,
            ),
        )

    @Slot()
    def note_number(self) -> None:
        """Record the number and day stamped on the paper."""
        if self._card is None:
            return
        self._number_dialog(self._card).open()

    def record(self, channel: Channel) -> None:
        """Record an attempt to send the letter."""
        card = self._card
        if card is not None:
            self._run(
                lambda work: get_directorate(work.session),
                lambda found: self._ask_attempt(
                    card, channel, target=card.proposed_target(channel, found)
                ),
            )

    def correct(self, wrong: DispatchRow) -> None:
        """Correct the record of an attempt."""
        if self._card is not None:
            self._ask_attempt(self._card, wrong.channel, target=wrong.target, wrong=wrong)

    @Slot()
    def cancel(self) -> None:
        """Cancel the letter, if it is not signed."""
        card = self._card
        if card is None:
            return
        if not card.row.is_valid or card.is_signed:
            kept = "letters.corrected_already" if card.row.cancelled_at is None else _CANCELLED
            show_failure(self._window, KnownError("letters.signed" if card.row.is_valid else kept))
            return
        self._run(
            lambda work: cancelling.read_traces(work, card.row.letter_id),
            lambda traces: self._ask_cancelling(card.row, traces),
        )

    def _ask_cancelling(self, row: LetterRow, traces: Traces) -> None:
        dialog = CancelDialog(row, traces, **self._common())
        dialog.saved.connect(lambda _id: show_message(self._window, "Yazı iptal edildi."))
        dialog.open()

    @Slot()
    def open_for_ebys(self) -> None:
        """Show the parts of the letter, to be copied into the e-document system."""
        card = self._card
        if card is not None:
            self._run(
                lambda work: get_directorate(work.session),
                lambda found: EbysDialog(card, found, self._background, parent=self._window).open(),
            )

    @Slot()
    def open_change_file(self) -> None:
        """Request the change file of the letter."""
        if self._card is not None:
            self.file_requested.emit(self._card.row.letter_id)

    @Slot()
    def show_replacement(self) -> None:
        """Request the letter that replaced this one."""
        if self._card is not None:
            self.letter_requested.emit(self._card.row.corrected_by_letter_id)

    @Slot()
    def show_corrected(self) -> None:
        """Request the letter that this one corrects."""
        if self._card is not None:
            self.letter_requested.emit(self._card.row.corrects_letter_id)

    @Slot()
    def start_correction(self) -> None:
        """Begin a new letter that corrects this one, once its number and day are known."""
        card = self._card
        if card is None:
            return
        letter_id = card.row.letter_id
        if not card.row.is_change:
            show_failure(self._window, KnownError("changes.nothing_to_correct"))
            return
        if card.row.cancelled_at is not None:
            show_failure(self._window, KnownError(_CANCELLED))
            return
        if card.row.is_numbered:
            self.correction_requested.emit(letter_id)
            return
        answer = dialogs.ask(
            self._window.window(),
            title="Önce yazının sayısı ve tarihi işlenmeli",
            text="Düzeltme yazısı, düzelttiği yazıyı sayısı ve tarihiyle anar. "
            "Bu yazınınkiler henüz işlenmedi; işlenince düzeltme yazısı açılır.",
            verbs=("Vazgeç", "Sayı ve tarihi işle…"),
            # Nothing is lost by continuing: another dialog asks.
            primary=1,
        )
        if answer == 1:
            dialog = self._number_dialog(card)
            dialog.saved.connect(self.correction_requested)
            dialog.open()

    def _number_dialog(self, card: LetterCard) -> NumberDialog:
        dialog = NumberDialog(card, **self._common())
        dialog.saved.connect(lambda _id: show_message(self._window, "Sayı ve tarih işlendi."))
        dialog.joined.connect(lambda words: show_message(self._window, words))
        return dialog

    def _common(self) -> DialogContext:
        return {"background": self._background, "clock": self._clock, "parent": self._window}

    def _file(self, kind: FileKind) -> LetterFileRow | None:
        """Return the newest file of a kind."""
        files = () if self._card is None else self._card.files
        return next((file for file in reversed(files) if file.kind is kind), None)

    def _file_name(self, what: str, *, ending: str = "") -> str:
        """Return a file name for the letter: the kind of file, and the letter's number."""
        row = None if self._card is None else self._card.row
        return file_name(what, row and (row.register_number or row.letter_id), ending=ending)

    def _ask_attempt(
        self,
        card: LetterCard,
        channel: Channel,
        *,
        target: str,
        wrong: DispatchRow | None = None,
    ) -> None:
        dialog = DispatchDialog(card, channel, target=target, wrong=wrong, **self._common())
        name = card.row.name
        dialog.recorded.connect(
            lambda state, words: show_message(self._window, f"{name}: {lower_first(words)}", state)
        )
        dialog.open()

    def _show_file(self, file: LetterFileRow, data: bytes) -> None:
        paper = self._paper(file, data)
        if file.media_type in _SHOWN:
            self._acts.show(paper)
        else:
            self._acts.save(paper)

    def _paper(self, file: LetterFileRow, data: bytes) -> Paper:
        letter_id, form = file.letter_id, file.kind.value
        words = upper_first(file.kind.words)
        return Paper(
            title=words,
            name=self._file_name(
                words if file.kind in _FROM_OUTSIDE else Path(file.name).stem,
                ending=Path(file.name).suffix,
            ),
            data=data,
            job=words,
            printing=lambda work: service.record_print(work, letter_id, form),
            saving=lambda work: service.record_export(work, letter_id, form),
        )

    def _ask_fax(self, *, to_printer: bool) -> None:
        card = self._card
        if card is None:
            return
        dialog = FaxDialog(
            has_scan=self._file(FileKind.SCAN) is not None,
            to_printer=to_printer,
            parent=self._window,
        )
        act = self._print_fax if to_printer else self._save_fax
        dialog.chosen.connect(lambda: act(card, dialog.choice()))
        dialog.open()

    def _print_fax(self, card: LetterCard, choice: FaxChoice) -> None:
        letter_id = card.row.letter_id

        def record(work: Work) -> None:
            outgoing.record_fax_print(work, letter_id, from_scan=choice.from_scan)

        self._run(
            lambda work: outgoing.open_fax(
                work, letter_id, from_scan=choice.from_scan, with_cover=choice.with_cover
            ),
            lambda parts: self._make(
                lambda: rendering.fax_pages(parts),
                lambda pdf: self._print(pdf, "Faks nüshası", record),
            ),
        )

    def _save_fax(self, card: LetterCard, choice: FaxChoice) -> None:
        name = self._file_name(rendering.FAX_NAMES[choice.resolution], ending=".tiff")
        path = ask_target(self._window, "Faks görüntüsünü kaydet", name, _TIFF)
        if path is None:
            return
        resolution, compression = choice.resolution, choice.compression
        self._run(
            lambda work: outgoing.export_fax(
                work,
                card.row.letter_id,
                resolution,
                from_scan=choice.from_scan,
                with_cover=choice.with_cover,
            ),
            lambda parts: self._make(
                lambda: write_file(
                    path, rendering.fax_tiff(parts, resolution=resolution, compression=compression)
                ),
                lambda kept: report_saved(self._window, kept),
            ),
        )

    @Slot(str)
    def _on_envelope_print_chosen(self, size: str) -> None:
        def print_it(pdf: bytes, letter_id: int) -> None:
            form = f"envelope-{size}"
            self._print(pdf, "Zarf", lambda work: service.record_print(work, letter_id, form))

        self._with_envelope(size, outgoing.open_envelope, print_it)

    @Slot(str)
    def _on_envelope_save_chosen(self, size: str) -> None:
        name = self._file_name(f"zarf-{size}", ending=".pdf")
        path = ask_target(self._window, "Zarfı kaydet", name, "PDF (*.pdf)")
        if path is not None:
            self._with_envelope(
                size,
                lambda work, letter_id: outgoing.export_envelope(
                    work, letter_id, EnvelopeSize(size)
                ),
                # The service has recorded the saving.
                lambda pdf, _id: self._make(
                    lambda: write_file(path, pdf),
                    lambda kept: report_saved(self._window, kept),
                ),
            )

    def _with_envelope(
        self,
        size: str,
        take: Callable[[Work, int], Envelope],
        then: Callable[[bytes, int], object],
    ) -> None:
        """Make the envelope of the letter, and pass it with the letter's id to `then`."""
        card = self._card
        if card is None:
            return
        letter_id = card.row.letter_id

        def make(envelope: Envelope) -> bytes:
            from alo183_desktop.documents.papers.covers import (
                envelope_pdf,  # reportlab is slow to load
            )

            return envelope_pdf(envelope, EnvelopeSize(size))

        self._run(
            lambda work: take(work, letter_id),
            lambda envelope: self._make(lambda: make(envelope), lambda pdf: then(pdf, letter_id)),
        )

    def _print(self, pdf: bytes | Pages, job: str, record: Callable[[Work], object]) -> None:
        """Print pages, and record it once a printer is chosen; the job name names nobody."""
        print_pdf(
            self._window,
            pdf,
            title=job,
            name=self._file_name(job, ending=".pdf"),
            background=self._background,
            record=record,
        )

    def _make(self, make: Callable[[], ResultT], then: Callable[[ResultT], object]) -> None:
        """Run slow work without the database, and continue with its result."""
        self._background.run_pure(make, parent=self._window, success=then)

    def _run(
        self,
        op: Callable[[Work], ResultT],
        success: Callable[[ResultT], object],
        *,
        changes: frozenset[Topic] = frozenset(),
    ) -> None:
        self._background.run(op, parent=self._window, success=success, changes=changes)
