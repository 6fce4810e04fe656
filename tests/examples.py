"""How many examples a property gets whose examples take long: each opens a window, or plans."""

from __future__ import annotations

from typing import Final

from hypothesis import settings

DAILY: Final = 25
"""How many any other property gets, unless everything is run."""


def at_most(examples: int) -> int:
    """Return `examples` where everything is run, and a third of them every day."""
    return max(2, examples // 3) if settings().max_examples <= DAILY else examples
