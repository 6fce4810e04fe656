"""`alo183 import officers`: who may look, and what a person at a terminal reads."""

from __future__ import annotations

from argparse import Namespace
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import pytest

from alo183_desktop.access.rules import Role
from alo183_desktop.cli.imports import import_officers, refuse_wrong, write_preview
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.imports.rows import FieldChange, Preview, PreviewRow, Verdict
from alo183_desktop.officers.record import FIELD_WORDS
from alo183_desktop.shared.errors import KnownError, Problem
from tests.clocks import START

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.imports.applying import Judged, Plan


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
        import_officers(arguments, cast("Desk", WithoutData(role)))
    assert caught.value.code == "access.not_allowed"


def preview_of(*rows: PreviewRow) -> Preview:
    return Preview(
        kind="officers",
        file_name="kadro.xlsx",
        sha256="0" * 64,
        sheet="Kadro",
        heading_row=1,
        columns={"name": "Adı ve Soyadı"},
        rows=rows,
        passed_over=(),
        notes=(),
        plan=cast("Plan[Any]", None),
        judgement=cast("Judged", None),
    )


def test_that_a_preview_tells_what_will_change_and_what_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hint = Problem("corporate_email", "officers.letter_needs")
    change = FieldChange("title", "", "Psikolog")
    row = PreviewRow(2, Verdict.UPDATE, "Ayşe IŞIK", hints=(hint,), changes=(change,))
    write_preview(preview_of(row), None, FIELD_WORDS)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "→ Unvanı: (boş) → Psikolog" in lines
    assert any(line.startswith("○ Kurumsal e-posta: Bu bilgi olmadan") for line in lines)


def test_that_a_wrong_row_without_a_name_is_told_by_its_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = PreviewRow(4, Verdict.WRONG, "", (Problem("name", "imports.name_missing"),))
    refuse_wrong(preview_of(row), FIELD_WORDS)
    assert "  4. satır: Adı ve Soyadı: Adı soyadı boş." in capsys.readouterr().err
