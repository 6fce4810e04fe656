"""Ask in empty memory what will be asked of the data, while somebody types their password."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alo183_desktop.db.rehearsal import Rehearsal
    from alo183_desktop.db.work import Work
    from alo183_desktop.shared.clock import Clock

    Question: TypeAlias = Callable[[Work], object]

_NO_KEY: Final = bytes(32)
"""Signs the trail of a rehearsal, which nobody reads."""


class Rehearsing:
    """The rehearsal for one opening of a data file.

    What a question answers, or raises, is of no interest: memory that says nothing has no sense.
    """

    def __init__(self, path: Path, *, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._rehearsal: Rehearsal | None = None

    def steps(self, questions: Sequence[Question], *, role: str) -> Iterator[Callable[[], None]]:
        """Return what is to be done, in pieces, so that an opening need not wait for all of it.

        Args:
            questions: Are asked first once the data is open.
            role: In which somebody will probably sign in.
        """
        yield self._begin
        for question in (_sign_in, _judge, _read_directorate, *questions):
            yield partial(self._ask, question, role=role)

    def take(self) -> Rehearsal | None:
        """Return what was rehearsed, for one opening; None where nothing was."""
        rehearsal, self._rehearsal = self._rehearsal, None
        return rehearsal

    def _begin(self) -> None:
        from alo183_desktop.db.migrate import current_revision
        from alo183_desktop.db.rehearsal import Rehearsal

        self._rehearsal = Rehearsal(self._path)
        current_revision(self._rehearsal.engine)

    def _ask(self, question: Question, *, role: str) -> None:
        from alo183_desktop.db.work import Actor, open_work

        if self._rehearsal is None:
            return  # somebody types faster
        with open_work(
            self._rehearsal.engine,
            clock=self._clock,
            actor=Actor(None, "", "", role),
            audit_key=_NO_KEY,
        ) as work:
            question(work)


def _sign_in(work: Work) -> None:
    from alo183_desktop.access.queries import find_user
    from alo183_desktop.access.service import is_given, note_slot
    from alo183_desktop.db.audit_queries import pending_finding

    find_user(work.session, "")
    note_slot(work, "", 1)
    is_given(work, "", 1)
    pending_finding(work.session)
    work.record("sign_in.succeeded", "user")


def _judge(work: Work) -> None:
    from alo183_desktop.db.audit import Head, verify_head

    verify_head(work.session, key=_NO_KEY, outside=Head(1, ""))


def _read_directorate(work: Work) -> None:
    from alo183_desktop.directorate.queries import get_directorate

    get_directorate(work.session)
