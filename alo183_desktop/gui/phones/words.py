"""Texts of the page for states, amounts, months and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.shared.clock import format_day, format_instant, format_since, local_day

if TYPE_CHECKING:
    from alo183_desktop.phones.rows import CustodyFormRow, CustodyRow

STATE_CHOICES: Final = {
    ItemState.IN_STORE: "Depoda",
    ItemState.ISSUED: "Zimmette",
    ItemState.IN_REPAIR: "Tamirde",
    ItemState.LOST: "Kayıp ya da çalıntı",
    ItemState.RETURNED: "Bakanlığa ya da operatöre iade edildi",
    ItemState.RETIRED: "Kullanımdan kalktı",
}
"""The states of an item, as choices."""


def form_words(row: CustodyFormRow) -> str:
    """Return the name of a form: `Zimmet 2026/17`."""
    return f"{row.kind.words} {row.number_text}"


def custody_days(row: CustodyRow) -> str:
    """Return the days of a custody."""
    begin = format_day(local_day(row.from_at))
    return f"{begin} – {'sürüyor' if row.to_at is None else format_day(local_day(row.to_at))}"


def span_words(row: CustodyRow) -> str:
    """Return the same to the minute, inside a sentence."""
    begin = format_since(row.from_at)
    if row.to_at is None:
        return f"{begin} tarihinden beri"
    return f"{begin} – {format_instant(row.to_at)}"
