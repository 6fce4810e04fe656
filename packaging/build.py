"""Build what a directorate is given: the frozen program, and its installer or package.

`python3 dev.py package` calls it with the Python of `.venv`. By hand, `--freeze [FOLDER]` and
`--pack` do one half of it, and `--sign FILE...` signs files as the environment says (`sign`). What
was frozen does all that is done with it before it is given away (proof.py).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from packaging.requirements import Requirement
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / "build"
DIST: Final = ROOT / "dist"
PROGRAM: Final = DIST / "alo183"
_HERE: Final = ROOT / "packaging"
_ICON: Final = ROOT / "resources" / "icons" / "program.svg"
_PICTURE: Final = (164, 314)
"""Points that the last page of an installer has for it. Source: NSIS, "Modern UI 2"."""
_GROUND: Final = "#DCE7E7"
_ICON_SIZES: Final = (256, 64, 48, 32, 24, 16)
_PLACES_OF_NSIS: Final = (Path("C:/Program Files (x86)/NSIS"), Path("C:/Program Files/NSIS"))
_VERSION_TEXT: Final = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
  kids=[
    StringFileInfo([StringTable("041f04b0", [
      StringStruct("FileDescription", "Alo 183 İl Masası"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("LegalCopyright", "Apache-2.0"),
      StringStruct("ProductName", "Alo 183 İl Masası"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x041F, 0x04B0])]),
  ],
)
"""
"""What Windows shows among the properties of the program; 0x041F is Turkish."""
FOR_FREEZING: Final = {"objdump": "binutils", "strip": "binutils"}
FOR_THE_DEB: Final = {
    "objdump": "binutils",
    "patchelf": "patchelf",
    "dpkg-deb": "dpkg",
    "dpkg-query": "dpkg",
}
FOR_THE_INSTALLER: Final = {"makensis": "nsis"}
"""What PyInstaller, deb.py and `pack` call on Linux, and the packages of Debian that bring it."""
SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = f"{SUMS}.sig"
_SIGNED: Final = frozenset({".exe", ".dll", ".pyd"})
_EXCHANGED: Final = 183
_OF_DEMO: Final = "bir parola"
_ENVIRONMENT: Final = {**os.environ, "ALO183_PASSWORD": _OF_DEMO}
_BANNERS: Final = {
    "openssl": (rb"\0OpenSSL (\d+\.\d+\.\d+\w?) \d{1,2} [A-Z][a-z]{2} \d{4}\0", "Apache-2.0"),
    "zlib": (rb"inflate (\d+\.\d+\.\d+)\S* Copyright", "Zlib"),
    "libpng": (rb"libpng version (\d+\.\d+\.\d+)", "libpng-2.0"),
    "libjpeg-turbo": (rb"libjpeg-turbo version (\d+\.\d+\.\d+)", "IJG AND BSD-3-Clause"),
    "libtiff": (rb"LIBTIFF, Version (\d+\.\d+\.\d+)", "libtiff"),
    "pcre2": (rb"\0(10\.\d+) \d{4}-\d\d-\d\d\0", "BSD-3-Clause"),
    "icu": (rb"\0icudt(\d+)[l_]", "Unicode-3.0"),
    "expat": (rb"\0expat_(\d+\.\d+\.\d+)\0", "MIT"),
    "bzip2": (rb"\0(\d\.\d\.\d), \d{1,2}-[A-Z][a-z]{2}-\d{4}\0", "bzip2-1.0.6"),
}
"""How libraries write their versions into each file that they are built into; their licences."""
_UNNEEDED: Final = re.compile(
    r"opengl32sw\.dll$|/egldeviceintegrations/|/wayland-graphics-integration-server/"
    r"|/plugins/generic/|libQt6EglF|libqgtk3|/platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)",
    re.IGNORECASE,
)
"""Qt's parts for screens without a desktop and for QtQuick, and what asks for GTK."""
_LAID_IN: Final = re.compile(r"(?P<name>lib[\w.+-]+?)-[0-9a-f]{8}\b.*?\.so\.(?P<version>[\d.]+)$")
"""Libraries of the system that a wheel for Linux was given, with the version of their interface."""
_IN_PILLOW: Final = (
    ("freetype2", "freetype", "FTL"),
    ("littlecms2", "lcms2", "MIT"),
    ("webp", "libwebp", "BSD-3-Clause"),
    ("jpg_2000", "openjpeg", "BSD-2-Clause"),
    ("zlib_ng", "zlib-ng", "Zlib"),
    ("raqm", "raqm", "MIT"),
    ("fribidi", "fribidi", "LGPL-2.1-or-later"),
    ("harfbuzz", "harfbuzz", "MIT"),
)
"""As Pillow asks for them, their names, and their licences."""
_LOADED: Final = re.compile(r"LOAD off +0x(\w+) vaddr 0x(\w+) .* align 2\*\*(\d+)")
_TEXTS: Final = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
_LGPL_3: Final = ("psycopg", "LICENSE.txt")
_GPL_3: Final = ("pikepdf", "GPL-3.0.txt")
_WITHOUT_TEXTS: Final = dict.fromkeys(("pyside6-essentials", "shiboken6"), (_LGPL_3, _GPL_3))
"""Libraries whose wheels name their licence only; others have its text: LGPL 3 builds on GPL 3.

Those for Windows bring the text of a licence that nobody here has.
"""


