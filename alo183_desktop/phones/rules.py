"""Valid values of handsets and lines, changes of state, and overlaps of custodies."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.phones.kinds import CircularStanding, ItemState
from alo183_desktop.shared.calendar import add_months
from alo183_desktop.shared.characters import one_line, strange_character
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEFAULT_TERMS: Final = (
    "Telefon 24 saat açık ve ulaşılabilir durumda bulundurulacak, bunun için şarjlı tutulacaktır.",
    (
        "Telefon ve hat, yalnızca Alo 183 Çağrı Merkezinden yönlendirilen vakalarla ilgili "
        "işlemlerde kullanılacaktır."
    ),
    "Telefon ve hat özel görüşmeler için kullanılmayacaktır.",
    "Hat hiçbir şekilde gereksiz yere meşgul edilmeyecektir.",
    (
        "Aylık konuşma ve internet kotası (her yöne 300 dakika ve 1 GB; hat için ayrı bir kota "
        "belirlenmişse o miktar) aşılmayacaktır."
    ),
    "Kayıp, çalınma ve arıza gecikmeksizin il müdürlüğüne bildirilecektir.",
    (
        "Telefon, hat ve aksesuarları; görevden ayrılma veya görev değişikliği hâlinde ya da "
        "istenildiğinde eksiksiz olarak iade edilecektir."
    ),
)
"""The duties of holders of phones until a directorate stores its own.

Source: Genelge 2014/05, giriş, madde 1 ve 2 (the second in its sense, "aşılmaması"). That a phone
is returned and its loss is reported follows from its being handed over at all.
"""

CLAUSES: Final = (
    (
        "Acil Müdahale Ekip Sorumlularına gönderilen telefonların 24 saat açık tutulması ve "
        "ulaşılabilir olması, telefonların sadece Çağrı Merkezinden yönlendirilen vakalarla ilgili "
        "işlemler için kullanılması, özel görüşmeler için kullanılmaması, hattın hiçbir şekilde "
        "gereksiz yere meşgul edilmemesi,"
    ),
    "Aylık 300 konuşma dakikası ve 1 GB internet paketinin aşılmamasına özen gösterilmesi,",
    (
        "Çağrı Merkezinin 7 gün 24 saat kesintisiz hizmet vermesi nedeni ile günün her saatinde "
        "Acil Müdahale Ekip Sorumlularına vaka yönlendirilebilmektedir. Vakayı yönlendiren Çağrı "
        "Merkezi Operatörüne zaman mefhumu gözetilmeksizin Acil Müdahale Ekip Sorumluları "
        "tarafından yardımcı olunması, Çağrı Merkezi Operatörü ile işbirliği içerisinde hareket "
        "edilmesi,"
    ),
    (
        "Çağrı Merkezi İletişim Sistemi üzerinden Acil Müdahale Ekip Sorumlularına yönlendirilen "
        "vakalar ile ilgili olarak gerekli işlemlerin ivedilikle başlatılması, müdahalede "
        "gecikmemesi, doğabilecek mağduriyetleri engellemek için 24 saat hizmet verecek şekilde "
        "araç ve personel görevlendirilmesi ile gerekli diğer tedbirlerin alınması,"
    ),
    (
        "Çağrı Merkezi operatörleri tarafından vakanın takibinin yapılabilmesi için, Acil Müdahale "
        "Ekip Sorumlularına yönlendirilen vakalara ilişkin yapılan işlemler hakkındaki detaylı "
        "bilgilerin azami 24 saat içerisinde sisteme girişinin yapılması,"
    ),
)
"""What forms made today state of the circular.

