"""The installer on a Windows, or on one that wine plays: what it takes, replaces and leaves."""

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

import dev

_SCRIPT: Final = dev.ROOT / "packaging" / "build.py"
_MSI: Final = dev.ROOT / "packaging" / "msi.py"
_IS_WINDOWS: Final = sys.platform == "win32"
REFUSED: Final = 2
PARTS: Final = {"_internal", "alo183.exe", "alo183w.exe", "kaldir.exe"}

pytestmark = [
    pytest.mark.extra,
    pytest.mark.skipif(
        shutil.which("makensis") is None or not (_IS_WINDOWS or shutil.which("wine")),
        reason="NSIS, or wine, is not installed",
    ),
]


class Windows:
    """Runs programs of Windows on folders of the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "WINEPREFIX": str(folder / "wine"),
            "WINEDEBUG": "-all",
            # Neither .NET nor a browser is asked for.
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }

    def run(self, program: Path, *words: str) -> int:
        """Run a program to its end and return its exit code."""
        before = [] if _IS_WINDOWS else ["wine"]
        return subprocess.call([*before, str(program), *words], env=self._environment)

    @contextmanager
    def holding(self, file: Path) -> Iterator[None]:
        """Let another program hold a file for a second, as a virus scanner does."""
        before = [] if _IS_WINDOWS else ["wine"]
        script = self._folder / "hold.bat"
        script.write_text(f'@(echo held & ping -n 2 127.0.0.1 > nul) < "{self.path(file)}"')
        words = [*before, "cmd", "/c", self.path(script)]
        with subprocess.Popen(words, env=self._environment, stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline().startswith(b"held")
            yield

    def installer(self, *words: str) -> int:
        """Let Windows install or remove what an MSI holds, and return its exit code."""
        before = [] if _IS_WINDOWS else ["wine"]
        return subprocess.call([*before, "msiexec", *words, "/qn"], env=self._environment)

    def programs(self) -> Path:
        """Return where programs of a whole computer are."""
        if _IS_WINDOWS:
            return Path(os.environ["PROGRAMFILES"])
        return self._folder / "wine" / "drive_c" / "Program Files"

    def path(self, folder: Path) -> str:
        """Return how Windows calls a folder."""
        return str(folder) if _IS_WINDOWS else "Z:" + str(folder).replace("/", "\\")

    def end(self) -> None:
        """Let nothing of it run on."""
        if not _IS_WINDOWS:
            subprocess.call(["wineserver", "-k"], env=self._environment)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    made = Windows(tmp_path_factory.mktemp("windows"))
    yield made
    made.end()


@pytest.fixture(scope="module")
def installers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return installers of two versions of a program of three files."""
    build = runpy.run_path(str(_SCRIPT))
    folder = tmp_path_factory.mktemp("installers")
    made = {}
    icon = folder / "alo183.ico"
    icon.write_bytes(_icon())
    picture = folder / "kurulum.bmp"
    picture.write_bytes(build["make_picture"]())
    for version in ("1.0.0", "1.0.1"):
        program = folder / version
        (program / "_internal").mkdir(parents=True)
        for name in ("alo183.exe", "alo183w.exe", f"_internal/{version}.dll"):
            (program / name).write_text(version)
        made[version] = folder / f"{version}.exe"
        command = build["nsis_command"]("makensis", made[version], version)
        given = {"PROGRAM": program, "ICON": icon, "PICTURE": picture}
        words = [
            next((f"-D{name}={path}" for name, path in given.items() if f"-D{name}=" in one), one)
            for one in command
        ]
        # Wine need not know programs of 32 bits.
        subprocess.run(
            [words[0], "-XTarget amd64-unicode", *words[1:]],
            check=True,
            env={**os.environ, "LC_ALL": "C"},
        )
    return made


def _icon() -> bytes:
    """Return an icon of one black point, as the ICO format has it."""
    image = (
        b"\x28\0\0\0\x01\0\0\0\x02\0\0\0\x01\0\x20\0\0\0\0\0\x04" + b"\0" * 19 + b"\0\0\0\xff" * 2
    )
    head = b"\0\0\x01\0\x01\0\x01\x01\0\0\x01\0\x20\0"
    return head + len(image).to_bytes(4, "little") + (22).to_bytes(4, "little") + image


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def version_of(folder: Path) -> set[str]:
    """Return which versions the parts of a program are of."""
    files = [folder / "alo183.exe", folder / "alo183w.exe", *(folder / "_internal").iterdir()]
    return {path.read_text() for path in files}


