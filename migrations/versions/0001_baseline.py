"""Create every table, the triggers that guard them, and the rows that a directorate begins with.

Revision 0001, the first. Constraints and indexes without a name here get it from the naming
convention of `db/base.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CASE_KINDS = (
    ("İhmal", "ihmal", True),
    ("İstismar", "istismar", True),
    ("Şiddet", "siddet", True),
    ("Töre/namus ihbarı", "torenamusihbari", True),
    ("Sosyal yardım", "sosyalyardim", False),
    ("Bilgi/rehberlik", "bilgirehberlik", False),
)
"""Name, key, and whether such a case is urgent from the start."""
_CIRCULAR = dt.date(2014, 4, 18)
"""From when the first terms of cases hold. Source: Genelge 2014/05."""
_DATA_PROTECTION_LAW = dt.date(2016, 4, 7)
"""From when the first periods hold. Source: 6698 s. Kanun, Resmî Gazete 07.04.2016/29677."""
_TEN_YEARS = "Kurumun saklama planı (varsayım); 5018 s. Kanun m. 74, 10 yıl"
_NOTES = "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"
_PERIODS = (
    ("cases", 120, "Kurumun saklama planı (varsayım); 6098 s. Kanun m. 146, 10 yıllık zamanaşımı"),
    ("calls", 24, "Kurumun saklama planı (varsayım); kota ve özel görüşme denetimi"),
    ("checks", 60, "Kurumun saklama planı (varsayım); Genelge 2014/05 m. 1 denetimi"),
    ("guidance", 60, "Kurumun saklama planı (varsayım); Genelge 2014/05 m. 7 denetimi"),
    ("drafts", 6, "Tamamlanmamış işlem (varsayım); Yönetmelik 28.10.2017/30224 m. 11"),
    ("custody_forms", 120, _TEN_YEARS),
    ("custodies", 120, _TEN_YEARS),
    ("letters", 120, "Kurumun saklama planı (varsayım); Yönetmelik 18.10.2019/30922"),
    ("officers", 120, "Kurumun saklama planı (varsayım); 6098 s. Kanun m. 146"),
    ("line_notes", 60, _NOTES),
    ("handset_notes", 60, _NOTES),
    ("state_reasons", 120, _TEN_YEARS),
    ("accounts", 120, "Kurumun saklama planı (varsayım); 6098 s. Kanun m. 146"),
    ("wishes", 3, "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-ç"),
    ("absences", 24, "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"),
    ("hand_overs", 24, "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"),
    ("unreached", 60, "Kurumun saklama planı (varsayım); Genelge 2014/05 m. 1 denetimi"),
    ("rotas", 120, _TEN_YEARS),
    ("granted_leaves", 24, "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"),
    ("duty_people", 24, "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"),
    ("task_orders", 120, _TEN_YEARS),
    ("drivers", 24, "Kurumun saklama planı (varsayım); 6698 s. Kanun m. 4/2-d"),
)
"""Kind of record, months, and on what the period rests; a directorate sets its own."""
_PARTNER_KINDS = (
    "prosecutor",
    "police",
    "gendarmerie",
    "emergency",
    "guest_house",
    "violence_centre",
    "hospital",
    "other",
)
_DUTIES = ("main", "stand_in", "driver")
_ABSENCES = (
    "annual",
    "excuse",
    "report",
    "mission",
    "training",
    "administrative",
    "unpaid",
    "night_exempt",
    "duty_exempt",
)
_MANNERS = ("consent", "order", "hindered", "service")
_LIMITS = {
    "night_starts_minute": 20 * 60,
    "night_ends_minute": 6 * 60,
    "spacing_days": 3,
    "month_most": 0,
    "wishes_close_day": 20,
    "worker_day_minutes": 11 * 60,
    "worker_night_minutes": 450,
    "worker_rest_minutes": 11 * 60,
    "worker_week_minutes": 45 * 60,
}
"""What the rules of duty measure by at first; sources: `rota/rules.py`."""
_LIMITS_BESIDE = {
    "id": 1,
    "own_subjects_only": False,
    "director_name": "",
    "director_phone": "",
    "director_approves": False,
    "version": 1,
}
_EIGHT = 8 * 60
_WHOLE_DAY = 24 * 60
_PATTERNS = (("main", _WHOLE_DAY, True), ("stand_in", 0, False), ("driver", _WHOLE_DAY, True))
"""Kind, minutes of rest after it, and whether it is active; each for 24 hours from 08.00."""
_RECORD_KINDS = tuple(kind for kind, _months, _basis in _PERIODS)
_ITEM_STATES = ("in_store", "issued", "in_repair", "lost", "returned", "retired")
_FILTERED = ("is_closed", "is_urgent", "subject_id", "officer_id", "district_key")
"""What a list of cases is narrowed by (`cases/model.py`)."""


def upgrade() -> None:
    """Create all of it."""
    _create_audit()
    _create_access()
    _create_directorate()
    _create_imports()
    _create_letters()
    _create_officers()
    _create_changes()
    _create_phones()
    _create_guidance()
    _create_cases()
    _create_plans()
    _create_vehicles()
    _create_rota()
    _create_retention()
    _insert_first_rows()
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
        _count_and_search_on_sqlite()
    else:
        _guard_on_postgresql()
        _count_and_search_on_postgresql()


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _restrict(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="RESTRICT")


def _cascade(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def _only_where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _frozen_columns() -> tuple[sa.Column[Any], ...]:
    """Return the columns of `db/frozen_files.py`."""
    return (
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(200), nullable=False),
    )


def _but(name: str) -> tuple[str, ...]:
    return tuple(each for each in _FILTERED if each != name)


def _create_audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(), nullable=False, index=True),
        sa.Column("actor_login", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("actor_role", sa.String(32), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("item_id", sa.Integer()),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.Index(None, "actor_login", "sequence"),
        sa.Index(None, "kind", "item_id"),
    )
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
    )
    op.create_table(
        "audit_keys",
        sa.Column("last_sequence", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(64), nullable=False),
    )


def _create_access() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "role", _choice("role", "administrator", "clerk", "director", "auditor"), nullable=False
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("slot_generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_generation", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(100), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "key_slots",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("slot_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("time_cost", sa.Integer(), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("parallelism", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("kind", "login"),
    )
    op.create_table(
        "role_acts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_login", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), _restrict("users"), nullable=False, index=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("has_secret", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer()),
    )
    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("move_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )


def _create_directorate() -> None:
    op.create_table(
        "directorates",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("province", sa.String(64), nullable=False),
        sa.Column("heading_1", sa.String(200), nullable=False),
        sa.Column("heading_2", sa.String(200), nullable=False),
        sa.Column("heading_3", sa.String(200), nullable=False),
        sa.Column("detsis", sa.String(8), nullable=False),
        sa.Column("file_plan_code", sa.String(32), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("postal_code", sa.String(16), nullable=False),
        sa.Column("telephone", sa.String(16), nullable=False),
        sa.Column("fax", sa.String(16), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("kep", sa.String(200), nullable=False),
        sa.Column("website", sa.String(200), nullable=False),
        sa.Column("contact_name", sa.String(200), nullable=False),
        sa.Column("contact_title", sa.String(200), nullable=False),
        sa.Column("contact_telephone", sa.String(16), nullable=False),
        sa.Column("recipient_1", sa.String(200), nullable=False),
        sa.Column("recipient_2", sa.String(200), nullable=False),
        sa.Column("recipient_address", sa.String(300), nullable=False),
        sa.Column("recipient_fax", sa.String(16), nullable=False),
        sa.Column("recipient_detsis", sa.String(8), nullable=False),
        sa.Column("recipient_kep", sa.String(200), nullable=False),
        sa.Column("standing", _choice("addresseerank", "above", "below", "both"), nullable=False),
        sa.Column("email_domains", sa.JSON(), nullable=False),
        sa.Column("letter_style", _choice("letterstyle", "2020", "2004"), nullable=False),
        sa.Column("preparation", _choice("preparation", "E", "Z", "O"), nullable=False),
        sa.Column("says_faxed", sa.Boolean(), nullable=False),
        sa.Column("initials", sa.JSON(), nullable=False),
        sa.Column("line_spacing_percent", sa.Integer(), nullable=False),
        sa.Column("lock_minutes", sa.Integer(), nullable=False),
        sa.Column("hides_from_capture", sa.Boolean(), nullable=False),
        sa.Column("needs_fax", sa.Boolean(), nullable=False),
        sa.Column("needs_post", sa.Boolean(), nullable=False),
        sa.Column("needs_ebys", sa.Boolean(), nullable=False),
        sa.Column("needs_kep", sa.Boolean(), nullable=False),
        sa.Column("rule_basis", sa.String(200), nullable=False),
        sa.Column("confirm_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("is_directorate", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "signatories",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("on_behalf_of", sa.String(64)),
        sa.Column("is_deputy", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="interval"),
    )
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _choice("partnerkind", *_PARTNER_KINDS), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("other_phone", sa.String(16), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("sort_key", sa.String(400), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "kind", "sort_key"),
    )


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime()),
        sa.Index(None, "kind", "at"),
    )
    op.create_table(
        "import_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("import_id", sa.Integer(), _cascade("imports"), nullable=False),
        sa.Column("item_kind", sa.String(32), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "import_id", "item_kind", "item_id"),
    )
    op.create_table(
        "import_shapes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("shape", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("import_id", sa.Integer(), _cascade("imports"), nullable=False, index=True),
    )


def _create_letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("topic", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(500), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("recipient_address", sa.String(300), nullable=False),
        sa.Column("recipient_fax", sa.String(16), nullable=False),
        sa.Column("recipient_detsis", sa.String(8), nullable=False),
        sa.Column("recipient_kep", sa.String(200), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("last_effective_on", sa.Date(), nullable=False),
        sa.Column("register_number", sa.String(64)),
        sa.Column("dated_on", sa.Date()),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("fax_pages", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("finished_by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("finished_by", sa.String(200), nullable=False),
        sa.Column("number_reason", sa.String(500), nullable=False),
        sa.Column("corrects_letter_id", sa.Integer(), _restrict("letters"), index=True),
        sa.Column("correction_reason", sa.String(500), nullable=False),
        sa.Column("demanded", sa.JSON(), nullable=False),
        sa.Column("rule_basis", sa.String(200), nullable=False),
        sa.Column("completed_at", sa.DateTime(), index=True),
        sa.Column("outdated", sa.String(200), nullable=False),
        sa.Column("cancelled_at", sa.DateTime()),
        sa.Column("cancelled_by", sa.String(200), nullable=False),
        sa.Column("cancel_reason", sa.String(500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "effective_on", "id"),
    )
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False),
        sa.Column("channel", _choice("channel", "fax", "post", "ebys", "kep"), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("pages", sa.Integer()),
        sa.Column("result", _choice("result", "sent", "failed", "withdrawn"), nullable=False),
        sa.Column("item_number", sa.String(100), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("corrects_dispatch_id", sa.Integer(), _restrict("dispatches"), unique=True),
        sa.Column("correction_reason", sa.String(500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("pages IS NULL OR pages > 0", name="pages"),
        sa.Index(None, "letter_id", "at"),
    )
    op.create_table(
        "letter_files",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), _restrict("dispatches"), index=True),
        sa.Column(
            "kind",
            _choice(
                "filekind",
                "pdf",
                "pdf_a",
                "fax_copy",
                "docx",
                "text",
                "metadata",
                "scan",
                "fax_report",
                "postal_receipt",
                "ebys_receipt",
                "kep_evidence",
            ),
            nullable=False,
        ),
        *_frozen_columns(),
        sa.Index(None, "letter_id", "kind"),
    )


def _create_officers() -> None:
    op.create_table(
        "subjects",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("key", sa.String(100), nullable=False, unique=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.Integer(), _restrict("units"), nullable=False, index=True),
        sa.Column("given_names", sa.String(100), nullable=False),
        sa.Column("surname", sa.String(100), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("tckn", sa.String(11), unique=True),
        sa.Column("corporate_email", sa.String(254), nullable=False),
        sa.Column("personal_email", sa.String(254), nullable=False),
        sa.Column("personal_mobile", sa.String(16), nullable=False),
        sa.Column("corporate_mobile", sa.String(16), nullable=False),
        sa.Column("desk_phone", sa.String(16), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(400), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "sort_key", "id"),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), nullable=False),
        sa.Column("subject_id", sa.Integer(), _restrict("subjects"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("opened_by_letter_id", sa.Integer(), _restrict("letters"), index=True),
        sa.Column("closed_by_letter_id", sa.Integer(), _restrict("letters"), index=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
        sa.Index(None, "officer_id", "starts_on"),
        sa.Index(None, "subject_id", "starts_on"),
        sa.Index(
            "uq_assignments_open",
            "officer_id",
            "subject_id",
            unique=True,
            **_only_where("ends_on IS NULL"),
        ),
    )
    op.create_table(
        "substitutions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), nullable=False),
        sa.Column("subject_id", sa.Integer(), _restrict("subjects"), index=True),
        sa.Column("substitute_id", sa.Integer(), _restrict("officers"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ended_by", sa.String(200), nullable=False),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), index=True),
        sa.Column("told", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name="interval"),
        sa.CheckConstraint("officer_id <> substitute_id", name="people"),
        sa.Index(None, "officer_id", "starts_on"),
        sa.Index(None, "substitute_id", "starts_on"),
    )


def _create_changes() -> None:
    op.create_table(
        "change_drafts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False, index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("leaver_id", sa.Integer(), _restrict("officers"), index=True),
        sa.Column("leaver_name", sa.String(200), nullable=False),
        sa.Column("is_first_appointment", sa.Boolean(), nullable=False),
        sa.Column("newcomer_id", sa.Integer(), _restrict("officers"), index=True),
        sa.Column("leaver_keeps_others", sa.Boolean(), nullable=False),
        sa.Column("subject_ids", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("vacancy_reason", sa.String(500), nullable=False),
        sa.Column("no_phone_reason", sa.String(500), nullable=False),
        sa.Column("newcomer_changed", sa.JSON(), nullable=False),
        sa.Column("duties_given", sa.JSON(), nullable=False),
    )
    op.create_table(
        "leaver_accounts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.UniqueConstraint("letter_id", "position"),
    )
    op.create_table(
        "confirmations",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False, unique=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("manner", _choice("manner", "phone", "mail", "letter", "list"), nullable=False),
        sa.Column("said_by", sa.String(200), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "letter_reminders",
        sa.Column(
            "letter_id",
            sa.Integer(),
            _restrict("letters"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("reminded_id", sa.Integer(), _restrict("letters"), nullable=False, index=True),
    )


def _create_plans() -> None:
    op.create_table(
        "planned_hand_overs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("from_officer_id", sa.Integer(), _restrict("officers"), index=True),
        sa.Column("to_officer_id", sa.Integer(), _restrict("officers"), index=True),
        sa.Column("custody_id", sa.Integer(), _cascade("custodies"), index=True),
        sa.Column("case_id", sa.Integer(), _cascade("cases"), index=True),
        sa.Column("subject_ids", sa.JSON(), nullable=False),
        sa.Column("line_id", sa.Integer(), _cascade("lines"), index=True),
        sa.Column("handset_id", sa.Integer(), _cascade("handsets"), index=True),
        sa.CheckConstraint("custody_id IS NULL OR case_id IS NULL", name="one"),
        sa.CheckConstraint("custody_id IS NOT NULL OR to_officer_id IS NOT NULL", name="receiver"),
        sa.CheckConstraint(
            "(from_officer_id IS NULL) = (line_id IS NOT NULL OR handset_id IS NOT NULL)",
            name="giver",
        ),
        sa.Index(None, "letter_id", "due_on"),
    )


def _create_phones() -> None:
    op.create_table(
        "handsets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("make", sa.String(100), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("imei", sa.String(15), unique=True),
        sa.Column("serial", sa.String(64), nullable=False),
        sa.Column("condition", sa.String(200), nullable=False),
        sa.Column("accessories", sa.String(300), nullable=False),
        sa.Column("state", _choice("itemstate", *_ITEM_STATES), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("phone", sa.String(16), nullable=False, unique=True),
        sa.Column("operator", sa.String(64), nullable=False),
        sa.Column("iccid", sa.String(20), unique=True),
        sa.Column("package", sa.String(200), nullable=False),
        sa.Column("state", _choice("itemstate", *_ITEM_STATES), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "line_secrets",
        sa.Column("line_id", sa.Integer(), _cascade("lines"), primary_key=True),
        sa.Column("pin", sa.String(8), nullable=False),
        sa.Column("puk", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "item_states",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("handset_id", sa.Integer(), _cascade("handsets")),
        sa.Column("line_id", sa.Integer(), _cascade("lines")),
        sa.Column("state", _choice("itemstate", *_ITEM_STATES), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.CheckConstraint("(handset_id IS NULL) <> (line_id IS NULL)", name="one_item"),
        sa.Index(None, "handset_id", "at"),
        sa.Index(None, "line_id", "at"),
    )
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("line_id", sa.Integer(), _cascade("lines")),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("period_day", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds > 0 AND bytes > 0", name="amounts"),
        sa.CheckConstraint("period_day BETWEEN 1 AND 28", name="period_day"),
        sa.Index("uq_quotas_default", "starts_on", unique=True, **_only_where("line_id IS NULL")),
        sa.Index("uq_quotas_line_id_starts_on", "line_id", "starts_on", unique=True),
    )
    op.create_table(
        "custody_forms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("formkind", "issue", "return", "circular"), nullable=False),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), nullable=False),
        sa.Column("officer_name", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "state", _choice("formstate", "draft", "printed", "signed", "cancelled"), nullable=False
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("item_labels", sa.JSON(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime()),
        sa.Column("signed_at", sa.DateTime()),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "officer_id", "at"),
        sa.Index(None, "state", "at"),
        sa.Index("uq_custody_forms_year_number", "year", "number", unique=True),
    )
    op.create_table(
        "custodies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("handset_id", sa.Integer(), _restrict("handsets")),
        sa.Column("line_id", sa.Integer(), _restrict("lines")),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("to_at", sa.DateTime()),
        sa.Column("issue_form_id", sa.Integer(), _restrict("custody_forms"), index=True),
        sa.Column("return_form_id", sa.Integer(), _restrict("custody_forms"), index=True),
        sa.Column("is_imported", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_at IS NULL OR from_at <= to_at", name="interval"),
        sa.CheckConstraint("(handset_id IS NULL) <> (line_id IS NULL)", name="one_item"),
        sa.Index(None, "handset_id", "from_at"),
        sa.Index(None, "line_id", "from_at"),
        sa.Index(None, "officer_id", "from_at"),
        sa.Index(
            "uq_custodies_open_handset", "handset_id", unique=True, **_only_where("to_at IS NULL")
        ),
        sa.Index("uq_custodies_open_line", "line_id", unique=True, **_only_where("to_at IS NULL")),
    )
    op.create_table(
        "custody_files",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("form_id", sa.Integer(), _restrict("custody_forms"), nullable=False, index=True),
        sa.Column("is_scan", sa.Boolean(), nullable=False),
        *_frozen_columns(),
    )
    op.create_table(
        "custody_terms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("starts_on", sa.Date(), nullable=False, unique=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "custody_waivers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("custody_id", sa.Integer(), _restrict("custodies"), nullable=False, index=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), nullable=False, index=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
    )
    op.create_table(
        "usages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("import_id", sa.Integer(), _cascade("imports"), nullable=False, index=True),
        sa.Column("line_id", sa.Integer(), _restrict("lines"), nullable=False, index=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer()),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("has_calls", sa.Boolean(), nullable=False),
        sa.Column(
            "superseded_by_import_id",
            sa.Integer(),
            sa.ForeignKey("imports.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.CheckConstraint("seconds >= 0 AND bytes >= 0", name="amounts"),
        sa.CheckConstraint("starts_on < ends_on", name="interval"),
        sa.CheckConstraint("seconds IS NOT NULL OR bytes IS NOT NULL", name="measures"),
        sa.Index(
            "uq_usages_bytes",
            "line_id",
            "starts_on",
            unique=True,
            **_only_where("bytes IS NOT NULL AND superseded_by_import_id IS NULL"),
        ),
        sa.Index(
            "uq_usages_seconds",
            "line_id",
            "starts_on",
            unique=True,
            **_only_where("seconds IS NOT NULL AND superseded_by_import_id IS NULL"),
        ),
    )
    op.create_table(
        "usage_days",
        sa.Column("usage_id", sa.Integer(), _cascade("usages"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("seconds", sa.Integer()),
        sa.Column("bytes", sa.BigInteger()),
    )
    op.create_table(
        "call_records",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("usage_id", sa.Integer(), _cascade("usages"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", _choice("callkind", "voice", "data", "message", "other"), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Index(None, "usage_id", "at"),
    )
    op.create_table(
        "call_reviews",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("call_id", sa.Integer(), _cascade("call_records"), nullable=False, unique=True),
        sa.Column("number_hash", sa.String(32), nullable=False, index=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
    )
    op.create_table(
        "review_keys",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "quota_notices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("line_id", sa.Integer(), _cascade("lines"), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("measure", _choice("measure", "seconds", "bytes"), nullable=False),
        sa.Column("kind", _choice("noticekind", "near", "reached", "forecast"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime()),
        sa.Index(
            "uq_quota_notices_once", "line_id", "period_starts_on", "measure", "kind", unique=True
        ),
    )
    op.create_table(
        "reachability_checks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("line_id", sa.Integer(), _restrict("lines"), nullable=False),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), index=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.Column("ring_seconds", sa.Integer()),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ring_seconds IS NULL OR ring_seconds >= 0", name="ring_seconds"),
        sa.Index(None, "line_id", "at"),
    )
    op.create_table(
        "reachability_seeds",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )


def _create_guidance() -> None:
    op.create_table(
        "guidances",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("subject_id", sa.Integer(), _restrict("subjects"), nullable=False),
        sa.Column("asked", sa.String(1000), nullable=False),
        sa.Column("done", sa.String(1000), nullable=False),
        sa.Column("is_sent_on", sa.Boolean(), nullable=False),
        sa.Column("sent_reason", sa.String(500), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT is_sent_on OR sent_reason <> ''", name="sent_reason"),
        sa.Index(None, "at", "id"),
        sa.Index(None, "is_sent_on", "at"),
        sa.Index(None, "subject_id", "at"),
    )


def _create_cases() -> None:
    op.create_table(
        "case_kinds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("key", sa.String(100), nullable=False, unique=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
    )
    op.create_table(
        "case_terms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("starts_on", sa.Date(), nullable=False, unique=True),
        sa.Column("urgent_action_minutes", sa.Integer(), nullable=False),
        sa.Column("other_action_minutes", sa.Integer(), nullable=False),
        sa.Column("reminder_hours", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("call_review_days", sa.Integer(), nullable=False, server_default="90"),
        sa.CheckConstraint(
            "urgent_action_minutes > 0 AND other_action_minutes > 0", name="action_minutes"
        ),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("number_key", sa.String(64), nullable=False, unique=True),
        sa.Column("routed_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("action_due_at", sa.DateTime(), nullable=False),
        sa.Column("operator_name", sa.String(200), nullable=False),
        sa.Column("subject_id", sa.Integer(), _restrict("subjects"), nullable=False),
        sa.Column("kind_id", sa.Integer(), _restrict("case_kinds"), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("district", sa.String(100), nullable=False),
        sa.Column("district_key", sa.String(100), nullable=False),
        sa.Column("caller_phone", sa.String(16), nullable=False),
        sa.Column("caller_name", sa.String(200), nullable=False),
        sa.Column("summary", sa.String(4000), nullable=False),
        sa.Column("officer_id", sa.Integer(), _restrict("officers")),
        sa.Column("officer_text", sa.String(200), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime()),
        sa.Column("first_action_at", sa.DateTime()),
        sa.Column("action_minutes", sa.Integer()),
        sa.Column("is_police_informed", sa.Boolean(), nullable=False),
        sa.Column("police_unit", sa.String(200), nullable=False),
        sa.Column("police_at", sa.DateTime()),
        sa.Column("police_by", sa.String(200), nullable=False),
        sa.Column("entered_at", sa.DateTime()),
        sa.Column("entry_record", sa.String(200), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("outcome", sa.String(1000), nullable=False),
        sa.Column("order_key", sa.BigInteger(), nullable=False),
        sa.Column("action_key", sa.BigInteger()),
        sa.Column("police_key", sa.BigInteger()),
        sa.Column("next_reminder_at", sa.DateTime()),
        sa.Column("routed_week", sa.Date(), nullable=False),
        sa.Column("routed_month", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_user_id", sa.Integer(), _restrict("users")),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_fields", sa.String(500), nullable=False, server_default=""),
        sa.CheckConstraint("first_action_at IS NULL OR first_action_at >= routed_at", name="acted"),
        sa.CheckConstraint("closed_at IS NULL OR is_closed", name="closed"),
        sa.CheckConstraint("entered_at IS NULL OR entered_at >= routed_at", name="entered"),
        sa.CheckConstraint("acknowledged_at IS NULL OR acknowledged_at >= routed_at", name="known"),
        sa.CheckConstraint("police_at IS NULL OR is_police_informed", name="police"),
        sa.Index("ix_cases_by_order", "order_key", "id", *_FILTERED),
        sa.Index("ix_cases_by_officer", "officer_id", "order_key", "id", *_but("officer_id")),
        sa.Index("ix_cases_by_subject", "subject_id", "order_key", "id", *_but("subject_id")),
        sa.Index("ix_cases_by_district", "district_key", "order_key", "id", *_but("district_key")),
        sa.Index(None, "kind_id"),
        sa.Index(None, "recorded_by_user_id"),
        sa.Index("ix_cases_by_routed", "routed_at", "id", "order_key", *_FILTERED),
        sa.Index("ix_cases_by_number", "number_key", "id", "order_key", *_FILTERED),
        sa.Index(
            "ix_cases_action_key",
            "action_key",
            "id",
            *_FILTERED,
            **_only_where("action_key IS NOT NULL"),
        ),
        sa.Index(
            "ix_cases_police_key",
            "police_key",
            "id",
            *_FILTERED,
            **_only_where("police_key IS NOT NULL"),
        ),
        sa.Index(
            "ix_cases_entered_late",
            "order_key",
            "id",
            *_FILTERED,
            **_only_where("entered_at > due_at"),
        ),
        sa.Index(
            "ix_cases_acted_late",
            "order_key",
            "id",
            *_FILTERED,
            **_only_where("first_action_at > action_due_at"),
        ),
        sa.Index(None, "next_reminder_at", **_only_where("next_reminder_at IS NOT NULL")),
        sa.Index(None, "caller_phone", **_only_where("caller_phone <> ''")),
    )
    op.create_table(
        "case_words",
        sa.Column("case_id", sa.Integer(), _cascade("cases"), primary_key=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
    )
    op.create_table(
        "case_actions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), _restrict("cases"), nullable=False),
        sa.Column(
            "kind",
            _choice(
                "actionkind",
                "action",
                "acknowledged",
                "police",
                "entered",
                "closed",
                "reopened",
                "note",
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("corrects_action_id", sa.Integer(), _restrict("case_actions"), unique=True),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Index(None, "case_id", "at"),
    )
    op.create_table(
        "case_responsibilities",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), _cascade("cases"), nullable=False),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("to_at", sa.DateTime()),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.CheckConstraint("to_at IS NULL OR from_at <= to_at", name="interval"),
        sa.Index(None, "case_id", "from_at"),
        sa.Index(None, "officer_id", "from_at"),
        sa.Index(
            "uq_case_responsibilities_open", "case_id", unique=True, **_only_where("to_at IS NULL")
        ),
    )
    op.create_table(
        "case_waivers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), _restrict("cases"), nullable=False, index=True),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), nullable=False, index=True),
        sa.Column("letter_id", sa.Integer(), _restrict("letters"), index=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
    )
    op.create_table(
        "case_files",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), _restrict("cases"), nullable=False, index=True),
        sa.Column("is_entry_proof", sa.Boolean(), nullable=False),
        *_frozen_columns(),
    )
    op.create_table(
        "case_reminders",
        sa.Column("case_id", sa.Integer(), _cascade("cases"), primary_key=True),
        sa.Column("hours", sa.Integer(), primary_key=True),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime()),
        sa.Index("ix_case_reminders_unseen", "noted_at", **_only_where("seen_at IS NULL")),
    )
    op.create_table(
        "case_weeks",
        sa.Column("week", sa.Date(), primary_key=True),
        sa.Column("subject_id", sa.Integer(), primary_key=True),
        sa.Column("cases", sa.Integer(), nullable=False),
    )
    op.create_table(
        "case_months",
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("acted", sa.Integer(), nullable=False),
        sa.Column("acted_late", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
    )
    op.create_table(
        "case_action_times",
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("minutes", sa.Integer(), primary_key=True),
        sa.Column("cases", sa.Integer(), nullable=False),
    )
    op.create_table(
        "case_remainders",
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("subject_id", sa.Integer(), primary_key=True),
        sa.Column("cases", sa.Integer(), nullable=False),
    )


def _create_vehicles() -> None:
    op.create_table(
        "vehicles",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plate", sa.String(12), nullable=False, unique=True),
        sa.Column("make", sa.String(100), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("has_child_seat", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Date())
            for name in ("ends_on", "inspected_until", "insured_until", "serviced_until")
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
        sa.CheckConstraint("seats BETWEEN 1 AND 60", name="seats"),
    )
    op.create_table(
        "vehicle_states",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("vehicle_id", sa.Integer(), _restrict("vehicles"), nullable=False),
        sa.Column(
            "kind", _choice("vehiclestatekind", "in_service", "broken", "elsewhere"), nullable=False
        ),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="interval"),
        sa.Index(None, "vehicle_id", "starts_at"),
    )
    op.create_table(
        "drivers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "licence_class",
            _choice("licenceclass", "B", "BE", "C1", "C", "D1", "D"),
            nullable=False,
        ),
        sa.Column("licence_until", sa.Date()),
        sa.Column("approved_on", sa.Date()),
        sa.Column("has_consent", sa.Boolean(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("sort_key", sa.String(400), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "sort_key", "id"),
    )
    op.create_table(
        "task_orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), _restrict("vehicles"), nullable=False),
        sa.Column("driver_id", sa.Integer(), _restrict("drivers"), nullable=False),
        sa.Column("people", sa.String(500), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(300), nullable=False),
        sa.Column("case_number", sa.String(64), nullable=False),
        sa.Column("out_at", sa.DateTime(), nullable=False),
        sa.Column("in_at", sa.DateTime()),
        sa.Column("out_km", sa.Integer()),
        sa.Column("in_km", sa.Integer()),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("signed_on", sa.Date()),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("cancel_reason", sa.String(300), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("in_at IS NULL OR out_at < in_at", name="interval"),
        sa.CheckConstraint("out_km IS NULL OR in_km IS NULL OR out_km <= in_km", name="km"),
        sa.Index("uq_task_orders_year_number", "year", "number", unique=True),
        sa.Index(None, "out_at"),
        sa.Index(None, "vehicle_id", "out_at"),
        sa.Index(None, "driver_id"),
    )


def _create_rota() -> None:
    op.create_table(
        "duty_people",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("officer_id", sa.Integer(), _restrict("officers"), unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column(
            "employment",
            _choice("employment", "official", "contracted", "worker", "other"),
            nullable=False,
        ),
        sa.Column("does_main", sa.Boolean(), nullable=False),
        sa.Column("does_stand_in", sa.Boolean(), nullable=False),
        sa.Column("does_driver", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("driver_id", sa.Integer(), _restrict("drivers"), unique=True),
        sa.Column("sort_key", sa.String(400), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
        sa.Index(None, "sort_key", "id"),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("kind", _choice("absencekind", *_ABSENCES), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="interval"),
        sa.Index(None, "person_id", "starts_at"),
        sa.Index(None, "ends_at"),
    )
    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", _choice("wishkind", "duty", "no_duty"), nullable=False),
        sa.Column("degree", _choice("wishdegree", "little", "some", "much"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index("uq_wishes", "person_id", "day", unique=True),
        sa.Index(None, "day"),
    )
    op.create_table(
        "duty_patterns",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _choice("dutykind", *_DUTIES), nullable=False),
        sa.Column("days", _choice("patterndays", "every", "working", "free"), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("rest_minutes", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), _restrict("vehicles"), index=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_minute BETWEEN 0 AND 1439", name="starts_minute"),
        sa.CheckConstraint("length_minutes BETWEEN 60 AND 2880", name="length_minutes"),
        sa.CheckConstraint("rest_minutes BETWEEN 0 AND 10080", name="rest_minutes"),
    )
    op.create_table(
        "closed_times",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="interval"),
    )
    op.create_table(
        "rota_limits",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _LIMITS),
        sa.Column("own_subjects_only", sa.Boolean(), nullable=False),
        sa.Column("director_name", sa.String(200), nullable=False),
        sa.Column("director_phone", sa.String(16), nullable=False),
        sa.Column("director_approves", sa.Boolean(), nullable=False),
        sa.Column("ledger_since", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "rota_months",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("month", sa.String(7), nullable=False, unique=True),
        sa.Column("basis", sa.String(500), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("published >= 0", name="published"),
    )
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "month",
            sa.String(7),
            sa.ForeignKey("rota_months.month", ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column("kind", _choice("dutykind", *_DUTIES), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("rest_minutes", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people")),
        sa.Column("vehicle_id", sa.Integer(), _restrict("vehicles")),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("overruled", sa.String(200), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("part_of", sa.Integer(), _restrict("duties"), index=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="interval"),
        sa.CheckConstraint("rest_minutes >= 0", name="rest_minutes"),
        sa.Index(None, "month", "starts_at"),
        sa.Index(None, "ends_at", "starts_at"),
        sa.Index(None, "person_id", "starts_at"),
        sa.Index(None, "vehicle_id", "starts_at"),
    )
    op.create_table(
        "worked",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("duty_id", sa.Integer(), _restrict("duties"), nullable=False),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people")),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="interval"),
        sa.Index(None, "duty_id", "starts_at"),
        sa.Index(None, "person_id", "starts_at"),
    )
    op.create_table(
        "swaps",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("duty_id", sa.Integer(), _restrict("duties"), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("manner", _choice("swapmanner", *_MANNERS), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("approved_at", sa.DateTime()),
        sa.Column("approved_by", sa.String(200), nullable=False),
        sa.Column("undone_at", sa.DateTime()),
        sa.Column(
            "in_return_of",
            sa.Integer(),
            sa.ForeignKey("swaps.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="interval"),
        sa.CheckConstraint("from_person_id <> person_id", name="people"),
        sa.Index(None, "duty_id", "starts_at"),
        sa.Index(None, "from_person_id"),
        sa.Index(None, "person_id"),
    )
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("to_person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime()),
        sa.Column("confirmed_by", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_person_id <> to_person_id", name="people"),
        sa.Index("uq_hand_overs_at_from_person_id", "at", "from_person_id", unique=True),
        sa.Index(None, "from_person_id"),
        sa.Index(None, "to_person_id"),
    )
    op.create_table(
        "unreached_reports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("operator", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("answer", sa.String(1000), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index(None, "at"),
    )
    op.create_table(
        "granted_leaves",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people"), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name="days"),
        sa.Index(None, "person_id", "granted_on"),
    )
    op.create_table(
        "rota_files",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("month_id", sa.Integer(), _restrict("rota_months"), nullable=False),
        sa.Column("kind", _choice("rotafilekind", "rota", "changes", "approval"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        *_frozen_columns(),
        sa.Index(None, "month_id", "number"),
    )
    op.create_table(
        "rota_notices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("month_id", sa.Integer(), _restrict("rota_months"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), _restrict("duty_people"), nullable=False, index=True),
        sa.Column("signed_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index("uq_rota_notices", "month_id", "number", "person_id", unique=True),
    )


def _create_retention() -> None:
    op.create_table(
        "retention_periods",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _choice("recordkind", *_RECORD_KINDS), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months > 0", name="months"),
        sa.Index("uq_retention_periods_kind_starts_on", "kind", "starts_on", unique=True),
    )
    op.create_table(
        "retention_reviews",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _choice("recordkind", *_RECORD_KINDS), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("decision", _choice("decision", "agreed", "postponed"), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.CheckConstraint("decision <> 'postponed' OR until IS NOT NULL", name="until"),
        sa.Index("uq_retention_reviews_kind_item_id", "kind", "item_id", unique=True),
    )
    op.create_table(
        "destructions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _choice("recordkind", *_RECORD_KINDS), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, index=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("oldest_on", sa.Date(), nullable=False),
        sa.Column("newest_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("ids_sha256", sa.String(64), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), _restrict("users"), index=True),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("erased_at", sa.DateTime()),
        sa.CheckConstraint("items > 0", name="items"),
    )
    op.create_table(
        "impossible_rows",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.CheckConstraint("id <> id", name="none"),
    )
    op.create_table(
        "destruction_items",
        sa.Column("kind", _choice("recordkind", *_RECORD_KINDS), primary_key=True),
        sa.Column("item_id", sa.Integer(), primary_key=True),
        sa.Column(
            "destruction_id", sa.Integer(), _restrict("destructions"), nullable=False, index=True
        ),
        sa.Column(
            "never_id",
            sa.Integer(),
            sa.ForeignKey("impossible_rows.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
            index=True,
        ),
    )


def _insert_first_rows() -> None:
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
                # Cases from before the circular came to the same call centre.
                "starts_on": dt.date.min,
                "version": 1,
            }
            for position, (name, key, is_urgent) in enumerate(_CASE_KINDS, start=1)
        ],
    )
    terms = sa.table(
        "case_terms",
        *(sa.column(name) for name in ("urgent_action_minutes", "other_action_minutes")),
        *(sa.column(name) for name in ("call_review_days", "version")),
        sa.column("starts_on", sa.Date()),
        sa.column("reminder_hours", sa.JSON()),
    )
    op.bulk_insert(
        terms,
        [
            {
                "starts_on": _CIRCULAR,
                "urgent_action_minutes": 60,
                "other_action_minutes": 240,
                "reminder_hours": [6, 12, 20, 23, 24],
                "call_review_days": 90,
                "version": 1,
            }
        ],
    )
    op.bulk_insert(
        sa.table("rota_limits", *(sa.column(name) for name in (*_LIMITS, *_LIMITS_BESIDE))),
        [{**_LIMITS, **_LIMITS_BESIDE}],
    )
    patterns = sa.table(
        "duty_patterns",
        *(sa.column(name) for name in ("kind", "days", "starts_minute", "length_minutes")),
        *(sa.column(name) for name in ("rest_minutes", "is_active", "version")),
    )
    op.bulk_insert(
        patterns,
        [
            {
                "kind": kind,
                "days": "every",
                "starts_minute": _EIGHT,
                "length_minutes": _WHOLE_DAY,
                "rest_minutes": rest,
                "is_active": is_active,
                "version": 1,
            }
            for kind, rest, is_active in _PATTERNS
        ],
    )
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
                "starts_on": _DATA_PROTECTION_LAW,
                "months": months,
                "basis": basis,
                "version": 1,
            }
            for kind, months, basis in _PERIODS
        ],
    )


# What is never changed. Rows of a record may be deleted by a destruction that is written down
# (docs/adr/0009-retention-and-destruction.md), and by nothing else.

_AUDIT_WORDS = "the audit trail is append-only"
_FORM_WORDS = "what a custody form says is frozen"
_FROZEN = (
    ("letters", "a finished letter is frozen", "letters", "id"),
    ("dispatches", "a dispatch is never changed", "letters", "letter_id"),
    ("letter_files", "a file of a letter is frozen", "letters", "letter_id"),
    ("changes", "a finished change is frozen", "letters", "letter_id"),
    ("letter_reminders", "a reminder is frozen", "letters", "letter_id"),
    ("custody_forms", _FORM_WORDS, "custody_forms", "id"),
    ("custody_files", "a file of a custody form is frozen", "custody_forms", "form_id"),
    ("custody_waivers", "a waiver is never changed", "custodies", "custody_id"),
    ("case_actions", "a timeline is append-only", "cases", "case_id"),
    ("case_files", "a file of a case is frozen", "cases", "case_id"),
    ("case_waivers", "a waiver is never changed", "cases", "case_id"),
    ("rota_files", "a published rota is frozen", "rotas", "month_id"),
    ("task_orders", "the number of a task order is never changed", "task_orders", "id"),
    ("hand_overs", "what was handed over is frozen", "hand_overs", "id"),
)
"""Table, the words of the refusal, the kind of the record that its rows go with, and the column
that names it."""
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
"""What a custody form says; how far it is may change, forward only."""
_FROZEN_COLUMNS = {
    "letters": (
        "id",
        "topic",
        "summary",
        "content",
        "recipient_address",
        "recipient_fax",
        "recipient_detsis",
        "recipient_kep",
        "effective_on",
        "last_effective_on",
        "is_change",
        "is_urgent",
        "pages",
        "fax_pages",
        "finished_at",
        "finished_by_user_id",
        "finished_by",
        "corrects_letter_id",
        "correction_reason",
        "demanded",
        "rule_basis",
    ),
    "custody_forms": _FORM_COLUMNS,
    "task_orders": ("id", "year", "number", "made_at", "made_by"),
    "hand_overs": (
        "id",
        "at",
        "from_person_id",
        "to_person_id",
        "facts",
        "note",
        "recorded_at",
        "by_name",
    ),
}
"""Where only some columns never change; the others say what was stamped, signed or proven later."""
_FORM_STATE_WORDS = "a form goes forward only"
_FORM_GOES_BACK = (
    "(OLD.state IN ('signed', 'cancelled') AND NEW.state <> OLD.state) "
    "OR (OLD.state = 'printed' AND NEW.state = 'draft')"
)
_STATE_WORDS = "a state is never changed"
_STATE_COLUMNS = ("id", "handset_id", "line_id", "state", "at")
_STATE_IS_EMPTIED = (
    "NEW.reason = '' AND NEW.by_name = '' AND EXISTS (SELECT 1 FROM destruction_items "
    "WHERE destruction_items.kind = 'state_reasons' AND destruction_items.item_id = OLD.id)"
)
_OVERLAP_WORDS = "custodies of one item must not overlap"
_ITEMS = ("handset_id", "line_id")
_CUSTODY_WORDS = "a custody is ended and never rewritten"
_CUSTODY_COLUMNS = ("id", "handset_id", "line_id", "officer_id", "from_at", "is_imported")
"""What is written once of a custody; its end is, too, but later."""
_CUSTODY_GOES_ON = (
    "NEW.to_at IS NULL AND EXISTS (SELECT 1 FROM custody_forms "
    "WHERE custody_forms.id = OLD.return_form_id AND custody_forms.state = 'cancelled')"
)
"""When an end is taken back: its form is cancelled."""
_USAGE_WORDS = "usages of one line and measure must not overlap"
_MEASURES = ("seconds", "bytes")
_DUTY_WORDS = "two duties of one person must not overlap"
_DUTY_VEHICLE_WORDS = "two duties of one vehicle must not overlap"
_WORKED_WORDS = "nobody works two duties at once, and nobody the same one twice"
_VEHICLE_WORDS = "two states of one vehicle must not overlap"
_PART_WORDS = "two parts of one duty must not overlap"
_WHOLE_WORDS = "a whole duty is never removed"
_RECORD_WORDS = "the record of a destruction is never changed"
_RECORD_COLUMNS = (
    "id",
    "kind",
    "at",
    "items",
    "months",
    "basis",
    "oldest_on",
    "newest_on",
    "reason",
    "ids_sha256",
    "removed",
    "by_user_id",
    "by_name",
    "kept_until",
)
"""What never changes once a destruction is committed; its erasure is written once, later."""


def _is_destroyed(kind: str, item: str) -> str:
    """Return the condition that a record is being destroyed in this transaction."""
    return (
        "EXISTS (SELECT 1 FROM destruction_items "  # noqa: S608 - names of our own
        f"WHERE destruction_items.kind = '{kind}' AND destruction_items.item_id = {item})"
    )


_DUTY_MAY_GO = "OLD.part_of IS NOT NULL OR " + _is_destroyed(  # noqa: S608 - names of our own
    "rotas", "(SELECT rota_months.id FROM rota_months WHERE rota_months.month = OLD.month)"
)
"""A part that is joined again with the rest, and a month that is destroyed."""
_RECORD_IS_OPEN = (
    "EXISTS (SELECT 1 FROM destruction_items WHERE destruction_items.destruction_id = OLD.id)"
)
_CUSTODY_MAY_GO = (
    f"(OLD.is_imported AND OLD.to_at IS NULL) OR {_is_destroyed('custodies', 'OLD.id')}"
)
"""It goes with the import that brought it while nothing came after it, or by a destruction.

