"""Read cases out of a foreign table: which cell is what, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from alo183_desktop.cases.fields import LENGTHS, tidy, tidy_value
from alo183_desktop.cases.importing.cells import (
    CellMoment,
    has_two_readings,
    is_month_first,
    is_yes,
    moment_of_cell,
    unit_in,
)
from alo183_desktop.cases.rules import CLOCK_TOLERANCE, number_key
from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import TOTALS, Wanted
from alo183_desktop.imports.sheets import Sheet, cells_of, choose_table, notes_of
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignFile

_Read = TypeVar("_Read")

MOST_ROWS: Final = 20_000
WANTED: Final = (
    Wanted(
        "number",
        words=(
            *("basvuru no", "basvuru numara", "vaka no", "vaka numara", "kayit no", "ihbar no"),
            *("ihbar numara", "cagri no", "cagri numara"),
        ),
        exact=("no", "numara", "basvuru", "basvuru id", "referans no", "takip no"),
    ),
    Wanted(
        "routed",
        words=(
            *("yonlendirme tarih", "yonlendirme zaman", "yonlendirilme tarih"),
            *("yonlendirilme zaman", "sevk tarih", "havale tarih", "gelis tarih", "gelis zaman"),
        ),
        exact=("yonlendirme", "yonlendirildi", "tarih", "basvuru tarihi", "ihbar tarihi"),
        weak=("yonlendirme", "yonlendirilme", "basvuru tarih", "cagri tarih"),
    ),
    Wanted(
        "routed_time",
        words=("yonlendirme saat", "yonlendirilme saat", "sevk saat", "gelis saat"),
        exact=("saat", "saati"),
    ),
    Wanted(
        "operator_name",
        words=("operator", "cagri gorevli", "cagri personel"),
        exact=("cagri alan", "yonlendiren"),
    ),
    Wanted(
        "subject",
        words=("muracaat konu", "basvuru konu", "hedef grup"),
        exact=("konu", "konusu", "muracaat"),
        weak=("konu",),
    ),
    Wanted(
        "kind",
        words=("vaka turu", "vaka tipi", "ihbar turu", "basvuru turu", "vaka kategori"),
        exact=("tur", "turu", "tip", "tipi", "kategori"),
        weak=("turu",),
    ),
    Wanted("district", words=("ilce",), exact=("bolge", "yer", "adres")),
    Wanted(
        "caller_phone",
        words=("arayan telefon", "arayan tel", "arayan numara", "basvuran tel", "basvuran telefon"),
        exact=("telefon", "tel", "telefon no", "gsm", "telefon numarasi"),
        weak=("telefon",),
    ),
    Wanted(
        "caller_name",
        words=("arayan adi", "arayan kisi", "basvuran adi", "ihbarci adi", "arayan isim"),
        exact=("arayan", "basvuran", "ihbarci", "ihbar eden"),
    ),
    Wanted(
        "summary",
        words=("ozet", "vaka aciklama", "basvuru aciklama"),
        exact=("aciklama", "detay", "icerik", "konu ozeti"),
    ),
    Wanted("urgency", words=("aciliyet", "oncelik"), exact=("acil", "acil mi", "durum")),
    Wanted("police_unit", words=("kolluk birim", "kolluk kuvvet", "karakol")),
    Wanted("police", words=("kolluk",), exact=("polis", "emniyet", "jandarma")),
    Wanted(
        "officer",
        words=("ekip sorumlu", "sorumlu personel", "sorumlu kisi", "mudahale ekip"),
        exact=("sorumlu", "sorumlusu", "gorevli", "personel"),
    ),
    Wanted(
        "acknowledged",
        words=("bilgi alma", "haberdar", "kabul tarih", "kabul zaman", "teblig"),
    ),
    Wanted(
        "first_action",
        words=("ilk mudahale", "ilk islem", "ilk eylem", "mudahale tarih", "mudahale zaman"),
        exact=("mudahale",),
    ),
    Wanted("entry_record", words=("sistem kayit no", "giris kayit no", "giris no")),
    Wanted(
        "entered",
        words=("sisteme giris", "sistem giris", "giris tarih", "giris zaman", "sisteme isleme"),
        exact=("giris",),
    ),
    Wanted("closed", words=("kapanis tarih", "kapatma tarih", "sonuclanma tarih", "kapanma")),
    Wanted("outcome", words=("sonuc",), exact=("sonucu", "netice", "son durum")),
)
"""The columns of the call centre's list; the first words are those of its own."""
_NUMBERED_BY: Final = frozenset({"number", "routed"})
_MOMENTS: Final = ("acknowledged", "first_action", "entered", "closed")
_COLUMNS: Final = {
    "acknowledged": "acknowledged_at",
    "first_action": "first_action_at",
    "entered": "entered_at",
    "closed": "closed_at",
}
_CLOSED: Final = ("sonuclandi", "kapandi", "kapatildi", "kapali", "tamamlandi", "bitti")
_STILL_OPEN: Final = ("", "devam ediyor", "devam", "acik", "islemde", "suruyor", "beklemede")
_NO_TEXTS: Final = frozenset({"routed", "routed_time", *_MOMENTS})
_NAME_LENGTH: Final = 200
_OUTCOME_LENGTH: Final = 1000
_EXACT_NUMBERS: Final = 10**15
"""From here on Excel keeps zeros in the place of digits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One case as the file tells of it."""

    row_number: int
    """As Excel counts."""
    number: str
    values: tuple[tuple[str, Any], ...]
    """Names of columns of a case with their checked values; what is empty is left out."""
    subject: str
    """As written, so with the next two."""
    kind: str
    officer: str
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...]

    @property
    def told(self) -> tuple[object, ...]:
        """All that it says, to compare it with another row."""
        names = (fold(self.subject), fold(self.kind), fold(self.officer))
        return (self.values, names, self.problems)


