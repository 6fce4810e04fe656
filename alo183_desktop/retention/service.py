"""Set periods, review due records, destroy them, and keep the record of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.audit import read_head
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.db.conflicts import Thing, merge_edit
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.directorate.queries import get_directorate, name_of_signatory
from alo183_desktop.retention import destroying, due, queries, rules
from alo183_desktop.retention.kinds import Decision, RecordKind
from alo183_desktop.retention.model import (
    Destruction,
    DestructionItem,
    RetentionPeriod,
    RetentionReview,
)
from alo183_desktop.retention.rows import DestructionForm, PeriodValues, RetentionState
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from alo183_desktop.db.work import Work
    from alo183_desktop.retention.rows import DestructionRow, DueRow, PeriodRow

_NEVER: Final = 1
"""The id of a row that cannot exist; see `DestructionItem`."""


def look(work: Work) -> RetentionState:
    """Return the state of the retention of every kind of records.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_RETENTION)
    today = local_day(work.now)
    periods = queries.periods_on(work.session, today)
    return RetentionState(
        kinds=tuple(
            queries.look_at_kind(work.session, periods[kind], today=today) for kind in RecordKind
        ),
        destructions=queries.list_destructions(work.session),
        unerased=queries.count_unerased(work.session),
    )


def list_periods(work: Work, kind: RecordKind) -> tuple[PeriodRow, ...]:
    """Return the past, present and future periods of a kind, the newest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_RETENTION)
    return queries.list_periods(work.session, kind)


def set_period(
    work: Work,
    kind: RecordKind,
    *,
    starts_on: dt.date,
    months: int,
    basis: str,
    version: int | None = None,
    base: PeriodValues | None = None,
) -> int:
    """Set the period of a kind from a day on, and return its id.

    Args:
        kind: The kind of records.
        starts_on: The first day on which reviews use it.
        months: How long records are kept.
        basis: The law or the plan that it is based on.
        version: Of the period that begins on that day already, as it was read; None: there was
            none.
        base: What the form began with: fields that only others changed keep their values.

    Raises:
        KnownError: `access.not_allowed`, or as `rules.check_months` and `rules.check_basis`.
        ConflictError: `db.both_changed`: another user set another one for that day.
    """
    require(work, Right.MANAGE_RETENTION)
    values = PeriodValues(rules.check_months(months), rules.check_basis(basis))
    # Locked: a concurrent save is then read and reported, not overwritten.
    period = work.session.scalar(
        select(RetentionPeriod)
        .where(RetentionPeriod.kind == kind, RetentionPeriod.starts_on == starts_on)
        .with_for_update()
    )
    if period is None:
        period = RetentionPeriod(kind=kind, starts_on=starts_on)
        work.session.add(period)
    else:
        values = merge_edit(
            work,
            values,
            PeriodValues(period.months, period.basis),
            base,
            is_stale=period.version != version,
            thing=Thing("retention", period.id, ("retention.period_set",)),
            words=_period_words,
        )
    period.months, period.basis = values.months, values.basis
    work.session.flush()
    work.record(
        "retention.period_set",
        "retention",
        period.id,
        of=kind.texts.trail,
        months=values.months,
        starts_on=starts_on.isoformat(),
    )
    return period.id


def _period_words(field: str, value: Any) -> str:
    return rules.period_words(value) if field == "months" else value_words(field, value)


def open_due(work: Work, kind: RecordKind) -> tuple[DueRow, ...]:
    """Return the records of a kind whose period is over, and record who viewed them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_RETENTION)
    rows = queries.list_due(work.session, _period(work, kind), today=local_day(work.now))
    work.record("retention.due_opened", "retention", None, of=kind.texts.trail, rows=len(rows))
    return rows


def agree(work: Work, kind: RecordKind, ids: Collection[int]) -> None:
    """Agree that due records are destroyed; the next destruction takes them.

    Raises:
        KnownError: `access.not_allowed`; `retention.not_due`: one of them is not due.
    """
    require(work, Right.MANAGE_RETENTION)
    _decide(work, kind, ids, Decision.AGREED, until=None, reason="")
    for item_id in sorted(set(ids)):
        work.record("retention.agreed", kind.texts.trail, item_id)


