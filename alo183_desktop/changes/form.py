"""A change letter while it is being typed: every value is the typed text, right or wrong."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from alo183_desktop.phones.rows import keys_of

if TYPE_CHECKING:
    from alo183_desktop.phones.rows import ItemKey

MadeT = TypeVar("MadeT")
CIRCULAR: Final = "18.04.2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05)."
"""The reference that a change letter answers to. Source: Genelge 2014/05."""


class NewcomerKind(enum.StrEnum):
    """Where the data of who comes is from."""

    ROSTER = "roster"
    NEW = "new"
    NOBODY = "nobody"
    """Nobody is named yet: the post is vacant, and a reason is demanded."""


@dataclass(frozen=True, slots=True)
class CaseHandOver:
    """What becomes of one open case of a leaver, other than of the rest."""

    case_id: int
    decision: str = ""
    """As `hand_overs` names it: handed over to somebody, or waived; empty: open."""
    reason: str = ""
    """Why it is waived."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change: who leaves, who comes, which subjects, from which day, why."""

    leaver_id: int | None = None
    leaver_name: str = ""
    """Of a leaver who is not in the roster; with `leaver_id` the roster's name counts."""
    is_first_appointment: bool = False
    """Nobody leaves."""
    leaver_keeps_others: bool = False
    """Whether the leaver goes on with the subjects that this entry does not name."""
    newcomer_kind: str = NewcomerKind.NEW
    newcomer_id: int | None = None
    """Of the roster; the texts below are then what to put in place of the roster's values, and an
    empty text leaves the roster's value as it is."""
    given_names: str = ""
    surname: str = ""
    title: str = ""
    tckn: str = ""
    unit_id: int | None = None
    """None means: the directorate itself."""
    corporate_email: str = ""
    personal_mobile: str = ""
    corporate_mobile: str = ""
    subject_ids: tuple[int, ...] = ()
    effective_on: str = ""
    """`25.11.2026`."""
    reason: str = ""
    """Why the leaver leaves; kept, and never printed: the letter tells no more than is needed."""
    vacancy_reason: str = ""
    """Why nobody is named yet; kept, and never printed."""
    cases_decision: str = ""
    """What becomes of the leaver's open cases but for `case_hand_overs`, as `hand_overs` names it;
    empty: open."""
    cases_reason: str = ""
    """Why they are waived."""
    cases_decided: tuple[int, ...] = ()
    """The cases that `cases_decision` was made about: one that comes later waits for its own."""
    case_hand_overs: tuple[CaseHandOver, ...] = ()
    """The exceptions."""
    store_line_id: int | None = None
    """The line that who comes gets out of the store; None: none from there."""
    store_handset_id: int | None = None
    """So with the handset."""
    needs_no_phone: bool = False
    """Whether who comes needs none at all; `no_phone_reason` says why."""
    no_phone_reason: str = ""
    """Kept, and never printed in the letter."""

    @property
    def from_store(self) -> tuple[ItemKey, ...]:
        """What who comes gets out of the store, the line first."""
        return keys_of(self.store_line_id, self.store_handset_id)


@dataclass(frozen=True, slots=True)
class HandOver:
    """What becomes of one handset or line that a leaver holds."""

    custody_id: int
    decision: str = ""
    """As `hand_overs` names it: taken back, passed on to somebody, or waived; empty: open."""
    reason: str = ""
    """Why it is waived."""


@dataclass(frozen=True, slots=True)
class DutyHandOver:
    """What becomes of one duty that a leaver has ahead."""

    duty_id: int
    decision: str = ""
    """As `duties_ahead` names it: taken by somebody, or empty from then on; empty: open."""


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """One letter of one or more changes."""

    entries: tuple[ChangeEntry, ...] = (ChangeEntry(),)
    register_number: str = ""
    """Empty leaves room for a stamp; so with `date`."""
    date: str = ""
    urgent: bool = True
    """The circular demands that the letter goes at once."""
    references: tuple[str, ...] = (CIRCULAR,)
    annexes: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    """Who must act, when the letter is distributed (`Gereği`)."""
    information: tuple[str, ...] = ()
    """Who is informed (`Bilgi`)."""
    signatory_id: int | None = None
    style: str = "2020"
    """`2020` or `2004`."""
    preparation: str = "Z"
    """`E`, `Z` or `O`."""
    verification_code: str = ""
    """By which an e-signed letter can be checked; empty while nobody has signed: it is a draft. No
    other letter prints code and address. Source: Yönetmelik 2020/31151, madde 23."""
    verification_address: str = ""
    corrects_letter_id: int | None = None
    correction_reason: str = ""
    """What was wrong in the old letter; printed: `kurumsal cep telefonu numarası`."""
    hand_overs: tuple[HandOver, ...] = ()
    """One for each item that somebody has decided about."""
    duty_hand_overs: tuple[DutyHandOver, ...] = ()
    """One for each duty that somebody has decided about."""
