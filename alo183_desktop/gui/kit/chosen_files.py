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
"""The files that `documents/checked_files.py` accepts, as file dialogs name them."""
_FOLDER: Final = "folders/saved"
_READ: Final = "folders/read"
"""Of the file last saved, and of the one last chosen.

File names, which may name a person, are not kept.
"""


def ask_target(
    parent: QWidget, title: str, name: str, kinds: str, *, is_secret: bool = False
) -> Path | None:
    """Ask where to save a file, starting in the folder of the last one saved at this desk.

    Args:
        title: Of the dialog.
        name: Proposed; a typed name gets its suffix.
        kinds: The file filter, such as `PDF (*.pdf)`.
        is_secret: Whether the folder must not be remembered.

    Returns:
        None when the user cancels.
    """
    path, _kind = QFileDialog.getSaveFileName(parent, title, str(saved_folder() / name), kinds)
    if not path:
        return None
    target, ending = Path(path), Path(name).suffix
    if target.suffix.lower() != ending:
        target = target.with_name(f"{target.name}{ending}")
        if target.exists():
            # The user has not been asked yet whether that file may be replaced.
            return ask_target(parent, title, str(target), kinds, is_secret=is_secret)
    if not is_secret:
        keep_folder(target)
    return target


def ask_source(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file, starting in the last folder; None when the user cancels."""
    path, _kind = QFileDialog.getOpenFileName(parent, title, str(_kept_folder(_READ)), kinds)
    if not path:
        return None
    Remembered.keep(_READ, str(Path(path).parent))
    return Path(path)


def ask_folder(parent: QWidget, title: str, *, for_papers: bool = False) -> Path | None:
    """Ask for a folder.

    Args:
        title: Of the dialog.
        for_papers: Whether files are saved there, as by `ask_target`.

    Returns:
        None when the user cancels.
    """
    first = saved_folder() if for_papers else _documents_folder()
    path = QFileDialog.getExistingDirectory(parent, title, str(first))
    if path and for_papers:
        Remembered.keep(_FOLDER, path)
    return Path(path) if path else None


def keep_folder(target: Path) -> None:
    """Propose the folder of a saved file from now on."""
    Remembered.keep(_FOLDER, str(target.parent))


def saved_folder() -> Path:
    """Return the folder of the file last saved, or the documents folder."""
    return _kept_folder(_FOLDER)


def _kept_folder(key: str) -> Path:
    kept = str(Remembered.value(key) or "")
    return Path(kept) if kept and Path(kept).is_dir() else _documents_folder()


def _documents_folder() -> Path:
    """Return the user's documents folder, or the home folder where there is none.

    Qt names a documents folder even where it does not exist; a file dialog would then open in
    the program's working directory.
    """
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # Qt returns the root for an account without a home; Python would refuse.
    return Path(named) if named and Path(named).is_dir() else Path(QDir.homePath())


def is_scan(path: Path) -> bool:
    """Return whether a file has one of the suffixes of `SCANS`."""
    return f"*{path.suffix.lower()}" in SCANS.strip(")").partition("(")[2].split()


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the one local file that is dragged, None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        path = Path(urls[0].toLocalFile())
        return path if path.is_file() else None
    return None
