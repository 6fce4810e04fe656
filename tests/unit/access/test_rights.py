"""Every service asks for the right before it reads or writes anything."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from alo183_desktop import access, changes, directorate, imports, letters, officers
from alo183_desktop.access.rules import RIGHTS, Right, Role, may
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

CASES: Final[dict[str, tuple[Right, ...]]] = {
    "access.service.add_user": (Right.MANAGE_USERS,),
    "access.service.change_user": (Right.MANAGE_USERS,),
    "access.trail.open_trail": (Right.SEE_AUDIT,),
    "access.trail.read_trail": (Right.SEE_AUDIT,),
    "access.trail.record_export": (Right.SEE_AUDIT, Right.EXPORT),
    "access.trail.record_print": (Right.SEE_AUDIT, Right.PRINT),
    "changes.queries.read_context": (Right.MAKE_CHANGES,),
    "changes.service.context": (Right.MAKE_CHANGES,),
    "changes.service.correction_form": (Right.MAKE_CHANGES,),
    "changes.service.discard_draft": (Right.MAKE_CHANGES,),
    "changes.service.finish": (Right.MAKE_CHANGES,),
    "changes.service.load_draft": (Right.MAKE_CHANGES,),
    "changes.service.save_draft": (Right.MAKE_CHANGES,),
    "directorate.service.add_signatory": (Right.EDIT_DIRECTORATE,),
    "directorate.service.add_unit": (Right.EDIT_DIRECTORATE,),
    "directorate.service.change_directorate": (Right.EDIT_DIRECTORATE,),
    "directorate.service.change_signatory": (Right.EDIT_DIRECTORATE,),
    "directorate.service.rename_unit": (Right.EDIT_DIRECTORATE,),
    "directorate.service.set_unit_active": (Right.EDIT_DIRECTORATE,),
    "letters.service.attach_evidence": (Right.RECORD_DISPATCHES,),
    "letters.service.attach_scan": (Right.RECORD_DISPATCHES,),
    "letters.service.envelope": (Right.PRINT,),
    "letters.service.export_letter": (Right.EXPORT,),
    "letters.service.fax_cover": (Right.PRINT,),
    "letters.service.fax_images": (Right.EXPORT,),
    "letters.service.find_letters": (Right.SEE_LETTERS,),
    "letters.service.freeze_letter": (Right.MAKE_CHANGES,),
    "letters.service.note_register_number": (Right.RECORD_DISPATCHES,),
    "letters.service.open_file": (Right.SEE_LETTERS,),
    "letters.service.open_letter": (Right.SEE_LETTERS,),
    "letters.service.record_dispatch": (Right.RECORD_DISPATCHES,),
    "letters.service.record_print": (Right.PRINT,),
    "officers.roster_export.read_roster_table": (Right.EXPORT, Right.SHOW_TCKN),
    "officers.roster_import.apply_roster": (Right.IMPORT,),
    "officers.roster_import.list_imports": (Right.SEE_OFFICERS,),
    "officers.roster_import.preview_of": (Right.IMPORT,),
    "officers.roster_import.preview_roster": (Right.IMPORT,),
    "officers.roster_import.undo_import": (Right.IMPORT,),
    "officers.service.add_officer": (Right.EDIT_OFFICERS,),
    "officers.service.change_officer": (Right.EDIT_OFFICERS,),
    "officers.service.close_assignments": (Right.EDIT_OFFICERS,),
    "officers.service.open_assignments": (Right.EDIT_OFFICERS,),
    "officers.service.open_form": (Right.EDIT_OFFICERS,),
    "officers.service.record_export": (Right.EXPORT,),
    "officers.service.record_print": (Right.PRINT,),
    "officers.service.search_officers": (Right.SEE_OFFICERS,),
    "officers.service.show_personal_mobile": (Right.SHOW_TCKN,),
    "officers.service.show_tckn": (Right.SHOW_TCKN,),
    "officers.service.values_of": (Right.SHOW_TCKN,),
    "officers.subjects.add_subject": (Right.EDIT_OFFICERS,),
    "officers.subjects.rename_subject": (Right.EDIT_OFFICERS,),
    "officers.subjects.retire_subject": (Right.EDIT_OFFICERS,),
}
"""What each public function that gets a unit of work asks for; a new one is added here."""
OPEN: Final = frozenset(
    {
        # It is the question itself.
        "access.service.require",
        # Set-up and recovery, when nobody has a role yet.
        "access.service.install_user",
        "directorate.service.install_directorate",
        "directorate.service.install_signatory",
        "officers.subjects.install_required_subjects",
        # Which slot of the key file counts, asked by whoever signs in.
        "access.service.note_slot",
        "access.service.slot_generation",
    }
)
INNER: Final = frozenset(
    {"changes.assignments", "letters.files", "officers.roster_undo", "officers.storing"}
)
"""Parts of a service, called by it alone after it has asked."""


class Untouched:
    """Stands where a session stands, and fails when anything is read or written."""

    def __getattr__(self, name: str) -> object:
        pytest.fail(f"the session's {name} was asked before the right")


def services() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every public function whose first parameter is a unit of work, by its short name."""
    for package in (access, changes, directorate, imports, letters, officers):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            short = found.name.partition(".")[2]
            if short in INNER:
                continue
            for name, function in inspect.getmembers(module, inspect.isfunction):
                is_own = inspect.unwrap(function).__module__ == module.__name__
                if is_own and not name.startswith("_") and _first(function) == "work":
                    yield f"{short}.{name}", function


def _first(function: Callable[..., object]) -> str:
    return next(iter(inspect.signature(function).parameters), "")


def required_arguments(function: Callable[..., object]) -> dict[str, Any]:
    """Return something for each parameter that must be given; nobody comes to look at it."""
    return {
        name: object()
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "work" and parameter.default is inspect.Parameter.empty
    }


def test_that_every_service_has_its_right_in_the_table_above() -> None:
    found = {name for name, _ in services()}
    assert found - OPEN - CASES.keys() == set()
    assert (OPEN | CASES.keys()) - found == set()


@pytest.mark.parametrize(("name", "function"), [each for each in services() if each[0] in CASES])
def test_that_a_service_refuses_who_lacks_the_right(
    name: str, function: Callable[..., object]
) -> None:
    rights = CASES[name]
    lacking = [role for role in Role if not all(may(role, right) for right in rights)]
    # Some rights belong to all: then only a role that the program does not know lacks them.
    for role in (*lacking, "nobody"):
        actor = Actor(user_id=1, login="biri", name="Biri KİŞİ", role=role)
        work = Work(cast("Session", Untouched()), actor=actor, now=START)
        with pytest.raises(KnownError) as caught:
            function(work, **required_arguments(function))
        assert caught.value.code == "access.not_allowed"
        assert work._events == []  # noqa: SLF001 - nothing else tells


def test_that_every_right_is_asked_for_somewhere() -> None:
    assert {right for rights in CASES.values() for right in rights} == RIGHTS.keys()
