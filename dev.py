#!/usr/bin/env python3
"""Set up the working copy and run, test, check or measure the program.

Not here: the program itself (`alo183`), and anything outside the standard library.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - said before a newer Python's words are needed
    sys.exit("This program needs Python 3.11 to 3.14; this is " + sys.version.split()[0])

import tomllib
import venv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWEST_PYTHON = (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "dev-stamp.json"
# What each environment consists of, with hashes (docs/adr/0004-pins.md).
PINS = ROOT / "requirements.txt"
PINS_FOR_DEVELOPING = ROOT / "requirements-dev.txt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WORKERS = min(os.cpu_count() or 1, 4)

# Alternatives are parted by `|`: the first is the name of Debian 13.
LIBRARIES_OF_THE_WINDOW = {
    "libdbus-1-3": "libdbus-1.so.3",
    "libegl1": "libEGL.so.1",
    "libfontconfig1": "libfontconfig.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0t64|libglib2.0-0": "libglib-2.0.so.0",
    "libgssapi-krb5-2": "libgssapi_krb5.so.2",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxkbcommon0": "libxkbcommon.so.0",
}
FOR_THE_WINDOW = ("fonts-dejavu-core", *LIBRARIES_OF_THE_WINDOW)
FOR_THE_TESTS = (
    "appstream",  # checks what a catalogue of programs is told
    "debootstrap",  # unpacks bare systems, on which the package is installed
    "default-jre-headless",  # runs PDFBox
    "desktop-file-utils",
    "fonts-croscore",  # what Writer has in the place of Times New Roman and Arial
    "libactivation-java",
    "libjaxb-api-java",
    "libpdfbox2-java",  # checks PDF/A, with the two above
    "libreoffice-writer",  # lays a DOCX out as a clerk's Word would
    "libreoffice-calc",  # saves our lists anew, as a clerk's Excel would
    "libtiff-tools",
    "lintian",  # checks the package
    "man-db",
    "openbox",  # manages the windows that real keys drive
    "patchelf",  # as the package needs it
    "poppler-utils",
    "postgresql",
    "qpdf",
    "strace",  # records the writes for the simulated power cuts
    "tesseract-ocr",
    "tesseract-ocr-eng",
    "tesseract-ocr-tur",
    "x11-xkb-utils",
    "xdotool",  # real keys and the mouse
    "xvfb",
)

# What freezes and packs the program, and what tries it then (packaging/proof.py).
FOR_THE_PACKAGE = (
    "binutils",
    "debootstrap",  # unpacks a Debian 12, in which a newer system freezes it
    "patchelf",  # removes where Python was built from what is frozen
    "dpkg",
    "libwayland-cursor0",  # of what Qt asks for on Wayland, deb.py names the packages
    "libwayland-egl1",
    "openbox",
    "postgresql",
    "tesseract-ocr",
    "tesseract-ocr-tur",
    "xdotool",
    "xvfb",
)
FOR_THE_MSI = ("msitools", "osslsigncode", "wixl")
FOR_WINE = (
    *FOR_THE_MSI,
    "binutils-mingw-w64-x86-64",
    "gcc-mingw-w64-x86-64-win32",
    "nsis",
    "wine",
    "wine64",
)
# The newest Python whose libraries for Windows packaging/wine/run.py finds.
NEWEST_IN_WINE = (3, 13)

CALLED = {
    "bench": ("-m", "tests.benchmarks"),
    "msi": (str(ROOT / "packaging" / "msi.py"),),
    "package": (str(ROOT / "packaging" / "build.py"),),
    "prove": ("-m", "tests.prove"),
    "release": (str(ROOT / "packaging" / "release.py"),),
    "wheel": ("-m", "hatchling", "build", "--target", "wheel", "--directory", str(ROOT / "dist")),
    "wine": (str(ROOT / "packaging" / "wine" / "run.py"),),
}

# What each command does; it takes no options unless they are checked by `check_options`.
COMMANDS = {
    "demo": "set up, then run the main job on a fictitious directorate",
    "test": "set up, then run the tests, or those that are named by the arguments of pytest; --all "
    "adds the slow ones and, on PostgreSQL, those that hardly differ there",
    "lint": "style, types and contracts between the layers",
    "check": "lint and test --all: what has to pass before anything is merged",
    "bench": "measure against the baselines, and print the ratios",
    "prove": "kills, power cuts, full disks, flipped bits and the like: a table of what was tried "
    "and held",
    "package": "freeze the program into dist/, and pack it: on Windows, with NSIS, as an "
    "installer, on Debian as a package",
    "msi": "pack dist/alo183 of a Windows for whole computers, on a Linux",
    "wheel": "build the wheel into dist/",
    "release": "tell of what was built (packaging/release.py)",
    "wine": "run the tests, or those that are named by the arguments of pytest, on a Windows that "
    "wine plays (packaging/wine/run.py); `package` freezes the program there and makes installer "
    "and MSI of it, `start` measures its start",
    "setup": "only set up",
}

EPILOG = """\
environment:
  ALO183_NO_APT=1     install no package of the system: only say which are missing; where there is
                      no apt-get, the missing libraries are named
  PIP_CERT, HTTPS_PROXY
                      pip's own: the certificate of a proxy that looks into what is fetched, and
                      its address
  PIP_NO_INDEX=1 PIP_FIND_LINKS=DIR
                      pip's own: install without a network, from a folder that was filled by
                      `pip download --require-hashes -r requirements-dev.txt -d DIR`
