"""What two changes of one letter must not do to one another, and doubts about a newcomer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.identity import domain_of

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator


class Person(Protocol):
    """Who comes; values that are missing or wrong are empty texts."""

    @property
    def tckn(self) -> str:
        """Eleven digits."""

    @property
    def corporate_email(self) -> str:
        """In small letters."""

    @property
    def personal_mobile(self) -> str:
        """E.164; so with the corporate one."""

    @property
    def corporate_mobile(self) -> str:
        """E.164."""


@dataclass(frozen=True, slots=True)
class Told:
    """One change, as far as it can be compared with the others of its letter."""

    path: str
    """Where it stands: `entries.0`, `change[1]`."""
    leaver: str
    """Who leaves; equal for the same person, and empty for nobody."""
    newcomer: Person | None
    newcomer_name: str
    """Equal for the same name."""
    subjects: frozenset[Hashable]


def clashes(changes: Iterable[Told]) -> Iterator[Problem]:
    """Yield what two changes must not do to one another; the later one is told.

    One leaver may hand their subjects to several people, and one person may follow several; so
    only the same subject twice is refused there.
    """
    leavers: dict[str, list[Told]] = defaultdict(list)
    people: dict[str, tuple[str, set[Hashable]]] = {}
    mobiles: dict[str, str] = {}
    for one in changes:
        if one.leaver:
            # Without subjects yet, two changes of one leaver cannot be told apart.
            for other in leavers[one.leaver]:
                if not one.subjects or one.subjects & other.subjects:
                    told = {"other": other.path}
                    yield Problem(f"{one.path}.leaver", "changes.leaver_twice", told)
                    break
            leavers[one.leaver].append(one)
        if one.newcomer is None:
            continue
        if one.newcomer.tckn:
            name, own = people.setdefault(one.newcomer.tckn, (one.newcomer_name, set()))
            if name != one.newcomer_name or one.subjects & own:
                yield Problem(f"{one.path}.newcomer.tckn", "changes.newcomer_twice")
            own |= one.subjects
        mobile = one.newcomer.corporate_mobile
        if mobile and mobiles.setdefault(mobile, one.newcomer.tckn) != one.newcomer.tckn:
            key = f"{one.path}.newcomer.corporate_mobile"
            yield Problem(key, "changes.corporate_mobile_twice")


def doubts(newcomer: Person, domains: Collection[str], *, path: str) -> Iterator[Problem]:
    """Yield what is worth a second look about who comes.

    Args:
        newcomer: Who comes.
        domains: Of the directorate's own addresses; empty while none is known.
        path: Of the newcomer: `newcomer`, `change[1].newcomer`.
    """
    domain = domain_of(newcomer.corporate_email)
    if domain and domains and domain not in domains:
        key = f"{path}.corporate_email"
        yield Problem(key, "changes.foreign_domain", {"domain": domain})
    mobile = newcomer.corporate_mobile
    if mobile and mobile == newcomer.personal_mobile:
        yield Problem(f"{path}.personal_mobile", "changes.same_mobile")
