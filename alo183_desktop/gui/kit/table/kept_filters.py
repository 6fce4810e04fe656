"""Filters of a list, kept under a name and restored with two keys; the same for every page.

It searches the page for controls: every visible `Narrower` is kept and restored.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.access import kept_filters
from alo183_desktop.access.kept_filters import Narrowed
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.narrowing import (
    FilterChip,
    NarrowingBox,
    NarrowingDay,
    SearchField,
    ToggleButton,
)
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alo183_desktop.gui.kit.background import Background

Narrower: TypeAlias = Segmented | ToggleButton | NarrowingBox | NarrowingDay | SearchField
KEYS: Final = "Ctrl+Shift+F"
_LONGEST: Final = 60
_BY_NUMBER: Final = 9
_NARROWERS: Final[tuple[type[Narrower], ...]] = (
    Segmented,
    Segmented,
    ToggleButton,
    NarrowingBox,
    NarrowingDay,
    SearchField,
)
"""Filter controls, in the order of restoring: a view may show other views and boxes, a box days."""


class NameDialog(TaskDialog):
    """Asks for the name of a filter to keep.

    Signals:
        chosen: The name.
    """

    chosen = Signal(str)

    def __init__(self, taken: Collection[str], *, parent: QWidget) -> None:
        """Ask for a name; an existing one has to be confirmed."""
        super().__init__(
            title="Süzgeci sakla",
            explanation="Arama, görünüm ve seçilen değerler bu adla yalnız size saklanır.",
            width=440,
            parent=parent,
        )
        self._taken = frozenset(taken)
        self.name = TextField("&Adı", key="name", required=True, max_length=_LONGEST, parent=self)
        self.content.addWidget(self.name)
        self.add_button("&Vazgeç").clicked.connect(self.reject)
        self.keep = self.add_button("&Sakla", primary=True)
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._on_keep)
        self.name.take_focus()

    @Slot()
    def _on_keep(self) -> None:
        if not self.name.judge():
            self.name.take_focus()
            return
        name = " ".join(self.name.text().split())
        if name in self._taken and not dialogs.confirm(
            self,
            title=f"“{name}” süzgeci var; yerine geçsin mi?",
            text="Onun tuttuğu arama ve seçimler gider.",
            verb="Yerine geçir",
        ):
            self.name.take_focus()
            return
        self.accept()
        self.chosen.emit(name)


class KeptFilters(QObject):
    """The filters that a user keeps for the lists of one page.

    Attributes:
        menu: The menu that was opened last.

    Signals:
        offered: The menu is open.
    """

    offered = Signal()

    def __init__(self, background: Background, *, page: QWidget) -> None:
        super().__init__(page)
        self._background = background
        self._page = page
        self.menu: QMenu | None = None
        key = QShortcut(KEYS, page, self.offer)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @classmethod
    def around(cls, widget: QWidget) -> KeptFilters | None:
        """Return the kept filters of the page that contains a widget; None in a dialog."""
        parent: QWidget | None = widget
        while parent is not None:
            found = parent.findChild(cls, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if found is not None:
                return found
            parent = parent.parentWidget()
        return None

    def list_key(self) -> str:
        """Return the key of the visible list; empty where no list can be filtered."""
        views = (view for view in self._page.findChildren(TableView) if self._is_seen(view))
        view = next(views, None)
        return "" if view is None or not self._narrowers() else view.key

    @Slot()
    def offer(self) -> None:
        """Open a menu of the filters kept for the visible list."""
        key = self.list_key()
        if key:
            self._background.run(
                lambda work: kept_filters.list_filters(work, key),
                parent=self,
                success=partial(self._show, key),
            )

    def now(self) -> dict[str, str]:
        """Return the current filter of the visible list."""
        return {one.kept_name(): text for one in self._narrowers() if (text := one.kept_text())}

    def show(self, wanted: Narrowed) -> None:
        """Filter the visible list exactly as kept."""
        for chip in self._page.findChildren(FilterChip):
            if self._is_seen(chip):
                chip.remove()
        if not self.narrow(wanted.texts):
            words = f"“{wanted.name}”: bir seçenek artık yok, kalanıyla süzüldü."
            show_message(self._page, words, State.NEAR)

    def narrow(self, texts: Mapping[str, str]) -> bool:
        """Let each control show what `now` returned; return whether all are still offered."""
        left = set(texts)
        for kind in _NARROWERS:
            for one in self._narrowers():
                if isinstance(one, kind):
                    name = one.kept_name()
                    if one.show_kept(texts.get(name, "")):
                        left.discard(name)
        return not left

    def narrows(self) -> bool:
        """Return whether the visible list is filtered: more than its first view is chosen."""
        switches = getattr(self._page, "switches", ())
        return any(
            one not in switches and one.kept_text() != one.first_key()
            if isinstance(one, Segmented)
            else one.kept_text()
            for one in self._narrowers()
        )

    def keep(self, wanted: Narrowed) -> None:
        """Keep a filter for the visible list."""
        self._store(self.list_key(), wanted)

    def _show(self, key: str, found: Sequence[Narrowed]) -> None:
        if key != self.list_key():
            return  # another list is visible by now
        menu = QMenu(self._page)
        for number, one in enumerate(found, 1):
            words = one.name.replace("&", "&&")
            words = f"&{number}  {words}" if number <= _BY_NUMBER else words
            menu.addAction(words).triggered.connect(partial(self._choose, key, one))
        if found:
            menu.addSeparator()
        is_asked = any(self._is_seen(chip) for chip in self._page.findChildren(FilterChip))
        keep = menu.addAction("Bu süzgeci &sakla…")
        # A filter from another page may have no box here that could restore it.
        keep.setEnabled(not is_asked and self.narrows())
        keep.triggered.connect(partial(self._ask_name, [one.name for one in found]))
        if found:
            removal = menu.addMenu("S&il")
            for one in found:
                action = removal.addAction(one.name.replace("&", "&&"))
                action.triggered.connect(partial(self._drop, key, one))
        menu.aboutToHide.connect(partial(menu.deleteLater))
        self.menu = menu
        search = next((one for one in self._narrowers() if isinstance(one, SearchField)), None)
        anchor = search or self._narrowers()[0]
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))
        self.offered.emit()

    def _choose(self, key: str, wanted: Narrowed, *_checked: object) -> None:
        self.show(wanted)
        # Kept again: values that are no longer offered are dropped.
        self._background.run(
            lambda work: kept_filters.keep_filter(work, key, wanted),
            parent=self,
        )

    def _ask_name(self, taken: Sequence[str], *_checked: object) -> None:
        texts = self.now()
        dialog = NameDialog(taken, parent=self._page.window())
        dialog.chosen.connect(lambda name: self.keep(Narrowed(name, texts)))
        dialog.open()

    def _drop(self, key: str, dropped: Narrowed, *_checked: object) -> None:
        words = f"“{dropped.name}” süzgeci silindi."
        self._background.run(
            lambda work: kept_filters.drop_filter(work, key, dropped.name),
            parent=self,
            success=lambda _nothing: show_message(
                self._page, words, undo=partial(self._store, key, dropped)
            ),
        )

    def _store(self, key: str, wanted: Narrowed) -> None:
        self._background.run(
            lambda work: kept_filters.keep_filter(work, key, wanted),
            parent=self,
            success=lambda _nothing: show_message(
                self._page, f"“{wanted.name}” süzgeci saklandı ({KEYS})."
            ),
        )

    def _narrowers(self) -> list[Narrower]:
        """Return the filter controls of the visible list, in the order of `_NARROWERS`."""
        found: list[Narrower] = []
        for kind in dict.fromkeys(_NARROWERS):
            found += filter(self._is_seen, self._page.findChildren(kind))
        return found

    def _is_seen(self, widget: QWidget) -> bool:
        return widget.isVisibleTo(self._page) and widget.window() is self._page.window()
