"""Make changes: keep drafts, and finish a change file in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases.responsibility import cases_to_hand_over
from alo183_desktop.changes import queries, wording
from alo183_desktop.changes.afterwards import move_answers
from alo183_desktop.changes.compose import compose, facts
from alo183_desktop.changes.duties_ahead import duties_ahead
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.finishing import (
    HandOverExecution,
    carry_out,
    put_right,
    store_newcomers,
)
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, NewcomerKind
from alo183_desktop.changes.model import Change, ChangeDraft
from alo183_desktop.changes.new_phones import coming, needs_none
from alo183_desktop.changes.open_cases import leaver_ids
from alo183_desktop.changes.planned import move_plans
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.documents.letter.content import Secrecy
from alo183_desktop.letters.letter_numbers import NUMBER_USED
from alo183_desktop.letters.rendering import render
from alo183_desktop.letters.service import LetterFacts, freeze_letter
from alo183_desktop.officers.queries import names
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.plain import from_plain, to_plain
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.duties_ahead import AheadDuty
    from alo183_desktop.changes.entry_values import EntryValues
    from alo183_desktop.changes.finishing import StoredNewcomer
    from alo183_desktop.changes.rows import MovedCases
    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.letters.rendering import Rendered

_LONGEST_TITLE: Final = 300
_OUTDATED: Final = frozenset(
    {
        "letters.rendered_other",
        NUMBER_USED,
        "cases.not_theirs",
        "cases.hours_running",
        "cases.no_officer",
    }
)
"""Codes of refusals that reading the database again explains."""


class Finished(NamedTuple):
    """The result of finishing."""

    letter_id: int
    custody_form_ids: tuple[int, ...]
    """Papers about phones to be printed and signed."""
    cases: MovedCases
    """What became of the leavers' open cases."""
    directorate: DirectorateRow
    """As it was then: its rule holds for the letter."""


def context(
    work: Work, *, corrects: int | None = None, leavers: Collection[int] = ()
) -> ChangeContext:
    """Return the context of a change, as of the day of the work; the access is audited.

    It holds T.C. numbers in clear, because the letter prints them.

    Args:
        corrects: The letter that the change corrects; None for none.
        leavers: Officers whose open cases are wanted (`read_cases`).

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    found = queries.read_context(
        work, today=local_day(work.now), corrects=corrects, leaver_ids=leavers
    )
    work.record("change.opened", "change", officers=len(found.officers))
    return found


def read_cases(work: Work, officer_ids: Collection[int]) -> dict[int, tuple[CaseRow, ...]]:
    """Return the open cases of leavers; a directorate has too many to read them all.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    return {officer_id: cases_to_hand_over(work, officer_id) for officer_id in officer_ids}


def new_form(context: ChangeContext) -> ChangeForm:
    """Return an empty form with the directorate's own choices."""
    valid = [one for one in context.signatories if one.may_sign_on(context.today)]
    return ChangeForm(
        style=context.directorate.letter_style.value,
        preparation=context.directorate.preparation.value,
        # It contains T.C. identity numbers.
        secrecy=Secrecy.RESTRICTED.value,
        signatory_id=valid[0].signatory_id if valid else None,
    )


def correction_form(work: Work, letter_id: int) -> tuple[ChangeForm, ChangeContext]:
    """Return a form filled from a letter, to correct it; the access is audited.

    Values of the newcomers are the roster's of today. It is signed by who signed the letter; if
    they may not sign any more, who does is left open.

    Returns:
        The form, and its context (`context`).

    Raises:
        KnownError: `access.not_allowed`; `changes.nothing_to_correct`: it announces no change.
    """
    found = context(work, corrects=letter_id)
    entries = tuple(
        made_of(
            ChangeEntry,
            one,
            newcomer_kind=NewcomerKind.NOBODY if one.newcomer_id is None else NewcomerKind.ROSTER,
            subject_ids=tuple(one.subject_ids),
            effective_on=format_day(one.effective_on),
        )
        for one in work.session.scalars(
            select(Change).where(Change.letter_id == letter_id).order_by(Change.position)
        )
    )
    if not entries:
        raise KnownError("changes.nothing_to_correct")
    form = replace(
        new_form(found),
        entries=entries,
        corrects_letter_id=letter_id,
        signatory_id=_signatory_of(found, letter_id),
    )
    return form, found


