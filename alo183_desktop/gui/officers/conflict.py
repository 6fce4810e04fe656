"""When two people change the same card: who was first, and which fields both of them changed.

Not here: the form that shows it (officer_dialog.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from alo183_desktop.db import audit
from alo183_desktop.gui.kit.conflicts import first_words
from alo183_desktop.gui.officers.preview import missing_words
from alo183_desktop.officers import service
from alo183_desktop.officers.rules import OfficerForm, shown_value
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.db.work import Work

_EMPTY = "boş"


class Told(NamedTuple):
    """What the second writer is told."""

    taken: tuple[str, ...]
    """Fields that only the other one changed; what is stored is taken over."""
    problems: tuple[Problem, ...]
    """One for each field that both changed, with both values."""
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The card as it is stored now."""

    stored: OfficerForm
    version: int
    name: str
    """Who changed it last."""
    at: dt.datetime | None
    """When, UTC; None when nobody is known."""

    def compare(self, base: OfficerForm, mine: OfficerForm, *, units: Mapping[int, str]) -> Told:
        """Return what became of the fields since `base`, which both had before them."""
        taken, problems = [], []
        for key in OfficerForm.__dataclass_fields__:
            was, is_now, typed = (_plain(form, key) for form in (base, self.stored, mine))
            if is_now in {was, typed}:
                continue
            if typed == was:
                taken.append(key)
                continue
            problems.append(
                Problem(
                    key,
                    "officers.differs",
                    {
                        "mine": _shown(key, typed, units),
                        "theirs": _shown(key, is_now, units),
                    },
                )
            )
        return Told(tuple(taken), tuple(problems), self._words(taken, problems))

    def _words(self, taken: list[str], problems: list[Problem]) -> str:
        words = [first_words(self.name, self.at, what="kart")]
        if problems:
            both = missing_words([problem.key for problem in problems])
            words.append(f"İkinizin de değiştirdiği: {both}; iki değer alanın altında.")
        if taken:
            words.append(f"Onun değiştirdiği alındı: {missing_words(taken)}.")
        return " ".join(words)


def read_conflict(work: Work, officer_id: int) -> Conflict:
    """Return the card as it is stored now, with who changed it last; it is written down.

    Raises:
        KnownError: `access.not_allowed`.
    """
    stored, version = service.open_form(work, officer_id)
    wanted = audit.AuditFilter(kind="officer", item_id=officer_id, actions=("officer.changed",))
    last = next(iter(audit.find_entries(work.session, wanted, before=None, limit=1)), None)
    return Conflict(
        stored=stored,
        version=version,
        name="" if last is None else last.actor_name,
        at=None if last is None else last.at,
    )


def _plain(form: OfficerForm, key: str) -> str:
    """Return a value in a form in which the same is equal, however it was typed."""
    value = getattr(form, key)
    text = "" if value is None else " ".join(str(value).split())
    if key in {"personal_mobile", "corporate_mobile", "desk_phone"} and text:
        try:
            return parse_phone(text)
        except KnownError:
            return text
    return text


def _shown(key: str, text: str, units: Mapping[int, str]) -> str:
    if key == "unit_id":
        return units.get(int(text), _EMPTY) if text else _EMPTY
    return shown_value(key, text) or _EMPTY
