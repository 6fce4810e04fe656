"""Rows of one person that differ in their subjects alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alo183_desktop.officers.roster_lines import ends_like_unit
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.officers.roster_file import Entry


def join_rows(entries: Sequence[Entry], *, has_subjects: bool) -> list[Entry]:
    """Return the people; rows that tell of one nothing but further subjects stand in one of them.

    A list may have a row for each subject, and so a person more than once; all but one of these
    rows may leave out what was said already.

    Args:
        entries: As they stand in the file.
        has_subjects: Whether it has a column of subjects; otherwise titles may name them.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    last: tuple[object, ...] = ()
    for place, entry in enumerate(entries):
        if entry.problems:
            last = ()
            continue
        values = dict(entry.values)
        name = fold(entry.label)
        key: tuple[object, ...] = (name, values.get("tckn") or values.get("corporate_mobile"))
        if key[1] is None and last[:1] == (name,):
            # Right below a person the name alone says who is meant.
            key = last
        if key[1] is not None:
            groups.setdefault(key, []).append(place)
        last = key
    joined = list(entries)
    for places in groups.values():
        fullest = max(places, key=lambda place: _told(entries[place]))
        first = entries[fullest]
        others = [
            place for place in places if place != fullest and _says_no_more(entries[place], first)
        ]
        same = sorted([fullest, *others])
        texts = dict.fromkeys(entries[place].subjects for place in same)
        titles = dict.fromkeys(entries[place].section for place in same)
        titles.pop(first.section)
        if len(texts) == 1 and (has_subjects or not titles):
            continue
        joined[fullest] = replace(
            first,
            subjects="\n".join(text for text in texts if text),
            other_sections=() if has_subjects else tuple(titles),
        )
        for place in others:
            joined[place] = replace(entries[place], continues=first.row_number)
    return joined


def _told(entry: Entry) -> int:
    days = (entry.starts_on, entry.ends_on)
    return len(entry.values) + bool(entry.unit) + sum(day is not None for day in days)


def _says_no_more(entry: Entry, first: Entry) -> bool:
    """Return whether a row says nothing that the first does not say, besides its subjects."""
    sections = {entry.section, first.section}
    if len(sections) > 1 and any(map(ends_like_unit, sections)):
        # Of two institutions nobody knows which one is theirs.
        return False
    return (
        set(entry.values) <= set(first.values)
        and fold(entry.unit) in {"", fold(first.unit)}
        and entry.starts_on in {None, first.starts_on}
        and entry.ends_on in {None, first.ends_on}
        and entry.state in {"", first.state}
        and entry.remark in {"", first.remark}
        and (entry.marks, entry.is_struck) == (first.marks, first.is_struck)
    )
