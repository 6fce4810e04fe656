"""What an office does in a year, one act at a time, by chance; the clock jumps between them.

An act chooses among what it finds. What the program refuses is part of a life; that a role may not
do its own work is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, TypeVar

from sqlalchemy import select

from alo183_desktop.access.queries import find_user
from alo183_desktop.access.rules import Role
from alo183_desktop.cases import progress, responsibility, timeline, unexplained
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.model import CaseAction
from alo183_desktop.cases.rows import CaseFilter, CaseRow, UnexplainedCallFilter
from alo183_desktop.changes import afterwards, planned
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.cancelling import cancel
from alo183_desktop.changes.duties_ahead import with_proposals
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, HandOverDecision, NewcomerKind
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, held_items, to_newcomer, to_officer
from alo183_desktop.changes.open_cases import open_cases
from alo183_desktop.changes.record import NO_ACCOUNT
from alo183_desktop.db.work import Work
from alo183_desktop.demo.tables import column_file
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.confirmations import save_confirmation
from alo183_desktop.letters.record import ConfirmationValues, Manner
from alo183_desktop.letters.rows import LetterFilter, LetterRow
from alo183_desktop.letters.rules import Result
from alo183_desktop.officers.queries import list_officers, list_subjects
from alo183_desktop.officers.rows import OfficerFilter, OfficerRow, OfficerState
from alo183_desktop.overview import hand_overs as hand_over_notes
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import circular, papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import CircularStanding, ItemState
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.quotas.service import note_notices, set_default_quota, set_line_quota
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.phones.reachability.service import log_check
from alo183_desktop.phones.rows import FormFilter, ItemKey, LineRow, PhoneFilter
from alo183_desktop.phones.usage.columns import UsageField
from alo183_desktop.phones.usage.file import UsageOptions
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import Decision, RecordKind
from alo183_desktop.retention.rows import DueRow
from alo183_desktop.rota import service as rota
from alo183_desktop.rota import swap_service, unreached, worked
from alo183_desktop.rota.hand_overs import confirm_hand_over, find_hand_overs
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, SwapManner
from alo183_desktop.rota.record import (
    AbsenceValues,
    GrantedValues,
    SubstitutionValues,
    UnreachedValues,
)
from alo183_desktop.rota.rows import AbsenceFilter, Cell, DutyRow, HandOverFilter, UnreachedFilter
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.rota.substitute_service import SUBSTITUTIONS
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.shared.calendar import add_months, day_start, month_after, month_key
from alo183_desktop.shared.clock import format_day, local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import VehicleStateKind
from alo183_desktop.vehicles.record import OrderValues, StateValues
from alo183_desktop.vehicles.rows import TaskOrderFilter
from tests.database.servers import ROLES
from tests.documents.pictures import picture
from tests.truth import beginning
from tests.truth.offices import Office

ThingT = TypeVar("ThingT")
HOUR: Final = dt.timedelta(hours=1)
MINUTE: Final = dt.timedelta(minutes=1)
DAY: Final = dt.timedelta(days=1)
_OFFICE_HOUR: Final = 9
_SCAN: Final = check_file("imzali.png", picture("PNG", side=91))
_NAMES: Final = ("Gülnur", "Sıdıka", "Ülkü", "İsmail", "Çağla", "Ömer", "Şengül", "Işık")
_SURNAMES: Final = ("AĞAOĞLU", "ÜNLÜ", "ŞAHİN", "ILGAZ", "İNCE", "ÇAKIR", "ÖZDEMİR", "DOĞAN")
_DIRECTORS: Final = ("Sevgi ULUĞ", "İhsan KÜÇÜK")


_NOTHING: Final = "nothing to do"


class NothingToDoError(Exception):
    """An act finds nothing that it could be done to."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One act of a life, for the trace of a run that fails."""

    at: dt.datetime
    act: str
    what: str
    """What it was done to, or the code with which the program refused it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was there to be done."""
        return self.what == _NOTHING

    @override
    def __str__(self) -> str:
        return f"{local(self.at):%d.%m.%Y %H:%M} {self.act}: {self.what}"


Act = Callable[[Office, Random], str]


def happen(office: Office, act: Act, seed: int) -> Happened:
    """Let an act happen as its seed says.

    Raises:
        KnownError: `access.not_allowed`, `desk.forbidden`: a role may not do its own work.
    """
    at = office.clock()
    try:
        what = act(office, Random(seed))
    except NothingToDoError:
        what = _NOTHING
    except KnownError as error:
        if error.code in {"access.not_allowed", "desk.forbidden"}:
            raise
        what = f"refused: {error.code}"
    return Happened(at, act.__name__, what)


def _one(dice: Random, things: Sequence[ThingT]) -> ThingT:
    if not things:
        raise NothingToDoError
    return dice.choice(things)


def _maybe(dice: Random, things: Sequence[ThingT], chance: float = 0.7) -> ThingT | None:
    return dice.choice(things) if things and dice.random() < chance else None


def _earlier(office: Office, dice: Random, *, since: dt.datetime | None = None) -> dt.datetime:
    """Return an instant as it is typed, to the minute: now, or some minutes or hours ago."""
    now = office.clock().replace(second=0, microsecond=0)
    at = now - dice.choice([0, 0, 1, 9, 59, 60, 61, 300, 1439, 1440, 1441]) * MINUTE
    return at if since is None else max(at, since)


def _officers(work: Work) -> list[OfficerRow]:
    """Return who serves now, with and without a subject."""
    rows = list_officers(
        work.session, OfficerFilter(state=OfficerState.ALL), as_of=local_day(work.now)
    )
    return [one for one in rows if one.left_on is None]


# The clock


