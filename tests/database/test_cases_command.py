"""`alo183 import cases` and `alo183 cases`, for people and for programs."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any, cast

import pytest
from python_calamine import load_workbook

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import progress, service
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.lists import NUMBER, Countdown, columns
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.cli.imports import import_files
from alo183_desktop.cli.lists import list_cases
from alo183_desktop.cli.main import build_parser
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.signed_in import SignedIn
from tests.database.test_cases_import import HEADINGS, row


def listed(
    database: Database, capsys: pytest.CaptureFixture[str], **arguments: Any
) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {
        "late": False,
        "due_within": None,
        "view": "all",
        "search": "",
        "xlsx": None,
    }
    namespace = Namespace(**usual | arguments, json=True)
    list_cases(namespace, cast("Desk", SignedIn(database)))
    parsed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return parsed


def test_that_the_workbook_of_the_command_line_is_that_of_the_page(
    database: Database, tmp_path: Path
) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for number, hours in (("A", 2), ("B", 30)):
            add(work, furnished, number, routed_at=START - hours * HOUR)
        now = work.now
    file = tmp_path / "vakalar.xlsx"
    arguments = build_parser().parse_args(["cases", "--xlsx", str(file)])
    assert arguments.run(arguments, cast("Any", SignedIn(database))) == 0
    headings, *rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    assert headings == [column.heading for column in columns(Countdown(now))]
    assert [line[NUMBER] for line in rows] == ["B", "A"]


def test_that_the_list_is_narrowed_to_what_is_late_or_due(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        for number, hours in (("A", 2), ("B", 30), ("C", 21)):
            add(work, furnished, number, routed_at=START - hours * HOUR)
        done = add(work, furnished, "D", routed_at=START - 30 * HOUR)
        progress.enter(work, done, at=START, record="1")

    def numbers(**arguments: Any) -> list[str]:
        return [case["number"] for case in listed(database, capsys, **arguments)]

    assert numbers() == ["B", "C", "A", "D"]
    assert numbers(late=True) == ["B"]
    assert numbers(due_within=4.0) == ["C"]
    assert numbers(late=True, due_within=3.0) == ["B", "C"]
    assert numbers(view="entered_late") == ["D"]
    assert numbers(view="entered_late", late=True) == []
    assert numbers(view="closed", late=True) == []
    with database.open_work("administrator") as work:
        (found,) = service.find_cases(work, CaseFilter(view=CaseView.LATE))
        progress.close_case(work, found.case_id, at=work.now, outcome="Bitti")
    # Closed, and late all the same: both are asked for, and both hold.
    assert numbers(view="closed", late=True) == ["B"]
    assert numbers(view="closed", due_within=4.0) == []
    assert numbers(search="a") == numbers()
    (late,) = listed(database, capsys, late=True)
    assert late["routed_at"] == "2026-11-23T03:30:00+00:00"
    assert late["minutes_left"] == -360
    assert (late["clock"], late["is_entry_late"], late["entered_at"]) == ("late", True, None)


def test_that_the_table_shows_the_time_left_and_no_caller(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        add(work, furnish(work))
    namespace = Namespace(late=False, due_within=None, view="all", search="", json=False, xlsx=None)
    list_cases(namespace, cast("Desk", SignedIn(database)))
    printed = capsys.readouterr().out
    assert "22 sa 00 dk kaldı" in printed
    assert "Müjgân" not in printed
    assert "365 3" not in printed


def test_that_a_file_is_previewed_brought_in_and_refused(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "vakalar.csv"
    lines = [";".join(HEADINGS), ";".join(map(str, row()))]
    path.write_text("\n".join(lines), encoding="utf-8")
    with database.open_work("administrator") as work:
        furnish(work)
    desk = cast("Desk", SignedIn(database))
    usual = {"kind": "cases", "file": path, "skip_wrong": False, "json": True}
    assert import_files(Namespace(**usual, dry_run=True), desk) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["stored"], printed["counts"]["create"]) == (False, 1)
    assert printed["rows"][0]["number"] == "183-2026-100000"
    assert import_files(Namespace(**usual, dry_run=False), desk) == 0
    assert json.loads(capsys.readouterr().out)["stored"]
    wrong = [*lines, ";".join(map(str, row(number="183-2", kind="Gürültü")))]
    path.write_text("\n".join(wrong), encoding="utf-8")
    assert import_files(Namespace(**usual, dry_run=False), desk) == 2
    assert "Gürültü" in capsys.readouterr().err
    assert len(listed(database, capsys)) == 1


@pytest.mark.parametrize("view", CaseView)
def test_that_every_view_can_be_asked_for(view: CaseView) -> None:
    assert build_parser().parse_args(["cases", "--view", view]).view == view
