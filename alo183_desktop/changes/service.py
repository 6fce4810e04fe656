"""Make changes: keep drafts, and finish a change file in one transaction.

Not here: what is wrong with a form (rules.py) and what the letter says (compose.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes import form as forms
from alo183_desktop.changes import queries, wording
from alo183_desktop.changes.assignments import Step, carry_out, put_right, store_newcomers
from alo183_desktop.changes.compose import compose, facts
from alo183_desktop.changes.form import ChangeForm, ChangeLine, NewcomerKind
from alo183_desktop.changes.model import Change, ChangeDraft
from alo183_desktop.changes.reading import read_line
from alo183_desktop.letters.service import freeze_letter
from alo183_desktop.officers.queries import names
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import ConflictError, KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.reading import Reading
    from alo183_desktop.db.work import Work

_LONGEST_TITLE: Final = 300


def context(work: Work) -> ChangeContext:
    """Return what a change is looked up in, as of the day of the work; it is written down.

    It holds T.C. numbers in clear, because the letter prints them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    found = queries.read_context(work, today=local_day(work.now))
    work.record("change.opened", "change", officers=len(found.officers))
    return found


def new_form(context: ChangeContext) -> ChangeForm:
    """Return an empty form with the directorate's own choices."""
    valid = [one for one in context.signatories if one.may_sign_on(context.today)]
    return ChangeForm(
        style=context.directorate.letter_style.value,
        preparation=context.directorate.preparation.value,
        signatory_id=valid[0].signatory_id if valid else None,
    )


def correction_form(work: Work, letter_id: int) -> ChangeForm:
    """Return a form that holds again what a letter told, to be put right; it is written down.

    Values of the people who came are the roster's of today.

    Raises:
        KnownError: `access.not_allowed`.
    """
    found = context(work)
    lines = tuple(
        ChangeLine(
            leaver_id=one.leaver_id,
            leaver_name=one.leaver_name,
            is_first_appointment=one.is_first_appointment,
            leaver_keeps_others=one.leaver_keeps_others,
            newcomer_kind=NewcomerKind.NOBODY if one.newcomer_id is None else NewcomerKind.ROSTER,
            newcomer_id=one.newcomer_id,
            subject_ids=tuple(one.subject_ids),
            effective_on=format_day(one.effective_on),
            reason=one.reason,
            vacancy_reason=one.vacancy_reason,
        )
        for one in work.session.scalars(
            select(Change).where(Change.letter_id == letter_id).order_by(Change.position)
        )
    )
    blank = new_form(found)
    return ChangeForm(
        lines=lines,
        signatory_id=blank.signatory_id,
        style=blank.style,
        preparation=blank.preparation,
        corrects_letter_id=letter_id,
    )


def finish(work: Work, form: ChangeForm, *, draft_id: int | None = None) -> int:
    """Finish a change file, and return the number of its letter.

    Newcomers are stored, assignments ended and begun, the letter frozen and the draft removed, all
    in the work's one transaction. Everything is checked again, as the roster stands now.

    Args:
        work: The unit of work.
        form: As typed.
        draft_id: The draft that it was kept in; None when it never was.

    Raises:
        KnownError: `access.not_allowed`; `changes.incomplete` with its problems; what the floors
            below refuse.
    """
    require(work, Right.MAKE_CHANGES)
    found = queries.read_context(work, today=local_day(work.now))
    letter = compose(form, found, tolerant=False)
    told = facts(form, found)
    readings = [read_line(line, found) for line in form.lines]
    letter_id = freeze_letter(
        work,
        letter,
        recipient_address=found.directorate.recipient_address,
        recipient_fax=found.directorate.recipient_fax,
        summary=wording.summary(told),
        effective_on=min(_day(reading) for reading in readings),
        corrects_letter_id=form.corrects_letter_id,
        correction_reason=" ".join(form.correction_reason.split()),
    )
    newcomer_ids = store_newcomers(work, form.lines, readings, found)
    steps = [
        Step(
            leaver_id=None if reading.leaver is None else reading.leaver.officer_id,
            keeps_others=line.leaver_keeps_others,
            newcomer_id=newcomer_id,
            subject_ids=frozenset(subject.subject_id for subject in reading.subjects),
            effective_on=_day(reading),
        )
        for line, reading, newcomer_id in zip(form.lines, readings, newcomer_ids, strict=True)
    ]
    if form.corrects_letter_id is None:
        carry_out(work, steps, letter_id=letter_id)
    else:
        put_right(work, steps, old_letter_id=form.corrects_letter_id, letter_id=letter_id)
    _store_changes(work, letter_id, form.lines, readings, steps)
    work.record("change.finished", "change", letter_id, changes=len(steps))
    if draft_id is not None:
        _remove_draft(work, draft_id)
    return letter_id


