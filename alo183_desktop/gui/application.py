"""Start the program: the window first, the data behind it, and their connection."""

from __future__ import annotations

import logging
import sys
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QProcess, QSettings, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from alo183_desktop.gui import translation
from alo183_desktop.gui.kit import errors, theme
from alo183_desktop.gui.kit.background import Background, begin_collecting
from alo183_desktop.gui.kit.containers import close_popups, destroy
from alo183_desktop.gui.shell.main_window import IdleWatch, MainWindow, WindowTray
from alo183_desktop.gui.shell.single_window import SingleWindow
from alo183_desktop.gui.unlock.unlock_page import OwnPasswordPage, UnlockPage
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.collector import release_memory
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.invented import home_of, is_invented, known_password, throw_away
from alo183_desktop.shared.laid_down import start_command
from alo183_desktop.shared.log_file import (
    CRASH_FILE,
    LOG_FILE,
    keep_private,
    log_to,
    note_crashes,
)
from alo183_desktop.shared.paths import resources

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.cases.reminders import LockedReminders
    from alo183_desktop.gui.kit.form.drafts import KeepAgain
    from alo183_desktop.gui.kit.screen_capture import CaptureShield
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.gui.preload import Preload
    from alo183_desktop.gui.shell.guide import GuideWindow
    from alo183_desktop.gui.shell.system_lock import SystemLock
    from alo183_desktop.gui.shell.workspace import LeftOpen, Workspace
    from alo183_desktop.shared.clock import Clock

logger = logging.getLogger(__name__)

APPLICATION_ID: Final = "tr.gov.ornek.alo183"
"""By which a desktop knows the windows; the starter and the icons of the package have its name.

The host of the project's address, backwards.
"""
SETTINGS_FILE: Final = "alo183.ini"
_LAST_LOGIN: Final = "unlock/login"
_LOCKED: Final = "Kilidi açma ve kilitleme"
_FIRST: Final = "İlk açılış"
"""Chapters of the user's guide."""
_TYPED: Final = "typed"
"""The key of a text that is sealed alone."""
_LONGEST_FILLING_MS: Final = 100
"""How long the card stays for a first page that has no result yet."""
_PICTURE_MS: Final = 100
_LAYOUTS: Final = 3
"""A row widened by an answer asks its parent again (kit/containers.py): none of it is seen."""
_OPENED_BY_PASSWORD: Final = ("alo183.key", "alo183.server")
"""One of these files is in each data folder that was set up; named without loading anything."""


def run(data_folder: Path, *, in_tray: bool = False, clock: Clock | None = None) -> int:
    """Open the window on a data folder and return the exit code when it is closed.

    A window that is already open on it comes to the front instead.

    Args:
        data_folder: Of one directorate; an empty one leads to the set-up.
        in_tray: Start locked in the notification area, without a window, where there is one.
        clock: Dates everything that happens; None takes the system's.
    """
    app = make_application(sys.argv[:1])
    single = SingleWindow(data_folder, parent=app)
    if single.hand_over():
        return 0
    session = Session(data_folder, clock=clock, parent=app)
    for is_there in (session.ready, session.opened):  # the set-up makes the folder between them
        is_there.connect(single.listen)
        is_there.connect(partial(note_crashes, data_folder / CRASH_FILE))
    single.wanted.connect(session.window.bring_to_front)
    session.window.closing.connect(single.leave)
    session.start(in_tray=in_tray)
    return app.exec()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # not readable, or an invalid name: loading will show it
        return False


def make_application(arguments: list[str]) -> QApplication:
    """Return the Qt application in Turkish and with our theme."""
    existing = QApplication.instance()
    made_with = [*(arguments or ["alo183"]), *theme.STYLE_ARGUMENTS]
    app = existing if isinstance(existing, QApplication) else QApplication(made_with)
    app.setApplicationName("alo183")
    app.setApplicationDisplayName("Alo 183 İl Masası")
    app.setDesktopFileName(APPLICATION_ID)
    translation.install(app)
    theme.apply(app, has_style=app is not existing)
    return app


