"""Let a frozen program do what its users do with it: `python packaging/proof.py [FOLDER]`.

build.py does so with what it has frozen, before anybody is given it. The demo with its letter and
its pictures, each command, each import and the window run as on a computer of a user: with nothing
in the environment but an empty home. The source is the measure: its demo writes the same files, and
what it loads for that lies in the folder.

Not here: what must not be in the folder (tests/project/test_packaging.py).
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

import xlsxwriter
from PIL import ImageGrab, ImageOps
from PyInstaller.archive.readers import ZlibArchiveReader
from reportlab.pdfgen.canvas import Canvas

from alo183_desktop import demo
from alo183_desktop.documents import page_child
from alo183_desktop.documents.fax import scan_child
from alo183_desktop.documents.foreign import table_child
from alo183_desktop.documents.sheet_codes import CodedKind, SheetCode, stamp
from alo183_desktop.shared.calendar import add_months, month_key
from alo183_desktop.shared.clock import local, system_clock
from tests.database.postgresql import LENT, OWNER, OWNER_PASSWORD, Server, find_binaries
from tests.screens import NEEDED, real_screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from importlib.metadata import Distribution

ROOT: Final = Path(__file__).resolve().parent.parent
PROGRAM: Final = ROOT / "dist" / "alo183"
_SAMPLES: Final = ROOT / "tests" / "samples"
_COMMANDS: Final = ROOT / "resources" / "commands.toml"
_PASSWORD: Final = "mor kedi tavanda gezer"  # noqa: S105 - of invented people
"""Without a letter that the keyboard of the X server lacks."""
_DEMO: Final = "veri"
_DESK: Final = "masa"
_LOGINS: Final = {_DEMO: demo.LOGIN, _DESK: "selin.aktas"}
"""By data folder: of the demo, and of the example of `alo183 setup`."""
_LETTER: Final = "yazi"
_PICTURES: Final = "ekranlar"
_KEPT: Final = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC")
"""Without these no program runs on Windows."""
_LONGEST_S: Final = 3600
_PATIENCE_S: Final = 180
_POLL_S: Final = 0.2
_BUG: Final = re.compile(r"^bug: |Programda beklenmeyen|Traceback", re.MULTILINE)
_LOADED: Final = "loaded.json"
_LOG: Final = "log"
_INTAKE: Final = "Vaka kaydet — Alo 183 İl Masası"
_WINDOW: Final = "Deneme – Alo 183 İl Masası"
"""Of invented data."""
PRESSING: Final = (*NEEDED, "tesseract")
"""Programs that press the keys of the window and read what it shows."""
_TOLD: Final = 600
"""Signs of what a program said, from its end."""
_TELLING: Final = """
import atexit, json, os, sys
from pathlib import Path
def tell():
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    Path(os.environ["LOADED"]).write_text(json.dumps([file for file in files if file]))
atexit.register(tell)
from alo183_desktop.__main__ import main
sys.exit(main())
"""
"""The source, which writes which files it has loaded."""


class Run(NamedTuple):
    """One run of a command, in a folder where the samples lie.

    Attributes:
        command: Its name, with that of the command above it.
        words: After the command. `{today}` and `{first}` are days, a month apart; `{last}`,
            `{month}` and `{later}` are months, one past and two to come; `{server}` is the address
            of an empty database and its owner; a word with `*` is the last file of that name.
        data: The folder of the data, where it needs one.
        says: A pattern of what it says; where its exit code is not 0, also of its complaint.
        makes: Files that it writes.
        keeps: A file for what the group of `says` has found.
        code: Its exit code.
    """

    command: str
    words: str = ""
    data: str = ""
    says: str = r"\S"
    makes: tuple[str, ...] = ()
    keeps: str = ""
    code: int = 0


_USAGE: Final = "operator_a_ayrinti_2026-09.csv operator_b_ozet_2026-09.xlsx operator_c_2026-09.txt"
RUNS: Final = (
    Run("demo", "--no-window --out .", says=r"ekran resmi yazıldı"),
    Run("setup", "--example", says=r"(?s)(.+)", keeps="kurulum.toml"),
    Run("setup", "--answers kurulum.toml --sheet kagit.pdf", _DESK, makes=("kagit.pdf",)),
    Run("import officers", "kadro.xlsx --json", _DESK, '"create": 24'),
    Run("import officers", "kadro_birlesik.ods --json", _DESK, '"stored": true'),
    Run("import officers", "kadro_cizili.xls --skip-wrong --json", _DESK, '"sheet": "Kadro"'),
    Run("reconcile", "kadro.xlsx --json", _DESK, '"row"', code=3),
    Run("import phones", "hatlar.csv --json", _DESK, '"create": 2'),
    Run("import usage", f"{_USAGE} --register-new --json", _DESK, '"stored": true'),
    Run("import cases", "vakalar.xlsx --json", _DESK, '"create": 300'),
    Run("import rota", "nobet.csv --month {later} --json", _DEMO, '"create": 2'),
    Run("import absences", "izinler.csv --json", _DEMO, '"create": 1'),
    Run("letter", "--example --out degisiklik.toml", says="", makes=("degisiklik.toml",)),
    Run("letter", "degisiklik.toml --out komuttan"),
    Run("letters", "--json", _DEMO, '"letter_id"'),
    Run("officers", "--json", _DEMO, '"surname"'),
    Run("changes", "--json", _DEMO, '"letter_id"'),
    Run("phones", "--json", _DEMO, '"held_since"'),
    Run("quota", "--json", _DEMO, '"line"'),
    Run("cases", "--json", _DEMO, '"case_id"'),
    Run("audit", "--after 3 --limit 50 --json", _DEMO, '"sequence": 4'),
    Run("duty", "--json", _DEMO, '"stand_in"'),
    Run("rota gaps", "--json", _DEMO, r"\["),
    Run("rota hand-overs", "--json", _DEMO, r"\["),
    Run("rota swaps", "--json", _DEMO, r"\["),
    Run("rota unreached", "--json", _DEMO, r"\["),
    Run("vehicles", "--json", _DEMO, '"plate"'),
    Run("vehicles list", "--xlsx araclar.xlsx", _DEMO, says="", makes=("araclar.xlsx",)),
    Run("vehicles states", "--json", _DEMO, '"state_id"'),
    Run("vehicles drivers", "--json", _DEMO, '"driver_id"'),
    Run("vehicles orders", "--json", _DEMO, '"order_id"'),
    Run("guidance", "--json", _DEMO, '"guidance_id"'),
    Run("today", "--pdf sabah.pdf", _DEMO, makes=("sabah.pdf",)),
    Run("report", "--month {last} --out rapor", _DEMO, makes=("rapor/*.pdf", "rapor/*.xlsx")),
    Run("retention", "--json", _DEMO, '"kind"'),
    Run("inspection", "--from {first} --to {today} --out p.zip", _DEMO, makes=("p.zip",)),
    Run("rota plan", "--month {month} --json", _DEMO, '"is_best": true'),
    Run("rota", "--month {month} --pdf aylik.pdf", _DEMO, "", ("aylik.pdf",)),
    Run("rota", "--xlsx aylik.xlsx", _DEMO, "", ("aylik.xlsx",)),
    Run("rota", "--ics aylik.ics", _DEMO, "", ("aylik.ics",)),
    Run("rota check", "--month {month}", _DEMO),
    Run("rota ledger", "--pdf denge.pdf", _DEMO, "", ("denge.pdf",)),
    Run("rota ledger", "--xlsx denge.xlsx", _DEMO, "", ("denge.xlsx",)),
    Run("check", "", _DEMO),
    Run("backup", "", _DESK),
    Run("backup", "--list --json", _DESK, '"sha256"'),
    Run("verify", f"{_DESK}/yedek/*istek-uzerine", _DESK, "300 vaka"),
    Run("restore", f"{_DESK}/yedek/*istek-uzerine", _DESK),
    Run("verify", "", _DESK, "denetim izinden çıktı", code=2),
    Run("rekey", "", _DESK, r"kurtarma kodu: (.+)", keeps="kod.txt"),
    Run("recover", "--code-file kod.txt", _DESK),
    Run("move", "--to-server {server}", _DESK),
    Run("db upgrade", "--database {server}"),
    Run("db erase", "--database {server}"),
    Run("move", "--copy kopya", _DESK),
    Run("move", "--to-file", _DESK),
    Run("check", "", _DESK, "denetim izinden çıktı", code=2),
)
"""What is done with each command, in this order; a new one needs its line."""


class ProofError(RuntimeError):
    """The program does not do what it does from its source; the text says what."""


def main(words: Sequence[str]) -> int:
    """Let the program in a folder prove itself, and return 1 when it does not."""
    try:
        build = runpy.run_path(str(ROOT / "packaging" / "build.py"))
        prove(Path(words[0]).resolve() if words else PROGRAM, build["libraries"]().values())
    except ProofError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def prove(program: Path, libraries: Iterable[Distribution]) -> None:
    """Let a frozen program do all that is done with one, and tell how long each part took.

    Args:
        program: The frozen folder.
        libraries: What it needs.

    Raises:
        ProofError: It fails in something, in the words of each failure.
    """
    with tempfile.TemporaryDirectory(prefix="alo183-") as name, ExitStack() as stack:
        source = stack.enter_context(closing(Source(Path(name, "kaynak"))))
        user = User([str(program_file(program))], Path(name, "kullanan"))
        server = stack.enter_context(lent_database())
        parts: dict[str, Callable[[], object]] = {
            "children": user.ask_children,
            "help": user.ask_help,
            "commands": lambda: user.run_all(server),
            "demo beside the source's": lambda: user.compare(source),
        }
        if all(map(shutil.which, PRESSING)):
            parts["window"] = lambda: user.use_window([str(program_file(program, in_window=True))])
        else:
            print(f"The window is not tried: that takes {', '.join(PRESSING)}.")
        for part, act in parts.items():
            start = time.monotonic()
            act()
            print(f"{time.monotonic() - start:5.0f} s  {part}", flush=True)
        lacking = modules_of(libraries, source.loaded()) - modules_in(program)
        # In the place of one that is lacking its library may do something slower, without a word.
        user.demand(not lacking, f"the source loads what is not in it: {sorted(lacking)}")
        user.demand_no_problem()


def program_file(program: Path, *, in_window: bool = False) -> Path:
    """Return the file of a frozen folder that starts the program, in a terminal or in a window.

    Only Windows has one for each.
    """
    names = ("alo183w.exe", "alo183") if in_window else ("alo183.exe", "alo183")
    return next(program / name for name in names if (program / name).is_file())


def described() -> dict[str, dict[str, Any]]:
    """Return each command with what `resources/commands.toml` says of it, those above it first."""
    found: dict[str, dict[str, Any]] = {}

    def add(commands: Mapping[str, Any], above: str) -> None:
        for name, one in commands.items():
            found[f"{above}{name}"] = one
            add(one.get("commands", {}), f"{above}{name} ")

    add(tomllib.loads(_COMMANDS.read_text(encoding="utf-8"))["commands"], "")
    return found


@contextmanager
def lent_database() -> Iterator[str]:
    """Yield the address of an empty database and its owner; an empty text where there is none."""
    try:
        # On Windows there is none, unless one is lent to who plays it.
        has_server = (os.name != "nt" and find_binaries().is_dir()) or LENT in os.environ
    except FileNotFoundError:
        has_server = False
    if not has_server:
        yield ""
        return
    server = Server(listens=True)
    try:
        name = server.create_owned()
        yield f"postgresql://{OWNER}:{quote(OWNER_PASSWORD)}@127.0.0.1:{server.port}/{name}"
    finally:
        server.stop()


class User:
    """Somebody who has the program, an empty home and the files of the samples.

    Attributes:
        folder: Where they work.
        problems: What was not as it should be.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        """Lay the files out.

        Args:
            command: What starts the program.
            folder: Is made.
        """
        self.folder = folder
        self._command = [*command]
        self._home = folder / "ev"
        self._home.mkdir(parents=True)
        self.problems: list[str] = []
        for sample in _SAMPLES.iterdir():
            shutil.copy(sample, folder)
        self._months = _months()
        _write_tables(folder, self._months["later"])

    def demand_no_problem(self) -> None:
        """See that everything was as it should be.

        Raises:
            ProofError: Something was not.
        """
        for log in self.folder.rglob("alo183.log"):
            self.demand(not _BUG.search(_read(log)), f"{log}: {_read(log)[-_TOLD:]}")
        if self.problems:
            raise ProofError("\n".join(self.problems))

    def ask_children(self) -> None:
        """Let the program do what it starts itself anew for: read a table, and a scan with a code.

        A month of duties is planned by its command.
        """
        table, blank = io.BytesIO(), io.BytesIO()
        with xlsxwriter.Workbook(table) as workbook:
            workbook.add_worksheet().write("A1", "Ad")
        canvas = Canvas(blank)
        canvas.showPage()
        canvas.save()
        code = SheetCode(CodedKind.ROTA, 183, 1234, 1, 1)
        scan = stamp(blank.getvalue(), code)
        for words, given, says in (
            (f"{table_child.OPTION} 1024 100000 100 100", table.getvalue(), '"end": ?1'),
            (f"{scan_child.OPTION} 2048 standard group3", scan, '"end": ?1'),
            (f"{scan_child.OPTION} 2048 fine {scan_child.CODES}", scan, code.digits),
            (f"{page_child.OPTION} 2048 {page_child.DRAW} 1 9 0", scan, '"end": ?true'),
        ):
            self._ask(words.split(), says=says, given=given)

    def ask_help(self) -> None:
        """Ask for the help of the program and of one command; unit tests ask for the others'."""
        for command in ("", "rota plan"):
            usage = re.escape(f"Kullanım: alo183 {command}".strip())
            self._ask([*command.split(), "--help"], says=usage)

    def run_all(self, server: str) -> None:
        """Do with each command what is done with it (`RUNS`).

        Args:
            server: The address of a database; what takes one is left out where it is empty.
        """
        is_served = True
        for run in RUNS:
            if "{server}" in run.words and not server:
                is_served = False
            if is_served or run.data == _DEMO:
                self.run(run, server)
            else:
                print(f"Without PostgreSQL not tried: alo183 {run.command} {run.words}")

    def run(self, run: Run, server: str = "") -> None:
        """Do with a command what is done with it; `server` is as in `run_all`."""
        words = run.words.format(server=server, **self._months)
        before = ["--data", run.data, "--user", _LOGINS[run.data]] if run.data else []
        said = self._ask(
            [*before, *run.command.split(), *map(self._named, shlex.split(words))],
            says=run.says,
            code=run.code,
        )
        if run.keeps and (found := re.search(run.says, said)):
            (self.folder / run.keeps).write_text(found[1], encoding="utf-8", newline="\n")
        for name in run.makes:
            made = [path for path in self.folder.glob(name) if path.stat().st_size]
            self.demand(bool(made), f"alo183 {run.command} {words}: no {name}")

    def compare(self, source: Source) -> None:
        """See that the demo has written what that of the source has."""
        source.loaded()
        for name in (_LETTER, _PICTURES):
            wanted, made = (_sizes(one / name) for one in (source.folder, self.folder))
            lacking = [file for file in wanted if not made.get(file)]
            self.demand(not lacking, f"not made, or empty: {lacking}")

    def use_window(self, command: Sequence[str], **variables: str) -> None:
        """Sign in, look at Bugün, and note a case, by keys alone.

        Args:
            command: What starts the program in a window.
            variables: More of the environment.
        """
        number = "183-2026-990183"
        words, environment = [*command, "--data", _DEMO], {**self._environment(), **variables}
        with Seat.taken(words, self.folder, environment) as seat:
            try:
                seat.note_case(demo.LOGIN, number)
            except ProofError as error:
                self.problems.append(str(error))
                return
        said = _read(self.folder / _LOG)
        self.demand(not said, f"the window says: {said[-_TOLD:]}")
        self.run(Run("cases", f"--search {number} --json", _DEMO, re.escape(number)))

    def _named(self, word: str) -> str:
        found = sorted(self.folder.glob(word)) if "*" in word else ()
        return str(found[-1].relative_to(self.folder)) if found else word

    def _ask(self, words: Sequence[str], *, says: str, code: int = 0, given: bytes = b"") -> str:
        """Run the program; what it says wrong is noted. Return its answer."""
        done = subprocess.run(
            [*self._command, *words],
            cwd=self.folder,
            env={**self._environment(), "ALO183_PASSWORD": _PASSWORD},
            input=given,
            capture_output=True,
            check=False,
            timeout=_LONGEST_S,
        )
        said, complained = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
        heard = said + complained if code else said  # what is wrong is said on stderr
        is_good = done.returncode == code and re.search(says, heard) and not _BUG.search(complained)
        ends = f"{said[-_TOLD:]}\n{complained[-_TOLD:]}"
        self.demand(is_good, f"alo183 {shlex.join(words)}: {done.returncode}, {ends}")
        return said

    def demand(self, is_so: object, words: str) -> None:
        """Note what is not so."""
        if not is_so:
            self.problems.append(words)

    def _environment(self) -> dict[str, str]:
        """Return an environment of nothing but the home, which no other Python reaches into."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP", "TMPDIR", "PATH")
        return {**kept, **dict.fromkeys(homes, str(self._home)), "LANG": "C.UTF-8"}


class Source:
    """The demo of the source, beside which that of the frozen program stands.

    Attributes:
        folder: Where it writes.
    """

    def __init__(self, folder: Path) -> None:
        """Start it; it writes while something else is done."""
        self.folder = folder
        folder.mkdir()
        environment = {**os.environ, "ALO183_PASSWORD": _PASSWORD, "LOADED": str(folder / _LOADED)}
        words = ["-c", _TELLING, "demo", "--no-window", "--out", str(folder)]
        with (folder / _LOG).open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def loaded(self) -> list[Path]:
        """Wait for its end, and return the files of all that it has loaded.

        Raises:
            ProofError: It has failed.
        """
        if self._process.wait():
            raise ProofError(f"The source: {_read(self.folder / _LOG)[-_TOLD:]}")
        return [Path(name) for name in json.loads(_read(self.folder / _LOADED))]

    def close(self) -> None:
        """Leave nothing running."""
        self._process.kill()
        self._process.wait()


class Seat:
    """The window on a screen of its own, and whoever presses its keys and reads the screen."""

    def __init__(self, process: subprocess.Popen[bytes], display: str) -> None:
        self._process = process
        self._display = display

    @classmethod
    @contextmanager
    def taken(
        cls, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> Iterator[Seat]:
        """Start the program on a screen of its own, which lives as long.

        Args:
            command: What starts it.
            folder: Where it is started.
            environment: Of a user, without a display.
        """
        with real_screen(folder) as screen, (folder / _LOG).open("w+b") as log:
            shown = {**environment, "DISPLAY": screen.display}
            process = subprocess.Popen(command, cwd=folder, env=shown, stdout=log, stderr=log)
            try:
                yield cls(process, screen.display)
            finally:
                process.kill()
                process.wait()

    def note_case(self, login: str, number: str) -> None:
        """Sign in, see Bugün, note a case with a number, and close the window.

        Raises:
            ProofError: Something does not come as it should.
        """
        self._see("Parola")
        self._press("alt+k", "ctrl+a")
        self._type(login)
        self._press("alt+p", "ctrl+a")
        self._type(_PASSWORD)
        self._press("Return")
        self._see("Bugün")
        self._press("ctrl+2")
        self._see("vaka")
        self._press("ctrl+n")
        self._come_to(_INTAKE)
        self._type(number)
        self._press("Return")
        self._type(f"{local(system_clock()):%H:%M}")
        self._press("Tab", "Tab")
        self._type("kadin")
        self._press("Tab")
        self._type("siddet")
        self._press("ctrl+s")
        self._come_to(_WINDOW)
        self._see(number)
        self._press("alt+F4")
        self._until(lambda: self._process.poll() is not None, "closes")
        if self._process.returncode:
            raise ProofError(f"the window ended with {self._process.returncode}")

    def _press(self, *keys: str) -> None:
        self._xdotool("key", "--delay", "30", *keys)

    def _type(self, text: str) -> None:
        self._xdotool("type", "--delay", "30", "--", text)

    def _see(self, word: str) -> None:
        """Wait until a word can be read on the screen."""
        self._until(lambda: word in self._read_screen(), f"shows “{word}”")

    def _come_to(self, title: str) -> None:
        """Wait until the window with a title has the keyboard."""
        asked = ("getactivewindow", "getwindowname")
        self._until(lambda: self._xdotool(*asked).strip() == title, f"comes to “{title}”")

    def _until(self, is_so: Callable[[], object], what: str) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                shown = " ".join(self._read_screen().split())
                raise ProofError(f"the window never {what}: {self._process.poll()}, “{shown}”")
            time.sleep(_POLL_S)

    def _read_screen(self) -> str:
        shown = io.BytesIO()
        picture = ImageGrab.grab(xdisplay=self._display)
        # Letters of a window are smaller than those of a paper.
        ImageOps.scale(picture, 2).save(shown, format="PNG")
        reading = ["tesseract", "stdin", "stdout", "-l", "tur", "--psm", "11"]
        done = subprocess.run(reading, input=shown.getvalue(), capture_output=True, check=True)
        return done.stdout.decode()

    def _xdotool(self, *words: str) -> str:
        environment = {**os.environ, "DISPLAY": self._display}
        done = subprocess.run(
            ["xdotool", *words], env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout


def modules_in(program: Path) -> set[str]:
    """Return the names of the modules in a frozen folder that are no part of Python."""
    inside = program / "_internal"
    beside = {_module_of(path.relative_to(inside)) for path in inside.rglob("*") if path.is_file()}
    return {*beside, *ZlibArchiveReader(str(inside / "alo183.pyz")).toc}


def modules_of(libraries: Iterable[Distribution], files: Iterable[Path]) -> set[str]:
    """Return the names of those modules among files that libraries have brought."""
    brought = {
        Path(str(file.locate())): _module_of(Path(str(file)))
        for library in libraries
        for file in library.files or ()
    }
    return {brought[file] for file in files if file in brought}


def _module_of(path: Path) -> str:
    return ".".join((*path.parts[:-1], path.name.partition(".")[0])).removesuffix(".__init__")


def _months() -> dict[str, str]:
    """Return the days and months that stand in the words of runs."""
    today = local(system_clock()).date()
    shifted = {"last": -1, "month": 2, "later": 4}
    months = {name: month_key(add_months(today, by)) for name, by in shifted.items()}
    return {**months, "today": f"{today}", "first": f"{today - dt.timedelta(days=30)}"}


def _write_tables(folder: Path, month: str) -> None:
    """Write a table of each kind of which there is no sample, with people of the samples and demo.

    Args:
        folder: Where.
        month: Of the duties and the leave.
    """
    for name, lines in {
        "hatlar.csv": (
            "Hat No;Operatör;PIN;Marka;IMEI;Zimmetli",
            "0500 001 20 01;Vodafone;1234;Nokia;352099001761481;İlknur ÇIĞ",
            "0500 001 20 02;;;;;",
        ),
        "nobet.csv": (
            "Tarih;Asıl",
            f"{month}-01;Gülsüm ŞİMŞEK",
            f"{month}-02;Nurşen BÜYÜKÖZTÜRK",
        ),
        "izinler.csv": (
            "Adı Soyadı;İzin Türü;Başlangıç Tarihi;Bitiş Tarihi",
            f"Gülsüm ŞİMŞEK;Yıllık İzin;{month}-10;{month}-11",
        ),
    }.items():
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")


def _sizes(folder: Path) -> dict[str, int]:
    # Nothing is there where the demo has ended before.
    return {path.name: path.stat().st_size for path in folder.glob("*")}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
