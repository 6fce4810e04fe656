"""Read the rota of a month out of somebody's table: names per day, or a matrix of marks.

A matrix has its days across or down. What names another month is no rota of this one.

Nobody is guessed: a name counts only when it is that of one person, in any order of its words.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.foreign.tables import Layout
from alo183_desktop.imports.cells import day_of, text_of
from alo183_desktop.imports.recipe import Judgement, Options, Reading, Words
from alo183_desktop.imports.rows import FieldChange, PreviewRow, Verdict
from alo183_desktop.imports.sheets import ReadFile, sheet_notes
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.queries import month_sheet
from alo183_desktop.rota.rows import Cell
from alo183_desktop.rota.rules import name_words, whole_duties
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
from alo183_desktop.shared.turkish import fold

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
"""So many columns with names make a matrix whose days stand below each other."""
_PARTED: Final = re.compile(r"[\n\r/,;+&]| ve ", re.IGNORECASE)
_NOBODY: Final = frozenset({"bos", "-", "—", "–", "yok"})
_FEET: Final = frozenset(
    {"toplam", "hazirlayan", "duzenleyen", "kontrol", "onay", "onaylayan", "uygundur", "olur"}
    | {"imza", "not", "aciklama"}
)
"""What stands below the days of a rota, in the column of the days, folded."""
_OF_DUTIES: Final = ("nobet", "icap", "sofor", "yedek", "asil")
"""How words begin that say of a heading that people on duty stand below it."""
_OF_KINDS: Final = {"icap": DutyKind.STAND_IN, "sofor": DutyKind.DRIVER}
_BESIDE_KIND: Final = frozenset(
    {"asil", "nobet", "nobetci", "nobetcisi", "nobeti", "tutan", "memur", "memuru", "personel"}
    | {"personeli", "gorevli", "sorumlu", "ad", "adi", "soyad", "soyadi", "ve", "isim", "gorevlisi"}
)
"""Folded words that leave a heading what it is: `Yedek Şoför` and `Nöbetçi Müdür` are others."""
_BESIDE_NAMES: Final = frozenset(
    {"tarih", "tarihi", "gun", "gunu", "saat", "saati", "saatleri", "yeri", "telefon", "telefonu"}
    | {"tel", "cep", "gsm", "imza", "imzasi", "aciklama", "sayisi"}
)
"""Folded words of headings that people on duty have beside them."""
_MARKS: Final[Mapping[str, DutyKind | None]] = {
    "x": None,
    "+": None,
    "1": None,
    "n": None,
    "✓": None,
    "✔": None,
    "a": DutyKind.MAIN,
    "asil": DutyKind.MAIN,
    "i": DutyKind.STAND_IN,
    "icap": DutyKind.STAND_IN,
    "s": DutyKind.DRIVER,
    "sofor": DutyKind.DRIVER,
}
"""What stands in a matrix, folded; None: the kind of duty is not said."""
_MAYBE: Final = frozenset({"i", "s"})
"""Marks that mean leave or the morning as well, unless the table also says `A` for main duty."""


_MONTHS: Final = frozenset(map(fold, MONTH_NAMES))
_WEEKDAYS: Final = frozenset(map(fold, WEEKDAYS))
_YEAR: Final = re.compile(r"20\d\d")


class _Said(NamedTuple):
    """What a table says of one day and duty, and where."""

    row: int
    """As Excel counts."""
    label: str
    """The heading of its column, or whose column it is."""
    day: dt.date
    kind: DutyKind | None
    """None: the mark does not say it."""
    name: str

    def asks(self, code: str, **told: str) -> PreviewRow:
        """Return it as a row that is wrong."""
        return _asked(self.row, self.label, code, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaOptions(Options):
    """What is said about the file of a rota."""

    month: str = ""
    """Which month it is: `2026-12`."""
    kind: DutyKind | None = None
    """Of marks such as `X`, where somebody does several; None: that is asked."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """The full names that names of the file stand for, as somebody answered."""
    people: tuple[str, ...] = ()
    """The names of everybody who can be on duty: a matrix may have them across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaFile(ReadFile):
    """What a file says of the duties of a month, before anybody looked into the database."""

    said: tuple[_Said, ...]
    asked: tuple[PreviewRow, ...]
    """What nobody can tell without its writer."""


