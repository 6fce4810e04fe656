"""TIFF Class F, the file form of a Group 3 fax: one image file directory a sheet."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.content import Compression

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORT: Final = 3
_LONG: Final = 4
_RATIONAL: Final = 5
_CODE: Final = {Compression.T4: 3, Compression.T6: 4}
_OPTIONS_TAG: Final = {Compression.T4: 292, Compression.T6: 293}
_PAGE_OF_SEVERAL: Final = 2
_INCH: Final = 2
_MOST_SIGNIFICANT_FIRST: Final = 1


class Sheet(NamedTuple):
    """One coded sheet; its white is 0 and its black 1."""

    width: int
    height: int
    dpi: tuple[int, int]
    strip: bytes
    options: int
    """T4Options or T6Options."""


def tiff_class_f(sheets: Sequence[Sheet], compression: Compression) -> bytes:
    """Return sheets as one file, in order.

    Source: TIFF 6.0, sections 10 and 11; RFC 2306, profile F.
    """
    content = bytearray(struct.pack("<2sHI", b"II", 42, 8))
    for number, sheet in enumerate(sheets):
        start = len(content)
        entries = _entries(sheet, compression, number, len(sheets))
        directory_size = 2 + 12 * len(entries) + 4
        resolution_at = start + directory_size
        strip_at = resolution_at + 16
        places = {273: strip_at, 282: resolution_at, 283: resolution_at + 8}
        content += struct.pack("<H", len(entries))
        for tag, kind, count, value in entries:
            content += _entry(tag, kind, count, places.get(tag, value))
        padding = len(sheet.strip) % 2
        following = strip_at + len(sheet.strip) + padding
        content += struct.pack("<I", following if number + 1 < len(sheets) else 0)
        content += struct.pack("<4I", sheet.dpi[0], 1, sheet.dpi[1], 1)
        content += sheet.strip + b"\0" * padding
    return bytes(content)


def _entries(
    sheet: Sheet, compression: Compression, number: int, count: int
) -> list[tuple[int, int, int, int]]:
    """Return tag, type, count and value of each field, ordered by tag."""
    return [
        (254, _LONG, 1, _PAGE_OF_SEVERAL),  # NewSubfileType
        (256, _LONG, 1, sheet.width),  # ImageWidth
        (257, _LONG, 1, sheet.height),  # ImageLength
        (258, _SHORT, 1, 1),  # BitsPerSample
        (259, _SHORT, 1, _CODE[compression]),  # Compression
        (262, _SHORT, 1, 0),  # PhotometricInterpretation: white is zero
        (266, _SHORT, 1, _MOST_SIGNIFICANT_FIRST),  # FillOrder
        (273, _LONG, 1, 0),  # StripOffsets
        (274, _SHORT, 1, 1),  # Orientation
        (277, _SHORT, 1, 1),  # SamplesPerPixel
        (278, _LONG, 1, sheet.height),  # RowsPerStrip
        (279, _LONG, 1, len(sheet.strip)),  # StripByteCounts
        (282, _RATIONAL, 1, 0),  # XResolution
        (283, _RATIONAL, 1, 0),  # YResolution
        (_OPTIONS_TAG[compression], _LONG, 1, sheet.options),
        (296, _SHORT, 1, _INCH),  # ResolutionUnit
        (297, _SHORT, 2, number | count << 16),  # PageNumber
        (327, _SHORT, 1, 0),  # CleanFaxData: no damaged line
    ]


def _entry(tag: int, kind: int, count: int, value: int) -> bytes:
    # Little-endian: a single short takes the first half of the four bytes, as a long does.
    return struct.pack("<HHII", tag, kind, count, value)
