"""The forms of what is done on a case: known, acted on, told to the police, closed, handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NotRequired, TypedDict, cast

from alo183_desktop.cases import progress, responsibility, timeline, unexplained
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.gui.kit.chosen_files import SCANS
from alo183_desktop.gui.kit.form.dates import DateField, InstantFields, TimeField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import (
    ChoiceField,
    FileField,
    LongTextField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.clock import format_instant, local
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CallRow, CaseCard, ProposedOfficer, TimelineRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.gui.cases.dialog_data import Choices
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.shared.clock import Clock

CHANGES: Final = frozenset({Topic.CASES})
_FIELDS: Final = {
    "cases.before_referral": "at",
    "cases.in_future": "at",
    "cases.words_missing": "words",
    "cases.outcome_missing": "words",
    "cases.reason_missing": "words",
    "cases.police_unit_missing": "unit",
    "cases.same_officer": "officer",
    "cases.entry_unproven": "record",
}
"""Where a refusal of a service is shown."""


class Common(TypedDict):
    """What every dialog of an act is made with."""

    background: Background
    clock: Clock
    parent: QWidget


class Words(Common):
    """With what it is called."""

    title: str
    explanation: NotRequired[str]
    verb: NotRequired[str]


class ActDialog(FormDialog):
    """An act on one case; a refusal stands beside its field.

    Attributes:
        case_id: Which case.
    """

    chapter = "Bir vakada sıradaki adım"

    def __init__(
        self,
        card: CaseCard,
        *,
        title: str,
        explanation: str = "",
        verb: str = "&Kaydet",
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog without fields.

        Args:
            card: The case.
            title: What is done.
            explanation: Follows the number of the case under the title.
            verb: Of the button that saves.
            background: Runs the saving.
            clock: For now.
            parent: The window that waits.
        """
        about = f"Vaka {card.row.number}, yönlendirme {format_instant(card.row.routed_at)}."
        super().__init__(
            title=title,
            explanation=f"{about} {explanation}".strip(),
            verb=verb,
            background=background,
            changes=CHANGES,
            draft=f"cases.act.{card.row.case_id}.{type(self).__name__}",
            parent=parent,
        )
        self.case_id = card.row.case_id
        self.clock = clock
        self.at: InstantFields | None = None

    def add_instant(self, *, at: dt.datetime | None = None) -> InstantFields:
        """Add day and time, at now unless told otherwise."""
        self.at = InstantFields(self.form, clock=self.clock, parent=self)
        if at is not None:
            self.at.set_instant(at)
        return self.at

    def instant(self) -> dt.datetime:
        """Return the instant of the form, which is right by now.

        Raises:
            KnownError: A part of it is empty.
        """
        at = None if self.at is None else self.at.instant()
        if at is None:
            raise KnownError("cases.time_missing")
        return at

    @override
    def field_of(self, code: str) -> Field | None:
        return self._field(_FIELDS.get(code, ""))


class AcknowledgeDialog(ActDialog):
    """When the officer knew of the case; what was written down before is put right."""

    def __init__(self, card: CaseCard, **common: Unpack[Common]) -> None:
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
    def act(self) -> Callable[[Work], int]:
        case_id, at, is_correction = self.case_id, self.instant(), self._is_correction

        def save(work: Work) -> int:
            progress.acknowledge(work, case_id, at=at, is_correction=is_correction)
            return case_id

        return save


