"""The metadata is whole before anybody opens a unit of work."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

_SCRIPT: Final = """
from alo183_desktop.bootstrap.tables import METADATA
for table in METADATA.tables.values():
    for key in table.foreign_keys:
        key.column
print(*sorted(METADATA.tables))
"""


def test_that_every_table_of_the_capabilities_is_known_by_one_import() -> None:
    from tests.project.sources import PACKAGE

    found = subprocess.run([sys.executable, "-c", _SCRIPT], check=True, capture_output=True)
    known = set(found.stdout.decode().split())
    models = [PACKAGE / "db" / "audit.py", *PACKAGE.glob("*/model.py")]
    told = [
        line.split('"')[1]
        for path in models
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("__tablename__")
    ]
    assert sorted(told) == sorted(known)
