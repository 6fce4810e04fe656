"""Rows about imports for other packages: the preview of a file, and imports made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from alo183_desktop.shared.errors import Problem


ValuesT = TypeVar("ValuesT")


class RowVerdict(Worded):
    """What an import does with a row."""

    CREATE = "create", "yeni"
    UPDATE = "update", "güncellenecek"
    UNCHANGED = "unchanged", "aynı"
    SKIPPED = "skipped", "atlandı"
    """It repeats an earlier row, or is left out."""
    WRONG = "wrong", "yanlış"
    """It has to be corrected or answered first."""


class Answer(Worded):
    """The user's answer about a row that leaves something open."""

    SKIP = "skip", "Satırı atla"
    IN_SERVICE = "in-service", "Görevde"
    LEFT = "left", "Ayrıldı"
    MARKED = "marked", "Konudan sorumlu"
    NOT_MARKED = "not-marked", "Sorumlu değil"
    TITLE = "title", "Unvan"
    NAME = "name", "Adının parçası"
    SAME_PERSON = "same-person", "Aynı kişi, adı değişti"
    TAKE_ROW = "take-row", "Satırı al"
    TAKE_FILE = "take-file", "Dosyadakini al"
    DAY_FIRST = "day-first", "Önce gün"
    MONTH_FIRST = "month-first", "Önce ay"
    CLOSED = "closed", "Vaka kapandı"
    OPEN = "open", "Vaka açık"
    HOLDS = "holds", "Geçerli"
    ABOVE = "above", "Üstündeki kurumda"


_OF_SERVICE: Final = (Answer.IN_SERVICE, Answer.LEFT)
ASKED: Final[Mapping[str, tuple[Answer, ...]]] = {
    "imports.state_unclear": _OF_SERVICE,
    "imports.remark_unclear": _OF_SERVICE,
    "imports.section_unclear": _OF_SERVICE,
    "imports.below_leavers": _OF_SERVICE,
    "imports.signature_unclear": (Answer.IN_SERVICE,),
    "imports.mark_unclear": (Answer.MARKED, Answer.NOT_MARKED),
    "imports.title_unclear": (Answer.TITLE, Answer.NAME),
    "imports.name_differs": (Answer.SAME_PERSON,),
    "imports.day_far": (Answer.HOLDS,),
    "imports.day_order": (Answer.DAY_FIRST, Answer.MONTH_FIRST),
    "imports.row_unclear": (Answer.TAKE_ROW,),
    "imports.row_shifted": (Answer.TAKE_ROW,),
    "imports.list_unclear": (Answer.TAKE_ROW,),
    "imports.unit_unclear": (Answer.ABOVE, Answer.TAKE_ROW),
    "imports.sheet_unclear": (Answer.TAKE_ROW,),
    "imports.edited_since": (Answer.TAKE_FILE,),
    "cases.outcome_unknown": (Answer.CLOSED, Answer.OPEN),
    "rota.file_struck": (Answer.HOLDS,),
}
"""The possible answers by code of a problem or hint; any row may be skipped."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The user's answers about rows of a file; they apply when the file is read again, too."""

    given: frozenset[tuple[str, Answer]] = frozenset()
    """Each with the question (`question_of`), or the number of the row where it answers
    all questions about it."""
    met: set[tuple[str, Answer]] = field(default_factory=set, compare=False, repr=False)
    """Those that were used so far."""

    def to(self, row_number: int, label: str, problem: Problem) -> Answer | None:
        """Return the answer to a question; None: none yet."""
        if not self.given:
            return None
        keys = (question_of(row_number, label, problem), str(row_number))
        wanted = ASKED.get(problem.code, ())
        pairs = [(key, one) for one in wanted for key in keys if (key, one) in self.given]
        self.met.update(pairs[:1])
        return pairs[0][1] if pairs else None

    def skips(self, row_number: int, label: str) -> bool:
        """Return whether a row is left out."""
        keys = (f"{row_number}|{fold(label)}", str(row_number))
        pairs = [(key, Answer.SKIP) for key in keys if (key, Answer.SKIP) in self.given]
        self.met.update(pairs)
        return bool(pairs)

    def of_row(self, row: PreviewRow) -> bool:
        """Return whether there is an answer about a row."""
        return any(key.startswith(f"{row.row_number}|") for key, _ in self.given)

    def without(self, row: PreviewRow) -> Answers:
        """Return these without the answers about a row."""
        start = f"{row.row_number}|"
        return Answers(frozenset(pair for pair in self.given if not pair[0].startswith(start)))

    def with_answers(
        self, pairs: Iterable[tuple[PreviewRow, Problem | None]], answer: Answer
    ) -> Answers:
        """Return these and one more for each row and its question (None: the row as a whole).

        It replaces another one to the same question.
        """
        keys = {
            f"{row.row_number}|{fold(row.label)}"
            if problem is None
            else question_of(row.row_number, row.label, problem)
            for row, problem in pairs
        }
        others = {pair for pair in self.given if pair[0] not in keys}
        return Answers(frozenset({*others, *((key, answer) for key in keys)}))


