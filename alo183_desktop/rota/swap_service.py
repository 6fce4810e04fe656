"""Swap duties and take them over, whole or in part; approve and undo that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import or_, select

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.rota import queries, rules
from alo183_desktop.rota.kinds import SwapManner
from alo183_desktop.rota.model import Duty, DutyPerson, Swap, Worked
from alo183_desktop.rota.service import duty_as_read, fill
from alo183_desktop.rota.swap_rules import DutySpan, SwapFilter, cut, from_now_on
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.rota.rows import Breach, Cell, DutyRow
    from alo183_desktop.rota.swap_rules import SwapRow


_REASON: Final = 300
"""Length of the column."""


@dataclass(frozen=True, slots=True)
class SwapWanted:
    """A person shall take over a duty during `[starts_at, ends_at)`, UTC."""

    duty_id: int
    """Or the id of a part: its holder gives it away."""
    version: int
    """As it was read."""
    starts_at: dt.datetime
    ends_at: dt.datetime
    person_id: int
    manner: SwapManner
    is_urgent: bool
    """Whether the approval comes later; otherwise the user who enters it approves it."""
    reason: str = ""
    """Why it breaks rules that can be overruled."""
    in_return: tuple[int, int] | None = None
    """A duty of theirs for the giver in return, and its version; None: nothing in return."""
    is_absent: bool = False
    """Whether the holder is known to have been away since then: what is past moves, too. Otherwise
    work that was done stays as it was."""


class _Move(NamedTuple):
    """A person gets a part of a duty."""

    duty: DutyRow
    starts_at: dt.datetime
    ends_at: dt.datetime
    person_id: int | None
    """None: nobody had it."""


class _Against(NamedTuple):
    """A breach by a duty after all moves."""

    duty: DutyRow
    """The duty after the moves."""
    breach: Breach


def find_swaps(work: Work, wanted: SwapFilter) -> tuple[SwapRow, ...]:
    """Return the swaps that hold, as their time begins.

    Raises:
        KnownError: `access.not_allowed`; the same for all functions below.
    """
    require(work, Right.SEE_ROTA)
    return queries.list_swaps(work.session, wanted)


def swap(work: Work, wanted: SwapWanted) -> int:
    """Let a person take over a duty, whole or in part, and return the id of the swap.

    The sheet shows it from now on. The published version stays as it is, and the change sheet lists
    the differences. Of a running duty, the past part stays with the person who worked it.

    Raises:
        KnownError: `access.not_allowed`: also where it is not urgent and the actor may not approve;
            `rota.gone`; `rota.swap_span`: that time is not of the duty; `rota.swap_over`: it lies
            behind; `rota.swap_nobody`: nobody has it; `rota.swap_same`: they have it already;
            `rota.swap_refused`: a rule that no reason overrules stands against one of both;
            `rota.swap_reason`: a rule does, and no reason was given.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    if not wanted.is_urgent:
        require(work, Right.APPROVE_ROTA)
    take_write_lock(work.session)
    moves = _moves(work, wanted)
    reason = wanted.reason.strip()
    found = _judge(work, moves)
    if found and not reason:
        raise KnownError("rota.swap_reason", words="; ".join(one.breach.words for one in found))
    _move(work.session, moves)
    for one in found:
        _give_reason(work.session, one, reason)
    number = None
    for move in moves:
        kept = _keep(work, move, wanted, number)
        number = number or kept
    assert number is not None  # noqa: S101 - there is a move
    return number