"""


class SetupError(Exception):
    """Something that the person at the terminal has to put right; the text says what."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Set up the working copy and run, test, check or measure the program.",
        epilog=f"commands (`dev.py COMMAND --help` for the options):\n{listed()}\n\n{EPILOG}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("options", nargs=argparse.REMAINDER, metavar="OPTIONS")
    asked = parser.parse_args(arguments)
    command: str = asked.command
    options: list[str] = asked.options
    check_options(command, options)
    if Path(sys.prefix).resolve() == VENV.resolve():
        # The environment cannot be made anew by the Python that runs in it.
        return run([base_python(), str(ROOT / "dev.py"), *arguments])
    try:
        return carry_out(command, options)
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def listed() -> str:
    """Return all commands, each with what it does."""
    return "\n".join(
        textwrap.fill(f"{name:<10}{what}", 96, initial_indent=" " * 2, subsequent_indent=" " * 12)
        for name, what in COMMANDS.items()
    )


def check_options(command: str, options: list[str]) -> None:
    """End with the help that is asked for, or with what is wrong, before anything is made.

    Those of pytest are not known here: only help is looked for among them.
    """
    parser = argparse.ArgumentParser(
        prog=f"dev.py {command}", description=COMMANDS[command], allow_abbrev=False
    )
    if command in {"test", "wine"}:
        parser.add_argument("pytest", nargs="*", metavar="PYTEST ARGS")
        parser.parse_known_args(options)
        return
    groups: tuple[str, ...] = ()
    if command == "demo":
        parser.add_argument("--no-window", action="store_true", help="make pictures of the screens")
        parser.add_argument("--out", metavar="DIR", help="for what is made")
    elif command == "bench":
        from tests.benchmarks.__main__ import GROUPS

        groups = GROUPS
        parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(groups)}")
    elif command == "prove":
        from tests.prove.__main__ import read_options

        read_options(options)
        return
    elif command == "package":
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--pack", action="store_true", help="pack what was frozen before")
        way.add_argument("--sign", nargs="+", metavar="FILE", help="sign files")
    elif command == "release":
        parser.add_argument("--tag", help="write the notes of a version")
        parser.add_argument("--winget", metavar="ADDRESS", help="write the manifests of winget")
        parser.add_argument("--update", metavar="FILE", help="write and sign surum.json")
        parser.add_argument("--days", type=int, metavar="N", help="for which that is valid")
    asked = parser.parse_args(options)
    if unknown := set(getattr(asked, "groups", ())) - set(groups):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")


def carry_out(command: str, options: list[str]) -> int:
    """Set up what `command` needs, then do it.

    Raises:
        SetupError: The environment cannot be made.
    """
    if command == "demo":
        provide_libraries(FOR_THE_WINDOW)
        provide_environment(developing=False)
        return run([VENV_PYTHON, "-m", "alo183_desktop", "demo", *options], cwd=Path.cwd())
    if command == "wine" and sys.version_info[:2] > NEWEST_IN_WINE:
        newest = ".".join(map(str, NEWEST_IN_WINE))
        raise SetupError(f"wine runs Python 3.11 to {newest}: python{newest} dev.py wine")
    provide_libraries(libraries_for(command))
    provide_environment(developing=True)
    if command == "test":
        return test(options)
    if command == "lint":
        return lint()
    if command == "check":
        return max(lint(), test(["--all"]))
    if command in CALLED:
        return run([VENV_PYTHON, *CALLED[command], *options])
    print(f"Ready: {VENV}")
    return 0


