"""Data of each release that was made, under the program as it is now and as it will be."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap import server_setup
from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.cases.model import CaseFile
from alo183_desktop.db import migrate
from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.db.frozen_files import FrozenFile
from alo183_desktop.db.work import Work
from alo183_desktop.imports.model import Import
from alo183_desktop.letters.model import LetterFile
from alo183_desktop.phones.model import CustodyFile
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.rota.model import RotaFile
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.clocks import FixedClock
from tests.database.databases import KEY
from tests.database.postgresql import Server
from tests.database.servers import PASSWORDS, ServedDirectorate
from tests.later import NEW_COLUMN, one_release_later
from tests.releases import dying
from tests.releases.making import DRAFT, counted
from tests.releases.reading import RELEASES, facts, file_of, served_of
from tests.truth.offices import FileOffice

tables_known()

_GROWING = {"audit_entries", "audit_heads"}
"""Tables that grow by looking."""


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    """Return each release in turn."""
    return str(request.param)


def clock_of(release: str, place: str) -> FixedClock:
    """Return a clock that shows when the data of a release was left."""
    return FixedClock(dt.datetime.fromisoformat(facts(release, place)["at"]))


@pytest.fixture
def office(release: str, tmp_path: Path) -> Iterator[FileOffice]:
    """Return the directorate that a release left in a data folder."""
    made = file_of(release, tmp_path / "veri", clock_of(release, "file"))
    yield made
    made.close()


@pytest.fixture
def served(release: str, server: Server, tmp_path: Path) -> Iterator[ServedDirectorate]:
    """Return the directorate that a release left on a server."""
    made = served_of(release, server, tmp_path, clock_of(release, "server"))
    yield made
    made.close()


@pytest.fixture
def owners(served: ServedDirectorate) -> Iterator[Engine]:
    """Return an engine on that server as its superuser."""
    made = served.server.engine(served.database)
    yield made
    made.dispose()


def rows_of(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has that does not grow by looking."""
    with engine.connect() as connection:
        return without_growing(counted(connection))


def without_growing(rows: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in rows.items() if name not in _GROWING}


