"""What earlier releases kept of the window at a desk."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from alo183_desktop.gui.application import SETTINGS_FILE
from alo183_desktop.gui.shell.main_window import MainWindow
from tests.releases.making import FILE, SIZE
from tests.releases.reading import FOLDER, RELEASES


@pytest.mark.parametrize("release", RELEASES)
def test_that_the_window_opens_as_large_as_it_was_closed(release: str, tmp_path: Path) -> None:
    settings = tmp_path / SETTINGS_FILE
    settings.write_bytes((FOLDER / release / FILE / SETTINGS_FILE).read_bytes())
    window = MainWindow(settings=QSettings(str(settings), QSettings.Format.IniFormat))
    window.show()
    assert (window.width(), window.height()) == SIZE
    window.close()
    window.deleteLater()
