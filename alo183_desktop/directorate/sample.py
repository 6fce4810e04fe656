"""A letter that shows how letterhead, signature and contact block will print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.directorate.rules import printed_title, tidied, tidied_signatory
from alo183_desktop.documents.letter.content import (
    Contact,
    ContactBlock,
    Letter,
    LetterNumber,
    LetterStyle,
    Paragraph,
    Preparation,
    Signature,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone, parse_phone

if TYPE_CHECKING:
    from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm

_TOPIC: Final = "Yazı örneği"
_REFERENCE: Final = "18.04.2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05)."
_TEXT: Final = (
    "Bu sayfa bir örnektir. Müdürlüğünüzün yazılarında başlığın, muhatabın, imzanın ve iletişim "
    "bilgilerinin nasıl görüneceğini gösterir; hiçbir yere gönderilmez."
)


def sample_letter(form: DirectorateForm, signatory: SignatoryForm | None) -> Letter:
    """Return a letter with what is typed so far; what is missing stays empty.

    Args:
        form: Right or wrong.
        signatory: Whose block stands at the end; None leaves it empty.
    """
    form = tidied(form)
    return Letter(
        style=LetterStyle(form.letter_style),
        heading=(form.heading_1, form.heading_2, form.heading_3),
        urgent=False,
        number=LetterNumber(
            Preparation(form.preparation), form.detsis, form.file_plan_code, register_number=None
        ),
        date=None,
        topic=_TOPIC,
        addressee=(form.recipient_1, form.recipient_2),
        references=(_REFERENCE,),
        body=(Paragraph(_TEXT), Paragraph("Bilgilerinizi arz ederim.")),
        signature=_signature(signatory),
        contact=ContactBlock(
            address=form.address,
            postal_code=form.postal_code,
            telephone=_phone(form.telephone),
            fax=_phone(form.fax),
            email=form.email,
            kep=form.kep,
            website=form.website,
            contact=Contact(form.contact_name, form.contact_title, _phone(form.contact_telephone)),
        ),
    )


def _signature(form: SignatoryForm | None) -> Signature:
    if form is None:
        return Signature("", None, "")
    form = tidied_signatory(form)
    title = printed_title(form.title, is_deputy=form.is_deputy) if form.title.strip() else ""
    return Signature(form.name, form.on_behalf_of or None, title)


def _phone(text: str) -> str:
    """Return a phone as papers write it; a wrong one never enters a letter."""
    try:
        return format_phone(parse_phone(text)) if text.strip() else ""
    except KnownError:
        return ""
