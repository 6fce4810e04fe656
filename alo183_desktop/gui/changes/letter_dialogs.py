"""Dialogs about a letter: an attempt to send it, its number, its envelope, its fax image."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Unpack, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout

from alo183_desktop.changes import cancelling
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.checked_files import read_checked
from alo183_desktop.documents.letter.content import Compression, EnvelopeSize, Resolution
from alo183_desktop.documents.letter.wording import letter_parts
from alo183_desktop.gui.changes.words import recorded_words
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.chosen_files import SCANS
from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.containers import beside_link
from alo183_desktop.gui.kit.copying import BRIEFLY_S, copy_text
from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
from alo183_desktop.gui.kit.form.form import (
    DateField,
    FileField,
    Form,
    LongTextField,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters import service
from alo183_desktop.letters.attempts import DispatchForm, check_dispatch
from alo183_desktop.letters.chain import CODES, check_days
from alo183_desktop.letters.letter_numbers import NUMBER_USED
from alo183_desktop.letters.rows import RegisterValues
from alo183_desktop.letters.rules import CHANNELS, DispatchAttempt, ProofState, Result
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.rota.rules import duty_words
from alo183_desktop.shared.calendar import tidy_day
from alo183_desktop.shared.clock import local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import lower_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.cancelling import Traces
    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.record import DirectorateValues
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.letter.content import LetterPart
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.letters.attempts import DispatchCheck, DispatchValues
    from alo183_desktop.letters.rows import DispatchRow, LetterCard, LetterRow
    from alo183_desktop.shared.errors import ConflictError, Problem

_KEPT: Final = "İsteğe bağlı: taranmış rapor ya da alındı yazıyla birlikte saklanır."
_CORRECTED: Final = (
    "Yanlış yazılmış kaydı düzeltir; önceki kayıt silinmez, üstü çizili kalır. Gönderimin kendisi "
    "yanlış numaraya ya da adrese gittiyse kaydı düzeltmeyiniz; doğrusuna gönderip yeni "
    "gönderim olarak kaydediniz."
)
_OTHER: Final = "letters.target_differs"
_CHANGES: Final = frozenset({Topic.LETTER, Topic.DISPATCH})


class _Asked(NamedTuple):
    """The questions about an attempt by one channel, and their texts."""

    explanation: str
    target: str
    target_note: str
    item: str
    item_note: str
    file: str
    file_note: str = "PDF ya da görüntü; sonradan da eklenebilir."
    note: str = "A&çıklama"


_ASKED: Final[Mapping[Channel, _Asked]] = {
    Channel.FAX: _Asked(
        "Her deneme ayrı kaydedilir; gitmeyen faks da, yinelenen de kalır. Faksın gittiğini "
        "makinenin raporu ya da raporda yazan gösterir.",
        "Kullanılan faks n&umarası",
        "Alan koduyla.",
        "",
        "",
        "Faks &raporu",
        file_note=_KEPT,
        note="&Açıklama",
    ),
    Channel.POST: _Asked(
        "Her gönderim ayrı kaydedilir. Postalandığını gönderi numarası ya da alındı gösterir.",
        "Kullanılan a&dres",
        "",
        "Gönderi &numarası",
        "Barkodun altında yazar: iki harf, dokuz rakam, iki harf.",
        "Posta a&lındısı",
        file_note=_KEPT,
    ),
    Channel.EBYS: _Asked(
        "Her gönderim ayrı kaydedilir. Teslim edildiğini, EBYS’nin verdiği numara ile alındı "
        "birlikte gösterir.",
        "M&uhatabın DETSİS numarası",
        "Sekiz rakam.",
        "EBYS &numarası",
        "Evrakın EBYS’deki sayısı ya da takip numarası.",
        "EBYS a&lındısı",
    ),
    Channel.KEP: _Asked(
        "Her gönderim ayrı kaydedilir. Teslim edildiğini, iletinin numarası ile KEP delili "
        "birlikte gösterir.",
        "Muhatabın KEP a&dresi",
        "",
        "İleti &numarası",
        "KEP hizmet sağlayıcısının verdiği numara.",
        "KEP de&lili",
    ),
}


class Shared(NamedTuple):
    """A number that another letter has as well, which the user may know of."""

    code: str
    """Of the refusal that names the other letter."""
    title: str
    verb: str


class NumberedDialog(FormDialog):
    """A form with a number that only one letter should have: the user must confirm a second use.

    Attributes:
        shared: What is asked then.
    """

    shared: Shared

    _is_shared = False

    def take_shared(self) -> bool:
        """Return whether the user has just confirmed; the next save asks again."""
        is_shared, self._is_shared = self._is_shared, False
        return is_shared

    def number_field(self) -> Field:
        """Return the field of the number."""
        raise NotImplementedError

    @override
    def refuse(self, error: Exception) -> None:
        if not (isinstance(error, KnownError) and error.code == self.shared.code):
            super().refuse(error)
            return
        self.save_button.setEnabled(True)
        if dialogs.confirm(
            self,
            title=self.shared.title,
            text=str(message_of(error)),
            verb=self.shared.verb,
            state=State.NEAR,
        ):
            self._is_shared = True
            self.save()
        else:
            self.number_field().take_focus()


class DispatchDialog(NumberedDialog):
    """One attempt by one channel, or a correction of its record.

    Signals:
        recorded: It is stored; with its effect, as a state and a text.
    """

    refused: Mapping[str, str] = {**dict.fromkeys(CODES, "day"), "documents": "evidence"}
    shared = Shared(
        "letters.item_number_used",
        "Bu numara başka bir kayıtta da var; yine de kaydedilsin mi?",
        "Yine de kaydet",
    )

    recorded = Signal(State, str)

    def __init__(
        self,
        card: LetterCard,
        channel: Channel,
        *,
        target: str,
        wrong: DispatchRow | None = None,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            card: The letter that was sent.
            channel: How it was sent.
            target: The proposed fax number (E.164) or address.
            wrong: The record to correct; None for a new attempt.
            **common: As `DialogContext`.
        """
        asked, rule, row = _ASKED[channel], CHANNELS[channel], card.row
        idle = "" if channel in row.demanded else f" Yazıyı tamamlamaz; kural: {row.rule_words}."
        super().__init__(
            title=f"{channel.words} gönderimini kaydet"
            if wrong is None
            else f"{channel.words} gönderiminin kaydını düzelt",
            explanation=f"{row.name}. "
            + (asked.explanation + idle if wrong is None else _CORRECTED),
            verb="&Kaydet" if wrong is None else "&Kaydı düzelt",
            background=common["background"],
            changes=_CHANGES,
            draft=f"letters.dispatch.{row.letter_id}.{channel.value}"
            if wrong is None
            else f"letters.correction.{row.letter_id}.{wrong.dispatch_id}",
            parent=common["parent"],
        )
        self._card = card
        self._wrong = wrong
        self._days = card.days if wrong is None else card.days_without(wrong.dispatch_id)
        self._channel = channel
        self._evidence: CheckedFile | None = None
        self._values: DispatchValues | None = None
        self._clock = common["clock"]
        now = local(self._clock())
        results = [(Result.SENT.value, "&Gitti"), (Result.FAILED.value, "Git&medi")]
        if wrong is not None:
            results.append((Result.WITHDRAWN.value, "Hiç gönderilmedi, kaydı geri &al"))
        self._result = RadioChoice(
            "Sonuç", results, is_preset=False, key="result", required=True, parent=self
        )
        is_fax = channel is Channel.FAX
        self._target: TextField = (
            PhoneField(
                asked.target,
                key="target",
                required=True,
                check=rule.parse_target,
                note=asked.target_note,
                parent=self,
            )
            if is_fax
            else TextField(
                asked.target,
                key="target",
                required=True,
                check=rule.parse_target,
                note=asked.target_note,
                max_length=300,
                parent=self,
            )
        )
        self._day = DateField("G&ün", today=now.date(), key="day", required=True, parent=self)
        self._time = TextField("&Saat", key="time", required=True, max_length=5, parent=self)
        self._pages = TextField(
            "Say&fa sayısı",
            key="pages",
            note=f"Yazı {row.fax_pages}, kapakla {row.fax_pages + 1} sayfa.",
            max_length=3,
            parent=self,
        )
        self._item = TextField(
            asked.item,
            key="item_number",
            check=rule.parse_item,
            note=asked.item_note,
            max_length=100,
            parent=self,
        )
        self._file = FileField(
            asked.file,
            kinds=SCANS,
            key="evidence",
            note=asked.file_note,
            parent=self,
        )
        self._note = LongTextField(
            asked.note,
            key="note",
            lines=2,
            note="Raporda yazan, örneğin: OK, 2 sayfa, 00:41." if is_fax else "",
            parent=self,
        )
        self._reason = LongTextField(
            "Dü&zeltme nedeni",
            key="reason",
            required=wrong is not None,
            lines=2,
            note="Kayıtta neyin yanlış yazıldığı ya da neden geri alındığı.",
            parent=self,
        )
        self._doubt = StateText(State.NEAR, parent=self)
        self._lay_out(is_fax=is_fax)
        self._target.set_value(target or None)
        self._day.propose(now.date())
        self._time.propose(f"{now:%H:%M}")
        if wrong is not None:
            self._show_record(wrong)
        self.form.mark_clean()
        # Not before something is typed: an empty form is no error.
        self.form.changed.connect(self._show_doubt)

    def check(self) -> DispatchCheck:
        """Return the result of the rules for the current values."""
        evidence = self._file.value()
        return check_dispatch(
            DispatchForm(
                channel=self._channel,
                target=self._target.text(),
                day=tidy_day(self._day.text()),
                time=self._time.text(),
                pages=self._pages.text(),
                result=self._result.value(),
                item_number=self._item.text(),
                note=self._note.text(),
            ),
            now=self._clock(),
            days=self._days,
            letter_pages=self._card.row.fax_pages,
            recipient=self._card.recipient(self._channel),
            has_evidence=evidence is not None or self._is_proven_by_file,
        )

    def doubt(self) -> str:
        """Return the warning shown."""
        return self._doubt.text()

    def _lay_out(self, *, is_fax: bool) -> None:
        self.form.add_row(self._result)
        if is_fax:
            self.form.add_row(self._target, self._pages)
            self._item.hide()
        else:
            self.form.add_row(self._target)
            self._pages.hide()
        self.form.add_row(self._day, self._time)
        if not is_fax:
            self.form.add_row(self._item)
        # A fax report is mostly typed; other channels return a paper.
        proofs = (self._note, self._file) if is_fax else (self._file, self._note)
        for field in proofs:
            self.form.add_row(field)
        if self._wrong is None:
            self._reason.hide()
        else:
            self.form.add_row(self._reason)
        self.content.insertWidget(1, self._doubt)

    def _show_record(self, wrong: DispatchRow) -> None:
        """Begin with the recorded values, so that only errors need retyping."""
        at = local(wrong.at)
        self._result.set_value(wrong.result.value)
        self._day.set_value(at.date())
        self._time.set_value(f"{at:%H:%M}")
        self._pages.set_value(wrong.pages)
        self._item.set_value(wrong.item_number or None)
        self._note.set_value(wrong.note or None)

    @property
    def _is_proven_by_file(self) -> bool:
        return self._wrong is not None and self._wrong.evidence_file_id is not None

    @Slot()
    def _show_doubt(self) -> None:
        warnings = self.check().warnings
        self._doubt.set_text(State.NEAR, " ".join(str(message_of(one)) for one in warnings))

    @override
    def slow_part(self) -> Callable[[], object] | None:
        path = self._file.value()
        self._evidence = None
        if path is None:
            return None
        return lambda: read_checked(Path(path))

    @override
    def take_slow(self, result: object) -> None:
        self._evidence = cast("CheckedFile", result)

    @override
    def wrong(self) -> Sequence[Problem]:
        return self.check().problems

    @override
    def act(self) -> Callable[[Work], int] | None:
        checked, evidence = self.check(), self._evidence
        values, letter_id = checked.values, self._card.row.letter_id
        self._values = values
        if values is None:
            return None
        other = next((one for one in checked.warnings if one.code == _OTHER), None)
        if other is not None and not self._reached(values, str(message_of(other))):
            self._target.take_focus()
            return None
        shares_item = self.take_shared()
        wrong, reason = self._wrong, self._reason.text()
        if wrong is not None:
            return lambda work: service.correct_dispatch(
                work, wrong.dispatch_id, values, reason, evidence, shares_item=shares_item
            )
        return lambda work: service.record_dispatch(
            work, letter_id, values, evidence, shares_item=shares_item
        )

    def _reached(self, values: DispatchValues, named: str) -> bool:
        """Return whether a dispatch to another address than the letter's reached its recipient.

        Only then it proves anything; who was reached there once is not asked about again.
        """
        sent = [one.target for one in self._card.attempts if one.result is Result.SENT]
        if values.result is not Result.SENT or values.target in sent:
            return True
        return dialogs.confirm(
            self,
            title="Gönderilen yer yazının muhatabına mı ait?",
            text=f"{named} Muhatabınsa kaydediniz: gönderim kanıt sayılır. Yanlış yere gittiyse "
            "sonucu “Gitmedi” seçip nereye gittiğini açıklamaya yazınız.",
            verb="Muhatabın, kaydet",
            state=State.NEAR,
        )

    @override
    def number_field(self) -> Field:
        return self._item

    @override
    def first_field(self) -> Field:
        if self._wrong is not None:
            return self._target
        asked = [one for one in self.form.fields() if one is not self._pages]
        return next((one for one in asked if not one.text()), self._note)

    @override
    def finish(self, record_id: int) -> None:
        if self._values is not None:
            self.recorded.emit(*self._words(self._values))
        super().finish(record_id)

    def _words(self, values: DispatchValues) -> tuple[State, str]:
        if self._wrong is not None:
            done = "geri alındı" if values.result is Result.WITHDRAWN else "düzeltildi"
            return State.GOOD, f"Gönderim kaydı {done}; önceki kayıt üstü çizili durur."
        row, channel = self._card.row, values.channel
        attempt = DispatchAttempt(
            channel=channel,
            at=values.at,
            result=values.result,
            item_number=values.item_number,
            note=values.note,
            has_evidence=self._file.value() is not None,
        )
        return recorded_words(
            attempt,
            was_proven=row.proofs[channel].state is ProofState.PROVEN,
            is_demanded=channel in row.demanded,
        )


