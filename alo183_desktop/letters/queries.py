"""Read letters with their dispatches and files."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased, defer

from alo183_desktop.db.bulk import parts_of
from alo183_desktop.db.columns import with_words
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.letter import content as paper
from alo183_desktop.letters.chain import LetterDays
from alo183_desktop.letters.files import as_frozen
from alo183_desktop.letters.letter_numbers import RegisteredLetter
from alo183_desktop.letters.model import (
    Confirmation,
    Dispatch,
    Letter,
    LetterFile,
    LetterReminder,
)
from alo183_desktop.letters.rows import (
    DispatchRow,
    LetterCard,
    LetterFileRow,
    LetterFilter,
    LetterRow,
    counting,
)
from alo183_desktop.letters.rules import (
    DispatchAttempt,
    FileKind,
    ProofState,
    Result,
    due_on,
    elapsed_words,
    is_numbered,
    is_proven,
    lack_words,
    lacks,
    proof,
    standing,
)
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import demand
from alo183_desktop.shared.plain import from_plain
from alo183_desktop.shared.searching import folded_words
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session


_SHORTEST_ITEM: Final = 8
"""Letters and digits of a barcode; anything shorter is meant as words or as a letter's number."""


def list_letters(
    session: Session, wanted: LetterFilter, *, now: dt.datetime
) -> tuple[LetterRow, ...]:
    """Return letters: open ones first, then the newest.

    Among open ones the urgent come first, of these failed ones, then those in effect longest.

    Args:
        wanted: Which letters.
        now: UTC; for the time since a change took effect.
    """
    found = session.execute(_filtered(wanted)).all()
    attempts = _attempts(session, [letter.id for letter, _ in found])
    rows = [
        _row(letter, attempts.get(letter.id, ()), corrected_by=corrected_by, now=now)
        for letter, corrected_by in found
    ]
    if wanted.state in {"late", "near"}:
        rows = [row for row in rows if row.state == wanted.state]
    still_open = [row for row in rows if row.is_open]
    others = [row for row in rows if not row.is_open]
    still_open.sort(
        key=lambda row: (not row.is_urgent, not _has_failed(row), row.effective_on, row.letter_id)
    )
    others.sort(key=lambda row: (row.finished_at, row.letter_id), reverse=True)
    return (*still_open, *others)


def list_unsigned(session: Session, *, now: dt.datetime) -> tuple[LetterRow, ...]:
    """Return letters that wait for a signature by hand, in the order of the list.

    They were not sent by any channel, and no signed scan is kept. A letter that is signed
    electronically waits for no paper.
    """
    rows = [
        row
        for row in list_letters(session, LetterFilter(state="open"), now=now)
        if all(one.state is ProofState.NONE for one in row.proofs.values())
    ]
    by_hand: set[int] = set()
    is_scanned = exists().where(LetterFile.letter_id == Letter.id, LetterFile.kind == FileKind.SCAN)
    for part in parts_of([row.letter_id for row in rows]):
        query = select(Letter.id, Letter.content).where(Letter.id.in_(part), ~is_scanned)
        by_hand.update(
            letter_id for letter_id, content in session.execute(query) if not _is_e_signed(content)
        )
    return tuple(row for row in rows if row.letter_id in by_hand)


def _is_e_signed(content: dict[str, Any]) -> bool:
    letter = from_plain(paper.LetterContent, content)
    return paper.is_e_signed(letter.style, letter.number.preparation)


def count_letters(session: Session) -> int:
    """Return how many letters of changes were ever finished, without cancelled ones."""
    query = select(func.count()).select_from(Letter)
    query = query.where(Letter.is_change, Letter.cancelled_at.is_(None))
    return session.scalar(query) or 0


def has_finished_since(session: Session, since: dt.datetime) -> bool:
    """Return whether a letter was finished at a time, UTC, or later, and is still valid."""
    finished = exists().where(Letter.finished_at >= since, Letter.cancelled_at.is_(None))
    return bool(session.scalar(select(finished)))


