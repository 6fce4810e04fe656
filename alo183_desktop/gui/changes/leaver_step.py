"""Step 1: who leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.changes.step import Step
from alo183_desktop.gui.changes.words import officer_options
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.forms import ChoiceField, RadioChoice, TextField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.gui.changes.judging import Judge

ROSTER, TYPED, NOBODY = "roster", "typed", "nobody"
_SENTENCES = {
    ROSTER: "Görevden ayrılan sorumluyu kadrodan seçiniz. Yazıda yalnız adı ve soyadı bulunur.",
    TYPED: "Kadroda kaydı olmayan bir sorumlu ayrılıyor. Yazıda yalnız adı ve soyadı bulunur.",
    NOBODY: "İlk görevlendirme: bu konulara bugüne dek kimse bakmıyordu, kimse ayrılmıyor.",
}


class LeaverStep(Step):
    """Somebody of the roster, somebody who is not in it, or nobody."""

    def __init__(self, *, judge: Judge, parent: QWidget) -> None:
        super().__init__("Ayrılan", judge=judge, parent=parent)
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
            key="leaver",
            required=True,
            check=self.check_of("leaver"),
            warn=self.warning_of("leaver"),
            placeholder="Adını yazmaya başlayınız",
            parent=self,
        )
        self._name = TextField(
            "Ayrıla&nın adı soyadı",
            key="leaver",
            required=True,
            check=self.check_of("leaver"),
            warn=self.warning_of("leaver"),
            parent=self,
        )
        for field in (self._kind, self._officer, self._name):
            field.hide_required_mark()
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
    def fill(self, form: ChangeForm, place: int) -> None:
        entry = form.entries[place]
        context = self.judge.context
        serving = [one for one in context.officers.values() if one.held]
        known_leaver = context.officers.get(entry.leaver_id or 0)
        if known_leaver is not None and not known_leaver.held:
            serving.append(known_leaver)
        options = officer_options(serving, context)
        self._officer.set_options(options)
        if self.take(form, place) != form:
            # While nobody is named, whichever kind of leaver is chosen may stay.
            self._kind.set_value(_kind_of(entry))
        known = {key for key, _words in options}
        chosen = str(entry.leaver_id) if entry.leaver_id is not None else ""
        self._officer.set_value(chosen if chosen in known else None)
        self._name.set_value(entry.leaver_name)
        self.after_edit()

    @override
    def take(self, form: ChangeForm, place: int) -> ChangeForm:
        kind = self._kind.value()
        chosen = self._officer.value() if kind == ROSTER else None
        before = form.entries[place]
        leaver_id = int(chosen) if chosen else None
        entry = replace(
            before,
            leaver_id=leaver_id,
            leaver_name=self._name.text() if kind == TYPED else "",
            is_first_appointment=kind == NOBODY,
        )
        if leaver_id != before.leaver_id:
            # What was decided about the open cases of somebody else decides nothing here.
            entry = replace(
                entry, cases_decision="", cases_reason="", cases_decided=(), case_hand_overs=()
            )
        if set(before.subject_ids) == self._held(before.leaver_id):
            # Untouched so far: propose what the newly chosen one answers for.
            entry = replace(entry, subject_ids=tuple(sorted(self._held(leaver_id))))
        entries = (*form.entries[:place], entry, *form.entries[place + 1 :])
        return replace(form, entries=entries)

    @override
    def after_edit(self) -> None:
        kind = self._kind.value()
        self._officer.setVisible(kind == ROSTER)
        self._name.setVisible(kind == TYPED)
        self.set_sentence(_SENTENCES[kind])
        about = self._describe() if kind == ROSTER else ""
        self._about.setText(about)
        self._card.setVisible(bool(about))

    def _held(self, officer_id: int | None) -> set[int]:
        officer = self.judge.context.officers.get(officer_id or 0)
        return set() if officer is None else set(officer.held)

    def _describe(self) -> str:
        chosen = self._officer.value()
        officer = self.judge.context.officers.get(int(chosen)) if chosen else None
        if officer is None:
            return ""
        held = [
            f"{subject.name} ({format_day(officer.held[subject.subject_id])} gününden beri)"
            for subject in self.judge.context.subjects
            if subject.subject_id in officer.held
        ]
        title = officer.title or "Unvanı kayıtlı değil"
        return f"{title}\nSorumlu olduğu konular: {', '.join(held) or 'yok'}"


def _kind_of(entry: ChangeEntry) -> str:
    if entry.is_first_appointment:
        return NOBODY
    return TYPED if entry.leaver_name and entry.leaver_id is None else ROSTER
