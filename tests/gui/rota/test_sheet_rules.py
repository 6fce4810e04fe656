"""Where duties stand, whom a name means, what is left out, and what is undone."""

import datetime as dt
from dataclasses import replace
from itertools import combinations
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.gui.rota.sheet import (
    CellChange,
    UndoHistory,
    UndoStep,
    changed,
    lay_out,
    matches,
    pattern_changes,
    read_table,
    sift,
)
from alo183_desktop.rota.kinds import DutyKind, Employment
from alo183_desktop.rota.rows import DutyRow, PersonRow
from alo183_desktop.rota.rules import person_named
from tests.unit.rota.duties import number_of

EIGHT: Final = dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC)
NAMES: Final = ("Ayşe DEMİR", "Ayşe DEMİRCİ", "Işıl AK", "Ali Veli KOÇ")


def person(number: int, name: str = "") -> PersonRow:
    return PersonRow(
        number,
        None,
        name or NAMES[number - 1],
        Employment.OFFICIAL,
        frozenset(DutyKind),
        dt.date(2026, 1, 1),
        None,
        number_of("+905320000001"),
        version=1,
    )


PEOPLE: Final = tuple(person(number) for number in range(1, len(NAMES) + 1))
BY_NUMBER: Final = {one.person_id: one for one in PEOPLE}


def duty(
    number: int,
    *,
    day: int = 0,
    hour: int = 0,
    hours: int = 24,
    kind: DutyKind = DutyKind.MAIN,
    person_id: int | None = None,
) -> DutyRow:
    begins = EIGHT + dt.timedelta(days=day, hours=hour)
    name = "" if person_id is None else BY_NUMBER[person_id].name
    ends = begins + dt.timedelta(hours=hours)
    return DutyRow(
        number, kind, begins, ends, 0, is_active=True, person_id=person_id, person_name=name,
        reason="", version=1,
    )  # fmt: skip


def doubles(duties: tuple[DutyRow, ...]) -> bool:
    """Tell whether somebody is on two duties at once."""
    return any(
        one.person_id is not None
        and one.person_id == other.person_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        for one, other in combinations(duties, 2)
    )


def test_that_a_whole_name_means_who_has_it_before_anybody_whose_name_goes_on() -> None:
    barred_last = (person(2), person(1))
    assert [one.name for one in matches("ayse demir", barred_last)] == [NAMES[0], NAMES[1]]


def test_that_nobody_comes_back_who_can_be_on_no_duty_of_the_month() -> None:
    assert sift([CellChange(1, 99)], [duty(1, person_id=1)], BY_NUMBER).changes == ()


def test_that_two_duties_of_a_kind_on_a_day_stand_in_two_columns() -> None:
    duties = (
        duty(1, hours=9),
        duty(2, hour=9, hours=15),
        duty(3, day=1),
        duty(4, kind=DutyKind.DRIVER),
    )
    layout = lay_out("2026-12", duties)
    assert len(layout.days) == 31
    assert [one.heading for one in layout.columns] == ["Asıl nöbet 1", "Asıl nöbet 2", "Şoför"]
    assert [one.hours for one in layout.columns] == ["", "17.00-08.00", "08.00-08.00"]
    assert layout.places[2] == (0, 1)
    assert layout.places[3] == (1, 0)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("AY", [1, 2]),
        ("demi", [1, 2]),
        ("demirci", [2]),
        ("ısıl", [3]),
        ("ISI", [3]),
        ("veli", [4]),
        ("koc", [4]),
        ("ak", [3]),
        ("emir", []),
        ("  ", []),
    ],
)
def test_that_typing_finds_beginnings_of_words(typed: str, found: list[int]) -> None:
    assert [one.person_id for one in matches(typed, PEOPLE)] == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ayşe demir", 1),
        ("DEMİR AYŞE", 1),
        ("Demirci  Ayşe", 2),
        ("Ayşe", None),
        ("Ayşe D.", None),
        ("Ali KOÇ", None),
        ("", None),
    ],
)
def test_that_only_a_whole_name_is_known_for_certain(text: str, number: int | None) -> None:
    found = person_named(text, PEOPLE)
    assert (None if found is None else found.person_id) == number


