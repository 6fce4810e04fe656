"""Roles and rights, and the delay after wrong passwords."""

from __future__ import annotations

import datetime as dt
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


class Role(Worded):
    """The role of a user in the directorate."""

    ADMINISTRATOR = "administrator", "Yönetici"
    CLERK = "clerk", "Memur"
    DIRECTOR = "director", "Müdür"
    AUDITOR = "auditor", "Denetçi"


class Right(Worded):
    """One thing that a role may or may not do."""

    SEE_OFFICERS = "see_officers", "Kadroyu görmek"
    EDIT_OFFICERS = "edit_officers", "Sorumluları ve konuları düzenlemek"
    SHOW_TCKN = "show_tckn", "T.C. kimlik numarasını ve kişisel telefonu göstermek"
    IMPORT = "import", "Dosyadan kayıt aktarmak"
    SEE_LETTERS = "see_letters", "Yazıları görmek"
    MAKE_CHANGES = "make_changes", "Görev değişikliği yapmak, yazı tamamlamak"
    RECORD_DISPATCHES = "record_dispatches", "Gönderimleri kaydetmek"
    SEE_PHONES = "see_phones", "Telefonları, hatları ve zimmetleri görmek"
    EDIT_PHONES = "edit_phones", "Telefonları, hatları ve zimmetleri düzenlemek"
    SEE_CASES = "see_cases", "Vakaları görmek, arayanın adını göstermek"
    EDIT_CASES = "edit_cases", "Vakaları kaydetmek ve düzenlemek"
    SEE_GUIDANCE = "see_guidance", "Yerinde rehberlik kayıtlarını görmek"
    EDIT_GUIDANCE = "edit_guidance", "Yerinde rehberliği kaydetmek"
    SEE_ROTA = "see_rota", "Nöbet çizelgesini görmek"
    EDIT_ROTA = "edit_rota", "Nöbet çizelgesini, kişileri ve izinleri düzenlemek"
    APPROVE_ROTA = "approve_rota", "Nöbet çizelgesini yayımlamak, değişimleri onaylamak"
    SEE_ABSENCE_KIND = "see_absence_kind", "İznin ve muafiyetin türünü görmek"
    EDIT_VEHICLES = "edit_vehicles", "Araçları, sürücüleri ve görev emirlerini düzenlemek"
    SHOW_PIN = "show_pin", "Hatların PIN ve PUK numaralarını göstermek"
    EXPORT = "export", "Dosyaya aktarmak"
    PRINT = "print", "Yazdırmak"
    EDIT_DIRECTORATE = "edit_directorate", "Müdürlük bilgilerini düzenlemek"
    MANAGE_USERS = "manage_users", "Kullanıcıları yönetmek"
    SEE_AUDIT = "see_audit", "Denetim izini görmek"
    SEE_RETENTION = "see_retention", "Saklama sürelerini ve imha tutanaklarını görmek"
    MANAGE_RETENTION = "manage_retention", "Saklama sürelerini ayarlamak, süresi dolanı imha etmek"
    SHOW_PERSON = "show_person", "Bir kişinin bütün verisini göstermek ve vermek"
    EXPORT_INSPECTION = "export_inspection", "Denetim paketi hazırlamak"


_ALL: Final = frozenset(Role)
_DESK: Final = frozenset({Role.ADMINISTRATOR, Role.CLERK})
_HEADS: Final = frozenset({Role.ADMINISTRATOR})

