"""Read the rota of a month from a foreign table: names per day, or a matrix of marks.

A matrix has its days across or down, or is built from a calendar by weeks. A table that names
another month is not a rota of this one.

Nobody is guessed: a name counts only when it is that of one person, in any order of its words, or
when the user said whose it is; the same for columns and marks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.imports.cells import day_of, text_of
from alo183_desktop.imports.headings import WantedColumn, chosen_keys, column_names
from alo183_desktop.imports.recipe import SKIPPED_BY_USER, Judgement, Options, Reading, Words
from alo183_desktop.imports.rows import Answer, FieldChange, PreviewRow, RowVerdict
from alo183_desktop.imports.sheets import (
    ReadFile,
    SheetColumn,
    demand_columns,
    own_tables,
    quoted,
    samples_of,
    sheet_notes,
)
from alo183_desktop.imports.vocabulary import word_map, word_set
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.queries import empty_duties, month_sheet
from alo183_desktop.rota.rows import Cell
from alo183_desktop.rota.rules import may_be_meant, name_words, whole_duties
from alo183_desktop.shared.calendar import (
    MONTH_NAMES,
    WEEKDAYS,
    month_after,
    month_key,
    month_start,
    month_words,
)
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.documents.foreign.tables import Cell as ForeignCell
    from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
    from alo183_desktop.rota.rows import DutyRow, MonthSheet, PersonRow

_DAY: Final = dt.timedelta(days=1)
_HEADING_ROWS: Final = 30
_LEAST_DAYS: Final = 20
"""So many columns with days make a matrix: no month is shorter than 28, a part of it may be cut."""
_LEAST_NAMES: Final = 2
"""So many columns with names make a matrix with its days downwards."""
_PARTED: Final = re.compile(r"[\n\r/,;+&]| ve ", re.IGNORECASE)
_NOBODY: Final = frozenset({"bos", "-", "—", "–", "yok"})
_FEET: Final = word_set("rota.feet")
_OF_DUTIES: Final = ("nobet", "icap", "sofor", "yedek", "asil")
"""Word stems of a heading with people on duty below it."""
_OF_KINDS: Final = {"icap": DutyKind.STAND_IN, "sofor": DutyKind.DRIVER}
_BESIDE_KIND: Final = word_set("rota.beside_kind")
_BESIDE_NAMES: Final = word_set("rota.beside_names")
_MARKS: Final[Mapping[str, DutyKind | None]] = {
    **dict.fromkeys(word_set("rota.marks_of_any")),
    **word_map("rota.marks", DutyKind),
}
_MAYBE: Final = frozenset({"i", "s"})
"""Marks that mean leave or the morning as well, unless the table also has `A` for main duty."""
DAY_FIELD: Final = "day"
"""The meaning of the column of days, beside the values of `DutyKind`."""
ASKED_ONCE: Final = frozenset(
    {"rota.person_unsure", "rota.person_unknown", "rota.file_kind", "rota.file_mark"}
    | {"rota.file_nobody", "rota.file_heading", "rota.file_mark_none"}
    | {"rota.file_heading_said"}
)
"""Codes asked once for a text, however many cells contain it: one answer applies to all."""
_LEFT: Final = {
    "rota.file_begun": "başlamış",
    "rota.file_cut": "bölünmüş",
    "rota.file_swapped": "değişimle el değiştirmiş",
}
"""Why a duty stays as it is, whatever a file contains, and the word for such duties."""
_MONTHS: Final = frozenset(map(fold, MONTH_NAMES))
_WEEKDAYS: Final = frozenset(map(fold, WEEKDAYS))
_YEAR: Final = re.compile(r"20\d\d")
_LEAST_WEEKDAYS: Final = 5
_LEAST_WEEKS: Final = 2
"""So many rows of days below the names of weekdays make a calendar."""
_DAY_BEFORE: Final = re.compile(r"([0-9]{1,2})[\s.:\-–)]+(\D.*)", re.DOTALL)
"""A day with names after it in one cell."""
_MARK: Final = "x"
"""In a matrix built from a calendar: the kind of duty is left open."""
_MARK_OF: Final = {DutyKind.MAIN: "asil", DutyKind.STAND_IN: "icap", DutyKind.DRIVER: "sofor"}
_DATED_ROWS: Final = 60
"""So many rows are searched for the month of a file of another month."""


class _Entry(NamedTuple):
    """The content of a table for one day and duty, and its position."""

    row: int
    """As Excel counts."""
    label: str
    """The heading of its column, or the name that the column belongs to."""
    day: dt.date
    kind: DutyKind | None
    """None: the mark leaves it open."""
    name: str
    mark: str = ""
    """The text of its cell, where the user said what it means."""

    def asks(self, code: str, **parameters: str) -> PreviewRow:
        """Return it as a wrong row."""
        return _asked(self.row, self.label, code, **parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaOptions(Options):
    """The user's choices for the file of a rota."""

    month: str = ""
    """The month: `2026-12`."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """The meaning of texts of the file, as the user answered: of a name the full one, of a mark the
    value of a `DutyKind`; empty: nobody, or no duty."""
    kinds: Mapping[str, DutyKind] = field(default_factory=dict)
    """The meaning of marks such as `X`, by the full name of a person with several kinds of duties;
    under an empty name: for all who do that kind."""
    people: tuple[str, ...] = ()
    """The names of everybody who can be on duty: a matrix may have them across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRota(ReadFile):
    """The duties of a month in a file, before any look into the database."""

    entries: tuple[_Entry, ...]
    asked: tuple[PreviewRow, ...]
    """Questions that only the writer of the file can answer."""
    titled: frozenset[DutyKind] = frozenset()
    """Kinds in the title or the name of the sheet; empty: none."""


