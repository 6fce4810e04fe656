"""Asking in empty memory first changes nothing but how long the real questions take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import event

from alo183_desktop.access.rules import Role
from alo183_desktop.access.vault import DATA_FILE
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.overview.service import look
from alo183_desktop.shared.errors import KnownError
from tests.gui.desks import ANSWERS, PASSWORD, make_program

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.bootstrap import Program
    from alo183_desktop.db.work import Work
    from tests.clocks import FixedClock

LOGIN: Final = ANSWERS.administrator_login


@pytest.fixture
def program(tmp_path: Path, clock: FixedClock) -> Program:
    made = make_program(tmp_path, clock)
    desk, _sheet = made.create(ANSWERS, PASSWORD)
    desk.close()
    return made


def rehearse(program: Program, *questions: object) -> list[Exception]:
    """Do every piece, as the thread of the database does, and return what was raised."""
    raised = []
    for piece in program.rehearse(questions, role=Role.ADMINISTRATOR):  # type: ignore[arg-type]
        try:
            piece()
        except Exception as error:  # noqa: BLE001 - so does the runner
            raised.append(error)
    return raised


def test_that_a_rehearsal_never_touches_the_data_folder(program: Program) -> None:
    def standing() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in program.data_folder.iterdir()}

    before = standing()
    rehearse(program, look)
    assert standing() == before


def test_that_everything_that_opening_and_the_overview_ask_can_be_rehearsed(
    program: Program,
) -> None:
    assert rehearse(program, look) == []


def test_that_nothing_of_a_rehearsal_is_found_in_the_data(program: Program) -> None:
    asked: list[int] = []

    def units(work: Work) -> None:
        work.record("unit.added", "unit", 7)
        asked.append(len(list_units(work.session, active_only=False)))

    rehearse(program, units)
    desk = program.unlock(LOGIN, PASSWORD)
    with desk.work() as work:
        real = list_units(work.session)
    assert asked == [1]
    assert [unit.name for unit in real] == [desk.directorate_name]
    assert desk.verify_audit().is_whole
    desk.close()


def test_that_the_questions_of_an_opening_have_their_words_ready(program: Program) -> None:
    rehearse(program, look)
    rehearsal = program._rehearsing._rehearsal  # noqa: SLF001 - to see what its engine does
    assert rehearsal is not None
    made: list[str] = []

    @event.listens_for(rehearsal.engine, "before_cursor_execute")
    def _note(*told: Any) -> None:
        _connection, _cursor, words, _parameters, context, _is_many = told
        hit = getattr(context, "cache_hit", None)
        if hit is not None and hit.name == "CACHE_MISS":
            made.append(words)

    desk = program.unlock(LOGIN, PASSWORD)
    with desk.work() as work:
        look(work)
    assert made == []
    desk.close()


def test_that_a_wrong_password_leaves_the_rehearsal_for_the_right_one(program: Program) -> None:
    rehearse(program)
    with pytest.raises(KnownError, match=r"access\.wrong_password"):
        program.unlock(LOGIN, "yanlış")
    rehearsal = program._rehearsing._rehearsal  # noqa: SLF001 - to see whose engine opens
    desk = program.unlock(LOGIN, PASSWORD)
    assert rehearsal is not None
    assert desk.engine is rehearsal.engine
    desk.close()
    again = program.unlock(LOGIN, PASSWORD)
    assert again.engine is not rehearsal.engine
    again.close()


def test_that_a_key_of_another_length_opens_nothing(program: Program) -> None:
    rehearse(program)
    rehearsal = program._rehearsing.take()  # noqa: SLF001 - to hand it another key
    assert rehearsal is not None
    with pytest.raises(ValueError, match="32 bytes"):
        rehearsal.open_file(b"\0" * 31).connect()
    assert (program.data_folder / DATA_FILE).exists()
