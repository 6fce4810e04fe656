"""The roster with which the directorate began, and the changes since then with their letters."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.changes import afterwards
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.form import ChangeEntry, HandOverDecision, NewcomerKind
from alo183_desktop.changes.hand_overs import RETURN, held_items, to_newcomer, to_officer
from alo183_desktop.changes.open_cases import open_cases
from alo183_desktop.changes.record import NO_ACCOUNT
from alo183_desktop.demo.story import People
from alo183_desktop.directorate.record import SignatoryValues, UnitValues, propose
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.attempts import DispatchForm, check_dispatch
from alo183_desktop.letters.chain import LetterDays
from alo183_desktop.letters.confirmations import save_confirmation
from alo183_desktop.letters.record import ConfirmationValues, Manner
from alo183_desktop.letters.rules import Result, s10_check_digit
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.shared.clock import format_day, local
from alo183_desktop.shared.identity import split_name

if TYPE_CHECKING:
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.db.work import Work
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.story import Story
    from alo183_desktop.directorate.record import DirectorateValues

_MORNING: Final = dt.time(10, 40)


def directorate_form(values: dict[str, Any]) -> DirectorateValues:
    """Return the values of the set-up for the directorate."""
    return replace(propose(values["province"]), **values)


def signatory_form(entry: dict[str, Any], calendar: Calendar) -> SignatoryValues:
    """Return the values of the set-up for a signatory."""
    known = {field.name for field in fields(SignatoryValues)}
    last = entry.get("last_day")
    return SignatoryValues(
        **{name: value for name, value in entry.items() if name in known},
        valid_from=calendar.day(entry["first_day"]),
        valid_until=None if last is None else calendar.day(last),
    )


class Changes:
    """The chapter of officers who come and go.

    Attributes:
        letters: Ids of the letters so far.
        papers: Ids of the custody forms that each change made, by its day.
    """

    def __init__(self, story: Story, calendar: Calendar, schedule: Schedule) -> None:
        self.letters: list[int] = []
        self.papers: dict[int, tuple[int, ...]] = {}
        self._story = story
        self._calendar = calendar
        self._schedule = schedule
        self._people = People()

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
        directorate = self._story.directorate
        self._schedule.add(self._calendar.instant, self._begin)
        for entry in directorate["changes"]:
            at = self._calendar.at(entry["day"], _MORNING)
            self._schedule.add(at, partial(self._change, entry))
        self._schedule.add(self._calendar.now, self._save_draft)

    def _begin(self, desk: Desk) -> None:
        directorate = self._story.directorate
        with desk.work() as work:
            for name in directorate["units"]["names"]:
                UNITS.save(work, None, UnitValues(name))
        rows = [
            self._row(index, person) for index, person in enumerate(directorate["roster"], start=1)
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "kadro.xlsx"
            path.write_bytes(write_table("Kadro", directorate["roster_headings"], rows))
            with desk.work() as work:
                roster = ROSTER.open(path, now=work.now)
                ROSTER.apply(work, ROSTER.preview(work, roster))

    def _row(self, number: int, person: dict[str, Any]) -> tuple[str, ...]:
        known = self._people.next(person["name"])
        return (
            str(number),
            person["name"],
            person["title"],
            known["tckn"],
            ", ".join(person["subjects"]),
            person.get("unit", ""),
            known["corporate_email"],
            known["personal_mobile"],
            known["corporate_mobile"],
            format_day(self._calendar.day(person["first_day"])),
        )

    def _change(self, entry: dict[str, Any], desk: Desk) -> None:
        form, context = self._form(desk, entry, self._calendar.day(entry["day"]))
        form = _decided(form, context, entry.get("cases_to"))
        rendered = changes.render_letter(form, context)
        with desk.work() as work:
            finished = changes.finish(work, form, rendered)
            if entry.get("has_no_account"):
                afterwards.answer_account(work, finished.letter_id, 0, NO_ACCOUNT)
        self.letters.append(finished.letter_id)
        self.papers[entry["day"]] = finished.custody_form_ids
        at = desk.clock()
        for attempt in entry["dispatches"]:
            later = at + dt.timedelta(hours=attempt["hours"])
            send = partial(_record, finished.letter_id, attempt, at)
            self._schedule.add(later, send)
        if confirmed := entry.get("confirmed"):
            later = at + dt.timedelta(hours=confirmed["hours"])
            self._schedule.add(later, partial(_confirm, finished.letter_id, confirmed))

    def _save_draft(self, desk: Desk) -> None:
        draft = self._story.directorate["draft"]
        # Phone and cases are still to be decided.
        form, _ = self._form(desk, draft, self._calendar.day(1))
        with desk.work() as work:
            changes.save_draft(work, form)

    def _form(
        self, desk: Desk, entry: dict[str, Any], effective: dt.date
    ) -> tuple[ChangeForm, ChangeContext]:
        with desk.work() as work:
            leaver_id = officer_ids(work).get(entry.get("leaver", ""))
            leavers = [] if leaver_id is None else [leaver_id]
            context = changes.context(work, leavers=leavers)
        subjects = {subject.name: subject.subject_id for subject in context.subjects}
        newcomer, leaver = entry.get("newcomer"), entry.get("leaver")
        typed: dict[str, Any] = {"newcomer_kind": NewcomerKind.NOBODY.value}
        if newcomer is not None:
            typed = self._newcomer(newcomer, leaver)
        change = ChangeEntry(
            leaver_id=leaver_id,
            is_first_appointment=leaver is None,
            subject_ids=tuple(subjects[name] for name in entry["subjects"]),
            effective_on=format_day(effective),
            reason=entry.get("reason", ""),
            vacancy_reason=entry.get("vacancy_reason", ""),
            **typed,
        )
        number = entry.get("register_number", "")
        principal = next(one for one in context.signatories if not one.is_deputy)
        form = replace(
            changes.new_form(context),
            entries=(change,),
            register_number=number,
            date=format_day(effective) if number else "",
            signatory_id=principal.signatory_id,
        )
        return form, context

    def _newcomer(self, newcomer: dict[str, Any], leaver: str | None) -> dict[str, Any]:
        name = newcomer["name"]
        given_names, surname = split_name(name)
        numbers = self._people.next(name)
        # The line belongs to the post: the newcomer takes it over.
        numbers["corporate_mobile"] = self._story.phone_of(leaver or name)
        numbers["tckn"] = newcomer.get("tckn", numbers["tckn"])
        return {
            "newcomer_kind": NewcomerKind.NEW.value,
            "given_names": given_names,
            "surname": surname,
            "title": newcomer["title"],
            **numbers,
        }


def officer_ids(work: Work) -> dict[str, int]:
    """Return the ids of all officers, with those who left, by name."""
    wanted = OfficerFilter(state=OfficerState.ALL)
    rows = list_officers(work.session, wanted, as_of=local(work.now).date())
    return {row.name: row.officer_id for row in rows}


def _decided(form: ChangeForm, context: ChangeContext, cases_to: str | None) -> ChangeForm:
    """Return a form with the decisions about the leaver's phone and open cases.

    Args:
        form: With one change.
        context: With the open cases of the leaver.
        cases_to: Who takes the cases over without a newcomer, while the phone goes into the store.
    """
    phones, cases = to_newcomer(0), to_newcomer(0)
    if cases_to is not None:
        by_name = {officer.name: officer.officer_id for officer in context.officers.values()}
        phones, cases = RETURN, to_officer(by_name[cases_to])
    [entry] = form.entries
    decided = tuple(case.row.case_id for case in open_cases(form, context))
    held = held_items(form, context)
    return replace(
        form,
        entries=(replace(entry, cases_decision=cases, cases_decided=decided),),
        hand_overs=tuple(HandOverDecision(item.custody.custody_id, phones) for item in held),
    )


def _record(letter_id: int, attempt: dict[str, Any], finished_at: dt.datetime, desk: Desk) -> None:
    serial = f"{letter_id:08}"
    failed = attempt.get("failed", "")
    is_fax = attempt["channel"] == "fax"
    now = desk.clock()
    when = local(now)
    form = DispatchForm(
        channel=attempt["channel"],
        target="0312 000 00 20" if is_fax else "Söğütözü Mahallesi, 2177. Sokak No: 10/A, ANKARA",
        day=format_day(when.date()),
        time=f"{when:%H:%M}",
        pages="2" if is_fax else "1",
        result=Result.FAILED.value if failed else Result.SENT.value,
        item_number="" if is_fax else f"RR{serial}{s10_check_digit(serial)}TR",
        note=failed or ("Faks cihazının çıktısı görüldü: iletildi." if is_fax else ""),
    )
    checked = check_dispatch(
        form,
        now=now,
        days=LetterDays(finished_at=finished_at),
        letter_pages=1,
        recipient="",
        has_evidence=False,
    )
    if checked.values is None:
        raise ValueError("the story's dispatch is wrong")
    with desk.work() as work:
        letters.record_dispatch(work, letter_id, checked.values)


def _confirm(letter_id: int, said: dict[str, Any], desk: Desk) -> None:
    with desk.work() as work:
        values = ConfirmationValues(local(work.now).date(), Manner(said["manner"]), said["said_by"])
        save_confirmation(work, letter_id, values)
