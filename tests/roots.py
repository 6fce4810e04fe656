"""Bare systems, on which the package is installed, used and removed."""

import runpy
from pathlib import Path
from typing import Any, TypeAlias

_SYSTEMS = runpy.run_path(str(Path(__file__).parent.parent / "packaging" / "bare_system.py"))
can_enter = _SYSTEMS["can_enter"]
BareSystem: TypeAlias = Any
bare_system = _SYSTEMS["BareSystem"]
