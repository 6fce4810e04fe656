"""The card beside the list: one officer, one vacancy, or who answers for a subject."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import ChipFlow, LinkButton
from alo183_desktop.gui.kit.copying import copy_text
from alo183_desktop.gui.kit.focus import paint_focus
from alo183_desktop.gui.kit.labels import ElidedLabel, Separator, make_label
from alo183_desktop.gui.kit.side_card import RevealValue, SideCard
from alo183_desktop.gui.kit.states import StateMark, StateText
from alo183_desktop.gui.officers.words import chip_words, vacancy_words
from alo183_desktop.officers.record import FIELD_WORDS
from alo183_desktop.officers.rows import left_words
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import lower_first, lower_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from alo183_desktop.gui.officers.queries import ShownOfficer
    from alo183_desktop.officers.rows import AssignmentRow, CoverageRow, OfficerCard

TCKN, MOBILE = "tckn", "mobile"
"""The masked values."""


class PreviewCard(SideCard):
    """Shows one item of the list.

    Attributes:
        masked: The masked values on the card of the officer shown, by `TCKN` and `MOBILE`.

    Signals:
        open_requested: The user wants the whole card of the officer shown.
        change_requested: The user wants to begin a change with the officer, 0 for a vacancy.
        substitute_requested: The user wants to enter a substitute for the officer shown.
        letter_requested: The id of a letter.
        file_requested: The id of the letter whose change file the user wants to see.
        reveal_requested: The id of the officer and the masked value to reveal.
    """

    open_requested = Signal(int)
    change_requested = Signal(int)
    substitute_requested = Signal(int)
    letter_requested = Signal(int)
    file_requested = Signal(int)
    reveal_requested = Signal(int, str)

    def __init__(
        self,
        *,
        may_edit: bool,
        may_reveal: bool,
        may_change: bool,
        may_substitute: bool,
        parent: QWidget,
    ) -> None:
        """Make an empty card.

        Args:
            may_edit: Whether the card may be opened.
            may_reveal: Whether masked numbers may be shown.
            may_change: Whether a change may be begun.
            may_substitute: Whether a substitute may be entered.
        """
        super().__init__(
            nothing=(
                "Bir kişi seçiniz",
                "Telefonları, konuları ve görev geçmişi burada gösterilir.",
            ),
            parent=parent,
        )
        self._may_reveal = may_reveal
        self._officer_id = 0
        self.masked: dict[str, RevealValue] = {}
        whole = self.make_button("Kartı &aç", lambda: self.open_requested.emit(self._officer_id))
        change = self.make_button(
            "&Değişiklik başlat", lambda: self.change_requested.emit(self._officer_id)
        )
        self._may_substitute = may_substitute
        self._on_officer = [*([whole] if may_edit else []), *([change] if may_change else [])]
        self._on_vacancy = [change] if may_change else []
        self.show_nothing()

    def officer_id(self) -> int:
        """Return the id of the officer shown, 0 for none."""
        return self._officer_id

    def show_officer(self, shown: ShownOfficer) -> None:
        """Show an officer."""
        card = shown.card
        self.begin(card.name, _subtitle(shown))
        self._officer_id = card.officer_id
        self.add(Separator(parent=self._inner))
        self.add_facts(self._facts(card))
        if self._may_reveal and (card.has_tckn or card.has_personal_mobile):
            self.add_text("Göster’e basmak denetim izine yazılır.", muted=True)
        if card.note:
            self.add(Separator(parent=self._inner))
            self.add_text(card.note)
        self.add_section("Görev geçmişi")
        for rows in _periods(card.history):
            self._add_rows(rows, shown)
        if not card.history:
            text = "Henüz bir konudan sorumlu olmadı."
            self.add(StateText(State.NONE, text, parent=self._inner))
        asks = self._may_substitute and card.is_active
        if card.substitutions or asks:
            self.add_section("Vekâlet")
        for one in card.substitutions:
            is_own = one.officer_id == card.officer_id
            who = f"yerine {one.substitute_name}" if is_own else f"{one.officer_name} yerine"
            self.add_period(one.days_words, f"{who}, {lower_first(one.subject_words)}")
        if asks:
            ask = partial(self.substitute_requested.emit, card.officer_id)
            self.add(self.make_link("Vekil belirle…", ask), left=True)
        self.end(self._on_officer)

    def show_vacancy(self, row: CoverageRow, *, as_of: dt.date, today: dt.date) -> None:
        """Show since when a subject, or a post of it, has been vacant."""
        self.begin(row.subject_name)
        words = vacancy_words(row, as_of=as_of, today=today)
        self.add(StateText(State.LATE, f"Boş görev: {words}.", parent=self._inner))
        self.add(Separator(parent=self._inner))
        if row.uncovered_since is not None:
            self.add_text(f"Boşaldığı gün: {format_day(row.uncovered_since)}")
        text = (
            f"Konuya {number_text(len(row.officers))} kişi bakıyor; ayrılanın yerine henüz kimse "
            "gelmedi. "
            if row.is_covered
            else "Bu konuda gelen vakaların yönlendirileceği kimse yok. "
        )
        text += "Birini görevlendirip yazısını göndermek için görev değişikliği başlatınız."
        self.add(make_label(text, role=theme.MUTED, wrap=True, parent=self._inner))
        self.end(self._on_vacancy)

    def reveal(self, officer_id: int, what: str, value: str) -> None:
        """Show the revealed value, if the card still shows that officer."""
        if officer_id == self._officer_id and value and what in self.masked:
            self.masked[what].reveal(value if what == TCKN else format_phone(value))

    @override
    def begin(self, title: str, subtitle: str = "") -> None:
        super().begin(title, subtitle)
        self._officer_id = 0
        self.masked = {}

    def _facts(self, card: OfficerCard) -> list[tuple[str, QWidget | str]]:
        if card.has_tckn:
            self._mask(TCKN, card.masked_tckn, "T.C. kimlik no")
        if card.has_personal_mobile:
            self._mask(MOBILE, card.masked_personal_mobile, "Kişisel cep")
        return [
            ("T.C. kimlik no", self.masked.get(TCKN, "")),
            *([("Konuları", self._subjects(card))] if card.left_on is None else []),
            ("Kurumsal cep", format_phone(card.corporate_mobile)),
            ("Kişisel cep", self.masked.get(MOBILE, "")),
            ("e-Posta", card.corporate_email),
            ("Kurumu", card.unit_name),
            *card.further,
        ]

    def _subjects(self, card: OfficerCard) -> QWidget:
        if card.subjects:
            return ChipFlow([chip_words(one) for one in card.subjects], parent=self._inner)
        return StateMark(State.NONE, "sorumlu değil", parent=self._inner)

    @override
    def _value(self, value: QWidget | str) -> QWidget:
        if isinstance(value, str) and "@" in value:
            return Address(value, parent=self)
        return super()._value(value)

    def _mask(self, what: str, masked: str, name: str) -> None:
        value = RevealValue(masked, parent=self._inner)
        value.set_masked(masked, allowed=self._may_reveal)
        value.setAccessibleName(f"{name}: {masked}")
        value.reveal_requested.connect(lambda: self.reveal_requested.emit(self._officer_id, what))
        self.masked[what] = value

    def _add_rows(self, rows: Sequence[AssignmentRow], shown: ShownOfficer) -> None:
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
        words = ", ".join(
            name if index == 0 else lower_tr(name)
            for index, name in enumerate(row.subject_name for row in rows)
        )
        letters = dict.fromkeys((first.opened_by_letter_id, first.closed_by_letter_id))
        links = (self._links(one, shown) for one in letters if one is not None)
        self.add_period(days, words, links=[link for both in links for link in both])

    def _links(self, letter_id: int, shown: ShownOfficer) -> tuple[LinkButton, LinkButton]:
        """Return the links to a letter and to its change file."""
        number = shown.letters.get(letter_id, "")
        # The last part alone distinguishes letters: 93065208-010.06.01-60813.
        tail = number.rpartition("-")[2].rpartition("/")[2]
        letter = self.make_link(
            f"Yazı {tail}" if tail else "Yazı", lambda: self.letter_requested.emit(letter_id)
        )
        letter.setToolTip(f"Sayı: {number}" if number else "Sayısı henüz verilmemiş yazı")
        file = self.make_link("Dosya", lambda: self.file_requested.emit(letter_id))
        file.setToolTip("Değişiklik dosyası: yazı, gönderim, zimmet, vakalar, nöbetler")
        return letter, file


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
        copy.triggered.connect(lambda: copy_text(self.text()))
        self.addAction(copy)

    def lines(self) -> tuple[str, ...]:
        """Return the text at the current width: the whole address, or its two parts."""
        address, metrics = self.text(), self.fontMetrics()
        if metrics.horizontalAdvance(address) <= self.width():
            return (address,)
        name, _at, domain = address.rpartition("@")
        return tuple(
            metrics.elidedText(part, Qt.TextElideMode.ElideRight, self.width() + 1)
            for part in (name, f"@{domain}")
        )

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


def _subtitle(shown: ShownOfficer) -> str:
    card = shown.card
    if card.since is not None:
        when = f"{format_day(card.since)} gününden beri"
    elif card.left_on is not None:
        when = left_words(card.left_on)
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
