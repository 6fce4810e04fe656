"""100,000 call records out of a CSV file and a workbook, beside a bare reader and a raw engine."""

import csv
import datetime as dt
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import python_calamine

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import CallRecord, PhoneLine, StateChange
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.clock import ISTANBUL
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare

COUNT: Final = 100_000
_LINES: Final = 100
_TODAY: Final = dt.date(2026, 10, 5)
_ROUNDS: Final = 7
_HEADINGS: Final = (
    "HAT NO",
    "TARİH",
    "SAAT",
    "ARANAN NUMARA",
    "TÜR",
    "SÜRE (SN)",
    "VERİ (KB)",
    "TUTAR (TL)",
)
_STORED: Final = "id, usage_id, at, kind, number, seconds, bytes"


def measure() -> list[Figure]:
    """Return the figures of usage files."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        rows = calls(COUNT)
        text, workbook = folder / "kullanim.csv", folder / "kullanim.xlsx"
        with text.open("w", encoding="cp1254", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(_HEADINGS)
            writer.writerows(rows)
        workbook.write_bytes(write_table("Ayrıntı", _HEADINGS, rows))
        first = _desk(folder / "first", opened)
        _import(first, text)
        # The floor stores the same records under the same usages, which it finds there.
        stored = _stored_calls(first)
        figures = [
            compare(
                f"{COUNT:,} calls imported from {path.suffix} / reader, executemany",
                _ours(path, _desks(folder / f"ours{path.suffix}", opened)),
                _floor(read, path, stored, folder / f"theirs{path.suffix}", opened),
                goal=1.5,
                rounds=_ROUNDS,
            )
            for path, read in ((text, _read_text), (workbook, _read_workbook))
        ]
        # Qt comes in after what is timed without it.
        from tests.benchmarks import usage_window

        shown = _desk(folder / "window", opened)
        return [*figures, *usage_window.measure(shown, text, count=COUNT)]


def calls(count: int) -> list[tuple[str, ...]]:
    """Return invented calls of 100 lines under the headings of operator A, in no order."""
    chance = random.Random(183)
    begin = dt.datetime(2026, 9, 1, tzinfo=ISTANBUL)
    rows: list[tuple[str, ...]] = []
    for _ in range(count):
        line = f"0500000{chance.randrange(_LINES):04d}"
        at = begin + dt.timedelta(seconds=chance.randrange(30 * 86_400))
        when = (f"{at:%d.%m.%Y}", f"{at:%H:%M:%S}")
        if chance.random() < 0.2:
            kilobytes = f"{chance.randrange(1, 60_000):,}".replace(",", ".")
            rows.append((line, *when, "internet", "Veri", "", kilobytes, "0,00"))
        else:
            number = chance.choice(("183", "112", "155", f"0500{chance.randrange(10**7):07d}"))
            price = f"{chance.randrange(300) / 100:.2f}".replace(".", ",")
            rows.append((line, *when, number, "Konuşma", str(chance.randrange(1, 300)), "", price))
    return rows


def _ours(path: Path, desks: Iterator[Desk]) -> Callable[[], None]:
    return lambda: _import(next(desks), path)


def _floor(
    read: Callable[[Path], Sequence[Sequence[Any]]],
    path: Path,
    stored: Sequence[tuple[Any, ...]],
    folder: Path,
    opened: ExitStack,
) -> Callable[[], None]:
    """Return what reads the file bare, and stores the finished records by `executemany`."""
    desks = _desks(folder, opened)
    places = ", ".join("?" * len(stored[0]))

    def run() -> None:
        if len(read(path)) != COUNT + 1:
            raise ValueError(path.name)
        with next(desks).work() as work:
            raw = work.session.connection().connection.cursor()
            raw.execute(
                "INSERT INTO imports (id, kind, file_name, sha256, at, created, updated, unchanged)"
                " VALUES (1, 'usage', '', '', '2026-10-05', 0, 0, 0)"
            )
            raw.executemany(
                "INSERT INTO usages (id, import_id, line_id, starts_on, ends_on, seconds, bytes,"
                " has_calls) VALUES (?, 1, ?, '2026-09-01', '2026-10-01', 0, 0, 1)",
                [(line, line) for line in range(1, _LINES + 1)],
            )
            raw.executemany(f"INSERT INTO call_records ({_STORED}) VALUES ({places})", stored)  # noqa: S608

    return run


def _read_text(path: Path) -> list[list[str]]:
    with path.open(encoding="cp1254", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _read_workbook(path: Path) -> list[list[Any]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()


def _import(desk: Desk, path: Path) -> None:
    file = USAGE.open(path, now=desk.clock())
    with desk.work() as work:
        preview = USAGE.preview(work, file)
    with desk.work() as work:
        made = USAGE.apply(work, preview)
    if made.created != _LINES:
        raise ValueError(made)


def _stored_calls(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.work() as work:
        raw = work.session.connection().connection.cursor()
        rows = raw.execute(f"SELECT {_STORED} FROM {CallRecord.__tablename__}").fetchall()  # noqa: S608
    # The file's own order is what a bare reader would store.
    random.Random(183).shuffle(rows)
    return [(number, *row[1:]) for number, row in enumerate(rows, start=1)]


def _desks(folder: Path, opened: ExitStack) -> Iterator[Desk]:
    """Return data folders with the lines and nothing else, all made before any is timed."""
    return iter([_desk(folder / str(number), opened) for number in range(_ROUNDS + 1)])


def _desk(folder: Path, opened: ExitStack) -> Desk:
    people.set_up(folder, today=_TODAY)
    desk = Program(folder).unlock("demo", "demo")
    opened.callback(desk.close)
    with desk.work() as work:
        for place in range(_LINES):
            line = PhoneLine(
                phone=f"+90500000{place:04d}",
                state=ItemState.IN_STORE,
                search_key="",
                created_at=work.now,
            )
            work.session.add(line)
            work.session.flush()
            work.session.add(
                StateChange(line_id=line.id, state=line.state, at=work.now, by_name="Demo")
            )
    return desk
