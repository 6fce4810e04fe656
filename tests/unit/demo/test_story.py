"""The story of the demo: the same each time, nothing in the future, and nobody real in it."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Final, cast

import pytest
from stdnum import luhn

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.demo.calendar import Calendar, Schedule
from alo183_desktop.demo.filling import DemoChecks, Visits
from alo183_desktop.demo.phones import DemoCalls, Goal, with_luhn
from alo183_desktop.demo.referrals import Referral, plan_referrals
from alo183_desktop.demo.story import read_story
from alo183_desktop.shared import paths
from alo183_desktop.shared.clock import ISTANBUL, local, local_day
from tests.clocks import START

CLOCKS: Final = (
    START,
    dt.datetime(2027, 1, 1, 0, 5, tzinfo=ISTANBUL),
    dt.datetime(2028, 2, 29, 23, 58, tzinfo=ISTANBUL),
    dt.datetime(2026, 3, 31, 4, 0, tzinfo=ISTANBUL),
)
FILES: Final = sorted((paths.resources() / "demo").glob("*.toml"))


def reported(now: dt.datetime) -> tuple[Calendar, Schedule]:
    calendar = Calendar(now.astimezone(dt.UTC))
    return calendar, Schedule(calendar)


def referrals(now: dt.datetime) -> tuple[Referral, ...]:
    return plan_referrals(read_story(), reported(now)[0])


@pytest.mark.parametrize("now", CLOCKS)
def test_that_the_same_clock_gives_the_same_story(now: dt.datetime) -> None:
    story = read_story()
    assert referrals(now) == referrals(now)
    for chapter in (DemoChecks, Visits):
        assert list(chapter(story, *reported(now)).all()) == list(
            chapter(story, *reported(now)).all()
        )


@pytest.mark.parametrize("now", CLOCKS)
def test_that_nothing_happens_in_the_future(now: dt.datetime) -> None:
    story = read_story()
    instants = [
        at
        for one in referrals(now)
        for at in (one.routed_at, one.acted_at, one.also_at, one.police_at, one.entered_at)
        if at is not None
    ]
    instants += [check.at for check in DemoChecks(story, *reported(now)).all()]
    instants += [visit.at for visit in Visits(story, *reported(now)).all()]
    assert max(instants) <= now


@pytest.mark.parametrize("now", CLOCKS)
def test_that_what_is_done_on_a_case_follows_its_referral(now: dt.datetime) -> None:
    for one in referrals(now):
        assert one.acted_at is None or one.acted_at > one.routed_at
        assert one.entered_at is None or one.acted_at is None or one.entered_at > one.acted_at


def test_that_a_year_has_every_subject_kind_and_district_and_its_share_of_late_ones() -> None:
    year = referrals(START)
    story = read_story()
    assert 800 <= len(year) <= 1000
    assert {one.matter.subject for one in year} == set(story.cases["subjects"])
    assert {(one.matter.subject, one.matter.kind) for one in year} == {
        (entry["subject"], entry["kind"]) for entry in story.cases["matters"]
    }
    assert {one.district for one in year} >= {"Çankaya", "Keçiören", "Şereflikoçhisar"}
    entered = [one.entered_at - one.routed_at for one in year if one.entered_at is not None]
    late = [time for time in entered if time > dt.timedelta(hours=24)]
    assert 0.03 < len(late) / len(entered) < 0.10


def test_that_fewer_people_call_at_night_and_numbers_stand_in_order() -> None:
    year = referrals(START)
    hours = Counter(local(one.routed_at).hour for one in year)
    assert sum(hours[hour] for hour in range(2, 6)) * 3 < sum(hours[hour] for hour in range(9, 13))
    assert hours[3] > 0
    assert len({one.number for one in year}) == len(year)
    this_year = [one.number for one in year if one.routed_at.year == START.year]
    assert this_year == sorted(this_year)


def test_that_officers_answer_only_while_they_serve() -> None:
    story = read_story()
    leavers = {tenure.name: tenure for tenure in story.tenures if tenure.last_day is not None}
    assert {"Fatma Nur YÜCEL", "Müjgân ÇIĞ"} <= leavers.keys()
    for one in referrals(START):
        if one.officer in leavers:
            day = (local_day(one.routed_at) - local_day(START)).days
            # On the day of a change they serve until it is finished.
            assert leavers[one.officer].holds_on(day) or leavers[one.officer].last_day == day


def test_that_the_line_of_a_post_goes_to_whoever_comes() -> None:
    story = read_story()
    assert story.phone_of("Ayşe YILDIRIM") == story.phone_of("Fatma Nur YÜCEL")
    phone = story.phone_of("Ayşe YILDIRIM")
    assert story.holder_of(phone, -165) == "Fatma Nur YÜCEL"
    assert story.holder_of(phone, -164) == "Ayşe YILDIRIM"
    assert story.holder_of(story.phone_of("Müjgân ÇIĞ"), 0) == ""


def test_that_one_phone_alone_misses_three_in_a_row() -> None:
    story = read_story()
    by_phone: dict[str, list[bool]] = {}
    for check in sorted(DemoChecks(story, *reported(START)).all()):
        by_phone.setdefault(check.phone, []).append(check.is_answered)
    missing = [phone for phone, answers in by_phone.items() if not any(answers[-3:])]
    assert missing == [story.phone_of(story.phones["checks"]["missing"])]


def test_that_calls_add_up_to_what_a_line_used_and_show_of_each_day() -> None:
    story = read_story()
    calendar, _ = reported(START)
    tenure = story.tenures[0]
    goal = Goal(calendar.day(-30), calendar.day(0), seconds=9_000, bytes=300 * 1024**2)
    calls = list(DemoCalls(story, calendar, referrals(START)).calls(tenure, goal))
    assert sum(call.kilobytes for call in calls) == 300 * 1024
    assert 9_000 <= sum(call.seconds for call in calls) < 9_200
    assert len({call.at.date() for call in calls if call.kilobytes}) == 30
    assert any(call.at.hour < 6 for call in calls if call.seconds)
    assert all(goal.starts_on <= call.at.date() < goal.ends_on for call in calls)


def test_that_acts_happen_in_the_order_of_their_instants_and_none_in_the_future() -> None:
    calendar, schedule = reported(START)
    seen: list[tuple[int, dt.datetime]] = []

    def later(_desk: object) -> None:
        seen.append((1, calendar()))
        schedule.add(START + dt.timedelta(days=3), lambda _desk: seen.append((3, calendar())))

    schedule.add(calendar.ago(1), lambda _desk: seen.append((2, calendar())))
    schedule.add(calendar.ago(2), later)
    schedule.run(cast("Desk", None), lambda: True)  # these acts use no desk
    assert seen == [(1, calendar.ago(2)), (2, calendar.ago(1)), (3, START)]


@pytest.mark.parametrize("digits", ["00100205183001", "89909990000000000500", "0", "7992739871"])
def test_that_numbers_end_with_their_check_digit(digits: str) -> None:
    assert luhn.is_valid(with_luhn(digits))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_that_the_files_hold_no_number_that_could_be_somebodys(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for number in re.findall(r"\b0\d{3} \d{3} \d{2} \d{2}\b", text):
        assert number.startswith(("0500 000 ", "0312 000 00 "))
    # The one T.C. number of the draft is wrong on purpose: its check digits do not fit.
    assert set(re.findall(r"\b[1-9]\d{10}\b", text)) <= {"10000000164"}
    assert not re.findall(r"@(?!ornek\.(?:gov|kep)\.tr)", text)
