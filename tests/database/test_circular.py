"""Notification of the circular against signature: who was, who waits, and what a year brings."""

import datetime as dt
import hashlib

import pytest
from sqlalchemy import select

from alo183_desktop.db.work import Work
from alo183_desktop.documents.papers.custody_form import CustodyFormContent
from alo183_desktop.phones.custody import circular, papers
from alo183_desktop.phones.kinds import CircularStanding, FormKind, FormState
from alo183_desktop.phones.model import Custody, CustodyFile, CustodyForm
from alo183_desktop.phones.rows import CircularRow
from alo183_desktop.phones.rules import CLAUSES
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.plain import from_plain
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.phones import checked_picture, form_row, stock


def row_of(work: Work, officer_id: int) -> CircularRow:
    (row,) = (one for one in circular.find_circular(work) if one.officer_id == officer_id)
    return row


@pytest.mark.both_backends
def test_that_an_officer_is_reported_once_signs_and_is_reported_anew_after_a_year(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        officer_id = stock(work).people.ilknur
        before = circular.find_circular(work)
        assert {row.standing for row in before} == {CircularStanding.MISSING}
        (form_id,) = circular.notify(work, [officer_id])
        assert circular.notify(work, [officer_id, officer_id]) == (form_id,)
        waiting = row_of(work, officer_id)
        assert (waiting.open_form_id, waiting.standing) == (form_id, CircularStanding.MISSING)
        assert waiting.open_form_number == form_row(work, form_id).number_text
        version = form_row(work, form_id).version
        papers.attach_signed(work, form_id, checked_picture(), version=version)
        reported = row_of(work, officer_id)
        assert (reported.standing, reported.open_form_id) == (CircularStanding.NOTIFIED, None)
        assert reported.signed_on == dt.date(2026, 11, 24)
        assert circular.find_circular(work)[-1] == reported
    clock.advance(days=364)
    with database.open_work("clerk") as work:
        assert row_of(work, officer_id).standing is CircularStanding.NOTIFIED
        count = circular.count_unnotified(work.session, today=dt.date(2027, 11, 23))
    clock.advance(days=1)
    with database.open_work("clerk") as work:
        assert row_of(work, officer_id).standing is CircularStanding.OVER
        today = dt.date(2027, 11, 24)
        assert circular.count_unnotified(work.session, today=today) == count + 1
        (again,) = circular.notify(work, [officer_id])
        assert again != form_id


def test_that_the_paper_keeps_the_clauses_and_hands_nothing_over(database: Database) -> None:
    with database.open_work("administrator") as work:
        officer_id = stock(work).people.ilknur
        (form_id,) = circular.notify(work, [officer_id])
        form = work.session.get_one(CustodyForm, form_id)
        file = work.session.scalars(select(CustodyFile)).one()
        content = from_plain(CustodyFormContent, form.content)
        assert (form.kind, form.state) == (FormKind.CIRCULAR, FormState.DRAFT)
        assert content.terms == CLAUSES
        assert content.receiver.name == form.officer_name
        assert file.sha256 == hashlib.sha256(papers.open_form_pdf(work, form_id)).hexdigest()
        assert work.session.scalar(select(Custody)) is None
        with pytest.raises(KnownError, match="gone"):
            circular.notify(work, [officer_id, 999])
