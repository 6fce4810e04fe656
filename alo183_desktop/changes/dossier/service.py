"""Read change files and their cover sheet; every fact comes from the tables of other packages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.responsibility import count_to_hand_over
from alo183_desktop.changes.dossier.lines import (
    Account,
    ChangeFile,
    Confirmed,
    FileFacts,
    FileLeaver,
    FileNewcomer,
    KeptRegisters,
    make_file,
)
from alo183_desktop.changes.model import Change, LeaverAccount, PlannedHandOver
from alo183_desktop.changes.rows import ChangeRow
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.letters.model import Confirmation, Letter, LetterReminder
from alo183_desktop.letters.queries import get_letter_row, list_letters
from alo183_desktop.letters.record import CONFIRMATION
from alo183_desktop.letters.rows import LetterFilter, LetterRow
from alo183_desktop.officers.model import Assignment
from alo183_desktop.officers.queries import names
from alo183_desktop.phones.kinds import FormKind, FormState
from alo183_desktop.phones.model import Custody, CustodyForm, CustodyWaiver, Handset, PhoneLine
from alo183_desktop.phones.rows import keys_of
from alo183_desktop.rota.holidays import working_day_after
from alo183_desktop.rota.model import Duty, DutyPerson
from alo183_desktop.rota.queries import is_kept, list_closures
from alo183_desktop.rota.rules import held_until
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.papers.change_file import ChangeFilePaper
    from alo183_desktop.rota.holidays import Closure


_LONGEST_WAIT: Final = dt.timedelta(days=60)
"""No configurable number of working days ends later."""


def list_changes(session: Session, *, now: dt.datetime) -> tuple[ChangeRow, ...]:
    """Return all letters in the order of their list, each with its change file."""
    letters = list_letters(session, LetterFilter(state="all"), now=now)
    files = read_files(session, letters, now=now)
    return tuple(made_of(ChangeRow, one, file=files[one.letter_id]) for one in letters)


def find_changes(work: Work) -> tuple[ChangeRow, ...]:
    """Return all letters with their change files, for users who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_LETTERS)
    return list_changes(work.session, now=work.now)


def open_file(work: Work, letter_id: int) -> ChangeFile:
    """Return the change file of a letter; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    require(work, Right.SEE_LETTERS)
    work.record("change_file.opened", "letter", letter_id)
    return read_file(work, letter_id)


def read_file(work: Work, letter_id: int) -> ChangeFile:
    """Return the change file of a letter that is open already.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    require(work, Right.SEE_LETTERS)
    letter = get_letter_row(work.session, letter_id, now=work.now)
    return read_files(work.session, [letter], now=work.now)[letter_id]


def read_paper(work: Work, letter_id: int) -> ChangeFilePaper:
    """Return the content of a change file's cover sheet; the caller audits its use.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    from alo183_desktop.documents.papers.change_file import ChangeFilePaper, DossierRow  # reportlab

    file = read_file(work, letter_id)
    letter, directorate = file.letter, get_directorate(work.session)
    number = letter.register_number or "verilmedi"
    dated = "" if letter.dated_on is None else f", {format_day(letter.dated_on)}"
    return ChangeFilePaper(
        directorate_heading=directorate.heading,
        summary=letter.summary,
        number_words=f"Sayı: {number}{dated}",
        effective_words=f"Yürürlük: {letter.effective_words}" if letter.is_change else letter.topic,
        rule_words=f"Tamamlanma kuralı: {letter.rule_words}",
        rows=tuple(
            DossierRow(line.mark, line.part.words, line.who, line.dated_words)
            for line in file.lines
        ),
        status=f"{format_instant(work.now)} itibarıyla {file.words}.",
    )


def record_print(work: Work, letter_id: int) -> None:
    """Record that a cover sheet is printed.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.PRINT)
    work.record("change_file.printed", "letter", letter_id)


