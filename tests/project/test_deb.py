"""The package for Debian and Pardus: what it is made of, and its life in bare systems."""

import hashlib
import os
import re
import runpy
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtWidgets import QApplication

import dev
from alo183_desktop.gui.application import APPLICATION_ID
from tests.later import add_revision
from tests.platforms import ON_LINUX
from tests.project.frozen import Frozen
from tests.roots import BareSystem, bare_system, can_enter
from tests.screens import real_screen

pytestmark = ON_LINUX

_PACKAGING: Final = dev.ROOT / "packaging"
_DEBIAN: Final = _PACKAGING / "debian"
_WINDOW: Final = "Alo 183 İl Masası"
_LIVING_S: Final = 3600
_LATER: Final = "99.0.0"
"""The version of a later package."""


@pytest.fixture(scope="module")
def build() -> dict[str, Any]:
    """Return the names of the script that builds."""
    return runpy.run_path(str(_PACKAGING / "build.py"))


@pytest.fixture(scope="module")
def deb() -> dict[str, Any]:
    """Return the names of the script that packs."""
    return runpy.run_path(str(_PACKAGING / "deb.py"))


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    """Return the names of the script that tries what was built."""
    return runpy.run_path(str(_PACKAGING / "proof.py"))


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a folder as freezing leaves it, with a program of this system in it."""
    folder = tmp_path / "alo183"
    licences = folder / "_internal" / "licences" / "alembic"
    licences.mkdir(parents=True)
    (licences / "LICENSE").write_text("MIT\n\nCopyright 2009-2026 Michael Bayer.\n")
    shutil.copyfile(os.path.realpath("/bin/true"), folder / "alo183")
    (folder / "_internal" / "CHANGELOG.md").write_text("# Changelog\n")
    return folder


@pytest.fixture
def make(
    program: Path, build: dict[str, Any], deb: dict[str, Any], qapp: QApplication
) -> Callable[[str], Path]:
    """Return what packs that folder as a version."""
    assert qapp is not None
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed")
    parts = program.parent / "parts.json"
    parts.write_text("{}\n")

    def make_version(version: str) -> Path:
        made: Path = deb["make"](
            program,
            program.parent,
            version,
            parts=parts,
            libraries={"alembic": distribution("alembic")},
            icons=build["draw_icons"](deb["ICON_SIZES"]),
        )
        return made

    return make_version


@pytest.fixture
def laid_out(make: Callable[[str], Path], tmp_path: Path) -> Path:
    """Return a folder with what the package installs."""
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "--extract", str(make("1.2.3")), str(root)], check=True)
    return root


def _field(package: Path, name: str) -> str:
    asked = ["dpkg-deb", "--field", str(package), name]
    return subprocess.check_output(asked, text=True).strip()


def test_that_the_package_is_named_as_debian_names_them(make: Callable[[str], Path]) -> None:
    made = make("1.2.3")
    machine = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    assert made.name == f"alo183_1.2.3_{machine}.deb"
    assert [_field(made, name) for name in ("Package", "Version")] == ["alo183", "1.2.3"]


def test_that_the_same_folder_makes_the_same_package(
    make: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    first = hashlib.sha256(make("1.2.3").read_bytes()).hexdigest()
    assert hashlib.sha256(make("1.2.3").read_bytes()).hexdigest() == first


def test_that_the_program_starts_from_the_path_and_the_menu_by_the_names_of_the_wheel(
    laid_out: Path, deb: dict[str, Any]
) -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(deb["STARTERS"]) == {*project["scripts"], *project["gui-scripts"]}
    for name in deb["STARTERS"]:
        starter = laid_out / "usr/bin" / name
        assert starter.resolve() == laid_out / "usr/lib/alo183/alo183"
        assert os.access(starter, os.X_OK)
    menu = laid_out / f"usr/share/applications/{APPLICATION_ID}.desktop"
    (started,) = re.findall(r"^Exec=(.+)$", menu.read_text(encoding="utf-8"), re.MULTILINE)
    assert started in project["gui-scripts"]


def test_that_the_desktop_knows_the_program_by_one_name_everywhere(laid_out: Path) -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    host = project["urls"]["Homepage"].removeprefix("https://")
    assert ".".join(reversed(host.split("."))) == APPLICATION_ID
    share = laid_out / "usr/share"
    menu = (share / f"applications/{APPLICATION_ID}.desktop").read_text(encoding="utf-8")
    assert f"\nIcon={APPLICATION_ID}\n" in menu
    told = (share / f"metainfo/{APPLICATION_ID}.metainfo.xml").read_text(encoding="utf-8")
    assert f"<id>{APPLICATION_ID}</id>" in told
    icons = {
        path.parent.parent.name for path in share.glob(f"icons/hicolor/*/apps/{APPLICATION_ID}.*")
    }
    assert {"16x16", "48x48", "256x256", "scalable"} <= icons


@pytest.mark.parametrize(
    "words",
    [
        ["desktop-file-validate", f"usr/share/applications/{APPLICATION_ID}.desktop"],
        [
            "appstreamcli",
            "validate",
            "--no-net",
            "--explain",
            f"usr/share/metainfo/{APPLICATION_ID}.metainfo.xml",
        ],
        ["man", "--warnings", "--local-file", "usr/share/man/man1/alo183.1.gz"],
    ],
    ids=lambda words: words[0],
)
def test_that_what_a_desktop_reads_is_as_its_tools_want_it(
    words: list[str], laid_out: Path
) -> None:
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run(
        words,
        cwd=laid_out,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100"},
    )
    assert done.returncode == 0, done.stdout
    if words[0] == "man":
        assert not done.stderr
        assert "alo183 rota plan" in done.stdout
    else:
        assert not re.search(r"^[EWI]:|error|warning", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_that_lintian_finds_no_fault_in_what_is_beside_the_program(
    make: Callable[[str], Path],
) -> None:
    assert _faults(make("1.2.3")) == []


def _faults(package: Path) -> list[str]:
    """Return what lintian finds, errors and warnings."""
    looking = ["lintian", "--allow-root", "--fail-on", "none", "--no-cfg", str(package)]
    told = subprocess.run(looking, check=True, capture_output=True, text=True).stdout
    return [line for line in told.splitlines() if line.startswith(("E:", "W:"))]


def test_that_the_package_depends_on_what_its_files_ask_of_the_system(
    make: Callable[[str], Path], program: Path, deb: dict[str, Any]
) -> None:
    shutil.copyfile(deb["_places"]()["libz.so.1"], program / "_internal" / "module.so")
    shutil.copyfile(os.path.realpath("/usr/bin/xz"), program / "_internal" / "xz.so")
    needed = deb["needs_of"](program)
    assert "liblzma5" in needed.packages
    # What lies in the folder by the name that is asked for is not asked of the system.
    shutil.copyfile(deb["_places"]()["liblzma.so.5"], program / "_internal" / "liblzma.so.5")
    assert "liblzma5" not in deb["needs_of"](program).packages
    assert re.match(r"libc6 \(>= 2\.\d+\)", _field(make("1.2.3"), "Depends"))


def test_that_a_library_that_nobody_brings_is_no_package_that_somebody_gets(
    deb: dict[str, Any],
) -> None:
    with pytest.raises(KeyError, match=r"libyok\.so\.1"):
        deb["package_of"]("libyok.so.1")


def test_that_a_package_is_found_by_its_name_of_debian_12_too(deb: dict[str, Any]) -> None:
    needs = deb["Needs"](("libegl1", "libglib2.0-0t64"), (2, 36))
    assert needs.depends() == "libc6 (>= 2.36), libegl1, libglib2.0-0t64 | libglib2.0-0"


@pytest.mark.parametrize(
    ("libc", "is_too_new"),
    [(("glibc", "2.36"), False), (("glibc", "2.41"), True), (("", ""), False)],
)
def test_that_a_system_newer_than_debian_12_freezes_in_a_bare_one(
    libc: tuple[str, str],
    *,
    is_too_new: bool,
    build: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.libc_ver", lambda: libc)
    assert build["is_too_new"]() is is_too_new


@pytest.mark.parametrize(("offset", "is_loadable"), [("2000", True), ("2aa8", False)])
def test_that_a_library_that_stripping_broke_is_told_by_where_its_parts_lie(
    offset: str, *, is_loadable: bool, build: dict[str, Any]
) -> None:
    told = f"""
    LOAD off    0x0000000000000000 vaddr 0x0000000000000000 paddr 0x00000000 align 2**12
    LOAD off    0x000000000000{offset} vaddr 0x0000000000407000 paddr 0x00407000 align 2**12
    """
    assert build["is_loadable"](told) is is_loadable


@pytest.mark.parametrize(
    ("source", "is_of_system"),
    [
        ("/usr/lib/x86_64-linux-gnu/libreadline.so.8", True),
        ("/lib/x86_64-linux-gnu/libsystemd.so.0", True),
        ("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", False),
        ("/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so", False),
        ("/opt/venv/lib/python3.11/site-packages/PySide6/Qt/lib/libQt6Core.so.6", False),
    ],
)
def test_that_the_system_s_own_libraries_stay_its_own(
    source: str, *, is_of_system: bool, build: dict[str, Any]
) -> None:
    assert build["is_of_system"](source) is is_of_system


def test_that_the_licence_of_each_part_is_named_with_its_holders(laid_out: Path) -> None:
    documents = laid_out / "usr/share/doc/alo183"
    text = (documents / "copyright").read_text(encoding="utf-8")
    assert "/usr/share/common-licenses/Apache-2.0" in text
    assert f"\nalembic {distribution('alembic').version}\n" in text
    assert "  Copyright 2009-2026 Michael Bayer.\n" in text
    assert (documents / "licences" / "alembic" / "LICENSE").is_file()
    assert (documents / "alo183.cdx.json").is_file()


def test_that_no_place_of_data_belongs_to_the_package(laid_out: Path) -> None:
    places = {path.relative_to(laid_out).parts[:3] for path in laid_out.rglob("*")}
    tops = {"/".join(parts) for parts in places if len(parts) == 3}
    shares = {f"usr/share/{name}" for name in ("applications", "doc", "icons", "lintian", "man")}
    starters = {"usr/bin/alo183", "usr/bin/alo183-masaustu"}
    assert tops == {"usr/lib/alo183", "usr/share/metainfo", *shares, *starters}


def test_that_one_address_is_that_of_the_project_and_of_its_security() -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (one,) = project["maintainers"]
    assert f"`{one['email']}`" in (dev.ROOT / "SECURITY.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    """Return the frozen program: `ALO183_FROZEN`, such as dist/alo183, or one that is made now."""
    if given := os.environ.get("ALO183_FROZEN"):
        return Path(given).resolve()
    frozen: Frozen = request.getfixturevalue("frozen")
    assert frozen.code == 0, frozen.said
    return frozen.folder


@pytest.fixture(scope="module")
def packages(
    folder: Path,
    build: dict[str, Any],
    deb: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Path]:
    """Return the package of the program, and one of a later version with a column more.

    The former is the one that lies beside the folder, if one does: that which is given away.
    """
    if not shutil.which("dpkg-deb"):
        pytest.skip("dpkg-deb is not installed")
    place = tmp_path_factory.mktemp("packages")
    first = next(folder.parent.glob("alo183_*.deb"), None) or _made(folder, place, build, deb)
    tree, version = place / "later", _field(first, "Version")
    second = place / f"alo183_{_LATER}.deb"
    subprocess.run(["dpkg-deb", "--raw-extract", str(first), str(tree)], check=True)
    add_revision(tree / "usr/lib/alo183/_internal/migrations")
    control = tree / "DEBIAN" / "control"
    told = control.read_text(encoding="utf-8")
    control.write_text(told.replace(f"Version: {version}\n", f"Version: {_LATER}\n"), "utf-8")
    packing = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(second)]
    subprocess.run(packing, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return first, second


def _made(folder: Path, place: Path, build: dict[str, Any], deb: dict[str, Any]) -> Path:
    parts = place / "parts.json"
    parts.write_text(build["describe_parts"](folder, "1.0.0"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DPKG_DEB_COMPRESSOR_LEVEL", "1")
        made: Path = deb["make"](
            folder,
            place,
            build["read_version"](),
            parts=parts,
            libraries=build["libraries"](),
            icons=build["draw_icons"](deb["ICON_SIZES"]),
        )
    return made


@pytest.mark.extra
@pytest.mark.timeout(_LIVING_S)
@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_that_lintian_finds_no_error_in_the_whole_package(packages: tuple[Path, Path]) -> None:
    assert [fault for fault in _faults(packages[0]) if fault.startswith("E:")] == []


@pytest.mark.extra
@pytest.mark.timeout(_LIVING_S)
@pytest.mark.skipif(not can_enter(), reason="only an administrator enters a bare system")
@pytest.mark.parametrize(("suite", "glibc"), [("bookworm", (2, 36)), ("trixie", (2, 41))])
def test_that_the_package_lives_in_a_bare_system_and_leaves_the_data(
    suite: str,
    glibc: tuple[int, int],
    folder: Path,
    packages: tuple[Path, Path],
    deb: dict[str, Any],
    proof: dict[str, Any],
    tmp_path: Path,
) -> None:
    if deb["needs_of"](folder).glibc > glibc:
        pytest.skip(f"frozen here, it needs a newer glibc than {suite} has")
    shared = tmp_path / "ortak"
    shared.mkdir()
    system = bare_system(suite, tmp_path / suite, shared)
    first, second = (Path(shutil.copy(package, shared)) for package in packages)
    _do(system, "apt-get", "install", "--yes", "--no-install-recommends", f"./{first.name}")
    user = _use(system, proof)
    _start_wanting(system)
    _upgrade(system, second)
    _go_on(user, system, first, proof)
    before = _bytes_of(user.folder)
    _do(system, "apt-get", "purge", "--yes", "alo183")
    assert not (system.root / "usr/lib/alo183").exists()
    assert not list((system.root / "usr").rglob("*alo183*"))
    assert _bytes_of(user.folder) == before


def _do(system: BareSystem, *words: str) -> str:
    done = system.run(*words)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    told: str = done.stdout
    return told


def _use(system: BareSystem, proof: dict[str, Any]) -> Any:
    """Set a directorate up, run the demo, write a letter, import a roster, use the window.

    Return who has done so.
    """
    user = proof["User"](system.entering("/usr/bin/alo183"), system.folder / "is")
    for run in proof["RUNS"]:
        if run.command in {"demo", "setup", "letter", "import officers"}:
            user.run(run)
    if all(map(shutil.which, proof["PRESSING"])):
        user.use_window(system.entering("/usr/bin/alo183-masaustu"))
    user.demand_no_problem()
    return user


def _go_on(user: Any, system: BareSystem, older: Path, proof: dict[str, Any]) -> None:
    """Let the later version bring the data forward; the older one refuses it then."""
    reading = proof["Run"]("cases", "--json", "veri", '"case_id"')
    user.run(reading)
    _do(system, "dpkg", "--install", older.name)
    refused = "daha yeni bir sürümüyle yazılmış"
    user.run(reading._replace(says=refused, code=2))
    user.demand_no_problem()


def _start_wanting(system: BareSystem) -> None:
    """Start the window without a library of the system, which the package would have brought."""
    words = ["dpkg", "--force-depends", "--remove", "libxcb-cursor0"]
    _do(system, *words)
    with real_screen(system.folder) as screen:
        done = system.run("/usr/bin/alo183", "--data", "yok", display=screen.display)
    assert done.returncode == 2
    assert "apt install libxcb-cursor0" in done.stderr
    _do(system, "apt-get", "install", "--yes", "--no-install-recommends", "libxcb-cursor0")


def _upgrade(system: BareSystem, package: Path) -> None:
    """Install the later version: refused while the program is open, and done when it is not."""
    with real_screen(system.folder) as screen:
        words = system.entering("/usr/bin/alo183", "--data", "bos")
        environment = {"HOME": str(system.folder), "DISPLAY": screen.display}
        with subprocess.Popen(words, cwd=system.folder, env=environment) as program:
            shown = {**os.environ, "DISPLAY": screen.display}
            waiting = ["xdotool", "search", "--sync", "--onlyvisible", "--name", _WINDOW]
            subprocess.run(waiting, env=shown, check=True, capture_output=True)
            refused = system.run("dpkg", "--install", package.name)
            program.kill()
    assert refused.returncode != 0
    assert "Programı kapatıp yeniden deneyiniz" in refused.stderr
    asking = ("dpkg-query", "--show", "--showformat=${Version} ${db:Status-Status}", "alo183")
    assert _LATER not in _do(system, *asking)
    _do(system, "dpkg", "--install", package.name)
    assert _do(system, *asking) == f"{_LATER} installed"
    _do(system, "/usr/bin/alo183", "--version")


def _bytes_of(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
