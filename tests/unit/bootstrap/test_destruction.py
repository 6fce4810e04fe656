"""A whole desk after a destruction: the file is rewritten, and old backups go when asked."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.access.queries import list_users
from alo183_desktop.access.rows import UserRow
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, PASSWORD, first_sign_in


@pytest.fixture
def desk(data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """Return a desk on whose data a draft was begun a year ago."""
    made, _sheet = Program(data_folder, clock=clock, cost=CHEAP).create(ANSWERS, PASSWORD)
    with made.work() as work:
        work.session.add(
            ChangeDraft(title="Eski taslak", form={}, saved_at=work.now, saved_by="Selin AKTAŞ")
        )
    made.backups.take()
    clock.advance(days=366)
    yield made
    made.close()


def destroy(desk: Desk) -> dt.datetime:
    with desk.work() as work:
        ids = [row.item_id for row in service.open_due(work, RecordKind.DRAFTS)]
        service.agree(work, RecordKind.DRAFTS, ids)
        return service.destroy(work, RecordKind.DRAFTS, ids, reason="Süresi doldu").at


def test_that_the_file_is_rewritten_once(desk: Desk) -> None:
    assert desk.erase_destroyed() == 0
    destroy(desk)
    log = desk.data_folder / "alo183.db-wal"
    assert desk.erase_destroyed() == 1
    assert desk.erase_destroyed() == 0
    with desk.work() as work:
        standing = service.look(work)
    assert standing.unerased == 0
    assert standing.destructions[0].erased_at == desk.clock()
    assert desk.verify_audit().is_whole
    assert log.exists()  # whatever stands in it was written after the rewriting


def test_that_a_destroyed_account_opens_nothing_and_its_login_is_free(
    desk: Desk, clock: FixedClock
) -> None:
    def user_of(login: str) -> UserRow:
        with desk.work() as work:
            return next(row for row in list_users(work.session) if row.login == login)

    desk.users.add(login="denetci", name="Derya DENETÇİ", role=Role.AUDITOR, password=OTHER)
    row = user_of("denetci")
    desk.users.change(row, name=row.name, role=row.role, is_active=False)
    closed = user_of("denetci")
    clock.advance(days=3700)
    with desk.work() as work:
        service.agree(work, RecordKind.ACCOUNTS, [row.user_id])
        service.destroy(work, RecordKind.ACCOUNTS, [row.user_id], reason="Süresi doldu")
    assert desk.erase_destroyed() == 1
    # As a list shows it that was read before.
    with pytest.raises(ConflictError):
        desk.users.reopen(closed, OTHER)
    program = Program(desk.data_folder, clock=clock, cost=CHEAP)
    with pytest.raises(KnownError):
        program.unlock("denetci", OTHER)
    desk.users.add(login="denetci", name="Demir ÖTEKİ", role=Role.AUDITOR, password=OTHER)
    assert user_of("denetci").user_id != row.user_id
    desk.close()
    with contextlib.closing(program.unlock("denetci", OTHER)) as other:
        assert other.actor.name == "Demir ÖTEKİ"


def test_that_somebody_who_reads_holds_the_rewriting_back(desk: Desk) -> None:
    destroy(desk)
    reader = desk.engine.raw_connection()
    cursor = reader.cursor()
    cursor.execute("BEGIN")
    cursor.execute("SELECT count(*) FROM audit_entries").fetchone()
    with pytest.raises(KnownError) as caught:
        desk.erase_destroyed()
    assert caught.value.code == "db.busy"
    cursor.execute("ROLLBACK")
    cursor.close()
    reader.close()
    with desk.work() as work:
        assert service.look(work).unerased == 1
    assert desk.erase_destroyed() == 1


def test_that_older_backups_go_when_somebody_says_so(desk: Desk, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    at = destroy(desk)
    clock.advance(minutes=1)
    desk.erase_destroyed()
    old = desk.backups.before(at)
    assert len(old) == 1
    clock.advance(minutes=1)
    assert desk.backups.remove_before(at) == 1
    assert desk.backups.before(at) == ()
    left = sorted(path.name for path in (desk.data_folder / BACKUPS).iterdir())
    assert len(left) == 1
    assert not old[0].folder.exists()


def test_that_only_an_administrator_removes_what_could_bring_it_back(
    desk: Desk, clock: FixedClock
) -> None:
    desk.users.add(login="denetci", name="Derya DENETÇİ", role=Role.AUDITOR, password=OTHER)
    desk.close()
    program = Program(desk.data_folder, clock=clock, cost=CHEAP)
    other = first_sign_in(program, "denetci", OTHER)
    try:
        acts: tuple[Callable[[], int], ...] = (
            lambda: other.backups.remove_before(clock()),
            other.erase_destroyed,
        )
        for act in acts:
            with pytest.raises(KnownError) as caught:
                act()
            assert caught.value.code == "access.not_allowed"
    finally:
        other.close()
    assert len(list((desk.data_folder / BACKUPS).iterdir())) == 1
