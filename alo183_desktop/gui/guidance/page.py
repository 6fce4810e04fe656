"""The page "Rehberlik": the line that records a visit, the log, one visit and the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.kit.containers import Beside, Card, group, make_column
from alo183_desktop.gui.kit.form.drafts import FormDrafts
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.page import OneDialog, Page
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import StateMark, StateText
from alo183_desktop.gui.kit.table.list_pane import RecordActs, RecordPane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.guidance import service
from alo183_desktop.guidance.lists import LOG, OUTCOMES, outcome_mark, outcome_words
from alo183_desktop.guidance.record import GUIDANCE
from alo183_desktop.guidance.rows import GuidanceFilter, GuidanceRow
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.calendar import day_start, month_key, month_words
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.guidance.record import GuidanceValues
    from alo183_desktop.guidance.rows import GuidanceCount
    from alo183_desktop.officers.rows import SubjectRow
    from alo183_desktop.records.record import Checked
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem


class GuidanceCard(SideCard):
    """Shows a visit; below it the month by subject."""

    def __init__(
        self,
        *,
        change: Callable[[], object],
        remove: Callable[[], object],
        may_edit: bool,
        parent: QWidget,
    ) -> None:
        """Make the card without a visit.

        Args:
            change: Edits the visit.
            remove: Removes it.
            may_edit: Whether the role may do either.
        """
        super().__init__(
            nothing=("Rehberlik", "Bir kayıt seçerseniz tamamı burada görünür."), parent=parent
        )
        self._visit: GuidanceRow | None = None
        self._counts: tuple[GuidanceCount, ...] = ()
        self._month = ""
        self._buttons = (
            (self.make_button("&Düzelt", change), self.make_button("S&il", remove))
            if may_edit
            else ()
        )
        self.show_row(None)

    def show_counts(self, month: str, counts: Sequence[GuidanceCount]) -> None:
        """Show the number of visits in a month, such as `Kasım 2026`."""
        self._month, self._counts = month, tuple(counts)
        self.show_row(self._visit)

    def show_row(self, row: GuidanceRow | None) -> None:
        """Show a visit; None shows the month alone."""
        self._visit = row
        if row is None:
            self.begin(*self.nothing_words())
        else:
            self.begin(row.subject_name, f"{format_instant(row.at)}, {row.by_name}")
            self.add(
                StateMark(outcome_mark(row), outcome_words(row), parent=self._inner), left=True
            )
            for title, text in GUIDANCE.facts(row, ("asked", "done", "sent_reason"), in_full=True):
                self.add_section(title)
                self.add_text(text)
        if any(count.helped or count.sent_on for count in self._counts):
            self.add_section(f"{self._month}, konulara göre")
            self.add_facts(
                [
                    (count.subject_name, _words(count))
                    for count in self._counts
                    if count.helped or count.sent_on
                ]
            )
        self.end(self._buttons if row is not None else ())


def _words(count: GuidanceCount) -> str:
    counts = {False: count.helped, True: count.sent_on}
    return ", ".join(
        f"{number_text(number)} kişi {OUTCOMES[is_sent_on]}"
        for is_sent_on, number in counts.items()
        if number
    )


_GAP: Final = 12
_KEYS: Final = ("subject_id", "asked", "done", "is_sent_on", "sent_reason")


class LogForm(Card):
    """Subject, what was asked, what was done; Enter saves it with the current time.

    Attributes:
        form: The fields.
        fields: Their controls; the reason is shown only when the citizen was sent on.

    Signals:
        save_requested: Enter or the button.
    """

    save_requested = Signal()

    def __init__(self, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.setAccessibleName("Yeni rehberlik kaydı")
        self.form = Form(columns=1, parent=self)
        self.fields = RecordFields(
            self.form,
            GUIDANCE,
            clock=clock,
            in_rows=False,
            keys=_KEYS,
            parent=self,
        )
        self.fields["done"].set_note("Enter kaydeder; zaman, kaydettiğiniz andır.")
        self.fields["is_sent_on"].set_label("Alo &183")
        self.save_button = PrimaryButton("&Kaydet", parent=self)
        self._trouble = StateText(State.LATE, parent=self)
        self._lay_out()
        self.save_button.clicked.connect(self.save_requested)
        self.form.save_requested.connect(self.save_requested)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields, and the others below."""
        rest = self.form.show_problems(problems)
        self._trouble.set_text(State.LATE, " ".join(str(message_of(one)) for one in rest))

    @Slot()
    def clear(self) -> None:
        """Clear the form for the next visit."""
        for field in self.form.fields():
            field.set_value(None)
        self._trouble.set_text(State.LATE, "")
        self.fields.hide_unasked()
        self.form.mark_clean()
        self.fields["subject_id"].take_focus()

    def _lay_out(self) -> None:
        # As high as a label with its control, so that the button is beside the controls.
        end = QWidget(self)
        make_column(
            end, make_label("", font=theme.body_medium(), parent=end), self.save_button, 1, gap=4
        )
        subject, asked, done, sent, reason = (self.fields[key] for key in _KEYS)
        for field in (subject, asked, done, sent):
            self.form.watch(field)
        self.form.add_row(
            Beside(
                group((subject, asked), shares=(3, 6), gap=_GAP, parent=self),
                group((done, sent, end), shares=(6, 3, 0), gap=_GAP, parent=self),
                shares=(9, 11),
                gap=_GAP,
                parent=self,
            )
        )
        self.form.add_row(reason)
        self.content.addWidget(self.form)
        self.content.addWidget(self._trouble)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


