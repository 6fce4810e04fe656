"""Rows of a roster about people who have left, in every form a file may state it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.imports.cells import MARKS, folded_text
from alo183_desktop.imports.headings import words_of
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.officers.roster.cells import NAME_KEYS
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignTable
    from alo183_desktop.imports.headings import ColumnMatch
    from alo183_desktop.officers.roster.file import RosterEntry

_WENT: Final = (
    r"(?:(?:gorev|kurum|birim|is)(?:in|im)?den |(?:kendi istegiyle|naklen) )?"
    r"(?:ayrildi|ayrilmis|ayrilmistir|emekli oldu|emekli olmustur|emekliye ayrildi"
    r"|istifa etti|istifa etmistir|vefat etti|vefat etmistir|naklen gitti)"
)
"""Words only for people who have left. Somebody taken off a duty, or with a cancelled assignment,
may still have another subject: that is asked."""
_DAY: Final = r"(?:\d{1,2}[./ ](?:\d{1,2}|[a-z]+)[./ ]\d{2,4}|\d{1,2}[./]\d{4}|\d{4})"
_SINCE: Final = (
    r"(?:\s*(?:itibariyla|itibariyle|itibari ile|itibaren|tarihinde|tarihi|tarihli|gunu"
    r"|yilinda|de|da|te|ta)){0,3}"
)
_LEFT: Final = re.compile(rf"\(?(?:{_DAY}'?{_SINCE},? )?{_WENT}[.):,]*(?: \(?{_DAY}\)?)?")
"""A state or a remark with no other meaning: `01.03.2026 itibarıyla ayrıldı`."""
_GOING: Final = (
    r"ayril|emekli|istifa|vefat|gorev(?:in)?den|tayin|nakl|nakil|ilisi[gk]|kesil|iptal|pasif|yedek"
    r"|uzaklas|aciga al|cikar|fesh|fesih|devret|devred|sona er|son bul|sonlan|bitti|bitmis|biten"
    r"|kaldiril|dold(?!ur)|dolmus|dolan(?!dir)|dusul|dusur|birak|baska (?:il|kurum|birim)"
)
"""Beginnings of words about leaving, in a remark or a title."""
_MAY_HAVE_LEFT: Final = re.compile(
    rf"\b(?:{_GOING}|(?:calis|bak|gel|yap|yurut|surdur)m[iu]yor|(?<![iu]n )yerine"
    r"|(?:gorevde|gorevli|aktif|calisan) degil)"
)
"""Somebody's successor: `Ali VELİ’nin yerine`."""
_IN_SERVICE: Final = re.compile(
    r"(?:halen |hala |fiilen |su an )?(?:gorevde|gorevli|gorevi?(?:nin)? basinda"
    r"|gorev(?:i|e|ine) devam(?: ediyor| etmektedir)?|faal|(?:emekli|ayrilmis) degil"
    r"|aktif(?: gorevde| calisan| calisiyor)?"
    r"|calisiyor|calismaktadir|calismaya devam(?: ediyor| etmektedir)?"
    r"|devam(?: ediyor| etmektedir)?|asil|kadrolu|sozlesmeli"
    r"|(?:(?:yillik|dogum|mazeret|ucretsiz|hastalik|saglik) )?(?:izinli|izinde|izninde|raporlu)"
    r"|gecici gorevli|gecici gorevlendirme|gorevlendirildi|vekil|vekaleten)[.!]*"
)
"""A state that only means that a person is in service; a part of a text means nothing."""
_OF_TITLES: Final = frozenset({"ayrilan", "ayrilanlar", "ayrilmis"})
_NOT: Final = r"degil\b|\w*m[ae](?:yan|yen|dig|mis)|(?:gorev|hizmet|kadro|liste) disi\b"
_STAY: Final = (
    r"ol|calis|basla|gorevlendiril|atan|gelen|katil|bakan|yurut|bulun|devam"
    r"|uzman|eleman|ogretmen|egitmen"
)
_MAY_BE_OF_LEAVERS: Final = re.compile(
    rf"\b(?:{_GOING}|alinan|alinmis|eski(?!sehir)|giden|{_NOT}|(?!{_STAY})\w+(?:an|en)l[ae]r\b"
    r"|stajyer|stajer|kursiyer|gonullu)"
)
"""People described only by a past action, unless it is about staying; and people who are not
staff."""
_BESIDE: Final = word_set("officers.beside_leavers")
_OF_THE_OTHERS: Final = ("gorevde", "yeni", "guncel", "aktif", "basla", "mevcut", "halen", "yerine")
_INSTEAD: Final = re.compile(rf"\w[iu]n yerine\b(?!.*\b(?:{_NOT}))")
"""Successors, whatever is stated of those they replaced."""
_OF_LEAVERS: Final = frozenset({"ayrilan", "ayrilanin", "devreden", "giden", "gidenin"})
_EARLIER: Final = frozenset({"eski", "onceki", "kizlik"})
_STAND_INS: Final = frozenset({"yedek", "yedegi", "yedeginin", "vekil", "vekili", "vekilinin"})
_PEOPLE: Final = ("personel", "gorevli", "sorumlu", "kisi", "memur", "calisan")
_NAMES: Final = ("soyad", "soyisim", "soyismi")
_HEADINGS_SEARCHED: Final = 31
_HEIGHT: Final = 3
"""Headings span so many rows at most."""


