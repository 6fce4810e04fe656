"""Which sheet of a workbook is a roster, and which of its columns is what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from alo183_desktop.directorate.provinces import PROVINCES
from alo183_desktop.imports.cells import MARKS, NO_MARKS, folded_text
from alo183_desktop.imports.headings import (
    Claim,
    ColumnMatch,
    WantedColumn,
    find_columns,
    join_headings,
    wanted,
    words_of,
)
from alo183_desktop.imports.sheets import (
    BestTable,
    best_table,
    column_notes,
    own_tables,
    quoted,
    sheet_notes,
)
from alo183_desktop.imports.vocabulary import word_map, word_set
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.officers.roster.cells import SHOWN, is_tckn
from alo183_desktop.officers.roster.leavers import (
    columns_of_leavers,
    may_be_of_leavers,
    without_columns,
)
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignTable
    from alo183_desktop.imports.recipe import Options


class OtherList(Worded):
    """What a list of people may be that is no roster."""

    UNKNOWN = "unknown", "ne müracaat konusu ne kurumsal telefon ya da e-posta sütunu var"
    LEAVE = "leave", "izin listesine benziyor"
    TRAINING = "training", "eğitim listesine benziyor"
    PAYROLL = "payroll", "bordroya benziyor"
    BENEFICIARIES = "beneficiaries", "yardım alanların listesine benziyor"


MARK: Final = "mark"
"""A column with marks for people; its heading may name a subject."""
WANTED: Final = (
    *(
        WantedColumn(key, words=", ".join(one.headings))
        for key, one in OFFICER.fields.items()
        if one.headings
    ),
    *wanted("officers"),
)
_MARKS: Final = MARKS | {"sorumlu", "asil", "asil sorumlu", "asil personel", "asil gorevli"}
_DOUBTFUL: Final = ("yedek", "vekil", "vekaleten", "gecici", "?")
"""Beginnings of cells that are unclear marks: a stand-in, or unknown."""
_PLAIN_NAME: Final = frozenset({"ad", "adi", "isim", "ismi", "ve"})
_GIVEN: Final = frozenset({"ad", "adi", "isim", "ismi"})
_SURNAMES: Final = ("soyad", "soyisim", "soyismi")
_OF_OFFICES: Final = (".gov.tr", "@gov.tr", ".bel.tr", ".edu.tr")
"""Ends of addresses that nobody has privately."""
_SURELY: Final = 2
"""So many words of another list outweigh a column of subjects."""
_UNIT_WORDS: Final = word_set("officers.unit")
_OF_OTHER_LISTS: Final = word_map("officers.other_lists", OtherList)
_COUNTS: Final = ("sayi", "adet", "adedi")
"""Beginnings of words over a number of things: `Çocuk Sayısı`."""
_LEAST_MARKS: Final = 2
_LOOKED_AT: Final = 200
"""How many rows are examined to find what a column holds."""


@dataclass(frozen=True, slots=True)
class RosterColumns:
    """Which column of a roster is what."""

    found: ColumnMatch
    by_values: frozenset[str]
    """Keys of columns that were recognised by their values, not their headings."""
    marked: Mapping[int, str]
    """Headings of the columns that hold only marks, by the index of the column."""
    unread: tuple[int, ...] = ()
    """Indexes of the columns that are not wanted; they may contain that an officer left."""


def settle(
    found: ColumnMatch, rows: Sequence[Sequence[object]], *, of_others: Collection[int] = ()
) -> RosterColumns:
    """Return the columns after looking at them together.

    Args:
        found: By their headings alone.
        rows: The whole table.
        of_others: Indexes of columns about other people, whatever their values are.
    """
    found = _with_lower_headings(found, rows)
    found = _with_parted_name(_with_settled_names(found), rows)
    found = _without_others(found, rows[found.heading_row])
    below = rows[found.first_row : found.first_row + _LOOKED_AT]
    marked = dict(_marked(found, rows[found.first_row - 1], below))
    if found.columns.get("subjects") in marked:
        found = found.without("subjects")
    by_values = set()
    if "tckn" not in found.columns:
        named = _column_of_numbers(found, rows[found.first_row - 1], below, of_others)
        if named is not None:
            found = _with(found, tckn=named)
            by_values.add("tckn")
    if "unit" not in found.columns:
        named = _column_of_units(found, below, of_others)
        if named is not None:
            found = _with(found, unit=named)
            by_values.add("unit")
    found = _with_official_mails(found, below)
    taken = {*found.columns.values(), *marked, *of_others}
    unread = tuple(column for column in range(len(found.names)) if column not in taken)
    # Mark columns are shown as such, and the user may assign one of them otherwise.
    found = replace(found, several={MARK: tuple(marked)} if marked else {})
    return RosterColumns(found, frozenset(by_values), marked, unread)


def other_list(
    texts: Iterable[str], *, has_subjects: bool, has_address: bool, is_told: bool
) -> OtherList | None:
    """Return what a list may be instead of a roster; None: it is one.

    Args:
        texts: Its name, and the headings and titles that say nothing about an officer.
        has_subjects: Whether its headings name subjects.
        has_address: Whether they name a corporate phone or e-mail, as a payroll may, too.
        is_told: Whether titles, or choices for its columns, say that it has one of both.
    """
    counts = Counter(
        kind
        for text in texts
        for word in words_of(text)
        for stem, kind in _OF_OTHER_LISTS.items()
        if word.startswith(stem)
    )
    (kind, count), *_ = [*counts.most_common(1), (OtherList.UNKNOWN, 0)]
    if has_subjects and (has_address or count < _SURELY):
        return None
    return None if (has_address or is_told) and not count else kind


def ends_like_unit(title: str) -> bool:
    """Return whether a title ends like the names of institutions: `MAMAK HUZUREVİ`."""
    return not _UNIT_WORDS.isdisjoint(fold(title).split()[-1:])


def is_unclear_mark(cell: object, heading: str) -> bool:
    """Return whether a cell among marks means neither yes nor no: `yedek`, `?`."""
    return not is_mark(cell, heading) and folded_text(cell) not in NO_MARKS


def is_doubtful_mark(text: str) -> bool:
    """Return whether a text among marks means that a person only stands in: `Yedek`."""
    return fold(text).startswith(_DOUBTFUL)


def _with_official_mails(found: ColumnMatch, below: Sequence[Sequence[object]]) -> ColumnMatch:
    """Return the columns without doubts about `E-posta` where every address is an office's."""
    key = "corporate_email"
    if key not in found.guessed or len(found.doubts[key]) > 1:
        return found
    place = found.columns[key]
    texts = [text for row in below if place < len(row) and "@" in (text := folded_text(row[place]))]
    if not texts or not all(text.rstrip(".>").endswith(_OF_OFFICES) for text in texts):
        return found
    return replace(found, claims={**found.claims, key: Claim((place,), ())})


