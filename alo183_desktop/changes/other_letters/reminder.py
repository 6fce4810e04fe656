"""Reminds the Office of a letter about which it has said nothing (tekit)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from alo183_desktop.changes import wording
from alo183_desktop.changes.other_letters.kind import LetterKind, LetterSource, MatterText
from alo183_desktop.changes.queries import read_old_letter
from alo183_desktop.letters.model import Confirmation
from alo183_desktop.letters.queries import get_letter_row, list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.shared.errors import KnownError


def _offer(source: LetterSource) -> list[tuple[int, str]]:
    session = source.work.session
    answered = set(session.scalars(select(Confirmation.letter_id)))
    rows = list_letters(session, LetterFilter(state="complete"), now=source.work.now)
    return [
        (row.letter_id, f"{row.register_number}, {row.summary}")
        for row in rows
        if row.is_change
        and row.register_number
        and row.dated_on
        and row.is_valid
        and row.letter_id not in answered
    ]


def _write(source: LetterSource) -> MatterText:
    """Remind of a letter. Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_item`: it announces no change; `changes.reminder_unsent`: it is
            not complete, or no longer valid;
            `changes.reminder_confirmed`: the Office has answered;
            `changes.reminder_unnumbered`: its number or day is not noted.
    """
    session, letter_id = source.work.session, source.item_id
    row = get_letter_row(session, letter_id, now=source.work.now)
    if not row.is_change:
        raise KnownError("changes.letter_item")
    if row.lacks or not row.is_valid:
        raise KnownError("changes.reminder_unsent")
    answer = select(Confirmation.id).where(Confirmation.letter_id == letter_id)
    if session.scalar(answer) is not None:
        raise KnownError("changes.reminder_confirmed")
    old = read_old_letter(session, letter_id)
    if old is None or not row.register_number or old.dated_on is None:
        raise KnownError("changes.reminder_unnumbered")
    style = source.directorate.letter_style
    ours = wording.old_letter_reference(old.number, old.dated_on, style)
    return MatterText(
        wording.TOPIC_REMINDER,
        f"Tekit: {old.summary}",
        wording.reminder_body(source.references(ours), ours),
        "Listenin güncellenip güncellenmediğinin bildirilmesini",
        ours,
        reminds=letter_id,
    )


KIND: Final = LetterKind(
    "Tekit: liste güncellendi mi?",
    _write,
    _offer,
    "Tekit yazılacak yazı yok: sayısı ve tarihi işlenmiş, gönderimi kanıtlanmış, teyidi "
    "kaydedilmemiş bir değişiklik yazısı gerekir.",
    is_urgent=True,
)
