"""The program one release later, so that today's data is older data."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.db import migrate
from alo183_desktop.shared import paths

NEW_COLUMN: Final = "later"
"""What the invented revision adds to the units."""
_REVISION: Final = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    op.add_column("units", sa.Column("{column}", sa.Integer(), nullable=False, server_default="0"))
{then}"""
_DIES: Final = """\
    import os

    os._exit(9)
"""


def add_revision(migrations: Path, *, dies: bool = False) -> str:
    """Write a revision after the newest one into a folder of migrations, and return its name.

    Args:
        migrations: Of a program.
        dies: As in `one_release_later`.
    """
    known = (migrations / "versions").glob("0*.py")
    # A folder that has it already is given the same one.
    before = max(one.name[:4] for one in known if not one.name.endswith("_later.py"))
    revision = f"{int(before) + 1:04d}"
    (migrations / "versions" / f"{revision}_later.py").write_text(
        _REVISION.format(
            revision=revision,
            before=before,
            column=NEW_COLUMN,
            then=_DIES if dies else "",
        )
    )
    return revision


@contextmanager
def one_release_later(folder: Path, *, dies: bool = False) -> Iterator[str]:
    """Let this process have one revision more, which is yielded.

    Args:
        folder: Gets its migrations.
        dies: Whether the process ends within that revision, as when it is killed.
    """
    shutil.copytree(
        paths.migrations(),
        folder,
        ignore=shutil.ignore_patterns("__pycache__"),
        dirs_exist_ok=True,
    )
    revision = add_revision(folder, dies=dies)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrate, "HEAD", revision)
        patched.setattr(paths, "migrations", lambda: folder)
        # No process writes more files than another because it is the first.
        patched.setattr(sys, "dont_write_bytecode", True)
        yield revision