def record_export(work: Work, letter_id: int) -> None:
    """Record that a cover sheet is exported as a file.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EXPORT)
    work.record("change_file.exported", "letter", letter_id)


def read_files(
    session: Session, letters: Sequence[LetterRow], *, now: dt.datetime
) -> dict[int, ChangeFile]:
    """Return the change files of letters, by letter; many need as many queries as one."""
    wanted = [letter.letter_id for letter in letters if letter.is_valid]
    changes: dict[int, list[Any]] = defaultdict(list)
    for part in parts_of(wanted):
        for row in session.execute(_CHANGES.where(Change.letter_id.in_(part))):
            changes[row.letter_id].append(row)
    tables = _read_tables(session, [row for own in changes.values() for row in own], now=now)
    _read_afterwards(session, wanted, tables)
    _read_deadline(session, letters, tables)
    return {
        letter.letter_id: make_file(_facts(letter, changes[letter.letter_id], tables), now=now)
        for letter in letters
    }


_CHANGES: Final = select(
    Change.letter_id,
    Change.position,
    Change.leaver_id,
    Change.leaver_name,
    Change.is_first_appointment,
    Change.newcomer_id,
    Change.leaver_keeps_others,
    Change.subject_ids,
    Change.effective_on,
    Change.no_phone_reason,
).order_by(Change.letter_id, Change.position)


@dataclass(slots=True)
class _Tables:
    """What other packages' tables have about leavers and newcomers, by officer."""

    today: dt.date
    names: Mapping[int, str] = field(default_factory=dict)
    cases: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """Open ones, counted by subject."""
    custodies: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """Those that ended, too."""
    returns: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """Return forms, the oldest first."""
    circulars: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """Notifications of the circular, the oldest first."""
    duties: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    assignments: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """Those that have not ended yet."""
    accounts: dict[tuple[int, int], Account] = field(default_factory=dict)
    """By letter and position."""
    confirmed: dict[int, Confirmed] = field(default_factory=dict)
    """By letter; the same for the next one."""
    reminded_on: dict[int, dt.date] = field(default_factory=dict)
    """By the letter that was reminded of."""
    planned: dict[int, dict[int, dt.date]] = field(default_factory=lambda: defaultdict(dict))
    """By officer."""
    gives_on: set[tuple[int, int]] = field(default_factory=set)
    """Letter, and whose line or handset another officer gets on that day."""
    planned_for: set[tuple[int, int | None]] = field(default_factory=set)
    """Letter, and who gets something from the store on that day."""
    registers: KeptRegisters = field(default_factory=KeptRegisters)
    closed: tuple[Closure, ...] = ()
    """When offices are closed, since the first letter that waits for its confirmation."""
    confirm_days: int = 0


def _read_tables(session: Session, changes: Sequence[Any], *, now: dt.datetime) -> _Tables:
    leavers = {row.leaver_id for row in changes} - {None}
    newcomers = {row.newcomer_id for row in changes} - {None}
    found = _Tables(
        today=local_day(now),
        names=names(session, newcomers),
        registers=_read_registers(session, now=now),
    )
    for (officer_id, subject_id), count in count_to_hand_over(session, leavers).items():
        found.cases[officer_id][subject_id] = count
    waived = exists().where(CustodyWaiver.custody_id == Custody.id)
    custodies = (
        select(
            Custody.officer_id,
            Custody.line_id,
            Custody.handset_id,
            Custody.from_at,
            Custody.to_at,
            CustodyForm.id.label("form_id"),
            CustodyForm.state,
            CustodyForm.at.label("form_at"),
            CustodyForm.signed_at,
            waived.label("is_waived"),
        )
        .join(CustodyForm, CustodyForm.id == Custody.issue_form_id, isouter=True)
        .order_by(Custody.id)
    )
    forms = select(
        CustodyForm.officer_id,
        CustodyForm.id.label("form_id"),
        CustodyForm.state,
        CustodyForm.signed_at,
    ).order_by(CustodyForm.id)
    returns = forms.where(CustodyForm.kind == FormKind.RETURN)
    circulars = forms.where(CustodyForm.kind == FormKind.CIRCULAR)
    duties = (
        select(DutyPerson.officer_id, Duty.starts_at, Duty.ends_at)
        .join(Duty, Duty.person_id == DutyPerson.id)
        .where(Duty.ends_at > now)
    )
    assignments = select(Assignment.officer_id, Assignment.subject_id, Assignment.ends_on).where(
        Assignment.ends_on.is_(None) | (Assignment.ends_on > found.today)
    )
    _sort_in(found.custodies, session, custodies, Custody.officer_id, leavers | newcomers)
    _sort_in(found.assignments, session, assignments, Assignment.officer_id, leavers | newcomers)
    _sort_in(found.returns, session, returns, CustodyForm.officer_id, leavers)
    _sort_in(found.circulars, session, circulars, CustodyForm.officer_id, newcomers)
    _sort_in(found.duties, session, duties, DutyPerson.officer_id, leavers)
    return found


