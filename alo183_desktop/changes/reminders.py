"""The reminder letter (tekit): the Office is asked again whether it has acted on a letter.

It is a letter as any other: composed, rendered outside of a transaction, frozen, sent, proven.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes import wording
from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.changes.model import Confirmation, LetterReminder
from alo183_desktop.changes.queries import read_old_letter
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.documents.letter.content import (
    Distribution,
    Letter,
    LetterNumber,
    Verification,
)
from alo183_desktop.letters.forms import render
from alo183_desktop.letters.queries import get_letter_row
from alo183_desktop.letters.service import LetterFacts, freeze_letter
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.changes.context import OldLetter
    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow
    from alo183_desktop.letters.forms import Rendered


@dataclass(frozen=True, slots=True)
class ReminderContext:
    """What a reminder is made of."""

    old: OldLetter
    """The letter that nobody has confirmed; its number and day are known."""
    directorate: DirectorateRow
    signatories: tuple[SignatoryRow, ...]
    """Who may sign today; at least one."""
    today: dt.date


def read_context(work: Work, letter_id: int) -> ReminderContext:
    """Return what a reminder of a letter is made of.

    Raises:
        KnownError: `access.not_allowed`, `letters.gone`;
            `changes.reminder_unsent`: fax or post is not proven, or another letter took its place;
            `changes.reminder_confirmed`: the Office has answered;
            `changes.reminder_unnumbered`: its number or day is not noted;
            `changes.reminder_unsigned`: nobody may sign today.
    """
    require(work, Right.MAKE_CHANGES)
    row = get_letter_row(work.session, letter_id, now=work.now)
    if row.lacks is not None or row.corrected_by_letter_id is not None:
        raise KnownError("changes.reminder_unsent")
    answer = select(Confirmation.id).where(Confirmation.letter_id == letter_id)
    if work.session.scalar(answer) is not None:
        raise KnownError("changes.reminder_confirmed")
    old = read_old_letter(work.session, letter_id)
    if old is None or not row.register_number or old.dated_on is None:
        raise KnownError("changes.reminder_unnumbered")
    today = local_day(work.now)
    signatories = tuple(one for one in list_signatories(work.session) if one.may_sign_on(today))
    if not signatories:
        raise KnownError("changes.reminder_unsigned")
    return ReminderContext(old, get_directorate(work.session), signatories, today)


def compose(context: ReminderContext, signatory_id: int) -> Letter:
    """Return the reminder; number and day are left for the stamp.

    Args:
        context: As it was read.
        signatory_id: Who signs, one of the context's.
    """
    directorate, old = context.directorate, context.old
    style = directorate.letter_style
    if old.dated_on is None:
        raise ValueError("a letter without a day is not reminded of")  # `read_context` saw to it
    ours = wording.old_letter_reference(old.number, old.dated_on, style)
    references = wording.in_style((CIRCULAR, ours), style)
    signatory = next(one for one in context.signatories if one.signatory_id == signatory_id)
    return Letter(
        style=style,
        heading=directorate.heading,
        urgent=True,
        number=LetterNumber(
            preparation=directorate.preparation,
            detsis=directorate.detsis,
            file_plan_code=directorate.file_plan_code,
            register_number=None,
        ),
        date=None,
        topic=wording.TOPIC_REMINDER,
        addressee=directorate.recipient,
        references=references,
        body=wording.reminder_body(references, ours, standing=directorate.standing),
        signature=signatory.signature(),
        contact=directorate.contact_block(),
        annexes=(),
        distribution=Distribution((), ()),
        verification=Verification("", ""),
        initials=directorate.initials,
        line_spacing_percent=directorate.line_spacing_percent,
    )


def render_reminder(context: ReminderContext, signatory_id: int) -> Rendered:
    """Return the forms of a reminder; slow, and needs no database."""
    return render(compose(context, signatory_id))


def finish(work: Work, letter_id: int, signatory_id: int, rendered: Rendered) -> int:
    """Freeze a reminder, and return its number as a letter.

    Args:
        work: The unit of work.
        letter_id: The letter that is reminded of.
        signatory_id: Who signs.
        rendered: What `render_reminder` made before this transaction.

    Raises:
        KnownError: As `read_context`, and `letters.rendered_other`: it would be another one by now.
    """
    context = read_context(work, letter_id)
    if signatory_id not in {one.signatory_id for one in context.signatories}:
        raise KnownError("letters.rendered_other")
    reminder_id = freeze_letter(
        work,
        compose(context, signatory_id),
        rendered,
        LetterFacts(
            recipient_address=context.directorate.recipient_address,
            recipient_fax=context.directorate.recipient_fax,
            summary=f"Tekit: {context.old.summary}",
            effective_on=context.today,
        ),
    )
    work.session.add(LetterReminder(letter_id=reminder_id, reminded_id=letter_id))
    work.session.flush()
    work.record("letter.reminded", "letter", letter_id, letter=reminder_id)
    return reminder_id
