"""Read a roster out of a foreign table: which cell is what, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import Found, words_of
from alo183_desktop.imports.sheets import Sheet, cells_of
from alo183_desktop.officers.roster_again import HeadingsAgain
from alo183_desktop.officers.roster_cells import is_tckn, text_of_field
from alo183_desktop.officers.roster_columns import Columns, is_mark
from alo183_desktop.officers.roster_joining import join_rows
from alo183_desktop.officers.roster_leavers import is_of_leavers, is_of_people_in_service
from alo183_desktop.officers.roster_lines import (
    ends_list,
    is_bare,
    is_no_person,
    is_remark,
    line_of,
    section_of,
    text_of,
    title_of,
)
from alo183_desktop.officers.roster_names import doubt_comma, part_titles, read_name
from alo183_desktop.officers.roster_notes import column_notes, hidden_notes
from alo183_desktop.officers.roster_shared import SharedCells
from alo183_desktop.officers.roster_sheets import choose_sheet, province_of
from alo183_desktop.officers.roster_strikes import Strikes
from alo183_desktop.officers.rules import OfficerForm, check_officer, display_name
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable

MOST_ROWS: Final = 20_000
_FIELDS: Final = tuple(field.name for field in fields(OfficerForm))


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as the file tells of them."""

    row_number: int
    """As Excel counts."""
    label: str
    values: tuple[tuple[str, str], ...]
    """Names of officer fields with their checked values; what is empty is left out."""
    unit: str
    """As written, so with `subjects`; empty when there is none."""
    subjects: str
    starts_on: dt.date | None
    problems: tuple[Problem, ...]
    marks: tuple[str, ...] = ()
    """Headings under which the row has a mark; a subject may be one of them."""
    continues: int = 0
    """The row of the same person that has the subjects of this one too; 0: a row of its own."""
    ends_on: dt.date | None = None
    """When they leave or left."""
    state: str = ""
    """As written, such as `görevde`."""
    section: str = ""
    """The text that stands alone above them and others."""
    other_sections: tuple[str, ...] = ()
    """Such texts above further rows of the same person."""
    hints: tuple[Problem, ...] = ()
    """What was read otherwise than it is written."""
    remark: str = ""
    """What columns of remarks say of them."""
    is_struck: bool = False
    """Whether they are struck through, as people are who left."""

    @property
    def told(self) -> tuple[object, ...]:
        """All that it says, to compare it with another row."""
        subjects = tuple(sorted(words_of(self.subjects)))
        days = (self.starts_on, self.ends_on)
        return (self.values, fold(self.unit), subjects, days, self.problems, self.marks)


@dataclass(frozen=True, slots=True)
class Roster(Sheet[Entry]):
    """What a file tells, before anybody looked into the database."""

    province: str = ""
    """Of the directorate that a title over the headings names; empty when none does."""
    marked: tuple[str, ...] = ()
    """Headings of columns of marks, which are read where they name a subject."""
    lines: tuple[tuple[int, str], ...] = ()
    """Rows below the headings that were passed over, with their texts; no totals and headings."""
    sheets: tuple[str, ...] = ()
    """Names of all sheets that list people; empty when there is only this one."""


@collector_paused()
def read_roster(file: ForeignFile, *, sheet: str = "") -> Roster:
    """Return the people of one sheet.

    Args:
        file: What was read of it.
        sheet: Which one; empty for the first that has the most of the wanted headings.

    Raises:
        KnownError: `imports.no_headings`, `imports.list_of_cases`, `imports.no_rows`,
            `imports.too_many_rows`, `imports.sheet_unknown`.
    """
    table, columns, sheets = choose_sheet(file.tables, sheet)
    found = columns.found
    people = _People(table, columns)
    for number, row in enumerate(table.rows[found.first_row :], start=found.first_row + 1):
        people.take(number, row)
    if not people.entries:
        raise KnownError("imports.no_rows")
    blank = {
        place
        for place, row in enumerate(table.rows, start=1)
        if all(cell is None or not str(cell).strip() for cell in row)
    }
    return Roster(
        file_name=file.name,
        sha256=file.sha256,
        sheet=table.sheet,
        found=found,
        entries=tuple(
            join_rows(
                people.entries, has_subjects="subjects" in found.columns or bool(columns.marked)
            )
        ),
        passed_over=tuple(number for number in people.passed_over if number not in blank),
        notes=(
            *column_notes(file.tables, table, columns, sheets),
            *(Problem("", "imports.another_table", {"row": row}) for row in people.again.others),
            *hidden_notes(file.hidden, table, [entry.row_number for entry in people.entries]),
        ),
        province=province_of(table.rows[: found.heading_row]),
        marked=tuple(columns.marked.values()),
        lines=tuple(people.lines),
        sheets=sheets if len(sheets) > 1 else (),
    )