class Remark(NamedTuple):
    """A text about leaving in a column that is not read."""

    heading: str
    """The name of the column."""
    text: str

    def parameters(self) -> dict[str, str]:
        """Return it for a message."""
        return {"heading": self.heading[:60], "remark": self.text[:60]}


def left_of(entry: RosterEntry, today: dt.date, *, sheet: str) -> Problem | None:
    """Return the proof that a row is about a leaver; None: there is none.

    Args:
        entry: The row.
        today: The import's day in Istanbul.
        sheet: The name of its sheet.
    """
    if entry.is_struck:
        return Problem("", "imports.struck")
    if entry.ends_on is not None and entry.ends_on <= today:
        return Problem("ends_on", "imports.left", {"day": format_day(entry.ends_on)})
    if entry.state and _LEFT.fullmatch(_plain(entry.state)):
        return Problem("state", "imports.left_state", {"state": entry.state[:40]})
    for remark in entry.remarks:
        if _LEFT.fullmatch(_plain(remark.text)):
            return Problem("", "imports.left_remark", remark.parameters())
    # The text right above them is more specific than the name of the sheet.
    for title in (entry.section, "" if entry.section else sheet):
        if is_of_leavers(title):
            return Problem("", "imports.left_section", {"title": title[:60]})
    return None


def mentions_leaving(text: str) -> bool:
    """Return whether an unread column states that a person left, in a cell or its heading."""
    return bool(_MAY_HAVE_LEFT.search(fold(text))) and not _IN_SERVICE.fullmatch(_plain(text))


def unclear_of(entry: RosterEntry, *, sheet: str = "") -> Iterator[Problem]:
    """Yield what in a row leaves unclear whether a person is in service or has left.

    Args:
        entry: The row.
        sheet: The name of its sheet, which counts where no text is above it.
    """
    state = _plain(entry.state)
    if state and state not in MARKS and not _IN_SERVICE.fullmatch(state):
        yield Problem("state", "imports.state_unclear", {"state": entry.state[:40]})
    for remark in entry.remarks:
        yield Problem("", "imports.remark_unclear", remark.parameters())
    title = entry.section or sheet
    if may_be_of_leavers(title):
        yield Problem("", "imports.section_unclear", {"title": title[:60]})


