"""Read a register of handsets and lines out of a foreign table: which cell is what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import TOTALS, Wanted
from alo183_desktop.imports.sheets import Sheet, cells_of, choose_table, notes_of
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.record import HANDSET, LINE
from alo183_desktop.phones.rows import handset_label
from alo183_desktop.phones.rules import (
    parse_pin,
    parse_puk,
)
from alo183_desktop.shared.collector import collector_paused
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignFile
    from alo183_desktop.records.record import Record

MOST_ROWS: Final = 20_000

WANTED: Final = (
    Wanted(
        "operator",
        words=("operator", "hizmet saglayici", "servis saglayici", "gsm firma"),
        exact=("sebeke", "gsm sirketi"),
    ),
    Wanted(
        "iccid",
        words=(
            *("iccid", "sim kart no", "sim kart numara", "sim no", "sim numara"),
            *("sim seri no", "sim kart seri", "kart seri no"),
        ),
        exact=("sim", "sim kart", "sim karti"),
    ),
    Wanted("package", words=("paket", "tarife"), exact=("paketi",)),
    Wanted("pin", words=("pin kodu", "pin no", "pin numara", "sim pin"), exact=("pin", "pin1")),
    Wanted("puk", words=("puk kodu", "puk no", "puk numara", "sim puk"), exact=("puk", "puk1")),
    Wanted("imei", words=("imei", "imei no", "imei numara")),
    Wanted("make", words=("marka", "uretici"), exact=("cihaz", "cihaz adi", "telefon cihazi")),
    Wanted("model", words=("model",)),
    Wanted("serial", words=("seri no", "seri numara"), exact=("seri", "serino")),
    Wanted(
        "condition",
        words=("fiziki durum", "fiziksel durum", "cihaz durum", "kondisyon", "hasar"),
    ),
    Wanted("accessories", words=("aksesuar",)),
    Wanted("state", exact=("durum", "durumu", "hat durumu", "son durum")),
    Wanted(
        "holder",
        words=(
            *("zimmetli", "zimmet alan", "zimmetlenen", "zimmet sahib", "teslim alan"),
            *("kullanan", "kullanici", "adi soyadi", "ad soyad", "personel adi"),
        ),
        exact=("zimmet", "personel", "sorumlu", "gorevli", "kisi"),
    ),
    Wanted(
        "held_from",
        words=("zimmet tarih", "zimmetlen tarih", "teslim tarih", "verilis tarih"),
        exact=("tarih", "tarihi"),
    ),
    Wanted("note", words=("aciklama",), exact=("not", "notlar", "dusunceler")),
    Wanted(
        "phone",
        words=(
            *("hat no", "hat numara", "gsm no", "gsm numara", "cep no", "cep numara", "cep tel"),
            *("telefon no", "telefon numara", "tel no", "mobil no", "mobil numara", "msisdn"),
            *("kurumsal hat", "kurumsal cep"),
        ),
        exact=("hat", "hatlar", "gsm", "numara", "telefon", "cep"),
    ),
)
"""The columns of a register; the phone last: `Telefon Seri No` means the serial as much as it."""

_MARKS: Final = frozenset({"phone", "imei", "serial"})
"""Without any of them nothing tells one row from another."""
_LONG_NUMBERS: Final = frozenset({"imei", "iccid"})
_EXACT_NUMBERS: Final = 10**15
"""Below it Excel keeps every digit of a whole number. Source: IEEE 754, double precision."""
_STATES: Final = {
    **dict.fromkeys(("depo", "depoda", "stok", "stokta", "bosta", "yedek"), ItemState.IN_STORE),
    **dict.fromkeys(
        ("zimmetli", "zimmette", "aktif", "kullanimda", "kullaniliyor"), ItemState.ISSUED
    ),
    **dict.fromkeys(
        ("tamir", "tamirde", "servis", "serviste", "arizali", "ariza"), ItemState.IN_REPAIR
    ),
    **dict.fromkeys(
        ("kayip", "kaybedildi", "calinti", "calindi", "kayip ya da calinti"), ItemState.LOST
    ),
    **dict.fromkeys(("iade", "iade edildi", "iade edilmis"), ItemState.RETURNED),
    **dict.fromkeys(
        ("kullanim disi", "kullanimdan kalkti", "hurda", "hek", "iptal", "kapali", "pasif"),
        ItemState.RETIRED,
    ),
}
"""What people write for a state, folded."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register: a line, a handset, or both, and who has them."""

    row_number: int
    """As Excel counts."""
    label: str
    line: tuple[tuple[str, str], ...]
    """Names of line fields with their checked values; what is empty is left out. Empty: no line."""
    handset: tuple[tuple[str, str], ...]
    """As `line`."""
    pin: str
    puk: str
    state: ItemState | None
    holder: str
    """As written; empty when nobody is named."""
    held_from: dt.date | None
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...]

    @property
    def told(self) -> tuple[object, ...]:
        """All that it says, to compare it with another row."""
        secrets = (self.pin, self.puk)
        holder = fold(self.holder)
        return (self.line, self.handset, secrets, self.state, holder, self.held_from)


@dataclass(frozen=True, slots=True)
class Register(Sheet[Entry]):
    """What a register tells, before anybody looked into the database."""


