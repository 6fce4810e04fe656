"""What leaves of many cases, and what checks all of them: how much memory and time that takes.

Each command is a process of its own, on a directorate of `ALO183_BENCH_CASES` cases.
"""

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.context import PASSWORD_VARIABLE
from tests.benchmarks import people
from tests.benchmarks.many_cases import COUNT, NOW, OFFICERS, fill
from tests.benchmarks.measure import Figure, figure_of

_MOST_MIB: Final = 512.0
_MOST_MIB_OF_A_LIST: Final = 250.0
_MOST_S_OF_A_LIST: Final = 5.0 + 55.0 * COUNT / 1_000_000
"""A minute for a million cases; a few seconds to begin with."""
_TOLD: Final = "peak MiB "
_PROGRAM: Final = f"""
import sys
from alo183_desktop.cli.main import run
code = run(sys.argv[1:])
# Not ru_maxrss: a process inherits it from the one that started it.
lines = open("/proc/self/status").readlines()
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
sys.stderr.write(f"{_TOLD}{{peak}}")
sys.exit(code)
"""


def measure() -> list[Figure]:
    """Return the figures of the commands over all cases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "veri"
        folder.mkdir()
        people.fill(folder, count=OFFICERS, today=NOW.date())
        desk = Program(folder, clock=lambda: NOW).unlock("demo", "demo")
        with desk.work() as work:
            fill(work, COUNT)
        with desk.work() as work:  # as many entries of the trail
            for case_id in range(1, COUNT + 1):
                work.record("case.opened", "case", case_id)
        desk.close()
        first, last = NOW.date() - dt.timedelta(days=365 * 5), NOW.date()
        days = ["--from", first.isoformat(), "--to", last.isoformat()]
        words = ["inspection", *days, "--out", str(Path(name) / "paket.zip")]
        figures: list[Figure] = []
        for command, most in (
            (["check"], _MOST_MIB),
            (["cases", "--json"], _MOST_MIB_OF_A_LIST),
            (["cases", "--xlsx", str(Path(name) / "vakalar.xlsx")], _MOST_MIB),
            (words, _MOST_MIB),
        ):
            peak, taken_s = _run(folder, command)
            shown = command[:2] if "--xlsx" in command else command[:1]
            title = f"{COUNT:,} cases, alo183 {' '.join(shown)}"
            figures.append(_against(f"{title}, memory", peak, most, unit="MiB"))
            if "--json" in command:
                figures.append(_against(f"{title}, time", taken_s, _MOST_S_OF_A_LIST, unit="s"))
        return figures


def _against(name: str, value: float, most: float, *, unit: str) -> Figure:
    return figure_of(name, [(value, most)], goal=1.0, unit=unit)


def _run(folder: Path, command: list[str]) -> tuple[float, float]:
    """Return the MiB and the seconds of a command."""
    words = ["--data", str(folder), "--user", "demo", *command]
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        env={**os.environ, PASSWORD_VARIABLE: "demo"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    taken_s = time.perf_counter() - begun
    return float(done.stderr.rpartition(_TOLD)[2]), taken_s