def give_on(
    work: Work,
    cells: Sequence[Cell],
    *,
    reason: str,
    since: Mapping[int, dt.datetime] = MappingProxyType({}),
) -> None:
    """Put people on the duties of a person who is away or leaves, all or nothing.

    It is `service.fill`, except for two kinds of duty. One that changed hands with an approval that
    the user may not end is taken over urgently, and waits for the approval. Of a running one only
    the rest is taken over: the part before their absence stays with its holder, however late it is
    written. Without a taker for the rest, the
    duty stays as it is; an absent holder does not hold it from then on.

    Args:
        cells: One for each duty; one that becomes empty has no person.
        reason: Why the person is away; used where rules of a swap need a reason.
        since: By duty, from when on its holder is away, UTC; missing ones: from now on.

    Raises:
        KnownError: As `service.fill`, which refuses to empty what was approved, and as `swap`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    take_write_lock(work.session)
    duties = [(cell, duty_as_read(work.session, cell.duty_id, cell.version)) for cell in cells]
    may_approve = may(work.actor.role, Right.APPROVE_ROTA, work.actor.given)
    approved = (
        frozenset[int]()
        if may_approve
        else queries.approved_duties(work.session, [cell.duty_id for cell in cells])
    )
    running = {duty.duty_id for _cell, duty in duties if duty.starts_at <= work.now}
    # Its last minute cannot be handed on any more.
    over = {
        duty.duty_id
        for _cell, duty in duties
        if from_now_on(_away_from(duty, since), work.now) >= duty.ends_at
    }
    taken = [
        (duty, cell.person_id)
        for cell, duty in duties
        if duty.duty_id in (approved | running) - over
        and cell.person_id not in {None, duty.person_id}
    ]
    apart = {duty.duty_id for duty, _person_id in taken} | running
    others = [cell for cell in cells if cell.duty_id not in apart]
    if others:
        fill(work, others)
    for duty, person_id in taken:
        # Another part of the same duty may have moved just now.
        now = queries.duty_of(work.session, duty.duty_id)
        if now is not None and person_id is not None:
            is_running = duty.duty_id in running
            starts_at = _away_from(duty, since) if is_running else duty.starts_at
            wanted = SwapWanted(
                now.duty_id,
                now.version,
                starts_at,
                duty.ends_at,
                person_id,
                SwapManner.HINDERED,
                is_urgent=not may_approve,
                reason=reason,
                is_absent=duty.duty_id in since,
            )
            swap(work, wanted)


def _away_from(duty: DutyRow, since: Mapping[int, dt.datetime]) -> dt.datetime:
    return max(duty.starts_at, since.get(duty.duty_id, duty.starts_at))


def approve_swap(work: Work, swap_id: int, *, version: int) -> None:
    """Approve an urgent swap; for an exchange, both of its swaps.

    Raises:
        KnownError: `access.not_allowed`; `rota.gone`: it was taken back.
        ConflictError: `db.conflict`.
    """
    require(work, Right.APPROVE_ROTA)
    take_write_lock(work.session)
    for row in _agreed(work, _swap(work, swap_id, version)):
        if row.approved_at is None:
            row.approved_at, row.approved_by = work.now, work.actor.name
            work.session.flush()
            work.record("swap.approved", "swap", row.id)


def undo_swap(work: Work, swap_id: int, *, version: int) -> None:
    """Undo a swap: the former holder has the rest of the duty again.

    Of an exchange both have their own duties again. Breaches that a reason may overrule do not
    prevent it: the sheet reports them, as for a typed cell.

    Raises:
        KnownError: `access.not_allowed`: also where it was approved and the actor may not approve;
            `rota.gone`: it was taken back already; `rota.swap_over`; `rota.swap_covered`: a later
            one has changed the same time; `rota.overlap`: they are on another duty now;
            `rota.swap_refused`: a rule that no reason overrules stands against them.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    take_write_lock(work.session)
    rows = _agreed(work, _swap(work, swap_id, version))
    if any(row.approved_at is not None for row in rows):
        require(work, Right.APPROVE_ROTA)
    moves = [_back(work, row) for row in rows]
    for move in moves:
        for other in queries.list_duties(
            work.session, since=move.starts_at, until=move.ends_at, person_id=move.person_id
        ):
            if other.whole_id not in {one.duty.whole_id for one in moves}:
                raise KnownError("rota.overlap", duty=rules.duty_words(other))
    _judge(work, moves)
    for row in rows:
        row.undone_at = work.now
    _move(work.session, moves)
    for row in rows:
        work.record("swap.undone", "swap", row.id)


def _back(work: Work, row: Swap) -> _Move:
    """Return the moves of undoing a swap, if nothing prevents it."""
    starts_at = from_now_on(row.starts_at, work.now)
    if row.ends_at <= starts_at:
        raise KnownError("rota.swap_over")
    later = select(Swap.id).where(
        Swap.duty_id == row.duty_id,
        Swap.undone_at.is_(None),
        Swap.id > row.id,
        Swap.starts_at < row.ends_at,
        Swap.ends_at > row.starts_at,
    )
    if work.session.scalar(later.limit(1)) is not None:
        raise KnownError("rota.swap_covered")
    duty = queries.duty_of(work.session, row.duty_id)
    assert duty is not None  # noqa: S101 - a whole duty is never deleted before its swaps
    return _Move(duty, starts_at, row.ends_at, row.from_person_id)


def _swap(work: Work, swap_id: int, version: int) -> Swap:
    row = work.session.get(Swap, swap_id, populate_existing=True)
    if row is None or row.undone_at is not None:
        raise KnownError("rota.gone")
    demand_version(work.session, row.version, version, Thing("swap", swap_id))
    return row


def _agreed(work: Work, row: Swap) -> Sequence[Swap]:
    """Return all swaps agreed at once that hold: of an exchange both."""
    first = row.id if row.in_return_of is None else row.in_return_of
    of_both = or_(Swap.id == first, Swap.in_return_of == first)
    query = select(Swap).where(of_both, Swap.undone_at.is_(None)).order_by(Swap.id)
    return work.session.scalars(query).all()


