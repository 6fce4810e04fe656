"""What an official letter says, as plain values."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `shared.plain` reads the annotations
import enum
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class LetterStyle(enum.StrEnum):
    """Which edition of the official-correspondence regulation lays the letter out."""

    EDITION_2020 = "2020"
    EDITION_2004 = "2004"


class Preparation(enum.StrEnum):
    """How the letter is signed. Source: Yönetmelik 2020/31151, madde 11."""

    E_SIGNED = "E"
    WET_SIGNED = "Z"
    SYSTEMS_DOWN = "O"


def is_e_signed(style: str, preparation: str) -> bool:
    """Tell whether a letter is signed in the e-document system, as only the edition of 2020 knows.

    Source: Yönetmelik 2020/31151, madde 23.
    """
    return (style, preparation) == (LetterStyle.EDITION_2020, Preparation.E_SIGNED)


def is_unsigned(style: str, preparation: str, code: str) -> bool:
    """Return whether a letter is to be signed electronically and is not: it has no code yet."""
    return is_e_signed(style, preparation) and not code.strip()


class Standing(enum.StrEnum):
    """How the receivers stand to who writes. Source: Yönetmelik 2020/31151, madde 16."""

    ABOVE = "above"
    """Above or level."""
    BELOW = "below"
    BOTH = "both"
    """Some above or level, some below."""


class Resolution(enum.StrEnum):
    """Lines of a Group 3 fax: fine is 204 x 196 dpi, standard 204 x 98 dpi."""

    FINE = "fine"
    STANDARD = "standard"


class Compression(enum.StrEnum):
    """Coding of a fax page: T.4 (group3) or T.6 (group4)."""

    T4 = "group3"
    T6 = "group4"


class EnvelopeSize(enum.StrEnum):
    """DL is 220 x 110 mm, C5 is 229 x 162 mm."""

    DL = "dl"
    C5 = "c5"


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """The parts of `Sayı`. Source: Yönetmelik 2020/31151, madde 11."""

    preparation: Preparation
    detsis: str
    """Eight digits of the institution."""
    file_plan_code: str
    register_number: str | None
    """From the institution's own register; None leaves room for a stamp."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions about the letter (`Bilgi için`)."""

    name: str
    title: str
    telephone: str


@dataclass(frozen=True, slots=True)
class ContactBlock:
    """The foot of every page; an empty text is not printed.

    Source: Yönetmelik 2020/31151, madde 24.
    """

    address: str
    postal_code: str
    telephone: str
    fax: str
    email: str
    kep: str
    website: str
    contact: Contact


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block. Source: Yönetmelik 2020/31151, madde 17."""

    name: str
    on_behalf_of: str | None
    """`Vali a.` when signed for the governor; None otherwise."""
    title: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """Who must act and who is informed. Source: Yönetmelik 2020/31151, madde 19."""

    action: tuple[str, ...] = ()
    information: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """Where an e-signed letter can be checked. Source: Yönetmelik 2020/31151, madde 23.

    The e-document system gives both. Without a code nobody has signed yet, and the letter is a
    draft; an empty address leaves a dotted line.
    """

    code: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One justified paragraph with a first-line indent."""

    text: str
    names: tuple[str, ...] = ()
    """Names of persons within the text; a fax copy draws them so that every letter survives."""


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value of a table."""

    key: str
    """Names the value for whoever draws over the page, such as `changes.0.newcomer.tckn`."""
    label: str
    value: str
    """Empty where the value is still missing; the cell keeps the height of one line."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """A ruled table of labels and values; its caption stays with it on one page."""

    fields: tuple[Field, ...]
    caption: str | None = None


Block: TypeAlias = Paragraph | FieldTable


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex that the letter brings itself, on pages of its own behind it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter, ready to be laid out."""

    style: LetterStyle
    heading: tuple[str, str, str]
    urgent: bool
    number: LetterNumber
    date: dt.date | None
    """None leaves room for a stamp."""
    topic: str
    addressee: tuple[str, ...]
    """First line in capitals and the dative, second the office in brackets."""
    references: tuple[str, ...]
    """In the order of their dates; one stands without a letter, several get a), b), c), ç) ..."""
    body: tuple[Block, ...]
    signature: Signature
    contact: ContactBlock
    annexes: tuple[str, ...] = ()
    annex: Annex | None = None
    """The first of `annexes`, where it goes with the letter (`layout.with_annex`)."""
    distribution: Distribution = field(default_factory=Distribution)
    verification: Verification = field(default_factory=Verification)
    """Counts only for an e-signed letter of the edition of 2020."""
    initials: tuple[str, ...] = ()
    """Who initials the copy that is kept, title and name, from who drew the letter up."""
    line_spacing_percent: int = 100
    """Of the text; nothing lays it down. 100 is the font's own height of a line."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All that it tells: its text, and the annex that goes with it."""
        return self.body if self.annex is None else (*self.body, *self.annex.blocks)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on an envelope. Source: Yönetmelik 2020/31151, madde 31."""

    style: LetterStyle
    heading: tuple[str, str, str]
    sender_address: str
    number: LetterNumber
    date: dt.date | None
    addressee: tuple[str, ...]
    address: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class FaxCover:
    """The sheet that goes before a faxed letter."""

    style: LetterStyle
    heading: tuple[str, str, str]
    recipient: tuple[str, ...]
    recipient_fax: str
    sender_fax: str
    sender_telephone: str
    number: LetterNumber
    date: dt.date | None
    topic: str
    pages: int
    """With the cover."""
    urgent: bool
    contact: Contact


@dataclass(frozen=True, slots=True)
class FieldBox:
    """Where a field stands on a page; in points, from the top left corner of the page."""

    key: str
    page: int
    """From 0."""
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pixels:
    """A page as a picture."""

    width: int
    height: int
    stride: int
    """Bytes from one row to the next."""
    data: bytes
    """Four bytes a pixel: blue, green, red and one that means nothing (`QImage.Format_RGB32`)."""


@dataclass(frozen=True, slots=True)
class LetterMetadata:
    """What an e-document system asks for beside the text."""

    topic: str
    file_plan_code: str
    detsis: str
    register_number: str | None
    preparation: Preparation
    number: str
    """As printed; ends with a hyphen where the register number is still missing."""
    date: dt.date | None
    urgency: str | None
    """`ACELE` or `İVEDİ`; None when the letter is not urgent."""
    addressee: tuple[str, ...]
    references: tuple[str, ...]
    annexes: tuple[str, ...]
    action: tuple[str, ...]
    information: tuple[str, ...]
    signatory: str
    signatory_title: str


class LetterPart(NamedTuple):
    """One field of an e-document system's form."""

    code: str
    """As the trail calls it."""
    label: str
    text: str
    """Empty where the letter has none."""
    html: str = ""
    """The same for an editor that takes tables."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A letter as PDF with what its maker knows of it."""

    pdf: bytes
    pages: int
    boxes: tuple[FieldBox, ...]