def is_mark(cell: object, heading: str) -> bool:
    """Return whether a cell means yes: `X`, `✓`, `Evet`, or its heading repeated."""
    text = folded_text(cell)
    return text in _MARKS or text == fold(heading)


def _with_lower_headings(found: ColumnMatch, rows: Sequence[Sequence[object]]) -> ColumnMatch:
    """Return the columns with a further row of headings that names no wanted column.

    Under `MÜRACAAT KONULARI`, which spans five columns, `Çocuk` and `Kadın` are alone. Such a row
    has texts where the row above has none, and nothing in a person's name column.
    """
    if found.first_row >= len(rows):
        return found
    upper, lower = rows[found.first_row - 1], rows[found.first_row]
    texts = {
        column: cell for column, cell in enumerate(lower) if cell is not None and str(cell).strip()
    }
    taken = {column for key, column in found.columns.items() if key != "subjects"}
    new = [column for column in texts if column >= len(upper) or not folded_text(upper[column])]
    if not new or taken & texts.keys() or not all(isinstance(cell, str) for cell in texts.values()):
        return found
    if len(texts) == 1 and ends_like_unit("".join(map(str, texts.values()))):
        return found  # a title over the people below
    if {folded_text(cell) for cell in texts.values()} & (_MARKS | NO_MARKS):
        return found
    headings = list(found.headings)
    for column in new:
        headings[column] = " ".join(str(texts[column]).split())
    return replace(found, first_row=found.first_row + 1, headings=tuple(headings))


