"""The context of every command: the data folder, the user, and the outputs."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from alo183_desktop.shared.clock import Clock, system_clock
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import default_data_folder
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.db.audit import Verdict

USER_VARIABLE = "ALO183_USER"
PASSWORD_VARIABLE = "ALO183_PASSWORD"  # noqa: S105 - the name of a variable
_LARGEST_PASSWORD_FILE = 4096
"""Bytes; a password has some hundred at most."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of one command."""

    data_folder: Path
    login: str | None
    password_file: Path | None
    clock: Clock = system_clock

    @classmethod
    def of(cls, arguments: Namespace) -> Context:
        """Return the context given by the arguments and the environment."""
        return cls(
            data_folder=arguments.data or default_data_folder(),
            login=arguments.user or os.environ.get(USER_VARIABLE) or None,
            password_file=arguments.password_file,
        )

    def program(self) -> Program:
        """Return the locked data folder."""
        from alo183_desktop.bootstrap.program import Program

        return Program(self.data_folder, clock=self.clock)

    @contextlib.contextmanager
    def open_desk(self) -> Iterator[Desk]:
        """Sign in and open the data; it is closed at the end.

        A break of the audit chain that is not acknowledged is reported on the standard error.

        Raises:
            KnownError: `cli.user_needed`, `cli.password_file`, `access.given_password`, or as
                `Program.unlock`.
        """
        program = self.program()
        login = self.login_of(program)
        desk = program.unlock(login, self.password_of(login))
        try:
            desk.demand_own_password()
            if not desk.verdict.is_whole:
                complain(audit_error(desk.verdict))
            if desk.clock_notice is not None:
                complain(desk.clock_notice)
            yield desk
        finally:
            desk.close()

    def login_of(self, program: Program) -> str:
        """Return the login of the user.

        Raises:
            KnownError: `access.no_data`, `access.data_missing`, `cli.user_needed`, or as
                `Program.logins`.
        """
        if not program.exists():
            lost = program.has_lost_data()
            raise KnownError("access.data_missing" if lost else "access.no_data")
        return self.login or _only_login(program.logins())

    def secret_for(self, backup: Backup, *, by_sheet: bool) -> tuple[str, str]:
        """Return the login that opens a backup, and their password of its day or the recovery code.

        Raises:
            KnownError: `cli.user_needed`, `cli.password_file`, `cli.password_needed`, or as
                `slots_of`.
        """
        from alo183_desktop.access.backups import slots_of

        if by_sheet:
            return self.login or "", self._secret("Kurtarma kodu: ")
        login = self.login or _only_login(slots_of(backup).logins())
        return login, self.password_of(login)

    def new_password(self) -> str:
        """Return the new password of a user; raises as `_secret`."""
        return self._secret("Yeni parola: ")

    def password_of(self, login: str) -> str:
        """Return the password of a user: given, or typed; raises as `secret_for`."""
        return self._secret(f"{login} kullanıcısının parolası: ")

    def given_password(self) -> str | None:
        """Return the password from a file or the environment; None when it has to be typed.

        Raises:
            KnownError: `cli.password_file`.
        """
        if self.password_file is not None:
            return read_secret(self.password_file)
        return os.environ.get(PASSWORD_VARIABLE)

    def _secret(self, question: str) -> str:
        if (given := self.given_password()) is not None:
            return given
        if not sys.stdin.isatty():
            raise KnownError("cli.password_needed")
        return getpass.getpass(question)


def read_secret(path: Path, *, code: str = "cli.password_file") -> str:
    """Return the line in a file, such as a password.

    Raises:
        KnownError: `code`: it cannot be read, or is too long to be one.
    """
    try:
        data = read_regular(path, limit=_LARGEST_PASSWORD_FILE)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(code) from error
    if len(data) > _LARGEST_PASSWORD_FILE:
        raise KnownError(code)
    return text.removesuffix("\n").removesuffix("\r")


def complain(error: KnownError) -> None:
    """Print an error on the standard error when the answer of the command contains it as well."""
    sys.stderr.write(f"{message_of(error)}\n")


