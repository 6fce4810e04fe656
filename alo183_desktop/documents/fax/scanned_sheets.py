"""Scanned papers as grey fax sheets, and which of their pixels are ink.

Its input is foreign files: nothing about them is trusted.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.fax.sheets import ACROSS_DPI, WIDTH, render_grey
from alo183_desktop.documents.pixels import is_pdf, opened
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from alo183_desktop.documents.fax.sheets import Raster

_FORMATS: Final = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS: Final = 80_000_000
"""An A3 sheet at 600 dpi has 70 million."""
MOST_PAGES: Final = 200
MOST_POINTS: Final = 12_500_000
"""Square points of the largest page: a photo of twelve million pixels that a program laid on a page
with a point for each. A sheet of A0 has 8 million."""
_FAILURES: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zlib.error,
    UserWarning,  # Only where warnings are errors.
)
"""What Pillow raises for broken files: there is no common class."""
_OBLONG: Final = 1.3
"""Pixels whose height and width differ by more come from a fax."""
_BACKGROUND_CELL: Final = 16
_LEVELS: Final = 256
_LEAST_CONTRAST: Final = 40
_GREATEST_CONTRAST: Final = 96


def scanned_sheets(scan: bytes, raster: Raster) -> Iterator[Image]:
    """Yield each page of a scanned paper in grey on a fax sheet.

    Only for the child with limits (scan_child): it processes foreign data.

    Raises:
        KnownError: `documents.unreadable_scan`, `documents.scan_too_large` or
            `documents.page_too_large`.
    """
    if not is_pdf(scan):
        yield from _sheets_of_image(scan, raster)
        return
    import pypdfium2  # slow to load

    try:
        with opened(scan) as document:
            if len(document) > MOST_PAGES:
                raise KnownError("documents.scan_too_large")
            for page in document:
                demand_size(*page.get_size())
                yield render_grey(page, raster)
                page.close()
    except pypdfium2.PdfiumError as error:
        raise KnownError("documents.unreadable_scan") from error


def demand_size(width: float, height: float) -> None:
    """Refuse a page of a PDF whose sides, in points, are those of no paper.

    Raises:
        KnownError: `documents.page_too_large`.
    """
    if not width * height <= MOST_POINTS:  # nor what is not a number
        raise KnownError("documents.page_too_large")


def _sheets_of_image(scan: bytes, raster: Raster) -> Iterator[Image]:
    """Yield each page of a PNG, JPEG or TIFF in grey on a white fax sheet.

    Landscape pages are rotated; each is fitted into the sheet with its own proportions.

    Raises:
        KnownError: `documents.unreadable_scan` or `documents.scan_too_large`.
    """
    from PIL import Image, ImageOps  # slow to load

    try:
        with Image.open(io.BytesIO(scan), formats=_FORMATS) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > MOST_PAGES:
                raise KnownError("documents.scan_too_large")
            for frame in range(frames):
                image.seek(frame)
                if image.width * image.height > _MOST_PIXELS:
                    raise KnownError("documents.scan_too_large")
                oblong = _oblong(image)
                page = _grey(ImageOps.exif_transpose(image) if frame == 0 else image)
                yield _on_sheet(page, oblong, raster)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise KnownError("documents.scan_too_large") from error
    except _FAILURES as error:
        raise KnownError("documents.unreadable_scan") from error


def ink_of_scan(grey: Image, *, paleness: float) -> Image:
    """Return one bit per pixel, 1 where a scan is darker than the paper around it.

    The paper's own tone is removed first, so that shadows and grey paper do not turn black.

    Args:
        grey: The sheet.
        paleness: Below 1.0, paler strokes count as ink.
    """
    from PIL import Image, ImageChops, ImageFilter

    small = (max(grey.width // _BACKGROUND_CELL, 1), max(grey.height // _BACKGROUND_CELL, 1))
    # The palest pixel of the neighbourhood is paper: letters never fill a whole cell.
    paper = grey.resize(small, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5))
    paper = paper.filter(ImageFilter.GaussianBlur(2))
    darkness = ImageChops.subtract(paper.resize(grey.size, Image.Resampling.BILINEAR), grey)
    threshold = round(_contrast(darkness.histogram()) * paleness)
    return darkness.point([0] * threshold + [255] * (_LEVELS - threshold), "1")


def _oblong(image: Image) -> float:
    """Return the height of a pixel relative to its width; 1.0 for all but fax images."""
    across, down = (float(value) for value in image.info.get("dpi", (1.0, 1.0)))
    if across <= 0 or down <= 0:
        return 1.0
    ratio = across / down
    return ratio if ratio > _OBLONG or ratio < 1 / _OBLONG else 1.0


def _grey(image: Image) -> Image:
    from PIL import Image as Images

    if image.mode in {"1", "L"}:
        return image.convert("L")
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        # Deep scans keep their upper eight bits.
        return image.convert("I").point(lambda value: value / _LEVELS).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        whole = image.convert("RGBA")
        return Images.alpha_composite(Images.new("RGBA", whole.size, "white"), whole).convert("L")
    return image.convert("L")


def _on_sheet(page: Image, oblong: float, raster: Raster) -> Image:
    from PIL import Image

    if page.width > page.height * oblong:
        page = page.transpose(Image.Transpose.ROTATE_270)
        oblong = 1 / oblong
    # Lengths in inches, for a page that is one inch wide.
    proportion = page.height * oblong / page.width
    breadth = min(WIDTH / ACROSS_DPI, raster.height / raster.down_dpi / proportion)
    size = (
        max(min(round(breadth * ACROSS_DPI), WIDTH), 1),
        max(min(round(breadth * proportion * raster.down_dpi), raster.height), 1),
    )
    resample = Image.Resampling.LANCZOS
    fitted = page.resize(size, resample, reducing_gap=3.0)
    white = Image.new("L", (WIDTH, raster.height), 255)
    white.paste(fitted, ((WIDTH - size[0]) // 2, 0))
    return white


def _contrast(histogram: list[int]) -> int:
    """Return the darkness that best separates paper from ink (Otsu), within sensible bounds."""
    total = sum(histogram)
    whole = sum(level * count for level, count in enumerate(histogram))
    best, threshold = -1.0, _LEAST_CONTRAST
    below = weight = 0
    for level, count in enumerate(histogram):
        below += count
        weight += level * count
        if below in (0, total):
            continue
        means = weight / below - (whole - weight) / (total - below)
        spread = below * (total - below) * means * means
        if spread > best:
            best, threshold = spread, level + 1
    return min(max(threshold, _LEAST_CONTRAST), _GREATEST_CONTRAST)
