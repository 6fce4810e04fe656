"""Turkish texts of error and problem codes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from alo183_desktop.shared.override import override
from alo183_desktop.shared.paths import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.shared.errors import KnownError, Parameter, Problem


class Message(NamedTuple):
    """What happened and what to do about it, in Turkish."""

    what: str
    do: str

    @override
    def __str__(self) -> str:
        return f"{self.what} {self.do}".strip()


def message(code: str, parameters: Mapping[str, Parameter]) -> Message:
    """Return the text of `code` with its parameters filled in.

    Raises:
        KeyError: No text for `code`, or a parameter is missing: a bug.
    """
    what, do = _texts(code.partition(".")[0])[code]
    return Message(what=what.format_map(parameters), do=do.format_map(parameters))


def message_of(problem: KnownError | Problem) -> Message:
    """Return the text of an error or of a single problem."""
    return message(problem.code, problem.parameters)


@cache
def _texts(capability: str) -> dict[str, tuple[str, str]]:
    entries = table(f"texts/{capability}").items()
    return {code: (entry["what"], entry.get("do", "")) for code, entry in entries}
