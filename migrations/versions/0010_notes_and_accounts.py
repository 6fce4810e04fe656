"""Give notes on phones, reasons of their states and closed accounts periods of retention.

Revision 0010, after 0009. What was stored before stays as it is. Where a kind of record stands, the
database knows four more; a state lets its reason go through a destruction that is written down.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FIRST_DAY = dt.date(2016, 4, 7)
"""Of the law on personal data. Source: 6698 s. Kanun, Resmî Gazete 07.04.2016/29677."""
_NOTES = "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"
_PERIODS = (
    ("line_notes", 60, _NOTES),
    ("handset_notes", 60, _NOTES),
    ("state_reasons", 120, "Kurumun saklama planı (varsayım); 5018 s. Kanun m. 74, 10 yıl"),
    ("accounts", 120, "Kurumun saklama planı (varsayım); 6098 s. Kanun m. 146"),
)
"""Kind, months, and on what the period rests; a directorate sets its own."""
_NEW = tuple(kind for kind, _months, _basis in _PERIODS)
_BEFORE = (
    *("cases", "calls", "checks", "guidance", "drafts", "custody_forms", "custodies", "letters"),
    "officers",
)
_TABLES = ("destruction_items", "destructions", "retention_periods", "retention_reviews")
_STATE_WORDS = "a state is never changed"
_KEPT = ("id", "handset_id", "line_id", "state", "at")
"""What a state tells for good."""
_IS_EMPTIED = (
    "NEW.reason = '' AND NEW.by_name = '' AND EXISTS (SELECT 1 FROM destruction_items "
    "WHERE destruction_items.kind = 'state_reasons' AND destruction_items.item_id = OLD.id)"
)


def upgrade() -> None:
    """Bring the tables forward."""
    _know((*_BEFORE, *_NEW), before=_BEFORE)
    op.bulk_insert(
        _periods(),
        [
            {"kind": kind, "starts_on": _FIRST_DAY, "months": months, "basis": basis, "version": 1}
            for kind, months, basis in _PERIODS
        ],
    )
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _KEPT)
        _guard_on_sqlite(f"WHEN NOT ({same} AND {_IS_EMPTIED}) ")
    else:
        same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in _KEPT)
        _guard_on_postgresql(
            f"IF TG_OP = 'UPDATE' THEN IF {same} AND {_IS_EMPTIED} THEN RETURN NEW; END IF; "
            "END IF; "
        )


def downgrade() -> None:
    """Forget the new kinds; refused once something of them was destroyed: that is kept."""
    made = sa.table("destructions", sa.column("kind"))
    found = op.get_bind().execute(sa.select(made.c.kind).where(made.c.kind.in_(_NEW)).limit(1))
    if found.first() is not None:
        raise RuntimeError("the record of a destruction is never removed")
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite("")
    else:
        _guard_on_postgresql("")
    reviews = sa.table("retention_reviews", sa.column("kind"))
    for table in (reviews, _periods()):
        op.execute(table.delete().where(table.c.kind.in_(_NEW)))
    _know(_BEFORE, before=(*_BEFORE, *_NEW))


def _periods() -> sa.TableClause:
    return sa.table(
        "retention_periods",
        *(sa.column(name) for name in ("kind", "months", "basis", "version")),
        sa.column("starts_on", sa.Date()),
    )


def _know(kinds: tuple[str, ...], *, before: tuple[str, ...]) -> None:
    """Let the tables hold these kinds instead of those before."""
    if op.get_bind().dialect.name == "sqlite":
        _know_on_sqlite(f"CHECK (kind IN ({_list(kinds)}))", f"CHECK (kind IN ({_list(before)}))")
        return
    for table in _TABLES:
        name = f"ck_{table}_recordkind"
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (kind IN ({_list(kinds)}))")


def _know_on_sqlite(check: str, before: str) -> None:
    """Change the text of the tables, as SQLite says for a CHECK that gets wider.

    To make `destructions` anew would take away what guards it, and every row would have to be
    copied past that. Source: https://www.sqlite.org/lang_altertable.html, section 7.
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in _TABLES:
        changed = connection.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
                "WHERE type = 'table' AND name = :name AND instr(sql, :before) > 0"
            ),
            {"before": before, "after": check, "name": table},
        )
        if changed.rowcount != 1:
            raise RuntimeError(f"{table} does not look as it was made")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    # Each connection reads the tables' text again when it finds another number here.
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")


def _list(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _guard_on_sqlite(when: str) -> None:
    op.execute("DROP TRIGGER tr_item_states_update")
    op.execute(
        f"CREATE TRIGGER tr_item_states_update BEFORE UPDATE ON item_states {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_STATE_WORDS}'); END"
    )


def _guard_on_postgresql(spared: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_state_change() RETURNS trigger "  # noqa: S608
        f"LANGUAGE plpgsql AS $$ BEGIN {spared}IF TG_OP = 'DELETE' "
        "AND NOT EXISTS (SELECT 1 FROM handsets WHERE id = OLD.handset_id) "
        "AND NOT EXISTS (SELECT 1 FROM lines WHERE id = OLD.line_id) THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{_STATE_WORDS}'; END $$"
    )
