"""What every file of the project keeps to."""

import ast
import re
from typing import Final

import pytest

from tests.project.sources import PACKAGE, ROOT, python_files, text_files, told, trees

VAGUE_MODULES: Final = frozenset(
    {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
)
VAGUE_WORDS: Final = frozenset({"works", "correctly", "properly", "expected"})
PLACES_OF_ONE_MACHINE: Final = re.compile(r"/work/|/root/|/home/[a-z]|C:\\Users\\|\.pyenv")
HOSTS_OF_REGISTRIES: Final = re.compile(r"pypi\.org|pythonhosted|npmjs\.|deb\.debian|/simple/")
OUT_OF_REACH: Final = re.compile("&İ")
ITEMS_OF_LAYOUTS: Final = re.compile(r"\b(?:itemAt(?:Position)?|takeAt)\b(?!`)")
MASKED: Final = re.compile(r"& ~(?!`)")
TESTS: Final = re.compile(r"^ *def (test\w*)\(", re.MULTILINE)
OWN: Final = re.compile(r"(?<=def )\w+(?=\()|\w+(?= = Signal\()")
UNFINISHED: Final = re.compile(r"\bTODO\b(?!\(#\d+\))|\bFIXME\b|\bXXX\b")
PIN: Final = re.compile(
    r"([a-z0-9-]+==[0-9][0-9a-z.]*(?: ; .*?)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)"
)
# These name what they forbid.
EXEMPT: Final = frozenset({"tests/project/test_sources.py", "pyproject.toml", "CONTRIBUTING.md"})


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{told(path)}:{number}: {line.strip()[:80]}"
        for path in text_files()
        if told(path) not in EXEMPT and pattern.search(text := path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_that_no_file_names_a_place_of_one_machine() -> None:
    assert found(PLACES_OF_ONE_MACHINE) == []


def test_that_no_file_names_the_host_of_a_package_registry() -> None:
    assert found(HOSTS_OF_REGISTRIES) == []


def test_that_no_mnemonic_is_a_dotted_capital() -> None:
    """Both keys of a Turkish keyboard, `ı` and `i`, give Alt+I; Alt+İ can be pressed on none."""
    assert [place for place in found(OUT_OF_REACH) if place.startswith("alo183_desktop/")] == []


def test_that_no_screen_asks_a_layout_for_its_items() -> None:
    """Their wrappers outlive them in PySide 6.11, which ends the process (gui/kit/focus.py)."""
    assert [place for place in found(ITEMS_OF_LAYOUTS) if place.startswith("alo183_desktop/")] == []


def test_that_no_screen_takes_flags_away_by_a_mask() -> None:
    """Those of the keyboard are negative in PySide 6.11 on Windows, and nothing is left."""
    assert [place for place in found(MASKED) if place.startswith("alo183_desktop/gui/")] == []


def test_that_every_todo_names_its_issue() -> None:
    assert found(UNFINISHED) == []


def test_that_no_module_has_a_name_that_says_nothing() -> None:
    names = {told(path): path.stem for path in python_files("alo183_desktop", "tests")}
    assert [path for path, name in names.items() if name in VAGUE_MODULES] == []


def test_that_the_names_of_tests_are_sentences() -> None:
    wrong = [
        f"{told(path)}: {name}"
        for path in python_files("tests")
        for name in TESTS.findall(path.read_text(encoding="utf-8"))
        if not name.startswith("test_that_") or not VAGUE_WORDS.isdisjoint(name.split("_"))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_that_the_pins_carry_hashes_and_name_no_host_and_no_folder(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    rest = [line for line in PIN.sub("", text).splitlines() if not line.lstrip().startswith("#")]
    assert rest == []


def test_that_the_program_is_pinned_as_it_is_tested() -> None:
    program, developing = (
        dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert program.items() <= developing.items()
    assert any(pin.startswith("pyside6-essentials==") for pin in program)


def test_that_every_font_that_is_shipped_is_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    fonts = {path.stem.partition("-")[0] for path in (ROOT / "resources" / "fonts").glob("*.?tf")}
    assert fonts
    assert [font for font in sorted(fonts) if font not in notice] == []


def test_that_no_signal_is_connected_to_a_method_of_qt_itself() -> None:
    """PySide 6.11 keeps the name of such a method for ever, each time; `partial(it)` costs none."""
    own = {
        name
        for path in python_files("alo183_desktop/gui")
        for name in OWN.findall(path.read_text(encoding="utf-8"))
    }
    wrong = [
        f"{told(path)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path, tree in trees("alo183_desktop/gui", ".connect(")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and isinstance(node.args[0], ast.Attribute)
        and node.args[0].attr not in own
    ]
    assert wrong == []


_DRAWS_GOOD: Final = frozenset(
    {
        "documents/states.py",  # makes it, from evidence only
        "documents/figures.py",  # counts it
        "documents/papers/marks.py",
        "documents/papers/report_parts.py",
        "gui/kit/form/passwords.py",  # the colour
        "gui/kit/form/task_dialog.py",  # the colour
        "gui/kit/theme.py",
        "gui/rota/coverage_strip.py",  # the colour
        "gui/rota/duty_card.py",  # of a person: judged by every rule
        "phones/quotas/rules.py",  # of a measure whose amount is known
        "phones/quotas/words.py",
        "shared/states.py",  # the word
    }
)
"""Modules that name the good state: they draw it, or made it from what they counted."""


def test_that_no_other_module_calls_a_matter_good_by_its_word() -> None:
    named = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "good"
    }
    assert named <= _DRAWS_GOOD
    assert _DRAWS_GOOD - named <= {"documents/papers/report_parts.py"}
