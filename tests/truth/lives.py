"""A life of a directorate, and what the net finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.truth.acts import Act, Happened, chosen, happen
from tests.truth.facts import FACTS
from tests.truth.looks import Looks
from tests.truth.net import Contradiction, Cost, Fact, contradictions

if TYPE_CHECKING:
    from tests.truth.offices import Office


class UntrueError(AssertionError):
    """Surfaces of a directorate contradict its rows."""


@dataclass
class Life:
    """What happened in an office, and how its surfaces agree with it.

    Attributes:
        office: The directorate.
        facts: The table that is held against it.
        trace: The acts so far.
    """

    office: Office
    facts: Sequence[Fact] = FACTS
    trace: list[Happened] = field(default_factory=list)

    def act(self, act: Act, seed: int) -> None:
        """Let an act happen."""
        self.trace.append(happen(self.office, act, seed))

    def act_by_chance(self, dice: Random) -> None:
        """Let an act of an office happen."""
        self.act(chosen(dice), dice.randrange(2**32))

    def judge(self, cost: Cost = Cost.CHEAP) -> None:
        """Hold every fact against its surfaces, of those that cost no more.

        Raises:
            UntrueError: Some contradict it; with all that happened, and which surface says what.
        """
        found = self.found(cost)
        if found:
            raise UntrueError(report(self.trace, found))

    def found(self, cost: Cost = Cost.CHEAP) -> list[Contradiction]:
        """Return the surfaces that contradict their facts now."""
        looks = Looks(self.office)
        try:
            return list(contradictions(looks, self.facts, cost))
        finally:
            looks.close()


def report(trace: Iterable[Happened], found: Iterable[Contradiction]) -> str:
    """Return what happened, and which surface says what."""
    acts = (str(one) for one in trace if not one.is_empty)
    return "\n".join(["", *acts, "", *map(str, found)])
