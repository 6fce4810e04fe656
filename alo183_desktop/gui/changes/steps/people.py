"""Steps 1 to 3: the leaver, the newcomer with all that the circular requires, the subjects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.gui.changes.steps.base import WizardStep, with_entry
from alo183_desktop.gui.changes.words import leaver_words, newcomer_words, officer_options
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import Card
from alo183_desktop.gui.kit.form.form import (
    CheckList,
    ChoiceField,
    DateField,
    LongTextField,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.shared.calendar import tidy_day
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.identity import (
    format_phone,
    parse_email,
    parse_mobile,
    parse_tckn,
    tidy_given_names,
    tidy_surname,
    tidy_title,
    tidying,
)
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.changes.context import ChangeContext, RosterOfficer
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.gui.changes.validation import ChangeValidator
    from alo183_desktop.gui.kit.form.form import Field

ROSTER, TYPED, NOBODY = "roster", "typed", "nobody"
_SENTENCES = {
    ROSTER: "Görevden ayrılan sorumluyu kadrodan seçiniz. Yazıda yalnız adı ve soyadı bulunur.",
    TYPED: "Kadroda kaydı olmayan bir sorumlu ayrılıyor. Yazıda yalnız adı ve soyadı bulunur.",
    NOBODY: "İlk görevlendirme: bu konulara bugüne dek kimse bakmıyordu, kimse ayrılmıyor.",
}


class LeaverStep(WizardStep):
    """A person in the roster, a person not in it, or nobody."""

    def __init__(self, *, validator: ChangeValidator, parent: QWidget) -> None:
        super().__init__("Ayrılan", validator=validator, parent=parent)
        self._kind = RadioChoice(
            "",
            (
                (ROSTER, "Kad&rodaki sorumlu"),
                (TYPED, "Kadroda &olmayan biri"),
                (NOBODY, "&Ayrılan yok, ilk görevlendirme"),
            ),
            key="kind",
            upright=True,
            parent=self,
        )
        self._officer = ChoiceField(
            "Ayrıla&nın adı soyadı",
            placeholder="Adını yazmaya başlayınız",
            **self.validated("leaver", required=True, warns=True),
        )
        self._name = TextField(
            "Ayrıla&nın adı soyadı", **self.validated("leaver", required=True, warns=True)
        )
        self._card = Card(quiet=True, parent=self)
        self._about = make_label("", wrap=True, parent=self._card)
        self._about.setFont(theme.body())
        self._card.content.addWidget(self._about)
        self._card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.add_row(self._kind)
        self.add_row(self._officer)
        self.add_row(self._name)
        self.add_row(self._card)

    @override
    def fill(self, form: ChangeForm, index: int) -> None:
        entry = form.entries[index]
        context = self.validator.context
        serving = [one for one in context.officers.values() if one.held]
        known_leaver = context.officers.get(entry.leaver_id or 0)
        if known_leaver is not None and not known_leaver.held:
            serving.append(known_leaver)
        options = officer_options(serving, context)
        self._officer.set_options(options)
        if self.take(form, index) != form:
            # While no leaver is named, the chosen kind of leaver may stay.
            self._kind.set_value(_kind_of(entry))
        known = {key for key, _words in options}
        chosen = str(entry.leaver_id) if entry.leaver_id is not None else ""
        self._officer.set_value(chosen if chosen in known else None)
        self._name.set_value(entry.leaver_name)
        self.after_edit()

    @override
    def take(self, form: ChangeForm, index: int) -> ChangeForm:
        kind = self._kind.value()
        chosen = self._officer.value() if kind == ROSTER else None
        before = form.entries[index]
        leaver_id = int(chosen) if chosen else None
        entry = replace(
            before,
            leaver_id=leaver_id,
            leaver_name=self._name.text() if kind == TYPED else "",
            is_first_appointment=kind == NOBODY,
        )
        if leaver_id != before.leaver_id:
            # Decisions on the open cases of another person do not apply here.
            entry = replace(
                entry, cases_decision="", cases_reason="", cases_decided=(), case_hand_overs=()
            )
        if set(before.subject_ids) == self._held(before.leaver_id):
            # Untouched so far: propose the subjects of the newly chosen one.
            entry = replace(entry, subject_ids=tuple(sorted(self._held(leaver_id))))
        return with_entry(form, index, entry)

    @override
    def after_edit(self) -> None:
        kind = self._kind.value()
        self._officer.setVisible(kind == ROSTER)
        self._name.setVisible(kind == TYPED)
        self.set_sentence(_SENTENCES[kind])
        about = self._describe() if kind == ROSTER else ""
        self._about.setText(about)
        self._card.setVisible(bool(about))

    @override
    def about_person(self) -> Sequence[Field]:
        return (self._officer, self._name)

    def _held(self, officer_id: int | None) -> set[int]:
        officer = self.validator.context.officers.get(officer_id or 0)
        return set() if officer is None else set(officer.held)

    def _describe(self) -> str:
        chosen = self._officer.value()
        officer = self.validator.context.officers.get(int(chosen)) if chosen else None
        if officer is None:
            return ""
        held = [
            f"{subject.name} ({format_day(officer.held[subject.subject_id])} gününden beri)"
            for subject in self.validator.context.subjects
            if subject.subject_id in officer.held
        ]
        title = officer.title or "Unvanı kayıtlı değil"
        return f"{title}\nSorumlu olduğu konular: {', '.join(held) or 'yok'}"


def _kind_of(entry: ChangeEntry) -> str:
    if entry.is_first_appointment:
        return NOBODY
    return TYPED if entry.leaver_name and entry.leaver_id is None else ROSTER


_NO_UNIT = 0
"""A value that is none of the units: the rules refuse it, and nothing replaces it."""
_ALL_REQUIRED = "Bütün alanlar zorunludur (Genelge 2014/05, 6. madde)."
_VACANT = (
    "Yazı, yerine henüz görevlendirme yapılmadığını bildirir; görev boş kalır ve boş görünür. "
    "Görevlendirme yapılınca ikinci bir yazı gerekir."
)


class NewcomerStep(WizardStep):
    """A new person, a person in the roster, or an explicit nobody with a reason."""

    def __init__(self, *, validator: ChangeValidator, parent: QWidget) -> None:
        super().__init__("Göreve gelen", validator=validator, parent=parent)
        self._kind = RadioChoice(
            "",
            (
                (NewcomerKind.NEW.value, "Ye&ni kişi"),
                (NewcomerKind.ROSTER.value, "Kad&rodan seç"),
                (NewcomerKind.NOBODY.value, "&Henüz kimse atanmadı"),
            ),
            key="kind",
            parent=self,
        )
        self._officer = ChoiceField(
            "K&adrodaki kişi",
            placeholder="Adını yazmaya başlayınız",
            **self.validated("newcomer", required=True),
        )
        self._texts: dict[str, Field] = {
            "given_names": self._text("A&dı", "given_names", tidy=tidy_given_names),
            "surname": self._text("&Soyadı", "surname", tidy=tidy_surname),
            "title": ChoiceField(
                "&Unvanı",
                free=True,
                completes=True,
                show=tidy_title,
                **self._judged_as("title", tidy_title),
            ),
            "tckn": self._text("&T.C. kimlik numarası", "tckn", tidy=tidying(parse_tckn)),
            "corporate_email": self._text(
                "&Kurumsal e-posta adresi", "corporate_email", tidy=tidying(parse_email)
            ),
        }
        # Tab follows the rows, because the fields are made in that order.
        self._unit = ChoiceField("Kuru&mu", **self.validated("newcomer.unit", required=True))
        self._texts["personal_mobile"] = self._phone("Kişisel &cep telefonu", "personal_mobile")
        self._texts["corporate_mobile"] = self._phone("Kurumsa&l cep telefonu", "corporate_mobile")
        self._reason = LongTextField(
            "Görevl&endirme yapılmamasının nedeni",
            note="Yazıda görünmez; yalnız kayıtta kalır.",
            lines=3,
            **self.validated("vacancy_reason", required=True),
        )
        self._filled_from: int | None = None
        self.add_row(self._kind)
        self.add_row(self._officer)
        self.add_row(self._texts["given_names"], self._texts["surname"])
        self.add_row(self._texts["title"], self._texts["tckn"])
        self.add_row(self._texts["corporate_email"], self._unit)
        self.add_row(self._texts["personal_mobile"], self._texts["corporate_mobile"])
        self.add_row(self._reason, marks_required=True)

    @override
    def fill(self, form: ChangeForm, index: int) -> None:
        entry, context = form.entries[index], self.validator.context
        others = [one for one in context.officers.values() if one.officer_id != entry.leaver_id]
        self._officer.set_options(officer_options(others, context))
        titles = {one.title for one in context.officers.values() if one.title}
        title = self._texts["title"]
        if isinstance(title, ChoiceField):
            ordered = sorted(titles, key=collation_key)
            title.set_options([(words, words) for words in ordered])
        self._unit.set_options([(str(unit.unit_id), unit.name) for unit in context.units])
        self._kind.set_value(entry.newcomer_kind)
        known = any(one.officer_id == entry.newcomer_id for one in others)
        self._officer.set_value(str(entry.newcomer_id) if known else None)
        self._filled_from = entry.from_roster
        own = context.officers.get(entry.from_roster or 0)
        for name, field in self._texts.items():
            typed = getattr(entry, name)
            field.set_value(typed or (self._roster_text(own, name) if own is not None else ""))
        chosen = entry.unit_id if own is None or entry.unit_id is not None else own.unit_id
        directorate = next((one.unit_id for one in context.units if one.is_directorate), None)
        self._show_unit(chosen if chosen is not None else directorate)
        self._reason.set_value(entry.vacancy_reason)
        self._arrange()
        self._show_sentence(entry)

    @override
    def take(self, form: ChangeForm, index: int) -> ChangeForm:
        kind = self._kind.value()
        chosen = self._officer.value()  # for whoever comes back to the roster, too
        unit = self._unit.value()
        keeps_own = kind == NewcomerKind.ROSTER and not self._unit.text().strip()
        texts: dict[str, Any] = {name: field.text() for name, field in self._texts.items()}
        entry = replace(
            form.entries[index],
            newcomer_kind=kind,
            newcomer_id=int(chosen) if chosen else None,
            unit_id=int(unit) if unit else None if keeps_own else _NO_UNIT,
            vacancy_reason=self._reason.text(),
            **texts,
        )
        return with_entry(form, index, entry)

    @override
    def field_key(self, key: str) -> str:
        wanted = super().field_key(key)
        # The leaver was typed as the newcomer: their number identifies them.
        if wanted == "newcomer" and self._kind.value() == NewcomerKind.NEW:
            return "newcomer.tckn"
        return "kind" if wanted == "newcomer" and self._officer.isHidden() else wanted

    @override
    def after_edit(self) -> None:
        self._arrange()
        if self._kind.value() == NewcomerKind.ROSTER:
            self._take_over()
        else:
            # What is typed for somebody else is nothing of theirs.
            self._filled_from = None
        self._show_sentence(self.read().entries[self._index])

    @override
    def about_person(self) -> Sequence[Field]:
        return (self._officer, *self._texts.values(), self._reason)

    def _take_over(self) -> None:
        """Show the values of the chosen officer, once for each choice."""
        chosen = self._officer.value()
        officer_id = int(chosen) if chosen else None
        if officer_id == self._filled_from:
            return
        self._filled_from = officer_id
        officer = (
            self.validator.context.officers.get(officer_id) if officer_id is not None else None
        )
        if officer is None:
            return
        for name, field in self._texts.items():
            field.set_value(self._roster_text(officer, name))
        self._show_unit(officer.unit_id)
        for field in self._texts.values():
            # What the roster lacks is shown at once: it has to be typed here.
            field.validate()

    def _show_unit(self, unit_id: int | None) -> None:
        known = any(unit.unit_id == unit_id for unit in self.validator.context.units)
        self._unit.set_value(str(unit_id) if known else None)

    def _arrange(self) -> None:
        kind = self._kind.value()
        roster, nobody = kind == NewcomerKind.ROSTER, kind == NewcomerKind.NOBODY
        self._officer.setVisible(roster)
        self._reason.setVisible(nobody)
        # Until a newcomer is chosen there are no values to type.
        known = not nobody and (not roster or self._officer.value() is not None)
        for field in (*self._texts.values(), self._unit):
            field.setVisible(known)

    def _show_sentence(self, entry: ChangeEntry) -> None:
        if entry.newcomer_kind == NewcomerKind.NOBODY:
            self.set_sentence(_VACANT)
            return
        leaver = leaver_words(entry, self.validator.context)
        lead = (
            "İlk görevlendirme."
            if entry.is_first_appointment
            else ("" if leaver.endswith("?") else f"{leaver} adlı sorumlunun yerine.")
        )
        self.set_sentence(f"{lead} {_ALL_REQUIRED}".strip())

    def _roster_text(self, officer: RosterOfficer, name: str) -> str:
        text = str(getattr(officer, name))
        return format_phone(text) if name.endswith("_mobile") else text

    def _text(self, label: str, name: str, *, tidy: Callable[[str], str]) -> TextField:
        """Return a field that shows its value as `tidy` returns it, and as the letter prints it."""
        return TextField(label, show=tidy, **self._judged_as(name, tidy))

    def _phone(self, label: str, name: str) -> PhoneField:
        return PhoneField(label, **self._judged_as(name, tidying(parse_mobile)))

    def _judged_as(self, name: str, parse: Callable[[str], str]) -> dict[str, Any]:
        key = f"newcomer.{name}"
        made = self.validated(key, required=True, warns=True)
        return made | {"check": self.check_of(key, parse)}


_ALL, _SOME = "all", "some"
_TAKEN = "Görevi alan kişinin sorumlu olacağı &müracaat konuları"
_VACANT_SUBJECTS = "Boş kalacak &müracaat konuları"


class SubjectsStep(WizardStep):
    """The subjects of the leaver are proposed; any of the directorate's may be chosen."""

    def __init__(self, *, validator: ChangeValidator, parent: QWidget) -> None:
        super().__init__("Konular ve tarih", validator=validator, parent=parent)
        # Made with its boxes: Tab follows the order in which widgets are made.
        self._options = _options(validator.context)
        self._subjects = CheckList(
            _TAKEN,
            self._options,
            key="subjects",
            required=True,
            parent=self,
        )
        self._doubt = StateText(State.NEAR, parent=self._subjects)
        self._subjects.add_below(self._doubt)
        self._scope = RadioChoice(
            "Ayrılan",
            (
                (_ALL, "Bü&tün konularını bırakıyor"),
                (_SOME, "&Öteki konularında kalıyor"),
            ),
            key="scope",
            parent=self,
        )
        self._effective = DateField(
            "Görev değişikliğinin &başladığı gün",
            today=validator.context.today,
            note="Ctrl+T bugünü yazar, aşağı ok takvimi açar.",
            **self.validated("effective", required=True, warns=True) | {"check": self._checked},
        )
        self._reason = LongTextField(
            "Ayrılış &nedeni",
            note="İsteğe bağlı. Yazıda görünmez; yalnız kayıtta kalır.",
            lines=2,
            **self.validated("reason"),
        )
        # Changes of one letter mostly begin on the same day: offered, and never taken unseen.
        self._same_day = ""
        self._take_same = LinkButton("", parent=self._effective)
        self._take_same.clicked.connect(self._on_take_same)
        self._effective.add_below(self._take_same)
        QShortcut(
            "F6", self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        ).activated.connect(self._on_take_same)
        self.add_row(self._subjects)
        self.add_row(self._scope)
        self.add_row(self._effective, self._reason)

    @override
    def fill(self, form: ChangeForm, index: int) -> None:
        entry, context = form.entries[index], self.validator.context
        leaver = context.officers.get(entry.leaver_id) if entry.leaver_id is not None else None
        options = _options(context)
        if options != self._options:
            self._options = options
            self._subjects.set_options(options)
            self.watch_controls(self._subjects)
        is_vacancy = entry.newcomer_kind == NewcomerKind.NOBODY
        self._subjects.set_label(_VACANT_SUBJECTS if is_vacancy else _TAKEN)
        self._subjects.set_value(str(subject_id) for subject_id in entry.subject_ids)
        held = (
            ()
            if leaver is None
            else tuple(one.name for one in context.subjects if one.subject_id in leaver.held)
        )
        self._subjects.set_note(f"Ayrılanın konuları: {', '.join(held)}." if held else "")
        # An invalid day of a draft is restored as it was typed.
        self._effective.set_value(None)
        self._effective.set_text(entry.effective_on)
        self._show_same_day(form, index)
        self._scope.set_value(_SOME if entry.leaver_keeps_others else _ALL)
        # With a single subject there is nothing to keep.
        self._scope.setVisible(leaver is not None and len(held) > 1)
        self._reason.set_value(entry.reason)
        self._reason.setVisible(not entry.is_first_appointment)
        leaves = leaver_words(entry, context)
        if is_vacancy:
            words = f"{leaves} ayrılınca hangi konular, ne zaman boş kalıyor?"
        elif entry.is_first_appointment:
            words = f"{newcomer_words(entry, context)} hangi konulara, ne zaman başlıyor?"
        else:
            words = f"{leaves} hangi konuları, ne zaman bırakıyor?"
        self.set_sentence(words)

    @override
    def take(self, form: ChangeForm, index: int) -> ChangeForm:
        entry = replace(
            form.entries[index],
            subject_ids=tuple(int(key) for key in self._subjects.value()),
            effective_on=tidy_day(self._effective.text()),
            leaver_keeps_others=self._scope.value() == _SOME,
            reason=self._reason.text(),
        )
        return with_entry(form, index, entry)

    @override
    def after_edit(self) -> None:
        self._show_same_day(self.read(), self._index)

    def _show_same_day(self, form: ChangeForm, index: int) -> None:
        """Offer the day of the nearest change that has one."""
        others = sorted(range(len(form.entries)), key=lambda one: (abs(one - index), one))
        known = [one for one in others if form.entries[one].effective_on.strip()]
        is_offered = bool(known) and not form.entries[index].effective_on.strip()
        self._take_same.setVisible(is_offered)
        self._same_day = form.entries[known[0]].effective_on if is_offered else ""
        if is_offered:
            words = f"{known[0] + 1}. değişikliğin gününü yaz: {self._same_day} (F6)"
            self._take_same.setText(words)

    @Slot()
    def _on_take_same(self) -> None:
        if self._same_day:
            self._effective.take_focus()
            self._effective.set_text(self._same_day)
            self._effective.changed.emit()

    @override
    def validate_typed(self, *, with_focused: bool = False) -> None:
        super().validate_typed(with_focused=with_focused)
        warning = self.validator.validate(self.read()).warnings.get(self.full_key("subjects"))
        self._doubt.set_text(State.NEAR, "" if warning is None else str(message_of(warning)))

    def _checked(self, day: dt.date) -> dt.date:
        self.check_of("effective")(format_day(day))
        return day


def _options(context: ChangeContext) -> list[tuple[str, str]]:
    return [(str(one.subject_id), one.name) for one in context.subjects]
