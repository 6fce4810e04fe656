"""A kind of cases, and the terms by which cases are measured, as records."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import Annotated, Final

from alo183_desktop.cases.fields import parse_hours, parse_minutes, parse_review_days
from alo183_desktop.cases.rules import number_key
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.characters import one_line
from alo183_desktop.shared.errors import KnownError


def _kind_name(text: str) -> str:
    name = one_line(text)
    if not number_key(name):
        raise KnownError("cases.kind_name")
    return name


@dataclass(frozen=True, slots=True)
class CaseKindValues:
    """The editable values of a kind of cases."""

    name: Annotated[
        str, FieldSpec("Türün &adı", length=100, parse=_kind_name, missing="cases.kind_name")
    ]
    is_urgent: Annotated[bool, FieldSpec("Bu türden her vaka baştan acildir", Kind.FLAG)]
    ends_on: Annotated[dt.date | None, FieldSpec("Kaldırıldığı gün", Kind.DAY, empty=None)]
    """The first day on which it can no longer be chosen; None while it can."""


@dataclass(frozen=True, slots=True)
class TermsValues:
    """The editable values of terms."""

    urgent_action_minutes: Annotated[
        int,
        FieldSpec(
            "&Acil vakada ilk işlem için dakika", parse=parse_minutes, missing="forms.required"
        ),
    ]
    """From referral to first action; the same for the next."""
    other_action_minutes: Annotated[
        int,
        FieldSpec(
            "&Diğer vakada ilk işlem için dakika", parse=parse_minutes, missing="forms.required"
        ),
    ]
    reminder_hours: Annotated[
        tuple[int, ...],
        FieldSpec(
            "&Hatırlatmalar, yönlendirmeden sonra kaçıncı saatlerde",
            parse=parse_hours,
            missing="forms.required",
            note="Virgülle ayırınız: 6, 12, 20, 23, 24",
        ),
    ]
    """After the referral, ascending, each once."""
    call_review_days: Annotated[
        int,
        FieldSpec(
            "Açıklanmamış aramanın &numarası en çok kaç gün durur",
            parse=parse_review_days,
            missing="forms.required",
        ),
    ]


CASE_KIND: Final = Record("case_kind", CaseKindValues)
CASE_TERMS: Final = Record(
    "case_terms",
    TermsValues,
    layout=(("urgent_action_minutes", "other_action_minutes"),),
)
