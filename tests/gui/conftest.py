"""What every test of a window needs: no display, our look, and background work that ends."""

import gc
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop import demo
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.work import Actor
from alo183_desktop.gui import translation
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.background import Background, collect_due
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.side_card import CardReader
from tests.clocks import NEW_YEAR, PATIENCE_S, FixedClock
from tests.gui import desks
from tests.gui.officers import directorate

PageT = TypeVar("PageT", bound=Page)
_DIALOGS_END: Final = 0.8
"""Of the time that a test has."""
_imported_elsewhere: list[str] = []


def _note_import(event: str, given: tuple[object, ...]) -> None:
    if event != "import" or threading.current_thread() is threading.main_thread():
        return
    if str(given[0]).startswith(("PySide6.", "alo183_desktop.gui.")):
        _imported_elsewhere.append(str(given[0]))


sys.addaudithook(_note_import)


@pytest.fixture(autouse=True)
def screens_are_imported_on_the_gui_thread() -> Iterator[None]:
    """Fail a test whose background imports a screen: see ADR 0011."""
    _imported_elsewhere.clear()
    yield
    assert _imported_elsewhere == []


@pytest.fixture(autouse=True)
def garbage_is_collected_on_the_gui_thread() -> Iterator[None]:
    """Let no thread destroy what is Qt's, as in the program (gui/kit/background.py)."""
    gc.disable()
    yield
    collect_due()
    gc.enable()


