"""The whole roster on its way out."""

import datetime as dt

from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.officers.roster import export as roster_export
from tests.database.databases import Database
from tests.database.desks import furnish

TODAY = dt.date(2026, 11, 25)


def test_that_the_export_is_written_down(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
    with database.open_work() as work:
        count = len(roster_export.read_roster_table(work, as_of=TODAY))
    with database.open_work("auditor") as work:
        wanted = AuditFilter(actions=("officers.exported_whole",))
        (entry,) = find_entries(work.session, wanted, before=None, limit=5)
    assert entry.details == {"count": count}
