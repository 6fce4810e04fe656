"""Letters as a Group 3 fax image."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.fax.scans import coded_strips, count_sheets
from alo183_desktop.documents.fax.sheets import (
    ACROSS_DPI,
    GROUP3_FILLED,
    RASTERS,
    WIDTH,
    Raster,
    code_sheet,
    render_grey,
    to_ink,
)
from alo183_desktop.documents.letter.content import Compression, Resolution
from alo183_desktop.documents.pixels import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_SHORT: Final = 3
_LONG: Final = 4
_RATIONAL: Final = 5
_CODE: Final = {Compression.T4: 3, Compression.T6: 4}
_OPTIONS_TAG: Final = {Compression.T4: 292, Compression.T6: 293}
_PAGE_OF_SEVERAL: Final = 2
_INCH: Final = 2
_MOST_SIGNIFICANT_FIRST: Final = 1


def tiff_class_f(strips: Sequence[bytes], raster: Raster, compression: Compression) -> bytes:
    """Return coded sheets as one file, in order.

    Source: TIFF 6.0, sections 10 and 11; RFC 2306, profile F.
    """
    content = bytearray(struct.pack("<2sHI", b"II", 42, 8))
    for number, strip in enumerate(strips):
        start = len(content)
        entries = _entries(len(strip), raster, compression, number, len(strips))
        directory_size = 2 + 12 * len(entries) + 4
        resolution_at = start + directory_size
        strip_at = resolution_at + 16
        places = {273: strip_at, 282: resolution_at, 283: resolution_at + 8}
        content += struct.pack("<H", len(entries))
        for tag, kind, count, value in entries:
            content += _entry(tag, kind, count, places.get(tag, value))
        padding = len(strip) % 2
        following = strip_at + len(strip) + padding
        content += struct.pack("<I", following if number + 1 < len(strips) else 0)
        content += struct.pack("<4I", ACROSS_DPI, 1, raster.down_dpi, 1)
        content += strip + b"\0" * padding
    return bytes(content)


def _entries(
    size: int, raster: Raster, compression: Compression, number: int, count: int
) -> list[tuple[int, int, int, int]]:
    """Return tag, type, count and value of each field, ordered by tag."""
    options = GROUP3_FILLED if compression is Compression.T4 else 0
    return [
        (254, _LONG, 1, _PAGE_OF_SEVERAL),  # NewSubfileType
        (256, _LONG, 1, WIDTH),  # ImageWidth
        (257, _LONG, 1, raster.height),  # ImageLength
        (258, _SHORT, 1, 1),  # BitsPerSample
        (259, _SHORT, 1, _CODE[compression]),  # Compression
        (262, _SHORT, 1, 0),  # PhotometricInterpretation: white is zero
        (266, _SHORT, 1, _MOST_SIGNIFICANT_FIRST),  # FillOrder
        (273, _LONG, 1, 0),  # StripOffsets
        (274, _SHORT, 1, 1),  # Orientation
        (277, _SHORT, 1, 1),  # SamplesPerPixel
        (278, _LONG, 1, raster.height),  # RowsPerStrip
        (279, _LONG, 1, size),  # StripByteCounts
        (282, _RATIONAL, 1, 0),  # XResolution
        (283, _RATIONAL, 1, 0),  # YResolution
        (_OPTIONS_TAG[compression], _LONG, 1, options),
        (296, _SHORT, 1, _INCH),  # ResolutionUnit
        (297, _SHORT, 2, number | count << 16),  # PageNumber
        (327, _SHORT, 1, 0),  # CleanFaxData: no damaged line
    ]


def _entry(tag: int, kind: int, count: int, value: int) -> bytes:
    # Little-endian: a single short takes the first half of the four bytes, as a long does.
    return struct.pack("<HHII", tag, kind, count, value)


def fax_image(
    pdfs: Sequence[bytes], *, resolution: Resolution, compression: Compression = Compression.T6
) -> bytes:
    """Return all pages of `pdfs` as TIFF Class F: one bit per pixel, 1728 wide, a sheet per page.

    Pages of another size than A4 are fitted into A4; landscape ones are rotated.

    Raises:
        pypdfium2.PdfiumError: The bytes are not a PDF that can be opened.
    """
    raster = RASTERS[resolution]
    strips = []
    for pdf in pdfs:
        with opened(pdf) as document:
            for page in document:
                grey = render_grey(page, raster)
                page.close()
                strips.append(code_sheet(to_ink(grey, raster.threshold), compression))
    return tiff_class_f(strips, raster, compression)


def fax_image_of_scan(
    scan: bytes,
    *,
    resolution: Resolution,
    compression: Compression = Compression.T6,
    cover: Callable[[int], bytes] | None = None,
) -> bytes:
    """Return a scanned paper, a PDF, PNG, JPEG or TIFF of one or more pages, as a TIFF Class F.

    Args:
        scan: The paper.
        resolution: Fine or standard.
        compression: T.4 or T.6.
        cover: Returns, for the number of sheets, a PDF of one page that precedes them; it is drawn,
            not scanned.

    Raises:
        KnownError: `documents.unreadable_scan`, `documents.scan_too_large` or
            `documents.scan_too_slow`.
    """
    raster = RASTERS[resolution]
    strips = coded_strips(scan, resolution, compression)
    covers = []
    if cover is not None:
        with opened(cover(len(strips))) as document:
            ink = to_ink(render_grey(document[0], raster), raster.threshold)
            covers.append(code_sheet(ink, compression))
    return tiff_class_f([*covers, *strips], raster, compression)


def scan_pages(scan: bytes) -> int:
    """Return how many fax sheets a scanned paper fills.

    Raises:
        KnownError: As `fax_image_of_scan`.
    """
    # Counted by rendering: a broken last page is found now, not after printing the cover.
    return count_sheets(scan, Resolution.STANDARD)
