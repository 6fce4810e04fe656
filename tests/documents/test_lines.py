"""Breaking of text into lines."""

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.fonts import SERIF, widths
from alo183_desktop.documents.lines import Face, blank_stretch, break_lines
from alo183_desktop.shared.characters import clean

FACE = Face(SERIF, 12.0, widths(SERIF))
WORDS = st.lists(
    st.text(st.sampled_from("abcçğıİIiöşÜŞĞÇ019@.-_"), min_size=1, max_size=60), max_size=30
)


@given(WORDS, st.floats(30, 500), st.floats(0.3, 1.0))
def test_that_every_sign_appears_once_and_in_order(
    words: list[str], width: float, first: float
) -> None:
    text = " ".join(words)
    lines = break_lines(text, FACE, width, first_width=width * first)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


@given(WORDS, st.floats(30, 500))
def test_that_no_line_is_wider_than_the_room_even_when_stretched(
    words: list[str], width: float
) -> None:
    for line in break_lines(" ".join(words), FACE, width):
        stretched = line.width + blank_stretch(line, width, 12.0) * line.text.count(" ")
        assert stretched <= width + 0.001
        assert abs(FACE.width_of(line.text) - line.width) < 0.001


@given(WORDS)
def test_that_words_that_fit_are_never_cut(words: list[str]) -> None:
    lines = break_lines(" ".join(words), FACE, 700)
    assert [word for line in lines for word in line.text.split()] == words


def test_that_a_long_address_is_cut_after_a_sign_and_not_within_a_name() -> None:
    lines = break_lines("gulsah.cetinkaya@aile.ve.sosyal.hizmetler.ornek.gov.tr", FACE, 120)
    assert len(lines) > 1
    assert all(line.text[-1] in "@." for line in lines[:-1])


def test_that_breaks_tabs_and_invisible_signs_do_not_reach_the_paper() -> None:
    assert clean("a\nb\tc\u200bd\ufeff") == "a b cd"
    assert clean("g\u0306") == "ğ"


def test_that_an_empty_text_has_no_line() -> None:
    assert break_lines("  ", FACE, 100) == []
