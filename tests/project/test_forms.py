"""Every form keeps what is typed into it: it has a name for that, and each field has one."""

from __future__ import annotations

import ast
from typing import Final

from tests.project.sources import parse, python_files, told

FIELDS: Final = frozenset(
    {
        *("CheckList", "ChoiceField", "DateField", "FileField", "LongTextField", "PhoneField"),
        *("RadioChoice", "TextField", "TimeField"),
    }
)
BEFORE_THE_DATA: Final = frozenset(
    {"alo183_desktop/gui/unlock/unlock_page.py", "alo183_desktop/gui/setup/place_dialog.py"}
)
"""What is typed there has nowhere to be kept: the data is locked, or not there yet."""
SECRETS_ONLY: Final = {
    "alo183_desktop/gui/settings/recovery_card.py": 1,  # the code of the sheet
    "alo183_desktop/gui/settings/user_dialogs.py": 1,  # a password for somebody else
}


def calls(path: str, tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """Return what is called in a module, with the place."""
    return [
        (f"{path}:{node.lineno}", node) for node in ast.walk(tree) if isinstance(node, ast.Call)
    ]


def test_that_each_field_has_a_key_under_which_it_is_kept() -> None:
    without = [
        place
        for path in python_files("alo183_desktop/gui")
        if told(path) not in BEFORE_THE_DATA
        for place, call in calls(told(path), parse(path))
        if isinstance(call.func, ast.Name)
        and call.func.id in FIELDS
        and not any(word.arg in {"key", None} for word in call.keywords)
    ]
    assert without == []


def test_that_only_forms_of_secrets_keep_nothing() -> None:
    silent: dict[str, int] = {}
    for path in python_files("alo183_desktop/gui"):
        for _place, call in calls(told(path), parse(path)):
            for word in call.keywords:
                if word.arg == "draft" and isinstance(word.value, ast.Constant):
                    silent[told(path)] = silent.get(told(path), 0) + (word.value.value == "")
    assert {path: count for path, count in silent.items() if count} == SECRETS_ONLY
