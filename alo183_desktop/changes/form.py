"""A change letter while it is being typed: every value is the typed text, valid or not."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from alo183_desktop.phones.rows import keys_of

if TYPE_CHECKING:
    from alo183_desktop.phones.rows import ItemKey

MadeT = TypeVar("MadeT")
CIRCULAR: Final = "18.04.2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05)."
"""The reference that a change letter answers. Source: Genelge 2014/05."""


class NewcomerKind(enum.StrEnum):
    """Where the newcomer's data comes from."""

    ROSTER = "roster"
    NEW = "new"
    NOBODY = "nobody"
    """No newcomer yet: the post is vacant, and a reason is required."""


@dataclass(frozen=True, slots=True)
class CaseHandOver:
    """The decision about one open case of a leaver that differs from the rest."""

    case_id: int
    decision: str = ""
    """As `hand_overs` names it: handed over to an officer, or waived; empty: open."""
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
    """Whether the leaver keeps the subjects that this entry does not name."""
    newcomer_kind: str = NewcomerKind.NEW
    newcomer_id: int | None = None
    """Of the roster, also while another kind is chosen (`from_roster`); the texts below then
    replace the roster's values, and an empty text keeps the roster's value."""
    given_names: str = ""
    surname: str = ""
    title: str = ""
    tckn: str = ""
    unit_id: int | None = None
    """None means the directorate itself."""
    corporate_email: str = ""
    personal_mobile: str = ""
    corporate_mobile: str = ""
    subject_ids: tuple[int, ...] = ()
    effective_on: str = ""
    """`25.11.2026`."""
    reason: str = ""
    """Why the leaver leaves; kept, and never printed: the letter states no more than needed."""
    vacancy_reason: str = ""
    """Why there is no newcomer yet; kept, and never printed."""
    cases_decision: str = ""
    """The decision about the leaver's open cases except `case_hand_overs`, as `hand_overs` names
    it; empty: open."""
    cases_reason: str = ""
    """Why they are waived."""
    cases_decided: tuple[int, ...] = ()
    """The cases that `cases_decision` was made about: later ones wait for their own."""
    case_hand_overs: tuple[CaseHandOver, ...] = ()
    """The exceptions."""
    store_line_id: int | None = None
    """The line that the newcomer gets from the store; None: none."""
    store_handset_id: int | None = None
    """The same for the handset."""
    needs_no_phone: bool = False
    """Whether the newcomer needs none at all; `no_phone_reason` states why."""
    no_phone_reason: str = ""
    """Kept, and never printed in the letter."""

    @property
    def from_roster(self) -> int | None:
        """The newcomer, if they come from the roster."""
        return self.newcomer_id if self.newcomer_kind == NewcomerKind.ROSTER else None

    @property
    def from_store(self) -> tuple[ItemKey, ...]:
        """What the newcomer gets from the store, the line first."""
        return keys_of(self.store_line_id, self.store_handset_id)


@dataclass(frozen=True, slots=True)
class HandOverDecision:
    """The decision about one handset or line that a leaver holds."""

    custody_id: int
    decision: str = ""
    """As `hand_overs` names it: taken back, passed on, or waived; empty: open."""
    reason: str = ""
    """Why it is waived."""


@dataclass(frozen=True, slots=True)
class DutyHandOver:
    """The decision about one future duty of a leaver."""

    duty_id: int
    decision: str = ""
    """As `duties_ahead` names it: taken by a person, or empty from then on; empty: open."""


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """One letter of one or more changes."""

    entries: tuple[ChangeEntry, ...] = (ChangeEntry(),)
    register_number: str = ""
    """Empty leaves room for a stamp; the same for `date`."""
    date: str = ""
    urgent: bool = True
    """The circular demands that the letter goes at once."""
    secrecy: str = ""
    """The degree of secrecy, `restricted`; empty for none."""
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
    """By which an e-signed letter can be verified; empty for an unsigned draft. No other letter
    prints code and address. Source: Yönetmelik 2020/31151, madde 23."""
    verification_address: str = ""
    corrects_letter_id: int | None = None
    correction_reason: str = ""
    """What was wrong in the old letter; printed: `kurumsal cep telefonu numarası`."""
    hand_overs: tuple[HandOverDecision, ...] = ()
    """One for each item with a decision."""
    duty_hand_overs: tuple[DutyHandOver, ...] = ()
    """One for each duty with a decision."""

    @property
    def who_comes(self) -> tuple[str, ...]:
        """A key of the newcomer of each change: equal for one person, empty for nobody.

        Two people may have one name: whose T.C. number is not known yet is somebody of their own.
        """
        return tuple(_who_comes(entry, position) for position, entry in enumerate(self.entries))


def _who_comes(entry: ChangeEntry, position: int) -> str:
    if entry.newcomer_kind == NewcomerKind.NOBODY:
        return ""
    if entry.newcomer_kind == NewcomerKind.ROSTER:
        known = "" if entry.newcomer_id is None else f"officer:{entry.newcomer_id}"
    else:
        known = "".join(char for char in entry.tckn if char.isdecimal())
    return known or f"change:{position}"
