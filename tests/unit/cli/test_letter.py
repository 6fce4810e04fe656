"""`alo183 letter`: all files of a letter or none."""

import hashlib
import io
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from alo183_desktop.changes.toml_letter import example_text, read_toml_letter
from alo183_desktop.cli import main
from alo183_desktop.cli.context import Context
from alo183_desktop.cli.letter import run_letter
from alo183_desktop.cli.parser import Parser
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.letters.rendering import file_names
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.platforms import WITH_MODES


@pytest.fixture
def arguments() -> Parser:
    return main.build_parser()


def parsed(parser: Parser, *words: object) -> Namespace:
    return parser.parse_args([str(word) for word in words])


def context(folder: Path) -> Context:
    return Context(data_folder=folder / "veri", login=None, password_file=None, clock=FixedClock())


def run(parser: Parser, folder: Path, *words: object) -> None:
    run_letter(parsed(parser, "letter", *words), context(folder))


@pytest.fixture
def change(tmp_path: Path) -> Path:
    path = tmp_path / "değişiklik.toml"
    path.write_text(example_text(), encoding="utf-8")
    return path


def test_that_a_change_file_becomes_all_files_of_a_letter(
    arguments: Parser, change: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "çıktı"
    run(arguments, tmp_path, change, "--out", out)
    assert {path.name for path in out.iterdir()} == set(file_names())
    assert "11 dosya yazıldı" in capsys.readouterr().out
    answer: dict[str, Any] = json.loads(
        (out / "degisiklik-yazisi.json").read_text(encoding="utf-8")
    )
    for name in set(file_names()) - {"degisiklik-yazisi.json"}:
        data = (out / name).read_bytes()
        assert answer["files"][name] == {
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
        }
    assert answer["number"] == "Z-12345678-903.07-4752"
    assert answer["change"][0]["newcomer"]["personal_mobile"] == "+905000002761"
    assert answer["pages"] == page_count((out / "degisiklik-yazisi.pdf").read_bytes())
    for name in ("faks-ince.tiff", "faks-standart.tiff"):
        with Image.open(io.BytesIO((out / name).read_bytes())) as image:
            assert image.size[0] == 1728
            assert getattr(image, "n_frames", 1) == answer["fax_pages"]


@pytest.mark.parametrize("as_folder", [False, True])
def test_that_several_change_files_become_letters_in_folders_of_their_names(
    arguments: Parser, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, as_folder: bool
) -> None:
    paths = write_several(tmp_path / "dosyalar", count=3)
    words = [tmp_path / "dosyalar"] if as_folder else paths
    out = tmp_path / "çıktı"
    run(arguments, tmp_path, *words, "--out", out, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert [one["number"][-4:] for one in answer] == ["5001", "5002", "5003"]
    assert sorted(path.name for path in out.iterdir()) == ["yazı-1", "yazı-2", "yazı-3"]
    for path in out.iterdir():
        assert {one.name for one in path.iterdir()} == set(file_names())


def test_that_one_wrong_change_file_of_several_leaves_the_folder_as_it_was(
    arguments: Parser, tmp_path: Path
) -> None:
    _first, second, third = write_several(tmp_path / "dosyalar", count=3)
    for path in (second, third):
        path.write_text(path.read_text(encoding="utf-8").replace("10000000146", "1"), "utf-8")
    with pytest.raises(KnownError) as caught:
        run(arguments, tmp_path, tmp_path / "dosyalar", "--out", tmp_path / "çıktı")
    keys = [problem.key for problem in caught.value.problems]
    assert keys == [f"yazı-{place}.toml: change[1].newcomer.tckn" for place in (2, 3)]
    assert not (tmp_path / "çıktı").exists()


def test_that_a_folder_without_a_change_file_and_names_that_meet_are_refused(
    arguments: Parser, tmp_path: Path
) -> None:
    (path,) = write_several(tmp_path / "dosyalar", count=1)
    (tmp_path / "boş").mkdir()
    other = tmp_path / "YAZI-1.toml"
    other.write_bytes(path.read_bytes())
    same = path.rename(path.with_name("yazi-1.toml"))
    for words, code in (
        ([tmp_path / "boş"], "letters.no_change_files"),
        ([same, tmp_path / "dosyalar"], "letters.same_folder"),
        ([same, other], "letters.same_folder"),
    ):
        with pytest.raises(KnownError) as caught:
            run(arguments, tmp_path, *words, "--out", tmp_path / "çıktı")
        assert caught.value.code == code


def write_several(folder: Path, *, count: int) -> list[Path]:
    """Write change files whose letters have numbers of their own."""
    folder.mkdir()
    paths = [folder / f"yazı-{place}.toml" for place in range(1, count + 1)]
    for place, path in enumerate(paths, start=1):
        path.write_text(example_text().replace('"4752"', f'"{5000 + place}"'), encoding="utf-8")
    return paths


def test_that_the_same_change_file_gives_the_same_bytes(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    for name in ("bir", "iki"):
        run(arguments, tmp_path, change, "--out", tmp_path / name)
    for name in file_names():
        assert (tmp_path / "bir" / name).read_bytes() == (tmp_path / "iki" / name).read_bytes()


def test_that_a_fault_leaves_the_folder_as_it_was(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    text = example_text().replace("10000000146", "10000000147")
    change.write_text(text, encoding="utf-8")
    out = tmp_path / "çıktı"
    with pytest.raises(KnownError, match=r"changes\.file_wrong"):
        run(arguments, tmp_path, change, "--out", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "code", "keys"),
    [
        (["wrong.toml", "--out", "new"], "changes.file_wrong", ["change[1].newcomer.tckn"]),
        (["none.toml", "--out", "new"], "changes.file_not_found", []),
        (["wrong.toml"], "letters.out_needed", []),
        ([], "letters.change_file_needed", []),
        (["right.toml", "--out", "foreign"], "letters.foreign_file", []),
    ],
)
def test_that_whatever_is_refused_is_reported_as_one_json_document_of_one_form(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: str,
    keys: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = example_text().replace("10000000146", "10000000147")
    (tmp_path / "wrong.toml").write_text(wrong, encoding="utf-8")
    (tmp_path / "right.toml").write_text(example_text(), encoding="utf-8")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "degisiklik-yazisi.pdf").write_bytes(b"of somebody else")
    assert main.run(["letter", *words, "--json"]) == 2
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert set(answer) == {"code", "message", "faults"}
    assert answer["code"] == code
    assert [fault["key"] for fault in answer["faults"]] == keys
    assert said.err.startswith(answer["message"])
    assert not (tmp_path / "new").exists()


def test_that_a_second_letter_replaces_the_first_as_a_whole(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    out = tmp_path / "çıktı"
    run(arguments, tmp_path, change, "--out", out)
    change.write_text(example_text().replace('"4752"', '"9999"'), encoding="utf-8")
    run(arguments, tmp_path, change, "--out", out)
    answer = json.loads((out / "degisiklik-yazisi.json").read_text(encoding="utf-8"))
    assert answer["number"].endswith("-9999")
    assert {path.name for path in out.iterdir()} == set(file_names())


def test_that_a_letter_signed_electronically_leaves_no_older_copy_to_initial(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    out = tmp_path / "çıktı"
    run(arguments, tmp_path, change, "--out", out)
    text = example_text().replace('preparation = "Z"', 'preparation = "E"')
    change.write_text(text, encoding="utf-8")
    run(arguments, tmp_path, change, "--out", out)
    assert set(file_names()) - {path.name for path in out.iterdir()} == {
        "degisiklik-yazisi-paraf.pdf"
    }


@pytest.mark.parametrize("name", ["degisiklik-yazisi.pdf", "degisiklik-yazisi.json"])
def test_that_a_file_of_somebody_else_is_not_replaced(
    arguments: Parser, change: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "çıktı"
    out.mkdir()
    (out / name).write_bytes(b"{}")
    with pytest.raises(KnownError) as caught:
        run(arguments, tmp_path, change, "--out", out)
    assert (caught.value.code, caught.value.parameters) == ("letters.foreign_file", {"file": name})
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [(name, b"{}")]


def test_that_a_file_that_was_changed_afterwards_is_not_replaced(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    out = tmp_path / "çıktı"
    run(arguments, tmp_path, change, "--out", out)
    (out / "degisiklik-yazisi.docx").write_bytes(b"corrected by hand")
    with pytest.raises(KnownError) as caught:
        run(arguments, tmp_path, change, "--out", out)
    assert caught.value.parameters == {"file": "degisiklik-yazisi.docx"}


@WITH_MODES
def test_that_only_this_user_can_read_what_was_written(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    out = tmp_path / "yazılar" / "çıktı"
    run(arguments, tmp_path, change, "--out", out)
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert [path.stat().st_mode & 0o777 for path in (out, out.parent)] == [0o700, 0o700]


def test_that_warnings_are_reported_and_the_letter_is_made(
    arguments: Parser, change: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = example_text().replace("cetinkaya@ornek.gov.tr", "cetinkaya@gmail.com")
    change.write_text(text, encoding="utf-8")
    run(arguments, tmp_path, change, "--out", tmp_path / "çıktı", "--json")
    answer = capsys.readouterr()
    assert "Uyarı: change[1].newcomer.corporate_email: gmail.com" in answer.err
    assert json.loads(answer.out)["pages"] == 1


def test_that_no_letter_of_tomorrow_is_made(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    text = example_text().replace('date = "24.11.2026"', 'date = "25.11.2026"')
    change.write_text(text, encoding="utf-8")
    out = tmp_path / "çıktı"
    with pytest.raises(KnownError) as caught:
        run(arguments, tmp_path, change, "--out", out)
    (problem,) = caught.value.problems
    assert (problem.key, problem.code) == ("letter.date", "letters.written_in_future")
    assert not out.exists()


def test_that_the_printed_example_passes(
    arguments: Parser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(arguments, tmp_path, "--example")
    assert read_toml_letter(capsys.readouterr().out.encode()).warnings == ()
    # A file, because a console of Windows writes another encoding than is read.
    file = tmp_path / "değişiklik.toml"
    run(arguments, tmp_path, "--example", "--out", file)
    assert (file.read_bytes(), capsys.readouterr().out) == (example_text().encode(), "")


def test_that_a_lacking_argument_is_reported(
    arguments: Parser, change: Path, tmp_path: Path
) -> None:
    with pytest.raises(KnownError, match=r"letters\.change_file_needed"):
        run(arguments, tmp_path)
    for words in ((), ("--out", "")):
        with pytest.raises(KnownError, match=r"letters\.out_needed"):
            run(arguments, tmp_path, change, *words)
