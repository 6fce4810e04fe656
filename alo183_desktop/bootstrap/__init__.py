"""Assemble key file, engine, clock and first tables: the one package that uses them all."""

from alo183_desktop.bootstrap.capabilities import load_libraries, load_page_libraries
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program

__all__ = ["Program", "SetUpAnswers", "load_libraries", "load_page_libraries"]
