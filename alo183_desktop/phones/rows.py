"""Rows about handsets, lines, their holders and custody forms for other packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rules import state_at
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from alo183_desktop.phones.kinds import CircularStanding, FormKind, FormState


class ItemKind(Worded):
    """What an officer can hold."""

    HANDSET = "handset", "cihaz"
    LINE = "line", "hat"


ItemKey: TypeAlias = tuple[ItemKind, int]
"""One handset or line: its kind and id."""


@dataclass(frozen=True, slots=True)
class PhoneFilter:
    """Which handsets or lines are wanted, as of an instant; empty and None mean: all."""

    search: str = ""
    """Words that must all be found, whatever their case and accents: parts of number, operator,
    ICCID, make, model, IMEI, serial or of the holder's name."""
    state: ItemState | None = None


@dataclass(frozen=True, slots=True)
class FormFilter:
    """Which custody forms are wanted; without options: all."""

    unsigned_only: bool = False
    """Drafts and printed ones."""


@dataclass(frozen=True, slots=True)
class CircularFilter:
    """Officers not notified of the circular, or not again; a filter without options."""


@dataclass(frozen=True, slots=True)
class CustodyFilter:
    """Which custodies are wanted; without options: all."""

    at: dt.datetime | None = None
    """Only those that run at this instant."""
    open_only: bool = False


class HandsetRow(NamedTuple):
    """One handset as a list shows it, as of an instant."""

    handset_id: int
    make: str
    model: str
    imei: str | None
    """Fifteen digits; None while it is not known."""
    serial: str
    condition: str
    accessories: str
    state: ItemState
    holder_id: int | None
    """Who holds it; None when nobody does."""
    holder_name: str
    """`İlknur ÇIĞ`; empty when nobody holds it."""
    held_since: dt.datetime | None
    has_unsigned_form: bool
    """Whether a form of any of its custodies is not signed yet."""
    version: int

    @property
    def item(self) -> ItemKey:
        """Its kind and id."""
        return ItemKind.HANDSET, self.handset_id

    @property
    def label(self) -> str:
        """As forms and lists name it: `Samsung A15, IMEI 35…`."""
        return handset_label(self.make, self.model, self.imei, self.serial)


class LineRow(NamedTuple):
    """One line as a list shows it, as of an instant."""

    line_id: int
    phone: str
    """E.164."""
    operator: str
    iccid: str | None
    """19 or 20 digits; None while it is not known."""
    package: str
    state: ItemState
    holder_id: int | None
    """Who holds it; None when nobody does."""
    holder_name: str
    """`İlknur ÇIĞ`; empty when nobody holds it."""
    held_since: dt.datetime | None
    last_holder_name: str
    """Who holds it, or held it last; empty when nobody ever did."""
    has_unsigned_form: bool
    """Whether a form of any of its custodies is not signed yet."""
    version: int

    @property
    def item(self) -> ItemKey:
        """Its kind and id."""
        return ItemKind.LINE, self.line_id

    @property
    def label(self) -> str:
        """As forms and lists name it: `0500 000 11 01`."""
        return format_phone(self.phone)


class Held(NamedTuple):
    """An officer holds an item during `[from_at, to_at)`, UTC."""

    officer_id: int
    from_at: dt.datetime
    to_at: dt.datetime | None
    """None: they hold it still."""
    custody_id: int = 0
    """Of two that began at one instant the later one is the newer."""


