"""What an administrator lays down for the computer of a test."""

from pathlib import Path

import pytest

from alo183_desktop.shared import laid_down, windows_rights


class RulesOfDesk:
    """The file of an administrator, as it is found at the next start."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = folder / "alo183.toml"
        monkeypatch.setattr(laid_down, "rules_file", lambda: self.path)
        monkeypatch.setattr(windows_rights, "is_kept_by_administrators", lambda _path: True)

    def write(self, text: str) -> None:
        """Lay down what a file says."""
        self.path.write_text(text, encoding="utf-8")
        laid_down.laid_down.cache_clear()

    def end(self) -> None:
        """Let nothing be laid down."""
        self.path.unlink(missing_ok=True)
        laid_down.laid_down.cache_clear()
