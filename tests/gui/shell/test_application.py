"""From the first paint to the lock: what is loaded when, and what is seen when."""

from __future__ import annotations

import datetime as dt
import logging
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit

from alo183_desktop.access.model import FormDraft
from alo183_desktop.access.presence import Other
from alo183_desktop.db.audit import Head, Verdict
from alo183_desktop.db.work import Actor
from alo183_desktop.gui import pages
from alo183_desktop.gui.application import LOG_FILE, SETTINGS_FILE, Session
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.table_view import TableView
from alo183_desktop.gui.kit.widgets import Splitter
from alo183_desktop.gui.shell.entries import PageEntry
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from tests.clocks import START
from tests.platforms import WITH_MODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.gui.kit.background import Background
    from tests.clocks import FixedClock

SECRET = "Zeynep GÜNDOĞDU"
HEAVY = (
    *("sqlalchemy", "alembic", "reportlab", "PIL", "cryptography", "phonenumbers", "sqlcipher3"),
    *("typing_extensions", "logging.handlers", "concurrent.futures", "zoneinfo", "tomllib"),
    *("alo183_desktop.bootstrap", "alo183_desktop.gui.kit.dialogs", "alo183_desktop.gui.kit.forms"),
    *("alo183_desktop.gui.shell.workspace", "alo183_desktop.gui.pages"),
    "Qt namespace",
)
_FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6 import QtCore
from alo183_desktop.gui import application

def tell():
    # Qt's namespace is built when it is first named, with a thousand members of enumerations.
    built = ["Qt namespace"] if "Qt" in vars(QtCore) else []
    print(*sys.modules, *built, sep="\\n")
    app.quit()

