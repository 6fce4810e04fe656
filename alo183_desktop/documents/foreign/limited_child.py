"""Run a child process with limits on its time and on its answer."""

from __future__ import annotations

import enum
import io
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.foreign.confinement import end_with_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

NONSENSE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading an answer raises where the child, taken over by a file, answers what it likes."""
_ENVIRONMENT: Final = frozenset(
    {
        # Where a frozen program, or Python, finds its libraries and the system its own.
        "LD_LIBRARY_PATH",
        "PATH",
        "PROCESSOR_ARCHITECTURE",
        "SYSTEMROOT",
        "WINDIR",
        # The coding of texts, the zone of times, and a place for files that have no name.
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TZ",
        "TEMP",
        "TMP",
        "TMPDIR",
    }
)
"""The names of our environment that a child gets: others may hold passwords, tokens and paths."""
_CHUNK: Final = 1 << 16
_GLANCE_S: Final = 0.1
_CREATE_NO_WINDOW: Final = 0x08000000


class Ending(enum.Enum):
    """Why a child was ended before its answer was complete."""

    CANCELLED = enum.auto()
    TIMEOUT = enum.auto()
    TOO_BIG = enum.auto()


class ChildEndedError(Exception):
    """The child was ended.

    Attributes:
        ending: Why.
        heard: The answer until then.
    """

    def __init__(self, ending: Ending, heard: bytes = b"") -> None:
        super().__init__(ending)
        self.ending = ending
        self.heard = heard


def command_of(option: str, script: str) -> list[str]:
    """Return the command that starts a child, without its arguments.

    From a checkout it is a plain script; a frozen program has no scripts, and starts itself.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, option]
    return [sys.executable, "-I", script]


def ask_child(
    command: Sequence[str],
    source: BinaryIO | bytes,
    *,
    seconds: float,
    answer_bytes: int,
    silence_s: float | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """Start a child that reads `source`, and return its answer.

    Args:
        command: Starts the child.
        source: Its standard input: an open file, or bytes that are piped to it.
        seconds: Time limit.
        answer_bytes: Size limit of the answer.
        silence_s: Time limit between two parts of the answer; how long the start takes depends on
            disk and virus scanner, and is only limited by `seconds`.
        is_cancelled: Called ten times a second, on a thread of its own; the child is ended on True.

    Raises:
        ChildEndedError: A limit was exceeded, or it was cancelled.
    """
    child = subprocess.Popen(  # noqa: S603 - our own program, and numbers
        command,
        stdin=subprocess.PIPE if isinstance(source, bytes) else source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        creationflags=_CREATE_NO_WINDOW if sys.platform == "win32" else 0,
    )
    end_with_us(child)
    watch = _Watch(child, seconds, silence_s, is_cancelled)
    threads = [threading.Thread(target=watch.run, name="child-watch", daemon=True)]
    if isinstance(source, bytes):
        threads.append(threading.Thread(target=_feed, args=(child, source), daemon=True))
    for thread in threads:
        thread.start()
    chunks: list[bytes] = []
    try:
        for chunk in _heard(child):
            watch.heard_at = time.monotonic()
            chunks.append(chunk)
            answer_bytes -= len(chunk)
            if answer_bytes < 0:
                raise ChildEndedError(Ending.TOO_BIG)
    finally:
        watch.done.set()
        child.kill()
        for thread in threads:
            thread.join()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
    if watch.ending is not None:
        raise ChildEndedError(watch.ending, b"".join(chunks))
    return b"".join(chunks)


class _Watch:
    """Ends a child that takes too long, on a thread of its own.

    Windows has no reads with a deadline on pipes; ending the child ends the read.
    """

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        seconds: float,
        silence_s: float | None,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self.done = threading.Event()
        self.heard_at: float | None = None
        self.ending: Ending | None = None
        self._child = child
        self._deadline = time.monotonic() + seconds
        self._silence_s = seconds if silence_s is None else silence_s
        self._is_cancelled = is_cancelled

    def run(self) -> None:
        """Watch the clock until the answer is complete, or end the child."""
        while self.ending is None and not self.done.wait(_GLANCE_S):
            now, heard_at = time.monotonic(), self.heard_at
            if self._is_cancelled():
                self.ending = Ending.CANCELLED
            elif now > self._deadline or (
                heard_at is not None and now > heard_at + self._silence_s
            ):
                self.ending = Ending.TIMEOUT
        if self.ending is not None:
            self._child.kill()


def child_environment() -> dict[str, str]:
    """Return what of our environment a child gets: it reads foreign files, and is not sealed."""
    return {name: value for name, value in os.environ.items() if name.upper() in _ENVIRONMENT}


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    assert child.stdin is not None  # noqa: S101 - it was asked for
    # A child that has ended takes no more input.
    with suppress(OSError), child.stdin:
        child.stdin.write(data)


def _heard(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    stdout = child.stdout
    assert isinstance(stdout, io.BufferedReader)  # noqa: S101 - it was asked for
    while chunk := stdout.read1(_CHUNK):
        yield chunk
