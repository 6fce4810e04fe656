"""Places for signatures beside one another at the end of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.blocks import Block, paragraph, side_by_side, stacked
from alo183_desktop.documents.form_layout import face_of
from alo183_desktop.documents.style import POINTS_PER_MM, SERIF, SERIF_BOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZE: Final = 11.0
_SMALL: Final = 9.0
_GAP: Final = 24.0
_ROOM: Final = 16 * POINTS_PER_MM
"""For the signature by hand, over the name. Source: Yönetmelik 2020/31151, madde 17."""


class Signer(NamedTuple):
    """Who signs, and as what; an empty text is not printed."""

    role: str
    """Such as `TESLİM EDEN`."""
    name: str
    title: str = ""


def signatures(signers: Sequence[Signer], width: float, *, gap: float = 0.0) -> Block:
    """Return the places of all signers beside one another; no page end parts them.

    Args:
        signers: From left to right; at least one.
        width: Of all together, in points.
        gap: Room before them.
    """
    each = (width - _GAP * (len(signers) - 1)) / len(signers)
    body = face_of(SERIF, _SIZE)
    columns = [
        stacked(
            [
                *paragraph(signer.role, face_of(SERIF_BOLD, _SIZE), each, align="centre"),
                *paragraph("(imza)", face_of(SERIF, _SMALL), each, align="centre", gap=2.0),
                *paragraph(signer.name or " ", body, each, align="centre", gap=_ROOM),
                *paragraph(signer.title, body, each, align="centre"),
            ]
        )
        for signer in signers
    ]
    lefts = [place * (each + _GAP) for place in range(len(signers))]
    return side_by_side(columns, lefts, gap=gap)
