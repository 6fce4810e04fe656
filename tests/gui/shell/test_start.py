"""What is loaded when: before the card, while somebody types, and never before the first rows."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.gui.application import SETTINGS_FILE
from tests.gui.desks import ANSWERS, PASSWORD, make_program

_START: Final = """
import builtins, gc, sys
from pathlib import Path
from alo183_desktop.cli import main
from alo183_desktop.shared import collector
collector.pause_collector()
from alo183_desktop.gui import application
from PySide6.QtCore import QTimer

def show(name, values):
    print(name, *sorted(values))

def is_loaded():
    if session.background.is_idle() and session.is_ready():
        waiting.stop()
        from alo183_desktop.db.base import Base
        from alo183_desktop.gui.overview.page import OverviewPage
        application._PICTURE_MS = 600_000  # what follows the first page, however long that takes
        made.extend(session.window.findChildren(OverviewPage))
        tables = Base.registry.mappers
        show("unjoined", [one.class_.__name__ for one in tables if not one.configured])
        show("collector", ["everywhere" if gc.isenabled() else "window"])
        show("frozen", ["modules"] if gc.get_freeze_count() else [])
        known.update(sys.modules)
        page = session.unlock_page()
        page.user.set_value(sys.argv[2])
        page.password.line.setText(sys.argv[3])
        page.try_unlock()

def is_open():
    page = session.workspace().show_page("today")
    show("page", ["ahead" if page in made else "afterwards"])
    if page.tiles:
        is_shown()
    else:
        page.loaded.connect(is_shown)

def is_shown():
    head = session.workspace().show_page("today").header
    show("head", ["whole" if head.height() >= head.sizeHint().height() else "squeezed"])
    session.window.grab()
    show("after", set(sys.modules) - known)
    show("all", sys.modules)
    app.quit()

known, made = set(), []
app = application.make_application(["alo183"])
session = application.Session(Path(sys.argv[1]), parent=app)
waiting = QTimer(interval=5)
waiting.timeout.connect(is_loaded)
session.ready.connect(waiting.start)
session.opened.connect(is_open)
show("import", [builtins.__import__.__name__])
session.start()
app.exec()
session.window.close()
"""
OURS: Final = ("alo183_desktop", "sqlalchemy", "cryptography", "sqlcipher3", "PySide6")
NOT_YET: Final = {
    "alembic",
    "PIL",
    "docx",
    "pikepdf",
    "pypdfium2",
    "python_calamine",
    "reportlab",
    "phonenumbers",
    "stdnum",
    "tomllib",
    "zxcvbn",
    "zxingcpp",
    "sqlalchemy.dialects.postgresql",
    "alo183_desktop.retention.model",
    "alo183_desktop.gui.officers.page",
    "alo183_desktop.officers.roster.recipe",
}
"""What no page shows before somebody asks for it."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return what a start said that was brought as far as the first page, by its first word."""
    from tests.clocks import FixedClock

    folder: Path = tmp_path_factory.mktemp("veri")
    clock: FixedClock = FixedClock()
    desk, _sheet = make_program(folder, clock).create(ANSWERS, PASSWORD)
    desk.close()
    left = f"[unlock]\nlogin={ANSWERS.administrator_login}\nrole=administrator\n"
    (folder / SETTINGS_FILE).write_text(left, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _START, str(folder), ANSWERS.administrator_login, PASSWORD],
        check=True,
        capture_output=True,
        text=True,
    )
    return {line.split()[0]: set(line.split()[1:]) for line in done.stdout.splitlines()}


def test_that_qt_does_not_read_the_source_of_every_module(shown: dict[str, set[str]]) -> None:
    assert "__feature_import__" not in shown["import"]


def test_that_only_the_window_looks_for_garbage_and_not_at_what_stays(
    shown: dict[str, set[str]],
) -> None:
    assert shown["collector"] == {"window"}
    assert shown["frozen"]


def test_that_no_table_waits_for_the_password_to_be_joined_to_the_others(
    shown: dict[str, set[str]],
) -> None:
    assert shown["unjoined"] == set()


def test_that_the_first_page_is_made_while_somebody_types(shown: dict[str, set[str]]) -> None:
    assert shown["page"] == {"ahead"}


def test_that_a_page_that_was_made_unseen_is_laid_out_anew_for_what_fills_it(
    shown: dict[str, set[str]],
) -> None:
    assert shown["head"] == {"whole"}


def test_that_nothing_is_imported_between_the_password_and_the_first_page(
    shown: dict[str, set[str]],
) -> None:
    assert {name for name in shown["after"] if name.startswith(OURS)} == set()


def test_that_the_first_page_needs_no_library_of_documents_and_no_other_database(
    shown: dict[str, set[str]],
) -> None:
    assert NOT_YET.intersection(shown["all"]) == set()


_LOAD_PAGES: Final = """
import sys
from alo183_desktop.cli import main
from alo183_desktop.gui import application, pages
from alo183_desktop.bootstrap.capabilities import load_libraries, load_page_libraries
from alo183_desktop.db.work import Actor
from alo183_desktop.shared.clock import system_clock

app = application.make_application(["alo183"])
load_libraries()
seat = pages.UserContext(Actor(None, "", "", "administrator"), system_clock)
for entry in pages.entries(None, seat):
    load_page_libraries(entry.key)
    known = set(sys.modules)
    if entry.load_ahead is not None:
        entry.load()
    elif not pages.load_first(entry.key):
        continue
    print(entry.key, *sorted(set(sys.modules) - known))
"""


@pytest.fixture(scope="module")
def brought() -> dict[str, set[str]]:
    """Return which modules each page brings to the GUI thread, when what it asks is loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD_PAGES], check=True, capture_output=True, text=True
    )
    return {line.split()[0]: set(line.split()[1:]) for line in done.stdout.splitlines()}


def test_that_a_page_brings_nothing_but_screens_to_the_gui_thread(
    brought: dict[str, set[str]],
) -> None:
    assert {"today", "cases", "officers", "changes", "phones", "guidance"} <= set(brought)
    screens = ("alo183_desktop.gui", "PySide6")
    ours = {name for names in brought.values() for name in names if name.startswith(OURS)}
    assert {name for name in ours if not name.startswith(screens)} == set()