def read_rota(file: ForeignFile, options: RotaOptions) -> ForeignRota:
    """Return the content of a sheet that is a rota of the month.

    Of several such sheets the first one is shown, and the user is asked which one is meant.

    Raises:
        KnownError: `rota.file_shape`, `imports.list_of_…`: no sheet is a rota, or not the chosen
            one; `rota.file_month`: the rotas are of another month; as `demand_columns`.
    """
    every = [(table, *found) for table in file.tables if (found := _find(table, options))]
    rotas = [one for one in every if not _is_of_another_month(*one[1:], options.month)]
    if not rotas:
        months = _months_of(file, every, options)
        if every or months:
            others = ", ".join(map(month_words, sorted(months))) or "başka bir ayın"
            raise KnownError("rota.file_month", found=others, month=month_words(options.month))
        raise KnownError(own_tables(file.tables, "rota", options, "rota.file_shape")[1])
    chosen = [one for one in rotas if one[0].sheet == options.sheet or not options.sheet]
    if not chosen:
        raise KnownError("rota.file_shape")
    table, read, shape = chosen[0]
    names = shape.names_in(table)
    if shape.names is None:
        demand_columns(names, options.columns)
    sheets = tuple(one[0].sheet for one in rotas) if len(rotas) > 1 else ()
    # Where another sheet can be chosen here, the user need not save it as a file.
    notes = () if sheets else tuple(sheet_notes(file.tables, table))
    problems = []
    if sheets and not options.sheet:
        problems.append(Problem("", "rota.file_sheets", {"sheets": quoted(sheets)}))
    if not shape.columns:
        problems.append(Problem("", "rota.file_columns"))
    # Meaningless headings beside others with a meaning are asked about one by one.
    unclear = shape.unclear if shape.columns else ()
    asked = [
        _asked(shape.heading + 1, names[column], "rota.file_heading", heading=names[column][:40])
        for column in unclear
    ]
    asked += _answered_headings(shape, names)
    entries = tuple(_entries(read, shape, options, asked))
    if not (entries or asked or problems):
        raise KnownError("rota.file_shape")
    return ForeignRota(
        file_name=file.name,
        sha256=file.sha256,
        sheet=table.sheet,
        heading_row=shape.heading_row,
        headings={
            kind.value: _text(read.rows[shape.heading][column])
            for column, kind in shape.columns.items()
            if isinstance(kind, DutyKind)
        },
        passed_over=(),
        notes=notes,
        problems=tuple(problems),
        sheets=sheets,
        sheet_columns=tuple(_columns_of(table, shape, names)),
        chosen=options.columns,
        names=names,
        entries=entries,
        asked=tuple(asked),
        titled=_titled(read, shape.heading),
    )


def judge_rota(
    sheet: MonthSheet, file: ForeignRota, options: RotaOptions, *, now: dt.datetime
) -> Judgement[Cell]:
    """Return the people that a file puts on the duties of a month; other duties are not in it.

    Args:
        sheet: Of the month, with its duties and everybody who can be on duty.
        file: The parsed file.
        options: The user's choices.
        now: UTC; the holder of a duty that has begun is not changed by a file.
    """
    asked = list(file.asked)
    rows, cells = list[PreviewRow](), list[Cell]()
    meant = {fold(name): full for name, full in options.meant.items()}
    by_slot: defaultdict[tuple[dt.date, DutyKind], list[tuple[_Entry, PersonRow]]]
    by_slot = defaultdict(list)
    for entry in file.entries:
        if options.answers.skips(entry.row, entry.label):
            asked.append(PreviewRow(entry.row, RowVerdict.SKIPPED, entry.label, (SKIPPED_BY_USER,)))
            continue
        if meant.get(fold(entry.name)) == "":
            asked.append(
                entry.asks("rota.file_nobody", name=entry.name)._replace(verdict=RowVerdict.SKIPPED)
            )
            continue
        person = _person(entry, sheet.people, meant, asked)
        if person is None:
            continue
        wanted = entry.kind or _kind_of_mark(person, options.kinds, file.titled)
        if wanted is None:
            hints = _answers_behind(entry, person, options)
            asked.append(entry.asks("rota.file_kind", name=person.name)._replace(hints=hints))
        else:
            by_slot[entry.day, wanted].append((entry, person))
    for slot, held in by_slot.items():
        for row, cell in _filled(slot, held, sheet, options, asked, now=now):
            rows.append(row)
            cells.extend([cell] if cell is not None else [])
    once: dict[object, PreviewRow] = {}
    for row in asked:
        (problem,) = row.problems
        skipped = options.answers.skips(row.row_number, row.label)
        verdict, why = (RowVerdict.SKIPPED, SKIPPED_BY_USER) if skipped else (row.verdict, problem)
        parameters = tuple(sorted(problem.parameters.items()))
        position = () if problem.code in ASKED_ONCE else (row.row_number, row.label)
        once.setdefault(
            (problem.code, parameters, position), row._replace(verdict=verdict, problems=(why,))
        )
    rows.extend(once.values())
    # Some duties stay as they are, whatever the file contains.
    left = Counter(problem.code for row in rows for problem in row.problems)
    counts = [f"{words} {left[code]} nöbet" for code, words in _LEFT.items() if left[code]]
    notes = [Problem("", "rota.file_left", {"duties": ", ".join(counts)})] if counts else []
    in_order = tuple(sorted(rows, key=lambda row: row.row_number))
    return Judgement(in_order, tuple(cells), notes=tuple(notes))


