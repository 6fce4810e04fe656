"""The program's own lists, exported as a file and imported again."""

import csv
import datetime as dt
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.capabilities import IMPORTS, load
from alo183_desktop.cases import progress
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.lists import Countdown
from alo183_desktop.cases.lists import columns as case_columns
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.db.work import Work
from alo183_desktop.documents.columns import workbook_table
from alo183_desktop.documents.workbooks import Table, Value, write_table
from alo183_desktop.gui.phones.calls_part import COLUMNS as CALLS
from alo183_desktop.gui.rota.away import away_spec
from alo183_desktop.imports.recipe import Recipe
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.lists import OFFICERS
from alo183_desktop.officers.roster import export as roster
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.calls import queries as calls
from alo183_desktop.phones.calls.queries import CallFilter
from alo183_desktop.phones.custody.service import issue
from alo183_desktop.phones.lists import HANDSETS, LINES
from alo183_desktop.phones.quotas import service as quotas
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.away import AwayFilter, find_away
from alo183_desktop.rota.kinds import AbsenceKind, AwayKind
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.clock import local
from tests.clocks import START
from tests.database import cases as samples
from tests.database.databases import Database
from tests.database.kept_rotas import add
from tests.database.phones import handset_item, handset_values, line_item, line_values, stock
from tests.database.usage_files import import_
from tests.unit.phones.usage_sheets import CALL_HEADINGS, read_rows

TODAY: Final = dt.date(2026, 11, 25)
USED: Final = (
    ("05000001101", "02.11.2026", "17:02:30", "183", "Konuşma", "104", "", "1,99"),
    ("05000001101", "01.11.2026", "00:30:00", "internet", "Veri", "", "3.368", "0,00"),
    ("05000001102", "15.11.2026", "08:56:58", "05000020957", "Konuşma", "263", "", "1,66"),
)


def fill(database: Database) -> None:
    """Put something into every list that has an import."""
    with database.open_work("administrator") as work:
        stocked = stock(work)
        people = stocked.people
        phones.LINES.save(work, None, line_values(2, operator="", iccid=None, package=""))
        phones.HANDSETS.save(work, None, handset_values(2, model="", serial="", condition=""))
        phones.HANDSETS.save(work, None, handset_values(3, imei=None))
        issue(
            work,
            [line_item(stocked.line), handset_item(stocked.handset)],
            officer_id=people.zeynep,
            at=START - dt.timedelta(days=3),
        )
        samples.add(work, people, officer_id=people.zeynep)
        late = samples.add(
            work,
            people,
            "183-2026-100001",
            kind_id=samples.VIOLENCE,
            is_urgent=True,
            routed_at=START - dt.timedelta(days=3, seconds=17),
        )
        progress.inform_police(work, late, unit="Altındağ", by="Zeynep GÜNDOĞDU", at=None)
        midnight = dt.datetime(2026, 11, 19, 21, tzinfo=dt.UTC)
        done = samples.add(work, people, "183-2026-100002", routed_at=midnight, district="")
        progress.acknowledge(work, done, at=midnight + dt.timedelta(hours=1))
        progress.enter(work, done, at=midnight + dt.timedelta(hours=25), record="7/1")
        progress.close_case(work, done, at=START - dt.timedelta(hours=1), outcome="Kapandı")
        bekir = add(work, "Bekir ÇAVUŞOĞLU", 1, driver=True)
        week = absence_span(dt.date(2026, 12, 7), dt.date(2026, 12, 11))
        afternoon = START.replace(hour=10, minute=0), START.replace(hour=14, minute=30)
        for kind, span in ((AbsenceKind.ANNUAL, week), (AbsenceKind.EXCUSE, afternoon)):
            rota.ABSENCES.save(work, None, AbsenceValues(bekir, kind, *span))
    import_(database, read_rows(CALL_HEADINGS, *USED))


def tables(work: Work) -> Iterable[tuple[str, str, Table]]:
    """Yield every list that leaves the program and whose kind of import there is."""
    rows = roster.read_roster_table(work, as_of=TODAY)
    yield "officers", "Kadro, bütünüyle", Table(roster.HEADINGS, rows)
    serving = officers.search_officers(work, OfficerFilter(state=OfficerState.SERVING), as_of=TODAY)
    yield "officers", "Kadro", workbook_table(OFFICERS.columns, serving)
    found = phones.find_lines(work, PhoneFilter(), at=work.now)
    yield "phones", "Hatlar", workbook_table(LINES.columns, found)
    handsets = phones.find_handsets(work, PhoneFilter(), at=work.now)
    yield "phones", "Cihazlar", workbook_table(HANDSETS.columns, handsets)
    listed = cases.find_cases(work, CaseFilter())
    yield "cases", "Vakalar", workbook_table(case_columns(Countdown(work.now)), listed)
    away = find_away(work, AwayFilter(kind=AwayKind.ABSENCE))
    columns = away_spec(lambda: work.now, Role.CLERK).columns
    yield "absences", "İzinler", workbook_table(columns, away)
    made = calls.read_calls(work, calls.find_ids(work, CallFilter("2026-11")))
    yield "usage", "Arama kayıtları", workbook_table(CALLS, made)
    quota = quotas.table_of(quotas.quota_page(work, "2026-11", today=TODAY), "2026-11")
    yield "usage", "Hat kotaları", Table(quota.headings, quota.rows)


