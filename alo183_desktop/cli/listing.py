"""Commands made from lists: the columns, filters and rights of the page, for other programs."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.bootstrap.capabilities import load
from alo183_desktop.cli.context import write_columns, write_json
from alo183_desktop.documents.columns import workbook_table
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.shared.calendar import day_end, day_start
from alo183_desktop.shared.clock import local_day, system_clock
from alo183_desktop.shared.written_files import write_file

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.shared.clock import Clock

    AnyList = FilteredListSpec[Any, Any]


def options_of(place: str) -> dict[str, dict[str, Any]]:
    """Return the options of a list's command as `resources/commands.toml` describes others."""
    spec = _made(place, system_clock)
    found: dict[str, dict[str, Any]] = {}
    if spec.is_as_of:
        found["--as-of"] = {
            "type": "cli.parser:read_day",
            "metavar": "GÜN",
            "help": "2026-11-24 ya da 24.11.2026 (verilmezse bugün)",
        }
    if spec.searched:
        found["--search"] = {"default": "", "metavar": "SÖZCÜK", "help": spec.searched}
    for one in spec.filters:
        if isinstance(one, PeriodFilter):
            day = {"type": "cli.parser:read_day", "metavar": "GÜN"}
            found["--since"] = {**day, "help": f"{one.name}: bu günden başlayarak"}
            found["--until"] = {**day, "help": f"{one.name}: bu günün sonuna kadar"}
        else:
            found[_option(one)] = _described(one, usual=getattr(spec.everything, one.key))
    return found


def write_list(place: str, arguments: Namespace, desk: Desk) -> None:
    """Write the rows of a list that the arguments want, and record that they leave."""
    with desk.work() as work:
        now = work.now
        spec = _made(place, lambda: now)
        as_of = {"as_of": arguments.as_of or local_day(now)} if spec.is_as_of else {}
        rows = spec.find(work, replace(spec.everything, **_wanted(spec, arguments)), **as_of)
        spec.trail.record_export(work, len(rows), "command_line")
    if arguments.xlsx is not None:
        table = workbook_table(spec.columns, rows)
        write_file(arguments.xlsx, write_table(spec.title, table.headings, table.rows))
    elif arguments.json:
        write_json(json_of(spec, rows))
    else:
        write_shown(spec, rows)


def json_of(spec: AnyList, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what a list says of its rows to other programs."""
    return map(spec.as_json or _fields, rows)


def write_shown(spec: AnyList, rows: Sequence[Any]) -> None:
    """Write rows as text, in the columns that the page shows."""
    write_columns(rows, {one.heading: one.text for one in spec.columns[: spec.shown]})


def _made(place: str, clock: Clock) -> AnyList:
    """Return the list in a place such as `guidance.lists:LOG`; some are made for a clock."""
    spec: AnyList | Callable[[Clock], AnyList] = load(place)
    return spec if isinstance(spec, FilteredListSpec) else spec(clock)


def _option(one: Choice) -> str:
    return f"--{one.key.removesuffix('_id').replace('_', '-')}"


def _described(one: Choice, *, usual: Any) -> dict[str, Any]:
    if not one.choices:  # the page offers them by name; other programs know the id
        return {"type": "cli.rota:read_whole", "metavar": "NO", "help": f"{one.name}, kimliğiyle"}
    told = ", ".join(f"{_word(value)}: {words}" for value, words in one.choices)
    told += "" if usual is None else f"; verilmezse {_word(usual)}"
    choices = [_word(value) for value, _words in one.choices]
    return {"choices": choices, "help": f"{one.name} ({told})"}


def _word(value: Any) -> str:
    """Return a value of a choice as it is typed."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _wanted(spec: AnyList, arguments: Namespace) -> dict[str, Any]:
    """Return the fields of the filter that the arguments set."""
    found: dict[str, Any] = {"search": arguments.search} if spec.searched else {}
    for one in spec.filters:
        if isinstance(one, PeriodFilter):
            since, until = arguments.since, arguments.until
            found[one.since] = since and day_start(since)
            found[one.until] = until and day_end(until)
        else:
            typed = getattr(arguments, _option(one).strip("-").replace("-", "_"))
            by_word = {_word(value): value for value, _words in one.choices}
            if typed is not None:
                found[one.key] = by_word.get(typed, typed)
    return found


def _fields(row: Any) -> Mapping[str, Any]:
    """Return the fields of a row, but its version, which only forms need."""
    return {one.name: getattr(row, one.name) for one in fields(row) if one.name != "version"}
