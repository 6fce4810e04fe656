"""The code of the recovery sheet: each typing error is found, and its group named."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.access import recovery
from alo183_desktop.shared.errors import KnownError

NOW: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP: Final = 5

chars = st.text(ALPHABET, min_size=32, max_size=32)


def code_of(data: str) -> str:
    """Return the code whose random characters are `data`."""
    groups = [data[start : start + 4] for start in range(0, 32, 4)]
    return "".join(
        group + recovery._check_character(group, index)  # noqa: SLF001 - the rule under test
        for index, group in enumerate(groups)
    )


def wrong_group(code: str) -> int | None:
    """Return the group that is named as wrong."""
    with pytest.raises(KnownError) as caught:
        recovery.read_code(code)
    assert caught.value.code == "access.recovery_group"
    return int(caught.value.parameters["group"])


@given(chars, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_that_a_single_wrong_sign_is_found_in_its_group(data: str, place: int, char: str) -> None:
    code = code_of(data)
    if code[place] != char:
        assert wrong_group(code[:place] + char + code[place + 1 :]) == place // GROUP + 1


@given(chars, st.integers(0, 7), st.integers(0, 3))
def test_that_swapped_neighbours_are_found_in_their_group(
    data: str, group: int, place: int
) -> None:
    code = code_of(data)
    at = group * GROUP + place
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        assert wrong_group(swapped) == group + 1


@given(chars, st.permutations(range(8)))
def test_that_groups_in_another_order_are_found(data: str, order: list[int]) -> None:
    code = code_of(data)
    groups = [code[start : start + GROUP] for start in range(0, 40, GROUP)]
    if order != sorted(order):
        moved = next(index for index, group in enumerate(order) if index != group)
        assert wrong_group("".join(groups[group] for group in order)) == moved + 1


@given(chars, st.sampled_from([" ", "-", " - ", "\n"]), st.booleans())
def test_that_blanks_hyphens_and_small_letters_are_passed_over(
    data: str,
    between: str,
    small: bool,  # noqa: FBT001 - an example
) -> None:
    code = code_of(data)
    typed = between.join(code[start : start + GROUP] for start in range(0, 40, GROUP))
    assert recovery.read_code(typed.lower() if small else typed) == code


def test_that_signs_that_look_alike_are_read_as_meant() -> None:
    code = code_of("0101" * 8)
    typed = code.replace("0", "o").replace("1", "ı")
    assert recovery.read_code(typed) == code
    assert recovery.read_code(code.replace("1", "İ").replace("0", "O")) == code
    assert recovery.read_code(code.replace("1", "l")) == code


@pytest.mark.parametrize("length", [0, 1, 39, 41])
def test_that_a_code_of_another_length_is_refused_with_both_lengths(length: int) -> None:
    with pytest.raises(KnownError) as caught:
        recovery.read_code("A" * length)
    assert caught.value.code == "access.recovery_length"
    assert caught.value.parameters == {"expected": 40, "count": length}


def test_that_a_new_sheet_can_be_typed_and_never_repeats() -> None:
    sheets = [recovery.new_sheet(now=NOW) for _ in range(20)]
    assert len({sheet.code for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        assert recovery.read_code(" ".join(sheet.groups)) == sheet.code
        assert [len(group) for group in sheet.groups] == [GROUP] * 8
        assert set(sheet.code) <= set(ALPHABET)
        assert sheet.made_at == NOW
