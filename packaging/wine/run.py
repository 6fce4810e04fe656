"""Run the tests on a Windows that wine plays: `python3 dev.py wine [PYTEST ARGS]`, on Debian.

Without arguments it runs the daily suite; `--lf` runs again what failed in the run before. Servers
of PostgreSQL run on Linux beside it.
`--platform windows` among the arguments shows the windows of the tests by Qt's own plugin for
Windows, and not off the screen. In their place, `package` freezes the program, into `dist` of this
folder, and packs it as installer and MSI: to be tried, and given to nobody, because its numpy is
not the pinned one. `start` measures the start of what was frozen so
(tests/benchmarks/frozen_start.py).

It is CPython for Windows of the version that runs this, with the pinned wheels for Windows, in
`build/wine`: its signed libraries come with a published wheel, its modules are those of this
computer. What wine cannot show: real printing, screens of high resolution, virus scanners,
SmartScreen, the rights of other users.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.database.postgresql import lending

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
RIG: Final = ROOT / "build" / "wine"
PYTHON: Final = RIG / "win"
DIST: Final = ROOT / "dist"
PACKAGE: Final = "package"
START: Final = "start"
"""Each in the place of arguments for pytest."""
NEEDED: Final = {
    "wine": "wine wine64",
    "Xvfb": "xvfb",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "x86_64-w64-mingw32-dlltool": "binutils-mingw-w64-x86-64",
    "osslsigncode": "osslsigncode",
    "makensis": "nsis",
    "msibuild": "msitools",
    "wixl": "wixl",
}
"""Each program, and the packages of Debian that bring it."""
_HERE: Final = Path(__file__).parent
_CARRIER: Final = "panda3d==1.10.16"
"""A wheel that carries the libraries of CPython for Windows as its makers signed them."""
_VERSIONS: Final = ((3, 11), (3, 13))
"""The first and last one that it carries."""
_NUMBER: Final = f"{sys.version_info.major}{sys.version_info.minor}"
_SIGNER: Final = "CN=Python Software Foundation"
_DIGEST: Final = re.compile(r"^(?:Current|Calculated) message digest\s*:\s*(\S+)", re.MULTILINE)
_NAME: Final = re.compile(r"\+base\[\s*\d+\]\s+[0-9a-f]+ (\w+)$", re.MULTILINE)
_LEFT_OUT: Final = ("test", "idlelib", "turtledemo", "lib-dynload", "config-*")
# Those of Windows do not load there: numpy asks for more of the C library than wine has.
_OTHERWISE: Final = {"numpy": "numpy==2.0.2"}


def main(words: list[str]) -> int:
    """Make the rig unless it is there, do in it what is asked, and return an exit code."""
    missing = [packages for program, packages in NEEDED.items() if shutil.which(program) is None]
    if missing:
        print(f"Install first: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    stamp = RIG / "stamp"
    made_of = (ROOT / "requirements-dev.txt", *sorted(_HERE.glob("*.*")))
    wanted = hashlib.sha256(b"".join(map(Path.read_bytes, made_of))).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        if not _VERSIONS[0] <= sys.version_info[:2] <= _VERSIONS[1]:
            print("Run it by Python 3.11, 3.12 or 3.13: python3.13 dev.py wine", file=sys.stderr)
            return 1
        shutil.rmtree(RIG, ignore_errors=True)
        make_python()
        install_wheels()
        stamp.write_text(wanted)
    with windows() as environment:
        checkout = install_checkout(environment)
        if words == [PACKAGE]:
            return freeze(checkout, environment) or pack()
        if words == [START]:
            return measure_start(checkout, environment)
        # Windows that are shown take the focus from each other: one process shows all of them.
        workers = 1 if any(word.startswith("--platform") for word in words) else 4
        spread = ["-n", "auto", f"--maxprocesses={workers}"]
        # What failed is remembered outside the checkout, which is copied for each run.
        given = ["-m", "pytest", *spread, "-o", "cache_dir=C:/failed", *words]
        with lending() as lent:
            return _run(given, cwd=checkout, environment={**environment, **lent})


def make_python() -> None:
    """Put CPython together: its libraries, its modules, a starter.

    Raises:
        RuntimeError: The libraries are not those that were signed.
    """
    for folder in ("dl", "win/DLLs", "win/Lib/site-packages", "build"):
        (RIG / folder).mkdir(parents=True)
    _pip("download", "--dest", str(RIG / "dl"), _CARRIER)
    with zipfile.ZipFile(next((RIG / "dl").glob("panda3d-*.whl"))) as wheel:
        for entry in wheel.namelist():
            name = Path(entry).name
            if not entry.startswith("deploy_libs/") or name.startswith("api-ms-"):
                continue
            is_core = name.lower().startswith(("python", "vcruntime"))
            (PYTHON / ("" if is_core else "DLLs") / name).write_bytes(wheel.read(entry))
    core = PYTHON / f"python{_NUMBER}.dll"
    signature = _told("osslsigncode", "verify", str(core), may_fail=True)
    if _SIGNER not in signature or len(set(_DIGEST.findall(signature))) != 1:
        raise RuntimeError(f"{core.name} is not as it was signed")
    ignored = shutil.ignore_patterns(*_LEFT_OUT, "__pycache__", "site-packages", "_sysconfigdata_*")
    modules = sysconfig.get_path("stdlib")
    shutil.copytree(modules, PYTHON / "Lib", ignore=ignored, dirs_exist_ok=True)
    _make_starter(core)


def _make_starter(core: Path) -> None:
    names = _NAME.findall(_told("x86_64-w64-mingw32-objdump", "-p", str(core)))
    build, compiler = RIG / "build", "x86_64-w64-mingw32-gcc"
    for library, suffix in ((core.name, ""), ("python3.dll", f" = {core.stem}.{{}}")):
        lines = [f"{name}{suffix.format(name)}" for name in names]
        text = "\n".join([f"LIBRARY {library}", "EXPORTS", *lines, ""])
        (build / f"{library}.def").write_text(text)
    (build / "empty.c").write_text("int nothing;\n")
    imported = build / "python.a"
    _told("x86_64-w64-mingw32-dlltool", "-d", str(build / f"{core.name}.def"), "-l", str(imported))
    starter = ["-O2", "-municode", "-o", str(PYTHON / "python.exe"), str(_HERE / "main.c")]
    _told(compiler, *starter, str(imported))
    forwarding = ["-shared", "-nostdlib", "-Wl,--entry=0", "-o", str(PYTHON / "python3.dll")]
    _told(compiler, *forwarding, str(build / "empty.c"), str(build / "python3.dll.def"))
    for name in ("icuuc", "mscms"):
        _told(compiler, "-O2", "-shared", "-o", str(PYTHON / f"{name}.dll"), f"{_HERE / name}.c")


def install_wheels() -> None:
    """Install the pinned wheels, those for Windows alone among them."""
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    pins: dict[str, str] = {}
    for pin in re.findall(r"^[a-z0-9-]+==[^ ]+", text, re.MULTILINE):
        name = pin.partition("==")[0]
        pins.setdefault(name, _OTHERWISE.get(name, pin))
    target = str(PYTHON / "Lib" / "site-packages")
    _pip("install", "--target", target, "--no-compile", *pins.values())


@contextmanager
def windows() -> Iterator[dict[str, str]]:
    """Start a display and a Windows on it, and yield the environment of what runs there."""
    environment = {
        **os.environ,
        "WINEPREFIX": str(RIG / "prefix"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscms=n;mscoree,mshtml=",
        "XDG_RUNTIME_DIR": str(RIG / "run"),
        "PYTHONUTF8": "1",
    }
    environment.pop("PYTHONPATH", None)
    (RIG / "run").mkdir(mode=0o700, exist_ok=True)
    # Without a display no timer ever fires; on a smaller one wide windows of the tests are cut.
    screen = ["-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-fbdir", str(RIG)]
    read, write = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(write), *screen]
    with subprocess.Popen(xvfb, pass_fds=[write], stderr=subprocess.DEVNULL) as display:
        os.close(write)
        try:
            with os.fdopen(read) as shown:
                environment["DISPLAY"] = f":{shown.readline().strip()}"
            subprocess.run(["wineboot", "-i"], env=environment, check=True, capture_output=True)
            yield environment
        finally:
            subprocess.run(["wineserver", "-k"], env=environment, check=False)
            display.terminate()


def install_checkout(environment: dict[str, str]) -> Path:
    """Copy the checkout to the disk C, install the program from it, and return its place.

    On the disk Z wine shows what belongs to Linux alone.
    """
    checkout = RIG / "prefix" / "drive_c" / "alo183"
    shutil.rmtree(checkout, ignore_errors=True)
    ignored = shutil.ignore_patterns(".*", "build", "dist", "__pycache__", "*.egg-info")
    shutil.copytree(ROOT, checkout, ignore=ignored)
    # The program knows its parts by what is installed.
    itself = ["install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    installing = ["-m", "pip", *itself, "--no-warn-script-location", "--editable", "."]
    if _run(installing, cwd=checkout, environment=environment):
        raise RuntimeError("the program cannot be installed there")
    return checkout


def freeze(checkout: Path, environment: dict[str, str]) -> int:
    """Freeze the program, and bring it into `dist`."""
    code = _run(["packaging/build.py", "--freeze"], cwd=checkout, environment=environment)
    if (checkout / "dist" / "alo183").is_dir():
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(checkout / "dist", DIST)
    return code


def pack() -> int:
    """Make installer and MSI of what was brought into `dist`, by the packers of this system."""
    for words in (["build.py", "--pack"], ["msi.py"]):
        packing = [sys.executable, str(ROOT / "packaging" / words[0]), *words[1:]]
        if code := subprocess.run(packing, cwd=ROOT, check=False).returncode:
            return code
    return 0


def measure_start(checkout: Path, environment: dict[str, str]) -> int:
    """Measure the start of the program in `dist` beside a bare window that is frozen here."""
    program = DIST / "alo183"
    if not (program / "alo183w.exe").is_file():
        print("Freeze first: python3 dev.py wine package", file=sys.stderr)
        return 1
    shutil.copytree(program, checkout / "dist" / "alo183")
    freezing = ["-m", "PyInstaller", "--noconfirm", "--windowed", "--log-level", "WARN"]
    bare = ["--specpath", "build", "tests/benchmarks/bare_window.py"]
    if code := _run([*freezing, *bare], cwd=checkout, environment=environment):
        return code
    measuring = [
        sys.executable,
        "-m",
        "tests.benchmarks.frozen_start",
        str(RIG / "Xvfb_screen0"),
        str(checkout / "dist" / "alo183" / "alo183w.exe"),
        str(checkout / "dist" / "bare_window" / "bare_window.exe"),
    ]
    # The desktop of Windows stays as long as a program uses it.
    using = "import ctypes, time; ctypes.windll.user32.GetDesktopWindow(); time.sleep(100_000)"
    user = ["wine", str(PYTHON / "python.exe"), "-c", using]
    with subprocess.Popen(user, env=environment) as desktop:
        try:
            return subprocess.run(measuring, cwd=ROOT, env=environment, check=False).returncode
        finally:
            desktop.kill()


def _run(words: list[str], *, cwd: Path, environment: dict[str, str]) -> int:
    python = ["wine", str(PYTHON / "python.exe")]
    return subprocess.run([*python, *words], cwd=cwd, env=environment, check=False).returncode


def _pip(command: str, *words: str) -> None:
    platform = ["--platform", "win_amd64", "--python-version", _NUMBER, "--only-binary=:all:"]
    pip = [sys.executable, "-m", "pip", "--quiet", command, "--no-deps", *platform]
    subprocess.run([*pip, *words], check=True)


def _told(program: str, *words: str, may_fail: bool = False) -> str:
    done = subprocess.run([program, *words], capture_output=True, text=True, check=not may_fail)
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
