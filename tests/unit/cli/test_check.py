"""What the commands say of data that was tampered with, is away, or cannot be written."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from alo183_desktop import demo
from alo183_desktop.access import vault
from alo183_desktop.access.keys import Cost, audit_key
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from alo183_desktop.db import migrate
from alo183_desktop.db.audit import ENTRY_COLUMNS, AuditEntry, AuditHead, Event, Head, append
from alo183_desktop.gui.kit.paper.papers import audit_anchor
from alo183_desktop.shared.clock import system_clock
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD


def test_that_a_whole_directorate_is_good(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(folder), "check"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["--data", str(folder), "check", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["is_good"]) for one in answer] == [
        (name, True)
        for name in (
            "Yazı tipleri",
            "Çeviriler",
            "Yazı",
            "Veri",
            "Veri klasörü",
            "Kopya",
            "Denetim izi",
        )
    ]


def printed_anchor(folder: Path) -> str:
    """Return what a paper of today has at its foot."""
    desk = Program(folder, cost=CHEAP).unlock("selin.aktas", PASSWORD)
    try:
        with desk.work() as work:
            return audit_anchor(work)
    finally:
        desk.close()


def test_that_the_end_of_the_trail_on_a_paper_is_found_again_in_the_trail(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = printed_anchor(folder)
    number, _, groups = words.removeprefix("Denetim izi: ").partition(". kayıt, ")
    short = f"{number}:{''.join(groups.split()[:2])}"
    command = ["--data", str(folder), "check"]
    assert run([*command, "--anchor", words, "--anchor", short]) == 0
    assert capsys.readouterr().out.count(f"Kâğıttaki iz: {number}. kayıt kâğıttakiyle aynı") == 2
    other = "0" if groups[0] != "0" else "1"
    assert run([*command, "--anchor", f"{number}:{other}{groups[1:]}"]) == 2
    assert message_in(capsys) == "cli.anchor_differs"
    assert run([*command, "--anchor", f"9.999:{groups}"]) == 2
    assert message_in(capsys) == "cli.anchor_missing"
    for wrong in ("12", f"{number}:0f3a", f"{number}:{groups}0", "x:" + groups):
        with pytest.raises(SystemExit):
            run([*command, "--anchor", wrong])
        assert "kâğıdın altındaki iz okunamadı" in capsys.readouterr().err


def test_that_an_entry_that_a_collector_kept_is_found_again_in_the_trail(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(folder), "audit", "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)
    anchors = [f"{entry['sequence']}:{entry['mac']}" for entry in (kept[0], kept[-1])]
    words = [word for anchor in anchors for word in ("--anchor", anchor)]
    assert run(["--data", str(folder), "check", *words]) == 0
    write_anew(folder)
    capsys.readouterr()
    assert run(["--data", str(folder), "check", *words[-2:]]) == 2
    assert message_in(capsys) == "cli.anchor_differs"


def test_that_a_trail_written_anew_from_its_beginning_does_not_match_the_paper(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = printed_anchor(folder)
    write_anew(folder)
    command = ["--data", str(folder), "check"]
    # Who has a password and another tool makes a chain that is whole by itself.
    assert run(command) == 0
    capsys.readouterr()
    assert run([*command, "--anchor", words]) == 2
    assert message_in(capsys) == "cli.anchor_differs"


def message_in(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the code of what the command said of a paper."""
    said = capsys.readouterr().err
    (code,) = [
        code
        for code in ("cli.anchor_differs", "cli.anchor_missing")
        if str(message_of(KnownError(code, sequence="@", last="@"))).split("@")[-1] in said
    ]
    return code