def _read_registers(session: Session, *, now: dt.datetime) -> KeptRegisters:
    lines, handsets = exists(select(PhoneLine.id)), exists(select(Handset.id))
    cases, has_lines, has_handsets = session.execute(
        select(exists(select(Case.id)), lines, handsets)
    ).one()
    duties = is_kept(session, now, or_ahead=True)
    return KeptRegisters(cases=cases, duties=duties, phones=has_lines or has_handsets)


def _read_afterwards(session: Session, letter_ids: Sequence[int], tables: _Tables) -> None:
    accounts = select(
        LeaverAccount.letter_id, LeaverAccount.position, LeaverAccount.user_id, User.is_active
    ).join(User, User.id == LeaverAccount.user_id, isouter=True)
    confirmed = select(
        Confirmation.letter_id,
        Confirmation.confirmed_on,
        Confirmation.said_by,
        Confirmation.manner,
    )
    reminders = (
        select(LetterReminder.reminded_id, Letter.finished_at)
        .join(Letter, Letter.id == LetterReminder.letter_id)
        .where(Letter.cancelled_at.is_(None))
        .order_by(LetterReminder.letter_id)
    )
    planned = select(
        PlannedHandOver.letter_id,
        PlannedHandOver.due_on,
        PlannedHandOver.from_officer_id,
        PlannedHandOver.to_officer_id,
        PlannedHandOver.custody_id,
    ).order_by(PlannedHandOver.due_on)
    manners = dict(CONFIRMATION.fields["manner"].choices)
    for part in parts_of(letter_ids):
        for row in session.execute(accounts.where(LeaverAccount.letter_id.in_(part))):
            key = (row.letter_id, row.position)
            tables.accounts[key] = Account(row.user_id, is_open=bool(row.is_active))
        for answer in session.execute(confirmed.where(Confirmation.letter_id.in_(part))):
            tables.confirmed[answer.letter_id] = Confirmed(
                answer.confirmed_on, answer.said_by, manners[answer.manner]
            )
        for plan in session.execute(planned.where(PlannedHandOver.letter_id.in_(part))):
            who = plan.from_officer_id or plan.to_officer_id
            tables.planned[plan.letter_id].setdefault(who, plan.due_on)
            if plan.custody_id is not None and plan.to_officer_id is not None:
                tables.gives_on.add((plan.letter_id, who))
            if plan.from_officer_id is None:
                tables.planned_for.add((plan.letter_id, plan.to_officer_id))
        for one in session.execute(reminders.where(LetterReminder.reminded_id.in_(part))):
            tables.reminded_on[one.reminded_id] = local_day(one.finished_at)


def _read_deadline(session: Session, letters: Sequence[LetterRow], tables: _Tables) -> None:
    waiting = [
        local_day(one.completed_at)
        for one in letters
        if one.completed_at is not None and one.letter_id not in tables.confirmed
    ]
    if waiting:
        first = min(waiting)
        tables.confirm_days = get_directorate(session).confirm_days
        tables.closed = list_closures(session, first, max(waiting) + _LONGEST_WAIT)


def _sort_in(
    into: dict[int, list[Any]],
    session: Session,
    query: Select[*tuple[Any, ...]],
    officer: InstrumentedAttribute[Any],
    officer_ids: Collection[int],
) -> None:
    for part in parts_of(officer_ids):
        for row in session.execute(query.where(officer.in_(part))):
            into[row.officer_id].append(row)


def _facts(letter: LetterRow, changes: Sequence[Any], tables: _Tables) -> FileFacts:
    stay = {row.newcomer_id for row in changes} - {None}
    by_leaver: dict[object, list[Any]] = defaultdict(list)
    for row in changes:
        if not row.is_first_appointment:
            by_leaver[row.leaver_id or row.leaver_name].append(row)
    by_newcomer: dict[int, list[Any]] = defaultdict(list)
    for row in changes:
        if row.newcomer_id is not None:
            by_newcomer[row.newcomer_id].append(row)
    return FileFacts(
        letter,
        tuple(_leaver(own, stay, tables) for own in by_leaver.values()),
        tuple(_newcomer(own, tables) for own in by_newcomer.values()),
        planned=tables.planned[letter.letter_id],
        confirmed=tables.confirmed.get(letter.letter_id),
        confirm_by=_confirm_by(letter, tables),
        reminded_on=tables.reminded_on.get(letter.letter_id),
        registers=tables.registers,
    )


def _confirm_by(letter: LetterRow, tables: _Tables) -> dt.date | None:
    if letter.completed_at is None or letter.letter_id in tables.confirmed:
        return None
    return working_day_after(local_day(letter.completed_at), tables.confirm_days, tables.closed)


