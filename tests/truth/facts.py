"""The table of facts: each row a fact, its home, and the surfaces that show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tests.truth import (
    facts_of_cases,
    facts_of_counts,
    facts_of_due,
    facts_of_duties,
    facts_of_gaps,
    facts_of_letters,
    facts_of_marks,
    facts_of_now,
    facts_of_phones,
    facts_of_quotas,
    facts_of_records,
    facts_of_rules,
    facts_of_shares,
)
from tests.truth.in_window import FACTS_IN_WINDOW, GOOD_TILES, TILES
from tests.truth.net import Fact
from tests.truth.on_cards import ON_CARDS
from tests.truth.on_paper import FACTS as FACTS_ON_PAPER
from tests.truth.on_paper import ON_PAPER

_COUNTED: Final[tuple[Fact, ...]] = (
    *facts_of_phones.FACTS,
    *facts_of_quotas.FACTS,
    *facts_of_duties.FACTS,
    *facts_of_counts.FACTS,
    *facts_of_shares.FACTS,
    *facts_of_rules.FACTS,
    *facts_of_gaps.FACTS,
    *facts_of_now.FACTS,
    *facts_of_due.FACTS,
    *facts_of_cases.FACTS,
    *facts_of_letters.FACTS,
    *facts_of_records.FACTS,
    *facts_of_marks.FACTS,
    *FACTS_ON_PAPER,
    TILES,
    GOOD_TILES,
)
FACTS: Final = tuple(
    replace(
        fact,
        surfaces=(
            *fact.surfaces,
            *ON_PAPER.get(fact.name, ()),
            *FACTS_IN_WINDOW.get(fact.name, ()),
            *ON_CARDS.get(fact.name, ()),
        ),
    )
    for fact in _COUNTED
)
