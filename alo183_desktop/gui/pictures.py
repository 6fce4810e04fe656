"""Pictures of the real window, light and dark, for a place without a display.

Not here: what the pages show.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk, Program
    from alo183_desktop.gui.kit.background import Background

WIDTH: Final = 1280
HEIGHT: Final = 800
_LONGEST_MS: Final = 10_000
_QUIET_ROUNDS: Final = 5
_SCHEMES: Final = (("light", Qt.ColorScheme.Light), ("dark", Qt.ColorScheme.Dark))


def save_pictures(program: Program, desk: Desk, folder: Path) -> list[Path]:
    """Save a picture of the unlock card and of each page, light and dark.

    Args:
        program: The locked data, for the unlock card.
        desk: The open data; it stays open.
        folder: Made when it is missing.

    Returns:
        The pictures, in the order in which they were taken.
    """
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from alo183_desktop.gui import pages
    from alo183_desktop.gui.application import make_application
    from alo183_desktop.gui.kit import theme
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.shell.main_window import MainWindow
    from alo183_desktop.gui.shell.workspace import Workspace
    from alo183_desktop.gui.unlock.unlock_page import UnlockPage

    app = make_application(["alo183"])
    folder.mkdir(parents=True, exist_ok=True)
    saved = []
    window = MainWindow()
    window.resize(theme.px(WIDTH), theme.px(HEIGHT))
    window.show()
    background = Background(desk.work)
    try:
        for name, scheme in _SCHEMES:
            theme.apply(app, scheme=scheme)
            unlock = UnlockPage(
                background, data=program, last_login=desk.actor.login, parent=window
            )
            window.show_center(unlock)
            saved.append(save(window, folder / f"0-kilit-{name}.png", background))
            workspace = Workspace(
                background,
                pages.entries(background, desk),
                directorate=desk.directorate_name,
                person=f"{desk.actor.name} ({pages.role_words(desk.actor.role)})",
                parent=window,
            )
            window.show_center(workspace)
            for place, key in enumerate(workspace.page_keys(), 1):
                workspace.show_page(key)
                saved.append(save(window, folder / f"{place}-{key}-{name}.png", background))
    finally:
        theme.apply(app)
        background.close()
        window.close()
        window.deleteLater()
    return saved


def save(window: QWidget, path: Path, background: Background) -> Path:
    """Save what a window shows once nothing is on its way to it any more."""
    settle(background)
    window.grab().save(str(path))
    return path


def settle(background: Background) -> None:
    """Let the window work until the background has been idle for some rounds of events."""
    deadline = QDeadlineTimer(_LONGEST_MS)
    quiet = 0
    while quiet < _QUIET_ROUNDS and not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        quiet = quiet + 1 if background.is_idle() else 0
