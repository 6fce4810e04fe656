"""How far lines are from their quotas, settings with dates, and notices that are given once."""

import datetime as dt
from typing import Final

import pytest
from sqlalchemy import delete, select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState, Measure, NoticeKind
from alo183_desktop.phones.model import Quota, QuotaNotice, Usage
from alo183_desktop.phones.quotas import queries as quota_queries
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaNoticeRow, QuotaRow
from alo183_desktop.phones.quotas.rules import BUILT_IN, Setting, Status
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.database.databases import Database, FillOnce
from tests.database.phones import Stocked, at, line_item, line_values, stock
from tests.database.usages import MB, MINUTE, add_days, add_summary, make_import

TODAY: Final = dt.date(2026, 11, 24)
SEPTEMBER: Final = ("2026-09-01", "2026-10-01")
OCTOBER: Final = ("2026-10-01", "2026-11-01")
NOVEMBER: Final = ("2026-11-01", "2026-12-01")


@pytest.fixture
def here(fill_once: FillOnce) -> Stocked:
    return fill_once(stock)


def add_line(database: Database, number: int) -> int:
    with database.open_work() as work:
        return service.LINES.save(work, None, line_values(number))


def page(database: Database, key: str = "2026-11") -> tuple[QuotaRow, ...]:
    with database.open_work("auditor") as work:
        return quota_service.quota_page(work, key, today=TODAY)


def noticed(database: Database) -> tuple[QuotaNoticeRow, ...]:
    with database.open_work("clerk") as work:
        return quota_service.note_notices(work, today=TODAY)


def unseen(database: Database) -> list[tuple[Measure, NoticeKind]]:
    with database.open_work() as work:
        rows = quota_service.list_notices(work, today=TODAY)
    return [(row.measure, row.kind) for row in rows]


def use(database: Database, line_id: int, minutes: int, until: str, megabytes: int = 0) -> None:
    """Make one file say what a line used in November before a day, in place of any earlier one."""
    with database.open_work() as work:
        later = make_import(work, TODAY)
        for usage in work.session.scalars(select(Usage).where(Usage.line_id == line_id)):
            usage.superseded_by_import_id = later
        work.session.flush()
        add_summary(work, line_id, ("2026-11-01", until), minutes=minutes, megabytes=megabytes)


def test_that_a_line_without_a_file_is_unknown_and_the_last_known_month_is_named(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, OCTOBER, minutes=120, megabytes=412)
    (row,) = page(database)
    assert (row.seconds, row.bytes, row.known_until) == (None, None, None)
    assert row.status is Status.UNKNOWN
    assert row.forecast_words == (
        "Kasım 2026 dosyası alınmadı",
        "Son bilinen: Ekim 2026, 120 dk, 412 MB",
    )
    (september,) = page(database, "2026-09")
    assert september.forecast_words == ("Eylül 2026 dosyası alınmadı", "")


@pytest.mark.parametrize(
    ("days", "month"),
    [
        (("2026-10-08", "2026-11-08"), "08.10 – 07.11"),
        # Most of the days of October's calendar month are of the period that begins on the 8th.
        (("2026-10-01", "2026-11-01"), "08.10 – 07.11"),
        (("2026-09-25", "2026-10-09"), "08.09 – 07.10"),
    ],
)
def test_that_the_last_known_month_is_the_one_in_which_the_usage_counts(
    database: Database, here: Stocked, days: tuple[str, str], month: str
) -> None:
    with database.open_work() as work:
        setting = Setting(dt.date(2026, 1, 1), period_day=8)
        quota_service.set_default_quota(work, setting)
        add_summary(work, here.line, days, minutes=120, megabytes=412)
    (row,) = page(database)
    assert row.forecast_words[1] == f"Son bilinen: {month}, 120 dk, 412 MB"