@dataclass(frozen=True, slots=True)
class CaseSheet(Sheet[Entry]):
    """What a list tells, before anybody looked into the database."""


@collector_paused()
def read_cases(file: ForeignFile, *, now: dt.datetime) -> CaseSheet:
    """Return the cases of the first sheet that has the most of the wanted headings.

    Args:
        file: As it was read.
        now: UTC; no instant of a case lies after it.

    Raises:
        KnownError: `imports.no_headings`, `imports.no_rows`, `imports.too_many_rows`.
    """
    best = choose_table(file.tables, WANTED, lambda found: found.columns.keys() >= _NUMBERED_BY)
    if best is None:
        raise KnownError("cases.no_headings")
    table, found = best
    entries: list[Entry] = []
    passed_over = list(range(1, found.heading_row + 1))
    heading = {key: fold(text) for key, text in found.texts.items()}
    days = [found.columns[key] for key in ("routed", *_MOMENTS) if key in found.columns]
    doubts_days = any(
        is_month_first(row[column])
        for row in table.rows[found.first_row :]
        for column in days
        if column < len(row)
    )
    for number, row in enumerate(table.rows[found.first_row :], start=found.first_row + 1):
        told = cells_of(row, found)
        if not told:
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                passed_over.append(number)
            continue
        if _is_no_case(row, told, heading):
            passed_over.append(number)
            continue
        entries.append(_RowReader(told, now=now, doubts_days=doubts_days).entry(number))
        if len(entries) > MOST_ROWS:
            raise KnownError("imports.too_many_rows", count=len(table.rows), limit=MOST_ROWS)
    if not entries:
        raise KnownError("imports.no_rows")
    return CaseSheet(
        file_name=file.name,
        sha256=file.sha256,
        sheet=table.sheet,
        found=found,
        entries=tuple(entries),
        passed_over=tuple(passed_over),
        notes=tuple(notes_of(file.tables, table, found)),
    )


