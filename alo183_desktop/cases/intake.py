"""What is known before a case is taken in, and the text of the call centre's screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import cards, queries
from alo183_desktop.cases.fields import CaseForm, tidy_value
from alo183_desktop.cases.importing.cells import KindReader, is_yes, moment_of_cell
from alo183_desktop.cases.importing.file import WANTED
from alo183_desktop.cases.kinds import CaseSort
from alo183_desktop.cases.model import Case
from alo183_desktop.cases.rows import CaseFilter, KnownCases
from alo183_desktop.cases.rules import number_key
from alo183_desktop.cases.searching import SHORTEST, words_of_search
from alo183_desktop.imports.headings import find_columns
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers.subjects import SubjectReader
from alo183_desktop.shared.clock import format_day, local
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone, parse_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.rows import CaseKindRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.officers.rows import SubjectRow

_LIMIT: Final = 20
_LONGEST: Final = 20_000
"""Characters of a pasted text that are read; a screen has fewer."""
_LONGEST_LABEL: Final = 40
_MOST_LINES: Final = 200
"""Lines in which labels without a colon are recognised."""
_GAP: Final = re.compile(r"(\t+|[ \u00a0]{2,})")
"""Between two pairs of label and value on one line."""
_LINE: Final = re.compile(r"\s*([^:\t]{2,40}?)\s*(?::|\t)\s*(.*)")


@dataclass(frozen=True, slots=True)
class PastedCase:
    """The result of reading a pasted text."""

    form: CaseForm
    problems: tuple[Problem, ...]
    """What is there but could not be read; keys are names of fields of the form."""
    missing: tuple[str, ...]
    """Fields of the form that the text does not name."""
    officer_name: str
    """The responsible officer it names; empty for none."""
    left_out: tuple[str, ...] = ()
    """The rest of the text, which no field takes: `Yaş: 34`."""


def search_known(work: Work, typed: str) -> KnownCases:
    """Return what is known of a number, a phone or a name before a case is taken in.

    Blanks, punctuation, case and accents do not matter. A caller who has another case is shown, not
    merged with it. No names are returned: a partial name must not reveal a full one.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    session = work.session
    key = number_key(typed)
    if len(key) < SHORTEST:
        return KnownCases((), (), (), (), is_number_taken=False)
    wanted = CaseFilter(search=typed, sort=CaseSort.ROUTED, descending=True)
    found: list[int] = []
    if words_of_search(typed):
        rows = queries.list_cases(session, wanted, now=work.now, limit=_LIMIT)
        found = [row.case_id for row in rows]
        begun = [row for row in rows if number_key(row.number).startswith(key)]
    else:
        begun = []
    same = queries.find_number(session, typed)
    numbers = [row.case_id for row in begun if row.case_id != same]
    by_number = cards.other_cases(session, [*([] if same is None else [same]), *numbers])
    by_phone = cards.others_of_caller(session, _phone(typed))
    shown = {case.case_id for case in (*by_number, *by_phone)}
    named = _named(session, found, typed)
    by_name = [case_id for case_id in found if case_id in named and case_id not in shown]
    by_words = [case_id for case_id in found if case_id not in shown and case_id not in named]
    return KnownCases(
        by_number=by_number,
        by_phone=by_phone,
        by_name=cards.other_cases(session, by_name),
        by_words=cards.other_cases(session, by_words),
        is_number_taken=same is not None,
    )


def _named(session: Session, case_ids: Sequence[int], typed: str) -> set[int]:
    """Return the cases whose caller's full name was typed, in any order of its words."""
    wanted = sorted(words_of_search(typed))
    query = select(Case.id, Case.caller_name).where(Case.id.in_(case_ids), Case.caller_name != "")
    return {
        case_id
        for case_id, name in session.execute(query)
        if sorted(words_of_search(name)) == wanted
    }


