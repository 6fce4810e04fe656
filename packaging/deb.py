"""Pack the frozen program of Linux for Debian 12 and newer, and Pardus 23 and newer.

build.py calls it. The folder lies in `/usr/lib/alo183`; what a desktop asks for beside it (starter,
icons, description, manual) is made of the files in `debian` and of the program itself. What the
program takes from the system is worked out of what its files ask for: the package depends on it.

Not here: what is in the folder (alo183.spec).
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.gui.application import APPLICATION_ID
from alo183_desktop.shared.clock import system_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import Distribution

    from PIL import Image

ROOT: Final = Path(__file__).resolve().parent.parent
ICON_SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256)
OLDEST_GLIBC: Final = (2, 36)
"""Of Debian 12 and Pardus 23."""
STARTERS: Final = ("alo183", "alo183-masaustu")
"""As the wheel has them; here both do the same."""
_NAME: Final = "alo183"
_PLACE: Final = Path("usr/lib/alo183")
_FILES: Final = Path(__file__).with_name("debian")
_DRAWING: Final = ROOT / "resources" / "icons" / "program.svg"
_COMMANDS: Final = ROOT / "resources" / "commands.toml"
_RUN_PATH_IN: Final = re.compile(r"(?:RUNPATH|RPATH)\s+(\S+)")
_NEEDED_IN: Final = re.compile(r"^  NEEDED +(\S+)$", re.MULTILINE)
_GLIBC: Final = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_DAY: Final = r"^## \[{}\] - (\d{{4}}-\d\d-\d\d)$"
_COPYRIGHT: Final = re.compile(r"^\W*(copyright\b.{8,}|\(c\) .+)$", re.IGNORECASE | re.MULTILINE)
_STATEMENTS: Final = 40
"""The longest list of holders; the texts have the rest."""
_SUMMARY: Final = "Alo 183 hizmetlerinin il müdürlüğünde yürütülmesi"


def make(
    program: Path,
    target: Path,
    version: str,
    *,
    parts: Path,
    libraries: Mapping[str, Distribution],
    icons: Iterable[Image.Image],
) -> Path:
    """Pack a frozen program into `alo183_VERSION_ARCHITECTURE.deb` and return its path.

    The same folder makes the same file: its instants are that of `SOURCE_DATE_EPOCH`, or of the day
    that CHANGELOG.md gives the version, or of now.

    Args:
        program: The folder with `alo183`.
        target: Where the file comes to be.
        version: Three numbers.
        parts: The list of parts that goes with it, CycloneDX.
        libraries: What is inside, by name.
        icons: The icon, one drawing for each size.

    Raises:
        KeyError: A file needs a library that neither it nor a package of this system brings.
        subprocess.CalledProcessError: dpkg-deb failed.
    """
    instant = _instant(version)
    needed = needs_of(program)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        shutil.copytree(program, root / _PLACE, symlinks=True)
        _forget_places(root / _PLACE)
        _add_starters(root)
        _add_desktop(root, version, instant, icons)
        _add_documents(root, version, instant, libraries)
        shutil.copyfile(parts, root / "usr/share/doc" / _NAME / "alo183.cdx.json")
        _set_rights(root)
        _add_control(root, version, needed)
        machine = _told("dpkg", "--print-architecture").strip()
        made = target / f"{_NAME}_{version}_{machine}.deb"
        packing = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(made)]
        seconds = str(int(instant.timestamp()))
        environment = {**os.environ, "SOURCE_DATE_EPOCH": seconds}
        subprocess.run(packing, check=True, env=environment, stdout=subprocess.DEVNULL)
    if needed.glibc > OLDEST_GLIBC:
        told = ".".join(map(str, needed.glibc))
        print(f"It needs glibc {told}; Debian 12 has less: freeze it there.", file=sys.stderr)
    return made


def _forget_places(program: Path) -> None:
    """Remove where files look for libraries outside the folder: where Python was built, here."""
    for file in (one for one in program.rglob("*.so*") if one.is_file() and is_elf(one)):
        found = _RUN_PATH_IN.search(_told("objdump", "-p", str(file)))
        if found and any(one.startswith("/") for one in found[1].split(":")):
            subprocess.run(["patchelf", "--remove-rpath", str(file)], check=True)


class Needs(NamedTuple):
    """What a frozen folder needs of the system.

    Attributes:
        packages: Of this system, by name, without that of glibc.
        glibc: The newest version that a file asks for, two numbers.
    """

    packages: tuple[str, ...]
    glibc: tuple[int, int]

    def depends(self) -> str:
        """Return it as a package has it; of a new name of Debian 13 the one before it, too."""
        names = [
            f"{name} | {name.removesuffix('t64')}" if name.endswith("t64") else name
            for name in self.packages
        ]
        return ", ".join([f"libc6 (>= {self.glibc[0]}.{self.glibc[1]})", *names])


def needs_of(program: Path) -> Needs:
    """Return what the files of a frozen folder ask for and no file of it is.

    Raises:
        KeyError: No package of this system brings a library.
    """
    files = [path for path in program.rglob("*") if path.is_file() and is_elf(path)]
    wanted: set[str] = set()
    glibc = (0, 0)
    for file in files:
        told = _told("objdump", "-p", str(file))
        wanted.update(_NEEDED_IN.findall(told))
        glibc = max([glibc, *((int(a), int(b)) for a, b in _GLIBC.findall(told))])
    packages = {package_of(library) for library in wanted - {path.name for path in files}}
    return Needs(tuple(sorted(packages - {"libc6"})), glibc)


def is_elf(path: Path) -> bool:
    """Return whether a file is a program or a library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def package_of(library: str) -> str:
    """Return the package of this system that brings a shared library.

    Raises:
        KeyError: None does.
    """
    place = _places()[library]
    # What lies in /lib by way of a link is known to dpkg by one of the two names.
    for path in (place, f"/usr{place}", place.removeprefix("/usr"), os.path.realpath(place)):
        if found := _asked("dpkg-query", "--search", path):
            return found.partition(":")[0]
    raise KeyError(library)


