"""Issue handsets and lines to officers, take them back, pass them on, or waive their return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.custody.papers import make_form
from alo183_desktop.phones.kinds import FormKind, FormState, ItemState
from alo183_desktop.phones.model import (
    Custody,
    CustodyForm,
    CustodyWaiver,
    Handset,
    PhoneLine,
    StateChange,
)
from alo183_desktop.phones.record import HANDSET
from alo183_desktop.phones.rows import keys_of
from alo183_desktop.phones.rules import (
    STATES_AFTER_RETURN,
    Interval,
    check_reason,
    first_overlap,
)
from alo183_desktop.phones.storing import kind_of, label_of, locked_item, write_state
from alo183_desktop.shared.clock import format_instant, format_since
from alo183_desktop.shared.errors import KnownError, demand

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.rows import ItemKey
    from alo183_desktop.phones.storing import Item


class Passed(NamedTuple):
    """The two forms of a hand-over from one officer to another."""

    return_form_id: int
    issue_form_id: int


def issue(
    work: Work,
    items: Iterable[ItemKey],
    *,
    officer_id: int,
    at: dt.datetime,
    condition: str = "",
    accessories: str = "",
) -> int:
    """Issue a line, a handset or both to an officer, and return the id of the form.

    Args:
        items: What; at least one.
        officer_id: Who receives it.
        at: When; not in the future.
        condition: Of the handset, as the form prints it; empty: as stored.
        accessories: As `condition`.

    Raises:
        KnownError: `access.not_allowed`; `phones.nothing_chosen`, `phones.gone`, `phones.future`,
            `records.character`, `records.too_long`;
            `phones.held` or `phones.held_then`: an officer holds or held it at that time or later;
            `phones.not_in_store`; `phones.held_meanwhile`.
    """
    require(work, Right.EDIT_PHONES)
    locked = [locked_item(work, item) for item in items]
    if not locked:
        raise KnownError("phones.nothing_chosen")
    _refuse_future(work, at)
    officer = _officer(work, officer_id)
    condition, accessories = _described(locked, condition, accessories)
    return _open(work, officer, locked, at=at, condition=condition, accessories=accessories)


def give_back(
    work: Work,
    custody_ids: Collection[int],
    *,
    at: dt.datetime,
    condition: str = "",
    accessories: str = "",
    next_state: ItemState = ItemState.IN_STORE,
) -> int:
    """Take back what one officer holds, and return the id of the form.

    Args:
        custody_ids: Which custodies end; all of one officer.
        at: When; not in the future.
        condition: Of what comes back, as the form prints it; empty: as stored.
        accessories: As `condition`.
        next_state: One of `rules.STATES_AFTER_RETURN`.

    Raises:
        KnownError: `access.not_allowed`; `phones.nothing_chosen`, `phones.gone`, `phones.future`,
            `records.character`, `records.too_long`;
            `phones.several_officers`, `phones.already_returned`,
            `phones.return_before_issue`.
    """
    require(work, Right.EDIT_PHONES)
    if next_state not in STATES_AFTER_RETURN:
        raise ValueError(f"nothing comes back {next_state}")
    pairs = _running(work, custody_ids, at=at)
    items = [item for _, item in pairs]
    condition, accessories = _described(items, condition, accessories)
    return _close(
        work,
        pairs,
        at=at,
        condition=condition,
        accessories=accessories,
        next_state=next_state,
    )


def pass_on(
    work: Work,
    custody_ids: Collection[int],
    *,
    to_officer_id: int,
    at: dt.datetime,
    condition: str = "",
    accessories: str = "",
) -> Passed:
    """Take back what one officer holds and issue it to another one at the same instant.

    Args:
        custody_ids: Which custodies end; all of one officer.
        to_officer_id: Who receives it.
        at: When; not in the future.
        condition: As both forms print it; empty: as stored.
        accessories: As `condition`.

    Returns:
        Both forms: one for the old holder to sign, one for the new one.

    Raises:
        KnownError: `phones.same_officer`, and as `give_back` and `issue`.
    """
    require(work, Right.EDIT_PHONES)
    pairs = _running(work, custody_ids, at=at)
    receiver = _officer(work, to_officer_id)
    if pairs[0][0].officer_id == receiver.id:
        raise KnownError("phones.same_officer")
    items = [item for _, item in pairs]
    condition, accessories = _described(items, condition, accessories)
    return_form_id = _close(
        work,
        pairs,
        at=at,
        condition=condition,
        accessories=accessories,
        next_state=ItemState.IN_STORE,
    )
    issue_form_id = _open(
        work, receiver, items, at=at, condition=condition, accessories=accessories
    )
    return Passed(return_form_id, issue_form_id)


def cancel_form(work: Work, form_id: int) -> None:
    """Take back an issue, a return or a notification that was entered by mistake.

    Who held what is then as if it had never been entered: the custody of an issue holds no instant,
    that of a return goes on. The form keeps its number, and nobody signs it any more. A pass is two
    forms: the issue is taken back first, then the return.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`; `phones.form_signed`: both sides have
            signed it; `phones.form_cancelled`; `phones.form_followed`: something happened to one
            of the items since.
    """
    require(work, Right.EDIT_PHONES)
    form = demand(work.session.get(CustodyForm, form_id), "phones.gone")
    if form.state is FormState.SIGNED:
        raise KnownError("phones.form_signed", form=form.number_text)
    if form.state is FormState.CANCELLED:
        raise KnownError("phones.form_cancelled", form=form.number_text)
    is_issue = form.kind is FormKind.ISSUE
    column = Custody.issue_form_id if is_issue else Custody.return_form_id
    pairs = _pairs(work, list(work.session.scalars(select(Custody.id).where(column == form.id))))
    for custody, item in pairs:
        if _has_followed(work, custody, item, form):
            raise KnownError("phones.form_followed", form=form.number_text, item=label_of(item))
    form.state = FormState.CANCELLED
    work.session.flush()  # an end is only taken back once its form is cancelled
    for custody, item in pairs:
        custody.to_at = custody.from_at if is_issue else None
        if not is_issue:
            custody.return_form_id = None
        work.session.flush()
        write_state(work, item, ItemState.IN_STORE if is_issue else ItemState.ISSUED, at=form.at)
    work.record("custody_form.cancelled", "custody_form", form.id, officer=form.officer_id)


def _has_followed(work: Work, custody: Custody, item: Item, form: CustodyForm) -> bool:
    """Return whether something happened to an item since what a form documents."""
    is_line = isinstance(item, PhoneLine)
    session = work.session
    changed = StateChange.line_id if is_line else StateChange.handset_id
    then = session.scalar(
        select(StateChange.state)
        .where(changed == item.id, StateChange.at <= form.at)
        .order_by(StateChange.id.desc())
        .limit(1)
    )
    held = Custody.line_id if is_line else Custody.handset_id
    is_later = (Custody.from_at >= form.at) & (Custody.id != custody.id)
    is_some = Custody.to_at.is_(None) | (Custody.to_at > Custody.from_at)
    later = select(Custody.id).where(held == item.id, is_later, is_some)
    waived = select(CustodyWaiver.id).where(CustodyWaiver.custody_id == custody.id)
    has_ended = form.kind is FormKind.ISSUE and custody.to_at is not None
    return (
        has_ended
        or item.state is not then
        or any(session.scalar(query.limit(1)) is not None for query in (later, waived))
    )


def waive(work: Work, custody_id: int, *, letter_id: int, reason: str) -> int:
    """Record why an officer who leaves keeps what they hold, and return the id of the waiver.

    The custody goes on: they remain responsible for it.

    Args:
        custody_id: The custody of what they keep.
        letter_id: The letter that announces their leaving.
        reason: Why; not empty.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.already_returned`,
            `phones.reason_missing`, `records.too_long`.
    """
    require(work, Right.EDIT_PHONES)
    [(custody, item)] = _pairs(work, [custody_id])
    if custody.to_at is not None:
        raise KnownError("phones.already_returned", item=label_of(item))
    tidy = check_reason(reason)
    if not tidy:
        raise KnownError("phones.reason_missing")
    waiver = CustodyWaiver(
        custody_id=custody_id,
        letter_id=letter_id,
        reason=tidy,
        at=work.now,
        by_name=work.actor.name,
    )
    work.session.add(waiver)
    work.session.flush()
    work.record(
        "custody.waived", kind_of(item), item.id, officer=custody.officer_id, letter=letter_id
    )
    return waiver.id


def enter_past(
    work: Work, item: ItemKey, *, officer_id: int, from_at: dt.datetime, to_at: dt.datetime
) -> int:
    """Enter a custody that is over, from papers older than the program; return its id.

    No form is made: a paper exists already.

    Args:
        item: The line or handset.
        officer_id: Who held it.
        from_at: Since when.
        to_at: Until when; not in the future.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`, `phones.future`, `phones.interval_turned`;
            `phones.held` or `phones.held_then`: it overlaps another custody.
    """
    require(work, Right.EDIT_PHONES)
    locked = locked_item(work, item)
    _refuse_future(work, to_at)
    if from_at >= to_at:
        raise KnownError("phones.interval_turned")
    officer = _officer(work, officer_id)
    _refuse_overlap(work, locked, Interval(from_at, to_at))
    custody = _custody(locked, officer.id, from_at, to_at)
    work.session.add(custody)
    _flush(work)
    work.record("custody.entered", kind_of(locked), locked.id, officer=officer.id)
    return custody.id


def _open(
    work: Work,
    officer: Officer,
    items: Sequence[Item],
    *,
    at: dt.datetime,
    condition: str,
    accessories: str,
) -> int:
    for item in items:
        _refuse_overlap(work, item, Interval(at, None))
        if item.state is not ItemState.IN_STORE:
            raise KnownError("phones.not_in_store", item=label_of(item), state=item.state.words)
    form = make_form(
        work,
        FormKind.ISSUE,
        officer,
        items,
        at=at,
        condition=condition,
        accessories=accessories,
    )
    for item in items:
        custody = _custody(item, officer.id, at, None)
        custody.issue_form_id = form.id
        work.session.add(custody)
        _flush(work)
        write_state(work, item, ItemState.ISSUED, at=at)
        work.record(
            "custody.issued", kind_of(item), item.id, officer=officer.id, custody_form=form.id
        )
    return form.id


def _close(
    work: Work,
    pairs: Sequence[tuple[Custody, Item]],
    *,
    at: dt.datetime,
    condition: str,
    accessories: str,
    next_state: ItemState,
) -> int:
    officer = _officer(work, pairs[0][0].officer_id)
    form = make_form(
        work,
        FormKind.RETURN,
        officer,
        [item for _, item in pairs],
        at=at,
        condition=condition,
        accessories=accessories,
    )
    for custody, item in pairs:
        custody.to_at = at
        custody.return_form_id = form.id
        write_state(work, item, next_state, at=at)
        work.record(
            "custody.given_back",
            kind_of(item),
            item.id,
            officer=officer.id,
            custody_form=form.id,
            state=next_state.value,
        )
    work.session.flush()
    return form.id


def _running(
    work: Work, custody_ids: Collection[int], *, at: dt.datetime
) -> list[tuple[Custody, Item]]:
    """Return running custodies of one officer that can end at that time."""
    if not custody_ids:
        raise KnownError("phones.nothing_chosen")
    _refuse_future(work, at)
    pairs = _pairs(work, custody_ids)
    for custody, item in pairs:
        if custody.to_at is not None:
            raise KnownError("phones.already_returned", item=label_of(item))
        if at < custody.from_at:
            raise KnownError(
                "phones.return_before_issue",
                item=label_of(item),
                since=format_since(custody.from_at),
            )
    if len({custody.officer_id for custody, _ in pairs}) > 1:
        raise KnownError("phones.several_officers")
    return pairs


def _pairs(work: Work, custody_ids: Collection[int]) -> list[tuple[Custody, Item]]:
    query = select(Custody).where(Custody.id.in_(custody_ids)).order_by(Custody.id)
    found = list(work.session.scalars(query.with_for_update()))
    if len(found) != len(set(custody_ids)):
        raise KnownError("phones.gone")
    return [
        (custody, locked_item(work, *keys_of(custody.line_id, custody.handset_id)))
        for custody in found
    ]


def _refuse_overlap(work: Work, item: Item, wanted: Interval) -> None:
    column = Custody.line_id if isinstance(item, PhoneLine) else Custody.handset_id
    query = (
        select(Custody.from_at, Custody.to_at, Officer.given_names, Officer.surname)
        .join(Officer, Officer.id == Custody.officer_id)
        .where(column == item.id)
        .order_by(Custody.from_at)
    )
    holders = {
        Interval(from_at, to_at): display_name(given, surname)
        for from_at, to_at, given, surname in work.session.execute(query)
    }
    found = first_overlap(wanted, holders)
    if found is None:
        return
    item_words, holder, since = label_of(item), holders[found], format_since(found.from_at)
    if found.to_at is None:
        raise KnownError("phones.held", item=item_words, holder=holder, since=since)
    raise KnownError(
        "phones.held_then",
        item=item_words,
        holder=holder,
        since=since,
        until=format_instant(found.to_at),
    )


def _described(items: Sequence[Item], condition: str, accessories: str) -> tuple[str, str]:
    """Return condition and accessories for the form, and store them with the handset.

    With several handsets on one form, only typed words are stored with them.
    """
    handsets = [item for item in items if isinstance(item, Handset)]
    typed = {
        "condition": HANDSET.read("condition", condition),
        "accessories": HANDSET.read("accessories", accessories),
    }
    for field, text in typed.items():
        known = list(dict.fromkeys(getattr(handset, field) for handset in handsets))
        if not text:
            typed[field] = "; ".join(words for words in known if words)
        elif len(handsets) == 1:
            setattr(handsets[0], field, text)
    return typed["condition"], typed["accessories"]


def _custody(
    item: Item, officer_id: int, from_at: dt.datetime, to_at: dt.datetime | None
) -> Custody:
    is_line = isinstance(item, PhoneLine)
    return Custody(
        line_id=item.id if is_line else None,
        handset_id=None if is_line else item.id,
        officer_id=officer_id,
        from_at=from_at,
        to_at=to_at,
        issue_form_id=None,
        return_form_id=None,
    )


def _officer(work: Work, officer_id: int) -> Officer:
    return demand(work.session.get(Officer, officer_id), "phones.gone")


def _refuse_future(work: Work, at: dt.datetime) -> None:
    if at > work.now:
        raise KnownError("phones.future")


def _flush(work: Work) -> None:
    try:
        work.session.flush()
    except IntegrityError as error:
        # Another desk issued the same item between the check and this write.
        raise KnownError("phones.held_meanwhile") from error
