"""Freeze letters, record how they were sent, and open what was frozen.

Nothing is rendered, drawn or read from a disk here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, merge_edit
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.documents.letter.wording import body_text, number_text
from alo183_desktop.letters import queries, rendering
from alo183_desktop.letters.chain import LetterDays, check_days
from alo183_desktop.letters.files import (
    as_frozen,
    as_registered,
    as_valid_as_it_is,
    get_letter,
    keep_file,
    keep_paper,
    locked_letter,
)
from alo183_desktop.letters.letter_numbers import NUMBER_USED, number_problem, same_number
from alo183_desktop.letters.model import Dispatch, Letter, LetterFile, LetterReminder
from alo183_desktop.letters.rows import RegisterValues
from alo183_desktop.letters.rules import (
    CHANNELS,
    DispatchAttempt,
    FileKind,
    Result,
    completed_at,
    is_register_number,
)
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.plain import to_plain
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.kinds import Channel
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.letter import content as paper
    from alo183_desktop.letters.attempts import DispatchValues
    from alo183_desktop.letters.rendering import Rendered
    from alo183_desktop.letters.rows import LetterCard, LetterFileRow, LetterFilter, LetterRow

_LONGEST_SUMMARY: Final = 500
_LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What is stored beside the content of a letter."""

    recipient_address: str
    """For the envelope."""
    recipient_fax: str
    """E.164, for the cover sheet; may be empty."""
    recipient_detsis: str
    """For EBYS; may be empty, as may the KEP address."""
    recipient_kep: str
    demanded: Sequence[Channel]
    """The channels whose proof makes it complete, as the rule is now."""
    rule_basis: str
    """What a rule of the directorate's own is based on; empty: the circular."""
    summary: str
    """Who leaves and who comes, for lists."""
    effective_on: dt.date
    """The earliest day on which one of its changes takes effect."""
    last_effective_on: dt.date | None = None
    """The latest one; None: the same."""
    is_change: bool = True
    """Whether it announces a change, so that clause 6 demands it."""
    corrects_letter_id: int | None = None
    """The letter that it replaces."""
    correction_reason: str = ""
    """What was wrong there."""
    reminds_letter_id: int | None = None
    """The letter that it reminds of."""


def freeze_letter(
    work: Work,
    content: paper.LetterContent,
    rendered: Rendered,
    facts: LetterFacts,
    *,
    shares_number: bool = False,
) -> int:
    """Keep a letter for good, with the bytes and the SHA-256 of its files, and return its id.

    Args:
        content: The whole content of the letter.
        rendered: Its files, made before this transaction began.
        facts: What is stored beside the content.
        shares_number: Whether the user knows that another letter of the year has the same register
            number, as two registers of one directorate may give.

    Raises:
        KnownError: `access.not_allowed`; `letters.corrected_already`; `letters.cancelled`: the
            letter that it corrects was cancelled; `letters.number_cancelled`: a cancelled letter
            of the year has the number; `letters.number_used`: another letter has it, and
            `shares_number` is False; `letters.register_number`; `letters.rendered_other`: the
            files are of another letter; `letters.written_…`: as `chain.check_days`.
    """
    require(work, Right.MAKE_CHANGES)
    if rendered.fingerprint != rendering.fingerprint(content):
        raise KnownError("letters.rendered_other")
    corrected_id, days = facts.corrects_letter_id, LetterDays(content.date)
    if corrected_id is not None:
        days = replace(days, earlier_on=locked_letter(work, corrected_id).dated_on)
        if queries.corrected_by(work.session, corrected_id):
            raise KnownError("letters.corrected_already")
    if facts.reminds_letter_id is not None:
        days = replace(days, earlier_on=locked_letter(work, facts.reminds_letter_id).dated_on)
    _refuse_broken(work, days)
    same_id = _same_number(
        work, content.number.register_number, content.date, own=corrected_id, shares=shares_number
    )
    stored = asdict(facts)
    reminded_id = stored.pop("reminds_letter_id")
    letter = Letter(
        **stored
        | {
            "summary": facts.summary[:_LONGEST_SUMMARY],
            "demanded": [channel.value for channel in facts.demanded],
            "last_effective_on": facts.last_effective_on or facts.effective_on,
        },
        topic=content.topic,
        search_key=_search_key(content, facts.summary, is_change=facts.is_change),
        content=to_plain(content),
        register_number=content.number.register_number,
        dated_on=content.date,
        is_urgent=content.urgent,
        pages=rendered.pages,
        fax_pages=rendered.fax_pages,
        finished_at=work.now,
        finished_by_user_id=work.actor.user_id,
        finished_by=work.actor.name,
        completed_at=None,
        cancelled_at=None,
    )
    work.session.add(letter)
    work.session.flush()
    for file in rendered.files:
        keep_file(work, letter.id, file)
    if reminded_id is not None:
        work.session.add(LetterReminder(letter_id=letter.id, reminded_id=reminded_id))
        work.record("letter.reminded", "letter", reminded_id, letter=letter.id)
    work.session.flush()
    work.record(
        "letter.finished",
        "letter",
        letter.id,
        pages=rendered.pages,
        files=len(rendered.files),
        corrects=corrected_id,
        same_number=same_id,
    )
    return letter.id