def list_finished(
    session: Session, *, since: dt.datetime, until: dt.datetime, now: dt.datetime
) -> tuple[LetterRow, ...]:
    """Return the letters of changes finished in `[since, until)`, UTC, in the order of the list.

    Cancelled ones are left out.
    """
    rows = list_letters(session, LetterFilter(state="all"), now=now)
    return tuple(
        row
        for row in rows
        if row.is_change and row.cancelled_at is None and since <= row.finished_at < until
    )


def summaries(session: Session, letter_ids: Collection[int]) -> Mapping[int, str]:
    """Return who leaves and who comes, by letter; unknown ids are left out."""
    query = select(Letter.id, Letter.summary).where(Letter.id.in_(letter_ids))
    return {row.id: row.summary for row in session.execute(query)}


def register_numbers(session: Session, letter_ids: Collection[int]) -> Mapping[int, str]:
    """Return the register number by letter, empty while it has none; unknown ids are left out."""
    query = select(Letter.id, Letter.register_number).where(Letter.id.in_(letter_ids))
    return {letter_id: number or "" for letter_id, number in session.execute(query)}


def registered_letters(session: Session) -> tuple[RegisteredLetter, ...]:
    """Return all letters with what is known of their register number."""
    query = select(
        Letter.id,
        Letter.register_number,
        Letter.dated_on,
        Letter.finished_at,
        Letter.summary,
        Letter.cancelled_at,
        Letter.corrects_letter_id,
    )
    return tuple(
        RegisteredLetter(
            row.id,
            row.register_number,
            row.dated_on or local_day(row.finished_at),
            row.summary,
            row.cancelled_at is not None,
            row.corrects_letter_id,
        )
        for row in session.execute(query)
    )


def get_letter_row(session: Session, letter_id: int, *, now: dt.datetime) -> LetterRow:
    """Return a letter as lists show it.

    Raises:
        KnownError: `letters.gone`.
    """
    query = _filtered(LetterFilter(state="all")).where(Letter.id == letter_id)
    letter, corrected = demand(session.execute(query).one_or_none(), "letters.gone")
    return _row(letter, attempts_of(session, letter_id), corrected_by=corrected, now=now)


def get_letter(session: Session, letter_id: int, *, now: dt.datetime) -> LetterCard:
    """Return a letter with its files and dispatches.

    Screens call `service.open_letter`, which audits the access.

    Raises:
        KnownError: `letters.gone`.
    """
    letter = demand(session.get(Letter, letter_id), "letters.gone")
    attempts = _attempts(session, [letter_id])
    files = list_files(session, letter_id)
    return made_of(
        LetterCard,
        letter,
        row=_row(
            letter,
            attempts.get(letter_id, ()),
            corrected_by=corrected_by(session, letter_id),
            now=now,
        ),
        content=as_frozen(letter),
        files=files,
        dispatches=_dispatches(session, letter_id, files),
        days=days_of(session, letter),
    )


def days_of(session: Session, letter: Letter, *, without: int | None = None) -> LetterDays:
    """Return the days of a letter, as far as they are recorded.

    Args:
        letter: Which letter.
        without: A dispatch that is to be corrected; None for none.
    """
    dispatches = _dispatches(session, letter.id, list_files(session, letter.id))
    confirmed = select(Confirmation.confirmed_on).where(Confirmation.letter_id == letter.id)
    reminded = select(LetterReminder.reminded_id).where(LetterReminder.letter_id == letter.id)
    reminders = select(LetterReminder.letter_id).where(LetterReminder.reminded_id == letter.id)
    earlier = Letter.id.in_([letter.corrects_letter_id]) | Letter.id.in_(reminded)
    later = (Letter.corrects_letter_id == letter.id) | Letter.id.in_(reminders)
    stands = Letter.cancelled_at.is_(None)
    return LetterDays(
        written_on=letter.dated_on,
        finished_at=letter.finished_at,
        attempts=counting(dispatches, without=without),
        demanded=letter.channels,
        confirmed_on=session.scalar(confirmed),
        earlier_on=session.scalar(select(func.max(Letter.dated_on)).where(earlier)),
        later_on=session.scalar(select(func.min(Letter.dated_on)).where(later, stands)),
    )