def _leaver(own: Sequence[Any], stay: Collection[int | None], tables: _Tables) -> FileLeaver:
    officer_id, leaves_on = own[0].leaver_id, max(row.effective_on for row in own)
    # Two officers who change places leave and come in one letter.
    is_whole = not all(row.leaver_keeps_others for row in own) and officer_id not in stay
    account = tables.accounts.get((own[0].letter_id, own[0].position))
    if officer_id is None:
        return FileLeaver(
            None,
            own[0].leaver_name,
            leaves_on,
            is_whole=is_whole,
            position=own[0].position,
            account=account,
        )
    serves = [
        row
        for row in tables.assignments[officer_id]
        if row.ends_on is None or row.ends_on > leaves_on
    ]
    kept = {row.subject_id for row in serves}
    # Of several days for one subject the first one of the letter counts, as for cases.
    days = {one: row.effective_on for row in reversed(own) for one in row.subject_ids}
    given_up = {one: day for one, day in days.items() if one not in kept}
    cases = {
        subject_id: count
        for subject_id, count in tables.cases[officer_id].items()
        if is_whole or subject_id in given_up
    }
    own_custodies = [row for row in tables.custodies[officer_id] if row.to_at is None]
    held = [row for row in own_custodies if not row.is_waived]
    unsigned, signed_on = _signatures(tables.returns[officer_id])
    return FileLeaver(
        officer_id,
        own[0].leaver_name,
        leaves_on,
        is_whole=is_whole,
        position=own[0].position,
        account=account,
        is_back=bool(serves),
        held=len(held),
        waived=len(own_custodies) - len(held),
        gives_on=(own[0].letter_id, officer_id) in tables.gives_on,
        held_item=keys_of(held[0].line_id, held[0].handset_id)[0] if held else None,
        unsigned_form_id=unsigned,
        returned_on=signed_on,
        cases=sum(cases.values()),
        early_cases=tuple(
            (given_up[subject_id], count)
            for subject_id, count in cases.items()
            if given_up.get(subject_id, leaves_on) < leaves_on
        ),
        duties=tuple(
            sorted(
                local_day(row.starts_at)
                for row in tables.duties[officer_id]
                if held_until(row.starts_at, row.ends_at, leaves_on) < row.ends_at
            )
        ),
    )


def _newcomer(own: Sequence[Any], tables: _Tables) -> FileNewcomer:
    officer_id = own[0].newcomer_id
    since = day_start(own[0].effective_on)
    custodies = [
        row for row in tables.custodies[officer_id] if row.to_at is None or row.to_at > since
    ]
    held = [row for row in custodies if row.to_at is None]
    unsigned, signed_on = _signatures(_of_the_change(custodies))
    unsigned_circular, notified_on = _signatures(tables.circulars[officer_id])
    return FileNewcomer(
        officer_id,
        tables.names.get(officer_id, ""),
        own[0].effective_on,
        has_left=not tables.assignments[officer_id],
        needs_none=any(row.no_phone_reason for row in own),
        is_planned=(own[0].letter_id, officer_id) in tables.planned_for,
        held=len(held),
        # What was cancelled ended where it began: nothing was given.
        gave_back=any(row.to_at is not None and row.to_at > row.from_at for row in custodies),
        unsigned_form_id=unsigned,
        issued_on=signed_on,
        unsigned_circular_id=unsigned_circular,
        notified_on=notified_on,
    )


def _of_the_change(custodies: Sequence[Any]) -> list[Any]:
    """Return the custodies whose issue forms a change entails.

    What is issued on a later day than that of the first signature is an act of its own: its form
    waits under clause 1, and the file of a change that was done is not opened again by it.
    """
    formal = [row for row in custodies if row.form_id is not None]
    signed = [row.signed_at for row in formal if row.signed_at is not None]
    if signed:
        day = local_day(min(signed))
        formal = [row for row in formal if local_day(row.form_at) <= day]
    # What was given back without a signature needs none any more.
    return [row for row in formal if row.to_at is None or row.state is FormState.SIGNED]


def _signatures(forms: Sequence[Any]) -> tuple[int | None, dt.date | None]:
    """Return the oldest unsigned form, and when the newest signed one was signed."""
    unsigned = [row.form_id for row in forms if row.state.waits]
    signed = [row.signed_at for row in forms if row.signed_at is not None]
    return min(unsigned, default=None), local_day(max(signed)) if signed else None
