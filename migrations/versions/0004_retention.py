"""Add periods of retention, and let a destruction that is written down remove what is frozen.

Revision 0004, after 0003. What was stored before stays as it is.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FIRST_DAY = dt.date(2016, 4, 7)
"""Of the law on personal data. Source: 6698 s. Kanun, Resmî Gazete 07.04.2016/29677."""
_PERIODS = (
    ("cases", 120, "Kurumun saklama planı (varsayım); 6098 s. Kanun m. 146, 10 yıllık zamanaşımı"),
    ("calls", 24, "Kurumun saklama planı (varsayım); kota ve özel görüşme denetimi"),
    ("checks", 60, "Kurumun saklama planı (varsayım); Genelge 2014/05 m. 1 denetimi"),
    ("guidance", 60, "Kurumun saklama planı (varsayım); Genelge 2014/05 m. 7 denetimi"),
    ("drafts", 6, "Tamamlanmamış işlem (varsayım); Yönetmelik 28.10.2017/30224 m. 11"),
    ("custody_forms", 120, "Kurumun saklama planı (varsayım); 5018 s. Kanun m. 74, 10 yıl"),
    ("custodies", 120, "Kurumun saklama planı (varsayım); 5018 s. Kanun m. 74, 10 yıl"),
    ("letters", 120, "Kurumun saklama planı (varsayım); Yönetmelik 18.10.2019/30922"),
    ("officers", 120, "Kurumun saklama planı (varsayım); 6098 s. Kanun m. 146"),
)
"""Kind, months, and on what the period rests; a directorate sets its own."""
_KINDS = tuple(kind for kind, _months, _basis in _PERIODS)
_DECISIONS = ("agreed", "postponed")
_GUARDED = (
    ("letter_files", "a file of a letter is frozen", "letters", "letter_id"),
    ("dispatches", "a dispatch is never changed", "letters", "letter_id"),
    ("changes", "a finished change is frozen", "letters", "letter_id"),
    ("letters", "a finished letter is frozen", "letters", "id"),
    ("custody_files", "a file of a custody form is frozen", "custody_forms", "form_id"),
    ("custody_waivers", "a waiver is never changed", "custodies", "custody_id"),
    ("custody_forms", "what a custody form says is frozen", "custody_forms", "id"),
    ("case_actions", "a timeline is append-only", "cases", "case_id"),
    ("case_files", "a file of a case is frozen", "cases", "case_id"),
    ("case_waivers", "a waiver is never changed", "cases", "case_id"),
)
"""Table, the words of the refusal, of which kind the record is that its rows go with, and where
they name it."""
_LETTER_COLUMNS = (
    *("id", "topic", "summary", "content", "recipient_address", "recipient_fax", "effective_on"),
    *("is_urgent", "pages", "fax_pages", "finished_at", "finished_by_user_id", "finished_by"),
    *("corrects_letter_id", "correction_reason"),
)
_FORM_COLUMNS = (
    *("id", "year", "number", "kind", "officer_id", "officer_name", "at", "content"),
    *("item_labels", "made_by"),
)
_RECORD_COLUMNS = (
    *("id", "kind", "at", "items", "months", "basis", "oldest_on", "newest_on", "reason"),
    *("ids_sha256", "removed", "by_user_id", "by_name", "kept_until"),
)
"""Columns of a destruction's record that never change once it is committed."""
_RECORD_WORDS = "the record of a destruction is never changed"
_FORM_WORDS = "what a custody form says is frozen"


def _is_destroyed(kind: str, item: str) -> str:
    """Return the condition that a record is being destroyed in this transaction."""
    return (
        "EXISTS (SELECT 1 FROM destruction_items "  # noqa: S608 - names of our own
        f"WHERE destruction_items.kind = '{kind}' AND destruction_items.item_id = {item})"
    )


def _is_open(record: str) -> str:
    """Return the condition that a destruction is still being made."""
    return (
        "EXISTS (SELECT 1 FROM destruction_items "  # noqa: S608 - names of our own
        f"WHERE destruction_items.destruction_id = {record}.id)"
    )