def _judge(
    session: Session, _known: None, file: ForeignRota, options: RotaOptions, now: dt.datetime
) -> Judgement[Cell]:
    sheet = month_sheet(session, options.month, now=now, shows_kind=False)
    if sheet.state is None:
        sheet = replace(sheet, duties=empty_duties(session, options.month))
    return judge_rota(sheet, file, options, now=now)


ROTA: Final[Reading[ForeignRota, Judgement[Cell], RotaOptions]] = Reading(
    kind="rota",
    words=Words(
        title="Nöbet çizelgesini dosyadan aktar",
        chapter="Çizelge dosyadan gelecek",
        explanation="Gün başına adların yazıldığı ya da kişilerle günlerin işaretlendiği çizelge.",
        history="",
        thing="nöbet",
        label="Yeri",
        fields={DAY_FIELD: "Gün", **{kind.value: kind.words for kind in DutyKind}},
        promise="Önce hangi nöbete kimin yazılacağı gösterilir; kim olduğu kesin olmayan ad "
        "sorulur. Onayladıklarınız çizelgeye tek adımda yazılır, Ctrl+Z hepsini geri alır; hiçbir "
        "şey yayımlanmaz.",
    ),
    # Two people can have the same kind of duty on a day, each in a column.
    wanted=(
        WantedColumn(DAY_FIELD),
        *(WantedColumn(kind.value, several=True) for kind in DutyKind),
    ),
    read=lambda file, options, _now: read_rota(file, options),
    judge=_judge,
    options=RotaOptions(),
)


def _asked(row: int, label: str, code: str, **parameters: str) -> PreviewRow:
    return PreviewRow(row, RowVerdict.WRONG, label, (Problem("", code, parameters),))


class _Shape(NamedTuple):
    """The positions of the names, days and kinds of a table; columns count from 0."""

    heading: int
    """Row of the headings."""
    names: int | None
    """Column of the names of a matrix; None: there are names per day."""
    days: int
    """Column of the days where there are names per day."""
    columns: Mapping[int, DutyKind | dt.date]
    """Kinds where there are names per day, days in a matrix; empty: unknown."""
    unclear: tuple[int, ...] = ()
    """Columns with people on duty beside those of the days, of unknown kind."""
    answered: tuple[int, ...] = ()
    """Those that the user decided."""
    drawn_at: int | None = None
    """The row of the headings of a table that is arranged differently in the file than as it is
    read. None: it is not."""
    positions: Mapping[tuple[int, int], tuple[int, str]] = MappingProxyType({})
    """In such a table, by row and column: the row in the file, as Excel counts, and the label."""
    is_of_other_month: bool = False
    """Whether its weekdays are not those of the month."""

    @property
    def heading_row(self) -> int:
        """The row of the headings in the file, as Excel counts."""
        return (self.heading if self.drawn_at is None else self.drawn_at) + 1

    def names_in(self, table: ForeignTable) -> tuple[str, ...]:
        """Return the names of the columns of the table as it is in the file."""
        headings = table.rows[self.heading_row - 1]
        return column_names([" ".join(_text(cell).split()) for cell in headings])

    def position_of(self, row: int, column: int, table: ForeignTable) -> tuple[int, str]:
        """Return row, as Excel counts, and label of a cell of the read table."""
        if self.drawn_at is not None:
            return self.positions[row, column]
        return row + 1, _text(table.rows[self.heading][column])


def _find(table: ForeignTable, options: RotaOptions) -> tuple[ForeignTable, _Shape] | None:
    """Return a table as it is read, and the positions in it; None: it is no rota of the month."""
    return _of_weeks(table, options) or _shape_of(table, options) or _turned(table, options)


