"""Errors caused by the environment or the user, as codes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

FoundT = TypeVar("FoundT")
Parameter: TypeAlias = str | int
"""What a text may contain: never a person, a password or a path with either."""


class Problem(NamedTuple):
    """One thing that is wrong with one value."""

    key: str
    """Which value, such as `newcomer.tckn`; empty when it is about the whole."""
    code: str
    parameters: Mapping[str, Parameter] = MappingProxyType({})

    def error(self) -> KnownError:
        """Return the problem as an error, for a caller that checks only this one value."""
        error = KnownError(self.code)
        error.parameters = dict(self.parameters)
        return error


class KnownError(Exception):
    """Something that a user can fix; the text of `code` explains how.

    Attributes:
        code: Key of the text, such as `access.wrong_password`.
        parameters: Values for the text.
        problems: The individual faults, where there can be several at once.
    """

    def __init__(
        self, code: str, *, problems: Sequence[Problem] = (), **parameters: Parameter
    ) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters
        self.problems = tuple(problems)


class ConflictError(KnownError):
    """Another user changed the same thing first.

    Attributes:
        who: Their name; empty when it is not known. Not for the text of a log.
        at: When they changed it, UTC.
        seen: What the form continues from once it has shown both values
            (`db.conflicts.Merged.seen`), of the type that its service takes as `base`; None where
            nothing was typed.
        kept: The other fields that the other user changed, as the form calls them: they stay.
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


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The user cancelled the work."""


def demand(found: FoundT | None, code: str) -> FoundT:
    """Return `found`, or raise when it is None.

    Raises:
        KnownError: `code`.
    """
    if found is None:
        raise KnownError(code)
    return found
