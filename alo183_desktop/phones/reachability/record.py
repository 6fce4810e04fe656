"""A test call as a record: its fields, and their values in one that nobody answered."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import Annotated, Final

from alo183_desktop.phones.reachability.rules import parse_ring
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.characters import one_line

ANSWERS: Final = ((True, "Yanıtla&dı"), (False, "Yanıt &vermedi"))


@dataclass(frozen=True, slots=True)
class CheckValues:
    """A test call as stored."""

    line_id: Annotated[int, FieldSpec("&Hat", Kind.LINK, missing="phones.check_line")]
    at: Annotated[
        dt.datetime,
        FieldSpec(
            "Arandığı an",
            Kind.TIME,
            missing="phones.check_instant",
            future="phones.check_future",
        ),
    ]
    """Aware."""
    is_answered: Annotated[bool, FieldSpec("Sonuç", Kind.CHOICE, choices=ANSWERS)]
    ring_seconds: Annotated[
        int | None,
        FieldSpec("Kaç s&aniyede", parse=parse_ring, empty=None, only_if="is_answered"),
    ] = None
    """Until it was answered; None when it was not, or was not measured."""
    answered_by: Annotated[
        str, FieldSpec("Kim &yanıtladı", length=200, parse=one_line, only_if="is_answered")
    ] = ""
    note: Annotated[str, FieldSpec("&Not", length=500, lines=2)] = ""


CHECK: Final = Record(
    "check",
    CheckValues,
    layout=(("line_id",), ("at",), ("is_answered",), ("ring_seconds", "answered_by")),
)