def some_minutes_pass(office: Office, dice: Random) -> str:
    """Let some minutes pass, with seconds, as no clerk clicks on the full minute."""
    office.clock.advance(minutes=dice.choice([1, 7, 29, 59, 60, 61]), seconds=dice.randrange(60))
    return f"{local(office.clock()):%H:%M:%S}"


def hours_pass(office: Office, dice: Random) -> str:
    """Let some hours pass."""
    office.clock.advance(hours=dice.choice([2, 4, 8, 12, 20, 23, 24, 25]))
    return f"{local(office.clock()):%d.%m. %H:%M}"


def days_pass(office: Office, dice: Random) -> str:
    """Go to the office hours of a later day."""
    day = local_day(office.clock()) + dice.choice([1, 1, 2, 3, 5, 8]) * DAY
    office.clock.set(day_start(day) + _OFFICE_HOUR * HOUR + dice.randrange(480) * MINUTE)
    return f"{local(office.clock()):%d.%m. %H:%M}"


def midnight_comes(office: Office, dice: Random) -> str:
    """Go to the minute before, of or after the next midnight, or the last second of the day."""
    midnight = day_start(local_day(office.clock()) + DAY)
    _go_on(office, midnight + dice.choice([-MINUTE, -MINUTE / 60, 0 * MINUTE, MINUTE]))
    return f"{local(office.clock()):%d.%m. %H:%M:%S}"


def month_begins(office: Office, dice: Random) -> str:
    """Go to the first minutes of the next month, or its last day before."""
    first = add_months(local_day(office.clock()).replace(day=1), 1)
    _go_on(office, day_start(first) + dice.choice([-HOUR, 0 * HOUR, 9 * HOUR]))
    return f"{local(office.clock()):%d.%m. %H:%M}"


def period_begins(office: Office, dice: Random) -> str:
    """Go to the first minute of the next period of quotas, or to the evening before."""
    with office.work() as work:
        settings = [one.period_day for one in _quota_settings(work)]
    day = _one(dice, settings or [1])
    today = local_day(office.clock())
    first = today.replace(day=day) if day > today.day else add_months(today.replace(day=day), 1)
    _go_on(office, day_start(first) + dice.choice([-HOUR, 0 * HOUR, 10 * HOUR]))
    return f"{local(office.clock()):%d.%m. %H:%M}"


def duty_changes(office: Office, dice: Random) -> str:
    """Go to where the next duty begins, or the minute beside it."""
    with office.work() as work:
        ends = rota.on_duty(work).next_at
    if ends is None or ends - office.clock() > 3 * DAY:
        raise NothingToDoError
    _go_on(office, ends + dice.choice([-MINUTE, 0 * MINUTE, MINUTE, 61 * MINUTE]))
    return f"{local(office.clock()):%d.%m. %H:%M}"


def deadline_comes(office: Office, dice: Random) -> str:
    """Go to the minute of a deadline of a case, or beside it."""
    now = office.clock()
    with office.work() as work:
        rows = cases.find_cases(work, CaseFilter(view=CaseView.RUNNING))
    ends = [at for row in rows for at in (row.due_at, row.action_due_at) if at > now]
    _go_on(office, _one(dice, ends) + dice.choice([-4 * HOUR, -MINUTE, 0 * MINUTE, MINUTE]))
    return f"{local(office.clock()):%d.%m. %H:%M}"


def _go_on(office: Office, at: dt.datetime) -> None:
    if at <= office.clock():
        raise NothingToDoError
    office.clock.set(at)


# Phones


def phone_is_issued(office: Office, dice: Random) -> str:
    """Issue something from the store."""
    with office.work() as work:
        lines, handsets = _items(work, ItemState.IN_STORE)
        items: list[ItemKey] = [_one(dice, [*lines, *handsets])]
        if (other := _maybe(dice, handsets, 0.3)) is not None and other not in items:
            items.append(other)
        officer = _one(dice, _officers(work))
        custody.issue(work, items, officer_id=officer.officer_id, at=_earlier(office, dice))
        return f"{items} to {officer.name}"


def phone_is_taken_back(office: Office, dice: Random) -> str:
    """Take something back."""
    with office.work() as work:
        held = _one(dice, _held(work))
        state = dice.choice([ItemState.IN_STORE, ItemState.IN_STORE, ItemState.IN_REPAIR])
        custody.give_back(work, [held], at=_earlier(office, dice), next_state=state)
        return f"custody {held}, {state}"


def phone_is_passed_on(office: Office, dice: Random) -> str:
    """Let somebody else have what one holds."""
    with office.work() as work:
        held, officer = _one(dice, _held(work)), _one(dice, _officers(work))
        at = _earlier(office, dice)
        custody.pass_on(work, [held], to_officer_id=officer.officer_id, at=at)
        return f"custody {held} to {officer.name}"


def phone_changes_its_state(office: Office, dice: Random) -> str:
    """Lose an item, send it to repair, or find it again."""
    with office.work() as work:
        found = (items for state in ItemState for items in _items(work, state))
        item = _one(dice, [one for items in found for one in items])
        state = dice.choice(tuple(ItemState))
        phones.set_state(work, item, state=state, at=_earlier(office, dice), reason="Bildirildi")
        return f"{item} {state}"


def form_is_signed(office: Office, dice: Random) -> str:
    """Attach the signed scan of a custody form."""
    with office.work() as work:
        form = _one(dice, phone_queries.list_forms(work.session, FormFilter(unsigned_only=True)))
        papers.attach_signed(work, form.form_id, _SCAN, version=form.version)
        return f"form {form.number_text}"


def form_is_cancelled(office: Office, dice: Random) -> str:
    """Take back the newest hand-over that nobody signed."""
    with office.work() as work:
        form = phone_queries.list_forms(work.session, FormFilter(unsigned_only=True))[:1]
        chosen = _one(dice, form)
        custody.cancel_form(work, chosen.form_id)
        return f"form {chosen.number_text}"