class ActionDialog(ActDialog):
    """What was done for the people of the case; or a note, which ends no wait.

    With a line it puts that line right: the line stays to be seen, and the new one takes its place.
    """

    def __init__(
        self, card: CaseCard, line: TimelineRow | None = None, **common: Unpack[Common]
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
        self.words = LongTextField("Ne ya&pıldı?", key="words", required=True, lines=5, parent=self)
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
        self.form.add_row(self.words)
        self.add_instant(at=None if line is None else line.at)
        self.form.add_row(self.kind)
        if line is not None:
            self.words.set_text(line.words)
            self.kind.hide()
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        case_id, at, words = self.case_id, self.instant(), self.words.text()
        kind, line = ActionKind(self.kind.value()), self._line

        def save(work: Work) -> int:
            if line is None:
                timeline.add_action(work, case_id, at=at, words=words, kind=kind)
            else:
                timeline.correct_action(work, line.action_id, at=at, words=words)
            return case_id

        return save


class PoliceDialog(ActDialog):
    """That the police know of the case: which unit, when, told by whom."""

    def __init__(self, card: CaseCard, forces: Sequence[str], **common: Unpack[Common]) -> None:
        """Make the dialog; `forces` are the units that it offers."""
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
        self.day.changed.connect(self._on_instant_changed)
        self.time.changed.connect(self._on_instant_changed)

    @override
    def act(self) -> Callable[[Work], int] | None:
        case_id, unit, by = self.case_id, self.unit.text(), self.by.text()
        day, time = self.day.value(), self.time.value()
        if (day is None) != (time is None):
            key = "at" if day is None else "at_time"
            self.tell([Problem(key, f"cases.{'day' if day is None else 'time'}_missing")])
            return None
        at: dt.datetime | None = None
        if day is not None and time is not None:
            at = instant_of(day, time)

        def save(work: Work) -> int:
            progress.inform_police(work, case_id, unit=unit, by=by, at=at)
            return case_id

        return save

    def _on_instant_changed(self) -> None:
        # Day and time are one value: what was wrong with either is judged anew.
        self.day.set_problem("")
        self.time.set_problem("")


class CloseDialog(ActDialog):
    """How a case came out; closing stops no clock."""

    def __init__(self, card: CaseCard, **common: Unpack[Common]) -> None:
        runs = card.row.entered_at is None
        super().__init__(
            card,
            title="Vakayı kapat",
            explanation="Sisteme girişi yok: kapatmak 24 saati durdurmaz." if runs else "",
            verb="Vakayı &kapat",
            **common,
        )
        self.words = LongTextField("S&onuç", key="words", required=True, lines=4, parent=self)
        self.form.add_row(self.words)
        self.add_instant()
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        case_id, at, words = self.case_id, self.instant(), self.words.text()

        def save(work: Work) -> int:
            progress.close_case(work, case_id, at=at, outcome=words)
            return case_id

        return save


class ReasonDialog(ActDialog):
    """An act that needs nothing but its reason."""

    def __init__(
        self, card: CaseCard, *, do: Callable[[Work, int, str], object], **common: Unpack[Words]
    ) -> None:
        """Make the dialog.

        Args:
            card: The case.
            do: Gets the unit of work, the number of the case, and the reason.
            common: As `ActDialog`.
        """
        super().__init__(card, **common)
        self._do = do
        self.words = LongTextField("&Neden", key="words", required=True, lines=3, parent=self)
        self.form.add_row(self.words)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        case_id, words, do = self.case_id, self.words.text(), self._do

        def save(work: Work) -> int:
            do(work, case_id, words)
            return case_id

        return save


class ReassignDialog(ActDialog):
    """Who is responsible from now on, and why."""

    def __init__(
        self,
        card: CaseCard,
        officers: Choices,
        proposed: Sequence[ProposedOfficer],
        **common: Unpack[Common],
    ) -> None:
        """Make the dialog.

        Args:
            card: The case.
            officers: Who serves today.
            proposed: Who could have it, the best first.
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
        self.words = LongTextField("&Neden", key="words", required=bool(had), lines=3, parent=self)
        self.form.add_row(self.officer)
        self.form.add_row(self.words)
        others = [one for one in proposed if one.officer_id != card.row.officer_id]
        if others:
            self.officer.set_value(str(others[0].officer_id))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        case_id, officer_id = self.case_id, int(self.officer.value())
        words = self.words.text()

        def save(work: Work) -> int:
            responsibility.reassign(work, case_id, officer_id, reason=words)
            return case_id

        return save


class EntryDialog(ActDialog):
    """When the case was entered there, and what shows it: the number of the record, or a file."""

    def __init__(self, card: CaseCard, **common: Unpack[Common]) -> None:
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
        self.form.mark_clean()

    @override
    def field_of(self, code: str) -> Field | None:
        if code.startswith("documents."):
            return self.file
        return super().field_of(code)

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
    def act(self) -> Callable[[Work], int]:
        case_id, at, record = self.case_id, self.instant(), self.record.text()
        proof, enter = self._proof, progress.correct_entry if self._corrects else progress.enter

        def save(work: Work) -> int:
            enter(work, case_id, at=at, record=record, proof=proof)
            return case_id

        return save


_DUTY, _PRIVATE = "duty", "private"
_EXPLANATION_FIELDS: Final = {
    "cases.explanation_missing": "words",
    "cases.call_reviewed": "words",
}


class ExplainDialog(FormDialog):
    """What the officer says of a call, and whether it was private."""

    chapter = "Açıklanmayan aramalar"

    def __init__(self, call: CallRow, *, background: Background, parent: QWidget) -> None:
        number = format_phone(call.number) if call.number else "numarası silinmiş bir arama"
        who = call.holder_name or "zimmetlisi yok"
        super().__init__(
            title="Aramayı açıkla",
            explanation=f"{format_phone(call.line_phone)} hattından {number}, "
            f"{format_instant(call.at)}; {who}. Kaydedilince numara silinir, yalnız aynı numara "
            "yeniden aranırsa tanınır.",
            verb="&Kaydet",
            background=background,
            changes=CHANGES,
            draft=f"cases.call.{call.call_id}",
            parent=parent,
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
    def field_of(self, code: str) -> Field | None:
        return self._field(_EXPLANATION_FIELDS.get(code, ""))

    @override
    def act(self) -> Callable[[Work], int]:
        call_id, words = self._call_id, self.words.text()
        is_private = self.kind.value() == _PRIVATE

        def save(work: Work) -> int:
            unexplained.explain_call(work, call_id, explanation=words, is_private=is_private)
            return call_id

        return save
