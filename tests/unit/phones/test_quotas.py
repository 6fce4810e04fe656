"""Periods, shares and forecasts of quotas."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.phones.kinds import Measure, NoticeKind
from alo183_desktop.phones.quotas.rules import (
    BUILT_IN,
    DEFAULT_BYTES,
    DEFAULT_SECONDS,
    NOTICE_ORDER,
    STATUS_ORDER,
    QuotaJudgement,
    QuotaPeriod,
    Setting,
    Settings,
    Status,
    is_new,
    is_refuted,
    judge,
    notice_of,
    status_of,
)
from alo183_desktop.phones.quotas.usage_totals import DayTotal, KnownUsage, Span, Used, usage_in
from alo183_desktop.shared.calendar import month_after, month_key

DAY: Final = dt.timedelta(days=1)
LATER: Final = dt.date(2027, 6, 1)
NOVEMBER: Final = Settings().period("2026-11")
MINUTE: Final = 60

days = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 28))
setting_values = st.builds(
    Setting,
    starts_on=days,
    seconds=st.integers(1, 10**6),
    bytes=st.integers(1, 10**12),
    period_day=st.integers(1, 28),
)
layers = st.builds(
    Settings,
    own=st.lists(setting_values, max_size=3, unique_by=lambda setting: setting.starts_on),
    defaults=st.lists(setting_values, max_size=3, unique_by=lambda setting: setting.starts_on),
)


def judged(seconds: int, known_days: int, *, quota: int = DEFAULT_SECONDS) -> QuotaJudgement:
    """Return how a line stands that used so much in the first days of November."""
    return judge(known(seconds, known_days), Measure.SECONDS, quota, NOVEMBER)


def known(seconds: int, count: int) -> Used:
    until = NOVEMBER.starts_on + count * DAY
    return Used(KnownUsage(seconds, count, until), KnownUsage(0, count, until))


def days_known(used: Used) -> int:
    """Return how many days are known of what was spoken."""
    assert used.of_seconds is not None
    return used.of_seconds.known_days


def summary(starts_on: dt.date, ends_on: dt.date, seconds: int = 600) -> Span:
    return Span(starts_on, ends_on, seconds, seconds * 1000, LATER)


def by_day(starts_on: dt.date, seconds: list[int]) -> Span:
    uses = tuple(
        DayTotal(starts_on + index * DAY, amount, amount * 1000)
        for index, amount in enumerate(seconds)
        if amount
    )
    total = sum(seconds)
    return Span(starts_on, starts_on + len(seconds) * DAY, total, total * 1000, LATER, uses)


def test_that_the_circular_counts_where_nobody_has_set_anything() -> None:
    assert Settings().of_month("2026-11") == BUILT_IN
    assert (DEFAULT_SECONDS, DEFAULT_BYTES) == (18_000, 1_073_741_824)
    assert QuotaPeriod("2026-11", dt.date(2026, 11, 1), dt.date(2026, 12, 1)) == NOVEMBER
    assert NOVEMBER.days == 30


@given(layers, days)
def test_that_every_day_belongs_to_one_period(settings: Settings, day: dt.date) -> None:
    period = settings.period_on(day)
    assert period.starts_on <= day < period.ends_on
    assert settings.period(period.key) == period


@given(layers, st.integers(2025, 2027), st.integers(1, 12))
def test_that_periods_follow_one_another_without_a_gap(
    settings: Settings, year: int, month: int
) -> None:
    key = f"{year}-{month:02}"
    keys = [month_after(key, place) for place in range(4)]
    for first, second in pairwise(map(settings.period, keys)):
        assert first.ends_on == second.starts_on
        assert first.days >= 1
        assert month_key(first.starts_on) == first.key


def test_that_a_setting_counts_from_the_first_period_that_begins_with_it_or_later() -> None:
    settings = Settings(defaults=[Setting(dt.date(2026, 11, 10), seconds=6000)])
    assert settings.of_month("2026-11").seconds == DEFAULT_SECONDS
    assert settings.of_month("2026-12").seconds == 6000


def test_that_a_line_of_its_own_goes_before_the_default() -> None:
    settings = Settings(
        own=[Setting(dt.date(2026, 10, 1), seconds=1000)],
        defaults=[Setting(dt.date(2026, 9, 1), seconds=2000), Setting(dt.date(2026, 11, 1))],
    )
    found = {key: settings.of_month(key).seconds for key in ("2026-08", "2026-09", "2026-11")}
    assert found == {"2026-08": DEFAULT_SECONDS, "2026-09": 2000, "2026-11": 1000}


def test_that_a_moved_first_day_makes_one_long_period() -> None:
    settings = Settings(defaults=[Setting(dt.date(2026, 11, 2), period_day=15)])
    assert settings.period("2026-10").ends_on == dt.date(2026, 11, 15)
    assert settings.period_on(dt.date(2026, 11, 14)).key == "2026-10"
    assert settings.period("2026-11").ends_on == dt.date(2026, 12, 15)


def test_that_nothing_known_is_not_nothing_used() -> None:
    used = usage_in(NOVEMBER, [], Settings())
    assert (used.seconds, used.bytes, used.known_until) == (None, None, None)
    assert judge(used, Measure.BYTES, DEFAULT_BYTES, NOVEMBER) == QuotaJudgement(
        None, DEFAULT_BYTES, Status.UNKNOWN
    )


def test_that_calls_beyond_a_period_count_for_the_next_one() -> None:
    span = by_day(dt.date(2026, 10, 30), [10, 20, 30, 0, 50])
    settings = Settings()
    october = usage_in(settings.period("2026-10"), [span], settings)
    november = usage_in(NOVEMBER, [span], settings)
    assert (october.seconds, days_known(october)) == (30, 2)
    assert (november.seconds, days_known(november), november.known_until) == (
        80,
        3,
        dt.date(2026, 11, 4),
    )


def test_that_a_sum_over_two_periods_counts_once_where_most_of_it_lies() -> None:
    settings = Settings()
    span = summary(dt.date(2026, 10, 10), dt.date(2026, 11, 10))
    assert usage_in(settings.period("2026-10"), [span], settings).seconds == 600
    assert usage_in(NOVEMBER, [span], settings).seconds is None


@given(
    amounts=st.lists(st.integers(0, 5000), min_size=1, max_size=70),
    starts_on=st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 30)),
    settings=layers,
    has_calls=st.booleans(),
)
def test_that_nothing_is_lost_or_doubled_over_the_periods(
    *, amounts: list[int], starts_on: dt.date, settings: Settings, has_calls: bool
) -> None:
    span = by_day(starts_on, amounts)
    if not has_calls:
        span = replace(span, days=None)
    keys = [month_after("2026-07", place) for place in range(9)]
    found = [usage_in(settings.period(key), [span], settings).seconds for key in keys]
    assert sum(seconds for seconds in found if seconds is not None) == span.seconds


def test_that_a_summary_is_known_only_until_its_file_was_read() -> None:
    span = Span(NOVEMBER.starts_on, NOVEMBER.ends_on, 3600, 0, imported_on=dt.date(2026, 11, 21))
    used = usage_in(NOVEMBER, [span], Settings())
    assert (days_known(used), used.known_until) == (20, dt.date(2026, 11, 21))


def test_that_a_call_of_the_day_on_which_the_file_was_read_counts() -> None:
    day = dt.date(2026, 11, 5)
    span = Span(
        NOVEMBER.starts_on, NOVEMBER.ends_on, 60, 0, imported_on=day, days=(DayTotal(day, 60, 0),)
    )
    assert usage_in(NOVEMBER, [span], Settings()).known_until == dt.date(2026, 11, 6)


def test_that_a_file_shows_nothing_of_the_days_after_it_was_read() -> None:
    read_on = dt.date(2026, 10, 25)
    span = Span(
        dt.date(2026, 10, 1),
        NOVEMBER.ends_on,
        60,
        0,
        imported_on=read_on,
        days=(DayTotal(dt.date(2026, 10, 3), 60, 0),),
    )
    settings = Settings()
    october = usage_in(settings.period("2026-10"), [span], settings)
    assert (october.seconds, october.known_until) == (60, read_on)
    assert usage_in(NOVEMBER, [span], settings).seconds is None


@given(
    starts_on=st.dates(dt.date(2026, 9, 1), dt.date(2026, 12, 31)),
    length=st.integers(1, 90),
    imported_on=st.dates(dt.date(2026, 9, 1), dt.date(2027, 3, 1)),
    settings=layers,
)
def test_that_what_is_known_lies_inside_the_period(
    *, starts_on: dt.date, length: int, imported_on: dt.date, settings: Settings
) -> None:
    span = Span(starts_on, starts_on + length * DAY, 600, 0, imported_on)
    for place in range(8):
        period = settings.period(month_after("2026-07", place))
        used = usage_in(period, [span], settings)
        if used.known_until is not None:
            assert period.starts_on < used.known_until <= period.ends_on
            assert 1 <= days_known(used) <= period.elapsed_days(used.known_until)


def test_that_a_measure_that_no_file_shows_is_unknown() -> None:
    settings = Settings()
    voice = Span(NOVEMBER.starts_on, NOVEMBER.ends_on, 600, None, LATER)
    used = usage_in(NOVEMBER, [voice], settings)
    assert (used.seconds, used.bytes, used.known_until) == (600, None, NOVEMBER.ends_on)
    judgement = judge(used, Measure.BYTES, DEFAULT_BYTES, NOVEMBER)
    assert judgement == QuotaJudgement(None, DEFAULT_BYTES, Status.UNKNOWN)
    assert notice_of(judgement) is None
    assert judge(used, Measure.SECONDS, DEFAULT_SECONDS, NOVEMBER).status is Status.GOOD


def test_that_each_measure_is_judged_by_the_days_that_are_known_of_it() -> None:
    voice = Span(NOVEMBER.starts_on, dt.date(2026, 11, 11), 6000, None, LATER)
    data = Span(NOVEMBER.starts_on, dt.date(2026, 11, 21), None, 1000, LATER)
    used = usage_in(NOVEMBER, [voice, data], Settings())
    assert used.known_until == dt.date(2026, 11, 21)
    seconds = judge(used, Measure.SECONDS, DEFAULT_SECONDS, NOVEMBER)
    amount = judge(used, Measure.BYTES, DEFAULT_BYTES, NOVEMBER)
    assert (seconds.known_days, seconds.left_days, seconds.per_day) == (10, 20, 600)
    assert (amount.known_days, amount.left_days, amount.per_day) == (20, 10, 50)
    assert (seconds.missing_days, amount.missing_days) == (0, 0)


def only(span: Span, measure: Measure) -> Span:
    """Return what a file of one measure says of the same days."""
    return replace(
        span,
        seconds=span.seconds if measure is Measure.SECONDS else None,
        bytes=span.bytes if measure is Measure.BYTES else None,
        days=span.days
        and tuple(
            DayTotal(
                use.day,
                use.seconds if measure is Measure.SECONDS else None,
                use.bytes if measure is Measure.BYTES else None,
            )
            for use in span.days
        ),
    )


@given(
    amounts=st.lists(st.integers(0, 5000), min_size=1, max_size=70),
    starts_on=st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 30)),
    settings=layers,
    has_calls=st.booleans(),
)
def test_that_two_spans_of_one_measure_each_equal_one_of_both(
    *, amounts: list[int], starts_on: dt.date, settings: Settings, has_calls: bool
) -> None:
    span = by_day(starts_on, amounts)
    if not has_calls:
        span = replace(span, days=None)
    parts = [only(span, measure) for measure in Measure]
    for place in range(9):
        period = settings.period(month_after("2026-07", place))
        whole = usage_in(period, [span], settings)
        assert usage_in(period, parts, settings) == whole
        assert usage_in(period, parts[::-1], settings) == whole
        alone = usage_in(period, parts[:1], settings)
        assert (alone.of_seconds, alone.of_bytes) == (whole.of_seconds, None)


def test_that_a_gap_between_files_is_no_known_day() -> None:
    spans = [
        by_day(dt.date(2026, 11, 1), [60] * 5),
        by_day(dt.date(2026, 11, 11), [60] * 5),
    ]
    used = usage_in(NOVEMBER, spans, Settings())
    assert (used.seconds, days_known(used)) == (600, 10)
    judgement = judge(used, Measure.SECONDS, DEFAULT_SECONDS, NOVEMBER)
    assert judgement.missing_days == 5
    assert judgement.per_day == 60


def test_that_four_fifths_on_day_28_are_quiet() -> None:
    judgement = judged(240 * MINUTE, 28)
    assert (judgement.status, judgement.runs_out_on) == (Status.GOOD, None)


def test_that_a_fifth_on_day_2_warns() -> None:
    judgement = judged(60 * MINUTE, 2)
    assert (judgement.status, judgement.runs_out_on) == (Status.NEAR, dt.date(2026, 11, 10))
    assert notice_of(judgement) is NoticeKind.FORECAST


def test_that_a_call_in_the_first_hours_does_not_warn() -> None:
    assert judged(30 * MINUTE, 1).status is Status.GOOD
    assert judged(30 * MINUTE, 1).is_early


def test_that_running_out_on_the_last_day_warns_only_after_four_fifths() -> None:
    assert judged(210 * MINUTE, 20).runs_out_on == dt.date(2026, 11, 29)
    assert judged(210 * MINUTE, 20).status is Status.GOOD
    assert judged(244 * MINUTE, 24).runs_out_on == dt.date(2026, 11, 30)
    assert judged(244 * MINUTE, 24).status is Status.NEAR
    assert notice_of(judged(244 * MINUTE, 24)) is NoticeKind.NEAR
    # A whole month that is over is known as well; day 28 of it is not.
    assert notice_of(judged(285 * MINUTE, 30)) is NoticeKind.NEAR
    assert notice_of(judged(239 * MINUTE, 30)) is None
    assert notice_of(judged(240 * MINUTE, 28)) is None


def test_that_the_day_is_the_one_on_which_the_last_minute_goes() -> None:
    judgement = judged(268 * MINUTE, 24)
    assert judgement.runs_out_on == dt.date(2026, 11, 27)
    # Ten minutes a day from the 21st on: the hundredth is used on the last day, which lasts.
    assert judged(200 * MINUTE, 20).runs_out_on is None
    # Fifteen a day: the 20th day uses up the last one, not the 21st.
    assert judged(150 * MINUTE, 10).runs_out_on == dt.date(2026, 11, 20)


def test_that_all_of_it_is_over_and_no_forecast() -> None:
    judgement = judged(300 * MINUTE, 12)
    assert (judgement.status, judgement.runs_out_on, judgement.left) == (Status.OVER, None, 0)
    assert judged(300 * MINUTE - 1, 30).status is Status.GOOD


def test_that_84_minutes_over_12_days_are_7_a_day() -> None:
    judgement = judged(216 * MINUTE, 18)
    assert (judgement.left, judgement.left_days) == (84 * MINUTE, 12)
    assert judgement.left_per_day == 7 * MINUTE


def test_that_the_day_on_which_it_was_used_up_is_known_from_the_calls() -> None:
    span = by_day(dt.date(2026, 11, 1), [9000, 0, 8000, 1000, 5])
    used = usage_in(NOVEMBER, [span], Settings())
    judgement = judge(used, Measure.SECONDS, DEFAULT_SECONDS, NOVEMBER)
    assert judgement.reached_on == dt.date(2026, 11, 4)
    sums = usage_in(NOVEMBER, [summary(NOVEMBER.starts_on, LATER, 20_000)], Settings())
    assert judge(sums, Measure.SECONDS, 100, NOVEMBER).reached_on is None


@given(st.integers(0, 40_000), st.integers(0, 5000), st.integers(1, 30), st.integers(1, 30_000))
def test_that_more_use_is_never_judged_milder_nor_lasts_longer(
    seconds: int, more: int, known_days: int, quota: int
) -> None:
    less, rather = (
        judged(seconds, known_days, quota=quota),
        judged(seconds + more, known_days, quota=quota),
    )
    assert STATUS_ORDER.index(rather.status) <= STATUS_ORDER.index(less.status)
    if less.runs_out_on is not None and rather.status is not Status.OVER:
        assert rather.runs_out_on is not None
        assert rather.runs_out_on <= less.runs_out_on


@given(st.lists(st.sampled_from(Status), min_size=2, max_size=2))
def test_that_a_line_is_good_only_when_both_measures_are_known_and_a_fault_is_never_hidden(
    statuses: list[Status],
) -> None:
    sample = {
        Status.OVER: judged(300 * MINUTE, 20),
        Status.NEAR: judged(290 * MINUTE, 20),
        Status.GOOD: judged(10 * MINUTE, 20),
        Status.UNKNOWN: judge(Used(None, None), Measure.SECONDS, DEFAULT_SECONDS, NOVEMBER),
    }
    judgements = {
        measure: sample[status] for measure, status in zip(Measure, statuses, strict=True)
    }
    assert [one.status for one in judgements.values()] == statuses
    found = status_of(judgements, today=LATER)
    faults = {Status.OVER, Status.NEAR} & set(statuses)
    assert (found is Status.GOOD) == (set(statuses) == {Status.GOOD})
    if faults:
        assert found is min(faults, key=STATUS_ORDER.index)
    elif Status.UNKNOWN in statuses:
        assert found is Status.UNKNOWN


@given(st.integers(1, 40_000), st.integers(1, 29), st.integers(1, 30_000))
def test_that_the_same_use_over_more_days_lasts_at_least_as_long(
    seconds: int, known_days: int, quota: int
) -> None:
    sooner, later = (
        judged(seconds, known_days, quota=quota),
        judged(seconds, known_days + 1, quota=quota),
    )
    if later.runs_out_on is not None:
        assert sooner.runs_out_on is not None
        assert sooner.runs_out_on <= later.runs_out_on


@given(st.integers(1, 20_000), st.integers(1, 30), st.integers(1, 20_000))
def test_that_a_forecast_agrees_with_the_sum_of_its_days(
    seconds: int, known_days: int, quota: int
) -> None:
    judgement = judged(seconds, known_days, quota=quota)
    if judgement.runs_out_on is None:
        return
    at_its_end = (judgement.runs_out_on - NOVEMBER.starts_on).days + 1
    # In whole numbers: used ÷ known days × days until then.
    assert seconds * at_its_end >= quota * known_days
    assert seconds * (at_its_end - 1) < quota * known_days
    assert NOVEMBER.starts_on + known_days * DAY <= judgement.runs_out_on < NOVEMBER.ends_on


def test_that_the_graver_notice_says_what_the_others_do() -> None:
    assert is_new(NoticeKind.NEAR, [])
    assert is_new(NoticeKind.NEAR, [NoticeKind.FORECAST])
    assert not is_new(NoticeKind.NEAR, [NoticeKind.NEAR])
    assert not is_new(NoticeKind.FORECAST, [NoticeKind.REACHED])
    assert set(NOTICE_ORDER) == set(NoticeKind)


def test_that_a_notice_is_refuted_by_what_is_known_later() -> None:
    unknown = QuotaJudgement(None, 100, Status.UNKNOWN)
    assert all(is_refuted(kind, unknown) for kind in NoticeKind)
    half = judged(150 * MINUTE, 20)
    assert is_refuted(NoticeKind.REACHED, half)
    assert is_refuted(NoticeKind.NEAR, half)
    assert not is_refuted(NoticeKind.FORECAST, half)
    assert not is_refuted(NoticeKind.NEAR, judged(300 * MINUTE, 20))
    assert notice_of(half) is None
    assert notice_of(judged(400 * MINUTE, 20)) is NoticeKind.REACHED
