"""What holds for every form: it keeps what is typed into it, and shows nothing as if typed."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

from alo183_desktop.gui.kit.form.choices import SEARCH_HINT
from tests.project.sources import told, trees

FIELDS: Final = frozenset(
    {
        "CheckList",
        "ChoiceField",
        "DateField",
        "FileField",
        "LongTextField",
        "PhoneField",
        "RadioChoice",
        "TextField",
        "TimeField",
    }
)
BEFORE_THE_DATA: Final = frozenset(
    {"alo183_desktop/gui/unlock/unlock_page.py", "alo183_desktop/gui/setup/steps.py"}
)
"""What is typed there has nowhere to be kept: the data is locked, or not there yet."""
SECRETS_ONLY: Final = {
    "alo183_desktop/gui/settings/security_section.py": 1,  # the code of the sheet
    "alo183_desktop/gui/settings/users_section.py": 1,  # a password for somebody else
    "alo183_desktop/gui/setup/steps.py": 1,  # how a server is reached: there is no data yet
    "alo183_desktop/gui/unlock/recovery_dialog.py": 1,  # the code of the sheet
}

ASKED: Final = frozenset({"setPlaceholderText", "setInputMask", "set_hint"})
"""What puts something into an empty field, the last one where it is a line."""
HINT: Final = re.compile(r"[^0-9]*[ıiuü]n[ıiuü]z")
"""An instruction: "Seçiniz", "Adını yazmaya başlayınız"."""
FORMS: Final = frozenset({"gün.ay.yıl", "saat:dakika", "boşsa bugün"})
NAMED: Final = {"SEARCH_HINT": SEARCH_HINT}
"""Hints that several forms show."""
PASSED_ON: Final = frozenset({"choices.py", "fields.py", "filters.py"})
"""The kit, which shows what it is given."""


@cache
def calls() -> list[tuple[Path, ast.Call]]:
    """Return what is called in each module of the window that has fields or forms."""
    return [
        (path, node)
        for path, tree in trees("alo183_desktop/gui", *FIELDS, *ASKED, "draft=", "placeholder=")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


def place(path: Path, call: ast.Call) -> str:
    return f"{told(path)}:{call.lineno}"


def test_that_each_field_has_a_key_under_which_it_is_kept() -> None:
    without = [
        place(path, call)
        for path, call in calls()
        if told(path) not in BEFORE_THE_DATA
        and isinstance(call.func, ast.Name)
        and call.func.id in FIELDS
        and not any(word.arg in {"key", None} for word in call.keywords)
    ]
    assert without == []


def test_that_only_forms_of_secrets_keep_nothing() -> None:
    silent: dict[str, int] = {}
    for path, call in calls():
        for word in call.keywords:
            if word.arg == "draft" and isinstance(word.value, ast.Constant):
                silent[told(path)] = silent.get(told(path), 0) + (word.value.value == "")
    assert {path: count for path, count in silent.items() if count} == SECRETS_ONLY


def test_that_nothing_in_an_empty_field_could_be_its_value() -> None:
    examples = [
        f"{place(path, call)} {ast.unparse(value)}"
        for path, call in calls()
        if path.name not in PASSED_ON
        for value in hints(call)
        if not is_hint(value)
    ]
    assert examples == []


def hints(call: ast.Call) -> list[ast.expr]:
    """Return what a call puts into an empty field, and into the mask of one."""
    func = call.func
    asked = isinstance(func, ast.Attribute) and func.attr in ASKED
    if isinstance(func, ast.Attribute) and func.attr == "set_hint":
        asked = ast.unparse(func.value).endswith("line")
    return [
        *(call.args if asked else ()),
        *(word.value for word in call.keywords if word.arg == "placeholder"),
    ]


def is_hint(value: ast.expr) -> bool:
    """Return whether a text says what to do, or in words what a value looks like."""
    if isinstance(value, ast.Name):
        text: object = NAMED.get(value.id)
    else:
        text = value.value if isinstance(value, ast.Constant) else None
    return isinstance(text, str) and (text in FORMS or HINT.fullmatch(text) is not None)
