"""Read cases from a foreign table: which cell is what, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from alo183_desktop.cases.fields import LENGTHS, read_text
from alo183_desktop.cases.importing.cells import (
    CellMoment,
    is_yes,
    moment_of_cell,
    unit_in,
)
from alo183_desktop.cases.rules import due_at, number_key
from alo183_desktop.imports import cells
from alo183_desktop.imports.cells import is_open_end
from alo183_desktop.imports.headings import Claim, heading_of, wanted, words_of
from alo183_desktop.imports.moments import HALF
from alo183_desktop.imports.recipe import DEFAULT_OPTIONS, Options
from alo183_desktop.imports.rows import Answer
from alo183_desktop.imports.sheets import ListShape, RowReader, Sheet, read_list
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.shared.characters import tidy_lines
from alo183_desktop.shared.clock import CLOCK_TOLERANCE
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.documents.foreign.tables import ForeignFile
    from alo183_desktop.imports.headings import ColumnMatch
    from alo183_desktop.imports.rows import Answers

WANTED: Final = wanted("cases")
THING: Final = "vaka"
MOMENTS: Final = ("acknowledged_at", "first_action_at", "entered_at", "closed_at")
_TIMES: Final[Mapping[str, str]] = {
    key: f"{key.removesuffix('_at')}_time" for key in ("routed_at", *MOMENTS)
}
"""The columns of times, where a day has one of its own."""


def _with_hours(found: ColumnMatch) -> ColumnMatch:
    """Return the columns with each `Saat` as the time of the day to the left of it.

    For one elsewhere the user has to choose: the 24 hours never run from a time that may be that of
    the call.
    """
    instants = {found.columns[key]: key for key in _TIMES if key in found.columns}
    hours = [
        index
        for index, name in enumerate(found.names)
        if words_of(heading_of(name)) in _BARE_HOURS and name not in found.chosen
    ]
    columns = {
        key: index
        for key, index in found.columns.items()
        if index not in hours or key not in _TIMES.values()
    }
    claims = {
        key: claim.without(hours) if key in _TIMES.values() else claim
        for key, claim in found.claims.items()
    }
    if "routed_time" not in columns and "routed_time" in claims and claims["routed_time"].sure:
        # Its own heading is more specific than a bare one.
        columns["routed_time"] = claims["routed_time"].sure[0]
    others = []
    for index in hours:
        owner = instants.get(index - 1)
        if owner is None:
            others.append(index)
        else:
            columns.setdefault(_TIMES[owner], index)
    if others and "routed_time" not in columns:
        columns["routed_time"] = others[0]
        claims["routed_time"] = Claim((), tuple(others))
    for key, time_key in _TIMES.items():
        # A time column without a day column holds both, whatever its heading.
        if key not in columns and time_key in columns:
            columns[key] = columns.pop(time_key)
            claims[key] = claims.pop(time_key, Claim((columns[key],), ()))
    return found.with_columns(columns, claims)


_BARE_HOURS: Final = (("saat",), ("saati",))
_LIST: Final = ListShape(
    kind="cases",
    suits=lambda found: {"number", "routed_at"} <= set(found),
    missing="cases.no_headings",
    thing=THING,
    label=lambda entry: entry.number,
    # Beside a column of hours, the half of the day: 12 hours of the 24.
    dropped=re.compile(
        rf"\b(?:iptal|mukerrer|gecersiz|sehven|silin|hatali kayit|yanlis kayit)|^(?:{HALF})$"
    ),
    days=frozenset(_TIMES),
    settle=_with_hours,
)
_CLOSED: Final = re.compile(
    r"(?:(?:vaka|dosya|basvuru|ihbar|islem|islemler|islemleri) )?"
    r"(?:(?:sonuclan|kapan)(?:di|mis|mistir)|(?:sonuclandiril|kapatil)(?:di|mis|mistir)"
    r"|tamamlan(?:di|mis|mistir)|kapali|bitti|bitmistir)(?: \d{1,2} \d{1,2} \d{4})?"
)
"""A result that means only that the case is closed: `Kapandı (06.09.2026)`.

After any other word the case may be open again, or the word may refer to something else.
"""
_GOES_ON: Final = word_set("cases.goes_on")
_STILL_OPEN: Final = ("", "devam ediyor", "devam", "acik", "islemde", "suruyor", "beklemede")
_NO_TEXTS: Final = frozenset({*_TIMES, *_TIMES.values()})
_NUMBER: Final = re.compile(r"[\w\s./\\#:\-–—]+")
"""Other characters part two numbers, or a remark from one: `183-2026-1, 183-2026-2`."""
_NAME_LENGTH: Final = 200
_OUTCOME_LENGTH: Final = 1000


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One case as the file has it."""

    row_number: int
    """As Excel counts."""
    number: str
    values: tuple[tuple[str, Any], ...]
    """Columns of a case with their checked values; empty ones are left out."""
    subject: str
    """As written; the same for the next two."""
    kind: str
    officer: str
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...]

    @property
    def content(self) -> tuple[object, ...]:
        """All of its values, to compare it with another row."""
        names = (fold(self.subject), fold(self.kind), fold(self.officer))
        return (self.values, names, self.problems)


