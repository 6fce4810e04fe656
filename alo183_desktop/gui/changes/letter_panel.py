"""The letter beside the list: its page, its facts, its way out, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFormLayout, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.documents.wording import whole_number
from alo183_desktop.gui.changes.dispatch_words import complete_words, elapsed, lack_mark
from alo183_desktop.gui.changes.letter_actions import LetterActions, file_words
from alo183_desktop.gui.changes.timeline import Timeline
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.emphasis import emphasise
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.gui.kit.labels import Rule, make_label, muted_label
from alo183_desktop.gui.kit.places import EmptyState
from alo183_desktop.gui.kit.scrolling import scroll_area
from alo183_desktop.gui.kit.states import State, StateMark, StateText
from alo183_desktop.letters.rules import Lack
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.letters.rows import LetterCard

_PAGE: Final = QSize(112, 158)
_KEPT_FILES: Final = 12
_FILE_COLUMNS: Final = 2


class PagePicture(QWidget):
    """The first page, small; Enter or a click shows the letter large.

    Signals:
        opened: Somebody wants to read it.
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


class LetterPanel(Card):
    """One letter, or what to do to see one.

    Attributes:
        acts: Act on the letter that is shown.
    """

    def __init__(self, actions: LetterActions, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.acts = actions
        self.setMinimumWidth(theme.px(296))
        self._nothing = EmptyState(
            "Yazı seçilmedi",
            "Listeden bir yazı seçince sayfası, gönderimleri ve yapılacaklar burada görünür.",
            parent=self,
        )
        self._title = make_label("", font=theme.card_title(), wrap=True, parent=self)
        self._mark = StateMark(parent=self)
        self._complete = StateText(State.GOOD, parent=self)
        self._elapsed = muted_label("", parent=self)
        self._unnumbered = StateMark(State.NONE, "sayısı işlenmedi", parent=self)
        self._note_number = LinkButton("Sayı ve tarihi işle…", parent=self)
        self._number = make_label("", font=theme.small(), selectable=True, wrap=True, parent=self)
        self._number.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._picture = PagePicture(parent=self)
        self._facts = QFormLayout()
        self._timeline = Timeline(may_record=self.acts.may(Right.RECORD_DISPATCHES), parent=self)
        self._files = QGridLayout()
        self._file_links: list[QWidget] = []
        self._fax = PrimaryButton("&Faks gönderimini kaydet", icon="fax", parent=self)
        self._post = SecondaryButton("&Posta gönderimini kaydet", icon="post", parent=self)
        self._print = SecondaryButton("&Yazdır…", icon="print", parent=self)
        self._more = SecondaryButton("&Diğer işlemler", parent=self)
        self._body = QWidget(self)
        self._more.setMenu(self.fill_menu(QMenu(self)))
        self._lay_out()
        self._connect()
        self.show_card(None)

    def fill_menu(self, menu: QMenu) -> QMenu:
        """Add what can be done with the letter to a menu, as far as the role may do it."""
        acts = self.acts
        entries: tuple[tuple[str, str, Callable[[], None], Right] | None, ...] = (
            ("Yazıyı &aç", "letter", acts.open_pdf, Right.SEE_LETTERS),
            ("&Yazdır…", "print", acts.print_letter, Right.PRINT),
            ("Fa&ksa yazdır…", "fax", acts.print_to_fax, Right.PRINT),
            ("Faks &görüntüsü kaydet…", "export", acts.save_fax_image, Right.EXPORT),
            ("&Zarf…", "post", acts.make_envelope, Right.PRINT),
            ("&Biçimleri dışa aktar…", "folder", acts.export_forms, Right.EXPORT),
            None,
            ("&Faks gönderimini kaydet…", "fax", acts.record_fax, Right.RECORD_DISPATCHES),
            ("&Posta gönderimini kaydet…", "post", acts.record_post, Right.RECORD_DISPATCHES),
            ("İmzalı &taramayı ekle…", "attach", acts.attach_scan, Right.RECORD_DISPATCHES),
            ("&Sayı ve tarihi işle…", "edit", acts.note_number, Right.RECORD_DISPATCHES),
            None,
            ("&Düzeltme yazısı başlat…", "changes", acts.start_correction, Right.MAKE_CHANGES),
        )
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            words, name, slot, right = entry
            if acts.may(right):
                action = menu.addAction(icon(name), words)
                action.triggered.connect(slot)
        return menu

    def show_card(self, card: LetterCard | None) -> None:
        """Show a letter; None shows how to see one."""
        self.acts.set_card(card)
        self._body.setVisible(card is not None)
        self._nothing.setVisible(card is None)
        if card is None:
            self._picture.set_image(QImage())
            return
        row = card.row
        self._title.setText(row.summary)
        self._mark.set_state(*lack_mark(row))
        self._elapsed.setText(elapsed(row))
        self._complete.set_text(State.GOOD, complete_words(row))
        self._mark.setVisible(not self._complete.text())
        lacks_number = not row.register_number or row.dated_on is None
        self._unnumbered.setVisible(lacks_number)
        self._note_number.setVisible(lacks_number and self.acts.may(Right.RECORD_DISPATCHES))
        self._show_facts(card)
        self._timeline.show_dispatches(card.dispatches)
        self._show_files(card)
        may_record = self.acts.may(Right.RECORD_DISPATCHES)
        self._fax.setVisible(may_record)
        self._post.setVisible(may_record)
        waits = row.is_open
        emphasise(self._fax, waits and row.lacks in {Lack.FAX, Lack.BOTH}, icon="fax")
        emphasise(self._post, waits and row.lacks is Lack.POST, icon="post")

    def set_picture(self, image: QImage) -> None:
        """Show the first page."""
        self._picture.set_image(image)

    def timeline_texts(self) -> list[str]:
        """Return the attempts as they are shown."""
        return self._timeline.texts()

    def state_words(self) -> list[str]:
        """Return how the letter stands: what it lacks or that it is complete, and open items."""
        complete = self._complete.text()
        words = [complete or self._mark.word()]
        return words if self._unnumbered.isHidden() else [*words, self._unnumbered.word()]

    def title(self) -> str:
        """Return the summary of the letter that is shown; empty for none."""
        return self._title.text() if self.acts.card() is not None else ""

    def _lay_out(self) -> None:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(8))
        # Below the mark, not beside it: the mark says what is to be done and is never cut.
        state = QVBoxLayout()
        state.setSpacing(theme.px(2))
        state.addWidget(self._mark)
        state.addWidget(self._complete)
        state.addWidget(self._elapsed)
        column.addWidget(self._title)
        column.addLayout(state)
        column.addWidget(self._number)
        column.addLayout(self._open_item())
        column.addWidget(Rule(parent=inner))
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(12))
        middle.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setVerticalSpacing(theme.px(1))
        self._facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        middle.addLayout(self._facts, 1)
        column.addLayout(middle)
        column.addWidget(Rule(parent=inner))
        column.addWidget(make_label("Gönderimler", font=theme.section(), parent=inner))
        column.addWidget(self._timeline)
        column.addWidget(Rule(parent=inner))
        column.addWidget(make_label("Dosyalar", font=theme.section(), parent=inner))
        self._files.setHorizontalSpacing(theme.px(4))
        self._files.setVerticalSpacing(theme.px(2))
        for place in range(_FILE_COLUMNS):
            self._files.setColumnStretch(place, 1)
        column.addLayout(self._files)
        column.addStretch(1)
        area = scroll_area(inner, parent=self)
        whole = QVBoxLayout(self._body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addWidget(area, 1)
        # Where the window is low, what goes on behind it visibly ends here.
        whole.addWidget(Rule(parent=self._body))
        whole.addWidget(self._fax)
        whole.addWidget(self._post)
        last = QHBoxLayout()
        last.setSpacing(theme.px(8))
        last.addWidget(self._print, 1)
        last.addWidget(self._more, 1)
        whole.addLayout(last)
        self.content.addWidget(self._nothing, 1)
        self.content.addWidget(self._body, 1)
        self._print.setVisible(self.acts.may(Right.PRINT))

    def _open_item(self) -> QHBoxLayout:
        """Return the line for a number that is not noted yet: open, but no part of complete."""
        line = QHBoxLayout()
        line.addWidget(self._unnumbered)
        line.addStretch(1)
        line.addWidget(self._note_number)
        return line

    def _connect(self) -> None:
        self._note_number.clicked.connect(self.acts.note_number)
        self._fax.clicked.connect(self.acts.record_fax)
        self._post.clicked.connect(self.acts.record_post)
        self._print.clicked.connect(self.acts.print_letter)
        self._picture.opened.connect(self.acts.open_pdf)
        self._timeline.evidence_requested.connect(self.acts.open_file)
        self._timeline.evidence_offered.connect(self.acts.attach_evidence)

    def _show_facts(self, card: LetterCard) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        row = card.row
        self._number.setText(_number_words(card))
        facts = [
            ("Yürürlük", format_day(row.effective_on)),
            ("Tamamlayan", f"{row.finished_by}, {format_instant(row.finished_at)}"),
        ]
        if row.is_urgent:
            facts.insert(0, ("İvedilik", "ACELE"))
        if row.corrects_letter_id is not None:
            facts.append(("Düzelttiği bilgi", card.correction_reason))
        if row.corrected_by_letter_id is not None:
            facts.append(("Durum", "Yerine düzeltme yazısı geçti"))
        for place, (name, value) in enumerate(facts):
            label = muted_label(name, parent=self._body)
            label.setContentsMargins(0, theme.px(6) if place else 0, 0, 0)
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
        for place, file in enumerate(card.files[:_KEPT_FILES]):
            link = _FileLink(file_words(file), file.file_id, parent=self._body)
            link.setToolTip(f"{file.name}, {_size_words(file.size)}\nSHA-256 {file.sha256}")
            link.file_requested.connect(self.acts.open_file)
            across, down = place % _FILE_COLUMNS, place // _FILE_COLUMNS
            self._files.addWidget(link, down, across, Qt.AlignmentFlag.AlignLeft)
            self._file_links.append(link)


class _FileLink(LinkButton):
    """One file of the letter.

    Signals:
        file_requested: Somebody wants to see it.
    """

    file_requested = Signal(int)

    def __init__(self, words: str, file_id: int, *, parent: QWidget) -> None:
        super().__init__(words, icon="letter", parent=parent)
        self._file_id = file_id
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.file_requested.emit(self._file_id)


def _number_words(card: LetterCard) -> str:
    """Return number and day, as printed or as noted on the paper afterwards."""
    row, content = card.row, card.content
    noted = replace(content.number, register_number=row.register_number)
    number = whole_number(noted, content.style) or "Sayı kaşe için boş"
    day = "tarih kaşe için boş" if row.dated_on is None else format_day(row.dated_on)
    return f"{number}, {day}"


def _size_words(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB"
