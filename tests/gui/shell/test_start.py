"""What is loaded when: before the card, while somebody types, and never before the first rows."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

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
        application._PICTURE_MS = 600_000  # what follows the first page, however long that takes
        tables = Base.registry.mappers
        show("unjoined", [one.class_.__name__ for one in tables if not one.configured])
        show("collector", ["everywhere" if gc.isenabled() else "window"])
        show("frozen", ["modules"] if gc.get_freeze_count() else [])
        page = session.unlock_page()
        page.user.set_value(sys.argv[2])
        page.password.line.setText(sys.argv[3])
        page.try_unlock()

def is_open():
    page = session.workspace().show_page("today")
    if page.tiles:
        is_shown()
    else:
        page.loaded.connect(is_shown)

def is_shown():
    head = session.workspace().show_page("today").header
    show("head", ["whole" if head.height() >= head.sizeHint().height() else "squeezed"])
    session.window.grab()
    show("all", sys.modules)
    app.quit()

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
    "zxcvbn",
    "zxingcpp",
    "sqlalchemy.dialects.postgresql",
    "alo183_desktop.retention.model",
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


def test_that_the_first_page_is_laid_out_for_what_fills_it(
    shown: dict[str, set[str]],
) -> None:
    assert shown["head"] == {"whole"}


def test_that_the_first_page_needs_no_library_of_documents_and_no_other_database(
    shown: dict[str, set[str]],
) -> None:
    assert NOT_YET.intersection(shown["all"]) == set()
