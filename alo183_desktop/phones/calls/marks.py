"""Marks that replace the numbers of reviewed calls, and how a later file is matched with them.

After the review of a call a keyed hash, the mark, replaces its number. A file of the same days has
the number, so that a call is compared with, and stored as, the mark of the same call.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import and_, exists, insert, select, update

from alo183_desktop.db.bulk import parts_of
from alo183_desktop.phones.model import CallRecord, CallReview, ReviewKey, Usage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from alo183_desktop.phones.usage.rows import Calls, LineUsage

HASHED: Final = "#"
"""First character of a mark."""
_HASH_LENGTH: Final = 31
ANY_MARK: Final = HASHED + "_" * _HASH_LENGTH
"""A LIKE pattern that matches marks."""
_KEY_BYTES: Final = 32
_KEY_ID: Final = 1
_CALLS: Final[Any] = CallRecord.__table__
_REVIEWS: Final[Any] = CallReview.__table__
_USAGES: Final[Any] = Usage.__table__


class Marked(NamedTuple):
    """A stored call that was reviewed."""

    call_id: int
    usage_id: int
    at: str
    """As in `Calls.at`, like the other fields."""
    kind: str
    number: str
    """The mark."""
    seconds: int
    bytes: int


def is_mark(number: str) -> bool:
    """Return whether a stored number is one that was reviewed; `#31#0532…` of a file is none."""
    return number.startswith(HASHED) and len(number) == len(HASHED) + _HASH_LENGTH


def mark_of(key: bytes, number: str) -> str:
    """Return the mark of a number; a mark is returned as it is."""
    if is_mark(number):
        return number
    return HASHED + hmac.digest(key, number.encode(), hashlib.sha256).hex()[:_HASH_LENGTH]


def find_key(session: Session) -> bytes | None:
    """Return the key of the marks; None before the first review."""
    return session.scalar(select(ReviewKey.key).where(ReviewKey.id == _KEY_ID))


def make_key(session: Session) -> bytes:
    """Return the key of the marks, which is made with the first review and stays in the data."""
    kept = session.get(ReviewKey, _KEY_ID)
    if kept is None:
        kept = ReviewKey(id=_KEY_ID, key=secrets.token_bytes(_KEY_BYTES))
        session.add(kept)
        session.flush()
    return kept.key


def mark_call(session: Session, call_id: int, mark: str) -> None:
    """Replace the number of a call by its mark, also in earlier files that contain the same call.

    Usage that a later file replaced is kept; its numbers are kept no longer than those of that one.
    """
    call = session.execute(select(_CALLS).where(_CALLS.c.id == call_id)).one()
    line_id = select(_USAGES.c.line_id).where(_USAGES.c.id == call.usage_id)
    replaced = select(_USAGES.c.id).where(
        _USAGES.c.line_id == line_id.scalar_subquery(),
        _USAGES.c.superseded_by_import_id.is_not(None),
    )
    same = (_CALLS.c.usage_id.in_(replaced), _CALLS.c.at == call.at, _CALLS.c.kind == call.kind)
    for which in ((_CALLS.c.id == call_id,), (*same, _CALLS.c.number == call.number)):
        session.execute(update(_CALLS).where(*which).values(number=mark))


def written(at: dt.datetime) -> str:
    """Return an instant in the form of `Calls.at`."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def list_marked(session: Session, usage_ids: Collection[int]) -> list[Marked]:
    """Return the reviewed calls of some usages, in the order in which they were stored."""
    found = []
    for part in parts_of(sorted(usage_ids)):
        query = select(
            *(_CALLS.c[name] for name in ("id", "usage_id", "at", "kind", "number")),
            _CALLS.c.seconds,
            _CALLS.c.bytes,
        ).where(_CALLS.c.usage_id.in_(part), _CALLS.c.number.startswith(HASHED))
        for call_id, usage_id, at, kind, *rest in session.execute(query.order_by(_CALLS.c.id)):
            found.append(Marked(call_id, usage_id, written(at), kind.value, *rest))
    return found


