"""Two people on the same values: nothing is written over unseen, and what was typed is meant."""

from dataclasses import dataclass, fields
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.db.conflicts import merge


@dataclass(frozen=True)
class Values:
    """A form of four fields."""

    a: int
    b: int
    c: int
    d: int


NAMES: Final = tuple(field.name for field in fields(Values))
# Few values, so that two people often agree, and type what was there before.
FORMS: Final = st.builds(Values, *[st.integers(0, 2)] * 4)
TOGETHER: Final = st.sampled_from([(), (("a", "b"),), (("a", "b"), ("c", "d"))])
Together = tuple[tuple[str, ...], ...]


def changed(one: Values, other: Values) -> set[str]:
    return {name for name in NAMES if getattr(one, name) != getattr(other, name)}


@given(FORMS, FORMS, FORMS, TOGETHER)
def test_that_what_nobody_disputes_is_what_either_made_of_it(
    base: Values, mine: Values, stored: Values, together: Together
) -> None:
    merged = merge(mine, stored, base, together=together)
    for name in NAMES:
        value = getattr(merged.values, name)
        if name in merged.disputed:
            assert value == getattr(mine, name) != getattr(stored, name)
        elif name in changed(mine, base):
            assert value == getattr(mine, name)
    # What only the other one changed stays as they have it.
    apart = {name for name in NAMES if not any(name in group for group in together)}
    for name in apart - changed(mine, base):
        assert getattr(merged.values, name) == getattr(stored, name)


@given(FORMS, FORMS, FORMS, FORMS, TOGETHER)
def test_that_who_has_seen_both_values_saves_what_they_type_whatever_it_is(
    base: Values, mine: Values, stored: Values, again: Values, together: Together
) -> None:
    first = merge(mine, stored, base, together=together)
    # Types anew only what was typed before: what the form began with, for instance.
    typed = Values(
        **{name: getattr(again if name in changed(mine, base) else mine, name) for name in NAMES}
    )
    second = merge(typed, stored, first.seen, together=together)
    for name in changed(mine, base):
        assert getattr(second.values, name) == getattr(typed, name)
    assert not second.disputed


@given(FORMS, FORMS, FORMS, FORMS, TOGETHER)
def test_that_what_only_the_other_one_changed_is_disputed_once_it_is_typed_into(
    base: Values, mine: Values, stored: Values, again: Values, together: Together
) -> None:
    first = merge(mine, stored, base, together=together)
    second = merge(again, stored, first.seen, together=together)
    for name in NAMES:
        was_seen = getattr(first.seen, name) == getattr(stored, name)
        value = getattr(second.values, name)
        assert was_seen or value == getattr(stored, name) or name in second.disputed


@given(FORMS, FORMS, FORMS, FORMS)
def test_that_a_third_one_who_was_first_again_is_reported_too(
    base: Values, mine: Values, stored: Values, newest: Values
) -> None:
    first = merge(mine, stored, base)
    second = merge(mine, newest, first.seen)
    for name in changed(mine, base) & changed(newest, stored) & changed(newest, mine):
        assert name in second.disputed or getattr(mine, name) == getattr(stored, name)


@given(FORMS, FORMS)
def test_that_all_that_differs_is_asked_about_where_nobody_knows_what_the_form_began_with(
    mine: Values, stored: Values
) -> None:
    merged = merge(mine, stored, None)
    assert set(merged.disputed) == changed(mine, stored)
    assert (merged.values, merged.seen) == (mine, stored)
