"""A new key for the data, and the test of the sheet that makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access import keys, recovery
from alo183_desktop.access.rules import Right
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from sqlalchemy import Engine

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.db.work import Actor, Work


def generations_for_rekeying(work: Work) -> dict[str, int]:
    """Return the generations of the newest slots of who may sign in, by login.

    Raises:
        KnownError: `access.not_allowed`.
    """
    from alo183_desktop.access.service import require, slot_generations

    require(work, Right.MANAGE_USERS)
    return slot_generations(work)


def rekey(
    vault: Vault,
    engine: Engine,
    *,
    before: bytes,
    sheet: RecoverySheet,
    generations: Mapping[str, int],
    actor: Actor,
) -> tuple[bytes, tuple[str, ...]]:
    """Encrypt the data with the key of a sheet, and write it down in the newly encrypted trail.

    Args:
        vault: The data folder.
        engine: On the data; it serves no more after it.
        before: The present key.
        sheet: Makes the new one.
        generations: As `generations_for_rekeying`.
        actor: Who asked.

    Returns:
        The new key, and the logins whose slots could not take it.

    Raises:
        KnownError: `access.rekey_own_slot`, or as `access.rekeying.rekey`.
    """
    from alo183_desktop.access import rekeying
    from alo183_desktop.bootstrap.working import work_in
    from alo183_desktop.db import audit

    key = recovery.key_of(sheet.code)
    found = vault.slots_under(key, before=before, code=sheet.code, generations=generations)
    if actor.login in found.dropped:
        raise KnownError("access.rekey_own_slot")

    def note(aside: Vault, copy: Engine) -> None:
        with work_in(aside, copy, key, actor=actor) as work:
            audit.begin_new_part(work.session, before=keys.audit_key(before))
            work.record("directorate.key_changed", "directorate", 1, count=len(found.dropped))
            work.record("directorate.recovery_sheet_made", "directorate", 1)

    rekeying.rekey(vault, engine, before=before, key=key, slots=found.slots, note=note)
    return key, found.dropped


def try_sheet(
    vault: Vault, open_work: Callable[[], AbstractContextManager[Work]], key: bytes, code: str
) -> bool:
    """Test whether a sheet opens the data, and write down that it was tested.

    Args:
        vault: The data folder; a wrong code is written down there.
        open_work: Of whoever signed in.
        key: Of the data.
        code: As it was typed.

    Returns:
        Whether it opens the data file alone; a later sheet of a server needs its slot, also in
        the key file of data that has come back from there.

    Raises:
        KnownError: `access.not_allowed`, or as `recovery.read_code` and `Vault.recover`.
    """
    from alo183_desktop.access.server_vault import ServerVault, read_slots
    from alo183_desktop.access.service import require

    typed = recovery.read_code(code)
    with open_work() as work:
        require(work, Right.MANAGE_USERS)
        on_server = isinstance(vault, ServerVault)
        slots = read_slots(work.session, label="") if on_server else None
    if vault.recover(typed, slots=slots) != key:
        raise KnownError("access.wrong_code")
    opens_alone = recovery.key_of(typed) == key
    with open_work() as work:
        work.record("directorate.recovery_sheet_tried", "directorate", 1, alone=opens_alone)
    return opens_alone
