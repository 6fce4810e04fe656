"""Bring usage out of operators' files into the database, in one step that can be taken back.

Not here: what a file says (usage_files.py), and what it comes to (usage_match.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.imports import queries as import_queries
from alo183_desktop.imports.rows import Preview, Verdict
from alo183_desktop.imports.storing import (
    FIRST_VERSION,
    Change,
    import_row,
    insert_all,
    keep_changes,
    keep_import,
    numbered,
    refuse_wrong_rows,
)
from alo183_desktop.imports.undoing import undo
from alo183_desktop.phones.model import OperatorMap, Usage, UsageDay
from alo183_desktop.phones.quota_service import note_notices
from alo183_desktop.phones.rules import LineValues
from alo183_desktop.phones.storing import insert_line
from alo183_desktop.phones.usage_calls_store import insert_calls
from alo183_desktop.phones.usage_columns import ColumnMap
from alo183_desktop.phones.usage_files import RememberedMap
from alo183_desktop.phones.usage_keeping import keep_days
from alo183_desktop.phones.usage_match import Judgement, headings_of, judge
from alo183_desktop.phones.usage_missing import MAYBE_CUT, missing_lines
from alo183_desktop.phones.usage_undo import LINE, MAP, USAGE, built_on, lines_of, take_back
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow
    from alo183_desktop.phones.usage_rows import UsageFile

KIND: Final = "usage"
_BATCH: Final = 500
_OPERATOR_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    file: UsageFile
    judgement: Judgement
    operator: str
    register_new: bool


def preview_usage(
    work: Work, file: UsageFile, *, operator: str = "", register_new: bool = False
) -> Preview:
    """Return line by line what the import of a usage file would do; nothing is stored.

    Args:
        work: Only read.
        file: Read by `usage_files.read_usage_file`, which takes as long as it is big.
        operator: Who sent it; lines that are registered get it, and a corrected map is kept for it.
        register_new: Whether officers' corporate numbers that are no lines yet become lines.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.IMPORT)
    judgement = judge(work.session, file, register_new=register_new)
    notes = list(file.notes)
    if file.wrong_count > len(file.wrong):
        count = file.wrong_count - len(file.wrong)
        notes.append(Problem("", "phones.usage_more_wrong", {"count": count}))
    missing = missing_lines(work.session, file, judgement)
    if missing is not None:
        notes.append(missing)
    return Preview(
        kind=KIND,
        file_name=file.file_name,
        sha256=file.sha256,
        sheet=file.sheet,
        heading_row=file.heading_row,
        columns=headings_of(file),
        rows=judgement.rows,
        passed_over=file.passed_over,
        notes=tuple(notes),
        plan=_Plan(file, judgement, (operator or file.operator)[:_OPERATOR_LENGTH], register_new),
    )


def apply_usage(
    work: Work,
    preview: Preview,
    *,
    replace: bool = False,
    skip_wrong: bool = False,
    trusts_end: bool = False,
    rows_done: Callable[[int], object] = lambda _count: None,
) -> ImportRow:
    """Store what a preview shows: all of it, or nothing; quota notices come with it.

    Args:
        work: The unit of work.
        preview: Of `preview_usage`, as the clerk agreed to it.
        replace: Whether usage of the same days is knowingly replaced.
        skip_wrong: Whether wrong rows are knowingly left out.
        trusts_end: Whether somebody knows that the file is whole, though lines of the file before
            are missing and no total tells.
        rows_done: Told how many rows are stored so far; an error that it raises leaves everything
            as it was.

    Returns:
        The import; one without a number when the file held nothing new.

    Raises:
        KnownError: `access.not_allowed`; `imports.stale`: the database is not what it was when the
            preview was made; `imports.wrong_rows` with each problem under `row.field`;
            `phones.usage_columns`: its columns are not understood; `phones.usage_replaces`: it
            takes the place of earlier usage, and nobody agreed to that; `phones.usage_maybe_cut`:
            nobody said that it is whole.
    """
    require(work, Right.IMPORT)
    plan: _Plan = preview.plan
    if plan.file.problems:
        raise KnownError("phones.usage_columns", problems=plan.file.problems)
    judgement = judge(work.session, plan.file, register_new=plan.register_new)
    if judgement != plan.judgement:
        raise KnownError("imports.stale")
    if not skip_wrong:
        refuse_wrong_rows(judgement.rows)
    doubt = next((note for note in preview.notes if note.code == MAYBE_CUT), None)
    if doubt is not None and judgement.plans and not trusts_end:
        error = KnownError(doubt.code)
        error.parameters = dict(doubt.parameters)
        raise error
    if judgement.replaced and not replace:
        raise KnownError("phones.usage_replaces", count=preview.counts[Verdict.UPDATE])
    row = import_row(work, preview)
    if not judgement.plans:
        work.record("import.nothing_new", "import", kind_of_rows=KIND, rows=len(judgement.rows))
        return row
    try:
        return numbered(row, _store(work, preview, row, rows_done))
    except IntegrityError as error:
        # Another desk stored usage of the same days, or the same line, after it was judged.
        raise KnownError("imports.stale") from error


def undo_usage(work: Work, import_id: int) -> None:
    """Take an import back as one step; what it had replaced counts again.

    Quota notices that nobody has seen and that were of it only go with it.

    Raises:
        KnownError: `access.not_allowed`; `imports.undone`; `imports.built_on`: a later import
            replaced it or has days of what it had replaced, a call of it was reviewed, or a line
            that it registered is used.
    """
    require(work, Right.IMPORT)
    line_ids = lines_of(work.session, import_id)
    undo(work, import_id, is_built_on=built_on, take_back=take_back)
    note_notices(work, today=local_day(work.now), line_ids=line_ids)