def _signatory_of(context: ChangeContext, letter_id: int) -> int | None:
    """Return who may sign today under the signature of a letter; None for nobody."""
    signed = context.letters[letter_id].signature
    return next(
        (
            one.signatory_id
            for one in context.signatories
            if one.signature() == signed and one.may_sign_on(context.today)
        ),
        None,
    )


def render_letter(form: ChangeForm, context: ChangeContext) -> Rendered:
    """Return the forms of a form's letter; slow, and needs no database.

    Raises:
        KnownError: `changes.incomplete` with its problems; layout errors of `documents`.
    """
    return render(compose(read_change(form, context), tolerant=False))


def finish(
    work: Work,
    form: ChangeForm,
    rendered: Rendered,
    *,
    draft_id: int | None = None,
    shares_number: bool = False,
) -> Finished:
    """Finish a change file.

    Newcomers are stored, assignments ended and begun, phones and open cases handed over, the letter
    frozen and the draft removed, all in the work's one transaction. Everything is checked again
    with the present roster.

    Args:
        form: As typed.
        rendered: Made by `render_letter` before this transaction.
        draft_id: The draft it was kept in; None for none.
        shares_number: As `letters.service.freeze_letter`.

    Raises:
        KnownError: `access.not_allowed`; `changes.incomplete` with its problems;
            `letters.number_used`: another letter has the number, and `shares_number` is False;
            `letters.rendered_other`: the letter's content has changed since it was rendered; errors
            of the layers below.
    """
    require(work, Right.MAKE_CHANGES)
    found = queries.read_context(
        work,
        today=local_day(work.now),
        corrects=form.corrects_letter_id,
        leaver_ids=leaver_ids(form),
    )
    read = read_change(form, found)
    letter, content, entries = compose(read, tolerant=False), facts(read), read.entries
    beside = made_of(
        LetterFacts,
        found.directorate,
        summary=wording.summary(content),
        effective_on=min(map(_day, entries)),
        last_effective_on=max(map(_day, entries)),
        corrects_letter_id=form.corrects_letter_id,
        correction_reason=" ".join(form.correction_reason.split()),
    )
    letter_id = freeze_letter(work, letter, rendered, beside, shares_number=shares_number)
    newcomers = store_newcomers(work, form.entries, entries, found)
    changes = _store_changes(
        work, letter_id, form, entries, newcomers, duties=duties_ahead(form, found)
    )
    if form.corrects_letter_id is None:
        carry_out(work, changes, letter_id=letter_id)
    else:
        put_right(work, changes, old_letter_id=form.corrects_letter_id, letter_id=letter_id)
        move_plans(work, form.corrects_letter_id, letter_id, changes)
        move_answers(work, form.corrects_letter_id, letter_id)
    handing = HandOverExecution(work, read, [one.officer_id for one in newcomers], letter_id)
    papers = handing.hand_over() + handing.issue_phones()
    cases, duties = handing.hand_cases_over(), handing.give_duties_on()
    handed = sum(len(one.numbers) for one in cases.handed)
    work.record(
        "change.finished", "change", letter_id, changes=len(changes), cases=handed, duties=duties
    )
    if draft_id is not None:
        _remove_draft(work, draft_id)
    return Finished(letter_id, papers, cases, found.directorate)


def is_outdated(error: Exception) -> bool:
    """Return whether `finish` refused because the data it looked up has changed meanwhile."""
    return isinstance(error, KnownError) and (bool(error.problems) or error.code in _OUTDATED)


