"""Qt speaks Turkish, with our words where its own are wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from alo183_desktop.gui.kit.translation import turkish_catalogue

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("text", "turkish"),
    [("Apply", "Uygula"), ("Save", "Kaydet"), ("Discard", "Kaydetmeden çık"), ("Cancel", "Vazgeç")],
)
def test_that_the_buttons_of_qt_are_turkish(text: str, turkish: str) -> None:
    assert QCoreApplication.translate("QPlatformTheme", text) == turkish


def test_that_a_text_without_a_translation_stays_as_it_is() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "no such text") == "no such text"


def test_that_the_catalogue_of_qt_is_installed() -> None:
    path = turkish_catalogue()
    assert path is not None
    assert path.is_file()
