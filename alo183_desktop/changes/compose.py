"""Compose the letter of a form."""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from alo183_desktop.changes import wording
from alo183_desktop.changes.rules import check_changes
from alo183_desktop.documents.letter.content import (
    Distribution,
    LetterContent,
    LetterNumber,
    LetterStyle,
    Preparation,
    Secrecy,
    Signature,
    Verification,
)
from alo183_desktop.documents.letter.wording import rank_of
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import lower_tr
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.entry_values import EntryValues, ReadChange
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.officers.rows import SubjectRow

_Kind = TypeVar("_Kind", bound=enum.StrEnum)


def compose(read: ReadChange, *, tolerant: bool) -> LetterContent:
    """Return the letter of a form.

    Args:
        read: As typed, with its values.
        tolerant: For the preview: missing or wrong values are left empty, never printed as typed.

    Raises:
        KnownError: `changes.incomplete` with all problems, unless `tolerant`.
    """
    form, context, _entries = read
    if not tolerant and (problems := check_changes(read)):
        raise KnownError("changes.incomplete", problems=problems, count=len(problems))
    changes = facts(read)
    style = _member(LetterStyle, form.style, context.directorate.letter_style)
    correction = _correction(form, context, style)
    references = tuple(text.strip() for text in form.references if text.strip())
    if correction is not None:
        references = (*references, correction.reference)
    references = wording.in_style(wording.in_order_of_dates(references), style)
    directorate, date = context.directorate, _day(form.date)
    distribution = Distribution(_texts(form.action), _texts(form.information))
    return made_of(
        LetterContent,
        directorate,
        style=style,
        urgent=form.urgent,
        secrecy=_member(Secrecy, form.secrecy, Secrecy.NONE),
        number=made_of(
            LetterNumber,
            directorate,
            preparation=_member(Preparation, form.preparation, directorate.preparation),
            register_number=form.register_number.strip() or None,
        ),
        date=date,
        topic=wording.topic(changes, is_correction=correction is not None),
        addressee=directorate.recipient,
        references=references,
        body=wording.body(
            changes,
            style=style,
            references=references,
            correction=correction,
            says_faxed=directorate.says_faxed,
            standing=rank_of(directorate.standing, distribution),
            written_on=date or context.today,
        ),
        signature=_signature(form, context),
        contact=directorate.contact_block(),
        annexes=_texts(form.annexes),
        distribution=distribution,
        verification=Verification(
            form.verification_code.strip(), form.verification_address.strip()
        ),
    )


def facts(read: ReadChange) -> tuple[wording.ChangeFacts, ...]:
    """Return the content of the letter for each entry; missing or wrong values are empty."""
    entries = Counter(values.leaver_name for values in read.entries if values.leaver_name)
    return tuple(
        _facts(entry, values, hands_to_several=entries[values.leaver_name] > 1)
        for entry, values in zip(read.form.entries, read.entries, strict=True)
    )


def subject_words(subjects: Sequence[SubjectRow]) -> tuple[str, ...]:
    """Return subjects as a letter lists them: `Çocuk`, `kadın`.

    The circular's own are common nouns and get a small letter after the first; a directorate's may
    be proper names and stay as they are.
    """
    return tuple(
        lower_tr(one.name[:1]) + one.name[1:] if index and one.is_required else one.name
        for index, one in enumerate(subjects)
    )


def _facts(
    entry: ChangeEntry, values: EntryValues, *, hands_to_several: bool
) -> wording.ChangeFacts:
    newcomer, subjects = values.newcomer, subject_words(values.subjects)
    return wording.ChangeFacts(
        leaver=None if entry.is_first_appointment else values.leaver_name,
        newcomer=None
        if newcomer is None
        else made_of(
            wording.NewcomerFacts,
            newcomer,
            name=newcomer.name if newcomer.given_names and newcomer.surname else "",
            subjects=subjects,
        ),
        effective_on=values.effective_on,
        is_partial=entry.leaver_keeps_others or hands_to_several,
        vacant_subjects=()
        if newcomer is not None
        else tuple(subject.name for subject in values.subjects),
    )


def _correction(
    form: ChangeForm, context: ChangeContext, style: LetterStyle
) -> wording.Correction | None:
    if form.corrects_letter_id is None:
        return None
    old = context.letters.get(form.corrects_letter_id)
    if old is None or old.dated_on is None or not old.number:
        return None
    return wording.Correction(
        reference=wording.old_letter_reference(old.number, old.dated_on, style),
        reason=" ".join(form.correction_reason.split()),
    )


def _signature(form: ChangeForm, context: ChangeContext) -> Signature:
    for signatory in context.signatories:
        if signatory.signatory_id == form.signatory_id:
            return signatory.signature()
    return Signature("", None, "")


def _member(kind: type[_Kind], value: str, default: _Kind) -> _Kind:
    return kind(value) if value in set(kind) else default


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except KnownError:
        return None


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts if text.strip())
