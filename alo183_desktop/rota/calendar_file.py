"""The published duties as iCalendar (RFC 5545): of everybody, or of one person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.shared.calendar import month_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alo183_desktop.rota.rows import PublishedVersion

_PRODUCT: Final = "-//Alo 183 İl Masası//Nöbet//TR"
_NOBODY: Final = "boş"


class _Slot(NamedTuple):
    """One duty of a month: what stays the same from version to version."""

    kind: str
    starts_at: str
    ordinal: int
    """Among the duties of its kind that begin then, from 1."""


class _Holder(NamedTuple):
    """The holder of a slot in a version, and until when."""

    person_id: int | None
    name: str
    ends_at: str


def calendar_file(
    versions: Sequence[PublishedVersion], *, owner: str, person_id: int | None = None
) -> bytes:
    """Return a calendar file without phone numbers.

    A program that imports it again matches events by their UID. The SEQUENCE of an event is the
    ordinal of the version or swap that changed it last; one that was removed is CANCELLED.

    Args:
        versions: All of each month, in the order in which they were published, with the state
            after each swap (`swap_rules.with_swaps`).
        owner: The publisher, such as the directorate's DETSİS number; a part of each UID.
        person_id: Only the duties of this person; None: everybody's.
    """
    from icalendar import Calendar, Event  # needed for an export only

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    by_month: defaultdict[str, list[PublishedVersion]] = defaultdict(list)
    for version in versions:
        by_month[version.month].append(version)
    for month in sorted(by_month):
        for slot, held, (sequence, published), is_cancelled in _events(by_month[month], person_id):
            event = Event()
            moment = dt.datetime.fromisoformat(slot.starts_at)
            mark = f"{moment:%Y%m%dT%H%M%SZ}"
            event.add("uid", f"{slot.kind}-{mark}-{slot.ordinal}@{owner}.nobet.alo183")
            event.add("sequence", sequence)
            event.add("dtstamp", published.at.replace(microsecond=0))
            event.add("dtstart", moment)
            event.add("dtend", dt.datetime.fromisoformat(held.ends_at))
            words = DutyKind(slot.kind).words
            event.add("summary", f"{words}: {held.name or _NOBODY}" if person_id is None else words)
            description = f"Nöbet çizelgesi, {month_words(month)}, sürüm {published.number}"
            event.add("description", description)
            event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(
    versions: Sequence[PublishedVersion], person_id: int | None
) -> Iterator[tuple[_Slot, _Holder, tuple[int, PublishedVersion], bool]]:
    """Yield each slot ever published: its last state, with the version, and whether it is gone."""
    latest: dict[_Slot, tuple[_Holder, tuple[int, PublishedVersion], bool]] = {}
    known: dict[_Slot, _Holder] = {}
    for index, one in enumerate(versions, start=1):
        version = index, one
        known = _placed(one.content, known)
        for slot, held in known.items():
            if person_id in {None, held.person_id} and latest.get(slot, (None, None, True))[
                ::2
            ] != (
                held,
                False,
            ):
                latest[slot] = held, version, False
        for slot, (held, _, is_gone) in list(latest.items()):
            now = known.get(slot)
            is_theirs = now is not None and person_id in {None, now.person_id}
            if not is_gone and not is_theirs:
                latest[slot] = held, version, True
    for slot in sorted(latest, key=lambda one: (one.starts_at, one.kind, one.ordinal)):
        yield slot, *latest[slot]


def _placed(content: Mapping[str, Any], before: Mapping[_Slot, _Holder]) -> dict[_Slot, _Holder]:
    """Return the slots of a version; holders of slots that begin together keep their ordinals."""
    together: defaultdict[tuple[str, str], list[_Holder]] = defaultdict(list)
    for kind, starts_at, ends_at, person_id, name, *_plate in content["duties"]:
        together[kind, starts_at].append(_Holder(person_id, name, ends_at))
    placed: dict[_Slot, _Holder] = {}
    for (kind, starts_at), found in together.items():
        slots = [_Slot(kind, starts_at, ordinal) for ordinal in range(1, len(found) + 1)]
        moved = []
        for held in found:
            had = next(
                (
                    slot
                    for slot in slots
                    if slot not in placed
                    and slot in before
                    and before[slot].person_id == held.person_id
                ),
                None,
            )
            if had is None:
                moved.append(held)
            else:
                placed[had] = held
        free = (slot for slot in slots if slot not in placed)
        placed.update(zip(free, moved, strict=False))
    return placed
