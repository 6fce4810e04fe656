"""What an inspection of some days would find, clause by clause: what there is, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rows import CallFilter
from alo183_desktop.cases.unexplained import count_reviewed, count_unexplained
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.letters.model import Letter, LetterFile
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.phones.custody.circular import count_unnotified, list_circular
from alo183_desktop.phones.kinds import FormKind
from alo183_desktop.phones.model import CustodyForm, ReachabilityCheck, Usage
from alo183_desktop.retention.inspection import demand_days, months_of
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.model import Duty, RotaMonth, RotaNotice, UnreachedReport
from alo183_desktop.shared.calendar import month_after, month_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles.model import TaskOrder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.states import MarkState


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

    @property
    def state(self) -> MarkState:
        """The state of the row; unknown where nothing is recorded."""
        if self.lacks:
            return "late"
        return "good" if self.there else "unknown"

    @property
    def state_words(self) -> str:
        """The state in words, such as `3 imzasız`."""
        if self.lacks:
            return f"{self.lacks} {self.lack_words}"
        return "tamam" if self.there else "kayıt yok"


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
    found = (
        *_phones(session, since, until),
        _circular_row(session, min(last, today)),
        _usage_row(session, months, today=today),
        *_rota(session, since, until, months),
        *_cases(session, since, until, now=work.now),
        *_letters(session, since, until),
        *_visits(session, since, until),
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


def _phones(session: Session, since: dt.datetime, until: dt.datetime) -> Iterator[ReadyRow]:
    forms = _split(
        session,
        CustodyForm.signed_at.is_not(None),
        _within(CustodyForm.at, since, until),
        CustodyForm.kind != FormKind.CIRCULAR,
    )
    yield ReadyRow(1, "İmzalı zimmet tutanağı", *forms, "imzasız")
    checks = _split(
        session,
        ReachabilityCheck.is_answered.is_(True),
        _within(ReachabilityCheck.at, since, until),
    )
    yield ReadyRow(1, "Yanıtlanan ulaşılabilirlik yoklaması", *checks, "yanıtsız")
    unreached = _split(
        session, UnreachedReport.answer != "", _within(UnreachedReport.at, since, until)
    )
    yield ReadyRow(1, "Yanıtlanan ulaşılamadı bildirimi", *unreached, "yanıt bekliyor")
    wanted = CallFilter(since=since, until=until)
    calls = count_reviewed(session, wanted), count_unexplained(session, wanted)
    yield ReadyRow(1, "Açıklanan arama", *calls, "açıklama bekliyor")


def _circular_row(session: Session, day: dt.date) -> ReadyRow:
    """Return how many officers of a day are notified of the circular; Bugün counts the others."""
    officers, lacks = len(list_circular(session, today=day)), count_unnotified(session, today=day)
    words = "sorumluya tebliğ edilmedi"
    return ReadyRow(1, "İmzalı genelge tebliği", officers - lacks, lacks, words)


def _usage_row(session: Session, months: tuple[str, ...], *, today: dt.date) -> ReadyRow:
    """Return for how many months any usage is known; one that is not over yet may lack it."""
    there = lacks = 0
    for month in months:
        begin, end = month_start(month), month_start(month_after(month))
        known = select(Usage.id).where(
            Usage.superseded_by_import_id.is_(None), Usage.starts_on < end, Usage.ends_on > begin
        )
        if session.execute(known.limit(1)).first() is not None:
            there += 1
        elif end <= today:
            lacks += 1
    return ReadyRow(2, "Kullanım dosyası alınan ay", there, lacks, "ayın dosyası yok")


def _rota(
    session: Session, since: dt.datetime, until: dt.datetime, months: tuple[str, ...]
) -> Iterator[ReadyRow]:
    published = session.scalars(
        select(RotaMonth.month).where(RotaMonth.month.in_(months), RotaMonth.published > 0)
    ).all()
    lacks = len(months) - len(published)
    yield ReadyRow(3, "Yayımlanan nöbet çizelgesi", len(published), lacks, "ay yayımlanmadı")
    main = _split(
        session,
        Duty.person_id.is_not(None),
        _within(Duty.starts_at, since, until),
        Duty.kind == DutyKind.MAIN,
    )
    yield ReadyRow(3, "Görevlisi olan asıl nöbet", *main, "boş")
    of_months = select(RotaMonth.id).where(
        RotaMonth.month.in_(months), RotaMonth.published == RotaNotice.number
    )
    signed = _split(
        session,
        RotaNotice.signed_on.is_not(None),
        RotaNotice.month_id.in_(of_months.correlate(RotaNotice)),
    )
    yield ReadyRow(3, "İmzalı çizelge tebliği", *signed, "imzasız")
    # A cancelled trip needs no signature.
    orders = _split(
        session,
        TaskOrder.signed_on.is_not(None),
        _within(TaskOrder.out_at, since, until),
        TaskOrder.is_cancelled.is_(False),
    )
    yield ReadyRow(4, "İmzalı taşıt görev emri", *orders, "imzasız")


def _cases(
    session: Session, since: dt.datetime, until: dt.datetime, *, now: dt.datetime
) -> Iterator[ReadyRow]:
    routed = _within(Case.routed_at, since, until)
    named = _split(session, or_(Case.officer_id.is_not(None), Case.officer_text != ""), routed)
    yield ReadyRow(3, "Sorumlusu belli vaka", *named, "sorumlusuz")
    acted = _split(
        session,
        Case.first_action_at.is_not(None),
        routed,
        or_(Case.first_action_at.is_not(None), Case.action_due_at < now),
    )
    yield ReadyRow(4, "İlk işlemi yazılı vaka", *acted, "işlemsiz")
    reported = _split(session, Case.is_police_informed.is_(True), routed, Case.is_urgent.is_(True))
    yield ReadyRow(4, "Kolluğa bildirilen acil vaka", *reported, "bildirilmedi")
    # A case whose 24 hours still run is neither in time nor late.
    entered = _split(
        session,
        and_(Case.entered_at.is_not(None), Case.entered_at <= Case.due_at),
        routed,
        or_(Case.entered_at.is_not(None), Case.due_at < now),
    )
    yield ReadyRow(5, "24 saatte sisteme girilen vaka", *entered, "geç girildi ya da girilmedi")


def _letters(session: Session, since: dt.datetime, until: dt.datetime) -> Iterator[ReadyRow]:
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
    yield ReadyRow(6, "Gönderimi kanıtlı yazı", *sent, "eksik gönderim")
    scans = select(LetterFile.letter_id).where(LetterFile.kind == FileKind.SCAN)
    scanned = _split(session, Letter.id.in_(scans), *counted)
    yield ReadyRow(6, "İmzalı taraması olan yazı", *scanned, "taramasız")


def _visits(session: Session, since: dt.datetime, until: dt.datetime) -> Iterator[ReadyRow]:
    here = _split(
        session,
        or_(Guidance.is_sent_on.is_(False), Guidance.sent_reason != ""),
        _within(Guidance.at, since, until),
    )
    yield ReadyRow(7, "Yerinde rehberlik kaydı", *here, "nedensiz 183’e yönlendirme")
