"""Work off the GUI thread: order, answers, and what happens to them when the data is locked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.background import Background, Cancellation
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import Cancelled, KnownError
from tests.clocks import PATIENCE_S

CASE = frozenset({Topic.LETTER})


def refuse(answer: object) -> None:
    """Fail the test: nothing should have been answered."""
    pytest.fail(f"unexpected answer: {answer!r}")


def append(value: object) -> Callable[[Any], None]:
    """Return an operation that writes `value` to the ledger."""
    return lambda work: work.append(value)


class Ledger:
    """Stands for the database: remembers what was committed, and on which thread."""

    def __init__(self) -> None:
        self.committed: list[object] = []
        self.threads: set[str] = set()

    @contextmanager
    def open_work(self) -> Iterator[Any]:
        """Commit what the operation appended, or nothing."""
        pending: list[object] = []
        self.threads.add(threading.current_thread().name)
        yield pending
        self.committed.extend(pending)


@pytest.fixture
def ledger(background: Background) -> Ledger:
    made = Ledger()
    background.attach(made.open_work)
    return made


def test_that_a_write_is_committed_then_announced_then_answered(
    background: Background, ledger: Ledger, qtbot: QtBot
) -> None:
    seen: list[object] = []
    screen = QObject()
    background.changed.connect(lambda kinds: seen.append((kinds, list(ledger.committed))))
    background.run(
        append(1),
        parent=screen,
        success=lambda _answer: seen.append(threading.current_thread()),
        failure=refuse,
        changes=CASE,
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [(CASE, [1]), threading.main_thread()]
    assert all(name.startswith("db") for name in ledger.threads)


def test_that_a_failed_write_changes_nothing_and_announces_nothing(
    background: Background, ledger: Ledger, qtbot: QtBot
) -> None:
    def op(work: Any) -> None:
        work.append(1)
        raise LookupError("no such officer")

    errors: list[Exception] = []
    announced: list[object] = []
    screen = QObject()
    background.changed.connect(announced.append)
    background.run(op, parent=screen, success=refuse, failure=errors.append, changes=CASE)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], LookupError)
    assert (ledger.committed, announced) == ([], [])


def test_that_a_failure_of_which_nobody_says_what_follows_is_shown_at_the_window_that_asked(
    background: Background, host: QWidget, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    background.attach(Ledger().open_work)
    reported: list[tuple[QWidget, str]] = []
    monkeypatch.setattr(dialogs, "ask", lambda at, *, title, **_words: reported.append((at, title)))

    def op() -> None:
        raise KnownError("db.full")

    loader = QObject(QObject(host))
    for run in (background.call, background.run_pure, background.run_beside):
        run(op, parent=loader, success=refuse)
    background.run(lambda _work: op(), parent=host, success=refuse)
    qtbot.waitUntil(background.is_idle)
    assert [(at, words.startswith("Diskte yer kalmadı")) for at, words in reported] == [
        (host, True)
    ] * 4


def test_that_a_closed_screen_gets_no_answer_but_the_change_is_announced(
    background: Background, ledger: Ledger, qtbot: QtBot
) -> None:
    gate = threading.Event()
    announced: list[object] = []
    screen = QObject()
    background.changed.connect(announced.append)
    background.run(
        lambda _work: gate.wait(PATIENCE_S),
        parent=screen,
        success=refuse,
        failure=refuse,
        changes=CASE,
    )
    shiboken6.delete(screen)
    gate.set()
    qtbot.waitUntil(lambda: announced == [CASE])
    assert ledger.committed == []


def test_that_locking_keeps_writes_drops_questions_and_answers_and_then_closes(
    background: Background, ledger: Ledger, qtbot: QtBot
) -> None:
    gate = threading.Event()
    asked: list[object] = []
    screen = QObject()
    # Screens that are still there would ask the locked data what has changed.
    background.changed.connect(refuse)

    def start(op: Any, changes: frozenset[Topic]) -> None:
        background.run(op, parent=screen, success=refuse, failure=refuse, changes=changes)

    start(lambda _work: gate.wait(PATIENCE_S), frozenset())
    start(asked.append, frozenset())
    start(append("draft"), CASE)
    background.detach(then=lambda: asked.append(tuple(ledger.committed)))
    gate.set()
    qtbot.waitUntil(background.is_idle)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [("draft",)]


def test_that_what_ends_after_the_next_sign_in_is_announced_to_its_screens_and_answered_to_nobody(
    background: Background,
    ledger: Ledger,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate = threading.Event()
    announced: list[object] = []
    screen = QObject()
    background.changed.connect(announced.append)

    def end_by(error: BaseException | None) -> None:
        gate.wait(PATIENCE_S)
        if error is not None:
            raise error

    for error in (None, KnownError("db.full"), LookupError(), GeneratorExit(), Cancelled()):
        background.run_beside(
            partial(end_by, error), parent=screen, success=refuse, failure=refuse, changes=CASE
        )
    background.detach()
    background.attach(ledger.open_work)
    gate.set()
    qtbot.waitUntil(background.is_idle)
    assert announced == [CASE]
    # What is nobody's fault but ours is at least written down.
    assert ["LookupError" in one for one in caplog.messages] == [True]


def test_that_a_panic_is_raised_even_where_who_asked_is_gone(
    background: Background, ledger: Ledger, qtbot: QtBot
) -> None:
    gate = threading.Event()
    screen = QObject()

    def panic(_work: object) -> None:
        gate.wait(PATIENCE_S)
        raise GeneratorExit

    with qtbot.capture_exceptions() as raised:
        background.run(panic, parent=screen, success=refuse, failure=refuse)
        shiboken6.delete(screen)
        gate.set()
        qtbot.waitUntil(background.is_idle)
    assert [kind for kind, _error, _trace in raised] == [GeneratorExit]
    assert ledger.committed == []


def test_that_a_question_after_the_window_has_closed_is_nobodys_and_a_write_is_not_lost_unsaid(
    background: Background, ledger: Ledger
) -> None:
    screen = QObject()
    background.close()
    background.run(append("late"), parent=screen, success=refuse, failure=refuse)
    background.call(lambda: None, parent=screen, success=refuse, failure=refuse)
    assert background.is_idle()
    with pytest.raises(RuntimeError, match="shutdown"):
        background.run(append("late"), parent=screen, success=refuse, failure=refuse, changes=CASE)
    assert ledger.committed == []


def test_that_nothing_reaches_the_data_while_it_is_locked_and_a_write_is_not_lost_unsaid(
    background: Background, qtbot: QtBot
) -> None:
    errors: list[Exception] = []
    screen = QObject()
    background.run(lambda work: work, parent=screen, success=refuse, failure=refuse)
    assert background.is_idle()
    background.run(
        lambda work: work, parent=screen, success=refuse, failure=errors.append, changes=CASE
    )
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], RuntimeError)


def test_that_a_preview_shows_only_the_newest(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    drawn: list[str] = []
    shown: list[str] = []
    screen = QObject()

    def draw(text: str) -> str:
        gate.wait(PATIENCE_S)
        drawn.append(text)
        return text

    for text in ("a", "ab", "abc"):
        background.run_pure(
            partial(draw, text),
            parent=screen,
            success=shown.append,
            failure=refuse,
            key="preview",
        )
    gate.set()
    qtbot.waitUntil(background.is_idle)
    assert shown == ["abc"]
    assert "ab" not in drawn


def test_that_no_paper_and_no_question_waits_for_a_backup(
    background: Background, ledger: Ledger, qtbot: QtBot
) -> None:
    gate = threading.Event()
    done: list[str] = []
    screen = QObject()
    background.attach(ledger.open_work, before_import=lambda: gate.wait(PATIENCE_S))
    background.prepare_import(parent=screen, success=lambda: done.append("backup"), failure=refuse)
    background.run_pure(lambda: "paper", parent=screen, success=done.append, failure=refuse)
    background.run(lambda _work: "question", parent=screen, success=done.append, failure=refuse)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert sorted(done) == ["paper", "question"]
    gate.set()
    qtbot.waitUntil(lambda: done[2:] == ["backup"])


def test_that_long_work_is_shown_and_its_end_too(background: Background, qtbot: QtBot) -> None:
    gate = threading.Event()
    reported: list[bool] = []
    screen = QObject()
    background.busy.connect(reported.append)
    background.run_pure(
        lambda: gate.wait(PATIENCE_S), parent=screen, success=lambda _done: None, failure=refuse
    )
    qtbot.waitUntil(lambda: reported == [True])
    gate.set()
    qtbot.waitUntil(lambda: reported == [True, False])


def test_that_a_cancelled_operation_stops_at_its_next_check() -> None:
    flag = Cancellation()
    flag.check()
    flag.cancel()
    with pytest.raises(Cancelled):
        flag.check()
