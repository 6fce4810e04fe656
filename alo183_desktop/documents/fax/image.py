"""Letters as a Group 3 fax image."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.fax.scans import MOST_PAGES, is_pdf, sheets_of_image
from alo183_desktop.documents.foreign.scans import coded_strips, count_sheets
from alo183_desktop.documents.letter.content import Compression, Resolution
from alo183_desktop.documents.pixels import opened
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PIL.Image import Image
    from pypdfium2 import PdfPage

_SHORT: Final = 3
_LONG: Final = 4
_RATIONAL: Final = 5
_CODE: Final = {Compression.T4: 3, Compression.T6: 4}
_OPTIONS_TAG: Final = {Compression.T4: 292, Compression.T6: 293}
_PAGE_OF_SEVERAL: Final = 2
_INCH: Final = 2
_MOST_SIGNIFICANT_FIRST: Final = 1


class Sheet(NamedTuple):
    """One coded sheet; white is 0 and black is 1."""

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


WIDTH: Final = 1728
"""Pixels of a line. Source: ITU-T T.4, 1728 along 215 mm."""
_ACROSS_DPI: Final = 204
_POINTS_PER_INCH: Final = 72
_A4_POINTS: Final = (595.276, 841.89)
_WHITE: Final = 255
_GROUP3_FILLED: Final = 4
"""T4Options: one dimension, each end of line on a whole byte."""


class Raster(NamedTuple):
    """Lines of a resolution, and how dark a pixel must be to print."""

    height: int
    down_dpi: int
    threshold: int
    """Grey values below it turn black; 0 is black, 255 white."""
    paleness: float
    """Required darkness of a scan's ink, as a share of its contrast to the paper."""


RASTERS: Final = {
    Resolution.FINE: Raster(2292, 196, 150, 1.0),
    # Half the lines: thin strokes cover less of a pixel, so paler ones must count.
    Resolution.STANDARD: Raster(1146, 98, 197, 0.75),
}


def fax_image(
    pdfs: Sequence[bytes], *, resolution: Resolution, compression: Compression = Compression.T6
) -> bytes:
    """Return all pages of `pdfs` as TIFF Class F: one bit per pixel, 1728 wide, a sheet per page.

    Pages of another size than A4 are fitted into A4; landscape ones are rotated.

    Raises:
        pypdfium2.PdfiumError: The bytes are not a PDF that can be opened.
    """
    raster = RASTERS[resolution]
    sheets = []
    for pdf in pdfs:
        with opened(pdf) as document:
            for page in document:
                grey = render_grey(page, raster)
                page.close()
                sheets.append(code_sheet(to_ink(grey, raster.threshold), raster, compression))
    return tiff_class_f(sheets, compression)


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
    sheets = [
        _sheet(strip, WIDTH, raster.height, raster, compression)
        for strip in coded_strips(scan, resolution, compression)
    ]
    covers = []
    if cover is not None:
        with opened(cover(len(sheets))) as document:
            ink = to_ink(render_grey(document[0], raster), raster.threshold)
            covers.append(code_sheet(ink, raster, compression))
    return tiff_class_f([*covers, *sheets], compression)


def scan_pages(scan: bytes) -> int:
    """Return how many fax sheets a scanned paper fills.

    Raises:
        KnownError: As `fax_image_of_scan`.
    """
    # Counted by rendering: a broken last page is found now, not after printing the cover.
    return count_sheets(scan, Resolution.STANDARD)


def scanned_sheets(scan: bytes, raster: Raster) -> Iterator[Image]:
    """Yield each page of a scanned paper in grey on a fax sheet.

    Only for the child with limits (scan_child): it processes foreign data.

    Raises:
        KnownError: `documents.unreadable_scan` or `documents.scan_too_large`.
    """
    if not is_pdf(scan):
        yield from sheets_of_image(
            scan, width=WIDTH, height=raster.height, down_dpi=raster.down_dpi
        )
        return
    import pypdfium2  # slow to load

    try:
        with opened(scan) as document:
            if len(document) > MOST_PAGES:
                raise KnownError("documents.scan_too_large")
            for page in document:
                yield render_grey(page, raster)
                page.close()
    except pypdfium2.PdfiumError as error:
        raise KnownError("documents.unreadable_scan") from error


def render_grey(page: PdfPage, raster: Raster) -> Image:
    """Return a page in grey on a whole fax sheet, with the pixel proportions of a fax."""
    import pypdfium2  # slow to load
    from PIL import Image

    width_pt, height_pt = page.get_size()
    turned = width_pt > height_pt
    if turned:
        width_pt, height_pt = height_pt, width_pt
    shrink = min(_A4_POINTS[0] / width_pt, _A4_POINTS[1] / height_pt)
    width = round(width_pt * shrink * _ACROSS_DPI / _POINTS_PER_INCH)
    height = min(round(height_pt * shrink * raster.down_dpi / _POINTS_PER_INCH), raster.height)
    raw = pypdfium2.raw
    bitmap = pypdfium2.PdfBitmap.new_native(WIDTH, raster.height, raw.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((_WHITE, _WHITE, _WHITE, _WHITE), 0, 0, WIDTH, raster.height)
        raw.FPDF_RenderPageBitmap(
            bitmap,
            page,
            (WIDTH - width) // 2,
            0,
            width,
            height,
            1 if turned else 0,
            raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE,
        )
        return Image.frombytes(
            "L", (WIDTH, raster.height), bytes(bitmap.buffer), "raw", "L", bitmap.stride, 1
        )
    finally:
        bitmap.close()


def to_ink(grey: Image, threshold: int) -> Image:
    """Return one bit per pixel, 1 where the paper turns black."""
    return grey.point([255] * threshold + [0] * (256 - threshold), "1")


def code_sheet(ink: Image, raster: Raster, compression: Compression) -> Sheet:
    """Return a sheet coded by T.4 or T.6."""
    from PIL import Image
    from PIL.TiffImagePlugin import TiffImageFile

    # One strip, so that the coder starts once.
    fields: dict[int, int] = {278: ink.height}
    if compression is Compression.T4:
        fields[292] = _GROUP3_FILLED
    target = io.BytesIO()
    ink.save(target, "TIFF", compression=compression.value, tiffinfo=fields)
    coded = target.getvalue()
    target.seek(0)
    with Image.open(target) as image:
        if not isinstance(image, TiffImageFile):
            raise TypeError(type(image))
        (offset,), (size,) = image.tag_v2[273], image.tag_v2[279]
    return _sheet(coded[offset : offset + size], ink.width, ink.height, raster, compression)


def _sheet(
    strip: bytes, width: int, height: int, raster: Raster, compression: Compression
) -> Sheet:
    return Sheet(
        width=width,
        height=height,
        dpi=(_ACROSS_DPI, raster.down_dpi),
        strip=strip,
        options=_GROUP3_FILLED if compression is Compression.T4 else 0,
    )
