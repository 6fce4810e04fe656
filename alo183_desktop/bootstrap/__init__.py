"""Wire key file, engine, clock and first tables: the one place that knows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.bootstrap.capabilities import load_libraries, load_page_libraries
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program

if TYPE_CHECKING:
    from alo183_desktop.bootstrap.desk import Desk as Desk

__all__ = ["Program", "SetUpAnswers", "load_libraries", "load_page_libraries"]
