"""Tasks of the owner of a server's database: set a directorate up in it, upgrade it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from alo183_desktop.access.queries import list_users
from alo183_desktop.access.server_vault import write_slots
from alo183_desktop.bootstrap.credentials import settle_user
from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.db import migrate
from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.db.work import open_work_on
from alo183_desktop.db.write_lock import TRAIL, UPGRADE, WRITERS
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from alo183_desktop.access.keys import KeyFile
    from alo183_desktop.db.server_address import ServerLogin
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.shared.clock import Clock

_VERSION_TABLE: Final = "alembic_version"
_STILL_SEEN: Final = text(
    # A rewritten table is frozen up to the oldest snapshot of anybody, prepared transactions, slots
    # and standbys included: rows that were deleted since then are in its new file all the same.
    "SELECT EXISTS (SELECT FROM pg_class, destructions WHERE pg_class.oid = ANY "
    "(SELECT CAST(one AS regclass) FROM unnest(CAST(:tables AS text[])) one) "
    "AND destructions.id = ANY(:waiting) "
    "AND age(destructions.xmin) <= age(pg_class.relfrozenxid))"
)


@dataclass(frozen=True, slots=True)
class ServerSecrets:
    """The secrets of a directorate that is set up on a server."""

    slots: KeyFile
    passwords: Mapping[str, str]
    """By login: the password of their role."""
    audit_key: bytes


def is_set_up(login: ServerLogin) -> bool:
    """Return whether a directorate is in a database already.

    Raises:
        KnownError: `server.foreign_tables`: something else is; or as `db.server.connect`.
    """
    with _connected(login) as connection:
        return _is_set_up(connection)


def install(
    owner: ServerLogin,
    contents: ServerSecrets,
    *,
    fill: Callable[[Work], object],
    actor: Actor,
    clock: Clock,
) -> None:
    """Set a directorate up in an empty database, in one transaction.

    Args:
        owner: The owner of the database, who may create roles.
        contents: Its secrets.
        fill: Stores the first rows, users among them.
        actor: The acting user.
        clock: Provides their times.

    Raises:
        KnownError: `server.exists`, `server.foreign_tables`, `server.not_owner`,
            `server.role_taken`, what `fill` refuses, or as `db.server.connect`.
    """
    with owned(owner) as session:
        prepare(session, owner)
        with open_work_on(session, clock=clock, actor=actor, audit_key=contents.audit_key) as work:
            fill(work)
        open_doors(session, contents)


def prepare(session: Session, owner: ServerLogin) -> None:
    """Create the tables in an empty database and grant the rights; part of `owned`.

    Raises:
        KnownError: `server.exists`, `server.foreign_tables`.
    """
    from alo183_desktop.bootstrap.server_rights import release, secure

    connection = session.connection()
    if _is_set_up(connection):
        raise KnownError("server.exists")
    migrate.upgrade_on(connection)
    # Groups of a dropped database of the same name still have their members.
    release(connection, owner.address.database)
    secure(connection, owner.address.database)


def open_doors(session: Session, contents: ServerSecrets) -> None:
    """Give each active user their role, and store the slots; part of `owned`.

    Raises:
        KnownError: `server.role_taken`.
    """
    for user in list_users(session):
        if user.is_active:
            password = contents.passwords.get(user.login)
            settle_user(session, user.login, role=user.role, password=password)
    write_slots(session, contents.slots)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The result of `upgrade_server`."""

    before: str
    """The former revision; the next field is the new one."""
    after: str
    differed: bool
    """Whether the rights differed from this program's."""
    beside: tuple[str, ...]
    """Logins with more rights on the server all the same: only its superuser can revoke them."""