def _moves(work: Work, wanted: SwapWanted) -> list[_Move]:
    """Return the moves of a swap, if the duties exist for it."""
    duty = duty_as_read(work.session, wanted.duty_id, wanted.version)
    if not duty.starts_at <= wanted.starts_at < wanted.ends_at <= duty.ends_at:
        raise KnownError("rota.swap_span", duty=rules.span_words(duty.starts_at, duty.ends_at))
    if duty.person_id is None:
        raise KnownError("rota.swap_nobody")
    if work.session.get(DutyPerson, wanted.person_id) is None:
        raise KnownError("rota.gone")
    starts_at = wanted.starts_at
    if not wanted.is_absent:
        starts_at = from_now_on(starts_at, work.now)
    moves = [_Move(duty, starts_at, wanted.ends_at, wanted.person_id)]
    if wanted.in_return is not None:
        given = duty_as_read(work.session, *wanted.in_return)
        if given.person_id != wanted.person_id or given.whole_id == duty.whole_id:
            raise KnownError("rota.gone")
        starts_at = from_now_on(given.starts_at, work.now)
        moves.append(_Move(given, starts_at, given.ends_at, duty.person_id))
    for move in moves:
        if move.ends_at <= move.starts_at:
            raise KnownError("rota.swap_over")
        if move.person_id == move.duty.person_id:
            raise KnownError("rota.swap_same")
    return moves


def _judge(work: Work, moves: Sequence[_Move]) -> tuple[_Against, ...]:
    """Return the overrulable breaches by the people after all of it is done.

    Judged are the duties they get, together with the parts of these that they have already, and the
    effect on their other duties that kept the rules before.

    Raises:
        KnownError: `rota.swap_refused`: there is a breach that no reason overrules.
    """
    found: list[_Against] = []
    for move in moves:
        if move.person_id is None:
            continue
        month = month_key(local_day(move.duty.starts_at))
        sheet, known = queries.sheet_and_facts(work.session, month, now=work.now, shows_kind=False)
        if move.person_id not in known.people:
            raise KnownError("rota.swap_refused", words="bu ay nöbet tutmuyor")
        after = _moved((*sheet.duties, *sheet.neighbours), moves)
        facts = rules.facts(
            known.people.values(),
            after,
            sheet.absences,
            known.limits,
            shows_kind=False,
            fleet=known.fleet,
            numbers=known.numbers,
        )
        wholes = {one.duty.whole_id for one in moves}
        for duty in facts.duties.get(move.person_id, ()):
            stood: set[str] = set()
            if duty.whole_id not in wholes:
                if duty.starts_at <= work.now:
                    continue
                stood = {one.rule for one in rules.check(duty, move.person_id, known)}
            elif duty.whole_id != move.duty.whole_id or not (
                duty.starts_at < move.ends_at and move.starts_at < duty.ends_at
            ):
                continue
            found.extend(
                _Against(duty, one)
                for one in rules.check(duty, move.person_id, facts)
                if one.rule not in stood
            )
    final = [one.breach.words for one in found if one.breach.is_final]
    if final:
        raise KnownError("rota.swap_refused", words="; ".join(dict.fromkeys(final)))
    return tuple(found)


def _moved(duties: Iterable[DutyRow], moves: Iterable[_Move]) -> tuple[DutyRow, ...]:
    """Return duties after all moves."""
    wholes: defaultdict[int, list[DutyRow]] = defaultdict(list)
    for duty in duties:
        wholes[duty.whole_id].append(duty)
    for move in moves:
        stood = wholes[move.duty.whole_id]
        wholes[move.duty.whole_id] = [
            replace(
                next(one for one in stood if one.starts_at <= part.starts_at < one.ends_at),
                starts_at=part.starts_at,
                ends_at=part.ends_at,
                person_id=part.person_id,
            )
            for part in cut(_parts(stood), move.starts_at, move.ends_at, move.person_id)
        ]
    return tuple(one for parts in wholes.values() for one in parts)


def _parts(rows: Iterable[Duty | DutyRow]) -> tuple[DutySpan, ...]:
    return tuple(DutySpan(one.starts_at, one.ends_at, one.person_id) for one in rows)


def _move(session: Session, moves: Sequence[_Move]) -> None:
    """Cut and join duties so that everybody has what they get; nobody is on two in between."""
    wholes = {move.duty.whole_id: _rows(session, move.duty.whole_id) for move in moves}
    before = {number: _parts(rows) for number, rows in wholes.items()}
    for rows in wholes.values():
        for row in rows:
            row.person_id = None
    session.flush()
    for move in moves:
        rows, stood = wholes[move.duty.whole_id], before[move.duty.whole_id]
        worked = _lift_worked(session, rows)
        laid = _lay(session, rows, cut(stood, move.starts_at, move.ends_at, move.person_id))
        for row, person_id in laid:
            begun = next(one for one in stood if one.starts_at <= row.starts_at < one.ends_at)
            if begun.person_id != person_id:
                row.reason = row.overruled = ""
            row.person_id = person_id
        session.flush()
        _lay_worked(session, [row for row, _ in laid], worked)


