"""The Turkish sentences of a change letter.

No suffix is attached to a name, a number or a date from outside; words with suffixes are fixed
(`6’ncı`, `Genelge’nin`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    FieldTable,
    LetterField,
    LetterStyle,
    Paragraph,
)
from alo183_desktop.documents.letter.wording import CLOSINGS, date_text, reference_mark
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from alo183_desktop.documents.letter.content import Block

TOPIC_CHANGE: Final = "Acil Müdahale Ekip Sorumlusu Değişikliği"
TOPIC_APPOINTMENT: Final = "Acil Müdahale Ekip Sorumlusu Görevlendirmesi"
TOPIC_CORRECTION: Final = "Acil Müdahale Ekip Sorumlusu Değişikliği (Düzeltme)"
TOPIC_REMINDER: Final = "Acil Müdahale Ekip Sorumlusu Değişikliği (Tekit)"
FAXED: Final = (
    "Bu yazı .../.../.... tarihinde faks ile gönderilmiş olup aslı posta ile gönderilecektir."
)
_BLANK: Final = "…………"
"""Printed where a value is still missing in the preview."""
_CIRCULAR_NUMBER: Final = "93065208-010.06.01-60813"
_CIRCULAR_NAME: Final = re.compile(r"2014\s*/\s*0?5\b")
_DATE: Final = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_DATED: Final = re.compile(r"(?<![\w./-])(\d{2})[./](\d{2})[./](\d{4})(?= tarih)")
"""The day in a reference: `18.04.2014 tarihli`."""
_KINDS: Final = (("genelge", "Genelge"), ("yonerge", "Yönerge"), ("yonetmeli", "Yönetmelik"))


@dataclass(frozen=True, slots=True)
class NewcomerFacts:
    """The newcomer, as the letter prints them. Source: Genelge 2014/05, madde 6."""

    name: str
    """Empty while missing; the same for all values."""
    title: str
    tckn: str
    subjects: tuple[str, ...]
    """`("Çocuk", "kadın")`."""
    corporate_email: str
    personal_mobile: str
    """E.164; the same for the corporate one."""
    corporate_mobile: str


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """One change, as the letter states it; of the leaver only the name."""

    leaver: str | None
    """None for a first appointment; an empty text while missing."""
    newcomer: NewcomerFacts | None
    """None without a newcomer."""
    effective_on: dt.date | None
    """None while it is missing."""
    is_partial: bool = False
    """Whether the leaver keeps other subjects, or hands them to several people."""
    vacant_subjects: tuple[str, ...] = ()
    """Subjects without an officer while there is no newcomer; empty: not stated."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a letter corrects."""

    reference: str
    """The old letter as a reference; it is one of the letter's references."""
    reason: str
    """What was wrong in it: `kurumsal cep telefonu numarası`."""


def old_letter_reference(number: str, dated_on: dt.date, style: LetterStyle) -> str:
    """Return the reference of a correction to the letter that it corrects."""
    return f"{date_text(dated_on, style)} tarihli ve {number} sayılı yazımız."


def topic(changes: Sequence[ChangeFacts], *, is_correction: bool = False) -> str:
    """Return the topic of a letter."""
    if is_correction:
        return TOPIC_CORRECTION
    is_appointment = bool(changes) and all(change.leaver is None for change in changes)
    return TOPIC_APPOINTMENT if is_appointment else TOPIC_CHANGE


def in_order_of_dates(references: Sequence[str]) -> tuple[str, ...]:
    """Return references with the oldest first; unsorted when one of them has no day.

    Source: Yönetmelik 2020/31151, madde 15.
    """
    days = [_day_of(reference) for reference in references]
    if any(day is None for day in days):
        return tuple(references)
    dated = sorted(zip(days, references, strict=True), key=lambda pair: pair[0] or dt.date.min)
    return tuple(reference for _day, reference in dated)


def in_style(references: Sequence[str], style: LetterStyle) -> tuple[str, ...]:
    """Return references; the day of the program's own is written in the letter's style.

    The circular's `18.04.2014 tarihli` becomes `18/04/2014 tarihli` in a letter of the 2004
    edition. Typed references are printed unchanged.
    """
    if style is not LetterStyle.EDITION_2004:
        return tuple(references)
    return tuple(
        _DATED.sub(r"\1/\2/\3", reference) if reference == CIRCULAR else reference
        for reference in references
    )


