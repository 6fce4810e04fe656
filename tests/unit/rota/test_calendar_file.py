"""The calendar file of duties, read back by the library that writes it and by hand."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.rota import rules
from alo183_desktop.rota.calendar_file import calendar_file
from alo183_desktop.rota.rows import MonthSheet, PublishedVersion
from tests.clocks import START
from tests.unit.rota.sheets import NAMES, PEOPLE, moved, sheet_of

OWNER: Final = "12345678"
MONTH: Final = "2026-12"


def versions_of(*sheets: MonthSheet) -> list[PublishedVersion]:
    return [
        PublishedVersion(
            sheet.month, number, START + dt.timedelta(days=number), rules.content_of(sheet.duties)
        )
        for number, sheet in enumerate(sheets, start=1)
    ]


def events(data: bytes) -> dict[str, Any]:
    found = icalendar.Calendar.from_ical(data.decode()).walk("VEVENT")
    assert len({str(one["UID"]) for one in found}) == len(found)
    return {str(one["UID"]): one for one in found}


def taken_in(known: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return what a calendar program shows after it took a file in, over what it knew."""
    shown = dict(known)
    for uid, event in events(data).items():
        if uid in known and int(event["SEQUENCE"]) < int(known[uid]["SEQUENCE"]):
            continue
        shown[uid] = event
    return shown


def alive(known: dict[str, Any]) -> list[tuple[dt.datetime, dt.datetime, str]]:
    return sorted(
        (one.decoded("DTSTART"), one.decoded("DTEND"), str(one["SUMMARY"]))
        for one in known.values()
        if one["STATUS"] == "CONFIRMED"
    )


def test_that_the_whole_file_has_every_duty_with_its_instants_and_holder() -> None:
    sheet = sheet_of(MONTH, empty=(4,))
    reported = alive(events(calendar_file(versions_of(sheet), owner=OWNER)))
    words = {"main": "Asıl nöbet", "stand_in": "İcap", "driver": "Şoför"}
    assert reported == sorted(
        (one.starts_at, one.ends_at, f"{words[one.kind]}: {one.person_name or 'boş'}")
        for one in sheet.duties
    )


def test_that_the_file_of_a_person_names_nobody_else_and_no_number() -> None:
    sheet = sheet_of(MONTH)
    data = calendar_file(versions_of(sheet), owner=OWNER, person_id=2).decode()
    theirs = [one for one in sheet.duties if one.person_id == 2]
    assert data.count("BEGIN:VEVENT") == len(theirs)
    unfolded = data.replace("\r\n ", "")
    assert not any(name.split()[-1] in unfolded for name in NAMES)
    assert not any(one.phone[3:] in unfolded for one in PEOPLE)
    assert all(len(line.encode()) <= 75 for line in data.split("\r\n"))


def test_that_a_duty_given_to_somebody_else_is_cancelled_for_who_had_it() -> None:
    first = sheet_of(MONTH)
    duty = next(one for one in first.duties if one.person_id == 2)
    second = moved(first, duty.duty_id, PEOPLE[4])
    before = events(calendar_file(versions_of(first), owner=OWNER, person_id=2))
    after = events(calendar_file(versions_of(first, second), owner=OWNER, person_id=2))
    assert before.keys() == after.keys()
    (changed,) = [uid for uid, one in after.items() if one["STATUS"] == "CANCELLED"]
    assert after[changed].decoded("DTSTART") == duty.starts_at
    assert int(after[changed]["SEQUENCE"]) == 2
    assert {int(one["SEQUENCE"]) for uid, one in after.items() if uid != changed} == {1}
    gets = events(calendar_file(versions_of(first, second), owner=OWNER, person_id=5))
    assert int(gets[changed]["SEQUENCE"]) == 2


def test_that_a_duty_that_comes_back_is_there_again() -> None:
    first = sheet_of(MONTH)
    duty = next(one for one in first.duties if one.person_id == 2)
    second = moved(first, duty.duty_id, PEOPLE[4])
    known = events(calendar_file(versions_of(first), owner=OWNER, person_id=2))
    for sheets in ((first, second), (first, second, first)):
        known = taken_in(known, calendar_file(versions_of(*sheets), owner=OWNER, person_id=2))
    assert len(alive(known)) == sum(one.person_id == 2 for one in first.duties)


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(1, 12), st.sampled_from([None, *PEOPLE])), min_size=1, max_size=6
        ),
        max_size=4,
    ),
    st.sampled_from([None, 1, 2, 3]),
)
def test_that_taking_in_each_version_shows_the_newest_and_nothing_twice(
    changes: list[list[tuple[int, object]]], person_id: int | None
) -> None:
    whole = sheet_of(MONTH)
    sheets = [replace(whole, duties=whole.duties[:12])]
    for steps in changes:
        sheet = sheets[-1]
        for duty_id, holder in steps:
            sheet = moved(sheet, duty_id, holder)  # type: ignore[arg-type]
        sheets.append(sheet)
    known: dict[str, Any] = {}
    for count in range(1, len(sheets) + 1):
        data = calendar_file(versions_of(*sheets[:count]), owner=OWNER, person_id=person_id)
        known = taken_in(known, data)
    wanted = sorted(
        (one.starts_at, one.ends_at)
        for one in sheets[-1].duties
        if person_id is None or one.person_id == person_id
    )
    assert [row[:2] for row in alive(known)] == wanted
    direct = calendar_file(versions_of(*sheets), owner=OWNER, person_id=person_id)
    assert alive(events(direct)) == alive(known)


def test_that_two_people_on_one_duty_keep_their_places() -> None:
    sheet = sheet_of(MONTH)
    (first, *_) = sheet.duties
    begun = first.starts_at.isoformat(), first.ends_at.isoformat()
    reported = [
        PublishedVersion(
            MONTH,
            1,
            START,
            {
                "duties": [
                    ["main", *begun, 1, NAMES[0]],
                    ["main", *begun, 2, NAMES[1]],
                ]
            },
        ),
        PublishedVersion(
            MONTH,
            2,
            START,
            {
                "duties": [
                    ["main", *begun, 3, NAMES[2]],
                    ["main", *begun, 2, NAMES[1]],
                ]
            },
        ),
        PublishedVersion(MONTH, 3, START, {"duties": [["main", *begun, 3, NAMES[2]]]}),
    ]
    whole = events(calendar_file(reported, owner=OWNER))
    assert [(str(one["STATUS"]), int(one["SEQUENCE"])) for one in whole.values()] == [
        ("CONFIRMED", 2),
        ("CANCELLED", 3),
    ]
    (own,) = events(calendar_file(reported[:2], owner=OWNER, person_id=2)).values()
    assert int(own["SEQUENCE"]) == 1
