"""The answers of a set-up without a window, out of a TOML file."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from alo183_desktop.directorate.provinces import propose
from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.toml_tables import LARGEST, Table, parse

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.bootstrap import SetUpAnswers


def example_text() -> str:
    """Return a commented file that is itself complete and right."""
    return (resources() / "setup" / "example.toml").read_text(encoding="utf-8")


def load_answers(path: Path) -> SetUpAnswers:
    """Return the answers of a file; what is wrong with the values themselves is not looked at.

    Raises:
        KnownError: `cli.answers_not_read`, `toml.encoding`, `toml.syntax`, or `cli.answers_wrong`
            with each strange key.
    """
    try:
        data = read_regular(path, limit=LARGEST)
    except OSError as error:
        raise KnownError("cli.answers_not_read") from error
    if len(data) > LARGEST:
        raise KnownError("cli.answers_not_read")
    return read_answers(parse(data))


def read_answers(content: dict[str, Any]) -> SetUpAnswers:
    """Return the answers of a parsed file; raises as `load_answers`."""
    from alo183_desktop.bootstrap import SetUpAnswers

    root = Table(content, "", [])
    directorate = root.table("directorate", is_optional=True)
    given = _given(directorate, DirectorateForm()) if directorate else {}
    signatories = [
        _given(one, SignatoryForm()) for one in root.tables("signatory", is_optional=True)
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
        signatories=tuple(SignatoryForm(**one) for one in signatories),
        administrator_login=login,
        administrator_name=name,
    )


def _given(table: Table, form: Any) -> dict[str, Any]:
    """Return the values of a table that a form knows, each of the kind that the form has."""
    given = {name: _value(table, name, usual) for name, usual in _usual(form) if table.has(name)}
    table.refuse_others(known=[name for name, _ in _usual(form)])
    return given


def _usual(form: Any) -> list[tuple[str, object]]:
    return [(field.name, getattr(form, field.name)) for field in fields(form)]


def _value(table: Table, name: str, usual: object) -> object:
    match usual:
        case bool():
            return table.flag(name)
        case int():
            return table.number(name)
        case None:  # days are the only values that are nothing until somebody says them
            return table.day(name)
        case _:
            return table.text(name, may_be_empty=True)
