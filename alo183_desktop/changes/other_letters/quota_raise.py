"""Asks for a higher quota of a line that is near its own or over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping  # noqa: TC003 - `Record` reads the annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.changes import wording
from alo183_desktop.changes.other_letters.kind import (
    LetterKind,
    LetterSource,
    MatterText,
    choice_of,
)
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.officers.queries import coverage
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.quotas.queries import months_of, read_settings
from alo183_desktop.phones.quotas.rules import NEAR_SHARE, parse_data, parse_minutes
from alo183_desktop.phones.quotas.words import data_words, period_words
from alo183_desktop.records.record import FieldSpec, Record
from alo183_desktop.shared.calendar import month_after
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text, whole_minutes

if TYPE_CHECKING:
    from alo183_desktop.phones.quotas.rows import MonthUsage

_MONTHS: Final = 3
"""How many periods the letter for a higher quota covers."""


def _minutes(text: str) -> int:
    seconds = parse_minutes(text)
    if seconds is None:
        raise KnownError("phones.quota_minutes")
    return seconds


def _data(text: str) -> int:
    amount = parse_data(text)
    if amount is None:
        raise KnownError("phones.quota_data")
    return amount


def _minute_words(seconds: int) -> str:
    return number_text(whole_minutes(seconds))


@dataclass(frozen=True, slots=True)
class QuotaAsked:
    """What a line needs in a period; at least one of the two. Source: Genelge 2014/05, madde 2."""

    minutes: Annotated[
        int | None,
        FieldSpec(
            "İstenen d&akika (aylık)", parse=_minutes, shows=_minute_words, empty=None, note="600"
        ),
    ] = None
    """In seconds."""
    data: Annotated[
        int | None,
        FieldSpec(
            "İst&enen internet (aylık)", parse=_data, shows=data_words, empty=None, note="2 GB"
        ),
    ] = None
    """In bytes."""


def _check_quota(read: Mapping[str, Any]) -> Iterator[Problem]:
    if read["minutes"] is None and read["data"] is None:
        yield Problem("minutes", "changes.letter_amount")


_QUESTIONS: Final = Record(
    "letter_quota", QuotaAsked, layout=(("minutes", "data"),), check=_check_quota
)


def _months(source: LetterSource, line_id: int) -> tuple[MonthUsage, ...]:
    """Return what a line used in the last whole periods, the oldest first."""
    own = read_settings(source.work.session).of(line_id)
    last = month_after(own.period_on(source.today).key, -1)
    return months_of(source.work.session, line_id, until=last, count=_MONTHS)


def _is_tight(month: MonthUsage) -> bool:
    """Return whether a period's usage was near its quota or over it, as far as it is known."""
    used = ((month.seconds, month.quota_seconds), (month.bytes, month.quota_bytes))
    return any(amount is not None and amount >= NEAR_SHARE * quota for amount, quota in used)


def _offer(source: LetterSource) -> list[tuple[int, str]]:
    return [
        choice_of(row)
        for row in source.lines(ItemState.ISSUED)
        if any(map(_is_tight, _months(source, row.line_id)))
    ]


def _write(source: LetterSource) -> MatterText:
    """Report what a line used in the last three whole periods. Source: Genelge 2014/05, madde 2.

    Raises:
        KnownError: `changes.letter_item`: nobody holds it; `changes.letter_usage`: the usage of one
            of the periods is not fully known; `changes.letter_quota_enough`: none of them was near
            the quota.
    """
    row = source.find(source.lines(ItemState.ISSUED), "line_id")
    months = _months(source, row.line_id)
    fields = []
    for one in months:
        month = period_words(one.period)
        if one.seconds is None or one.bytes is None or one.known_until != one.period.ends_on:
            raise KnownError("changes.letter_usage", month=month)
        used, quota = (
            _amounts(seconds, amount)
            for seconds, amount in ((one.seconds, one.bytes), (one.quota_seconds, one.quota_bytes))
        )
        fields.append((month, f"{used} (kota {quota})"))
    if not any(map(_is_tight, months)):
        raise KnownError("changes.letter_quota_enough")
    phone = format_phone(row.phone)
    covered = coverage(source.work.session, as_of=source.today, only_assigned=True)
    subjects = tuple(
        subject.subject_name
        for subject in covered
        if row.holder_id in {one.officer_id for one in subject.officers}
    )
    word = "konularından" if len(subjects) > 1 else "konusundan"
    duty = f"{wording.joined_subjects(subjects)} {word} sorumlu " if subjects else ""
    content = MatterText(
        "Hat Kotasının Artırılması",
        f"Kota artırımı: {phone}",
        (
            Paragraph(
                "İlgi Genelge’nin 2’nci maddesi aylık 300 konuşma dakikası ve 1 GB internet "
                f"paketini düzenlemektedir. {duty}Acil Müdahale Ekip Sorumlumuz "
                f"{row.holder_name} üzerine zimmetli {phone} numaralı hattın son üç dönemdeki "
                "kullanımı aşağıdadır.",
                (row.holder_name,),
            ),
            source.table(fields),
        ),
        "",
    )

    def completed(answers: Mapping[str, Any]) -> MatterText:
        seconds, amount = answers.get("minutes"), answers.get("data")
        last = months[-1]
        is_more = (seconds or 0) > last.quota_seconds or (amount or 0) > last.quota_bytes
        is_less = 0 < (seconds or last.quota_seconds) < last.quota_seconds or (
            0 < (amount or last.quota_bytes) < last.quota_bytes
        )
        if (seconds or amount) and (is_less or not is_more):
            quota = _amounts(last.quota_seconds, last.quota_bytes)
            raise KnownError("changes.letter_amount_small", quota=quota)
        wanted = _amounts(seconds, amount) or "…"
        return content._replace(
            request=f"Hattın aylık kotasının {wanted} olacak şekilde artırılmasını"
        )

    return content._replace(completed=completed)


def _amounts(seconds: int | None, amount: int | None) -> str:
    """Return minutes and data as a letter writes them: `300 dakika, 1 GB`; empty for neither."""
    minutes = "" if seconds is None else f"{number_text(whole_minutes(seconds))} dakika"
    return ", ".join(filter(None, (minutes, "" if amount is None else data_words(amount))))


KIND: Final = LetterKind(
    "Kota artırımı",
    _write,
    _offer,
    "Kotası artırılacak hat yok: son üç dönemde kotasına yaklaşan ya da onu aşan hat yok.",
    _QUESTIONS,
)
