"""What a directorate is given is made of the right parts."""

import datetime as dt
import hashlib
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from PIL import Image
from PyInstaller.archive.readers import ZlibArchiveReader
from PySide6.QtWidgets import QApplication

import dev
from alo183_desktop.bootstrap.capabilities import IMPORTS
from alo183_desktop.gui.settings.program_sections import LICENCES
from alo183_desktop.gui.shell.guide import FILES
from tests.project.frozen import Frozen

_PACKAGING: Final = dev.ROOT / "packaging"
_FREEZING_S: Final = 3600
_LACKING: Final = """
import sys
sys.modules["{}"] = None
from alo183_desktop.__main__ import main
sys.exit(main())
"""
"""The program as it would be without a library."""


@pytest.fixture(scope="module")
def build() -> dict[str, Any]:
    """Return the names of the script that builds."""
    return runpy.run_path(str(_PACKAGING / "build.py"))


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    """Return the names of the script that tries what was built."""
    return runpy.run_path(str(_PACKAGING / "proof.py"))


def test_that_windows_finds_the_icon_in_each_size_that_it_shows(
    build: dict[str, Any], qapp: QApplication
) -> None:
    assert qapp is not None
    icon = Image.open(io.BytesIO(build["make_icon"]()))
    assert icon.info["sizes"] == {(size, size) for size in (16, 24, 32, 48, 64, 256)}
    largest = icon.convert("RGBA")
    assert largest.size == (256, 256)
    assert len(largest.getcolors(256 * 256) or ()) > 2


def test_that_the_last_page_of_the_installer_shows_the_program_s_own_picture(
    build: dict[str, Any], qapp: QApplication
) -> None:
    assert qapp is not None
    picture = Image.open(io.BytesIO(build["make_picture"]()))
    assert (picture.format, picture.mode, picture.size) == ("BMP", "RGB", (164, 314))
    assert len(picture.getcolors(164 * 314) or ()) > 2
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    assert '!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"' in script


def test_that_the_installer_gets_each_value_that_it_asks_for(
    build: dict[str, Any], tmp_path: Path
) -> None:
    command = build["nsis_command"]("makensis", tmp_path / "kurulum.exe", "1.2.3")
    given = {word.removeprefix("-D").partition("=")[0] for word in command if word.startswith("-D")}
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    defined = set(re.findall(r"^!define (\w+)", script, re.MULTILINE))
    of_macros = " ".join(re.findall(r"^!macro \w+ (.+)$", script, re.MULTILINE)).split()
    asked = set(re.findall(r"\$\{([A-Z]+)\}", script)) - set(of_macros)
    assert asked <= given | defined
    assert given <= asked


def test_that_removing_the_program_deletes_nothing_but_the_program() -> None:
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    removal = script.partition('Section "Uninstall"')[2]
    act = r"^\s*(?:RMDir(?: /r)?|Delete|!insertmacro Remove \"un\.\") \"([^\"]+)\""
    deleted = re.findall(act, removal, re.MULTILINE)
    inside = {"_internal", "alo183.exe", "alo183w.exe", "kaldir.exe"}
    inside |= {"${WAITING}", "${BEFORE}", "${GONE}"}
    assert {path for path in deleted if path.startswith("$INSTDIR\\")} == {
        f"$INSTDIR\\{name}" for name in inside
    }
    assert 'RMDir /r "$INSTDIR"' not in script
    assert {path for path in deleted if not path.startswith("$INSTDIR")} == {
        "$SMPROGRAMS\\${NAME}.lnk"
    }


def test_that_what_may_be_brought_back_is_never_half_deleted() -> None:
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    installing = script.partition('Section "Uninstall"')[0]
    assert 'RMDir /r "$INSTDIR\\${BEFORE}"' not in installing
    going_back = installing.partition("Function GoBack")[2].partition("FunctionEnd")[0]
    assert "${GONE}" not in going_back


def test_that_the_installer_and_the_settings_begin_the_program_with_the_computer_alike() -> None:
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    begins = """WriteRegStr HKCU "${RUN}" "Alo183" '"$INSTDIR\\alo183w.exe" --tray'"""
    assert begins in script
    removal = script.partition('Section "Uninstall"')[2]
    assert 'DeleteRegValue HKCU "${RUN}" "Alo183"' in removal


