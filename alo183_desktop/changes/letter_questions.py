"""What a letter asks its writer for, beyond what the program knows."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
import enum
from collections.abc import Iterator, Mapping  # noqa: TC003 - the same
from dataclasses import dataclass
from typing import Annotated, Any, Final

from alo183_desktop.phones.quotas.rules import parse_data, parse_minutes
from alo183_desktop.phones.quotas.words import data_words
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.numbers import number_text, whole_minutes

_MOST_PAGES: Final = 999


class Loss(enum.StrEnum):
    """How a line came to be lost."""

    LOST = "lost"
    STOLEN = "stolen"


def _minutes(text: str) -> int:
    seconds = parse_minutes(text)
    if seconds is None:
        raise KnownError("phones.quota_minutes")
    return seconds


def _data(text: str) -> int:
    amount = parse_data(text)
    if amount is None:
        raise KnownError("phones.quota_data")
    return amount


def _minute_words(seconds: int) -> str:
    return number_text(whole_minutes(seconds))


def _pages(text: str) -> int:
    pages = text.strip()
    if not (pages.isascii() and pages.isdigit()) or not 0 < int(pages) <= _MOST_PAGES:
        raise KnownError("letters.pages", count=_MOST_PAGES)
    return int(pages)


@dataclass(frozen=True, slots=True)
class QuotaAsked:
    """What a line needs in a period; at least one of the two. Source: Genelge 2014/05, madde 2."""

    minutes: Annotated[
        int | None,
        FieldSpec(
            "İstenen d&akika (aylık)", parse=_minutes, shows=_minute_words, empty=None, note="600"
        ),
    ] = None
    """In seconds."""
    data: Annotated[
        int | None,
        FieldSpec(
            "İst&enen internet (aylık)", parse=_data, shows=data_words, empty=None, note="2 GB"
        ),
    ] = None
    """In bytes."""


def _check_quota(read: Mapping[str, Any]) -> Iterator[Problem]:
    if read["minutes"] is None and read["data"] is None:
        yield Problem("minutes", "changes.letter_amount")


@dataclass(frozen=True, slots=True)
class LossReported:
    """How a line was lost, and the record that the police made of it."""

    how: Annotated[
        Loss,
        FieldSpec(
            "&Olay",
            Kind.CHOICE,
            choices=((Loss.LOST, "Kayboldu"), (Loss.STOLEN, "Çalındı")),
            missing="changes.letter_how",
        ),
    ]
    police: Annotated[
        str,
        FieldSpec(
            "Tutanağı düz&enleyen kolluk birimi",
            length=150,
            is_printed=True,
            missing="changes.letter_police",
        ),
    ]
    recorded_on: Annotated[
        dt.date, FieldSpec("Tutanağın &günü", Kind.DAY, missing="changes.letter_police")
    ]
    pages: Annotated[
        int,
        FieldSpec("Tutanağın sayf&ası", parse=_pages, empty=None, missing="changes.letter_police"),
    ]


@dataclass(frozen=True, slots=True)
class Lender:
    """The institution whose staff goes on duty here."""

    institution: Annotated[
        str,
        FieldSpec(
            "Pers&onelin kurumu",
            length=200,
            is_printed=True,
            missing="changes.letter_institution",
            note="Adı, yazıdaki gibi: Ankara İl Sağlık Müdürlüğü",
        ),
    ]


@dataclass(frozen=True, slots=True)
class TheirLetter:
    """The letter that is answered; empty where there was none, as after a phone call."""

    number: Annotated[str, FieldSpec("Bildirim yazısının s&ayısı", length=64, is_printed=True)] = ""
    dated_on: Annotated[
        dt.date | None, FieldSpec("Bildirim yazısının &günü", Kind.DAY, empty=None)
    ] = None


def _check_their_letter(read: Mapping[str, Any]) -> Iterator[Problem]:
    if bool(read["number"]) != (read["dated_on"] is not None):
        yield Problem("dated_on" if read["number"] else "number", "changes.letter_their_letter")


QUOTA: Final = Record("letter_quota", QuotaAsked, layout=(("minutes", "data"),), check=_check_quota)
LOSS: Final = Record("letter_loss", LossReported, layout=(("how", "recorded_on", "pages"),))
LENDER: Final = Record("letter_lender", Lender)
THEIR_LETTER: Final = Record(
    "letter_answered", TheirLetter, layout=(("number", "dated_on"),), check=_check_their_letter
)