Source: Genelge 2014/05, madde 1-5; the second in its sense ("aşılmamasına").
"""
KEPT_STATES: Final = frozenset({ItemState.ISSUED, ItemState.IN_REPAIR, ItemState.LOST})
"""States in which somebody can hold an item: a lost phone keeps its last holder."""
STATES_AFTER_RETURN: Final = frozenset(
    {ItemState.IN_STORE, ItemState.IN_REPAIR, ItemState.RETURNED, ItemState.RETIRED}
)

_HELD_MONTHS: Final = 12
"""So many months a signature for the circular holds: it names no time, and a year is usual."""
LONGEST_REASON: Final = 500
_MOST_TERMS: Final = 20
_LONGEST_TERM: Final = 500
_IMEI_LENGTH: Final = 15
_ICCID_LENGTHS: Final = (19, 20)
_ICCID_START: Final = "89"
"""Of every telecommunication card. Source: ITU-T E.118."""
_PIN: Final = re.compile(r"[0-9]{4,8}")
_PUK: Final = re.compile(r"[0-9]{8}")
_MARKS: Final = re.compile(r"[\s\-./]")


class Interval(NamedTuple):
    """A custody during `[from_at, to_at)`; `to_at` None: it runs."""

    from_at: dt.datetime
    to_at: dt.datetime | None


def parse_imei(text: str) -> str:
    """Return the fifteen digits of an IMEI; blanks, hyphens, dots and slashes are ignored.

    Raises:
        KnownError: `phones.imei_length`; `phones.imei_digits`: its check digit is wrong.
    """
    digits = _MARKS.sub("", text)
    if len(digits) != _IMEI_LENGTH or not (digits.isascii() and digits.isdigit()):
        raise KnownError("phones.imei_length", count=len(digits))
    if not _passes_luhn(digits):
        raise KnownError("phones.imei_digits")
    return digits


def parse_make(text: str) -> str:
    """Return the make or the model of a handset on one line.

    Raises:
        KnownError: `phones.make_number`: it is as long as the number of a handset or of a card.
    """
    digits = _MARKS.sub("", text)
    if digits.isdigit() and len(digits) >= _IMEI_LENGTH - 1:
        raise KnownError("phones.make_number")
    return one_line(text)


def parse_iccid(text: str) -> str:
    """Return the 19 or 20 digits of a SIM card's number; marks and a filling `F` are ignored.

    Raises:
        KnownError: `phones.iccid_length`; `phones.iccid_start`: it does not begin with 89;
            `phones.iccid_digits`: its check digit is wrong.
    """
    digits = _MARKS.sub("", text).removesuffix("F").removesuffix("f")
    if len(digits) not in _ICCID_LENGTHS or not (digits.isascii() and digits.isdigit()):
        raise KnownError("phones.iccid_length", count=len(digits))
    if not digits.startswith(_ICCID_START):
        raise KnownError("phones.iccid_start")
    if not _passes_luhn(digits):
        raise KnownError("phones.iccid_digits")
    return digits


def parse_pin(text: str) -> str:
    """Return a PIN, four to eight digits; empty for an empty text.

    Raises:
        KnownError: `phones.pin_digits`.
    """
    digits = "".join(text.split())
    if digits and not _PIN.fullmatch(digits):
        raise KnownError("phones.pin_digits")
    return digits


def parse_puk(text: str) -> str:
    """Return a PUK, eight digits; empty for an empty text.

    Raises:
        KnownError: `phones.puk_digits`.
    """
    digits = _MARKS.sub("", text)
    if digits and not _PUK.fullmatch(digits):
        raise KnownError("phones.puk_digits")
    return digits


def check_state_change(before: ItemState, after: ItemState, *, is_held: bool) -> None:
    """Refuse a change of state that needs a custody to begin or end.

    A lost phone keeps its last holder until it is found (issued again) or retired.

    Args:
        before: The state now.
        after: The state wanted.
        is_held: Whether an officer holds the item.

    Raises:
        KnownError: `phones.state_same`; `phones.issue_needed`: nobody holds it, so that it cannot
            be issued; `phones.return_needed`: it has to be given back first.
    """
    if before is after:
        raise KnownError("phones.state_same", state=after.words)
    if after is ItemState.ISSUED and not is_held:
        raise KnownError("phones.issue_needed")
    if is_held and after not in KEPT_STATES and not ends_custody(before, after):
        raise KnownError("phones.return_needed", state=after.words)


def ends_custody(before: ItemState, after: ItemState) -> bool:
    """Return whether a change of state ends a custody without a return."""
    return before is ItemState.LOST and after is ItemState.RETIRED


def state_at(stored: ItemState | None, *, is_held: bool) -> ItemState:
    """Return the state of an item at an instant.

    Custody decides who holds it: it may have been entered later than it began.

    Args:
        stored: The last state stored up to the instant; None: there is none.
        is_held: Whether an officer held it at the instant.
    """
    if is_held:
        return stored if stored in KEPT_STATES else ItemState.ISSUED
    return ItemState.IN_STORE if stored in {None, ItemState.ISSUED} else stored


def first_overlap(wanted: Interval, others: Iterable[Interval]) -> Interval | None:
    """Return the first of `others` that has an instant in common with `wanted`; else None.

    An interval that ends where it begins holds no instant.
    """
    return next((other for other in others if _overlap(wanted, other)), None)


def check_terms(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the terms of custody, tidied, empty ones left out.

    Raises:
        KnownError: `phones.terms_empty`, `phones.too_many_terms`, `phones.term_too_long`,
            `phones.character`.
    """
    terms = tuple(term for term in map(one_line, texts) if term)
    if not terms:
        raise KnownError("phones.terms_empty")
    if len(terms) > _MOST_TERMS:
        raise KnownError("phones.too_many_terms", limit=_MOST_TERMS)
    for number, term in enumerate(terms, start=1):
        if len(term) > _LONGEST_TERM:
            raise KnownError("phones.term_too_long", number=number, limit=_LONGEST_TERM)
        strange = strange_character(term)
        if strange:
            raise KnownError("phones.character", character=strange)
    return terms


def check_reason(text: str) -> str:
    """Return a reason, tidied; it may be empty.

    Raises:
        KnownError: `records.too_long`.
    """
    tidy = one_line(text)
    if len(tidy) > LONGEST_REASON:
        raise KnownError("records.too_long", limit=LONGEST_REASON)
    return tidy


def _overlap(one: Interval, other: Interval) -> bool:
    if one.from_at == one.to_at or other.from_at == other.to_at:
        return False
    return (other.to_at is None or one.from_at < other.to_at) and (
        one.to_at is None or other.from_at < one.to_at
    )


def _passes_luhn(digits: str) -> bool:
    from stdnum import luhn  # slow to load, not needed before the first field

    return bool(luhn.is_valid(digits))


def last_day(signed_on: dt.date) -> dt.date:
    """Return the last day on which a signature holds."""
    return add_months(signed_on, _HELD_MONTHS) - dt.timedelta(days=1)


def standing_of(signed_on: dt.date | None, *, today: dt.date) -> CircularStanding:
    """Return the state of the notification of an officer on a day of Istanbul.

    Args:
        signed_on: When they signed last; None: never.
        today: The day.
    """
    if signed_on is None:
        return CircularStanding.MISSING
    return CircularStanding.NOTIFIED if today <= last_day(signed_on) else CircularStanding.OVER
