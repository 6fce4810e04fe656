"""The data as a whole: `alo183 backup`, `restore`, `verify`, `move`, `rekey` and `recover`."""

from __future__ import annotations

import getpass
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alo183_desktop.access.vault import RESTORING_FILE
from alo183_desktop.cli.context import (
    audit_error,
    complain,
    demand_output,
    read_secret,
    verdict_as_json,
    write_columns,
    write_json,
    write_sheet,
)
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.bootstrap.bringing_back import Opener
    from alo183_desktop.bootstrap.moving import Moved
    from alo183_desktop.cli.context import Context

_COUNTED = {"officers": "sorumlu", "letters": "yazı", "lines": "hat", "cases": "vaka"}
_MIB = 1024 * 1024


def run_backup(arguments: Namespace, context: Context) -> None:
    """Take a backup, or list the existing ones."""
    if arguments.list:
        program = context.program()
        found = program.backups()
        if (left_out := program.unreadable_backups()) is not None:
            complain(left_out)
    else:
        with context.open_desk() as desk:
            found = (desk.backups.take(),)
    if arguments.json:
        write_json([_as_json(backup) for backup in found])
    elif arguments.list:
        write_columns(
            found,
            {
                "Alındığı an": lambda backup: format_instant(backup.at),
                "Neden": lambda backup: backup.reason.words,
                "Boyut": lambda backup: f"{backup.size / _MIB:.1f} MB".replace(".", ","),
                "Klasör": lambda backup: str(backup.folder),
            },
        )
    else:
        sys.stdout.write(f"Yedek alındı ve denetlendi: {found[0].folder}\n")


def run_restore(arguments: Namespace, context: Context) -> None:
    """Restore a backup."""
    from alo183_desktop.access.backups import read_backup

    backup, program = read_backup(arguments.backup), context.program()
    here = program.other_directorate(backup)
    if here is not None and not arguments.other_directorate:
        raise KnownError("cli.other_directorate", here=here, backup=backup.label)
    login, secret = context.secret_for(backup, by_sheet=arguments.recovery_code)
    keeps = program.restore(
        backup,
        login=login,
        secret=secret,
        by_sheet=arguments.recovery_code,
        present=_present_opener(arguments),
    )
    sys.stdout.write(
        f"{backup.label}: {format_instant(backup.at)} yedeği geri konuldu.\n"
        f"Önceki veri burada duruyor: {keeps}\n"
    )


def _present_opener(arguments: Namespace) -> Opener | None:
    """Return what opens the present data, where that is another password than the backup's.

    Raises:
        KnownError: `cli.present_file`.
    """
    from alo183_desktop.bootstrap.bringing_back import Opener

    path, login = arguments.present_secret_file, arguments.present_user
    if path is None:
        return None
    return Opener(login or "", read_secret(path, code="cli.present_file"), by_sheet=not login)


def run_verify(arguments: Namespace, context: Context) -> int:
    """Check the data or a backup; return the exit code, 2 when it is not whole."""
    from alo183_desktop.access.backups import read_backup

    if arguments.backup is None:
        return _verify_data(arguments, context)
    backup = read_backup(arguments.backup)
    login, secret = context.secret_for(backup, by_sheet=arguments.recovery_code)
    contents = context.program().look_into(
        backup, login=login, secret=secret, by_sheet=arguments.recovery_code
    )
    if arguments.json:
        write_json(
            {
                **_as_json(backup),
                "audit": verdict_as_json(contents.verdict),
                "is_whole": contents.verdict.is_whole,
                **fields_of(contents, "counts", "newest_entry_at"),
            }
        )
        if (problem := contents.trail_problem()) is not None:
            complain(problem)
    else:
        counted = ", ".join(
            f"{contents.counts.get(key, 0)} {word}" for key, word in _COUNTED.items()
        )
        said = f"{backup.label}, {format_instant(backup.at)} yedeği: {counted}."
        if (problem := contents.trail_problem()) is not None:
            sys.stdout.write(f"{said}\n")
            raise problem
        sys.stdout.write(
            f"{said}\nYedek sağlam; denetim izi {contents.verdict.entries} kayıt, zincir sağlam.\n"
        )
    return 0 if contents.verdict.is_whole else EXIT_INPUT


def _verify_data(arguments: Namespace, context: Context) -> int:
    from alo183_desktop.db.engine import find_damage

    with context.open_desk() as desk:
        # A server checks its own pages; the trail is verified all the same.
        damage = () if desk.is_on_server else find_damage(desk.engine)
        at_start = desk.verdict
        verdict = desk.verify_audit()
    problem = None
    if damage:
        problem = KnownError("db.damaged")
    elif not verdict.is_whole:
        problem = audit_error(verdict)
    if arguments.json:
        write_json(
            {"damage": list(damage), "audit": verdict_as_json(verdict), "is_whole": problem is None}
        )
    elif problem is None:
        sys.stdout.write(f"Veri sağlam; denetim izi {verdict.entries} kayıt, zincir sağlam.\n")
    if problem is None:
        return 0
    if damage or at_start.is_whole:
        complain(problem)  # otherwise reported when the data was opened
    return EXIT_INPUT


