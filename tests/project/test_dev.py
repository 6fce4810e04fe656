"""`dev.py` makes the environment anew when it has to, and only then."""

import runpy
import sys
from pathlib import Path

import pytest

import dev
from tests.platforms import ON_LINUX

FOR_DEVELOPING = ("requirements-dev.txt", "program")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small project in a folder with a blank and Turkish letters; nothing is installed."""
    root = tmp_path / "Alo 183 ğüşİı"
    (root / ".venv" / "bin").mkdir(parents=True)
    for pins in ("requirements.txt", "requirements-dev.txt"):
        (root / pins).write_text("pip==26.3\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\n[project]\ndependencies = []\n[project.scripts]\n"
        "[dependency-groups]\ndev = []\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(dev, "ROOT", root)
    monkeypatch.setattr(dev, "VENV", root / ".venv")
    monkeypatch.setattr(dev, "STAMP", root / ".venv" / "dev-stamp.json")
    monkeypatch.setattr(dev, "PINS", root / "requirements.txt")
    monkeypatch.setattr(dev, "PINS_FOR_DEVELOPING", root / "requirements-dev.txt")
    return root


@pytest.fixture
def done(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was made and installed, in order, instead of doing it."""
    steps: list[str] = []

    def create(folder: Path, **_options: object) -> None:
        steps.append("create")
        folder.mkdir()

    def install(*words: str) -> None:
        steps.append("program" if "--editable" in words else Path(words[-1]).name)

    assert checkout.is_dir()
    monkeypatch.setattr("venv.create", create)
    monkeypatch.setattr(dev, "pip_install", install)
    monkeypatch.setattr(dev, "python_runs", lambda: True)
    return steps


def test_that_an_environment_that_fits_is_left_alone(done: list[str]) -> None:
    dev.write_stamp(dev.fingerprint(), developing=True)
    dev.provide_environment(developing=True)
    dev.provide_environment(developing=False)
    assert done == []


def test_that_a_half_made_environment_is_made_anew(done: list[str]) -> None:
    dev.provide_environment(developing=True)
    assert done == ["create", *FOR_DEVELOPING]


def test_that_the_tools_are_added_to_the_environment_of_the_demo(done: list[str]) -> None:
    dev.provide_environment(developing=False)
    dev.provide_environment(developing=True)
    assert done == ["create", "requirements.txt", "program", *FOR_DEVELOPING]


def test_that_other_pins_make_the_environment_anew(done: list[str], checkout: Path) -> None:
    dev.write_stamp(dev.fingerprint(), developing=True)
    (checkout / "requirements.txt").write_text("pip==26.4\n", encoding="utf-8")
    dev.provide_environment(developing=True)
    assert done == ["create", *FOR_DEVELOPING]


def test_that_an_environment_whose_python_is_gone_is_made_anew(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.write_stamp(dev.fingerprint(), developing=True)
    monkeypatch.setattr(dev, "python_runs", lambda: False)
    dev.provide_environment(developing=True)
    assert done == ["create", *FOR_DEVELOPING]


def test_that_a_failed_installation_leaves_no_stamp(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: str) -> None:
        raise dev.SetupError("no network")

    monkeypatch.setattr(dev, "pip_install", fail)
    with pytest.raises(dev.SetupError, match="no network"):
        dev.provide_environment(developing=True)
    assert done == ["create"]
    assert dev.read_stamp() == {}


@pytest.mark.usefixtures("done")
def test_that_a_python_that_is_too_new_is_told_which_one_to_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dev, "NEWEST_PYTHON", (3, 10))
    with pytest.raises(dev.SetupError, match="too new"):
        dev.provide_environment(developing=True)


def test_that_missing_libraries_are_named_when_nothing_may_be_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "has_apt", lambda: True)
    monkeypatch.setattr(dev, "rights", lambda: None)
    monkeypatch.setattr(dev, "missing_packages", list)
    dev.provide_libraries(("libegl1", "libglib2.0-0t64|libglib2.0-0"))
    assert "sudo apt-get install libegl1 libglib2.0-0t64\n" in capsys.readouterr().err


def test_that_nothing_is_installed_where_the_environment_forbids_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALO183_NO_APT", "1")
    assert dev.rights() is None
    assert "ALO183_NO_APT" in dev.EPILOG


def test_that_nothing_is_asked_of_apt_when_no_library_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_words: object) -> int:
        pytest.fail("apt was started")

    monkeypatch.setattr(dev, "has_apt", lambda: True)
    monkeypatch.setattr(dev, "missing_packages", lambda _wanted: [])
    monkeypatch.setattr(dev, "rights", refuse)
    monkeypatch.setattr(dev, "apt", refuse)
    dev.provide_libraries(dev.FOR_THE_WINDOW + dev.FOR_THE_TESTS)


def test_that_the_lists_are_brought_up_to_date_only_after_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[tuple[str, ...]] = []

    def apt(_prefix: list[str], *words: str) -> int:
        told.append(words)
        return 100 if len(told) == 1 else 0

    monkeypatch.setattr(dev, "has_apt", lambda: True)
    monkeypatch.setattr(dev, "rights", list)
    monkeypatch.setattr(dev, "missing_packages", list)
    monkeypatch.setattr(dev, "apt_knows", lambda name: name != "libglib2.0-0t64")
    monkeypatch.setattr(dev, "apt", apt)
    dev.provide_libraries(("libglib2.0-0t64|libglib2.0-0",))
    assert told == [("install", "libglib2.0-0"), ("update",), ("install", "libglib2.0-0")]


