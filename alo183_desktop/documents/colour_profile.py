"""The sRGB colour profile that PDF/A asks for, made from the figures of its standard.

Not here: PDF (pdf_a).
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Final

# Source: IEC 61966-2-1, adapted to the D50 white of ICC.1:2001-04 (the profile version of PDF/A-1).
_D50: Final = (0.9642, 1.0, 0.8249)
_RED: Final = (0.4360747, 0.2225045, 0.0139322)
_GREEN: Final = (0.3850649, 0.7168786, 0.0971045)
_BLUE: Final = (0.1430804, 0.0606169, 0.7141733)
_CURVE_POINTS: Final = 1024
_LINEAR_UP_TO: Final = 0.04045
_HEADER_SIZE: Final = 128
_NAME: Final = "sRGB IEC61966-2.1"
_RIGHTS: Final = "No copyright, use freely"


@cache
def srgb_profile() -> bytes:
    """Return an ICC profile, version 2.1, for a display in sRGB."""
    curve = _curve()
    tags = {
        b"desc": _description(_NAME),
        b"cprt": b"text\0\0\0\0" + _RIGHTS.encode("ascii") + b"\0",
        b"wtpt": _xyz(_D50),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table = struct.pack(">I", len(tags))
    body = b""
    start = _HEADER_SIZE + len(table) + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(body)
            body += content + b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", name, places[content], len(content))
    size = start + len(body)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3I4s44x",
        size,
        b"\0\0\0\0",
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
        b"\0\0\0\0",
        0,
        b"\0\0\0\0",
        b"\0\0\0\0",
        0,
        0,
        *(_fixed(value) for value in _D50),
        b"\0\0\0\0",
    )
    return header + table + body


def _curve() -> bytes:
    values = []
    for point in range(_CURVE_POINTS):
        shown = point / (_CURVE_POINTS - 1)
        light = shown / 12.92 if shown <= _LINEAR_UP_TO else ((shown + 0.055) / 1.055) ** 2.4
        values.append(round(light * 0xFFFF))
    return struct.pack(f">4sII{_CURVE_POINTS}H", b"curv", 0, _CURVE_POINTS, *values)


def _description(name: str) -> bytes:
    text = name.encode("ascii") + b"\0"
    head = struct.pack(">4sII", b"desc", 0, len(text))
    # No Unicode and no Macintosh form of the name.
    return head + text + struct.pack(">IIHB67x", 0, 0, 0, 0)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">4sI3I", b"XYZ ", 0, *(_fixed(value) for value in values))


def _fixed(value: float) -> int:
    return round(value * 0x10000)
