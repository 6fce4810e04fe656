"""The files of the project, as the tests of this folder read them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "alo183_desktop"
_OWN_FOLDERS: Final = (
    ".ci",
    "alo183_desktop",
    "docs",
    "migrations",
    "packaging",
    "resources",
    "tests",
)
_TEXT_SUFFIXES: Final = frozenset(
    {"", ".cfg", ".ini", ".iss", ".json", ".mako", ".md", ".nsi", ".py", ".spec", ".svg", ".toml"}
    | {".txt", ".yaml", ".yml"}
)


def text_files() -> Iterator[Path]:
    """Yield every text file of the project that somebody writes by hand."""
    for path in sorted(ROOT.iterdir()):
        if path.is_file() and path.suffix in _TEXT_SUFFIXES and path.name != ".git":
            yield path
    for folder in _OWN_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in _TEXT_SUFFIXES and "__pycache__" not in path.parts:
                yield path


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files under `folders` of the project."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "__pycache__" not in path.parts:
                yield path


def trees(folder: str, *words: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the Python files under a folder in which one of `words` stands, and their syntax trees.

    All of the program takes seconds: whoever looks for a call says how it is written.
    """
    for path in python_files(folder):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path, ast.parse(text, filename=str(path))


def told(path: Path) -> str:
    """Return the path as a failure names it."""
    return path.relative_to(ROOT).as_posix()
