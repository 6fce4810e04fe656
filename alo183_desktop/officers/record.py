"""An officer as a record: their fields, possible mistakes in them, and their search key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from alo183_desktop.officers.rules import display_name
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared import identity
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


def _named(tidy: Callable[[str], str]) -> Callable[[str], str]:
    """Return the parser for one part of a name."""

    def parse(text: str) -> str:
        name = tidy(text)
        if name and not identity.is_name(name):
            raise KnownError("officers.name_signs")
        return name

    return parse


def _title(text: str) -> str:
    title = identity.parse_title(text)
    if title and not any(map(str.isalpha, title)):
        raise KnownError("officers.title_letters")
    return title


def _masked(tckn: str | None) -> str:
    return identity.mask_tckn(tckn or "")


@dataclass(frozen=True, slots=True)
class OfficerValues:
    """An officer as stored; each value has passed its check."""

    given_names: Annotated[
        str,
        FieldSpec(
            "&Adı",
            length=100,
            is_open=True,
            parse=_named(identity.tidy_given_names),
            is_printed=True,
            missing="officers.given_names_missing",
        ),
    ]
    surname: Annotated[
        str,
        FieldSpec(
            "&Soyadı",
            length=100,
            is_open=True,
            parse=_named(identity.tidy_surname),
            is_printed=True,
            missing="officers.surname_missing",
        ),
    ]
    """In Turkish capitals."""
    title: Annotated[
        str,
        FieldSpec(
            "&Unvanı", length=200, parse=_title, is_printed=True, completes=True, is_open=True
        ),
    ]
    tckn: Annotated[
        str | None,
        FieldSpec(
            "&T.C. kimlik no",
            parse=identity.parse_tckn,
            words=_masked,
            empty=None,
            note="11 rakam.",
        ),
    ]
    """Eleven digits; None while unknown."""
    unit_id: Annotated[int, FieldSpec("Ku&rumu", Kind.LINK, missing="officers.unit_missing")]
    corporate_email: Annotated[
        str, FieldSpec("Kurumsal &e-posta", length=254, parse=identity.parse_email, is_open=True)
    ] = ""
    personal_email: Annotated[
        str,
        FieldSpec(
            "Kişisel e-p&osta",
            length=254,
            parse=identity.parse_email,
            is_open=True,
            is_rare=True,
        ),
    ] = ""
    personal_mobile: Annotated[str, FieldSpec("Kişisel ce&p", Kind.PHONE)] = ""
    corporate_mobile: Annotated[str, FieldSpec("Kurumsal &cep", Kind.PHONE, is_open=True)] = ""
    desk_phone: Annotated[
        str,
        FieldSpec(
            "İş te&lefonu",
            Kind.PHONE,
            parse=identity.parse_phone,
            is_open=True,
            is_rare=True,
            note="Alan koduyla.",
        ),
    ] = ""
    note: Annotated[str, FieldSpec("&Not", length=1000, lines=2, is_rare=True)] = ""

    @property
    def name(self) -> str:
        """As letters print it."""
        return display_name(self.given_names, self.surname)


@dataclass(frozen=True, slots=True)
class SubjectValues:
    """A subject that officers answer for."""

    name: Annotated[
        str,
        FieldSpec("Konunun &adı", length=100, is_printed=True, missing="officers.subject_name"),
    ]


SUBJECT: Final = Record("subject", SubjectValues)
OFFICER: Final = Record(
    "officer",
    OfficerValues,
    layout=(
        ("given_names", "surname"),
        ("title", "tckn"),
        ("unit_id", "corporate_email"),
        ("corporate_mobile", "personal_mobile"),
        ("personal_email", "desk_phone"),
    ),
)
FURTHER: Final = tuple(
    key
    for key in OFFICER.fields
    if key
    not in {
        "given_names",
        "surname",
        "title",
        "tckn",
        "unit_id",
        "corporate_email",
        "corporate_mobile",
        "personal_mobile",
    }
)
"""Fields that lists and letters do not have: the card shows them, masked unless open; the full
export and a person's report show them in full."""
NEEDED_BY_LETTERS: Final = (
    "title",
    "tckn",
    "corporate_email",
    "personal_mobile",
    "corporate_mobile",
)
"""What a letter demands of a newcomer, and the roster may lack."""
_WORDS_OF_LISTS: Final = {
    "name": "Adı soyadı",
    "unit": "Kurumu",
    "subjects": "Müracaat konuları",
    "starts_on": "Göreve başlama",
    "ends_on": "Görevden ayrılma",
    "state": "Durumu",
    "mark": "Konu işareti (X)",
}
FIELD_WORDS: Final[Mapping[str, str]] = {
    **{key: field.name for key, field in OFFICER.fields.items()},
    **_WORDS_OF_LISTS,
}
"""The names of officer fields and roster columns on screen and in the terminal."""


def warnings_of(values: OfficerValues, *, email_domains: Sequence[str] = ()) -> Iterator[Problem]:
    """Yield what may be stored, but should be looked at.

    Args:
        values: As stored.
        email_domains: Domains of corporate addresses, in lower case; others cause a warning. Empty:
            none does.
    """
    for key in NEEDED_BY_LETTERS:
        if not getattr(values, key):
            yield Problem(key, "officers.letter_needs")
    domain = identity.domain_of(values.corporate_email)
    if domain and email_domains and domain not in email_domains:
        yield Problem("corporate_email", "officers.foreign_domain", {"domain": domain})
    if values.corporate_mobile and values.corporate_mobile == values.personal_mobile:
        yield Problem("personal_mobile", "officers.same_mobile")


def search_key(values: OfficerValues) -> str:
    """Return the text in which everybody may search for an officer: with no private number."""
    phones = (values.corporate_mobile, values.desk_phone)
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
