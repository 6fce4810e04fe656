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
        # A club, a place or a feast with its year.
        "Trabzonspor1967ts61",
        "Sivasspor1967yigido",
        "29Ekim1923!!",
        "Fatih1453istanbul",
        "Sanliurfa63balik",
        # What is known by heart.
        "kulhuvallahuehad",
        "innaateynakelkevser",
        "rabbiyessirvelatuassir",
        "Korkma sönmez bu şafaklarda",
        "dagbasinidumanalmis",
        "damlayadamlayagölolur",
        "muslumgurses53",
        "seniçokseviyorum",
        # Keys side by side on the keyboards of this country.
        "fgğıodrnhpqw",
        "uieaütkmly12",
        "zxcvbnmöç.123",
        "ğpoıuytrewq12",
        # Numbers that others know.
        "34abc123istanbul",
        "35 IZM 3535 izmir",
        "0534 718 92 96",
        "ayse05347189296",
        "38475610292tc!",
        "5Haziran2014Elif",
        # Names of the family, and the office's own words, whatever stands between them.
        "Elif2014Kerem2016",
        "Ecrin.Eymen.2015",
        "NeslihanveOnur2017",
        "benim oğlum kerem",
        "Aile.Sosyal.06",
        "SosyalHizmet2026!",
        "EvrakKayit!1234",
        "Yeni.Parola.01",
        # Words with their endings, and forms of verbs.
        "çocuklarımıza06",
        "gözlerindekayboldum",
        "fenerbahçelidoğdum",
        "kızlarımızokusun",
        "sınavıkazandım99",
        "komşularımızdan1",
        # Characters that look like letters.
        "S3v1y0rumS3n1",
        "g3c3_n0b3t1_2026",
        "k0rum4.183.h4tt1",
        # A word of no list, if it can be said.
        "Karabuncuk2019!",
        # Several of the usual marks.
        "Müdür_Bey-2026!?",
        "İl.Masası_2026-183",
        "Rapor.Karataş 1923?",
    ],
)
def test_that_a_password_that_is_easily_found_is_not_enough(password: str) -> None:
    assert "iyi" not in measure(password).words, "nothing is praised that is refused"
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
        # The end of a word and the next one are no word with endings.
        "fener mısır ıhlamur ekin",
        "ocak vida fırça duman",
        # By chance: which letters are capitals is a part of it.
        "TtWzovY-OuSK",
        "IquTEeRr+Dd+",
        # As programs that keep passwords make them: where the marks stand is a part of it, too.
        "E.(qV:8=-i:b",
        "MdI8/}X|2Y~,",
    ],
)
def test_that_one_of_unrelated_parts_is_enough(password: str) -> None:
    found = measure(password)
    assert found.is_enough
    assert found.advice == ""


_WORDS_OF_DAILY_LIFE = """
fincan kaldırım süpürge tornavida marul kestane yastık battaniye çekiç sandal martı kirpi
kaplumbağa bisiklet tekerlek vagon makas iplik düğme kumaş perde kilim çömlek testi hortum
kiremit baca odun kömür çakmak lamba ampul kablo somun rende tepsi tencere kaşık çatal bardak
sürahi kavanoz turşu sirke hamur oklava fırın süzgeç torba sepet heybe körük kıvılcım
"""


@given(st.lists(st.sampled_from(_WORDS_OF_DAILY_LIFE.split()), min_size=4, max_size=4, unique=True))
@settings(max_examples=40)
def test_that_four_unrelated_words_are_enough(words: list[str]) -> None:
    assert measure(" ".join(words)).is_enough
    assert measure("-".join(words)).is_enough


def test_that_the_phrases_are_folded_and_stand_once() -> None:
    lines = [
        line for text in table("password_phrases").values() for line in text.split("\n") if line
    ]
    assert [fold(line) for line in lines] == lines
    assert [line for line in lines if lines.count(line) > 1] == []


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
