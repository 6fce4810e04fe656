"""`alo183 setup`, `alo183 db`: a directorate without a window, and what a server's owner does."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alo183_desktop.cli.context import demand_output, write_sheet
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    DirectorateValues,
    SignatoryValues,
    propose,
)
from alo183_desktop.records.record import Kind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.toml_tables import LARGEST, TomlTable, parse

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.opening import SetUpAnswers
    from alo183_desktop.cli.context import Context
    from alo183_desktop.db.server_address import ServerLogin
    from alo183_desktop.records.record import FieldSpec, Record


def run_setup(arguments: Namespace, context: Context) -> None:
    """Set up or join, or print an example.

    Raises:
        KnownError: `cli.answers_needed`, `server.installer_only`, or as
            `setup_answers.load_answers`, `Program.create`, `Program.create_on_server` and
            `Program.join`.
    """
    if arguments.example:
        sys.stdout.write(example_text())
        return
    if arguments.upgrade:
        run_upgrade(arguments, context)
        return
    program = context.program()
    login = None if arguments.database is None else _login(arguments.database, context)
    program.demand_empty()
    if login is not None:
        login, is_set_up = _connected(login, context)
        if is_set_up:
            asked = login.password or context.password_of(login.user)
            _say_joined(program.join(replace(login, password=asked)))
            return
    if arguments.answers is None:
        raise KnownError("cli.answers_needed")
    answers = load_answers(arguments.answers)
    if arguments.sheet is None:
        demand_output()
    password = context.password_of(answers.administrator_login)
    if login is None:
        desk, sheet = program.create(answers, password)
    else:
        desk, sheet = program.create_on_server(login, answers, password)
    try:
        _say_made(desk, sheet, arguments.sheet)
        desk.note_recovery_sheet()
    finally:
        desk.close()


def run_upgrade(arguments: Namespace, context: Context) -> None:
    """Bring a server to this program's revision.

    Raises:
        KnownError: `server.installer_only`, or as `server_setup.upgrade_server`.
    """
    from alo183_desktop.bootstrap.server_setup import upgrade_server

    done = upgrade_server(_owner(arguments, context))
    if done.before != done.after:
        words = f"Sunucudaki veri yükseltildi: {done.before} → {done.after}."
    elif done.differed:
        words = (
            f"Sunucudaki veri zaten bu sürümde ({done.after}); yetkiler bu sürümünkinden farklıydı "
            "ve yeniden yazıldı."
        )
    else:
        words = f"Sunucudaki veri zaten bu sürümde ({done.after}); yetkiler olması gerektiği gibi."
    sys.stdout.write(f"{words}\n")
    if done.beside:
        raise KnownError("server.rights_beside", names=", ".join(done.beside))


def run_erase(arguments: Namespace, context: Context) -> None:
    """Rewrite the tables of a server without destroyed rows.

    Raises:
        KnownError: `server.installer_only`, or as `server_setup.erase_destroyed`.
    """
    from alo183_desktop.bootstrap.server_setup import erase_destroyed

    count = erase_destroyed(_owner(arguments, context))
    words = (
        f"{count} imhanın sildikleri sunucunun dosyalarından çıktı; tutanaklarına yazıldı."
        if count
        else "Sunucunun dosyalarından silinecek bir imha yok."
    )
    sys.stdout.write(f"{words}\n")


def _owner(arguments: Namespace, context: Context) -> ServerLogin:
    """Return how the owner of the database comes to it.

    Raises:
        KnownError: `server.installer_only`, or as `_connected`.
    """
    from alo183_desktop.access.server_file import read_place
    from alo183_desktop.db.server_address import ServerLogin

    if arguments.database is not None:
        owner = _login(arguments.database, context)
    else:
        place = read_place(context.data_folder)
        if place is None or context.login is None:
            raise KnownError("server.installer_only")
        owner = ServerLogin(place.address, context.login, "")
    owner, _is_set_up = _connected(owner, context)
    return owner


def _login(text: str, context: Context) -> ServerLogin:
    from alo183_desktop.db.server_address import parse_url

    login = parse_url(text)
    user = login.user or context.login
    if not user:
        raise KnownError("server.user_missing")
    return replace(login, user=user)


def _connected(login: ServerLogin, context: Context) -> tuple[ServerLogin, bool]:
    """Return a login with its password, and whether a directorate is in its database.

    Without a password in the address libpq looks for it first, in `PGPASSWORD` and pgpass: that is
    the owner's, while the given password is that of a user of the program.

    Raises:
        KnownError: `server.wrong_password`: none of them is right; `cli.password_file`, or as
            `server_setup.is_set_up`.
    """
    from alo183_desktop.bootstrap.server_setup import is_set_up

    try:
        return login, is_set_up(login)
    except KnownError as refused:
        if login.password or refused.code != "server.wrong_password":
            raise
        try:
            password = context.password_of(login.user)
        except KnownError as error:
            raise (refused if error.code == "cli.password_needed" else error) from None
    known = replace(login, password=password)
    return known, is_set_up(known)


def _say_joined(desk: Desk) -> None:
    try:
        sys.stdout.write(
            f"Katılındı: {desk.directorate_name}, {desk.actor.name}. Bu masa artık sunucudaki "
            "veriyle çalışır.\n"
        )
    finally:
        desk.close()


def _say_made(desk: Desk, sheet: RecoverySheet, path: Path | None) -> None:
    try:
        sys.stdout.write(
            f"Kuruldu: {desk.directorate_name}\n"
            f"İlk yönetici: {desk.actor.login}\n"
            f"Kurtarma kodu (bir daha gösterilmez): {' '.join(sheet.groups)}\n"
        )
        sys.stdout.flush()
    finally:
        # If one of both fails, the other must still print the code: it cannot be asked for again.
        if path is not None:
            write_sheet(desk, sheet, path)


def example_text() -> str:
    """Return a commented example file that is complete and valid."""
    return (resources() / "setup" / "example.toml").read_text(encoding="utf-8")


def load_answers(path: Path) -> SetUpAnswers:
    """Return the answers in a file; the values themselves are not checked.

    Raises:
        KnownError: `cli.answers_not_read`, `toml.encoding`, `toml.syntax`, or `cli.answers_wrong`
            with each unknown key; each with the `file`.
    """
    try:
        data = read_regular(path, limit=LARGEST)
    except OSError as error:
        raise KnownError("cli.answers_not_read", file=str(path)) from error
    if len(data) > LARGEST:
        raise KnownError("cli.answers_not_read", file=str(path))
    try:
        return _read_answers(parse(data))
    except KnownError as error:
        error.parameters = {**error.parameters, "file": str(path)}
        raise


def _read_answers(content: dict[str, Any]) -> SetUpAnswers:
    """Return the answers of a parsed file; raises as `load_answers`."""
    from alo183_desktop.bootstrap.opening import SetUpAnswers

    root = TomlTable(content, "", [])
    directorate = root.table("directorate", is_optional=True)
    given = _given(directorate, DIRECTORATE, DirectorateValues()) if directorate else {}
    signatories = [
        _given(one, SIGNATORY, SignatoryValues())
        for one in root.tables("signatory", is_optional=True)
    ]
    administrator = root.table("administrator")
    login = administrator.text("login") if administrator else ""
    name = administrator.text("name") if administrator else ""
    for table in (root, administrator):
        if table:
            table.refuse_others()
    if root.faults:
        raise KnownError("cli.answers_wrong", problems=tuple(root.faults))
    return SetUpAnswers(
        directorate=replace(propose(str(given.get("province", ""))), **given),
        signatories=tuple(SignatoryValues(**one) for one in signatories),
        administrator_login=login,
        administrator_name=name,
    )


def _given(table: TomlTable, record: Record[Any], usual: Any) -> dict[str, Any]:
    """Return the values of a table that a record has, each of the type in the record."""
    given = {
        name: _value(table, name, field, getattr(usual, name))
        for name, field in record.fields.items()
        if table.has(name)
    }
    table.refuse_others(known=list(record.fields))
    return given


def _value(table: TomlTable, name: str, field: FieldSpec, usual: object) -> object:
    if field.kind in {Kind.DAY, Kind.END}:
        return table.day(name)
    match usual:
        case bool():
            return table.flag(name)
        case int():
            return table.number(name)
        case _:
            return table.text(name, may_be_empty=True)
