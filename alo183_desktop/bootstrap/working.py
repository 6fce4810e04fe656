"""Open units of work on open data, for any user."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from alo183_desktop.access import keys
from alo183_desktop.bootstrap.capabilities import load_tables
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

    from alo183_desktop.access.rules import Role
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.db.audit import Head, HeadFault, Verdict
    from alo183_desktop.db.audit_queries import RecordedBreak
    from alo183_desktop.db.work import Actor, Work


@contextmanager
def work_in(vault: Vault, engine: Engine, key: bytes, *, actor: Actor) -> Iterator[Work]:
    """Open a unit of work whose audit head is kept in the vault; raises as `db.work.open_work`."""
    from alo183_desktop.db.work import open_work

    tables_known()
    audit_key = keys.audit_key(key)
    with open_work(
        engine,
        clock=vault.clock,
        actor=actor,
        audit_key=audit_key,
        head_written=lambda head: vault.write_head(head, audit_key),
    ) as work:
        yield work


def tables_known() -> None:
    """Register how to import every table into the metadata when all of them are needed.

    Not with the first work: a page imports its own tables, and the first one few.
    """
    from alo183_desktop.db.base import load_tables_with

    load_tables_with(load_tables)


def standing(work: Work, login: str) -> Actor:
    """Return a user with their present data.

    Raises:
        KnownError: `access.inactive`: they do not exist, or may not sign in.
    """
    from alo183_desktop.access.queries import find_user
    from alo183_desktop.db.work import Actor

    user = find_user(work.session, login)
    if user is None or not user.is_active:
        raise KnownError("access.inactive")
    return Actor(user.user_id, user.login, user.name, user.role.value, given(work, user.role))


def given(work: Work, role: Role) -> frozenset[str]:
    """Return the rights that settings of the directorate add to a role."""
    from alo183_desktop.access.rules import GIVEN, Right

    if role not in GIVEN[Right.APPROVE_ROTA]:
        return frozenset()
    from sqlalchemy import Boolean, column, select, table

    # Without the model of the rota: nobody should wait for it at sign-in.
    asked = select(column("director_approves", Boolean)).select_from(table("rota_limits"))
    return frozenset({Right.APPROVE_ROTA} if work.session.scalar(asked) else ())


def record_breaks(
    work: Work, verdict: Verdict, outside: Head | HeadFault, *, known: Sequence[RecordedBreak] = ()
) -> None:
    """Record the breaks of the chain in the trail, with the outside head that will be replaced.

    Args:
        work: Of who looked.
        verdict: What was found.
        outside: The head that it was compared with.
        known: What was recorded before, and is not again.
    """
    from alo183_desktop.db.audit import Head

    kept = (
        {"outside": outside.sequence, "outside_mac": outside.mac}
        if isinstance(outside, Head)
        else {}
    )
    recorded = {one.found for one in known}
    for found in verdict.breaks:
        if found not in recorded:
            mac = {"mac": found.mac} if found.mac else {}
            work.record("audit.found_broken", "audit", found.at, reason=found.reason, **mac, **kept)
