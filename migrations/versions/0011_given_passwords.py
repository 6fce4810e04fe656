"""Know which passwords somebody else chose: they must be changed at the first sign-in.

Revision 0011, after 0010. Passwords from before count as people's own: nobody knows otherwise.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "users", sa.Column("given_generation", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("users", "given_generation")
