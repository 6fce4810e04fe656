"""What every test gets: no window on the screen, a clock that stands still, and no leftovers."""

import gc
import io
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from alo183_desktop.bootstrap import desk
from alo183_desktop.db import migrate
from alo183_desktop.db.base import forget_compiled
from alo183_desktop.demo import Filled
from alo183_desktop.documents import foreign_pages, page_child
from alo183_desktop.documents.fax import scan_child, scans
from alo183_desktop.documents.foreign import table_child, tables
from alo183_desktop.documents.foreign.limited_child import (
    ChildEndedError,
    Ending,
    ask_child,
    command_of,
)
from alo183_desktop.rota.planning import explanation, proposal, solver
from alo183_desktop.shared import laid_down
from alo183_desktop.shared.override import override
from alo183_desktop.shared.paths import resources
from tests.clocks import NEW_YEAR, PATIENCE_S, FixedClock
from tests.examples import DAILY
from tests.platforms import folder_in_memory
from tests.rules_of_desk import RulesOfDesk

if sys.platform == "win32":  # nobody tells Qt there which letters to draw off the screen
    os.environ.setdefault("QT_QPA_FONTDIR", str(resources() / "fonts"))
# Every commit waits for the disk; in memory it does not, and a copied database is there at once.
if room_in_memory := folder_in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(room_in_memory))
# What the developer has set for a real data folder must not reach a test.
for _name in ("ALO183_USER", "ALO183_PASSWORD"):
    os.environ.pop(_name, None)

# Time is not measured by examples: the machines of CI are shared.
settings.register_profile(
    "some", deadline=None, max_examples=DAILY, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("all", settings.get_profile("some"), max_examples=100)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Gives each worker whole files, so that what the tests of one share is made once.

    A year of invented work takes longest, and freezing the program: the files that look at one of
    them go together.
    """

    _SHARED: Final = {
        "tests/gui/test_lists.py": "a year",
        "tests/gui/test_roles.py": "a year",
        "tests/unit/demo/test_filling.py": "a year",
        "tests/project/test_deb.py": "a frozen program",
        "tests/project/test_packaging.py": "a frozen program",
    }

    @override
    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return self._SHARED.get(path, path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Hand out the tests by their files."""
    return ByFile(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run ask for everything."""
    parser.addoption(
        "--all",
        action="store_true",
        help="also run what PostgreSQL hardly does differently, and what is slow and rarely breaks",
    )
    parser.addoption(
        "--platform",
        default="offscreen",
        help="Qt's plugin for the windows of the tests, such as windows or xcb (%(default)s)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose the display, and how many examples a property gets, before any test is read."""
    os.environ["QT_QPA_PLATFORM"] = config.getoption("--platform")
    settings.load_profile("all" if config.getoption("--all") else "some")
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for no garbage in what stays as long as the run: thousands of tests and their modules.

    An eighth of the time went into that.
    """
    gc.enable()
    gc.freeze()
    gc.set_threshold(20_000, 5, 5)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `--all` runs."""
    if config.getoption("--all"):
        return
    config.hook.pytest_deselected(items=[item for item in items if _is_extra(item)])
    items[:] = [item for item in items if not _is_extra(item)]


def _is_extra(item: pytest.Item) -> bool:
    if item.get_closest_marker("extra"):
        return True
    backend = item.callspec.params.get("backend") if hasattr(item, "callspec") else None
    return backend == "postgresql" and not item.get_closest_marker("both_backends")


@pytest.fixture(scope="session", autouse=True)
def _tables_are_worked_out_once() -> Iterator[None]:
    """Send an empty database the statements that Alembic worked out for the first of its kind.

    It takes half a second to find them, in every test that sets a directorate up.
    """
    work_out = migrate.upgrade_on
    found: dict[str, list[tuple[str, Any, bool]]] = {}

    def upgrade_on(connection: Connection) -> None:
        kind = connection.dialect.name
        if inspect(connection).has_table("alembic_version"):
            work_out(connection)
        elif kind in found:
            cursor = connection.connection.cursor()
            for statement, parameters, is_many in found[kind]:
                (cursor.executemany if is_many else cursor.execute)(statement, parameters)
        else:
            sent: list[tuple[str, Any, bool]] = []

            def keep(_connection: object, _cursor: object, *given: Any) -> None:
                statement, parameters, _context, is_many = given
                sent.append((statement, parameters, is_many))

            event.listen(connection, "before_cursor_execute", keep)
            work_out(connection)
            event.remove(connection, "before_cursor_execute", keep)
            found[kind] = sent

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "upgrade_on", upgrade_on)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Let all engines of a kind share what SQLAlchemy has compiled: each test has its own engine.

    A quarter of the time of the tests with a database went into that.
    """
    compiled: LRUCache[Any, Any] = LRUCache(10_000)
    shared = property(lambda _engine: compiled, lambda _engine, _own: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_compiled_cache", shared, raising=False)
        # It is kept by dialect, of which each engine makes one.
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(desk, "forget_compiled", lambda: None)
        yield


@pytest.fixture
def own_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each engine of the test keep what it has compiled to itself, as in the program."""
    monkeypatch.delattr(Engine, "_compiled_cache")
    monkeypatch.setattr(desk, "forget_compiled", forget_compiled)


@pytest.fixture
def rules_of_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RulesOfDesk]:
    """Return what lays something down for this computer; nothing is, in any other test."""
    rules = RulesOfDesk(tmp_path, monkeypatch)
    yield rules
    rules.end()


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_laid_down(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing reach a test that is laid down for the developer's own computer."""
    place = tmp_path_factory.mktemp("rules") / "alo183.toml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laid_down, "rules_file", lambda: place)
        patch.setattr(laid_down, "read_policy", dict)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_plan_has_the_time_of_a_test() -> Iterator[None]:
    """Let the planner of duties take its time: on a busy machine it finds no less.

    A test that gives it less says so.
    """
    patient = proposal.SolverLimits(seconds=PATIENCE_S, grace_s=PATIENCE_S)
    with pytest.MonkeyPatch.context() as patch:
        for function, name, value in (
            (proposal.propose, "limits", patient),
            (proposal.solve, "limits", patient),
            (explanation.explain_all, "seconds", PATIENCE_S),
        ):
            patch.setitem(function.__kwdefaults__, name, value)  # type: ignore[arg-type]
        patch.setattr(explanation, "SolverLimits", lambda **_given: patient)
        yield


@pytest.fixture(scope="session", autouse=True)
def _plans_are_made_here() -> Iterator[None]:
    """Ask the solver in the process of the tests: half of the time of a plan is its start.

    A test that puts another command in the place of the solver's process still gets a process.
    """

    def ask(command: list[str], source: bytes, *, seconds: float, **limits: Any) -> bytes:
        if command[:-2] != command_of(solver.OPTION, solver.__file__):
            return ask_child(command, source, seconds=seconds, **limits)
        answer = io.StringIO()
        ends_at = time.monotonic() + seconds
        stages = solver.solve_stages(json.loads(source), answer, ends_at=ends_at)
        return answer.getvalue().encode() + json.dumps({"end": stages}).encode()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proposal, "ask_child", ask)
        yield


