"""A visit as typed, checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pytest

from alo183_desktop.guidance.rules import GuidanceForm, check_guidance, form_of, search_key
from tests.clocks import START

FORM: Final = GuidanceForm(at=START, subject_id=3, asked=" Aylık  nasıl alınır? ", done="Anlatıldı")


def test_that_a_visit_is_tidied() -> None:
    values = check_guidance(FORM, now=START).values
    assert values is not None
    assert values.asked == "Aylık nasıl alınır?"
    assert form_of(values).asked == values.asked
    assert search_key(values, by_name="Şükrü IŞIK") == "aylik nasil alinir? anlatildi sukru isik"


@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"asked": " "}, "asked", "guidance.asked_missing"),
        ({"done": ""}, "done", "guidance.done_missing"),
        ({"subject_id": None}, "subject_id", "guidance.subject_missing"),
        ({"is_sent_on": True}, "sent_reason", "guidance.reason_missing"),
        ({"at": START + dt.timedelta(hours=1)}, "at", "guidance.in_future"),
        ({"asked": "a" * 1001}, "asked", "guidance.too_long"),
    ],
)
def test_that_a_fault_stands_beside_its_field(changes: dict[str, Any], key: str, code: str) -> None:
    (problem,) = check_guidance(replace(FORM, **changes), now=START).problems
    assert (problem.key, problem.code) == (key, code)


def test_that_who_is_sent_on_is_told_of_the_circular() -> None:
    form = replace(FORM, done="", is_sent_on=True, sent_reason="Görevli yoktu")
    checked = check_guidance(form, now=START)
    assert checked.values is not None
    assert [warning.code for warning in checked.warnings] == ["guidance.sent_on"]
    taken_back = check_guidance(replace(form, is_sent_on=False, done="Anlatıldı"), now=START)
    assert taken_back.values is not None
    assert taken_back.values.sent_reason == ""