def refusal(act: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        act()
    return caught.value


def check_whole(work: Work) -> int:
    """Read every frozen file with its SHA-256, and return how many there are."""
    kinds: tuple[type[FrozenFile], ...] = (LetterFile, CustodyFile, RotaFile, CaseFile)
    files = [one for kind in kinds for one in work.session.scalars(select(kind))]
    return sum(bool(one.checked_data()) for one in files)


def take_last_import_back(work: Work) -> None:
    """Take back what the last import brought."""
    last = work.session.scalars(select(Import.id).order_by(Import.id.desc())).first()
    assert last is not None
    USAGE.undo(work, last)


def test_that_there_is_a_release_to_try() -> None:
    assert "1.0.0" in RELEASES


def test_that_the_revisions_of_a_release_make_the_tables_that_it_made(
    release: str, office: FileOffice, tmp_path: Path
) -> None:
    """Revisions that were released are closed: tables are changed by a new one."""
    assert release
    opened = office.desk(Role.ADMINISTRATOR).engine
    made = sqlcipher_engine(tmp_path / "new.db", key=KEY)
    migrate.upgrade(made)
    query = text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2")
    with made.connect() as new, opened.connect() as old:
        assert [*map(tuple, new.execute(query))] == [*map(tuple, old.execute(query))]
    made.dispose()


def test_that_a_folder_of_a_release_opens_with_all_that_was_in_it(
    release: str, office: FileOffice
) -> None:
    before = without_growing(facts(release, "file")["rows"])
    for role in Role:
        assert rows_of(office.desk(role).engine) == before
    assert office.desk(Role.AUDITOR).verify_audit().is_whole
    with office.work() as work:
        assert check_whole(work)
        (draft,) = list_drafts(work, DRAFT)
        assert draft.texts == {"given_names": "Şule Nur", "surname": "ĞÜŞİÖÇ"}
        take_last_import_back(work)


def test_that_a_later_program_brings_a_folder_of_a_release_forward(
    release: str, office: FileOffice, tmp_path: Path
) -> None:
    before = without_growing(facts(release, "file")["rows"])
    with one_release_later(tmp_path / "program") as newest:
        desk = office.desk(Role.CLERK)
        assert migrate.current_revision(desk.engine) == newest
        assert NEW_COLUMN in {one["name"] for one in inspect(desk.engine).get_columns("units")}
        assert rows_of(desk.engine) == before
        assert office.desk(Role.ADMINISTRATOR).verify_audit().is_whole
        with office.work() as work:
            assert check_whole(work)
            assert list_drafts(work, DRAFT)
            take_last_import_back(work)


def test_that_a_later_program_brings_a_backup_of_a_release_back(
    release: str, office: FileOffice, tmp_path: Path
) -> None:
    assert release
    with one_release_later(tmp_path / "program") as newest:
        assert office.restore()
        desk = office.desk(Role.ADMINISTRATOR)
        assert migrate.current_revision(desk.engine) == newest
        assert {one.reason for one in desk.verify_audit().breaks} == {"restored"}


def test_that_the_program_of_a_release_says_that_a_folder_is_newer_and_leaves_it(
    release: str, office: FileOffice, tmp_path: Path
) -> None:
    assert release
    with one_release_later(tmp_path / "program"):
        office.desk(Role.CLERK)
        office.lock()
    left = (office.folder / "alo183.db").read_bytes()
    refused = refusal(lambda: office.desk(Role.CLERK))
    assert "daha yeni bir sürümüyle yazılmış" in str(message_of(refused))
    assert (office.folder / "alo183.db").read_bytes() == left


def test_that_a_program_killed_while_it_brings_a_folder_forward_leaves_the_old_data(
    release: str, office: FileOffice, tmp_path: Path
) -> None:
    before = without_growing(facts(release, "file")["rows"])
    assert die("file", str(office.folder)) == dying.DIED
    opened = office.desk(Role.CLERK).engine  # by today's program
    assert migrate.current_revision(opened) == migrate.HEAD
    assert rows_of(opened) == before
    assert office.desk(Role.ADMINISTRATOR).verify_audit().is_whole
    office.lock()
    with one_release_later(tmp_path / "program") as newest:
        opened = office.desk(Role.CLERK).engine
        assert migrate.current_revision(opened) == newest
        assert rows_of(opened) == before


def test_that_a_server_of_a_release_opens_with_all_that_was_in_it(
    release: str, served: ServedDirectorate, owners: Engine
) -> None:
    before = without_growing(facts(release, "server")["rows"])
    done = server_setup.upgrade_server(served.owner)
    assert done.after == migrate.HEAD
    assert done.beside == ()
    assert rows_of(owners) == before
    for login in PASSWORDS:
        desk = served.join(login, f"masa-{login}")
        assert desk.find_foreign_rights() is None
        assert desk.verify_audit().is_whole
    with served.unlock("memur", "masa-memur").work() as work:
        assert check_whole(work)
        assert list_drafts(work, DRAFT)
        take_last_import_back(work)


def test_that_a_later_program_brings_a_server_of_a_release_forward(
    release: str, served: ServedDirectorate, owners: Engine, tmp_path: Path
) -> None:
    before = without_growing(facts(release, "server")["rows"])
    with one_release_later(tmp_path / "program") as newest:
        assert server_setup.upgrade_server(served.owner).after == newest
        assert rows_of(owners) == before
        desk = served.join("memur", "masa-1")
        with desk.work() as work:
            assert check_whole(work)
    refused = refusal(lambda: served.unlock("memur", "masa-1"))
    assert "bu programdan yeni" in str(message_of(refused))


def test_that_a_program_killed_while_it_brings_a_server_forward_leaves_the_old_data(
    release: str, served: ServedDirectorate, owners: Engine, tmp_path: Path
) -> None:
    before = without_growing(facts(release, "server")["rows"])
    server = served.server
    assert die("server", server.host, str(server.port), served.database) == dying.DIED
    assert migrate.current_revision(owners) == facts(release, "server")["revision"]
    assert rows_of(owners) == before
    with one_release_later(tmp_path / "program") as newest:
        assert server_setup.upgrade_server(served.owner).after == newest
    assert rows_of(owners) == before


def die(*words: str) -> int:
    """Let a later program die while it brings data forward; return its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "tests.releases.dying", *words], check=False
    ).returncode
