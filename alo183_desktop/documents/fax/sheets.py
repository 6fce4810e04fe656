"""A page as a sheet of a Group 3 fax: drawn in grey, as ink, and coded."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.letter.content import Compression, Resolution

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

WIDTH: Final = 1728
"""Pixels of a line. Source: ITU-T T.4, 1728 along 215 mm."""
ACROSS_DPI: Final = 204
_POINTS_PER_INCH: Final = 72
_A4_POINTS: Final = (595.276, 841.89)
_WHITE: Final = 255
GROUP3_FILLED: Final = 4
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


def render_grey(page: PdfPage, raster: Raster) -> Image:
    """Return a page in grey on a whole fax sheet, with the pixel proportions of a fax."""
    import pypdfium2  # slow to load
    from PIL import Image

    width_pt, height_pt = page.get_size()
    turned = width_pt > height_pt
    if turned:
        width_pt, height_pt = height_pt, width_pt
    shrink = min(_A4_POINTS[0] / width_pt, _A4_POINTS[1] / height_pt)
    width = round(width_pt * shrink * ACROSS_DPI / _POINTS_PER_INCH)
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
        # The bytes are Python's own and outlive the bitmap; to copy them takes as long as to draw.
        return Image.frombuffer(
            "L", (WIDTH, raster.height), bitmap.buffer, "raw", "L", bitmap.stride, 1
        )
    finally:
        bitmap.close()


def to_ink(grey: Image, threshold: int) -> Image:
    """Return one bit per pixel, 1 where the paper turns black."""
    return grey.point([255] * threshold + [0] * (256 - threshold), "1")


def code_sheet(ink: Image, compression: Compression) -> bytes:
    """Return a sheet coded by T.4 or T.6, in one strip."""
    from PIL import Image
    from PIL.TiffImagePlugin import TiffImageFile

    # One strip, so that the coder starts once.
    fields: dict[int, int] = {278: ink.height}
    if compression is Compression.T4:
        fields[292] = GROUP3_FILLED
    target = io.BytesIO()
    ink.save(target, "TIFF", compression=compression.value, tiffinfo=fields)
    coded = target.getvalue()
    target.seek(0)
    with Image.open(target) as image:
        if not isinstance(image, TiffImageFile):
            raise TypeError(type(image))
        (offset,), (size,) = image.tag_v2[273], image.tag_v2[279]
    return coded[offset : offset + size]