def _shape_of(table: ForeignTable, options: RotaOptions) -> tuple[ForeignTable, _Shape] | None:
    month, unsure = options.month, None
    for index, row in enumerate(table.rows[:_HEADING_ROWS]):
        days = {
            column: day for column, cell in enumerate(row) if (day := _day(cell, month)) is not None
        }
        if len(days) >= _LEAST_DAYS and len(set(days.values())) == len(days):
            return table, _Shape(index, _name_column(table, index, min(days)), 0, days)
        kinds = {
            column: kind
            for column, cell in enumerate(row)
            if (kind := _kind_of_heading(_text(cell))) is not None
        }
        column = _day_column(table, index, kinds, month)
        if column is None:
            continue
        if len(set(kinds.values())) == len(kinds) > 0:
            return table, _per_day(table, index, column, kinds, options)
        if unsure is None and _is_named_day(row[column]):
            unsure = _per_day(table, index, column, kinds, options)
    return None if unsure is None or not (unsure.columns or unsure.unclear) else (table, unsure)


def _per_day(
    table: ForeignTable,
    heading: int,
    days: int,
    kinds: Mapping[int, DutyKind],
    options: RotaOptions,
) -> _Shape:
    """Return the positions of names per day, by the headings and the user's choices."""
    counts = Counter(kinds.values())
    # A sheet of stand-ins calls them its people on duty.
    others = _titled(table, heading) - {*kinds.values()}
    sure = {
        column: kind
        for column, kind in kinds.items()
        if counts[kind] == 1
        and not (others and kind is DutyKind.MAIN and not _means_main(table.rows[heading][column]))
    }
    # Who signed below the days is on no duty.
    dated = [row for row in table.rows[heading + 1 :] if _day(row[days], options.month) is not None]
    unclear = [
        column
        for column, cell in enumerate(table.rows[heading])
        if column not in sure and column != days
        if column in kinds or _is_unclear(_text(cell)) or _names_people(dated, column, options)
        if _has_texts(table, heading, column)
    ]
    shape = _Shape(heading, None, days, sure, tuple(unclear))
    chosen = chosen_keys(shape.names_in(table), options.columns)
    sure |= {column: DutyKind(key) for column, key in chosen.items() if key in {*DutyKind}}
    day_columns = [column for column, key in chosen.items() if key == DAY_FIELD]
    return shape._replace(
        days=day_columns[0] if day_columns else days,
        columns={
            column: kind
            for column, kind in sorted(sure.items())
            if chosen.get(column, kind) in {*DutyKind}
        },
        unclear=tuple(column for column in unclear if column not in chosen),
        answered=tuple(column for column in unclear if column in chosen),
    )


def _turned(table: ForeignTable, options: RotaOptions) -> tuple[ForeignTable, _Shape] | None:
    """Return a matrix with names across and days below as one with names in front."""
    from alo183_desktop.documents.foreign.tables import SheetLayout  # 20 ms, with the first import

    known = [*map(name_words, options.people)]
    for index, row in enumerate(table.rows[:_HEADING_ROWS]):
        named = sum(name_words(_text(cell)) in known for cell in row if _text(cell))
        if named < _LEAST_NAMES or _day_column(table, index, {}, options.month) is None:
            continue
        below, merged = range(index, len(table.rows)), _merged_cells(table)
        cells = tuple(
            tuple(merged.get((number, column), table.rows[number][column]) for number in below)
            for column in range(len(row))
        )
        # The title of the table comes first here, too: in the first row.
        struck, in_part = (
            frozenset((column + 1, number - index) for number, column in found if number >= index)
            for found in (table.layout.struck, table.layout.struck_in_part)
        )
        layout = SheetLayout(struck=struck, struck_in_part=in_part)
        rows = (_title(table, index, len(below)), *cells)
        found = _shape_of(replace(table, rows=rows, layout=layout), options)
        if found is not None and found[1].names is not None:
            positions = {
                (number, column): (index + column + 1, _text(cell_row[0]))
                for number, cell_row in enumerate(rows)
                for column in range(len(below))
            }
            return found[0], found[1]._replace(names=0, drawn_at=index, positions=positions)
    return None


def _title(table: ForeignTable, heading: int, width: int) -> tuple[ForeignCell, ...]:
    """Return a row with the text above the headings of a table."""
    above = " ".join(_text(cell) for row in table.rows[:heading] for cell in row)
    return (above, *(None,) * (width - 1))


class _Week(NamedTuple):
    """A row of days of a calendar by weeks, by column."""

    row: int
    days: Mapping[int, dt.date]


