"""What the pages on security promise is what is there, and each line says where."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.shared.laid_down import LaidDown
from tests.project.sources import PACKAGE, ROOT
from tests.project.test_docs import mentioned, unknown_word
from tests.prove.__main__ import GROUPS

PROMISES: Final = ROOT / "SECURITY.md"
DEMANDS: Final = ROOT / "docs" / "bilgi-guvenligi.md"
_GUIDE: Final = ROOT / "docs" / "yonetici.md"
_SPAN: Final = re.compile(r"`([^`]+)`")
_FILE: Final = re.compile(r"[\w./-]+\.(?:py|md|toml|txt|sql|nsi)|\.ci/run")
_RULE: Final = re.compile(r"[a-z]+_[a-z_]+")
"""What the rules of a computer are called."""
_CHAPTER: Final = re.compile(r"\]\(yonetici\.md#([^)]+)\)")
_SETTINGS: Final = re.compile(r"Ayarlar, (\w+)")
_INTERNET: Final = frozenset(
    {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "urllib.request", "urllib3"}
    | {"socketserver", "telnetlib", "webbrowser", "xmlrpc"}
)
_INTERNET_OF_QT: Final = re.compile(r"QNetworkAccessManager|QTcpSocket|QSslSocket|QWebSocket")


def rows(page: Path) -> list[list[str]]:
    """Return the cells of each line of the tables, without headings."""
    lines = page.read_text(encoding="utf-8").splitlines()
    tables = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in lines
        if line.startswith("| ") and not line.startswith(("| İstek", "| promise"))
    ]
    return [cells for cells in tables if cells]


def spans(page: Path) -> Iterator[str]:
    yield from _SPAN.findall(page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return what a link within a document may lead to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", heading.replace("`", "")) for heading in headings]
    return {heading.strip().lower().replace(" ", "-") for heading in plain}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("page", [PROMISES, DEMANDS], ids=["promises", "demands"])
def test_that_every_test_file_proof_and_command_that_a_page_names_is_there(page: Path) -> None:
    seen = {"test": 0, "command": 0}
    for span in spans(page):
        file, colons, name = span.partition("::")
        if colons:
            seen["test"] += 1
            assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), span
        elif span.startswith("alo183 "):
            seen["command"] += 1
            (words,) = mentioned(span)
            assert unknown_word(words) == "", span
        elif span.startswith("prove "):
            assert span.removeprefix("prove ") in GROUPS, span
        elif _RULE.fullmatch(span):
            assert span in LaidDown._fields, span
        elif _FILE.fullmatch(span):
            assert (ROOT / span).is_file(), span
    assert seen["test"] > len(rows(page)) // 2
    assert seen["command"]


@pytest.mark.parametrize("page", [PROMISES, DEMANDS], ids=["promises", "demands"])
def test_that_every_line_says_where_it_is_seen_or_says_no(page: Path) -> None:
    assert rows(page)
    for cells in rows(page):
        assert len(cells) == (2 if page == PROMISES else 3), cells
        shown = cells[-1]
        is_no = page == DEMANDS and cells[1].startswith("**Hayır")
        assert is_no if shown == "–" else _SPAN.search(shown), cells


def test_that_every_chapter_and_section_that_the_demands_lead_to_is_there() -> None:
    text = DEMANDS.read_text(encoding="utf-8")
    chapters = _CHAPTER.findall(text)
    assert chapters
    assert sorted(set(chapters) - anchors(_GUIDE)) == []
    guide = _GUIDE.read_text(encoding="utf-8")
    assert [one for one in _SETTINGS.findall(text) if f"\n| {one} | " not in guide] == []


def test_that_the_program_knows_no_way_to_ask_the_internet() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if _INTERNET_OF_QT.search(text):
            found.append(f"{path.name}: Qt")
        names = {name for name in imported(ast.parse(text)) if _INTERNET & prefixes(name)}
        found += [f"{path.name}: {name}" for name in sorted(names)]
    assert found == []


def prefixes(name: str) -> frozenset[str]:
    """Return the name of a module and of all that it is in."""
    parts = name.split(".")
    return frozenset(".".join(parts[:count]) for count in range(1, len(parts) + 1))


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("from urllib.parse import urlsplit", False),
        ("from urllib.request import urlopen", True),
        ("from urllib import request", True),
        ("import http.client", True),
        ("import httplike", False),
    ],
)
def test_that_a_way_to_the_internet_would_be_found(source: str, *, is_found: bool) -> None:
    names = imported(ast.parse(source))
    assert any(_INTERNET & prefixes(name) for name in names) == is_found
