"""Fill a directorate of invented people through the same services that a clerk uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.bootstrap import Program, SetUpAnswers
from alo183_desktop.demo.calendar import Calendar, Schedule
from alo183_desktop.demo.cases import Cases
from alo183_desktop.demo.checks import Checks
from alo183_desktop.demo.people import Changes, directorate_form, signatory_form
from alo183_desktop.demo.phones import Phones
from alo183_desktop.demo.referrals import plan_referrals
from alo183_desktop.demo.story import read_story
from alo183_desktop.demo.usage import UsageFiles
from alo183_desktop.demo.visits import Visits
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.access.keys import Cost
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.demo.story import Story
    from alo183_desktop.shared.clock import Clock

LOGIN: Final = "demo"
_MARK: Final = "demo"
"""A file of this name says that the data is invented and may be made anew."""


class Filled(NamedTuple):
    """What was made."""

    letter_id: int
    """The newest letter whose fax went out and whose posting is due."""
    officers: int
    """Who serve now."""
    lines: int
    cases: int
    """Referrals of a year."""
    visits: int
    """Citizens who came in a year."""


def fill(folder: Path, *, password: str, clock: Clock, cost: Cost | None = None) -> Filled:
    """Make a data folder with a directorate and a year of its work.

    The same folder may be filled again: the invented data that stands there is then replaced. Data
    that is not the demo's is never touched.

    Args:
        folder: The data folder.
        password: Of the user `demo`, an administrator.
        clock: The story is told relative to its instant, and is the same for the same one.
        cost: Of the password's slot; None for the usual one.

    Raises:
        KnownError: `access.exists` or `access.data_missing`: other data stands in the folder, or
            once did; or as `Program.create`.
    """
    _make_room(Program(folder))
    calendar = Calendar(clock())
    story = read_story()
    told = story.directorate
    program = Program(folder, clock=calendar, cost=cost)
    answers = SetUpAnswers(
        directorate=directorate_form(told["directorate"]),
        signatories=tuple(signatory_form(entry, calendar) for entry in told["signatories"]),
        administrator_login=LOGIN,
        administrator_name=told["directorate"]["contact_name"],
    )
    desk, _ = program.create(answers, password, demands_strength=False)
    (folder / _MARK).touch()
    try:
        desk.note_recovery_sheet()
        letters = _tell(desk, story, calendar)
        return _counted(desk, letters[-2])
    finally:
        desk.close()


def _tell(desk: Desk, story: Story, calendar: Calendar) -> list[int]:
    schedule = Schedule(calendar)
    referrals = plan_referrals(story, calendar)
    changes = Changes(story, calendar, schedule)
    changes.plan()
    Phones(story, calendar, schedule, changes.papers).plan()
    Checks(story, calendar, schedule).plan()
    Cases(referrals, calendar, schedule).plan()
    UsageFiles(story, calendar, schedule, referrals).plan()
    Visits(story, calendar, schedule).plan()
    schedule.tell(desk)
    return changes.letters


def _counted(desk: Desk, letter_id: int) -> Filled:
    from alo183_desktop.cases.queries import count_cases
    from alo183_desktop.cases.rows import CaseFilter
    from alo183_desktop.guidance.queries import count_guidance
    from alo183_desktop.guidance.rows import GuidanceFilter
    from alo183_desktop.officers.queries import list_officers
    from alo183_desktop.officers.rows import OfficerFilter
    from alo183_desktop.phones.queries import line_ids
    from alo183_desktop.shared.clock import local_day

    with desk.work() as work:
        session = work.session
        return Filled(
            letter_id,
            len(list_officers(session, OfficerFilter(), as_of=local_day(work.now))),
            len(line_ids(session)),
            count_cases(session, CaseFilter(), now=work.now),
            count_guidance(session, GuidanceFilter()),
        )


def _make_room(program: Program) -> None:
    if not program.exists() and not program.has_lost_data():
        return
    folder = program.data_folder
    # The mark alone does not say whose data it is: it outlives the files beside it.
    if not (folder / _MARK).exists() or LOGIN not in _logins(program):
        raise KnownError("access.exists" if program.exists() else "access.data_missing")
    for left_over in folder.glob("alo183.*"):
        left_over.unlink()


def _logins(program: Program) -> tuple[str, ...]:
    try:
        return program.logins()
    except KnownError:
        return ()
