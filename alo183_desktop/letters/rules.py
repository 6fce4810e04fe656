"""What a letter still lacks, what proves a dispatch, and the rule for each channel."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.states import Evidence, settle
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.characters import plain, strange_character
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone, parse_detsis, parse_kep, parse_phone
from alo183_desktop.shared.turkish import lower_first
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from alo183_desktop.documents.states import MarkState


class Result(enum.StrEnum):
    """How an attempt ended."""

    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    """Never made: its record was a mistake. Only a correction says so."""


class FileKind(Worded):
    """What a file of a letter is."""

    PDF = "pdf", "yazı"
    PDF_A = "pdf_a", "yazı (PDF/A)"
    FAX_COPY = "fax_copy", "faks nüshası"
    DOCX = "docx", "yazı (Word)"
    TEXT = "text", "düz metin"
    METADATA = "metadata", "üstveri"
    SCAN = "scan", "imzalı tarama"
    FAX_REPORT = "fax_report", "faks raporu"
    POSTAL_RECEIPT = "postal_receipt", "posta alındısı"
    EBYS_RECEIPT = "ebys_receipt", "EBYS alındısı"
    KEP_EVIDENCE = "kep_evidence", "KEP delili"


class ProofState(enum.StrEnum):
    """How far one channel has come."""

    NONE = "none"
    """No attempt yet."""
    FAILED = "failed"
    """Every attempt failed."""
    UNPROVEN = "unproven"
    """Sent, but without proof yet."""
    PROVEN = "proven"


@dataclass(frozen=True, slots=True)
class DispatchAttempt:
    """The values of one dispatch that the rules need."""

    channel: Channel
    at: dt.datetime
    """UTC."""
    result: Result
    has_evidence: bool
    """Whether a file that proves it is kept with it, such as a fax report."""
    item_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of proof of one channel of a letter."""

    state: ProofState
    at: dt.datetime | None
    """When the first proven attempt was made, or else the latest attempt; UTC; None without any."""
    attempts: int


_S10: Final = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_S10_REPLACED: Final = {10: 0, 11: 5}
_TRACKING_NUMBER: Final = re.compile(r"[\w./\-:@+<>]{1,100}")
ELECTRONIC: Final = frozenset({Channel.EBYS, Channel.KEP})
_REGISTER_NUMBER: Final = re.compile(r"[\w./\-]{1,64}")
_LONGEST_ITEM_NUMBER: Final = 32
_LONGEST_TRACKING_NUMBER: Final = 100


def is_proven(attempt: DispatchAttempt) -> bool:
    """Return whether an attempt proves that the letter went out by its channel.

    It was sent, and for a fax the machine's report is kept, or the clerk noted its result (many
    machines only show it); for a posting the item number is known or the receipt is kept; an
    electronic one needs both, because its number is given before anything is delivered.
    Genelge 2014/05, madde 6, demands fax and post and leaves open what proves them.
    """
    if attempt.result is not Result.SENT:
        return False
    if attempt.channel in ELECTRONIC:
        return attempt.has_evidence and bool(attempt.item_number.strip())
    proof_text = attempt.note if attempt.channel is Channel.FAX else attempt.item_number
    return attempt.has_evidence or bool(proof_text.strip())


def proof(attempts: Sequence[DispatchAttempt], channel: Channel) -> Proof:
    """Return how far `channel` has come; `attempts` may hold those of others."""
    own = sorted((one for one in attempts if one.channel is channel), key=lambda one: one.at)
    if not own:
        return Proof(ProofState.NONE, None, 0)
    proven = [one for one in own if is_proven(one)]
    if proven:
        return Proof(ProofState.PROVEN, proven[0].at, len(own))
    was_sent = any(one.result is Result.SENT for one in own)
    return Proof(ProofState.UNPROVEN if was_sent else ProofState.FAILED, own[-1].at, len(own))


def lacks(attempts: Sequence[DispatchAttempt], demanded: Sequence[Channel]) -> tuple[Channel, ...]:
    """Return the channels of `demanded` that are not proven, in their order.

    A complete letter lacks none. Other channels do not count.
    """
    return tuple(one for one in demanded if proof(attempts, one).state is not ProofState.PROVEN)


