"""Names, numbers and addresses of people."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import (
    domain_of,
    format_phone,
    mask_phone,
    mask_tckn,
    parse_email,
    parse_mobile,
    parse_phone,
    parse_tckn,
    parse_title,
    parse_website,
    split_name,
    tidy_given_names,
    tidy_name,
    tidy_surname,
    tidy_title,
)
from alo183_desktop.shared.turkish import upper_tr

RIGHT = "10000000146"
LETTERS = "abcçdefgğhıijklmnoöprsştuüvyz"
WORDS = st.text(LETTERS, min_size=2, max_size=12)


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


@pytest.mark.parametrize(
    "text",
    ["0312 555 00 2", "0532 123 45 6", "0312 555 00 200", "0312 555 00 20-21", "+90 0312 555 00 2"],
)
def test_that_a_number_with_a_digit_missing_or_one_too_many_is_no_other_number(text: str) -> None:
    assert refusal(parse_phone, text) == "identity.phone"


@pytest.mark.parametrize("text", ["555 00 20", "2134567"])
def test_that_a_number_without_its_area_code_is_refused(text: str) -> None:
    assert refusal(parse_phone, text) == "identity.phone"


def test_that_a_service_number_has_no_area_code_and_is_written_as_papers_do() -> None:
    assert parse_phone("444 0 183") == parse_phone("4440183") == "+904440183"
    assert format_phone("+904440183") == "444 0 183"
    assert parse_phone(format_phone("+904440183")) == "+904440183"


def as_the_library_reads(text: str) -> str:
    """Return what phonenumbers alone makes of a number; empty when it is none."""
    digits = "".join(char for char in text if char.isdigit() or char == "+")
    if len(digits) == 12 and digits.startswith("90"):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, "TR")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    national = str(number.national_number)
    is_turkish = number.country_code == 90
    if is_turkish and (number.italian_leading_zero or (len(national) > 10 and national[0] != "8")):
        return ""  # by their lengths alone they might be numbers
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(
    prefix=st.sampled_from(["", "0", "0 ", "90", "90 ", "+90", "+90 ", "00", "0090", "+9", "+49"]),
    parts=st.tuples(
        *(st.from_regex(rf"[0-9]{{{count}}}", fullmatch=True) for count in (3, 3, 2, 2))
    ),
    chars=st.tuples(*(st.sampled_from(["", " ", "-", ".", "  "]) for _ in range(3))),
    brackets=st.sampled_from(["{}", "({})", "({}", "{})"]),
)
@example(prefix="", parts=("901", "234", "56", "78"), chars=("", "", ""), brackets="{}")
def test_that_plain_numbers_are_read_as_the_library_reads_them(
    prefix: str, parts: tuple[str, ...], chars: tuple[str, ...], brackets: str
) -> None:
    area, *others = parts
    written = "".join(char + part for char, part in zip(chars, others, strict=True))
    text = prefix + brackets.format(area) + written
    wanted = as_the_library_reads(text)
    if wanted:
        assert parse_phone(text) == wanted
    else:
        assert refusal(parse_phone, text) == "identity.phone"


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
@example("00000000000")
@example(RIGHT)
def test_that_check_digits_are_judged_as_the_library_judges_them(digits: str) -> None:
    if tckimlik.is_valid(digits):
        assert parse_tckn(digits) == digits
    else:
        assert refusal(parse_tckn, digits) == "identity.tckn_digits"


def test_that_an_address_is_kept_in_small_letters() -> None:
    assert parse_email(" Selin.AKTAS@Aile.gov.tr ") == "selin.aktas@aile.gov.tr"
    assert parse_email("İLKNUR.CIG@AİLE.GOV.TR") == "ilknur.cig@aile.gov.tr"
    assert domain_of("selin@aile.gov.tr") == "aile.gov.tr"


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b.tr", "a..b@c.tr", "a@b", "a b@c.tr", "a\u2011b@c.tr"]
)
def test_that_what_is_no_address_is_refused(text: str) -> None:
    assert refusal(parse_email, text) == "identity.email"


@pytest.mark.parametrize(
    ("text", "letter"), [("şükrü@aile.gov.tr", "ş"), ("AYŞE@AİLE.GOV.TR", "Ş"), ("Ünal@a.tr", "Ü")]
)
def test_that_a_letter_that_no_address_has_is_named(text: str, letter: str) -> None:
    with pytest.raises(KnownError) as refused:
        parse_email(text)
    assert refused.value.code == "identity.email_letter"
    assert refused.value.parameters == {"letter": letter}


@pytest.mark.parametrize(
    "text", ["www.ankara.gov.tr", "https://ankara.aile.gov.tr/iletisim?dil=tr", "çankaya.bel.tr"]
)
def test_that_the_address_of_a_website_is_kept_as_it_is_typed(text: str) -> None:
    assert parse_website(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "yok", "www", "ankara@ornek.gov.tr", "www.ankara .gov.tr"])
def test_that_what_is_no_address_of_a_website_is_refused(text: str) -> None:
    assert refusal(parse_website, text) == "identity.website"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("il müdürü", "İl Müdürü"),
        ("  ırgat  başı ve şoför ", "Irgat Başı ve Şoför"),
        ("sosyal çalışmacı", "Sosyal Çalışmacı"),
        ("VHKİ", "VHKİ"),
        ("v.h.k.i.", "V.H.K.İ."),
        ("uzm. psk.", "Uzm. Psk."),
        ("Avukat (kadrolu)", "Avukat (kadrolu)"),
        ("", ""),
    ],
)
def test_that_a_title_that_was_typed_small_gets_its_capitals(typed: str, title: str) -> None:
    assert tidy_title(typed) == title
    assert tidy_title(title) == title
    assert parse_title(typed) == title


@given(
    st.sampled_from(["", "Sosyal Çalışmacı "]),
    st.one_of(
        st.sampled_from(["a.b@aile.gov.tr", "0532 111 22 33", "(0312) 111-22-33", "10000000146"]),
        st.text("0123456789", min_size=7, max_size=30),
    ),
)
def test_that_no_title_holds_an_address_or_a_number_of_somebody(title: str, other: str) -> None:
    with pytest.raises(KnownError, match="other_field"):
        parse_title(title + other)


@pytest.mark.parametrize("title", ["Avukat (kadrolu)", "657/4-B Sosyal Çalışmacı", "2. Müdür Yrd."])
def test_that_a_title_may_hold_a_few_digits(title: str) -> None:
    assert parse_title(title) == title


@pytest.mark.parametrize(
    ("whole", "given_names", "surname"),
    [
        ("İlknur ÇIĞ", "İlknur", "ÇIĞ"),
        ("  ilknur   çığ ", "İlknur", "ÇIĞ"),
        ("İLKNUR ÇIĞ", "İlknur", "ÇIĞ"),
        ("Mehmet Ali KARAİSMAİLOĞLU", "Mehmet Ali", "KARAİSMAİLOĞLU"),
        ("Ayşe Nur DEMİR ÖZ-KAN", "Ayşe Nur", "DEMİR ÖZ-KAN"),
        ("IŞIK Ayşe Nur", "Ayşe Nur", "IŞIK"),
        ("Işık, Ayşe", "Ayşe", "IŞIK"),
        ("M. ALİ YILMAZ", "M. Ali", "YILMAZ"),
        ("Ayşe-Nur d'Arc", "Ayşe-Nur", "D'ARC"),
        ("Ayşe", "Ayşe", ""),
        ("", "", ""),
        ("I\u0307lknur\u200b ÇIĞ", "İlknur", "ÇIĞ"),
    ],
)
def test_that_a_whole_name_is_parted(whole: str, given_names: str, surname: str) -> None:
    assert split_name(whole) == (given_names, surname)


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=2))
def test_that_a_printed_name_is_parted_as_it_was_put_together(
    given_words: list[str], surname_words: list[str]
) -> None:
    given_names, surname = (
        tidy_given_names(" ".join(given_words)),
        tidy_surname(" ".join(surname_words)),
    )
    assert split_name(f"{given_names} {surname}") == (given_names, surname)


@example("ß")
@given(st.text(max_size=40))
def test_that_a_tidy_name_stays_as_it_is(text: str) -> None:
    tidy = tidy_given_names(text)
    assert tidy_given_names(tidy) == tidy
    assert tidy_surname(tidy_surname(text)) == tidy_surname(text)


@given(st.text(LETTERS + LETTERS.upper(), max_size=30))
def test_that_surnames_are_in_turkish_capitals(text: str) -> None:
    assert tidy_surname(text) == upper_tr(" ".join(text.split()))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("mehmet yıldız", "Mehmet YILDIZ"),
        ("Dr. Ayşe IŞIK ÖZ", "Dr. Ayşe IŞIK ÖZ"),
        ("GÜNDOĞDU  Zeynep", "Zeynep GÜNDOĞDU"),
        ("ayşe", "Ayşe"),
        (" Operatör  14", "Operatör 14"),
        ("YILDIZ, Mehmet", "Mehmet YILDIZ"),
        ("yıldız,  mehmet", "yıldız, mehmet"),
        ("YILDIZ, MEHMET", "YILDIZ, MEHMET"),
        ("Ayşe KAYA, Psikolog", "Ayşe KAYA, Psikolog"),
        ("polis  memuru", "polis memuru"),
        ("nöbetçi memur", "nöbetçi memur"),
        ("ilçe jandarma komutanı", "ilçe jandarma komutanı"),
        ("komşusu", "komşusu"),
        ("mehmet uzman", "Mehmet UZMAN"),
        ("ayşe hakim", "Ayşe HAKİM"),
        ("Ayşe KAYA (komşusu)", "Ayşe KAYA (komşusu)"),
        ("", ""),
    ],
)
def test_that_a_whole_name_is_written_as_papers_print_it(typed: str, printed: str) -> None:
    assert tidy_name(typed) == printed


@example("ß ß")
@given(st.text(max_size=40))
def test_that_a_tidy_whole_name_stays_as_it_is(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


def test_that_a_mask_leaves_of_a_phone_no_more_than_its_prefix() -> None:
    assert mask_phone("+905321234567") == "0532 ••• •• ••"
    assert mask_phone("+904440183") == "+90•••••••"
    assert mask_phone("") == ""


@given(st.from_regex(r"\+90[0-9]{10}|\+[0-9]{0,14}|[0-9]{0,6}", fullmatch=True))
def test_that_a_mask_hides_seven_digits_and_masks_what_is_masked_as_it_is(phone: str) -> None:
    masked = mask_phone(phone)
    assert masked.count("•") == min(len(phone), 7)
    assert mask_phone(phone[:-7] + "•" * min(len(phone), 7)) == masked
    assert mask_phone(phone[:-7] + "0" * min(len(phone), 7)) == masked
