"""`alo183 backup`, `alo183 restore` and `alo183 verify`: copies of the data, and the way back."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alo183_desktop.access.backup_rules import REASON_WORDS
from alo183_desktop.cli.context import audit_error, complain, write_json, write_table
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.cli.context import Context

_COUNTED = {"officers": "sorumlu", "letters": "yazı", "lines": "hat", "cases": "vaka"}
_MIB = 1024 * 1024


def add_parsers(commands: Any) -> None:
    """Add the commands to the parser of all commands."""
    backup = commands.add_parser(
        "backup",
        help="yedek alır ya da yedekleri listeler",
        description="Program açıkken de alınabilir; yedek açılıp denetlenmeden yerine konmaz. "
        "7 günlük, 4 haftalık ve 12 aylık yedek saklanır, fazlası silinir.",
    )
    backup.add_argument("--list", action="store_true", help="yedek almaz, olanları listeler")
    backup.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")
    backup.set_defaults(run=run_backup)

    restore = commands.add_parser(
        "restore",
        help="bir yedeği geri koyar; şimdiki veriyi saklar",
        description="Yedeği o günün parolasıyla ya da kurtarma koduyla açar, bütününü denetler, "
        "sonra şimdiki verinin yerine koyar. Şimdiki veri “onceki-” ile başlayan klasörde kalır. "
        "Yanlış parolada ve başka adlı bir müdürlüğün yedeğinde hiçbir şeye dokunulmaz.",
    )
    _add_backup_choice(restore)
    restore.add_argument(
        "--other-directorate",
        action="store_true",
        help="yedek başka adlı bir müdürlüğünse de geri koyar; verilmezse geri konmaz",
    )
    restore.set_defaults(run=run_restore)

    verify = commands.add_parser(
        "verify",
        help="veriyi ya da bir yedeği baştan sona denetler",
        description="Yedek verilmezse açık veriyi ve denetim izini denetler; verilirse yedeği "
        "açar, bütün sayfalarını ve denetim izini denetler, içindekileri sayar.",
    )
    _add_backup_choice(verify, is_needed=False)
    verify.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")
    verify.set_defaults(run=run_verify)


def run_backup(arguments: Namespace, context: Context) -> int:
    """Take a backup, or list those that are there; return the exit code."""
    if arguments.list:
        found = context.program().backups()
    else:
        with context.open_desk() as desk:
            found = (desk.backups.take(),)
    if arguments.json:
        write_json([_as_json(backup) for backup in found])
    elif arguments.list:
        write_table(
            ("Alındığı an", "Neden", "Boyut", "Klasör"),
            [
                (
                    format_instant(backup.at),
                    REASON_WORDS[backup.reason],
                    f"{backup.size / _MIB:.1f} MB".replace(".", ","),
                    str(backup.folder),
                )
                for backup in found
            ],
        )
    else:
        sys.stdout.write(f"Yedek alındı ve denetlendi: {found[0].folder}\n")
    return 0


def run_restore(arguments: Namespace, context: Context) -> int:
    """Bring a backup back; return the exit code."""
    from alo183_desktop.access.backups import read_backup

    backup, program = read_backup(arguments.backup), context.program()
    here = program.other_directorate(backup)
    if here is not None and not arguments.other_directorate:
        raise KnownError("cli.other_directorate", here=here, backup=backup.label)
    login, secret = context.secret_for(backup, by_sheet=arguments.recovery_code)
    keeps = program.restore(backup, login=login, secret=secret, by_sheet=arguments.recovery_code)
    sys.stdout.write(
        f"{backup.label}: {format_instant(backup.at)} yedeği geri konuldu.\n"
        f"Önceki veri burada duruyor: {keeps}\n"
    )
    return 0


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
        newest = contents.newest_entry_at
        write_json(
            {
                **_as_json(backup),
                "audit": asdict(contents.verdict),
                "is_whole": contents.verdict.is_whole,
                "counts": contents.counts,
                "newest_entry_at": newest.isoformat() if newest else None,
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
        # A server looks after its own pages; the trail is walked all the same.
        damage = () if desk.is_on_server else find_damage(desk.engine)
        at_start = desk.verdict
        verdict = desk.verify_audit()
    if verdict.is_whole:
        # What the start found is told until somebody has seen it: by now a new head fits again.
        verdict = at_start
    problem = None
    if damage:
        problem = KnownError("db.damaged")
    elif not verdict.is_whole:
        problem = audit_error(verdict)
    if arguments.json:
        is_whole = problem is None
        write_json({"damage": list(damage), "audit": asdict(verdict), "is_whole": is_whole})
        if problem is not None and (damage or at_start.is_whole):
            complain(problem)  # else it was told when the data was opened
        return 0 if is_whole else EXIT_INPUT
    if problem is not None:
        raise problem
    sys.stdout.write(f"Veri sağlam; denetim izi {verdict.entries} kayıt, zincir sağlam.\n")
    return 0


def _add_backup_choice(parser: Any, *, is_needed: bool = True) -> None:
    parser.add_argument(
        "backup",
        type=Path,
        metavar="YEDEK",
        nargs=None if is_needed else "?",
        help="adı alo183- ile başlayan yedek klasörü (alo183 backup --list)",
    )
    parser.add_argument(
        "--recovery-code",
        action="store_true",
        help="parola yerine o günün kurtarma kodunu sorar (ya da aynı yerlerden alır)",
    )


def _as_json(backup: Backup) -> dict[str, Any]:
    return {
        "folder": str(backup.folder),
        "at": backup.at.isoformat(),
        "reason": backup.reason.value,
        "directorate": backup.label,
        "revision": backup.revision,
        "size": backup.size,
        "sha256": backup.sha256,
    }
