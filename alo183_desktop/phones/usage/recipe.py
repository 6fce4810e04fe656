"""Import usage from operators' files into the database, in one step that can be undone."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import and_, delete, exists, insert, literal, or_, select, update

from alo183_desktop.access.rules import Right
from alo183_desktop.db.bulk import FIRST_VERSION, insert_all, parts_of
from alo183_desktop.imports import storing
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.imports.recipe import Recipe, StoredImport, Words
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.imports.storing import Brought, RowChange
from alo183_desktop.phones.calls.marks import (
    copy_reviews,
    hand_on,
    list_marked,
    meet,
    reviewed_imports,
)
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.model import (
    CallRecord,
    PhoneLine,
    QuotaNotice,
    StateChange,
    Usage,
    UsageDay,
)
from alo183_desktop.phones.quotas.service import note_notices
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.storing import insert_item
from alo183_desktop.phones.usage.columns import FIELD_WORDS, WANTED, use_of
from alo183_desktop.phones.usage.file import (
    MOST_ROWS,
    USUAL,
    UsageOptions,
    read_usage,
)
from alo183_desktop.phones.usage.match import MAYBE_CUT, UsageJudgement, judge
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.recipe import Agreed
    from alo183_desktop.phones.calls.marks import Marked
    from alo183_desktop.phones.usage.match import KeptDays, LinePlan
    from alo183_desktop.phones.usage.rows import Calls, LineUsage, UsageFile

_USAGE: Final = "usage"
LINE: Final = "line"

_CHANGES: Final = ImportChange.__table__.c
_USAGES: Final = Usage.__table__.c
_DAYS: Final = UsageDay.__table__.c
_CALLS: Final = CallRecord.__table__.c
_DAY: Final = dt.timedelta(days=1)


def _built_on(session: Session, import_ids: Collection[int]) -> Collection[int]:
    """Return the imports that are locked by usage, apart from changes to their lines.

    A later import replaced usage of theirs, or covers days of what they had replaced, which would
    count twice if it counted again; or a call of theirs was reviewed; or a line that they
    registered was used.
    """
    replaced = select(_USAGES.import_id).where(
        _USAGES.import_id.in_(import_ids), _USAGES.superseded_by_import_id.is_not(None)
    )
    other = cast("Table", Usage.__table__).alias("other")
    used = select(_CHANGES.import_id).where(
        _CHANGES.import_id.in_(import_ids),
        _CHANGES.item_kind == LINE,
        exists().where(
            other.c.line_id == _CHANGES.item_id, other.c.import_id != _CHANGES.import_id
        ),
    )
    again = select(_USAGES.superseded_by_import_id).where(
        _USAGES.superseded_by_import_id.in_(import_ids),
        exists().where(
            other.c.superseded_by_import_id.is_(None),
            other.c.import_id != _USAGES.superseded_by_import_id,
            other.c.line_id == _USAGES.line_id,
            other.c.starts_on < _USAGES.ends_on,
            other.c.ends_on > _USAGES.starts_on,
            or_(
                *(and_(other.c[name].is_not(None), _USAGES[name].is_not(None)) for name in Measure)
            ),
        ),
    )
    reviewed = reviewed_imports(import_ids)
    return {
        import_id
        for query in (replaced, used, again, reviewed)
        for import_id in session.scalars(query)
    }


def _take_back(work: Work, import_id: int, brings: Sequence[Brought]) -> None:
    """Remove the rows of an import; what it had replaced counts again.

    Quota notices that nobody has seen and that rest on it alone are removed, too.
    """
    session = work.session
    of_lines = select(_USAGES.line_id).where(_USAGES.import_id == import_id)
    line_ids = frozenset(session.scalars(of_lines))
    mine = select(_USAGES.id).where(_USAGES.import_id == import_id)
    # Parts first: the database would look for the calls of each usage one at a time.
    session.execute(delete(CallRecord).where(CallRecord.usage_id.in_(mine)))
    session.execute(delete(UsageDay).where(UsageDay.usage_id.in_(mine)))
    session.execute(delete(Usage).where(Usage.import_id == import_id))
    session.execute(
        update(Usage)
        .where(Usage.superseded_by_import_id == import_id)
        .values(superseded_by_import_id=None)
    )
    storing.take_back(work, import_id, brings)
    session.expire_all()
    note_notices(work, today=local_day(work.now), line_ids=line_ids)


_COLUMNS: Final = "usage_id, at, kind, number, seconds, bytes"
_WIDTH: Final = 6
_NUMBER: Final = 3
"""Index of the number among them."""
_AT_ONCE: Final = 50
"""Rows per statement: with so many, SQLite stores a row in half the time of one by one."""
_STEP: Final = 10_000
"""Rows between two reports of progress."""


def insert_calls(
    session: Session,
    calls: Calls,
    usage_ids: Sequence[int],
    lines: Sequence[LineUsage],
    *,
    replaced_ids: Collection[int] = (),
    rows_done: Callable[[int], object],
) -> None:
    """Store the calls of some lines.

    Args:
        session: Of either backend.
        calls: Of the whole file.
        usage_ids: One for each of `lines`.
        lines: The stored ones; each names its part of `calls`.
        replaced_ids: Usages that they replace: where a call of one was reviewed, its mark and
            its review go to the same call here.
        rows_done: Called with the number of rows stored so far.
    """
    parts = [
        (usage_id, slice(line.start, line.stop))
        for usage_id, line in zip(usage_ids, lines, strict=True)
        if line.has_calls
    ]
    met = _reviewed(session, calls, usage_ids, lines, replaced_ids)
    flat = _flat(calls, parts)
    _put_marks(flat, parts, met)
    count = len(flat) // _WIDTH
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    connection = session.connection()
    step = _STEP * _WIDTH
    for start in range(0, len(flat), step):
        # The driver itself: Core costs more than the storing.
        block = flat[start : start + step]
        whole = len(block) - len(block) % (_AT_ONCE * _WIDTH)
        for begin, end, rows in ((0, whole, _AT_ONCE), (whole, len(block), 1)):
            many = [
                tuple(block[offset : offset + rows * _WIDTH])
                for offset in range(begin, end, rows * _WIDTH)
            ]
            if many:
                connection.exec_driver_sql(_statement(rows, mark), many)
        rows_done(min((start + step) // _WIDTH, count))
    hand_on(session, calls, dict(zip(usage_ids, lines, strict=True)), met)


def _reviewed(
    session: Session,
    calls: Calls,
    usage_ids: Sequence[int],
    lines: Sequence[LineUsage],
    replaced_ids: Collection[int],
) -> Mapping[int, Marked]:
    """Return the reviewed calls of replaced usage, by the index of the same call in the file."""
    marked = list_marked(session, replaced_ids)
    if not marked:
        return {}
    ids = {*usage_ids, *(one.usage_id for one in marked)}
    owners = dict(session.execute(select(Usage.id, Usage.line_id).where(Usage.id.in_(ids))).all())
    met: dict[int, Marked] = {}
    for usage_id, line in zip(usage_ids, lines, strict=True):
        of_line = [one for one in marked if owners[one.usage_id] == owners[usage_id]]
        met.update(meet(session, calls, slice(line.start, line.stop), of_line))
    return met


def _put_marks(
    flat: list[Any], parts: Sequence[tuple[int, slice]], met: Mapping[int, Marked]
) -> None:
    if not met:
        return
    stored = (index for _, part in parts for index in range(part.start, part.stop))
    for row, index in enumerate(stored):
        if index in met:
            flat[row * _WIDTH + _NUMBER] = met[index].number


def _flat(calls: Calls, parts: Sequence[tuple[int, slice]]) -> list[Any]:
    """Return all values row after row in one list, which is sliced faster than rows are made."""
    size = sum(part.stop - part.start for _, part in parts)
    flat: list[Any] = [None] * (size * _WIDTH)
    owners: list[int] = []
    for usage_id, part in parts:
        owners += [usage_id] * (part.stop - part.start)
    flat[0::_WIDTH] = owners
    columns = (calls.at, calls.kinds, calls.numbers, calls.seconds, calls.bytes)
    for index, column in enumerate(columns, start=1):
        picked: list[Any] = []
        for _, part in parts:
            picked += column[part]
        flat[index::_WIDTH] = picked
    return flat


def _statement(rows: int, mark: str) -> str:
    one = f"({', '.join([mark] * _WIDTH)})"
    return f"INSERT INTO call_records ({_COLUMNS}) VALUES {', '.join([one] * rows)}"  # noqa: S608


_OPERATOR_LENGTH: Final = 64


def _store(
    work: Work, file: UsageFile, judgement: UsageJudgement, agreed: Agreed[UsageOptions]
) -> StoredImport:
    """Store usage with its days and calls, and the quota notices that follow from it.

    Raises:
        KnownError: `phones.usage_replaces`: it replaces earlier usage, and the user did not agree;
            `phones.usage_maybe_cut`: the user did not confirm that it is complete.
    """
    doubt = next((note for note in judgement.notes if note.code == MAYBE_CUT), None)
    if doubt is not None and not agreed.options.trusts_end:
        error = KnownError(doubt.code)
        error.parameters = dict(doubt.parameters)
        raise error
    if judgement.replaced and not agreed.options.replaces:
        count = sum(row.verdict is RowVerdict.UPDATE for row in judgement.rows)
        raise KnownError("phones.usage_replaces", count=count)
    plans, import_id = judgement.plans, agreed.import_id
    operator = _operator(file, agreed.options)
    new = _register(work, file, plans, operator=operator, import_id=import_id)
    changes = list(new.values())
    _supersede(work, judgement, import_id=import_id)
    owners = [wanted.line_id or new[file.lines[wanted.position].phone].item_id for wanted in plans]
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
            for line in (file.lines[wanted.position],)
        ],
        is_numbered=True,
    )
    changes += (RowChange(_USAGE, usage_id, None, FIRST_VERSION) for usage_id in usage_ids)
    lines = [file.lines[wanted.position] for wanted in plans]
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
    kept_ids = _keep_days(work.session, keeps, import_id=import_id)
    changes += (RowChange(_USAGE, usage_id, None, FIRST_VERSION) for usage_id in kept_ids)
    insert_calls(
        work.session,
        file.calls,
        usage_ids,
        lines,
        replaced_ids=[old.usage_id for old in judgement.replaced],
        rows_done=agreed.rows_done,
    )
    note_notices(work, today=local_day(work.now), line_ids=frozenset(owners))
    facts = {"rows": file.row_count, "replaced": len(judgement.replaced)}
    return StoredImport(changes, facts, sender=operator)


def _operator(file: UsageFile, options: UsageOptions) -> str:
    return (options.operator or file.operator)[:_OPERATOR_LENGTH]


def _register(
    work: Work, file: UsageFile, plans: Sequence[LinePlan], *, operator: str, import_id: int
) -> dict[str, RowChange]:
    """Register lines for the unknown numbers, and return them by number."""
    made: dict[str, RowChange] = {}
    for wanted in plans:
        phone = file.lines[wanted.position].phone
        if wanted.line_id is None and phone not in made:
            values = LineValues(phone=phone, operator=operator)
            line = insert_item(work, ItemKind.LINE, values)
            work.record("line.added", "line", line.id, imported=import_id)
            made[phone] = RowChange(LINE, line.id, None, line.version)
    return made


def _keep_days(session: Session, parts: Sequence[KeptDays], *, import_id: int) -> list[int]:
    """Store kept days with their calls as usages of an import, and return their ids.

    They belong to the import that replaced the rest of their days, so that undoing it removes them
    when the earlier usage counts again. Days that the earlier file could not contain, because
    it was read before them, are not kept.
    """
    made = []
    for part in parts:
        old = session.execute(
            select(_USAGES.line_id, _USAGES.seconds, _USAGES.bytes, Import.at)
            .join(Import, _USAGES.import_id == Import.id)
            .where(_USAGES.id == part.usage_id)
        ).one()
        days = session.execute(
            select(_DAYS.day, _DAYS.seconds, _DAYS.bytes).where(*part.within()).order_by(_DAYS.day)
        ).all()
        known_until = max([local_day(old.at), *(day.day + _DAY for day in days)])
        ends_on = min(part.ends_on, known_until)
        if ends_on <= part.starts_on:
            continue
        row = {
            "import_id": import_id,
            "line_id": old.line_id,
            "starts_on": part.starts_on,
            "ends_on": ends_on,
            "seconds": None if old.seconds is None else sum(day.seconds or 0 for day in days),
            "bytes": None if old.bytes is None else sum(day.bytes or 0 for day in days),
            "has_calls": True,
            "superseded_by_import_id": None,
        }
        (usage_id,) = insert_all(session, Usage, [row], is_numbered=True)
        insert_all(session, UsageDay, [{"usage_id": usage_id, **day._asdict()} for day in days])
        _copy_calls(session, part, usage_id)
        made.append(usage_id)
    return made


def _copy_calls(session: Session, part: KeptDays, usage_id: int) -> None:
    """Copy the calls of kept days, with their reviews, whatever is known of each."""
    table = cast("Table", CallRecord.__table__)
    names = [column.name for column in table.columns if column.name not in {"id", "usage_id"}]
    within = (
        _CALLS.usage_id == part.usage_id,
        _CALLS.at >= day_start(part.starts_on),
        _CALLS.at < day_start(part.ends_on),
    )
    query = select(literal(usage_id), *(_CALLS[name] for name in names)).where(*within)
    session.execute(
        insert(table).from_select(["usage_id", *names], query.order_by(_CALLS.id)),
    )
    before = session.scalars(select(_CALLS.id).where(*within).order_by(_CALLS.id))
    after = session.scalars(
        select(_CALLS.id).where(_CALLS.usage_id == usage_id).order_by(_CALLS.id)
    )
    copy_reviews(session, dict(zip(before, after, strict=True)))


def _supersede(work: Work, judgement: UsageJudgement, *, import_id: int) -> None:
    for part in parts_of(stored.usage_id for stored in judgement.replaced):
        query = update(Usage).where(Usage.id.in_(part))
        work.session.execute(query.values(superseded_by_import_id=import_id))


USAGE: Final[Recipe[UsageFile, UsageJudgement, UsageOptions]] = Recipe(
    kind="usage",
    words=Words(
        title="Kullanım dosyası al",
        chapter="Operatörün dosyası geldi",
        explanation="Operatörün gönderdiği CSV, TXT ya da Excel dosyası; arama arama ya da hat "
        "başına bir satır olabilir. Siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} arama satırı.",
        history="Alınan kullanım dosyaları",
        way_to_history="“Ekle, Kullanım dosyası geçmişi…”",
        thing="hat",
        label="Hat",
        fields=FIELD_WORDS,
        of_rows="hattın kullanımı",
        done="Kullanım dosyası alındı",
        files="Kullanım dosyası (*.csv *.txt *.tsv *.xlsx *.xls *.ods *.fods)",
    ),
    wanted=WANTED,
    seen_with=Right.SEE_PHONES,
    read=lambda file, options, now: read_usage(file, options, today=local_day(now)),
    judge=lambda session, _known, file, options, now: judge(
        session, file, register_new=options.register_new, today=local_day(now)
    ),
    store=_store,
    brings=(Brought(LINE, PhoneLine, thing=LINE),),
    # States and notices are removed with their line.
    apart=(StateChange, QuotaNotice, Usage),
    options=USUAL,
    tables=("usages", "lines"),
    also_built_on=_built_on,
    take_back=_take_back,
    steps=lambda file: len(file.calls),
    understands=partial(use_of, ""),
    by_columns=True,
)
