"""Rows that are stored unless their key is taken."""

import pytest
from sqlalchemy import select

from alo183_desktop.db.bulk import insert_if_absent
from alo183_desktop.phones.kinds import Measure, NoticeKind
from alo183_desktop.phones.model import QuotaNotice, ReachabilitySeed
from tests.database.databases import Database
from tests.database.phones import stock

pytestmark = pytest.mark.both_backends


def test_that_the_first_row_of_a_key_stays(database: Database) -> None:
    for seed in (b"first", b"second"):
        with database.open_work() as work:
            row = {"id": 1, "seed": seed, "made_at": work.now}
            insert_if_absent(work.session, ReachabilitySeed.__table__, [row])
    with database.open_work() as work:
        insert_if_absent(work.session, ReachabilitySeed.__table__, [])
        (kept,) = work.session.execute(select(ReachabilitySeed.seed, ReachabilitySeed.made_at))
    assert tuple(kept) == (b"first", work.now)


def test_that_rows_without_a_taken_key_are_stored_beside_it(database: Database) -> None:
    with database.open_work("administrator") as work:
        line_id = stock(work).line
        rows = [
            {
                "line_id": line_id,
                "period_starts_on": work.now.date(),
                "measure": Measure.SECONDS,
                "kind": kind,
                "at": work.now,
                "seen_at": None,
            }
            for kind in (NoticeKind.NEAR, NoticeKind.NEAR, NoticeKind.REACHED)
        ]
        insert_if_absent(work.session, QuotaNotice.__table__, rows)
        found = set(work.session.scalars(select(QuotaNotice.kind)))
    assert found == {NoticeKind.NEAR, NoticeKind.REACHED}
