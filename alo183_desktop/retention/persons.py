"""Find all records of one person, for whom the law provides access.

Source: 6698 s. Kanun, madde 11.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Text, and_, cast, func, or_, select

from alo183_desktop.access.model import FormDraft, User
from alo183_desktop.access.queries import is_remembered
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.model import Case, CaseAction, CaseKind, CaseWords
from alo183_desktop.changes.model import Change, ChangeDraft
from alo183_desktop.directorate.model import Directorate, Signatory, Unit
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.letters.model import Confirmation, Letter
from alo183_desktop.officers.model import Assignment, Officer, Subject
from alo183_desktop.officers.queries import list_substitutions
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyForm,
    Handset,
    PhoneLine,
    ReachabilityCheck,
    StateChange,
    Usage,
)
from alo183_desktop.phones.rows import keys_of
from alo183_desktop.rota import queries as duty_queries
from alo183_desktop.rota.model import (
    Absence,
    Duty,
    DutyPerson,
    GrantedLeave,
    HandOver,
    RotaLimits,
    Swap,
    Wish,
    Worked,
)
from alo183_desktop.rota.record import PERSON, UNREACHED
from alo183_desktop.rota.rows import UnreachedFilter
from alo183_desktop.rota.unreached import list_unreached
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone, parse_phone, parse_tckn
from alo183_desktop.shared.searching import search_words
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.worded import Worded
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles.model import Driver, TaskOrder
from alo183_desktop.vehicles.record import DRIVER, ORDER
from alo183_desktop.vehicles.rules import number_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work


class PersonSource(Worded):
    """The kind of record in which a person was found, in the order of a report."""

    OFFICERS = "officers", "Kadro"
    USERS = "users", "Kullanıcı"
    SIGNATORIES = "signatories", "İmza sahibi"
    LETTERS = "letters", "Yazı"
    DRAFTS = "drafts", "Taslak"
    CUSTODY_FORMS = "custody_forms", "Zimmet tutanağı"
    CASES = "cases", "Vaka"
    GUIDANCE = "guidance", "Yerinde rehberlik"
    CALLS = "calls", "Arama kaydı"
    CHECKS = "checks", "Yoklama"
    UNREACHED = "unreached", "Ulaşılamadı bildirimi"
    DUTIES = "duties", "Nöbet"
    VEHICLES = "vehicles", "Sürücü, görev emri"
    ITEMS = "items", "Hat ya da cihaz"
    TYPING = "typing", "Kaydedilmemiş form"


class Needle(enum.StrEnum):
    """The kind of search term for a person."""

    TCKN = "tckn"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One record that may name a person."""

    source: PersonSource
    item_id: int
    title: str
    """The usual name of the record."""
    facts: tuple[tuple[str, str], ...]
    """Labels and values, without empty ones; the whole record, also about others."""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """All records that may name a person: by name also those of namesakes."""

    needle: Needle
    entries: tuple[PersonEntry, ...]
    """In the order of `PersonSource`."""
    cut: tuple[PersonSource, ...]
    """Sources with more records than shown."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The search terms."""

    needle: Needle
    text: str
    """Eleven digits, E.164, or the name as typed."""
    words: tuple[str, ...]
    """Folded; all of them must be in a name; of the notations of a number one must be."""

    def in_text(self, *columns: Any) -> ColumnElement[bool]:
        """Return the condition that one of the columns contains it; folded ones for names."""
        if self.needle is Needle.NAME:
            return or_(
                *(
                    and_(*(column.contains(word, autoescape=True) for word in self.words))
                    for column in columns
                )
            )
        return or_(
            *(column.contains(word, autoescape=True) for column in columns for word in self.words)
        )

    def is_in(self, text: str) -> bool:
        """Return whether a text contains it, for the few rows without an index."""
        folded = fold(text)
        hits = [word in folded for word in self.words]
        return all(hits) if self.needle is Needle.NAME else any(hits)


class PersonHit(NamedTuple):
    """As `PersonEntry`, whose source is known."""

    item_id: int
    title: str
    facts: tuple[tuple[str, str], ...]


def _hit(item_id: int, title: str, *pairs: tuple[str, object]) -> PersonHit:
    """Return a record with its labels and values, without empty ones."""
    filled = tuple((label, str(value)) for label, value in pairs if value not in (None, ""))
    return PersonHit(item_id, title, filled)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int | None:
    """Return how many rows meet one of some conditions; None: none does."""
    return session.scalar(select(func.count()).where(or_(*conditions))) or None


