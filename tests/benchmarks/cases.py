"""Lists, counts and searches of many cases beside the raw engine.

Not here: the window around them (start.py). 10,000 cases; `ALO183_BENCH_CASES=1000000` for more.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import os
import random
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert
from sqlalchemy.dialects import sqlite

from alo183_desktop.bootstrap import Program
from alo183_desktop.cases import conditions, queries, service, storing, summaries
from alo183_desktop.cases.forms import CaseValues
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.model import Case, CaseWords
from alo183_desktop.cases.rows import CaseFilter, Cursor
from alo183_desktop.cases.shapes import shape_of, values_of
from alo183_desktop.db.work import Actor, open_work
from alo183_desktop.officers import queries as officer_queries
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alo183_desktop.db.work import Work

COUNT: Final = int(os.environ.get("ALO183_BENCH_CASES", "10000"))
_NOW: Final = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
_OFFICERS: Final = 200
_BATCH: Final = 20_000
_SPAN_MINUTES: Final = 60 * 24 * 365 * 5
_WORDS: Final = (
    *("Komşu ihbarı", "hanede küçük çocuk", "gece sesler duyulduğu", "okuldan bildirim", "yaşlı"),
    *("yalnız yaşıyor", "ilaç desteği", "barınma talebi", "eşinden şikâyet", "engelli aylığı"),
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
_SEARCHES: Final = (
    *("1832025", "183-2025-00123", "bildirim", "duyulduğu yalnız", "ışı gülşah"),
    "183 2026 00",
    "ışık",
    "gölbaşı komşu",
    "sereflikochisar",
    "0500 000 12",
    "muj",
)
_P95_MS: Final = 5.0
_OVERVIEW_MS: Final = 50.0
_MANY: Final = 100_000
_KEY: Final = bytes(32)


def measure() -> list[Figure]:
    """Return the figures of cases."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        people.fill(folder, count=_OFFICERS, today=_NOW.date())
        desk = Program(folder, clock=lambda: _NOW).unlock("demo", "demo")
        opened.callback(desk.close)
        with desk.work() as work:
            fill(work, COUNT)
        with desk.work() as work:
            figures = [*_lists(work), *_counts(work), *_searches(work)]
        figures.append(_one_more(desk))
        return figures


def fill(work: Work, count: int) -> None:
    """Store invented cases of five years, the same ones each time."""
    chance = random.Random(183)
    session = work.session
    terms = queries.list_terms(session)
    subjects = [row.subject_id for row in officer_queries.list_subjects(session)]
    cases: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for place in range(1, count + 1):
        columns = _case(chance, place, subjects, terms)
        cases.append({**columns, "id": place})
        words.append(storing.words_row(place, storing.words_of(columns, "")))
        if len(cases) == _BATCH or place == count:
            session.execute(insert(Case.__table__), cases)  # type: ignore[arg-type]
            session.execute(insert(CaseWords.__table__), words)  # type: ignore[arg-type]
            cases, words = [], []


