"""Invented cases of five years, as many as a benchmark wants.

Stored in bulk: without indexes and triggers, which are made anew afterwards, and with the counts
that the triggers would have kept.
"""

import datetime as dt
import os
import random
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import insert

from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.model import Case, CaseWords
from alo183_desktop.cases.rows import TermsRow
from alo183_desktop.db.work import Work
from alo183_desktop.officers import queries as officer_queries

COUNT: Final = int(os.environ.get("ALO183_BENCH_CASES", "10000"))
NOW: Final = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
OFFICERS: Final = 200
_BATCH: Final = 20_000
_SPAN_MINUTES: Final = 60 * 24 * 365 * 5
_WORDS: Final = (
    "Komşu ihbarı",
    "hanede küçük çocuk",
    "gece sesler duyulduğu",
    "okuldan bildirim",
    "yaşlı",
    "yalnız yaşıyor",
    "ilaç desteği",
    "barınma talebi",
    "eşinden şikâyet",
    "engelli aylığı",
)
_DISTRICTS: Final = (
    "Gölbaşı",
    "Çankaya",
    "Keçiören",
    "Altındağ",
    "Güdül",
    "Haymana",
    "Şereflikoçhisar",
)
_GIVEN: Final = ("Ayşe", "İlknur", "Çağrı", "Ömer", "Şükran", "Iraz", "Gülşah", "Uğur", "Müjgân")
_SURNAMES: Final = ("IŞIK", "ÖZGÜVEN", "ŞİMŞEK", "ÇELİKBAŞ", "AĞAOĞLU", "DEMİRCİ", "YILDIRIM")
_COUNTS: Final = """
INSERT INTO case_weeks SELECT routed_week, subject_id, count(*) FROM cases GROUP BY 1, 2;
INSERT INTO case_months (month, cases, in_time, late, acted, acted_late, closed)
    SELECT routed_month, count(*), coalesce(sum(entered_at <= due_at), 0),
        coalesce(sum(entered_at > due_at), 0), count(first_action_at),
        coalesce(sum(first_action_at > action_due_at), 0), sum(is_closed)
    FROM cases GROUP BY 1;
INSERT INTO case_action_times SELECT routed_month, action_minutes, count(*) FROM cases
    WHERE action_minutes IS NOT NULL GROUP BY 1, 2;
INSERT INTO fts_cases (rowid, starts) SELECT case_id, starts FROM case_words
"""
"""What the triggers keep."""


def fill(work: Work, count: int) -> None:
    """Store invented cases where there are none, the same ones each time."""
    chance = random.Random(183)
    session = work.session
    connection = session.connection()
    terms = queries.list_terms(session)
    subjects = [row.subject_id for row in officer_queries.list_subjects(session)]
    kept = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
        " AND tbl_name IN ('cases', 'case_words') AND sql IS NOT NULL"
    ).all()
    for kind, name, _sql in kept:
        connection.exec_driver_sql(f"DROP {kind} {name}")
    cases: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for place in range(1, count + 1):
        columns = invented(chance, place, subjects, terms, count=count)
        cases.append({**columns, "id": place})
        words.append(storing.words_row(place, storing.words_of(columns, "")))
        if len(cases) == _BATCH or place == count:
            connection.execute(insert(Case.__table__), cases)  # type: ignore[arg-type]
            connection.execute(insert(CaseWords.__table__), words)  # type: ignore[arg-type]
            cases, words = [], []
    for statement in _COUNTS.split(";"):
        connection.exec_driver_sql(statement)
    for _kind, _name, sql in kept:
        connection.exec_driver_sql(sql)


def invented(
    chance: random.Random,
    place: int,
    subjects: Sequence[int],
    terms: Sequence[TermsRow],
    *,
    count: int,
) -> dict[str, Any]:
    """Return the columns of one case, without its number in the table.

    Args:
        chance: What it is made from.
        place: Its number in the row of all.
        subjects: Of the directorate.
        terms: All of them, the newest first.
        count: How many there will be: cases come in the order of their referrals, more or less.
    """
    since = _SPAN_MINUTES * max(count - place, 0) // count
    routed = NOW - dt.timedelta(minutes=since + chance.randrange(600))
    kind = chance.randrange(1, 7)
    age = NOW - routed
    acted = min(routed + dt.timedelta(minutes=chance.randrange(5, 400)), NOW)
    entered = routed + dt.timedelta(minutes=chance.randrange(30, 1700))
    is_old = age > dt.timedelta(days=20)
    more = {
        "first_action_at": acted if chance.random() < (0.999 if is_old else 0.8) else None,
        "entered_at": entered if entered < NOW and chance.random() < 0.999 else None,
        "is_closed": is_old and chance.random() < 0.995,
    }
    values = CaseValues(
        number=f"183-{routed.year}-{place:07d}",
        routed_at=routed,
        subject_id=chance.choice(subjects),
        kind_id=kind,
        is_urgent=kind <= 4,
        operator_name=f"{chance.choice(_GIVEN)} {chance.choice(_SURNAMES)}",
        district=chance.choice(_DISTRICTS),
        caller_phone=f"+90500{place:07d}",
        caller_name=f"{chance.choice(_GIVEN)} {chance.choice(_SURNAMES)}",
        summary=f"{chance.choice(_WORDS)}, {chance.choice(_WORDS)}.",
        is_police_informed=chance.random() < 0.9,
    )
    columns = storing.case_columns(values, terms=terms, recorded_at=NOW, more=more)
    return {
        **columns,
        "officer_id": chance.randrange(1, OFFICERS + 1),
        "recorded_at": routed,
        "recorded_by": "Demo KİŞİ",
        "version": 1,
    }
