"""What `alo183 phones` and `alo183 quota` take as an instant and as a month."""

import datetime as dt
from argparse import ArgumentTypeError

import pytest

from alo183_desktop.cli.main import build_parser
from alo183_desktop.cli.parser import read_instant, read_month
from alo183_desktop.shared.clock import ISTANBUL


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14T02:30",
        "2026-03-14 02:30",
        "14.03.2026 02:30",
        "14.03.2026  02:30:00",
        "2026-03-13T23:30Z",
        "2026-03-14T02:30+03:00",
    ],
)
def test_that_an_instant_is_one_of_istanbul(text: str) -> None:
    assert read_instant(text) == dt.datetime(2026, 3, 13, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2026-03-14", "14.03.2026"])
def test_that_a_day_alone_means_its_end(text: str) -> None:
    end = dt.datetime(2026, 3, 15, tzinfo=ISTANBUL)
    assert end - read_instant(text) == dt.timedelta(microseconds=1)


@pytest.mark.parametrize("text", ["", "dün", "14.13.2026", "2026-03-14T25:00", "02:30"])
def test_that_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        read_instant(text)


@pytest.mark.parametrize("text", ["2026-09", "09.2026", "9/2026", " 2026-09 "])
def test_that_a_month_is_read(text: str) -> None:
    assert read_month(text) == "2026-09"


@pytest.mark.parametrize("text", ["", "Eylül", "2026", "2026-13", "1899-01", "2026-09-01"])
def test_that_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        read_month(text)


def test_that_both_commands_are_among_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    arguments = parser.parse_args(["quota", "--period", "2026-09", "--json"])
    assert (arguments.period, arguments.json) == ("2026-09", True)
    arguments = parser.parse_args(["phones", "--as-of", "14.03.2026"])
    assert arguments.as_of.date() == dt.date(2026, 3, 14)
    with pytest.raises(SystemExit) as caught:
        parser.parse_args(["quota", "--period", "eylül"])
    assert caught.value.code == 2
    assert "ay okunamadı" in capsys.readouterr().err
