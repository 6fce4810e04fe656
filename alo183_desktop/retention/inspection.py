"""Read the content of an inspection package for some days, and record its export."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import and_, exists, or_, select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.model import Case, CaseAction, CaseKind
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.cases.unexplained import list_calls
from alo183_desktop.db.audit import read_head
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.workbooks import Table, make_table
from alo183_desktop.guidance.queries import list_guidance
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters.model import Dispatch, Letter, LetterFile
from alo183_desktop.letters.rules import FileKind, Result
from alo183_desktop.officers.model import Officer, Subject
from alo183_desktop.officers.queries import list_substitutions
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.model import CustodyFile, CustodyForm
from alo183_desktop.phones.quotas.queries import quota_page
from alo183_desktop.phones.quotas.service import HEADINGS as QUOTA_HEADINGS
from alo183_desktop.phones.quotas.service import table_of
from alo183_desktop.phones.reachability.queries import list_checks
from alo183_desktop.phones.reachability.rows import CheckFilter
from alo183_desktop.records.record import last_day
from alo183_desktop.rota.kinds import RotaFileKind
from alo183_desktop.rota.model import RotaFile, RotaMonth
from alo183_desktop.rota.queries import list_duties, list_notices
from alo183_desktop.rota.rows import UnreachedFilter
from alo183_desktop.rota.unreached import list_unreached
from alo183_desktop.shared.calendar import day_end, day_start, month_after, month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.written_files import file_name
from alo183_desktop.vehicles.queries import list_orders
from alo183_desktop.vehicles.rows import TaskOrderFilter
from alo183_desktop.vehicles.rules import number_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Value


@dataclass(frozen=True, slots=True)
class InspectionScope:
    """The days of an inspection, and the options of its package."""

    first: dt.date
    """In Istanbul, like the next; both are included."""
    last: dt.date
    is_masked: bool = True
    """Whether T.C. numbers are hidden."""
    with_scans: bool = False
    """Whether to include papers from outside, although numbers in a picture cannot be hidden."""


_Columns: TypeAlias = "Mapping[str, str | Callable[[Any], Value]]"
TakenKind: TypeAlias = Literal["letter", "form", "rota"]


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A frozen file of a letter, a custody form or a rota."""

    folder: str
    name: str
    sha256: str
    """The hash with which it was frozen."""
    data: bytes
    is_own: bool
    """Whether the program made it: its content is known, and it can be made anew, masked."""
    content: Mapping[str, Any]
    """Of what the program made: the letter, the custody form or the rota as it was stored."""
    kind: TakenKind


@dataclass(frozen=True, slots=True)
class InspectionData:
    """All that was read for an inspection, in one transaction."""

    wanted: InspectionScope
    directorate: str
    taken_at: dt.datetime
    """UTC."""
    taken_by: str
    trail_head: str
    """The head of the audit chain, as an anchor."""
    files: tuple[TakenFile, ...]
    tables: Mapping[str, tuple[tuple[str, Table], ...]]
    """Sheets with their titles, by the name of their workbook."""
    counts: Mapping[str, int]
    """Counts of letters, dispatches, forms, cases, visits and all other lists, by name."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is left out of the package."""

    name: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Package:
    """The content of the archive."""

    files: Mapping[str, bytes]
    """Bytes by name, the manifest among them."""
    left_out: tuple[LeftOut, ...]