NO_ANSWERS: Final = Answers()


def question_of(row_number: int, label: str, problem: Problem) -> str:
    """Return the key of a question; another text, row or person gives another key."""
    parameters = "|".join(f"{key}={value}" for key, value in sorted(problem.parameters.items()))
    return f"{row_number}|{fold(label)}|{problem.code}|{parameters}"


class FieldChange(NamedTuple):
    """One value before and after, as a screen shows it; T.C. numbers are masked.

    A tuple, as is `PreviewRow`: a file of ten thousand rows has a hundred thousand of them.
    """

    field: str
    """Name of the field, such as `corporate_email`; `subjects` for an added subject."""
    before: str
    """Empty when there was none."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan(Generic[ValuesT]):
    """What to store in a record for one row."""

    row_number: int
    item_id: int | None
    """None: a new one."""
    version: int | None
    values: ValuesT
    """The values afterwards."""
    fields: tuple[str, ...]
    """Names of the fields that change; for a new one all that have a value."""


class PreviewRow(NamedTuple):
    """What an import does with one row."""

    row_number: int
    """As Excel counts; 0: it is in no row of the file."""
    verdict: Worded
    """A `RowVerdict`, or the finding where a file is only compared."""
    label: str
    """The person's name as far as it was read."""
    problems: tuple[Problem, ...] = ()
    """Why it is wrong or skipped; keys are names of fields."""
    hints: tuple[Problem, ...] = ()
    """What may be imported, but should be looked at."""
    changes: tuple[FieldChange, ...] = ()
    sheet: str = ""
    """Its sheet; empty: the one sheet that was read."""
    item_id: int | None = None
    """The row that it was only compared with; None: with none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All that an import of a file would do; nothing is stored yet."""

    kind: str
    """The kind of import, such as `officers`."""
    file: Any
    """The parsed file: a `sheets.ReadFile`, or a subclass."""
    rows: tuple[PreviewRow, ...]
    notes: tuple[Problem, ...]
    """Remarks about the file as a whole, such as other sheets or new units."""
    at: dt.datetime
    """When it was made, UTC."""
    options: Any = field(repr=False, compare=False)
    known: Any = field(repr=False, compare=False)
    """The looked-up data; opaque for screens, as is `judgement`."""
    judgement: Any = field(repr=False, compare=False)

    @property
    def counts(self) -> Mapping[Worded, int]:
        """The number of rows by verdict, with every `RowVerdict`."""
        counts: dict[Worded, int] = dict.fromkeys(RowVerdict, 0)
        for row in self.rows:
            counts[row.verdict] = counts.get(row.verdict, 0) + 1
        return counts

    def common_hints(self) -> tuple[tuple[Problem, int], ...]:
        """Return the hints that many rows share word for word, each with the number of these rows.

        Surfaces show them once, and count only the others at the rows (`own_hints`). What the user
        may answer is asked at its row.
        """
        counts = Counter(key for row in self.rows for key in set(map(_key_of, row.hints)))
        found = {_key_of(hint): hint for row in self.rows for hint in row.hints}
        return tuple(
            (found[key], count)
            for key, count in counts.items()
            if count >= _MANY_ROWS and found[key].code not in ASKED
        )

    def own_hints(self) -> dict[int, tuple[Problem, ...]]:
        """Return the hints that rows have beside the common ones, by the places of these rows."""
        common = {_key_of(hint) for hint, _count in self.common_hints()}
        return {
            place: own
            for place, row in enumerate(self.rows)
            if (own := tuple(hint for hint in row.hints if _key_of(hint) not in common))
        }

    @property
    def has_wrong_rows(self) -> bool:
        """Whether it can be applied only by skipping wrong rows."""
        return any(row.verdict is RowVerdict.WRONG for row in self.rows)

    @property
    def changes_anything(self) -> bool:
        """Whether a row will be created or updated."""
        return any(row.verdict in {RowVerdict.CREATE, RowVerdict.UPDATE} for row in self.rows)


_MANY_ROWS: Final = 5
"""From so many rows on, a hint that they share is one about the file."""


def _key_of(hint: Problem) -> tuple[str, str, tuple[tuple[str, Any], ...]]:
    return hint.key, hint.code, tuple(sorted(hint.parameters.items()))


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import that was made."""

    import_id: int | None
    """None when the file contained nothing new: then nothing was stored."""
    kind: str
    file_name: str
    at: dt.datetime
    by_name: str
    created: int
    updated: int
    unchanged: int
    undone_at: dt.datetime | None
    why_not: str
    """Code of the reason why it cannot be undone, such as `imports.built_on`; empty: it can."""

    @property
    def can_undo(self) -> bool:
        """Whether it can be undone."""
        return self.import_id is not None and not self.why_not
