"""What of a filter makes another statement of it, and what is only a value in it."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.rules import ENTRY_TIME, NEAR, RUNNING_END, micros_of
from alo183_desktop.cases.searching import cut, is_cut, is_whole, words_of_search
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.cases.rows import CaseFilter

FEW_HITS: Final = 250
"""Up to so many hits of a search are put into the order of the list; more come newest first."""


class Part(enum.Enum):
    """Which cases of a list are meant."""

    WHOLE = "whole"
    RUNNING = "running"
    ENTERED = "entered"


class Shape(NamedTuple):
    """All of a filter that makes another statement of it."""

    view: CaseView
    has_mine: bool
    """Whether anybody is meant by the view `mine`."""
    has_subject: bool
    has_kind: bool
    has_officer: bool
    has_recorder: bool
    has_district: bool
    is_urgent: bool | None
    has_from: bool
    has_until: bool
    part: Part
    """Which part of the list is meant; a period is one range of the index in each."""
    sort: CaseSort
    descending: bool
    words: int
    """How many are looked for."""
    cut_words: int
    """How many of them the index keeps a part of only."""
    is_number: bool
    """Whether the search is the beginning of a call centre's number, and no word."""
    dialect: str


def shape_of(wanted: CaseFilter, *, dialect: str, is_number: bool = False) -> Shape:
    """Return the shape of a filter.

    Args:
        wanted: The filter.
        dialect: Of the backend.
        is_number: Whether its search is the beginning of a number: then the newest number comes
            first, whatever order is wanted.
    """
    words = () if is_number else words_of_search(wanted.search)
    return Shape(
        view=wanted.view,
        has_mine=wanted.mine_officer_id is not None,
        has_subject=wanted.subject_id is not None,
        has_kind=wanted.kind_id is not None,
        has_officer=wanted.officer_id is not None,
        has_recorder=wanted.recorded_by_user_id is not None,
        has_district=bool(fold(wanted.district)),
        is_urgent=wanted.is_urgent,
        has_from=wanted.routed_from is not None,
        has_until=wanted.routed_until is not None,
        part=Part.WHOLE,
        sort=CaseSort.NUMBER if is_number else wanted.sort,
        descending=wanted.descending or is_number,
        words=len(words),
        cut_words=sum(map(is_cut, words)),
        is_number=is_number,
        dialect=dialect,
    )


def values_of(wanted: CaseFilter, *, now: dt.datetime) -> dict[str, Any]:
    """Return the values for the parameters of a filter's statements."""
    values: dict[str, Any] = {
        "now": micros_of(now),
        "soon": micros_of(now + NEAR),
        "today": local_day(now),
        "mine_officer": wanted.mine_officer_id,
        "subject": wanted.subject_id,
        "kind": wanted.kind_id,
        "officer": wanted.officer_id,
        "recorder": wanted.recorded_by_user_id,
        "district": fold(wanted.district),
        **_values_of_words(words_of_search(wanted.search)),
    }
    for name, instant in (("from", wanted.routed_from), ("until", wanted.routed_until)):
        if instant is not None:
            values[f"running_{name}"] = micros_of(instant + ENTRY_TIME)
            values[f"entered_{name}"] = 2 * RUNNING_END - micros_of(instant)
    return values


def _values_of_words(words: tuple[str, ...]) -> dict[str, Any]:
    """Return the values for what is looked for; none without a search."""
    if not words:
        return {}
    values: dict[str, Any] = {
        "match": " ".join(f'"{cut(word)}"{"" if is_whole(word) else "*"}' for word in words),
        "query": " & ".join(f"'{cut(word)}'{'' if is_whole(word) else ':*'}" for word in words),
        "number_from": words[0],
        # Sorts behind every letter and digit, in the order of either backend.
        "number_until": words[0] + "\uffff",
        "few": FEW_HITS + 1,
    }
    for place, word in enumerate(words):
        values[f"word_{place}"] = f"% {word}%"
    for place, word in enumerate(filter(is_cut, words)):
        values[f"cut_word_{place}"] = f"% {word}%"
    return values