def test_that_nothing_of_another_program_is_touched(
    windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    theirs = tmp_path / "baska" / "_internal"
    theirs.mkdir(parents=True)
    (theirs / "x.dll").write_text("theirs")
    assert windows.run(installers["1.0.0"], "/S", f"/D={windows.path(theirs.parent)}") == REFUSED
    assert names(theirs.parent) == {"_internal"}
    assert (theirs / "x.dll").read_text() == "theirs"


def test_that_a_newer_version_takes_the_place_of_the_older_one_whole_and_goes_without_a_trace(
    windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / "alo183"
    for version in ("1.0.0", "1.0.1"):
        assert windows.run(installers[version], "/S", f"/D={windows.path(place)}") == 0
        assert names(place) == PARTS
        assert version_of(place) == {version}
    (place / "kendi.txt").write_text("somebody's own")
    assert windows.run(place / "kaldir.exe", "/S", f"_?={windows.path(place)}") == 0
    assert names(place) - {"kaldir.exe"} == {"kendi.txt"}


@pytest.mark.parametrize("hindrance", ["_yeni", "_onceki"])
def test_that_the_older_version_stays_whole_when_the_newer_one_cannot_be_written(
    hindrance: str, windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / "alo183"
    assert windows.run(installers["1.0.0"], "/S", f"/D={windows.path(place)}") == 0
    (place / hindrance).write_text("a file where a folder has to be")
    assert windows.run(installers["1.0.1"], "/S", f"/D={windows.path(place)}") == REFUSED
    assert version_of(place) == {"1.0.0"}
    (place / hindrance).unlink()
    assert windows.run(installers["1.0.1"], "/S", f"/D={windows.path(place)}") == 0
    assert version_of(place) == {"1.0.1"}
    assert names(place) == PARTS


@pytest.mark.parametrize("done", range(4))
def test_that_an_installation_that_was_killed_is_brought_to_its_end_by_the_next_one(
    done: int, windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / "alo183"
    assert windows.run(installers["1.0.0"], "/S", f"/D={windows.path(place)}") == 0
    waiting, before = place / "_yeni", place / "_onceki"
    shutil.copytree(installers["1.0.1"].parent / "1.0.1", waiting)
    before.mkdir()
    for part in ("_internal", "alo183.exe", "alo183w.exe")[:done]:
        (place / part).rename(before / part)
        (waiting / part).rename(place / part)
    assert windows.run(installers["1.0.1"], "/S", f"/D={windows.path(place)}") == 0
    assert names(place) == PARTS
    assert version_of(place) == {"1.0.1"}


@pytest.mark.parametrize("ends", ["installation", "removal"])
def test_that_what_a_killed_installation_has_half_deleted_goes_and_never_comes_back(
    ends: str, windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / "alo183"
    assert windows.run(installers["1.0.1"], "/S", f"/D={windows.path(place)}") == 0
    (place / "_eski" / "_internal").mkdir(parents=True)
    (place / "_eski" / "alo183.exe").write_text("1.0.0")
    if ends == "removal":
        assert windows.run(place / "kaldir.exe", "/S", f"_?={windows.path(place)}") == 0
        assert names(place) <= {"kaldir.exe"}
        return
    assert windows.run(installers["1.0.1"], "/S", f"/D={windows.path(place)}") == 0
    assert names(place) == PARTS
    assert version_of(place) == {"1.0.1"}


@pytest.mark.parametrize("held", ["alo183w.exe", "_internal/1.0.0.dll"])
def test_that_a_removal_waits_for_who_holds_a_file_for_a_moment(
    held: str, windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / "alo183"
    assert windows.run(installers["1.0.0"], "/S", f"/D={windows.path(place)}") == 0
    with windows.holding(place / held):
        assert windows.run(place / "kaldir.exe", "/S", f"_?={windows.path(place)}") == 0
        assert names(place) <= {"kaldir.exe"}


@pytest.mark.skipif(shutil.which("wixl") is None, reason="wixl makes it, which is Linux' own")
def test_that_a_whole_computer_is_given_the_newest_version_alone_and_keeps_its_data(
    windows: Windows, installers: dict[str, Path], tmp_path: Path
) -> None:
    make = runpy.run_path(str(_MSI))["make"]
    files = {
        version: windows.path(
            make(
                path.parent / version, tmp_path, version, (path.parent / "alo183.ico").read_bytes()
            )
        )
        for version, path in installers.items()
    }
    place = windows.programs() / "Alo183"
    for version in ("1.0.0", "1.0.1"):
        assert windows.installer("/i", files[version]) == 0
        assert version_of(place) == {version}
    assert windows.installer("/i", files["1.0.0"]) != 0
    assert version_of(place) == {"1.0.1"}
    (place / "kendi.txt").write_text("somebody's own")
    assert windows.installer("/x", files["1.0.1"]) == 0
    assert names(place) == {"kendi.txt"}