def read_rota(file: ForeignFile, options: RotaOptions) -> RotaFile:
    """Return what the one sheet says that is a rota of the month.

    Raises:
        KnownError: `rota.file_shape`: no sheet, or more than one, is a rota; `rota.file_month`: the
            one that is names another month.
    """
    month, asked = options.month, list[PreviewRow]()
    every = [
        (table, *found)
        for table in file.tables
        if (found := _shape_of(table, month) or _turned(table, options)) is not None
    ]
    shapes = [one for one in every if not _is_of_another_month(*one[1:], month)]
    if every and not shapes:
        raise KnownError("rota.file_month", month=month_words(month))
    if len(shapes) != 1:
        raise KnownError("rota.file_shape")
    table, read, shape = shapes[0]
    asked.extend(_unclear_headings(read, shape))
    said = tuple(_said(read, shape, month, asked))
    if not said and not asked:
        raise KnownError("rota.file_shape")
    return RotaFile(
        file_name=file.name,
        sha256=file.sha256,
        sheet=table.sheet,
        heading_row=shape.heading + 1,
        headings={
            kind.value: _text(read.rows[shape.heading][column])
            for column, kind in shape.columns.items()
            if isinstance(kind, DutyKind)
        },
        passed_over=(),
        notes=tuple(sheet_notes(file.tables, table)),
        said=said,
        asked=tuple(asked),
    )


def judge_rota(sheet: MonthSheet, file: RotaFile, options: RotaOptions) -> Judgement[Cell]:
    """Return what a file puts into the duties of a month; duties that it leaves out are not in it.

    Args:
        sheet: Of the month, with its duties and everybody who can be on duty.
        file: As it was read.
        options: What is said about it.
    """
    asked = list(file.asked)
    told = {fold(name): full for name, full in options.meant.items()}
    by_slot: defaultdict[tuple[dt.date, DutyKind], list[tuple[_Said, PersonRow]]]
    by_slot = defaultdict(list)
    for said in file.said:
        person = _person(said, sheet.people, told, asked)
        if person is None:
            continue
        wanted = said.kind or _only_kind(person, options.kind)
        if wanted is None:
            asked.append(said.asks("rota.file_kind", name=person.name))
        else:
            by_slot[said.day, wanted].append((said, person))
    rows, cells = list[PreviewRow](), list[Cell]()
    for slot, held in by_slot.items():
        for row, cell in _filled(slot, held, sheet, asked):
            rows.append(row)
            cells.append(cell)
    # A name that stands on many days is asked about once.
    once = {
        (one.code, tuple(sorted(one.parameters.items()))): row
        for row in reversed(asked)
        for one in row.problems
    }
    rows.extend(reversed(once.values()))
    return Judgement(tuple(sorted(rows, key=lambda row: row.row_number)), tuple(cells))


def _judge(
    session: Session, _known: None, file: RotaFile, options: RotaOptions, now: dt.datetime
) -> Judgement[Cell]:
    sheet = month_sheet(session, options.month, now=now, shows_kind=False)
    return judge_rota(sheet, file, options)


ROTA: Final[Reading[RotaFile, Judgement[Cell], RotaOptions]] = Reading(
    kind="rota",
    words=Words(
        title="Nöbet çizelgesini dosyadan aktar",
        explanation="Gün başına adların yazıldığı ya da kişilerle günlerin işaretlendiği çizelge.",
        history="",
        thing="nöbet",
        label="Yeri",
        fields={kind.value: kind.words for kind in DutyKind},
    ),
    wanted=(),
    read=lambda file, options, _now: read_rota(file, options),
    judge=_judge,
    options=RotaOptions(),
)


