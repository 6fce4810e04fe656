"""Read a roster from a foreign table: which cell is what, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.imports import cells
from alo183_desktop.imports.editing import cell_text
from alo183_desktop.imports.headings import TOTALS, ColumnMatch, words_of
from alo183_desktop.imports.recipe import DEFAULT_OPTIONS, Options
from alo183_desktop.imports.rows import NO_ANSWERS, Answer, Answers
from alo183_desktop.imports.sheets import (
    SHIFTED,
    RowReader,
    Sheet,
    UnsureDays,
    cells_of,
    facts_of,
    hidden_notes,
    lone_text,
    refuse_too_many,
    shifted_rows,
)
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.officers.roster.cells import (
    NAME_KEYS,
    doubt_comma,
    is_surname_first,
    is_tckn,
    part_titles,
    read_name,
    text_of_field,
    unclear_titles,
)
from alo183_desktop.officers.roster.headings import (
    RepeatedHeadings,
    RosterColumns,
    choose_sheet,
    ends_like_unit,
    is_mark,
    is_unclear_mark,
    notes_of,
)
from alo183_desktop.officers.roster.leavers import (
    Remark,
    Strikes,
    is_of_people_in_service,
    may_be_of_leavers,
    mentions_leaving,
)
from alo183_desktop.officers.rules import display_name
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
    from alo183_desktop.imports.rows import Answers

_TOTALS_AND_MORE: Final = tuple(f"{total}{char}" for total in TOTALS for char in " :")
_SUMMED_UP: Final = (" toplam", " toplami")
_OWN_TITLES: Final = ("il mudurlugu", "genel mudurlugu", "bakanligi", "valiligi")
_SIGNATURES: Final = word_set("officers.signed")
_SIGNED_BY: Final = _SIGNATURES - {"olur", "uygundur", "imza"}
_AFTER_SUBJECTS: Final = re.compile(
    r"(?:\s+(?:konu|alan)\w*)?(?:\s+icin)?\s+(?:sorumlu|gorevli|gorevlendirilen)\w*(?:\s+olan)?"
    r"(?:\s+(?:personel|kisi|gorevli)\w*)?(?:\s+liste\w*)?\s*$"
)
"""Words about people that follow the subjects in a title."""
_OF_STAFF: Final = ("sorumlu", "gorevli", "ekip", "ekib", "kadro", "personel", "konu")
_AROUND_SUBJECTS: Final = re.compile(
    r"^\d{1,2}\s+|^(?:alo\s*)?183\s+|\s*(?:\(?\d{1,4}\)?|\bekip\w*|\bekib\w*|\bliste\w*)\s*$"
)
"""What is beside them in the name of a sheet: `01 Çocuk`, `KADIN (2026)`, `Yaşlı Ekibi`."""
_BESIDE_TITLE: Final = re.compile(
    r"\(?(?:\d{1,3}|[ivx]{1,4}|[a-z])[.)-]{0,2}|(?:kurum|birim|kurulus)\w*(?: adi)? ?:?"
    r"|\(?\d+ (?:kisi|personel|sorumlu|gorevli)\w*\)?"
)
_VACANT: Final = "bos gorev:"
"""The beginning of this program's own lines for vacant subjects."""
_WORDS_OF_TITLE: Final = 4
_DIGITS_OF_PHONE: Final = 7
_NO_NUMBER: Final = frozenset({"-", "--", "–", "—", "yok"})
_NOTES: Final = frozenset({"aciklama", "aciklamalar", "not", "notlar", "dipnot"})
"""First words of a remark below a list."""


def is_no_person(row: Sequence[object]) -> bool:
    """Return whether a row without a T.C. number is a title, a total, or below a list."""
    texts = [text for cell in row if cell is not None and (text := fold(str(cell)))]
    # Titles, signatures and notes are alone in their row.
    if len(texts) == 1 or ends_like_unit(title_of(row)):
        return True
    if (any(map(_is_total, texts)) and is_bare(row)) or _is_signed(row):
        return True
    return any(text.startswith(_VACANT) for text in texts)


def section_of(row: Sequence[object]) -> str:
    """Return the unit or subject named in the row above the headings, but not the directorate.

    The directorate's own list has its name there, above people of all its institutions.
    """
    title = title_of(row)
    return "" if fold(title).endswith(_OWN_TITLES) else title


