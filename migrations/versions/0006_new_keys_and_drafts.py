"""Add the keys of older parts of the audit trail, and what somebody was typing.

Revision 0006, after 0005. What was stored before stays as it is. The very first data has a revision
0001 without the line spacing of letters and without the triggers that freeze changes and letters:
it gets them here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHANGES_WORDS = "a finished change is frozen"
_LETTER_WORDS = "a finished letter is frozen"
_FROZEN = (
    *("id", "topic", "summary", "content", "recipient_address", "recipient_fax", "effective_on"),
    *("is_urgent", "pages", "fax_pages", "finished_at", "finished_by_user_id", "finished_by"),
    *("corrects_letter_id", "correction_reason"),
)
"""Columns of a letter that never change, as revision 0001 has them."""
_MENDED = {
    "tr_changes_update": ("UPDATE", "changes", _CHANGES_WORDS),
    "tr_changes_delete": ("DELETE", "changes", _CHANGES_WORDS),
    "tr_letters_update": (f"UPDATE OF {', '.join(_FROZEN)}", "letters", _LETTER_WORDS),
    "tr_letters_delete": ("DELETE", "letters", _LETTER_WORDS),
}


def _mend_first_data() -> None:
    """Give data that was made before revision 0001 was whole what it lacks; only files were."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    columns = {column["name"] for column in sa.inspect(bind).get_columns("directorates")}
    if "line_spacing_percent" not in columns:
        spacing = sa.Column(
            "line_spacing_percent", sa.Integer(), nullable=False, server_default="100"
        )
        op.add_column("directorates", spacing)
    known = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    found = set(bind.execute(known).scalars())
    for name, (act, table, words) in _MENDED.items():
        if name not in found:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )


def upgrade() -> None:
    """Make two tables, and mend the first data."""
    _mend_first_data()
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
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_drafts")),
        sa.UniqueConstraint("login", "form", name=op.f("uq_form_drafts_login_form")),
    )


def downgrade() -> None:
    """Drop both; a trail that has more than one key cannot be verified any more after it."""
    op.drop_table("form_drafts")
    op.drop_table("audit_keys")
