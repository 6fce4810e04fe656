"""Setting a directorate up: what it leaves, whole, refused or killed."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from alo183_desktop.access import vault
from alo183_desktop.access.queries import list_users
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.directorate.record import SignatoryValues
from alo183_desktop.officers.queries import list_subjects
from tests.unit.bootstrap.people import ANSWERS, PASSWORD, entries, refusal


def test_that_a_set_up_ends_in_the_program_with_all_that_was_asked(
    program: Program, desk: Desk
) -> None:
    assert program.exists()
    assert program.logins() == ("selin.aktas",)
    assert program.label() == desk.directorate_name
    assert desk.directorate_name == "Iğdır Aile ve Sosyal Hizmetler İl Müdürlüğü"
    assert (desk.actor.login, desk.actor.role) == ("selin.aktas", Role.ADMINISTRATOR)
    assert desk.lock_minutes == 10
    assert desk.verdict.is_whole
    with desk.work() as work:
        assert get_directorate(work.session).detsis == "12345678"
        assert [row.name for row in list_signatories(work.session)] == ["Hasan KÖKSAL"]
        assert [(row.name, row.is_required) for row in list_subjects(work.session)] == [
            (name, True) for name in ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")
        ]


def test_that_a_folder_in_which_nothing_can_be_set_up_is_known_before_and_another_is_left_unmade(
    tmp_path: Path,
) -> None:
    (tmp_path / "dosya").write_bytes(b"")
    refused = refusal(Program(tmp_path / "dosya" / "ev" / "veri").demand_writable)
    assert refused.code == "access.not_writable"
    Program(tmp_path / "ev" / "veri").demand_writable()
    assert [path.name for path in tmp_path.iterdir()] == ["dosya"]
    (tmp_path / "bende").mkdir()
    Program(tmp_path / "bende").demand_writable()
    assert list((tmp_path / "bende").iterdir()) == []


def test_that_the_minutes_until_the_lock_are_those_of_the_directorate(program: Program) -> None:
    directorate = replace(ANSWERS.directorate, lock_minutes=25)
    desk, _sheet = program.create(replace(ANSWERS, directorate=directorate), PASSWORD)
    assert desk.lock_minutes == 25
    desk.close()
    again = program.unlock("selin.aktas", PASSWORD)
    assert again.lock_minutes == 25
    again.close()


def test_that_a_set_up_is_written_to_the_trail_under_the_administrator(program: Program) -> None:
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    rows = entries(desk)
    assert [row.action for row in rows] == [
        "directorate.installed",
        "signatory.added",
        *("subject.added",) * 5,
        "user.added",
        "sign_in.succeeded",
    ]
    assert {row.actor_login for row in rows} == {"selin.aktas"}
    assert desk.verify_audit().is_whole
    desk.close()


def test_that_a_second_set_up_in_the_same_folder_is_refused(program: Program, desk: Desk) -> None:
    before = (desk.data_folder / vault.DATA_FILE).stat().st_ino
    assert refusal(lambda: program.create(ANSWERS, PASSWORD)).code == "access.exists"
    assert (desk.data_folder / vault.DATA_FILE).stat().st_ino == before


@pytest.mark.parametrize("password", ["", "123456", "selin.aktas", "igdir"])
def test_that_a_set_up_with_a_weak_password_leaves_nothing(
    program: Program, data_folder: Path, password: str
) -> None:
    assert refusal(lambda: program.create(ANSWERS, password)).code == "access.weak_password"
    assert list(data_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"administrator_login": "iki söz"}, "access.login_form"),
        ({"administrator_name": " "}, "access.name_missing"),
        ({"directorate": replace(ANSWERS.directorate, detsis="1")}, "records.wrong"),
        ({"signatories": (SignatoryValues(),)}, "records.wrong"),
    ],
    ids=["login", "name", "directorate", "signatory"],
)
def test_that_a_set_up_with_a_wrong_answer_leaves_nothing_that_exists(
    program: Program, changes: dict[str, object], code: str
) -> None:
    answers = replace(ANSWERS, **changes)  # type: ignore[arg-type]
    assert refusal(lambda: program.create(answers, PASSWORD)).code == code
    assert not program.exists()
    program.create(ANSWERS, PASSWORD)[0].close()
    assert program.exists()


@pytest.mark.parametrize("left", [vault.KEY_FILE, vault.HEAD_FILE, f"{vault.DATA_FILE}-wal"])
def test_that_no_set_up_begins_where_the_data_of_a_directorate_is_away(
    program: Program, data_folder: Path, left: str
) -> None:
    (data_folder / left).write_bytes(b"x")
    assert program.has_lost_data()
    assert refusal(lambda: program.create(ANSWERS, PASSWORD)).code == "access.data_missing"
    assert (data_folder / left).read_bytes() == b"x"
    assert [path.name for path in data_folder.iterdir()] == [left]


def test_that_a_set_up_that_fails_leaves_nothing(program: Program, data_folder: Path) -> None:
    answers = replace(ANSWERS, administrator_name=" ")
    assert refusal(lambda: program.create(answers, PASSWORD)).code == "access.name_missing"
    assert list(data_folder.iterdir()) == []


def test_that_a_set_up_on_a_full_disk_is_reported_and_leaves_nothing(
    program: Program, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert refusal(lambda: program.create(ANSWERS, PASSWORD)).code == "access.disk_full"
    assert not program.exists()
    assert not program.has_lost_data()
    assert not list(data_folder.glob("*.key*"))


def test_that_a_set_up_that_is_killed_before_its_last_renaming_is_ended_at_the_next_start(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(_vault: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(vault.Vault, "_end_set_up", kill)
        with pytest.raises(KilledError):
            program.create(ANSWERS, PASSWORD)
    assert program.exists()
    desk = program.unlock("selin.aktas", PASSWORD)
    assert desk.verify_audit().is_whole
    desk.close()


class KilledError(BaseException):
    """The power went off."""


@pytest.mark.parametrize(
    "place",
    [
        "alo183_desktop.db.migrate.upgrade",
        "alo183_desktop.directorate.service.install_signatory",
        "alo183_desktop.access.service.install_user",
        "alo183_desktop.access.recovery.new_sheet",
        "alo183_desktop.access.keys.KeyFile.save",
        "alo183_desktop.access.vault.Vault.write_head",
    ],
)
def test_that_a_set_up_that_is_killed_half_way_can_be_begun_anew(
    program: Program, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def kill(*_arguments: object, **_named: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(place, kill)
        with pytest.raises(KilledError):
            program.create(ANSWERS, PASSWORD)
    assert not program.exists()
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    assert desk.verify_audit().is_whole
    with desk.work() as work:
        assert len(list_users(work.session)) == 1
    desk.close()