def cancel_letter(work: Work, letter_id: int, reason: str) -> Letter:
    """Cancel a letter that was finished by mistake, and return it; it is kept with its number.

    Args:
        letter_id: Which letter.
        reason: Why.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`,
            `letters.reason_missing`;
            `letters.corrected_already`: another letter replaced it; `letters.signed`: it was sent,
            has the scan of its signature, or was printed with the code of one.
    """
    require(work, Right.MAKE_CHANGES)
    reason_text, letter = _reason(reason), locked_letter(work, letter_id)
    if queries.corrected_by(work.session, letter_id):
        raise KnownError("letters.corrected_already")
    if queries.get_letter(work.session, letter_id, now=work.now).is_signed:
        raise KnownError("letters.signed")
    letter.cancelled_at, letter.cancelled_by = work.now, work.actor.name
    letter.cancel_reason = reason_text
    work.session.flush()
    work.record("letter.cancelled", "letter", letter_id)
    return letter


def note_outdated(work: Work, letter_id: int, why: str) -> None:
    """Record why a letter's content is no longer true; empty: it is true again.

    Rights are checked by the caller, which changed the data.
    """
    letter = get_letter(work, letter_id)
    if letter.outdated != why:
        letter.outdated = why
        work.session.flush()


def record_dispatch(
    work: Work,
    letter_id: int,
    values: DispatchValues,
    evidence: CheckedFile | None = None,
    *,
    shares_item: bool = False,
) -> int:
    """Record one attempt to send a letter, and return its id.

    Args:
        letter_id: Which letter.
        values: Checked by `rules.check_dispatch`.
        evidence: The file that proves it.
        shares_item: Whether the user knows that another dispatch has the same item number, as two
            letters in one envelope do.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`;
            `letters.item_number_used`: another dispatch has the item number, and `shares_item` is
            False; `letters.sent_…`, `letters.confirmed_…`: as `chain.check_days`.
    """
    require(work, Right.RECORD_DISPATCHES)
    if values.result is Result.WITHDRAWN:
        raise ValueError("only a record can be withdrawn")  # no screen offers it
    return _keep_attempt(
        work, locked_letter(work, letter_id), values, evidence, shares_item=shares_item
    )


