# ruff: noqa: S608 - every name in these statements is the program's own or a checked one.
"""What each person's own role may do on a server, so that nobody does more with another program.

All of it can be said again after each migration. The rights of the program itself are in
access/rules.py. Source: docs/adr/0008-several-desks.md.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.access.rules import Role
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.server import CHANNEL, MASKED_SCHEMA
from alo183_desktop.db.write_lock import WRITERS
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

# ruff: noqa: S608 - every name in these statements is the program's own or a checked one.


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


# ruff: noqa: S608 - every name in these statements is the program's own or a checked one.


ROLE_TAKEN: Final = "AL001"
"""SQLSTATE: a role of that name is there and is not one of this directorate."""

_TRAIL: Final = frozenset({"audit_entries", "audit_heads", "audit_keys"})
_KEYS: Final = frozenset({"key_slots", "users"})
_HEADS: Final = frozenset(
    {
        *("case_kinds", "case_terms", "directorates", "signatories", "units"),
        *("destruction_items", "destructions", "retention_periods", "retention_reviews"),
    }
)
"""What only an administrator changes. Source: `EDIT_DIRECTORATE`, `MANAGE_RETENTION`."""
_DESK_ONLY: Final = frozenset({"line_secrets"})
"""What only those who work at the desk read. Source: `Right.SHOW_PIN`."""
_MASKED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "officers": {
            "tckn": "CAST(substr(tckn, 1, 3) || '••••••' || substr(tckn, 10, 2) AS varchar(11))"
        },
        # What an import replaced: the numbers of the roster, and what is read at the desk alone.
        "import_changes": {
            "before": "CASE WHEN json_typeof(before) = 'object' "
            "THEN CAST(CAST(before AS jsonb) - '{tckn,pin,puk}'::text[] AS json) ELSE before END"
        },
        # What is being typed; a list tells only whether it puts a letter right.
        "change_drafts": {
            "form": "json_build_object('corrects_letter_id', form -> 'corrects_letter_id')"
        },
    }
)
"""By table and column: what who only looks reads of it, through a view.

Source: `Right.SHOW_TCKN`, `Right.SHOW_PIN`, `Right.MAKE_CHANGES`.
"""
_KEPT: Final = frozenset(
    {
        *("call_reviews", "case_actions", "case_files", "case_remainders", "case_reminders"),
        *("case_waivers", "changes", "custody_files", "custody_forms", "custody_terms"),
        *("custody_waivers", "dispatches", "import_changes", "imports", "letter_files", "letters"),
        *("reachability_seeds", "review_keys", "subjects"),
    }
)
"""What nobody takes away at the desk, but an administrator when its time is over."""
_CLOSED: Final = frozenset({"closings", "impossible_rows"})
SILENT: Final = _TRAIL | {"form_drafts", "key_slots"}
"""Nobody waits for changes of these."""
_SLOT_COLUMNS: Final = (
    "slot_id, generation, time_cost, memory_kib, parallelism, salt, nonce, wrapped, "
    "public, sealed, proof"
)

_TELL_CHANGE: Final = f"""
CREATE OR REPLACE FUNCTION alo183_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('{CHANNEL}', TG_TABLE_NAME); RETURN NULL; END $$
"""
_GUARD_ENTRY: Final = f"""
CREATE OR REPLACE FUNCTION alo183_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The owner brings a whole trail in, as it was.
  IF NOT row_security_active('public.audit_entries') THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock({WRITERS});
  IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM public.audit_entries) THEN
    RAISE EXCEPTION 'the trail grows at its end' USING ERRCODE = '42501';
  END IF;
  -- What no program can read back would end the work of everybody.
  IF json_typeof(NEW.details) <> 'object' OR extract(year FROM NEW.at) NOT BETWEEN 2000 AND 9000
  THEN
    RAISE EXCEPTION 'no entry of the trail looks like this' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""
