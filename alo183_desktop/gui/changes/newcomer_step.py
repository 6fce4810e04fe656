"""Step 2: who comes, with all that the circular asks for; or nobody yet, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.gui.changes.step import Step
from alo183_desktop.gui.changes.words import leaver_words, officer_options
from alo183_desktop.gui.kit.forms import (
    ChoiceField,
    LongTextField,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.shared.identity import (
    format_phone,
    parse_email,
    parse_mobile,
    parse_tckn,
    tidy_given_names,
    tidy_surname,
    tidying,
)
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.context import RosterOfficer
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.gui.changes.judging import Judge
    from alo183_desktop.gui.kit.forms import Field

_ALL_REQUIRED = "Bütün alanlar zorunludur (Genelge 2014/05, 6. madde)."
_VACANT = (
    "Yazı, yerine henüz görevlendirme yapılmadığını bildirir; görev boş kalır ve boş görünür. "
    "Görevlendirme yapılınca ikinci bir yazı gerekir."
)


class NewcomerStep(Step):
    """Somebody new, somebody of the roster, or an explicit and reasoned nobody."""

    def __init__(self, *, judge: Judge, parent: QWidget) -> None:
        super().__init__("Göreve gelen", judge=judge, parent=parent)
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
            key="newcomer",
            required=True,
            check=self.check_of("newcomer"),
            placeholder="Adını yazmaya başlayınız",
            parent=self,
        )
        self._texts: dict[str, Field] = {
            "given_names": self._text("A&dı", "given_names", tidy=tidy_given_names),
            "surname": self._text("&Soyadı", "surname", tidy=tidy_surname),
            "title": ChoiceField(
                "&Unvanı",
                key="newcomer.title",
                free=True,
                completes=True,
                required=True,
                check=self.check_of("newcomer.title"),
                warn=self.warning_of("newcomer.title"),
                parent=self,
            ),
            "tckn": self._text("&T.C. kimlik numarası", "tckn", tidy=tidying(parse_tckn)),
            "corporate_email": self._text(
                "&Kurumsal e-posta adresi", "corporate_email", tidy=tidying(parse_email)
            ),
        }
        # Tab goes as the eye does, row by row, because the fields are made in that order.
        self._unit = ChoiceField("Kuru&mu", key="newcomer.unit", parent=self)
        self._texts["personal_mobile"] = self._phone("Kişisel &cep telefonu", "personal_mobile")
        self._texts["corporate_mobile"] = self._phone("Kurumsa&l cep telefonu", "corporate_mobile")
        self._reason = LongTextField(
            "Görevl&endirme yapılmamasının nedeni",
            key="vacancy_reason",
            required=True,
            check=self.check_of("vacancy_reason"),
            note="Yazıda görünmez; yalnız kayıtta kalır.",
            lines=3,
            parent=self,
        )
        for field in (*self._texts.values(), self._kind, self._officer):
            field.hide_required_mark()
        self._filled_from: int | None = None
        self.add_row(self._kind)
        self.add_row(self._officer)
        self.add_row(self._texts["given_names"], self._texts["surname"])
        self.add_row(self._texts["title"], self._texts["tckn"])
        self.add_row(self._texts["corporate_email"], self._unit)
        self.add_row(self._texts["personal_mobile"], self._texts["corporate_mobile"])
        self.add_row(self._reason)

    @override
    def fill(self, form: ChangeForm, place: int) -> None:
        entry, context = form.entries[place], self.judge.context
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
        self._filled_from = entry.newcomer_id
        own = context.officers.get(entry.newcomer_id) if entry.newcomer_id is not None else None
        for name, field in self._texts.items():
            typed = getattr(entry, name)
            field.set_value(typed or (self._roster_text(own, name) if own is not None else ""))
        chosen = entry.unit_id if own is None or entry.unit_id is not None else own.unit_id
        directorate = next((one.unit_id for one in context.units if one.is_directorate), None)
        self._unit.set_value(str(chosen if chosen is not None else directorate))
        self._reason.set_value(entry.vacancy_reason)
        self._arrange()
        self._say(entry)

    @override
    def take(self, form: ChangeForm, place: int) -> ChangeForm:
        kind = self._kind.value()
        chosen = self._officer.value() if kind == NewcomerKind.ROSTER else None
        unit = self._unit.value()
        texts = {name: field.text() for name, field in self._texts.items()}
        entry = replace(
            form.entries[place],
            newcomer_kind=kind,
            newcomer_id=int(chosen) if chosen else None,
            unit_id=int(unit) if unit else None,
            vacancy_reason=self._reason.text(),
            given_names=texts["given_names"],
            surname=texts["surname"],
            title=texts["title"],
            tckn=texts["tckn"],
            corporate_email=texts["corporate_email"],
            personal_mobile=texts["personal_mobile"],
            corporate_mobile=texts["corporate_mobile"],
        )
        entries = (*form.entries[:place], entry, *form.entries[place + 1 :])
        return replace(form, entries=entries)

    @override
    def field_key(self, key: str) -> str:
        wanted = super().field_key(key)
        # The one who leaves was typed as the one who comes: their number tells them apart.
        if wanted == "newcomer" and self._kind.value() == NewcomerKind.NEW:
            return "newcomer.tckn"
        return "kind" if wanted == "newcomer" and self._officer.isHidden() else wanted

    @override
    def after_edit(self) -> None:
        self._arrange()
        if self._kind.value() == NewcomerKind.ROSTER:
            self._take_over()
        self._say(self.read().entries[self._place])

    def _take_over(self) -> None:
        """Show the values of the chosen officer, once for each choice."""
        chosen = self._officer.value()
        officer_id = int(chosen) if chosen else None
        if officer_id == self._filled_from:
            return
        self._filled_from = officer_id
        officer = self.judge.context.officers.get(officer_id) if officer_id is not None else None
        if officer is None:
            return
        for name, field in self._texts.items():
            field.set_value(self._roster_text(officer, name))
        self._unit.set_value(str(officer.unit_id))
        for field in self._texts.values():
            # What the roster lacks is told at once: it has to be typed here.
            field.judge()

    def _arrange(self) -> None:
        kind = self._kind.value()
        roster, nobody = kind == NewcomerKind.ROSTER, kind == NewcomerKind.NOBODY
        self._officer.setVisible(roster)
        self._reason.setVisible(nobody)
        # Until somebody is chosen there is nobody whose values could be typed.
        known = not nobody and (not roster or self._officer.value() is not None)
        for field in (*self._texts.values(), self._unit):
            field.setVisible(known)

    def _say(self, entry: ChangeEntry) -> None:
        if entry.newcomer_kind == NewcomerKind.NOBODY:
            self.set_sentence(_VACANT)
            return
        leaver = leaver_words(entry, self.judge.context)
        place = (
            "İlk görevlendirme."
            if entry.is_first_appointment
            else ("" if leaver.endswith("?") else f"{leaver} adlı sorumlunun yerine.")
        )
        self.set_sentence(f"{place} {_ALL_REQUIRED}".strip())

    def _roster_text(self, officer: RosterOfficer, name: str) -> str:
        text = str(getattr(officer, name))
        return format_phone(text) if name.endswith("_mobile") else text

    def _text(self, label: str, name: str, *, tidy: Callable[[str], str]) -> TextField:
        """Return a field; what `tidy` gives is how the letter prints it, and is shown so."""
        return TextField(
            label,
            key=f"newcomer.{name}",
            required=True,
            check=self.check_of(f"newcomer.{name}", tidy),
            warn=self.warning_of(f"newcomer.{name}"),
            show=tidy,
            parent=self,
        )

    def _phone(self, label: str, name: str) -> PhoneField:
        key = f"newcomer.{name}"
        return PhoneField(
            label,
            key=key,
            required=True,
            check=self.check_of(key, tidying(parse_mobile)),
            warn=self.warning_of(key),
            parent=self,
        )
