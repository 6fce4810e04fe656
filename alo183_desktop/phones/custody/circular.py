"""Notification of the circular against signature (*tebliğ-tebellüğ*): who was, who is to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.queries import is_running
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.custody.papers import make_form
from alo183_desktop.phones.kinds import CircularStanding, FormKind, FormState
from alo183_desktop.phones.model import CustodyForm
from alo183_desktop.phones.rows import CircularRow
from alo183_desktop.phones.rules import standing_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import demand
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work


def list_circular(session: Session, *, today: dt.date) -> tuple[CircularRow, ...]:
    """Return every officer of a day, those still to be notified first, then by name."""
    return tuple(
        sorted(
            _read_all(session, today=today),
            key=lambda row: (
                row.standing is CircularStanding.NOTIFIED,
                collation_key(row.officer_name),
            ),
        )
    )


def _read_all(session: Session, *, today: dt.date) -> list[CircularRow]:
    serving = select(Assignment.officer_id).where(is_running(today))
    officers = select(Officer.id, Officer.given_names, Officer.surname).where(
        Officer.id.in_(serving)
    )
    papers = (
        select(
            CustodyForm.officer_id,
            CustodyForm.id,
            CustodyForm.year,
            CustodyForm.number,
            CustodyForm.state,
            CustodyForm.signed_at,
        )
        .where(CustodyForm.kind == FormKind.CIRCULAR, CustodyForm.officer_id.in_(serving))
        .order_by(CustodyForm.id)
    )
    signed: dict[int, dt.date] = {}
    waiting: dict[int, tuple[int | None, str]] = {}
    for officer_id, form_id, year, number, state, signed_at in session.execute(papers):
        if state is FormState.SIGNED and signed_at is not None:
            day = local_day(signed_at)
            signed[officer_id] = max(day, signed.get(officer_id, day))
        elif state.waits:
            waiting[officer_id] = (form_id, f"{year}/{number}")
    rows = []
    for officer_id, given_names, surname in session.execute(officers):
        signed_on = signed.get(officer_id)
        open_form_id, number_text = waiting.get(officer_id, (None, ""))
        rows.append(
            CircularRow(
                officer_id,
                display_name(given_names, surname),
                signed_on,
                open_form_id,
                number_text,
                standing_of(signed_on, today=today),
            )
        )
    return rows


def count_unnotified(session: Session, *, today: dt.date) -> int:
    """Return how many officers of a day are still to be notified of the circular."""
    return sum(
        row.standing is not CircularStanding.NOTIFIED for row in _read_all(session, today=today)
    )


def find_circular(work: Work) -> tuple[CircularRow, ...]:
    """Return every officer of today with the state of the notification, as `list_circular`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return list_circular(work.session, today=local_day(work.now))


def notify(work: Work, officer_ids: Collection[int]) -> tuple[int, ...]:
    """Make the form by which each officer is notified, and return the ids of the forms.

    An officer with a form that waits for a signature gets no second one: its id is returned.

    Args:
        officer_ids: Officers of today.

    Raises:
        KnownError: `access.not_allowed`; `phones.gone`: one of them is no officer today.
    """
    require(work, Right.EDIT_PHONES)
    known = {row.officer_id: row for row in list_circular(work.session, today=local_day(work.now))}
    found = []
    for officer_id in dict.fromkeys(officer_ids):
        row = demand(known.get(officer_id), "phones.gone")
        form_id = row.open_form_id
        if form_id is None:
            officer = work.session.get_one(Officer, officer_id)
            form_id = make_form(work, FormKind.CIRCULAR, officer, (), at=work.now).id
            work.record("circular.told", "officer", officer_id, custody_form=form_id)
        found.append(form_id)
    return tuple(found)