_GUARD_TAIL: Final = """
CREATE OR REPLACE FUNCTION alo183_guard_tail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An entry behind the head would keep everybody else from adding theirs.
  IF row_security_active('public.audit_entries') AND NOT EXISTS (
    SELECT FROM public.audit_heads WHERE sequence >= NEW.sequence
  ) THEN
    RAISE EXCEPTION 'the head of the trail is its last entry' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$
"""
_GUARD_HEAD: Final = """
CREATE OR REPLACE FUNCTION alo183_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.id <> OLD.id OR NEW.sequence < OLD.sequence) THEN
    RAISE EXCEPTION 'the head of the trail only goes forward' USING ERRCODE = '42501';
  END IF;
  IF NEW.sequence > 0 AND NOT EXISTS (
    SELECT FROM public.audit_entries WHERE sequence = NEW.sequence AND mac = NEW.mac
  ) THEN
    RAISE EXCEPTION 'the head of the trail is its last entry' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""


def group(database: str, role: Role) -> str:
    """Return the group of a role of the program; each database has its own."""
    return f"{database}_{role.value}"


def secure(connection: Connection, database: str) -> None:
    """Say who may do what; the connection is the owner's, and in one transaction with the tables.

    Args:
        connection: Of whoever owns the tables and may make roles.
        database: Its name.
    """
    statements = tuple(_statements(database))
    for statement in statements:
        # A per cent sign is one of `format` here, not the place of a value.
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    stamp(connection, statements)


def settle_others(connection: Connection, database: str) -> tuple[str, ...]:
    """Put everybody into the group that their row says; return whose role has more all the same.

    What only a superuser has given, only a superuser takes.
    """
    for login, is_active, role in _others(connection, database):
        with suppress(DBAPIError), connection.begin_nested():
            settle_role(connection, login, role=Role(role) if is_active else None, secret=None)
    return tuple(login for login, *_ in _others(connection, database))


def find_difference(connection: Connection) -> KnownError | None:
    """Return what of the rights on a server is not as this program says it; None when all is."""
    database = str(connection.execute(text("SELECT current_database()")).scalar())
    if not is_as_stamped(connection, tuple(_statements(database))):
        return KnownError("server.rights_differ")
    if others := _others(connection, database):
        names = ", ".join(login for login, *_ in others)
        return KnownError("server.rights_beside", names=names)
    return None


def _others(connection: Connection, database: str) -> tuple[tuple[str, bool, str], ...]:
    groups = [group(database, role) for role in Role]
    return others_than_said(connection, prefix=f"{database}_", groups=groups)


def release(connection: Connection, database: str) -> None:
    """Take everybody out of the groups; a dropped database of the same name leaves them filled."""
    for role in Role:
        name = group(database, role)
        connection.exec_driver_sql(
            "DO $$ DECLARE somebody text; BEGIN "
            "FOR somebody IN SELECT u.rolname FROM pg_auth_members m "
            "JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member "
            f"WHERE g.rolname = '{name}' AND u.rolname <> current_user LOOP "
            f"EXECUTE format('REVOKE {name} FROM %I', somebody); END LOOP; END $$",
            execution_options={"no_parameters": True},
        )


def settle_role(
    connection: Connection, login: str, *, role: Role | None, secret: str | None
) -> None:
    """Make the role of a user on the server, change it, or close it.

    Args:
        connection: Of an administrator, or of the owner.
        login: Of a row in `users`.
        role: What they are from now on; None closes them out.
        secret: As `db.server.scram_secret`; None leaves the password.

    Raises:
        DBAPIError: With the SQLSTATE `ROLE_TAKEN`, or 42501.
    """
    connection.execute(
        text("SELECT alo183_settle_role(:login, :role, :secret)"),
        {"login": login, "role": None if role is None else role.value, "secret": secret},
    )


def close_server(connection: Connection, move_id: str) -> None:
    """Take all rights from all roles, because the data has moved away; an administrator's act."""
    connection.execute(text("SELECT alo183_close(:move_id)"), {"move_id": move_id})


def _statements(database: str) -> Iterator[str]:
    everybody, known = f"{database}_user", f"{database}_known"
    groups = [group(database, role) for role in Role]
    administrator = group(database, Role.ADMINISTRATOR)
    at_desk = (administrator, group(database, Role.CLERK))
    desk = ", ".join(at_desk)
    for name in (everybody, known, *groups):
        yield _role_once(name)
    for name in groups:
        yield f"GRANT {everybody} TO {name}"
    # In quotes: a database may be called like a word of the language.
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield f'GRANT CONNECT ON DATABASE "{database}" TO {everybody}'
    yield f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {everybody}"
    yield f"GRANT USAGE ON SCHEMA public TO {everybody}"
    for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
        yield f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC, {everybody}"
        for name in groups:
            yield f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {desk}"
    yield f"GRANT SELECT ON alembic_version TO {everybody}"
    for table in whole_metadata().sorted_tables:
        readers = desk if table.name in _DESK_ONLY | _MASKED.keys() else everybody
        yield f"GRANT SELECT ON {table.name} TO {readers}"
        if table.name in _TRAIL | _KEYS | _CLOSED:
            continue
        writers = administrator if table.name in _HEADS else desk
        yield f"GRANT INSERT, UPDATE ON {table.name} TO {writers}"
        takers = administrator if table.name in _KEPT else writers
        yield f"GRANT DELETE ON {table.name} TO {takers}"
    # A roster that is imported brings its institutions, and takes them along when it is undone.
    yield f"GRANT INSERT, DELETE ON units TO {desk}"
    # Drafts that are too old go when somebody signs in.
    yield f"GRANT DELETE ON form_drafts TO {everybody}"
    yield f"GRANT INSERT ON audit_entries TO {everybody}"
    yield f"GRANT UPDATE ON audit_heads TO {everybody}"
    yield f"GRANT INSERT, UPDATE ON users TO {administrator}"
    yield f"GRANT UPDATE (slot_generation) ON users TO {everybody}"
    yield f"GRANT INSERT, UPDATE, DELETE ON key_slots TO {administrator}"
    yield f"GRANT UPDATE ({_SLOT_COLUMNS}) ON key_slots TO {everybody}"
    yield from _masks(everybody, [name for name in groups if name not in at_desk])
    yield _take_from_persons(known)
    yield from _policies(administrator)
    yield from _triggers()
    yield from _functions(database)


