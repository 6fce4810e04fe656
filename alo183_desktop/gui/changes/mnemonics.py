"""Keys for fields that are made while the dialog is open, one for each lot of things."""

from __future__ import annotations

from typing import Final

from alo183_desktop.shared.turkish import fold

_FREE: Final = frozenset("abcdefhjklmnoqrstuvwxz")
"""Without the keys of the foot (g, i, p, y); Alt with a digit is a step."""


def marked(label: str, taken: set[str]) -> str:
    """Return a label with `&` before its first letter that is no key yet; `taken` gets that one.

    A label without such a letter stays as it is: Tab goes there.
    """
    for place, sign in enumerate(label):
        letter = fold(sign) if sign.isascii() else ""
        if letter in _FREE - taken:
            taken.add(letter)
            return f"{label[:place]}&{label[place:]}"
    return label
