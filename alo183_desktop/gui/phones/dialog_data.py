"""The choices of the dialogs of the page, read on the database thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.gui.phones.custody_dialogs import CustodyChoices
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter, OfficerState, choices_of
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.operators import known_operators
from alo183_desktop.phones.rows import ItemKind, PhoneFilter
from alo183_desktop.rota.queries import duties_of_officer
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.rows import CustodyRow, CustodyTermsRow
    from alo183_desktop.rota.rows import DutyRow


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """The current state of a line or a handset."""

    label: str
    state: ItemState
    is_held: bool


@dataclass(frozen=True, slots=True)
class OfficerCustodies:
    """All that one officer holds, and who could receive it."""

    held: tuple[CustodyRow, ...]
    officers: tuple[tuple[int, str], ...]
    duties: tuple[DutyRow, ...] = ()
    """The officer's duties that have not ended, by their beginning."""


def read_choices(work: Work) -> CustodyChoices:
    """Return what can be issued, and to whom.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_PHONES)
    stored = PhoneFilter(state=ItemState.IN_STORE)
    lines = queries.list_lines(work.session, stored, at=work.now)
    handsets = queries.list_handsets(work.session, stored, at=work.now)
    officers = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    line_of = {row.phone: row.line_id for row in lines}
    return CustodyChoices(
        officers=choices_of(officers),
        lines=tuple((row.line_id, row.label) for row in lines),
        handsets=tuple((row.handset_id, row.label) for row in handsets),
        own_lines={
            one.officer_id: line_of[one.corporate_mobile]
            for one in officers
            if one.corporate_mobile in line_of
        },
    )


def read_everything(work: Work) -> CustodyChoices:
    """Return every officer, line and handset, for past custodies.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_PHONES)
    everyone = OfficerFilter(state=OfficerState.ALL)
    rows = list_officers(work.session, everyone, as_of=local_day(work.now))
    lines = queries.list_lines(work.session, PhoneFilter(), at=work.now)
    handsets = queries.list_handsets(work.session, PhoneFilter(), at=work.now)
    return CustodyChoices(
        officers=tuple((row.officer_id, f"{row.name}, {row.title}") for row in rows),
        lines=tuple((row.line_id, row.label) for row in lines),
        handsets=tuple((row.handset_id, row.label) for row in handsets),
    )


def read_terms(work: Work) -> tuple[CustodyTermsRow, ...]:
    """Return all terms of custody, the newest first; those of the circular are last.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_PHONES)
    return queries.list_terms(work.session)


def read_officers(work: Work) -> tuple[tuple[int, str], ...]:
    """Return the officers serving today, by name; namesakes are distinguished by their titles."""
    return choices_of(list_officers(work.session, OfficerFilter(), as_of=local_day(work.now)))


def read_lines(work: Work) -> tuple[tuple[int, str], ...]:
    """Return every line with its number and holder, as choices.

    Raises:
        KnownError: `access.not_allowed`.
    """
    rows = service.find_lines(work, PhoneFilter(), at=work.now)
    return tuple(
        (
            row.line_id,
            ", ".join(part for part in (format_phone(row.phone), row.holder_name) if part),
        )
        for row in rows
    )


def open_item(
    work: Work, kind: ItemKind, item_id: int | None
) -> tuple[tuple[Any, int], tuple[str, ...]]:
    """Return the initial data of the form of a line or handset, and operators or makes to choose.

    Args:
        kind: Line or handset.
        item_id: Its id; None: a new one.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    opened = (None, 0) if item_id is None else service.REGISTERS[kind].open(work, item_id)
    wanted, at = PhoneFilter(), work.now
    if kind is ItemKind.LINE:
        in_use = (row.operator for row in service.find_lines(work, wanted, at=at))
        used = _used((*known_operators(), *in_use))
    else:
        used = _used(row.make for row in service.find_handsets(work, wanted, at=at))
    return opened, used


def _used(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}, key=collation_key))


def read_standing(work: Work, kind: ItemKind, item_id: int) -> ItemSummary:
    """Return the current state of a line or a handset.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
    """
    require(work, Right.EDIT_PHONES)
    row = queries.get_card(work.session, kind, item_id, at=work.now).row
    return ItemSummary(row.label, row.state, row.holder_id is not None)


def read_held(work: Work, officer_id: int) -> OfficerCustodies:
    """Return all that an officer holds now, and who could receive it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_PHONES)
    return OfficerCustodies(
        queries.held_by(work.session, officer_id, at=work.now),
        read_officers(work),
        duties_of_officer(work.session, officer_id, now=work.now),
    )


def holder_id(work: Work, kind: ItemKind, item_id: int) -> tuple[int, int] | None:
    """Return the holder of an item and the id of the custody; None when nobody holds it."""
    row = queries.holder_of(work.session, item_id, kind=kind, at=work.now)
    return None if row is None else (row.officer_id, row.custody_id)