def save_draft(
    work: Work, form: ChangeForm, *, draft_id: int | None = None, version: int | None = None
) -> tuple[int, int]:
    """Keep what was typed so far, valid or not, and return the draft's id and version.

    Args:
        form: As typed.
        draft_id: The draft to replace; None makes a new one.
        version: Of that draft when it was read or saved last.

    Raises:
        KnownError: `access.not_allowed`, `changes.draft_gone`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.MAKE_CHANGES)
    title = _title(work, form)
    if draft_id is None:
        draft = ChangeDraft(
            title=title, form=to_plain(form), saved_at=work.now, saved_by=work.actor.name
        )
        work.session.add(draft)
    else:
        draft = _draft(work, draft_id)
        demand_version(
            work.session,
            draft.version,
            version,
            Thing("draft", draft_id, ("draft.saved",)),
        )
        draft.title, draft.form = title, to_plain(form)
        draft.saved_at, draft.saved_by = work.now, work.actor.name
    work.session.flush()
    work.record("draft.saved", "draft", draft.id, changes=len(form.entries))
    return draft.id, draft.version


def load_draft(work: Work, draft_id: int) -> tuple[ChangeForm, int]:
    """Return what was typed in a draft, and its version; the access is audited.

    Raises:
        KnownError: `access.not_allowed`, `changes.draft_gone`.
    """
    require(work, Right.MAKE_CHANGES)
    draft = _draft(work, draft_id)
    work.record("draft.opened", "draft", draft_id)
    return from_plain(ChangeForm, draft.form), draft.version


def discard_draft(work: Work, draft_id: int) -> None:
    """Discard a draft.

    Raises:
        KnownError: `access.not_allowed`, `changes.draft_gone`.
    """
    require(work, Right.MAKE_CHANGES)
    _remove_draft(work, draft_id)


def _remove_draft(work: Work, draft_id: int) -> None:
    work.session.delete(_draft(work, draft_id))
    work.session.flush()
    work.record("draft.removed", "draft", draft_id)


def _draft(work: Work, draft_id: int) -> ChangeDraft:
    return demand(work.session.get(ChangeDraft, draft_id), "changes.draft_gone")


def _day(entry: EntryValues) -> dt.date:
    if entry.effective_on is None:
        raise ValueError("a checked entry has its day")  # rules.py let an entry through
    return entry.effective_on


def _title(work: Work, form: ChangeForm) -> str:
    ids = {
        officer_id
        for entry in form.entries
        for officer_id in (entry.leaver_id, entry.from_roster)
        if officer_id is not None
    }
    known = names(work.session, ids)
    parts = [_entry_title(entry, known) for entry in form.entries]
    return "; ".join(part for part in parts if part)[:_LONGEST_TITLE]


def _entry_title(entry: ChangeEntry, known: Mapping[int, str]) -> str:
    leaves = known.get(entry.leaver_id or 0, entry.leaver_name.strip())
    typed = f"{entry.given_names.strip()} {entry.surname.strip()}".strip()
    comes = known.get(entry.from_roster or 0, typed)
    return " → ".join(name for name in (leaves, comes) if name)


def _store_changes(
    work: Work,
    letter_id: int,
    form: ChangeForm,
    entries: Sequence[EntryValues],
    newcomers: Sequence[StoredNewcomer],
    *,
    duties: Sequence[AheadDuty],
) -> list[Change]:
    """Store the changes of a letter, and return them in its order."""
    reasons = _no_phone_reasons(work, form, newcomers)
    changes = [
        Change(
            letter_id=letter_id,
            position=position,
            leaver_id=None if read.leaver is None else read.leaver.officer_id,
            leaver_name=read.leaver_name,
            is_first_appointment=typed.is_first_appointment,
            leaver_keeps_others=typed.leaver_keeps_others,
            newcomer_id=newcomer.officer_id,
            subject_ids=sorted(subject.subject_id for subject in read.subjects),
            effective_on=_day(read),
            reason=" ".join(typed.reason.split()),
            vacancy_reason=" ".join(typed.vacancy_reason.split()),
            no_phone_reason=reasons.get(newcomer.officer_id, ""),
            newcomer_changed={key: list(pair) for key, pair in newcomer.changed.items()},
            duties_given=[one.duty.duty_id for one in duties if one.position == position],
        )
        for position, (typed, read, newcomer) in enumerate(
            zip(form.entries, entries, newcomers, strict=True)
        )
    ]
    work.session.add_all(changes)
    work.session.flush()
    return changes


def _no_phone_reasons(
    work: Work, form: ChangeForm, newcomers: Sequence[StoredNewcomer]
) -> dict[int | None, str]:
    """Return why newcomers need no phone; a correction keeps the reasons of its letter."""
    if form.corrects_letter_id is None:
        return {
            newcomers[position].officer_id: " ".join(form.entries[position].no_phone_reason.split())
            for position in coming(form)
            if needs_none(form.entries[position])
        }
    rows = select(Change.newcomer_id, Change.no_phone_reason).where(
        Change.letter_id == form.corrects_letter_id, Change.newcomer_id.is_not(None)
    )
    return dict(work.session.execute(rows).all())