LONGEST_DAYS: Final = 366 * 5
"""More than an inspection looks at; the whole history would not fit into memory."""
_BATCH: Final = 1000
"""Cases that are entities at a time."""
_FILES: Final = {
    FileKind.PDF: "yazi",
    FileKind.SCAN: "imzali-tarama",
    FileKind.FAX_REPORT: "faks-raporu",
    FileKind.POSTAL_RECEIPT: "posta-alindisi",
    FileKind.EBYS_RECEIPT: "ebys-alindisi",
    FileKind.KEP_EVIDENCE: "kep-delili",
}
"""Of a letter, the signed copy and the proofs of its dispatch; its other forms repeat it.

File names contain no names of people: an archive shows them without its password.
"""
_ENDINGS: Final = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
}
_RESULTS: Final = {
    Result.SENT: "gönderildi",
    Result.FAILED: "gönderilemedi",
    Result.WITHDRAWN: "kayıt geri alındı",
}
_LETTER_COLUMNS: Final[_Columns] = {
    "Kayıt no": "id",
    "Sayı": "register_number",
    "Tarih": "dated_on",
    "Sayının ya da tarihin düzeltilme nedeni": "number_reason",
    "Konu": "topic",
    "Kim için": "summary",
    "Geçerlilik günü": "effective_on",
    "Son geçerlilik günü": "last_effective_on",
    "Tamamlandığı an": "finished_at",
    "Tamamlayan": "finished_by",
    "Tamamlanma kuralı": "rule_words",
    "Gönderimin tamamlandığı an": "completed_at",
    "İptal edildiği an": "cancelled_at",
    "İptal gerekçesi": "cancel_reason",
    "Sayfa": "pages",
}
_FORM_KINDS: Final = {"issue": "teslim", "return": "iade", "circular": "tebliğ"}
_FORM_COLUMNS: Final[_Columns] = {
    "No": lambda form: f"{form.year}/{form.number}",
    "Türü": lambda form: _FORM_KINDS[form.kind.value],
    "Kişi": "officer_name",
    "An": "at",
    "Zimmet konusu": lambda form: ", ".join(form.item_labels),
    "Yazdırıldığı an": "printed_at",
    "İmzalandığı an": "signed_at",
    "Düzenleyen": "made_by",
}
_CASE_COLUMNS: Final[_Columns] = {
    "Başvuru no": "Case.number",
    "Yönlendirildiği an": "Case.routed_at",
    "Operatör": "Case.operator_name",
    "Konusu": "subject",
    "Türü": "kind",
    "Acil": "Case.is_urgent",
    "İlçe": "Case.district",
    "Arayan": "Case.caller_name",
    "Telefonu": lambda row: format_phone(row.Case.caller_phone),
    "Özet": "Case.summary",
    "Sorumlu": lambda row: (
        display_name(row.given_names, row.surname) if row.given_names else row.Case.officer_text
    ),
    "Haberi olduğu an": "Case.acknowledged_at",
    "İlk müdahale": "Case.first_action_at",
    "Bilgi verilen kolluk": lambda row: (
        row.Case.police_unit if row.Case.is_police_informed else None
    ),
    "Kolluğa bildirildiği an": "Case.police_at",
    "24 saatin dolduğu an": "Case.due_at",
    "Sisteme girildiği an": "Case.entered_at",
    "Giriş kaydı": "Case.entry_record",
    "Kapatıldığı an": "Case.closed_at",
    "Sonuç": "Case.outcome",
}
_ACTION_WORDS: Final = {
    "action": "yapılan işlem",
    "acknowledged": "sorumlunun haberi oldu",
    "police": "kolluğa bildirildi",
    "entered": "sisteme girildi",
    "closed": "kapatıldı",
    "reopened": "yeniden açıldı",
    "note": "not",
}
_ACTION_COLUMNS: Final[_Columns] = {
    "Başvuru no": "number",
    "An": "CaseAction.at",
    "Türü": lambda row: _ACTION_WORDS.get(row.CaseAction.kind.value, row.CaseAction.kind.value),
    "İşlem": "CaseAction.words",
    "Yapan": "CaseAction.by_name",
    "Kaydedildiği an": "CaseAction.recorded_at",
    "Düzelttiği satır": "CaseAction.corrects_action_id",
}
_VISIT_COLUMNS: Final[_Columns] = {
    "An": "at",
    "Konusu": "subject_name",
    "Sorulan": "asked",
    "Yapılan": "done",
    "183’e yönlendirildi": "is_sent_on",
    "Nedeni": "sent_reason",
    "Kaydeden": "by_name",
}
_CHECK_COLUMNS: Final[_Columns] = {
    "An": "at",
    "Hat": lambda one: format_phone(one.phone),
    "Zimmetlisi": "officer_name",
    "Yanıtlandı": "is_answered",
    "Çalma süresi (sn)": "ring_seconds",
    "Yanıtlayan": "answered_by",
    "Yoklayan": "by_name",
    "Not": "note",
}
_UNREACHED_COLUMNS: Final[_Columns] = {
    "Arandığı an": "at",
    "Aranan numara": lambda one: format_phone(one.phone),
    "Bildiren operatör": "operator",
    "Bulunan yanıt": "answer",
    "Kaydeden": "by_name",
}
_CALL_COLUMNS: Final[_Columns] = {
    "An": "at",
    "Hat": lambda one: format_phone(one.line_phone),
    "Zimmetlisi": "holder_name",
    "Aranan numara": lambda one: format_phone(one.number),
    "Süre (sn)": "seconds",
    "Açıklama": "explanation",
    "Özel görüşme": "is_private",
    "Açıklandığı an": "reviewed_at",
}
_DUTY_COLUMNS: Final[_Columns] = {
    "Nöbet": lambda one: one.kind.words,
    "Başlangıç": "starts_at",
    "Bitiş": "ends_at",
    "Görevli": lambda one: one.person_name or "BOŞ",
    "Araç": "plate",
    "Gerekçe": "reason",
}
_SUBSTITUTION_COLUMNS: Final[_Columns] = {
    "Vekil": "substitute_name",
    "Kimin yerine": "officer_name",
    "Konu": "subject_words",
    "İlk günü": "starts_on",
    "Son günü": lambda one: last_day(one.ends_on),
    "Kaydeden": "by_name",
    "Sona erdiren": "ended_by",
    "Sona erdirildiği an": "ended_at",
}
_ORDER_COLUMNS: Final[_Columns] = {
    "No": lambda one: number_words(one.year, one.number),
    "Plaka": "plate",
    "Sürücü": "driver_name",
    "Görevliler": "people",
    "Gidilen yer": "place",
    "Konu": "purpose",
    "Vaka": "case_number",
    "Çıkış": "out_at",
    "Dönüş": "in_at",
    "Çıkış km": "out_km",
    "Dönüş km": "in_km",
    "Acil": "is_urgent",
    "İmzalandığı gün": "signed_on",
    "Düzenleyen": "made_by",
    "İptal": "is_cancelled",
    "İptal gerekçesi": "cancel_reason",
}
_LETTERS: Final = "yazilar"
_FORMS: Final = "zimmet"
_ROTA: Final = "nobet"


