"""Read a list of leave and exemptions from a foreign table: who is away from which day to which.

The reason of leave becomes one of our classes: a diagnosis in a file is not kept.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import wanted
from alo183_desktop.imports.moments import Moment, moment_of
from alo183_desktop.imports.sheets import ListShape, RowReader, Sheet, read_list
from alo183_desktop.imports.vocabulary import word_map
from alo183_desktop.rota.kinds import AbsenceKind
from alo183_desktop.rota.rules import absence_span, name_words
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.documents.foreign.tables import ForeignFile
    from alo183_desktop.imports.recipe import Options

WANTED: Final = wanted("absences")
THING: Final = "izin"
_DAY: Final = dt.timedelta(days=1)
_NO_TIME: Final = dt.timedelta()
_DAYS: Final = frozenset({"starts_on", "ends_on", "returns_on"})
_LIST: Final = ListShape(
    kind="absences",
    suits=lambda found: {"name", "starts_on"} <= set(found),
    missing="rota.leave_headings",
    thing=THING,
    label=lambda entry: entry.name,
    dropped=re.compile(r"\b(?:iptal|vazgec|geri alin|kullanmadi|kullanilmadi|reddedil)"),
    days=_DAYS,
)
_KINDS: Final = {
    **{fold(kind.words): kind for kind in AbsenceKind},
    **word_map("absences.kinds", AbsenceKind),
}


@dataclass(frozen=True, slots=True)
class LeaveEntry:
    """One row: who is away, in which class, from which day to which."""

    row_number: int
    """As Excel counts."""
    name: str
    """As written."""
    kind: AbsenceKind | None
    """None: with a reason among the problems."""
    first: dt.date | None
    last: dt.date | None
    """Included."""
    begins: dt.time | None
    """On the first day; None: when offices open."""
    ends: dt.time | None
    """On the last day; None: when offices open on the next one."""
    problems: tuple[Problem, ...]

    @property
    def content(self) -> tuple[object, ...]:
        """The whole content, to compare it with another row."""
        return tuple(name_words(self.name)), self.kind, self.span

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime] | None:
        """The time of the absence, UTC; None: the days are not known."""
        if self.first is None or self.last is None:
            return None
        starts_at, ends_at = absence_span(self.first, self.last)
        return (
            instant_of(self.first, self.begins) if self.begins else starts_at,
            instant_of(self.last, self.ends) if self.ends else ends_at,
        )


LeaveList: TypeAlias = Sheet[LeaveEntry]
"""The content of a list, before any look into the database."""


def read_leave(file: ForeignFile, options: Options) -> LeaveList:
    """Return the leave of the first sheet with the most wanted headings.

    Raises:
        KnownError: `rota.leave_headings`; as `read_list`.
    """
    return read_list(file, _LIST, _entry, options=options)


def _entry(number: int, of_row: Mapping[str, Any]) -> LeaveEntry:
    row = RowReader(of_row)
    name = row.kept("name", lambda: " ".join(cells.text_of(of_row.get("name")).split()), "")
    kind = row.kept("kind", lambda: _kind(cells.text_of(of_row.get("kind"))), None)
    moments = {key: row.kept(key, partial(moment_of, of_row.get(key)), None) for key in _DAYS}
    days = {key: None if moment is None else moment.day for key, moment in moments.items()}
    first, last, back = days["starts_on"], days["ends_on"], days["returns_on"]
    refused = row.refused()
    if not name:
        row.problems.append(Problem("name", "rota.person_missing"))
    if first is None and "starts_on" not in refused:
        row.problems.append(Problem("starts_on", "rota.from_missing"))
    if last is None and back is not None:
        last = back - _DAY
    if last is None and refused.isdisjoint({"ends_on", "returns_on"}):
        row.problems.append(Problem("ends_on", "rota.until_missing"))
    begins, ends = _time(moments["starts_on"]), _time(moments["ends_on"])
    entry = LeaveEntry(number, name, kind, first, last, begins, ends, tuple(row.problems))
    if entry.span is not None and entry.span[1] <= entry.span[0]:
        row.problems.append(Problem("ends_on", "rota.leave_turned"))
    elif last is not None and back is not None and last > back - (_NO_TIME if ends else _DAY):
        row.problems.append(Problem("returns_on", "rota.leave_returns"))
    return replace(entry, problems=tuple(row.problems))


def _time(moment: Moment | None) -> dt.time | None:
    """Return the time beside a day; None: it is a day alone, which Excel has at midnight."""
    time = None if moment is None else moment.time
    return None if time == dt.time() else time


def _kind(text: str) -> AbsenceKind:
    """Return the class of leave.

    Raises:
        KnownError: `rota.absence_missing`, `rota.leave_kind`.
    """
    if not text:
        raise KnownError("rota.absence_missing")
    words = " ".join(re.findall(r"[^\W\d_]+", fold(text)))
    kind = _KINDS.get(words) or _KINDS.get(words.removesuffix(" izni").removesuffix(" izin"))
    if kind is None or "?" in text:
        raise KnownError("rota.leave_kind", value=text[:40])
    return kind
