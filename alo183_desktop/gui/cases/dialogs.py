"""Opens the dialogs of the page, one at a time; the forms for actions on a case."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Signal, Slot

from alo183_desktop.cases import progress, responsibility, service, timeline, unexplained
from alo183_desktop.cases.importing.recipe import CASES
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.rules import is_entry_before_action
from alo183_desktop.gui.cases import dialog_data
from alo183_desktop.gui.cases.intake_dialog import CaseDialog, IntakeDialog
from alo183_desktop.gui.cases.words import CaseStep
from alo183_desktop.gui.kit.buttons import SecondaryButton, fill_menu
from alo183_desktop.gui.kit.chosen_files import SCANS
from alo183_desktop.gui.kit.form.dates import DateField, InstantFields, TimeField
from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
from alo183_desktop.gui.kit.form.form import (
    ChoiceField,
    FileField,
    LongTextField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.clock import format_instant, local
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Unpack

    from alo183_desktop.cases.rows import CaseCard, ProposedOfficer, TimelineRow, UnexplainedCallRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.gui.cases.dialog_data import CaseOpened, Choices, IntakeChoices
    from alo183_desktop.gui.kit.form.fields import Field


CHANGES: Final = frozenset({Topic.CASES})
_SHOWN_LENGTH: Final = 80
_REFUSED: Final = {
    "cases.before_referral": "at",
    "cases.in_future": "at",
    "cases.words_missing": "words",
    "cases.outcome_missing": "words",
    "cases.reason_missing": "words",
    "cases.police_unit_missing": "unit",
    "cases.same_officer": "officer",
    "cases.entry_unproven": "record",
}
"""The field at which the refusal of a service is shown."""


class ActDialog(FormDialog):
    """An action on one case; a refusal is shown at its field.

    Attributes:
        case_id: Which case.
    """

    chapter = "Vaka geldi"
    refused = _REFUSED

    def __init__(
        self,
        card: CaseCard,
        *,
        title: str,
        explanation: str = "",
        verb: str = "&Kaydet",
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog without fields.

        Args:
            card: The case.
            title: What is done.
            explanation: Follows the number of the case under the title.
            verb: Of the button that saves.
            **common: As `DialogContext`.
        """
        about = f"Vaka {card.row.number}, yönlendirme {format_instant(card.row.routed_at)}."
        super().__init__(
            title=title,
            explanation=f"{about} {explanation}".strip(),
            verb=verb,
            background=common["background"],
            changes=CHANGES,
            draft=f"cases.act.{card.row.case_id}.{type(self).__name__}",
            parent=common["parent"],
        )
        self.case_id = card.row.case_id
        self.clock = common["clock"]
        self.at: InstantFields | None = None

    @override
    def store(self, act: Callable[[Work], object]) -> None:
        case_id = self.case_id

        def act_on_case(work: Work) -> int:
            act(work)
            return case_id

        super().store(act_on_case)

    def add_words(self, label: str, *, lines: int, required: bool = True) -> LongTextField:
        """Add the field for its description."""
        words = LongTextField(label, key="words", required=required, lines=lines, parent=self)
        self.form.add_row(words)
        return words

    def add_instant(self, *, at: dt.datetime | None = None) -> InstantFields:
        """Add day and time, set to now by default."""
        self.at = InstantFields(self.form, clock=self.clock, parent=self)
        if at is not None:
            self.at.set_instant(at)
        return self.at

    def instant(self) -> dt.datetime:
        """Return the time in the form, which is valid by now.

        Raises:
            KnownError: A part of it is empty.
        """
        at = None if self.at is None else self.at.instant()
        if at is None:
            raise KnownError("cases.time_missing")
        return at


