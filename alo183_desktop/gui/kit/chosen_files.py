"""Ask for files and folders outside the program.

Not here: writing and reading them (shared/written_files.py, documents/checked_files.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from alo183_desktop.gui.kit.folders import documents_folder
from alo183_desktop.shared.written_files import write_file

__all__ = ["SCANS", "ask_folder", "ask_source", "ask_target", "write_file"]

SCANS: Final = "PDF ya da resim (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"
"""What `documents/checked_files.py` takes, as dialogs for files name it."""


def ask_target(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where a file shall go; None when somebody thinks better of it."""
    path, _kind = QFileDialog.getSaveFileName(parent, title, str(documents_folder() / name), kinds)
    return Path(path) if path else None


def ask_source(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file; None when somebody thinks better of it."""
    path, _kind = QFileDialog.getOpenFileName(parent, title, str(documents_folder()), kinds)
    return Path(path) if path else None


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder; None when somebody thinks better of it."""
    path = QFileDialog.getExistingDirectory(parent, title, str(documents_folder()))
    return Path(path) if path else None
