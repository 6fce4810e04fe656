"""What the documents promise is what is there."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Final

from alo183_desktop.cli.main import build_parser
from tests.project.sources import ROOT, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USER_GUIDE: Final = ROOT / "docs" / "kullanim.md"
_LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_CODE: Final = re.compile(
    r"`((?:docs|resources|migrations|packaging|tests|alo183_desktop)/[^`\s*]+)`"
)


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def commands(parser: argparse.ArgumentParser, before: str = "alo183") -> Iterator[str]:
    """Yield each command as it is typed: `alo183 import officers`."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, below in action.choices.items():
                deeper = list(commands(below, f"{before} {name}"))
                yield from deeper or [f"{before} {name}"]


def test_that_every_command_has_a_heading_in_the_user_guide() -> None:
    lines = USER_GUIDE.read_text(encoding="utf-8").splitlines()
    headings = [line for line in lines if line.startswith("#")]
    told_of = {
        command: any(command in line for line in headings) for command in commands(build_parser())
    }
    assert told_of
    assert [command for command, is_told in told_of.items() if not is_told] == []


def test_that_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        f"{told(document)}: {target}"
        for document in documents()
        for target in _LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert dead == []


def test_that_every_file_that_a_document_names_is_there() -> None:
    dead = [
        f"{told(document)}: {name}"
        for document in documents()
        for name in _CODE.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / name).exists() and "<" not in name
    ]
    assert dead == []


def test_that_every_decision_has_its_three_parts() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{number:04}" for number in range(len(numbers))]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path.name} has no {part}"


def test_that_every_dependency_has_its_line_in_the_decision() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    text = (ROOT / "docs" / "adr" / "0003-dependencies.md").read_text(encoding="utf-8").casefold()
    names = [re.split(r"[\[<>=; ]", entry)[0].casefold() for entry in wanted]
    assert [name for name in names if name not in text] == []