@pytest.mark.parametrize(
    ("options", "is_spread"),
    [([], True), (["--all"], True), (["tests/unit"], False), (["--all", "-k", "turkish"], False)],
)
def test_that_all_tests_are_spread_over_the_processors_and_named_ones_are_not(
    monkeypatch: pytest.MonkeyPatch, options: list[str], *, is_spread: bool
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str]) -> int:
        ran.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(dev, "run", run)
    assert dev.test(options) == 0
    assert ("-n" in ran[0]) is is_spread
    assert [word for word in options if word not in ran[0]] == []


def test_that_what_is_started_keeps_what_it_compiles_and_gets_nothing_of_another_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME"):
        monkeypatch.setenv(name, "1")
        assert name not in dev.environment()


@pytest.mark.parametrize("command", dev.COMMANDS)
def test_that_help_and_wrong_options_of_a_command_make_and_install_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    def refuse(*_words: object, **_options: object) -> int:
        pytest.fail("something was begun")

    monkeypatch.setattr(dev, "carry_out", refuse)
    monkeypatch.setattr(dev, "run", refuse)
    cases = [("--help", 0), ("-h", 0)]
    if command not in {"test", "wine"}:  # pytest knows its arguments itself
        cases += [("--no-such-option", 2), ("no-such-word", 2)]
    for option, code in cases:
        with pytest.raises(SystemExit) as ended:
            dev.main([command, option])
        assert ended.value.code == code
    assert f"usage: dev.py {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        "demo --no-window --out x",
        "bench start desks",
        "prove steps power --seed 1f",
        "package --pack",
        "package --sign a.exe b.exe",
        "release --tag v1.0.0",
        "release --update a.msi --days 30",
        "test --all tests/unit -k turkish",
        "wine package",
    ],
)
def test_that_right_options_reach_what_is_called(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    asked: list[str] = []

    def carry_out(command: str, options: list[str]) -> int:
        asked.extend([command, *options])
        return 0

    monkeypatch.setattr(dev, "carry_out", carry_out)
    monkeypatch.setattr(dev, "VENV", dev.ROOT / "elsewhere")
    assert dev.main(words.split()) == 0
    assert asked == words.split()


def test_that_packaging_is_given_what_it_calls_and_no_office_suite() -> None:
    build = runpy.run_path(str(dev.ROOT / "packaging" / "build.py"))
    provided = set(dev.libraries_for("package"))
    assert {*build["FOR_FREEZING"].values(), *build["FOR_THE_DEB"].values()} <= provided
    assert not {name for name in provided if "office" in name or "jre" in name}
    assert set(dev.FOR_THE_WINDOW) <= provided


def test_that_wine_is_given_what_it_calls() -> None:
    needed = runpy.run_path(str(dev.ROOT / "packaging" / "wine" / "run.py"))["NEEDED"]
    packages = {name for words in needed.values() for name in words.split()}
    assert packages <= set(dev.libraries_for("wine"))
    # What is frozen there is packed here.
    build = runpy.run_path(str(dev.ROOT / "packaging" / "build.py"))
    assert set(build["FOR_THE_INSTALLER"]) <= set(needed)
    assert set(dev.FOR_THE_MSI) <= set(dev.libraries_for("wine"))


def test_that_a_python_that_wine_does_not_run_is_told_before_anything_is_made(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "NEWEST_IN_WINE", (3, 10))
    with pytest.raises(dev.SetupError, match=r"python3\.10 dev\.py wine"):
        dev.carry_out("wine", ["package"])
    assert done == []


def test_that_debian_s_own_python_brings_the_library_that_is_frozen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    assert f"libpython{version}" in dev.libraries_for("package")
    monkeypatch.setattr(sys, "base_prefix", "/opt/python")
    assert f"libpython{version}" not in dev.libraries_for("package")


@ON_LINUX
def test_that_another_linux_is_told_which_libraries_it_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "has_apt", lambda: False)
    monkeypatch.setattr(dev, "can_load", lambda library: library != "libxcb-cursor.so.0")
    dev.provide_libraries(dev.FOR_THE_WINDOW)
    assert "are missing: libxcb-cursor.so.0\n" in capsys.readouterr().err
    dev.provide_libraries(())
    assert capsys.readouterr().err == ""


@ON_LINUX
def test_that_a_library_that_nobody_has_is_not_found() -> None:
    assert dev.can_load("libc.so.6")
    assert not dev.can_load("libyok.so.1")


def test_that_the_demo_installs_no_server_no_java_and_no_office_suite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dev, "provide_libraries", asked.extend)
    monkeypatch.setattr(dev, "provide_environment", lambda **_options: None)
    monkeypatch.setattr(dev, "run", lambda *_words, **_options: 0)
    assert dev.carry_out("demo", []) == 0
    assert asked == list(dev.FOR_THE_WINDOW)