_CHANGES_OF_ROSTER: Final = frozenset({Topic.LETTER, Topic.ASSIGNMENT, Topic.OFFICER})


class CancelDialog(FormDialog):
    """Why a letter finished by mistake is cancelled, and which of its effects are undone."""

    def __init__(self, row: LetterRow, traces: Traces, **common: Unpack[DialogContext]) -> None:
        kept = (
            " Görevlendirmeler yazıdan önceki hâline döner; devredilmiş telefon, vaka ve nöbetler "
            f"yerinde kalır.{_added_words(traces)}"
        )
        super().__init__(
            title="Yazıyı iptal et",
            explanation="İptal edilen yazı gönderilmez ve beklemez; kaydı durur, sayısı verildiyse "
            f"bir daha kullanılmaz.{kept if row.is_change else ''}",
            verb="Yazıyı &iptal et",
            width=520,
            background=common["background"],
            changes=_CHANGES_OF_ROSTER,
            draft=f"letters.cancel.{row.letter_id}",
            parent=common["parent"],
        )
        self._letter_id = row.letter_id
        self._reason = _reason_field(parent=self)
        self._record = RadioChoice(
            "Göreve gelenin yazıyla değişen bilgileri",
            ((_BACK, "Ya&zıdan önceki hâline dönsün"), (_STAY, "Ka&lsın")),
            key="record",
            parent=self,
        )
        if traces.duties:
            words = make_label(_duty_words(traces), wrap=True, selectable=True, parent=self)
            self.content.insertWidget(0, words)
        self.form.add_row(self._reason)
        if any(one.before for one in traces.changed):
            self._record.set_note(_changed_words(traces))
            self.form.add_row(self._record)
        else:
            self._record.hide()
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object]:
        letter_id, reason = self._letter_id, self._reason.text()
        gives_back = self._record.value() == _BACK
        return lambda work: cancelling.cancel(work, letter_id, reason, gives_back=gives_back)


