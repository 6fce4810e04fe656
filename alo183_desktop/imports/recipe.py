"""What an import is, and the one way of all imports: preview, store all or nothing, take back.

A capability says in a `Reading` which columns it reads, and how it judges the rows beside what is
stored; a `Recipe` is a reading that also says how they are stored. All else is done here, by the
dialogs of `gui/kit/imports` and by `alo183 import`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.imports import storing
from alo183_desktop.imports.editing import Edit, edited
from alo183_desktop.imports.headings import KnownShape
from alo183_desktop.imports.model import Import, ImportShape
from alo183_desktop.imports.rows import NO_ANSWERS, Answers, ImportRow, Preview, PreviewRow, Verdict
from alo183_desktop.imports.sheets import ReadFile, Sheet
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.foreign.tables import ForeignColumns, ForeignFile, Pasted
    from alo183_desktop.imports.headings import Wanted
    from alo183_desktop.imports.storing import Brought, Change

_LIMIT: Final = 100
_NO_HEADINGS: Final = MappingProxyType[str, str]({})
SAID_TO_SKIP: Final = Problem("", "imports.said_to_skip")
FileT = TypeVar("FileT", bound=ReadFile)
PlanT = TypeVar("PlanT")
JudgementT = TypeVar("JudgementT", bound="Judgement[Any]")
OptionsT = TypeVar("OptionsT", bound="Options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What screens call a kind of import."""

    title: str
    """What is done, such as `Kadroyu dosyadan aktar`."""
    explanation: str
    """Which files are taken."""
    history: str
    """What the list of past imports is called."""
    thing: str
    """What one row is, in the singular: `kişi`."""
    label: str
    """The heading of the column that names a row: `Adı soyadı`."""
    fields: Mapping[str, str]
    """How the fields are called."""
    of_rows: str = ""
    """What is done with them, behind their number: `hattın kullanımı`; empty: `thing`."""
    promise: str = (
        "Önce her satırın ne olacağı gösterilir. Onaylarsanız hepsi birlikte kaydedilir; "
        "bir engel çıkarsa hiçbiri kaydedilmez. Aynı dosyayı bir daha aktarmak bir şeyi "
        "değiştirmez, aktarım sonradan geri alınabilir."
    )
    """What becomes of a file, before one is chosen."""
    done: str = "Aktarım tamamlandı"
    """The heading above what was done."""
    files: str = "Excel ya da CSV (*.xlsx *.xls *.ods *.csv *.txt)"
    """The filter of the file dialog."""

    def told(self, problem: Problem, headings: Mapping[str, str] = _NO_HEADINGS) -> str:
        """Return a problem in words, behind the heading of its column or the name of its field."""
        name = headings.get(problem.key) or self.fields.get(problem.key)
        return f"{name}: {message_of(problem)}" if name else str(message_of(problem))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What somebody says about a file; some kinds of imports ask for more."""

    sheet: str = ""
    """The sheet that is read; empty: the one with the most of the wanted headings."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By name (`headings.column_names`) or letter the field that a column means, and what its kind
    of import takes besides (`Reading.understands`); empty: it is not read."""
    shapes: Sequence[KnownShape] = ()
    """What was said of the columns of earlier files (`Reading.shapes`)."""
    answers: Answers = NO_ANSWERS
    """What was said of single rows."""
    edits: tuple[Edit, ...] = ()
    """What was put right in single cells."""


NOTHING_SAID: Final = Options()


@dataclass(frozen=True, slots=True)
class Judgement(Generic[PlanT]):
    """What a file comes to beside what is stored; an equal one means that nothing moved on."""

    rows: tuple[PreviewRow, ...]
    """Each row with its verdict."""
    plans: tuple[PlanT, ...]
    """What will be stored; empty when the file holds nothing new."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import stored."""

    changes: Sequence[Change]
    facts: Mapping[str, int] = field(default_factory=dict)
    """What the audit trail tells of the import beside the number of rows of each verdict."""
    sender: str = ""
    """For whose further files it is kept what somebody said of the columns; empty: nobody's."""


