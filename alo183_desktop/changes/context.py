"""What the rules of a change look things up in: roster, subjects, signatories, earlier letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from alo183_desktop.rota.rows import DutiesAhead

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow, UnitRow
    from alo183_desktop.documents.letter.content import Signature
    from alo183_desktop.letters.letter_numbers import RegisteredLetter
    from alo183_desktop.officers.rows import SubjectRow
    from alo183_desktop.phones.rows import CustodyRow, ItemKey


@dataclass(frozen=True, slots=True)
class RosterOfficer:
    """An officer with all that a letter may print; shown in full only while a change is made."""

    officer_id: int
    name: str
    """As letters print it."""
    given_names: str
    surname: str
    title: str
    unit_id: int
    tckn: str
    """Empty while unknown; the same for the addresses and phones (E.164)."""
    corporate_email: str
    personal_mobile: str
    corporate_mobile: str
    held: Mapping[int, dt.date]
    """Subjects of assignments without an end, with their first day."""
    version: int


class StoreItem(NamedTuple):
    """A line or a handset in the store."""

    item: ItemKey
    label: str
    """`0500 000 11 01`, or `Samsung A15, IMEI 35…`."""


@dataclass(frozen=True, slots=True)
class OldLetter:
    """A finished letter that may be corrected."""

    letter_id: int
    summary: str
    number: str
    """As printed: `Z-12345678-903.07-4752`; empty while the register number is unknown."""
    dated_on: dt.date | None
    is_corrected: bool
    """Whether another letter replaced it already."""
    is_cancelled: bool = False
    signature: Signature | None = None
    """Whose name it bears."""


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """The state of the data when the change was opened; read again when it is finished."""

    directorate: DirectorateRow
    signatories: tuple[SignatoryRow, ...]
    """Everybody who may sign on some day; the letter's day decides."""
    units: tuple[UnitRow, ...]
    officers: Mapping[int, RosterOfficer]
    """By id, in Turkish order."""
    subjects: tuple[SubjectRow, ...]
    """Those in use, in their order."""
    today: dt.date
    """In Istanbul."""
    now: dt.datetime
    """UTC; decides whether the 24 hours of a case are running."""
    letters: Mapping[int, OldLetter] = field(default_factory=lambda: MappingProxyType({}))
    """By id: the one to be corrected, if any."""
    registered: tuple[RegisteredLetter, ...] = ()
    """All letters, with what is known of their register number."""
    by_tckn: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Officer ids by T.C. number."""
    held: Mapping[int, tuple[CustodyRow, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Handsets and lines by the id of the officer who holds them."""
    open_cases: Mapping[int, tuple[CaseRow, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By the id of the responsible officer, next due first; read for leavers only."""
    rota: DutiesAhead = field(default_factory=DutiesAhead)
    """The duties planned from now on."""
    store: tuple[StoreItem, ...] = ()
    """What can be issued to newcomers, lines first."""
    by_mobile: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Ids of officers who hold a subject, by corporate mobile (E.164)."""
