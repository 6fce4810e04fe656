"""Servers that are not as one would wish: their settings, their age, their letters, their names."""

import datetime as dt
from functools import partial

import pytest
from sqlalchemy import text

from alo183_desktop.access.queries import find_user
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db import server as db_server
from alo183_desktop.shared.clock import system_clock
from tests.database.postgresql import OWNER, Server
from tests.database.servers import ADMINISTRATOR, ServedDirectorate
from tests.unit.bootstrap.people import refusal


def test_that_what_the_owner_of_the_server_chose_for_others_does_not_change_what_is_read(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    administrator.close()
    with directorate.psql(OWNER) as connection:
        for setting in (
            "client_encoding = 'LATIN5'",
            "search_path = pg_catalog",
            "default_transaction_isolation = 'serializable'",
            "timezone = 'Pacific/Kiritimati'",
            "datestyle = 'German'",
        ):
            connection.execute(f"ALTER DATABASE {directorate.database} SET {setting}".encode())
    with directorate.unlock(ADMINISTRATOR, "masa-1").work() as work:
        shown = text("SELECT current_setting('transaction_isolation')")
        assert work.session.scalar(shown) == "read committed"
        assert find_user(work.session, ADMINISTRATOR) is not None


def test_that_a_server_that_cuts_off_only_reads_or_is_full_is_reported_by_name(
    administrator: Desk,
) -> None:
    def act(statement: str) -> None:
        with administrator.work() as work:
            work.session.execute(text(statement))
            work.session.execute(text("SELECT pg_sleep(0.1)"))
            work.record("letters.exported", "letter", count=1)

    for statement, code in (
        ("SET LOCAL statement_timeout = '1ms'", "server.cut_off"),
        ("SET LOCAL transaction_read_only = on", "server.read_only"),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$", "server.disk_full"),
    ):
        assert refusal(partial(act, statement)).code == code


@pytest.mark.parametrize("days", [-3, 2])
def test_that_a_desk_whose_clock_differs_from_the_servers_does_not_work_beside_others(
    directorate: ServedDirectorate,
    administrator: Desk,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
) -> None:
    def count() -> object:
        with administrator.work() as work:
            return work.session.scalar(text("SELECT count(*) FROM audit_entries"))

    before = count()
    monkeypatch.setattr(db_server, "system_clock", lambda: system_clock() + dt.timedelta(days=days))
    refused = refusal(lambda: directorate.unlock(ADMINISTRATOR, "masa-1"))
    assert refused.code == "server.clock_off"
    # A desk that is open keeps its connections, but gets no new one.
    assert count() == before
    administrator.engine.dispose()
    assert refusal(count).code == "server.clock_off"
    monkeypatch.undo()
    assert count() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("FATAL:  sorry, too many clients already", "server.full"),
        ("FATAL:  remaining connection slots are reserved for roles", "server.full"),
        ("ÖLÜMCÜL (FATAL):  üzgünüm, istemci sayısı çok fazla", "server.full"),
        ("ÖLÜMCÜL (FATAL):  kalan bağlantı sayısı superuser için ayrıldı", "server.full"),
        ('ÖLÜMCÜL (FATAL):  "memur" rol bağlantı sayısı aşılmıştır', "server.full"),
        ('FATAL:  role "memur" is not permitted to log in', "server.closed"),
        ('ÖLÜMCÜL (FATAL):   "memur" rolünun sisteme giriş hakkı yoktur', "server.closed"),
        ('ÖLÜMCÜL (FATAL):  "alo183" veritabanına erişim engellendi', "server.closed"),
        ('ÖLÜMCÜL (FATAL):  "alo183" veritabanı mevcut değil', "server.no_database"),
        ('FATAL:  database "alo183" does not exist', "server.no_database"),
        ('root certificate file "/x/root.crt" does not exist', None),
        (
            'ÖLÜMCÜL (FATAL):  "memur" kullanıcısı için şifre doğrulaması başarısız oldu',
            "server.wrong_password",
        ),
    ],
)
def test_that_what_a_server_says_is_understood_in_english_and_in_turkish(
    words: str, code: str | None
) -> None:
    assert db_server.refusal_code(words) == code


@pytest.mark.parametrize("name", ["user", "order"])
def test_that_a_database_may_be_called_like_a_word_of_the_language(
    directorate: ServedDirectorate, name: str
) -> None:
    directorate.rename(name)
    assert directorate.set_up().verify_audit().is_whole


def test_that_a_database_without_all_signs_is_refused_before_anything_is_made(
    directorate: ServedDirectorate, server: Server
) -> None:
    server.drop(directorate.database)
    server._execute(  # noqa: SLF001 - as its owner would
        f"CREATE DATABASE {directorate.database} OWNER {OWNER} TEMPLATE template0 "
        "ENCODING 'LATIN5' LOCALE 'C' LOCALE_PROVIDER libc"
    )
    assert refusal(directorate.set_up).code == "server.encoding"


def test_that_a_server_older_than_what_was_tried_is_refused(
    directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_server, "OLDEST_VERSION", 990_000)
    assert refusal(directorate.set_up).code == "server.too_old"