def body(
    changes: Sequence[ChangeFacts],
    *,
    style: LetterStyle,
    references: Sequence[str],
    correction: Correction | None = None,
    says_faxed: bool = False,
    standing: AddresseeRank = AddresseeRank.ABOVE,
    written_on: dt.date | None = None,
) -> tuple[Block, ...]:
    """Return the text of a letter.

    Args:
        changes: In their order.
        style: How days are written.
        references: As printed, in their order; the first paragraph refers to the circular's.
            Source: Yönetmelik 2020/31151, madde 16.
        correction: What the letter corrects.
        says_faxed: Whether it states that it was faxed and will be posted.
        standing: Rank of the recipients; it decides the closing sentence.
        written_on: The letter's day; who leaves after it is written of in the future tense. None
            while unknown: everybody has left.
    """
    lead = _lead(references)
    blocks: list[Block] = []
    if correction is not None:
        mark = _mark(references, correction.reference)
        blocks.append(
            Paragraph(
                f"{lead} gönderilen ilgi {mark}yazımızda düzeltme yapılması gerekmiştir. "
                f"Düzeltilen husus: {correction.reason.strip().rstrip('.') or _BLANK}. "
                "Yazımızın düzeltilmiş hâli aşağıda sunulmuştur."
            )
        )
        lead = ""
    if len(changes) == 1:
        blocks.extend(_single(changes[0], lead, style, written_on))
    else:
        blocks.extend(_several(changes, lead, style, written_on))
    if says_faxed:
        blocks.append(Paragraph(FAXED))
    blocks.append(Paragraph(CLOSINGS[standing]))
    return tuple(blocks)


def reminder_body(references: Sequence[str], ours: str) -> tuple[Block, ...]:
    """Return the text of a letter that reminds of an earlier one.

    Args:
        references: As printed, in their order.
        ours: The earlier one, as it is among them.
    """
    return (
        Paragraph(
            f"{_lead(references)} bildirilen görev değişikliği, ilgi {_mark(references, ours)}"
            "yazımızla gönderilmiş; Alo 183 Çağrı Merkezinde kullanılan listeye işlendiğine "
            "ilişkin bir bilgi Müdürlüğümüze ulaşmamıştır."
        ),
    )


def circular_and(references: Sequence[str], letter: str, *, whose: str = "yazımızla") -> str:
    """Return the words that refer to the circular and to an earlier letter.

    Args:
        references: As printed, in their order.
        letter: The earlier one, as it is among them.
        whose: Of us, or `yazınızla`.
    """
    circular = _lead(references).removesuffix("uyarınca")
    return f"{circular}kapsamında ilgi {_mark(references, letter)}{whose}"


def field_key(position: int, name: str) -> str:
    """Return the key of a value of the change at `position`: `entries.0.newcomer.tckn`."""
    return f"entries.{position}.{name}"


def summary(changes: Sequence[ChangeFacts]) -> str:
    """Return who leaves and who comes, for lists: `Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA`."""
    first = changes[0]
    comes = "görevlendirme bekliyor" if first.newcomer is None else first.newcomer.name
    text = f"{first.leaver} → {comes}" if first.leaver else f"{comes} (ilk görevlendirme)"
    others = len(changes) - 1
    return f"{text} ve {others} değişiklik daha" if others else text


def _single(
    change: ChangeFacts, lead: str, style: LetterStyle, written_on: dt.date | None
) -> Iterator[Block]:
    text = _sentence(change, style, written_on, place_words="İl Müdürlüğümüzde ", lead=lead)
    yield Paragraph(text, _names(change))
    if change.newcomer is not None:
        yield person_table(change.newcomer, position=0)


def _several(
    changes: Sequence[ChangeFacts], lead: str, style: LetterStyle, written_on: dt.date | None
) -> Iterator[Block]:
    what = (
        "görevlendirmeler"
        if changes and all(change.leaver is None for change in changes)
        else "değişiklikler"
    )
    words = (
        f"İl Müdürlüğümüz Acil Müdahale Ekip Sorumlularına ilişkin {what} aşağıda belirtilmiştir."
    )
    yield Paragraph(f"{lead}, {words}" if lead else words)
    for index, change in enumerate(changes):
        text = _sentence(change, style, written_on, place_words="", lead="")
        yield Paragraph(f"{index + 1}) {text}", _names(change))
        if change.newcomer is not None:
            yield person_table(change.newcomer, position=index)


def _names(change: ChangeFacts) -> tuple[str, ...]:
    """Return the people named in the sentence of a change."""
    return (change.leaver,) if change.leaver else ()


def _sentence(
    change: ChangeFacts,
    style: LetterStyle,
    written_on: dt.date | None,
    *,
    place_words: str,
    lead: str,
) -> str:
    start = f"{lead}, " if lead else ""
    day = date_text(change.effective_on, style) or _BLANK
    if change.leaver is None:
        words = (
            "aşağıda bilgileri yer alan personel "
            f"{day} tarihinden itibaren {place_words}Acil Müdahale Ekip Sorumlusu olarak "
            "görevlendirilmiştir."
        )
        return start + words if start else f"A{words[1:]}"
    who = f"{place_words}Acil Müdahale Ekip Sorumlusu olarak görev yapan {change.leaver or _BLANK} "
    leaves = "ayrılacak" if _leaves_after(change, written_on) else "ayrılmış"
    if change.newcomer is not None:
        topic_word = "konusundaki" if len(change.newcomer.subjects) == 1 else "konularındaki"
        post = (
            f"aşağıda belirtilen müracaat {topic_word} görevinden"
            if change.is_partial
            else "görevinden"
        )
        return (
            f"{start}{who}{post} {leaves} olup yerine aşağıda bilgileri yer alan personel "
            f"{day} tarihinden itibaren görevlendirilmiştir."
        )
    return (
        f"{start}{who}{day} tarihi itibarıyla {_vacancy(change, leaves)} henüz görevlendirme "
        "yapılmamıştır. Görevlendirme yapıldığında ayrıca bilgi verilecektir."
    )


