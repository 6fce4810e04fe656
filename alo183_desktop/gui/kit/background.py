"""Run database work and other slow work off the GUI thread, and collect garbage on it alone."""

from __future__ import annotations

import gc
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.topics import Topic, topics_of_tables
from alo183_desktop.shared import collector
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import Cancelled, KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor
    from contextlib import AbstractContextManager

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work

    Failure: TypeAlias = Callable[[Exception], object] | None
    OpenWork: TypeAlias = Callable[[], AbstractContextManager[Work]]

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.


ResultT = TypeVar("ResultT")

_SHOW_PROGRESS_MS: Final = 200
_ATTEMPTS: Final = 3
_RETRY_S: Final = 1.0
_LISTENED_S: Final = 2.0
_LONGEST_CONNECT_S: Final = 6.0
"""A little longer than one attempt to connect (db/server.py)."""
_COLLECTED_MS: Final = 1000
_NO_CHANGES: Final[frozenset[Topic]] = frozenset()


class Cancellation:
    """A flag that the window raises and a long operation polls."""

    def __init__(self) -> None:
        self._raised = threading.Event()

    def cancel(self) -> None:
        """Ask the operation to stop at its next check."""
        self._raised.set()

    def is_cancelled(self) -> bool:
        """Return whether the user asked to stop."""
        return self._raised.is_set()

    def check(self) -> None:
        """Do nothing, or stop the operation.

        Raises:
            Cancelled: The user asked to stop; nothing of the transaction is kept.
        """
        if self._raised.is_set():
            raise Cancelled


class ListensToOthers(Protocol):
    """A listener for changes by other desks; `db.listening.Listener` is one."""

    def wait(self, *, timeout_s: float) -> frozenset[str]:
        """Return the tables that others have changed, or raise `KnownError`."""

    def wake(self) -> None:
        """End a pending wait at once."""

    def close(self) -> None:
        """Stop listening."""


class _Job(NamedTuple):
    """One pending operation, as the GUI thread remembers it."""

    parent: QObject
    success: Callable[[Any], object]
    failure: Failure
    changes: frozenset[Topic]
    session: int
    """The unlocking it belongs to; answers to an earlier one are dropped."""
    key: str | None