@pytest.fixture(scope="session", autouse=True)
def _foreign_files_are_read_here() -> Iterator[None]:
    """Read foreign tables and scans in the process of the tests: most take less than its start.

    What asks about that process and its limits gets one (tests/documents/conftest.py).
    """
    with pytest.MonkeyPatch.context() as patch:
        for module, child in (
            (tables, table_child),
            (scans, scan_child),
            (foreign_pages, page_child),
        ):
            answer = partial(_answer_here, module.child_command(), child.respond)
            patch.setattr(module, "ask_child", answer)
        yield


def _answer_here(
    child: list[str],
    respond: Callable[[BinaryIO, list[str]], Iterator[bytes]],
    command: list[str],
    source: BinaryIO | bytes,
    **limits: Any,
) -> bytes:
    if command[: len(child)] != child:
        return ask_child(command, source, **limits)
    if limits.get("is_cancelled", bool)():
        raise ChildEndedError(Ending.CANCELLED)
    _memory, *wanted = command[len(child) :]
    return b"".join(respond(io.BytesIO(source) if isinstance(source, bytes) else source, wanted))


@pytest.fixture(scope="session", autouse=True)
def _the_same_paper_is_drawn_once() -> Iterator[None]:
    """Count the sheets of a paper that many tests keep once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scans, "count_sheets", cache(scans.count_sheets))
        yield


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands at 2026-11-24 09:30 UTC until the test moves it."""
    return FixedClock()


@pytest.fixture(scope="session")
def demo_year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Filled]:
    """Return a year of invented work until `NEW_YEAR`; an older demo stood in its folder before.

    It takes a while: the files that ask for it go to one worker (`ByFile`).
    """
    from alo183_desktop import demo  # all that there is; most files need less
    from alo183_desktop.bootstrap.program import Program
    from tests.unit.bootstrap import people

    folder = tmp_path_factory.mktemp("uydurma")
    older = replace(people.ANSWERS, administrator_login=demo.LOGIN)
    Program(folder, cost=people.CHEAP).create(older, people.PASSWORD)[0].close()
    (folder / "demo").touch()
    clock = FixedClock(NEW_YEAR)
    return folder, demo.fill(folder, password=people.PASSWORD, clock=clock, cost=people.CHEAP)


@pytest.fixture
def no_log() -> Iterator[logging.Logger]:
    """Return the log of the program, which no earlier test has begun to keep in a file."""
    log = logging.getLogger("alo183_desktop")
    before = list(log.handlers)
    log.handlers.clear()
    yield log
    for handler in log.handlers:
        handler.close()
    log.handlers[:] = before


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Return an empty data folder whose name has a blank and Turkish letters."""
    folder = tmp_path / "Veri Klasörü ğüşİı"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _nothing_is_left_over() -> Iterator[None]:
    """Fail a test that leaves a thread, or a Qt timer that runs, behind."""
    threads = set(threading.enumerate())
    timers = _running_timers()
    yield
    started = [thread for thread in threading.enumerate() if thread not in threads]
    for thread in started:
        thread.join(PATIENCE_S)
    left = [f"thread {thread.name}" for thread in started if thread.is_alive()]
    after = _running_timers()
    left += [f"timer of {after[pointer]}" for pointer in after.keys() - timers.keys()]
    if left:
        pytest.fail(f"left over: {', '.join(sorted(left))}")


def _running_timers() -> dict[int, str]:
    """Return the timers that run in any window or in the application, with their owners."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    application = QCoreApplication.instance()
    if not isinstance(application, QApplication):
        return {}
    # What was told to delete itself later does so now.
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    owners: list[QObject] = [application, *application.topLevelWidgets()]
    return {
        shiboken6.getCppPointer(timer)[0]: type(timer.parent()).__name__
        for owner in owners
        for timer in owner.findChildren(QTimer)
        if timer.isActive()
    }
