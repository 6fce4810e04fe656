"""Each command line of the guide and of the README does what stands there: on a file, on a server.

Only what every place calls otherwise is put in: the folder of the data, the address of the server,
the name of a backup, the login of who types.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter
from python_calamine import load_workbook

import dev
from alo183_desktop import demo
from alo183_desktop.changes.toml_letter import example_text
from alo183_desktop.cli.context import Context
from alo183_desktop.cli.main import build_parser
from alo183_desktop.demo import Filled
from alo183_desktop.shared.errors import KnownError
from tests.clocks import NEW_YEAR, FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD
from tests.database.servers import ServedDirectorate
from tests.unit.bootstrap.people import PASSWORD

_BLOCK: Final = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
_BACKUP: Final = re.compile(r"\S*yedek-2026-11-24-091200-gunun-ilk-acilisi|BACKUP")
_ADDRESS: Final = re.compile(r"postgresql://(\S+?)@\S+")
_SAMPLES: Final = dev.ROOT / "tests" / "samples"
_ELSEWHERE: Final = ("demo", "setup --", "recover ")
"""What makes a directorate begins with none: test_setup_command, test_demo, packaging/proof.py."""
_MOVING: Final = ("move --to-server", "db ", "move --copy", "move --to-file")
"""In this order, on a server."""
_REFUSED: Final[Mapping[str, int | str]] = {
    # The invented directorate is another than the one of which the line speaks.
    "letter --kind lost-line": "letters.kind_none",
    "--user denetci": "access.wrong_password",
    "audit --after 18240": "access.trail_after_end",
    "check --anchor 1234": 2,
    "--recovery-code": "access.recovery_length",
    # Both measures of these days are known already: neither file may take one of them away.
    "ses.csv veri.csv": 2,
    # The list and the roster differ.
    "reconcile": 3,
}
"""What the lines answer that do not end with 0 here, and why."""
_OF_FILE: Final[Mapping[str, int | str]] = {
    "backup --list": 0,
    "backup": "server.no_backup",
    "restore": "backups.not_one",
    "rekey": "server.only_file",
    "verify KLASÖR/yedek": "backups.not_one",
}
"""What a desk of a server is told of what only a file can do."""


def lines() -> Iterator[str]:
    """Yield the command lines of the README and of the guide to commands as they stand."""
    for document in (dev.ROOT / "README.md", dev.ROOT / "docs" / "komutlar.md"):
        for block in _BLOCK.findall(document.read_text(encoding="utf-8")):
            yield from (one for one in block.splitlines() if one.startswith("alo183 "))


class Place:
    """A folder in which somebody types, with the lists that the guide names."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder = folder
        self.data = data
        self.address = ""
        shutil.copy(_SAMPLES / "vakalar.xlsx", folder)
        shutil.copy(_SAMPLES / "kadro.xlsx", folder / "liste.xlsx")
        _write(folder)

    def type(self, line: str) -> int | str:
        """Type a line; return its exit code, or the code of what it is refused with."""
        words = shlex.split(line, comments=True)[1:]
        to = words[words.index(">") + 1] if ">" in words else ""
        words = [self._named(one) for one in words[: words.index(">") if to else None]]
        arguments = build_parser().parse_args(words)
        login = demo.LOGIN if arguments.user is None or "." in arguments.user else arguments.user
        context = Context(
            arguments.data or self.data, login, arguments.password_file, FixedClock(NEW_YEAR)
        )
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                code = int(arguments.run(arguments, context) or 0)
        except KnownError as error:
            return error.code
        if to:
            (self.folder / to).write_text(said.getvalue(), encoding="utf-8")
        return code

    def _named(self, word: str) -> str:
        backups = sorted((self.data / "yedek").glob("yedek-*"))
        if _BACKUP.fullmatch(word) and backups:
            return str(backups[-1])
        word = _ADDRESS.sub(self.address, word).replace("/media/usb", str(self.folder))
        return str(self.data) if word in {"KLASÖR", "DIR"} else word


