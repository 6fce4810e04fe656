"""Two people on one record: the second is told who changed what, and nothing is written over."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alo183_desktop.cases import progress
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.storing import stored_values as stored_case
from alo183_desktop.db.work import Kept
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.model import Line
from alo183_desktop.phones.record import LINE, LineValues
from alo183_desktop.shared.errors import ConflictError
from tests.clocks import START
from tests.database.cases import add, values
from tests.database.desks import furnish

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Work
    from tests.database.conftest import Database

pytestmark = pytest.mark.both_backends


def conflict(
    database: Database, act: Callable[[Work], object], *, role: str = "clerk"
) -> ConflictError:
    """Return how the act of a second clerk is refused."""
    with (
        pytest.raises(ConflictError) as caught,
        database.open_work(role, login="ikinci", name="İkinci MEMUR") as work,
    ):
        act(work)
    return caught.value


def told(error: ConflictError) -> dict[str, tuple[object, object]]:
    return {one.key: (one.parameters["mine"], one.parameters["theirs"]) for one in error.problems}


def test_that_the_second_on_an_officer_is_told_who_when_and_both_values(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
    with database.open_work() as work:
        officer = work.session.get_one(Officer, officer_id)
        stored, version = OFFICER.stored(officer), officer.version
        officers.change_officer(
            work, officer_id, replace(stored, title="Psikolog", note="aranır"), version=version
        )
    mine = replace(stored, title="Öğretmen")
    error = conflict(
        database, lambda work: officers.change_officer(work, officer_id, mine, version=version)
    )
    assert error.code == "db.both_changed"
    assert (error.who, error.at) == ("Şükrü IŞIK", START)
    assert told(error)["title"] == ("Öğretmen", "Psikolog")
    assert "note" in told(error)


def test_that_looking_at_a_record_makes_nobody_the_one_who_changed_it(database: Database) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
    with database.open_work() as work:
        officer = work.session.get_one(Officer, officer_id)
        stored, version = OFFICER.stored(officer), officer.version
        officers.change_officer(
            work, officer_id, replace(stored, title="Psikolog"), version=version
        )
    with database.open_work(login="bakan", name="Bakan KİŞİ") as work:
        officers.show_tckn(work, officer_id)
    error = conflict(
        database, lambda work: officers.change_officer(work, officer_id, stored, version=version)
    )
    assert error.who == "Şükrü IŞIK"


def test_that_the_second_on_a_case_is_told_who_when_and_both_values(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = cases.open_form(work, case_id)
    with database.open_work() as work:
        first = values(furnished, district="Çankaya", subject_id=furnished.woman)
        cases.change_case(work, case_id, first, version=version)
    mine = values(furnished, district="Mamak", is_urgent=True)
    error = conflict(database, lambda work: cases.change_case(work, case_id, mine, version=version))
    assert (error.code, error.who, error.at) == ("db.both_changed", "Şükrü IŞIK", START)
    assert told(error)["district"] == ("Mamak", "Çankaya")
    assert told(error)["is_urgent"] == ("evet", "hayır")
    assert told(error)["subject_id"] == ("Çocuk", "Kadın")


def test_that_the_second_on_a_line_is_told_who_when_and_both_values(database: Database) -> None:
    line = LineValues(phone="+905000041001", operator="Turkcell", iccid="", package="", note="")
    with database.open_work("administrator") as work:
        line_id = phones.add_line(work, line)
        _, version = phones.open_line_form(work, line_id)
    with database.open_work() as work:
        phones.change_line(work, line_id, replace(line, package="300 dk"), version=version)
    mine = replace(line, package="500 dk")
    error = conflict(
        database, lambda work: phones.change_line(work, line_id, mine, version=version)
    )
    assert (error.code, error.who, error.at) == ("db.both_changed", "Şükrü IŞIK", START)
    assert told(error) == {"package": ("500 dk", "300 dk")}


def test_that_an_act_on_a_case_disturbs_nobody_who_types_in_its_form(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = cases.open_form(work, case_id)
        base = stored_case(work.session.get_one(Case, case_id))
    with database.open_work() as work:
        progress.acknowledge(work, case_id, at=work.now)
        theirs = cases.open_form(work, case_id)[1]
        cases.change_case(work, case_id, replace(base, caller_name="Nur AK"), version=theirs)
    with database.open_work("administrator") as work:
        mine = replace(base, district="Mamak")
        cases.change_case(work, case_id, mine, version=version, base=base)
        stored = stored_case(work.session.get_one(Case, case_id))
    assert stored == replace(base, caller_name="Nur AK", district="Mamak")


def test_that_only_what_both_changed_is_in_dispute_and_the_rest_of_both_is_kept(
    database: Database,
) -> None:
    base = LineValues(phone="+905000041001", operator="Turkcell", iccid="", package="", note="")
    with database.open_work("administrator") as work:
        line_id = phones.add_line(work, base)
        _, version = phones.open_line_form(work, line_id)
    with database.open_work() as work:
        theirs = replace(base, package="300 dk", note="yedek")
        phones.change_line(work, line_id, theirs, version=version)
    mine = replace(base, package="500 dk", operator="Vodafone")
    error = conflict(
        database,
        lambda work: phones.change_line(work, line_id, mine, version=version, base=base),
    )
    assert told(error) == {"package": ("500 dk", "300 dk")}
    with database.open_work("administrator") as work:
        _, version = phones.open_line_form(work, line_id)
        phones.change_line(work, line_id, mine, version=version, base=base)
        stored = LINE.stored(work.session.get_one(Line, line_id))
    # Saved knowingly over the one, and not over what was never asked about.
    assert stored == replace(mine, note="yedek")


def test_that_who_changed_other_fields_of_an_officer_is_joined_at_once(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
        officer = work.session.get_one(Officer, officer_id)
        base, version = OFFICER.stored(officer), officer.version
    with database.open_work() as work:
        theirs = replace(base, title="Psikolog", note="aranır")
        officers.change_officer(work, officer_id, theirs, version=version, base=base)
    with database.open_work(login="ikinci", name="İkinci MEMUR") as work:
        mine = replace(base, desk_phone="+903121234567")
        officers.change_officer(work, officer_id, mine, version=version, base=base)
        stored = OFFICER.stored(work.session.get_one(Officer, officer_id))
    assert work.kept == [Kept(("title", "note"), "Şükrü IŞIK")]
    assert stored == replace(theirs, desk_phone="+903121234567")


def test_that_what_the_police_was_told_is_one_thing(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        case_id = add(work, furnished)
        _, version = cases.open_form(work, case_id)
        base = stored_case(work.session.get_one(Case, case_id))
        theirs = replace(base, is_police_informed=True, police_unit="Merkez")
        cases.change_case(work, case_id, theirs, version=version)
    mine = replace(base, police_by="Nur AK")
    error = conflict(
        database, lambda work: cases.change_case(work, case_id, mine, version=version, base=base)
    )
    assert set(told(error)) == {"is_police_informed", "police_unit"}


def test_that_the_second_on_a_visit_is_told_who_when_and_both_values_and_the_rest_is_kept(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        subject_id = furnish(work).child
        base = GuidanceValues(work.now, subject_id, "Ne sordu", "Ne yapıldı", False, "")  # noqa: FBT003
        visit = guidance.log_guidance(work, base)
        _, version = guidance.open_form(work, visit)
    with database.open_work() as work:
        theirs = replace(base, asked="Nafaka", done="Yönlendirildi")
        guidance.change_guidance(work, visit, theirs, version=version, base=base)
    mine = replace(base, asked="Yardım")
    error = conflict(
        database,
        lambda work: guidance.change_guidance(work, visit, mine, version=version, base=base),
    )
    assert (error.code, error.who, error.at) == ("db.both_changed", "Şükrü IŞIK", START)
    assert told(error) == {"asked": ("Yardım", "Nafaka")}
    with database.open_work() as work:
        _, version = guidance.open_form(work, visit)
        guidance.change_guidance(work, visit, mine, version=version, base=base)
        stored, _ = guidance.open_form(work, visit)
    assert (stored.asked, stored.done) == ("Yardım", "Yönlendirildi")


@pytest.mark.skipif(os.name == "nt", reason="no server is started on Windows")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_who_saves_in_the_same_instant_waits_and_is_told_as_well(database: Database) -> None:
    with database.open_work("administrator") as work:
        officer_id = furnish(work).zeynep
    with database.open_work() as work:
        officer = work.session.get_one(Officer, officer_id)
        stored, version = OFFICER.stored(officer), officer.version
    has_saved = threading.Event()

    def second() -> ConflictError:
        has_saved.wait()
        mine = replace(stored, title="Öğretmen")
        return conflict(
            database, lambda work: officers.change_officer(work, officer_id, mine, version=version)
        )

    with ThreadPoolExecutor(1) as other:
        with database.open_work() as work:
            theirs = replace(stored, title="Psikolog")
            officers.change_officer(work, officer_id, theirs, version=version)
            waiting = other.submit(second)
            has_saved.set()
            # Not committed yet: the other one waits for it, however long it takes.
            wait_until_somebody_waits(work)
        error = waiting.result()
    assert (error.who, told(error)["title"]) == ("Şükrü IŞIK", ("Öğretmen", "Psikolog"))


def wait_until_somebody_waits(work: Work) -> None:
    """Come back when another connection waits for a lock."""
    from sqlalchemy import text

    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not work.session.scalar(query):
        pass
