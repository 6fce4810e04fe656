"""Frozen values come back from plain ones, whichever program wrote them."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.plain import from_plain, to_plain


@dataclass(frozen=True)
class Line:
    number: str
    since: dt.date | None = None


@dataclass(frozen=True)
class Phone:
    imei: str
    make: str = ""


@dataclass(frozen=True)
class Held:
    first: Line | None = None
    items: tuple[Line | Phone, ...] = ()
    note: str | None = None


days = st.dates(dt.date(2014, 1, 1), dt.date(2040, 1, 1))
lines = st.builds(Line, st.text(), st.none() | days)
phones = st.builds(Phone, st.text(), st.text())
held = st.builds(
    Held, st.none() | lines, st.lists(lines | phones).map(tuple), st.none() | st.text()
)


@given(held)
def test_that_a_value_comes_back_from_json_as_it_was(value: Held) -> None:
    assert from_plain(Held, json.loads(json.dumps(to_plain(value)))) == value


def _of_a_newer_program(given: Any) -> Any:
    """Return plain values with a field more in every one that is held."""
    if isinstance(given, dict):
        return {"newer": 1} | {name: _of_a_newer_program(one) for name, one in given.items()}
    return [_of_a_newer_program(one) for one in given] if isinstance(given, tuple) else given


@given(held)
def test_that_what_only_a_newer_program_knows_is_passed_over_at_every_depth(value: Held) -> None:
    assert from_plain(Held, _of_a_newer_program(to_plain(value))) == value


@pytest.mark.parametrize(
    "given", [{"first": {}}, {"first": "a line"}, {"first": {"number": "1", "since": "soon"}}]
)
def test_that_what_was_made_of_something_else_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(Held, given)
