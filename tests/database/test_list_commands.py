"""What the commands made from lists write: the rows, columns and rights of their page."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

import pytest
from python_calamine import load_workbook

from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.guidance import service
from alo183_desktop.guidance.lists import LOG
from alo183_desktop.rota import service as rota
from alo183_desktop.shared.paths import resources
from tests.clocks import START
from tests.database.databases import Database
from tests.database.desks import furnish, visit
from tests.database.kept_rotas import NOVEMBER, keep
from tests.database.signed_in import SignedIn

COMMANDS: Final = (
    ("guidance",),
    *(("vehicles", one) for one in ("list", "states", "drivers", "orders")),
    *(("rota", one) for one in ("gaps", "hand-overs", "swaps", "unreached")),
)


def run(database: Database, *words: str, role: str = "director") -> int:
    """Run a command as a user of a role."""
    arguments = build_parser().parse_args(words)
    return int(arguments.run(arguments, cast("Any", SignedIn(database, role))))


def test_that_a_list_of_a_page_is_written_for_other_programs_as_the_page_shows_it(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with database.open_work("administrator") as work:
        helped = visit(furnish(work).disabled)
        sent = replace(helped, is_sent_on=True, sent_reason="Gece, görevli yoktu")
        service.VISITS.save(work, None, helped)
        sent_id = service.VISITS.save(work, None, sent)
    day = f"{START:%Y-%m-%d}"
    for words, count in (
        ([], 2),
        (["--search", "ENGELLI aylığı"], 2),
        (["--is-sent-on", "yes"], 1),
        (["--is-sent-on", "no"], 1),
        (["--since", day, "--until", day], 2),
        (["--until", "01.01.2020"], 0),
    ):
        assert run(database, "guidance", *words, "--json") == 0
        assert len(json.loads(capsys.readouterr().out)) == count
    run(database, "guidance", "--is-sent-on", "yes", "--json")
    (row,) = json.loads(capsys.readouterr().out)
    assert row["guidance_id"] == sent_id
    assert row["sent_reason"] == "Gece, görevli yoktu"
    assert "version" not in row
    file = tmp_path / "rehberlik.xlsx"
    run(database, "guidance", "--xlsx", str(file))
    rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    assert rows[0] == [column.heading for column in LOG.columns]
    assert len(rows) == 3
    run(database, "guidance")
    assert "183’e yönlendirildi" in capsys.readouterr().out


def test_that_what_leaves_by_the_command_of_a_list_is_recorded(database: Database) -> None:
    with database.open_work("administrator") as work:
        service.VISITS.save(work, None, visit(furnish(work).disabled))
    run(database, "guidance", "--json")
    with database.open_work("auditor") as work:
        (newest,) = find_entries(work.session, AuditFilter(), before=None, limit=1)
    assert newest.action == "guidance.exported"
    assert newest.details == {"count": 1, "what": "command_line"}


def test_that_each_list_is_written_as_json_and_as_a_workbook(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with database.open_work("administrator") as work:
        keep(work)
        rota.begin_month(work, NOVEMBER)
    for words in COMMANDS:
        assert run(database, *words, "--json") == 0
        rows = json.loads(capsys.readouterr().out)
        assert isinstance(rows, list), words
        file = tmp_path / "liste.xlsx"
        assert run(database, *words, "--xlsx", str(file)) == 0
        sheet = load_workbook(str(file)).get_sheet_by_index(0).to_python()
        assert len(sheet) == 1 + len(rows), words
        assert run(database, *words) == 0
        assert len(capsys.readouterr().out.splitlines()) == len(sheet), words
        if words[1:] == ("gaps",):
            assert rows
            assert {row["words"] for row in rows} >= {"kimse yazılmamış"}


def test_that_an_option_before_the_name_of_a_list_is_kept() -> None:
    for words in (("vehicles", "--json", "orders"), ("vehicles", "orders", "--json")):
        assert build_parser().parse_args(words).json is True
    assert build_parser().parse_args(("vehicles", "orders")).json is False


def test_that_each_list_of_the_data_side_has_its_command() -> None:
    described = tomllib.loads((resources() / "commands.toml").read_text(encoding="utf-8"))
    package = resources().parent / "alo183_desktop"
    made = {
        f"{path.parent.name}.lists:{name}"
        for path in package.glob("*/lists.py")
        if path.parent.name != "access"
        for name in re.findall(
            r"^(?:def )?(\w+)(?::|\(.*\) ->) (?:Final = )?FilteredListSpec",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    assert len(made) > 3
    # `alo183 phones` writes both, as of an instant.
    assert made - set(_places(described)) == {"phones.lists:LINES", "phones.lists:HANDSETS"}


def _places(described: dict[str, Any]) -> Iterator[str]:
    for key, value in described.items():
        if isinstance(value, dict):
            yield from _places(value)
        elif key == "list":
            yield value