_CHANGES: Final = frozenset({Topic.GUIDANCE})


def _named(subjects: Iterable[SubjectRow]) -> list[tuple[int, str]]:
    return [(one.subject_id, one.name) for one in subjects]


VISIT_ACTS: Final = RecordActs(
    access=service.VISITS,
    changes=_CHANGES,
    row_id=lambda row: row.guidance_id,
    called=lambda row: f"{format_instant(row.at)}, {row.subject_name}",
    titles=("İlk kaydı yaz", "Rehberlik kaydını düzelt"),
    messages=("Kayıt düzeltildi.", "Kayıt silindi."),
    removing=(
        "Rehberlik kaydı silinsin mi?",
        "yanlışlıkla yazılan kayıt silinir; silindiği denetim izine yazılır.",
        "Kaydı sil",
    ),
    options=lambda work, _row: {
        "subject_id": _named(list_subjects(work.session, active_only=False))
    },
    width=560,
    first="asked",
)


class _Beside(NamedTuple):
    """What the page shows beside the rows."""

    found: int
    month: tuple[GuidanceCount, ...]
    subjects: tuple[SubjectRow, ...]


class GuidanceLog(RecordPane[GuidanceRow, GuidanceFilter]):
    """The log; when empty it points to the line above it.

    Signals:
        begun: The first visit is to be recorded.
    """

    begun = Signal()

    @Slot()
    @override
    def begin(self) -> None:
        self.begun.emit()


