"""All surfaces agree, and agree with the rows, whatever an office does and whenever it looks."""

from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from alo183_desktop.shared.override import override
from tests.truth.acts import CLOCK, WORK, Act
from tests.truth.conftest import NewOffice
from tests.truth.lives import Life
from tests.truth.net import Cost

STEPS = 12
EACH = 6
"""After so many acts the surfaces are looked at."""


def machine(new_office: NewOffice) -> type[RuleBasedStateMachine]:
    """Return the machine that drives offices of one kind."""

    class Machine(RuleBasedStateMachine):
        """What happens in one office."""

        life: Life

        @initialize(seed=st.integers(0, 2**32 - 1))
        def begin(self, seed: int) -> None:
            """Begin with a directorate that has some months behind it."""
            self.life = Life(new_office())
            dice = Random(seed)
            for _act in range(dice.randrange(40)):
                self.life.act_by_chance(dice)

        @rule(act=st.sampled_from(WORK), seed=st.integers(0, 2**32 - 1))
        def work(self, act: Act, seed: int) -> None:
            """Do something."""
            self._go_on(act, seed)

        @rule(act=st.sampled_from(CLOCK), seed=st.integers(0, 2**32 - 1))
        def wait(self, act: Act, seed: int) -> None:
            """Let time pass."""
            self._go_on(act, seed)

        def _go_on(self, act: Act, seed: int) -> None:
            self.life.act(act, seed)
            if len(self.life.trace) % EACH == 0:
                self.life.judge()

        @override
        def teardown(self) -> None:
            """Look at the papers, too, when it is over."""
            if hasattr(self, "life"):
                self.life.judge(Cost.PAPER)

    return Machine


@pytest.mark.both_backends
def test_that_all_surfaces_agree_with_the_rows(new_office: NewOffice) -> None:
    # What failed is told act by act, and looking costs more than a shorter trace is worth.
    run_state_machine_as_test(
        machine(new_office),
        settings=settings(
            max_examples=settings().max_examples,
            stateful_step_count=STEPS,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )


@pytest.mark.parametrize("acts", [0, 20, 30, 40])
def test_that_the_window_agrees_with_the_rows(new_file_office: NewOffice, acts: int) -> None:
    life, dice = Life(new_file_office()), Random(acts)
    for _act in range(acts):
        life.act_by_chance(dice)
    life.judge(Cost.WINDOW)