def circular_is_told(office: Office, dice: Random) -> str:
    """Make the form by which an officer is notified of the circular."""
    with office.work() as work:
        rows = circular.find_circular(work)
        untold = [one.officer_id for one in rows if one.standing is not CircularStanding.NOTIFIED]
        who = _one(dice, untold)
        circular.notify(work, [who])
        return f"officer {who}"


def line_is_called(office: Office, dice: Random) -> str:
    """Log a test call."""
    with office.work() as work:
        row = _one(dice, phones.find_lines(work, PhoneFilter(), at=work.now))
        is_answered = dice.random() < 0.4
        log_check(work, CheckValues(row.line_id, _earlier(office, dice), is_answered=is_answered))
        return f"{row.phone} {'answered' if is_answered else 'silent'}"


def quota_is_set(office: Office, dice: Random) -> str:
    """Set the day on which periods begin, for all lines or for one."""
    with office.work() as work:
        day = dice.choice([1, 2, 14, 15, 27, 28])
        first = local_day(work.now) - dice.choice([0, 5, 40]) * DAY
        setting = Setting(first, seconds=dice.choice([6000, 18000]), period_day=day)
        if (line := _maybe(dice, _lines(work), 0.25)) is not None:
            set_line_quota(work, line.line_id, setting)
            return f"{line.phone}: from {first}, day {day}"
        set_default_quota(work, setting)
        return f"all: from {first}, day {day}"


def usage_comes(office: Office, dice: Random) -> str:
    """Import a file of calls of some days, in which some lines are missing."""
    return _import_usage(office, dice, days_ago=dice.choice([3, 10, 24, 35, 50]), has_data=True)


def usage_without_data_comes(office: Office, dice: Random) -> str:
    """Import a file of calls of the last days that tells no data."""
    return _import_usage(office, dice, days_ago=dice.choice([3, 10]), has_data=False)


def _import_usage(office: Office, dice: Random, *, days_ago: int, has_data: bool) -> str:
    today = local_day(office.clock())
    first = today - days_ago * DAY
    days = min(dice.choice([2, 9, 20, 31]), (today - first).days)
    rows: list[tuple[str, ...]] = [
        ("HAT NO", "TARİH", "SAAT", "ARANAN NUMARA", "TÜR", "SÜRE (SN)", "VERİ (KB)")
    ]
    with office.work() as work:
        lines = [one for one in _lines(work) if dice.random() < 0.7]
    for line in lines:
        talked = dice.choice([20, 60, 400, 900])
        for place in range(days):
            day = first + place * DAY
            at = (line.phone[1:], format_day(day), f"{dice.randrange(24):02}:{place % 60:02}:11")
            number = dice.choice(["183", "155", "05320001122", "03124440183"])
            rows.append((*at, number, "Konuşma", str(talked), ""))
            if has_data:
                rows.append((*at, "internet", "İnternet", "", str(dice.choice([100, 40_000]))))
    if not has_data:
        rows = [row[:-1] for row in rows]
    if len(rows) == 1:
        raise NothingToDoError
    options = UsageOptions(
        operator="Türk Telekom",
        trusts_end=True,
        replaces=dice.random() < 0.7,
        absent=frozenset() if has_data else frozenset({UsageField.DATA}),
    )
    with office.work() as work:
        file = column_file(f"hat-{first}.csv", rows)
        usage = USAGE.read(file, options, work.now)
        USAGE.apply(work, USAGE.preview(work, usage, options))
        note_notices(work, today=today)
    return f"{len(lines)} lines, {days} days from {first}"


def call_is_explained(office: Office, dice: Random) -> str:
    """Store what an officer says about a call."""
    with office.work() as work:
        call = _one(dice, unexplained.find_calls(work, UnexplainedCallFilter(is_reviewed=False)))
        is_private = dice.random() < 0.3
        unexplained.explain_call(
            work, call.call_id, explanation="Konukevini aradım", is_private=is_private
        )
        return f"call {call.call_id}"


# Cases


def case_comes(office: Office, dice: Random) -> str:
    """Take in a case, of now or some hours ago."""
    with office.work() as work:
        number = f"183-{local_day(work.now).year}-{dice.randrange(10**6):06}"
        subject = _one(dice, list_subjects(work.session))
        officer = _maybe(dice, [one for one in _officers(work) if one.subjects])
        at = _earlier(office, dice)
        values = CaseValues(
            number=number,
            routed_at=at,
            subject_id=subject.subject_id,
            kind_id=dice.choice([1, 3, 5, 6]),
            is_urgent=dice.random() < 0.4,
            is_police_informed=dice.random() < 0.2,
            operator_name="İsmail ÜNLÜOĞLU",
            district="Gölbaşı",
            caller_phone="+905000023653",
            caller_name="Müjgân IŞIK",
            summary="Komşu ihbarı",
        )
        cases.add_case(work, values, officer_id=officer.officer_id if officer else None)
        return f"{number} routed {local(at):%d.%m. %H:%M}, {'urgent' if values.is_urgent else ''}"


def case_is_acted_on(office: Office, dice: Random) -> str:
    """Write an action, or correct one."""
    with office.work() as work:
        row = _case(work, dice)
        at = _earlier(office, dice, since=row.routed_at)
        query = select(CaseAction.id).where(CaseAction.case_id == row.case_id)
        known = work.session.scalars(query).all()
        if known and dice.random() < 0.4:
            timeline.correct_action(work, dice.choice(known), at=at, words="Eve gidildi")
            return f"{row.number} corrected, {local(at):%d.%m. %H:%M}"
        timeline.add_action(work, row.case_id, at=at, words="Arandı")
        return f"{row.number} {local(at):%d.%m. %H:%M}"


