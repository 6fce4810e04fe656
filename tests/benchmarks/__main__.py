"""Run every benchmark and print the ratios: `python3 dev.py bench [GROUP ...]`.

Not here: the measuring (measure.py) and the work (papers.py, roster.py, start.py).
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Final

from tests.benchmarks.measure import Figure, report

GROUPS: Final = ("start", "roster", "papers")


def main(wanted: list[str]) -> int:
    """Measure the wanted groups, all when none is named; return 1 when a goal is missed."""
    unknown = set(wanted) - set(GROUPS)
    if unknown:
        print(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures: list[Figure] = []
    for group in wanted or GROUPS:
        figures += importlib.import_module(f"tests.benchmarks.{group}").measure()
    return 1 if report(figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
