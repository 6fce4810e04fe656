"""A letter's content as JSON and back, so that a frozen letter stays readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.documents.letter.content import Letter
from alo183_desktop.shared.plain import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping


def to_json(letter: Letter) -> dict[str, Any]:
    """Return a letter as plain values for `json`."""
    return to_plain(letter)


def from_json(values: Mapping[str, Any]) -> Letter:
    """Return the letter that `to_json` made `values` of."""
    return from_plain(Letter, values)
