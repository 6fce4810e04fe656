"""Paths of the program's own files and of the user's data."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down


@cache
def program_folder() -> Path:
    """Return the folder that holds `resources` and `migrations`.

    It is the checkout in development, the package in a wheel, the unpacked folder when frozen.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent.parent
    candidates = [Path(frozen)] if frozen else [package, package.parent]
    for folder in candidates:
        if (folder / "resources").is_dir():
            return folder
    raise FileNotFoundError("resources")  # a broken installation, which a user cannot fix


def resources() -> Path:
    """Return the folder of fonts, icons, texts and templates."""
    return program_folder() / "resources"


def guide() -> Path:
    """Return the folder of the user's guide `kullanim.md` and its pictures."""
    return program_folder() / "docs"


def migrations() -> Path:
    """Return the folder of the Alembic migrations."""
    return program_folder() / "migrations"


def default_data_folder() -> Path:
    """Return this user's data folder, laid down or the system's default; it may not exist.

    Raises:
        KnownError: `cli.no_home`: such as for a service account; or as `laid_down`.
    """
    if chosen := laid_down().data_folder:
        return Path(chosen)
    from platformdirs import user_data_path  # only the default needs it

    try:
        return user_data_path("Alo183", appauthor=False)
    except RuntimeError as error:
        raise KnownError("cli.no_home") from error
