"""Every number that is shown is held by the net, or named here as one that is not held yet."""

from fnmatch import fnmatchcase
from random import Random
from typing import Final

from tests.truth.conftest import NewOffice
from tests.truth.facts import FACTS
from tests.truth.lives import Life
from tests.truth.looks import Looks
from tests.truth.numbers import held, shown

ACTS: Final = 90
EACH: Final = 15
NOT_YET: Final = (
    "report:Araçsız ya da şoförsüz saat",
    "report:Ay sonunda boş görev",
    "report:Bugün boş görev",
    "report:Yayımlandıktan sonra değişen nöbet",
    "rota check:*",
    "rota ledger:*.carried",
    "rota ledger:*.difference",
    "rota ledger:*.expected",
    "rota ledger:*.year",
    "rota ledger:granted_days",
    "rota:state.changed",
    "rota:state.renumbered",
    "today:3:bir saattir onaylanmadı",
    "today:3:için kimse atanmadı",
    "today:3:vekili artık bakamıyor",
    "today:3:şu an boş",
    "today:4:yedi gün içinde",
)
"""What only the tests of its own part hold; a number leaves this list when a fact covers it."""


def test_that_each_number_shown_is_held_or_named(new_file_office: NewOffice) -> None:
    life, dice, found = Life(new_file_office()), Random(5), set[str]()
    for act in range(ACTS):
        if act % EACH == 0:
            found |= shown(Looks(life.office))
        life.act_by_chance(dice)
    named = {one for one in found if any(fnmatchcase(one, pattern) for pattern in NOT_YET)}
    covered = held(FACTS, found)
    assert sorted(found - covered - named) == []
    assert sorted(named & covered) == []
