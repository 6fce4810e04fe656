"""A display of its own, with a desktop that manages windows, for keys that come from outside."""

import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

NEEDED: Final = ("Xvfb", "openbox", "xdotool")
"""Programs; `xdotool` presses the keys."""
_SIZE: Final = "1366x768x24"
_POLL_S: Final = 0.05


class Screen(NamedTuple):
    """A running display.

    Attributes:
        server: The process of the X server.
        display: Its name, as in the variable `DISPLAY`.
        log: What the server says.
    """

    server: subprocess.Popen[bytes]
    display: str
    log: Path


@contextmanager
def real_screen(folder: Path, *, settings: str | None = None) -> Iterator[Screen]:
    """Run an X server and a desktop that is ready to manage the first window.

    A window that is mapped while openbox starts is never shown: its request falls between the
    windows that openbox finds and the requests that it hears. So wait for what it starts last.

    Args:
        folder: Gets the log of the server and what the desktop needs.
        settings: Of openbox, as XML; None takes its own, with its keys.
    """
    read, write = os.pipe()
    log, is_ready = folder / "Xvfb", folder / "desktop ready"
    with log.open("wb") as said:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", _SIZE],
            pass_fds=[write],
            stderr=said,
        )
    os.close(write)
    with os.fdopen(read) as shown:
        display = f":{shown.readline().strip()}"
    words = ["openbox", "--startup", shlex.join(["touch", str(is_ready)])]
    if settings is not None:
        file = folder / "openbox.xml"
        file.write_text(settings, encoding="ascii")
        words += ["--config-file", str(file)]
    environment = {**os.environ, "DISPLAY": display}
    desktop = subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL)
    try:
        while not is_ready.exists():
            assert desktop.poll() is None, f"openbox ended with {desktop.returncode}"
            time.sleep(_POLL_S)
        yield Screen(server, display, log)
    finally:
        for process in (desktop, server):
            process.kill()
            process.wait()
