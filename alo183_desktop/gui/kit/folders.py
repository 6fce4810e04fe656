"""Where a file dialog opens.

Not here: the dialogs themselves.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths


def documents_folder() -> Path:
    """Return the user's documents folder, or the home folder where there is none.

    Qt names a documents folder even where it does not exist; a file dialog would then open in
    whatever folder the program was started in.
    """
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # Qt names the root for an account without a home; Python would refuse.
    return Path(named) if named and Path(named).is_dir() else Path(QDir.homePath())
