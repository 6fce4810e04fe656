"""The lock of a Linux desktop, on a bus of the test with a logind of the test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
from PySide6.QtCore import QMetaType, QObject
from PySide6.QtDBus import (
    QDBusArgument,
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusVariant,
    QDBusVirtualObject,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.shell.logind import (
    OWN_SESSION,
    PROPERTIES,
    ROOT_PATH,
    SERVICE,
    SESSION,
    LogindWatch,
)
from alo183_desktop.shared.override import override

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None,
    reason="logind is Linux's, and the bus of the test needs dbus-daemon",
)
_PATH: Final = f"{ROOT_PATH}/session/_37"
_OTHER: Final = f"{ROOT_PATH}/session/_38"


class Logind(QDBusVirtualObject):
    """Answers as logind does, and sends what it sends.

    Attributes:
        knows: Whether the caller belongs to a session.
        asked: The methods that were called.
    """

    def __init__(self, bus: QDBusConnection, *, parent: QObject) -> None:
        super().__init__(parent)
        self._bus = bus
        self.knows = True
        self.asked: list[tuple[str, str]] = []
        option = QDBusConnection.VirtualObjectRegisterOption.SubPath
        assert bus.registerService(SERVICE)
        assert bus.registerVirtualObject(ROOT_PATH, self, option)

    @override
    def introspect(self, path: str) -> str:
        return ""

    @override
    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        call = (message.path(), message.member())
        self.asked.append(call)
        if not self.knows:
            name = "org.freedesktop.login1.NoSessionForPID"
            return connection.send(message.createErrorReply(name, "no session"))
        answers: dict[tuple[str, str], Any] = {
            (OWN_SESSION, "Get"): QDBusVariant("7"),
            (ROOT_PATH, "GetSession"): QDBusObjectPath(_PATH),
        }
        return connection.send(message.createReply(answers[call]))


def send_lock(bus: QDBusConnection, path: str = _PATH) -> None:
    assert bus.send(QDBusMessage.createSignal(path, SESSION, "Lock"))


def send_changed(bus: QDBusConnection, changed: dict[str, bool], path: str = _PATH) -> None:
    message = QDBusMessage.createSignal(path, PROPERTIES, "PropertiesChanged")
    others = QDBusArgument()
    others.beginArray(QMetaType(QMetaType.Type.QString.value))
    others.endArray()
    message.setArguments([SESSION, changed, others])
    assert bus.send(message)


@pytest.fixture
def address() -> Iterator[str]:
    """Return the address of a bus that nobody else knows."""
    command = ["dbus-daemon", "--session", "--print-address", "--nofork"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


@pytest.fixture
def buses(address: str) -> Iterator[dict[str, QDBusConnection]]:
    """Return the connections of logind, of the program and of a stranger to one bus."""
    names = ("logind", "program", "stranger")
    yield {name: QDBusConnection.connectToBus(address, name) for name in names}
    for name in names:
        QDBusConnection.disconnectFromBus(name)


@pytest.fixture
def logind(buses: dict[str, QDBusConnection], qapp: QObject) -> Logind:
    return Logind(buses["logind"], parent=qapp)


@pytest.fixture
def watch(buses: dict[str, QDBusConnection], logind: Logind, qtbot: QtBot) -> Iterator[LogindWatch]:
    made = LogindWatch(buses["program"], parent=logind)
    with qtbot.waitSignal(made.listening):
        made.begin()
    yield made
    made.end()


@pytest.mark.parametrize("changed", [{"LockedHint": True}, {"Active": False}])
def test_that_a_locked_or_left_session_is_reported(
    changed: dict[str, bool], watch: LogindWatch, buses: dict[str, QDBusConnection], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(watch.left):
        send_changed(buses["logind"], changed)
    with qtbot.waitSignal(watch.left):
        send_lock(buses["logind"])


def test_that_another_session_a_stranger_and_an_unlocking_are_not(
    watch: LogindWatch, buses: dict[str, QDBusConnection], qtbot: QtBot
) -> None:
    reported: list[bool] = []
    watch.left.connect(lambda: reported.append(True))
    send_lock(buses["stranger"])
    send_changed(buses["stranger"], {"LockedHint": True})
    send_lock(buses["logind"], _OTHER)
    send_changed(buses["logind"], {"LockedHint": True}, _OTHER)
    send_changed(buses["logind"], {"LockedHint": False})
    send_changed(buses["logind"], {"Active": True, "IdleHint": True})
    # The bus keeps the order of each sender: what was sent before has come by then.
    with qtbot.waitSignal(watch.left):
        send_lock(buses["logind"])
    assert reported == [True]


def test_that_nothing_is_heard_after_the_end_and_all_again_after_another_beginning(
    watch: LogindWatch, logind: Logind, buses: dict[str, QDBusConnection], qtbot: QtBot
) -> None:
    reported: list[bool] = []
    watch.left.connect(lambda: reported.append(True))
    watch.end()
    send_lock(buses["logind"])
    with qtbot.waitSignal(watch.listening):
        watch.begin()
    watch.begin()
    with qtbot.waitSignal(watch.left):
        send_lock(buses["logind"])
    assert reported == [True]
    assert logind.asked == [(OWN_SESSION, "Get"), (ROOT_PATH, "GetSession")] * 2


def test_that_a_user_without_a_session_and_a_machine_without_a_bus_are_no_error(
    buses: dict[str, QDBusConnection],
    logind: Logind,
    qapp: QObject,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    logind.knows = False
    lost = QDBusConnection.connectToBus("unix:path=/nonexistent/bus", "lost")
    watches = [LogindWatch(bus, parent=qapp) for bus in (buses["program"], lost)]
    for watch in watches:
        watch.begin()
    qtbot.waitUntil(lambda: logind.asked == [(OWN_SESSION, "Get")])
    for watch in watches:
        watch.end()
    assert caplog.messages == []
