"""The window is opened without what the commands need."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import PySide6
import pytest

from alo183_desktop import __main__ as entry
from alo183_desktop.cli import window
from alo183_desktop.cli.main import run
from alo183_desktop.cli.window import window_without_command
from alo183_desktop.documents import page_child
from alo183_desktop.documents.fax import scan_child
from alo183_desktop.documents.foreign import table_child
from alo183_desktop.rota.planning import solver
from alo183_desktop.shared import laid_down
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.log_file import LOG_FILE
from alo183_desktop.shared.system_libraries import library_error, package_of
from tests.platforms import ON_LINUX
from tests.rules_of_desk import RulesOfDesk

_START: Final = """
import sys
from alo183_desktop import __main__
from alo183_desktop.cli import window
window.open_window = lambda folder, in_tray: print(folder, *sys.modules, sep="\\n") or 0
sys.argv = ["alo183", "--data", "veri"]
sys.exit(__main__.main())
"""
NOT_NEEDED: Final = {"argparse", "importlib.metadata", "sqlalchemy", "tomllib", "zoneinfo", "csv"}


def test_that_no_argument_means_the_window_on_the_system_s_own_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(laid_down, "default_data_folder", lambda: Path("kendi-yeri"))
    assert window_without_command([]) == (Path("kendi-yeri"), False)
    assert window_without_command(["--tray"]) == (Path("kendi-yeri"), True)


def test_that_a_folder_alone_means_the_window_on_it() -> None:
    assert window_without_command(["--data", "veri"]) == (Path("veri"), False)
    assert window_without_command(["--data", "veri", "--tray"]) == (Path("veri"), True)


@pytest.mark.parametrize(
    "line",
    [
        "check",
        "check --tray",
        "--data --tray",
        "--data",
        "--data --help",
        "--data veri check",
        "--version",
        "-h",
    ],
)
def test_that_everything_else_is_left_to_the_parser(line: str) -> None:
    assert window_without_command(line.split()) is None


def test_that_the_window_is_opened_before_any_command_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _START], check=True, capture_output=True, text=True
    )
    folder, *loaded = done.stdout.splitlines()
    assert folder == "veri"
    assert not NOT_NEEDED.intersection(loaded)
    assert not {f"alo183_desktop.cli.{name}" for name in ("check", "letter")}.intersection(loaded)


def test_that_the_entry_knows_the_options_of_every_child() -> None:
    assert set(entry._CHILDREN) == {  # noqa: SLF001
        table_child.OPTION,
        scan_child.OPTION,
        page_child.OPTION,
        solver.OPTION,
    }


class Shown:
    """What boxes of the system would have shown, in their order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        monkeypatch.setattr(window, "HAS_BOXES", True)
        monkeypatch.setattr(window, "show_box", self.texts.append)
        monkeypatch.setattr(sys, "stderr", None)
        # A frozen program: its files came by an installer.
        monkeypatch.setattr(sys, "frozen", True, raising=False)


@pytest.mark.usefixtures("no_log")
@pytest.mark.parametrize(
    ("error", "code", "answer"),
    [
        (FileNotFoundError(2, "yok", "işıl/çizim.svg"), 1, "Programı yeniden kurunuz"),
        (ImportError("DLL load failed", name="QtCore"), 1, "Programı yeniden kurunuz"),
        (RuntimeError("Ayşe IŞIK"), 1, "beklenmeyen bir durum"),
        (KnownError("cli.no_display"), 2, "Pencere"),
    ],
    ids=["file", "library", "bug", "known"],
)
def test_that_a_window_that_does_not_open_says_why_and_logs_it_where_nobody_has_a_terminal(
    error: Exception, code: int, answer: str, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path, *, in_tray: bool) -> int:
        assert in_tray
        raise error

    shown = Shown(monkeypatch)
    monkeypatch.setattr(window, "open_window", fail)
    assert run(["--data", str(data_folder), "--tray"]) == code
    assert len(shown.texts) == 1
    assert answer in shown.texts[0]
    log = data_folder / LOG_FILE
    kept = log.read_text(encoding="utf-8") if log.exists() else ""
    assert (type(error).__name__ in kept) == (code == 1)
    for personal in ("Ayşe", "işıl", str(data_folder)):
        assert personal not in kept
        assert personal not in shown.texts[0]


def test_that_a_wrong_rule_is_reported_with_its_problem_before_a_window_is_open(
    rules_of_desk: RulesOfDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules_of_desk.write("server = 'postgresql://ayse@s/x'")
    shown = Shown(monkeypatch)
    monkeypatch.setattr(window, "open_window", None)
    assert run(["--tray"]) == 2
    (text,) = shown.texts
    assert str(rules_of_desk.path) in text
    assert "server: Sunucunun adresinde kullanıcı adı" in text


@pytest.mark.parametrize("words", [["--yok"], ["--data"], ["letters", "--json", "--yok"]])
def test_that_a_bad_option_is_shown_where_nobody_has_a_terminal(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(monkeypatch)
    with pytest.raises(SystemExit) as caught:
        run(words)
    assert caught.value.code == 2
    (text,) = shown.texts
    assert "Kullanım:" in text
    assert words[-1] in text


_PLATFORM: Final = "libQt6XcbQpa.so.6"
"""Qt's part for X11."""


def _start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the window on a display that nobody runs."""
    return subprocess.run(
        [sys.executable, "-m", "alo183_desktop", "--data", str(folder / "veri")],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": ":65000", **variables},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@ON_LINUX
def test_that_a_library_that_the_system_lacks_for_windows_is_named_with_its_package(
    tmp_path: Path,
) -> None:
    whole = Path(PySide6.__file__).parent / "Qt" / "lib" / _PLATFORM
    wanting = whole.read_bytes().replace(b"libxcb-cursor.so.0", b"libxcb-cursor.so.9")
    (tmp_path / _PLATFORM).write_bytes(wanting)
    done = _start(tmp_path, LD_LIBRARY_PATH=str(tmp_path))
    assert done.returncode == 2, done.stderr
    assert "bu bilgisayarda libxcb-cursor.so.9 kitaplığı yok" in done.stderr
    assert "sudo apt install libxcb-cursor9" in done.stderr
    assert str(tmp_path) not in done.stderr


@ON_LINUX
def test_that_a_library_that_qt_itself_lacks_is_named_with_its_package(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    says = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (tmp_path / "PySide6" / "__init__.py").write_text(f"raise ImportError({says!r})")
    done = _start(tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert done.returncode == 2, done.stderr
    assert "bu bilgisayarda libEGL.so.1 kitaplığı yok" in done.stderr
    assert "sudo apt install libegl1" in done.stderr


@ON_LINUX
def test_that_a_display_that_does_not_answer_is_no_reason_to_end_without_a_word(
    tmp_path: Path,
) -> None:
    done = _start(tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Pencere açılacak bir ekran yok." in done.stderr


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libGL.so.1", "libgl1"),
        ("libX11.so.6", "libx11-6"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
    ],
)
def test_that_debian_s_own_rule_names_the_package_of_a_library(library: str, package: str) -> None:
    assert package_of(library) == package


def test_that_only_a_library_that_was_not_found_is_told_as_one() -> None:
    known = library_error(OSError("libx.so.1: paylaşılan nesne dosyası açılamıyor: yok"))
    assert known is not None
    assert known.parameters["library"] == "libx.so.1"
    for text in ("/usr/lib/libc.so.6: version `GLIBC_2.39' not found", "No module named 'x'"):
        assert library_error(OSError(text)) is None