def correct_dispatch(
    work: Work,
    dispatch_id: int,
    values: DispatchValues,
    reason: str,
    evidence: CheckedFile | None = None,
    *,
    shares_item: bool = False,
) -> int:
    """Correct the record of an attempt, and return the id of the new record.

    The old one stays but no longer counts; its evidence proves the new one. A record of what never
    happened is withdrawn: its correction has the result `WITHDRAWN`, and counts as little.

    Args:
        dispatch_id: The record that is wrong.
        values: What is right, of the same channel; checked by `rules.check_dispatch`.
        reason: What was wrong.
        evidence: A further file that proves it.
        shares_item: As `record_dispatch`.

    Raises:
        KnownError: As `record_dispatch`; `letters.reason_missing`; `letters.dispatch_corrected`: a
            later record replaced it already; `letters.dispatch_withdrawn`;
            `letters.nothing_corrected`.
    """
    require(work, Right.RECORD_DISPATCHES)
    wrong = demand(work.session.get(Dispatch, dispatch_id), "letters.gone")
    if wrong.result is Result.WITHDRAWN:
        raise KnownError("letters.dispatch_withdrawn")
    reason_text, letter = _reason(reason), locked_letter(work, wrong.letter_id)
    later = select(Dispatch.id).where(Dispatch.corrects_dispatch_id == dispatch_id)
    if work.session.scalar(later) is not None:
        raise KnownError("letters.dispatch_corrected")
    if values.channel is not wrong.channel:
        raise ValueError("what went by another channel is another attempt")  # no screen offers it
    changed = tuple(
        field.name
        for field in fields(values)
        if getattr(values, field.name) != getattr(wrong, field.name)
    )
    if not changed:
        raise KnownError("letters.nothing_corrected")
    return _keep_attempt(
        work,
        letter,
        values,
        evidence,
        shares_item=shares_item,
        correction=_Correction(
            dispatch_id,
            reason_text,
            changed,
            queries.has_evidence(work.session, letter.id, dispatch_id),
        ),
    )


class _Correction(NamedTuple):
    """Which record is corrected, why, in which of its values, and whether a file proves it."""

    dispatch_id: int
    reason: str
    changed: tuple[str, ...]
    has_evidence: bool


def _keep_attempt(
    work: Work,
    letter: Letter,
    values: DispatchValues,
    evidence: CheckedFile | None,
    *,
    shares_item: bool,
    correction: _Correction | None = None,
) -> int:
    corrected_id = None if correction is None else correction.dispatch_id
    if values.item_number and not shares_item and values.result is not Result.WITHDRAWN:
        _refuse_used(work, letter.id, values.channel, values.item_number, but=corrected_id)
    is_proof = evidence is not None or (correction is not None and correction.has_evidence)
    attempt = made_of(DispatchAttempt, values, has_evidence=is_proof)
    _refuse_broken(
        work, queries.days_of(work.session, letter, without=corrected_id).sent_by(attempt)
    )
    dispatch = Dispatch(
        letter_id=letter.id,
        **asdict(values),
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        corrects_dispatch_id=corrected_id,
        correction_reason="" if correction is None else correction.reason,
        recorded_at=work.now,
    )
    work.session.add(dispatch)
    work.session.flush()
    work.record(
        "dispatch.recorded" if correction is None else "dispatch.corrected",
        "letter",
        letter.id,
        dispatch=dispatch.id,
        channel=values.channel.value,
        result=values.result.value,
        has_evidence=evidence is not None,
        fields=None if correction is None else list(correction.changed),
    )
    if evidence is not None:
        keep_paper(work, letter.id, CHANNELS[values.channel].evidence, evidence, dispatch.id)
    _settle(work, letter)
    return dispatch.id


def attach_evidence(work: Work, dispatch_id: int, evidence: CheckedFile) -> int:
    """Keep a file that proves an attempt and came later, and return its id.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    require(work, Right.RECORD_DISPATCHES)
    dispatch = demand(work.session.get(Dispatch, dispatch_id), "letters.gone")
    letter = locked_letter(work, dispatch.letter_id)
    kind = CHANNELS[dispatch.channel].evidence
    file_id = keep_paper(work, letter.id, kind, evidence, dispatch_id)
    work.record("dispatch.evidence_attached", "letter", letter.id, dispatch=dispatch_id)
    _settle(work, letter)
    return file_id


def attach_scan(work: Work, letter_id: int, scan: CheckedFile) -> int:
    """Keep a scan of the signed letter, and return the file's id; the newest one counts.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    require(work, Right.RECORD_DISPATCHES)
    locked_letter(work, letter_id)
    file_id = keep_paper(work, letter_id, FileKind.SCAN, scan)
    work.record("scan.attached", "letter", letter_id, file=file_id)
    return file_id


