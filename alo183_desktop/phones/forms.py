"""What becomes of the papers of custody: printed, signed, opened; and the terms that they print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version, joined
from alo183_desktop.phones.form_making import keep_file
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.model import CustodyFile, CustodyForm, CustodyTerms
from alo183_desktop.phones.rows import CustodyFileRow, TermsValues
from alo183_desktop.phones.rules import check_terms
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile


def mark_printed(work: Work, form_id: int) -> None:
    """Note that a paper was printed, and write it down; a signed one stays signed.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    require(work, Right.PRINT)
    form = _form(work, form_id)
    if form.state is FormState.DRAFT:
        form.state = FormState.PRINTED
        form.printed_at = work.now
        work.session.flush()
    work.record("custody_form.printed", "custody_form", form_id)


def record_export(work: Work, form_id: int) -> None:
    """Write down that a paper left the program as a file.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    require(work, Right.EXPORT)
    _form(work, form_id)
    work.record("custody_form.exported", "custody_form", form_id)


def attach_signed(work: Work, form_id: int, scan: CheckedFile, *, version: int) -> int:
    """Keep a scan of the signed paper, and return the file's number; the newest one counts.

    Args:
        work: The unit of work.
        form_id: Which paper.
        scan: Of `documents.checked_files`, which is slow: read and drawn before the work began.
        version: Of the form when it was read.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_PHONES)
    form = _form(work, form_id)
    demand_version(work.session, form.version, version, Thing("custody_form", form_id))
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
    """Return a paper as it was made, and write down who opened it.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`; `db.file_changed`: its bytes do not have
            the SHA-256 that they were frozen with.
    """
    require(work, Right.SEE_PHONES)
    _form(work, form_id)
    query = select(CustodyFile).where(CustodyFile.form_id == form_id, ~CustodyFile.is_scan)
    file = work.session.scalars(query).one()
    return _opened(work, file)[1]


def open_scan(work: Work, form_id: int) -> tuple[CustodyFileRow, bytes]:
    """Return the newest scan of a signed paper, and write down who opened it.

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
    file = work.session.scalar(query)
    if file is None:
        raise KnownError("phones.no_scan")
    return _opened(work, file)


def set_terms(
    work: Work,
    starts_on: dt.date,
    terms: Sequence[str],
    *,
    version: int | None = None,
    base: TermsValues | None = None,
) -> None:
    """Store the terms that papers print from a day on; papers that were made keep theirs.

    Args:
        work: The unit of work.
        starts_on: The first day, in Istanbul.
        terms: In order, without numbers.
        version: Of the terms that begin on that day already, as they were read; None: there were
            none.
        base: What the form began with.

    Raises:
        KnownError: `access.not_allowed`, and as `rules.check_terms`.
        ConflictError: `db.both_changed`: somebody else wrote others for that day since `version`.
    """
    require(work, Right.EDIT_PHONES)
    tidy = check_terms(terms)
    # Locked: what somebody else is just saving is then read, and told, and not written over.
    query = select(CustodyTerms).where(CustodyTerms.starts_on == starts_on).with_for_update()
    known = work.session.scalar(query)
    if known is None:
        known = CustodyTerms(starts_on=starts_on, terms=list(tidy))
        work.session.add(known)
    else:
        common = set(tidy).intersection(known.terms)
        known.terms = list(
            joined(
                work,
                TermsValues(tidy),
                TermsValues(tuple(known.terms)),
                base,
                is_stale=known.version != version,
                thing=Thing("custody_terms", known.id),
                words=lambda field, value: value_words(field, _only(value, common)),
            ).terms
        )
    work.session.flush()
    work.record("custody_terms.set", "custody_terms", known.id, starts_on=starts_on.isoformat())


def _only(terms: Sequence[str], common: Collection[str]) -> str:
    """Return the terms, with their numbers, that the others do not have."""
    own = [f"{number}. {term}" for number, term in enumerate(terms, 1) if term not in common]
    if own:
        return " ".join(own)
    return "sırası başka" if len(terms) == len(common) else "bu şart yok"


def _form(work: Work, form_id: int) -> CustodyForm:
    form = work.session.get(CustodyForm, form_id)
    if form is None:
        raise KnownError("phones.gone")
    return form


def _opened(work: Work, file: CustodyFile) -> tuple[CustodyFileRow, bytes]:
    data = file.checked_data()
    work.record("custody_form.opened", "custody_form", file.form_id, file=file.id)
    row = CustodyFileRow(
        file_id=file.id,
        form_id=file.form_id,
        is_scan=file.is_scan,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        added_at=file.added_at,
        added_by=file.added_by,
    )
    return row, data
