"""A way to a server on which everything can be swallowed, as by a wall that drops what it gets."""

import selectors
import socket
import threading
from contextlib import suppress
from typing import Self

import pytest

from alo183_desktop.db import server
from tests.clocks import PATIENCE_S


class SilentWay:
    """Passes on between a port of its own and that of a server, until it falls silent.

    The program asks soon whether the server is there. Only of a silent way does it expect no answer
    soon: on a busy machine a server takes its time.
    """

    def __init__(self, port: int) -> None:
        """Listen; `port` is the server's, on this machine."""
        self.is_silent = threading.Event()
        self.hushes_at = b""
        """What the way swallows, with all that comes after it."""
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        self._patched = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        self._patched.setattr(server, "_ASKED_AFTER_S", 0.1)
        self.speak()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        self._door.close()
        self._patched.undo()

    def fall_silent(self) -> None:
        """Swallow everything from now on."""
        self._patched.setattr(server, "_ANSWERED_S", 0.5)
        self.is_silent.set()

    def speak(self) -> None:
        """Pass everything on."""
        self._patched.setattr(server, "_ANSWERED_S", PATIENCE_S)
        self.hushes_at = b""
        self.is_silent.clear()

    def _pass_on(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._door, selectors.EVENT_READ)
            while not self._ended.is_set():
                if self.is_silent.is_set():
                    # What comes meanwhile waits, and is accepted by nobody.
                    self._ended.wait(0.01)
                    continue
                for key, _events in selector.select(0.05):
                    if key.fileobj is self._door:
                        self._let_in(selector)
                    else:
                        self._carry(selector, key)
            for one in list(selector.get_map().values()):
                if one.data is not None:
                    one.fileobj.close()  # type: ignore[union-attr]

    def _let_in(self, selector: selectors.BaseSelector) -> None:
        near, _address = self._door.accept()
        far = socket.create_connection(("127.0.0.1", self._to))
        selector.register(near, selectors.EVENT_READ, far)
        selector.register(far, selectors.EVENT_READ, near)

    def _carry(self, selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
        near: socket.socket = key.fileobj  # type: ignore[assignment]
        content = b""
        with suppress(OSError):
            content = near.recv(65536)
            if self.hushes_at and self.hushes_at in content:
                self.fall_silent()
                return
            key.data.sendall(content)
        if not content:
            for one in (near, key.data):
                with suppress(KeyError, ValueError):
                    selector.unregister(one)
                one.close()