_BACK, _STAY = "back", "stay"


def _added_words(traces: Traces) -> str:
    """Return who was added by the letter and stays in the roster."""
    if not traces.added:
        return ""
    who = ", ".join(traces.added)
    return f" Kadroya eklenen {who} göreve başlamamış olarak “Ayrılanlar” altında kalır."


def _duty_words(traces: Traces) -> str:
    """Return which duties stay with whom: they are given back on the sheet, one by one."""
    lines = (f"{duty_words(one)}: {one.person_name or 'boş'}" for one in traces.duties)
    return "\n".join(("Devredilip yerinde kalan nöbetler; çizelgeden geri verilir:", *lines))


def _changed_words(traces: Traces) -> str:
    """Return whose record the letter changed, and in which fields; and what stays in any case."""

    def names(keys: Iterable[str]) -> str:
        return ", ".join(lower_first(OFFICER.fields[key].name) for key in keys)

    changed = [f"{one.name}: {names(one.before)}." for one in traces.changed if one.before]
    kept = [
        f"Sonradan değiştirildiği için kalır: {one.name}, {names(one.kept)}."
        for one in traces.changed
        if one.kept
    ]
    return " ".join((*changed, *kept))


def _reason_field(*, parent: QWidget) -> LongTextField:
    return LongTextField("&Gerekçe", key="reason", required=True, lines=2, parent=parent)


