"""The days of a letter, whoever records them and in which order."""

import contextlib
import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from alo183_desktop.changes import service as changes
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.letters import confirmations, service
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.model import Confirmation, Dispatch, Letter
from alo183_desktop.letters.queries import get_letter_row
from alo183_desktop.letters.record import ConfirmationValues, Manner
from alo183_desktop.letters.rules import Result
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.desks import Furnished, finish, furnish
from tests.database.test_changes import form_of, new_entry
from tests.database.test_letters import FIRST, SPARE

FINISHED: Final = dt.date(2026, 11, 24)
WHY: Final = "Defterde başka yazıyor"
LATER: Final = 10
"""Days after it was finished."""


@pytest.fixture
def desk(fill_once: FillOnce) -> Furnished:
    return fill_once(furnish)


@pytest.fixture
def letter_id(database: Database, desk: Furnished, clock: FixedClock) -> int:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
    clock.advance(hours=24 * LATER)
    return letter_id


def day(number: int) -> dt.date:
    """Return a day, counted from the one of the letter's finishing."""
    return FINISHED + dt.timedelta(days=number)


def note(work: Work, letter_id: int, number: int, *, reason: str = WHY) -> None:
    version = get_letter_row(work.session, letter_id, now=work.now).version
    service.note_register_number(
        work, letter_id, "4752", day(number), version=version, reason=reason
    )


def values(work: Work, channel: Channel, number: int, result: Result) -> DispatchValues:
    at = work.now + dt.timedelta(days=number - LATER)
    return DispatchValues(channel, "Ankara", at, None, result, "", "OK")


def send(
    work: Work, letter_id: int, channel: Channel, number: int, result: Result = Result.SENT
) -> int:
    sent = values(work, channel, number, result)
    if channel is Channel.POST:
        sent = DispatchValues(channel, "Ankara", sent.at, None, result, "RR123456785TR", "")
    return service.record_dispatch(work, letter_id, sent, shares_item=True)


def correct(work: Work, letter_id: int, which: int, number: int, result: Result) -> None:
    rows = list(work.session.scalars(select(Dispatch).where(Dispatch.letter_id == letter_id)))
    if rows:
        row = rows[which % len(rows)]
        at = work.now + dt.timedelta(days=number - LATER)
        right = DispatchValues(row.channel, row.target, at, None, result, row.item_number, row.note)
        service.correct_dispatch(work, row.id, right, WHY, shares_item=True)


def confirm(work: Work, letter_id: int, number: int) -> None:
    said = ConfirmationValues(day(number), Manner.PHONE, "Ahmet Bey")
    version, base = 0, None
    with contextlib.suppress(KnownError):
        base, version = confirmations.open_confirmation(work, letter_id)
    confirmations.save_confirmation(work, letter_id, said, version=version, base=base)


def is_in_order(work: Work, letter_id: int) -> bool:
    """Return whether the rows as stored follow one another, without the rules of the program."""
    work.session.expire_all()
    letter = work.session.get_one(Letter, letter_id)
    rows = list(work.session.scalars(select(Dispatch).where(Dispatch.letter_id == letter_id)))
    replaced = {one.corrects_dispatch_id for one in rows}
    counted = [one for one in rows if one.id not in replaced and one.result is not Result.WITHDRAWN]
    today, written = local_day(work.now), letter.dated_on
    if written is not None and (
        written > today or any(local_day(one.at) < written for one in counted)
    ):
        return False
    if any(one.at > work.now or one.at < letter.finished_at for one in counted):
        return False
    query = select(Confirmation.confirmed_on).where(Confirmation.letter_id == letter_id)
    confirmed = work.session.scalar(query)
    if confirmed is None:
        return True
    proven = {
        channel: [
            local_day(one.at)
            for one in counted
            if one.channel is channel and one.result is Result.SENT
        ]
        for channel in CIRCULAR_CHANNELS
    }
    return confirmed <= today and all(
        found and min(found) <= confirmed for found in proven.values()
    )


class _UndoneError(Exception):
    """Ends an example: nothing of it is stored."""