def _case(chance: random.Random, place: int, subjects: list[int], terms: Any) -> dict[str, Any]:
    # Cases come in the order of their referrals, more or less.
    since = _SPAN_MINUTES * max(COUNT - place, 0) // COUNT
    routed = _NOW - dt.timedelta(minutes=since + chance.randrange(600))
    kind = chance.randrange(1, 7)
    age = _NOW - routed
    acted = min(routed + dt.timedelta(minutes=chance.randrange(5, 400)), _NOW)
    entered = routed + dt.timedelta(minutes=chance.randrange(30, 1700))
    is_old = age > dt.timedelta(days=20)
    more = {
        "first_action_at": acted if chance.random() < (0.999 if is_old else 0.8) else None,
        "entered_at": entered if entered < _NOW and chance.random() < 0.999 else None,
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
    columns = storing.columns_of(values, terms=terms, recorded_at=_NOW, more=more)
    return {
        **columns,
        "officer_id": chance.randrange(1, _OFFICERS + 1),
        "recorded_at": routed,
        "recorded_by": "Demo KİŞİ",
        "version": 1,
    }


def _driver(work: Work) -> Any:
    return work.session.connection().connection.driver_connection


def _raw(driver: Any, sql: str, values: Any = ()) -> list[Any]:
    rows: list[Any] = driver.execute(sql, values).fetchall()
    return rows


def _compiled(statement: Any, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a statement as a developer would write it, and its values."""
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
    return str(compiled), {name: given.get(name, value) for name, value in compiled.params.items()}


def _lists(work: Work) -> Iterator[Figure]:
    driver = _driver(work)
    session = work.session
    middle = queries.case_ids(session, CaseFilter(), now=_NOW).ids[COUNT // 2]
    (row,) = queries.cases_by_ids(session, [middle])
    cursor = Cursor((row.order_key, row.case_id))
    for name, wanted, after in (
        ("first page of all", CaseFilter(), None),
        ("a page in the middle", CaseFilter(), cursor),
        ("of one subject", CaseFilter(subject_id=2), None),
        ("of one view", CaseFilter(view=CaseView.CLOSED), None),
    ):
        shape = shape_of(wanted, dialect="sqlite")
        statement = conditions.page_statement(shape, has_cursor=after is not None, by_hits=False)
        given = values_of(wanted, now=_NOW) | {"limit": queries.PAGE + 1}
        if after is not None:
            given |= {f"after_{place}": value for place, value in enumerate(after.key)}
        sql, needed = _compiled(statement, given)
        yield compare(
            f"{COUNT:,} cases, {name} / raw engine",
            _times(20, partial(queries.list_cases, session, wanted, now=_NOW, after=after)),
            _times(20, partial(_raw, driver, sql, needed)),
            goal=1.2,
            work_ours=20,
            work_baseline=20,
        )
    yield compare(
        f"{COUNT:,} numbers in one text / rows of them",
        lambda: queries.case_ids(session, CaseFilter(), now=_NOW),
        lambda: driver.execute("SELECT id FROM cases ORDER BY order_key, id").fetchall(),
        goal=1.2,
    )


def _counts(work: Work) -> Iterator[Figure]:
    session, driver = work.session, _driver(work)
    since = dt.date(2025, 11, 1)

    def overview() -> None:
        queries.case_counts(session, now=_NOW)
        queries.count_cases(session, CaseFilter(), now=_NOW)
        summaries.list_weeks(session, since=since, until=dt.date(2026, 12, 1))
        summaries.list_months(session, since=since, until=dt.date(2026, 12, 1), now=_NOW)

    def scan() -> None:
        driver.execute(
            "SELECT strftime('%Y-%W', routed_at), subject_id, count(*) FROM cases"
            " WHERE routed_at >= '2025-11-01' GROUP BY 1, 2"
        ).fetchall()
        driver.execute("SELECT sum(entered_at IS NULL AND due_at < '2026-11-25') FROM cases")

    # Alone first: the scan takes everything else out of the cache.
    alone = compare("the figures of the overview alone, in 50 ms", overview, _nothing, goal=1.0)
    yield replace(alone, baseline=_OVERVIEW_MS, ratio=alone.ours / _OVERVIEW_MS)
    if COUNT >= _MANY:
        # A scan of few rows costs no more than a statement.
        yield compare(f"{COUNT:,} cases, figures of the overview / scan", overview, scan, goal=0.1)


def _nothing() -> None:
    """Stand where there is nothing to compare with."""
    sum(range(100))


def _searches(work: Work) -> Iterator[Figure]:
    session = work.session
    for search in _SEARCHES:
        wanted = CaseFilter(search=search)
        page = queries.list_cases(session, wanted, now=_NOW)
        times = []
        for _ in range(40):
            # The thread's own time: at the 95th percentile a shared machine tells of the others.
            start = time.thread_time()
            queries.list_cases(session, wanted, now=_NOW)
            times.append((time.thread_time() - start) * 1000)
        p95 = statistics.quantiles(times, n=20)[-1]
        yield Figure(
            f"search {search!r}, {len(page.rows)} rows, p95 / 5 ms",
            p95,
            _P95_MS,
            p95 / _P95_MS,
            1.0,
        )


def _one_more(desk: Any) -> Figure:
    """Compare taking a case in, durably, with storing the same rows by the raw engine."""
    chance = random.Random(7)
    places = iter(range(COUNT + 1, COUNT + 100_000))
    with desk.work() as work:
        terms = queries.list_terms(work.session)
        subjects = [row.subject_id for row in officer_queries.list_subjects(work.session)]
    case: Any = Case.__table__
    names = [column.name for column in case.c]
    sql = (
        f"INSERT INTO cases ({', '.join(names)}) "  # noqa: S608
        f"VALUES ({', '.join(':' + name for name in names)})"
    )

    actor = Actor(None, "demo", "Demo KİŞİ", "clerk")

    def ours() -> None:
        columns = _case(chance, next(places), subjects, terms)
        told = {name: columns[name] for name in CaseValues.__dataclass_fields__}
        # Without the head outside the file, which is not the engine's.
        with open_work(desk.engine, clock=lambda: _NOW, actor=actor, audit_key=_KEY) as work:
            service.add_case(work, CaseValues(**told), officer_id=None)

    def raw() -> None:
        place = next(places)
        columns = _case(chance, place, subjects, terms)
        row = {name: _as_text(columns.get(name)) for name in names} | {"id": place}
        words = storing.words_row(place, storing.words_of(columns, ""))
        connection = desk.engine.raw_connection()
        try:
            driver = connection.driver_connection
            driver.execute("BEGIN IMMEDIATE")
            driver.execute(sql, row)
            driver.execute("INSERT INTO case_words VALUES (:case_id, :words, :starts)", words)
            _raw_entry(driver, place)
            driver.execute("COMMIT")
        finally:
            connection.close()

    return compare(
        "one more case, durable / raw engine",
        _times(10, ours),
        _times(10, raw),
        goal=1.5,
        work_ours=10,
        work_baseline=10,
    )


def _raw_entry(driver: Any, place: int) -> None:
    """Write an entry of the audit trail as the raw engine would."""
    sequence, mac = driver.execute("SELECT sequence, mac FROM audit_heads").fetchone()
    told = (sequence + 1, _as_text(_NOW), "demo", "Demo KİŞİ", "clerk", "case.added", "case", place)
    text = json.dumps([mac, *told])
    mac = hmac.digest(_KEY, text.encode(), "sha256").hex()
    driver.execute("INSERT INTO audit_entries VALUES (?,?,?,?,?,?,?,?,'{}',?)", (*told, mac))
    driver.execute("UPDATE audit_heads SET sequence = ?, mac = ?", (sequence + 1, mac))


def _as_text(value: Any) -> Any:
    """Return a value as SQLite keeps it."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(" ", timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def _times(count: int, work: Callable[[], object]) -> Callable[[], None]:
    def many() -> None:
        for _ in range(count):
            work()

    return many
