"""`alo183 letters` and `alo183 letter --kind`: the list of letters, and letters from the data."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Final, cast

import pytest
from sqlalchemy import select

from alo183_desktop.cli.context import Context
from alo183_desktop.cli.letter import run_letter, run_letters
from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.letters.queries import list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import finish, furnish
from tests.database.phones import line_item, stock
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


LOST: Final = ("--kind", "lost-line", "--item", "11 01")
FACTS: Final = (
    *("--fact", "how=stolen", "--fact", "police=Ulus Polis Merkezi"),
    *("--fact", "recorded_on=24.11.2026", "--fact", "pages=1"),
)


def test_that_another_letter_is_written_frozen_and_numbered_without_a_window(
    database: Database, clock: FixedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        here = stock(work)
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now)
    clock.advance(minutes=1)
    with database.open_work("administrator") as work:
        item = line_item(here.line)
        phones.set_state(work, item, state=ItemState.LOST, at=work.now, reason="Çantası çalındı")
    context = cast("Context", SignedIn(database, "clerk"))

    def run(*words: str) -> None:
        arguments = build_parser().parse_args(["letter", *words, "--out", str(tmp_path / "out")])
        run_letter(arguments, context)

    for code, words in (
        ("letters.kind_item", ("--kind", "lost-line")),
        ("letters.kind_fact", (*LOST, "--fact", "colour=red")),
        ("letters.kind_signatory", (*LOST, *FACTS, "--signatory", "Hiç Kimse")),
        ("letters.kind_address", (*LOST, *FACTS, "--to", "BURSA VALİLİĞİNE")),
        ("letters.kind_none", ("--kind", "broken-phone")),
        ("records.wrong", LOST),
    ):
        with pytest.raises(KnownError) as refused:
            run(*words)
        assert refused.value.code == code
    assert not (tmp_path / "out").exists()
    with database.open_work() as work:
        assert list_letters(work.session, LetterFilter(state="all"), now=work.now) == ()
    run(*LOST, *FACTS, "--number", "4752", "--date", "24.11.2026")
    assert "11 dosya yazıldı" in capsys.readouterr().out
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"calinti-hat.pdf", "calinti-hat.docx", "faks-standart.tiff"} <= names
    text = (tmp_path / "out" / "calinti-hat.txt").read_text(encoding="utf-8")
    assert "-4752\nTarih : 24.11.2026\nKonu : Çalıntı Hat" in text
    assert "Ek: Kolluk Tutanağı (1 sayfa)" in text
    with database.open_work() as work:
        (row,) = list_letters(work.session, LetterFilter(state="all"), now=work.now)
    assert (row.register_number, row.summary) == ("4752", "Çalıntı hat: 0500 000 11 01")
