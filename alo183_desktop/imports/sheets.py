"""The content of a foreign file, before any look into the database: its rows and columns."""

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
    are_turned,
    day_of,
    day_text,
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
    words_of,
)
from alo183_desktop.imports.rows import Answer
from alo183_desktop.imports.vocabulary import phrases_of, word_set
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import mask_tckn
from alo183_desktop.shared.paths import table
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance

    from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable, SheetLayout
    from alo183_desktop.imports.editing import Edit
    from alo183_desktop.imports.headings import ColumnMatch
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
"""Folded headings under which a mark means that a thing belongs to the list."""
_REACH: Final = dt.timedelta(days=3 * 366)
"""Hardly anything is settled so far ahead; a longer leave without pay is asked about."""
MOST_ROWS: Final = 20_000
"""For an import that is not read column by column."""


class SheetColumn(NamedTuple):
    """One column of the sheet that was read."""

    name: str
    """Its heading, or its letter where that says more (`headings.column_names`)."""
    field: str
    """The field it is read as; empty: it is not read."""
    samples: tuple[str, ...]
    """Some of its values, T.C. numbers masked."""
    rival_for: tuple[str, ...] = ()
    """Fields that it may be, for the user to decide; `""`: perhaps none. Empty: it is certain."""


class Headings(NamedTuple):
    """The position and the names of the headings of one sheet."""

    row: int
    """As Excel counts."""
    names: tuple[str, ...]
    """The names of its columns (`headings.column_names`)."""
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """The common content of every file, whatever its rows are."""

    file_name: str
    """Without its folder."""
    sha256: str
    sheet: str
    """Name of the sheet that was read; empty for text files."""
    heading_row: int
    """The row of the headings, as Excel counts."""
    headings: Mapping[str, str]
    """The heading that was read as each field, in the order of the file."""
    passed_over: tuple[int, ...]
    """Numbers of rows that are titles, totals or repeated headings."""
    notes: tuple[Problem, ...]
    """Remarks about the file as a whole."""
    problems: tuple[Problem, ...] = ()
    """Why nothing of it can be stored before the user chooses its columns."""
    sheets: tuple[str, ...] = ()
    """Names of all sheets that could be read, this one too; empty where there is no choice."""
    sheet_columns: tuple[SheetColumn, ...] = ()
    """All its columns, in their order."""
    shape: str = ""
    """By which a file of the same headings is recognised; empty where no choice is kept."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """By name of a column the field that the user chose; empty: it is not read."""
    names: tuple[str, ...] = ()
    """The names of all its columns (`headings.column_names`)."""
    headings_by_sheet: Mapping[str, Headings] = field(default_factory=dict)
    """For each sheet, where several are read."""
    source: Any = field(default=None, repr=False, compare=False)
    """The file as it was opened, without corrections."""
    edits: tuple[Edit, ...] = ()
    """The corrections that apply."""

    def headings_of(self, sheet: str) -> Headings:
        """Return the headings above the rows of a sheet that was read."""
        first = Headings(self.heading_row, self.names, self.sheet_columns)
        return self.headings_by_sheet.get(sheet, first)

    def may_be_edited(self, row: PreviewRow) -> bool:
        """Return whether a row of the preview is one row of the file."""
        return row.row_number > self.headings_of(row.sheet).row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(ReadFile, Generic[EntryT]):
    """The sheet that was read, and one entry for each of its rows."""

    found: ColumnMatch
    entries: tuple[EntryT, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """How to read a plain list: one row of headings, and below it a thing in each row."""

    kind: str
    """Of import: `resources/headings.toml` has its columns."""
    suits: Callable[[Collection[str]], bool]
    """Whether columns of these fields are enough."""
    missing: str
    """The code of the error when no sheet has them."""
    thing: str
    """What one row is, in the singular."""
    label: Callable[[Any], str]
    """Returns the name of a row for the preview from its entry."""
    dropped: re.Pattern[str]
    """Matches folded texts about a thing that no longer belongs to the list."""
    days: frozenset[str]
    """Fields of days and instants."""
    remarks: frozenset[str] = frozenset()
    """Fields whose texts may mention that, too."""
    settle: Callable[[ColumnMatch], ColumnMatch] = lambda found: found
    """Settles the columns, looked at together."""
    alone: frozenset[str] = frozenset()
    """Fields of which a number may be alone in its row; a lone text is a title."""


class RowReader:
    """Reads the cells of one row, and collects its problems.

    Attributes:
        cells: Its cells that are not blank, by field.
        problems: What is wrong.
        hints: What was read otherwise than written, or is strange.
    """

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self.cells = cells
        self.problems: list[Problem] = []
        self.hints: list[Problem] = []

    def kept(self, key: str, take: Callable[[], ValueT], empty: ValueT) -> ValueT:
        """Return the value read; `empty`, with the reason recorded, when it cannot be read."""
        try:
            return take()
        except KnownError as error:
            self.problems.append(Problem(key, error.code, error.parameters))
            return empty

    def read_texts(
        self, read: Callable[[str, Any], str], *, but: Collection[str]
    ) -> dict[str, str]:
        """Return the text of each cell, made by `read`, without those of the fields `but`.

        One that cannot be read is empty, with the reason recorded.
        """
        texts = dict.fromkeys((key for key in self.cells if key not in but), "")
        for key in texts:
            try:
                texts[key] = read(key, self.cells[key])
            except KnownError as error:
                self.problems.append(Problem(key, error.code, error.parameters))
        return texts

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
    """Return the rows of the first sheet with the most wanted headings.

    Args:
        file: The parsed file.
        how: Which columns, and what a row is.
        entry: Reads a row: its number, as Excel counts, and its cells that are not blank.
        options: The user's choices.

    Raises:
        KnownError: `how.missing`, `imports.list_of_…`, `imports.column_missing`, `imports.no_rows`,
            `imports.too_many_rows`.
    """

    def look(table: ForeignTable) -> ColumnMatch | None:
        columns = find_columns(table.rows, wanted(how.kind), options.columns, options.shapes)
        columns = how.settle(columns) if columns else None
        return columns if columns is not None and how.suits(columns.columns.keys()) else None

    own, missing = own_tables(file.tables, how.kind, options, how.missing)
    looked = [(table, found, None) for table in own if (found := look(table)) is not None]
    if not looked:
        raise KnownError(missing)
    best = best_table(looked, options, lambda sheet: how.dropped.search(fold(sheet)))
    table, found, _ = best.chosen
    doubts: _Doubts[EntryT] = _Doubts(table, found, how, options.answers)
    entries: list[EntryT] = []
    numbers: list[int] = []
    passed_over = list(range(1, found.heading_row + 1))
    headings = {key: fold(text) for key, text in found.texts.items()}
    for number, row in enumerate(doubts.rows[found.first_row :], start=found.first_row + 1):
        cells = cells_of(row, found)
        if not cells:
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                passed_over.append(number)
                doubts.begin_section(row)
        elif _is_no_row(row, cells, headings, how.alone):
            passed_over.append(number)
            doubts.begin_section(row)
        else:
            entries.append(doubts.read(number, cells, entry))
            numbers.append(number)
            refuse_too_many(len(entries), table, how.thing)
    if not entries:
        raise KnownError("imports.no_rows", thing=how.thing)
    return Sheet(
        **facts_of(file, best, how.dropped.search),
        found=found,
        entries=tuple(entries),
        passed_over=tuple(passed_over),
        notes=(
            *sheet_notes(file.tables, table),
            *column_notes(table, found),
            *hidden_notes(file.hidden, table.layout, numbers, how.thing),
        ),
    )


class BestTable(NamedTuple, Generic[ValueT]):
    """The sheet to read."""

    chosen: tuple[ForeignTable, ColumnMatch, ValueT]
    """With its columns and what else is known of it."""
    sheets: tuple[str, ...]
    """The names of all that could be read; empty where there is no choice."""
    problems: tuple[Problem, ...]
    """That others have the same headings, so that only the user knows which one holds."""


def best_table(
    looked: Sequence[tuple[ForeignTable, ColumnMatch, ValueT]],
    options: Options,
    is_dropped: Callable[[str], object],
) -> BestTable[ValueT]:
    """Return the chosen sheet, or that with the most columns.

    Args:
        looked: The sheets that can be read, each with its columns and what else is known of it.
        options: The user's choices.
        is_dropped: Whether the name of a sheet is that of things no longer in the list: such a
            sheet is read only when there is no other.

    Raises:
        KnownError: `imports.sheet_unknown`, and as `demand_columns`.
    """
    sheets = tuple(table.sheet for table, *_ in looked)
    named = [one for one in looked if options.sheet in {"", one[0].sheet}]
    if not named:
        raise KnownError("imports.sheet_unknown", sheet=options.sheet, sheets=quoted(sheets))
    best = max(named, key=lambda one: (not is_dropped(one[0].sheet), len(one[1].columns)))
    demand_columns(best[1].names, options.columns)
    alike = [
        table.sheet
        for table, found, _ in named
        if found.shape == best[1].shape and not is_dropped(table.sheet)
    ]
    problem = Problem("", "imports.sheets_alike", {"sheets": quoted(alike)})
    problems = (problem,) if len(alike) > 1 else ()
    return BestTable(best, sheets if len(sheets) > 1 else (), problems)


def own_tables(
    tables: Sequence[ForeignTable], kind: str, options: Options, missing: str
) -> tuple[list[ForeignTable], str]:
    """Return the sheets that are not plainly lists of another kind of import, and what is missing.

    Args:
        tables: All sheets.
        kind: Of this import.
        options: A column chosen for this kind is none of another.
        missing: The code of the error where no sheet has the wanted columns.

    Returns:
        With the sheets the code of that error, which names the other kind where there is one.
    """
    kinds = [list_of(table.rows, kind, options.columns) for table in tables]
    other = next(filter(None, kinds), "")
    own = [table for table, of in zip(tables, kinds, strict=True) if not of]
    return own, f"imports.list_of_{other}" if other else missing


class _Doubts(Generic[EntryT]):
    """Reads rows of a list, and adds questions about what they leave open.

    Attributes:
        rows: All rows of the table as seen: a merged cell repeats its text in each row.
    """

    def __init__(
        self, table: ForeignTable, found: ColumnMatch, how: ListShape, answers: Answers
    ) -> None:
        self.rows = rows_as_seen(table)
        self._found = found
        self._how = how
        self._answers = answers
        self._struck = table.layout.struck | table.layout.struck_in_part
        self._section = table.sheet
        below = self.rows[found.first_row :]
        self._days = UnsureDays(table, found, how.days, answers)
        self._shifted = shifted_rows(table, found)
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
        """Keep a text that is alone above rows."""
        self._section = lone_text(row) or self._section

    def read(
        self, number: int, cells: dict[str, Any], entry: Callable[[int, Mapping[str, Any]], EntryT]
    ) -> EntryT:
        """Return the content of a row, with the questions about it among its problems."""
        one: Any = entry(number, cells)
        label = self._how.label(one)
        days = dict(cells)
        asked = self._days.put_right(days, number, lambda: label)
        if days != cells:
            one = entry(number, days)
            keys = {problem.key for problem in asked}
            others = [problem for problem in one.problems if problem.key not in keys]
            one = replace(one, problems=(*others, *asked))
        questions = [
            Problem("", "imports.row_unclear", {"told": text[:60]}) for text in self._of(number)
        ]
        questions.extend([SHIFTED] if number in self._shifted else [])
        still = [one for one in questions if self._answers.to(number, label, one) is None]
        read: EntryT = replace(one, problems=(*one.problems, *still)) if still else one
        return read

    def _of(self, number: int) -> Iterator[str]:
        """Yield the texts that suggest that a row does not belong to the list."""
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


def lone_text(row: Sequence[object]) -> str:
    """Return the only text of a row; empty where it has several."""
    texts = [cell for cell in row if cell is not None and str(cell).strip()]
    return " ".join(texts[0].split()) if len(texts) == 1 and isinstance(texts[0], str) else ""


def _has(row: Sequence[object], found: ColumnMatch, key: str) -> bool:
    column = found.columns[key]
    return column < len(row) and row[column] is not None


def rows_as_seen(table: ForeignTable) -> Sequence[Sequence[object]]:
    """Return the rows of a table with the text of merged cells in each row that they cover."""
    rows: list[Sequence[object]] = list(table.rows)
    for merged in table.layout.merged:
        for number in range(merged.row + 1, merged.last_row + 1):
            row = list(rows[number])
            row[merged.column] = rows[merged.row][merged.column]
            rows[number] = row
    return rows


SHIFTED: Final = Problem("", "imports.row_shifted")


def shifted_rows(table: ForeignTable, found: ColumnMatch) -> frozenset[int]:
    """Return the rows of a text file that have cells behind all headings, where most have none.

    A separator within a cell moves those after it under other headings, where they may look right.
    """
    if table.sheet:
        return frozenset()
    end = max((at for at, heading in enumerate(found.headings) if heading), default=-1) + 1
    below = list(enumerate(table.rows[found.first_row :], start=found.first_row + 1))
    rows = [number for number, row in below if any(row[end:])]
    return frozenset(rows if 2 * len(rows) <= len(below) else ())


class UnsureDays:
    """Asks about the days of a list of which nothing in the file decides what comes first."""

    def __init__(
        self,
        table: ForeignTable,
        found: ColumnMatch,
        keys: Collection[str],
        answers: Answers,
    ) -> None:
        """Look at all days of a list.

        Args:
            table: The list.
            found: Its columns.
            keys: The fields of days.
            answers: The user's answers.
        """
        there = found.columns.keys() & keys
        below = table.rows[found.first_row :]
        days = [row[found.columns[key]] for row in below for key in there if _has(row, found, key)]
        self._later = {key: table.layout.days_later for key in there if table.layout.days_later}
        self._are_turned = are_turned(days)
        self._keys = there if self._are_turned or has_unsure_days(days) else frozenset()
        self._answers = answers

    def put_right(
        self, cells: dict[str, Any], number: int, label: Callable[[], str]
    ) -> list[Problem]:
        """Put the day in front where the user said so, and return the open questions about a row.

        Args:
            cells: Its cells by field; those with an open question are removed.
            number: As Excel counts.
            label: Returns its name.
        """
        asked = []
        for key in self._later.keys() & cells.keys():
            if isinstance(cells[key], int | float):
                cells[key] += self._later[key]
        for key in self._keys & cells.keys():
            text = day_text(cells[key]) if self._are_turned else cells[key]
            if not has_two_readings(text):
                continue
            problem = Problem(key, "imports.day_order")
            answer = self._answers.to(number, label(), problem)
            if answer is Answer.MONTH_FIRST:
                cells[key] = with_day_in_front(text)
            elif answer is None:
                asked.append(problem)
                del cells[key]
        return asked


def far_days(days: Mapping[str, dt.date | None], today: dt.date) -> Iterator[Problem]:
    """Yield the days that are so far ahead that their year may be mistyped, by their fields."""
    for key, day in days.items():
        if day is not None and day > today + _REACH:
            yield Problem(key, "imports.day_far", {"day": format_day(day)})


def facts_of(
    file: ForeignFile, best: BestTable[Any], by_row: Callable[[str], object]
) -> dict[str, Any]:
    """Return the facts of a `ReadFile` about the positions of its rows; `_deciding` explains."""
    table, found, _ = best.chosen
    deciding = _deciding(table, found, by_row)
    return {
        "file_name": file.name,
        "sha256": file.sha256,
        "sheet": table.sheet,
        "heading_row": found.heading_row + 1,
        "headings": found.texts,
        "problems": (*best.problems, *column_problems(found, deciding)),
        "sheets": best.sheets,
        "sheet_columns": tuple(_columns_of(table, found, deciding)),
        "shape": found.shape,
        "chosen": found.chosen,
        "names": found.names,
    }


_DECIDES: Final = tuple(word_set("headings.decides"))
_DECIDES_NOTHING: Final = word_set("headings.decides_nothing")
_STATES: Final = word_set("headings.states")
_LONGEST_WHOLE: Final = 3
"""`an` is a word; it does not begin `Anlaşma Durumu`."""
_LONGEST_MARK: Final = 2


def _deciding(
    table: ForeignTable, found: ColumnMatch, by_row: Callable[[str], object]
) -> tuple[int, ...]:
    """Return the columns that nobody reads and on which a row may depend, by heading or cells.

    Args:
        table: The sheet.
        found: Its columns.
        by_row: Whether a folded text is asked about row by row anyway.
    """
    below = table.rows[found.first_row :]

    def decides(at: int) -> bool:
        name = found.names[at]
        words = words_of(heading_of(name))
        texts = [text for row in below if at < len(row) and (text := folded_text(row[at]))]
        if name in found.chosen or any(map(_decides_nothing, words)):
            return False
        is_of_use = fold(heading_of(name)).rstrip("?: ") in _OF_USE
        if is_of_use or any(map(by_row, (fold(name), *texts))):
            return False
        if any(word.startswith(_DECIDES) for word in words):
            return bool(texts)
        like = sum(
            text in _OF_CELLS or _AMOUNT.fullmatch(text) is not None or _is_day(text)
            for text in texts
        )
        is_mark = len({*texts}) == 1 and texts[0].isalpha() and len(texts[0]) <= _LONGEST_MARK
        return 2 * like > len(texts) or is_mark

    return tuple(filter(decides, found.left))


def _decides_nothing(word: str) -> bool:
    return any(
        word == one if len(one) <= _LONGEST_WHOLE else word.startswith(one)
        for one in _DECIDES_NOTHING
    )


_UNITS: Final = frozenset(
    unit
    for name in ("time_units", "data_units")
    for words in table("words")["usage"][name].values()
    for unit in phrases_of(words)
)
_AMOUNT: Final = re.compile(rf"\d[\d., ]*(?:{'|'.join(_UNITS)})")
"""Of talk or data: `500 dk`, `3 GB`."""
_OF_CELLS: Final = frozenset(text for text in _STATES | MARKS | NO_MARKS if not text.isdecimal())


def _is_day(text: str) -> bool:
    try:
        return not text.isdecimal() and day_of(text) is not None
    except KnownError:
        return False


def _columns_of(
    table: ForeignTable, found: ColumnMatch, deciding: Collection[int] = ()
) -> Iterator[SheetColumn]:
    """Yield the columns that have a heading or mean something."""
    fields = {column: key for key, column in found.columns.items()}
    fields.update((column, key) for key, columns in found.several.items() for column in columns)
    doubts = found.doubts
    headings = join_headings(table.rows[found.heading_row : found.first_row])
    below = table.rows[found.first_row : found.first_row + _SAMPLED_ROWS]
    for column, heading in enumerate(headings):
        samples = samples_of(row[column] for row in below if column < len(row))
        # Columns without a heading are shown, too: otherwise nobody would miss them.
        if heading.strip() or column in fields or samples:
            yield SheetColumn(
                found.names[column],
                fields.get(column, ""),
                samples,
                (
                    *(key for key, columns in doubts.items() if column in columns),
                    *([""] if column in deciding else []),
                ),
            )


def column_problems(found: ColumnMatch, deciding: Collection[int] = ()) -> Iterator[Problem]:
    """Yield the fields for which the user has to choose a column, and columns without a field."""
    for key, columns in found.doubts.items():
        code = "imports.columns_compete" if len(columns) > 1 else "imports.column_like"
        yield Problem(key, code, {"headings": quoted(found.names[column] for column in columns)})
    if deciding:
        headings = quoted(found.names[column] for column in deciding)
        yield Problem("", "imports.column_decides", {"headings": headings})


def samples_of(values: Iterable[object]) -> tuple[str, ...]:
    """Return the first distinct values of a column, as a person sees them."""
    samples: dict[str, None] = {}
    for value in values:
        if len(samples) == _SAMPLES:
            break
        try:
            text = " ".join(text_of(value).split())
        except KnownError:
            continue
        # A number that is mistyped, or beside a word, is still personal data.
        text = _ELEVEN.sub(lambda found: mask_tckn(found[0]), text)
        if text:
            is_long = len(text) > _LONGEST_SAMPLE
            samples[f"{text[:_LONGEST_SAMPLE]}…" if is_long else text] = None
    return tuple(samples)


def demand_columns(names: Sequence[str], chosen: Mapping[str, str]) -> None:
    """Refuse a choice for a column that does not exist, or for two at once.

    Args:
        names: The names of the columns (`headings.column_names`).
        chosen: By name or letter the meaning of a column.

    Raises:
        KnownError: `imports.column_missing`, `imports.column_twice`.
    """
    there = {fold(name) for name in names}
    letters = {fold(letter_of(column)) for column in range(len(names))}
    for heading in chosen:
        name_text = fold(" ".join(heading.split()))
        if name_text in there or name_text in letters:
            continue
        # `Telefon` alone is ambiguous between the two.
        alike = [name for name in names if fold(name).startswith(f"{name_text} (")]
        known = ", ".join(alike or [name for name in names if not _is_place(name)])
        code = "imports.column_twice" if len(alike) > 1 else "imports.column_missing"
        raise KnownError(code, heading=heading, headings=known)


def _is_place(name: str) -> bool:
    return name.endswith(" sütunu")


def refuse_too_many(count: int, table: ForeignTable, thing: str) -> None:
    """Refuse a sheet with more rows than one import accepts.

    Raises:
        KnownError: `imports.too_many_rows`.
    """
    if count > MOST_ROWS:
        count = len(table.rows)
        raise KnownError("imports.too_many_rows", count=count, limit=MOST_ROWS, thing=thing)


def cells_of(row: Sequence[object], found: ColumnMatch) -> dict[str, Any]:
    """Return the cells of a row that are not blank, under the keys of their columns."""
    return {
        key: row[column]
        for key, column in found.columns.items()
        if column < len(row) and row[column] is not None and str(row[column]).strip()
    }


def filled(values: DataclassInstance | None, record: Record[Any]) -> dict[str, Any]:
    """Return by field the non-empty values of a record; none for a wrong one."""
    if values is None:
        return {}
    return {name: value for name in record.fields if (value := getattr(values, name))}


def repeats_headings(texts: Iterable[tuple[str, str]]) -> bool:
    """Return whether a row repeats the headings: most of its folded texts are theirs."""
    same = [text == heading for text, heading in texts]
    return sum(same) > len(same) // 2


def sheet_notes(tables: Sequence[ForeignTable], table: ForeignTable) -> Iterator[Problem]:
    """Yield a note that other sheets were ignored."""
    if len(tables) > 1:
        yield Problem("", "imports.other_sheets", {"count": len(tables), "sheet": table.sheet})


def hidden_notes(
    sheets: Sequence[str], layout: SheetLayout, numbers: Iterable[int], thing: str
) -> Iterator[Problem]:
    """Yield what is not visible when opening the file: unread sheets, and hidden rows.

    Args:
        sheets: The names of hidden sheets.
        layout: Of the sheet that was read.
        numbers: The rows that were read, as Excel counts.
        thing: What one row is, in the singular.
    """
    if sheets:
        yield Problem("", "imports.hidden_sheets", {"sheets": quoted(sheets)})
    if rows := [number for number in numbers if number - 1 in layout.hidden_rows]:
        yield Problem(
            "", "imports.hidden_rows", {"count": len(rows), "rows": row_words(rows), "thing": thing}
        )


def column_notes(table: ForeignTable, found: ColumnMatch) -> Iterator[Problem]:
    """Yield notes about columns that are repeated, have no meaning, or were chosen earlier.

    A column without a heading has no meaning either, unless it numbers the rows.
    """
    if found.is_remembered:
        names = quoted(name for name, key in found.chosen.items() if key)
        yield Problem("", "imports.choice_remembered", {"headings": names})
    for heading in found.twice:
        yield Problem("", "imports.heading_twice", {"heading": heading})
    headed = {name for name, text in zip(found.names, found.headings, strict=True) if text}
    unnamed = [
        column.name
        for column in _columns_of(table, found)
        if column.name not in headed and not column.field and column.samples[:2] != ("1", "2")
    ]
    if found.unread or unnamed:
        yield unread_note([*found.unread, *unnamed])


def unread_note(headings: Sequence[str]) -> Problem:
    """Return the note about columns without a wanted meaning."""
    texts = ", ".join(heading.rstrip(".:") for heading in headings)
    return Problem("", "imports.unread_columns", {"headings": texts})


class SheetEntry(Protocol):
    """One row of a sheet, for the comparison with others."""

    @property
    def row_number(self) -> int:
        """As Excel counts."""

    @property
    def content(self) -> tuple[object, ...]:
        """Its whole content."""


RowT = TypeVar("RowT", bound=SheetEntry)


def find_twins(
    entries: Iterable[RowT],
    marks: Callable[[RowT], Iterable[tuple[object, str]]],
    contradiction: Callable[[str, RowT, RowT], Problem],
) -> dict[int, Problem]:
    """Return by row the problem of rows about the same thing as an earlier one.

    Args:
        entries: In their order.
        marks: Yields the keys of an entry, each with its field; rows that share one are about
            the same thing.
        contradiction: Returns the problem, by field of a key and entry, that another one differs:
            it is unknown which of them is right.
    """
    groups: defaultdict[object, list[tuple[str, RowT]]] = defaultdict(list)
    for entry in entries:
        for mark, key in marks(entry):
            groups[mark].append((key, entry))
    problems: dict[int, Problem] = {}
    for (key, first), *others in groups.values():
        for _, entry in others:
            compare_twins(key, first, entry, problems, contradiction)
    return problems


def compare_twins(
    key: str,
    first: RowT,
    second: RowT,
    problems: dict[int, Problem],
    contradiction: Callable[[str, RowT, RowT], Problem],
) -> None:
    """Add to `problems` the problem of two rows about the same thing."""
    if second.row_number in problems:
        return
    if first.content == second.content:
        row = {"row": first.row_number}
        problems[second.row_number] = Problem(key, "imports.repeated", row)
        return
    problems[second.row_number] = contradiction(key, second, first)
    problems.setdefault(first.row_number, contradiction(key, first, second))


def quoted(texts: Iterable[str]) -> str:
    """Return texts as a list inside a sentence: `“Merkez”, “Huzurevi”`."""
    return ", ".join(f"“{text}”" for text in texts)


def row_words(numbers: Iterable[int]) -> str:
    """Return numbers of rows, consecutive ones as one part: `4, 7–9`."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)


def _is_no_row(
    row: Sequence[object],
    cells: Mapping[str, Any],
    headings: Mapping[str, str],
    alone: frozenset[str],
) -> bool:
    """Return whether a row is a title, a total, or repeats the headings."""
    texts = [text for cell in row if cell is not None and (text := fold(str(cell).strip()))]
    # Titles, signatures and notes are alone in their row.
    is_number = cells.keys() & alone and not any(map(str.isalpha, texts[0]))
    if (len(texts) == 1 and not is_number) or any(text.rstrip(" :") in TOTALS for text in texts):
        return True
    return repeats_headings((fold(str(cell)), headings[key]) for key, cell in cells.items())