def police_is_informed(office: Office, dice: Random) -> str:
    """Record which unit of the police was informed, with or without the hour."""
    with office.work() as work:
        row = _case(work, dice)
        is_whole = dice.random() < 0.6
        at = _earlier(office, dice, since=row.routed_at) if is_whole else None
        unit = "Gölbaşı İlçe Emniyet Müdürlüğü"
        progress.inform_police(work, row.case_id, unit=unit, by="", at=at)
        return f"{row.number} {'whole' if is_whole else 'without the hour'}"


def case_is_entered(office: Office, dice: Random) -> str:
    """Enter a case into the system of the call centre."""
    with office.work() as work:
        row = _case(work, dice)
        at = _earlier(office, dice, since=row.routed_at)
        progress.enter(work, row.case_id, at=at, record="2026/77")
        return f"{row.number} {local(at):%d.%m. %H:%M}"


def entry_is_corrected(office: Office, dice: Random) -> str:
    """Correct or withdraw an entry."""
    with office.work() as work:
        row = _one(dice, [one for one in _cases(work) if one.entered_at])
        if dice.random() < 0.4:
            progress.withdraw_entry(work, row.case_id, reason="Başka vakaya aitti")
            return f"{row.number} withdrawn"
        at = _earlier(office, dice, since=row.routed_at)
        progress.correct_entry(work, row.case_id, at=at, record="2026/78")
        return f"{row.number} {local(at):%d.%m. %H:%M}"


def case_is_closed(office: Office, dice: Random) -> str:
    """Close a case, or open one again."""
    with office.work() as work:
        row = _case(work, dice)
        if row.is_closed:
            progress.reopen_case(work, row.case_id, reason="Yeniden arandı")
            return f"{row.number} opened again"
        progress.close_case(work, row.case_id, at=_earlier(office, dice), outcome="Görüşüldü")
        return row.number


def case_changes_hands(office: Office, dice: Random) -> str:
    """Give a case to somebody else, or to nobody."""
    with office.work() as work:
        row, officer = _case(work, dice), _maybe(dice, _officers(work), 0.8)
        officer_id = officer.officer_id if officer else None
        responsibility.reassign(work, row.case_id, officer_id, reason="İzinde")
        return f"{row.number} to {officer.name if officer else 'nobody'}"


def citizen_comes(office: Office, dice: Random) -> str:
    """Log a citizen at the counter, who is helped or sent on."""
    with office.work() as work:
        is_sent_on = dice.random() < 0.3
        values = GuidanceValues(
            at=_earlier(office, dice),
            subject_id=_one(dice, list_subjects(work.session)).subject_id,
            asked="Engelli aylığı nasıl alınır?",
            done="" if is_sent_on else "Form verildi.",
            is_sent_on=is_sent_on,
            sent_reason="Gece geldi" if is_sent_on else "",
        )
        VISITS.save(work, None, values)
        return "sent on" if is_sent_on else "helped"


# Changes and their letters


def officer_leaves(office: Office, dice: Random) -> str:
    """Finish a change: of today, an earlier or a later day; the form decides what it must."""
    with office.work() as work:
        serving = [one for one in _officers(work) if one.subjects]
        leaver = _one(dice, serving)
        context = changes.context(work, leavers=[leaver.officer_id])
        spare = [one for one in _officers(work) if one.officer_id != leaver.officer_id]
        day = local_day(work.now) + dice.choice([-3, -1, 0, 0, 1, 4, 9]) * DAY
        names = {one.name: one.subject_id for one in context.subjects}
        subject_ids = tuple(names[one] for one in leaver.subjects if one in names)
        entry = ChangeEntry(
            leaver_id=leaver.officer_id,
            subject_ids=subject_ids,
            effective_on=format_day(day),
            reason="Atandı",
        )
    kind = dice.choice([NewcomerKind.ROSTER, NewcomerKind.NEW, NewcomerKind.NOBODY])
    receiver = to_newcomer(0)
    if kind is NewcomerKind.NEW:
        entry = replace(entry, **_newcomer(dice))
    elif kind is NewcomerKind.ROSTER:
        entry = replace(entry, newcomer_id=_one(dice, spare).officer_id)
    else:
        entry = replace(entry, vacancy_reason="Onay bekleniyor")
        receiver = to_officer(_one(dice, spare).officer_id)
    entry = replace(entry, newcomer_kind=kind)
    signatory_id = context.signatories[0].signatory_id
    form = ChangeForm(entries=(entry,), signatory_id=signatory_id)
    decided = tuple(one.row.case_id for one in open_cases(form, context))
    if decided:
        entry = replace(entry, cases_decision=receiver, cases_decided=decided)
    phones_to = dice.choice([RETURN, receiver, WAIVE])
    form = replace(
        form,
        entries=(entry,),
        hand_overs=tuple(
            HandOverDecision(
                one.custody.custody_id, phones_to, "Kayıp" if phones_to == WAIVE else ""
            )
            for one in held_items(form, context)
        ),
    )
    form = with_proposals(form, context)
    rendered = changes.render_letter(form, context)
    with office.work() as work:
        made = changes.finish(work, form, rendered)
    return f"{leaver.name} from {day}, {kind}, phones {phones_to}: letter {made.letter_id}"


def _newcomer(dice: Random) -> dict[str, Any]:
    digits = dice.randrange(1000, 9999)
    return {
        "given_names": dice.choice(_NAMES),
        "surname": dice.choice(_SURNAMES),
        "title": "Sosyal Çalışmacı",
        "tckn": _tckn(dice),
        "corporate_email": f"yeni{digits}@aile.gov.tr",
        "personal_mobile": f"0500 1{digits // 100:02} {digits % 100:02} 10",
        "corporate_mobile": f"0500 2{digits // 100:02} {digits % 100:02} 20",
    }