@cache
def _places() -> dict[str, str]:
    """Return where the loader finds each shared library, by its name."""
    told = _told("/sbin/ldconfig", "-p")
    found: dict[str, str] = {}
    for name, place in re.findall(r"^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$", told, re.MULTILINE):
        found.setdefault(name, place)
    return found


def _add_starters(root: Path) -> None:
    folder = root / "usr/bin"
    folder.mkdir(parents=True)
    for name in STARTERS:
        (folder / name).symlink_to(f"../lib/{_NAME}/{_NAME}")


def _add_desktop(
    root: Path, version: str, instant: dt.datetime, icons: Iterable[Image.Image]
) -> None:
    share = root / "usr/share"
    given = {
        "ID": APPLICATION_ID,
        "OWNER": APPLICATION_ID.rpartition(".")[0],
        "VERSION": version,
        "DAY": f"{instant:%Y-%m-%d}",
        "HOMEPAGE": address_of("Homepage"),
        "DOCUMENTATION": address_of("Documentation"),
    }
    for source, target in (
        ("alo183.desktop", f"applications/{APPLICATION_ID}.desktop"),
        ("metainfo.xml", f"metainfo/{APPLICATION_ID}.metainfo.xml"),
    ):
        _write(share / target, _filled((_FILES / source).read_text(encoding="utf-8"), given))
    places = share / "icons/hicolor"
    for icon in icons:
        size = icon.size[0]
        folder = places / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        icon.save(folder / f"{APPLICATION_ID}.png")
    (places / "scalable/apps").mkdir(parents=True)
    shutil.copyfile(_DRAWING, places / "scalable/apps" / f"{APPLICATION_ID}.svg")


def _add_documents(
    root: Path, version: str, instant: dt.datetime, libraries: Mapping[str, Distribution]
) -> None:
    share = root / "usr/share"
    documents = share / "doc" / _NAME
    _write(documents / "copyright", copyright_of(root / _PLACE, libraries))
    (documents / "licences").symlink_to(f"../../../lib/{_NAME}/_internal/licences")
    _write_packed(documents / "changelog.gz", changelog_of(version, instant))
    _write_packed(share / "man/man1/alo183.1.gz", manual_of(version, instant))
    for name in STARTERS[1:]:
        (share / f"man/man1/{name}.1.gz").symlink_to("alo183.1.gz")
    overrides = share / "lintian/overrides" / _NAME
    _write(overrides, (_FILES / "lintian-overrides").read_text(encoding="utf-8"))


def _add_control(root: Path, version: str, needed: Needs) -> None:
    folder = root / "DEBIAN"
    folder.mkdir()
    size = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    text = _filled(
        (_FILES / "control").read_text(encoding="utf-8"),
        {
            "VERSION": version,
            "MACHINE": _told("dpkg", "--print-architecture").strip(),
            "MAINTAINER": maintainer(),
            "SIZE": str(size),
            "DEPENDS": needed.depends(),
            "HOMEPAGE": address_of("Homepage"),
            "SUMMARY": _SUMMARY,
        },
    )
    _write(folder / "control", text)
    shutil.copyfile(_FILES / "prerm", folder / "prerm")
    (folder / "prerm").chmod(0o755)
    files = (path for path in sorted(root.glob("usr/**/*")) if path.is_file())
    # Against a disk that forgets, and not against anybody: MD5 is what dpkg asks for.
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(root)}\n"
        for path in files
        if not path.is_symlink()
    ]
    _write(folder / "md5sums", "".join(sums))


