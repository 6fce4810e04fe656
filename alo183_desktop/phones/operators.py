"""The mobile operators that are known, and the name under which each is stored."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.characters import one_line
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEWEST_LETTERS: Final = 3
"""So many letters of a name stand for it when no other name begins with them."""


def known_operators() -> tuple[str, ...]:
    """Return the names of the known operators, the usual first."""
    return tuple(dict.fromkeys(_names().values()))


def parse_operator(text: str) -> str:
    """Return the name under which an operator is stored; an unknown one is stored as it is typed.

    Files of an operator are recognised by this name: a known one is spelled as we spell it, and the
    beginning of its name is completed.

    Raises:
        KnownError: `phones.operator_unclear`: several known names begin so, or it has too few
            letters of one.
    """
    typed = one_line(text)
    folded, names = fold(typed), _names()
    if not folded or folded in names:
        return names.get(folded, typed)
    meant = tuple(name for name in known_operators() if fold(name).startswith(folded))
    if not meant:
        return typed
    if len(meant) > 1 or len(folded) < _FEWEST_LETTERS:
        known = " ya da ".join(f"“{name}”" for name in meant)
        raise KnownError("phones.operator_unclear", operator=typed, known=known)
    return meant[0]


@cache
def _names() -> Mapping[str, str]:
    """Return the stored names by every folded name of their operators."""
    import tomllib  # not with the first page

    text = (resources() / "operators.toml").read_text(encoding="utf-8")
    operators = tomllib.loads(text).items()
    return {fold(name): operator for operator, also in operators for name in (operator, *also)}