def test_that_windows_lists_installer_and_msi_under_one_publisher() -> None:
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    maker = runpy.run_path(str(_PACKAGING / "msi.py"))["_MAKER"]
    assert f'WriteRegStr HKCU "${{UNINSTALL}}" "Publisher" "{maker}"' in script


def test_that_each_library_in_the_frozen_program_brings_the_text_of_its_licence(
    build: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "licences"
    names = set(build["gather_licences"](folder))
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\[>=<;]", line)[0].strip() for line in project["dependencies"]}
    if sys.platform != "win32":
        declared.remove("tzdata")
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in declared} < names
    # What those need in their turn, and what runs them.
    assert {"shiboken6", "psycopg-binary", "lxml", "cffi", "mako", "python"} < names
    assert not {"pytest", "pyinstaller", "alo183-desktop"} & names
    for name in names:
        texts = [path.read_text("utf-8", "replace") for path in (folder / name).iterdir()]
        assert max(map(len, texts)) > 300, name
    for name in ("pyside6-essentials", "shiboken6"):
        titles = {path.read_text("utf-8").strip()[:40] for path in (folder / name).iterdir()}
        assert {title.strip().split("\n")[0] for title in titles} == {
            "GNU LESSER GENERAL PUBLIC LICENSE",
            "GNU GENERAL PUBLIC LICENSE",
        }
    spec = (_PACKAGING / "alo183.spec").read_text(encoding="utf-8")
    assert '(LICENCES, "licences")' in spec


def test_that_the_policy_has_its_texts_where_an_english_console_looks_for_them() -> None:
    spec = (_PACKAGING / "alo183.spec").read_text(encoding="utf-8")
    assert (_PACKAGING / "policy" / "tr-TR" / "Alo183.adml").is_file()
    assert '(str(ROOT / "packaging" / "policy" / "tr-TR"), "policy/en-US")' in spec


