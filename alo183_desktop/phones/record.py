"""A handset and a line as records: their fields and their search keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from alo183_desktop.phones.operators import parse_operator
from alo183_desktop.phones.rules import parse_iccid, parse_imei, parse_make
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.turkish import fold

NO_NAMES: Final = "Kimsenin adını yazmayınız: saklama süresiyle silinmez."


@dataclass(frozen=True, slots=True)
class HandsetValues:
    """A handset as stored; each value has passed its check."""

    make: Annotated[
        str,
        FieldSpec(
            "&Markası",
            length=100,
            parse=parse_make,
            is_printed=True,
            missing="phones.make_missing",
        ),
    ]
    model: Annotated[str, FieldSpec("M&odeli", length=100, parse=parse_make, is_printed=True)] = ""
    imei: Annotated[
        str | None,
        FieldSpec(
            "&IMEI", parse=parse_imei, empty=None, note="15 rakam; telefonda *#06# ile görülür."
        ),
    ] = None
    """Fifteen digits; None while it is not known."""
    serial: Annotated[str, FieldSpec("&Seri no", length=64, is_printed=True)] = ""
    condition: Annotated[
        str,
        FieldSpec(
            "&Fiziki hâli", length=200, is_printed=True, note="Örnek: sağlam, ekranda çizik."
        ),
    ] = ""
    """In words, as a custody form prints it."""
    accessories: Annotated[
        str,
        FieldSpec("&Aksesuarları", length=300, is_printed=True, note="Örnek: şarj aleti, kutu."),
    ] = ""
    note: Annotated[str, FieldSpec("No&tu", length=1000, lines=2, note=NO_NAMES)] = ""


@dataclass(frozen=True, slots=True)
class LineValues:
    """A line as stored; each value has passed its check."""

    phone: Annotated[str, FieldSpec("Hat &numarası", Kind.PHONE, missing="phones.phone_missing")]
    operator: Annotated[
        str,
        FieldSpec(
            "&Operatör",
            length=64,
            parse=parse_operator,
            is_printed=True,
            completes=True,
            note="Kullanım dosyaları operatörün adıyla tanınır.",
        ),
    ] = ""
    iccid: Annotated[
        str | None, FieldSpec("SI&M kart no (ICCID)", parse=parse_iccid, empty=None, is_rare=True)
    ] = None
    """19 or 20 digits; None while it is not known."""
    package: Annotated[str, FieldSpec("&Paketi", length=200, is_printed=True)] = ""
    note: Annotated[str, FieldSpec("No&tu", length=1000, lines=2, note=NO_NAMES)] = ""


HANDSET: Final = Record(
    "handset",
    HandsetValues,
    layout=(("make", "model"), ("imei", "serial"), ("condition", "accessories")),
)
LINE: Final = Record(
    "line", LineValues, layout=(("phone", "operator"), ("package",), ("note",), ("iccid",))
)


def handset_search_key(values: HandsetValues) -> str:
    """Return the text in which a search looks for a handset."""
    parts = (fold(values.make), fold(values.model), values.imei or "", fold(values.serial))
    return " ".join(part for part in parts if part)


def line_search_key(values: LineValues) -> str:
    """Return the text in which a search looks for a line; without country code and zero."""
    number = values.phone.removeprefix("+90").removeprefix("+")
    parts = (number, fold(values.operator), values.iccid or "", fold(values.package))
    return " ".join(part for part in parts if part)