def note_register_number(
    work: Work,
    letter_id: int,
    number: str,
    dated_on: dt.date | None,
    *,
    version: int,
    base: RegisterValues | None = None,
    shares_number: bool = False,
    reason: str = "",
) -> None:
    """Record what was stamped on the paper; the frozen files stay as they are.

    Args:
        letter_id: Which letter.
        number: The register's part of the number; empty removes it.
        dated_on: The letter's day; None removes it.
        version: Of the letter when it was read.
        base: What the form began with; other acts on the letter meanwhile are no conflict.
        shares_number: As `freeze_letter`.
        reason: What was wrong, where other values were recorded before.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`, `letters.cancelled`,
            `letters.register_number`; `letters.number_printed`: the letter itself was printed with
            another number or day; `letters.number_cancelled`, `letters.number_used`: as
            `freeze_letter`; `letters.reason_missing`: other values were recorded before;
            `letters.written_…`, `letters.sent_before_written`: as `chain.check_days`.
        ConflictError: `db.both_changed`: another user recorded others since `version`.
    """
    require(work, Right.RECORD_DISPATCHES)
    take_write_lock(work.session)  # the days of letters that refer to each other
    letter = locked_letter(work, letter_id)
    before = RegisterValues(letter.register_number or "", letter.dated_on)
    values = merge_edit(
        work,
        RegisterValues(number.strip(), dated_on),
        before,
        base,
        is_stale=letter.version != version,
        thing=Thing("letter", letter_id, ("letter.number_noted",)),
        # A day needs its number.
        together=[("register_number", "dated_on")],
    )
    number, dated_on = values.register_number, values.dated_on
    if number:
        _demand_register_number(number)
    printed = as_frozen(letter)
    if printed.number.register_number not in {None, number} or printed.date not in {None, dated_on}:
        raise KnownError("letters.number_printed")
    is_correction = before.is_corrected_by(values)
    reason_text = _reason(reason) if is_correction else letter.number_reason
    _refuse_broken(work, replace(queries.days_of(work.session, letter), written_on=dated_on))
    same_id = _same_number(work, number, dated_on, own=letter_id, shares=shares_number)
    letter.number_reason = reason_text
    letter.register_number = number or None
    letter.dated_on = dated_on
    letter.search_key = _search_key(
        as_registered(letter), letter.summary, is_change=letter.is_change
    )
    work.session.flush()
    work.record(
        "letter.number_corrected" if is_correction else "letter.number_noted",
        "letter",
        letter_id,
        fields=["register_number", "dated_on"],
        same_number=same_id,
    )


def find_letters(work: Work, wanted: LetterFilter) -> tuple[LetterRow, ...]:
    """Return letters as `queries.list_letters`, for users who may see them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_LETTERS)
    return queries.list_letters(work.session, wanted, now=work.now)


def open_letter(work: Work, letter_id: int) -> LetterCard:
    """Return a letter with all that belongs to it; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`.
    """
    require(work, Right.SEE_LETTERS)
    card = queries.get_letter(work.session, letter_id, now=work.now)
    work.record("letter.opened", "letter", letter_id)
    return card


def open_file(work: Work, file_id: int) -> tuple[LetterFileRow, bytes]:
    """Return a frozen file; the access is audited.

    A page of a cancelled letter is marked as such wherever it is shown, printed and saved; the
    frozen bytes stay as they are. Its files that no mark fits are not given out.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`; `letters.cancelled`: it can be changed or
            copied as if the letter were valid; `db.file_changed`: its bytes do not match
            the SHA-256 that they were frozen with.
    """
    require(work, Right.SEE_LETTERS)
    file = demand(work.session.get(LetterFile, file_id), "letters.gone")
    data = as_valid_as_it_is(get_letter(work, file.letter_id), file)
    work.record("letter.file_opened", "letter", file.letter_id, file=file_id, form=file.kind.value)
    return queries.file_row(file), data


def record_print(work: Work, letter_id: int, what: str) -> None:
    """Record that a file of a letter was printed, such as `letter`, `envelope-dl` or `fax`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.PRINT)
    work.record("letter.printed", "letter", letter_id, form=what)


