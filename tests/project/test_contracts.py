"""The contracts between the layers catch what they are there to catch."""

import os
import shutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.project.sources import PACKAGE, ROOT

# Each run reads the whole package anew.


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package and its contracts that a test may spoil."""
    unwanted = shutil.ignore_patterns("__pycache__", "resources")
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=unwanted)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def check_contracts(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_that_a_package_without_a_floor_is_refused(copy: Path) -> None:
    (copy / PACKAGE.name / "unplaced").mkdir()
    (copy / PACKAGE.name / "unplaced" / "__init__.py").write_text('"""Nowhere."""\n')
    code, words = check_contracts(copy)
    assert code
    assert "unplaced" in words


def test_that_an_import_against_a_contract_is_refused(copy: Path) -> None:
    against = (
        ("shared/errors.py", "import alo183_desktop.officers.model", "1. Each floor"),
        ("letters/model.py", "import PySide6.QtCore", "2. Qt only"),
        ("gui/kit/form/form.py", "import sqlalchemy", "3. Screens use"),
        ("letters/rules.py", "import alo183_desktop.letters.model", "5. Rules and records"),
        ("guidance/record.py", "import sqlalchemy", "5. Rules and records"),
        ("letters/model.py", "import reportlab.pdfgen", "6. Libraries of documents"),
        (
            "gui/kit/paper/papers.py",
            "import alo183_desktop.documents.papers.foreign",
            "9. Papers from outside",
        ),
    )
    for module, line, _contract in against:
        path = copy / PACKAGE.name / module
        path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    code, words = check_contracts(copy)
    assert code
    broken = [told for told in words.splitlines() if " BROKEN" in told]
    reasons = words.partition("Broken contracts")[2]
    for module, line, contract in against:
        assert any(told.startswith(contract) for told in broken), words
        who, whom = module.removesuffix(".py").replace("/", "."), line.removeprefix("import ")
        assert f"{who} -> {whom.partition('.QtCore')[0].partition('.pdfgen')[0]}" in reasons, words


def test_that_neither_modules_nor_packages_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph(PACKAGE.name, exclude_type_checking_imports=True, cache_dir=None)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    TopologicalSorter(imports).prepare()  # its error names the circle
    # Of packages, what would have to go; imports within functions count, those for types do not.
    assert {one: found for one in imports if (found := graph.nominate_cycle_breakers(one))} == {}