def main(words: Sequence[str]) -> int:
    """Build, tell what was made, and return the exit code of the step that failed, or 0."""
    if words[:1] == ["--sign"]:
        sign(map(Path, words[1:]))
        return 0
    systems = runpy.run_path(str(_HERE / "bare_system.py"))
    if not words and is_too_new() and systems["can_enter"]():
        return build_in_debian_12(systems)
    if missing := missing_tools(words):
        print(f"Missing: {', '.join(missing)}. Nothing was made.", file=sys.stderr)
        return 1
    version = read_version()
    WORK.mkdir(exist_ok=True)
    (WORK / "alo183.ico").write_bytes(make_icon())
    (WORK / "kurulum.bmp").write_bytes(make_picture())
    if words[:1] == ["--freeze"]:
        return freeze(version, *map(Path, words[1:]))
    if words != ["--pack"] and (code := freeze(version)):
        return code
    return pack(version) if _is_for_windows() else pack_for_debian(version)


def is_too_new() -> bool:
    """Return whether what is frozen by this system's Python asks for a newer glibc than Debian 12.

    Elsewhere than on Linux there is none.
    """
    name, version = platform.libc_ver()
    oldest = runpy.run_path(str(_HERE / "deb.py"))["OLDEST_GLIBC"] if name == "glibc" else ()
    return name == "glibc" and tuple(map(int, version.split("."))) > oldest


def build_in_debian_12(systems: Mapping[str, Any]) -> int:
    """Freeze and pack in a bare Debian 12, so that it runs what is made, and return an exit code.

    Args:
        systems: What `bare_system.py` has.
    """
    with tempfile.TemporaryDirectory(prefix="alo183-debian-12-") as name:
        root, folder = Path(name) / "root", Path(name) / "is"
        folder.mkdir()
        print("Unpacking a bare Debian 12, to freeze the program there ...", flush=True)
        system = systems["BareSystem"]("bookworm", root, folder, packages=systems["FOR_PYTHON"])
        if code := int(systems["freeze_in"](system, ROOT, DIST)):
            return code
    # The paths that were printed in there are not those of here.
    print("Brought here:", *sorted(path for path in DIST.iterdir() if path.is_file()), sep="\n")
    return 0


