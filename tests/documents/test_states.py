"""No state is good without the records that it rests on."""

import datetime as dt
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.states import Evidence, Good, Open, evidence_of, settle, shown_by

DAY: Final = dt.date(2026, 11, 24)
EVIDENCE: Final = st.builds(
    Evidence, st.sampled_from(["vaka", "nöbet"]), st.integers(-1, 3), st.just(DAY)
)


@given(st.lists(EVIDENCE, max_size=3))
def test_that_a_state_is_good_exactly_when_each_kind_of_record_exists(
    evidence: list[Evidence],
) -> None:
    rests = bool(evidence) and all(one.records > 0 for one in evidence)
    verdict = settle(*evidence)
    assert verdict.state == ("good" if rests else "unknown")
    assert evidence_of(verdict) == (tuple(evidence) if rests else ())
    if rests:
        assert Good(tuple(evidence)).state == "good"
    else:
        with pytest.raises(ValueError, match=r".*"):
            Good(tuple(evidence))


def test_that_no_record_shows_nothing() -> None:
    with pytest.raises(ValueError, match="giriş"):
        shown_by("giriş", DAY, records=0)
    assert evidence_of(shown_by("giriş", DAY)) == (Evidence("giriş", 1, DAY),)


def test_that_good_is_not_to_be_said_by_its_word() -> None:
    verdict: Any = Open("late")
    assert verdict.state == "late"
    with pytest.raises(TypeError):
        Good()  # type: ignore[call-arg] # what mypy refuses, python does, too
