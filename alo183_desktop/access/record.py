"""A user as a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from alo183_desktop.access.rules import Role
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.characters import without_hidden
from alo183_desktop.shared.identity import refuse_contact, tidy_name


def _name(text: str) -> str:
    return refuse_contact(tidy_name(without_hidden(" ".join(text.split()))))


@dataclass(frozen=True, slots=True)
class UserValues:
    """The values of a user that can be changed."""

    name: Annotated[
        str, FieldSpec("&Adı soyadı", length=200, parse=_name, missing="access.name_missing")
    ]
    role: Annotated[
        Role, FieldSpec("Rolü", Kind.CHOICE, choices=tuple((one, one.words) for one in Role))
    ]
    is_active: Annotated[bool, FieldSpec("Hesabı açık", Kind.FLAG)]


USER: Final = Record("user", UserValues)
