"""Folders of invented data: beside the real one, known by a mark, and thrown away whole."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

LOGIN: Final = "demo"
PASSWORD: Final = "deneme"  # noqa: S105 - it protects nobody, and its card says it
"""Of the demo that is begun in the window; that of the command line has one of its own."""
_MARK: Final = "demo"
_BESIDE: Final = "-deneme"


def folder_beside(data_folder: Path) -> Path:
    """Return where the demo of a data folder is: never within it."""
    return data_folder.with_name(f"{data_folder.name}{_BESIDE}")


def home_of(folder: Path) -> Path | None:
    """Return the data folder that a demo is beside of; None for a demo of the command line."""
    name = folder.name.removesuffix(_BESIDE)
    return folder.with_name(name) if name and name != folder.name else None


def is_invented(folder: Path) -> bool:
    """Return whether a data folder bears the mark of the demo."""
    try:
        return (folder / _MARK).is_file()
    except OSError:
        return False


def mark(folder: Path) -> None:
    """Mark a data folder as invented before anything is filled in: it may be replaced."""
    (folder / _MARK).touch()


def note_filled(folder: Path, password: str) -> None:
    """Note that the story is told to its end, and its password where everybody may know it."""
    (folder / _MARK).write_text(password if password == PASSWORD else "", encoding="utf-8")


def known_password(folder: Path) -> str:
    """Return the password that the unlock card offers; empty for data of people, or half filled."""
    try:
        return (folder / _MARK).read_text(encoding="utf-8")
    except OSError:
        return ""


def throw_away(folder: Path) -> None:
    """Remove a demo with its backups; logs that this process still writes may stay.

    Does nothing to a folder without the mark.

    Raises:
        OSError: The data file could not be removed.
    """
    if not is_invented(folder):
        return
    (folder / "alo183.db").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