_REASON: Final = "Durumunun gerekçesi"


def find_items(session: Session, sought: Sought) -> Iterator[PersonHit]:
    """Yield the lines and handsets whose note or whose reason for a state contains it."""
    reasons: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for change in session.scalars(
        select(StateChange).where(StateChange.reason != "").order_by(StateChange.at)
    ):
        (key,) = keys_of(change.line_id, change.handset_id)
        reason = f"{format_instant(change.at)}, {change.state.words}: {change.reason}"
        reasons.setdefault(key, []).append((_REASON, reason))
    for line in session.scalars(select(PhoneLine).order_by(PhoneLine.id)):
        title = f"Hat {format_phone(line.phone)}"
        yield from _item(line, title, reasons.get(("line", line.id), []), sought)
    for handset in session.scalars(select(Handset).order_by(Handset.id)):
        imei = f", {handset.imei}" if handset.imei else ""
        title = f"Cihaz {handset.make} {handset.model}{imei}"
        yield from _item(handset, title, reasons.get(("handset", handset.id), []), sought)


def find_typing(session: Session, sought: Sought) -> Iterator[PersonHit]:
    """Yield text that was typed into forms and not saved.

    On a server users find their own, and an administrator that of closed accounts.
    """
    for draft in session.scalars(select(FormDraft).order_by(FormDraft.id)):
        texts = [str(text) for text in draft.texts.values() if text]
        if sought.is_in(" ".join((draft.title, *texts))):
            yield _hit(
                draft.id,
                draft.title,
                ("Saklandığı an", format_instant(draft.kept_at)),
                ("Saklayan", draft.login),
                ("İçindekiler", " · ".join(texts)),
            )


def _item(
    item: Any, title: str, reasons: list[tuple[str, str]], sought: Sought
) -> Iterator[PersonHit]:
    found = [(label, text) for label, text in reasons if sought.is_in(text)]
    if found or sought.is_in(item.note):
        yield _hit(item.id, title, ("Not", item.note), *found)


MOST: Final = 500
"""Records of one source in an answer; with more, the search must be narrowed."""


_NAMES: Final = frozenset({"given_names", "surname"})
_OF_OFFICER: Final = (Officer.search_key, Officer.personal_mobile)
"""Where an officer is found by a name or by any of their numbers."""


def _find_officers(session: Session, sought: Sought) -> Iterator[PersonHit]:
    if sought.needle is Needle.TCKN:
        condition: Any = Officer.tckn == sought.text
    elif sought.needle is Needle.PHONE:
        phones = (Officer.personal_mobile, Officer.corporate_mobile, Officer.desk_phone)
        condition = or_(*(column == sought.text for column in phones))
    else:
        condition = sought.in_text(Officer.search_key)
    query = (
        select(Officer, Unit.name)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(condition)
        .order_by(Officer.sort_key)
        .limit(MOST + 1)
    )
    for officer, unit in session.execute(query):
        name = display_name(officer.given_names, officer.surname)
        yield _hit(
            officer.id,
            name,
            ("Adı soyadı", name),
            ("Kurumu", unit),
            *OFFICER.facts(
                officer, [key for key in OFFICER.fields if key not in _NAMES], in_full=True
            ),
            ("Kayda alındığı gün", format_instant(officer.created_at)),
            *(("Görevlendirme", words) for words in _assignments(session, officer.id)),
            *(("Vekâlet", words) for words in _substitutions(session, officer.id)),
            ("Sorumlusu olduğu vaka sayısı", _count(session, Case.officer_id == officer.id)),
            ("Zimmet sayısı", _count(session, Custody.officer_id == officer.id)),
        )


def _assignments(session: Session, officer_id: int) -> Iterator[str]:
    query = (
        select(Subject.name, Assignment.starts_on, Assignment.ends_on)
        .join(Subject, Subject.id == Assignment.subject_id)
        .where(Assignment.officer_id == officer_id)
        .order_by(Assignment.starts_on, Assignment.id)
    )
    for name, starts_on, ends_on in session.execute(query):
        end = "sürüyor" if ends_on is None else format_day(ends_on)
        yield f"{name}: {format_day(starts_on)} – {end}"