def _with_settled_names(found: ColumnMatch) -> ColumnMatch:
    """Return the columns with either one of the full name, or those of its two parts.

    `Personelin Adı` is the full name where it is alone, and the given names beside a column
    `Personelin Soyadı`.
    """
    columns = found.columns
    has_parts = "surname" in columns
    if (
        {"given_names", "surname", "name"} <= columns.keys()
        and "given_names" not in found.guessed
        and not _is_plain_name(found.texts["name"])
    ):
        # Beside `Adı` and `Soyadı`, `Yakınının Adı Soyadı` is another person.
        return found.without("name")
    is_whole = "name" in columns and (
        not has_parts or any(word.startswith("soy") for word in words_of(found.texts["name"]))
    )
    if is_whole:
        for key in ("given_names", "surname"):
            found = found.without(key)
        return found
    if has_parts and "name" in columns:
        if "given_names" in columns and "given_names" not in found.guessed:
            return found.without("name")
        found = found.without("given_names").without("name")
        return _with(found, given_names=columns["name"])
    if not has_parts and "given_names" in found.guessed:
        return found.without("given_names")
    return found


def _with_parted_name(found: ColumnMatch, rows: Sequence[Sequence[object]]) -> ColumnMatch:
    """Return the columns with surnames where `Adı Soyadı` spans two of them.

    The second has no heading of its own, and the first has one word in most rows.
    """
    if "name" not in found.columns:
        return found
    place = found.columns["name"]
    headings = rows[found.heading_row : found.first_row]
    if any(folded_text(cell) for row in headings for cell in row[place + 1 : place + 2]):
        return found
    pairs = [
        (folded_text(row[place]), folded_text(row[place + 1]))
        for row in rows[found.first_row : found.first_row + _LOOKED_AT]
        if place + 1 < len(row) and folded_text(row[place])
    ]
    parted = [given for given, surname in pairs if surname.replace(" ", "").isalpha()]
    single = [given for given in parted if " " not in given]
    if 2 * len(parted) <= len(pairs) or 2 * len(single) < len(parted):
        return found
    return _with(found.without("name"), given_names=place, surname=place + 1)


def _without_others(found: ColumnMatch, headings: Sequence[object]) -> ColumnMatch:
    """Return the columns without those of other people, whose names it notes.

    Beside `Asil Adı Soyadı` and `Yedek Adı Soyadı`, `Yedek Cep` is not the first person's. After a
    second `Adı Soyadı`, all columns are the second person's.
    """
    of_others = [index for index in found.left if _is_whole_name(found.headings[index])]
    own = {word for key in ("name", "given_names") for word in words_of(found.texts.get(key, ""))}
    theirs = {word for index in of_others for word in words_of(found.headings[index])} - own
    for key, text in tuple(found.texts.items()):
        if key not in {"name", "given_names", "surname"} and theirs & set(words_of(text)):
            found = found.without(key)
    found = found.without_claims(
        [index for index, text in enumerate(found.names) if theirs & set(words_of(text))]
    )
    first = found.columns.get("name")
    again = [
        column
        for column, heading in enumerate(headings)
        if first is not None
        and column > first
        and folded_text(heading) == folded_text(headings[first])
    ]
    for key, column in tuple(found.columns.items()):
        if again and column > again[0]:
            found = found.without(key)
    if again:
        found = found.without_claims(range(again[0], len(found.names)))
    return replace(found, others=frozenset(of_others))


def _is_plain_name(heading: str) -> bool:
    return all(word in _PLAIN_NAME or word.startswith("soy") for word in words_of(heading))


def _is_whole_name(heading: str) -> bool:
    words = words_of(heading)
    return bool(_GIVEN & set(words)) and any(word.startswith(_SURNAMES) for word in words)


