"""What the tests of packaging share: a program is frozen once, which takes minutes."""

import subprocess
import sys

import pytest

import dev
from tests.project.frozen import Frozen


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    """Freeze the program for this system, as `dev.py package` does."""
    place = tmp_path_factory.mktemp("dist")
    command = [sys.executable, str(dev.ROOT / "packaging" / "build.py"), "--freeze", str(place)]
    done = subprocess.run(command, cwd=dev.ROOT, capture_output=True, text=True, check=False)
    return Frozen(done.returncode, done.stdout + done.stderr, place / "alo183")
