"""Read an operator's file: its sheets, columns and units, and the usage of each line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import list_of, shape_of
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import PreviewRow, RowVerdict
from alo183_desktop.imports.sheets import (
    Headings,
    SheetColumn,
    demand_columns,
    hidden_notes,
    samples_of,
)
from alo183_desktop.phones.usage.calls import CallCollector
from alo183_desktop.phones.usage.columns import AS_WRITTEN, MEASURES, UsageField, recognise
from alo183_desktop.phones.usage.rows import NO_CALLS, LineUsage, UsageFile
from alo183_desktop.phones.usage.shapes import reshaped
from alo183_desktop.phones.usage.sheet import Body, lines_of
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignColumns, ForeignSheet
    from alo183_desktop.phones.usage.columns import UsageLayout, UsageReading
    from alo183_desktop.phones.usage.values import StatedPeriod

_SAMPLED_ROWS: Final = 200
MOST_ROWS: Final = 1_000_000
"""In all sheets of a file together."""
MOST_WRONG: Final = 500
"""So many wrong rows are listed one by one."""
_ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1254": "Windows-1254",
    "cp857": "DOS-857",
}
_SEPARATORS: Final = {
    ";": "noktalı virgül",
    ",": "virgül",
    "\t": "sekme",
    "|": "dik çizgi",
}
_ENDS: Final = frozenset({"phones.usage_cut", "phones.usage_open_end"})
_NEAR_SECONDS: Final = 60
_NEAR_BYTES: Final = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageOptions(Options):
    """The user's choices for a usage file.

    Choices for an earlier file apply when `operator` sent that one, or when this one has
    exactly its headings.
    """

    operator: str = ""
    """The sender; newly registered lines get it, and chosen columns are kept for it."""
    period: StatedPeriod | None = None
    """The period of a file with one row for each line; None: as the file itself states."""
    absent: frozenset[UsageField] = frozenset()
    """Measures known to be missing from the file, so that no column is demanded for them."""
    trusts_end: bool = False
    """Whether to accept a file that may have been cut as complete."""
    reading: UsageReading = AS_WRITTEN
    """How to read what nothing in the file decides."""
    register_new: bool = False
    """Whether to register lines for unknown numbers."""
    replaces: bool = False
    """Whether to replace usage of the same days."""


USUAL: Final = UsageOptions()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A sheet with the meaning of its columns, and the source of that map."""

    sheet: ForeignSheet
    layout: UsageLayout
    operator: str = ""