Its own column says so: a row of `import_changes` could be written later, to remove it.
"""


def _refuse_on_sqlite(name: str, event: str, words: str, *, when: str = "") -> None:
    condition = f"WHEN {when} " if when else ""
    op.execute(
        f"CREATE TRIGGER tr_{name} BEFORE {event} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _guard_on_sqlite() -> None:
    for act in ("update", "delete"):
        name = f"audit_entries_{act}"
        _refuse_on_sqlite(name, f"{act.upper()} ON audit_entries", _AUDIT_WORDS)
    for table, words, kind, column in _FROZEN:
        of = f" OF {', '.join(_FROZEN_COLUMNS[table])}" if table in _FROZEN_COLUMNS else ""
        _refuse_on_sqlite(f"{table}_update", f"UPDATE{of} ON {table}", words)
        when = f"NOT {_is_destroyed(kind, f'OLD.{column}')}"
        _refuse_on_sqlite(f"{table}_delete", f"DELETE ON {table}", words, when=when)
    _refuse_on_sqlite(
        "custody_forms_state",
        "UPDATE OF state ON custody_forms",
        _FORM_STATE_WORDS,
        when=_FORM_GOES_BACK,
    )
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _STATE_COLUMNS)
    _refuse_on_sqlite(
        "item_states_update",
        "UPDATE ON item_states",
        _STATE_WORDS,
        when=f"NOT ({same} AND {_STATE_IS_EMPTIED})",
    )
    # They go together with their item, when an import that brought it is taken back.
    _refuse_on_sqlite(
        "item_states_delete",
        "DELETE ON item_states",
        _STATE_WORDS,
        when="EXISTS (SELECT 1 FROM handsets WHERE id = OLD.handset_id) "
        "OR EXISTS (SELECT 1 FROM lines WHERE id = OLD.line_id)",
    )
    _guard_custodies_on_sqlite()
    _guard_usages_on_sqlite()
    _guard_duties_on_sqlite()
    _guard_vehicles_on_sqlite()
    _refuse_on_sqlite(
        "destructions_update",
        f"UPDATE OF {', '.join(_RECORD_COLUMNS)} ON destructions",
        _RECORD_WORDS,
        when=f"NOT {_RECORD_IS_OPEN}",
    )
    _refuse_on_sqlite(
        "destructions_erased",
        "UPDATE OF erased_at ON destructions",
        _RECORD_WORDS,
        when="OLD.erased_at IS NOT NULL",
    )
    _refuse_on_sqlite("destructions_delete", "DELETE ON destructions", _RECORD_WORDS)


def _guard_custodies_on_sqlite() -> None:
    for item in _ITEMS:
        # Times are stored as text of one length, so that they compare as they follow each other.
        # An empty interval overlaps nothing, as PostgreSQL has it.
        overlap = (
            f"EXISTS (SELECT 1 FROM custodies AS other WHERE other.{item} = NEW.{item} "  # noqa: S608
            "AND (other.to_at IS NULL OR "
            "(other.from_at < other.to_at AND NEW.from_at < other.to_at)) "
            "AND (NEW.to_at IS NULL OR "
            "(NEW.from_at < NEW.to_at AND other.from_at < NEW.to_at)){rest})"
        )
        _refuse_on_sqlite(
            f"custodies_insert_{item}",
            "INSERT ON custodies",
            _OVERLAP_WORDS,
            when=overlap.format(rest=""),
        )
        _refuse_on_sqlite(
            f"custodies_update_{item}",
            f"UPDATE OF id, {item}, from_at, to_at ON custodies",
            _OVERLAP_WORDS,
            when=overlap.format(rest=" AND other.id <> OLD.id"),
        )
    _demand_text_on_sqlite(
        "custodies",
        "instants",
        ("from_at", "to_at"),
        "????-??-?? ??:??:??.??????",
        words="an instant is written as 2026-09-29 14:02:30.000000",
    )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _CUSTODY_COLUMNS)
    _refuse_on_sqlite(
        "custodies_rewrite",
        f"UPDATE OF {', '.join(_CUSTODY_COLUMNS)}, to_at ON custodies",
        _CUSTODY_WORDS,
        when=(
            f"{changed} OR (OLD.to_at IS NOT NULL AND NEW.to_at IS NOT OLD.to_at "
            f"AND NOT ({_CUSTODY_GOES_ON}))"
        ),
    )
    _refuse_on_sqlite(
        "custodies_delete",
        "DELETE ON custodies",
        _CUSTODY_WORDS,
        when=f"NOT ({_CUSTODY_MAY_GO})",
    )


def _guard_usages_on_sqlite() -> None:
    shared = " OR ".join(
        f"(other.{measure} IS NOT NULL AND NEW.{measure} IS NOT NULL)" for measure in _MEASURES
    )
    overlap = (
        "NEW.superseded_by_import_id IS NULL AND EXISTS ("  # noqa: S608 - names of our own
        "SELECT 1 FROM usages AS other WHERE other.line_id = NEW.line_id "
        "AND other.superseded_by_import_id IS NULL AND other.starts_on < NEW.ends_on "
        f"AND NEW.starts_on < other.ends_on AND ({shared}){{rest}})"
    )
    told = ", ".join(("line_id", "starts_on", "ends_on", *_MEASURES, "superseded_by_import_id"))
    _refuse_on_sqlite(
        "usages_insert", "INSERT ON usages", _USAGE_WORDS, when=overlap.format(rest="")
    )
    _refuse_on_sqlite(
        "usages_update",
        f"UPDATE OF {told} ON usages",
        _USAGE_WORDS,
        when=overlap.format(rest=" AND other.id <> OLD.id"),
    )
    _demand_text_on_sqlite(
        "usages",
        "days",
        ("starts_on", "ends_on"),
        "????-??-??",
        words="a day is written as 2026-09-29",
    )


def _guard_duties_on_sqlite() -> None:
    for table, item, name, words in (
        ("duties", "person_id", "duties", _DUTY_WORDS),
        ("duties", "vehicle_id", "duties_vehicle", _DUTY_VEHICLE_WORDS),
        ("worked", "person_id", "worked_person", _WORKED_WORDS),
        ("worked", "duty_id", "worked_duty", _WORKED_WORDS),
    ):
        overlap = (
            f"NEW.{item} IS NOT NULL AND EXISTS (SELECT 1 FROM {table} AS other "  # noqa: S608
            f"WHERE other.{item} = NEW.{item} AND other.starts_at < NEW.ends_at "
            "AND NEW.starts_at < other.ends_at{rest})"
        )
        _refuse_on_sqlite(
            f"{name}_insert", f"INSERT ON {table}", words, when=overlap.format(rest="")
        )
        _refuse_on_sqlite(
            f"{name}_update",
            f"UPDATE OF {item}, starts_at, ends_at ON {table}",
            words,
            when=overlap.format(rest=" AND other.id <> OLD.id"),
        )
    of_one = (
        "EXISTS (SELECT 1 FROM duties AS other WHERE other.id <> coalesce(NEW.id, -1) "
        "AND (other.id = NEW.part_of "
        "OR other.part_of = NEW.part_of OR other.part_of = NEW.id) "
        "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at)"
    )
    _refuse_on_sqlite("duties_insert_part", "INSERT ON duties", _PART_WORDS, when=of_one)
    event = "UPDATE OF part_of, starts_at, ends_at ON duties"
    _refuse_on_sqlite("duties_update_part", event, _PART_WORDS, when=of_one)
    _refuse_on_sqlite(
        "duties_delete", "DELETE ON duties", _WHOLE_WORDS, when=f"NOT ({_DUTY_MAY_GO})"
    )
    for table in ("duties", "worked"):
        _demand_text_on_sqlite(
            table,
            "instants",
            ("starts_at", "ends_at"),
            "????-??-?? ??:??:??.??????",
            words="an instant is written as 2026-09-29 14:02:30.000000",
        )


def _guard_vehicles_on_sqlite() -> None:
    overlap = (
        "EXISTS (SELECT 1 FROM vehicle_states AS other WHERE other.vehicle_id = NEW.vehicle_id "
        "AND (other.ends_at IS NULL OR NEW.starts_at < other.ends_at) "
        "AND (NEW.ends_at IS NULL OR other.starts_at < NEW.ends_at){rest})"
    )
    _refuse_on_sqlite(
        "vehicle_states_insert",
        "INSERT ON vehicle_states",
        _VEHICLE_WORDS,
        when=overlap.format(rest=""),
    )
    event = "UPDATE OF vehicle_id, starts_at, ends_at ON vehicle_states"
    _refuse_on_sqlite(
        "vehicle_states_update",
        event,
        _VEHICLE_WORDS,
        when=overlap.format(rest=" AND other.id <> OLD.id"),
    )
    _demand_text_on_sqlite(
        "vehicle_states",
        "instants",
        ("starts_at", "ends_at"),
        "????-??-?? ??:??:??.??????",
        words="an instant is written as 2026-09-29 14:02:30.000000",
    )


def _demand_text_on_sqlite(
    table: str, name: str, columns: tuple[str, ...], form: str, *, words: str
) -> None:
    """SQLite takes any value in any column, and compares numbers and texts by their kind."""
    wrong = " OR ".join(
        f"(NEW.{column} IS NOT NULL AND (typeof(NEW.{column}) <> 'text' "
        f"OR NEW.{column} NOT GLOB '{form}'))"
        for column in columns
    )
    _refuse_on_sqlite(f"{table}_insert_{name}", f"INSERT ON {table}", words, when=wrong)
    event = f"UPDATE OF {', '.join(columns)} ON {table}"
    _refuse_on_sqlite(f"{table}_update_{name}", event, words, when=wrong)


def _create_function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")


def _run_for_each_row(name: str, event: str, call: str) -> None:
    op.execute(f"CREATE TRIGGER tr_{name} {event} FOR EACH ROW EXECUTE FUNCTION {call}")


def _same(columns: tuple[str, ...], cast: str = "") -> str:
    return " AND ".join(
        f"NEW.{column}{cast} IS NOT DISTINCT FROM OLD.{column}{cast}" for column in columns
    )


def _guard_on_postgresql() -> None:
    _create_function("refuse_change", "BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END")
    event = "BEFORE UPDATE OR DELETE ON audit_entries"
    _run_for_each_row("audit_entries", event, f"refuse_change('{_AUDIT_WORDS}')")
    _create_function(
        "refuse_change_but_destruction",
        "DECLARE wanted integer; BEGIN IF TG_OP = 'DELETE' THEN "
        "EXECUTE format('SELECT ($1).%I', TG_ARGV[2]) INTO wanted USING OLD; "
        "IF EXISTS (SELECT 1 FROM destruction_items AS item WHERE item.kind = TG_ARGV[1] "
        "AND item.item_id = wanted) THEN RETURN OLD; END IF; END IF; "
        "RAISE EXCEPTION '%', TG_ARGV[0]; END",
    )
    for table, words, kind, column in _FROZEN:
        if table == "custody_forms":
            continue
        of = f" OF {', '.join(_FROZEN_COLUMNS[table])}" if table in _FROZEN_COLUMNS else ""
        _run_for_each_row(
            table,
            f"BEFORE UPDATE{of} OR DELETE ON {table}",
            f"refuse_change_but_destruction('{words}', '{kind}', '{column}')",
        )
    # JSON has no equality of its own: its text is compared.
    _create_function(
        "refuse_form_change",
        f"BEGIN IF TG_OP = 'UPDATE' AND {_same(_FORM_COLUMNS, '::text')} THEN RETURN NEW; END IF; "
        f"IF TG_OP = 'DELETE' AND {_is_destroyed('custody_forms', 'OLD.id')} "
        f"THEN RETURN OLD; END IF; RAISE EXCEPTION '{_FORM_WORDS}'; END",
    )
    event = "BEFORE UPDATE OR DELETE ON custody_forms"
    _run_for_each_row("custody_forms", event, "refuse_form_change()")
    _create_function(
        "refuse_form_going_back",
        f"BEGIN IF {_FORM_GOES_BACK} THEN RAISE EXCEPTION '{_FORM_STATE_WORDS}'; END IF; "
        "RETURN NEW; END",
    )
    event = "BEFORE UPDATE OF state ON custody_forms"
    _run_for_each_row("custody_forms_state", event, "refuse_form_going_back()")
    # They go together with their item, when an import that brought it is taken back.
    _create_function(
        "refuse_state_change",
        f"BEGIN IF TG_OP = 'UPDATE' THEN IF {_same(_STATE_COLUMNS)} AND {_STATE_IS_EMPTIED} "  # noqa: S608
        "THEN RETURN NEW; END IF; END IF; IF TG_OP = 'DELETE' "
        "AND NOT EXISTS (SELECT 1 FROM handsets WHERE id = OLD.handset_id) "
        "AND NOT EXISTS (SELECT 1 FROM lines WHERE id = OLD.line_id) THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{_STATE_WORDS}'; END",
    )
    event = "BEFORE UPDATE OR DELETE ON item_states"
    _run_for_each_row("item_states", event, "refuse_state_change()")
    for item in _ITEMS:
        condition = f"{item} IS NOT NULL"
        _keep_apart_on_postgresql("custodies", item, item, "tsrange(from_at, to_at)", condition)
    _create_function(
        "refuse_custody_change",
        f"BEGIN IF TG_OP = 'DELETE' THEN IF {_CUSTODY_MAY_GO} THEN RETURN OLD; END IF; "
        f"ELSIF {_same(_CUSTODY_COLUMNS)} "
        "AND (OLD.to_at IS NULL OR NEW.to_at IS NOT DISTINCT FROM OLD.to_at "
        f"OR ({_CUSTODY_GOES_ON})) "
        f"THEN RETURN NEW; END IF; RAISE EXCEPTION '{_CUSTODY_WORDS}'; END",
    )
    event = "BEFORE UPDATE OR DELETE ON custodies"
    _run_for_each_row("custodies_rewrite", event, "refuse_custody_change()")
    for measure in _MEASURES:
        days = "daterange(starts_on, ends_on)"
        condition = f"{measure} IS NOT NULL AND superseded_by_import_id IS NULL"
        _keep_apart_on_postgresql("usages", measure, "line_id", days, condition)
    interval = "tsrange(starts_at, ends_at)"
    for table, item in (
        ("duties", "person"),
        ("duties", "vehicle"),
        ("worked", "person"),
        ("worked", "duty"),
        ("vehicle_states", "vehicle"),
    ):
        condition = f"{item}_id IS NOT NULL"
        _keep_apart_on_postgresql(table, item, f"{item}_id", interval, condition)
    _keep_apart_on_postgresql("duties", "part", "COALESCE(part_of, id)", interval, "true")
    _create_function(
        "refuse_duty_deletion",
        f"BEGIN IF {_DUTY_MAY_GO} THEN RETURN OLD; END IF; RAISE EXCEPTION '{_WHOLE_WORDS}'; END",
    )
    _run_for_each_row("duties_delete", "BEFORE DELETE ON duties", "refuse_duty_deletion()")
    _create_function(
        "refuse_record_change",
        f"BEGIN IF TG_OP = 'UPDATE' AND {_RECORD_IS_OPEN} THEN RETURN NEW; END IF; "
        "IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL "
        f"AND {_same(_RECORD_COLUMNS, '::text')} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{_RECORD_WORDS}'; END",
    )
    event = "BEFORE UPDATE OR DELETE ON destructions"
    _run_for_each_row("destructions", event, "refuse_record_change()")


def _keep_apart_on_postgresql(
    table: str, name: str, item: str, interval: str, condition: str
) -> None:
    # A range of one number stands for its equality, which alone would need an extension.
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ex_{table}_{name} EXCLUDE USING gist ("
        f"int4range({item}, {item}, '[]') WITH &&, {interval} WITH &&) WHERE ({condition})"
    )


# What is counted of cases, and what a search finds them by (docs/adr/0007-cases-at-a-million.md).

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
_REMAINS = (
    "INSERT INTO case_remainders (month, subject_id, cases) "
    "VALUES (OLD.routed_month, OLD.subject_id, 1) ON CONFLICT (month, subject_id) "
    "DO UPDATE SET cases = case_remainders.cases + excluded.cases;"
)
"""Figures survive without the person: a destroyed case stays counted."""
_CASE_IS_DESTROYED = _is_destroyed("cases", "OLD.id")


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


def _is_changed(sign: str) -> str:
    return " OR ".join(f"NEW.{column} {sign} OLD.{column}" for column in _COUNTED)


def _count_and_search_on_sqlite() -> None:
    for name, event, statements in (
        ("cases_count_insert", "INSERT ON cases", _count("NEW", "+")),
        (
            "cases_count_update",
            f"UPDATE OF {', '.join(_COUNTED)} ON cases WHEN {_is_changed('IS NOT')}",
            _count("OLD", "-") + _count("NEW", "+"),
        ),
        (
            "cases_count_delete",
            f"DELETE ON cases WHEN NOT {_CASE_IS_DESTROYED}",
            _count("OLD", "-"),
        ),
        ("cases_remain", f"DELETE ON cases WHEN {_CASE_IS_DESTROYED}", f"{_REMAINS} "),
    ):
        op.execute(f"CREATE TRIGGER tr_{name} AFTER {event} BEGIN {statements}END")
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
    for act, statements in (("insert", added), ("delete", removed), ("update", removed + added)):
        op.execute(
            f"CREATE TRIGGER tr_case_words_{act} AFTER {act.upper()} ON case_words "
            f"BEGIN {statements}END"
        )


def _count_and_search_on_postgresql() -> None:
    _create_function(
        "count_case_change",
        f"BEGIN IF TG_OP = 'DELETE' THEN IF {_CASE_IS_DESTROYED} THEN {_REMAINS} RETURN NULL; "
        "END IF; END IF; "
        f"IF TG_OP = 'UPDATE' AND NOT ({_is_changed('IS DISTINCT FROM')}) THEN RETURN NULL; "
        "END IF; "
        f"IF TG_OP <> 'INSERT' THEN {_count('OLD', '-')}END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_count('NEW', '+')}END IF; "
        "RETURN NULL; END",
    )
    event = "AFTER INSERT OR UPDATE OR DELETE ON cases"
    _run_for_each_row("cases_count", event, "count_case_change()")
    # As words stand there: the parser of a text would take some of them apart.
    op.execute(
        "CREATE INDEX fts_cases ON case_words "
        "USING gin (array_to_tsvector(string_to_array(starts, ' '))) "
        # A list of what is not sorted in yet would be read by each search.
        "WITH (fastupdate = off)"
    )
