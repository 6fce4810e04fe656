"""The record that answers a letter: the Office's confirmation of its list."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
import enum
from dataclasses import dataclass
from typing import Annotated, Final

from alo183_desktop.records.record import FieldSpec, Kind, Record


class Manner(enum.StrEnum):
    """How the Office confirmed that its list is right."""

    PHONE = "phone"
    MAIL = "mail"
    LETTER = "letter"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ConfirmationValues:
    """The confirmation that the Press and Public Relations Office updated its list, as checked."""

    confirmed_on: Annotated[
        dt.date, FieldSpec("&Gün", Kind.DAY, missing="letters.confirmed_on_missing")
    ]
    manner: Annotated[
        Manner,
        FieldSpec(
            "&Nasıl",
            Kind.CHOICE,
            choices=(
                (Manner.PHONE, "telefonla"),
                (Manner.MAIL, "e-postayla"),
                (Manner.LETTER, "yazıyla"),
                (Manner.LIST, "gönderdiği listeyle"),
            ),
            missing="letters.manner_missing",
        ),
    ]
    said_by: Annotated[
        str,
        FieldSpec(
            "K&im söyledi",
            length=200,
            missing="letters.said_by_missing",
            note="Müşavirlikte konuşulan kişi.",
        ),
    ]
    note: Annotated[str, FieldSpec("N&ot", length=300)] = ""


CONFIRMATION: Final = Record(
    "confirmation", ConfirmationValues, layout=(("confirmed_on", "manner"),)
)