def take(work: Work, wanted: InspectionScope) -> InspectionData:
    """Return the content of an inspection package, and record its export.

    Raises:
        KnownError: `access.not_allowed`, `desk.forbidden`, `db.file_changed`;
            `retention.days_turned`: the last day comes before the first; `retention.days_many`;
            `retention.nothing_found`.
    """
    require(work, Right.EXPORT_INSPECTION)
    require(work, Right.EXPORT)
    since, until = demand_days(wanted.first, wanted.last)
    session = work.session
    months = months_of(wanted.first, wanted.last)
    letters, dispatches, letter_files = _letters(session, since, until)
    forms, form_files = _forms(session, since, until)
    cases, actions = _cases(session, since, until)
    guided = list_guidance(session, GuidanceFilter(since=since, until=until))
    visits = make_table(_VISIT_COLUMNS, reversed(guided))
    checks, calls = _checks(session, since, until), _calls(session, since, until)
    unreached = make_table(
        _UNREACHED_COLUMNS, list_unreached(session, UnreachedFilter(since=since, until=until))
    )
    duties, notices, rota_files = _rota(session, since, until, months)
    stood_in = _substitutions(session, wanted.first, wanted.last)
    orders = make_table(
        _ORDER_COLUMNS, reversed(list_orders(session, TaskOrderFilter(since=since, until=until)))
    )
    sheets: tuple[tuple[str, str, str, Table], ...] = (
        ("yazilar.xlsx", "Yazılar", "letters", letters),
        ("yazilar.xlsx", "Gönderimler", "dispatches", dispatches),
        ("zimmet.xlsx", "Zimmet tutanakları", "forms", forms),
        ("vakalar.xlsx", "Vakalar", "cases", cases),
        ("vakalar.xlsx", "Yapılan işlemler", "", actions),
        ("rehberlik.xlsx", "Yerinde rehberlik", "guidance", visits),
        ("yoklamalar.xlsx", "Ulaşılabilirlik yoklamaları", "checks", checks),
        ("yoklamalar.xlsx", "Ulaşılamadı bildirimleri", "unreached", unreached),
        ("kotalar.xlsx", "Hat kotaları", "", _quotas(work, months)),
        ("aramalar.xlsx", "Açıklanamayan aramalar", "calls", calls),
        ("nobet.xlsx", "Nöbetler", "duties", duties),
        ("nobet.xlsx", "Tebliğ", "notices", notices),
        ("nobet.xlsx", "Vekâletler", "substitutions", stood_in),
        ("gorev-emirleri.xlsx", "Taşıt görev emirleri", "task_orders", orders),
    )
    counts = {counted: len(table.rows) for _, _, counted, table in sheets if counted}
    if not any(counts.values()):
        raise KnownError("retention.nothing_found")
    head = read_head(session)
    work.record(
        "inspection.exported",
        "inspection",
        None,
        starts_on=wanted.first.isoformat(),
        ends_on=wanted.last.isoformat(),
        masked=wanted.is_masked,
        files=len(letter_files) + len(form_files) + len(rota_files),
        rows=sum(counts.values()),
    )
    return InspectionData(
        wanted=wanted,
        directorate=get_directorate(session).name,
        taken_at=work.now,
        taken_by=work.actor.name,
        trail_head=f"{head.sequence}:{head.mac}",
        files=(*letter_files, *form_files, *rota_files),
        tables={
            name: tuple((title, table) for _, title, _, table in found)
            for name, found in groupby(sheets, key=itemgetter(0))
        },
        counts=counts,
    )