RIGHTS: Final[Mapping[Right, frozenset[Role]]] = MappingProxyType(
    {
        Right.SEE_OFFICERS: _ALL,
        Right.EDIT_OFFICERS: _DESK,
        Right.SHOW_TCKN: _DESK,
        Right.IMPORT: _DESK,
        Right.SEE_LETTERS: _ALL,
        Right.MAKE_CHANGES: _DESK,
        Right.RECORD_DISPATCHES: _DESK,
        Right.SEE_PHONES: _ALL,
        Right.EDIT_PHONES: _DESK,
        Right.SEE_CASES: _ALL,
        Right.EDIT_CASES: _DESK,
        Right.SEE_GUIDANCE: _ALL,
        Right.EDIT_GUIDANCE: _DESK,
        Right.SEE_ROTA: _ALL,
        Right.EDIT_ROTA: _DESK,
        Right.APPROVE_ROTA: _HEADS,
        Right.SEE_ABSENCE_KIND: _DESK,
        Right.EDIT_VEHICLES: _DESK,
        Right.SHOW_PIN: _DESK,
        Right.EXPORT: _DESK | {Role.DIRECTOR, Role.AUDITOR},
        Right.PRINT: _ALL,
        Right.EDIT_DIRECTORATE: _HEADS,
        Right.MANAGE_USERS: _HEADS,
        Right.SEE_AUDIT: _HEADS | {Role.AUDITOR},
        Right.SEE_RETENTION: _HEADS | {Role.DIRECTOR, Role.AUDITOR},
        Right.MANAGE_RETENTION: _HEADS,
        Right.SHOW_PERSON: _HEADS,
        Right.EXPORT_INSPECTION: _HEADS,
    }
)
"""The one table of rights; services check it, screens only hide what it refuses.

`SHOW_TCKN` is about the roster, where numbers are masked. A letter prints the T.C. number of a
newcomer, as the recipient needs it: users with `SEE_LETTERS` see it there, and users
with `EXPORT` can save or print it; both are recorded with their name.
"""

READERS_OF_TRAIL: Final = frozenset(role.value for role in RIGHTS[Right.SEE_AUDIT])
"""Whose word settles a break of the audit trail."""

GIVEN: Final[Mapping[Right, frozenset[Role]]] = MappingProxyType(
    {Right.APPROVE_ROTA: frozenset({Role.DIRECTOR})}
)
"""Roles to which a setting of the directorate can give a right; where it does, `Actor.given`
contains it."""

FORGOTTEN: Final = "("
"""First character of the replacement for the login of a destroyed account; no login has it."""
_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9._\-]{0,62}[a-z0-9])?")

FREE_TRIES: Final = 3
FIRST_WAIT: Final = dt.timedelta(seconds=30)
_LONGEST_WAIT: Final = dt.timedelta(minutes=15)
_FORGOTTEN_AFTER: Final = dt.timedelta(hours=12)


def parse_login(text: str) -> str:
    """Return a login in its normal form: lower case without Turkish letters, no blanks.

    Raises:
        KnownError: `access.login_form`.
    """
    login = fold(text)
    if not _LOGIN.fullmatch(login):
        raise KnownError("access.login_form")
    return login


def forgotten_login(user_id: int) -> str:
    """Return the replacement for the login of a destroyed account, which no user can have."""
    return f"{FORGOTTEN}{user_id})"


def propose_login(name: str) -> str:
    """Return the login that a name suggests: `Selin AKTAŞ` gives `selin.aktas`.

    Empty while the name gives none.
    """
    words = ("".join(char for char in word if char.isalnum()) for word in fold(name).split())
    proposed = ".".join(word for word in words if word)
    return proposed if _LOGIN.fullmatch(proposed) else ""


def may(role: str, right: Right, given: Collection[str] = ()) -> bool:
    """Return whether a user in `role` may do `right` here; an unknown role may do nothing.

    Args:
        role: A value of `Role`.
        right: The right.
        given: Rights that a setting adds (`Actor.given`); only used for rights of `GIVEN`.
    """
    is_given = right in given and role in GIVEN.get(right, ())
    return (role in RIGHTS[right] or is_given) and not laid_down().forbids(right)


def recent(failures: Sequence[dt.datetime], *, now: dt.datetime) -> tuple[dt.datetime, ...]:
    """Return the failures that still count, in their order; those older than 12 hours do not."""
    return tuple(at for at in failures if now - at < _FORGOTTEN_AFTER)


def wait_left(failures: Sequence[dt.datetime], *, now: dt.datetime) -> dt.timedelta:
    """Return how long to wait before the next password may be tried.

    The first three tries are free; then 30 seconds, doubled with each failure up to 15 minutes.
    A clock that was set back does not shorten the wait, and never makes it longer than the longest.

    Args:
        failures: Times of the failures since the last success, UTC, in their order.
        now: UTC.
    """
    counted = recent(failures, now=now)
    if len(counted) < FREE_TRIES:
        return dt.timedelta()
    # Beyond ten doublings the longest wait is reached anyway.
    factor: int = 2 ** min(len(counted) - FREE_TRIES, 10)
    wait = min(FIRST_WAIT * factor, _LONGEST_WAIT)
    # The difference comes first: near the limits of the calendar a sum of dates would overflow.
    return max(dt.timedelta(), min(wait - (now - counted[-1]), wait))