def list_usage_imports(work: Work) -> tuple[ImportRow, ...]:
    """Return the newest usage files that were imported, with whether each can still be undone.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return import_queries.list_imports(work.session, KIND, built_on=built_on)


def remembered_maps(work: Work) -> tuple[RememberedMap, ...]:
    """Return how clerks corrected the columns of each operator's files, the newest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.IMPORT)
    query = select(OperatorMap).order_by(OperatorMap.saved_at.desc(), OperatorMap.id.desc())
    found = []
    for known in work.session.scalars(query):
        try:
            found.append(RememberedMap(known.operator, ColumnMap.from_json(known.columns)))
        except (LookupError, TypeError, ValueError):
            # A later version of the program may know other fields; then it is asked once more.
            continue
    return tuple(found)


@collector_paused()
def _store(work: Work, preview: Preview, row: ImportRow, rows_done: Callable[[int], object]) -> int:
    plan: _Plan = preview.plan
    file, plans = plan.file, plan.judgement.plans
    made = keep_import(work, row, sha256=preview.sha256)
    changes = list(_register(work, plan, import_id=made.id))
    line_ids = {
        file.lines[wanted.place].phone: change.item_id
        for wanted, change in zip(
            (wanted for wanted in plans if wanted.line_id is None), changes, strict=True
        )
    }
    _supersede(work, plan, import_id=made.id)
    owners = [wanted.line_id or line_ids[file.lines[wanted.place].phone] for wanted in plans]
    usage_ids = insert_all(
        work.session,
        Usage,
        [
            {
                "import_id": made.id,
                "line_id": owner,
                "starts_on": wanted.starts_on,
                "ends_on": wanted.ends_on,
                "seconds": line.seconds,
                "bytes": line.bytes,
                "has_calls": line.has_calls,
                "superseded_by_import_id": None,
            }
            for wanted, owner in zip(plans, owners, strict=True)
            for line in (file.lines[wanted.place],)
        ],
        is_numbered=True,
    )
    changes += (Change(USAGE, usage_id, None, FIRST_VERSION) for usage_id in usage_ids)
    lines = [file.lines[wanted.place] for wanted in plans]
    insert_all(
        work.session,
        UsageDay,
        [
            {"usage_id": usage_id, **day._asdict()}
            for usage_id, line in zip(usage_ids, lines, strict=True)
            for day in line.days
        ],
    )
    keeps = [part for wanted in plans for part in wanted.keeps]
    kept_ids = keep_days(work.session, keeps, import_id=made.id)
    changes += (Change(USAGE, usage_id, None, FIRST_VERSION) for usage_id in kept_ids)
    insert_calls(
        work.session,
        file.calls,
        usage_ids,
        lines,
        replaced_ids=[old.usage_id for old in plan.judgement.replaced],
        rows_done=rows_done,
    )
    changes += _remember(work, plan)
    keep_changes(work.session, made.id, changes)
    work.record(
        "import.applied",
        "import",
        made.id,
        kind_of_rows=KIND,
        rows=file.row_count,
        replaced=len(plan.judgement.replaced),
        **{verdict.value: count for verdict, count in preview.counts.items()},
    )
    note_notices(work, today=local_day(work.now), line_ids=frozenset(owners))
    return made.id


def _register(work: Work, plan: _Plan, *, import_id: int) -> list[Change]:
    """Make lines of the numbers that are none yet, in the order of the plans."""
    changes = []
    made: dict[str, Change] = {}
    for wanted in plan.judgement.plans:
        if wanted.line_id is not None:
            continue
        phone = plan.file.lines[wanted.place].phone
        if phone not in made:
            line = insert_line(work, LineValues(phone=phone, operator=plan.operator))
            work.record("line.added", "line", line.id, imported=import_id)
            made[phone] = Change(LINE, line.id, None, line.version)
        changes.append(made[phone])
    return changes


def _supersede(work: Work, plan: _Plan, *, import_id: int) -> None:
    old = sorted(stored.usage_id for stored in plan.judgement.replaced)
    for start in range(0, len(old), _BATCH):
        query = update(Usage).where(Usage.id.in_(old[start : start + _BATCH]))
        work.session.execute(query.values(superseded_by_import_id=import_id))


def _remember(work: Work, plan: _Plan) -> list[Change]:
    """Keep the map of an operator's files when a clerk corrected it."""
    if not plan.file.is_corrected:
        return []
    columns: dict[str, Any] = plan.file.columns.to_json()
    key = fold(plan.operator)[:_OPERATOR_LENGTH] or _key_of(plan.file.columns)
    query = select(OperatorMap).where(OperatorMap.operator_key == key)
    known = work.session.scalar(query)
    if known is None:
        known = OperatorMap(
            operator_key=key, operator=plan.operator, columns=columns, saved_at=work.now
        )
        work.session.add(known)
        work.session.flush()
        return [Change(MAP, known.id, None, known.version)]
    if known.columns == columns:
        return []
    before = {"operator": known.operator, "columns": known.columns}
    known.operator, known.columns, known.saved_at = plan.operator, columns, work.now
    work.session.flush()
    return [Change(MAP, known.id, before, known.version)]


def _key_of(columns: ColumnMap) -> str:
    """Return a key for the files of an operator whom nobody named: their headings."""
    headings: Sequence[str] = sorted(columns.signature)
    return f"#{hashlib.sha256('|'.join(headings).encode()).hexdigest()[:40]}"
