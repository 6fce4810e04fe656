"""Measure two ways of the same work side by side, and print their ratio."""

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

ROUNDS: Final = 9
SLACK: Final = 1.25
"""A shared machine swings; a goal fails only when it is missed by more than a quarter."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One comparison: medians in milliseconds (or MiB), and the median of the rounds' ratios."""

    name: str
    ours: float
    baseline: float
    ratio: float
    goal: float
    """The ratio that is wanted."""
    wants_less: bool = True
    """Whether a smaller ratio is better; False for "so many times faster"."""
    unit: str = "ms"

    @property
    def holds(self) -> bool:
        """Whether the goal is met within the slack."""
        if self.wants_less:
            return self.ratio <= self.goal * SLACK
        return self.ratio >= self.goal / SLACK

    def line(self) -> str:
        """Return the figure as one line of a table."""
        sign = "≤" if self.wants_less else "≥"
        mark = "holds" if self.holds else "MISSED"
        return (
            f"{self.name:<48} {self.ours:>9.2f} {self.unit:<3} {self.baseline:>9.2f} {self.unit:<3}"
            f" {self.ratio:>7.2f} ×  {sign} {self.goal:<5} {mark}"
        )


def compare(
    name: str,
    ours: Callable[[], object],
    baseline: Callable[[], object],
    *,
    goal: float,
    rounds: int = ROUNDS,
    work_ours: int = 1,
    work_baseline: int = 1,
    before: Callable[[], object] = _nothing,
) -> Figure:
    """Time two functions, which come first by turns, after one warm-up.

    Args:
        name: What is measured.
        ours: What the program does.
        baseline: The floor beside which it stands.
        goal: The largest ratio of ours to baseline that is wanted.
        rounds: How often both run.
        work_ours: Pieces of work in one call; times are told for one piece.
        work_baseline: The same for the baseline.
        before: What comes before each of both and is not timed, such as waiting for peace.
    """
    for work in (ours, baseline):
        before()
        work()
    works = [(ours, work_ours), (baseline, work_baseline)]
    pairs = []
    for turn in range(rounds):
        # Whoever comes first finds the processor's caches swept by the collector: the other one
        # would gain an eighth by it.
        first_is_ours = turn % 2 == 0
        times = []
        for work, pieces in works if first_is_ours else reversed(works):
            gc.collect()
            before()
            times.append(_milliseconds(work) / pieces)
        left, right = times if first_is_ours else reversed(times)
        pairs.append((left, right))
    return _figure(name, pairs, goal=goal)


def in_time(
    name: str, work: Callable[[], object], most_ms: float, *, rounds: int = ROUNDS, pieces: int = 1
) -> Figure:
    """Return what a piece of work takes of the processor, as a part of what it may take."""
    work()
    times = []
    for _round in range(rounds):
        gc.collect()
        start = time.thread_time()
        work()
        times.append((time.thread_time() - start) * 1000 / pieces)
    ours = statistics.median(times)
    return Figure(name, ours, most_ms, ours / most_ms, 1.0)


def compare_processes(
    name: str, ours: Sequence[str], baseline: Sequence[str], *, goal: float
) -> tuple[Figure, Figure]:
    """Run two programs in turn; each prints `{"ms": …, "mib": …}` as its last line.

    Returns:
        The figure of their times and the figure of their memory; the goal is for the times, and
        memory may be 1.5 times the baseline's.
    """
    _run(ours)
    _run(baseline)
    answers = [(_run(ours), _run(baseline)) for _ in range(ROUNDS)]
    times = [(left["ms"], right["ms"]) for left, right in answers]
    sizes = [(left["mib"], right["mib"]) for left, right in answers]
    return (
        _figure(name, times, goal=goal),
        _figure(f"{name}, memory", sizes, goal=1.5, unit="MiB"),
    )


def report(figures: Sequence[Figure]) -> int:
    """Print the table and the raw figures, and return how many goals were missed."""
    for figure in figures:
        print(figure.line())
    print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
    return sum(not figure.holds for figure in figures)


def _figure(
    name: str, pairs: Sequence[tuple[float, float]], *, goal: float, unit: str = "ms"
) -> Figure:
    return Figure(
        name=name,
        ours=statistics.median(left for left, _ in pairs),
        baseline=statistics.median(right for _, right in pairs),
        ratio=statistics.median(left / right for left, right in pairs),
        goal=goal,
        unit=unit,
    )


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _run(command: Sequence[str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True, timeout=120
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
