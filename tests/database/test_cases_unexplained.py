"""Calls that nothing explains, and how long their numbers are kept."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from alo183_desktop.cases import settings, unexplained
from alo183_desktop.cases.kinds import CallReason
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.record import PartnerValues
from alo183_desktop.directorate.service import PARTNERS
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import CallRecord, CallReview, Custody, PhoneLine
from alo183_desktop.rota.service import PEOPLE
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.kept_rotas import MAIN_PERSON
from tests.database.usages import add_call, add_summary

STRANGE = "+905329990000"
PARTNER = PartnerValues(PartnerKind.PROSECUTOR, "Ankara Adliyesi", "+903129990001")
DRIVER = replace(MAIN_PERSON, name="Kazım ŞOFÖR", phone="+905329990002")


def line_with_calls(
    work: Work, *numbers: str, holder_id: int | None = None, phone: str = "+905000000001"
) -> int:
    """Store a line whose calls were made an hour apart, the first one at noon."""
    line = PhoneLine(phone=phone, state=ItemState.ISSUED, search_key="", created_at=START)
    work.session.add(line)
    work.session.flush()
    days = ("2026-11-01", "2026-12-01")
    usage_id = add_summary(work, line.id, days, minutes=0, has_calls=True)
    for index, number in enumerate(numbers):
        add_call(work, usage_id, START - index * HOUR, number)
    if holder_id is not None:
        work.session.add(Custody(line_id=line.id, officer_id=holder_id, from_at=START - 5 * HOUR))
    work.session.flush()
    return line.id


@pytest.mark.both_backends
def test_that_only_what_nothing_explains_is_listed(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, caller_phone="+905000023653")
        PARTNERS.save(work, None, PARTNER)
        PEOPLE.save(work, None, DRIVER)
        line_id = line_with_calls(
            work,
            STRANGE,
            PARTNER.phone,
            DRIVER.phone,
            "183",
            "155",
            "+905000023653",
            "+905000004101",
            "+903120000010",
            "+905000000001",
            "internet",
            holder_id=furnished.zeynep,
        )
        (call,) = unexplained.find_calls(work, UnexplainedCallFilter())
        assert (call.number, call.line_id, call.holder_name) == (
            STRANGE,
            line_id,
            "Zeynep GÜNDOĞDU",
        )
        counts = unexplained.count_calls(work, UnexplainedCallFilter())
        assert (counts.calls, counts.unexplained, counts.reviewed) == (9, 1, 0)
        assert dict(counts.explained) == dict.fromkeys(CallReason, 1)
        assert unexplained.find_calls(work, UnexplainedCallFilter(until=START)) == ()
        assert unexplained.find_calls(work, UnexplainedCallFilter(line_id=line_id + 1)) == ()


def kept_numbers(work: Work) -> list[str]:
    query = select(CallRecord.number).order_by(CallRecord.id)
    return list(work.session.scalars(query))


@pytest.mark.both_backends
def test_that_after_the_review_only_a_keyed_hash_stays(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, STRANGE, "+905329990001", STRANGE, STRANGE)
        first = unexplained.find_calls(work, UnexplainedCallFilter())[0]
        unexplained.explain_call(
            work, first.call_id, explanation="Hastane santrali", is_private=False
        )
        # One word is said of all calls of the line with that number.
        (left,) = unexplained.find_calls(work, UnexplainedCallFilter())
        assert left.number == "+905329990001"
        reviewed = unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=True))
        assert [(row.number, row.explanation) for row in reviewed] == [("", "Hastane santrali")] * 3
        hashed = [number for number in kept_numbers(work) if number != "+905329990001"]
        assert len(set(hashed)) == 1
        assert hashed[0].startswith("#")
        assert "5329990000" not in hashed[0]
        reviews = work.session.scalars(select(CallReview.number_hash)).all()
        assert set(reviews) == set(hashed)
        with pytest.raises(KnownError) as caught:
            unexplained.explain_call(work, first.call_id, explanation="Yine", is_private=True)
        assert caught.value.code == "cases.call_reviewed"
        counts = unexplained.count_calls(work, UnexplainedCallFilter())
        assert (counts.reviewed, counts.unexplained) == (3, 1)


def test_that_another_line_is_shown_the_explanation_of_the_number(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, STRANGE)
        line_with_calls(work, STRANGE, phone="+905000000002")
        first, second = unexplained.find_calls(work, UnexplainedCallFilter())
        assert second.known_explanation == ""
        unexplained.explain_call(work, first.call_id, explanation="Hastane", is_private=False)
        (left,) = unexplained.find_calls(work, UnexplainedCallFilter())
        assert (left.call_id, left.known_explanation) == (second.call_id, "Hastane")


@pytest.mark.parametrize(
    "number",
    [
        "0532 999 00 00",
        "+905329990000",
        "532-999-00-00",
        "411 22 33",
        "+49 30 123456",
        "05329990000",
    ],
)
def test_that_a_number_in_the_explanation_is_hidden(database: Database, number: str) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, STRANGE)
        (call,) = unexplained.find_calls(work, UnexplainedCallFilter())
        words = f"24.11.2026 günü {number} arandı, vaka 183-2026-100421."
        unexplained.explain_call(work, call.call_id, explanation=words, is_private=False)
        (row,) = unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=True))
    assert row.explanation == "24.11.2026 günü (numara gizlendi) arandı, vaka 183-2026-100421."


def test_that_a_number_waits_no_longer_than_the_terms_say(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, caller_phone="+905000023653")
        line_with_calls(work, STRANGE, "+905000023653", "155", "+905000004101")
        assert unexplained.hide_old_numbers(work) == 0
        settings.set_terms(
            work,
            starts_on=START.date(),
            urgent_action_minutes=60,
            other_action_minutes=240,
            reminder_hours=[6],
            call_review_days=30,
        )
    database.clock.advance(hours=24 * 31)
    with database.open_work("administrator") as work:
        assert unexplained.hide_old_numbers(work) == 2
        strange, caller, *others = kept_numbers(work)
        assert strange.startswith("#")
        assert caller.startswith("#")
        # Those are no private persons' numbers.
        assert others == ["155", "+905000004101"]
        (left,) = unexplained.find_calls(work, UnexplainedCallFilter())
        assert left.number == ""
        (reviewed,) = unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=True))
        assert reviewed.explanation.startswith("Vaka kaydındaki arayan")
        assert unexplained.hide_old_numbers(work) == 0
        unexplained.explain_call(work, left.call_id, explanation="Hatırlanmıyor", is_private=False)
        assert unexplained.find_calls(work, UnexplainedCallFilter()) == ()


def test_that_a_number_that_begins_like_a_hash_is_no_hash(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, "#31#05329990000")
        (call,) = unexplained.find_calls(work, UnexplainedCallFilter())
        assert call.number == "#31#05329990000"
        unexplained.explain_call(work, call.call_id, explanation="Hastane", is_private=False)
        kept = work.session.scalars(select(CallRecord.number)).one()
        assert "5329990000" not in kept


def test_that_an_explanation_must_say_something(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        line_with_calls(work, STRANGE)
        (call,) = unexplained.find_calls(work, UnexplainedCallFilter())
        with pytest.raises(KnownError) as caught:
            unexplained.explain_call(work, call.call_id, explanation=" ", is_private=False)
    assert caught.value.code == "cases.explanation_missing"
