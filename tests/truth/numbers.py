"""Each number that a directorate is shown of itself, by a name: what the net is to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from tests.truth.looks import Looks
    from tests.truth.net import Fact

COMMANDS: Final = (
    "letters",
    "officers",
    "changes",
    "phones",
    "quota",
    "cases",
    "duty",
    "rota",
    "rota check",
    "rota ledger",
    "vehicles",
    "retention",
)
"""What answers with the state of things, in `--json`; `today` is read count by count."""


def shown(looks: Looks) -> set[str]:
    """Return the names of all numbers that are shown at one instant.

    `today:CLAUSE:WORDS` is a count of Bugün, `report:LABEL` a figure of the report, and
    `readiness:WHAT` a row of Denetime hazırlık; `COMMAND:FIELD` is a number in a `--json`.
    """
    found = {
        f"today:{tile['clause']}:{matter['words']}"
        for tile in looks.answer("today")["clauses"]
        for matter in tile["matters"]
    }
    found |= {f"report:{label}" for label in looks.figures}
    found |= {f"readiness:{what}" for what in looks.readiness}
    for command in COMMANDS:
        with suppress(KnownError):  # such as a month that is not begun: nothing is shown
            found |= {f"{command}:{field}" for field in _numbers(looks.answer(*command.split()))}
    return found


def held(facts: Iterable[Fact], names: Iterable[str]) -> set[str]:
    """Return which of the names some surface of a fact covers."""
    patterns = [cover for fact in facts for surface in fact.surfaces for cover in surface.covers]
    return {one for one in names if any(fnmatchcase(one, pattern) for pattern in patterns)}


def _numbers(answer: Any, path: str = "") -> Iterator[str]:
    """Yield where numbers stand in a JSON; what only tells rows apart is none."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key != "version" and not key.endswith("_id"):
                yield from _numbers(value, f"{path}.{key}" if path else key)
    elif isinstance(answer, list):
        for one in answer:
            yield from _numbers(one, f"{path}[]" if path else "")
    elif isinstance(answer, (int, float)) and not isinstance(answer, bool):
        yield path
