"""Every number that is shown is held by the net."""

from random import Random
from typing import Final

from tests.truth.conftest import NewOffice
from tests.truth.facts import FACTS
from tests.truth.lives import Life
from tests.truth.looks import Looks
from tests.truth.numbers import held, shown

ACTS: Final = 90
EACH: Final = 15


def test_that_each_number_shown_is_held(new_file_office: NewOffice) -> None:
    life, dice, found = Life(new_file_office()), Random(5), set[str]()
    for act in range(ACTS):
        if act % EACH == 0:
            found |= shown(Looks(life.office))
        life.act_by_chance(dice)
    assert sorted(found - held(FACTS, found)) == []
