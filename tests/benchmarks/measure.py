"""Measure two ways of the same work side by side, and print their ratio."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

ROUNDS: Final = 9
MOST_NOISE: Final = 0.25
"""A shared machine swings; what swings more than by a quarter excuses nothing."""


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
    noise: float = 0.0
    """How far, as a part of it, the ratio swung from round to round; 0 for what is told once."""

    @property
    def missed_by(self) -> float:
        """The part by which the goal is missed; 0 where it is met."""
        beside = self.ratio / self.goal if self.wants_less else self.goal / self.ratio
        return max(beside - 1, 0.0)

    @property
    def fails(self) -> bool:
        """Whether the goal is missed by more than the noise."""
        return self.missed_by > self.noise

    def line(self) -> str:
        """Return the figure as one line of a table."""
        sign = "≤" if self.wants_less else "≥"
        verdict = "holds"
        if self.missed_by:
            side = "over" if self.wants_less else "short"
            mark = "MISSED, " if self.fails else ""
            verdict = f"{mark}{side} by {self.missed_by:.1%}, noise ±{self.noise:.0%}"
        return (
            f"{self.name:<48} {self.ours:>9.2f} {self.unit:<3} {self.baseline:>9.2f} {self.unit:<3}"
            f" {self.ratio:>7.2f} ×  {sign} {self.goal:<5} {verdict}"
        )


def figure_of(
    name: str,
    rounds: Sequence[tuple[float, float]],
    *,
    goal: float,
    wants_less: bool = True,
    unit: str = "ms",
    pick: Callable[[Iterable[float]], float] = statistics.median,
) -> Figure:
    """Return the figure of some rounds.

    Args:
        name: What is measured.
        rounds: Of each what was measured, and what stands beside it.
        goal: The ratio of the first to the second that is wanted.
        wants_less: Whether a smaller ratio is better.
        unit: Of what was measured.
        pick: What speaks for all rounds.
    """
    ratios = [left / right for left, right in rounds]
    return Figure(
        name=name,
        ours=pick(left for left, _ in rounds),
        baseline=pick(right for _, right in rounds),
        ratio=pick(ratios),
        goal=goal,
        wants_less=wants_less,
        unit=unit,
        noise=noise_of(ratios),
    )


def p95(times: Sequence[float]) -> float:
    """Return what only one in twenty of some times exceeds."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def noise_of(ratios: Sequence[float]) -> float:
    """Return by which part the middle half of some ratios swings around their median."""
    if len(ratios) == 1:
        return 0.0
    lower, median, upper = statistics.quantiles(ratios, n=4, method="inclusive")
    return min((upper - lower) / 2 / median, MOST_NOISE)


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
    return figure_of(name, pairs, goal=goal)


def timed(work: Callable[[], object], *, before: Callable[[], object] = _nothing) -> list[float]:
    """Return the milliseconds that some work takes in each round, after one warm-up.

    Args:
        work: What is timed.
        before: As in `compare`.
    """
    times = []
    for _round in range(1 + ROUNDS):
        gc.collect()
        before()
        times.append(_milliseconds(work))
    return times[1:]


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
    return figure_of(name, [(took, most_ms) for took in times], goal=1.0)


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
        figure_of(name, times, goal=goal),
        figure_of(f"{name}, memory", sizes, goal=1.5, unit="MiB"),
    )


def report(figures: Sequence[Figure]) -> int:
    """Print the table and the raw figures, and return how many goals were missed beyond the noise.

    How busy the machine was is told with them: a ratio stands that, the time of one side does not.
    """
    for figure in figures:
        print(figure.line())
    if figures and hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
    return sum(figure.fails for figure in figures)


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
