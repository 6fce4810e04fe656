"""Bring back the data that a release left (making.py), to try later programs on it."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, Server, find_binaries
from tests.database.servers import ServedDirectorate
from tests.releases.making import DATABASE, DUMP, FACTS, FILE, ROLES
from tests.truth.offices import FileOffice

FOLDER: Final = Path(__file__).parent
RELEASES: Final = sorted(one.name for one in FOLDER.iterdir() if (one / FACTS).is_file())


def facts(release: str, place: str) -> dict[str, Any]:
    """Return what was counted when the data of `file` or `server` was left."""
    found: dict[str, Any] = json.loads((FOLDER / release / FACTS).read_text(encoding="utf-8"))
    return dict(found[place])


def file_of(release: str, folder: Path, clock: FixedClock) -> FileOffice:
    """Return a copy of the directorate that lies in a data folder."""
    shutil.copytree(FOLDER / release / FILE, folder)
    folder.chmod(0o700)  # as the program makes it; a checkout has the rights of its user
    return FileOffice(folder, clock)


def served_of(release: str, server: Server, folder: Path, clock: FixedClock) -> ServedDirectorate:
    """Return the directorate on a server as its superuser brings back roles and dump."""
    served = ServedDirectorate(server, folder, clock, DATABASE)
    roles = (FOLDER / release / ROLES).read_text(encoding="utf-8")
    # The owner of the database manages its roles; servers before 16 let them do so unasked.
    made = [line.split()[2].rstrip(";") for line in roles.splitlines() if "CREATE ROLE" in line]
    owned = "".join(f"GRANT {one} TO {OWNER} WITH ADMIN OPTION;\n" for one in made)
    _feed(server, roles.replace(f" GRANTED BY {OWNER}", "").encode() + owned.encode())
    _feed(server, gzip.decompress((FOLDER / release / DUMP).read_bytes()))
    return served


def _feed(server: Server, script: bytes) -> None:
    where = ["--host", server.host, "--port", str(server.port), "--username", "postgres"]
    words = [str(find_binaries() / "psql"), *where, "--no-psqlrc", "--quiet"]
    subprocess.run(
        [*words, "--set=ON_ERROR_STOP=1", "--dbname", DATABASE],
        input=script,
        capture_output=True,
        check=True,
    )
