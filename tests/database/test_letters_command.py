"""`alo183 letters`: the list of letters for people and for programs."""

import json
from argparse import Namespace
from typing import cast

import pytest
from sqlalchemy import select

from alo183_desktop.cli.context import Context
from alo183_desktop.cli.letter import run_letters
from alo183_desktop.db.audit import AuditEntry
from tests.database.databases import Database
from tests.database.desks import finish, furnish
from tests.database.signed_in import SignedIn
from tests.database.test_changes import form_of, new_entry


def test_that_letters_are_listed_with_what_they_lack(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        desk = furnish(work)
        form = form_of(desk, new_entry(desk), register_number="4752", date="24.11.2026")
        finish(work, form)
    context = cast("Context", SignedIn(database, "auditor"))
    run_letters(Namespace(json=False), context)
    printed = capsys.readouterr().out
    assert "Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA" in printed
    assert "ACELE, faks da posta da bekliyor" in printed
    run_letters(Namespace(json=True), context)
    (letter,) = json.loads(capsys.readouterr().out)
    assert (letter["register_number"], letter["dated_on"]) == ("4752", "2026-11-24")
    assert (letter["lacks"], letter["completed_at"]) == (["fax", "post"], None)
    assert (letter["complete_by"], letter["rule_basis"]) == (["fax", "post"], "")
    assert letter["fax"] == {"state": "none", "at": None, "attempts": 0}
    with database.open_work() as work:
        actions = work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence))
        assert list(actions)[-2:] == ["letters.exported", "letters.exported"]