class AcknowledgeDialog(ActDialog):
    """When the officer learned of the case; also corrects what was recorded before."""

    def __init__(self, card: CaseCard, **common: Unpack[DialogContext]) -> None:
        officer = card.row.officer_name
        self._is_correction = card.acknowledged_at is not None
        super().__init__(
            card,
            title="Bildirilme zamanını düzelt" if self._is_correction else "Sorumluya bildirildi",
            explanation=f"{officer} vakadan ne zaman haberdar oldu?" if officer else "",
            **common,
        )
        self.add_instant(at=card.acknowledged_at)
        self.form.mark_clean()

    @override
    def first_field(self) -> Field:
        return self.form.field("at_time")

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, at, is_correction = self.case_id, self.instant(), self._is_correction
        return lambda work: progress.acknowledge(work, case_id, at=at, is_correction=is_correction)


class ActionDialog(ActDialog):
    """What was done for the people of the case; or a note, which stops no clock.

    With a line it corrects that line: the line remains visible, and the new one replaces it.

    Attributes:
        usual: Opens frequent phrases; one key or click inserts one.
    """

    def __init__(
        self,
        card: CaseCard,
        line: TimelineRow | None = None,
        *,
        usual: Sequence[str] = (),
        **common: Unpack[DialogContext],
    ) -> None:
        is_first = card.row.first_action_at is None
        title = "İlk işlemi kaydet" if is_first else "İşlem ekle"
        explanation = ""
        if line is not None:
            title = "Satırı düzelt"
            explanation = (
                "Yazdığınız satır öncekinin yerine geçer; önceki, geçersiz diye görünmeye devam "
                "eder."
            )
        super().__init__(card, title=title, explanation=explanation, **common)
        self._line = line
        if line is not None:
            self.draft_name = f"cases.line.{line.action_id}"
        self.words = self.add_words("Ne ya&pıldı?", lines=5)
        self.kind = RadioChoice(
            "",
            (
                (ActionKind.ACTION.value, "İş&lem yapıldı"),
                (ActionKind.NOTE.value, "&Yalnız not"),
            ),
            key="kind",
            note="Not, ilk işlem sayılmaz.",
            parent=self,
        )
        self.add_instant(at=None if line is None else line.at)
        self.form.add_row(self.kind)
        if line is not None:
            self.words.set_text(line.words)
            self.kind.hide()
        self.usual = SecondaryButton("Sık ya&zılanlar", parent=self)
        offered = [
            (f"&{index} {_one_line(words)}", "", partial(self._write, words))
            for index, words in enumerate(usual, 1)
        ]
        fill_menu(self.usual, offered, page=self)
        self.add_left(self.usual)
        self.form.mark_clean()

    def _write(self, words: str) -> None:
        """Insert a phrase at the cursor, separated from the text before it."""
        cursor = self.words.edit.textCursor()
        before = self.words.text()[: cursor.selectionStart()]
        gap = " " if before and not before[-1].isspace() else ""
        self.words.edit.insertPlainText(f"{gap}{words}")
        self.words.take_focus()

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, line = self.case_id, self._line
        at, words = self.instant(), self.words.text()
        if line is not None:
            return lambda work: timeline.correct_action(work, line.action_id, at=at, words=words)
        kind = ActionKind(self.kind.value())
        return lambda work: timeline.add_action(work, case_id, at=at, words=words, kind=kind)


def _one_line(words: str) -> str:
    line = " ".join(words.split()).replace("&", "&&")
    return line if len(line) <= _SHOWN_LENGTH else f"{line[:_SHOWN_LENGTH].rstrip()}…"