def read_usage(file: ForeignColumns, options: UsageOptions = USUAL, *, today: dt.date) -> UsageFile:
    """Return the usage in a parsed file.

    Args:
        file: The parsed file.
        options: The user's choices.
        today: In Istanbul: nothing was used after it.

    Raises:
        KnownError: `phones.usage_headings`: no sheet has headings of usage; `imports.list_of_…`;
            `imports.column_missing`, `imports.column_twice`: `options.columns` is for another file;
            `phones.usage_no_rows`, `phones.usage_span`; `imports.too_many_rows`.
    """
    shaped = [reshaped(sheet) for sheet in file.sheets]
    sheets = [one.sheet for one in shaped]
    chosen = [found for sheet in sheets if (found := _choose(sheet, options)) is not None]
    if any(not found.layout.problems for found in chosen):
        # Next to a table of usage, a price list with a column of minutes is ignored.
        chosen = [found for found in chosen if _is_of_usage(found.layout)]
    if not any(_is_of_usage(found.layout) for found in chosen):
        tops = (sheet.rows(0, _SAMPLED_ROWS) for sheet in file.sheets)
        fields = {name: use.partition(":")[0] for name, use in options.columns.items()}
        other = next(filter(None, (list_of(top, "usage", fields) for top in tops)), "")
        if other:
            raise KnownError(f"imports.list_of_{other}")
    if not chosen:
        raise KnownError("phones.usage_headings")
    first = chosen[0]
    if options.columns:
        demand_columns(first.layout.columns.names, options.columns)
    notes = [*_sheet_notes(sheets, chosen), *first.layout.notes]
    notes += [note for one in shaped for note in one.notes]
    notes += hidden_notes(file.hidden, file.layout_of(""), (), "")
    for found in chosen:
        name, rows = found.sheet.sheet, range(found.layout.first_row + 1, found.sheet.height + 1)
        notes += hidden_notes((), file.layout_of(name), rows, "satır")
    problems = [problem for found in chosen for problem in found.layout.problems]
    above = {found.sheet.sheet: _headings_of(found) for found in chosen}
    read = UsageFile(
        file_name=file.name,
        sha256=file.sha256,
        encoding=_ENCODINGS.get(first.sheet.encoding, first.sheet.encoding),
        separator=_SEPARATORS.get(first.sheet.separator, first.sheet.separator),
        sheet=", ".join(found.sheet.sheet for found in chosen if found.sheet.sheet),
        heading_row=first.layout.heading_row + 1,
        headings=first.layout.columns.headings,
        columns=first.layout.columns,
        is_calls=any(found.layout.may_be_calls for found in chosen),
        passed_over=(),
        notes=tuple(notes),
        problems=tuple(problems),
        operator=next((found.operator for found in chosen if found.operator), ""),
        shape=shape_of(first.layout.columns.names),
        chosen=first.layout.columns.notation,
        sheet_columns=above[first.sheet.sheet].columns,
        names=above[first.sheet.sheet].names,
        headings_by_sheet=above,
    )
    if problems:
        return read
    count = sum(found.sheet.height - found.layout.first_row for found in chosen)
    if count > MOST_ROWS:
        thing = "arama satırı"
        raise KnownError("imports.too_many_rows", count=count, limit=MOST_ROWS, thing=thing)
    bodies = [
        Body(
            found.sheet,
            found.layout,
            reading=options.reading,
            struck=file.struck_rows(found.sheet.sheet),
        )
        for found in chosen
    ]
    return _read_bodies(read, bodies, options, today=today)


def _headings_of(chosen: _Chosen) -> Headings:
    names = chosen.layout.columns.names
    return Headings(chosen.layout.heading_row + 1, names, tuple(_columns_of(chosen)))


def _columns_of(chosen: _Chosen) -> Iterator[SheetColumn]:
    names, columns = chosen.layout.columns.names, chosen.layout.columns.columns
    together = zip(names, columns, chosen.sheet.columns, strict=True)
    for at, (name, use, column) in enumerate(together):
        codes = column.codes[chosen.layout.first_row :][:_SAMPLED_ROWS]
        samples = samples_of(column.values[code] for code in codes)
        rival_for = tuple(key for key, rivals in chosen.layout.rivals if at in rivals)
        yield SheetColumn(name, use.field or "", samples, rival_for)


def _read_bodies(
    read: UsageFile, bodies: Sequence[Body], options: UsageOptions, *, today: dt.date
) -> UsageFile:
    collector = CallCollector(today=today, trusts_end=options.trusts_end)
    for body in bodies:
        if body.is_calls and not body.problems:
            collector.add(body)
    called, calls = collector.lines()
    of_calls = called[0].period if called else None
    summed: list[LineUsage] = []
    for body in bodies:
        if not body.is_calls and not body.problems:
            summed += lines_of(
                body,
                file_name=read.file_name,
                period=options.period,
                of_calls=of_calls,
                today=today,
                trusts_end=options.trusts_end,
            )
    problems = tuple(problem for body in bodies for problem in body.problems)
    wrong = [row for body in bodies for row in body.wrong]
    lines = _together(called, summed, wrong)
    wrong.sort(key=lambda row: row.row_number)
    notes = [note for body in bodies for note in body.notes]
    last = bodies[-1].sheet
    if not last.is_closed and not any(row.problems[0].code in _ENDS for row in wrong):
        notes.append(Problem("", "phones.usage_unterminated"))
    if not lines and not wrong and not problems:
        raise KnownError("phones.usage_no_rows")
    return replace(
        read,
        columns=bodies[0].columns,
        chosen=bodies[0].columns.notation,
        is_calls=any(body.is_calls for body in bodies),
        lines=() if problems else tuple(lines),
        calls=calls if called and not problems else NO_CALLS,
        wrong=tuple(wrong[:MOST_WRONG]),
        wrong_count=len(wrong),
        passed_over=tuple(number for body in bodies for number in body.passed_over),
        notes=(*read.notes, *notes, *collector.notes),
        problems=problems,
    )


