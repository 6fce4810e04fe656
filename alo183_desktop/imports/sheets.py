"""What a foreign file tells, before anybody looked into the database: its rows and its columns."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeVar

from alo183_desktop.imports.cells import (
    MARKS,
    NO_MARKS,
    NOTHING,
    folded_text,
    has_two_readings,
    has_unsure_days,
    text_of,
    with_day_in_front,
)
from alo183_desktop.imports.editing import cell_text
from alo183_desktop.imports.headings import (
    TOTALS,
    find_columns,
    heading_of,
    join_headings,
    letter_of,
    list_of,
    wanted,
)
from alo183_desktop.imports.rows import Answer
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import mask_tckn
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance

    from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
    from alo183_desktop.imports.editing import Edit
    from alo183_desktop.imports.headings import Found
    from alo183_desktop.imports.recipe import Options
    from alo183_desktop.imports.rows import Answers, PreviewRow
    from alo183_desktop.records.record import Record

EntryT = TypeVar("EntryT")
ValueT = TypeVar("ValueT")
_ELEVEN: Final = re.compile(r"(?<!\d)[1-9]\d{10}(?!\d)")
_SAMPLES: Final = 3
_SAMPLED_ROWS: Final = 200
_LONGEST_SAMPLE: Final = 40
_OF_USE: Final = frozenset(
    {"aktif", "aktif mi", "faal", "kullanimda", "kullanimda mi", "kullaniliyor", "kullaniliyor mu"}
    | {"gecerli", "gecerli mi"}
)
"""Folded headings under which a mark says that a thing is one of the list."""
_REACH: Final = dt.timedelta(days=3 * 366)
"""So far ahead hardly anything is settled; a longer leave without pay is asked about."""
MOST_ROWS: Final = 20_000
"""Of an import that is not read column by column."""


class SheetColumn(NamedTuple):
    """One column of the sheet that was taken."""

    name: str
    """Its heading, or its place where that tells more (`headings.column_names`)."""
    field: str
    """What it was taken for; empty: it is not read."""
    samples: tuple[str, ...]
    """Some of its values, T.C. numbers masked."""
    rival_for: tuple[str, ...] = ()
    """Fields of which somebody has to say whether it is this one; empty: it is certain."""


class Headings(NamedTuple):
    """Where the headings of one sheet stand, and what they are."""

    row: int
    """As Excel counts."""
    names: tuple[str, ...]
    """How its columns are called (`headings.column_names`)."""
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What every file tells, whatever its rows are."""

    file_name: str
    """Without its folder."""
    sha256: str
    sheet: str
    """Name of the sheet that was taken; empty for text files."""
    heading_row: int
    """Where the headings stand, as Excel counts."""
    headings: Mapping[str, str]
    """Which heading was taken for which field, in the order of the file."""
    passed_over: tuple[int, ...]
    """Numbers of rows that are titles, totals or repeated headings."""
    notes: tuple[Problem, ...]
    """What concerns the file as a whole, and should be looked at."""
    problems: tuple[Problem, ...] = ()
    """Why nothing of it can be stored before somebody says what its columns are."""
    sheets: tuple[str, ...] = ()
    """Names of all sheets that could be read, this one too; empty where nobody may choose."""
    sheet_columns: tuple[SheetColumn, ...] = ()
    """All its columns, in their order."""
    shape: str = ""
    """By which a file of the same headings is known again; empty where no choice is kept."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """By name of a column the field that somebody said it is; empty: it is not read."""
    names: tuple[str, ...] = ()
    """How all its columns are called (`headings.column_names`)."""
    headings_by_sheet: Mapping[str, Headings] = field(default_factory=dict)
    """Of each sheet, where several are read."""
    source: Any = field(default=None, repr=False, compare=False)
    """The file as it was opened, without what somebody put right in it."""
    edits: tuple[Edit, ...] = ()
    """What somebody put right in it, and holds."""

    def headings_of(self, sheet: str) -> Headings:
        """Return the headings above the rows of a sheet that was read."""
        first = Headings(self.heading_row, self.names, self.sheet_columns)
        return self.headings_by_sheet.get(sheet, first)

    def may_be_edited(self, row: PreviewRow) -> bool:
        """Return whether a row of the preview is one row of the file."""
        return row.row_number > self.headings_of(row.sheet).row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(ReadFile, Generic[EntryT]):
    """The sheet that was taken, and one entry for each of its rows."""

    found: Found
    entries: tuple[EntryT, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """How a plain list is read: one row of headings, and below it a thing in each row."""

    kind: str
    """Of import: `resources/headings.toml` has its columns."""
    suits: Callable[[Collection[str]], bool]
    """Whether columns of these fields are enough."""
    missing: str
    """The code of the error when no sheet has them."""
    thing: str
    """What one row is, in the singular."""
    label: Callable[[Any], str]
    """How the preview calls a row: of what was read of it."""
    dropped: re.Pattern[str]
    """What speaks of a thing that is no longer one of the list, in folded texts."""
    days: frozenset[str]
    """Fields of days and instants."""
    remarks: frozenset[str] = frozenset()
    """Fields whose texts may speak of that, too."""
    settle: Callable[[Found], Found] = lambda found: found
    """What the columns are, seen together."""
    alone: frozenset[str] = frozenset()
    """Fields of which a number may stand alone in its row; a text alone is a title."""


class RowReader:
    """Reads the cells of one row; what is wrong with it is kept.

    Attributes:
        told: Its cells that are not blank, by field.
        problems: What is wrong.
        hints: What was read otherwise than it is written, or is strange.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.problems: list[Problem] = []
        self.hints: list[Problem] = []

    def kept(self, key: str, take: Callable[[], ValueT], empty: ValueT) -> ValueT:
        """Return what is read; `empty`, with the reason kept, when it cannot be."""
        try:
            return take()
        except KnownError as error:
            self.problems.append(Problem(key, error.code, error.parameters))
            return empty

    def refused(self) -> set[str]:
        """Return the fields that cannot be read."""
        return {problem.key for problem in self.problems}