class PoliceDialog(ActDialog):
    """Records which police unit was informed of the case, when and by whom."""

    def __init__(
        self, card: CaseCard, forces: Sequence[str], **common: Unpack[DialogContext]
    ) -> None:
        """Make the dialog; `forces` are the units on offer."""
        known = card.row.is_police_informed
        super().__init__(
            card,
            title="Kolluk bilgisini düzelt" if known else "Kolluğa bildirildi",
            explanation="Ne zaman bildirildiği bilinmiyorsa gün ve saati boş bırakınız.",
            **common,
        )
        now = local(self.clock())
        self.unit = ChoiceField(
            "&Birim",
            [(name, name) for name in forces],
            free=True,
            key="unit",
            required=True,
            note="Polis merkezi, jandarma karakolu.",
            parent=self,
        )
        self.by = TextField("B&ildiren", key="by", note="Boşsa siz yazılırsınız.", parent=self)
        self.day = DateField("G&ün", today=now.date(), key="at", parent=self)
        self.time = TimeField("&Saat", clock=self.clock, key="at_time", parent=self)
        self.form.add_row(self.unit)
        self.form.add_row(self.day, self.time)
        self.form.add_row(self.by)
        self.unit.set_value(card.police_unit)
        self.by.set_value(card.police_by)
        at = card.police_at if known else self.clock()
        if at is not None:
            self.day.set_value(local(at).date())
            self.time.set_value(local(at).time())
        self.form.mark_clean()

    @override
    def wrong(self) -> Sequence[Problem]:
        day, time = self.day.value(), self.time.value()
        if (day is None) == (time is None):
            return ()
        if day is None:
            return (Problem("at", "cases.day_missing"),)
        return (Problem("at_time", "cases.time_missing"),)

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, unit, by = self.case_id, self.unit.text(), self.by.text()
        day, time = self.day.value(), self.time.value()
        at = None if day is None or time is None else instant_of(day, time)
        return lambda work: progress.inform_police(work, case_id, unit=unit, by=by, at=at)


class CloseDialog(ActDialog):
    """The outcome of a case; closing stops no clock."""

    def __init__(self, card: CaseCard, **common: Unpack[DialogContext]) -> None:
        runs = card.row.entered_at is None
        super().__init__(
            card,
            title="Vakayı kapat",
            explanation="Sisteme girişi yok: kapatmak 24 saati durdurmaz." if runs else "",
            verb="Vakayı &kapat",
            **common,
        )
        self.words = self.add_words("S&onuç", lines=4)
        self.add_instant()
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, at, words = self.case_id, self.instant(), self.words.text()
        return lambda work: progress.close_case(work, case_id, at=at, outcome=words)


