"""What may leave this floor."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm, printed_title
from alo183_desktop.documents.letter.content import Contact, ContactBlock, Signature
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.documents.letter.content import LetterStyle, Preparation


@dataclass(frozen=True, slots=True)
class DirectorateRow:
    """The directorate; phones are E.164 or empty."""

    province: str
    heading_1: str
    heading_2: str
    heading_3: str
    detsis: str
    file_plan_code: str
    address: str
    postal_code: str
    telephone: str
    fax: str
    email: str
    kep: str
    website: str
    contact_name: str
    contact_title: str
    contact_telephone: str
    recipient_1: str
    recipient_2: str
    recipient_address: str
    recipient_fax: str
    email_domains: tuple[str, ...]
    letter_style: LetterStyle
    preparation: Preparation
    says_faxed: bool
    line_spacing_percent: int
    lock_minutes: int
    version: int

    @property
    def name(self) -> str:
        """How the program calls it: `Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü`."""
        return f"{self.province} {self.heading_3}"

    @property
    def heading(self) -> tuple[str, str, str]:
        """The three lines of the letterhead."""
        return (self.heading_1, self.heading_2, self.heading_3)

    @property
    def recipient(self) -> tuple[str, str]:
        """The two lines of the addressee."""
        return (self.recipient_1, self.recipient_2)

    def form(self) -> DirectorateForm:
        """Return the row as it would be typed, phones as papers write them."""
        values = {field.name: getattr(self, field.name) for field in fields(DirectorateForm)}
        for key in ("telephone", "fax", "contact_telephone", "recipient_fax"):
            values[key] = format_phone(values[key])
        values["email_domains"] = ", ".join(self.email_domains)
        values["letter_style"] = self.letter_style.value
        values["preparation"] = self.preparation.value
        return DirectorateForm(**values)

    def contact_block(self) -> ContactBlock:
        """Return the foot of a letter, phones as papers write them."""
        return ContactBlock(
            address=self.address,
            postal_code=self.postal_code,
            telephone=format_phone(self.telephone),
            fax=format_phone(self.fax),
            email=self.email,
            kep=self.kep,
            website=self.website,
            contact=Contact(
                self.contact_name, self.contact_title, format_phone(self.contact_telephone)
            ),
        )


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The directorate itself or an institution attached to it."""

    unit_id: int
    name: str
    is_directorate: bool
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class SignatoryRow:
    """Somebody who may sign on the days `[valid_from, valid_until)`."""

    signatory_id: int
    name: str
    title: str
    on_behalf_of: str | None
    is_deputy: bool
    valid_from: dt.date
    valid_until: dt.date | None
    version: int

    def may_sign_on(self, day: dt.date) -> bool:
        """Return whether a letter of that day may bear their name."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def form(self) -> SignatoryForm:
        """Return the row as it would be typed."""
        return SignatoryForm(
            name=self.name,
            title=self.title,
            on_behalf_of=self.on_behalf_of or "",
            is_deputy=self.is_deputy,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )

    def signature(self) -> Signature:
        """Return the block that a letter ends with."""
        return Signature(
            self.name, self.on_behalf_of, printed_title(self.title, is_deputy=self.is_deputy)
        )
