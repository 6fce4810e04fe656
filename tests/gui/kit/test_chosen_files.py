"""Files and folders outside the program are asked for where the last one was."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from alo183_desktop.gui.kit.chosen_files import ask_source
from alo183_desktop.gui.kit.remembered import Remembered


def test_that_a_file_is_asked_for_in_the_folder_of_the_one_that_was_chosen_last(
    host: QWidget, settings: QSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Remembered, "settings", settings)
    chosen, begun_in = tmp_path / "liste.xlsx", list[str]()

    def choose(_parent: QWidget, _title: str, folder: str, _kinds: str) -> tuple[str, str]:
        begun_in.append(folder)
        return str(chosen), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    for _ in range(2):
        assert ask_source(host, "Dosya seç", "Excel (*.xlsx)") == chosen
    assert begun_in[0] != begun_in[1] == str(tmp_path)