def _substitutions(session: Session, officer_id: int) -> Iterator[str]:
    """Yield the substitutions by the officer, and those for them: without the other's name."""
    for one in list_substitutions(session, officer_id=officer_id):
        is_own = one.officer_id == officer_id
        who = "yerine vekâlet edildi" if is_own else "vekâlet etti"
        yield f"{one.subject_words}: {one.days_words}, {who}"


def _find_duty_people(session: Session, sought: Sought) -> Iterator[PersonHit]:
    is_sought = sought.in_text(DutyPerson.search_key, *_OF_OFFICER)
    if sought.needle is Needle.TCKN:
        is_sought = Officer.tckn == sought.text
    query = (
        select(DutyPerson, duty_queries.NAME)
        .outerjoin(Officer, Officer.id == DutyPerson.officer_id)
        .where(is_sought)
        .order_by(DutyPerson.id)
        .limit(MOST + 1)
    )
    for person, name in session.execute(query):
        number = person.id
        swaps = _count(session, Swap.person_id == number, Swap.from_person_id == number)
        handed = _count(session, HandOver.to_person_id == number, HandOver.from_person_id == number)
        granted = session.scalars(
            select(GrantedLeave)
            .where(GrantedLeave.person_id == person.id)
            .order_by(GrantedLeave.granted_on)
        )
        absences = session.scalars(
            select(Absence).where(Absence.person_id == person.id).order_by(Absence.starts_at)
        )
        yield _hit(
            person.id,
            name,
            ("Adı soyadı", name),
            *PERSON.facts(person, ("phone", "employment", "starts_on", "ends_on"), in_full=True),
            ("Nöbet sayısı", _count(session, Duty.person_id == number)),
            ("Nöbet değişimi", swaps),
            ("Devir notu", handed),
            ("Başkasının yerine tuttuğu", _count(session, Worked.person_id == number)),
            *(
                ("Nöbet için verilen izin", f"{format_day(one.granted_on)}: {one.days} gün")
                for one in granted
            ),
            *(
                (
                    "İzni",
                    (
                        f"{one.kind.words}: "
                        f"{format_instant(one.starts_at)} – {format_instant(one.ends_at)}"
                    ),
                )
                for one in absences
            ),
            *(
                ("İsteği", f"{format_day(one.day)}: {one.kind.words}")
                for one in session.scalars(
                    select(Wish).where(Wish.person_id == person.id).order_by(Wish.day)
                )
            ),
        )


def _find_vehicle_people(session: Session, sought: Sought) -> Iterator[PersonHit]:
    """Yield drivers, and the task orders with them as driver or traveller."""
    is_driver = sought.in_text(Driver.search_key, *_OF_OFFICER)
    if sought.needle is Needle.TCKN:
        is_driver = Officer.tckn == sought.text
    drivers = (
        select(Driver, vehicle_queries.NAME)
        .outerjoin(Officer, Officer.id == Driver.officer_id)
        .where(is_driver)
        .order_by(Driver.id)
        .limit(MOST + 1)
    )
    for driver, name in session.execute(drivers):
        keys = ("licence_class", "licence_until", "approved_on", "has_consent", "ends_on")
        yield _hit(
            driver.id,
            name,
            ("Sürücü", name),
            *DRIVER.facts(driver, keys, in_full=True),
            ("Görev emri sayısı", _count(session, TaskOrder.driver_id == driver.id)),
        )
    if sought.needle is not Needle.NAME:
        return
    query = (
        select(TaskOrder)
        .where(sought.in_text(TaskOrder.search_key))
        .order_by(TaskOrder.out_at.desc())
        .limit(MOST + 1)
    )
    for order in session.scalars(query):
        number = number_words(order.year, order.number)
        fields = ("people", "place", "purpose", "out_at", "in_at", "cancel_reason")
        facts = ORDER.facts(order, fields, in_full=True)
        yield _hit(order.id, number, ("Taşıt görev emri", number), *facts)


def _find_users(session: Session, sought: Sought) -> Iterator[PersonHit]:
    if sought.needle is Needle.NAME:
        for user in session.scalars(select(User).where(is_remembered()).order_by(User.id)):
            if sought.is_in(f"{user.name} {user.login}"):
                yield _hit(
                    user.id,
                    user.name,
                    ("Adı soyadı", user.name),
                    ("Kullanıcı adı", user.login),
                    ("Hesabı", "açık" if user.is_active else "kapalı"),
                    ("Açıldığı gün", format_instant(user.created_at)),
                )


