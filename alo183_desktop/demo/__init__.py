"""An invented directorate with a year of its work."""

from __future__ import annotations

from alo183_desktop.demo.filling import Filled, fill
from alo183_desktop.shared.invented import LOGIN

__all__ = ["LOGIN", "Filled", "fill"]
