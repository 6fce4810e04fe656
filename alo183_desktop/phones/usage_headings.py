"""Recognise the headings of an operator's file, whatever words and order it has them in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import Wanted, find_columns, words_of
from alo183_desktop.phones.usage_columns import (
    MEASURES,
    ColumnMap,
    ColumnUse,
    Field,
    Layout,
    keys_of,
)
from alo183_desktop.phones.usage_numbers import DATA_WORDS, TIME_WORDS, Unit
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.foreign.tables import ForeignSheet

_SEARCHED_ROWS: Final = 101
_LETTER: Final = re.compile(r"[^\W\d_]")
_YEAR: Final = re.compile(r"\d{4}")
_LONGEST_LONE_HEADING: Final = 2
"""Words of a heading that stands alone above others, such as `Konuşma Süresi`."""
_LEAST_STEM: Final = 4
_LEAST_WITHOUT_MEASURE: Final = 3


def _each(kinds: str, things: str) -> tuple[str, ...]:
    return tuple(f"{kind} {thing}" for kind in kinds.split() for thing in things.split())


_NUMBER_WORDS: Final = "no numara telefon hat"
_WANTED: Final = (
    Wanted(
        Field.LINE,
        words=(
            *_each("hat abone gsm telefon cep msisdn arayan servis tesisat kurumsal", "no numara"),
            *_each("arayan kurumsal", "hat telefon"),
            "a numara",
            "phone number",
            "calling number",
            "subscriber number",
        ),
        exact=("numara", "hat", "gsm", "telefon", "msisdn", "abone", "arayan", "line", "cep tel"),
        weak=("numara", "numarasi", "hat", "telefon", "gsm", "msisdn", "subscriber"),
    ),
    Wanted(
        Field.NUMBER,
        words=(
            *_each("aranan aranilan karsi hedef diger gorusulen cagrilan", _NUMBER_WORDS),
            *(f"{kind} hat no" for kind in ("aranan", "karsi")),
            *(f"{kind} telefon numara" for kind in ("aranan", "karsi")),
            "karsi taraf",
            "b numara",
            "called number",
            "destination number",
        ),
        exact=("aranan", "hedef", "karsi", "called", "destination"),
        weak=("aranan", "karsi", "called"),
    ),
    Wanted(
        Field.DATE,
        words=(
            *_each("arama gorusme islem cagri kullanim konusma baslangic baslama", "tarih zaman"),
            *_each("tarih", "saat zaman"),
            "call date",
            "start date",
            "date time",
        ),
        exact=("tarih", "tarihi", "gun", "date", "zaman", "datetime", "tarih saat"),
        weak=("tarih", "date", "zaman"),
    ),
    Wanted(
        Field.TIME,
        words=(
            *_each("arama gorusme islem cagri kullanim konusma baslangic baslama", "saat"),
            "call time",
            "start time",
        ),
        exact=("saat", "saati", "time"),
        weak=("saat", "saati"),
    ),
    Wanted(
        Field.KIND,
        words=_each("kullanim hizmet islem cagri arama gorusme servis kayit", "tur turu tip tipi"),
        exact=("tur", "turu", "tip", "tipi", "hizmet", "servis", "type", "call type", "cinsi"),
        weak=("tur", "turu", "tip", "tipi"),
    ),
    Wanted(
        Field.DIRECTION,
        words=_each("arama cagri gorusme konusma trafik call", "yon yonu direction"),
        exact=("yon", "yonu", "direction", "gelen giden", "giden gelen"),
        weak=("yon", "yonu", "direction"),
    ),
    Wanted(
        Field.DURATION,
        words=(
            *_each("konusma gorusme arama cagri ses kullanim toplam", "sure dakika dk"),
            *_each("konusma sure gorusme ses dakika", "sn saniye dk kullanim"),
            "her yone",
            "kullanilan dakika",
            "call duration",
        ),
        exact=("sure", "suresi", "konusma", "dakika", "dk", "ses", "sn", "saniye", "duration"),
        weak=("sure", "konusma", "gorusme", "dakika", "dk", "sn", "saniye", "duration", "minutes"),
    ),
    Wanted(
        Field.DATA,
        words=(
            *_each("veri internet data", "kullanim kb mb gb byte hacim miktar kullanilan"),
            "data volume",
            "data usage",
        ),
        exact=("veri", "internet", "data", "kb", "mb", "gb", "gprs", "hacim", "kota kullanim"),
        weak=("veri", "internet", "data", "mb", "gb", "kb", "gprs", "volume"),
    ),
    Wanted(
        Field.PERIOD,
        words=(
            *_each("fatura kullanim hesap", "donem ay ayi"),
            "donem ay",
            "billing period",
        ),
        exact=("donem", "donemi", "ay", "ayi", "period", "billing period"),
        weak=("donem", "donemi", "period"),
    ),
)
_TIME_STEMS: Final = ("konusma", "gorusme", "dakika", "saniye", "sure", "duration")
_TIME_EXACT: Final = frozenset({"ses", "dk", "sn", "minutes", "seconds"})
"""`Saat` is not among them: it is when a call was, more often than how long."""
_DATA_STEMS: Final = ("internet", "data", "gprs", "indirme", "yukleme", "download", "upload")
_DATA_EXACT: Final = frozenset({"veri", "verisi", "kb", "mb", "gb", "byte", "bayt"})
"""`B` is not among them: it is the other side of a call; `veri` has namesakes such as `verilen`."""
_PARTS_OF_DATA: Final = ("indirme", "yukleme", "download", "upload", "gelen", "giden")
_WHOLE: Final = ("toplam", "genel", "yone", "total")
_MONEY_AND_REST: Final = (
    *("tutar", "ucret", "bedel", "tl", "kdv", "vergi", "kalan", "sms", "mms", "mesaj", "adet"),
    *("adedi", "sayi", "price", "cost", "remaining", "indirim", "iskonto"),
)
_ALLOWANCE: Final = ("kota", "paket", "limit", "hakki", "tanimli", "hediye", "tarife", "quota")
"""What a line may use; with `kullanım` behind it, what it did use."""
_CLOCK_WORDS: Final = {"hh": Unit.HOURS, "mm": Unit.MINUTES, "ss": Unit.SECONDS}
_USED: Final = ("kullan", "used", "usage")
_NAMES: Final = {
    Field.LINE: "hat numarası",
    Field.NUMBER: "aranan numara",
    Field.DATE: "tarih",
    Field.TIME: "saat",
    Field.KIND: "tür",
    Field.DIRECTION: "arama yönü",
    Field.DURATION: "konuşma süresi",
    Field.DATA: "veri miktarı",
    Field.PERIOD: "dönem",
}


def recognise(sheet: ForeignSheet, *, absent: frozenset[Field] = frozenset()) -> Layout | None:
    """Return the layout of a sheet; None when it has no headings of a usage file.

    Args:
        sheet: The sheet.
        absent: Measures that the file is known not to tell.
    """
    rows = sheet.rows(0, _SEARCHED_ROWS)
    found = find_columns([_heading_row(row) for row in rows], _WANTED)
    if found is None or not found.columns.keys() & {*MEASURES, Field.LINE}:
        return None
    # A word or two in a text about something else is no table of usage.
    if not found.columns.keys() & set(MEASURES) and len(found.columns) < _LEAST_WITHOUT_MEASURE:
        return None
    headings = _headings(rows, found.heading_row, found.first_row)
    taken = {place: Field(key) for key, place in found.columns.items()}
    uses = [
        ColumnUse(heading, taken.get(place), _unit_of(heading, taken.get(place)))
        for place, heading in enumerate(headings)
    ]
    notes: list[Problem] = []
    problems: list[Problem] = []
    for field in MEASURES:
        _settle(uses, field, notes, problems)
    unread = [use.heading for use in uses if use.field is None and use.heading]
    if unread:
        notes.append(Problem("", "imports.unread_columns", {"headings": ", ".join(unread)}))
    layout = Layout(
        found.heading_row,
        found.first_row,
        ColumnMap(tuple(uses), absent),
        tuple(notes),
        tuple(problems),
    )
    return _checked(layout)


def lay_over(columns: ColumnMap, sheet: ForeignSheet) -> Layout | None:
    """Return the layout of a sheet by a map; None when its headings are not there.

    Columns may have moved, and new ones may have come, which are not read.
    """
    wanted = dict(
        zip(keys_of(use.heading for use in columns.columns), columns.columns, strict=True)
    )
    needed = {key for key, use in wanted.items() if use.field is not None}
    rows = sheet.rows(0, _SEARCHED_ROWS)
    for height in (1, 2):
        for place in range(len(rows) - height + 1):
            headings = _headings(rows, place, place + height)
            keys = keys_of(headings)
            if not needed or not needed <= set(keys):
                continue
            uses = tuple(
                replace(wanted[key], heading=heading) if key in wanted else ColumnUse(heading)
                for key, heading in zip(keys, headings, strict=True)
            )
            return _checked(Layout(place, place + height, ColumnMap(uses, columns.absent)))
    return None


def _heading_row(row: Sequence[object]) -> list[str]:
    """Return the cells of a row that may be headings; empty where one cannot be.

    A title stands alone in its row, and must not be read together with the headings below it.
    """
    texts = [_heading(cell) for cell in row]
    told = [text for text in texts if text]
    if len(told) == 1 and (len(words_of(told[0])) > _LONGEST_LONE_HEADING or _YEAR.search(told[0])):
        return [""] * len(texts)
    return texts


def _heading(cell: object) -> str:
    """Return a cell as a heading; empty when it speaks of money or of what may be used."""
    if not isinstance(cell, str) or not _LETTER.search(cell):
        return ""
    return cell if _is_usage(words_of(cell)) else ""


def _is_usage(words: Sequence[str]) -> bool:
    if _has(words, _MONEY_AND_REST):
        return False
    if "fatura" in words and not _has(words, ("donem", "ay", "ayi")):
        return False
    return not _has(words, _ALLOWANCE) or _has(words, _USED)


def _has(words: Sequence[str], stems: Sequence[str]) -> bool:
    return any(
        word == stem or (len(stem) >= _LEAST_STEM and word.startswith(stem))
        for word in words
        for stem in stems
    )


def _measure_of(heading: str) -> Field | None:
    """Return which measure a heading speaks of, alone or as one part of several."""
    words = words_of(heading)
    if not _is_usage(words):
        return None
    if _has(words, _DATA_STEMS) or not _DATA_EXACT.isdisjoint(words):
        return Field.DATA
    if _has(words, _TIME_STEMS) or not _TIME_EXACT.isdisjoint(words):
        return Field.DURATION
    return None


def _settle(
    uses: list[ColumnUse], field: Field, notes: list[Problem], problems: list[Problem]
) -> None:
    """Decide which of several columns tell a measure; refuse when nothing decides."""
    rivals = [
        place
        for place, use in enumerate(uses)
        if use.field is field or (use.field is None and _measure_of(use.heading) is field)
    ]
    if len(rivals) <= 1:
        return
    words = {place: words_of(uses[place].heading) for place in rivals}
    whole = [place for place in rivals if _has(words[place], _WHOLE)]
    named = ", ".join(uses[place].heading for place in rivals)
    if len(whole) == 1:
        chosen = whole
        parameters = {"heading": uses[whole[0]].heading, "headings": named}
        notes.append(Problem(field, "phones.usage_whole_taken", parameters))
    elif field is Field.DATA and all(_has(words[place], _PARTS_OF_DATA) for place in rivals):
        chosen = rivals
        notes.append(Problem(field, "phones.usage_parts_added", {"headings": named}))
    else:
        problems.append(Problem(field, "phones.usage_rivals", {"headings": named}))
        return
    for place in rivals:
        heading = uses[place].heading
        taken = field if place in chosen else None
        uses[place] = ColumnUse(heading, taken, _unit_of(heading, taken))


def _unit_of(heading: str, field: Field | None) -> Unit | None:
    words = words_of(heading)
    if field is Field.DATA:
        return next((DATA_WORDS[word] for word in words if word in DATA_WORDS), None)
    if field is not Field.DURATION:
        return None
    units = [TIME_WORDS[word] for word in words if word in TIME_WORDS]
    units += [_CLOCK_WORDS[word] for word in words if word in _CLOCK_WORDS]
    match units:
        case [Unit.MINUTES, Unit.SECONDS]:
            return Unit.CLOCK_MINUTES
        case [Unit.HOURS, Unit.MINUTES]:
            return Unit.CLOCK_HOURS
        case [unit]:
            return unit
    return None


def _checked(layout: Layout) -> Layout:
    """Return a layout with what is missing in it among its problems."""
    columns = layout.columns
    tells_something = any(columns.of(field) for field in MEASURES)
    missing = [
        Problem(field, "phones.usage_missing_column", {"field": _NAMES[field]})
        for field in (Field.LINE, *MEASURES)
        if not columns.of(field)
        and not (field in columns.absent and tells_something)
        and not any(problem.key == field for problem in layout.problems)
    ]
    repeated = [
        Problem(field, "phones.usage_field_twice", {"field": _NAMES[field]})
        for field in Field
        if field not in MEASURES and len(columns.of(field)) > 1
    ]
    return replace(layout, problems=(*layout.problems, *missing, *repeated))


def _headings(rows: Sequence[Sequence[object]], start: int, stop: int) -> list[str]:
    """Return the heading of each column; a merged cell has its text in its first column only."""
    texts = [[cell if isinstance(cell, str) else "" for cell in row] for row in rows[start:stop]]
    if len(texts) == 1:
        return [" ".join(text.split()) for text in texts[0]]
    over = ""
    joined: list[str] = []
    for top, bottom in zip(*texts, strict=True):
        over = top or (over if bottom else "")
        joined.append(" ".join(f"{over} {bottom}".split()))
    return joined
