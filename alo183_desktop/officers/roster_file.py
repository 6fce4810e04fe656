"""Read a roster out of a foreign table: which cell is what, and what is wrong with it.

Not here: what the database already knows about these people (roster_import.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.directorate.provinces import PROVINCES
from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import Found, find_columns, words_of
from alo183_desktop.imports.sheets import Sheet, quoted, row_words
from alo183_desktop.officers.name_titles import part_title
from alo183_desktop.officers.roster_columns import Columns, is_mark, settle
from alo183_desktop.officers.roster_headings import OF_CASES, WANTED
from alo183_desktop.officers.roster_lines import (
    is_no_person,
    line_of,
    section_of,
    text_of,
    title_of,
)
from alo183_desktop.officers.roster_shared import SharedCells
from alo183_desktop.officers.rules import (
    OfficerForm,
    check_officer,
    display_name,
    split_name,
    tidy_given_names,
    tidy_surname,
)
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.documents.foreign_tables import ForeignFile, ForeignTable

MOST_ROWS: Final = 20_000
_DIGITS_OF_TWO: Final = 18
"""The longest way of writing one number has fewer: `0090 532 123 45 67` has 14."""
_MORE_THAN_NAME: Final = re.compile(r"\s[-–—/]\s?|[-–—/]\s")
"""A hyphen with a blank beside it parts no double name: `Uğur ŞİMŞEK - izinli`."""
_FIELDS: Final = tuple(field.name for field in fields(OfficerForm))
_SHOWN: Final = {
    "tckn": "T.C. kimlik no",
    "corporate_email": "e-posta",
    "personal_email": "e-posta",
}

_GUESSES: Final = {
    "corporate_mobile": "imports.heading_guessed",
    "personal_mobile": "imports.heading_guessed_personal",
}
"""What is said of a column of numbers whose heading does not say whose they are."""


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
    hints: tuple[Problem, ...] = ()
    """What was read otherwise than it is written."""

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
    table, columns, sheets = _choose(file.tables, sheet)
    found = columns.found
    entries: list[Entry] = []
    passed_over: list[int] = list(range(1, found.heading_row + 1))
    lines: list[tuple[int, str]] = []
    heading = {key: fold(text) for key, text in found.texts.items()}
    shared = SharedCells(table, found)
    section = section_of(table.rows[found.heading_row - 1]) if found.heading_row else ""
    last_row = 0
    for number, row in enumerate(table.rows[found.first_row :], start=found.first_row + 1):
        told = {
            key: row[column]
            for key, column in found.columns.items()
            if column < len(row) and row[column] is not None and str(row[column]).strip()
        }
        if not told:
            # A title in a column of its own; a serial number without a person is nothing at all.
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                passed_over.append(number)
                lines.append((number, text_of(row)))
                section = title_of(row) or section
            continue
        if told.keys() == {"subjects"} and number == last_row + 1:
            entries[-1] = _with_subjects(entries[-1], told["subjects"])
            last_row = number
            continue
        if is_no_person(row, found, heading):
            passed_over.append(number)
            if line := line_of(row):
                lines.append((number, line))
                section = title_of(row)
            continue
        marks = tuple(
            heading
            for column, heading in columns.marked.items()
            if column < len(row) and is_mark(row[column])
        )
        entry = _entry(number, shared.complete(number - 1, told), found, marks)
        entries.append(replace(entry, section=section) if section else entry)
        last_row = number
        if len(entries) > MOST_ROWS:
            raise KnownError("imports.too_many_rows", count=len(table.rows), limit=MOST_ROWS)
    if not entries:
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
        entries=tuple(_joined(entries)),
        passed_over=tuple(number for number in passed_over if number not in blank),
        notes=(
            *_notes(file.tables, table, columns, sheets),
            *_hidden(file.hidden, table, entries),
        ),
        province=_province(table.rows[: found.heading_row]),
        marked=tuple(columns.marked.values()),
        lines=tuple(lines),
        sheets=sheets if len(sheets) > 1 else (),
    )


def _province(titles: Sequence[Sequence[object]]) -> str:
    """Return the province of the first title such as `KONYA VALİLİĞİ`; empty without any."""
    for cell in (cell for row in titles for cell in row if isinstance(cell, str)):
        words = fold(cell)
        for province in PROVINCES:
            name = re.escape(fold(province.name))
            if re.search(rf"\b{name} (?:valiligi|aile ve|il mudurlugu)", words):
                return province.name
    return ""


def _choose(
    tables: Sequence[ForeignTable], wanted: str
) -> tuple[ForeignTable, Columns, tuple[str, ...]]:
    """Return the sheet that is read, its columns, and the names of all sheets that list people."""
    best: tuple[ForeignTable, Columns] | None = None
    sheets: list[str] = []
    are_cases = [find_columns(table.rows, OF_CASES) is not None for table in tables]
    for table in (one for one, is_other in zip(tables, are_cases, strict=True) if not is_other):
        found = find_columns(table.rows, WANTED)
        if found is None:
            continue
        columns = settle(found, table.rows)
        if not columns.found.columns.keys() & {"name", "given_names"}:
            continue
        sheets.append(table.sheet)
        if wanted and table.sheet != wanted:
            continue
        if best is None or len(columns.found.columns) > len(best[1].found.columns):
            best = (table, columns)
    if best is None and sheets:
        raise KnownError("imports.sheet_unknown", sheet=wanted, sheets=quoted(sheets))
    if best is None:
        raise KnownError("imports.list_of_cases" if any(are_cases) else "imports.no_headings")
    return *best, tuple(sheets)


def _hidden(
    sheets: Sequence[str], table: ForeignTable, entries: Sequence[Entry]
) -> Iterator[Problem]:
    """Tell what nobody sees who opens the file: sheets that are not read, and rows that are."""
    if sheets:
        yield Problem("", "imports.hidden_sheets", {"sheets": quoted(sheets)})
    rows = [
        entry.row_number for entry in entries if entry.row_number - 1 in table.layout.hidden_rows
    ]
    if rows:
        yield Problem("", "imports.hidden_rows", {"count": len(rows), "rows": row_words(rows)})


def _notes(
    tables: Sequence[ForeignTable],
    table: ForeignTable,
    columns: Columns,
    sheets: Sequence[str],
) -> Iterator[Problem]:
    found = columns.found
    if columns.others:
        yield Problem("name", "imports.other_people", {"headings": quoted(columns.others)})
    if others := [sheet for sheet in sheets if sheet != table.sheet]:
        told = {"sheet": table.sheet, "sheets": quoted(others)}
        yield Problem("", "imports.sheets_with_people", told)
    elif len(tables) > 1:
        yield Problem("", "imports.other_sheets", {"count": len(tables), "sheet": table.sheet})
    for key in columns.by_values:
        told = {"heading": found.texts[key], "what": _SHOWN[key]}
        yield Problem(key, "imports.heading_by_values", told)
    for key, code in _GUESSES.items():
        if key in found.guessed:
            yield Problem(key, code, {"heading": found.texts[key]})
    for heading in found.twice:
        yield Problem("", "imports.heading_twice", {"heading": heading})
    if found.unread:
        yield unread_note(found.unread)


def unread_note(headings: Sequence[str]) -> Problem:
    """Return what is said of columns that mean nothing that is wanted."""
    told = ", ".join(heading.rstrip(".:") for heading in headings)
    return Problem("", "imports.unread_columns", {"headings": told})


def _entry(number: int, told: dict[str, Any], found: Found, marks: tuple[str, ...]) -> Entry:
    problems: list[Problem] = []

    def kept(key: str, take: Callable[[Any], Any], empty: Any) -> Any:
        try:
            return take(told.get(key))
        except KnownError as error:
            problems.append(Problem(key, error.code, error.parameters))
            return empty

    texts = {
        key: kept(key, partial(_text, key), "")
        for key in told
        if key not in {"starts_on", "ends_on"}
    }
    hints = tuple(_part_titles(texts, found))
    given_names, surname = _name(texts, found)
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
        hints=hints,
    )


def _part_titles(texts: dict[str, str], found: Found) -> Iterator[Problem]:
    """Take titles out of the names in `texts`, and tell where they went."""
    for key, fewest in (("name", 2), ("given_names", 1)):
        if not texts.get(key):
            continue
        title, texts[key] = part_title(
            texts[key], fewest=fewest, surname_first=key == "name" and _is_surname_first(found)
        )
        if title and texts.get("title"):
            yield Problem(key, "imports.title_left_out", {"title": title})
        elif title:
            texts["title"] = title
            yield Problem(key, "imports.title_read", {"title": title})


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """Return the people; rows of one that differ in their subjects alone stand in the first.

    A list may have a row for each subject, and so a person more than once.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, entry in enumerate(entries):
        if not entry.problems and dict(entry.values).keys() & {"tckn", "corporate_mobile"}:
            days = (entry.starts_on, entry.ends_on, entry.state)
            key = (entry.values, fold(entry.unit), days, entry.marks)
            groups.setdefault(key, []).append(place)
    joined = list(entries)
    for first, *others in groups.values():
        texts = dict.fromkeys(entries[place].subjects for place in (first, *others))
        if len(texts) > 1:
            joined[first] = replace(entries[first], subjects="\n".join(texts))
            for place in others:
                joined[place] = replace(entries[place], continues=entries[first].row_number)
    return joined


