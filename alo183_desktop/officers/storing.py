"""Store what is known of an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.record import OFFICER, OfficerValues, search_key
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work


def insert_officer(work: Work, values: OfficerValues) -> Officer:
    """Store a new officer.

    Raises:
        KnownError: `officers.duplicate_tckn`.
    """
    officer = Officer(**columns_of(values), created_at=work.now)
    _refuse_second_owner(work, values.tckn, officer_id=None)
    work.session.add(officer)
    _flush(work)
    return officer


def update_officer(work: Work, officer: Officer, values: OfficerValues) -> None:
    """Store changed values.

    Raises:
        KnownError: `officers.duplicate_tckn`.
    """
    if values.tckn != officer.tckn:
        _refuse_second_owner(work, values.tckn, officer_id=officer.id)
    for column, value in columns_of(values).items():
        setattr(officer, column, value)
    _flush(work)


def columns_of(values: OfficerValues) -> dict[str, Any]:
    """Return what the table stores of `values`, with the keys for searching and sorting."""
    return {
        **OFFICER.columns(values),
        "search_key": search_key(values),
        "sort_key": collation_key(values.name),
    }


def id_of_tckn(session: Session, tckn: str) -> int | None:
    """Return who has a T.C. number; services ask, and write down who wanted to know."""
    return session.scalar(select(Officer.id).where(Officer.tckn == tckn))


def _refuse_second_owner(work: Work, tckn: str | None, *, officer_id: int | None) -> None:
    if tckn is None:
        return
    take_write_lock(work.session)
    if id_of_tckn(work.session, tckn) not in {None, officer_id}:
        raise KnownError("officers.duplicate_tckn")


def _flush(work: Work) -> None:
    try:
        work.session.flush()
    except IntegrityError as error:
        # Another desk stored the same number between the question and the answer.
        if "tckn" in str(error.orig):
            raise KnownError("officers.duplicate_tckn") from error
        raise
