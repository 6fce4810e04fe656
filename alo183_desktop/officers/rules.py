"""Names of officers, and what is wrong with the fields of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.shared import identity
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.signs import one_line, strange_sign
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

REQUIRED_SUBJECTS: Final = ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")
"""In the order in which lists show them. Source: Genelge 2014/05, giriş."""

_LENGTHS: Final = {
    "given_names": 100,
    "surname": 100,
    "title": 200,
    "corporate_email": 254,
    "personal_email": 254,
    "note": 1000,
}
_SHOWN_DIGITS: Final = len("0500 000")


@dataclass(frozen=True, slots=True)
class OfficerForm:
    """An officer as typed, right or wrong."""

    given_names: str = ""
    surname: str = ""
    title: str = ""
    tckn: str = ""
    unit_id: int | None = None
    corporate_email: str = ""
    personal_email: str = ""
    personal_mobile: str = ""
    corporate_mobile: str = ""
    desk_phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfficerValues:
    """An officer as stored; each value has passed its check."""

    given_names: str
    surname: str
    """In Turkish capitals."""
    title: str
    tckn: str | None
    """Eleven digits; None while it is not known."""
    unit_id: int
    corporate_email: str = ""
    personal_email: str = ""
    personal_mobile: str = ""
    """E.164, so with the other phones; empty while it is not known."""
    corporate_mobile: str = ""
    desk_phone: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """As letters print it."""
        return display_name(self.given_names, self.surname)


FIELDS: Final = tuple(OfficerValues.__dataclass_fields__)
"""Names of the fields, in the order of the form."""


class Checked(NamedTuple):
    """What the check of a form found."""

    values: OfficerValues | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Keys are names of fields."""
    warnings: tuple[Problem, ...]
    """What may be stored, but should be looked at."""


def display_name(given_names: str, surname: str) -> str:
    """Return a name as official papers print it: `İlknur ÇIĞ`."""
    return f"{given_names} {surname}".strip()


def mask_phone(phone: str) -> str:
    """Return an E.164 number without its last four digits: `0500 000 •• ••`."""
    shown = identity.format_phone(phone)
    hidden = "".join("•" if sign.isdigit() else sign for sign in shown[_SHOWN_DIGITS:])
    return shown[:_SHOWN_DIGITS] + hidden


def check_officer(form: OfficerForm, *, email_domains: Sequence[str] = ()) -> Checked:
    """Check each field of `form` for itself.

    Args:
        form: As typed.
        email_domains: Domains of corporate addresses, in small letters; another one is warned of.
            Empty: nothing is warned of.
    """
    problems: list[Problem] = []

    def parsed(field: str, parse: Callable[[str], str], text: str) -> str:
        if not text.strip():
            return ""
        try:
            return parse(text)
        except KnownError as error:
            problems.append(Problem(field, error.code, error.parameters))
            return ""

    given_names = identity.tidy_given_names(form.given_names)
    surname = identity.tidy_surname(form.surname)
    problems.extend(_name_problems("given_names", given_names))
    problems.extend(_name_problems("surname", surname))
    if form.unit_id is None:
        problems.append(Problem("unit_id", "officers.unit_missing"))
    values = OfficerValues(
        given_names=given_names,
        surname=surname,
        title=one_line(form.title),
        tckn=parsed("tckn", identity.parse_tckn, form.tckn) or None,
        unit_id=form.unit_id or 0,
        corporate_email=parsed("corporate_email", identity.parse_email, form.corporate_email),
        personal_email=parsed("personal_email", identity.parse_email, form.personal_email),
        personal_mobile=parsed("personal_mobile", identity.parse_mobile, form.personal_mobile),
        corporate_mobile=parsed("corporate_mobile", identity.parse_mobile, form.corporate_mobile),
        desk_phone=parsed("desk_phone", identity.parse_phone, form.desk_phone),
        note=form.note.strip(),
    )
    if values.title and not any(map(str.isalpha, values.title)):
        problems.append(Problem("title", "officers.title_letters"))
    refused = {problem.key for problem in problems}
    for field in ("given_names", "surname", "title"):
        # Letters print these.
        strange = strange_sign(getattr(values, field))
        if strange and field not in refused:
            problems.append(Problem(field, "officers.sign", {"sign": strange}))
    for field, limit in _LENGTHS.items():
        if len(getattr(values, field)) > limit:
            problems.append(Problem(field, "officers.too_long", {"limit": limit}))
    wrong = {problem.key for problem in problems}
    warnings = [
        warning
        for warning in warnings_of(values, email_domains=email_domains)
        if warning.key not in wrong
    ]
    return Checked(None if problems else values, tuple(problems), tuple(warnings))


