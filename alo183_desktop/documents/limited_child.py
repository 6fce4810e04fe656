"""Ask a child process about a file of unknown origin, with limits on time and on its answer.

Not here: the limit on memory, which the child sets for itself (foreign_child.py), and what the
answers mean (foreign_tables.py, foreign_scans.py).
"""

from __future__ import annotations

import enum
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

_CHUNK: Final = 1 << 16
_GLANCE_S: Final = 0.1
_CREATE_NO_WINDOW: Final = 0x08000000


class Ending(enum.Enum):
    """Why a child was ended before it had said everything."""

    CANCELLED = enum.auto()
    TIMEOUT = enum.auto()
    TOO_BIG = enum.auto()


class ChildEndedError(Exception):
    """The child was ended.

    Attributes:
        ending: Why.
    """

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


def command_of(option: str, script: str) -> list[str]:
    """Return how a child is started, without its arguments.

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
    """Start a child that reads `source`, and return all that it says.

    Args:
        command: How it is started.
        source: Its standard input: an open file, or bytes that are handed to it.
        seconds: After which it ends.
        answer_bytes: With more of them it ends.
        silence_s: Without a word for so long it ends, too.
        is_cancelled: Asked ten times a second, on a thread of its own; the child ends on True.

    Raises:
        ChildEndedError: A limit was met, or it was cancelled.
    """
    child = subprocess.Popen(  # noqa: S603 - our own program, and numbers
        command,
        stdin=subprocess.PIPE if isinstance(source, bytes) else source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_CREATE_NO_WINDOW if sys.platform == "win32" else 0,
    )
    done = threading.Event()
    endings: list[Ending] = []
    heard_at = [time.monotonic()]

    def watch() -> None:
        deadline = time.monotonic() + seconds
        while not done.wait(_GLANCE_S):
            now = time.monotonic()
            if is_cancelled():
                endings.append(Ending.CANCELLED)
            elif now > deadline or (silence_s is not None and now > heard_at[0] + silence_s):
                endings.append(Ending.TIMEOUT)
            if endings:
                child.kill()
                return

    def feed(data: bytes) -> None:
        # A child that has ended takes no more.
        with suppress(OSError), child.stdin:  # type: ignore[union-attr]
            child.stdin.write(data)  # type: ignore[union-attr]

    # A pipe has no read with a deadline on Windows; ending the child ends the read.
    threads = [threading.Thread(target=watch, name="foreign-file", daemon=True)]
    if isinstance(source, bytes):
        feeder = threading.Thread(target=feed, args=(source,), name="foreign-bytes", daemon=True)
        threads.append(feeder)
    for thread in threads:
        thread.start()
    chunks: list[bytes] = []
    size = 0
    try:
        with suppress(BrokenPipeError), child.stdout:  # type: ignore[union-attr]
            while chunk := child.stdout.read1(_CHUNK):  # type: ignore[union-attr]
                heard_at[0] = time.monotonic()
                size += len(chunk)
                if size > answer_bytes:
                    endings.append(Ending.TOO_BIG)
                    break
                chunks.append(chunk)
    finally:
        done.set()
        child.kill()
        for thread in threads:
            thread.join()
        child.wait()
    if endings:
        raise ChildEndedError(endings[0])
    return b"".join(chunks)
