"""Make the paper of an issue or a return, with all that it says frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select

from alo183_desktop.db.frozen_files import frozen
from alo183_desktop.directorate.model import Directorate, Unit
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.kinds import FormKind, FormState, Measure
from alo183_desktop.phones.model import CustodyFile, CustodyForm, Handset, Line, Quota
from alo183_desktop.phones.queries import current_terms
from alo183_desktop.phones.quota_selects import AllSettings, setting_rows
from alo183_desktop.phones.quota_words import amount_words
from alo183_desktop.phones.storing import label_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.custody_form import HandsetItem, LineItem
    from alo183_desktop.phones.storing import Item

_PDF: Final = "application/pdf"


def make_form(
    work: Work,
    kind: FormKind,
    officer: Officer,
    items: Sequence[Item],
    *,
    at: dt.datetime,
    condition: str,
    accessories: str,
) -> CustodyForm:
    """Store the paper of one issue or return with its PDF.

    The directorate's side is signed by whoever enters it.

    Args:
        work: The unit of work.
        kind: Issue or return.
        officer: Who receives or gives back.
        items: What changes hands; at least one.
        at: When it did.
        condition: Of the items, in words.
        accessories: What goes with them.
    """
    from alo183_desktop.documents.custody_form import (
        CustodyFormContent,
        Party,
        custody_form_pdf,
        to_json,
    )  # sets type: only who makes a form needs it

    session = work.session
    directorate = get_directorate(session)
    year = local_day(work.now).year
    number = _next_number(session, year)
    number_text = f"{year}/{number}"
    day = local_day(at)
    name = display_name(officer.given_names, officer.surname)
    ours = Party(work.actor.name, _title_of(work), directorate.name)
    theirs = Party(name, officer.title, session.get_one(Unit, officer.unit_id).name)
    lines = [_line_item(session, item, day) for item in items if isinstance(item, Line)]
    handsets = [_handset_item(item) for item in items if isinstance(item, Handset)]
    content = CustodyFormContent(
        number_text=number_text,
        kind=kind.value,
        at=at,
        directorate_heading=directorate.heading,
        giver=ours if kind is FormKind.ISSUE else theirs,
        receiver=theirs if kind is FormKind.ISSUE else ours,
        line=lines[0] if lines else None,
        handset=handsets[0] if handsets else None,
        condition=condition,
        accessories=accessories,
        terms=current_terms(session, day).terms,
        place=directorate.province,
        more_lines=tuple(lines[1:]),
        more_handsets=tuple(handsets[1:]),
    )
    labels = [label_of(item) for item in items]
    form = CustodyForm(
        year=year,
        number=number,
        kind=kind,
        officer_id=officer.id,
        officer_name=name,
        at=at,
        state=FormState.DRAFT,
        content=to_json(content),
        item_labels=labels,
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
        name=f"zimmet-{year}-{number}.pdf",
        media_type=_PDF,
        data=custody_form_pdf(content),
    )
    return form


def keep_file(
    work: Work, form_id: int, *, is_scan: bool, name: str, media_type: str, data: bytes
) -> int:
    """Store a file of a form with its SHA-256, and return its number."""
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
    """Return the next number of a year; whoever else makes a form waits until this one stands."""
    session.execute(
        select(Directorate.id).where(Directorate.id == DIRECTORATE_ID).with_for_update()
    )
    last = session.scalar(select(func.max(CustodyForm.number)).where(CustodyForm.year == year))
    return (last or 0) + 1


def _title_of(work: Work) -> str:
    """Return the title of who acts; empty while the directorate knows none under their name.

    Users have a role in the program and no title: the roster and the letterhead know it.
    """
    name = fold(work.actor.name)
    contact = get_directorate(work.session)
    if contact.contact_title and fold(contact.contact_name) == name:
        return contact.contact_title
    found = work.session.execute(
        select(Officer.given_names, Officer.surname, Officer.title).where(Officer.title != "")
    )
    titles = {title for given, surname, title in found if fold(f"{given} {surname}") == name}
    # Namesakes with two titles: nobody can tell which of them it is.
    return titles.pop() if len(titles) == 1 else ""


def _line_item(session: Session, line: Line, day: dt.date) -> LineItem:
    from alo183_desktop.documents.custody_form import LineItem

    return LineItem(
        phone=line.phone,
        operator=line.operator,
        iccid=line.iccid or "",
        package=line.package,
        quota_words=quota_words(session, line.id, day),
    )


def _handset_item(handset: Handset) -> HandsetItem:
    from alo183_desktop.documents.custody_form import HandsetItem

    return HandsetItem(
        make=handset.make,
        model=handset.model,
        imei=handset.imei or "",
        serial=handset.serial,
    )


def _search_key(number_text: str, name: str, items: Sequence[Item]) -> str:
    return " ".join((number_text, fold(name), *(item.search_key for item in items)))