_CHANGES_OF_NUMBER: Final = frozenset({Topic.LETTER})


class NumberDialog(NumberedDialog):
    """Number and day as on the paper; the frozen letter remains unchanged."""

    refused: Mapping[str, str] = {
        **dict.fromkeys(CODES, "dated_on"),
        "letters.reason_missing": "reason",
        "letters": "register_number",
    }
    shared = Shared(
        NUMBER_USED,
        "Bu sayı başka bir yazıda da var; yine de işlensin mi?",
        "Yine de işle",
    )

    def __init__(self, card: LetterCard, **common: Unpack[DialogContext]) -> None:
        row = card.row
        super().__init__(
            title="Sayı ve tarihi işle",
            explanation="Kâğıda sonradan basılan sayıyı ve tarihi yazınız. Dondurulmuş yazı "
            "değişmez; zarf, faks kapağı ve liste bunları kullanır.",
            width=480,
            background=common["background"],
            changes=_CHANGES_OF_NUMBER,
            draft=f"letters.number.{row.letter_id}",
            parent=common["parent"],
        )
        self._card = card
        self._clock = common["clock"]
        values = RegisterValues(row.register_number or "", row.dated_on)
        self._began = self.begin_with(EditBase(values, row.version))
        today = local_day(common["clock"]())
        self._number = TextField(
            "&Sayı (kayıt numarası)",
            key="register_number",
            required=True,
            max_length=64,
            parent=self,
        )
        self._date = DateField("&Tarih", today=today, key="dated_on", required=True, parent=self)
        self._reason = LongTextField(
            "Dü&zeltme nedeni",
            key="reason",
            required=True,
            lines=2,
            note="Önce işlenende neyin yanlış olduğu; kayıtta kalır.",
            parent=self,
        )
        self.form.add_row(self._number, self._date)
        self.form.add_row(self._reason)
        self._number.changed.connect(self._show_reason)
        self._date.changed.connect(self._show_reason)
        self._number.set_value(row.register_number)
        self._date.set_value(row.dated_on)
        self._show_reason()
        self.form.mark_clean()

    @Slot()
    def _show_reason(self) -> None:
        """Ask for a reason only where something recorded is replaced by what can be true."""
        typed = RegisterValues(self._number.text().strip(), self._date.value())
        recorded = self._began.values
        is_corrected = recorded is not None and recorded.is_corrected_by(typed)
        self._reason.setVisible(is_corrected and not self.wrong())

    @override
    def on_conflict(self, error: ConflictError) -> None:
        super().on_conflict(error)
        self._show_reason()  # to save over what was first is to correct it

    @override
    def wrong(self) -> Sequence[Problem]:
        days = replace(self._card.days, written_on=self._date.value())
        problem = check_days(days, now=self._clock(), key="dated_on")
        return () if problem is None else (problem,)

    @override
    def act(self) -> Callable[[Work], int]:
        row, number, day = self._card.row, self._number.text(), self._date.value()
        reason = "" if self._reason.isHidden() else self._reason.text()
        version, base = self._began.version, self._began.values
        shares_number = self.take_shared()

        def note(work: Work) -> int:
            service.note_register_number(
                work,
                row.letter_id,
                number,
                day,
                version=version,
                base=base,
                shares_number=shares_number,
                reason=reason,
            )
            return row.letter_id

        return note

    @override
    def number_field(self) -> Field:
        return self._number


