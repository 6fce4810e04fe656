"""What a letter can hold is what its fonts draw."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, widths
from alo183_desktop.shared.characters import plain, strange_character, without_hidden


@pytest.fixture(scope="module")
def drawn() -> set[str]:
    """Return what a letter can hold, of all characters there are: a second of work."""
    return {char for char in map(chr, range(sys.maxunicode + 1)) if not strange_character(char)} - {
        *"\t\n\r"
    }


def test_that_the_fonts_draw_every_sign_that_a_letter_can_hold(drawn: set[str]) -> None:
    for face in (SERIF, SERIF_BOLD, SANS, SANS_BOLD):
        assert sorted(drawn - widths(face).keys()) == []


def test_that_no_hidden_sign_and_no_leftward_script_is_held(drawn: set[str]) -> None:
    assert {unicodedata.category(char) for char in drawn} & {"Cc", "Cf", "Cn", "Co", "Cs"} == set()
    assert {unicodedata.bidirectional(char) for char in drawn} & {"R", "AL"} == set()


def test_that_letters_have_one_form_and_other_signs_keep_theirs() -> None:
    assert plain("oﬃs \uff2dü \uff11 İ I\u0307") == "offis Mü 1 İ İ"
    assert plain("i\u0307lknur \u0130") == "ilknur \u0130"
    assert plain("m² № ½ €") == "m² № ½ €"
    assert without_hidden("a\x00\u202e b") == "a b"


@given(st.text())
def test_that_the_plain_form_is_final(text: str) -> None:
    assert plain(plain(text)) == plain(text)
