"""The exit codes of `alo183` besides 0."""

from __future__ import annotations

from typing import Final

EXIT_BUG: Final = 1
EXIT_INPUT: Final = 2
EXIT_DIFFERS: Final = 3
"""Of a comparison; unlike the exit code of `diff` it never means a bug."""
