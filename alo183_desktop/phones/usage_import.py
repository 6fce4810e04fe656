"""Bring usage out of operators' files into the database, in one step that can be taken back."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import select, update

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.imports.applying import Importer, Stored
from alo183_desktop.imports.rows import Verdict
from alo183_desktop.imports.storing import FIRST_VERSION, Change, insert_all
from alo183_desktop.phones.model import OperatorMap, Usage, UsageDay
from alo183_desktop.phones.quota_service import note_notices
from alo183_desktop.phones.rules import LineValues
from alo183_desktop.phones.storing import insert_line
from alo183_desktop.phones.usage_calls_store import insert_calls
from alo183_desktop.phones.usage_columns import ColumnMap
from alo183_desktop.phones.usage_files import RememberedMap
from alo183_desktop.phones.usage_keeping import keep_days
from alo183_desktop.phones.usage_match import Judgement, judge
from alo183_desktop.phones.usage_missing import MAYBE_CUT, missing_lines
from alo183_desktop.phones.usage_undo import LINE, MAP, USAGE, built_on, take_back
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.phones.usage_match import LinePlan
    from alo183_desktop.phones.usage_rows import UsageFile

_BATCH: Final = 500
_OPERATOR_LENGTH: Final = 64


def _tell_nobody(_count: int) -> None:
    """Take a count that nobody waits for."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview needs to be applied."""

    file: UsageFile
    operator: str
    register_new: bool
    replaces: bool = False
    """Whether usage of the same days is knowingly replaced."""
    doubt: Problem | None = None
    """Why the file may lack its end, until somebody says that it is whole."""
    rows_done: Callable[[int], object] = _tell_nobody

    def judge(self, session: Session) -> Judgement:
        """Compare the file with the database."""
        return judge(session, self.file, register_new=self.register_new)

    def store(self, work: Work, judgement: Judgement, import_id: int) -> Stored:
        """Store usage with its days and calls, unless somebody has to agree first."""
        if self.doubt is not None:
            error = KnownError(self.doubt.code)
            error.parameters = dict(self.doubt.parameters)
            raise error
        if judgement.replaced and not self.replaces:
            count = sum(row.verdict is Verdict.UPDATE for row in judgement.rows)
            raise KnownError("phones.usage_replaces", count=count)
        changes = _store(work, self, judgement, import_id)
        return Stored(changes, {"rows": self.file.row_count, "replaced": len(judgement.replaced)})


IMPORTER: Final = Importer(
    kind="usage", seen_with=Right.SEE_PHONES, built_on=built_on, take_back=take_back
)
undo_usage = IMPORTER.undo
list_usage_imports = IMPORTER.history


def preview_usage(
    work: Work, file: UsageFile, *, operator: str = "", register_new: bool = False
) -> Preview:
    """Return line by line what the import of a usage file would do; nothing is stored.

    Args:
        work: Only read.
        file: Read by `usage_files.read_usage_file`, which takes as long as it is big.
        operator: Who sent it; lines that are registered get it, and a corrected map is kept for it.
        register_new: Whether numbers that are no lines yet become lines.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.IMPORT)

    def notes(judgement: Judgement) -> Iterator[Problem]:
        yield from file.notes
        if file.wrong_count > len(file.wrong):
            count = file.wrong_count - len(file.wrong)
            yield Problem("", "phones.usage_more_wrong", {"count": count})
        if missing := missing_lines(work.session, file, judgement):
            yield missing

    plan = _Plan(file, (operator or file.operator)[:_OPERATOR_LENGTH], register_new)
    return IMPORTER.preview(work, file, plan, notes=notes)


def apply_usage(
    work: Work,
    preview: Preview,
    *,
    replace: bool = False,
    skip_wrong: bool = False,
    trusts_end: bool = False,
    rows_done: Callable[[int], object] = _tell_nobody,
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
    plan = cast("_Plan", preview.plan)
    if plan.file.problems:
        raise KnownError("phones.usage_columns", problems=plan.file.problems)
    doubt = next((note for note in preview.notes if note.code == MAYBE_CUT), None)
    agreed = dataclasses.replace(
        plan, doubt=None if trusts_end else doubt, replaces=replace, rows_done=rows_done
    )
    return IMPORTER.apply(work, dataclasses.replace(preview, plan=agreed), skip_wrong=skip_wrong)


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


def _store(work: Work, plan: _Plan, judgement: Judgement, import_id: int) -> list[Change]:
    file, plans = plan.file, judgement.plans
    changes = list(_register(work, plan, plans, import_id=import_id))
    line_ids = {
        file.lines[wanted.place].phone: change.item_id
        for wanted, change in zip(
            (wanted for wanted in plans if wanted.line_id is None), changes, strict=True
        )
    }
    _supersede(work, judgement, import_id=import_id)
    owners = [wanted.line_id or line_ids[file.lines[wanted.place].phone] for wanted in plans]
    usage_ids = insert_all(
        work.session,
        Usage,
        [
            {
                "import_id": import_id,
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
    kept_ids = keep_days(work.session, keeps, import_id=import_id)
    changes += (Change(USAGE, usage_id, None, FIRST_VERSION) for usage_id in kept_ids)
    insert_calls(
        work.session,
        file.calls,
        usage_ids,
        lines,
        replaced_ids=[old.usage_id for old in judgement.replaced],
        rows_done=plan.rows_done,
    )
    changes += _remember(work, plan)
    note_notices(work, today=local_day(work.now), line_ids=frozenset(owners))
    return changes


def _register(
    work: Work, plan: _Plan, plans: Sequence[LinePlan], *, import_id: int
) -> list[Change]:
    """Make lines of the numbers that are none yet, in the order of the plans."""
    changes = []
    made: dict[str, Change] = {}
    for wanted in plans:
        if wanted.line_id is not None:
            continue
        phone = plan.file.lines[wanted.place].phone
        if phone not in made:
            line = insert_line(work, LineValues(phone=phone, operator=plan.operator))
            work.record("line.added", "line", line.id, imported=import_id)
            made[phone] = Change(LINE, line.id, None, line.version)
        changes.append(made[phone])
    return changes


def _supersede(work: Work, judgement: Judgement, *, import_id: int) -> None:
    old = sorted(stored.usage_id for stored in judgement.replaced)
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
