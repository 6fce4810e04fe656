"""Records of the rota: their fields and their checks."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    Employment,
    WishDegree,
    WishKind,
)
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.turkish import fold
from alo183_desktop.vehicles.record import FROM_ROSTER, OWN_NAME, turned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class PersonValues:
    """Somebody who can be on duty, as checked."""

    officer_id: Annotated[int | None, FROM_ROSTER]
    name: Annotated[str, OWN_NAME]
    """Empty for an officer, who has the name of the roster."""
    phone: Annotated[
        str,
        FieldSpec("Nöbet &telefonu", Kind.PHONE, note="Üzerinde hat zimmeti olan o hattan aranır."),
    ]
    employment: Annotated[
        Employment,
        FieldSpec(
            "Çalışma &biçimi",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in Employment),
            missing="rota.employment_missing",
        ),
    ]
    does_main: Annotated[bool, FieldSpec("A&sıl nöbet tutar", Kind.FLAG)]
    does_stand_in: Annotated[bool, FieldSpec("İ&cap tutar", Kind.FLAG)]
    does_driver: Annotated[bool, FieldSpec("Şofö&rlük yapar", Kind.FLAG)]
    starts_on: Annotated[
        dt.date, FieldSpec("İlk nöbet &günü", Kind.DAY, missing="rota.starts_on_missing")
    ]
    ends_on: Annotated[
        dt.date | None,
        FieldSpec(
            "Nöbetten a&yrıldığı gün",
            Kind.DAY,
            empty=None,
            note="O gün ve sonrasında nöbet tutmaz.",
        ),
    ] = None
    driver_id: Annotated[
        int | None,
        FieldSpec(
            "Sürüc&ü kaydı",
            Kind.LINK,
            empty=None,
            note="Ehliyeti ve onayı Araçlar sayfasında yazılıdır.",
        ),
    ] = None


def _check_person(read: Mapping[str, Any]) -> Iterator[Problem]:
    if not read["name"] and read["officer_id"] is None:
        yield Problem("name", "rota.name_missing")
    has_kind = read["does_main"] or read["does_stand_in"] or read["does_driver"]
    # For an officer without duties, leave and substitutes are recorded all the same.
    if not has_kind and read["officer_id"] is None:
        yield Problem("does_main", "rota.kind_missing")
    if read["starts_on"] and read["ends_on"] and read["ends_on"] < read["starts_on"]:
        yield Problem("ends_on", "rota.person_days")


PERSON: Final = Record(
    "duty_person",
    PersonValues,
    layout=(
        ("officer_id", "name"),
        ("phone", "employment"),
        ("does_main", "does_stand_in", "does_driver"),
        ("driver_id",),
        ("starts_on", "ends_on"),
    ),
    together=(
        ("starts_on", "ends_on"),
        ("officer_id", "name"),
        ("does_main", "does_stand_in", "does_driver"),
    ),
    check=_check_person,
)


@dataclass(frozen=True, slots=True)
class AbsenceValues:
    """An absence or an exemption, as checked; its kind is a class and never a diagnosis."""

    person_id: Annotated[
        int,
        FieldSpec(
            "K&işi",
            Kind.LINK,
            missing="rota.person_missing",
        ),
    ]
    kind: Annotated[
        AbsenceKind,
        FieldSpec(
            "&Türü",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in AbsenceKind),
            missing="rota.absence_missing",
        ),
    ]
    starts_at: Annotated[
        dt.datetime, FieldSpec("Başlangıcı", Kind.TIME, missing="rota.from_missing")
    ]
    ends_at: Annotated[dt.datetime, FieldSpec("Bitişi", Kind.TIME, missing="rota.until_missing")]


_check_span: Final = turned("starts_at", "ends_at", "rota.span")


ABSENCE: Final = Record(
    "absence", AbsenceValues, together=(("starts_at", "ends_at"),), check=_check_span
)


@dataclass(frozen=True, slots=True)
class WishValues:
    """A wish, as checked."""

    person_id: Annotated[int, FieldSpec("K&işi", Kind.LINK, missing="rota.person_missing")]
    day: Annotated[
        dt.date,
        FieldSpec(
            "&Gün",
            Kind.DAY,
            missing="rota.wish_day_missing",
            note="O gün başlayan nöbetler içindir.",
        ),
    ]
    kind: Annotated[
        WishKind,
        FieldSpec(
            "İste&diği",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in WishKind),
            missing="rota.wish_missing",
        ),
    ]
    degree: Annotated[
        WishDegree,
        FieldSpec(
            "N&e kadar",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in WishDegree),
            missing="rota.degree_missing",
        ),
    ]


@dataclass(frozen=True, slots=True)
class SubstitutionValues:
    """A person who answers for an officer for some days, as checked."""

    officer_id: Annotated[
        int, FieldSpec("Kimin &yerine", Kind.LINK, missing="rota.substitution_for_missing")
    ]
    subject_id: Annotated[
        int | None, FieldSpec("K&onu", Kind.LINK, empty=None, note="Boşsa bütün konuları.")
    ]
    substitute_id: Annotated[int, FieldSpec("&Vekil", Kind.LINK, missing="rota.substitute_missing")]
    starts_on: Annotated[
        dt.date, FieldSpec("İ&lk günü", Kind.DAY, missing="rota.substitution_from_missing")
    ]
    ends_on: Annotated[
        dt.date, FieldSpec("Son g&ünü", Kind.END, missing="rota.substitution_until_missing")
    ]


SUBSTITUTION: Final = Record(
    "substitution",
    SubstitutionValues,
    layout=(("officer_id", "subject_id"), ("starts_on", "ends_on"), ("substitute_id",)),
    together=(("officer_id", "subject_id", "substitute_id", "starts_on", "ends_on"),),
    check=turned("starts_on", "ends_on", "rota.substitution_days"),
)


WISH: Final = Record("wish", WishValues, layout=(("person_id", "day"), ("kind", "degree")))


@dataclass(frozen=True, slots=True)
class ClosedTimeValues:
    """A time when offices are closed by a decision, as checked."""

    name: Annotated[
        str, FieldSpec("&Adı", length=200, is_printed=True, missing="rota.closure_name_missing")
    ]
    starts_at: Annotated[
        dt.datetime, FieldSpec("Başlangıcı", Kind.TIME, missing="rota.from_missing")
    ]
    ends_at: Annotated[dt.datetime, FieldSpec("Bitişi", Kind.TIME, missing="rota.until_missing")]


CLOSED_TIME: Final = Record(
    "closed_time", ClosedTimeValues, together=(("starts_at", "ends_at"),), check=_check_span
)


def _days(text: str) -> int:
    """Return the days of leave in a text.

    Raises:
        KnownError: `rota.granted_days`.
    """
    if not (text.strip().isdecimal() and 1 <= int(text) <= _MOST_DAYS):
        raise KnownError("rota.granted_days", most=_MOST_DAYS)
    return int(text)


@dataclass(frozen=True, slots=True)
class GrantedValues:
    """Leave that the administration granted for duties, as checked; it follows from no count."""

    person_id: Annotated[int, FieldSpec("K&işi", Kind.LINK, missing="rota.person_missing")]
    granted_on: Annotated[
        dt.date, FieldSpec("Verildiği &gün", Kind.DAY, missing="rota.granted_on_missing")
    ]
    days: Annotated[
        int,
        FieldSpec(
            "Kaç gü&n",
            parse=_days,
            missing="rota.granted_missing",
            note="Nöbet kendiliğinden izin doğurmaz; idarenin verdiği gün yazılır.",
        ),
    ]


GRANTED: Final = Record("granted_leave", GrantedValues, layout=(("granted_on", "days"),))


@dataclass(frozen=True, slots=True)
class UnreachedValues:
    """A report of the call centre about an unanswered call, as checked.

    Source: Genelge 2014/05, madde 1.
    """

    at: Annotated[
        dt.datetime,
        FieldSpec(
            "Arandığı an",
            Kind.TIME,
            empty=None,
            missing="rota.tried_missing",
            future="rota.tried_ahead",
            note="Çağrı merkezinin aradığı gün ve saat.",
        ),
    ]
    operator: Annotated[
        str,
        FieldSpec("B&ildiren operatör", length=200, missing="rota.reporter_missing"),
    ]
    phone: Annotated[
        str,
        FieldSpec(
            "A&ranan numara", Kind.PHONE, parse=parse_phone, missing="rota.tried_phone_missing"
        ),
    ]
    answer: Annotated[
        str,
        FieldSpec(
            "Bulunan &yanıt",
            length=1000,
            lines=3,
            note="Boşsa bildirim yanıt bekler. Vatandaşın adını yazmayınız.",
        ),
    ] = ""


UNREACHED: Final = Record("unreached", UnreachedValues, layout=(("at",), ("operator", "phone")))


def search_key(values: PersonValues) -> str:
    """Return the text in which a search looks for a person of duty."""
    return f"{fold(values.name)} {values.phone.removeprefix('+90').removeprefix('+')}".strip()