def audit_error(verdict: Verdict) -> KnownError:
    """Return the error for the breaks of the audit chain."""
    if len(verdict.breaks) > 1:
        places = ", ".join(str(one.at) for one in verdict.breaks)
        return KnownError("cli.audit_several", count=len(verdict.breaks), places=places)
    sequence = verdict.broken_at or 0
    match verdict.reason:
        case "missing":
            error = KnownError("cli.audit_missing", sequence=sequence)
        case "tail_cut":
            error = KnownError("cli.audit_tail_cut", sequence=sequence)
        case "head_differs":
            error = KnownError("cli.audit_head_differs", sequence=sequence)
        case "head_missing":
            error = KnownError("cli.audit_head_missing")
        case "head_empty":
            error = KnownError("cli.audit_head_empty")
        case "head_broken":
            error = KnownError("cli.audit_head_broken")
        case "restored":
            last = verdict.breaks[0].last
            error = KnownError("cli.audit_restored", count=last - sequence + 1)
        case _:
            error = KnownError("cli.audit_changed", sequence=sequence)
    return error


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """Return the result of verifying the trail, with its first break beside all of them."""
    return {**asdict(verdict), **fields_of(verdict, "broken_at", "reason")}


def error_as_json(error: KnownError) -> dict[str, Any]:
    """Return an error in the form of every `--json` answer.

    `row` counts as Excel does, and is null when the error is not about one row; likewise `file`,
    when it is not about one file.
    """
    text = message_of(error)
    return {
        "error": {
            "code": error.code,
            "file": error.parameters.get("file"),
            "row": error.parameters.get("row"),
            "what": text.what,
            "do": text.do,
            "problems": [
                {
                    "key": problem.key,
                    "code": problem.code,
                    "what": message_of(problem).what,
                    "do": message_of(problem).do,
                }
                for problem in error.problems
            ],
        }
    }


def demand_output() -> None:
    """Refuse to make a code that could not be shown to anybody.

    Raises:
        KnownError: `cli.output_closed`.
    """
    if sys.__stdout__ is None:
        raise KnownError("cli.output_closed")


def write_sheet(desk: Desk, sheet: RecoverySheet, path: Path) -> None:
    """Write a recovery sheet as a PDF that only this user can read."""
    from alo183_desktop.documents.papers.recovery_sheet import recovery_sheet_pdf
    from alo183_desktop.shared.clock import format_instant
    from alo183_desktop.shared.written_files import write_file

    made_at = format_instant(sheet.made_at)
    pdf = recovery_sheet_pdf(sheet.groups, directorate=desk.directorate_name, made_at_text=made_at)
    write_file(path, pdf, is_secret=True)


def json_lines(value: Any) -> Iterator[str]:
    """Yield a value as lines of JSON for the answer of a command, one object a line in a list.

    Times are UTC. A list may be an iterator, so that a long one is not in memory as a whole.
    """
    if isinstance(value, list | Iterator):
        encode = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
        mark = "["
        for entry in value:
            yield mark + encode(entry)
            mark = ",\n"
        yield "[]\n" if mark == "[" else "]\n"
    else:
        yield json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(one: object) -> str:
    if isinstance(one, dt.datetime):
        return one.astimezone(dt.UTC).isoformat()
    if isinstance(one, dt.date):
        return one.isoformat()
    raise TypeError(f"no JSON: {one!r}")


def write_json(value: Any) -> None:
    """Write a value to the standard output in the form of `json_lines`."""
    sys.stdout.writelines(json_lines(value))


def write_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Write rows to the standard output in columns of even width."""
    _write_even(headings, lambda: iter(rows))


def write_columns(rows: Sequence[Any], columns: Mapping[str, Callable[[Any], str]]) -> None:
    """Write rows as `write_table` does; a column has a heading and a function for its text."""
    texts = tuple(columns.values())
    _write_even(tuple(columns), lambda: (tuple(text(row) for text in texts) for row in rows))


def _write_even(
    headings: tuple[str, ...], read_rows: Callable[[], Iterator[tuple[str, ...]]]
) -> None:
    """Write rows that are read twice: for the widths, and to be written."""
    widths = [len(heading) for heading in headings]
    for row in read_rows():
        widths = [max(width, len(cell)) for width, cell in zip(widths, row, strict=True)]
    for row in chain((headings,), read_rows()):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(line.rstrip() + "\n")


def _only_login(logins: tuple[str, ...]) -> str:
    if len(logins) != 1:
        raise KnownError("cli.user_needed")
    return logins[0]