def _with_subjects(entry: Entry, cell: object) -> Entry:
    """Return a person with a further subject, written right below theirs: the name spans rows."""
    try:
        text = _text("subjects", cell)
    except KnownError as error:
        problem = Problem("subjects", error.code, error.parameters)
        return replace(entry, problems=(*entry.problems, problem))
    return replace(entry, subjects=f"{entry.subjects}\n{text}")


def _text(key: str, cell: object) -> str:
    """Return the text of a cell, ready for its check.

    Raises:
        KnownError: What no check of a form would say, because nobody types it into a form.
    """
    text = cells.text_of(cell)
    if key == "tckn":
        return _tckn(cell, text)
    if key in {"corporate_email", "personal_email"}:
        # Digits and phone marks alone are a number that slipped into the next column.
        if text and not any(map(str.isalpha, text)):
            raise KnownError("imports.columns_swapped", expected=_SHOWN[key])
        return cells.without_blanks(text)
    if key in {"corporate_mobile", "personal_mobile", "desk_phone"}:
        if "@" in text:
            raise KnownError("imports.columns_swapped", expected="telefon")
        if text and cells.is_rounded(cell, text):
            raise KnownError("imports.phone_lost_digits")
        if sum(map(str.isdigit, text)) >= _DIGITS_OF_TWO:
            raise KnownError("imports.two_phones", value=" ".join(text.split())[:60])
        return text
    if key in {"name", "given_names", "surname"} and (
        "@" in text or (text and not any(map(str.isalpha, text)))
    ):
        raise KnownError("imports.columns_swapped", expected="ad soyadı")
    if key in {"name", "given_names", "surname"} and _MORE_THAN_NAME.search(text):
        raise KnownError("imports.more_than_name", value=text[:60])
    return text