def unmask(connection: Connection) -> None:
    """Let the tables be changed by a migration; `secure` covers them again."""
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {MASKED_SCHEMA} CASCADE")


def _masks(everybody: str, lookers: Sequence[str]) -> Iterator[str]:
    """Yield views for who only looks, called as the tables of which they cover something.

    They come first on everybody's path (db/server.py), and are passed over by who may not use them.
    """
    yield f"CREATE SCHEMA IF NOT EXISTS {MASKED_SCHEMA}"
    yield f"REVOKE ALL ON SCHEMA {MASKED_SCHEMA} FROM PUBLIC, {everybody}"
    for name in lookers:
        yield f"GRANT USAGE ON SCHEMA {MASKED_SCHEMA} TO {name}"
    for table, covered in _MASKED.items():
        names = whole_metadata().tables[table].columns.keys()
        columns = ", ".join(
            f"{covered[name]} AS {name}" if name in covered else name for name in names
        )
        view = f"{MASKED_SCHEMA}.{table}"
        yield f"DROP VIEW IF EXISTS {view}"
        yield f"CREATE VIEW {view} AS SELECT {columns} FROM public.{table}"
        for name in lookers:
            yield f"GRANT SELECT ON {view} TO {name}"


def _take_from_persons(known: str) -> str:
    """Return what takes from everybody what they were given beside their group."""
    taking = " ".join(
        f"EXECUTE format('REVOKE ALL ON {what} FROM %I', somebody);"
        for schema in ("public", MASKED_SCHEMA)
        for what in (
            f"SCHEMA {schema}",
            *(f"ALL {kind} IN SCHEMA {schema}" for kind in ("TABLES", "SEQUENCES", "ROUTINES")),
        )
    )
    return (
        "DO $$ DECLARE somebody text; BEGIN "
        "FOR somebody IN SELECT u.rolname FROM pg_auth_members m "
        "JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member "
        f"WHERE g.rolname = '{known}' AND u.rolname <> current_user LOOP {taking} "
        "END LOOP; END $$"
    )


def _policies(administrator: str) -> Iterator[str]:
    """Yield who sees and changes which rows; the owner is bound by none of them."""
    is_administrator = f"pg_has_role(current_user, '{administrator}', 'MEMBER')"
    own = "login = current_user"
    closed = (
        "EXISTS (SELECT FROM users WHERE users.login = form_drafts.login AND NOT users.is_active)"
    )
    for table, name, what in (
        ("key_slots", "reads_own", f"FOR SELECT USING ({own} OR {is_administrator})"),
        ("key_slots", "changes_own", f"FOR UPDATE USING ({own} OR {is_administrator})"),
        ("key_slots", "adds", f"FOR INSERT WITH CHECK ({is_administrator})"),
        ("key_slots", "removes", f"FOR DELETE USING ({is_administrator})"),
        ("users", "reads", "FOR SELECT USING (true)"),
        ("users", "changes_own", f"FOR UPDATE USING ({own} OR {is_administrator})"),
        ("users", "adds", f"FOR INSERT WITH CHECK ({is_administrator})"),
        # What somebody is typing is nobody else's business.
        ("form_drafts", "own", f"FOR ALL USING ({own}) WITH CHECK ({own})"),
        # But who is gone never comes back to it: it is removed (access/drafts.py, retention).
        ("form_drafts", "reads_closed", f"FOR SELECT USING ({is_administrator} AND {closed})"),
        ("form_drafts", "removes_closed", f"FOR DELETE USING ({is_administrator} AND {closed})"),
        ("audit_entries", "reads", "FOR SELECT USING (true)"),
        # Nobody writes in the name of somebody else, nor of a group that they step into.
        ("audit_entries", "adds_own", "FOR INSERT WITH CHECK (actor_login = session_user)"),
    ):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} {what}"


