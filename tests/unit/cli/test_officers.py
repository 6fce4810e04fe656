"""`alo183 import officers`: who may not import may not look either."""

from __future__ import annotations

from argparse import Namespace
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import pytest

from alo183_desktop.access.rules import Role
from alo183_desktop.cli.officers import run_import
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alo183_desktop.bootstrap import Desk


class WithoutData:
    """Stands where an open desk stands, of somebody in `role`; there is nothing to read in it."""

    def __init__(self, role: Role) -> None:
        self._actor = Actor(user_id=1, login="biri", name="Biri KİŞİ", role=role)

    @contextmanager
    def work(self) -> Iterator[Work]:
        yield Work(cast("Session", None), actor=self._actor, now=START)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR])
def test_that_a_dry_run_asks_for_the_right_before_it_reads_the_file(
    tmp_path: Path, role: Role
) -> None:
    arguments = Namespace(file=tmp_path / "yok.xlsx", dry_run=True, skip_wrong=False, json=False)
    with pytest.raises(KnownError) as caught:
        run_import(arguments, cast("Desk", WithoutData(role)))
    assert caught.value.code == "access.not_allowed"
