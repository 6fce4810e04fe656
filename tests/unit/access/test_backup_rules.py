"""The rules about backups: not too few, not too many, and warnings in time."""

import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.access.backup_rules import (
    LONGEST_RUN,
    OLD_AFTER,
    ON_SERVER,
    age_words,
    is_due,
    is_old,
    judge,
    kept,
)
from alo183_desktop.access.second_folder import SecondFolder
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.texts import message_of
from tests.clocks import START

HOUR = dt.timedelta(hours=1)
FRESH = [START - HOUR]
OLD = [START - 3 * 24 * HOUR]
AWAY = KnownError("backups.second_away", folder="E:", age="yok")
FULL = KnownError("backups.second_full", folder="E:")
REFUSED = KnownError("backups.not_written", folder="yedek")
INSTANTS = st.datetimes(
    min_value=dt.datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=dt.datetime(2026, 11, 24),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(dt.UTC),
)


def daily(days: int) -> list[dt.datetime]:
    """Return one backup for each of the last `days` days, that of today included."""
    return [START - dt.timedelta(days=day) for day in range(days)]


def test_that_two_years_of_daily_backups_come_down_to_seven_days_four_weeks_twelve_months() -> None:
    taken = daily(730)
    stay = sorted(kept(taken, now=START), reverse=True)
    assert stay[:7] == taken[:7]
    weeks = {local_day(at).isocalendar()[:2] for at in stay}
    assert {local_day(START - dt.timedelta(weeks=week)).isocalendar()[:2] for week in range(4)} <= (
        weeks
    )
    assert len({(at.year, at.month) for at in stay}) == 12
    assert len(stay) <= 7 + 4 + 12


def test_that_every_backup_of_today_stays() -> None:
    today = [START - dt.timedelta(minutes=minute) for minute in range(30)]
    assert kept([*today, *daily(3)], now=START) >= set(today)


@given(st.lists(INSTANTS, max_size=60))
def test_that_the_newest_backup_is_never_removed(taken: list[dt.datetime]) -> None:
    stay = kept(taken, now=START)
    assert stay <= set(taken)
    if taken:
        assert max(taken) in stay


@given(st.lists(INSTANTS, max_size=60))
def test_that_removing_old_backups_twice_removes_no_more_than_once(
    taken: list[dt.datetime],
) -> None:
    once = kept(taken, now=START)
    assert kept(sorted(once), now=START) == once


def test_that_a_computer_that_stood_still_keeps_what_it_has() -> None:
    old = [START - dt.timedelta(days=400 + day) for day in range(5)]
    assert kept(old, now=START) == set(old)


def test_that_the_first_start_of_a_day_in_istanbul_is_due() -> None:
    just_before_midnight = dt.datetime(2026, 11, 23, 20, 59, tzinfo=dt.UTC)
    assert is_due([just_before_midnight], now=just_before_midnight + dt.timedelta(minutes=2))
    assert not is_due([START], now=START + dt.timedelta(hours=2))
    assert is_due([], now=START)


def test_that_a_backup_from_a_wrong_clock_does_not_stand_for_today() -> None:
    assert is_due([START + dt.timedelta(days=300)], now=START)


def test_that_a_missing_and_an_old_backup_are_reported() -> None:
    assert is_old(None, now=START)
    assert is_old(START - OLD_AFTER - dt.timedelta(seconds=1), now=START)
    assert not is_old(START - OLD_AFTER, now=START)


def test_that_the_age_of_a_backup_is_reported_in_the_words_of_people() -> None:
    said = [
        age_words(at, now=START)
        for at in (
            None,
            START,
            START - dt.timedelta(hours=1, minutes=35),
            START - dt.timedelta(hours=20),
            START - dt.timedelta(days=3),
            START + dt.timedelta(hours=1),
        )
    ]
    assert said == [
        "alınmadı",
        "bugün 12:30 (az önce)",
        "bugün 10:55 (1 sa 35 dk önce)",
        "dün 16:30",
        "21.11.2026 12:30 (3 gün önce)",
        "bugün 13:30 (az önce)",
    ]


def second(copied_at: dt.datetime | None) -> SecondFolder:
    """Return a stick on which the backup of an instant is the newest that is known."""
    return SecondFolder(Path("E:"), is_other_disk=True, copied_at=copied_at)


def reported(*arguments: Any, **options: Any) -> tuple[str, str, str]:
    """Return state, words and the code of the worry."""
    found = judge(*arguments, now=START, **options)
    return found.state, found.text, "" if found.worry is None else found.worry.code


