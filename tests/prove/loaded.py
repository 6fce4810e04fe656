"""What a process that is to be killed has loaded before it begins."""

from alo183_desktop.bootstrap.capabilities import load_libraries
from tests.prove import directorates

__all__ = ["directorates"]

load_libraries()
