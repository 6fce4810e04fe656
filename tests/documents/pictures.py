"""Small pictures as papers from outside, and pages of our own papers as pictures."""

import io

from PIL import Image

from alo183_desktop.documents.pixels import page_pixels


def picture(kind: str, mode: str = "L", *, pages: int = 1, side: int = 60) -> bytes:
    """Return white pages of `side` by `side` pixels."""
    target = io.BytesIO()
    first, *others = [Image.new(mode, (side, side), "white") for _ in range(pages)]
    if others:
        first.save(target, kind, save_all=True, append_images=others)
    else:
        first.save(target, kind)
    return target.getvalue()


def page_picture(pdf: bytes, page: int, *, scale: float) -> Image.Image:
    """Return a page as a grey picture; the arguments are those of `page_pixels`."""
    pixels = page_pixels(pdf, page, scale=scale)
    size = (pixels.width, pixels.height)
    return Image.frombuffer("RGB", size, pixels.data, "raw", "BGRX", pixels.stride, 1).convert("L")