def _tckn(dice: Random) -> str:
    """Return an identity number with its check digits. Source: the rule of NVİ."""
    body = [1, *(dice.randrange(10) for _ in range(8))]
    tenth = (7 * sum(body[0::2]) - sum(body[1::2])) % 10
    digits = [*body, tenth]
    return "".join(map(str, [*digits, sum(digits) % 10]))


def letter_is_faxed(office: Office, dice: Random) -> str:
    """Fax a letter, in vain at times."""
    return _send(office, dice, Channel.FAX)


def letter_is_posted(office: Office, dice: Random) -> str:
    """Post a letter."""
    return _send(office, dice, Channel.POST)


def _send(office: Office, dice: Random, channel: Channel) -> str:
    with office.work() as work:
        letter = _letter(work, dice)
        is_fax = channel is Channel.FAX
        is_sent = dice.random() < 0.75
        values = DispatchValues(
            channel=channel,
            target="+903120000020" if is_fax else "Söğütözü Mahallesi, ANKARA",
            at=_earlier(office, dice),
            pages=letter.pages if is_fax and dice.random() < 0.8 else None,
            result=Result.SENT if is_sent else Result.FAILED,
            item_number="" if is_fax or dice.random() < 0.3 else f"KB{dice.randrange(10**9)}",
            note="İletildi" if is_sent else "Meşgul",
        )
        letters.record_dispatch(work, letter.letter_id, values)
        return f"letter {letter.letter_id} {values.result}"


def letter_is_numbered(office: Office, dice: Random) -> str:
    """Write or correct number and day of a letter."""
    with office.work() as work:
        letter = _letter(work, dice)
        version = letters.open_letter(work, letter.letter_id).row.version
        day = local_day(work.now) - dice.choice([0, 0, 1, 4]) * DAY
        number = f"{dice.randrange(1000, 9999)}"
        letters.note_register_number(work, letter.letter_id, number, day, version=version)
        return f"letter {letter.letter_id}: {number} of {day}"


def letter_is_signed(office: Office, dice: Random) -> str:
    """Attach the signed scan of a letter."""
    with office.work() as work:
        letter = _letter(work, dice)
        letters.attach_scan(work, letter.letter_id, _SCAN)
        return f"letter {letter.letter_id}"


def letter_is_corrected(office: Office, dice: Random) -> str:
    """Finish a letter that corrects another."""
    with office.work() as work:
        letter = _letter(work, dice)
        form, context = changes.correction_form(work, letter.letter_id)
    form = replace(form, correction_reason="unvanı")
    rendered = changes.render_letter(form, context)
    with office.work() as work:
        made = changes.finish(work, form, rendered)
    return f"letter {letter.letter_id} by {made.letter_id}"


def letter_is_cancelled(office: Office, dice: Random) -> str:
    """Cancel a change and its letter."""
    with office.work() as work:
        letter = _letter(work, dice)
        cancel(work, letter.letter_id, "Görevde kaldı", gives_back=dice.random() < 0.5)
        return f"letter {letter.letter_id}"


def change_is_confirmed(office: Office, dice: Random) -> str:
    """Write down that the Office has changed its list."""
    with office.work() as work:
        letter = _letter(work, dice)
        day = local_day(work.now) - dice.choice([0, 0, 2]) * DAY
        values = ConfirmationValues(day, Manner.PHONE, "Nöbetçi memur")
        save_confirmation(work, letter.letter_id, values)
        return f"letter {letter.letter_id}"


def hand_over_day_comes(office: Office, dice: Random) -> str:
    """Carry out what a change of a later day has planned."""
    with office.work() as work:
        letter = _letter(work, dice)
        planned.carry_out(work, letter.letter_id)
        return f"letter {letter.letter_id}"


def account_is_answered(office: Office, dice: Random) -> str:
    """Say that a leaver had no account, or that the clerk's was theirs."""
    with office.work(Role.ADMINISTRATOR) as work:
        letter = _letter(work, dice)
        afterwards.answer_account(work, letter.letter_id, 0, NO_ACCOUNT)
        return f"letter {letter.letter_id}"


def account_is_closed(office: Office, dice: Random) -> str:
    """Add a user, or close the account of one who was added."""
    desk = office.desk(Role.ADMINISTRATOR)
    login = f"gecici{dice.randrange(3)}"
    with desk.work() as work:
        found = find_user(work.session, login)
    if found is None:
        password = "dört mavi fincan devrildi"
        desk.users.add(login=login, name="Geçici MEMUR", role=Role.AUDITOR, password=password)
        return f"{login} added"
    assert login not in ROLES
    desk.users.change(found, name=found.name, role=found.role, is_active=False)
    return f"{login} closed"


# Duties


def month_is_planned(office: Office, dice: Random) -> str:
    """Begin the next month, let people take turns, and publish it if the rules allow."""
    with office.work() as work:
        month = month_after(month_key(local_day(work.now)))
        if rota.month_sheet(work, month).state is not None:
            raise NothingToDoError
        turns = {
            kind: [
                one.person_id
                for one in rota.list_people(work)
                if kind in one.kinds and one.ends_on is None
            ]
            for kind in DutyKind
        }
        turns = {kind: people for kind, people in turns.items() if people}
        if len(turns) < len(DutyKind):
            raise NothingToDoError
    with office.work() as work:
        beginning.plan(work, month, turns)
    if dice.random() < 0.8:
        beginning.publish(office, month)
    return month


def month_is_published(office: Office, dice: Random) -> str:
    """Publish what a month has become."""
    month = month_key(local_day(office.clock()) + dice.choice([0, 0, 20]) * DAY)
    with office.work() as work:
        if rota.month_sheet(work, month).state is None:
            raise NothingToDoError
    beginning.publish(office, month)
    return month


