"""Add cases with their timeline, search and counts, and the log of guidance.

Revision 0003, after 0002. What was stored before stays as it is.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FIRST_DAY = dt.date(2014, 4, 18)
"""Of the circular. Source: Genelge 2014/05."""
_KINDS = (
    ("İhmal", "ihmal", True),
    ("İstismar", "istismar", True),
    ("Şiddet", "siddet", True),
    ("Töre/namus ihbarı", "torenamusihbari", True),
    ("Sosyal yardım", "sosyalyardim", False),
    ("Bilgi/rehberlik", "bilgirehberlik", False),
)
"""Name, key, and whether such a case is urgent from the start."""
_FROZEN = {
    "case_actions": "a timeline is append-only",
    "case_files": "a file of a case is frozen",
    "case_waivers": "a waiver is never changed",
}
_COUNTED = (
    "routed_week",
    "routed_month",
    "subject_id",
    "due_at",
    "entered_at",
    "action_due_at",
    "first_action_at",
    "action_minutes",
    "is_closed",
)
"""The columns of a case that its counts follow from."""
_FUNCTIONS = ("count_case_change",)


def _count(row: str, sign: str) -> str:
    """Return the statements that add a row, `NEW` or `OLD`, to the counts or take it out."""

    def number(condition: str) -> str:
        return f"CASE WHEN {condition} THEN {sign}1 ELSE 0 END"

    sums = ("cases", "in_time", "late", "acted", "acted_late", "closed")
    added = ", ".join(f"{name} = case_months.{name} + excluded.{name}" for name in sums)
    return (
        "INSERT INTO case_weeks (week, subject_id, cases) "  # noqa: S608 - names of our own
        f"VALUES ({row}.routed_week, {row}.subject_id, {sign}1) ON CONFLICT (week, subject_id) "
        "DO UPDATE SET cases = case_weeks.cases + excluded.cases; "
        f"INSERT INTO case_months (month, {', '.join(sums)}) VALUES ({row}.routed_month, {sign}1, "
        f"{number(f'{row}.entered_at <= {row}.due_at')}, "
        f"{number(f'{row}.entered_at > {row}.due_at')}, "
        f"{number(f'{row}.first_action_at IS NOT NULL')}, "
        f"{number(f'{row}.first_action_at > {row}.action_due_at')}, "
        f"{number(f'{row}.is_closed')}) ON CONFLICT (month) DO UPDATE SET {added}; "
        f"INSERT INTO case_action_times (month, minutes, cases) SELECT {row}.routed_month, "
        f"{row}.action_minutes, {sign}1 WHERE {row}.action_minutes IS NOT NULL "
        "ON CONFLICT (month, minutes) "
        "DO UPDATE SET cases = case_action_times.cases + excluded.cases; "
    )


def _changed(sign: str) -> str:
    return " OR ".join(f"NEW.{column} {sign} OLD.{column}" for column in _COUNTED)


def _prepare_sqlite() -> None:
    for table, words in _FROZEN.items():
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for act, when, words in (
        ("insert", "", _count("NEW", "+")),
        ("delete", "", _count("OLD", "-")),
        ("update", f"WHEN {_changed('IS NOT')} ", _count("OLD", "-") + _count("NEW", "+")),
    ):
        columns = f" OF {', '.join(_COUNTED)}" if act == "update" else ""
        op.execute(
            f"CREATE TRIGGER tr_cases_count_{act} AFTER {act.upper()}{columns} ON cases "
            f"{when}BEGIN {words}END"
        )
    # The words are folded already, and nothing but beginnings of words is asked for: no places of
    # words, no sizes, no second copy of the text.
    op.execute(
        "CREATE VIRTUAL TABLE fts_cases USING fts5(starts, content='', detail=none, columnsize=0, "
        "prefix='2 3 4 5 6 7', tokenize='ascii')"
    )
    added = "INSERT INTO fts_cases (rowid, starts) VALUES (NEW.case_id, NEW.starts); "
    removed = (
        "INSERT INTO fts_cases (fts_cases, rowid, starts) "
        "VALUES ('delete', OLD.case_id, OLD.starts); "
    )
    for act, words in (("insert", added), ("delete", removed), ("update", removed + added)):
        op.execute(
            f"CREATE TRIGGER tr_case_words_{act} AFTER {act.upper()} ON case_words BEGIN {words}END"
        )


def _prepare_postgresql() -> None:
    for table, words in _FROZEN.items():
        op.execute(
            f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{words}')"
        )
    op.execute(
        "CREATE FUNCTION count_case_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND NOT ({_changed('IS DISTINCT FROM')}) THEN RETURN NULL; END IF; "
        f"IF TG_OP <> 'INSERT' THEN {_count('OLD', '-')}END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_count('NEW', '+')}END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_cases_count AFTER INSERT OR UPDATE OR DELETE ON cases "
        "FOR EACH ROW EXECUTE FUNCTION count_case_change()"
    )
    # As words stand there: the parser of a text would take some of them apart.
    op.execute(
        "CREATE INDEX fts_cases ON case_words "
        "USING gin (array_to_tsvector(string_to_array(starts, ' '))) "
        # A list of what is not sorted in yet would be read by each search.
        "WITH (fastupdate = off)"
    )


def _first_rows() -> None:
    kinds = sa.table(
        "case_kinds",
        *(sa.column(name) for name in ("name", "key", "position", "is_urgent", "version")),
        sa.column("starts_on", sa.Date()),
    )
    op.bulk_insert(
        kinds,
        [
            {
                "name": name,
                "key": key,
                "position": position,
                "is_urgent": is_urgent,
                "starts_on": _FIRST_DAY,
                "version": 1,
            }
            for position, (name, key, is_urgent) in enumerate(_KINDS, start=1)
        ],
    )
    terms = sa.table(
        "case_terms",
        sa.column("starts_on", sa.Date()),
        sa.column("urgent_action_minutes"),
        sa.column("other_action_minutes"),
        sa.column("reminder_hours", sa.JSON()),
        sa.column("version"),
    )
    op.bulk_insert(
        terms,
        [
            {
                "starts_on": _FIRST_DAY,
                "urgent_action_minutes": 60,
                "other_action_minutes": 240,
                "reminder_hours": [6, 12, 20, 23, 24],
                "version": 1,
            }
        ],
    )


def upgrade() -> None:  # noqa: PLR0915 - every table once
    """Bring the tables forward."""
    op.create_table(
        "case_action_times",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "minutes", name=op.f("pk_case_action_times")),
    )
    op.create_table(
        "case_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_case_kinds_interval")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_kinds")),
        sa.UniqueConstraint("key", name=op.f("uq_case_kinds_key")),
    )
    op.create_table(
        "case_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("acted", sa.Integer(), nullable=False),
        sa.Column("acted_late", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_case_months")),
    )
    op.create_table(
        "case_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("urgent_action_minutes", sa.Integer(), nullable=False),
        sa.Column("other_action_minutes", sa.Integer(), nullable=False),
        sa.Column("reminder_hours", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "urgent_action_minutes > 0 AND other_action_minutes > 0",
            name=op.f("ck_case_terms_action_minutes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_terms")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_case_terms_starts_on")),
    )
    op.create_table(
        "case_weeks",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "subject_id", name=op.f("pk_case_weeks")),
    )
    op.create_table(
        "review_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_review_keys_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_keys")),
    )
    op.create_table(
        "guidances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(length=1000), nullable=False),
        sa.Column("done", sa.String(length=1000), nullable=False),
        sa.Column("is_sent_on", sa.Boolean(), nullable=False),
        sa.Column("sent_reason", sa.String(length=500), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_sent_on OR sent_reason <> ''", name=op.f("ck_guidances_sent_reason")
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_guidances_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.id"],
            name=op.f("fk_guidances_subject_id_subjects"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidances")),
    )
    with op.batch_alter_table("guidances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guidances_at_id"), ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guidances_by_user_id"), ["by_user_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_guidances_is_sent_on_at"), ["is_sent_on", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_guidances_subject_id_at"), ["subject_id", "at"], unique=False
        )

    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("number_key", sa.String(length=64), nullable=False),
        sa.Column("routed_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("action_due_at", sa.DateTime(), nullable=False),
        sa.Column("operator_name", sa.String(length=200), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("district_key", sa.String(length=100), nullable=False),
        sa.Column("caller_phone", sa.String(length=16), nullable=False),
        sa.Column("caller_name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=4000), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_text", sa.String(length=200), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("first_action_at", sa.DateTime(), nullable=True),
        sa.Column("action_minutes", sa.Integer(), nullable=True),
        sa.Column("is_police_informed", sa.Boolean(), nullable=False),
        sa.Column("police_unit", sa.String(length=200), nullable=False),
        sa.Column("police_at", sa.DateTime(), nullable=True),
        sa.Column("police_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=True),
        sa.Column("entry_record", sa.String(length=200), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=1000), nullable=False),
        sa.Column("order_key", sa.BigInteger(), nullable=False),
        sa.Column("action_key", sa.BigInteger(), nullable=True),
        sa.Column("police_key", sa.BigInteger(), nullable=True),
        sa.Column("next_reminder_at", sa.DateTime(), nullable=True),
        sa.Column("routed_week", sa.Date(), nullable=False),
        sa.Column("routed_month", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "acknowledged_at IS NULL OR acknowledged_at >= routed_at", name=op.f("ck_cases_known")
        ),
        sa.CheckConstraint("closed_at IS NULL OR is_closed", name=op.f("ck_cases_closed")),
        sa.CheckConstraint(
            "entered_at IS NULL OR entered_at >= routed_at", name=op.f("ck_cases_entered")
        ),
        sa.CheckConstraint(
            "first_action_at IS NULL OR first_action_at >= routed_at", name=op.f("ck_cases_acted")
        ),
        sa.CheckConstraint("police_at IS NULL OR is_police_informed", name=op.f("ck_cases_police")),
        sa.ForeignKeyConstraint(
            ["kind_id"],
            ["case_kinds.id"],
            name=op.f("fk_cases_kind_id_case_kinds"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_cases_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_user_id"],
            ["users.id"],
            name=op.f("fk_cases_recorded_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.id"],
            name=op.f("fk_cases_subject_id_subjects"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number_key", name=op.f("uq_cases_number_key")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cases_action_key",
            ["action_key", "id"],
            unique=False,
            sqlite_where=sa.text("action_key IS NOT NULL"),
            postgresql_where=sa.text("action_key IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_cases_caller_phone",
            ["caller_phone"],
            unique=False,
            sqlite_where=sa.text("caller_phone <> ''"),
            postgresql_where=sa.text("caller_phone <> ''"),
        )
        batch_op.create_index(
            batch_op.f("ix_cases_district_key_order_key_id"),
            ["district_key", "order_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_cases_is_closed_order_key_id"),
            ["is_closed", "order_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_cases_kind_id_order_key_id"),
            ["kind_id", "order_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_cases_is_urgent_order_key_id"),
            ["is_urgent", "order_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_cases_next_reminder_at",
            ["next_reminder_at"],
            unique=False,
            sqlite_where=sa.text("next_reminder_at IS NOT NULL"),
            postgresql_where=sa.text("next_reminder_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_cases_officer_id_order_key_id"),
            ["officer_id", "order_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_cases_order_key_id"), ["order_key", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cases_police_key",
            ["police_key", "id"],
            unique=False,
            sqlite_where=sa.text("police_key IS NOT NULL"),
            postgresql_where=sa.text("police_key IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_cases_recorded_by_user_id_order_key_id"),
            ["recorded_by_user_id", "order_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_cases_routed_at_id"), ["routed_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cases_subject_id_order_key_id"),
            ["subject_id", "order_key", "id"],
            unique=False,
        )

    op.create_table(
        "case_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "action",
                "acknowledged",
                "police",
                "entered",
                "closed",
                "reopened",
                "note",
                name="actionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("corrects_action_id", sa.Integer(), nullable=True),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_case_actions_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_case_actions_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["corrects_action_id"],
            ["case_actions.id"],
            name=op.f("fk_case_actions_corrects_action_id_case_actions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_actions")),
        sa.UniqueConstraint("corrects_action_id", name=op.f("uq_case_actions_corrects_action_id")),
    )
    with op.batch_alter_table("case_actions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_actions_by_user_id"), ["by_user_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_case_actions_case_id_at"), ["case_id", "at"], unique=False
        )

    op.create_table(
        "case_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("is_entry_proof", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_files_case_id_cases"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_files")),
    )
    with op.batch_alter_table("case_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_files_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_reminders",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hours", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_case_reminders_case_id_cases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "hours", name=op.f("pk_case_reminders")),
    )
    with op.batch_alter_table("case_reminders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_reminders_unseen",
            ["noted_at"],
            unique=False,
            sqlite_where=sa.text("seen_at IS NULL"),
            postgresql_where=sa.text("seen_at IS NULL"),
        )

    op.create_table(
        "case_responsibilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("to_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "to_at IS NULL OR from_at <= to_at", name=op.f("ck_case_responsibilities_interval")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_case_responsibilities_case_id_cases"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_case_responsibilities_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_responsibilities")),
    )
    with op.batch_alter_table("case_responsibilities", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_responsibilities_case_id_from_at"),
            ["case_id", "from_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_case_responsibilities_officer_id_from_at"),
            ["officer_id", "from_at"],
            unique=False,
        )
        batch_op.create_index(
            "uq_case_responsibilities_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("to_at IS NULL"),
            postgresql_where=sa.text("to_at IS NULL"),
        )

    op.create_table(
        "case_waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_case_waivers_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letters.id"],
            name=op.f("fk_case_waivers_letter_id_letters"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_case_waivers_officer_id_officers"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_waivers")),
    )
    with op.batch_alter_table("case_waivers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_waivers_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_waivers_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_waivers_officer_id"), ["officer_id"], unique=False
        )

    op.create_table(
        "case_words",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_words_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_words")),
    )
    op.create_table(
        "call_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number_hash", sa.String(length=32), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call_records.id"],
            name=op.f("fk_call_reviews_call_id_call_records"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_reviews")),
        sa.UniqueConstraint("call_id", name=op.f("uq_call_reviews_call_id")),
    )
    with op.batch_alter_table("call_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_reviews_number_hash"), ["number_hash"], unique=False
        )

    _first_rows()
    if op.get_bind().dialect.name == "sqlite":
        _prepare_sqlite()
    else:
        _prepare_postgresql()


def downgrade() -> None:
    """Take the tables away again; their triggers and indexes go with them."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("DROP TRIGGER tr_case_words_delete")
        op.execute("DROP TABLE fts_cases")
    op.drop_table("call_reviews")
    op.drop_table("case_words")
    op.drop_table("case_waivers")
    op.drop_table("case_responsibilities")
    op.drop_table("case_reminders")
    op.drop_table("case_files")
    op.drop_table("case_actions")
    op.drop_table("cases")
    op.drop_table("guidances")
    op.drop_table("review_keys")
    op.drop_table("case_weeks")
    op.drop_table("case_terms")
    op.drop_table("case_months")
    op.drop_table("case_kinds")
    op.drop_table("case_action_times")
    if not is_sqlite:
        for function in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
