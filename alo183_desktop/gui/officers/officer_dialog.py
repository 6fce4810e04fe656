"""The card of an officer as a form: a new one with first assignments, or one that is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.conflicts import Conflicts, EditBase, kept_words
from alo183_desktop.gui.kit.containers import scroll_area
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.drafts import FormDrafts
from alo183_desktop.gui.kit.form.form import CheckList, DateField, Form
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.officers.preview import missing_words
from alo183_desktop.officers import service
from alo183_desktop.officers.record import NEEDED_BY_LETTERS, OFFICER
from alo183_desktop.officers.rules import is_first_title
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError, Problem
from alo183_desktop.shared.identity import domain_of
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.db.work import Kept, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.officers.reading import Choices
    from alo183_desktop.officers.record import OfficerValues
    from alo183_desktop.shared.clock import Clock


def _warns(choices: Choices, form: Form) -> dict[str, Callable[[Any], str]]:
    """Return what is doubtful about single fields that are right."""

    def first(title: str) -> str:
        is_first = is_first_title(title, choices.titles)
        return _said("officers.title_first", title=title) if is_first else ""

    def foreign(email: str) -> str:
        domain, known = domain_of(email), choices.email_domains
        is_foreign = bool(known) and domain not in known
        return _said("officers.foreign_domain", domain=domain) if is_foreign else ""

    def same(mobile: str) -> str:
        is_same = mobile == form.field("corporate_mobile").value()
        return _said("officers.same_mobile") if is_same else ""

    return {"title": first, "corporate_email": foreign, "personal_mobile": same}


def _said(code: str, **parameters: str) -> str:
    return str(message_of(Problem("", code, parameters)))


_CHANGES: Final = frozenset({Topic.OFFICER, Topic.ASSIGNMENT})
_WIDTH: Final = 680


@dataclass(frozen=True, slots=True)
class Opened:
    """What the dialog begins with."""

    choices: Choices
    officer_id: int | None = None
    """None: a new officer."""
    values: OfficerValues | None = None
    version: int = 0


class OfficerDialog(TaskDialog):
    """Each field is checked for itself; what a letter will demand is said, not enforced.

    Attributes:
        form: The fields.
        fields: Their controls.
        drafts: Keeps what is typed.

    Signals:
        saved: The number of the officer, after the commit.
        told: After that: how it was saved.
    """

    saved = Signal(int)
    told = Signal(str)

    def __init__(
        self, opened: Opened, *, background: Background, clock: Clock, parent: QWidget
    ) -> None:
        """Make the dialog.

        Args:
            opened: What it begins with.
            background: Runs the saving.
            clock: Its day in Istanbul is proposed as the first day of a new officer; UTC.
            parent: The window that waits.
        """
        is_new = opened.officer_id is None
        super().__init__(
            title="Kişi ekle" if is_new else "Kişi kartı",
            explanation="Kadroya eklenen kişi, konusu seçilirse o günden başlayarak sorumlu olur."
            if is_new
            else "Bu kartın açılması denetim izine yazıldı. Konular görev değişikliğiyle değişir.",
            width=_WIDTH,
            parent=parent,
        )
        self._opened = opened
        self._background = background
        self._today = local_day(clock())
        self._stored = opened.values
        self.banner = Banner(parent=self)
        self.form = Form(parent=self)
        self._doubt = StateText(State.NEAR, parent=self)
        self._doubt.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.fields = RecordFields(
            self.form,
            OFFICER,
            clock=clock,
            offers={"title": opened.choices.titles},
            warns=_warns(opened.choices, self.form),
            parent=self,
        )
        self.fields.set_options(
            "unit_id", [(unit.unit_id, unit.name) for unit in opened.choices.units]
        )
        self._subjects: CheckList | None = None
        self._starts_on: DateField | None = None
        if is_new:
            self._add_assignment(opened.choices)
        area = scroll_area(parent=self)
        holder = QWidget(area)
        area.setWidget(holder)
        self._hold(holder)
        self._area = area
        self._holder = holder
        area.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.content.addWidget(self.banner)
        self.content.addWidget(area, 1)
        self.add_left(self._doubt)
        leave = self.add_button("Vazgeç")
        self.save_button = self.add_button("&Kaydet", primary=True)
        self._conflicts = Conflicts(self.form, self.save_button)
        if opened.values is not None:
            self.fields.show(opened.values)
        else:
            own = next((unit for unit in opened.choices.units if unit.is_directorate), None)
            self.fields["unit_id"].set_value(None if own is None else str(own.unit_id))
        self.form.mark_clean()
        # As it is read out of the fields, which show no double blanks.
        read = None if opened.values is None else self.fields.check().values
        self._began = self._conflicts.begin(EditBase(read or opened.values, opened.version))
        leave.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.form.submit)
        self.banner.action_chosen.connect(self._on_take_theirs)
        self.form.save_requested.connect(self._on_save_requested)
        self.form.changed.connect(self._show_doubt)
        self.form.left.connect(self._on_left)
        self._show_doubt()
        self.drafts = FormDrafts(
            background,
            self.form,
            f"officers.officer.{opened.officer_id or 'new'}",
            title=self.windowTitle(),
            parent=self,
        )
        self.content.insertLayout(0, self.drafts.offers)

    def doubt(self) -> str:
        """Return what is said to be missing for a letter."""
        return self._doubt.text()

    def _hold(self, holder: QWidget) -> None:
        box = QVBoxLayout(holder)
        # Room for the edge of a focused field.
        box.setContentsMargins(0, theme.px(1), 0, theme.px(1))
        box.addWidget(self.form)
        box.addStretch(1)

    @Slot(int, int)
    def _on_range_changed(self, _lowest: int, highest: int) -> None:
        # The fields end where the buttons below end, unless a scroll bar stands between.
        layout = self._holder.layout()
        if layout is not None:
            beside = theme.px(8) if highest > 0 else 0
            layout.setContentsMargins(0, theme.px(1), beside, theme.px(1))

    def _add_assignment(self, choices: Choices) -> None:
        subjects = CheckList(
            "&Müracaat konuları",
            [(str(subject.subject_id), subject.name) for subject in choices.subjects],
            key="subjects",
            columns=3,
            note="Sonra da görev değişikliğiyle verilebilir.",
            parent=self,
        )
        starts_on = DateField(
            "&Göreve başladığı gün",
            today=self._today,
            key="starts_on",
            note="Konu seçilirse gerekir.",
            parent=self,
        )
        starts_on.propose(self._today)
        self.form.add_row(subjects)
        self.form.add_row(starts_on, QWidget(self))
        self._subjects, self._starts_on = subjects, starts_on
        subjects.changed.connect(self._on_subjects_changed)

    @Slot()
    def _on_subjects_changed(self) -> None:
        if self._subjects is not None and self._starts_on is not None:
            self._starts_on.set_required(bool(self._subjects.value()))

    @Slot()
    def _show_doubt(self) -> None:
        checked = self.fields.check()
        wrong = {problem.key for problem in checked.problems}
        missing = [key for key in NEEDED_BY_LETTERS if not checked.read[key] and key not in wrong]
        self._doubt.set_text(
            State.NEAR, f"Yazı için eksik: {missing_words(missing)}." if missing else ""
        )

    @Slot()
    def _on_save_requested(self) -> None:
        if not self.save_button.isEnabled():
            return
        checked = self.fields.check()
        values = checked.values
        if values is None:
            self._tell(checked.problems)
            return
        self.save_button.setEnabled(False)
        self._background.run(
            self.drafts.saving(self._saving(values)),
            parent=self,
            success=self._on_saved,
            failure=self._on_not_saved,
            changes=_CHANGES,
        )

    def _saving(self, values: OfficerValues) -> Callable[[Work], tuple[int, Sequence[Kept]]]:
        officer_id = self._opened.officer_id
        version, base = self._began.version, self._began.values
        subject_ids: tuple[int, ...] = ()
        starts_on: dt.date | None = None
        if self._subjects is not None and self._starts_on is not None:
            subject_ids = tuple(int(key) for key in self._subjects.value())
            starts_on = self._starts_on.value()

        def save(work: Work) -> tuple[int, Sequence[Kept]]:
            if officer_id is None:
                added = service.add_officer(
                    work, values, subject_ids=subject_ids, starts_on=starts_on
                )
                return added, ()
            service.change_officer(work, officer_id, values, version=version, base=base)
            return officer_id, work.kept

        return save

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        for rest in self.form.show_problems(problems):
            self.banner.show_notice(State.LATE, str(message_of(rest)))

    def _on_saved(self, result: tuple[int, Sequence[Kept]]) -> None:
        officer_id, kept = result
        self.drafts.end()
        self.saved.emit(officer_id)
        self.told.emit(kept_words(kept, self.form) or "Kart kaydedildi.")
        self.accept()

    def _on_not_saved(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        officer_id = self._opened.officer_id
        if isinstance(error, ConflictError) and officer_id is not None:
            conflict = error
            self._background.run(
                lambda work: service.open_form(work, officer_id),
                parent=self,
                success=lambda stored: self._on_conflict(conflict, stored[0]),
            )
        elif isinstance(error, KnownError) and error.code == "officers.duplicate_tckn":
            self._tell((Problem("tckn", error.code),))
        else:
            show_failure(self, error)

    def _on_conflict(self, error: ConflictError, stored: OfficerValues) -> None:
        """Keep the typing, and show both values where both changed the same."""
        before = self._began.values
        words = self._conflicts.show(error)
        self._show_theirs(before, stored)
        self.banner.show_notice(State.LATE, words, action="Kayıtlı değerleri al")
        # Once the banner knows its width, and with it how many lines it needs.
        QTimer.singleShot(0, self, self._fit)

    def _show_theirs(self, before: OfficerValues | None, stored: OfficerValues) -> None:
        """Show what was not typed here as the other one has it, and go on from that, too."""
        self._stored = stored
        mine, seen = self.fields.check().values, self._began.values
        if mine is None or before is None or seen is None:
            return
        for key in OFFICER.differences(before, stored):
            if getattr(mine, key) == getattr(before, key):
                self.fields.show_one(key, stored)
                seen = replace(seen, **{key: getattr(stored, key)})
        self._began.values = seen

    @Slot()
    def _on_take_theirs(self) -> None:
        """Show the card as it is stored now; it can be typed into again."""
        if self._stored is not None:
            self.fields.show(self._stored)
        self.form.mark_clean()
        self.banner.show_notice(None, "")
        self._conflicts.begin(self._began)

    @Slot()
    def _on_left(self) -> None:
        self.drafts.end()
        super().reject()

    @override
    def reject(self) -> None:
        if self.form.may_leave():
            self.drafts.end()
            super().reject()

    @override
    def done(self, result: int) -> None:
        # Whoever closes it without a question, as the lock does, loses nothing.
        self.drafts.flush()
        super().done(result)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.form.field("given_names").take_focus()

    @Slot()
    def _fit(self) -> None:
        """Be as high as the form where the window leaves room for it."""
        self.fit_area(self._area)
