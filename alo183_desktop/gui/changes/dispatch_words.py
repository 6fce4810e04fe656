"""How the fax and the post of a letter stand, as marks and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import OF_MARK, State
from alo183_desktop.letters.rules import Channel, ProofState, Result, is_proven
from alo183_desktop.shared.clock import format_instant, local_day

if TYPE_CHECKING:
    from alo183_desktop.letters.rows import DispatchRow, LetterRow
    from alo183_desktop.letters.rules import Attempt, Proof

_STATES: Final = {
    ProofState.NONE: State.NONE,
    ProofState.FAILED: State.LATE,
    ProofState.UNPROVEN: State.NEAR,
    ProofState.PROVEN: State.GOOD,
}
_WORDS: Final = {
    ProofState.NONE: "bekliyor",
    ProofState.FAILED: "gitmedi",
    ProofState.UNPROVEN: "kanıtsız",
}


def proof_mark(proof: Proof) -> tuple[State, str]:
    """Return the mark of one channel; a proven one carries day and month."""
    if proof.state is ProofState.PROVEN and proof.at is not None:
        return State.GOOD, f"{local_day(proof.at):%d.%m.}"
    return _STATES[proof.state], _WORDS[proof.state]


def proof_words(proof: Proof) -> tuple[State, str]:
    """Return the mark of one channel with the whole instant: `kanıtlandı: 24.11.2026 14:05`."""
    if proof.state is ProofState.PROVEN and proof.at is not None:
        return State.GOOD, f"kanıtlandı: {format_instant(proof.at)}"
    return proof_mark(proof)


def lack_mark(row: LetterRow) -> tuple[State, str]:
    """Return how a letter stands as shape and words."""
    return OF_MARK[row.state], row.state_words


def complete_words(row: LetterRow) -> str:
    """Return the sentence for a letter whose fax and post are both proven; else nothing."""
    return "Yazı tamam: faks ve posta kanıtlandı." if row.lacks is None else ""


def recorded_words(attempt: Attempt, *, was_proven: bool) -> tuple[State, str]:
    """Return what is said once an attempt was written down.

    Args:
        attempt: The one that was recorded.
        was_proven: Whether an earlier attempt had proven the same channel.
    """
    what = "Faks" if attempt.channel is Channel.FAX else "Posta"
    if attempt.result is Result.FAILED:
        if was_proven:
            return State.GOOD, f"{what} gitmedi olarak kaydedildi; önceki gönderim kanıtlıdır."
        return State.LATE, f"{what} gitmedi olarak kaydedildi; yinelenmesi gerekir."
    if not was_proven and not is_proven(attempt):
        return State.NEAR, f"{what} gönderimi kanıtsız kaydedildi; kanıtlanması gerekir."
    return State.GOOD, f"{what} gönderimi kaydedildi."


def elapsed(row: LetterRow) -> str:
    """Return the time since the change took effect: `3 gün 4 sa oldu`, `2 gün sonra`."""
    is_whole = row.completed_at is not None or row.elapsed.endswith("sonra")
    return row.elapsed if is_whole else f"{row.elapsed} oldu"


def dispatch_mark(row: DispatchRow) -> tuple[State, str]:
    """Return how one attempt ended."""
    what = "Faks" if row.channel is Channel.FAX else "Posta"
    if row.result is Result.FAILED:
        return State.LATE, f"{what} gitmedi"
    if not row.is_proven:
        return State.NEAR, f"{what} gitti, kanıtı yok"
    return State.GOOD, f"{what} gitti"
