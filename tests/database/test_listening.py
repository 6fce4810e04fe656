"""What one desk writes the others hear, soon and exactly; and that a server is away they notice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db import listening
from alo183_desktop.db.listening import Listener
from alo183_desktop.db.server_address import ServerAddress
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.gui.kit.topics import _TOPICS_OF_TABLES
from tests.clocks import PATIENCE_S, FixedClock
from tests.database.postgresql import Server
from tests.database.servers import ADMINISTRATOR, ServedDirectorate
from tests.database.silent_way import SilentWay
from tests.unit.bootstrap.people import refusal


@pytest.fixture
def listener(administrator: Desk) -> Iterator[Listener]:
    made = administrator.open_listener()
    yield made
    made.close()


def write(desk: Desk, name: str) -> None:
    with desk.work() as work:
        UNITS.save(work, None, UnitValues(name))


def test_that_each_table_that_is_reported_of_has_kinds(administrator: Desk) -> None:
    with administrator.work() as work:
        reported = work.session.scalars(
            text(
                "SELECT relname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
                "WHERE tgname = format('tr_%s_tell', relname)"
            )
        )
        assert set(_TOPICS_OF_TABLES) == set(reported)


def test_that_a_change_of_another_desk_is_heard_at_once(
    directorate: ServedDirectorate, listener: Listener
) -> None:
    other = directorate.join(ADMINISTRATOR, "masa-2")
    listener.wait(timeout_s=0)
    write(other, "Başka Merkez")
    assert "units" in listener.wait(timeout_s=PATIENCE_S)


def test_that_a_change_of_ones_own_is_not_heard(administrator: Desk, listener: Listener) -> None:
    listener.wait(timeout_s=0)
    write(administrator, "Kendi Merkezim")
    assert listener.wait(timeout_s=0.5) == frozenset()


def test_that_looking_wakes_nobody(directorate: ServedDirectorate, listener: Listener) -> None:
    other = directorate.join(ADMINISTRATOR, "masa-2")
    while listener.wait(timeout_s=0.3):
        pass  # the joining itself
    with other.work() as work:
        get_directorate(work.session)
        work.record("officer.opened", "officer", 1)
    assert listener.wait(timeout_s=0.5) == frozenset()


def test_that_what_is_not_committed_is_not_heard(
    directorate: ServedDirectorate, listener: Listener
) -> None:
    other = directorate.join(ADMINISTRATOR, "masa-2")
    while listener.wait(timeout_s=0.3):
        pass
    with pytest.raises(ZeroDivisionError):
        write_and_fail(other, "Hiç Olmayan")
    assert listener.wait(timeout_s=0.5) == frozenset()


def write_and_fail(desk: Desk, name: str) -> None:
    with desk.work() as work:
        UNITS.save(work, None, UnitValues(name))
        work.session.flush()
        raise ZeroDivisionError


def listen_on(listener: Listener) -> None:
    for _ in range(100):
        listener.wait(timeout_s=1)


def test_that_a_server_that_goes_is_noticed_and_work_goes_on_when_it_is_back(
    administrator: Desk, listener: Listener, server: Server
) -> None:
    server.close()
    try:
        assert refusal(lambda: listen_on(listener)).code == "db.server_away"
        assert refusal(lambda: write(administrator, "Yok Merkezi")).code == "db.server_away"
        assert refusal(administrator.open_listener).code == "db.server_away"
    finally:
        server.open_again()
    write(administrator, "Yeni Merkez")
    with administrator.work() as work:
        found = work.session.connection().exec_driver_sql("SELECT name FROM units").scalars()
        assert "Yeni Merkez" in set(found)
    assert administrator.verify_audit().is_whole


def test_that_a_server_that_has_gone_silent_is_noticed_and_lets_go_of_who_waits_for_it(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_ASKED_AFTER_S", 0.1)
    far = Server(listens=True)
    directorate = ServedDirectorate(far, tmp_path, clock)
    waiting = ThreadPoolExecutor(1)
    with SilentWay(far.port) as way:
        try:
            directorate.address = ServerAddress("127.0.0.1", way.port, directorate.database)
            directorate.owner = replace(directorate.owner, address=directorate.address)
            desk = directorate.set_up()
            listener = desk.open_listener()
            write(desk, "Eski Merkez")
            way.fall_silent()
            written = waiting.submit(write, desk, "Yok Merkezi")
            assert refusal(lambda: listen_on(listener)).code == "db.server_away"
            assert refusal(written.result).code == "db.server_away"
            listener.close()
            way.speak()
            write(desk, "Yeni Merkez")
            desk.open_listener().close()
            assert desk.verify_audit().is_whole
        finally:
            waiting.shutdown()
            directorate.close()
            far.stop()
