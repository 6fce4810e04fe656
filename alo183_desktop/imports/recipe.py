"""The common course of all imports: preview, store all or nothing, undo.

A capability defines in a `Reading` which columns it reads, and how it judges the rows against the
stored data; a `Recipe` is a reading that also defines how they are stored. All else is done here,
for the dialogs of `gui/kit/imports` and for `alo183 import`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access import drafts
from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.imports import storing
from alo183_desktop.imports.editing import Edit, edited
from alo183_desktop.imports.headings import KnownShape
from alo183_desktop.imports.model import Import, ImportShape
from alo183_desktop.imports.rows import (
    NO_ANSWERS,
    Answer,
    Answers,
    ImportRow,
    Preview,
    PreviewRow,
    RowVerdict,
)
from alo183_desktop.imports.sheets import ReadFile, Sheet
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.foreign.tables import PastedTable
    from alo183_desktop.imports.headings import WantedColumn
    from alo183_desktop.imports.storing import Brought, RowChange

_LIMIT: Final = 100
_KEPT: Final = ("sheet", "columns", "answers", "edits", "meant")
"""Fields of `Options` that are kept; the last one is of rotas only."""
_NO_HEADINGS: Final = MappingProxyType[str, str]({})
SKIPPED_BY_USER: Final = Problem("", "imports.said_to_skip")
FileT = TypeVar("FileT", bound=ReadFile)
PlanT = TypeVar("PlanT")
JudgementT = TypeVar("JudgementT", bound="Judgement[Any]")
OptionsT = TypeVar("OptionsT", bound="Options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The names on screens for a kind of import."""

    title: str
    """What it does, such as `Kadroyu dosyadan aktar`."""
    explanation: str
    """Which files are accepted."""
    history: str
    """Title of the list of past imports."""
    way_to_history: str = "“Ekle, Aktarım geçmişi…”"
    """By which button and item it is opened."""
    thing: str
    """What one row is, in the singular: `kişi`."""
    label: str
    """The heading of the column that names a row: `Adı soyadı`."""
    fields: Mapping[str, str]
    """The names of the fields."""
    chapter: str = ""
    """Its heading in the user's guide; empty: that of the page behind it."""
    of_rows: str = ""
    """What is done with them, after their count: `hattın kullanımı`; empty: `thing`."""
    promise: str = (
        "Önce her satırın ne olacağı gösterilir. Onaylarsanız hepsi birlikte kaydedilir; "
        "bir engel çıkarsa hiçbiri kaydedilmez. Aynı dosyayı bir daha aktarmak bir şeyi "
        "değiştirmez, aktarım sonradan geri alınabilir."
    )
    """What happens to a file, before one is chosen."""
    done: str = "Aktarım tamamlandı"
    """The heading above the result."""
    files: str = "Excel ya da CSV (*.xlsx *.xls *.ods *.fods *.csv *.txt)"
    """The filter of the file dialog."""

    def problem_text(
        self,
        problem: Problem,
        headings: Mapping[str, str] = _NO_HEADINGS,
        *,
        with_advice: bool = True,
    ) -> str:
        """Return a problem in words, after the heading of its column or the name of its field."""
        name = headings.get(problem.key) or self.fields.get(problem.key)
        message = message_of(problem)
        text = str(message) if with_advice else message.what
        return f"{name}: {text}" if name else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The user's choices for a file; some kinds of imports have more."""

    sheet: str = ""
    """The sheet to read; empty: the one with the most wanted headings."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By name (`headings.column_names`) or letter the chosen field of a column, and what its kind
    of import accepts besides (`Reading.understands`); empty: it is not read."""
    shapes: Sequence[KnownShape] = ()
    """The choices for columns of earlier files (`Reading.shapes`)."""
    answers: Answers = NO_ANSWERS
    """The answers about single rows."""
    edits: tuple[Edit, ...] = ()
    """The corrections of single cells."""

    def kept_texts(self) -> dict[str, str]:
        """Return as texts what is kept for the file; empty: nothing is chosen."""
        values = {name: getattr(self, name) for name in _KEPT if hasattr(self, name)}
        values["answers"] = sorted(self.answers.given)
        return {name: json.dumps(value) for name, value in values.items() if value}


