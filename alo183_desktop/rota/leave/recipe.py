"""The import of leave: whose each row is, which duties it affects, and how it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.form_access import recorded
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.imports.recipe import (
    DEFAULT_OPTIONS,
    Judgement,
    Options,
    Recipe,
    StoredImport,
    Words,
)
from alo183_desktop.imports.rows import FieldChange, PreviewRow, RowPlan, RowVerdict
from alo183_desktop.imports.sheets import MOST_ROWS, far_days, find_twins
from alo183_desktop.imports.storing import brought_by, created_by, store_records
from alo183_desktop.rota import queries, rules, service
from alo183_desktop.rota.leave.file import THING, WANTED, LeaveList, read_leave
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rows import AbsenceFilter, PersonFilter
from alo183_desktop.rota.service import ABSENCES
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.recipe import Agreed
    from alo183_desktop.imports.rows import Answers
    from alo183_desktop.rota.leave.file import LeaveEntry
    from alo183_desktop.rota.rows import AbsenceRow, HitDuty

_MOST_HIT: Final = 3
"""Number of duties named in a hint."""


class _Judge:
    """Everybody who can be on duty, and their known absences."""

    def __init__(
        self, session: Session, leave: LeaveList, now: dt.datetime, answers: Answers
    ) -> None:
        self.plans: list[RowPlan[AbsenceValues]] = []
        self._session = session
        self._now = now
        self._answers = answers
        self._people = queries.list_people(session, PersonFilter(), now=now)
        self._known = queries.list_absences(session, AbsenceFilter(), shows_kind=True)
        self._limits = queries.read_limits(session)
        self._twins = find_twins(leave.entries, _marks, _never)

    def row(self, entry: LeaveEntry) -> PreviewRow:
        """Judge one row and remember its plan."""
        number, twin = entry.row_number, self._twins.get(entry.row_number)
        if twin is not None:
            return PreviewRow(number, RowVerdict.SKIPPED, entry.name, (twin,))
        problems, near = list(entry.problems), rules.person_named(entry.name, self._people)
        if near is None and entry.name:
            problems.append(self._asks(entry.name))
        far = far_days({"starts_on": entry.first, "ends_on": entry.last}, local_day(self._now))
        problems += (one for one in far if self._answers.to(number, entry.name, one) is None)
        if problems or near is None or entry.kind is None or entry.span is None:
            return PreviewRow(number, RowVerdict.WRONG, entry.name, tuple(problems))
        values = AbsenceValues(near.person_id, entry.kind, *entry.span)
        theirs = [one for one in self._known if one.person_id == near.person_id]
        span = (values.kind, values.starts_at, values.ends_at)
        if any((one.kind, one.starts_at, one.ends_at) == span for one in theirs):
            return PreviewRow(number, RowVerdict.UNCHANGED, near.name)
        self.plans.append(
            RowPlan(
                row_number=number,
                item_id=None,
                version=None,
                values=values,
                fields=tuple(ABSENCES.store.record.fields),
            )
        )
        days = rules.whole_days(values.starts_at, values.ends_at)
        first, last = (
            map(format_day, days)
            if days is not None
            else map(format_instant, (values.starts_at, values.ends_at))
        )
        changes = (
            FieldChange("kind", "", values.kind.words),
            FieldChange("starts_on", "", first),
            FieldChange("ends_on", "", last),
        )
        hints = tuple(self._hints(values, theirs))
        return PreviewRow(number, RowVerdict.CREATE, near.name, hints=hints, changes=changes)

    def _asks(self, name: str) -> Problem:
        """Return the question whose a name is."""
        could = [one.name for one in self._people if rules.may_be_meant(name, one.name)]
        if not could:
            return Problem("name", "rota.person_unknown", {"name": name})
        return Problem("name", "rota.person_unsure", {"name": name, "names": ", ".join(could)})

    def _hints(self, values: AbsenceValues, theirs: Iterable[AbsenceRow]) -> Iterator[Problem]:
        """Yield hints about the leave: other leave, and the future duties that it affects."""
        if any(one.starts_at < values.ends_at and values.starts_at < one.ends_at for one in theirs):
            yield Problem("starts_on", "rota.leave_beside")
        duties = queries.list_duties(
            self._session,
            since=max(values.starts_at, self._now),
            until=values.ends_at,
            person_id=values.person_id,
        )
        hit = rules.duties_hit(duties, values, self._limits, now=self._now)
        if hit:
            hit_words = [rules.duty_words(one) for one in hit[:_MOST_HIT]]
            more = len(hit) - len(hit_words)
            rest = f" ve {number_text(more)} nöbet daha" if more else ""
            yield Problem(
                "starts_on", "rota.leave_hits", {"duties": f"{', '.join(hit_words)}{rest}"}
            )


def _judge(
    session: Session, _known: None, leave: LeaveList, options: Options, now: dt.datetime
) -> Judgement[RowPlan[AbsenceValues]]:
    judge = _Judge(session, leave, now, options.answers)
    return Judgement(tuple(map(judge.row, leave.entries)), tuple(judge.plans))


def _marks(entry: LeaveEntry) -> Iterator[tuple[object, str]]:
    if not entry.problems:
        yield entry.content, "name"


def _never(key: str, _entry: LeaveEntry, other: LeaveEntry) -> Problem:
    """Return the problem that rows with one key are equal: the key is their whole content."""
    return Problem(key, "imports.repeated", {"row": other.row_number})


def _store(
    work: Work,
    _leave: LeaveList,
    judgement: Judgement[RowPlan[AbsenceValues]],
    agreed: Agreed[Options],
) -> StoredImport:
    _ids, changes = store_records(
        work,
        ABSENCES.store,
        judgement.plans,
        import_id=agreed.import_id,
        beside=lambda _plan: recorded(work),
    )
    return StoredImport(changes)


def duties_hit(work: Work, import_id: int) -> tuple[HitDuty, ...]:
    """Return the future duties that the leave of an import affects, as `service.duties_hit`."""
    require(work, Right.SEE_ROTA)
    created = created_by(work.session, import_id, ABSENCES.store.record.name)
    return service.duties_hit(work, (ABSENCES.open(work, number)[0] for number, _ in created))


LEAVE: Final[Recipe[LeaveList, Judgement[RowPlan[AbsenceValues]], Options]] = Recipe(
    kind="absences",
    words=Words(
        title="İzinleri dosyadan aktar",
        explanation="Excel (.xlsx, .xls, .ods) ya da CSV dosyası; her satır bir izin ya da "
        "muafiyet. Siz onaylamadan hiçbir şey kaydedilmez, hastalık adı saklanmaz. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} satır.",
        history="İzin aktarımları",
        way_to_history="“Aktarımlar…”",
        thing=THING,
        label="Adı soyadı",
        fields={one.key: one.label for one in WANTED},
    ),
    wanted=WANTED,
    seen_with=Right.SEE_ABSENCE_KIND,
    read=lambda file, options, _now: read_leave(file, options),
    judge=_judge,
    store=_store,
    brings=(brought_by(ABSENCES.store),),
    options=DEFAULT_OPTIONS,
    tables=("absences",),
)
