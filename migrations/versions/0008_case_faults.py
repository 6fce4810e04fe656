"""Let closing a case erase no fault, kinds hold from the beginning, and corrections stay.

Revision 0008, after 0007. The keys of closed cases are computed anew; no count changes, because the
counts of a month never depended on them.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CIRCULAR = dt.date(2014, 4, 18)
"""From which the first kinds held before. Source: Genelge 2014/05."""
_FIRST_KINDS = (
    *("ihmal", "istismar", "siddet", "torenamusihbari"),
    *("sosyalyardim", "bilgirehberlik"),
)
_MICROS = {
    # Text such as `2026-11-24 06:00:00.000000`, always UTC.
    "sqlite": (
        "CAST(strftime('%s', action_due_at) AS INTEGER) * 1000000"
        " + CAST(substr(action_due_at || '.000000', 21, 6) AS INTEGER)"
    ),
    "postgresql": "CAST(EXTRACT(EPOCH FROM action_due_at) * 1000000 AS BIGINT)",
}


def _move_kinds(before: dt.date, after: dt.date) -> None:
    kinds = sa.table("case_kinds", sa.column("key"), sa.column("starts_on", sa.Date()))
    op.execute(
        kinds.update()
        .where(kinds.c.key.in_(_FIRST_KINDS), kinds.c.starts_on == before)
        .values(starts_on=after)
    )


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "cases",
        sa.Column("kept_fields", sa.String(length=500), nullable=False, server_default=""),
    )
    op.add_column(
        "case_terms",
        sa.Column("call_review_days", sa.Integer(), nullable=False, server_default="90"),
    )
    # Cases from before the circular came to the same call centre.
    _move_kinds(_CIRCULAR, dt.date.min)
    micros = _MICROS[op.get_bind().dialect.name]
    op.execute(
        f"UPDATE cases SET action_key = {micros} "  # noqa: S608 - words of our own
        "WHERE is_closed AND first_action_at IS NULL"
    )
    op.execute(
        "UPDATE cases SET police_key = order_key "
        "WHERE is_closed AND is_urgent AND NOT is_police_informed"
    )


def downgrade() -> None:
    """Take the column away, and leave closed cases out of the lists again."""
    op.execute("UPDATE cases SET action_key = NULL, police_key = NULL WHERE is_closed")
    _move_kinds(dt.date.min, _CIRCULAR)
    op.drop_column("case_terms", "call_review_days")
    op.drop_column("cases", "kept_fields")
