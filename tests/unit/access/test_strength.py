"""Passwords are measured; there are no rules about their characters."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alo183_desktop.access.strength import ENOUGH, measure
from alo183_desktop.shared.paths import table
from alo183_desktop.shared.turkish import fold


@pytest.mark.parametrize(
    "password",
    [
        "",
        "   ",
        "a",
        "123456",
        "qwerty",
        "parola",
        "Password1!",
        "aaaaaaaa",
        # Found in some hours by who has the key file.
        "mor kedi",
        "ankara2026",
        "zeytin42",
        "masakalem",
        "kzmvq wjxb",  # too short, whatever it is
        # As Turkish people choose, and guess.
        "seniseviyorum",
        "kahramanmaras46",
        "mudurluk2026",
        "Sifre2026!",
        "Temmuz2026",
        "aysefatma",
        "mustafakemal1881",
        "alo183mudurluk",
        "adaletbakanligi",
        "turkiyem1923",
        "Galatasaray1905",
        "ayse.yilmaz1985",
        "bismillahirrahmanirrahim",
        "istanbul34istanbul",
    ],
)
def test_that_a_password_that_is_easily_found_is_not_enough(password: str) -> None:
    found = measure(password)
    assert not found.is_enough
    assert found.advice


@pytest.mark.parametrize(
    "password",
    [
        "mor kedi tavanda yüzer",
        "çorba-davul-pencere-kırk",
        "kzmvq wjxbt pfd",
        "elma kapı deniz kurt",
    ],
)
def test_that_a_long_one_without_digits_or_capitals_is_enough(password: str) -> None:
    found = measure(password)
    assert found.is_enough
    assert found.advice == ""


def test_that_the_words_are_folded_and_stand_once_in_their_group() -> None:
    for name, words in table("passwords").items():
        listed = words.split()
        assert [fold(word) for word in listed] == listed, name
        twice = {word for word in listed if listed.count(word) > 1}
        assert not twice, (name, twice)


def test_that_what_an_attacker_knows_counts_whatever_its_letters() -> None:
    login, name = "sukru.isik", "Şükrü IŞIK"
    assert measure("şükrüışık", personal=(login, name)).score < ENOUGH
    assert measure("sukruisik", personal=(login, name)).score < ENOUGH


@settings(max_examples=25)
@given(st.text(max_size=200))
@example("…" * 72)
def test_that_any_text_can_be_measured(password: str) -> None:
    found = measure(password)
    assert 0 <= found.score <= 4
    assert found.is_enough == (found.score >= ENOUGH)
    assert bool(found.advice) != found.is_enough