def cell_is_filled(office: Office, dice: Random) -> str:
    """Write another person, or nobody, into a cell of the sheet."""
    with office.work() as work:
        duty = _duty(work, dice)
        able = [one for one in rota.list_people(work) if duty.kind in one.kinds]
        person = _maybe(dice, able, 0.75)
        person_id = person.person_id if person else None
        reason = "Başkası yok" if dice.random() < 0.4 else ""
        rota.fill(work, [Cell(duty.duty_id, duty.version, person_id, reason, bool(reason))])
        return f"{_of(duty)}: {person.name if person else 'nobody'}"


def duty_is_swapped(office: Office, dice: Random) -> str:
    """Let somebody take a duty over, whole, its second half, or some hours in the middle."""
    is_urgent = dice.random() < 0.5
    # What a clerk swaps waits for its approval; otherwise who enters it approves it.
    with office.work(Role.CLERK if is_urgent else Role.ADMINISTRATOR) as work:
        duty = _duty(work, dice)
        if duty.person_id is None:
            raise NothingToDoError
        able = [one for one in rota.list_people(work) if duty.kind in one.kinds]
        taker = _one(dice, [one for one in able if one.person_id != duty.person_id])
        length = duty.ends_at - duty.starts_at
        start, end = dice.choice(
            [
                (duty.starts_at, duty.ends_at),
                (duty.starts_at + length / 2, duty.ends_at),
                (duty.starts_at, duty.starts_at + length / 2),
                (duty.starts_at + length / 3, duty.ends_at - length / 3),
            ]
        )
        swap_service.swap(
            work,
            swap_service.SwapWanted(
                duty.duty_id,
                duty.version,
                start,
                end,
                taker.person_id,
                dice.choice(tuple(SwapManner)),
                is_urgent=is_urgent,
                reason="Yolda kaldı",
            ),
        )
        return f"{_of(duty)}: {taker.name} {local(start):%H:%M}-{local(end):%H:%M}"


def swap_is_approved(office: Office, dice: Random) -> str:
    """Approve a swap, or undo one."""
    with office.work(Role.ADMINISTRATOR) as work:
        if dice.random() < 0.6:
            swap = _one(dice, swap_service.find_swaps(work, SwapFilter(is_approved=False)))
            swap_service.approve_swap(work, swap.swap_id, version=swap.version)
            return f"swap {swap.swap_id}"
        swap = _one(dice, swap_service.find_swaps(work, SwapFilter()))
        swap_service.undo_swap(work, swap.swap_id, version=swap.version)
        return f"swap {swap.swap_id} undone"


def duty_was_worked_otherwise(office: Office, dice: Random) -> str:
    """Note that somebody else, or nobody, worked the last hours of a duty."""
    with office.work() as work:
        now = work.now
        duty = _one(dice, [one for one in _duties(work) if one.ends_at <= now and one.person_id])
        came = _maybe(dice, [one for one in rota.list_people(work) if duty.kind in one.kinds], 0.7)
        since = duty.ends_at - 2 * HOUR
        if came is not None and came.person_id == duty.person_id:
            raise NothingToDoError
        worked.note_worked(
            work,
            duty.duty_id,
            came.person_id if came else None,
            starts_at=since,
            ends_at=duty.ends_at,
            version=duty.version,
        )
        return f"{_of(duty)}: {came.name if came else 'nobody'} from {local(since):%H:%M}"


def person_goes_on_leave(office: Office, dice: Random) -> str:
    """Store leave of some days, also after the month is published; or take one back."""
    with office.work() as work:
        known = rota.list_absences(work, AbsenceFilter())
        if known and dice.random() < 0.25:
            row = dice.choice(known)
            rota.ABSENCES.remove(work, row.absence_id, version=row.version)
            return f"{row.person_name} is back"
        person = _one(dice, rota.list_people(work))
        first = local_day(work.now) + dice.choice([-1, 0, 0, 1, 4]) * DAY
        last = first + dice.choice([0, 0, 2, 9]) * DAY
        kind = dice.choice([AbsenceKind.ANNUAL, AbsenceKind.REPORT, AbsenceKind.NIGHT_EXEMPT])
        values = AbsenceValues(person.person_id, kind, *absence_span(first, last))
        rota.ABSENCES.save(work, None, values)
        return f"{person.name} {kind} {first} to {last}"


def person_gets_a_number(office: Office, dice: Random) -> str:
    """Change or clear the number that somebody on duty has of their own."""
    with office.work() as work:
        person = _one(dice, rota.list_people(work))
        values, version = rota.PEOPLE.open(work, person.person_id)
        phone = dice.choice(["", f"+90500000{dice.randrange(8000, 8999)}", *_phones(work)])
        rota.PEOPLE.save(work, person.person_id, replace(values, phone=phone), version=version)
        return f"{person.name}: {phone or 'none'}"


def leave_is_granted(office: Office, dice: Random) -> str:
    """Write down leave that the administration grants for duties."""
    with office.work() as work:
        person = _one(dice, rota.list_people(work))
        day = local_day(work.now) - dice.choice([0, 3, 40]) * DAY
        rota.GRANTED_LEAVES.save(work, None, GrantedValues(person.person_id, day, 1))
        return f"{person.name} {day}"


def director_changes(office: Office, dice: Random) -> str:
    """Change whom everybody calls when nobody on duty answers."""
    with office.work(Role.ADMINISTRATOR) as work:
        values, version = rota.LIMITS.open(work, 1)
        phone = dice.choice(["", "+905000071183", "+905000071184"])
        changed = replace(values, director_name=dice.choice(_DIRECTORS), director_phone=phone)
        rota.LIMITS.save(work, 1, changed, version=version)
        return f"{changed.director_name} {phone}"


