"""What the commands on retention and inspection write, and what they never say."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import pyzipper

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.clock import local_day
from tests.database.desks import visit
from tests.rules_of_desk import RulesOfDesk
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

TCKN = "10000000146"


@pytest.fixture
def folder(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a directorate to which somebody came a while ago."""
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    desk, _sheet = Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)
    with desk.work() as work:
        subject = list_subjects(work.session)[0].subject_id
        asked = f"{TCKN} numaralı çocuğu sordu"
        VISITS.save(work, None, visit(subject, work.now - timedelta(days=2), asked=asked))
    desk.close()
    return data_folder


def days(folder: Path) -> list[str]:
    today = local_day(Program(folder).clock())
    return ["--from", (today - timedelta(days=5)).isoformat(), "--to", today.isoformat()]


def test_that_due_records_are_counted_and_nobody_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(folder), "retention", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["kind"] for row in answer["kinds"]][:2] == ["cases", "calls"]
    assert {row["due"] for row in answer["kinds"]} == {0}
    assert (answer["destructions"], answer["unerased"]) == ([], 0)
    assert run(["--data", str(folder), "retention"]) == 0
    shown = capsys.readouterr().out
    assert "Yerinde rehberlik" in shown
    assert "10 yıl" in shown
    assert TCKN not in shown


def test_that_a_package_is_written_with_a_password_that_is_reported_once(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "paket.zip"
    command = ["--data", str(folder), "inspection", *days(folder), "--out", str(target)]
    assert run(command) == 0
    answer = capsys.readouterr().out
    found = re.search(r"Parola \(bir daha gösterilmez\): (\S+)", answer)
    assert found is not None
    with pyzipper.AESZipFile(io.BytesIO(target.read_bytes())) as archive:
        archive.setpassword(found[1].encode())
        manifest = json.loads(archive.read("MANIFEST.json"))
        visits = archive.read("rehberlik.xlsx")
    assert manifest["tckn_masked"] is True
    assert manifest["counts"]["guidance"] == 1
    with pyzipper.ZipFile(io.BytesIO(visits)) as book:
        texts = book.read("xl/worksheets/sheet1.xml").decode()
    assert TCKN not in texts
    assert "100••••••46 numaralı çocuğu sordu" in texts


@pytest.mark.parametrize("command", ["inspection", "today"])
def test_that_no_file_is_written_where_nothing_may_be_saved(
    command: str,
    folder: Path,
    rules_of_desk: RulesOfDesk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rules_of_desk.write("may_export = false")
    target = tmp_path / "dosya"
    words = {"inspection": [*days(folder), "--out"], "today": ["--pdf"]}[command]
    assert run(["--data", str(folder), command, *words, str(target)]) == 2
    assert "izin verilmiyor" in capsys.readouterr().err
    assert not target.exists()


def test_that_a_chosen_password_is_not_reported(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, secret = tmp_path / "paket.zip", tmp_path / "parola.txt"
    secret.write_text("mor kedi tavanda sekiyor\n", encoding="utf-8")
    command = ["--data", str(folder), "inspection", *days(folder), "--out", str(target)]
    assert run([*command, "--unmasked", "--package-password-file", str(secret)]) == 0
    answer = capsys.readouterr().out
    assert "Parola" not in answer
    with pyzipper.AESZipFile(io.BytesIO(target.read_bytes())) as archive:
        archive.setpassword(b"mor kedi tavanda sekiyor")
        assert json.loads(archive.read("MANIFEST.json"))["tckn_masked"] is False
    secret.write_text("123456789012", encoding="utf-8")
    assert run([*command, "--package-password-file", str(secret)]) == 2
    assert "zayıf" in capsys.readouterr().err


def test_that_nothing_is_written_where_nothing_is_found(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "paket.zip"
    wanted = ["--from", "01.01.2001", "--to", "02.01.2001", "--out", str(target)]
    assert run(["--data", str(folder), "inspection", *wanted]) == 2
    assert "paket hazırlanmadı" in capsys.readouterr().err
    assert not target.exists()
    with pytest.raises(SystemExit) as caught:
        run(["--data", str(folder), "inspection", "--from", "dün", "--to", "bugün", "--out", "x"])
    assert caught.value.code == 2
    assert "gün okunamadı" in capsys.readouterr().err