def missing_tools(words: Sequence[str]) -> list[str]:
    """Return what is needed to do as `words` say and is not found, with where it comes from."""
    freezes, packs = words[:1] != ["--pack"], words[:1] != ["--freeze"]
    if os.name == "nt":
        if packs and not find_nsis():
            return ["makensis (NSIS 3.08 or newer: nsis.sourceforge.io)"]
        return []
    wanted = dict(FOR_FREEZING) if freezes else {}
    if packs:
        is_for_windows = not freezes and _is_for_windows()
        wanted |= FOR_THE_INSTALLER if is_for_windows else FOR_THE_DEB
    return [
        f"{name} (Debian: apt-get install {package})"
        for name, package in wanted.items()
        if shutil.which(name) is None
    ]


def _is_for_windows() -> bool:
    """Return whether what was frozen before is a program of Windows."""
    return (PROGRAM / "alo183w.exe").is_file()


def freeze(version: str, place: Path = DIST) -> int:
    """Make the folder of the program, let it prove itself, and list its parts.

    Args:
        version: Of the program.
        place: Gets the folder and the list.

    Returns:
        An exit code.
    """
    numbers = (*map(int, version.split(".")), 0)
    text = _VERSION_TEXT.format(numbers=numbers, version=version)
    (WORK / "version.txt").write_text(text, encoding="utf-8")
    gather_licences(WORK / "licences")
    freezing = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "WARN",
        "--workpath",
        str(WORK),
        "--distpath",
        str(place),
        str(_HERE / "alo183.spec"),
    ]
    if failed := subprocess.call(freezing):
        return failed
    program = place / PROGRAM.name
    if sys.platform == "linux":
        put_back_broken(program)
    proof = runpy.run_path(str(_HERE / "proof.py"))
    demand_exchangeable(program, [str(proof["program_file"](program))])
    code: int = proof["main"]([str(program)])
    if code:
        return code
    print(program)
    parts = _parts_file(version, place)
    parts.write_text(describe_parts(program, version), encoding="utf-8")
    write_sums(place)
    return 0


def put_back_broken(program: Path) -> None:
    """Put libraries that `strip` has broken back as their wheels bring them.

    WORKAROUND: binutils 2.40 of Debian 12 moves the parts of a file that patchelf has enlarged, so
    that the loader refuses it; 2.44 does not.
    """
    wheels = Path(sysconfig.get_path("platlib"))
    for path in program.rglob("*.libs/*.so*"):
        told = subprocess.run(
            ["objdump", "-p", str(path)], check=True, capture_output=True, text=True
        ).stdout
        if not is_loadable(told):
            shutil.copyfile(wheels / path.relative_to(program / "_internal"), path)


def is_loadable(told: str) -> bool:
    """Return whether the parts of a library lie as the loader wants them.

    Args:
        told: What `objdump -p` says of it.
    """
    return all(
        int(offset, 16) % 2 ** int(power) == int(address, 16) % 2 ** int(power)
        for offset, address, power in _LOADED.findall(told)
    )


def pack(version: str) -> int:
    """Make the installer out of the frozen program of Windows, and return an exit code.

    Raises:
        FileNotFoundError: NSIS is not here (`missing_tools`).
    """
    compiler = find_nsis()
    if compiler is None:
        raise FileNotFoundError("makensis")
    sign(path for path in sorted(PROGRAM.rglob("*")) if path.suffix.lower() in _SIGNED)
    installer = DIST / f"alo183-{version}-kurulum.exe"
    # On Linux it stumbles over other languages.
    environment = {**os.environ, "LC_ALL": "C"}
    if code := subprocess.call(nsis_command(compiler, installer, version), env=environment):
        return code
    sign([installer])
    write_sums(DIST)
    print(f"{installer}\n{DIST / SUMS}")
    return 0


def pack_for_debian(version: str, place: Path = DIST) -> int:
    """Make the package out of the frozen program of Linux, and return an exit code."""
    deb = runpy.run_path(str(_HERE / "deb.py"))
    made = deb["make"](
        place / PROGRAM.name,
        place,
        version,
        parts=_parts_file(version, place),
        libraries=libraries(),
        icons=draw_icons(deb["ICON_SIZES"]),
    )
    write_sums(place)
    print(f"{made}\n{place / SUMS}")
    return 0


