"""The columns of what is held now, and of the custody forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column
from alo183_desktop.gui.phones.words import FORM_STATES, FORM_WORDS, ITEM_WORDS
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.rows import CustodyFormRow

if TYPE_CHECKING:
    from alo183_desktop.phones.rows import CustodyRow

SIGNED: Final = "imzalı"
UNSIGNED: Final = "imzasız"
_NO_FORM: Final = "tutanak yok"


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds, with the form of its issue."""

    custody: CustodyRow
    form: CustodyFormRow | None
    """None for what a register brought: its paper is older than the program."""

    @property
    def is_unsigned(self) -> bool:
        """Whether its form waits for signatures."""
        return self.form is not None and self.form.state is not FormState.SIGNED


def held_words(row: Held) -> str:
    """Return number and state of the form of an issue."""
    if row.form is None:
        return _NO_FORM
    return f"{row.form.number_text}, {UNSIGNED if row.is_unsigned else SIGNED}"


def form_mark(row: CustodyFormRow) -> State:
    """Return the mark of a form."""
    return State.GOOD if row.state is FormState.SIGNED else State.NEAR


def _number_order(row: CustodyFormRow) -> tuple[int, ...]:
    return tuple(int(part) for part in row.number_text.split("/") if part.isdigit())


HELD: Final = (
    Column[Held](
        "Zimmetlisi", lambda row: row.custody.officer_name, kind=CellKind.STRONG, width_chars=22
    ),
    Column[Held]("Türü", lambda row: ITEM_WORDS[row.custody.item_kind], width_chars=6),
    Column[Held](
        "Hat ya da cihaz",
        lambda row: row.custody.label,
        width_chars=24,
        stretch=True,
        cut_middle=True,
    ),
    Column[Held](
        "Ne zamandan beri",
        lambda row: row.custody.from_at,
        width_chars=15,
    ),
    Column[Held](
        "Tutanağı",
        held_words,
        kind=CellKind.STATE,
        state=lambda row: State.NEAR if row.is_unsigned else None,
        keeps_mark_room=True,
        width_chars=20,
    ),
)
FORMS: Final = (
    Column[CustodyFormRow](
        "Tutanak",
        lambda row: row.number_text,
        kind=CellKind.STRONG,
        sort_key=_number_order,
        width_chars=8,
    ),
    Column[CustodyFormRow]("Türü", lambda row: FORM_WORDS[row.kind], width_chars=7),
    Column[CustodyFormRow]("Kişi", lambda row: row.officer_name, width_chars=22, stretch=True),
    Column[CustodyFormRow](
        "Hat ya da cihaz",
        # A number without its middle, before the end of another one, would look like a number.
        lambda row: "; ".join(row.item_labels),
        width_chars=26,
        stretch=True,
    ),
    Column[CustodyFormRow](
        "Zamanı",
        lambda row: row.at,
        width_chars=15,
    ),
    Column[CustodyFormRow](
        "Durumu",
        lambda row: FORM_STATES[row.state],
        kind=CellKind.STATE,
        state=form_mark,
        width_chars=19,
    ),
)
