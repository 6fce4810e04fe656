"""Names, numbers and addresses of people: T.C. numbers, phones, e-mail."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.characters import one_line
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold, lower_tr, title_tr, upper_tr

if TYPE_CHECKING:
    from collections.abc import Callable

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_%+\-])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_WEBSITE: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+\w{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_DETSIS: Final = re.compile(r"[0-9]{8}")
_TCKN_LENGTH: Final = 11
_SERVICE: Final = re.compile(r"\+90(444)(\d)(\d{3})")
"""Numbers without an area code: 444 0 183."""
_TURKISH: Final = re.compile(r"\+90(?:[1-9]\d{9}|444\d{4}|8\d{11,12})")
"""The longer ones are M2M numbers."""
_E164_LENGTH: Final = len("+905321234567")
_PLAIN_PHONE: Final = re.compile(
    # ASCII digits only; the usual separators of rosters; phonenumbers parses everything else.
    r"(?:\+?90 ?|0 ?)?\(?([1-9][0-9]{2})\)?[ -]?([0-9]{3})[ -]?([0-9]{2})[ -]?([0-9]{2})"
)
"""Ten national digits in the usual formats; phonenumbers gives the same result for them."""
_MASK: Final = "•"
HIDDEN_DIGITS: Final = 7
"""The last ones of a phone, which a mask hides; also in the views of a server (rights.sql)."""
_JOINING: Final = frozenset({"ve", "ile", "veya"})
"""Words of a title that stay small."""
_WORDS: Final = 4096
"""How many words of names are cached: files repeat them."""
_NAME_MARKS: Final = frozenset(" .'’-")
_OFFICES: Final = frozenset(
    {"memuru", "amiri", "muduru", "komutani", "komiseri", "gorevlisi", "uzmani", "baskani"}
    | {"yardimcisi", "hemsiresi", "doktoru", "ogretmeni", "sekreteri", "muhtari", "yetkilisi"}
    | {"kendisi", "annesi", "babasi", "esi", "kizi", "kardesi", "komsusu", "yakini"}
)
"""Last words, folded."""
_SERVICES: Final = frozenset({"polis", "jandarma", "nobetci", "gorevli", "santral"})
"""Words at any position, folded."""
_LONG_NUMBER: Final = re.compile(r"\d(?:[ ()./-]*\d){6,}")
"""Seven digits: the shortest number that somebody is called or found by."""


def is_name(text: str) -> bool:
    """Return whether a text holds only what names consist of."""
    return all(char.isalpha() or char in _NAME_MARKS for char in text)


def is_office(text: str) -> bool:
    """Return whether a text states a role, not a person: `polis memuru`, `komşusu`.

    None of its last words is a surname; a trade such as `uzman` can be one and is left out.
    """
    words = fold(text).split()
    return bool(words) and (words[-1] in _OFFICES or not _SERVICES.isdisjoint(words))


def tidy_name(text: str) -> str:
    """Return a person's full name as papers print it: `mehmet yıldız` gives `Mehmet YILDIZ`.

    What holds more than a name, such as `Operatör 14`, or names a role, only gets single blanks.
    So does a name with a comma, unless the surname before it is the only part in capitals:
    `yıldız, mehmet` may be two people.
    """
    words = one_line(text)
    surname, comma, given = words.partition(",")
    is_parted = comma and given.strip() and is_name(surname) and is_name(given)
    if is_parted and all(map(_is_in_capitals, surname.split())):
        is_tidied = not any(map(_is_in_capitals, given.split()))
    else:
        is_tidied = is_name(words) and not is_office(words)
    return " ".join(split_name(words)).strip() if is_tidied else words


def tidy_title(text: str) -> str:
    """Return a title as papers print it: `il müdürü` gives `İl Müdürü`.

    A title with a capital in it was written on purpose: `VHKİ`, `Avukat (kadrolu)`.
    """
    words = one_line(text)
    if words != lower_tr(words):
        return words
    return " ".join(
        word if word in _JOINING else ".".join(map(title_tr, word.split(".")))
        for word in words.split()
    )


def parse_title(text: str) -> str:
    """Return a title as `tidy_title`.

    Raises:
        KnownError: `identity.other_field`: it is an e-mail address or a number of some kind.
    """
    return refuse_contact(tidy_title(text))


def refuse_contact(text: str) -> str:
    """Return a name or a title unchanged.

    Raises:
        KnownError: `identity.other_field`: it holds an e-mail address, or as many digits as a
            telephone or identity number.
    """
    if "@" in text:
        raise KnownError("identity.other_field", kind="e-posta adresi")
    if _LONG_NUMBER.search(text):
        raise KnownError("identity.other_field", kind="numara")
    return text


def split_name(text: str) -> tuple[str, str]:
    """Return given names and surname of a full name, `("İlknur", "ÇIĞ")`.

    The surname is what precedes a comma; otherwise the words in capitals at the end (or at the
    beginning) when the other words are not in capitals; otherwise the last word. It is empty when
    there is one word only.
    """
    plain = one_line(text)
    if "," in plain:
        surname, _, given = plain.partition(",")
        return tidy_given_names(given), tidy_surname(surname)
    words = plain.split()
    capitals = [_is_in_capitals(word) for word in words]
    if any(capitals) and any(word != upper_tr(word) for word in words):
        if capitals[-1]:
            start = len(words)
            while start and capitals[start - 1]:
                start -= 1
            return tidy_given_names(" ".join(words[:start])), tidy_surname(" ".join(words[start:]))
        if capitals[0]:
            end = capitals.index(False)
            return tidy_given_names(" ".join(words[end:])), tidy_surname(" ".join(words[:end]))
    if len(words) < len(("given", "surname")):
        return tidy_given_names(plain), ""
    return tidy_given_names(" ".join(words[:-1])), tidy_surname(words[-1])


def tidy_given_names(text: str) -> str:
    """Return given names with single blanks, each word with one capital letter at its beginning.

    A word that mixes capitals and small letters is left as it is.
    """
    return " ".join(_tidy_word(word) for word in one_line(text).split())


def tidy_surname(text: str) -> str:
    """Return a surname in Turkish capitals with single blanks."""
    return upper_tr(one_line(text))


@lru_cache(maxsize=_WORDS)
def _tidy_word(word: str) -> str:
    if word in {upper_tr(word), lower_tr(word)}:
        return "".join(title_tr(part) for part in re.split(r"([-.'’])", word))
    return word


@lru_cache(maxsize=_WORDS)
def _is_in_capitals(word: str) -> bool:
    # An initial such as `M.` belongs to the given names.
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and not word.endswith(".") and word == upper_tr(word)


def parse_tckn(text: str) -> str:
    """Return the eleven digits of a T.C. identity number.

    Blanks and hyphens are ignored.

    Raises:
        KnownError: `identity.tckn_length` or `identity.tckn_digits` (its check digits are wrong).
    """
    digits = text if text.isdigit() else re.sub(r"[\s\-]", "", text)
    if len(digits) != _TCKN_LENGTH or not (digits.isascii() and digits.isdigit()):
        raise KnownError("identity.tckn_length", count=len(digits))
    if digits[0] == "0" or _check_digits(digits[:9]) != digits[9:]:
        raise KnownError("identity.tckn_digits")
    return digits


@lru_cache(maxsize=1)
def _check_digits(digits: str) -> str:
    """Return the last two digits of a T.C. number; cached, as a file's row needs them twice."""
    from stdnum.tr import tckimlik  # slow to load, not needed before the first number

    # Its format check takes most of its time, and has been made already.
    check_digits: str = tckimlik.calc_check_digits(digits)
    return check_digits


