"""The content of an official letter, as plain values."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `shared.plain` reads the annotations
import enum
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class LetterStyle(enum.StrEnum):
    """The edition of the official-correspondence regulation that determines the layout."""

    EDITION_2020 = "2020"
    EDITION_2004 = "2004"


class Preparation(enum.StrEnum):
    """How the letter is signed. Source: Yönetmelik 2020/31151, madde 11."""

    E_SIGNED = "E"
    WET_SIGNED = "Z"
    SYSTEMS_DOWN = "O"


class Secrecy(enum.StrEnum):
    """The degree of secrecy of a letter.

    The higher degrees are not offered: they may not be faxed, nor posted as this program does.
    Source: Gizlilik Dereceli Belgelerde Uygulanacak Usul ve Esaslar Hakkında Yönetmelik 2022/5529.
    """

    NONE = ""
    RESTRICTED = "restricted"
    """`Hizmete Özel`."""


def is_e_signed(style: str, preparation: str) -> bool:
    """Return whether a letter is signed in the e-document system, which only the 2020 edition has.

    Source: Yönetmelik 2020/31151, madde 23.
    """
    return (style, preparation) == (LetterStyle.EDITION_2020, Preparation.E_SIGNED)


def is_unsigned(style: str, preparation: str, code: str) -> bool:
    """Return whether a letter for electronic signing has no code yet."""
    return is_e_signed(style, preparation) and not code.strip()


class AddresseeRank(enum.StrEnum):
    """Rank of the recipients relative to the sender. Source: Yönetmelik 2020/31151, madde 16."""

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
    """The contact person for questions about the letter (`Bilgi için`)."""

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
    """Where an e-signed letter can be verified. Source: Yönetmelik 2020/31151, madde 23.

    Both come from the e-document system. Without a code the letter is an unsigned draft; an empty
    address leaves a dotted line.
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
class LetterField:
    """One labelled value of a table."""

    key: str
    """Identifies the value for drawing over the page, such as `changes.0.newcomer.tckn`."""
    label: str
    value: str
    """Empty where the value is still missing; the cell keeps the height of one line."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """A ruled table of labels and values; its caption stays with it on one page."""

    fields: tuple[LetterField, ...]
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class ListTable:
    """A ruled table with a row of headings, repeated where a page ends within it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells as headings. The digits of a number stay on one line."""


Block: TypeAlias = Paragraph | FieldTable | ListTable


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex that is part of the letter's file, on pages of its own after it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class LetterContent:
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
    """In the order of their dates; several get a), b), c), ç) ..., a single one has no letter."""
    body: tuple[Block, ...]
    signature: Signature
    contact: ContactBlock
    annexes: tuple[str, ...] = ()
    annex: Annex | None = None
    """The first of `annexes`, where it is part of the file (`layout.with_annex`)."""
    distribution: Distribution = field(default_factory=Distribution)
    verification: Verification = field(default_factory=Verification)
    """Only for an e-signed letter of the 2020 edition."""
    initials: tuple[str, ...] = ()
    """Who initials the copy that is kept, title and name, beginning with the author."""
    line_spacing_percent: int = 100
    """Of the text; no regulation lays it down. 100 is the font's own height of a line."""
    secrecy: Secrecy = Secrecy.NONE
    """Marked on every page."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its whole content: its text, and the annex that is part of it."""
        return self.body if self.annex is None else (*self.body, *self.annex.blocks)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The content of an envelope. Source: Yönetmelik 2020/31151, madde 31."""

    style: LetterStyle
    heading: tuple[str, str, str]
    sender_address: str
    number: LetterNumber
    date: dt.date | None
    addressee: tuple[str, ...]
    address: str
    urgent: bool
    secrecy: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class FaxCover:
    """The sheet that precedes a faxed letter."""

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
    """Including the cover."""
    urgent: bool
    contact: Contact
    secrecy: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class FieldBox:
    """The box of a field on a page; in points, from the top left corner of the page."""

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
    """Four bytes per pixel: blue, green, red and an unused one (`QImage.Format_RGB32`)."""


@dataclass(frozen=True, slots=True)
class LetterMetadata:
    """What an e-document system requires besides the text."""

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
    secrecy: str | None
    """`HİZMETE ÖZEL`; None for a letter without a degree."""
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
    """Its name in the audit trail."""
    label: str
    text: str
    """Empty where the letter has none."""
    html: str = ""
    """The same for an editor that supports tables."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A letter as PDF with its page count and the boxes of its fields."""

    pdf: bytes
    pages: int
    boxes: tuple[FieldBox, ...]