class CaseReasonDialog(ActDialog):
    """An action that needs only a reason."""

    def __init__(
        self,
        card: CaseCard,
        words: tuple[str, str, str],
        do: Callable[..., object],
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            card: The case.
            words: Title, explanation and verb.
            do: Gets the unit of work, the id of the case, and `reason`.
            **common: As `ActDialog`.
        """
        title, explanation, verb = words
        super().__init__(card, title=title, explanation=explanation, verb=verb, **common)
        self._do = do
        self.words = self.add_words("&Neden", lines=3)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, words, do = self.case_id, self.words.text(), self._do
        return lambda work: do(work, case_id, reason=words)


class ReassignDialog(ActDialog):
    """Who is responsible from now on, and why."""

    def __init__(
        self,
        card: CaseCard,
        officers: Choices,
        proposed: Sequence[ProposedOfficer],
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            card: The case.
            officers: The officers serving today.
            proposed: Possible officers, the best first.
            common: As `ActDialog`.
        """
        had = card.row.officer_name
        super().__init__(
            card,
            title="Sorumluyu değiştir" if had else "Sorumlu belirle",
            explanation=f"Şimdiki sorumlu: {had}." if had else "Vakanın şimdi sorumlusu yok.",
            **common,
        )
        names = ", ".join(one.words for one in proposed[:3])
        note = f"{card.row.subject_name} konusunda önerilen: {names}" if names else ""
        self.officer = ChoiceField(
            "&Sorumlu",
            [(str(officer_id), name) for officer_id, name in officers],
            key="officer",
            required=True,
            note=note,
            parent=self,
        )
        self.form.add_row(self.officer)
        self.words = self.add_words("&Neden", lines=3, required=bool(had))
        others = [one for one in proposed if one.officer_id != card.row.officer_id]
        if others:
            self.officer.set_value(str(others[0].officer_id))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, words = self.case_id, self.words.text()
        officer_id = int(self.officer.value())
        return lambda work: responsibility.reassign(work, case_id, officer_id, reason=words)


_ACTION_FIRST: Final = (
    "Genelgede önce işlem yapılır, sonra sisteme girilir: işlem yapıldıysa önce onu kaydediniz."
)


class EntryDialog(ActDialog):
    """When the case was entered there, with its evidence: the number of the record, or a file."""

    refused = _REFUSED | {"documents": "file"}

    def __init__(self, card: CaseCard, **common: Unpack[DialogContext]) -> None:
        self._corrects = card.row.entered_at is not None
        super().__init__(
            card,
            title="Sisteme girişi düzelt" if self._corrects else "Sisteme girişi kaydet",
            explanation="24 saati yalnız giriş durdurur. Kayıt numarası ya da ekran çıktısı yeter.",
            **common,
        )
        self._proof: CheckedFile | None = None
        self.record = TextField("Sistem kayıt &no", key="record", parent=self)
        self.file = FileField("Ekran çıktısı ya da &belge", kinds=SCANS, key="file", parent=self)
        self.form.add_row(self.record)
        self.add_instant(at=card.row.entered_at)
        self.form.add_row(self.file)
        self.record.set_value(card.entry_record)
        self._first_action_at = card.row.first_action_at
        self.reason = LongTextField(
            "İlk işlemden &önce girilmesinin nedeni",
            key="reason",
            required=True,
            lines=2,
            parent=self,
        )
        self.reason.set_note(_ACTION_FIRST)
        self.form.add_row(self.reason)
        self.form.changed.connect(self._follow)
        self._follow()
        self.form.mark_clean()

    @override
    def slow_part(self) -> Callable[[], object] | None:
        path = self.file.value()
        self._proof = None
        if path is None:
            return None

        def read() -> CheckedFile:
            from alo183_desktop.documents.checked_files import read_checked  # slow to load

            return read_checked(path)

        return read

    @override
    def take_slow(self, result: object) -> None:
        self._proof = cast("CheckedFile", result)

    @override
    def act(self) -> Callable[[Work], object]:
        case_id, proof = self.case_id, self._proof
        at, record = self.instant(), self.record.text()
        if self._corrects:
            return lambda work: progress.correct_entry(
                work, case_id, at=at, record=record, proof=proof
            )
        reason = self.reason.text() if self._is_before_action() else ""
        return lambda work: progress.enter(
            work, case_id, at=at, record=record, proof=proof, before_action=reason
        )

    def _is_before_action(self) -> bool:
        at = None if self.at is None else self.at.instant()
        if self._corrects or at is None:
            return False
        return is_entry_before_action(at, self._first_action_at)

    @Slot()
    def _follow(self) -> None:
        self.reason.setVisible(self._is_before_action())


_DUTY, _PRIVATE = "duty", "private"
_SEVERAL: Final = 2


class ExplainDialog(FormDialog):
    """The officer's review of a call, and whether it was private."""

    chapter = "Bir arama açıklanacak"
    refused: Mapping[str, str] = {
        "cases.explanation_missing": "words",
        "cases.call_reviewed": "words",
    }

    def __init__(
        self, call: UnexplainedCallRow, count: int, **common: Unpack[DialogContext]
    ) -> None:
        """Make the form of a call.

        Args:
            call: The call.
            count: Of the calls that are explained with it; as `unexplained.count_same`.
        """
        number = format_phone(call.number) if call.number else "numarası silinmiş bir arama"
        others = (
            f" Bu numarayla {number_text(count)} arama birlikte açıklanır." if count > 1 else ""
        )
        who = call.holder_name or "zimmetlisi yok"
        super().__init__(
            title="Aramayı açıkla",
            explanation=f"{format_phone(call.line_phone)} hattından {number}, "
            f"{format_instant(call.at)}; {who}.{others} Kaydedilince numara silinir, yalnız aynı "
            "numara yeniden aranırsa tanınır.",
            background=common["background"],
            changes=CHANGES,
            draft=f"cases.call.{call.call_id}",
            parent=common["parent"],
        )
        self._call_id = call.call_id
        self.words = LongTextField(
            "&Açıklama",
            key="words",
            required=True,
            lines=3,
            note="Kimsenin adını yazmayınız.",
            parent=self,
        )
        self.kind = RadioChoice(
            "Arama",
            ((_DUTY, "&Görev gereği"), (_PRIVATE, "Ö&zel görüşme")),
            key="kind",
            note="Genelge, hatların özel görüşmede kullanılmasına izin vermez.",
            parent=self,
        )
        self.form.add_row(self.words)
        self.form.add_row(self.kind)
        self.words.set_text(call.known_explanation)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object]:
        call_id, words = self._call_id, self.words.text()
        is_private = self.kind.value() == _PRIVATE
        return lambda work: unexplained.explain_call(
            work, call_id, explanation=words, is_private=is_private
        )


