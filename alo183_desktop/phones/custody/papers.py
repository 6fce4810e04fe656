"""Custody forms: made with frozen content, printed, signed, opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.access.sheet_seals import code_of
from alo183_desktop.db.conflicts import Thing, demand_version, merge_edit
from alo183_desktop.db.frozen_files import frozen
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.sheet_codes import CodedKind, stamped
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import FormKind, FormState, Measure
from alo183_desktop.phones.model import (
    CustodyFile,
    CustodyForm,
    CustodyTerms,
    Handset,
    PhoneLine,
    Quota,
)
from alo183_desktop.phones.queries import current_terms
from alo183_desktop.phones.quotas.queries import AllSettings, setting_rows
from alo183_desktop.phones.quotas.words import amount_words
from alo183_desktop.phones.rows import CustodyTermsValues
from alo183_desktop.phones.rules import CLAUSES, check_terms
from alo183_desktop.phones.storing import label_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.plain import to_plain
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.papers.custody_form import HandsetItem, LineItem
    from alo183_desktop.phones.storing import Item

_PDF: Final = "application/pdf"
_CIRCULAR: Final = "Genelge 2014/05, madde 1–5"
"""What a form of the circular is about, as lists name it."""
_FILES: Final = {FormKind.ISSUE: "zimmet", FormKind.RETURN: "zimmet", FormKind.CIRCULAR: "teblig"}


def make_form(
    work: Work,
    kind: FormKind,
    officer: Officer,
    items: Sequence[Item],
    *,
    at: dt.datetime,
    condition: str = "",
    accessories: str = "",
) -> CustodyForm:
    """Store the form of one issue, return or notification of the circular, with its PDF.

    The acting user signs for the directorate.

    Args:
        kind: Issue, return or the circular.
        officer: Who receives, returns or is notified.
        items: What changes hands; at least one, none for the circular.
        at: When it happened.
        condition: Of the items, in words.
        accessories: What goes with them.
    """
    from alo183_desktop.documents.papers.custody_form import (
        CustodyFormContent,
        Party,
        custody_form_pdf,
    )  # sets type: only who makes a form needs it

    session, is_circular = work.session, kind is FormKind.CIRCULAR
    directorate = get_directorate(session)
    year = local_day(work.now).year
    number = _next_number(session, year)
    number_text = f"{year}/{number}"
    day = local_day(at)
    name = display_name(officer.given_names, officer.surname)
    ours = Party(work.actor.name, _title_of(work), directorate.name)
    theirs = Party(name, officer.title, session.get_one(Unit, officer.unit_id).name)
    lines = [_line_item(session, item, day) for item in items if isinstance(item, PhoneLine)]
    handsets = [_handset_item(item) for item in items if isinstance(item, Handset)]
    content = CustodyFormContent(
        number_text=number_text,
        kind=kind.value,
        at=at,
        directorate_heading=directorate.heading,
        giver=theirs if kind is FormKind.RETURN else ours,
        receiver=ours if kind is FormKind.RETURN else theirs,
        line=lines[0] if lines else None,
        handset=handsets[0] if handsets else None,
        condition=condition,
        accessories=accessories,
        terms=CLAUSES if is_circular else current_terms(session, day).terms,
        place=directorate.province,
        more_lines=tuple(lines[1:]),
        more_handsets=tuple(handsets[1:]),
    )
    form = CustodyForm(
        year=year,
        number=number,
        kind=kind,
        officer_id=officer.id,
        officer_name=name,
        at=at,
        state=FormState.DRAFT,
        content=to_plain(content),
        item_labels=[_CIRCULAR] if is_circular else [label_of(item) for item in items],
        search_key=_search_key(number_text, name, items),
        printed_at=None,
        signed_at=None,
        made_by=work.actor.name,
    )
    session.add(form)
    session.flush()
    keep_file(
        work,
        form.id,
        is_scan=False,
        name=f"{_FILES[kind]}-{year}-{number}.pdf",
        media_type=_PDF,
        data=custody_form_pdf(content),
    )
    return form


def keep_file(
    work: Work, form_id: int, *, is_scan: bool, name: str, media_type: str, data: bytes
) -> int:
    """Store a file of a form with its SHA-256, and return its id."""
    kept = CustodyFile(
        form_id=form_id,
        is_scan=is_scan,
        **frozen(work, name, media_type, data),
    )
    work.session.add(kept)
    work.session.flush()
    return kept.id


def quota_words(session: Session, line_id: int, day: dt.date) -> str:
    """Return what a line may use in the period of a day: `300 dk, 1 GB`."""
    rows = setting_rows(session, or_(Quota.line_id.is_(None), Quota.line_id == line_id))
    settings = AllSettings(rows).of(line_id)
    in_force = settings.of_month(settings.period_on(day).key)
    return ", ".join(amount_words(measure, in_force.amount(measure)) for measure in Measure)


def _next_number(session: Session, year: int) -> int:
    """Return the next number of a year; other desks that make a form wait until this commits."""
    take_write_lock(session)
    last = session.scalar(select(func.max(CustodyForm.number)).where(CustodyForm.year == year))
    return (last or 0) + 1


def _title_of(work: Work) -> str:
    """Return the title of the acting user; empty when the directorate knows none under their name.

    Users have a role but no title: the roster and the letterhead contain titles.
    """
    name = fold(work.actor.name)
    contact = get_directorate(work.session)
    if contact.contact_title and fold(contact.contact_name) == name:
        return contact.contact_title
    found = work.session.execute(
        select(Officer.given_names, Officer.surname, Officer.title).where(Officer.title != "")
    )
    titles = {title for given, surname, title in found if fold(f"{given} {surname}") == name}
    # Namesakes with two titles: nobody can tell which of them is meant.
    return titles.pop() if len(titles) == 1 else ""


def _line_item(session: Session, line: PhoneLine, day: dt.date) -> LineItem:
    from alo183_desktop.documents.papers.custody_form import LineItem

    return LineItem(
        phone=line.phone,
        operator=line.operator,
        iccid=line.iccid or "",
        package=line.package,
        quota_words=quota_words(session, line.id, day),
    )


def _handset_item(handset: Handset) -> HandsetItem:
    from alo183_desktop.documents.papers.custody_form import HandsetItem

    return HandsetItem(
        make=handset.make,
        model=handset.model,
        imei=handset.imei or "",
        serial=handset.serial,
    )


def _search_key(number_text: str, name: str, items: Sequence[Item]) -> str:
    return " ".join((number_text, fold(name), *(item.search_key for item in items)))


def mark_printed(work: Work, form_id: int) -> None:
    """Record the print of a form, and mark a draft as printed; a signed one stays signed.

    Who only looks changes no state of it: on a server they could not.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    require(work, Right.PRINT)
    form = _form(work, form_id)
    if form.state is FormState.DRAFT and may(work.actor.role, Right.EDIT_PHONES):
        form.state = FormState.PRINTED
        form.printed_at = work.now
        work.session.flush()
    work.record("custody_form.printed", "custody_form", form_id)


