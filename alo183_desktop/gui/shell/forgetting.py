"""Leave nothing in memory of what was shown before the lock.

Not here: hiding it (application.py), and how memory is overwritten (shared/wiping.py).
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.shared.wiping import overwrite_freed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from alo183_desktop.gui.kit.background import Background


def overwrite_what_was_shown(
    background: Background, *, parent: QObject, then: Callable[[], None]
) -> None:
    """Overwrite what the destroyed screens let go, once what still runs on the data is over.

    Args:
        background: Whose threads read what was shown.
        parent: Lives on while the data is locked.
        then: Is called on the thread of the window once its part is done.
    """

    def overwrite(_ended: None) -> None:
        # Here, because screens may only be taken apart on the thread of the window.
        gc.collect()
        overwrite_freed()
        # Each thread has memory of its own: rows were read on one, papers made on the other.
        for run in (background.call, background.run_pure):
            run(overwrite_freed, parent=parent, success=_done, failure=log_bug)
        then()

    background.call(lambda: None, parent=parent, success=overwrite, failure=log_bug)


def _done(_nothing: None) -> None:
    """Say nothing."""