def test_that_the_frozen_program_has_the_files_that_it_looks_for() -> None:
    spec = (_PACKAGING / "alo183.spec").read_text(encoding="utf-8")
    for folder in ("resources", "migrations"):
        assert (dev.ROOT / folder).is_dir()
        assert f'(str(ROOT / "{folder}"), "{folder}")' in spec
    wheel = (dev.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in FILES:
        assert (dev.ROOT / "docs" / name).is_file()
        assert f'"{name}"' in spec
        assert f'"docs/{name}" = "alo183_desktop/docs/{name}"' in wheel
    for name in ("LICENSE", "NOTICE", "CHANGELOG.md"):
        assert (dev.ROOT / name).is_file()
        assert f'"{name}"' in spec


def test_that_the_program_tells_the_version_of_each_library_that_it_brings(
    build: dict[str, Any],
) -> None:
    told = {re.sub(r"[-_.]+", "-", name).lower() for name in LICENCES}
    brought = set(build["libraries"]())
    assert brought <= told
    assert told - brought <= {"tzdata"}
    spec = (_PACKAGING / "alo183.spec").read_text(encoding="utf-8")
    assert "copy_metadata(name)" in spec
    assert "\n        *TOLD,\n" in spec


@pytest.mark.parametrize(
    ("place", "is_needed"),
    [
        ("PySide6/Qt/translations/qtbase_tr.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt6Core.dll", True),
        ("pyside6_essentials-6.11.3.dist-info/METADATA", True),
        ("pyside6_essentials-6.11.3.dist-info/licenses/LicenseRef-Qt-Commercial.txt", False),
        ("licences/pyside6-essentials/LICENSE.txt", True),
        ("migrations/versions/0001_baseline.py", True),
        # What tests leave in a checkout, compiled for one Python.
        ("migrations/versions/__pycache__/0001_baseline.cpython-311.pyc", False),
        (r"migrations\__pycache__\env.cpython-312.pyc", False),
    ],
)
def test_that_what_nobody_needs_does_not_come_with_the_program(
    place: str, *, is_needed: bool, build: dict[str, Any]
) -> None:
    assert build["is_needed"](place) is is_needed


def test_that_what_a_checkout_alone_needs_is_left_out_of_the_frozen_program() -> None:
    spec = (_PACKAGING / "alo183.spec").read_text(encoding="utf-8")
    left_out = set(re.findall(r'"([\w.]+)"', spec.partition("excludes=[")[2].partition("]")[0]))
    assert {"pytest", "setuptools", "pygments", "trove_classifiers", "tkinter", "yaml"} <= left_out


def test_that_a_tool_is_asked_for_by_what_calls_it_alone(
    build: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    missing = build["missing_tools"]
    if sys.platform == "win32":
        assert missing(["--freeze"]) == []
        return
    lacking = [name.partition(" ")[0] for name in missing(["--freeze"])]
    assert lacking == list(build["FOR_FREEZING"])
    assert {name.partition(" ")[0] for name in missing([])} == {
        *build["FOR_FREEZING"],
        *build["FOR_THE_DEB"],
    }


@pytest.fixture
def make_installer(build: dict[str, Any], tmp_path: Path, qapp: QApplication) -> Callable[[], Path]:
    """Return what makes the installer of a program of three files; a warning fails it."""
    assert qapp is not None
    program = tmp_path / "alo183"
    (program / "_internal").mkdir(parents=True)
    for name in ("alo183.exe", "alo183w.exe", "_internal/a.dll"):
        (program / name).write_bytes(b"x")
    icon = tmp_path / "alo183.ico"
    icon.write_bytes(build["make_icon"]())
    installer = tmp_path / "kurulum.exe"
    command = build["nsis_command"]("makensis", installer, "1.2.3")
    picture = tmp_path / "kurulum.bmp"
    picture.write_bytes(build["make_picture"]())
    places = {"PROGRAM": program, "ICON": icon, "PICTURE": picture}
    for index, word in enumerate(command):
        name = word.removeprefix("-D").partition("=")[0]
        if name in places:
            command[index] = f"-D{name}={places[name]}"

    def make() -> Path:
        done = subprocess.run(
            [*command[:1], "-WX", *command[1:]],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        assert done.returncode == 0, done.stdout
        return installer

    return make


@pytest.mark.extra
@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not installed")
def test_that_the_installer_is_made_without_a_warning_and_what_removes_the_program_is_signed(
    make_installer: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, told = tmp_path / "signer.py", tmp_path / "told"
    signer.write_text("import sys; open(sys.argv[1], 'ab').write(open(sys.argv[2], 'rb').read(2))")
    monkeypatch.setenv("ALO183_SIGN", f'"{sys.executable}" "{signer}" "{told}"')
    assert make_installer().is_file()
    assert told.read_bytes() == b"MZ"


def made_up_signer(folder: Path) -> tuple[Path, Path]:
    """Return a file with the key of a certificate that was made here, and its root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Uydurma Müdürlük")])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
        .add_extension(usage, critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = serialization.BestAvailableEncryption(b"bir parola")
    pfx, root = folder / "imza.pfx", folder / "kok.pem"
    pfx.write_bytes(pkcs12.serialize_key_and_certificates(b"alo183", key, certificate, None, kept))
    root.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return pfx, root


@pytest.mark.extra
@pytest.mark.skipif(
    not all(map(shutil.which, ("makensis", "osslsigncode", "wixl"))),
    reason="NSIS, osslsigncode or wixl is not installed",
)
def test_that_what_nobody_has_signed_is_signed_once_and_verifies(
    build: dict[str, Any],
    make_installer: Callable[[], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installer = make_installer()
    make_msi = runpy.run_path(str(_PACKAGING / "msi.py"))["make"]
    msi = make_msi(tmp_path / "alo183", tmp_path, "1.2.3", build["make_icon"]())
    before = installer.read_bytes()
    build["sign"]([installer])
    assert installer.read_bytes() == before  # nobody has said how
    pfx, root = made_up_signer(tmp_path)
    password = tmp_path / "parola"
    password.write_text("bir parola")
    monkeypatch.setenv("ALO183_PFX", str(pfx))
    monkeypatch.setenv("ALO183_PFX_PASSWORD_FILE", str(password))
    assert not build["is_signed"](installer)
    build["sign"]([installer, msi])
    assert build["is_signed"](installer)
    for file in (installer, msi):
        verifying = ["osslsigncode", "verify", "-CAfile", str(root), "-in", str(file)]
        done = subprocess.run(verifying, check=False, capture_output=True, text=True)
        assert "Signature verification: ok" in done.stdout, done.stdout
    once = installer.read_bytes()
    build["sign"]([installer])
    assert installer.read_bytes() == once


def test_that_a_silent_installation_looks_into_the_folder_before_it_touches_anything() -> None:
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    section = script.partition("\nSection\n")[2].partition("SectionEnd")[0]
    acts = [line.strip() for line in section.splitlines() if line.strip() and ";" not in line[:3]]
    assert acts[0] == "Call RefuseForeignFolder"
    refusing = script.partition("Function RefuseForeignFolder")[2].partition("FunctionEnd")[0]
    words = ("Call LookIntoFolder", "StrCmp $0 1 good", "SetErrorLevel 2", "Abort", "good:")
    assert [line.strip() for line in refusing.splitlines() if line.strip() in words] == [*words]
    assert 'RMDir /r "$INSTDIR\\_internal"' not in section


def test_that_the_list_of_parts_names_each_library_and_each_openssl_and_is_the_same_each_time(
    build: dict[str, Any], tmp_path: Path
) -> None:
    for name in ("a/libcrypto-3.dll", "b.pyd"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"MZ\0OpenSSL 3.5.1 1 Jul 2025\0built on")
    (tmp_path / "c.dll").write_bytes(b"MZ\0OpenSSL of somebody\0")
    laid_in = tmp_path / "psycopg_binary.libs" / "libldap-fb847fea.so.2.0.200"
    laid_in.parent.mkdir()
    laid_in.write_bytes(b"\x7fELF")
    text = build["describe_parts"](tmp_path, "1.2.3")
    assert text == build["describe_parts"](tmp_path, "1.2.3")
    content = json.loads(text)
    assert (content["bomFormat"], content["specVersion"]) == ("CycloneDX", "1.6")
    parts = content["components"]
    names = [part["name"] for part in parts]
    inside = {name for name, *_rest in build["carried"]()}
    # Two kinds of wheels tell what they were built of: of Rust, and with libraries laid into them.
    told = {part["name"] for part in parts if part.get("description") in build["libraries"]()}
    assert {"calamine", "asn1"} <= told
    assert set(names) == {*build["libraries"](), *inside, *told, "python", "openssl", "libldap"}
    assert {"qt", "sqlcipher", "sqlite", "libpq", "pdfium", "qpdf", "libxml2", "highs"} <= inside
    shown = [(part["version"], part["description"]) for part in parts if part["name"] == "openssl"]
    assert shown[-2:] == [("3.5.1", "a/libcrypto-3.dll"), ("3.5.1", "b.pyd")]
    assert len({part["bom-ref"] for part in parts}) == len(parts)
    assert all(part["version"] for part in parts)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b" inflate 1.3.2 Copyright 1995-2026 Mark Adler ", ("zlib", "1.3.2")),
        (b"libpng version 1.6.59\n", ("libpng", "1.6.59")),
        (b"libjpeg-turbo version 1.5.3 (build 1)", ("libjpeg-turbo", "1.5.3")),
        (b"LIBTIFF, Version 4.7.2\n", ("libtiff", "4.7.2")),
        (b"\x0010.49 2026-09-28\0", ("pcre2", "10.49")),
        (b"\0icudt73l\0", ("icu", "73")),
        (b"\0expat_2.8.1\0", ("expat", "2.8.1")),
        (b"\x001.0.8, 13-Jul-2019\0", ("bzip2", "1.0.8")),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_that_a_library_within_a_file_is_found_by_what_it_writes_there(
    content: bytes, part: tuple[str, str], build: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "a.pyd").write_bytes(b"MZ" + content)
    told = json.loads(build["describe_parts"](tmp_path, "1.2.3"))["components"]
    (found,) = (one for one in told if one.get("description") == "a.pyd")
    assert (found["name"], found["version"]) == part
    assert found["licenses"]


def test_that_the_sums_are_those_of_what_is_given_away(
    build: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "alo183").mkdir()
    (tmp_path / "alo183-kurulum.exe").write_bytes(b"x")
    for _time in range(2):
        build["write_sums"](tmp_path)
        told = (tmp_path / build["SUMS"]).read_text()
        assert told == f"{hashlib.sha256(b'x').hexdigest()}  alo183-kurulum.exe\n"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_that_the_sums_are_signed_so_that_openssl_finds_any_change(
    build: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, public = tmp_path / "surum.pem", tmp_path / "surum.pub"
    for words in (
        ["genpkey", "-algorithm", "ed25519", "-out", str(key)],
        ["pkey", "-in", str(key), "-pubout", "-out", str(public)],
    ):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "alo183-kurulum.exe").write_bytes(b"x")
    monkeypatch.setenv("ALO183_UPDATE_KEY", str(key))
    for _time in range(2):
        build["write_sums"](folder)
    looking = ["pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-rawin"]
    looking += ["-in", build["SUMS"], "-sigfile", build["SIGNATURE"]]

    def is_right() -> bool:
        done = subprocess.run(["openssl", *looking], cwd=folder, check=False, capture_output=True)
        return done.returncode == 0

    assert is_right()
    sums = folder / build["SUMS"]
    assert build["SIGNATURE"] not in sums.read_text()
    sums.write_text(sums.read_text().replace("kurulum", "baska"))
    assert not is_right()
    build["write_sums"](folder)
    monkeypatch.delenv("ALO183_UPDATE_KEY")
    build["write_sums"](folder)
    assert is_right()
    # What nobody signs has no signature of before beside it.
    (folder / "alo183-kurulum.exe").write_bytes(b"y")
    build["write_sums"](folder)
    assert not (folder / build["SIGNATURE"]).exists()


@pytest.mark.extra
@pytest.mark.timeout(_FREEZING_S)
def test_that_the_frozen_program_does_all_that_its_users_do(
    frozen: Frozen, proof: dict[str, Any]
) -> None:
    assert frozen.code == 0, frozen.said
    parts = re.findall(r"^ *\d+ s  (.+)$", frozen.said, re.MULTILINE)
    can_press = all(map(shutil.which, proof["PRESSING"]))
    assert {"commands", *(["window"] if can_press else [])} <= set(parts), frozen.said
    assert "not tried" not in frozen.said or not can_press


@pytest.mark.extra
@pytest.mark.timeout(_FREEZING_S)
def test_that_no_library_is_frozen_whose_licence_nobody_gathers(
    frozen: Frozen, build: dict[str, Any]
) -> None:
    inside = frozen.folder / "_internal"
    names = {name.partition(".")[0] for name in ZlibArchiveReader(str(inside / "alo183.pyz")).toc}
    names |= {path.name.partition(".")[0] for path in inside.iterdir()}
    brought = packages_distributions()
    libraries = {re.sub(r"[-_.]+", "-", name).lower() for name in build["libraries"]()}
    for name in names & brought.keys() - {"alo183_desktop"}:
        assert {re.sub(r"[-_.]+", "-", one).lower() for one in brought[name]} & libraries, name


@pytest.mark.extra
@pytest.mark.timeout(_FREEZING_S)
def test_that_the_frozen_program_has_its_modules_once_and_nothing_that_nobody_needs(
    frozen: Frozen,
) -> None:
    names = [path.relative_to(frozen.folder).as_posix() for path in frozen.folder.rglob("*")]
    assert [name for name in names if name.endswith(".pyz")] == ["_internal/alo183.pyz"]
    for program in frozen.folder.glob("alo183*"):
        assert program.stat().st_size < 1_000_000, program
    unneeded = re.compile(
        r"__pycache__|opengl32sw|/_avif|Qt6?(Qml|Quick|Pdf|Sql|Test)|/_?tcl|/_?tkinter|pytest|hypothesis"
        r"|/translations/(?!.*_tr\.qm$).+|\.dist-info/(?!METADATA$)|(?<!sqlcipher3)/_?(lib)?sqlite3\.",
        re.IGNORECASE,
    )
    assert [name for name in names if unneeded.search(name)] == []


def test_that_what_is_frozen_is_tried_with_each_command(proof: dict[str, Any]) -> None:
    described = proof["described"]()
    acts = {name for name, one in described.items() if {"run", "on_data", "list"} & one.keys()}
    assert {run.command for run in proof["RUNS"]} == acts
    assert {f"import {kind}" for kind in IMPORTS} < acts


@pytest.mark.parametrize(
    ("library", "option"), [("python_calamine", "--read-table"), ("pypdfium2", "--read-scan")]
)
def test_that_no_program_is_given_away_whose_children_lack_a_library(
    library: str, option: str, proof: dict[str, Any], tmp_path: Path
) -> None:
    user = proof["User"]([sys.executable, "-c", _LACKING.format(library)], tmp_path)
    user.ask_children()
    with pytest.raises(RuntimeError, match=option):
        user.demand_no_problem()


def test_that_what_a_library_loads_by_a_text_is_missed_in_what_is_frozen(
    proof: dict[str, Any],
) -> None:
    reportlab = distribution("reportlab")
    (file,) = (name for name in reportlab.files or () if name.name == "code93.py")
    loaded = [Path(str(file.locate())), Path(__file__)]
    assert proof["modules_of"]([reportlab], loaded) == {"reportlab.graphics.barcode.code93"}


@pytest.mark.extra
@pytest.mark.skipif(
    not all(map(shutil.which, ("msiinfo", "wixl"))), reason="msitools or wixl is not installed"
)
def test_that_an_msi_has_its_picture_its_place_and_no_button_that_changes_it(
    build: dict[str, Any], tmp_path: Path
) -> None:
    program = tmp_path / "alo183"
    program.mkdir()
    (program / "alo183w.exe").write_bytes(b"x")
    msi = runpy.run_path(str(_PACKAGING / "msi.py"))
    made = msi["make"](program, tmp_path, "1.2.3", build["make_icon"]())

    def rows(table: str) -> list[str]:
        # Pictures are written into the folder where it runs.
        told = subprocess.check_output(["msiinfo", "export", str(made), table], cwd=tmp_path)
        return told.decode("utf-8", "replace").replace("\r", "").splitlines()

    properties = dict(row.split("\t", 1) for row in rows("Property") if "\t" in row)
    assert properties["ARPNOMODIFY"] == "1"
    assert f"{properties['ARPPRODUCTICON']}\tIcon.{properties['ARPPRODUCTICON']}" in rows("Icon")
    actions = [row.split("\t") for row in rows("CustomAction")]
    (place,) = (row for row in actions if row[2:4] == ["ARPINSTALLLOCATION", "[INSTALLDIR]"])
    order = {row.split("\t")[0]: row.split("\t")[-1] for row in rows("InstallExecuteSequence")}
    assert int(order["CostFinalize"]) < int(order[place[0]]) < int(order["InstallInitialize"])


@pytest.mark.extra
@pytest.mark.skipif(
    not all(map(shutil.which, ("makensis", "msiinfo", "wixl"))),
    reason="NSIS, msitools or wixl is not installed",
)
def test_that_winget_is_told_of_each_installer_what_it_is(
    build: dict[str, Any], make_installer: Callable[[], Path], tmp_path: Path
) -> None:
    made = {"nullsoft": make_installer().rename(tmp_path / "alo183-1.2.3-kurulum.exe")}
    msi = runpy.run_path(str(_PACKAGING / "msi.py"))
    made["wix"] = msi["make"](tmp_path / "alo183", tmp_path, "1.2.3", build["make_icon"]())
    release = runpy.run_path(str(_PACKAGING / "release.py"))
    release["write_manifests"](tmp_path, "1.2.3", "https://ornek.gov.tr/alo183/")
    files = {path.name: json.loads(path.read_text()) for path in (tmp_path / "winget").iterdir()}
    package = release["PACKAGE"]
    kinds = {
        f"{package}.yaml": "version",
        f"{package}.installer.yaml": "installer",
        f"{package}.locale.tr-TR.yaml": "defaultLocale",
    }
    assert {name: content["ManifestType"] for name, content in files.items()} == kinds
    for content in files.values():
        keys = ("PackageIdentifier", "PackageVersion", "ManifestVersion")
        assert [content[key] for key in keys] == [package, "1.2.3", "1.6.0"]
    told = {one["InstallerType"]: one for one in files[f"{package}.installer.yaml"]["Installers"]}
    assert told.keys() == made.keys()
    for kind, file in made.items():
        assert told[kind]["InstallerUrl"] == f"https://ornek.gov.tr/alo183/{file.name}"
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert told[kind]["InstallerSha256"] == digest.upper()
        assert "/" in told[kind]["InstallerSwitches"]["Silent"]
    script = (_PACKAGING / "installer.nsi").read_text(encoding="utf-8")
    assert f'Uninstall\\{told["nullsoft"]["ProductCode"]}"' in script
    product = subprocess.check_output(["msiinfo", "export", made["wix"], "Property"])
    assert f"ProductCode\t{told['wix']['ProductCode']}".encode() in product
    (entry,) = told["wix"]["AppsAndFeaturesEntries"]
    assert f"UpgradeCode\t{entry['UpgradeCode']}".encode() in product
