"""`alo183 demo`: an invented directorate, and the main job done with it."""

from __future__ import annotations

import os
import secrets
import sys
from typing import TYPE_CHECKING, Final

from alo183_desktop.cli.context import PASSWORD_VARIABLE
from alo183_desktop.cli.window import has_display
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from alo183_desktop.cli.context import Context

_DATA: Final = "veri"
_LETTER: Final = "yazi"
_PICTURES: Final = "ekranlar"
_WORDS: Final = (
    "masa",
    "kalem",
    "defter",
    "dosya",
    "mühür",
    "zarf",
    "pusula",
    "fener",
    "köprü",
    "liman",
)


def run(arguments: Namespace, context: Context) -> int:
    """Fill the directorate, then open the window or write its output."""
    from alo183_desktop import demo

    data = arguments.data or arguments.out / _DATA
    password = os.environ.get(PASSWORD_VARIABLE) or _password()
    _say("Uydurma müdürlük kuruluyor; bir yıllık kayıt için birkaç saniye gerekir.")
    filled = demo.fill(data, password=password, clock=context.clock)
    _say(f"Uydurma müdürlük hazır: {data}")
    _say(
        f"Bir yıllık kayıt: {filled.officers} görevli, {filled.lines} hat, {filled.cases} vaka, "
        f"{filled.visits} yerinde rehberlik"
    )
    _say(f"Kullanıcı: {demo.LOGIN}   Parola: {_shown(password)}")
    if has_display() and not arguments.no_window:
        from alo183_desktop.gui import application

        return application.run(data)
    if not arguments.no_window:
        _say("Pencere açılacak bir ekran yok; ana iş pencere açmadan yapılıyor.")
    _write(arguments.out, data, password, filled.letter_id, context)
    return 0


def _write(out: Path, data: Path, password: str, letter_id: int, context: Context) -> None:
    from alo183_desktop import demo
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.gui.pictures import save_pictures
    from alo183_desktop.letters.outgoing import export_letter
    from alo183_desktop.letters.rendering import whole_set
    from alo183_desktop.shared.written_files import write_together

    program = Program(data, clock=context.clock)
    desk = program.unlock(demo.LOGIN, password)
    try:
        desk.backups.take_daily()  # as the window does at the first start of a day
        with desk.work() as work:
            parts = export_letter(work, letter_id)
        files = whole_set(parts)
        folder = out / _LETTER
        write_together(folder, files)
        _say(f"Değişiklik yazısı {len(files)} biçimde yazıldı: {folder}")
        try:
            pictures = save_pictures(program, desk, out / _PICTURES)
        except OSError as error:
            raise KnownError("cli.out_not_written") from error
        _say(f"{len(pictures)} ekran resmi yazıldı: {out / _PICTURES}")
    finally:
        desk.close()


def _password() -> str:
    return " ".join(secrets.choice(_WORDS) for _ in range(4))


def _shown(password: str) -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    return f"({PASSWORD_VARIABLE} değişkenindeki)" if given else password


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
