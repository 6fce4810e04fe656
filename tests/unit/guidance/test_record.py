"""A visit as typed, checked."""

import datetime as dt
from typing import Any, Final

import pytest

from alo183_desktop.guidance.record import GUIDANCE, search_key
from tests.clocks import START

FORM: Final = {"at": START, "subject_id": 3, "asked": " Aylık  nasıl alınır? ", "done": "Anlatıldı"}


def test_that_a_visit_is_tidied() -> None:
    values = GUIDANCE.check(FORM, now=START).values
    assert values is not None
    assert values.asked == "Aylık nasıl alınır?"
    assert search_key(values, by_name="Şükrü IŞIK") == "aylik nasil alinir? anlatildi sukru isik"


@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"asked": " "}, "asked", "guidance.asked_missing"),
        ({"done": ""}, "done", "guidance.done_missing"),
        ({"subject_id": None}, "subject_id", "guidance.subject_missing"),
        ({"is_sent_on": True}, "sent_reason", "guidance.reason_missing"),
        ({"at": START + dt.timedelta(hours=1)}, "at", "guidance.in_future"),
        ({"asked": "a" * 1001}, "asked", "records.too_long"),
    ],
)
def test_that_a_fault_stands_beside_its_field(changes: dict[str, Any], key: str, code: str) -> None:
    (problem,) = GUIDANCE.check({**FORM, **changes}, now=START).problems
    assert (problem.key, problem.code) == (key, code)


def test_that_why_somebody_was_sent_on_is_dropped_once_they_were_not() -> None:
    typed = {**FORM, "done": "", "is_sent_on": True, "sent_reason": "Görevli yoktu"}
    values = GUIDANCE.check(typed, now=START).values
    assert values is not None
    assert values.sent_reason == "Görevli yoktu"
    taken_back = GUIDANCE.check(
        {**typed, "is_sent_on": False, "done": "Anlatıldı"}, now=START
    ).values
    assert taken_back is not None
    assert taken_back.sent_reason == ""
