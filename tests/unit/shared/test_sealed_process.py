"""No crash file gets the memory of the program, and no other program reads it."""

import subprocess
import sys

import pytest

_TELLING = """
import resource
from alo183_desktop.shared.sealed_process import seal_process
seal_process()
print(*resource.getrlimit(resource.RLIMIT_CORE))
import ctypes
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems show it in other ways")
def test_that_a_sealed_process_leaves_no_core_and_is_not_dumpable() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TELLING], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "0", "0"]
