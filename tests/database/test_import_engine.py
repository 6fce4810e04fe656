"""The way of every import, shown by the smallest one: names of units, one in each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import func, select

from alo183_desktop.access.rules import Right
from alo183_desktop.directorate.model import Unit
from alo183_desktop.imports.headings import Found
from alo183_desktop.imports.model import Import
from alo183_desktop.imports.recipe import NOTHING_SAID, Judgement, Options, Recipe, Stored, Words
from alo183_desktop.imports.rows import PreviewRow, Verdict
from alo183_desktop.imports.sheets import Sheet
from alo183_desktop.imports.storing import Brought, Change
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.recipe import Agreed
    from alo183_desktop.imports.rows import Preview
    from tests.database.conftest import Database

pytestmark = pytest.mark.both_backends


def judge(
    session: Session, _looked_up: None, sheet: Sheet[str], _options: Options, _now: dt.datetime
) -> Judgement[str]:
    known = set(session.scalars(select(Unit.key)))
    new = tuple(name for name in sheet.entries if name and fold(name) not in known)
    rows = tuple(
        PreviewRow(number, verdict(name, new), name)
        for number, name in enumerate(sheet.entries, start=2)
    )
    return Judgement(rows, new)


def verdict(name: str, new: tuple[str, ...]) -> Verdict:
    if not name:
        return Verdict.WRONG
    return Verdict.CREATE if name in new else Verdict.UNCHANGED


def store(
    work: Work, _sheet: Sheet[str], judgement: Judgement[str], agreed: Agreed[Options]
) -> Stored:
    units = [Unit(name=name, key=fold(name)) for name in judgement.plans]
    work.session.add_all(units)
    work.session.flush()
    for unit in units:
        work.record("unit.added", "unit", unit.id, imported=agreed.import_id)
    return Stored([Change("unit", unit.id, None, unit.version) for unit in units])


UNITS: Final[Recipe[Sheet[str], Judgement[str], Options]] = Recipe(
    kind="units",
    words=Words(title="", explanation="", history="", thing="kurum", label="Kurum", fields={}),
    wanted=(),
    seen_with=Right.SEE_OFFICERS,
    read=lambda _file, _options, _now: pytest.fail("nothing is read"),
    judge=judge,
    store=store,
    brings=(Brought("unit", Unit),),
    options=NOTHING_SAID,
    tables=("units",),
)


def preview(work: Work, *names: str) -> Preview:
    found = Found(0, 1, {"name": 0}, {"name": "Birim"}, ("Birim",), {}, (), (), 0)
    sheet = Sheet(
        file_name="birimler.csv",
        sha256="0" * 64,
        sheet="",
        heading_row=1,
        headings=found.texts,
        found=found,
        entries=names,
        passed_over=(),
        notes=(),
    )
    return UNITS.preview(work, sheet)


def count(database: Database) -> tuple[int, int]:
    with database.open_work() as work:
        units = work.session.scalar(select(func.count()).select_from(Unit))
        imports = work.session.scalar(select(func.count()).select_from(Import))
        return units or 0, imports or 0


def test_that_an_agreed_import_is_stored_listed_and_taken_back(database: Database) -> None:
    before = count(database)
    with database.open_work() as work:
        made = UNITS.apply(work, preview(work, "Çocuk Evleri", "Huzurevi"))
        assert made.import_id is not None
    with database.open_work() as work:
        (listed,) = UNITS.history(work)
        assert (listed.created, listed.can_undo) == (2, True)
        assert UNITS.apply(work, preview(work, "Huzurevi")).import_id is None
        UNITS.undo(work, made.import_id)
    assert count(database) == (before[0], before[1] + 1)


def test_that_nothing_is_stored_when_the_data_moved_on_since_the_preview(
    database: Database,
) -> None:
    with database.open_work() as work:
        agreed = preview(work, "Çocuk Evleri", "Huzurevi")
    with database.open_work() as work:
        UNITS.apply(work, preview(work, "Huzurevi"))
    before = count(database)
    with pytest.raises(KnownError, match=r"imports\.stale"), database.open_work() as work:
        UNITS.apply(work, agreed)
    assert count(database) == before


def test_that_nothing_is_stored_when_somebody_comes_first_after_the_last_look(
    database: Database,
) -> None:
    before = count(database)
    with pytest.raises(KnownError, match=r"imports\.stale"), database.open_work() as work:
        # The second one meets the first, as it would meet that of another desk.
        UNITS.apply(work, preview(work, "Çocuk Evleri", "Çocuk evleri"))
    assert count(database) == before


def test_that_wrong_rows_hold_everything_back_until_they_are_left_out(database: Database) -> None:
    with pytest.raises(KnownError, match=r"imports\.wrong_rows"), database.open_work() as work:
        UNITS.apply(work, preview(work, "Huzurevi", ""))
    with database.open_work() as work:
        made = UNITS.apply(work, preview(work, "Huzurevi", ""), skip_wrong=True)
    assert made.created == 1
