"""The user's guide inside the program (F1), at the chapter of what is on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QFont,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, next_turn
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.focus import ReadingOrderTabsMixin
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.shared.override import override
from alo183_desktop.shared.paths import guide
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

FILES: Final = ("kullanim.md", "yonetici.md", "komutlar.md")
"""The jobs of everybody, the book of administrators, the commands."""
_HEADING: Final = re.compile(r"^(#{2,4}) (.+)$", re.MULTILINE)
_PICTURE: Final = re.compile(r"^!\[[^\n]*\n?", re.MULTILINE)
"""Pictures show what is on the screen beside the guide."""
_KEY: Final = re.compile(r"<kbd>(.+?)</kbd>")
_BESIDE: Final = re.compile(rf"\]\((?:{'|'.join(map(re.escape, FILES))})#")
"""To a chapter of another file of the guide: all of them stand in one window."""
_LINK: Final = re.compile(r"\[([^\]]+)\]\((?!#)[^)]*\)")
"""To another document, which is not part of the guide: only its text stays."""
_INDEX: Final = Qt.ItemDataRole.UserRole
_SHORTEST: Final = 2
_LEVELS: Final = {2: 17, 3: 14, 4: 13}
"""Height of headings, in pixels of the drawings."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the guide and the text below it, up to the next heading."""

    title: str
    level: int
    """2 for a chapter, 3 and 4 for its sections."""
    text: str
    """Markdown, without the heading."""

    @property
    def whole(self) -> str:
        """Heading and text, for the search."""
        return f"{self.title} {self.text}"


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the chapters and sections of the guide in order.

    Raises:
        OSError: The guide is missing, as in a broken installation.
    """
    return tuple(one for name in FILES for one in parse((guide() / name).read_text("utf-8")))


def parse(text: str) -> tuple[Chapter, ...]:
    """Return the chapters of a guide in Markdown, without pictures; text before them is dropped."""
    within = _BESIDE.sub("](#", _PICTURE.sub("", text))
    plain = _LINK.sub(r"\1", _KEY.sub(r"`\1`", within))
    found = list(_HEADING.finditer(plain))
    ends = [*(one.start() for one in found[1:]), len(plain)][: len(found)]
    return tuple(
        Chapter(one[2].replace("`", ""), len(one[1]), plain[one.end() : end].strip())
        for one, end in zip(found, ends, strict=True)
    )


def anchor(title: str) -> str:
    """Return the anchor of a heading as used by links: `#veri-klasörü`, in lower case."""
    return "-".join("".join(c if c.isalnum() or c in "- " else "" for c in fold(title)).split())


class GuideWindow(ReadingOrderTabsMixin, QDialog):
    """The chapters at the left, with a search; the chosen one beside them.

    It stays beside the window that it was opened from, including dialogs, and reads no data.

    Attributes:
        search: Finds chapters.
        tree: Chapters with their sections.
        page: The text.
    """

    def __init__(self, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Kullanım kılavuzu")
        self.setModal(False)
        self._chapters = chapters()
        self._shown = -1
        self.search = SearchField("Kılavuzda ara", icon="search", parent=self)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("Bölümler")
        self.tree.setFixedWidth(theme.px(260))
        self._count = muted_label("", parent=self)
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        self.page.setAccessibleName("Bölüm")
        self.page.document().setDocumentMargin(theme.px(16))
        left = make_column(None, self.search, (self.tree, 1), self._count, gap=8)
        row = QHBoxLayout(self)
        margin = theme.px(12)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(margin)
        row.addLayout(left)
        row.addWidget(self.page, 1)
        self.resize(theme.px(920), theme.px(680))
        self._fill()
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(partial(self.tree.setFocus))
        self.tree.currentItemChanged.connect(self._on_current_changed)
        self.page.anchorClicked.connect(lambda url: self.show_chapter(url.fragment()))
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self.search.setFocus)

    def show_chapter(self, title: str) -> None:
        """Show the chapter or section with this heading; the first one where there is none."""
        if self.search.text():
            self.search.clear()
            self._on_searched("")
        wanted = anchor(title)
        items = self._items()
        found = next((one for one in items if anchor(one.text(0)) == wanted), None)
        self.tree.setCurrentItem(found or items[0])

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only visible text is laid out: before, no heading has a position.
        next_turn(self, lambda: self._scroll_to(self.title()))

    def title(self) -> str:
        """Return the current heading."""
        item = self.tree.currentItem()
        return "" if item is None else item.text(0)

    def found(self) -> list[str]:
        """Return the headings found."""
        return [one.text(0) for one in self._items() if not one.isHidden()]

    def _fill(self) -> None:
        above: QTreeWidgetItem | None = None
        for index, one in enumerate(self._chapters):
            is_chapter = one.level == min(_LEVELS)
            item = QTreeWidgetItem([one.title])
            item.setData(0, _INDEX, index)
            if is_chapter or above is None:
                above = item
                self.tree.addTopLevelItem(item)
            else:
                above.addChild(item)

    def _items(self) -> list[QTreeWidgetItem]:
        every = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive
        return self.tree.findItems("*", every)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        words = _words(text)
        hits = [item for item in self._items() if _has(self._chapter_of(item).whole, words)]
        for item in self._items():
            below = [item.child(index) for index in range(item.childCount())]
            has_below = any(one in hits for one in below)
            item.setHidden(item not in hits and not has_below)
            item.setExpanded(bool(words) and has_below)
        if not words:
            self._count.setText("")
        elif hits:
            self._count.setText(f"{len(hits)} bölümde bulundu")
        else:
            self._count.setText("Hiçbir bölümde yok. Daha kısa yazmayı deneyiniz.")
        if words and hits:
            titled = [item for item in hits if _has(self._chapter_of(item).title, words)]
            self.tree.setCurrentItem((titled or hits)[0])
        self._mark(words)

    def _chapter_of(self, item: QTreeWidgetItem) -> Chapter:
        chapter: Chapter = self._chapters[item.data(0, _INDEX)]
        return chapter

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _on_current_changed(
        self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None
    ) -> None:
        if item is None:
            return
        index: int = item.data(0, _INDEX)
        first = index
        while first and self._chapters[first].level > min(_LEVELS):
            first -= 1
        if first != self._shown:
            self._shown = first
            self._read(first)
        self._scroll_to(self._chapters[index].title)
        self._mark(_words(self.search.text()))

    def _read(self, first: int) -> None:
        """Show a chapter with all its sections."""
        last = first + 1
        while last < len(self._chapters) and self._chapters[last].level > min(_LEVELS):
            last += 1
        whole = self._chapters[first:last]
        document = self.page.document()
        document.setDefaultFont(theme.body())
        document.setMarkdown("\n\n".join(f"{'#' * c.level} {c.title}\n\n{c.text}" for c in whole))
        self._dress()

    def _dress(self) -> None:
        """Style the text like the window: its headings, keys, links and tables."""
        document = self.page.document()
        spans: list[tuple[int, int, QTextCharFormat]] = []
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            form = QTextBlockFormat()
            if level := block.blockFormat().headingLevel():
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                letters = QTextCharFormat()
                font = theme.body()
                font.setPixelSize(theme.px(_LEVELS.get(level, min(_LEVELS.values()))))
                font.setWeight(QFont.Weight.DemiBold)
                letters.setFont(font)
                cursor.mergeCharFormat(letters)
                form.setTopMargin(theme.px(14) if block.blockNumber() else 0)
                form.setBottomMargin(theme.px(6))
            elif cursor.currentTable() is None:
                form.setBottomMargin(theme.px(8 if block.textList() is None else 4))
            form.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            QTextCursor(block).mergeBlockFormat(form)
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                spans.append((piece.position(), piece.length(), piece.charFormat()))
                pieces += 1
            block = block.next()
        for start, length, look in spans:
            letters = QTextCharFormat()
            if look.isAnchor():
                letters.setForeground(theme.colour("accent"))
            elif look.fontFixedPitch():
                letters.setBackground(theme.colour("chrome"))
            else:
                continue
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(letters)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                table = frame.format()
                table.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                table.setBorderBrush(theme.colour("line"))
                table.setBorder(1)
                table.setBorderCollapse(True)
                table.setCellSpacing(0)
                table.setCellPadding(theme.px(5))
                table.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(table)

    def _scroll_to(self, title: str) -> None:
        block = self.page.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor(block.text()) == anchor(title):
                cursor = QTextCursor(block)
                self.page.setTextCursor(cursor)
                rect = self.page.cursorRect(cursor)
                bar = self.page.verticalScrollBar()
                bar.setValue(bar.value() + rect.top() - theme.px(12))
                return
            block = block.next()

    def _mark(self, words: Sequence[str]) -> None:
        """Mark each occurrence of the words in the text, and show the first below the heading."""
        # Character by character, so that positions in the folded text match the text.
        folded = "".join(fold(char)[:1] or " " for char in self.page.document().toPlainText())
        marks: list[QTextEdit.ExtraSelection] = []
        for word in words:
            position = folded.find(word)
            while position >= 0:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(self.page.document())
                mark.cursor.setPosition(position)
                mark.cursor.setPosition(position + len(word), QTextCursor.MoveMode.KeepAnchor)
                mark.format.setBackground(theme.colour("tint"))
                mark.format.setFontUnderline(True)
                marks.append(mark)
                position = folded.find(word, position + 1)
        self.page.setExtraSelections(marks)
        shown = self.page.textCursor().position()
        below = [one for one in marks if one.cursor.position() >= shown]
        if below:
            rect = self.page.cursorRect(min(below, key=lambda one: one.cursor.position()).cursor)
            if rect.bottom() > self.page.viewport().height():
                bar = self.page.verticalScrollBar()
                bar.setValue(bar.value() + rect.top() - self.page.viewport().height() // 3)


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if len(word) >= _SHORTEST]


def _has(text: str, words: Sequence[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