def _asked(row: int, label: str, code: str, **told: str) -> PreviewRow:
    return PreviewRow(row, Verdict.WRONG, label, (Problem("", code, told),))


class _Shape(NamedTuple):
    """Where the names, days and kinds of a table stand; columns count from 0."""

    heading: int
    """Row of the headings."""
    names: int | None
    """Column of the names of a matrix; None: names stand per day."""
    days: int
    """Column of the days where names stand per day."""
    columns: Mapping[int, DutyKind | dt.date]
    """Kinds where names stand per day, days in a matrix."""
    turned_at: int | None = None
    """The row of the names of a table that had its days below each other: its rows are columns
    here. None: it had not."""

    def place_of(
        self, row: int, column: int, table: ForeignTable, name: ForeignCell
    ) -> tuple[int, str]:
        """Return row, as Excel counts, and label of what stands in a cell of the read table."""
        if self.turned_at is not None:
            return self.turned_at + column + 1, _text(name)
        return row + 1, _text(table.rows[self.heading][column])


def _shape_of(table: ForeignTable, month: str) -> tuple[ForeignTable, _Shape] | None:
    for place, row in enumerate(table.rows[:_HEADING_ROWS]):
        days = {
            column: day for column, cell in enumerate(row) if (day := _day(cell, month)) is not None
        }
        if len(days) >= _LEAST_DAYS and len(set(days.values())) == len(days):
            return table, _Shape(place, _name_column(table, place, min(days)), 0, days)
        kinds = {
            column: kind
            for column, cell in enumerate(row)
            if (kind := _kind_of_heading(_text(cell))) is not None
        }
        column = _day_column(table, place, kinds, month)
        if column is not None and len(set(kinds.values())) == len(kinds) > 0:
            return table, _Shape(place, None, column, kinds)
    return None


def _turned(table: ForeignTable, options: RotaOptions) -> tuple[ForeignTable, _Shape] | None:
    """Return a matrix with its names across and its days below them as one with them beside."""
    known = [*map(name_words, options.people)]
    for place, row in enumerate(table.rows[:_HEADING_ROWS]):
        named = sum(name_words(_text(cell)) in known for cell in row if _text(cell))
        if named < _LEAST_NAMES or _day_column(table, place, {}, options.month) is None:
            continue
        below, merged = range(place, len(table.rows)), _merged_cells(table)
        cells = tuple(
            tuple(merged.get((number, column), table.rows[number][column]) for number in below)
            for column in range(len(row))
        )
        struck, in_part = (
            frozenset((column, number - place) for number, column in found if number >= place)
            for found in (table.layout.struck, table.layout.struck_in_part)
        )
        layout = Layout(struck=struck, struck_in_part=in_part)
        found = _shape_of(replace(table, rows=cells, layout=layout), options.month)
        if found is not None and found[1].names is not None:
            return found[0], found[1]._replace(names=0, turned_at=place)
    return None


def _is_of_another_month(table: ForeignTable, shape: _Shape, month: str) -> bool:
    """Return whether days are mere numbers, and what stands above them names another month."""
    heading, below = table.rows[shape.heading], table.rows[shape.heading + 1 :]
    cells = (
        [heading[column] for column in shape.columns]
        if shape.names is not None
        else [row[shape.days] for row in below]
    )
    if any(_day(one, month) is not None and not _text(one).isdecimal() for one in cells):
        return False
    above = (cell for row in table.rows[: shape.heading] for cell in row)
    words = set(re.findall(r"[^\W_]+", fold(" ".join((table.sheet, *map(_text, above))))))
    months, years = words & _MONTHS, {word for word in words if _YEAR.fullmatch(word)}
    wanted = fold(MONTH_NAMES[int(month[5:]) - 1])
    return (bool(months) and wanted not in months) or (bool(years) and month[:4] not in years)