def _parts_file(version: str, place: Path) -> Path:
    return place / f"alo183-{version}-sbom.cdx.json"


def sign(files: Iterable[Path]) -> None:
    """Sign programs, libraries and installers of Windows that nobody has signed, where they stand.

    The environment says how; where it says nothing, nothing is signed. `ALO183_SIGN` is a command
    that signs the file whose path comes last. `ALO183_PFX` is a file with a certificate and its key
    for osslsigncode, `ALO183_PFX_PASSWORD_FILE` one with its password, and `ALO183_TIMESTAMP` the
    address of a time stamp, without which a signature ends with its certificate.

    Raises:
        subprocess.CalledProcessError: A file was not signed.
    """
    given = os.environ
    # On Windows a backslash is a part of a path; the quotes around one are left by shlex.
    words = shlex.split(given.get("ALO183_SIGN", ""), posix=os.name != "nt")
    command = [word.strip('"') for word in words]
    if not command and "ALO183_PFX" not in given:
        return
    for file in (file for file in files if not is_signed(file)):
        if command:
            subprocess.run([*command, str(file)], check=True)
            continue
        with tempfile.TemporaryDirectory() as folder:
            signed = Path(folder) / file.name
            words = ["-pkcs12", given["ALO183_PFX"], "-h", "sha256"]
            for option, name in (
                ("-readpass", "ALO183_PFX_PASSWORD_FILE"),
                ("-ts", "ALO183_TIMESTAMP"),
            ):
                words += [option, given[name]] if name in given else []
            words += ["-in", str(file), "-out", str(signed)]
            subprocess.run(["osslsigncode", "sign", *words], check=True, stdout=subprocess.DEVNULL)
            shutil.copyfile(signed, file)


