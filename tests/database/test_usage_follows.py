"""What follows an import of usage: quota notices, and a hint about lines that are missing."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pytest

from alo183_desktop.phones import service
from alo183_desktop.phones.kinds import ItemState, NoticeKind
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaNoticeRow
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.usage.match import MAYBE_CUT
from alo183_desktop.phones.usage.rows import UsageFile
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from tests.database.databases import Database
from tests.database.phones import line_item
from tests.database.usage_files import import_, preview, stock, sums, undo
from tests.unit.phones.usage_sheets import FIRST, LINE_HEADINGS, SECOND, read_sheets, sheet

THIRD: Final = "+905000011003"
MISSING: Final = "phones.usage_lines_missing"


def month(database: Database, *, back: int) -> str:
    """Return a month before the present one, as the title of a file has it."""
    with database.open_work() as work:
        day = local_day(work.now).replace(day=1)
    for _ in range(back):
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return f"Dönem: {day:%m/%Y}"


def file_of(database: Database, rows: Sequence[Sequence[str]], *, back: int) -> UsageFile:
    return sums(*rows, title=(month(database, back=back),))


def text_of(database: Database, rows: Sequence[Sequence[str]], *, back: int) -> UsageFile:
    reported = [(month(database, back=back),), LINE_HEADINGS, *rows]
    return read_sheets(sheet(reported, encoding="cp1254"), name="kullanim.csv")


def notices(database: Database) -> list[tuple[str, NoticeKind]]:
    with database.open_work() as work:
        rows: tuple[QuotaNoticeRow, ...] = quota_service.list_notices(
            work, today=local_day(work.now)
        )
    return [(row.phone, row.kind) for row in rows]


def three_lines(database: Database) -> dict[str, int]:
    lines = stock(database)
    with database.open_work() as work:
        return {**lines, THIRD: service.LINES.save(work, None, LineValues(phone=THIRD))}


def missing(database: Database, file: UsageFile) -> Problem | None:
    notes = [note for note in preview(database, file).notes if note.code == MISSING]
    assert len(notes) <= 1
    return notes[0] if notes else None


def rows_of(*phones: str) -> list[tuple[str, str, str]]:
    return [(f"0{phone[3:]}", "1", "1") for phone in phones]


def test_that_an_import_notes_what_has_to_be_reported_and_its_undoing_takes_it_back(
    database: Database,
) -> None:
    stock(database)
    made = import_(database, file_of(database, [("05000011001", "310", "1")], back=1))
    assert notices(database) == [(FIRST, NoticeKind.REACHED)]
    undo(database, made)
    assert notices(database) == []


def test_that_the_undoing_of_a_replacement_gives_the_notice_back(database: Database) -> None:
    stock(database)
    import_(database, file_of(database, [("05000011001", "310", "1")], back=1))
    lower = file_of(database, [("05000011001", "10", "1")], back=1)
    made = import_(database, lower, replace=True)
    assert notices(database) == []
    undo(database, made)
    assert notices(database) == [(FIRST, NoticeKind.REACHED)]


def test_that_notices_of_other_lines_stay(database: Database) -> None:
    stock(database)
    import_(database, file_of(database, [("05000011001", "310", "1")], back=1))
    made = import_(database, file_of(database, [("05000011002", "310", "1")], back=1))
    assert sorted(notices(database)) == [
        (FIRST, NoticeKind.REACHED),
        (SECOND, NoticeKind.REACHED),
    ]
    undo(database, made)
    assert notices(database) == [(FIRST, NoticeKind.REACHED)]


@pytest.mark.both_backends
def test_that_lines_of_the_file_before_are_missed(database: Database) -> None:
    three_lines(database)
    assert missing(database, file_of(database, rows_of(FIRST, SECOND), back=2)) is None
    import_(database, file_of(database, rows_of(FIRST, SECOND, THIRD), back=2))
    note = missing(database, file_of(database, rows_of(FIRST, SECOND), back=1))
    assert note is not None
    assert (note.parameters["count"], note.parameters["lines"]) == (1, "0500 001 10 03")
    assert missing(database, file_of(database, rows_of(FIRST, SECOND, THIRD), back=1)) is None


def test_that_a_missed_line_keeps_nothing_from_being_stored(database: Database) -> None:
    three_lines(database)
    import_(database, file_of(database, rows_of(FIRST, SECOND, THIRD), back=2))
    made = import_(database, file_of(database, rows_of(FIRST, SECOND), back=1))
    assert made.created == 2


def test_that_a_text_that_may_be_cut_behind_a_row_is_stored_only_when_somebody_knows_it_is_whole(
    database: Database,
) -> None:
    three_lines(database)
    import_(database, text_of(database, rows_of(FIRST, SECOND, THIRD), back=2))
    cut = text_of(database, rows_of(FIRST, SECOND), back=1)
    with pytest.raises(KnownError) as caught:
        import_(database, cut)
    assert caught.value.code == MAYBE_CUT
    assert caught.value.parameters["lines"] == "0500 001 10 03"
    assert import_(database, cut, trusts_end=True).created == 2
    # Once it is stored, the same file again is no question any more.
    assert import_(database, cut).import_id is None


def test_that_a_text_with_its_right_total_is_not_doubted(database: Database) -> None:
    three_lines(database)
    import_(database, text_of(database, rows_of(FIRST, SECOND, THIRD), back=2))
    whole = [*rows_of(FIRST, SECOND), ("Toplam", "2", "2")]
    assert import_(database, text_of(database, whole, back=1)).created == 2


def test_that_the_file_of_another_operator_misses_nothing(database: Database) -> None:
    three_lines(database)
    import_(database, file_of(database, rows_of(FIRST, SECOND), back=2))
    assert missing(database, file_of(database, rows_of(THIRD), back=1)) is None


def test_that_a_line_that_was_given_back_is_not_missed(database: Database) -> None:
    lines = three_lines(database)
    import_(database, file_of(database, rows_of(FIRST, SECOND, THIRD), back=2))
    with database.open_work() as work:
        service.set_state(work, line_item(lines[THIRD]), state=ItemState.RETURNED, at=work.now)
    assert missing(database, file_of(database, rows_of(FIRST, SECOND), back=1)) is None


def test_that_a_line_whose_row_is_wrong_is_named_once(database: Database) -> None:
    three_lines(database)
    import_(database, file_of(database, rows_of(FIRST, SECOND, THIRD), back=2))
    rows = [*rows_of(FIRST, SECOND), ("05000011003", "x", "1")]
    assert missing(database, file_of(database, rows, back=1)) is None


@pytest.mark.parametrize(("back", "is_reported"), [(3, True), (8, False)])
def test_that_only_a_file_of_the_last_months_is_looked_at(
    database: Database, back: int, *, is_reported: bool
) -> None:
    three_lines(database)
    import_(database, file_of(database, rows_of(FIRST, SECOND, THIRD), back=back))
    note = missing(database, file_of(database, rows_of(FIRST, SECOND), back=1))
    assert (note is not None) is is_reported