@lru_cache(maxsize=64)
def is_of_leavers(title: str) -> bool:
    """Return whether a title is certainly over leavers: `GÖREVDEN AYRILANLAR`.

    `Ayrılanların yerine görevlendirilenler` are others, and those of `Eski liste` are asked about.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", fold(title)) if len(word) > 1]
    return bool(_OF_TITLES & set(words)) and set(words) <= _OF_TITLES | _BESIDE


@lru_cache(maxsize=64)
def may_be_of_leavers(title: str) -> bool:
    """Return whether people under a title may not be staff: `AKTİF OLMAYANLAR`, interns."""
    text = " ".join(fold(title).split())
    return bool(_MAY_BE_OF_LEAVERS.search(text)) and not _INSTEAD.search(text)


def is_of_people_in_service(title: str) -> bool:
    """Return whether a title itself states that people in service follow: `YENİ BAŞLAYANLAR`."""
    words = re.findall(r"[^\W\d_]+", fold(title))
    return any(word.startswith(_OF_THE_OTHERS) for word in words) and not may_be_of_leavers(title)


def columns_of_leavers(rows: Sequence[Sequence[object]]) -> Mapping[int, frozenset[int]]:
    """Return the indexes of leavers' columns, by the rows that may be headings.

    Beside `Ayrılan Personel` the columns up to the next name are theirs; so are those below it if
    it spans several. A stand-in's are one column, and `Eski Soyadı` and `Kızlık Soyadı`, too.
    """
    theirs: dict[int, frozenset[int]] = {}
    for number, row in enumerate(rows[:_HEADINGS_SEARCHED]):
        texts = [(index, cell) for index, cell in enumerate(row) if isinstance(cell, str) and cell]
        if len(texts) == 1:
            # A lone text is a title.
            continue
        for index, text in texts:
            words = set(words_of(text))
            is_stand_in = not _STAND_INS.isdisjoint(words_of(text)[:1])
            is_of_others = not words.isdisjoint(_OF_LEAVERS | _EARLIER) or (
                is_stand_in and _names_somebody(rows[number + 1 :], index)
            )
            if not is_of_others or "yerine" in words:
                continue
            lower = range(number, min(number + _HEIGHT, len(rows)))
            end = index + 1
            if not is_stand_in and _is_of_a_leaver(words):
                end = next(
                    (column for column, other in texts if column > index and _is_of_people(other)),
                    max(len(rows[below]) for below in lower),
                )
            for below in lower:
                theirs[below] = theirs.get(below, frozenset()).union(range(index, end))
    return theirs


def without_columns(
    rows: Sequence[Sequence[object]], left_out: Mapping[int, frozenset[int]]
) -> Sequence[Sequence[object]]:
    """Return rows with the cells of `columns_of_leavers` emptied."""
    if not left_out:
        return rows
    return [
        [None if column in left_out[number] else cell for column, cell in enumerate(row)]
        if number in left_out
        else row
        for number, row in enumerate(rows)
    ]


def _is_of_a_leaver(words: set[str]) -> bool:
    """Return whether a heading is about a person; `Göreve Ayrılan Araç`, `Eski Soyadı` are not."""
    if words <= _OF_LEAVERS | _BESIDE or any(word.startswith(_PEOPLE) for word in words):
        return True
    return bool(words & _OF_LEAVERS) and any(word.startswith(_NAMES) for word in words)


def _names_somebody(below: Sequence[Sequence[object]], column: int) -> bool:
    """Return whether a column has texts that are no marks: `X` under `Yedek` is about its row."""
    texts = [text for row in below if column < len(row) and (text := folded_text(row[column]))]
    return bool(texts) and not any(
        text in MARKS or text.startswith(("asil", "yedek", "vekil")) for text in texts
    )


def _is_of_people(heading: str) -> bool:
    words = words_of(heading)
    return any(word.startswith((*_PEOPLE, *_NAMES, "yeni", "basla")) for word in words)


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("’", "'").split())


class Strikes:
    """Finds which cells of a row are struck out."""

    def __init__(self, table: ForeignTable, found: ColumnMatch) -> None:
        """Keep the struck cells of a table whose columns were found."""
        self._whole = table.layout.struck
        self._part = table.layout.struck_in_part
        self._found = found

    def is_gone(self, row: int, row_cells: dict[str, Any]) -> bool:
        """Return whether a person is struck out: their name, or their whole row.

        Args:
            row: Its index in the table, from 0.
            row_cells: Its cells that are not blank.
        """
        struck = self._among(row, row_cells)
        return bool(struck & NAME_KEYS) or (bool(struck) and struck == row_cells.keys())

    def left_out(self, row: int, row_cells: dict[str, Any]) -> tuple[Problem, ...]:
        """Remove struck values from a row, and return which; arguments as in `is_gone`."""
        struck = self._among(row, row_cells)
        for key in struck:
            del row_cells[key]
        return tuple(
            Problem(key, "imports.struck_cell", {"heading": self._found.texts[key]})
            for key in self._found.columns
            if key in struck
        )

    def unclear(self, row: int, row_cells: dict[str, Any]) -> tuple[Problem, ...]:
        """Return the problems of cells that are partly struck; arguments as in `is_gone`."""
        return tuple(
            Problem(key, "imports.struck_in_part", {"heading": self._found.texts[key]})
            for key in row_cells
            if (row, self._found.columns[key]) in self._part
        )

    def of_marks(self, row: int, marked: Mapping[int, str]) -> tuple[Problem, ...]:
        """Return which marks of a row are struck; `marked` has the headings of such columns."""
        return tuple(
            Problem("subjects", "imports.struck_cell", {"heading": heading})
            for column, heading in marked.items()
            if self.is_struck(row, column)
        )

    def is_struck(self, row: int, column: int) -> bool:
        """Return whether the whole text of a cell is struck; both counted from 0."""
        return (row, column) in self._whole

    def _among(self, row: int, row_cells: dict[str, Any]) -> set[str]:
        if not self._whole:
            return set()
        return {key for key in row_cells if (row, self._found.columns[key]) in self._whole}
