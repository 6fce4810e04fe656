"""What the database refuses of custody and usage, whoever asks it past the program."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.db.work import Work
from alo183_desktop.phones.custody import service as custody
from tests.database.databases import Database, FillOnce
from tests.database.phones import Stocked, handset_item, line_item, stock
from tests.database.usages import add_summary

pytestmark = pytest.mark.both_backends


def fill(work: Work) -> Stocked:
    here = stock(work)
    custody.issue(
        work,
        [line_item(here.line), handset_item(here.handset)],
        officer_id=here.people.ilknur,
        at=work.now,
    )
    return here


@pytest.fixture
def here(fill_once: FillOnce) -> Stocked:
    return fill_once(fill)


def refused(database: Database, statement: str, words: str) -> None:
    with pytest.raises(DBAPIError, match=words), database.open_work() as work:
        work.session.execute(text(statement))


OCTOBER = ("2026-10-01", "2026-11-01")


def insert_usage(work_line: int, days: tuple[str, str], *, seconds: str, amount: str) -> str:
    return (
        "INSERT INTO usages (import_id, line_id, starts_on, ends_on, seconds, bytes, has_calls) "  # noqa: S608
        f"SELECT min(id), {work_line}, '{days[0]}', '{days[1]}', {seconds}, {amount}, "
        "(1 = 0) FROM imports"
    )


def test_that_two_usages_of_the_same_days_are_refused(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        first = add_summary(work, here.line, OCTOBER, minutes=5)
        later = add_summary(work, here.line, ("2026-11-01", "2026-12-01"), minutes=6)
    overlapping = insert_usage(here.line, ("2026-10-31", "2026-11-02"), seconds="1", amount="NULL")
    refused(database, overlapping, "overlap|ex_usages")
    refused(
        database,
        f"UPDATE usages SET ends_on = '2026-11-02' WHERE id = {first}",  # noqa: S608
        "overlap|ex_usages",
    )
    with database.open_work() as work:
        work.session.execute(
            text(f"UPDATE usages SET superseded_by_import_id = import_id WHERE id = {first}")  # noqa: S608
        )
        work.session.execute(
            text(f"UPDATE usages SET starts_on = '2026-10-15' WHERE id = {later}")  # noqa: S608
        )
    refused(
        database,
        f"UPDATE usages SET superseded_by_import_id = NULL WHERE id = {first}",  # noqa: S608
        "overlap|ex_usages",
    )


def test_that_minutes_and_data_of_the_same_days_stand_beside_each_other(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, ("2026-09-01", "2026-10-01"), minutes=5)
        for seconds, amount in (("60", "NULL"), ("NULL", "60")):
            work.session.execute(
                text(insert_usage(here.line, OCTOBER, seconds=seconds, amount=amount))
            )
    refused(
        database,
        insert_usage(here.line, OCTOBER, seconds="60", amount="60"),
        "overlap|ex_usages|uq_usages",
    )


def test_that_an_instant_is_no_number(database: Database, here: Stocked) -> None:
    # A typed column of PostgreSQL takes none by itself.
    is_typed = database.backend == "postgresql"
    with database.open_work() as work:
        work.session.execute(text("UPDATE custodies SET to_at = from_at"))
    refused(
        database,
        "INSERT INTO custodies (line_id, officer_id, from_at, version) "  # noqa: S608
        f"SELECT {here.line}, officer_id, 1, 1 FROM custodies",
        "is of type timestamp" if is_typed else "an instant is written",
    )
    refused(
        database,
        f"INSERT INTO usages (import_id, line_id, starts_on, ends_on, seconds, has_calls) "  # noqa: S608
        f"VALUES (1, {here.line}, 1, 2, 1, 0)",
        "is of type date" if is_typed else "a day is written",
    )


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE custodies SET officer_id = (SELECT max(id) FROM officers)",
        "UPDATE custodies SET from_at = '2026-01-01 00:00:00.000000'",
        "DELETE FROM custodies",
    ],
)
def test_that_a_custody_is_never_rewritten(database: Database, statement: str) -> None:
    refused(database, statement, "never rewritten")


@pytest.mark.usefixtures("here")
def test_that_no_row_of_an_import_written_later_lets_a_custody_go(database: Database) -> None:
    with database.open_work("clerk") as work:
        work.session.execute(
            text(
                "INSERT INTO imports "
                "(id, kind, file_name, sha256, at, created, updated, unchanged) "
                "VALUES (900, 'phones', 'x', 'x', '2026-11-24 09:00:00.000000', 1, 0, 0)"
            )
        )
        work.session.execute(
            text(
                "INSERT INTO import_changes (import_id, item_kind, item_id, before, version) "
                "SELECT 900, 'custody', id, 'null', 1 FROM custodies"
            )
        )
    refused(database, "UPDATE custodies SET is_imported = (1 = 1)", "never rewritten")
    refused(database, "DELETE FROM custodies", "never rewritten")


@pytest.mark.usefixtures("here")
def test_that_the_end_of_a_custody_is_written_once(database: Database) -> None:
    with database.open_work() as work:
        work.session.execute(text("UPDATE custodies SET to_at = from_at"))
    refused(database, "UPDATE custodies SET to_at = NULL", "never rewritten")


@pytest.mark.usefixtures("here")
def test_that_a_form_goes_forward_only(database: Database) -> None:
    with database.open_work() as work:
        work.session.execute(text("UPDATE custody_forms SET state = 'printed'"))
    refused(database, "UPDATE custody_forms SET state = 'draft'", "forward only")
    with database.open_work() as work:
        work.session.execute(text("UPDATE custody_forms SET state = 'signed'"))
    for state in ("printed", "draft"):
        refused(database, f"UPDATE custody_forms SET state = '{state}'", "forward only")  # noqa: S608
