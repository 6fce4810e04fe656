"""Frozen rows of letters, their files and their dispatches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alo183_desktop.letters.rules import (
    CHANNELS,
    NO_NUMBER,
    DispatchAttempt,
    FileKind,
    Result,
    due_on,
    is_numbered,
    rule_words,
)
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from alo183_desktop.directorate.kinds import Channel
    from alo183_desktop.directorate.record import DirectorateValues
    from alo183_desktop.documents.letter.content import LetterContent
    from alo183_desktop.documents.states import MarkState
    from alo183_desktop.letters.chain import LetterDays
    from alo183_desktop.letters.rules import Proof


@dataclass(frozen=True, slots=True)
class RegisterValues:
    """What is stamped on the paper of a letter."""

    register_number: str
    """The register's part of the number; may be empty."""
    dated_on: dt.date | None

    def is_corrected_by(self, others: RegisterValues) -> bool:
        """Return whether others replace something that was recorded, rather than add to it."""
        is_renumbered = bool(self.register_number) and (
            others.register_number != self.register_number
        )
        return is_renumbered or (self.dated_on is not None and others.dated_on != self.dated_on)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A finished letter, as lists show it; times are UTC."""

    letter_id: int
    summary: str
    """Who leaves and who comes; for another letter its matter."""
    topic: str
    register_number: str | None
    """The register's part of the number; None until it is known."""
    dated_on: dt.date | None
    effective_on: dt.date
    """The first day of a change; the next is of the last one."""
    last_effective_on: dt.date
    is_change: bool
    """Whether clause 6 demands it; any other letter is never late."""
    is_urgent: bool
    finished_at: dt.datetime
    finished_by: str
    corrects_letter_id: int | None
    corrected_by_letter_id: int | None
    """The letter that replaces this one; this one no longer needs to be sent."""
    proofs: Mapping[Channel, Proof]
    """Of every channel, including those that are not demanded."""
    demanded: tuple[Channel, ...]
    """The channels whose proof makes it complete, as the rule was when it was finished."""
    rule_basis: str
    """What that rule is based on; empty: the circular."""
    lacks: tuple[Channel, ...]
    """Those of them that are not proven; none when it is complete."""
    lack_words: str
    """`faks gitti, posta bekliyor`; empty when complete."""
    state: MarkState
    """Its state at the time of the query; `unknown` when it is no longer valid."""
    elapsed: str
    """Time since it was finished until it was complete or until now: `3 gün 4 sa`; empty for
    another letter and for a cancelled one."""
    completed_at: dt.datetime | None
    outdated: str
    """Why its content is no longer true; empty while it is, and once it is not valid."""
    cancelled_at: dt.datetime | None
    """When it was cancelled; None while it is valid."""
    cancelled_by: str
    cancel_reason: str
    pages: int
    fax_pages: int
    """Of the copy for a fax machine, without a cover."""
    version: int

    @property
    def effective_words(self) -> str:
        """When its changes take effect, `25.11.2026` or `25.11.2026 – 10.12.2026`; else empty."""
        if not self.is_change:
            return ""
        days = dict.fromkeys((self.effective_on, self.last_effective_on))
        return " – ".join(map(format_day, days))

    @property
    def name(self) -> str:
        """How it is called: `Yazı 4747`; by its summary while it has no number."""
        return f"Yazı {self.register_number}" if self.register_number else self.summary

    @property
    def due_on(self) -> dt.date:
        """The last day on which it is not late."""
        is_correction = self.corrects_letter_id is not None
        return due_on(self.effective_on, self.finished_at, is_correction=is_correction)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be sent."""
        return self.state in {"late", "near"}

    @property
    def is_numbered(self) -> bool:
        """Whether its number and day are noted."""
        return is_numbered(self.register_number, self.dated_on)

    @property
    def is_valid(self) -> bool:
        """Whether it was neither cancelled nor replaced by another letter."""
        return self.cancelled_at is None and self.corrected_by_letter_id is None

    @property
    def state_words(self) -> str:
        """What is missing or `tamam`, and why it is outdated; or `düzeltildi`, `iptal edildi`."""
        if not self.is_valid:
            return "düzeltildi" if self.cancelled_at is None else "iptal edildi"
        done = "tamam" if self.is_numbered else NO_NUMBER
        return "; ".join(filter(None, (self.outdated, self.lack_words or done)))

    @property
    def state_and_basis(self) -> str:
        """The same with the basis of the rule where that is not the circular and is not shown."""
        return f"{self.state_words} ({self.rule_basis})" if self.rule_basis else self.state_words

    @property
    def rule_words(self) -> str:
        """What makes it complete: `faks ve posta (Genelge 2014/05, madde 6)`."""
        return rule_words(self.demanded, self.rule_basis)


@dataclass(frozen=True, slots=True)
class LetterFileRow:
    """A frozen file of a letter, without its bytes."""

    file_id: int
    letter_id: int
    kind: FileKind
    name: str
    media_type: str
    sha256: str
    size: int
    """Bytes."""
    dispatch_id: int | None
    """The attempt that it proves."""
    added_at: dt.datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One attempt to send a letter; times are UTC."""

    dispatch_id: int
    channel: Channel
    target: str
    """E.164 for a fax, else the address or the DETSİS number."""
    at: dt.datetime
    by_name: str
    pages: int | None
    result: Result
    item_number: str
    note: str
    correction_reason: str
    """What was wrong with the record that it replaces; empty for an attempt of its own."""
    is_corrected: bool
    """Whether a later record replaced it."""
    evidence_file_id: int | None
    """The first file that proves it, or that proved the record it corrects; None without any."""
    is_proven: bool
    recorded_at: dt.datetime

    @property
    def has_evidence(self) -> bool:
        """Whether a file that proves it is kept with it."""
        return self.evidence_file_id is not None

    @property
    def counts(self) -> bool:
        """Whether it is an attempt: neither replaced by a later record nor withdrawn."""
        return not self.is_corrected and self.result is not Result.WITHDRAWN