def _is_no_case(row: Sequence[object], told: dict[str, Any], heading: dict[str, str]) -> bool:
    """Return whether a row is a title, a total, or the headings once more."""
    texts = [fold(str(cell)) for cell in row if cell is not None and str(cell).strip()]
    if len(texts) == 1 or any(text.rstrip(" :") in TOTALS for text in texts):
        return True
    repeated = sum(fold(str(cell)) == heading[key] for key, cell in told.items())
    return repeated > len(told) // 2


class _RowReader:
    """Reads one row: what it says, what is wrong with it, and what is strange."""

    def __init__(self, told: dict[str, Any], *, now: dt.datetime, doubts_days: bool) -> None:
        self.values: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.hints: list[Problem] = []
        self._told = told
        self._now = now
        self._doubts_days = doubts_days
        self.texts: dict[str, str] = {}

    def entry(self, row_number: int) -> Entry:
        """Return all of it."""
        self._read_texts()
        self._read_marks()
        routed = self._read_referral()
        for key in _MOMENTS:
            moment = self._kept(key, partial(self._moment, key))
            if moment is not None:
                self.values[_COLUMNS[key]] = moment.at
                self._check_moment(key, moment, routed)
        if self.values.get("closed_at") is not None:
            self.values["is_closed"] = True
        self._compare()
        return Entry(
            row_number=row_number,
            number=self.texts.get("number", ""),
            values=tuple(self.values.items()),
            subject=self.texts.get("subject", ""),
            kind=self.texts.get("kind", ""),
            officer=" ".join(self.texts.get("officer", "").split())[:_NAME_LENGTH],
            problems=tuple(self.problems),
            hints=tuple(self.hints),
        )

    def _kept(self, key: str, take: Callable[[], _Read]) -> _Read | None:
        """Return what is read; None, and the reason noted, when it cannot be."""
        try:
            return take()
        except KnownError as error:
            self.problems.append(Problem(key, error.code, error.parameters))
            return None

    def _read_texts(self) -> None:
        for key, cell in self._told.items():
            if key not in _NO_TEXTS:
                self.texts[key] = self._kept(key, partial(_text, cell)) or ""
        for key, longest in LENGTHS.items():
            text = self.texts.get(key, "")
            if len(text) > longest:
                self.problems.append(Problem(key, "cases.too_long", {"limit": longest}))
            if text and key != "number":
                self.values[key] = tidy_value(key, text)
        if not number_key(self.texts.get("number", "")):
            self.problems.append(Problem("number", "cases.number_missing"))
        self._read_numbers()

    def _read_numbers(self) -> None:
        for key in ("number", "entry_record"):
            if _has_lost_digits(self._told.get(key), self.texts.get(key, "")):
                self.problems.append(Problem(key, "cases.number_lost_digits"))
        if phone := self.texts.get("caller_phone"):
            read = self._kept("caller_phone", partial(_phone, self._told["caller_phone"], phone))
            if read is not None and read.hint:
                self.hints.append(Problem("caller_phone", read.hint, {"value": phone[:40]}))
            self.values["caller_phone"] = "" if read is None else read.phone
        if record := self.texts.get("entry_record"):
            self.values["entry_record"] = record[:_NAME_LENGTH]

    def _read_marks(self) -> None:
        for key, name in (("urgency", "is_urgent"), ("police", "is_police_informed")):
            if key in self.texts:
                says_yes = self._kept(key, partial(is_yes, self.texts[key], key))
                self.values[name] = bool(says_yes)
        if self.values.get("is_police_informed") and not self.values.get("police_unit"):
            unit = unit_in(self.texts.get("police", ""))[:_NAME_LENGTH]
            if unit:
                self.values["police_unit"] = unit
        if self.values.get("police_unit"):
            self.values["is_police_informed"] = True
        outcome = self.texts.get("outcome", "")
        if fold(outcome).startswith(_CLOSED):
            self.values.update(is_closed=True, outcome=outcome[:_OUTCOME_LENGTH])
        elif fold(outcome) not in _STILL_OPEN:
            hint = Problem("outcome", "cases.outcome_unknown", {"value": outcome[:40]})
            self.hints.append(hint)

    def _read_referral(self) -> CellMoment | None:
        before = len(self.problems)
        routed = self._kept("routed", self._routed)
        if routed is None:
            if len(self.problems) == before:
                self.problems.append(Problem("routed", "cases.routed_missing"))
            return None
        self._tell(routed, "routed")
        self.values["routed_at"] = routed.at
        if routed.at > self._now + CLOCK_TOLERANCE:
            self.problems.append(Problem("routed", "cases.in_future"))
        return routed

    def _routed(self) -> CellMoment | None:
        moment = self._moment("routed", self._told.get("routed_time"))
        if moment is not None and moment.has_no_time:
            # Nobody may guess the instant from which the 24 hours run, nor may a cell of Excel: one
            # without a time looks like one of midnight.
            raise KnownError("cases.time_missing")
        return moment

    def _moment(self, key: str, time: object = None) -> CellMoment | None:
        cell = self._told.get(key)
        if self._doubts_days and has_two_readings(cell):
            raise KnownError("cases.day_order", value=str(cell)[:40])
        return moment_of_cell(cell, time)

    def _check_moment(self, key: str, moment: CellMoment, routed: CellMoment | None) -> None:
        if moment.at > self._now + CLOCK_TOLERANCE:
            self.problems.append(Problem(key, "cases.in_future"))
        elif routed is not None and moment.at < routed.at:
            # A day alone, and that of the referral: nobody knows whether it was before or after.
            same_day = moment.has_no_time and routed.at - moment.at < dt.timedelta(days=1)
            code = "cases.time_missing" if same_day else f"cases.{key}_before"
            self.problems.append(Problem(key, code))
        else:
            self._tell(moment, key)

    def _tell(self, moment: CellMoment, key: str) -> None:
        if moment.has_no_time:
            self.hints.append(Problem(key, "cases.no_time"))
        if moment.is_ambiguous:
            self.hints.append(Problem(key, "cases.time_twice"))

    def _compare(self) -> None:
        """Tell what may be, and is strange."""
        entered, acted = self.values.get("entered_at"), self.values.get("first_action_at")
        if entered is not None and acted is not None and acted > entered:
            self.hints.append(Problem("first_action", "cases.acted_after_entry"))
        if self.values.get("is_closed") and entered is None:
            self.hints.append(Problem("outcome", "cases.closed_without_entry"))


def _text(cell: object) -> str:
    return tidy(cells.text_of(cell))


class _Phone(NamedTuple):
    """A caller's phone out of a cell."""

    phone: str
    """E.164; empty when the cell names none."""
    hint: str = ""
    """What should be looked at; empty when nothing."""


_PHONES: Final = re.compile(r"[+(]?\d[\d ().\-]{8,}\d")


def _phone(cell: object, text: str) -> _Phone:
    if cells.is_rounded(cell, text):
        raise KnownError("imports.phone_lost_digits")
    try:
        return _Phone(parse_phone(text))
    except KnownError:
        if not any(sign.isdigit() for sign in text):
            # `bilinmiyor`, `gizli numara`: nobody needs it, so it keeps no case out.
            return _Phone("", "cases.phone_unknown")
        for found in _PHONES.findall(text):
            try:
                return _Phone(parse_phone(found.strip()), "cases.phone_first")
            except KnownError:
                continue
        raise


def _has_lost_digits(cell: object, text: str) -> bool:
    """Return whether Excel has kept the first fifteen digits of a number only."""
    if isinstance(cell, (int, float)) and abs(cell) >= _EXACT_NUMBERS:
        return True
    return cells.is_rounded(cell, text)
