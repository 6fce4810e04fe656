"""Errors that the world or the user causes, as codes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

FoundT = TypeVar("FoundT")
Parameter: TypeAlias = str | int
"""What a text may name: never a person, a password or a path with either."""


class Problem(NamedTuple):
    """One thing that is wrong with one value."""

    key: str
    """Which value, such as `newcomer.tckn`; empty when it is about the whole."""
    code: str
    parameters: Mapping[str, Parameter] = MappingProxyType({})

    def error(self) -> KnownError:
        """Return the problem as an error, for whoever checks only this one value."""
        error = KnownError(self.code)
        error.parameters = dict(self.parameters)
        return error


class KnownError(Exception):
    """Something that a person can put right; the text of `code` says how.

    Attributes:
        code: Names the text, such as `access.wrong_password`.
        parameters: Values for the text.
        problems: The single faults, where there can be several at once.
    """

    def __init__(
        self, code: str, *, problems: Sequence[Problem] = (), **parameters: Parameter
    ) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters
        self.problems = tuple(problems)


class ConflictError(KnownError):
    """Somebody else changed the same thing first.

    Attributes:
        who: Their name; empty when nobody is known. It is no value for a text of the log.
        at: When they did, UTC.
        seen: What a form goes on from that has shown both values (`db.conflicts.Merged.seen`), of
            the type that its service takes as `base`; None where nothing was typed.
        kept: The other fields that somebody else changed, as the form calls them: they stay.
    """

    def __init__(
        self,
        code: str,
        *,
        problems: Sequence[Problem] = (),
        who: str = "",
        at: dt.datetime | None = None,
        seen: object = None,
        kept: tuple[str, ...] = (),
        **parameters: Parameter,
    ) -> None:
        super().__init__(code, problems=problems, **parameters)
        self.who = who
        self.at = at
        self.seen = seen
        self.kept = kept


def demand(found: FoundT | None, code: str) -> FoundT:
    """Return what was looked for, or say that it is not there.

    Raises:
        KnownError: `code`.
    """
    if found is None:
        raise KnownError(code)
    return found
