"""Add phones: handsets, lines, custody with its forms, usage, quotas, and reachability.

Revision 0002, after 0001. What was stored before stays as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FROZEN = {
    "custody_files": "a file of a custody form is frozen",
    "custody_waivers": "a waiver is never changed",
}
_FORM_WORDS = "what a custody form says is frozen"
_FORM_COLUMNS = (
    "id",
    "year",
    "number",
    "kind",
    "officer_id",
    "officer_name",
    "at",
    "content",
    "item_labels",
    "made_by",
)
"""What a custody form says; how far it is may change."""
_STATE_WORDS = "a state is never changed"
_OVERLAP_WORDS = "custodies of one item must not overlap"
_ITEMS = ("handset_id", "line_id")
_MEASURES = ("seconds", "bytes")
_FUNCTIONS = ("refuse_form_change", "refuse_state_change")


def _guard_on_sqlite() -> None:
    for table, words in _FROZEN.items():
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    op.execute(
        f"CREATE TRIGGER tr_custody_forms_update BEFORE UPDATE OF {', '.join(_FORM_COLUMNS)} "
        f"ON custody_forms BEGIN SELECT RAISE(ABORT, '{_FORM_WORDS}'); END"
    )
    op.execute(
        "CREATE TRIGGER tr_custody_forms_delete BEFORE DELETE ON custody_forms "
        f"BEGIN SELECT RAISE(ABORT, '{_FORM_WORDS}'); END"
    )
    op.execute(
        "CREATE TRIGGER tr_item_states_update BEFORE UPDATE ON item_states "
        f"BEGIN SELECT RAISE(ABORT, '{_STATE_WORDS}'); END"
    )
    # They go together with their item, when an import that brought it is taken back.
    op.execute(
        "CREATE TRIGGER tr_item_states_delete BEFORE DELETE ON item_states "  # noqa: S608
        "WHEN EXISTS (SELECT 1 FROM handsets WHERE id = OLD.handset_id) "
        "OR EXISTS (SELECT 1 FROM lines WHERE id = OLD.line_id) "
        f"BEGIN SELECT RAISE(ABORT, '{_STATE_WORDS}'); END"
    )
    for item in _ITEMS:
        _keep_apart_on_sqlite(item)


def _keep_apart_on_sqlite(item: str) -> None:
    """Refuse a custody that overlaps another one of the same item.

    Instants are stored as text of one length, so that they compare as they follow each other. An
    empty interval overlaps nothing, as PostgreSQL has it.
    """
    overlap = (
        f"EXISTS (SELECT 1 FROM custodies AS other WHERE other.{item} = NEW.{item} "  # noqa: S608
        "AND (other.to_at IS NULL OR "
        "(other.from_at < other.to_at AND NEW.from_at < other.to_at)) "
        "AND (NEW.to_at IS NULL OR "
        "(NEW.from_at < NEW.to_at AND other.from_at < NEW.to_at)){rest})"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_OVERLAP_WORDS}'); END"
    op.execute(
        f"CREATE TRIGGER tr_custodies_insert_{item} BEFORE INSERT ON custodies "
        f"WHEN {overlap.format(rest='')} {refuse}"
    )
    op.execute(
        f"CREATE TRIGGER tr_custodies_update_{item} "
        f"BEFORE UPDATE OF id, {item}, from_at, to_at ON custodies "
        f"WHEN {overlap.format(rest=' AND other.id <> OLD.id')} {refuse}"
    )


def _guard_on_postgresql() -> None:
    for table, words in _FROZEN.items():
        op.execute(
            f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{words}')"
        )
    # JSON has no equality of its own: its text is compared.
    same = " AND ".join(
        f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in _FORM_COLUMNS
    )
    op.execute(
        "CREATE FUNCTION refuse_form_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' AND {same} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{_FORM_WORDS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_custody_forms BEFORE UPDATE OR DELETE ON custody_forms "
        "FOR EACH ROW EXECUTE FUNCTION refuse_form_change()"
    )
    op.execute(
        "CREATE FUNCTION refuse_state_change() RETURNS trigger "  # noqa: S608
        "LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'DELETE' "
        "AND NOT EXISTS (SELECT 1 FROM handsets WHERE id = OLD.handset_id) "
        "AND NOT EXISTS (SELECT 1 FROM lines WHERE id = OLD.line_id) THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{_STATE_WORDS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_item_states BEFORE UPDATE OR DELETE ON item_states "
        "FOR EACH ROW EXECUTE FUNCTION refuse_state_change()"
    )
    for item in _ITEMS:
        # A range of one number stands for its equality, which alone would need an extension.
        op.execute(
            f"ALTER TABLE custodies ADD CONSTRAINT ex_custodies_{item} EXCLUDE USING gist ("
            f"int4range({item}, {item}, '[]') WITH &&, tsrange(from_at, to_at) WITH &&) "
            f"WHERE ({item} IS NOT NULL)"
        )


def upgrade() -> None:  # noqa: PLR0915 - every table once
    """Bring the tables forward."""
    # Whether something was built on an import is asked kind by kind.
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_changes_import_id"))
        batch_op.create_index(
            batch_op.f("ix_import_changes_import_id_item_kind_item_id"),
            ["import_id", "item_kind", "item_id"],
            unique=False,
        )

    op.create_table(
        "custody_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_terms")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_custody_terms_starts_on")),
    )
    op.create_table(
        "handsets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("make", sa.String(length=100), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("imei", sa.String(length=15), nullable=True),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("condition", sa.String(length=200), nullable=False),
        sa.Column("accessories", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_store",
                "issued",
                "in_repair",
                "lost",
                "returned",
                "retired",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handsets")),
        sa.UniqueConstraint("imei", name=op.f("uq_handsets_imei")),
    )
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("operator", sa.String(length=64), nullable=False),
        sa.Column("iccid", sa.String(length=20), nullable=True),
        sa.Column("package", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_store",
                "issued",
                "in_repair",
                "lost",
                "returned",
                "retired",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("iccid", name=op.f("uq_lines_iccid")),
        sa.UniqueConstraint("phone", name=op.f("uq_lines_phone")),
    )
    op.create_table(
        "operator_maps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_key", sa.String(length=64), nullable=False),
        sa.Column("operator", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_maps")),
        sa.UniqueConstraint("operator_key", name=op.f("uq_operator_maps_operator_key")),
    )
    op.create_table(
        "reachability_seeds",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reachability_seeds_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reachability_seeds")),
    )
    op.create_table(
        "item_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handset_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "in_store",
                "issued",
                "in_repair",
                "lost",
                "returned",
                "retired",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(handset_id IS NULL) <> (line_id IS NULL)", name=op.f("ck_item_states_one_item")
        ),
        sa.ForeignKeyConstraint(
            ["handset_id"],
            ["handsets.id"],
            name=op.f("fk_item_states_handset_id_handsets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["lines.id"], name=op.f("fk_item_states_line_id_lines"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_states")),
    )
    with op.batch_alter_table("item_states", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_states_handset_id_at"), ["handset_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_item_states_line_id_at"), ["line_id", "at"], unique=False
        )

    op.create_table(
        "line_secrets",
        sa.Column("line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pin", sa.String(length=8), nullable=False),
        sa.Column("puk", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["lines.id"],
            name=op.f("fk_line_secrets_line_id_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_secrets")),
    )
    op.create_table(
        "quota_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "seconds",
                "bytes",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "near",
                "reached",
                "forecast",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["lines.id"],
            name=op.f("fk_quota_notices_line_id_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_notices")),
    )
    with op.batch_alter_table("quota_notices", schema=None) as batch_op:
        batch_op.create_index(
            "uq_quota_notices_once", ["line_id", "period_starts_on", "measure", "kind"], unique=True
        )

    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("period_day", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("period_day BETWEEN 1 AND 28", name=op.f("ck_quotas_period_day")),
        sa.CheckConstraint("seconds > 0 AND bytes > 0", name=op.f("ck_quotas_amounts")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["lines.id"], name=op.f("fk_quotas_line_id_lines"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
    )
    with op.batch_alter_table("quotas", schema=None) as batch_op:
        batch_op.create_index(
            "uq_quotas_default",
            ["starts_on"],
            unique=True,
            sqlite_where=sa.text("line_id IS NULL"),
            postgresql_where=sa.text("line_id IS NULL"),
        )
        batch_op.create_index("uq_quotas_line_id_starts_on", ["line_id", "starts_on"], unique=True)

    op.create_table(
        "custody_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "issue",
                "return",
                name="formkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "printed",
                "signed",
                name="formstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("item_labels", sa.JSON(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_custody_forms_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_forms")),
    )
    with op.batch_alter_table("custody_forms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custody_forms_officer_id_at"), ["officer_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_custody_forms_state_at"), ["state", "at"], unique=False
        )
        batch_op.create_index("uq_custody_forms_year_number", ["year", "number"], unique=True)

    op.create_table(
        "reachability_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.Column("ring_seconds", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ring_seconds IS NULL OR ring_seconds >= 0",
            name=op.f("ck_reachability_checks_ring_seconds"),
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_reachability_checks_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["lines.id"],
            name=op.f("fk_reachability_checks_line_id_lines"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_reachability_checks_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reachability_checks")),
    )
    with op.batch_alter_table("reachability_checks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reachability_checks_by_user_id"), ["by_user_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reachability_checks_line_id_at"), ["line_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reachability_checks_officer_id"), ["officer_id"], unique=False
        )

    op.create_table(
        "usages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("has_calls", sa.Boolean(), nullable=False),
        sa.Column("superseded_by_import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("seconds >= 0 AND bytes >= 0", name=op.f("ck_usages_amounts")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_usages_interval")),
        sa.CheckConstraint(
            "seconds IS NOT NULL OR bytes IS NOT NULL", name=op.f("ck_usages_measures")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_usages_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["lines.id"], name=op.f("fk_usages_line_id_lines"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_import_id"],
            ["imports.id"],
            name=op.f("fk_usages_superseded_by_import_id_imports"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usages")),
    )
    with op.batch_alter_table("usages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_usages_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_usages_line_id"), ["line_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_usages_superseded_by_import_id"),
            ["superseded_by_import_id"],
            unique=False,
        )
        for measure in _MEASURES:
            where = sa.text(f"{measure} IS NOT NULL AND superseded_by_import_id IS NULL")
            batch_op.create_index(
                f"uq_usages_{measure}",
                ["line_id", "starts_on"],
                unique=True,
                sqlite_where=where,
                postgresql_where=where,
            )

    op.create_table(
        "call_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("usage_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "voice",
                "data",
                "message",
                "other",
                name="callkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["usage_id"],
            ["usages.id"],
            name=op.f("fk_call_records_usage_id_usages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_records")),
    )
    with op.batch_alter_table("call_records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_records_usage_id_at"), ["usage_id", "at"], unique=False
        )

    op.create_table(
        "custodies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handset_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("to_at", sa.DateTime(), nullable=True),
        sa.Column("issue_form_id", sa.Integer(), nullable=True),
        sa.Column("return_form_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(handset_id IS NULL) <> (line_id IS NULL)", name=op.f("ck_custodies_one_item")
        ),
        sa.CheckConstraint("to_at IS NULL OR from_at <= to_at", name=op.f("ck_custodies_interval")),
        sa.ForeignKeyConstraint(
            ["handset_id"],
            ["handsets.id"],
            name=op.f("fk_custodies_handset_id_handsets"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["issue_form_id"],
            ["custody_forms.id"],
            name=op.f("fk_custodies_issue_form_id_custody_forms"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["lines.id"], name=op.f("fk_custodies_line_id_lines"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_custodies_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["return_form_id"],
            ["custody_forms.id"],
            name=op.f("fk_custodies_return_form_id_custody_forms"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custodies")),
    )
    with op.batch_alter_table("custodies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custodies_handset_id_from_at"), ["handset_id", "from_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_custodies_issue_form_id"), ["issue_form_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_custodies_line_id_from_at"), ["line_id", "from_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_custodies_officer_id_from_at"), ["officer_id", "from_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_custodies_return_form_id"), ["return_form_id"], unique=False
        )
        batch_op.create_index(
            "uq_custodies_open_handset",
            ["handset_id"],
            unique=True,
            sqlite_where=sa.text("to_at IS NULL"),
            postgresql_where=sa.text("to_at IS NULL"),
        )
        batch_op.create_index(
            "uq_custodies_open_line",
            ["line_id"],
            unique=True,
            sqlite_where=sa.text("to_at IS NULL"),
            postgresql_where=sa.text("to_at IS NULL"),
        )

    op.create_table(
        "custody_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("is_scan", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["custody_forms.id"],
            name=op.f("fk_custody_files_form_id_custody_forms"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_files")),
    )
    with op.batch_alter_table("custody_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_custody_files_form_id"), ["form_id"], unique=False)

    op.create_table(
        "usage_days",
        sa.Column("usage_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["usage_id"],
            ["usages.id"],
            name=op.f("fk_usage_days_usage_id_usages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("usage_id", "day", name=op.f("pk_usage_days")),
    )
    op.create_table(
        "custody_waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("custody_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["custody_id"],
            ["custodies.id"],
            name=op.f("fk_custody_waivers_custody_id_custodies"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letters.id"],
            name=op.f("fk_custody_waivers_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_waivers")),
    )
    with op.batch_alter_table("custody_waivers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custody_waivers_custody_id"), ["custody_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_custody_waivers_letter_id"), ["letter_id"], unique=False
        )
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def downgrade() -> None:  # noqa: PLR0915 - every table once
    """Bring the tables back."""
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_changes_import_id_item_kind_item_id"))
        batch_op.create_index(
            batch_op.f("ix_import_changes_import_id"), ["import_id"], unique=False
        )

    with op.batch_alter_table("custody_waivers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_waivers_letter_id"))
        batch_op.drop_index(batch_op.f("ix_custody_waivers_custody_id"))

    op.drop_table("custody_waivers")
    op.drop_table("usage_days")
    with op.batch_alter_table("custody_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_files_form_id"))

    op.drop_table("custody_files")
    with op.batch_alter_table("custodies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_custodies_open_line",
            sqlite_where=sa.text("to_at IS NULL"),
            postgresql_where=sa.text("to_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_custodies_open_handset",
            sqlite_where=sa.text("to_at IS NULL"),
            postgresql_where=sa.text("to_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_custodies_return_form_id"))
        batch_op.drop_index(batch_op.f("ix_custodies_officer_id_from_at"))
        batch_op.drop_index(batch_op.f("ix_custodies_line_id_from_at"))
        batch_op.drop_index(batch_op.f("ix_custodies_issue_form_id"))
        batch_op.drop_index(batch_op.f("ix_custodies_handset_id_from_at"))

    op.drop_table("custodies")
    with op.batch_alter_table("call_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_records_usage_id_at"))

    op.drop_table("call_records")
    with op.batch_alter_table("usages", schema=None) as batch_op:
        for measure in _MEASURES:
            where = sa.text(f"{measure} IS NOT NULL AND superseded_by_import_id IS NULL")
            batch_op.drop_index(f"uq_usages_{measure}", sqlite_where=where, postgresql_where=where)
        batch_op.drop_index(batch_op.f("ix_usages_superseded_by_import_id"))
        batch_op.drop_index(batch_op.f("ix_usages_line_id"))
        batch_op.drop_index(batch_op.f("ix_usages_import_id"))

    op.drop_table("usages")
    with op.batch_alter_table("reachability_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reachability_checks_officer_id"))
        batch_op.drop_index(batch_op.f("ix_reachability_checks_line_id_at"))
        batch_op.drop_index(batch_op.f("ix_reachability_checks_by_user_id"))

    op.drop_table("reachability_checks")
    with op.batch_alter_table("custody_forms", schema=None) as batch_op:
        batch_op.drop_index("uq_custody_forms_year_number")
        batch_op.drop_index(batch_op.f("ix_custody_forms_state_at"))
        batch_op.drop_index(batch_op.f("ix_custody_forms_officer_id_at"))

    op.drop_table("custody_forms")
    with op.batch_alter_table("quotas", schema=None) as batch_op:
        batch_op.drop_index("uq_quotas_line_id_starts_on")
        batch_op.drop_index(
            "uq_quotas_default",
            sqlite_where=sa.text("line_id IS NULL"),
            postgresql_where=sa.text("line_id IS NULL"),
        )

    op.drop_table("quotas")
    with op.batch_alter_table("quota_notices", schema=None) as batch_op:
        batch_op.drop_index("uq_quota_notices_once")

    op.drop_table("quota_notices")
    op.drop_table("line_secrets")
    with op.batch_alter_table("item_states", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_states_line_id_at"))
        batch_op.drop_index(batch_op.f("ix_item_states_handset_id_at"))

    op.drop_table("item_states")
    op.drop_table("reachability_seeds")
    op.drop_table("operator_maps")
    op.drop_table("lines")
    op.drop_table("handsets")
    op.drop_table("custody_terms")
    if op.get_bind().dialect.name == "postgresql":
        for function in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
