"""The garbage collector while thousands of rows are made, and memory that is wanted no more."""

import gc
import subprocess
import sys

import pytest

from alo183_desktop.shared.collector import collector_paused

_RELEASING = """
import os
from pathlib import Path
from alo183_desktop.shared.collector import release_memory

def pages():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])

words = [bytes(2000) for _ in range(20_000)]
last = bytes(2000)  # what lies before it is not at the end of the memory
before = pages()
words.append(words)
del words
release_memory()
print((before - pages()) * os.sysconf("SC_PAGE_SIZE") // 2**20)
"""
_LEAST_MIB = 30
"""Of the 38 that the words take."""


@collector_paused()
def fail() -> None:
    """Fail while the collector rests."""
    if gc.isenabled():
        return
    raise LookupError


def test_that_the_collector_rests_and_wakes_up_also_after_an_error() -> None:
    with pytest.raises(LookupError):
        fail()
    assert gc.isenabled()


def test_that_a_collector_that_slept_before_sleeps_on() -> None:
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems show it in other ways")
def test_that_memory_that_nobody_needs_goes_back_to_the_system() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _RELEASING], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) >= _LEAST_MIB