def mask_tckn(tckn: str) -> str:
    """Return a T.C. number with its first three and last two digits: `100••••••46`."""
    return tckn[:3] + _MASK * (len(tckn) - 5) + tckn[-2:] if tckn else ""


def parse_phone(text: str) -> str:
    """Return a Turkish or foreign phone number as E.164, such as `+903121234567`.

    Raises:
        KnownError: `identity.phone`.
    """
    plain = _PLAIN_PHONE.fullmatch(text)
    if plain is not None:
        return f"+90{plain[1]}{plain[2]}{plain[3]}{plain[4]}"
    import phonenumbers  # slow to load, and slow for thousands of cells

    # phonenumbers reads letters as keypad digits, which no clerk means.
    if any(char.isalpha() for char in text):
        raise KnownError("identity.phone")
    digits = re.sub(r"[^\d+]", "", text)
    if re.fullmatch(r"90\d{10}", digits):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, "TR")
    except phonenumbers.NumberParseException as error:
        raise KnownError("identity.phone") from error
    phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number) or _is_no_turkish_number(phone):
        raise KnownError("identity.phone")
    return phone


def _is_no_turkish_number(phone: str) -> bool:
    """Return whether a Turkish E.164 number has too few or too many digits.

    phonenumbers checks the length alone: `0312 555 00 2` has ten digits with its zero, and would be
    stored as `0031 255 50 02`; likewise seven digits without an area code.
    """
    return phone.startswith("+90") and _TURKISH.fullmatch(phone) is None


