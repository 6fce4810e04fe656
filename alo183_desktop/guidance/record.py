"""A citizen's visit as a record: its fields, and the checks across them."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class GuidanceValues:
    """One visit as checked.

    A citizen is helped on the spot, or the record states why they were sent on. Source:
    Genelge 2014/05, madde 7.
    """

    at: Annotated[dt.datetime, FieldSpec("Geldiği an", Kind.TIME, future="guidance.in_future")]
    """UTC; the present time for a new visit, so that ten seconds are enough to record it."""
    subject_id: Annotated[int, FieldSpec("K&onu", Kind.LINK, missing="guidance.subject_missing")]
    asked: Annotated[
        str,
        FieldSpec(
            "Ne so&ruldu?",
            length=1000,
            lines=3,
            missing="guidance.asked_missing",
        ),
    ]
    done: Annotated[str, FieldSpec("Ne &yapıldı?", length=1000, lines=3)]
    is_sent_on: Annotated[bool, FieldSpec("Alo 183’e yönle&ndirildi", Kind.FLAG)]
    sent_reason: Annotated[
        str,
        FieldSpec(
            "Ned&en 183’e yönlendirildi?",
            length=500,
            lines=2,
            missing="guidance.reason_missing",
            only_if="is_sent_on",
        ),
    ]


def _check(read: Mapping[str, Any]) -> Iterator[Problem]:
    if not read["is_sent_on"] and not read["done"]:
        yield Problem("done", "guidance.done_missing")


GUIDANCE: Final = Record(
    "guidance",
    GuidanceValues,
    together=(("is_sent_on", "sent_reason", "done"),),
    check=_check,
)


def search_key(values: GuidanceValues, *, by_name: str) -> str:
    """Return the text that a search for a visit looks in."""
    return fold(f"{values.asked} {values.done} {values.sent_reason} {by_name}")
