"""The user's options for a file, as texts that are kept until the file is opened again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.imports.editing import Edit
from alo183_desktop.imports.rows import Answer, Answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.imports.recipe import Options

_KEPT: Final = ("sheet", "columns", "answers", "edits", "meant")
"""Fields of `Options`; the last one is of rotas only."""


def texts_of(options: Options) -> dict[str, str]:
    """Return the options as texts by field; empty: nothing was chosen."""
    values = {name: getattr(options, name) for name in _KEPT if hasattr(options, name)}
    values["answers"] = sorted(options.answers.given)
    return {name: json.dumps(value) for name, value in values.items() if value}


def options_in(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of options by field, from the texts of `texts_of`."""
    values = {name: json.loads(text) for name, text in texts.items()}
    if "answers" in values:
        # Another version of the program may have known other answers.
        given = ((question, one) for question, one in values["answers"] if one in {*Answer})
        values["answers"] = Answers(frozenset((question, Answer(one)) for question, one in given))
    if "edits" in values:
        values["edits"] = tuple(Edit(*edit) for edit in values["edits"])
    return values
