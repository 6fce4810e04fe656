"""The card beside the list: one case with its clocks, its people, its timeline and its files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.cases.imported_timeline import NO_LINE
from alo183_desktop.cases.instants import entry_standing, instants_of
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.rules import NOT_TOLD, police_lack, police_words
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.cases.words import (
    STEP_WORDS,
    about_words,
    menu_words,
    next_step,
    offered,
    other_words,
)
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, make_row, next_turn
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.side_card import RevealValue, SideCard
from alo183_desktop.gui.kit.states import StateMark, StateText, paint_shape
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel

    from alo183_desktop.cases.instants import Instant
    from alo183_desktop.cases.lists import Countdown
    from alo183_desktop.cases.rows import Caller, CaseCard, TimelineRow


_SHAPE: Final = 12
_ROOM: Final = 22
_ROLES: Final = {State.LATE: theme.LATE, State.NEAR: theme.NEAR}


class InstantsLine(QWidget):
    """Points on a line; their texts are labels that can be read and copied."""

    def __init__(self, instants: Sequence[Instant], *, parent: QWidget | None) -> None:
        super().__init__(parent)
        box = make_column(self, gap=0)
        last = len(instants) - 1
        self._points = [
            _Point(instant, is_first=index == 0, is_last=index == last, parent=self)
            for index, instant in enumerate(instants)
        ]
        for point in self._points:
            box.addWidget(point)

    def show_now(self, instants: Sequence[Instant]) -> None:
        """Update the points to a later time: only the time left has changed."""
        for point, instant in zip(self._points, instants, strict=True):
            point.show_now(instant)


class _Point(QWidget):
    """One point with its part of the line."""

    def __init__(self, instant: Instant, *, is_first: bool, is_last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._instant = instant
        self._is_first = is_first
        self._is_last = is_last
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(_ROOM), 0, 0, 0 if is_last else theme.px(8))
        box.setSpacing(0)
        head = make_row(None, gap=8)
        name = make_label(
            instant.label,
            font=theme.body_medium(),
            role=theme.MUTED if instant.at is None else self.foregroundRole(),
            parent=self,
        )
        head.addWidget(name)
        head.addStretch(1)
        shown = "henüz yok" if instant.at is None else format_instant(instant.at)
        head.addWidget(
            muted_label(shown, parent=self)
            if instant.at is None
            else make_label(shown, font=theme.small(), selectable=True, parent=self)
        )
        box.addLayout(head)
        self._shown = shown
        self._words = muted_label("", parent=self)
        box.addWidget(self._words)
        self.show_now(instant)

    def show_now(self, instant: Instant) -> None:
        """Update the time left; the point is the same."""
        self._instant = instant
        role = None if instant.mark is None else _ROLES.get(OF_MARK[instant.mark])
        # Its shape is on the line.
        self._words.setFont(theme.small() if role is None else theme.small_strong())
        self._words.setForegroundRole(theme.MUTED if role is None else role)
        self._words.setText(instant.words)
        self._words.setVisible(bool(instant.words))
        text = ", ".join(part for part in (instant.label, self._shown, instant.words) if part)
        self.setAccessibleName(text)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(_SHAPE)
        line_height = self.fontMetrics().height()
        top = (line_height - side) / 2 + 1
        middle = side / 2
        gap = theme.px(3)
        done = self._instant.at is not None
        pen = QPen(theme.colour("control"), 1.5)
        if not done:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        if not self._is_first:
            painter.drawLine(QLineF(middle, 0, middle, top - gap))
        if not self._is_last:
            painter.setPen(QPen(theme.colour("control"), 1.5))
            painter.drawLine(QLineF(middle, top + side + gap, middle, self.height()))
        room = QRectF(0, top, side, side)
        if self._instant.mark is not None:
            paint_shape(painter, room, OF_MARK[self._instant.mark])
        elif done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("fill"))
            inset = side / 4
            painter.drawEllipse(room.adjusted(inset, inset, -inset, -inset))
        else:
            paint_shape(painter, room, State.NONE)


_MANY_LINES = 1
_TYPED = frozenset({ActionKind.ACTION, ActionKind.NOTE})
_KB = 1024


class CaseCardView(SideCard):
    """Shows one case; its first button is the next step.

    Attributes:
        next_button: The next step.
        acts_button: Everything else, as a menu.
        caller: Who called, masked; None where unknown.
        phone: Their phone, masked; None where unknown.

    Signals:
        step_requested: The `CaseStep` value that the user wants to take.
        correction_requested: The id of a line of the timeline that is wrong.
        file_requested: The id of a file to show.
        case_requested: The id of another case.
        caller_requested: The user wants to see who called; answer with `reveal`.
        sheet_requested: The follow-up sheet is to be shown; True without personal data.
        partners_requested: The user wants to see whom to call, such as the police.
    """

    step_requested = Signal(str)
    correction_requested = Signal(int)
    file_requested = Signal(int)
    case_requested = Signal(int)
    caller_requested = Signal()
    sheet_requested = Signal(bool)
    partners_requested = Signal()

    def __init__(
        self, *, countdown: Countdown, may_edit: bool, may_print: bool, parent: QWidget
    ) -> None:
        """Make the card without a case.

        Args:
            countdown: Gives the time left, as in the list: both are updated together.
            may_edit: Whether the role may change cases.
            may_print: Whether the role may print.
        """
        super().__init__(
            nothing=("Vaka seçilmedi", "Bir vaka seçerseniz süreleri ve işlemleri burada görünür."),
            parent=parent,
        )
        self._countdown = countdown
        self._may_edit = may_edit
        self._may_print = may_print
        self._card: CaseCard | None = None
        self._clock_mark: StateMark | None = None
        self._clock_words: QLabel | None = None
        self._instants: InstantsLine | None = None
        self.caller: RevealValue | None = None
        self.phone: RevealValue | None = None
        self._menu = QMenu(self)
        self.next_button = self.make_button("", self._on_next, primary=True)
        self.acts_button = self.make_button("İşle&mler")
        # The text of the next step needs the room.
        self.acts_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.acts_button.setMenu(self._menu)
        self.show_card(None)

    def card(self) -> CaseCard | None:
        """Return the case shown."""
        return self._card

    def show_card(self, card: CaseCard | None) -> None:
        """Show a case; None asks the user to select one.

        The case shown already, when nothing in it has changed, stays as it is: its
        selection and focus are kept.
        """
        if card is not None and card == self._card:
            self.show_now()
            return
        is_same = (
            card is not None
            and self._card is not None
            and card.row.case_id == self._card.row.case_id
        )
        bar = self._area.verticalScrollBar()
        scrolled = bar.value() if is_same else 0
        self._card = card
        self._clock_mark = self._clock_words = self._instants = self.caller = self.phone = None
        if card is None:
            self.show_nothing()
            return
        self.begin(f"Vaka {card.row.number}", about_words(card.row))
        self._add_clock(card)
        self._instants = InstantsLine(
            instants_of(card, now=self._countdown.now), parent=self._inner
        )
        self.add(self._instants)
        self.add_section(
            "Kim, nerede",
            link=self.make_link("Aranacak kurumlar", self.partners_requested.emit),
        )
        self.add_facts(self._facts(card))
        if card.summary:
            self.add_section("Özet")
            self.add_text(card.summary)
        if card.outcome:
            self.add_section("Sonuç")
            self.add_text(card.outcome)
        self._add_timeline(card)
        self._add_files(card)
        self._add_others(card)
        self._add_responsibilities(card)
        self.add_text(
            f"{card.recorded_by} kaydetti, {format_instant(card.recorded_at)}", muted=True
        )
        self._show_buttons(card)
        if is_same:
            # The new content gets its height in the next turn of the event loop.
            next_turn(self, lambda: bar.setValue(scrolled))

    @Slot()
    def show_now(self) -> None:
        """Update the clocks; nothing else moves."""
        if self._card is None or self._instants is None:
            return
        self._show_clock(self._card)
        self._instants.show_now(instants_of(self._card, now=self._countdown.now))

    def reveal(self, caller: Caller) -> None:
        """Show who called, as requested."""
        if self.caller is not None:
            self.caller.reveal(caller.name)
        if self.phone is not None:
            self.phone.reveal(format_phone(caller.phone))

    def _add_clock(self, card: CaseCard) -> None:
        row = card.row
        self._clock_mark = StateMark(parent=self._inner)
        self._clock_words = make_label("", wrap=True, selectable=True, parent=self._inner)
        self.add(self._clock_mark, left=True)
        self.add(self._clock_words)
        self._show_clock(card)
        if row.is_urgent and not row.is_police_informed and not row.is_closed:
            text = f"Acil; kolluğa {NOT_TOLD}."
            self.add(StateText(State.LATE, text, parent=self._inner))
        elif row.is_urgent and not card.police_unit and not row.is_closed:
            text = f"Acil; kolluğa bildirildi, {police_lack(card)}."
            self.add(StateText(State.NEAR, text, parent=self._inner))

    def _show_clock(self, card: CaseCard) -> None:
        """Show the 24 hours: as a mark, or in plain text while far from the deadline."""
        mark, words = entry_standing(card, now=self._countdown.now)
        state = None if mark is None else OF_MARK[mark]
        if self._clock_mark is not None and self._clock_words is not None:
            self._clock_mark.set_state(state, words)
            self._clock_words.setText(words)
            self._clock_words.setVisible(state is None)

    def _facts(self, card: CaseCard) -> list[tuple[str, QWidget | str]]:
        officer = card.row.officer_name
        self.caller = self._masked("Arayan", card.caller_name)
        self.phone = self._masked("Telefonu", card.caller_phone)
        facts: list[tuple[str, QWidget | str]] = [
            ("Sorumlu", officer or StateMark(State.LATE, "yok", parent=self._inner)),
            ("Kolluk", police_words(card)),
            ("Operatör", card.operator_name),
            ("Arayan", self.caller or ""),
            ("Telefonu", self.phone or ""),
        ]
        if card.entry_record:
            facts.append(("Sistem no", card.entry_record))
        return facts

    def _masked(self, name: str, masked: str) -> RevealValue | None:
        if not masked:
            return None
        value = RevealValue(masked, parent=self._inner)
        value.setAccessibleName(f"{name}: {masked}")
        value.reveal_requested.connect(self.caller_requested)
        return value

    def _add_timeline(self, card: CaseCard) -> None:
        self.add_section("Yapılan işlemler")
        if not card.timeline:
            self.add_text("Henüz işlem yazılmadı.", muted=True)
        for line in reversed(card.timeline):
            self._add_line(line)

    def _add_line(self, line: TimelineRow) -> None:
        words = line.kind.words
        if line.corrected_by_action_id is not None:
            words = f"{words} (düzeltildi, geçersiz)"
        elif line.corrects_action_id is not None:
            words = f"{words} (düzeltme)"
        text = f"{line.words}\n{line.by_name}" if line.words else line.by_name
        is_written = line.action_id != NO_LINE and line.corrected_by_action_id is None
        may_correct = self._may_edit and line.kind in _TYPED and is_written
        self.add_period(
            f"{format_instant(line.at)}\n{words}",
            text,
            link="Düzelt" if may_correct else "",
            go=partial(self.correction_requested.emit, line.action_id) if may_correct else None,
        )

    def _add_files(self, card: CaseCard) -> None:
        if not card.files:
            return
        self.add_section("Dosyalar")
        for file in card.files:
            what = "Giriş kanıtı; " if file.is_entry_proof else ""
            size = max(1, file.size // _KB)
            self.add_period(
                file.name,
                f"{what}{size} KB, {format_day(local_day(file.added_at))}, {file.added_by}",
                link="Aç",
                go=partial(self.file_requested.emit, file.file_id),
            )

    def _add_others(self, card: CaseCard) -> None:
        if not card.same_caller:
            return
        self.add_section("Aynı arayanın öbür vakaları")
        for other in card.same_caller:
            self.add_period(
                other.number,
                other_words(other),
                link="Göster",
                go=partial(self.case_requested.emit, other.case_id),
            )

    def _add_responsibilities(self, card: CaseCard) -> None:
        if len(card.responsibilities) <= _MANY_LINES and not card.waivers:
            return
        self.add_section("Sorumluluk geçmişi")
        for held in card.responsibilities:
            end = "sürüyor" if held.to_at is None else format_instant(held.to_at)
            reason = f"\n{held.reason}" if held.reason else ""
            self.add_period(held.officer_name, f"{format_instant(held.from_at)} – {end}{reason}")
        for waiver in card.waivers:
            self.add_period(
                f"{waiver.officer_name} ayrılırken devredilmedi",
                f"{format_instant(waiver.at)}, {waiver.by_name}\n{waiver.reason}",
            )

    def _show_buttons(self, card: CaseCard) -> None:
        self._menu.clear()
        step = next_step(card)
        if self._may_edit:
            for one in offered(card):
                action = self._menu.addAction(menu_words(one, card))
                action.triggered.connect(partial(self.step_requested.emit, one.value))
            self._menu.addSeparator()
        for words, is_masked in (
            ("İ&zleme formu…", False),
            ("Kişisel &verisiz izleme formu…", True),
        ):
            sheet = self._menu.addAction(words)
            sheet.triggered.connect(partial(self.sheet_requested.emit, is_masked))
            sheet.setVisible(self._may_print)
        shows_next = step is not None and self._may_edit
        if step is not None:
            self.next_button.setText(STEP_WORDS[step])
            self.next_button.setAccessibleDescription("Bu vakada sıradaki adım")
        has_menu = self._may_edit or self._may_print
        shown = [self.next_button] if shows_next else []
        if has_menu:
            shown.append(self.acts_button)
        self.end(shown)

    def _on_next(self) -> None:
        step = None if self._card is None else next_step(self._card)
        if step is not None:
            self.step_requested.emit(step.value)
