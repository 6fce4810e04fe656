"""Make the data of a release: `python -m tests.releases.making`, once, with that release.

What it writes stays for good beside this file, and every later program is tried on it
(tests/database/test_upgrades.py): a directorate as it lies in a data folder, with a backup of its
own, and another one as a server has it: its database as `pg_dump` writes it, and its roles.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection, inspect, text

from alo183_desktop.access.drafts import keep_draft
from alo183_desktop.bootstrap.capabilities import load_tables
from alo183_desktop.db import migrate
from alo183_desktop.gui.application import SETTINGS_FILE
from alo183_desktop.gui.shell.main_window import MainWindow
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, Server, find_binaries
from tests.database.servers import ServedDirectorate
from tests.truth import acts
from tests.truth.beginning import begin
from tests.truth.offices import BEGIN, FileOffice, Office, ServedOffice

FILE: Final = "veri"
"""The data folder of a release, in its folder here."""
DUMP: Final = "sunucu.sql.gz"
ROLES: Final = "roller.sql"
FACTS: Final = "satirlar.json"
DATABASE: Final = "mudurluk"
"""Its groups have its name in theirs: whoever brings it back gives it the same one."""
DRAFT: Final = "officers.officer.new"
"""The form whose text was kept when somebody stopped in the middle."""
SIZE: Final = (800, 666)
"""Of the window, in pixels."""
_STORY: Final[tuple[acts.Act, ...]] = (
    acts.phone_is_issued,
    acts.form_is_signed,
    acts.quota_is_set,
    acts.usage_comes,
    acts.call_is_explained,
    acts.line_is_called,
    acts.circular_is_told,
    *(acts.case_comes,) * 4,
    acts.case_is_acted_on,
    acts.police_is_informed,
    acts.case_is_entered,
    acts.entry_is_corrected,
    acts.case_is_closed,
    acts.citizen_comes,
    acts.days_pass,
    acts.officer_leaves,
    acts.letter_is_numbered,
    acts.letter_is_signed,
    acts.letter_is_faxed,
    acts.letter_is_posted,
    acts.change_is_confirmed,
    acts.officer_leaves,
    acts.letter_is_corrected,
    acts.duty_is_swapped,
    acts.duty_was_worked_otherwise,
    acts.person_goes_on_leave,
    acts.substitute_is_named,
    acts.duty_is_handed_over,
    acts.centre_reports_unreached,
    acts.vehicle_is_away,
    acts.trip_is_ordered,
    acts.account_is_answered,
    acts.days_pass,
    acts.usage_comes,
    acts.case_comes,
)
"""What happened in the directorate; the last import is one that can be undone."""
_AGAIN: Final = 12
"""An act that finds nothing, or is refused, is tried with so many seeds."""


def main() -> None:
    """Write the folder of this version anew."""
    release = Path(__file__).parent / version("alo183-desktop")
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir()
    load_tables()
    facts = {"file": _make_file(release), "server": _make_server(release)}
    written = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (release / FACTS).write_text(f"{written}\n", encoding="utf-8")


def counted(connection: Connection) -> dict[str, int]:
    """Return how many rows each table of the program has."""
    names = [one for one in inspect(connection).get_table_names() if not one.startswith("fts_")]
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
        for name in sorted(names)
    }


def _make_file(release: Path) -> dict[str, object]:
    folder = release / FILE
    clock = FixedClock(BEGIN)
    office = FileOffice.set_up(folder, clock)
    begin(office)
    office.back_up()
    _live(office)
    with office.work() as work:
        counts = counted(work.session.connection())
    office.lock()
    _leave_window(folder / SETTINGS_FILE)
    for beside in (*folder.glob("*-wal"), *folder.glob("*-shm")):
        sys.exit(f"{beside} is not closed")
    return {"at": clock().isoformat(), "revision": migrate.HEAD, "rows": counts}


def _make_server(release: Path) -> dict[str, object]:
    clock = FixedClock(BEGIN)
    server = Server()
    try:
        with tempfile.TemporaryDirectory() as folder:
            served = ServedDirectorate(server, Path(folder), clock, DATABASE)
            office = ServedOffice(served, clock)
            office.begin()
            begin(office)
            _live(office)
            office.lock()
            whole = server.engine(DATABASE)  # a role does not see the rows of others in each table
            with whole.connect() as connection:
                counts = counted(connection)
            whole.dispose()
            _dump(server, release)
    finally:
        server.stop()
    return {"at": clock().isoformat(), "revision": migrate.HEAD, "rows": counts}


def _live(office: Office) -> None:
    for place, act in enumerate(_STORY):
        tried = (acts.happen(office, act, seed) for seed in range(place, place + _AGAIN))
        done = next((one for one in tried if not one.is_empty and "refused" not in one.what), act)
        sys.stdout.write(f"{done}\n")
    with office.work() as work:
        texts = {"given_names": "Şule Nur", "surname": "ĞÜŞİÖÇ"}
        keep_draft(work, "0123456789abcdef", DRAFT, "Görevli ekle", texts, words="Şule Nur")


def _leave_window(settings: Path) -> None:
    """Let somebody give the window another size, and close it."""
    _application = QApplication.instance() or QApplication([])
    kept = QSettings(str(settings), QSettings.Format.IniFormat)
    window = MainWindow(settings=kept)
    window.resize(*SIZE)
    window.show()
    window.close()
    kept.sync()


def _dump(server: Server, release: Path) -> None:
    wanted = ["--host", server.host, "--port", str(server.port), "--username", "postgres"]
    dumped = _written(["pg_dump", *wanted, "--no-sync", DATABASE])
    (release / DUMP).write_bytes(gzip.compress(_of_all_versions(dumped), mtime=0))
    roles = _written(["pg_dumpall", *wanted, "--roles-only"])
    mine = (one for one in roles.splitlines(keepends=True) if _is_of_directorate(one))
    (release / ROLES).write_bytes(b"".join(mine))


def _written(words: list[str]) -> bytes:
    program = str(find_binaries() / words[0])
    return subprocess.run([program, *words[1:]], capture_output=True, check=True).stdout


def _of_all_versions(dump: bytes) -> bytes:
    r"""Return a dump without `\restrict`, which older minor versions of psql do not know."""
    lines = dump.splitlines(keepends=True)
    return b"".join(one for one in lines if not one.startswith((b"\\restrict", b"\\unrestrict")))


def _is_of_directorate(line: bytes) -> bool:
    """Return whether a line makes a role of the directorate: not the superuser or the owner."""
    words = line.replace(b";", b" ").split()
    others = {b"postgres", OWNER.encode()}
    return line.startswith((b"CREATE ROLE", b"ALTER ROLE", b"GRANT")) and words[2] not in others


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()