def read_list(
    file: ForeignFile,
    how: ListShape,
    entry: Callable[[int, Mapping[str, Any]], EntryT],
    *,
    options: Options,
) -> Sheet[EntryT]:
    """Return the rows of the first sheet that has the most of the wanted headings.

    Args:
        file: What was read of it.
        how: Which columns, and what a row is.
        entry: Reads a row: its number, as Excel counts, and its cells that are not blank.
        options: What somebody said of it.

    Raises:
        KnownError: `how.missing`, `imports.list_of_…`, `imports.column_missing`, `imports.no_rows`,
            `imports.too_many_rows`.
    """
    best: tuple[tuple[bool, int], ForeignTable, Found] | None = None
    tables, missing = own_tables(file.tables, how.kind, options, how.missing)
    for each in tables:
        columns = find_columns(each.rows, wanted(how.kind), options.columns, options.shapes)
        columns = how.settle(columns) if columns else None
        if columns is None or not how.suits(columns.columns.keys()):
            continue
        # A sheet of what is no longer there is read only when there is no other.
        rank = (not how.dropped.search(fold(each.sheet)), len(columns.columns))
        if best is None or rank > best[0]:
            best = (rank, each, columns)
    if best is None:
        raise KnownError(missing)
    table, found = best[1:]
    demand_columns(found.names, options.columns)
    doubts: _Doubts[EntryT] = _Doubts(table, found, how, options.answers)
    entries: list[EntryT] = []
    passed_over = list(range(1, found.heading_row + 1))
    headings = {key: fold(text) for key, text in found.texts.items()}
    for number, row in enumerate(doubts.rows[found.first_row :], start=found.first_row + 1):
        told = cells_of(row, found)
        if not told:
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                passed_over.append(number)
                doubts.begin_section(row)
        elif _is_no_row(row, told, headings, how.alone):
            passed_over.append(number)
            doubts.begin_section(row)
        else:
            entries.append(doubts.read(number, told, entry))
            refuse_too_many(len(entries), table, how.thing)
    if not entries:
        raise KnownError("imports.no_rows", thing=how.thing)
    return Sheet(
        **facts_of(file, table, found),
        found=found,
        entries=tuple(entries),
        passed_over=tuple(passed_over),
        notes=(*sheet_notes(file.tables, table), *column_notes(table, found)),
    )


def own_tables(
    tables: Sequence[ForeignTable], kind: str, options: Options, missing: str
) -> tuple[list[ForeignTable], str]:
    """Return the sheets that are not plainly lists of another kind of import, and what is missing.

    Args:
        tables: All sheets.
        kind: Of this import.
        options: Where somebody said what the columns are, nothing else tells what a list is.
        missing: The code of the error where no sheet has the wanted columns.

    Returns:
        With the sheets the code of that error, which names the other kind where there is one.
    """
    kinds = ["" if options.columns else list_of(table.rows, kind) for table in tables]
    other = next(filter(None, kinds), "")
    own = [table for table, of in zip(tables, kinds, strict=True) if not of]
    return own, f"imports.list_of_{other}" if other else missing