class Background(QObject):
    """The threads behind the window: of the database, of everything else, and of backups.

    Signals:
        changed: Emitted on the GUI thread after a commit, with the topics (topics.py) that changed,
            unless the data is locked by then; also when another desk has committed, and with all
            topics when a server is back.
        server_away: True when the server of the data cannot be reached, False when it is back.
        busy: True when something has been running for 200 ms, False when everything is done.
    """

    changed = Signal(frozenset)
    busy = Signal(bool)
    server_away = Signal(bool)
    _finished = Signal(object, object)
    _heard = Signal(frozenset, int)
    _link_changed = Signal(bool, int)

    def __init__(self, open_work: OpenWork | None = None, *, parent: QObject | None = None) -> None:
        """Create the object without threads; they start with the first operation.

        Args:
            open_work: Opens a unit of work; None while the data is locked.
        """
        super().__init__(parent)
        self._open_work = open_work
        self._before_import: Callable[[], object] | None = None
        self._running: dict[Future[Any], _Job] = {}
        self._session = 0
        self._reported_busy = False
        self._progress = QTimer(self, singleShot=True, interval=_SHOW_PROGRESS_MS)
        self._progress.timeout.connect(self._report_busy)
        self._is_connected = self._is_closed = False
        self._listens = False
        self._listening: _Listening | None = None

    def attach(
        self, open_work: OpenWork, *, before_import: Callable[[], object] | None = None
    ) -> None:
        """Give operations access to the data that has just been unlocked.

        Args:
            open_work: Opens a unit of work.
            before_import: Runs before many rows are stored at once; makes a backup, for example.
        """
        self._session += 1
        self._open_work = open_work
        self._before_import = before_import

    def listen(self, open_listener: Callable[[], ListensToOthers]) -> None:
        """Watch, until the data is locked, for changes by other desks and for loss of the server.

        Args:
            open_listener: Connects; called again until it succeeds whenever the server was away.
        """
        if not self._listens:
            self._listens = True
            self._heard.connect(self._on_heard, QtCore.Qt.ConnectionType.QueuedConnection)
            self._link_changed.connect(self._on_link, QtCore.Qt.ConnectionType.QueuedConnection)
        self._stop_listening()
        self._listening = _Listening(self, open_listener, session=self._session)
        self._listening.start()

    def detach(self, then: Callable[[], object] | None = None) -> None:
        """Drop queued queries and all pending answers; the data is locked.

        Queued writes still run: drafts are saved at the last moment.

        Args:
            then: Called on the database thread after the operations that still run; closes the
                engine, for example.
        """
        self._session += 1
        self._open_work = None
        self._before_import = None
        self._stop_listening()
        self._cancel_questions()
        if then is not None:
            self._database.submit(then)

    def run(
        self,
        op: Callable[[Work], ResultT],
        *,
        parent: QObject,
        success: Callable[[ResultT], object] = lambda _result: None,
        failure: Failure = None,
        changes: frozenset[Topic] = _NO_CHANGES,
    ) -> None:
        """Run `op` in one transaction and report on the GUI thread.

        Args:
            op: Works on the unit of work only: no widget, no entity in its result.
            parent: The screen that asks; once it is destroyed, nothing is reported.
            success: Gets the result after the commit.
            failure: Gets the exception after the rollback; None: a dialog at `parent` shows it.
            changes: The topics that `op` may change; empty for a query, which a lock may drop.
        """
        open_work = self._open_work
        if open_work is None and not changes:
            # The lock is about to destroy the caller, such as a field losing the focus.
            return

        def transaction() -> ResultT:
            if open_work is None:
                raise RuntimeError("the data is locked")
            return _in_turn(open_work, op)

        self._submit(
            self._database,
            transaction,
            _Job(parent, success, failure, frozenset(changes), self._session, None),
        )

    def prepare_import(
        self,
        *,
        parent: QObject,
        success: Callable[[], object],
        failure: Failure,
    ) -> None:
        """Do what must precede storing many rows at once, off the database thread."""
        prepare = self._before_import or _do_nothing
        self.run_beside(prepare, parent=parent, success=lambda _done: success(), failure=failure)

    def call(
        self,
        op: Callable[[], ResultT],
        *,
        parent: QObject,
        success: Callable[[ResultT], object],
        failure: Failure = None,
        changes: frozenset[Topic] = _NO_CHANGES,
    ) -> None:
        """Run `op` on the database thread without a unit of work, such as unlocking itself.

        All else as `run`: a user's action must name what it changes, or a lock drops it.
        """
        self._submit(
            self._database, op, _Job(parent, success, failure, changes, self._session, None)
        )

    def run_pure(
        self,
        op: Callable[[], ResultT],
        *,
        parent: QObject,
        success: Callable[[ResultT], object],
        failure: Failure = None,
        key: str | None = None,
    ) -> None:
        """Run work that needs no database (a PDF, a picture, a file) beside the database thread.

        Args:
            op: Touches neither widgets nor the database.
            parent: The screen that asks; once it is destroyed, nothing is reported.
            success: Gets the result.
            failure: As `run`.
            key: Later work of the same key and parent replaces queued work and the answer of
                running work: a preview that follows the typing shows the newest.
        """
        if key is not None:
            for future, job in list(self._running.items()):
                if job.key == key and job.parent is parent:
                    future.cancel()
                    self._running.pop(future, None)
        self._submit(
            self._other, op, _Job(parent, success, failure, _NO_CHANGES, self._session, key)
        )

    def run_beside(
        self,
        op: Callable[[], ResultT],
        *,
        parent: QObject,
        success: Callable[[ResultT], object],
        failure: Failure = None,
        changes: frozenset[Topic] = _NO_CHANGES,
    ) -> None:
        """Run work over all data, such as a backup, on a thread of its own.

        It may take a minute; neither database queries nor previews and papers wait for it.
        `op` touches no widget, and opens the data itself where needed; all else as `run`.
        """
        self._submit(self._beside, op, _Job(parent, success, failure, changes, self._session, None))

    def is_idle(self) -> bool:
        """Return whether nothing is running or waiting."""
        return not self._running

    def close(self) -> None:
        """Wait for running work and pending writes; drop queued queries.

        Later requests are ignored: nobody is left to receive the answer.
        """
        self._is_closed = True
        self._progress.stop()
        self._stop_listening(waits=True)
        self._cancel_questions()
        self._running.clear()
        self._database.shutdown(wait=True)
        self._other.shutdown(wait=True, cancel_futures=True)
        self._beside.shutdown(wait=True, cancel_futures=True)

    @cached_property
    def _database(self) -> ThreadPoolExecutor:
        # One worker: SQLCipher opens its connection once per thread, and operations keep the
        # order in which the user started them.
        return _worker("db")

    @cached_property
    def _other(self) -> ThreadPoolExecutor:
        return _worker("work")

    @cached_property
    def _beside(self) -> ThreadPoolExecutor:
        # One worker: two backups at once would only be slower.
        return _worker("beside")

    def _stop_listening(self, *, waits: bool = False) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.stop()
            if waits:
                listening.join(_LONGEST_CONNECT_S)

    @Slot(frozenset, int)
    def _on_heard(self, tables: frozenset[str], session: int) -> None:
        topics = topics_of_tables(tables)
        if session == self._session and topics:
            self.changed.emit(topics)

    @Slot(bool, int)
    def _on_link(self, is_away: bool, session: int) -> None:  # noqa: FBT001 - a slot
        if session != self._session:
            return
        self.server_away.emit(is_away)
        if not is_away:
            # Changes made meanwhile were reported to nobody.
            self.changed.emit(frozenset(Topic))

    def _cancel_questions(self) -> None:
        for future, job in list(self._running.items()):
            if not job.changes:
                future.cancel()

    def _submit(self, executor: ThreadPoolExecutor, op: Callable[[], ResultT], job: _Job) -> None:
        if self._is_closed and not job.changes:
            return
        if not self._is_connected:  # here, because the first operation follows the first paint
            self._is_connected = True
            self._finished.connect(self._deliver, QtCore.Qt.ConnectionType.QueuedConnection)
        future = executor.submit(op)
        self._running[future] = job
        if not self._progress.isActive() and not self._reported_busy:
            self._progress.start()
        future.add_done_callback(lambda done: self._report(done, job))

    def _report(self, future: Future[Any], job: _Job) -> None:
        """Pass an answer to the GUI thread; called on the thread that finished it."""
        if shiboken6.isValid(self):
            self._finished.emit(future, job)

    @Slot(object, object)
    def _deliver(self, future: Future[Any], job: _Job) -> None:
        wanted = self._running.pop(future, None) is not None
        if not self._running:
            self._report_idle()
        if future.cancelled():
            return
        error = future.exception()
        # While locked, screens about to be destroyed would query what changed; those of the next
        # unlocking learn only of what is committed now, such as a backup.
        if error is None and job.changes and self._open_work is not None:
            self.changed.emit(job.changes)
        if job.session != self._session:
            if isinstance(error, Exception) and not isinstance(error, KnownError):
                log_bug(error)  # nobody else learns of it
            return
        if error is not None and not isinstance(error, Exception):
            raise error
        if not wanted or not shiboken6.isValid(job.parent):
            return
        if error is None:
            job.success(future.result())
        elif job.failure is None:
            show_failure(job.parent, error)
        else:
            job.failure(error)

    @Slot()
    def _report_busy(self) -> None:
        if self._running:
            self._reported_busy = True
            self.busy.emit(True)

    def _report_idle(self) -> None:
        self._progress.stop()
        if self._reported_busy:
            self._reported_busy = False
            self.busy.emit(False)


