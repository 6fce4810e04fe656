"""Let the database itself hold that usage never doubles, and that custody is not rewritten.

Revision 0007, after 0006. Nothing that is stored changes. What the program never did could still be
done past it: two usages of the same days, a custody that began at a number instead of an instant
and so met no other, another holder in a past custody, a custody taken away, a signed form made a
draft again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_USAGE_WORDS = "usages of one line and measure must not overlap"
_DAY_WORDS = "a day is written as 2026-09-29"
_INSTANT_WORDS = "an instant is written as 2026-09-29 14:02:30.000000"
_CUSTODY_WORDS = "a custody is ended and never rewritten"
_FORM_WORDS = "a form goes forward only"
_MEASURES = ("seconds", "bytes")
_DAYS = ("starts_on", "ends_on")
_INSTANTS = ("from_at", "to_at")
_FIXED = ("id", "handset_id", "line_id", "officer_id", "from_at")
"""What is written once of a custody; its end is, too, but later."""
_DAY = "'????-??-??'"
_INSTANT = "'????-??-?? ??:??:??.??????'"
_BACKWARDS = (
    "(OLD.state = 'signed' AND NEW.state <> 'signed') "
    "OR (OLD.state = 'printed' AND NEW.state = 'draft')"
)
_ON_SQLITE = (
    *("tr_usages_insert", "tr_usages_update", "tr_usages_insert_days", "tr_usages_update_days"),
    *("tr_custodies_insert_instants", "tr_custodies_update_instants"),
    *("tr_custodies_rewrite", "tr_custodies_delete", "tr_custody_forms_state"),
)


def upgrade() -> None:
    """Add the guards."""
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def downgrade() -> None:
    """Take the guards away."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in _ON_SQLITE:
            op.execute(f"DROP TRIGGER {trigger}")
        return
    for measure in _MEASURES:
        op.execute(f"ALTER TABLE usages DROP CONSTRAINT ex_usages_{measure}")
    op.execute("DROP TRIGGER tr_custodies_rewrite ON custodies")
    op.execute("DROP TRIGGER tr_custody_forms_state ON custody_forms")
    op.execute("DROP FUNCTION refuse_custody_change()")
    op.execute("DROP FUNCTION refuse_form_going_back()")


def _may_go() -> str:
    """Return the condition that a custody may go.

    It goes with the import that brought it, and by a destruction that is written down.
    """
    imported = (
        "EXISTS (SELECT 1 FROM import_changes WHERE import_changes.item_kind = 'custody' "
        "AND import_changes.item_id = OLD.id)"
    )
    if not sa.inspect(op.get_bind()).has_table("destruction_items"):
        return imported
    return (
        f"{imported} OR EXISTS (SELECT 1 FROM destruction_items "  # noqa: S608 - names of our own
        "WHERE destruction_items.kind = 'custodies' AND destruction_items.item_id = OLD.id)"
    )


def _guard_on_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, '{words}'); END"
    shared = " OR ".join(
        f"(other.{measure} IS NOT NULL AND NEW.{measure} IS NOT NULL)" for measure in _MEASURES
    )
    overlap = (
        "NEW.superseded_by_import_id IS NULL AND EXISTS ("  # noqa: S608 - names of our own
        "SELECT 1 FROM usages AS other WHERE other.line_id = NEW.line_id "
        "AND other.superseded_by_import_id IS NULL AND other.starts_on < NEW.ends_on "
        f"AND NEW.starts_on < other.ends_on AND ({shared}){{rest}})"
    )
    told = ", ".join(("line_id", *_DAYS, *_MEASURES, "superseded_by_import_id"))
    op.execute(
        f"CREATE TRIGGER tr_usages_insert BEFORE INSERT ON usages WHEN {overlap.format(rest='')} "
        f"{refuse.format(words=_USAGE_WORDS)}"
    )
    op.execute(
        f"CREATE TRIGGER tr_usages_update BEFORE UPDATE OF {told} ON usages "
        f"WHEN {overlap.format(rest=' AND other.id <> OLD.id')} "
        f"{refuse.format(words=_USAGE_WORDS)}"
    )
    # SQLite takes any value in any column, and compares numbers and texts by their kind.
    for table, columns, form, name, words in (
        ("usages", _DAYS, _DAY, "days", _DAY_WORDS),
        ("custodies", _INSTANTS, _INSTANT, "instants", _INSTANT_WORDS),
    ):
        wrong = " OR ".join(
            f"(NEW.{column} IS NOT NULL AND (typeof(NEW.{column}) <> 'text' "
            f"OR NEW.{column} NOT GLOB {form}))"
            for column in columns
        )
        for act in ("INSERT", f"UPDATE OF {', '.join(columns)}"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_{act.split()[0].lower()}_{name} BEFORE {act} "
                f"ON {table} WHEN {wrong} {refuse.format(words=words)}"
            )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _FIXED)
    op.execute(
        f"CREATE TRIGGER tr_custodies_rewrite BEFORE UPDATE OF {', '.join(_FIXED)}, to_at "
        f"ON custodies WHEN {changed} OR (OLD.to_at IS NOT NULL AND NEW.to_at IS NOT OLD.to_at) "
        f"{refuse.format(words=_CUSTODY_WORDS)}"
    )
    op.execute(
        f"CREATE TRIGGER tr_custodies_delete BEFORE DELETE ON custodies "
        f"WHEN NOT ({_may_go()}) {refuse.format(words=_CUSTODY_WORDS)}"
    )
    op.execute(
        "CREATE TRIGGER tr_custody_forms_state BEFORE UPDATE OF state ON custody_forms "
        f"WHEN {_BACKWARDS} {refuse.format(words=_FORM_WORDS)}"
    )


def _guard_on_postgresql() -> None:
    for measure in _MEASURES:
        # A range of one number stands for its equality, which alone would need an extension.
        op.execute(
            f"ALTER TABLE usages ADD CONSTRAINT ex_usages_{measure} EXCLUDE USING gist ("
            "int4range(line_id, line_id, '[]') WITH &&, daterange(starts_on, ends_on) WITH &&) "
            f"WHERE ({measure} IS NOT NULL AND superseded_by_import_id IS NULL)"
        )
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in _FIXED)
    op.execute(
        "CREATE FUNCTION refuse_custody_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF {_may_go()} THEN RETURN OLD; END IF; "
        f"ELSIF {same} AND (OLD.to_at IS NULL OR NEW.to_at IS NOT DISTINCT FROM OLD.to_at) "
        f"THEN RETURN NEW; END IF; RAISE EXCEPTION '{_CUSTODY_WORDS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_custodies_rewrite BEFORE UPDATE OR DELETE ON custodies "
        "FOR EACH ROW EXECUTE FUNCTION refuse_custody_change()"
    )
    op.execute(
        "CREATE FUNCTION refuse_form_going_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_BACKWARDS} THEN RAISE EXCEPTION '{_FORM_WORDS}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_custody_forms_state BEFORE UPDATE OF state ON custody_forms "
        "FOR EACH ROW EXECUTE FUNCTION refuse_form_going_back()"
    )
