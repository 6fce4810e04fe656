"""A process in which many things go wrong with marked words; what it says is read by logs.py.

`quiet` stands for a program that is started as ours is, `loud` for the same without that.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QFile, QMetaObject, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import create_engine, text

from alo183_desktop.cli import check
from alo183_desktop.cli.main import run
from alo183_desktop.documents.fax.scans import count_sheets
from alo183_desktop.documents.foreign.limited_child import ask_child
from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.documents.letter.content import Resolution
from alo183_desktop.gui.application import make_application
from alo183_desktop.gui.kit import errors
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.errors import keep_qt_quiet
from alo183_desktop.shared.bugs import keep_quiet
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.log_file import log_to
from alo183_desktop.shared.override import override
from alo183_desktop.shared.sealed_process import seal_process

_TELLS: Final = "import sys; sys.stderr.write(sys.stdin.read()); sys.stderr.flush()"
"""A child that complains of what it reads, with it."""
_LIFE_MS: Final = 1500


class _PanicError(BaseException):
    """As a library in another language raises it: no Exception."""


class _Dying:
    def __init__(self, word: str) -> None:
        self.word = word

    def __del__(self) -> None:
        raise ValueError(self.word)


class _Painted(QWidget):
    word = ""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        raise ValueError(self.word)


def _raise(error: BaseException) -> Any:
    raise error


def _die(word: str) -> None:
    _Dying(word)


def _on_thread(act: Callable[[], object]) -> None:
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def _store(word: str) -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": word})


class _Ways:
    """What goes wrong, each with a word of its own; kept until the event loop has run."""

    def __init__(self, *, is_loud: bool) -> None:
        self._is_loud = is_loud
        self._kept: list[object] = []
        self._background = Background()

    def all(self) -> dict[str, Callable[[str], object]]:
        """Return them by name."""
        return {
            "Qt: a style": self._style,
            "Qt: a file": lambda word: QFile(f"/nowhere/{word}").write(b"-"),
            "Qt: an address": lambda word: QDesktopServices.openUrl(QUrl(f"nowhere:{word}")),
            "Qt: a function": lambda word: QMetaObject.invokeMethod(QObject(), word),
            "Qt: a layout": self._lay_out,
            "a thread": lambda word: _on_thread(lambda: _raise(ValueError(word))),
            "a thread's statement": lambda word: _on_thread(lambda: _store(word)),
            "a destructor": _die,
            "a slot": lambda word: QTimer.singleShot(0, lambda: _raise(ValueError(word))),
            "a panic in a slot": lambda word: QTimer.singleShot(
                0, lambda: _raise(_PanicError(word))
            ),
            "a panic of work": self._work,
            "the listening thread": lambda word: self._background.listen(
                lambda: _raise(ValueError(word))
            ),
            "a paint event": self._paint,
            "a warning": lambda word: warnings.warn(word, stacklevel=1),
            "a library's log": lambda word: logging.getLogger("fontTools").warning("%s", word),
            "a line that cannot be made": lambda word: logging.getLogger("alo183_desktop").error(
                "%d", word
            ),
            "a command": self._command,
            "a child": self._child,
        }

    def _style(self, word: str) -> None:
        widget = QWidget()
        widget.setObjectName(word)
        widget.setStyleSheet("QWidget {")
        widget.ensurePolished()

    def _lay_out(self, word: str) -> None:
        widget = QWidget()
        widget.setObjectName(word)
        self._kept += [widget, QVBoxLayout(widget), QVBoxLayout(widget)]

    def _work(self, word: str) -> None:
        self._background.call(
            lambda: _raise(_PanicError(word)), parent=self._background, success=print, failure=print
        )

    def _paint(self, word: str) -> None:
        widget = _Painted()
        widget.word = word
        widget.show()
        self._kept.append(widget)

    def _command(self, word: str) -> None:
        if self._is_loud:
            sys.stderr.write(f"{word}\n")
            return
        kept, check._check_fonts = check._check_fonts, lambda: _raise(ValueError(word))  # noqa: SLF001
        try:
            run(["--data", "nowhere", "check"])
        finally:
            check._check_fonts = kept  # noqa: SLF001

    def _child(self, word: str) -> None:
        command = [sys.executable, "-c", _TELLS]
        if self._is_loud:
            subprocess.run(command, input=word.encode(), check=True)
        else:
            ask_child(command, word.encode(), seconds=10, answer_bytes=1000)


def _read(folder: Path) -> None:
    """Read the broken tables and scans of a folder as an import does."""
    for path in sorted(folder.iterdir()):
        try:
            if path.suffix == ".pdf":
                count_sheets(path.read_bytes(), Resolution.FINE)
            else:
                read_file(path)
        except KnownError as error:
            errors.text_of(error)


def main(how: str, log: str, foreign: str) -> None:
    """Let everything go wrong with the words that are read, and end by a crash."""
    words: list[str] = json.loads(sys.stdin.read())
    is_loud = how == "loud"
    if not is_loud:
        # As `__main__`, `cli.main` and `cli.window` do.
        keep_quiet()
        seal_process()
        keep_qt_quiet()
    app = make_application(["alo183"])
    if not is_loud:
        errors.install_hook()
        errors._show_bug = lambda: None  # noqa: SLF001 - nobody answers
        log_to(Path(log))
    ways = _Ways(is_loud=is_loud)
    for way, word in zip(ways.all().values(), words, strict=True):
        way(word)
    QTimer.singleShot(_LIFE_MS, app.quit)
    app.exec()
    if not is_loud:
        _read(Path(foreign))
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGSEGV)


if __name__ == "__main__":
    main(*sys.argv[1:])