def record_export(work: Work, form_id: int) -> None:
    """Record the export of a form as a file.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    require(work, Right.EXPORT)
    _form(work, form_id)
    work.record("custody_form.exported", "custody_form", form_id)


def attach_signed(work: Work, form_id: int, scan: CheckedFile, *, version: int) -> int:
    """Store a scan of the signed form, and return the id of the file; the newest scan counts.

    Args:
        form_id: The form.
        scan: From `documents.checked_files`, which is slow: run before the unit of work began.
        version: Of the form when it was read.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.form_cancelled`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_PHONES)
    form = _form(work, form_id)
    demand_version(work.session, form.version, version, Thing("custody_form", form_id))
    if form.state is FormState.CANCELLED:
        raise KnownError("phones.form_cancelled", form=form.number_text)
    file_id = keep_file(
        work, form_id, is_scan=True, name=scan.name, media_type=scan.media_type, data=scan.data
    )
    if form.state is not FormState.SIGNED:
        form.state = FormState.SIGNED
        form.signed_at = work.now
    work.session.flush()
    work.record("custody_form.signed", "custody_form", form_id, file=file_id)
    return file_id


def open_form_pdf(work: Work, form_id: int) -> bytes:
    """Return a form as it was made, and record who opened it.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`; `db.file_changed`: its bytes do not have
            the SHA-256 that they were frozen with.
    """
    require(work, Right.SEE_PHONES)
    _form(work, form_id)
    query = select(CustodyFile).where(CustodyFile.form_id == form_id, ~CustodyFile.is_scan)
    file = work.session.scalars(query).one()
    return _opened(work, file)


def read_form_paper(work: Work, form_id: int) -> Callable[[], bytes]:
    """Return a function that makes a form to be signed, without the database; record who opened it.

    Its sheets carry the code by which their scan is recognised.

    Raises:
        KnownError: As `open_form_pdf`.
    """
    pdf = open_form_pdf(work, form_id)
    return stamped(lambda: pdf, code_of(work.session, CodedKind.CUSTODY_FORM, form_id))


def open_scan(work: Work, form_id: int) -> tuple[str, bytes]:
    """Return the name and the bytes of the newest scan of a signed form; record who opened it.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.no_scan`, `db.file_changed`.
    """
    require(work, Right.SEE_PHONES)
    _form(work, form_id)
    query = (
        select(CustodyFile)
        .where(CustodyFile.form_id == form_id, CustodyFile.is_scan)
        .order_by(CustodyFile.id.desc())
        .limit(1)
    )
    file = demand(work.session.scalar(query), "phones.no_scan")
    return file.name, _opened(work, file)


def set_terms(
    work: Work,
    starts_on: dt.date,
    terms: Sequence[str],
    *,
    version: int | None = None,
    base: CustodyTermsValues | None = None,
) -> None:
    """Store the terms that forms print from a day on; forms already made keep theirs.

    Args:
        starts_on: The first day, in Istanbul.
        terms: In order, without numbers.
        version: Of the terms that begin on that day already, as they were read; None: none do.
        base: What the form began with.

    Raises:
        KnownError: `access.not_allowed`, and as `rules.check_terms`.
        ConflictError: `db.both_changed`: another user stored others for that day since `version`.
    """
    require(work, Right.EDIT_PHONES)
    tidy = check_terms(terms)
    # Locked: a concurrent save is then read and reported, not overwritten.
    query = select(CustodyTerms).where(CustodyTerms.starts_on == starts_on).with_for_update()
    known = work.session.scalar(query)
    if known is None:
        known = CustodyTerms(starts_on=starts_on, terms=list(tidy))
        work.session.add(known)
    else:
        common = set(tidy).intersection(known.terms)
        known.terms = list(
            merge_edit(
                work,
                CustodyTermsValues(tidy),
                CustodyTermsValues(tuple(known.terms)),
                base,
                is_stale=known.version != version,
                thing=Thing("custody_terms", known.id),
                words=lambda field, value: value_words(field, _only(value, common)),
            ).terms
        )
    work.session.flush()
    work.record("custody_terms.set", "custody_terms", known.id, starts_on=starts_on.isoformat())


def _only(terms: Sequence[str], common: Collection[str]) -> str:
    """Return the terms, with their numbers, that are not among the common ones."""
    own = [f"{number}. {term}" for number, term in enumerate(terms, 1) if term not in common]
    if own:
        return " ".join(own)
    return "sırası başka" if len(terms) == len(common) else "bu şart yok"


def _form(work: Work, form_id: int) -> CustodyForm:
    return demand(work.session.get(CustodyForm, form_id), "phones.gone")


def _opened(work: Work, file: CustodyFile) -> bytes:
    data = file.checked_data()
    work.record("custody_form.opened", "custody_form", file.form_id, file=file.id)
    return data