class Session(QObject):
    """The life of the window: locked, at work, locked again.

    Attributes:
        window: The one window.
        background: Its threads.
        seen: What of that page was shown before the lock; what may name a person is sealed.
        first_page: The page shown first; after a lock the one that was shown before, if the
            same role could see it.
        first_start: Shown where nothing was set up yet.

    Signals:
        ready: The data folder has been read.
        opened: The workspace is shown.
        locked: The unlock card is shown again.
    """

    ready = Signal()
    opened = Signal()
    locked = Signal()

    def __init__(
        self,
        data_folder: Path,
        *,
        clock: Clock | None = None,
        program: Program | None = None,
        parent: QApplication,
    ) -> None:
        """Prepare without touching the data.

        Args:
            data_folder: Of one directorate.
            clock: Dates everything; None takes the system's.
            program: The locked data, if already loaded; None loads it.
            parent: The application.
        """
        super().__init__(parent)
        self._app = parent
        self._data_folder = data_folder
        self._clock = clock
        self._program = program
        self._desk: Desk | None = None
        self._workspace: Workspace | None = None
        self._unseen: Workspace | None = None
        self._unlock: UnlockPage | None = None
        self._locked: LockedReminders | None = None
        self.first_start: FirstStart | None = None
        self.first_page = self._left_by = ""
        self.seen: LeftOpen | None = None
        self._unkept: dict[str, list[tuple[KeepAgain, str]]] = {}
        """By login: typing that could not be stored before a lock, sealed, and what stores it."""
        self._settings = QSettings(str(data_folder / SETTINGS_FILE), QSettings.Format.IniFormat)
        if (scheme := str(self._settings.value(theme.SCHEME, ""))) in {"light", "dark"}:
            theme.choose(scheme)
        self.background = Background(parent=self)
        self.window = MainWindow(settings=self._settings, is_demo=is_invented(data_folder))
        self.window.closing.connect(self._on_window_closing)
        self.background.changed.connect(self._on_background_changed)
        # On a shutdown of the computer nobody answers questions, and everything is kept first.
        parent.commitDataRequest.connect(self._on_quit_requested)

    def start(self, *, in_tray: bool = False) -> None:
        """Show the window; the data is read after the first paint.

        Args:
            in_tray: Show the tray icon instead, until the window is requested.
        """
        errors.install_hook()
        if any(_is_there(self._data_folder / name) for name in _OPENED_BY_PASSWORD):
            self._show_unlock()
        else:
            self.window.show_center(QWidget(self.window))
        if in_tray:
            self._load()
            if self._tray.tray is not None:
                return
        else:
            self.window.painted.connect(self._load)
        self.window.show()

    def workspace(self) -> Workspace | None:
        """Return the workspace while the data is open, None while it is locked."""
        return self._workspace

    def unlock_page(self) -> UnlockPage | None:
        """Return the unlock card, None while the data is open."""
        return self._unlock

    def is_ready(self) -> bool:
        """Return whether everything possible before the sign-in is ready."""
        return self._ahead.is_ready()

    @Slot(object)
    def open_desk(self, desk: Desk) -> None:
        """Show the pages of the data just opened, once the user has a password of their own."""
        self._desk = desk
        if desk.has_given_password:
            self._ask_own_password(desk)
            return
        # Not before the first paint: SQLAlchemy comes with the screens.
        from alo183_desktop.gui import pages

        if self._left_by not in {"", desk.actor.login}:
            self.first_page, self.seen = "", None
        keep_private(self._data_folder / SETTINGS_FILE)
        log_to(self._data_folder / LOG_FILE)
        self.background.attach(desk.work, before_import=desk.backups.take_before_import)
        self._note_shown(desk.actor)
        self._keep_again(desk)
        self._shield.set_active(is_active=desk.hides_from_capture)
        self._ahead.stop()
        workspace = pages.make_workspace(
            self.background, desk, settings=self._settings, parent=self.window
        )
        workspace.begin(
            desk.directorate_name, pages.person_words(desk.actor), first=self._first_key()
        )
        if self.seen is not None:
            workspace.show_seen(self.seen, desk.unseal)
        workspace.lock_requested.connect(self.lock)
        workspace.guide_requested.connect(self.open_guide)
        workspace.notified.connect(self._on_notified)
        workspace.late_changed.connect(partial(self._app.setBadgeNumber))
        if is_invented(self._data_folder):
            workspace.say_invented()
            workspace.demo_ended.connect(self.end_demo)
        self._workspace = self._unseen = workspace
        uncover = partial(self._uncover, workspace, desk)
        if self._unlock is None:  # after the set-up, whose last page is no card
            uncover()
            return
        # Visible when its list is filled: empty, it would only flash. Until then it is shown
        # beneath the card, because Qt lays out only visible widgets.
        self._unlock.cover()
        workspace.setGeometry(self.window.rect())
        workspace.lower()
        workspace.show()
        workspace.settled.connect(uncover)
        QTimer.singleShot(_LONGEST_FILLING_MS, workspace, uncover)

    @Slot()
    def end_demo(self) -> None:
        """Throw the invented data away, and begin anew where the demo was begun."""
        home = home_of(self._data_folder)
        self.window.leave()  # which closes the data
        try:
            throw_away(self._data_folder)
        except OSError as error:
            log_bug(error)
        if home is not None:
            self.start_elsewhere(home)
        self._app.quit()

    def start_elsewhere(self, data_folder: Path) -> None:
        """Open another data folder in a process of its own: log, lock and settings are beside."""
        program, *arguments = start_command(data_folder)
        QProcess.startDetached(program, arguments)

    @Slot(object)
    def _on_demo_wanted(self, folder: Path) -> None:
        self.start_elsewhere(folder)
        self.window.leave()

    def _ask_own_password(self, desk: Desk) -> None:
        page = OwnPasswordPage(self.background, desk, parent=self.window)
        page.chosen.connect(self.open_desk)
        page.lock_requested.connect(self.lock)
        self._unlock = None
        self.window.show_center(page, ground=theme.DESK)
        page.take_focus()
        self._idle.start(desk.lock_minutes)

    def _uncover(self, workspace: Workspace, desk: Desk) -> None:
        if self._unseen is not workspace:
            return  # visible or closed already
        self._unseen = self._unlock = None
        for _round in range(_LAYOUTS):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if desk.verdict.is_whole:
            self.window.show_center(workspace)
        else:
            from alo183_desktop.gui.shell.startup_notices import under_banner  # seldom needed

            self.window.show_center(under_banner(workspace, desk.verdict))
        workspace.take_focus()
        self._idle.start(desk.lock_minutes)
        # After the page is first drawn: a backup of the day would compete with it.
        QTimer.singleShot(_PICTURE_MS, workspace, partial(self._start_notices, workspace, desk))
        self.opened.emit()

    def _start_notices(self, workspace: Workspace, desk: Desk) -> None:
        from alo183_desktop.gui.shell.startup_notices import (
            start_notices,  # not before the first paint
        )

        if self._workspace is workspace:
            self._system_lock.begin(self.window.windowHandle())
            self._tray.set_open(True)
            is_return = self.seen is not None
            start_notices(workspace, desk, background=self.background, is_return=is_return)

    @Slot()
    def lock(self) -> None:
        """Hide everything, discard the key, and show the unlock card."""
        if self._desk is None:
            return
        clock = self._desk.clock
        workspace = self._workspace
        if workspace is None:  # over the choice of a password: nothing was shown
            self._leave_desk()
        else:
            kept = workspace.kept_while_locked()
            self._hold_unkept(self._desk)
            workspace.destroyed.connect(self._on_workspace_destroyed)
            self._leave_desk()
            self._remind_while_locked(kept, clock)
        self._show_unlock()
        self._offer_password()
        self.locked.emit()

    @Slot()
    def _on_workspace_destroyed(self) -> None:
        """Continue once no operation of a screen is running, and the data is closed.

        Until then both hold the screens, and the screens their rows.
        """

        def wait_for_papers(_nothing: None) -> None:
            self.background.run_pure(
                lambda: None, parent=self, success=self._after_lock, failure=log_bug
            )

        self.background.call(lambda: None, parent=self, success=wait_for_papers, failure=log_bug)

    def _after_lock(self, _nothing: None) -> None:
        """Release what the destroyed screens held."""
        theme.forget_destroyed(self._app)
        # Here and at once: Python's wrappers keep their rows until they are collected.
        release_memory()

    def _hold_unkept(self, desk: Desk) -> None:
        """Hold what is typed and could not be stored, as on a full disk, until its user returns."""
        from alo183_desktop.gui.kit.form.drafts import find_unkept  # not before the first paint

        if unkept := find_unkept(QApplication.topLevelWidgets()):
            self._unkept[desk.actor.login] = [
                (keep, desk.seal({_TYPED: text})) for keep, text in unkept
            ]

    def _keep_again(self, desk: Desk) -> None:
        """Store what could not be stored before the lock, before drafts are offered."""
        login = desk.actor.login
        held = self._unkept.pop(login, [])
        opened = [(keep, desk.unseal(sealed)) for keep, sealed in held]
        texts = [(keep, found[_TYPED]) for keep, found in opened if found is not None]
        if not texts:
            return
        from alo183_desktop.gui.kit.topics import Topic

        def store(work: Work) -> None:
            for keep, text in texts:
                keep(work, text)

        def hold_on(error: Exception) -> None:
            log_bug(error)
            self._unkept[login] = held

        self.background.run(
            store,
            parent=self,
            failure=hold_on,
            changes=frozenset({Topic.TYPING, Topic.DRAFT}),
        )

    def _remind_while_locked(self, kept: tuple[object, ...], clock: Clock) -> None:
        from alo183_desktop.cases.rows import ComingReminder
        from alo183_desktop.gui.cases.reminders import LockedReminders

        coming = [one for one in kept if isinstance(one, ComingReminder)]
        self._locked = LockedReminders(coming, clock=clock, parent=self)
        self._locked.notified.connect(self._on_notified)

    def _note_shown(self, actor: Actor) -> None:
        """Note the reminders shown while locked, before any page queries what came due."""
        locked, self._locked = self._locked, None
        if locked is None:
            return
        shown = locked.shown()
        locked.stop()
        locked.deleteLater()
        from alo183_desktop.access.rules import Right, may
        from alo183_desktop.cases.reminders import note_shown
        from alo183_desktop.gui.kit.topics import Topic

        if shown and may(actor.role, Right.EDIT_CASES):
            self.background.run(
                lambda work: note_shown(work, shown),
                parent=self,
                failure=log_bug,
                changes=frozenset({Topic.CASES}),
            )

    @cached_property
    def _ahead(self) -> Preload:
        from alo183_desktop.gui.preload import Preload  # not before the first paint

        return Preload(self.background, first=self._first_key(), window=self.window)

    @cached_property
    def _tray(self) -> WindowTray:
        tray = WindowTray(self.window, parent=self)
        tray.lock_requested.connect(self.lock)
        tray.quit_requested.connect(self._on_quit_requested)
        tray.message_opened.connect(self._on_message_opened)
        return tray

    @Slot(str, str)
    def _on_notified(self, title: str, text: str) -> None:
        self._tray.notify(title, text)

    @Slot()
    def _on_message_opened(self) -> None:
        if self._workspace is not None:
            self._workspace.show_page("cases")

    @Slot()
    def open_guide(self) -> GuideWindow:
        """Open the user's guide at the chapter for what is on the screen."""
        from alo183_desktop.gui.shell.guide import GuideWindow  # only on demand

        # Of the open dialog, if there is one: it blocks all other windows.
        owner = QApplication.activeModalWidget() or self.window
        guide = next(iter(owner.findChildren(GuideWindow)), None)
        if guide is None:
            guide = GuideWindow(parent=owner)
            guide.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        guide.show_chapter(self._chapter_of(owner))
        guide.show()
        guide.raise_()
        guide.activateWindow()
        return guide

    def _chapter_of(self, owner: QWidget) -> str:
        if chapter := getattr(owner, "chapter", ""):
            return str(chapter)
        if self._workspace is not None:
            return self._workspace.chapter()
        # With open data: over the choice of the user's own password.
        return _FIRST if self._unlock is None and self._desk is None else _LOCKED

    @Slot()
    def _on_quit_requested(self) -> None:
        self.window.leave()
        self._app.quit()

    @cached_property
    def _idle(self) -> IdleWatch:
        watch = IdleWatch(parent=self)
        watch.idled.connect(self.lock)
        watch.lock_pressed.connect(self.lock)
        watch.guide_pressed.connect(self.open_guide)
        return watch

    @cached_property
    def _shield(self) -> CaptureShield:
        # Not before the first paint.
        from alo183_desktop.gui.kit.screen_capture import CaptureShield

        return CaptureShield(parent=self)

    @cached_property
    def _system_lock(self) -> SystemLock:
        from alo183_desktop.gui.shell.system_lock import SystemLock  # not before the first paint

        lock = SystemLock(parent=self)
        lock.locked.connect(self.lock)
        return lock

    def _leave_desk(self) -> None:
        from alo183_desktop.gui.kit.copying import forget_copied

        close_popups()  # before the pages close their dialogs
        desk = self._desk
        self._desk = None
        self._idle.stop()
        self._app.setBadgeNumber(0)
        if "_system_lock" in self.__dict__:
            self._system_lock.end()
        if self._workspace is not None:
            self.first_page = self._workspace.current_key()
            if desk is not None:
                self.seen, self._left_by = self._workspace.seen(desk.seal), desk.actor.login
            self._workspace.prepare_lock()
            if self._unseen is not None:  # beneath the card, which is destroyed
                destroy(self._unseen)
            self._workspace = self._unseen = None
        self.window.close_dialogs()
        forget_copied()
        if desk is not None:
            self.background.detach(then=desk.close)
        if "_tray" in self.__dict__:
            self._tray.set_open(False)

    def _show_unlock(self) -> None:
        page = UnlockPage(
            self.background,
            data=self._program,
            last_login=str(self._settings.value(_LAST_LOGIN, "")),
            parent=self.window,
        )
        page.unlocked.connect(self.open_desk)
        page.login_used.connect(lambda login: self._remember(_LAST_LOGIN, login))
        self._unlock = page
        self.window.show_center(page, ground=theme.DESK)

    def _offer_password(self) -> None:
        password = known_password(self._data_folder)
        if password and self._unlock is not None:
            self._unlock.offer_password(password)

    def _first_key(self) -> str:
        return self.first_page or "today"

    @Slot()
    def _load(self) -> None:
        """Import what the data needs, on the thread that will open it."""
        self._app.setWindowIcon(QIcon(str(resources() / "icons" / "program.svg")))
        # Not before the first paint: PySide then wraps every event and its receiver.
        self._app.installEventFilter(self._idle)
        folder, clock, program = self._data_folder, self._clock, self._program

        def load() -> tuple[Program, bool, bool]:
            from alo183_desktop.bootstrap.program import Program
            from alo183_desktop.shared.clock import system_clock
            from alo183_desktop.shared.sealed_process import seal_process

            seal_process()
            log_to(folder / LOG_FILE)  # errors before the sign-in are kept, too
            loaded = program or Program(folder, clock=clock or system_clock)
            exists, is_lost = loaded.exists(), loaded.has_lost_data()
            if not exists and not is_lost:
                loaded.demand_writable()  # before anything is typed for it
            return loaded, exists, is_lost

        self.background.call(load, parent=self, success=self._show_data, failure=self._fail_to_load)

    def _show_data(self, found: tuple[Program, bool, bool]) -> None:
        self._program, exists, is_lost = found
        if not exists and not is_lost:
            self.first_start = FirstStart(self.background, self._program, window=self.window)
            self.first_start.opened.connect(self.open_desk)
            self.first_start.restored.connect(self._load)
            self.first_start.demo_wanted.connect(self._on_demo_wanted)
            self._unlock = None
            self.first_start.show()
        elif self._unlock is not None:
            self._unlock.set_data(self._program)
        else:
            self._show_unlock()
        self._offer_password()
        if is_lost and self._unlock is not None:
            lost = errors.text_of(KnownError("access.data_missing"))
            self._unlock.password.set_problem(str(lost))
        self._ahead.load()
        self.ready.emit()

    def _fail_to_load(self, error: Exception) -> None:
        begin_collecting(self.window)
        errors.show_failure(self.window, error)

    @Slot(frozenset)
    def _on_background_changed(self, topics: frozenset[Topic]) -> None:
        from alo183_desktop.directorate.queries import hides_from_capture, lock_minutes
        from alo183_desktop.gui.kit.topics import Topic

        if Topic.DIRECTORATE not in topics or self._desk is None:
            return

        def read(work: Work) -> tuple[int, bool]:
            return lock_minutes(work.session), hides_from_capture(work.session)

        def take(found: tuple[int, bool]) -> None:
            minutes, is_hidden = found
            self._idle.start(minutes)
            self._shield.set_active(is_active=is_hidden)

        self.background.run(read, parent=self, success=take, failure=log_bug)

    def _remember(self, key: str, text: str) -> None:
        # Only changes: Qt flushes its file to the disk while the first page is being drawn.
        if self._settings.value(key) != text:
            self._settings.setValue(key, text)

    @Slot()
    def _on_window_closing(self) -> None:
        if "_ahead" in self.__dict__:
            self._ahead.stop()
        self._leave_desk()
        if self._locked is not None:
            self._locked.stop()
        if "_tray" in self.__dict__:
            self._tray.leave()
        self.background.close()
        self._settings.sync()
        keep_private(self._data_folder / SETTINGS_FILE)


