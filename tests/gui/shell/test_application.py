"""From the first paint to the lock: what is loaded when, and what is seen when."""

import logging
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop.access.model import FormDraft
from alo183_desktop.access.presence import Other
from alo183_desktop.db.audit import Break, Head, Verdict
from alo183_desktop.gui.application import SETTINGS_FILE, Session
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.shell import startup_notices
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.log_file import LOG_FILE
from tests.clocks import PATIENCE_S, START
from tests.gui.conftest import Answers
from tests.gui.shell.fake_program import (
    SECRET,
    FakeBackups,
    FakeDesk,
    FakeProgram,
    NoRows,
    seen,
    unlock,
)
from tests.platforms import WITH_LONGEST_NAME, WITH_MODES

HEAVY = (
    "sqlalchemy",
    "alembic",
    "reportlab",
    "PIL",
    "cryptography",
    "phonenumbers",
    "sqlcipher3",
    "typing_extensions",
    "logging.handlers",
    "concurrent.futures",
    "zoneinfo",
    "tomllib",
    "alo183_desktop.bootstrap",
    "alo183_desktop.gui.kit.dialogs",
    "alo183_desktop.gui.kit.form.form",
    "alo183_desktop.shared.identity",
    "dataclasses",
    "alo183_desktop.gui.kit.copying",
    "alo183_desktop.shared.turkish",
    "unicodedata",
    "alo183_desktop.gui.shell.workspace",
    "alo183_desktop.gui.pages",
    "alo183_desktop.gui.preload",
    "Qt namespace",
)
_TURNS = 5
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