def record_export(work: Work, letter_id: int, what: str) -> None:
    """Record that a file of a letter was exported, such as `pdf` or `scan`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EXPORT)
    work.record("letter.exported", "letter", letter_id, form=what)


def record_copy(work: Work, letter_id: int, what: str) -> None:
    """Record that a part of a letter, such as its `body`, was copied to the clipboard.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EXPORT)
    work.record("letter.copied", "letter", letter_id, form=what)


def _demand_register_number(number: str) -> None:
    if not is_register_number(number):
        raise KnownError("letters.register_number")


def _same_number(
    work: Work, number: str | None, dated_on: dt.date | None, *, own: int | None, shares: bool
) -> int | None:
    """Return the newest other letter of the year that has a number; None where there is none.

    Args:
        work: Of the act.
        number: The register's part of a letter's number.
        dated_on: Of that letter.
        own: As `letter_numbers.same_number`.
        shares: Whether the user knows that another letter has it.

    Raises:
        KnownError: `letters.register_number`, `letters.number_cancelled`, `letters.number_used`.
    """
    if not number:
        return None
    _demand_register_number(number)
    letters = queries.registered_letters(work.session)
    same = same_number(number, dated_on or local_day(work.now), letters, own=own)
    problem = number_problem(same)
    if problem is not None and not (shares and problem.code == NUMBER_USED):
        raise problem.error()
    return same[0].letter_id if same else None


def _refuse_broken(work: Work, days: LetterDays) -> None:
    """Refuse days of a letter that contradict each other.

    Raises:
        KnownError: As `chain.check_days`.
    """
    problem = check_days(days, now=work.now)
    if problem is not None:
        raise problem.error()


def _refuse_used(
    work: Work, letter_id: int, channel: Channel, item_number: str, *, but: int | None
) -> None:
    """Refuse an item number that another dispatch has by the same channel.

    Args:
        work: Of the act.
        letter_id: The letter that was sent.
        channel: How.
        item_number: Its number.
        but: The record that it corrects; None for none.

    Raises:
        KnownError: `letters.item_number_used`.
    """
    query = (
        select(Letter.id, Letter.register_number, Letter.summary)
        .join(Dispatch, Dispatch.letter_id == Letter.id)
        .where(
            Dispatch.item_number == item_number,
            Dispatch.channel == channel,
            Dispatch.id != (but or 0),
            Dispatch.result != Result.WITHDRAWN,
            ~queries.is_corrected(),
        )
        .order_by(Dispatch.id.desc())
        .limit(1)
    )
    other = work.session.execute(query).one_or_none()
    if other is not None:
        other_id, number, summary = other
        where = f"{number} sayılı yazıda" if number else f"“{summary}” yazısında"
        if other_id == letter_id:
            where = "bu yazının başka bir kaydında"
        raise KnownError("letters.item_number_used", where=where)


def _reason(text: str) -> str:
    """Return a reason in one line.

    Raises:
        KnownError: `letters.reason_missing`.
    """
    reason = " ".join(text.split())[:_LONGEST_REASON]
    if not reason:
        raise KnownError("letters.reason_missing")
    return reason


def _settle(work: Work, letter: Letter) -> None:
    """Record when all demanded proofs were there.

    A later attempt never undoes that, but a correction may.
    """
    was_complete = letter.completed_at is not None
    work.session.flush()
    attempts = queries.attempts_of(work.session, letter.id)
    letter.completed_at = completed_at(attempts, letter.channels)
    work.session.flush()
    is_complete = letter.completed_at is not None
    if is_complete != was_complete:
        work.record(
            "letter.completed" if is_complete else "letter.completed_no_more", "letter", letter.id
        )


def _search_key(content: paper.LetterContent, summary: str, *, is_change: bool) -> str:
    texts = [summary, content.topic, number_text(content.number, content.style)]
    if not is_change:
        # The people of a change are in its summary; those of other letters in their text.
        texts += [body_text(content.blocks)]
    return fold(" ".join(texts))