class _Doubts(Generic[EntryT]):
    """Reads rows of a list, and asks what they do not say for certain.

    Attributes:
        rows: All of the table, each cell as it is seen: what is merged says it in each of its rows.
    """

    def __init__(self, table: ForeignTable, found: Found, how: ListShape, answers: Answers) -> None:
        self.rows = rows_as_seen(table)
        self._found = found
        self._how = how
        self._answers = answers
        self._struck = table.layout.struck | table.layout.struck_in_part
        self._section = table.sheet
        below = self.rows[found.first_row :]
        keys = how.days & found.columns.keys()
        days = [row[found.columns[key]] for row in below for key in keys if _has(row, found, key)]
        self._unsure = keys if has_unsure_days(days) else frozenset()
        taken = {*found.columns.values(), *chain(*found.several.values())}
        self._beside = {
            column: name
            for column, name in enumerate(found.names)
            if column not in taken and name not in found.chosen
        }
        self._asking = {
            column
            for column, name in self._beside.items()
            if fold(heading_of(name)).rstrip("?: ") in _OF_USE
            and any(folded_text(row[column]) in MARKS for row in below if column < len(row))
        }

    def begin_section(self, row: Sequence[object]) -> None:
        """Keep the text that stands alone above rows."""
        texts = [cell for cell in row if cell is not None and str(cell).strip()]
        if len(texts) == 1 and isinstance(texts[0], str):
            self._section = " ".join(texts[0].split())

    def read(
        self, number: int, told: dict[str, Any], entry: Callable[[int, Mapping[str, Any]], EntryT]
    ) -> EntryT:
        """Return what a row says, with what is asked about it among its problems."""
        one: Any = entry(number, told)
        label = self._how.label(one)
        if self._unsure:
            days = dict(told)
            asked = put_days_right(days, self._unsure, self._answers, (number, label))
            if days != told:
                one = entry(number, days)
            keys = {problem.key for problem in asked}
            others = [problem for problem in one.problems if problem.key not in keys]
            one = replace(one, problems=(*others, *asked))
        said = (
            Problem("", "imports.row_unclear", {"told": text[:60]}) for text in self._of(number)
        )
        still = [one for one in said if self._answers.to(number, label, one) is None]
        read: EntryT = replace(one, problems=(*one.problems, *still)) if still else one
        return read

    def _of(self, number: int) -> Iterator[str]:
        """Yield what speaks against a row being one of the list."""
        row, dropped = self.rows[number - 1], self._how.dropped
        if any((number - 1, column) in self._struck for column in self._found.columns.values()):
            yield "üstü çizili"
        if dropped.search(fold(self._section)):
            yield self._section
        for key in self._how.remarks & self._found.columns.keys():
            if _has(row, self._found, key) and dropped.search(
                fold(text := str(row[self._found.columns[key]]))
            ):
                yield " ".join(text.split())
        for column, name in self._beside.items():
            cell = row[column] if column < len(row) else None
            text = folded_text(cell)
            if isinstance(cell, str) and dropped.search(text):
                yield " ".join(cell.split())
            elif (column in self._asking and text not in MARKS) or (
                text not in NO_MARKS and dropped.search(fold(name))
            ):
                yield f"{name}: {cell_text(cell) or NOTHING}"


def _has(row: Sequence[object], found: Found, key: str) -> bool:
    column = found.columns[key]
    return column < len(row) and row[column] is not None


def rows_as_seen(table: ForeignTable) -> Sequence[Sequence[object]]:
    """Return the rows of a table with what merged cells say in each row that they cover."""
    rows: list[Sequence[object]] = list(table.rows)
    for merged in table.layout.merged:
        for number in range(merged.row + 1, merged.last_row + 1):
            row = list(rows[number])
            row[merged.column] = rows[merged.row][merged.column]
            rows[number] = row
    return rows


def put_days_right(
    told: dict[str, Any], keys: Collection[str], answers: Answers, row: tuple[int, str]
) -> list[Problem]:
    """Put the day in front where somebody said so, and return what is still to be said of a row.

    Args:
        told: Its cells by field; what is still asked about is taken out.
        keys: Fields of days of which nothing tells whether the month stands in front.
        answers: What somebody said.
        row: Its number and how it is called.
    """
    asked = []
    for key in keys & told.keys():
        if not has_two_readings(told[key]):
            continue
        problem = Problem(key, "imports.day_order")
        answer = answers.to(*row, problem)
        if answer is Answer.MONTH_FIRST:
            told[key] = with_day_in_front(told[key])
        elif answer is None:
            asked.append(problem)
            del told[key]
    return asked


