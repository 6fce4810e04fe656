"""What the audit page asks the database: pages of lines, whole lists, the search in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import trail
from alo183_desktop.access.queries import list_users
from alo183_desktop.db.audit_queries import AuditFilter, count_entries, list_actors
from alo183_desktop.gui.audit.names import LETTERS, find_items, name_items
from alo183_desktop.gui.audit.words import ACTIONS, action_words, detail_words, kind_words
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.db.audit_queries import AuditRow
    from alo183_desktop.db.work import Work

PAGE: Final = 200
_MOST_EXPORTED: Final = 100_000
_BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with the names that were looked up for it."""

    row: AuditRow
    item: str
    """What it is about: `İlknur ÇIĞ`."""
    kind: str
    """What kind of thing that is, in words."""
    details: tuple[tuple[str, str], ...]
    """Labels and values."""
    place: tuple[str, int] | None = None
    """Kind and id under which a page shows it, if one does; None for what has no name."""

    @property
    def action(self) -> str:
        """What was done, in words."""
        return action_words(self.row.action)

    @property
    def details_text(self) -> str:
        """The details on one line."""
        return "; ".join(f"{label}: {value}" for label, value in self.details)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of lines."""

    lines: tuple[Line, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters."""

    users: tuple[tuple[str, str], ...]
    """(login, name), in Turkish order of the names."""
    entries: int
    """How many entries the trail has."""


def open_page(work: Work, *, kind: str | None) -> Choices:
    """Write down that the trail is read, and return what the filters offer."""
    trail.open_trail(work, kind=kind)
    names = {login: name for login, name in list_actors(work.session) if login}
    names.update({user.login: user.name for user in list_users(work.session)})
    users = sorted(names.items(), key=lambda pair: collation_key(pair[1]))
    # With the one that tells of this reading, which is stored when the work ends.
    return Choices(tuple(users), count_entries(work.session) + 1)


def read_page(work: Work, wanted: AuditFilter, *, before: int | None, limit: int = PAGE) -> Found:
    """Return the next page, newest first; a search looks in names of actors, things and actions."""
    rows = trail.read_trail(work, in_words(work, wanted), before=before, limit=limit)
    return Found(_lines(work, rows), last=len(rows) < limit)


def read_all(work: Work, wanted: AuditFilter) -> tuple[Line, ...]:
    """Return everything that fits, newest first, for a file or for paper."""
    full = in_words(work, wanted)
    lines: list[Line] = []
    before = None
    while len(lines) < _MOST_EXPORTED:
        rows = trail.read_trail(work, full, before=before, limit=_BATCH)
        lines.extend(_lines(work, rows))
        if len(rows) < _BATCH:
            break
        before = rows[-1].sequence
    return tuple(lines)


def in_words(work: Work, wanted: AuditFilter) -> AuditFilter:
    """Return a filter whose search also looks for words of actions and for names of things."""
    if not wanted.search.strip():
        return replace(wanted, search="")
    sought = fold(wanted.search)
    actions = tuple(code for code, words in ACTIONS.items() if sought in fold(words))
    items = find_items(work, wanted.search)
    return replace(wanted, or_actions=actions, or_items=items)


def days_back(now: dt.datetime, days: int) -> dt.datetime:
    """Return the beginning of the day that lies `days` before the day of `now`."""
    return day_start(local_day(now) - dt.timedelta(days=days))


def _lines(work: Work, rows: tuple[AuditRow, ...]) -> tuple[Line, ...]:
    names = name_items(work, rows)
    return tuple(_line(row, names) for row in rows)


def _line(row: AuditRow, names: Mapping[tuple[str, int], str]) -> Line:
    item_id = row.item_id or 0
    name = names.get((row.kind, item_id))
    kind = "letter" if row.kind in LETTERS else row.kind
    return Line(
        row,
        _item_words(row, name),
        kind_words(row.kind),
        detail_words(row.details, names),
        None if name is None else (kind, item_id),
    )


def _item_words(row: AuditRow, name: str | None) -> str:
    if row.item_id is None:
        return ""
    if name is not None:
        return name
    # A thing that is gone, or one of a kind that has no names, such as a draft.
    if row.kind == "audit":
        return f"{row.item_id}. kayıt"
    return f"{kind_words(row.kind)}, {row.item_id} numaralı"