def read_pasted(work: Work, pasted: str) -> PastedCase:
    """Read the text of the call centre's screen into a form.

    Raises:
        KnownError: `access.not_allowed`; `cases.paste_unknown`: nothing in it is understood.
    """
    require(work, Right.EDIT_CASES)
    return parse_pasted(
        pasted,
        subjects=officer_queries.list_subjects(work.session),
        kinds=queries.list_kinds(work.session),
    )


def parse_pasted(
    pasted: str, *, subjects: Sequence[SubjectRow], kinds: Sequence[CaseKindRow]
) -> PastedCase:
    """Read lines such as `Başvuru No: 183-2026-100000`, or a table row with its headings.

    Args:
        pasted: As it is in the clipboard.
        subjects: Of the directorate.
        kinds: All kinds of cases.

    Raises:
        KnownError: `cases.paste_unknown`: nothing in it is understood.
    """
    found, left_out = _values_of(pasted[:_LONGEST])
    if not found:
        raise KnownError("cases.paste_unknown")
    problems: list[Problem] = []
    fields: dict[str, Any] = {}
    reader = _FieldReader(subjects, kinds)
    for key, text in found.items():
        try:
            read = reader.read(key, text)
            fields.update(read)
            if text and not read:
                left_out = (*left_out, text)
        except KnownError as error:
            problems.append(Problem(_FIELDS.get(key, key), error.code, error.parameters))
    if "routed_at" in found and "routed_time" in found:
        try:
            moment_of_cell(found["routed_at"], found["routed_time"])
        except KnownError as error:
            if error.code == "cases.times_differ":
                problems.append(Problem("routed_time", error.code, error.parameters))
                fields["routed_time"] = ""
    form = replace(CaseForm(), **{k: v for k, v in fields.items() if k != "officer_name"})
    named = {_FIELDS.get(key, key) for key in found}
    missing = tuple(name for name in _EXPECTED if name not in named)
    return PastedCase(form, tuple(problems), missing, fields.get("officer_name", ""), left_out)


_FIELDS: Final = {"routed_at": "routed_day", "officer_id": "officer_name"}
"""Columns of a file whose field of the form has another name."""
_EXPECTED: Final = (
    "number",
    "routed_day",
    "operator_name",
    "subject_id",
    "kind_id",
    "district",
    "caller_phone",
    "summary",
)


class _FieldReader:
    """Reads one pasted value into fields of the form."""

    def __init__(self, subjects: Sequence[SubjectRow], kinds: Sequence[CaseKindRow]) -> None:
        self._subjects = SubjectReader(subjects)
        self._kinds = KindReader(kinds)
        self._readers: dict[str, Callable[[str], dict[str, Any]]] = {
            "routed_at": partial(_moment, "routed"),
            "subject_id": self._subject,
            "kind_id": lambda text: {"kind_id": self._kinds.read(text).kind_id},
            "is_urgent": lambda text: {"is_urgent": is_yes(text, "is_urgent")},
            "is_police_informed": _police,
            "caller_phone": lambda text: {
                "caller_phone": format_phone(parse_phone(text)) if text else ""
            },
            "officer_id": lambda text: {"officer_name": " ".join(text.split())},
        }

    def read(self, key: str, text: str) -> dict[str, Any]:
        """Return the fields by name; none for what is recorded as an act of its own.

        Raises:
            KnownError: It is not understood.
        """
        if key in self._readers:
            return self._readers[key](text)
        return {key: tidy_value(key, text)} if key in CaseForm.__dataclass_fields__ else {}

    def _subject(self, text: str) -> dict[str, Any]:
        found = self._subjects.read(text)
        if len(found.subject_ids) != 1:
            raise KnownError("cases.subject_unknown", **self._subjects.about(text))
        return {"subject_id": found.subject_ids[0]}


def _moment(name: str, text: str) -> dict[str, Any]:
    """Return day and time of a moment of the form, such as `routed`."""
    read = moment_of_cell(text)
    if read is None:
        return {}
    at = local(read.at)
    return {
        f"{name}_day": format_day(at.date()),
        # A missing time is not made up.
        f"{name}_time": "" if read.has_no_time else f"{at:%H:%M}",
    }