def substitute_is_named(office: Office, dice: Random) -> str:
    """Let an officer answer for another for some days."""
    with office.work() as work:
        officers = _officers(work)
        away, there = _one(dice, officers), _one(dice, officers)
        first = local_day(work.now) + dice.choice([0, 0, 1]) * DAY
        values = SubstitutionValues(
            away.officer_id, None, there.officer_id, first, first + dice.choice([1, 5]) * DAY
        )
        SUBSTITUTIONS.save(work, None, values)
        return f"{there.name} for {away.name} from {first}"


def duty_is_handed_over(office: Office, dice: Random) -> str:
    """Write a hand-over note, or confirm one."""
    with office.work() as work:
        notes = [one for one in find_hand_overs(work, HandOverFilter()) if not one.confirmed_at]
        if notes and dice.random() < 0.5:
            confirm_hand_over(work, notes[0].hand_over_id, version=notes[0].version)
            return f"note {notes[0].hand_over_id} confirmed"
        return f"note {hand_over_notes.write(work, 'Araçta yakıt az.')}"


def centre_reports_unreached(office: Office, dice: Random) -> str:
    """Store that the call centre did not reach somebody, or the answer to that."""
    with office.work() as work:
        waiting = unreached.find_unreached(work, UnreachedFilter(is_answered=False))
        if waiting and dice.random() < 0.5:
            row = dice.choice(waiting)
            values, version = unreached.REPORTS.open(work, row.unreached_id)
            answered = replace(values, answer="Görüşmedeydi")
            unreached.REPORTS.save(work, row.unreached_id, answered, version=version)
            return f"report {row.unreached_id} answered"
        phone = _one(dice, _phones(work))
        report = UnreachedValues(_earlier(office, dice), "İsmail ÜNLÜOĞLU", phone, "")
        unreached.REPORTS.save(work, None, report)
        return phone


# Vehicles


def duty_gets_a_vehicle(office: Office, dice: Random) -> str:
    """Write the vehicle of a driver's duty, or that it has none."""
    with office.work() as work:
        drivers = [one for one in _duties(work) if one.kind is DutyKind.DRIVER]
        near = [one for one in drivers if -DAY < one.starts_at - work.now < 4 * DAY]
        duty, vehicle = _one(dice, near), _maybe(dice, vehicles.list_vehicles(work), 0.75)
        vehicle_id = vehicle.vehicle_id if vehicle else None
        rota.set_vehicle(work, [(duty.duty_id, duty.version)], vehicle_id)
        return f"{_of(duty)}: {vehicle.plate if vehicle else 'none'}"


def vehicle_is_away(office: Office, dice: Random) -> str:
    """Bring a vehicle to the garage."""
    with office.work() as work:
        vehicle = _one(dice, vehicles.list_vehicles(work))
        until = dice.choice([None, work.now + 5 * HOUR, work.now + 3 * DAY])
        kind = dice.choice(tuple(VehicleStateKind))
        vehicles.STATES.save(work, None, StateValues(vehicle.vehicle_id, kind, work.now, until))
        return f"{vehicle.plate} {kind} until {until}"


def vehicle_gets_its_days(office: Office, dice: Random) -> str:
    """Write until when a vehicle is inspected and insured."""
    with office.work() as work:
        vehicle = _one(dice, vehicles.list_vehicles(work))
        values, version = vehicles.VEHICLES.open(work, vehicle.vehicle_id)
        day = local_day(work.now) + dice.choice([-1, 0, 6, 7, 8, 29, 30, 31, 200]) * DAY
        name = dice.choice(["inspected_until", "insured_until", "serviced_until"])
        changed = replace(values, **{name: day})  # type: ignore[arg-type]  # of a day
        vehicles.VEHICLES.save(work, vehicle.vehicle_id, changed, version=version)
        return f"{vehicle.plate} {name} {day}"


def trip_is_ordered(office: Office, dice: Random) -> str:
    """Make a task order, or have one signed or cancelled."""
    with office.work() as work:
        known = vehicles.list_orders(work, TaskOrderFilter(is_signed=False))
        if known and dice.random() < 0.5:
            order_id = dice.choice(known).order_id
            order, version = vehicles.ORDERS.open(work, order_id)
            day = max(local_day(work.now), local_day(order.out_at))
            order = replace(order, signed_on=day)
            if dice.random() < 0.3:
                order = replace(order, signed_on=None, is_cancelled=True, cancel_reason="Gidilmedi")
            vehicles.ORDERS.save(work, order_id, order, version=version)
            return f"order {order_id} {'cancelled' if order.is_cancelled else 'signed'}"
        order = OrderValues(
            vehicle_id=_one(dice, vehicles.list_vehicles(work)).vehicle_id,
            driver_id=_one(dice, vehicles.list_drivers(work)).driver_id,
            people="Zeynep GÜNDOĞDU",
            place="Gölbaşı",
            purpose="Vakanın yerinde incelenmesi",
            case_number="",
            out_at=_earlier(office, dice),
        )
        return f"order {vehicles.ORDERS.save(work, None, order)}"


# Records whose period is over


def retention_is_shortened(office: Office, dice: Random) -> str:
    """Keep the records of a kind for some months only, from a day on."""
    with office.work(Role.ADMINISTRATOR) as work:
        kind = _one(dice, tuple(RecordKind))
        first = local_day(work.now) - dice.choice([0, 10, -3]) * DAY
        months = dice.choice([1, 1, 2])
        retention.set_period(work, kind, starts_on=first, months=months, basis="Saklama planı")
        return f"{kind}: {months} months from {first}"


def due_is_decided(office: Office, dice: Random) -> str:
    """Agree that a due record goes, or keep it for some days."""
    with office.work(Role.ADMINISTRATOR) as work:
        kind, rows = _due(work, dice)
        ids = [one.item_id for one in rows if dice.random() < 0.6]
        if dice.random() < 0.7:
            retention.agree(work, kind, ids)
            return f"{kind} {ids} go"
        until = local_day(work.now) + dice.choice([1, 20]) * DAY
        retention.postpone(work, kind, ids, until=until, reason="Mahkeme istedi")
        return f"{kind} {ids} stay until {until}"


