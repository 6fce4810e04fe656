"""The net: a fact, what is counted of it from the rows, and each surface that shows it.

A fact is worked out in one place of the program, its home. Here it is counted once more, from the
stored rows and without the program's rules, and compared with what each surface says.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from tests.truth.looks import Looks


class Cost(enum.IntEnum):
    """How long it takes to look at a surface."""

    CHEAP = 0
    """Milliseconds: looked at after each act."""
    PAPER = 1
    """A paper or workbook is made and read back."""
    WINDOW = 2
    """The pages are opened in a window."""


def _as_it_is(counted: Any, _looks: Looks) -> Any:
    return counted


@dataclass(frozen=True)
class Surface:
    """One place where a fact is shown."""

    name: str
    """Such as `alo183 cases --json`."""
    read: Callable[[Looks], Any]
    """Reads from what is shown."""
    shows: Callable[[Any, Looks], Any] = _as_it_is
    """What it should show of what was counted: a place that shows less says what it leaves out."""
    covers: tuple[str, ...] = ()
    """The numbers that are read there, as `numbers.py` names them."""
    cost: Cost = Cost.CHEAP


@dataclass(frozen=True)
class Fact:
    """Something that several surfaces show."""

    name: str
    home: str
    """The one function that works it out: `alo183_desktop.rota.queries:on_duty`."""
    count: Callable[[Looks], Any]
    """Counts it from `looks.rows` alone."""
    surfaces: tuple[Surface, ...]


class Contradiction(NamedTuple):
    """A surface that says something else than the rows."""

    fact: str
    surface: str
    said: Any
    counted: Any

    @override
    def __str__(self) -> str:
        return f"{self.fact}\n  {self.surface} says {_cut(self.said, self.counted)}"


def contradictions(
    looks: Looks, facts: Iterable[Fact], cost: Cost = Cost.CHEAP
) -> Iterator[Contradiction]:
    """Yield each surface that contradicts the rows, of those that cost no more."""
    for fact in facts:
        counted = fact.count(looks)
        for surface in fact.surfaces:
            if surface.cost > cost:
                continue
            expected = surface.shows(counted, looks)
            try:
                said = surface.read(looks)
            except KnownError as error:
                said = f"refused: {error.code}"
            if said != expected:
                yield Contradiction(fact.name, surface.name, said, expected)


def _cut(said: Any, counted: Any) -> str:
    """Return both values, of large ones only what differs."""
    if isinstance(said, dict) and isinstance(counted, dict):
        keys = [key for key in {**said, **counted} if said.get(key) != counted.get(key)]
        said = {key: said.get(key, "nothing") for key in keys}
        counted = {key: counted.get(key, "nothing") for key in keys}
    elif isinstance(said, Sequence) and isinstance(counted, Sequence) and not isinstance(said, str):
        said = [one for one in said if one not in counted] or said
        counted = [one for one in counted if one not in said] or counted
    return f"{said!r},\n  the rows {counted!r}"