def counting(
    dispatches: Sequence[DispatchRow], *, without: int | None = None
) -> tuple[DispatchAttempt, ...]:
    """Return the attempts that count, for the rules.

    Args:
        dispatches: With the records that were corrected.
        without: One that is to be corrected; None for none.
    """
    return tuple(
        made_of(DispatchAttempt, one)
        for one in dispatches
        if one.counts and one.dispatch_id != without
    )


@dataclass(frozen=True, slots=True)
class LetterCard:
    """A letter with all that belongs to it."""

    row: LetterRow
    content: LetterContent
    recipient_address: str
    recipient_fax: str
    """E.164; empty while unknown; the same for those below."""
    recipient_detsis: str
    recipient_kep: str
    correction_reason: str
    number_reason: str
    """Why number or day were corrected last; empty: they never were."""
    files: tuple[LetterFileRow, ...]
    """In the order in which they were added."""
    dispatches: tuple[DispatchRow, ...]
    """By time; each is followed by the records that it replaced."""
    days: LetterDays
    """As far as they are recorded."""

    def days_without(self, dispatch_id: int) -> LetterDays:
        """Return the days without an attempt whose record is to be corrected."""
        return replace(self.days, attempts=counting(self.dispatches, without=dispatch_id))

    @property
    def attempts(self) -> tuple[DispatchRow, ...]:
        """The dispatches that count."""
        return tuple(one for one in self.dispatches if one.counts)

    def recipient(self, channel: Channel) -> str:
        """Return the recipient that the letter itself states for a channel; empty for none."""
        return str(getattr(self, CHANNELS[channel].recipient))

    def proposed_target(self, channel: Channel, directorate: DirectorateValues) -> str:
        """Return a channel's last target, or else the recipient of the letter or the directorate.

        Other letters do not go to the office of the settings: for them only the letter itself
        counts.
        """
        used = [one.target for one in self.attempts if one.channel is channel]
        known = getattr(directorate, CHANNELS[channel].recipient) if self.row.is_change else ""
        return used[-1] if used else self.recipient(channel) or known

    @property
    def is_signed(self) -> bool:
        """Whether it was sent, has the scan of its signature, or was printed with its code."""
        is_sent = any(one.result is Result.SENT for one in self.attempts)
        is_scanned = any(one.kind is FileKind.SCAN for one in self.files)
        return is_sent or is_scanned or bool(self.content.verification.code)

    @property
    def registered(self) -> LetterContent:
        """The content with number and day as they were noted on the paper."""
        number = replace(self.content.number, register_number=self.row.register_number)
        return replace(self.content, number=number, date=self.row.dated_on)


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters are wanted."""

    search: str = ""
    """Part of a summary, topic or number, whatever its case and accents; a whole barcode."""
    state: str = "open"
    """`open` (something is still to be sent), of these only the `late` or the `near` ones;
    `complete`, `corrected` or `all`."""