def _of_weeks(table: ForeignTable, options: RotaOptions) -> tuple[ForeignTable, _Shape] | None:
    """Return a calendar with the days of a week across, names below them, as a matrix."""
    from alo183_desktop.documents.foreign.tables import SheetLayout  # as above

    for heading, row in enumerate(table.rows[:_HEADING_ROWS]):
        weekdays = {
            column: [*map(fold, WEEKDAYS)].index(fold(_text(cell)))
            for column, cell in enumerate(row)
            if fold(_text(cell)) in _WEEKDAYS
        }
        weeks = _weeks(table, heading, weekdays, options.month)
        is_one_week = len({*weekdays.values()}) == len(weekdays) >= _LEAST_WEEKDAYS
        if is_one_week and len(weeks) >= _LEAST_WEEKS:
            break
    else:
        return None
    days = sorted({day for week in weeks for day in week.days.values()})
    rows: list[list[ForeignCell]] = [
        [*_title(table, heading, len(days) + 1)],
        [None, *(str(day.day) for day in days)],
    ]
    line_of_name: dict[tuple[str, str], int] = {}
    positions: dict[tuple[int, int], tuple[int, str]] = {}
    struck = set[tuple[int, int]]()
    for number, column, day, mark, name in _names_of_weeks(table, weeks, min(weekdays), options):
        line = line_of_name.setdefault((name, mark), len(rows))
        if line == len(rows):
            rows.append([name, *(None for _day in days)])
        position = (line, 1 + days.index(day))
        rows[line][position[1]] = mark
        positions[position] = (number + 1, _text(row[column]))
        if _is_struck(table, number, column):
            struck.add(position)
    shape = _Shape(
        1,
        0,
        0,
        dict(enumerate(days, start=1)),
        drawn_at=heading,
        positions={(1, 0): (heading + 1, ""), **positions},
        is_of_other_month=any(
            day.weekday() != weekdays[column] for week in weeks for column, day in week.days.items()
        ),
    )
    read = replace(
        table, rows=tuple(map(tuple, rows)), layout=SheetLayout(struck=frozenset(struck))
    )
    return read, shape


def _weeks(
    table: ForeignTable, heading: int, weekdays: Mapping[int, int], month: str
) -> list[_Week]:
    """Return the rows below a heading of weekdays that have days of the month."""
    found = []
    for number, row in enumerate(table.rows[heading + 1 :], start=heading + 1):
        days = {
            column: day
            for column in weekdays
            if (day := _day(_day_and_names(row[column], month)[0], month)) is not None
        }
        if days:
            found.append(_Week(number, days))
    return found


def _names_of_weeks(
    table: ForeignTable, weeks: Sequence[_Week], first: int, options: RotaOptions
) -> Iterator[tuple[int, int, dt.date, str, str]]:
    """Yield row, column, day, mark and name of all texts below the days of weeks.

    A kind of duty may be written beside its row, before the first column of the days.
    """
    starts = [week.row for week in weeks]
    # Text below the last week is a foot where it reaches beyond the rows of the others.
    height = max(after - before for before, after in pairwise(starts))
    for week, end in zip(weeks, [*starts[1:], starts[-1] + height], strict=True):
        for number in range(week.row, min(end, len(table.rows))):
            row = table.rows[number]
            if any(_is_foot(_text(cell)) for cell in row):
                return
            kinds = {kind for cell in row[:first] if (kind := _kind_of_heading(_text(cell)))}
            mark = _MARK_OF.get(next(iter(kinds)), _MARK) if len(kinds) == 1 else _MARK
            for column, day in week.days.items():
                text = _text(row[column])
                if number == week.row:
                    text = _day_and_names(row[column], options.month)[1]
                for name in _PARTED.split(text):
                    if name.strip() and fold(name) not in _NOBODY:
                        yield number, column, day, mark, " ".join(name.split())


def _day_and_names(cell: ForeignCell, month: str) -> tuple[ForeignCell, str]:
    """Return the text of a cell for a day, and the names after it: `1 - Ayşe DEMİR`."""
    found = _DAY_BEFORE.fullmatch(_text(cell)) if _day(cell, month) is None else None
    return (cell, "") if found is None else (found[1], found[2])


def _is_of_another_month(table: ForeignTable, shape: _Shape, month: str) -> bool:
    """Return whether weekdays differ, or plain numbers are below the name of another month."""
    if shape.is_of_other_month:
        return True
    heading, below = table.rows[shape.heading], table.rows[shape.heading + 1 :]
    cells = (
        [heading[column] for column in shape.columns]
        if shape.names is not None
        else [row[shape.days] for row in below]
    )
    if any(_day(one, month) is not None and not _text(one).isdecimal() for one in cells):
        return False
    words = _words_above(table, shape.heading)
    months, years = words & _MONTHS, {word for word in words if _YEAR.fullmatch(word)}
    wanted = fold(MONTH_NAMES[int(month[5:]) - 1])
    return (bool(months) and wanted not in months) or (bool(years) and month[:4] not in years)


def _words_above(table: ForeignTable, heading: int) -> set[str]:
    """Return the folded words of the name of a sheet and of the text above its headings."""
    above = (cell for row in table.rows[:heading] for cell in row)
    return set(re.findall(r"[^\W_]+", fold(" ".join((table.sheet, *map(_text, above))))))


def _titled(table: ForeignTable, heading: int) -> frozenset[DutyKind]:
    """Return the kinds named above the headings, which a heading may leave out."""
    words = _words_above(table, heading)
    return frozenset(
        kind for stem, kind in _OF_KINDS.items() if any(word.startswith(stem) for word in words)
    )