@pytest.mark.both_backends
def test_that_the_worst_line_stands_first(database: Database, here: Stocked) -> None:
    second, third, fourth = (add_line(database, number) for number in (2, 3, 4))
    with database.open_work() as work:
        add_summary(work, here.line, ("2026-11-01", "2026-11-25"), minutes=88)
        add_summary(work, second, ("2026-11-01", "2026-11-25"), minutes=312, megabytes=1044)
        add_summary(work, third, ("2026-11-01", "2026-11-25"), minutes=268, megabytes=563)
    found = page(database)
    assert [row.line_id for row in found] == [second, third, here.line, fourth]
    assert [row.status.value for row in found] == ["over", "near", "good", "unknown"]
    assert found[1].runs_out_on == dt.date(2026, 11, 27)
    assert found[1].assumptions[0] == (
        "Son 24 günün ortalaması günde 11 dk; bu hızla 27 Kasım’da dolar."
    )
    assert found[0].forecast_words == ("Doldu: dakika, veri", "Aşılan: 12 dk, 20 MB")


@pytest.mark.both_backends
def test_that_calls_show_the_day_on_which_it_was_used_up(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        minutes = {"2026-10-31": 50, "2026-11-03": 200, "2026-11-22": 100, "2026-11-23": 12}
        add_days(work, here.line, ("2026-10-20", "2026-11-24"), minutes)
    (row,) = page(database)
    assert row.seconds == 312 * MINUTE
    assert row.forecast_words == ("Doldu: dakika 22.11", "Aşılan: 12 dk")
    (october,) = page(database, "2026-10")
    assert october.seconds == 50 * MINUTE
    assert october.seconds_judgement.known_days == 12


def test_that_what_a_later_file_replaced_does_not_count(database: Database, here: Stocked) -> None:
    use(database, here.line, 100, "2026-11-10")
    use(database, here.line, 40, "2026-11-10")
    (row,) = page(database)
    assert row.seconds == 40 * MINUTE


@pytest.mark.both_backends
def test_that_files_of_one_period_add_up(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, ("2026-11-01", "2026-11-06"), minutes=10)
        add_summary(work, here.line, ("2026-11-11", "2026-11-21"), minutes=20)
    (row,) = page(database)
    assert row.seconds == 30 * MINUTE
    assert row.gap_words == "5 günün kaydı yok"
    assert row.known_until == dt.date(2026, 11, 21)


def test_that_a_line_that_is_gone_is_listed_where_it_used_something(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, SEPTEMBER, minutes=10)
        service.set_state(
            work, line_item(here.line), state=ItemState.RETURNED, at=work.now, reason="Bakanlığa"
        )
    assert page(database) == ()
    assert [row.seconds for row in page(database, "2026-09")] == [600]


def test_that_a_period_names_who_held_the_line_last_in_it(
    database: Database, here: Stocked
) -> None:
    def hand(officer_id: int, text: str) -> int:
        return custody.issue(work, [line_item(here.line)], officer_id=officer_id, at=at(text))

    with database.open_work() as work:
        hand(here.people.zeynep, "2026-09-05 09:00")
        (held,) = quota_held(work, here.line)
        custody.give_back(work, [held], at=at("2026-10-03 09:00"))
        hand(here.people.ilknur, "2026-10-20 09:00")
    names = [page(database, key)[0].holder_name for key in ("2026-08", "2026-09", "2026-10")]
    assert names == ["", "Zeynep GÜNDOĞDU", "İlknur ÇIĞ"]


def test_that_a_line_that_was_given_back_is_nobodys_in_the_month_that_runs(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, OCTOBER, minutes=310)
        add_summary(work, here.line, NOVEMBER, minutes=310)
        custody.issue(
            work, [line_item(here.line)], officer_id=here.people.zeynep, at=at("2026-09-05 09:00")
        )
        custody.give_back(work, quota_held(work, here.line), at=at("2026-11-20 09:00"))
    names = [page(database, key)[0].holder_name for key in ("2026-10", "2026-11")]
    assert names == ["Zeynep GÜNDOĞDU", ""]
    with database.open_work() as work:
        quota_service.note_notices(work, today=TODAY)
        reported = quota_service.list_notices(work, today=TODAY)
    assert {(one.period.key, one.holder_name) for one in reported} == {
        ("2026-10", "Zeynep GÜNDOĞDU"),
        ("2026-11", ""),
    }


def quota_held(work: Work, line_id: int) -> list[int]:
    held = queries.holder_of(work.session, line_id, at=work.now)
    return [] if held is None else [held.custody_id]


def test_that_a_setting_changes_only_the_periods_from_its_day_on(
    database: Database, here: Stocked
) -> None:
    second = add_line(database, 2)
    with database.open_work() as work:
        add_summary(work, here.line, OCTOBER, minutes=150)
        add_summary(work, here.line, NOVEMBER, minutes=150, imported_on="2026-11-24")
        quota_service.set_default_quota(work, Setting(dt.date(2026, 11, 1), seconds=150 * MINUTE))
        quota_service.set_line_quota(work, second, Setting(dt.date(2026, 11, 1), bytes=5 * MB))
    (october,) = (row for row in page(database, "2026-10") if row.line_id == here.line)
    assert (october.quota_seconds, october.status) == (300 * MINUTE, Status.GOOD)
    rows = {row.line_id: row for row in page(database)}
    assert (rows[here.line].quota_seconds, rows[here.line].status) == (150 * MINUTE, Status.OVER)
    assert (rows[second].quota_seconds, rows[second].quota_bytes) == (300 * MINUTE, 5 * MB)


def test_that_a_period_can_start_on_another_day(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        quota_service.set_default_quota(work, Setting(dt.date(2026, 1, 1), period_day=15))
        add_days(
            work,
            here.line,
            ("2026-11-01", "2026-11-24"),
            {"2026-11-14": 7, "2026-11-15": 9},
        )
    with database.open_work() as work:
        periods = quota_service.list_periods(work, today=dt.date(2026, 11, 14))
        assert [period.key for period in periods[:2]] == ["2026-10", "2026-09"]
    assert [page(database, key)[0].seconds for key in ("2026-10", "2026-11")] == [420, 540]


def test_that_each_line_is_shown_in_the_period_that_runs_and_none_that_has_not_begun(
    database: Database, here: Stocked
) -> None:
    second = add_line(database, 2)
    with database.open_work() as work:
        quota_service.set_line_quota(work, second, Setting(dt.date(2026, 1, 1), period_day=26))
    for key, starts in (
        (None, {here.line: 1, second: 26}),
        ("2026-11", {here.line: 1, second: 26}),
    ):
        with database.open_work() as work:
            rows = quota_service.quota_page(work, key, today=TODAY)
        assert {row.line_id: row.period.starts_on.day for row in rows} == starts
        begun = {row.line_id: row.period.starts_on <= TODAY for row in rows}
        assert begun[second] is (key is None)


def test_that_an_overrun_before_a_period_without_a_record_is_remembered_for_three_periods(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, ("2026-08-01", "2026-09-01"), minutes=301)
    assert [page(database, key)[0].was_over for key in ("2026-11", "2026-12", "2026-08")] == [
        True,
        False,
        False,
    ]


def test_that_a_setting_is_replaced_knowingly_and_taken_back(
    database: Database, here: Stocked
) -> None:
    day = dt.date(2026, 11, 1)
    with database.open_work() as work:
        first = quota_service.set_default_quota(work, Setting(day, seconds=60))
    with database.open_work() as work, pytest.raises(ConflictError):
        quota_service.set_default_quota(work, Setting(day, seconds=120))
    with database.open_work() as work:
        (row, circular) = quota_service.list_settings(work)
        assert (circular.quota_id, circular.seconds) == (None, BUILT_IN.seconds)
        second = quota_service.set_default_quota(
            work, Setting(day, seconds=120), version=row.version
        )
        assert second == first
    with database.open_work() as work, pytest.raises(ConflictError):
        quota_service.remove_quota(work, first, version=row.version)
    with database.open_work() as work:
        (row, _) = quota_service.list_settings(work)
        assert row.seconds == 120
        quota_service.remove_quota(work, first, version=row.version)
        assert work.session.scalar(select(Quota.id)) is None
    with database.open_work() as work, pytest.raises(KnownError) as caught:
        quota_service.remove_quota(work, first, version=1)
    assert caught.value.code == "phones.gone"
    with database.open_work() as work:
        assert quota_service.list_settings(work, here.line) == ()
        entries = list(
            work.session.scalars(select(AuditEntry).where(AuditEntry.action == "quota.set"))
        )
    assert [entry.details.get("before") for entry in entries] == [None, "1 dk, 1 GB"]


def test_that_a_line_that_is_not_there_gets_no_quota(database: Database) -> None:
    with database.open_work() as work, pytest.raises(KnownError) as caught:
        quota_service.set_line_quota(work, 99, Setting(TODAY))
    assert caught.value.code == "phones.gone"


@pytest.mark.both_backends
def test_that_twelve_months_of_a_line_are_known_or_not(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, SEPTEMBER, minutes=10, megabytes=20)
        add_summary(work, here.line, NOVEMBER, minutes=30, imported_on="2026-11-24")
    with database.open_work("director") as work:
        months = quota_service.months_of(work, here.line, until="2026-11")
    assert [month.period.key for month in months][::11] == ["2025-12", "2026-11"]
    assert [month.seconds for month in months[-3:]] == [600, None, 1800]
    assert [month.bytes for month in months[-3:]] == [20 * MB, None, 0]
    assert all(month.quota_seconds == 300 * MINUTE for month in months)


@pytest.mark.parametrize("role", ["director", "auditor"])
def test_that_who_only_looks_stores_no_notice(database: Database, here: Stocked, role: str) -> None:
    use(database, here.line, 60, "2026-11-03")
    with database.open_work(role) as work:
        assert quota_service.note_notices(work, today=TODAY) == ()
    assert unseen(database) == []
    assert len(noticed(database)) == 1


@pytest.mark.both_backends
def test_that_each_notice_is_given_once(database: Database, here: Stocked) -> None:
    use(database, here.line, 60, "2026-11-03")
    (first,) = noticed(database)
    assert first.words == "Kasım 2026 dakika kotası bu hızla dönem sonuna yetmiyor"
    assert noticed(database) == ()
    use(database, here.line, 245, "2026-11-21")
    assert [row.kind for row in noticed(database)] == [NoticeKind.NEAR]
    assert noticed(database) == ()
    use(database, here.line, 301, "2026-11-24", megabytes=900)
    assert [(row.measure, row.kind) for row in noticed(database)] == [
        (Measure.SECONDS, NoticeKind.REACHED),
        (Measure.BYTES, NoticeKind.NEAR),
    ]
    assert noticed(database) == ()
    assert unseen(database) == [
        (Measure.SECONDS, NoticeKind.REACHED),
        (Measure.BYTES, NoticeKind.NEAR),
        (Measure.SECONDS, NoticeKind.NEAR),
        (Measure.SECONDS, NoticeKind.FORECAST),
    ]


def test_that_four_fifths_near_the_end_give_no_notice(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, ("2026-11-01", "2026-11-29"), minutes=240)
    assert noticed(database) == ()


def test_that_four_fifths_of_a_period_that_is_over_give_one_notice(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, SEPTEMBER, minutes=299)
    assert [row.kind for row in noticed(database)] == [NoticeKind.NEAR]
    assert noticed(database) == ()


def test_that_a_period_long_past_is_reported_too(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, SEPTEMBER, minutes=301)
    (notice,) = noticed(database)
    assert (notice.words, notice.holder_name) == ("Eylül 2026 dakika kotası doldu", "")


def test_that_a_file_that_lowers_the_use_doubles_nothing(database: Database, here: Stocked) -> None:
    use(database, here.line, 301, "2026-11-21")
    noticed(database)
    use(database, here.line, 250, "2026-11-21")
    # Nobody has seen it, and it was wrong.
    noticed(database)
    assert unseen(database) == [(Measure.SECONDS, NoticeKind.NEAR)]
    use(database, here.line, 302, "2026-11-21")
    noticed(database)
    assert unseen(database) == [
        (Measure.SECONDS, NoticeKind.REACHED),
        (Measure.SECONDS, NoticeKind.NEAR),
    ]


def test_that_what_was_seen_is_not_reported_again(database: Database, here: Stocked) -> None:
    use(database, here.line, 301, "2026-11-21")
    (notice,) = noticed(database)
    with database.open_work() as work:
        quota_service.mark_seen(work, [notice.notice_id])
        quota_service.mark_seen(work, [notice.notice_id])
    assert unseen(database) == []
    use(database, here.line, 250, "2026-11-21")
    assert noticed(database) == ()
    use(database, here.line, 310, "2026-11-21")
    assert noticed(database) == ()
    with database.open_work() as work:
        (kept,) = quota_service.list_notices(work, today=TODAY, unseen_only=False)
        seen = select(AuditEntry).where(AuditEntry.action == "quota.notices_seen")
        assert len(list(work.session.scalars(seen))) == 1
    assert kept.seen_at is not None


def test_that_an_import_that_was_taken_back_takes_its_notices_along(
    database: Database, here: Stocked
) -> None:
    use(database, here.line, 301, "2026-11-21")
    noticed(database)
    with database.open_work() as work:
        work.session.execute(delete(Usage))
    assert noticed(database) == ()
    assert unseen(database) == []


def test_that_only_lines_whose_use_changed_are_asked_when_they_are_named(
    database: Database, here: Stocked
) -> None:
    second = add_line(database, 2)
    use(database, here.line, 301, "2026-11-21")
    use(database, second, 301, "2026-11-21")
    with database.open_work() as work:
        (notice,) = quota_service.note_notices(work, today=TODAY, line_ids=[second])
        assert notice.line_id == second
        (other,) = quota_service.note_notices(work, today=TODAY, line_ids=[here.line])
        assert other.line_id == here.line
        assert len(list(work.session.scalars(select(QuotaNotice.id)))) == 2


def test_that_the_table_leaves_with_an_entry_in_the_trail(
    database: Database, here: Stocked
) -> None:
    use(database, here.line, 268, "2026-11-25", megabytes=512)
    with database.open_work("director") as work:
        rows = quota_service.quota_page(work, "2026-11", today=TODAY)
        table = quota_service.table_of(rows, "2026-11")
        for what in ("workbook", "pdf"):
            quota_service.TRAIL.record_export(work, len(rows), what, period="2026-11")
        quota_service.TRAIL.record_print(work, len(rows), "pdf", period="2026-11")
    assert table.title == "Hat kotaları, Kasım 2026"
    assert dict(zip(table.headings, table.rows[0], strict=True)) == {
        "Hat": "0500 000 11 01",
        "Operatör": "Türk Telekom",
        "Zimmetlisi": "",
        "Dönemi": "Kasım 2026",
        "Durum": "yaklaşıyor",
        "Konuşma (dk)": 268.0,
        "Konuşma kotası (dk)": 300.0,
        "Konuşma (%)": 89,
        "Veri (MB)": 512.0,
        "Veri kotası (MB)": 1024.0,
        "Veri (%)": 50,
        "Tahmin": "27 Kasım’da dakika dolabilir. Kalan 32 dk, günde 11 dk",
        "Dayanağı": "Son 24 günün ortalaması günde 11 dk; bu hızla 27 Kasım’da dolar. "
        "Son 24 günün ortalaması günde 21 MB; bu hızla dönem sonuna yeter (tahmin 640 MB).",
    }
    with database.open_work() as work:
        actions = list(work.session.scalars(select(AuditEntry.action)))
    assert actions[-3:] == ["quota.exported", "quota.exported", "quota.printed"]


def test_that_a_page_of_many_lines_asks_a_few_questions(database: Database, here: Stocked) -> None:
    for number in range(2, 12):
        add_line(database, number)
    with database.open_work() as work:
        for line_id in range(here.line, here.line + 8):
            add_summary(work, line_id, NOVEMBER, minutes=10)
    statements = database.listen()
    with database.open_work() as work:
        quota_queries.quota_page(work.session, "2026-11", today=TODAY)
    assert len([one for one in statements if one.startswith("SELECT")]) <= 6
