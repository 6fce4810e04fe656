"""The card beside the list: one officer, one vacant duty, or who answers for a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import ChipFlow, LinkButton, SecondaryButton
from alo183_desktop.gui.kit.containers import Card, replace_content, scroll_area
from alo183_desktop.gui.kit.copying import copy_text
from alo183_desktop.gui.kit.focus import paint_focus
from alo183_desktop.gui.kit.labels import ElidedLabel, Rule, make_label, muted_label
from alo183_desktop.gui.kit.side_card import RevealValue
from alo183_desktop.gui.kit.states import State, StateMark, StateText
from alo183_desktop.gui.officers.reading import Shown, read_card
from alo183_desktop.gui.officers.words import chip_words, vacancy_words
from alo183_desktop.officers import service
from alo183_desktop.officers.record import FIELD_WORDS
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import lower_first, lower_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.officers.rows import AssignmentRow, CoverageRow, OfficerCard

_NARROWEST: Final = 264
_UNKNOWN: Final = "kayıt yok"


class PreviewCard(Card):
    """Shows one thing of the list.

    Signals:
        open_requested: Somebody wants the whole card of the officer that is shown.
        change_requested: Somebody wants to begin a change with the officer, 0 for a vacancy.
        letter_requested: The number of a letter.
        file_requested: The number of the letter whose change file somebody wants to see.
        tckn_requested: Show the T.C. number of the officer.
        mobile_requested: Show the personal mobile number of the officer.
    """

    open_requested = Signal(int)
    change_requested = Signal(int)
    letter_requested = Signal(int)
    file_requested = Signal(int)
    tckn_requested = Signal(int)
    mobile_requested = Signal(int)

    def __init__(
        self, *, may_edit: bool, may_reveal: bool, may_change: bool, parent: QWidget
    ) -> None:
        """Make an empty card.

        Args:
            may_edit: Whether the card may be opened.
            may_reveal: Whether masked numbers may be shown.
            may_change: Whether a change may be begun.
            parent: Qt's owner.
        """
        super().__init__(parent=parent)
        self._may_reveal = may_reveal
        self._may_edit = may_edit
        self._may_change = may_change
        self._officer_id = 0
        self.tckn: RevealValue | None = None
        self.mobile: RevealValue | None = None
        self.setMinimumWidth(theme.px(_NARROWEST))
        self.setAccessibleName("Seçilenin ayrıntısı")
        self._area = scroll_area(parent=self)
        self._open = SecondaryButton("Kartı &aç", parent=self)
        self._change = SecondaryButton("&Değişiklik başlat", parent=self)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._open, 1)
        row.addWidget(self._change, 1)
        self.content.addWidget(self._area, 1)
        self.content.addLayout(row)
        self._open.clicked.connect(self._on_open_clicked)
        self._change.clicked.connect(self._on_change_clicked)
        self.show_nothing()

    def officer_id(self) -> int:
        """Return the officer that is shown, 0 for none."""
        return self._officer_id

    def show_nothing(self) -> None:
        """Ask to choose somebody."""
        box = self._begin(0)
        box.addWidget(make_label("Bir kişi seçiniz", font=theme.card_title(), parent=self))
        box.addWidget(
            make_label(
                "Telefonları, konuları ve görev geçmişi burada gösterilir.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            )
        )
        self._end(box, edit=False, change=False)

    def show_officer(self, shown: Shown) -> None:
        """Show an officer."""
        card = shown.card
        box = self._begin(card.officer_id)
        title = make_label(card.name, font=theme.card_title(), wrap=True, parent=self)
        box.addWidget(title)
        box.addWidget(muted_label(_subtitle(shown), wrap=True, parent=self))
        box.addWidget(Rule(parent=self))
        box.addLayout(self._facts(card))
        if self._may_reveal and (card.has_tckn or card.has_personal_mobile):
            box.addWidget(
                muted_label("Göster’e basmak denetim izine yazılır.", wrap=True, parent=self)
            )
        if card.note:
            box.addWidget(Rule(parent=self))
            box.addWidget(make_label(card.note, wrap=True, selectable=True, parent=self))
        box.addWidget(Rule(parent=self))
        box.addWidget(make_label("Görev geçmişi", font=theme.section(), parent=self))
        periods = list(_periods(card.history))
        for rows in periods:
            box.addLayout(self._period(rows, shown))
        if not periods:
            box.addWidget(StateText(State.NONE, "Henüz bir konudan sorumlu olmadı.", parent=self))
        self._end(box, edit=self._may_edit, change=self._may_change)

    def show_vacancy(self, row: CoverageRow, *, as_of: dt.date, today: dt.date) -> None:
        """Show since when nobody has answered for a subject, or for a post of it."""
        box = self._begin(0)
        box.addWidget(make_label(row.subject_name, font=theme.card_title(), wrap=True, parent=self))
        words = vacancy_words(row, as_of=as_of, today=today)
        box.addWidget(StateText(State.LATE, f"Boş görev: {words}.", parent=self))
        box.addWidget(Rule(parent=self))
        if row.uncovered_since is not None:
            since = f"Boşaldığı gün: {format_day(row.uncovered_since)}"
            box.addWidget(make_label(since, wrap=True, parent=self))
        told = (
            f"Konuya {number_text(len(row.officers))} kişi bakıyor; ayrılanın yerine henüz kimse "
            "gelmedi. "
            if row.is_covered
            else "Bu konuda gelen vakaların yönlendirileceği kimse yok. "
        )
        told += "Birini görevlendirip yazısını göndermek için görev değişikliği başlatınız."
        box.addWidget(make_label(told, role=theme.MUTED, wrap=True, parent=self))
        self._end(box, edit=False, change=self._may_change)

    def _begin(self, officer_id: int) -> QVBoxLayout:
        self._officer_id = officer_id
        self.tckn = None
        self.mobile = None
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, theme.px(2), 0)
        box.setSpacing(theme.px(8))
        return box

    def _end(self, box: QVBoxLayout, *, edit: bool, change: bool) -> None:
        box.addStretch(1)
        inner = QWidget(self._area)
        inner.setLayout(box)
        replace_content(self._area, inner)
        self._open.setVisible(edit)
        self._change.setVisible(change)

    def _facts(self, card: OfficerCard) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(80))
        grid.setColumnStretch(1, 1)
        if card.has_tckn:
            self.tckn = self._reveal(card.masked_tckn, "T.C. kimlik no")
            self.tckn.reveal_requested.connect(self._on_tckn_requested)
        if card.has_personal_mobile:
            self.mobile = self._reveal(card.masked_personal_mobile, "Kişisel cep")
            self.mobile.reveal_requested.connect(self._on_mobile_requested)
        shown: list[tuple[str, QWidget | str]] = [
            ("T.C. kimlik no", self.tckn or ""),
            *([("Konuları", self._subjects(card))] if card.left_on is None else []),
            ("Kurumsal cep", format_phone(card.corporate_mobile)),
            ("Kişisel cep", self.mobile or ""),
            ("e-Posta", card.corporate_email),
            ("Kurumu", card.unit_name),
        ]
        shown.extend(card.further)
        for place, (label, value) in enumerate(shown):
            name = muted_label(label, parent=self)
            told = self._value(value)
            # Beside the first line of the value, however high that line is.
            first = theme.px(20 if isinstance(told, ChipFlow) else 18)
            if isinstance(told, RevealValue):
                first = told.sizeHint().height()
            name.setMinimumHeight(first)
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(told, place, 1)
        return grid

    def _subjects(self, card: OfficerCard) -> QWidget | str:
        if card.subjects:
            return ChipFlow([chip_words(one) for one in card.subjects], parent=self)
        return StateMark(State.NONE, "sorumlu değil", parent=self)

    def _value(self, value: QWidget | str) -> QWidget:
        if isinstance(value, QWidget):
            return value
        if not value:
            return StateMark(State.NONE, _UNKNOWN, parent=self)
        if "@" in value:
            return Address(value, parent=self)
        label = make_label(value, wrap=True, selectable=True, parent=self)
        label.setMinimumHeight(theme.px(18))
        return label

    def _reveal(self, masked: str, name: str) -> RevealValue:
        value = RevealValue(masked, parent=self)
        value.set_masked(masked, allowed=self._may_reveal)
        value.setAccessibleName(f"{name}: {masked}")
        return value

    def _period(self, rows: Sequence[AssignmentRow], shown: Shown) -> QVBoxLayout:
        first = rows[0]
        begin = format_day(first.starts_on)
        if first.ends_on == first.starts_on:
            days = f"{begin}, başlamadan iptal"
        elif first.ends_on is None:
            days = (
                f"{begin} – sürüyor" if first.starts_on <= shown.as_of else f"{begin} – başlayacak"
            )
        else:
            days = f"{begin} – {format_day(first.ends_on)}"
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(make_label(days, selectable=True, parent=self), 1)
        for letter_id in dict.fromkeys((first.opened_by_letter_id, first.closed_by_letter_id)):
            if letter_id is not None:
                head.addWidget(self._letter_link(letter_id, shown))
                head.addWidget(self._file_link(letter_id))
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addLayout(head)
        words = ", ".join(
            name if place == 0 else lower_tr(name)
            for place, name in enumerate(row.subject_name for row in rows)
        )
        box.addWidget(muted_label(words, wrap=True, parent=self))
        return box

    def _letter_link(self, letter_id: int, shown: Shown) -> LinkButton:
        number = shown.letters.get(letter_id, "")
        # The last part alone tells one letter from another: 93065208-010.06.01-60813.
        tail = number.rpartition("-")[2].rpartition("/")[2]
        link = LinkButton(f"Yazı {tail}" if tail else "Yazı", parent=self)
        link.setFont(theme.small())
        link.setToolTip(f"Sayı: {number}" if number else "Sayısı henüz verilmemiş yazı")
        link.clicked.connect(lambda: self.letter_requested.emit(letter_id))
        return link

    def _file_link(self, letter_id: int) -> LinkButton:
        link = LinkButton("Dosya", parent=self)
        link.setFont(theme.small())
        link.setToolTip("Değişiklik dosyası: yazı, gönderim, zimmet, vakalar, nöbetler")
        link.clicked.connect(lambda: self.file_requested.emit(letter_id))
        return link

    def _on_open_clicked(self) -> None:
        self.open_requested.emit(self._officer_id)

    def _on_change_clicked(self) -> None:
        self.change_requested.emit(self._officer_id)

    def _on_tckn_requested(self) -> None:
        self.tckn_requested.emit(self._officer_id)

    def _on_mobile_requested(self) -> None:
        self.mobile_requested.emit(self._officer_id)


class Address(ElidedLabel):
    """An e-mail address, broken before its `@` where the card is narrow; a menu copies it."""

    def __init__(self, address: str, *, parent: QWidget) -> None:
        super().__init__(address, parent=parent)
        self.setMinimumHeight(theme.px(18))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Adresi &kopyala", self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        self.addAction(copy)

    def lines(self) -> tuple[str, ...]:
        """Return what is shown at the present width: the whole address, or its two parts."""
        address, metrics = self.text(), self.fontMetrics()
        if metrics.horizontalAdvance(address) <= self.width():
            return (address,)
        name, _at, domain = address.rpartition("@")
        return tuple(
            metrics.elidedText(part, Qt.TextElideMode.ElideRight, self.width() + 1)
            for part in (name, f"@{domain}")
        )

    @Slot()
    def _on_copy(self) -> None:
        copy_text(self.text())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = max(theme.px(18), len(self.lines()) * self.fontMetrics().height())
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.colour("text"))
        lines = self.lines()
        self.setToolTip("" if "".join(lines) == self.text() else self.text())
        place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), place, "\n".join(lines))
        if self.hasFocus():
            paint_focus(painter, self.rect())


def _subtitle(shown: Shown) -> str:
    card = shown.card
    if card.since is not None:
        when = f"{format_day(card.since)} gününden beri"
    elif card.left_on is not None:
        when = f"{format_day(card.left_on)} günü ayrıldı"
    else:
        coming = [row.starts_on for row in card.history if row.starts_on > shown.as_of]
        when = f"{format_day(min(coming))} günü başlayacak" if coming else "görevlendirilmemiş"
    return ", ".join(part for part in (card.title, when) if part)


def _periods(history: Sequence[AssignmentRow]) -> Iterator[list[AssignmentRow]]:
    """Yield assignments that began and ended together, by the same letters."""
    together: dict[tuple[Any, ...], list[AssignmentRow]] = {}
    for row in history:
        key = (row.starts_on, row.ends_on, row.opened_by_letter_id, row.closed_by_letter_id)
        together.setdefault(key, []).append(row)
    for rows in together.values():
        yield sorted(rows, key=lambda row: row.subject_id)


def missing_words(fields: Sequence[str]) -> str:
    """Return fields as a list inside a sentence."""
    return ", ".join(lower_first(FIELD_WORDS[field]) for field in fields)


_PAUSE_MS: Final = 60


class CardLoader(QObject):
    """Reads the officer who is current once somebody stays on the row.

    Signals:
        shown: The card shows the officer who was asked for.
    """

    shown = Signal()

    def __init__(self, card: PreviewCard, background: Background, *, page: QWidget) -> None:
        super().__init__(page)
        self._card = card
        self._background = background
        self._page = page
        self._wanted: tuple[int, dt.date] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        card.tckn_requested.connect(self._on_tckn_requested)
        card.mobile_requested.connect(self._on_mobile_requested)

    def show_soon(self, officer_id: int, *, as_of: dt.date) -> None:
        """Show an officer, unless another row becomes current at once."""
        self._wanted = (officer_id, as_of)
        self._pause.start()

    @Slot()
    def forget(self) -> None:
        """Drop what was asked for; something else is current."""
        self._wanted = None
        self._pause.stop()

    @Slot()
    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        officer_id, as_of = wanted
        self._background.run(
            lambda work: read_card(work, officer_id, as_of=as_of),
            parent=self,
            success=lambda shown: self._on_read(shown, wanted),
        )

    def _on_read(self, shown: Shown, wanted: tuple[int, dt.date]) -> None:
        if wanted == self._wanted:  # otherwise somebody has gone on meanwhile
            self._card.show_officer(shown)
            self.shown.emit()

    @Slot(int)
    def _on_tckn_requested(self, officer_id: int) -> None:
        self._background.run(
            lambda work: service.show_tckn(work, officer_id),
            parent=self,
            success=lambda tckn: self._reveal(officer_id, tckn=tckn),
        )

    @Slot(int)
    def _on_mobile_requested(self, officer_id: int) -> None:
        self._background.run(
            lambda work: service.show_personal_mobile(work, officer_id),
            parent=self,
            success=lambda phone: self._reveal(officer_id, phone=phone),
        )

    def _reveal(self, officer_id: int, *, tckn: str = "", phone: str = "") -> None:
        card = self._card
        if card.officer_id() != officer_id:
            return
        if tckn and card.tckn is not None:
            card.tckn.reveal(tckn)
        if phone and card.mobile is not None:
            card.mobile.reveal(format_phone(phone))
