"""Keep what somebody is typing, so that a crash or a lock loses nothing.

Everybody keeps and finds their own drafts only; the right to save a form is asked when it is saved.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from alo183_desktop.access.model import FormDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select

    from alo183_desktop.db.work import Work

KEPT_FOR: Final = dt.timedelta(days=30)
"""What nobody came back to for so long is removed: it is personal data without a purpose."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one form."""

    form: str
    title: str
    """What the form is called on screen."""
    texts: Mapping[str, str]
    """By the keys of the fields; only those that were typed into."""
    kept_at: dt.datetime


def keep_draft(work: Work, form: str, title: str, texts: Mapping[str, str]) -> None:
    """Keep what is typed into a form, in the place of what was kept before.

    Args:
        work: Of who types.
        form: Which form, and of which thing: `cases.intake`, `officers.card.17`.
        title: What it is called on screen.
        texts: By the keys of the fields.
    """
    found = work.session.scalar(_own(work, form))
    if found is None:
        found = FormDraft(login=work.actor.login, form=form)
        work.session.add(found)
    found.title, found.texts, found.kept_at = title, dict(texts), work.now


def find_draft(work: Work, form: str) -> Draft | None:
    """Return what the actor typed into a form and has not saved; None when there is nothing."""
    found = work.session.scalar(_own(work, form))
    return None if found is None else _row(found)


def drop_draft(work: Work, form: str) -> None:
    """Remove what the actor typed into a form: it was saved, or is not wanted any more."""
    work.session.execute(
        delete(FormDraft).where(FormDraft.login == work.actor.login, FormDraft.form == form)
    )


def list_drafts(work: Work) -> tuple[Draft, ...]:
    """Return what the actor typed and has not saved, the newest first; old ones of all go."""
    work.session.execute(delete(FormDraft).where(FormDraft.kept_at < work.now - KEPT_FOR))
    query = (
        select(FormDraft)
        .where(FormDraft.login == work.actor.login)
        .order_by(FormDraft.kept_at.desc(), FormDraft.id)
    )
    return tuple(_row(found) for found in work.session.scalars(query))


def _own(work: Work, form: str) -> Select[FormDraft]:
    return select(FormDraft).where(FormDraft.login == work.actor.login, FormDraft.form == form)


def _row(found: FormDraft) -> Draft:
    return Draft(found.form, found.title, dict(found.texts), found.kept_at)
