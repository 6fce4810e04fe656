"""Log the test call that has just been made: a few keys below the list of whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.containers import Card
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import ChoiceField, LongTextField, RadioChoice, TextField
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.rows import CheckRow, ProposedCheck, ReachRow
from alo183_desktop.phones.reachability.rules import MISSES_TOLD, CheckForm, Reason, check_call
from alo183_desktop.phones.reachability.rules import Slot as CallSlot
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.identity import format_phone, tidy_name
from alo183_desktop.shared.numbers import percent_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.shared.errors import Problem

_RING_PX: Final = 96


class CheckPanel(Card):
    """Seconds, who answered, and two verbs; Enter in a field means that it was answered.

    Attributes:
        ring: After how many seconds it was answered.
        by: Who answered.
        answered_button: It was answered.
        missed_button: It was not.

    Signals:
        logged: The call as typed, without its instant: it is now.
        dialog_requested: A call of another time shall be logged.
        left_upwards: The list should take the focus.
    """

    logged = Signal(CheckForm)
    dialog_requested = Signal()
    left_upwards = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self._row: ProposedCheck | None = None
        self._title = make_label("", font=theme.body_strong(), wrap=True, parent=self)
        self._why = muted_label("", wrap=True, parent=self)
        self.ring = TextField("Kaç &saniyede", key="ring_seconds", max_length=6, parent=self)
        self.ring.setFixedWidth(theme.px(_RING_PX))
        self.by = TextField("Ki&m yanıtladı", key="answered_by", show=tidy_name, parent=self)
        self.answered_button = PrimaryButton("Yanıtla&dı", icon="check", parent=self)
        self.missed_button = SecondaryButton("Yanıt &vermedi", icon="close", parent=self)
        self._other = LinkButton("&Başka yoklama…", parent=self)
        fields = QHBoxLayout()
        fields.setSpacing(theme.px(12))
        fields.addWidget(self.ring)
        fields.addWidget(self.by, 1)
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(8))
        acts.addWidget(self._other)
        acts.addStretch(1)
        acts.addWidget(self.missed_button)
        acts.addWidget(self.answered_button)
        self.content.addWidget(self._title)
        self.content.addWidget(self._why)
        self.content.addLayout(fields)
        self.content.addLayout(acts)
        for field in (self.ring, self.by):
            field.line.key_pressed.connect(self._on_key)
        self.answered_button.clicked.connect(self._on_answered)
        self.missed_button.clicked.connect(self._on_missed)
        self._other.clicked.connect(self.dialog_requested)
        self.show_check(None)

    def show_check(self, row: ProposedCheck | None) -> None:
        """Show whom to call; None: nobody is left."""
        if row is not None and self._row is not None and row.line_id == self._row.line_id:
            self._row = row
            return
        self._row = row
        if row is None:
            self._title.setText("Bugün aranacak kimse kalmadı")
            self._why.setText("Her hat her ay gündüz ve gece birer kez aranır.")
        else:
            self._title.setText(f"{format_phone(row.phone)}, {row.holder_name}")
            self._why.setText(row.why)
        for field in (self.ring, self.by):
            field.set_value(None)
            field.setVisible(row is not None)
        for button in (self.answered_button, self.missed_button):
            button.setVisible(row is not None)

    def take_focus(self) -> None:
        """Let somebody type the seconds."""
        if self._row is not None:
            self.ring.take_focus()

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with what was typed."""
        for problem in problems:
            field = self.by if problem.key == self.by.key else self.ring
            field.set_problem(str(message_of(problem)))
            field.take_focus()

    def clear(self) -> None:
        """Forget what was typed: it is stored."""
        self._row = None

    @Slot()
    def _on_answered(self) -> None:
        self._log(is_answered=True)

    @Slot()
    def _on_missed(self) -> None:
        self._log(is_answered=False)

    def _log(self, *, is_answered: bool) -> None:
        row = self._row
        if row is None:
            return
        self.logged.emit(
            CheckForm(
                line_id=row.line_id,
                is_answered=is_answered,
                ring_seconds=self.ring.text() if is_answered else "",
                answered_by=self.by.text() if is_answered else "",
            )
        )

    @Slot(QKeyEvent)
    def _on_key(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_answered()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Escape}:
            self.left_upwards.emit()


CHANGES: Final = frozenset({Topic.CHECKS})
_YES, _NO = "yes", "no"


