"""The references of a change file: the program's own, and those that somebody typed."""

from __future__ import annotations

from alo183_desktop.changes.form import CIRCULAR
from tests.unit.changes.test_change_file import changed, read


def test_that_a_reference_is_printed_as_it_was_typed_whatever_the_style() -> None:
    style = ('style = "2020"', 'style = "2004"')
    assert read(changed(style)).letter.references[0].startswith("18/04/2014 tarihli")
    typed = changed(style, ("urgent = true", f'references = ["{CIRCULAR}"]\nurgent = true'))
    assert read(typed).letter.references == (CIRCULAR,)
