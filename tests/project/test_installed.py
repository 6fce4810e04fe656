"""The program as `pip install` brings it: nothing of development beside it, and no font."""

import re
import runpy
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any, Final

import pytest

import dev
from tests.platforms import ON_LINUX

_PACKAGING: Final = dev.ROOT / "packaging"
_FONTLESS: Final = """\
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}</dir><cachedir>{0}</cachedir></fontconfig>
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Install the wheel in an environment that has what the project declares, and nothing else."""
    building = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run([sys.executable, *building], cwd=dev.ROOT, check=True, capture_output=True)
    place = tmp_path / "venv"
    venv.create(place, symlinks=True)
    python = place / "bin" / "python"
    asking = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", asking], text=True).strip())
    # The libraries lie in the environment of the tests already: no network is needed.
    for library in runpy.run_path(str(_PACKAGING / "build.py"))["libraries"]().values():
        for name in {file.parts[0] for file in library.files or ()} - {"..", "__pycache__"}:
            (site / name).symlink_to(str(library.locate_file(name)))
    (wheel,) = tmp_path.glob("*.whl")
    installing = ["--python", str(python), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *installing], check=True, capture_output=True)
    return place / "bin" / "alo183"


@pytest.mark.extra
@pytest.mark.timeout(1800)
@ON_LINUX
def test_that_the_program_needs_nothing_of_development_and_no_font(
    program: Path, tmp_path: Path
) -> None:
    proof: dict[str, Any] = runpy.run_path(str(_PACKAGING / "proof.py"))
    user = proof["User"]([str(program)], tmp_path / "kullanan")
    for run in proof["RUNS"]:
        if run.command in {"demo", "letter"} or (run.command, run.data) == ("check", "veri"):
            user.run(run)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "fonts.conf").write_text(_FONTLESS.format(fonts))
    variables = {"FONTCONFIG_FILE": str(fonts / "fonts.conf")}
    if (listing := shutil.which("fc-list")) is not None:
        assert subprocess.check_output([listing], env=variables) == b""
    if all(map(shutil.which, proof["PRESSING"])):
        # The entry point that opens no console on Windows.
        user.use_window([str(program.with_name("alo183-masaustu"))], **variables)
    user.demand_no_problem()
    pictures = list((tmp_path / "kullanan" / "ekranlar").glob("*.png"))
    assert len(pictures) > 150
    assert all(re.fullmatch(r"\d\d-.+-(light|dark)\.png", path.name) for path in pictures)