class GuidancePage(Page):
    """The line above, the log at the left, one visit and the month at the right.

    Attributes:
        log_form: Records a visit; hidden without the right.
        list: The log.
        card: The current visit.
        drafts: Keeps what is typed into the line; None without the right.
    """

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Rehberlik", actor=actor, clock=clock, parent=parent)
        self._may_edit = may(actor.role, Right.EDIT_GUIDANCE)
        self.opener = OneDialog(background, clock=clock, parent=self)
        self.log_form = LogForm(clock=clock, parent=self)
        self.log_form.setVisible(self._may_edit)
        self.list = GuidanceLog(
            LOG,
            VISIT_ACTS,
            background,
            topics=frozenset({Topic.GUIDANCE, Topic.SUBJECT}),
            actor=actor,
            opener=self.opener,
            clock=clock,
            read_beside=self._read_beside,
            show_beside=self._show_beside,
            parent=self,
        )
        self.card = GuidanceCard(
            change=self.list.change, remove=self.list.remove, may_edit=self._may_edit, parent=self
        )
        self.drafts: FormDrafts | None = None
        self.header.add_action(self.list.list_actions.make_button(parent=self.header))
        self.content.addWidget(self.log_form)
        self.content.addWidget(self.list, 1)
        self.list.add_card(self.card, self.card.show_row)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut("F5", self, context=within).activated.connect(self.list.refresh)
        if self._may_edit:
            self._offer_line()
        self.list.refresh()

    @override
    def show_query(self, query: object) -> None:
        if isinstance(query, GuidanceFilter):
            self.list.show_query(query)

    @override
    @Slot()
    def primary_action(self) -> None:
        if self._may_edit:
            self.log_form.fields["subject_id"].take_focus()

    @override
    def prepare_lock(self) -> None:
        super().prepare_lock()
        if self.drafts is not None:
            self.drafts.flush()

    def _read_beside(self, work: Work, wanted: GuidanceFilter) -> _Beside:
        begins = day_start(local_day(work.now).replace(day=1))
        return _Beside(
            service.count(work, wanted),
            service.count_by_subject(work, since=begins, until=work.now),
            list_subjects(work.session, active_only=False),
        )

    def _show_beside(self, read: _Beside) -> None:
        active = [one for one in read.subjects if one.is_active]
        self.log_form.fields.set_options("subject_id", _named(active))
        self.list.filters.set_choices("subject_id", _named(read.subjects))
        self.card.show_counts(month_words(month_key(local_day(self.clock()))), read.month)
        came = sum(one.helped + one.sent_on for one in read.month)
        sent = sum(one.sent_on for one in read.month)
        words = f"Bu ay {number_text(came)} başvuru" if came else "Bu ay başvuru kaydı yok"
        if self.list.filters.is_filtered():
            words = f"{words}; listede {number_text(read.found)} kayıt"
        marks = []
        if sent:
            marks.append((State.NEAR, f"{number_text(sent)} kişi 183’e yönlendirildi"))
        elif came:
            marks.append((State.GOOD, "hepsi yerinde bilgilendirildi"))
        self.header.set_subtitle(words, *marks)

    def _offer_line(self) -> None:
        form = self.log_form
        self.list.begun.connect(self.primary_action)
        form.save_requested.connect(self._on_log)
        form.form.left.connect(self._begin_anew)
        form.form.validate_together_by(self._wrong)
        self.drafts = FormDrafts(
            self.background, form.form, "guidance.log", title="Rehberlik kaydı", parent=self
        )
        self.content.insertLayout(self.content.indexOf(form), self.drafts.offers)

    def _check(self) -> Checked[GuidanceValues]:
        return self.log_form.fields.check(at=self.clock())

    def _wrong(self) -> Sequence[Problem]:
        return self._check().problems

    @Slot()
    def _on_log(self) -> None:
        checked = self._check()
        values, drafts = checked.values, self.drafts
        if values is None:
            self.log_form.show_problems(checked.problems)
        elif drafts is not None and self.log_form.save_button.isEnabled():
            self.log_form.save_button.setEnabled(False)
            self.background.run(
                drafts.saving(lambda work: service.VISITS.save(work, None, values)),
                parent=self,
                success=lambda _number: self._on_logged(values),
                failure=self._on_not_logged,
                changes=_CHANGES,
            )

    @Slot()
    def _begin_anew(self) -> None:
        """Clear the line: the text was saved, or discarded after the question of Esc."""
        if self.drafts is not None:
            self.drafts.end()
            self.log_form.clear()
            self.drafts.begin_anew()

    def _on_logged(self, values: GuidanceValues) -> None:
        self.log_form.save_button.setEnabled(True)
        self._begin_anew()
        if values.is_sent_on:
            self.toast.report(
                "Kaydedildi; 183’e yönlendirme müdürün sayfasında sayılır.", State.NEAR
            )
        else:
            self.toast.report("Rehberlik kaydedildi.")

    def _on_not_logged(self, error: Exception) -> None:
        self.log_form.save_button.setEnabled(True)
        self.list.show_error(error)
