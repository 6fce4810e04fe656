"""The metadata is whole for whoever needs all of it, and whole enough for everybody else."""

import re
import subprocess
import sys
from typing import Final

from tests.project.sources import PACKAGE

_REFERENCE: Final = re.compile(r"""reference\(\s*["'](\w+)["']""")
_TABLE: Final = re.compile(r"""__tablename__ = ["'](\w+)["']""")
_WHOLE: Final = """
from alo183_desktop.db import base
try:
    base.whole_metadata()
except RuntimeError:
    print("nobody has said")
from alo183_desktop.bootstrap import working
working.tables_known()
print(*sorted(base.whole_metadata().tables))
"""
_SCRIPT: Final = """
from alo183_desktop.bootstrap.capabilities import load_tables
from alo183_desktop.db.base import Base
load_tables()
for table in Base.metadata.tables.values():
    for key in table.foreign_keys:
        key.column
print(*sorted(Base.metadata.tables))
"""


def test_that_every_table_of_the_capabilities_is_known_by_one_call() -> None:
    found = subprocess.run([sys.executable, "-c", _SCRIPT], check=True, capture_output=True)
    known = set(found.stdout.decode().split())
    models = [PACKAGE / "db" / "audit.py", *PACKAGE.glob("*/model.py")]
    reported = [
        line.split('"')[1]
        for path in models
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("__tablename__")
    ]
    assert sorted(reported) == sorted(known)


def test_that_the_card_of_the_password_waits_for_no_tables() -> None:
    script = "import sys, alo183_desktop.bootstrap; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_that_a_model_imports_every_model_that_its_rows_refer_to() -> None:
    # Each may be imported without the others, and a row is stored after the rows it refers to.
    models = {path.parent.name: path.read_text("utf-8") for path in PACKAGE.glob("*/model.py")}
    owners = {table: name for name, text in models.items() for table in _TABLE.findall(text)}
    for name, text in models.items():
        for owner in {owners[table] for table in _REFERENCE.findall(text)} - {name}:
            assert f"alo183_desktop.{owner}.model" in text, f"{name} refers to {owner}"


def test_that_whoever_asks_for_every_table_gets_them_although_no_page_has_imported_them() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _WHOLE], check=True, capture_output=True, text=True
    )
    reported, tables = found.stdout.splitlines()
    assert reported == "nobody has said"
    assert {"letters", "officers", "phones", "cases"} & set(tables.split())


def test_that_nobody_looks_for_references_in_metadata_that_may_lack_tables() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.parts[-2:] != ("db", "base.py"):
            assert "Base.metadata" not in path.read_text("utf-8"), path
