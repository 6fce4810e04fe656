"""The main job on a server, with three people: who does it, who looks on, who settles."""

import datetime as dt
from typing import NamedTuple

import pytest
from sqlalchemy import select

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.responsibility import cases_to_hand_over
from alo183_desktop.changes import cancelling, planned, service
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import DossierPart
from alo183_desktop.changes.duties_ahead import with_proposals
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, HandOverDecision, NewcomerKind
from alo183_desktop.changes.hand_overs import RETURN, to_newcomer
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.model import Signatory
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.letters.queries import get_letter_row
from alo183_desktop.officers.model import Subject
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.queries import held_by
from alo183_desktop.phones.service import HANDSETS, LINES
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database import cases, kept_rotas
from tests.database.desks import ASSIGNED_ON, Furnished
from tests.database.phones import handset_item, handset_values, line_item, line_values
from tests.database.rosters import tckn, values
from tests.database.servers import ServedDirectorate

LEAVERS = ("Zeynep GÜNDOĞDU", "İlknur ÇIĞ", "Şükrü IŞIK")
NEWCOMERS = ("Gülşah ÇETİNKAYA", "Iraz ILGIN", "Ümit ÜNLÜSOY")


class Office(NamedTuple):
    """Numbers of what the change is about, each by the place of the leaver."""

    leavers: tuple[int, ...]
    newcomers: tuple[int, ...]
    subjects: tuple[int, ...]
    held: tuple[tuple[int, int], ...]
    """Custodies: a line and a handset."""
    cases: tuple[int, ...]
    signatory_id: int


def officer(work: Work, place: int, name: str, unit_id: int, *subjects: int) -> int:
    complete = values(
        name,
        title="Sosyal Çalışmacı",
        tckn=tckn(place),
        unit_id=unit_id,
        corporate_email=f"memur{place}@aile.gov.tr",
        personal_mobile=f"+90500000270{place}",
        corporate_mobile=f"+90500000410{place}",
    )
    return add_officer(
        work, complete, subject_ids=subjects, starts_on=ASSIGNED_ON if subjects else None
    )


@pytest.fixture
def office(directorate: ServedDirectorate, administrator: Desk, clock: FixedClock) -> Office:
    """Return what a clerk has entered, but for the institution, which an administrator settles."""
    directorate.add_people(administrator)
    with administrator.work() as work:
        unit_id = UNITS.save(work, None, UnitValues("Sosyal Hizmet Merkezi"))
    clerk = directorate.join("memur", "masa-2")
    with clerk.work() as work:
        subjects = tuple(work.session.scalars(select(Subject.id).order_by(Subject.id).limit(3)))
        leavers = tuple(
            officer(work, place, name, unit_id, subject)
            for place, (name, subject) in enumerate(zip(LEAVERS, subjects, strict=True), start=1)
        )
        newcomers = tuple(
            officer(work, place, name, unit_id) for place, name in enumerate(NEWCOMERS, start=4)
        )
        for number, officer_id in enumerate(leavers, start=1):
            items = [
                line_item(LINES.save(work, None, line_values(number))),
                handset_item(HANDSETS.save(work, None, handset_values(number))),
            ]
            custody.issue(work, items, officer_id=officer_id, at=work.now)
        some = Furnished(0, unit_id, *subjects, *leavers)
        taken = tuple(
            cases.add(work, some, f"183-2026-{number}", officer_id=officer_id, subject_id=subject)
            for number, (officer_id, subject) in enumerate(
                zip(leavers, subjects, strict=True), start=100_000
            )
        )
        people = [
            kept_rotas.add(work, "", place, main=True, officer_id=officer_id)
            for place, officer_id in enumerate((*leavers, *newcomers), start=1)
        ]
        rota.begin_month(work, "2026-12")
        mains = [one for one in rota.month_sheet(work, "2026-12").duties if is_main(one.kind)]
        rota.fill(
            work,
            [
                Cell(one.duty_id, one.version, people[place % 3])
                for place, one in enumerate(mains[:30:2])
            ],
        )
        signatory_id = work.session.scalars(select(Signatory.id)).one()
    clock.advance(hours=1)
    with clerk.work() as work:
        held = tuple(
            tuple(one.custody_id for one in held_by(work.session, who, at=work.now))
            for who in leavers
        )
    return Office(leavers, newcomers, subjects, held, taken, signatory_id)  # type: ignore[arg-type]