def _day_column(
    table: ForeignTable, heading: int, kinds: Mapping[int, DutyKind], month: str
) -> int | None:
    """Return which column has the days: whole dates before numbers, which may count the rows."""
    best: tuple[bool, bool, int] = (False, False, 0)
    chosen = None
    for column, cell in enumerate(table.rows[heading]):
        below = [row[column] for row in table.rows[heading + 1 :]]
        days = [_text(one) for one in below if _day(one, month) is not None]
        is_named = any(word in fold(_text(cell)) for word in ("tarih", "gun"))
        found = any(not text.isdecimal() for text in days), is_named, len(days)
        if column not in kinds and days and found > best:
            best, chosen = found, column
    return chosen


def _name_column(table: ForeignTable, heading: int, before: int) -> int:
    """Return which column before the days has the most words."""
    counts = [
        sum(" " in _text(row[column]) for row in table.rows[heading + 1 :])
        for column in range(before)
    ]
    return counts.index(max(counts)) if counts else 0


def _merged_cells(table: ForeignTable) -> dict[tuple[int, int], ForeignCell]:
    """Return what each part of a merged cell says, by row and column."""
    return {
        (row, one.column): table.rows[one.row][one.column]
        for one in table.layout.merged
        for row in range(one.row, one.last_row + 1)
    }


def _said(
    table: ForeignTable, shape: _Shape, month: str, asked: list[PreviewRow]
) -> Iterator[_Said]:
    merged = _merged_cells(table)
    struck = table.layout.struck | table.layout.struck_in_part
    marks = {fold(_text(cell)) for row in table.rows[shape.heading + 1 :] for cell in row}
    unsure = frozenset[str]() if marks & {"a", "asil"} else _MAYBE
    for number, row in enumerate(table.rows[shape.heading + 1 :], start=shape.heading + 1):
        day_cell, name_cell = (
            merged.get((number, column), row[column]) for column in (shape.days, shape.names or 0)
        )
        for column, said in shape.columns.items():
            text = _text(merged.get((number, column), row[column]))
            where = shape.place_of(number, column, table, name_cell)
            if text and (number, column) in struck:
                asked.append(_asked(*where, "rota.file_struck", name=text))
            elif text and isinstance(said, DutyKind):
                day = _day(day_cell, month)
                if day is not None:
                    yield from _named(where, day, said, text)
                elif fold(text) not in _NOBODY:
                    asked.extend(_against_day(*where, day_cell, month))
            elif text and (name := _text(name_cell)):
                mark = fold(text)
                if isinstance(said, dt.date) and mark in _MARKS and mark not in unsure:
                    yield _Said(*where, said, _MARKS[mark], name)
                elif mark not in _NOBODY:
                    asked.append(_asked(*where, "rota.file_mark", mark=text[:20]))


def _named(where: tuple[int, str], day: dt.date, kind: DutyKind, text: str) -> Iterator[_Said]:
    """Yield the people that a cell names."""
    for name in _PARTED.split(text):
        if name.strip() and fold(name) not in _NOBODY:
            yield _Said(*where, day, kind, " ".join(name.split()))


def _against_day(row: int, label: str, cell: ForeignCell, month: str) -> Iterator[PreviewRow]:
    """Yield why what stands among the days of a month beside a name is none of them."""
    text = _text(cell)
    if not text or not _FEET.isdisjoint(re.findall(r"[^\W\d_]+", fold(text))):
        return
    with contextlib.suppress(KnownError):
        if day_of(cell if isinstance(cell, dt.date) else _bare(text, month)) is not None:
            month = month_words(month)
            yield _asked(row, label, "rota.file_day_month", day=text[:20], month=month)
            return
    yield _asked(row, label, "rota.file_day", day=text[:20])


