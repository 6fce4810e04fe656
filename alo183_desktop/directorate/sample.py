"""A sample letter that shows how letterhead, signature and contact block will print."""

from __future__ import annotations

from typing import Final

from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    DirectorateValues,
    SignatoryValues,
)
from alo183_desktop.documents.letter.content import LetterContent, LetterNumber, Paragraph
from alo183_desktop.documents.letter.wording import CLOSINGS

_TOPIC: Final = "Yazı örneği"
_REFERENCE: Final = "18.04.2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05)."
_TEXT: Final = (
    "Bu sayfa bir örnektir. Müdürlüğünüzün yazılarında başlığın, muhatabın, imzanın ve iletişim "
    "bilgilerinin nasıl görüneceğini gösterir; hiçbir yere gönderilmez."
)


def sample_letter(form: DirectorateValues, signatory: SignatoryValues | None) -> LetterContent:
    """Return a letter with what is typed so far; what is missing stays empty.

    Args:
        form: As typed; invalid values are empty as well.
        signatory: Whose block is at the end; None leaves it empty.
    """
    typed = {} if signatory is None else SIGNATORY.columns(signatory)
    signed = SignatoryValues(**SIGNATORY.check(typed).read)
    form = DirectorateValues(**DIRECTORATE.check(DIRECTORATE.columns(form)).read)
    return LetterContent(
        style=form.letter_style,
        heading=(form.heading_1, form.heading_2, form.heading_3),
        urgent=False,
        number=LetterNumber(
            form.preparation, form.detsis, form.file_plan_code, register_number=None
        ),
        date=None,
        topic=_TOPIC,
        addressee=(form.recipient_1, form.recipient_2),
        references=(_REFERENCE,),
        body=(Paragraph(_TEXT), Paragraph(CLOSINGS[form.standing])),
        signature=signed.signature(),
        contact=form.contact_block(),
        initials=form.initials,
    )
