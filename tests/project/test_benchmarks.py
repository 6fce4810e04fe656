"""What `dev.py bench` says of a figure, and when it fails."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.measure import MOST_NOISE, Figure, figure_of, noise_of, report

ratios = st.floats(0.01, 1000)
several = st.lists(ratios, min_size=2, max_size=15)


@given(ratio=ratios, goal=ratios, noise=st.floats(0, MOST_NOISE), wants_less=st.booleans())
def test_that_a_figure_holds_only_when_its_goal_is_met(
    ratio: float, goal: float, noise: float, *, wants_less: bool
) -> None:
    figure = Figure("a / b", ratio, 1.0, ratio, goal, wants_less=wants_less, noise=noise)
    is_met = ratio <= goal if wants_less else ratio >= goal
    assert figure.line().endswith(" holds") == is_met
    assert not (is_met and figure.fails)


@given(over=st.floats(0.001, 2), noise=st.floats(0, MOST_NOISE), wants_less=st.booleans())
def test_that_a_missed_goal_fails_beyond_the_noise_that_was_measured_and_says_both(
    over: float, noise: float, *, wants_less: bool
) -> None:
    ratio = 3.0 * (1 + over) if wants_less else 3.0 / (1 + over)
    figure = Figure("a / b", ratio, 1.0, ratio, 3.0, wants_less=wants_less, noise=noise)
    assert figure.missed_by == pytest.approx(over)
    assert figure.fails == (figure.missed_by > noise)
    assert f"by {figure.missed_by:.1%}, noise ±{noise:.0%}" in figure.line()
    assert ("MISSED" in figure.line()) == figure.fails


@given(several)
def test_that_no_noise_excuses_more_than_a_quarter_and_none_is_measured_in_equal_rounds(
    swinging: list[float],
) -> None:
    assert 0 <= noise_of(swinging) <= MOST_NOISE
    assert noise_of([swinging[0]] * len(swinging)) == 0
    assert noise_of(swinging[:1]) == 0
    # Twice as slow a machine swings by the same part.
    assert noise_of([2 * one for one in swinging]) == pytest.approx(noise_of(swinging))


@given(st.lists(st.tuples(ratios, ratios), min_size=2, max_size=15))
def test_that_a_figure_stands_for_the_ratios_of_its_rounds(
    rounds: list[tuple[float, float]],
) -> None:
    figure = figure_of("a / b", rounds, goal=1.0)
    of_rounds = [ours / theirs for ours, theirs in rounds]
    assert figure.ratio == statistics.median(of_rounds)
    assert figure.noise == noise_of(of_rounds)


def test_that_a_report_counts_what_fails_and_nothing_within_the_noise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    held = Figure("held", 2.9, 1.0, 2.9, 3.0)
    within = Figure("within", 3.13, 1.0, 3.13, 3.0, noise=0.09)
    beyond = Figure("beyond", 148.0, 140.0, 148 / 140, 1.0, unit="MiB", noise=0.01)
    assert report([held, within, beyond]) == 1
    lines = capsys.readouterr().out.splitlines()
    verdicts = [line.partition(" ×  ≤ ")[2].partition(" ")[2].strip() for line in lines[:3]]
    assert verdicts == ["holds", "over by 4.3%, noise ±9%", "MISSED, over by 5.7%, noise ±1%"]
    assert report([held]) == 0