class FirstStart(QObject):
    """The set-up, and its alternatives.

    Signals:
        opened: The open data (`bootstrap.desk.Desk`), set up here or brought here with its sheet.
        restored: A backup is in the data folder; it is not opened yet.
        demo_wanted: The folder of the invented data that the user wants to try.
    """

    opened = Signal(object)
    restored = Signal()
    demo_wanted = Signal(object)

    def __init__(self, background: Background, program: Program, *, window: MainWindow) -> None:
        super().__init__(window)
        self._background = background
        self._program = program
        self._window = window
        from alo183_desktop.gui.setup.wizard import SetupWizard  # seldom needed

        self._wizard = SetupWizard(program, parent=window)
        self._wizard.finished.connect(self.opened)
        self._wizard.restore_wanted.connect(self._open_restoring)
        self._wizard.opening_wanted.connect(self._ask_data_file)
        self._wizard.demo_wanted.connect(self.demo_wanted)
        window.closing.connect(self._wizard.shut_down)

    def show(self) -> None:
        """Show the set-up in the window."""
        self._window.show_center(self._wizard)

    @Slot()
    def _open_restoring(self) -> None:
        from alo183_desktop.gui.unlock.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._background, self._program, login="", parent=self._window)
        dialog.restored.connect(self._wizard.shut_down)
        dialog.restored.connect(self.restored)
        dialog.open()

    @Slot()
    def _ask_data_file(self) -> None:
        from alo183_desktop.gui.kit.chosen_files import ask_source

        file = ask_source(self._window, "Veri dosyası", "Veri dosyası (*.db)")
        if file is not None:
            self.open_data_file(file)

    def open_data_file(self, file: Path) -> None:
        """Ask for the recovery sheet of a data file that was saved alone, and bring it here."""
        from alo183_desktop.gui.unlock.recovery_dialog import RecoveryDialog

        recover = partial(self._program.recover_file, file)
        dialog = RecoveryDialog(self._background, recover, login="", parent=self._window)
        dialog.recovered.connect(self._wizard.shut_down)
        dialog.recovered.connect(self.opened)
        dialog.open()
