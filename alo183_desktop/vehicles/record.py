"""A vehicle, its states, a driver and a task order as records: their fields and checks."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind
from alo183_desktop.vehicles.rules import number_words, parse_km, parse_plate, parse_seats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


FROM_ROSTER: Final = FieldSpec(
    "Ka&drodan", Kind.LINK, empty=None, note="Boşsa kadroda olmayan biridir; adını yazınız."
)
"""The officer behind a person, whose own name is then not stored; the same for people of duty."""
OWN_NAME: Final = FieldSpec("&Adı soyadı", length=200, is_printed=True)


def turned(since: str, until: str, code: str) -> Callable[[Mapping[str, Any]], Iterator[Problem]]:
    """Return a check that an end comes after its beginning."""

    def check(read: Mapping[str, Any]) -> Iterator[Problem]:
        if read[since] and read[until] and read[until] <= read[since]:
            yield Problem(until, code)

    return check


@dataclass(frozen=True, slots=True)
class VehicleValues:
    """A vehicle, as checked."""

    plate: Annotated[
        str,
        FieldSpec("&Plakası", parse=parse_plate, missing="vehicles.plate_missing", is_open=True),
    ]
    make: Annotated[str, FieldSpec("&Marka ve modeli", length=100, is_printed=True, is_open=True)]
    seats: Annotated[
        int,
        FieldSpec(
            "K&oltuk sayısı",
            parse=parse_seats,
            empty=None,
            missing="vehicles.seats_missing",
            note="Sürücününki ile birlikte.",
        ),
    ]
    has_child_seat: Annotated[bool, FieldSpec("Ço&cuk koltuğu var", Kind.FLAG)]
    starts_on: Annotated[
        dt.date, FieldSpec("İlk &gün", Kind.DAY, missing="vehicles.starts_on_missing")
    ]
    ends_on: Annotated[
        dt.date | None,
        FieldSpec("&Ayrıldığı gün", Kind.DAY, empty=None, note="O gün ve sonrasında kullanılmaz."),
    ] = None
    inspected_until: Annotated[
        dt.date | None, FieldSpec("M&uayenenin son günü", Kind.DAY, empty=None)
    ] = None
    insured_until: Annotated[
        dt.date | None, FieldSpec("&Sigortanın son günü", Kind.DAY, empty=None)
    ] = None
    serviced_until: Annotated[
        dt.date | None, FieldSpec("Sonraki &bakımın günü", Kind.DAY, empty=None)
    ] = None


def _check_vehicle(read: Mapping[str, Any]) -> Iterator[Problem]:
    if read["starts_on"] and read["ends_on"] and read["ends_on"] < read["starts_on"]:
        yield Problem("ends_on", "vehicles.days")


VEHICLE: Final = Record(
    "vehicle",
    VehicleValues,
    layout=(
        ("plate", "make"),
        ("seats", "has_child_seat"),
        ("starts_on", "ends_on"),
        ("inspected_until", "insured_until", "serviced_until"),
    ),
    together=(("starts_on", "ends_on"),),
    check=_check_vehicle,
)


@dataclass(frozen=True, slots=True)
class StateValues:
    """When and why a vehicle is unavailable, as checked."""

    vehicle_id: Annotated[int, FieldSpec("&Araç", Kind.LINK, missing="vehicles.vehicle_missing")]
    kind: Annotated[
        VehicleStateKind,
        FieldSpec(
            "&Durumu",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in VehicleStateKind),
            missing="vehicles.state_missing",
        ),
    ]
    starts_at: Annotated[
        dt.datetime, FieldSpec("Başlangıç", Kind.TIME, missing="vehicles.from_missing")
    ]
    ends_at: Annotated[
        dt.datetime | None,
        FieldSpec("Bitiş", Kind.TIME, empty=None, note="Ne zaman döneceği bilinmiyorsa boş kalır."),
    ] = None


STATE: Final = Record(
    "vehicle_state",
    StateValues,
    together=(("starts_at", "ends_at"),),
    check=turned("starts_at", "ends_at", "vehicles.span"),
)


@dataclass(frozen=True, slots=True)
class DriverValues:
    """Who may drive, as checked. Source: 237 sayılı Taşıt Kanunu; RG 01.04.2006/26126."""

    officer_id: Annotated[int | None, FROM_ROSTER]
    name: Annotated[str, OWN_NAME]
    """Empty for an officer, whose name is in the roster."""
    licence_class: Annotated[
        LicenceClass,
        FieldSpec(
            "E&hliyetinin sınıfı",
            Kind.CHOICE,
            choices=tuple((one, one.value) for one in LicenceClass),
            missing="vehicles.licence_missing",
        ),
    ]
    licence_until: Annotated[
        dt.date | None, FieldSpec("Ehliyetin s&on günü", Kind.DAY, empty=None)
    ] = None
    approved_on: Annotated[
        dt.date | None,
        FieldSpec(
            "Görevlendirme &ya da onay günü",
            Kind.DAY,
            empty=None,
            note="237 s. Kanun, RG 01.04.2006/26126: onayı olmayan araç kullanmaz.",
        ),
    ] = None
    has_consent: Annotated[bool, FieldSpec("Araç kullanmaya &rızası var", Kind.FLAG)] = False
    ends_on: Annotated[
        dt.date | None,
        FieldSpec("Sürücülüğü &bıraktığı gün", Kind.DAY, empty=None),
    ] = None


def _check_driver(read: Mapping[str, Any]) -> Iterator[Problem]:
    if not read["name"] and read["officer_id"] is None:
        yield Problem("name", "vehicles.name_missing")


DRIVER: Final = Record(
    "driver",
    DriverValues,
    layout=(
        ("officer_id", "name"),
        ("licence_class", "licence_until"),
        ("approved_on", "ends_on"),
        ("has_consent",),
    ),
    together=(("officer_id", "name"),),
    check=_check_driver,
)


@dataclass(frozen=True, slots=True)
class OrderValues:
    """A task order, as checked; of a case it states the number and nothing else."""

    vehicle_id: Annotated[int, FieldSpec("&Araç", Kind.LINK, missing="vehicles.vehicle_missing")]
    driver_id: Annotated[int, FieldSpec("&Sürücü", Kind.LINK, missing="vehicles.driver_missing")]
    people: Annotated[
        str,
        FieldSpec("&Görevliler", length=500, is_printed=True, note="Adların arasına virgül konur."),
    ]
    place: Annotated[
        str,
        FieldSpec("Gidilecek &yer", length=200, is_printed=True, missing="vehicles.place_missing"),
    ]
    purpose: Annotated[
        str,
        FieldSpec(
            "G&örevin konusu",
            length=300,
            is_printed=True,
            missing="vehicles.purpose_missing",
            note="Vatandaşın adı yazılmaz.",
        ),
    ]
    case_number: Annotated[str, FieldSpec("&Vaka numarası", length=64, is_printed=True)]
    out_at: Annotated[dt.datetime, FieldSpec("Çıkış", Kind.TIME, missing="vehicles.from_missing")]
    in_at: Annotated[
        dt.datetime | None, FieldSpec("Dönüş", Kind.TIME, empty=None, note="Dönünce yazılır.")
    ] = None
    out_km: Annotated[int | None, FieldSpec("&Çıkış km", parse=parse_km, empty=None)] = None
    in_km: Annotated[int | None, FieldSpec("&Dönüş km", parse=parse_km, empty=None)] = None
    is_urgent: Annotated[bool, FieldSpec("A&cil, sonradan düzenlendi", Kind.FLAG)] = False
    signed_on: Annotated[
        dt.date | None,
        FieldSpec("İ&mzalandığı gün", Kind.DAY, empty=None, note="Boşsa imzasız sayılır."),
    ] = None
    is_cancelled: Annotated[bool, FieldSpec("İ&ptal edildi; numarası kalır", Kind.FLAG)] = False
    cancel_reason: Annotated[
        str,
        FieldSpec(
            "İptal ge&rekçesi",
            length=300,
            is_printed=True,
            missing="vehicles.cancel_reason_missing",
            only_if="is_cancelled",
        ),
    ] = ""


CANCELLING: Final = ("is_cancelled", "cancel_reason")
"""The fields that only an existing order has."""


def _check_order(read: Mapping[str, Any]) -> Iterator[Problem]:
    yield from turned("out_at", "in_at", "vehicles.span")(read)
    if None not in {read["out_km"], read["in_km"]} and read["in_km"] < read["out_km"]:
        yield Problem("in_km", "vehicles.km_order")


ORDER: Final = Record(
    "task_order",
    OrderValues,
    layout=(
        ("vehicle_id", "driver_id"),
        ("people",),
        ("place",),
        ("purpose", "case_number"),
        ("out_at",),
        ("in_at",),
        ("out_km", "in_km"),
        ("is_urgent", "signed_on"),
        CANCELLING,
    ),
    together=(("out_at", "in_at"), ("out_km", "in_km")),
    check=_check_order,
)


def search_key(values: OrderValues, *, year: int, number: int) -> str:
    """Return the text that a search for a task order looks in."""
    texts = (values.people, values.place, values.purpose, values.case_number, values.cancel_reason)
    return fold(" ".join((number_words(year, number), *texts)))
