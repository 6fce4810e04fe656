"""Swaps and take-overs: how a duty is cut and joined, and how published versions include them.

A duty is cut into parts that follow one another: each has one holder or none, and together they
are the whole duty again, so that it never has two holders and never a gap. A swap names the time,
the holder before and the new one; undoing it restores the first one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.kinds import DutyKind, SwapManner
    from alo183_desktop.rota.rows import PublishedVersion

_Entry: TypeAlias = "tuple[str, dt.datetime, dt.datetime, int | None, str, str]"
"""A duty as in a published version (`rules.content_of`): kind, span, id, name, plate."""
_MINUTE: Final = dt.timedelta(minutes=1)


class DutySpan(NamedTuple):
    """A person has a duty during `[starts_at, ends_at)`, UTC; None: nobody has."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    person_id: int | None


@dataclass(frozen=True, slots=True)
class SwapRow:
    """A person took over a duty of another one during `[starts_at, ends_at)`, UTC."""

    swap_id: int
    duty_id: int
    """Of the whole duty."""
    kind: DutyKind
    duty_starts_at: dt.datetime
    duty_ends_at: dt.datetime
    """With all of its parts."""
    starts_at: dt.datetime
    ends_at: dt.datetime
    from_person_id: int
    from_name: str
    person_id: int
    person_name: str
    manner: SwapManner
    recorded_at: dt.datetime
    by_name: str
    approved_at: dt.datetime | None
    """None: the approval is open."""
    approved_by: str
    undone_at: dt.datetime | None
    """None: it holds."""
    version: int


@dataclass(frozen=True, slots=True)
class SwapFilter:
    """Which swaps that hold are wanted; None and empty mean: all."""

    search: str = ""
    is_approved: bool | None = None


def cut(
    parts: Iterable[DutySpan], starts_at: dt.datetime, ends_at: dt.datetime, person_id: int | None
) -> tuple[DutySpan, ...]:
    """Return the parts of a duty after a person takes `[starts_at, ends_at)` of it.

    Neighbours with the same holder are one part.
    """
    found: list[DutySpan] = []
    for part in sorted(parts, key=lambda one: one.starts_at):
        begins, ends = max(part.starts_at, starts_at), min(part.ends_at, ends_at)
        cuts = (
            part._replace(ends_at=min(begins, part.ends_at)),
            DutySpan(begins, ends, person_id),
            part._replace(starts_at=max(ends, begins, part.starts_at)),
        )
        for one in cuts if begins < ends else (part,):
            if one.starts_at >= one.ends_at:
                continue
            if found and found[-1].person_id == one.person_id:
                found[-1] = found[-1]._replace(ends_at=one.ends_at)
            else:
                found.append(one)
    return tuple(found)


def from_now_on(starts_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return when a duty that begins then can change hands: work that was done stays as it was.

    For a running duty that is the next whole minute.
    """
    minute = now.replace(second=0, microsecond=0)
    return max(starts_at, minute if minute == now else minute + _MINUTE)


def with_swaps(
    versions: Sequence[PublishedVersion], swaps: Iterable[SwapRow]
) -> tuple[PublishedVersion, ...]:
    """Return the published versions, and the state after each swap and each undoing.

    A version that was published after a swap contains it already, and stays as it is.

    Args:
        versions: Of one month or of several, those of a month in the order of their publishing.
        swaps: Also those that were undone.
    """
    found: list[PublishedVersion] = []
    for month in dict.fromkeys(one.month for one in versions):
        events: list[tuple[dt.datetime, int, int, Any]] = [
            (one.at, 0, one.number, one) for one in versions if one.month == month
        ]
        for swap in swaps:
            events.append((swap.recorded_at, 1, swap.swap_id, (swap, False)))
            if swap.undone_at is not None:
                events.append((swap.undone_at, 2, swap.swap_id, (swap, True)))
        now: PublishedVersion | None = None
        for at, order, _number, event in sorted(events, key=lambda one: one[:3]):
            if order == 0:
                now = event
            elif now is None or (content := _swapped(now.content, *event)) is None:
                continue
            else:
                now = now._replace(at=at, content=content)
            if now is not None:
                found.append(now)
    return tuple(found)


def _swapped(content: Mapping[str, Any], swap: SwapRow, is_undone: bool) -> dict[str, Any] | None:  # noqa: FBT001 - one of two events
    """Return published duties with a swap, or without it again; None: that changes nothing."""
    before, after = swap.from_person_id, (swap.person_id, swap.person_name)
    begun_at = swap.starts_at
    if is_undone and swap.undone_at is not None:
        before, after = swap.person_id, (swap.from_person_id, swap.from_name)
        begun_at = from_now_on(begun_at, swap.undone_at)
    stay: list[_Entry] = []
    moved: list[_Entry] = []
    is_met = False
    for kind, begun, ended, person_id, name, plate in content["duties"]:
        starts_at, ends_at = map(dt.datetime.fromisoformat, (begun, ended))
        one: _Entry = (kind, starts_at, ends_at, person_id, name, plate)
        is_of_duty = (
            kind == swap.kind and swap.duty_starts_at <= starts_at and ends_at <= swap.duty_ends_at
        )
        if is_of_duty and person_id == after[0]:
            moved.append(one)
        elif is_of_duty and person_id == before:
            since, until = max(starts_at, begun_at), min(ends_at, swap.ends_at)
            if since < until:
                is_met = True
                moved.append((kind, since, until, *after, plate))
                stay.extend(_rests(one, since, until))
            else:
                stay.append(one)
        else:
            stay.append(one)
    if not is_met:
        return None
    duties = sorted((*stay, *_joined(moved)), key=lambda one: (one[1], one[0], one[2]))
    return {
        **content,
        "duties": [
            [kind, begun.isoformat(), ended.isoformat(), *holder]
            for kind, begun, ended, *holder in duties
        ],
    }


def _rests(one: _Entry, since: dt.datetime, until: dt.datetime) -> Iterator[_Entry]:
    kind, starts_at, ends_at, *holder = one
    if starts_at < since:
        yield (kind, starts_at, since, *holder)  # type: ignore[misc]
    if until < ends_at:
        yield (kind, until, ends_at, *holder)  # type: ignore[misc]


def _joined(moved: Iterable[_Entry]) -> list[_Entry]:
    """Return the parts of one holder, as few as possible."""
    found: list[_Entry] = []
    for one in sorted(moved, key=lambda each: each[1]):
        if found and found[-1][2] == one[1]:
            found[-1] = (*found[-1][:2], one[2], *found[-1][3:])
        else:
            found.append(one)
    return found