def _leaves_after(change: ChangeFacts, written_on: dt.date | None) -> bool:
    """Return whether the last day of a leaver is later than the letter's day.

    Somebody whose last day it is has left when the letter arrives.
    """
    if written_on is None or change.effective_on is None:
        return False
    return (change.effective_on - written_on).days > 1


def _vacancy(change: ChangeFacts, leaves: str) -> str:
    """Return what is left, and for what there is no newcomer.

    Args:
        change: Without a newcomer.
        leaves: `ayrılmış` or `ayrılacak`.
    """
    subjects = joined_subjects(change.vacant_subjects)
    topic_word = "konuları" if len(change.vacant_subjects) > 1 else "konusu"
    if not subjects:
        return f"görevinden {leaves} olup yerine"
    if not change.is_partial:
        return f"görevinden {leaves} olup {subjects} {topic_word} için"
    these = "bu konular" if len(change.vacant_subjects) > 1 else "bu konu"
    return f"{subjects} {topic_word}ndaki görevinden {leaves} olup {these} için"


def joined_subjects(subjects: Sequence[str]) -> str:
    """Return subjects as a sentence lists them: `Çocuk, Kadın ve Engelli`.

    Where one of them contains `ve`, `ile` joins the last: `Çocuk ile Şehit yakını ve
    gazi`.
    """
    names = [upper_tr(subject[:1]) + subject[1:] for subject in subjects]
    word = "ile" if any(" ve " in name for name in names) else "ve"
    return f" {word} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def person_table(
    newcomer: NewcomerFacts,
    *,
    position: int = 0,
    only: Collection[str] = (),
    caption: str | None = None,
    doing: str = "Sorumlu Olduğu",
) -> FieldTable:
    """Return a letter's table about an officer and their subjects.

    Args:
        newcomer: Who.
        position: Index among those of the letter.
        only: Names of the values to print; empty: all.
        caption: Over the table.
        doing: Their relation to the subjects, printed before that word.
    """
    heading = "Konusu" if len(newcomer.subjects) == 1 else "Konuları"
    rows = (
        ("newcomer.name", "Adı ve Soyadı", newcomer.name),
        ("newcomer.title", "Unvanı", newcomer.title),
        ("newcomer.tckn", "T.C. Kimlik Numarası", newcomer.tckn),
        ("subjects", f"{doing} Müracaat {heading}", ", ".join(newcomer.subjects)),
        ("newcomer.corporate_email", "Kurumsal e-Posta Adresi", newcomer.corporate_email),
        (
            "newcomer.personal_mobile",
            "Kişisel Cep Telefonu",
            format_phone(newcomer.personal_mobile),
        ),
        (
            "newcomer.corporate_mobile",
            "Kurumsal Cep Telefonu",
            format_phone(newcomer.corporate_mobile),
        ),
    )
    fields = tuple(
        LetterField(field_key(position, name), label, value)
        for name, label, value in rows
        if not only or name.removeprefix("newcomer.") in only
    )
    return FieldTable(fields, caption)


def _lead(references: Sequence[str]) -> str:
    """Return the words by which the first paragraph refers to the references."""
    circular = next((one for one in references if is_circular(one)), None)
    if circular is not None:
        return f"İlgi {_mark(references, circular)}Genelge’nin 6’ncı maddesi uyarınca"
    if not references:
        return (
            "Alo 183 Çağrı Merkezi Hizmetlerine ilişkin 2014/05 sayılı Genelge’nin 6’ncı maddesi "
            "uyarınca"
        )
    if len(references) > 1:
        return "İlgi yazılar uyarınca"
    folded = fold(references[0])
    kind = next((name for key, name in _KINDS if key in folded), "yazı")
    return f"İlgi {kind} uyarınca"


def is_circular(reference: str) -> bool:
    """Return whether a reference is the circular that demands the letter."""
    is_named = _CIRCULAR_NAME.search(reference) is not None and "genelge" in fold(reference)
    return is_named or _CIRCULAR_NUMBER in reference


def _mark(references: Sequence[str], wanted: str) -> str:
    """Return `(a) ` for one of several references; empty for the only one."""
    if len(references) == 1:
        return ""
    return f"({reference_mark(list(references).index(wanted)).removesuffix(')')}) "


def _day_of(reference: str) -> dt.date | None:
    match = _DATE.search(reference)
    if match is None:
        return None
    try:
        return parse_day(match[0])
    except KnownError:  # 31.02.2014
        return None
