"""Put the rows of retention into the words that its papers print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.documents.papers.destruction_form import DestructionPaper
from alo183_desktop.documents.papers.person_report import PersonRecord, PersonReport
from alo183_desktop.retention.kinds import (
    ANONYMISED,
    GOES_WORDS,
    KIND_WORDS,
    START_WORDS,
    TABLE_WORDS,
)
from alo183_desktop.retention.persons import SOURCE_WORDS
from alo183_desktop.retention.rules import period_words
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from alo183_desktop.retention.persons import PersonEntry
    from alo183_desktop.retention.rows import DestructionForm


def destruction_paper(form: DestructionForm) -> DestructionPaper:
    """Return the paper of a destruction."""
    row = form.row
    return made_of(
        DestructionPaper,
        row,
        number=row.destruction_id,
        heading=form.heading,
        kind=KIND_WORDS[row.kind],
        period=period_words(row.months),
        starts_with=START_WORDS[row.kind],
        method=f"{'Anonim hale getirme' if row.kind in ANONYMISED else 'Yok etme'}: "
        f"{GOES_WORDS[row.kind]}",
        approver=form.approver,
        removed=tuple(
            sorted((TABLE_WORDS.get(table, table), count) for table, count in row.removed.items())
        ),
        trail_head=form.trail_head,
        printed_by=form.printed_by,
        printed_at=form.printed_at,
    )


def person_report(
    entries: Iterable[PersonEntry],
    *,
    directorate: str,
    printed_by: str,
    printed_at: dt.datetime,
    audit_words: str,
) -> PersonReport:
    """Return the report of the records that were chosen."""
    return PersonReport(
        directorate=directorate,
        records=tuple(
            PersonRecord(SOURCE_WORDS[entry.source], entry.title, entry.facts) for entry in entries
        ),
        printed_by=printed_by,
        printed_at=printed_at,
        audit_words=audit_words,
    )
