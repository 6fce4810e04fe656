"""Add the keys of older parts of the audit trail, and what somebody was typing.

Revision 0006, after 0004. What was stored before stays as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make two tables."""
    op.create_table(
        "audit_keys",
        sa.Column("last_sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("last_sequence", name=op.f("pk_audit_keys")),
    )
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_drafts")),
        sa.UniqueConstraint("login", "form", name=op.f("uq_form_drafts_login_form")),
    )


def downgrade() -> None:
    """Drop both; a trail that has more than one key cannot be verified any more after it."""
    op.drop_table("form_drafts")
    op.drop_table("audit_keys")