def _as_json(backup: Backup) -> dict[str, Any]:
    return {
        "folder": str(backup.folder),
        "directorate": backup.label,
        **fields_of(backup, "at", "reason", "revision", "size", "sha256"),
    }


def run_move(arguments: Namespace, context: Context) -> None:
    """Move or copy; raises as `moving.move_to_server`, `move_to_file` and `copy_to_folder`."""
    from alo183_desktop.bootstrap import moving
    from alo183_desktop.db.server_address import parse_url

    owner = None if arguments.to_server is None else parse_url(arguments.to_server)
    if owner is not None and not owner.user:
        raise KnownError("server.user_missing")
    program = context.program()
    login = context.login_of(program)
    password = context.password_of(login)
    desk = program.unlock(login, password)
    try:
        if owner is not None:
            moved = moving.move_to_server(desk, replace(owner), password)
        elif arguments.to_file:
            moved = moving.move_to_file(desk)
        else:
            moved = moving.copy_to_folder(desk, arguments.copy)
    finally:
        desk.close()
    _write_moved(moved, arguments)


def _write_moved(moved: Moved, arguments: Namespace) -> None:
    if arguments.json:
        write_json(
            {
                "rows": moved.rows,
                "counts": dict(moved.counts),
                "head": {"sequence": moved.head.sequence, "mac": moved.head.mac},
                "passwords": dict(moved.passwords),
            }
        )
        return
    act = "Taşındı" if arguments.copy is None else "Kopyalandı"
    sys.stdout.write(
        f"{act}: {len(moved.counts)} tabloda {moved.rows} satır, hepsi aslıyla aynı.\n"
        f"Denetim izi: {moved.head.sequence} kayıt, ucu {moved.head.mac[:16]}.\n"
    )
    if moved.passwords:
        sys.stdout.write("Başlangıç parolaları (bir daha gösterilmez; sahipleri değiştirsin):\n")
        for login, password in moved.passwords.items():
            sys.stdout.write(f"  {login}  {password}\n")


def run_rekey(arguments: Namespace, context: Context) -> None:
    """Write a new sheet, then encrypt the data with its key."""
    with context.open_desk() as desk:
        if desk.is_on_server:
            raise KnownError("server.only_file")
        sheet = desk.new_recovery_sheet()
        if arguments.sheet is not None:
            write_sheet(desk, sheet, arguments.sheet)
            sys.stdout.write(f"Yeni kurtarma kâğıdı: {arguments.sheet}\n")
        else:
            _hand_out(sheet)
        try:
            dropped = desk.rekey(sheet)
        except KnownError:
            goes_on = (desk.data_folder / RESTORING_FILE).exists()
            complain(KnownError("cli.rekey_goes_on" if goes_on else "cli.rekey_not_done"))
            raise
    sys.stdout.write("Veri yeni anahtarla şifrelendi; eski kurtarma kâğıdı geçersiz.\n")
    if dropped:
        sys.stdout.write(f"Yeni parola verilecek kullanıcılar: {', '.join(dropped)}\n")


def _hand_out(sheet: RecoverySheet) -> None:
    """Write the code to the standard output.

    Raises:
        KnownError: `cli.output_closed`: the code would be lost.
    """
    demand_output()
    try:
        sys.stdout.write(f"Yeni kurtarma kodu: {' '.join(sheet.groups)}\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise KnownError("cli.output_closed") from error


def run_recover(arguments: Namespace, context: Context) -> None:
    """Open the data with the recovery sheet."""
    if context.login is None:
        raise KnownError("cli.user_needed")
    program = context.program()
    code = _code(arguments.code_file)
    password = context.new_password()
    if arguments.data_file is None:
        desk = program.recover(code, context.login, password)
    else:
        desk = program.recover_file(arguments.data_file, code, context.login, password)
    try:
        if not desk.verdict.is_whole:
            sys.stderr.write(f"{message_of(audit_error(desk.verdict))}\n")
        sys.stdout.write(f"Veri açıldı; {desk.actor.login} yönetici ve yeni parolası geçerli.\n")
    finally:
        desk.close()


def _code(file: Path | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise KnownError("cli.code_needed")
        return getpass.getpass("Kurtarma kodu: ")
    return read_secret(file, code="cli.code_needed")
