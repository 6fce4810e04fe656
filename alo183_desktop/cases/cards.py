"""Read one case with all that belongs to it, and what is already known before one is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.cases import imported_timeline, queries
from alo183_desktop.cases.filters import CASES, C
from alo183_desktop.cases.model import (
    Case,
    CaseFile,
    CaseKind,
    CaseResponsibility,
    CaseWaiver,
)
from alo183_desktop.cases.rows import (
    CaseCard,
    CaseFileRow,
    OtherCase,
    ResponsibilityRow,
    WaiverRow,
)
from alo183_desktop.db.columns import columns_of
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers.model import Subject
from alo183_desktop.shared.errors import demand
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_OTHERS: Final = 20
"""The most cases of the same caller that a card shows."""


def get_card(session: Session, case_id: int) -> CaseCard:
    """Return a case with all that belongs to it.

    Screens call `service.open_case`, which audits the access.

    Raises:
        KnownError: `cases.gone`.
    """
    case = demand(session.get(Case, case_id), "cases.gone")
    (row,) = queries.cases_by_ids(session, [case_id])
    return made_of(
        CaseCard,
        case,
        row=row,
        timeline=imported_timeline.list_timeline(session, case),
        responsibilities=_responsibilities(session, case_id),
        waivers=_waivers(session, case_id),
        files=list_files(session, case_id),
        same_caller=others_of_caller(session, case.caller_phone, but=case_id),
    )


def list_files(session: Session, case_id: int) -> tuple[CaseFileRow, ...]:
    """Return the files of a case without their bytes, in the order in which they were added."""
    files = session.scalars(
        select(CaseFile).where(CaseFile.case_id == case_id).order_by(CaseFile.id)
    )
    return tuple(file_row(file) for file in files)


def file_row(file: CaseFile) -> CaseFileRow:
    """Return a file without its bytes."""
    return made_of(CaseFileRow, file, file_id=file.id)


def others_of_caller(
    session: Session, phone: str, *, but: int | None = None
) -> tuple[OtherCase, ...]:
    """Return the cases whose caller has a phone, the newest first; none without a phone.

    Args:
        phone: E.164, or empty.
        but: A case that is left out.
    """
    if not phone:
        return ()
    # The second condition is the index's own: SQLite does not infer it from a parameter.
    query = select(Case.id).where(Case.caller_phone == phone, Case.caller_phone != "")
    if but is not None:
        query = query.where(Case.id != but)
    query = query.order_by(Case.routed_at.desc(), Case.id.desc()).limit(_OTHERS)
    return other_cases(session, session.scalars(query).all())


def other_cases(session: Session, case_ids: Collection[int]) -> tuple[OtherCase, ...]:
    """Return cases in short form, in the order given."""
    subjects, kinds = Subject.__table__.c, CaseKind.__table__.c
    query: Select[Any] = (
        select(
            *columns_of(
                OtherCase, C, case_id=C.id, subject_name=subjects.name, kind_name=kinds.name
            )
        )
        .select_from(CASES)
        .join(Subject.__table__, subjects.id == C.subject_id)
        .join(CaseKind.__table__, kinds.id == C.kind_id)
        .where(C.id.in_(case_ids))
    )
    found = {record[0]: OtherCase(*record) for record in session.execute(query)}
    return tuple(found[case_id] for case_id in case_ids if case_id in found)


def _responsibilities(session: Session, case_id: int) -> tuple[ResponsibilityRow, ...]:
    query = (
        select(
            CaseResponsibility.officer_id,
            CaseResponsibility.from_at,
            CaseResponsibility.to_at,
            CaseResponsibility.reason,
            CaseResponsibility.by_name,
        )
        .where(CaseResponsibility.case_id == case_id)
        .order_by(CaseResponsibility.from_at.desc(), CaseResponsibility.id.desc())
    )
    records = session.execute(query).all()
    names = officer_queries.names(session, {record.officer_id for record in records})
    return tuple(ResponsibilityRow(record[0], names[record[0]], *record[1:]) for record in records)


def _waivers(session: Session, case_id: int) -> tuple[WaiverRow, ...]:
    query = (
        select(
            CaseWaiver.officer_id,
            CaseWaiver.letter_id,
            CaseWaiver.reason,
            CaseWaiver.at,
            CaseWaiver.by_name,
        )
        .where(CaseWaiver.case_id == case_id)
        .order_by(CaseWaiver.id)
    )
    records = session.execute(query).all()
    names = officer_queries.names(session, {record.officer_id for record in records})
    return tuple(WaiverRow(record[0], names[record[0]], *record[1:]) for record in records)
