"""Usage files brought into a database with two lines, for tests of what becomes of them."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select

from alo183_desktop.imports.model import ImportShape
from alo183_desktop.imports.rows import ImportRow, Preview
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones import service
from alo183_desktop.phones.model import (
    CallRecord,
    PhoneLine,
    StateChange,
    Usage,
    UsageDay,
)
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.usage.file import UsageOptions
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.phones.usage.rows import UsageFile
from tests.database.databases import Database
from tests.database.rosters import set_up, values
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    FIRST,
    LINE_HEADINGS,
    SECOND,
    TITLE,
    read_rows,
)

OFFICERS: Final = "+905000011009"
STORED: Final = (Usage, UsageDay, CallRecord, PhoneLine, StateChange, ImportShape)


def stock(database: Database) -> dict[str, int]:
    """Add two lines, and an officer whose corporate number is no line; return the lines."""
    set_up(database)
    with database.open_work() as work:
        add_officer(work, values("Ayşe IŞIK", corporate_mobile="0500 001 10 09"), subject_ids=())
        return {
            phone: service.LINES.save(work, None, LineValues(phone=phone))
            for phone in (FIRST, SECOND)
        }


def preview(database: Database, file: UsageFile, **options: Any) -> Preview:
    with database.open_work() as work:
        return USAGE.preview(work, file, UsageOptions(**options))


def import_(
    database: Database,
    file: UsageFile,
    *,
    skip_wrong: bool = False,
    replace: bool = False,
    **options: Any,
) -> ImportRow:
    made = preview(database, file, **options)
    # Who looks at the preview may agree to a replacement.
    agreed = UsageOptions(**options, replaces=replace)
    with database.open_work() as work:
        return USAGE.apply(work, made, options=agreed, skip_wrong=skip_wrong)


def undo(database: Database, made: ImportRow) -> None:
    assert made.import_id is not None
    with database.open_work() as work:
        USAGE.undo(work, made.import_id)


def contents(database: Database) -> list[list[tuple[object, ...]]]:
    """Return every row of every table that an import fills, apart from their numbers."""
    with database.open_work() as work:
        return [
            sorted(
                (tuple(row) for row in work.session.execute(select(*entity.__table__.columns))),
                key=repr,
            )
            for entity in STORED
        ]


def counted(database: Database) -> dict[str, tuple[int | None, int | None]]:
    """Return what counts for each line; None where no file has it."""
    query = (
        select(PhoneLine.phone, func.sum(Usage.seconds), func.sum(Usage.bytes))
        .join(Usage, Usage.line_id == PhoneLine.id)
        .where(Usage.superseded_by_import_id.is_(None))
        .group_by(PhoneLine.phone)
    )
    with database.open_work() as work:
        return {
            phone: (
                None if seconds is None else int(seconds),
                None if amount is None else int(amount),
            )
            for phone, seconds, amount in work.session.execute(query)
        }


def calls(*rows: Sequence[str]) -> UsageFile:
    return read_rows(CALL_HEADINGS, *rows)


def sums(*rows: Sequence[str], title: Sequence[str] = TITLE) -> UsageFile:
    return read_rows(title, LINE_HEADINGS, *rows)


def verdicts(made: Preview) -> list[str]:
    return [row.verdict.value for row in made.rows]


def codes(made: Preview) -> list[str]:
    return [
        problem.code.removeprefix("phones.usage_")
        for row in made.rows
        for problem in (*row.problems, *row.hints)
    ]