def parse_mobile(text: str) -> str:
    """Return a Turkish mobile number as E.164, such as `+905321234567`.

    Raises:
        KnownError: `identity.phone`, or `identity.mobile` when it is another kind of number.
    """
    phone = parse_phone(text)
    if not phone.startswith("+905") or len(phone) != _E164_LENGTH:
        raise KnownError("identity.mobile")
    return phone


def format_phone(phone: str) -> str:
    """Return an E.164 number as Turkish papers write it: `0532 123 45 67`, `444 0 183`."""
    if phone.startswith("+90") and len(phone) == _E164_LENGTH:
        national = phone.removeprefix("+90")
        return f"0{national[:3]} {national[3:6]} {national[6:8]} {national[8:]}"
    service = _SERVICE.fullmatch(phone)
    return " ".join(service.groups()) if service else phone


def mask_phone(phone: str) -> str:
    """Return an E.164 number, or one that a server has masked already: `0500 ••• •• ••`."""
    shown = phone[:-HIDDEN_DIGITS]
    return format_phone(shown + _MASK * (len(phone) - len(shown)))


def parse_email(text: str) -> str:
    """Return an e-mail address in lower case.

    Raises:
        KnownError: `identity.email`; `identity.email_letter`: it has a letter that no address has.
    """
    # Capitals made by Excel: `İLKNUR@AİLE.GOV.TR`; no address has such a letter.
    address = text.strip().replace("İ", "I")
    foreign = next((sign for sign in address if sign.isalpha() and not sign.isascii()), "")
    if foreign:
        raise KnownError("identity.email_letter", letter=foreign)
    if not _EMAIL.fullmatch(address) or ".." in address:
        raise KnownError("identity.email")
    return address.lower()  # ASCII only, as the pattern demands


def parse_website(text: str) -> str:
    """Return the address of a website as it was typed.

    Raises:
        KnownError: `identity.website`.
    """
    address = text.strip()
    if not _WEBSITE.fullmatch(address):
        raise KnownError("identity.website")
    return address


def parse_kep(text: str) -> str:
    """Return a registered e-mail address in lower case; all are of the domain `kep.tr`.

    Raises:
        KnownError: `identity.kep`.
    """
    try:
        address = parse_email(text)
    except KnownError:
        address = ""
    if not address.endswith(".kep.tr"):
        raise KnownError("identity.kep")
    return address


def parse_detsis(text: str) -> str:
    """Return the eight digits of an institution, however they are grouped.

    Source: Yönetmelik 2020/31151, madde 11.

    Raises:
        KnownError: `identity.detsis`.
    """
    number = "".join(text.split())
    if not _DETSIS.fullmatch(number):
        raise KnownError("identity.detsis")
    return number


def tidying(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that formats valid text as `parse` does; other text stays as typed."""

    def tidy(text: str) -> str:
        try:
            return parse(text)
        except KnownError:
            return text

    return tidy


def domain_of(email: str) -> str:
    """Return what follows the `@`."""
    return email.rpartition("@")[2]
