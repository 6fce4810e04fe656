"""Days, hours and periods, as operators write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.imports.cells import with_day_in_front
from alo183_desktop.imports.moments import Moment, moment_of, time_of
from alo183_desktop.phones.usage.values import (
    StatedPeriod,
    instants,
    month_first_of,
    names_two_periods,
    period_in_titles,
    period_of,
)
from alo183_desktop.shared.clock import ISTANBUL
from alo183_desktop.shared.errors import KnownError

DAY = dt.date(2026, 9, 29)
TIME = dt.time(17, 2, 30)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("29.09.2026", Moment(DAY, None)),
        ("29/09/2026", Moment(DAY, None)),
        ("29-09-26", Moment(DAY, None)),
        ("2026-09-29", Moment(DAY, None)),
        ("20260929", Moment(DAY, None)),
        (20260929.0, Moment(DAY, None)),
        ("29 Eylül 2026", Moment(DAY, None)),
        (46294.0, Moment(DAY, None)),
        (46294.71006944444, Moment(DAY, TIME)),
        (DAY, Moment(DAY, None)),
        (dt.datetime.combine(DAY, TIME), Moment(DAY, TIME)),
        ("29.09.2026 17:02:30", Moment(DAY, TIME)),
        ("2026-09-29 17:02:30", Moment(DAY, TIME)),
        ("2026-09-29T17:02:30", Moment(DAY, TIME)),
        ("29.09.2026 17:02:30 +03:00", Moment(DAY, TIME)),
        ("29 Eylül 2026, Salı, saat 17.02", Moment(DAY, dt.time(17, 2))),
        ("29.09.2026 ÖS 5:02:30", Moment(DAY, TIME)),
        (dt.datetime.combine(DAY, dt.time(17, 2, 29, 999_997)), Moment(DAY, TIME)),
        ("29.09.2026 17:02", Moment(DAY, dt.time(17, 2))),
        ("29.9.2026 17.02.30", Moment(DAY, TIME)),
        ("20260929 170230", Moment(DAY, TIME)),
        ("", None),
        (None, None),
    ],
)
def test_that_a_moment_is_read(cell: object, expected: Moment | None) -> None:
    assert moment_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("17:02:30", TIME),
        ("17:02", dt.time(17, 2)),
        ("17.02.30", TIME),
        ("170230", TIME),
        ("5:02:30 PM", TIME),
        ("12:02 am", dt.time(0, 2)),
        ("5:02:30 ÖS", TIME),
        (0.71006944444, TIME),
        (0.0, dt.time()),
        ("", None),
    ],
)
def test_that_a_time_of_day_is_read(cell: object, expected: dt.time | None) -> None:
    assert time_of(cell) == expected


@pytest.mark.parametrize("cell", ["31.02.2026", "00.09.2026", "dün", "29.09.1899", "2026"])
def test_that_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(KnownError, match=r"imports\.date"):
        moment_of(cell)


@pytest.mark.parametrize("cell", ["25:00:00", "17:60:00", "öğlen", "17:02:61", "99", "13:10 AM"])
def test_that_what_is_no_time_is_refused(cell: str) -> None:
    with pytest.raises(KnownError, match=r"imports\.time"):
        time_of(cell)


def test_that_a_day_beyond_the_twelfth_shows_where_the_month_stands() -> None:
    assert month_first_of(["09/01/2026", "09/29/2026", None]) is True
    assert month_first_of(["01/09/2026", "29/09/2026"]) is False
    assert month_first_of(["01/01/2026", "01/09/2026", "02/09/2026"]) == "01/09/2026"
    assert month_first_of(["01.09.2026", "02.09.2026"]) is None
    assert moment_of(with_day_in_front("09/01/2026")) == Moment(dt.date(2026, 9, 1), None)


@pytest.mark.parametrize(
    "cell",
    [
        "202609",
        202609.0,
        "09/2026",
        "9/2026",
        "09.2026",
        9.2026,
        "2026-09",
        "2026/09",
        "Dönem: 09/2026",
        "Eylül 2026",
        "EYLÜL-2026",
        "2026 Eylül",
        dt.date(2026, 9, 1),
        "operator_b_ozet_2026-09",
        "kullanim_202609_v2",
        "eylül2026",
    ],
)
def test_that_a_month_is_read(cell: object) -> None:
    assert period_of(cell) == StatedPeriod("2026-09")


@pytest.mark.parametrize(
    "text", ["01.09.2026 - 30.09.2026", "Dönem: 01/09/2026–30/09/2026", "01.09.2026 - 01.10.2026"]
)
def test_that_a_range_of_days_is_read(text: str) -> None:
    assert period_of(text) == StatedPeriod("", dt.date(2026, 9, 1), dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    "text", ["", "Rapor tarihi: 05.10.2026", "20260929", "2026-09-29", "13/2026", "0500 000 11 01"]
)
def test_that_what_names_no_period_gives_none(text: str) -> None:
    assert period_of(text) is None


def test_that_the_line_that_calls_itself_the_period_counts() -> None:
    rows = [["Hazırlanma: 10/2026"], ["Dönem", "09/2026"]]
    assert period_in_titles(rows) == StatedPeriod("2026-09")
    assert period_in_titles([["Ağustos 2026"], ["Eylül 2026"]]) is None


@given(st.dates(dt.date(1990, 1, 2), dt.date(2099, 12, 30)), st.times())
def test_that_instants_are_those_of_istanbul(day: dt.date, time: dt.time) -> None:
    moment = dt.datetime.combine(day, time.replace(microsecond=0, fold=0))
    make = instants([moment.date()], [moment.time()])
    right = moment.replace(tzinfo=ISTANBUL).astimezone(dt.UTC)
    assert make([0], [0]) == [f"{right:%Y-%m-%d %H:%M:%S}.000000"]


@pytest.mark.parametrize(
    "text", ["2026-10-31T21:30:00Z", "2026-11-01T00:30:00+03:00", "2026-10-31 23:30:00 +0200"]
)
def test_that_an_instant_that_names_its_zone_is_reported_in_istanbul(text: str) -> None:
    expected = moment_of(text)
    assert expected == Moment(
        dt.date(2026, 11, 1), dt.time(0, 30), dt.datetime(2026, 10, 31, 21, 30, tzinfo=dt.UTC)
    )


def test_that_a_time_alone_of_another_zone_is_refused() -> None:
    assert time_of("14:02:30 +03:00") == dt.time(14, 2, 30)
    with pytest.raises(KnownError, match=r"imports\.time"):
        time_of("21:30:00Z")


@pytest.mark.parametrize("text", ["01.07.2026 - 30.09.2026", "Dönem: 15.08.2026 – 30.09.2026"])
def test_that_a_range_over_a_month_is_never_one_period(text: str) -> None:
    assert period_of(text) is None
    assert names_two_periods(text)


@pytest.mark.parametrize("text", ["Eyl 2026", "September 2026", "2026 Sep"])
def test_that_short_and_english_months_name_a_period(text: str) -> None:
    assert period_of(text) == StatedPeriod("2026-09")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026 ara toplam", None),
        ("Faturanın eki 2026", None),
        ("Fatura eki 2026-05", "2026-05"),
        ("Mayıs 2026 ara toplam", "2026-05"),
        ("Ara 2026", "2026-12"),
    ],
)
def test_that_a_short_month_is_one_only_where_it_stands_alone(text: str, month: str | None) -> None:
    period = period_of(text)
    assert (period and period.month) == month
