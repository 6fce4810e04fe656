"""The content of the window while the data is open: navigation, the current page, the foot."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from alo183_desktop.gui.kit import errors
from alo183_desktop.gui.kit.buttons import EverywhereButton
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.shell.frame import LOCK, PAGE_KEYS, Navigation, WindowFoot
from alo183_desktop.gui.shell.palette import PAGE_KIND, CommandPalette, place_palette
from alo183_desktop.gui.shell.registration import Hit
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QDialog

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import Page, Seen
    from alo183_desktop.gui.kit.topics import BackupNews
    from alo183_desktop.gui.shell.registration import PageEntry, Provider

    LeftOpen = tuple[Seen, str]
    """What was shown, and what narrowed it: that may name a person, and is sealed."""

_DUTY_PAGE: Final = "rota"
"""Visible to everybody who may see who is on duty."""
_OVERVIEW: Final = "today"
GUIDE: Final = "guide"
_MOST_RECENT: Final = 6
_WARM_MS: Final = 400
_WARM_STEP_MS: Final = 200
_AWAY_WORDS: Final = (
    "Sunucuya ulaşılamıyor. Yazdıklarınız duruyor; son işleminiz kaydedilmemiş olabilir. Bağlantı "
    "kendiliğinden yeniden kurulur, o zaman bu yazı kalkar."
)


class Workspace(QWidget):
    """Navigation, pages that are made on the first visit, and the routes between them.

    Attributes:
        foot: The line below.
        backups: The status of backups.

    Signals:
        lock_requested: The user wants to lock.
        guide_requested: The user wants to read the user's guide.
        page_shown: The key of the current page.
        notice_settled: The notice above all pages has been dealt with.
        notified: Title and text of a system notification; they name nobody.
        late_changed: The number of late items on all pages, for the taskbar icon.
        settled: The first page has its result; deferred work can begin.
        demo_ended: The user throws the invented data away.
    """

    lock_requested = Signal()
    guide_requested = Signal()
    page_shown = Signal(str)
    notice_settled = Signal()
    notified = Signal(str, str)
    late_changed = Signal(int)
    settled = Signal()
    demo_ended = Signal()

    def __init__(
        self,
        background: Background,
        entries: Sequence[PageEntry],
        *,
        providers: Sequence[Provider] = (),
        commands: Sequence[Hit] = (),
        load: Callable[[], object] = lambda: None,
        backups: BackupNews,
        parent: QWidget,
    ) -> None:
        """Make the workspace without a page; it is inactive before `begin`.

        Args:
            background: Its `busy` is shown in the foot.
            entries: In the order of the navigation.
            providers: Respond to the search of the whole program.
            commands: The actions that it offers.
            load: Imports what pages ask, before those that are not visited yet are made.
            backups: The status of backups, which pages show as well; owned by the workspace now.
            parent: The window.
        """
        super().__init__(parent)
        self._background = background
        self._entries = {entry.key: entry for entry in entries}
        self._providers = tuple(providers)
        self._commands = (
            *commands,
            Hit("Kullanım kılavuzu", "F1", "info", GUIDE, words="yardım nasıl tuşlar kısayol"),
            Hit("Kilitle", "Ctrl+L", "lock", LOCK, words="çıkış oturumu kapat"),
        )
        self._load = load
        self._recent: list[Hit] = []
        self._pages: dict[str, Page] = {}
        self._late: dict[str, int] = {}
        self._palette: CommandPalette | None = None
        self._navigation = Navigation(entries, parent=self)
        self._stack = QStackedWidget(self)
        self.backups = backups
        backups.setParent(self)
        self.foot = WindowFoot(backups, parent=self)
        self._away = Banner(parent=self)
        middle = make_row(None, self._navigation, (self._stack, 1), gap=0)
        self._notices = make_column(None, gap=0)
        make_column(self, self._notices, self._away, (middle, 1), self.foot, gap=0)
        self._navigation.chosen.connect(self._on_navigation_chosen)
        self._navigation.badge_chosen.connect(self._on_badge_chosen)
        self.foot.duty_chosen.connect(lambda: self.visit(_DUTY_PAGE))
        background.busy.connect(self.foot.set_busy)
        background.server_away.connect(self._on_server_away)
        self._add_shortcuts()
        self._imported: set[str] = set()
        self._warming = QTimer(self, interval=_WARM_STEP_MS)
        self._warming.timeout.connect(self._warm_one)

    def begin(self, directorate: str, person: str, *, first: str = "") -> None:
        """Begin the work on open data.

        Args:
            directorate: Its name.
            person: The signed-in user, with the role.
            first: The key of the page to show; the first of all where none has this key.
        """
        self.foot.set_who(directorate, person)
        if self._entries:
            self.show_page(first if first in self._entries else next(iter(self._entries)))
        # After the first page's own query, which has priority on slow computers, too.
        self._background.call(lambda: None, parent=self, success=self._on_settled, failure=log_bug)

    def show_page(self, key: str) -> Page:
        """Show a page, made now on its first visit."""
        page = self._pages.get(key)
        if page is None:
            page = self._make(key)
        # Determined first: the stack gives the focus to the first button of a new page.
        focused = page.focusWidget()
        self._stack.setCurrentWidget(page)
        self._navigation.set_current(key)
        # Beneath the card it would take the focus from the password; shown, it gets it.
        if self.isVisible():
            page.take_focus(focused)
        self.page_shown.emit(key)
        return page

    def visit(self, key: str) -> None:
        """Show a page that the user chose: the number that once led there filters it no more."""
        self.show_page(key).drop_query()

    def current_key(self) -> str:
        """Return the key of the current page."""
        shown = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def seen(self, seal: Callable[[Mapping[str, str]], str]) -> LeftOpen | None:
        """Return what of that page is shown; None where there is none."""
        key = self.current_key()
        if not key:
            return None
        seen = self._pages[key].seen()
        return replace(seen, filters={}), seal(seen.filters)

    def show_seen(self, left: LeftOpen, unseal: Callable[[str], Mapping[str, str] | None]) -> None:
        """Show it again on the page that is shown; nothing where the data has another key now."""
        seen, sealed = left
        filters = unseal(sealed)
        if filters is None:
            return
        page = self._pages[self.current_key()]
        page.show_seen(replace(seen, filters=filters))
        if seen.reading:
            self._show_lost_reading(page, seen.reading)

    def _show_lost_reading(self, page: Page, title: str) -> None:
        """Show that a dialog was closed, until it is opened again or its page is left."""
        notice = self.add_notice(
            State.NEAR,
            f"“{title}” kilitlenince kapandı. Kaydetmediyseniz dosyayı bu sayfadan yeniden "
            "okutunuz; verdiğiniz yanıtlar yerine konur.",
        )

        def on_page_shown(_key: str) -> None:
            if self._stack.currentWidget() is not page:
                notice.hide()

        def on_opened(dialog: QDialog) -> None:
            if dialog.windowTitle() == title:
                notice.hide()

        self.page_shown.connect(on_page_shown)
        for opener in page.findChildren(OneDialog):
            opener.opened.connect(on_opened)

    def chapter(self) -> str:
        """Return the chapter of the user's guide for what is shown."""
        key = self.current_key()
        return self._pages[key].chapter() or self._entries[key].chapter if key else ""

    def page_keys(self) -> list[str]:
        """Return the keys of all pages in navigation order."""
        return [entry.key for entry in sorted(self._entries.values(), key=lambda one: one.below)]

    @Slot(str, int)
    def route(self, kind: str, item_id: int) -> None:
        """Show one item on the page of its kind; does nothing when no page shows it."""
        for entry in self._entries.values():
            if kind in entry.kinds or (kind == PAGE_KIND and entry.key == self._key_at(item_id)):
                if kind == PAGE_KIND:
                    self.visit(entry.key)
                else:
                    self.show_page(entry.key).show_item(kind, item_id)
                return

    @Slot(str, object)
    def show_list(self, key: str, query: object) -> None:
        """Show a page with exactly the list that was requested elsewhere.

        Args:
            key: Of the page; does nothing when there is none.
            query: The filter of the list; None begins its primary action.
        """
        if key not in self._entries:
            return
        page = self.show_page(key)
        if query is None:
            page.primary_action()
        else:
            page.show_query(query)

    @Slot()
    def open_palette(self) -> CommandPalette:
        """Open the search of the whole program."""
        if self._palette is not None and shiboken6.isValid(self._palette):
            self._palette.raise_()
            return self._palette
        pages = [
            Hit(self._entries[key].title, "sayfa", self._entries[key].icon, PAGE_KIND, index)
            for index, key in enumerate(self.page_keys())
        ]
        first = [*self._recent, *(hit for hit in pages if hit not in self._recent)]
        over = QApplication.activeModalWidget() or self
        palette = CommandPalette(first, self._providers, commands=self._commands, parent=over)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.chosen.connect(self._on_palette_chosen)
        self._palette = palette
        place_palette(palette, self.window())
        palette.open()
        return palette

    def add_notice(self, state: State, text: str) -> Banner:
        """Show a notice above the pages until the user closes it."""
        banner = Banner(state, text, parent=self)
        self._notices.addWidget(banner)
        return banner

    def say_invented(self) -> Banner:
        """Say above all pages, for as long as they are shown, that their data is invented."""
        banner = Banner(parent=self)
        banner.show_notice(
            State.NEAR,
            "Deneme: bu müdürlük, kişileri ve kayıtları uydurmadır; gerçek iş yazmayınız.",
            action="Denemeyi sil",
            stays=True,
        )
        banner.action_chosen.connect(self.demo_ended)
        self._notices.insertWidget(0, banner)
        return banner

    def prepare_lock(self) -> None:
        """Let every page keep its drafts and close its dialogs."""
        errors.set_away(is_away=False)
        for page in self._pages.values():
            page.prepare_lock()

    def kept_while_locked(self) -> tuple[object, ...]:
        """Return what the pages may keep while the data is locked."""
        return tuple(one for page in self._pages.values() for one in page.kept_while_locked())

    def navigation(self) -> Navigation:
        """Return the navigation."""
        return self._navigation

    def away_text(self) -> str:
        """Return the text about an unreachable server; empty when it is reachable."""
        return self._away.text()

    @Slot(bool)
    def _on_server_away(self, is_away: bool) -> None:  # noqa: FBT001 - a slot takes it by position
        errors.set_away(is_away=is_away)
        self._away.show_notice(State.LATE, _AWAY_WORDS if is_away else "")
        self.foot.set_right("● Sunucuya bağlı değil" if is_away else "")

    def _on_settled(self, _nothing: None) -> None:
        self.settled.emit()
        QTimer.singleShot(_WARM_MS, self, self._load_warm)

    @Slot()
    def _load_warm(self) -> None:
        # Off the GUI thread, which must not block for a tenth of a second per page; only Qt's
        # classes remain for that thread, as they may be made nowhere else.
        self._background.run_pure(
            self._load, parent=self, success=lambda _done: self._warming.start(), failure=log_bug
        )

    @Slot()
    def _warm_one(self) -> None:
        """Import or make one page before it is visited; in steps, so that typing continues."""
        for key, entry in self._entries.items():
            if entry.load is None or key in self._pages:
                continue
            if key not in self._imported:
                self._imported.add(key)
                entry.load()
            else:
                self._make(key)
            return
        self._warming.stop()

    def _key_at(self, index: int) -> str:
        return self.page_keys()[index]

    def _make(self, key: str) -> Page:
        # The stack itself: a later parent makes Qt compute the style of a whole page again.
        page = self._entries[key].factory(self._stack)
        page.badge_changed.connect(self._on_badge_changed)
        page.route_requested.connect(self.route)
        page.list_requested.connect(self.show_list)
        page.kept_found.connect(self._navigation.show_kept)
        page.page_wanted.connect(self._on_page_wanted)
        page.notice_settled.connect(self.notice_settled)
        page.notified.connect(self.notified)
        search = EverywhereButton("Her yerde ara (Ctrl+K)", parent=page)
        search.clicked.connect(self.open_palette)
        page.header.insert_search(search)
        self._pages[key] = page
        self._stack.addWidget(page)
        return page

    def _add_shortcuts(self) -> None:
        for place, key in enumerate(PAGE_KEYS):
            QShortcut(key, self, partial(self._visit_shown, place))
        QShortcut("Ctrl+K", self, self.open_palette)
        lock = QShortcut(QKeySequence("Ctrl+L"), self)
        lock.activated.connect(self.lock_requested)
        QShortcut("Ctrl+N", self, self._on_create)

    def _visit_shown(self, place: int) -> None:
        """Visit the page at a place of the navigation, from 0; nothing where there is none."""
        for key in self._navigation.shown_pages()[place : place + 1]:
            self.visit(key)

    @Slot()
    def _on_create(self) -> None:
        page = self._pages.get(self.current_key())
        if page is not None:
            page.primary_action()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the shortcuts of the page work with the focus on the navigation, too."""
        page = self._pages.get(self.current_key())
        act = None if page is None else _act_of(page, QKeySequence(event.keyCombination()))
        if page is None or act is None:
            super().keyPressEvent(event)
            return
        page.take_focus(page.focusWidget())
        act()

    def take_focus(self) -> None:
        """Give the page the focus that the unlock card had, so that its shortcuts work at once."""
        shown = self._pages.get(self.current_key())
        if shown is not None:
            shown.take_focus(shown.focusWidget())

    @Slot(str)
    def _on_page_wanted(self, key: str) -> None:
        self._navigation.keep_shown(key)
        self.visit(key)

    @Slot(str, str, int, str)
    def _on_badge_changed(self, key: str, state: str, count: int, why: str) -> None:
        self._navigation.set_badge(key, State(state) if state else None, count, why)
        # The overview repeats the counts of the other pages.
        self._late[key] = count if state == State.LATE and key != _OVERVIEW else 0
        self.late_changed.emit(sum(self._late.values()))

    @Slot(str)
    def _on_badge_chosen(self, key: str) -> None:
        """Show the list that a badge counts; the page where it is no list."""
        lists = (page.badge_opens(key) for page in self._pages.values())
        found = next((one for one in lists if one is not None), None)
        if found is None:
            self.visit(key)
        else:
            self.show_list(*found)

    @Slot(str)
    def _on_navigation_chosen(self, key: str) -> None:
        if key == LOCK:
            self.lock_requested.emit()
        else:
            self.visit(key)

    @Slot(Hit)
    def _on_palette_chosen(self, hit: Hit) -> None:
        self._palette = None
        # Remembered as long as the data is open: hits may name a person.
        self._recent = [hit, *(one for one in self._recent if one != hit)][:_MOST_RECENT]
        if hit.kind == LOCK:
            self.lock_requested.emit()
        elif hit.kind == GUIDE:
            self.guide_requested.emit()
        elif not _may_leave_dialogs():
            return
        elif hit.opens is not None:
            self.show_list(*hit.opens)
        else:
            self.route(hit.kind, hit.item_id)


def _may_leave_dialogs() -> bool:
    """Close the open dialogs as their users do; return False if one stays, with typed data."""
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        if dialog.isVisible():
            return False  # something is typed there, and stays
    return True


def _act_of(page: Page, pressed: QKeySequence) -> Callable[[], object] | None:
    """Return the action of a key on the visible part of a page; None when it has none."""

    def is_meant(key: QKeySequence, one: QShortcut | QAction) -> bool:
        if key != pressed or not one.isEnabled():
            return False
        held_by = one.associatedObjects() if isinstance(one, QAction) else ()
        return any(
            isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled()
            for owner in (one.parent(), *held_by)
        )

    for shortcut in page.findChildren(QShortcut):
        if is_meant(shortcut.key(), shortcut):
            return shortcut.activated.emit
    for action in page.findChildren(QAction):
        if is_meant(action.shortcut(), action):
            return action.trigger
    return None