def is_signed(file: Path) -> bool:
    """Return whether a program or library of Windows carries a signature; an MSI is asked nothing.

    Source: learn.microsoft.com, "PE Format": the certificate table is the fifth data directory.
    """
    with file.open("rb") as opened:
        head = opened.read(4096)
    if not head.startswith(b"MZ"):
        return False
    start = int.from_bytes(head[0x3C:0x40], "little") + 24
    is_64 = head[start : start + 2] == b"\x0b\x02"
    size_at = start + (112 if is_64 else 96) + 4 * 8 + 4
    return any(head[size_at : size_at + 4])


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of each file that is given away, as `sha256sum --check` reads it.

    Where `update_key` has a key, `SHA256SUMS.sig` is its signature of them; without one, the
    signature that is there stays only if the sums have not changed.
    """
    given = (path for path in folder.iterdir() if path.name not in {SUMS, SIGNATURE})
    files = sorted(path for path in given if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    sums = "".join(lines).encode()
    written = folder / SUMS
    if not written.is_file() or written.read_bytes() != sums:
        # A signature of other sums would be worse than none.
        (folder / SIGNATURE).unlink(missing_ok=True)
        written.write_bytes(sums)
    if key := update_key():
        (folder / SIGNATURE).write_bytes(key.sign(sums))


def update_key() -> Ed25519PrivateKey | None:
    """Return the key of whoever hands the program out; `ALO183_UPDATE_KEY` names its file, PEM."""
    if not (name := os.environ.get("ALO183_UPDATE_KEY")):
        return None
    key = serialization.load_pem_private_key(Path(name).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{name} holds no Ed25519 key")
    return key


def describe_parts(program: Path, version: str) -> str:
    """Return what the program is made of, as CycloneDX 1.6 has it: the same for the same parts.

    Vulnerabilities are found more often in what libraries bundle than in the libraries themselves.
    So bundled parts are listed with their versions, too: as far as the library itself, its wheel or
    its files state them.

    Args:
        program: The frozen folder.
        version: Of the program.
    """
    parts: list[dict[str, Any]] = [
        _part("python", sys.version.split()[0], "PSF-2.0", "pkg:generic/python"),
    ]
    for name, library in sorted(libraries().items()):
        told = library.metadata
        licences = (told[key] for key in ("License-Expression", "License") if key in told)
        licence = next(licences, "").partition("\n")[0]
        parts.append(_part(name, library.version, licence, f"pkg:pypi/{name}"))
    for name, version_inside, licence, carrier in carried():
        part = _part(name, version_inside, licence, f"pkg:generic/{name}")
        parts.append({**part, "description": carrier})
    parts += _told_by_wheels()
    for path in sorted(program.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        place, content = path.relative_to(program).as_posix(), path.read_bytes()
        found = [
            (name, shown[1].decode(), licence)
            for name, (banner, licence) in _BANNERS.items()
            if (shown := re.search(banner, content))
        ]
        if (laid := _LAID_IN.match(path.name)) and path.parent.suffix == ".libs":
            found.append((laid["name"], laid["version"], ""))
        for name, version_inside, licence in found:
            part = _part(name, version_inside, licence, f"pkg:generic/{name}")
            # Two files may have the same one, and each part needs a name of its own.
            parts.append({**part, "bom-ref": f"{part['purl']}#{place}", "description": place})
    listed = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "alo183-desktop", "version": version}
        },
        "components": parts,
    }
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def _told_by_wheels() -> list[dict[str, Any]]:
    """Return what wheels say that they were built of. Source: PEP 770.

    What one may be built of, and parts of the library itself, are left out.
    """
    found: dict[str, dict[str, Any]] = {}
    for library, distributed in sorted(libraries().items()):
        for file in sorted(file for file in distributed.files or () if "sboms" in file.parts):
            told = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
            for one in told.get("components", ()):
                source = one.get("purl", f"pkg:generic/{one['name']}")
                is_itself = source.startswith(f"pkg:pypi/{library.replace('-', '_')}@")
                is_within = one.get("scope", "required") == "required" and not is_itself
                if is_within and "version" in one:
                    part = _part(one["name"], one["version"], "", f"pkg:generic/{one['name']}")
                    given = {key: one[key] for key in ("purl", "licenses") if key in one}
                    name = f"{part['purl']}#{library}"
                    found[name] = {**part, **given, "bom-ref": name, "description": library}
    return list(found.values())


def carried() -> list[tuple[str, str, str, str]]:
    """Return what libraries carry inside them, as it tells its version: name, version, licence.

    The last of each is the library that carries it.
    """
    import numpy as np
    import pikepdf
    import pypdfium2.version
    from lxml import etree  # type: ignore[import-untyped]
    from PIL import features
    from psycopg import pq
    from PySide6.QtCore import qVersion
    from sqlcipher3 import dbapi2

    (cipher,) = dbapi2.connect(":memory:").execute("PRAGMA cipher_version").fetchone()
    blas: Any = np.show_config(mode="dicts")
    libpq = pq.version()
    inside = [
        ("qt", qVersion(), "LGPL-3.0-only", "pyside6-essentials"),
        ("sqlcipher", cipher.split()[0], "BSD-3-Clause", "sqlcipher3"),
        ("sqlite", dbapi2.sqlite_version, "blessing", "sqlcipher3"),
        ("libpq", f"{libpq // 10_000}.{libpq % 10_000}", "PostgreSQL", "psycopg-binary"),
        ("pdfium", str(pypdfium2.version.PDFIUM_INFO), "BSD-3-Clause", "pypdfium2"),
        ("qpdf", pikepdf.__libqpdf_version__, "Apache-2.0", "pikepdf"),
        ("libxml2", ".".join(map(str, etree.LIBXML_VERSION)), "MIT", "lxml"),
        ("libxslt", ".".join(map(str, etree.LIBXSLT_VERSION)), "MIT", "lxml"),
        ("highs", distribution("highspy").version, "MIT", "highspy"),
        ("openblas", blas["Build Dependencies"]["blas"]["version"], "BSD-3-Clause", "numpy"),
    ]
    for feature, name, licence in _IN_PILLOW:
        if found := features.version(feature):
            inside.append((name, found, licence, "pillow"))
    return inside


def _part(name: str, version: str, licence: str, source: str) -> dict[str, Any]:
    purl = f"{source}@{version}"
    known = {"licenses": [{"license": {"name": licence}}]} if licence else {}
    part = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return {**part, **known}


def is_needed(place: str) -> bool:
    """Return whether a file belongs into the folder of a program that is Turkish and draws itself.

    Of what tells of a library only its name and version are asked
    (gui/settings/program_sections.py): the texts of its licences stand in their own folder, and not
    those of licences that nobody has.
    """
    path = PurePath(place.replace("\\", "/"))
    if "__pycache__" in path.parts:  # of a checkout in which the source has run
        return False
    if path.parent.name == "translations" and path.suffix == ".qm":
        return path.stem.endswith("_tr")
    if any(part.endswith(".dist-info") for part in path.parts):
        return path.name == "METADATA"
    # Qt's own drawing in the place of a graphics card: 20 MB for QtQuick, which is not used.
    return not _UNNEEDED.search(path.as_posix())


def is_of_system(source: str) -> bool:
    """Return whether a library is a part of Linux, which keeps it up to date itself.

    Python's own is none of it: its modules go with the program.
    """
    path = PurePath(source)
    is_python = path.name.startswith("libpython") or path.parent.name == "lib-dynload"
    return source.startswith(("/lib/", "/usr/lib/")) and not is_python


def demand_exchangeable(program: Path, command: Sequence[str]) -> None:
    """Exchange a file of each LGPL library in Python, and see that the program takes the new one.

    That anybody can do so is what their licence asks for (docs/adr/0003-dependencies.md).

    Args:
        program: The frozen folder.
        command: What starts it.

    Raises:
        RuntimeError: The program has one of its own somewhere else.
    """
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "ornek.toml"
        letter = ["letter", str(example), "--out", str(Path(folder) / "yazi")]
        _run(command, "letter", "--example", "--out", str(example))
        for name, words in (
            ("stdnum/tr/tckimlik.py", letter),
            ("psycopg/__init__.py", ["setup", "--database", "postgresql://x@localhost/x"]),
            ("PySide6/__init__.py", ["check"]),
        ):
            file = program / "_internal" / name
            ours = file.read_bytes()
            try:
                file.write_text(f"raise SystemExit({_EXCHANGED})", encoding="utf-8")
                code = _run(command, "--data", folder, *words)
            finally:
                file.write_bytes(ours)
            if code != _EXCHANGED:
                raise RuntimeError(f"{name} cannot be exchanged: {code}")


def _run(command: Sequence[str], *words: str) -> int:
    """Run the frozen program without a terminal and return its exit code."""
    return subprocess.call(
        [*command, *words],
        env=_ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def read_version() -> str:
    """Return the version of the program, three numbers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version: str = project["project"]["version"]
    return version