numbers = st.integers(-1, LATER + 1)
channels, results = (
    st.sampled_from(CIRCULAR_CHANNELS),
    st.sampled_from((Result.SENT, Result.FAILED)),
)
acts = st.one_of(
    st.tuples(st.just(note), numbers),
    st.tuples(st.just(send), channels, numbers),
    st.tuples(st.just(send), channels, numbers, results),
    st.tuples(st.just(correct), st.integers(0, 5), numbers, st.sampled_from(Result)),
    st.tuples(st.just(confirm), numbers),
    st.tuples(st.just(confirmations.remove_confirmation)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=3, max_size=12))
def test_that_no_sequence_of_accepted_acts_breaks_the_order_of_the_days(
    database: Database, letter_id: int, chosen: list[tuple[Any, ...]]
) -> None:
    with contextlib.suppress(_UndoneError), database.open_work() as work:
        for act, *given_ in chosen:
            with contextlib.suppress(KnownError), work.session.begin_nested():
                act(work, letter_id, *given_)
            assert is_in_order(work, letter_id), (act, given_)
        raise _UndoneError


@pytest.mark.both_backends
def test_that_a_mistaken_day_is_corrected_from_the_later_ones_on_with_a_reason(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        for number in (LATER + 1, 21):
            with pytest.raises(KnownError, match=r"letters\.written_in_future"):
                note(work, letter_id, number)
        note(work, letter_id, 2, reason="")  # the first time there is nothing to correct
        fax = send(work, letter_id, Channel.FAX, 2)
        send(work, letter_id, Channel.POST, 2)
        confirm(work, letter_id, 3)
        # The paper is of the fourth day, and so is the fax: the later ones come first.
        with pytest.raises(KnownError, match=r"letters\.sent_before_written"):
            note(work, letter_id, 4)
        right = values(work, Channel.FAX, 4, Result.SENT)
        with pytest.raises(KnownError, match=r"letters\.confirmed_before_sent"):
            service.correct_dispatch(work, fax, right, WHY)
        confirm(work, letter_id, 5)
        service.correct_dispatch(work, fax, right, WHY)
        correct(work, letter_id, 1, 4, Result.SENT)
        with pytest.raises(KnownError, match=r"letters\.reason_missing"):
            note(work, letter_id, 4, reason=" ")
        note(work, letter_id, 4)
        card = service.open_letter(work, letter_id)
        assert (card.row.dated_on, card.number_reason) == (day(4), WHY)
    with database.open_work() as work:
        entries = find_entries(work.session, AuditFilter(), before=None, limit=50)
        assert "letter.number_corrected" in {one.action for one in entries}


def test_that_a_confirmation_of_what_was_never_sent_is_removed_before_its_dispatch_is_corrected(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        fax = send(work, letter_id, Channel.FAX, 2)
        send(work, letter_id, Channel.POST, 2)
        confirm(work, letter_id, 3)
        failed = values(work, Channel.FAX, 2, Result.FAILED)
        with pytest.raises(KnownError, match=r"letters\.confirmed_unsent"):
            service.correct_dispatch(work, fax, failed, WHY)
        confirmations.remove_confirmation(work, letter_id)
        service.correct_dispatch(work, fax, failed, WHY)
        with pytest.raises(KnownError, match=r"letters\.gone"):
            confirmations.open_confirmation(work, letter_id)
    with database.open_work() as work:
        entries = find_entries(work.session, AuditFilter(), before=None, limit=50)
        assert "confirmation.removed" in {one.action for one in entries}


def test_that_no_letter_is_finished_with_a_day_to_come(
    database: Database, desk: Furnished, letter_id: int
) -> None:
    with database.open_work() as work:
        note(work, letter_id, 4)
        entry = new_entry(desk, **SPARE, **FIRST)
        with pytest.raises(KnownError) as refused:
            finish(work, form_of(desk, entry, date="05.12.2026"))
        (problem,) = refused.value.problems
        assert problem[:2] == ("letter.date", "letters.written_in_future")
        # What corrects it is not dated before it, and it is not dated after what corrects it.
        form, context = changes.correction_form(work, letter_id)
        assert context.letters[letter_id].dated_on == day(4)
        early = form_of(desk, *form.entries, corrects_letter_id=letter_id)
        early = replace(early, date="27.11.2026", correction_reason="unvan")
        with pytest.raises(KnownError) as refused:
            finish(work, early)
        (problem,) = refused.value.problems
        assert problem[:2] == ("letter.date", "letters.written_before_earlier")
        finish(work, replace(early, date="28.11.2026"))
        with pytest.raises(KnownError, match=r"letters\.written_after_later"):
            note(work, letter_id, 5)
