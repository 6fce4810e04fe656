"""Step 3: which subjects move, from which day, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.gui.changes.step import Step
from alo183_desktop.gui.changes.words import leaver_words, newcomer_words
from alo183_desktop.gui.kit.forms import (
    CheckList,
    DateField,
    LongTextField,
    RadioChoice,
)
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.days import tidy_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.gui.changes.judging import Judge

_ALL, _SOME = "all", "some"
_TAKEN = "Görevi alan kişinin sorumlu olacağı &müracaat konuları"
_VACANT = "Boş kalacak &müracaat konuları"


class SubjectsStep(Step):
    """The subjects of the leaver are proposed; any of the directorate's may be chosen."""

    def __init__(self, *, judge: Judge, parent: QWidget) -> None:
        super().__init__("Konular ve tarih", judge=judge, parent=parent)
        # Made with its boxes: Tab goes in the order in which widgets are made.
        self._options = _options(judge.context)
        self._subjects = CheckList(
            _TAKEN,
            self._options,
            key="subjects",
            required=True,
            parent=self,
        )
        self._subjects.hide_required_mark()
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
            today=judge.context.today,
            key="effective",
            required=True,
            check=self._checked,
            warn=self.warning_of("effective"),
            note="Ctrl+T bugünü yazar, aşağı ok takvimi açar.",
            parent=self,
        )
        self._effective.hide_required_mark()
        self._reason = LongTextField(
            "Ayrılış &nedeni",
            key="reason",
            check=self.check_of("reason"),
            note="İsteğe bağlı. Yazıda görünmez; yalnız kayıtta kalır.",
            lines=2,
            parent=self,
        )
        self.add_row(self._subjects)
        self.add_row(self._scope)
        self.add_row(self._effective, self._reason)

    @override
    def fill(self, form: ChangeForm, place: int) -> None:
        entry, context = form.entries[place], self.judge.context
        leaver = context.officers.get(entry.leaver_id) if entry.leaver_id is not None else None
        options = _options(context)
        if options != self._options:
            self._options = options
            self._subjects.set_options(options)
            self.watch_controls(self._subjects)
        is_vacancy = entry.newcomer_kind == NewcomerKind.NOBODY
        self._subjects.set_label(_VACANT if is_vacancy else _TAKEN)
        self._subjects.set_value(str(subject_id) for subject_id in entry.subject_ids)
        held = (
            ()
            if leaver is None
            else tuple(one.name for one in context.subjects if one.subject_id in leaver.held)
        )
        self._subjects.set_note(f"Ayrılanın konuları: {', '.join(held)}." if held else "")
        # A wrong day of a draft comes back as it was typed.
        self._effective.set_value(None)
        self._effective.set_text(entry.effective_on)
        self._scope.set_value(_SOME if entry.leaver_keeps_others else _ALL)
        # One subject leaves nothing to keep.
        self._scope.setVisible(leaver is not None and len(held) > 1)
        self._reason.set_value(entry.reason)
        self._reason.setVisible(not entry.is_first_appointment)
        if is_vacancy:
            self.set_sentence(
                f"{leaver_words(entry, context)} ayrılınca hangi konular, ne zaman boş kalıyor?"
            )
        elif entry.is_first_appointment:
            self.set_sentence(
                f"{newcomer_words(entry, context)} hangi konulara, ne zaman başlıyor?"
            )
        else:
            self.set_sentence(f"{leaver_words(entry, context)} hangi konuları, ne zaman bırakıyor?")

    @override
    def take(self, form: ChangeForm, place: int) -> ChangeForm:
        entry = replace(
            form.entries[place],
            subject_ids=tuple(int(key) for key in self._subjects.value()),
            effective_on=tidy_day(self._effective.text()),
            leaver_keeps_others=self._scope.value() == _SOME,
            reason=self._reason.text(),
        )
        entries = (*form.entries[:place], entry, *form.entries[place + 1 :])
        return replace(form, entries=entries)

    @override
    def judge_typed(self, *, with_focused: bool = False) -> None:
        super().judge_typed(with_focused=with_focused)
        warning = self.judge.judge(self.read()).warnings.get(self.full_key("subjects"))
        self._doubt.set_text(State.NEAR, "" if warning is None else str(message_of(warning)))

    def _checked(self, day: dt.date) -> dt.date:
        self.check_of("effective")(format_day(day))
        return day


def _options(context: ChangeContext) -> list[tuple[str, str]]:
    return [(str(one.subject_id), one.name) for one in context.subjects]
