"""Where `alo183 demo` puts its directorate, and what it says of its user."""

import re
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop import demo
from alo183_desktop.cli import demo as command
from alo183_desktop.cli.main import run
from alo183_desktop.demo import Filled
from alo183_desktop.gui import application


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return what the command does: the folder and password of filling, the folder of writing."""
    acts: list[tuple[Any, ...]] = []

    def fill(folder: Path, *, password: str, **_others: object) -> Filled:
        acts.append(("filled", folder, password))
        return Filled(letter_id=7, officers=16, lines=19, cases=937, visits=328)

    def write(out: Path, data: Path, password: str, letter_id: int, _context: object) -> None:
        acts.append(("written", out, data, password, letter_id))

    monkeypatch.setattr(demo, "fill", fill)
    monkeypatch.setattr(command, "_write", write)
    monkeypatch.setattr(command, "has_display", lambda: False)
    return acts


def test_that_the_demo_shows_the_password_that_it_made(
    done: list[tuple[Any, ...]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    shown = re.search(r"Kullanıcı: demo   Parola: (.+)", said)
    assert shown is not None
    data = tmp_path / "veri"
    assert done == [
        ("filled", data, shown[1]),
        ("written", tmp_path, data, shown[1], 7),
    ]
    assert len(shown[1].split()) == 4
    assert "Pencere açılacak bir ekran yok" in said


def test_that_the_demo_takes_the_password_of_the_environment_and_does_not_show_it(
    done: list[tuple[Any, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", "yedi cüce bir orman")
    data = tmp_path / "başka"
    assert run(["--data", str(data), "demo", "--no-window", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert done[0] == ("filled", data, "yedi cüce bir orman")
    assert done[1][:2] == ("written", tmp_path)
    assert "yedi cüce" not in said
    assert "ALO183_PASSWORD" in said
    # Nobody asked for a window.
    assert "ekran yok" not in said


def test_that_the_demo_opens_its_window_where_there_is_a_display(
    done: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "has_display", lambda: True)

    def open_window(data: Path) -> int:
        done.append(("window", data))
        return 0

    monkeypatch.setattr(application, "run", open_window)
    assert run(["demo", "--out", str(tmp_path)]) == 0
    assert [act[0] for act in done] == ["filled", "window"]
    assert done[1] == ("window", tmp_path / "veri")
