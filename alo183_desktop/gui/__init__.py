"""The windows: a kit of building blocks, the shell around the screens, and the screens."""

from __future__ import annotations

import builtins

from PySide6 import QtCore  # noqa: F401 - it puts its own import in the place of Python's

# Qt's import reads the source of every module that comes after it, to find a use of PySide's
# `__feature__`, and keeps that text: 25 MiB and 50 ms with SQLAlchemy. Nobody uses it here.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