def _police(text: str) -> dict[str, Any]:
    """Return whether the police know, and when they were told where the text says that."""
    try:
        return {"is_police_informed": is_yes(text, "is_police_informed")}
    except KnownError:
        try:
            told = _moment("police", text)
        except KnownError:
            told = {}
        if not told:
            raise
        return {"is_police_informed": True, **told}


def _values_of(pasted: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the values of the text, by the column of a file that would have them, and the rest."""
    lines = [line for line in pasted.splitlines() if line.strip()]
    table = [[cell.strip() for cell in line.split("\t")] for line in lines]
    # A heading has no colon; with one it is a label, and the next cell is its value.
    is_table = any(len(row) > 2 and not row[0].endswith(":") for row in table)  # noqa: PLR2004
    found = find_columns(table, WANTED) if is_table else None
    if found is not None and found.first_row < len(table):
        row, headings = table[found.first_row], table[found.first_row - 1]
        taken = {
            column: key
            for key, column in found.columns.items()
            if column < len(row) and key not in found.doubts
        }
        rest = [
            f"{heading}: {cell}"
            for column, (heading, cell) in enumerate(zip(headings, row, strict=False))
            if cell and column not in taken
        ]
        rest.extend(" ".join(filter(None, one)) for one in table[found.first_row + 1 :])
        return {key: row[column] for column, key in taken.items()}, tuple(rest)
    texts, left_out = _labelled(lines)
    return (texts, left_out) if texts else _below_one_another(lines)


def _labelled(lines: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what follows each label, such as `İlçe: Gölbaşı`, and the other lines."""
    last = ""
    texts: dict[str, str] = {}
    left_out: list[str] = []
    for line in chain.from_iterable(map(_parted, lines)):
        match = _LINE.fullmatch(line)
        key = _key_of(match[1]) if match else ""
        if match and key and key not in texts:
            last = key
            texts[key] = match[2].strip()
        elif last == "summary":
            # Only the summary continues over several lines.
            texts[last] = f"{texts[last]}\n{line.strip()}"
        else:
            left_out.append(" ".join(line.split()))
    return texts, tuple(left_out)


def _parted(line: str) -> list[str]:
    """Return the parts of a line with several labels."""
    first, *rest = _GAP.split(line)
    parts = [first]
    # Everything in a summary is part of it.
    if _key_of(first.partition(":")[0].strip()) == "summary":
        return [line]
    for gap, part in zip(rest[::2], rest[1::2], strict=True):
        label, colon, _value = part.partition(":")
        if colon and _key_of(label.strip()):
            parts.append(part)
        else:
            parts[-1] = f"{parts[-1]}{gap}{part}"
    return parts


def _below_one_another(lines: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the line below each label, as web pages are copied, and the other lines."""
    texts: dict[str, str] = {}
    taken: set[int] = set()
    for index, (label, value) in enumerate(pairwise(map(str.strip, lines[:_MOST_LINES]))):
        key = _key_of(label) if len(label) <= _LONGEST_LABEL else ""
        if key and key not in texts and not _key_of(value):
            texts[key] = value
            taken |= {index, index + 1}
    rest = (" ".join(line.split()) for index, line in enumerate(lines) if index not in taken)
    return texts, tuple(rest)


def _key_of(label: str) -> str:
    # A single label needs a second one beside it: one heading alone is not a row of headings.
    found = find_columns([[label, "Başvuru No"], []], WANTED)
    alone = set()
    if found is not None:
        alone = {key for key, index in found.columns.items() if not index} - found.guessed
    if not alone and number_key(label) in _NUMBER_LABELS:
        return "number"
    return next(iter(alone), "")


_NUMBER_LABELS: Final = frozenset({"basvuruno", "basvurunumarasi", "no", "vakano", "kayitno"})


def _phone(typed: str) -> str:
    try:
        return parse_phone(typed)
    except KnownError:
        return ""
