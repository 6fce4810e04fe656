"""Reports a line that was lost or stolen."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
import enum
from collections.abc import Mapping  # noqa: TC003 - the same
from dataclasses import dataclass
from typing import Annotated, Any, Final

from alo183_desktop.changes.other_letters.kind import (
    LetterKind,
    LetterSource,
    MatterText,
    choice_of,
    said,
)
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.documents.letter.wording import date_text
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone

_MOST_PAGES: Final = 999


class Loss(enum.StrEnum):
    """How a line came to be lost."""

    LOST = "lost"
    STOLEN = "stolen"


_LOSSES: Final[Mapping[Loss | None, tuple[str, str, str]]] = {
    None: ("…", "…", "Kaydedildiği"),
    Loss.LOST: ("Kayıp", "kaybolmuştur", "Kaybolduğu"),
    Loss.STOLEN: ("Çalıntı", "çalınmıştır", "Çalındığı"),
}
"""Topic, verb and label."""


def _pages(text: str) -> int:
    pages = text.strip()
    if not (pages.isascii() and pages.isdigit()) or not 0 < int(pages) <= _MOST_PAGES:
        raise KnownError("letters.pages", count=_MOST_PAGES)
    return int(pages)


@dataclass(frozen=True, slots=True)
class LossReported:
    """How a line was lost, and the record that the police made of it."""

    how: Annotated[
        Loss,
        FieldSpec(
            "&Olay",
            Kind.CHOICE,
            choices=((Loss.LOST, "Kayboldu"), (Loss.STOLEN, "Çalındı")),
            missing="changes.letter_how",
        ),
    ]
    police: Annotated[
        str,
        FieldSpec(
            "Tutanağı düz&enleyen kolluk birimi",
            length=150,
            is_printed=True,
            missing="changes.letter_police",
        ),
    ]
    recorded_on: Annotated[
        dt.date, FieldSpec("Tutanağın &günü", Kind.DAY, missing="changes.letter_police")
    ]
    pages: Annotated[
        int,
        FieldSpec("Tutanağın sayf&ası", parse=_pages, empty=None, missing="changes.letter_police"),
    ]


_QUESTIONS: Final = Record("letter_loss", LossReported, layout=(("how", "recorded_on", "pages"),))


def _write(source: LetterSource) -> MatterText:
    """Report that a line is lost or stolen, in the recorded words.

    Raises:
        KnownError: `changes.letter_item`: it is not; `changes.letter_reason`: no reason was
            recorded.
    """
    row = source.find(source.lines(ItemState.LOST), "line_id")
    state = source.state_of(ItemKind.LINE, ItemState.LOST)
    phone, lost_on, today = format_phone(row.phone), local_day(state.at), source.today
    style = source.directorate.letter_style

    def completed(answers: Mapping[str, Any]) -> MatterText:
        recorded_on = answers.get("recorded_on")
        if recorded_on and not lost_on <= recorded_on <= today:
            raise KnownError("changes.letter_police_day", day=date_text(lost_on, style))
        topic, verb, label = _LOSSES[answers.get("how") or None]
        police, day, pages = (
            said(answers, key, style) for key in ("police", "recorded_on", "pages")
        )
        fields = (
            ("Hat numarası", phone),
            ("Operatörü", row.operator),
            ("Zimmetlisi", row.holder_name),
            (f"{label} gün", date_text(lost_on, style)),
            ("Açıklama", " ".join(state.reason.split())),
        )
        return MatterText(
            f"{topic} Hat",
            f"{topic} hat: {phone}",
            (
                Paragraph(
                    "İlgi Genelge kapsamında Acil Müdahale Ekip Sorumlularınca kullanılan "
                    f"hatlardan, aşağıda bilgileri yazılı olan {verb}. "
                    f"{police} tarafından {day} günü düzenlenen tutanak ektedir."
                ),
                LetterSource.table(fields),
            ),
            "Hattın kullanıma kapatılmasını ve yerine yenisinin gönderilmesini",
            annexes=(f"Kolluk Tutanağı ({pages} sayfa)",),
        )

    return completed({})._replace(completed=completed)


KIND: Final = LetterKind(
    "Kayıp ya da çalıntı hat",
    _write,
    lambda source: list(map(choice_of, source.lines(ItemState.LOST))),
    "Kayıp hat yok: önce Telefonlar sayfasında hattın durumunu “kayıp ya da çalıntı” yapınız.",
    _QUESTIONS,
    is_urgent=True,
)
