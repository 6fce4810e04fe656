"""Notice that the desktop of Linux is locked, or left for another user's, by what logind reports.

Desktops set `LockedHint` of their session while they are locked, and `loginctl lock-session` sends
`Lock`. `Active` is false while another session has the screen. Source: org.freedesktop.login1(5).
Where no bus or no logind answers, nothing is reported and nothing is an error: the program has a
lock of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusVariant,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE: Final = "org.freedesktop.login1"
ROOT_PATH: Final = "/org/freedesktop/login1"
SESSION: Final = "org.freedesktop.login1.Session"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
OWN_SESSION: Final = f"{ROOT_PATH}/session/auto"
"""That of the caller, or the one that their user sees; its signals come from another path."""
_MANAGER: Final = "org.freedesktop.login1.Manager"
_LOCKED: Final = {"LockedHint": True, "Active": False}
"""What these properties become when the user leaves."""


class LogindWatch(QObject):
    """Listens to the session of the user while the data is open.

    Signals:
        left: The session was locked, or another one has the screen.
        listening: Its signals are subscribed to.
    """

    left = Signal()
    listening = Signal()

    def __init__(self, bus: QDBusConnection | None = None, *, parent: QObject) -> None:
        """Listen to nothing yet; `bus` is the one with logind, None: the system's."""
        super().__init__(parent)
        self._given = bus
        self._bus: QDBusConnection | None = None
        self._path = ""

    def begin(self) -> None:
        """Find the session and subscribe to it, without waiting for an answer."""
        if self._bus is not None:
            return
        bus = self._given or QDBusConnection.systemBus()
        if bus.isConnected():
            self._bus = bus
            self._ask(OWN_SESSION, PROPERTIES, "Get", (SESSION, "Id"), self._on_id)

    def end(self) -> None:
        """Stop listening."""
        if self._bus is not None and self._path:
            for interface, name, slot in self._subscriptions():
                self._bus.disconnect(SERVICE, self._path, interface, name, self, slot)
        self._bus, self._path = None, ""

    def _ask(
        self,
        path: str,
        interface: str,
        method: str,
        arguments: tuple[str, ...],
        answered: Callable[[Any], None],
    ) -> None:
        """Call a method of logind; `answered` gets its answer unless `end` is called before."""
        bus = self._bus
        if bus is None:
            return
        message = QDBusMessage.createMethodCall(SERVICE, path, interface, method)
        message.setArguments(list(arguments))
        watcher = QDBusPendingCallWatcher(bus.asyncCall(message), self)

        def finish() -> None:
            answer = watcher.reply().arguments()
            # An error comes with its text in the place of the answer.
            if not watcher.isError() and answer and self._bus is bus:
                answered(answer[0])
            watcher.deleteLater()

        watcher.finished.connect(finish)

    def _on_id(self, value: Any) -> None:
        if isinstance(value, QDBusVariant):
            self._ask(ROOT_PATH, _MANAGER, "GetSession", (str(value.variant()),), self._on_path)

    def _on_path(self, path: Any) -> None:
        if self._bus is None or self._path or not isinstance(path, QDBusObjectPath):
            return
        self._path = path.path()
        for interface, name, slot in self._subscriptions():
            # Only what the owner of the service's name sends comes here.
            self._bus.connect(SERVICE, self._path, interface, name, self, slot)
        self.listening.emit()

    @staticmethod
    def _subscriptions() -> tuple[tuple[str, str, Any], ...]:
        return (
            (SESSION, "Lock", SLOT("on_lock()")),
            (
                PROPERTIES,
                "PropertiesChanged",
                SLOT("on_changed(QString,QVariantMap,QStringList)"),
            ),
        )

    @Slot()
    def on_lock(self) -> None:
        """Report that logind requests the session to lock."""
        self.left.emit()

    @Slot(str, "QVariantMap", "QStringList")
    def on_changed(self, _of: str, changed: dict[str, Any], _others: list[str]) -> None:
        """Report properties by which the user has left."""
        if any(changed.get(name) is value for name, value in _LOCKED.items()):
            self.left.emit()