def upgrade_server(owner: ServerLogin) -> Upgraded:
    """Upgrade a server to this program's revision.

    One transaction, under a lock: another migration is refused, writers are waited for.
    The rights are compared and granted again, also when there was nothing to migrate.

    Raises:
        KnownError: `server.not_set_up`, `server.newer`, `server.upgrading`, `server.not_owner`, or
            as `db.server.connect`.
    """
    from alo183_desktop.bootstrap.server_rights import (
        find_difference,
        secure,
        settle_others,
        unmask,
    )

    with owned(owner) as session:
        connection = session.connection()
        if not _is_set_up(connection):
            raise KnownError("server.not_set_up")
        if not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({UPGRADE})").scalar():
            raise KnownError("server.upgrading")
        for number in (WRITERS, TRAIL):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")
        found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
        if found > migrate.HEAD:
            raise KnownError("server.newer", found=found, wanted=migrate.HEAD)
        _demand_owner(connection)
        if found != migrate.HEAD:
            unmask(connection)
            migrate.upgrade_on(connection)
        differed = find_difference(connection) is not None
        secure(connection, owner.address.database)
        beside = settle_others(connection, owner.address.database)
    return Upgraded(found, migrate.HEAD, differed=differed, beside=beside)


def erase_destroyed(owner: ServerLogin) -> int:
    """Rewrite the tables of a server without destroyed rows; return for how many destructions.

    Only their owner may. Nothing is written into the trail, whose key the owner has not: the record
    of each destruction says when.

    Raises:
        KnownError: `server.not_set_up`, `server.not_owner`; `db.still_seen`: an old snapshot keeps
            what was destroyed; or as `db.copying.erase_freed` and `db.server.connect`.
    """
    from alo183_desktop.db.copying import erase_freed
    from alo183_desktop.db.server import Secret, single_engine
    from alo183_desktop.retention.model import Destruction
    from alo183_desktop.retention.queries import tables_to_rewrite

    with owned(owner) as session:
        if not _is_set_up(session.connection()):
            raise KnownError("server.not_set_up")
        _demand_owner(session.connection())
        waiting = list(
            session.scalars(select(Destruction.id).where(Destruction.erased_at.is_(None)))
        )
        tables = list(tables_to_rewrite(session))
    if not waiting:
        return 0
    engine = single_engine(owner.address, user=owner.user, secret=Secret(owner.password))
    try:
        erase_freed(engine, tables=tables)
    finally:
        engine.dispose()
    with owned(owner) as session:
        if session.scalar(_STILL_SEEN, {"tables": tables, "waiting": waiting}):
            raise KnownError("db.still_seen")
        session.execute(
            update(Destruction)
            .where(Destruction.id.in_(waiting))
            .values(erased_at=func.timezone("UTC", func.now()))
            .execution_options(synchronize_session=False)
        )
    return len(waiting)


@contextmanager
def owned(owner: ServerLogin) -> Iterator[Session]:
    """Open one transaction as the owner of a database, and commit it at the end.

    Raises:
        KnownError: `server.not_owner`, or as `db.error_mapping.driver_errors_mapped` and
            `db.server.connect`.
    """
    from alo183_desktop.db.server import Secret, single_engine

    tables_known()
    engine = single_engine(owner.address, user=owner.user, secret=Secret(owner.password))
    try:
        with (
            driver_errors_mapped(),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            _demand_maker(session.connection())
            yield session
    except KnownError as error:
        if error.code == "access.not_allowed":
            raise KnownError("server.not_owner") from error
        raise
    finally:
        engine.dispose()


@contextmanager
def _connected(login: ServerLogin) -> Iterator[Connection]:
    from alo183_desktop.db.server import Secret, single_engine

    engine = single_engine(login.address, user=login.user, secret=Secret(login.password))
    try:
        with driver_errors_mapped(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _is_set_up(connection: Connection) -> bool:
    names: Any = connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p', 'v')"
        )
    ).scalars()
    found = set(names)
    if not found:
        return False
    if not {_VERSION_TABLE, "audit_entries", "directorates"} <= found:
        raise KnownError("server.foreign_tables")
    return True


def _demand_maker(connection: Connection) -> None:
    """Refuse a role that can create neither tables nor roles, before anything is tried."""
    may = connection.execute(
        text(
            "SELECT (rolsuper OR rolcreaterole) AND has_schema_privilege('public', 'CREATE') "
            "FROM pg_roles WHERE rolname = current_user"
        )
    ).scalar()
    if not may:
        raise KnownError("server.not_owner")


def _demand_owner(connection: Connection) -> None:
    owns = connection.execute(
        text(
            "SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
    ).scalar()
    if not owns:
        raise KnownError("server.not_owner")