def write_anew(folder: Path) -> None:
    """Write the trail without its first entry's details anew, with the key of every user."""
    desk = Program(folder, cost=CHEAP).unlock("selin.aktas", PASSWORD)
    key = audit_key(desk.key)
    with Session(desk.engine) as session, session.begin():
        session.execute(text("DROP TRIGGER tr_audit_entries_update"))
        session.execute(text("DROP TRIGGER tr_audit_entries_delete"))
        rows = session.execute(select(*ENTRY_COLUMNS).order_by(AuditEntry.sequence)).all()
        session.execute(delete(AuditEntry))
        session.execute(delete(AuditHead))
        head = Head(0, "")
        for row in rows:
            event = Event(row.action, row.kind, row.item_id, {"forged": row.sequence})
            who = (row.actor_login, row.actor_name, row.actor_role)
            head = append(session, [event], key=key, at=row.at, actor=who)
        for name, act in (("update", "UPDATE"), ("delete", "DELETE")):
            session.execute(
                text(
                    f"CREATE TRIGGER tr_audit_entries_{name} BEFORE {act} ON audit_entries "
                    "BEGIN SELECT RAISE(ABORT, 'x'); END"
                )
            )
    desk.vault.write_head(head, key)
    desk.close()


def test_that_a_check_migrates_a_copy_and_not_the_data(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)[0].close()
    upgraded: list[Path] = []

    def upgrade(engine: Engine) -> None:
        with engine.connect() as connection:
            (row,) = connection.exec_driver_sql("PRAGMA database_list").all()
        upgraded.append(Path(row[2]))

    monkeypatch.setattr(migrate, "upgrade", upgrade)
    assert run(["--data", str(data_folder), "check"]) == 0
    assert "yükseltildi (" in capsys.readouterr().out
    (copy,) = upgraded
    assert copy != data_folder / vault.DATA_FILE
    assert not copy.exists()


def test_that_a_break_is_reported_again_and_by_every_command_until_it_is_acknowledged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (vault.HEAD_FILE, vault.HEAD_BEFORE):
        (folder / name).unlink()
    for _time in range(2):
        assert run(["--data", str(folder), "check"]) == 2
        said = capsys.readouterr()
        assert "● Denetim izi: Denetim izinin dışarıda saklanan ucu (alo183.head) yok" in said.err
        assert "Denetim izi" not in said.out
        assert "✓ Veri: " in said.out
        assert run(["--data", str(folder), "check", "--json"]) == 2
        said = capsys.readouterr()
        assert [one["name"] for one in json.loads(said.out) if not one["is_good"]] == [
            "Denetim izi"
        ]
        assert "● Denetim izi: " in said.err
    assert run(["--data", str(folder), "officers"]) == 0
    assert "alo183.head" in capsys.readouterr().err
    desk = Program(folder).unlock("selin.aktas", PASSWORD)
    desk.acknowledge_audit()
    desk.close()
    assert run(["--data", str(folder), "check"]) == 0
    assert capsys.readouterr().err == ""


def test_that_a_check_reports_missing_data(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / vault.DATA_FILE).unlink()
    assert run(["--data", str(folder), "check"]) == 2
    assert "● Veri: " in capsys.readouterr().err


def test_that_a_damaged_page_is_reported_as_damage_and_not_as_a_missing_right(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = folder / vault.DATA_FILE
    whole = bytearray(data.read_bytes())
    # In the middle, where neither the schema nor the user's own rows stand.
    whole[len(whole) // 2] ^= 1
    data.write_bytes(whole)
    assert run(["--data", str(folder), "check"]) == 2
    answer = capsys.readouterr().err
    assert "bozuk" in answer
    assert "yazılamıyor" not in answer


def test_that_a_password_of_bytes_that_are_no_text_is_a_wrong_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", "\udcff\udcfe")
    assert run(["--data", str(folder), "officers"]) == 2
    assert "parola yanlış" in capsys.readouterr().err


@pytest.mark.parametrize("has_mark", [False, True])
def test_that_the_demo_never_removes_what_is_not_its_own(folder: Path, *, has_mark: bool) -> None:
    if has_mark:
        (folder / "demo").touch()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for gone in (None, vault.DATA_FILE):
        if gone is not None:
            del before[folder / gone]
            (folder / gone).unlink()
        with pytest.raises(KnownError) as caught:
            demo.fill(folder, password=PASSWORD, clock=system_clock, cost=Cost(1, 64, 1))
        assert caught.value.code == ("access.data_missing" if gone else "access.exists")
        assert {path: path.read_bytes() for path in folder.iterdir()} == before