def _marked(
    found: ColumnMatch, headings: Sequence[object], below: Sequence[Sequence[object]]
) -> Iterator[tuple[int, str]]:
    """Yield mark columns; one without any mark is a subject that nobody has."""
    taken = {column for key, column in found.columns.items() if key != "subjects"}
    chosen = found.several.get(MARK, ())
    taken.update(
        column for column, name in enumerate(found.names) if found.chosen.get(name, MARK) != MARK
    )
    texts = {
        column: {
            "x" if is_mark(row[column], heading) else folded_text(row[column])
            for row in below
            if column < len(row)
        }
        for column, heading in enumerate(headings)
        if column not in taken and isinstance(heading, str) and heading.strip()
    }
    like_marks = [
        column
        for column, heading in enumerate(headings)
        if column in texts
        and (
            column in chosen
            or _are_marks(
                below, column, str(heading), strictly=column == found.columns.get("subjects")
            )
        )
    ]
    marks = [text for column in like_marks for text in texts[column]]
    if any(text in _MARKS or is_doubtful_mark(text) for text in marks):
        yield from ((column, " ".join(str(headings[column]).split())) for column in like_marks)


def _are_marks(
    below: Sequence[Sequence[object]], column: int, heading: str, *, strictly: bool
) -> bool:
    """Return whether a column holds only marks, or nothing.

    Unclear marks do not disqualify it: they matter only where the heading names a subject, and are
    asked about there.

    Args:
        below: The rows below the headings.
        column: Its index.
        heading: Its heading.
        strictly: Whether unclear marks disqualify it.
    """
    if any(word.startswith(_COUNTS) for word in words_of(heading)):
        return False
    cells = [row[column] for row in below if column < len(row) and folded_text(row[column])]
    others = [folded_text(cell) for cell in cells if is_unclear_mark(cell, heading)]
    marks = sum(is_mark(cell, heading) for cell in cells) + sum(map(is_doubtful_mark, others))
    # A column of serial numbers has a 1, too, but only one; beside a mistyped mark there are more.
    is_serial = any(map(str.isdecimal, others)) and marks < _LEAST_MARKS
    is_mixed = marks >= len(others) and not is_serial
    return not others or (is_mixed and not strictly)


def _column_of_numbers(
    found: ColumnMatch,
    headings: Sequence[object],
    below: Sequence[Sequence[object]],
    of_others: Collection[int],
) -> int | None:
    """Return the column in which most values are T.C. numbers with valid check digits."""
    taken = {*found.columns.values(), *of_others}
    for column, heading in enumerate(headings):
        if column in taken or not isinstance(heading, str) or not heading.strip():
            continue
        values = [row[column] for row in below if column < len(row) and folded_text(row[column])]
        if values and 2 * sum(map(is_tckn, values)) > len(values):
            return column
    return None


def _column_of_units(
    found: ColumnMatch, below: Sequence[Sequence[object]], of_others: Collection[int]
) -> int | None:
    """Return the column without a heading in which every text ends like an institution's name."""
    taken = {*found.columns.values(), *of_others}
    for column, heading in enumerate(found.headings):
        cells = (row[column] for row in below if column < len(row))
        texts = [str(cell) for cell in cells if folded_text(cell)]
        if not (heading or column in taken) and texts and all(map(ends_like_unit, texts)):
            return column
    return None


def _with(found: ColumnMatch, **columns: int) -> ColumnMatch:
    """Return the headings with further columns, which are certain."""
    claims = {key: claim for key, claim in found.claims.items() if key not in columns}
    return found.with_columns({**found.columns, **columns}, claims)


def choose_sheet(tables: Sequence[ForeignTable], options: Options) -> BestTable[RosterColumns]:
    """Return the sheet to read, among those that list people.

    Args:
        tables: The sheets.
        options: Which one, and what its columns are, as chosen by the user.

    Raises:
        KnownError: `imports.no_headings`, `imports.list_of_…`, `imports.sheet_unknown`.
    """
    looked: list[tuple[ForeignTable, ColumnMatch, RosterColumns]] = []
    own, missing = own_tables(tables, "officers", options, "imports.no_headings")
    for table in own:
        of_leavers = columns_of_leavers(table.rows)
        found = _found(table.rows, of_leavers, options)
        if found is None:
            continue
        theirs = of_leavers.get(found.first_row - 1, frozenset()).union(
            column for column, name in enumerate(found.names) if found.chosen.get(name) == ""
        )
        columns = settle(found, table.rows, of_others=theirs)
        if columns.found.columns.keys() & {"name", "given_names"}:
            looked.append((table, columns.found, columns))
    if not looked:
        raise KnownError(missing)
    return best_table(looked, options, may_be_of_leavers)