def _months_of(
    file: ForeignFile,
    rotas: Sequence[tuple[ForeignTable, ForeignTable, _Shape]],
    options: RotaOptions,
) -> set[str]:
    """Return the months of a file that is not of the wanted one: `2026-11`."""
    found = set[str]()
    for _table, read, shape in rotas:
        words = _words_above(read, shape.heading)
        years = sorted(word for word in words if _YEAR.fullmatch(word)) or [options.month[:4]]
        found |= {
            f"{years[0]}-{number:02}"
            for number, name in enumerate(MONTH_NAMES, start=1)
            if fold(name) in words
        }
    for table in () if rotas else file.tables:
        cells = (cell for row in table.rows[:_DATED_ROWS] for cell in row)
        days = (_whole_day(cell, options.month) for cell in cells)
        months = {month_key(day) for day in days if day is not None}
        found |= {one for one in months if _find(table, replace(options, month=one))}
    return found


def _day_column(
    table: ForeignTable, heading: int, kinds: Mapping[int, DutyKind], month: str
) -> int | None:
    """Return the column of the days: whole dates before numbers, which may count the rows."""
    best: tuple[bool, bool, int] = (False, False, 0)
    chosen = None
    for column, cell in enumerate(table.rows[heading]):
        below = [row[column] for row in table.rows[heading + 1 :]]
        days = [_text(one) for one in below if _day(one, month) is not None]
        found = any(not text.isdecimal() for text in days), _is_named_day(cell), len(days)
        if column not in kinds and days and found > best:
            best, chosen = found, column
    return chosen


def _is_named_day(cell: ForeignCell) -> bool:
    return any(word in fold(_text(cell)) for word in ("tarih", "gun"))


def _name_column(table: ForeignTable, heading: int, before: int) -> int:
    """Return the column before the days with the most words."""
    counts = [
        sum(" " in _text(row[column]) for row in table.rows[heading + 1 :])
        for column in range(before)
    ]
    return counts.index(max(counts)) if counts else 0


def _merged_cells(table: ForeignTable) -> dict[tuple[int, int], ForeignCell]:
    """Return the text of each part of a merged cell, by row and column."""
    return {
        (row, one.column): table.rows[one.row][one.column]
        for one in table.layout.merged
        for row in range(one.row, one.last_row + 1)
    }


def _entries(
    table: ForeignTable, shape: _Shape, options: RotaOptions, asked: list[PreviewRow]
) -> Iterator[_Entry]:
    month, merged = options.month, _merged_cells(table)
    meant = {fold(mark): key for mark, key in options.meant.items()}
    marks = _marks_of(table, shape, meant)
    for number, row in enumerate(table.rows[shape.heading + 1 :], start=shape.heading + 1):
        day_cell, name_cell = (
            merged.get((number, column), row[column]) for column in (shape.days, shape.names or 0)
        )
        for column, meaning in shape.columns.items():
            text = _text(merged.get((number, column), row[column]))
            if not text:
                continue
            where = shape.position_of(number, column, table)
            if _is_struck(table, number, column) and not _holds_though_struck(
                *where, text, options, asked
            ):
                continue
            if isinstance(meaning, DutyKind):
                day = _day(day_cell, month)
                if day is not None:
                    yield from _named(where, day, meaning, text)
                elif fold(text) not in _NOBODY:
                    asked.extend(_against_day(*where, day_cell, month))
            elif name := _text(name_cell):
                mark = fold(text)
                if mark in marks:
                    yield _Entry(*where, meaning, marks[mark], name, text if mark in meant else "")
                else:
                    asked.extend(_against_mark(*where, text, meant))


def _marks_of(
    table: ForeignTable, shape: _Shape, meant: Mapping[str, str]
) -> Mapping[str, DutyKind | None]:
    """Return the meaning of the marks of a matrix, from its other marks and the user's choices."""
    there = {fold(_text(cell)) for row in table.rows[shape.heading + 1 :] for cell in row}
    unsure = frozenset[str]() if there & {"a", "asil"} else _MAYBE
    known = {mark: kind for mark, kind in _MARKS.items() if mark not in {*unsure, *meant}}
    return known | {mark: DutyKind(kind) for mark, kind in meant.items() if kind in {*DutyKind}}


def _is_struck(table: ForeignTable, row: int, column: int) -> bool:
    return (row, column) in table.layout.struck | table.layout.struck_in_part


def _holds_though_struck(
    row: int, label: str, text: str, options: RotaOptions, asked: list[PreviewRow]
) -> bool:
    question = _asked(row, label, "rota.file_struck", name=text)
    holds = options.answers.to(row, label, question.problems[0]) is Answer.HOLDS
    if not holds:
        asked.append(question)
    return holds


def _named(where: tuple[int, str], day: dt.date, kind: DutyKind, text: str) -> Iterator[_Entry]:
    """Yield the people named in a cell."""
    for name in _PARTED.split(text):
        if name.strip() and fold(name) not in _NOBODY:
            yield _Entry(*where, day, kind, " ".join(name.split()))


