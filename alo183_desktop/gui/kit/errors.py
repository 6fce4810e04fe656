"""Turn errors into messages for the user, and bugs and Qt's warnings into lines of the log."""

from __future__ import annotations

import ctypes
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QLibraryInfo, QObject, QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import Cancelled, ConflictError, KnownError
from alo183_desktop.shared.system_libraries import library_error
from alo183_desktop.shared.texts import Message, message_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext, QtMsgType

logger = logging.getLogger(__name__)

BUG = Message(
    what="Programda beklenmeyen bir durum oluştu; son işlem tamamlanmadı.",
    do="Kaydedilmiş bilgiler yerinde duruyor. İşlemi bir kez daha deneyiniz; yinelenirse "
    "sistem sorumlunuza bu saati bildiriniz.",
)
"""The message for a bug."""
_AWAY: Final = "db.server_away"
_FUNCTION: Final = re.compile(r"Q[A-Z][A-Za-z]+::[a-z][A-Za-z]+(?=[:( ])")
"""A Qt function, with which most of its messages begin."""


class _Link:
    """Whether the window shows that the server is away."""

    is_away = False


def text_of(error: Exception) -> Message:
    """Return the message for `error`: its own text, or that it is a bug."""
    if not isinstance(error, KnownError):
        return BUG
    message = message_of(error)
    if isinstance(error, ConflictError) and error.who:
        from alo183_desktop.gui.kit.conflicts import refused_words  # not before the first paint

        return Message(what=refused_words(error.who, error.at), do=message.do)
    return message


def show_failure(where: QObject | None, error: Exception) -> None:
    """Show an error in a dialog of the window; log it when it is a bug.

    Cancelled work shows nothing.

    Args:
        where: A widget of the window, or an object that belongs to one; None: there is no window.
        error: What happened.
    """
    if isinstance(error, Cancelled):
        return
    parent = _widget_of(where)
    if not isinstance(error, KnownError):
        log_bug(error)
    elif error.code == _AWAY and _Link.is_away and not _covers_banner(parent):
        return  # a banner shows it already, and a connection that returns by itself needs no answer
    # Not at the top: the card that unlocks imports this module before the first paint.
    from alo183_desktop.gui.kit import dialogs
    from alo183_desktop.shared.states import State

    # Unlike a question, a failure is shown anyway: over the parent of the dialog.
    while parent is not None and dialogs.is_unseen(parent):
        parent = parent.window().parentWidget()
    message = text_of(error)
    dialogs.ask(parent, title=message.what, text=message.do, verbs=("Kapat",), state=State.LATE)


def _widget_of(where: QObject | None) -> QWidget | None:
    """Return the widget that an object is or belongs to; None when it is gone."""
    while where is not None and shiboken6.isValid(where):
        if isinstance(where, QWidget):
            return where
        where = where.parent()
    return None


def _covers_banner(parent: QWidget | None) -> bool:
    """Return whether a dialog is open, whose button would otherwise seem to do nothing."""
    return parent is not None and isinstance(parent.window(), QDialog)


def set_away(*, is_away: bool) -> None:
    """Note that the window itself shows that the server cannot be reached."""
    _Link.is_away = is_away


def install_hook() -> None:
    """Log and show bugs that nothing else has caught; the program continues."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        # A panic of a library in another language is no Exception; its text contains data as well.
        log_bug(error)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # Later, from the event loop: a dialog inside a paint event would paint again.
            QTimer.singleShot(0, app, _show_bug)

    sys.excepthook = hook


def _show_bug() -> None:
    from alo183_desktop.gui.kit import dialogs
    from alo183_desktop.shared.states import State

    # One dialog at a time: a fault in a paint event recurs with every frame.
    if isinstance(QApplication.activeModalWidget(), dialogs.Question):
        return
    dialogs.ask(
        QApplication.activeWindow(),
        title=BUG.what,
        text=BUG.do,
        verbs=("Kapat",),
        state=State.LATE,
    )


def keep_qt_quiet(*, refused: Callable[[KnownError], None] | None = None) -> None:
    """Log the function and the kind of each message of Qt.

    Their texts contain files, addresses, objects and characters of the text on the screen.

    Args:
        refused: Gets the reason when Qt finds no way to open windows, after which it aborts;
            `cli.library_missing` or `cli.no_display`.
    """

    def on_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _log_message(kind, context, message)
        # Without a platform there is neither a window nor anything else that could show it.
        is_start = kind.name == "QtFatalMsg" and not QGuiApplication.platformName()
        if is_start and refused is not None:
            refused(_refusal())

    qInstallMessageHandler(on_message)


def _refusal() -> KnownError:
    """Return why Qt opens no window: what its plugin for X11 lacks, or that nothing shows one."""
    plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    try:
        ctypes.CDLL(str(Path(plugins) / "platforms" / "libqxcb.so"))
    except OSError as error:
        if known := library_error(error):
            return known
    return KnownError("cli.no_display")


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    function = _FUNCTION.match(message)
    # The category is one of Qt's own, such as `qt.qpa.clipboard`.
    logger.warning(
        "%s of %s at %s", kind.name, context.category, function.group() if function else "unknown"
    )