app = application.make_application(["alo183"])
session = application.Session(Path(sys.argv[1]), parent=app)
session._load = lambda: None
session.window.painted.connect(tell)
session.start()
app.exec()
session.window.close()
"""


class NoRows:
    """A session on data in which nobody left anything half typed."""

    def execute(self, _statement: object) -> None:
        """Change nothing."""

    def scalars(self, _query: object) -> tuple[object, ...]:
        return ()


class FakeDesk:
    """Open data that remembers that it was closed."""

    actor = Actor(1, "selin", "Selin AKTAŞ", "clerk")
    directorate_name = "Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü"
    lock_minutes = 10
    verdict = Verdict(9, None, None, Head(9, ""))

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.is_closed = False

    @contextmanager
    def work(self) -> Iterator[Any]:
        """Only what is asked at the opening is asked: no page of this test asks for anything."""
        yield SimpleNamespace(actor=self.actor, now=self.clock(), session=NoRows())

    def others(self) -> tuple[Other, ...]:
        """Nobody else has it open."""
        return ()

    def take_daily_backup(self) -> None:
        """There is one of today already."""

    def take_import_backup(self) -> None:
        """No test of this module imports anything."""

    def newest_backup(self) -> dt.datetime | None:
        return self.clock() - dt.timedelta(hours=1, minutes=35)

    def close(self) -> None:
        self.is_closed = True


class FakeProgram:
    """Locked data that knows one password."""

    def __init__(self, clock: FixedClock) -> None:
        self.desk = FakeDesk(clock)

    def exists(self) -> bool:
        return True

    def has_lost_data(self) -> bool:
        return False

    def label(self) -> str:
        return FakeDesk.directorate_name

    def logins(self) -> tuple[str, ...]:
        return ("selin",)

    def unlock(self, _login: str, password: str) -> FakeDesk:
        if password != "doğru":
            raise KnownError("access.wrong_password", left=2, wait=30)
        return self.desk


class SecretPage(Page):
    """A page with a name on it, and a dialog that keeps a draft."""

    def __init__(self, background: Background, *, clock: FixedClock, parent: QWidget) -> None:
        super().__init__(
            background, title="Kadro", actor=FakeDesk.actor, clock=clock, parent=parent
        )
        self.content.addWidget(QLabel(SECRET, self))
        self.was_prepared = False

    @override
    def prepare_lock(self) -> None:
        self.was_prepared = True


class DraftDialog(QDialog):
    """Refuses to be closed by hand, keeps its draft when the window locks."""

    was_kept = False

    def prepare_lock(self) -> None:
        self.was_kept = True

    @override
    def reject(self) -> None:
        """Stay open, as a form that asks first does."""


@pytest.fixture
def start(
    qapp: QApplication,
    qtbot: QtBot,
    data_folder: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], Session]]:
    """Return a function that starts the program on fake data."""
    (data_folder / "alo183.key").touch()
    sessions: list[Session] = []

    def entries(background: Background, _desk: FakeDesk) -> list[PageEntry]:
        return [
            PageEntry(
                "officers",
                "Kadro",
                "officers",
                lambda parent: SecretPage(background, clock=clock, parent=parent),
            )
        ]

    monkeypatch.setattr(pages, "entries", entries)
    hook = sys.excepthook

    def begin() -> Session:
        program: Any = FakeProgram(clock)
        session = Session(data_folder, clock=clock, program=program, parent=qapp)
        sessions.append(session)
        with qtbot.waitSignal(session.ready):
            session.start()
        return session

    yield begin
    sys.excepthook = hook
    Splitter.settings = TableView.settings = None
    for session in sessions:
        session.window.close()
        session.window.deleteLater()
        session.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def unlock(qtbot: QtBot, session: Session) -> None:
    page = session.unlock_page()
    assert page is not None
    page.password.set_text("doğru")
    with qtbot.waitSignal(session.opened):
        page.try_unlock()


def seen() -> list[str]:
    """Return every text that a label of any open window shows."""
    return [
        label.text()
        for top in QApplication.topLevelWidgets()
        if top.isVisible()
        for label in top.findChildren(QLabel)
        if label.isVisible()
    ]


def test_that_nothing_heavy_is_imported_before_the_first_paint(data_folder: Path) -> None:
    (data_folder / "alo183.key").touch()
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT, str(data_folder)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    loaded = set(done.stdout.splitlines())
    assert "PySide6.QtWidgets" in loaded
    assert not loaded.intersection(HEAVY)


def test_that_the_right_password_opens_the_first_page(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    assert SECRET not in seen()
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: SECRET in seen())
    assert session.unlock_page() is None


def test_that_the_foot_tells_how_old_the_newest_backup_is(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    told = "Son yedek: bugün 10:55 (1 sa 35 dk önce)"
    qtbot.waitUntil(lambda: workspace.foot.backup_text() == told)


def test_that_another_program_on_the_same_data_is_told_above_the_pages(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other("MASA-2", 7, START, "Şükrü IŞIK")
    monkeypatch.setattr(FakeDesk, "others", lambda _desk: (other,))
    unlock(qtbot, start())
    qtbot.waitUntil(lambda: any("Şükrü IŞIK, MASA-2" in words for words in seen()))
    assert SECRET in seen()


def test_that_a_form_that_was_left_half_typed_is_told_above_the_pages(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = FormDraft(
        login="selin", form="cases.intake", title="Vaka kaydet", texts={}, kept_at=START
    )
    monkeypatch.setattr(NoRows, "scalars", lambda _session, _query: (left,))
    unlock(qtbot, start())
    qtbot.waitUntil(lambda: any("Kaydedilmemiş yazı var: Vaka kaydet" in one for one in seen()))


def test_that_a_backup_that_failed_is_marked_in_the_foot(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_desk: FakeDesk) -> None:
        raise KnownError("backups.not_written", folder="yedek")

    monkeypatch.setattr(FakeDesk, "take_daily_backup", refuse)
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    qtbot.waitUntil(lambda: workspace.foot.backup_text().startswith("▲ Son yedek"))


def test_that_a_broken_trail_is_told_above_every_page(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDesk, "verdict", Verdict(9, 9, "head_missing", Head(9, "")))
    unlock(qtbot, start())
    qtbot.waitUntil(lambda: any("alo183.head silinmiş" in words for words in seen()))
    assert SECRET in seen()


def test_that_lost_data_leads_to_no_set_up(
    start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeProgram, "exists", lambda _program: False)
    monkeypatch.setattr(FakeProgram, "has_lost_data", lambda _program: True)
    page = start().unlock_page()
    assert page is not None
    assert "alo183.db" in page.shown_problem()


@WITH_MODES
def test_that_what_is_kept_beside_the_data_is_for_this_user_only(
    qtbot: QtBot, start: Callable[[], Session], data_folder: Path
) -> None:
    root = logging.getLogger("alo183_desktop")
    before = list(root.handlers)
    root.handlers.clear()
    session = start()
    unlock(qtbot, session)
    session.window.close()
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = before
    for name in (SETTINGS_FILE, LOG_FILE):
        assert (data_folder / name).stat().st_mode & 0o077 == 0, name


def test_that_locking_hides_everything_and_forgets_the_key(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("officers")
    assert isinstance(page, SecretPage)
    prepared: list[bool] = []
    page.destroyed.connect(lambda: prepared.append(True))
    dialog = DraftDialog(session.window)
    dialog.setWindowTitle(SECRET)
    dialog.show()
    desk: Any = session._desk  # noqa: SLF001 - to see whether it was closed
    qtbot.keySequence(workspace, QKeySequence("Ctrl+L"))
    assert page.was_prepared
    assert dialog.was_kept
    assert not dialog.isVisible()
    assert SECRET not in seen()
    assert SECRET not in session.window.windowTitle()
    qtbot.waitUntil(lambda: desk.is_closed)
    qtbot.waitUntil(lambda: prepared == [True])
    assert session.unlock_page() is not None
    assert session.workspace() is None


def test_that_ctrl_l_locks_while_a_dialog_is_open(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    session._watch_input()  # noqa: SLF001 - a second after the unlocking, as always
    dialog = DraftDialog(session.window)
    field = QLineEdit(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    field.setFocus()
    with qtbot.waitSignal(session.locked):
        QTest.keyClick(field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert dialog.was_kept
    assert not dialog.isVisible()
    assert SECRET not in seen()


def test_that_ctrl_l_locks_while_the_search_everywhere_is_open(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    session._watch_input()  # noqa: SLF001 - a second after the unlocking, as always
    workspace = session.workspace()
    assert workspace is not None
    palette = workspace.open_palette()
    qtbot.waitUntil(palette.isActiveWindow)
    with qtbot.waitSignal(session.locked):
        QTest.keyClick(palette.field(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert session.workspace() is None


def test_that_the_page_has_the_focus_after_unlocking(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("officers")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page)


def test_that_the_window_locks_after_the_time_without_input(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDesk, "lock_minutes", 0.002)
    session = start()
    page = session.unlock_page()
    assert page is not None
    page.password.set_text("doğru")
    with qtbot.waitSignal(session.locked, timeout=5000):
        page.try_unlock()
    assert SECRET not in seen()


def test_that_it_can_be_unlocked_again_with_the_same_user_offered(
    qtbot: QtBot, start: Callable[[], Session], data_folder: Path
) -> None:
    session = start()
    unlock(qtbot, session)
    session.lock()
    page = session.unlock_page()
    assert page is not None
    assert page.user.text() == "selin"
    assert page.password.text() == ""
    unlock(qtbot, session)
    assert session.workspace() is not None
    session._settings.sync()  # noqa: SLF001 - to read what was remembered
    remembered = (data_folder / SETTINGS_FILE).read_text(encoding="utf-8")
    assert "AKTA" not in remembered


def test_that_the_lock_gives_back_the_page_that_was_shown(
    qtbot: QtBot, start: Callable[[], Session], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def entries(background: Background, _desk: FakeDesk) -> list[PageEntry]:
        return [
            PageEntry(
                key, key, "officers", lambda up: SecretPage(background, clock=clock, parent=up)
            )
            for key in ("today", "officers")
        ]

    monkeypatch.setattr(pages, "entries", entries)
    session = start()
    unlock(qtbot, session)
    before = session.workspace()
    assert before is not None
    assert before.current_key() == "today"
    before.show_page("officers")
    session.lock()
    unlock(qtbot, session)
    after = session.workspace()
    assert after is not None
    assert after.current_key() == "officers"


def test_that_ctrl_k_opens_the_search_from_anywhere(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    qtbot.keySequence(session.workspace(), QKeySequence("Ctrl+K"))
    palette = QApplication.activeModalWidget()
    assert palette is not None
    assert palette.windowTitle() == "Her yerde ara"
    QTest.keyClick(palette, Qt.Key.Key_Escape)