_REMAINS = (
    "INSERT INTO case_remainders (month, subject_id, cases) "
    "VALUES (OLD.routed_month, OLD.subject_id, 1) ON CONFLICT (month, subject_id) "
    "DO UPDATE SET cases = case_remainders.cases + excluded.cases;"
)
"""Counts a destroyed case on, for what is counted from the cases themselves."""
_UNLESS_DESTROYED = f"WHEN NOT {_is_destroyed('cases', 'OLD.id')}"
_SPARED = (
    f"IF TG_OP = 'DELETE' THEN IF {_is_destroyed('cases', 'OLD.id')} THEN {_REMAINS} RETURN NULL; "
    "END IF; END IF;"
)


def _open_on_sqlite() -> None:
    for table, words, kind, column in _GUARDED:
        # The very first data has not all of them (0006).
        op.execute(f"DROP TRIGGER IF EXISTS tr_{table}_delete")
        op.execute(
            f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} "
            f"WHEN NOT {_is_destroyed(kind, f'OLD.{column}')} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    # Figures survive without the person: a destroyed case stays counted.
    counting = _sql_of_trigger("tr_cases_count_delete")
    op.execute("DROP TRIGGER tr_cases_count_delete")
    head, body = counting.split(" BEGIN ", 1)
    op.execute(f"{head} {_UNLESS_DESTROYED} BEGIN {body}")
    op.execute(
        "CREATE TRIGGER tr_cases_remain AFTER DELETE ON cases "
        f"WHEN {_is_destroyed('cases', 'OLD.id')} BEGIN {_REMAINS} END"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_RECORD_WORDS}'); END"
    op.execute(
        "CREATE TRIGGER tr_destructions_update "
        f"BEFORE UPDATE OF {', '.join(_RECORD_COLUMNS)} ON destructions "
        f"WHEN NOT {_is_open('OLD')} {refuse}"
    )
    op.execute(
        "CREATE TRIGGER tr_destructions_erased BEFORE UPDATE OF erased_at ON destructions "
        f"WHEN OLD.erased_at IS NOT NULL {refuse}"
    )
    op.execute(f"CREATE TRIGGER tr_destructions_delete BEFORE DELETE ON destructions {refuse}")


def _sql_of_trigger(name: str) -> str:
    found = op.get_bind().execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name"),
        {"name": name},
    )
    return str(found.scalar_one())


def _open_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_but_destruction() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE wanted integer; BEGIN IF TG_OP = 'DELETE' THEN "
        "EXECUTE format('SELECT ($1).%I', TG_ARGV[2]) INTO wanted USING OLD; "
        "IF EXISTS (SELECT 1 FROM destruction_items AS item WHERE item.kind = TG_ARGV[1] "
        "AND item.item_id = wanted) THEN RETURN OLD; END IF; END IF; "
        "RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    for table, words, kind, column in _GUARDED:
        if table == "custody_forms":
            continue
        op.execute(f"DROP TRIGGER tr_{table} ON {table}")
        op.execute(
            f"CREATE TRIGGER tr_{table} BEFORE UPDATE{_columns_of(table)} OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION "
            f"refuse_change_but_destruction('{words}', '{kind}', '{column}')"
        )
    _keep_forms_on_postgresql(
        f"IF TG_OP = 'DELETE' AND {_is_destroyed('custody_forms', 'OLD.id')} "
        "THEN RETURN OLD; END IF; "
    )
    # Figures survive without the person: a destroyed case stays counted.
    _count_on_postgresql(_counting_body().replace("BEGIN ", f"BEGIN {_SPARED} ", 1))
    op.execute(
        "CREATE FUNCTION refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND {_is_open('OLD')} THEN RETURN NEW; END IF; "
        f"IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND {_same(_RECORD_COLUMNS)} "
        "THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{_RECORD_WORDS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_destructions BEFORE UPDATE OR DELETE ON destructions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_record_change()"
    )


def _keep_forms_on_postgresql(spared: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_form_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF TG_OP = 'UPDATE' AND {_same(_FORM_COLUMNS)} THEN RETURN NEW; END IF; {spared}"
        f"RAISE EXCEPTION '{_FORM_WORDS}'; END $$"
    )


def _same(columns: tuple[str, ...]) -> str:
    # JSON has no equality of its own: its text is compared.
    return " AND ".join(
        f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in columns
    )


def _counting_body() -> str:
    found = op.get_bind().execute(
        sa.text("SELECT prosrc FROM pg_proc WHERE proname = 'count_case_change'")
    )
    return str(found.scalar_one())


def _count_on_postgresql(body: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION count_case_change() RETURNS trigger "
        f"LANGUAGE plpgsql AS $${body}$$"
    )