def meet(
    session: Session, calls: Calls, part: slice, marked: Sequence[Marked]
) -> Mapping[int, Marked]:
    """Return which calls of a file are stored ones that were reviewed.

    Those of the same length and amount come first: of two calls in one minute to one number, it is
    the same one then that was reviewed.

    Args:
        calls: Of the whole file.
        part: Those of the line in question.
        marked: The reviewed calls of the same line.

    Returns:
        The stored call for the index among all calls of the file.
    """
    key = find_key(session) if marked else None
    if key is None:
        return {}
    instants = {(one.at, one.kind) for one in marked}
    marks = {
        index: mark_of(key, calls.numbers[index])
        for index in range(part.start, part.stop)
        if (calls.at[index], calls.kinds[index]) in instants
    }
    met: dict[int, Marked] = {}
    for length in (5, 3):  # with length and amount, then without
        waiting: defaultdict[Hashable, list[Marked]] = defaultdict(list)
        taken = {one.call_id for one in met.values()}
        for one in reversed(marked):
            if one.call_id not in taken:
                form = (one.at, one.kind, one.number, one.seconds, one.bytes)
                waiting[form[:length]].append(one)
        for index, mark in marks.items():
            start = (calls.at[index], calls.kinds[index], mark)
            whole = (*start, calls.seconds[index], calls.bytes[index])
            if index not in met and waiting[whole[:length]]:
                met[index] = waiting[whole[:length]].pop()
    return met


def hand_on(
    session: Session, calls: Calls, owners: Mapping[int, LineUsage], met: Mapping[int, Marked]
) -> None:
    """Give the reviews of replaced calls to the calls that replace them.

    The replaced calls keep theirs as well: when the later file is undone, they count again.

    Args:
        session: Already contains the calls of the file, with their marks.
        calls: Of the whole file.
        owners: The line of the file that each usage was made from, by the id of the usage.
        met: The reviewed call by the index of its successor, as `meet` returns it.
    """
    if not met:
        return
    stored: defaultdict[Hashable, list[int]] = defaultdict(list)
    for one in reversed(list_marked(session, owners.keys())):
        stored[one[1:]].append(one.call_id)
    successors = {}
    for usage_id, line in owners.items():
        for index in range(line.start, line.stop):
            if index in met:
                key = (calls.at[index], calls.kinds[index], met[index].number)
                form = (usage_id, *key, calls.seconds[index], calls.bytes[index])
                successors[met[index].call_id] = stored[form].pop()
    copy_reviews(session, successors)


def copy_reviews(session: Session, successors: Mapping[int, int]) -> None:
    """Copy the reviews of some calls to others: new call ids by old ones."""
    names = [column.name for column in _REVIEWS.c if column.name not in {"id", "call_id"}]
    for part in parts_of(sorted(successors)):
        query = select(_REVIEWS).where(_REVIEWS.c.call_id.in_(part)).order_by(_REVIEWS.c.id)
        reviews = [
            {"call_id": successors[row.call_id], **{name: getattr(row, name) for name in names}}
            for row in session.execute(query)
        ]
        if reviews:
            session.execute(insert(_REVIEWS), reviews)


def reviewed_imports(import_ids: Collection[int]) -> Select[int]:
    """Return a query for the imports of which a call was reviewed after the import.

    A review that was handed on from a call that the import replaced does not count: that call still
    has it.
    """
    before, calls, old = _REVIEWS.alias("before"), _CALLS.alias("replaced"), _USAGES.alias("old")
    handed_on = exists().where(
        and_(
            before.c.call_id == calls.c.id,
            calls.c.usage_id == old.c.id,
            old.c.superseded_by_import_id == _USAGES.c.import_id,
            old.c.line_id == _USAGES.c.line_id,
            before.c.number_hash == _REVIEWS.c.number_hash,
            before.c.at == _REVIEWS.c.at,
            calls.c.at == _CALLS.c.at,
        )
    )
    query: Select[Any] = (
        select(_USAGES.c.import_id)
        .distinct()
        .join(_CALLS, _CALLS.c.usage_id == _USAGES.c.id)
        .join(_REVIEWS, _REVIEWS.c.call_id == _CALLS.c.id)
        .where(_USAGES.c.import_id.in_(import_ids), ~handed_on)
    )
    return query
