"""Record which accounts leavers had, so that they are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.queries import list_users
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.model import Change, LeaverAccount
from alo183_desktop.changes.record import NO_ACCOUNT, AccountValues
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from sqlalchemy import Select

    from alo183_desktop.db.work import Work


class AccountChoice(NamedTuple):
    """An account that may have belonged to a leaver."""

    user_id: int
    words: str
    """Name and login."""


def account_choices(work: Work) -> tuple[AccountChoice, ...]:
    """Return the accounts that a leaver may have had, open ones first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    none = AccountChoice(NO_ACCOUNT, "Hesabı yok")
    users = list_users(work.session)
    return (none, *(AccountChoice(one.user_id, f"{one.name} ({one.login})") for one in users))


def open_account(work: Work, letter_id: int, position: int) -> AccountValues | None:
    """Return the answer about a leaver's account; None: none yet.

    Args:
        letter_id: As in `answer_account`; the same for the position.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    row = work.session.scalar(_account(letter_id, position))
    if row is None:
        return None
    return AccountValues(NO_ACCOUNT if row.user_id is None else row.user_id)


def answer_account(work: Work, letter_id: int, position: int, user_id: int) -> int:
    """Record which account a leaver had, and return the id of the answer.

    A later answer replaces an earlier one.

    Args:
        letter_id: The letter that announces their leaving.
        position: Of the first change in the letter in which they leave.
        user_id: Whose account it is; `NO_ACCOUNT`: they had none.

    Raises:
        KnownError: `access.not_allowed`; `letters.gone`: there is no such change.
    """
    require(work, Right.MAKE_CHANGES)
    found = select(Change.id).where(Change.letter_id == letter_id, Change.position == position)
    if work.session.scalar(found) is None:
        raise KnownError("letters.gone")
    row = work.session.scalar(_account(letter_id, position).with_for_update())
    if row is None:
        row = LeaverAccount(letter_id=letter_id, position=position)
        work.session.add(row)
    row.user_id = None if user_id == NO_ACCOUNT else user_id
    row.answered_at, row.by_name = work.now, work.actor.name
    work.session.flush()
    work.record("leaver_account.answered", "letter", letter_id, user=row.user_id)
    return row.id


def move_answers(work: Work, old_letter_id: int, letter_id: int) -> None:
    """Move the answers about accounts to a correction, for those who still leave by it."""
    before, positions = _positions(work, old_letter_id), _positions(work, letter_id)
    found = select(LeaverAccount).where(LeaverAccount.letter_id == old_letter_id)
    moved = {before[who]: position for who, position in positions.items() if who in before}
    for row in work.session.scalars(found):
        if row.position in moved:
            row.letter_id, row.position = letter_id, moved[row.position]
    work.session.flush()


def _positions(work: Work, letter_id: int) -> dict[int | str, int]:
    """Return the position of each leaver's first change, by id, or by name if they have none."""
    positions: dict[int | str, int] = {}
    for change in work.session.scalars(
        select(Change)
        .where(Change.letter_id == letter_id, Change.is_first_appointment.is_(False))
        .order_by(Change.position)
    ):
        positions.setdefault(change.leaver_id or change.leaver_name, change.position)
    return positions


def _account(letter_id: int, position: int) -> Select[LeaverAccount]:
    return select(LeaverAccount).where(
        LeaverAccount.letter_id == letter_id, LeaverAccount.position == position
    )
