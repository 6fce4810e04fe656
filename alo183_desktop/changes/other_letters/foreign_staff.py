"""Requests the governor to approve duties of a person of another institution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.changes.other_letters.kind import LetterKind, LetterSource, MatterText, said
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.records.record import FieldSpec, Record
from alo183_desktop.rota.kinds import DutyKind, Employment
from alo183_desktop.rota.queries import list_people
from alo183_desktop.rota.rows import PersonFilter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import lower_first, upper_tr

if TYPE_CHECKING:
    from alo183_desktop.rota.rows import PersonRow

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lender:
    """The institution whose staff goes on duty here."""

    institution: Annotated[
        str,
        FieldSpec(
            "Pers&onelin kurumu",
            length=200,
            is_printed=True,
            missing="changes.letter_institution",
            note="Adı, yazıdaki gibi: Ankara İl Sağlık Müdürlüğü",
        ),
    ]


_QUESTIONS: Final = Record("letter_lender", Lender)


def _foreign(source: LetterSource) -> list[PersonRow]:
    people = list_people(source.work.session, PersonFilter(is_current=True), now=source.work.now)
    return [one for one in people if one.employment is Employment.OTHER]


def _write(source: LetterSource) -> MatterText:
    """Request approval of duties here for a person of another institution.

    Raises:
        KnownError: `changes.letter_item`; `changes.letter_until`: the last day is open.
    """
    person = source.find(_foreign(source), "person_id")
    if person.ends_on is None:
        raise KnownError("changes.letter_until", name=person.name)
    kinds = [lower_first(one.words) for one in DutyKind if one in person.kinds]
    first, last = map(source.day, (person.starts_on, person.ends_on - _DAY))
    style = source.directorate.letter_style
    who = f"personeli {person.name}"
    governor = f"{upper_tr(source.directorate.province)} VALİLİĞİNE"

    def completed(answers: Mapping[str, Any]) -> MatterText:
        return MatterText(
            "Personel Görevlendirilmesi",
            f"Başka kurumdan görevlendirme: {person.name}",
            (
                Paragraph(
                    "İlgi Genelge’nin 4’üncü maddesi uyarınca 24 saat hizmet verecek şekilde "
                    "personel görevlendirilmesi gerekmektedir. Bunun için "
                    f"{said(answers, 'institution', style)} {who}, {first}-{last} "
                    "tarihleri arasında (son gün dahil) Müdürlüğümüzün nöbet çizelgesinde "
                    f"({', '.join(kinds)}) görevlendirilmek istenmektedir.",
                    (person.name,),
                ),
            ),
            "Adı geçenin görevlendirilmesi için gerekli onayın verilmesini",
            addressee=governor,
        )

    return completed({})._replace(completed=completed)


KIND: Final = LetterKind(
    "Başka kurumdan görevlendirme",
    _write,
    lambda source: [(one.person_id, one.name) for one in _foreign(source)],
    "Nöbet kişileri arasında başka kurumdan kimse yok.",
    _QUESTIONS,
)
