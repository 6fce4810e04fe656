"""Marks: what a text names exactly, and the records in which it must stand.

Whoever reads a list, a card or a paper takes from it whom to call, when and for what. Each name,
number, day, moment and plate there is one that is stored with what it is about, or follows from it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.db.base import whole_metadata
from tests.truth.facts_of_cases import DAY, action_due_at

if TYPE_CHECKING:
    from tests.truth.looks import Looks, Row

_UPPER: Final = "A-ZÇĞİÖŞÜ"
_MARKS: Final = (
    re.compile(r"\b0\d{3} \d{3} \d\d \d\d\b"),
    re.compile(r"\b\d\d\.\d\d\.\d{4} \d\d:\d\d"),
    re.compile(r"\b\d\d\.\d\d\.\d{4}\b"),
    re.compile(r"\b\d\d [A-Z]{1,3} \d{2,5}\b"),
    re.compile(r"\b183-\d{4}-\d+\b"),
    re.compile(rf"\b[{_UPPER}][a-zçğıöşü]+(?: [{_UPPER}][a-zçğıöşü]+)* [{_UPPER}]{{2,}}\b"),
)
"""Phones, moments, days, plates, cases, and names, whose surnames are in capitals."""
_NO_NAME: Final = re.compile(
    r"\b(?:Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi|Pazar|Hükümlerin SHA|BOŞ)\b"
)
"""Words before a name on a line, and such in capitals."""
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\S+)?")
_PHONE: Final = re.compile(r"\+90\d{10}\b")
_LOOKED_AHEAD: Final = dt.timedelta(days=7)
_OUT: Final = 2
"""So many references lead from a record to what it is about."""


def marks_in(text: str) -> set[str]:
    """Return what a text names."""
    parted = _NO_NAME.sub("|", text)
    return {found for mark in _MARKS for found in mark.findall(parted)}


class Marks:
    """The marks of all stored records of one instant."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._of = dict[tuple[str, int], set[str]]()
        self._tables = {one.name: one for one in whole_metadata().sorted_tables}
        self._by_id = {
            (name, one.id): one
            for name, rows in looks.rows.tables.items()
            for one in rows
            if "id" in vars(one)
        }

    def of_each(self, *tables: str) -> list[set[str]]:
        """Return what may be named of each record of some tables."""
        rows = self._looks.rows.tables
        return [self.of(table, one.id) for table in tables for one in rows[table]]

    def of(self, table: str, record_id: int) -> set[str]:
        """Return what may be named of a record."""
        if (table, record_id) not in self._of:
            row = self._by_id[table, record_id]
            marks = set[str]().union(*(self._own(*one) for one in self._near(table, row)))
            if table == "duty_people" and row.officer_id:  # two records of one person
                marks |= self.of("officers", row.officer_id)
            self._of[table, record_id] = marks
        return self._of[table, record_id]

    def words_of(self, table: str, row: Row, column: str) -> str:
        """Return the name or the plate of what a column of a record refers to."""
        (key,) = self._tables[table].columns[column].foreign_keys
        found = self._by_id.get((key.column.table.name, getattr(row, column)))
        if found is None:
            return ""
        if getattr(found, "officer_id", None):
            found = self._by_id["officers", found.officer_id]
        if "surname" in vars(found):
            return self._looks.name_of(found)
        return str(found.plate if "plate" in vars(found) else found.name)

    @cached_property
    def every(self) -> set[str]:
        """What is named anywhere; gaps are looked for from now on, for seven days."""
        now, rows = self._looks.now, self._looks.rows.tables.items()
        looked = self.of_value([now, now + _LOOKED_AHEAD])
        return looked.union(*(self._own(table, one) for table, found in rows for one in found))

    @cached_property
    def told(self) -> set[str]:
        """What is named anywhere, or follows from it by facts of their own."""
        backups = [at for at, _entries in self._looks.backups or ()]
        answers = (self._looks.answer("today")["due"], self._looks.answer("quota"), backups)
        return self.every.union(*map(self.of_value, answers))

    def _near(self, table: str, row: Row) -> Iterator[tuple[str, Row]]:
        """Yield a record, what it refers to, and what refers to it."""
        yield from self._out(table, row, _OUT)
        for other, name in self._referring[table]:
            for one in self._looks.rows.tables[other]:
                if getattr(one, name) == row.id:
                    yield from self._out(other, one, _OUT)

    def _out(self, table: str, row: Row, steps: int) -> Iterator[tuple[str, Row]]:
        yield table, row
        for key in self._tables[table].foreign_keys if steps else ():
            target = key.column.table.name
            found = self._by_id.get((target, getattr(row, key.parent.name, None)))
            if found is not None:
                yield from self._out(target, found, steps - 1)

    @cached_property
    def _referring(self) -> dict[str, list[tuple[str, str]]]:
        found = defaultdict[str, list[tuple[str, str]]](list)
        for name, table in self._tables.items():
            if name in self._looks.rows.tables:
                for key in table.foreign_keys:
                    found[key.column.table.name].append((name, key.parent.name))
        return found

    def _own(self, table: str, row: Row) -> set[str]:
        """Return what one row says, and what follows from it."""
        values = list(vars(row).values())
        if derive := _DERIVED.get(table):
            values += derive(self._looks, row)
        return set().union(*map(self.of_value, values))

    def of_value(self, value: Any) -> set[str]:
        """Return what a value names, such as a column of a row or a part of a `--json`."""
        if isinstance(value, str):
            if not _ISO.fullmatch(value):
                return marks_in(_PHONE.sub(lambda one: self._looks.phone_words(one[0]), value))
            value = dt.datetime.fromisoformat(value)
        if isinstance(value, dt.datetime):
            day = self._looks.day_of(value)
            return {f"{self._looks.local(value):%d.%m.%Y %H:%M}"} | self.of_value(day)
        if isinstance(value, dt.date):  # the end of a time is shown by its last day
            before = value - dt.timedelta(days=value > dt.date.min)
            return {f"{value:%d.%m.%Y}", f"{before:%d.%m.%Y}"}
        parts = value.values() if isinstance(value, dict) else value
        each = map(self.of_value, parts) if isinstance(value, dict | list | tuple) else ()
        return set().union(*each)


def _of_case(looks: Looks, case: Row) -> Iterator[Any]:
    """Yield the ends of both times of a case, and the other cases of who called."""
    yield from (case.routed_at + DAY, action_due_at(looks, case))
    for other in looks.rows.cases:
        if case.caller_phone and other.caller_phone == case.caller_phone:
            yield from (other.number, other.routed_at)


_DERIVED: Final[dict[str, Callable[[Looks, Row], Iterable[Any]]]] = {
    "officers": lambda looks, one: [looks.name_of(one)],
    "cases": _of_case,
}
"""What follows from a row of a table."""