def province_of(titles: Sequence[str]) -> str:
    """Return the province of the first title such as `KONYA VALİLİĞİ`; empty for none."""
    for words in map(fold, titles):
        for province in PROVINCES:
            name = re.escape(fold(province.name))
            if re.search(rf"\b{name} (?:valiligi|aile ve|il mudurlugu)", words):
                return province.name
    return ""


def _found(
    rows: Sequence[Sequence[object]],
    left_out: Mapping[int, frozenset[int]],
    options: Options,
) -> ColumnMatch | None:
    """Return the columns of present officers; those of leavers are reported as unread."""
    found = find_columns(without_columns(rows, left_out), WANTED, options.columns, options.shapes)
    if found is None:
        return None
    written = join_headings(rows[found.heading_row : found.first_row])
    headings = (
        heading or " ".join(text.split())
        for heading, text in zip_longest(found.headings, written, fillvalue="")
    )
    return replace(found, headings=tuple(headings))


def notes_of(
    tables: Sequence[ForeignTable],
    table: ForeignTable,
    columns: RosterColumns,
    sheets: Sequence[str],
) -> Iterator[Problem]:
    """Yield what was read by a guess, and what was not read."""
    found = columns.found
    if found.others:
        headings = quoted(found.headings[index] for index in sorted(found.others))
        yield Problem("name", "imports.other_people", {"headings": headings})
    if others := [sheet for sheet in sheets if sheet != table.sheet]:
        parameters = {"sheet": table.sheet, "sheets": quoted(others)}
        yield Problem("", "imports.sheets_with_people", parameters)
    else:
        yield from sheet_notes(tables, table)
    for key in columns.by_values:
        parameters = {"heading": found.texts[key], "what": SHOWN[key]}
        yield Problem(key, "imports.heading_by_values", parameters)
    yield from column_notes(table, found)


_OF_NAMES: Final = re.compile(r"(?:\w+ )?(?:adi?|isim)(?: ve|/|-|,)? *(?:soyadi?|soyisim)")


class RepeatedHeadings:
    """Distinguishes rows of people from headings, and from the rows of another table.

    Attributes:
        others: The first row of each other table, as Excel counts.
        is_elsewhere: Whether the rows from here on belong to another table.
    """

    def __init__(self, rows: Sequence[Sequence[object]], found: ColumnMatch) -> None:
        """Keep the headings of the list.

        Args:
            rows: The whole table.
            found: Its columns.
        """
        self.others: list[int] = []
        self._rows = [_folded(row) for row in rows[found.heading_row : found.first_row]]
        self.is_elsewhere = False

    def passes(self, number: int, row: Sequence[object]) -> bool:
        """Return whether a row is a heading, or belongs to another table.

        Args:
            number: As Excel counts.
            row: Its cells.
        """
        folded = _folded(row)
        if folded in self._rows:
            self.is_elsewhere = False
            return True
        texts = [text for text in folded if text]
        if len(texts) > 1 and any(map(_OF_NAMES.fullmatch, texts)):
            # The same headings, some of them spelled otherwise, still belong to this list.
            same = sum(
                any(column < len(upper) and upper[column] == text for upper in self._rows)
                for column, text in enumerate(folded)
                if text
            )
            self.is_elsewhere = 2 * same <= len(texts)
            if self.is_elsewhere:
                self.others.append(number)
            return True
        return self.is_elsewhere


def _folded(row: Sequence[object]) -> list[str]:
    folded = ["" if cell is None else fold(str(cell)) for cell in row]
    while folded and not folded[-1]:
        folded.pop()
    return folded
