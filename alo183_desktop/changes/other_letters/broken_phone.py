"""Sends a broken handset back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.changes.other_letters.kind import LetterKind, LetterSource, MatterText
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.queries import list_handsets
from alo183_desktop.phones.rows import ItemKind, PhoneFilter
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.phones.rows import HandsetRow


def _broken(source: LetterSource) -> Sequence[HandsetRow]:
    wanted = PhoneFilter(state=ItemState.IN_REPAIR)
    return list_handsets(source.work.session, wanted, at=source.work.now)


def _write(source: LetterSource) -> MatterText:
    """Announce the return of a broken handset.

    Raises:
        KnownError: `changes.letter_item`: it is not in repair; `changes.letter_imei`;
            `changes.letter_reason`: what is broken was not recorded.
    """
    row = source.find(_broken(source), "handset_id")
    if row.imei is None:
        raise KnownError("changes.letter_imei")
    fault = source.state_of(ItemKind.HANDSET, ItemState.IN_REPAIR).reason
    return MatterText(
        "Arızalı Telefonun İadesi",
        f"Arızalı telefon: {row.label}",
        (
            Paragraph(
                "İlgi Genelge kapsamında Acil Müdahale Ekip Sorumlularınca kullanılan "
                "telefonlardan, aşağıda bilgileri yazılı olan arızalıdır; yazımız ekinde iade "
                "edilmektedir."
            ),
            source.table(
                (
                    ("Markası ve modeli", f"{row.make} {row.model}".strip()),
                    ("IMEI", row.imei),
                    ("Seri numarası", row.serial),
                    ("Arızası", " ".join(fault.split())),
                )
            ),
        ),
        "Yerine yenisinin gönderilmesini",
        annexes=("Telefon (1 adet)",),
    )


KIND: Final = LetterKind(
    "Arızalı telefonun iadesi",
    _write,
    lambda source: [(row.handset_id, row.label) for row in _broken(source)],
    "Tamirde telefon yok: önce Telefonlar sayfasında cihazın durumunu “tamirde” yapınız.",
)
