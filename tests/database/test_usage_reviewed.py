"""Usage files that repeat calls already reviewed, on both backends."""

import pytest
from sqlalchemy import select

from alo183_desktop.cases import unexplained
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.phones.model import CallRecord, CallReview
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database
from tests.database.usage_files import calls, contents, import_, preview, stock, undo, verdicts
from tests.unit.phones.usage_sheets import CALLS

HEARD = "Hastane santrali"
STRANGE = "05000020957"
TWICE = (
    *CALLS,
    ("05000011002", "16.09.2026", "10:00:00", STRANGE, "Konuşma", "60", "", "1,00"),
    ("05000011002", "16.09.2026", "10:00:00", STRANGE, "Konuşma", "90", "", "1,00"),
)
CORRECTED = (*CALLS[:2], (*CALLS[2][:5], "264", *CALLS[2][6:]))


def review(database: Database, *, seconds: int = 263) -> None:
    """Explain the call to the strange number that took so long."""
    with database.open_work("administrator") as work:
        (call,) = (
            call
            for call in unexplained.find_calls(work, UnexplainedCallFilter())
            if call.seconds == seconds
        )
        unexplained.explain_call(work, call.call_id, explanation=HEARD, is_private=False)


def calls_left(database: Database) -> tuple[int, int]:
    """Return how many calls wait for a review, and how many have it."""
    with database.open_work("administrator") as work:
        counts = unexplained.count_calls(work, UnexplainedCallFilter())
        return counts.unexplained, counts.reviewed


def numbers(database: Database) -> set[str]:
    """Return every number that is stored, of what was replaced as well."""
    with database.open_work() as work:
        return set(work.session.scalars(select(CallRecord.number)))


@pytest.mark.both_backends
def test_that_the_same_file_changes_nothing_after_a_review(database: Database) -> None:
    stock(database)
    file = calls(*TWICE)
    import_(database, file)
    review(database, seconds=90)
    before = contents(database)
    assert verdicts(preview(database, file)) == ["unchanged", "unchanged"]
    assert import_(database, file).import_id is None
    assert contents(database) == before


def test_that_a_corrected_file_keeps_the_review_and_not_the_number(database: Database) -> None:
    stock(database)
    import_(database, calls(*CALLS))
    review(database)
    assert verdicts(preview(database, calls(*CORRECTED))) == ["unchanged", "update"]
    made = import_(database, calls(*CORRECTED), replace=True)
    assert calls_left(database) == (0, 1)
    assert not any(STRANGE[1:] in number for number in numbers(database))
    with database.open_work("administrator") as work:
        (call,) = unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=True))
        assert (call.seconds, call.explanation) == (264, HEARD)
    # Nobody built on it: what it replaced has its review still.
    undo(database, made)
    assert calls_left(database) == (0, 1)


def test_that_calls_to_a_number_keep_their_review_when_their_file_comes_again(
    database: Database,
) -> None:
    stock(database)
    import_(database, calls(*TWICE))
    review(database, seconds=90)
    import_(database, calls(*CORRECTED, *TWICE[3:]), replace=True)
    # One word is said of all calls of the line with that number, two of them in one minute.
    assert calls_left(database) == (0, 3)
    with database.open_work("administrator") as work:
        reviewed = unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=True))
        assert 90 in {call.seconds for call in reviewed}
        assert {call.number for call in reviewed} == {""}


def test_that_a_reviewed_call_of_a_day_that_stays_keeps_its_review(database: Database) -> None:
    stock(database)
    strange = ("05000011002", "11.09.2026", "08:56:58", STRANGE, "Konuşma", "263", "", "1,66")
    import_(database, calls(strange, *(talk(day) for day in range(10, 16))))
    review(database)
    made = import_(database, calls(*(talk(day) for day in range(13, 21))), replace=True)
    assert calls_left(database) == (0, 1)
    assert not any(STRANGE[1:] in number for number in numbers(database))
    # What the newer file kept was said before it: nobody built on it.
    undo(database, made)
    assert calls_left(database) == (0, 1)


def talk(day: int) -> tuple[str, ...]:
    """Return a call to the call centre, which explains itself."""
    return ("05000011002", f"{day}.09.2026", "10:00:00", "183", "Konuşma", "10", "0", "")


def test_that_an_import_with_a_reviewed_call_is_not_taken_back(database: Database) -> None:
    stock(database)
    made = import_(database, calls(*CALLS))
    review(database)
    with pytest.raises(KnownError) as caught:
        undo(database, made)
    assert caught.value.code == "imports.built_on"
    with database.open_work() as work:
        assert [row.can_undo for row in USAGE.history(work)] == [False]
        assert len(work.session.scalars(select(CallReview)).all()) == 1


def test_that_a_review_after_a_replacement_reaches_the_replaced_call(database: Database) -> None:
    stock(database)
    import_(database, calls(*CALLS))
    made = import_(database, calls(*CORRECTED), replace=True)
    review(database, seconds=264)
    assert not any(STRANGE[1:] in number for number in numbers(database))
    with pytest.raises(KnownError) as caught:
        undo(database, made)
    assert caught.value.code == "imports.built_on"