def has_evidence(session: Session, letter_id: int, dispatch_id: int) -> bool:
    """Return whether a file proves a dispatch, or the record that it corrects."""
    rows = _dispatches(session, letter_id, list_files(session, letter_id))
    return any(one.has_evidence for one in rows if one.dispatch_id == dispatch_id)


def list_files(session: Session, letter_id: int) -> tuple[LetterFileRow, ...]:
    """Return the files of a letter without their bytes, in the order in which they were added."""
    files = session.scalars(
        select(LetterFile).where(LetterFile.letter_id == letter_id).order_by(LetterFile.id)
    )
    return tuple(file_row(file) for file in files)


def file_row(file: LetterFile) -> LetterFileRow:
    """Return a file without its bytes."""
    return made_of(LetterFileRow, file, file_id=file.id)


def corrected_by(session: Session, letter_id: int) -> int | None:
    """Return the letter that replaces this one and is not cancelled; None without one."""
    return session.scalar(
        select(Letter.id)
        .where(Letter.corrects_letter_id == letter_id, Letter.cancelled_at.is_(None))
        .order_by(Letter.id.desc())
        .limit(1)
    )


def attempts_of(session: Session, letter_id: int) -> tuple[DispatchAttempt, ...]:
    """Return what the rules need of the dispatches of one letter."""
    return tuple(_attempts(session, [letter_id]).get(letter_id, ()))


def is_corrected() -> ColumnElement[bool]:
    """Return the condition that a later record replaced a dispatch."""
    later = aliased(Dispatch)
    return exists().where(later.corrects_dispatch_id == Dispatch.id).correlate(Dispatch)


def _has_failed(row: LetterRow) -> bool:
    return any(row.proofs[one].state is ProofState.FAILED for one in row.demanded)


def _filtered(wanted: LetterFilter) -> Select[Any]:
    query = _in_state(wanted.state)
    words = folded_words(wanted.search)
    item = "".join(wanted.search.split()).upper()
    if len(item) < _SHORTEST_ITEM or not any(map(str.isdigit, item)):
        return with_words(query, words, Letter.search_key)
    sent = select(Dispatch.letter_id).where(
        func.upper(func.replace(Dispatch.item_number, " ", "")) == item
    )
    named = with_words(select(Letter.id), words, Letter.search_key)
    return query.where(or_(Letter.id.in_(named), Letter.id.in_(sent)))


@cache
def _in_state(state: str) -> Select[Any]:
    correcting = aliased(Letter)
    newest = (
        select(correcting.id)
        .where(correcting.corrects_letter_id == Letter.id, correcting.cancelled_at.is_(None))
        .order_by(correcting.id.desc())
        .limit(1)
        .correlate(Letter)
        .scalar_subquery()
    )
    # A list shows nothing of the content, which is most of a row.
    query = select(Letter, newest).options(defer(Letter.content), defer(Letter.search_key))
    if state in {"open", "late", "near"}:
        query = query.where(
            Letter.completed_at.is_(None), Letter.cancelled_at.is_(None), newest.is_(None)
        )
    elif state == "complete":
        query = query.where(Letter.completed_at.is_not(None))
    elif state == "corrected":
        query = query.where(newest.is_not(None))
    return query


