"""What keeps a roster's import from being stored late, or from being taken back."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.cases import service as cases
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.officers import service
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.storing import id_of_tckn
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database.cases import AID
from tests.database.databases import Database
from tests.database.rosters import CIG, SEN, contents, roster, set_up

TODAY: Final = dt.date(2026, 11, 24)


def take_in(database: Database, path: Path) -> int:
    with database.open_work() as work:
        made = ROSTER.apply(work, ROSTER.preview(work, ROSTER.open(path, now=work.now))).import_id
    assert made is not None
    return made


def test_that_a_preview_is_refused_once_a_row_that_it_leaves_alone_is_another(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    take_in(database, roster(tmp_path, CIG))
    with database.open_work() as work:
        agreed = ROSTER.preview(work, ROSTER.open(roster(tmp_path, CIG, SEN), now=work.now))
        assert [row.verdict.value for row in agreed.rows] == ["unchanged", "create"]
    with database.open_work() as work:
        officer_id = id_of_tckn(work.session, CIG[3])
        assert officer_id is not None
        _form, version = service.open_form(work, officer_id)
        values = replace(service.values_of(work, officer_id), title="Müdür")
        service.change_officer(work, officer_id, values, version=version)
    before = contents(database)
    # No row of the database would refuse it: what the clerk agreed to is not what would be stored.
    with pytest.raises(KnownError, match=r"imports\.stale"), database.open_work() as work:
        ROSTER.apply(work, agreed)
    assert contents(database) == before


def test_that_a_title_in_capitals_is_the_one_that_is_stored(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    take_in(database, roster(tmp_path, CIG))
    path = roster(tmp_path, (*CIG[:2], "SOSYOLOG", *CIG[3:]))
    with database.open_work() as work:
        (row,) = ROSTER.preview(work, ROSTER.open(path, now=work.now)).rows
    assert row.verdict is RowVerdict.UNCHANGED


def test_that_a_case_of_somebody_who_was_imported_keeps_the_import(
    database: Database, tmp_path: Path
) -> None:
    subjects = set_up(database)
    import_id = take_in(database, roster(tmp_path, CIG))
    with database.open_work() as work:
        assert [one.can_undo for one in ROSTER.history(work)] == [True]
        referral = CaseValues(
            number="183-2026-100000",
            routed_at=START - dt.timedelta(hours=2),
            subject_id=subjects["Çocuk"],
            kind_id=AID,
            is_urgent=False,
        )
        cases.add_case(work, referral, officer_id=id_of_tckn(work.session, CIG[3]))
    before = contents(database)
    with database.open_work() as work:
        # Told before it is tried: the row of the officer is as it was imported.
        assert [(one.can_undo, one.why_not) for one in ROSTER.history(work)] == [
            (False, "imports.built_on")
        ]
    with pytest.raises(KnownError, match=r"imports\.built_on"), database.open_work() as work:
        ROSTER.undo(work, import_id)
    assert contents(database) == before
