"""Make the first tables, and the triggers that keep what must never change.

Revision 0001, the first one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_GUARDED = {
    "audit_entries": "the audit trail is append-only",
    "letter_files": "a file of a letter is frozen",
    "dispatches": "a dispatch is never changed",
    "changes": "a finished change is frozen",
}
_FROZEN = (
    *("id", "topic", "summary", "content", "recipient_address", "recipient_fax", "effective_on"),
    *("is_urgent", "pages", "fax_pages", "finished_at", "finished_by_user_id", "finished_by"),
    *("corrects_letter_id", "correction_reason"),
)
"""Columns of a letter that never change; the others tell what was stamped and proven later."""
_LETTER_WORDS = "a finished letter is frozen"


def _guard_on_sqlite() -> None:
    for table, words in _GUARDED.items():
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for act, when in (("update", f"UPDATE OF {', '.join(_FROZEN)}"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER tr_letters_{act} BEFORE {when} ON letters "
            f"BEGIN SELECT RAISE(ABORT, '{_LETTER_WORDS}'); END"
        )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    for table, words in _GUARDED.items():
        op.execute(
            f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{words}')"
        )
    op.execute(
        f"CREATE TRIGGER tr_letters BEFORE UPDATE OF {', '.join(_FROZEN)} OR DELETE ON letters "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{_LETTER_WORDS}')"
    )


def upgrade() -> None:  # noqa: PLR0915 - every table once
    """Bring the tables forward."""
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_login", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("actor_role", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entries")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entries_actor_login_sequence"),
            ["actor_login", "sequence"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_audit_entries_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entries_kind_item_id"),
            ["kind", "item_id"],
            unique=False,
        )

    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "change_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_drafts")),
    )
    op.create_table(
        "directorates",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("province", sa.String(length=64), nullable=False),
        sa.Column("heading_1", sa.String(length=200), nullable=False),
        sa.Column("heading_2", sa.String(length=200), nullable=False),
        sa.Column("heading_3", sa.String(length=200), nullable=False),
        sa.Column("detsis", sa.String(length=8), nullable=False),
        sa.Column("file_plan_code", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("postal_code", sa.String(length=16), nullable=False),
        sa.Column("telephone", sa.String(length=16), nullable=False),
        sa.Column("fax", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("kep", sa.String(length=200), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_title", sa.String(length=200), nullable=False),
        sa.Column("contact_telephone", sa.String(length=16), nullable=False),
        sa.Column("recipient_1", sa.String(length=200), nullable=False),
        sa.Column("recipient_2", sa.String(length=200), nullable=False),
        sa.Column("recipient_address", sa.String(length=300), nullable=False),
        sa.Column("recipient_fax", sa.String(length=16), nullable=False),
        sa.Column("email_domains", sa.JSON(), nullable=False),
        sa.Column(
            "letter_style",
            sa.Enum(
                "2020",
                "2004",
                name="letterstyle",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "preparation",
            sa.Enum(
                "E",
                "Z",
                "O",
                name="preparation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("says_faxed", sa.Boolean(), nullable=False),
        sa.Column("line_spacing_percent", sa.Integer(), nullable=False),
        sa.Column("lock_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_directorates_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directorates")),
    )
    op.create_table(
        "signatories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=64), nullable=True),
        sa.Column("is_deputy", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from < valid_until",
            name=op.f("ck_signatories_interval"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatories")),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("key", name=op.f("uq_subjects_key")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("is_directorate", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("key", name=op.f("uq_units_key")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "clerk",
                "director",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("slot_generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_imports_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_by_user_id"), ["by_user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_kind_at"), ["kind", "at"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("recipient_address", sa.String(length=300), nullable=False),
        sa.Column("recipient_fax", sa.String(length=16), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("register_number", sa.String(length=64), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("fax_pages", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("finished_by_user_id", sa.Integer(), nullable=True),
        sa.Column("finished_by", sa.String(length=200), nullable=False),
        sa.Column("corrects_letter_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=500), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrects_letter_id"],
            ["letters.id"],
            name=op.f("fk_letters_corrects_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["finished_by_user_id"],
            ["users.id"],
            name=op.f("fk_letters_finished_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_completed_at"), ["completed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_letters_corrects_letter_id"),
            ["corrects_letter_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_letters_effective_on_id"),
            ["effective_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_letters_finished_by_user_id"),
            ["finished_by_user_id"],
            unique=False,
        )

    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("given_names", sa.String(length=100), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("tckn", sa.String(length=11), nullable=True),
        sa.Column("corporate_email", sa.String(length=254), nullable=False),
        sa.Column("personal_email", sa.String(length=254), nullable=False),
        sa.Column("personal_mobile", sa.String(length=16), nullable=False),
        sa.Column("corporate_mobile", sa.String(length=16), nullable=False),
        sa.Column("desk_phone", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
            name=op.f("fk_officers_unit_id_units"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("tckn", name=op.f("uq_officers_tckn")),
    )
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_officers_sort_key_id"), ["sort_key", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_officers_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("opened_by_letter_id", sa.Integer(), nullable=True),
        sa.Column("closed_by_letter_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on",
            name=op.f("ck_assignments_interval"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_letter_id"],
            ["letters.id"],
            name=op.f("fk_assignments_closed_by_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_assignments_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_letter_id"],
            ["letters.id"],
            name=op.f("fk_assignments_opened_by_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.id"],
            name=op.f("fk_assignments_subject_id_subjects"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignments_closed_by_letter_id"),
            ["closed_by_letter_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_assignments_officer_id_starts_on"),
            ["officer_id", "starts_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_assignments_opened_by_letter_id"),
            ["opened_by_letter_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_assignments_subject_id_starts_on"),
            ["subject_id", "starts_on"],
            unique=False,
        )
        batch_op.create_index(
            "uq_assignments_open",
            ["officer_id", "subject_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("leaver_id", sa.Integer(), nullable=True),
        sa.Column("leaver_name", sa.String(length=200), nullable=False),
        sa.Column("is_first_appointment", sa.Boolean(), nullable=False),
        sa.Column("newcomer_id", sa.Integer(), nullable=True),
        sa.Column("leaver_keeps_others", sa.Boolean(), nullable=False),
        sa.Column("subject_ids", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("vacancy_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["leaver_id"],
            ["officers.id"],
            name=op.f("fk_changes_leaver_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letters.id"],
            name=op.f("fk_changes_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["newcomer_id"],
            ["officers.id"],
            name=op.f("fk_changes_newcomer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_leaver_id"), ["leaver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_changes_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_changes_newcomer_id"), ["newcomer_id"], unique=False)

    op.create_table(
        "import_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_changes_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_changes")),
    )
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_changes_import_id"), ["import_id"], unique=False
        )

    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "fax",
                "post",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "sent",
                "failed",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("item_number", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("pages IS NULL OR pages > 0", name=op.f("ck_dispatches_pages")),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_dispatches_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letters.id"],
            name=op.f("fk_dispatches_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
    )
    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatches_by_user_id"), ["by_user_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_dispatches_letter_id_at"), ["letter_id", "at"], unique=False
        )

    op.create_table(
        "letter_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf",
                "pdf_a",
                "fax_copy",
                "docx",
                "text",
                "metadata",
                "scan",
                "fax_report",
                "postal_receipt",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispatch_id"],
            ["dispatches.id"],
            name=op.f("fk_letter_files_dispatch_id_dispatches"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letters.id"],
            name=op.f("fk_letter_files_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_files")),
    )
    with op.batch_alter_table("letter_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_letter_files_dispatch_id"), ["dispatch_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_letter_files_letter_id_kind"),
            ["letter_id", "kind"],
            unique=False,
        )
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def downgrade() -> None:  # noqa: PLR0915 - every table once
    """Bring the tables back."""
    with op.batch_alter_table("letter_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_files_letter_id_kind"))
        batch_op.drop_index(batch_op.f("ix_letter_files_dispatch_id"))

    op.drop_table("letter_files")
    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatches_letter_id_at"))
        batch_op.drop_index(batch_op.f("ix_dispatches_by_user_id"))

    op.drop_table("dispatches")
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_changes_import_id"))

    op.drop_table("import_changes")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_newcomer_id"))
        batch_op.drop_index(batch_op.f("ix_changes_letter_id"))
        batch_op.drop_index(batch_op.f("ix_changes_leaver_id"))

    op.drop_table("changes")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignments_open",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_assignments_subject_id_starts_on"))
        batch_op.drop_index(batch_op.f("ix_assignments_opened_by_letter_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_officer_id_starts_on"))
        batch_op.drop_index(batch_op.f("ix_assignments_closed_by_letter_id"))

    op.drop_table("assignments")
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officers_unit_id"))
        batch_op.drop_index(batch_op.f("ix_officers_sort_key_id"))

    op.drop_table("officers")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_finished_by_user_id"))
        batch_op.drop_index(batch_op.f("ix_letters_effective_on_id"))
        batch_op.drop_index(batch_op.f("ix_letters_corrects_letter_id"))
        batch_op.drop_index(batch_op.f("ix_letters_completed_at"))

    op.drop_table("letters")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_kind_at"))
        batch_op.drop_index(batch_op.f("ix_imports_by_user_id"))

    op.drop_table("imports")
    op.drop_table("users")
    op.drop_table("units")
    op.drop_table("subjects")
    op.drop_table("signatories")
    op.drop_table("directorates")
    op.drop_table("change_drafts")
    op.drop_table("audit_heads")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_kind_item_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_actor_login_sequence"))

    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
