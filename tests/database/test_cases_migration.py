"""What revision 0008 makes of cases that were stored before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from alembic import command
from sqlalchemy import text

from alo183_desktop.cases.rules import micros_of
from alo183_desktop.db import migrate
from tests.clocks import START

if TYPE_CHECKING:
    from sqlalchemy import Engine

_CASE = (
    "INSERT INTO cases (id, number, number_key, routed_at, due_at, action_due_at, operator_name,"
    " subject_id, kind_id, is_urgent, district, district_key, caller_phone, caller_name, summary,"
    " officer_text, is_police_informed, police_unit, police_by, entry_record, is_closed, outcome,"
    " order_key, routed_week, routed_month, recorded_at, recorded_by, version) VALUES"
    " (:id, :number, :number, :routed, :due, :action_due, '', :subject, 1, :urgent, '', '', '', '',"
    " '', '', :informed, '', '', '', :closed, '', :place, :week, :week, :routed, 'Selin', 1)"
)


def test_that_closed_cases_come_back_to_the_lists_of_what_was_not_done(
    empty_engine: Engine,
) -> None:
    migrate.upgrade(empty_engine, revision="0007")
    routed = (START - dt.timedelta(hours=30)).replace(tzinfo=None, microsecond=120)
    action_due = routed + dt.timedelta(hours=1)
    with empty_engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO subjects (id, name, key, position, is_required, is_active, created_at,"
                " version) VALUES (91, 'Deneme', 'deneme', 91, :yes, :yes, :at, 1)"
            ),
            {"yes": True, "at": routed},
        )
        for case_id, urgent, informed in ((1, True, False), (2, False, False), (3, True, True)):
            connection.execute(
                text(_CASE).bindparams(
                    id=case_id,
                    number=str(case_id),
                    routed=routed,
                    due=routed + dt.timedelta(hours=24),
                    action_due=action_due,
                    subject=91,
                    urgent=urgent,
                    informed=informed,
                    closed=True,
                    place=7,
                    week=routed.date(),
                )
            )
    migrate.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        found = connection.execute(
            text("SELECT action_key, police_key, kept_fields FROM cases ORDER BY id")
        ).all()
        kinds = connection.execute(text("SELECT DISTINCT starts_on FROM case_kinds")).scalars()
        assert [str(day) for day in kinds] == ["0001-01-01"]
    due = micros_of(action_due.replace(tzinfo=dt.UTC))
    assert [tuple(row) for row in found] == [(due, 7, ""), (due, None, ""), (due, None, "")]
    config = migrate.alembic_config()
    with empty_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
        assert connection.execute(text("SELECT count(action_key) FROM cases")).scalar() == 0