def libraries_for(command: str) -> tuple[str, ...]:
    """Return the packages of the system that a command for developing needs."""
    if command in {"lint", "release", "wheel"}:
        return ()
    if command == "msi":
        return FOR_THE_WINDOW + FOR_THE_MSI
    if command == "package":
        return FOR_THE_WINDOW + FOR_THE_PACKAGE + shared_python()
    return FOR_THE_WINDOW + FOR_THE_TESTS + (FOR_WINE if command == "wine" else ())


def shared_python() -> tuple[str, ...]:
    """Return the package of this Python as a library, which a frozen program takes along.

    Debian ships that half on its own; every other Python has it, or has none.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (f"libpython{version}",) if sys.base_prefix == "/usr" else ()


def test(options: list[str]) -> int:
    """Run pytest, spread over the processors unless some tests are named."""
    spread = [] if set(options) - {"--all"} else ["-n", str(WORKERS)]
    return run([VENV_PYTHON, "-m", "pytest", *spread, *options])


def lint() -> int:
    """Run every tool that reads the code without running it; return 1 when one complains."""
    contracts = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    tools = (
        ("style", ["-m", "ruff", "check", "."]),
        ("form", ["-m", "ruff", "format", "--check", "."]),
        ("types", ["-m", "mypy"]),
        ("contracts", ["-c", contracts]),
    )
    failed = []
    for name, words in tools:
        print(f"== {name}", flush=True)
        if run([VENV_PYTHON, *words]):
            failed.append(name)
    if failed:
        print(f"== failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


# The environment


def provide_environment(*, developing: bool) -> None:
    """Make `.venv` as the pins and this Python ask, or leave it when it is so already.

    Raises:
        SetupError: This Python cannot do it, or an installation failed.
    """
    if sys.version_info[:2] > NEWEST_PYTHON:
        newest = ".".join(map(str, NEWEST_PYTHON))
        raise SetupError(
            f"Python {sys.version.split()[0]} is too new: run dev.py with 3.11 to {newest}, "
            f"such as `{f'py -{newest}' if os.name == 'nt' else f'python{newest}'} dev.py`."
        )
    wanted = fingerprint()
    found = read_stamp()
    usable = found.get("fingerprint") == wanted and python_runs()
    if usable and (found.get("developing") or not developing):
        return
    if not usable:
        remove_environment()
        provide_ensurepip()
        print(f"Making {VENV} with Python {sys.version.split()[0]} ...", flush=True)
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    STAMP.unlink(missing_ok=True)
    pins = PINS_FOR_DEVELOPING if developing else PINS
    pip_install("--require-hashes", "--requirement", str(pins))
    # All that builds and runs it is there by now: nothing else is fetched.
    pip_install("--no-deps", "--no-build-isolation", "--editable", ".")
    write_stamp(wanted, developing=developing)


def fingerprint() -> str:
    """Return what an environment depends on: this Python, this folder, and what is declared."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        sys.version,
        sys.base_prefix,
        str(ROOT),
        PINS.read_text(encoding="utf-8"),
        PINS_FOR_DEVELOPING.read_text(encoding="utf-8"),
        project["project"]["dependencies"],
        project["project"]["scripts"],
        project["dependency-groups"],
        project["build-system"],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def base_python() -> str:
    """Return the Python from which environments are made, whatever runs this file."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def read_stamp() -> dict[str, object]:
    """Return what `.venv` was made for; empty when it is missing or was left half made."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(wanted: str, *, developing: bool) -> None:
    """Note that `.venv` is whole; this comes last."""
    stamp = {"fingerprint": wanted, "developing": developing}
    STAMP.write_text(json.dumps(stamp) + "\n", encoding="utf-8")


def python_runs() -> bool:
    """Return whether the Python of `.venv` still starts; one that it was made from may be gone."""
    try:
        done = subprocess.run(
            [VENV_PYTHON, "-c", ""], env=environment(), capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def remove_environment() -> None:
    """Remove a `.venv` that is stale or broken.

    Raises:
        SetupError: Another program holds one of its files.
    """
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise SetupError(f"{VENV} cannot be removed: {error}") from error


def provide_ensurepip() -> None:
    """See that this Python can make an environment; Debian ships that half on its own.

    Raises:
        SetupError: It cannot, and nothing may be installed.
    """
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if has_apt():
        provide_libraries((package,))
        importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"this Python ({sys.executable}) cannot make environments: ensurepip is missing. "
            f"On Debian and Ubuntu it comes with the package {package}."
        )