def postpone(
    work: Work, kind: RecordKind, ids: Collection[int], *, until: dt.date, reason: str
) -> None:
    """Keep due records until a later day, such as while a court asks for them.

    Raises:
        KnownError: `access.not_allowed`, `retention.not_due`, or as `rules.check_until` and
            `rules.check_reason`.
    """
    require(work, Right.MANAGE_RETENTION)
    day = rules.check_until(until, today=local_day(work.now))
    words = rules.check_reason(reason)
    _decide(work, kind, ids, Decision.POSTPONED, until=day, reason=words)
    for item_id in sorted(set(ids)):
        work.record("retention.postponed", kind.texts.trail, item_id, ends_on=day.isoformat())


def withdraw(work: Work, kind: RecordKind, ids: Collection[int]) -> None:
    """Take back the decisions on records that still exist.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MANAGE_RETENTION)
    for item_id, review in queries.reviews_of(work.session, kind, ids).items():
        work.session.delete(review)
        work.record("retention.withdrawn", kind.texts.trail, item_id)
    work.session.flush()


def destroy(work: Work, kind: RecordKind, ids: Collection[int], *, reason: str) -> DestructionRow:
    """Destroy records for good, and return the record of that.

    The record is stored first, in the same transaction, with every id: the triggers that protect
    frozen rows let only these be removed. The data file still has to be rewritten afterwards
    (`Desk.erase_destroyed`).

    Args:
        kind: Of the records.
        ids: The records; each was agreed to.
        reason: Why, in words.

    Raises:
        KnownError: `access.not_allowed`, `retention.nothing`; `retention.not_agreed`: one is not
            due, or not agreed to; `retention.held`: a record that stays refers to one; or as
            `rules.check_reason`.
    """
    require(work, Right.MANAGE_RETENTION)
    words = rules.check_reason(reason)
    wanted = sorted(set(ids))
    if not wanted:
        raise KnownError("retention.nothing")
    # One destruction of a kind at a time: a second desk waits here, and finds what is left.
    work.session.execute(
        select(RetentionPeriod.id).where(RetentionPeriod.kind == kind).with_for_update()
    )
    period = _period(work, kind)
    today = local_day(work.now)
    rows = queries.list_due(work.session, period, today=today, only=wanted)
    if len(rows) < len(wanted) or any(row.decision is not Decision.AGREED for row in rows):
        raise KnownError("retention.not_agreed")
    if any(row.is_held for row in rows):
        raise KnownError("retention.held")
    record = Destruction(
        kind=kind,
        at=work.now,
        items=len(wanted),
        months=period.months,
        basis=period.basis,
        oldest_on=min(row.anchor_on for row in rows),
        newest_on=max(row.anchor_on for row in rows),
        reason=words,
        ids_sha256=rules.hash_of_ids(kind.value, wanted),
        removed={},
        by_user_id=work.actor.user_id,
        by_name=work.actor.name,
        kept_until=rules.kept_until(today),
        erased_at=None,
    )
    work.session.add(record)
    work.session.flush()
    _open(work, record, wanted)
    try:
        record.removed = destroying.remove(work.session, kind, wanted)
    except IntegrityError as error:
        # Another desk referred to one of them between the check and this write.
        raise KnownError("retention.held") from error
    work.session.flush()
    _close(work, record, wanted)
    for item_id in wanted:
        work.record("record.destroyed", kind.texts.trail, item_id, destruction=record.id)
    work.record(
        "retention.destroyed",
        "destruction",
        record.id,
        of=kind.texts.trail,
        rows=len(wanted),
        sha256=record.ids_sha256,
    )
    found = queries.find_destruction(work.session, record.id)
    if found is None:
        raise RuntimeError("the record of a destruction is gone")
    return found


def open_form(work: Work, destruction_id: int, *, is_saved: bool = False) -> DestructionForm:
    """Return the content of the paper of a destruction, and record its export or print.

    Args:
        destruction_id: The destruction.
        is_saved: Whether it is saved as a file; otherwise it is printed.

    Raises:
        KnownError: `access.not_allowed`, `desk.forbidden`, `retention.gone`.
    """
    require(work, Right.SEE_RETENTION)
    require(work, Right.EXPORT if is_saved else Right.PRINT)
    row = demand(queries.find_destruction(work.session, destruction_id), "retention.gone")
    directorate = get_directorate(work.session)
    head = read_head(work.session)
    if is_saved:
        work.record("retention.form_saved", "destruction", destruction_id)
    else:
        work.record("retention.printed", "destruction", destruction_id)
    return DestructionForm(
        row=row,
        heading=directorate.heading,
        approver=name_of_signatory(work.session, local_day(work.now)),
        printed_by=work.actor.name,
        printed_at=work.now,
        trail_head=f"{head.sequence} · {head.mac[:16]}",
    )


def record_export(work: Work, count: int, what: str) -> None:
    """Record the export of a list of due records or of destructions, before it happens.

    Args:
        count: How many rows.
        what: `workbook` or `command_line`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_RETENTION)
    require(work, Right.EXPORT)
    work.record("retention.exported", "retention", None, count=count, what=what)