class CheckDialog(FormDialog):
    """Which line, when, answered or not, after how many seconds, by whom."""

    chapter = "Yoklamalar"

    def __init__(
        self,
        lines: Sequence[tuple[int, str]],
        line_id: int | None,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            lines: Every line with its words.
            line_id: Which one is chosen at first; None: none.
        """
        super().__init__(
            title="Yoklamayı kaydet",
            explanation="Yoklama, o anda hattı üzerinde taşıyana yazılır. 08.00 ile 20.00 arası "
            "gündüz sayılır.",
            background=common["background"],
            changes=CHANGES,
            draft="phones.check",
            parent=common["parent"],
        )
        self._clock = common["clock"]
        self._line = ChoiceField(
            "&Hat",
            [(str(number), words) for number, words in lines],
            key="line_id",
            required=True,
            placeholder="Numara ya da ad yazınız",
            parent=self,
        )
        self._result = RadioChoice(
            "Sonuç", ((_YES, "Yanıtla&dı"), (_NO, "Yanıt &vermedi")), key="is_answered", parent=self
        )
        self._ring = TextField("Kaç s&aniyede", key="ring_seconds", max_length=6, parent=self)
        self._by = TextField("Kim &yanıtladı", key="answered_by", show=tidy_name, parent=self)
        self._note = LongTextField("&Not", key="note", lines=2, parent=self)
        self.form.add_row(self._line)
        self._instant = InstantFields(self.form, clock=self._clock, parent=self)
        self.form.add_row(self._result)
        self.form.add_row(self._ring, self._by)
        self.form.add_row(self._note)
        if line_id is not None:
            self._line.set_value(str(line_id))
        self.form.mark_clean()
        self._result.changed.connect(self._on_result_changed)

    @override
    def act(self) -> Callable[[Work], int] | None:
        is_answered = self._result.value() == _YES
        line_id = self._line.value()
        checked = check_call(
            CheckForm(
                line_id=None if line_id is None else int(line_id),
                at=self._instant.instant(),
                is_answered=is_answered,
                ring_seconds=self._ring.text() if is_answered else "",
                answered_by=self._by.text() if is_answered else "",
                note=self._note.text(),
            ),
            now=self._clock(),
        )
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        return lambda work: reachability_service.log_check(work, values)

    @override
    def field_of(self, code: str) -> Field | None:
        return self._instant.day if code in {"phones.check_future", "phones.check_twice"} else None

    @Slot()
    def _on_result_changed(self) -> None:
        is_answered = self._result.value() == _YES
        for field in (self._ring, self._by):
            field.setVisible(is_answered)
        self.fit_soon()


SLOT_WORDS: Final = {CallSlot.DAY: "gündüz", CallSlot.NIGHT: "gece"}


def due_words(row: ProposedCheck) -> str:
    """Return when somebody shall be called: `14:20 gündüz`."""
    return f"{local(row.at):%H:%M} {SLOT_WORDS[row.slot]}"


def _due_mark(row: ProposedCheck) -> State | None:
    return State.NEAR if row.reason is Reason.MISSED else None


def answered_words(row: CheckRow) -> str:
    """Return what came of a call: `8 sn sonra yanıtladı`."""
    if not row.is_answered:
        return "yanıt vermedi"
    return "yanıtladı" if row.ring_seconds is None else f"{row.ring_seconds} sn sonra yanıtladı"


def _misses(row: ReachRow) -> str:
    return f"{row.misses_in_a_row} kez" if row.misses_in_a_row else ""


def _misses_mark(row: ReachRow) -> State | None:
    return State.LATE if row.misses_in_a_row >= MISSES_TOLD else None


def _of(answered: int, tried: int) -> str:
    return f"{answered}/{tried}" if tried else "–"


DUE: Final = (
    Column[ProposedCheck](
        "Aranacağı saat",
        due_words,
        value=lambda row: local(row.at).time(),
        kind=CellKind.STATE,
        state=_due_mark,
        keeps_mark_room=True,
        sort_key=lambda row: row.at,
        width_chars=13,
    ),
    Column[ProposedCheck](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=13
    ),
    Column[ProposedCheck]("Zimmetlisi", lambda row: row.holder_name, width_chars=20, stretch=True),
)
RATES: Final = (
    Column[ReachRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=13
    ),
    Column[ReachRow]("Zimmetlisi", lambda row: row.holder_name, width_chars=24, stretch=True),
    Column[ReachRow](
        "Gündüz",
        lambda row: _of(row.day_answered, row.day_tried),
        sort_key=lambda row: (row.day_tried, row.day_answered),
        align_right=True,
        width_chars=6,
    ),
    Column[ReachRow](
        "Gece",
        lambda row: _of(row.night_answered, row.night_tried),
        sort_key=lambda row: (row.night_tried, row.night_answered),
        align_right=True,
        width_chars=4,
    ),
    Column[ReachRow](
        "Oran",
        lambda row: "kayıt yok" if row.rate is None else percent_text(row.rate),
        value=lambda row: row.rate,
        align_right=True,
        width_chars=7,
    ),
    Column[ReachRow](
        "Yanıtsız",
        _misses,
        kind=CellKind.STATE,
        state=_misses_mark,
        keeps_mark_room=True,
        value=lambda row: row.misses_in_a_row,
        width_chars=7,
    ),
)
CALLS: Final = (
    Column[CheckRow](
        "Zamanı",
        lambda row: row.at,
        width_chars=15,
    ),
    Column[CheckRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=14
    ),
    Column[CheckRow]("Zimmetlisi", lambda row: row.officer_name, width_chars=18, stretch=True),
    Column[CheckRow](
        "Sonuç",
        answered_words,
        kind=CellKind.STATE,
        state=lambda row: State.GOOD if row.is_answered else State.LATE,
        width_chars=22,
    ),
    Column[CheckRow]("Yanıtlayan", lambda row: row.answered_by, width_chars=16),
    Column[CheckRow]("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=14),
)
