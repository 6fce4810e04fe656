"""One window per data folder: a second start brings the existing window to the front."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtNetwork import QLocalServer

LOCK_FILE: Final = "alo183.lock"
_NAME_LETTERS: Final = 24
"""Of a hash: Linux takes 107 bytes for the whole path of a socket."""
_ANSWER_MS: Final = 5000
"""For a window that is still starting and does not listen yet."""
_TRY_MS: Final = 250
_ANYBODY: Final = -1
"""To Windows: any program may take the foreground now."""


class SingleWindow(QObject):
    """Reserves a data folder for one window of this user on this computer.

    The lock file shows whether another process exists, which is fast; only a second
    start and a window that is already painted need the connection.

    Signals:
        wanted: The user has started the program again.
    """

    wanted = Signal()

    def __init__(self, data_folder: Path, *, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = data_folder
        folder = str(data_folder.resolve())
        digest = QCryptographicHash.hash(folder.encode(), QCryptographicHash.Algorithm.Sha256)
        self._name = "alo183-" + bytes(digest.toHex().data()).decode()[:_NAME_LETTERS]
        self._lock = QLockFile(str(data_folder / LOCK_FILE))
        # Held for a whole day: only the end of the process makes it stale, never its age.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def hand_over(self) -> bool:
        """Bring a window to the front that another process has open on this folder.

        Returns:
            Whether one responds. Where the folder cannot be locked (it does not exist
            yet, or is not writable), and where nobody responds, the start simply continues.
        """
        if not self._folder.is_dir():  # Qt warns of it on Windows
            return False
        if self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError:
            return False
        from PySide6.QtNetwork import QLocalSocket  # only a second start needs it

        _let_others_to_the_front()
        for _try in range(_ANSWER_MS // _TRY_MS):
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(_TRY_MS):
                socket.disconnectFromServer()
                return True
            if self._lock.tryLock(_TRY_MS):  # the other process was ending
                return False
        return False

    @Slot()
    def listen(self) -> None:
        """Listen for second starts from now on; after the first paint, as it loads a library.

        Does nothing where the folder does not exist yet: call again once it does.
        """
        if self._server is not None:
            return
        # The set-up makes the folder on the first start.
        if not self._folder.is_dir() or not (self._lock.isLocked() or self._lock.tryLock(0)):
            return
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        # A killed process leaves its socket; the lock shows that no process is behind it.
        QLocalServer.removeServer(self._name)
        self._server.newConnection.connect(self._on_connected)
        self._server.listen(self._name)

    def leave(self) -> None:
        """Let the next start open a window of its own."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    @Slot()
    def _on_connected(self) -> None:
        assert self._server is not None  # noqa: S101 - it is what called
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(partial(socket.deleteLater))
        self.wanted.emit()


def _let_others_to_the_front() -> None:
    """Let the other process raise its window: Windows asks this one, which was just started."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANYBODY)