_DONE = {
    CaseStep.ACKNOWLEDGE: "Sorumluya bildirildiği kaydedildi.",
    CaseStep.CORRECT_ACKNOWLEDGE: "Bildirilme zamanı düzeltildi.",
    CaseStep.ACT: "İşlem kaydedildi.",
    CaseStep.DROP_IMPORTED: "Dosyadan gelen ilk işlem geçersiz sayıldı.",
    CaseStep.ENTER: "Sisteme giriş kaydedildi; 24 saat durdu.",
    CaseStep.CORRECT_ENTRY: "Sisteme giriş düzeltildi.",
    CaseStep.WITHDRAW: "Sisteme giriş geri alındı; 24 saat işliyor.",
    CaseStep.CLOSE: "Vaka kapatıldı.",
    CaseStep.REOPEN: "Vaka yeniden açıldı.",
    CaseStep.POLICE: "Kolluk bilgisi kaydedildi.",
    CaseStep.REASSIGN: "Sorumlu değiştirildi.",
    CaseStep.CHANGE: "Vaka bilgileri kaydedildi.",
}

_REASONED: Final[Mapping[CaseStep, tuple[tuple[str, str, str], Callable[..., object]]]] = {
    CaseStep.DROP_IMPORTED: (
        (
            "Dosyadan gelen ilk işlemi geçersiz say",
            "Bundan sonra yalnız yazılmış işlemler sayılır; neden, not olarak kalır.",
            "Geçersiz &say",
        ),
        timeline.drop_imported_action,
    ),
    CaseStep.WITHDRAW: (
        (
            "Sisteme girişi geri al",
            "24 saat hiç durmamış sayılır; önceki giriş satırı görünmeye devam eder.",
            "Girişi &geri al",
        ),
        progress.withdraw_entry,
    ),
    CaseStep.REOPEN: (("Vakayı yeniden aç", "", "Yeniden &aç"), progress.reopen_case),
}
"""Actions that need only a reason: title, explanation and verb, and the function."""