def save_draft(
    work: Work, form: ChangeForm, *, draft_id: int | None = None, version: int | None = None
) -> tuple[int, int]:
    """Keep what was typed so far, right or wrong, and return the draft's number and version.

    Args:
        work: The unit of work.
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
            title=title, form=forms.to_json(form), saved_at=work.now, saved_by=work.actor.name
        )
        work.session.add(draft)
    else:
        draft = _draft(work, draft_id)
        if draft.version != version:
            raise ConflictError("db.conflict")
        draft.title, draft.form = title, forms.to_json(form)
        draft.saved_at, draft.saved_by = work.now, work.actor.name
    work.session.flush()
    work.record("draft.saved", "draft", draft.id, changes=len(form.lines))
    return draft.id, draft.version


def load_draft(work: Work, draft_id: int) -> tuple[ChangeForm, int]:
    """Return what was typed in a draft, and its version; it is written down.

    Raises:
        KnownError: `access.not_allowed`, `changes.draft_gone`.
    """
    require(work, Right.MAKE_CHANGES)
    draft = _draft(work, draft_id)
    work.record("draft.opened", "draft", draft_id)
    return forms.from_json(draft.form), draft.version


def discard_draft(work: Work, draft_id: int) -> None:
    """Throw a draft away.

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
    draft = work.session.get(ChangeDraft, draft_id)
    if draft is None:
        raise KnownError("changes.draft_gone")
    return draft


def _day(reading: Reading) -> dt.date:
    if reading.effective_on is None:
        raise ValueError("a checked line has its day")  # rules.py let a line through
    return reading.effective_on


def _title(work: Work, form: ChangeForm) -> str:
    ids = {
        officer_id
        for line in form.lines
        for officer_id in (line.leaver_id, line.newcomer_id)
        if officer_id is not None
    }
    known = names(work.session, ids)
    parts = [_line_title(line, known) for line in form.lines]
    return "; ".join(part for part in parts if part)[:_LONGEST_TITLE]


def _line_title(line: ChangeLine, known: Mapping[int, str]) -> str:
    leaves = known.get(line.leaver_id or 0, line.leaver_name.strip())
    typed = f"{line.given_names.strip()} {line.surname.strip()}".strip()
    comes = known.get(line.newcomer_id or 0, typed)
    return " → ".join(name for name in (leaves, comes) if name)


def _store_changes(
    work: Work,
    letter_id: int,
    lines: Sequence[ChangeLine],
    readings: Sequence[Reading],
    steps: Sequence[Step],
) -> None:
    for position, (line, reading, step) in enumerate(zip(lines, readings, steps, strict=True)):
        work.session.add(
            Change(
                letter_id=letter_id,
                position=position,
                leaver_id=step.leaver_id,
                leaver_name=reading.leaver_name,
                is_first_appointment=line.is_first_appointment,
                leaver_keeps_others=step.keeps_others,
                newcomer_id=step.newcomer_id,
                subject_ids=sorted(step.subject_ids),
                effective_on=step.effective_on,
                reason=" ".join(line.reason.split()),
                vacancy_reason=" ".join(line.vacancy_reason.split()),
            )
        )
    work.session.flush()
