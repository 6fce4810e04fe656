"""Start of the frozen program beside a bare window, frozen too: `python3 dev.py wine start`.

From the start of the process to the painted unlock card, seen from outside: a window is painted
once the screen shows what it shows in the end. Neither side takes any part in the measure.
"""

import datetime as dt
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from alo183_desktop.gui.application import SETTINGS_FILE
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare, report

_CHANGING: Final = 0.002
"""Part of the screen that may still change: a caret, and the name of the directorate."""
_SETTLED_S: Final = 5.0
_LOOK_S: Final = 0.004
_PATIENCE_S: Final = 60.0
_HEAD: Final = struct.Struct(">25I")
"""Of an XWD file. Source: X11/XWDFile.h."""


class Screen:
    """What a virtual screen shows, in the file that Xvfb maps into memory (`-fbdir`)."""

    def __init__(self, path: Path) -> None:
        """Look at the screen."""
        shown = np.memmap(path, dtype=np.uint8, mode="r")
        head = _HEAD.unpack(shown[: _HEAD.size].tobytes())
        size, line, height, colours = head[0], head[12], head[5], head[19]
        begin = size + colours * 12
        self._lines = shown[begin : begin + line * height].reshape(height, line)

    def take(self) -> np.ndarray[Any, Any]:
        """Return a picture: every fourth line, each byte a colour of a dot."""
        return self._lines[::4].copy()

    def shows(self, picture: np.ndarray[Any, Any]) -> bool:
        """Return whether the screen shows a picture, but for what may change in it."""
        return float(np.mean(self._lines[::4] != picture)) <= _CHANGING


class Program:
    """A program that is started again and again."""

    def __init__(self, command: list[str], screen: Screen) -> None:
        """Start it once, to see what it shows in the end.

        Args:
            command: What starts it.
            screen: Where it shows its window; empty now.
        """
        self._command = command
        self._screen = screen
        self._empty = screen.take()
        self._process: subprocess.Popen[bytes] | None = None
        self._open()
        time.sleep(_SETTLED_S)
        self._painted = screen.take()
        self.close()

    def start(self) -> None:
        """Start it, and return when its window is painted."""
        self._open()
        self._wait_for(self._painted)

    def close(self) -> None:
        """End it, and wait until its window is gone."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None
        self._wait_for(self._empty)

    def _open(self) -> None:
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdout=nowhere, stderr=nowhere)

    def _wait_for(self, picture: np.ndarray[Any, Any]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not self._screen.shows(picture):
            if time.monotonic() > deadline:
                raise TimeoutError(self._command[-1])
            time.sleep(_LOOK_S)


def measure(screen: Path, ours: Path, bare: Path) -> Figure:
    """Return the figure of the start.

    Args:
        screen: The file of the virtual screen.
        ours: The frozen program for Windows.
        bare: The frozen window.
    """
    with tempfile.TemporaryDirectory(dir=ours.parent) as name:
        folder = Path(name)
        people.set_up(folder, today=dt.date(2026, 11, 25))
        # Not the first start of all: as the last sign-in of the same user has left it.
        (folder / SETTINGS_FILE).write_text("[unlock]\nlogin=demo\nrole=administrator\n")
        shown = Screen(screen)
        programs = [
            Program(["wine", *words], shown)
            for words in ([str(ours), "--data", f"Z:{folder}"], [str(bare)])
        ]

        def close() -> None:
            for program in programs:
                program.close()

        figure = compare(
            "frozen start to the unlock card / bare window",
            programs[0].start,
            programs[1].start,
            goal=1.35,
            before=close,
        )
        close()
    return figure


if __name__ == "__main__":
    sys.exit(report([measure(*map(Path, sys.argv[1:4]))]))