def title_of(row: Sequence[object]) -> str:
    """Return the only text of a row beside its number, its label and a count: `1 | Huzurevi`."""
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    named = [cell for cell in texts if not _BESIDE_TITLE.fullmatch(fold(cell).strip())]
    return lone_text(named if len(named) == 1 else row)


def is_remark(title: str) -> bool:
    """Return whether a lone text in a row is a remark on people, not a title over them."""
    is_sentence = title.endswith(".") and len(title.split()) > _WORDS_OF_TITLE
    return title.startswith(("(", "*")) or is_sentence or _is_note([fold(title.partition(":")[0])])


def is_of_staff(title: str) -> bool:
    """Return whether a title is about people who answer for something."""
    return any(word.startswith(_OF_STAFF) for word in words_of(title))


def subjects_in(title: str) -> str:
    """Return a title's part about subjects: `KADIN KONUSUNDA SORUMLU PERSONEL` gives `kadin`."""
    title = fold(title)
    behind = _AFTER_SUBJECTS.search(title)
    title = title if behind is None else title[: behind.start()]
    while (beside := _AROUND_SUBJECTS.search(title)) is not None:
        title = f"{title[: beside.start()]}{title[beside.end() :]}"
    return title


def line_of(row: Sequence[object]) -> str:
    """Return the text of a row that is no person; empty for a total and repeated headings."""
    title = title_of(row)
    if (title and not _is_total(fold(title))) or _is_signed(row):
        return text_of(row)
    return ""


def text_of(row: Sequence[object]) -> str:
    """Return the cells of a row as one text."""
    return " | ".join(" ".join(str(cell).split()) for cell in row if cell is not None and str(cell))


def is_bare(row: Sequence[object]) -> bool:
    """Return whether a row lacks the number and address that every person of a roster has."""
    texts = ["" if cell is None else str(cell).strip() for cell in row]
    return not any(
        # A note that there is no number is about a person, too.
        "@" in text or fold(text) in _NO_NUMBER or sum(map(str.isdigit, text)) >= _DIGITS_OF_PHONE
        for text in texts
    )


def ends_list(row: Sequence[object]) -> bool:
    """Return whether the rest is no part of the list: signatures, and remarks on it."""
    texts = _folded_texts(row)
    return _is_note(texts) or any(text.strip(" .:") in _SIGNATURES for text in texts)


def _is_total(folded: str) -> bool:
    # Excel's own subtotals begin with the name of what they sum up: `Huzurevi Toplam`.
    return folded in TOTALS or folded.startswith(_TOTALS_AND_MORE) or folded.endswith(_SUMMED_UP)


def _is_signed(row: Sequence[object]) -> bool:
    """Return whether a row is below a list: its author, date and approvals."""
    texts = _folded_texts(row)
    # `Hazırlayan: Selin AKTAŞ` is one cell here, two in other lists.
    return _is_note(texts) or any(
        text.strip(" .:") in _SIGNATURES or text.partition(":")[0].strip() in _SIGNED_BY
        for text in texts
    )


def _is_note(texts: Sequence[str]) -> bool:
    return bool(texts) and texts[0].strip(" .:*") in _NOTES


def _folded_texts(row: Sequence[object]) -> list[str]:
    return [fold(cell) for cell in row if isinstance(cell, str) and cell.strip()]


