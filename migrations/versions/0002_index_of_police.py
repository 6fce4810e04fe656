"""Add to the index of cases for the police whether the police were informed.

Two tiles and their lists filter by it: without the column, each of these cases was looked up in its
row (docs/adr/0007-cases-at-a-million.md).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = ("is_police_informed", "police_key", "id")
_FILTERED = ("is_closed", "is_urgent", "subject_id", "officer_id", "district_key")


def upgrade() -> None:
    """Make the index anew."""
    where = sa.text("police_key IS NOT NULL")
    op.drop_index("ix_cases_police_key", "cases")
    op.create_index(
        "ix_cases_police_key",
        "cases",
        [*_COLUMNS, *_FILTERED],
        sqlite_where=where,
        postgresql_where=where,
    )
