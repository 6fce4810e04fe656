"""Queries of the audit page: lines with their names, and the search in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import trail
from alo183_desktop.access.queries import list_users
from alo183_desktop.access.rules import Right, may
from alo183_desktop.cases.queries import cases_by_ids, find_number
from alo183_desktop.changes.queries import list_drafts
from alo183_desktop.db.audit_queries import AuditFilter, count_entries, list_actors
from alo183_desktop.directorate.queries import get_directorate, list_signatories, list_units
from alo183_desktop.gui.audit.words import (
    DETAIL_KINDS,
    detail_words,
)
from alo183_desktop.letters.queries import list_letters, register_numbers, summaries
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers import queries as officers
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.phones import queries as phones
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.rota.queries import month_names
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alo183_desktop.db.audit_queries import AuditRow
    from alo183_desktop.db.work import Work

_MOST_FOUND: Final = 200
LETTERS: Final = ("letter", "change")
"""A finished change is identified by its letter."""
_SEEN_WITH: Final[Mapping[str, Right]] = {
    "officer": Right.SEE_OFFICERS,
    "case": Right.SEE_CASES,
    **dict.fromkeys((*LETTERS, "draft"), Right.SEE_LETTERS),
    **dict.fromkeys(("line", "handset", "custody_form"), Right.SEE_PHONES),
    "rota_month": Right.SEE_ROTA,
}
"""The right to see an item, without which the trail does not name it either."""
_FEW: Final[Mapping[str, Callable[[Work], Mapping[int, str]]]] = {
    "user": lambda work: {row.user_id: row.name for row in list_users(work.session)},
    "unit": lambda work: {
        row.unit_id: row.name for row in list_units(work.session, active_only=False)
    },
    "subject": lambda work: officers.subject_names(work.session),
    "signatory": lambda work: {
        row.signatory_id: row.name for row in list_signatories(work.session)
    },
    "draft": lambda work: {
        row.draft_id: row.title for row in list_drafts(work.session) if row.title
    },
    "line": lambda work: phones.item_labels(work.session, ItemKind.LINE),
    "handset": lambda work: phones.item_labels(work.session, ItemKind.HANDSET),
    "custody_form": lambda work: phones.form_labels(work.session),
    "rota_month": lambda work: month_names(work.session),
    "directorate": lambda work: {1: get_directorate(work.session).name},
}
"""Readers of the names of all items, for kinds with few of them."""
_FOUND_BY_NAME: Final = tuple(kind for kind in _FEW if kind != "directorate")


def name_items(work: Work, rows: Iterable[AuditRow]) -> Mapping[tuple[str, int], str]:
    """Return the names of the items of `rows`, by kind and id.

    Deleted items, or those the role may not see, are left out.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        items = [(row.kind, row.item_id)]
        items += [(kind, row.details.get(key)) for key, kind in DETAIL_KINDS.items()]
        for kind, item_id in items:
            if isinstance(item_id, int) and _may_see(work, kind):
                wanted[kind].add(item_id)
    named: dict[tuple[str, int], str] = {}
    if wanted["officer"]:
        for officer_id, name in officers.names(work.session, wanted["officer"]).items():
            named["officer", officer_id] = name
    for case in cases_by_ids(work.session, tuple(wanted["case"])):
        named["case", case.case_id] = case.number
    letters = wanted["letter"] | wanted["change"]
    if letters:
        numbers = register_numbers(work.session, letters)
        for letter_id, summary in summaries(work.session, letters).items():
            name = ", ".join(filter(None, (numbers[letter_id], summary)))
            named.update({(kind, letter_id): name for kind in LETTERS})
    few = _few(work, [kind for kind, ids in wanted.items() if ids])
    named.update({pair: name for pair, name in few.items() if pair[1] in wanted[pair[0]]})
    return named