@collector_paused()
def read_register(file: ForeignFile) -> Register:
    """Return the lines and handsets of the first sheet that has the most of the wanted headings.

    Raises:
        KnownError: `phones.no_headings`, `phones.no_rows`, `phones.too_many_rows`.
    """
    best = choose_table(file.tables, WANTED, lambda found: bool(found.columns.keys() & _MARKS))
    if best is None:
        raise KnownError("phones.no_headings")
    table, found = best
    entries: list[Entry] = []
    passed_over: list[int] = []
    headings = {key: fold(text) for key, text in found.texts.items()}
    for number, row in enumerate(table.rows, start=1):
        told = cells_of(row, found)
        if number <= found.first_row or _is_no_item(row, told, headings):
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                passed_over.append(number)
            continue
        entries.append(_entry(number, told))
        if len(entries) > MOST_ROWS:
            raise KnownError("phones.too_many_rows", count=len(table.rows), limit=MOST_ROWS)
    if not entries:
        raise KnownError("phones.no_rows")
    return Register(
        file_name=file.name,
        sha256=file.sha256,
        sheet=table.sheet,
        found=found,
        entries=tuple(entries),
        passed_over=tuple(passed_over),
        notes=tuple(notes_of(file.tables, table, found)),
    )


def _is_no_item(row: Sequence[object], told: dict[str, Any], headings: dict[str, str]) -> bool:
    """Return whether a row is blank, a title, a total, or the headings once more."""
    if not told:
        return True
    texts = [text for cell in row if cell is not None and (text := fold(str(cell)))]
    # Titles, signatures and notes stand alone in their row; a number alone may be a line.
    is_number = told.keys() & {"phone", "imei"} and not any(map(str.isalpha, texts[0]))
    if len(texts) == 1 and not is_number:
        return True
    if any(text.rstrip(": ") in TOTALS for text in texts):
        return True
    repeated = sum(fold(str(cell)) == headings[key] for key, cell in told.items())
    return repeated > len(told) // 2


def _entry(number: int, told: dict[str, Any]) -> Entry:
    problems: list[Problem] = []
    hints: list[Problem] = []

    def kept(key: str, take: Callable[[], Any], empty: Any) -> Any:
        try:
            return take()
        except KnownError as error:
            problems.append(Problem(key, error.code, error.parameters))
            return empty

    texts = {
        key: kept(key, lambda key=key, cell=cell: _text(key, cell), "")  # type: ignore[misc]
        for key, cell in told.items()
        if key != "held_from"
    }
    refused = {problem.key for problem in problems}
    line: tuple[tuple[str, str], ...] = ()
    if texts.get("phone") or "phone" in refused:
        checked_line = LINE.check(texts)
        problems.extend(each for each in checked_line.problems if each.key not in refused)
        line = _filled(checked_line.values, LINE)
    handset: tuple[tuple[str, str], ...] = ()
    if any(texts.get(key) for key in ("make", "model", "imei", "serial")):
        # A remark stands once: with the line, where there is one.
        typed = {key: text for key, text in texts.items() if key != "note" or not line}
        has_mark = bool(typed.get("imei") or typed.get("serial") or refused & {"imei", "serial"})
        if has_mark:
            checked = HANDSET.check(typed)
            problems.extend(each for each in checked.problems if each.key not in refused)
            handset = _filled(checked.values, HANDSET)
        elif line or "phone" in texts:
            hints.append(Problem("imei", "phones.handset_passed_over"))
        else:
            problems.append(Problem("imei", "phones.no_mark_in_row"))
    if not line and not handset and not problems:
        problems.append(Problem("phone", "phones.row_empty"))
    values = dict(handset)
    return Entry(
        row_number=number,
        label=(
            format_phone(dict(line)["phone"])
            if line
            else handset_label(
                values.get("make", texts.get("make", "")),
                values.get("model", texts.get("model", "")),
                values.get("imei"),
                values.get("serial", ""),
            )
            or texts.get("phone", "")
        ),
        line=line,
        handset=handset,
        pin=kept("pin", lambda: parse_pin(texts.get("pin", "")), ""),
        puk=kept("puk", lambda: parse_puk(texts.get("puk", "")), ""),
        state=kept("state", lambda: _state(texts.get("state", "")), None),
        holder=" ".join(texts.get("holder", "").split()),
        held_from=kept("held_from", lambda: cells.day_of(told.get("held_from")), None),
        problems=tuple(problems),
        hints=tuple(hints),
    )


def _text(key: str, cell: object) -> str:
    """Return the text of a cell, ready for its check.

    Raises:
        KnownError: What no check of a form would say, because nobody types it into a form.
    """
    text = cells.text_of(cell)
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if key in _LONG_NUMBERS and text:
        is_long = is_number and int(text.partition(".")[0] or 0) >= _EXACT_NUMBERS
        if is_long or cells.is_rounded(cell, text):
            raise KnownError("phones.digits_lost")
    if key == "phone" and text and cells.is_rounded(cell, text):
        raise KnownError("imports.phone_lost_digits")
    return text


def _state(text: str) -> ItemState | None:
    if not text:
        return None
    state = _STATES.get(" ".join(fold(text).split()))
    if state is None:
        raise KnownError("phones.state_unknown", value=text[:40])
    return state


def _filled(values: object, record: Record[Any]) -> tuple[tuple[str, str], ...]:
    if values is None:
        return ()
    return tuple((name, value) for name in record.fields if (value := getattr(values, name)))