def is_main(kind: DutyKind) -> bool:
    return kind is DutyKind.MAIN


def form_of(office: Office, day: dt.date) -> ChangeForm:
    """Return the letter of all three: the line goes on, the handset comes back."""
    entries = tuple(
        ChangeEntry(
            leaver_id=leaver,
            newcomer_kind=NewcomerKind.ROSTER,
            newcomer_id=newcomer,
            subject_ids=(subject,),
            effective_on=format_day(day),
            cases_decision=to_newcomer(place),
            cases_decided=(case_id,),
        )
        for place, (leaver, newcomer, subject, case_id) in enumerate(
            zip(office.leavers, office.newcomers, office.subjects, office.cases, strict=True)
        )
    )
    hand_overs = tuple(
        one
        for place, (line, handset) in enumerate(office.held)
        for one in (HandOverDecision(line, to_newcomer(place)), HandOverDecision(handset, RETURN))
    )
    return ChangeForm(entries=entries, hand_overs=hand_overs, signatory_id=office.signatory_id)


class Seen(NamedTuple):
    """What anybody sees of it: who answers for what, what they hold, and their open cases."""

    roster: list[tuple[str, object]]
    held: list[list[str]]
    cases: list[list[int]]


def look(work: Work, office: Office) -> Seen:
    people = (*office.leavers, *office.newcomers)
    listed = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    return Seen(
        roster=[(one.name, one.subjects) for one in listed],
        held=[[one.label for one in held_by(work.session, who, at=work.now)] for who in people],
        cases=[[one.case_id for one in cases_to_hand_over(work, who)] for who in people],
    )


@pytest.mark.parametrize("later", [0, 1])
def test_that_a_clerk_changes_three_a_director_sees_it_and_the_clerk_takes_it_back(
    directorate: ServedDirectorate, office: Office, clock: FixedClock, later: int
) -> None:
    clerk = directorate.unlock("memur", "masa-2")
    director = directorate.join("mudur", "masa-3")
    clock.advance(days=later)
    with director.work() as work:
        before = look(work, office)
    assert before.cases == [[one] for one in office.cases] + [[]] * 3
    day = local_day(clock())
    clock.advance(days=-later)
    with clerk.work() as work:
        context = service.context(work)
        form = with_proposals(form_of(office, day), context)
    rendered = service.render_letter(form, context)
    with clerk.work() as work:
        made = service.finish(work, form, rendered)
    if later:
        clock.advance(days=later)
        with director.work() as work, pytest.raises(KnownError, match="not_allowed"):
            planned.carry_out(work, made.letter_id)
        with clerk.work() as work:
            planned.carry_out(work, made.letter_id)
    clock.advance(minutes=5)
    with clerk.work() as work:
        after = look(work, office)
        # The duties ahead are others' now.
        assert cancelling.read_traces(work, made.letter_id).duties
    assert after.held == [[], [], [], *([f"0500 000 11 0{one}"] for one in (1, 2, 3))]
    assert after.cases == [[]] * 3 + [[one] for one in office.cases]
    with director.work() as work:
        assert look(work, office) == after
        file = change_files.read_file(work, made.letter_id)
        papers = {
            DossierPart.RETURN_FORM,
            DossierPart.ISSUE_FORM,
            DossierPart.DUTIES,
            DossierPart.CASES,
        }
        assert papers <= {one.part for one in file.lines}
        assert DossierPart.CASES not in {one.part for one in file.lacking}
    with director.work() as work, pytest.raises(KnownError, match="not_allowed"):
        cancelling.cancel(work, made.letter_id, "Yanlışlıkla")
    with clerk.work() as work:
        cancelling.cancel(work, made.letter_id, "Yanlışlıkla tamamlandı", gives_back=True)
    with director.work() as work:
        assert look(work, office).roster == before.roster
        row = get_letter_row(work.session, made.letter_id, now=work.now)
        assert row.state_words == "iptal edildi"
