"""The Turkish texts of the audit trail: for actions, kinds of items, and details."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Role
from alo183_desktop.access.trail import word, words
from alo183_desktop.bootstrap.capabilities import RECORDS, load
from alo183_desktop.shared.calendar import is_month_key, month_words
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import lower_first, lower_tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.records.record import Record

ROLES: Final[Mapping[str, str]] = {
    **{role.value: lower_tr(role.words) for role in Role},
    "": "program",
}
SUSPICIOUS: Final = frozenset({"audit.found_broken"})
DOUBTFUL: Final = frozenset({"audit.head_lost", "sign_in.failed", "user.recovered"})
"""The first entries to look for when reading the trail."""
_NAMED_BREAKS: Final = 5
_BY_POWER_CUT: Final = frozenset({"head_empty", "head_missing"})
"""Reasons of a break that a power cut leaves where the data itself is whole."""
_BY_OLDER_DATA: Final = frozenset({"head_differs", "tail_cut"})
"""Reasons that lost transactions leave: an older copy, or a disk that only said it had stored."""
DETAIL_KINDS: Final[Mapping[str, str]] = {
    "officer": "officer",
    "letter": "letter",
    "corrects": "letter",
    "same_number": "letter",
    "custody_form": "custody_form",
}
"""The kind of item whose id a detail contains."""


@cache
def _records() -> Mapping[str, Record[Any]]:
    return {record.name: record for record in map(load, RECORDS)}


def detail_words(
    kind: str, details: Mapping[str, Any], names: Mapping[tuple[str, int], str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return labels and values of the details of an entry; empty ones are left out.

    Args:
        kind: Of the item that the entry is about.
        details: As stored in the trail.
        names: Of the items that they contain, by kind and id, as far as they are known.
    """
    found = []
    for key, value in details.items():
        if value in (None, "", []):
            continue
        name = names.get((DETAIL_KINDS[key], value)) if names and key in DETAIL_KINDS else None
        found.append((word("details", key), name or _value_words(kind, key, value)))
    return tuple(found)


def broken_words(verdict: Verdict) -> str:
    """Return the description of the breaks in the chain, of the first ones where there are many."""
    told = [
        words("broken")
        .get(found.reason, "Zincir bozuk: {place}. kayıt")
        .format(
            place=number_text(found.at),
            last=number_text(found.last),
            count=number_text(found.last - found.at + 1),
        )
        for found in verdict.breaks[:_NAMED_BREAKS]
    ]
    if (left := len(verdict.breaks) - _NAMED_BREAKS) > 0:
        told.append(f"{number_text(left)} bozukluk daha var")
    return "; ".join(told)


def what_to_do(verdict: Verdict) -> str:
    """Return what to do about the breaks in the chain."""
    if all(found.reason == "restored" for found in verdict.breaks):
        return (
            "Çıkan kayıtlar, geri dönülmeden önceki veriyle birlikte “onceki-” ile başlayan "
            "klasörde duruyor: gereken yazıldıysa onaylayınız."
        )
    if all(found.reason in _BY_POWER_CUT for found in verdict.breaks):
        return (
            "Elektrik kesintisi bunu yapabilir. “Zinciri denetle” kayıtların bütün olduğunu "
            "gösteriyorsa onaylayınız; bilerek silen olduysa yöneticinize bildiriniz."
        )
    if all(found.reason in _BY_OLDER_DATA | _BY_POWER_CUT for found in verdict.breaks):
        return (
            "Bu bilgisayarda ya da sunucuda elektrik kesildiyse, ya da verinin eski bir kopyası "
            "geri konduysa son işlemler kaybolmuştur: eksik olanı yeniden yazıp onaylayınız. "
            "Böyle bir şey olmadıysa veri programın dışında değiştirilmiş olabilir: dosyaya "
            "dokunmayınız, son yedeği ayırınız ve bakanlığın bilgi güvenliği birimine haber "
            "veriniz."
        )
    return (
        "Veri dosyası programın dışında değiştirilmiş olabilir. Dosyaya dokunmayınız, son yedeği "
        "ayırınız ve bakanlığın bilgi güvenliği birimine haber veriniz."
    )


def _field_words(kind: str, key: str) -> str:
    record = _records().get(kind)
    if record is None or key not in record.fields:
        return word("fields", key)
    return lower_first(record.fields[key].name)


def _value_words(kind: str, key: str, value: Any) -> str:
    if isinstance(value, list):
        if key == "subjects":
            return str(len(value))
        return ", ".join(_field_words(kind, str(part)) for part in value)
    if key in _FORMATTERS:
        return _FORMATTERS[key](str(value))
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    return word("values", str(value))


def _day_words(text: str) -> str:
    try:
        if "T" in text:
            return format_instant(dt.datetime.fromisoformat(text))
        return format_day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _month_words(text: str) -> str:
    return month_words(text) if is_month_key(text) else text


def _numbered(text: str) -> str:
    return f"{text} numaralı"


_FORMATTERS: Final[Mapping[str, Callable[[str], str]]] = {
    **dict.fromkeys(
        (
            "letter",
            "imported",
            "undone",
            "dispatch",
            "file",
            "corrects",
            "same_number",
            "custody_form",
            "officer",
            "destruction",
        ),
        _numbered,
    ),
    **dict.fromkeys(("at", "starts_on", "ends_on"), _day_words),
    "is_sent_on": lambda is_sent_on: (
        "183’e yönlendirildi" if is_sent_on == str(True) else "yerinde bilgilendirildi"
    ),
    "of": partial(word, "kinds"),
    **dict.fromkeys(("month", "period"), _month_words),
    "target": partial(word, "targets"),
    "reason": partial(word, "reasons"),
    "role": lambda role: ROLES.get(role, role),
}