def _set_rights(root: Path) -> None:
    """Give every file the rights of an installed one: nobody but its starter is executed."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == root / _PLACE / _NAME else 0o644)


def copyright_of(program: Path, libraries: Mapping[str, Distribution]) -> str:
    """Return whose the program and each part of it is, and where the text of each licence lies.

    Args:
        program: The frozen folder, with the texts of the licences.
        libraries: What is inside, by name.
    """
    head = (_FILES / "copyright").read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    lines = [_filled(head, {"HOMEPAGE": address_of("Homepage")}), notice, "\nParts\n=====\n"]
    folder = program / "_internal" / "licences"
    for name in sorted(path.name for path in folder.iterdir()):
        library = libraries.get(name)
        said = [path.read_text("utf-8", "replace") for path in sorted((folder / name).iterdir())]
        holders = dict.fromkeys(
            re.sub(r"\s+", " ", found[1]).strip()
            for text in said
            for found in _COPYRIGHT.finditer(text)
        )
        version = "" if library is None else f" {library.version}"
        lines.append(f"\n{name}{version}\n")
        lines += [f"  {holder}\n" for holder in list(holders)[:_STATEMENTS]]
        lines += [f"  /{_PLACE}/_internal/licences/{name}/\n"]
    return "".join(lines)


def changelog_of(version: str, instant: dt.datetime) -> str:
    """Return the change log that Debian's tools read: the version, and where to read on."""
    when = instant.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"{_NAME} ({version}) stable; urgency=medium\n\n"
        f"  * Version {version}: /{_PLACE}/_internal/CHANGELOG.md tells what it brings.\n\n"
        f" -- {maintainer()}  {when}\n"
    )


def manual_of(version: str, instant: dt.datetime) -> str:
    """Return the page of the manual, of what the commands say of themselves."""
    described: dict[str, Any] = tomllib.loads(_COMMANDS.read_text(encoding="utf-8"))
    lines = [
        f'.TH ALO183 1 "{instant:%Y-%m-%d}" "alo183 {version}" "Alo 183 İl Masası"',
        ".SH AD",
        rf"alo183 \- {_roff(_SUMMARY)}",
        ".SH KULLANIM",
        r".B alo183",
        r"[\fISEÇENEKLER\fR] [\fIKOMUT\fR ...]",
        ".SH AÇIKLAMA",
        *_paragraphs(described["description"]),
        ".SH SEÇENEKLER",
    ]
    for name, option in described["options"].items():
        value = f" \\fI{_roff(option['metavar'])}\\fR" if "metavar" in option else ""
        lines += [".TP", rf"\fB{_roff(name)}\fR{value}", _roff(option["help"])]
    lines.append(".SH KOMUTLAR")

    def add(commands: Mapping[str, Any], above: str) -> None:
        for name, one in commands.items():
            lines.extend([".TP", rf"\fBalo183 {_roff(above + name)}\fR", _roff(one["help"])])
            add(one.get("commands", {}), f"{above}{name} ")

    add(described["commands"], "")
    lines += [".SH ORTAM", ".nf", *map(_roff, described["epilog"].strip().splitlines()), ".fi"]
    return "\n".join(lines) + "\n"


def _paragraphs(text: str) -> list[str]:
    blocks = text.strip().split("\n\n")
    return [line for block in blocks for line in (".PP", _roff(block))]


def _roff(text: str) -> str:
    """Return a text that groff shows as it is."""
    escaped = text.strip().replace("\\", r"\e").replace("-", r"\-")
    return "\n".join(
        rf"\&{line}" if line[:1] in {".", "'"} else line for line in escaped.splitlines()
    )


def maintainer() -> str:
    """Return who hands the program out, with an address."""
    (one,) = _project()["maintainers"]
    return f"{one['name']} <{one['email']}>"


def address_of(label: str) -> str:
    """Return one of the addresses of the project."""
    return str(_project()["urls"][label])


@cache
def _project() -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(told["project"])


def _instant(version: str) -> dt.datetime:
    if "SOURCE_DATE_EPOCH" in os.environ:
        return dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(_DAY.format(re.escape(version)), told, re.MULTILINE)
    if found is None:
        return system_clock()
    return dt.datetime.fromisoformat(found[1]).replace(tzinfo=dt.UTC)


def _filled(text: str, given: Mapping[str, str]) -> str:
    """Return a text with each `@NAME@` filled in; one that is not given raises a KeyError."""
    return re.sub(r"@([A-Z]+)@", lambda found: given[found[1]], text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_packed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _told(*words: str) -> str:
    """Return what a program says, in the language of programs."""
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(
        words, check=True, capture_output=True, text=True, errors="replace", env=environment
    ).stdout


def _asked(*words: str) -> str:
    """Return what a program says; empty when it knows nothing."""
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""
