"""`alo183 move`: a directorate goes to a server, comes back, or is copied into a folder."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_json
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.bootstrap.moving import Moved
    from alo183_desktop.cli.context import Context

_MOVE: Final = """\
Müdürlüğü taşır: her satır ve denetim zinciri olduğu gibi gider, yerine konmadan aslıyla
karşılaştırılır. Ya hepsi taşınır ya hiçbiri. Yöneticiyle oturum açılır; o sırada kimse
çalışmamalıdır.

--to-server boş bir veritabanına taşır; adresteki kullanıcı onun sahibi olmalıdır. Yöneticinin
parolası aynı kalır, öteki kullanıcılara birer başlangıç parolası verilir ve bir kez yazılır. Eski
dosya “onceki-” ile başlayan klasörde kalır.
--to-file sunucudaki veriyi bu masadaki şifreli dosyaya taşır ve sunucuyu herkese kapatır.
--copy sunucudaki verinin karşılaştırılmış bir kopyasını boş bir klasöre yazar; sunucu olduğu gibi
kalır.
"""


def add_parsers(commands: Any) -> None:
    """Add the command to the parser of all commands."""
    parser = commands.add_parser(
        "move", help="müdürlüğü sunucuya taşır ya da geri alır", description=_MOVE
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--to-server", metavar="ADRES", help="postgresql://sahip@sunucu/veritabanı")
    where.add_argument("--to-file", action="store_true", help="sunucudan bu masadaki dosyaya")
    where.add_argument("--copy", type=Path, metavar="KLASÖR", help="sunucudan bir klasöre kopya")
    parser.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
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
    _tell(moved, arguments)
    return 0


def _tell(moved: Moved, arguments: Namespace) -> None:
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