def due_on(effective_on: dt.date, finished_at: dt.datetime, *, is_correction: bool) -> dt.date:
    """Return the last day on which a letter is not late.

    At once means on the day of the change itself; a correction cannot go before it is written.

    Args:
        effective_on: The first day of the change.
        finished_at: Of the letter, UTC.
        is_correction: Whether it replaces another letter.

    Source: Genelge 2014/05, madde 6.
    """
    return max(effective_on, local_day(finished_at)) if is_correction else effective_on


def standing(
    *,
    proven: int,
    lacking: int,
    is_numbered: bool,
    due: dt.date,
    now: dt.datetime,
    is_valid: bool,
    is_change: bool = True,
) -> MarkState:
    """Return the state of a letter, for every place that shows it.

    From the midnight in Istanbul after its last day on, a letter that lacks a proof is late. A
    cancelled or replaced one no longer has a state.

    Args:
        proven: How many of the channels that are demanded have their proof.
        lacking: How many have none.
        is_numbered: Whether its number and day are noted: one that is not may have gone, but is
            never good.
        due: As `due_on`.
        now: UTC.
        is_valid: Whether it was neither cancelled nor replaced by another letter.
        is_change: Whether clause 6 demands it; other letters have no deadline.

    Source: Genelge 2014/05, madde 6.
    """
    if not is_valid:
        return "unknown"
    if not lacking:
        sent = Evidence("kanıtlı gönderim", proven, now)
        return settle(sent, Evidence("sayı ve tarih", int(is_numbered), now)).state
    return "late" if is_change and now >= day_end(due) else "near"


def is_numbered(register_number: str | None, dated_on: dt.date | None) -> bool:
    """Return whether the number and the day of a letter are noted."""
    return bool(register_number) and dated_on is not None


NO_NUMBER: Final = "sayısı ve tarihi işlenmedi"
"""The words for a letter whose number and day are not noted: it is not complete."""
STANDING_WORDS: Final[Mapping[MarkState, str]] = {
    "late": "gününde tamamlanmadı",
    "near": "gönderim bekliyor",
}
"""The words for a count of open letters in a state."""


def completed_at(
    attempts: Sequence[DispatchAttempt], demanded: Sequence[Channel]
) -> dt.datetime | None:
    """Return the time at which the last proof of `demanded` was there; None before."""
    if lacks(attempts, demanded):
        return None
    return max(at for one in demanded if (at := proof(attempts, one).at) is not None)


def lack_words(proofs: Mapping[Channel, Proof]) -> str:
    """Return what a letter lacks, `faks gitti, posta bekliyor`; empty when it is complete.

    Args:
        proofs: Of the channels that are demanded, in their order.
    """
    states = {one.state for one in proofs.values()}
    if states == {ProofState.PROVEN}:
        return ""
    if states == {ProofState.NONE} and len(proofs) > 1:
        return f"{' '.join(CHANNELS[one].also for one in proofs)} bekliyor"
    return ", ".join(_state_words(channel, one.state) for channel, one in proofs.items())


def went_by(channel: Channel) -> str:
    """Return the channel at the start of a sentence: `Faks gitti`, `EBYS ile gitti`."""
    return f"{channel.words} ile" if channel in ELECTRONIC else channel.words


def sending_words(channel: Channel) -> str:
    """Return the sending by a channel in a sentence: `faks gönderimi`, `EBYS gönderimi`."""
    return f"{_name(channel)} gönderimi"


def channels_words(channels: Sequence[Channel]) -> str:
    """Return channels in a sentence: `faks, posta ve EBYS`."""
    *others, last = (_name(one) for one in channels)
    return f"{', '.join(others)} ve {last}" if others else last


def rule_words(demanded: Sequence[Channel], basis: str) -> str:
    """Return what makes a letter complete: `faks ve posta (Genelge 2014/05, madde 6)`."""
    return f"{channels_words(demanded)} ({basis or 'Genelge 2014/05, madde 6'})"


def _name(channel: Channel) -> str:
    return channel.words if channel in ELECTRONIC else lower_first(channel.words)


def _state_words(channel: Channel, state: ProofState) -> str:
    if state is ProofState.UNPROVEN:
        return f"{CHANNELS[channel].evidence.words} bekliyor"
    if state is ProofState.NONE:
        return f"{_name(channel)} bekliyor"
    how = f"{_name(channel)} ile" if channel in ELECTRONIC else _name(channel)
    return f"{how} {'gitti' if state is ProofState.PROVEN else 'gitmedi'}"


