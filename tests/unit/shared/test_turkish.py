"""Case, folding and order of Turkish text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.turkish import (
    collation_key,
    fold,
    fold_phone,
    lower_tr,
    title_tr,
    upper_tr,
)

LETTERS = "abcçdefgğhıijklmnoöprsştuüvyz"
words = st.text(LETTERS + upper_tr(LETTERS), max_size=20)


@pytest.mark.parametrize(
    ("small", "capital"), [("ığdır", "IĞDIR"), ("istanbul", "İSTANBUL"), ("şükrü", "ŞÜKRÜ")]
)
def test_that_capitals_and_small_letters_are_turkish(small: str, capital: str) -> None:
    assert upper_tr(small) == capital
    assert lower_tr(capital) == small


@given(words)
def test_that_case_does_not_matter_to_the_fold(text: str) -> None:
    assert fold(upper_tr(text)) == fold(lower_tr(text)) == fold(text)


@given(st.text())
def test_that_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_that_a_search_without_turkish_letters_finds_them() -> None:
    assert fold("IŞIK") == fold("ışık") == fold("isik") == "isik"
    assert fold("  Hakkâri \t ") == "hakkari"


def test_that_each_word_gets_one_capital() -> None:
    assert title_tr("ışıl İPEK ığdır") == "Işıl İpek Iğdır"
    assert title_tr("ßen") == "Ssen"


@given(st.permutations(LETTERS))
def test_that_the_alphabet_sorts_as_it_is_taught(letters: list[str]) -> None:
    assert "".join(sorted(letters, key=collation_key)) == LETTERS


def test_that_dotless_i_comes_before_dotted_whatever_the_case() -> None:
    names = ["İpek", "ızgara", "Ilgın", "ışık", "hale", "iğde"]
    assert sorted(names, key=collation_key) == ["hale", "Ilgın", "ışık", "ızgara", "iğde", "İpek"]


@pytest.mark.parametrize(
    "typed",
    ["0532 123 45 67", "+90 532 123 45 67", "0(532) 123-45 67", "905321234567", "0090532 1234567"],
)
def test_that_every_way_of_writing_a_phone_is_found(typed: str) -> None:
    assert fold_phone(typed) == "5321234567"


@pytest.mark.parametrize("typed", ["", "05", "ali", "12a"])
def test_that_what_is_no_phone_has_no_digits_to_find(typed: str) -> None:
    assert fold_phone(typed) is None