def due_is_destroyed(office: Office, dice: Random) -> str:
    """Destroy what was agreed to; the file is rewritten at once, or later."""
    desk = office.desk(Role.ADMINISTRATOR)
    with desk.work() as work:
        kind, rows = _due(work, dice)
        ids = [one.item_id for one in rows if one.decision is Decision.AGREED and not one.is_held]
        retention.destroy(work, kind, ids, reason="Süresi doldu")
    if dice.random() < 0.6:
        desk.erase_destroyed()
    return f"{kind} {ids}"


def _due(work: Work, dice: Random) -> tuple[RecordKind, tuple[DueRow, ...]]:
    kinds = [one.kind for one in retention.look(work).kinds if one.due]
    kind = _one(dice, kinds)
    return kind, retention.open_due(work, kind)


# The data itself


def backup_is_taken(office: Office, dice: Random) -> str:  # noqa: ARG001 - as every act
    """Take a backup."""
    return "taken" if office.back_up() else "the server's owner does"


def backup_is_brought_back(office: Office, dice: Random) -> str:  # noqa: ARG001 - as every act
    """Bring the newest backup back."""
    return "brought back" if office.restore() else "there is none"


def everybody_locks(office: Office, dice: Random) -> str:  # noqa: ARG001 - as every act
    """Lock all desks."""
    office.lock()
    return "locked"


def _lines(work: Work) -> tuple[LineRow, ...]:
    return phones.find_lines(work, PhoneFilter(), at=work.now)


def _quota_settings(work: Work) -> Sequence[Any]:
    from alo183_desktop.phones.quotas.service import list_settings

    return list_settings(work)


def _phones(work: Work) -> list[str]:
    return [one.phone for one in _lines(work)]


def _items(work: Work, state: ItemState) -> tuple[list[ItemKey], list[ItemKey]]:
    wanted = PhoneFilter(state=state)
    lines = phones.find_lines(work, wanted, at=work.now)
    handsets = phones.find_handsets(work, wanted, at=work.now)
    return [one.item for one in lines], [one.item for one in handsets]


def _held(work: Work) -> list[int]:
    return [
        held.custody_id
        for officer in list_officers(
            work.session, OfficerFilter(state=OfficerState.ALL), as_of=local_day(work.now)
        )
        for held in phone_queries.held_by(work.session, officer.officer_id, at=work.now)
    ]


def _cases(work: Work) -> tuple[CaseRow, ...]:
    return cases.find_cases(work, CaseFilter())


def _case(work: Work, dice: Random) -> CaseRow:
    return _one(dice, _cases(work))


def _letter(work: Work, dice: Random) -> LetterRow:
    return _one(dice, letters.find_letters(work, LetterFilter()))


def _duties(work: Work) -> list[DutyRow]:
    today = local_day(work.now)
    months = dict.fromkeys(month_key(today + days * DAY) for days in (-3, 0, 12))
    return [duty for month in months for duty in rota.month_sheet(work, month).duties]


def _duty(work: Work, dice: Random) -> DutyRow:
    """Return a duty of these days: running ones and the next, at times an older one."""
    near = [
        one
        for one in _duties(work)
        if -2 * DAY < one.starts_at - work.now < (8 if dice.random() < 0.5 else 1) * DAY
    ]
    return _one(dice, near)


def _of(duty: DutyRow) -> str:
    return f"{duty.kind} of {local(duty.starts_at):%d.%m. %H:%M}"


CLOCK: Final[tuple[Act, ...]] = (
    some_minutes_pass,
    hours_pass,
    days_pass,
    midnight_comes,
    month_begins,
    period_begins,
    duty_changes,
    deadline_comes,
)
WORK: Final[tuple[Act, ...]] = (
    phone_is_issued,
    phone_is_taken_back,
    phone_is_passed_on,
    form_is_cancelled,
    phone_changes_its_state,
    form_is_signed,
    circular_is_told,
    line_is_called,
    quota_is_set,
    usage_comes,
    usage_without_data_comes,
    call_is_explained,
    case_comes,
    case_comes,
    case_is_acted_on,
    police_is_informed,
    case_is_entered,
    entry_is_corrected,
    case_is_closed,
    case_changes_hands,
    citizen_comes,
    officer_leaves,
    officer_leaves,
    officer_leaves,
    letter_is_faxed,
    letter_is_posted,
    letter_is_numbered,
    letter_is_signed,
    letter_is_corrected,
    letter_is_cancelled,
    change_is_confirmed,
    hand_over_day_comes,
    account_is_answered,
    account_is_closed,
    month_is_planned,
    month_is_published,
    cell_is_filled,
    duty_is_swapped,
    swap_is_approved,
    duty_was_worked_otherwise,
    person_goes_on_leave,
    person_gets_a_number,
    leave_is_granted,
    director_changes,
    substitute_is_named,
    duty_is_handed_over,
    centre_reports_unreached,
    duty_gets_a_vehicle,
    vehicle_is_away,
    vehicle_gets_its_days,
    trip_is_ordered,
    retention_is_shortened,
    due_is_decided,
    due_is_destroyed,
    backup_is_taken,
    backup_is_brought_back,
    everybody_locks,
)
ACTS: Final = (*CLOCK, *WORK)
"""Every fourth act or so moves the clock (`chosen`)."""
_CLOCK_SHARE: Final = 0.28


def chosen(dice: Random) -> Act:
    """Return an act by chance."""
    return dice.choice(CLOCK if dice.random() < _CLOCK_SHARE else WORK)
