"""`alo183 rekey` and `alo183 recover`: a new key for the data, and the way in with the sheet."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.vault import RESTORING_FILE
from alo183_desktop.cli.context import audit_error, complain, demand_output
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.cli.context import Context

_LARGEST_CODE_FILE: Final = 4096


def add_parsers(commands: Any) -> None:
    """Add the commands to the parser of all commands."""
    rekey = commands.add_parser(
        "rekey",
        help="veriyi yeni bir anahtarla yeniden şifreler; yeni kurtarma kâğıdı verir",
        description="Önce yeni kurtarma kâğıdını verir, yedek alır, sonra verinin tümünü yeni "
        "anahtarla yeniden şifreler. Parolalar değişmez; eski kâğıt bu veriyi bir daha açmaz. "
        "Yarıda kesilirse eski ya da yeni anahtar bütünüyle geçerlidir. Program başka yerde açık "
        "olmamalıdır.",
    )
    rekey.add_argument(
        "--sheet",
        type=Path,
        metavar="PDF",
        help="yeni kâğıdı bu PDF dosyasına yazar (verilmezse kod ekrana yazılır)",
    )
    rekey.set_defaults(run=run_rekey)

    recover = commands.add_parser(
        "recover",
        help="veriyi kurtarma kâğıdıyla açar ve yeni parola verir",
        description="Anahtar dosyası yoksa ya da bozuksa da açar: veri dosyası ve kâğıt yeter. "
        "--user ile verilen kullanıcı yönetici olur; yeni parolası, parolanın alındığı "
        "yerlerden alınır.",
    )
    recover.add_argument(
        "--data-file",
        type=Path,
        metavar="DOSYA",
        help="yalnız başına saklanmış bir alo183.db; boş veri klasörüne kopyalanır",
    )
    recover.add_argument(
        "--code-file",
        type=Path,
        metavar="DOSYA",
        help="kodun yazılı olduğu dosya (verilmezse sorulur)",
    )
    recover.set_defaults(run=run_recover)


def run_rekey(arguments: Namespace, context: Context) -> int:
    """Hand out a new sheet, then give the data its key; return the exit code."""
    with context.open_desk() as desk:
        if desk.is_on_server:
            raise KnownError("server.only_file")
        sheet = desk.new_recovery_sheet()
        if arguments.sheet is not None:
            from alo183_desktop.documents.papers.recovery_sheet import recovery_sheet_pdf
            from alo183_desktop.shared.written_files import write_file

            pdf = recovery_sheet_pdf(
                sheet.groups,
                directorate=desk.directorate_name,
                made_at_text=format_instant(sheet.made_at),
            )
            write_file(arguments.sheet, pdf, is_secret=True)
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
    return 0


def _hand_out(sheet: RecoverySheet) -> None:
    """Write the code to the standard output.

    Raises:
        KnownError: `cli.output_closed`: nobody would know it.
    """
    demand_output()
    try:
        sys.stdout.write(f"Yeni kurtarma kodu: {' '.join(sheet.groups)}\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise KnownError("cli.output_closed") from error


def run_recover(arguments: Namespace, context: Context) -> int:
    """Open the data with the recovery sheet; return the exit code."""
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
    return 0


def _code(file: Path | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise KnownError("cli.code_needed")
        return getpass.getpass("Kurtarma kodu: ")
    try:
        data = read_regular(file, limit=_LARGEST_CODE_FILE)
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError("cli.code_needed") from error