def _tckn(cell: object, text: str) -> str:
    if not text:
        return ""
    if cells.is_rounded(cell, text):
        raise KnownError("imports.tckn_lost_digits")
    if any(map(str.isalpha, text)):
        raise KnownError("imports.columns_swapped", expected=_SHOWN["tckn"])
    digits = cells.whole_digits(text)
    if digits.isdigit() and len(digits) < len("10000000146"):
        raise KnownError("imports.tckn_lost_digits")
    return digits


def _name(texts: dict[str, str], found: Found) -> tuple[str, str]:
    if texts.get("given_names") or texts.get("surname"):
        given_names = tidy_given_names(texts.get("given_names", ""))
        return given_names, tidy_surname(texts.get("surname", ""))
    whole = texts.get("name", "")
    # An initial is a capital however the words are written.
    in_capitals = {word == upper_tr(word) for word in whole.split() if len(word.strip(".")) > 1}
    if _is_surname_first(found) and len(in_capitals) == 1 and "," not in whole:
        # Only the heading tells which of the words is the surname.
        surname, _, given = whole.partition(" ")
        whole = f"{surname}, {given}"
    return split_name(whole)


def _is_surname_first(found: Found) -> bool:
    heading = words_of(found.texts.get("name", ""))
    return bool(heading) and heading[0].startswith("soy")


def _named(problem: Problem, found: Found) -> Problem:
    """Return a problem with the name of the column that the clerk sees."""
    if problem.key in {"given_names", "surname"} and "name" in found.columns:
        return Problem("name", problem.code, problem.parameters)
    return problem