def far_days(days: Mapping[str, dt.date | None], today: dt.date) -> Iterator[Problem]:
    """Yield the days that are so far ahead that their year may be mistyped, by their fields."""
    for key, day in days.items():
        if day is not None and day > today + _REACH:
            yield Problem(key, "imports.day_far", {"day": format_day(day)})


def facts_of(file: ForeignFile, table: ForeignTable, found: Found) -> dict[str, Any]:
    """Return what a `ReadFile` tells of where its rows stood."""
    return {
        "file_name": file.name,
        "sha256": file.sha256,
        "sheet": table.sheet,
        "heading_row": found.heading_row + 1,
        "headings": found.texts,
        "problems": tuple(column_problems(found)),
        "sheet_columns": tuple(_columns_of(table, found)),
        "shape": found.shape,
        "chosen": found.chosen,
        "names": found.names,
    }


def _columns_of(table: ForeignTable, found: Found) -> Iterator[SheetColumn]:
    """Yield the columns that have a heading or mean something."""
    fields = {column: key for key, column in found.columns.items()}
    fields.update((column, key) for key, columns in found.several.items() for column in columns)
    doubts = found.doubts
    headings = join_headings(table.rows[found.heading_row : found.first_row])
    below = table.rows[found.first_row : found.first_row + _SAMPLED_ROWS]
    for column, heading in enumerate(headings):
        samples = samples_of(row[column] for row in below if column < len(row))
        # What stands under no heading is shown, too: nobody else would miss it.
        if heading.strip() or column in fields or samples:
            yield SheetColumn(
                found.names[column],
                fields.get(column, ""),
                samples,
                tuple(key for key, columns in doubts.items() if column in columns),
            )


def column_problems(found: Found) -> Iterator[Problem]:
    """Yield of which fields somebody has to say which column they are."""
    for key, columns in found.doubts.items():
        code = "imports.columns_compete" if len(columns) > 1 else "imports.column_like"
        yield Problem(key, code, {"headings": quoted(found.names[column] for column in columns)})


def samples_of(values: Iterable[object]) -> tuple[str, ...]:
    """Return the first values of a column that are not alike, as a person sees them."""
    samples: dict[str, None] = {}
    for value in values:
        if len(samples) == _SAMPLES:
            break
        try:
            text = " ".join(text_of(value).split())
        except KnownError:
            continue
        # A number that is mistyped, or beside a word, is still somebody's.
        text = _ELEVEN.sub(lambda found: mask_tckn(found[0]), text)
        if text:
            is_long = len(text) > _LONGEST_SAMPLE
            samples[f"{text[:_LONGEST_SAMPLE]}…" if is_long else text] = None
    return tuple(samples)


def demand_columns(names: Sequence[str], said: Mapping[str, str]) -> None:
    """Refuse what somebody said of a column that is not there, or of two at once.

    Args:
        names: How the columns are called (`headings.column_names`).
        said: By name or letter what a column means.

    Raises:
        KnownError: `imports.column_missing`, `imports.column_twice`.
    """
    there = {fold(name) for name in names}
    letters = {fold(letter_of(column)) for column in range(len(names))}
    for heading in said:
        told = fold(" ".join(heading.split()))
        if told in there or told in letters:
            continue
        # `Telefon` alone does not say which of two it is.
        alike = [name for name in names if fold(name).startswith(f"{told} (")]
        known = ", ".join(alike or [name for name in names if not _is_place(name)])
        code = "imports.column_twice" if len(alike) > 1 else "imports.column_missing"
        raise KnownError(code, heading=heading, headings=known)


def _is_place(name: str) -> bool:
    return name.endswith(" sütunu")


def refuse_too_many(count: int, table: ForeignTable, thing: str) -> None:
    """Refuse a sheet with more rows than one import takes.

    Raises:
        KnownError: `imports.too_many_rows`.
    """
    if count > MOST_ROWS:
        count = len(table.rows)
        raise KnownError("imports.too_many_rows", count=count, limit=MOST_ROWS, thing=thing)


def cells_of(row: Sequence[object], found: Found) -> dict[str, Any]:
    """Return the cells of a row that are not blank, under the keys of their columns."""
    return {
        key: row[column]
        for key, column in found.columns.items()
        if column < len(row) and row[column] is not None and str(row[column]).strip()
    }


