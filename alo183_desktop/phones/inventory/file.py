"""Read a register of handsets and lines out of a foreign table: which cell is what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import wanted
from alo183_desktop.imports.recipe import DEFAULT_OPTIONS, Options
from alo183_desktop.imports.sheets import ListShape, RowReader, Sheet, filled, read_list
from alo183_desktop.imports.vocabulary import word_map
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.record import HANDSET, LINE
from alo183_desktop.phones.rows import handset_label
from alo183_desktop.phones.rules import (
    parse_pin,
    parse_puk,
)
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.documents.foreign.tables import ForeignFile

WANTED: Final = wanted("phones")
THING: Final = "kayıt"
_DAYS: Final = frozenset({"held_from", "returned_on"})
_LIST: Final = ListShape(
    kind="phones",
    # Without any of them rows cannot be told apart.
    suits=lambda found: not {"phone", "imei", "serial"}.isdisjoint(found),
    missing="phones.no_headings",
    thing=THING,
    label=lambda entry: entry.label,
    # A list of issued and returned items has both in its name.
    dropped=re.compile(
        r"^(?!.*zimmet\w*\W+(?:ve\W+)?iade).*\b(?:iade|iptal|hurda|kayip|kayb|calin|pasif|kapali"
        r"|kapanis|kapat(?!ma)|kullanim disi|kullanimda degil|kullanilm(?:iyor|amakta)|dusul|devir"
        r"|devred|devret|geri (?:alin|veril))",
        re.DOTALL,
    ),
    days=_DAYS,
    remarks=frozenset({"note"}),
    alone=frozenset({"phone", "imei"}),
)
_LONG_NUMBERS: Final = frozenset({"imei", "iccid"})
_LAST: Final = "son: "
_STATES: Final = word_map("phones.states", ItemState)


@dataclass(frozen=True, slots=True)
class InventoryEntry:
    """One row of a register: a line, a handset, or both, and who has them."""

    row_number: int
    """As Excel counts."""
    label: str
    line: Mapping[str, str]
    """The checked values of the line by field; empty ones are left out. Empty: no line."""
    handset: Mapping[str, str]
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
    def content(self) -> tuple[object, ...]:
        """The whole content, to compare it with another row."""
        secrets = (self.pin, self.puk)
        holder = fold(self.holder)
        return (self.line, self.handset, secrets, self.state, holder, self.held_from)


Inventory: TypeAlias = Sheet[InventoryEntry]
"""The content of a register, before any look into the database."""


def read_inventory(file: ForeignFile, options: Options = DEFAULT_OPTIONS) -> Inventory:
    """Return the lines and handsets of the first sheet with the most wanted headings.

    Raises:
        KnownError: `phones.no_headings`, `imports.no_rows`, `imports.too_many_rows`.
    """
    return read_list(file, _LIST, _entry, options=options)


def _entry(number: int, cells_by_key: Mapping[str, Any]) -> InventoryEntry:
    row = RowReader(cells_by_key)
    texts = row.read_texts(_text, but=_DAYS)
    refused = row.refused()
    line: Mapping[str, str] = {}
    if texts.get("phone") or "phone" in refused:
        checked_line = LINE.check(texts)
        row.problems.extend(each for each in checked_line.problems if each.key not in refused)
        line = filled(checked_line.values, LINE)
    handset: Mapping[str, str] = {}
    if any(texts.get(key) for key in ("make", "model", "imei", "serial")):
        # A remark is stored once: with the line, where there is one.
        typed = {key: text for key, text in texts.items() if key != "note" or not line}
        has_mark = bool(typed.get("imei") or typed.get("serial") or refused & {"imei", "serial"})
        if has_mark:
            checked = HANDSET.check(typed)
            row.problems.extend(each for each in checked.problems if each.key not in refused)
            handset = filled(checked.values, HANDSET)
        elif line or "phone" in texts:
            row.hints.append(Problem("imei", "phones.handset_passed_over"))
        else:
            row.problems.append(Problem("imei", "phones.no_mark_in_row"))
    if not line and not handset and not row.problems:
        row.problems.append(Problem("phone", "phones.row_empty"))
    holder = " ".join(texts.get("holder", "").split())
    returned = "returned_on" in cells_by_key and not cells.is_open_end(cells_by_key["returned_on"])
    if (
        holder
        and returned
        and row.kept("returned_on", lambda: cells.text_of(cells_by_key["returned_on"]), "")
    ):
        # An item that was given back is held no more, and the file does not name the new holder.
        row.problems.append(Problem("returned_on", "phones.returned_already"))
    return InventoryEntry(
        row_number=number,
        label=(
            format_phone(line["phone"])
            if line
            else handset_label(
                handset.get("make", texts.get("make", "")),
                handset.get("model", texts.get("model", "")),
                handset.get("imei"),
                handset.get("serial", ""),
            )
            or texts.get("phone", "")
        ),
        line=line,
        handset=handset,
        pin=row.kept("pin", lambda: parse_pin(texts.get("pin", "")), ""),
        puk=row.kept("puk", lambda: parse_puk(texts.get("puk", "")), ""),
        state=row.kept("state", lambda: _state(texts.get("state", "")), None),
        holder=holder,
        held_from=row.kept("held_from", lambda: cells.day_of(cells_by_key.get("held_from")), None),
        problems=tuple(row.problems),
        hints=tuple(row.hints),
    )


def _text(key: str, cell: object) -> str:
    """Return the text of a cell, ready for its check.

    Raises:
        KnownError: What no check of a form would refuse, because nobody types it into a form.
    """
    text = cells.text_of(cell)
    if key in _LONG_NUMBERS and text and cells.has_lost_digits(cell, text):
        raise KnownError("phones.digits_lost")
    if key == "holder" and text.startswith(_LAST):
        # Exports of this program name the last holder of a lost line so; nobody holds it.
        return ""
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
