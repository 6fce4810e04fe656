"""Referrals of the story: the year before out of the call centre's list, then one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final

from alo183_desktop.demo.people import officer_ids
from alo183_desktop.demo.phones import e164
from alo183_desktop.demo.tables import table_file
from alo183_desktop.shared.clock import ISTANBUL, local, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cases.input import CaseValues
    from alo183_desktop.db.work import Work
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.referrals import Referral
    from alo183_desktop.documents.foreign.tables import Cell

_HEADINGS: Final = (
    *("Başvuru No", "Yönlendirme Tarihi", "Operatör", "Müracaat Konusu", "Vaka Türü", "İlçe"),
    *("Arayan Telefon", "Arayan Adı", "Özet", "Aciliyet", "Kolluk Bildirimi", "Kolluk Birimi"),
    *("Ekip Sorumlusu", "Bilgi Alma", "İlk Müdahale", "Sisteme Giriş", "Sistem Kayıt No"),
    *("Kapanış Tarihi", "Sonuç"),
)
_IMPORT_DAY: Final = -20
_IMPORT_TIME: Final = dt.time(9, 30)
_LIST_HOURS: Final = 44
"""What was routed so long before the import stands in the list, entered and all."""
_OFFICE_OPENS: Final = dt.time(8, 30)
_NIGHT: Final = (20, 8)
"""Hours between which nobody writes; what happens then is written down in the morning."""
_TYPING: Final = dt.timedelta(minutes=4)
_REMINDED_HOURS: Final = 2.5
"""Reminders that came due before then have been seen."""


class Cases:
    """The chapter of referrals."""

    def __init__(
        self, referrals: Sequence[Referral], calendar: Calendar, schedule: Schedule
    ) -> None:
        self._referrals = referrals
        self._calendar = calendar
        self._schedule = schedule

    def plan(self) -> None:
        """Put the chapter on the schedule."""
        at = self._calendar.at(_IMPORT_DAY, _IMPORT_TIME)
        listed = [
            one for one in self._referrals if one.routed_at < at - dt.timedelta(hours=_LIST_HOURS)
        ]
        self._schedule.add(at, partial(_import, listed))
        self._close_later(self._referrals, after=at)
        for referral in self._referrals[len(listed) :]:
            self._go_on(referral)
        self._schedule.add(self._calendar.ago(_REMINDED_HOURS), _see_reminders)

    def _go_on(self, referral: Referral) -> None:
        """Write down a case step by step: first the people, then the program."""
        at, also_at = referral.routed_at + _TYPING, referral.also_at
        if referral.entered_at is None:
            # What runs now was written down at once.
            self._schedule.add(at, partial(_take_in, referral))
            if referral.acted_at is not None:
                self._schedule.add(referral.acted_at + 2 * _TYPING, partial(_act, referral))
            if also_at is not None:
                self._schedule.add(also_at + 2 * _TYPING, partial(_act_again, referral))
            return
        acted_at = referral.acted_at or at
        self._schedule.add(_written(acted_at), partial(_begin, referral))
        later = max(_written(acted_at), referral.entered_at) + 2 * _TYPING
        self._schedule.add(later, partial(_enter, referral))

    def _close_later(self, referrals: Sequence[Referral], after: dt.datetime) -> None:
        """Write down in the morning which cases were over the day before."""
        by_day: dict[dt.datetime, list[Referral]] = defaultdict(list)
        for referral in referrals:
            if referral.closed_at is None or referral.closed_at <= after:
                continue
            day = local_day(referral.closed_at) + dt.timedelta(days=1)
            at = dt.datetime.combine(day, _OFFICE_OPENS, ISTANBUL).astimezone(dt.UTC)
            if at < self._calendar.ago(1):
                by_day[at].append(referral)
        for at, closed in by_day.items():
            self._schedule.add(at, partial(_close, closed))


def _written(at: dt.datetime) -> dt.datetime:
    """Return when something was written down that happened at an instant."""
    there = local(at)
    evening, morning = _NIGHT
    if morning <= there.hour < evening:
        return at + _TYPING
    day = there.date() + dt.timedelta(days=1 if there.hour >= evening else 0)
    return dt.datetime.combine(day, _OFFICE_OPENS, ISTANBUL).astimezone(dt.UTC)


def _import(referrals: Sequence[Referral], desk: Desk) -> None:
    from alo183_desktop.cases.importing.file import read_cases
    from alo183_desktop.cases.importing.service import apply_cases, preview_of

    now = desk.clock()
    rows: list[Sequence[Cell]] = [_HEADINGS, *(_row(one, now) for one in referrals)]
    sheet = read_cases(table_file("vakalar.xlsx", "Vakalar", rows), now=now)
    with desk.work() as work:
        apply_cases(work, preview_of(work, sheet))


def _row(referral: Referral, now: dt.datetime) -> tuple[Cell, ...]:
    matter = referral.matter
    is_closed = referral.closed_at is not None and referral.closed_at <= now
    knows = referral.police_at is not None
    return (
        referral.number,
        _shown(referral.routed_at),
        referral.operator,
        matter.subject,
        matter.kind,
        referral.district,
        referral.caller_phone,
        referral.caller_name,
        referral.told,
        "Acil" if matter.is_urgent else "Normal",
        "Evet" if knows else "Hayır",
        referral.police_unit if knows else "",
        referral.officer,
        _shown(referral.acknowledged_at),
        _shown(referral.acted_at),
        _shown(referral.entered_at),
        referral.record,
        _shown(referral.closed_at) if is_closed else None,
        referral.outcome if is_closed else "Devam ediyor",
    )


def _shown(at: dt.datetime | None) -> dt.datetime | None:
    """Return an instant as a workbook has it: in Istanbul, without saying so."""
    return None if at is None else local(at).replace(tzinfo=None)


def _begin(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store(work, referral, officer_ids(work))
        _store_action(work, referral)


def _take_in(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store(work, referral, officer_ids(work))


def _act(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store_action(work, referral)


def _act_again(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store_more(work, referral)


def _enter(referral: Referral, desk: Desk) -> None:
    from alo183_desktop.cases import progress

    with desk.work() as work:
        _store_more(work, referral)
        if referral.entered_at is not None:
            case_id = _case_id(work, referral)
            progress.enter(work, case_id, at=referral.entered_at, record=referral.record)


def _close(referrals: Sequence[Referral], desk: Desk) -> None:
    from alo183_desktop.cases import progress

    with desk.work() as work:
        for referral in referrals:
            if referral.closed_at is not None:
                case_id = _case_id(work, referral)
                progress.close_case(work, case_id, at=referral.closed_at, outcome=referral.outcome)


def _store(work: Work, referral: Referral, ids: Mapping[str, int]) -> None:
    from alo183_desktop.cases import service

    service.add_case(work, _values(work, referral), officer_id=ids.get(referral.officer))


def _values(work: Work, referral: Referral) -> CaseValues:
    from alo183_desktop.cases.input import CaseValues
    from alo183_desktop.cases.queries import list_kinds
    from alo183_desktop.officers.queries import list_subjects

    matter = referral.matter
    subjects = {row.name: row.subject_id for row in list_subjects(work.session)}
    kinds = {row.name: row.kind_id for row in list_kinds(work.session)}
    return CaseValues(
        number=referral.number,
        routed_at=referral.routed_at,
        subject_id=subjects[matter.subject],
        kind_id=kinds[matter.kind],
        is_urgent=matter.is_urgent,
        operator_name=referral.operator,
        district=referral.district,
        caller_phone=e164(referral.caller_phone) if referral.caller_phone else "",
        caller_name=referral.caller_name,
        summary=referral.told,
    )


def _store_action(work: Work, referral: Referral) -> None:
    from alo183_desktop.cases import progress, timeline
    from alo183_desktop.cases.kinds import ActionKind

    case_id = _case_id(work, referral)
    if referral.acknowledged_at is not None:
        progress.acknowledge(work, case_id, at=referral.acknowledged_at)
    if referral.police_at is not None:
        progress.inform_police(
            work,
            case_id,
            unit=referral.police_unit,
            by=referral.officer,
            at=min(referral.police_at, work.now),
        )
    if referral.acted_at is not None:
        timeline.add_action(work, case_id, at=referral.acted_at, words=referral.done(0))
    if referral.note:
        timeline.add_action(work, case_id, at=work.now, words=referral.note, kind=ActionKind.NOTE)


def _store_more(work: Work, referral: Referral) -> None:
    from alo183_desktop.cases import timeline

    if referral.also_at is not None:
        case_id = _case_id(work, referral)
        timeline.add_action(work, case_id, at=referral.also_at, words=referral.done(1))


def _see_reminders(desk: Desk) -> None:
    from alo183_desktop.cases import reminders

    with desk.work() as work:
        reminders.due_reminders(work)
        reminders.mark_seen(work)


def _case_id(work: Work, referral: Referral) -> int:
    from alo183_desktop.cases.queries import find_number

    found = find_number(work.session, referral.number)
    if found is None:
        raise ValueError("the story's case is not in the data")
    return found
