"""What a case is found by, and what a search asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.cases.searching import words_of_case, words_of_search


def finds(search: str, case: str) -> bool:
    """Return whether every wanted word begins a word of the case."""
    words = case.split()
    return all(any(word.startswith(part) for word in words) for part in words_of_search(search))


CASE = words_of_case(
    number="183-2026-100000",
    phone="+905321234567",
    texts=("Müjgân IŞIK", "Şereflikoçhisar", "Komşu ihbarı; küçük çocuk"),
)


@pytest.mark.parametrize(
    "search",
    [
        "183-2026-100000",
        "1832026",
        "2026/100000",
        "100000",
        "0532 123 45 67",
        "123 45 67",
        "4567",
        "+90 532",
        "mujgan",
        "MÜJGÂN ışık",
        "sereflikoç",
        "kucuk ihbar",
    ],
)
def test_that_a_case_is_found_however_it_is_asked_for(search: str) -> None:
    assert finds(search, CASE)


@pytest.mark.parametrize("search", ["184", "gan", "2027", "ışıl", "0533"])
def test_that_another_case_is_not_found(search: str) -> None:
    assert not finds(search, CASE)


def test_that_single_signs_are_passed_over() -> None:
    assert words_of_search("a 5 -") == ()
    assert words_of_search("a kom") == ("kom",)


@given(st.text(max_size=60), st.text(max_size=30))
def test_that_words_hold_letters_and_digits_only(text: str, search: str) -> None:
    words = words_of_case(number=text, phone="", texts=(text,))
    for word in (*words.split(), *words_of_search(search)):
        assert word.isalnum()
    assert len(set(words.split())) == len(words.split())


@given(st.text(alphabet="abcçğıİIşŞ -0123456789", min_size=2, max_size=30))
def test_that_a_text_finds_itself(text: str) -> None:
    assert finds(text, words_of_case(number="", phone="", texts=(text, text.replace(" ", ""))))