def _find_signatories(session: Session, sought: Sought) -> Iterator[PersonHit]:
    for signatory in session.scalars(select(Signatory).order_by(Signatory.id)):
        if sought.is_in(signatory.name):
            yield _hit(
                signatory.id,
                signatory.name,
                ("Adı soyadı", signatory.name),
                ("Unvanı", signatory.title),
                ("İlk gün", format_day(signatory.valid_from)),
                ("Son gün", signatory.valid_until and format_day(signatory.valid_until)),
            )
    called = session.get_one(RotaLimits, 1)
    if called.director_name and sought.is_in(called.director_name):
        yield _hit(
            called.id,
            called.director_name,
            ("Nöbet kartında", called.director_name),
            ("Telefonu", format_phone(called.director_phone)),
        )
    contact = session.scalars(select(Directorate)).first()
    if contact is not None and contact.contact_name and sought.is_in(contact.contact_name):
        yield _hit(
            contact.id,
            contact.contact_name,
            ("Bilgi için", contact.contact_name),
            ("Unvanı", contact.contact_title),
            ("Telefonu", format_phone(contact.contact_telephone)),
        )


def _find_letters(session: Session, sought: Sought) -> Iterator[PersonHit]:
    for confirmation in session.scalars(select(Confirmation).order_by(Confirmation.id.desc())):
        if sought.is_in(f"{confirmation.said_by} {confirmation.note}"):
            yield _hit(
                confirmation.letter_id,
                f"Müşavirliğin teyidi, {format_day(confirmation.confirmed_on)}",
                ("Teyidi veren", confirmation.said_by),
                ("Not", confirmation.note),
                ("Kaydeden", confirmation.by_name),
            )
    yield from _find_reasons(session, sought)
    column: Any = Letter.search_key if sought.needle is Needle.NAME else cast(Letter.content, Text)
    query = select(Letter).where(sought.in_text(column)).order_by(Letter.id.desc()).limit(MOST + 1)
    for letter in session.scalars(query):
        yield _hit(
            letter.id,
            letter.summary,
            ("Konusu", letter.topic),
            ("Kim için", letter.summary),
            ("Sayısı", letter.register_number),
            ("Tarihi", letter.dated_on and format_day(letter.dated_on)),
            ("Tamamlandığı an", format_instant(letter.finished_at)),
            *(("Yazıdaki bilgi", words) for words in _said_in(letter.content)),
        )


def _find_reasons(session: Session, sought: Sought) -> Iterator[PersonHit]:
    """Yield the changes of letters whose reasons contain it; no letter prints these."""
    is_match = or_(
        *(one != "" for one in (Change.reason, Change.vacancy_reason, Change.no_phone_reason))
    )
    query = (
        select(Change, Letter.summary)
        .join(Letter, Letter.id == Change.letter_id)
        .where(is_match)
        .order_by(Change.id.desc())
    )
    for change, summary in session.execute(query):
        if sought.is_in(f"{change.reason} {change.vacancy_reason} {change.no_phone_reason}"):
            yield _hit(
                change.letter_id,
                f"Değişikliğin gerekçesi, {format_day(change.effective_on)}",
                ("Kim için", summary),
                ("Değişikliğin gerekçesi", change.reason),
                ("Görevlendirme yapılmamasının nedeni", change.vacancy_reason),
                ("Telefon gerekmemesinin gerekçesi", change.no_phone_reason),
            )


def _said_in(content: Any) -> Iterator[str]:
    """Yield the fields that a letter prints of people."""
    for block in content.get("body", ()):
        for field in block.get("fields", ()):
            label, value = field.get("label", ""), field.get("value", "")
            if value:
                yield f"{block.get('caption', '')} {label}: {value}".strip()


def _find_drafts(session: Session, sought: Sought) -> Iterator[PersonHit]:
    for draft in session.scalars(select(ChangeDraft).order_by(ChangeDraft.id)):
        if sought.is_in(" ".join((draft.title, *map(str, _texts_in(draft.form))))):
            yield _hit(
                draft.id,
                draft.title or "Adsız taslak",
                ("Saklandığı an", format_instant(draft.saved_at)),
                ("Saklayan", draft.saved_by),
                ("İçindekiler", " · ".join(_texts_in(draft.form))),
            )


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, str) and value:
        yield value