def test_that_a_missing_an_old_and_a_fresh_backup_are_distinguished() -> None:
    assert reported([]) == ("late", "Yedek: alınmadı", "backups.none")
    assert reported(OLD) == ("late", "Son yedek: 21.11.2026 12:30 (3 gün önce)", "backups.old")
    assert reported(FRESH) == ("good", "Son yedek: bugün 11:30 (1 sa 00 dk önce)", "")


def test_that_a_backup_from_a_wrong_clock_does_not_hide_that_the_newest_one_is_old() -> None:
    assert reported([*OLD, START + 300 * 24 * HOUR])[2] == "backups.old"


def test_that_a_line_with_little_room_says_less_and_nothing_torn() -> None:
    assert judge(OLD, now=START, running_since=START).forms == (
        "Son yedek: 21.11.2026 12:30 (3 gün önce); yenisi alınıyor",
        "Son yedek: 21.11.2026 12:30",
        "Yedek: 21.11.2026 12:30",
        "Yedek: 3 gün önce",
    )
    assert set(judge([], now=START).forms) == {"Yedek: alınmadı"}


def test_that_a_backup_that_is_being_taken_is_no_worry_until_it_does_not_end() -> None:
    assert reported([], running_since=START) == ("unknown", "Yedek: alınıyor", "")
    assert reported(OLD, running_since=START)[0] == "unknown"
    assert reported(FRESH, running_since=START - LONGEST_RUN)[2] == ""
    assert reported(FRESH, running_since=START - 2 * LONGEST_RUN)[::2] == (
        "near",
        "backups.unfinished",
    )


def test_that_what_stands_in_the_way_of_a_backup_is_reported_before_its_age() -> None:
    assert reported(FRESH, trouble=REFUSED)[::2] == ("near", "backups.not_written")
    assert reported(OLD, trouble=REFUSED)[::2] == ("late", "backups.not_written")


def test_that_a_second_folder_without_a_fresh_copy_is_a_worry() -> None:
    assert reported(FRESH, second=second(None))[::2] == ("near", "backups.second_empty")
    assert reported(FRESH, second=second(OLD[0]))[::2] == ("near", "backups.second_old")
    assert reported(FRESH, second=second(FRESH[0]))[::2] == ("good", "")


def test_that_a_stick_in_a_drawer_is_a_worry_only_when_its_copy_is_old() -> None:
    yesterday = START - 26 * HOUR
    assert reported(FRESH, second=second(yesterday), trouble=AWAY)[::2] == ("good", "")
    assert reported(FRESH, second=second(OLD[0]), trouble=AWAY)[::2] == (
        "near",
        "backups.second_away",
    )
    assert reported(FRESH, second=second(yesterday), trouble=FULL)[::2] == (
        "near",
        "backups.second_full",
    )


def test_that_a_known_worry_does_not_come_and_go_with_each_look() -> None:
    away = {"second": second(OLD[0]), "trouble": AWAY, "running_since": START}
    assert reported(FRESH, **away)[::2] == ("near", "backups.second_away")
    first_look = {"second": second(OLD[0]), "running_since": START}
    assert reported(FRESH, **first_look)[::2] == ("good", "")


def test_that_a_copy_made_by_hand_ends_the_worry_about_the_second_folder() -> None:
    assert reported(FRESH, second=second(FRESH[0]), trouble=FULL)[::2] == ("good", "")


def test_that_data_on_a_server_is_reported_as_such_and_is_no_worry() -> None:
    assert (ON_SERVER.text, ON_SERVER.state) == ("Yedek: sunucuda alınır", "unknown")
    assert ON_SERVER.worry is None


def test_that_every_worry_has_its_words() -> None:
    for found in (
        judge([], now=START),
        judge(OLD, now=START),
        judge(FRESH, now=START, running_since=OLD[0]),
        judge(FRESH, now=START, second=second(None)),
        judge(FRESH, now=START, second=second(OLD[0])),
        judge(FRESH, now=START, second=second(OLD[0]), trouble=AWAY),
    ):
        assert found.worry is not None
        assert message_of(found.worry).do


@given(st.integers(min_value=0, max_value=10_000))
def test_that_what_a_fresh_backup_lacks_is_said_beside_its_age(acts: int) -> None:
    found = judge(FRESH, now=START, acts_since=acts)
    assert found.state == "good"
    words = f"sonraki {number_text(acts)} denetim kaydı yedekte yok"
    assert (words in found.text) == bool(acts)
    assert all(number_text(acts) in form for form in found.forms if acts), "however little room"
    assert judge([], now=START, acts_since=acts).acts_since == 0
