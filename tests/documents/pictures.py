"""Small pictures as papers from outside."""

from __future__ import annotations

import io

from PIL import Image


def picture(kind: str, mode: str = "L", *, pages: int = 1, side: int = 60) -> bytes:
    """Return white pages of `side` by `side` pixels."""
    target = io.BytesIO()
    first, *others = [Image.new(mode, (side, side), "white") for _ in range(pages)]
    if others:
        first.save(target, kind, save_all=True, append_images=others)
    else:
        first.save(target, kind)
    return target.getvalue()