CaseSheet: TypeAlias = Sheet[CaseEntry]
"""The content of a list, before it is compared with the database."""


def read_cases(
    file: ForeignFile, options: Options = DEFAULT_OPTIONS, *, now: dt.datetime
) -> CaseSheet:
    """Return the cases of the first sheet that has the most of the wanted headings.

    Args:
        file: As it was read.
        options: Chosen by the user.
        now: UTC; no time of a case is later.

    Raises:
        KnownError: `cases.no_headings`, `imports.no_rows`, `imports.too_many_rows`.
    """
    return read_list(
        file,
        _LIST,
        lambda number, row: _CaseReader(row, now=now, answers=options.answers).entry(number),
        options=options,
    )


class _CaseReader(RowReader):
    """Reads one row: its values, what is wrong with it, and what is unusual."""

    def __init__(self, row_cells: Mapping[str, Any], *, now: dt.datetime, answers: Answers) -> None:
        super().__init__(row_cells)
        self._answers = answers
        self._row_number = 0
        self.values: dict[str, Any] = {}
        self._now = now
        self.texts: dict[str, str] = {}

    def entry(self, row_number: int) -> CaseEntry:
        """Return the row as a case."""
        self._row_number = row_number
        self._read_texts()
        self._read_marks()
        routed = self._read_referral()
        for key in MOMENTS:
            moment = self.kept(key, partial(self._moment, key), None)
            if moment is not None:
                self.values[key] = moment.at
                self._check_moment(key, moment, routed)
        self._read_outcome()
        self._compare()
        return CaseEntry(
            row_number=row_number,
            number=self.texts.get("number", ""),
            values=tuple(self.values.items()),
            subject=self.texts.get("subject_id", ""),
            kind=self.texts.get("kind_id", ""),
            officer=" ".join(self.texts.get("officer_id", "").split())[:_NAME_LENGTH],
            problems=tuple(self.problems),
            hints=tuple(self.hints),
        )

    def _read_texts(self) -> None:
        self.texts = self.read_texts(
            lambda _key, cell: tidy_lines(cells.text_of(cell)), but=_NO_TEXTS
        )
        for key in LENGTHS:
            read = self.kept(key, partial(read_text, key, self.texts.get(key, "")), "")
            if read and key != "number":
                self.values[key] = read
        number, cell = self.texts.get("number", ""), self.cells.get("number")
        if not number_key(number):
            self.problems.append(Problem("number", "cases.number_missing"))
        elif isinstance(cell, dt.date):
            self.problems.append(Problem("number", "cases.number_is_day"))
        elif not (cells.has_lost_digits(cell, number) or _NUMBER.fullmatch(number)):
            self.problems.append(Problem("number", "cases.number_and_more", {"value": number[:60]}))
        self._read_numbers()

    def _read_numbers(self) -> None:
        for key in ("number", "entry_record"):
            if cells.has_lost_digits(self.cells.get(key), self.texts.get(key, "")):
                self.problems.append(Problem(key, "cases.number_lost_digits"))
        if phone := self.texts.get("caller_phone"):
            read = partial(self._phone, self.cells["caller_phone"], phone)
            self.values["caller_phone"] = self.kept("caller_phone", read, "")
        if record := self.texts.get("entry_record"):
            self.values["entry_record"] = record[:_NAME_LENGTH]

    def _phone(self, cell: object, text: str) -> str:
        if cells.is_rounded(cell, text):
            raise KnownError("imports.phone_lost_digits")
        for number in (text, *map(str.strip, _PHONES.findall(text))):
            with suppress(KnownError):
                phone = parse_phone(number)
                if number != text:
                    self._hint_at_phone("cases.phone_first", text)
                return phone
        if any(map(str.isdigit, text)):
            raise KnownError("identity.phone")
        # `bilinmiyor`, `gizli numara`: the number is not needed, so it refuses no case.
        self._hint_at_phone("cases.phone_unknown", text)
        return ""

    def _hint_at_phone(self, code: str, text: str) -> None:
        self.hints.append(Problem("caller_phone", code, {"value": text[:40]}))

    def _read_marks(self) -> None:
        for key in ("is_urgent", "is_police_informed"):
            if key in self.texts:
                read = partial(is_yes, self.texts[key], key)
                self.values[key] = self.kept(key, read, empty=False)
        if self.values.get("is_police_informed") and not self.values.get("police_unit"):
            unit = unit_in(self.texts.get("is_police_informed", ""))[:_NAME_LENGTH]
            if unit:
                self.values["police_unit"] = unit
        if self.values.get("police_unit"):
            self.values["is_police_informed"] = True

    def _read_outcome(self) -> None:
        """Read whether the case is closed: by its day, or by a text with no other meaning."""
        texts = {key: self.texts.get(key, "") for key in ("outcome", "case_state", "is_closed")}
        if (mark := cells.folded_text(texts["is_closed"])) in cells.MARKS | cells.NO_MARKS:
            texts["is_closed"] = "Kapandı" if mark in cells.MARKS else _STILL_OPEN[mark != ""]
        outcome, *states = texts.values()
        is_closed = self.values.get("closed_at") is not None or any(map(_is_closed, states))
        if not is_closed and all(fold(text) in _STILL_OPEN for text in texts.values()):
            return
        unclear = (
            Problem(key, "cases.outcome_unknown", {"value": text[:40]})
            for key, text in texts.items()
            if text and not _is_closed(text) and (_goes_on(text) or not is_closed)
        )
        if (asked := next(unclear, None)) is not None:
            answer = self._answers.to(self._row_number, self.texts.get("number", ""), asked)
            if answer is not Answer.CLOSED:
                self.values.pop("closed_at", None)
                self.problems.extend([] if answer is Answer.OPEN else [asked])
                return
        self.values["is_closed"] = True
        if outcome:
            self.values["outcome"] = outcome[:_OUTCOME_LENGTH]

    def _read_referral(self) -> CellMoment | None:
        before = len(self.problems)
        routed = self.kept("routed_at", self._routed, None)
        if routed is None:
            if len(self.problems) == before:
                self.problems.append(Problem("routed_at", "cases.routed_missing"))
            return None
        self._hint_at_moment(routed, "routed_at")
        self.values["routed_at"] = routed.at
        if routed.at > self._now + CLOCK_TOLERANCE:
            self.problems.append(Problem("routed_at", "cases.in_future"))
        return routed

    def _routed(self) -> CellMoment | None:
        moment = self._moment("routed_at")
        if moment is not None and moment.has_no_time:
            # The time from which the 24 hours run cannot be guessed, nor taken from a date cell of
            # Excel: one without a time looks like midnight.
            raise KnownError("cases.time_missing")
        return moment

    def _moment(self, key: str) -> CellMoment | None:
        cell, time = self.cells.get(key), self.cells.get(_TIMES[key])
        if key in MOMENTS and is_open_end(cell):
            return None
        return moment_of_cell(cell, time)

    def _check_moment(self, key: str, moment: CellMoment, routed: CellMoment | None) -> None:
        if moment.at > self._now + CLOCK_TOLERANCE:
            self.problems.append(Problem(key, "cases.in_future"))
        elif routed is not None and moment.at < routed.at:
            # Only a day, that of the referral: it may be before or after it.
            same_day = moment.has_no_time and routed.at - moment.at < dt.timedelta(days=1)
            code = "cases.time_missing" if same_day else f"cases.{key.removesuffix('_at')}_before"
            self.problems.append(Problem(key, code))
        elif key == "entered_at" and routed is not None and _may_be_late(moment, routed):
            self.problems.append(Problem(key, "cases.time_missing"))
        else:
            self._hint_at_moment(moment, key)

    def _hint_at_moment(self, moment: CellMoment, key: str) -> None:
        if moment.has_no_time:
            self.hints.append(Problem(key, "cases.no_time"))
        if moment.is_ambiguous:
            self.hints.append(Problem(key, "cases.time_twice"))

    def _compare(self) -> None:
        """Add hints for what is possible but unusual."""
        entered, acted = self.values.get("entered_at"), self.values.get("first_action_at")
        if entered is not None and acted is not None and acted > entered:
            self.hints.append(Problem("first_action_at", "cases.acted_after_entry"))
        if self.values.get("is_closed") and entered is None:
            self.hints.append(Problem("outcome", "cases.closed_without_entry"))


def _may_be_late(entered: CellMoment, routed: CellMoment) -> bool:
    """Return whether the 24 hours ended on the day of an entry without a time."""
    due = due_at(routed.at)
    return entered.has_no_time and entered.at <= due < entered.at + dt.timedelta(days=1)


def _is_closed(outcome: str) -> bool:
    """Return whether a result means that a case is closed, and nothing else."""
    words = "".join(char if char.isalnum() else " " for char in fold(outcome)).split()
    return "?" not in outcome and _CLOSED.fullmatch(" ".join(words)) is not None


def _goes_on(outcome: str) -> bool:
    """Return whether a result means that a case goes on, whatever else it contains."""
    plain = fold(outcome)
    return any(word in plain for word in _GOES_ON)


_PHONES: Final = re.compile(r"[+(]?\d[\d ().\-]{8,}\d")