def test_that_nothing_heavy_is_imported_before_the_first_paint(data_folder: Path) -> None:
    (data_folder / "alo183.key").touch()
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT, str(data_folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = set(done.stdout.splitlines())
    assert "PySide6.QtWidgets" in loaded
    # What `traceback` needs from Python 3.14 on is there in any program.
    needed = {"dataclasses"} if sys.version_info >= (3, 14) else set()
    assert not loaded.intersection(HEAVY) - needed


def test_that_the_lock_lets_go_of_what_the_screens_held_without_waiting_for_the_collector(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: SECRET in seen())
    (workspace,) = session.window.findChildren(Workspace)
    shown = [weakref.ref(one) for one in (workspace, *workspace.findChildren(Page))]
    assert len(shown) > 1
    del workspace
    session.lock()
    qtbot.waitUntil(lambda: not any(one() for one in shown))


def test_that_the_lock_lets_go_of_the_screens_once_the_data_is_closed(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    may_close = threading.Event()
    monkeypatch.setattr(FakeDesk, "close", lambda _desk: may_close.wait(PATIENCE_S))
    session = start()
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: SECRET in seen())
    (workspace,) = session.window.findChildren(Workspace)
    page = workspace.findChildren(Page)[0]
    page.destroyed.connect(partial(id, page))  # a ring, as most pages hold themselves
    shown = [weakref.ref(one) for one in (workspace, page)]
    session.background.call(
        lambda: may_close.wait(PATIENCE_S), parent=page, success=page.setEnabled
    )
    destroyed: list[object] = []
    workspace.destroyed.connect(lambda: destroyed.append(None))
    del workspace, page
    session.lock()
    qtbot.waitUntil(lambda: destroyed != [])
    for _turn in range(_TURNS):
        QApplication.processEvents()
    may_close.set()
    qtbot.waitUntil(lambda: session.background.is_idle() and session.is_ready())
    assert not any(one() for one in shown)


def test_that_the_right_password_opens_the_first_page(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    assert SECRET not in seen()
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: SECRET in seen())
    assert session.unlock_page() is None


def test_that_the_foot_shows_how_old_the_newest_backup_is(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    reported = "Son yedek: bugün 10:55 (1 sa 35 dk önce)"
    qtbot.waitUntil(lambda: workspace.foot.backup_text() == reported)


def test_that_another_program_on_the_same_data_is_shown_above_the_pages(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other("MASA-2", 7, START, "Şükrü IŞIK")
    monkeypatch.setattr(FakeDesk, "others", lambda _desk: (other,))
    unlock(qtbot, start())
    qtbot.waitUntil(lambda: any("Şükrü IŞIK, MASA-2" in words for words in seen()))
    assert SECRET in seen()


@pytest.mark.parametrize(
    ("form", "led"),
    [("cases.intake", ("cases", None)), ("rota.publish.2027-01", ("rota", "2027-01"))],
)
def test_that_a_form_that_was_left_half_typed_is_shown_above_the_pages(
    qtbot: QtBot,
    start: Callable[[], Session],
    monkeypatch: pytest.MonkeyPatch,
    answers: Answers,
    form: str,
    led: tuple[str, str | None],
) -> None:
    left = FormDraft(
        id=1,
        key="1",
        login="selin",
        form=form,
        title="Vaka kaydet",
        texts={},
        words="",
        kept_at=START,
    )
    monkeypatch.setattr(NoRows, "scalars", lambda _session, _query: (left,))
    session = start()
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: any("Kaydedilmemiş form var: Vaka kaydet" in one for one in seen()))
    workspace = session.workspace()
    assert workspace is not None
    (notice,) = (
        one for one in workspace.findChildren(Banner) if one.text().startswith("Kaydedilmemiş")
    )
    asked: list[tuple[str, object]] = []
    monkeypatch.setattr(Workspace, "show_list", lambda _self, *what: asked.append(what))
    notice.action_chosen.emit()
    assert asked == [led]
    # What may never be opened again is thrown away from here, once asked.
    dropped: list[object] = []
    monkeypatch.setattr(startup_notices, "drop_drafts", lambda _work, keys: dropped.append(keys))
    answers.replies = [0, 2]
    notice.second_chosen.emit()
    assert dropped == []
    notice.second_chosen.emit()
    qtbot.waitUntil(lambda: dropped == [{"1"}])
    # Saved or thrown away in its form: nothing is left to report.
    monkeypatch.setattr(NoRows, "scalars", lambda _session, _query: ())
    session.background.changed.emit(frozenset({Topic.TYPING}))
    qtbot.waitUntil(notice.isHidden)


def test_that_a_backup_that_failed_is_marked_in_the_foot(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble = KnownError("backups.not_written", folder="yedek")
    monkeypatch.setattr(FakeBackups, "trouble", trouble)
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    qtbot.waitUntil(lambda: workspace.foot.backup_text().startswith("▲ Son yedek"))


def test_that_a_broken_trail_is_shown_above_every_page(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDesk, "verdict", Verdict(9, Head(9, ""), (Break(9, "head_missing"),)))
    unlock(qtbot, start())
    qtbot.waitUntil(lambda: any("alo183.head" in words for words in seen()))
    assert SECRET in seen()


def test_that_lost_data_leads_to_no_set_up(
    start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeProgram, "exists", lambda _program: False)
    monkeypatch.setattr(FakeProgram, "has_lost_data", lambda _program: True)
    page = start().unlock_page()
    assert page is not None
    assert "alo183.db" in page.password.shown_message()


@WITH_LONGEST_NAME
def test_that_a_data_folder_that_cannot_be_looked_into_is_shown_in_the_window(
    qtbot: QtBot, qapp: QApplication, answers: Answers, tmp_path: Path, no_log: logging.Logger
) -> None:
    session = Session(tmp_path / ("ş" * 300), parent=qapp)
    session.start()
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert [title.partition(".")[0] for title in answers.asked] == ["Veri klasörüne bakılamıyor"]
    assert not no_log.handlers
    session.window.close()
    session.window.deleteLater()
    session.deleteLater()


@WITH_MODES
@pytest.mark.usefixtures("no_log")
def test_that_what_is_kept_beside_the_data_is_for_this_user_only(
    qtbot: QtBot, start: Callable[[], Session], data_folder: Path
) -> None:
    session = start()
    unlock(qtbot, session)
    session.window.close()
    for name in (SETTINGS_FILE, LOG_FILE):
        assert (data_folder / name).stat().st_mode & 0o077 == 0, name


def test_that_the_page_has_the_focus_after_unlocking(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("officers")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page)


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
