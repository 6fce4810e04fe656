"""What somebody said of a file, as texts that are kept until they open it again."""

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
    """Return by field what was said; empty: nothing."""
    told = {name: getattr(options, name) for name in _KEPT if hasattr(options, name)}
    told["answers"] = sorted(options.answers.given)
    return {name: json.dumps(value) for name, value in told.items() if value}


def said_in(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return what was said by field, as `texts_of` wrote it."""
    told = {name: json.loads(text) for name, text in texts.items()}
    if "answers" in told:
        # Another version of the program may have known other answers.
        given = ((question, one) for question, one in told["answers"] if one in {*Answer})
        told["answers"] = Answers(frozenset((question, Answer(one)) for question, one in given))
    if "edits" in told:
        told["edits"] = tuple(Edit(*edit) for edit in told["edits"])
    return told