@dataclass(frozen=True, slots=True)
class LineHistory:
    """Who held a line, and the states stored of it, from its beginning on."""

    phone: str
    """E.164."""
    custodies: tuple[Held, ...]
    """As they begin."""
    states: tuple[tuple[dt.datetime, ItemState], ...]
    """From when on, UTC, in the order in which they were stored."""

    def custody_at(self, at: dt.datetime) -> Held | None:
        """Return the custody that runs at an instant, UTC."""
        return next(
            (
                one
                for one in self.custodies
                if one.from_at <= at and (one.to_at is None or at < one.to_at)
            ),
            None,
        )

    def state_at(self, at: dt.datetime) -> ItemState:
        """Return its state at an instant, UTC, as `rules.state_at`."""
        return state_at(self._stored(at), is_held=self.custody_at(at) is not None)

    def is_used_by(self, at: dt.datetime) -> bool:
        """Return whether it was issued by an instant, UTC, or was in another state than in store.

        A line that was not may be in use since before there was a register.
        """
        was_issued = any(one.from_at <= at for one in self.custodies)
        return was_issued or self._stored(at) not in {None, ItemState.IN_STORE}

    def cuts(self) -> Iterator[dt.datetime]:
        """Yield every instant at which its holder or its state may change, UTC."""
        for one in self.custodies:
            yield one.from_at
            if one.to_at is not None:
                yield one.to_at
        yield from (at for at, _state in self.states)

    def _stored(self, at: dt.datetime) -> ItemState | None:
        return next((state for since, state in reversed(self.states) if since <= at), None)


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """An officer holds one item during `[from_at, to_at)`."""

    custody_id: int
    item_kind: ItemKind
    item_id: int
    label: str
    """`0500 000 11 01`, or `Samsung A15, IMEI 35…`."""
    officer_id: int
    officer_name: str
    from_at: dt.datetime
    to_at: dt.datetime | None
    """None while it runs; the same as `from_at`: it was taken back at once."""
    issue_form_id: int | None
    """None for one that a register brought: its paper is older than the program."""
    return_form_id: int | None
    waived_because: str = ""
    """Why the officer kept it on leaving; empty when nothing was waived."""


@dataclass(frozen=True, slots=True)
class CustodyFormRow:
    """One custody form as a list shows it."""

    form_id: int
    number_text: str
    """`2026/17`."""
    kind: FormKind
    officer_id: int
    officer_name: str
    at: dt.datetime
    """Of the issue, the return or the notification."""
    state: FormState
    item_labels: tuple[str, ...]
    has_scan: bool
    version: int
    printed_at: dt.datetime | None = None
    signed_at: dt.datetime | None = None
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class CircularRow:
    """The state of the notification of one officer of today."""

    officer_id: int
    officer_name: str
    signed_on: dt.date | None
    """Of the newest signed paper, in Istanbul; None: there is none."""
    open_form_id: int | None
    """The newest paper that waits for its signature."""
    open_form_number: str
    """`2026/17`; empty when none waits."""
    standing: CircularStanding


@dataclass(frozen=True, slots=True)
class ItemStateRow:
    """A change of the state of a handset or line."""

    state: ItemState
    at: dt.datetime
    reason: str
    by_name: str


@dataclass(frozen=True, slots=True)
class ItemDetails:
    """One line or handset with its history; PIN and PUK only on request (service.py)."""

    row: LineRow | HandsetRow
    note: str
    custodies: tuple[CustodyRow, ...]
    """Newest first."""
    states: tuple[ItemStateRow, ...]
    """The one stored last first; one entered later may lie earlier."""
    forms: tuple[CustodyFormRow, ...]
    """Newest first."""
    has_pin: bool
    """Whether a PIN or a PUK of the line is known."""


@dataclass(frozen=True, slots=True)
class CustodyTermsValues:
    """The content of a form of the duties."""

    terms: tuple[str, ...]
    """In order, without numbers."""


@dataclass(frozen=True, slots=True)
class CustodyTermsRow:
    """The duties of holders of phones, from a day on."""

    terms_id: int | None
    """None for those of the circular, which hold until a directorate stores its own."""
    starts_on: dt.date | None
    """None: from the beginning."""
    terms: tuple[str, ...]
    version: int

    def values(self) -> CustodyTermsValues:
        """Return what can be changed."""
        return CustodyTermsValues(self.terms)


@dataclass(frozen=True, slots=True)
class LineSecrets:
    """The codes of a SIM card."""

    pin: str
    """Empty when it is not known."""
    puk: str


def handset_label(make: str, model: str, imei: str | None, serial: str) -> str:
    """Return a handset as forms and lists name it."""
    name = f"{make} {model}".strip()
    if imei:
        return f"{name}, IMEI {imei}"
    return f"{name}, seri no {serial}" if serial else name


def keys_of(line_id: int | None, handset_id: int | None) -> tuple[ItemKey, ...]:
    """Return the items that two columns of a row refer to, the line first; each may be None."""
    both = ((ItemKind.LINE, line_id), (ItemKind.HANDSET, handset_id))
    return tuple((kind, item_id) for kind, item_id in both if item_id is not None)