def join_rows(
    entries: Sequence[RosterEntry], *, has_subjects: bool, answers: Answers = NO_ANSWERS
) -> list[RosterEntry]:
    """Return the people; rows with only further subjects of a person are merged into one.

    A list may have a row for each subject, and so a person more than once; all but one of these
    rows may leave out what was stated already.

    Args:
        entries: In the order of the file.
        has_subjects: Whether it has a column of subjects; otherwise titles may name them.
        answers: The user's answers about rows: one that is left out adds no subject.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    last: tuple[object, ...] = ()
    for index, entry in enumerate(entries):
        if entry.problems:
            last = ()
            continue
        name, values = fold(entry.label), entry.values
        key: tuple[object, ...] = (name, values.get("tckn") or values.get("corporate_mobile"))
        if key[1] is None and last[:1] == (name,):
            # Right below a person the name alone identifies them.
            key = last
        if key[1] is not None:
            groups.setdefault(key, []).append(index)
        last = key
    joined = list(entries)
    for indexes in groups.values():
        fullest = max(indexes, key=lambda index: _size(entries[index]))
        first = entries[fullest]
        others = [
            index for index in indexes if index != fullest and _adds_nothing(entries[index], first)
        ]
        same = sorted([fullest, *others])
        texts = dict.fromkeys(entries[index].subjects for index in same)
        titles = dict.fromkeys(entries[index].section for index in same)
        titles.pop(first.section)
        if len(texts) == 1 and (has_subjects or not titles):
            continue
        left_out = [
            index
            for index in others
            if answers.skips(entries[index].row_number, entries[index].label)
        ]
        kept = [entries[index] for index in same if index not in left_out]
        titles = dict.fromkeys(entry.section for entry in kept)
        titles.pop(first.section)
        joined[fullest] = replace(
            first,
            subjects="\n".join(dict.fromkeys(one.subjects for one in kept if one.subjects)),
            other_sections=() if has_subjects else tuple(titles),
        )
        for index in others:
            joined[index] = replace(entries[index], continues=first.row_number)
    return joined


def _size(entry: RosterEntry) -> int:
    days = (entry.starts_on, entry.ends_on)
    return len(entry.values) + bool(entry.unit) + sum(day is not None for day in days)


def _adds_nothing(entry: RosterEntry, first: RosterEntry) -> bool:
    """Return whether a row states nothing that the first does not, besides its subjects."""
    sections = {entry.section, first.section}
    if len(sections) > 1 and any(ends_like_unit(one) or may_be_of_leavers(one) for one in sections):
        # Of two institutions it is unclear which one is theirs, and leavers' duties are over.
        return False
    return (
        entry.values.items() <= first.values.items()
        and fold(entry.unit) in {"", fold(first.unit)}
        and entry.starts_on in {None, first.starts_on}
        and entry.ends_on in {None, first.ends_on}
        and entry.state in {"", first.state}
        and set(entry.remarks) <= set(first.remarks)
        and (entry.marks, entry.is_struck) == (first.marks, first.is_struck)
    )


SHARED: Final = ("unit", "subjects", "title", "starts_on")
"""Columns whose value may apply to several people; a number or a name belongs to one."""
_DITTO_CHARACTERS: Final = frozenset("\"'”“„″〃’/")
_DITTO_WORDS: Final = frozenset({"ayni", "aynen"})
_LONGEST_DITTO: Final = max(map(len, _DITTO_WORDS))


class SharedCells:
    """The values that a row takes from cells above it."""

    def __init__(self, table: ForeignTable, found: ColumnMatch) -> None:
        """Find merged cells in the columns that people share."""
        self._merged: dict[tuple[int, str], tuple[int, object]] = {}
        self._title_row = 0
        self._last: Mapping[str, Any] = {}
        names = [found.columns[key] for key in ("name", "given_names") if key in found.columns]
        subjects = found.columns.get("subjects")
        self._is_behind = subjects is not None and all(subjects > name for name in names)
        self._named: set[int] = set()
        for merged in table.layout.merged:
            if merged.column in names:
                self._named.update(range(merged.row + 1, merged.last_row + 1))
        keys = {column: key for key, column in found.columns.items() if key in SHARED}
        struck = table.layout.struck | table.layout.struck_in_part
        for merged in table.layout.merged:
            key = keys.get(merged.column)
            # What is struck out for the first of them holds for none.
            if key is None or (merged.row, merged.column) in struck:
                continue
            if not found.first_row <= merged.row < len(table.rows):
                continue
            value = _cell(table.rows[merged.row], merged.column)
            for row in range(merged.row + 1, min(merged.last_row + 1, len(table.rows))):
                self._merged[row, key] = (merged.row, value)

    def end(self, row: int) -> None:
        """End the unit merged over rows on both sides of a title: it is that of those above."""
        self._title_row = row

    def complete(self, row: int, row_cells: dict[str, Any]) -> dict[str, Any]:
        """Return a row's cells, with those it shares with rows above.

        Args:
            row: Its index in the table, from 0.
            row_cells: Its own cells that are not blank.
        """
        whole = dict(row_cells)
        for key in SHARED:
            start, value = self._merged.get((row, key), (row, None))
            if key not in whole and value is not None:
                if key != "unit" or start >= self._title_row:
                    whole[key] = value
            elif key in whole and is_ditto(whole[key]):
                whole[key] = self._last.get(key)
        self._last = whole
        return whole

    def has_name(self, row: int) -> bool:
        """Return whether a row without a name of its own belongs to the person above it.

        The name is merged over it, or the subject follows the name. Before an empty name it is a
        vacant post.
        """
        return self._is_behind or row in self._named


def is_ditto(cell: object) -> bool:
    """Return whether a cell means "as above": `"`, `-"-`, `//`, `aynı`."""
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    if text[:1].isalnum():
        return len(text) <= _LONGEST_DITTO and fold(text) in _DITTO_WORDS
    chars = set("".join(text.split()).strip("-–"))
    return bool(chars and chars <= _DITTO_CHARACTERS)


def _cell(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else None


_THING: Final = "kişi"
_DAYS: Final = frozenset({"starts_on", "ends_on"})


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person, as the file describes them."""

    row_number: int
    """As Excel counts."""
    label: str
    values: Mapping[str, str]
    """Checked values by officer fields; empty and wrong ones are left out."""
    unit: str
    """As written; the same for `subjects`; empty when there is none."""
    subjects: str
    starts_on: dt.date | None
    problems: tuple[Problem, ...]
    marks: tuple[str, ...] = ()
    """Headings under which the row has a mark; a subject may be one of them."""
    continues: int = 0
    """The row of the same person that includes the subjects of this one; 0: a row of its own."""
    ends_on: dt.date | None = None
    """When they leave or left."""
    state: str = ""
    """As written, such as `görevde`."""
    section: str = ""
    """The lone text above them and others."""
    other_sections: tuple[str, ...] = ()
    """Such texts above further rows of the same person."""
    hints: tuple[Problem, ...] = ()
    """What was read differently from how it is written."""
    remarks: tuple[Remark, ...] = ()
    is_struck: bool = False
    """Whether they are struck through, as leavers are."""
    unclear_marks: tuple[tuple[str, str], ...] = ()
    """Headings of mark columns with cells that are not a mark: `yedek`."""
    questions: tuple[Problem, ...] = ()
    """What the row leaves unclear."""
    written: str = ""
    """The name as written; from two columns with a blank between them."""

    @property
    def content(self) -> tuple[object, ...]:
        """The whole content, to compare it with another row."""
        subjects = tuple(sorted(words_of(self.subjects)))
        days = (self.starts_on, self.ends_on)
        marks = (self.marks, self.unclear_marks)
        return (self.values, fold(self.unit), subjects, days, self.problems, marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster(Sheet[RosterEntry]):
    """The content of a file, before it is compared with the database."""

    titles: tuple[str, ...] = ()
    """The texts above the headings."""
    marked: tuple[str, ...] = ()
    """Headings of mark columns, which are read where they name a subject."""
    lines: tuple[tuple[int, str], ...] = ()
    """Rows below the headings that were skipped, with their texts; no totals and headings."""


def read_roster(file: ForeignFile, options: Options = DEFAULT_OPTIONS) -> Roster:
    """Return the people of one sheet.

    Raises:
        KnownError: `imports.no_headings`, `imports.list_of_…`, `imports.no_rows`,
            `imports.too_many_rows`, `imports.sheet_unknown`.
    """
    best = choose_sheet(file.tables, options)
    table, found, columns = best.chosen
    people = _People(table, columns, options.answers)
    for number, row in enumerate(table.rows[found.first_row :], start=found.first_row + 1):
        people.take(number, row)
    if not people.entries:
        raise KnownError("imports.no_rows", thing=_THING)
    blank = {
        index
        for index, row in enumerate(table.rows, start=1)
        if all(cell is None or not str(cell).strip() for cell in row)
    }
    return Roster(
        **facts_of(file, best, mentions_leaving),
        found=found,
        entries=tuple(
            join_rows(
                people.entries,
                has_subjects="subjects" in found.columns,
                answers=options.answers,
            )
        ),
        passed_over=tuple(number for number in people.passed_over if number not in blank),
        notes=(
            *notes_of(file.tables, table, columns, best.sheets),
            *(Problem("", "imports.another_table", {"row": row}) for row in people.again.others),
            *hidden_notes(
                file.hidden, table.layout, (one.row_number for one in people.entries), _THING
            ),
        ),
        titles=tuple(
            " ".join(cell.split())
            for row in table.rows[: found.heading_row]
            for cell in row
            if isinstance(cell, str)
        ),
        marked=tuple(columns.marked.values()),
        lines=tuple(people.lines),
    )


class _People:
    """Takes the rows below the headings one after another, and keeps the people among them."""

    def __init__(self, table: ForeignTable, columns: RosterColumns, answers: Answers) -> None:
        found = columns.found
        self._answers = answers
        below = table.rows[found.first_row :]
        self._days = UnsureDays(table, found, _DAYS, answers)
        self._shifted = shifted_rows(table, found)
        numbers = range(len(table.rows), 0, -1)
        self._last_numbered = next(
            (number for number in numbers if not is_bare(table.rows[number - 1])), 0
        )
        self.entries: list[RosterEntry] = []
        self.passed_over = list(range(1, found.heading_row + 1))
        self.lines: list[tuple[int, str]] = []
        self.again = RepeatedHeadings(table.rows, found)
        self._columns = columns
        self._table = table
        state = found.columns.get("state")
        self._asks_presence = state is not None and any(
            cells.folded_text(row[state]) in cells.MARKS for row in below if state < len(row)
        )
        self._surname_first = is_surname_first(found)
        self._shared = SharedCells(table, found)
        self._strikes = Strikes(table, found)
        above = table.rows[found.heading_row - 1] if found.heading_row else ()
        self._section = self._left_above = self._unit_above = ""
        self._begin_section(section_of(above), 0, ())
        self._last_row = 0
        self._is_signed = self._has_bare = self._has_gaps = False

    @cached_property
    def _are_full(self) -> bool:
        """Whether most rows have a number or an address: a name alone may be something else."""
        below = self._table.rows[self._columns.found.first_row :]
        return 2 * sum(not is_bare(row) for row in below) > len(below)

    def take(self, number: int, row: Sequence[Any]) -> None:
        """Keep a row as a person, merge it with the one above, or skip it.

        Args:
            number: As Excel counts.
            row: Its cells.

        Raises:
            KnownError: `imports.too_many_rows`.
        """
        row_cells = cells_of(row, self._columns.found)
        is_numbered = is_tckn(row_cells.get("tckn"))
        if is_numbered and len(row_cells) > 1 and not self.again.is_elsewhere:
            # A row with a number is a person; Toplam is a surname, too.
            self._take_person(number, row, row_cells, is_numbered=True)
        elif not row_cells:
            # A title in a column of its own; a serial number without a person is nothing at all.
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                self._pass_over(number, text_of(row))
                self._begin_section(title_of(row) or text_of(row), number, row)
        elif self.again.passes(number, row):
            self._pass_over(number)
            self._is_signed = False
            self._left_above = ""
        elif row_cells.keys() == {"subjects"} and number == self._last_row + 1:
            self._take_subject(number, row, row_cells["subjects"])
        elif self._is_below_the_list(number, row, row_cells):
            self._pass_over(number, text_of(row))
            # After an empty row, a title may look like a lone name.
            self._begin_section(title_of(row) or text_of(row), number, row)
        elif not (is_numbered and len(row_cells) > 1) and is_no_person(row):
            self._is_signed = self._is_signed or ends_list(row)
            line = line_of(row)
            self._pass_over(number, line)
            self._begin_section(title_of(row), number, row)
        else:
            self._take_person(number, row, row_cells, is_numbered=is_numbered)

    def _begin_section(self, title: str, number: int, row: Sequence[object]) -> None:
        if is_remark(title) or any(map(_is_total, _folded_texts(row))):
            return
        self._shared.end(number)
        unit = self._columns.found.columns.get("unit")
        is_unit = unit is not None and unit < len(row) and lone_text(row[unit : unit + 1]) == title
        self._unit_above = title if is_unit else ""
        if may_be_of_leavers(title):
            self._left_above = title
        elif is_of_people_in_service(title):
            self._left_above = ""
        self._section = title

    def _below_leavers(self) -> tuple[Problem, ...]:
        """Return the question whether people under a unit below a title of leavers are leavers."""
        if self._left_above in {"", self._section}:
            return ()
        parameters = {"title": self._left_above[:60], "section": self._section[:60]}
        return (Problem("", "imports.below_leavers", parameters),)

    def _pass_over(self, number: int, line: str = "") -> None:
        self.passed_over.append(number)
        if line:
            self.lines.append((number, line))

    def _take_subject(self, number: int, row: Sequence[Any], cell: object) -> None:
        is_struck = self._strikes.is_gone(number - 1, {"subjects": cell})
        if self._shared.has_name(number - 1) and not is_struck:
            self.entries[-1] = _with_subjects(self.entries[-1], cell)
            self._last_row = number
        else:
            self._pass_over(number, text_of(row))

    def _is_below_the_list(
        self, number: int, row: Sequence[Any], row_cells: dict[str, Any]
    ) -> bool:
        """Return whether a row is below the signatures, or apart from the list.

        Where others have numbers, a row there without one is not one of its people.
        """
        is_apart = self._is_apart(number) and not self._has_bare and not self._has_gaps
        return "subjects" not in row_cells and is_bare(row) and (self._is_signed or is_apart)

    def _is_apart(self, number: int) -> bool:
        return bool(self.entries) and number > self._last_row + 1

    def _take_person(
        self, number: int, row: Sequence[Any], row_cells: dict[str, Any], *, is_numbered: bool
    ) -> None:
        index, marked = number - 1, self._columns.marked
        is_struck = self._strikes.is_gone(index, row_cells)
        hints: tuple[Problem, ...] = ()
        if not is_struck:
            hints = (
                *self._strikes.left_out(index, row_cells),
                *self._strikes.of_marks(index, marked),
            )
        marks = tuple(
            heading
            for column, heading in marked.items()
            if column < len(row)
            and is_mark(row[column], heading)
            and not self._strikes.is_struck(index, column)
        )
        self._has_gaps = self._has_gaps or self._is_apart(number)
        whole = self._shared.complete(index, row_cells)
        if self._unit_above:
            whole.setdefault("unit", self._unit_above)
        asked = self._days.put_right(whole, number, partial(self._label, number, whole))
        # A number that is struck out was taken away.
        is_numbered = is_numbered and "tckn" in whole
        unclear = tuple(
            (heading, " ".join(cell_text(row[column]).split())[:40])
            for column, heading in marked.items()
            if column < len(row) and is_unclear_mark(row[column], heading)
        )
        asked.extend(self._below_leavers())
        asked.extend([SHIFTED] if number in self._shifted else [])
        is_behind = number > self._last_numbered and not self._has_bare and self.entries
        is_name = row_cells.keys() <= NAME_KEYS and self._are_full
        if (is_behind and is_bare(row)) or is_name:
            asked.append(Problem("", "imports.signature_unclear"))
        entry = self._entry(
            number,
            whole,
            is_numbered=is_numbered,
            hints=hints,
            asked=asked,
            problems=self._strikes.unclear(index, row_cells),
            marks=marks,
            unclear_marks=unclear,
            section=self._section,
            remarks=tuple(self._remarks(row)),
            is_struck=is_struck,
        )
        self.entries.append(entry)
        if is_name and self._answers.skips(number, entry.label):
            # It was a title over those below, as the user said.
            self.lines.append((number, text_of(row)))
            self._begin_section(title_of(row) or text_of(row), number, row)
        self._has_bare = self._has_bare or ("subjects" not in row_cells and is_bare(row))
        self._last_row = number
        refuse_too_many(len(self.entries), self._table, _THING)

    def _entry(
        self,
        number: int,
        row_cells: dict[str, Any],
        *,
        is_numbered: bool,
        hints: Iterable[Problem] = (),
        asked: Iterable[Problem] = (),
        problems: Iterable[Problem] = (),
        **beside: Any,
    ) -> RosterEntry:
        """Return a row as an entry, with what was found about it already, and what is beside it."""
        found, surname_first = self._columns.found, self._surname_first
        row = RowReader(row_cells)
        texts = row.read_texts(
            partial(text_of_field, hints=row.hints, is_numbered=is_numbered), but=_DAYS
        )
        names = {key: texts[key] for key in ("name", "given_names", "surname") if key in texts}
        row.hints.extend(part_titles(texts, surname_first=surname_first))
        given_names, surname = read_name(texts, surname_first=surname_first)
        questions, label = [*asked], display_name(given_names, surname)
        if self._asks_presence and not texts.get("state") and "state" not in row.refused():
            # Beside people who have a mark, an empty cell is a no.
            questions.append(Problem("state", "imports.state_unclear", {"state": cells.NOTHING}))
        for unclear in unclear_titles(texts):
            answer = self._answers.to(number, label, unclear)
            if answer is None:
                questions.append(unclear)
            elif answer is Answer.TITLE:
                title = str(unclear.parameters["title"])
                texts[unclear.key] = texts[unclear.key].removeprefix(title).strip()
                texts["title"] = texts.get("title") or title
                given_names, surname = read_name(texts, surname_first=surname_first)
                label = display_name(given_names, surname)
        row.hints.extend(doubt_comma(texts, given_names, surname))
        typed = {
            **{key: text for key, text in texts.items() if key in OFFICER.fields},
            "given_names": given_names,
            "surname": surname,
        }
        # The unit is looked up later; any number satisfies the check of the other fields.
        checked = OFFICER.check({**typed, "unit_id": 1})
        refused = row.refused()
        if not given_names and not surname:
            if not refused & NAME_KEYS:
                row.problems.append(Problem("name", "imports.name_missing"))
            refused |= NAME_KEYS
        row.problems.extend(
            named
            for problem in checked.problems
            if (named := _named(problem, found)).key not in refused
        )
        values = {key: value for key, value in checked.read.items() if value}
        values.pop("unit_id", None)
        return RosterEntry(
            row_number=number,
            label=label,
            values=values,
            unit=" ".join(texts.get("unit", "").split()),
            subjects=texts.get("subjects", ""),
            starts_on=row.kept("starts_on", lambda: cells.day_of(row_cells.get("starts_on")), None),
            ends_on=row.kept("ends_on", lambda: _end_of(row_cells.get("ends_on")), None),
            state=texts.get("state", ""),
            problems=(*row.problems, *problems),
            hints=(*hints, *row.hints),
            questions=tuple(questions),
            written=" ".join(
                # Without a title, which is reported separately; with every blank.
                " ".join(name.splitlines()) if name.split() == texts[key].split() else texts[key]
                for key, name in names.items()
                if name
            ),
            **beside,
        )

    def _label(self, number: int, row_cells: Mapping[str, Any]) -> str:
        """Return the name of a row before it is read in full."""
        names = {key: row_cells[key] for key in row_cells.keys() & NAME_KEYS}
        return self._entry(number, names, is_numbered=False).label

    def _remarks(self, row: Sequence[Any]) -> Iterator[Remark]:
        for column in self._columns.unread:
            cell = row[column] if column < len(row) else None
            heading = self._columns.found.names[column]
            is_of_leavers = cells.folded_text(cell) not in cells.NO_MARKS and (
                mentions_leaving(heading) or (isinstance(cell, str) and mentions_leaving(cell))
            )
            if is_of_leavers:
                yield Remark(heading, " ".join(str(cell).split()))


def _end_of(cell: object) -> dt.date | None:
    return None if cells.is_open_end(cell) else cells.day_of(cell)


def _with_subjects(entry: RosterEntry, cell: object) -> RosterEntry:
    """Add a further subject, written right below a person whose name spans rows."""
    try:
        text = cells.text_of(cell)
    except KnownError as error:
        problem = Problem("subjects", error.code, error.parameters)
        return replace(entry, problems=(*entry.problems, problem))
    return replace(entry, subjects=f"{entry.subjects}\n{text}")


def _named(problem: Problem, found: ColumnMatch) -> Problem:
    """Return a problem with the name of the column that the clerk sees."""
    if problem.key in {"given_names", "surname"} and "name" in found.columns:
        return Problem("name", problem.code, problem.parameters)
    return problem
