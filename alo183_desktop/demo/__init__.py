"""An invented directorate with a year of its work."""

from __future__ import annotations

from alo183_desktop.demo.filling import LOGIN, Filled, fill

__all__ = ["LOGIN", "Filled", "fill"]