_LETTER, _SCAN = "letter", "scan"
_WITH, _WITHOUT = "with", "without"


@dataclass(frozen=True, slots=True)
class FaxChoice:
    """The parts of a fax."""

    resolution: Resolution = Resolution.FINE
    compression: Compression = Compression.T4
    from_scan: bool = False
    with_cover: bool = True


class _ChoiceDialog(TaskDialog):
    """Choices with a default, and what is done with them."""

    def _offer(
        self, choices: Iterable[RadioChoice], verbs: Mapping[str, Callable[[], object]]
    ) -> None:
        """Lay out the choices and the buttons, the last of them primary; each closes the dialog."""
        form = Form(columns=1, parent=self)
        for choice in choices:
            form.add_row(choice)
        self.content.addWidget(form)
        form.left.connect(self.reject)
        form.mark_clean()
        self.add_button("Vazgeç").clicked.connect(self.reject)
        buttons = [self.add_button(one, primary=one == list(verbs)[-1]) for one in verbs]
        for button, act in zip(buttons, verbs.values(), strict=True):
            button.clicked.connect(partial(self._end_with, act))
        buttons[-1].setFocus()

    def _end_with(self, act: Callable[[], object]) -> None:
        self.accept()
        act()


class FaxDialog(_ChoiceDialog):
    """Source and cover; for a picture also its resolution and coding.

    Signals:
        chosen: The user confirmed; see `choice`.
    """

    chapter = "Yazı gönderilecek"

    chosen = Signal()

    def __init__(self, *, has_scan: bool, to_printer: bool, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            has_scan: Whether there is a scan of the signed letter.
            to_printer: For a fax printer, which chooses resolution and coding itself.
        """
        super().__init__(
            title="Faksa yazdır" if to_printer else "Faks görüntüsü kaydet",
            explanation="Sayfalar faks yazıcısına gönderilir."
            if to_printer
            else "Faks sunucusuna verilecek TIFF dosyası (Class F, 1728 nokta).",
            width=460,
            parent=parent,
        )
        self._source = RadioChoice(
            "Sayfalar",
            ((_LETTER, "Yazının k&endisi"), (_SCAN, "İ&mzalı tarama")),
            key="source",
            note="" if has_scan else "İmzalı tarama eklenmemiş.",
            parent=self,
        )
        self._source.set_option_enabled(_SCAN, has_scan)
        if has_scan:
            self._source.set_value(_SCAN)
        self._cover = RadioChoice(
            "Faks kapağı",
            ((_WITH, "&Kapakla"), (_WITHOUT, "Kapak&sız")),
            key="cover",
            parent=self,
        )
        self._resolution = RadioChoice(
            "Çözünürlük",
            (
                (Resolution.FINE.value, "İ&nce (204 × 196)"),
                (Resolution.STANDARD.value, "S&tandart (204 × 98)"),
            ),
            key="resolution",
            parent=self,
        )
        self._compression = RadioChoice(
            "Kodlama",
            (
                (Compression.T4.value, "T.&4 (her makine okur)"),
                (Compression.T6.value, "T.&6 (daha küçük)"),
            ),
            key="compression",
            parent=self,
        )
        verb = "Ya&zdır…" if to_printer else "Ka&ydet…"
        choices = (self._source, self._cover, self._resolution, self._compression)
        self._offer(choices, {verb: self.chosen.emit})
        self._resolution.setVisible(not to_printer)
        self._compression.setVisible(not to_printer)

    def choice(self) -> FaxChoice:
        """Return the choice."""
        return FaxChoice(
            resolution=Resolution(self._resolution.value()),
            compression=Compression(self._compression.value()),
            from_scan=self._source.value() == _SCAN,
            with_cover=self._cover.value() == _WITH,
        )


class EnvelopeDialog(_ChoiceDialog):
    """DL or C5, printed or saved as PDF.

    Signals:
        print_chosen: The size to print on.
        save_chosen: The size to save as PDF.
    """

    chapter = "Yazı gönderilecek"

    print_chosen = Signal(str)
    save_chosen = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            title="Zarf",
            explanation="Gönderen, alıcı, sayı, tarih ve ivedilik zarfın üzerine yazılır.",
            width=460,
            parent=parent,
        )
        self._size = RadioChoice(
            "Boyut",
            (
                (EnvelopeSize.DL.value, "&DL (220 × 110 mm, üçe katlı)"),
                (EnvelopeSize.C5.value, "&C5 (229 × 162 mm, ikiye katlı)"),
            ),
            key="size",
            upright=True,
            parent=self,
        )
        self._offer(
            (self._size,),
            {
                "&PDF kaydet…": lambda: self.save_chosen.emit(self._size.value()),
                "&Yazdır…": lambda: self.print_chosen.emit(self._size.value()),
            },
        )


_PARTS_WIDTH: Final = 720
_PARTS_HEIGHT: Final = 640


class EbysDialog(TaskDialog):
    """All parts of one letter; copies are recorded, and leave the clipboard soon."""

    chapter = "Yazı gönderilecek"

    def __init__(
        self,
        card: LetterCard,
        directorate: DirectorateValues,
        background: Background,
        *,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            card: The letter.
            directorate: Names the receiving office where the letter does not.
            background: Records the copying.
        """
        super().__init__(
            title="EBYS’ye aktar",
            explanation="Her bilgiyi kopyalayıp EBYS’deki yerine yapıştırınız. Kopyalanan, panoda "
            "bir dakika durur; her kopyalama denetim izine yazılır.",
            width=_PARTS_WIDTH,
            parent=parent,
        )
        self._background = background
        self._letter_id = card.row.letter_id
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        links = []
        parts = letter_parts(
            card.registered,
            detsis=card.proposed_target(Channel.EBYS, directorate),
            kep=card.proposed_target(Channel.KEP, directorate),
        )
        for index, part in enumerate(parts):
            label = muted_label(part.label, parent=self)
            words = make_label(part.text or "yok", wrap=True, selectable=True, parent=self)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            words.setEnabled(bool(part.text))
            copy = LinkButton("Kopyala", icon="copy", parent=self)
            copy.setAccessibleName(f"{part.label}: kopyala")
            copy.setEnabled(bool(part.text))
            copy.clicked.connect(partial(self._copy, part))
            for beside, shown in enumerate((label, words)):
                lowered = beside_link(shown, parent=self)
                grid.addWidget(lowered, index, beside, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(copy, index, 2, Qt.AlignmentFlag.AlignTop)
            links.append(copy)
        self.content.addLayout(grid)
        self.add_button("&Kapat", primary=True).clicked.connect(partial(self.accept))
        self.take_size(_PARTS_WIDTH, _PARTS_HEIGHT)
        links[0].setFocus()

    def _copy(self, part: LetterPart) -> None:
        letter_id = self._letter_id

        def copy(_recorded: None) -> None:
            copy_text(part.text, html=part.html, seconds=BRIEFLY_S)
            show_message(self, f"{part.label} kopyalandı; panoda bir dakika durur.")

        self._background.run(
            lambda work: service.record_copy(work, letter_id, part.code),
            parent=self,
            success=copy,
        )