def _person(
    said: _Said,
    people: Sequence[PersonRow],
    meant: Mapping[str, str],
    asked: list[PreviewRow],
) -> PersonRow | None:
    """Return whose name it is; who is not certain is asked about."""
    name = meant.get(fold(said.name), said.name)
    words = name_words(name)
    # Two whose names differ by capitals alone are not told apart: a file does not choose them.
    exact = [one for one in people if name_words(one.name) == words]
    if len(exact) == 1:
        return exact[0]
    near = exact or [
        one
        for one in people
        if all(any(own.startswith(word) for own in name_words(one.name)) for word in words)
    ]
    if near:
        names = ", ".join(one.name for one in near)
        asked.append(said.asks("rota.person_unsure", name=said.name, names=names))
    else:
        asked.append(said.asks("rota.person_unknown", name=said.name))
    return None


def _filled(
    slot: tuple[dt.date, DutyKind],
    held: Sequence[tuple[_Said, PersonRow]],
    sheet: MonthSheet,
    asked: list[PreviewRow],
) -> Iterator[tuple[PreviewRow, Cell]]:
    """Yield who gets each duty of a day and kind; more people than duties are asked about."""
    day, kind = slot
    duties: list[DutyRow] = [
        one
        for one in whole_duties(sheet.duties)
        if one.kind is kind and local_day(one.starts_at) == day
    ]
    if len(held) > len(duties):
        told = {"day": format_day(day), "duty": kind.words, "count": f"{len(duties)}"}
        asked.append(held[len(duties)][0].asks("rota.file_more", **told))
        return
    for duty, (said, person) in zip(duties, held, strict=False):
        is_same = duty.person_id == person.person_id
        label = f"{format_day(day)} {kind.words}"
        verdict = Verdict.UNCHANGED if is_same else Verdict.UPDATE
        changes = () if is_same else (FieldChange(kind.value, duty.person_name, person.name),)
        yield (
            PreviewRow(said.row, verdict, label, changes=changes),
            Cell(
                duty.duty_id,
                duty.version,
                person.person_id,
                reason=duty.reason if is_same else "",
            ),
        )


def _only_kind(person: PersonRow, kind: DutyKind | None) -> DutyKind | None:
    """Return what a mark means that does not say it; None: somebody has to be asked."""
    if len(person.kinds) == 1:
        return next(iter(person.kinds))
    return kind if kind in person.kinds else None


def _kind_of_heading(text: str) -> DutyKind | None:
    words = _words_of(text)
    kinds = {
        kind for stem, kind in _OF_KINDS.items() if any(word.startswith(stem) for word in words)
    }
    others = {word for word in words if not word.startswith(tuple(_OF_KINDS))}
    if not words or len(kinds) > 1 or not others <= _BESIDE_KIND:
        return None
    return next(iter(kinds), DutyKind.MAIN)


def _unclear_headings(table: ForeignTable, shape: _Shape) -> Iterator[PreviewRow]:
    """Yield which columns beside those of the days have people on duty, nobody knows which."""
    for column, cell in enumerate(table.rows[shape.heading]):
        words = _words_of(text := _text(cell))
        if shape.names is not None or column in {*shape.columns, shape.days}:
            continue
        is_of_duties = any(word.startswith(_OF_DUTIES) for word in words)
        if is_of_duties and not words & _BESIDE_NAMES and _has_texts(table, shape, column):
            yield _asked(shape.heading + 1, text, "rota.file_heading", heading=text[:40])


def _has_texts(table: ForeignTable, shape: _Shape, column: int) -> bool:
    return any(_text(row[column]) for row in table.rows[shape.heading + 1 :])


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", fold(text)))


def _day(cell: ForeignCell, month: str) -> dt.date | None:
    """Return the day of the month that a cell names, by its number or whole; None: it is none."""
    text = _text(cell)
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004 - of a day of a month
        day = month_start(month) + (int(text) - 1) * _DAY
        return day if text != "0" and day < month_start(month_after(month)) else None
    try:
        found = day_of(cell if isinstance(cell, dt.date) else _bare(text, month) or None)
    except KnownError:
        return None
    return found if found is not None and month_key(found) == month else None


def _bare(text: str, month: str) -> str:
    """Return what a cell says of a day without its weekday: `1 Aralık Salı` is `1 Aralık 2026`.

    A year that is not said is that of the month.
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
