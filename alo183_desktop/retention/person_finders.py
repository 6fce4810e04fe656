"""Look for a person in each kind of record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Text, cast, func, or_, select

from alo183_desktop.access.model import User
from alo183_desktop.access.queries import is_remembered
from alo183_desktop.cases.model import Case, CaseAction, CaseKind, CaseWords
from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.directorate.model import Directorate, Signatory, Unit
from alo183_desktop.guidance.model import Guidance
from alo183_desktop.letters.model import Letter
from alo183_desktop.officers.model import Assignment, Officer, Subject
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.model import (
    CallRecord,
    Custody,
    CustodyForm,
    Line,
    ReachabilityCheck,
    Usage,
)
from alo183_desktop.retention.person_items import find_items, find_typing
from alo183_desktop.retention.person_rows import Needle, PersonEntry, PersonSource
from alo183_desktop.retention.person_sought import Sought, facts
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

MOST: Final = 500
"""Records of one source in an answer; who is found in more is looked for more narrowly."""


def _find_officers(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    if sought.needle is Needle.TCKN:
        condition: Any = Officer.tckn == sought.text
    elif sought.needle is Needle.PHONE:
        condition = or_(
            *(
                column == sought.text
                for column in (
                    Officer.personal_mobile,
                    Officer.corporate_mobile,
                    Officer.desk_phone,
                )
            )
        )
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
        cases = session.scalar(
            select(func.count()).select_from(Case).where(Case.officer_id == officer.id)
        )
        custodies = session.scalar(
            select(func.count()).select_from(Custody).where(Custody.officer_id == officer.id)
        )
        yield PersonEntry(
            PersonSource.OFFICERS,
            officer.id,
            name,
            facts(
                ("Adı soyadı", name),
                ("T.C. kimlik no", officer.tckn),
                ("Unvanı", officer.title),
                ("Kurumu", unit),
                ("Kurumsal e-posta", officer.corporate_email),
                ("Kişisel e-posta", officer.personal_email),
                ("Kişisel cep telefonu", format_phone(officer.personal_mobile)),
                ("Kurumsal cep telefonu", format_phone(officer.corporate_mobile)),
                ("Masa telefonu", format_phone(officer.desk_phone)),
                ("Not", officer.note),
                ("Kayda alındığı gün", format_instant(officer.created_at)),
                *(("Görevlendirme", words) for words in _assignments(session, officer.id)),
                ("Sorumlusu olduğu vaka sayısı", cases or None),
                ("Zimmet sayısı", custodies or None),
            ),
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


def _find_users(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    if sought.needle is Needle.NAME:
        for user in session.scalars(select(User).where(is_remembered()).order_by(User.id)):
            if sought.is_in(f"{user.name} {user.login}"):
                yield PersonEntry(
                    PersonSource.USERS,
                    user.id,
                    user.name,
                    facts(
                        ("Adı soyadı", user.name),
                        ("Kullanıcı adı", user.login),
                        ("Hesabı", "açık" if user.is_active else "kapalı"),
                        ("Açıldığı gün", format_instant(user.created_at)),
                    ),
                )


def _find_signatories(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    for signatory in session.scalars(select(Signatory).order_by(Signatory.id)):
        if sought.is_in(signatory.name):
            yield PersonEntry(
                PersonSource.SIGNATORIES,
                signatory.id,
                signatory.name,
                facts(
                    ("Adı soyadı", signatory.name),
                    ("Unvanı", signatory.title),
                    ("İlk gün", format_day(signatory.valid_from)),
                    ("Son gün", signatory.valid_until and format_day(signatory.valid_until)),
                ),
            )
    contact = session.scalars(select(Directorate)).first()
    if contact is not None and contact.contact_name and sought.is_in(contact.contact_name):
        yield PersonEntry(
            PersonSource.SIGNATORIES,
            contact.id,
            contact.contact_name,
            facts(
                ("Bilgi için", contact.contact_name),
                ("Unvanı", contact.contact_title),
                ("Telefonu", format_phone(contact.contact_telephone)),
            ),
        )


def _find_letters(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    column: Any = Letter.search_key if sought.needle is Needle.NAME else cast(Letter.content, Text)
    query = select(Letter).where(sought.in_text(column)).order_by(Letter.id.desc()).limit(MOST + 1)
    for letter in session.scalars(query):
        yield PersonEntry(
            PersonSource.LETTERS,
            letter.id,
            letter.summary,
            facts(
                ("Konusu", letter.topic),
                ("Kim için", letter.summary),
                ("Sayısı", letter.register_number),
                ("Tarihi", letter.dated_on and format_day(letter.dated_on)),
                ("Tamamlandığı an", format_instant(letter.finished_at)),
                *(("Yazıdaki bilgi", words) for words in _said_in(letter.content)),
            ),
        )


def _said_in(content: Any) -> Iterator[str]:
    """Yield the fields that a letter prints of people."""
    for block in content.get("body", ()):
        if block.get("kind") == "table":
            for field in block.get("fields", ()):
                label, value = field.get("label", ""), field.get("value", "")
                if value:
                    yield f"{block.get('caption', '')} {label}: {value}".strip()


def _find_drafts(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    for draft in session.scalars(select(ChangeDraft).order_by(ChangeDraft.id)):
        if sought.is_in(" ".join((draft.title, *map(str, _texts_in(draft.form))))):
            yield PersonEntry(
                PersonSource.DRAFTS,
                draft.id,
                draft.title or "Adsız taslak",
                facts(
                    ("Saklandığı an", format_instant(draft.saved_at)),
                    ("Saklayan", draft.saved_by),
                    ("İçindekiler", " · ".join(_texts_in(draft.form))),
                ),
            )


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, str) and value:
        yield value


def _find_forms(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    if sought.needle is not Needle.NAME:
        return
    query = (
        select(CustodyForm)
        .where(sought.in_text(CustodyForm.search_key))
        .order_by(CustodyForm.id.desc())
        .limit(MOST + 1)
    )
    for form in session.scalars(query):
        yield PersonEntry(
            PersonSource.CUSTODY_FORMS,
            form.id,
            f"{form.year}/{form.number}",
            facts(
                ("Kişi", form.officer_name),
                ("Tarihi", format_instant(form.at)),
                ("Zimmet konusu", ", ".join(form.item_labels)),
            ),
        )


def _find_cases(session: Session, sought: Sought) -> Iterator[PersonEntry]:
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
        yield PersonEntry(
            PersonSource.CASES,
            case.id,
            case.number,
            facts(
                ("Başvuru no", case.number),
                ("Yönlendirildiği an", format_instant(case.routed_at)),
                ("Konusu", f"{subject}, {kind}"),
                ("Arayan", case.caller_name),
                ("Telefonu", format_phone(case.caller_phone)),
                ("İlçe", case.district),
                ("Özet", case.summary),
                ("Sonuç", case.outcome),
                *(("İşlem", f"{format_instant(line.at)} {line.words}".strip()) for line in lines),
            ),
        )


def _find_guidance(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    query = (
        select(Guidance, Subject.name)
        .join(Subject, Subject.id == Guidance.subject_id)
        .where(sought.in_text(Guidance.search_key))
        .order_by(Guidance.at.desc())
        .limit(MOST + 1)
    )
    for visit, subject in session.execute(query):
        yield PersonEntry(
            PersonSource.GUIDANCE,
            visit.id,
            format_instant(visit.at),
            facts(
                ("Geldiği an", format_instant(visit.at)),
                ("Konusu", subject),
                ("Sorduğu", visit.asked),
                ("Yapılan", visit.done),
                ("183’e yönlendirme nedeni", visit.sent_reason),
                ("Kaydeden", visit.by_name),
            ),
        )


def _find_calls(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    if sought.needle is not Needle.PHONE:
        return
    written = (sought.text, sought.text.removeprefix("+90"), f"0{sought.text.removeprefix('+90')}")
    query = (
        select(CallRecord.id, CallRecord.at, CallRecord.seconds, CallRecord.number, Line.phone)
        .join(Usage, Usage.id == CallRecord.usage_id)
        .join(Line, Line.id == Usage.line_id)
        .where(CallRecord.number.in_(written))
        .order_by(CallRecord.at.desc())
        .limit(MOST + 1)
    )
    for call_id, at, seconds, number, phone in session.execute(query):
        yield PersonEntry(
            PersonSource.CALLS,
            call_id,
            format_instant(at),
            facts(
                ("Arandığı an", format_instant(at)),
                ("Arayan hat", format_phone(phone)),
                ("Aranan", format_phone(number)),
                ("Süre (sn)", seconds),
            ),
        )


def _find_checks(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    query = (
        select(
            ReachabilityCheck.id,
            ReachabilityCheck.at,
            ReachabilityCheck.answered_by,
            ReachabilityCheck.note,
            ReachabilityCheck.by_name,
            Line.phone,
        )
        .join(Line, Line.id == ReachabilityCheck.line_id)
        .where(or_(ReachabilityCheck.answered_by != "", ReachabilityCheck.note != ""))
        .order_by(ReachabilityCheck.at.desc())
    )
    for check_id, at, answered_by, note, by_name, phone in session.execute(query):
        if sought.is_in(f"{answered_by} {note}"):
            yield PersonEntry(
                PersonSource.CHECKS,
                check_id,
                format_instant(at),
                facts(
                    ("Yoklandığı an", format_instant(at)),
                    ("Hat", format_phone(phone)),
                    ("Yanıtlayan", answered_by),
                    ("Not", note),
                    ("Yoklayan", by_name),
                ),
            )


FINDERS: Final[dict[PersonSource, Callable[[Session, Sought], Iterator[PersonEntry]]]] = {
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
    PersonSource.ITEMS: find_items,
    PersonSource.TYPING: find_typing,
}
