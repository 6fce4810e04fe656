"""What is to be done next on a case."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.kinds import ActionKind

if TYPE_CHECKING:
    from alo183_desktop.cases.rows import CaseCard


class Step(enum.StrEnum):
    """One act on a case that has a form."""

    ACKNOWLEDGE = "acknowledge"
    CORRECT_ACKNOWLEDGE = "correct_acknowledge"
    ACT = "act"
    DROP_TOLD = "drop_told"
    ENTER = "enter"
    CLOSE = "close"
    REOPEN = "reopen"
    POLICE = "police"
    REASSIGN = "reassign"
    ATTACH = "attach"
    CORRECT_ENTRY = "correct_entry"
    WITHDRAW = "withdraw"
    CHANGE = "change"


STEP_WORDS: Final = {
    Step.ACKNOWLEDGE: "Bildi&rildi",
    Step.ACT: "İlk işl&emi kaydet",
    Step.ENTER: "Sist&eme girişi kaydet",
    Step.CLOSE: "&Vakayı kapat",
}
"""What the emphasised button says."""


def next_step(card: CaseCard) -> Step | None:
    """Return what is to be done next, None when nothing is left.

    The order of the circular: known, acted on, entered, closed. What came out of order, such as an
    entry before any action, is not asked for twice. Source: Genelge 2014/05, madde 4 ve 5.
    """
    row = card.row
    is_untouched = row.first_action_at is None and row.entered_at is None
    if card.acknowledged_at is None and is_untouched and not row.is_closed:
        return Step.ACKNOWLEDGE
    if row.first_action_at is None and not row.is_closed:
        return Step.ACT
    if row.entered_at is None:
        return Step.ENTER
    return None if row.is_closed else Step.CLOSE


def offered(card: CaseCard) -> tuple[Step, ...]:
    """Return every act that the case is ready for, in the order of a menu."""
    row = card.row
    found = [Step.ACT]
    if is_told_by_file(card):
        found.append(Step.DROP_TOLD)
    is_known = card.acknowledged_at is not None
    found += [Step.CORRECT_ACKNOWLEDGE if is_known else Step.ACKNOWLEDGE, Step.POLICE]
    found += [Step.ENTER] if row.entered_at is None else [Step.CORRECT_ENTRY, Step.WITHDRAW]
    found += [Step.REASSIGN, Step.ATTACH, Step.REOPEN if row.is_closed else Step.CLOSE, Step.CHANGE]
    return tuple(found)


def is_told_by_file(card: CaseCard) -> bool:
    """Return whether the first action stands in no line that could be corrected: a file told it."""
    acted = card.row.first_action_at
    lines = (
        line.at
        for line in card.timeline
        if line.kind is ActionKind.ACTION and line.corrected_by_action_id is None
    )
    return acted is not None and acted != min(lines, default=None)


def menu_words(step: Step, card: CaseCard) -> str:
    """Return what the menu calls an act."""
    if step is Step.ACT:
        return "İlk &işlemi kaydet…" if card.row.first_action_at is None else "İş&lem ekle…"
    if step is Step.POLICE:
        known = card.row.is_police_informed
        return "Kolluk bilgisini &düzelt…" if known else "K&olluğa bildirildi…"
    return {
        Step.ACKNOWLEDGE: "&Sorumluya bildirildi…",
        Step.CORRECT_ACKNOWLEDGE: "&Bildirilme zamanını düzelt…",
        Step.DROP_TOLD: "Dosyadan gelen ilk işlemi geçersiz sa&y…",
        Step.ENTER: "Sisteme &girişi kaydet…",
        Step.CORRECT_ENTRY: "Sisteme &girişi düzelt…",
        Step.WITHDRAW: "Sisteme girişi geri &al…",
        Step.REASSIGN: "Sorumluyu deği&ştir…",
        Step.ATTACH: "&Dosya ekle…",
        Step.CLOSE: "Vakayı &kapat…",
        Step.REOPEN: "Vakayı yeniden &aç…",
        Step.CHANGE: "Vaka bilgilerini dü&zelt…",
    }[step]
