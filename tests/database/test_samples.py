"""Files as clerks and operators have them (tests/samples), from the file to what is stored."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import pytest

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cli.imports import import_files
from alo183_desktop.cli.lists import list_quotas
from alo183_desktop.cli.main import build_parser
from alo183_desktop.phones import service
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.phones import line_values
from tests.database.rosters import set_up
from tests.database.signed_in import SignedIn

SAMPLES: Final = Path(__file__).parent.parent / "samples"
USAGE: Final = (
    "operator_a_ayrinti_2026-09.csv",
    "operator_b_ozet_2026-09.xlsx",
    "operator_c_2026-09.txt",
)

FAULTS: Final = {
    5: ("tckn", "identity.tckn_digits"),
    8: ("subjects", "imports.subject_unknown"),
    9: ("corporate_email", "identity.email"),
    11: ("", "imports.repeated"),
}
"""By the rows of `kadro_hatali.xlsx`: the field, and what is wrong with it."""


def output_of(
    run: Callable[..., int | None],
    database: Database,
    capsys: pytest.CaptureFixture[str],
    *words: str,
    code: int = 0,
) -> Any:
    arguments = build_parser().parse_args([*words, "--json"])
    assert (run(arguments, cast("Desk", SignedIn(database))) or 0) == code
    return json.loads(capsys.readouterr().out)


def right_totals() -> dict[str, tuple[int, int]]:
    with (SAMPLES / "kullanim_dogru_sonuc.csv").open(encoding="utf-8") as file:
        return {
            row["line"]: (int(row["seconds"]), int(row["bytes"])) for row in csv.DictReader(file)
        }


@pytest.mark.both_backends
def test_that_the_operators_files_come_to_the_right_second_and_byte(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    right = right_totals()
    with database.open_work("administrator") as work:
        furnish(work)
        for number, phone in enumerate(right, start=1):
            service.LINES.save(work, None, line_values(number, phone=phone))
    files = [str(SAMPLES / name) for name in USAGE]
    output_of(import_files, database, capsys, "import", "usage", *files)
    quota = output_of(list_quotas, database, capsys, "quota", "--period", "2026-09")
    assert {line["line"]: (line["seconds"], line["bytes"]) for line in quota} == right
    again = output_of(import_files, database, capsys, "import", "usage", *files)
    assert not any(step["stored"] for step in again)
    assert output_of(list_quotas, database, capsys, "quota", "--period", "2026-09") == quota


def test_that_a_roster_with_faults_is_refused_with_each_row_and_the_right_one_comes_in(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    words = ("import", "officers")
    refused = output_of(
        import_files,
        database,
        capsys,
        *words,
        str(SAMPLES / "kadro_hatali.xlsx"),
        code=2,
    )
    wrong = {row["row"]: row["problems"][0] for row in refused["rows"] if row["problems"]}
    assert refused["passed_over"] == [1, 2, 30]
    assert {row: (problem["key"], problem["code"]) for row, problem in wrong.items()} == FAULTS
    assert not refused["stored"]
    right = output_of(import_files, database, capsys, *words, str(SAMPLES / "kadro.xlsx"))
    assert right["stored"]
    assert right["counts"]["create"] == sum(right["counts"].values()) == 24


def test_that_a_case_list_comes_in_with_the_midnights_that_it_shows(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    words = ("import", "cases", str(SAMPLES / "vakalar.xlsx"))
    stored = output_of(import_files, database, capsys, *words)
    assert (stored["stored"], stored["counts"]["create"]) == (True, 300)
    again = output_of(import_files, database, capsys, *words)
    assert (again["stored"], again["counts"]["unchanged"]) == (False, 300)
