"""Processes that may be killed at any moment.

A server that has loaded the program makes them, so that each begins at once with a memory in which
no file was opened yet.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

_START: Final = "spawn" if sys.platform == "win32" else "forkserver"
_PATIENCE_S: Final = 60.0
KILLED: Final = -signal.SIGTERM if sys.platform == "win32" else -signal.SIGKILL
"""The exit code of a process that was killed."""


class Child:
    """A process that reports what it has done."""

    def __init__(self, act: Callable[..., None], *arguments: object) -> None:
        context: Any = multiprocessing.get_context(_START)
        if sys.platform != "win32":
            context.set_forkserver_preload(["tests.prove.loaded"])
        self._reports, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=act, args=(theirs, *arguments), daemon=True)
        self._process.start()
        # Its end is told by the last one that closes the pipe.
        theirs.close()

    def hear(self) -> Any:
        """Return the next report.

        Raises:
            EOFError: It has ended.
            TimeoutError: It says nothing.
        """
        if not self._reports.poll(_PATIENCE_S):
            raise TimeoutError("a child says nothing")
        return self._reports.recv()

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()

    def hear_out(self) -> list[Any]:
        """Wait for its end, and return what it had reported and nobody heard yet."""
        told = []
        try:
            while True:
                told.append(self.hear())
        except EOFError:
            pass
        self._process.join(_PATIENCE_S)
        return told

    @property
    def exit_code(self) -> int | None:
        """0 when it has ended by itself; `KILLED`; None while it runs."""
        code: int | None = self._process.exitcode
        return code

    def end(self) -> None:
        """Let nothing of it stay."""
        self._process.kill()
        self._process.join()
        self._reports.close()
        self._process.close()


@contextmanager
def child(act: Callable[..., None], *arguments: object) -> Iterator[Child]:
    """Start a process that calls `act` with a connection for its reports and with `arguments`."""
    started = Child(act, *arguments)
    try:
        yield started
    finally:
        started.end()


def die() -> None:
    """End this process as a power switch would: nothing is flushed, nobody is told."""
    os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
