"""What is loaded and made behind the card, while the user types the password."""

from __future__ import annotations

import importlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.gui.kit import errors
from alo183_desktop.gui.kit.background import WaitingQueries, begin_collecting
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.shared.bugs import log_bug

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSettings

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.pages import UserContext
    from alo183_desktop.gui.shell.main_window import MainWindow
    from alo183_desktop.gui.shell.workspace import Workspace

_FIRST_SCREENS: Final = (
    "alo183_desktop.gui.kit.background",
    "alo183_desktop.gui.kit.screen_capture",
    "alo183_desktop.shared.windows_rights",
    "alo183_desktop.gui.shell.workspace",
    "alo183_desktop.gui.shell.startup_notices",
    "alo183_desktop.gui.pages",
)
"""Needed right after the password; it loads half of Qt."""
_BREATH_MS: Final = 10
"""Between two steps on the GUI thread: a key pressed meanwhile is handled at once."""


class Preload(QObject):
    """Loads the libraries and makes the first page, without data and invisibly.

    Pages differ by role: the prepared ones are discarded when another role signs in.

    Signals:
        ready: Everything possible before the sign-in is ready.
    """

    ready = Signal()

    def __init__(self, background: Background, *, window: MainWindow, settings: QSettings) -> None:
        """Prepare without loading anything.

        Args:
            background: Loads off the GUI thread.
            window: Will show the result.
            settings: Remembers widths of lists and the like.
        """
        super().__init__(window)
        self._background = background
        self._window = window
        self._settings = settings
        self._first = self._role = ""
        self._program: Program | None = None
        self._is_loaded = self._is_wanted = False
        self._context: UserContext | None = None
        self._workspace: Workspace | None = None
        self._held: WaitingQueries | None = None
        self._steps: list[Callable[[], object]] = []
        self._breath = QTimer(self, interval=_BREATH_MS)
        self._breath.timeout.connect(self._on_breath)

    def load(self, program: Program, *, first: str, role: str) -> None:
        """Load everything, then make the first page.

        Args:
            program: The locked data.
            first: The key of the page that will be shown first.
            role: The role that will probably sign in; empty makes no page.
        """
        self._program, self._first, self._role = program, first, role
        self._is_wanted = True
        self._background.call(
            _load_libraries,
            parent=self,
            success=lambda _nothing: self._load_page_libraries(),
            failure=self._fail,
        )

    def make(self, *, first: str, role: str) -> None:
        """Make the first page while locked, for the next user; arguments as `load`."""
        self._first, self._role = first, role
        self._is_wanted = True
        if self._is_loaded:
            self._begin_steps()
        else:  # the user typed before everything was loaded
            self._load_page_libraries()

    def stop(self) -> None:
        """Stop making, and load only what has begun."""
        self._is_wanted = False
        if self._breath.isActive():
            self._breath.stop()
            begin_collecting(self._window)

    def is_ready(self) -> bool:
        """Return whether nothing more will come."""
        return self._is_loaded and not self._breath.isActive()

    def take(self, desk: Desk, *, first: str) -> Workspace:
        """Return the workspace for open data: the prepared one, if it fits, or a new one."""
        from alo183_desktop.gui import pages

        self.stop()
        context, made, held = self._context, self._workspace, self._held
        if (
            context is None
            or made is None
            or (context.actor.role, self._first) != (desk.actor.role, first)
        ):
            self._forget_made()
            return self._make_workspace(pages.UserContext.at(desk))
        self._context = self._workspace = self._held = None
        context.actor, context.clock, context.open_desk = desk.actor, desk.clock, desk
        made.set_actor(desk.actor)
        if held is not None:
            held.ask(self._background)
        return made

    def _forget_made(self) -> None:
        made = self._workspace
        self._context = self._workspace = self._held = None
        if made is not None:
            shiboken6.delete(made)

    def _load_page_libraries(self) -> None:
        first = self._first

        def load() -> None:
            if self._is_wanted:  # else the user types faster, and the page imports what it needs
                _load_page_libraries(first)

        # Off the database thread: that may derive a key meanwhile, without Python's lock.
        self._background.run_pure(
            load, parent=self, success=self._on_loaded, failure=self._on_not_loaded
        )

    def _on_loaded(self, _nothing: None) -> None:
        self._is_loaded = True
        if self._is_wanted:
            self._begin_steps()
        else:
            begin_collecting(self._window)

    def _on_not_loaded(self, error: Exception) -> None:
        begin_collecting(self._window)
        log_bug(error)

    def _begin_steps(self) -> None:
        # Two locks can end at once, when a question was open meanwhile.
        self._forget_made()
        # WORKAROUND: PySide6 6.11: it makes Qt's classes when they are first named, and a second
        # thread that names one meanwhile crashes the process. So screens are imported here.
        screens = (one for one in _FIRST_SCREENS if one not in sys.modules)
        self._steps = [
            *(partial(importlib.import_module, one) for one in screens),
            self._load_page,
            partial(begin_collecting, self._window),
            self._make_frame,
            self._make_page,
        ]
        self._breath.start()

    @Slot()
    def _on_breath(self) -> None:
        step = self._steps.pop(0)
        if not self._steps:  # stopped first: a failing step must not be followed by another
            self._breath.stop()
        step()
        if not self._steps:
            self.ready.emit()

    def _load_page(self) -> None:
        """Import the first page; if it is made while locked, it gets a user context there."""
        from alo183_desktop.access.rules import Role
        from alo183_desktop.db.work import Actor
        from alo183_desktop.gui import pages

        if self._program is None:
            return
        context = pages.UserContext(Actor(None, "", "", self._role), self._program.clock)
        if pages.load_first(self._first) and self._role in set(Role):
            self._context = context

    def _make_frame(self) -> None:
        if self._context is not None:
            self._workspace = self._make_workspace(self._context)

    def _make_page(self) -> None:
        if self._workspace is not None:
            self._held = WaitingQueries()
            self._background.hold(self._held)
            self._workspace.show_first(self._first)

    def _make_workspace(self, context: UserContext) -> Workspace:
        from alo183_desktop.gui import pages
        from alo183_desktop.gui.shell.workspace import Workspace

        # Before any page: lists and splitters restore their state when they are made.
        Remembered.settings = self._settings
        return Workspace(
            self._background,
            pages.entries(self._background, context),
            backups=context.backups,
            providers=pages.providers(self._background),
            commands=pages.commands(context.actor.role),
            parent=self._window,
        )

    def _fail(self, error: Exception) -> None:
        begin_collecting(self._window)
        errors.show_failure(self._window, error)


def _load_libraries() -> None:
    from alo183_desktop.bootstrap.capabilities import load_libraries

    load_libraries()


def _load_page_libraries(page: str) -> None:
    from alo183_desktop.bootstrap.capabilities import load_page_libraries

    load_page_libraries(page)
