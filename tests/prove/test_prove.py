"""Every proof runs, each at its smallest; `dev.py prove` runs them as often as they need."""

import importlib
import random
from pathlib import Path

import pytest

from tests.prove.__main__ import GROUPS
from tests.prove.figures import SMALLEST, Figure, Tally, left_out, told


@pytest.mark.extra
@pytest.mark.timeout(1800)  # a proof has limits of its own, and says where it stood
@pytest.mark.parametrize("group", GROUPS)
def test_that_a_proof_holds_at_its_smallest(group: str, tmp_path: Path) -> None:
    proof = importlib.import_module(f"tests.prove.{group}")
    figures: list[Figure] = proof.prove(SMALLEST, tmp_path, random.Random(183))
    assert figures
    # A control fails by chance, and so few trials may not meet one.
    assert [told(figure) for figure in figures if figure.is_failed and not figure.is_control] == []
    assert all(figure.tried for figure in figures if not figure.is_left_out)


@pytest.mark.parametrize("is_control", [False, True])
@pytest.mark.parametrize("wrong", [None, "half a row"])
def test_that_a_row_fails_by_its_trials_and_a_control_without_any(
    *, is_control: bool, wrong: str | None
) -> None:
    tally = Tally("trials", is_control=is_control)
    tally.note(None)
    tally.note(wrong)
    figure = tally.figure()
    assert figure.is_failed is ((wrong is None) is is_control)
    assert ("FAILED" in told(figure)) is figure.is_failed
    assert ("half a row" in told(figure)) is (figure.is_failed and not is_control)


def test_that_nothing_tried_is_no_proof_and_what_is_left_out_says_why() -> None:
    assert Tally("trials").figure().is_failed
    assert not left_out("trials", "no disk").is_failed
    assert "left out: no disk" in told(left_out("trials", "no disk"))
