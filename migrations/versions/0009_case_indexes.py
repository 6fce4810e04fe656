"""Let the indexes of cases hold all that a list is narrowed by, and those of late cases come.

Revision 0009, after 0008. With a million cases in an encrypted file, a filter of two matters took
seconds: each row was looked up only to be left out. Nothing that was stored changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FILTERED = ("is_closed", "is_urgent", "subject_id", "kind_id", "officer_id", "district_key")
_WHOLE: dict[str, tuple[str, ...]] = {
    "order": ("order_key", "id"),
    "officer": ("officer_id", "order_key", "id"),
    "subject": ("subject_id", "order_key", "id"),
    "district": ("district_key", "order_key", "id"),
    "kind": ("kind_id", "order_key", "id"),
    "recorder": ("recorded_by_user_id", "order_key", "id"),
    "routed": ("routed_at", "id", "order_key"),
    "number": ("number_key", "id", "order_key"),
}
_PARTIAL = {
    "action_key": ("action_key", "action_key IS NOT NULL"),
    "police_key": ("police_key", "police_key IS NOT NULL"),
    "entered_late": ("order_key", "entered_at > due_at"),
    "acted_late": ("order_key", "first_action_at > action_due_at"),
}
_BEFORE: tuple[tuple[str, ...], ...] = (
    ("order_key", "id"),
    ("officer_id", "order_key", "id"),
    ("subject_id", "order_key", "id"),
    ("district_key", "order_key", "id"),
    ("kind_id", "order_key", "id"),
    ("is_urgent", "order_key", "id"),
    ("is_closed", "order_key", "id"),
    ("recorded_by_user_id", "order_key", "id"),
    ("routed_at", "id"),
)
_BEFORE_PARTIAL = ("action_key", "police_key")


def upgrade() -> None:
    """Make the indexes anew."""
    for before in _BEFORE:
        op.drop_index(f"ix_cases_{'_'.join(before)}", "cases")
    for name in _BEFORE_PARTIAL:
        op.drop_index(f"ix_cases_{name}", "cases")
    for name, columns in _WHOLE.items():
        rest = [each for each in _FILTERED if each not in columns]
        op.create_index(f"ix_cases_by_{name}", "cases", [*columns, *rest])
    for name, (column, condition) in _PARTIAL.items():
        _create_partial(name, [column, "id", *_FILTERED], condition)


def downgrade() -> None:
    """Make the indexes as they were."""
    for name in _WHOLE:
        op.drop_index(f"ix_cases_by_{name}", "cases")
    for name in _PARTIAL:
        op.drop_index(f"ix_cases_{name}", "cases")
    for before in _BEFORE:
        op.create_index(f"ix_cases_{'_'.join(before)}", "cases", list(before))
    for column in _BEFORE_PARTIAL:
        _create_partial(column, [column, "id"], f"{column} IS NOT NULL")


def _create_partial(name: str, columns: list[str], condition: str) -> None:
    op.create_index(
        f"ix_cases_{name}",
        "cases",
        columns,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