class CaseOpener(OneDialog):
    """One dialog at a time.

    Signals:
        case_saved: The id of a case that was changed.
        taken_in: The id of a new case.
        case_requested: The id of a case to show.
    """

    case_saved = Signal(int)
    taken_in = Signal(int)
    case_requested = Signal(int)

    @Slot()
    def take_in(self) -> None:
        """Open the intake."""

        def show(choices: IntakeChoices) -> None:
            dialog = IntakeDialog(choices, **self.context())
            dialog.case_requested.connect(self.case_requested)
            dialog.saved.connect(self.taken_in)
            self._show_form(dialog, "Vaka kaydedildi; 24 saat yönlendirmeden işliyor.")

        self.prepare(dialog_data.read_intake, show)

    def take_step(self, step: CaseStep, case_id: int) -> None:
        """Open the form of an action on a case."""
        if step is CaseStep.CHANGE:
            self._change(case_id)
        elif step is CaseStep.REASSIGN:
            self._reassign(case_id)
        elif step is CaseStep.POLICE:
            self._inform_police(case_id)
        elif step is CaseStep.ACT:
            self._add_action(case_id)
        else:
            self.prepare(
                lambda work: service.open_case(work, case_id), partial(self._show_step, step)
            )

    def correct(self, case_id: int, action_id: int) -> None:
        """Open a timeline line for correction."""

        def show(card: CaseCard) -> None:
            line = next((one for one in card.timeline if one.action_id == action_id), None)
            if line is not None:
                dialog = ActionDialog(card, line, **self.context())
                self._show_form(dialog, "Satır düzeltildi.", number=card.row.number)

        self.prepare(lambda work: service.open_case(work, case_id), show)

    def explain(self, call: UnexplainedCallRow) -> None:
        """Open the review of an unexplained call."""

        def show(count: int) -> None:
            done = "Açıklama kaydedildi." if count < _SEVERAL else f"{count} arama açıklandı."
            self.show_dialog(ExplainDialog(call, count, **self.context()), done)

        self.prepare(lambda work: unexplained.count_same(work, call.call_id), show)

    @Slot()
    def import_cases(self, path: Path | None = None) -> None:
        """Open the import, with the file if one is already chosen."""
        self.import_file(CASES, path)

    @Slot()
    def show_imports(self) -> None:
        """Open the list of past imports."""
        self.show_history(CASES)

    def _show_step(self, step: CaseStep, card: CaseCard) -> None:
        common = self.context()
        dialog: FormDialog
        match step:
            case CaseStep.ACKNOWLEDGE | CaseStep.CORRECT_ACKNOWLEDGE:
                dialog = AcknowledgeDialog(card, **common)
            case CaseStep.ENTER | CaseStep.CORRECT_ENTRY:
                dialog = EntryDialog(card, **common)
            case CaseStep.CLOSE:
                dialog = CloseDialog(card, **common)
            case _:
                dialog = CaseReasonDialog(card, *_REASONED[step], **common)
        self._show_form(dialog, _DONE[step], number=card.row.number)

    def _change(self, case_id: int) -> None:
        def show(opened: CaseOpened) -> None:
            dialog = CaseDialog(case_id, opened, **self.context())
            self._show_form(dialog, _DONE[CaseStep.CHANGE], number=opened.form.number)

        self.prepare(lambda work: dialog_data.open_case_form(work, case_id), show)

    def _reassign(self, case_id: int) -> None:
        def read(work: Work) -> tuple[CaseCard, Choices, tuple[ProposedOfficer, ...]]:
            card = service.open_case(work, case_id)
            proposed = responsibility.propose_officers(work, card.row.subject_id, at=work.now)
            return card, dialog_data.read_officers(work), proposed

        def show(found: tuple[CaseCard, Choices, tuple[ProposedOfficer, ...]]) -> None:
            dialog = ReassignDialog(*found, **self.context())
            self._show_form(dialog, _DONE[CaseStep.REASSIGN], number=found[0].row.number)

        self.prepare(read, show)

    def _add_action(self, case_id: int) -> None:
        def show(found: tuple[CaseCard, tuple[str, ...]]) -> None:
            card, usual = found
            dialog = ActionDialog(card, usual=usual, **self.context())
            self._show_form(dialog, _DONE[CaseStep.ACT], number=card.row.number)

        self.prepare(
            lambda work: (service.open_case(work, case_id), timeline.usual_words(work)), show
        )

    def _inform_police(self, case_id: int) -> None:
        def show(found: tuple[CaseCard, tuple[str, ...]]) -> None:
            dialog = PoliceDialog(*found, **self.context())
            self._show_form(dialog, _DONE[CaseStep.POLICE], number=found[0].row.number)

        self.prepare(
            lambda work: (service.open_case(work, case_id), dialog_data.read_forces(work)), show
        )

    def _show_form(self, dialog: FormDialog, words: str, *, number: str = "") -> None:
        """Show a form, and say afterwards on which case it was done, if there was one before."""
        dialog.saved.connect(self.case_saved)
        self.show_dialog(dialog, f"{number}: {words}" if number else words)
