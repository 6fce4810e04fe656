"""Numbers and addresses of people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import (
    domain_of,
    format_phone,
    mask_tckn,
    parse_email,
    parse_mobile,
    parse_phone,
    parse_tckn,
)

RIGHT = "10000000146"


def refusal(parse: object, text: str) -> str:
    """Return the code with which `text` is refused."""
    with pytest.raises(KnownError) as caught:
        parse(text)  # type: ignore[operator]
    return caught.value.code


def test_that_blanks_and_hyphens_in_a_number_are_passed_over() -> None:
    assert parse_tckn(" 100 000-001 46 ") == RIGHT


@given(st.integers(0, 10), st.integers(1, 9))
def test_that_each_single_wrong_digit_is_found(place: int, more: int) -> None:
    digit = (int(RIGHT[place]) + more) % 10
    wrong = RIGHT[:place] + str(digit) + RIGHT[place + 1 :]
    assert refusal(parse_tckn, wrong) == "identity.tckn_digits"


@pytest.mark.parametrize("text", ["", "1000000014", "100000001466", "1000000014a"])
def test_that_eleven_digits_are_asked_for(text: str) -> None:
    assert refusal(parse_tckn, text) == "identity.tckn_length"


def test_that_a_masked_number_shows_its_ends_only() -> None:
    assert mask_tckn(RIGHT) == "100••••••46"
    assert mask_tckn("") == ""


@pytest.mark.parametrize(
    "text",
    ["0532 123 45 67", "0(532) 123-45 67", "+90 532 123 45 67", "905321234567", "532 123 45 67"],
)
def test_that_every_way_of_writing_gives_one_phone(text: str) -> None:
    assert parse_mobile(text) == "+905321234567"
    assert format_phone(parse_phone(text)) == "0532 123 45 67"


def test_that_a_landline_is_a_phone_but_no_mobile() -> None:
    assert parse_phone("0312 123 45 67") == "+903121234567"
    assert refusal(parse_mobile, "0312 123 45 67") == "identity.mobile"


@pytest.mark.parametrize("text", ["", "183", "0532 ALI", "12345678901234567890"])
def test_that_what_is_no_phone_is_refused(text: str) -> None:
    assert refusal(parse_phone, text) == "identity.phone"


def test_that_an_address_is_kept_in_small_letters() -> None:
    assert parse_email(" Selin.AKTAS@Aile.gov.tr ") == "selin.aktas@aile.gov.tr"
    assert domain_of("selin@aile.gov.tr") == "aile.gov.tr"


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b.tr", "a..b@c.tr", "a@b", "şükrü@aile.gov.tr", "a b@c.tr"]
)
def test_that_what_is_no_address_is_refused(text: str) -> None:
    assert refusal(parse_email, text) == "identity.email"