def _rows(session: Session, whole_id: int) -> list[Duty]:
    query = (
        select(Duty)
        .where(or_(Duty.id == whole_id, Duty.part_of == whole_id))
        .order_by(Duty.starts_at)
        .with_for_update()
    )
    return list(session.scalars(query))


def _lay(
    session: Session, rows: Sequence[Duty], parts: Sequence[DutySpan]
) -> list[tuple[Duty, int | None]]:
    """Move the boundaries of the rows of a duty; return each part's row with its future holder.

    A part stays in the row in which it begins, so that the first one stays the whole duty.
    """
    homes: defaultdict[int, list[DutySpan]] = defaultdict(list)
    for part in parts:
        home = next(one for one in rows if one.starts_at <= part.starts_at < one.ends_at)
        homes[home.id].append(part)
    # First each row is shortened, so that nothing overlaps when others are extended.
    for row in rows:
        if homes[row.id]:
            row.starts_at = homes[row.id][0].starts_at
            row.ends_at = min(homes[row.id][0].ends_at, row.ends_at)
        else:
            session.delete(row)
    session.flush()
    found: list[tuple[Duty, int | None]] = []
    for row in rows:
        for index, part in enumerate(homes[row.id]):
            own = row if index == 0 else _part_of(row)
            own.starts_at, own.ends_at = part.starts_at, part.ends_at
            session.add(own)
            found.append((own, part.person_id))
    session.flush()
    return found


def _part_of(row: Duty) -> Duty:
    """Return a new part of a duty, with all values of the duty."""
    columns = {
        name: getattr(row, name)
        for name in Duty.__table__.columns.keys()  # noqa: SIM118 - it is no mapping
        if name not in {"id", "version", "part_of"}
    }
    return Duty(**columns, part_of=row.id if row.part_of is None else row.part_of)


def _lift_worked(session: Session, rows: Sequence[Duty]) -> tuple[DutySpan, ...]:
    """Delete the rows about who worked the parts of a duty, and return their content."""
    found = session.scalars(
        select(Worked).where(Worked.duty_id.in_([row.id for row in rows]))
    ).all()
    for one in found:
        session.delete(one)
    session.flush()
    return tuple(DutySpan(one.starts_at, one.ends_at, one.person_id) for one in found)


def _lay_worked(session: Session, rows: Iterable[Duty], worked: Sequence[DutySpan]) -> None:
    """Store it again for the present parts; work according to plan needs no row."""
    rows = sorted(rows, key=lambda row: row.starts_at)

    def write(row: Duty, one: DutySpan, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
        if starts_at < ends_at:
            span = {"starts_at": starts_at, "ends_at": ends_at}
            session.add(Worked(duty_id=row.id, person_id=one.person_id, **span))

    for one in worked:
        for row in rows:
            if one.person_id != row.person_id:
                ends_at = min(row.ends_at, one.ends_at)
                write(row, one, max(row.starts_at, one.starts_at), ends_at)
        # The time for which the duty ran over is its last part's.
        write(rows[-1], one, max(rows[-1].ends_at, one.starts_at), one.ends_at)
    session.flush()


def _give_reason(session: Session, against: _Against, reason: str) -> None:
    """Store why a person has a duty against a rule; reasons of others stay."""
    duty = against.duty
    row = next(
        one
        for one in _rows(session, duty.whole_id)
        if one.starts_at <= duty.starts_at < one.ends_at
    )
    reasons = row.reason.split("; ") if row.reason else []
    if reason not in reasons:
        row.reason = "; ".join((*reasons, reason))[:_REASON]
    row.overruled = " ".join(sorted({*row.overruled.split(), against.breach.rule}))
    session.flush()


def _keep(work: Work, move: _Move, wanted: SwapWanted, in_return_of: int | None) -> int:
    """Store the swap, and return its id."""
    row = Swap(
        duty_id=move.duty.whole_id,
        starts_at=move.starts_at,
        ends_at=move.ends_at,
        from_person_id=move.duty.person_id,
        person_id=move.person_id,
        manner=wanted.manner,
        recorded_at=work.now,
        by_name=work.actor.name,
        approved_at=None if wanted.is_urgent else work.now,
        approved_by="" if wanted.is_urgent else work.actor.name,
        undone_at=None,
        in_return_of=in_return_of,
    )
    work.session.add(row)
    work.session.flush()
    work.record("swap.recorded", "swap", row.id)
    return row.id