class _People:
    """Takes the rows below the headings one after another, and keeps the people among them."""

    def __init__(self, table: ForeignTable, columns: Columns) -> None:
        found = columns.found
        self.entries: list[Entry] = []
        self.passed_over = list(range(1, found.heading_row + 1))
        self.lines: list[tuple[int, str]] = []
        self.again = HeadingsAgain(table.rows, found)
        self._columns = columns
        self._height = len(table.rows)
        self._heading = {key: fold(text) for key, text in found.texts.items()}
        self._shared = SharedCells(table, found)
        self._strikes = Strikes(table, found)
        above = table.rows[found.heading_row - 1] if found.heading_row else ()
        self._section = section_of(above)
        self._last_row = 0
        self._left_above = ""
        self._is_signed = self._has_bare = self._has_gaps = False

    def take(self, number: int, row: Sequence[Any]) -> None:
        """Keep a row as a person, add it to the one above, or pass it over.

        Args:
            number: As Excel counts.
            row: Its cells.

        Raises:
            KnownError: `imports.too_many_rows`.
        """
        told = cells_of(row, self._columns.found)
        if not told:
            # A title in a column of its own; a serial number without a person is nothing at all.
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                self._pass_over(number, text_of(row))
                self._begin_section(title_of(row) or self._section)
        elif self.again.passes(number, row):
            self._pass_over(number)
            self._is_signed = False
            self._left_above = ""
        elif told.keys() == {"subjects"} and number == self._last_row + 1:
            self._take_subject(number, row, told["subjects"])
        elif self._is_below_the_list(number, row, told):
            self._pass_over(number, text_of(row))
            # Behind an empty row a title may look like a name that stands there alone.
            self._begin_section(title_of(row) or self._section)
        elif is_no_person(row, self._columns.found, self._heading):
            self._is_signed = self._is_signed or ends_list(row)
            line = line_of(row)
            self._pass_over(number, line)
            self._begin_section(title_of(row) if line else self._section)
        else:
            self._take_person(number, row, told)

    def _begin_section(self, title: str) -> None:
        if is_remark(title):
            return
        if is_of_leavers(title):
            self._left_above = title
        elif is_of_people_in_service(title):
            self._left_above = ""
        self._section = title

    def _below_leavers(self) -> tuple[Problem, ...]:
        """Tell of whoever stands under a unit below a title of leavers: is it of these or not?"""
        if not self._left_above or is_of_leavers(self._section):
            return ()
        told = {"title": self._left_above[:60], "section": self._section[:60]}
        return (Problem("", "imports.below_leavers", told),)

    def _pass_over(self, number: int, line: str = "") -> None:
        self.passed_over.append(number)
        if line:
            self.lines.append((number, line))

    def _take_subject(self, number: int, row: Sequence[Any], cell: object) -> None:
        is_struck = self._strikes.is_gone(number - 1, {"subjects": cell})
        if self._shared.has_name(number - 1) and not is_struck:
            self.entries[-1] = _with_subjects(self.entries[-1], cell)
            self._last_row = number
        else:
            self._pass_over(number, text_of(row))

    def _is_below_the_list(self, number: int, row: Sequence[Any], told: dict[str, Any]) -> bool:
        """Return whether somebody stands under a word that says who signed, or apart from the list.

        Where others have numbers, who has none there is no person of it.
        """
        is_apart = self._is_apart(number) and not self._has_bare and not self._has_gaps
        return "subjects" not in told and is_bare(row) and (self._is_signed or is_apart)

    def _is_apart(self, number: int) -> bool:
        return bool(self.entries) and number > self._last_row + 1

    def _take_person(self, number: int, row: Sequence[Any], told: dict[str, Any]) -> None:
        place, marked = number - 1, self._columns.marked
        is_struck = self._strikes.is_gone(place, told)
        hints: tuple[Problem, ...] = ()
        if not is_struck:
            hints = (
                *self._strikes.left_out(place, told),
                *self._strikes.of_marks(place, marked),
            )
        marks = tuple(
            heading
            for column, heading in marked.items()
            if column < len(row)
            and is_mark(row[column], heading)
            and not self._strikes.is_struck(place, column)
        )
        self._has_gaps = self._has_gaps or self._is_apart(number)
        whole = self._shared.complete(place, told)
        entry = _entry(number, whole, self._columns.found, marks)
        self.entries.append(
            replace(
                entry,
                section=self._section,
                remark=self._remark(row),
                is_struck=is_struck,
                hints=(*self._below_leavers(), *hints, *entry.hints),
                problems=(*entry.problems, *self._strikes.unclear(place, told)),
            )
        )
        self._has_bare = self._has_bare or ("subjects" not in told and is_bare(row))
        self._last_row = number
        if len(self.entries) > MOST_ROWS:
            raise KnownError("imports.too_many_rows", count=self._height, limit=MOST_ROWS)

    def _remark(self, row: Sequence[Any]) -> str:
        cells_ = (row[column] for column in self._columns.remarks if column < len(row))
        return " ".join(" ".join(cell.split()) for cell in cells_ if isinstance(cell, str))