class _Listening(threading.Thread):
    """Waits for changes by other desks, on a connection of its own."""

    def __init__(
        self,
        background: Background,
        open_listener: Callable[[], ListensToOthers],
        *,
        session: int,
    ) -> None:
        super().__init__(name="listen", daemon=True)
        self._background = background
        self._open = open_listener
        self._session = session
        self._stopped = threading.Event()
        self._listener: ListensToOthers | None = None
        self._is_away = False

    def stop(self) -> None:
        """Ask the thread to end; it does so at once, or when an attempt to connect is over."""
        self._stopped.set()
        listener = self._listener
        if listener is not None:
            listener.wake()

    @override
    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except KnownError:
                self._report_link(is_away=True)
                self._stopped.wait(_RETRY_S)

    def _listen(self) -> None:
        self._listener = listener = self._open()
        try:
            self._report_link(is_away=False)
            while not self._stopped.is_set():
                tables = listener.wait(timeout_s=_LISTENED_S)
                if tables and shiboken6.isValid(self._background):
                    self._background._heard.emit(tables, self._session)  # noqa: SLF001 - its thread
        finally:
            self._listener = None
            listener.close()

    def _report_link(self, *, is_away: bool) -> None:
        if is_away != self._is_away and shiboken6.isValid(self._background):
            self._is_away = is_away
            self._background._link_changed.emit(is_away, self._session)  # noqa: SLF001 - its thread


def _in_turn(open_work: OpenWork, op: Callable[[Work], ResultT]) -> ResultT:
    """Run an operation; retry when the server aborts it in favour of another desk's transaction."""
    for _attempt in range(_ATTEMPTS - 1):
        try:
            with open_work() as work:
                return op(work)
        except KnownError as error:
            if error.code != "db.crossed":
                raise
    with open_work() as work:
        return op(work)


def _do_nothing() -> None:
    """Prepare nothing."""


def _worker(name: str) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # not before the first paint

    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)


class _Garbage:
    """The timer that collects garbage; a process has one collector."""

    timer: QTimer | None = None


def begin_collecting(window: QWidget) -> None:
    """Collect garbage by a timer from now on; modules and classes that exist now are exempt.

    Python collects on whichever thread allocates next. Qt objects would then be destroyed while
    the GUI thread still uses them, which crashes the process. So Python's own collection is
    disabled, and a timer replaces it. Does nothing when it has already begun.

    Args:
        window: Lives as long as the program; the timer ends with it.
    """
    if _Garbage.timer is not None and shiboken6.isValid(_Garbage.timer):
        return
    gc.disable()
    gc.freeze()
    timer = QTimer(window)
    timer.setInterval(_COLLECTED_MS)
    timer.timeout.connect(collect_due)
    timer.start()
    _Garbage.timer = timer


def collect_due() -> None:
    """Collect the generations whose allocation counts exceed Python's own thresholds."""
    if collector.is_paused():
        return
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):  # an older generation includes the younger ones
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
