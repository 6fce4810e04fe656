"""Run every benchmark and print the ratios: `python3 dev.py bench [GROUP ...]`."""

import importlib
import os
import subprocess
import sys
from typing import Final

from tests.benchmarks.measure import Figure, report

GROUPS: Final = (
    "start",
    "roster",
    "papers",
    "mail_merge",
    "usage",
    "cases",
    "case_window",
    "planning",
    "rota",
    "desks",
    "exports",
)


def main(wanted: list[str]) -> int:
    """Measure the wanted groups, all when none is named; return 1 when a goal is missed."""
    unknown = set(wanted) - set(GROUPS)
    if unknown:
        print(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if len(wanted) == 1:
        figures: list[Figure] = importlib.import_module(f"tests.benchmarks.{wanted[0]}").measure()
        return 1 if report(figures) else 0
    # Each group in a process of its own: what one leaves in memory slows the next.
    command = [sys.executable, "-m", "tests.benchmarks"]
    codes = [subprocess.call([*command, group]) for group in wanted or GROUPS]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
