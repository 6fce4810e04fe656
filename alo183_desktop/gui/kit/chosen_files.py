"""Ask for files and folders outside the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.shared.written_files import write_file

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent

__all__ = [
    "SCANS",
    "ask_folder",
    "ask_source",
    "ask_target",
    "keep_folder",
    "saved_folder",
    "write_file",
]

SCANS: Final = "PDF ya da resim (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"
"""What `documents/checked_files.py` takes, as dialogs for files name it."""
_FOLDER: Final = "folders/saved"
_READ: Final = "folders/read"
"""Of the file that was saved last, and of the one that was chosen last; their names, which may tell
of a person, are kept nowhere."""


def ask_target(
    parent: QWidget, title: str, name: str, kinds: str, *, is_secret: bool = False
) -> Path | None:
    """Ask where a file shall go, beside the one that was saved last at this desk.

    Args:
        parent: The window that waits.
        title: Of the dialog.
        name: That is proposed; what somebody types gets its ending.
        kinds: What the dialog lists, such as `PDF (*.pdf)`.
        is_secret: Whether nobody shall learn here in which folder it lies.

    Returns:
        None when somebody thinks better of it.
    """
    path, _kind = QFileDialog.getSaveFileName(parent, title, str(saved_folder() / name), kinds)
    if not path:
        return None
    target, ending = Path(path), Path(name).suffix
    if target.suffix.lower() != ending:
        target = target.with_name(f"{target.name}{ending}")
        if target.exists():
            # Nobody has been asked yet whether that one may be replaced.
            return ask_target(parent, title, str(target), kinds, is_secret=is_secret)
    if not is_secret:
        keep_folder(target)
    return target


def ask_source(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file, where the last one was chosen; None when somebody thinks better of it."""
    path, _kind = QFileDialog.getOpenFileName(parent, title, str(_kept_folder(_READ)), kinds)
    if not path:
        return None
    Remembered.keep(_READ, str(Path(path).parent))
    return Path(path)


def ask_folder(parent: QWidget, title: str, *, for_papers: bool = False) -> Path | None:
    """Ask for a folder.

    Args:
        parent: The window that waits.
        title: Of the dialog.
        for_papers: Whether files are saved there, as by `ask_target`.

    Returns:
        None when somebody thinks better of it.
    """
    first = saved_folder() if for_papers else _documents_folder()
    path = QFileDialog.getExistingDirectory(parent, title, str(first))
    if path and for_papers:
        Remembered.keep(_FOLDER, path)
    return Path(path) if path else None


def keep_folder(target: Path) -> None:
    """Propose from now on the folder of a file that was saved."""
    Remembered.keep(_FOLDER, str(target.parent))


def saved_folder() -> Path:
    """Return the folder of the file that was saved last, or that of documents."""
    return _kept_folder(_FOLDER)


def _kept_folder(key: str) -> Path:
    kept = str(Remembered.value(key) or "")
    return Path(kept) if kept and Path(kept).is_dir() else _documents_folder()


def _documents_folder() -> Path:
    """Return the user's documents folder, or the home folder where there is none.

    Qt names a documents folder even where it does not exist; a file dialog would then open in
    whatever folder the program was started in.
    """
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # Qt names the root for an account without a home; Python would refuse.
    return Path(named) if named and Path(named).is_dir() else Path(QDir.homePath())


def is_scan(path: Path) -> bool:
    """Return whether a file is named as one of `SCANS`."""
    return f"*{path.suffix.lower()}" in SCANS.strip(")").partition("(")[2].split()


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the one file of this machine that is dragged, None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        path = Path(urls[0].toLocalFile())
        return path if path.is_file() else None
    return None
