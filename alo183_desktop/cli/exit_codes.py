"""The exit codes of `alo183` besides 0."""

from __future__ import annotations

from typing import Final

EXIT_BUG: Final = 1
EXIT_INPUT: Final = 2
EXIT_DIFFERS: Final = 1
"""Of a comparison, as of `diff`."""
