"""Which library of the system a program lacks, and the package that brings it."""

from __future__ import annotations

import re
from typing import Final

from alo183_desktop.shared.errors import KnownError

_LACKING: Final = re.compile(r"(?P<name>lib[^\s/:]+)\.so\.(?P<version>[\d.]+): ")
"""How the loader of glibc begins; the rest of the line is in the language of the desktop."""
_OTHERWISE: Final = {"libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0"}


def library_error(error: Exception) -> KnownError | None:
    """Return `cli.library_missing` for an error of the loader; None for any other error."""
    found = _LACKING.match(str(error))
    if found is None:
        return None
    library = f"{found['name']}.so.{found['version']}"
    return KnownError("cli.library_missing", library=library, package=package_of(library))


def package_of(library: str) -> str:
    """Return the package of Debian that brings a shared library.

    Source: Debian Policy 8.1: the name in lower case, a hyphen for what no package's name may have
    and between a digit and the version.
    """
    if library in _OTHERWISE:
        return _OTHERWISE[library]
    name, _, version = library.lower().replace("_", "-").partition(".so.")
    return f"{name}-{version}" if name[-1].isdigit() else f"{name}{version}"
