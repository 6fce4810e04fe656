"""When periods are over, and what hides a T.C. number."""

import datetime as dt
import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alo183_desktop.retention import rules
from alo183_desktop.retention.kinds import ANONYMISED, RecordKind
from alo183_desktop.shared.errors import KnownError

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
MONTHS = st.integers(1, rules.LONGEST_MONTHS)


@given(anchor=DAYS, today=DAYS, months=MONTHS)
@example(anchor=dt.date(2026, 1, 31), today=dt.date(2026, 2, 28), months=1)
@example(anchor=dt.date(2024, 2, 29), today=dt.date(2025, 2, 28), months=12)
def test_that_a_database_may_compare_with_one_day(
    anchor: dt.date, today: dt.date, months: int
) -> None:
    is_due = rules.due_on(anchor, months) <= today
    assert (anchor <= rules.cutoff(today, months)) == is_due


@given(anchor=DAYS, later=DAYS, months=MONTHS)
def test_that_what_began_later_is_never_due_earlier(
    anchor: dt.date, later: dt.date, months: int
) -> None:
    first, second = sorted((anchor, later))
    assert rules.due_on(first, months) <= rules.due_on(second, months)


@given(anchor=DAYS, months=MONTHS, more=st.integers(0, 240))
def test_that_a_longer_period_is_never_over_earlier(
    anchor: dt.date, months: int, more: int
) -> None:
    due = rules.due_on(anchor, months)
    assert anchor < due <= rules.due_on(anchor, months + more)
    assert (due.year - anchor.year) * 12 + due.month - anchor.month == months


@given(anchor=DAYS, months=MONTHS)
def test_that_a_period_ends_on_the_same_day_of_the_month_or_on_its_last(
    anchor: dt.date, months: int
) -> None:
    due = rules.due_on(anchor, months)
    is_last = (due + dt.timedelta(days=1)).month != due.month
    assert due.day == anchor.day or (due.day < anchor.day and is_last)


@given(oldest=DAYS)
def test_that_nothing_waits_longer_than_six_months(oldest: dt.date) -> None:
    by = rules.next_destruction_by(oldest)
    assert oldest < by
    assert (by.year - oldest.year) * 12 + by.month - oldest.month == 6


@given(made_on=DAYS)
def test_that_the_record_is_kept_three_years(made_on: dt.date) -> None:
    assert rules.kept_until(made_on).year == made_on.year + 3


def test_that_the_ends_of_the_calendar_are_no_fault() -> None:
    assert rules.cutoff(dt.date(3, 1, 1), rules.LONGEST_MONTHS) == dt.date.min
    assert rules.cutoff(dt.date.max, 1) == dt.date.max


def test_that_a_period_is_reported_in_years_and_months() -> None:
    reported = {120: "10 yıl", 30: "2 yıl 6 ay", 6: "6 ay", 1: "1 ay"}
    assert {months: rules.period_words(months) for months in reported} == reported


@given(ids=st.lists(st.integers(1, 10**6), min_size=1))
def test_that_the_order_of_the_numbers_does_not_change_their_hash(ids: list[int]) -> None:
    assert rules.hash_of_ids("cases", ids) == rules.hash_of_ids("cases", reversed(ids))
    assert rules.hash_of_ids("cases", ids) != rules.hash_of_ids("letters", ids)


def test_that_anybody_can_compute_the_hash_anew() -> None:
    reported = hashlib.sha256(b"cases:1,2,10").hexdigest()
    assert rules.hash_of_ids("cases", [10, 2, 1, 2]) == reported


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("T.C. 10000000146 numaralı", "T.C. 100••••••46 numaralı"),
        ("100 000 001 46", "100••••••46"),
        ("(10000000146)", "(100••••••46)"),
        ("10000000147", "100••••••47"),  # mistyped, and somebody's all the same
        ("10000000146,10000000528", "100••••••46,100••••••28"),
        ("05321234567", "05321234567"),
        ("+905321234567", "+905321234567"),
        ("905321234567", "905321234567"),
        ("356938035643809", "356938035643809"),  # an IMEI
        ("1000000014", "1000000014"),
        ("183-2026-1000", "183-2026-1000"),  # a case's number
        ("T.C.: 100.000.001.46.", "T.C.: 100••••••46."),
        ("100-000-001-46", "100••••••46"),
        ("1/100/000/001/46", "1/100••••••46"),  # beside other digits
        ("24.11.2026-126", "24.11.2026-126"),  # a day and a number
    ],
)
def test_that_only_a_tckn_is_hidden(text: str, hidden: str) -> None:
    assert rules.hide_tckns(text) == hidden
    assert rules.holds_tckn(text) == (text != hidden)


@given(text=st.text(), tckn=st.integers(10**10, 10**11 - 1).map(str))
def test_that_nothing_is_left_to_hide(text: str, tckn: str) -> None:
    hidden = rules.hide_tckns(f"{text} {tckn} {text}")
    assert not rules.holds_tckn(hidden)
    assert tckn not in hidden or tckn in text


def test_that_every_kind_has_words() -> None:
    assert all(all(kind.texts) for kind in RecordKind)


def test_that_figures_are_counted_from_what_is_anonymised() -> None:
    assert {RecordKind.CHECKS, RecordKind.GUIDANCE, RecordKind.STATE_REASONS} == ANONYMISED


def test_that_a_reason_is_tidied_and_not_too_long() -> None:
    assert rules.check_reason("  Dava \n sürüyor ") == "Dava sürüyor"
    for text, code in ((" ", "retention.reason_missing"), ("x" * 501, "retention.reason_long")):
        with pytest.raises(KnownError) as caught:
            rules.check_reason(text)
        assert caught.value.code == code