def _find_forms(session: Session, sought: Sought) -> Iterator[PersonHit]:
    if sought.needle is not Needle.NAME:
        return
    query = (
        select(CustodyForm)
        .where(sought.in_text(CustodyForm.search_key))
        .order_by(CustodyForm.id.desc())
        .limit(MOST + 1)
    )
    for form in session.scalars(query):
        yield _hit(
            form.id,
            f"{form.year}/{form.number}",
            ("Kişi", form.officer_name),
            ("Tarihi", format_instant(form.at)),
            ("Zimmet konusu", ", ".join(form.item_labels)),
        )


def _find_cases(session: Session, sought: Sought) -> Iterator[PersonHit]:
    words = select(CaseWords.case_id).where(sought.in_text(CaseWords.words))
    conditions: list[ColumnElement[bool]] = [Case.id.in_(words)]
    if sought.needle is not Needle.NAME:
        said = select(CaseAction.case_id).where(sought.in_text(CaseAction.words))
        conditions.append(Case.id.in_(said))
    if sought.needle is Needle.PHONE:
        conditions.append(Case.caller_phone == sought.text)
    query = (
        select(Case, Subject.name, CaseKind.name)
        .join(Subject, Subject.id == Case.subject_id)
        .join(CaseKind, CaseKind.id == Case.kind_id)
        .where(or_(*conditions))
        .order_by(Case.id.desc())
        .limit(MOST + 1)
    )
    for case, subject, kind in session.execute(query):
        lines = session.scalars(
            select(CaseAction)
            .where(CaseAction.case_id == case.id)
            .order_by(CaseAction.at, CaseAction.id)
        )
        yield _hit(
            case.id,
            case.number,
            ("Başvuru no", case.number),
            ("Yönlendirildiği an", format_instant(case.routed_at)),
            ("Konusu", f"{subject}, {kind}"),
            ("Arayan", case.caller_name),
            ("Telefonu", format_phone(case.caller_phone)),
            ("İlçe", case.district),
            ("Özet", case.summary),
            ("Sonuç", case.outcome),
            *(("İşlem", f"{format_instant(line.at)} {line.words}".strip()) for line in lines),
        )


def _find_guidance(session: Session, sought: Sought) -> Iterator[PersonHit]:
    query = (
        select(Guidance, Subject.name)
        .join(Subject, Subject.id == Guidance.subject_id)
        .where(sought.in_text(Guidance.search_key))
        .order_by(Guidance.at.desc())
        .limit(MOST + 1)
    )
    for visit, subject in session.execute(query):
        yield _hit(
            visit.id,
            format_instant(visit.at),
            ("Geldiği an", format_instant(visit.at)),
            ("Konusu", subject),
            ("Sorduğu", visit.asked),
            ("Yapılan", visit.done),
            ("183’e yönlendirme nedeni", visit.sent_reason),
            ("Kaydeden", visit.by_name),
        )


def _find_calls(session: Session, sought: Sought) -> Iterator[PersonHit]:
    if sought.needle is not Needle.PHONE:
        return
    written = (sought.text, sought.text.removeprefix("+90"), f"0{sought.text.removeprefix('+90')}")
    query = (
        select(CallRecord.id, CallRecord.at, CallRecord.seconds, CallRecord.number, PhoneLine.phone)
        .join(Usage, Usage.id == CallRecord.usage_id)
        .join(PhoneLine, PhoneLine.id == Usage.line_id)
        .where(CallRecord.number.in_(written))
        .order_by(CallRecord.at.desc())
        .limit(MOST + 1)
    )
    for call_id, at, seconds, number, phone in session.execute(query):
        yield _hit(
            call_id,
            format_instant(at),
            ("Arandığı an", format_instant(at)),
            ("Arayan hat", format_phone(phone)),
            ("Aranan", format_phone(number)),
            ("Süre (sn)", seconds),
        )


