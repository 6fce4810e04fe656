"""What is found of one person, as it is shown and handed out."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class PersonSource(enum.StrEnum):
    """In what kind of record a person was found, in the order of a report."""

    OFFICERS = "officers"
    USERS = "users"
    SIGNATORIES = "signatories"
    LETTERS = "letters"
    DRAFTS = "drafts"
    CUSTODY_FORMS = "custody_forms"
    CASES = "cases"
    GUIDANCE = "guidance"
    CALLS = "calls"
    CHECKS = "checks"
    ITEMS = "items"
    TYPING = "typing"


class Needle(enum.StrEnum):
    """By what a person was looked for."""

    TCKN = "tckn"
    PHONE = "phone"
    NAME = "name"


SOURCE_WORDS: Final[Mapping[PersonSource, str]] = MappingProxyType(
    {
        PersonSource.OFFICERS: "Kadro",
        PersonSource.USERS: "Kullanıcı",
        PersonSource.SIGNATORIES: "İmza sahibi",
        PersonSource.LETTERS: "Yazı",
        PersonSource.DRAFTS: "Taslak",
        PersonSource.CUSTODY_FORMS: "Zimmet tutanağı",
        PersonSource.CASES: "Vaka",
        PersonSource.GUIDANCE: "Yerinde rehberlik",
        PersonSource.CALLS: "Arama kaydı",
        PersonSource.CHECKS: "Yoklama",
        PersonSource.ITEMS: "Hat ya da cihaz",
        PersonSource.TYPING: "Kaydedilmemiş yazı",
    }
)


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One record in which a person may stand."""

    source: PersonSource
    item_id: int
    title: str
    """By what people know the record."""
    facts: tuple[tuple[str, str], ...]
    """Labels and values, without empty ones; all that the record says, also of others."""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """All records in which a person may stand: by name also those of namesakes."""

    needle: Needle
    entries: tuple[PersonEntry, ...]
    """In the order of `PersonSource`."""
    cut: tuple[PersonSource, ...]
    """Where more was found than is shown."""