def _values_in(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of options by field, from their `kept_texts`."""
    values = {name: json.loads(text) for name, text in texts.items()}
    if "answers" in values:
        # Another version of the program may have known other answers.
        given = ((question, one) for question, one in values["answers"] if one in {*Answer})
        values["answers"] = Answers(frozenset((question, Answer(one)) for question, one in given))
    if "edits" in values:
        values["edits"] = tuple(Edit(*edit) for edit in values["edits"])
    return values


DEFAULT_OPTIONS: Final = Options()


@dataclass(frozen=True, slots=True)
class Judgement(Generic[PlanT]):
    """The result of judging a file; an equal one means that nothing has changed."""

    rows: tuple[PreviewRow, ...]
    """Each row with its verdict."""
    plans: tuple[PlanT, ...]
    """What to store; empty when the file contains nothing new."""
    notes: tuple[Problem, ...] = field(default=(), kw_only=True)
    """Remarks about the file as a whole, after those of its reading."""


@dataclass(frozen=True, slots=True)
class StoredImport:
    """The result of storing an import."""

    changes: Sequence[RowChange]
    facts: Mapping[str, int] = field(default_factory=dict)
    """What the audit trail records of the import beside the number of rows of each verdict."""
    sender: str = ""
    """The sender for whose further files the chosen columns are kept; empty: none."""


def ignore_progress(_count: int) -> None:
    """Ignore a report of progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[FileT, JudgementT, OptionsT]):
    """How a foreign table is read, and judged against the stored data."""

    kind: str
    """The kind under which imports are stored, and its name for `alo183 import`: `officers`."""
    words: Words
    wanted: tuple[WantedColumn, ...]
    """The wanted columns; the user may choose which of them another one is."""
    read: Callable[[Any, OptionsT, dt.datetime], FileT]
    """Reads the rows of a `ForeignFile` at an instant, without the database."""
    judge: Callable[[Session, Any, FileT, OptionsT, dt.datetime], JudgementT]
    """Compares them at an instant with the looked-up data and the database, which is only read."""
    options: OptionsT
    """The defaults, before the user chooses anything."""
    look_up: Callable[[Session], Any] = lambda _session: None
    """Returns all stored data that judging depends on, as comparable values: while they are equal,
    a judgement holds. None: the database is queried row by row, each time anew."""
    understands: Callable[[str], object] | None = None
    """Whether a choice for a column is valid; None: whether it is one of the wanted fields."""
    by_columns: bool = False
    """Whether to read `ForeignColumns` instead: it may have a hundred thousand rows."""

    def open(
        self,
        path: Path | PastedTable,
        options: OptionsT | None = None,
        *,
        now: dt.datetime,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> FileT:
        """Read a file, which takes time in proportion to its size and needs no database.

        Args:
            path: The file, or pasted text instead.
            options: The user's choices; None: the defaults.
            now: UTC; cases and calls in a file lie before it.
            is_cancelled: Called ten times a second, on a thread of its own.

        Raises:
            KnownError: `imports.field_unknown`, `imports.column_missing`, `imports.column_twice`:
                the choices for columns do not fit; `documents.foreign_*` as
                `documents.foreign.tables.read_file`; errors of the kind of import for a file that
                it cannot read.
        """
        for choice in (options or self.options).columns.values():
            if not self._knows(choice):
                known = ", ".join(one.key for one in self.wanted)
                raise KnownError("imports.field_unknown", field=choice, fields=known)
        # Loaded for an import, not at the start.
        from alo183_desktop.documents.foreign import tables

        limits = tables.LARGE if self.by_columns else tables.LIMITS
        opened = tables.read_columns(path, limits=limits, is_cancelled=is_cancelled)
        chosen = options or self.options
        source = edited(opened, chosen.edits)
        given = source.file if self.by_columns else source.file.by_rows()
        with collector_paused():
            file = self.read(given, chosen, now)
        counts = {"imports.edits": len(source.kept), "imports.edits_lost": source.lost}
        notes = (Problem("", code, {"count": count}) for code, count in counts.items() if count)
        return replace(file, source=opened, edits=source.kept, notes=(*notes, *file.notes))

    def shapes(self, work: Work) -> tuple[KnownShape, ...]:
        """Return the choices for columns of earlier files, the newest first.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, Right.IMPORT)
        return tuple(
            one
            for one in storing.list_shapes(work.session, self.kind)
            # A later version of the program may know other fields; then the user is asked again.
            if all(map(self._knows, one.columns.values()))
        )

    def keep_options(self, work: Work, file: FileT, options: OptionsT) -> None:
        """Keep the user's options for a file, replacing earlier ones.

        They stay when it is imported: it may be undone, and is then opened again.
        """
        form, texts = self._draft_of(file), options.kept_texts()
        key = drafts.key_of_file(work, form)
        if texts:
            drafts.keep_draft(work, key, form, file.file_name, texts)
        else:
            drafts.drop_drafts(work, [key])

    def find_options(self, work: Work, file: FileT) -> dict[str, Any]:
        """Return the options that the user left for a file, by fields of `Options`."""
        kept = (one.texts for one in drafts.list_drafts(work, self._draft_of(file)))
        return _values_in(next(kept, {}))

    def _draft_of(self, file: FileT) -> str:
        return f"{drafts.OF_FILES}{self.kind}.{file.sha256[:32]}"

    def _knows(self, choice: str) -> bool:
        """Return whether a choice for a column is valid."""
        if self.understands is not None and choice:
            return bool(self.understands(choice))
        return not choice or any(one.key == choice for one in self.wanted)

    def preview(self, work: Work, file: FileT, options: OptionsT | None = None) -> Preview:
        """Return the result of judging a file against the stored data, by row; nothing is stored.

        It reveals stored data, so it demands the right to import.

        Args:
            file: The parsed file.
            options: The user's choices; None: the defaults.

        Raises:
            KnownError: `access.not_allowed`.
        """
        require(work, Right.IMPORT)
        chosen = options or self.options
        known = self.look_up(work.session)
        judgement = self._judge(work.session, known, file, chosen, work.now)
        return Preview(
            kind=self.kind,
            file=file,
            rows=judgement.rows,
            notes=(*judgement.notes, *file.notes),
            at=work.now,
            options=chosen,
            known=known,
            judgement=judgement,
        )

    @collector_paused()
    def _judge(
        self, session: Session, known: Any, file: FileT, chosen: OptionsT, now: dt.datetime
    ) -> JudgementT:
        return self.judge(session, known, file, chosen, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Reading[FileT, JudgementT, OptionsT]):
    """One kind of import: a reading whose rows can be stored, and undone."""

    seen_with: Right
    """The right to see which imports were made."""
    store: Callable[[Work, FileT, JudgementT, Agreed[OptionsT]], StoredImport]
    """Stores the judged rows, and records each change; may raise `KnownError`.

    A refusal of the database means that another desk came first.
    """
    brings: tuple[Brought, ...]
    """The kinds of rows that lock an import once they are changed or used; referring kinds come
    before those that they refer to."""
    tables: tuple[str, ...]
    """The tables it changes, for other screens to refresh."""
    apart: tuple[type[Base], ...] = ()
    """Tables whose rows come and go with what they refer to: they do not lock an import."""
    also_built_on: Callable[[Session, Collection[int]], Collection[int]] = (
        lambda _session, _import_ids: ()
    )
    """Returns those of some imports that something else locks, in one query."""
    take_back: Callable[[Work, int, Sequence[Brought]], None] = storing.take_back
    """Removes what an import created, and restores the values that it changed."""
    steps: Callable[[FileT], int] = lambda _file: 0
    """Number of rows of a file stored one after another; 0: too few to report progress."""

    def apply(
        self,
        work: Work,
        preview: Preview,
        *,
        options: OptionsT | None = None,
        skip_wrong: bool = False,
        rows_done: Callable[[int], object] = ignore_progress,
    ) -> ImportRow:
        """Store what a preview shows: all of it, or nothing.

        Args:
            preview: As the clerk accepted it.
            options: The user's choices since; None: none.
            skip_wrong: Whether to leave out wrong rows.
            rows_done: Called with the number of rows stored so far, by the kinds that take time; an
                error that it raises leaves everything as it was.

        Returns:
            The import; one without an id when the file contained nothing new.

        Raises:
            KnownError: `access.not_allowed`; `imports.columns`: they are not understood;
                `imports.stale`: the database has changed since the preview was made;
                `imports.wrong_rows` with each problem under `row.field`; what `store` refuses.
        """
        require(work, Right.IMPORT)
        file: FileT = preview.file
        chosen: OptionsT = options or preview.options
        if file.problems:
            raise KnownError("imports.columns", problems=file.problems)
        take_write_lock(work.session)
        known = self.look_up(work.session)
        is_as_seen = known is not None and (known, chosen) == (preview.known, preview.options)
        judgement: JudgementT = preview.judgement
        if not is_as_seen:
            judgement = self._judge(work.session, known, file, chosen, preview.at)
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
            made = self._store(work, preview, row, Agreed(0, chosen, rows_done))
        except IntegrityError as error:
            # Another desk stored the same between the check and this write.
            raise KnownError("imports.stale") from error
        return replace(row, import_id=made)

    def undo(self, work: Work, import_id: int) -> None:
        """Undo an import as one step.

        Raises:
            KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: something that
                it brought was changed or used afterwards.
            ConflictError: `db.conflict`: another user changed a row of it first.
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
            # Another desk referred to one of them between the check and this write.
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
        # What an import brought is looked for in every table, some of which are for its importers.
        may_undo = may(work.actor.role, Right.IMPORT)
        asked = [record.id for record in records if record.undone_at is None]
        stay = self.built_on(work.session, asked) if may_undo else ()
        rows = []
        for record in records:
            reason = "imports.built_on" if record.id in stay else ""
            if not may_undo:
                reason = "access.not_allowed"
            if record.undone_at is not None:
                reason = "imports.undone"
            rows.append(ImportRow(*record[:4], record.name or "", *record[5:], reason))
        return tuple(rows)

    def built_on(self, session: Session, import_ids: Collection[int]) -> Collection[int]:
        """Return those of some imports that cannot be undone, for their rows were used since."""
        kept = storing.built_on(session, import_ids, self.brings, apart=self.apart)
        return kept.union(self.also_built_on(session, import_ids))

    @override
    @collector_paused()
    def _judge(
        self, session: Session, known: Any, file: FileT, chosen: OptionsT, now: dt.datetime
    ) -> JudgementT:
        """Return the judgement of a file, without rows that the user left out."""
        judgement = self.judge(session, known, file, chosen, now)
        if not chosen.answers.given:
            return judgement
        rows = judgement.rows
        # For usage only wrong lines are rows; the others are sums.
        left_out = [
            (isinstance(file, Sheet) or row.verdict is RowVerdict.WRONG)
            and chosen.answers.skips(row.row_number, row.label)
            for row in rows
        ]
        others = iter([row for row, is_out in zip(rows, left_out, strict=True) if not is_out])
        if isinstance(file, Sheet) and any(left_out):
            # Nor are they compared with others, or stored with what they would bring besides.
            numbers = {row.row_number for row, is_out in zip(rows, left_out, strict=True) if is_out}
            kept = tuple(one for one in file.entries if one.row_number not in numbers)
            judgement = self.judge(session, known, replace(file, entries=kept), chosen, now)
            others = iter(judgement.rows)
        rows = tuple(
            PreviewRow(row.row_number, RowVerdict.SKIPPED, row.label, (SKIPPED_BY_USER,))
            if is_out
            else next(others)
            for row, is_out in zip(rows, left_out, strict=True)
        )
        return replace(judgement, rows=rows)

    @collector_paused()
    def _store(self, work: Work, preview: Preview, row: ImportRow, agreed: Agreed[OptionsT]) -> int:
        made = storing.keep_import(work, row, sha256=preview.file.sha256)
        final = replace(agreed, import_id=made.id)
        stored = self.store(work, preview.file, preview.judgement, final)
        work.session.flush()
        storing.keep_changes(work.session, made.id, stored.changes)
        if preview.file.shape and agreed.options.columns:
            shape = KnownShape(preview.file.shape, stored.sender, dict(preview.file.chosen))
            storing.keep_shape(work.session, made, shape)
        counts: dict[str, Any] = {verdict.value: n for verdict, n in preview.counts.items()}
        facts = {"kind_of_rows": self.kind, **stored.facts, **counts}
        if preview.file.edits:
            facts["edited"] = len(preview.file.edits)
        work.record("import.applied", "import", made.id, **facts)
        return made.id


@dataclass(frozen=True, slots=True)
class Agreed(Generic[OptionsT]):
    """What the user accepted, and the ids and names from now on."""

    import_id: int
    options: OptionsT
    rows_done: Callable[[int], object] = ignore_progress
    """Called with the number of rows stored so far."""
