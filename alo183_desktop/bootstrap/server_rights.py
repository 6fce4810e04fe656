# ruff: noqa: S608 - every name in these statements is the program's own.
"""Grant, compare and revoke the rights of each user's own role on a server.

They are defined in resources/rights.sql; the rights of the program itself are in access/rules.py.
Source: docs/adr/0008-several-desks.md.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.access.rules import Role
from alo183_desktop.db.server import CHANNEL, MASKED_SCHEMA
from alo183_desktop.db.write_lock import TRAIL
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import HIDDEN_DIGITS
from alo183_desktop.shared.paths import resources

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROLE_TAKEN: Final = "AL001"
"""SQLSTATE: a role of that name exists and does not belong to this directorate."""
VERSION: Final = 10
"""Of `resources/rights.sql`, as in its first line."""
_AS_IT_IS: Final = {"no_parameters": True}
"""Per cent signs in the statements belong to `format`, not to parameters."""
_SCHEMAS: Final = "('public', 'alo183_masked')"
_FOUND: Final = f"""
SELECT encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex')
FROM (
  SELECT format('%s %s %s', c.oid::regclass, a.grantee, a.privilege_type) AS line
  FROM pg_class c, aclexplode(c.relacl) a
  WHERE c.relnamespace::regnamespace::text IN {_SCHEMAS} AND a.grantee <> c.relowner
  UNION ALL
  SELECT format('%s.%s %s %s', c.oid::regclass, t.attname, a.grantee, a.privilege_type)
  FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
  WHERE c.relnamespace::regnamespace::text IN {_SCHEMAS}
  UNION ALL
  SELECT format('%s %s %s', c.oid::regclass, c.relrowsecurity, c.relowner)
  FROM pg_class c
  WHERE c.relnamespace::regnamespace::text IN {_SCHEMAS} AND c.relkind IN ('r', 'v')
  UNION ALL
  SELECT format('%s %s', v.oid::regclass, pg_get_viewdef(v.oid))
  FROM pg_class v
  WHERE v.relnamespace::regnamespace::text IN {_SCHEMAS} AND v.relkind = 'v'
  UNION ALL
  SELECT format('%s %s %s %s %s', tablename, policyname, cmd, qual, with_check)
  FROM pg_policies WHERE schemaname IN {_SCHEMAS}
  UNION ALL
  SELECT format('%s %s', tgenabled, pg_get_triggerdef(t.oid))
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace::regnamespace::text IN {_SCHEMAS} AND NOT tgisinternal
  UNION ALL
  SELECT format('%s %s %s %s %s', p.oid::regprocedure, prosecdef, prosrc, a.grantee,
    a.privilege_type)
  FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  WHERE p.pronamespace::regnamespace::text IN {_SCHEMAS} AND a.grantee <> p.proowner
  UNION ALL
  SELECT format('%s %s %s %s %s', p.oid::regprocedure, proowner, prosecdef, prosrc, proconfig)
  FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN {_SCHEMAS}
  UNION ALL
  SELECT format('%s %s %s', nspname, a.grantee, a.privilege_type)
  FROM pg_namespace n, aclexplode(n.nspacl) a WHERE nspname IN {_SCHEMAS}
  UNION ALL
  SELECT format('%s %s', a.grantee, a.privilege_type)
  FROM pg_database d, aclexplode(d.datacl) a
  WHERE datname = current_database() AND a.grantee <> d.datdba
) lines
"""
_MORE: Final = """
SELECT login, is_active, role FROM users u JOIN pg_roles r ON r.rolname = u.login
WHERE EXISTS (
  SELECT FROM pg_roles g WHERE g.rolname = ANY(:groups)
  AND pg_has_role(r.oid, g.oid, 'MEMBER') <> (u.is_active AND g.rolname = :prefix || u.role)
) OR EXISTS (
  SELECT FROM pg_roles g WHERE g.rolname = :prefix || 'approver'
  AND pg_has_role(r.oid, g.oid, 'MEMBER') <> (u.is_active AND (u.role = 'administrator' OR
    u.role = 'director' AND (SELECT director_approves FROM rota_limits)))
) OR EXISTS (
  SELECT FROM pg_roles g WHERE pg_has_role(r.oid, g.oid, 'MEMBER')
  AND (g.rolname IN ('pg_read_all_data', 'pg_write_all_data')
    OR g.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
)
ORDER BY login
"""

_STRANGERS: Final = """
SELECT DISTINCT m.rolname FROM pg_auth_members found
JOIN pg_roles g ON g.oid = found.roleid JOIN pg_roles m ON m.oid = found.member
WHERE g.rolname = ANY(:groups) AND m.rolname <> ALL(:groups)
AND m.oid <> (SELECT datdba FROM pg_database WHERE datname = current_database())
AND NOT EXISTS (SELECT FROM users u WHERE u.login = m.rolname)
ORDER BY m.rolname
"""

_LARGE_OBJECTS: Final = """
SELECT bool_or(has_function_privilege(:group, p.oid, 'EXECUTE')) FROM pg_proc p
WHERE pronamespace = 'pg_catalog'::regnamespace
AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import')
"""

_UNRECORDED: Final = """
SELECT acts.at, acts.by_login FROM role_acts acts WHERE NOT EXISTS (
  SELECT FROM audit_entries entries WHERE entries.sequence = acts.sequence
  AND entries.actor_login = acts.by_login AND entries.kind = 'user'
  AND entries.item_id = acts.user_id
  AND entries.action IN (
    'user.added', CASE WHEN has_secret THEN 'user.password_set' ELSE 'user.changed' END
  )
) ORDER BY acts.id
"""
_MOST_NAMED: Final = 5


def secure(connection: Connection, database: str) -> None:
    """Grant the rights; the connection is the owner's, in one transaction with the tables.

    The result is stored as a comment on `alembic_version`, which only the owner may
    write.

    Args:
        connection: Of the owner of the tables, who may create roles.
        database: Its name.
    """
    script = (resources() / "rights.sql").read_text(encoding="utf-8")
    given = {
        "database": database,
        "channel": CHANNEL,
        "hidden": HIDDEN_DIGITS,
        "trail": TRAIL,
    }
    for name, value in given.items():
        script = script.replace(f"{{{name}}}", str(value))
    connection.exec_driver_sql(script, execution_options=_AS_IT_IS)
    connection.exec_driver_sql(
        f"COMMENT ON TABLE alembic_version IS '{_stamp(connection, database)}'"
    )


def unmask(connection: Connection) -> None:
    """Drop the masked views for a migration of the tables; `secure` creates them again."""
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {MASKED_SCHEMA} CASCADE")


def settle_others(connection: Connection, database: str) -> tuple[str, ...]:
    """Put all users into the groups of their rows; return the logins that have more all the same.

    Only a superuser can revoke what a superuser granted.
    """
    for login, is_active, role in _others(connection, database):
        with suppress(DBAPIError), connection.begin_nested():
            settle_role(connection, login, role=Role(role) if is_active else None, secret=None)
    strangers = _strangers(connection, database)
    for group in _all_groups(database) if strangers else ():
        with suppress(DBAPIError), connection.begin_nested():
            quote = connection.dialect.identifier_preparer.quote_identifier
            names = ", ".join(map(quote, strangers))
            connection.exec_driver_sql(
                f'REVOKE "{group}" FROM {names}', execution_options=_AS_IT_IS
            )
    beside = [login for login, *_ in _others(connection, database)]
    return (*beside, *_strangers(connection, database))


def find_difference(connection: Connection) -> KnownError | None:
    """Return the difference of the rights on a server from this program's; None: none."""
    database = str(connection.execute(text("SELECT current_database()")).scalar())
    kept = connection.execute(
        text("SELECT obj_description(to_regclass('public.alembic_version'), 'pg_class')")
    ).scalar()
    if kept != _stamp(connection, database):
        return KnownError("server.rights_differ")
    others = [login for login, *_ in _others(connection, database)]
    if beside := [*others, *_strangers(connection, database)]:
        return KnownError("server.rights_beside", names=", ".join(beside))
    return None


def find_large_objects(connection: Connection) -> KnownError | None:
    """Return that users may write large objects, beside all tables; None: the server lets none."""
    database = str(connection.execute(text("SELECT current_database()")).scalar())
    is_open = connection.execute(text(_LARGE_OBJECTS), {"group": f"{database}_user"}).scalar()
    return KnownError("server.large_objects", database=database) if is_open else None


def find_unrecorded(connection: Connection) -> KnownError | None:
    """Return what was done to roles on the server without being in the trail; None: nothing was."""
    found = connection.execute(text(_UNRECORDED)).all()
    if not found:
        return None
    places = ", ".join(f"{format_instant(at)} ({login})" for at, login in found[:_MOST_NAMED])
    return KnownError("server.role_acts_unrecorded", count=len(found), places=places)


def release(connection: Connection, database: str) -> None:
    """Remove everybody from the groups; a dropped database of the same name leaves them filled."""
    members = connection.execute(
        text(
            "SELECT format('REVOKE %I FROM %I', g.rolname, u.rolname) FROM pg_auth_members m "
            "JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member "
            "WHERE g.rolname = ANY(:groups) AND u.rolname <> current_user"
        ),
        {"groups": _groups(database)},
    )
    for (statement,) in members.all():
        connection.exec_driver_sql(statement, execution_options=_AS_IT_IS)


def settle_role(
    connection: Connection, login: str, *, role: Role | None, secret: str | None
) -> None:
    """Create, change or close the role of a user on the server.

    Args:
        connection: Of an administrator, or of the owner.
        login: Of a row in `users`.
        role: Their role from now on; None revokes the access.
        secret: As `db.server.scram_secret`; None leaves the password.

    Raises:
        DBAPIError: With the SQLSTATE `ROLE_TAKEN`, or 42501.
    """
    connection.execute(
        text("SELECT alo183_settle_role(:login, :role, :secret)"),
        {"login": login, "role": None if role is None else role.value, "secret": secret},
    )


def close_server(connection: Connection, move_id: str) -> None:
    """Revoke all rights from all roles, because the data has moved away; by an administrator."""
    connection.execute(text("SELECT alo183_close(:move_id)"), {"move_id": move_id})


def _groups(database: str) -> list[str]:
    """Return the groups for the roles of the program; each database has its own."""
    return [f"{database}_{role}" for role in Role]


def _all_groups(database: str) -> list[str]:
    """Return the groups that carry a right."""
    return [*_groups(database), f"{database}_user", f"{database}_approver"]


def _strangers(connection: Connection, database: str) -> list[str]:
    """Return the roles that are in a group and are no users of the program; the owner is none."""
    found = connection.execute(text(_STRANGERS), {"groups": _all_groups(database)})
    return list(found.scalars())


def _others(connection: Connection, database: str) -> list[tuple[str, bool, str]]:
    """Return the users whose role on the server is in other groups than their row demands.

    rows: login, whether they may sign in, role of the program; ordered by login.
    """
    found = connection.execute(text(_MORE), {"prefix": f"{database}_", "groups": _groups(database)})
    return [(login, is_active, role) for login, is_active, role in found]


def _stamp(connection: Connection, database: str) -> str:
    """Return the version of the rights, their database, and a hash of the granted ones."""
    # Definitions qualify names outside the path: with one path for all they are equal.
    path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    take = text("SELECT set_config('search_path', :path, true)")
    connection.execute(take, {"path": "pg_catalog"})
    found = connection.exec_driver_sql(_FOUND, execution_options=_AS_IT_IS).scalar()
    connection.execute(take, {"path": path})
    return f"alo183 {VERSION} {database} {found}"
