"""Keep text that is being typed, so that a crash or a lock loses nothing.

Users keep and find their own drafts only; the right to save a form is checked when it is saved.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, update

from alo183_desktop.access.model import FormDraft

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from alo183_desktop.db.work import Work

KEPT_FOR: Final = dt.timedelta(days=30)
"""An older draft is removed: it is personal data without a purpose."""
OF_FILES: Final = "import."
"""Prefix of drafts that are restored by opening a file again, not by a form."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Text typed into one form."""

    draft_id: int
    key: str
    """Of the form that writes it."""
    form: str
    title: str
    """The name of the form on screen."""
    texts: Mapping[str, str]
    """By the keys of the fields; only those that were typed into."""
    words: str
    """The first words of it, by which a person recognizes it among others; empty for a file."""
    kept_at: dt.datetime


def key_of_file(work: Work, form: str) -> str:
    """Return the key of the actor's draft about a file, the same whenever the file is opened.

    Args:
        work: Of the user who opens it.
        form: Contains the hash of the file: `today.parting.6e34…`.
    """
    return hashlib.sha256(f"{work.actor.login}|{form}".encode()).hexdigest()[:32]


def keep_draft(
    work: Work, key: str, form: str, title: str, texts: Mapping[str, str], *, words: str = ""
) -> None:
    """Store the text of a form, instead of what it stored before.

    Args:
        work: Of the user who types.
        key: Random, made when the form was opened, so that no other form writes there; or of
            `key_of_file`.
        form: The form and its object: `cases.intake`, `officers.officer.17`.
        title: Its name on screen.
        texts: By the keys of the fields.
        words: The first words of them, as `Draft.words`.
    """
    query = select(FormDraft).where(FormDraft.login == work.actor.login, FormDraft.key == key)
    found = work.session.scalar(query)
    if found is None:
        found = FormDraft(key=key, login=work.actor.login, form=form)
        work.session.add(found)
    found.title, found.texts, found.words = title, dict(texts), words
    found.kept_at = work.now


def take_draft(work: Work, draft_id: int, *, by: str) -> None:
    """Hand a draft of the actor to another form; nothing happens when it is gone.

    Later text of the former form, on another computer, is another draft from now on.

    Args:
        work: Of the user who takes it.
        draft_id: The draft.
        by: The key of the form that takes it, which has stored nothing yet.
    """
    work.session.execute(
        update(FormDraft)
        .where(FormDraft.login == work.actor.login, FormDraft.id == draft_id)
        .values(key=by)
    )


def drop_drafts(work: Work, keys: Collection[str]) -> None:
    """Remove drafts of the actor that were saved or are not wanted any more."""
    work.session.execute(
        delete(FormDraft).where(FormDraft.login == work.actor.login, FormDraft.key.in_(keys))
    )


def list_drafts(work: Work, form: str | None = None) -> tuple[Draft, ...]:
    """Return the actor's unsaved drafts, the newest first; old ones of all users are removed.

    Args:
        work: Of the user who types.
        form: Only drafts of this form; None for all of them except `OF_FILES`.
    """
    work.session.execute(delete(FormDraft).where(FormDraft.kept_at < work.now - KEPT_FOR))
    query = (
        select(FormDraft)
        .where(FormDraft.login == work.actor.login)
        .order_by(FormDraft.kept_at.desc(), FormDraft.id.desc())
    )
    is_wanted = FormDraft.form == form if form else ~FormDraft.form.startswith(OF_FILES)
    return tuple(
        Draft(one.id, one.key, one.form, one.title, dict(one.texts), one.words, one.kept_at)
        for one in work.session.scalars(query.where(is_wanted))
    )