def _attempts(
    session: Session, letter_ids: Sequence[int]
) -> Mapping[int, Sequence[DispatchAttempt]]:
    found: dict[int, list[DispatchAttempt]] = defaultdict(list)
    query = select(
        Dispatch.id,
        Dispatch.corrects_dispatch_id,
        Dispatch.letter_id,
        Dispatch.channel,
        Dispatch.at,
        Dispatch.result,
        Dispatch.item_number,
        Dispatch.note,
        select(func.min(LetterFile.id))
        .where(LetterFile.dispatch_id == Dispatch.id)
        .correlate(Dispatch)
        .scalar_subquery()
        .label("file_id"),
    ).order_by(Dispatch.id)
    for part in parts_of(letter_ids):
        tries = session.execute(query.where(Dispatch.letter_id.in_(part))).all()
        evidence = _evidence(tries, {one.id: one.file_id for one in tries})
        corrected = {one.corrects_dispatch_id for one in tries}
        for one in sorted(tries, key=lambda one: (one.at, one.id)):
            if one.id not in corrected and one.result is not Result.WITHDRAWN:
                attempt = made_of(DispatchAttempt, one, has_evidence=evidence[one.id] is not None)
                found[one.letter_id].append(attempt)
    return found


def _evidence(tries: Iterable[Any], own: Mapping[int, int | None]) -> Mapping[int, int | None]:
    """Return the first file that proves each dispatch; proof of one also proves its correction.

    Args:
        tries: In the order in which they were recorded.
        own: The first file that came with each.
    """
    found: dict[int | None, int | None] = {None: None}
    for one in tries:
        found[one.id] = found[one.corrects_dispatch_id] or own.get(one.id)
    return {number: file_id for number, file_id in found.items() if number is not None}


def _row(
    letter: Letter,
    attempts: Sequence[DispatchAttempt],
    *,
    corrected_by: int | None,
    now: dt.datetime,
) -> LetterRow:
    demanded = letter.channels
    is_valid = corrected_by is None and letter.cancelled_at is None
    proofs = {channel: proof(attempts, channel) for channel in Channel}
    lacking = lacks(attempts, demanded)
    return made_of(
        LetterRow,
        letter,
        letter_id=letter.id,
        corrected_by_letter_id=corrected_by,
        proofs=proofs,
        demanded=demanded,
        lacks=lacking,
        lack_words=lack_words({channel: proofs[channel] for channel in demanded}),
        outdated=letter.outdated if is_valid else "",
        state=standing(
            proven=len(demanded) - len(lacking),
            lacking=len(lacking),
            is_numbered=is_numbered(letter.register_number, letter.dated_on),
            due=due_on(
                letter.effective_on,
                letter.finished_at,
                is_correction=letter.corrects_letter_id is not None,
            ),
            now=now,
            is_change=letter.is_change,
            is_valid=is_valid,
        ),
        elapsed=elapsed_words(letter.finished_at, now=now, completed_at=letter.completed_at)
        if letter.is_change and letter.cancelled_at is None
        else "",
    )


def _dispatches(
    session: Session, letter_id: int, files: Sequence[LetterFileRow]
) -> tuple[DispatchRow, ...]:
    own: dict[int, int] = {}
    for file in files:
        if file.dispatch_id is not None:
            own.setdefault(file.dispatch_id, file.file_id)
    query = select(Dispatch).where(Dispatch.letter_id == letter_id).order_by(Dispatch.id)
    tries = {one.id: one for one in session.scalars(query)}
    evidence = _evidence(tries.values(), own)
    corrected = {one.corrects_dispatch_id for one in tries.values()}
    rows: list[DispatchRow] = []
    for last in sorted(tries.values(), key=lambda one: (one.at, one.id)):
        one = None if last.id in corrected else last
        while one is not None:
            is_old = one is not last
            rows.append(_dispatch_row(one, evidence[one.id], is_corrected=is_old))
            one = tries.get(one.corrects_dispatch_id or 0)
    return tuple(rows)


def _dispatch_row(
    dispatch: Dispatch, evidence_file_id: int | None, *, is_corrected: bool
) -> DispatchRow:
    attempt = made_of(DispatchAttempt, dispatch, has_evidence=evidence_file_id is not None)
    return made_of(
        DispatchRow,
        dispatch,
        dispatch_id=dispatch.id,
        is_corrected=is_corrected,
        evidence_file_id=evidence_file_id,
        is_proven=is_proven(attempt),
    )