def pip_install(*words: str) -> None:
    """Install into `.venv`.

    Raises:
        SetupError: pip failed; it has told why.
    """
    command = [
        *(str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet"),
        *("install", *words),
    ]
    print(f"pip install {shlex.join(words)} ...", flush=True)
    if run(command):
        raise SetupError("the packages could not be installed; pip says why above.")


# The system's libraries


def provide_libraries(wanted: tuple[str, ...]) -> None:
    """Install what is missing on Debian, or say what is and go on; elsewhere name libraries."""
    if not has_apt():
        if sys.platform == "linux" and (lacking := missing_libraries(wanted)):
            print(
                f"These libraries of the system are missing: {' '.join(lacking)}\n"
                "Each Linux has names of its own for the packages that bring them. Going on "
                "without them.",
                file=sys.stderr,
                flush=True,
            )
        return
    missing = missing_packages(wanted)
    if not missing:
        return
    prefix = rights()
    if prefix is None:
        listed = " ".join(name.partition("|")[0] for name in missing)
        print(
            f"These packages of the system are missing: {listed}\n"
            f"Install them with\n    sudo apt-get install {listed}\n"
            "Going on without them.",
            file=sys.stderr,
            flush=True,
        )
        return
    print(f"Installing packages of the system: {', '.join(missing)} ...", flush=True)
    names = known_names(missing)
    if len(names) == len(missing) and apt(prefix, "install", *names) == 0:
        return
    # The lists are missing or too old.
    apt(prefix, "update")
    names = known_names(missing)
    if names:
        apt(prefix, "install", *names)
    if missing := missing_packages(wanted):
        print(
            f"These could not be installed: {', '.join(missing)}. Going on without them.",
            file=sys.stderr,
            flush=True,
        )


def has_apt() -> bool:
    """Return whether this is Debian or one of its kin."""
    return shutil.which("dpkg-query") is not None and shutil.which("apt-get") is not None


def missing_libraries(wanted: tuple[str, ...]) -> list[str]:
    """Return those libraries of `wanted` packages of Debian that the loader does not find here."""
    return [
        library
        for package, library in LIBRARIES_OF_THE_WINDOW.items()
        if package in wanted and not can_load(library)
    ]


def can_load(library: str) -> bool:
    """Return whether the loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(wanted: tuple[str, ...]) -> list[str]:
    """Return those of `wanted` of which no alternative is installed."""
    names = [name for entry in wanted for name in entry.split("|")]
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,  # it is 1 when one is unknown
    )
    installed = {
        line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")
    }
    return [entry for entry in wanted if installed.isdisjoint(entry.split("|"))]


def known_names(missing: list[str]) -> list[str]:
    """Return for each entry the first alternative that apt knows; none when it knows none."""
    return [name for entry in missing if (name := next(filter(apt_knows, entry.split("|")), ""))]


def apt_knows(name: str) -> bool:
    """Return whether apt has a version of the package to offer."""
    answer = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", name], capture_output=True, check=False
    )
    return answer.returncode == 0 and bool(answer.stdout)


def rights() -> list[str] | None:
    """Return the words before apt-get; None when nothing may be installed."""
    if os.name == "nt" or os.environ.get("ALO183_NO_APT"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(
        ["sudo", "--non-interactive", "true"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return ["sudo", "--non-interactive"] if asked.returncode == 0 else None


def apt(prefix: list[str], *words: str) -> int:
    """Run apt-get without questions and return its exit code."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "--quiet=2"]
    return subprocess.run(
        [*prefix, *quiet, "--no-install-recommends", *words],
        stdin=subprocess.DEVNULL,
        check=False,
    ).returncode


# Running


def environment() -> dict[str, str]:
    """Return the environment of what is started: nothing of another Python leaks in."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"}
    }
    # Images of CI forbid to keep what is compiled: each process of the tests would compile it all.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    if os.name == "nt":
        # Before Python 3.13 a path with ğ or ş in an editable installation is misread there.
        kept["PYTHONPATH"] = str(ROOT)
    return kept


def run(command: Sequence[str | Path], *, cwd: Path = ROOT) -> int:
    """Run a program of this project to its end and return its exit code."""
    return subprocess.run(command, cwd=cwd, env=environment(), check=False).returncode


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