@pytest.fixture(autouse=True)
def no_dialog_waits_for_ever(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a dialog waiting for an answer.

    Its time limit does not end it: such a dialog turns Qt's own loop, in which what the limit
    raises is lost.
    """
    unanswered: list[str] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            unanswered.append(dialog.windowTitle())
            dialog.done(QDialog.DialogCode.Rejected)  # `reject` may ask again

    timer = QTimer(qapp)
    timer.timeout.connect(close)
    timer.start(round(_DIALOGS_END * _time_of(request) * 1000))
    yield
    timer.stop()
    timer.deleteLater()
    assert unanswered == []


def _time_of(request: pytest.FixtureRequest) -> float:
    """Return how many seconds a test may take."""
    if (marker := request.node.get_closest_marker("timeout")) is not None:
        return float(marker.args[0])
    return float(request.config.getoption("timeout") or request.config.getini("timeout"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let popups open: without a display Qt says that it cannot raise them or grab keys.

    The dialog of Windows does not open where no printer is installed, and says so.
    """
    ignored = pytest.mark.qt_log_ignore(
        "This plugin does not support", "Cannot be used on non-native printers"
    )
    for item in items:
        if "tests/gui" in item.path.as_posix():
            item.add_marker(ignored)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> Iterator[QApplication]:
    """Give the application the look and the language of the program."""
    # A test cannot press the keys of a dialog of the system.
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    translation.install(qapp)
    with pytest.MonkeyPatch.context() as patch:
        # What is cut or moved is measured in the letters of the drawings, on every system.
        patch.setattr(theme, "_WITHOUT_SYSTEM_FONT", frozenset({qapp.platformName()}))
        theme.apply(qapp, scheme=Qt.ColorScheme.Light)
    # What is there before the first window stays: no test looks for garbage in it again.
    gc.freeze()
    yield qapp
    # Without a window system Qt frees what was copied behind Python's end, and crashes on it. The
    # program empties it with each lock.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def _dressed_where_it_is_looked_at(request: pytest.FixtureRequest, qapp: QApplication) -> None:
    """Take our style sheet off where no test looks: a quarter of their time went into it."""
    if _is_looked_at(request):
        theme.apply(qapp, scheme=Qt.ColorScheme.Light)
    elif qapp.styleSheet():
        qapp.setStyleSheet("")


def _is_looked_at(request: pytest.FixtureRequest) -> bool:
    return not {"look", "painted"}.isdisjoint(request.fixturenames)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Return a bot that waits as long as a test may take: a busy machine is no failure.

    `waitUntil` looks again after each millisecond, and not after ten.
    """
    wait = qtbot.wait
    setattr(qtbot, "wait", lambda _ms: wait(1))  # noqa: B010 - a method is no attribute to mypy
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=round(PATIENCE_S * 1000)))
    return qtbot


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Return a background without data; a test attaches its own."""
    made = Background(parent=qapp)
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def settle(background: Background, qtbot: QtBot) -> Callable[[], None]:
    """Return a way to wait until nothing is on its way to the window any more."""

    def wait() -> None:
        qtbot.waitUntil(background.is_idle)

    return wait


@pytest.fixture(scope="session")
def year_folder(
    demo_year: tuple[Path, demo.Filled], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a year of invented work, in which somebody of each role may sign in."""
    folder = tmp_path_factory.mktemp("roller")
    shutil.copytree(demo_year[0], folder, dirs_exist_ok=True)
    program = desks.make_program(folder, FixedClock(NEW_YEAR))
    desk = program.unlock(demo.LOGIN, desks.PASSWORD)
    for role in desks.LOOKING:
        desk.users.add(login=role.value, name=f"{role} IŞIK", role=role, password=desks.OTHER)
    desk.close()
    for role in desks.LOOKING:
        theirs = program.unlock(role.value, desks.OTHER)
        theirs.users.choose_own_password(desks.OWN)
        theirs.close()
    return folder


@pytest.fixture
def desk(full_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """Return the open data of a directorate.

    Each package says with `full_folder` what its pages are shown on. Filling it takes a while:
    it is filled once and copied for each test.
    """
    yield from _open_copy(full_folder, data_folder, clock)


@pytest.fixture
def empty_desk(empty_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """Return the open data of a directorate that has entered nothing yet (`empty_folder`)."""
    yield from _open_copy(empty_folder, data_folder, clock)


def _open_copy(filled: Path, folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    made = directorate.unlock(folder, clock)
    yield made
    made.close()


@pytest.fixture
def host(request: pytest.FixtureRequest, qtbot: QtBot) -> QWidget:
    """Return a window that is the parent of what is tested.

    It is laid out, and painted where a test looks at it (`look`, `painted`): a third of the time of
    all others went into pictures that nobody saw.
    """
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.setUpdatesEnabled(_is_looked_at(request))
    return window


@pytest.fixture
def put_up(
    background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> Callable[..., Any]:
    """Return what puts a page on data into a window, and waits until nothing is on its way to it.

    It takes what makes the page, the data, and the names of the signals that show that it is
    loaded; where it is not who is signed in, or not in `host`: who looks at it, and the window.
    """

    def put(
        kind: Callable[..., PageT],
        desk: Desk,
        *,
        loaded: Sequence[str],
        actor: Actor | None = None,
        window: QWidget | None = None,
    ) -> PageT:
        window = window or host
        background.attach(desk.work)
        window.resize(1180, 760)
        page = kind(background, actor=actor or desk.actor, clock=clock, parent=window)
        page.resize(window.size())
        signals = [attrgetter(name)(page) for name in loaded]
        with qtbot.waitSignals(signals), qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        # On a slow machine a card has been asked for before the list had its rows.
        readers: list[CardReader[Any, Any]] = page.findChildren(CardReader)
        qtbot.waitUntil(
            lambda: background.is_idle() and not any(one.is_waiting() for one in readers)
        )
        return page

    return put


@pytest.fixture
def page(open_page: Callable[[Desk], Page], desk: Desk) -> Page:
    """Return the page of a package (`open_page`) on its full data."""
    return open_page(desk)


@pytest.fixture
def empty_page(open_page: Callable[[Desk], Page], empty_desk: Desk) -> Page:
    """Return the page of a package on the data of a directorate that has entered nothing yet."""
    return open_page(empty_desk)


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directorate that has officers, and nothing else yet."""
    folder = tmp_path_factory.mktemp("bos")
    directorate.make(folder, FixedClock(), with_people=True)
    return folder


@pytest.fixture
def painted() -> None:
    """Let the windows of the test be dressed and painted."""


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Return settings that last as long as the test."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


class Answers:
    """Answers questions in place of a person.

    Attributes:
        replies: Places of verbs, used from the front; `STAYED` when there are none left.
        asked: The titles of what was asked.
        offered: The verb that was emphasised, of each question.
        verbs: All verbs of each question.
    """

    def __init__(self) -> None:
        self.replies: list[int] = []
        self.asked: list[str] = []
        self.offered: list[str] = []
        self.verbs: list[object] = []

    def ask(self, _parent: QWidget | None, **question: object) -> int:
        """Take the place of `dialogs.ask`."""
        self.asked.append(str(question["title"]))
        verbs, primary = question["verbs"], question.get("primary", 0)
        self.verbs.append(verbs)
        if isinstance(verbs, tuple) and isinstance(primary, int) and primary >= 0:
            self.offered.append(verbs[primary])
        return self.replies.pop(0) if self.replies else dialogs.STAYED


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer every question of the test from a list."""
    made = Answers()
    monkeypatch.setattr(dialogs, "ask", made.ask)
    return made


# Most is cut where letters are large, and dark colours are the harder ones: one look covers both.
# Each colour beside each ground of both sets is looked at in kit/test_theme.py.
@pytest.fixture(
    params=[
        "dark, 150 %",
        *(pytest.param(one, marks=pytest.mark.extra) for one in ("light", "dark", "light, 150 %")),
    ]
)
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """Show the windows of the test in each of the four looks."""
    font = qapp.font()
    if "150 %" in request.param:
        larger = qapp.font()
        # Of a system's own font only the points are known.
        larger.setPixelSize(round(QFontInfo(font).pixelSize() * 1.5))
        qapp.setFont(larger)
    is_dark = request.param.startswith("dark")
    theme.apply(qapp, scheme=Qt.ColorScheme.Dark if is_dark else Qt.ColorScheme.Light)
    yield request.param
    qapp.setFont(font)
    theme.apply(qapp, scheme=Qt.ColorScheme.Light)
