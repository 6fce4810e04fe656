"""The answers of a set-up without a window, out of a TOML file.

Not here: whether they are right, which the set-up itself says (bootstrap), and passwords.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.directorate.provinces import propose
from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.regular_files import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alo183_desktop.bootstrap import SetUpAnswers

_LARGEST: Final = 256 * 1024
_SECTIONS: Final = frozenset({"directorate", "signatory", "administrator"})
_ADMINISTRATOR: Final = frozenset({"login", "name"})


def example_text() -> str:
    """Return a commented file that is itself complete and right."""
    return (resources() / "setup" / "example.toml").read_text(encoding="utf-8")


def load_answers(path: Path) -> SetUpAnswers:
    """Return the answers of a file; what is wrong with the values themselves is not looked at.

    Raises:
        KnownError: `cli.answers_not_read`, or `cli.answers_wrong` with each strange key.
    """
    try:
        data = read_regular(path, limit=_LARGEST)
        if len(data) > _LARGEST:
            raise KnownError("cli.answers_not_read")
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise KnownError("cli.answers_not_read") from error
    return read_answers(content)


def read_answers(content: dict[str, Any]) -> SetUpAnswers:
    """Return the answers of a parsed file; raises as `load_answers`."""
    from alo183_desktop.bootstrap import SetUpAnswers

    problems = tuple(_problems(content))
    if problems:
        raise KnownError("cli.answers_wrong", problems=problems)
    given = content.get("directorate", {})
    form = replace(propose(str(given.get("province", ""))), **given)
    return SetUpAnswers(
        directorate=form,
        signatories=tuple(SignatoryForm(**one) for one in content.get("signatory", ())),
        administrator_login=content["administrator"]["login"],
        administrator_name=content["administrator"]["name"],
    )


def _problems(content: dict[str, Any]) -> Iterator[Problem]:
    for name in content.keys() - _SECTIONS:
        yield Problem(name, "cli.answer_unknown")
    signatories = content.get("signatory", [])
    if not isinstance(signatories, list):
        yield Problem("signatory", "cli.answer_kind")
        signatories = []
    yield from _section("directorate", content.get("directorate", {}), DirectorateForm())
    for place, one in enumerate(signatories, start=1):
        yield from _section(f"signatory[{place}]", one, SignatoryForm())
    administrator = content.get("administrator", {})
    if not isinstance(administrator, dict):
        yield Problem("administrator", "cli.answer_kind")
        return
    for name in administrator.keys() - _ADMINISTRATOR:
        yield Problem(f"administrator.{name}", "cli.answer_unknown")
    for name in sorted(_ADMINISTRATOR):
        if name not in administrator:
            yield Problem(f"administrator.{name}", "cli.answer_missing")
        elif not isinstance(administrator[name], str):
            yield Problem(f"administrator.{name}", "cli.answer_kind")


def _section(path: str, given: object, form: Any) -> Iterator[Problem]:
    if not isinstance(given, dict):
        yield Problem(path, "cli.answer_kind")
        return
    known = {field.name: getattr(form, field.name) for field in fields(form)}
    for name, value in given.items():
        if name not in known:
            yield Problem(f"{path}.{name}", "cli.answer_unknown")
            continue
        usual = known[name]
        # Days are the only values that are nothing until somebody says them.
        wanted = dt.date if usual is None else type(usual)
        if type(value) is not wanted:
            yield Problem(f"{path}.{name}", "cli.answer_kind")