def make_icon() -> bytes:
    """Return the icon of the program as an ICO file, with each size that Windows shows."""
    largest, *others = draw_icons(_ICON_SIZES)
    made = io.BytesIO()
    sizes = [(size, size) for size in _ICON_SIZES]
    largest.save(made, format="ICO", sizes=sizes, append_images=others)
    return made.getvalue()


def make_picture() -> bytes:
    """Return the picture of the installer's last page as a BMP file: the icon on its own colour."""
    (icon,) = draw_icons([_PICTURE[0] // 2])
    picture = Image.new("RGB", _PICTURE, _GROUND)
    left = (_PICTURE[0] - icon.width) // 2
    picture.paste(icon, (left, _PICTURE[1] // 4), icon)
    made = io.BytesIO()
    picture.save(made, format="BMP")
    return made.getvalue()


def draw_icons(sizes: Iterable[int]) -> list[Image.Image]:
    """Return the icon of the program in sizes, each drawn sharp from the one drawing."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    drawing = QSvgRenderer(str(_ICON))
    drawn = [_draw(drawing, size) for size in sizes]
    del application
    return drawn


def _draw(drawing: QSvgRenderer, size: int) -> Image.Image:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(held, QByteArray(b"png")).write(image)
    return Image.open(io.BytesIO(held.data().data()))


def gather_licences(target: Path) -> list[str]:
    """Write the licences of Python and of each library into folders of `target`.

    Returns:
        The names of the folders, in their order.

    Raises:
        FileNotFoundError: One of them brings no text of its licence.
    """
    shutil.rmtree(target, ignore_errors=True)
    found = libraries()
    for name, library in found.items():
        lent = _WITHOUT_TEXTS.get(name, ())
        texts = [] if lent else _texts_of(library)
        for lender, ending in lent:
            texts += [text for text in _texts_of(found[lender]) if text.name == ending]
        _copy(texts, target / name)
    _copy([_licence_of_python()], target / "python")
    return sorted(path.name for path in target.iterdir())


def libraries() -> dict[str, Distribution]:
    """Return what the program needs on this system, by name, without the program itself."""
    found: dict[str, Distribution] = {}
    waiting = _needed_by(distribution("alo183-desktop"), extras=frozenset())
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        is_new = name not in found
        found.setdefault(name, distribution(wanted.name))
        if is_new or wanted.extras:
            waiting += [
                one
                for one in _needed_by(found[name], extras=frozenset(wanted.extras))
                if is_new or one.name not in found
            ]
    return found


def _needed_by(library: Distribution, *, extras: frozenset[str]) -> list[Requirement]:
    return [
        wanted
        for wanted in map(Requirement, library.requires or ())
        if wanted.marker is None
        or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def _texts_of(library: Distribution) -> list[Path]:
    """Return the files of a library's own description that tell its licence."""
    return [
        Path(str(file.locate()))
        for file in library.files or ()
        if ".dist-info" in file.parts[0] and _TEXTS.search("/".join(file.parts[1:]))
    ]


def _licence_of_python() -> Path:
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    return next(
        (place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file()),
        places[-1] / "LICENSE.txt",
    )


def _copy(texts: list[Path], folder: Path) -> None:
    if not texts:
        raise FileNotFoundError(f"{folder.name} brings no text of its licence")
    folder.mkdir(parents=True)
    for text in texts:
        # Of two texts of one name both are kept: parts of a library have licences of their own.
        name = text.name
        while (folder / name).exists():
            name = f"{text.parent.name}-{name}"
        shutil.copyfile(text, folder / name)


def find_nsis() -> str | None:
    """Return the compiler of installers, from the path or from where Windows puts it."""
    found = shutil.which("makensis")
    if found is not None:
        return found
    places = (place / "makensis.exe" for place in _PLACES_OF_NSIS)
    return next((str(place) for place in places if place.is_file()), None)


def nsis_command(compiler: str, installer: Path, version: str) -> list[str]:
    """Return the command that packs the frozen program into an installer."""
    kilobytes = sum(path.stat().st_size for path in PROGRAM.rglob("*") if path.is_file()) // 1024
    given = {
        "VERSION": version,
        "PROGRAM": str(PROGRAM),
        "ICON": str(WORK / "alo183.ico"),
        "PICTURE": str(WORK / "kurulum.bmp"),
        "INSTALLER": str(installer),
        "KILOBYTES": str(kilobytes),
        # What removes the program is made by the installer's compiler, and signed while it runs.
        "SIGN": f'"{sys.executable}" "{_HERE / "build.py"}" --sign',
    }
    words = (f"-D{name}={value}" for name, value in given.items())
    return [compiler, "-INPUTCHARSET", "UTF8", "-V2", *words, str(_HERE / "installer.nsi")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