def test_that_namesakes_are_never_guessed() -> None:
    twins = (person(1, "Ali AK"), person(2, "ALİ AK"), person(3, "Ali AK"))
    assert person_named("ali ak", twins) is None
    assert person_named("ALİ AK", twins) == twins[1]


def test_that_what_a_spreadsheet_copies_is_read_with_its_quotes() -> None:
    assert read_table('Ayşe\t"Ali\nVeli"\r\n\tIşıl \r\n') == [["Ayşe", "Ali Veli"], ["", "Işıl"]]
    assert read_table("") == []


people_or_nobody = st.none() | st.integers(1, len(NAMES))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[DutyRow, ...]:
    """Return duties of some days, of which nobody has two at once."""
    made: list[DutyRow] = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        one = duty(
            number,
            day=draw(st.integers(0, 3)),
            hour=draw(st.sampled_from((0, 12))),
            hours=draw(st.sampled_from((12, 24, 36))),
            person_id=draw(people_or_nobody),
        )
        is_double = doubles((*made, one))
        made.append(replace(one, person_id=None, person_name="") if is_double else one)
    return tuple(made)


@given(sheets(), st.lists(st.tuples(st.integers(1, 10), people_or_nobody), max_size=12))
def test_that_what_is_left_never_puts_anybody_on_two_duties_at_once(
    duties: tuple[DutyRow, ...], wanted: list[tuple[int, int | None]]
) -> None:
    sifted = sift([CellChange(*one) for one in wanted], duties, BY_NUMBER)
    after = changed(duties, sifted.changes, {})
    assert not doubles(after)
    asked = {number: who for number, who in wanted if number <= len(duties)}
    stored = {one.duty_id: one.person_id for one in after}
    missed = sum(stored[number] != who for number, who in asked.items())
    assert missed == len(sifted.refused)


def test_that_two_people_change_places() -> None:
    duties = (duty(1, person_id=1), duty(2, kind=DutyKind.STAND_IN, person_id=2))
    sifted = sift([CellChange(1, 2), CellChange(2, 1)], duties, BY_NUMBER)
    assert sifted.refused == ()
    assert len(sifted.changes) == 2


@given(st.lists(st.sampled_from("axurc"), max_size=30))
def test_that_undo_and_redo_go_through_all_acts(acts: list[str]) -> None:
    history, value, number = UndoHistory(), 0, 0
    trail = [0]
    place = 0
    for act in acts:
        if act == "a":
            number += 1
            history.add(UndoStep((CellChange(1, value),), (CellChange(1, number),)))
            value = number
            trail = [*trail[: place + 1], number]
            place += 1
        elif act == "u":
            step = history.undo()
            assert (step is None) == (place == 0)
            if isinstance(step, UndoStep):
                place -= 1
                value = step.before[0][1] or 0
        elif act == "r":
            step = history.redo()
            assert (step is None) == (place == len(trail) - 1)
            if isinstance(step, UndoStep):
                place += 1
                value = step.after[0][1] or 0
        elif act == "c":
            history.clear()
            trail, place = [value], 0
        assert value == trail[place]


def test_that_last_month_is_followed_kind_by_kind_and_only_where_nobody_is() -> None:
    before = (
        duty(1, person_id=1),
        duty(2, day=1, person_id=None),
        duty(3, day=2, person_id=3),
        duty(4, kind=DutyKind.DRIVER, person_id=4),
    )
    after = (
        duty(11),
        duty(12, day=1),
        duty(13, day=2, person_id=2),
        duty(14, day=3),
        duty(15, kind=DutyKind.DRIVER),
    )
    known = {number: one for number, one in BY_NUMBER.items() if number != 4}
    assert list(pattern_changes(before, after, BY_NUMBER)) == [CellChange(11, 1), CellChange(15, 4)]
    assert list(pattern_changes(before, after, known)) == [CellChange(11, 1)]