def warnings_of(values: OfficerValues, *, email_domains: Sequence[str] = ()) -> Iterator[Problem]:
    """Yield what may be stored, but should be looked at; arguments as of `check_officer`."""
    for field in ("title", "tckn", "corporate_email", "personal_mobile", "corporate_mobile"):
        if not getattr(values, field):
            yield Problem(field, "officers.letter_needs")
    domain = identity.domain_of(values.corporate_email)
    if domain and email_domains and domain not in email_domains:
        yield Problem("corporate_email", "officers.foreign_domain", {"domain": domain})
    if values.corporate_mobile and values.corporate_mobile == values.personal_mobile:
        yield Problem("personal_mobile", "officers.same_mobile")


def is_first_title(title: str, known: Iterable[str]) -> bool:
    """Return whether nobody of those whose titles are known has this one.

    While no title is known at all, none is worth a second look for being the first.
    """
    titles = {fold(one) for one in known if one}
    return bool(title and titles) and fold(title) not in titles


def differences(mine: OfficerValues, theirs: OfficerValues) -> tuple[str, ...]:
    """Return the names of the fields in which two officers differ, in the order of the form."""
    return tuple(field for field in FIELDS if getattr(mine, field) != getattr(theirs, field))


def shown_value(field: str, value: str | int | None) -> str:
    """Return a stored value as a screen shows it beside another one; T.C. numbers are masked."""
    text = "" if value is None else str(value)
    if field == "tckn":
        return identity.mask_tckn(text)
    if field in {"personal_mobile", "corporate_mobile", "desk_phone"}:
        return identity.format_phone(text)
    return text


def form_of(values: OfficerValues) -> OfficerForm:
    """Return stored values as a form shows them."""
    return OfficerForm(
        given_names=values.given_names,
        surname=values.surname,
        title=values.title,
        tckn=values.tckn or "",
        unit_id=values.unit_id,
        corporate_email=values.corporate_email,
        personal_email=values.personal_email,
        personal_mobile=identity.format_phone(values.personal_mobile),
        corporate_mobile=identity.format_phone(values.corporate_mobile),
        desk_phone=identity.format_phone(values.desk_phone),
        note=values.note,
    )


def search_key(values: OfficerValues) -> str:
    """Return the text in which an officer is searched; the T.C. number is not in it."""
    phones = (values.corporate_mobile, values.personal_mobile, values.desk_phone)
    return " ".join(
        part
        for part in (
            fold(values.name),
            fold(values.title),
            values.corporate_email,
            values.personal_email,
            *(phone.removeprefix("+90").removeprefix("+") for phone in phones),
        )
        if part
    )


def _name_problems(field: str, name: str) -> Iterator[Problem]:
    if not name:
        yield Problem(field, f"officers.{field}_missing")
    elif not identity.is_name(name):
        yield Problem(field, "officers.name_signs")


