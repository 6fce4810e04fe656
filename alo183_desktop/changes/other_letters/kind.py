"""What a kind of letter is, what it takes its facts from, and what one of it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes import wording
from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.documents.letter.content import FieldTable, LetterField
from alo183_desktop.documents.letter.wording import date_text
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.roster.reconciliation import COMPARED
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.queries import list_lines, state_rows
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.documents.letter.content import AddresseeRank, Annex, Block, LetterStyle
    from alo183_desktop.phones.kinds import ItemState
    from alo183_desktop.phones.rows import ItemKind, ItemStateRow, LineRow
    from alo183_desktop.records.record import Record

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class LetterRecipient:
    """Who gets the letter."""

    recipient: tuple[str, str]
    """The office in capitals and the dative, and the line below it."""
    recipient_address: str
    recipient_fax: str
    """E.164; may be empty, as may the DETSİS number and the KEP address."""
    recipient_detsis: str
    recipient_kep: str
    standing: AddresseeRank


class MatterText(NamedTuple):
    """The content of a letter about its matter."""

    topic: str
    summary: str
    blocks: tuple[Block, ...]
    request: str
    """The last sentence without its courtesy: `Gereğini`."""
    reference: str = ""
    """Besides the circular."""
    annexes: tuple[str, ...] = ()
    annex: Annex | None = None
    """Attached to the letter, on pages of its own."""
    people: tuple[tuple[int, Collection[str]], ...] = ()
    """The officers whose values it contains, and which of `COMPARED`."""
    corrects: int | None = None
    """The letter that it replaces, because that one is no longer true."""
    correction_reason: str = ""
    reminds: int | None = None
    """The letter of which it reminds."""
    addressee: str = ""
    """An office above us that usually gets it, of unknown address; empty: as change letters."""
    completed: Callable[[Mapping[str, Any]], MatterText] | None = None
    """Returns it with what its writer answers (`LetterKind.asks`); what is missing is dotted.

    It is called when the unit of work is over, and must not hold the source.
    Raises `KnownError` for one that contradicts the facts.
    """


class LetterSource(NamedTuple):
    """What a letter takes its facts from, and what it is about."""

    work: Work
    directorate: DirectorateRow
    item_id: int = 0
    """0 where there is only one such letter."""

    @property
    def today(self) -> dt.date:
        """The day of the work in Istanbul."""
        return local_day(self.work.now)

    def day(self, day: dt.date) -> str:
        """Return a day as the letter writes it."""
        return date_text(day, self.directorate.letter_style)

    @staticmethod
    def table(rows: Iterable[tuple[str, str]], caption: str | None = None) -> FieldTable:
        """Return labels and values, without those that are empty."""
        shown = (row for row in rows if row[1])
        fields = (LetterField(f"fact.{index}", *row) for index, row in enumerate(shown))
        return FieldTable(tuple(fields), caption)

    def references(self, reference: str) -> tuple[str, ...]:
        """Return all references of the letter, one of which is `reference`."""
        return references_of(reference, self.directorate.letter_style)

    def find(self, rows: Iterable[_Row], key: str) -> _Row:
        """Return what the letter is about: the row whose id is under `key`.

        Raises:
            KnownError: `changes.letter_item`: there is none any more.
        """
        found = (row for row in rows if getattr(row, key) == self.item_id)
        return demand(next(found, None), "changes.letter_item")

    def lines(self, state: ItemState) -> tuple[LineRow, ...]:
        """Return the lines that are in a state now."""
        return tuple(list_lines(self.work.session, PhoneFilter(state=state), at=self.work.now))

    def state_of(self, kind: ItemKind, state: ItemState) -> ItemStateRow:
        """Return when and why the line or handset came into its state.

        Raises:
            KnownError: `changes.letter_reason`: why is not recorded.
        """
        rows = state_rows(self.work.session, kind, self.item_id)
        found = next(one for one in rows if one.state is state)
        if not found.reason.strip():
            raise KnownError("changes.letter_reason", state=state.words)
        return found

    def officer(
        self, officer_id: int, subjects: tuple[str, ...], keys: Collection[str] = COMPARED
    ) -> wording.NewcomerFacts:
        """Return a letter's facts about an officer; the caller audits that they are shown.

        Args:
            officer_id: Who.
            subjects: What they answer for.
            keys: The values that the letter contains.

        Raises:
            KnownError: `access.not_allowed`; `changes.letter_item`: the officer is gone;
                `changes.letter_officer`: a value is missing.
        """
        require(self.work, Right.SHOW_TCKN)
        officer = demand(self.work.session.get(Officer, officer_id), "changes.letter_item")
        facts = made_of(
            wording.NewcomerFacts,
            officer,
            name=display_name(officer.given_names, officer.surname),
            tckn=officer.tckn or "",
            subjects=subjects,
        )
        if not all(getattr(facts, key) for key in keys):
            raise KnownError("changes.letter_officer", name=facts.name)
        return facts


def said(answers: Mapping[str, Any], key: str, style: LetterStyle) -> str:
    """Return an answer as the letter writes it, dots while it is missing."""
    answer = answers.get(key)
    return date_text(answer, style) if isinstance(answer, dt.date) else str(answer or "…")


class LetterKind(NamedTuple):
    """One kind of letter beside those of changes; `service.LetterMatter` has them all."""

    words: str
    """As the dialog lists it."""
    write: Callable[[LetterSource], MatterText]
    """Collects the facts, or refuses."""
    offers: Callable[[LetterSource], list[tuple[int, str]]] | None = None
    """What it can be about; None where there is only one."""
    none: str = ""
    """What is said where it can be about nothing at present."""
    asks: Record[Any] | None = None
    """What only its writer knows."""
    is_urgent: bool = False
    note: Callable[[Work, int, int], None] | None = None
    """Notes beside the item that the letter with an id is about it."""


def references_of(reference: str, style: LetterStyle) -> tuple[str, ...]:
    """Return the references of a letter as printed: the circular's and one more, unless empty."""
    given = tuple(filter(None, (CIRCULAR, reference)))
    return wording.in_style(wording.in_order_of_dates(given), style)


def choice_of(row: LineRow) -> tuple[int, str]:
    """Return a line as what a letter can be about."""
    return row.line_id, ", ".join(filter(None, (row.label, row.holder_name)))
