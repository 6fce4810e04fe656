"""Keep a filter of a list under a name, to choose it again.

Users keep and find their own only. A search may name a person: therefore it is stored in
the encrypted data, without an entry in the trail, and removed with its account, or when it was
not chosen for long.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from alo183_desktop.access.model import KeptFilter
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.db.work import Work

KEPT_FOR: Final = dt.timedelta(days=180)
"""A filter not chosen for so long is removed: it is personal data without a purpose."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter of a list, with its name."""

    name: str
    texts: Mapping[str, str]
    """The value of each control, by the names of the controls; controls without an effect are
    left out."""


def keep_filter(work: Work, place: str, wanted: Narrowed) -> None:
    """Store a filter of a list, replacing one of the same name, or extend its time.

    Args:
        work: Of the owner.
        place: The key of the list.
        wanted: The filter.
    """
    key = (work.actor.login, place, wanted.name)
    found = work.session.get(KeptFilter, key)
    if found is None:
        found = KeptFilter(login=key[0], place=place, name=wanted.name)
        work.session.add(found)
    found.texts, found.kept_at = dict(wanted.texts), work.now


def drop_filter(work: Work, place: str, name: str) -> None:
    """Remove a filter of the actor; nothing happens when it is gone."""
    work.session.execute(
        delete(KeptFilter).where(
            KeptFilter.login == work.actor.login,
            KeptFilter.place == place,
            KeptFilter.name == name,
        )
    )


def drop_old_filters(work: Work) -> None:
    """Remove filters not chosen for long; on a server one's own, an administrator everybody's."""
    old = KeptFilter.kept_at < work.now - KEPT_FOR
    work.session.execute(delete(KeptFilter).where(old))


def list_filters(work: Work, place: str) -> tuple[Narrowed, ...]:
    """Return the filters that the actor keeps for a list, by name."""
    query = select(KeptFilter).where(
        KeptFilter.login == work.actor.login, KeptFilter.place == place
    )
    found = [Narrowed(one.name, dict(one.texts)) for one in work.session.scalars(query)]
    return tuple(sorted(found, key=lambda one: collation_key(one.name)))
