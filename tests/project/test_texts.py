"""Every code has a Turkish text, and every text is told by some code."""

import ast
import string
import tomllib
from functools import cache
from typing import Final

from tests.project.sources import ROOT, told, trees

ERRORS: Final = frozenset({"KnownError", "ConflictError"})
_SECOND: Final = frozenset({"Problem", "demand"})
"""What gets the code as its second argument."""


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return all texts by code, those of `resources/texts`."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "resources" / "texts").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for code, entry in table.items():
            assert code.partition(".")[0] == path.stem, f"{code} belongs into another file"
            assert code not in found
            found[code] = entry
    return found


@cache
def calls() -> list[tuple[str, ast.Call, str]]:
    """Return where a code may be told, the call, and the name of what is called."""
    found = []
    for path, tree in trees("alo183_desktop", *(f"{name}(" for name in ERRORS | _SECOND)):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                name = node.func.id if isinstance(node.func, ast.Name) else name
                if name in ERRORS or name in _SECOND:
                    found.append((f"{told(path)}:{node.lineno}", node, name))
    return found


def code_of(call: ast.Call, name: str) -> ast.expr | None:
    """Return the expression of the code."""
    for keyword in call.keywords:
        if keyword.arg == "code":
            return keyword.value
    place = 1 if name in _SECOND else 0
    return call.args[place] if len(call.args) > place else None


def literals(expression: ast.expr | None) -> list[str]:
    """Return the codes that stand there word for word, in either branch of a condition."""
    if isinstance(expression, ast.IfExp):
        return literals(expression.body) + literals(expression.orelse)
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return [expression.value]
    return []


def placeholders(entry: dict[str, str]) -> set[str]:
    parts = [part for text in entry.values() for part in string.Formatter().parse(text)]
    return {field for _, field, _, _ in parts if field}


def test_that_every_code_has_a_text() -> None:
    missing = [
        f"{where}: {code}"
        for where, call, name in calls()
        for code in literals(code_of(call, name))
        if code not in texts()
    ]
    assert missing == []


def test_that_no_text_is_left_without_a_code() -> None:
    spoken: set[str] = set()
    begun: set[str] = set()
    beginnings = {f'"{code.partition(".")[0]}.' for code in texts()}
    for _path, tree in trees("alo183_desktop", *beginnings):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                spoken.add(node.value)
    prefixes = tuple(prefix for prefix in begun if "." in prefix and " " not in prefix)
    unused = [code for code in texts() if code not in spoken and not code.startswith(prefixes)]
    assert unused == []


def test_that_an_error_brings_the_values_that_its_text_names() -> None:
    wanting = []
    for where, call, name in calls():
        given = {keyword.arg for keyword in call.keywords}
        if name not in ERRORS or None in given:
            continue
        for code in literals(code_of(call, name)):
            lacking = placeholders(texts().get(code, {})) - given
            if lacking:
                wanting.append(f"{where}: {code} lacks {sorted(lacking)}")
    assert wanting == []


def test_that_every_text_says_what_and_is_well_formed() -> None:
    for code, entry in texts().items():
        assert set(entry) <= {"what", "do"}, code
        assert entry["what"].endswith((".", "?", "!", "}")), code
        assert "hata oluştu" not in entry["what"].casefold(), code
