"""The words of the preview of an import."""

from __future__ import annotations

from alo183_desktop.cli.previews import VERDICTS
from alo183_desktop.gui.kit.import_preview import WORDS


def test_that_the_terminal_has_the_words_of_the_window() -> None:
    assert VERDICTS == WORDS
