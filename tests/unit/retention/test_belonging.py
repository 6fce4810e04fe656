"""What goes with a record, and what holds it, as the foreign keys have it."""

from typing import Final

import pytest

from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.retention.belonging import columns_that_hold, owner_of, references_that_go
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.retained import RETAINED

GOES: Final = {
    RecordKind.CASES: {
        *("cases", "case_words", "case_actions", "case_files", "case_reminders"),
        *("case_responsibilities", "case_waivers"),
    },
    RecordKind.CALLS: {"call_records", "call_reviews"},
    RecordKind.DRAFTS: {"change_drafts"},
    RecordKind.CUSTODY_FORMS: {"custody_forms", "custody_files"},
    RecordKind.CUSTODIES: {"custodies", "custody_waivers"},
    RecordKind.LETTERS: {
        *("letters", "letter_files", "letter_reminders", "dispatches", "confirmations"),
        *("changes", "leaver_accounts", "planned_hand_overs"),
    },
    RecordKind.WISHES: {"wishes"},
    RecordKind.ABSENCES: {"absences"},
    RecordKind.HAND_OVERS: {"hand_overs"},
    RecordKind.UNREACHED: {"unreached_reports"},
    RecordKind.ROTAS: {"rota_months", "rota_files", "rota_notices", "duties", "worked", "swaps"},
    RecordKind.GRANTED_LEAVES: {"granted_leaves"},
    RecordKind.DUTY_PEOPLE: {"duty_people"},
    RecordKind.TASK_ORDERS: {"task_orders"},
    RecordKind.DRIVERS: {"drivers"},
    RecordKind.OFFICERS: {"officers", "assignments", "substitutions"},
}
"""A table that comes here has its sentence in `goes` of `resources/retention.toml`."""


@pytest.fixture(autouse=True)
def _tables() -> None:
    tables_known()


def test_that_no_table_goes_with_a_record_unless_it_is_named_here() -> None:
    found: dict[RecordKind, set[str]] = {}
    for table in whole_metadata().tables.values():
        kind = owner_of(table)
        if kind is not None:
            found.setdefault(kind, set()).add(table.name)
    assert found == GOES


def test_that_each_reference_to_a_record_that_goes_is_gone_emptied_or_holds_it() -> None:
    seen = 0
    for kind, retained in RETAINED.items():
        if retained.key is None:
            continue
        table = retained.key.table
        let_go = {column.property.columns[0] for column in retained.lets_go}
        going = {key.parent for key in references_that_go(table)}
        holding = set(columns_that_hold(kind))
        assert not going & holding
        assert not (going | holding) & let_go
        for other in whole_metadata().tables.values():
            for key in other.foreign_keys:
                # A correction goes with its letter or holds it: `due.referenced` asks for both.
                if key.column.table is table and key.parent.table is not table:
                    seen += 1
                    known = going | holding | let_go
                    # Of a case, say, that was to be handed over: the database itself follows.
                    assert key.parent in known or key.ondelete in {"CASCADE", "SET NULL"}, key
    assert seen
