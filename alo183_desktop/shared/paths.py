"""Paths of the program's own files, and their tables."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any


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


@cache
def table(name: str) -> dict[str, Any]:
    """Return a TOML file of `resources` by its name, such as `audit` or `texts/cases`."""
    import tomllib  # not needed before the first paint

    return tomllib.loads((resources() / f"{name}.toml").read_text(encoding="utf-8"))


def guide() -> Path:
    """Return the folder of the user's guide and of its pictures."""
    return program_folder() / "docs"


def migrations() -> Path:
    """Return the folder of the Alembic migrations."""
    return program_folder() / "migrations"