def demand_days(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the instants `[since, until)`, UTC, of some days of Istanbul, both included.

    Raises:
        KnownError: `retention.days_turned`, `retention.days_many`.
    """
    if last < first:
        raise KnownError("retention.days_turned")
    if (last - first).days >= LONGEST_DAYS:
        raise KnownError("retention.days_many", years=LONGEST_DAYS // 366)
    return day_start(first), day_end(last)


def months_of(first: dt.date, last: dt.date) -> tuple[str, ...]:
    """Return the months that contain any of some days, such as `2026-11`, in order."""
    months = [month_key(first)]
    while months[-1] < month_key(last):
        months.append(month_after(months[-1]))
    return tuple(months)


def _letters(
    session: Session, since: dt.datetime, until: dt.datetime
) -> tuple[Table, Table, list[TakenFile]]:
    """Return the letters that were finished or sent in the days, their dispatches and files."""
    sent = exists().where(
        Dispatch.letter_id == Letter.id, Dispatch.at >= since, Dispatch.at < until
    )
    finished = and_(Letter.finished_at >= since, Letter.finished_at < until)
    found = session.scalars(select(Letter).where(or_(finished, sent)).order_by(Letter.id)).all()
    numbers = {letter.id: letter.register_number or f"kayıt {letter.id}" for letter in found}
    files: list[TakenFile] = []
    for letter in found:
        name = file_name(letter.id, letter.register_number, ending="")
        kept = session.scalars(
            select(LetterFile)
            .where(LetterFile.letter_id == letter.id, LetterFile.kind.in_(tuple(_FILES)))
            .order_by(LetterFile.id)
        )
        files.extend(
            _taken(
                "letter",
                file,
                f"{_LETTERS}/{name}",
                _FILES[file.kind],
                content=letter.content,
                is_own=file.kind is FileKind.PDF,
            )
            for file in kept
        )
    tries: Iterable[Dispatch] = ()
    if numbers:
        query = select(Dispatch).order_by(Dispatch.at, Dispatch.id)
        tries = (one for one in session.scalars(query) if one.letter_id in numbers)
    sent_columns: _Columns = {
        "Kayıt no": "letter_id",
        "Gönderim": "id",
        "Sayı": lambda one: numbers[one.letter_id],
        "Gönderim anı": "at",
        "Yolu": "channel.words",
        "Nereye": lambda one: (
            format_phone(one.target) if one.channel is Channel.FAX else one.target
        ),
        "Sayfa": "pages",
        "Sonuç": lambda one: _RESULTS[one.result],
        "Gönderi numarası": "item_number",
        "Gönderen": "by_name",
        "Not": "note",
        "Düzelttiği gönderim": "corrects_dispatch_id",
        "Düzeltme nedeni": "correction_reason",
    }
    return make_table(_LETTER_COLUMNS, found), make_table(sent_columns, tries), files


def _forms(
    session: Session, since: dt.datetime, until: dt.datetime
) -> tuple[Table, list[TakenFile]]:
    found = session.scalars(
        select(CustodyForm)
        .where(CustodyForm.at >= since, CustodyForm.at < until)
        .order_by(CustodyForm.year, CustodyForm.number)
    ).all()
    files: list[TakenFile] = []
    for form in found:
        kept = session.scalars(
            select(CustodyFile).where(CustodyFile.form_id == form.id).order_by(CustodyFile.id)
        )
        files.extend(
            _taken(
                "form",
                file,
                f"{_FORMS}/{form.year}-{form.number}",
                "tarama" if file.is_scan else "tutanak",
                content=form.content,
                is_own=not file.is_scan,
            )
            for file in kept
        )
    return make_table(_FORM_COLUMNS, found), files


def _cases(session: Session, since: dt.datetime, until: dt.datetime) -> tuple[Table, Table]:
    """Return the cases that were routed in the days, and what was done in them."""
    is_wanted = and_(Case.routed_at >= since, Case.routed_at < until)
    cases = (
        select(
            Case,
            Subject.name.label("subject"),
            CaseKind.name.label("kind"),
            Officer.given_names,
            Officer.surname,
        )
        .join(Subject, Subject.id == Case.subject_id)
        .join(CaseKind, CaseKind.id == Case.kind_id)
        .outerjoin(Officer, Officer.id == Case.officer_id)
        .where(is_wanted)
        .order_by(Case.routed_at, Case.id)
        .execution_options(yield_per=_BATCH)
    )
    actions = (
        select(CaseAction, Case.number)
        .join(Case, Case.id == CaseAction.case_id)
        .where(is_wanted)
        .order_by(Case.routed_at, Case.id, CaseAction.id)
        .execution_options(yield_per=_BATCH)
    )
    return (
        make_table(_CASE_COLUMNS, session.execute(cases)),
        make_table(_ACTION_COLUMNS, session.execute(actions)),
    )


def _checks(session: Session, since: dt.datetime, until: dt.datetime) -> Table:
    checks = list_checks(session, CheckFilter())
    return make_table(_CHECK_COLUMNS, (one for one in checks if since <= one.at < until))


def _quotas(work: Work, months: Iterable[str]) -> Table:
    today = local_day(work.now)
    rows: list[tuple[Value, ...]] = []
    for month in months:
        page = quota_page(work.session, month, today=today)
        rows += table_of(page, month).rows
    return Table(QUOTA_HEADINGS, rows)


def _calls(session: Session, since: dt.datetime, until: dt.datetime) -> Table:
    """Return the unexplained calls, with their reviews since."""
    calls = [
        one
        for is_reviewed in (False, True)
        for one in list_calls(session, UnexplainedCallFilter(is_reviewed, since=since, until=until))
    ]
    return make_table(_CALL_COLUMNS, sorted(calls, key=attrgetter("at")))


def _rota(
    session: Session, since: dt.datetime, until: dt.datetime, months: Iterable[str]
) -> tuple[Table, Table, list[TakenFile]]:
    """Return the duties, the signed notifications of the month, and the published papers."""
    notices: list[tuple[Value, ...]] = []
    files: list[TakenFile] = []
    for month in months:
        notices += [(month, one.name, one.signed_on) for one in list_notices(session, month)]
        kept = session.scalars(
            select(RotaFile)
            .join(RotaMonth, RotaMonth.id == RotaFile.month_id)
            .where(RotaMonth.month == month, RotaFile.media_type.in_(tuple(_ENDINGS)))
            .order_by(RotaFile.id)
        )
        files += [
            _taken(
                "rota",
                file,
                f"{_ROTA}/{month}",
                f"surum-{file.number}",
                content=file.content,
                is_own=file.kind is not RotaFileKind.APPROVAL,
            )
            for file in kept
        ]
    return (
        make_table(_DUTY_COLUMNS, list_duties(session, since=since, until=until)),
        Table(("Ay", "Adı soyadı", "İmzaladığı gün"), notices),
        files,
    )


def _substitutions(session: Session, first: dt.date, last: dt.date) -> Table:
    """Return who substituted for whom on any of some days, both included."""
    found = list_substitutions(session)
    until = local_day(day_end(last))
    return make_table(_SUBSTITUTION_COLUMNS, (one for one in found if one.touches(first, until)))


def _taken(
    kind: TakenKind,
    file: LetterFile | CustodyFile | RotaFile,
    folder: str,
    words: str,
    *,
    content: Mapping[str, Any],
    is_own: bool,
) -> TakenFile:
    """Return a frozen file under a descriptive name."""
    name = f"{file.id}-{words}{_ENDINGS.get(file.media_type, '.bin')}"
    data = file.checked_data()
    return TakenFile(folder, name, file.sha256, data, is_own, dict(content), kind)
