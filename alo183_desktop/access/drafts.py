"""Keep what somebody is typing, so that a crash or a lock loses nothing.

Everybody keeps and finds their own drafts only; the right to save a form is asked when it is saved.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, update

from alo183_desktop.access.model import FormDraft

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from alo183_desktop.db.work import Work

KEPT_FOR: Final = dt.timedelta(days=30)
"""What nobody came back to for so long is removed: it is personal data without a purpose."""
OF_FILES: Final = "import."
"""How the names of drafts begin that are put back by opening a file again, not by a form."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one form."""

    draft_id: int
    key: str
    """Of the form that writes it."""
    form: str
    title: str
    """What the form is called on screen."""
    texts: Mapping[str, str]
    """By the keys of the fields; only those that were typed into."""
    kept_at: dt.datetime


def keep_draft(work: Work, key: str, form: str, title: str, texts: Mapping[str, str]) -> None:
    """Keep what is typed into a form, in the place of what it kept before.

    Args:
        work: Of who types.
        key: Random, made when the form was opened: no other one writes there.
        form: Which form, and of which thing: `cases.intake`, `officers.officer.17`.
        title: What it is called on screen.
        texts: By the keys of the fields.
    """
    query = select(FormDraft).where(FormDraft.login == work.actor.login, FormDraft.key == key)
    found = work.session.scalar(query)
    if found is None:
        found = FormDraft(key=key, login=work.actor.login, form=form)
        work.session.add(found)
    found.title, found.texts, found.kept_at = title, dict(texts), work.now


def take_draft(work: Work, draft_id: int, *, by: str) -> None:
    """Let another form write a draft of the actor; nothing happens when it is gone.

    What the former one still writes, on another computer, is another draft from now on.

    Args:
        work: Of who takes it.
        draft_id: Which one.
        by: The key of the form that takes it, which has written nothing yet.
    """
    work.session.execute(
        update(FormDraft)
        .where(FormDraft.login == work.actor.login, FormDraft.id == draft_id)
        .values(key=by)
    )


def drop_drafts(work: Work, keys: Collection[str]) -> None:
    """Remove what the actor typed: it was saved, or is not wanted any more."""
    work.session.execute(
        delete(FormDraft).where(FormDraft.login == work.actor.login, FormDraft.key.in_(keys))
    )


def list_drafts(work: Work, form: str | None = None) -> tuple[Draft, ...]:
    """Return what the actor typed and has not saved, the newest first; old ones of all go.

    Args:
        work: Of who types.
        form: Only what was typed into this one; None for all of them but `OF_FILES`.
    """
    work.session.execute(delete(FormDraft).where(FormDraft.kept_at < work.now - KEPT_FOR))
    query = (
        select(FormDraft)
        .where(FormDraft.login == work.actor.login)
        .order_by(FormDraft.kept_at.desc(), FormDraft.id.desc())
    )
    is_wanted = FormDraft.form == form if form else ~FormDraft.form.startswith(OF_FILES)
    return tuple(
        Draft(one.id, one.key, one.form, one.title, dict(one.texts), one.kept_at)
        for one in work.session.scalars(query.where(is_wanted))
    )