def _against_day(row: int, label: str, cell: ForeignCell, month: str) -> Iterator[PreviewRow]:
    """Yield the problem of a text among the days of a month beside a name that is no day of it."""
    text = _text(cell)
    if not text or _is_foot(text):
        return
    parameters, code = {"day": text[:20]}, "rota.file_day"
    if _whole_day(cell, month) is not None:
        parameters, code = {**parameters, "month": month_words(month)}, "rota.file_day_month"
    yield PreviewRow(row, RowVerdict.WRONG, label, (Problem(DAY_FIELD, code, parameters),))


def _is_foot(text: str) -> bool:
    return not _FEET.isdisjoint(_words_of(text))


def _against_mark(
    row: int, label: str, text: str, meant: Mapping[str, str]
) -> Iterator[PreviewRow]:
    """Yield the question about a mark that is no duty's, or the answer to it."""
    mark = fold(text)
    if meant.get(mark) == "":
        answered = _asked(row, label, "rota.file_mark_none", mark=text[:20])
        yield answered._replace(verdict=RowVerdict.SKIPPED)
    elif mark not in _NOBODY:
        yield _asked(row, label, "rota.file_mark", mark=text[:20])


def _person(
    entry: _Entry,
    people: Sequence[PersonRow],
    meant: Mapping[str, str],
    asked: list[PreviewRow],
) -> PersonRow | None:
    """Return the person of a name; an uncertain one is asked about."""
    name = meant.get(fold(entry.name), entry.name)
    words = name_words(name)
    # Two whose names differ by capitals alone cannot be told apart: a file does not choose them.
    exact = [one for one in people if name_words(one.name) == words]
    if len(exact) == 1:
        return exact[0]
    near = exact or [one for one in people if may_be_meant(name, one.name)]
    if near:
        names = ", ".join(one.name for one in near)
        asked.append(entry.asks("rota.person_unsure", name=entry.name, names=names))
    else:
        asked.append(entry.asks("rota.person_unknown", name=entry.name))
    return None


def _filled(
    slot: tuple[dt.date, DutyKind],
    held: Sequence[tuple[_Entry, PersonRow]],
    sheet: MonthSheet,
    options: RotaOptions,
    asked: list[PreviewRow],
    *,
    now: dt.datetime,
) -> Iterator[tuple[PreviewRow, Cell | None]]:
    """Yield who gets each duty of a day and kind; more people than duties are asked about."""
    day, kind = slot
    duties: list[DutyRow] = [
        one
        for one in whole_duties(sheet.duties)
        if one.kind is kind and local_day(one.starts_at) == day
    ]
    if len(held) > len(duties):
        parameters = {"day": format_day(day), "duty": kind.words, "count": f"{len(duties)}"}
        # An answer about any of them may be the reason.
        behind = [one for pair in held for one in _answers_behind(*pair, options)]
        hints = tuple(one for index, one in enumerate(behind) if one not in behind[:index])
        row = held[len(duties)][0].asks("rota.file_more", **parameters)
        asked.append(row._replace(hints=hints))
        return
    for duty, (entry, person) in zip(duties, held, strict=False):
        is_same = duty.person_id == person.person_id
        label = f"{format_day(day)} {kind.words}"
        hints = _answers_behind(entry, person, options)
        if (code := _why_left(duty, sheet, now)) and not is_same:
            names = {"name": person.name, "there": duty.person_name or "hiç kimse"}
            left = _asked(entry.row, label, code, **names)._replace(verdict=RowVerdict.SKIPPED)
            yield left._replace(hints=hints, item_id=duty.duty_id), None
            continue
        verdict = RowVerdict.UPDATE if duty.person_name else RowVerdict.CREATE
        change = FieldChange(kind.value, duty.person_name, person.name)
        if is_same:
            verdict = RowVerdict.UNCHANGED
        elif options.answers.skips(entry.row, label):
            skipped = PreviewRow(entry.row, RowVerdict.SKIPPED, label, (SKIPPED_BY_USER,))
            yield skipped._replace(item_id=duty.duty_id), None
            continue
        changes = () if is_same else (change,)
        row = PreviewRow(
            entry.row, verdict, label, hints=hints, changes=changes, item_id=duty.duty_id
        )
        reason = duty.reason if is_same else ""
        yield row, Cell(duty.duty_id, duty.version, person.person_id, reason=reason)


def _why_left(duty: DutyRow, sheet: MonthSheet, now: dt.datetime) -> str:
    """Return of `_LEFT` why a whole duty stays as it is; empty: a file may fill it.

    A duty that nobody held can be filled afterwards, too.
    """
    if duty.person_id is not None and duty.starts_at <= now:
        return "rota.file_begun"
    if duty.duty_id in {one.part_of for one in sheet.duties}:
        return "rota.file_cut"
    is_swapped = duty.duty_id in {one.duty_id for one in sheet.swaps}
    return "rota.file_swapped" if is_swapped else ""