def filled(values: DataclassInstance | None, record: Record[Any]) -> dict[str, Any]:
    """Return by field what a record tells that is not empty; nothing of one that is wrong."""
    if values is None:
        return {}
    return {name: value for name in record.fields if (value := getattr(values, name))}


def repeats_headings(told: Iterable[tuple[str, str]]) -> bool:
    """Return whether a row has the headings once more: most of its folded texts are theirs."""
    same = [text == heading for text, heading in told]
    return sum(same) > len(same) // 2


def sheet_notes(tables: Sequence[ForeignTable], table: ForeignTable) -> Iterator[Problem]:
    """Yield that other sheets were left aside."""
    if len(tables) > 1:
        yield Problem("", "imports.other_sheets", {"count": len(tables), "sheet": table.sheet})


def column_notes(table: ForeignTable, found: Found) -> Iterator[Problem]:
    """Yield which columns came twice or mean nothing, and what an earlier file said of them.

    A column without a heading means nothing either, unless it numbers the rows.
    """
    if found.is_remembered:
        names = quoted(name for name, key in found.chosen.items() if key)
        yield Problem("", "imports.choice_remembered", {"headings": names})
    for heading in found.twice:
        yield Problem("", "imports.heading_twice", {"heading": heading})
    unnamed = [
        column.name
        for column in _columns_of(table, found)
        if _is_place(column.name) and not column.field and column.samples[:2] != ("1", "2")
    ]
    if found.unread or unnamed:
        yield unread_note([*found.unread, *unnamed])


def unread_note(headings: Sequence[str]) -> Problem:
    """Return what is said of columns that mean nothing that is wanted."""
    told = ", ".join(heading.rstrip(".:") for heading in headings)
    return Problem("", "imports.unread_columns", {"headings": told})


class Entry(Protocol):
    """One row of a sheet, as far as it is compared with others."""

    @property
    def row_number(self) -> int:
        """As Excel counts."""

    @property
    def told(self) -> tuple[object, ...]:
        """All that it says."""


RowT = TypeVar("RowT", bound=Entry)


def find_twins(
    entries: Iterable[RowT],
    marks: Callable[[RowT], Iterable[tuple[object, str]]],
    contradiction: Callable[[str, RowT, RowT], Problem],
) -> dict[int, Problem]:
    """Return by row what is to be said of rows that speak of the same thing as an earlier one.

    Args:
        entries: In their order.
        marks: Yields by what an entry is known, each with its field; rows that share one speak of
            the same thing.
        contradiction: Says of a mark's field and an entry that another one says something else:
            nobody can tell which of them is right.
    """
    groups: defaultdict[object, list[tuple[str, RowT]]] = defaultdict(list)
    for entry in entries:
        for mark, key in marks(entry):
            groups[mark].append((key, entry))
    said: dict[int, Problem] = {}
    for (key, first), *others in groups.values():
        for _, entry in others:
            compare_twins(key, first, entry, said, contradiction)
    return said


def compare_twins(
    key: str,
    first: RowT,
    second: RowT,
    said: dict[int, Problem],
    contradiction: Callable[[str, RowT, RowT], Problem],
) -> None:
    """Add to `said` what is to be said of two rows about the same thing."""
    if second.row_number in said:
        return
    if first.told == second.told:
        row = {"row": first.row_number}
        said[second.row_number] = Problem(key, "imports.repeated", row)
        return
    said[second.row_number] = contradiction(key, second, first)
    said.setdefault(first.row_number, contradiction(key, first, second))


def quoted(texts: Iterable[str]) -> str:
    """Return texts as a list inside a sentence: `“Merkez”, “Huzurevi”`."""
    return ", ".join(f"“{text}”" for text in texts)


def row_words(numbers: Iterable[int]) -> str:
    """Return numbers of rows, those that follow each other as one part: `4, 7–9`."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)


def _is_no_row(
    row: Sequence[object],
    told: Mapping[str, Any],
    headings: Mapping[str, str],
    alone: frozenset[str],
) -> bool:
    """Return whether a row is a title, a total, or the headings once more."""
    texts = [text for cell in row if cell is not None and (text := fold(str(cell).strip()))]
    # Titles, signatures and notes stand alone in their row.
    is_number = told.keys() & alone and not any(map(str.isalpha, texts[0]))
    if (len(texts) == 1 and not is_number) or any(text.rstrip(" :") in TOTALS for text in texts):
        return True
    return repeats_headings((fold(str(cell)), headings[key]) for key, cell in told.items())
