"""What is said of quotas, and what somebody types as one."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.phones.kinds import Measure, NoticeKind
from alo183_desktop.phones.quotas import words
from alo183_desktop.phones.quotas.rules import (
    QuotaForm,
    QuotaJudgement,
    QuotaPeriod,
    Setting,
    Settings,
    Status,
    check_quota,
    judge,
    parse_data,
    parse_minutes,
)
from alo183_desktop.phones.quotas.usage_totals import KnownUsage, Used

MINUTE: Final = 60
MB: Final = 1024**2
GB: Final = 1024**3
NOVEMBER: Final = Settings().period("2026-11")
TODAY: Final = dt.date(2026, 11, 24)


def both(minutes: int, data: int, known_days: int) -> dict[Measure, QuotaJudgement]:
    until = NOVEMBER.starts_on + dt.timedelta(days=known_days)
    return judged(
        Used(KnownUsage(minutes * MINUTE, known_days, until), KnownUsage(data, known_days, until))
    )


def judged(used: Used) -> dict[Measure, QuotaJudgement]:
    return {
        Measure.SECONDS: judge(used, Measure.SECONDS, 300 * MINUTE, NOVEMBER),
        Measure.BYTES: judge(used, Measure.BYTES, GB, NOVEMBER),
    }


def expected(
    minutes: int, data: int, known_days: int, *, today: dt.date = TODAY
) -> tuple[str, str]:
    return words.forecast_words(both(minutes, data, known_days), NOVEMBER, today=today)


def test_that_a_forecast_stands_with_its_assumption() -> None:
    seconds = both(268, 0, 24)[Measure.SECONDS]
    assert words.assumption_words(Measure.SECONDS, seconds) == (
        "Son 24 günün ortalaması günde 11 dk; bu hızla 27 Kasım’da dolar."
    )
    few = both(60, 0, 2)[Measure.SECONDS]
    assert words.assumption_words(Measure.SECONDS, few) == (
        "Yalnız 2 günün ortalaması günde 30 dk; bu hızla 10 Kasım’da dolar."
    )
    lasts = both(214, 0, 24)[Measure.SECONDS]
    assert words.assumption_words(Measure.SECONDS, lasts) == (
        "Son 24 günün ortalaması günde 9 dk; bu hızla dönem sonuna yeter (tahmin 268 dk)."
    )


def test_that_missing_days_are_not_called_the_last_ones() -> None:
    known = KnownUsage(600, 10, dt.date(2026, 11, 21))
    judgements = judged(Used(known, known))
    assert words.assumption_words(Measure.SECONDS, judgements[Measure.SECONDS]).startswith(
        "Kayıtlı 10 günün"
    )
    assert words.gap_words(judgements) == "10 günün kaydı yok"


def test_that_a_measure_in_no_file_is_named() -> None:
    whole, gaps = (KnownUsage(600, days, dt.date(2026, 11, 21)) for days in (20, 15))
    assert words.gap_words(judged(Used(whole, whole))) == ""
    assert words.gap_words(judged(Used(whole, None))) == "veri kaydı yok"
    assert words.gap_words(judged(Used(whole, gaps))) == "veri için 5 günün kaydı yok"
    assert words.gap_words(judged(Used(None, gaps))) == (
        "dakika kaydı yok, veri için 5 günün kaydı yok"
    )
    only_data = judged(Used(None, KnownUsage(800 * MB, 20, dt.date(2026, 11, 21))))
    assert words.forecast_words(only_data, NOVEMBER, today=TODAY) == (
        "26 Kasım’da veri dolabilir",
        "Kalan 224 MB, günde 40 MB",
    )


def test_that_measures_of_different_days_have_a_pace_each() -> None:
    until = dt.date(2026, 11, 21)
    known = judged(
        Used(KnownUsage(60 * MINUTE, 2, dt.date(2026, 11, 3)), KnownUsage(900 * MB, 20, until))
    )
    assert words.forecast_words(known, NOVEMBER, today=TODAY)[1] == (
        "Kalan 240 dk, 124 MB; günde 30 dk (yalnız 2 günün ortalaması); günde 45 MB"
    )


def test_that_what_is_left_is_reported_by_day() -> None:
    assert words.left_words(Measure.SECONDS, both(216, 0, 18)[Measure.SECONDS]) == (
        "Kalan 84 dk, günde 7 dk"
    )
    assert words.left_words(Measure.SECONDS, both(312, 0, 18)[Measure.SECONDS]) == "Aşılan 12 dk"
    assert words.left_words(Measure.SECONDS, both(300, 0, 18)[Measure.SECONDS]) == "Kalan yok"
    assert words.left_words(Measure.SECONDS, both(299, 0, 30)[Measure.SECONDS]) == "Kalan 1 dk"


@pytest.mark.parametrize(
    ("minutes", "data", "known_days", "lines"),
    [
        (312, GB + 20 * MB, 24, ("Doldu: dakika, veri", "Aşılan: 12 dk, 20 MB")),
        (300, 0, 24, ("Doldu: dakika", "Kotanın tümü kullanıldı")),
        (
            300,
            900 * MB,
            24,
            ("Doldu: dakika", "Kotanın tümü kullanıldı; 28 Kasım’da veri dolabilir"),
        ),
        (
            268,
            0,
            24,
            ("27 Kasım’da dakika dolabilir", "Kalan 32 dk, günde 11 dk"),
        ),
        (
            299,
            1000 * MB,
            24,
            (
                "25 Kasım’da dakika ve veri dolabilir",
                "Kalan 1 dk, 24 MB; günde 12 dk, 41 MB",
            ),
        ),
        (214, 600 * MB, 24, ("Ay sonuna yeter", "Tahmin: 268 dk, 750 MB")),
        (210, 0, 20, ("Ay sonuna yakın dolabilir", "Tahmin: 29 Kasım; 315 dk, 0 MB")),
        (30, 0, 1, ("Tahmin için erken", "Kalan 270 dk, günde 30 dk (yalnız 1 günün ortalaması)")),
        (299, 0, 30, ("Kota aşılmadı", "Kalan: 1 dk, 1 GB")),
    ],
)
def test_that_a_line_is_reported_in_two_lines(
    minutes: int, data: int, known_days: int, lines: tuple[str, str]
) -> None:
    assert expected(minutes, data, known_days) == lines


def test_that_a_forecast_of_one_measure_does_not_speak_of_the_other() -> None:
    def told(seconds: int, count: int) -> str:
        of_time = KnownUsage(seconds, count, NOVEMBER.starts_on + dt.timedelta(count))
        return words.forecast_words(judged(Used(of_time, None)), NOVEMBER, today=TODAY)[0]

    assert told(214 * MINUTE, 24) == "Dakika ay sonuna yeter"
    assert told(210 * MINUTE, 20) == "Dakika ay sonuna yakın dolabilir"
    assert told(299 * MINUTE, 30) == "Dakika kotası aşılmadı"


def test_that_what_would_have_run_out_before_today_may_have() -> None:
    first, _ = expected(60, 0, 2)
    assert first == "10 Kasım’da dakika dolmuş olabilir"


def test_that_nothing_known_is_said_so() -> None:
    assert words.used_words(
        Measure.SECONDS, QuotaJudgement(None, 100, both(0, 0, 1)[Measure.SECONDS].status)
    ) == ("bilinmiyor")
    assert words.missing_words(NOVEMBER, today=TODAY) == "Kasım 2026 dosyası alınmadı"
    october = Settings().period("2026-10")
    assert words.last_known_words(october, 120 * MINUTE, 412 * MB, today=TODAY) == (
        "Son bilinen: Ekim 2026, 120 dk, 412 MB"
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0 MB"),
        (1, "1 B"),
        (12 * 1024, "12 KB"),
        (36 * MB, "36 MB"),
        (GB - 1, "1023 MB"),
        (GB, "1 GB"),
        (GB * 109 // 100 + 1, "1,09 GB"),
    ],
)
def test_that_data_is_reported_in_its_unit_and_never_rounded_up(amount: int, text: str) -> None:
    assert words.data_words(amount) == text


def test_that_meters_have_their_words() -> None:
    judgements = both(268, 880 * MB, 24)
    assert words.used_words(Measure.SECONDS, judgements[Measure.SECONDS]) == "268 / 300 dk"
    assert words.used_words(Measure.BYTES, judgements[Measure.BYTES]) == "0,85 / 1 GB"
    assert words.amount_words(Measure.SECONDS, 12) == "12 sn"
    assert words.amount_words(Measure.SECONDS, 0.4) == "1 sn altı"
    assert words.setting_words(Setting(TODAY)) == "300 dk, 1 GB"


def test_that_periods_have_their_words() -> None:
    assert words.period_words(NOVEMBER) == "Kasım 2026"
    moved = Settings(defaults=[Setting(dt.date(2026, 1, 1), period_day=15)]).period("2026-11")
    assert words.period_words(moved) == "15.11.2026 – 14.12.2026"
    assert words.period_words(moved, today=TODAY) == "15.11 – 14.12"
    assert words.period_words(moved, today=dt.date(2027, 1, 3)) == "15.11.2026 – 14.12.2026"
    over = Settings(defaults=[Setting(dt.date(2026, 1, 1), period_day=14)]).period("2026-12")
    assert words.period_words(over, today=TODAY) == "14.12.2026 – 13.01.2027"
    assert words.elapsed_words(NOVEMBER, dt.date(2026, 11, 25)) == "30 günün 24 günü, %80"
    assert words.on_day(dt.date(2026, 9, 3)) == "3 Eylül’de"
    assert words.on_day(dt.date(2026, 3, 3)) == "3 Mart’ta"


def test_that_each_notice_is_a_sentence() -> None:
    notices = [
        words.notice_words(kind, Measure.BYTES, NOVEMBER, today=TODAY) for kind in NoticeKind
    ]
    assert notices == [
        "Kasım 2026 veri kotasının %80’i kullanıldı",
        "Kasım 2026 veri kotası doldu",
        "Kasım 2026 veri kotası bu hızla dönem sonuna yetmiyor",
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", GB),
        ("1,5 GB", GB * 3 // 2),
        ("512 mb", 512 * MB),
        ("0.5", GB // 2),
        (" 2 GB ", 2 * GB),
    ],
)
def test_that_typed_data_is_read(text: str, amount: int) -> None:
    assert parse_data(text) == amount


@pytest.mark.parametrize("text", ["", "0", "-1", "1.024", "1 TB", "bir", "1,5,5", "1e3"])
def test_that_typed_data_that_may_mean_two_things_is_refused(text: str) -> None:
    assert parse_data(text) is None


@pytest.mark.parametrize(("text", "seconds"), [("300", 18_000), ("90 dk", 5400)])
def test_that_typed_minutes_are_read(text: str, seconds: int) -> None:
    assert parse_minutes(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "-5", "1,5", "999999", "5 saat"])
def test_that_typed_minutes_that_are_no_quota_are_refused(text: str) -> None:
    assert parse_minutes(text) is None


def test_that_a_quota_is_checked_field_by_field() -> None:
    form = QuotaForm(starts_on=None, minutes="x", data="y", period_day=29)
    checked = check_quota(form)
    assert checked.setting is None
    assert {problem.key: problem.code for problem in checked.problems} == {
        "minutes": "phones.quota_minutes",
        "data": "phones.quota_data",
        "period_day": "phones.period_day",
        "starts_on": "phones.quota_start",
    }
    assert check_quota(QuotaForm(starts_on=TODAY)).setting == Setting(TODAY)


def test_that_a_title_shows_the_days_of_periods_that_are_no_months() -> None:
    november = QuotaPeriod("2026-11", dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    own = QuotaPeriod("2026-11", dt.date(2026, 11, 8), dt.date(2026, 12, 8))
    assert words.periods_words([], "2026-11") == "Kasım 2026"
    assert words.periods_words([november, november], "2026-11") == "Kasım 2026"
    assert words.periods_words([own, own], "2026-11") == "08.11.2026 – 07.12.2026"
    assert words.periods_words([own, november, own], "2026-11") == (
        "08.11.2026 – 07.12.2026 (bazı hatların dönemi ayrı)"
    )


@given(st.lists(st.sampled_from(Status)))
def test_that_lines_are_called_within_their_quota_only_where_every_line_is_known(
    statuses: list[Status],
) -> None:
    marks = dict(words.summary_marks(statuses))
    assert (Status.GOOD in marks) == (set(statuses) == {Status.GOOD})
    for status in set(statuses) - {Status.GOOD}:
        assert marks[status].startswith(f"{statuses.count(status)} ")
