"""Files and folders outside the program: ask for them, and write to them.

Not here: what is written (letter_actions.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from alo183_desktop.gui.kit.folders import documents_folder
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def write_file(path: Path, data: bytes) -> Path:
    """Write a file and return its path.

    Raises:
        KnownError: `export.not_written`.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise KnownError("export.not_written", file=path.name) from error
    return path


def write_folder(parent: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write files into a new folder, all of them or none, and return the folder.

    Raises:
        KnownError: `export.not_written`.
    """
    folder = parent / name
    count = 1
    while folder.exists():
        count += 1
        folder = parent / f"{name} ({count})"
    written: list[Path] = []
    try:
        folder.mkdir()
        for file_name, data in files.items():
            written.append(folder / file_name)
            written[-1].write_bytes(data)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
        raise KnownError("export.not_written", file=folder.name) from error
    return folder