def tell_nobody(_count: int) -> None:
    """Take a count that nobody waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[FileT, JudgementT, OptionsT]):
    """How a foreign table is read, and held against what is stored."""

    kind: str
    """As the imports are stored, and as `alo183 import` calls it: `officers`."""
    words: Words
    wanted: tuple[Wanted, ...]
    """The columns that are looked for; somebody may say which of them another one is."""
    read: Callable[[Any, OptionsT, dt.datetime], FileT]
    """Finds the rows of a `ForeignFile` at an instant, without the database."""
    judge: Callable[[Session, Any, FileT, OptionsT, dt.datetime], JudgementT]
    """Compares them at an instant with what was looked up and the database, which is only read."""
    options: OptionsT
    """As long as nobody says anything about a file."""
    look_up: Callable[[Session], Any] = lambda _session: None
    """Everything stored that judging depends on, as values that compare: while they are the same, a
    judgement holds. None: the database is asked row by row, and each time anew."""
    notes: Callable[[Session, FileT, JudgementT], Iterable[Problem]] = (
        lambda _session, file, _judgement: file.notes
    )
    """What concerns the file as a whole."""
    understands: Callable[[str], object] | None = None
    """Whether something may be said of a column; None: whether it is a field that is looked for."""
    by_columns: bool = False
    """Whether a file is opened as `ForeignColumns`: it may have a hundred thousand rows."""

    def open(
        self,
        path: Path | Pasted,
        options: OptionsT | None = None,
        *,
        now: dt.datetime,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> FileT:
        """Read a file, which takes as long as it is big and needs no database.

        Args:
            path: The file, or what was pasted in its place.
            options: What is said about it; None: nothing.
            now: UTC; cases and calls that a file tells lie before it.
            is_cancelled: Asked ten times a second, on a thread of its own.

        Raises:
            KnownError: `imports.field_unknown`, `imports.column_missing`, `imports.column_twice`:
                what is said about the columns does not fit; `documents.foreign_*` as
                `documents.foreign.tables.read_file`; what the kind of import says of a file that
                it cannot read.
        """
        for told in (options or self.options).columns.values():
            if not self._knows(told):
                known = ", ".join(one.key for one in self.wanted)
                raise KnownError("imports.field_unknown", field=told, fields=known)
        # Loaded when somebody imports, not at the start.
        from alo183_desktop.documents.foreign import tables

        opened: ForeignColumns | ForeignFile
        if self.by_columns:
            opened = tables.read_columns(path, limits=tables.LARGE, is_cancelled=is_cancelled)
        else:
            opened = tables.read_file(path, is_cancelled=is_cancelled)
        said = options or self.options
        source = edited(opened, said.edits)
        with collector_paused():
            file = self.read(source.file, said, now)
        counts = {"imports.edits": len(source.kept), "imports.edits_lost": source.lost}
        notes = (Problem("", code, {"count": count}) for code, count in counts.items() if count)
        return replace(file, source=opened, edits=source.kept, notes=(*notes, *file.notes))

    def shapes(self, work: Work) -> tuple[KnownShape, ...]:
        """Return what was said of the columns of earlier files, the newest first.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, Right.IMPORT)
        return tuple(
            one
            for one in storing.list_shapes(work.session, self.kind)
            # A later version of the program may know other fields; then it is asked once more.
            if all(map(self._knows, one.columns.values()))
        )

    def _knows(self, said: str) -> bool:
        """Return whether something that is said of a column is understood."""
        if self.understands is not None and said:
            return bool(self.understands(said))
        return not said or any(one.key == said for one in self.wanted)

    def preview(self, work: Work, file: FileT, options: OptionsT | None = None) -> Preview:
        """Return row by row what a file comes to beside what is stored; nothing is stored.

        It tells what is stored already, so it asks for the right to import.

        Args:
            work: Only read.
            file: As it was read.
            options: What is said about it; None: nothing.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, Right.IMPORT)
        said = options or self.options
        known = self.look_up(work.session)
        judgement = self._judge(work.session, known, file, said, work.now)
        return Preview(
            kind=self.kind,
            file=file,
            rows=judgement.rows,
            notes=tuple(self.notes(work.session, file, judgement)),
            at=work.now,
            options=said,
            known=known,
            judgement=judgement,
        )

    @collector_paused()
    def _judge(
        self, session: Session, known: Any, file: FileT, said: OptionsT, now: dt.datetime
    ) -> JudgementT:
        return self.judge(session, known, file, said, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Reading[FileT, JudgementT, OptionsT]):
    """One kind of import: a reading whose rows can be stored, and taken back."""

    seen_with: Right
    """What it takes to see which imports were made."""
    store: Callable[[Work, FileT, JudgementT, Agreed[OptionsT]], Stored]
    """Stores what was judged, and writes down each thing; may raise `KnownError`.

    A refusal of the database's means that somebody else came first.
    """
    brings: tuple[Brought, ...]
    """The kinds of rows that keep an import once they are changed or used; what refers to others
    stands before them."""
    tables: tuple[str, ...]
    """What it changes, as other screens are told."""
    apart: tuple[type[Base], ...] = ()
    """Tables whose rows come and go with what they refer to: they keep no import."""
    also_built_on: Callable[[Session, Collection[int]], Collection[int]] = (
        lambda _session, _import_ids: ()
    )
    """Tells what else keeps some of the imports, all in one go."""
    take_back: Callable[[Work, int, Sequence[Brought]], None] = storing.take_back
    """Removes what an import created, and gives back the values that it changed."""
    steps: Callable[[FileT], int] = lambda _file: 0
    """How many rows of a file are stored one after another; 0: too few to tell how far it is."""

    def apply(
        self,
        work: Work,
        preview: Preview,
        *,
        options: OptionsT | None = None,
        skip_wrong: bool = False,
        rows_done: Callable[[int], object] = tell_nobody,
    ) -> ImportRow:
        """Store what a preview shows: all of it, or nothing.

        Args:
            work: The unit of work.
            preview: As the clerk agreed to it.
            options: What was said about the file since; None: nothing.
            skip_wrong: Whether wrong rows are knowingly left out.
            rows_done: Told how many rows are stored so far, by the kinds that take their time; an
                error that it raises leaves everything as it was.

        Returns:
            The import; one without a number when the file held nothing new.

        Raises:
            KnownError: `access.not_allowed`; `imports.columns`: they are not understood;
                `imports.stale`: the database is not what it was when the preview was made;
                `imports.wrong_rows` with each problem under `row.field`; what `store` refuses.
        """
        require(work, Right.IMPORT)
        file: FileT = preview.file
        said: OptionsT = options or preview.options
        if file.problems:
            raise KnownError("imports.columns", problems=file.problems)
        take_write_lock(work.session)
        known = self.look_up(work.session)
        is_as_seen = known is not None and (known, said) == (preview.known, preview.options)
        judgement: JudgementT = preview.judgement
        if not is_as_seen:
            judgement = self._judge(work.session, known, file, said, preview.at)
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
            made = self._store(work, preview, row, Agreed(0, said, rows_done))
        except IntegrityError as error:
            # Another desk stored the same between the question and the answer.
            raise KnownError("imports.stale") from error
        return replace(row, import_id=made)

    def undo(self, work: Work, import_id: int) -> None:
        """Take an import back as one step.

        Raises:
            KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: something that
                it brought was changed or used afterwards.
            ConflictError: `db.conflict`: somebody else changed a row of it first.
        """
        require(work, Right.IMPORT)
        made = work.session.get_one(Import, import_id)
        if made.undone_at is not None:
            raise KnownError("imports.undone")
        if self.built_on(work.session, [import_id]):
            raise KnownError("imports.built_on")
        try:
            self.take_back(work, import_id, self.brings)
        except IntegrityError as error:
            # Another desk referred to one of them between the question and the answer.
            raise KnownError("imports.built_on") from error
        work.session.execute(delete(ImportShape).where(ImportShape.import_id == import_id))
        made.undone_at = work.now
        work.session.flush()
        counts = {"created": made.created, "updated": made.updated}
        work.record("import.undone", "import", import_id, **counts)

    def history(self, work: Work) -> tuple[ImportRow, ...]:
        """Return the newest 100 imports of the kind, with whether each can still be undone.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, self.seen_with)
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
            .where(Import.kind == self.kind)
            .order_by(Import.at.desc(), Import.id.desc())
            .limit(_LIMIT)
        )
        records = work.session.execute(query).all()
        asked = [record.id for record in records if record.undone_at is None]
        stay = self.built_on(work.session, asked)
        rows = []
        for record in records:
            reason = "imports.built_on" if record.id in stay else ""
            if record.undone_at is not None:
                reason = "imports.undone"
            rows.append(ImportRow(*record[:4], record.name or "", *record[5:], reason))
        return tuple(rows)

    def built_on(self, session: Session, import_ids: Collection[int]) -> Collection[int]:
        """Return which of some imports somebody built on, so that they cannot be undone."""
        kept = storing.built_on(session, import_ids, self.brings, apart=self.apart)
        return kept.union(self.also_built_on(session, import_ids))

    @override
    @collector_paused()
    def _judge(
        self, session: Session, known: Any, file: FileT, said: OptionsT, now: dt.datetime
    ) -> JudgementT:
        """Return what a file comes to, without rows that somebody left out."""
        judgement = self.judge(session, known, file, said, now)
        if not said.answers.given:
            return judgement
        rows = judgement.rows
        # Of usage only what is wrong is a row; the others are sums.
        left_out = [
            (isinstance(file, Sheet) or row.verdict is Verdict.WRONG)
            and said.answers.skips(row.row_number, row.label)
            for row in rows
        ]
        others = iter([row for row, is_out in zip(rows, left_out, strict=True) if not is_out])
        if isinstance(file, Sheet) and any(left_out):
            # Neither do others meet them, nor is stored what they would bring besides.
            numbers = {row.row_number for row, is_out in zip(rows, left_out, strict=True) if is_out}
            kept = tuple(one for one in file.entries if one.row_number not in numbers)
            judgement = self.judge(session, known, replace(file, entries=kept), said, now)
            others = iter(judgement.rows)
        rows = tuple(
            PreviewRow(row.row_number, Verdict.SKIPPED, row.label, (SAID_TO_SKIP,))
            if is_out
            else next(others)
            for row, is_out in zip(rows, left_out, strict=True)
        )
        return replace(judgement, rows=rows)

    @collector_paused()
    def _store(self, work: Work, preview: Preview, row: ImportRow, agreed: Agreed[OptionsT]) -> int:
        made = storing.keep_import(work, row, sha256=preview.file.sha256)
        told = replace(agreed, import_id=made.id)
        stored = self.store(work, preview.file, preview.judgement, told)
        work.session.flush()
        storing.keep_changes(work.session, made.id, stored.changes)
        if preview.file.shape and agreed.options.columns:
            said = KnownShape(preview.file.shape, stored.sender, dict(preview.file.chosen))
            storing.keep_shape(work.session, made, said)
        counts: dict[str, Any] = {verdict.value: n for verdict, n in preview.counts.items()}
        facts = {"kind_of_rows": self.kind, **stored.facts, **counts}
        if preview.file.edits:
            facts["edited"] = len(preview.file.edits)
        work.record("import.applied", "import", made.id, **facts)
        return made.id


@dataclass(frozen=True, slots=True)
class Agreed(Generic[OptionsT]):
    """What somebody agreed to, and how it is called from now on."""

    import_id: int
    options: OptionsT
    rows_done: Callable[[int], object] = tell_nobody
    """Is told how many rows are stored so far."""