_ADDRESSES: Final = frozenset({"sn", "sayin", "bay", "bayan"})
"""They say no title."""
_SHORT: Final = frozenset(
    {"av", "ars", "cal", "doc", "dt", "dyt", "ecz", "fzt", "gel", "gor", "hem", "hiz", "md"}
    | {"mim", "muh", "op", "ogr", "opr", "prof", "psk", "sb", "sos", "uz", "uzm", "vet", "yrd"}
    | {"coc", "kur", "yard", "mud"}
)
"""Titles when a full stop stands behind them; without one they may be names."""
_ALWAYS: Final = frozenset({"dr", "prof", "doc"})
_PHRASES: Final = tuple(
    tuple(phrase.split())
    for phrase in (
        *("sosyal hizmet uzmani", "sosyal calismaci", "cocuk gelisim uzmani", "cocuk gelisimci"),
        *("cocuk gelisimcisi", "il mudur yardimcisi", "mudur yardimcisi", "kurulus muduru"),
        *("sube muduru", "il muduru", "uzman psikolog", "psikolog", "sosyolog", "ogretmen"),
        *("hemsire", "avukat", "doktor", "memur", "mudur", "uzman", "sef"),
    )
)


_NO_SURNAMES: Final = frozenset({"psikolog", "sosyolog"})


def part_title(text: str, *, fewest: int, surname_first: bool = False) -> tuple[str, str]:
    """Return the title in front of a name, and the name.

    The title is empty where there is none; `Sayın` and `Bay` are no title, and go.

    Args:
        text: As written.
        fewest: So many words must be left: two of a whole name, one of given names.
        surname_first: Whether the first word is a surname; `Uzman` is one, too.

    Returns:
        `("Uzm. Psk.", "Ayşe IŞIK")`; the text as it is where nothing stands in front of the name.
    """
    words = [part for word in text.split() for part in _parted(word)]
    title: list[str] = []
    # What is in capitals before a name that is not, or has a comma behind it, is a surname.
    stands_out = bool(words) and _is_capital(words[0]) and not _is_capital(words[-1])
    alone = not (surname_first or stands_out or "," in text)
    while taken := _titled(words, fewest, alone=alone):
        title.extend(word for word in words[:taken] if _plain(word) not in _ADDRESSES)
        words = words[taken:]
    return " ".join(title), " ".join(words)


def ends_with_title(text: str) -> bool:
    """Return whether a title that is no surname stands behind a name: `Ali TAŞ, Şube Müdürü`."""
    words = tuple(_plain(word) for word in text.split())
    if len(words) > len(("given", "surname")) and text.rsplit(maxsplit=1)[-1].endswith("."):
        parts = [fold(part) for part in text.rsplit(maxsplit=1)[-1].split(".") if part]
        if parts and all(part in _SHORT | _ALWAYS for part in parts):
            return True
    return any(
        len(words) > len(phrase) + 1 and words[-len(phrase) :] == phrase
        for phrase in _PHRASES
        if len(phrase) > 1 or phrase[0] in _NO_SURNAMES
    )


def _titled(words: list[str], fewest: int, *, alone: bool) -> int:
    """Return how many words at the beginning are a title, such that a name is left.

    Args:
        words: Of the name, and what stands before it.
        fewest: As `part_title`.
        alone: Whether a single word written out, such as `Uzman`, may be one.
    """
    most = len(words) - fewest
    if most < 1:
        return 0
    folded = [_plain(word) for word in words]
    for phrase in _PHRASES:
        if len(phrase) <= most and tuple(folded[: len(phrase)]) == phrase:
            return len(phrase) if alone or len(phrase) > 1 else 0
    first, word = folded[0], words[0]
    parts = [fold(part) for part in word.split(".") if part]
    is_short = word.endswith(".") and all(part in _SHORT | _ALWAYS for part in parts)
    return int(first in _ADDRESSES or first in _ALWAYS or (bool(parts) and is_short))


def _parted(word: str) -> list[str]:
    """Return a short title and the name that stands right behind it: `Dr.Ayşe`."""
    title, dot, name = word.rpartition(".")
    parts = [fold(part) for part in title.split(".")]
    is_title = dot and len(name) > 1 and all(part in _SHORT | _ALWAYS for part in parts)
    return [f"{title}.", name] if is_title and fold(name) not in _SHORT | _ALWAYS else [word]


def _is_capital(word: str) -> bool:
    return word == upper_tr(word)


def _plain(word: str) -> str:
    return fold(word).strip(".,:")