def tables_to_rewrite(work: Work) -> tuple[str, ...]:
    """Return the tables whose files still contain destroyed rows; empty when none do.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MANAGE_RETENTION)
    return queries.tables_to_rewrite(work.session)


def note_erased(work: Work) -> int:
    """Note that the data file was rewritten, and return for how many destructions.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MANAGE_RETENTION)
    waiting = work.session.scalars(
        select(Destruction.id).where(Destruction.erased_at.is_(None)).order_by(Destruction.id)
    ).all()
    for destruction_id in waiting:
        work.session.execute(
            update(Destruction)
            .where(Destruction.id == destruction_id)
            .values(erased_at=work.now)
            .execution_options(synchronize_session=False)
        )
        work.record("retention.erased", "destruction", destruction_id)
    return len(waiting)


def _period(work: Work, kind: RecordKind) -> PeriodRow:
    return queries.periods_on(work.session, local_day(work.now))[kind]


def _decide(
    work: Work,
    kind: RecordKind,
    ids: Collection[int],
    decision: Decision,
    *,
    until: dt.date | None,
    reason: str,
) -> None:
    wanted = set(ids)
    last_day = rules.cutoff(local_day(work.now), _period(work, kind).months)
    if len(due.find_due(work.session, kind, last_day, only=wanted)) < len(wanted):
        raise KnownError("retention.not_due")
    take_write_lock(work.session)
    known = queries.reviews_of(work.session, kind, wanted)
    for item_id in sorted(wanted):
        review = known.get(item_id)
        if review is None:
            review = RetentionReview(kind=kind, item_id=item_id)
            work.session.add(review)
        review.decision, review.until, review.reason = decision, until, reason
        review.at, review.by_name = work.now, work.actor.name
        review.by_user_id = work.actor.user_id
    work.session.flush()


def _open(work: Work, record: Destruction, ids: Collection[int]) -> None:
    """Name the records that may be removed now; nothing of it can be committed."""
    work.session.execute(
        insert(DestructionItem),
        [
            {
                "kind": record.kind,
                "item_id": item_id,
                "destruction_id": record.id,
                "never_id": _NEVER,
            }
            for item_id in ids
        ],
    )


def _close(work: Work, record: Destruction, ids: Collection[int]) -> None:
    """End the permission to remove, and delete the decisions on removed records."""
    for part in parts_of(sorted(ids)):
        work.session.execute(
            delete(RetentionReview)
            .where(RetentionReview.kind == record.kind, RetentionReview.item_id.in_(part))
            .execution_options(synchronize_session=False)
        )
    work.session.execute(
        delete(DestructionItem)
        .where(DestructionItem.destruction_id == record.id)
        .execution_options(synchronize_session=False)
    )
