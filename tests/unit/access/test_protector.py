"""The protection of Windows for one account (DPAPI); elsewhere there is none."""

from __future__ import annotations

import sys

import pytest

from alo183_desktop.access.protector import system_protector

if sys.platform == "win32":
    from typing import TYPE_CHECKING

    from alo183_desktop.access import vault
    from alo183_desktop.access.keys import load
    from alo183_desktop.access.protector import WindowsProtector
    from alo183_desktop.access.rules import Role
    from alo183_desktop.bootstrap.program import Program
    from tests.unit.bootstrap.people import (
        ANSWERS,
        CHEAP,
        OTHER,
        PASSWORD,
        THIRD,
        first_sign_in,
        let_remember,
    )

    if TYPE_CHECKING:
        from pathlib import Path

        from tests.clocks import FixedClock

    SECRET = bytes(range(32))

    def test_that_windows_opens_what_it_protected_only_with_what_it_was_bound_to() -> None:
        protector = WindowsProtector()
        protected = protector.protect(SECRET, bound=b"Veri Klasoru")
        assert SECRET not in protected
        assert protector.unprotect(protected, bound=b"Veri Klasoru") == SECRET
        assert protector.unprotect(protected, bound=b"baska klasor") is None
        assert protector.protect(SECRET, bound=b"Veri Klasoru") != protected

    @pytest.mark.parametrize("place", [0, 40, -1])
    def test_that_windows_opens_nothing_that_was_changed(place: int) -> None:
        protector = WindowsProtector()
        protected = bytearray(protector.protect(SECRET, bound=b"a"))
        protected[place] ^= 1
        assert protector.unprotect(bytes(protected), bound=b"a") is None
        assert protector.unprotect(b"", bound=b"a") is None

    def test_that_windows_says_whose_account_it_is() -> None:
        computer, _, account = WindowsProtector().owner.partition("\\")
        assert computer
        assert account

    def test_that_a_clerk_is_let_in_by_windows_without_a_password(
        data_folder: Path, clock: FixedClock
    ) -> None:
        program = Program(data_folder, clock=clock, cost=CHEAP, protector=system_protector())
        desk, _sheet = program.create(ANSWERS, PASSWORD)
        let_remember(desk, days=7)
        desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
        desk.close()
        clerk = first_sign_in(program, "memur", OTHER)
        clerk.users.remember_unlock(THIRD)
        key = clerk.key
        clerk.close()
        (slot,) = load(data_folder / vault.KEY_FILE).protected
        assert key not in slot.protected
        again = program.unlock_remembered("memur")
        assert again.actor.login == "memur"
        again.forget_unlock()
        again.close()
        assert program.remembered() == ()

else:

    def test_that_other_systems_protect_nothing() -> None:
        assert system_protector() is None
