"""What of a typed or pasted search is looked for."""

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.searching import search_words, words_and_numbers


def test_that_a_search_is_parted_at_blanks() -> None:
    assert search_words("  Işık\tAyşe\n0532  ") == ("Işık", "Ayşe", "0532")
    assert search_words("") == ()


def test_that_what_is_written_as_a_number_is_one_whatever_stands_between_its_digits() -> None:
    assert words_and_numbers("Işık 0 (532) 111-22 33 Ayşe") == (
        ("isik", False),
        ("5321112233", True),
        ("ayse", False),
    )


def test_that_halves_of_signs_and_control_signs_are_passed_over() -> None:
    assert search_words("Ay\ud800şe\x00 \udfff \u202e") == ("Ayşe",)


def test_that_a_pasted_document_is_cut() -> None:
    assert search_words("a" * 100_000) == ("a" * 200,)
    assert search_words("söz " * 3_000) == ("söz",) * 10


@given(st.text(st.characters(), max_size=400))
def test_that_every_search_comes_to_words_that_can_be_stored(text: str) -> None:
    words = search_words(text)
    assert len(words) <= 10
    for word in words:
        assert word.encode()
        assert word.isprintable()