def _triggers() -> Iterator[str]:
    yield from (_TELL_CHANGE, _GUARD_ENTRY, _GUARD_TAIL, _GUARD_HEAD)
    for guarded, guard, when in (
        ("audit_heads", "head", "TRIGGER {} BEFORE INSERT OR UPDATE ON {}"),
        ("audit_entries", "entry", "TRIGGER {} BEFORE INSERT ON {}"),
        (
            *("audit_entries", "tail"),
            "CONSTRAINT TRIGGER {} AFTER INSERT ON {} DEFERRABLE INITIALLY DEFERRED",
        ),
    ):
        name = f"tr_{guarded}_guard_{guard}"
        yield f"DROP TRIGGER IF EXISTS {name} ON {guarded}"
        each = f"FOR EACH ROW EXECUTE FUNCTION alo183_guard_{guard}()"
        yield f"CREATE {when.format(name, guarded)} {each}"
    # By row: a statement that changed none must not wake every desk.
    for table in whole_metadata().sorted_tables:
        if table.name not in SILENT:
            yield f"DROP TRIGGER IF EXISTS tr_{table.name}_tell ON {table.name}"
            yield (
                f"CREATE TRIGGER tr_{table.name}_tell AFTER INSERT OR UPDATE OR DELETE "
                f"ON {table.name} FOR EACH ROW EXECUTE FUNCTION alo183_tell_change()"
            )


def _functions(database: str) -> Iterator[str]:
    """Yield what an administrator may do to roles: with it they need no right to make others.

    Both run with the owner's rights, and look at who asks first.
    """
    administrator = group(database, Role.ADMINISTRATOR)
    allowed = (
        f"IF NOT (pg_has_role(session_user, '{administrator}', 'MEMBER') "
        "OR session_user = current_user) THEN "
        "RAISE EXCEPTION 'only an administrator may' USING ERRCODE = '42501'; END IF;"
    )
    leaving = " ".join(
        f"EXECUTE format('REVOKE {group(database, role)} FROM %I', wanted_login);" for role in Role
    )
    known = f"{database}_known"
    roles = ", ".join(f"'{role.value}'" for role in Role)
    yield f"""
CREATE OR REPLACE FUNCTION alo183_settle_role(
  wanted_login text, wanted_role text, secret text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  {allowed}
  IF NOT EXISTS (SELECT FROM public.users WHERE login = wanted_login) THEN
    RAISE EXCEPTION 'no such user' USING ERRCODE = '42501';
  END IF;
  IF wanted_role IS NOT NULL AND wanted_role NOT IN ({roles}) THEN
    RAISE EXCEPTION 'no such role' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted_login) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', wanted_login);
    EXECUTE format('GRANT {known} TO %I', wanted_login);
  -- Who makes a group is a member of it from PostgreSQL 16 on: the owner is none of ours for that.
  ELSIF wanted_login = current_user OR NOT EXISTS (
    SELECT FROM pg_auth_members m
    JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
    WHERE g.rolname = '{known}' AND u.rolname = wanted_login
      AND NOT u.rolsuper AND NOT u.rolcreaterole
  ) THEN
    RAISE EXCEPTION 'a role of that name is not ours' USING ERRCODE = '{ROLE_TAKEN}';
  END IF;
  {leaving}
  IF wanted_role IS NULL THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', wanted_login);
  ELSE
    EXECUTE format('GRANT %I TO %I', '{database}_' || wanted_role, wanted_login);
    EXECUTE format('ALTER ROLE %I LOGIN', wanted_login);
    IF secret IS NOT NULL THEN
      EXECUTE format('ALTER ROLE %I PASSWORD %L', wanted_login, secret);
    END IF;
  END IF;
END $$
"""
    taking = " ".join(
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name};"
        for name in (f"{database}_user", *(group(database, role) for role in Role))
    )
    yield f"""
CREATE OR REPLACE FUNCTION alo183_close(wanted_move_id text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  {allowed}
  INSERT INTO public.closings (id, move_id, at)
    VALUES (1, wanted_move_id, timezone('UTC', now()));
  {taking}
  DROP SCHEMA IF EXISTS {MASKED_SCHEMA} CASCADE;
  GRANT SELECT ON public.closings, public.alembic_version TO {database}_user;
END $$
"""
    for signature in ("alo183_settle_role(text, text, text)", "alo183_close(text)"):
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {signature} TO {administrator}"


def _role_once(name: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN "
        f"CREATE ROLE {name} NOLOGIN; END IF; END $$"
    )