def _entry(number: int, told: dict[str, Any], found: Found, marks: tuple[str, ...]) -> Entry:
    problems: list[Problem] = []

    def kept(key: str, take: Callable[[Any], Any], empty: Any) -> Any:
        try:
            return take(told.get(key))
        except KnownError as error:
            problems.append(Problem(key, error.code, error.parameters))
            return empty

    hints: list[Problem] = []
    is_numbered = is_tckn(told.get("tckn"))
    take = partial(text_of_field, hints=hints, is_numbered=is_numbered)
    texts = {
        key: kept(key, partial(take, key), "")
        for key in told
        if key not in {"starts_on", "ends_on"}
    }
    hints.extend(part_titles(texts, found))
    given_names, surname = read_name(texts, found)
    hints.extend(doubt_comma(texts, given_names, surname))
    typed = {
        "given_names": given_names,
        "surname": surname,
        **{
            key: text
            for key, text in texts.items()
            if key in _FIELDS and key not in {"given_names", "surname"}
        },
    }
    # The unit is looked for later; any number satisfies the check of the other fields.
    checked = check_officer(OfficerForm(**typed, unit_id=1))
    refused = {problem.key for problem in problems}
    if not given_names and not surname and not refused & {"name", "given_names", "surname"}:
        problems.append(Problem("name", "imports.name_missing"))
    if not given_names and not surname:
        refused |= {"name", "given_names", "surname"}
    problems.extend(
        named
        for problem in checked.problems
        if (named := _named(problem, found)).key not in refused
    )
    values = checked.values
    return Entry(
        row_number=number,
        label=display_name(given_names, surname),
        values=tuple(
            (field, value)
            for field in _FIELDS
            if values is not None and field != "unit_id" and (value := getattr(values, field))
        ),
        unit=" ".join(texts.get("unit", "").split()),
        subjects=texts.get("subjects", ""),
        starts_on=kept("starts_on", cells.day_of, None),
        ends_on=kept("ends_on", cells.day_of, None),
        state=texts.get("state", ""),
        problems=tuple(problems),
        marks=marks,
        hints=tuple(hints),
    )


def _with_subjects(entry: Entry, cell: object) -> Entry:
    """Return a person with a further subject, written right below theirs: the name spans rows."""
    try:
        text = cells.text_of(cell)
    except KnownError as error:
        problem = Problem("subjects", error.code, error.parameters)
        return replace(entry, problems=(*entry.problems, problem))
    return replace(entry, subjects=f"{entry.subjects}\n{text}")


def _named(problem: Problem, found: Found) -> Problem:
    """Return a problem with the name of the column that the clerk sees."""
    if problem.key in {"given_names", "surname"} and "name" in found.columns:
        return Problem("name", problem.code, problem.parameters)
    return problem
