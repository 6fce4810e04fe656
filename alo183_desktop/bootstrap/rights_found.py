# ruff: noqa: S608 - every name in these statements is the program's own or a checked one.
"""What rights are found on a server, held against those that were said there.

Not here: what each role may do (server_rights.py).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_STAMPED: Final = "alembic_version"
"""Its comment keeps what was said and what was found then; only the owner may comment on it."""
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
  SELECT FROM pg_roles g WHERE pg_has_role(r.oid, g.oid, 'MEMBER')
  AND (g.rolname IN ('pg_read_all_data', 'pg_write_all_data')
    OR g.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
)
ORDER BY login
"""


def stamp(connection: Connection, statements: Sequence[str]) -> None:
    """Keep on the server what has just been said there, and what is found of it."""
    said, found = _said(statements), _found(connection)
    connection.exec_driver_sql(f"COMMENT ON TABLE {_STAMPED} IS 'alo183 {said} {found}'")


def is_as_stamped(connection: Connection, statements: Sequence[str]) -> bool:
    """Return whether this program would say the same, and nobody has changed it since."""
    kept = connection.execute(
        text("SELECT obj_description(to_regclass('public.alembic_version'), 'pg_class')")
    ).scalar()
    return bool(kept == f"alo183 {_said(statements)} {_found(connection)}")


def others_than_said(
    connection: Connection, *, prefix: str, groups: Sequence[str]
) -> tuple[tuple[str, bool, str], ...]:
    """Return whose role on the server is in other groups than their row says.

    rows: login, whether they may sign in, role of the program; ordered by login.
    """
    found = connection.execute(text(_MORE), {"prefix": prefix, "groups": list(groups)})
    return tuple((login, is_active, role) for login, is_active, role in found)


def _said(statements: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _found(connection: Connection) -> str:
    # Definitions name what is off the path in full: with one path for all they are the same.
    path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    take = text("SELECT set_config('search_path', :path, true)")
    connection.execute(take, {"path": "pg_catalog"})
    found = connection.exec_driver_sql(_FOUND, execution_options={"no_parameters": True}).scalar()
    connection.execute(take, {"path": path})
    return str(found)
