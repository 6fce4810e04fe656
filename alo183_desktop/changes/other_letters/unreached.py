"""Answers a report of the call centre that somebody was not reached."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
from collections.abc import Iterator, Mapping  # noqa: TC003 - the same
from dataclasses import dataclass
from typing import Annotated, Any, Final

from alo183_desktop.changes import wording
from alo183_desktop.changes.other_letters.kind import (
    LetterKind,
    LetterSource,
    MatterText,
    references_of,
)
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.documents.letter.wording import date_text
from alo183_desktop.phones.queries import list_lines
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.rota.rows import UnreachedFilter
from alo183_desktop.rota.unreached import list_unreached
from alo183_desktop.shared.clock import format_instant, local
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.identity import format_phone

_ANSWERED: Final = UnreachedFilter(is_answered=True)


@dataclass(frozen=True, slots=True)
class TheirLetter:
    """The letter that is answered; empty where there was none, as after a phone call."""

    number: Annotated[str, FieldSpec("Bildirim yazısının s&ayısı", length=64, is_printed=True)] = ""
    dated_on: Annotated[
        dt.date | None, FieldSpec("Bildirim yazısının &günü", Kind.DAY, empty=None)
    ] = None


def _check_their_letter(read: Mapping[str, Any]) -> Iterator[Problem]:
    if bool(read["number"]) != (read["dated_on"] is not None):
        yield Problem("dated_on" if read["number"] else "number", "changes.letter_their_letter")


_QUESTIONS: Final = Record(
    "letter_answered", TheirLetter, layout=(("number", "dated_on"),), check=_check_their_letter
)


def _offer(source: LetterSource) -> list[tuple[int, str]]:
    return [
        (row.unreached_id, f"{format_instant(row.at)}, {format_phone(row.phone)}, {row.operator}")
        for row in list_unreached(source.work.session, _ANSWERED)
    ]


def _write(source: LetterSource) -> MatterText:
    """Report what was found about a report of the call centre. Source: Genelge 2014/05, madde 1.

    Raises:
        KnownError: `changes.letter_item`: it has no answer.
    """
    row = source.find(list_unreached(source.work.session, _ANSWERED), "unreached_id")
    phone, at, style = format_phone(row.phone), local(row.at), source.directorate.letter_style
    lines = list_lines(source.work.session, PhoneFilter(), at=row.at)
    line = next((one for one in lines if one.phone == row.phone), None)
    holder = "" if line is None else line.holder_name
    whose = f"Acil Müdahale Ekip Sorumlumuz {holder} üzerine zimmetli " if holder else ""
    if line is None:
        whose = "hatlarımız arasında bulunmayan "
    called = (
        f"Çağrı Merkezi operatörünün {source.day(at.date())} günü saat {at:%H.%M} "
        f"sıralarında aradığı, {whose}{phone} numarasından yanıt alamadığı bildirilmiştir."
    )
    answer = Paragraph(f"Yapılan incelemede belirlenen husus: {' '.join(row.answer.split())}")

    def completed(answers: Mapping[str, Any]) -> MatterText:
        reference, lead = "", "İlgi Genelge’nin 1’inci maddesi kapsamında, "
        if answers.get("number") and answers.get("dated_on"):
            day = date_text(answers["dated_on"], style)
            reference = f"{day} tarihli ve {answers['number']} sayılı yazınız."
            references = references_of(reference, style)
            lead = f"{wording.circular_and(references, reference, whose='yazınızla')}, "
        return MatterText(
            "Çağrı Merkezince Ulaşılamama Bildirimi",
            f"Ulaşılamama bildirimine yanıt: {phone}",
            (Paragraph(f"{lead}{called}", (holder,) if holder else ()), answer),
            "Bilgilerinizi",
            reference,
        )

    return completed({})._replace(completed=completed)


KIND: Final = LetterKind(
    "Ulaşılamadı bildirimine yanıt",
    _write,
    _offer,
    "Yanıtı yazılmış ulaşılamama bildirimi yok: önce bildirimin yanıtını kaydediniz.",
    _QUESTIONS,
)