def _columns_of(table: str) -> str:
    return f" OF {', '.join(_LETTER_COLUMNS)}" if table == "letters" else ""


def _close_on_sqlite() -> None:
    for table, words, _kind, _column in _GUARDED:
        op.execute(f"DROP TRIGGER tr_{table}_delete")
        op.execute(
            f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    op.execute("DROP TRIGGER tr_cases_remain")
    counting = _sql_of_trigger("tr_cases_count_delete")
    op.execute("DROP TRIGGER tr_cases_count_delete")
    op.execute(counting.replace(f" {_UNLESS_DESTROYED}", "", 1))


def _close_on_postgresql() -> None:
    for table, words, _kind, _column in _GUARDED:
        if table != "custody_forms":
            op.execute(f"DROP TRIGGER tr_{table} ON {table}")
            op.execute(
                f"CREATE TRIGGER tr_{table} BEFORE UPDATE{_columns_of(table)} OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{words}')"
            )
    _keep_forms_on_postgresql("")
    _count_on_postgresql(_counting_body().replace(f"{_SPARED} ", "", 1))


def _first_rows() -> None:
    periods = sa.table(
        "retention_periods",
        *(sa.column(name) for name in ("kind", "months", "basis", "version")),
        sa.column("starts_on", sa.Date()),
    )
    op.bulk_insert(
        periods,
        [
            {
                "kind": kind,
                "starts_on": _FIRST_DAY,
                "months": months,
                "basis": basis,
                "version": 1,
            }
            for kind, months, basis in _PERIODS
        ],
    )


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "impossible_rows",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("id <> id", name=op.f("ck_impossible_rows_none")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impossible_rows")),
    )
    op.create_table(
        "case_remainders",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "subject_id", name=op.f("pk_case_remainders")),
    )
    op.create_table(
        "retention_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("recordkind", _KINDS), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months > 0", name=op.f("ck_retention_periods_months")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_periods")),
    )
    with op.batch_alter_table("retention_periods", schema=None) as batch_op:
        batch_op.create_index(
            "uq_retention_periods_kind_starts_on", ["kind", "starts_on"], unique=True
        )
    op.create_table(
        "retention_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("recordkind", _KINDS), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("decision", _choice("decision", _DECISIONS), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "decision <> 'postponed' OR until IS NOT NULL", name=op.f("ck_retention_reviews_until")
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_retention_reviews_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_reviews")),
    )
    with op.batch_alter_table("retention_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_retention_reviews_by_user_id"), ["by_user_id"], unique=False
        )
        batch_op.create_index("uq_retention_reviews_kind_item_id", ["kind", "item_id"], unique=True)
    op.create_table(
        "destructions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("recordkind", _KINDS), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("oldest_on", sa.Date(), nullable=False),
        sa.Column("newest_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ids_sha256", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("items > 0", name=op.f("ck_destructions_items")),
        sa.ForeignKeyConstraint(
            ["by_user_id"],
            ["users.id"],
            name=op.f("fk_destructions_by_user_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
    )
    with op.batch_alter_table("destructions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_destructions_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_destructions_by_user_id"), ["by_user_id"], unique=False
        )
    op.create_table(
        "destruction_items",
        sa.Column("kind", _choice("recordkind", _KINDS), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("destruction_id", sa.Integer(), nullable=False),
        sa.Column("never_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_id"],
            ["destructions.id"],
            name=op.f("fk_destruction_items_destruction_id_destructions"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["never_id"],
            ["impossible_rows.id"],
            name=op.f("fk_destruction_items_never_id_impossible_rows"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("kind", "item_id", name=op.f("pk_destruction_items")),
    )
    with op.batch_alter_table("destruction_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_destruction_items_destruction_id"), ["destruction_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_destruction_items_never_id"), ["never_id"], unique=False
        )
    _first_rows()
    if op.get_bind().dialect.name == "sqlite":
        _open_on_sqlite()
    else:
        _open_on_postgresql()


def downgrade() -> None:
    """Take the tables away again; what is frozen is refused to everybody, as before."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _close_on_sqlite()
    else:
        _close_on_postgresql()
    op.drop_table("destruction_items")
    op.drop_table("destructions")
    op.drop_table("retention_reviews")
    op.drop_table("retention_periods")
    op.drop_table("case_remainders")
    op.drop_table("impossible_rows")
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_record_change()")
        op.execute("DROP FUNCTION refuse_change_but_destruction()")