def _write(folder: Path) -> None:
    """Write the other lists, with people and numbers of the invented directorate."""
    roster = load_workbook(str(_SAMPLES / "kadro.xlsx")).get_sheet_by_index(0).to_python()
    books: dict[str, dict[str, Sequence[Sequence[Any]]]] = {
        "kadro.xlsx": {"Kadro": roster, "Huzurevi": [one[:-1] for one in roster]},
        "ozet.xlsx": {
            "Özet": (("Hat No", "Konuşma (dk)", "Veri (MB)"), ("0500 000 41 02", "120", "300")),
        },
        "envanter.xlsx": {"Hatlar": (("Hat No", "Operatör"), ("0500 001 20 01", "Vodafone"))},
        "aralik.xlsx": {"Aralık": (("Tarih", "Asıl"), ("01.12.2026", "Gülsüm ŞİMŞEK"))},
        "isaretli.xlsx": {
            "Aralık": (("Adı Soyadı", *map(str, range(1, 32))), ("Gülsüm ŞİMŞEK", "X")),
        },
        "izinler.xlsx": {
            "İzinler": (
                ("Adı Soyadı", "İzin Türü", "Başlangıç Tarihi", "Bitiş Tarihi"),
                ("Gülsüm ŞİMŞEK", "Yıllık İzin", "10.02.2027", "11.02.2027"),
            )
        },
    }
    for name, sheets in books.items():
        with xlsxwriter.Workbook(folder / name) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for place, row in enumerate(rows):
                    sheet.write_row(place, 0, row)
    calls = "HAT NO;TARİH;SAAT;ARANAN NUMARA;TÜR;SÜRE (SN);VERİ (KB)"
    for name, row in {
        "eylul": "05000004107;15.12.2026;17:02:30;183;Konuşma;104;2048\nToplam;;;;;104;2048",
        "ses": "05000004102;29.09.2026;17:02:30;183;Konuşma;60;",
        "veri": "05000004102;28.09.2026;17:02:30;;Veri;;2048",
    }.items():
        (folder / f"{name}.csv").write_text(f"{calls}\n{row}\n", encoding="utf-8")
    (folder / "degisiklikler").mkdir()
    for path in ("bir.toml", "iki.toml", "degisiklikler/bir.toml"):
        (folder / path).write_text(example_text(), encoding="utf-8")
    (folder / "parola.txt").write_text("bir gece yarısı treni", encoding="utf-8")


def _typed() -> list[str]:
    """Return the lines that need a directorate; an older state of it is brought back last."""
    needed = [one for one in lines() if not any(part in one for part in (*_ELSEWHERE, *_MOVING))]
    return sorted(needed, key=lambda one: "restore" in one)


def _wrong(place: Place, refused: Mapping[str, int | str]) -> dict[str, int | str]:
    """Type every line, and return the answers that are not as they should be."""
    answers = {one: place.type(one) for one in _typed()}
    return {
        line: answer
        for line, answer in answers.items()
        if answer != next((one for part, one in refused.items() if part in line), 0)
    }


@pytest.fixture
def place(demo_year: tuple[Path, Filled], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return the folder of somebody who works with the invented directorate."""
    work = tmp_path / "is"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    # Whoever signed in to that year before may have left backups in its folder.
    no_backups = shutil.ignore_patterns("yedek")
    return Place(work, Path(shutil.copytree(demo_year[0], tmp_path / "veri", ignore=no_backups)))


@pytest.mark.extra
def test_that_every_command_line_of_the_guide_does_on_a_file_what_stands_there(
    place: Place,
) -> None:
    assert len(_typed()) > 80
    assert _wrong(place, _REFUSED) == {}


@pytest.mark.extra
def test_that_every_command_line_of_the_guide_does_on_a_server_what_stands_there(
    place: Place, directorate: ServedDirectorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.address = directorate.url(OWNER)
    monkeypatch.setenv("PGPASSWORD", OWNER_PASSWORD)
    moving = {part: [one for one in lines() if part in one] for part in _MOVING}
    assert place.type(moving["move --to-server"][-1]) == 0
    assert _wrong(place, {**_OF_FILE, **_REFUSED}) == {}
    for part in _MOVING[1:]:
        assert [place.type(one) for one in moving[part]] == [0] * len(moving[part]), part
