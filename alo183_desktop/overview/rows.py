"""Rows of the overview: tiles, the matters behind them, and what is due first."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.changes.dossier.lines import FileFilter
from alo183_desktop.documents.figures import DeadlineRow, Tile
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import CircularFilter, FormFilter
from alo183_desktop.rota.rows import (
    GapFilter,
    HandOverFilter,
    SubstitutionFilter,
    UnreachedFilter,
)
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.vehicles.rows import TaskOrderFilter, VehicleFilter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.documents.charts.data import Chart
    from alo183_desktop.documents.states import MarkState, OpenState
    from alo183_desktop.rota.rows import DutyNow

Query: TypeAlias = (
    CaseFilter
    | UnexplainedCallFilter
    | LetterFilter
    | FileFilter
    | VacancyFilter
    | QuotaFilter
    | MissingFilter
    | FormFilter
    | CircularFilter
    | GuidanceFilter
    | GapFilter
    | TaskOrderFilter
    | VehicleFilter
    | SwapFilter
    | HandOverFilter
    | UnreachedFilter
    | SubstitutionFilter
)
"""A filter that is both counted here and opened by a click: one object for both."""


WORST: Final[tuple[OpenState, ...]] = ("late", "near")
"""The states that a page is marked with, the worse first."""
TODAY: Final = "today"
"""The page of the overview itself."""


class PageKey(enum.StrEnum):
    """The page that answers a query."""

    OFFICERS = "officers"
    CHANGES = "changes"
    PHONES = "phones"
    CASES = "cases"
    GUIDANCE = "guidance"
    ROTA = "rota"
    VEHICLES = "vehicles"


OPTIONAL: Final = (PageKey.ROTA, PageKey.VEHICLES, PageKey.GUIDANCE)
"""The pages that are out of the way until something is kept there."""


class FirstStep(enum.StrEnum):
    """A first step of a directorate, without which the clauses cannot be kept."""

    ROSTER = "roster"
    LINES = "lines"
    OFFICE_FAX = "office_fax"
    """The fax number of the recipient of change letters, clause 6."""


@dataclass(frozen=True, slots=True)
class TileMatter:
    """One subject of a clause: a count, its words, and the list behind it."""

    clause: int
    """Of the circular, 1 to 7."""
    page: PageKey
    query: Query
    count: int
    state: OpenState | None
    """None when there is nothing to do: what that is worth, only the tile can say."""
    figure: str
    """Such as `2 vaka`."""
    words: str
    """What they are, such as `24 saati geçti`."""


@dataclass(frozen=True, slots=True)
class ClauseTile(Tile):
    """The present state of one clause of the circular, with the lists behind it."""

    matters: tuple[TileMatter, ...] = ()
    """In the order of display; a click opens the first of the worst ones."""
    is_unkept: bool = False
    """Whether nothing is known because something is not kept at all."""

    @property
    def worst(self) -> TileMatter:
        """The matter that a click on the tile opens."""
        return next((one for one in self.matters if one.state == self.state), self.matters[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem(DeadlineRow):
    """A matter with a deadline, with the page to open; it names no applicant."""

    kind: str
    """Of the thing, such as `case`."""
    item_id: int


@dataclass(frozen=True, slots=True)
class PageMark:
    """The mark of a page in the navigation."""

    state: MarkState
    count: int
    """Rows of the list that it opens; of the overview, its tiles."""
    words: tuple[str, ...]
    """What it counts, such as `15 sorumluya genelge tebliğ edilmedi`; then what it does not."""
    opens: Query | None = None
    """The list that it counts; None for the page of the overview itself."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The content of the page "Bugün"."""

    at: dt.datetime
    """Of the figures, UTC."""
    tiles: tuple[ClauseTile, ...]
    """One for each clause, 1 to 7."""
    due: tuple[DueItem, ...]
    """The next deadlines, late ones first; at most `DUE_SHOWN`."""
    due_count: int
    """How many there are in all."""
    running: int
    """How many cases among them: as many as the list of the running ones has rows."""
    charts: tuple[Chart, ...]
    duty: DutyNow
    marks: Mapping[str, PageMark]
    """Of the pages with something late or near."""
    is_card_old: bool = False
    """Whether the duty card that was printed last is out of date."""
    kept: frozenset[PageKey] = frozenset()
    """Those of the `OPTIONAL` pages on which anything was ever recorded."""
    keeps_usage: bool = False
    """Whether the usage of a line was ever recorded."""
    first_steps: frozenset[FirstStep] = frozenset()
    """The steps that are still to do."""

    def mark(self, key: str) -> PageMark | None:
        """Return the mark of a page in the navigation: its worst state, and what counts in it.

        Args:
            key: Of the page; for `TODAY` the tiles count.

        Returns:
            None when nothing is late or near there.
        """
        if key != TODAY:
            return self.marks.get(key)
        for state in WORST:
            tiles = [tile for tile in self.tiles if tile.state == state]
            if tiles:
                words = tuple(f"{one.clause}. madde, {one.title}" for one in tiles)
                return PageMark(state, len(tiles), words)
        return None
