"""Each use case is done on a real server by each role that may, and by no other one.

`tests/unit/access/test_rights.py` asks the services; here the server itself answers.
"""

import dataclasses
import datetime as dt
import enum
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy.exc import DBAPIError

from alo183_desktop.access import rules
from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.rules import Right, Role, may
from alo183_desktop.db.work import Work
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import START
from tests.database.databases import Database, FillOnce
from tests.database.lives import Life, live
from tests.unit.access.test_rights import CASES, services

DENIED: Final = frozenset({"42501", "0A000", "55000"})
"""SQLSTATEs of who lacks a privilege, and of who meets a masking view instead of the table."""
WRITES: Final = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (?!audit_)")
ELSEWHERE: Final = frozenset(
    {
        "changes.other_letters.service.finish",
        "imports.absences.apply",
        "imports.absences.preview",
        "imports.cases.apply",
        "imports.cases.preview",
        "imports.officers.apply",
        "imports.officers.preview",
        "imports.phones.apply",
        "imports.phones.preview",
        "imports.usage.apply",
        "imports.usage.preview",
        "letters.service.freeze_letter",
        "overview.service.count",
        "phones.custody.service.enter_past",
        "phones.custody.service.issue",
        "phones.service.set_state",
    }
)
"""What needs a file, a paper or rows that only its own tests make; those act by roles as well."""
PLAIN: Final[dict[str, object]] = {
    "int": 1,
    "str": "2026-11",
    "bool": False,
    "bytes": b"%PDF-1.7",
    "float": 1.0,
    "dt.date": START.date(),
    "dt.datetime": START,
    "dt.timedelta": dt.timedelta(hours=1),
    "Any": 1,
    "Callable": lambda *_given: None,
}
SEVERAL: Final = {"Sequence", "Collection", "Iterable", "tuple", "list", "Set", "frozenset"}


class Undone(Exception):  # noqa: N818 - no error: what was tried is taken back
    """Ends a unit of work without a trace."""


def take_back() -> None:
    raise Undone


def named(name: str) -> Any:
    """Return the class of the program that an annotation names; None: there is none."""
    for key, module in tuple(sys.modules.items()):
        if key.startswith("alo183_desktop.") and inspect.isclass(found := vars(module).get(name)):
            return found
    return None


def bare(annotation: str) -> str:
    """Return what an annotation is about: of several the first, without what is said beside it."""
    kind = annotation.partition(" | ")[0]
    for beside, end in (("ForwardRef(", ")"), ("Annotated[", ",")):
        if kind.startswith(beside):
            kind = kind.removeprefix(beside).partition(end)[0]
    return kind.strip("'\"")


def something(annotation: str) -> Any:
    """Return a value of a type that is written so.

    Raises:
        LookupError: None is known.
    """
    kind = bare(annotation)
    outer, _, inner = kind.removesuffix("]").partition("[")
    if outer in PLAIN:
        made = PLAIN[outer]
    elif outer in SEVERAL:
        made = (something(inner.partition(",")[0]),)
    elif outer in {"Mapping", "dict"}:
        key, _, value = inner.partition(", ")
        made = {something(key): something(value)}
    else:
        made = _made(outer)
    return made


def _made(name: str) -> Any:
    found = named(name)
    if inspect.isclass(found) and issubclass(found, enum.Enum) and [*found]:
        return next(iter(found))
    if dataclasses.is_dataclass(found) or (inspect.isclass(found) and issubclass(found, tuple)):
        make: Any = found
        return make(**arguments(make))
    raise LookupError(name)


def arguments(function: Callable[..., object]) -> dict[str, Any]:
    """Return something for each parameter that must be given, of its type."""
    return {
        name: something(str(parameter.annotation))
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "work" and parameter.default is inspect.Parameter.empty
    }


def walked() -> Iterator[tuple[str, Callable[[Work, int], object]]]:
    """Yield each use case with what does it to the first row of its kind, of some version."""
    for name, function in services():
        if name not in CASES:
            continue
        register = getattr(function, "__self__", None)
        if isinstance(register, FormAccess) and name.endswith(".save"):
            yield name, partial(_save_again, register)
            continue
        try:
            given = arguments(function)
        except (LookupError, TypeError):
            continue
        yield name, partial(_do, function, given)


def _save_again(register: FormAccess[Any], work: Work, _version: int) -> None:
    values, version = register.open(work, 1)
    register.save(work, 1, values, version=version)


def _do(function: Callable[..., object], given: dict[str, Any], work: Work, version: int) -> object:
    return function(work, **(given | {"version": version} if "version" in given else given))


class Outcome(enum.Enum):
    """What the server makes of a use case."""

    DENIED = enum.auto()
    NOT_TAKEN = enum.auto()
    """At no version of the row: a row that somebody is shown, and may not change, is as one that
    somebody else has changed."""
    DONE = enum.auto()


def outcome(database: Database, role: str, act: Callable[[Work, int], object]) -> Outcome:
    """Return what the server makes of a use case; nothing stays of it."""
    for version in range(1, 6):
        try:
            with database.open_work(role) as work:
                try:
                    act(work, version)
                    work.session.flush()
                except ConflictError:
                    continue
                except (ValueError, LookupError, TypeError, AttributeError):
                    pass  # nothing of the kind is there
                take_back()
        except Undone:
            return Outcome.DONE
        except (DBAPIError, KnownError) as error:
            found = error if isinstance(error, DBAPIError) else error.__cause__
            state = getattr(getattr(found, "orig", None), "sqlstate", "")
            if isinstance(error, KnownError) and error.code.endswith(".gone"):
                return Outcome.NOT_TAKEN  # row security hides it from whoever would change it
            return Outcome.DENIED if state in DENIED else Outcome.DONE
    return Outcome.NOT_TAKEN


@pytest.fixture
def life(fill_once: FillOnce) -> Life:
    """Return a directorate in which everything has happened."""
    return fill_once.over_time(live)


def test_that_every_use_case_is_walked_or_named() -> None:
    assert CASES.keys() - {name for name, _ in walked()} == ELSEWHERE


@pytest.mark.usefixtures("life")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_the_server_lets_each_role_do_what_the_program_lets_it_do(database: Database) -> None:
    denied = [
        (name, role.value)
        for name, act in walked()
        for role in Role
        if all(may(role, right) for right in CASES[name])
        and outcome(database, role, act) is Outcome.DENIED
    ]
    assert denied == []


@pytest.mark.usefixtures("life")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_the_server_denies_what_the_program_would_not_refuse_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = {
        name: [role for role in Role if not all(may(role, right) for right in CASES[name])]
        for name, _ in walked()
    }
    monkeypatch.setattr(rules, "RIGHTS", {right: frozenset(Role) for right in Right})
    let_in, writing = [], 0
    for name, act in walked():
        asked = database.listen(Role.ADMINISTRATOR)
        if not lacking[name] or outcome(database, Role.ADMINISTRATOR, act) is not Outcome.DONE:
            continue
        if not any(WRITES.match(one) for one in asked):
            continue
        writing += 1
        let_in += [
            (name, role.value)
            for role in lacking[name]
            if outcome(database, role, act) is Outcome.DONE
        ]
    assert writing > 30
    assert let_in == []