def elapsed_words(
    finished_at: dt.datetime, *, now: dt.datetime, completed_at: dt.datetime | None = None
) -> str:
    """Return how long a letter has been waiting to go, since it was finished: `3 gün 4 sa`.

    A complete letter gives the time that it took, `2 gün sürdü`.

    Args:
        finished_at: UTC; the same for the others.
        now: The current time.
        completed_at: When all demanded proofs were there; None before.
    """
    minutes = int(((completed_at or now) - finished_at).total_seconds() // 60)
    hours, rest = divmod(max(0, minutes), 60)
    days, hours = divmod(hours, 24)
    if days:
        words = f"{days} gün {hours} sa" if hours else f"{days} gün"
    else:
        words = f"{hours} sa" if hours else f"{rest} dk"
    return words if completed_at is None else f"{words} sürdü"


def parse_item_number(text: str) -> str:
    """Return a postal item number without blanks, its letters as capitals.

    In the form of the Universal Postal Union (`RR123456785TR`) its check digit must be right; other
    forms are kept as they are. Source: UPU standard S10.

    Raises:
        KnownError: `letters.item_number_digit`, or `letters.item_number` for one that is too long
            or holds other characters than letters and digits.
    """
    number = re.sub(r"[\s\-]", "", text).upper()
    if len(number) > _LONGEST_ITEM_NUMBER or not (number.isascii() and number.isalnum()):
        raise KnownError("letters.item_number", count=_LONGEST_ITEM_NUMBER)
    match = _S10.fullmatch(number)
    if match and int(match[2]) != s10_check_digit(match[1]):
        raise KnownError("letters.item_number_digit")
    return number


def parse_tracking_number(text: str) -> str:
    """Return the number that an e-document system or a KEP provider gave a letter, without blanks.

    No regulation lays down its form.

    Raises:
        KnownError: `letters.tracking_number`.
    """
    number = "".join(text.split())
    if not _TRACKING_NUMBER.fullmatch(number) or strange_character(number):
        raise KnownError("letters.tracking_number", count=_LONGEST_TRACKING_NUMBER)
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """The rule for one channel."""

    recipient: str
    """The attribute of the letter and the directorate that holds its recipient."""
    parse_target: Callable[[str], str] = str
    shown_target: Callable[[str], str] = str
    parse_item: Callable[[str], str] | None = parse_tracking_number
    """None: the channel gives no number."""
    evidence: FileKind
    """The file that proves an attempt."""
    unproven: Problem
    also: str
    """`faks da`."""


CHANNELS: Final[Mapping[Channel, ChannelRule]] = {
    Channel.FAX: ChannelRule(
        recipient="recipient_fax",
        parse_target=parse_phone,
        shown_target=format_phone,
        parse_item=None,
        evidence=FileKind.FAX_REPORT,
        unproven=Problem("note", "letters.fax_unproven"),
        also="faks da",
    ),
    Channel.POST: ChannelRule(
        recipient="recipient_address",
        parse_item=parse_item_number,
        evidence=FileKind.POSTAL_RECEIPT,
        unproven=Problem("item_number", "letters.post_unproven"),
        also="posta da",
    ),
    Channel.EBYS: ChannelRule(
        recipient="recipient_detsis",
        parse_target=parse_detsis,
        evidence=FileKind.EBYS_RECEIPT,
        unproven=Problem("evidence", "letters.ebys_unproven"),
        also="EBYS de",
    ),
    Channel.KEP: ChannelRule(
        recipient="recipient_kep",
        parse_target=parse_kep,
        evidence=FileKind.KEP_EVIDENCE,
        # The term of the ministry's regulation on KEP.
        unproven=Problem("evidence", "letters.kep_unproven"),
        also="KEP de",
    ),
}


def s10_check_digit(serial: str) -> int:
    """Return the check digit of the eight digits of a serial number. Source: UPU standard S10."""
    total = sum(weight * int(digit) for weight, digit in zip(_S10_WEIGHTS, serial, strict=True))
    rest = 11 - total % 11
    return _S10_REPLACED.get(rest, rest)


def is_register_number(text: str) -> bool:
    """Return whether a text can be the register's part of a letter's number: `4752`, `2026/17`."""
    return bool(_REGISTER_NUMBER.fullmatch(text)) and not strange_character(plain(text))