def _choose(sheet: ForeignSheet, options: UsageOptions) -> _Chosen | None:
    key = fold(options.operator)
    for known in () if options.columns else options.shapes:
        is_senders = bool(key) and fold(known.sender) == key
        # Choices for another operator's files do not apply to the one that is named.
        if key and known.sender and not is_senders:
            continue
        layout = recognise(sheet, choices=known.columns, is_all=True)
        if layout is None:
            continue
        names = layout.columns.names
        read = {fold(name) for name, use in known.columns.items() if use}
        is_there = read <= set(map(fold, names))
        if is_there and (is_senders or shape_of(names) == known.shape):
            name = known.sender
            note = Problem("", "phones.usage_map_remembered", {"operator": name or "—"})
            return _Chosen(sheet, replace(layout, notes=(*layout.notes, note)), name)
    layout = recognise(sheet, absent=options.absent, choices=options.columns)
    return None if layout is None else _Chosen(sheet, layout)


def _is_of_usage(layout: UsageLayout) -> bool:
    of = layout.columns.of
    return bool(of(UsageField.LINE)) and any(of(field) for field in MEASURES)


def _sheet_notes(sheets: Sequence[ForeignSheet], chosen: Sequence[_Chosen]) -> list[Problem]:
    taken = [found.sheet.sheet for found in chosen]
    left = [sheet.sheet for sheet in sheets if sheet.sheet not in taken]
    notes = []
    if len(taken) > 1:
        notes.append(Problem("", "phones.usage_sheets", {"sheets": ", ".join(taken)}))
    if left:
        notes.append(
            Problem(
                "",
                "phones.usage_other_sheets",
                {"sheets": ", ".join(left), "taken": ", ".join(taken)},
            )
        )
    return notes


def _together(
    called: Sequence[LineUsage], summed: Sequence[LineUsage], wrong: list[PreviewRow]
) -> list[LineUsage]:
    """Return calls and sums of one file combined.

    A workbook may have a sheet of calls and one of their sums: what both contain counts once. It
    may have one of minutes and one of data as well: what only one of them contains is kept.
    """
    by_phone = {line.phone: line for line in called}
    lines = list(called)
    seen: dict[tuple[str, StatedPeriod], LineUsage] = {}
    for line in summed:
        known = by_phone.get(line.phone) or seen.get((line.phone, line.period))
        if known is None:
            seen[line.phone, line.period] = line
            lines.append(line)
        elif _is_near(line, known):
            rest = replace(
                line,
                seconds=line.seconds if known.seconds is None else None,
                bytes=line.bytes if known.bytes is None else None,
                hints=(),
            )
            if rest.measures:
                lines.append(rest)
        else:
            code = "phones.usage_sheets_differ"
            problem = Problem("", code, {"row": known.row_number, "sheet": known.sheet})
            row = PreviewRow(line.row_number, RowVerdict.WRONG, line.phone, (problem,))
            wrong.append(row._replace(sheet=line.sheet))
    return sorted(lines, key=lambda line: (line.sheet, line.row_number))


def _is_near(one: LineUsage, other: LineUsage) -> bool:
    """Return whether two sums agree where both have a value, apart from rounding in print."""
    for first, second, slack in (
        (one.seconds, other.seconds, _NEAR_SECONDS),
        (one.bytes, other.bytes, _NEAR_BYTES + (other.bytes or 0) // 100),
    ):
        if first is not None and second is not None and abs(first - second) > slack:
            return False
    return True