def find_items(work: Work, text: str) -> tuple[tuple[str, int], ...]:
    """Return kinds and ids of the people and items whose names contain `text`.

    Args:
        work: For reading; the roster is read as of its day.
        text: As typed; case and accents do not matter. A case is found by its whole number.
    """
    found = officers.list_officers(
        work.session, OfficerFilter(search=text, state=OfficerState.ALL), as_of=local_day(work.now)
    )
    case_id = find_number(work.session, text)
    letters = list_letters(work.session, LetterFilter(search=text, state="all"), now=work.now)
    sought = fold(text)
    few = _few(work, _FOUND_BY_NAME)
    pairs = (
        *(("officer", row.officer_id) for row in found[:_MOST_FOUND]),
        *(() if case_id is None else (("case", case_id),)),
        *((kind, row.letter_id) for row in letters[:_MOST_FOUND] for kind in LETTERS),
        *(pair for pair, name in few.items() if sought in fold(name)),
    )
    return tuple(pair for pair in pairs if _may_see(work, pair[0]))


def _may_see(work: Work, kind: str) -> bool:
    right = _SEEN_WITH.get(kind)
    return right is None or may(work.actor.role, right)


def _few(work: Work, wanted: Iterable[str]) -> Mapping[tuple[str, int], str]:
    """Return the names of all items of these kinds, for kinds with few items."""
    return {
        (kind, item_id): name
        for kind in wanted
        if kind in _FEW
        for item_id, name in _FEW[kind](work).items()
    }


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry with the names looked up for it."""

    row: AuditRow
    item: str
    """The item it is about: `İlknur ÇIĞ`."""
    kind: str
    """The kind of the item, in words."""
    details: tuple[tuple[str, str], ...]
    """Labels and values."""
    target: tuple[str, int] | None = None
    """Kind and id under which a page shows it, if one does; None for an item without a name."""

    @property
    def action(self) -> str:
        """What was done, in words."""
        return trail.word("actions", self.row.action)

    @property
    def details_text(self) -> str:
        """The details on one line."""
        return "; ".join(f"{label}: {value}" for label, value in self.details)


@dataclass(frozen=True, slots=True)
class AuditChoices:
    """The choices of the filters."""

    users: tuple[tuple[str, str], ...]
    """(login, name), in Turkish order of the names."""
    entries: int
    """How many entries the trail has."""


def open_page(work: Work) -> AuditChoices:
    """Record that the trail is read, and return the choices of the filters."""
    trail.open_trail(work)
    names = {login: name for login, name in list_actors(work.session) if login}
    names.update({user.login: user.name for user in list_users(work.session)})
    users = sorted(names.items(), key=lambda pair: collation_key(pair[1]))
    # Including the entry of this reading, which is stored when the unit of work ends.
    return AuditChoices(tuple(users), count_entries(work.session) + 1)


def find_sequences(work: Work, wanted: AuditFilter) -> array[int]:
    """Return the sequences of entries, newest first.

    A search covers names of actors, items and actions.

    Raises:
        KnownError: `access.not_allowed`.
    """
    return trail.find_sequences(work, in_words(work, wanted))


def read_lines(work: Work, sequences: Sequence[int]) -> tuple[AuditLine, ...]:
    """Return entries in the order of their sequences.

    Raises:
        KnownError: `access.not_allowed`.
    """
    rows = trail.read_trail(work, sequences)
    names = name_items(work, rows)
    return tuple(_line(row, names) for row in rows)


def in_words(work: Work, wanted: AuditFilter) -> AuditFilter:
    """Return a filter whose search also matches texts of actions and names of items."""
    if not wanted.search.strip():
        return replace(wanted, search="")
    sought = fold(wanted.search)
    actions = tuple(code for code, text in trail.words("actions").items() if sought in fold(text))
    items = find_items(work, wanted.search)
    return replace(wanted, or_actions=actions, or_items=items)


def _line(row: AuditRow, names: Mapping[tuple[str, int], str]) -> AuditLine:
    item_id = row.item_id or 0
    name = names.get((row.kind, item_id))
    kind = "letter" if row.kind in LETTERS else row.kind
    return AuditLine(
        row,
        _item_words(row, name),
        trail.word("kinds", row.kind),
        detail_words(row.kind, row.details, names),
        None if name is None else (kind, item_id),
    )


def _item_words(row: AuditRow, name: str | None) -> str:
    if row.item_id is None:
        return ""
    if name is not None:
        return name
    # An item that is gone, or one of a kind without names, such as a draft.
    if row.kind == "audit":
        return f"{row.item_id}. kayıt"
    return f"{trail.word('kinds', row.kind)}, {row.item_id} numaralı"
