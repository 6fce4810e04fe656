"""Calls that nothing explains, and how long their numbers are kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from alo183_desktop.cases import unexplained
from alo183_desktop.cases.kinds import CallReason
from alo183_desktop.cases.rows import CallFilter
from alo183_desktop.imports.model import Import
from alo183_desktop.phones.kinds import CallKind, ItemState
from alo183_desktop.phones.model import CallRecord, CallReview, Custody, Line, Usage
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.desks import furnish

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work
    from tests.database.conftest import Database

STRANGE = "+905329990000"


def line_with_calls(work: Work, *numbers: str, holder_id: int | None = None) -> int:
    """Store a line whose calls were made an hour apart, the first one at noon."""
    line = Line(phone="+905000000001", state=ItemState.ISSUED, search_key="", created_at=START)
    made = Import(
        kind="usage", file_name="a.csv", sha256="0", at=START, created=1, updated=0, unchanged=0
    )
    work.session.add_all([line, made])
    work.session.flush()
    usage = Usage(
        import_id=made.id,
        line_id=line.id,
        starts_on=dt.date(2026, 11, 1),
        ends_on=dt.date(2026, 12, 1),
        seconds=0,
        bytes=0,
        has_calls=True,
    )
    work.session.add(usage)
    work.session.flush()
    for place, number in enumerate(numbers):
        work.session.add(
            CallRecord(
                usage_id=usage.id,
                at=START - place * HOUR,
                kind=CallKind.VOICE,
                number=number,
                seconds=60,
                bytes=0,
            )
        )
    if holder_id is not None:
        work.session.add(Custody(line_id=line.id, officer_id=holder_id, from_at=START - 5 * HOUR))
    work.session.flush()
    return line.id


def test_that_only_what_nothing_explains_is_listed(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, caller_phone="+905000023653")
        line_id = line_with_calls(
            work,
            STRANGE,
            "183",
            "155",
            "+905000023653",
            "+905000004101",
            "+903120000010",
            "+905000000001",
            "internet",
            holder_id=furnished.zeynep,
        )
        (call,) = unexplained.find_calls(work, CallFilter())
        assert (call.number, call.line_id, call.holder_name) == (
            STRANGE,
            line_id,
            "Zeynep GÜNDOĞDU",
        )
        counts = unexplained.count_calls(work, CallFilter())
        assert (counts.calls, counts.unexplained, counts.reviewed) == (7, 1, 0)
        assert dict(counts.explained) == dict.fromkeys(CallReason, 1)
        assert unexplained.find_calls(work, CallFilter(until=START)) == ()
        assert unexplained.find_calls(work, CallFilter(line_id=line_id + 1)) == ()


def test_that_after_the_review_only_a_keyed_hash_stays(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, STRANGE, STRANGE)
        first, second = unexplained.find_calls(work, CallFilter())
        assert second.known_explanation == ""
        unexplained.explain_call(
            work, first.call_id, explanation="Hastane santrali", is_private=False
        )
        (left,) = unexplained.find_calls(work, CallFilter())
        assert left.call_id == second.call_id
        assert left.known_explanation == "Hastane santrali"
        (reviewed,) = unexplained.find_calls(work, CallFilter(is_reviewed=True))
        assert (reviewed.number, reviewed.explanation) == ("", "Hastane santrali")
        kept = work.session.scalars(
            select(CallRecord.number).where(CallRecord.id == first.call_id)
        ).one()
        assert kept.startswith("#")
        assert "5329990000" not in kept
        (review,) = work.session.scalars(select(CallReview)).all()
        assert review.number_hash == kept
        with pytest.raises(KnownError) as caught:
            unexplained.explain_call(work, first.call_id, explanation="Yine", is_private=True)
        assert caught.value.code == "cases.call_reviewed"
        counts = unexplained.count_calls(work, CallFilter())
        assert (counts.reviewed, counts.unexplained) == (1, 1)


def test_that_a_number_that_begins_like_a_hash_is_no_hash(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, "#31#05329990000")
        (call,) = unexplained.find_calls(work, CallFilter())
        assert call.number == "#31#05329990000"
        unexplained.explain_call(work, call.call_id, explanation="Hastane", is_private=False)
        kept = work.session.scalars(select(CallRecord.number)).one()
        assert "5329990000" not in kept


def test_that_an_explanation_must_say_something(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, STRANGE)
        (call,) = unexplained.find_calls(work, CallFilter())
        with pytest.raises(KnownError) as caught:
            unexplained.explain_call(work, call.call_id, explanation=" ", is_private=False)
    assert caught.value.code == "cases.explanation_missing"
