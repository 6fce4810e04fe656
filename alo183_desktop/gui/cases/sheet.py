"""What the follow-up sheet of one case says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.rules import left_words, span_words
from alo183_desktop.documents.follow_up_sheet import (
    CaseFact,
    CaseInstant,
    FollowUpSheet,
    TimelineEntry,
)
from alo183_desktop.documents.signatures import Signer
from alo183_desktop.gui.cases.countdown import Countdown
from alo183_desktop.gui.cases.instants import instants_of
from alo183_desktop.gui.cases.words import LINE_WORDS
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.cases.rows import CaseCard
    from alo183_desktop.documents.states import MarkState

_MARKS: Final[Mapping[State, MarkState]] = {
    State.LATE: "late",
    State.NEAR: "near",
    State.GOOD: "good",
    State.NONE: "unknown",
}
_HIDDEN: Final = "(gizlendi)"
_NOTHING: Final = dt.timedelta()


def sheet_of(
    card: CaseCard,
    *,
    heading: tuple[str, ...],
    printed_by: str,
    now: dt.datetime,
    is_masked: bool = False,
) -> FollowUpSheet:
    """Return the sheet of a case as it stands now.

    Args:
        card: The case with all that belongs to it.
        heading: Lines of the directorate's letterhead.
        printed_by: Who asks for it.
        now: UTC.
        is_masked: Whether personal data stays out.
    """
    state, words = _clock(card, now)
    numbers = {line.action_id: place for place, line in enumerate(card.timeline, start=1)}
    return FollowUpSheet(
        directorate_heading=heading,
        case_number=card.row.number,
        state=state,
        time_words=words,
        facts=_facts(card),
        summary=card.summary,
        instants=tuple(
            CaseInstant(
                one.label,
                one.at,
                one.words,
                None if one.state is None else _MARKS[one.state],
            )
            for one in instants_of(card, now=now)
        ),
        timeline=tuple(
            TimelineEntry(
                number=numbers[line.action_id],
                at=line.at,
                what=LINE_WORDS[line.kind],
                detail=line.words,
                by=line.by_name,
                corrects=(
                    None
                    if line.corrects_action_id is None
                    else numbers.get(line.corrects_action_id)
                ),
            )
            for line in card.timeline
        ),
        attachments=tuple(file.name for file in card.files),
        signers=(Signer("SORUMLU", card.row.officer_name), Signer("DÜZENLEYEN", printed_by)),
        printed_at=now,
        printed_by=printed_by,
        is_masked=is_masked,
    )


def _clock(card: CaseCard, now: dt.datetime) -> tuple[MarkState | None, str]:
    entered = card.row.entered_at
    if entered is None:
        mark = Countdown(now).entry_mark(card.row)
        return (None if mark is None else _MARKS[mark]), left_words(card.due_at - now)
    over = entered - card.due_at
    if over > _NOTHING:
        return "late", f"{span_words(over)} geç girildi"
    return "good", "süresinde girildi"


def _facts(card: CaseCard) -> tuple[CaseFact, ...]:
    row = card.row
    police = "bildirilmedi"
    if row.is_police_informed:
        when = "" if card.police_at is None else format_instant(card.police_at)
        parts = (card.police_unit or "bildirildi", when, card.police_by)
        police = ", ".join(part for part in parts if part)
    phone = format_phone(card.caller_phone) if card.caller_phone else ""
    return (
        CaseFact("Müracaat konusu", row.subject_name),
        CaseFact("Vaka türü", f"{row.kind_name}{', acil' if row.is_urgent else ''}"),
        CaseFact("İlçe", row.district),
        CaseFact("Operatör", card.operator_name),
        CaseFact("Arayan", card.caller_name, _HIDDEN),
        CaseFact("Arayanın telefonu", phone, _HIDDEN),
        CaseFact("Sorumlu", row.officer_name or "yok"),
        CaseFact("Kolluk", police, police if not card.police_by else _HIDDEN),
        CaseFact("Sistem kayıt no", card.entry_record),
        CaseFact("Sonuç", card.outcome, _HIDDEN),
    )
