"""`alo183 import officers`: what a person at a terminal reads."""

import pytest

from alo183_desktop.cli.imports import refuse, write_preview
from alo183_desktop.imports.rows import FieldChange, Preview, PreviewRow, RowVerdict
from alo183_desktop.imports.sheets import ReadFile
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.shared.errors import KnownError, Problem
from tests.clocks import START


def preview_of(*rows: PreviewRow) -> Preview:
    return Preview(
        kind="officers",
        file=ReadFile(
            file_name="kadro.xlsx",
            sha256="0" * 64,
            sheet="Kadro",
            heading_row=1,
            headings={"name": "Adı ve Soyadı"},
            passed_over=(),
            notes=(),
        ),
        rows=rows,
        notes=(),
        at=START,
        options=None,
        known=None,
        judgement=None,
    )


def test_that_a_preview_shows_what_will_change_and_what_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hint = Problem("corporate_email", "officers.letter_needs")
    change = FieldChange("title", "", "Psikolog")
    row = PreviewRow(2, RowVerdict.UPDATE, "Ayşe IŞIK", hints=(hint,), changes=(change,))
    write_preview(preview_of(row), ROSTER.words)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "→ Unvanı: (boş) → Psikolog" in lines
    assert any(line.startswith("○ Kurumsal e-posta: Bu bilgi olmadan") for line in lines)


def test_that_of_a_list_that_is_only_compared_nothing_is_new_whatever_its_rows_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = PreviewRow(4, RowVerdict.WRONG, "", (Problem("name", "imports.name_missing"),))
    write_preview(preview_of(row), ROSTER.words, is_compared=True)
    assert "\n1 yanlış.\n" in capsys.readouterr().out


def test_that_a_wrong_row_without_a_name_is_reported_by_its_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = PreviewRow(4, RowVerdict.WRONG, "", (Problem("name", "imports.name_missing"),))
    refuse(preview_of(row), KnownError("imports.wrong_rows", count=1), ROSTER.words)
    assert "  4. satır: Adı ve Soyadı: Adı soyadı boş." in capsys.readouterr().err