def _find_checks(session: Session, sought: Sought) -> Iterator[PersonHit]:
    query = (
        select(
            ReachabilityCheck.id,
            ReachabilityCheck.at,
            ReachabilityCheck.answered_by,
            ReachabilityCheck.note,
            ReachabilityCheck.by_name,
            PhoneLine.phone,
        )
        .join(PhoneLine, PhoneLine.id == ReachabilityCheck.line_id)
        .where(or_(ReachabilityCheck.answered_by != "", ReachabilityCheck.note != ""))
        .order_by(ReachabilityCheck.at.desc())
    )
    for check_id, at, answered_by, note, by_name, phone in session.execute(query):
        if sought.is_in(f"{answered_by} {note}"):
            yield _hit(
                check_id,
                format_instant(at),
                ("Yoklandığı an", format_instant(at)),
                ("Hat", format_phone(phone)),
                ("Yanıtlayan", answered_by),
                ("Not", note),
                ("Yoklayan", by_name),
            )


def _find_unreached(session: Session, sought: Sought) -> Iterator[PersonHit]:
    for row in list_unreached(session, UnreachedFilter()):
        if sought.is_in(f"{row.operator} {row.answer} {row.phone}"):
            yield _hit(
                row.unreached_id,
                format_instant(row.at),
                *UNREACHED.facts(row, UNREACHED.fields, in_full=True),
                ("Kaydeden", row.by_name),
            )


FINDERS: Final[dict[PersonSource, Callable[[Session, Sought], Iterator[PersonHit]]]] = {
    PersonSource.OFFICERS: _find_officers,
    PersonSource.USERS: _find_users,
    PersonSource.SIGNATORIES: _find_signatories,
    PersonSource.LETTERS: _find_letters,
    PersonSource.DRAFTS: _find_drafts,
    PersonSource.CUSTODY_FORMS: _find_forms,
    PersonSource.CASES: _find_cases,
    PersonSource.GUIDANCE: _find_guidance,
    PersonSource.CALLS: _find_calls,
    PersonSource.CHECKS: _find_checks,
    PersonSource.UNREACHED: _find_unreached,
    PersonSource.DUTIES: _find_duty_people,
    PersonSource.VEHICLES: _find_vehicle_people,
    PersonSource.ITEMS: find_items,
    PersonSource.TYPING: find_typing,
}


_SHORTEST: Final = 3
"""Letters of a name."""


def find_person(work: Work, typed: str) -> PersonFound:
    """Return every record that may name a person, and record the search.

    The typed text is not recorded, only whether it was a number or a name.

    Args:
        typed: A T.C. number, a phone number or a name, in any notation.

    Raises:
        KnownError: `access.not_allowed`; `retention.person_short`: too short to find one person.
    """
    require(work, Right.SHOW_PERSON)
    sought = _sought(typed)
    entries: list[PersonEntry] = []
    cut: list[PersonSource] = []
    for source in PersonSource:
        found = [PersonEntry(source, *hit) for hit in FINDERS[source](work.session, sought)]
        if len(found) > MOST:
            cut.append(source)
        entries += found[:MOST]
    work.record("person.searched", "person", None, how=sought.needle.value, count=len(entries))
    return PersonFound(sought.needle, tuple(entries), tuple(cut))


def record_export(work: Work, count: int, form: str) -> None:
    """Record the export of a person's records, before it happens.

    Args:
        count: How many records.
        form: `pdf` or `workbook`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SHOW_PERSON)
    require(work, Right.EXPORT)
    work.record("person.exported", "person", None, form=form, count=count)


def table_of(entries: Sequence[PersonEntry]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of a workbook: one for each fact, with its record."""
    for entry in entries:
        for label, value in entry.facts:
            yield entry.source.words, entry.title, label, value


def _sought(typed: str) -> Sought:
    text = " ".join(search_words(typed))
    try:
        tckn = parse_tckn(text)
    except KnownError:
        pass
    else:
        return Sought(Needle.TCKN, tckn, (tckn,))
    if not any(char.isalpha() for char in text):
        try:
            phone = parse_phone(text)
        except KnownError as error:
            raise KnownError("retention.person_short") from error
        shown = format_phone(phone)
        plain = phone.removeprefix("+90")
        return Sought(Needle.PHONE, phone, tuple(dict.fromkeys((plain, shown, shown[1:]))))
    words = tuple(fold(text).split())
    if sum(map(len, words)) < _SHORTEST:
        raise KnownError("retention.person_short")
    return Sought(Needle.NAME, text, words)
