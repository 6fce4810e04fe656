"""A referral as typed, checked."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.cases import fields
from alo183_desktop.cases.fields import CaseForm, check_case, differences, form_of
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.unit.cases.kinds import kind

KINDS: Final = (
    kind(1, "İhmal", is_urgent=True),
    kind(5, "Sosyal yardım"),
    kind(6, "Eski", ends_on=dt.date(2020, 1, 1)),
)
FORM: Final = CaseForm(
    number=" 183-2026-100000 ",
    routed_day="24.11.2026",
    routed_time="10:30",
    operator_name="İsmail  ÜNLÜOĞLU",
    subject_id=2,
    kind_id=5,
    district="Gölbaşı",
    caller_phone="0(500) 002-36 53",
    caller_name="Müjgân IŞIK",
    summary="Komşu\nihbarı",
)


def codes(form: CaseForm) -> dict[str, str]:
    checked = check_case(form, kinds=KINDS, now=START)
    return {problem.key: problem.code for problem in checked.problems}


@pytest.mark.parametrize("typed", ["0532 111 22 33", "Ayşe 05321112233", "ayse@ornek.com"])
def test_that_a_number_or_an_address_is_no_name_of_a_caller(typed: str) -> None:
    assert codes(replace(FORM, caller_name=typed)) == {"caller_name": "identity.other_field"}


def warnings(form: CaseForm) -> set[str]:
    return {warning.code for warning in check_case(form, kinds=KINDS, now=START).warnings}


@pytest.mark.parametrize(
    "typed",
    ["Ahmet Bey", "üst komşu", "gizli ihbar", "112 ekibi", "hastane polisi", "ismail  ünlüoğlu "],
)
def test_that_who_called_took_or_reported_a_case_stays_as_it_was_typed(typed: str) -> None:
    form = replace(
        FORM,
        operator_name=typed,
        caller_name=typed,
        district="GÖLBAŞI",
        is_police_informed=True,
        police_unit="Merkez Karakolu",
        police_by=typed,
    )
    values = check_case(form, kinds=KINDS, now=START).values
    assert values is not None
    stored = {values.operator_name, values.caller_name, values.police_by}
    assert stored == {" ".join(typed.split())}
    assert values.district == "Gölbaşı"


def test_that_a_form_is_tidied_and_read() -> None:
    values = check_case(FORM, kinds=KINDS, now=START).values
    assert values is not None
    assert values.number == "183-2026-100000"
    assert values.routed_at == dt.datetime(2026, 11, 24, 7, 30, tzinfo=dt.UTC)
    assert values.operator_name == "İsmail ÜNLÜOĞLU"
    assert values.caller_phone == "+905000023653"
    assert values.summary == "Komşu\nihbarı"
    assert not values.is_urgent
    assert values.caller_name == "Müjgân IŞIK"
    again = check_case(form_of(values), kinds=KINDS, now=START).values
    assert again is not None
    assert differences(values, again) == ()


@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"number": " - "}, "number", "cases.number_missing"),
        ({"routed_day": ""}, "routed_day", "cases.day_missing"),
        ({"routed_time": " "}, "routed_time", "cases.time_missing"),
        ({"routed_day": "31.02.2026"}, "routed_day", "forms.date"),
        ({"routed_time": "25:00"}, "routed_time", "forms.time"),
        (
            {"routed_day": "31.03.2014", "routed_time": "03:30", "kind_id": 5},
            "routed_time",
            "cases.time_skipped",
        ),
        ({"routed_day": "25.11.2026"}, "routed_day", "cases.in_future"),
        ({"subject_id": None}, "subject_id", "cases.subject_missing"),
        ({"kind_id": None}, "kind_id", "cases.kind_missing"),
        ({"kind_id": 99}, "kind_id", "cases.kind_missing"),
        ({"kind_id": 6}, "kind_id", "cases.kind_retired"),
        ({"caller_phone": "12"}, "caller_phone", "identity.phone"),
        ({"district": "a" * 101}, "district", "records.too_long"),
        ({"police_unit": "Karakol"}, "is_police_informed", "cases.police_contradiction"),
        (
            {"is_police_informed": True, "police_day": "25.11.2026", "police_time": "10:00"},
            "police_day",
            "cases.in_future",
        ),
        (
            {"is_police_informed": True, "police_day": "24.11.2026"},
            "police_time",
            "cases.time_missing",
        ),
    ],
)
def test_that_a_fault_stands_beside_its_field(changes: dict[str, Any], key: str, code: str) -> None:
    assert codes(replace(FORM, **changes)) == {key: code}


def test_that_a_kind_that_is_urgent_makes_the_case_urgent() -> None:
    values = check_case(replace(FORM, kind_id=1), kinds=KINDS, now=START).values
    assert values is not None
    assert values.is_urgent
    assert warnings(replace(FORM, kind_id=1)) == {"cases.police_should_know"}


def test_that_what_is_strange_is_accepted_with_a_warning() -> None:
    assert warnings(replace(FORM, routed_day="20.11.2026")) == {"cases.late_already"}
    assert "cases.time_twice" in warnings(
        replace(FORM, routed_day="26.10.2014", routed_time="03:30")
    )
    informed = replace(FORM, is_police_informed=True, police_unit="Karakol")
    assert warnings(informed) == {"cases.police_time_unknown"}
    early = replace(informed, police_day="24.11.2026", police_time="09:00")
    assert warnings(early) == {"cases.police_before_referral"}


def test_that_a_referral_a_few_minutes_ahead_is_taken() -> None:
    assert codes(replace(FORM, routed_time="12:35")) == {}
    assert codes(replace(FORM, routed_time="12:36")) == {"routed_day": "cases.in_future"}


@given(
    st.builds(
        CaseForm,
        number=st.text(max_size=80),
        routed_day=st.text(max_size=12) | st.just("24.11.2026"),
        routed_time=st.text(max_size=6) | st.just("10:00"),
        kind_id=st.sampled_from([None, 1, 5]),
        subject_id=st.sampled_from([None, 1]),
        caller_phone=st.text(max_size=20),
        summary=st.text(max_size=100),
        is_police_informed=st.booleans(),
        police_day=st.text(max_size=12),
    )
)
def test_that_any_form_has_either_values_or_problems(form: CaseForm) -> None:
    checked = check_case(form, kinds=KINDS, now=START)
    assert (checked.values is None) == bool(checked.problems)


@pytest.mark.parametrize(("text", "minutes"), [("1", 1), (" 60 ", 60), ("1440", 1440)])
def test_that_minutes_to_the_first_action_are_read(text: str, minutes: int) -> None:
    assert fields.parse_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "1441", "-5", "1,5", "bir", "²"])
def test_that_other_minutes_are_refused(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        fields.parse_minutes(text)
    assert caught.value.code == "cases.terms_minutes"


@pytest.mark.parametrize(
    ("text", "hours"),
    [("6, 12,20", (6, 12, 20)), ("23;6 6", (6, 23)), ("24", (24,))],
)
def test_that_a_ladder_of_reminders_is_read(text: str, hours: tuple[int, ...]) -> None:
    assert fields.parse_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["", "25", "48", "0", "73", "6, on", "6.5", ",".join(map(str, range(1, 14)))]
)
def test_that_another_ladder_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        fields.parse_hours(text)
    assert caught.value.code == "cases.terms_hours"
