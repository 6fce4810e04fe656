"""What an inspection of some days would find, clause by clause: what there is, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.cases.rules import minute_of
from alo183_desktop.cases.unexplained import count_reviewed, count_unexplained
from alo183_desktop.documents.states import WORDS, Evidence, Open, Verdict, settle
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.letters.model import Letter, LetterFile
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.phones.custody.circular import count_unnotified, list_circular
from alo183_desktop.phones.kinds import FormKind, FormState
from alo183_desktop.phones.model import CustodyForm, ReachabilityCheck
from alo183_desktop.phones.quotas.queries import quota_page
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.retention.inspection import demand_days, months_of
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import RotaMonth, RotaNotice, UnreachedReport
from alo183_desktop.rota.queries import LONGEST, list_duties
from alo183_desktop.shared.calendar import month_after, month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles.model import TaskOrder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.states import MarkState, OpenState


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """One kind of record that inspectors ask for."""

    clause: int
    """Of the circular, 1 to 7."""
    what: str
    """Such as `İmzalı zimmet tutanağı`."""
    there: int
    """How many are as the clause demands."""
    lacks: int
    """How many are not."""
    lack_words: str
    """Their fault, such as `imzasız`."""
    as_of: dt.date
    """The last day that was looked at."""
    noted: int = 0
    """How many more keep the row from being good although the clause is not broken by them."""
    noted_as: OpenState = "unknown"
    """How they are marked."""
    noted_words: str = ""
    """What they are, such as `hattın süren dönem kullanımı bilinmiyor`."""

    @property
    def verdict(self) -> Verdict:
        """What is said of the row."""
        if self.lacks:
            return Open("late")
        if self.noted:
            return Open(self.noted_as)
        return settle(Evidence(self.what, self.there, self.as_of))

    @property
    def state(self) -> MarkState:
        """How it is marked; unknown where nothing is recorded."""
        return self.verdict.state

    @property
    def state_words(self) -> str:
        """The state in words, such as `3 imzasız; 2 hattın süren dönem kullanımı bilinmiyor`."""
        told = [
            f"{count} {words}"
            for count, words in ((self.lacks, self.lack_words), (self.noted, self.noted_words))
            if count
        ]
        return "; ".join(told) or WORDS[self.state]


_Row: TypeAlias = "Callable[..., ReadyRow]"
"""Makes a row of the days looked at."""
HEADINGS: Final = ("Madde", "Belge ya da kayıt", "Var", "Eksik", "Durum")


def find_readiness(work: Work, first: dt.date, last: dt.date) -> tuple[ReadyRow, ...]:
    """Return what an inspection of some days of Istanbul, both included, would find, by clause.

    Raises:
        KnownError: `access.not_allowed`, `retention.days_turned`, `retention.days_many`.
    """
    require(work, Right.EXPORT_INSPECTION)
    since, until = demand_days(first, last)
    months = months_of(first, last)
    session = work.session
    today = local_day(work.now)
    row = partial(ReadyRow, as_of=min(last, today))
    found = (
        *_phones(row, session, since, until),
        _circular_row(row, session, min(last, today)),
        _usage_row(row, session, first, last, today=today),
        *_rota(row, session, since, until, months),
        *_cases(row, session, since, until, now=work.now),
        *_letters(row, session, since, until),
        _visits(row, session, since, until),
    )
    return tuple(sorted(found, key=lambda row: row.clause))


def record_export(work: Work, first: dt.date, last: dt.date, what: str) -> None:
    """Record the export of the list, before it happens.

    Args:
        first: Day in Istanbul, like the next; both are included.
        what: `print` or `pdf`.

    Raises:
        KnownError: `access.not_allowed`, `desk.forbidden`.
    """
    require(work, Right.EXPORT_INSPECTION)
    require(work, Right.PRINT if what == "print" else Right.EXPORT)
    work.record(
        "inspection.listed",
        "inspection",
        None,
        starts_on=first.isoformat(),
        ends_on=last.isoformat(),
        what=what,
    )


def cells_of(row: ReadyRow) -> tuple[str, ...]:
    """Return a row as printed, with as many texts as `HEADINGS`."""
    return (f"{row.clause}.", row.what, str(row.there), str(row.lacks), row.state_words)


def _split(
    session: Session, is_there: ColumnElement[bool], *wanted: ColumnElement[bool]
) -> tuple[int, int]:
    """Return how many of the wanted rows are as they should be, and how many are not."""
    there = func.coalesce(func.sum(case((is_there, 1), else_=0)), 0)
    good, whole = session.execute(select(there, func.count()).where(*wanted)).one()
    return int(good), int(whole) - int(good)


def _within(
    at: InstrumentedAttribute[dt.datetime], since: dt.datetime, until: dt.datetime
) -> ColumnElement[bool]:
    return and_(at >= since, at < until)


def _phones(
    row: _Row, session: Session, since: dt.datetime, until: dt.datetime
) -> Iterator[ReadyRow]:
    forms = _split(
        session,
        CustodyForm.signed_at.is_not(None),
        _within(CustodyForm.at, since, until),
        CustodyForm.kind != FormKind.CIRCULAR,
        CustodyForm.state != FormState.CANCELLED,
    )
    yield row(1, "İmzalı zimmet tutanağı", *forms, "imzasız")
    checks = _split(
        session,
        ReachabilityCheck.is_answered.is_(True),
        _within(ReachabilityCheck.at, since, until),
    )
    yield row(1, "Yanıtlanan ulaşılabilirlik yoklaması", *checks, "yanıtsız")
    unreached = _split(
        session, UnreachedReport.answer != "", _within(UnreachedReport.at, since, until)
    )
    yield row(1, "Yanıtlanan ulaşılamadı bildirimi", *unreached, "yanıt bekliyor")
    wanted = UnexplainedCallFilter(since=since, until=until)
    calls = count_reviewed(session, wanted), count_unexplained(session, wanted)
    yield row(1, "Açıklanan arama", *calls, "açıklama bekliyor")


def _circular_row(row: _Row, session: Session, day: dt.date) -> ReadyRow:
    """Return how many officers of a day are notified of the circular; Bugün counts the others."""
    officers, lacks = len(list_circular(session, today=day)), count_unnotified(session, today=day)
    words = "sorumluya tebliğ edilmedi"
    return row(1, "İmzalı genelge tebliği", officers - lacks, lacks, words)


def _usage_row(
    row: _Row, session: Session, first: dt.date, last: dt.date, *, today: dt.date
) -> ReadyRow:
    """Return of how many lines and periods the usage is known, as the page of the quotas has it.

    A period that runs may lack it still: that is noted, and no fault. One that is over lacks it for
    the lines that somebody held; a line in the store need not have been used.
    """
    there = lacks = open_ones = 0
    end = min(last, today)
    # A period may have begun in the month before.
    for month in (month_after(month_key(first), -1), *months_of(first, max(first, end))):
        for line in quota_page(session, month, today=today):
            period = line.period
            if not period.starts_on <= end or period.ends_on <= first:
                continue
            if line.status is not Status.UNKNOWN:
                there += 1
            elif period.ends_on > today:
                open_ones += 1
            elif line.holder_name:
                lacks += 1
    return row(
        2,
        "Kullanımı bilinen hat ve dönem",
        there,
        lacks,
        "hattın bitmiş dönem kullanımı bilinmiyor",
        noted=open_ones,
        noted_words="hattın süren dönem kullanımı bilinmiyor",
    )


def _rota(
    row: _Row, session: Session, since: dt.datetime, until: dt.datetime, months: tuple[str, ...]
) -> Iterator[ReadyRow]:
    published = session.scalars(
        select(RotaMonth.month).where(RotaMonth.month.in_(months), RotaMonth.published > 0)
    ).all()
    lacks = len(months) - len(published)
    yield row(3, "Yayımlanan nöbet çizelgesi", len(published), lacks, "ay yayımlanmadı")
    parts = [
        one
        for one in list_duties(session, since=since, until=until + LONGEST)
        if one.kind is DutyKind.MAIN
    ]
    # A duty that was cut is one, and held where each of its parts is.
    mains = {one.duty_id for one in parts if one.part_of is None and since <= one.starts_at < until}
    empty = mains & {one.whole_id for one in parts if not one.is_held_throughout}
    yield row(3, "Görevlisi olan asıl nöbet", len(mains) - len(empty), len(empty), "boş")
    of_months = select(RotaMonth.id).where(
        RotaMonth.month.in_(months), RotaMonth.published == RotaNotice.number
    )
    signed = _split(
        session,
        RotaNotice.signed_on.is_not(None),
        RotaNotice.month_id.in_(of_months.correlate(RotaNotice)),
    )
    yield row(3, "İmzalı çizelge tebliği", *signed, "imzasız")
    # A cancelled trip needs no signature.
    orders = _split(
        session,
        TaskOrder.signed_on.is_not(None),
        _within(TaskOrder.out_at, since, until),
        TaskOrder.is_cancelled.is_(False),
    )
    yield row(4, "İmzalı taşıt görev emri", *orders, "imzasız")


def _cases(
    row: _Row, session: Session, since: dt.datetime, until: dt.datetime, *, now: dt.datetime
) -> Iterator[ReadyRow]:
    routed = _within(Case.routed_at, since, until)
    named = _split(session, or_(Case.officer_id.is_not(None), Case.officer_text != ""), routed)
    yield row(3, "Sorumlusu belli vaka", *named, "sorumlusuz")
    # One that waits within its time is neither in time nor late.
    acted = _split(
        session,
        and_(Case.first_action_at.is_not(None), Case.first_action_at <= Case.action_due_at),
        routed,
        or_(Case.first_action_at.is_not(None), Case.action_due_at < minute_of(now)),
    )
    yield row(4, "Süresinde işleme başlanan vaka", *acted, "geç başlandı ya da başlanmadı")
    reported = _split(
        session,
        and_(Case.is_police_informed.is_(True), Case.police_unit != ""),
        routed,
        Case.is_urgent.is_(True),
    )
    yield row(4, "Kolluğa bildirilen acil vaka", *reported, "bildirilmedi ya da birimi yazılmadı")
    # A case whose 24 hours still run is neither in time nor late.
    entered = _split(
        session,
        and_(Case.entered_at.is_not(None), Case.entered_at <= Case.due_at),
        routed,
        or_(Case.entered_at.is_not(None), Case.due_at < minute_of(now)),
    )
    yield row(5, "24 saatte sisteme girilen vaka", *entered, "geç girildi ya da girilmedi")


def _letters(
    row: _Row, session: Session, since: dt.datetime, until: dt.datetime
) -> Iterator[ReadyRow]:
    correction = aliased(Letter)
    is_corrected = exists().where(
        correction.corrects_letter_id == Letter.id, correction.cancelled_at.is_(None)
    )
    # A letter that was cancelled, or replaced before it was sent, need no longer be sent and
    # signed.
    counted = (
        Letter.is_change.is_(True),
        Letter.cancelled_at.is_(None),
        _within(Letter.finished_at, since, until),
        or_(Letter.completed_at.is_not(None), ~is_corrected),
    )
    sent = _split(session, Letter.completed_at.is_not(None), *counted)
    yield row(6, "Gönderimi kanıtlı yazı", *sent, "eksik gönderim")
    scans = select(LetterFile.letter_id).where(LetterFile.kind == FileKind.SCAN)
    scanned = _split(session, Letter.id.in_(scans), *counted)
    yield row(6, "İmzalı taraması olan yazı", *scanned, "taramasız")


def _visits(row: _Row, session: Session, since: dt.datetime, until: dt.datetime) -> ReadyRow:
    """Return how many were helped on the spot; those sent on to 183 are named as on Bugün."""
    here = _within(Guidance.at, since, until)
    helped, sent_on = _split(session, Guidance.is_sent_on.is_(False), here)
    _reasoned, bare = _split(
        session, Guidance.sent_reason != "", here, Guidance.is_sent_on.is_(True)
    )
    return row(
        7,
        "Yerinde bilgilendirilen kişi",
        helped,
        bare,
        "nedensiz 183’e yönlendirme",
        noted=sent_on - bare,
        noted_as="near",
        noted_words="kişi nedeniyle 183’e yönlendirildi",
    )
