"""The letter beside the list: its page, its facts, its dispatches, and its actions.

Each opening is recorded by the service; moving through the list by keyboard opens only the
letter where it stops.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from alo183_desktop.access.rules import Right
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.letter.wording import whole_number
from alo183_desktop.gui.changes.letter_list import draft_kind
from alo183_desktop.gui.changes.words import (
    SENDING,
    complete_mark,
    dispatch_mark,
    elapsed,
    lack_mark,
)
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton, emphasise
from alo183_desktop.gui.kit.containers import Card, make_column, make_row, scroll_area
from alo183_desktop.gui.kit.labels import Separator, make_label, muted_label
from alo183_desktop.gui.kit.notices import EmptyState
from alo183_desktop.gui.kit.states import StateMark, StateText
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.letters import queries, service
from alo183_desktop.letters.rows import LetterCard
from alo183_desktop.letters.rules import CHANNELS, NO_NUMBER, FileKind, Result
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.changes.rows import DraftRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.letter.content import Pixels
    from alo183_desktop.gui.changes.letter_actions import LetterActions
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.rows import DispatchRow, LetterRow


class Timeline(QWidget):
    """Every attempt is one record; a failed one and its repeat both remain."""

    def __init__(self, acts: LetterActions, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._acts = acts
        self._rows: list[QWidget] = []
        self._layout = make_column(self, gap=8)
        self._empty = muted_label("Henüz gönderim kaydedilmedi.", wrap=True, parent=self)
        self._layout.addWidget(self._empty)

    def show_dispatches(self, dispatches: Sequence[DispatchRow]) -> None:
        """Show the attempts in order of time."""
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        proven = {one.channel for one in dispatches if one.is_proven and one.counts}
        self._rows = [
            _Attempt(one, self._acts, is_settled=one.channel in proven, parent=self)
            for one in dispatches
        ]
        self._empty.setVisible(not dispatches)
        for row in self._rows:
            self._layout.addWidget(row)

    def texts(self) -> list[str]:
        """Return the accessible name of each attempt."""
        return [row.accessibleName() for row in self._rows]


class _Attempt(QWidget):
    """One attempt: outcome, time, means, user; its report opens or can still be attached."""

    def __init__(
        self, dispatch: DispatchRow, acts: LetterActions, *, is_settled: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        state, words = dispatch_mark(dispatch, is_settled=is_settled)
        counts = dispatch.counts
        file_id = dispatch.evidence_file_id
        evidence = SENDING[dispatch.channel].evidence
        column = make_column(self, gap=2, margins=(12, 0, 0, 0))
        head = make_row(None, StateMark(state, words, parent=self), 1)
        if file_id is not None:
            link = LinkButton(f"{evidence} aç", parent=self)
            link.clicked.connect(partial(acts.open_file, file_id))
            head.addWidget(link)
        elif acts.lacks_evidence(dispatch):
            link = LinkButton(f"{evidence} ekle…", parent=self)
            link.clicked.connect(partial(acts.attach_evidence, dispatch.dispatch_id))
            head.addWidget(link)
        column.addLayout(head)
        when = format_instant(dispatch.at)
        target = CHANNELS[dispatch.channel].shown_target(dispatch.target)
        if dispatch.channel is Channel.EBYS:
            target = f"DETSİS {target}"
        pages = "" if dispatch.pages is None else f", {dispatch.pages} sayfa"
        lines = [target + pages]
        if dispatch.item_number:
            what = "Gönderi" if dispatch.channel is Channel.POST else dispatch.channel.words
            lines.append(f"{what} no {dispatch.item_number}")
        if dispatch.note:
            lines.append(dispatch.note)
        struck = [make_label(when, font=theme.small(), parent=self)]
        struck.append(muted_label("\n".join(lines), wrap=True, parent=self))
        if not counts:
            _strike(*struck)
        for label in struck:
            column.addWidget(label)
        by = f"Kaydeden: {dispatch.by_name}"
        if dispatch.correction_reason:
            recorded = format_instant(dispatch.recorded_at)
            who = "Geri alan" if dispatch.result is Result.WITHDRAWN else "Düzelten"
            by = f"{who}: {dispatch.by_name}\n{recorded}\nNedeni: {dispatch.correction_reason}"
        lines.append(by)
        column.addWidget(muted_label(by, wrap=True, parent=self))
        if counts and acts.may_record():
            link = LinkButton("Kaydı düzelt…", parent=self)
            link.clicked.connect(partial(acts.correct, dispatch))
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(f"{words}, {when}, {', '.join(lines)}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.colour("line"), 2))
        painter.drawLine(QPointF(1, 0), QPointF(1, self.height()))


def _strike(*labels: QLabel) -> None:
    for label in labels:
        font = label.font()
        font.setStrikeOut(True)
        label.setFont(font)


_PAGE: Final = QSize(112, 158)
_KEPT_FILES: Final = 12
_FILE_COLUMNS: Final = 2
_WRITING: Final = frozenset({Right.RECORD_DISPATCHES, Right.MAKE_CHANGES})
"""Rights to the actions that change a letter."""


class PagePicture(QWidget):
    """The first page, small; Enter or a click shows the letter large.

    Signals:
        opened: The user wants to read the letter.
    """

    opened = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFixedSize(theme.px(_PAGE.width()), theme.px(_PAGE.height()))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Yazının ilk sayfası; büyük göstermek için Enter")
        self.setToolTip("Yazıyı büyük göster")

    def set_image(self, image: QImage) -> None:
        """Show a page; an empty image shows blank paper."""
        self._image = image
        self.update()

    def is_empty(self) -> bool:
        """Return whether no page is shown."""
        return self._image.isNull()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paper = self.rect().adjusted(1, 1, -1, -1)
        painter.fillRect(paper, Qt.GlobalColor.white)
        if not self._image.isNull():
            ratio = self.devicePixelRatioF()
            size = QSize(round(paper.width() * ratio), round(paper.height() * ratio))
            small = self._image.scaled(
                size,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            small.setDevicePixelRatio(ratio)
            painter.drawImage(QRect(paper.topLeft(), small.deviceIndependentSize().toSize()), small)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


_NO_LETTER: Final = (
    "Yazı seçilmedi",
    "Listeden bir yazı seçince sayfası, gönderimleri ve yapılacaklar burada görünür.",
)


class LetterPanel(Card):
    """One letter, or how to select one.

    Attributes:
        acts: Actions on the letter shown.
    """

    def __init__(self, actions: LetterActions, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.acts = actions
        self.setMinimumWidth(theme.px(296))
        self._nothing = EmptyState(*_NO_LETTER, parent=self)
        self._title = make_label("", font=theme.card_title(), wrap=True, parent=self)
        self._mark = StateMark(parent=self)
        self._complete = StateText(State.GOOD, parent=self)
        self._elapsed = muted_label("", parent=self)
        self._rule = muted_label("", wrap=True, parent=self)
        self._unnumbered = StateMark(State.NONE, NO_NUMBER, parent=self)
        self._note_number = LinkButton("Sayı ve tarihi işle…", parent=self)
        self._number = make_label("", font=theme.small(), selectable=True, wrap=True, parent=self)
        self._number.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._picture = PagePicture(parent=self)
        self._facts = QFormLayout()
        self._timeline = Timeline(self.acts, parent=self)
        self._files = QGridLayout()
        self._file_links: list[QWidget] = []
        self._next: Channel | None = None
        self._records = {
            channel: SecondaryButton(
                f"&{channel.words} gönderimini kaydet", icon=way.icon, parent=self
            )
            for channel, way in SENDING.items()
        }
        self._print = SecondaryButton("&Yazdır…", icon="print", parent=self)
        self._more = SecondaryButton("&Diğer işlemler", parent=self)
        self._file = LinkButton("Değişiklik dosyası…", icon="folder", parent=self)
        self._replacement = LinkButton("Yerine geçen yazıyı göster", icon="letter", parent=self)
        self._corrected = LinkButton("Düzelttiği yazıyı göster", icon="letter", parent=self)
        self._body = QWidget(self)
        self._shown_id: int | None = None
        self._more.setMenu(QMenu(self))
        self._lay_out()
        self._connect()
        self.show_card(None)

    def fill_menu(self, menu: QMenu, row: LetterRow) -> QMenu:
        """Add all actions on a letter of the list to its menu, as far as the role may do them."""
        acts = self.acts
        entries: tuple[tuple[str, str, Callable[[], None], Right] | None, ...] = (
            ("Yazıyı &aç", "letter", acts.open_pdf, Right.SEE_LETTERS),
            ("Değişiklik d&osyası…", "folder", acts.open_change_file, Right.SEE_LETTERS),
            ("&Yazdır…", "print", acts.print_letter, Right.PRINT),
            ("Pa&raflı nüshayı yazdır…", "print", acts.print_kept_copy, Right.PRINT),
            ("Fa&ksa yazdır…", "fax", acts.print_to_fax, Right.PRINT),
            ("Faks &görüntüsü kaydet…", "export", acts.save_fax_image, Right.EXPORT),
            ("&Zarf…", "post", acts.make_envelope, Right.PRINT),
            ("&Biçimleri dışa aktar…", "folder", acts.export_forms, Right.EXPORT),
            ("&EBYS’ye aktar…", "copy", acts.open_for_ebys, Right.EXPORT),
            None,
            *(
                (way.act, way.icon, partial(acts.record, channel), Right.RECORD_DISPATCHES)
                for channel, way in SENDING.items()
            ),
            ("İmzalı &taramayı ekle…", "attach", acts.attach_scan, Right.RECORD_DISPATCHES),
            ("&Sayı ve tarihi işle…", "edit", acts.note_number, Right.RECORD_DISPATCHES),
            None,
            ("&Düzeltme yazısı başlat…", "changes", acts.start_correction, Right.MAKE_CHANGES),
            ("Yazıyı &iptal et…", "delete", acts.cancel, Right.MAKE_CHANGES),
        )
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            self._add_act(menu, *entry)
        _bar_writing(menu, row)
        return menu

    def show_none(self, several: tuple[str, str] | None = None) -> None:
        """Show how to select a letter, or with title and text that several are selected."""
        self._nothing.set_texts(*(several or _NO_LETTER))
        self.show_card(None)

    def show_card(self, card: LetterCard | None) -> None:
        """Show a letter, a new one from its top; None shows none."""
        self.acts.set_card(card)
        shown_id, self._shown_id = self._shown_id, None if card is None else card.row.letter_id
        if shown_id != self._shown_id:
            self._area.verticalScrollBar().setValue(0)
        self._body.setVisible(card is not None)
        self._nothing.setVisible(card is None)
        if card is None:
            self._picture.set_image(QImage())
            return
        with self._focus_kept():
            self._show_row(card.row)
            self._show_facts(card)
            self._timeline.show_dispatches(card.dispatches)
            self._show_files(card)

    def refresh(self, rows: Sequence[LetterRow]) -> None:
        """Update the letter shown to its row in the list."""
        card = self.acts.card()
        row = next((row for row in rows if card and row.letter_id == card.row.letter_id), None)
        if card is not None and row is not None:
            self.acts.set_card(replace(card, row=row))
            with self._focus_kept():
                self._show_row(row)

    def set_picture(self, image: QImage) -> None:
        """Show the first page."""
        self._picture.set_image(image)

    def timeline_texts(self) -> list[str]:
        """Return the texts of the attempts as shown."""
        return self._timeline.texts()

    def state_words(self) -> list[str]:
        """Return the status of the letter: what it lacks or that it is complete, and open items."""
        complete = self._complete.text()
        words = [complete or self._mark.word()]
        return words if self._unnumbered.isHidden() else [*words, self._unnumbered.word()]

    def title(self) -> str:
        """Return the summary of the letter shown; empty for none."""
        return self._title.text() if self.acts.card() is not None else ""

    def record_next(self) -> None:
        """Record the first missing dispatch, if there is one and the user may."""
        button = None if self._next is None else self._records[self._next]
        if button is not None and button.isVisible():
            button.click()

    @contextmanager
    def _focus_kept(self) -> Iterator[None]:
        """Give the focus to the menu when what has it goes: otherwise the sidebar would get it."""
        focused = self.window().focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            yield
            return
        yield
        if not (shiboken6.isValid(focused) and focused.isVisible()):
            self._more.setFocus()

    def _show_row(self, row: LetterRow) -> None:
        self._title.setText(row.summary)
        self._mark.set_state(*lack_mark(row))
        self._elapsed.setText(elapsed(row))
        if row.outdated:
            # The way out is in its file; the text is never truncated.
            self._complete.set_text(State.LATE, row.state_words)
        else:
            self._complete.set_text(*complete_mark(row))
        self._replacement.setVisible(row.corrected_by_letter_id is not None)
        self._corrected.setVisible(row.corrects_letter_id is not None)
        self._rule.setVisible(row.is_valid)
        self._rule.setText(f"Tamamlanma kuralı: {row.rule_words}")
        self._mark.setVisible(not self._complete.text())
        is_cancelled = row.cancelled_at is not None
        lacks_number = not is_cancelled and not row.is_numbered
        self._unnumbered.setVisible(lacks_number)
        may_record = self.acts.may_record()
        self._note_number.setVisible(lacks_number and may_record)
        self._next = row.lacks[0] if row.is_open and not row.outdated else None
        for channel, button in self._records.items():
            # A dispatch that is no longer needed is recorded from the menu, if it was made anyway.
            button.setVisible(may_record and row.is_valid and channel in row.demanded)
            emphasise(button, channel is self._next, icon=SENDING[channel].icon)
        self._fill_more(row)

    def _fill_more(self, row: LetterRow) -> None:
        """Offer beside the buttons what they do not, papers and channels together."""
        menu, acts = self._more.menu(), self.acts
        menu.clear()
        add = partial(self._add_act, menu)
        add("Pa&raflı nüshayı yazdır…", "print", acts.print_kept_copy, Right.PRINT)
        papers = menu.addMenu(icon("post"), "&Zarf ve faks")
        for words, name, slot, right in (
            ("&Zarf…", "post", acts.make_envelope, Right.PRINT),
            ("Fa&ksa yazdır…", "fax", acts.print_to_fax, Right.PRINT),
            ("Faks &görüntüsü kaydet…", "export", acts.save_fax_image, Right.EXPORT),
        ):
            self._add_act(papers, words, name, slot, right)
        exports = menu.addMenu(icon("export"), "&Dışa aktar")
        for words, name, slot, right in (
            ("&Biçimleri dışa aktar…", "folder", acts.export_forms, Right.EXPORT),
            ("&EBYS’ye aktar…", "copy", acts.open_for_ebys, Right.EXPORT),
        ):
            self._add_act(exports, words, name, slot, right)
        others = menu.addMenu(icon("edit"), "Başka &gönderim kaydet")
        for channel, way in SENDING.items():
            if self._records[channel].isHidden():
                act = partial(acts.record, channel)
                self._add_act(others, way.act, way.icon, act, Right.RECORD_DISPATCHES)
        for sub in (papers, exports, others):
            sub.menuAction().setVisible(not sub.isEmpty())
            sub.menuAction().setData(sub is others)
        add("İmzalı &taramayı ekle…", "attach", acts.attach_scan, Right.RECORD_DISPATCHES)
        if self._note_number.isHidden():
            add("&Sayı ve tarihi işle…", "edit", acts.note_number, Right.RECORD_DISPATCHES)
        add("D&üzeltme yazısı başlat…", "changes", acts.start_correction, Right.MAKE_CHANGES)
        add("Yazıyı &iptal et…", "delete", acts.cancel, Right.MAKE_CHANGES)
        _bar_writing(menu, row)

    def _add_act(
        self, menu: QMenu, words: str, name: str, slot: Callable[[], None], right: Right
    ) -> None:
        if self.acts.may(right):
            action = menu.addAction(icon(name), words)
            action.triggered.connect(slot)
            action.setData(right in _WRITING)

    def _lay_out(self) -> None:
        inner = QWidget(self)
        column = make_column(inner, gap=8, margins=(0, 0, 4, 0))
        # Below the mark, not beside it: the mark names the next task and is never truncated.
        state = make_column(None, self._mark, self._complete, self._elapsed, self._rule, gap=2)
        column.addWidget(self._title)
        column.addLayout(state)
        column.addWidget(self._number)
        column.addLayout(self._open_item())
        for link in (self._file, self._replacement, self._corrected):
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Separator(parent=inner))
        # Before the page and its facts: what is still to be sent is seen in a low window, too.
        column.addWidget(make_label("Gönderimler", font=theme.section(), parent=inner))
        column.addWidget(self._timeline)
        column.addWidget(Separator(parent=inner))
        middle = make_row(None, (self._picture, 0, Qt.AlignmentFlag.AlignTop), gap=12)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setVerticalSpacing(theme.px(1))
        self._facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        middle.addLayout(self._facts, 1)
        column.addLayout(middle)
        column.addWidget(Separator(parent=inner))
        column.addWidget(make_label("Dosyalar", font=theme.section(), parent=inner))
        self._files.setHorizontalSpacing(theme.px(4))
        self._files.setVerticalSpacing(theme.px(2))
        for place in range(_FILE_COLUMNS):
            self._files.setColumnStretch(place, 1)
        column.addLayout(self._files)
        column.addStretch(1)
        self._area = scroll_area(inner, parent=self)
        whole = make_column(self._body, (self._area, 1), gap=8)
        # In a low window, content that continues behind it visibly ends here.
        whole.addWidget(Separator(parent=self._body))
        for button in self._records.values():
            whole.addWidget(button)
        last = make_row(None, (self._print, 1), (self._more, 1), gap=8)
        whole.addLayout(last)
        self.content.addWidget(self._nothing, 1)
        self.content.addWidget(self._body, 1)
        self._print.setVisible(self.acts.may(Right.PRINT))

    def _open_item(self) -> QVBoxLayout:
        """Return what is shown of a missing number, and the act that notes it."""
        link = (self._note_number, 0, Qt.AlignmentFlag.AlignLeft)
        return make_column(None, self._unnumbered, link, gap=2)

    def _connect(self) -> None:
        self._note_number.clicked.connect(self.acts.note_number)
        self._file.clicked.connect(self.acts.open_change_file)
        self._replacement.clicked.connect(self.acts.show_replacement)
        self._corrected.clicked.connect(self.acts.show_corrected)
        for channel, button in self._records.items():
            button.clicked.connect(partial(self.acts.record, channel))
        self._print.clicked.connect(self.acts.print_letter)
        self._picture.opened.connect(self.acts.open_pdf)

    def _show_facts(self, card: LetterCard) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        row = card.row
        self._number.setText(_number_words(card))
        facts = [("Tamamlayan", f"{row.finished_by}, {format_instant(row.finished_at)}")]
        if row.is_change:
            facts.insert(0, ("Yürürlük", row.effective_words))
        if row.is_urgent:
            facts.insert(0, ("İvedilik", "ACELE"))
        if row.corrects_letter_id is not None:
            facts.append(("Düzelttiği bilgi", card.correction_reason))
        if card.number_reason:
            facts.append(("Sayının ya da tarihin düzeltilme nedeni", card.number_reason))
        if row.corrected_by_letter_id is not None:
            facts.append(("Durum", "Yerine düzeltme yazısı geçti"))
        if row.cancelled_at is not None:
            facts.append(("İptal eden", f"{row.cancelled_by}, {format_instant(row.cancelled_at)}"))
            facts.append(("İptal gerekçesi", row.cancel_reason))
        for index, (name, value) in enumerate(facts):
            label = muted_label(name, parent=self._body)
            label.setContentsMargins(0, theme.px(6) if index else 0, 0, 0)
            shown = make_label(
                value, font=theme.small_medium(), wrap=True, selectable=True, parent=self._body
            )
            shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._facts.addRow(label, shown)

    def _show_files(self, card: LetterCard) -> None:
        for link in self._file_links:
            self._files.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._file_links = []
        for index, file in enumerate(card.files[:_KEPT_FILES]):
            link = LinkButton(upper_first(file.kind.words), icon="letter", parent=self._body)
            link.setToolTip(f"{file.name}, {_size_words(file.size)}\nSHA-256 {file.sha256}")
            link.clicked.connect(partial(self.acts.open_file, file.file_id))
            across, down = index % _FILE_COLUMNS, index // _FILE_COLUMNS
            self._files.addWidget(link, down, across, Qt.AlignmentFlag.AlignLeft)
            self._file_links.append(link)


def _bar_writing(menu: QMenu, row: LetterRow) -> None:
    """Disable what a cancelled letter refuses."""
    for action in menu.actions():
        if action.data() is True:
            action.setEnabled(row.cancelled_at is None)


def _number_words(card: LetterCard) -> str:
    """Return number and day, as printed or as recorded from the paper afterwards."""
    row, letter = card.row, card.registered
    number = whole_number(letter.number, letter.style) or "Sayı kaşe için boş"
    day = "tarih kaşe için boş" if row.dated_on is None else format_day(row.dated_on)
    return f"{number}, {day}"


def _size_words(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB"


_REST_MS: Final = 200
_PICTURE_SCALE: Final = 0.75  # pixels for each point: sharp enough for twice the size it is shown


class LetterLoader(QObject):
    """Loads one letter at a time; results that come too late are dropped.

    Signals:
        card_loaded: The letter with its details.
        picture_loaded: Its first page.
    """

    card_loaded = Signal(LetterCard)
    picture_loaded = Signal(QImage)

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._window = parent
        self._letter_id: int | None = None
        self._opened: int | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: self._open(None))

    def open_soon(self, letter_id: int) -> None:
        """Open a letter once the selection rests on it."""
        self._letter_id = letter_id
        self._rest.start()

    def open_now(self, letter_id: int, *, then: Callable[[], object] | None = None) -> None:
        """Open a letter, if it is not open yet, and then call `then`."""
        self._rest.stop()
        self._letter_id = letter_id
        if self._opened == letter_id:
            if then is not None:
                then()
            return
        self._open(then)

    def reload(self) -> None:
        """Read the open letter again: something about it has changed."""
        letter_id = self._opened
        if letter_id is not None:
            self._background.run(
                lambda work: queries.get_letter(work.session, letter_id, now=work.now),
                parent=self._window,
                success=self._on_reloaded,
            )

    def forget(self) -> None:
        """Show no letter."""
        self._rest.stop()
        self._letter_id = self._opened = None

    def _open(self, then: Callable[[], object] | None) -> None:
        letter_id = self._letter_id
        if letter_id is None:
            return

        def load(work: Work) -> tuple[LetterCard, bytes]:
            card = service.open_letter(work, letter_id)
            file = next(one for one in card.files if one.kind is FileKind.PDF)
            return card, service.open_file(work, file.file_id)[1]

        self._background.run(
            load,
            parent=self._window,
            success=lambda loaded: self._on_opened(*loaded, then),
        )

    def _on_opened(self, card: LetterCard, pdf: bytes, then: Callable[[], object] | None) -> None:
        if card.row.letter_id != self._letter_id:
            return
        self._opened = card.row.letter_id
        self.card_loaded.emit(card)
        if then is not None:
            then()

        def draw() -> Pixels:
            from alo183_desktop.documents.pixels import page_pixels  # PDFium is slow to load

            return page_pixels(pdf, 0, scale=_PICTURE_SCALE)

        self._background.run_pure(
            draw,
            parent=self._window,
            success=self._on_drawn,
            key="letter picture",
        )

    def _on_drawn(self, pixels: Pixels) -> None:
        image = QImage(
            pixels.data, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32
        ).copy()  # QImage does not keep Python's bytes alive
        self.picture_loaded.emit(image)

    def _on_reloaded(self, card: LetterCard) -> None:
        if card.row.letter_id == self._letter_id == self._opened:
            self.card_loaded.emit(card)


_NO_DRAFT: Final = (
    "Taslak seçilmedi",
    "Tamamlanmamış yazılar burada kalır; kaldığınız yerden sürdürebilirsiniz.",
)


class DraftPanel(Card):
    """One draft, or an explanation of drafts.

    Signals:
        resume_requested: Continue the draft.
        discard_requested: Delete it.
    """

    resume_requested = Signal()
    discard_requested = Signal()

    def __init__(self, *, may_change: bool, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._may_change = may_change
        self.setMinimumWidth(theme.px(296))
        self._nothing = EmptyState(*_NO_DRAFT, parent=self)
        self._title = make_label("", font=theme.card_title(), wrap=True, parent=self)
        self._mark = StateMark(State.NONE, "tamamlanmadı", parent=self)
        self._about = make_label("", role=theme.MUTED, wrap=True, parent=self)
        self._resume = PrimaryButton("&Sürdür", icon="edit", parent=self)
        self._discard = SecondaryButton("Taslağı s&il", icon="delete", parent=self)
        self.content.addWidget(self._nothing, 1)
        for widget in (self._title, self._mark, self._about):
            self.content.addWidget(widget)
        self.content.addStretch(0)
        self.content.addWidget(self._resume)
        self.content.addWidget(self._discard)
        self._resume.clicked.connect(self.resume_requested)
        self._discard.clicked.connect(self.discard_requested)
        self.show_draft(None)

    def show_draft(self, row: DraftRow | None, several: tuple[str, str] | None = None) -> None:
        """Show a draft; None shows what drafts are, or title and text that several are selected."""
        self._nothing.set_texts(*(several or _NO_DRAFT))
        self._nothing.setVisible(row is None)
        for widget in (self._title, self._mark, self._about):
            widget.setVisible(row is not None)
        for button in (self._resume, self._discard):
            button.setVisible(row is not None and self._may_change)
        self.content.setStretch(4, 0 if row is None else 1)
        if row is not None:
            self._title.setText(row.title or "Henüz kimse yazılmamış")
            saved = f"Son kayıt: {format_instant(row.saved_at)}\nKaydeden: {row.saved_by}"
            self._about.setText(f"{draft_kind(row)}\n{saved}")