def shown(value: Value) -> str:
    """Return a cell as a text file has it."""
    if isinstance(value, dt.datetime):
        return f"{local(value):%d.%m.%Y %H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def written(folder: Path, name: str, table: Table) -> Iterable[Path]:
    """Write a list as a workbook and as a text."""
    path = folder / f"{name}.xlsx"
    path.write_bytes(write_table(name, table.headings, table.rows))
    yield path
    path = path.with_suffix(".csv")
    with path.open("w", encoding="cp1254", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(table.headings)
        lines.writerows([[shown(value) for value in row] for row in table.rows])
    yield path


def demand_same(database: Database, kind: str, path: Path, count: int) -> None:
    """Demand that a file changes nothing, and has at least so many rows."""
    recipe: Recipe[Any, Any, Any] = load(IMPORTS[kind])
    with database.open_work() as work:
        preview = recipe.preview(work, recipe.open(path, now=work.now))
    assert preview.file.problems == (), path.name
    reported = [(row.verdict, row.label, row.problems, row.changes) for row in preview.rows]
    assert {row.verdict for row in preview.rows} == {RowVerdict.UNCHANGED}, (path.name, reported)
    assert len(reported) >= count, path.name


def test_that_each_list_comes_in_again_without_a_change(database: Database, tmp_path: Path) -> None:
    fill(database)
    with database.open_work("administrator") as work:
        made = list(tables(work))
    for kind, name, table in made:
        for path in written(tmp_path, name, table):
            demand_same(database, kind, path, min(2, len(table.rows)))


@pytest.mark.extra  # LibreOffice, format by format
@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not installed")
def test_that_each_list_comes_in_again_after_libreoffice_has_saved_it(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    with database.open_work("administrator") as work:
        made = list(tables(work))
    for number, (_, name, table) in enumerate(made):
        # Where no locale is set, it finds no file with a Turkish letter in its name.
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(write_table(name, table.headings, table.rows))
    saved, again = tmp_path / "saved", tmp_path / "again"
    _save_as("ods", tmp_path, saved)
    _save_as("xls", tmp_path, saved)
    _save_as("csv:Text - txt - csv (StarCalc):59,34,76", tmp_path, saved)
    _save_as("xlsx", saved, again, ending="ods")
    for number, (kind, _, table) in enumerate(made):
        least = min(2, len(table.rows))
        demand_same(database, kind, again / f"{number}.xlsx", least)
        for ending in ("ods", "xls"):
            demand_same(database, kind, saved / f"{number}.{ending}", least)
        # A text keeps of 3,2890625 MB what was seen, 3,29: whether that replaces it is asked.
        if not any(isinstance(value, float) for row in table.rows for value in row):
            demand_same(database, kind, saved / f"{number}.csv", least)


def _save_as(form: str, files: Path, folder: Path, *, ending: str = "xlsx") -> None:
    """Let LibreOffice save the workbooks of a folder in another form."""
    profile = folder.parent / "profile"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(folder),
            *map(str, files.glob(f"*.{ending}")),
        ],
        check=True,
        capture_output=True,
    )


def test_that_a_sum_is_known_once_nothing_but_the_days_to_come_is_missing(
    database: Database,
) -> None:
    fill(database)
    headings = ("Hat", "Dönem", "Konuşma (sn)", "Veri (KB)")
    whole = ("05000001101", "2026-11", "104", "3368")
    more = ("05000001101", "2026-11", "105", "3368")
    for row, today, verdict in (
        (whole, dt.date(2026, 11, 24), RowVerdict.UNCHANGED),
        (more, dt.date(2026, 11, 24), RowVerdict.UPDATE),
        # The month is over, and its last days were in no file.
        (whole, dt.date(2026, 12, 1), RowVerdict.UPDATE),
    ):
        database.clock.set(dt.datetime.combine(today, dt.time(12), dt.UTC))
        with database.open_work() as work:
            judged = USAGE.preview(work, read_rows(headings, row))
        assert [one.verdict for one in judged.rows] == [verdict], (row, today)
