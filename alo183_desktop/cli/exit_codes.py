"""The exit codes of `alo183` besides 0.

Not here: which error leads to which (main.py, parser.py).
"""

from __future__ import annotations

from typing import Final

EXIT_BUG: Final = 1
EXIT_INPUT: Final = 2