def _answers_behind(entry: _Entry, person: PersonRow, options: RotaOptions) -> tuple[Problem, ...]:
    """Return the answers that gave a duty to a person: each can be taken back."""
    found = []
    if name_words(entry.name) != name_words(person.name):
        found.append(("rota.file_meant", {"name": entry.name, "person": person.name}))
    if entry.mark and entry.kind is not None:
        parameters = {"mark": entry.mark, "duty": lower_first(entry.kind.words)}
        found.append(("rota.file_mark_meant", parameters))
    if entry.kind is None and (kind := options.kinds.get(person.name)) is not None:
        parameters = {"name": person.name, "duty": lower_first(kind.words)}
        found.append(("rota.file_kind_meant", parameters))
    return tuple(Problem("", code, parameters) for code, parameters in found)


def _kind_of_mark(
    person: PersonRow, kinds: Mapping[str, DutyKind], titled: frozenset[DutyKind]
) -> DutyKind | None:
    """Return the meaning of a mark that leaves the kind open; None: the user has to be asked."""
    if person.name in kinds:
        return kinds[person.name]
    if len(person.kinds) == 1 and (not titled or person.kinds <= titled):
        return next(iter(person.kinds))
    return kinds.get("") if kinds.get("") in person.kinds else None


def _kind_of_heading(text: str) -> DutyKind | None:
    words = _words_of(text)
    kinds = {
        kind for stem, kind in _OF_KINDS.items() if any(word.startswith(stem) for word in words)
    }
    others = {word for word in words if not word.startswith(tuple(_OF_KINDS))}
    if not words or len(kinds) > 1 or not others <= _BESIDE_KIND:
        return None
    return next(iter(kinds), DutyKind.MAIN)


def _is_unclear(heading: str) -> bool:
    """Return whether there are people on duty below a heading, of unknown kind."""
    words = _words_of(heading)
    is_of_duties = any(word.startswith(_OF_DUTIES) for word in words)
    return is_of_duties and not words & _BESIDE_NAMES


def _names_people(rows: Sequence[Sequence[ForeignCell]], column: int, options: RotaOptions) -> bool:
    """Return whether a column has people who can be on duty, whatever its heading: `Tatil`."""
    known = [*map(name_words, options.people)]
    texts = (part for row in rows for part in _PARTED.split(_text(row[column])))
    return any(name_words(text) in known for text in texts)


def _answered_headings(shape: _Shape, names: Sequence[str]) -> Iterator[PreviewRow]:
    """Yield the answers about doubtful columns: they can be taken back."""
    for column in shape.answered:
        kind = shape.columns.get(column)
        words = lower_first(kind.words) if isinstance(kind, DutyKind) else "okunmaz"
        parameters = {"heading": names[column][:40], "duty": words}
        row = _asked(shape.heading + 1, names[column], "rota.file_heading_said", **parameters)
        yield row._replace(verdict=RowVerdict.SKIPPED)


def _means_main(heading: ForeignCell) -> bool:
    return any(word.startswith("asil") for word in _words_of(_text(heading)))


def _has_texts(table: ForeignTable, heading: int, column: int) -> bool:
    return any(_text(row[column]) for row in table.rows[heading + 1 :])


def _columns_of(table: ForeignTable, shape: _Shape, names: Sequence[str]) -> Iterator[SheetColumn]:
    """Yield the columns of a table with names per day, for the user to correct their meaning."""
    if shape.names is not None:
        return
    kinds = tuple(kind.value for kind in DutyKind)
    for column, name in enumerate(names):
        meaning = shape.columns.get(column)
        key = (
            DAY_FIELD
            if column == shape.days
            else meaning.value
            if isinstance(meaning, DutyKind)
            else ""
        )
        samples = samples_of(row[column] for row in table.rows[shape.heading + 1 :])
        if key or samples or _text(table.rows[shape.heading][column]):
            yield SheetColumn(name, key, samples, kinds if column in shape.unclear else ())


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", fold(text)))


def _day(cell: ForeignCell, month: str) -> dt.date | None:
    """Return the day of the month that a cell names, by its number or whole; None: it is none."""
    text = _text(cell)
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004 - of a day of a month
        day = month_start(month) + (int(text) - 1) * _DAY
        return day if text != "0" and day < month_start(month_after(month)) else None
    found = _whole_day(cell, month)
    return found if found is not None and month_key(found) == month else None


def _whole_day(cell: ForeignCell, month: str) -> dt.date | None:
    """Return the day that a cell names, of whatever month; None: it is none."""
    try:
        return day_of(cell if isinstance(cell, dt.date) else _bare(_text(cell), month) or None)
    except KnownError:
        return None


def _bare(text: str, month: str) -> str:
    """Return the text of a cell for a day without its weekday: `1 Aralık Salı` is `1 Aralık 2026`.

    A missing year is that of the month.
    """
    words = [one for one in re.split(r"[\s,()]+", text) if one and fold(one) not in _WEEKDAYS]
    if len(words) == 2 and fold(words[1]) in _MONTHS:  # noqa: PLR2004 - day and month
        words.append(month[:4])
    return " ".join(words) if len(words) == 3 else words[0] if words else ""  # noqa: PLR2004


def _text(cell: ForeignCell) -> str:
    try:
        return text_of(cell)
    except KnownError:
        return ""
