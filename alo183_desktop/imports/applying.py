"""The way of every import: preview, store all of it or nothing, list, take back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.imports import storing, undoing
from alo183_desktop.imports.model import Import
from alo183_desktop.imports.rows import ImportRow, Preview
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import PreviewRow
    from alo183_desktop.imports.storing import Change
    from alo183_desktop.shared.errors import Problem

_LIMIT: Final = 100


def list_imports(
    session: Session,
    kind: str,
    *,
    built_on: Callable[[Session, Collection[int]], Collection[int]],
) -> tuple[ImportRow, ...]:
    """Return the newest 100 imports of a kind, the newest first.

    Args:
        session: Only read.
        kind: Such as `officers`.
        built_on: Tells which of some imports somebody built on, all in one go.
    """
    query = (
        select(
            Import.id,
            Import.kind,
            Import.file_name,
            Import.at,
            User.name,
            Import.created,
            Import.updated,
            Import.unchanged,
            Import.undone_at,
        )
        .outerjoin(User, User.id == Import.by_user_id)
        .where(Import.kind == kind)
        .order_by(Import.at.desc(), Import.id.desc())
        .limit(_LIMIT)
    )
    records = session.execute(query).all()
    stay = built_on(session, [record.id for record in records if record.undone_at is None])
    rows = []
    for record in records:
        by_name = record[4] or ""
        if record.undone_at is not None:
            reason = "imports.undone"
        else:
            reason = "imports.built_on" if record.id in stay else ""
        rows.append(
            ImportRow(*record[:4], by_name, *record[5:], can_undo=not reason, why_not=reason)
        )
    return tuple(rows)


class ReadFile(Protocol):
    """What was read of a file, before anybody looked into the database."""

    @property
    def file_name(self) -> str:
        """Without its folder."""

    @property
    def sha256(self) -> str:
        """Of the file."""

    @property
    def sheet(self) -> str:
        """Name of the sheet with the headings; empty for text files."""

    @property
    def heading_row(self) -> int:
        """As Excel counts."""

    @property
    def headings(self) -> Mapping[str, str]:
        """Which heading was taken for which field, in the order of the file."""

    @property
    def passed_over(self) -> tuple[int, ...]:
        """Numbers of rows that are titles, totals or repeated headings."""

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What concerns the file as a whole."""


class Judged(Protocol):
    """What a file comes to beside what is stored; an equal one means that nothing moved on."""

    @property
    def rows(self) -> tuple[PreviewRow, ...]:
        """Each row with its verdict."""

    @property
    def plans(self) -> Sequence[object]:
        """What will be stored; empty when the file holds nothing new."""


JudgedT = TypeVar("JudgedT", bound=Judged)


class Plan(Protocol[JudgedT]):
    """What a preview needs to be applied: the file, and what was asked with it."""

    def judge(self, session: Session) -> JudgedT:
        """Compare the file with the database, which is only read."""

    def store(self, work: Work, judgement: JudgedT, import_id: int) -> Stored:
        """Store what was judged, and write down each thing; raises `KnownError`.

        A refusal of the database's means that somebody else came first.
        """


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import stored."""

    changes: Sequence[Change]
    facts: Mapping[str, int] = field(default_factory=dict)
    """What the audit trail tells of the import beside the number of rows of each verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """One kind of import."""

    kind: str
    """As the imports are stored, such as `officers`."""
    seen_with: Right
    """What it takes to see which imports were made."""
    built_on: Callable[[Session, Collection[int]], Collection[int]]
    """Tells which of some imports somebody built on, all in one go."""
    take_back: Callable[[Work, int], None]
    """Removes what an import created, and gives back the values that it changed."""

    def preview(
        self,
        work: Work,
        file: ReadFile,
        plan: Plan[JudgedT],
        *,
        notes: Callable[[JudgedT], Iterable[Problem]] | None = None,
    ) -> Preview:
        """Return row by row what the import of a file would do; nothing is stored.

        Reading takes as long as the file is big and needs no database; this part does. It tells
        what is stored already, so it asks for the right to import.

        Args:
            work: Only read.
            file: As it was read.
            plan: Judges and stores it.
            notes: What concerns the file as a whole, in place of what its reader noted.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, Right.IMPORT)
        judgement = plan.judge(work.session)
        return Preview(
            kind=self.kind,
            file_name=file.file_name,
            sha256=file.sha256,
            sheet=file.sheet,
            heading_row=file.heading_row,
            columns=file.headings,
            rows=judgement.rows,
            passed_over=file.passed_over,
            notes=file.notes if notes is None else tuple(notes(judgement)),
            plan=plan,
            judgement=judgement,
        )

    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool = False) -> ImportRow:
        """Store what a preview shows: all of it, or nothing.

        Args:
            work: The unit of work.
            preview: As the clerk agreed to it.
            skip_wrong: Whether wrong rows are knowingly left out.

        Returns:
            The import; one without a number when the file held nothing new.

        Raises:
            KnownError: `access.not_allowed`; `imports.stale`: the database is not what it was when
                the preview was made; `imports.wrong_rows` with each problem under `row.field`.
        """
        require(work, Right.IMPORT)
        take_write_lock(work.session)
        judgement = preview.plan.judge(work.session)
        if judgement != preview.judgement:
            raise KnownError("imports.stale")
        if not skip_wrong:
            storing.refuse_wrong_rows(judgement.rows)
        row = storing.import_row(work, preview)
        if not judgement.plans:
            count = len(judgement.rows)
            work.record("import.nothing_new", "import", kind_of_rows=self.kind, rows=count)
            return row
        try:
            return storing.numbered(row, _store(work, preview, row))
        except IntegrityError as error:
            # Another desk stored the same between the question and the answer.
            raise KnownError("imports.stale") from error

    def undo(self, work: Work, import_id: int) -> None:
        """Take an import back as one step.

        Raises:
            KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: something that
                it brought was changed or used afterwards.
            ConflictError: `db.conflict`: somebody else changed a row of it first.
        """
        require(work, Right.IMPORT)
        undoing.undo(work, import_id, is_built_on=self.built_on, take_back=self.take_back)

    def history(self, work: Work) -> tuple[ImportRow, ...]:
        """Return the newest imports of the kind, with whether each can still be undone.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, self.seen_with)
        return list_imports(work.session, self.kind, built_on=self.built_on)


@collector_paused()
def _store(work: Work, preview: Preview, row: ImportRow) -> int:
    made = storing.keep_import(work, row, sha256=preview.sha256)
    stored = preview.plan.store(work, preview.judgement, made.id)
    work.session.flush()
    storing.keep_changes(work.session, made.id, stored.changes)
    told: dict[str, Any] = {verdict.value: count for verdict, count in preview.counts.items()}
    work.record(
        "import.applied", "import", made.id, kind_of_rows=preview.kind, **stored.facts, **told
    )
    return made.id
